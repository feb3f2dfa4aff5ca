//! The scratch pad on the data of a step: a JSONPath, an intrinsic function or an expression in JSONata, and what comes of it as one
//! types. JSONata is evaluated in the worker that runs use, with their budget.

use std::rc::Rc;

use asl_jsonata::{Evaluation, EvaluationError, Expression as Jsonata, Problem};
use asl_lang::QueryLanguage;
use asl_path::{Environment, Expression};
use asl_value::{Map, Value};
use futures_util::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::data_view::DataView;
use crate::app::chunks::{EDITING, complete, use_chunk};
use crate::app::host::evaluator::Evaluator;
use crate::app::state::commands::use_commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::request::PageRequest;
use crate::app::state::trying::TryStart;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// How long nothing is typed before an expression is evaluated, in milliseconds.
const PAUSE_MILLIS: u32 = 120;

/// What the pad begins with.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The data and the first expression.
    pub(crate) start: Rc<TryStart>,
}

/// What an expression came to.
type Outcome = Result<Value, String>;

/// The pad. Nothing of it is kept beyond the dialog.
#[component]
pub(crate) fn TryExpression(Props { start }: &Props) -> Html {
    let commands = use_commands();
    let (language, stage) = (use_state(|| start.jsonata), use_state(|| start.stage));
    let (path, expression) = (use_state(|| start.path.clone()), use_state(|| start.expression.clone()));
    let result = use_state(|| None::<Outcome>);
    let evaluator = use_memo((), |()| Rc::new(Evaluator::default()));
    let is_jsonata = *language;
    let text = if is_jsonata { (*expression).clone() } else { (*path).clone() };
    use_effect_with((text.clone(), is_jsonata, *stage), {
        let (start, result, evaluator) = (start.clone(), result.setter(), (*evaluator).clone());
        move |(text, is_jsonata, stage)| {
            let (text, is_jsonata, stage) = (text.clone(), *is_jsonata, *stage);
            let (work, abort) = abortable(async move {
                TimeoutFuture::new(PAUSE_MILLIS).await;
                let outcome = match text.trim() {
                    "" => None,
                    text if is_jsonata => Some(jsonata(text, &start, &evaluator).await),
                    text => Some(json_path(text, &start, stage).await),
                };
                result.set(outcome);
            });
            spawn_local(async move {
                // An error says that something else was typed meanwhile.
                let _ = work.await;
            });
            move || AbortHandle::abort(&abort)
        }
    });
    let type_text = {
        let (path, expression) = (path.setter(), expression.setter());
        move |event: InputEvent| {
            let typed = event.target_dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            if is_jsonata { expression.set(typed.into()) } else { path.set(typed.into()) }
        }
    };
    let pick_stage = {
        let stage = stage.setter();
        move |event: Event| {
            let picked = event.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse().ok());
            if let Some(picked) = picked {
                stage.set(picked);
            }
        }
    };
    let mode = |on: bool, name: &'static str| {
        let language = language.clone();
        html! { <button type="button" aria-pressed={(*language == on).to_string()} onclick={move |_| language.set(on)}>{ name }</button> }
    };
    let shown = if is_jsonata { None } else { start.stages.get(*stage).map(|(_, value)| value.clone()) };
    let shown = shown.unwrap_or_else(|| Value::from(start.states.clone()));
    let machine = commands.state().document.read().machine;
    let fields = machine.as_ref().map(|machine| fields(machine, &start.state, is_jsonata)).unwrap_or_default();
    let put = {
        let (commands, state, text) = (commands.clone(), start.state.clone(), text.clone());
        Callback::from(move |field: &'static str| {
            let value = expression_of(&text, is_jsonata);
            let (commands, state) = (commands.clone(), state.clone());
            let act = commands.clone();
            commands.with(&EDITING, move |editing| {
                let said = match (editing.put_field)(&act.state().document, &state, field, &value) {
                    Some(changed) => {
                        act.dispatch(DocumentAction::SetDefinition(changed.into()));
                        format!("{field} of {state} is now {value}. Undo in the editor reverts it.")
                    }
                    None => format!("The state {state} is in another file: open it first."),
                };
                act.dispatch(PageRequest::announce(said));
            });
        })
    };
    // Parts are known once the chunk is here.
    let _ = use_chunk(&EDITING);
    let parts = EDITING.get().map(|editing| (editing.parts)(&commands.state().document, &start.state, is_jsonata));
    let parts = parts.filter(|_| !fields.is_empty()).unwrap_or_default();
    let put_part = {
        let (commands, state, text) = (commands.clone(), start.state.clone(), text.clone());
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let part = select.value();
            // The next choice of the same part is one again.
            select.set_value("");
            let value = expression_of(&text, is_jsonata);
            let document = commands.state().document;
            let changed =
                EDITING.get().and_then(|editing| (editing.put_part)(&document, &state, is_jsonata, &part, &value));
            if let Some(changed) = changed {
                commands.dispatch(DocumentAction::SetDefinition(changed.into()));
                let said = format!("{part} of {state} is now {value}. Undo in the editor reverts it.");
                commands.dispatch(PageRequest::announce(said));
            }
        }
    };
    let is_well = matches!(&*result, Some(Ok(_)));
    html! {
        <Modal title={format!("Try an expression on {}", start.state)} class="try-expression">
            <div class="try-head">
                <span class="segmented" role="group" aria-label="Language">{ mode(false, "JSONPath") }{ mode(true, "JSONata") }</span>
                if !is_jsonata {
                    <label>{"$ is "}
                        <select data-testid="try-stage" onchange={pick_stage}>
                            for (index, (name, _)) in start.stages.iter().enumerate() {
                                <option value={index.to_string()} selected={index == *stage}>{ name.to_string() }</option>
                            }
                        </select>
                    </label>
                }
            </div>
            <textarea class="try-text" rows="3" spellcheck="false" autocomplete="off" value={text.to_string()} oninput={type_text} data-testid="try-text"
                aria-label={if is_jsonata { "Expression in JSONata, without the {% and %}" } else { "JSONPath or intrinsic function" }}
                placeholder={if is_jsonata { "$sum($states.input.orders.price)" } else { "$.orders[0].id or States.ArrayLength($.orders)" }} />
            <section class="try-result" aria-label="Result" aria-live="polite" data-testid="try-result">
                { match &*result {
                    None => html! { <p class="fine">{ if text.trim().is_empty() { "Type an expression." } else { "…" } }</p> },
                    Some(Err(why)) => html! { <p class="try-error" role="alert">{ icon(Icon::Warning) }<span>{ why.clone() }</span></p> },
                    Some(Ok(value)) => html! { <DataView value={value.clone()} /> },
                } }
            </section>
            if !fields.is_empty() {
                <div class="try-put" role="group" aria-label="Put it into the definition">
                    <span>{"Put it into the definition as"}</span>
                    for field in fields {
                        <button type="button" key={field} class="button small" disabled={!is_well} data-put={field} onclick={
                            let put = put.clone();
                            move |_| put.emit(field)
                        }>{ field }</button>
                    }
                    if !parts.is_empty() {
                        <select aria-label="Put it into a part of a field" data-testid="put-part" disabled={!is_well} onchange={put_part}>
                            <option value="" selected={true}>{"A part of a field…"}</option>
                            for part in parts { <option key={part.clone()} translate="no" value={part.clone()}>{ part.clone() }</option> }
                        </select>
                    }
                </div>
            }
            <details class="try-data">
                <summary>{ if is_jsonata { "$states" } else { "The data" } }</summary>
                <DataView value={shown} jsonata={is_jsonata.then_some("$states")} />
            </details>
            if !start.variables.is_empty() {
                <details class="try-data"><summary>{"Variables"}</summary><DataView value={Value::from(start.variables.clone())} /></details>
            }
            <p class="fine">{"Evaluated with this step's data as on AWS. The definition changes only when you put it there."}</p>
        </Modal>
    }
}

