//! ResultWriter: what is written of a Map Run's results, or becomes the state's output
//! (Developer Guide, "ResultWriter"; recorded files).

use std::rc::Rc;

use super::RESULT_WRITER_FAILED;
use super::fields::{optional_text, text};
use super::files::Files;
use crate::start::Outcome;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::{Map, Value};

/// A child execution, or the input of one that was never started.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What it was given.
    pub(crate) input: Value,
    /// Its name and its end; `None` if it was never started.
    pub(crate) ended: Option<Ended>,
}

/// How a child execution ended.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) execution_arn: Rc<str>,
    pub(crate) state_machine_arn: Rc<str>,
    pub(crate) name: Rc<str>,
    pub(crate) started: Timestamp,
    pub(crate) stopped: Timestamp,
    pub(crate) outcome: Outcome,
}

/// An evaluated ResultWriter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Writer<'a> {
    transformation: Transformation,
    json_lines: bool,
    /// Bucket and prefix; without them the results are the state's output.
    destination: Option<(&'a str, &'a str)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transformation {
    None,
    Compact,
    Flatten,
}

/// What becomes of the results.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    /// The state's result.
    pub(crate) result: Value,
    /// The files, if any are written.
    pub(crate) files: Files,
}

impl<'a> Writer<'a> {
    /// From its evaluated fields: `Parameters` or `Arguments`, and `WriterConfig`. Without either, the results are
    /// the state's output as they are.
    pub(crate) fn new(parameters: Option<&'a Value>, config: Option<&Value>) -> Result<Self, StateError> {
        let member = |name: &str| config.and_then(|config| optional_text(config, name));
        let transformation = match member("Transformation") {
            Some("NONE") => Transformation::None,
            Some("COMPACT") => Transformation::Compact,
            Some("FLATTEN") => Transformation::Flatten,
            Some(other) => return Err(failed(format!("'{other}' is not a Transformation."))),
            None if parameters.is_some() => Transformation::None,
            None => Transformation::Compact,
        };
        let json_lines = match member("OutputType") {
            Some("JSONL") => true,
            Some("JSON") | None => false,
            Some(other) => return Err(failed(format!("'{other}' is not an OutputType."))),
        };
        let destination = parameters.map(|parameters| {
            let bucket = text(parameters, "Bucket", RESULT_WRITER_FAILED)?;
            Ok::<_, StateError>((bucket, optional_text(parameters, "Prefix").unwrap_or_default()))
        });
        Ok(Self { transformation, json_lines, destination: destination.transpose()? })
    }

    /// Writes the results of the Map Run `map_run_arn`, whose last part names the folder.
    pub(crate) fn write(self, map_run_arn: &str, rows: &[Row]) -> Written {
        let Some((bucket, prefix)) = self.destination else {
            // What failed and was tolerated leaves nothing (measured on AWS).
            let kept = |row: &&Row| self.transformation == Transformation::None || Status::of(row) == Status::Succeeded;
            let result = self.transformed(rows.iter().filter(kept)).into_iter().collect();
            return Written { result, files: Files::new() };
        };
        let run = map_run_arn.rsplit(':').next().unwrap_or_default();
        let folder = match prefix.trim_end_matches('/') {
            "" => run.to_owned(),
            prefix => format!("{prefix}/{run}"),
        };
        let mut files = Files::new();
        let mut lists = Map::new();
        for status in [Status::Failed, Status::Pending, Status::Succeeded] {
            let of_status: Vec<&Row> = rows.iter().filter(|row| Status::of(row) == status).collect();
            let mut list = Vec::new();
            if !of_status.is_empty() {
                let text = self.text(&self.transformed(of_status.into_iter()));
                let key = format!("{folder}/{}_0.{}", status.name(), if self.json_lines { "jsonl" } else { "json" });
                let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
                list.push(object([("Key", key.as_str().into()), ("Size", size.into())]));
                files.insert(bucket, &key, text);
            }
            lists.insert(status.name(), Value::from(list));
        }
        let manifest = object([
            ("DestinationBucket", bucket.into()),
            ("MapRunArn", map_run_arn.into()),
            ("ResultFiles", lists.into()),
        ]);
        let key = format!("{folder}/manifest.json");
        files.insert(bucket, &key, manifest.to_json());
        let details = object([("Bucket", bucket.into()), ("Key", key.into())]);
        Written { result: object([("MapRunArn", map_run_arn.into()), ("ResultWriterDetails", details)]), files }
    }

