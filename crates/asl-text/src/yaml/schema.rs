//! What a plain scalar is: YAML 1.2's core schema (section 10.3.2), so `yes` and `on` are text.

use crate::{NodeKind, placeholder};
use asl_value::Number;

/// The value of a scalar that has neither quotes nor a tag.
pub(crate) fn resolve(text: &str) -> NodeKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        "true" | "True" | "TRUE" => NodeKind::Bool(true),
        "false" | "False" | "FALSE" => NodeKind::Bool(false),
        _ if placeholder::is_one(text) => NodeKind::Placeholder(text.into()),
        _ => number(text).map_or_else(|| NodeKind::String(text.into()), NodeKind::Number),
    }
}

/// The number that a plain scalar is. `.inf` and `.nan` are none: JSON has no such numbers.
fn number(text: &str) -> Option<Number> {
    let radix = |digits: &str, radix| i64::from_str_radix(digits, radix).ok().map(Number::Int);
    if let Some(digits) = text.strip_prefix("0x") {
        return digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| radix(digits, 16))?;
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| radix(digits, 8))?;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = all_digits(whole)
        && all_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|digits| !digits.is_empty() && all_digits(digits));
    if well_formed { Number::parse(text) } else { None }
}
