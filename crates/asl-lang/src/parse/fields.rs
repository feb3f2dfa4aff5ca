//! Fields of an object by name and type, and what to say when they are not as they should be.

use std::rc::Rc;

use crate::machine::QueryLanguage;
use crate::state::{Amount, PathField};
use asl_jsonata::is_expression;
use asl_text::diagnostic::{AwsWords, Code, Diagnostic};
use asl_text::{Node, NodeKind, Span, Spanned};

/// What reading a definition carries along.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What was found so far.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The machine's query language, which every state has that names none.
    pub(super) language: QueryLanguage,
    /// How many scopes are around the place.
    pub(super) depth: usize,
}

/// An object whose fields are read.
pub(super) struct Fields<'n> {
    /// The object.
    pub(super) node: &'n Node,
    /// What it is, for messages: `the definition`, ``the Task state `A` ``.
    pub(super) label: String,
    /// Where to report what is missing in it.
    pub(super) at: Span,
}

/// The numbers that a field accepts.
#[derive(Clone, Copy)]
pub(super) struct Range {
    least: f64,
    most: f64,
    whole: bool,
}

impl Range {
    /// Whole numbers from `least` to `most`.
    pub(super) const fn whole(least: f64, most: f64) -> Self {
        Self { least, most, whole: true }
    }

    /// Any numbers from `least` to `most`.
    pub(super) const fn any(least: f64, most: f64) -> Self {
        Self { least, most, whole: false }
    }

    fn words(self) -> String {
        let noun = if self.whole { "a whole number" } else { "a number" };
        if self.most >= f64::MAX {
            format!("{noun} of at least {}", self.least)
        } else {
            format!("{noun} from {} to {}", self.least, self.most)
        }
    }
}

/// What AWS says of a missing field; of several in one object it says so once (see [`crate::aws`]).
pub(super) fn missing(name: &str) -> String {
    format!("These fields are required: [{name}]")
}

impl Reader {
    pub(super) fn report(&mut self, found: Diagnostic) {
        self.diagnostics.push(found);
    }

