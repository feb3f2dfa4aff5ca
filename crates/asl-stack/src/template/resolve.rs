//! Functions of a template (CloudFormation User Guide, "Intrinsic function reference") worked out to nodes that keep the
//! place of what they were worked out of.
//!
//! One resolver serves two purposes, and its policy says what stands for a value that the template does not hold:
//!
//! - **For a definition** no secret is ever filled in. A parameter has what was chosen for it or its default, a resource
//!   the name that AWS would give it; what is not known stays in its `${…}` form, with a diagnostic.
//! - **For a connection** whatever is not known is asked for, secrets and dynamic references (`{{resolve:…}}`) too, and
//!   the answers are filled in. Names of resources are asked for: a made-up name is no credential.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::cloudformation::{Answers, Ask};
use super::parameters::is_of_bootstrap;
use super::resource;
use crate::messages::TemplateProblem;
use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_PARTITION, DEFAULT_REGION};
use asl_document::TemplateChoice;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Member, Node, NodeKind, Span, Spanned};
use asl_value::Value;

/// How deep functions, conditions and names may refer to each other.
const MAX_DEPTH: u32 = 64;
/// How many functions are worked out: names that name each other twice would never end.
const MAX_STEPS: u32 = 100_000;

/// What AWS would fill in by itself.
const PSEUDO: [(&str, &str); 5] = [
    ("AWS::Region", DEFAULT_REGION),
    ("AWS::AccountId", DEFAULT_ACCOUNT),
    ("AWS::Partition", DEFAULT_PARTITION),
    ("AWS::URLSuffix", "amazonaws.com"),
    ("AWS::StackName", "stack"),
];

/// What stands for a value that the template does not hold.
#[derive(Clone, Copy)]
enum Policy<'a> {
    /// For the text of a definition, which everybody sees: the chosen values, and no secret.
    Definition(&'a TemplateChoice),
    /// For a connection: the answers of a person, secrets included.
    Connection(&'a Answers),
}

/// Works out the functions of one template.
pub(super) struct Resolver<'a> {
    template: &'a Node,
    policy: Policy<'a>,
    /// What was asked for on the way, once each, in order.
    asks: RefCell<Vec<Ask>>,
    /// Names that stand for something outside of the template, once each.
    pub(super) wanted: RefCell<Vec<Rc<str>>>,
    /// What cannot be worked out.
    pub(super) found: RefCell<Vec<Diagnostic>>,
    steps: Cell<u32>,
    depth: Cell<u32>,
}

impl<'a> Resolver<'a> {
    /// A resolver for the definition of a state machine in `template`.
    pub(super) fn for_definition(template: &'a Node, choice: &'a TemplateChoice) -> Self {
        Self::new(template, Policy::Definition(choice))
    }

    /// A resolver for a connection in `template`, which may be any node: one without parameters has none.
    pub(super) fn for_connection(template: &'a Node, answers: &'a Answers) -> Self {
        Self::new(template, Policy::Connection(answers))
    }

    fn new(template: &'a Node, policy: Policy<'a>) -> Self {
        let (asks, wanted, found) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { template, policy, asks, wanted, found, steps: Cell::new(0), depth: Cell::new(0) }
    }

    /// What was asked for on the way, once each, in order.
    pub(super) fn into_asks(self) -> Vec<Ask> {
        self.asks.into_inner()
    }

    /// The value of `node`; `None` for `AWS::NoValue`.
    pub(super) fn value(&self, node: &Node) -> Option<Value> {
        self.plain(node).map(|node| node.to_value())
    }

    /// `node` with its functions worked out; `None` for `AWS::NoValue`. `text` makes of every string and key what stands
    /// in its place.
    pub(super) fn node(&self, node: &Node, text: &dyn Fn(&str) -> Rc<str>) -> Option<Node> {
        if let Some((name, argument)) = function(node).filter(|(name, _)| *name != "Condition") {
            return self.call(name, argument, node.span);
        }
        let kind = match &node.kind {
            NodeKind::String(string) => NodeKind::String(text(string)),
            NodeKind::Placeholder(written) => match text(written) {
                same if same == *written => NodeKind::Placeholder(same),
                known => NodeKind::String(known),
            },
            NodeKind::Array(items) => NodeKind::Array(items.iter().filter_map(|item| self.node(item, text)).collect()),
            NodeKind::Object(members) => {
                let member = |member: &Member| {
                    let key = Spanned::new(text(&member.key.value), member.key.span);
                    Some(Member { key, value: self.node(&member.value, text)? })
                };
                NodeKind::Object(members.iter().filter_map(member).collect())
            }
            other => other.clone(),
        };
        Some(Node { kind, span: node.span })
    }

