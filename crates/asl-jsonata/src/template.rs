//! JSON in which strings may be expressions (`Arguments`, `Output`, `Assign`, `ItemSelector`, …).

use std::fmt::Write;
use std::rc::Rc;

use super::error::{EngineError, EvaluationError, Problem, SyntaxError};
use super::expression::{self, Expression};
use super::is_expression;
use super::language;
use super::scope::Scope;
use asl_text::{Node, NodeKind, Span};
use asl_value::{Map, Value};

/// A template, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Template {
    /// The name of the field: the first part of what an error says.
    field: Rc<str>,
    part: TemplateNode,
}

#[derive(Clone, Debug)]
enum TemplateNode {
    /// Nothing in it is computed: shared, never copied.
    Constant(Value),
    /// An expression, and the whole string's place.
    Computed(Box<Expression>, Span),
    /// An array with a computed part somewhere.
    Array(Rc<[TemplateNode]>),
    /// An object with a computed part somewhere.
    Object(Rc<TemplateObject>),
}

#[derive(Debug)]
struct TemplateObject {
    /// All members, with what does not change.
    frame: Map,
    /// The others, with their positions and keys.
    members: Vec<(usize, Rc<str>, TemplateNode)>,
}

impl Template {
    /// Prepares the template of the field `field`; what is wrong with it comes with the string that it stands in.
    pub fn compile(field: &str, node: &Node) -> Result<Self, Vec<(Span, SyntaxError)>> {
        let mut errors = Vec::new();
        let part = compile(node, &mut errors);
        if errors.is_empty() { Ok(Self { field: field.into(), part }) } else { Err(errors) }
    }

    /// The name of the field.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The expression, if the template is nothing else.
    pub fn as_expression(&self) -> Option<&Expression> {
        match &self.part {
            TemplateNode::Computed(expression, _) => Some(expression),
            _ => None,
        }
    }

    /// All expressions, with the places of their strings.
    pub fn expressions(&self) -> Vec<(&Expression, Span)> {
        let mut found = Vec::new();
        self.part.collect(&mut found);
        found
    }

    /// What is said of a value that is not of the type that the field has.
    pub fn wrong_type(&self, expected: &'static str, found: Value) -> EvaluationError {
        let expression =
            self.as_expression().map_or_else(|| found.to_json(), |expression| expression.text().to_owned());
        EvaluationError {
            expression: expression.into(),
            field: (&*self.field).into(),
            problem: Problem::Type { expected, found },
        }
    }

    /// The value of the template.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, EvaluationError> {
        if let TemplateNode::Constant(value) = &self.part {
            return Ok(value.clone());
        }
        match language::get() {
            Some(language) => language.evaluate_template(self, scope),
            // INVARIANT: the engine was there when the template was compiled.
            None => Err(EvaluationError {
                expression: "".into(),
                field: (&*self.field).into(),
                problem: Problem::Threw(EngineError::not_loaded()),
            }),
        }
    }
}

/// The value of a template, with the engine at hand.
pub(crate) fn evaluate(template: &Template, scope: &Scope<'_>) -> Result<Value, EvaluationError> {
    template.part.evaluate(scope, &FieldPath::Field(&template.field))
}

/// Where in a field an expression stands: names and indices from the inside out, made a text only for an error.
enum FieldPath<'p> {
    Field(&'p str),
    Member(&'p FieldPath<'p>, &'p str),
    Item(&'p FieldPath<'p>, usize),
}

impl FieldPath<'_> {
    fn text(&self) -> String {
        match self {
            Self::Field(name) => (*name).to_owned(),
            Self::Member(around, name) => [&around.text(), "/", name].concat(),
            Self::Item(around, index) => {
                let mut text = around.text();
                // INVARIANT: writing to a `String` does not fail.
                let _ = write!(text, "[{index}]");
                text
            }
        }
    }
}

impl TemplateNode {
    fn evaluate(&self, scope: &Scope<'_>, path: &FieldPath<'_>) -> Result<Value, EvaluationError> {
        Ok(match self {
            Self::Constant(value) => value.clone(),
            Self::Computed(expression, _) => match path {
                FieldPath::Field(field) => expression::evaluate_at_once(expression, scope, field)?,
                inner => expression::evaluate_at_once(expression, scope, "")
                    .map_err(|error| EvaluationError { field: inner.text().into(), ..error })?,
            },
            Self::Array(parts) => {
                let item = |(index, part): (usize, &TemplateNode)| part.evaluate(scope, &FieldPath::Item(path, index));
                Value::from(parts.iter().enumerate().map(item).collect::<Result<Vec<_>, _>>()?)
            }
            Self::Object(object) => {
                let mut map = object.frame.clone();
                for (position, name, part) in &object.members {
                    let value = part.evaluate(scope, &FieldPath::Member(path, name))?;
                    if let Some(slot) = map.value_at_mut(*position) {
                        *slot = value;
                    }
                }
                Value::from(map)
            }
        })
    }

    fn collect<'p>(&'p self, found: &mut Vec<(&'p Expression, Span)>) {
        match self {
            Self::Constant(_) => {}
            Self::Computed(expression, span) => found.push((expression, *span)),
            Self::Array(parts) => parts.iter().for_each(|part| part.collect(found)),
            Self::Object(object) => object.members.iter().for_each(|(_, _, part)| part.collect(found)),
        }
    }

    fn constant(&self) -> Option<Value> {
        match self {
            Self::Constant(value) => Some(value.clone()),
            _ => None,
        }
    }
}

fn compile(node: &Node, errors: &mut Vec<(Span, SyntaxError)>) -> TemplateNode {
    match &node.kind {
        NodeKind::String(text) if is_expression(text) => match Expression::compile(text) {
            Ok(expression) => TemplateNode::Computed(Box::new(expression), node.span),
            Err(found) => {
                errors.extend(found.into_iter().map(|error| (node.span, error)));
                TemplateNode::Constant(Value::Null)
            }
        },
        NodeKind::Array(items) => {
            let parts: Vec<TemplateNode> = items.iter().map(|item| compile(item, errors)).collect();
            let constant: Option<Vec<Value>> = parts.iter().map(TemplateNode::constant).collect();
            constant
                .map_or_else(|| TemplateNode::Array(parts.into()), |items| TemplateNode::Constant(Value::from(items)))
        }
        NodeKind::Object(members) => {
            let mut parts: Vec<(Rc<str>, TemplateNode)> = Vec::new();
            for member in members {
                let part = compile(&member.value, errors);
                // A key that stands twice is reported where the text is read; the last one counts.
                match parts.iter_mut().find(|(name, _)| *name == member.key.value) {
                    Some((_, earlier)) => *earlier = part,
                    None => parts.push((member.key.value.clone(), part)),
                }
            }
            let frame: Map =
                parts.iter().map(|(name, part)| (name.clone(), part.constant().unwrap_or_default())).collect();
            let members = parts.into_iter().enumerate().map(|(position, (name, part))| (position, name, part));
            let members: Vec<_> = members.filter(|(_, _, part)| part.constant().is_none()).collect();
            if members.is_empty() {
                TemplateNode::Constant(Value::from(frame))
            } else {
                TemplateNode::Object(Rc::new(TemplateObject { frame, members }))
            }
        }
        _ => TemplateNode::Constant(node.to_value()),
    }
}
