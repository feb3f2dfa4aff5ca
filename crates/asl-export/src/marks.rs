//! Marks in the place of parameters: a document is read with a text of our own as the value of each, so that wherever the text
//! comes out again, the parameter went in.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_stack::template::source::Parameter;

/// What a mark begins and ends with: nothing that a person writes.
const OPENING: &str = "aslexportmark";
const CLOSING: &str = "kramtropxelsa";

/// What the marks count from that are numbers: `Seconds` and the like take numbers up to 99999999 alone.
const FIRST_NUMBER: usize = 77_310_000;

/// The marks of some parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    all: Vec<Mark>,
    /// The number of the first.
    from: usize,
}

/// The mark of a parameter.
#[derive(Clone, Debug)]
struct Mark {
    name: Rc<str>,
    text: String,
    /// What the parameter is without it.
    value: Option<Rc<str>>,
    /// Whether it is a number.
    is_number: bool,
}

/// A part of a text that was read with marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Marked<'t> {
    /// Text as it is.
    Text(&'t str),
    /// The value of this parameter.
    Parameter(&'t str),
}

impl Marks {
    /// No marks yet; those of others begin with another number.
    pub(crate) fn from(from: usize) -> Self {
        Self { all: Vec::new(), from }
    }

    /// The same with a mark for one more parameter, which has the value that was chosen for it, or its default.
    pub(crate) fn with(&self, parameter: &Parameter, value: Option<&str>) -> Self {
        let mark = format!("{OPENING}{}{CLOSING}", self.from + self.all.len());
        let name = parameter.name.to_ascii_lowercase();
        let is_url = value.or(parameter.default.as_deref()).is_some_and(|value| value.contains("://"))
            || ["url", "endpoint", "uri"].iter().any(|word| name.contains(word));
        // Where a URL must stand, a mark must be one.
        let mark = if is_url { format!("https://{mark}.invalid/") } else { mark };
        self.and(parameter, value, mark, false)
    }

    /// The same with a mark that is a number.
    pub(crate) fn with_number(&self, parameter: &Parameter, value: Option<&str>) -> Self {
        self.and(parameter, value, (FIRST_NUMBER + self.from + self.all.len()).to_string(), true)
    }

    fn and(&self, parameter: &Parameter, value: Option<&str>, text: String, is_number: bool) -> Self {
        let value = value.map(Rc::from).or_else(|| parameter.default.clone());
        let mut all = self.all.clone();
        all.push(Mark { name: parameter.name.clone(), text, value, is_number });
        Self { all, from: self.from }
    }

    /// A choice with the marks as values.
    pub(crate) fn choice(&self, choice: &TemplateChoice) -> TemplateChoice {
        let mut choice = choice.clone();
        choice.parameters.extend(self.all.iter().map(|mark| (mark.name.clone(), Rc::from(mark.text.as_str()))));
        choice
    }

    /// The mark of a parameter.
    pub(crate) fn of(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|mark| *mark.name == *name).map(|mark| mark.text.as_str())
    }

    /// The parameter of which a number is the mark.
    pub(crate) fn number(&self, number: i64) -> Option<&str> {
        let text = number.to_string();
        self.all.iter().find(|mark| mark.is_number && mark.text == text).map(|mark| &*mark.name)
    }

    /// Whether a mark that is a number stands in a text.
    pub(crate) fn has_number(&self, text: &str) -> bool {
        self.all.iter().any(|mark| mark.is_number && text.contains(&mark.text))
    }

    /// A text with `${Name}` in the place of each mark.
    pub(crate) fn named(&self, text: &str) -> String {
        self.replaced(text, |name| format!("${{{name}}}"))
    }

    /// A text with the parameter's value in the place of each mark; the mark of one without a value stays.
    pub(crate) fn plain(&self, text: &str) -> String {
        self.replaced(text, |name| {
            let mark = self.all.iter().find(|mark| *mark.name == *name);
            mark.map(|mark| mark.value.as_deref().unwrap_or(&mark.text).to_owned()).unwrap_or_default()
        })
    }

    /// A text with something in the place of each mark.
    pub(crate) fn replaced(&self, text: &str, mut put: impl FnMut(&str) -> String) -> String {
        let parts = self.split(text);
        let parts = parts.into_iter().map(|part| match part {
            Marked::Text(text) => text.to_owned(),
            Marked::Parameter(name) => put(name),
        });
        parts.collect()
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
        let found = self.all.iter().flat_map(|mark| {
            // What compares origins writes a URL without its last slash.
            let short = mark.text.strip_suffix('/').unwrap_or(&mark.text);
            [mark.text.as_str(), short].into_iter().filter_map(|one| Some((text.find(one)?, &*mark.name, one)))
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
