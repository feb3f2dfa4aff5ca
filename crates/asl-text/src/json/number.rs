//! Number tokens: JSON's grammar, and what to say about those that other languages allow.

use super::cursor::Cursor;
use crate::NodeKind;
use crate::messages::{NumberProblem, TextProblem};
use asl_value::Number;

/// Reads the number at the cursor, which stands at a digit, a sign or a dot.
pub(super) fn read_number(cursor: &mut Cursor<'_>) -> NodeKind {
    let start = cursor.offset();
    cursor.skip_while(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.' | '_'));
    let token = cursor.since(start);
    if token.is_empty() {
        cursor.bump();
    }
    if is_json_number(token)
        && let Some(number) = Number::parse(token)
    {
        return NodeKind::Number(number);
    }
    let plain = token.trim_start_matches('+');
    let problem = if plain.trim_start_matches('-').starts_with("0x") {
        NumberProblem::Hexadecimal
    } else if token.starts_with('+') {
        NumberProblem::Plus
    } else if plain.trim_start_matches('-').starts_with('.') || plain.ends_with('.') {
        NumberProblem::Dot
    } else if token.contains('_') {
        NumberProblem::Underscore
    } else if plain.trim_start_matches('-').starts_with('0') && plain.chars().all(|digit| digit.is_ascii_digit()) {
        NumberProblem::LeadingZero
    } else {
        NumberProblem::Text
    };
    cursor.error(start, TextProblem::Number { token: token.to_owned(), problem });
    let lenient = plain.parse::<f64>().ok().filter(|value| value.is_finite());
    match lenient {
        Some(_) => Number::parse(plain).map_or(NodeKind::Missing, NodeKind::Number),
        None => NodeKind::String(token.into()),
    }
}

/// Whether `text` is a number as RFC 8259 section 6 has it.
pub(crate) fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}
