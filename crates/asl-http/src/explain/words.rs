//! Small texts that explanations are made of.

use crate::request::ShownRequest;

/// The longest excerpt of an answer, in characters.
const EXCERPT: usize = 240;

/// The beginning of a body that is text, in one line.
pub(super) fn excerpt(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let mut words = text.split_whitespace().map(|word| word.replace('`', "'"));
    let mut line = words.next()?;
    for word in words {
        line.push(' ');
        line.push_str(&word);
        if line.len() > EXCERPT * 4 {
            break;
        }
    }
    let short: String = line.chars().take(EXCERPT).collect();
    Some(if short.len() < line.len() { short + "…" } else { short })
}

/// A time in words: `0.5 s`, `30 s`, `2 min 5 s`, `3 h`.
pub fn seconds(seconds: f64) -> String {
    let rounded = (seconds * 100.0).round() / 100.0;
    if rounded < 120.0 {
        return format!("{rounded} s");
    }
    let whole = seconds.round();
    let (large, unit, rest, rest_unit) = match whole {
        whole if whole < 7_200.0 => ((whole / 60.0).floor(), "min", whole % 60.0, "s"),
        whole if whole < 172_800.0 => ((whole / 3_600.0).floor(), "h", ((whole % 3_600.0) / 60.0).floor(), "min"),
        whole => ((whole / 86_400.0).floor(), "days", ((whole % 86_400.0) / 3_600.0).floor(), "h"),
    };
    if rest > 0.0 { format!("{large} {unit} {rest} {rest_unit}") } else { format!("{large} {unit}") }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn join(parts: &[String]) -> String {
    match parts {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => parts.concat(),
    }
}

/// The value of the request's header `name`, in any case.
pub(super) fn header<'a>(request: &'a ShownRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| &*header.value)
}

/// The path of a URL as it was sent.
pub(super) fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or("/")
}

/// The query of a URL as it was sent.
pub(super) fn query(url: &str) -> &str {
    url.split_once('?').map_or("", |(_, query)| query)
}

/// Whether `text` holds a percent sign that was itself encoded: `%2520`.
pub(super) fn is_encoded_twice(text: &str) -> bool {
    let is_hex = |digits: Option<&str>| {
        digits.is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    text.match_indices("%25").any(|(at, found)| is_hex(text.get(at + found.len()..at + found.len() + 2)))
}

/// A `${…}` that nothing was put in place of, plain or percent-encoded, as it would be written.
pub(super) fn left_substitution(text: &str) -> Option<String> {
    let plain = text.replace("%7B", "{").replace("%7D", "}").replace("%24", "$");
    let start = plain.find("${")?;
    let rest = plain.get(start..)?;
    let end = rest.find('}')?;
    rest.get(..=end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_shortly() {
        for (given, expected) in [
            (0.0, "0 s"),
            (0.5, "0.5 s"),
            (119.0, "119 s"),
            (125.0, "2 min 5 s"),
            (3_600.0, "60 min"),
            (9_000.0, "2 h 30 min"),
            (259_200.0, "3 days"),
        ] {
            assert_eq!(seconds(given), expected);
        }
    }

    #[test]
    fn what_was_encoded_twice_and_what_was_left_in_place_is_seen() {
        for (text, twice) in [("/a%2520b", true), ("/a%20b", false), ("/100%25", false), ("/50%25%20", false)] {
            assert_eq!(is_encoded_twice(text), twice, "{text}");
        }
        assert_eq!(left_substitution("/x/$%7BTable%7D/y").as_deref(), Some("${Table}"));
        assert_eq!(left_substitution("/x/{id}"), None);
        assert_eq!(excerpt(b" a\n b `c` ").as_deref(), Some("a b 'c'"));
        assert_eq!(excerpt(&[0xff]), None);
        assert_eq!(excerpt("é".repeat(300).as_bytes()).unwrap().chars().count(), 241);
        assert_eq!((path("https://a.example/x/y?z=1"), query("https://a.example/x?z=1")), ("/x/y", "z=1"));
        assert_eq!(path("https://a.example"), "/");
    }
}
