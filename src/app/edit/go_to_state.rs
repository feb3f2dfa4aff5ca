//! The list of states, to go to one of them or to rename it.

use asl_ide::refactor::outline::{self, Entry};
use asl_lang::StateType;
use asl_text::line_index::LineIndex;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::state::text::TextRange;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::modal::Modal;
use crate::app::ui::moved::moved;
use crate::app::ui::use_in_sight::use_in_sight;

/// The dialog: a field that filters, and a list that arrows go through (ARIA Authoring Practices, "Combobox").
#[component]
pub(crate) fn Outline() -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let search = use_state(String::new);
    let picked = use_state(|| 0_usize);
    let outline = use_memo((document.definition.clone(), document.settings.template.clone()), |_| {
        let read = document.read();
        let at = read.definition_file().map_or(document.project().own(), |file| file.at);
        (read.machine.as_ref().map(outline::of).unwrap_or_default(), at)
    });
    let (entries, definition_at) = &*outline;
    let definition_at = *definition_at;
    // A handle of state reads what was set last, drawn or not: this is what the list was drawn for.
    let drawn = (*search).clone();
    let found = outline::filter(entries, &drawn);
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
    let go = {
        let (commands, definition) = (commands.clone(), document.file_text(definition_at));
        move |entry: &Entry| {
            let index = LineIndex::new(&definition);
            let range = TextRange { from: index.to_utf16(entry.span.start), to: index.to_utf16(entry.span.end) };
            Commands::leave_for(&commands, definition_at, range);
        }
    };
    let onkeydown = {
        let (found, go, picked, commands) = (found.clone(), go.clone(), picked.clone(), commands.clone());
        let (drawn, outline) = (drawn.clone(), outline.clone());
        move |event: KeyboardEvent| {
            let last = found.len().saturating_sub(1);
            // What was typed last may not be drawn yet: what it finds is meant, and not what is still shown.
            let meant = || match event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()) {
                Some(typed) if typed != drawn => outline::filter(&outline.0, &typed).first().cloned(),
                _ => found.get(at).cloned(),
            };
            let to = match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    return meant().iter().for_each(&go);
                }
                "F2" => {
                    event.prevent_default();
                    event.stop_propagation();
                    if let Some(entry) = meant() {
                        commands.dispatch(ViewAction::Dialog(Some(Dialog::Rename(entry.name.clone()))));
                    }
                    return;
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
    html! {
        <Modal title="Go to state" class="outline">
            <input class="outline-search" autofocus=true role="combobox" aria-label="Find a state" aria-expanded="true" aria-controls="outline-list"
                aria-activedescendant={(!found.is_empty()).then(|| format!("outline-{at}"))} autocomplete="off" spellcheck="false"
                placeholder="Name or type" value={drawn} {oninput} {onkeydown} />
            <ul id="outline-list" class="outline-list" role="listbox" aria-label="States" ref={list}>
                for (index, entry) in found.iter().enumerate() {
                    <li key={index} id={format!("outline-{index}")} role="option" aria-selected={(index == at).to_string()}
                        class={classes!((index == at).then_some("picked"))}
                        style={format!("--level: {}", entry.within.len())}
                        onclick={ let (go, entry) = (go.clone(), entry.clone()); move |_| go(&entry) }>
                        <span class="outline-name">{ &*entry.name }</span>
                        <span class="outline-kind">{ entry.kind.map_or("no type", StateType::name) }</span>
                        if !entry.within.is_empty() { <span class="outline-within">{ format!("in {}", entry.within.join(" › ")) }</span> }
                    </li>
                }
            </ul>
            <p class="fine" role="status">
                { if entries.is_empty() { "This definition has no states yet.".to_owned() }
                  else if found.is_empty() { "No matching states.".to_owned() }
                  else { format!("{} of {}. Press Enter to go there, F2 to rename.", found.len(), format::count(entries.len(), "state")) } }
            </p>
        </Modal>
    }
}
