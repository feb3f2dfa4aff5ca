//! One state: its type, its query language, and the fields that several types share.

use super::fields::{Fields, Reader};
use super::{choice, kinds, map, retry};
use crate::check::{has_placeholder_key, is_placeholder, nearest};
use crate::machine::QueryLanguage;
use crate::messages::{FieldProblem, Owner, Vocabulary};
use crate::state::{State, StateKind, StateType};
use asl_text::diagnostic::{AwsWords, Diagnostic};
use asl_text::{Member, Node, NodeKind, Spanned};

/// Reads the state that stands under its name.
pub(super) fn read_state(reader: &mut Reader<'_>, member: &Member) -> State {
    let name = &member.key.value;
    let mut state = empty_state(member);
    if !matches!(member.value.kind, NodeKind::Object(_)) {
        if !member.value.is_unknown() {
            let problem = FieldProblem::StateIsNotAnObject { name: name.clone(), found: member.value.describe() };
            reader.error(member.value.span, problem);
        }
        return state;
    }
    let mut fields =
        Fields { node: &member.value, owner: Owner::State { name: name.clone(), kind: None }, at: member.key.span };
    let kind = read_type(reader, &fields);
    fields.owner = Owner::State { name: name.clone(), kind };
    state.query_language = read_language(reader, &fields);
    let language = state.query_language.as_ref().map_or(reader.language, |own| own.value);
    state.comment = reader.comment(&fields);
    let Some(kind) = kind else {
        // Without a type, the transitions still show how the states hang together.
        state.next = reader.string(&fields, "Next");
        state.end = reader.flag(&fields, "End") == Some(true);
        return state;
    };
    reader.check_state_names(&fields, kind, language);
    read_transition(reader, &fields, kind, &mut state);
    read_data_flow(reader, &fields, kind, language, &mut state);
    if matches!(kind, StateType::Task | StateType::Parallel | StateType::Map) {
        state.retry = retry::read_retriers(reader, &fields);
        state.catch = retry::read_catchers(reader, &fields, language);
    }
    state.kind = match kind {
        StateType::Task => StateKind::Task(kinds::read_task(reader, &fields, language)),
        StateType::Pass => StateKind::Pass { result: template(&fields, "Result", language, QueryLanguage::JsonPath) },
        StateType::Choice => StateKind::Choice(choice::read_choice(reader, &fields, language)),
        StateType::Wait => StateKind::Wait(kinds::read_wait(reader, &fields, language)),
        StateType::Succeed => StateKind::Succeed,
        StateType::Fail => StateKind::Fail(kinds::read_fail(reader, &fields, language)),
        StateType::Parallel => StateKind::Parallel { branches: kinds::read_branches(reader, &fields) },
        StateType::Map => StateKind::Map(Box::new(map::read_map(reader, &fields, language))),
    };
    state
}

fn empty_state(member: &Member) -> State {
    State {
        name: member.key.clone(),
        span: member.value.span,
        kind: StateKind::Unknown,
        query_language: None,
        comment: None,
        next: None,
        leads_anywhere: leads_anywhere(&member.value),
        end: false,
        input_path: None,
        output_path: None,
        result_path: None,
        parameters: None,
        result_selector: None,
        arguments: None,
        output: None,
        assign: None,
        retry: Vec::new(),
        catch: Vec::new(),
    }
}

