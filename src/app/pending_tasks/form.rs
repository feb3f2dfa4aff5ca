//! The form of one answer: a result or an error, once or for every later run.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_lang::Resource;
use asl_sim::EffectId;
use asl_sim::mock::sample;
use asl_text::line_index::LineIndex;
use asl_value::{Map, Value};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::facts::facts;
use super::panel::Drafts;
use crate::app::chunks::{WORDS, use_chunk};
use crate::app::editor::text_field::TextField;
use crate::app::problems::reading::read_input;
use crate::app::run::masking::use_masking;
use crate::app::run::pending_tasks::{Answer, PendingTask};
use crate::app::state::commands::use_commands;
use crate::app::ui::format;

/// An answer that is being written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AnswerDraft {
    /// Whether it is an error.
    fails: bool,
    /// The result's text.
    result: Rc<str>,
    /// The error's name.
    error: String,
    /// The error's cause.
    cause: String,
    /// Whether it becomes a mock.
    keep: bool,
    /// Whether it is for every Task of this state that waits.
    all: bool,
}

impl AnswerDraft {
    fn new(resource: &str) -> Self {
        let (error, cause) = sample::errors(resource).into_iter().next().unwrap_or_default();
        let result = sample::result(resource).to_json_pretty().into();
        Self { fails: false, result, error, cause, keep: false, all: false }
    }

    /// The answer, or what is wrong with it.
    fn answer(&self) -> Result<Answer, String> {
        if self.fails {
            let cause = (!self.cause.is_empty()).then(|| Rc::from(self.cause.as_str()));
            return match self.error.trim() {
                "" => Err("Enter an error name.".to_owned()),
                name => Ok(Err(StateError::of(Some(name.into()), cause))),
            };
        }
        let (value, found) = read_input(&self.result);
        match found.first() {
            None => Ok(Ok(value)),
            Some(problem) => {
                let place = LineIndex::new(&self.result).position(problem.span.start);
                Err(format!("{}: {}.", format::at(place.line + 1, place.column + 1), problem.message()))
            }
        }
    }
}

/// The answer in the shape of a mock.
fn mock(answer: &Answer) -> Value {
    let object = |members: Vec<(&str, Value)>| {
        Value::from(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
    };
    let text = |text: &Option<Rc<str>>| text.as_ref().map(|text| Value::String(text.clone()));
    match answer {
        Ok(result) => object(vec![("result", result.clone())]),
        Err(error) => {
            let members = [("error", text(&error.name)), ("cause", text(&error.cause))];
            let given = members.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
            object(vec![("errorOutput", object(given))])
        }
    }
}

/// The question, those that wait in the same state, and what was written so far.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) task: PendingTask,
    pub(super) alike: Rc<[EffectId]>,
    pub(super) drafts: Drafts,
}

