//! The parameters of a template.

use std::rc::Rc;

use super::placeholders;
use super::resolve::scalar;
use super::source::Parameter;
use asl_text::Node;

/// Whether that is where CDK keeps the version of its bootstrap stack: every template of it names the place, and no
/// definition is made of it.
pub(super) fn is_of_bootstrap(default: &str) -> bool {
    default.starts_with("/cdk-bootstrap/")
}

/// The parameters of a template, and the names `wanted` of what is outside of it.
pub(super) fn list(template: &Node, wanted: &[Rc<str>]) -> Vec<Parameter> {
    let declared = template.get("Parameters").map(Node::members).unwrap_or_default();
    let mut found: Vec<Parameter> = declared
        .iter()
        .map(|member| {
            let text = |key: &str| member.value.get(key).and_then(scalar);
            let looked_up = text("Type").is_some_and(|kind| kind.starts_with("AWS::SSM::Parameter::Value"));
            let allowed = member.value.get("AllowedValues").map(Node::items).unwrap_or_default();
            Parameter {
                name: Rc::clone(&member.key.value),
                description: text("Description").unwrap_or_default(),
                default: text("Default").filter(|default| !looked_up || is_of_bootstrap(default)),
                allowed: allowed.iter().filter_map(scalar).collect(),
                is_secret: text("NoEcho").is_some_and(|flag| &*flag == "true"),
            }
        })
        .collect();
    found.extend(wanted.iter().map(|name| Parameter {
        name: Rc::clone(name),
        description: placeholders::OUTSIDE.into(),
        default: None,
        allowed: Vec::new(),
        is_secret: false,
    }));
    found
}
