//! Which fields a place has, and the value that a new one begins with.

use std::borrow::Cow;

use super::grammar::{Construct, Spot};
use super::resources;
use asl_lang::QueryLanguage::{self, Jsonata};
use asl_lang::parse::table;
use asl_lang::{StateType, Test};

/// Fields of `ItemReader`; `Parameters` is `Arguments` in JSONata.
pub(super) const ITEM_READER: &[&str] = &["Resource", "ReaderConfig", "Parameters", "Arguments"];
/// Fields of `ReaderConfig`.
pub(super) const READER_CONFIG: &[&str] = &[
    "InputType",
    "CSVHeaderLocation",
    "CSVHeaders",
    "CSVDelimiter",
    "MaxItems",
    "MaxItemsPath",
    "ItemsPointer",
    "Transformation",
    "ManifestType",
];
/// Fields of `ItemBatcher`.
pub(super) const ITEM_BATCHER: &[&str] =
    &["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath", "BatchInput"];
/// Fields of `ResultWriter`.
pub(super) const RESULT_WRITER: &[&str] = &["Resource", "Parameters", "Arguments", "WriterConfig"];
/// Fields of `WriterConfig`.
pub(super) const WRITER_CONFIG: &[&str] = &["OutputType", "Transformation"];
/// Fields of `Credentials`.
pub(super) const CREDENTIALS: &[&str] = &["RoleArn"];
/// Fields of `Authentication`.
pub(super) const AUTHENTICATION: &[&str] = &["ConnectionArn"];
/// Fields of `Transform`.
pub(super) const TRANSFORM: &[&str] = &["RequestBodyEncoding", "RequestEncodingOptions"];
/// Fields of `RequestEncodingOptions`.
pub(super) const ENCODING_OPTIONS: &[&str] = &["ArrayFormat"];
/// What combines rules of a Choice.
pub(super) const COMBINERS: &[&str] = &["And", "Or", "Not"];

/// Fields that only one query language has, of places that have others in both.
fn fits(name: &str, language: QueryLanguage) -> bool {
    match language {
        Jsonata => name != "Parameters" && !name.ends_with("Path"),
        QueryLanguage::JsonPath => name != "Arguments",
    }
}

