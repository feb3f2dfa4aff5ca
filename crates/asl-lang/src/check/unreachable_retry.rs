//! Retriers and catchers that nothing ever comes to, since an earlier one takes the error or the state never has it; and
//! HTTP Tasks that lack one.

use std::rc::Rc;

use super::Checker;
use crate::state::{State, StateKind};
use asl_text::Spanned;
use asl_text::diagnostic::Code;

/// Errors that `States.TaskFailed` does not stand for (Developer Guide, "Handling errors").
const NOT_TASK_FAILED: [&str; 5] =
    ["States.ALL", "States.Timeout", "States.HeartbeatTimeout", "States.DataLimitExceeded", "States.Runtime"];

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    check_list(checker, "retrier", state.retry.iter().map(|retrier| &retrier.error_equals));
    check_list(checker, "catcher", state.catch.iter().map(|catcher| &catcher.error_equals));
    let StateKind::Task(task) = &state.kind else { return };
    let resource = task.target();
    let is_http = resource.is_http();
    if is_http && state.retry.is_empty() {
        let message = format!("nothing tries the call of `{}` again when it fails for a moment", state.name.value);
        let hint = "add a `Retry` for `States.Http.StatusCode.429`, `.502`, `.503`, `.504` and `States.Http.Socket`";
        checker.info(Code::NoRetry, state.name.span, message, hint);
    }
    let is_integration = resource.integration().is_some();
    let of_state = state.retry.iter().map(|retrier| &retrier.error_equals);
    for name in of_state.chain(state.catch.iter().map(|catcher| &catcher.error_equals)).flatten() {
        let text = &*name.value;
        let (what, hint) = if is_http && text.starts_with("Lambda.") {
            ("an HTTP Task", "its errors are `States.Http.StatusCode.503`, `States.Http.Socket` and their like")
        } else if is_integration && !is_http && text.starts_with("States.Http.") {
            ("this Task", "only an HTTP Task calls an HTTP API itself")
        } else {
            continue;
        };
        checker.warning(Code::UnreachableRetry, name.span, format!("{what} never fails with `{text}`"), hint);
    }
}

/// The names of the retriers, or of the catchers, one after the other.
fn check_list<'s>(checker: &mut Checker<'_>, what: &str, lists: impl Iterator<Item = &'s Vec<Spanned<Rc<str>>>>) {
    let mut earlier: Vec<&str> = Vec::new();
    for list in lists {
        for name in list {
            let text = &*name.value;
            let by = earlier
                .iter()
                .find(|taken| **taken == text || (**taken == "States.TaskFailed" && !NOT_TASK_FAILED.contains(&text)));
            // `States.ALL` before the end is an error of its own.
            if let Some(by) = by {
                let message = format!("an earlier {what} takes `{text}` already, by `{by}`");
                let hint =
                    format!("the first {what} that names the error counts: put this one before it, or delete it");
                checker.warning(Code::UnreachableRetry, name.span, message, hint);
            }
        }
        earlier.extend(list.iter().map(|name| &*name.value));
    }
}
