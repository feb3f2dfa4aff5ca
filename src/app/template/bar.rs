//! The bar above a definition that stands in a template or in another form, or that has placeholders: which machine it is,
//! and values of parameters and placeholders.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_http::Connections;
use asl_stack::template::forms::{Form, FormKind};
use asl_stack::template::source::{Parameter, Template};
use asl_value::Value;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::app::chunks::{Deferred, DeferredView, SETUP};
use crate::app::permissions::button::permissions_button;
use crate::app::problems::analysis::Analysis;
use crate::app::project::missing::missing_files;
use crate::app::project::tabs::AddFile;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::parts::use_part;
use crate::app::state::request::{PageRequest, use_requests};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::{Locked, ViewAction};
use crate::app::ui::icons::{Icon, icon};

/// The bar, as soon as its chunk is here; nothing where nothing stands around the definition and it has no placeholders.
#[component]
pub(crate) fn TemplateBar() -> Html {
    let (analysis, document, connections) =
        (use_shared::<Analysis>(), use_shared::<Document>(), use_shared::<Connections>());
    let asks = analysis.placeholders.iter().any(|one| is_asked(one, &analysis, &document, &connections));
    if analysis.template.is_none() && analysis.form.is_none() && !asks {
        Html::default()
    } else {
        let frame = |said| html! { <div class="template"><div class="template-bar">{ said }</div></div> };
        html! { <Deferred view={DeferredView::with_frame(&SETUP, (), |setup, ()| (setup.template_bar)(), frame)} /> }
    }
}

/// Whether a value is asked for: what a connection of the tab stands for has its value there, unless it was given another
/// one.
fn is_asked(one: &Parameter, analysis: &Analysis, document: &Document, connections: &Connections) -> bool {
    needs(one, analysis)
        || !given(&document.settings.template, one).is_empty()
        || connections.find(&format!("${{{}}}", one.name)).is_none()
}

/// Whether a run cannot do without a value.
fn needs(parameter: &Parameter, analysis: &Analysis) -> bool {
    analysis.missing.iter().any(|missing| missing.name == parameter.name)
}

