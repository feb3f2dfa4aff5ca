//! What a Distributed Map leaves besides the history: its Map Run, child executions and files.

use asl_sim::{ActorId, Counts, Simulator};
use serde_json::{Map, Value as Json, json};

use super::compare::compare;
use super::execution::{compare_history, flat, status_of};

pub(crate) fn compare_all(expected: &Json, simulator: &Simulator) -> Result<(), String> {
    if let Some(wanted) = expected.get("map_run") {
        compare("map_run", wanted, &map_run(simulator)?)?;
    }
    if let Some(wanted) = expected.get("child_executions").and_then(Json::as_array) {
        let children: Vec<ActorId> = simulator.map_runs().iter().flat_map(|run| run.children().to_vec()).collect();
        if children.len() != wanted.len() {
            return Err(format!("{} child executions, expected {}", children.len(), wanted.len()));
        }
        for (wanted, id) in wanted.iter().zip(children) {
            compare_child(wanted, simulator, id).map_err(|why| format!("child {}: {why}", id.0))?;
        }
    }
    if let Some(wanted) = expected.get("s3_written") {
        compare_files(wanted, simulator)?;
    }
    Ok(())
}

fn map_run(simulator: &Simulator) -> Result<Json, String> {
    let run = simulator.map_runs().first().ok_or("no map run")?;
    let (items, executions) = simulator.map_run_counts(run);
    let counts = |counts: Counts| {
        json!({
            "pending": counts.pending, "running": counts.running, "succeeded": counts.succeeded,
            "failed": counts.failed, "timedOut": counts.timed_out, "aborted": counts.aborted,
            "total": counts.total, "resultsWritten": counts.results_written,
            "failuresNotRedrivable": 0, "pendingRedrive": 0,
        })
    };
    Ok(json!({
        "status": run.status().word(),
        "maxConcurrency": run.max_concurrency(),
        "toleratedFailurePercentage": run.tolerated_failure_percentage(),
        "toleratedFailureCount": run.tolerated_failure_count(),
        "itemCounts": counts(items),
        "executionCounts": counts(executions),
        "redriveCount": 0,
    }))
}

fn compare_child(wanted: &Json, simulator: &Simulator, id: ActorId) -> Result<(), String> {
    let child = simulator.child(id).ok_or("no such child")?;
    let mut found = Map::new();
    found.insert("status".to_owned(), json!(status_of(child.outcome())));
    found.insert("itemCount".to_owned(), json!(child.item_count()));
    found.insert("index".to_owned(), json!(child.index()));
    found.insert("input".to_owned(), child.input().into());
    if let Some(output) = child.outcome().and_then(|outcome| outcome.output()) {
        found.insert("output".to_owned(), output.into());
    }
    if let Some(error) = child.outcome().and_then(|outcome| outcome.error()) {
        found.insert("error".to_owned(), json!(error.name.as_deref()));
        found.insert("cause".to_owned(), json!(error.cause.as_deref()));
    }
    let members = wanted.as_object().ok_or("no object")?;
    for (name, wanted) in members.iter().filter(|(name, _)| *name != "events") {
        compare(name, wanted, found.get(name).unwrap_or(&Json::Null))?;
    }
    match members.get("events").and_then(Json::as_array) {
        Some(events) => compare_history(events, &child.events().iter().map(flat).collect::<Vec<_>>(), true),
        None => Ok(()),
    }
}

fn compare_files(wanted: &Json, simulator: &Simulator) -> Result<(), String> {
    let wanted = wanted.as_object().into_iter().flatten();
    let wanted: Vec<(&String, &String, &Json)> = wanted
        .flat_map(|(bucket, files)| files.as_object().into_iter().flatten().map(move |(key, text)| (bucket, key, text)))
        .collect();
    let found: Vec<_> = simulator.written().iter().collect();
    if wanted.len() != found.len() {
        return Err(format!("{} files written, expected {}: {found:?}", found.len(), wanted.len()));
    }
    for (bucket, key, text) in wanted {
        let fits = |name: &str| compare("", &json!(key), &json!(name)).is_ok();
        let file = found.iter().find(|(in_bucket, name, _)| ***in_bucket == **bucket && fits(name));
        let (_, _, written) = file.ok_or_else(|| format!("{key} is not written: {found:?}"))?;
        compare(key, text, &json!(written))?;
    }
    Ok(())
}
