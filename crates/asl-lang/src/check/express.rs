//! What an Express workflow cannot do.

use super::Checker;
use crate::resource::{Integration, Pattern, Resource};
use crate::state::{State, StateKind};
use asl_text::diagnostic::{AwsWords, Code};

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    match &state.kind {
        StateKind::Task(task) => {
            let Some(resource) = &task.resource else { return };
            let target = task.target();
            let waits = target.integration().filter(|integration| integration.pattern != Pattern::RequestResponse);
            let (what, words) = if let Some(Integration { suffix: Some(pattern), pattern: waits, .. }) = waits {
                // The blank before the end is AWS's.
                let end = if waits == Pattern::WaitForTaskToken { " " } else { "" };
                let words = format!("Express state machine does not support '.{pattern}' service integration{end}");
                (format!("`.{pattern}`"), words)
            } else if target == Resource::Activity {
                ("an activity".to_owned(), "Express state machine does not support Activity ARN".to_owned())
            } else {
                return;
            };
            let message = format!("an Express workflow cannot wait for {what}");
            checker.error(Code::InvalidResource, resource.span, message, "make it a Standard workflow");
            checker.in_aws(AwsWords::schema(words, 0));
        }
        StateKind::Map(map) if map.distributed => {
            let message = "an Express workflow has no distributed Map";
            checker.error(Code::WrongValue, state.name.span, message, "set its `Mode` to \"INLINE\"");
        }
        _ => {}
    }
}
