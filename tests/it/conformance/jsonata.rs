//! The official suite of JSONata: an expression on a document → its result, nothing, or an error's code.
//!
//! It is judged against the engine, without AWS's limits and refusals: the suite is that of JSONata 2.2. Five cases
//! differ, and none matters for AWS. Two (`line-406`, `line-409`) hold half of a surrogate pair, which no text of Rust
//! can. Three of `tail-recursion` expect the code `U1001` of the suite's own runner, which stops an expression from
//! outside; the engine has `D1011` and `D1012` for that, or simply comes to an end. The group `function-eval` is that of
//! a function which AWS has switched off: what is different on AWS is listed in `jsonata_oracle/differences.json`.

use std::sync::OnceLock;
use std::time::Duration;

use asl_jsonata::engine::{Budget, Engine, Inputs, Library};
use asl_value::Value;
use serde_json::Value as Json;

use super::compare::compare;
use crate::jsonata_oracle::differences::refused_on_aws;

pub(crate) fn run(case: &Json) -> Result<(), String> {
    let data = match (case.get("data"), case["dataset"].as_str()) {
        (Some(data), _) => Some(data.clone()),
        (None, Some(name)) => Some(datasets().get(name).cloned().ok_or_else(|| format!("no dataset `{name}`"))?),
        (None, None) => None,
    };
    let document = data.as_ref().map(Value::from);
    let actual = evaluate(case, document.as_ref());
    let refused = refused_on_aws(case["id"].as_str().unwrap_or_default());
    let wanted = case["code"].as_str().or_else(|| case.pointer("/error/code").and_then(Json::as_str));
    match (refused.as_deref().or(wanted), actual) {
        (Some(code), Err(found)) if found == code => Ok(()),
        (Some(code), actual) => Err(format!("gives {actual:?}, expected the error {code}")),
        (None, Err(code)) => Err(format!("fails with {code}")),
        (None, Ok(None)) if case["undefinedResult"] == true => Ok(()),
        (None, Ok(None)) => Err(format!("gives nothing, expected {}", case["result"])),
        (None, Ok(Some(value))) => match (&case["result"], Json::from(&value)) {
            (Json::Array(wanted), Json::Array(mut found)) if case["unordered"] == true => {
                let mut wanted = wanted.clone();
                wanted.sort_by_key(Json::to_string);
                found.sort_by_key(Json::to_string);
                compare("result", &Json::Array(wanted), &Json::Array(found))
            }
            (wanted, found) => compare("result", wanted, &found),
        },
    }
}

/// The value, or the code of the error.
fn evaluate(case: &Json, input: Option<&Value>) -> Result<Option<Value>, String> {
    let (engine, _) =
        Engine::compile(case["expr"].as_str().unwrap_or_default(), Library::Plain).map_err(|error| error.code)?;
    let bindings = Value::from(&case["bindings"]);
    let inputs =
        Inputs { input, variable: &|name| bindings.get(name).cloned(), now: super::execution::START.0, random: &|| 1 };
    let budget = Budget { time: case["timelimit"].as_u64().map(Duration::from_millis), ..Budget::NONE };
    engine.evaluate(&inputs, budget).map_err(|error| error.code.into())
}

fn datasets() -> &'static Json {
    static DATASETS: OnceLock<Json> = OnceLock::new();
    DATASETS.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/conformance/jsonata_datasets.json");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    })
}
