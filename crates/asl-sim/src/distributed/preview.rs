//! What a Distributed Map would read from the files that there are, before it runs: its places as far as the definition
//! names them, the first items, and what is wrong with them.

use std::rc::Rc;

use super::files::Files;
use super::reader::{InputType, Read, Reader};
use super::{action_of, csv};
use asl_aws::state_error::{Reason, StateError};
use asl_aws::time::Timestamp;
use asl_jsonata::is_expression;
use asl_lang::{MapState, StateKind, StateMachine};
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// The most items that a preview counts: a file may hold millions.
pub const COUNTED: usize = 10_000;
/// A JSON file that is longer is not looked into, in bytes: it can only be read as a whole.
const LONGEST_JSON: usize = 10_000_000;
/// How many items a preview shows.
const SHOWN: usize = 5;

/// The ItemReader of a Distributed Map, as far as the definition says literally what it reads.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemSource {
    /// The name of the Map state.
    pub state: Rc<str>,
    /// What it reads.
    pub location: ReadLocation,
    resource: Rc<str>,
    parameters: Value,
    config: Value,
    max_items: Option<i64>,
    /// Whether a part of `ReaderConfig` is computed when it runs.
    computed: bool,
}

/// What an ItemReader reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadLocation {
    /// One object: `getObject`.
    Object {
        /// `Bucket`
        bucket: Rc<str>,
        /// `Key`
        key: Rc<str>,
    },
    /// All objects whose keys begin so: `listObjectsV2`.
    Listing {
        /// `Bucket`
        bucket: Rc<str>,
        /// `Prefix`
        prefix: Rc<str>,
    },
    /// What is computed when it runs.
    Computed,
}

/// What a [`ItemSource`] would read.
#[derive(Clone, Debug, PartialEq)]
pub enum Preview {
    /// These items.
    Items(Items),
    /// The reader fails so.
    Failed {
        /// With this error.
        error: StateError,
        /// For want of this file: bucket and key.
        missing: Option<(Rc<str>, Rc<str>)>,
    },
    /// A file of so many bytes is not looked into before the run.
    TooLong(usize),
    /// What is read is computed when it runs.
    Computed,
}

/// The items of a [`Preview`].
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// The first ones.
    pub first: Vec<Value>,
    /// How many are read, at most [`COUNTED`].
    pub count: usize,
    /// Whether there are more than were counted.
    pub more: bool,
    /// `MaxItems`, if it leaves some out.
    pub limited_to: Option<usize>,
    /// Rows of a CSV file with fewer fields than there are names: the rest is empty.
    pub fewer_fields: usize,
    /// Rows of a CSV file with more fields than there are names: they are left out.
    pub more_fields: usize,
}

/// The sources of a machine, in the order of its states.
pub fn sources(machine: &StateMachine) -> Vec<ItemSource> {
    let states = machine.states().into_iter();
    let source = |state: &asl_lang::State| match &state.kind {
        StateKind::Map(map) if map.distributed => ItemSource::of(&state.name.value, map),
        _ => None,
    };
    states.filter_map(source).collect()
}

impl ItemSource {
    fn of(state: &Rc<str>, map: &MapState) -> Option<Self> {
        let reader = map.item_reader.as_ref()?;
        let resource = literal(reader.get("Resource")?)?;
        let parameters = reader.get("Parameters").or_else(|| reader.get("Arguments"));
        let member = |name: &str| parameters.and_then(|parameters| literal(parameters.get(name)?));
        let prefix_is_computed = parameters.is_some_and(|parameters| {
            parameters.get("Prefix.$").is_some() || parameters.get("Prefix").is_some_and(|node| literal(node).is_none())
        });
        let location = match (action_of(&resource), member("Bucket"), member("Key")) {
            (Some("getObject"), Some(bucket), Some(key)) => ReadLocation::Object { bucket, key },
            (Some("listObjectsV2"), Some(bucket), _) if !prefix_is_computed => {
                ReadLocation::Listing { bucket, prefix: member("Prefix").unwrap_or_default() }
            }
            _ => ReadLocation::Computed,
        };
        let config = reader.get("ReaderConfig");
        let max_items = config.and_then(|config| config.get("MaxItems")).map(Node::to_value);
        #[expect(clippy::cast_possible_truncation, reason = "a float too large saturates")]
        let max_items = max_items.and_then(|number| number.as_number()).map(|number| number.as_f64() as i64);
        Some(Self {
            state: state.clone(),
            location,
            resource,
            parameters: parameters.map(Node::to_value).unwrap_or_default(),
            config: config.map(Node::to_value).unwrap_or_default(),
            max_items,
            computed: config.is_some_and(is_computed),
        })
    }

