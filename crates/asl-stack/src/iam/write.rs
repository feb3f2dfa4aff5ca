//! Statements to copy: as a policy document, or in a template's own notation.

use std::rc::Rc;

use super::calls::Permission;
use super::everything::everything;
use super::{Known, PolicyContext};
use asl_aws::arn::{Arn, DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_text::print;
use asl_value::{Map, Value};

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
struct StatementDraft<'a> {
    actions: Vec<&'static str>,
    resource: Rc<str>,
    method: Option<&'a str>,
    endpoint: Option<&'a str>,
}

/// Statements that allow all of `permissions`.
pub fn statements(permissions: &[&Permission], context: &PolicyContext, notation: Notation) -> String {
    let drafts = drafts(permissions);
    match notation {
        Notation::TemplateYaml => {
            let all = drafts.iter().map(|draft| draft.value(resource(&draft.resource, context).value(), true));
            print::template_yaml(&all.collect())
        }
        Notation::TemplateJson => {
            let all = drafts.iter().map(|draft| draft.value(resource(&draft.resource, context).value(), false));
            print::json(&all.collect())
        }
        Notation::Document => {
            let all = drafts.iter().map(|draft| draft.value(Value::from(&*draft.resource), false));
            print::json(&object([("Version", Value::from("2012-10-17")), ("Statement", all.collect())]))
        }
    }
}

/// The same statements as a list of values, for a template.
pub fn values(permissions: &[&Permission], context: &PolicyContext) -> Value {
    drafts(permissions).iter().map(|draft| draft.value(resource(&draft.resource, context).value(), false)).collect()
}

fn drafts<'a>(permissions: &[&'a Permission]) -> Vec<StatementDraft<'a>> {
    let mut found: Vec<StatementDraft<'a>> = Vec::new();
    for permission in permissions {
        let resource = written(permission);
        let (method, endpoint) = (permission.method.as_deref(), permission.endpoint.as_deref());
        let same = |draft: &&mut StatementDraft<'_>| {
            draft.resource == resource && (draft.method, draft.endpoint) == (method, endpoint)
        };
        match found.iter_mut().find(same) {
            Some(draft) if draft.actions.contains(&permission.action) => {}
            Some(draft) => draft.actions.push(permission.action),
            None => found.push(StatementDraft { actions: vec![permission.action], resource, method, endpoint }),
        }
    }
    found
}

/// The resource as a policy should name it.
fn written(permission: &Permission) -> Rc<str> {
    match &permission.resource {
        // The end of its ARN is AWS's.
        _ if permission.action.starts_with("secretsmanager:") => all_of(permission.action),
        Some(arn) if permission.action.ends_with("Execution") && arn.contains(":execution:") => {
            arn.strip_suffix(":any").map_or_else(|| Rc::clone(arn), |stem| format!("{stem}:*").into())
        }
        Some(arn) if permission.action == "s3:PutObject" => {
            arn.strip_suffix("/results").map_or_else(|| Rc::clone(arn), |bucket| format!("{bucket}/*").into())
        }
        Some(arn) => Rc::clone(arn),
        None => all_of(permission.action),
    }
}

/// Everything that an action may be done to.
fn all_of(action: &str) -> Rc<str> {
    everything(action).map_or_else(|| "*".into(), |everything| everything.arn())
}

/// A resource in a template.
enum Resource {
    Arn(Rc<str>),
    Attribute(Rc<str>),
    Sub(String),
}

impl Resource {
    fn value(&self) -> Value {
        match self {
            Self::Arn(arn) => Value::from(&**arn),
            Self::Attribute(id) => object([("Fn::GetAtt", [&**id, "Arn"].into_iter().map(Value::from).collect())]),
            Self::Sub(text) => object([("Fn::Sub", Value::from(text.as_str()))]),
        }
    }
}

fn resource(arn: &Rc<str>, context: &PolicyContext) -> Resource {
    if let Some(known) = context.resources.iter().find(|known| known.arn == *arn) {
        // A topic and a machine give their ARN under other names, or to `Ref` alone.
        let is_arn_attribute = !arn.contains(":sns:") && context.own.as_ref() != Some(arn);
        if is_arn_attribute {
            return Resource::Attribute(Rc::clone(&known.id));
        }
    }
    let part = |known: &&Known| arn.strip_prefix(&*known.arn).is_some_and(|rest| rest.starts_with('/'));
    if let Some(known) = context.resources.iter().find(part) {
        return Resource::Sub(format!("${{{}.Arn}}{}", known.id, arn.get(known.arn.len()..).unwrap_or_default()));
    }
    match Arn::parse(arn) {
        Some(Arn { service, region: DEFAULT_REGION, account: DEFAULT_ACCOUNT, resource, .. }) => {
            Resource::Sub(format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"))
        }
        _ => Resource::Arn(Rc::clone(arn)),
    }
}

impl StatementDraft<'_> {
    /// The statement; one action is a text, but for those who want `lists`.
    fn value(&self, resource: Value, lists: bool) -> Value {
        let action = match self.actions.as_slice() {
            [one] if !lists => Value::from(*one),
            all => all.iter().copied().map(Value::from).collect(),
        };
        let mut condition = Map::new();
        if let Some(method) = self.method {
            condition.insert("StringEquals", object([("states:HTTPMethod", Value::from(method))]));
        }
        if let Some(endpoint) = self.endpoint {
            condition.insert("StringLike", object([("states:HTTPEndpoint", Value::from(endpoint))]));
        }
        let condition = (!condition.is_empty()).then(|| ("Condition", Value::from(condition)));
        object(
            [("Effect", Value::from("Allow")), ("Action", action), ("Resource", resource)].into_iter().chain(condition),
        )
    }
}

fn object<'k>(members: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    Value::from(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
}
