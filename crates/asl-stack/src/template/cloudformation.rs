//! Values of a CloudFormation template (User Guide, "Intrinsic function reference"), resolved as far as a page can.
//!
//! Parameters, pseudo parameters, `Ref`, `Fn::Sub`, `Fn::Join` and `Fn::FindInMap` are worked out. What only AWS knows
//! (dynamic references to secrets, conditions, attributes of other resources) is asked for, by its own text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;

use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_PARTITION, DEFAULT_REGION};
use asl_http::Secret;
use asl_text::{Node, NodeKind};
use asl_value::{Map, Value};

/// A value that a person is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Its name: of a parameter, or the text of what stands for the value.
    pub name: Rc<str>,
    /// The parameter's `Description`; empty for none.
    pub description: Rc<str>,
    /// Its `Default`.
    pub default: Option<Rc<str>>,
    /// Whether it is not to be seen: `NoEcho`, or a reference to a secret.
    pub is_secret: bool,
}

/// The answers of the person, by [`Ask::name`].
pub type Answers = BTreeMap<Rc<str>, Secret>;

/// What AWS would fill in by itself.
pub(super) const PSEUDO: [(&str, &str); 5] = [
    ("AWS::Region", DEFAULT_REGION),
    ("AWS::AccountId", DEFAULT_ACCOUNT),
    ("AWS::Partition", DEFAULT_PARTITION),
    ("AWS::URLSuffix", "amazonaws.com"),
    ("AWS::StackName", "stack"),
];

/// Works out the values of one template.
pub struct Resolver<'a> {
    template: &'a Node,
    answers: &'a Answers,
    /// What was asked for on the way, once each, in order.
    pub asks: Vec<Ask>,
}

impl<'a> Resolver<'a> {
    /// A resolver for values of `template`, which may be any node: one without parameters has none.
    pub fn new(template: &'a Node, answers: &'a Answers) -> Self {
        Self { template, answers, asks: Vec::new() }
    }

    /// The value of `node`; `None` for `AWS::NoValue`.
    pub fn value(&mut self, node: &Node) -> Option<Value> {
        if let [member] = node.members() {
            match &*member.key.value {
                "Ref" => return self.reference(member.value.as_str().map_or("", |name| name)),
                "Fn::Sub" => return Some(self.substituted(&member.value)),
                "Fn::Join" => return Some(self.joined(&member.value)),
                "Fn::FindInMap" => return Some(self.found_in_map(&member.value)),
                name if name.starts_with("Fn::") || name == "Condition" => {
                    return Some(Value::from(self.ask(&node.to_value().to_json(), false)));
                }
                _ => {}
            }
        }
        Some(match &node.kind {
            NodeKind::String(text) => Value::from(self.dynamic(text)),
            NodeKind::Array(items) => items.iter().filter_map(|item| self.value(item)).collect(),
            NodeKind::Object(members) => {
                let mut map = Map::new();
                for member in members {
                    if let Some(value) = self.value(&member.value) {
                        map.insert(Rc::clone(&member.key.value), value);
                    }
                }
                Value::from(map)
            }
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Missing => node.to_value(),
        })
    }

    /// The value as text, as a template's scalars may be written.
    fn text(&mut self, node: &Node) -> String {
        match self.value(node) {
            Some(Value::String(text)) => text.to_string(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_json(),
        }
    }

    fn reference(&mut self, name: &str) -> Option<Value> {
        (name != "AWS::NoValue").then(|| Value::from(self.named(name)))
    }

    /// The value that `name` stands for: a pseudo parameter, a parameter, or something of another resource.
    fn named(&mut self, name: &str) -> String {
        if let Some((_, value)) = PSEUDO.iter().find(|(known, _)| *known == name) {
            return (*value).to_owned();
        }
        self.ask(name, false)
    }

    /// Asks for `name`, and gives the answer, the default or nothing.
    fn ask(&mut self, name: &str, is_secret: bool) -> String {
        let parameter = self.template.get("Parameters").and_then(|all| all.get(name));
        let member = |key: &str| parameter.and_then(|parameter| parameter.get(key)).map(Node::to_value);
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_json().into(),
        };
        let no_echo = member("NoEcho").map(text).is_some_and(|flag| &*flag == "true");
        let default = member("Default").map(text);
        if !self.asks.iter().any(|known| &*known.name == name) {
            let description = member("Description").map(text).unwrap_or_default();
            let is_secret = is_secret || no_echo;
            self.asks.push(Ask { name: name.into(), description, default: default.clone(), is_secret });
        }
        let answer = self.answers.get(name).map(|answer| answer.expose().to_owned());
        answer.or_else(|| default.map(|text| text.to_string())).unwrap_or_default()
    }

