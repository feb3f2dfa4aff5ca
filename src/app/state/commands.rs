//! What the person can do from anywhere: buttons, shortcuts and dialogs call these.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_playground::asl::StateKind;
use asl_playground::diagnostic::Severity;
use asl_playground::examples::{self, Example};
use asl_playground::http::oauth::{OAuth, Token};
use asl_playground::http::{Connection, Connections, Secret};
use asl_playground::needs::Missing;
use asl_playground::run::mock::{edit, sample};
use asl_playground::run::{EffectId, Identity, Runnable};
use asl_playground::share::link::COMFORTABLE_LENGTH;
use asl_playground::share::{SharedFile, TemplateChoice};
use asl_playground::template::connection;
use asl_playground::text::{Format, print};
use asl_playground::value::{Map, Value};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::{UseReducerDispatcher, hook, use_context};

use super::document::{Document, Origin};
use super::shared::Shared;
use crate::app::connections::draft::Draft;
use crate::app::host::clipboard;
use crate::app::host::location;
use crate::app::pending_tasks::queue::Answer;
use crate::app::problems::analysis::{self, Checked, Findings, Place};
use crate::app::problems::checking::Checking;
use crate::app::run::consent::Plan;
use crate::app::run::page_host::PageHost;
use crate::app::run::runner::{Order, Runner};
use crate::app::state::{Action, Copied, Dialog, Notice, SetupTab, State};

/// How long a button says what came of copying.
pub(crate) const COPIED_MILLIS: u32 = 2_000;

/// The person's commands.
#[derive(Default)]
pub(crate) struct Commands {
    dispatch: Option<UseReducerDispatcher<State>>,
    latest: RefCell<State>,
    runner: Runner,
    /// When the document is checked.
    pub(crate) checking: Checking,
    /// Takes back what the share button says.
    share_timer: RefCell<Option<Timeout>>,
    /// Where the caret of the definition stands, in UTF-16 units.
    caret: Cell<u32>,
}

/// The commands of the page.
#[hook]
pub(crate) fn use_commands() -> Shared<Commands> {
    use_context::<Shared<Commands>>().unwrap_or_default()
}

impl Commands {
    /// Commands that change the state behind `dispatch`.
    pub(crate) fn new(dispatch: UseReducerDispatcher<State>) -> Self {
        Self { dispatch: Some(dispatch), ..Self::default() }
    }

    /// Takes note of the newest state, which the commands act on.
    pub(crate) fn see(&self, state: &State) {
        self.latest.replace(state.clone());
    }

    /// The newest state.
    pub(crate) fn state(&self) -> State {
        self.latest.borrow().clone()
    }

    /// Changes the state.
    pub(crate) fn dispatch(&self, action: Action) {
        if let Some(dispatch) = &self.dispatch {
            dispatch.dispatch(action);
        }
    }

    /// Runs the document; asks first if it came by link.
    pub(crate) fn run(&self) {
        let state = self.state();
        if state.run.is_running() || state.view.dialog.is_some() {
            return;
        }
        let checked = analysis::check(&state.document, &state.connections);
        if state.document.needs_consent()
            && !checked.findings.hinder_run()
            && let Some(machine) = &checked.machine
        {
            let plan = Plan::of(machine, &state.connections);
            self.dispatch(Action::SetDialog(Some(Dialog::Confirm(Rc::new(plan), state.document.clone()))));
            return;
        }
        self.start(&state, checked);
    }

    /// Runs a document that came by link, now that the person agreed to run `asked`: that one and no other.
    pub(crate) fn run_confirmed(&self, asked: &Shared<Document>) {
        let state = self.state();
        self.dispatch(Action::SetDialog(None));
        if state.document != *asked || state.run.is_running() {
            return;
        }
        self.dispatch(Action::ConfirmLink(asked.clone()));
        self.start(&state, analysis::check(&state.document, &state.connections));
    }

