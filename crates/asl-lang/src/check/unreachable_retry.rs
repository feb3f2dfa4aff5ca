//! Retriers and catchers that nothing ever comes to, since an earlier one takes the error or the state never has it; and
//! HTTP Tasks that lack one.

use std::rc::Rc;

use super::Checker;
use crate::messages::{ErrorProblem, Handler};
use crate::state::{State, StateKind};
use asl_text::Spanned;

/// Errors that `States.TaskFailed` does not stand for (Developer Guide, "Handling errors").
const NOT_TASK_FAILED: [&str; 5] =
    ["States.ALL", "States.Timeout", "States.HeartbeatTimeout", "States.DataLimitExceeded", "States.Runtime"];

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    check_list(checker, Handler::Retrier, state.retry.iter().map(|retrier| &retrier.error_equals));
    check_list(checker, Handler::Catcher, state.catch.iter().map(|catcher| &catcher.error_equals));
    let StateKind::Task(task) = &state.kind else { return };
    let resource = task.target();
    let is_http = resource.is_http();
    if is_http && state.retry.is_empty() {
        let repeats = method(state).filter(|method| matches!(&**method, "POST" | "PATCH")).map(str::to_owned);
        checker.info(state.name.span, ErrorProblem::NoRetry { state: state.name.value.to_string(), repeats });
    }
    let is_integration = resource.integration().is_some();
    let of_state = state.retry.iter().map(|retrier| &retrier.error_equals);
    for name in of_state.chain(state.catch.iter().map(|catcher| &catcher.error_equals)).flatten() {
        let text = &*name.value;
        let of_lambda = is_http && text.starts_with("Lambda.");
        if of_lambda || (is_integration && !is_http && text.starts_with("States.Http.")) {
            checker.warning(name.span, ErrorProblem::NeverRaised { name: text.to_owned(), is_http });
        }
    }
}

/// `Method` as it is written.
fn method(state: &State) -> Option<&str> {
    let parameters = state.parameters.as_ref().or(state.arguments.as_ref())?;
    parameters.get("Method")?.as_str().map(|method| &**method)
}

/// The names of the retriers, or of the catchers, one after the other.
fn check_list<'s>(checker: &mut Checker<'_>, handler: Handler, lists: impl Iterator<Item = &'s Vec<Spanned<Rc<str>>>>) {
    let mut earlier: Vec<&str> = Vec::new();
    for list in lists {
        for name in list {
            let text = &*name.value;
            let by = earlier
                .iter()
                .find(|taken| **taken == text || (**taken == "States.TaskFailed" && !NOT_TASK_FAILED.contains(&text)));
            // `States.ALL` before the end is an error of its own.
            if let Some(by) = by {
                let (error, by) = (text.to_owned(), (*by).to_owned());
                checker.warning(name.span, ErrorProblem::AlreadyHandled { handler, name: error, by });
            }
        }
        earlier.extend(list.iter().map(|name| &*name.value));
    }
}
