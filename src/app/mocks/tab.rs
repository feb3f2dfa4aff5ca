//! The mocks: answers to Tasks, so that no call leaves.

use std::rc::Rc;

use asl_ide::assist::MockedTask;
use asl_sim::mock::sample;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::local::LocalFile;
use crate::app::editor::pane::EditorPane;
use crate::app::notices::locked::locked_note;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::parts::use_part;
use crate::app::state::shared::use_shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::Locked;
use crate::app::ui::icons::{Icon, icon};

/// The editor; while it is empty, what could stand in it.
#[component]
pub(crate) fn MocksTab() -> Html {
    let document = use_shared::<Document>();
    let empty = document.mocks.trim().is_empty();
    html! {
        <>
            if empty {
                <p class="setup-hint">{"A mock answers a Task in place of its call: with a result, or with an error and its cause. A list has one answer per attempt; the last answer repeats."}</p>
            }
            <EditorPane id={EditorId::Mocks} />
        </>
    }
}

/// The form that adds an answer for one of these Tasks, with the shape of what its service gives. In the chunk of the setup.
pub(crate) fn answer_for(tasks: &Rc<[MockedTask]>) -> Html {
    if tasks.is_empty() {
        Html::default()
    } else {
        html! { <><AnswerFor tasks={tasks.clone()} /><LocalFile /></> }
    }
}

#[derive(PartialEq, Properties)]
struct AnswerProps {
    tasks: Rc<[MockedTask]>,
}

/// The form that adds an answer for a state.
#[component]
fn AnswerFor(AnswerProps { tasks }: &AnswerProps) -> Html {
    let commands = use_commands();
    let Locked(locked) = use_part::<Locked>();
    let state = use_state(|| 0_usize);
    // Which of the errors; the result is none of them.
    let error = use_state(|| None::<usize>);
    if locked {
        return locked_note(&commands);
    }
    let Some(task) = tasks.get(*state).or_else(|| tasks.first()) else { return Html::default() };
    let errors = sample::errors(&task.resource);
    let pick_state = {
        let (state, error) = (state.setter(), error.setter());
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                state.set(select.value().parse().unwrap_or_default());
                error.set(None);
            }
        }
    };
    let pick_error = {
        let error = error.setter();
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                error.set(select.value().parse().ok());
            }
        }
    };
    let add = {
        let (task, error) = (task.clone(), error.and_then(|index| errors.get(index).cloned()));
        move |_: MouseEvent| match &error {
            Some((name, cause)) => commands.mock_error(&task.name, name, cause),
            None => commands.mock_sample(&task.name),
        }
    };
    html! {
        <div class="answer-for" role="group" aria-label="Answer for a state">
            <label for="answer-state">{"Answer for"}</label>
            <select id="answer-state" onchange={pick_state}>
                for (index, task) in tasks.iter().enumerate() {
                    <option key={index} value={index.to_string()} selected={index == *state}>{ &*task.name }</option>
                }
            </select>
            <select aria-label="Answer" onchange={pick_error}>
                <option key="result" value="result" selected={error.is_none()}>{"Result"}</option>
                for (index, (name, _)) in errors.iter().enumerate() {
                    <option key={index} value={index.to_string()} selected={*error == Some(index)}>{ name.clone() }</option>
                }
            </select>
            <button class="button small" onclick={add} data-testid="add-mock">{ icon(Icon::Plus) }<span>{"Add"}</span></button>
        </div>
    }
}