    fn start(&self, state: &State, checked: Checked) {
        let Some(dispatch) = &self.dispatch else { return };
        let Checked { machine, workflow, input, mocks, findings } = checked;
        if findings.hinder_run() {
            dispatch.dispatch(Action::Refused(findings));
            return;
        }
        let Some(machine) = machine else { return };
        match Runnable::compile(&machine) {
            Ok(runnable) => {
                dispatch.dispatch(Action::Checked(findings));
                let connections = (*state.connections).clone();
                self.runner.start(
                    dispatch,
                    Order {
                        machine: runnable,
                        input,
                        mocks,
                        connections,
                        relay: (*state.relay).clone(),
                        workflow,
                        document: &state.document,
                    },
                );
            }
            Err(hindrances) => {
                let mut problems = analysis::problems(Place::Definition, &state.document.definition, &hindrances);
                problems.extend(findings.problems.iter().filter(|known| known.severity != Severity::Error).cloned());
                dispatch.dispatch(Action::Refused(Findings { problems: problems.into(), ..findings }));
            }
        }
    }

    /// The form of a connection that a Task misses: as the template around the definition describes it, if it does. What
    /// is secret in it is left to the person.
    pub(crate) fn draft_for(&self, missing: &Missing) -> Draft {
        let document = self.state().document;
        let in_template = || {
            let source = connection::read(&document.definition).ok()?;
            let values = &document.settings.template.parameters;
            let answers = values.iter().map(|(name, value)| (name.clone(), Secret::new(&**value))).collect();
            let mut found = source.connections(&answers).into_iter().flatten();
            found.find(|connection| &*connection.name == missing.suggested_name())
        };
        let mut draft = in_template().map_or_else(|| Draft::for_missing(missing), |found| Draft::imported(&found));
        if draft.origins.is_empty() {
            draft.origins = Draft::for_missing(missing).origins;
        }
        draft
    }

    /// Puts the definition alone in the place of the template around it, which is kept.
    pub(crate) fn extract_definition(&self) {
        let document = (*self.state().document).clone();
        let read = document.read();
        let Some(root) = read.root else { return };
        let definition = match read.format {
            Format::Json => print::node_json(&root),
            Format::Yaml => print::node_yaml(&root),
        };
        let mut settings = document.settings.clone();
        settings.template = TemplateChoice::default();
        settings.machine_type = read.workflow;
        self.open(Document { definition: definition.into(), settings, origin: Origin::Own, edited: true, ..document });
        location::clear();
    }

    /// Adds an answer of `state` to the mocks: `mock` is one in TestState's shape, `{"result": …}` or
    /// `{"errorOutput": {"error": …, "cause": …}}`. The person sees it; a text that is broken is left alone and told.
    pub(crate) fn add_mock(&self, state: &str, mock: &Value) {
        match edit::add(&self.state().document.mocks, state, mock) {
            Ok(text) => {
                self.dispatch(Action::SetMocks(text.into()));
                self.dispatch(Action::SetSetup(SetupTab::Mocks));
            }
            Err(why) => self.dispatch(Action::SetNotice(Some(Notice::MockNotAdded(why.to_string())))),
        }
    }

