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
        entry("How many seconds an execution may take; after that it ends with States.Timeout.", STRUCTURE),
    ),
    (&[Construct::Machine], "Comment", entry("A remark about the workflow. It changes nothing.", STRUCTURE)),
    (
        &[Construct::Machine],
        "QueryLanguage",
        entry("The language of expressions in all states: JSONPath if absent, or JSONata.", JSONATA),
    ),
    (
        &[Construct::Catcher],
        "ErrorEquals",
        entry(
            "The names of errors that this catcher takes. States.ALL takes nearly every error and stands alone, in the last catcher.",
            ERRORS,
        ),
    ),
    (&[Construct::Catcher], "Next", entry("The state that goes on after the error.", ERRORS)),
    (
        &[Construct::Catcher],
        "ResultPath",
        entry("Where the error output, an object with Error and Cause, is put into the state's input.", ERRORS),
    ),
    (
        &[Construct::Catcher],
        "Output",
        entry("What the next state gets after the error; `$states.errorOutput` holds Error and Cause.", ERRORS),
    ),
    (&[Construct::Rule], "Next", entry("The state to go to when this rule is the first that holds.", CHOICE)),
    (&[Construct::Rule], "Output", entry("What the next state gets when this rule is taken.", CHOICE)),
    (
        &[Construct::ItemReader],
        "Resource",
        entry("How the items are read: an object of S3, or the list of objects below a prefix.", READER),
    ),
    (
        &[Construct::ItemReader],
        "Parameters",
        entry("Which object, or which prefix, is read: Bucket with Key or Prefix.", READER),
    ),
    (
        &[Construct::ItemReader],
        "Arguments",
        entry("Which object, or which prefix, is read: Bucket with Key or Prefix.", READER),
    ),
    (
        &[Construct::ResultWriter],
        "Resource",
        entry("How results are written: always by putting objects into S3.", WRITER),
    ),
    (&[Construct::ResultWriter], "Parameters", entry("Where results are written: Bucket and Prefix.", WRITER)),
    (&[Construct::ResultWriter], "Arguments", entry("Where results are written: Bucket and Prefix.", WRITER)),
];

