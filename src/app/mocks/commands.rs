//! Adding mocks from anywhere, as soon as the chunk of the setup is here.

use std::rc::Rc;

use asl_sim::mock::edit::{self, NotAdded, Pinned};
use asl_sim::mock::sample;
use asl_value::{Map, Value};

use crate::app::chunks::SETUP;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::view::{SetupTab, ViewAction};

impl Shared<Commands> {
    /// Adds an answer of `state` to the mocks: `mock` is one in TestState's shape, `{"result": …}` or
    /// `{"errorOutput": {"error": …, "cause": …}}`. The person sees it; a text that is broken is left alone, and a notice says so.
    pub(crate) fn add_mock(&self, state: &str, mock: &Value) {
        let (commands, state, mock) = (self.clone(), state.to_owned(), mock.clone());
        self.with(&SETUP, move |setup| (setup.add_mock)(&commands, &state, &mock));
    }

    /// Makes a result of a run the answer of `state`, in place of what answered there before.
    pub(crate) fn pin(&self, state: &str, pinned: &Pinned) {
        let (commands, state, pinned) = (self.clone(), state.to_owned(), pinned.clone());
        self.with(&SETUP, move |setup| (setup.pin)(&commands, &state, &pinned));
    }

    /// Adds a mock of `state` that fails with this error.
    pub(crate) fn mock_error(&self, state: &str, error: &str, cause: &str) {
        let output: Map = [("error".into(), error.into()), ("cause".into(), cause.into())].into_iter().collect();
        let mock: Map = [("errorOutput".into(), output.into())].into_iter().collect();
        self.add_mock(state, &Value::from(mock));
    }

    /// Adds a mock of `state` with a result that its service could give.
    pub(crate) fn mock_sample(&self, state: &str) {
        let (commands, state) = (self.clone(), state.to_owned());
        self.with(&SETUP, move |setup| (setup.mock_sample)(&commands, &state));
    }
}

/// Adds the mock. In the chunk of the setup.
pub(crate) fn add_mock(commands: &Commands, state: &str, mock: &Value) {
    show(commands, edit::add(&commands.state().document.mocks, state, mock));
}

/// Pins the result. In the chunk of the setup.
pub(crate) fn pin(commands: &Commands, state: &str, pinned: &Pinned) {
    show(commands, edit::pin(&commands.state().document.mocks, state, pinned));
}

/// The text of the mocks from now on, which the person sees.
fn show(commands: &Commands, changed: Result<String, NotAdded>) {
    match changed {
        Ok(text) => {
            let text: Rc<str> = text.into();
            // What answers a run that goes on is one of its own mocks.
            let run = commands.state().run;
            if run.is_running() && *run.mocks.borrow() == commands.state().document.mocks {
                run.mocks.replace(text.clone());
            }
            commands.dispatch(DocumentAction::SetMocks(text));
            commands.dispatch(ViewAction::Setup(SetupTab::Mocks));
        }
        Err(why) => commands.dispatch(ViewAction::Notice(Some(Notice::MockNotAdded(why.to_string())))),
    }
}

/// Adds the sample. In the chunk of the setup.
pub(crate) fn mock_sample(commands: &Commands, state: &str) {
    let analysis = commands.state().analysis;
    let task = analysis.tasks.iter().find(|task| &*task.name == state);
    let result = sample::result(task.map_or("", |task| &*task.resource));
    let mock: Map = [("result".into(), result)].into_iter().collect();
    add_mock(commands, state, &Value::from(mock));
}