    /// `node` with its functions worked out; `None` for `AWS::NoValue`.
    pub(super) fn plain(&self, node: &Node) -> Option<Node> {
        self.node(node, &|text| self.finished(text.into()))
    }

    /// A text that was worked out, with its dynamic references asked for where secrets may be filled in.
    fn finished(&self, text: Rc<str>) -> Rc<str> {
        match self.policy {
            Policy::Connection(answers) if text.contains("{{resolve:") => self.dynamic(&text, answers).into(),
            _ => text,
        }
    }

    /// The value of `node` as text; `None` if it is none.
    pub(super) fn text(&self, node: &Node) -> Option<Rc<str>> {
        scalar(&self.plain(node)?)
    }

    /// What the name `name` of a `Fn::Sub` stands for; `None` if nobody knows.
    pub(super) fn named(&self, name: &str, span: Span) -> Option<Rc<str>> {
        let name = name.trim();
        let node = match name.split_once('.') {
            Some((resource, attribute)) if matches!(self.policy, Policy::Definition(_)) => {
                self.attribute(resource, attribute).map(|text| string(text, span))
            }
            _ => self.reference(name, span),
        };
        node.as_ref().and_then(scalar)
    }

    /// Values that a person gave to names that are no parameters of the template.
    pub(super) fn given(&self) -> Vec<(Rc<str>, Rc<str>)> {
        let Policy::Definition(choice) = self.policy else { return Vec::new() };
        let declared = self.template.get("Parameters");
        let is_own = |name: &str| declared.is_none_or(|declared| declared.get(name).is_none());
        let given = choice.parameters.iter().filter(|(name, value)| !value.is_empty() && is_own(name));
        given.map(|(name, value)| (Rc::clone(name), Rc::clone(value))).collect()
    }

    fn report(&self, diagnostic: Diagnostic) {
        let mut found = self.found.borrow_mut();
        if found.len() < 50 && !found.contains(&diagnostic) {
            found.push(diagnostic);
        }
    }