    /// How it reads, in words: `CSV, column names in the first row`, `JSON from /data/items`, `a list of objects`.
    pub fn format(&self) -> String {
        let member = |name: &str| self.config.get(name).and_then(Value::as_str);
        let listing = matches!(self.location, ReadLocation::Listing { .. }) && member("Transformation").is_none();
        match (member("ManifestType"), member("InputType")) {
            _ if listing => "list of objects".to_owned(),
            (Some("S3_INVENTORY"), _) | (None, Some("MANIFEST")) => "S3 inventory manifest".to_owned(),
            (Some("ATHENA_DATA"), Some(kind)) => format!("Athena manifest, {kind}"),
            (_, Some("CSV")) => {
                let header = match member("CSVHeaderLocation") {
                    Some("GIVEN") => "column names in the definition",
                    _ => "column names in the first row",
                };
                match member("CSVDelimiter") {
                    None | Some("COMMA") => format!("CSV, {header}"),
                    Some(delimiter) => format!("CSV, {header}, {delimiter}"),
                }
            }
            (_, Some("JSON")) => match member("ItemsPointer") {
                Some(pointer) => format!("JSON, items at {pointer}"),
                None => "JSON".to_owned(),
            },
            (_, Some("JSONL")) => "JSON Lines".to_owned(),
            (_, Some(other)) => other.to_owned(),
            (_, None) => "no InputType".to_owned(),
        }
    }

    /// Whether it reads the file under `key` in `bucket`; of manifests, the manifest alone.
    pub fn reads(&self, bucket: &str, key: &str) -> bool {
        match &self.location {
            ReadLocation::Object { bucket: own, key: read } => &**own == bucket && &**read == key,
            ReadLocation::Listing { bucket: own, prefix } => &**own == bucket && key.starts_with(&**prefix),
            ReadLocation::Computed => false,
        }
    }

    /// What it would read of `files`.
    pub fn preview(&self, files: &Files) -> Preview {
        if self.computed || self.location == ReadLocation::Computed {
            return Preview::Computed;
        }
        let whole_json = self.config.get("InputType").and_then(Value::as_str) == Some("JSON");
        let long = files.iter().filter(|(bucket, key, _)| whole_json && self.reads(bucket, key));
        if let Some(bytes) = long.map(|(_, _, text)| text.len()).find(|bytes| *bytes > LONGEST_JSON) {
            return Preview::TooLong(bytes);
        }
        let most = i64::try_from(COUNTED).unwrap_or(i64::MAX);
        let limit = self.max_items.filter(|limit| *limit != 0);
        // A limit below zero is an error, which the reader itself gives.
        let reader = Reader {
            resource: &self.resource,
            parameters: &self.parameters,
            config: &self.config,
            max_items: Some(limit.filter(|limit| *limit < 0).unwrap_or(most + 1)),
            files,
            modified: Timestamp(0),
        };
        let read = match reader.read() {
            Ok(read) => read,
            Err(error) => {
                let missing = match error.reason() {
                    Some(Reason::MissingFile { bucket, key }) => Some((bucket.clone(), key.clone())),
                    _ => None,
                };
                return Preview::Failed { error, missing };
            }
        };
        let limited_to = limit.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit < read.len());
        let (fewer_fields, more_fields) = self.uneven(reader, files);
        Preview::Items(Items {
            count: limited_to.unwrap_or(read.len().min(COUNTED)).min(COUNTED),
            more: limited_to.map_or(read.len(), |limit| limit.min(read.len())) > COUNTED,
            first: read.into_iter().take(limited_to.unwrap_or(SHOWN).min(SHOWN)).map(Read::into_input).collect(),
            limited_to,
            fewer_fields,
            more_fields,
        })
    }

    /// How many rows of a CSV file do not have as many fields as there are names.
    fn uneven(&self, reader: Reader<'_>, files: &Files) -> (usize, usize) {
        let csv = self.config.get("InputType").and_then(Value::as_str) == Some("CSV");
        let manifest = self.config.get("ManifestType").is_some();
        match (&self.location, reader.header(), reader.delimiter()) {
            (ReadLocation::Object { bucket, key }, Ok(header), Ok(delimiter)) if csv && !manifest => {
                let text = files.get(bucket, key).map(|text| &**text).unwrap_or_default();
                csv::uneven(text, &header, delimiter, COUNTED)
            }
            _ => (0, 0),
        }
    }
}

