//! The events of an execution as a file: what GetExecutionHistory answers, or, of an Express execution, what AWS logs.

use asl_sim::{express_log, history};
use asl_value::Value;
use serde_json::{Value as Json, json};

use super::masking::Masking;
use super::view::RunView;
use crate::app::host::download;

/// Downloads the events of the execution that is shown; secrets are masked unless they are revealed.
pub(crate) fn save(run: &RunView, masking: &Masking) {
    let express = run.log.with(|simulator| simulator.execution(run.run).express_arn()).flatten();
    let events: Vec<Json> = run.log.read(|events| {
        let all = events.iter().map(|event| match &express {
            Some(arn) => express_log::to_json(event, arn),
            None => history::to_json(event),
        });
        all.collect()
    });
    let answer = masking.value(&Value::from(&json!({ "events": events })));
    let number = if run.run.0 == 0 { run.id.to_string() } else { format!("{}-{}", run.id, run.run.0) };
    download::save(&format!("history-{number}.json"), &answer.to_json_pretty());
}
