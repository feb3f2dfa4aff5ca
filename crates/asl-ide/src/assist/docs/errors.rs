//! Names of errors.

use super::{Entry, entry};

const PAGE: &str = "concepts-error-handling.html#error-handling-error-representation";
const HTTP: &str = "call-https-apis.html";

const ERRORS: &[(&str, Entry)] = &[
    (
        "States.ALL",
        entry(
            "Every error that can be caught: all but States.DataLimitExceeded and States.Runtime. Stands alone and last.",
            PAGE,
        ),
    ),
    ("States.BranchFailed", entry("A branch of a Parallel failed.", PAGE)),
    (
        "States.DataLimitExceeded",
        entry("Data is larger than the service allows, 256 KiB. Name it: States.ALL does not include it.", PAGE),
    ),
    (
        "States.ExceedToleratedFailureThreshold",
        entry("More items of a Distributed Map failed than it tolerates.", PAGE),
    ),
    ("States.HeartbeatTimeout", entry("A worker was silent for longer than HeartbeatSeconds.", PAGE)),
    ("States.Http.AccessDenied", entry("The role may not call this endpoint, or not with this connection.", HTTP)),
    (
        "States.Http.Socket",
        entry("There was no readable answer: the address, the connection, TLS, or a minute went by.", HTTP),
    ),
    ("States.IntrinsicFailure", entry("An intrinsic function could not work with what it was given.", PAGE)),
    ("States.ItemReaderFailed", entry("A Distributed Map could not read its items.", PAGE)),
    ("States.NoChoiceMatched", entry("No rule of a Choice held, and it has no Default.", PAGE)),
    ("States.ParameterPathFailure", entry("A path in Parameters, or a similar field, found nothing.", PAGE)),
    ("States.Permissions", entry("The role may not do what the Task asks for.", PAGE)),
    ("States.QueryEvaluationError", entry("A JSONata expression failed, or gave what its field cannot use.", PAGE)),
    ("States.ResultPathMatchFailure", entry("ResultPath does not fit the input.", PAGE)),
    ("States.ResultWriterFailed", entry("A Distributed Map could not write its results.", PAGE)),
    (
        "States.Runtime",
        entry("The definition and the data do not go together. It cannot be retried or caught by States.ALL.", PAGE),
    ),
    ("States.TaskFailed", entry("Any failure of a Task but a timeout.", PAGE)),
    (
        "States.Timeout",
        entry("A Task took longer than TimeoutSeconds, or was silent for longer than HeartbeatSeconds.", PAGE),
    ),
];

/// Status codes that workflows wait for, each with what the API says by it.
pub(in crate::assist) const STATUS_CODES: [(&str, Entry); 10] = [
    ("400", entry("The API did not understand the request.", HTTP)),
    ("401", entry("The API does not accept the credentials.", HTTP)),
    ("403", entry("The API knows who calls, but does not allow it.", HTTP)),
    ("404", entry("There is nothing at this address.", HTTP)),
    ("409", entry("The request conflicts with what is there.", HTTP)),
    ("429", entry("Too many requests: worth another attempt, later.", HTTP)),
    ("500", entry("The API failed.", HTTP)),
    ("502", entry("Something in front of the API got no proper answer: worth another attempt.", HTTP)),
    ("504", entry("Something in front of the API waited too long for it: worth another attempt.", HTTP)),
    ("503", entry("The API is not available now: worth another attempt.", HTTP)),
];

/// What the error of that name means.
pub(in crate::assist) fn error(name: &str) -> Option<Entry> {
    let known = || ERRORS.iter().find(|(known, _)| *known == name).map(|(_, entry)| *entry);
    match name.strip_prefix("States.Http.StatusCode.") {
        Some(code) => {
            let known = STATUS_CODES.iter().find(|(known, _)| *known == code).map(|(_, entry)| *entry);
            known.or(Some(entry("The API answered with this status code.", HTTP)))
        }
        None => known(),
    }
}
