//! The child executions of a Map Run: a list that can be searched, of which only what is in sight is drawn.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Execution, Moment, Simulator};
use asl_view::map_runs::{self, ChildStatus, Wanted};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::status_style::of_child;
use crate::app::run::breadcrumbs::RunPart;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::shared::Shared;
use crate::app::ui::format;
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The id of the list; it takes the focus when a child execution is left.
pub(crate) const LIST: &str = "children-list";
/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 28;
/// How much of an input a row shows, in characters.
const PREVIEW: usize = 120;

/// What was looked for in a list, and which row was picked: it is there again when a child execution is left.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChildListState {
    /// What was looked for.
    pub(crate) wanted: Wanted,
    /// The row that was picked.
    pub(crate) picked: Option<ActorId>,
}

/// What was looked for in the list of each Map Run of a run.
pub(crate) type ChildListStates = Shared<Vec<Rc<ChildListState>>>;

/// The Map Run, and the state of its list.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The Map Run's number among those of the run.
    pub(crate) index: usize,
    /// What is looked for.
    pub(crate) list_state: Rc<ChildListState>,
    /// Changes what is looked for, or which row is picked.
    pub(crate) set_list_state: Callback<ChildListState>,
}

/// What a row shows.
struct Line {
    run: ActorId,
    index: usize,
    name: Rc<str>,
    input: String,
    status: ChildStatus,
    started: Timestamp,
    ended: Option<Timestamp>,
}

impl Line {
    fn new(run: ActorId, child: &Execution, moment: Option<&Moment>, masking: &Masking) -> Self {
        let outcome = map_runs::outcome(child, run, moment);
        Self {
            run,
            index: child.index(),
            name: child.name().clone(),
            input: masking.value(child.input()).preview(PREVIEW),
            status: ChildStatus::of(outcome),
            started: child.started_at(),
            ended: outcome.and_then(|_| child.ended_at()),
        }
    }
}

/// The list. It is one stop of the Tab key; arrow keys pick, Enter opens.
#[component]
pub(crate) fn Children(Props { index, list_state, set_list_state }: &Props) -> Html {
    let (commands, run, masking) = (use_commands(), use_run_view(), use_masking());
    let found = |simulator: &Simulator| {
        let map_run = simulator.map_runs().get(*index)?;
        let found = map_runs::children(simulator, map_run, &list_state.wanted, run.moment.as_ref());
        Some((found, map_runs::started(map_run, run.moment.as_ref()).count()))
    };
    let (children, all) = run.log.with(found).flatten().unwrap_or_default();
    let picked = list_state.picked.and_then(|picked| children.binary_search(&picked).ok());
    let window = use_visible_rows(children.len(), ROW, picked, false);
    let lines: Vec<Line> = run
        .log
        .with(|simulator| {
            let drawn = children.get(window.rows.clone()).unwrap_or_default();
            drawn
                .iter()
                .filter_map(|id| Some(Line::new(*id, simulator.child(*id)?, run.moment.as_ref(), &masking)))
                .collect()
        })
        .unwrap_or_default();
    let open = Callback::from({
        let (commands, set_list_state, list_state) = (commands.clone(), set_list_state.clone(), list_state.clone());
        move |child: ActorId| {
            set_list_state.emit(ChildListState { picked: Some(child), ..(*list_state).clone() });
            commands.dispatch(RunAction::Enter(RunPart::Child(child)));
        }
    });
    let count = children.len();
    let onkeydown = {
        let (set_list_state, list_state, open) = (set_list_state.clone(), list_state.clone(), open.clone());
        move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                if let Some(child) = picked.and_then(|picked| children.get(picked)) {
                    event.prevent_default();
                    open.emit(*child);
                }
            } else if let Some(child) = arrow(&event.key(), picked, children.len()).and_then(|row| children.get(row)) {
                event.prevent_default();
                set_list_state.emit(ChildListState { picked: Some(*child), ..(*list_state).clone() });
            }
        }
    };
    let tally = if count == all { all.to_string() } else { format!("{count} of {all}") };
    html! {
        <section class="children" aria-label="Child executions">
            <div class="bar">
                <h3>{"Child executions"}</h3>
                <span class="tally" role="status" data-testid="children-tally">{ tally }</span>
                <Search list_state={list_state.clone()} set_list_state={set_list_state.clone()} />
            </div>
            <div class="grid" role="grid" tabindex="0" id={LIST} aria-label="Child executions: Enter opens one"
                aria-rowcount={(count + 1).to_string()} aria-activedescendant={picked.map(|row| format!("child-{row}"))}
                {onkeydown} ref={window.element.clone()} onscroll={window.onscroll.clone()}>
                <div class="child head" role="row" aria-rowindex="1">
                    <span role="columnheader" class="id" title="Map.Item.Index, or the batch number">{"#"}</span>
                    <span role="columnheader" class="state">{"Status"}</span>
                    <span role="columnheader" class="input">{"Input"}</span>
                    <span role="columnheader" class="name">{"Name"}</span>
                    <span role="columnheader" class="time">{"Started"}</span>
                    <span role="columnheader" class="time">{"Duration"}</span>
                </div>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for (row, line) in window.rows.clone().zip(lines) {
                    { draw(row, line, picked == Some(row), &run, &open) }
                }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
                if count == 0 {
                    <p class="empty">{ if all == 0 { "No child execution has started." } else { "No matches. Change the search or the filter." } }</p>
                }
            </div>
        </section>
    }
}