    /// `Fn::Sub`: a text, or a text and a map of names.
    fn substituted(&mut self, node: &Node) -> Value {
        let (text, names) = match node.items() {
            [text, names, ..] => (text.as_str(), Some(names)),
            [text] => (text.as_str(), None),
            [] => (node.as_str(), None),
        };
        let mut rest = text.map_or("", |text| text);
        let mut made = String::new();
        while let Some((before, after)) = rest.split_once("${") {
            made.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                made.push_str("${");
                rest = after;
                continue;
            };
            let name = name.trim();
            match (name.strip_prefix('!'), names.and_then(|names| names.get(name))) {
                (Some(literal), _) => _ = write!(made, "${{{literal}}}"),
                (None, Some(node)) => made.push_str(&self.text(node)),
                (None, None) => made.push_str(&self.named(name)),
            }
            rest = behind;
        }
        made.push_str(rest);
        Value::from(self.dynamic(&made))
    }

    fn joined(&mut self, node: &Node) -> Value {
        let [separator, parts] = node.items() else { return Value::from("") };
        let separator = self.text(separator);
        let parts: Vec<String> = parts.items().iter().map(|part| self.text(part)).collect();
        Value::from(self.dynamic(&parts.join(&separator)))
    }

    fn found_in_map(&mut self, node: &Node) -> Value {
        let keys: Vec<String> = node.items().iter().map(|key| self.text(key)).collect();
        let mut place = self.template.get("Mappings");
        for key in &keys {
            place = place.and_then(|map| map.get(key));
        }
        match place {
            Some(found) => found.to_value(),
            None => Value::from(self.ask(&keys.join("."), false)),
        }
    }

    /// `text` with its dynamic references (`{{resolve:secretsmanager:…}}`) asked for.
    fn dynamic(&mut self, text: &str) -> String {
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
            made.push_str(&self.ask(&format!("{{{{resolve:{reference}}}}}"), is_secret));
            rest = behind;
        }
        made.push_str(rest);
        made
    }
}

/// The resources of `template` with this `Type`: each one's logical id and `Properties`.
pub fn resources<'a>(template: &'a Node, kind: &str) -> Vec<(&'a Rc<str>, &'a Node)> {
    let all = template.get("Resources").map(Node::members).unwrap_or_default();
    let of_kind = |node: &Node| node.get("Type").and_then(Node::as_str).is_some_and(|known| &**known == kind);
    all.iter()
        .filter(|member| of_kind(&member.value))
        .filter_map(|member| Some((&member.key.value, member.value.get("Properties")?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = r"
Parameters:
  Host: {Type: String, Default: api.example.com, Description: Where it is}
  Secret: {Type: String, NoEcho: true}
Mappings:
  Stages: {prod: {name: live}}
Resources: {}
";

    #[test]
    fn values_are_worked_out_and_what_aws_alone_knows_is_asked_for() {
        let template = asl_text::parse(TEMPLATE).root.unwrap();
        let answers = Answers::from([
            (Rc::from("Secret"), Secret::new("hush")),
            ("{{resolve:secretsmanager:a}}".into(), Secret::new("key")),
        ]);
        for (yaml, expected, asked) in [
            ("!Ref Host", r#""api.example.com""#, "Host"),
            ("!Ref Secret", r#""hush""#, "Secret"),
            (
                "!Sub 'https://${Host}/${AWS::Region}/${!Kept}'",
                r#""https://api.example.com/us-east-1/${Kept}""#,
                "Host",
            ),
            ("!Sub ['${a}-${b}', {a: x, b: !Ref Secret}]", r#""x-hush""#, "Secret"),
            ("!Join ['-', [a, !Ref 'AWS::AccountId', 3]]", r#""a-123456789012-3""#, ""),
            ("!FindInMap [Stages, prod, name]", r#""live""#, ""),
            ("'Bearer {{resolve:secretsmanager:a}}!'", r#""Bearer key!""#, "{{resolve:secretsmanager:a}}"),
            ("!GetAtt Other.Value", r#""""#, r#"{"Fn::GetAtt":"Other.Value"}"#),
            ("{a: !Ref 'AWS::NoValue', b: [1, true, {c: d}]}", r#"{"b":[1,true,{"c":"d"}]}"#, ""),
            ("'${ open {{resolve:'", r#""${ open {{resolve:""#, ""),
        ] {
            let node = asl_text::yaml::parse(yaml).root.unwrap();
            let mut resolver = Resolver::new(&template, &answers);
            let value = resolver.value(&node).unwrap();
            assert_eq!(value.to_json(), expected, "{yaml}");
            let names: Vec<&str> = resolver.asks.iter().map(|ask| &*ask.name).collect();
            assert_eq!(
                names.join(" ").replace("Other\",\"Value", "Other.Value").replace(['[', ']'], ""),
                asked,
                "{yaml}"
            );
        }
        let mut resolver = Resolver::new(&template, &answers);
        resolver.ask("Host", false);
        resolver.ask("Secret", false);
        let asks = resolver.asks;
        assert_eq!(
            (&*asks[0].description, asks[0].default.as_deref(), asks[0].is_secret),
            ("Where it is", Some("api.example.com"), false)
        );
        assert!(asks[1].is_secret);
    }
}
