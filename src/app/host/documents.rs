//! The documents that outlive the page, of this tab and of others.
//!
//! Local storage holds the newest document of all tabs, which a new tab begins with, and beside it the documents of other
//! tabs that were written over ("the others") and those that something took the place of. A tab writes only what it has not
//! written yet: one that is merely closed leaves the work of another alone. What another tab wrote in the meantime is put
//! aside, never lost; what a later version of the playground wrote is not touched.

use std::cell::RefCell;
use std::rc::Rc;

use asl_document::{DocumentFile, Settings};
use asl_share::{FileRecord, ProjectRecord, SettingsRecord};
use asl_sim::debug::Breakpoints;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::clock;
use super::storage::{NotSaved, local, read, session, write};
use super::windows;
use crate::app::state::document::{Document, Origin};

const DOCUMENT: &str = "asl-playground.document";
/// Takes its place where that is of a later version.
const DOCUMENT_BESIDE: &str = "asl-playground.document-1";
const OTHERS: &str = "asl-playground.others";
const PREVIOUS: &str = "asl-playground.replaced";
/// Where something may stand.
pub(super) const KEYS: [&str; 4] = [DOCUMENT, DOCUMENT_BESIDE, OTHERS, PREVIOUS];
/// Session storage: the name of this tab.
const TAB: &str = "asl-playground.tab";
/// Session storage: texts that the page was left with before its program, or this part of it, was here.
const TYPED: &str = "asl-playground.typed";
/// The version of what is written here.
const VERSION: u32 = 1;
/// The most documents of other tabs, and of those that something took the place of.
const MOST_KEPT: usize = 8;

/// The most bytes of a document that are kept; a larger one would fill the storage of the whole origin.
pub(crate) const LARGEST: usize = 1_000_000;

/// A document as local storage holds it. Fields may be added; those that are here stay.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct DocumentRecord {
    definition: String,
    input: String,
    #[serde(default)]
    mocks: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    events: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    scenarios: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    lesson: String,
    #[serde(default)]
    files: Vec<FileRecord>,
    #[serde(default)]
    settings: SettingsRecord,
    #[serde(default, skip_serializing_if = "ProjectRecord::is_alone")]
    project: ProjectRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    breakpoints: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    breaks_on_errors: bool,
    #[serde(default)]
    origin: OriginRecord,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(default)]
    edited: bool,
    /// What wrote it; a later number is not read.
    #[serde(default)]
    version: u32,
    /// The tab that wrote it.
    #[serde(default)]
    tab: String,
    /// Tells one writing from another.
    #[serde(default)]
    stamp: String,
    /// Whether that tab was left: whoever goes on with the document takes it over.
    #[serde(default)]
    left: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Where a document came from, as it is stored.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", from = "serde_json::Value")]
enum OriginRecord {
    #[default]
    Own,
    Example(String),
    Link,
}

impl From<serde_json::Value> for OriginRecord {
    /// An origin of a later version is taken for a link: the document is kept, and asks before it runs.
    fn from(stored: serde_json::Value) -> Self {
        match (stored.as_str(), stored.get("example").and_then(serde_json::Value::as_str)) {
            (Some("own"), _) => Self::Own,
            (_, Some(id)) => Self::Example(id.to_owned()),
            _ => Self::Link,
        }
    }
}

impl From<&Document> for DocumentRecord {
    fn from(document: &Document) -> Self {
        Self {
            definition: document.definition.to_string(),
            input: document.input.to_string(),
            mocks: document.mocks.to_string(),
            events: document.events.to_string(),
            scenarios: document.scenarios.to_string(),
            lesson: document.lesson.to_string(),
            files: document.files.iter().map(FileRecord::from).collect(),
            settings: SettingsRecord::from(&document.settings),
            project: ProjectRecord::from(&document.settings.template.project),
            breakpoints: document.breakpoints.states.iter().map(ToString::to_string).collect(),
            breaks_on_errors: document.breakpoints.errors,
            origin: match &document.origin {
                Origin::Own => OriginRecord::Own,
                Origin::Example(id) => OriginRecord::Example(id.to_string()),
                Origin::Link { .. } => OriginRecord::Link,
            },
            title: document.title.to_string(),
            edited: document.edited,
            version: VERSION,
            tab: String::new(),
            stamp: String::new(),
            left: false,
        }
    }
}

impl From<DocumentRecord> for Document {
    fn from(record: DocumentRecord) -> Self {
        let origin = match record.origin {
            OriginRecord::Own => Origin::Own,
            OriginRecord::Example(id) => Origin::Example(id.into()),
            // Consent is for one visit of the page.
            OriginRecord::Link => Origin::Link { confirmed: false },
        };
        let mut settings = Settings::from(record.settings);
        settings.template.project = record.project.into();
        Self {
            mocks: record.mocks.into(),
            events: record.events.into(),
            scenarios: record.scenarios.into(),
            lesson: record.lesson.into(),
            files: record.files.into_iter().map(DocumentFile::from).collect(),
            settings,
            breakpoints: Rc::new(Breakpoints {
                states: record.breakpoints.into_iter().map(Rc::from).collect(),
                errors: record.breaks_on_errors,
            }),
            title: record.title.into(),
            edited: record.edited,
            ..Self::new(record.definition, record.input, origin)
        }
    }
}

