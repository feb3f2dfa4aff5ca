//! Policy statements, and whether they allow something (IAM User Guide, "IAM JSON policy reference").

use std::rc::Rc;

use super::PolicyContext;
use super::calls::Permission;
use super::fit::{self, Fit, is_open};
use asl_text::{Node, NodeKind, Span};
use asl_value::{Map, Value};

/// One statement. INVARIANT: a part that cannot be read may match anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// `Effect` is `Deny`.
    pub denies: bool,
    actions: Names,
    resources: Names,
    conditions: Vec<Condition>,
    /// Where it stands.
    pub span: Span,
    /// All of it, as a value.
    pub written: Value,
}

/// `Action` or `Resource`, or its `Not…` form.
#[derive(Clone, Debug, PartialEq)]
enum Names {
    Only(Vec<Rc<str>>),
    AllBut(Vec<Rc<str>>),
    Unread,
}

#[derive(Clone, Debug, PartialEq)]
struct Condition {
    operator: Rc<str>,
    key: Rc<str>,
    values: Vec<Rc<str>>,
}

impl Names {
    fn read(node: &Node, key: &str) -> Self {
        let list = |node: &Node| match texts(node) {
            found if found.is_empty() => None,
            found => Some(found),
        };
        match (node.get(key), node.get(&format!("Not{key}"))) {
            (Some(only), _) => list(only).map_or(Self::Unread, Self::Only),
            (None, Some(but)) => list(but).map_or(Self::Unread, Self::AllBut),
            (None, None) => Self::Unread,
        }
    }

    fn fit(&self, one: &dyn Fn(&str) -> Fit) -> Fit {
        let best = |names: &[Rc<str>]| names.iter().map(|name| one(name)).max().unwrap_or(Fit::No);
        match self {
            Self::Only(names) => best(names),
            Self::AllBut(names) => best(names).not(),
            Self::Unread => Fit::Maybe,
        }
    }
}

impl Statement {
    /// A statement that allows these actions on these resources, as a policy template of SAM has it.
    pub fn allowing(actions: &[&str], resources: Vec<Rc<str>>, span: Span) -> Self {
        let list = |items: &mut dyn Iterator<Item = &str>| -> Value { items.map(Value::from).collect() };
        let written = [
            ("Effect", Value::from("Allow")),
            ("Action", list(&mut actions.iter().copied())),
            ("Resource", list(&mut resources.iter().map(|resource| &**resource))),
        ];
        let written = written.into_iter().map(|(key, value)| (Rc::from(key), value)).collect::<Map>().into();
        let actions = Names::Only(actions.iter().map(|action| Rc::from(*action)).collect());
        Self { denies: false, actions, resources: Names::Only(resources), conditions: Vec::new(), span, written }
    }

    /// Reads one whose functions are worked out.
    pub fn read(node: &Node) -> Self {
        let mut conditions = Vec::new();
        for operator in node.get("Condition").map(Node::members).unwrap_or_default() {
            for key in operator.value.members() {
                let (operator, key, values) =
                    (Rc::clone(&operator.key.value), Rc::clone(&key.key.value), texts(&key.value));
                conditions.push(Condition { operator, key, values });
            }
        }
        Self {
            denies: node.get("Effect").and_then(Node::as_str).is_some_and(|effect| &**effect == "Deny"),
            actions: Names::read(node, "Action"),
            resources: Names::read(node, "Resource"),
            conditions,
            span: node.span,
            written: node.to_value(),
        }
    }

    /// How this statement fits what is wanted.
    pub(super) fn fit(&self, wanted: &Permission, context: &PolicyContext) -> Fit {
        let parts = [
            self.actions.fit(&|name| fit::action(name, wanted.action)),
            self.resources.fit(&|pattern| fit::resource(pattern, wanted, context)),
        ];
        let conditions = self.conditions.iter().map(|condition| condition.fit(wanted));
        conditions.chain(parts).min().unwrap_or(Fit::Maybe)
    }
}

impl Condition {
    /// Whether the condition holds for the call; only its endpoint and method are known before it is made.
    fn fit(&self, wanted: &Permission) -> Fit {
        let actual = if wanted.action != "states:InvokeHTTPEndpoint" {
            None
        } else if self.key.eq_ignore_ascii_case("states:HTTPEndpoint") {
            wanted.endpoint.as_deref()
        } else if self.key.eq_ignore_ascii_case("states:HTTPMethod") {
            wanted.method.as_deref()
        } else {
            None
        };
        let Some(actual) = actual else { return Fit::Maybe };
        let of = |holds: &dyn Fn(&str) -> bool| {
            let one = |value: &Rc<str>| if is_open(value) { Fit::Maybe } else { holds(value).into() };
            self.values.iter().map(one).max().unwrap_or(Fit::Maybe)
        };
        match self.operator.strip_suffix("IfExists").unwrap_or(&self.operator) {
            "StringEquals" => of(&|value| value == actual),
            "StringNotEquals" => of(&|value| value == actual).not(),
            "StringEqualsIgnoreCase" => of(&|value| value.eq_ignore_ascii_case(actual)),
            "StringLike" => of(&|value| fit::glob(value, actual)),
            "StringNotLike" => of(&|value| fit::glob(value, actual)).not(),
            _ => Fit::Maybe,
        }
    }
}

/// A text, or a list of texts; a placeholder is its own words.
fn texts(node: &Node) -> Vec<Rc<str>> {
    let text = |node: &Node| match &node.kind {
        NodeKind::String(text) | NodeKind::Placeholder(text) => Some(Rc::clone(text)),
        _ => None,
    };
    text(node).map_or_else(|| node.items().iter().filter_map(text).collect(), |text| vec![text])
}
