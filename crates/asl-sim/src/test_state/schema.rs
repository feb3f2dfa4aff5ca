//! What services answer, as far as it was recorded that TestState compares a mocked result with it.

use std::fmt;

use asl_lang::{Integration, Pattern, Resource};
use asl_value::{Number, Value};

/// A result that a service would not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaProblem {
    /// A field that the answer always has is not there.
    Missing(&'static str),
    /// A field of another type; with AWS's words for the type.
    Type(&'static str, &'static str),
    /// A word that is none of the few.
    Word(&'static str),
    /// A text that is too short.
    Short(&'static str),
    /// A number that is too small.
    Small(&'static str),
    /// A number that is too large.
    Large(&'static str),
}

impl SchemaProblem {
    /// The field.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Missing(field)
            | Self::Type(field, _)
            | Self::Word(field)
            | Self::Short(field)
            | Self::Small(field)
            | Self::Large(field) => field,
        }
    }
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(f, "Required field '{field}' is missing"),
            Self::Type(field, kind) => write!(f, "Field '{field}' must be {kind}"),
            Self::Word(field) => write!(f, "Field '{field}' is not an expected value"),
            Self::Short(field) => write!(f, "Field '{field}' is smaller than the minimum length"),
            Self::Small(field) => write!(f, "Field '{field}' is less than the minimum value"),
            Self::Large(field) => write!(f, "Field '{field}' exceeds the maximum value"),
        }
    }
}

/// A field of an answer.
struct Field {
    name: &'static str,
    is_required: bool,
    kind: Kind,
}

/// The type of a field.
enum Kind {
    Text,
    /// At least that many characters.
    LongText(usize),
    /// One of these.
    Words(&'static [&'static str]),
    Number,
    /// From the one to the other.
    NumberIn(f64, f64),
    Object(&'static [Field]),
    /// An array of objects.
    Objects(&'static [Field]),
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, is_required: false, kind }
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, is_required: true, kind }
}

/// Answers by service and action; of optimized integrations and of the AWS SDK alike.
static ANSWERS: &[(&str, &str, &[Field])] = &[
    ("dynamodb", "deleteItem", DYNAMO),
    ("dynamodb", "getItem", DYNAMO),
    ("dynamodb", "putItem", DYNAMO),
    ("dynamodb", "updateItem", DYNAMO),
    (
        "events",
        "putEvents",
        &[
            field("FailedEntryCount", Kind::Number),
            field(
                "Entries",
                Kind::Objects(&[
                    field("EventId", Kind::Text),
                    field("ErrorCode", Kind::Text),
                    field("ErrorMessage", Kind::Text),
                ]),
            ),
        ],
    ),
    ("kms", "encrypt", &[field("CiphertextBlob", Kind::LongText(1)), field("KeyId", Kind::LongText(1))]),
    (
        "lambda",
        "getFunction",
        &[field(
            "Configuration",
            Kind::Object(&[
                field("FunctionName", Kind::Text),
                field("FunctionArn", Kind::Text),
                field("Runtime", Kind::Text),
                field("Role", Kind::Text),
                field("Handler", Kind::Text),
                field("CodeSize", Kind::Number),
                field("Description", Kind::Text),
                field("Timeout", Kind::NumberIn(1.0, f64::MAX)),
                field("MemorySize", Kind::NumberIn(128.0, 10_240.0)),
                field("LastModified", Kind::Text),
                field("Version", Kind::LongText(1)),
            ]),
        )],
    ),
    (
        "lambda",
        "invoke",
        &[
            field("StatusCode", Kind::Number),
            field("FunctionError", Kind::Text),
            field("LogResult", Kind::Text),
            field("Payload", Kind::Text),
            field("ExecutedVersion", Kind::LongText(1)),
        ],
    ),
    (
        "s3",
        "getObject",
        &[
            field("ContentLength", Kind::Number),
            field("ContentType", Kind::Text),
            field("ETag", Kind::Text),
            field("LastModified", Kind::Text),
            field("VersionId", Kind::Text),
            field(
                "StorageClass",
                Kind::Words(&[
                    "STANDARD",
                    "REDUCED_REDUNDANCY",
                    "STANDARD_IA",
                    "ONEZONE_IA",
                    "INTELLIGENT_TIERING",
                    "GLACIER",
                    "DEEP_ARCHIVE",
                    "OUTPOSTS",
                    "GLACIER_IR",
                    "SNOW",
                    "EXPRESS_ONEZONE",
                    "FSX_OPENZFS",
                    "FSX_ONTAP",
                ]),
            ),
        ],
    ),
    ("sfn", "startExecution", &[required("ExecutionArn", Kind::LongText(1)), required("StartDate", Kind::Text)]),
    ("sns", "publish", &[field("MessageId", Kind::Text), field("SequenceNumber", Kind::Text)]),
    (
        "sqs",
        "sendMessage",
        &[
            field("MD5OfMessageBody", Kind::Text),
            field("MD5OfMessageAttributes", Kind::Text),
            field("MD5OfMessageSystemAttributes", Kind::Text),
            field("MessageId", Kind::Text),
            field("SequenceNumber", Kind::Text),
        ],
    ),
    ("states", "startExecution", &[required("ExecutionArn", Kind::LongText(1)), required("StartDate", Kind::Text)]),
];

