//! The bar of tabs below the top of the page; there is none for one workflow.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::tabs::{TabAction, Tabs};
use crate::app::ui::direction::is_rtl;
use crate::app::ui::icons::{Icon, icon};

/// The bar. Arrows move the focus between the names, `Ctrl` or `⌘` and `Shift` with an arrow moves a tab, F2 renames it, Delete
/// closes it.
#[component]
pub(crate) fn TabBar() -> Html {
    let (commands, tabs, document) = (use_commands(), use_shared::<Tabs>(), use_shared::<Document>());
    let renaming = use_state(|| None::<u32>);
    let list = use_node_ref();
    let to_focus = use_mut_ref(|| None::<usize>);
    use_effect({
        let (list, to_focus) = (list.clone(), to_focus.clone());
        move || {
            if let Some(at) = to_focus.take() {
                focus(&list, at);
            }
        }
    });
    if tabs.count() < 2 {
        return Html::default();
    }
    let (count, shown) = (tabs.count(), tabs.at());
    let labels = tabs.labels(&document);
    let onkeydown = {
        let (commands, list, renaming, to_focus) =
            (commands.clone(), list.clone(), renaming.setter(), to_focus.clone());
        let ids: Vec<u32> = labels.iter().map(|(id, _)| *id).collect();
        move |event: KeyboardEvent| {
            let Some(at) = place_of(&event) else { return };
            let (next, previous) = if is_rtl() { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
            let key = event.key();
            let to = match key.as_str() {
                key if key == next => (at + 1).min(count - 1),
                key if key == previous => at.saturating_sub(1),
                "Home" => 0,
                "End" => count - 1,
                "F2" => {
                    event.prevent_default();
                    event.stop_propagation();
                    return renaming.set(ids.get(at).copied());
                }
                "Delete" => {
                    event.prevent_default();
                    to_focus.replace(Some(at.min(count - 2)));
                    return commands.change_tabs(TabAction::Close(at));
                }
                _ => return,
            };
            event.prevent_default();
            if event.shift_key() && (event.ctrl_key() || event.meta_key()) {
                to_focus.replace(Some(to));
                commands.change_tabs(TabAction::Move(at, to));
                commands.dispatch(PageRequest::announce(format!("Tab {} of {count}.", to + 1)));
            } else {
                focus(&list, to);
            }
        }
    };
    let done = {
        let (commands, renaming, to_focus) = (commands.clone(), renaming.setter(), to_focus.clone());
        Callback::from(move |(at, title): (usize, Option<String>)| {
            renaming.set(None);
            to_focus.replace(Some(at));
            if let Some(title) = title {
                commands.change_tabs(TabAction::Rename(at, title.trim().into()));
            }
        })
    };
    let add = {
        let commands = commands.clone();
        move |_: MouseEvent| commands.open_new_tab()
    };
    html! {
        <nav class="document-tabs project-tabs" aria-label="Open workflows" data-testid="document-tabs">
            <ul ref={list} {onkeydown}>
                for (at, (id, label)) in labels.iter().enumerate() {
                    <li key={*id}>
                        if *renaming == Some(*id) {
                            <RenameTab {at} label={document_title(&tabs, &document, at, label)} done={done.clone()} />
                        } else {
                            { tab(at, label, at == shown, &commands, &{ let (renaming, id) = (renaming.setter(), *id); Callback::from(move |_: MouseEvent| renaming.set(Some(id))) }) }
                        }
                    </li>
                }
            </ul>
            <button class="button quiet small square" aria-label="New workflow in a tab" title="New workflow in a tab" disabled={!tabs.has_room()} onclick={add}>
                { icon(Icon::Plus) }
            </button>
        </nav>
    }
}

/// The name to edit: the one that was given, or the one that is shown.
fn document_title(tabs: &Tabs, shown: &Document, at: usize, label: &str) -> Rc<str> {
    let given = if at == tabs.at() { shown.title.clone() } else { "".into() };
    if given.is_empty() { label.into() } else { given }
}

fn tab(at: usize, label: &str, is_shown: bool, commands: &Shared<Commands>, rename: &Callback<MouseEvent>) -> Html {
    let show = {
        let commands = commands.clone();
        move |_: MouseEvent| commands.change_tabs(TabAction::Show(at))
    };
    let close = {
        let commands = commands.clone();
        move |_: MouseEvent| commands.change_tabs(TabAction::Close(at))
    };
    html! {
        <span class={classes!("project-tab", is_shown.then_some("open"))}>
            <button class="project-name" aria-current={is_shown.then_some("true")} data-tab={at.to_string()} title={format!("{label} (F2 or double-click renames, Delete closes)")}
                aria-keyshortcuts="F2 Delete Control+Shift+ArrowLeft Control+Shift+ArrowRight" onclick={show} ondblclick={rename.reform(|event: MouseEvent| { event.stop_propagation(); event })}
                data-testid="document-tab"><span class="document-name">{ label.to_owned() }</span></button>
            <button class="project-remove" onclick={close} tabindex={if is_shown { "0" } else { "-1" }} aria-label={format!("Close {label}")} title="Close (it can be opened again)">{ icon(Icon::Cross) }</button>
        </span>
    }
}

#[derive(PartialEq, Properties)]
struct RenameProps {
    at: usize,
    label: Rc<str>,
    /// Called with the new name, or without one where it stays.
    done: Callback<(usize, Option<String>)>,
}

/// The field for another name: Enter takes it, Escape leaves the old one.
#[component]
fn RenameTab(RenameProps { at, label, done }: &RenameProps) -> Html {
    let field = use_node_ref();
    // The field loses the focus when it goes, too.
    let is_done = use_mut_ref(|| false);
    let at = *at;
    let done = {
        let done = done.clone();
        Callback::from(move |outcome| {
            if !is_done.replace(true) {
                done.emit(outcome);
            }
        })
    };
    use_effect_with((), {
        let field = field.clone();
        move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // Focus that is refused changes nothing.
                let _ = field.focus();
                field.select();
            }
        }
    });
    let value = {
        let field = field.clone();
        move || field.cast::<HtmlInputElement>().map(|field| field.value())
    };
    let onkeydown = {
        let (value, done) = (value.clone(), done.clone());
        move |event: KeyboardEvent| {
            // The bar has keys of its own.
            event.stop_propagation();
            match event.key().as_str() {
                "Enter" => done.emit((at, value())),
                "Escape" => done.emit((at, None)),
                _ => return,
            }
            event.prevent_default();
        }
    };
    let onblur = {
        let done = done.clone();
        move |_: FocusEvent| done.emit((at, value()))
    };
    html! {
        <input ref={field} class="document-rename" aria-label="Name of the workflow" value={label.to_string()} maxlength="80" {onkeydown} {onblur} />
    }
}

/// The place of the tab whose name has the focus.
fn place_of(event: &KeyboardEvent) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("[data-tab]").ok()??.get_attribute("data-tab")?.parse().ok()
}

fn focus(list: &NodeRef, at: usize) {
    let name =
        list.cast::<Element>().and_then(|list| list.query_selector(&format!("[data-tab=\"{at}\"]")).ok().flatten());
    if let Some(name) = name.and_then(|name| name.dyn_into::<HtmlElement>().ok()) {
        // Focus that is refused changes nothing.
        let _ = name.focus();
    }
}
