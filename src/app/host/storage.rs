//! What outlives the page: documents, theme and layout in local storage, connections in session storage.
//!
//! Storage may be closed to the page, full, or hold something from an older version. Then the page goes on without it.

use asl_document::{DocumentFile, Settings};
use asl_http::record::ConnectionRecord;
use asl_http::relay::{RelayRecord, RelaySetting};
use asl_http::{Connection, Connections};
use asl_share::{FileRecord, ProjectRecord, SettingsRecord};
use asl_view::graph::Direction;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::app::state::document::{Document, Origin};
use crate::app::state::view::{Theme, View};

const DOCUMENT: &str = "asl-playground.document";
const PREVIOUS: &str = "asl-playground.replaced";
const THEME: &str = "asl-playground.theme";
const LAYOUT: &str = "asl-playground.layout";
const GRAPH: &str = "asl-playground.graph";
const CONNECTIONS: &str = "asl-playground.connections";
const RELAY: &str = "asl-playground.relay";

/// The most bytes of a document that are kept; a larger one would fill the storage of the whole origin.
pub(crate) const LARGEST: usize = 1_000_000;

/// Why nothing was kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NotSaved {
    /// It is larger than what the page keeps.
    TooLarge,
    /// Its largest files are; the rest of it is kept.
    LargestFiles,
    /// The browser refused: its storage is closed to the page, or full.
    Refused,
}

