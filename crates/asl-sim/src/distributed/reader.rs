//! ItemReader: the items of a Distributed Map out of files (Developer Guide, "ItemReader").

use std::rc::Rc;

use super::csv::{self, Header};
use super::fields::{optional_text, text};
use super::files::Files;
use super::{ITEM_READER_FAILED, action_of, manifest};
use asl_aws::state_error::{Reason, StateError};
use asl_aws::time::Timestamp;
use asl_path::md5;
use asl_value::{Map, Value};

/// The most items that a Map Run reads, whatever `MaxItems` says.
const MOST_ITEMS: i64 = 100_000_000;

/// An evaluated ItemReader, and the files that it reads from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    /// `Resource`
    pub(crate) resource: &'a str,
    /// `Parameters` or `Arguments`
    pub(crate) parameters: &'a Value,
    /// `ReaderConfig`, or any value without its members.
    pub(crate) config: &'a Value,
    /// `MaxItems`, or what its path gives; zero is no limit.
    pub(crate) max_items: Option<i64>,
    /// What there is to be read.
    pub(crate) files: &'a Files,
    /// When the files were last changed, for a list of them.
    pub(crate) modified: Timestamp,
}

/// An item, and where it comes from: `Map.Item.Source`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) value: Value,
    /// The member's name, for a member of an object.
    pub(crate) key: Option<Rc<str>>,
    pub(crate) source: Rc<str>,
}

impl Read {
    /// What a child execution is given without an `ItemSelector`: the value, or the member as `{"Key", "Value"}`.
    pub(crate) fn into_input(self) -> Value {
        match self.key {
            None => self.value,
            Some(key) => Value::from(Map::from_iter([("Key".into(), key.into()), ("Value".into(), self.value)])),
        }
    }
}

/// A value, with its name if it is a member of an object.
type Named = (Option<Rc<str>>, Value);

/// What kind of text a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InputType {
    Csv,
    Json,
    JsonLines,
}

