//! What pages of help list and the program knows: words of the language, keys, codes, endpoints.

use asl_help::List;
use asl_http::practice::catalog;
use asl_ide::assist::reference::{self, Word};
use yew::prelude::*;

use super::codes::codes;
use super::differences::Differences;
use crate::app::edit::operations::Operation;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::command_key::command_key;
use crate::app::ui::icons::{Icon, icon};

/// The list that stands in a page.
pub(super) fn list(list: List, commands: &Shared<Commands>) -> Html {
    match list {
        List::Errors => words("Error names", reference::error_names()),
        List::Context => words("Members of the context object", reference::context_members()),
        List::Intrinsics => words("Intrinsic functions", reference::intrinsic_functions()),
        List::Jsonata => words("Functions of JSONata", reference::jsonata_functions()),
        List::Differences => html! { <Differences /> },
        List::Practice => practice(),
        List::Shortcuts => shortcuts(),
        List::Codes => codes(),
        List::Compare => {
            let commands = commands.clone();
            html! {
                <p><button type="button" class="button" onclick={move |_| commands.compare()}>{ icon(Icon::Beside) }{"Compare"}</button></p>
            }
        }
    }
}

/// Words with what they are, each with the page that describes it.
fn words(label: &'static str, words: Vec<Word>) -> Html {
    html! {
        <dl class="differences" aria-label={label}>
            for Word { name, text, link } in words {
                <div key={name.clone()}>
                    <dt><a href={link} target="_blank" rel="noreferrer"><code>{ name }</code></a></dt>
                    <dd>{ text }</dd>
                </div>
            }
        </dl>
    }
}

fn practice() -> Html {
    html! {
        <div class="table-box" tabindex="0" role="group" aria-label="Endpoints of the Practice API">
            <table class="endpoints"><tbody>
                for entry in catalog() {
                    <tr key={format!("{} {}", entry.method, entry.path)}>
                        <th scope="row"><code>{ format!("{} {}", entry.method, entry.path) }</code></th>
                        <td>{ entry.what }</td>
                    </tr>
                }
            </tbody></table>
        </div>
    }
}

/// Keys and what they do, beside those of the Edit menu. `*` is the command key.
const KEYS: [(&[&str], &str); 24] = [
    (&["*", "Enter"], "Run"),
    (&["Esc"], "Stop the run or close a dialog"),
    (&["*", "K"], "Search commands, states, examples, and help"),
    (&["*", "S"], "Copy a share link"),
    (&["*", "P"], "Print the definition, the graph, and the run"),
    (&["Shift", "Alt", "C"], "Pause the run, or continue"),
    (&["Shift", "Alt", "I"], "Step into a container; without a run, start one and pause at its first state"),
    (&["Shift", "Alt", "O"], "Step over a container"),
    (&["Shift", "Alt", "U"], "Step out of a container"),
    (&["Shift", "Alt", "B"], "Breakpoint on the current state"),
    (&["←", "→", "Page Up", "Page Down"], "In the slider: go back and forward in the run"),
    (&["↑", "↓"], "Move through the focused timeline or events"),
    (&["Enter", "Backspace"], "Open the selected child execution of a Map Run, or go back"),
    (&["←", "→"], "Switch tabs, or move the focused divider (Enter resets it)"),
    (&["Shift", "Alt", "Enter"], "Maximize the focused part (Esc restores the layout)"),
    (&["F8"], "Go to the next problem"),
    (&["Shift", "F8"], "Go to the previous problem"),
    (&["*", "."], "Go to the fixes of the last shown problem"),
    (&["Ctrl", "Space"], "Complete at the caret in the definition (Tab moves to the next field to fill in)"),
    (&["F1"], "Describe the word at the caret in the definition"),
    (&["*", "F"], "Search in the editor"),
    (&["*", "Z"], "Undo, also after another workflow was opened"),
    (&["Shift", "F10"], "Open the menu of a state in the graph"),
    (&["?"], "Open this help"),
];

fn shortcuts() -> Html {
    let command = command_key();
    let row = |keys: Vec<String>, what: &'static str| {
        html! {
            <tr key={what}>
                <th scope="row">for key in keys { <kbd>{ key }</kbd> }</th>
                <td>{ what }</td>
            </tr>
        }
    };
    let named = |keys: &[&str]| keys.iter().map(|key| if *key == "*" { command } else { key }.to_owned()).collect();
    html! {
        <div class="table-box" tabindex="0" role="group" aria-label="Shortcuts">
            <table class="shortcuts"><tbody>
                for (keys, what) in KEYS { { row(named(keys), what) } }
                for operation in Operation::ALL.into_iter().filter(|operation| !operation.keys(command).is_empty()) {
                    { row(operation.keys(command), operation.help()) }
                }
            </tbody></table>
        </div>
    }
}
