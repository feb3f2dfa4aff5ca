//! Retriers and catchers: which errors they name, and in which order.

use std::rc::Rc;

use super::{Checker, label, nearest};
use crate::state::{Amount, State, StateKind};
use asl_aws::state_error::ALL;
use asl_text::diagnostic::Code;
use asl_text::{Span, Spanned};

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

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    let retry: Vec<_> = state.retry.iter().map(|retrier| (&retrier.error_equals[..], retrier.span)).collect();
    let catch: Vec<_> = state.catch.iter().map(|catcher| (&catcher.error_equals[..], catcher.span)).collect();
    check_list(checker, "retrier", &retry);
    check_list(checker, "catcher", &catch);
    check_heartbeat(checker, state);
}

fn check_list(checker: &mut Checker<'_>, what: &str, list: &[(&[Spanned<Rc<str>>], Span)]) {
    for (index, (names, span)) in list.iter().enumerate() {
        if names.is_empty() {
            let span = Span { start: span.start, end: span.end.min(span.start + 1) };
            let message = format!("this {what} names no error");
            checker.error(
                Code::InvalidRetry,
                span,
                message,
                "write `\"ErrorEquals\": [\"States.ALL\"]` for every error",
            );
        }
        for name in *names {
            if &*name.value == ALL {
                if names.len() > 1 {
                    let message = "`States.ALL` stands alone in its `ErrorEquals`";
                    checker.error(Code::InvalidRetry, name.span, message, "it matches every error: delete the others");
                }
                if index + 1 < list.len() {
                    let message = format!("`States.ALL` belongs into the last {what}");
                    let hint = "it matches every error, so what stands behind it would never be tried";
                    checker.error(Code::InvalidRetry, name.span, message, hint);
                }
            }
            check_name(checker, what, name);
        }
    }
}

fn check_name(checker: &mut Checker<'_>, what: &str, name: &Spanned<Rc<str>>) {
    let text = &*name.value;
    if text == "States.Runtime" {
        let verb = if what == "retrier" { "retried" } else { "caught" };
        let message = format!("`States.Runtime` is never {verb}");
        checker.warning(Code::InvalidRetry, name.span, message, "it means that the definition itself is wrong");
    } else if let Some(code) = text.strip_prefix("States.Http.StatusCode.") {
        if !(code.len() == 3 && code.bytes().all(|digit| digit.is_ascii_digit())) {
            let message = format!("`{text}` matches no error");
            let hint = "a status code has three digits, such as `States.Http.StatusCode.503`; there are no wildcards";
            checker.warning(Code::InvalidRetry, name.span, message, hint);
        }
    } else if text.starts_with("States.") && !KNOWN.contains(&text) {
        let hint = match nearest(text, KNOWN) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "names that begin with `States.` are the language's own".to_owned(),
        };
        checker.warning(Code::InvalidRetry, name.span, format!("`{text}` is not an error of the language"), hint);
    }
}

/// A heartbeat that is not shorter than the time-out could never be missed.
fn check_heartbeat(checker: &mut Checker<'_>, state: &State) {
    if let StateKind::Task(task) = &state.kind
        && let (Some(Amount::Literal(timeout)), Some(Amount::Literal(heartbeat))) = (&task.timeout, &task.heartbeat)
        && heartbeat.value >= timeout.value
    {
        let message = format!("`HeartbeatSeconds` must be smaller than `TimeoutSeconds` in {}", label(state));
        checker.error(Code::WrongValue, heartbeat.span, message, "make it shorter, or `TimeoutSeconds` longer");
    }
}
