//! Fields and types of states.

use super::{Entry, entry};
use crate::assist::grammar::Construct;
use asl_lang::StateType;

const STRUCTURE: &str = "statemachine-structure.html";
const COMMON: &str = "statemachine-structure.html#amazon-states-language-common-fields";
const TASK: &str = "state-task.html";
const CHOICE: &str = "state-choice.html";
const WAIT: &str = "state-wait.html";
const FAIL: &str = "state-fail.html";
const MAP: &str = "state-map-distributed.html";
const INLINE: &str = "state-map-inline.html";
const PARALLEL: &str = "state-parallel.html";
const ERRORS: &str = "concepts-error-handling.html";
const READER: &str = "input-output-itemreader.html";
const WRITER: &str = "input-output-resultwriter.html";
const BATCHER: &str = "input-output-itembatcher.html";
const HTTP: &str = "call-https-apis.html";
const JSONATA: &str = "transforming-data.html";
const VARIABLES: &str = "workflow-variables.html";

/// Fields that mean something else at some places.
const AT_PLACES: [(&[Construct], &str, Entry); 15] = [
    (
        &[Construct::Machine],
        "TimeoutSeconds",
        entry("How many seconds an execution can take before it ends with States.Timeout.", STRUCTURE),
    ),
    (&[Construct::Machine], "Comment", entry("A note about the workflow. It has no effect.", STRUCTURE)),
    (
        &[Construct::Machine],
        "QueryLanguage",
        entry("The query language of all states: JSONata, or JSONPath (the default).", JSONATA),
    ),
    (
        &[Construct::Catcher],
        "ErrorEquals",
        entry(
            "The errors that this catcher handles. States.ALL matches almost every error and must stand alone, in \
             the last catcher.",
            ERRORS,
        ),
    ),
    (&[Construct::Catcher], "Next", entry("The state to go to after the error.", ERRORS)),
    (
        &[Construct::Catcher],
        "ResultPath",
        entry("Where to put the error output, an object with Error and Cause, in the state's input.", ERRORS),
    ),
    (
        &[Construct::Catcher],
        "Output",
        entry("The input of the next state after the error; `$states.errorOutput` has Error and Cause.", ERRORS),
    ),
    (&[Construct::Rule], "Next", entry("The state to go to when this rule is the first that matches.", CHOICE)),
    (&[Construct::Rule], "Output", entry("The input of the next state when this rule matches.", CHOICE)),
    (
        &[Construct::ItemReader],
        "Resource",
        entry("How to read the items: an S3 object, or a list of the objects with a prefix.", READER),
    ),
    (
        &[Construct::ItemReader],
        "Parameters",
        entry("Which object or prefix to read: Bucket with Key or Prefix.", READER),
    ),
    (
        &[Construct::ItemReader],
        "Arguments",
        entry("Which object or prefix to read: Bucket with Key or Prefix.", READER),
    ),
    (&[Construct::ResultWriter], "Resource", entry("How to write the results; always as S3 objects.", WRITER)),
    (&[Construct::ResultWriter], "Parameters", entry("Where to write the results: Bucket and Prefix.", WRITER)),
    (&[Construct::ResultWriter], "Arguments", entry("Where to write the results: Bucket and Prefix.", WRITER)),
];

