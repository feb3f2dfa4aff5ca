//! Fields of an object by name and type, and what to say when they are not as they should be.

use std::rc::Rc;

use crate::check::{has_placeholder_key, is_placeholder};
use crate::machine::QueryLanguage;
use crate::messages::{FieldProblem, Owner, Range, ValueType, Vocabulary};
use crate::recheck::Recheck;
use crate::state::{Amount, PathField};
use asl_jsonata::is_expression;
use asl_text::diagnostic::{AwsWords, Detail, Diagnostic};
use asl_text::{Node, NodeKind, Span, Spanned};

/// What reading a definition carries along.
#[derive(Debug, Default)]
pub(super) struct Reader<'k> {
    /// What is known of states that did not change, until the first scope is read.
    pub(super) known: Option<&'k mut Recheck>,
    /// What was found so far.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The machine's query language, which every state has that names none.
    pub(super) language: QueryLanguage,
    /// How many scopes are around the place.
    pub(super) depth: usize,
    /// How many rules are around the place.
    pub(super) rules: usize,
}

/// An object whose fields are read.
pub(super) struct Fields<'n> {
    /// The object itself; its members are the fields.
    pub(super) node: &'n Node,
    /// What it is, for messages.
    pub(super) owner: Owner,
    /// Where to report what is missing in it.
    pub(super) at: Span,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, found: Diagnostic) {
        self.diagnostics.push(found);
    }

    /// What AWS says to what was reported last.
    pub(super) fn in_aws(&mut self, words: AwsWords) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.aws = Some(Box::new(words));
        }
    }

    /// Reports an error.
    pub(super) fn error(&mut self, span: Span, problem: impl Detail) {
        self.report(Diagnostic::error(span, problem));
    }

    /// A value of the wrong type.
    pub(super) fn wrong_type(&mut self, name: &str, expected: ValueType, node: &Node) {
        self.error(node.span, FieldProblem::WrongType { field: name.to_owned(), expected, found: node.describe() });
        if let Some(name) = expected.in_aws() {
            self.in_aws(AwsWords::schema(format!("Expected value of type {name}"), 0).inferred());
        }
    }

    /// The fields of an object. Something else is reported and gives `None`.
    pub(super) fn object<'n>(&mut self, name: &str, owner: Owner, node: &'n Node) -> Option<Fields<'n>> {
        match node.kind {
            NodeKind::Object(_) => Some(Fields { node, owner, at: node.opening() }),
            NodeKind::Missing | NodeKind::Placeholder(_) => None,
            _ => {
                self.wrong_type(name, ValueType::Object, node);
                None
            }
        }
    }

    /// The value of a field that must be there; reported when it is not.
    pub(super) fn required<'n>(&mut self, fields: &Fields<'n>, name: &'static str) -> Option<&'n Node> {
        self.required_as(fields, name, || AwsWords::required(name))
    }

    /// As [`required`](Self::required), with other words of AWS's.
    pub(super) fn required_as<'n>(
        &mut self,
        fields: &Fields<'n>,
        name: &'static str,
        words: impl FnOnce() -> AwsWords,
    ) -> Option<&'n Node> {
        let found = fields.node.get(name);
        if found.is_none() && !has_placeholder_key(fields.node) {
            let problem = FieldProblem::Missing { owner: fields.owner.clone(), field: name };
            self.report(Diagnostic::error(fields.at, problem).with_aws(words()));
        }
        found
    }

    /// At most one of `names` may be there; reported at the second in the text. `names` are all that exclude each other, in AWS's
    /// order.
    pub(super) fn exclusive(&mut self, fields: &Fields<'_>, names: &[&str]) {
        let mut present = fields.node.members().iter().filter(|member| names.contains(&&*member.key.value));
        let Some(first) = present.next() else { return };
        for member in present.filter(|member| member.key.value != first.key.value) {
            let (second, first) = (member.key.value.to_string(), first.key.value.to_string());
            self.error(member.key.span, FieldProblem::Exclusive { owner: fields.owner.clone(), second, first });
            self.in_aws(AwsWords::one_of(names, 1));
        }
    }

    /// A field that holds text.
    pub(super) fn string(&mut self, fields: &Fields<'_>, name: &str) -> Option<Spanned<Rc<str>>> {
        self.text_of(fields.node.get(name)?, name)
    }

    /// The text of `node`, which belongs to the field `name`.
    pub(super) fn text_of(&mut self, node: &Node, name: &str) -> Option<Spanned<Rc<str>>> {
        match &node.kind {
            NodeKind::String(text) | NodeKind::Placeholder(text) => Some(Spanned::new(text.clone(), node.span)),
            NodeKind::Missing => None,
            _ => {
                if let Some(text) = node.placeholder() {
                    return Some(Spanned::new(text, node.span));
                }
                self.wrong_type(name, ValueType::Text, node);
                None
            }
        }
    }

    /// `Comment`, which AWS wants to be text.
    pub(super) fn comment(&mut self, fields: &Fields<'_>) -> Option<Rc<str>> {
        self.string(fields, "Comment").map(|comment| comment.value)
    }

    /// `QueryLanguage`. As on AWS, whatever is not "JSONPath" counts as JSONata.
    pub(super) fn query_language(&mut self, fields: &Fields<'_>) -> Option<Spanned<QueryLanguage>> {
        let node = fields.node.get("QueryLanguage").filter(|node| !matches!(node.kind, NodeKind::Missing))?;
        let Some(text) = self.text_of(node, "QueryLanguage") else {
            return Some(Spanned::new(QueryLanguage::Jsonata, node.span));
        };
        let language = match &*text.value {
            "JSONPath" => QueryLanguage::JsonPath,
            "JSONata" => QueryLanguage::Jsonata,
            word if is_placeholder(word) => return None,
            _ => {
                self.unknown_word(&text, Vocabulary::QueryLanguage);
                QueryLanguage::Jsonata
            }
        };
        Some(Spanned::new(language, text.span))
    }

    /// A word that is none of the few that the field takes; a placeholder may become one of them.
    pub(super) fn unknown_word(&mut self, text: &Spanned<Rc<str>>, of: Vocabulary) {
        if is_placeholder(&text.value) {
            return;
        }
        let word = text.value.clone();
        self.error(text.span, FieldProblem::UnknownWord { of, word, near: None });
        self.in_aws(AwsWords::not_one_of(&of.words()));
    }

    /// A field that is true or false.
    pub(super) fn flag(&mut self, fields: &Fields<'_>, name: &str) -> Option<bool> {
        let node = fields.node.get(name)?;
        match node.kind {
            NodeKind::Bool(flag) => Some(flag),
            NodeKind::Missing | NodeKind::Placeholder(_) => None,
            _ => {
                self.wrong_type(name, ValueType::Flag, node);
                None
            }
        }
    }

    /// A path field: text or, where `nullable`, an explicit null.
    pub(super) fn path(&mut self, fields: &Fields<'_>, name: &str, nullable: bool) -> Option<PathField> {
        let node = fields.node.get(name)?;
        match &node.kind {
            NodeKind::Null if nullable => Some(Spanned::new(None, node.span)),
            NodeKind::String(text) | NodeKind::Placeholder(text) => Some(Spanned::new(Some(text.clone()), node.span)),
            NodeKind::Missing => None,
            _ => {
                let expected = if nullable { ValueType::PathOrNull } else { ValueType::Path };
                self.wrong_type(name, expected, node);
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
            NodeKind::Missing | NodeKind::Placeholder(_) => return None,
            NodeKind::String(text) if is_placeholder(text) => {
                self.unfilled(name, node);
                return None;
            }
            NodeKind::String(text) => {
                let problem = FieldProblem::QuotedNumber { field: name.to_owned(), range, text: text.clone() };
                self.error(node.span, problem);
                self.no_number_in_aws(range);
                return None;
            }
            _ if node.placeholder().is_some() => {
                self.unfilled(name, node);
                return None;
            }
            _ => {
                self.wrong_type(name, ValueType::Number(range), node);
                self.no_number_in_aws(range);
                return None;
            }
        };
        let value = number.as_f64();
        if !range.holds(value) {
            let (field, found) = (name.to_owned(), number.to_string());
            self.error(node.span, FieldProblem::OutOfRange { field, range, found });
            // AWS writes the bounds of numbers that need not be whole with a point.
            let bound = |bound: f64| if range.whole { format!("{bound}") } else { format!("{bound:?}") };
            if value < range.least {
                self.in_aws(AwsWords::schema(format!("Minimum value is {}", bound(range.least)), 0));
            } else if value > range.most {
                self.in_aws(AwsWords::schema(format!("Maximum value is {}", bound(range.most)), 0));
            } else {
                self.no_number_in_aws(range);
            }
        }
        Some(Spanned::new(value, node.span))
    }

    /// What AWS says of a value that is no number of `range`'s type.
    fn no_number_in_aws(&mut self, range: Range) {
        let name = if range.whole { "Integer" } else { "Double" };
        let words = AwsWords::schema(format!("Expected value of type {name}"), 0);
        self.in_aws(if range.whole { words } else { words.inferred() });
    }

    /// A number that a template will fill in is not known here.
    fn unfilled(&mut self, name: &str, node: &Node) {
        let problem = FieldProblem::UnfilledNumber { field: name.to_owned() };
        self.report(Diagnostic::warning(node.span, problem));
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
        if fields.node.get(name).is_none() && language == QueryLanguage::JsonPath {
            return self.string(fields, &path_name).map(Amount::Path);
        }
        self.literal(fields, name, language, range)
    }

    /// A number: literal, or by an expression (JSONata).
    pub(super) fn literal(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        language: QueryLanguage,
        range: Range,
    ) -> Option<Amount> {
        let node = fields.node.get(name)?;
        if language == QueryLanguage::Jsonata
            && let NodeKind::String(text) = &node.kind
            && is_expression(text)
        {
            return Some(Amount::Expression(Spanned::new(text.clone(), node.span)));
        }
        self.number_of(node, name, range).map(Amount::Literal)
    }
}
