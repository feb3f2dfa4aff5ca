//! Statements to copy: as a policy document, or in a template's own notation.

use std::fmt::Write;
use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::calls::{Permission, here};
use super::{ACCOUNT, REGION, Scene};

/// How statements are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// A policy document of its own, with ARNs.
    Document,
    /// A list of statements for a template in JSON.
    TemplateJson,
    /// A list of statements for a template in YAML.
    TemplateYaml,
}

/// A statement before it is written.
struct Draft<'a> {
    actions: Vec<&'static str>,
    resource: Rc<str>,
    method: Option<&'a str>,
    endpoint: Option<&'a str>,
}

/// Statements that allow all of `permissions`.
pub fn statements(permissions: &[&Permission], scene: &Scene, notation: Notation) -> String {
    let drafts = drafts(permissions);
    match notation {
        Notation::TemplateYaml => {
            drafts.iter().fold(String::new(), |text, draft| text + &yaml(draft, &resource(&draft.resource, scene)))
        }
        Notation::TemplateJson => {
            let of = |draft: &Draft<'_>| json_of(draft, resource(&draft.resource, scene).json());
            pretty(&drafts.iter().map(of).collect())
        }
        Notation::Document => {
            let list: Vec<Json> = drafts.iter().map(|draft| json_of(draft, Json::from(&*draft.resource))).collect();
            pretty(&json!({"Version": "2012-10-17", "Statement": list}))
        }
    }
}

fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn drafts<'a>(permissions: &[&'a Permission]) -> Vec<Draft<'a>> {
    let mut found: Vec<Draft<'a>> = Vec::new();
    for permission in permissions {
        let resource = written(permission);
        let (method, endpoint) = (permission.method.as_deref(), permission.endpoint.as_deref());
        let same =
            |draft: &&mut Draft<'_>| draft.resource == resource && (draft.method, draft.endpoint) == (method, endpoint);
        match found.iter_mut().find(same) {
            Some(draft) if draft.actions.contains(&permission.action) => {}
            Some(draft) => draft.actions.push(permission.action),
            None => found.push(Draft { actions: vec![permission.action], resource, method, endpoint }),
        }
    }
    found
}

/// The resource as a policy should name it.
fn written(permission: &Permission) -> Rc<str> {
    match &permission.resource {
        _ if permission.action.starts_with("secretsmanager:") => here("secretsmanager", "secret:events!connection/*"),
        None if permission.is_own => here("states", "stateMachine:*"),
        None if permission.action == "events:RetrieveConnectionCredentials" => here("events", "connection/*"),
        Some(arn) if permission.action.ends_with("Execution") && arn.contains(":execution:") => {
            arn.strip_suffix(":any").map_or_else(|| Rc::clone(arn), |stem| format!("{stem}:*").into())
        }
        Some(arn) if permission.action == "s3:PutObject" => {
            arn.strip_suffix("/results").map_or_else(|| Rc::clone(arn), |bucket| format!("{bucket}/*").into())
        }
        Some(arn) => Rc::clone(arn),
        None => "*".into(),
    }
}

/// A resource in a template.
enum Resource {
    Arn(Rc<str>),
    Attribute(Rc<str>),
    Sub(String),
}

impl Resource {
    fn json(&self) -> Json {
        match self {
            Self::Arn(arn) => Json::from(&**arn),
            Self::Attribute(id) => json!({"Fn::GetAtt": [&**id, "Arn"]}),
            Self::Sub(text) => json!({"Fn::Sub": text}),
        }
    }
}

fn resource(arn: &Rc<str>, scene: &Scene) -> Resource {
    if let Some(known) = scene.resources.iter().find(|known| known.arn == *arn) {
        // A topic and a machine give their ARN under other names, or to `Ref` alone.
        let is_arn_attribute = !arn.contains(":sns:") && scene.own.as_ref() != Some(arn);
        if is_arn_attribute {
            return Resource::Attribute(Rc::clone(&known.id));
        }
    }
    let start = format!(":{REGION}:{ACCOUNT}:");
    match arn.strip_prefix("arn:aws:").and_then(|rest| rest.split_once(&start)) {
        Some((service, rest)) => {
            Resource::Sub(format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}"))
        }
        None => Resource::Arn(Rc::clone(arn)),
    }
}

fn json_of(draft: &Draft<'_>, resource: Json) -> Json {
    let mut members = Map::new();
    members.insert("Effect".to_owned(), Json::from("Allow"));
    let action = match draft.actions.as_slice() {
        [one] => Json::from(*one),
        all => Json::from(all.to_vec()),
    };
    members.insert("Action".to_owned(), action);
    members.insert("Resource".to_owned(), resource);
    let mut condition = Map::new();
    if let Some(method) = draft.method {
        condition.insert("StringEquals".to_owned(), json!({"states:HTTPMethod": method}));
    }
    if let Some(endpoint) = draft.endpoint {
        condition.insert("StringLike".to_owned(), json!({"states:HTTPEndpoint": endpoint}));
    }
    if !condition.is_empty() {
        members.insert("Condition".to_owned(), Json::Object(condition));
    }
    Json::Object(members)
}

/// In double quotes: JSON's escapes are YAML's too.
fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

fn yaml(draft: &Draft<'_>, resource: &Resource) -> String {
    let mut text = String::from("- Effect: Allow\n  Action:\n");
    for action in &draft.actions {
        _ = writeln!(text, "    - {action}");
    }
    _ = match resource {
        Resource::Arn(arn) => writeln!(text, "  Resource: {}", quoted(arn)),
        Resource::Attribute(id) => writeln!(text, "  Resource: !GetAtt {id}.Arn"),
        Resource::Sub(sub) => writeln!(text, "  Resource: !Sub {}", quoted(sub)),
    };
    if draft.method.is_some() || draft.endpoint.is_some() {
        text.push_str("  Condition:\n");
    }
    if let Some(method) = draft.method {
        _ = writeln!(text, "    StringEquals:\n      states:HTTPMethod: {}", quoted(method));
    }
    if let Some(endpoint) = draft.endpoint {
        _ = writeln!(text, "    StringLike:\n      states:HTTPEndpoint: {}", quoted(endpoint));
    }
    text
}
