//! Where a quoted scalar begins and ends among its tag, anchor and the remark behind it.

use std::ops::Range;

/// The bytes of the quoted string in `node`, quotes included; `None` if there is none.
///
/// `node` is the text of a whole scalar: `&anchor !tag "text"  # remark`.
pub(crate) fn quoted_range(node: &str) -> Option<Range<usize>> {
    let start = node.len() - skip_properties(node).len();
    let mut rest = node.get(start..)?.char_indices().peekable();
    let (_, quote @ ('"' | '\'')) = rest.next()? else { return None };
    while let Some((at, character)) = rest.next() {
        if character == '\\' && quote == '"' {
            rest.next();
        } else if character == quote {
            if quote == '\'' && rest.peek().is_some_and(|(_, next)| *next == '\'') {
                rest.next();
                continue;
            }
            return Some(start..start + at + 1);
        }
    }
    None
}

/// `node` without the anchor and the tag before its content.
pub(crate) fn skip_properties(node: &str) -> &str {
    let mut rest = node.trim_start();
    while rest.starts_with(['&', '!']) {
        rest = rest.find(char::is_whitespace).and_then(|end| rest.get(end..)).unwrap_or_default().trim_start();
    }
    rest
}
