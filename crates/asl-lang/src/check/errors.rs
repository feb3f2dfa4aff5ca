//! Retriers and catchers: which errors they name, and in which order.

use std::rc::Rc;

use super::{Checker, nearest, owner};
use crate::messages::{ErrorProblem, FieldProblem, Handler};
use crate::state::{Amount, State, StateKind};
use asl_aws::state_error::ALL;
use asl_text::Spanned;
use asl_text::diagnostic::AwsWords;

/// The error names that the language itself has (States Language specification, appendix A, and AWS's additions).
pub const KNOWN: [&str; 18] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.AccessDenied",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

/// AWS's words for `States.ALL` anywhere else.
const ALL_IS_LAST: &str = "States.ALL must appear alone and at end of list";

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    let retry: Vec<_> = state.retry.iter().map(|retrier| &retrier.error_equals[..]).collect();
    let catch: Vec<_> = state.catch.iter().map(|catcher| &catcher.error_equals[..]).collect();
    check_list(checker, Handler::Retrier, &retry);
    check_list(checker, Handler::Catcher, &catch);
    check_heartbeat(checker, state);
}

fn check_list(checker: &mut Checker<'_>, handler: Handler, list: &[&[Spanned<Rc<str>>]]) {
    for (index, names) in list.iter().enumerate() {
        for name in *names {
            if &*name.value == ALL {
                if names.len() > 1 {
                    checker.error(name.span, ErrorProblem::AllNotAlone);
                    checker.in_aws(AwsWords::schema(ALL_IS_LAST, 1));
                }
                if index + 1 < list.len() {
                    checker.error(name.span, ErrorProblem::AllNotLast(handler));
                    checker.in_aws(AwsWords::schema(ALL_IS_LAST, 1));
                }
            }
            check_name(checker, handler, name);
        }
    }
}

fn check_name(checker: &mut Checker<'_>, handler: Handler, name: &Spanned<Rc<str>>) {
    let text = &*name.value;
    if text == "States.Runtime" {
        checker.warning(name.span, ErrorProblem::RuntimeError(handler));
    } else if let Some(code) = text.strip_prefix("States.Http.StatusCode.") {
        if !(code.len() == 3 && code.bytes().all(|digit| digit.is_ascii_digit())) {
            checker.warning(name.span, ErrorProblem::StatusCode(text.to_owned()));
        }
    } else if text.starts_with("States.") && !KNOWN.contains(&text) {
        checker.warning(name.span, ErrorProblem::UnknownError { name: text.to_owned(), near: nearest(text, KNOWN) });
    }
}

/// A heartbeat that is not shorter than the time-out could never be missed.
fn check_heartbeat(checker: &mut Checker<'_>, state: &State) {
    if let StateKind::Task(task) = &state.kind
        && let (Some(Amount::Literal(timeout)), Some(Amount::Literal(heartbeat))) = (&task.timeout, &task.heartbeat)
        && heartbeat.value >= timeout.value
    {
        checker.error(heartbeat.span, FieldProblem::HeartbeatTooLong(owner(state)));
    }
}
