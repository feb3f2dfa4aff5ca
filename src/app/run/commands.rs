//! Running from anywhere: start, stop, and what a run asks the person for.

use std::cell::RefCell;
use std::rc::Rc;

use asl_http::Connections;
use asl_http::oauth::{OAuth, Token, Tokens};
use asl_lang::WorkflowType;
use asl_sim::{EffectId, Identity, Machines, OtherMachine, Runnable};
use asl_stack::template::placeholders::Missing;
use asl_stack::template::siblings::Sibling;
use asl_text::diagnostic::{Diagnostic, Severity};

use super::consent::PlannedCalls;
use super::page_host::PageHost;
use super::pending_tasks::Answer;
use super::runner::RunSpec;
use crate::app::chunks::{self, WORDS};
use crate::app::problems::analysis::{self, Analysis, CheckedDocument};
use crate::app::problems::state::ProblemsAction;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

impl Shared<Commands> {
    /// Runs the document, once everything is here that it takes; asks first if it came by link.
    pub(crate) fn run(&self) {
        let state = self.state();
        if state.run.is_running() || state.view.dialog.is_some() {
            return;
        }
        chunks::take_missed();
        let checked = analysis::check(&state.document, &state.connections);
        if let Some(chunk) = chunks::take_missed() {
            let commands = self.clone();
            return self.after(chunk, Rc::new(move || commands.run()));
        }
        if state.document.needs_consent()
            && !checked.analysis.prevent_run()
            && checked.analysis.missing.is_empty()
            && let Some(machine) = &checked.machine
        {
            let machines: Vec<_> =
                std::iter::once(machine).chain(checked.others.iter().map(|other| &other.machine)).collect();
            let calls = PlannedCalls::of(&machines, &state.connections, &checked.mocks);
            self.dispatch(ViewAction::Dialog(Some(Dialog::Consent(Rc::new(calls), state.document.clone()))));
            return;
        }
        self.start(&state, checked);
    }

    /// Runs a document that came by link, now that the person agreed to run `asked`: that one and no other.
    pub(crate) fn run_confirmed(&self, asked: &Shared<Document>) {
        let state = self.state();
        self.dispatch(ViewAction::Dialog(None));
        if state.document != *asked || state.run.is_running() {
            return;
        }
        self.dispatch(DocumentAction::Consent(asked.clone()));
        self.start(&state, analysis::check(&state.document, &state.connections));
    }

    fn start(&self, state: &State, checked: CheckedDocument) {
        let Some(dispatcher) = self.dispatcher() else { return };
        let CheckedDocument { machine, workflow, others, input, mocks, analysis } = checked;
        if analysis.prevent_run() {
            self.dispatch(ProblemsAction::Refused(analysis));
            return;
        }
        if let Some(first) = analysis.missing.first().map(|missing| missing.name.clone()) {
            let without = analysis.missing.iter().map(Missing::diagnostic);
            self.refuse(state, without.collect(), analysis);
            self.dispatch(PageRequest::AskValue(first));
            return;
        }
        let Some(machine) = machine else {
            self.dispatch(PageRequest::announce("There is no state machine to run."));
            self.dispatch(ProblemsAction::Checked(analysis));
            self.dispatch(PageRequest::FocusProblems);
            return;
        };
        match Runnable::compile(&machine) {
            Ok(runnable) => {
                self.dispatch(ProblemsAction::Checked(analysis));
                let connections = (*state.connections).clone();
                let machines = compiled(others).without(mocks.names());
                self.runner.start(
                    dispatcher,
                    RunSpec {
                        machine: runnable,
                        input,
                        mocks,
                        connections,
                        relay: (*state.relay).clone(),
                        workflow,
                        machines,
                        document: &state.document,
                    },
                );
            }
            Err(hindrances) => self.refuse(state, hindrances, analysis),
        }
    }

    /// Does not start a run, for what stands in the definition.
    fn refuse(&self, state: &State, hindrances: Vec<Diagnostic>, analysis: Analysis) {
        let (commands, document) = (self.clone(), state.document.clone());
        self.with(&WORDS, move |_| {
            let at = analysis.definition_at;
            let mut problems = analysis::problems(document.editor_of(at), &document.file_text(at), &hindrances);
            problems.extend(analysis.problems.iter().filter(|known| known.severity != Severity::Error).cloned());
            let analysis = Analysis { problems: problems.into(), ..analysis.clone() };
            commands.dispatch(ProblemsAction::Refused(analysis));
        });
    }
}

/// The machines that can be started, as far as they can run: what is wrong with one is said where it is opened.
pub(crate) fn compiled(others: Vec<Sibling>) -> Machines {
    let other = |Sibling { names, machine, workflow }: Sibling| {
        let machine = Runnable::compile(&machine).ok()?;
        Some(OtherMachine { names, machine, express: workflow == WorkflowType::Express })
    };
    Machines::new(others.into_iter().filter_map(other).collect())
}

impl Commands {
    /// Stops the run that goes on, if any.
    pub(crate) fn stop(&self) {
        self.runner.stop();
    }

    /// Hands in the person's answer to these Tasks, which wait for it.
    pub(crate) fn answer(&self, ids: &[EffectId], answer: &Answer) {
        for id in ids {
            self.runner.answer(*id, answer.clone());
        }
    }

    /// Sends a heartbeat on behalf of a Task that waits for an answer.
    pub(crate) fn heartbeat(&self, id: EffectId) {
        self.runner.heartbeat(id);
    }

    /// A world in which one connection is tested: with the page's tokens and its relay.
    pub(crate) fn trial_host(&self, connections: Connections) -> PageHost {
        let relay = (*self.state().relay).clone();
        PageHost::new(connections, Identity::default().region).with_relay(relay).with_tokens(self.runner.tokens())
    }

    /// The tokens that were fetched since the page was opened.
    pub(crate) fn tokens(&self) -> Rc<RefCell<Tokens>> {
        self.runner.tokens()
    }

    /// Keeps a token that a test fetched, for the runs after it.
    pub(crate) fn keep_token(&self, oauth: &OAuth, token: Token) {
        self.runner.tokens().borrow_mut().keep(oauth, token);
    }
}
