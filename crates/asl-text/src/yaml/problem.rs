//! What hinders the reading of a YAML text, in words for someone who did not write a YAML parser.

use crate::Span;
use crate::diagnostic::{Code, Diagnostic};

/// The finding at the byte `at`; `reason` is the parser's own wording.
pub(super) fn explain(text: &str, at: usize, reason: &str) -> Diagnostic {
    let rest = text.get(at..).unwrap_or_default();
    let first = rest.chars().next();
    let (message, hint) = match first {
        _ if reason.contains("quoted scalar") && reason.contains("end of stream") => {
            ("the text ends before this string is closed", "add the missing quote")
        }
        _ if reason.contains("escape") => (
            "this string has an escape that YAML does not know",
            "write `\\\\` for a backslash, or put the string in single quotes, where backslashes are plain",
        ),
        _ if reason.contains("unknown anchor") => {
            ("this alias names an anchor that does not stand above", "put `&name` before the value it stands for")
        }
        _ if reason.contains("tab") => ("YAML is not indented with tabs", "indent with spaces"),
        _ if reason.contains("recursion limit") => {
            ("brackets stand too deep in each other", "YAML here goes 255 brackets deep")
        }
        Some('%') => {
            ("text that begins with `%` needs quotes", "an expression is written in quotes: \"{% $states.input %}\"")
        }
        Some('@' | '`') => ("YAML keeps this character for later versions", "put the text in quotes"),
        _ if reason.contains("mapping values are not allowed") => {
            ("a `:` stands where no key can be", "put text that holds `: ` in quotes, and check the indentation")
        }
        _ if reason.contains("flow sequence") || reason.contains("flow mapping") => {
            ("the list in brackets does not go on here", "separate its parts by commas and close its bracket")
        }
        _ if reason.contains("simple key") => ("a key without `:`", "write `key: value`"),
        _ if reason.contains("did not find expected key") || reason.contains("block") => {
            ("this line does not fit to those above it", "check its indentation: siblings begin in the same column")
        }
        _ => ("YAML cannot be read from here on", "check the indentation and the quotes"),
    };
    if reason.contains("simple key") {
        // The parser noticed only behind it.
        let before = text.get(..at).unwrap_or_default().trim_end();
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let span = Span::new(before.len() - line.len(), before.len());
        return Diagnostic::old_error(Code::Syntax, span, message).with_hint(hint);
    }
    let end = first.filter(|found| !found.is_control()).map_or(at, |found| at + found.len_utf8());
    Diagnostic::old_error(Code::Syntax, Span::new(at, end), message).with_hint(hint)
}