/// The bar. What is a secret has no field: it belongs into a connection. In the chunk of the setup.
#[component]
pub(crate) fn Bar() -> Html {
    let (commands, analysis, document) = (use_commands(), use_shared::<Analysis>(), use_shared::<Document>());
    let (open, adding) = (use_state(|| false), use_state(|| false));
    let asked = use_state(|| None::<(u64, Rc<str>)>);
    let Locked(locked) = use_part::<Locked>();
    let choice = &document.settings.template;
    let template = analysis.template.as_ref();
    let declared = template.map(|template| &template.parameters[..]).unwrap_or_default();
    let connections = use_shared::<Connections>();
    let needs = |parameter: &Parameter| needs(parameter, &analysis);
    let placeholders = analysis.placeholders.iter().filter(|one| is_asked(one, &analysis, &document, &connections));
    let placeholders: Vec<&Parameter> = placeholders.collect();
    let all: Vec<&Parameter> = declared.iter().chain(placeholders.iter().copied()).collect();
    let (secrets, shown): (Vec<&Parameter>, Vec<&Parameter>) = all.iter().partition(|parameter| parameter.is_secret);
    use_requests({
        let (open, asked) = (open.clone(), asked.clone());
        move |serial, request| {
            let PageRequest::AskValue(name) = request else { return false };
            open.set(true);
            asked.set(Some((serial, name.clone())));
            true
        }
    });
    use_effect_with((*asked).clone(), {
        let index = asked.as_ref().and_then(|(_, name)| shown.iter().position(|parameter| parameter.name == *name));
        move |_| {
            if let Some(index) = index {
                focus(&format!("parameter-{index}"));
            }
        }
    });
    if template.is_none() && analysis.form.is_none() && all.is_empty() {
        return Html::default();
    }
    let open_ones =
        declared.iter().filter(|one| !one.is_secret && one.default.is_none() && given(choice, one).is_empty()).count();
    let missing = open_ones + placeholders.iter().filter(|one| needs(one)).count();
    let toggle = {
        let open = open.clone();
        move |_| open.set(!*open)
    };
    // With other files there, their tabs have the button.
    let is_alone = template.is_some() && document.project().others.is_empty();
    let toggle_adding = {
        let adding = adding.clone();
        move |_| adding.set(!*adding)
    };
    let added = {
        let adding = adding.setter();
        Callback::from(move |()| adding.set(false))
    };
    let resources = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Resources)))
    };
    let extract = {
        let commands = commands.clone();
        move |_| commands.extract_definition()
    };
    let take_input = {
        let commands = commands.clone();
        move |_| commands.take_input()
    };
    let (label, of_names) = match (template, &analysis.form) {
        (Some(_), _) => ("Template", "Parameters"),
        (None, Some(_)) => ("Text around the definition", "Placeholders"),
        (None, None) => ("Placeholders", "Placeholders"),
    };
    let has_input = analysis.form.as_ref().is_some_and(|form| form.input.is_some());
    let can_extract = match (template, &analysis.form) {
        (_, Some(form)) => !form.definition.is_empty(),
        (Some(template), None) => !template.machines.is_empty() && template.invoked.is_none(),
        (None, None) => false,
    };
    html! {
        <div class="template" role="group" aria-label={label} data-testid="template">
            <div class="template-bar">
                if let Some(form) = &analysis.form { <span class="template-kind">{ form_line(form) }</span> }
                if let Some(template) = template {
                    <span class="template-kind">{ template.kind.name() }</span>
                    { choices(template, &commands) }
                    { invoke_open(template, document.project().own(), &commands) }
                }
                if !all.is_empty() {
                    <button class={classes!("button", "small", "quiet", (missing > 0).then_some("lacks"))}
                        aria-expanded={open.to_string()} aria-controls="template-parameters" onclick={toggle}>
                        { format!("{of_names} ({})", all.len()) }
                        if missing > 0 { <span>{ format!("· {missing} without a value") }</span> }
                    </button>
                }
                if let Some(template) = template.filter(|template| !template.resources.is_empty()) {
                    <button class="button small quiet" aria-haspopup="dialog" onclick={resources}>
                        { format!("Resources ({})", template.resources.len()) }
                    </button>
                }
                if template.is_some() { { permissions_button(&analysis, &commands) } }
                if is_alone {
                    <button class="button small quiet" aria-expanded={adding.to_string()} aria-controls="template-add" onclick={toggle_adding}>
                        { icon(Icon::Plus) }{"Add a file"}
                    </button>
                }
                if has_input {
                    <button class="button small quiet" onclick={take_input} title="Replace the input with it">{"Use its input"}</button>
                }
                if can_extract {
                    <button class="button small quiet template-extract" onclick={extract}
                        title="Open only the definition in the editor; this text is saved">
                        {"Extract the definition"}
                    </button>
                }
            </div>
            if is_alone && *adding {
                <div id="template-add"><AddFile done={added} /></div>
            }
            if let Some(template) = template { { missing_files(template, &commands) } }
            <form id="template-parameters" class="template-parameters" autocomplete="off" hidden={!*open || all.is_empty()}
                onsubmit={|event: SubmitEvent| event.prevent_default()}>
                for (index, parameter) in shown.iter().enumerate() {
                    <div class="field" key={parameter.name.to_string()}>
                        <label for={format!("parameter-{index}")}>{ &*parameter.name }</label>
                        { field(index, parameter, choice, (needs(parameter), locked), &commands) }
                        if analysis.placeholders.contains(parameter) { { read_as(given(choice, parameter)) } }
                        if !parameter.description.is_empty() {
                            <p class="fine" id={format!("parameter-{index}-told")}>{ &*parameter.description }</p>
                        }
                    </div>
                }
                if !placeholders.is_empty() {
                    <p class="fine">
                        {"The values replace the placeholders for checks and runs. The text itself does not change. Write a number, a list, or an object as JSON; anything else is text. Links contain these values, so do not enter secrets."}
                    </p>
                }
                if !secrets.is_empty() {
                    <p class="fine">
                        { format!("Secret parameters, which you enter only in the connection that uses them: {}.", secrets.iter().map(|secret| &*secret.name).collect::<Vec<_>>().join(", ")) }
                    </p>
                }
            </form>
        </div>
    }
}

/// In which form the definition was found.
fn form_line(form: &Form) -> Html {
    let words = |kind: &FormKind| match kind {
        FormKind::Fence => "in a Markdown fence",
        FormKind::Text => "in a JSON string",
        FormKind::CurlyQuotes => "curly quotes, read as straight ones",
        FormKind::Description => "in a state machine description",
        FormKind::State => "a single state",
        FormKind::States => "states without StartAt",
        FormKind::Members => "fields without an object",
        FormKind::History => "an execution history",
        FormKind::Execution => "an execution description",
        FormKind::Pieces => "several pieces of a template",
        FormKind::Commands => "AWS CLI commands",
        FormKind::Statements => "policy statements",
        FormKind::Entries => "events to send",
        FormKind::Code => "code of a Lambda function",
    };
    let kinds: Vec<&str> = form.kinds.iter().map(words).collect();
    html! {
        <>
            { format!("Definition: {}", kinds.join(", ")) }
            if let Some(name) = &form.name { {" "}<code class="template-machine">{ &**name }</code> }
        </>
    }
}

/// Gives the element of that id the focus.
fn focus(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Focus that is refused changes nothing.
        let _ = element.focus();
    }
}

fn given<'a>(choice: &'a TemplateChoice, parameter: &Parameter) -> &'a str {
    choice.parameters.get(&parameter.name).map_or("", |given| &**given)
}

