//! Where we differ from npm jsonata 2.0.6 beyond the deviations of `peer.mjs`, and why it stays so.

use asl_value::Value;
use serde_json::Value as Json;

/// Why a difference is none to mend. `theirs` is the answer with the listed deviations.
pub(crate) fn reason(text: &str, document: &Json, ours: &Json, theirs: &Json) -> Option<&'static str> {
    let astral = text.contains('😀') || document["s"].as_str().is_some_and(|text| text.contains('😀'));
    if theirs.get("half").is_some() {
        return Some("npm jsonata cuts a surrogate pair in two, which no text of Rust can hold");
    }
    if theirs.get("thrown").is_some() {
        return Some("npm jsonata runs into a TypeError of JavaScript: there is no code to compare");
    }
    if astral && (text.contains("/[") || text.contains("$split(")) {
        return Some("a regular expression or an empty separator of npm jsonata sees two characters in '😀'");
    }
    let (ours, theirs) = (ours.get("value")?, theirs.get("value")?);
    if text.contains("$power") && nearly(ours, theirs) {
        return Some("powers may differ in the last digit: JavaScript does not say how they are rounded");
    }
    if text.contains("$formatBase($power(")
        && ours.as_str().and_then(|text| text.get(..10)) == theirs.as_str().and_then(|text| text.get(..10))
    {
        return Some("powers may differ in the last digit, and so do their digits in another base");
    }
    let has_whole_keys = text.contains("$string(id)") || text.contains("\"12\"") || document["s"] == "12";
    if has_whole_keys && letters(ours) == letters(theirs) {
        return Some(
            "an object of JavaScript has its keys that are whole numbers first; ours keeps the order of making",
        );
    }
    if text.contains("$formatNumber") && theirs.to_string().to_lowercase().contains("e+") {
        return Some("npm jsonata formats the exponent of a number beyond 1e21 as if it were digits");
    }
    None
}

/// The characters of an answer, sorted.
fn letters(answer: &Json) -> Vec<char> {
    // Whole numbers in one form: `11.0` is `11` for npm jsonata.
    let mut letters: Vec<char> = Value::from(answer).to_json().chars().collect();
    letters.sort_unstable();
    letters
}

/// The numbers in an answer, and what is around them.
fn numbers(answer: &Json) -> (Vec<f64>, String) {
    let text = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
    let parts: Vec<&str> = text.split_inclusive(|c: char| !c.is_ascii_digit() && c != '.').collect();
    let number = |part: &&str| part.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok();
    let around = parts.iter().map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')).collect();
    (parts.iter().filter_map(number).collect(), around)
}

/// Whether two values differ only in the last digits of numbers, those in texts included.
fn nearly(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(_), Json::Number(_)) | (Json::String(_), Json::String(_)) => {
            let ((left, around), (right, other)) = (numbers(left), numbers(right));
            let close = |(left, right): (&f64, &f64)| (left - right).abs() <= 1e-14 * left.abs();
            around == other && left.len() == right.len() && left.iter().zip(&right).all(close)
        }
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| nearly(left, right))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| nearly(value, other)))
        }
        _ => left == right,
    }
}
