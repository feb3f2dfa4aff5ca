//! Where we differ from npm jsonata 2.0.6, and why it stays so.

use serde_json::Value as Json;

/// Why a difference is none to mend.
pub(crate) fn reason(text: &str, document: &Json, ours: &Json, theirs: &Json) -> Option<&'static str> {
    let beyond_16_bits = |text: &str| text.contains('😀');
    let codes = (ours["code"].as_str(), theirs["code"].as_str());
    if theirs.get("half").is_some() {
        return Some("npm jsonata cuts a surrogate pair in two, which no text of Rust can hold");
    }
    if theirs.get("thrown").is_some() {
        return Some("npm jsonata runs into a TypeError of JavaScript: there is no code to compare");
    }
    if codes.0 == Some("D1001") && text.contains('/') {
        return Some(
            "a division by zero is infinite for npm jsonata, and `null` in JSON; the engine refuses it at once",
        );
    }
    if matches!(codes, (Some(_), Some(_))) && (text.contains('[') || text.contains('{')) {
        return Some("npm jsonata evaluates the parts of an array or object at once; of several errors either may win");
    }
    if text.contains("$power") && nearly(&ours["value"], &theirs["value"]) {
        return Some("powers may differ in the last digit: JavaScript does not say how they are rounded");
    }
    if text.contains("/[") && (beyond_16_bits(text) || beyond_16_bits(&document.to_string())) {
        return Some("a regular expression of npm jsonata sees two characters in one that needs two UTF-16 units");
    }
    if text.contains("$string(id)") && letters(ours) == letters(theirs) {
        return Some(
            "an object of JavaScript has its keys that are whole numbers first; ours keeps the order of making",
        );
    }
    if text.contains("$formatNumber") && theirs.to_string().to_lowercase().contains("e+") {
        return Some("npm jsonata formats the exponent of a number beyond 1e21 as if it were digits");
    }
    if ["$max", "$min"].iter().any(|name| text.contains(name)) && text.contains('%') {
        return Some(
            "the remainder of a division by zero is no number, which npm jsonata finds the largest and smallest",
        );
    }
    if codes.0 == Some("T0411") {
        return Some("the engine refuses a wrong argument where npm jsonata takes a context that is nothing for it");
    }
    None
}

/// The characters of an answer, sorted.
fn letters(answer: &Json) -> Vec<char> {
    let mut letters: Vec<char> = answer.to_string().chars().collect();
    letters.sort_unstable();
    letters
}

/// The number that a value is, or that its text is.
fn number(value: &Json) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// Whether two values differ only in the last digits of numbers.
fn nearly(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(_), Json::Number(_)) | (Json::String(_), Json::String(_)) => {
            match (number(left), number(right)) {
                (Some(left), Some(right)) => (left - right).abs() <= 1e-14 * left.abs(),
                _ => left == right,
            }
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
