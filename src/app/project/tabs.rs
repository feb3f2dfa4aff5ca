//! The tabs of the project's files, above the definition.

use std::rc::Rc;

use asl_text::diagnostic::Severity;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::commands::short_names;
use crate::app::files::FileButton;
use crate::app::problems::analysis::{Analysis, Problem};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::text::EditorId;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// A tab for each file, and the way to add one; nothing for a definition alone.
#[component]
pub(crate) fn ProjectTabs() -> Html {
    let (commands, document, analysis) = (use_commands(), use_shared::<Document>(), use_shared::<Analysis>());
    let adding = use_state(|| false);
    let project = document.project();
    if project.others.is_empty() {
        return Html::default();
    }
    let paths: Vec<Rc<str>> = (0..project.count()).map(|at| project.path(at).clone()).collect();
    let names = short_names(&paths);
    let toggle = {
        let adding = adding.clone();
        move |_: MouseEvent| adding.set(!*adding)
    };
    let done = {
        let adding = adding.setter();
        Callback::from(move |()| adding.set(false))
    };
    html! {
        <nav class="project" aria-label="Files of the project" data-testid="project">
            <div class="project-tabs">
                <ul>
                    for (at, (path, name)) in paths.iter().zip(&names).enumerate() {
                        <li key={path.to_string()}>{ tab(at, path, name, &document, &analysis, &commands) }</li>
                    }
                </ul>
                <button class="button quiet small square" aria-expanded={adding.to_string()} aria-controls="project-add"
                    aria-label="Add a file" title="Add a file" onclick={toggle}>{ icon(Icon::Plus) }</button>
            </div>
            <div id="project-add" hidden={!*adding}>
                if *adding { <AddFile {done} /> }
            </div>
        </nav>
    }
}

/// The tab of one file; the open one can be taken out of the project.
fn tab(
    at: usize,
    path: &Rc<str>,
    name: &str,
    document: &Document,
    analysis: &Analysis,
    commands: &Shared<Commands>,
) -> Html {
    let is_open = at == document.project().own();
    let is_here = |problem: &&Problem| match problem.editor {
        EditorId::Definition => is_open,
        EditorId::File(other) => other == at,
        EditorId::Input | EditorId::Mocks | EditorId::Events | EditorId::Scenarios => false,
    };
    let count = |severity| analysis.problems.iter().filter(is_here).filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mark = match (errors, warnings) {
        (0, 0) => None,
        (0, warnings) => Some(("warning", warnings, format::count(warnings, "warning"))),
        (errors, _) => Some(("error", errors, format::count(errors, "error"))),
    };
    let open = {
        let commands = commands.clone();
        move |_| commands.open_file(at)
    };
    let remove = {
        let commands = commands.clone();
        move |_| commands.remove_file(at)
    };
    html! {
        <span class={classes!("project-tab", is_open.then_some("open"))}>
            <button class="project-name" aria-current={is_open.then_some("true")} title={path.to_string()} onclick={open}
                data-testid="project-tab">
                { name.to_owned() }
                if let Some((style, number, words)) = mark {
                    <span class={classes!("tally", style)} title={words.clone()}>
                        <span aria-hidden="true">{ number }</span><span class="visually-hidden">{ format!(", {words}") }</span>
                    </span>
                }
            </button>
            if is_open {
                <button class="project-remove" onclick={remove} aria-label={format!("Remove {name} from the project")}
                    title="Remove from the project">{ icon(Icon::Cross) }</button>
            }
        </span>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct AddProps {
    /// Called when a file was added.
    pub(crate) done: Callback<()>,
}

/// A file by its name, to be pasted or written, or files of the computer.
#[component]
pub(crate) fn AddFile(AddProps { done }: &AddProps) -> Html {
    let commands = use_commands();
    let field = use_node_ref();
    let refused = use_state(|| None::<&'static str>);
    use_effect_with((), {
        let field = field.clone();
        move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // Focus that is refused changes nothing.
                let _ = field.focus();
            }
        }
    });
    let onsubmit = {
        let (commands, field, refused, done) = (commands.clone(), field.clone(), refused.setter(), done.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = field.cast::<HtmlInputElement>() else { return };
            match commands.add_file(&field.value()) {
                Ok(()) => done.emit(()),
                Err(why) => refused.set(Some(why)),
            }
        }
    };
    html! {
        <form class="project-add" {onsubmit}>
            <label for="project-path" class="visually-hidden">{"Path of the new file"}</label>
            <input id="project-path" ref={field} placeholder="machines/orders.asl.json" spellcheck="false" autocomplete="off" aria-invalid={refused.map(|_| "true")} />
            <button class="button small">{"Create it here"}</button>
            <FileButton label="Choose files…" />
            <FileButton label="Choose a folder…" folder={true} />
            if let Some(why) = *refused { <p class="field-problem whole" role="alert">{ why }</p> }
        </form>
    }
}
