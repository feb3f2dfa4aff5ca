//! The list of problems: what, which rule, where; a click goes there.

use asl_text::diagnostic::Severity;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::analysis::Analysis;
use super::fix_buttons::use_fixes;
use super::state::{ProblemList, Refusal};
use crate::app::chunks::WORDS;
use crate::app::layout::effects::use_layouts;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{LayoutAction, Panel, Size};
use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::request::{PageRequest, use_requests};
use crate::app::state::shared::use_shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// The most problems that are listed: past these, the first ones have to be solved first.
const MOST: usize = 100;

/// How the list stands.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// How the list stands.
    pub(crate) list: ProblemList,
}

/// The problems of all texts.
#[component]
pub(crate) fn Problems(props: &Props) -> Html {
    let (commands, analysis) = (use_commands(), use_shared::<Analysis>());
    let layouts = use_layouts();
    let unfolded = use_state(|| false);
    let list = use_node_ref();
    let offered = use_fixes();
    use_requests({
        let list = list.clone();
        move |_, request| {
            match request {
                PageRequest::FocusProblems => focus(&list, &[".problem-go", "button"]),
                PageRequest::FocusFixes(index) => {
                    let row = format!("[data-index=\"{index}\"]");
                    focus(&list, &[&format!("{row} .fixes button"), &format!("{row} .problem-go")]);
                }
                _ => return false,
            }
            true
        }
    });
    let ask = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::AwsAnswer)))
    };
    let total = analysis.problems.len();
    let (errors, warnings) = (analysis.count(Severity::Error), analysis.count(Severity::Warning));
    let suggestions = total - errors - warnings;
    let tally = |count: usize, word: &'static str| {
        (count > 0).then(|| html! { <span class={classes!("tally", word)}>{ format::count(count, word) }</span> })
    };
    // The worst come first; suggestions are folded, unless one of them was gone to.
    let of = |severity: Severity| {
        analysis.problems.iter().enumerate().filter(move |(_, problem)| problem.severity == severity)
    };
    let gone_to = props.list.current.and_then(|index| analysis.problems.get(index));
    // Where there is nothing to run they say why.
    let is_runnable = analysis.is_runnable || errors > 0;
    let are_unfolded = *unfolded || !is_runnable || gone_to.is_some_and(|problem| problem.severity == Severity::Info);
    let fold = {
        let unfolded = unfolded.clone();
        move |_| unfolded.set(!are_unfolded)
    };
    let refusal = props.list.refused.as_ref().map(|why| match why {
        Refusal::Errors => format!("Did not start: fix {} first", format::count(errors, "error")),
        Refusal::Missing(why) => format!("Did not start. {why}"),
    });
    // Where there are problems their words are here, and with them what shows one.
    let row = |index, problem| WORDS.get().map(|words| (words.row)(index, problem, &offered, &commands));
    let is_open = layouts.current().shows(Panel::Problems);
    let open = {
        let commands = commands.clone();
        move |_| commands.dispatch(LayoutAction::Show(Panel::Problems, !is_open))
    };
    html! {
        <section class="problems" aria-label="Problems" data-panel={Panel::Problems.id()}>
            <Splitter size={Size::Problems} />
            <div class="bar">
                <h2>{"Problems"}</h2>
                // What says that the run did not start counts the errors.
                if props.list.refused != Some(Refusal::Errors) { { tally(errors, "error") } }
                { tally(warnings, "warning") }{ tally(suggestions, "suggestion") }
                if let Some(refusal) = refusal {
                    <span class="refused" role="alert" title={refusal.clone()}>{ prose(&refusal) }</span>
                }
                <button class="button quiet small aws-button" aria-haspopup="dialog" onclick={ask}
                    title="The response of ValidateStateMachineDefinition and the error of CreateStateMachine">{"AWS response"}</button>
                <button class="button quiet small square fold-problems" aria-expanded={is_open.to_string()} onclick={open}
                    aria-label="List of problems" title={if is_open { "Fold the list of problems" } else { "Unfold the list of problems" }}>
                    { icon(Icon::Chevron) }
                </button>
            </div>
            if total == 0 {
                <p class={classes!("all-well", (!is_runnable).then_some("nothing"))}>
                    { icon(if is_runnable || !analysis.checked { Icon::Check } else { Icon::Info }) }
                    { match (analysis.checked, analysis.missing.len()) {
                        (false, _) => "Checking…".to_owned(),
                        (true, _) if !is_runnable => "Nothing to run yet.".to_owned(),
                        (true, 0) => "No problems: ready to run.".to_owned(),
                        (true, missing) => format!("No problems; {} a value before a run.", needing(missing)),
                    } }
                </p>
            } else {
                <ul ref={list}>
                    for (index, problem) in of(Severity::Error).chain(of(Severity::Warning)).take(MOST) {
                        <li key={index}>{ row(index, problem) }</li>
                    }
                    if errors + warnings > MOST {
                        <li key="more" class="more">{ format!("… and {} more", errors + warnings - MOST) }</li>
                    }
                    if suggestions > 0 {
                        <li key="suggestions">
                            <button class={classes!("suggestions", are_unfolded.then_some("open"))} aria-expanded={are_unfolded.to_string()} onclick={fold}>
                                { icon(Icon::Chevron) }
                                if !is_runnable {
                                    {"Nothing to run yet"}
                                } else if errors + warnings == 0 {
                                    <span class="ready">{ icon(Icon::Check) }{ format!("Ready to run · {}", format::count(suggestions, "suggestion")) }</span>
                                } else {
                                    { format::count(suggestions, "suggestion") }
                                }
                            </button>
                        </li>
                    }
                    if are_unfolded {
                        for (index, problem) in of(Severity::Info).take(MOST) {
                            <li key={index}>{ row(index, problem) }</li>
                        }
                        if suggestions > MOST {
                            <li key="more-suggestions" class="more">{ format!("… and {} more", suggestions - MOST) }</li>
                        }
                    }
                </ul>
            }
        </section>
    }
}

/// Gives the focus to the first element of the list that one of these selectors finds.
fn focus(list: &NodeRef, selectors: &[&str]) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let found = selectors.iter().find_map(|selector| list.query_selector(selector).ok()?);
    if let Some(button) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Focus that is refused changes nothing.
        let _ = button.focus();
    }
}

/// So many placeholders, as the subject of a sentence.
fn needing(placeholders: usize) -> String {
    if placeholders == 1 { "1 placeholder needs".to_owned() } else { format!("{placeholders} placeholders need") }
}
