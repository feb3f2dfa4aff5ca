//! What outlives the page: theme and layout in local storage, connections in session storage; documents: see
//! [`super::documents`]. Documents, connections and the relay are reached through the chunk of what is kept.
//!
//! Storage may be closed to the page, full, or hold something from an older version. Then the page goes on without it.

use asl_http::record::ConnectionRecord;
use asl_http::relay::{RelayRecord, RelaySetting};
use asl_http::{Connection, Connections};
use asl_remote::Place;
use asl_view::graph::Direction;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::app::state::view::{Theme, View};

const THEME: &str = "asl-playground.theme";
const LAYOUT: &str = "asl-playground.layout";
const GRAPH: &str = "asl-playground.graph";
const CONNECTIONS: &str = "asl-playground.connections";
const RELAY: &str = "asl-playground.relay";
const RECENT: &str = "asl-playground.recent";
const RUNS: &str = "asl-playground.runs";
const LESSONS: &str = "asl-playground.lessons";
const PLACE: &str = "asl-playground.step-functions";

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

/// Whether there is anything that only the chunk of what is kept can read.
pub(crate) fn is_anything_kept() -> bool {
    let holds = |storage: &Option<Storage>, key: &str| {
        storage.as_ref().and_then(|storage| storage.get_item(key).ok()).flatten().is_some()
    };
    let (local, session) = (local(), session());
    super::documents::KEYS.iter().any(|key| holds(&local, key))
        || [CONNECTIONS, RELAY].iter().any(|key| holds(&session, key))
}

/// Whether the connections of this tab are kept.
pub(crate) fn are_connections_kept() -> bool {
    session().is_some_and(|storage| storage.get_item(CONNECTIONS).is_ok_and(|kept| kept.is_some()))
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

/// What was chosen in the palette last, the newest first.
pub(crate) fn recent() -> Vec<String> {
    read(local(), RECENT).unwrap_or_default()
}

/// Keeps what was chosen in the palette last.
pub(crate) fn save_recent(ids: &[String]) {
    // Nothing hangs on it.
    let _ = write(local(), RECENT, &ids);
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

/// The connections of this tab; `None` if there never were any, so that the first visit can bring its own. What cannot be
/// read is counted, and left where it is.
pub(crate) fn connections() -> (Option<Connections>, usize) {
    let Some(records) = read::<Vec<serde_json::Value>>(session(), CONNECTIONS) else { return (None, 0) };
    let known: Connections = records.iter().filter_map(connection).collect();
    let strange = records.len() - known.iter().count();
    (Some(known), strange)
}

fn connection(record: &serde_json::Value) -> Option<Connection> {
    Connection::try_from(serde_json::from_value::<ConnectionRecord>(record.clone()).ok()?).ok()
}

/// Keeps the connections, credentials and all, until the tab is closed. Those of a later version stay beside them.
pub(crate) fn save_connections(connections: &Connections) -> Result<(), NotSaved> {
    let stored: Vec<serde_json::Value> = read(session(), CONNECTIONS).unwrap_or_default();
    let strange = stored.into_iter().filter(|record| connection(record).is_none());
    let known = connections.iter().map(ConnectionRecord::from).map(serde_json::to_value);
    let records: Vec<_> = known.filter_map(Result::ok).chain(strange).collect();
    write(session(), CONNECTIONS, &records)
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

/// Where this tab runs workflows besides the page; it holds no credential.
pub(crate) fn place() -> Option<Place> {
    read(session(), PLACE)
}

/// Keeps where this tab runs workflows, until it is closed.
pub(crate) fn save_place(place: &Place) {
    // Where nothing can be kept it is entered again.
    let _ = write(session(), PLACE, place);
}

/// How far the learner came in lessons, as it was written.
pub(crate) fn lessons() -> Option<String> {
    local()?.get_item(LESSONS).ok()?
}

/// Keeps how far the learner came in lessons.
pub(crate) fn save_lessons(text: &str) {
    // Where nothing can be kept, lessons begin anew.
    let _ = local().map(|storage| storage.set_item(LESSONS, text));
}

/// Whether runs of an earlier visit are kept.
pub(crate) fn are_runs_kept() -> bool {
    local().is_some_and(|storage| storage.get_item(RUNS).is_ok_and(|kept| kept.is_some()))
}

/// The runs that are kept, as they were written.
pub(crate) fn runs() -> Vec<serde_json::Value> {
    read(local(), RUNS).unwrap_or_default()
}

/// Keeps these runs; nothing is left of the others.
pub(crate) fn save_runs(runs: &[&serde_json::Value]) -> Result<(), NotSaved> {
    match runs {
        // Where nothing can be removed nothing was kept.
        [] => Ok(local().map_or((), |storage| _ = storage.remove_item(RUNS))),
        runs => write(local(), RUNS, &runs),
    }
}

/// Whether local storage can be written at all.
pub(crate) fn is_open() -> bool {
    let probe = "asl-playground.probe";
    local().is_some_and(|storage| storage.set_item(probe, "1").and_then(|()| storage.remove_item(probe)).is_ok())
}

pub(super) fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

pub(super) fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(storage: Option<Storage>, key: &str) -> Option<T> {
    serde_json::from_str(&storage?.get_item(key).ok()??).ok()
}

pub(super) fn write<T: Serialize>(storage: Option<Storage>, key: &str, value: &T) -> Result<(), NotSaved> {
    let text = serde_json::to_string(value).map_err(|_| NotSaved::Refused)?;
    storage.ok_or(NotSaved::Refused)?.set_item(key, &text).map_err(|_| NotSaved::Refused)
}