    fn call(&self, name: &str, argument: &Node, span: Span) -> Option<Node> {
        if self.depth.get() >= MAX_DEPTH || self.steps.get() >= MAX_STEPS {
            self.report(Diagnostic::error(span, TemplateProblem::EndlessFunction(name.to_owned())));
            return Some(string("", span));
        }
        self.depth.set(self.depth.get() + 1);
        self.steps.set(self.steps.get() + 1);
        let value = self.called(name, argument, span);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn called(&self, name: &str, argument: &Node, span: Span) -> Option<Node> {
        let items = argument.items();
        let made = match name {
            "Ref" if argument.as_str().is_some_and(|name| &**name == "AWS::NoValue") => return None,
            "Fn::If" => {
                let [condition, yes, no] = items else { return Some(self.unknown(name, argument, span)) };
                let holds = condition.as_str().is_some_and(|name| self.condition(name));
                let (chosen, other) = if holds { (yes, no) } else { (no, yes) };
                if matches!(self.policy, Policy::Connection(_)) {
                    // An answer may turn the condition round: what the other one needs is asked for too.
                    self.plain(other);
                }
                return self.plain(chosen);
            }
            "Ref" => argument.as_str().and_then(|name| self.reference(name, span)),
            "Fn::GetAtt" => {
                let parts: Vec<Rc<str>> = items.iter().filter_map(|part| self.text(part)).collect();
                let written = argument.as_str().and_then(|text| text.split_once('.'));
                let whole = match parts.as_slice() {
                    [resource, attribute @ ..] => Some((resource.to_string(), attribute.join("."))),
                    [] => written.map(|(resource, attribute)| (resource.to_owned(), attribute.to_owned())),
                };
                whole
                    .and_then(|(resource, attribute)| self.attribute(&resource, &attribute))
                    .map(|text| string(text, span))
            }
            "Fn::Sub" => self.substituted(argument).map(|text| string(self.finished(text.into()), span)),
            "Fn::Join" => self.joined(items).map(|text| string(self.finished(text.into()), span)),
            "Fn::Select" => self.selected(items, span),
            "Fn::Split" => self.split(items, span),
            "Fn::FindInMap" => self.found_in_map(items, span),
            "Fn::Length" => self.plain(argument).filter(|list| matches!(list.kind, NodeKind::Array(_))).map(|list| {
                let count = i64::try_from(list.items().len()).unwrap_or(i64::MAX);
                Node { kind: NodeKind::Number(asl_value::Number::Int(count)), span }
            }),
            "Fn::ToJsonString" => self.plain(argument).map(|value| string(value.to_value().to_json(), span)),
            "Fn::Base64" => self.text(argument).map(|text| {
                use base64::Engine;
                string(base64::engine::general_purpose::STANDARD.encode(&*text), span)
            }),
            "Fn::GetAZs" => {
                let zones = ["a", "b", "c"].map(|zone| string(format!("{DEFAULT_REGION}{zone}"), span));
                Some(Node { kind: NodeKind::Array(zones.into()), span })
            }
            _ => None,
        };
        Some(made.unwrap_or_else(|| self.unknown(name, argument, span)))
    }

    /// What stands for a value that is not known: the answer of a person, or the function's `${…}` form.
    fn unknown(&self, name: &str, argument: &Node, span: Span) -> Node {
        let whole = Node {
            kind: NodeKind::Object(vec![Member { key: Spanned::new(name.into(), span), value: argument.clone() }]),
            span,
        };
        if let Policy::Connection(answers) = self.policy {
            return string(self.ask(&whole.to_value().to_json(), false, answers), span);
        }
        match name {
            "Fn::Transform" | "Fn::ForEach" => {
                self.report(Diagnostic::error(span, TemplateProblem::Macro(name.to_owned())));
            }
            "Ref" | "Fn::GetAtt" | "Fn::Sub" => {}
            _ => {
                self.report(Diagnostic::warning(span, TemplateProblem::UnknownFunction(name.to_owned())));
            }
        }
        string(whole.placeholder().unwrap_or_else(|| format!("${{{name}}}").into()), span)
    }

    fn resource(&self, id: &str) -> Option<(&str, String)> {
        let resource = self.template.get("Resources")?.get(id)?;
        let kind = resource.get("Type")?.as_str()?;
        let properties = resource.get("Properties");
        let name = resource::NAMES.iter().find_map(|name| properties?.get(name));
        let name = name.filter(|_| self.depth.get() < MAX_DEPTH / 4).and_then(|name| self.text(name));
        let name = name.filter(|name| !name.contains("${"));
        Some((kind, name.map_or_else(|| id.to_owned(), |name| name.to_string())))
    }

    /// What the resource with this id is called on AWS.
    pub(super) fn name_of(&self, id: &str) -> Option<String> {
        self.resource(id).map(|(_, name)| name)
    }

    fn reference(&self, name: &str, span: Span) -> Option<Node> {
        if let Some((_, value)) = PSEUDO.iter().find(|(known, _)| *known == name) {
            return Some(string(*value, span));
        }
        let choice = match self.policy {
            Policy::Definition(choice) => choice,
            Policy::Connection(answers) => return Some(string(self.ask(name, false, answers), span)),
        };
        if let Some((kind, id)) = self.resource(name) {
            return Some(string(resource::reference(kind, &id), span));
        }
        let parameter = self.template.get("Parameters").and_then(|all| all.get(name));
        let text = |key: &str| parameter?.get(key).and_then(scalar);
        let kind = text("Type").unwrap_or_default();
        if text("NoEcho").is_some_and(|flag| &*flag == "true") {
            self.report(Diagnostic::warning(span, TemplateProblem::SecretParameter(name.to_owned())));
            return None;
        }
        if parameter.is_none() && !self.wanted.borrow().iter().any(|known| &**known == name) {
            self.wanted.borrow_mut().push(name.into());
        }
        let is_looked_up = kind.starts_with("AWS::SSM::Parameter::Value");
        let default = text("Default").filter(|default| !is_looked_up || is_of_bootstrap(default));
        let given = choice.parameters.get(name).filter(|given| !given.is_empty()).cloned();
        let Some(value) = given.or(default) else {
            self.report(Diagnostic::warning(span, TemplateProblem::NoParameterValue(name.to_owned())));
            return None;
        };
        if kind.starts_with("List<") || &*kind == "CommaDelimitedList" {
            let items = value.split(',').map(|item| string(item.trim(), span)).collect();
            return Some(Node { kind: NodeKind::Array(items), span });
        }
        Some(string(value, span))
    }

    /// What `Fn::GetAtt` gives for a resource of the template; `None` if that is not known.
    pub(super) fn attribute(&self, id: &str, attribute: &str) -> Option<String> {
        let (kind, name) = self.resource(id).filter(|_| matches!(self.policy, Policy::Definition(_)))?;
        resource::attribute(kind, &name, attribute)
    }

    /// The text of a `Fn::Sub`; `None` if a name in it is not known.
    fn substituted(&self, argument: &Node) -> Option<String> {
        let (text, names) = sub(argument)?;
        let mut made = String::new();
        for part in parts(text.as_str()?) {
            match part {
                SubPart::Text(_, text) => made.push_str(text),
                SubPart::Literal(_, name) => made.extend(["${", name, "}"]),
                SubPart::Name(_, name) => made.push_str(&self.sub_name(name, names, text.span)?),
            }
        }
        Some(made)
    }

    /// What a name in a `Fn::Sub` stands for.
    pub(super) fn sub_name(&self, name: &str, names: Option<&Node>, span: Span) -> Option<Rc<str>> {
        match names.and_then(|names| names.get(name.trim())) {
            Some(node) => self.text(node),
            None => self.named(name, span),
        }
    }

    fn joined(&self, items: &[Node]) -> Option<String> {
        let [separator, parts] = items else { return None };
        let (separator, parts) = (self.text(separator)?, self.plain(parts)?);
        let parts: Option<Vec<Rc<str>>> = parts.items().iter().map(scalar).collect();
        Some(parts?.join(&separator))
    }

    fn selected(&self, items: &[Node], span: Span) -> Option<Node> {
        let [index, list] = items else { return None };
        let index: usize = self.text(index)?.parse().ok()?;
        let list = self.plain(list)?;
        list.items().get(index).map(|item| Node { kind: item.kind.clone(), span })
    }

    fn split(&self, items: &[Node], span: Span) -> Option<Node> {
        let [separator, text] = items else { return None };
        let (separator, text) = (self.text(separator)?, self.text(text)?);
        let parts = text.split(&*separator).map(|part| string(part, span)).collect();
        (!separator.is_empty()).then_some(Node { kind: NodeKind::Array(parts), span })
    }

    fn found_in_map(&self, items: &[Node], span: Span) -> Option<Node> {
        let [map, first, second, rest @ ..] = items else { return None };
        let keys = [self.text(map)?, self.text(first)?, self.text(second)?];
        let mappings = self.template.get("Mappings");
        let place = keys.iter().fold(mappings, |place, key| place.and_then(|place| place.get(key)));
        match (place, rest.first().and_then(|rest| rest.get("DefaultValue")), self.policy) {
            (Some(found), ..) => Some(Node { kind: found.kind.clone(), span }),
            (None, Some(default), _) => self.plain(default),
            (None, None, Policy::Connection(answers)) => Some(string(self.ask(&keys.join("."), false, answers), span)),
            (None, None, Policy::Definition(_)) => None,
        }
    }

    /// Asks for `name`, and gives the answer, the default or nothing.
    fn ask(&self, name: &str, is_secret: bool, answers: &Answers) -> String {
        let parameter = self.template.get("Parameters").and_then(|all| all.get(name));
        let member = |key: &str| parameter.and_then(|parameter| parameter.get(key)).map(Node::to_value);
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_json().into(),
        };
        let no_echo = member("NoEcho").map(text).is_some_and(|flag| &*flag == "true");
        let default = member("Default").map(text);
        let mut asks = self.asks.borrow_mut();
        if !asks.iter().any(|known| &*known.name == name) {
            let description = member("Description").map(text).unwrap_or_default();
            let is_secret = is_secret || no_echo;
            asks.push(Ask { name: name.into(), description, default: default.clone(), is_secret });
        }
        let answer = answers.get(name).map(|answer| answer.expose().to_owned());
        answer.or_else(|| default.map(|text| text.to_string())).unwrap_or_default()
    }

