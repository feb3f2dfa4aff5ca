//! What people measured on AWS and wrote down: a small definition, and how it was refused or how its run ended.

mod check;

use serde_json::Value as Json;

use super::Verdict;

/// A case of kind `measured`: with a `check`, what AWS says before anything runs; without, a run.
pub(crate) fn run(case: &Json) -> Verdict {
    match case["expected"].get("check") {
        Some(wanted) => Ok(check::run(case, wanted.as_str().unwrap_or_default())?),
        None => Err("measured runs cannot be run yet".into()),
    }
}
