//! The dialog "Test one state": what the state is given, and what AWS answers.

use std::rc::Rc;

use asl_functions::Function;
use asl_http::test_state::{Level, request_command};
use asl_lang::extract_state;
use asl_sim::test_state::{Refusal, TestStateRequest};
use asl_text::Node;
use asl_value::Value;
use asl_view::{event_difference, state_visit};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::call::perform;
use super::form::{By, Form, Subject};
use crate::app::chunks::REMOTE;
use crate::app::editor::text_field::TextField;
use crate::app::problems::analysis;
use crate::app::run::functions::Functions;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::view::RunView;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;
use crate::app::ui::modal::Modal;
use crate::app::ui::prose::prose;

/// The state; the first one if `None`.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its name.
    pub(crate) state: Option<Rc<str>>,
}

/// The dialog.
#[component]
pub(crate) fn TestOneState(Props { state }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let subjects = use_memo(document.clone(), |document| subjects(document));
    let picked = state.as_ref().and_then(|state| subjects.iter().find(|one| one.name == *state));
    let picked = picked.or_else(|| subjects.first());
    let onchange = move |event: Event| {
        let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        commands.dispatch(ViewAction::Dialog(Some(Dialog::TestState(Some(select.value().into())))));
    };
    html! {
        <Modal key="test-state" title="Test one state" class="test-state">
            <p class="fine">{"The state runs alone, as the TestState API of AWS runs it. Where it leads is not run."}</p>
            if let Some(picked) = picked {
                <div class="field">
                    <label for="tested-state">{"State"}</label>
                    <select id="tested-state" data-testid="tested-state" {onchange}>
                        for one in subjects.iter() {
                            <option key={one.name.to_string()} value={one.name.to_string()} selected={one.name == picked.name}>{ one.name.to_string() }</option>
                        }
                    </select>
                </div>
                <Tester key={picked.name.to_string()} subject={picked.clone()} />
            } else {
                <p class="field-problem">{"There is no state to test."}</p>
            }
        </Modal>
    }
}

/// The states of the document that can be tested, in the order of the text.
fn subjects(document: &Document) -> Vec<Subject> {
    let read = document.read();
    let Some((machine, root)) = read.machine.as_ref().zip(read.root.as_ref()) else { return Vec::new() };
    let subject = |root: &Node, name: &Rc<str>| {
        let definition = extract_state(root, name)?;
        Some(Subject { name: name.clone(), definition })
    };
    machine.states().iter().filter_map(|state| subject(root, &state.name.value)).collect()
}

/// What came of a test.
type Answer = Result<Value, Refusal>;

#[derive(PartialEq, Properties)]
struct TesterProps {
    subject: Subject,
}