/// A document as local storage holds it. Fields may be added; those that are here stay.
#[derive(Serialize, Deserialize)]
struct DocumentRecord {
    definition: String,
    input: String,
    #[serde(default)]
    mocks: String,
    #[serde(default)]
    files: Vec<FileRecord>,
    #[serde(default)]
    settings: SettingsRecord,
    #[serde(default, skip_serializing_if = "ProjectRecord::is_alone")]
    project: ProjectRecord,
    #[serde(default)]
    origin: OriginRecord,
    #[serde(default)]
    edited: bool,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OriginRecord {
    #[default]
    Own,
    Example(String),
    Link,
}

impl From<&Document> for DocumentRecord {
    fn from(document: &Document) -> Self {
        Self {
            definition: document.definition.to_string(),
            input: document.input.to_string(),
            mocks: document.mocks.to_string(),
            files: document.files.iter().map(FileRecord::from).collect(),
            settings: SettingsRecord::from(&document.settings),
            project: ProjectRecord::from(&document.settings.template.project),
            origin: match &document.origin {
                Origin::Own => OriginRecord::Own,
                Origin::Example(id) => OriginRecord::Example(id.to_string()),
                Origin::Link { .. } => OriginRecord::Link,
            },
            edited: document.edited,
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
            files: record.files.into_iter().map(DocumentFile::from).collect(),
            settings,
            edited: record.edited,
            ..Self::new(record.definition, record.input, origin)
        }
    }
}

/// The document of the last visit.
pub(crate) fn document() -> Option<Document> {
    read::<DocumentRecord>(local(), DOCUMENT).map(Document::from)
}

/// Saves the document; without its largest files, or not at all, where it is too large.
pub(crate) fn save_document(document: &Document) -> Result<(), NotSaved> {
    if !is_too_large(document) {
        return write(local(), DOCUMENT, &DocumentRecord::from(document));
    }
    let rest = without_largest_files(document);
    if is_too_large(&rest) {
        return Err(NotSaved::TooLarge);
    }
    write(local(), DOCUMENT, &DocumentRecord::from(&rest))?;
    Err(NotSaved::LargestFiles)
}

/// The documents that something took the place of.
pub(crate) fn previous_documents() -> Vec<Document> {
    read::<Vec<DocumentRecord>>(local(), PREVIOUS).unwrap_or_default().into_iter().map(Document::from).collect()
}

/// Keeps those documents that are not too large, without their largest files if need be; the newest of them, if there
/// is no room for all.
pub(crate) fn save_previous_documents(documents: &[Document]) -> Result<(), NotSaved> {
    let rests = documents.iter().map(without_largest_files).filter(|document| !is_too_large(document));
    let fitting: Vec<_> = rests.map(|document| DocumentRecord::from(&document)).collect();
    let newest = |skipped| write(local(), PREVIOUS, &fitting.get(skipped..).unwrap_or_default());
    (0..=fitting.len()).map(newest).find(Result::is_ok).unwrap_or(Err(NotSaved::Refused))
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

/// How the page was set up.
pub(crate) fn view() -> View {
    let theme = match read::<String>(local(), THEME).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    View { theme, ..View::default() }
}

/// Keeps the theme. The page's first script reads it too, before the first paint.
pub(crate) fn save_theme(theme: Theme) {
    let kept = match theme {
        Theme::System => {
            if let Some(storage) = local() {
                // Nothing hangs on it.
                let _ = storage.remove_item(THEME);
            }
            return;
        }
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let _ = write(local(), THEME, &kept);
}

/// The layouts that the person changed, for each class of width.
pub(crate) fn layouts<T: for<'de> Deserialize<'de> + Default>() -> T {
    read(local(), LAYOUT).unwrap_or_default()
}

/// Keeps the layouts that the person changed. The page's first script reads them too, before the first paint.
pub(crate) fn save_layouts<T: Serialize>(changed: &T) {
    let _ = write(local(), LAYOUT, changed);
}

/// Which way the graph is drawn.
pub(crate) fn graph_direction() -> Direction {
    match read::<String>(local(), GRAPH).as_deref() {
        Some("right") => Direction::Right,
        _ => Direction::Down,
    }
}

/// Keeps which way the graph is drawn.
pub(crate) fn save_graph_direction(direction: Direction) {
    let word = match direction {
        Direction::Down => "down",
        Direction::Right => "right",
    };
    let _ = write(local(), GRAPH, &word);
}

/// The connections of this tab; `None` if there never were any, so that the first visit can bring its own.
pub(crate) fn connections() -> Option<Connections> {
    let records: Vec<serde_json::Value> = read(session(), CONNECTIONS)?;
    let connection = |record| Connection::try_from(serde_json::from_value::<ConnectionRecord>(record).ok()?).ok();
    Some(records.into_iter().filter_map(connection).collect())
}

/// Keeps the connections, credentials and all, until the tab is closed.
pub(crate) fn save_connections(connections: &Connections) -> Result<(), NotSaved> {
    write(session(), CONNECTIONS, &connections.iter().map(ConnectionRecord::from).collect::<Vec<_>>())
}

/// The relay of this tab.
pub(crate) fn relay() -> Option<RelaySetting> {
    RelaySetting::try_from(read::<RelayRecord>(session(), RELAY)?).ok()
}

/// Keeps the relay, token and all, until the tab is closed; `None` forgets it.
pub(crate) fn save_relay(relay: Option<&RelaySetting>) -> Result<(), NotSaved> {
    match relay {
        Some(relay) => write(session(), RELAY, &RelayRecord::from(relay)),
        // Where nothing can be removed nothing was kept.
        None => Ok(session().map_or((), |storage| _ = storage.remove_item(RELAY))),
    }
}

/// Whether local storage can be written at all.
pub(crate) fn is_open() -> bool {
    let probe = "asl-playground.probe";
    local().is_some_and(|storage| storage.set_item(probe, "1").and_then(|()| storage.remove_item(probe)).is_ok())
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn read<T: for<'de> Deserialize<'de>>(storage: Option<Storage>, key: &str) -> Option<T> {
    serde_json::from_str(&storage?.get_item(key).ok()??).ok()
}

fn write<T: Serialize>(storage: Option<Storage>, key: &str, value: &T) -> Result<(), NotSaved> {
    let text = serde_json::to_string(value).map_err(|_| NotSaved::Refused)?;
    storage.ok_or(NotSaved::Refused)?.set_item(key, &text).map_err(|_| NotSaved::Refused)
}