/// The form. What is written stays when another question is looked at.
#[component]
pub(super) fn AnswerForm(Props { task, alike, drafts }: &Props) -> Html {
    // What is wrong with an answer is said with them.
    let _ = use_chunk(&WORDS);
    let (commands, masking) = (use_commands(), use_masking());
    let (id, resource) = (task.id, task.call.resource.clone());
    let draft = use_state(|| drafts.borrow().get(&id).cloned().unwrap_or_else(|| AnswerDraft::new(&resource)));
    // What is newest while several changes happen between two pictures.
    let newest = use_mut_ref(|| (*draft).clone());
    let problem = use_state(String::new);
    let write = {
        let (newest, drafts, setter, problem) = (newest.clone(), drafts.clone(), draft.setter(), problem.setter());
        Callback::from(move |edit: Box<dyn FnOnce(&mut AnswerDraft)>| {
            edit(&mut newest.borrow_mut());
            let now = newest.borrow().clone();
            drafts.borrow_mut().insert(id, now.clone());
            problem.set(String::new());
            setter.set(now);
        })
    };
    let send = {
        let (commands, drafts, newest) = (commands.clone(), drafts.clone(), newest.clone());
        let (state, alike, problem) = (task.state.clone(), alike.clone(), problem.setter());
        Callback::from(move |()| {
            let draft = newest.borrow().clone();
            match draft.answer() {
                Ok(answer) => {
                    if draft.keep {
                        commands.add_mock(&state, &mock(&answer));
                    }
                    drafts.borrow_mut().remove(&id);
                    if draft.all {
                        commands.answer(&alike, &answer);
                    } else {
                        commands.answer(&[id], &answer);
                    }
                }
                Err(wrong) => problem.set(wrong),
            }
        })
    };
    let onkeydown = {
        let send = send.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.repeat() {
                event.prevent_default();
                send.emit(());
            }
        }
    };
    let has_heartbeat = task.call.token.is_some() || Resource::parse(&resource) == Resource::Activity;
    html! {
        <form class="question-form" {onkeydown} autocomplete="off" onsubmit={move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(());
        }}>
            { facts(task, &masking) }
            <div class="answer-part">
                <div class="segmented" role="group" aria-label="Kind of answer">
                    { way(!draft.fails, "Result", &write, |draft| draft.fails = false) }
                    { way(draft.fails, "Error", &write, |draft| draft.fails = true) }
                </div>
                if draft.fails {
                    { error_fields(&draft, &resource, &write) }
                } else {
                    <TextField label="Result" class="answer-editor" test_id="answer-editor" text={draft.result.clone()} on_change={
                        let write = write.clone();
                        move |text| write.emit(Box::new(move |draft| draft.result = text))
                    } />
                }
                if !problem.is_empty() { <p class="field-problem" role="alert">{ (*problem).clone() }</p> }
                <div class="answer-options">
                    { option("Save as a mock for later runs", draft.keep, &write, |draft, on| draft.keep = on) }
                    if alike.len() > 1 {
                        { option(&format!("Apply to all {} waiting in this state", alike.len()), draft.all, &write, |draft, on| draft.all = on) }
                    }
                </div>
                <div class="actions">
                    if has_heartbeat {
                        <button type="button" class="button" data-testid="heartbeat" onclick={move |_| commands.heartbeat(id)}>{"Send a heartbeat"}</button>
                    }
                    <button type="submit" class="button primary" data-testid="answer">
                        <span>{ if draft.fails { "Fail the Task" } else { "Answer the Task" } }</span>
                    </button>
                </div>
            </div>
        </form>
    }
}

/// Takes changes of the draft.
type Write = Callback<Box<dyn FnOnce(&mut AnswerDraft)>>;

fn way(on: bool, name: &'static str, write: &Write, set: fn(&mut AnswerDraft)) -> Html {
    let write = write.clone();
    html! {
        <button type="button" aria-pressed={on.to_string()} onclick={move |_| write.emit(Box::new(set))}>{ name }</button>
    }
}

fn option(label: &str, on: bool, write: &Write, set: fn(&mut AnswerDraft, bool)) -> Html {
    let write = write.clone();
    html! {
        <label class="radio">
            <input type="checkbox" checked={on} onchange={move |_| write.emit(Box::new(move |draft| set(draft, !on)))} />
            <span>{ label.to_owned() }</span>
        </label>
    }
}

fn error_fields(draft: &AnswerDraft, resource: &str, write: &Write) -> Html {
    let name = {
        let write = write.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                write.emit(Box::new(move |draft| draft.error = input.value()));
            }
        }
    };
    let cause = {
        let write = write.clone();
        move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                write.emit(Box::new(move |draft| draft.cause = area.value()));
            }
        }
    };
    html! {
        <>
            <div class="offers" role="group" aria-label="Errors of this resource">
                for (error, why) in sample::errors(resource) {
                    <button key={error.clone()} type="button" class="button small" onclick={
                        let (write, error) = (write.clone(), error.clone());
                        move |_| {
                            let (error, why) = (error.clone(), why.clone());
                            write.emit(Box::new(move |draft| {
                                draft.error = error;
                                draft.cause = why;
                            }));
                        }
                    }>{ error.clone() }</button>
                }
            </div>
            <div class="field">
                <label for="answer-error">{"Error"}</label>
                <input id="answer-error" value={draft.error.clone()} spellcheck="false" oninput={name} />
            </div>
            <div class="field">
                <label for="answer-cause">{"Cause"}</label>
                <textarea id="answer-cause" rows="3" value={draft.cause.clone()} spellcheck="false" oninput={cause} />
            </div>
        </>
    }
}