/// What a file that no Map names holds, by its name or else by its beginning.
pub fn alone(key: &str, text: &str) -> Preview {
    let kind = guess(key, text);
    let config = Value::from_json(&format!(r#"{{"InputType": "{kind}"}}"#)).unwrap_or_default();
    let place = |name: &str, text: &str| (Rc::from(name), Value::from(text));
    let parameters: asl_value::Map = [place("Bucket", "b"), place("Key", key)].into_iter().collect();
    let source = ItemSource {
        state: "".into(),
        location: ReadLocation::Object { bucket: "b".into(), key: key.into() },
        resource: "arn:aws:states:::s3:getObject".into(),
        parameters: parameters.into(),
        config,
        max_items: None,
        computed: false,
    };
    let mut files = Files::new();
    files.insert("b", key, text);
    source.preview(&files)
}

/// `CSV`, `JSON` or `JSONL`, by the ending of a file's name, or else by its beginning.
pub fn guess(key: &str, text: &str) -> &'static str {
    let kind = match key.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "csv" | "tsv" => InputType::Csv,
        "jsonl" | "ndjson" => InputType::JsonLines,
        "json" => InputType::Json,
        _ => match text.trim_start().chars().next() {
            Some('{') if Value::from_json(text.lines().next().unwrap_or_default()).is_ok() => InputType::JsonLines,
            Some('[' | '{') => InputType::Json,
            _ => InputType::Csv,
        },
    };
    match kind {
        InputType::Csv => "CSV",
        InputType::Json => "JSON",
        InputType::JsonLines => "JSONL",
    }
}

/// A text that is not computed.
fn literal(node: &Node) -> Option<Rc<str>> {
    node.as_str().filter(|text| !is_expression(text)).cloned()
}

