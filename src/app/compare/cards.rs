//! A card for each way: its path, what its run came to, its attempts, and its price.

use asl_compare::evidence::Attempt;
use asl_compare::table::steps;
use asl_compare::templates::INPUT;
use asl_compare::words::dollars;
use asl_compare::{Cell, Evidence, Plan, Price, Table, Tone, Way};
use yew::prelude::*;

use super::model::{Model, Stage};
use super::run::Handle;
use crate::app::host::location;
use crate::app::state::document::{Document, Origin};
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// Attempts that a card shows before it counts the rest.
const SHOWN: usize = 5;

/// The three cards.
pub(super) fn cards(model: &Model, table: &Table, handle: &Handle) -> Html {
    let one = |(index, way): (usize, Way)| {
        let running = matches!(&model.stage, Stage::Running(now, _) if *now == way);
        let evidence = model.evidence.get(index).and_then(Option::as_ref);
        html! {
            <section key={index} class="compare-card" aria-label={way.title()} data-testid={format!("compare-card-{index}")}>
                <h3>{ way.title() }</h3>
                <p class="fine">{ way.summary() }</p>
                <ol class="compare-path" aria-label="Path of the call">for step in steps(way) { <li>{ *step }</li> }</ol>
                { outcome(evidence, table, index, running) }
                if let Some(evidence) = evidence {
                    { attempts(evidence) }
                    <p class="compare-cost">
                        <b>{ dollars(Price::of(evidence, &model.setup.assumptions).total()) }</b>{" for 1 million calls"}
                    </p>
                }
                { open_button(model, model.plans.get(index), handle) }
            </section>
        }
    };
    html! { <div class="compare-cards">{ for Way::ALL.into_iter().enumerate().map(one) }</div> }
}

fn outcome(evidence: Option<&Evidence>, table: &Table, index: usize, is_running: bool) -> Html {
    if is_running {
        return html! { <p class="compare-outcome running">{ icon(Icon::Running) }<span>{"Running…"}</span></p> };
    }
    let cell = |label: &str| {
        let row = table.sections.iter().flat_map(|section| &section.rows).find(|row| row.label == label);
        row.and_then(|row| row.cells.get(index)).cloned().unwrap_or_default()
    };
    let Some(evidence) = evidence else {
        return html! { <p class="compare-outcome none"><span>{"Not run yet"}</span></p> };
    };
    let (happened, known) = (cell("What happened"), cell("What the caller gets to know"));
    let (symbol, class) = if evidence.is_accepted { (Icon::Check, "good") } else { (Icon::Cross, "bad") };
    html! {
        <>
            <p class={classes!("compare-outcome", class)}>{ icon(symbol) }<span>{ happened.text }</span></p>
            <p class="compare-note">{ prose(&happened.note) }</p>
            <p class={classes!("compare-known", (known.tone == Tone::Bad).then_some("bad"))}>
                <span class="compare-label">{"The caller gets"}</span>{ prose(&known.text) }
            </p>
        </>
    }
}

/// What came of all three, once they have run: for assistive technology, which is told once.
pub(super) fn told(model: &Model, table: &Table) -> Html {
    let row = table.sections.iter().flat_map(|section| &section.rows).find(|row| row.label == "What happened");
    let said = |(cell, way): (&Cell, Way)| format!("{}: {}.", way.title(), cell.text);
    let all: Vec<String> = row.map(|row| row.cells.iter().zip(Way::ALL).map(said).collect()).unwrap_or_default();
    html! { <p class="visually-hidden" role="status">{ if model.is_complete() { all.join(" ") } else { String::new() } }</p> }
}

/// The attempts on their way through time, the middle ones counted.
fn attempts(evidence: &Evidence) -> Html {
    let all = &evidence.attempts;
    let hidden = all.len().saturating_sub(SHOWN);
    let first = if hidden > 0 { all.get(..SHOWN - 1).unwrap_or_default() } else { all.as_slice() };
    html! {
        <ol class="compare-attempts" aria-label={format::count(all.len(), "attempt")}>
            { for first.iter().enumerate().map(attempt) }
            if hidden > 0 {
                <li class="more">{ format!("{} more", hidden) }</li>
                { for all.last().into_iter().map(|last| attempt((all.len() - 1, last))) }
            }
        </ol>
    }
}

fn attempt((index, attempt): (usize, &Attempt)) -> Html {
    let (symbol, class) = if attempt.is_success { (Icon::Check, "good") } else { (Icon::Cross, "bad") };
    let at = format::duration(attempt.at_millis);
    html! {
        <li key={index} {class} title={format!("Began after {at}, took {}", format::duration(attempt.took_millis))}>
            { icon(symbol) }<b>{ attempt.word() }</b><span>{ format!("+{at}") }</span>
        </li>
    }
}

fn open_button(model: &Model, plan: Option<&Plan>, handle: &Handle) -> Html {
    let Some(plan) = plan else { return Html::default() };
    let (template, commands) = (plan.facts.template.clone(), handle.commands.clone());
    let title = plan.facts.way.title();
    // What a link says is run only once the person agreed to that.
    let origin =
        if model.needs_consent && model.setup.is_own() { Origin::Link { confirmed: false } } else { Origin::Own };
    let setup = model.setup.clone();
    let open = move |_: MouseEvent| {
        commands.add_missing(asl_examples::connections());
        // The connection of the Practice API then also reaches for the private address, as it did in the comparison.
        commands.set_connections(setup.connections(&commands.state().connections));
        commands.dispatch(ViewAction::Dialog(None));
        location::clear();
        commands.open(Document::new(template.clone(), INPUT, origin.clone()));
    };
    html! {
        <button type="button" class="button small compare-open" onclick={open} aria-label={format!("Open this way: {title}")}>
            { icon(Icon::Edit) }<span>{"Open this way"}</span>
        </button>
    }
}
