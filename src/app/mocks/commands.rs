//! Adding mocks from anywhere, as soon as the chunk of the setup is here.

use asl_lang::StateKind;
use asl_sim::mock::{edit, sample};
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

    /// Adds a mock of `state` with a result that its service could give.
    pub(crate) fn mock_sample(&self, state: &str) {
        let (commands, state) = (self.clone(), state.to_owned());
        self.with(&SETUP, move |setup| (setup.mock_sample)(&commands, &state));
    }
}

/// Adds the mock. In the chunk of the setup.
pub(crate) fn add_mock(commands: &Commands, state: &str, mock: &Value) {
    match edit::add(&commands.state().document.mocks, state, mock) {
        Ok(text) => {
            commands.dispatch(DocumentAction::SetMocks(text.into()));
            commands.dispatch(ViewAction::Setup(SetupTab::Mocks));
        }
        Err(why) => commands.dispatch(ViewAction::Notice(Some(Notice::MockNotAdded(why.to_string())))),
    }
}

/// Adds the sample. In the chunk of the setup.
pub(crate) fn mock_sample(commands: &Commands, state: &str) {
    let machine = commands.state().document.read().machine;
    let resource = machine.as_ref().and_then(|machine| {
        let mut states = machine.states().into_iter();
        match &states.find(|known| &*known.name.value == state)?.kind {
            StateKind::Task(task) => Some(task.resource.as_ref()?.value.clone()),
            _ => None,
        }
    });
    let result = sample::result(resource.as_deref().unwrap_or_default());
    let mock: Map = [("result".into(), result)].into_iter().collect();
    add_mock(commands, state, &Value::from(mock));
}
