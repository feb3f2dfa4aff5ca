//! The notice above the editors, until it is dismissed.

use asl_share::written::WrittenSecret;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::locked::use_button;
use crate::app::chunks::not_loaded;
use crate::app::edit::notes;
use crate::app::host::location;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::notice::{Later, Notice};
use crate::app::state::shared::Shared;
use crate::app::state::tabs::TabAction;
use crate::app::state::view::ViewAction;
use crate::app::ui::command_key::command_key;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// That the document is only read, as long as it is; and the notice that the person has not dismissed yet, if there is one.
pub(crate) fn notice_bar(state: &State, commands: &Shared<Commands>) -> Html {
    let is_locked = state.view.is_locked;
    html! {
        <>
            if is_locked { { lock_bar(state, commands) } }
            if let Some(notice) = state.view.notice.as_ref().filter(|notice| !is_locked || !matches!(notice, Notice::FromLink { .. })) {
                { one_notice(notice, state, commands) }
            }
        </>
    }
}

/// What stands above a document that is only read.
fn lock_bar(state: &State, commands: &Shared<Commands>) -> Html {
    html! {
        <div key="locked" class="notice info" role="status" data-testid="locked">
            { icon(Icon::Share) }
            <span class="notice-text">{"You opened this workflow from a link. It is read-only, and nothing runs, until you use it."}</span>
            { use_button(commands, "use-link") }
            if matches!(state.view.notice, Some(Notice::FromLink { kept: true })) && !state.previous.is_empty() {
                { back_button(commands) }
            }
        </div>
    }
}

/// The way back to the person's own document.
fn back_button(commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    html! { <button class="button small" onclick={move |_| commands.back()}>{ icon(Icon::Back) }{"Back to my workflow"}</button> }
}

