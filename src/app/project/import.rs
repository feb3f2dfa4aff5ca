//! Files of the person's computer as a project: which of them belong to it, whether they join the document or take its
//! place, and which is opened.

use std::rc::Rc;

use asl_document::{Project, ProjectFile, Settings, TemplateChoice};
use asl_lang::WorkflowType;
use asl_stack::template::source::{self, Read};
use asl_value::Sort;
use wasm_bindgen_futures::spawn_local;

use super::commands::named;
use crate::app::chunks::{NotLoaded, RECORDED, complete};
use crate::app::files::import::{Destination, Given, put_object, read};
use crate::app::host::location;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, DocumentAction, Origin};
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::view::{Pane, ViewAction};
use crate::app::ui::format;

/// What a file of that name and text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A definition, a template, or what is read as one.
    Main,
    /// What a template names: code, a text to be filled in.
    Beside,
    /// Data: it stands in for an object in S3.
    Data,
}

/// What a file of that path and text is; `None` for what a project does not need.
fn role(path: &str, text: &str) -> Option<Role> {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if name.ends_with("-lock.json") || name == "package.json" || name == "tsconfig.json" {
        return None;
    }
    let has = |word: &str| text.contains(word);
    let is_main = || {
        !text.trim_start().starts_with('[')
            && (has("StartAt") && has("States") || has("AWS::") || has("stepFunctions") || has("stateMachines"))
    };
    match ending(&name) {
        "tf" => Some(Role::Main),
        "json" | "yaml" | "yml" | "asl" | "template" if is_main() => Some(Role::Main),
        "yaml" | "yml" | "tfvars" | "tpl" | "tftpl" | "tmpl" | "js" | "mjs" | "cjs" | "ts" | "py" => Some(Role::Beside),
        "csv" | "tsv" | "json" | "jsonl" | "ndjson" | "txt" | "manifest" => Some(Role::Data),
        _ => None,
    }
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Whether a file of that name may be text that is worth reading.
fn may_be_text(path: &str) -> bool {
    const TEXTS: [&str; 22] = [
        "tf", "json", "yaml", "yml", "asl", "template", "tfvars", "tpl", "tftpl", "tmpl", "js", "mjs", "cjs", "ts",
        "py", "csv", "tsv", "jsonl", "ndjson", "txt", "manifest", "",
    ];
    TEXTS.contains(&ending(&path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()))
}

/// What was read of the files that were given.
#[derive(Default)]
struct Taken {
    files: Vec<ProjectFile>,
    data: Vec<(String, String)>,
    left: Vec<String>,
}

/// Takes files of the person's computer to where they belong.
pub(crate) fn take(commands: &Shared<Commands>, given: Vec<Given>, destination: Destination) {
    let commands = commands.clone();
    spawn_local(async move {
        match destination {
            Destination::Object(address) => {
                for Given { file, .. } in given.into_iter().take(1) {
                    match read(&file).await {
                        Ok(text) => put_object(&commands, &file.name(), text, Some(address.clone())),
                        Err(why) => refuse(&commands, &file.name(), &why),
                    }
                }
            }
            Destination::File(path) => {
                for Given { file, .. } in given.into_iter().take(1) {
                    match read(&file).await {
                        Ok(text) => {
                            let taken = vec![ProjectFile { path: path.clone(), text: text.into() }];
                            join(&commands, taken, true).await;
                        }
                        Err(why) => refuse(&commands, &file.name(), &why),
                    }
                }
            }
            Destination::Any => take_any(&commands, given).await,
        }
    });
}

async fn take_any(commands: &Shared<Commands>, given: Vec<Given>) {
    let is_alone = given.len() == 1;
    if let [Given { file, .. }] = given.as_slice()
        && let Ok(text) = read(file).await
        && let Some(fragment) = location::link_in(&text)
    {
        return commands.open_link(fragment.into());
    }
    // A history is a run, and no file of the document; several are those of a run and of the executions that it started.
    if let Some(histories) = histories(&given).await {
        let page = commands.clone();
        return commands.with(&RECORDED, move |recorded| {
            if let Err(why) = (recorded.import)(&page, &histories) {
                page.dispatch(ViewAction::Notice(Some(Notice::NotDone(why))));
            }
        });
    }
    let Taken { files, data, left } = sorted(without_common_folder(given)).await;
    let count = files.len() + data.len();
    let has_files = !files.is_empty();
    if has_files {
        join(commands, files, false).await;
    }
    for (path, text) in data {
        let name = path.rsplit('/').next().unwrap_or_default();
        put_object(commands, name, text, None);
    }
    if has_files {
        commands.dispatch(ViewAction::Pane(Pane::Definition));
    }
    match left.first() {
        Some(why) if is_alone => commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(format!("{why}."))))),
        Some(_) => commands.dispatch(ViewAction::Notice(Some(Notice::FilesLeftOut(count, left.into())))),
        None => {}
    }
}

