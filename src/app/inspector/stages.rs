//! The data of a step, from its input to its output: what each field made of it.

use asl_sim::{StageKind, VisitId};
use asl_text::diff;
use asl_value::Value;
use asl_view::data_flow;
use asl_view::state_visit::StateVisit;
use yew::prelude::*;

use super::data_view::DataView;
use super::why::Notes;
use crate::app::state::shared::Shared;
use crate::app::ui::diff::Diff;

/// The visit whose data is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the log has of the visit.
    pub(crate) visit: Shared<StateVisit>,
    /// The visit's number in its execution.
    pub(crate) id: VisitId,
    /// Tries an expression on the data of a stage: its path, in JSONPath and in JSONata.
    pub(crate) try_it: Callback<(StageKind, (String, Option<String>))>,
}

/// The stages in order; one is looked into, with what changed since the one before or whole.
#[component]
pub(crate) fn Stages(Props { visit, id, try_it }: &Props) -> Html {
    let steps = data_flow::steps(visit);
    let picked = use_state(|| None::<usize>);
    let changes = use_state(|| true);
    let last = steps.len().saturating_sub(1);
    let stage_of = |index: usize| steps.get(index).map(|step| &step.stage);
    let before_of = |index: usize| steps.get(index).and_then(|step| step.made_from).and_then(stage_of);
    let is_same =
        |index: usize| before_of(index).zip(stage_of(index)).is_some_and(|(before, stage)| before.value == stage.value);
    // The last one that changed anything says the most.
    let telling = (1..steps.len()).rev().find(|index| before_of(*index).is_some() && !is_same(*index));
    let current = picked.unwrap_or(telling.unwrap_or(last)).min(last);
    let Some(stage) = stage_of(current) else { return html! { <p class="empty">{"No data yet."}</p> } };
    let before = before_of(current);
    let mode = |on: bool, name: &'static str| {
        let changes = changes.clone();
        html! { <button aria-pressed={(*changes == on).to_string()} onclick={move |_| changes.set(on)}>{ name }</button> }
    };
    html! {
        <><Notes visit={visit.clone()} id={*id} />
        <div class="stages">
            <ol class="stage-list" aria-label="Stages">
                for (index, stage) in steps.iter().map(|step| &step.stage).enumerate() {
                    <li key={index}>
                        <button aria-current={(index == current).then_some("step")} onclick={
                            let picked = picked.clone();
                            move |_| picked.set(Some(index))
                        }>
                            <code>{ stage.kind.name() }</code>
                            <span class="what">{ made_by(stage.kind) }</span>
                            if is_same(index) {
                                <span class="same">{"same"}</span>
                            }
                        </button>
                    </li>
                }
            </ol>
            <div class="stage">
                if let Some(before) = before {
                    <div class="stage-modes">
                        <div class="segmented" role="group" aria-label="View">
                            { mode(true, "Changes") }{ mode(false, "Whole") }
                        </div>
                        if *changes { <span class="fine">{"since "}<code>{ before.kind.name() }</code></span> }
                    </div>
                }
                if let (Some(before), true) = (before, *changes) {
                    <Changes key={current} before={before.value.clone()} after={stage.value.clone()} />
                } else {
                    <DataView key={current} value={stage.value.clone()} jsonata={in_jsonata(stage.kind)} try_it={
                        let (try_it, kind) = (try_it.clone(), stage.kind);
                        Callback::from(move |paths| try_it.emit((kind, paths)))
                    } />
                }
            </div>
        </div></>
    }
}

/// What JSONata calls the data of a stage, where expressions see it.
fn in_jsonata(kind: StageKind) -> Option<&'static str> {
    match kind {
        StageKind::Input => Some("$states.input"),
        StageKind::Result => Some("$states.result"),
        _ => None,
    }
}

#[derive(PartialEq, Properties)]
struct ChangesProps {
    before: Value,
    after: Value,
}

#[component]
fn Changes(ChangesProps { before, after }: &ChangesProps) -> Html {
    let lines = use_memo((before.clone(), after.clone()), |(before, after)| {
        // A comma more at the end of a line is no change of the data.
        let text = |value: &Value| {
            let json = value.to_json_pretty();
            json.lines().map(|line| line.trim_end_matches(',')).collect::<Vec<_>>().join("\n")
        };
        if before == after { Vec::new() } else { diff::lines(&text(before), &text(after)) }
    });
    if lines.is_empty() {
        return html! { <p class="empty">{"No changes."}</p> };
    }
    html! { <Diff {lines} label="Changes" /> }
}

/// The field that made a stage.
fn made_by(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Input => "input of the state",
        StageKind::AfterInputPath => "InputPath",
        StageKind::AfterParameters => "Parameters",
        StageKind::AfterArguments => "Arguments",
        StageKind::Result => "result of the state's work",
        StageKind::AfterResultSelector => "ResultSelector",
        StageKind::AfterResultPath => "ResultPath",
        StageKind::Output => "input of the next state",
    }
}
