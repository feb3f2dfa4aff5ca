//! Files, folders, links, and standard input as documents; with what belongs to them.

use std::cell::OnceCell;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use asl_batch::folder::{self, Role};
use asl_batch::{Document, Hindrance, Parts, parts};
use asl_document::{Project, ProjectFile, TemplateChoice};
use asl_lang::WorkflowType;
use asl_stack::template::siblings::starts_others;
use asl_value::{SortedMap, Value};

use crate::Refusal;
use crate::arguments::Choice;

/// The name of standard input on the command line.
pub(crate) const STANDARD_INPUT: &str = "-";
/// The most files of a folder that are looked at.
const MOST_FILES: usize = 20_000;
/// How often a document may ask for more files: one that a template names can name others.
const MOST_ROUNDS: usize = 8;
/// Folders that hold nothing that a person wrote.
const LEFT_OUT: [&str; 3] = ["node_modules", "target", "__pycache__"];

/// A document that was opened.
pub(crate) struct Opened {
    /// What to call it: its path as it was given, or what stands for one.
    pub(crate) name: String,
    /// The document, with the files that it names.
    pub(crate) document: Document,
    /// What a link holds beside it.
    pub(crate) parts: Parts,
    /// Whether it came from somebody else, by a link.
    pub(crate) is_from_link: bool,
}

impl Opened {
    /// The path of a file of the project, for people.
    pub(crate) fn shown<'p>(&'p self, path: &'p str) -> &'p str {
        if path.is_empty() { &self.name } else { path }
    }
}

/// What the options choose of a template.
fn template_choice(choice: &Choice) -> Result<TemplateChoice, Refusal> {
    let mut parameters = SortedMap::new();
    for text in &choice.parameters {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| Refusal::new(format!("`--parameter {text}` has no value: write NAME=VALUE")))?;
        parameters.insert(Rc::from(name), Rc::from(value));
    }
    Ok(TemplateChoice { parameters, ..TemplateChoice::default() })
}

/// Refuses options that would read standard input together: it can be read once.
pub(crate) fn reads_once<'o>(all: impl IntoIterator<Item = Option<&'o String>>) -> Result<(), Refusal> {
    let count = all.into_iter().flatten().filter(|value| *value == STANDARD_INPUT).count();
    match count {
        0 | 1 => Ok(()),
        _ => Err(Refusal::new("`-` is standard input, which can be read only once: name a file for the others")),
    }
}

/// Refuses parameters of the command line that none of the documents has.
pub(crate) fn knows_parameters<'o>(
    choice: &Choice,
    all: impl IntoIterator<Item = &'o Opened> + Clone,
) -> Result<(), Refusal> {
    let is_read = |opened: &&Opened| {
        let read = &opened.document.read;
        read.template.is_some() || read.machine.is_some() || read.events.is_some()
    };
    // What cannot be read says so itself.
    if choice.parameters.is_empty() || !all.clone().into_iter().any(|opened| is_read(&opened)) {
        return Ok(());
    }
    let mut known: Vec<&str> = Vec::new();
    for opened in all.clone() {
        let read = &opened.document.read;
        let of_template = read.template.iter().flat_map(|template| &template.parameters);
        for parameter in of_template.chain(&read.placeholders) {
            if !known.contains(&&*parameter.name) {
                known.push(&parameter.name);
            }
        }
    }
    let names = choice.parameters.iter().filter_map(|text| text.split_once('=').map(|(name, _)| name));
    let Some(unknown) = names.into_iter().find(|name| !known.contains(name) && !name.starts_with("AWS::")) else {
        return Ok(());
    };
    let place = all.into_iter().map(|opened| opened.name.as_str()).collect::<Vec<_>>().join(", ");
    let has = if known.is_empty() { "there are none".to_owned() } else { format!("there are {}", known.join(", ")) };
    Err(Refusal::new(format!("`--parameter {unknown}=…`: no parameter or placeholder `{unknown}` in {place}; {has}")))
}

/// Opens what one argument names: a file, a link, or `-`. It has the parameters that the options set.
pub(crate) fn open(argument: &str, choice: &Choice) -> Result<Opened, Refusal> {
    let opened = open_any(argument, choice)?;
    knows_parameters(choice, [&opened])?;
    Ok(opened)
}

/// Opens what one argument names, whatever parameters it has.
pub(crate) fn open_any(argument: &str, choice: &Choice) -> Result<Opened, Refusal> {
    if parts::link_in(argument).is_none() && argument != STANDARD_INPUT && Path::new(argument).is_dir() {
        let mut all = documents(argument, choice)?;
        return match all.len() {
            0 => Err(Refusal::new(format!("there is no workflow in the folder `{argument}`"))),
            1 => all.remove(0).chosen(choice),
            _ => {
                let names: Vec<String> = all.iter().map(|opened| format!("  {}", opened.name)).collect();
                Err(Refusal::new(format!(
                    "the folder `{argument}` has several workflows; name one of them:\n{}",
                    names.join("\n")
                )))
            }
        };
    }
    one(argument, choice)?.chosen(choice)
}