/// Whether a part is an expression or a path.
fn is_computed(node: &Node) -> bool {
    match &node.kind {
        NodeKind::String(text) => is_expression(text),
        NodeKind::Array(items) => items.iter().any(is_computed),
        NodeKind::Object(members) => members.iter().any(|member| {
            let key = &member.key.value;
            key.ends_with(".$") || key.ends_with("Path") || is_computed(&member.value)
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::files::Files;
    use super::{COUNTED, ItemSource, Items, Preview, ReadLocation, alone, guess, sources};

    fn source(reader: &str) -> ItemSource {
        let definition = format!(
            r#"{{"StartAt": "Each", "States": {{"Each": {{"Type": "Map", "End": true, "ItemReader": {reader}, "ItemProcessor": {{
                "ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
                "StartAt": "P", "States": {{"P": {{"Type": "Pass", "End": true}}}}}}}}}}}}"#
        );
        let found = sources(&asl_lang::check_text(&definition).machine.unwrap());
        assert_eq!(found.len(), 1, "{reader}");
        found.into_iter().next().unwrap()
    }

    fn object(key: &str, config: &str) -> ItemSource {
        source(&format!(
            r#"{{"Resource": "arn:aws:states:::s3:getObject", "Parameters": {{"Bucket": "b", "Key": "{key}"}}, "ReaderConfig": {config}}}"#
        ))
    }

    fn files(key: &str, text: &str) -> Files {
        let mut files = Files::new();
        files.insert("b", key, text);
        files
    }

    fn items(preview: Preview) -> Items {
        match preview {
            Preview::Items(items) => items,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_definition_says_what_it_reads_and_how_unless_it_is_computed() {
        let list = r#""Resource": "arn:aws:states:::s3:listObjectsV2""#;
        let get = r#""Resource": "arn:aws:states:::s3:getObject""#;
        let at = |key: &str| ReadLocation::Object { bucket: "b".into(), key: key.into() };
        let listing = |prefix: &str| ReadLocation::Listing { bucket: "b".into(), prefix: prefix.into() };
        for (reader, place, format) in [
            (
                format!(
                    r#"{{{get}, "Parameters": {{"Bucket": "b", "Key": "k"}}, "ReaderConfig": {{"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "CSVDelimiter": "TAB"}}}}"#
                ),
                at("k"),
                "CSV, column names in the definition, TAB",
            ),
            (
                format!(
                    r#"{{{get}, "Arguments": {{"Bucket": "b", "Key": "k"}}, "ReaderConfig": {{"InputType": "JSON", "ItemsPointer": "/a"}}}}"#
                ),
                at("k"),
                "JSON, items at /a",
            ),
            (
                format!(
                    r#"{{{get}, "Parameters": {{"Bucket": "b", "Key": "k"}}, "ReaderConfig": {{"InputType": "MANIFEST"}}}}"#
                ),
                at("k"),
                "S3 inventory manifest",
            ),
            (
                format!(
                    r#"{{{get}, "Parameters": {{"Bucket.$": "$.b", "Key": "k"}}, "ReaderConfig": {{"InputType": "JSONL"}}}}"#
                ),
                ReadLocation::Computed,
                "JSON Lines",
            ),
            (
                format!(r#"{{{get}, "Arguments": {{"Bucket": "b", "Key": "{{% $k %}}"}}}}"#),
                ReadLocation::Computed,
                "no InputType",
            ),
            (
                format!(r#"{{{list}, "Parameters": {{"Bucket": "b", "Prefix": "in/"}}}}"#),
                listing("in/"),
                "list of objects",
            ),
            (format!(r#"{{{list}, "Parameters": {{"Bucket": "b"}}}}"#), listing(""), "list of objects"),
            (
                format!(r#"{{{list}, "Parameters": {{"Bucket": "b", "Prefix.$": "$.p"}}}}"#),
                ReadLocation::Computed,
                "no InputType",
            ),
        ] {
            let source = source(&reader);
            assert_eq!((&source.location, source.format().as_str()), (&place, format), "{reader}");
        }
    }

    #[test]
    fn a_preview_shows_the_first_items_and_counts_them() {
        let csv = object("a.csv", r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}"#);
        let read = items(csv.preview(&files("a.csv", "id,name\n1,Ann\n2\n3,Cleo,x\n")));
        assert_eq!(read.first.first().unwrap().to_json(), r#"{"name":"Ann","id":"1"}"#);
        assert_eq!(
            (read.count, read.more, read.limited_to, read.fewer_fields, read.more_fields),
            (3, false, None, 1, 1)
        );
        let limited = object("a.csv", r#"{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 2}"#);
        let read = items(limited.preview(&files("a.csv", "id\n1\n2\n3\n")));
        assert_eq!((read.count, read.first.len(), read.limited_to), (2, 2, Some(2)));
        let lines = "1\n".repeat(COUNTED + 5);
        let read = items(object("a.jsonl", r#"{"InputType": "JSONL"}"#).preview(&files("a.jsonl", &lines)));
        assert_eq!((read.count, read.more, read.first.len()), (COUNTED, true, 5));
    }

    #[test]
    fn what_fails_says_for_want_of_what() {
        let json = object("no.json", r#"{"InputType": "JSON"}"#);
        let Preview::Failed { missing, error } = json.preview(&files("a.json", "[]")) else { panic!() };
        assert_eq!((missing, error.name()), (Some(("b".into(), "no.json".into())), "States.ItemReaderFailed"));
        let Preview::Failed { missing: None, .. } = json.preview(&files("no.json", "7")) else { panic!() };
        let long = format!("[{}1]", "1,".repeat(5_000_000));
        assert_eq!(json.preview(&files("no.json", &long)), Preview::TooLong(long.len()));
        let path = object("a.csv", r#"{"InputType": "CSV", "MaxItemsPath": "$.n"}"#);
        assert_eq!(path.preview(&files("a.csv", "a\n1\n")), Preview::Computed);
        let inventory = object("m.json", r#"{"InputType": "MANIFEST"}"#);
        let manifest = r#"{"destinationBucket": "d", "fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "part.csv"}]}"#;
        let Preview::Failed { missing, .. } = inventory.preview(&files("m.json", manifest)) else { panic!() };
        assert_eq!(missing, Some(("d".into(), "part.csv".into())), "the next file that is wanted");
    }

    #[test]
    fn a_file_alone_is_read_as_its_name_or_its_beginning_says() {
        for (key, text, kind) in [
            ("x.CSV", "[", "CSV"),
            ("x.ndjson", "", "JSONL"),
            ("x", "\n[1]", "JSON"),
            ("x", "{\"a\":1}\n{\"a\":2}", "JSONL"),
            ("x", "{\n\"a\":1}", "JSON"),
            ("x.txt", "a,b", "CSV"),
        ] {
            assert_eq!(guess(key, text), kind, "{key} {text}");
        }
        assert_eq!(items(alone("x.csv", "a,b\n1,2\n")).count, 1);
    }

    proptest! {
        #[test]
        fn no_file_panics_and_a_preview_is_what_a_run_reads(
            text in "[a-z,\"\\\\\\[\\]{}:1\n\r|é]{0,60}",
            kind in prop_oneof![Just("CSV"), Just("JSON"), Just("JSONL"), Just("MANIFEST"), Just("X")],
            max in -1_i64..5,
        ) {
            let source = object("k", &format!(r#"{{"InputType": "{kind}", "MaxItems": {max}}}"#));
            match source.preview(&files("k", &text)) {
                Preview::Items(items) => {
                    prop_assert!(items.first.len() <= items.count);
                    prop_assert!(max == 0 || i64::try_from(items.count).unwrap() <= max);
                }
                Preview::Failed { error, .. } => prop_assert_eq!(error.name(), "States.ItemReaderFailed"),
                other => prop_assert!(false, "{:?}", other),
            }
            alone("k", &text);
        }
    }
}