/// What stands in the definition for an expression that was typed.
fn expression_of(text: &str, is_jsonata: bool) -> String {
    if is_jsonata { format!("{{% {} %}}", text.trim()) } else { text.trim().to_owned() }
}

/// The fields of the state that take such a text.
fn fields(machine: &asl_lang::StateMachine, name: &str, is_jsonata: bool) -> Vec<&'static str> {
    use asl_lang::StateType::{Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait};
    let Some(state) = machine.find(name) else { return Vec::new() };
    let has = (machine.language_of(state) == QueryLanguage::Jsonata) == is_jsonata;
    let kind = state.kind.state_type().filter(|_| has);
    match (kind, is_jsonata) {
        (Some(Task | Parallel), true) => vec!["Arguments", "Output"],
        (Some(Map), true) => vec!["Items", "Output"],
        (Some(Pass | Choice | Wait | Succeed), true) => vec!["Output"],
        (Some(Map), false) => vec!["InputPath", "ItemsPath", "OutputPath"],
        (Some(Task | Parallel | Pass | Choice | Wait | Succeed), false) => vec!["InputPath", "OutputPath"],
        (None | Some(Fail), _) => Vec::new(),
    }
}

/// What a path or an intrinsic function sees.
struct Seen<'s>(&'s TryStart);

impl Environment for Seen<'_> {
    fn context(&self) -> Value {
        self.0.context.clone()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.0.variables.get(name).cloned()
    }

    fn random(&self) -> u64 {
        0
    }
}

async fn json_path(text: &str, start: &TryStart, stage: usize) -> Outcome {
    let data = start.stages.get(stage).map(|(_, value)| value.clone()).unwrap_or_default();
    let evaluate = || {
        let expression = Expression::parse(text).map_err(|error| error.to_string())?;
        expression.evaluate(&data, &Seen(start)).map_err(|error| error.to_string())
    };
    complete(evaluate).await.unwrap_or_else(|_| Err("The part that evaluates it could not be loaded.".to_owned()))
}

async fn jsonata(text: &str, start: &TryStart, evaluator: &Evaluator) -> Outcome {
    let bare = text.strip_prefix("{%").and_then(|text| text.strip_suffix("%}")).unwrap_or(text).trim();
    let compile = || Jsonata::compile(&format!("{{% {bare} %}}"));
    let compiled = complete(compile).await.map_err(|_| "The JSONata engine could not be loaded.".to_owned())?;
    if let Err(errors) = compiled {
        return Err(errors.first().map(|error| error.message.clone()).unwrap_or_default());
    }
    let mut variables: Map = start.variables.clone();
    variables.insert("states", Value::from(start.states.clone()));
    let evaluation = Evaluation { expression: bare.into(), variables, now: start.at, random: 0 };
    let answer = match evaluator.evaluate(&evaluation).await {
        Some(answer) => answer,
        None => evaluation.perform(),
    };
    answer.map_err(|problem| match problem {
        Problem::Undefined => "The expression returns nothing (undefined): on AWS, a field fails with it.".to_owned(),
        problem => {
            let error = EvaluationError { expression: bare.into(), field: "Output".into(), problem };
            error.to_state_error().cause.map(|cause| cause.to_string()).unwrap_or_default()
        }
    })
}
