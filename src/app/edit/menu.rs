//! The menu button and its menu (ARIA Authoring Practices, "Menu Button").

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use super::operations::Operation;
use crate::app::state::commands::use_commands;
use crate::app::ui::command_key::command_key;
use crate::app::ui::icons::{Icon, icon};

/// What the menu is about.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Whether the definition is YAML.
    pub(crate) is_yaml: bool,
}

/// The menu. Arrows, Home, End and first letters move in it; Escape closes it and gives the focus back.
#[component]
pub(crate) fn EditMenu(&Props { is_yaml }: &Props) -> Html {
    let commands = use_commands();
    // Which item has the focus; `None` while the menu is closed.
    let at = use_state(|| None::<usize>);
    let (button, menu) = (use_node_ref(), use_node_ref());
    use_effect_with(*at, {
        let menu = menu.clone();
        move |at| focus(&menu, *at)
    });
    let last = Operation::ALL.len() - 1;
    let close = {
        let (at, button) = (at.setter(), button.clone());
        move || {
            at.set(None);
            focus_on(&button);
        }
    };
    let onclick = {
        let at = at.clone();
        move |_: MouseEvent| at.set(if at.is_some() { None } else { Some(0) })
    };
    let open_at = at.setter();
    let onkeydown_button = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowDown" => 0,
            "ArrowUp" => last,
            _ => return,
        };
        event.prevent_default();
        open_at.set(Some(to));
    };
    let onkeydown = {
        let (at, close) = (at.clone(), close.clone());
        move |event: KeyboardEvent| {
            let here = at.unwrap_or_default();
            let to = match event.key().as_str() {
                "ArrowDown" => (here + 1) % (last + 1),
                "ArrowUp" => (here + last) % (last + 1),
                "Home" => 0,
                "End" => last,
                "Escape" => {
                    event.prevent_default();
                    event.stop_propagation();
                    return close();
                }
                "Tab" => return at.set(None),
                key => match by_letter(key, here, is_yaml) {
                    Some(found) if !event.ctrl_key() && !event.meta_key() && !event.alt_key() => found,
                    _ => return,
                },
            };
            event.prevent_default();
            at.set(Some(to));
        }
    };
    let onfocusout = {
        let (at, button, menu) = (at.setter(), button.clone(), menu.clone());
        move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            let stays =
                [&button, &menu].iter().any(|part| part.cast::<Node>().is_some_and(|part| part.contains(to.as_ref())));
            if !stays {
                at.set(None);
            }
        }
    };
    let choose = |operation: Operation| {
        let (commands, close) = (commands.clone(), close.clone());
        move |_: MouseEvent| {
            close();
            commands.change_definition(operation);
        }
    };
    let command = command_key();
    html! {
        <div class="edit-menu" {onfocusout}>
            <button ref={button} class="button small quiet" aria-haspopup="menu" aria-expanded={at.is_some().to_string()}
                data-testid="edit-menu" {onclick} onkeydown={onkeydown_button}>
                {"Edit"}{ icon(Icon::Chevron) }
            </button>
            if at.is_some() {
                <ul ref={menu} role="menu" aria-label="Edit" {onkeydown}>
                    for operation in Operation::ALL {
                        <li role="none">
                            <button role="menuitem" tabindex="-1" onclick={choose(operation)}
                                aria-keyshortcuts={Some(operation.keys(command).join("+")).filter(|keys| !keys.is_empty())}>
                                <span>{ operation.label(is_yaml) }</span>
                                <span class="keys" aria-hidden="true">for key in operation.keys(command) { <kbd>{ key }</kbd> }</span>
                            </button>
                        </li>
                    }
                </ul>
            }
        </div>
    }
}

/// The next item that begins with this letter.
fn by_letter(key: &str, here: usize, is_yaml: bool) -> Option<usize> {
    let mut letters = key.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    let count = Operation::ALL.len();
    let starts = |index: &usize| {
        let label = Operation::ALL.get(*index).map_or("", |operation| operation.label(is_yaml));
        label.chars().next().is_some_and(|first| first.eq_ignore_ascii_case(&letter))
    };
    (1..=count).map(|step| (here + step) % count).find(starts)
}

fn focus(menu: &NodeRef, at: Option<usize>) {
    let items = menu.cast::<Element>().and_then(|menu| menu.query_selector_all("[role=menuitem]").ok());
    let index = at.and_then(|at| u32::try_from(at).ok());
    let item = items.zip(index).and_then(|(items, index)| items.get(index));
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        // An element of the page can take the focus.
        let _ = item.focus();
    }
}

fn focus_on(button: &NodeRef) {
    if let Some(button) = button.cast::<HtmlElement>() {
        // An element of the page can take the focus.
        let _ = button.focus();
    }
}
