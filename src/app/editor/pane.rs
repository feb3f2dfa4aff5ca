//! One of the editors with its title.

use asl_stack::template::source::is_terraform;
use asl_text::Format;
use asl_text::diagnostic::Severity;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::assist;
use super::codemirror::{Editor, Language, Marker, Options};
use crate::app::chunks::starters;
use crate::app::edit::EditMenu;
use crate::app::layout::buttons::{Hide, Maximize};
use crate::app::layout::state::Panel;
use crate::app::permissions::button::permissions_button;
use crate::app::problems::analysis::{Analysis, Problem};
use crate::app::project::tabs::ProjectTabs;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::parts::use_part;
use crate::app::state::request::{PageRequest, use_requests};
use crate::app::state::shared::use_shared;
use crate::app::state::text::{EditorId, TextEdit, TextRange};
use crate::app::state::view::Locked;
use crate::app::template::bar::TemplateBar;
use crate::app::ui::format;
use crate::app::versions::saved::SavedNote;

/// Which editor it is.
#[derive(Clone, Copy, PartialEq, Properties)]
pub(crate) struct Props {
    /// Which text of the document is edited.
    pub(crate) id: EditorId,
}

/// The editor. CodeMirror owns the text while it is typed; the document follows.
#[component]
pub(crate) fn EditorPane(&Props { id }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let analysis = use_shared::<Analysis>();
    let host = use_node_ref();
    let editor = use_mut_ref(|| None::<Editor>);
    let text = document.text(id).clone();
    let language = match asl_text::detect(&text) {
        Format::Yaml if !text.trim().is_empty() => Language::Yaml,
        _ => Language::Json,
    };
    let is_terraform = id == EditorId::Definition && is_terraform(&text);
    let language = match code_language(&document, id) {
        Some(code) => code,
        None if is_terraform => Language::Json,
        None => language,
    };
    let notation = match language {
        _ if is_terraform => "Terraform",
        Language::Yaml => "YAML",
        Language::Json => "JSON",
        Language::Javascript => "JavaScript",
        Language::Python => "Python",
    };
    let title = id.title();
    let (class, test_id) = match id {
        EditorId::Definition | EditorId::File(_) => ("definition", "definition-editor"),
        EditorId::Input => ("input", "input-editor"),
        EditorId::Mocks => ("mocks", "mocks-editor"),
        EditorId::Events => ("events-text", "events-editor"),
        EditorId::Scenarios => ("scenarios-text", "scenarios-editor"),
    };
    use_effect_with((), {
        let (host, editor, text, commands) = (host.clone(), editor.clone(), text.clone(), commands.clone());
        move |()| {
            if let Some(element) = host.cast::<HtmlElement>() {
                let options = Options { doc: &text, language, label: title, read_only: false };
                let (typing, typed_into) = (commands.clone(), editor.clone());
                let on_change = move |text: String| {
                    let Some(problems) = typing.typed(id, &text) else { return };
                    let markers = markers(&problems, id);
                    typed_into.borrow().iter().for_each(|editor| editor.set_diagnostics(&markers));
                };
                let mut created = Editor::new(&element, options, on_change);
                if id == EditorId::Mocks {
                    created.watch_assist(assist::completing_mocks(commands.clone()), assist::silent());
                }
                if id == EditorId::Definition {
                    let (asked, applying) = (commands.clone(), commands.clone());
                    let apply = move |index, title: String| applying.apply_fix_at(id, index, &title);
                    created.offer_fixes(move |index| asked.fix_titles(id, index), apply);
                    let helping = commands.clone();
                    created.watch_caret(move |offset| commands.caret_moved(offset));
                    created.watch_assist(assist::completing(helping.clone()), assist::describing(helping));
                }
                editor.replace(Some(created));
            }
            move || drop(editor.take())
        }
    });
    // Another file of the project has an editor's state of its own; another document has another text.
    let path = if id == EditorId::Definition { document.project().path.clone() } else { "".into() };
    let revision =
        if id == EditorId::Input { document.revision.wrapping_add(document.input_revision) } else { document.revision };
    let shown = use_mut_ref(|| (document.tab, revision, path.clone()));
    use_effect_with((document.tab, revision, path), {
        let editor = editor.clone();
        move |(tab, revision, path)| {
            let (tab_before, revision_before, before) = shown.replace((*tab, *revision, path.clone()));
            for editor in editor.borrow().iter() {
                if *tab != tab_before || (*revision == revision_before && before != *path) {
                    editor.show_file(&file_key(tab_before, &before), &file_key(*tab, path), &text);
                } else {
                    editor.forget_files();
                    editor.set_text(&text);
                }
            }
        }
    });
    use_effect_with(language, {
        let editor = editor.clone();
        move |language| editor.borrow().iter().for_each(|editor| editor.set_language(*language))
    });
    let Locked(locked) = use_part::<Locked>();
    use_effect_with(locked, {
        let editor = editor.clone();
        move |locked| editor.borrow().iter().for_each(|editor| editor.set_read_only(*locked))
    });
    let problems: Vec<&Problem> = analysis.problems.iter().filter(|problem| problem.editor == id).collect();
    use_effect_with(markers(&analysis.problems, id), {
        let editor = editor.clone();
        move |markers| editor.borrow().iter().for_each(|editor| editor.set_diagnostics(markers))
    });
    use_requests(move |_, request| {
        match request {
            PageRequest::ApplyEdits { editor: wanted, edits } if *wanted == id => {
                editor.borrow().iter().for_each(|editor| apply_edits(editor, edits));
            }
            PageRequest::Reveal { editor: wanted, range: TextRange { from, to }, focus } if *wanted == id => {
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
            <div class={if id == EditorId::Definition { "bar" } else { "corner-facts" }}>
                if id == EditorId::Definition { <h2>{ title }</h2> }
                <span class="tag">{ notation }</span>
                { tally(count(Severity::Error), "error") }
                { tally(count(Severity::Warning), "warning") }
                if id == EditorId::Definition && analysis.template.is_none() { { permissions_button(&analysis, &commands) } }
                if id == EditorId::Definition {
                    <SavedNote />
                    if !locked { <EditMenu is_yaml={language == Language::Yaml} /> }
                    <Maximize panel={Panel::Source} />
                    <Hide panel={Panel::Source} />
                }
            </div>
            if id == EditorId::Definition { <ProjectTabs /> <TemplateBar /> }
            <div class="editor" ref={host} data-testid={test_id} />
            if id == EditorId::Definition && document.is_blank() { { starters(&commands) } }
        </section>
    }
}

/// What tells the file of a tab from all others.
fn file_key(tab: u32, path: &str) -> String {
    format!("{tab}:{path}")
}

/// The language of the file that is open, if it is the code of a function.
fn code_language(document: &Document, id: EditorId) -> Option<Language> {
    let (_, ending) = document.project().path.rsplit_once('.').filter(|_| id == EditorId::Definition)?;
    match ending {
        "js" | "mjs" | "cjs" | "ts" => Some(Language::Javascript),
        "py" => Some(Language::Python),
        _ => None,
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
fn markers(problems: &[Problem], id: EditorId) -> Vec<Marker> {
    problems.iter().filter(|problem| problem.editor == id).map(marker).collect()
}

fn marker(problem: &Problem) -> Marker {
    let message = match &problem.hint {
        Some(hint) => format!("{}\n{hint}", problem.message),
        None => problem.message.to_string(),
    };
    let Problem { from, to, severity, code, .. } = problem;
    Marker { from: *from, to: *to, severity: severity.word(), message, source: code.to_string() }
}