/// Which of the machines; one alone needs no choice. Functions are among the choices where one is invoked alone.
fn choices(template: &Rc<Template>, commands: &Shared<Commands>) -> Html {
    let Some(shown) = template.shown() else { return Html::default() };
    let functions = if template.invoked.is_some() { &template.functions[..] } else { &[] };
    // Rules alone run where nothing is chosen.
    let rules_alone = template.invoked.is_some() && template.machines.is_empty() && template.has_rules;
    let count = template.machines.len() + functions.len();
    let tag = html! { if template.invoked.is_some() { <span class="tag">{"Function"}</span> } };
    if count == 1 && !rules_alone {
        return html! { <><code class="template-machine">{ &**shown }</code>{ tag }</> };
    }
    let onchange = {
        let (commands, template) = (commands.clone(), Rc::clone(template));
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                let chosen: Rc<str> = select.value().into();
                if template.functions.contains(&chosen) {
                    return commands.dispatch(DocumentAction::Invoke(chosen));
                }
                let own = template.files.iter().find(|file| file.machine == chosen).and_then(|file| file.found);
                change(&commands, |choice| choice.machine = chosen);
                // Its definition comes into sight: in a file of its own, or in the template.
                commands.open_file(own.unwrap_or(template.at));
            }
        }
    };
    let label = if functions.is_empty() { format!("State machine, one of {count}") } else { "What runs".to_owned() };
    let option = |id: &Rc<str>| {
        html! { <option key={id.to_string()} value={id.to_string()} selected={id == shown}>{ &**id }</option> }
    };
    html! {
        <>
            <select class="template-machine" aria-label={label} {onchange} data-testid="template-choice">
                if rules_alone { <option value="">{"The rules"}</option> }
                { for template.machines.iter().chain(functions).map(option) }
            </select>
            if functions.is_empty() { <span class="fine">{ format!("{} of {count}", template.chosen + 1) }</span> }
            { tag }
        </>
    }
}

/// Invokes the function whose code is the open file.
fn invoke_open(template: &Template, open: usize, commands: &Shared<Commands>) -> Html {
    let item = template.resources.iter().find(|item| item.code == Some(open) && template.functions.contains(&item.id));
    let Some(item) = item else { return Html::default() };
    let (commands, id) = (commands.clone(), item.id.clone());
    html! {
        <button class="button small quiet" data-testid="invoke-open" title="Run this function alone, with the input as its event"
            onclick={move |_| commands.invoke(&id)}>{ icon(Icon::Run) }{"Invoke"}</button>
    }
}

fn field(
    index: usize,
    parameter: &Parameter,
    choice: &TemplateChoice,
    (is_needed, locked): (bool, bool),
    commands: &Shared<Commands>,
) -> Html {
    let id = format!("parameter-{index}");
    let description_id = (!parameter.description.is_empty()).then(|| format!("{id}-told"));
    let given = given(choice, parameter);
    let default = parameter.default.as_deref().unwrap_or(if is_needed { "required to run" } else { "" });
    let set = {
        let (commands, name) = (commands.clone(), parameter.name.clone());
        move |value: String| {
            change(&commands, |choice| {
                if value.is_empty() {
                    choice.parameters.remove(&name);
                } else {
                    choice.parameters.insert(name.clone(), value.into());
                }
            });
        }
    };
    if parameter.allowed.is_empty() {
        let oninput = move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                set(input.value());
            }
        };
        return html! {
            <input {id} spellcheck="false" value={given.to_owned()} placeholder={default.to_owned()} aria-describedby={description_id} {oninput} readonly={locked} />
        };
    }
    let onchange = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            set(select.value());
        }
    };
    html! {
        <select {id} aria-describedby={description_id} {onchange} disabled={locked}>
            <option value="" selected={given.is_empty()}>
                { if default.is_empty() { "no value".to_owned() } else { format!("{default} (default)") } }
            </option>
            for allowed in parameter.allowed.iter().filter(|allowed| ***allowed != *default) {
                <option key={allowed.to_string()} value={allowed.to_string()} selected={**allowed == *given}>{ &**allowed }</option>
            }
        </select>
    }
}

/// How the value of a placeholder is read: what was begun as JSON and is none is text, which nobody may mean.
fn read_as(given: &str) -> Html {
    let begun = given.trim_start().starts_with(['{', '[', '"']);
    let words = match Value::from_json(given.trim()) {
        _ if given.trim().is_empty() => return Html::default(),
        Ok(Value::String(_)) => "Read as text, without the quotes",
        Ok(value) => {
            return html! { <p class="fine" data-testid="read-as">{ format!("Read as {}", kind_of(&value)) }</p> };
        }
        Err(_) if begun => {
            return html! { <p class="fine read-as-text" data-testid="read-as">{ icon(Icon::Warning) }{"Read as text: this is not complete JSON"}</p> };
        }
        Err(_) => "Read as text",
    };
    html! { <p class="fine" data-testid="read-as">{ words }</p> }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Changes the newest choice.
fn change(commands: &Commands, change: impl FnOnce(&mut TemplateChoice)) {
    let mut settings = commands.state().document.settings.clone();
    change(&mut settings.template);
    commands.dispatch(DocumentAction::SetSettings(settings));
}
