//! Changes of a whole text: an operation, the text, and the text after it with what was told, or why nothing was done.

use asl_playground::refactor::{Changed, Refused, format, notation, rename, sort, to_jsonata};
use asl_playground::share::TemplateChoice;
use serde_json::Value as Json;

pub(crate) fn run(case: &Json) -> Result<(), String> {
    let text = lines(&case["text"]);
    let word = |name: &str| case[name].as_str().unwrap_or_default();
    let choice = TemplateChoice::default();
    let changed = match word("operation") {
        "format" => format::format(&text),
        "sort" => sort::sort(&text, &choice),
        "notation" => notation::convert(&text),
        "machine to JSONata" => to_jsonata::machine(&text, &choice),
        "state to JSONata" => {
            let caret = text.find(word("caret")).and_then(|at| at.try_into().ok()).unwrap_or_default();
            to_jsonata::state_at(&text, &choice, caret)
        }
        "rename" => rename::rename(&text, &choice, word("old"), word("new")),
        other => return Err(format!("there is no operation `{other}`")),
    };
    match (changed, case.get("refused")) {
        (Ok(changed), None) => compare(case, &changed),
        (Err(refused), Some(expected)) => {
            let Refused { message, span } = refused;
            let place = span.map(|span| &text[span.start as usize..span.end as usize]);
            if !message.contains(expected.as_str().unwrap_or_default()) {
                return Err(format!("refused with: {message}"));
            }
            match case.get("at").and_then(Json::as_str) {
                Some(at) if place != Some(at) => Err(format!("refused at {place:?}")),
                _ => Ok(()),
            }
        }
        (Ok(changed), Some(_)) => Err(format!("changed to\n{}", changed.text)),
        (Err(refused), None) => Err(format!("refused: {refused}")),
    }
}

/// A text, or its lines: JSON Lines are hard to read otherwise.
fn lines(text: &Json) -> String {
    match text.as_array() {
        Some(lines) => lines.iter().filter_map(Json::as_str).flat_map(|line| [line, "\n"]).collect(),
        None => text.as_str().unwrap_or_default().to_owned(),
    }
}

fn compare(case: &Json, changed: &Changed) -> Result<(), String> {
    let expected = lines(&case["after"]);
    if changed.text != expected {
        return Err(format!("expected\n{expected}got\n{}", changed.text));
    }
    let told: Vec<&str> = changed.notes.iter().map(|note| &*note.message).collect();
    let wanted: Vec<&str> = case["notes"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let all_there = told.len() == wanted.len() && told.iter().zip(&wanted).all(|(told, part)| told.contains(part));
    if all_there { Ok(()) } else { Err(format!("notes {told:?}")) }
}
