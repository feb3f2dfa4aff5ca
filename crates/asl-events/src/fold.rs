//! Texts that are compared without regard to case: each character in its lower or its upper form, nothing else.

/// A text whose characters may each have either case.
///
/// A character's forms are those that it has alone, so `ß` is also `SS` but not `ss`. A character beyond the basic plane
/// is two question marks, since AWS looks at its halves.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// The text as it was written.
    pub text: String,
    forms: Vec<(String, String)>,
    /// Whether it is ASCII: then nothing but ASCII is alike, letter by letter.
    is_ascii: bool,
}

impl Folded {
    /// Prepares a text.
    pub fn new(text: &str) -> Self {
        let mut forms = Vec::new();
        for char in text.chars() {
            if char.len_utf16() == 2 {
                forms.extend(std::iter::repeat_n((String::from("?"), String::from("?")), 2));
            } else {
                forms.push((char.to_lowercase().collect(), char.to_uppercase().collect()));
            }
        }
        Self { text: text.to_owned(), forms, is_ascii: text.is_ascii() }
    }

    /// Where the forms can end in `text` when they begin at its first byte.
    fn ends(&self, text: &str) -> Vec<usize> {
        let mut ends = vec![0];
        for (lower, upper) in &self.forms {
            let mut next = Vec::new();
            for at in ends {
                let rest = text.get(at..).unwrap_or_default();
                if rest.starts_with(lower.as_str()) {
                    next.push(at + lower.len());
                }
                if upper != lower && rest.starts_with(upper.as_str()) {
                    next.push(at + upper.len());
                }
            }
            next.sort_unstable();
            next.dedup();
            ends = next;
            if ends.is_empty() {
                break;
            }
        }
        ends
    }

    /// The text, if nothing but ASCII is alike, letter by letter.
    pub(crate) fn as_ascii(&self) -> Option<&str> {
        self.is_ascii.then_some(&*self.text)
    }

    /// Whether the whole text is this one.
    pub fn equals(&self, text: &str) -> bool {
        if self.is_ascii {
            return self.text.eq_ignore_ascii_case(text);
        }
        self.ends(text).contains(&text.len())
    }

    /// Whether the text begins with this one.
    pub fn begins(&self, text: &str) -> bool {
        if self.is_ascii {
            return text.get(..self.text.len()).is_some_and(|start| self.text.eq_ignore_ascii_case(start));
        }
        !self.ends(text).is_empty()
    }

    /// Whether the text ends with this one.
    pub fn ends_with(&self, text: &str) -> bool {
        if self.is_ascii {
            let start = text.len().checked_sub(self.text.len());
            return start.and_then(|start| text.get(start..)).is_some_and(|end| self.text.eq_ignore_ascii_case(end));
        }
        let mut starts = vec![text.len()];
        for (lower, upper) in self.forms.iter().rev() {
            let mut next = Vec::new();
            for at in starts {
                let before = text.get(..at).unwrap_or_default();
                next.extend(
                    [lower, upper]
                        .into_iter()
                        .filter(|form| before.ends_with(form.as_str()))
                        .map(|form| at - form.len()),
                );
            }
            next.sort_unstable();
            next.dedup();
            starts = next;
            if starts.is_empty() {
                return false;
            }
        }
        true
    }
}