/// The fields that can stand at `spot`, those that are present included.
pub(super) fn of(spot: &Spot<'_>) -> Vec<Cow<'static, str>> {
    let language = spot.language;
    let some = |names: &[&'static str]| -> Vec<Cow<'static, str>> {
        names.iter().filter(|name| fits(name, language)).map(|name| Cow::Borrowed(*name)).collect()
    };
    let all = |names: &[&'static str]| names.iter().map(|name| Cow::Borrowed(*name)).collect();
    match spot.construct {
        Construct::Machine => all(table::MACHINE),
        Construct::Branch => all(table::BRANCH),
        Construct::Processor => all(table::PROCESSOR),
        Construct::ProcessorConfig => all(table::PROCESSOR_CONFIG),
        Construct::State => state(spot),
        Construct::Retrier => all(table::RETRIER),
        Construct::Catcher => all(table::catcher(language)),
        Construct::Rule | Construct::Nested => rule(spot.construct, language),
        Construct::ItemReader => some(ITEM_READER),
        Construct::ReaderConfig => some(READER_CONFIG),
        Construct::ItemBatcher => some(ITEM_BATCHER),
        Construct::ResultWriter => some(RESULT_WRITER),
        Construct::WriterConfig => some(WRITER_CONFIG),
        Construct::Credentials => some(CREDENTIALS),
        Construct::Call => call(spot),
        Construct::Authentication | Construct::InvocationConfig => some(AUTHENTICATION),
        Construct::Transform => some(TRANSFORM),
        Construct::EncodingOptions => some(ENCODING_OPTIONS),
        _ => Vec::new(),
    }
}

fn state(spot: &Spot<'_>) -> Vec<Cow<'static, str>> {
    let Some(kind) = spot.kind() else {
        return ["Type", "Comment", "QueryLanguage", "Next", "End"].map(Cow::Borrowed).to_vec();
    };
    // `Iterator` and a Map's `Parameters` are older names of others; what excludes each other is not offered twice.
    let old = |name: &str| kind == StateType::Map && matches!(name, "Iterator" | "Parameters");
    let excluded = |name: &str| {
        let has = |other: &str| spot.node.get(other).is_some();
        match name {
            "Next" => has("End"),
            "End" => has("Next"),
            "Seconds" | "SecondsPath" | "Timestamp" | "TimestampPath" => {
                ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
                    .iter()
                    .any(|other| *other != name && has(other))
            }
            "QueryLanguage" => {
                spot.machine.get("QueryLanguage").and_then(asl_text::Node::as_str).is_some_and(|l| &**l == "JSONata")
            }
            _ => {
                name.strip_suffix("Path")
                    .is_some_and(|plain| !matches!(plain, "Input" | "Output" | "Result" | "Items") && has(plain))
                    || !matches!(name, "Items" | "Output" | "Result") && has(&format!("{name}Path"))
            }
        }
    };
    table::state_fields(kind, spot.language).filter(|name| !old(name) && !excluded(name)).map(Cow::Borrowed).collect()
}

fn rule(construct: Construct, language: QueryLanguage) -> Vec<Cow<'static, str>> {
    let mut names: Vec<Cow<'static, str>> = Vec::new();
    if language == QueryLanguage::JsonPath {
        names.push("Variable".into());
        for (test, name) in Test::ALL {
            names.push(name.into());
            if test.path_name().is_some() {
                names.push(format!("{name}Path").into());
            }
        }
        names.extend(COMBINERS.iter().map(|name| Cow::Borrowed(*name)));
    }
    if construct == Construct::Rule {
        names.extend(table::rule(language).iter().map(|name| Cow::Borrowed(*name)));
    }
    names
}

/// The parameters of the resource; in JSONPath also as paths, with `.$`.
fn call(spot: &Spot<'_>) -> Vec<Cow<'static, str>> {
    let resource = spot.state_text("Resource").unwrap_or_default();
    let Some(known) = resources::find(resource) else { return Vec::new() };
    let plain = known.parameters.iter().map(|(name, _)| Cow::Borrowed(*name));
    let computed = known
        .parameters
        .iter()
        .filter(|(name, _)| !matches!(*name, "Authentication" | "InvocationConfig" | "Transform"));
    let computed = computed.map(|(name, _)| Cow::Owned(format!("{name}.$")));
    plain.chain(computed.filter(|_| spot.language == QueryLanguage::JsonPath)).collect()
}

/// The value that the field begins with, in the skeletons' own notation.
pub(super) fn skeleton(spot: &Spot<'_>, name: &str) -> Cow<'static, str> {
    let jsonata = spot.language == Jsonata;
    let parameter = || {
        let known = resources::find(spot.state_text("Resource").unwrap_or_default())?;
        known.parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    };
    Cow::Borrowed(match (spot.construct, name) {
        (Construct::Call, _) if name.ends_with(".$") => r#""$.‹›""#,
        (Construct::Call, _) => parameter().unwrap_or(r#""‹›""#),
        (Construct::Retrier | Construct::Catcher, "ErrorEquals") => r#"["‹›"]"#,
        (Construct::Rule | Construct::Nested, "And" | "Or") => {
            r#"[{"Variable":"$.‹›","IsPresent":true},{"Variable":"$.‹›","‹IsPresent›":true}]"#
        }
        (Construct::Rule | Construct::Nested, "Not") => r#"{"Variable":"$.‹›","‹IsPresent›":true}"#,
        (Construct::Rule | Construct::Nested, _) if operand(name).is_some() => operand(name).unwrap_or_default(),
        (Construct::ItemReader | Construct::ResultWriter, "Resource") if spot.construct == Construct::ItemReader => {
            r#""‹arn:aws:states:::s3:getObject›""#
        }
        (Construct::ResultWriter, "Resource") => r#""arn:aws:states:::s3:putObject""#,
        (Construct::ItemReader, "Parameters" | "Arguments") => r#"{"Bucket":"‹bucket›","Key":"‹items.csv›"}"#,
        (Construct::ResultWriter, "Parameters" | "Arguments") => r#"{"Bucket":"‹bucket›","Prefix":"‹results›"}"#,
        (
            _,
            "States" | "Result" | "Parameters" | "Arguments" | "Assign" | "ResultSelector" | "ItemSelector"
            | "BatchInput",
        ) => r#"{"‹›":0}"#,
        (_, "Retry") => {
            r#"[{"ErrorEquals":["‹›"],"IntervalSeconds":"‹#1›","MaxAttempts":"‹#3›","BackoffRate":"‹#2›"}]"#
        }
        (_, "Catch") => r#"[{"ErrorEquals":["‹›"],"Next":"‹›"}]"#,
        (_, "Choices") if jsonata => r#"[{"Condition":"{% $states.input.‹› %}","Next":"‹›"}]"#,
        (_, "Choices") => r#"[{"Variable":"$.‹›","‹IsPresent›":true,"Next":"‹›"}]"#,
        (_, "Condition" | "Items") => r#""{% $states.input.‹› %}""#,
        (_, "Branches") => r#"[{"StartAt":"‹First›","States":{"‹First›":{"Type":"Pass","End":true}}}]"#,
        (_, "ItemProcessor") => {
            r#"{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"‹Item›","States":{"‹Item›":{"Type":"Pass","End":true}}}"#
        }
        (_, "ProcessorConfig") => r#"{"Mode":"‹›"}"#,
        (_, "ItemReader") if jsonata => {
            r#"{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"‹›"},"Arguments":{"Bucket":"‹bucket›","Key":"‹items.csv›"}}"#
        }
        (_, "ItemReader") => {
            r#"{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"‹›"},"Parameters":{"Bucket":"‹bucket›","Key":"‹items.csv›"}}"#
        }
        (_, "ReaderConfig") => r#"{"InputType":"‹›"}"#,
        (_, "WriterConfig") => r#"{"OutputType":"‹›"}"#,
        (_, "ItemBatcher") => r#"{"MaxItemsPerBatch":"‹#10›"}"#,
        (_, "ResultWriter") if jsonata => {
            r#"{"Resource":"arn:aws:states:::s3:putObject","Arguments":{"Bucket":"‹bucket›","Prefix":"‹results›"}}"#
        }
        (_, "ResultWriter") => {
            r#"{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"‹bucket›","Prefix":"‹results›"}}"#
        }
        (_, "Credentials") => r#"{"RoleArn":"‹arn:aws:iam::111122223333:role/Name›"}"#,
        (_, "RequestEncodingOptions") => r#"{"ArrayFormat":"‹›"}"#,
        (_, "CSVHeaders") => r#"["‹id›"]"#,
        (_, "End") => "true",
        (_, "Output") => r#""{% ‹› %}""#,
        (_, "TimeoutSeconds" | "HeartbeatSeconds" | "MaxDelaySeconds") => r#""‹#60›""#,
        (_, "Seconds" | "MaxItems" | "MaxItemsPerBatch" | "ToleratedFailureCount" | "ToleratedFailurePercentage") => {
            r#""‹#10›""#
        }
        (_, "MaxInputBytesPerBatch") => r#""‹#131072›""#,
        (_, "IntervalSeconds") => r#""‹#1›""#,
        (_, "MaxAttempts") => r#""‹#3›""#,
        (_, "BackoffRate") => r#""‹#2›""#,
        (_, "MaxConcurrency") => r#""‹#5›""#,
        (_, "Timestamp") => r#""‹2030-12-31T23:59:59Z›""#,
        (_, "Version") => r#""1.0""#,
        (_, name) if name == "Variable" || name.ends_with("Path") => r#""$.‹›""#,
        _ => r#""‹›""#,
    })
}

/// What an operator of a Choice is given.
fn operand(name: &str) -> Option<&'static str> {
    let plain = name.strip_suffix("Path").filter(|plain| Test::ALL.iter().any(|(_, known)| known == plain));
    if plain.is_some() {
        return Some(r#""$.‹›""#);
    }
    Test::ALL.iter().find(|(_, known)| *known == name)?;
    Some(match name {
        _ if name.starts_with("Is") || name == "BooleanEquals" => r#""‹#true›""#,
        _ if name.starts_with("Numeric") => r#""‹#0›""#,
        _ if name.starts_with("Timestamp") => r#""‹2030-12-31T23:59:59Z›""#,
        _ => r#""‹›""#,
    })
}