impl Opened {
    /// The same with the machine that the options ask for.
    fn chosen(mut self, choice: &Choice) -> Result<Self, Refusal> {
        if let Some(machine) = &choice.machine {
            let known = self.document.machines().join(", ");
            let hint = if known.is_empty() { String::new() } else { format!("; it has {known}") };
            let refusal = |why: Hindrance| Refusal::new(format!("{}: {why}{hint}", self.name));
            self.document = self.document.clone().with_machine(machine).map_err(refusal)?;
        }
        Ok(self)
    }
}

/// Opens all documents that an argument names; a folder may have many.
pub(crate) fn all(argument: &str, choice: &Choice) -> Result<Vec<Opened>, Refusal> {
    let is_folder = parts::link_in(argument).is_none() && argument != STANDARD_INPUT && Path::new(argument).is_dir();
    if is_folder { documents(argument, choice) } else { Ok(vec![one(argument, choice)?]) }
}

fn one(argument: &str, choice: &Choice) -> Result<Opened, Refusal> {
    if let Some(fragment) = parts::link_in(argument) {
        return link(fragment, "the link".to_owned(), choice);
    }
    let (name, text) = if argument == STANDARD_INPUT {
        ("<stdin>".to_owned(), standard_input()?)
    } else {
        (written(Path::new(argument)), read(Path::new(argument))?)
    };
    if let Some(fragment) = parts::link_in(&text) {
        return link(fragment, name, choice);
    }
    Ok(with_files(name, text, template_choice(choice)?, choice.workflow()))
}

fn link(fragment: &str, name: String, choice: &Choice) -> Result<Opened, Refusal> {
    let (document, parts) = parts::open_link(fragment).map_err(|why| Refusal::new(format!("{name}: {why}")))?;
    let mut chosen = document.choice.clone();
    chosen.parameters.extend(template_choice(choice)?.parameters);
    let workflow = choice.machine_type.map_or(document.asked_type, |_| choice.workflow());
    let document = Document::read(document.text, chosen, workflow);
    Ok(Opened { name, document, parts, is_from_link: true })
}

/// Reads a document with the files that it names, from beside it.
fn with_files(name: String, text: String, choice: TemplateChoice, workflow: WorkflowType) -> Opened {
    let is_file = name != "<stdin>";
    let path = if is_file { name.as_str() } else { "" };
    let project = Project { path: path.into(), ..Project::default() };
    let mut document = Document::read(text, TemplateChoice { project, ..choice }, workflow);
    let folder = Path::new(path).parent().map(Path::to_path_buf).unwrap_or_default();
    if is_file {
        let more = neighbors(&document, &folder, Path::new(path));
        if !more.is_empty() {
            document = document.with_files(more);
        }
    }
    let mut tried: Vec<PathBuf> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let mut more = Vec::new();
        for wanted in document.missing_files() {
            let relative = wanted.trim().trim_start_matches("file://").replace('\\', "/");
            let place = folder.join(relative);
            if tried.contains(&place) {
                continue;
            }
            if let Ok(text) = read(&place) {
                more.push(ProjectFile { path: written(&place).into(), text: text.into() });
            }
            tried.push(place);
        }
        if more.is_empty() {
            break;
        }
        document = document.with_files(more);
    }
    Opened { name, document, parts: Parts::default(), is_from_link: false }
}

/// What stands beside a document and belongs to it without being named: the other files of a module of Terraform, and the
/// definitions that a definition can start.
fn neighbors(document: &Document, folder: &Path, own: &Path) -> Vec<ProjectFile> {
    let ending = |path: &Path| path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
    let is_terraform = ending(own) == "tf";
    let is_alone = document.read.template.is_none();
    let starts = is_alone && document.read.machine.as_ref().is_some_and(starts_others);
    if !is_terraform && !starts {
        return Vec::new();
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect())
        .unwrap_or_default();
    names.sort();
    let own_name = own.file_name();
    let belongs = |path: &PathBuf| {
        let ending = ending(path);
        path.file_name() != own_name
            && if is_terraform {
                matches!(ending.as_str(), "tf" | "tfvars")
            } else {
                matches!(ending.as_str(), "json" | "yaml" | "yml" | "asl") && !folder::is_scenarios(&written(path))
            }
    };
    let names = names.into_iter().filter(belongs).take(Project::MOST_FILES - 1);
    let files = names.filter_map(|path| {
        let text = read(&path).ok()?;
        let is_one = is_terraform || text.contains("StartAt") && !text.contains("AWS::");
        is_one.then(|| ProjectFile { path: written(&path).into(), text: text.into() })
    });
    files.collect()
}

/// A path as it is written on the command line: with `/`, without `./` at its start.
pub(crate) fn written(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut text = text.as_str();
    while let Some(rest) = text.strip_prefix("./") {
        text = rest.trim_start_matches('/');
    }
    text.to_owned()
}

