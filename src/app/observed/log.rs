//! The log groups of a run, one at a time, and as a file.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::logging::LogLevel;
use asl_value::Value;
use asl_view::log_groups::{Line, LogGroup, Writer, of_execution, of_rules};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::log_level::{effective, level_choice};
use crate::app::events::read_log;
use crate::app::host::download;
use crate::app::layout::buttons::Maximize;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::run::masking::use_masking;
use crate::app::run::records::{Record, record_tabs};
use crate::app::run::state::RunAction;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::events::EventsState;
use crate::app::state::shared::use_shared;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::virtual_list::{arrow, use_visible_rows};

/// The height of a line in pixels, as the style sheet has it.
const ROW: usize = 26;

/// The log groups of the execution that is shown.
#[component]
pub(crate) fn LogView() -> Html {
    let (run, document, commands) = (use_run_view(), use_shared::<Document>(), use_commands());
    let events = use_shared::<EventsState>();
    let observed = use_memo((run.definition.clone(), run.choice.clone()), {
        let run = run.clone();
        move |_| run.read().observed
    });
    let logging = effective(&observed, &document.settings);
    let groups = use_memo((run.clone(), logging.clone(), events.world.clone()), |(run, logging, world)| {
        let own = run.log.with(|simulator| of_execution(simulator, run.run, logging)).unwrap_or_default();
        merged(own, read_log(world, of_rules).unwrap_or_default())
    });
    let head = level_choice(&observed, &document, &commands);
    let is_off = logging.level == LogLevel::Off;
    html! { <Groups groups={(*groups).clone()} started={run.started.0} follows={run.is_running()} {head} {is_off} has_traces={true} /> }
}

/// The log groups that rules deliver to, and those of their functions.
#[component]
pub(crate) fn RuleLogView() -> Html {
    let events = use_shared::<EventsState>();
    let groups = use_memo(events.world.clone(), |world| read_log(world, of_rules).unwrap_or_default());
    let (started, follows) = (events.world.started.0, events.world.is_running);
    html! { <Groups groups={(*groups).clone()} {started} {follows} head={Html::default()} is_off={false} has_traces={false} /> }
}

/// Two lists of log groups as one; groups of one name are one group.
fn merged(mut own: Vec<LogGroup>, others: Vec<LogGroup>) -> Vec<LogGroup> {
    for other in others {
        match own.iter_mut().find(|known| known.name == other.name) {
            Some(known) => known
                .lines
                .extend(other.lines.into_iter().filter(|line| !known.lines.contains(line)).collect::<Vec<_>>()),
            None => own.push(other),
        }
    }
    own
}

#[derive(PartialEq, Properties)]
struct GroupsProps {
    groups: Vec<LogGroup>,
    /// When the run began, in milliseconds.
    started: i64,
    /// Whether the newest line is kept in sight.
    follows: bool,
    /// What stands above the lines of the machine's group.
    head: Html,
    /// Whether the machine's log is off.
    is_off: bool,
    /// Whether there is a trace, too.
    has_traces: bool,
}

