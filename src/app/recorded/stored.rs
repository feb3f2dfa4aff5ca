//! The runs that outlive the page: their events as a history, with masks, beside the definition that they ran. Local storage holds a
//! few of them; what a later version of the playground wrote there is left alone.

use std::cell::RefCell;
use std::rc::Rc;

use asl_document::Settings;
use asl_http::redact::Redactor;
use asl_share::SettingsRecord;
use asl_sim::{Runnable, Simulator, Start, express_log, history};
use asl_value::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::commands::identity_of;
use crate::app::host::storage;
use crate::app::run::state::RunAction;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// The version of what is written here.
const VERSION: u64 = 1;
/// The most runs that are kept.
const MOST: usize = 5;
/// The most bytes of one run.
const LARGEST: usize = 300_000;
/// The most bytes of all of them.
const ALL: usize = 900_000;

/// A run as local storage holds it. Fields may be added; those that are here stay.
#[derive(Serialize, Deserialize)]
struct RunRecord {
    version: u64,
    /// When it began, in milliseconds since 1970: no two runs of a page begin at once.
    began: i64,
    definition: String,
    #[serde(default)]
    settings: SettingsRecord,
    #[serde(default)]
    mocks: String,
    /// What GetExecutionHistory answers, or what AWS logs of an Express execution.
    history: Json,
}

/// Keeps a run that has ended, with masks in place of secrets. The oldest give way where there is no room.
pub(crate) fn store(run: &RunView, redactor: &Redactor) {
    let is_plain = run.origin == RunOrigin::Here && run.function.is_none() && run.has_ended();
    if !is_plain || !run.choice.project.others.is_empty() {
        return;
    }
    let express = run.log.with(|simulator| simulator.execution(run.run).express_arn()).flatten();
    let events: Vec<Json> = run.log.read(|events| {
        let json =
            |event| express.as_ref().map_or_else(|| history::to_json(event), |arn| express_log::to_json(event, arn));
        events.iter().map(json).collect()
    });
    let whole = if express.is_some() { Json::Array(events) } else { json!({ "events": events }) };
    let masked = redactor.value(&Value::from(&whole)).to_json();
    let Ok(history) = serde_json::from_str(&masked) else { return };
    let settings = Settings { template: (*run.choice).clone(), ..Settings::default() };
    let record = RunRecord {
        version: VERSION,
        began: run.started.0,
        definition: run.definition.to_string(),
        settings: SettingsRecord::from(&settings),
        mocks: redactor.known(&run.mocks.borrow()).into_owned(),
        history,
    };
    let size = |record: &Json| record.to_string().len();
    let Some(new) = serde_json::to_value(record).ok().filter(|record| size(record) <= LARGEST) else { return };
    let began = run.started.0;
    let (mut own, others): (Vec<Json>, Vec<Json>) = stored().into_iter().partition(is_known);
    own.retain(|record| record.get("began").and_then(Json::as_i64) != Some(began));
    own.push(new);
    while own.len() > MOST || (own.len() > 1 && own.iter().map(size).sum::<usize>() > ALL) {
        own.remove(0);
    }
    // Where the storage is full, the newest alone may have room; without any the page goes on.
    let mut skipped = 0;
    while skipped < own.len() {
        let all: Vec<&Json> = others.iter().chain(own.iter().skip(skipped)).collect();
        if storage::save_runs(&all).is_ok() {
            return;
        }
        skipped += 1;
    }
}

/// Forgets the runs that are kept.
pub(crate) fn forget() {
    let others: Vec<Json> = stored().into_iter().filter(|record| !is_known(record)).collect();
    let _ = storage::save_runs(&others.iter().collect::<Vec<_>>());
}

/// Brings back the runs that were kept, beside those of this page.
pub(crate) fn restore(commands: &Commands) {
    let mut known: Vec<i64> = vec![commands.state().run.started.0];
    known.extend(commands.state().kept.iter().map(|run| run.started.0));
    let records = stored().into_iter().filter(is_known).filter_map(|record| serde_json::from_value(record).ok());
    let runs = records.filter(|record: &RunRecord| !known.contains(&record.began));
    // Their numbers are none that a run of this page will have.
    let views: Vec<RunView> = (1..).zip(runs).filter_map(|(place, record)| view(u32::MAX - place, record)).collect();
    if !views.is_empty() {
        commands.dispatch(RunAction::Restored(views));
    }
}

fn view(id: u32, record: RunRecord) -> Option<RunView> {
    let choice = Rc::new(Settings::from(record.settings).template);
    let definition: Rc<str> = record.definition.into();
    let empty = RunView { definition: definition.clone(), choice: choice.clone(), ..RunView::default() };
    let runnable = Runnable::compile(&empty.read().machine?).ok()?;
    let read = history::read(&record.history.to_string(), Some(&runnable)).ok()?;
    let identity = asl_sim::Identity { express: read.express, ..identity_of(read.execution_arn.as_deref()) };
    let start = Start { identity, ..Start::default() };
    let shared = Rc::new(RefCell::new(Simulator::recorded(runnable, start, read.events)));
    let view = RunView::new(id, definition, &shared, &shared.borrow(), &Rc::default());
    Some(RunView {
        choice,
        mocks: Rc::new(RefCell::new(record.mocks.into())),
        origin: RunOrigin::Kept,
        connections: Shared::default(),
        ..view
    })
}

fn stored() -> Vec<Json> {
    storage::runs()
}

fn is_known(record: &Json) -> bool {
    record.get("version").and_then(Json::as_u64) == Some(VERSION)
}