const FIELDS: &[(&str, Entry)] = &[
    ("StartAt", entry("The name of the first state.", STRUCTURE)),
    ("States", entry("The states by name. Transitions cannot leave this object.", STRUCTURE)),
    ("Version", entry("The version of Amazon States Language: 1.0.", STRUCTURE)),
    ("Type", entry("The type of the state: Task, Pass, Choice, Wait, Succeed, Fail, Parallel, or Map.", COMMON)),
    ("Comment", entry("A note for readers. It has no effect.", COMMON)),
    (
        "QueryLanguage",
        entry(
            "The query language of this state. A JSONPath workflow can have JSONata states, but not the other way \
             around.",
            JSONATA,
        ),
    ),
    ("Next", entry("The name of the next state, in the same scope.", COMMON)),
    ("End", entry("Set to true if the workflow, branch, or iteration ends after this state.", COMMON)),
    (
        "InputPath",
        entry(
            "The part of the input that the state uses. null uses an empty object.",
            "input-output-inputpath-params.html",
        ),
    ),
    (
        "OutputPath",
        entry(
            "The part of the output to pass to the next state. null passes an empty \
               object.",
            "input-output-example.html",
        ),
    ),
    (
        "Parameters",
        entry(
            "The data to use in place of the state's input. A key that ends with `.$` takes a path or an intrinsic \
             function.",
            "input-output-inputpath-params.html",
        ),
    ),
    (
        "ResultSelector",
        entry(
            "Builds a new result from the raw result before ResultPath puts it into the input.",
            "input-output-inputpath-params.html#input-output-resultselector",
        ),
    ),
    (
        "ResultPath",
        entry(
            "Where to put the result in the input: `$` replaces the input, null discards the result.",
            "input-output-resultpath.html",
        ),
    ),
    ("Arguments", entry("The data for the service or the branches. Strings can be expressions in `{% … %}`.", JSONATA)),
    ("Output", entry("The output of the state. The default is its result or its input.", JSONATA)),
    ("Assign", entry("Variables to set when the state succeeds. Later states read them as `$name`.", VARIABLES)),
    ("Retry", entry("Retriers, checked in order: which errors to retry, how often, and how fast.", ERRORS)),
    ("Catch", entry("Catchers, checked in order when no retrier applies: which state handles which error.", ERRORS)),
    (
        "Resource",
        entry(
            "The ARN to call: an integration such as `arn:aws:states:::http:invoke`, a function, or an activity.",
            TASK,
        ),
    ),
    ("TimeoutSeconds", entry("How many seconds the task can take before it fails with States.Timeout.", TASK)),
    ("TimeoutSecondsPath", entry("The path in the input of the number of seconds for TimeoutSeconds.", TASK)),
    (
        "HeartbeatSeconds",
        entry(
            "The longest time between heartbeats before the task fails with States.HeartbeatTimeout; less than \
             TimeoutSeconds.",
            TASK,
        ),
    ),
    ("HeartbeatSecondsPath", entry("The path in the input of the number of seconds for HeartbeatSeconds.", TASK)),
    (
        "Credentials",
        entry(
            "The role that the Task assumes for its call, for example in another account.",
            "concepts-access-cross-acct-resources.html",
        ),
    ),
    ("RoleArn", entry("The ARN of the role to assume.", "concepts-access-cross-acct-resources.html")),
    ("Result", entry("The output of a Pass state, as if it were computed.", "state-pass.html")),
    ("Choices", entry("Rules, checked in order. The first rule that matches decides the next state.", CHOICE)),
    (
        "Default",
        entry(
            "The state to go to when no rule matches. Without it, such an execution fails with States.NoChoiceMatched.",
            CHOICE,
        ),
    ),
    ("Condition", entry("An expression that returns true or false.", CHOICE)),
    ("Variable", entry("The path of the value to test.", CHOICE)),
    ("And", entry("Matches when all of its rules match.", CHOICE)),
    ("Or", entry("Matches when at least one of its rules matches.", CHOICE)),
    ("Not", entry("Matches when its rule does not match.", CHOICE)),
    ("Seconds", entry("How many seconds to wait.", WAIT)),
    ("SecondsPath", entry("The path in the input of the number of seconds.", WAIT)),
    ("Timestamp", entry("The time to wait until, such as 2030-12-31T23:59:59Z.", WAIT)),
    ("TimestampPath", entry("The path in the input of the time to wait until.", WAIT)),
    (
        "Error",
        entry(
            "The name of the error that the execution fails with. A Catch in an outer scope can handle \
                     it.",
            FAIL,
        ),
    ),
    ("ErrorPath", entry("The path in the input of the error name, or an intrinsic function that returns it.", FAIL)),
    ("Cause", entry("A description of the failure for people.", FAIL)),
    ("CausePath", entry("The path in the input of the cause, or an intrinsic function that returns it.", FAIL)),
    (
        "Branches",
        entry(
            "Branches that run at the same time, each with the same input. The result is the array of their outputs.",
            PARALLEL,
        ),
    ),
    ("ItemProcessor", entry("The states to run for each item.", INLINE)),
    ("Iterator", entry("The older name of ItemProcessor.", INLINE)),
    ("ProcessorConfig", entry("Whether iterations run in this execution or as child executions.", MAP)),
    (
        "Mode",
        entry(
            "INLINE: iterations run in this execution. DISTRIBUTED: each item or batch runs as a child \
               execution.",
            MAP,
        ),
    ),
    ("ExecutionType", entry("Whether child executions are STANDARD or EXPRESS. Required for a Distributed Map.", MAP)),
    ("ItemsPath", entry("The path in the input of the array of items.", "input-output-itemspath.html")),
    ("Items", entry("The items: an array, an object, or an expression that returns one.", INLINE)),
    (
        "ItemSelector",
        entry(
            "The input of each iteration. The item is `$$.Map.Item.Value` or `$states.context.Map.Item.Value`.",
            "input-output-itemselector.html",
        ),
    ),
    ("ItemReader", entry("Where a Distributed Map reads its items from: files or lists of objects in S3.", READER)),
    ("ReaderConfig", entry("How to read a file: its format, its header, and how many items.", READER)),
    ("InputType", entry("The format of the file: CSV, JSON, JSONL, PARQUET, or MANIFEST.", READER)),
    ("CSVHeaderLocation", entry("Whether the column names are in the first row or in CSVHeaders.", READER)),
    ("CSVHeaders", entry("The column names, when CSVHeaderLocation is GIVEN.", READER)),
    ("CSVDelimiter", entry("The separator of the columns; a comma by default.", READER)),
    ("MaxItems", entry("The maximum number of items to read.", READER)),
    ("MaxItemsPath", entry("The path in the input of the number for MaxItems.", READER)),
    ("ItemsPointer", entry("A JSON Pointer to the array in the file, such as /data/items.", READER)),
    ("Transformation", entry("How to transform the objects that are read or the results that are written.", READER)),
    ("ManifestType", entry("Whether the manifest is an S3 inventory or lists the files of an Athena query.", READER)),
    ("ItemBatcher", entry("Groups several items into the input of one child execution.", BATCHER)),
    ("MaxItemsPerBatch", entry("The maximum number of items in a batch.", BATCHER)),
    ("MaxItemsPerBatchPath", entry("The path in the input of the number for MaxItemsPerBatch.", BATCHER)),
    ("MaxInputBytesPerBatch", entry("The maximum size of a batch in bytes, up to 256 KiB.", BATCHER)),
    ("MaxInputBytesPerBatchPath", entry("The path in the input of the number for MaxInputBytesPerBatch.", BATCHER)),
    ("BatchInput", entry("Data that every batch gets in addition to its items.", BATCHER)),
    (
        "ResultWriter",
        entry(
            "Writes the results of the child executions to a bucket, for results that are too large for the \
               workflow.",
            WRITER,
        ),
    ),
    ("WriterConfig", entry("How to write the results.", WRITER)),
    ("OutputType", entry("The format of the files: JSON or JSONL.", WRITER)),
    ("MaxConcurrency", entry("The maximum number of iterations at the same time; 0 means no limit.", INLINE)),
    ("MaxConcurrencyPath", entry("The path in the input of the number for MaxConcurrency.", INLINE)),
    ("ToleratedFailureCount", entry("How many items can fail before the Map Run fails.", MAP)),
    ("ToleratedFailureCountPath", entry("The path in the input of the number for ToleratedFailureCount.", MAP)),
    ("ToleratedFailurePercentage", entry("The percentage of items that can fail before the Map Run fails.", MAP)),
    (
        "ToleratedFailurePercentagePath",
        entry("The path in the input of the number for ToleratedFailurePercentage.", MAP),
    ),
    ("Label", entry("The name of the Map Run in ARNs; up to 40 characters.", MAP)),
    (
        "ErrorEquals",
        entry(
            "The errors that this retrier handles. States.ALL matches almost every error and must stand alone, in \
             the last retrier.",
            ERRORS,
        ),
    ),
    ("IntervalSeconds", entry("How many seconds to wait before the first retry; 1 by default.", ERRORS)),
    ("MaxAttempts", entry("The maximum number of retries; 3 by default, 0 for none.", ERRORS)),
    ("BackoffRate", entry("The factor by which the delay grows after each retry; 2 by default.", ERRORS)),
    ("MaxDelaySeconds", entry("The maximum delay in seconds.", ERRORS)),
    (
        "JitterStrategy",
        entry(
            "FULL picks each delay at random between 0 and the computed delay, so that retries do not all come at \
             once.",
            ERRORS,
        ),
    ),
    ("ApiEndpoint", entry("The URL to call: https, without query parameters.", HTTP)),
    ("Method", entry("The HTTP method: GET, POST, PUT, DELETE, PATCH, OPTIONS, or HEAD.", HTTP)),
    ("Authentication", entry("The EventBridge connection whose credentials the call uses.", HTTP)),
    ("InvocationConfig", entry("Another name of Authentication, which newer definitions use for private APIs.", HTTP)),
    (
        "ConnectionArn",
        entry(
            "The ARN of the connection. The playground also accepts its name, or a placeholder such as \
               ${Connection}.",
            HTTP,
        ),
    ),
    (
        "Headers",
        entry("Headers to send. The service or the connection sets some, such as Host or Authorization.", HTTP),
    ),
    ("QueryParameters", entry("Query parameters to add to the URL. An array adds one for each item.", HTTP)),
    ("RequestBody", entry("The body to send: JSON, or a form if Transform says so.", HTTP)),
    ("Transform", entry("Encodes the request body as a form.", HTTP)),
    ("RequestBodyEncoding", entry("NONE sends JSON, URL_ENCODED sends a form.", HTTP)),
    ("RequestEncodingOptions", entry("How to encode a form.", HTTP)),
    ("ArrayFormat", entry("How to encode an array in a form: INDICES, REPEAT, COMMAS, or BRACKETS.", HTTP)),
    ("FunctionName", entry("The name or ARN of the function.", "connect-lambda.html")),
    ("Payload", entry("The event that the function receives.", "connect-lambda.html")),
    ("StateMachineArn", entry("The ARN of the workflow to start.", "connect-stepfunctions.html")),
    ("Input", entry("The input of the workflow to start.", "connect-stepfunctions.html")),
    ("QueueUrl", entry("The URL of the queue.", "connect-sqs.html")),
    ("MessageBody", entry("The message.", "connect-sqs.html")),
    ("TopicArn", entry("The ARN of the topic.", "connect-sns.html")),
    ("Message", entry("The message.", "connect-sns.html")),
    ("TableName", entry("The name of the table.", "connect-ddb.html")),
    ("Key", entry("The key: of an item with its DynamoDB types, or of an S3 object.", "connect-ddb.html")),
    (
        "Item",
        entry(
            "The item to write, each attribute with its DynamoDB type, such as {\"S\": \"text\"}.",
            "connect-ddb.html",
        ),
    ),
    (
        "Entries",
        entry(
            "The events to send, each with Detail, DetailType, EventBusName, and \
               Source.",
            "connect-eventbridge.html",
        ),
    ),
    ("Bucket", entry("The name of the bucket.", READER)),
    ("Prefix", entry("The start of the objects' keys.", READER)),
];

