//! Cases of kind `measured`: what people measured on AWS and wrote down, as small definitions and what came of them.
//!
//! Every member of a case and of what it expects is compared; one that is not known here fails the case.

mod check;
mod run;
mod wire;

use serde_json::{Map, Value as Json};

use super::Verdict;

/// The members of a case that say something about its source only, and those that the runners read.
const MEMBERS: &[&str] = &[
    "id",
    "kind",
    "theme",
    "what",
    "confidence",
    "source",
    "definition",
    "input",
    "input_text",
    "mocks",
    "s3",
    "http",
    "connections",
    "substitutions",
    "child",
    "teststate",
    "type",
    "expected",
];

/// Runs a case: with a `check`, what AWS says before anything runs is compared; without, a run.
pub(crate) fn run(case: &Json) -> Verdict {
    let case = &generated(case);
    known("the case", case.as_object().ok_or("the case is no object")?, MEMBERS)?;
    let expected = case["expected"].as_object().ok_or("no expectation")?;
    if let Some(wanted) = expected.get("check") {
        check::run(case, wanted.as_str().unwrap_or_default())?;
    } else {
        known("`expected`", expected, run::MEMBERS)?;
        run::run(case)?;
    }
    Ok(())
}

/// Whether `members` has no other members than `names`.
fn known(place: &str, members: &Map<String, Json>, names: &[&str]) -> Result<(), String> {
    match members.keys().find(|member| !names.contains(&member.as_str())) {
        Some(member) => Err(format!("{place} has the member `{member}`, which is not known")),
        None => Ok(()),
    }
}

/// The text of a case's definition, with its substitutions made.
fn definition(case: &Json) -> String {
    let mut text = case["definition"].as_str().map_or_else(|| case["definition"].to_string(), str::to_owned);
    for (name, value) in case["substitutions"].as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text = text.replace(&format!("${{{name}}}"), &value);
    }
    text
}

/// A case with its long texts written out: `{"$generate": {"repeat": "a", "times": 3}}` is `"aaa"`, and
/// `NAME_generate` is the member `NAME` in which each such object is a text.
fn generated(value: &Json) -> Json {
    match value {
        Json::Object(members) => match members.get("$generate").and_then(repeated) {
            Some(text) if members.len() == 1 => Json::String(text),
            _ => members.iter().map(|(name, value)| member(name, value)).collect(),
        },
        Json::Array(items) => items.iter().map(generated).collect(),
        other => other.clone(),
    }
}

fn member(name: &str, value: &Json) -> (String, Json) {
    match name.strip_suffix("_generate") {
        Some(name) => (name.to_owned(), written_out(value)),
        None => (name.to_owned(), generated(value)),
    }
}

fn written_out(value: &Json) -> Json {
    match value {
        Json::Object(members) => match repeated(value) {
            Some(text) => Json::String(text),
            None => members.iter().map(|(name, value)| (name.clone(), written_out(value))).collect(),
        },
        Json::Array(items) => items.iter().map(written_out).collect(),
        other => other.clone(),
    }
}

/// The text that `{"repeat", "times"}` stands for.
fn repeated(value: &Json) -> Option<String> {
    let times = usize::try_from(value.get("times")?.as_u64()?).ok()?;
    Some(value.get("repeat")?.as_str()?.repeat(times))
}
