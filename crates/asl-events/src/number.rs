//! Numbers as EventBridge compares them: as doubles, if the double says what the digits say.

/// A number's digits without sign, point and zeros at either end, and the power of ten of the last one.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) =
        text.split_once(['e', 'E']).map_or((text, "0"), |(mantissa, exponent)| (mantissa, exponent));
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let kept = digits.trim_end_matches('0');
    let cut = i64::try_from(digits.len() - kept.len()).ok()?;
    let kept = kept.trim_start_matches('0');
    if kept.is_empty() {
        return Some((false, String::new(), 0));
    }
    let places = i64::try_from(fraction.len()).ok()?;
    Some((negative, kept.to_owned(), exponent.checked_sub(places)?.checked_add(cut)?))
}

/// The double that this number can be compared as; none where the double would be another number.
pub(crate) fn comparable(text: &str) -> Option<f64> {
    let double: f64 = text.parse().ok().filter(|double: &f64| double.is_finite())?;
    let short = text.len() <= 15 && !text.contains(['e', 'E']);
    (short || decimal(text)? == decimal(&double.to_string())?).then_some(double + 0.0)
}

/// The double that an event's number is compared as: what is not whole was a double before it came to the matcher.
pub(crate) fn of_event(text: &str) -> Option<f64> {
    if is_whole(text) {
        return comparable(text);
    }
    text.parse().ok().filter(|double: &f64| double.is_finite()).map(|double| double + 0.0)
}

/// Whether a number is written without a fraction and an exponent.
pub(crate) fn is_whole(text: &str) -> bool {
    !text.contains(['.', 'e', 'E'])
}
