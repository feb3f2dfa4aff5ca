//! Puts a value into a field of a state: in the place of what stands there, or behind its other fields.

use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{Node, NodeKind, Span};
use asl_value::Value;

/// The text with the field of the state that stands at `state` in its tree; `None` if none stands there.
pub fn put_field(text: &str, root: &Node, state: Span, field: &str, value: &Value) -> Option<String> {
    let object = object_at(root, state)?;
    let rewriter = Rewriter::new(text);
    let edits = match object.members().iter().find(|member| &*member.key.value == field) {
        Some(member) => rewriter.replace_member(object, member, field, value),
        None => rewriter.append(object, field, value),
    };
    Some(apply(text, &edits))
}

fn object_at(node: &Node, span: Span) -> Option<&Node> {
    if node.span == span && matches!(node.kind, NodeKind::Object(_)) {
        return Some(node);
    }
    let around = |inner: &&Node| inner.span.start <= span.start && span.end <= inner.span.end;
    match &node.kind {
        NodeKind::Object(members) => {
            members.iter().map(|member| &member.value).filter(around).find_map(|value| object_at(value, span))
        }
        NodeKind::Array(items) => items.iter().filter(around).find_map(|item| object_at(item, span)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use asl_value::Value;

    use super::put_field;

    fn put(text: &str, field: &str, value: &str) -> String {
        let root = asl_text::parse(text).root.unwrap();
        let machine = asl_lang::parse(&root).0.unwrap();
        let span = machine.find("A").unwrap().span;
        put_field(text, &root, span, field, &Value::from(value)).unwrap()
    }

    #[test]
    fn a_field_is_replaced_or_added_in_json_and_in_yaml() {
        let json = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\n      \"Type\": \"Pass\",\n      \"End\": true\n    }\n  }\n}";
        let added = put(json, "OutputPath", "$.a");
        assert!(added.contains("\"End\": true,\n      \"OutputPath\": \"$.a\"\n"), "{added}");
        assert!(put(&added, "OutputPath", "$['b']").contains("\"OutputPath\": \"$['b']\""));
        let yaml = "StartAt: A\nStates:\n  A:\n    Type: Pass\n    Output: \"{% 1 %}\"\n    End: true\n";
        let replaced = put(yaml, "Output", "{% $states.input.a %}");
        assert!(replaced.contains("{% $states.input.a %}") && !replaced.contains("{% 1 %}"), "{replaced}");
        assert!(put(yaml, "Comment", "a: b").contains("Comment: \"a: b\""));
    }
}
