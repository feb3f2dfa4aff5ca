//! The dialog: the versions of this workflow by time, on demand those of all, what is different in the chosen one, and the way back
//! to it.

use std::rc::Rc;

use asl_text::diff;
use gloo_timers::callback::Timeout;
use js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::app::host::location;
use crate::app::host::versions::{self, Version, Why};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::diff::Diff;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::virtual_list::arrow;

/// The dialog.
#[component]
pub(crate) fn Versions() -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let kept = use_state(newest_first);
    let with_others = use_state(|| false);
    let (all, others) = listed(&kept, document.label(), *with_others);
    let picked = use_state(|| 0_usize);
    let at = (*picked).min(all.len().saturating_sub(1));
    let chosen = all.get(at).cloned();
    let opened = use_memo(chosen.clone(), |chosen| chosen.as_ref().and_then(Version::open));
    let list = use_node_ref();
    use_effect_with(at, {
        let list = list.clone();
        move |_| scroll_to_picked(&list)
    });
    let onkeydown = {
        let (picked, count) = (picked.setter(), all.len());
        move |event: KeyboardEvent| {
            if let Some(to) = arrow(&event.key(), Some(at), count) {
                event.prevent_default();
                picked.set(to);
            }
        }
    };
    let forget = {
        let kept = kept.setter();
        move |which: Option<i64>| {
            versions::forget(which);
            kept.set(newest_first());
        }
    };
    let toggle = {
        let (with_others, picked) = (with_others.clone(), picked.setter());
        move |_: Event| {
            with_others.set(!*with_others);
            picked.set(0);
        }
    };
    let forget_all = {
        let forget = forget.clone();
        move |_: MouseEvent| forget(None)
    };
    html! {
        <Modal title="Earlier versions" class="versions">
            if all.is_empty() {
                <p>{"There are no earlier versions yet. This browser keeps one every few minutes while you write, and whenever another workflow, an import, or a command replaces a text."}</p>
            } else {
                <p class="fine">{"This browser keeps a version every few minutes while you write, and whenever something replaces a text."}</p>
                if others > 0 {
                    <label class="check"><input type="checkbox" checked={*with_others} onchange={toggle} data-testid="versions-of-others" /><span>{ format!("Also those of other workflows ({others})") }</span></label>
                }
                <div class="versions-columns">
                    <ul class="versions-list" role="listbox" tabindex="0" aria-label="Versions" ref={list} {onkeydown}
                        aria-activedescendant={format!("version-{at}")} data-testid="versions">
                        for (index, version) in all.iter().enumerate() {
                            <li key={version.at} id={format!("version-{index}")} role="option" aria-selected={(index == at).to_string()}
                                onclick={ let picked = picked.setter(); move |_: MouseEvent| picked.set(index) }>
                                <strong>{ time(version.at) }</strong>
                                <span class="versions-name">{ version.name.clone() }</span>
                                <span class="fine">{ why(version.why) }{" · "}{ format::bytes(version.len()) }</span>
                            </li>
                        }
                    </ul>
                    <div class="versions-shown" data-testid="version-shown">
                        if let (Some(version), Some(earlier)) = (&chosen, &*opened) {
                            <div class="versions-tools">
                                <button class="button primary" data-testid="restore-version" onclick={restoring(&commands, earlier)}>{ icon(Icon::Back) }{"Restore"}</button>
                                <button class="button quiet" onclick={ let (forget, which) = (forget.clone(), version.at); move |_: MouseEvent| forget(Some(which)) }>
                                    { icon(Icon::Delete) }{"Forget this version"}
                                </button>
                            </div>
                            { differences(&document, earlier) }
                        } else {
                            <p>{"This version cannot be read."}</p>
                        }
                    </div>
                </div>
                <p class="versions-foot"><button class="button quiet small" onclick={forget_all}>{ icon(Icon::Delete) }{ if others > 0 { "Forget all versions of all workflows" } else { "Forget all versions" } }</button></p>
            }
        </Modal>
    }
}

/// The versions that are listed: those of the workflow of this name, or all if it has none or all are wanted; and how many others
/// there are then.
fn listed(kept: &[Version], name: &str, with_others: bool) -> (Vec<Version>, usize) {
    let own: Vec<Version> = kept.iter().filter(|version| version.name == name).cloned().collect();
    let others = if own.is_empty() { 0 } else { kept.len() - own.len() };
    (if own.is_empty() || with_others { kept.to_vec() } else { own }, others)
}

fn newest_first() -> Vec<Version> {
    let mut all = versions::all();
    all.reverse();
    all
}

/// Puts the version in the place of what is there, which is kept as a version itself.
fn restoring(commands: &Shared<Commands>, earlier: &Document) -> impl Fn(MouseEvent) + 'static {
    let (commands, earlier) = (commands.clone(), earlier.clone());
    move |_| {
        commands.dispatch(ViewAction::Dialog(None));
        let (commands, earlier) = (commands.clone(), earlier.clone());
        // Once the dialog is gone and gave the focus back.
        Timeout::new(0, move || {
            let title = commands.state().document.title.clone();
            commands.open(Document { title, ..earlier });
            location::clear();
            commands.dispatch(PageRequest::announce("The earlier version is restored."));
        })
        .forget();
    }
}

/// What is different in the texts of an earlier version: what restoring it would remove and add.
fn differences(now: &Document, earlier: &Document) -> Html {
    let texts = |document: &Document| {
        let Document { definition, input, mocks, events, scenarios, lesson, .. } = document;
        [
            ("Definition", definition),
            ("Input", input),
            ("Mocks", mocks),
            ("Events", events),
            ("Scenarios", scenarios),
            ("Lesson", lesson),
        ]
        .map(|(name, text)| (name, text.clone()))
    };
    let parts: Vec<_> =
        texts(now).into_iter().zip(texts(earlier)).filter(|((_, now), (_, then))| now != then).collect();
    let rest = (now.files != earlier.files, now.settings != earlier.settings);
    let also = match rest {
        (true, true) => "Files and settings are different, too.",
        (true, false) => "Files are different, too.",
        (false, true) => "Settings or files of the project are different, too.",
        (false, false) => "",
    };
    html! {
        <>
            if parts.is_empty() && also.is_empty() { <p role="status">{"This is what you have now."}</p> }
            for ((name, now), (_, then)) in parts {
                <section key={name} aria-label={name}>
                    <h3>{ name }</h3>
                    <Diff lines={Rc::new(diff::lines(&now, &then))} label={format!("What restoring changes: {name}")} />
                </section>
            }
            if !also.is_empty() { <p>{ also }</p> }
        </>
    }
}

fn why(why: Why) -> &'static str {
    match why {
        Why::Time => "while you wrote",
        Why::Load => "before another workflow was opened",
        Why::Change => "before a change of the whole text",
        Why::Other => "kept",
    }
}

/// A point in time as people here write it.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of today are exact")]
fn time(at: i64) -> String {
    let date = Date::new(&JsValue::from_f64(at as f64));
    let options = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A plain object takes any property.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_string("default", &options).into()
}

fn scroll_to_picked(list: &NodeRef) {
    let picked = list.cast::<HtmlElement>().and_then(|list| list.query_selector("[aria-selected=true]").ok().flatten());
    if let Some(picked) = picked {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        picked.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
