//! What a member of that name could hold: for places of which nothing but the name is known.

use asl_value::Value;

/// A point in time that nobody has to wait for.
pub(super) const TIMESTAMP: &str = "2026-01-01T12:00:00Z";
/// An endpoint that answers anyone: of the Practice API.
const URL: &str = "https://practice.test/hello";

/// A value for a member of that name.
pub(super) fn value(name: &str) -> Value {
    let words = split(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&&**word));
    let last = words.last().map(String::as_str).unwrap_or_default();
    let first = words.first().map(String::as_str).unwrap_or_default();
    if matches!(first, "is" | "has" | "can" | "should") || has(&["enabled", "disabled", "active", "flag"]) {
        return Value::from(true);
    }
    if matches!(last, "timestamp" | "date" | "time" | "deadline" | "until" | "expiry")
        || (last == "at" && words.len() > 1)
    {
        return Value::from(TIMESTAMP);
    }
    let is_number = [
        "count",
        "quantity",
        "amount",
        "total",
        "price",
        "number",
        "size",
        "limit",
        "page",
        "seconds",
        "minutes",
        "hours",
        "days",
        "attempt",
        "attempts",
        "max",
        "min",
        "age",
        "score",
        "index",
        "offset",
        "cents",
        "percent",
        "percentage",
        "threshold",
        "concurrency",
        "retries",
    ]
    .contains(&last);
    if is_number {
        return number(name);
    }
    if matches!(
        last,
        "headers" | "parameters" | "params" | "body" | "payload" | "data" | "options" | "metadata" | "details"
    ) {
        return Value::empty_object();
    }
    text(name)
}

/// The same point in time a year later, or earlier.
pub(super) fn another_year(timestamp: &str, is_later: bool) -> Option<String> {
    let (year, rest) = timestamp.split_at_checked(4)?;
    let year: u32 = year.parse().ok()?;
    Some(format!("{:04}{rest}", if is_later { year + 1 } else { year.saturating_sub(1) }))
}

/// A number for a member of that name: small, since some are waited for.
pub(super) fn number(name: &str) -> Value {
    let words = split(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&&**word));
    Value::from(if has(&["price", "amount", "total"]) {
        20
    } else if has(&["seconds", "minutes", "hours", "days"]) {
        2
    } else {
        1_i64
    })
}

/// A text for a member of that name.
pub(super) fn text(name: &str) -> Value {
    let words = split(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&&**word));
    let last = words.last().map(String::as_str).unwrap_or_default();
    Value::from(match last {
        "url" | "uri" | "endpoint" | "href" | "link" => URL.to_owned(),
        "method" => "GET".to_owned(),
        "email" | "mail" => "ada@example.com".to_owned(),
        "id" | "key" | "uuid" => match words.get(words.len().saturating_sub(2)).filter(|_| words.len() > 1) {
            Some(of) => format!("{of}-1"),
            None => "1".to_owned(),
        },
        "name" if words.len() == 1 || has(&["user", "customer", "first"]) => "Ada".to_owned(),
        "arn" if has(&["connection"]) => "practice-basic".to_owned(),
        "arn" if has(&["topic"]) => "arn:aws:sns:us-east-1:123456789012:topic".to_owned(),
        "arn" if has(&["machine"]) => "arn:aws:states:us-east-1:123456789012:stateMachine:Child".to_owned(),
        "arn" => "arn:aws:lambda:us-east-1:123456789012:function:example".to_owned(),
        "currency" => "EUR".to_owned(),
        "country" => "DE".to_owned(),
        _ if has(&["timestamp", "date", "deadline"]) => TIMESTAMP.to_owned(),
        _ if words.is_empty() => "example".to_owned(),
        _ => format!("example {}", words.join(" ")),
    })
}

/// The name of one of several: `orders` → `order`.
pub(super) fn singular(name: &str) -> String {
    let is_list = name.ends_with("List") || name.ends_with("Array");
    let name = if is_list { name.trim_end_matches("List").trim_end_matches("Array") } else { name };
    match name.strip_suffix("ies") {
        Some(stem) if !stem.is_empty() => format!("{stem}y"),
        _ if name.ends_with("ss") => name.to_owned(),
        _ => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}

/// The words of a name, in lower case: `orderId` → `order`, `id`.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            was_lower = false;
            if words.last().is_none_or(|word| !word.is_empty()) {
                words.push(String::new());
            }
            continue;
        }
        if words.is_empty() || (letter.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
        words.last_mut().into_iter().for_each(|word| word.extend(letter.to_lowercase()));
    }
    words.retain(|word| !word.is_empty());
    words
}