const FIELDS: &[(&str, Entry)] = &[
    ("StartAt", entry("The name of the state that runs first.", STRUCTURE)),
    ("States", entry("The states by their names. Transitions stay within this object.", STRUCTURE)),
    ("Version", entry("The version of the language: 1.0.", STRUCTURE)),
    ("Type", entry("What the state does: Task, Pass, Choice, Wait, Succeed, Fail, Parallel or Map.", COMMON)),
    ("Comment", entry("A remark for readers. It changes nothing.", COMMON)),
    (
        "QueryLanguage",
        entry(
            "The language of this state's expressions. A JSONPath workflow may have JSONata states, not the other way round.",
            JSONATA,
        ),
    ),
    ("Next", entry("The name of the state that follows, in the same scope.", COMMON)),
    ("End", entry("Whether the workflow, branch or iteration ends behind this state: true.", COMMON)),
    (
        "InputPath",
        entry(
            "The part of the input that the state works on. null gives it an empty object.",
            "input-output-inputpath-params.html",
        ),
    ),
    (
        "OutputPath",
        entry("The part of the state's output that goes on. null passes an empty object.", "input-output-example.html"),
    ),
    (
        "Parameters",
        entry(
            "What the state is given in place of its input. A key that ends with `.$` takes a path or an intrinsic function.",
            "input-output-inputpath-params.html",
        ),
    ),
    (
        "ResultSelector",
        entry(
            "Makes a new result out of the raw one, before ResultPath puts it in its place.",
            "input-output-inputpath-params.html#input-output-resultselector",
        ),
    ),
    (
        "ResultPath",
        entry(
            "Where the result is put into the input: `$` replaces the input, null drops the result.",
            "input-output-resultpath.html",
        ),
    ),
    (
        "Arguments",
        entry("What the state hands to the service or the branches; strings may be expressions in `{% … %}`.", JSONATA),
    ),
    ("Output", entry("What the state gives to the next one. Without it, its result, or its input.", JSONATA)),
    ("Assign", entry("Variables to set when the state succeeds. Later states read them as `$name`.", VARIABLES)),
    (
        "Retry",
        entry("Retriers, asked in order: after which errors the state is tried again, how often and how fast.", ERRORS),
    ),
    ("Catch", entry("Catchers, asked in order when no retrier helps: which state goes on after which error.", ERRORS)),
    (
        "Resource",
        entry(
            "The ARN of what the Task calls: an integration such as `arn:aws:states:::http:invoke`, a function, or an activity.",
            TASK,
        ),
    ),
    ("TimeoutSeconds", entry("How many seconds the task may take before it fails with States.Timeout.", TASK)),
    ("TimeoutSecondsPath", entry("Where in the input the number of seconds for TimeoutSeconds stands.", TASK)),
    (
        "HeartbeatSeconds",
        entry(
            "The longest silence of a worker before the task fails with States.HeartbeatTimeout; less than TimeoutSeconds.",
            TASK,
        ),
    ),
    ("HeartbeatSecondsPath", entry("Where in the input the number of seconds for HeartbeatSeconds stands.", TASK)),
    (
        "Credentials",
        entry(
            "The role that the Task takes on for its call, in another account, say.",
            "concepts-access-cross-acct-resources.html",
        ),
    ),
    ("RoleArn", entry("The ARN of the role to take on.", "concepts-access-cross-acct-resources.html")),
    ("Result", entry("What a Pass state gives as if it had been computed.", "state-pass.html")),
    ("Choices", entry("Rules, tried in order; the first that holds says where to go.", CHOICE)),
    (
        "Default",
        entry(
            "Where to go when no rule holds. Without it such an execution fails with States.NoChoiceMatched.",
            CHOICE,
        ),
    ),
    ("Condition", entry("An expression that gives true or false.", CHOICE)),
    ("Variable", entry("The path of what the operator looks at.", CHOICE)),
    ("And", entry("Holds when all of its rules do.", CHOICE)),
    ("Or", entry("Holds when one of its rules does.", CHOICE)),
    ("Not", entry("Holds when its rule does not.", CHOICE)),
    ("Seconds", entry("How many seconds to wait.", WAIT)),
    ("SecondsPath", entry("Where in the input the number of seconds stands.", WAIT)),
    ("Timestamp", entry("Until when to wait, as in 2030-12-31T23:59:59Z.", WAIT)),
    ("TimestampPath", entry("Where in the input the time to wait for stands.", WAIT)),
    ("Error", entry("The name of the error that the execution ends with; a Catch further out can name it.", FAIL)),
    ("ErrorPath", entry("Where in the input the error's name stands, or an intrinsic function that makes it.", FAIL)),
    ("Cause", entry("What went wrong, for people.", FAIL)),
    ("CausePath", entry("Where in the input the cause stands, or an intrinsic function that makes it.", FAIL)),
    (
        "Branches",
        entry(
            "Branches that run at the same time, each with the same input. The result is the array of their outputs.",
            PARALLEL,
        ),
    ),
    ("ItemProcessor", entry("The states that each item goes through.", INLINE)),
    ("Iterator", entry("The older name of ItemProcessor.", INLINE)),
    ("ProcessorConfig", entry("Whether iterations run inside this execution or as child executions.", MAP)),
    (
        "Mode",
        entry("INLINE: iterations in this execution. DISTRIBUTED: a child execution for each item or batch.", MAP),
    ),
    ("ExecutionType", entry("Whether child executions are STANDARD or EXPRESS; a Distributed Map needs it.", MAP)),
    ("ItemsPath", entry("Where in the input the array of items stands.", "input-output-itemspath.html")),
    ("Items", entry("The items: an array, an object, or an expression that gives one.", INLINE)),
    (
        "ItemSelector",
        entry(
            "What each iteration is given; `$$.Map.Item.Value` or `$states.context.Map.Item.Value` is the item.",
            "input-output-itemselector.html",
        ),
    ),
    ("ItemReader", entry("Where a Distributed Map reads its items: files or lists of objects in S3.", READER)),
    ("ReaderConfig", entry("How a file is read: its format, its header, how many items.", READER)),
    ("InputType", entry("The format of the file: CSV, JSON, JSONL, PARQUET or MANIFEST.", READER)),
    ("CSVHeaderLocation", entry("Whether the first row names the columns or CSVHeaders does.", READER)),
    ("CSVHeaders", entry("The names of the columns, when CSVHeaderLocation is GIVEN.", READER)),
    ("CSVDelimiter", entry("What stands between the fields of a line; a comma if absent.", READER)),
    ("MaxItems", entry("How many items are read at most.", READER)),
    ("MaxItemsPath", entry("Where in the input the number for MaxItems stands.", READER)),
    ("ItemsPointer", entry("A JSON Pointer to the array inside the file, such as /data/items.", READER)),
    ("Transformation", entry("What becomes of the objects that are read or of the results that are written.", READER)),
    ("ManifestType", entry("Whether the manifest is an S3 inventory or the files of an Athena query.", READER)),
    ("ItemBatcher", entry("Puts several items into the input of one child execution.", BATCHER)),
    ("MaxItemsPerBatch", entry("How many items a batch has at most.", BATCHER)),
    ("MaxItemsPerBatchPath", entry("Where in the input the number for MaxItemsPerBatch stands.", BATCHER)),
    ("MaxInputBytesPerBatch", entry("How many bytes a batch has at most; up to 256 KiB.", BATCHER)),
    ("MaxInputBytesPerBatchPath", entry("Where in the input the number for MaxInputBytesPerBatch stands.", BATCHER)),
    ("BatchInput", entry("Data that every batch gets beside its items.", BATCHER)),
    (
        "ResultWriter",
        entry("Writes what the child executions gave into a bucket, for results too large for the workflow.", WRITER),
    ),
    ("WriterConfig", entry("How results are written.", WRITER)),
    ("OutputType", entry("The format of the files: JSON or JSONL.", WRITER)),
    ("MaxConcurrency", entry("How many iterations run at the same time at most; 0 sets no limit.", INLINE)),
    ("MaxConcurrencyPath", entry("Where in the input the number for MaxConcurrency stands.", INLINE)),
    ("ToleratedFailureCount", entry("How many items may fail before the Map Run fails.", MAP)),
    ("ToleratedFailureCountPath", entry("Where in the input the number for ToleratedFailureCount stands.", MAP)),
    (
        "ToleratedFailurePercentage",
        entry("What part of the items, in percent, may fail before the Map Run fails.", MAP),
    ),
    (
        "ToleratedFailurePercentagePath",
        entry("Where in the input the number for ToleratedFailurePercentage stands.", MAP),
    ),
    ("Label", entry("Names the Map Run in ARNs; up to 40 characters.", MAP)),
    (
        "ErrorEquals",
        entry(
            "The names of errors that this retrier is for. States.ALL is for nearly every error and stands alone, in the last one.",
            ERRORS,
        ),
    ),
    ("IntervalSeconds", entry("The seconds before the first new attempt; 1 if absent.", ERRORS)),
    ("MaxAttempts", entry("How many new attempts there are; 3 if absent, none for 0.", ERRORS)),
    ("BackoffRate", entry("What the delay is multiplied with after each attempt; 2 if absent.", ERRORS)),
    ("MaxDelaySeconds", entry("The longest delay that BackoffRate leads to.", ERRORS)),
    (
        "JitterStrategy",
        entry(
            "FULL draws each delay at random between 0 and the computed one, so that many do not come at once.",
            ERRORS,
        ),
    ),
    ("ApiEndpoint", entry("The address to call: https, without query parameters.", HTTP)),
    ("Method", entry("The HTTP method: GET, POST, PUT, DELETE, PATCH, OPTIONS or HEAD.", HTTP)),
    ("Authentication", entry("Names the EventBridge connection whose credentials the call uses.", HTTP)),
    ("InvocationConfig", entry("Another name of Authentication, which newer definitions use for private APIs.", HTTP)),
    (
        "ConnectionArn",
        entry("The ARN of the connection. In this page also its name, or a substitution such as ${Connection}.", HTTP),
    ),
    (
        "Headers",
        entry("Headers to send. Some, such as Host or Authorization, belong to the service or the connection.", HTTP),
    ),
    ("QueryParameters", entry("Parameters to append to the address; an array gives one for each item.", HTTP)),
    ("RequestBody", entry("What is sent: JSON, unless Transform makes a form of it.", HTTP)),
    ("Transform", entry("Makes a form of the request body.", HTTP)),
    ("RequestBodyEncoding", entry("NONE sends JSON, URL_ENCODED a form.", HTTP)),
    ("RequestEncodingOptions", entry("How a form is written.", HTTP)),
    ("ArrayFormat", entry("How an array is written in a form: INDICES, REPEAT, COMMAS or BRACKETS.", HTTP)),
    ("FunctionName", entry("The function's name or ARN.", "connect-lambda.html")),
    ("Payload", entry("What the function gets as its event.", "connect-lambda.html")),
    ("StateMachineArn", entry("The ARN of the workflow to start.", "connect-stepfunctions.html")),
    ("Input", entry("The input of the workflow that is started.", "connect-stepfunctions.html")),
    ("QueueUrl", entry("The queue's address.", "connect-sqs.html")),
    ("MessageBody", entry("The message.", "connect-sqs.html")),
    ("TopicArn", entry("The ARN of the topic.", "connect-sns.html")),
    ("Message", entry("The message.", "connect-sns.html")),
    ("TableName", entry("The name of the table.", "connect-ddb.html")),
    ("Key", entry("The key: of an item with its DynamoDB types, or of an object in S3.", "connect-ddb.html")),
    (
        "Item",
        entry(
            "The item to write, each attribute with its DynamoDB type, such as {\"S\": \"text\"}.",
            "connect-ddb.html",
        ),
    ),
    (
        "Entries",
        entry("The events to send, each with Detail, DetailType, EventBusName and Source.", "connect-eventbridge.html"),
    ),
    ("Bucket", entry("The name of the bucket.", READER)),
    ("Prefix", entry("How the keys of the objects begin.", READER)),
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
        _ if by_path => "As the operator without `Path`, but compares with what stands at this path.",
        "StringMatches" => "Whether the string is like the pattern; `*` stands for any characters, `\\\\*` for a star.",
        "IsBoolean" => "Whether the value is true or false; write false to ask the opposite.",
        "IsNull" => "Whether the value is null; write false to ask the opposite.",
        "IsNumeric" => "Whether the value is a number; write false to ask the opposite.",
        "IsPresent" => "Whether anything stands at the path; write false to ask the opposite.",
        "IsString" => "Whether the value is a string; write false to ask the opposite.",
        "IsTimestamp" => "Whether the value is a time such as 2030-12-31T23:59:59Z; write false to ask the opposite.",
        "BooleanEquals" => "Whether the value is this boolean.",
        _ if name.ends_with("LessThanEquals") => "Whether the value is smaller or the same; another type never is.",
        _ if name.ends_with("LessThan") => "Whether the value is smaller; another type never is.",
        _ if name.ends_with("GreaterThanEquals") => "Whether the value is greater or the same; another type never is.",
        _ if name.ends_with("GreaterThan") => "Whether the value is greater; another type never is.",
        _ => "Whether the value is the same; another type never is.",
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
        StateType::Task => entry("Calls something: an HTTP API, a function, another service, a worker.", TASK),
        StateType::Pass => entry("Passes its input on, or makes other data of it.", "state-pass.html"),
        StateType::Choice => entry("Goes on where the first rule that holds leads to.", CHOICE),
        StateType::Wait => entry("Waits some seconds or until a time.", WAIT),
        StateType::Succeed => entry("Ends the workflow, branch or iteration with success.", "state-succeed.html"),
        StateType::Fail => entry("Ends the workflow with an error of your choice.", FAIL),
        StateType::Parallel => entry("Runs branches at the same time and waits for all of them.", PARALLEL),
        StateType::Map => entry("Runs the same states for each item of an array or of a file.", "state-map.html"),
    }
}
