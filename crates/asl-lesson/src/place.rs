//! Where a step points in a definition.

use asl_lang::{State, StateMachine};
use asl_text::{Node, NodeKind, Span};

use crate::lesson::Focus;

/// The place that a step points at in the text that the machine stands in: a field of a state, or the whole state. A field that
/// is not there, or that stands within a quoted definition, gives its state; `None` for a view, and for a state that is not there.
pub fn place(focus: &Focus, machine: &StateMachine, text: &str) -> Option<Span> {
    let Focus::State { name, field } = focus else { return None };
    let state = machine.find(name)?;
    let of_field = field.as_ref().and_then(|field| place_in(&asl_text::parse(text).root?, state, field));
    Some(of_field.unwrap_or(state.span))
}

/// The fields of a state that a step can point at: those of its object, and the members and items of these.
pub fn fields(machine: &StateMachine, text: &str, name: &str) -> Vec<String> {
    let parsed = asl_text::parse(text);
    let node = machine.find(name).and_then(|state| find(parsed.root.as_ref()?, state.span));
    let mut all = Vec::new();
    for member in node.map(Node::members).unwrap_or_default() {
        let key = &member.key.value;
        all.push(key.to_string());
        all.extend(member.value.members().iter().map(|inner| format!("{key}.{}", inner.key.value)));
        all.extend(member.value.items().iter().enumerate().map(|(index, _)| format!("{key}[{index}]")));
    }
    // A name with such a letter in it would lead elsewhere.
    all.retain(|field| place_in_names(field));
    all
}

/// Whether a field can be written as a step writes it: names with a point of their own cannot.
fn place_in_names(field: &str) -> bool {
    field.matches('.').count() <= 1 && !field.ends_with('.') && !field.ends_with(".$")
}

/// The place of a field of a state in the tree of the text around it. A definition that stands quoted in its text has no tree
/// there: then the field is looked for by its name alone, and its place is that of the state.
pub(crate) fn place_in(root: &Node, state: &State, field: &str) -> Option<Span> {
    let Some(mut node) = find(root, state.span) else { return Some(state.span) };
    let mut span = None;
    for step in field.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
        let next = if let NodeKind::Array(items) = &node.kind {
            let item = items.get(step.parse::<usize>().ok()?)?;
            span = Some(item.span);
            item
        } else {
            let member = node.member(step)?;
            span = Some(Span { start: member.key.span.start, end: member.value.span.end });
            &member.value
        };
        node = next;
    }
    span
}

/// The object at that place.
fn find(node: &Node, span: Span) -> Option<&Node> {
    if node.span == span {
        return Some(node);
    }
    let is_around = |part: Span| part.start <= span.start && span.end <= part.end;
    let members = node.members().iter().map(|member| &member.value);
    members.chain(node.items()).filter(|part| is_around(part.span)).find_map(|part| find(part, span))
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::lesson::Focus;

    #[test]
    fn a_field_has_its_place_in_json_and_in_yaml() {
        let json = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["E"]}], "End": true}}}"#;
        let yaml = "StartAt: Call\nStates:\n  Call:\n    Type: Task\n    Resource: r\n    Retry:\n      - ErrorEquals: [E]\n    End: true\n";
        for (text, whole, inner) in [
            (json, r#""Retry": [{"ErrorEquals": ["E"]}]"#, r#""ErrorEquals": ["E"]"#),
            (yaml, "Retry:\n      - ErrorEquals: [E]", "ErrorEquals: [E]"),
        ] {
            let machine = asl_lang::check_text(text).machine.unwrap();
            let found = |field: Option<&str>| {
                let focus = Focus::State { name: "Call".into(), field: field.map(Into::into) };
                let span = place(&focus, &machine, text).unwrap();
                text.get(span.start as usize..span.end as usize).unwrap().trim_end().to_owned()
            };
            assert_eq!(found(Some("Retry")), whole);
            assert_eq!(found(Some("Retry[0].ErrorEquals")), inner);
            assert!(found(None).contains("Resource"));
            assert_eq!(found(Some("Catch")), found(None), "what is not there gives its state");
        }
    }
}