fn read_type(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<StateType> {
    reader.required(fields, "Type")?;
    let name = reader.string(fields, "Type")?;
    let kind = StateType::from_name(&name.value);
    if kind.is_none() && !is_placeholder(&name.value) {
        let near = nearest(&name.value, StateType::ALL.map(StateType::name));
        let problem = FieldProblem::UnknownWord { of: Vocabulary::StateType, word: name.value.clone(), near };
        // AWS lists the types in this order.
        let types = "[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
        let words = AwsWords::schema(format!("The field 'Type' should have one of these values: {types}"), 0);
        reader.report(Diagnostic::error(name.span, problem).with_aws(words));
    }
    kind
}

/// `QueryLanguage` of a state: a JSONata machine has no JSONPath states.
fn read_language(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<Spanned<QueryLanguage>> {
    let own = reader.query_language(fields)?;
    if own.value == QueryLanguage::JsonPath && reader.language == QueryLanguage::Jsonata {
        let words =
            AwsWords::schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", 1);
        reader.report(Diagnostic::error(own.span, FieldProblem::BackToJsonPath).with_aws(words));
    }
    Some(own)
}

/// `Next` and `End`
fn read_transition(reader: &mut Reader<'_>, fields: &Fields<'_>, kind: StateType, state: &mut State) {
    if matches!(kind, StateType::Choice | StateType::Succeed | StateType::Fail) {
        return;
    }
    let had = reader.diagnostics.len();
    state.next = reader.string(fields, "Next");
    state.end = reader.flag(fields, "End") == Some(true);
    match (fields.node.member("Next"), state.end) {
        (Some(next), true) => {
            let (owner, second, first) = (fields.owner.clone(), "Next".to_owned(), "End".to_owned());
            reader.error(next.key.span, FieldProblem::Exclusive { owner, second, first });
            reader.in_aws(AwsWords::one_of(&["Next", "End"], 1));
        }
        (None, false) if reader.diagnostics.len() == had && !may_end(fields.node) => {
            reader.error(fields.at, FieldProblem::NoTransition(fields.owner.clone()));
            reader.in_aws(AwsWords::none_of(&["Next", "End"]));
        }
        _ => {}
    }
}

/// Whether a placeholder may end the run with the state.
fn may_end(state: &Node) -> bool {
    state.get("End").is_some_and(Node::is_unknown) || has_placeholder_key(state)
}

/// Whether a placeholder may lead on from the state to any other.
fn leads_anywhere(state: &Node) -> bool {
    let is_open = |node: &Node| node.is_unknown() || node.items().iter().any(Node::is_unknown);
    state.is_unknown()
        || has_placeholder_key(state)
        || ["Choices", "Catch"].iter().any(|name| state.get(name).is_some_and(is_open))
}

/// The fields that say what goes in and what comes out.
fn read_data_flow(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    kind: StateType,
    language: QueryLanguage,
    state: &mut State,
) {
    use QueryLanguage::{JsonPath, Jsonata};
    use StateType::{Fail, Map, Parallel, Pass, Succeed, Task};
    if language == JsonPath && kind != Fail {
        state.input_path = reader.path(fields, "InputPath", true);
        state.output_path = reader.path(fields, "OutputPath", true);
        if matches!(kind, Task | Parallel | Map | Pass) {
            state.result_path = reader.path(fields, "ResultPath", true);
        }
    }
    // A Map's `Parameters` is the older name of its `ItemSelector`.
    if matches!(kind, Task | Parallel | Pass) {
        state.parameters = template(fields, "Parameters", language, JsonPath);
    }
    if matches!(kind, Task | Parallel | Map) {
        state.result_selector = template(fields, "ResultSelector", language, JsonPath);
    }
    if matches!(kind, Task | Parallel) {
        state.arguments = template(fields, "Arguments", language, Jsonata);
    }
    if kind != Fail {
        state.output = template(fields, "Output", language, Jsonata);
    }
    if !matches!(kind, Succeed | Fail) {
        state.assign = read_assign(reader, fields);
    }
}

/// A field of one query language, taken as it stands.
pub(super) fn template(fields: &Fields<'_>, name: &str, language: QueryLanguage, only: QueryLanguage) -> Option<Node> {
    fields.node.get(name).filter(|node| language == only && !matches!(node.kind, NodeKind::Missing)).cloned()
}

/// `Assign`: an object whose keys are the names of variables.
pub(super) fn read_assign(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<Node> {
    let node = fields.node.get("Assign")?;
    reader.object("Assign", Owner::Field("Assign"), node)?;
    Some(node.clone())
}
