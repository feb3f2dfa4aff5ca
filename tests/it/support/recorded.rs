//! Recorded cases in `../shared/conformance`, where that is there.

use std::fs;
use std::path::Path;

use asl_value::Value;

/// The cases of a file of JSON Lines; none where it is not there.
pub(crate) fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance").join(file);
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| Value::from_json(line).ok()).collect()
}