/// What a document is after it was kept, and the page was opened again.
#[cfg(test)]
pub(crate) fn as_kept(document: &Document) -> Document {
    DocumentRecord::from(document).into()
}

/// What this tab knows of the storage.
#[derive(Default)]
struct Tab {
    name: String,
    /// The stamp of the newest document when this tab read or wrote it last.
    seen: Option<String>,
    /// What this tab read or wrote last.
    written: Option<Document>,
    /// The replaced documents that this tab read or wrote last.
    previous: Vec<Json>,
    /// What it had open beside the document, until it is asked for.
    beside: Option<(Vec<Document>, usize)>,
}

thread_local! {
    static HERE: RefCell<Tab> = RefCell::default();
}

/// Whether a stored document is of a later version.
fn is_later(stored: &Json) -> bool {
    stored.get("version").and_then(Json::as_u64).is_some_and(|version| version > u64::from(VERSION))
}

/// Where the newest document stands.
fn place() -> &'static str {
    if read::<Json>(local(), DOCUMENT).is_some_and(|stored| is_later(&stored)) { DOCUMENT_BESIDE } else { DOCUMENT }
}

/// Whether the newest document is of a later version, and is left alone.
pub(crate) fn is_of_later_version() -> bool {
    place() != DOCUMENT
}

fn others() -> Vec<DocumentRecord> {
    let all: Vec<Json> = read(local(), OTHERS).unwrap_or_default();
    all.into_iter().filter_map(|stored| serde_json::from_value(stored).ok()).collect()
}

/// The document that the page begins with: that of this tab before it was loaded again, else the newest of all tabs.
pub(crate) fn document() -> Option<Document> {
    let name = read::<String>(session(), TAB).unwrap_or_else(|| {
        let name = clock::uuid();
        // Without it a tab that is loaded again begins with the newest document, as a new one does.
        let _ = write(session(), TAB, &name);
        name
    });
    let newest: Option<DocumentRecord> = read(local(), place());
    let seen = newest.as_ref().map(|record| record.stamp.clone());
    let own = newest.as_ref().is_some_and(|record| record.tab == name);
    if own {
        mark(false, &name);
    }
    let earlier = (!own).then(|| others().into_iter().rev().find(|record| record.tab == name)).flatten();
    let before = earlier.or(newest);
    let beside = windows::take(&name, before.as_ref().map(|record| record.tab.as_str()));
    let document = before.map(Document::from);
    HERE.set(Tab { name, seen, written: document.clone(), previous: Vec::new(), beside: Some(beside) });
    document
}

/// What this window had open beside its document, and the place of that; once.
pub(crate) fn beside() -> (Vec<Document>, usize) {
    HERE.with_borrow_mut(|here| here.beside.take()).unwrap_or_default()
}

/// The name of this window.
pub(super) fn window_name() -> String {
    HERE.with_borrow(|here| here.name.clone())
}

/// What is kept of a document, without its largest files if need be.
pub(super) fn fitting(document: &Document) -> DocumentRecord {
    DocumentRecord::from(&without_largest_files(document))
}

/// Saves the document; without its largest files, or not at all, where it is too large. Does nothing if that was saved.
pub(crate) fn save_document(document: &Document) -> Result<(), NotSaved> {
    if HERE.with_borrow(|here| here.written.as_ref() == Some(document)) {
        return Ok(());
    }
    let fitting = is_too_large(document).then(|| without_largest_files(document));
    if fitting.as_ref().is_some_and(is_too_large) {
        return Err(NotSaved::TooLarge);
    }
    let (place, stamp) = (place(), clock::uuid());
    let newest: Option<DocumentRecord> = read(local(), place);
    let name = HERE.with_borrow_mut(|here| {
        let is_new = |record: &DocumentRecord| here.seen.as_ref() != Some(&record.stamp);
        let is_of_another = |record: &DocumentRecord| record.tab != here.name && !record.left && !record.tab.is_empty();
        let foreign = newest.as_ref().filter(|record| is_new(record) || is_of_another(record));
        // A tab that was duplicated has the name of the other.
        if foreign.is_some_and(|record| record.tab == here.name) {
            here.name = clock::uuid();
            let _ = write(session(), TAB, &here.name);
        }
        put_aside(foreign, &here.name, document);
        here.name.clone()
    });
    let record = DocumentRecord {
        tab: name,
        stamp: stamp.clone(),
        ..DocumentRecord::from(fitting.as_ref().unwrap_or(document))
    };
    write(local(), place, &record)?;
    HERE.with_borrow_mut(|here| {
        here.seen = Some(stamp);
        here.written = fitting.is_none().then(|| document.clone());
    });
    if fitting.is_some() { Err(NotSaved::LargestFiles) } else { Ok(()) }
}