/// The fields, and the answer.
#[component]
fn Tester(TesterProps { subject }: &TesterProps) -> Html {
    let (commands, masking) = (use_commands(), use_masking());
    let form = use_state({
        let (commands, subject) = (commands.clone(), subject.clone());
        move || filled(&commands, &subject)
    });
    let begun = use_memo((), |()| (*form).clone());
    let answer = use_state(|| None::<(Answer, bool)>);
    // The request that was answered: that one is sent to AWS, whatever the fields hold by then.
    let sent = use_state(|| None::<Value>);
    let there = use_state(|| None::<Result<Value, Html>>);
    let busy = use_state(|| false);
    let set = |change: fn(&mut Form, Rc<str>)| {
        let form = form.clone();
        Callback::from(move |text: Rc<str>| {
            let mut next = (*form).clone();
            change(&mut next, text);
            form.set(next);
        })
    };
    let json = |label: &'static str, test_id: &'static str, text: &Rc<str>, on_change: Callback<Rc<str>>| {
        html! {
            <div class="field" key={test_id}>
                <span class="test-label" aria-hidden="true">{ label }</span>
                <TextField {label} text={text.clone()} class="test-json" {test_id} {on_change} />
            </div>
        }
    };
    let line = |label: &'static str, id: &'static str, text: &Rc<str>, on_change: Callback<Rc<str>>| {
        let oninput = move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                on_change.emit(input.value().into());
            }
        };
        html! {
            <div class="field" key={id}><label for={id}>{ label }</label><input {id} data-testid={id} value={text.to_string()} autocomplete="off" spellcheck="false" {oninput} /></div>
        }
    };
    let by = |by: By, label: &'static str| {
        let form = form.clone();
        let is_chosen = form.by == by;
        let choose = move |_: MouseEvent| form.set(Form { by, ..(*form).clone() });
        html! { <button type="button" aria-pressed={is_chosen.to_string()} onclick={choose}>{ label }</button> }
    };
    let level = |level: Level| {
        let form = form.clone();
        let is_chosen = form.level == level;
        let choose = move |_: MouseEvent| form.set(Form { level, ..(*form).clone() });
        html! { <button type="button" aria-pressed={is_chosen.to_string()} onclick={choose}>{ level.name() }</button> }
    };
    let reveal = {
        let form = form.clone();
        move |_: Event| form.set(Form { reveal: !form.reveal, ..(*form).clone() })
    };
    let mode = {
        let form = form.clone();
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                form.set(Form { mode: select.value().into(), ..(*form).clone() });
            }
        }
    };
    let mocked = subject.takes_mock() && form.by != By::Service;
    let must_agree = commands.state().document.needs_consent() && !mocked && subject.kind() == "Task";
    let start = {
        let (commands, subject, form) = (commands.clone(), subject.clone(), form.clone());
        let (answer, there, busy, sent) = (answer.setter(), there.setter(), busy.setter(), sent.setter());
        move |_: MouseEvent| {
            let (commands, request) = (commands.clone(), form.request(&subject));
            let (answer, busy) = (answer.clone(), busy.clone());
            busy.set(true);
            there.set(None);
            sent.set(Some(request.clone()));
            spawn_local(async move {
                let reveals = request.get("revealSecrets").is_some();
                let came = tested(&commands, &request).await;
                answer.set(Some((came, reveals)));
                busy.set(false);
            });
        }
    };
    let ask_there = {
        let (commands, sent) = (commands.clone(), sent.clone());
        let (there, busy) = (there.setter(), busy.setter());
        move |_: MouseEvent| {
            let Some(request) = (*sent).clone() else { return };
            let page = commands.clone();
            let (there, busy) = (there.clone(), busy.clone());
            commands.with(&REMOTE, move |remote| {
                let Some(asked) = (remote.test_state)(&request, (*page.state().relay).clone()) else {
                    return there.set(Some(Err(not_connected(&page))));
                };
                let (there, busy) = (there.clone(), busy.clone());
                busy.set(true);
                spawn_local(async move {
                    there.set(Some(asked.await));
                    busy.set(false);
                });
            });
        }
    };
    let command = {
        let (commands, subject, form) = (commands.clone(), subject.clone(), form.clone());
        Callback::from(move |()| request_command(&form.request(&subject), &commands.state().connections))
    };
    html! {
        <>
            <div class="test-fields">
                { json("Input", "test-input", &begun.input, set(|form, text| form.input = text)) }
                { json("Variables", "test-variables", &begun.variables, set(|form, text| form.variables = text)) }
                if subject.takes_mock() {
                    <div class="field">
                        <span class="test-label" id="test-by">{"Answer"}</span>
                        <div class="segmented" role="group" aria-labelledby="test-by">
                            if !subject.needs_mock() { { by(By::Service, "Call the service") } }
                            { by(By::Result, "Mock a result") }{ by(By::Error, "Mock an error") }
                        </div>
                    </div>
                }
                if mocked && form.by == By::Result {
                    { json("Result of the mock", "test-result", &begun.result, set(|form, text| form.result = text)) }
                }
                if mocked && form.by == By::Error {
                    { line("Error of the mock", "test-error", &form.error, set(|form, text| form.error = text)) }
                    { line("Cause of the mock", "test-cause", &form.cause, set(|form, text| form.cause = text)) }
                    if subject.needs_mock() {
                        { line("Error caused by state", "test-caused-by", &form.caused_by, set(|form, text| form.caused_by = text)) }
                    }
                }
                if mocked && subject.kind() == "Task" {
                    <div class="field">
                        <label for="test-mode">{"Fields of the mock"}</label>
                        <select id="test-mode" onchange={mode}>
                            for (value, word) in [("", "Compare all (STRICT)"), ("PRESENT", "Compare those that are there (PRESENT)"), ("NONE", "Do not compare (NONE)")] {
                                <option key={value} {value} selected={*form.mode == *value}>{ word }</option>
                            }
                        </select>
                    </div>
                }
                if mocked { { json("Context object", "test-context", &begun.context, set(|form, text| form.context = text)) } }
                if subject.retries() { { line("Retries so far", "test-retries", &form.retries, set(|form, text| form.retries = text)) } }
                if mocked && subject.kind() == "Map" {
                    { line("Iterations that failed", "test-failures", &form.failures, set(|form, text| form.failures = text)) }
                    if subject.reads() {
                        { json("Data of the ItemReader", "test-reader", &begun.reader_data, set(|form, text| form.reader_data = text)) }
                    }
                }
            </div>
            <div class="test-actions">
                <div class="segmented" role="group" aria-label="Inspection level">for one in Level::ALL { { level(one) } }</div>
                if form.level == Level::Trace && subject.is_http() && !mocked {
                    <label class="check"><input type="checkbox" checked={form.reveal} onchange={reveal} data-testid="test-reveal" />{"Reveal secrets"}</label>
                }
                <CopyButton label="Copy as AWS CLI" text={command} />
                <button class="button primary" onclick={start} disabled={*busy || must_agree} data-testid="test-start">{ icon(Icon::Run) }{"Test"}</button>
            </div>
            if must_agree {
                <p class="field-problem">{"This document came by link. Run it once and agree to its calls, or mock the answer."}</p>
            }
            <div role="status">
                { match &*answer {
                    None => Html::default(),
                    Some((Err(refusal), _)) => html! {
                        <p class="field-problem" data-testid="test-refused"><code>{ refusal.code() }</code>{": "}{ prose(&refusal.to_string()) }</p>
                    },
                    Some((Ok(response), _)) => html! {
                        <p data-testid="test-status">{"Status: "}<strong>{ response.get("status").and_then(Value::as_str).unwrap_or_default().to_owned() }</strong></p>
                    },
                } }
            </div>
            if let Some((Ok(response), reveals)) = &*answer {
                <div data-testid="test-response">{ json_view(&if *reveals { response.clone() } else { masking.value(response) }, "test-response") }</div>
                <div class="test-actions">
                    <button class="button" onclick={ask_there} disabled={*busy || must_agree} data-testid="test-there"
                        title="Send this request to AWS or an emulator, and compare the responses. What the state calls is called there, with the role of Run on AWS.">{"Compare with AWS"}</button>
                </div>
                { compared(response, there.as_ref(), &masking) }
            }
        </>
    }
}

