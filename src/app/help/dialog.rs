//! Shortcuts, the Practice API, and what differs from AWS.

use asl_http::practice::catalog;
use yew::prelude::*;

use super::codes::codes;
use super::differences::Differences;
use crate::app::edit::operations::Operation;
use crate::app::ui::command_key::command_key;
use crate::app::ui::modal::Modal;

/// What differs from AWS, in words.
const DIFFERENCES: [(&str, &str); 7] = [
    (
        "Only HTTP Tasks reach out.",
        "Other resources need AWS; here a mock answers for them, or the run waits for your answer.",
    ),
    (
        "Calls leave from your browser.",
        "An API must allow that by CORS, or the browser hides its answer. AWS has no such rule. A call that fails for it says what to do; a relay on your machine knows no CORS.",
    ),
    (
        "The browser decides about some headers.",
        "User-Agent and a few others cannot be set, bodies of GET are dropped, redirects are followed unseen or not at all, and only some headers of an answer are shown. Each call lists what differs.",
    ),
    ("A connection is bound to origins.", "Its credentials are sent nowhere else. On AWS the role decides."),
    ("A connection may be named.", "By its ARN, as on AWS, by its name, or by a ${Substitution} of your template."),
    ("http works on this machine.", "For localhost, *.localhost and 127.0.0.1. AWS calls https only."),
    ("Time is your computer's.", "A tab in the background may be slowed down by the browser."),
];

/// The dialog: shortcuts, what codes mean, what differs from AWS, the Practice API, and what is stored where.
pub(crate) fn help_dialog() -> Html {
    let key = command_key();
    let shortcut = |keys: Vec<String>, what: &'static str| {
        html! {
            <tr>
                <th scope="row">for key in keys { <kbd>{ key }</kbd> }</th>
                <td>{ what }</td>
            </tr>
        }
    };
    let keys = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    html! {
        <Modal key="help" title="Help" class="help">
            <p>{"Write a state machine in Amazon States Language, as JSON or YAML, and run it in this page. Nothing is sent to a server of ours: there is none. HTTP Tasks call the APIs that you name."}</p>
            <h3>{"Shortcuts"}</h3>
            <table class="shortcuts"><tbody>
                { shortcut(keys(&[key, "Enter"]), "Run") }
                { shortcut(keys(&["Esc"]), "Stop the run; close a dialog") }
                { shortcut(keys(&[key, "S"]), "Copy a share link") }
                for operation in Operation::ALL { { shortcut(operation.keys(key), operation.help()) } }
                { shortcut(keys(&["↑", "↓"]), "Go through the timeline or the events, when they have the focus") }
                { shortcut(keys(&["Enter", "Backspace"]), "Open the child execution that is picked in a Map Run; go back") }
                { shortcut(keys(&["←", "→", "↑", "↓"]), "Go through tabs; move the line between two parts, when it has the focus. Enter brings it back") }
                { shortcut(keys(&["Shift+Alt+Enter"]), "Maximize the part that has the focus; Esc gives the others their room back") }
                { shortcut(keys(&["F8", "Shift+F8"]), "Go to the next problem; to the one before") }
                { shortcut(keys(&[key, "."]), "Go to the fixes of the problem shown last") }
                { shortcut(keys(&["Ctrl", "Space"]), "Complete what stands at the caret of the definition; Tab goes through what is to be filled in") }
                { shortcut(keys(&["F1"]), "Describe what stands at the caret of the definition") }
                { shortcut(keys(&["?"]), "This help") }
            </tbody></table>
            <h3>{"Problems"}</h3>
            { codes() }
            <h3>{"What differs from AWS"}</h3>
            <dl class="differences">
                for (what, why) in DIFFERENCES { <div key={what}><dt>{ what }</dt><dd>{ why }</dd></div> }
            </dl>
            <Differences />
            <h3>{"The Practice API"}</h3>
            <p>{"A make-believe API at "}<code>{"https://practice.test"}</code>{" answers inside the page, with and without a network. Each run gets a new one."}</p>
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
            <h3>{"Yours stays yours"}</h3>
            <p>{"Definition, input, mocks and files are kept in this browser, but for very large files. Connections are kept in this tab until it is closed. A share link holds all of them but the connections."}</p>
        </Modal>
    }
}
