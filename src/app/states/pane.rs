//! The table of states: what all visits of each come to, sorted and filtered.

use asl_view::states::{self, Column, StateLine};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::graph::drawing::Drawing;
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::breadcrumbs::Breadcrumbs;
use crate::app::run::earlier::use_earlier_run;
use crate::app::run::state::{RunAction, Selection};
use crate::app::run::status_style::{StatusStyle, answered, of_row};
use crate::app::run::view::use_run_view;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::parts::use_part;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::use_now::{TICK_MILLIS, use_now};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a row in pixels, as the style sheet has it.
const ROW: usize = 26;

/// By which column the table is sorted, and whether the largest comes first.
type Order = Option<(Column, bool)>;

/// The table. Its rows are one stop of the Tab key, in which arrow keys select; the heads of its columns are buttons.
#[component]
pub(crate) fn States() -> Html {
    let (commands, run, drawing) = (use_commands(), use_run_view(), use_shared::<Drawing>());
    let (breadcrumbs, is_earlier) = (use_shared::<Breadcrumbs>(), use_earlier_run());
    let selection = use_part::<Selection>();
    let now = run.now(use_now(run.is_ticking(), TICK_MILLIS * 4));
    let (order, text) = (use_state(Order::default), use_state(String::new));
    // States that did not run are those of the whole machine, as long as it is the one that ran.
    let graph = (!is_earlier && breadcrumbs.current().is_none()).then(|| drawing.graph.clone());
    let all = use_memo((run.clone(), graph), |(run, graph)| states::lines(&run.rows, graph.as_deref()));
    let lines = use_memo((all.clone(), *order, (*text).clone()), |(all, order, text)| {
        let mut lines: Vec<StateLine> = all.iter().filter(|line| states::fits(line, text)).cloned().collect();
        if let Some((column, descending)) = *order {
            states::sort(&mut lines, column, descending, run.latest);
        }
        lines
    });
    let picked = selection.visit.and_then(|visit| run.row(visit)).map(|row| row.name.clone());
    let picked = picked.or_else(|| selection.unvisited.clone());
    let selected = picked.and_then(|name| lines.iter().position(|line| line.name == name));
    let window = use_visible_rows(lines.len(), ROW, selected, false);
    let onkeydown = {
        let (commands, lines) = (commands.clone(), lines.clone());
        move |event: KeyboardEvent| {
            if let Some(line) = arrow(&event.key(), selected, lines.len()).and_then(|place| lines.get(place)) {
                event.prevent_default();
                select(line, &commands);
            }
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    let tally =
        if lines.len() == all.len() { all.len().to_string() } else { format!("{} of {}", lines.len(), all.len()) };
    let head = Column::ALL.map(|column| {
        let order = order.clone();
        let turned = match *order {
            Some((by, descending)) if by == column => Some(descending),
            _ => None,
        };
        head(column, turned, Callback::from(move |_: MouseEvent| order.set(next_order(column, turned))))
    });
    html! {
        <section class="states" aria-label="States" data-panel={Panel::States.id()}>
            <Splitter size={Size::States} />
            <div class="bar">
                <h2>{"States"}</h2>
                <span class="tally" role="status">{ tally }</span>
                <input type="search" class="event-filter" value={(*text).clone()} {oninput} placeholder="Filter: name, type, status or error"
                    aria-label="Filter states" data-testid="state-filter" />
                <Maximize panel={Panel::States} />
            </div>
            <div class="grid" role="grid" tabindex="0" aria-label="States" aria-rowcount={(lines.len() + 1).to_string()}
                aria-activedescendant={selected.map(|index| format!("state-{index}"))} {onkeydown}
                ref={window.element.clone()} onscroll={window.onscroll.clone()}>
                <div class="state-line head" role="row" aria-rowindex="1">{ for head }</div>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for index in window.rows.clone() {
                    { lines.get(index).map(|line| row(index, line, selected == Some(index), line.duration(now), &commands)).unwrap_or_default() }
                }
                if lines.is_empty() && !text.is_empty() { <p class="empty">{"No matching states."}</p> }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

/// What a press on the head of a column sorts by: its natural order, then the other way around, then the order of the run.
fn next_order(column: Column, turned: Option<bool>) -> Order {
    match turned {
        None => Some((column, column.is_number())),
        Some(descending) if descending == column.is_number() => Some((column, !descending)),
        Some(_) => None,
    }
}

fn head(column: Column, turned: Option<bool>, onclick: Callback<MouseEvent>) -> Html {
    let sort = match turned {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    html! {
        <span role="columnheader" class={class_of(column)} aria-sort={sort}>
            <button {onclick} title={format!("Sort by {}", column.title().to_lowercase())}>
                { column.title() }if turned.is_some() { { icon(Icon::Chevron) } }
            </button>
        </span>
    }
}

fn row(index: usize, line: &StateLine, selected: bool, duration: i64, commands: &Shared<Commands>) -> Html {
    let style = line.status.map_or(StatusStyle::new(Icon::Aborted, line.word(), "did-not-run"), of_row);
    let number = |number: u32| if number == 0 { "–".to_owned() } else { number.to_string() };
    let error = line.error.as_deref().unwrap_or_default().to_owned();
    let onclick = {
        let (commands, line) = (commands.clone(), line.clone());
        move |_| select(&line, &commands)
    };
    html! {
        <div key={line.name.to_string()} role="row" id={format!("state-{index}")} data-testid="state-row" data-state={line.name.to_string()}
            aria-rowindex={(index + 2).to_string()} aria-selected={selected.to_string()} {onclick}
            class={classes!("state-line", selected.then_some("selected"), line.status.is_none().then_some("idle"))}>
            <span role="gridcell" class="name" title={line.name.to_string()}><span translate="no">{ line.name.to_string() }</span>{" "}{ line.answered_by.map(answered).unwrap_or_default() }</span>
            <span role="gridcell" class="type">{ line.state_type.name() }</span>
            <span role="gridcell" class="status-cell" title={style.word}><span class={classes!("status-word", style.class)}>
                if line.status.is_some() { { icon(style.icon) } }<span>{ style.short() }</span>
            </span></span>
            <span role="gridcell" class="entered number">{ number(line.entered) }</span>
            <span role="gridcell" class="attempts-cell number">{ number(line.attempts) }</span>
            <span role="gridcell" class="duration number">{ if line.entered == 0 { "–".to_owned() } else { format::duration(duration) } }</span>
            <span role="gridcell" class="error" title={error.clone()}>{ error }</span>
        </div>
    }
}

fn class_of(column: Column) -> &'static str {
    match column {
        Column::Name => "name",
        Column::Type => "type",
        Column::Status => "status-cell",
        Column::Entered => "entered number",
        Column::Attempts => "attempts-cell number",
        Column::Duration => "duration number",
        Column::Error => "error",
    }
}

/// Selects the visit that stands for a state, or the state if it did not run.
fn select(line: &StateLine, commands: &Commands) {
    match line.visit {
        Some(visit) => commands.dispatch(RunAction::SelectVisit(visit)),
        None => commands.dispatch(RunAction::SelectUnvisited(line.name.clone())),
    }
}
