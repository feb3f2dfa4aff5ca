//! What an Express workflow cannot do.

use super::Checker;
use crate::messages::TaskProblem;
use crate::resource::{Integration, Pattern, Resource};
use crate::state::{State, StateKind};
use asl_text::diagnostic::AwsWords;

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    match &state.kind {
        StateKind::Task(task) => {
            let Some(resource) = &task.resource else { return };
            let target = task.target();
            let waits = target.integration().filter(|integration| integration.pattern != Pattern::RequestResponse);
            let (pattern, words) = if let Some(Integration { suffix: Some(pattern), pattern: waits, .. }) = waits {
                // The blank before the end is AWS's.
                let end = if waits == Pattern::WaitForTaskToken { " " } else { "" };
                let words = format!("Express state machine does not support '.{pattern}' service integration{end}");
                (Some(pattern.to_owned()), words)
            } else if target == Resource::Activity {
                (None, "Express state machine does not support Activity ARN".to_owned())
            } else {
                return;
            };
            checker.error(resource.span, TaskProblem::ExpressWait { pattern });
            checker.in_aws(AwsWords::schema(words, 0));
        }
        StateKind::Map(map) if map.distributed => {
            let place = map.mode.as_ref().map_or(state.name.span, |mode| mode.span);
            checker.error(place, TaskProblem::ExpressDistributed);
            let words = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
            checker.in_aws(AwsWords::schema(words, 0));
        }
        _ => {}
    }
}