/// Saves the texts when the page is left before the chunk is here that keeps documents: as `www/boot.js` does before the
/// program is here, and for it.
pub(crate) fn leave_early(document: &Document) {
    let fragment = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let texts = [
        ("fragment", fragment),
        ("Definition", document.definition.to_string()),
        ("Input", document.input.to_string()),
    ];
    let texts: serde_json::Map<String, Json> =
        texts.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
    let _ = write(session(), TYPED, &texts);
}

/// Saves the document when the page is left.
pub(crate) fn leave(document: &Document) {
    let _ = save_document(document);
    HERE.with_borrow(|here| {
        mark(true, &here.name);
        windows::leave(&here.name);
    });
}

/// Notes whether the tab of that name was left, if the newest document is its own.
fn mark(left: bool, name: &str) {
    if let Some(record) = read::<DocumentRecord>(local(), place())
        && record.tab == name
        && record.left != left
    {
        let _ = write(local(), place(), &DocumentRecord { left, ..record });
    }
}

/// Keeps what another tab wrote beside `document`, which takes its place; what stood there of the tab `name` is over.
fn put_aside(foreign: Option<&DocumentRecord>, name: &str, document: &Document) {
    let all = others();
    let count = all.len();
    let mut all: Vec<DocumentRecord> = all.into_iter().filter(|record| record.tab != name).collect();
    let changed = all.len() != count;
    let is_work = |record: &DocumentRecord| record.edited || !matches!(record.origin, OriginRecord::Example(_));
    let differs =
        |record: &DocumentRecord| record.definition != *document.definition || record.input != *document.input;
    let worth = foreign.filter(|record| is_work(record) && differs(record));
    if let Some(record) = worth {
        all.retain(|known| known.tab != record.tab);
        all.push(record.clone());
        all.drain(..all.len().saturating_sub(MOST_KEPT));
    }
    if changed || worth.is_some() {
        // The newest of them, if there is no room for all.
        let _ =
            (0..=all.len()).find(|skipped| write(local(), OTHERS, &all.get(*skipped..).unwrap_or_default()).is_ok());
    }
}

/// The documents that something took the place of, and those of other tabs.
pub(crate) fn previous_documents() -> Vec<Document> {
    let stored: Vec<Json> = read(local(), PREVIOUS).unwrap_or_default();
    let replaced = stored.iter().filter_map(|stored| serde_json::from_value::<DocumentRecord>(stored.clone()).ok());
    let mut all: Vec<Document> = replaced.map(Document::from).collect();
    let (name, present) = HERE.with_borrow(|here| (here.name.clone(), here.written.clone()));
    let newest: Option<DocumentRecord> = read(local(), place());
    let of_tabs = others().into_iter().chain(newest).filter(|record| record.tab != name && record.edited);
    for other in windows::orphans(&name).into_iter().chain(of_tabs.map(Document::from)) {
        let same = |known: &Document| known.definition == other.definition && known.input == other.input;
        if !present.as_ref().is_some_and(same) && !all.iter().any(same) {
            all.push(other);
        }
    }
    HERE.with_borrow_mut(|here| here.previous = stored);
    all
}

/// Keeps those documents that are not too large, without their largest files if need be, beside those of other tabs; the
/// newest of them, if there is no room for all.
pub(crate) fn save_previous_documents(documents: &[Document]) -> Result<(), NotSaved> {
    let rests = documents.iter().map(without_largest_files).filter(|document| !is_too_large(document));
    let own = rests.filter_map(|document| serde_json::to_value(DocumentRecord::from(&document)).ok());
    let stored: Vec<Json> = read(local(), PREVIOUS).unwrap_or_default();
    HERE.with_borrow_mut(|here| {
        let mut all: Vec<Json> = stored.into_iter().filter(|record| !here.previous.contains(record)).collect();
        all.extend(own);
        all.drain(..all.len().saturating_sub(MOST_KEPT));
        let newest = |skipped| write(local(), PREVIOUS, &all.get(skipped..).unwrap_or_default());
        let kept = (0..=all.len()).map(newest).find(Result::is_ok).unwrap_or(Err(NotSaved::Refused));
        here.previous = all;
        kept
    })
}

/// The document without as many of its largest files as it takes to keep it. Nobody writes a large file by hand, so it
/// can be chosen again; what was typed could not.
fn without_largest_files(document: &Document) -> Document {
    let mut files = document.files.to_vec();
    let mut size = document.len();
    while size > LARGEST
        && let Some((index, largest)) = files.iter().enumerate().max_by_key(|(_, file)| file.text.len())
    {
        size = size.saturating_sub(largest.text.len());
        files.remove(index);
    }
    Document { files: files.into(), ..document.clone() }
}

fn is_too_large(document: &Document) -> bool {
    document.len() > LARGEST
}
