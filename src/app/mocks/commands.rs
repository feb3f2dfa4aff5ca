//! Adding mocks from anywhere.

use asl_lang::StateKind;
use asl_sim::mock::{edit, sample};
use asl_value::{Map, Value};

use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::notice::Notice;
use crate::app::state::view::{SetupTab, ViewAction};

impl Commands {
    /// Adds an answer of `state` to the mocks: `mock` is one in TestState's shape, `{"result": …}` or
    /// `{"errorOutput": {"error": …, "cause": …}}`. The person sees it; a text that is broken is left alone, and a notice says so.
    pub(crate) fn add_mock(&self, state: &str, mock: &Value) {
        match edit::add(&self.state().document.mocks, state, mock) {
            Ok(text) => {
                self.dispatch(DocumentAction::SetMocks(text.into()));
                self.dispatch(ViewAction::Setup(SetupTab::Mocks));
            }
            Err(why) => self.dispatch(ViewAction::Notice(Some(Notice::MockNotAdded(why.to_string())))),
        }
    }

    /// Adds a mock of `state` with a result that its service could give.
    pub(crate) fn mock_sample(&self, state: &str) {
        let machine = self.state().document.read().machine;
        let resource = machine.as_ref().and_then(|machine| {
            let mut states = machine.states().into_iter();
            match &states.find(|known| &*known.name.value == state)?.kind {
                StateKind::Task(task) => Some(task.resource.as_ref()?.value.clone()),
                _ => None,
            }
        });
        let result = sample::result(resource.as_deref().unwrap_or_default());
        let mock: Map = [("result".into(), result)].into_iter().collect();
        self.add_mock(state, &Value::from(mock));
    }
}