const CAPACITY: &[Field] = &[
    field("TableName", Kind::LongText(1)),
    field("CapacityUnits", Kind::Number),
    field("ReadCapacityUnits", Kind::Number),
    field("WriteCapacityUnits", Kind::Number),
];

/// What the calls of DynamoDB answer, whichever it is.
const DYNAMO: &[Field] = &[field("ConsumedCapacity", Kind::Object(CAPACITY))];

/// What a run gets beyond what TestState was recorded to compare (API references of the services; Developer Guide, "Call HTTPS
/// APIs"): the members that a workflow reads, whose type is always the same.
static OF_RUNS: &[(&str, &str, &[Field])] = &[
    ("dynamodb", "getItem", &[field("Item", Kind::Object(&[]))]),
    ("dynamodb", "putItem", ATTRIBUTES),
    ("dynamodb", "deleteItem", ATTRIBUTES),
    ("dynamodb", "updateItem", ATTRIBUTES),
    ("dynamodb", "query", ITEMS),
    ("dynamodb", "scan", ITEMS),
];

const ATTRIBUTES: &[Field] = &[field("Attributes", Kind::Object(&[]))];
const ITEMS: &[Field] =
    &[field("Items", Kind::Objects(&[])), field("Count", Kind::Number), field("ScannedCount", Kind::Number)];
const RESPONSE: &[Field] = &[
    field("StatusCode", Kind::NumberIn(100.0, 599.0)),
    field("StatusText", Kind::Text),
    field("Headers", Kind::Object(&[])),
];

/// Compares a mocked result with what a Task with this resource gets in a run.
pub(crate) fn check_in_run(resource: Resource<'_>, result: &Value) -> Result<(), SchemaProblem> {
    if resource.is_http() {
        return check_object(RESPONSE, result, false);
    }
    let Some(call) = resource.integration().filter(|call| call.pattern == Pattern::RequestResponse) else {
        return Ok(());
    };
    // What these two give in a run is made of what the service answers: the JSON of a payload, the time as a number.
    let is_made = match resource {
        Resource::LambdaInvoke(_) => Some("Payload"),
        Resource::Optimized(call) if call.service == "states" => Some("StartDate"),
        _ => None,
    };
    let fits = |table: &'static [(&str, &str, &'static [Field])]| {
        let row = table.iter().find(|row| row.0 == call.service && row.1 == call.action);
        let fields = row.into_iter().flat_map(|row| row.2).filter(|field| is_made != Some(field.name));
        let mut found = fields.filter_map(|field| Some((field, result.get(field.name)?)));
        found.try_for_each(|(field, value)| check_value(field, value, false))
    };
    fits(ANSWERS).and_then(|()| fits(OF_RUNS))
}

/// Compares a mocked result with what `call` answers. `is_strict` asks for the fields that are always there.
pub(super) fn check(call: Integration<'_>, result: &Value, is_strict: bool) -> Result<(), SchemaProblem> {
    // What comes back by a token, or at the end of a job, is somebody else's.
    if call.pattern != Pattern::RequestResponse {
        return Ok(());
    }
    match ANSWERS.iter().find(|row| row.0 == call.service && row.1 == call.action) {
        Some((.., fields)) => check_object(fields, result, is_strict),
        None => Ok(()),
    }
}

fn check_object(fields: &'static [Field], object: &Value, is_strict: bool) -> Result<(), SchemaProblem> {
    for field in fields {
        match object.get(field.name) {
            Some(value) => check_value(field, value, is_strict)?,
            None if field.is_required && is_strict => return Err(SchemaProblem::Missing(field.name)),
            None => {}
        }
    }
    Ok(())
}

fn check_value(field: &Field, value: &Value, is_strict: bool) -> Result<(), SchemaProblem> {
    let name = field.name;
    let wrong = |kind: &'static str| Err(SchemaProblem::Type(name, kind));
    match (&field.kind, value) {
        (Kind::LongText(least), Value::String(text)) if text.chars().count() < *least => {
            Err(SchemaProblem::Short(name))
        }
        (Kind::Words(words), Value::String(text)) if !words.contains(&&**text) => Err(SchemaProblem::Word(name)),
        (Kind::Text | Kind::LongText(_) | Kind::Words(_), Value::String(_)) => Ok(()),
        (Kind::Text | Kind::LongText(_) | Kind::Words(_), _) => wrong("a string"),
        (Kind::Number, value) => {
            if value.as_number().is_some() {
                Ok(())
            } else {
                wrong("a number")
            }
        }
        (Kind::NumberIn(least, most), value) => match value.as_number().map(Number::as_f64) {
            Some(number) if number < *least => Err(SchemaProblem::Small(name)),
            Some(number) if number > *most => Err(SchemaProblem::Large(name)),
            Some(_) => Ok(()),
            None => wrong("a number"),
        },
        (Kind::Object(fields), Value::Object(_)) => check_object(fields, value, is_strict),
        (Kind::Object(_), _) => wrong("an object"),
        (Kind::Objects(fields), Value::Array(items)) => {
            items.iter().try_for_each(|item| check_object(fields, item, is_strict))
        }
        (Kind::Objects(_), _) => wrong("an array"),
    }
}