    /// The rows as they are written. Only what succeeded is transformed.
    fn transformed<'r>(self, rows: impl Iterator<Item = &'r Row>) -> Vec<Value> {
        let mut values = Vec::new();
        for row in rows {
            let output = row.ended.as_ref().and_then(|ended| ended.outcome.output());
            match (self.transformation, output) {
                (Transformation::Flatten, Some(Value::Array(items))) => values.extend(items.iter().cloned()),
                (Transformation::Compact | Transformation::Flatten, Some(output)) => values.push(output.clone()),
                _ => values.push(described(row)),
            }
        }
        values
    }

    /// Values as the text of a file.
    fn text(self, values: &[Value]) -> String {
        if self.json_lines {
            values.iter().flat_map(|value| [value.to_json(), "\n".to_owned()]).collect()
        } else {
            values.iter().cloned().collect::<Value>().to_json()
        }
    }
}

/// Which file a row goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Failed,
    Pending,
    Succeeded,
}

impl Status {
    fn of(row: &Row) -> Self {
        match &row.ended {
            None => Self::Pending,
            Some(ended) if ended.outcome.output().is_some() => Self::Succeeded,
            Some(_) => Self::Failed,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::Pending => "PENDING",
            Self::Succeeded => "SUCCEEDED",
        }
    }
}

/// A row with all that is known of its execution, its members in the order of their names.
fn described(row: &Row) -> Value {
    let included = || object([("Included", true.into())]);
    let mut described = Map::new();
    let mut put = |name: &str, value: Value| drop(described.insert(name, value));
    let error = row.ended.as_ref().and_then(|ended| ended.outcome.error());
    if let Some(cause) = error.and_then(|error| error.cause.clone()) {
        put("Cause", cause.into());
    }
    if let Some(name) = error.and_then(|error| error.name.clone()) {
        put("Error", name.into());
    }
    if let Some(ended) = &row.ended {
        put("ExecutionArn", ended.execution_arn.clone().into());
    }
    put("Input", row.input.to_json().into());
    put("InputDetails", included());
    let Some(ended) = &row.ended else {
        put("Status", "PENDING".into());
        return described.into();
    };
    put("Name", ended.name.clone().into());
    let output = ended.outcome.output();
    if let Some(output) = output {
        put("Output", output.to_json().into());
    }
    put("OutputDetails", included());
    put("RedriveCount", 0.into());
    if output.is_some() {
        put("RedriveStatus", "NOT_REDRIVABLE".into());
        put("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven".into());
    } else {
        put("RedriveStatus", "REDRIVABLE_BY_MAP_RUN".into());
    }
    put("StartDate", ended.started.to_string().into());
    put("StateMachineArn", ended.state_machine_arn.clone().into());
    put("Status", ended.outcome.status().into());
    put("StopDate", ended.stopped.to_string().into());
    described.into()
}

fn failed(cause: String) -> StateError {
    StateError::new(RESULT_WRITER_FAILED, cause)
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Map>().into()
}

