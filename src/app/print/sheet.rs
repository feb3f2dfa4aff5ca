//! The dialog that shows what is printed: definition, graph, and run, each as it is on paper.

use asl_value::{SortedSet, Value};
use asl_view::graph::palette::Palette;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Layout, Progress};
use yew::prelude::*;

use crate::app::graph::drawing::Drawing;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::status_style::{of_row, of_run};
use crate::app::run::view::{RunView, use_run_view};
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The most steps of a run on paper.
const MOST_STEPS: usize = 500;

/// The dialog.
#[component]
pub(crate) fn PrintSheet() -> Html {
    let (document, drawing, run) = (use_shared::<Document>(), use_shared::<Drawing>(), use_run_view());
    let masking = use_masking();
    // What is printed: the definition, the graph, the run.
    let parts = use_state(|| [true; 3]);
    let picture = use_memo((drawing.graph.clone(), run.clone()), |(_, run)| picture(&drawing, run));
    let has = [true, picture.is_some(), run.exists()];
    let toggle = |at: usize, name: &'static str| {
        let is_on = parts_at(*parts, at);
        let parts = parts.clone();
        let change = move |_: Event| {
            let mut next = *parts;
            if let Some(part) = next.get_mut(at) {
                *part = !*part;
            }
            parts.set(next);
        };
        html! { <label class="radio"><input type="checkbox" checked={is_on} onchange={change} />{ name }</label> }
    };
    let shows = |at: usize| parts_at(*parts, at) && has.get(at).copied().unwrap_or_default();
    let print = |_: MouseEvent| {
        // A browser that cannot print does nothing.
        let _ = web_sys::window().map(|window| window.print());
    };
    html! {
        <Modal title="Print" class="print">
            <div class="print-tools">
                { toggle(0, "Definition") }
                if has[1] { { toggle(1, "Graph") } }
                if has[2] { { toggle(2, "Run") } }
                <button class="button primary" data-testid="print-now" onclick={print}>{ icon(Icon::Download) }{"Print or save as PDF"}</button>
            </div>
            <article class="print-sheet" data-testid="print-sheet">
                <h1>{ document.label().to_owned() }</h1>
                if let (true, Some(source)) = (shows(1), &*picture) {
                    <section><h2>{"Graph"}</h2><img src={source.clone()} alt="The graph of the state machine; the definition says the same" /></section>
                }
                if shows(2) { { of_this_run(&run, &masking) } }
                if shows(0) {
                    <section><h2>{"Definition"}</h2><pre>{ document.definition.to_string() }</pre></section>
                    if !document.input.trim().is_empty() { <section><h2>{"Input"}</h2><pre>{ document.input.to_string() }</pre></section> }
                }
            </article>
        </Modal>
    }
}

fn parts_at(parts: [bool; 3], at: usize) -> bool {
    parts.get(at).copied().unwrap_or_default()
}

/// The graph as the source of a picture, in the colors of paper; `None` where there is none.
fn picture(drawing: &Drawing, run: &RunView) -> Option<AttrValue> {
    if drawing.graph.state_count() == 0 {
        return None;
    }
    let layout = Layout::of(&drawing.graph, Direction::Down, &SortedSet::new());
    let progress: Option<Progress> = run.exists().then(|| run.progress(&drawing.graph, None));
    let picture = SvgPicture {
        graph: &drawing.graph,
        layout: &layout,
        problems: &[],
        progress: progress.as_ref(),
        within: None,
        most_arrows: None,
    };
    let svg = picture.file(Palette::Light, "Workflow");
    Some(format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(&svg))).into())
}

/// The run in a table, with its data.
fn of_this_run(run: &Shared<RunView>, masking: &Masking) -> Html {
    let data = |title: &'static str, value: Option<Value>| {
        value.map(|value| html! { <><h3>{ title }</h3><pre>{ masking.value(&value).to_json_pretty() }</pre></> })
    };
    let (input, output) = run
        .log
        .with(|simulator| {
            let output = simulator.outcome().and_then(asl_sim::Outcome::output).cloned();
            (Some(simulator.root().input().clone()), output)
        })
        .unwrap_or_default();
    let error = run.outcome.as_deref().and_then(asl_sim::Outcome::error);
    html! {
        <section>
            <h2>{"Run"}</h2>
            <p>
                <strong>{ of_run(run.outcome.as_deref()).word }</strong>
                { format!(" · {} · started {}", format::duration(run.latest.millis_since(run.started)), run.started) }
            </p>
            if let Some(error) = error {
                <p><code>{ error.name().to_owned() }</code>{" "}{ masking.text(error.cause.as_deref().unwrap_or_default()).into_owned() }</p>
            }
            <table>
                <thead><tr><th scope="col">{"State"}</th><th scope="col">{"Type"}</th><th scope="col">{"Status"}</th><th scope="col">{"Began after"}</th><th scope="col">{"Took"}</th><th scope="col">{"Attempts"}</th></tr></thead>
                <tbody>
                    for (at, row) in run.rows.iter().take(MOST_STEPS).enumerate() {
                        <tr key={at}>
                            <th scope="row" style={format!("padding-inline-start:{}px", row.depth.min(8) * 12)}>{ row.name.to_string() }</th>
                            <td>{ row.state_type.name() }</td>
                            <td>{ of_row(row.status).word }</td>
                            <td>{ format::duration(row.entered.millis_since(run.started)) }</td>
                            <td>{ row.left.map(|left| format::duration(left.millis_since(row.entered))).unwrap_or_default() }</td>
                            <td>{ (row.attempts > 0).then_some(row.attempts) }</td>
                        </tr>
                    }
                </tbody>
            </table>
            if run.rows.len() > MOST_STEPS { <p>{ format!("{} more steps are not shown.", run.rows.len() - MOST_STEPS) }</p> }
            { data("Input of the execution", input) }
            { data("Output of the execution", output) }
        </section>
    }
}