/// The texts of the files, if all are histories of executions.
async fn histories(given: &[Given]) -> Option<Vec<Rc<str>>> {
    let mut texts: Vec<Rc<str>> = Vec::new();
    for Given { file, .. } in given {
        let text = read(file).await.ok().filter(|text| asl_sim::history::is_history(text))?;
        texts.push(text.into());
    }
    Some(texts).filter(|texts| !texts.is_empty())
}

fn refuse(commands: &Commands, name: &str, why: &str) {
    commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(format!("{name} was not added: {why}.")))));
}

/// The same paths without the folder that all of them stand in.
fn without_common_folder(mut given: Vec<Given>) -> Vec<Given> {
    let folder = |path: &str| path.split_once('/').map(|(folder, _)| folder.to_owned());
    let first = given.first().and_then(|one| folder(&one.path));
    if let Some(first) = first
        && given.iter().all(|one| folder(&one.path).as_ref() == Some(&first))
    {
        for one in &mut given {
            one.path = one.path.get(first.len() + 1..).unwrap_or_default().to_owned();
        }
    }
    given
}

/// Reads the files, and tells those of the project from data and from what is left out.
async fn sorted(given: Vec<Given>) -> Taken {
    let from_folder = given.iter().any(|one| one.path.contains('/'));
    let is_alone = given.len() == 1;
    let mut taken = Taken::default();
    let (mut beside, mut size): (Vec<ProjectFile>, usize) = (Vec::new(), 0);
    for Given { path, file } in given {
        let skipped = path.split('/').any(|part| part.starts_with('.') || part == "node_modules");
        if skipped {
            continue;
        }
        if !is_alone && !may_be_text(&path) {
            taken.left.push(format!("{path} (not a supported text file)"));
            continue;
        }
        let text = match read(&file).await {
            Ok(text) => text,
            Err(why) => {
                taken.left.push(format!("{path} was not added: {why}"));
                continue;
            }
        };
        match role(&path, &text) {
            Some(Role::Data) if !from_folder => taken.data.push((path, text)),
            Some(role @ (Role::Main | Role::Beside)) => {
                let too_many = taken.files.len() + beside.len() >= Project::MOST_FILES;
                if too_many || text.len() > Project::LARGEST_FILE || size + text.len() > Project::LARGEST {
                    let most = format::bytes(Project::LARGEST);
                    let why = format!("a project can have at most {} files and {most}", Project::MOST_FILES);
                    taken.left.push(format!("{path} was not added: {why}"));
                    continue;
                }
                size += text.len();
                let into = if role == Role::Main { &mut taken.files } else { &mut beside };
                into.push(ProjectFile { path: path.into(), text: text.into() });
            }
            Some(Role::Data) | None if !is_alone => taken.left.push(path),
            // One file that was given is data, whatever it is called.
            Some(Role::Data) | None => taken.data.push((path, text)),
        }
    }
    // What stands beside is taken if a template may mean it, or code that is taken: a module that another one imports.
    loop {
        let is_meant = |file: &ProjectFile| {
            let stem = file.path.rsplit('/').next().unwrap_or_default();
            let stem = stem.split('.').next().unwrap_or_default();
            let is_text = matches!(ending(&file.path), "tpl" | "tftpl" | "tmpl" | "tfvars");
            is_text || !from_folder || stem.len() > 1 && taken.files.iter().any(|known| known.text.contains(stem))
        };
        let (meant, others): (Vec<_>, Vec<_>) = beside.into_iter().partition(is_meant);
        beside = others;
        if meant.is_empty() {
            break;
        }
        taken.files.extend(meant);
    }
    taken.left.extend(beside.into_iter().map(|file| file.path.to_string()));
    taken.files.order_by_key(|file| (rank(file), file.path.clone()));
    taken
}

/// Templates come first, then definitions, then what belongs to them.
fn rank(file: &ProjectFile) -> u8 {
    let is_definition = file.text.contains("StartAt") && !file.text.contains("AWS::");
    match role(&file.path, &file.text) {
        Some(Role::Main) if file.path.ends_with(".tf") || !is_definition || file.text.contains("tateMachines:") => 0,
        Some(Role::Main) => 1,
        _ => 2,
    }
}

