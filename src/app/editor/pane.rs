//! One of the editors with its title.

use asl_playground::diagnostic::Severity;
use asl_playground::text::{self, Format};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::assist;
use super::codemirror::{Editor, Language, Marker, Options};
use crate::app::edit::EditMenu;
use crate::app::permissions::button::permissions_button;
use crate::app::problems::analysis::{Findings, Problem};
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::request::{PageRequest, use_requests};
use crate::app::state::shared::use_shared;
use crate::app::state::text::{EditorId, TextEdit, TextRange};
use crate::app::template::bar::TemplateBar;
use crate::app::ui::format;

/// Which editor it is.
#[derive(Clone, Copy, PartialEq, Properties)]
pub(crate) struct Props {
    /// What it edits.
    pub(crate) place: EditorId,
}

/// The editor. CodeMirror owns the text while it is typed; the document follows.
#[component]
pub(crate) fn EditorPane(&Props { place }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let findings = use_shared::<Findings>();
    let host = use_node_ref();
    let editor = use_mut_ref(|| None::<Editor>);
    let text = document.text(place).clone();
    let language = match text::detect(&text) {
        Format::Yaml if !text.trim().is_empty() => Language::Yaml,
        _ => Language::Json,
    };
    let title = place.title();
    let (class, test_id) = match place {
        EditorId::Definition => ("definition", "definition-editor"),
        EditorId::Input => ("input", "input-editor"),
        EditorId::Mocks => ("mocks", "mocks-editor"),
    };
    use_effect_with((), {
        let (host, editor, text, commands) = (host.clone(), editor.clone(), text.clone(), commands.clone());
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
                if place == EditorId::Definition {
                    let (asked, mending) = (commands.clone(), commands.clone());
                    let mend = move |index, title: String| mending.mend_at(place, index, &title);
                    created.offer_fixes(move |index| asked.fix_titles(place, index), mend);
                    let helping = commands.clone();
                    created.watch_caret(move |offset| commands.caret_moved(offset));
                    created.watch_assist(assist::completing(helping.clone()), assist::describing(helping));
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
    use_requests(move |_, request| {
        match request {
            PageRequest::ApplyEdits { editor: wanted, edits } if *wanted == place => {
                editor.borrow().iter().for_each(|editor| apply_edits(editor, edits));
            }
            PageRequest::Reveal { editor: wanted, range: TextRange { from, to }, focus } if *wanted == place => {
                let show = if *focus { Editor::reveal } else { Editor::show };
                editor.borrow().iter().for_each(|editor| show(editor, *from, *to));
            }
            _ => return false,
        }
        true
    });
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    html! {
        <section class={classes!("editor-pane", class)} aria-label={title}>
            <div class={if place == EditorId::Definition { "bar" } else { "corner-facts" }}>
                if place == EditorId::Definition { <h2>{ title }</h2> }
                <span class="tag">{ if language == Language::Yaml { "YAML" } else { "JSON" } }</span>
                { tally(count(Severity::Error), "error") }
                { tally(count(Severity::Warning), "warning") }
                if place == EditorId::Definition && findings.template.is_none() { { permissions_button(&findings, &commands) } }
                if place == EditorId::Definition { <EditMenu is_yaml={language == Language::Yaml} /> }
            </div>
            if place == EditorId::Definition { <TemplateBar /> }
            <div class="editor" ref={host} data-testid={test_id} />
        </section>
    }
}

/// Makes these edits. What comes first in the text is then shown, and is where Undo takes it back.
fn apply_edits(editor: &Editor, edits: &[TextEdit]) {
    editor.change(edits);
    if let Some(TextEdit { from, insert, .. }) = edits.iter().min_by_key(|edit| edit.from) {
        let length = insert.encode_utf16().count().try_into().unwrap_or(0_u32);
        editor.reveal(*from, from + length);
    }
}

fn tally(count: usize, word: &'static str) -> Html {
    if count == 0 {
        return Html::default();
    }
    html! { <span class={classes!("tally", word)}>{ format::count(count, word) }</span> }
}

/// What is underlined in that editor.
fn markers(problems: &[Problem], place: EditorId) -> Vec<Marker> {
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
