//! `asl convert`: JSONPath to JSONata, JSON to YAML and back.

use asl_ide::refactor::{Changed, Refused, notation, to_jsonata};
use asl_text::Format;
use asl_text::line_index::LineIndex;

use crate::arguments::{Convert, Target};
use crate::open;
use crate::terminal::{self, Stream, Terminal};
use crate::{Outcome, Refusal, Verdict};

/// Converts the document that is named, and says what could not be converted.
pub(crate) fn convert(terminal: &mut Terminal, convert: &Convert) -> Outcome {
    let opened = open::open(&convert.file, &convert.choice)?;
    let document = &opened.document;
    let text = &*document.text;
    let done = match (convert.to, asl_text::detect(text)) {
        (Target::Jsonata, _) => to_jsonata::machine(text, &document.choice),
        (Target::Json, Format::Json) | (Target::Yaml, Format::Yaml) => Ok(Changed {
            text: text.to_owned(),
            summary: "The text is already in this format.".to_owned(),
            notes: Vec::new(),
        }),
        _ => notation::convert(text),
    };
    let Changed { text: result, summary, notes } = done.map_err(|refused| refusal(&opened.name, text, &refused))?;
    match &convert.output {
        Some(path) => open::write(path, &result)?,
        None => terminal.write(&result),
    }
    let index = LineIndex::new(&result);
    let name = convert.output.as_ref().map_or_else(|| "<stdout>".to_owned(), |path| open::written(path));
    for note in &notes {
        let place = index.position(note.span.start);
        let word = terminal.paint(Stream::Error, terminal::YELLOW, "note");
        terminal.say(&format!("{name}:{}:{}: {word}: {}", place.line + 1, place.column + 1, note.message));
    }
    terminal.say(&summary);
    let left_out = if opened.is_from_link { opened.parts.names() } else { Vec::new() };
    if !left_out.is_empty() {
        terminal.say(&format!("The result is the definition alone. The link also contains: {}.", left_out.join(", ")));
    }
    Ok(Verdict::Fine)
}

fn refusal(name: &str, text: &str, refused: &Refused) -> Refusal {
    let place = refused.span.map(|span| {
        let place = LineIndex::new(text).position(span.start);
        format!(":{}:{}", place.line + 1, place.column + 1)
    });
    Refusal::new(format!("{name}{}: {refused}", place.unwrap_or_default()))
}