/// The files below a folder that may have to do with workflows, in the order of their paths.
pub(crate) fn files_below(folder: &str) -> Result<Vec<ProjectFile>, Refusal> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            count += 1;
            if name.starts_with('.') || LEFT_OUT.contains(&name.as_str()) || path.is_symlink() || count > MOST_FILES {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let may_matter = ["json", "yaml", "yml", "asl", "template", "tf"]
                .iter()
                .any(|ending| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending)));
            if may_matter && let Ok(text) = read(&path) {
                found.push(ProjectFile { path: written(&path).into(), text: text.into() });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The documents of a folder. A definition that a template names is a part of that one.
fn documents(folder: &str, choice: &Choice) -> Result<Vec<Opened>, Refusal> {
    let files = files_below(folder)?;
    let choice_of_template = template_choice(choice)?;
    let mut named: Vec<Rc<str>> = Vec::new();
    let mut all = Vec::new();
    for index in folder::documents(&files) {
        let Some(file) = files.get(index) else { continue };
        if named.contains(&file.path) {
            continue;
        }
        let opened =
            with_files(file.path.to_string(), file.text.to_string(), choice_of_template.clone(), choice.workflow());
        if let Some(template) = &opened.document.read.template {
            let project = &opened.document.choice.project;
            named.extend(template.files.iter().filter_map(|file| file.found).map(|at| project.path(at).clone()));
        }
        all.push(opened);
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// The file of scenarios beside a document, if there is one.
pub(crate) fn scenarios_beside(document: &str) -> Option<String> {
    let stem = folder::stem(document);
    ["json", "yaml", "yml"]
        .iter()
        .map(|ending| format!("{stem}.scenarios.{ending}"))
        .find(|path| Path::new(path).is_file())
}

/// The document beside a file of scenarios.
pub(crate) fn document_beside(scenarios: &str) -> Option<String> {
    let stem = folder::stem(scenarios);
    let (folder, name) = stem.rsplit_once('/').unwrap_or((".", stem));
    let mut paths: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(written(&entry.ok()?.path())))
        .filter(|path| folder::stem(path).rsplit('/').next() == Some(name) && !folder::is_scenarios(path))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .find(|path| read(Path::new(path)).is_ok_and(|text| folder::role(path, &text) == Some(Role::Document)))
}

/// A text of JSON or YAML that an option names: JSON itself, a file, or `-`.
pub(crate) struct Data {
    /// Where it stands: a path, or the option.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
}

impl Data {
    /// What `value` names, which was given for `option`.
    pub(crate) fn read(option: &str, value: &str) -> Result<Self, Refusal> {
        let start = value.trim_start();
        let is_json = start.starts_with(['{', '[', '"']) || serde_json::from_str::<serde_json::Value>(start).is_ok();
        if is_json {
            return Ok(Self { name: option.to_owned(), text: value.to_owned() });
        }
        if value == STANDARD_INPUT {
            return Ok(Self { name: "<stdin>".to_owned(), text: standard_input()? });
        }
        let path = value.strip_prefix('@').or(value.strip_prefix("file://")).unwrap_or(value);
        let text = read(Path::new(path)).map_err(|Refusal(why)| Refusal(format!("{option}: {why}")))?;
        Ok(Self { name: written(Path::new(path)), text })
    }

    /// It as a value; an empty text is an empty object, as in the console of AWS.
    pub(crate) fn value(&self) -> Result<Value, Refusal> {
        if self.text.trim().is_empty() {
            return Ok(Value::empty_object());
        }
        let parsed = asl_text::parse_data(&self.text);
        let is_error =
            |found: &&asl_text::diagnostic::Diagnostic| found.severity == asl_text::diagnostic::Severity::Error;
        if let Some(found) = parsed.diagnostics.iter().find(is_error) {
            let place = asl_text::line_index::LineIndex::new(&self.text).position(found.span.start);
            let (line, column) = (place.line + 1, place.column + 1);
            return Err(Refusal::new(format!("{}:{line}:{column}: {}", self.name, found.message())));
        }
        Ok(parsed.root.map_or_else(Value::empty_object, asl_text::Node::into_value))
    }
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, Refusal> {
    let size = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if size.is_dir() {
        return Err(Refusal::new(format!("`{}` is a folder", written(path))));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    String::from_utf8(bytes).map_err(|_| Refusal::new(format!("`{}` is not a text in UTF-8", written(path))))
}

/// Standard input, which can be read once: whoever asks again gets the same text.
fn standard_input() -> Result<String, Refusal> {
    thread_local! {
        static READ: OnceCell<String> = const { OnceCell::new() };
    }
    READ.with(|known| {
        if let Some(text) = known.get() {
            return Ok(text.clone());
        }
        let mut bytes = Vec::new();
        let failed = |error: io::Error| Refusal::new(format!("standard input can't be read: {error}"));
        io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        let text = String::from_utf8(bytes).map_err(|_| Refusal::new("standard input is not a text in UTF-8"))?;
        Ok(known.get_or_init(|| text).clone())
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Refusal {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not allowed".to_owned(),
        _ => error.to_string(),
    };
    Refusal::new(format!("`{}`: {why}", written(path)))
}

/// Writes a file that an option names.
pub(crate) fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Refusal> {
    fs::write(path, text).map_err(|error| Refusal::new(format!("`{}` can't be written: {error}", written(path))))
}
