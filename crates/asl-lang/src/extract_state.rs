//! Extracts one state of a definition, as `TestState` takes it.
//!
//! States are found in the tree here, not in the machine ([`StateMachine::find`](crate::StateMachine::find)): what is wanted
//! is what is written, of a state that cannot be read and of a definition without a machine too.

use std::rc::Rc;

use asl_text::Node;
use asl_value::{Map, Value};

/// The state `name` of the definition `root`, in branches and iterations too. The machine's query language is written
/// into it where it has none of its own.
pub fn extract_state(root: &Node, name: &str) -> Option<Value> {
    let state = find(root, name)?.to_value();
    let Value::Object(members) = &state else { return None };
    match root.get("QueryLanguage").and_then(Node::as_str) {
        Some(language) if !members.contains_key("QueryLanguage") => {
            let mut own = Map::new();
            own.insert("QueryLanguage", Value::from(Rc::clone(language)));
            for (key, value) in members.iter() {
                own.insert(Rc::clone(key), value.clone());
            }
            Some(Value::from(own))
        }
        _ => Some(state),
    }
}

pub(super) fn find<'a>(scope: &'a Node, name: &str) -> Option<&'a Node> {
    let states = scope.get("States")?;
    states.get(name).or_else(|| {
        states.members().iter().find_map(|member| inner_scopes(&member.value).find_map(|scope| find(scope, name)))
    })
}

/// The branches of a Parallel, the processor of a Map, as they are written in `state`.
pub fn inner_scopes(state: &Node) -> impl Iterator<Item = &Node> {
    let branches = state.get("Branches").map_or(&[][..], Node::items).iter();
    branches.chain(state.get("ItemProcessor")).chain(state.get("Iterator"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_and_keeps_its_language() {
        let definition = r#"{"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":
            {"StartAt":"Call","States":{"Call":{"Type":"Task","End":true}}},"End":true}}}"#;
        let root = asl_text::parse(definition).root.unwrap();
        let state = extract_state(&root, "Call").unwrap();
        assert_eq!(state.to_json(), r#"{"QueryLanguage":"JSONata","Type":"Task","End":true}"#);
        assert!(extract_state(&root, "Nowhere").is_none());
    }
}
