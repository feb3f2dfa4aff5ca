//! Limits of the service that show in the definition already (Developer Guide, "Service quotas").

use super::Checker;
use crate::machine::WorkflowType;
use crate::messages::TaskProblem;
use crate::state::{Amount, State, StateKind, Wait};
use asl_text::Span;

/// The longest definition, in bytes.
const DEFINITION: usize = 1_048_576;
/// The largest data between states, in bytes.
const PAYLOAD: usize = 262_144;
/// A year, the longest run of a Standard workflow, in seconds.
const YEAR: f64 = 31_536_000.0;
/// The longest run of an Express workflow, in seconds.
const EXPRESS: f64 = 300.0;
/// The longest HTTP call, in seconds.
const HTTP: f64 = 60.0;
/// Iterations of an inline Map at the same time.
const INLINE: f64 = 40.0;

/// The limits of the whole definition.
pub(super) fn check_definition(checker: &mut Checker<'_>) {
    if let Some((source, _)) = checker.source
        && source.len() > DEFINITION
    {
        let bytes = source.len();
        checker.error(Span::new(0, 0), TaskProblem::DefinitionSize { bytes, most: DEFINITION });
    }
}

pub(super) fn check(checker: &mut Checker<'_>, state: &State, workflow: WorkflowType) {
    let longest = match workflow {
        WorkflowType::Standard => YEAR,
        WorkflowType::Express => EXPRESS,
    };
    match &state.kind {
        StateKind::Wait(Wait::Seconds(Amount::Literal(seconds))) if seconds.value > longest => {
            checker.warning(seconds.span, TaskProblem::WaitTooLong(workflow));
        }
        StateKind::Task(task) => {
            if task.is_http()
                && let Some(Amount::Literal(seconds)) = &task.timeout
                && seconds.value > HTTP
            {
                checker.info(seconds.span, TaskProblem::HttpTimeout);
            }
        }
        StateKind::Pass { result: Some(result) } if (result.span.end - result.span.start) as usize > PAYLOAD => {
            let bytes = result.to_value().to_json().len();
            if bytes > PAYLOAD {
                checker.warning(state.name.span, TaskProblem::ResultSize { bytes, most: PAYLOAD });
            }
        }
        StateKind::Map(map) if !map.distributed => {
            if let Some(Amount::Literal(count)) = &map.max_concurrency
                && count.value > INLINE
            {
                checker.info(count.span, TaskProblem::InlineConcurrency);
            }
        }
        _ => {}
    }
}