#[cfg(test)]
mod tests {
    use super::{Ended, Row, Writer};
    use crate::start::Outcome;
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    fn rows() -> Vec<Row> {
        let ended = |outcome| {
            Some(Ended {
                execution_arn: "arn:e".into(),
                state_machine_arn: "arn:s/L".into(),
                name: "n".into(),
                started: Timestamp(0),
                stopped: Timestamp(1),
                outcome,
            })
        };
        vec![
            Row { input: 1.into(), ended: ended(Outcome::Succeeded(Value::from_json(r#"[1,{"c":1}]"#).unwrap())) },
            Row { input: 2.into(), ended: ended(Outcome::Failed(StateError::new("E", "why"))) },
            Row { input: 3.into(), ended: None },
            Row { input: 4.into(), ended: ended(Outcome::Succeeded("x".into())) },
        ]
    }

    fn written(parameters: &str, config: &str) -> Vec<String> {
        let (parameters, config) = (Value::from_json(parameters).unwrap(), Value::from_json(config).unwrap());
        let writer = Writer::new(parameters.as_object().map(|_| &parameters), Some(&config)).unwrap();
        let written = writer.write("arn:m:run", &rows());
        let mut lines = vec![written.result.to_json()];
        lines.extend(written.files.iter().map(|(bucket, key, text)| format!("{bucket} {key} {text}")));
        lines
    }

    const FAILED: &str = "{\"Cause\":\"why\",\"Error\":\"E\",\"ExecutionArn\":\"arn:e\",\"Input\":\"2\",\
        \"InputDetails\":{\"Included\":true},\"Name\":\"n\",\"OutputDetails\":{\"Included\":true},\"RedriveCount\":0,\
        \"RedriveStatus\":\"REDRIVABLE_BY_MAP_RUN\",\"StartDate\":\"1970-01-01T00:00:00.000Z\",\
        \"StateMachineArn\":\"arn:s/L\",\"Status\":\"FAILED\",\"StopDate\":\"1970-01-01T00:00:00.001Z\"}";
    const PENDING: &str = r#"{"Input":"3","InputDetails":{"Included":true},"Status":"PENDING"}"#;

    #[test]
    fn a_file_is_written_for_each_status_and_the_manifest_names_them() {
        let files = written(r#"{"Bucket":"b","Prefix":"p"}"#, r#"{"Transformation":"FLATTEN","OutputType":"JSONL"}"#);
        assert_eq!(
            files,
            [
                r#"{"MapRunArn":"arn:m:run","ResultWriterDetails":{"Bucket":"b","Key":"p/run/manifest.json"}}"#
                    .to_owned(),
                format!("b p/run/FAILED_0.jsonl {FAILED}\n"),
                format!("b p/run/PENDING_0.jsonl {PENDING}\n"),
                "b p/run/SUCCEEDED_0.jsonl 1\n{\"c\":1}\n\"x\"\n".to_owned(),
                format!(
                    "b p/run/manifest.json {{\"DestinationBucket\":\"b\",\"MapRunArn\":\"arn:m:run\",\"ResultFiles\":\
                     {{\"FAILED\":[{{\"Key\":\"p/run/FAILED_0.jsonl\",\"Size\":{}}}],\"PENDING\":[{{\"Key\":\
                     \"p/run/PENDING_0.jsonl\",\"Size\":{}}}],\"SUCCEEDED\":[{{\"Key\":\"p/run/SUCCEEDED_0.jsonl\",\
                     \"Size\":14}}]}}}}",
                    FAILED.len() + 1,
                    PENDING.len() + 1
                ),
            ]
        );
    }

    #[test]
    fn each_transformation_gives_what_the_guide_shows() {
        let compact = r#"b run/SUCCEEDED_0.json [[1,{"c":1}],"x"]"#;
        let flat = r#"b run/SUCCEEDED_0.json [1,{"c":1},"x"]"#;
        let whole = r#"b run/SUCCEEDED_0.json [{"ExecutionArn":"arn:e","Input":"1","InputDetails":{"Included":true},"Name":"n","Output":"[1,{\"c\":1}]","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"#;
        for (config, expected) in [
            (r#"{"Transformation":"COMPACT"}"#, compact),
            (r#"{"Transformation":"FLATTEN"}"#, flat),
            (r#"{"Transformation":"NONE"}"#, whole),
            ("{}", whole),
        ] {
            let files = written(r#"{"Bucket":"b"}"#, config);
            assert!(files[3].starts_with(expected), "{config}: {}", files[3]);
        }
    }

    #[test]
    fn without_a_destination_the_results_are_the_output_and_failures_are_left_out() {
        let inline = written("null", r#"{"Transformation":"FLATTEN"}"#);
        assert_eq!(inline, [r#"[1,{"c":1},"x"]"#]);
        let inline = written("null", "{}");
        assert_eq!(inline, [r#"[[1,{"c":1}],"x"]"#]);
        let inline = written("null", r#"{"Transformation":"NONE"}"#);
        assert!(inline[0].contains(FAILED) && inline[0].contains(PENDING), "{inline:?}");
    }

    #[test]
    fn what_cannot_be_written_so_is_refused() {
        let nowhere = Value::empty_object();
        assert!(Writer::new(Some(&nowhere), None).is_err());
        let config = Value::from_json(r#"{"OutputType":"XML"}"#).unwrap();
        assert!(Writer::new(None, Some(&config)).is_err());
    }
}