    /// Adds a mock of `state` with a result that its service could give.
    pub(crate) fn mock_sample(&self, state: &str) {
        let machine = self.state().document.read().machine;
        let resource = machine.as_ref().and_then(|machine| {
            let mut states = machine.scopes().into_iter().flat_map(|scope| &scope.states);
            match &states.find(|known| &*known.name.value == state)?.kind {
                StateKind::Task(task) => Some(task.resource.as_ref()?.value.clone()),
                _ => None,
            }
        });
        let result = sample::result(resource.as_deref().unwrap_or_default());
        let mock: Map = [("result".into(), result)].into_iter().collect();
        self.add_mock(state, &Value::from(mock));
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

    /// Keeps a token that a test fetched, for the runs after it.
    pub(crate) fn keep_token(&self, oauth: &OAuth, token: Token) {
        self.runner.tokens().borrow_mut().keep(oauth, token);
    }

    /// The caret of the definition stands at `offset`, in UTF-16 units: the state around it is the current one.
    pub(crate) fn caret_moved(&self, offset: u32) {
        self.caret.set(offset);
        let State { drawing, current, .. } = self.state();
        let found = drawing.at(offset);
        if found != current {
            self.dispatch(Action::Point(found));
        }
    }

    /// Where the caret of the definition stands, in UTF-16 units.
    pub(crate) fn caret(&self) -> u32 {
        self.caret.get()
    }

    /// Stops the run.
    pub(crate) fn stop(&self) {
        self.runner.stop();
    }

    /// Opens a document in place of the present one; a run that goes on is stopped.
    pub(crate) fn open(&self, document: Document) {
        self.runner.stop();
        self.dispatch(Action::Open(document));
    }

    /// Opens an example and brings the connections that it needs.
    pub(crate) fn open_example(&self, example: &Example) {
        self.add_missing(examples::connections());
        let document = Document::new(example.definition, example.input, Origin::Example(example.id.into()));
        let files = example.files.iter().map(shared_file).collect();
        self.open(Document { files, mocks: example.mocks.into(), ..document });
        location::clear();
    }

    /// Brings back the last document that was kept.
    pub(crate) fn back(&self) {
        self.runner.stop();
        self.dispatch(Action::Back);
        location::clear();
    }

    fn add_missing(&self, wanted: Vec<Connection>) {
        let known = self.state().connections;
        let missing: Vec<_> = wanted.into_iter().filter(|new| known.find(&new.name).is_none()).collect();
        if !missing.is_empty() {
            self.dispatch(Action::Connections(known.iter().cloned().chain(missing).collect::<Connections>()));
        }
    }

    /// Opens what the address holds, or says what is wrong with it.
    pub(crate) fn open_address(&self) {
        match location::open() {
            Ok(Some(document)) => self.open(document),
            Ok(None) => {}
            Err(problem) => {
                location::clear();
                self.dispatch(Action::SetNotice(Some(Notice::BrokenLink(problem))));
            }
        }
    }

    /// Copies a share link of the document, or says why there is none.
    pub(crate) fn share(commands: &Shared<Self>) {
        let commands = commands.clone();
        spawn_local(async move {
            let document = commands.state().document;
            let shareable = location::shareable(&document);
            let fits = shareable.is_some();
            let (link, left_out) = match &shareable {
                Some((shared, left_out)) => (location::link_to(shared), left_out.as_slice()),
                None => (None, [].as_slice()),
            };
            let copied = match &link {
                Some(link) => clipboard::copy(link).await,
                None => Copied::Failed,
            };
            commands.dispatch(Action::SetShared(Some(copied)));
            let length = link.as_ref().map_or(0, String::len);
            match (copied, link) {
                (Copied::Failed, Some(link)) => {
                    commands.dispatch(Action::SetNotice(Some(Notice::CopyByHand(link.into()))));
                }
                (Copied::Failed, None) if !fits => {
                    commands.dispatch(Action::SetNotice(Some(Notice::TooLargeToShare)));
                }
                (Copied::Done, _) if !left_out.is_empty() => {
                    let names: Vec<&str> = left_out.iter().map(|file| &*file.key).collect();
                    commands.dispatch(Action::SetNotice(Some(Notice::SharedWithout(names.join(", ")))));
                }
                (Copied::Done, _) if length > COMFORTABLE_LENGTH => {
                    commands.dispatch(Action::SetNotice(Some(Notice::LongLink(length))));
                }
                _ => {}
            }
            let back = commands.clone();
            let timer = Timeout::new(COPIED_MILLIS, move || back.dispatch(Action::SetShared(None)));
            commands.share_timer.replace(Some(timer));
        });
    }
}

/// A file of an example.
fn shared_file((bucket, key, text): &(&str, &str, &str)) -> SharedFile {
    SharedFile { bucket: (*bucket).into(), key: (*key).into(), text: (*text).into() }
}
