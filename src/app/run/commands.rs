//! Running from anywhere: start, stop, and what a run asks the person for.

use std::cell::RefCell;
use std::rc::Rc;

use asl_document::Settings;
use asl_events::EventSystem;
use asl_functions::Function;
use asl_http::Connections;
use asl_http::oauth::{OAuth, Token, Tokens};
use asl_http::relay::RelaySetting;
use asl_lang::WorkflowType;
use asl_share::envelope::Shown;
use asl_sim::mock::Mocks;
use asl_sim::{Access, EffectId, Identity, Machines, OtherMachine, Runnable};
use asl_stack::template::placeholders::Missing;
use asl_stack::template::siblings::Sibling;
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_value::Value;
use gloo_timers::callback::Timeout;

use super::consent::PlannedCalls;
use super::page_host::PageHost;
use super::pending_tasks::Answer;
use super::runner::{RunSpec, Setting};
use super::state::RunAction;
use crate::app::chunks::{self, DIALOGS, EVENTS, SETUP, WORDS};
use crate::app::problems::analysis::{self, Analysis, CheckedDocument};
use crate::app::problems::state::ProblemsAction;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::events::{EventsAction, Starts};
use crate::app::state::notice::Notice;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::{SetupTab, ViewAction};

impl Shared<Commands> {
    /// Runs the document, once everything is here that it takes; asks first if it came by link.
    pub(crate) fn run(&self) {
        let state = self.state();
        if state.is_running() || state.view.dialog.is_some() {
            return;
        }
        let opening = self.opening.borrow().clone();
        if let Some(id) = opening {
            // What was chosen is meant, not what is still open.
            let commands = self.clone();
            self.open_example(&id);
            return self.after(&SETUP, Rc::new(move || commands.run_soon()));
        }
        if state.view.is_locked && state.document.needs_consent() && !state.document.edited {
            // What is only read runs once its card was agreed to.
            return self.present(&Shown::default(), &"".into());
        }
        let again = self.clone();
        if self.reads_first(move || again.run()) {
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
            && (checked.machine.is_some() || checked.analysis.system.is_some())
        {
            let calls = PlannedCalls::of_document(&checked, &state.connections);
            self.dispatch(ViewAction::Dialog(Some(Dialog::Consent(Rc::new(calls), state.document.clone(), false))));
            return;
        }
        self.start(&state, checked);
    }

    /// Runs the document that was just opened, once the state knows it.
    fn run_soon(&self) {
        let commands = self.clone();
        Timeout::new(0, move || commands.run()).forget();
    }

    /// Invokes a function of the template alone, with the input as its event.
    pub(crate) fn invoke(&self, function: &Rc<str>) {
        self.dispatch(ViewAction::Dialog(None));
        self.dispatch(DocumentAction::Invoke(function.clone()));
        self.dispatch(ViewAction::Setup(SetupTab::Input));
        self.run_soon();
    }

    /// Runs a document that came by link, now that the person agreed to run `asked`: that one and no other.
    pub(crate) fn run_confirmed(&self, asked: &Shared<Document>) {
        let state = self.state();
        self.dispatch(ViewAction::Dialog(None));
        if state.document != *asked || state.is_running() {
            return;
        }
        self.runner.forget_hosts();
        self.dispatch(DocumentAction::Consent(asked.clone()));
        if matches!(state.view.notice, Some(Notice::FromLink { .. })) {
            // The way back to one's own workflow is in the list of examples, too.
            self.dispatch(ViewAction::Notice(None));
        }
        self.start(&state, analysis::check(&state.document, &state.connections));
    }

    fn start(&self, state: &State, checked: CheckedDocument) {
        let Some(dispatcher) = self.dispatcher() else { return };
        let access = match (state.document.settings.with_role, DIALOGS.get()) {
            (false, _) => None,
            (true, Some(dialogs)) => (dialogs.roles)(&checked),
            (true, None) => {
                let (commands, state) = (self.clone(), state.clone());
                let start = move || commands.start(&state, analysis::check(&state.document, &state.connections));
                return self.after(&DIALOGS, Rc::new(start));
            }
        };
        let CheckedDocument { machine, workflow, others, functions, input, mocks, analysis } = checked;
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
        let runs_events =
            analysis.system.is_some() && Starts::of(&state.document.settings, machine.is_some()) == Starts::Events;
        let runnable = match machine.as_ref().map(Runnable::compile) {
            None => None,
            Some(Ok(runnable)) => Some(runnable),
            // A machine that cannot run hinders the events of other rules as little as one that is not there.
            Some(Err(_)) if runs_events => None,
            Some(Err(hindrances)) => return self.refuse(state, hindrances, analysis),
        };
        if runnable.is_none() && !runs_events {
            let said = analysis.problems.iter().find(|problem| problem.severity == Severity::Info);
            let why = said.map_or("There is no state machine to run".into(), |problem| problem.message.clone());
            self.dispatch(ProblemsAction::Checked(analysis));
            self.dispatch(ProblemsAction::NotStarted(format!("{why}.").into()));
            self.dispatch(PageRequest::FocusProblems);
            return;
        }
        if let Some(refused) = access.as_ref().filter(|_| !runs_events).and(analysis.permissions.creation_refusal()) {
            self.dispatch(ProblemsAction::Checked(analysis));
            let way = "Write the missing statements in Permissions, or turn off Run with this role.";
            let why = format!("AWS does not create this state machine: {refused}. {way}");
            return self.dispatch(ProblemsAction::NotStarted(why.into()));
        }
        let connections = (*state.connections).clone();
        let relay = (*state.relay).clone();
        if let Some(system) = analysis.system.clone() {
            self.dispatch(ProblemsAction::Checked(analysis));
            let start = WorldSpec {
                system,
                machine: runnable,
                workflow,
                others,
                functions,
                input,
                mocks,
                connections,
                relay,
                access,
                runs_events,
            };
            let (commands, state, start) = (self.clone(), state.clone(), Rc::new(start));
            return self.with(&EVENTS, move |events| (events.start)(&commands, &state, &start));
        }
        let Some(machine) = runnable else { return };
        let function = analysis.template.as_ref().and_then(|template| template.invoked.clone());
        self.dispatch(ProblemsAction::Checked(analysis));
        if state.events.world.exists() {
            self.dispatch(EventsAction::Forget);
        }
        let machines = compiled(&others).without(mocks.names());
        let document = &state.document;
        let setting = Setting { mocks, connections, relay, workflow, machines, functions, access, document };
        self.runner.start(
            dispatcher,
            RunSpec { machine, input, function, what_ifs: state.controls.what_ifs.clone(), setting },
        );
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

/// What a run with event buses is given, but for the document.
pub(crate) struct WorldSpec {
    /// The buses, rules and targets.
    pub(crate) system: Rc<EventSystem>,
    /// The machine of the document, if it has one that runs.
    pub(crate) machine: Option<Rc<Runnable>>,
    /// The type of that machine.
    pub(crate) workflow: WorkflowType,
    /// The other machines of the template.
    pub(crate) others: Vec<Sibling>,
    /// Its Lambda functions.
    pub(crate) functions: Rc<[Function]>,
    /// The input of the machine.
    pub(crate) input: Value,
    /// Answers that take the place of calls.
    pub(crate) mocks: Mocks,
    /// The connections of the tab.
    pub(crate) connections: Connections,
    /// The relay of the tab, if one is used.
    pub(crate) relay: Option<RelaySetting>,
    /// What the roles of the machines allow; `None`: everything.
    pub(crate) access: Option<Rc<dyn Access>>,
    /// Whether events are put on their buses; the machine gets its input otherwise.
    pub(crate) runs_events: bool,
}

/// The machines that can be started, as far as they can run: what is wrong with one is said where it is opened.
pub(crate) fn compiled(others: &[Sibling]) -> Machines {
    Machines::new(others.iter().filter_map(other_machine).collect())
}

/// A machine that can be started, if it can run.
pub(crate) fn other_machine(other: &Sibling) -> Option<OtherMachine> {
    let Sibling { names, machine, workflow, .. } = other;
    let machine = Runnable::compile(machine).ok()?;
    Some(OtherMachine { names: names.clone(), machine, express: *workflow == WorkflowType::Express })
}

impl Commands {
    /// Has the Run button start events, or the machine.
    pub(crate) fn choose_start(&self, starts: Starts) {
        let starts_events = starts == Starts::Events;
        let settings = Settings { starts_events, ..self.state().document.settings.clone() };
        self.dispatch(DocumentAction::SetSettings(settings));
    }

    /// Stops the run that goes on, if any, and shows its newest moment: that it was stopped.
    pub(crate) fn stop(&self) {
        let state = self.state();
        if state.moment.is_some() {
            self.dispatch(RunAction::GoTo(None));
        }
        if state.events.world.moment.is_some() {
            self.dispatch(EventsAction::GoTo(None));
        }
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
