//! How a string stands in a text, and how another one is written in its place.

use super::slice;
use asl_text::{Span, print};
use asl_value::Value;

/// How the text at `span`, which is `name`, has to be written to be `new`; `None` where it is not written as such.
pub(super) fn in_place_of(text: &str, span: Span, name: &str, new: &str) -> Option<String> {
    let here = slice(text, span);
    let json = |text: &str| Value::from(text).to_json();
    if here == json(name) || (here.starts_with('"') && here.ends_with('"')) {
        return Some(json(new));
    }
    // JSON inside of a string of JSON, as a template's `DefinitionString` has it.
    let inner = json(&json(name));
    if Some(here) == inner.get(1..inner.len().saturating_sub(1)) {
        let quoted = json(&json(new));
        return quoted.get(1..quoted.len() - 1).map(str::to_owned);
    }
    if here.starts_with('\'') && here.ends_with('\'') {
        let single = !new.chars().any(char::is_control);
        return Some(if single { format!("'{}'", new.replace('\'', "''")) } else { json(new) });
    }
    (here == name).then(|| if is_plain(new) { new.to_owned() } else { json(new) })
}

/// Whether it can stand without quotes in YAML, brackets around it or not.
fn is_plain(text: &str) -> bool {
    !text.contains([',', '[', ']', '{', '}']) && print::is_plain(text)
}