fn draw(row: usize, line: Line, picked: bool, run: &RunView, open: &Callback<ActorId>) -> Html {
    let style = of_child(line.status);
    let (open, child) = (open.clone(), line.run);
    let duration = line.ended.map(|ended| format::duration(ended.millis_since(line.started)));
    html! {
        <div key={line.run.0} class={classes!("child", picked.then_some("selected"))} role="row" id={format!("child-{row}")}
            aria-rowindex={(row + 2).to_string()} aria-selected={picked.to_string()} data-testid="child-row"
            data-status={line.status.word()} onclick={move |_| open.emit(child)}>
            <span role="gridcell" class="id">{ line.index }</span>
            <span role="gridcell" class={classes!("state", "status-word", style.class)}>
                { style.show_icon() }<span class="word">{ style.word }</span>
            </span>
            <span role="gridcell" class="input"><code>{ line.input }</code></span>
            <span role="gridcell" class="name" translate="no" title={line.name.to_string()}>{ line.name.to_string() }</span>
            <span role="gridcell" class="time" title={line.started.to_string()}>{ format::since(run.started, line.started) }</span>
            <span role="gridcell" class="time">{ duration.unwrap_or_else(|| "…".to_owned()) }</span>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct SearchProps {
    list_state: Rc<ChildListState>,
    set_list_state: Callback<ChildListState>,
}

/// Which ones are wanted: a status, and a text.
#[component]
fn Search(SearchProps { list_state, set_list_state }: &SearchProps) -> Html {
    let (select, input) = (use_node_ref(), use_node_ref());
    let search = Callback::from({
        let (select, input, set_list_state, picked) =
            (select.clone(), input.clone(), set_list_state.clone(), list_state.picked);
        move |()| {
            let word = select.cast::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default();
            let text = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let status = ChildStatus::ALL.into_iter().find(|status| status.word() == word);
            set_list_state.emit(ChildListState { wanted: Wanted { status, text }, picked });
        }
    });
    let (on_status, on_text) = (search.clone(), search);
    html! {
        <div class="search">
            <select ref={select} onchange={move |_: Event| on_status.emit(())} aria-label="Status" data-testid="child-status">
                <option value="" selected={list_state.wanted.status.is_none()}>{"Any status"}</option>
                for status in ChildStatus::ALL {
                    <option value={status.word()} selected={list_state.wanted.status == Some(status)}>{ of_child(status).word }</option>
                }
            </select>
            <input type="search" ref={input} value={list_state.wanted.text.clone()} oninput={move |_: InputEvent| on_text.emit(())}
                placeholder="Number, name, error, input" aria-label="Search child executions" data-testid="child-search" />
        </div>
    }
}