impl Reader<'_> {
    /// Reads the items. Every error is `States.ItemReaderFailed`.
    pub(crate) fn read(self) -> Result<Vec<Read>, StateError> {
        let most = match self.max_items {
            Some(..0) => return Err(failed("field MaxItems must be positive")),
            Some(0) | None => MOST_ITEMS,
            Some(limit) => limit.min(MOST_ITEMS),
        };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let bucket = self.parameter("Bucket")?;
        let action = action_of(self.resource).unwrap_or_default();
        match (action, optional_text(self.config, "Transformation")) {
            ("getObject", _) => self.get_object(bucket, self.parameter("Key")?, most),
            ("listObjectsV2", Some("LOAD_AND_FLATTEN")) => {
                let kind = self.input_type()?;
                let keys = self.list(bucket).map(|(key, _)| (bucket, &**key));
                self.all(keys, kind, &self.header()?, most)
            }
            ("listObjectsV2", _) => {
                let source: Rc<str> = format!("s3://{bucket}").into();
                let described = self.list(bucket).map(|(key, text)| self.describe(key, text));
                Ok(described.take(most).map(|value| Read { value, key: None, source: source.clone() }).collect())
            }
            _ => Err(failed(format!("The resource '{}' cannot be read from.", self.resource))),
        }
    }

    fn get_object(self, bucket: &str, key: &str, most: usize) -> Result<Vec<Read>, StateError> {
        let manifest_type = optional_text(self.config, "ManifestType");
        let inventory = manifest_type == Some("S3_INVENTORY")
            || manifest_type.is_none() && optional_text(self.config, "InputType") == Some("MANIFEST");
        if inventory {
            let inventory = manifest::inventory(self.file(bucket, key)?)?;
            let keys = inventory.keys.iter().map(|key| (&*inventory.bucket, &**key));
            return self.all(keys, InputType::Csv, &Header::Given(inventory.columns.clone()), most);
        }
        if manifest_type == Some("ATHENA_DATA") {
            let listed = manifest::athena(self.file(bucket, key)?)?;
            let keys = listed.iter().map(|(bucket, key)| (&**bucket, &**key));
            return self.all(keys, self.input_type()?, &self.header()?, most);
        }
        self.all([(bucket, key)], self.input_type()?, &self.header()?, most)
    }

    /// The items of several files, one file after the other.
    fn all<'k>(
        self,
        keys: impl IntoIterator<Item = (&'k str, &'k str)>,
        kind: InputType,
        header: &Header,
        most: usize,
    ) -> Result<Vec<Read>, StateError> {
        let mut items = Vec::new();
        for (bucket, key) in keys {
            let left = most.saturating_sub(items.len());
            if left == 0 {
                break;
            }
            let source: Rc<str> = format!("s3://{bucket}/{key}").into();
            let values = self.parse(self.file(bucket, key)?, kind, header, left)?;
            items.extend(values.into_iter().map(|(key, value)| Read { value, key, source: source.clone() }));
        }
        Ok(items)
    }

    /// The items of a file: values, or the members of an object with their names.
    fn parse(self, text: &str, kind: InputType, header: &Header, most: usize) -> Result<Vec<Named>, StateError> {
        let unnamed = |values: Vec<Value>| values.into_iter().map(|value| (None, value)).collect();
        match kind {
            InputType::Csv => csv::items(text, header, self.delimiter()?, most).map(unnamed),
            InputType::JsonLines => {
                let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(most);
                let parse = |(index, line): (usize, &str)| {
                    Value::from_json(line).map_err(|error| failed(format!("Line {} is not JSON: {error}", index + 1)))
                };
                lines.map(parse).collect::<Result<_, _>>().map(unnamed)
            }
            InputType::Json => {
                let whole = Value::from_json(text).map_err(|error| failed(format!("The file is not JSON: {error}")))?;
                let pointed = match optional_text(self.config, "ItemsPointer") {
                    Some(pointer) => follow(&whole, pointer)
                        .ok_or_else(|| failed(format!("ItemsPointer '{pointer}' points at nothing in the file.")))?,
                    None => &whole,
                };
                match pointed {
                    Value::Array(items) => Ok(unnamed(items.iter().take(most).cloned().collect())),
                    // Observed on AWS in 2026; in 2023 it refused objects.
                    Value::Object(map) => {
                        let members = map.iter().take(most);
                        Ok(members.map(|(name, value)| (Some(name.clone()), value.clone())).collect())
                    }
                    _ => Err(failed("Attempting to map over non-iterable node.")),
                }
            }
        }
    }

    fn file(&self, bucket: &str, key: &str) -> Result<&str, StateError> {
        let missing = |what: &str| {
            let place = format!("s3://{bucket}/{key}");
            let cause = format!("The specified {what} does not exist ({place} is not a file of this run)");
            failed(cause).because(Reason::MissingFile { bucket: bucket.into(), key: key.into() })
        };
        let found = self.files.get(bucket, key).map(|text| &**text);
        found.ok_or_else(|| missing(if self.files.has_bucket(bucket) { "key" } else { "bucket" }))
    }

    fn list(&self, bucket: &str) -> impl Iterator<Item = (&Rc<str>, &Rc<str>)> {
        self.files.list(bucket, optional_text(self.parameters, "Prefix").unwrap_or_default())
    }

    /// A file as a list of objects has it.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    fn describe(&self, key: &Rc<str>, text: &str) -> Value {
        let members = [
            ("Etag", Value::from(format!("\"{}\"", md5(text)))),
            ("Key", key.clone().into()),
            ("LastModified", Value::from(self.modified.0 as f64 / 1000.0)),
            ("Size", i64::try_from(text.len()).unwrap_or(i64::MAX).into()),
            ("StorageClass", "STANDARD".into()),
        ];
        members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Map>().into()
    }

    fn parameter(&self, name: &str) -> Result<&str, StateError> {
        text(self.parameters, name, ITEM_READER_FAILED)
    }

    fn input_type(&self) -> Result<InputType, StateError> {
        match optional_text(self.config, "InputType") {
            Some("CSV") => Ok(InputType::Csv),
            Some("JSON") => Ok(InputType::Json),
            Some("JSONL") => Ok(InputType::JsonLines),
            Some(other) => Err(failed(format!("Files of the InputType '{other}' cannot be read here."))),
            None => Err(failed("ReaderConfig needs an InputType.")),
        }
    }

    pub(super) fn header(&self) -> Result<Header, StateError> {
        match optional_text(self.config, "CSVHeaderLocation") {
            Some("GIVEN") => {
                let names = self.config.get("CSVHeaders").and_then(Value::as_array);
                let names: Option<Vec<Rc<str>>> =
                    names.and_then(|names| names.iter().map(|name| name.as_str().map(Rc::from)).collect());
                names.map(Header::Given).ok_or_else(|| failed("CSVHeaders must be an array of strings."))
            }
            _ => Ok(Header::FirstRow),
        }
    }

    pub(super) fn delimiter(&self) -> Result<char, StateError> {
        match optional_text(self.config, "CSVDelimiter").unwrap_or("COMMA") {
            "COMMA" => Ok(','),
            "PIPE" => Ok('|'),
            "SEMICOLON" => Ok(';'),
            "SPACE" => Ok(' '),
            "TAB" => Ok('\t'),
            other => Err(failed(format!("'{other}' is not a CSVDelimiter."))),
        }
    }
}

