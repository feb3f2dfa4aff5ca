//! Puts a value into a field of a state: in the place of what stands there, or behind its other fields; or an expression in the place of
//! one that stands in a part of a field.

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

/// The parts of the fields of the state at `state` that hold an expression of its language, or that may hold one: `Arguments.Body.id`,
/// `Choices[0].Condition`; the fields that are an expression as a whole are not among them, nor what stands in states inside of it.
pub fn parts(root: &Node, state: Span, jsonata: bool) -> Vec<String> {
    let leaves = object_at(root, state).map(|object| leaves(object, jsonata)).unwrap_or_default();
    leaves.into_iter().map(|(name, _)| name).collect()
}

/// The text with another expression in that part of a field, named as by [`parts`]; `None` if there is no such part.
pub fn put_part(text: &str, root: &Node, state: Span, jsonata: bool, part: &str, expression: &str) -> Option<String> {
    let leaves = leaves(object_at(root, state)?, jsonata);
    let (_, node) = leaves.into_iter().find(|(name, _)| name == part)?;
    Some(apply(text, &Rewriter::new(text).replace_string(node, expression)?))
}

/// The most parts that are named.
const MOST: usize = 100;
/// What holds states of its own.
const INSIDE: [&str; 4] = ["ItemProcessor", "Iterator", "Branches", "States"];
/// The fields whose texts JSONata may be in place of.
const TEMPLATES: [&str; 5] = ["Arguments", "Output", "Assign", "ItemSelector", "ItemBatcher"];

/// The texts that are such parts, with their names.
fn leaves(state: &Node, jsonata: bool) -> Vec<(String, &Node)> {
    let mut found = Vec::new();
    let fields = state.members().iter().rev().filter(|member| !INSIDE.contains(&&*member.key.value));
    // What is left to look into: its name, and whether any text in it counts.
    let mut left: Vec<(String, &Node, bool)> = fields
        .map(|member| (member.key.value.to_string(), &member.value, jsonata && TEMPLATES.contains(&&*member.key.value)))
        .collect();
    while let Some((name, node, counts)) = left.pop() {
        if found.len() >= MOST {
            break;
        }
        if let Some(text) = node.as_str() {
            let is_part = name.contains(['.', '[']);
            let is_expression = if jsonata {
                counts || (text.starts_with("{%") && text.ends_with("%}"))
            } else {
                let is_path = name.ends_with(".Variable") || name.ends_with("Path");
                name.ends_with(".$") || (is_path && text.starts_with('$'))
            };
            if is_part && is_expression {
                found.push((name, node));
            }
            continue;
        }
        left.extend(node.items().iter().enumerate().rev().map(|(at, item)| (format!("{name}[{at}]"), item, counts)));
        let inner = node.members().iter().rev();
        left.extend(inner.map(|member| (format!("{name}.{}", member.key.value), &member.value, counts)));
    }
    found
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

    use super::{parts, put_field, put_part};

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

    #[test]
    fn parts_of_fields_are_named_and_changed_where_they_stand() {
        let jsonata = r#"{"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {"Type": "Map", "End": true,
            "Items": "{% $states.input %}", "ItemSelector": {"a": {"b": "{% 1 %}", "c": 2}, "list": ["x", "{% 3 %}"]},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% 4 %}", "Next": "A"}],
            "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "Output": {"d": "{% 5 %}"}, "End": true}}}}}}"#;
        let of = |text: &str, jsonata: bool| {
            let root = asl_text::parse(text).root.unwrap();
            let span = asl_lang::parse(&root).0.unwrap().find("A").unwrap().span;
            (parts(&root, span, jsonata), root, span)
        };
        let (names, root, span) = of(jsonata, true);
        assert_eq!(names, ["ItemSelector.a.b", "ItemSelector.list[0]", "ItemSelector.list[1]", "Catch[0].Output"]);
        let put = put_part(jsonata, &root, span, true, "ItemSelector.list[1]", "{% $sum([1, \"2\"]) %}").unwrap();
        assert_eq!(put, jsonata.replace("{% 3 %}", r#"{% $sum([1, \"2\"]) %}"#));
        assert_eq!(put_part(jsonata, &root, span, true, "ItemSelector.list[7]", "x"), None);

        let paths = "StartAt: A\nStates:\n  A:\n    Type: Choice\n    InputPath: $.in\n    Choices:\n      - Variable: $.n\n        NumericEqualsPath: $.m\n        Next: B\n";
        let (names, root, span) = of(paths, false);
        assert_eq!(names, ["Choices[0].Variable", "Choices[0].NumericEqualsPath"]);
        let put = put_part(paths, &root, span, false, "Choices[0].Variable", "$.other").unwrap();
        assert_eq!(put, paths.replace("$.n\n", "$.other\n"));
    }
}
