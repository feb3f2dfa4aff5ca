//! The mocks: answers to Tasks, so that no call leaves.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::editor::pane::EditorPane;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::state::text::EditorId;

/// The editor; while it is empty, what could stand in it.
#[component]
pub(crate) fn MocksTab() -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let empty = document.mocks.trim().is_empty();
    let names = use_memo((document.definition.clone(), document.settings.template.clone(), empty), |(_, _, empty)| {
        if *empty { tasks(&document) } else { Vec::new() }
    });
    html! {
        <>
            if empty {
                <div class="setup-hint">
                    <p>{"A mock answers a Task in place of its call: with a result, or with an error and its cause. A list has one answer per attempt; the last answer repeats."}</p>
                    <div class="offers">
                        for name in names.iter() {
                            <button class="button small" onclick={
                                let (commands, name) = (commands.clone(), name.clone());
                                move |_| commands.mock_sample(&name)
                            }>{ format!("Mock {name}") }</button>
                        }
                    </div>
                </div>
            }
            <EditorPane id={EditorId::Mocks} />
        </>
    }
}

/// The first Tasks of a definition; a click on one is quicker than its name.
fn tasks(document: &Document) -> Vec<Rc<str>> {
    use asl_lang::StateKind;
    let Some(machine) = document.read().machine else { return Vec::new() };
    let states = machine.states().into_iter();
    let tasks = states.filter(|state| matches!(state.kind, StateKind::Task(_)));
    tasks.map(|state| state.name.value.clone()).take(4).collect()
}