/// The value that a JSON pointer (RFC 6901) points at.
fn follow<'a>(value: &'a Value, pointer: &str) -> Option<&'a Value> {
    if pointer.is_empty() {
        return Some(value);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(value, |at, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match at {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            other => other.get(&step),
        }
    })
}

pub(super) fn failed(cause: impl Into<Rc<str>>) -> StateError {
    StateError::new(ITEM_READER_FAILED, cause)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::files::Files;
    use super::Reader;
    use asl_aws::state_error::Reason;
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    const OBJECT: &str = "arn:aws:states:::s3:getObject";
    const LIST: &str = "arn:aws:states:::s3:listObjectsV2";

    fn files() -> Files {
        let mut files = Files::new();
        for (key, text) in [
            ("a.json", r#"{"data":{"items":[{"n":0},{"n":1},{"n":2}]}}"#),
            ("text.json", "7"),
            ("list.json", "[1,2,3]"),
            ("broken.json", "[1,"),
            ("flat/one.jsonl", "{\"n\":10}\n\n{\"n\":11}\n"),
            ("flat/two.jsonl", "{\"n\":12}"),
            ("meta/data.jsonl", "{\"n\":10}\n{\"n\":11}\n{\"n\":12}\n"),
            ("meta/more.jsonl", "{\"n\":13}\n"),
            ("a.csv", "id|text|blank\r\n1|\"one|pipe\"|\r\n2|x|y\r\n"),
            (
                "inventory.json",
                r#"{"destinationBucket":"arn:aws:s3:::b","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"data/i.csv"}]}"#,
            ),
            ("data/i.csv", "\"src\",\"k1\"\n\"src\",\"k2\"\n"),
            ("athena.csv", "s3://b/flat/one.jsonl\ns3://b/flat/two.jsonl\n"),
        ] {
            files.insert("b", key, text);
        }
        files
    }

    /// The items with their sources, or the cause.
    fn read(resource: &str, parameters: &str, config: &str, max_items: Option<i64>) -> String {
        let (parameters, config) = (Value::from_json(parameters).unwrap(), Value::from_json(config).unwrap());
        let files = files();
        let modified = Timestamp(1_790_204_286_000);
        let reader = Reader { resource, parameters: &parameters, config: &config, max_items, files: &files, modified };
        match reader.read() {
            Ok(items) => {
                let items = items.into_iter().map(|item| format!("{} {}", item.source, item.value));
                items.collect::<Vec<_>>().join("\n")
            }
            Err(error) => format!("{}: {}", error.name(), error.cause.clone().unwrap_or_default()),
        }
    }

    #[test]
    fn items_come_from_every_kind_of_file() {
        for (resource, parameters, config, max_items, expected) in [
            (
                OBJECT,
                r#"{"Bucket":"b","Key":"a.json"}"#,
                r#"{"InputType":"JSON","ItemsPointer":"/data/items"}"#,
                Some(2),
                "s3://b/a.json {\"n\":0}\ns3://b/a.json {\"n\":1}",
            ),
            (
                OBJECT,
                r#"{"Bucket":"b","Key":"list.json"}"#,
                r#"{"InputType":"JSON"}"#,
                Some(0),
                "s3://b/list.json 1\ns3://b/list.json 2\ns3://b/list.json 3",
            ),
            (
                OBJECT,
                r#"{"Bucket":"b","Key":"flat/one.jsonl"}"#,
                r#"{"InputType":"JSONL"}"#,
                None,
                "s3://b/flat/one.jsonl {\"n\":10}\ns3://b/flat/one.jsonl {\"n\":11}",
            ),
            (
                OBJECT,
                r#"{"Bucket":"b","Key":"a.csv"}"#,
                r#"{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVDelimiter":"PIPE"}"#,
                Some(1),
                r#"s3://b/a.csv {"blank":"","id":"1","text":"one|pipe"}"#,
            ),
            (
                LIST,
                r#"{"Bucket":"b","Prefix":"meta/"}"#,
                "{}",
                Some(1),
                r#"s3://b {"Etag":"\"ccc798cbcfe6205d17e0d1bc74bbca91\"","Key":"meta/data.jsonl","LastModified":1.790204286E9,"Size":27,"StorageClass":"STANDARD"}"#,
            ),
            (
                LIST,
                r#"{"Bucket":"b","Prefix":"flat/"}"#,
                r#"{"InputType":"JSONL","Transformation":"LOAD_AND_FLATTEN"}"#,
                Some(3),
                "s3://b/flat/one.jsonl {\"n\":10}\ns3://b/flat/one.jsonl {\"n\":11}\ns3://b/flat/two.jsonl {\"n\":12}",
            ),
            (
                OBJECT,
                r#"{"Bucket":"b","Key":"inventory.json"}"#,
                r#"{"InputType":"MANIFEST"}"#,
                None,
                "s3://b/data/i.csv {\"Bucket\":\"src\",\"Key\":\"k1\"}\ns3://b/data/i.csv \
                 {\"Bucket\":\"src\",\"Key\":\"k2\"}",
            ),
            (
                OBJECT,
                r#"{"Bucket":"b","Key":"athena.csv"}"#,
                r#"{"ManifestType":"ATHENA_DATA","InputType":"JSONL"}"#,
                Some(3),
                "s3://b/flat/one.jsonl {\"n\":10}\ns3://b/flat/one.jsonl {\"n\":11}\ns3://b/flat/two.jsonl {\"n\":12}",
            ),
        ] {
            assert_eq!(read(resource, parameters, config, max_items), expected, "{parameters} {config}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_configuration_panics(
            text in ".{0,80}",
            kind in prop_oneof![Just("CSV"), Just("JSON"), Just("JSONL"), Just("MANIFEST"), Just("PARQUET")],
            manifest in prop_oneof![Just(""), Just("ATHENA_DATA"), Just("S3_INVENTORY")],
            pointer in "(/[a-z0-9~]{0,3}){0,3}",
            max_items in proptest::option::of(any::<i64>()),
        ) {
            let mut files = Files::new();
            files.insert("b", "k", text);
            let parameters = Value::from_json(r#"{"Bucket":"b","Key":"k"}"#).unwrap();
            let config = format!(r#"{{"InputType":"{kind}","ManifestType":"{manifest}","ItemsPointer":"{pointer}"}}"#);
            let config = Value::from_json(&config).unwrap();
            let modified = Timestamp(0);
            let reader = Reader { resource: OBJECT, parameters: &parameters, config: &config, max_items, files: &files, modified };
            if let Err(error) = reader.read() {
                prop_assert_eq!(error.name(), "States.ItemReaderFailed");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_fails_the_reader_with_a_cause() {
        let json = r#"{"InputType":"JSON"}"#;
        let parameters = Value::from_json(r#"{"Bucket":"b","Key":"no/such.json"}"#).unwrap();
        let (config, files, modified) = (Value::from_json(json).unwrap(), files(), Timestamp(0));
        let reader = Reader {
            resource: OBJECT,
            parameters: &parameters,
            config: &config,
            max_items: None,
            files: &files,
            modified,
        };
        let missing = Reason::MissingFile { bucket: "b".into(), key: "no/such.json".into() };
        assert_eq!(reader.read().unwrap_err().reason(), Some(&missing));
        for (resource, parameters, config, max_items, expected) in [
            (OBJECT, r#"{"Bucket":"b","Key":"list.json"}"#, json, Some(-1), "field MaxItems must be positive"),
            (OBJECT, r#"{"Bucket":"b","Key":"text.json"}"#, json, None, "Attempting to map over non-iterable node."),
            (OBJECT, r#"{"Bucket":"b","Key":"none"}"#, json, None, "The specified key does not exist"),
            (OBJECT, r#"{"Bucket":"c","Key":"none"}"#, json, None, "The specified bucket does not exist"),
            (OBJECT, r#"{"Bucket":"b"}"#, json, None, "The field 'Key' must be a string."),
            (OBJECT, r#"{"Bucket":"b","Key":"broken.json"}"#, json, None, "The file is not JSON: "),
            (OBJECT, r#"{"Bucket":"b","Key":"a.csv"}"#, r#"{"InputType":"JSONL"}"#, None, "Line 1 is not JSON: "),
            (OBJECT, r#"{"Bucket":"b","Key":"a.csv"}"#, r#"{"InputType":"PARQUET"}"#, None, "Files of the InputType"),
            (OBJECT, r#"{"Bucket":"b","Key":"a.csv"}"#, "{}", None, "ReaderConfig needs an InputType."),
            (OBJECT, r#"{"Bucket":"b","Key":"list.json"}"#, r#"{"InputType":"MANIFEST"}"#, None, "The manifest"),
            ("arn:aws:states:::s3:putObject", r#"{"Bucket":"b"}"#, "{}", None, "The resource"),
        ] {
            let found = read(resource, parameters, config, max_items);
            let expected = format!("States.ItemReaderFailed: {expected}");
            assert!(found.starts_with(&expected), "{parameters} {config}: {found}");
        }
    }
}