/// What these files are read as, with the one at `at` open.
async fn reading(files: &[ProjectFile], at: usize, machine: &str) -> Result<Read, NotLoaded> {
    let (text, project) = Project::open(files.to_vec(), at);
    let choice = TemplateChoice { machine: machine.into(), project, ..TemplateChoice::default() };
    complete(|| source::check(&text, &choice, WorkflowType::Standard)).await
}

/// Puts files into the project of the document, if they belong to it or `always`; else they are a document of their own.
async fn join(commands: &Shared<Commands>, taken: Vec<ProjectFile>, always: bool) {
    let State { document, .. } = commands.state();
    let own = document.project().own();
    let mut files = named(document.all_files());
    let before = files.len();
    for file in &taken {
        match files.iter_mut().find(|known| known.path == file.path) {
            Some(known) => known.text = file.text.clone(),
            None => files.push(file.clone()),
        }
    }
    let is_empty = document.definition.trim().is_empty() && before == 1;
    let joins =
        !is_empty && files.len() <= Project::MOST_FILES && (always || belongs(&files, before, own, &taken).await);
    let (files, at) = if joins { (files, own) } else { (taken, 0) };
    // The definition is what one wants to see: in a file of its own, or in the template.
    let machine = &document.settings.template.machine;
    let read = reading(&files, at, if joins { machine } else { "" }).await;
    let at = read.ok().and_then(|read| read.definition_file().map(|file| file.at)).unwrap_or(at);
    if joins {
        commands.dispatch(DocumentAction::SetProject(files, at));
        return;
    }
    let (text, project) = Project::open(files, at);
    let template = TemplateChoice { project, ..TemplateChoice::default() };
    let settings = Settings { template, ..Settings::default() };
    commands.open(Document { settings, ..Document::new(text, "{}", Origin::Own) });
}

/// Whether new files belong to a project: a file of one part names one of the other, or one takes the place of another.
async fn belongs(files: &[ProjectFile], before: usize, own: usize, taken: &[ProjectFile]) -> bool {
    if taken
        .iter()
        .all(|file| files.iter().take(before).any(|known| known.path == file.path && known.text == file.text))
    {
        return true;
    }
    if taken.iter().all(|file| role(&file.path, &file.text) == Some(Role::Beside)) {
        return true;
    }
    let mains = (0..files.len()).filter(|at| files.get(*at).is_some_and(|file| rank(file) == 0));
    for at in mains.chain([own]) {
        let Ok(read) = reading(files, at, "").await else { return false };
        let Some(template) = read.template else { continue };
        let is_new = |at: usize| at >= before;
        let crosses = |found: usize| is_new(found) != is_new(template.at);
        if template.files.iter().filter_map(|file| file.found).any(crosses) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use asl_document::ProjectFile;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Role, belongs, may_be_text, role};

    fn file(path: &str, text: &str) -> ProjectFile {
        ProjectFile { path: path.into(), text: text.into() }
    }

    #[wasm_bindgen_test]
    fn a_definition_is_told_from_data_and_code() {
        let text = r#"{"StartAt": "A", "States": {}}"#;
        for (path, text, expected) in [
            ("Order.ASL.json", text, Some(Role::Main)),
            ("a.yml", "StartAt: A\nStates:", Some(Role::Main)),
            ("main.tf", "", Some(Role::Main)),
            ("a.csv", text, Some(Role::Data)),
            ("a.json", "[{\"StartAt\": 1, \"States\": 2}]", Some(Role::Data)),
            ("src/app.mjs", "", Some(Role::Beside)),
            ("package-lock.json", "{}", None),
            ("README.md", text, None),
        ] {
            assert_eq!(role(path, text), expected, "{path}");
        }
        assert!(may_be_text("a/b.json") && !may_be_text("a.zip") && may_be_text("Dockerfile"));
    }

    #[wasm_bindgen_test]
    async fn a_file_that_a_template_names_belongs_to_it_in_either_order() {
        let template = "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: m.asl.json}}}";
        let (template, machine) = (file("t.yaml", template), file("m.asl.json", r#"{"StartAt": "A", "States": {}}"#));
        let other = file("x.asl.json", r#"{"StartAt": "B", "States": {}}"#);
        for (known, new, expected) in [
            (&template, &machine, true),
            (&machine, &template, true),
            (&template, &other, false),
            (&machine, &other, false),
        ] {
            let all = [known.clone(), new.clone()];
            assert_eq!(belongs(&all, 1, 0, std::slice::from_ref(new)).await, expected, "{} {}", known.path, new.path);
        }
    }
}
