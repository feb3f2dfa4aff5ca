//! Payload templates: JSON in which members whose key ends in `.$` are computed.

use std::rc::Rc;

use super::Environment;
use super::expression::Expression;
use super::intrinsic_names;
use super::java_order::java_order;
use super::messages::TemplateProblem;
use asl_aws::state_error::StateError;
use asl_text::diagnostic::{AwsWords, Diagnostic};
use asl_text::nearest::nearest;
use asl_text::{Node, NodeKind};
use asl_value::{Map, Value};

/// A payload template, ready to be evaluated (`Parameters`, `ResultSelector`, `ItemSelector`, `Assign`, …).
#[derive(Clone, Debug)]
pub struct Template(TemplateNode);

#[derive(Clone, Debug)]
enum TemplateNode {
    /// Nothing in it is computed: shared, never copied.
    Constant(Value),
    /// A member under a `.$` key, with that key for messages.
    Computed(Rc<str>, Expression),
    /// An array with a computed part somewhere.
    Array(Rc<[TemplateNode]>),
    /// An object with a computed part somewhere: its keys in their final order with what does not change, and
    /// what is put under them.
    Object(Rc<TemplateObject>),
}

#[derive(Debug)]
struct TemplateObject {
    frame: Map,
    /// For each member that changes its position in `frame`.
    members: Vec<(usize, TemplateNode)>,
}

impl Template {
    /// Prepares a template; what is wrong with it is reported at its place.
    pub fn compile(node: &Node) -> Result<Self, Vec<Diagnostic>> {
        let mut diagnostics = Vec::new();
        let part = compile(node, &mut diagnostics);
        if diagnostics.is_empty() { Ok(Self(part)) } else { Err(diagnostics) }
    }

    /// A template that gives the same value whatever the input.
    pub fn constant(value: Value) -> Self {
        Self(TemplateNode::Constant(value))
    }