fn one_notice(notice: &Notice, state: &State, commands: &Shared<Commands>) -> Html {
    let (symbol, class, text) = match notice {
        Notice::FromLink { .. } => (
            Icon::Share,
            "info",
            "You opened this workflow from a link. Nothing runs until you confirm it."
                .to_owned(),
        ),
        Notice::PreviousKept => (Icon::Info, "info", "Your workflow was saved. You can go back to it.".to_owned()),
        Notice::NewBuild => (
            Icon::Info,
            "info",
            "A new version of the playground is available. Reload the page to use it. Your work is saved.".to_owned(),
        ),
        Notice::TabClosed(name) => (Icon::Info, "info", format!("{name} was closed.")),
        Notice::BrokenLink(problem) => (
            Icon::Warning,
            "warning",
            format!("The link could not be opened: {problem}. Your workflow is unchanged."),
        ),
        Notice::StorageClosed => (
            Icon::Warning,
            "warning",
            "The browser does not save data for this page. Your changes are lost when you leave it.".to_owned(),
        ),
        Notice::TooLargeToKeep => (
            Icon::Warning,
            "warning",
            "This workflow is too large to save in this browser (more than 1 MB). It is lost when you close the tab."
                .to_owned(),
        ),
        Notice::StorageFull => (
            Icon::Warning,
            "warning",
            "The browser has no space left to save this workflow. It is lost when you close the tab.".to_owned(),
        ),
        Notice::TabsNotKept => (
            Icon::Warning,
            "warning",
            "The browser cannot save the workflows in the other tabs. They are lost when you leave the page.".to_owned(),
        ),
        Notice::ConnectionsNotKept => (
            Icon::Warning,
            "warning",
            "The browser cannot save the connections. They are lost when you reload the page.".to_owned(),
        ),
        Notice::RelayNotKept => (
            Icon::Warning,
            "warning",
            "The browser cannot save the relay's address. It is lost when you reload the page.".to_owned(),
        ),
        Notice::TooLargeToShare => (
            Icon::Warning,
            "warning",
            "No link was copied: the workflow exceeds the 2 MB limit of a link, even without its files. Send the text instead."
                .to_owned(),
        ),
        Notice::SecretsNotShared(places) => (Icon::Warning, "warning", secrets_in(places)),
        Notice::OfLaterVersion(what) => {
            let kept = match what {
                Later::Document => "your last workflow",
                Later::Connections => "connections",
            };
            let text = format!(
                "A newer version of the playground saved {kept} in this browser. Reload the page to load that version. Until then, your changes are saved separately."
            );
            (Icon::Info, "info", text)
        }
        Notice::SharedWithout(names) => (
            Icon::Warning,
            "warning",
            format!("The link was copied without {names}, because a link can hold only 2 MB. Send these files separately."),
        ),
        Notice::LongLink(length) => (
            Icon::Warning,
            "warning",
            format!("The link was copied. It has {length} characters, and some chat apps cut off links of that length."),
        ),
        Notice::NotDone(why) => (Icon::Warning, "warning", why.clone()),
        Notice::FilesLeftOut(taken, left) => (
            Icon::Info,
            "info",
            format!("{} added, {} skipped: {}.", format::count(*taken, "file"), left.len(), some_of(left)),
        ),
        Notice::FilesNotKept => (
            Icon::Warning,
            "warning",
            "The workflow was saved without its largest files (more than 1 MB in all). They are lost when you leave the page."
                .to_owned(),
        ),
        Notice::MockNotAdded(why) => (Icon::Warning, "warning", format!("The mock was not added: {why}.")),
        Notice::Changed(report) if report.refused => (Icon::Warning, "warning", report.message.clone()),
        Notice::Changed(report) => (Icon::Check, "info", report.message.clone()),
        Notice::NotLoaded(name, _) => (Icon::Warning, "warning", not_loaded(name)),
        Notice::PasteByHand => (
            Icon::Info,
            "info",
            format!("The browser does not let the page read the clipboard. Press {}+V in the definition.", command_key()),
        ),
        Notice::CopyByHand(_) => {
            (Icon::Warning, "warning", "The browser did not let the page copy the link. Copy it here:".to_owned())
        }
    };
    let back = matches!(notice, Notice::FromLink { kept: true } | Notice::PreviousKept) && !state.previous.is_empty();
    let dismiss = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Notice(None))
    };
    html! {
        <div class={classes!("notice", class)} role="status" data-testid="notice">
            { icon(symbol) }
            <span class="notice-text">{ prose(&text) }</span>
            if let Notice::CopyByHand(link) = notice {
                <input class="link" readonly={true} value={link.to_string()} aria-label="Share link" onfocus={|event: FocusEvent| {
                    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                        input.select();
                    }
                }} />
            }
            if let Notice::Changed(report) = notice { { notes(report, commands) } }
            if let Notice::SecretsNotShared(_) = notice {
                <button class="button small" data-testid="share-anyway" onclick={{
                    let commands = commands.clone();
                    move |_| {
                        commands.dispatch(ViewAction::Notice(None));
                        commands.copy_link_anyway();
                    }
                }}>{"Copy the link anyway"}</button>
            }
            if let Notice::NotLoaded(_, again) = notice {
                <button class="button small" onclick={again.reform(|_: MouseEvent| ())}>{"Try again"}</button>
            }
            if let Notice::NewBuild = notice {
                <button class="button small" data-testid="reload" onclick={|_| location::reload()}>{"Reload"}</button>
            }
            if let Notice::TabClosed(_) = notice {
                <button class="button small" data-testid="reopen-tab" onclick={{
                    let commands = commands.clone();
                    move |_| {
                        commands.dispatch(ViewAction::Notice(None));
                        commands.change_tabs(TabAction::Reopen);
                    }
                }}>{ icon(Icon::Back) }{"Undo"}</button>
            }
            if back { { back_button(commands) } }
            <button class="button small quiet square" aria-label="Dismiss" onclick={dismiss}>
                { icon(Icon::Cross) }
            </button>
        </div>
    }
}

/// What looks like a secret, and where.
fn secrets_in(places: &[WrittenSecret]) -> String {
    let places: Vec<String> = places.iter().map(|one| format!("{} (line {})", one.text, one.line)).collect();
    format!(
        "No link was copied, because it would contain what looks like a secret, in {}. Anyone with the link could read it. Put secrets in a connection, which is never part of a link.",
        some_of(&places)
    )
}

/// The first of the names, and how many more there are.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
