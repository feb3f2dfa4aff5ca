//! A state that was picked and did not run: that it did not, and which way was taken instead.

use std::rc::Rc;

use asl_lang::StateType;
use asl_view::unvisited::{Elsewhere, End, Unvisited, why};
use yew::prelude::*;

use crate::app::run::earlier::use_earlier_run;
use crate::app::run::view::use_run_view;

/// The state that is shown.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Its name.
    pub(super) name: Rc<str>,
}

/// What is said in place of the details of a step.
#[component]
pub(super) fn DidNotRun(Props { name }: &Props) -> Html {
    let (run, is_earlier) = (use_run_view(), use_earlier_run());
    let key = (run.definition.clone(), run.choice.clone(), run.log.len(), run.is_running(), name.clone());
    let reason = use_memo(key, |_| {
        let machine = run.read().machine?;
        Some(run.log.read(|events| why(&machine, name, &run.rows, events, run.is_running())))
    });
    let reason = (*reason).clone().unwrap_or(Unvisited::Unknown);
    let title = if reason == Unvisited::NotYet { "Has not run yet" } else { "Did not run" };
    html! {
        <section class="inspector" data-testid="inspector" aria-label="Selected step">
            <div class="bar inspector-head">
                <h2 translate="no">{ name.to_string() }</h2>
                <span class="status-word aborted">{ title }</span>
            </div>
            <div class="panel did-not-run" data-testid="did-not-run">{ text(&reason, name, is_earlier) }</div>
        </section>
    }
}

fn text(reason: &Unvisited, name: &str, is_earlier: bool) -> Html {
    let code = |name: &str| html! { <code>{ name.to_owned() }</code> };
    match reason {
        Unvisited::Unknown if is_earlier => html! {
            <p>{ code(name) }{" is not in the version that ran. Run again to include it."}</p>
        },
        Unvisited::Unknown => html! { <p>{ code(name) }{" is not in the definition that ran."}</p> },
        Unvisited::NotYet => html! { <p>{"The run is still in progress and may reach it."}</p> },
        Unvisited::Unreachable => html! { <p>{"No state leads to it."}</p> },
        Unvisited::Elsewhere(ways) => {
            html! { <ul>{ for ways.iter().map(|way| html! { <li>{ elsewhere(way) }</li> }) }</ul> }
        }
        Unvisited::Before(names) => html! {
            <p>
                { if names.len() == 1 { "The state that leads here did not run either: " } else { "The states that lead here did not run either: " } }
                { for names.iter().enumerate().map(|(index, name)| html! { <>{ (index > 0).then_some(", ") }{ code(name) }</> }) }
                {"."}
            </p>
        },
        Unvisited::ContainerDidNotRun(container) => {
            html! { <p>{ code(container) }{", which contains it, did not run."}</p> }
        }
        Unvisited::NoItems(map) => html! { <p>{ code(map) }{" had no items, so no iteration started."}</p> },
    }
}

fn elsewhere(way: &Elsewhere) -> Html {
    let from = html! { <code>{ way.from.to_string() }</code> };
    let catcher = if way.by_catcher { " No catcher was used." } else { "" };
    match &way.end {
        End::WentTo(next) => {
            let verb = if way.state_type == StateType::Choice { " chose " } else { " went to " };
            html! { <>{ from }{ verb }<code>{ next.to_string() }</code>{" instead."}{ catcher }</> }
        }
        End::Last => html! { <>{ from }{" was the last state to run."}{ catcher }</> },
        End::Failed(error) => html! {
            <>{ from }{" failed with "}<code>{ error.to_string() }</code>{ if way.by_catcher { ", which its catcher does not match." } else { "." } }</>
        },
        End::Cut => html! { <>{ from }{" was stopped before it finished."}</> },
    }
}
