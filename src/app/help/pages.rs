//! The dialog with the pages of help: a list of them, a search over all, and one page.

use std::rc::Rc;

use asl_help::rank::{Entry, rank};
use asl_help::{PAGES, Part, Section, page};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, ScrollIntoViewOptions};
use yew::prelude::*;

use super::address;
use super::lists::list;
use crate::app::state::commands::use_commands;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::markdown::markdown;
use crate::app::ui::modal::Modal;

/// The most results of a search.
const MOST_FOUND: usize = 30;
/// The id of the page's own heading.
const TOP: &str = "help-page";

/// What is opened first.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// A page, with its heading after a slash if one is meant; empty for the first one.
    pub(crate) place: Rc<str>,
}

/// The dialog.
#[component]
pub(crate) fn Help(Props { place }: &Props) -> Html {
    let commands = use_commands();
    // The place, and whether somebody went there within the dialog.
    let shown = use_state(|| (place.clone(), false));
    let search = use_state(String::new);
    let sections = use_memo((), |()| PAGES.iter().flat_map(asl_help::Page::sections).collect::<Vec<_>>());
    let go = Callback::from({
        let (shown, search) = (shown.setter(), search.setter());
        move |place: Rc<str>| {
            address::follow(&place);
            search.set(String::new());
            shown.set((place, true));
        }
    });
    use_effect_with(place.clone(), {
        let shown = shown.setter();
        move |place| shown.set((place.clone(), false))
    });
    use_effect_with((), |()| address::leave);
    use_effect_with((*shown).clone(), |(place, moved)| {
        let anchor = place.split_once('/').map(|(_, anchor)| anchor).filter(|anchor| !anchor.is_empty());
        match anchor {
            Some(anchor) => show(&format!("md-{anchor}")),
            None if *moved => show(TOP),
            None => {}
        }
    });
    let (id, _) = shown.0.split_once('/').unwrap_or((&shown.0, ""));
    let current = page(id).or(PAGES.first());
    let oninput = {
        let search = search.setter();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                search.set(input.value());
            }
        }
    };
    let follow = Callback::from({
        let go = go.clone();
        move |to: String| {
            address::of(&to).is_some_and(|place| {
                go.emit(place.into());
                true
            })
        }
    });
    let link = |place: &str, words: Html, is_current: bool| {
        let (follow, to) = (follow.clone(), format!("#help/{place}"));
        let onclick = move |event: MouseEvent| {
            if !event.ctrl_key() && !event.meta_key() && !event.shift_key() && follow.emit(to.clone()) {
                event.prevent_default();
            }
        };
        html! { <a href={address::link(place)} {onclick} aria-current={is_current.then_some("page")}>{ words }</a> }
    };
    let is_search = !search.trim().is_empty();
    html! {
        <Modal title="Help" class="help">
            <input type="search" class="help-search" aria-label="Search the help" placeholder="Search the help" value={(*search).clone()}
                autocomplete="off" spellcheck="false" {oninput} data-testid="help-search" />
            <div class="help-columns">
                <nav class="help-list" aria-label="Pages of help">
                    <ul>
                        for one in PAGES {
                            <li key={one.id}>{ link(one.id, html! { { one.title() } }, !is_search && current == Some(one)) }</li>
                        }
                    </ul>
                </nav>
                if is_search {
                    { found(&search, &sections, &link) }
                } else if let Some(page) = current {
                    <article key={page.id} class="help-page prose" data-testid="help-page">
                        <div class="help-title">
                            <h3 id={TOP} tabindex="-1">{ page.title() }</h3>
                            <CopyButton label="Copy the link" text={{ let id = page.id; Callback::from(move |()| address::link(id)) }} />
                        </div>
                        for part in page.parts() {
                            { match part {
                                Part::Text(blocks) => markdown(&blocks, 3, &follow),
                                Part::List(which) => list(which, &commands),
                            } }
                        }
                    </article>
                }
            </div>
        </Modal>
    }
}

/// The sections that a search finds, with the beginning of what they say.
fn found(search: &str, sections: &[Section], link: &impl Fn(&str, Html, bool) -> Html) -> Html {
    let title = |section: &Section| page(section.page).map_or("", asl_help::Page::title);
    let entries: Vec<Entry> = sections
        .iter()
        .map(|section| Entry {
            title: section.title.to_string(),
            beside: if section.anchor.is_empty() { String::new() } else { title(section).to_owned() },
            words: section.words.clone(),
        })
        .collect();
    let found: Vec<&Section> =
        rank(search, &entries).into_iter().filter_map(|at| sections.get(at)).take(MOST_FOUND).collect();
    html! {
        <div class="help-page" role="region" aria-label="Results">
            <p class="fine" role="status">{ if found.is_empty() { "No page has these words.".to_owned() } else { format!("{} found", found.len()) } }</p>
            <ul class="help-found">
                for section in found {
                    <li key={format!("{}/{}", section.page, section.anchor)}>
                        { link(&format!("{}/{}", section.page, section.anchor), html! {
                            <><strong>{ section.title.to_string() }</strong>
                            if !section.anchor.is_empty() { <span class="fine">{ format!(" {}", title(section)) }</span> }</>
                        }, false) }
                        <span class="fine">{ beginning(&section.words) }</span>
                    </li>
                }
            </ul>
        </div>
    }
}

/// The first words of a text.
fn beginning(words: &str) -> String {
    const LENGTH: usize = 120;
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() <= LENGTH { line.to_owned() } else { line.chars().take(LENGTH).chain(['…']).collect() }
}

/// Brings an element into sight, and the focus to it.
fn show(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Focus that is refused changes nothing.
        let _ = element.focus();
        let options = ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Start);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