/// The lines of one group, filtered. They are one stop of the Tab key; arrow keys select.
#[component]
fn Groups(GroupsProps { groups, started, follows, head, is_off, has_traces }: &GroupsProps) -> Html {
    let (commands, masking) = (use_commands(), use_masking());
    let (text, chosen, picked) = (use_state(String::new), use_state(|| None::<Rc<str>>), use_state(|| None::<usize>));
    let group = chosen.as_ref().and_then(|name| groups.iter().find(|group| group.name == *name)).or(groups.first());
    let empty = Vec::new();
    let lines = group.map_or(&empty, |group| &group.lines);
    let wanted = text.trim().to_lowercase();
    let fits = |line: &Line| wanted.is_empty() || line.text.to_lowercase().contains(&wanted);
    let found: Vec<(usize, &Line)> = lines.iter().enumerate().filter(|(_, line)| fits(line)).collect();
    let selected = picked.and_then(|picked| found.iter().position(|(at, _)| *at == picked));
    let window = use_visible_rows(found.len(), ROW, selected, *follows && selected.is_none());
    let select = {
        let (commands, picked) = (commands.clone(), picked.setter());
        move |(at, line): (usize, &Line)| {
            picked.set(Some(at));
            if let Some((_, event, visit)) = line.event {
                commands.dispatch(RunAction::SelectEvent(event, visit));
            }
        }
    };
    let onkeydown = {
        let (found, select) =
            (found.iter().map(|(at, line)| (*at, (*line).clone())).collect::<Vec<_>>(), select.clone());
        move |event: KeyboardEvent| {
            if let Some((at, line)) = arrow(&event.key(), selected, found.len()).and_then(|row| found.get(row)) {
                event.prevent_default();
                select((*at, line));
            }
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    let onchange = {
        let (chosen, picked) = (chosen.setter(), picked.setter());
        move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                chosen.set(Some(select.value().into()));
                picked.set(None);
            }
        }
    };
    let save = {
        let (group, masking) = (group.cloned(), masking.clone());
        move |_| {
            let Some(group) = &group else { return };
            let ending = if group.writer == Writer::StepFunctions { "jsonl" } else { "log" };
            let name = group.name.trim_start_matches('/').replace('/', "-");
            download::save(&format!("{name}.{ending}"), &masking.text(&group.text()));
        }
    };
    let is_machine = group.is_some_and(|group| group.writer == Writer::StepFunctions);
    let tally = if wanted.is_empty() { lines.len().to_string() } else { format!("{} of {}", found.len(), lines.len()) };
    let picked_line = selected.and_then(|row| found.get(row)).map(|(_, line)| *line);
    html! {
        <section class="events logs" aria-label="Log" data-panel={Panel::Events.id()}>
            <Splitter size={Size::Events} />
            <div class="bar">
                { record_tabs(Record::Log, *has_traces, &commands) }
                <span class="tally" role="status">{ tally }</span>
                <input type="search" class="event-filter" value={(*text).clone()} {oninput} placeholder="Filter the lines"
                    aria-label="Filter the log" data-testid="log-filter" />
                <button class="button small quiet square" onclick={save} disabled={lines.is_empty()} aria-label="Download the log group" data-testid="download-log"
                    title="Download the lines of this log group">{ icon(Icon::Download) }</button>
                <Maximize panel={Panel::Events} />
            </div>
            <div class="log-head">
                if groups.len() > 1 {
                    <select {onchange} aria-label="Log group" data-testid="log-group">
                        for one in groups {
                            <option value={one.name.to_string()} selected={group.is_some_and(|group| group.name == one.name)}>
                                { format!("{} ({})", one.name, one.lines.len()) }
                            </option>
                        }
                    </select>
                } else if let Some(group) = group {
                    <code data-testid="log-group">{ group.name.to_string() }</code>
                }
                if is_machine { { head.clone() } }
            </div>
            <div class="grid log-grid" role="grid" tabindex="0" aria-label="Log lines" aria-rowcount={(found.len() + 1).to_string()}
                aria-activedescendant={selected.map(|row| format!("log-row-{row}"))} {onkeydown}
                ref={window.element.clone()} onscroll={window.onscroll.clone()}>
                <div class="line head" role="row" aria-rowindex="1">
                    <span role="columnheader" class="time">{"Time"}</span>
                    <span role="columnheader">{"Message"}</span>
                </div>
                <div style={format!("height:{}px", window.above)} role="presentation"></div>
                for row in window.rows.clone() {
                    if let Some((at, line)) = found.get(row).copied() {
                        <div key={at} role="row" id={format!("log-row-{row}")} data-testid="log-row" aria-rowindex={(row + 2).to_string()}
                            aria-selected={(selected == Some(row)).to_string()}
                            class={classes!("line", line.is_failure.then_some("failed"), (selected == Some(row)).then_some("selected"))}
                            onclick={
                                let (select, line) = (select.clone(), line.clone());
                                move |_| select((at, &line))
                            }>
                            <span role="gridcell" class="time" title={line.at.to_string()}>{ format::since(Timestamp(*started), line.at) }</span>
                            <span role="gridcell" class="type">{ masking.text(&line.text).into_owned() }</span>
                        </div>
                    }
                }
                <div style={format!("height:{}px", window.below)} role="presentation"></div>
                if found.is_empty() { <p class="empty" data-testid="log-empty">{ nothing(group, *is_off && is_machine) }</p> }
            </div>
            if let Some(line) = picked_line { { whole(line, &masking.text(&line.text)) } }
        </section>
    }
}

/// Why there are no lines.
fn nothing(group: Option<&LogGroup>, is_off: bool) -> &'static str {
    match group {
        None => "Nothing was logged. No rule delivers to a log group, and no function's code ran.",
        Some(_) if is_off => "Logging is off, as on AWS when nothing turns it on.",
        Some(group) if group.lines.is_empty() => "No events of this level.",
        Some(_) => "No matching lines.",
    }
}

/// The whole of one line: a record as JSON over several lines.
fn whole(line: &Line, text: &str) -> Html {
    let shown = match Value::from_json(text) {
        Ok(value) if !line.what.is_empty() => value.to_json_pretty(),
        _ => text.to_owned(),
    };
    let copied = text.to_owned();
    html! {
        <div class="log-whole" data-testid="log-whole">
            <pre tabindex="0" aria-label="The selected line">{ shown }</pre>
            <CopyButton text={Callback::from(move |()| copied.clone())} />
        </div>
    }
}
