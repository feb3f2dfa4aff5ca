//! What only the whole machine shows: targets, reachability, names. One file per family of rules.
//!
//! An error is what AWS refuses, so that what is valid there always runs here; everything else is a warning
//! or advice.

mod absent;
mod choices;
pub mod errors;
mod express;
mod expressions;
mod http;
mod unreachable_retry;
mod limits;
mod names;
mod parameters;
mod paths;
mod reach;
mod resource;
mod secrets;
mod targets;
mod templates;
mod variables;

#[cfg(test)]
mod tests;

use super::computed_fields::computed_fields;
use super::machine::{StateMachine, WorkflowType};
use super::messages::Owner;
use super::recheck::{FoundInStates, Recheck};
use super::state::State;
use asl_text::diagnostic::{AwsWords, Detail, Diagnostic};
use asl_text::{Format, Node, Span, place};

pub use asl_text::nearest::nearest;
pub(crate) use resource::is_recognized;

/// Everything that is wrong with the machine of a Standard workflow beyond what reading it showed.
pub fn check(machine: &StateMachine) -> Vec<Diagnostic> {
    check_in(machine, WorkflowType::Standard, None)
}

/// As [`check`], for either type of workflow; with the text that the machine was read from, places inside of
/// strings are exact.
pub fn check_in(machine: &StateMachine, workflow: WorkflowType, source: Option<(&str, Format)>) -> Vec<Diagnostic> {
    check_again(machine, workflow, source, None)
}

/// As [`check_in`], with what is known of states that did not change.
pub(crate) fn check_again(
    machine: &StateMachine,
    workflow: WorkflowType,
    source: Option<(&str, Format)>,
    mut known: Option<&mut Recheck>,
) -> Vec<Diagnostic> {
    let mut checker = Checker { machine, source, found: Vec::new(), suggestions: SUGGESTIONS };
    names::check(&mut checker);
    variables::check(&mut checker);
    absent::check(&mut checker);
    limits::check_definition(&mut checker);
    let mut found_in_states = FoundInStates::default();
    for (index, scope) in machine.scopes().into_iter().enumerate() {
        targets::check(&mut checker, scope);
        reach::check(&mut checker, scope, index == 0);
        for state in &scope.states {
            let Some(known) = known.as_deref_mut() else {
                check_state(&mut checker, state, workflow);
                continue;
            };
            let found = if let Some(found) = known.take_found(state.span) {
                checker.found.extend(found.iter().cloned());
                found
            } else {
                let had = checker.found.len();
                check_state(&mut checker, state, workflow);
                checker.found.get(had..).unwrap_or_default().to_vec()
            };
            found_in_states.push((state.span.start, found));
        }
    }
    if let Some(known) = known {
        known.note(found_in_states);
    }
    checker.found
}

/// What one state shows by itself, whatever stands beside it: it may be looked for once and kept ([`Recheck`]).
fn check_state(checker: &mut Checker<'_>, state: &State, workflow: WorkflowType) {
    let language = checker.machine.language_of(state);
    let fields = computed_fields(state, language);
    errors::check(checker, state);
    choices::check(checker, state, language);
    paths::check(checker, state, &fields);
    templates::check(checker, state, &fields);
    expressions::check(checker, &fields);
    resource::check(checker, state);
    if workflow == WorkflowType::Express {
        express::check(checker, state);
    }
    http::check(checker, state, language);
    parameters::check(checker, state, language);
    unreachable_retry::check(checker, state);
    limits::check(checker, state, workflow);
    secrets::check(checker, state, &fields);
}

/// What the families of rules share.
struct Checker<'m> {
    machine: &'m StateMachine,
    source: Option<(&'m str, Format)>,
    found: Vec<Diagnostic>,
    /// How many more unknown targets get a suggestion of their own: to look for one takes time.
    suggestions: u32,
}

/// Suggestions for this many unknown targets; a text with more of them is broken in another way.
const SUGGESTIONS: u32 = 20;

impl Checker<'_> {
    fn error(&mut self, span: Span, problem: impl Detail) {
        self.found.push(Diagnostic::error(span, problem));
    }

    fn warning(&mut self, span: Span, problem: impl Detail) {
        self.found.push(Diagnostic::warning(span, problem));
    }

    fn info(&mut self, span: Span, problem: impl Detail) {
        self.found.push(Diagnostic::info(span, problem));
    }

    /// A warning that AWS gives too, under that code; its words were not recorded.
    fn aws_warning(&mut self, span: Span, problem: impl Detail, aws: &'static str) {
        self.warning(span, problem);
        let message = self.found.last().map(Diagnostic::message).unwrap_or_default();
        self.in_aws(AwsWords::new(aws, message));
    }

    /// What AWS says to what was found last.
    fn in_aws(&mut self, words: AwsWords) {
        if let Some(last) = self.found.last_mut() {
            last.aws = Some(Box::new(words));
        }
    }

    /// The place of the word or character at byte `offset` of the string at `span`; at its end, that of the last one.
    fn inside(&self, span: Span, text: &str, offset: usize) -> Span {
        let Some((source, format)) = self.source else { return span };
        let rest = text.get(offset..).unwrap_or_default();
        let word = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
        let (start, length) = match (rest.chars().next(), text.chars().next_back()) {
            (Some(first), _) => (offset, word.max(first.len_utf8())),
            (None, Some(last)) => (text.len() - last.len_utf8(), last.len_utf8()),
            (None, None) => return span,
        };
        place::source_span(source, format, span, start, start + length)
    }

    /// The place of the bytes from `start` to `end` of the string at `span`; the whole string's for none.
    fn within(&self, span: Span, (start, end): (usize, usize)) -> Span {
        match self.source {
            Some((source, format)) if start < end => place::source_span(source, format, span, start, end),
            _ => span,
        }
    }
}

/// The state, for a message.
fn owner(state: &State) -> Owner {
    Owner::State { name: state.name.value.clone(), kind: state.kind.state_type() }
}

/// Whether something outside of the definition puts a part of this text in: `${Name}`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.contains("${")
}

/// Whether a key of this object holds a placeholder: any field may turn out to be there.
pub(crate) fn has_placeholder_key(object: &Node) -> bool {
    object.members().iter().any(|member| is_placeholder(&member.key.value))
}
