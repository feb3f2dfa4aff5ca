//! The log of the buses, line by line, with EventBridge's names; and as a file.

use asl_view::events::lines::{LogLine, lines};
use asl_view::events::rows::RowSubject;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::export;
use super::world::read_log;
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::masking::use_masking;
use crate::app::run::records::{Record, record_tabs};
use crate::app::state::commands::use_commands;
use crate::app::state::events::{EventsAction, EventsState, Selected};
use crate::app::state::shared::use_shared;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a line in pixels, as the style sheet has it.
const ROW: usize = 26;

/// The table. It is one stop of the Tab key; arrow keys select.
#[component]
pub(crate) fn LogTable() -> Html {
    let (commands, events, masking) = (use_commands(), use_shared::<EventsState>(), use_masking());
    let world = events.world.clone();
    let text = use_state(String::new);
    // The line that was picked: an event and a delivery have many.
    let picked = use_state(|| None::<usize>);
    let all = use_memo(world.clone(), |world| read_log(world, |log| lines(&world.system, log)).unwrap_or_default());
    let found = use_memo((all.clone(), (*text).clone()), |(all, text)| {
        let wanted = text.trim().to_lowercase();
        all.iter().filter(|line| wanted.is_empty() || fits(line, &wanted)).cloned().collect::<Vec<LogLine>>()
    });
    let subject = match &events.selected {
        Some(Selected::Row(subject)) => Some(*subject),
        _ => None,
    };
    let own = |line: &LogLine| *picked == Some(line.number) && Some(line.subject) == subject;
    let selected = found
        .iter()
        .position(own)
        .or_else(|| subject.and_then(|subject| found.iter().position(|line| line.subject == subject)));
    let window =
        use_visible_rows(found.len(), ROW, selected, world.is_running && world.moment.is_none() && subject.is_none());
    let select = {
        let (commands, picked) = (commands.clone(), picked.setter());
        Callback::from(move |(number, subject): (usize, RowSubject)| {
            picked.set(Some(number));
            commands.dispatch(EventsAction::Select(Some(Selected::Row(subject))));
        })
    };
    let onkeydown = {
        let (found, select) = (found.clone(), select.clone());
        move |event: KeyboardEvent| {
            if let Some(line) = arrow(&event.key(), selected, found.len()).and_then(|at| found.get(at)) {
                event.prevent_default();
                select.emit((line.number, line.subject));
            }
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    let save = {
        let (world, masking) = (world.clone(), masking.clone());
        move |_| export::events(&world, &masking)
    };
    let tally =
        if text.trim().is_empty() { all.len().to_string() } else { format!("{} of {}", found.len(), all.len()) };
    html! {
        <section class="events" aria-label="Events" data-panel={Panel::Events.id()}>
            <Splitter size={Size::Events} />
            <div class="bar">
                { record_tabs(Record::Events, false, &commands) }
                <span class="tally" role="status">{ tally }</span>
                <input type="search" class="event-filter" value={(*text).clone()} {oninput} placeholder="Filter: name, rule, or target" aria-label="Filter the log" />
                <button class="button small quiet square" onclick={save} aria-label="Download the events" data-testid="download-events"
                    title="Download events, deliveries, and queues (JSON)">{ icon(Icon::Download) }</button>
                <Maximize panel={Panel::Events} />
            </div>
            <div class="grid event-log" role="grid" style={format!("--digits:{}", all.len().to_string().len().max(2))} tabindex="0" aria-label="Log of the buses"
                aria-rowcount={(found.len() + 1).to_string()} aria-activedescendant={selected.map(|at| format!("log-line-{at}"))} {onkeydown}
                ref={window.element.clone()} onscroll={window.onscroll.clone()}>
                <div class="line head" role="row" aria-rowindex="1">
                    <span role="columnheader" class="id">{"#"}</span>
                    <span role="columnheader" class="type">{"Type"}</span>
                    <span role="columnheader" class="state">{"Rule and target"}</span>
                    <span role="columnheader" class="told">{"Detail"}</span>
                    <span role="columnheader" class="time">{"Time"}</span>
                </div>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for at in window.rows.clone() {
                    if let Some(line) = found.get(at) {
                        <div key={line.number} role="row" id={format!("log-line-{at}")} data-testid="log-line" aria-rowindex={(at + 2).to_string()}
                            aria-selected={(selected == Some(at)).to_string()}
                            class={classes!("line", line.is_failure.then_some("failed"), (selected == Some(at)).then_some("selected"),
                                (Some(line.subject) == subject).then_some("related"))}
                            onclick={
                                let (select, number, subject) = (select.clone(), line.number, line.subject);
                                move |_| select.emit((number, subject))
                            }>
                            <span role="gridcell" class="id">{ line.number }</span>
                            <span role="gridcell" class="type" title={line.name}>{ line.name }</span>
                            <span role="gridcell" class="state" title={line.part.to_string()}>{ line.part.to_string() }</span>
                            <span role="gridcell" class="told" title={masking.text(&line.detail).into_owned()}>{ masking.text(&line.detail).into_owned() }</span>
                            <span role="gridcell" class="time" title={line.at.to_string()}>{ format::since(world.started, line.at) }</span>
                        </div>
                    }
                }
                if found.is_empty() { <p class="empty">{ if all.is_empty() { "No events yet." } else { "No matching lines." } }</p> }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
            </div>
        </section>
    }
}

fn fits(line: &LogLine, wanted: &str) -> bool {
    [line.name, &*line.part, &*line.detail].iter().any(|part| part.to_lowercase().contains(wanted))
}
