//! Names of errors.

use super::{Entry, entry};

const PAGE: &str = "concepts-error-handling.html#error-handling-error-representation";
const HTTP: &str = "call-https-apis.html";

pub(super) const ERRORS: &[(&str, Entry)] = &[
    (
        "States.ALL",
        entry(
            "Every error that can be caught, except States.DataLimitExceeded and States.Runtime. Must stand alone, \
             in the last retrier or catcher.",
            PAGE,
        ),
    ),
    ("States.BranchFailed", entry("A branch of a Parallel failed.", PAGE)),
    (
        "States.DataLimitExceeded",
        entry(
            "The data is larger than the limit of 256 KiB. Name this error explicitly: States.ALL does not include \
               it.",
            PAGE,
        ),
    ),
    (
        "States.ExceedToleratedFailureThreshold",
        entry("More items of a Distributed Map failed than it tolerates.", PAGE),
    ),
    ("States.HeartbeatTimeout", entry("A worker sent no heartbeat within HeartbeatSeconds.", PAGE)),
    (
        "States.Http.AccessDenied",
        entry(
            "The role is not allowed to call this endpoint, or not with this \
                                        connection.",
            HTTP,
        ),
    ),
    (
        "States.Http.Socket",
        entry(
            "The call got no readable response: wrong address, no connection, TLS failure, or no response within \
               60 seconds.",
            HTTP,
        ),
    ),
    ("States.IntrinsicFailure", entry("An intrinsic function could not use its arguments.", PAGE)),
    ("States.ItemReaderFailed", entry("A Distributed Map could not read its items.", PAGE)),
    ("States.NoChoiceMatched", entry("No rule of a Choice matched, and it has no Default.", PAGE)),
    ("States.ParameterPathFailure", entry("A path in Parameters, or a similar field, found nothing.", PAGE)),
    ("States.Permissions", entry("The role does not have a permission that the Task needs.", PAGE)),
    (
        "States.QueryEvaluationError",
        entry(
            "A JSONata expression failed, or returned a value that its field cannot \
                                           use.",
            PAGE,
        ),
    ),
    ("States.ResultPathMatchFailure", entry("ResultPath cannot be applied to the input.", PAGE)),
    ("States.ResultWriterFailed", entry("A Distributed Map could not write its results.", PAGE)),
    ("States.Runtime", entry("The definition does not fit the data. Retry and Catch can't handle it.", PAGE)),
    ("States.TaskFailed", entry("Any failure of a Task except a timeout.", PAGE)),
    (
        "States.Timeout",
        entry("A Task took longer than TimeoutSeconds, or sent no heartbeat within HeartbeatSeconds.", PAGE),
    ),
];

/// Status codes that workflows wait for, each with what the API says by it.
pub(in crate::assist) const STATUS_CODES: [(&str, Entry); 10] = [
    ("400", entry("The API could not understand the request.", HTTP)),
    ("401", entry("The API does not accept the credentials.", HTTP)),
    ("403", entry("The API knows the caller but does not allow the call.", HTTP)),
    ("404", entry("There is no resource at this address.", HTTP)),
    ("409", entry("The request conflicts with the current state of the resource.", HTTP)),
    ("429", entry("Too many requests. Retry later.", HTTP)),
    ("500", entry("The API failed.", HTTP)),
    ("502", entry("A gateway in front of the API got no valid response from it. Retry.", HTTP)),
    ("504", entry("A gateway in front of the API got no response from it in time. Retry.", HTTP)),
    ("503", entry("The API is temporarily unavailable. Retry.", HTTP)),
];

/// What the error of that name means.
pub(in crate::assist) fn error(name: &str) -> Option<Entry> {
    let known = || ERRORS.iter().find(|(known, _)| *known == name).map(|(_, entry)| *entry);
    match name.strip_prefix("States.Http.StatusCode.") {
        Some(code) => {
            let known = STATUS_CODES.iter().find(|(known, _)| *known == code).map(|(_, entry)| *entry);
            known.or(Some(entry("The API returned this status code.", HTTP)))
        }
        None => known(),
    }
}
