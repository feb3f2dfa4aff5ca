//! Where a key leads in a list of options that a field searches (ARIA Authoring Practices, "Combobox").

/// How far Page Down and Page Up lead.
const PAGE: usize = 10;

/// The place that `key` leads to from `at`; `last` is the last place. Arrows go round. `None` for other keys.
pub(crate) fn moved(key: &str, at: usize, last: usize) -> Option<usize> {
    match key {
        "ArrowDown" => Some(if at == last { 0 } else { at + 1 }),
        "ArrowUp" => Some(if at == 0 { last } else { at - 1 }),
        "PageDown" => Some((at + PAGE).min(last)),
        "PageUp" => Some(at.saturating_sub(PAGE)),
        _ => None,
    }
}