    /// `text` with its dynamic references (`{{resolve:secretsmanager:…}}`) asked for.
    fn dynamic(&self, text: &str, answers: &Answers) -> String {
        let mut rest = text;
        let mut made = String::new();
        while let Some((before, after)) = rest.split_once("{{resolve:") {
            made.push_str(before);
            let Some((reference, behind)) = after.split_once("}}") else {
                made.push_str("{{resolve:");
                rest = after;
                continue;
            };
            let is_secret = !reference.starts_with("ssm:");
            made.push_str(&self.ask(&format!("{{{{resolve:{reference}}}}}"), is_secret, answers));
            rest = behind;
        }
        made.push_str(rest);
        made
    }

    /// Whether the condition of that name holds; one that is not there does not.
    fn condition(&self, name: &str) -> bool {
        let condition = self.template.get("Conditions").and_then(|all| all.get(name));
        condition.is_some_and(|condition| self.holds(condition))
    }

    fn holds(&self, node: &Node) -> bool {
        let Some((name, argument)) = function(node) else { return false };
        if self.depth.get() >= MAX_DEPTH || self.steps.get() >= MAX_STEPS {
            self.report(Diagnostic::error(node.span, TemplateProblem::EndlessCondition));
            return false;
        }
        self.depth.set(self.depth.get() + 1);
        self.steps.set(self.steps.get() + 1);
        let items = argument.items();
        let holds = match (name, items) {
            ("Condition", _) => argument.as_str().is_some_and(|name| self.condition(name)),
            ("Fn::Equals", [left, right]) => self.text(left) == self.text(right),
            ("Fn::Not", [item]) => !self.holds(item),
            ("Fn::And", _) => items.iter().all(|item| self.holds(item)),
            ("Fn::Or", _) => items.iter().any(|item| self.holds(item)),
            _ => false,
        };
        self.depth.set(self.depth.get() - 1);
        holds
    }
}

