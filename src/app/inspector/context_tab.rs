//! What the expressions of a step see besides its data: the variables before and after it, and the context object.

use asl_sim::{EventKind, VisitId};
use asl_value::{Map, Value};
use yew::prelude::*;

use super::data_view::DataView;
use crate::app::run::masking::use_masking;
use crate::app::run::view::use_run_view;

/// The visit.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its number in its execution.
    pub(crate) id: VisitId,
    /// Whether it was left.
    pub(crate) left: bool,
}

/// What is known of them.
#[derive(Default, PartialEq)]
struct Known {
    before: Map,
    assigned: Map,
    context: Value,
}

/// Variables and context object.
#[component]
pub(crate) fn ContextTab(Props { id, left }: &Props) -> Html {
    let (run, masking) = (use_run_view(), use_masking());
    let known = use_memo((run.id, run.run, *id, *left), |_| {
        let context = run.log.with(|simulator| simulator.evaluation_context(run.run, *id)).flatten();
        let assigned = run.log.read(|events| {
            let own = events.iter().rev().filter(|event| event.visit == *id);
            let assigned = own.filter_map(|event| match &event.kind {
                EventKind::StateExited { assigned: Some(assigned), .. } => Some(assigned.clone()),
                _ => None,
            });
            assigned.take(1).flat_map(|assigned| assigned.to_vec()).collect::<Map>()
        });
        context
            .map(|context| Known { before: context.variables, assigned, context: context.context })
            .unwrap_or_default()
    });
    let mut after = known.before.clone();
    for (name, value) in known.assigned.iter() {
        after.insert(name.clone(), value.clone());
    }
    let part = |title: &'static str, value: &Map, none: &'static str| {
        html! {
            <section class="context-part" aria-label={title}>
                <h3>{ title }</h3>
                if value.is_empty() {
                    <p class="empty">{ none }</p>
                } else {
                    <DataView key={title} value={masking.value(&Value::from(value.clone()))} jsonata="$" json_path="$" variables=true />
                }
            </section>
        }
    };
    html! {
        <>
            { part("Variables before", &known.before, "No variables.") }
            if !known.assigned.is_empty() {
                { part("Assigned here", &known.assigned, "") }
                { part("Variables after", &after, "") }
            } else if !known.before.is_empty() {
                <p class="fine">{ if *left { "This step assigned no variables." } else { "This step has not assigned any variables yet." } }</p>
            }
            <section class="context-part" aria-label="Context object">
                <h3>{"Context object"}</h3>
                <DataView key="context" value={masking.value(&known.context)} jsonata="$states.context" json_path="$$" />
            </section>
        </>
    }
}
