//! Expected against actual, by the rules of the recordings: `{{*}}` stands for what the service generates, an
//! object for its text, and numbers compare by value.

use serde_json::Value as Json;

pub(crate) const ANY: &str = "{{*}}";

/// The first difference, with its place.
pub(crate) fn compare(place: &str, expected: &Json, actual: &Json) -> Result<(), String> {
    match (expected, actual) {
        (Json::String(pattern), _) if pattern == ANY => Ok(()),
        (Json::String(pattern), Json::String(text)) if pattern.contains(ANY) && glob(pattern, text) => Ok(()),
        (Json::String(wanted), Json::String(found)) if wanted != found => {
            match (parse_object(wanted), parse_object(found)) {
                (Some(wanted), Some(found)) => compare(place, &wanted, &found),
                _ => differ(place, expected, actual),
            }
        }
        (Json::Object(_) | Json::Array(_), Json::String(text)) => match serde_json::from_str::<Json>(text) {
            Ok(parsed @ (Json::Object(_) | Json::Array(_))) => compare(place, expected, &parsed),
            _ => differ(place, expected, actual),
        },
        (Json::Object(wanted), Json::Object(found)) => {
            for (key, value) in wanted {
                let found = found.get(key).ok_or_else(|| format!("{place}.{key}: missing, expected {value}"))?;
                compare(&format!("{place}.{key}"), value, found)?;
            }
            match found.iter().find(|(key, _)| !wanted.contains_key(*key)) {
                Some((key, value)) => Err(format!("{place}.{key}: not expected, is {}", short(value))),
                None => Ok(()),
            }
        }
        (Json::Array(wanted), Json::Array(found)) => {
            if wanted.len() != found.len() {
                return Err(format!("{place}: {} items, expected {}", found.len(), wanted.len()));
            }
            for (index, (wanted, found)) in wanted.iter().zip(found).enumerate() {
                compare(&format!("{place}[{index}]"), wanted, found)?;
            }
            Ok(())
        }
        (Json::Number(wanted), Json::Number(found)) if wanted.as_f64() == found.as_f64() => Ok(()),
        _ if expected == actual => Ok(()),
        _ => differ(place, expected, actual),
    }
}

/// A text that holds a JSON object: two such are equal whatever their spaces.
fn parse_object(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok().filter(Json::is_object)
}

fn differ(place: &str, expected: &Json, actual: &Json) -> Result<(), String> {
    Err(format!("{place}: is {}, expected {}", short(actual), short(expected)))
}

fn short(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() > 300 { text.chars().take(300).chain("…".chars()).collect() } else { text }
}

/// Whether `text` fits `pattern`, in which `{{*}}` stands for any text.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(ANY);
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