/// What stands in the place of an answer while no endpoint is connected: what was entered stays.
fn not_connected(commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let open = move |_: MouseEvent| commands.dispatch(ViewAction::Dialog(Some(Dialog::Remote)));
    html! {
        <p class="field-problem" role="alert" data-testid="test-not-connected">
            {"No endpoint is connected. "}<button type="button" class="link-button" onclick={open}>{"Connect to AWS or an emulator"}</button>
            {" first; the fields here are then empty again."}
        </p>
    }
}

/// The answer of TestState there, and the first member in which it differs from the one here.
fn compared(here: &Value, there: Option<&Result<Value, Html>>, masking: &Masking) -> Html {
    let there = match there {
        None => return Html::default(),
        Some(Err(problem)) => return problem.clone(),
        Some(Ok(there)) => there,
    };
    let json = |value: &Value| serde_json::from_str(&value.to_json()).unwrap_or_default();
    let said = match event_difference::differing_member(&json(here), &json(there)) {
        None => html! { {"Both responses say the same."} },
        Some(member) => html! { <>{"First difference: "}<code>{ member }</code>{"."}</> },
    };
    html! {
        <section aria-label="Response there">
            <p role="status" data-testid="test-difference">{ said }</p>
            <div data-testid="test-response-there">{ json_view(&masking.value(there), "test-response-there") }</div>
        </section>
    }
}

/// What the fields begin with: what the state was given in the run that is shown, or the input of the document, and its mock.
fn filled(commands: &Commands, subject: &Subject) -> Form {
    let state = commands.state();
    let visited = recorded(&state.run, &subject.name);
    let mocks = asl_text::parse_data(&state.document.mocks).root.map(|root| root.to_value()).unwrap_or_default();
    let mock = first_of(mocks.get(&subject.name));
    let mut form = Form {
        input: match visited {
            Some(input) => input.to_json_pretty().into(),
            None if state.document.input.trim().is_empty() => "{}".into(),
            None => state.document.input.clone(),
        },
        variables: "{}".into(),
        result: "{}".into(),
        context: "{}".into(),
        level: if subject.is_http() { Level::Trace } else { Level::Debug },
        by: if subject.needs_mock() { By::Result } else { By::Service },
        ..Form::default()
    };
    if let Some(result) = mock.as_ref().and_then(|mock| mock.get("result")) {
        form.by = By::Result;
        form.result = result.as_str().map_or_else(|| result.to_json_pretty().into(), Rc::from);
    }
    if let Some(error) = mock.as_ref().and_then(|mock| mock.get("errorOutput")) {
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().into();
        form = Form { by: By::Error, error: text("error"), cause: text("cause"), ..form };
    }
    form
}

/// The first answer of a mock, whatever it goes by.
fn first_of(mock: Option<&Value>) -> Option<Value> {
    match mock? {
        Value::Array(list) => first_of(list.first()),
        Value::Object(members) => match members.get("byVisit").or_else(|| members.get("byIteration")) {
            Some(Value::Object(by)) => first_of(by.values().next()),
            Some(by) => first_of(Some(by)),
            None => Some(Value::Object(members.clone())),
        },
        _ => None,
    }
}

/// What the state was given last in the run.
fn recorded(run: &RunView, state: &str) -> Option<Value> {
    let row = run.rows.iter().rev().find(|row| *row.name == *state)?;
    run.log.read(|events| state_visit::gather(events, row.visit).input)
}

/// Makes the request.
async fn tested(commands: &Shared<Commands>, request: &Value) -> Answer {
    let request = TestStateRequest::read(request)?;
    let state = commands.state();
    let connections = (*state.connections).clone();
    let functions: Rc<[Function]> = if state.document.is_from_link() || request.has_mock() {
        Rc::default()
    } else {
        analysis::check(&state.document, &connections).functions
    };
    let host = commands.trial_host(connections.clone()).with_functions(Functions::ungated(functions));
    perform(&request, &host, &connections).await.map(|tested| tested.response())
}