/// The function that `node` calls, and what it is given.
pub(super) fn function(node: &Node) -> Option<(&str, &Node)> {
    let [member] = node.members() else { return None };
    let name = &*member.key.value;
    let known = name == "Ref" || name == "Condition" && member.value.as_str().is_some() || name.starts_with("Fn::");
    // `Fn::ForEach::Loop` carries a name of its own.
    let name = if name.starts_with("Fn::ForEach") { "Fn::ForEach" } else { name };
    known.then_some((name, &member.value))
}

/// The text of a `Fn::Sub` and its names.
pub(super) fn sub(argument: &Node) -> Option<(&Node, Option<&Node>)> {
    match argument.items() {
        [text, names, ..] => Some((text, Some(names))),
        [text] => Some((text, None)),
        [] => argument.as_str().map(|_| (argument, None)),
    }
}

/// A part of a text with `${…}` in it, and the byte at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SubPart<'a> {
    /// As it is.
    Text(usize, &'a str),
    /// `${!name}`: `${name}` as it is.
    Literal(usize, &'a str),
    /// `${name}`
    Name(usize, &'a str),
}

/// The parts of a text.
pub(super) fn parts(text: &str) -> Vec<SubPart<'_>> {
    let mut found = Vec::new();
    let (mut at, mut from) = (0, 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("${")).map(|found| at + found) {
        let Some(end) = text.get(start..).and_then(|rest| rest.find('}')).map(|found| start + found) else { break };
        let name = text.get(start + 2..end).unwrap_or_default();
        if name.contains("${") {
            at = start + 2;
            continue;
        }
        if start > from {
            found.push(SubPart::Text(from, text.get(from..start).unwrap_or_default()));
        }
        found.push(match name.strip_prefix('!') {
            Some(literal) => SubPart::Literal(start, literal),
            None => SubPart::Name(start, name),
        });
        (at, from) = (end + 1, end + 1);
    }
    if from < text.len() {
        found.push(SubPart::Text(from, text.get(from..).unwrap_or_default()));
    }
    found
}

fn string(text: impl Into<Rc<str>>, span: Span) -> Node {
    Node { kind: NodeKind::String(text.into()), span }
}

/// A scalar as CloudFormation makes text of it.
pub(super) fn scalar(node: &Node) -> Option<Rc<str>> {
    match &node.kind {
        NodeKind::String(text) | NodeKind::Placeholder(text) => Some(Rc::clone(text)),
        NodeKind::Number(number) => Some(number.to_string().into()),
        NodeKind::Bool(flag) => Some(flag.to_string().into()),
        _ => None,
    }
}
