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
mod paths;
mod reach;
mod resource;
mod secrets;
mod targets;
mod templates;
mod variables;

#[cfg(test)]
mod tests;

use super::machine::{QueryLanguage, StateMachine, WorkflowType};
use super::state::State;
use asl_text::diagnostic::{AwsWords, Code, Diagnostic};
use asl_text::{Format, Span, place};

pub use asl_text::nearest::nearest;

/// Everything that is wrong with the machine of a Standard workflow beyond what reading it showed.
pub fn check(machine: &StateMachine) -> Vec<Diagnostic> {
    check_in(machine, WorkflowType::Standard, None)
}

/// As [`check`], for either type of workflow; with the text that the machine was read from, places inside of
/// strings are exact.
pub fn check_in(machine: &StateMachine, workflow: WorkflowType, source: Option<(&str, Format)>) -> Vec<Diagnostic> {
    let mut checker = Checker { machine, source, found: Vec::new(), suggestions: SUGGESTIONS };
    names::check(&mut checker);
    variables::check(&mut checker);
    absent::check(&mut checker);
    limits::check_definition(&mut checker);
    for scope in machine.scopes() {
        targets::check(&mut checker, scope);
        reach::check(&mut checker, scope);
        for state in &scope.states {
            let language = machine.language_of(state);
            errors::check(&mut checker, state);
            choices::check(&mut checker, state, language);
            paths::check(&mut checker, state, language);
            templates::check(&mut checker, state, language);
            expressions::check(&mut checker, state, language);
            resource::check(&mut checker, state);
            if workflow == WorkflowType::Express {
                express::check(&mut checker, state);
            }
            http::check(&mut checker, state, language);
            unreachable_retry::check(&mut checker, state);
            limits::check(&mut checker, state, workflow);
            secrets::check(&mut checker, state);
        }
    }
    checker.found
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
    fn error(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::old_error(code, span, message).with_hint(hint));
    }

    fn warning(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::old_warning(code, span, message).with_hint(hint));
    }

    fn info(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Diagnostic::old_info(code, span, message).with_hint(hint));
    }

    /// A warning that AWS gives too, under that code; its words were not recorded.
    fn aws_warning(&mut self, code: Code, span: Span, message: String, hint: impl Into<String>, aws: &'static str) {
        self.warning(code, span, message.clone(), hint);
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

/// How to call a state in a message: ``the Wait state `A` ``.
fn label(state: &State) -> String {
    match state.kind.state_type() {
        Some(kind) => format!("the {kind} state `{}`", state.name.value),
        None => format!("the state `{}`", state.name.value),
    }
}

/// What to say about a text that fills itself in later: `${Name}`.
fn is_placeholder(text: &str) -> bool {
    text.contains("${")
}

/// The word for a query language.
fn language_name(language: QueryLanguage) -> &'static str {
    match language {
        QueryLanguage::JsonPath => "JSONPath",
        QueryLanguage::Jsonata => "JSONata",
    }
}
