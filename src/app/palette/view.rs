//! The dialog of the palette: a field that searches, and a list that arrows go through (ARIA Authoring Practices,
//! "Combobox").

use asl_help::rank::{Entry, rank};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::items::{self, Item, Kind};
use super::recent;
use crate::app::state::commands::use_commands;
use crate::app::ui::command_key::command_key;
use crate::app::ui::format;
use crate::app::ui::modal::Modal;
use crate::app::ui::moved::moved;
use crate::app::ui::use_in_sight::use_in_sight;

/// The most items that are shown.
const MOST_SHOWN: usize = 60;

/// The palette.
#[component]
pub(crate) fn Palette() -> Html {
    let commands = use_commands();
    let search = use_state(String::new);
    let picked = use_state(|| 0_usize);
    let items = use_memo((), |()| items::all(&commands.state(), &commands, command_key()));
    let recent = use_memo((), |()| recent::all());
    // A handle of state reads what was set last, drawn or not: this is what the list was drawn for.
    let drawn = (*search).clone();
    let found = use_memo(drawn.clone(), {
        let (items, recent) = (items.clone(), recent.clone());
        move |search| places(&items, &recent, search)
    });
    let at = (*picked).min(found.len().saturating_sub(1));
    let list = use_node_ref();
    use_in_sight(&list, at, found.len());
    let oninput = {
        let (search, picked) = (search.clone(), picked.clone());
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                search.set(input.value());
                picked.set(0);
            }
        }
    };
    let choose = {
        let (items, commands) = (items.clone(), commands.clone());
        move |place: usize| {
            let Some(item) = items.get(place) else { return };
            item.id.iter().for_each(|id| recent::note(id));
            items::act(item, &commands);
        }
    };
    let onkeydown = {
        let (found, choose, picked) = (found.clone(), choose.clone(), picked.clone());
        let (drawn, items, recent) = (drawn.clone(), items.clone(), recent.clone());
        move |event: KeyboardEvent| {
            let last = found.len().saturating_sub(1);
            let to = match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    // A long press must not press what comes into sight next.
                    event.stop_propagation();
                    // What was typed last may not be drawn yet: what it finds is meant, and not what is still shown.
                    let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
                    let place = match typed {
                        Some(typed) if typed != drawn => places(&items, &recent, &typed).first().copied(),
                        _ => found.get(at).copied(),
                    };
                    return place.into_iter().for_each(&choose);
                }
                key => match moved(key, at, last) {
                    Some(to) => to,
                    None => return,
                },
            };
            event.prevent_default();
            picked.set(to);
        }
    };
    let shown = found.iter().filter_map(|place| items.get(*place).map(|item| (*place, item)));
    let said = match found.len() {
        0 => "Nothing found.".to_owned(),
        count => format!("{}. Choose with the arrow keys and Enter.", format::count(count, "result")),
    };
    html! {
        <Modal title="Search" class="outline palette">
            <input class="outline-search" autofocus=true role="combobox" aria-label="Search commands, states, examples, and help" aria-expanded="true"
                aria-controls="palette-list" aria-autocomplete="list"
                aria-activedescendant={(!found.is_empty()).then(|| format!("palette-{at}"))} autocomplete="off" spellcheck="false" enterkeyhint="go"
                placeholder="Command, state, example, or question" value={drawn} {oninput} {onkeydown} data-testid="palette-search" />
            <ul id="palette-list" class="outline-list" role="listbox" aria-label="Found" ref={list}>
                for (index, (place, item)) in shown.enumerate() {
                    <li key={place} id={format!("palette-{index}")} role="option" aria-selected={(index == at).to_string()}
                        class={classes!((index == at).then_some("picked"))} data-kind={item.kind.word()}
                        onclick={ let choose = choose.clone(); move |_: MouseEvent| choose(place) }>
                        <span class="outline-name">{ item.entry.title.clone() }</span>
                        if !item.keys.is_empty() {
                            <span class="keys" aria-hidden="true">for key in item.keys.clone() { <kbd>{ key }</kbd> }</span>
                        }
                        <span class="outline-within">{ item.entry.beside.clone() }</span>
                    </li>
                }
            </ul>
            <p class="fine" role="status">{ said }</p>
        </Modal>
    }
}

/// The places of the items that a search finds, the best first; without one, what was chosen last, then commands and states.
fn places(items: &[Item], recent: &[String], search: &str) -> Vec<usize> {
    if search.trim().is_empty() {
        let place = |id: &String| items.iter().position(|item| item.id.as_ref() == Some(id));
        let mut places: Vec<usize> = recent.iter().filter_map(place).collect();
        let first = |(place, item): (usize, &Item)| {
            (matches!(item.kind, Kind::Command | Kind::State) && !places.contains(&place)).then_some(place)
        };
        let rest: Vec<usize> = items.iter().enumerate().filter_map(first).collect();
        places.extend(rest);
        return places.into_iter().take(MOST_SHOWN).collect();
    }
    let entries: Vec<Entry> = items.iter().map(|item| item.entry.clone()).collect();
    rank(search, &entries).into_iter().take(MOST_SHOWN).collect()
}
