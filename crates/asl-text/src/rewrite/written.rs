//! How a string stands in a text, and how another one is written in its place.

use crate::print;

/// How `new` has to be written in the place of `here`, which is written for `old`, in the same quotes; `None` where that
/// is not plain text (an alias, a function, a block of lines).
pub(super) fn in_place_of(here: &str, old: &str, new: &str) -> Option<String> {
    let here = here.trim_end();
    let is_within = |quote: char| here.len() > 1 && here.starts_with(quote) && here.ends_with(quote);
    if is_within('"') {
        return Some(print::quote(new));
    }
    // JSON inside of a string of JSON, as a template's `DefinitionString` has it.
    let inner = print::quote(&print::quote(old));
    if Some(here) == inner.get(1..inner.len().saturating_sub(1)) {
        let quoted = print::quote(&print::quote(new));
        return quoted.get(1..quoted.len() - 1).map(str::to_owned);
    }
    if is_within('\'') {
        let is_printed = !new.chars().any(char::is_control);
        return Some(if is_printed { format!("'{}'", new.replace('\'', "''")) } else { print::quote(new) });
    }
    // Brackets may be around it.
    let is_plain = !new.contains([',', '[', ']', '{', '}']) && print::is_plain(new);
    (here == old).then(|| if is_plain { new.to_owned() } else { print::quote(new) })
}
