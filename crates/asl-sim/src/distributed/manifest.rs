//! Files that list files: S3 inventories and Athena's manifests (Developer Guide, "ItemReader").

use std::rc::Rc;

use super::csv::Records;
use super::reader::failed;
use asl_aws::state_error::StateError;
use asl_value::Value;

/// What the manifest of an S3 inventory says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Inventory {
    /// The bucket of the inventory's own files.
    pub(super) bucket: String,
    /// The keys of these files.
    pub(super) keys: Vec<String>,
    /// The names of their columns.
    pub(super) columns: Vec<Rc<str>>,
}

/// Reads the manifest of an S3 inventory.
pub(super) fn inventory(text: &str) -> Result<Inventory, StateError> {
    let unreadable = || failed("The manifest is not that of an S3 inventory in CSV.");
    let manifest = Value::from_json(text).map_err(|_| unreadable())?;
    let member = |name: &str| manifest.get(name).and_then(Value::as_str).ok_or_else(unreadable);
    let bucket = member("destinationBucket")?;
    let files = manifest.get("files").and_then(Value::as_array).ok_or_else(unreadable)?;
    let keys = files.iter().map(|file| file.get("key").and_then(Value::as_str).map(str::to_owned));
    Ok(Inventory {
        bucket: bucket.rsplit(':').next().unwrap_or(bucket).to_owned(),
        keys: keys.collect::<Option<_>>().ok_or_else(unreadable)?,
        columns: member("fileSchema")?.split(',').map(|name| name.trim().into()).collect(),
    })
}

/// Reads a manifest of Athena: a file's place in S3 in the first field of each line. Gives buckets and keys.
pub(super) fn athena(text: &str) -> Result<Vec<(String, String)>, StateError> {
    let place = |record: Vec<String>| {
        let place = record.into_iter().next().unwrap_or_default();
        let parts = place.trim().strip_prefix("s3://").and_then(|place| place.split_once('/'));
        let (bucket, key) =
            parts.ok_or_else(|| failed(format!("The manifest lists '{place}', which is not a file.")))?;
        Ok((bucket.to_owned(), key.to_owned()))
    };
    Records::new(text, ',').map(place).collect()
}