    /// The value, if nothing in the template is computed.
    pub fn as_constant(&self) -> Option<&Value> {
        match &self.0 {
            TemplateNode::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// The names of the variables that the template reads.
    pub fn variables(&self) -> Vec<Rc<str>> {
        let mut names = Vec::new();
        self.0.variables(&mut names);
        names
    }

    /// The value of the template for this input; the error is worded as AWS does, without the state's name.
    pub fn evaluate(&self, input: &Value, env: &dyn Environment) -> Result<Value, StateError> {
        self.0.evaluate(input, env)
    }
}

impl TemplateNode {
    fn evaluate(&self, input: &Value, env: &dyn Environment) -> Result<Value, StateError> {
        Ok(match self {
            Self::Constant(value) => value.clone(),
            Self::Computed(field, expression) => match expression.evaluate(input, env) {
                Ok(value) => value,
                Err(error) if error.is_past_the_end() => Value::Null,
                Err(error) => return Err(error.in_field(field)),
            },
            Self::Array(parts) => {
                let items: Result<Vec<_>, _> = parts.iter().map(|part| part.evaluate(input, env)).collect();
                Value::from(items?)
            }
            Self::Object(object) => {
                let mut map = object.frame.clone();
                for (position, part) in &object.members {
                    if let Some(slot) = map.value_at_mut(*position) {
                        *slot = part.evaluate(input, env)?;
                    }
                }
                Value::from(map)
            }
        })
    }

    fn variables(&self, names: &mut Vec<Rc<str>>) {
        match self {
            Self::Constant(_) => {}
            Self::Computed(_, expression) => names.extend(expression.variables()),
            Self::Array(parts) => parts.iter().for_each(|part| part.variables(names)),
            Self::Object(object) => object.members.iter().for_each(|(_, part)| part.variables(names)),
        }
    }
}

fn compile(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> TemplateNode {
    match &node.kind {
        NodeKind::Array(items) => {
            let parts: Vec<TemplateNode> = items.iter().map(|item| compile(item, diagnostics)).collect();
            let constant: Option<Vec<Value>> = parts.iter().map(TemplateNode::constant).collect();
            constant
                .map_or_else(|| TemplateNode::Array(parts.into()), |items| TemplateNode::Constant(Value::from(items)))
        }
        NodeKind::Object(_) => compile_object(node, diagnostics),
        _ => TemplateNode::Constant(node.to_value()),
    }
}

fn compile_object(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> TemplateNode {
    let mut fixed: Vec<(Rc<str>, TemplateNode)> = Vec::new();
    let mut computed: Vec<(Rc<str>, TemplateNode)> = Vec::new();
    for member in node.members() {
        let key = &member.key.value;
        let name: Rc<str> = key.strip_suffix(".$").map_or_else(|| key.clone(), Into::into);
        let is_computed = name != *key;
        let part = if is_computed {
            computed_part(key, &member.value, diagnostics)
        } else {
            compile(&member.value, diagnostics)
        };
        let same = |(other, _): &(Rc<str>, TemplateNode)| *other == name;
        let clash = if is_computed { fixed.iter().any(same) } else { computed.iter().any(same) };
        if clash {
            diagnostics.push(Diagnostic::error(member.key.span, TemplateProblem::SameMember(name.to_string())));
        }
        let list = if is_computed { &mut computed } else { &mut fixed };
        // A key that stands twice is reported where the text is read; the last one counts.
        match list.iter_mut().find(|(other, _)| *other == name) {
            Some((_, earlier)) => *earlier = part,
            None => list.push((name, part)),
        }
    }
    let names: Vec<&Rc<str>> = computed.iter().map(|(name, _)| name).collect();
    let order = java_order(&names);
    let ordered = order.into_iter().filter_map(|index| computed.get(index).cloned());
    let mut frame = Map::new();
    let mut members = Vec::new();
    for (position, (name, part)) in fixed.iter().cloned().chain(ordered).enumerate() {
        frame.insert(name, part.constant().unwrap_or_default());
        if part.constant().is_none() {
            members.push((position, part));
        }
    }
    if members.is_empty() {
        TemplateNode::Constant(Value::from(frame))
    } else {
        TemplateNode::Object(Rc::new(TemplateObject { frame, members }))
    }
}

/// AWS's name for a type of values.
fn in_aws(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Array(_) => "an ARRAY",
        NodeKind::Object(_) => "an OBJECT",
        NodeKind::Number(_) => "a NUMBER",
        NodeKind::Bool(_) => "a BOOLEAN",
        _ => "NULL",
    }
}

/// The part under a key that ends in `.$`.
fn computed_part(key: &Rc<str>, value: &Node, diagnostics: &mut Vec<Diagnostic>) -> TemplateNode {
    let words = || {
        let text =
            format!("The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call");
        AwsWords::schema(text, 1)
    };
    let Some(text) = value.as_str() else {
        if value.kind != NodeKind::Missing {
            let problem = TemplateProblem::NotText { key: key.to_string(), found: value.describe() };
            let words = format!(
                "The value for the field '{key}' must be a STRING that contains a JSONPath but was {}",
                in_aws(&value.kind)
            );
            diagnostics.push(Diagnostic::error(value.span, problem).with_aws(AwsWords::schema(words, 1)));
        }
        return TemplateNode::Constant(Value::Null);
    };
    match Expression::parse(text) {
        Ok(expression) => TemplateNode::Computed(key.clone(), expression),
        Err(error) => {
            let rest = text.get(error.offset..).unwrap_or_default();
            let name = rest.split('(').next().filter(|name| name.starts_with("States.")).unwrap_or_default();
            let near = nearest(name, intrinsic_names().iter().copied()).filter(|near| *near != name);
            let function = near.map(|near| (name.to_owned(), near));
            let problem = TemplateProblem::Invalid { key: key.to_string(), text: text.to_string(), error, function };
            diagnostics.push(Diagnostic::error(value.span, problem).with_aws(words()));
            TemplateNode::Constant(Value::Null)
        }
    }
}

impl TemplateNode {
    /// The value, if nothing is computed.
    fn constant(&self) -> Option<Value> {
        match self {
            Self::Constant(value) => Some(value.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Template;
    use crate::testing::{Fixed, json, node};
    use asl_value::Value;

    fn evaluate(template: &str, input: &str) -> String {
        let env = Fixed::new(json(r#"{"Execution":{"Id":"arn"}}"#), json(r#"{"v":[1,{"w":2}]}"#));
        Template::compile(&node(&json(template))).unwrap().evaluate(&json(input), &env).unwrap().to_json()
    }

    #[test]
    fn computed_members_are_renamed_and_come_behind_the_others_in_the_order_of_a_java_map() {
        for (template, expected) in [
            (r#"{"p.$":"$.x","z":1,"a.$":"$"}"#, r#"{"z":1,"p":7,"a":{"x":7}}"#),
            (
                r#"{"n":{"i.$":"$$.Execution.Id"},"l":[1,{"j.$":"$.x"},"$.x"]}"#,
                r#"{"n":{"i":"arn"},"l":[1,{"j":7},"$.x"]}"#,
            ),
            (
                r#"{"w.$":"$v[1].w","all.$":"$v","m.$":"States.MathAdd($v[0], $.x)"}"#,
                r#"{"all":[1,{"w":2}],"w":2,"m":8}"#,
            ),
            (r#"["$.x", 1]"#, r#"["$.x",1]"#),
            (
                r#"{"past.$":"$v[9]","deeper.$":"$v[9].a"," blanks":{"b.$":" $.x "}}"#,
                r#"{" blanks":{"b":7},"past":null,"deeper":null}"#,
            ),
            (r#""{% no JSONata here %}""#, r#""{% no JSONata here %}""#),
        ] {
            assert_eq!(evaluate(template, r#"{"x":7}"#), expected, "{template}");
        }
    }

    #[test]
    fn members_that_cannot_be_computed_are_reported_all_at_once() {
        let template = json(
            r#"{"a.$":1,"b":[{"c.$":"x"}],"d":1,"d.$":"$.d","e.$":"$.ok","f.$":"States.Nope()","g.$":"States.Array('\\\"')"}"#,
        );
        let messages: Vec<_> = Template::compile(&node(&template))
            .unwrap_err()
            .into_iter()
            .map(|diagnostic| diagnostic.message())
            .collect();
        assert_eq!(messages.len(), 5, "{messages:?}");
        for (message, start) in messages.iter().zip(["`a.$` must be", "`c.$` is neither", "`d` and", "`f.$`", "`g.$`"])
        {
            assert!(message.starts_with(start), "{message}");
        }
    }

    #[test]
    fn a_template_without_computed_members_is_shared_and_not_copied() {
        let template = Template::compile(&node(&json(r#"{"a":[1,2]}"#))).unwrap();
        let env = Fixed::new(Value::Null, Value::Null);
        let address = || template.evaluate(&Value::Null, &env).unwrap().get("a").unwrap().as_array().unwrap().as_ptr();
        assert_eq!(address(), address());
        assert!(template.as_constant().is_some());
    }
}
