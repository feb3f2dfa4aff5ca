//! The chunk of TestState.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::exports::Answer;
use super::{ALGORITHMS, JSONATA, Load, MAP_RUNS, SEARCHES, Table, WORDS, YAML};
use crate::app::testing::{TestOneState, test_state};

/// What the chunk holds.
pub(crate) struct Testing {
    /// The dialog for the state of that name.
    pub(crate) dialog: fn(&Option<Rc<str>>) -> Html,
    /// `aslPlayground.testState(request)`
    pub(crate) test_state: fn(JsValue) -> Answer,
}

impl Table for Testing {
    // What a test misses is noticed by nobody here, so all is fetched that a state may need.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &SEARCHES, || &ALGORITHMS, || &JSONATA, || &MAP_RUNS, || &YAML];
}

pub(super) const TABLE: Testing = Testing {
    dialog: |state| html! { <TestOneState state={state.clone()} /> },
    test_state: |request| Box::pin(test_state(request)),
};
