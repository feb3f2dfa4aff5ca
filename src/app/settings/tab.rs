//! How a document is run: what of it AWS decides, and what the playground may do otherwise.

use asl_document::{LONGEST_COLD_START, Settings};
use asl_lang::WorkflowType;
use asl_sim::Reported;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::notices::locked::locked_note;
use crate::app::problems::analysis::Analysis;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::Shared;

/// The settings of the document; `locked` if they can only be read.
pub(crate) fn settings_tab(
    document: &Document,
    analysis: &Analysis,
    commands: &Shared<Commands>,
    locked: bool,
) -> Html {
    let settings = &document.settings;
    let problem = settings.name_problem();
    let name = {
        let commands = commands.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                change(&commands, |settings| settings.execution_name = input.value().trim().into());
            }
        }
    };
    html! {
        <form autocomplete="off" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            if locked { { locked_note(commands) } }
            <fieldset class="settings" disabled={locked} aria-label="Settings">
            if analysis.template.as_ref().is_some_and(|template| template.invoked.is_some()) {
                // A function is of neither type.
            } else if let Some(set) = analysis.set_type {
                { set_type(set, analysis.template.is_some()) }
            } else {
                { pair(commands, "machine-type", "State machine", settings.machine_type == WorkflowType::Express, [
                    ("Standard", "up to a year, every step recorded"),
                    ("Express", "up to five minutes; no callbacks or jobs"),
                ], |settings, express| {
                    settings.machine_type = if express { WorkflowType::Express } else { WorkflowType::Standard };
                }) }
            }
            { pair(commands, "limits", "Service limits", settings.report_limits != Reported::NONE, [
                ("End the run", "as on AWS: events, payloads, variables, duration"),
                ("Report only", "the run continues and reports what AWS would reject"),
            ], |settings, report| {
                settings.report_limits = if report { Reported::ALL } else { Reported::NONE };
            }) }
            if settings.report_limits != Reported::NONE {
                { which_limits(commands, settings.report_limits) }
            }
            { pair(commands, "waits", "Waits and backoff", settings.skip_waits, [
                ("Real time", "as on AWS"),
                ("Skipped", "the run's clock jumps ahead; rules call an API at most 10 times per event"),
            ], |settings, skip| settings.skip_waits = skip) }
            { with_role(settings, analysis, commands) }
            { cold_start(settings, commands) }
            <div class="field">
                <label for="execution-name">{"Execution name"}</label>
                <input id="execution-name" value={settings.execution_name.to_string()} placeholder="new for each run"
                    spellcheck="false" oninput={name} aria-invalid={problem.is_some().then_some("true")}
                    aria-describedby={problem.map(|_| "execution-name-problem")} />
                if let Some(problem) = problem { <p class="field-problem" id="execution-name-problem">{ problem }</p> }
            </div>
            </fieldset>
        </form>
    }
}

/// How long a cold start takes.
fn cold_start(settings: &Settings, commands: &Shared<Commands>) -> Html {
    let oninput = {
        let commands = commands.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let figure = input.value().trim().parse().unwrap_or(0).min(LONGEST_COLD_START);
                change(&commands, |settings| settings.cold_start_ms = figure);
            }
        }
    };
    let value = if settings.cold_start_ms == 0 { String::new() } else { settings.cold_start_ms.to_string() };
    html! {
        <div class="field">
            <label for="cold-start">{"Cold start of a function, in ms"}</label>
            <input id="cold-start" type="number" inputmode="numeric" min="0" max={LONGEST_COLD_START.to_string()} step="1"
                {value} placeholder="as measured" {oninput} aria-describedby="cold-start-meaning" />
            <p class="fine" id="cold-start-meaning">
                {"A figure of yours, up to 10,000. Without one, it's the time that the page takes to load the code."}
            </p>
        </div>
    }
}

/// Whether a run asks the role, where one is in reach.
fn with_role(settings: &Settings, analysis: &Analysis, commands: &Shared<Commands>) -> Html {
    if analysis.permissions.role.is_none() && !settings.with_role {
        return Html::default();
    }
    pair(
        commands,
        "with-role",
        "Permissions",
        settings.with_role,
        [
            ("Not checked", "every call is allowed"),
            ("Run with the template's role", "calls that it does not allow fail, as on AWS"),
        ],
        |settings, with_role| settings.with_role = with_role,
    )
}

/// The type that the template says: nobody else can.
fn set_type(set: WorkflowType, by_template: bool) -> Html {
    let word = match set {
        WorkflowType::Express => "EXPRESS",
        WorkflowType::Standard => "STANDARD",
    };
    let by = if by_template { "set by the template" } else { "set by the description of the state machine" };
    html! {
        <div class="setting" data-testid="set-type">
            <p class="setting-name">{"State machine"}</p>
            <p><code>{ word }</code>{ format!(", {by}") }</p>
        </div>
    }
}

/// Changes the newest settings.
fn change(commands: &Commands, change: impl FnOnce(&mut Settings)) {
    let mut settings = commands.state().document.settings.clone();
    change(&mut settings);
    commands.dispatch(DocumentAction::SetSettings(settings));
}

/// The limits that are only reported, each to be switched.
fn which_limits(commands: &Shared<Commands>, reported: Reported) -> Html {
    type Switch = fn(&mut Reported) -> &mut bool;
    let all: [(&str, &str, Switch); 4] = [
        ("History", "25,000 events", |reported| &mut reported.events),
        ("Payloads", "256 KiB of input, output, result, or parameters", |reported| &mut reported.payload),
        ("Variables", "256 KiB each, 10 MiB in all", |reported| &mut reported.variables),
        ("Duration", "one year, or five minutes for Express", |reported| &mut reported.duration),
    ];
    html! {
        <fieldset class="setting which" data-testid="which-limits">
            <legend>{"Report only"}</legend>
            for (name, meaning, switch) in all {
                <label class="radio">
                    <input type="checkbox" checked={*switch(&mut reported.clone())} onchange={
                        let commands = commands.clone();
                        move |_| change(&commands, |settings| {
                            let flag = switch(&mut settings.report_limits);
                            *flag = !*flag;
                        })
                    } />
                    <span>{ name }<span class="meaning">{ meaning }</span></span>
                </label>
            }
        </fieldset>
    }
}

/// Two ways, the first of which is the default.
fn pair(
    commands: &Shared<Commands>,
    name: &'static str,
    legend: &'static str,
    second: bool,
    ways: [(&'static str, &'static str); 2],
    set: fn(&mut Settings, bool),
) -> Html {
    html! {
        <fieldset class="setting">
            <legend>{ legend }</legend>
            for ((word, meaning), way) in ways.into_iter().zip([false, true]) {
                <label class="radio">
                    <input type="radio" {name} checked={second == way} onchange={
                        let commands = commands.clone();
                        move |_| change(&commands, |settings| set(settings, way))
                    } />
                    <span>{ word }<span class="meaning">{ meaning }</span></span>
                </label>
            }
        </fieldset>
    }
}
