//! What a field gives, as it can be written in JSONata: as JSON with expressions in it, or as one expression.

use asl_value::SortedSet;
use std::rc::Rc;

use super::Hindrance;
use asl_jsonata::is_expression;
use asl_path::{Difference, Expression, InJsonata, Translated, field, literal};
use asl_text::{Node, NodeKind};
use asl_value::{Map, Value};

/// What a field gives.
#[derive(Clone, Debug)]
pub(super) enum Term {
    /// The same whatever the input.
    Literal(Value),
    /// An expression.
    Expression(Translated),
    /// A list with something computed in it.
    List(Vec<Term>),
    /// An object with something computed in it.
    Object(Vec<(Rc<str>, Term)>),
}

impl Term {
    /// The expression `text`, which is no operation.
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self::Expression(Translated { text: text.into(), ..Translated::default() })
    }

    /// A payload template, in which `input` stands for `$`.
    pub(super) fn payload(node: &Node, input: &str) -> Result<Self, Hindrance> {
        match &node.kind {
            NodeKind::Array(items) => {
                let items: Vec<Self> = items.iter().map(|item| Self::payload(item, input)).collect::<Result<_, _>>()?;
                Ok(Self::List(items).or_literal())
            }
            NodeKind::Object(members) => {
                let mut terms = Vec::new();
                for member in members {
                    let name = &member.key.value;
                    let (name, term) = match name.strip_suffix(".$") {
                        Some(name) => {
                            let text = member.value.as_str();
                            let text = text.ok_or_else(|| {
                                Hindrance::at(
                                    member.value.span,
                                    "the path is not a \
                                    string",
                                )
                            })?;
                            (name.into(), Self::path(text, input).map_err(|why| why.or_at(member.value.span))?)
                        }
                        None => (name.clone(), Self::payload(&member.value, input)?),
                    };
                    terms.push((name, term));
                }
                Ok(Self::Object(terms).or_literal())
            }
            _ => Ok(Self::Literal(node.to_value())),
        }
    }

    /// A path or an intrinsic call.
    pub(super) fn path(text: &str, input: &str) -> Result<Self, Hindrance> {
        let expression = Expression::parse(text).map_err(|error| Hindrance::new(error.to_string()))?;
        expression.to_jsonata(input).map(Self::from).map_err(Hindrance::new)
    }

    /// The same without lists and objects in which nothing is computed.
    fn or_literal(self) -> Self {
        let value = |term: &Self| if let Self::Literal(value) = term { Some(value.clone()) } else { None };
        let literal = match &self {
            Self::List(items) => items.iter().map(value).collect::<Option<Vec<_>>>().map(Value::from),
            Self::Object(members) => {
                let members = members.iter().map(|(name, term)| Some((name.clone(), value(term)?)));
                members.collect::<Option<Map>>().map(Value::from)
            }
            Self::Literal(_) | Self::Expression(_) => None,
        };
        literal.map_or(self, Self::Literal)
    }

    /// As the value of a field.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Literal(value) => escaped(value),
            Self::Expression(expression) => Value::from(format!("{{% {} %}}", expression.text)),
            Self::List(items) => items.iter().map(Self::value).collect::<Vec<_>>().into(),
            Self::Object(members) => {
                let members = members.iter().map(|(name, term)| (name.clone(), term.value()));
                Value::from(members.collect::<Map>())
            }
        }
    }

    /// As one expression.
    pub(super) fn expression(&self) -> Result<Translated, Hindrance> {
        match self {
            Self::Literal(value) => Ok(Translated { text: literal(value), ..Translated::default() }),
            Self::Expression(expression) => Ok(expression.clone()),
            Self::List(items) => {
                // A list takes the lists apart that a path gives; those that are written out stay.
                if items.iter().any(|item| matches!(item, Self::Expression(_))) {
                    return Err(Hindrance::new(
                        "inside an expression, JSONata merges the items of a computed list into the surrounding list",
                    ));
                }
                let texts: Vec<String> =
                    items.iter().map(|item| item.expression().map(|item| item.text)).collect::<Result<_, _>>()?;
                let differences = self.differences();
                Ok(Translated { text: format!("[{}]", texts.join(", ")), operation: false, differences })
            }
            Self::Object(members) => {
                let mut texts = Vec::new();
                for (name, term) in members {
                    let name = literal(&Value::from(name.clone()));
                    texts.push(format!("{name}: {}", term.expression()?.text));
                }
                // A member whose expression gives nothing is left out.
                let mut differences = self.differences();
                differences.extend(members.iter().any(|(_, term)| term.may_miss()).then_some(Difference::Missing));
                Ok(Translated { text: format!("{{ {} }}", texts.join(", ")), operation: false, differences })
            }
        }
    }

    /// Where it may give something else than in JSONPath.
    pub(super) fn differences(&self) -> SortedSet<Difference> {
        match self {
            Self::Literal(_) => SortedSet::new(),
            Self::Expression(expression) => expression.differences.clone(),
            Self::List(items) => items.iter().flat_map(Self::differences).collect(),
            Self::Object(members) => members.iter().flat_map(|(_, term)| term.differences()).collect(),
        }
    }

    /// Whether it is an expression that can find nothing.
    fn may_miss(&self) -> bool {
        const THERE: [&str; 4] = ["$states.input", "$states.result", "$states.errorOutput", "$states.context"];
        matches!(self, Self::Expression(expression) if !THERE.contains(&&*expression.text))
    }

    /// `{ name: self }` put into the object `whole`, at the names of a reference path.
    pub(super) fn put_into(&self, whole: &str, names: &[&str]) -> Result<Self, Hindrance> {
        let Some((name, rest)) = names.split_first() else { return Ok(self.clone()) };
        let inner = if rest.is_empty() {
            self.clone()
        } else {
            self.put_into(&format!("{whole}.{}", field(name).map_err(Hindrance::new)?), rest)?
        };
        let key = literal(&Value::from(*name));
        let missing = inner.may_miss().then_some(Difference::Missing);
        let mut inner = inner.expression()?;
        inner.differences.extend(missing);
        let text = format!("$merge([{whole}, {{ {key}: {} }}])", inner.text);
        Ok(Self::Expression(Translated { text, operation: false, differences: inner.differences }))
    }
}

impl From<InJsonata> for Term {
    fn from(expression: InJsonata) -> Self {
        match expression {
            InJsonata::Expression(expression) => Self::Expression(expression),
            InJsonata::List(items) => Self::List(items.into_iter().map(Self::from).collect()).or_literal(),
            InJsonata::Literal(text) => Self::Literal(Value::from(text)),
        }
    }
}

/// A value in which no text is taken for an expression.
fn escaped(value: &Value) -> Value {
    match value {
        Value::String(text) if is_expression(text) => Value::from(format!("{{% {} %}}", value.to_json())),
        Value::Array(items) => items.iter().map(escaped).collect::<Vec<_>>().into(),
        Value::Object(map) => {
            Value::from(map.iter().map(|(name, member)| (name.clone(), escaped(member))).collect::<Map>())
        }
        other => other.clone(),
    }
}
