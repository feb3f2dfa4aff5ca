//! The view as a dialog.

use std::cell::Cell;
use std::rc::Rc;

use asl_explore::{Kind, Report};
use yew::prelude::*;

use super::list::findings;
use super::model::{Ended, Handle, Stage};
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The exploration of the document; it begins anew when the document changes.
#[component]
pub(crate) fn Explore() -> Html {
    let commands = use_commands();
    let document = use_shared::<Document>();
    let update = use_force_update();
    let stage = use_mut_ref(Stage::default);
    let is_enough = use_mut_ref(|| Rc::new(Cell::new(false)));
    let handle = Handle {
        stage: stage.clone(),
        redraw: Rc::new(move || update.force_update()),
        commands: commands.clone(),
        is_enough: is_enough.borrow().clone(),
    };
    // What is explored: a scenario that is added changes nothing of that.
    let explored = Document {
        scenarios: Rc::default(),
        lesson: Rc::default(),
        title: Rc::default(),
        edited: false,
        revision: 0,
        input_revision: 0,
        ..(*document).clone()
    };
    use_effect_with(explored, {
        let handle = handle.clone();
        move |_| {
            let abort = handle.explore();
            move || abort.abort()
        }
    });
    let stage = stage.borrow();
    html! {
        <Modal key="explore" title="Explore failures" class="explore">
            <p class="fine">
                {"Every call fails with every error that its Retry and Catch tell apart, at each attempt, alone and in pairs; Choices go both ways, Maps are empty. Nothing is called, and no time passes."}
            </p>
            <div class="explore-progress" role="status" data-testid="explore-progress">
                { said(&stage) }
                if matches!(*stage, Stage::Exploring(_)) {
                    <button type="button" class="button small" onclick={move |_: MouseEvent| handle.is_enough.set(true)}>
                        { icon(Icon::Stop) }<span>{"Stop here"}</span>
                    </button>
                }
            </div>
            if let Stage::Done(report, ..) = &*stage { { findings(report, &document.scenarios, &commands) } }
        </Modal>
    }
}

fn said(stage: &Stage) -> Html {
    match stage {
        Stage::Reading => html! { <p>{"Reading the workflow…"}</p> },
        Stage::Exploring(progress) => html! {
            <p>{ format!("{} tried, {} known to be left…", format::count(progress.runs, "run"), progress.waiting) }</p>
        },
        Stage::Refused(why) => {
            html! { <p class="explore-problem">{ icon(Icon::Warning) }{ crate::app::ui::prose::prose(why) }</p> }
        }
        Stage::Done(report, millis, ended) => html! {
            <>
                <p>{ verdict(report) }</p>
                <p class="fine" data-testid="explore-figures">{ figures(report, *millis, *ended) }</p>
            </>
        },
    }
}

fn verdict(report: &Report) -> String {
    let count = |kinds: &[Kind]| kinds.iter().map(|kind| report.of(*kind).count()).sum::<usize>();
    let bad = count(&[Kind::Unhandled, Kind::Endless, Kind::Overdue, Kind::Data]);
    let warn = count(&[Kind::Twice, Kind::IdleRetrier, Kind::IdleCatcher, Kind::Unreached]);
    let worth = match warn {
        0 => String::new(),
        more => format!(" {} worth a look.", format::count(more, "thing")),
    };
    match (bad, warn) {
        (0, 0) => "The workflow handles every failure that was tried.".to_owned(),
        (0, _) => format!("The workflow handles every failure that was tried.{worth}"),
        _ => format!("{} that nothing handles.{worth}", format::count(bad, "outcome")),
    }
}

fn figures(report: &Report, millis: f64, ended: Ended) -> String {
    let progress = report.progress;
    let runs = format::count(progress.runs, "run");
    let states = format::count(progress.states, "state transition");
    let left = if report.is_complete {
        "Everything was tried.".to_owned()
    } else {
        let why = match ended {
            Ended::ByItself => "That is the most that is tried.",
            Ended::ByPerson => "You stopped it.",
            Ended::Emergency => "It was stopped because it took too long.",
        };
        format!(
            "{why} At least {} were not tried: what was not seen may exist.",
            format::count(progress.waiting, "more run")
        )
    };
    format!("{runs}, {states}, {:.1} s. {left}", millis / 1000.0)
}
