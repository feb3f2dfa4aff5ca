//! `Globals` of a SAM template: what all resources of a type have, unless they say otherwise themselves.

use std::rc::Rc;

use asl_text::{Member, Node, NodeKind, Spanned};

/// The template, where each resource has what `Globals` says of its type.
pub(super) fn applied(mut template: Node) -> Node {
    let Some(globals) = template.get("Globals").filter(|globals| !globals.members().is_empty()).cloned() else {
        return template;
    };
    let NodeKind::Object(parts) = &mut template.kind else { return template };
    let Some(resources) = parts.iter_mut().find(|part| &*part.key.value == "Resources") else { return template };
    let NodeKind::Object(resources) = &mut resources.value.kind else { return template };
    for resource in resources {
        let kind = resource.value.get("Type").and_then(Node::as_str).cloned().unwrap_or_default();
        let shared = kind.strip_prefix("AWS::Serverless::").and_then(|kind| globals.get(kind));
        if let (Some(shared), NodeKind::Object(fields)) = (shared, &mut resource.value.kind) {
            with_properties(fields, shared);
        }
    }
    template
}

fn with_properties(fields: &mut Vec<Member>, shared: &Node) {
    if let Some(own) = fields.iter_mut().find(|field| &*field.key.value == "Properties") {
        return merge(&mut own.value, shared);
    }
    let key = Spanned::new(Rc::from("Properties"), shared.opening());
    fields.push(Member { key, value: shared.clone() });
}

/// Members are put together, lists one behind the other; whatever else the resource says itself stands.
fn merge(own: &mut Node, shared: &Node) {
    let is_function = |node: &Node| matches!(node.members(), [only] if &*only.key.value == "Ref" || only.key.value.starts_with("Fn::"));
    if is_function(own) || is_function(shared) {
        return;
    }
    match (&mut own.kind, &shared.kind) {
        (NodeKind::Object(own), NodeKind::Object(shared)) => {
            for member in shared {
                if let Some(known) = own.iter_mut().find(|known| known.key.value == member.key.value) {
                    merge(&mut known.value, &member.value);
                } else {
                    own.push(member.clone());
                }
            }
        }
        (NodeKind::Array(own), NodeKind::Array(shared)) => _ = own.splice(0..0, shared.iter().cloned()),
        _ => {}
    }
}