    /// What AWS says to what was reported last.
    pub(super) fn in_aws(&mut self, words: AwsWords) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.aws = Some(Box::new(words));
        }
    }

    /// A value outside of what its field accepts.
    pub(super) fn wrong_value(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.report(Diagnostic::old_error(Code::WrongValue, span, message).with_hint(hint));
    }

    /// A value of the wrong type.
    pub(super) fn wrong_type(&mut self, name: &str, expected: &str, node: &Node, hint: impl Into<String>) {
        let message = format!("`{name}` must be {expected}, not {}", node.describe());
        self.wrong_value(node.span, message, hint);
    }

    /// The fields of an object. Something else is reported and gives `None`.
    pub(super) fn object<'n>(&mut self, name: &str, label: String, node: &'n Node) -> Option<Fields<'n>> {
        match node.kind {
            NodeKind::Object(_) => Some(Fields { node, label, at: node.opening() }),
            NodeKind::Missing => None,
            _ => {
                self.wrong_type(name, "an object", node, format!("write {label} in `{{` and `}}`"));
                None
            }
        }
    }

    /// The value of a field that must be there; reported when it is not.
    pub(super) fn required<'n>(&mut self, fields: &Fields<'n>, name: &str, hint: &str) -> Option<&'n Node> {
        let found = fields.node.get(name);
        if found.is_none() {
            let message = format!("{} has no `{name}`", fields.label);
            let found = Diagnostic::old_error(Code::MissingField, fields.at, message).with_hint(hint);
            self.report(found.with_aws(AwsWords::schema(missing(name), 0)));
        }
        found
    }

    /// At most one of `names` may be there; reported at the second.
    pub(super) fn exclusive(&mut self, fields: &Fields<'_>, names: &[&str]) {
        let mut present = names.iter().filter_map(|name| fields.node.member(name).map(|member| (name, member)));
        let Some((first, _)) = present.next() else { return };
        for (second, member) in present {
            let message = format!("`{second}` and `{first}` cannot stand together");
            let found = Diagnostic::old_error(Code::ExclusiveFields, member.key.span, message);
            self.report(found.with_hint(format!("delete one of them in {}", fields.label)));
        }
    }

    /// A field that holds text.
    pub(super) fn string(&mut self, fields: &Fields<'_>, name: &str) -> Option<Spanned<Rc<str>>> {
        self.text_of(fields.node.get(name)?, name)
    }

    /// The text of `node`, which belongs to the field `name`.
    pub(super) fn text_of(&mut self, node: &Node, name: &str) -> Option<Spanned<Rc<str>>> {
        match &node.kind {
            NodeKind::String(text) => Some(Spanned::new(text.clone(), node.span)),
            NodeKind::Missing => None,
            _ => {
                if let Some(text) = node.placeholder() {
                    return Some(Spanned::new(text, node.span));
                }
                self.wrong_type(name, "a string", node, "write it in double quotes");
                None
            }
        }
    }

    /// `Comment`, which AWS wants to be text.
    pub(super) fn comment(&mut self, fields: &Fields<'_>) -> Option<Rc<str>> {
        self.string(fields, "Comment").map(|comment| comment.value)
    }

    /// `QueryLanguage`
    pub(super) fn query_language(&mut self, fields: &Fields<'_>) -> Option<Spanned<QueryLanguage>> {
        let text = self.string(fields, "QueryLanguage")?;
        let language = match &*text.value {
            "JSONPath" => QueryLanguage::JsonPath,
            "JSONata" => QueryLanguage::Jsonata,
            other => {
                let message = format!("`{other}` is not a query language");
                self.wrong_value(text.span, message, "write \"JSONPath\" or \"JSONata\"");
                return None;
            }
        };
        Some(Spanned::new(language, text.span))
    }

    /// A field that is true or false.
    pub(super) fn flag(&mut self, fields: &Fields<'_>, name: &str) -> Option<bool> {
        let node = fields.node.get(name)?;
        match node.kind {
            NodeKind::Bool(flag) => Some(flag),
            NodeKind::Missing => None,
            _ => {
                self.wrong_type(name, "true or false", node, "write `true` or `false` without quotes");
                None
            }
        }
    }

    /// A path field: text or, where `nullable`, an explicit null.
    pub(super) fn path(&mut self, fields: &Fields<'_>, name: &str, nullable: bool) -> Option<PathField> {
        let node = fields.node.get(name)?;
        match &node.kind {
            NodeKind::Null if nullable => Some(Spanned::new(None, node.span)),
            NodeKind::String(text) => Some(Spanned::new(Some(text.clone()), node.span)),
            NodeKind::Missing => None,
            _ => {
                let expected = if nullable { "a path or null" } else { "a path" };
                self.wrong_type(name, expected, node, "write a path in double quotes, such as \"$.detail\"");
                None
            }
        }
    }

    /// A number within `range`; what is out of range is reported and given all the same.
    pub(super) fn number(&mut self, fields: &Fields<'_>, name: &str, range: Range) -> Option<Spanned<f64>> {
        let node = fields.node.get(name)?;
        self.number_of(node, name, range)
    }

    fn number_of(&mut self, node: &Node, name: &str, range: Range) -> Option<Spanned<f64>> {
        let number = match &node.kind {
            NodeKind::Number(number) => *number,
            NodeKind::Missing => return None,
            NodeKind::String(text) if text.contains("${") => {
                self.unfilled(name, node);
                return None;
            }
            NodeKind::String(text) => {
                let hint = if text.trim().parse::<f64>().is_ok() {
                    "leave the quotes out".to_owned()
                } else if text.starts_with('$') {
                    format!("a path goes into `{name}Path`, where the field has that form")
                } else {
                    format!("write {} without quotes", range.words())
                };
                self.wrong_type(name, "a number", node, hint);
                return None;
            }
            _ if node.placeholder().is_some() => {
                self.unfilled(name, node);
                return None;
            }
            _ => {
                self.wrong_type(name, "a number", node, format!("write {}", range.words()));
                return None;
            }
        };
        let value = number.as_f64();
        if !(range.least..=range.most).contains(&value) || (range.whole && value.fract() != 0.0) {
            self.wrong_value(node.span, format!("`{name}` must be {}, not {number}", range.words()), range.words());
        }
        Some(Spanned::new(value, node.span))
    }

    /// A number that a template will fill in is not known here.
    fn unfilled(&mut self, name: &str, node: &Node) {
        let message = format!("the number of `{name}` is a placeholder that nothing fills in here");
        let hint = "the field counts as absent: write a number to try the workflow out";
        self.report(Diagnostic::old_warning(Code::WrongValue, node.span, message).with_hint(hint));
    }

    /// A number: literal, by the path in the field `…Path` (JSONPath), or by an expression (JSONata).
    pub(super) fn amount(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        language: QueryLanguage,
        range: Range,
    ) -> Option<Amount> {
        let path_name = format!("{name}Path");
        if language == QueryLanguage::JsonPath {
            self.exclusive(fields, &[name, &path_name]);
        }
        let Some(node) = fields.node.get(name) else {
            if language == QueryLanguage::Jsonata {
                return None;
            }
            return self.string(fields, &path_name).map(Amount::Path);
        };
        if language == QueryLanguage::Jsonata
            && let NodeKind::String(text) = &node.kind
            && is_expression(text)
        {
            return Some(Amount::Expression(Spanned::new(text.clone(), node.span)));
        }
        self.number_of(node, name, range).map(Amount::Literal)
    }
}
