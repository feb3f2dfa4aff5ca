//! The bar above a definition that stands in a template: which machine it is, and values of parameters.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_stack::template::source::{Parameter, Template};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::app::permissions::button::permissions_button;
use crate::app::problems::analysis::Analysis;
use crate::app::project::missing::missing_files;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;

/// The bar; nothing where no template is. What is a secret has no field: it belongs into a connection.
#[component]
pub(crate) fn TemplateBar() -> Html {
    let (commands, analysis, document) = (use_commands(), use_shared::<Analysis>(), use_shared::<Document>());
    let open = use_state(|| false);
    let Some(template) = &analysis.template else { return Html::default() };
    let choice = &document.settings.template;
    let shown: Vec<&Parameter> = template.parameters.iter().filter(|parameter| !parameter.is_secret).collect();
    let secrets: Vec<&str> =
        template.parameters.iter().filter(|parameter| parameter.is_secret).map(|parameter| &*parameter.name).collect();
    let missing = shown.iter().filter(|parameter| parameter.default.is_none() && given(choice, parameter).is_empty());
    let missing = missing.count();
    let toggle = {
        let open = open.clone();
        move |_| open.set(!*open)
    };
    let resources = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Resources)))
    };
    let extract = {
        let commands = commands.clone();
        move |_| commands.extract_definition()
    };
    html! {
        <div class="template" role="group" aria-label="Template" data-testid="template">
            <div class="template-bar">
                <span class="template-kind">{ template.kind.name() }</span>
                { machines(template, &commands) }
                if !template.parameters.is_empty() {
                    <button class="button small quiet" aria-expanded={open.to_string()} aria-controls="template-parameters" onclick={toggle}>
                        { format!("Parameters ({})", template.parameters.len()) }
                    </button>
                }
                if !template.resources.is_empty() {
                    <button class="button small quiet" aria-haspopup="dialog" onclick={resources}>
                        { format!("Resources ({})", template.resources.len()) }
                    </button>
                }
                { permissions_button(&analysis, &commands) }
                if missing > 0 { <span class="tally warning">{ format!("{missing} without a value") }</span> }
                if !template.machines.is_empty() {
                    <button class="button small quiet template-extract" onclick={extract}
                        title="Put the definition alone in the editor; the template is kept">
                        {"Extract the definition"}
                    </button>
                }
            </div>
            { missing_files(template, &commands) }
            <form id="template-parameters" class="template-parameters" autocomplete="off" hidden={!*open || template.parameters.is_empty()}
                onsubmit={|event: SubmitEvent| event.prevent_default()}>
                for (index, parameter) in shown.iter().enumerate() {
                    <div class="field" key={parameter.name.to_string()}>
                        <label for={format!("parameter-{index}")}>{ &*parameter.name }</label>
                        { field(index, parameter, choice, &commands) }
                        if !parameter.description.is_empty() {
                            <p class="fine" id={format!("parameter-{index}-told")}>{ &*parameter.description }</p>
                        }
                    </div>
                }
                if !secrets.is_empty() {
                    <p class="fine">
                        { format!("Secret, so asked for in the connection that uses it and nowhere else: {}.", secrets.join(", ")) }
                    </p>
                }
            </form>
        </div>
    }
}

fn given<'a>(choice: &'a TemplateChoice, parameter: &Parameter) -> &'a str {
    choice.parameters.get(&parameter.name).map_or("", |given| &**given)
}

/// Which of the machines; one alone needs no choice.
fn machines(template: &Rc<Template>, commands: &Shared<Commands>) -> Html {
    let Some(chosen) = template.machines.get(template.chosen) else { return Html::default() };
    let count = template.machines.len();
    if count == 1 {
        return html! { <code class="template-machine">{ &**chosen }</code> };
    }
    let onchange = {
        let (commands, template) = (commands.clone(), Rc::clone(template));
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                let machine = select.value();
                let own = template.files.iter().find(|file| *file.machine == *machine).and_then(|file| file.found);
                change(&commands, |choice| choice.machine = machine.into());
                // Its definition comes into sight: in a file of its own, or in the template.
                commands.open_file(own.unwrap_or(template.at));
            }
        }
    };
    html! {
        <>
            <select class="template-machine" aria-label={format!("State machine, one of {count}")} {onchange}>
                for (index, id) in template.machines.iter().enumerate() {
                    <option key={index} value={id.to_string()} selected={index == template.chosen}>{ &**id }</option>
                }
            </select>
            <span class="fine">{ format!("{} of {count}", template.chosen + 1) }</span>
        </>
    }
}

fn field(index: usize, parameter: &Parameter, choice: &TemplateChoice, commands: &Shared<Commands>) -> Html {
    let id = format!("parameter-{index}");
    let description_id = (!parameter.description.is_empty()).then(|| format!("{id}-told"));
    let given = given(choice, parameter);
    let default = parameter.default.as_deref().unwrap_or_default();
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
            <input {id} spellcheck="false" value={given.to_owned()} placeholder={default.to_owned()} aria-describedby={description_id} {oninput} />
        };
    }
    let onchange = move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            set(select.value());
        }
    };
    html! {
        <select {id} aria-describedby={description_id} {onchange}>
            <option value="" selected={given.is_empty()}>
                { if default.is_empty() { "no value".to_owned() } else { format!("{default} (default)") } }
            </option>
            for allowed in parameter.allowed.iter().filter(|allowed| ***allowed != *default) {
                <option key={allowed.to_string()} value={allowed.to_string()} selected={**allowed == *given}>{ &**allowed }</option>
            }
        </select>
    }
}

/// Changes the newest choice.
fn change(commands: &Commands, change: impl FnOnce(&mut TemplateChoice)) {
    let mut settings = commands.state().document.settings.clone();
    change(&mut settings.template);
    commands.dispatch(DocumentAction::SetSettings(settings));
}
