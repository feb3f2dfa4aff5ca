//! Text in a block of YAML (`|`, `>`), which is read by the language inside and not by YAML.

/// A block around a caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::assist) struct Block {
    /// Where its `|` or `>` stands.
    pub(in crate::assist) indicator: usize,
    /// Where its first line begins.
    pub(in crate::assist) start: usize,
    /// Where its last line ends.
    pub(in crate::assist) end: usize,
}

/// The outermost block whose lines the byte `offset` stands in. Looks at the lines alone: what is half typed in a block
/// never keeps YAML from being read, but this is asked for with each key.
pub(in crate::assist) fn around(text: &str, offset: usize) -> Option<Block> {
    let line_start = text.get(..offset)?.rfind('\n')? + 1;
    let line = text.get(line_start..)?.lines().next().unwrap_or_default();
    let caret = offset - line_start;
    let mut least = if line.trim().is_empty() { caret } else { indent(line) };
    if caret < least {
        return None;
    }
    let mut found = None;
    let mut end = line_start - 1;
    while least > 0 {
        let start = text.get(..end)?.rfind('\n').map_or(0, |at| at + 1);
        let above = text.get(start..end)?;
        if !above.trim().is_empty() && indent(above) < least {
            least = indent(above);
            if let Some(at) = header(above) {
                found = Some(Block { indicator: start + at, start: end + 1, end: text.len() });
            }
        }
        if start == 0 {
            break;
        }
        end = start - 1;
    }
    let mut block = found?;
    let header_start = text.get(..block.indicator)?.rfind('\n').map_or(0, |at| at + 1);
    let outer = indent(text.get(header_start..)?);
    let mut at = block.start;
    for line in text.get(block.start..)?.split_inclusive('\n') {
        if !line.trim().is_empty() && indent(line) <= outer {
            block.end = at;
            break;
        }
        at += line.len();
    }
    (block.start <= offset && offset <= block.end).then_some(block)
}

/// Whether the text of a block is JSON; `{%` begins an expression.
pub(in crate::assist) fn is_json(content: &str) -> bool {
    let content = content.trim_start();
    content.starts_with('{') && !content.starts_with("{%")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the `|` or `>` stands in a line that ends with one.
fn header(line: &str) -> Option<usize> {
    let line = line.split(" #").next().unwrap_or_default().trim_end();
    let at =
        line.trim_end_matches(|last: char| last.is_ascii_digit() || matches!(last, '+' | '-')).len().checked_sub(1)?;
    let before = line.get(..at)?.trim_end();
    let tagged = before.rsplit(' ').next().is_some_and(|last| last.starts_with(['!', '&']));
    let fits = line.get(at..)?.starts_with(['|', '>']) && (before.ends_with([':', '-']) || tagged);
    (fits && !line.trim_start().starts_with('#')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn the_outermost_block_is_found_by_its_lines() {
        for (text, expected) in [
            ("a: |\n  one|\nb: 1\n", Some("  one\n")),
            ("a: !Sub |-  # remark\n  {\n    x: >\n      |y\n  }\nb: 1\n", Some("  {\n    x: >\n      y\n  }\n")),
            ("l:\n  - >+\n    text\n\n    |\n", Some("    text\n\n    \n")),
            ("a: |\n  one\n|b: 1\n", None),
            ("a: |\n  one\nb: |1\n", None),
            ("a: \"x |\"\n  |b\n", None),
            ("a:\n  b: 1\n  |c: 2\n", None),
        ] {
            let at = if text.contains("\n  |c") { text.find("|c").unwrap() } else { caret(text) };
            let whole = [&text[..at], &text[at + 1..]].concat();
            let found = around(&whole, at).map(|block| &whole[block.start..block.end]);
            assert_eq!(found, expected, "{text}");
        }
    }

    /// The `|` that is no sign of a block: the last one.
    fn caret(text: &str) -> usize {
        text.rfind('|').unwrap()
    }
}
