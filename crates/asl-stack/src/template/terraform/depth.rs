//! How deep a text of Terraform nests, before it is parsed: the parser calls itself for each level.

/// The deepest that is parsed. Machines of Terraform nest about five levels for each Map or Parallel.
pub(super) const DEEPEST: usize = 44;

/// What the scanner is in.
#[derive(Clone, PartialEq, Eq)]
enum Mode<'t> {
    /// Code between brackets, or between `${` and `}`.
    Code,
    /// A quoted text.
    Quoted,
    /// A heredoc up to a line of that word; a file of a template is one without an end.
    Heredoc(Option<&'t str>),
}

/// Where a text goes deeper than [`DEEPEST`], if it does. `is_template`: the text is what stands in a heredoc.
pub(super) fn too_deep(text: &str, is_template: bool) -> Option<usize> {
    let mut modes = vec![if is_template { Mode::Heredoc(None) } else { Mode::Code }];
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let rest = text.get(at..).unwrap_or_default();
        let mode = modes.last().cloned().unwrap_or(Mode::Code);
        match mode {
            Mode::Code => match byte {
                b'{' | b'[' | b'(' => modes.push(Mode::Code),
                b'}' | b']' | b')' if modes.len() > 1 => _ = modes.pop(),
                b'"' => modes.push(Mode::Quoted),
                b'#' => at += rest.find('\n').unwrap_or(rest.len()).saturating_sub(1),
                b'/' if rest.starts_with("//") => at += rest.find('\n').unwrap_or(rest.len()).saturating_sub(1),
                b'/' if rest.starts_with("/*") => at += rest.find("*/").map_or(rest.len(), |end| end + 1),
                b'<' if rest.starts_with("<<") => {
                    let line = rest.lines().next().unwrap_or_default();
                    let word = line.trim_start_matches("<<").trim_start_matches('-').trim();
                    if !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
                        modes.push(Mode::Heredoc(Some(word)));
                        at += line.len();
                    }
                }
                _ => {}
            },
            Mode::Quoted | Mode::Heredoc(_) => {
                let is_quoted = mode == Mode::Quoted;
                match byte {
                    b'\\' if is_quoted => at += 1,
                    b'"' if is_quoted => _ = modes.pop(),
                    // Doubled, it is text.
                    b'$' | b'%'
                        if bytes.get(at + 1) == Some(&b'{')
                            && at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&byte) =>
                    {
                        modes.push(Mode::Code);
                        at += 1;
                    }
                    b'\n' => {
                        if let Mode::Heredoc(Some(word)) = mode {
                            let line = text.get(at + 1..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                            if line.trim() == word {
                                modes.pop();
                                at += line.len();
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        if modes.len() > DEEPEST {
            return Some(at.min(text.len()));
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn brackets_of_texts_and_comments_do_not_nest() {
        let many = "[".repeat(100);
        for (text, is_template, expected) in [
            (format!("x = {many}"), false, true),
            (format!("x = \"{many}\""), false, false),
            (format!("x = \"${{{many}\""), false, true),
            (format!("x = \"$${{{many}\""), false, false),
            (format!("# {many}\n// {many}\n/* {many} */ x = 1"), false, false),
            (format!("x = <<-EOF\n {many}\n  EOF\ny = {many}"), false, true),
            (format!("x = <<EOF\n {many}\nEOF\n"), false, false),
            (many.clone(), true, false),
            (format!("${{{many}"), true, true),
            ("x = [1]\n".repeat(100), false, false),
            ("é\\\"#".to_owned(), false, false),
        ] {
            assert_eq!(too_deep(&text, is_template).is_some(), expected, "{text}");
        }
    }
}
