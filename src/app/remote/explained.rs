//! A problem at an endpoint for people.

use asl_remote::{Deployed, Explanation, LeftMachine, Leftover, Place, Problem};
use yew::prelude::*;

use crate::app::host::location;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// What happened, why, and what to do.
pub(super) fn explained(problem: &Problem, place: &Place) -> Html {
    let Explanation { headline, causes, steps } = problem.explain(place, &location::origin());
    let list = |title: &'static str, lines: &[String]| {
        if lines.is_empty() {
            return Html::default();
        }
        html! { <><h4>{ title }</h4><ul>for line in lines { <li key={line.clone()}>{ prose(line) }</li> }</ul></> }
    };
    html! {
        <div class="remote-problem" role="alert" data-testid="remote-problem">
            <p>{ icon(Icon::Cross) }<span>{ prose(&headline) }</span></p>
            { list("Possible causes", &causes) }
            { list("What to do", &steps) }
        </div>
    }
}

/// What is there now, where something went wrong half way.
pub(super) fn left_over(left: &Leftover, place: &Place) -> Html {
    let there = match &left.machine {
        LeftMachine::Untouched => html! { {"Nothing was created or changed."} },
        LeftMachine::Unknown(name) => {
            html! { <>{"The state machine may have been created or updated: "}<code>{ name.clone() }</code>{". Look for it in the list."}</> }
        }
        LeftMachine::Created(arn) => {
            html! { <>{"The state machine was created and is still there: "}<code>{ arn.clone() }</code>{". Delete it in the list."}</> }
        }
        LeftMachine::Updated(arn) => {
            html! { <>{"The state machine was updated: "}<code>{ arn.clone() }</code>{". It has this definition now."}</> }
        }
    };
    html! {
        <>
            { explained(&left.problem, place) }
            <p class="fine" data-testid="left-over">
                { there }
                if let Some(name) = &left.execution {
                    {" An execution may run: "}<code>{ name.clone() }</code>{". Look for it under Executions."}
                }
            </p>
        </>
    }
}

/// What runs there and cannot be followed.
pub(super) fn unfollowed(deployed: &Deployed) -> Html {
    html! {
        <p class="fine" data-testid="left-over">
            {"The execution was started and may still run: "}<code>{ deployed.execution_arn.clone() }</code>
            {". Open it under Executions of "}<code>{ deployed.machine_arn.clone() }</code>{"."}
        </p>
    }
}
