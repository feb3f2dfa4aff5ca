//! The context object, and `$states`.

use super::{Entry, entry};

const PAGE: &str = "input-output-contextobject.html";

/// The members of the context object: `$$.…` in JSONPath, `$states.context.…` in JSONata.
pub(in crate::assist) const CONTEXT: &[(&str, Entry)] = &[
    ("Execution.Id", entry("The ARN of the execution.", PAGE)),
    ("Execution.Input", entry("The input of the execution.", PAGE)),
    ("Execution.Name", entry("The name of the execution.", PAGE)),
    ("Execution.RoleArn", entry("The role that the workflow uses.", PAGE)),
    ("Execution.StartTime", entry("When the execution started.", PAGE)),
    ("Execution.RedriveCount", entry("How many times the execution was redriven after a failure.", PAGE)),
    ("Execution.RedriveTime", entry("When the execution was last redriven.", PAGE)),
    ("State.EnteredTime", entry("When this state was entered.", PAGE)),
    ("State.Name", entry("The state's name.", PAGE)),
    ("State.RetryCount", entry("How many times this state was retried so far.", PAGE)),
    ("StateMachine.Id", entry("The ARN of the workflow.", PAGE)),
    ("StateMachine.Name", entry("The workflow's name.", PAGE)),
    ("Task.Token", entry("The token that a callback returns; only with .waitForTaskToken.", PAGE)),
    ("Map.Item.Index", entry("The index of the item, starting at 0.", PAGE)),
    ("Map.Item.Value", entry("The item itself.", PAGE)),
    ("Map.Item.Key", entry("The key, if the items are the fields of an object.", PAGE)),
    ("Map.Item.Source", entry("Where a Distributed Map read the item from.", PAGE)),
];

const STATES: &[(&str, Entry)] = &[
    (
        "$states",
        entry(
            "The data of the run that a JSONata expression can read: input, result, errorOutput, and context.",
            "transforming-data.html",
        ),
    ),
    ("$states.input", entry("The input of the state.", "transforming-data.html")),
    (
        "$states.result",
        entry(
            "The result of the task, the branches, or the iterations; in Output and \
               Assign.",
            "transforming-data.html",
        ),
    ),
    (
        "$states.errorOutput",
        entry(
            "The error, an object with Error and Cause; in Output and Assign of a catcher.",
            "transforming-data.html",
        ),
    ),
    ("$states.context", entry("The context object: execution, state, Map item, and task token.", PAGE)),
    ("$$", entry("The context object: execution, state, Map item, and task token.", PAGE)),
    ("$", entry("The input of the state, or its result, depending on the field.", "amazon-states-language-paths.html")),
];

/// What a name of `$states`, or a path into the context object, stands for.
pub(in crate::assist) fn context(path: &str) -> Option<Entry> {
    let inner = path.strip_prefix("$$.").or_else(|| path.strip_prefix("$states.context."));
    match inner {
        Some(inner) => CONTEXT.iter().find(|(known, _)| *known == inner).map(|(_, entry)| *entry),
        None => STATES.iter().find(|(known, _)| *known == path).map(|(_, entry)| *entry),
    }
}

/// As [`context`], the words alone.
pub(in crate::assist) fn context_text(path: &str) -> &'static str {
    context(path).map_or("", |entry| entry.text)
}
