//! Checking a definition again after a small change: states that the change did not touch are neither read nor checked again.
//!
//! What is found in one state alone depends on its text, on the query language of the machine and on the type of the workflow, and
//! moves with the text. What more than one state shows is looked for anew each time.

use super::Checked;
use super::machine::{QueryLanguage, WorkflowType};
use super::state::State;
use asl_text::change::Movable;
use asl_text::diagnostic::Diagnostic;
use asl_text::json::{Reread, Rereader};
use asl_text::{Parsed, Span};
use asl_value::Sort;

/// What was found in each state, in the order of the places of their objects; nothing in most.
pub(crate) type FoundInStates = Vec<(u32, Vec<Diagnostic>)>;

/// What is known of the definition that was checked last.
#[derive(Debug, Default)]
pub struct Recheck {
    /// The type that it was checked as.
    workflow: WorkflowType,
    /// The query language of the machine.
    pub(crate) language: QueryLanguage,
    /// The states of the machine's own scope, in their order, with what reading them showed; states of inner scopes are in those.
    pub(crate) read: Vec<(State, Vec<Diagnostic>)>,
    /// What checking each state by itself showed, states of inner scopes included.
    found: FoundInStates,
    /// The value that was read anew; `None` if all of it was.
    new: Option<Span>,
}

impl Recheck {
    /// Brings what is known to the text that was `reread`. `None` stands for another text: then nothing is known.
    fn follow(&mut self, reread: Option<Reread>, workflow: WorkflowType) {
        let Some(Reread { change, value }) = reread.filter(|_| self.workflow == workflow) else {
            *self = Self { workflow, ..Self::default() };
            return;
        };
        self.new = Some(value);
        let is_old = |span: Span| span.end <= value.start || change.moved(span).start >= value.end;
        for (state, found) in self.read.iter_mut().filter(|(state, _)| is_old(state.span)) {
            state.move_by(change);
            found.move_by(change);
        }
        let end = value.end as usize + change.taken() - change.put();
        self.found.retain(|(start, _)| *start < value.start || *start as usize >= end);
        for (start, found) in &mut self.found {
            *start = change.moved(Span { start: *start, end: *start }).start;
            found.move_by(change);
        }
    }

    /// Whether the object of a state is as it was: it stands beside what was read anew.
    pub(crate) fn is_same(&self, state: Span) -> bool {
        self.new.is_some_and(|new| state.end <= new.start || new.end <= state.start)
    }

    /// What was found in a state that is as it was; `None` for one that was not checked, or not with this text.
    pub(crate) fn take_found(&mut self, state: Span) -> Option<Vec<Diagnostic>> {
        if !self.is_same(state) {
            return None;
        }
        // A state inside of one whose type could not be read was not there before, whatever its text.
        let at = self.found.binary_search_by_key(&state.start, |(start, _)| *start).ok()?;
        self.found.get_mut(at).map(|(_, found)| std::mem::take(found))
    }

    /// Takes note of what was found in all states.
    pub(crate) fn note(&mut self, mut found: FoundInStates) {
        found.order_by_key(|(start, _)| *start);
        self.found = found;
    }

    /// Forgets what was read if the machine has another language or another number of states: those take them from others.
    pub(crate) fn expect(&mut self, language: QueryLanguage, states: usize) {
        if self.language != language || self.read.len() != states {
            *self = Self { workflow: self.workflow, language, ..Self::default() };
        }
    }
}

/// As [`check_parsed`](super::check_parsed), which gives the same, of the next text of an editor. What is known is that of the
/// last text that was JSON without a problem: the one that the text was `reread` from.
pub fn check_again(
    text: &str,
    parsed: Parsed,
    workflow: WorkflowType,
    reread: Option<Reread>,
    known: &mut Recheck,
) -> Checked {
    if !Rereader::can_keep(&parsed) {
        return super::check_parsed(text, parsed, workflow);
    }
    known.follow(reread, workflow);
    super::check_with(text, parsed, workflow, Some(known))
}

#[cfg(test)]
mod tests {
    use super::{Recheck, check_again};
    use crate::{WorkflowType, check_parsed};
    use asl_text::json::Rereader;

    const TEXT: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.a", "Next": "End", "ItemProcessor": {
        "StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {
        "Method": "POST", "ApiEndpoint": "https://a.example", "Authentication": {"ConnectionArn": "c"}}, "End": true}}}},
        "Other": {"Type": "Wait", "Seconds": 99999999999, "End": true}, "End": {"Type": "Succeed"}}}"#;

    /// Checks the texts one after the other; gives for each how many states were the same as before.
    fn same_states(texts: &[String]) -> Vec<usize> {
        let (mut rereader, mut known) = (Rereader::default(), Recheck::default());
        let check = |text: &String| {
            let (parsed, reread) = rereader.parse(text);
            let is_clean = Rereader::can_keep(&parsed);
            let again = check_again(text, parsed, WorkflowType::Standard, reread, &mut known);
            let whole = check_parsed(text, asl_text::parse(text), WorkflowType::Standard);
            assert_eq!(again.diagnostics, whole.diagnostics, "{text}");
            assert_eq!((&again.machine, &again.root), (&whole.machine, &whole.root), "{text}");
            let machine = again.machine.unwrap_or_else(|| panic!("{text}"));
            if let Some(root) = again.root.filter(|_| is_clean) {
                rereader.keep(text.as_str().into(), root);
            }
            machine.states().iter().filter(|state| known.is_same(state.span)).count()
        };
        texts.iter().map(check).collect()
    }

    #[test]
    fn only_the_state_around_a_change_is_read_and_what_was_found_in_the_others_moves() {
        let with = |old: &str, new: &str| TEXT.replacen(old, new, 1);
        for (old, new, same) in [
            ("$.a", "$.ab", 3),
            ("Succeed", "Succeeds", 3),
            ("\"c\"", "\"\"", 2),
            ("\"StartAt\": \"Each\"", "\"StartAt\": \"Each!\"", 4),
        ] {
            assert_eq!(same_states(&[TEXT.to_owned(), with(old, new), TEXT.to_owned()]), [0, same, same], "{old}");
        }
    }

    #[test]
    fn a_state_inside_of_one_that_could_not_be_read_is_checked_when_it_can() {
        let texts = [TEXT.to_owned(), TEXT.replacen("Map", "Mapp", 1), TEXT.to_owned()];
        assert_eq!(same_states(&texts), [0, 2, 3]);
    }

    #[test]
    fn another_query_language_or_another_name_changes_every_state() {
        let language = |name: &str| TEXT.replacen('{', &format!(r#"{{"QueryLanguage": "{name}", "#), 1);
        let texts = [language("JSONPath"), language("JSONata"), TEXT.replacen("\"Other\"", "\"Another\"", 1)];
        assert_eq!(same_states(&texts), [0, 0, 0]);
    }
}
