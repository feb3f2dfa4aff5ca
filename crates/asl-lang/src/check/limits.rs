//! Limits of the service that show in the definition already (Developer Guide, "Service quotas").

use super::Checker;
use crate::machine::WorkflowType;
use crate::state::{Amount, State, StateKind, Wait};
use asl_text::Span;
use asl_text::diagnostic::Code;

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
        let message = format!("the definition has {} bytes; AWS takes {DEFINITION}", source.len());
        let hint = "move a part of it into a state machine of its own, or have limits reported only (Settings)";
        checker.error(Code::Limit, Span::new(0, 0), message, hint);
    }
}

pub(super) fn check(checker: &mut Checker<'_>, state: &State, workflow: WorkflowType) {
    let (longest, noun) = match workflow {
        WorkflowType::Standard => (YEAR, "a Standard workflow runs for a year"),
        WorkflowType::Express => (EXPRESS, "an Express workflow runs for five minutes"),
    };
    match &state.kind {
        StateKind::Wait(Wait::Seconds(Amount::Literal(seconds))) if seconds.value > longest => {
            let message = format!("{noun}, and this Wait alone takes longer");
            checker.warning(Code::Limit, seconds.span, message, "wait for less, or in a workflow of its own");
        }
        StateKind::Task(task) => {
            if task.is_http()
                && let Some(Amount::Literal(seconds)) = &task.timeout
                && seconds.value > HTTP
            {
                let message = "an HTTP Task ends after 60 seconds, whatever is written here";
                let hint = "write 60 or less, or call an API that answers at once and wait for its result";
                checker.info(Code::Limit, seconds.span, message, hint);
            }
        }
        StateKind::Pass { result: Some(result) } if (result.span.end - result.span.start) as usize > PAYLOAD => {
            let bytes = result.to_value().to_json().len();
            if bytes > PAYLOAD {
                let message =
                    format!("this `Result` has {bytes} bytes; {PAYLOAD} is the most that a state can pass on");
                checker.warning(Code::Limit, state.name.span, message, "keep the data in a store, and pass its key on");
            }
        }
        StateKind::Map(map) if !map.distributed => {
            if let Some(Amount::Literal(count)) = &map.max_concurrency
                && count.value > INLINE
            {
                let message = "an inline Map runs 40 iterations at the same time at most";
                let hint = "write 40 or less, or make it distributed: `\"Mode\": \"DISTRIBUTED\"`";
                checker.info(Code::Limit, count.span, message, hint);
            }
        }
        _ => {}
    }
}
