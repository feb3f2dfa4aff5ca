//! The runs that outlive the page: the logs of their executions, with masks, beside the definition that they ran. Local storage holds a
//! few of them; what a later version of the playground wrote there is left alone.

use std::cell::RefCell;
use std::rc::Rc;

use asl_document::Settings;
use asl_http::redact::Redactor;
use asl_share::SettingsRecord;
use asl_sim::kept::{self, Extent, KeptRun};
use asl_sim::{Identity, Runnable, Simulator, Start, express_log, history};
use asl_stack::template::siblings::siblings;
use asl_value::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::app::host::storage;
use crate::app::run::compiled;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// The version of what is written here; the first one, which held the history of the root execution alone, is read too.
const VERSION: u64 = 2;
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
    /// In the first version, what GetExecutionHistory answers, or what AWS logs of an Express execution.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    history: Json,
    /// All executions, as far as there is room for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<KeptRun>,
}

/// Keeps a run that has ended, with masks in place of secrets. Of a large one its records are left out, then the executions that it
/// started; the oldest give way where there is no room.
pub(crate) fn store(run: &RunView, redactor: &Redactor) {
    let is_plain = run.origin == RunOrigin::Here && run.function.is_none() && run.has_ended();
    if !is_plain || !run.choice.project.others.is_empty() {
        return;
    }
    let extents = [Extent::Whole, Extent::Histories, Extent::Root];
    let Some(new) = extents.into_iter().find_map(|extent| record(run, extent, redactor)) else { return };
    let size = |record: &Json| record.to_string().len();
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

/// So much of a run as it is written, if there is room for that.
fn record(run: &RunView, extent: Extent, redactor: &Redactor) -> Option<Json> {
    let kept = run.log.with(|simulator| {
        (!kept::is_larger(simulator, extent, LARGEST)).then(|| KeptRun::of(simulator, extent, redactor))
    })??;
    let masked = redactor.value(&Value::from(&serde_json::to_value(kept).ok()?)).to_json();
    if masked.len() > LARGEST {
        return None;
    }
    let settings = Settings { template: (*run.choice).clone(), ..Settings::default() };
    let record = RunRecord {
        version: VERSION,
        began: run.started.0,
        definition: run.definition.to_string(),
        settings: SettingsRecord::from(&settings),
        mocks: redactor.known(&run.mocks.borrow()).into_owned(),
        history: Json::Null,
        run: Some(serde_json::from_str(&masked).ok()?),
    };
    serde_json::to_value(record).ok().filter(|record| record.to_string().len() <= LARGEST)
}

/// What GetExecutionHistory answers of a run, or what AWS logs of an Express execution, with masks in place of secrets.
fn masked_history(run: &RunView, redactor: &Redactor) -> String {
    let express = run.log.with(|simulator| simulator.execution(run.run).express_arn()).flatten();
    let events: Vec<Json> = run.log.read(|events| {
        let json =
            |event| express.as_ref().map_or_else(|| history::to_json(event), |arn| express_log::to_json(event, arn));
        events.iter().map(json).collect()
    });
    let whole = if express.is_some() { Json::Array(events) } else { json!({ "events": events }) };
    redactor.value(&Value::from(&whole)).to_json()
}

/// The run as a link holds it, with masks in place of secrets; `None` if it is too large, or has child executions, which a
/// history does not hold.
pub(crate) fn to_share(run: &RunView, redactor: &Redactor) -> Option<Rc<str>> {
    let has_children = run.log.with(|simulator| !simulator.map_runs().is_empty()).unwrap_or_default();
    let history = (!has_children).then(|| masked_history(run, redactor))?;
    (history.len() <= LARGEST).then(|| history.into())
}

/// Forgets the runs that are kept.
pub(crate) fn forget() {
    let others: Vec<Json> = stored().into_iter().filter(|record| !is_known(record)).collect();
    let _ = storage::save_runs(&others.iter().collect::<Vec<_>>());
}

/// The runs that were kept, but for those that the page has.
pub(crate) fn restored(commands: &Commands) -> Vec<RunView> {
    let mut known: Vec<i64> = vec![commands.state().run.started.0];
    known.extend(commands.state().kept.iter().map(|run| run.started.0));
    let records = stored().into_iter().filter(is_known).filter_map(|record| serde_json::from_value(record).ok());
    let runs = records.filter(|record: &RunRecord| !known.contains(&record.began));
    // Their numbers are none that a run of this page will have.
    (1..).zip(runs).filter_map(|(place, record)| view(u32::MAX - place, record)).collect()
}

fn view(id: u32, record: RunRecord) -> Option<RunView> {
    let choice = Rc::new(Settings::from(record.settings).template);
    let definition: Rc<str> = record.definition.into();
    let empty = RunView { definition: definition.clone(), choice: choice.clone(), ..RunView::default() };
    let read = empty.read();
    let runnable = Runnable::compile(read.machine.as_ref()?).ok()?;
    let (simulator, extent) = if let Some(kept) = record.run {
        let machines = compiled(&siblings(&definition, &choice, &read));
        let other = |name: &str| Some(machines.find(name)?.machine.clone());
        let extent = kept.extent();
        (kept.into_simulator(&runnable, &other).ok()?, extent)
    } else {
        let read = history::read(&record.history.to_string(), Some(&runnable)).ok()?;
        let identity =
            Identity { express: read.express, ..Identity::of_arn(read.execution_arn.as_deref().unwrap_or_default()) };
        let start = Start { identity, ..Start::default() };
        (Simulator::recorded(runnable, start, read.events), Extent::Root)
    };
    let shared = Rc::new(RefCell::new(simulator));
    let view = RunView::new(id, definition, &shared, &shared.borrow(), &Rc::default());
    Some(RunView {
        choice,
        mocks: Rc::new(RefCell::new(record.mocks.into())),
        origin: RunOrigin::Kept(extent),
        connections: Shared::default(),
        ..view
    })
}

fn stored() -> Vec<Json> {
    storage::runs()
}

fn is_known(record: &Json) -> bool {
    record.get("version").and_then(Json::as_u64).is_some_and(|version| (1..=VERSION).contains(&version))
}
