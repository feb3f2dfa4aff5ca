//! A line of a shell that creates or updates a state machine, as a template: `aws stepfunctions create-state-machine
//! --definition '…'`, or `--definition file://…`.

use std::rc::Rc;

use super::files::{FileReference, Files};
use super::foreign::{Foreign, Written, member, object, resource, string};
use super::pieces::Pieces;
use asl_document::project::Position;
use asl_text::Span;

/// Whether a text is such a line.
pub(super) fn is_one(text: &str) -> bool {
    let line = text.trim_start().trim_start_matches("$ ").trim_start();
    let mut words = line.split_ascii_whitespace();
    words.next() == Some("aws") && words.next() == Some("stepfunctions") && line.contains("--definition")
}

/// A word of a line, without its quotes.
#[derive(Default)]
struct Word {
    text: String,
    /// Where each byte of the text stands in the line.
    offsets: Vec<u32>,
    span: Span,
}

impl Word {
    fn push(&mut self, letter: char, at: usize) {
        self.text.push(letter);
        let start = Span::new(at, at).start;
        self.offsets.extend((0..letter.len_utf8()).map(|byte| start + Span::new(byte, byte).start));
    }
}

/// The words of the line, as a shell takes them apart. A line break does not end it: whoever copies a line may lose the
/// backslash before it.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        if quote.is_none() && letter.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let current = word.get_or_insert_with(|| Word { span: Span::new(at, at), ..Word::default() });
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None | Some('"'), '\\') => match letters.peek().copied() {
                Some((_, '\n')) => _ = letters.next(),
                Some((at, next)) if quote.is_none() || matches!(next, '"' | '\\' | '$' | '`') => {
                    letters.next();
                    current.push(next, at);
                }
                _ => current.push(letter, at),
            },
            _ => current.push(letter, at),
        }
        current.span.end = Span::new(end, end).end;
    }
    words.extend(word);
    // A backslash before a line break stands for nothing.
    words.retain(|word| !word.text.is_empty());
    words
}

/// Reads the line in the file at `at`.
pub(super) fn read(files: Files<'_>, at: Position) -> Foreign {
    let text = files.text(at);
    let words = words(text);
    let option = |name: &str| {
        let index = words.iter().position(|word| {
            word.text == name || word.text.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))
        })?;
        let word = words.get(index)?;
        match word.text.split_once('=') {
            Some((known, value)) if known == name => Some((value, word, known.len() + 1)),
            _ => words.get(index + 1).map(|word| (&*word.text, word, 0)),
        }
    };
    let whole = Span::new(0, text.len());
    let id: Rc<str> = option("--name").map_or("StateMachine", |(name, ..)| name).into();
    let mut properties = Vec::new();
    if let Some((kind, word, _)) = option("--type") {
        properties.push(member("StateMachineType", word.span, string(kind, word.span)));
    }
    let mut named = Vec::new();
    let written = option("--definition").map(|(value, word, from)| {
        let path = value.strip_prefix("file://").or_else(|| value.strip_prefix("fileb://"));
        let Some(path) = path else {
            let mut pieces = Pieces::default();
            pieces.written(value, &word.offsets.clone().into(), from);
            return Written::Text(at, pieces, word.span);
        };
        let found = files.project.find(at, path);
        named.push(FileReference { written: path.into(), machine: Rc::clone(&id), found });
        match found {
            Some(found) => {
                let mut pieces = Pieces::default();
                pieces.plain(files.text(found), 0);
                Written::Text(found, pieces, Span::default())
            }
            None => Written::Missing(Some(path.into()), word.span),
        }
    });
    let machine = resource(&id, whole, "AWS::StepFunctions::StateMachine", properties, whole);
    let template = object(vec![member("Resources", whole, object(vec![machine], whole))], whole);
    let definitions = written.into_iter().map(|written| (Rc::clone(&id), written)).collect();
    Foreign { template, parameters: Vec::new(), definitions, files: named, diagnostics: Vec::new() }
}
