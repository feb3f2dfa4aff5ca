//! Changes of a whole text: an operation, the text, and the text after it with what was told, or why nothing was done.

use asl_document::TemplateChoice;
use asl_ide::refactor::{Changed, Refused, format, notation, rename, sort, to_jsonata};

use crate::support::case::{Case, Format, bless};

const FORMAT: Format = Format {
    folder: "refactor",
    settings: &[("operation", &[]), ("old", &[]), ("new", &[]), ("caret", &[])],
    sections: &["before", "after", "notes", "refused", "at"],
};

/// The cases, each with the first difference.
pub(crate) fn verdicts() -> Vec<(String, Result<(), String>)> {
    FORMAT.cases().into_iter().map(|mut case| (case.name.clone(), run(&mut case))).collect()
}

fn run(case: &mut Case) -> Result<(), String> {
    let text = case.expect("before");
    // A value of blanks stands in quotes.
    let word = |name: &str| {
        let value = case.setting(name).unwrap_or_default();
        value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
    };
    let choice = TemplateChoice::default();
    let changed = match word("operation") {
        "format" => format::format(text),
        "sort" => sort::sort(text, &choice),
        "notation" => notation::convert(text),
        "machine to JSONata" => to_jsonata::machine(text, &choice),
        "state to JSONata" => {
            let caret = text.find(word("caret")).and_then(|at| at.try_into().ok()).unwrap_or_default();
            to_jsonata::state_at(text, &choice, caret)
        }
        "rename" => rename::rename(text, &choice, word("old"), word("new")),
        other => return Err(format!("there is no operation `{other}`")),
    };
    match (changed, case.text("refused")) {
        (Ok(changed), None) => {
            if bless() {
                case.set("after", &changed.text);
                case.save();
            }
            compare(case, &changed)
        }
        (Err(refused), Some(expected)) => {
            let Refused { message, span } = refused;
            let place = span.map(|span| &text[span.start as usize..span.end as usize]);
            if !message.contains(expected.trim_end()) {
                return Err(format!("refused with: {message}"));
            }
            match case.text("at").map(str::trim_end) {
                Some(at) if place != Some(at) => Err(format!("refused at {place:?}")),
                _ => Ok(()),
            }
        }
        (Ok(changed), Some(_)) => Err(format!("changed to\n{}", changed.text)),
        (Err(refused), None) => Err(format!("refused: {refused}")),
    }
}

fn compare(case: &Case, changed: &Changed) -> Result<(), String> {
    let expected = case.text("after").unwrap_or_default();
    if changed.text != expected {
        return Err(format!("expected\n{expected}got\n{}", changed.text));
    }
    let told: Vec<&str> = changed.notes.iter().map(|note| &*note.message).collect();
    let wanted = case.lines("notes");
    let all_there = told.len() == wanted.len() && told.iter().zip(&wanted).all(|(told, part)| told.contains(part));
    if all_there { Ok(()) } else { Err(format!("notes {told:?}")) }
}
