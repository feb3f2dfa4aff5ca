//! Variables: their names, and that no inner scope assigns one of an outer scope.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::{Checker, is_placeholder};
use crate::computed_fields::{FieldValue, computed_fields};
use crate::machine::{QueryLanguage, Scope};
use crate::messages::FlowProblem;
use crate::state::{State, StateKind};
use asl_text::diagnostic::AwsWords;
use asl_text::{Node, Spanned};

/// The longest name of a variable, in characters.
const MAX_NAME: usize = 80;

pub(super) fn check(checker: &mut Checker<'_>) {
    let machine = checker.machine;
    check_scope(checker, &machine.scope, &mut Vec::new());
}

/// `outer` holds the names that are assigned in the scopes around this one before it is entered.
fn check_scope(checker: &mut Checker<'_>, scope: &Scope, outer: &mut Vec<Rc<str>>) {
    let machine = checker.machine;
    let names: Vec<Vec<Spanned<Rc<str>>>> =
        scope.states.iter().map(|state| assigned(state, machine.language_of(state))).collect();
    for name in names.iter().flatten() {
        check_name(checker, name);
        if outer.contains(&name.value) {
            checker.error(name.span, FlowProblem::OuterVariable(name.value.clone()));
            let words = format!("The variable name '{}' was already defined in a parent scope.", name.value);
            checker.in_aws(AwsWords::new("DUPLICATE_VARIABLE_NAME", words));
        }
    }
    for state in scope.states.iter().filter(|state| !state.scopes().is_empty()) {
        // The children of a distributed Map are runs of their own and do not see these variables.
        let apart = matches!(&state.kind, StateKind::Map(map) if map.distributed);
        let mut seen = Vec::new();
        if !apart {
            seen.clone_from(outer);
        }
        if !apart && names.iter().any(|names| !names.is_empty()) {
            let before = leading_to(scope, &state.name.value);
            let names = scope.states.iter().zip(&names).filter(|(other, _)| before.contains(&&*other.name.value));
            seen.extend(names.flat_map(|(_, names)| names.iter().map(|name| name.value.clone())));
        }
        for inner in state.scopes() {
            check_scope(checker, inner, &mut seen);
        }
    }
}

/// The names of the states of `scope` from which a way leads to the state `name`.
fn leading_to<'s>(scope: &'s Scope, name: &'s str) -> IndexSet<&'s str, FxBuildHasher> {
    let mut before: IndexSet<&str, FxBuildHasher> = IndexSet::default();
    let mut next = 0;
    let mut wanted = Some(name);
    while let Some(target) = wanted {
        for state in &scope.states {
            if state.targets().iter().any(|other| &*other.value == target) {
                before.insert(&state.name.value);
            }
        }
        wanted = before.get_index(next).copied();
        next += 1;
    }
    before
}

/// The names that a state, its rules and its catchers assign.
fn assigned(state: &State, language: QueryLanguage) -> Vec<Spanned<Rc<str>>> {
    let name = |key: &Spanned<Rc<str>>| match key.value.strip_suffix(".$") {
        Some(name) if language == QueryLanguage::JsonPath => Spanned::new(name.into(), key.span),
        _ => key.clone(),
    };
    let nodes = computed_fields(state, language).into_iter().filter_map(|field| match field.value {
        FieldValue::Template(node) if field.name == "Assign" => Some(node),
        _ => None,
    });
    nodes.flat_map(Node::members).map(|member| name(&member.key)).collect()
}

fn check_name(checker: &mut Checker<'_>, name: &Spanned<Rc<str>>) {
    let text = &*name.value;
    if text == "states" {
        checker.error(name.span, FlowProblem::ReservedVariable);
        let words = "Cannot assign to reserved variable '$states'.";
        checker.in_aws(AwsWords::new("RESERVED_VARIABLE_NAME", words));
    } else if is_placeholder(text) {
    } else if text.chars().count() > MAX_NAME {
        checker.error(name.span, FlowProblem::VariableNameTooLong { most: MAX_NAME });
    } else if !is_identifier(text) {
        checker.error(name.span, FlowProblem::VariableName(name.value.clone()));
        let words = format!("Invalid variable name '{text}': the variable name contains invalid characters.");
        checker.in_aws(AwsWords::new("INVALID_VARIABLE_NAME", words));
    }
}

/// Whether the text is an identifier (Unicode Standard Annex 31, as far as letters and digits go).
fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_')
}
