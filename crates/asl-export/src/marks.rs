//! Marks in the place of parameters: a document is read with a text of our own as the value of each, so that wherever the text
//! comes out again, the parameter went in.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_stack::template::source::Parameter;

/// What a mark begins and ends with: nothing that a person writes.
const OPENING: &str = "aslexportmark";
const CLOSING: &str = "kramtropxelsa";

/// The marks of some parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(Vec<(Rc<str>, String)>);

/// A part of a text that was read with marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Marked<'t> {
    /// Text as it is.
    Text(&'t str),
    /// The value of this parameter.
    Parameter(&'t str),
}

impl Marks {
    /// The same with a mark for one more parameter.
    pub(crate) fn with(&self, parameter: &Parameter, value: Option<&str>) -> Self {
        let number = self.0.len();
        let mark = format!("{OPENING}{number}{CLOSING}");
        let name = parameter.name.to_ascii_lowercase();
        let is_url = value.or(parameter.default.as_deref()).is_some_and(|value| value.contains("://"))
            || ["url", "endpoint", "uri"].iter().any(|word| name.contains(word));
        // Where a URL must stand, a mark must be one.
        let mark = if is_url { format!("https://{mark}.invalid/") } else { mark };
        let mut all = self.0.clone();
        all.push((parameter.name.clone(), mark));
        Self(all)
    }

    /// A choice with the marks as values.
    pub(crate) fn choice(&self, choice: &TemplateChoice) -> TemplateChoice {
        let mut choice = choice.clone();
        choice.parameters.extend(self.0.iter().map(|(name, mark)| (name.clone(), Rc::from(mark.as_str()))));
        choice
    }

    /// The mark of a parameter.
    pub(crate) fn of(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| **known == *name).map(|(_, mark)| mark.as_str())
    }

    /// The parts of a text.
    pub(crate) fn split<'t>(&'t self, text: &'t str) -> Vec<Marked<'t>> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((at, name, mark)) = self.first_in(rest) {
            let (before, behind) = rest.split_at(at);
            if !before.is_empty() {
                parts.push(Marked::Text(before));
            }
            parts.push(Marked::Parameter(name));
            rest = behind.get(mark.len()..).unwrap_or_default();
        }
        if !rest.is_empty() {
            parts.push(Marked::Text(rest));
        }
        parts
    }

    fn first_in(&self, text: &str) -> Option<(usize, &str, &str)> {
        if !text.contains(OPENING) {
            return None;
        }
        let found = self.0.iter().flat_map(|(name, mark)| {
            // What compares origins writes a URL without its last slash.
            let short = mark.strip_suffix('/').unwrap_or(mark);
            [mark.as_str(), short].into_iter().filter_map(|mark| Some((text.find(mark)?, &**name, mark)))
        });
        found.min_by_key(|(at, _, mark)| (*at, usize::MAX - mark.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Marked, Marks};
    use asl_stack::template::source::Parameter;

    #[test]
    fn a_text_is_split_at_the_marks_in_it() {
        let parameter = |name: &str| Parameter {
            name: name.into(),
            description: "".into(),
            default: None,
            allowed: Vec::new(),
            is_secret: false,
        };
        let marks = Marks::default().with(&parameter("Stage"), None).with(&parameter("ApiUrl"), None);
        let text = format!("a-{}-{}b", marks.of("Stage").unwrap(), marks.of("ApiUrl").unwrap());
        let expected = [
            Marked::Text("a-"),
            Marked::Parameter("Stage"),
            Marked::Text("-"),
            Marked::Parameter("ApiUrl"),
            Marked::Text("b"),
        ];
        assert_eq!(marks.split(&text), expected);
        assert_eq!(marks.split("plain"), [Marked::Text("plain")]);
    }
}
