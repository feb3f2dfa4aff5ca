//! How to start, shortcuts, the Practice API, and what differs from AWS.

use asl_http::practice::catalog;
use yew::prelude::*;

use super::codes::codes;
use super::differences::Differences;
use crate::app::edit::operations::Operation;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::command_key::command_key;
use crate::app::ui::modal::Modal;

/// The first steps.
const START: [(&str, &str); 5] = [
    (
        "Bring a workflow.",
        "Paste a definition or a template, drop a file or a folder, or choose an example or New workflow from the list at the top.",
    ),
    (
        "Give it an input.",
        "For a pasted workflow, the playground creates one from the paths that it reads. Change it below the definition.",
    ),
    ("Run.", "HTTP Tasks call their APIs. Other Tasks are answered by a mock, or by you."),
    (
        "Look.",
        "Click a state, a bar, or an event. The inspector shows what went in, what came out, and each HTTP call.",
    ),
    ("Share.", "The link holds the workflow, never your connections."),
];

/// What differs from AWS, in words.
const DIFFERENCES: [(&str, &str); 7] = [
    (
        "The playground calls only HTTP APIs.",
        "Other Tasks need AWS. Here, a mock answers, or the run waits for your answer.",
    ),
    (
        "Calls go out from your browser.",
        "The API must allow your page with CORS; otherwise the browser hides the response. AWS does not need CORS. A call that fails for this reason shows what you can do. A relay on your machine does not need CORS either.",
    ),
    (
        "The browser controls some headers.",
        "Pages cannot set User-Agent and a few other headers, or send a body with GET. The browser follows redirects on its own or not at all, and shows only some response headers. Each call lists its differences.",
    ),
    ("Connections have allowed origins.", "The credentials are sent nowhere else. On AWS, the role controls this."),
    ("Connections can have names.", "Use the ARN, as on AWS, the name, or a ${Placeholder} of your template."),
    ("http works for this machine.", "Use it for localhost, *.localhost, and 127.0.0.1. AWS calls only https."),
    ("Time comes from your computer.", "The browser may slow down a tab in the background."),
];

/// The dialog: how to start, shortcuts, what codes mean, what differs from AWS, the Practice API, and what is stored where.
pub(crate) fn help_dialog(commands: &Shared<Commands>) -> Html {
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
            <p>{"Write a state machine in Amazon States Language, as JSON or YAML, and run it in this page. There is no server: HTTP Tasks call the APIs that you name, and nothing else is sent."}</p>
            <h3>{"How to start"}</h3>
            <ol class="steps" data-testid="how-to-start">
                for (what, how) in START { <li key={what}><b>{ what }</b>{" "}{ how }</li> }
            </ol>
            <h3>{"Shortcuts"}</h3>
            <table class="shortcuts"><tbody>
                { shortcut(keys(&[key, "Enter"]), "Run") }
                { shortcut(keys(&["Esc"]), "Stop the run or close a dialog") }
                { shortcut(keys(&[key, "S"]), "Copy a share link") }
                for operation in Operation::ALL.into_iter().filter(|operation| !operation.keys(key).is_empty()) { { shortcut(operation.keys(key), operation.help()) } }
                { shortcut(keys(&["↑", "↓"]), "Move through the focused timeline or events") }
                { shortcut(keys(&["Enter", "Backspace"]), "Open the selected child execution of a Map Run, or go back") }
                { shortcut(keys(&["←", "→", "↑", "↓"]), "Switch tabs, or move the focused divider (Enter resets it)") }
                { shortcut(keys(&["Shift+Alt+Enter"]), "Maximize the focused part (Esc restores the layout)") }
                { shortcut(keys(&["F8", "Shift+F8"]), "Go to the next or the previous problem") }
                { shortcut(keys(&[key, "."]), "Go to the fixes of the last shown problem") }
                { shortcut(keys(&["Ctrl", "Space"]), "Complete at the caret in the definition (Tab moves to the next field to fill in)") }
                { shortcut(keys(&["F1"]), "Describe the word at the caret in the definition") }
                { shortcut(keys(&["?"]), "Open this help") }
            </tbody></table>
            <h3>{"Problems"}</h3>
            { codes() }
            <h3>{"Differences from AWS"}</h3>
            <dl class="differences">
                for (what, why) in DIFFERENCES { <div key={what}><dt>{ what }</dt><dd>{ why }</dd></div> }
            </dl>
            <Differences />
            <h3>{"The three ways to call an API"}</h3>
            <p>{"A workflow can call an API through a Lambda function, an API destination, or an HTTP Task. The comparison runs all three over one scenario, and shows resources, permissions, attempts, latency, errors, and the price of 1 million calls."}</p>
            <p><button type="button" class="button small" onclick={
                let commands = commands.clone();
                move |_| commands.compare()
            }>{"Compare"}</button></p>
            <h3>{"The Practice API"}</h3>
            <p>{"A simulated API at "}<code>{"https://practice.test"}</code>{" responds inside the page, even offline. Each run starts with a new one."}</p>
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
            <h3>{"Your data"}</h3>
            <p>{"This browser stores the definition, input, mocks, and files, except very large files. This tab stores connections until you close it. A share link contains everything except connections."}</p>
        </Modal>
    }
}