/// What the field `name` of an object at `place` is.
pub(in crate::assist) fn field(construct: Construct, name: &str) -> Option<Entry> {
    let here = AT_PLACES.iter().find(|(places, known, _)| *known == name && places.contains(&construct));
    if let Some((.., entry)) = here {
        return Some(*entry);
    }
    let known = FIELDS.iter().find(|(known, _)| *known == name).map(|(_, entry)| *entry);
    known.or_else(|| matches!(construct, Construct::Rule | Construct::Nested).then(|| operator(name)).flatten())
}

/// An operator of a Choice in JSONPath.
fn operator(name: &str) -> Option<Entry> {
    let known = |name: &str| asl_lang::Test::ALL.iter().any(|(_, known)| *known == name);
    let by_path = name.strip_suffix("Path").is_some_and(known);
    if !by_path && !known(name) {
        return None;
    }
    let text = match name {
        _ if by_path => "Like the operator without `Path`, but compares with the value at this path.",
        "StringMatches" => {
            "Whether the string matches the pattern. `*` matches any characters, `\\\\*` matches an \
                            asterisk."
        }
        "IsBoolean" => "Whether the value is true or false; write false to ask the opposite.",
        "IsNull" => "Whether the value is null; write false to ask the opposite.",
        "IsNumeric" => "Whether the value is a number; write false to ask the opposite.",
        "IsPresent" => "Whether the path has a value; write false to ask the opposite.",
        "IsString" => "Whether the value is a string; write false to ask the opposite.",
        "IsTimestamp" => "Whether the value is a time such as 2030-12-31T23:59:59Z; write false to ask the opposite.",
        "BooleanEquals" => "Whether the value is this boolean.",
        _ if name.ends_with("LessThanEquals") => {
            "Whether the value is less than or equal to this one; false for \
                                                  another type."
        }
        _ if name.ends_with("LessThan") => "Whether the value is less than this one; false for another type.",
        _ if name.ends_with("GreaterThanEquals") => {
            "Whether the value is greater than or equal to this one; false \
                                                     for another type."
        }
        _ if name.ends_with("GreaterThan") => "Whether the value is greater than this one; false for another type.",
        _ => "Whether the value equals this one; false for another type.",
    };
    Some(entry(text, CHOICE))
}

/// What a state of this type does.
pub(in crate::assist) fn state_type(kind: StateType) -> &'static str {
    type_entry(kind).text
}

/// As [`state_type`], with the page.
pub(in crate::assist) fn type_entry(kind: StateType) -> Entry {
    match kind {
        StateType::Task => entry("Calls an HTTP API, a function, another service, or a worker.", TASK),
        StateType::Pass => entry("Passes its input to its output, or transforms it.", "state-pass.html"),
        StateType::Choice => entry("Goes to the state of the first rule that matches.", CHOICE),
        StateType::Wait => entry("Waits for some seconds or until a time.", WAIT),
        StateType::Succeed => entry("Ends the workflow, branch, or iteration successfully.", "state-succeed.html"),
        StateType::Fail => entry("Ends the workflow with an error.", FAIL),
        StateType::Parallel => entry("Runs branches at the same time and waits for all of them.", PARALLEL),
        StateType::Map => entry("Runs the same states for each item of an array or a file.", "state-map.html"),
    }
}
