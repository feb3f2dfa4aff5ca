//! One of the editors with its title.

use asl_playground::diagnostic::Severity;
use asl_playground::text::{self, Format};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::assist;
use super::codemirror::{Change, Editor, Language, Marker, Options};
use crate::app::edit::EditMenu;
use crate::app::permissions::button::PermissionsButton;
use crate::app::problems::analysis::{Findings, Place, Problem};
use crate::app::state::View;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::template::bar::TemplateBar;
use crate::app::ui::format;

/// Which editor it is.
#[derive(Clone, Copy, PartialEq, Properties)]
pub(crate) struct Props {
    /// What it edits.
    pub(crate) place: Place,
}

/// The editor. CodeMirror owns the text while it is typed; the document follows.
#[component]
pub(crate) fn EditorPane(&Props { place }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let (findings, view) = (use_shared::<Findings>(), use_shared::<View>());
    let host = use_node_ref();
    let editor = use_mut_ref(|| None::<Editor>);
    let text = document.text(place).clone();
    let language = match text::detect(&text) {
        Format::Yaml if !text.trim().is_empty() => Language::Yaml,
        _ => Language::Json,
    };
    let (class, title, test_id) = match place {
        Place::Definition => ("definition", "Definition", "definition-editor"),
        Place::Input => ("input", "Input", "input-editor"),
        Place::Mocks => ("mocks", "Mocks", "mocks-editor"),
    };
    use_effect_with((), {
        let (host, editor, text) = (host.clone(), editor.clone(), text.clone());
        move |()| {
            if let Some(element) = host.cast::<HtmlElement>() {
                let options = Options { doc: &text, language, label: title, read_only: false };
                let (typing, typed_into) = (commands.clone(), editor.clone());
                let on_change = move |text: String| {
                    let Some(problems) = typing.typed(place, &text) else { return };
                    let markers = markers(&problems, place);
                    typed_into.borrow().iter().for_each(|editor| editor.set_diagnostics(&markers));
                };
                let mut created = Editor::new(&element, options, on_change);
                if place == Place::Definition {
                    let (asked, mending) = (commands.clone(), commands.clone());
                    let mend = move |index, title: String| mending.mend_at(place, index, &title);
                    created.offer_fixes(move |index| asked.fix_titles(place, index), mend);
                    let helping = commands.clone();
                    created.watch_caret(move |offset| commands.caret_moved(offset));
                    created.watch_assist(assist::completing(helping), assist::describing());
                }
                editor.replace(Some(created));
            }
            move || drop(editor.take())
        }
    });
    use_effect_with(document.revision, {
        let editor = editor.clone();
        move |_| editor.borrow().iter().for_each(|editor| editor.set_text(&text))
    });
    use_effect_with(language, {
        let editor = editor.clone();
        move |language| editor.borrow().iter().for_each(|editor| editor.set_language(*language))
    });
    let problems: Vec<&Problem> = findings.problems.iter().filter(|problem| problem.place == place).collect();
    use_effect_with(markers(&findings.problems, place), {
        let editor = editor.clone();
        move |markers| editor.borrow().iter().for_each(|editor| editor.set_diagnostics(markers))
    });
    use_effect_with(view.mend.clone(), {
        let editor = editor.clone();
        move |mend| {
            let Some(mend) = mend.as_ref().filter(|mend| mend.place == place) else { return };
            // What was written first is shown, and is where Undo takes it back.
            let first = mend.changes.iter().min_by_key(|change| change.from);
            for editor in editor.borrow().iter() {
                editor.change(&mend.changes);
                if let Some(Change { from, insert, .. }) = first {
                    let length = insert.encode_utf16().count().try_into().unwrap_or(0_u32);
                    editor.reveal(*from, from + length);
                }
            }
        }
    });
    use_effect_with(view.reveal, move |reveal| {
        let Some(reveal) = reveal.filter(|reveal| reveal.place == place) else { return };
        for editor in editor.borrow().iter() {
            if reveal.focus {
                editor.reveal(reveal.from, reveal.to);
            } else {
                editor.show(reveal.from, reveal.to);
            }
        }
    });
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    html! {
        <section class={classes!("editor-pane", class)} aria-label={title}>
            <div class={if place == Place::Definition { "bar" } else { "corner-facts" }}>
                if place == Place::Definition { <h2>{ title }</h2> }
                <span class="tag">{ if language == Language::Yaml { "YAML" } else { "JSON" } }</span>
                { tally(count(Severity::Error), "error") }
                { tally(count(Severity::Warning), "warning") }
                if place == Place::Definition && findings.template.is_none() { <PermissionsButton /> }
                if place == Place::Definition { <EditMenu is_yaml={language == Language::Yaml} /> }
            </div>
            if place == Place::Definition { <TemplateBar /> }
            <div class="editor" ref={host} data-testid={test_id} />
        </section>
    }
}

fn tally(count: usize, word: &'static str) -> Html {
    if count == 0 {
        return Html::default();
    }
    html! { <span class={classes!("tally", word)}>{ format::count(count, word) }</span> }
}

/// What is underlined in that editor.
fn markers(problems: &[Problem], place: Place) -> Vec<Marker> {
    problems.iter().filter(|problem| problem.place == place).map(marker).collect()
}

fn marker(problem: &Problem) -> Marker {
    let message = match &problem.hint {
        Some(hint) => format!("{}\n{hint}", problem.message),
        None => problem.message.to_string(),
    };
    let Problem { from, to, severity, code, .. } = problem;
    Marker { from: *from, to: *to, severity: severity.word(), message, source: code.to_string() }
}
