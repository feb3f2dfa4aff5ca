//! A line of a shell that creates or updates a state machine, as a template: `aws stepfunctions create-state-machine
//! --definition '…'`, `--definition file://…`, or the whole request in `--cli-input-json` or `--cli-input-yaml`.

use std::rc::Rc;

use super::files::{FileReference, Files};
use super::foreign::{Foreign, Written, member, object, resource, string};
use super::pieces::Pieces;
use asl_document::project::Position;
use asl_text::{Member, Parsed, Span, place};

/// Whether a text is such a line.
pub(super) fn is_one(text: &str) -> bool {
    let line = text.trim_start().trim_start_matches("$ ").trim_start();
    let mut words = line.split_ascii_whitespace();
    words.next() == Some("aws")
        && words.next() == Some("stepfunctions")
        && OPTIONS.iter().any(|option| line.contains(option))
}

/// The options that hold a definition: alone, or in the request of the API.
const OPTIONS: [&str; 3] = ["--definition", "--cli-input-json", "--cli-input-yaml"];

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
    let (mut id, mut properties): (Rc<str>, Vec<_>) = ("StateMachine".into(), Vec::new());
    let (mut named, mut missing, mut written) = (Vec::new(), None, None);
    let input = OPTIONS.iter().skip(1).find_map(|name| option(name)).map(|(value, word, from)| match path_of(value) {
        Some(path) => {
            let found = files.project.find(at, path);
            if found.is_none() {
                missing = Some((Rc::from(path), word.span));
            }
            found.map(|found| Input::in_file(found, path, files.text(found), word.span))
        }
        None => Some(Input::in_word(at, value, &word.offsets, from, word.span)),
    });
    if let Some(input) = input.flatten() {
        id = input.text("name").unwrap_or(id);
        properties
            .extend(input.text("type").map(|kind| member("StateMachineType", input.word, string(kind, input.word))));
        let found = Some(input.at);
        named.extend(input.path.clone().map(|written| FileReference { written, machine: Rc::clone(&id), found }));
        written = input.definition();
    }
    if let Some((name, ..)) = option("--name") {
        id = name.into();
    }
    if let Some((path, span)) = missing {
        named.push(FileReference { written: Rc::clone(&path), machine: Rc::clone(&id), found: None });
        written = Some(Written::Missing(Some(path), span));
    }
    if let Some((kind, word, _)) = option("--type") {
        properties.retain(|known: &Member| &*known.key.value != "StateMachineType");
        properties.push(member("StateMachineType", word.span, string(kind, word.span)));
    }
    if let Some((value, word, from)) = option("--definition") {
        written = Some(match path_of(value) {
            None => {
                let mut pieces = Pieces::default();
                pieces.written(value, &word.offsets.clone().into(), from);
                Written::Text(at, pieces, word.span)
            }
            Some(path) => {
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
            }
        });
    }
    let machine = resource(&id, whole, "AWS::StepFunctions::StateMachine", properties, whole);
    let template = object(vec![member("Resources", whole, object(vec![machine], whole))], whole);
    let definitions = written.into_iter().map(|written| (Rc::clone(&id), written)).collect();
    Foreign { template, parameters: Vec::new(), definitions, files: named, diagnostics: Vec::new() }
}

/// The path in a value that names a file: `file://…`, or what a shell puts in its place with `$(cat …)` and `$(< …)`.
fn path_of(value: &str) -> Option<&str> {
    if let Some(path) = value.strip_prefix("file://").or_else(|| value.strip_prefix("fileb://")) {
        return Some(path);
    }
    let inner = value.trim().strip_prefix("$(")?.strip_suffix(')')?.trim();
    let path = inner.strip_prefix("cat ").or_else(|| inner.strip_prefix('<'))?.trim().trim_matches(['"', '\'']);
    (!path.is_empty() && !path.contains(char::is_whitespace)).then_some(path)
}

/// The request of CreateStateMachine or UpdateStateMachine.
struct Input {
    /// The file in which it stands.
    at: Position,
    /// The path of that file, where the line names it.
    path: Option<Rc<str>>,
    /// Where each byte of its text stands in the file.
    offsets: Rc<[u32]>,
    text: String,
    parsed: Parsed,
    /// The word of the line that holds or names it.
    word: Span,
}

impl Input {
    fn in_file(at: Position, path: &str, text: &str, word: Span) -> Self {
        let offsets = (0..=text.len()).map(|byte| Span::new(byte, byte).start).collect();
        Self { at, path: Some(path.into()), offsets, text: text.to_owned(), parsed: asl_text::parse(text), word }
    }

    fn in_word(at: Position, value: &str, offsets: &[u32], from: usize, word: Span) -> Self {
        let behind = std::iter::once(word.end);
        let offsets = offsets.iter().skip(from).copied().chain(behind).collect();
        Self { at, path: None, offsets, text: value.to_owned(), parsed: asl_text::parse(value), word }
    }

    fn text(&self, key: &str) -> Option<Rc<str>> {
        self.parsed.root.as_ref()?.get(key)?.as_str().cloned()
    }

    fn place(&self, offset: u32) -> u32 {
        self.offsets.get(offset as usize).or(self.offsets.last()).copied().unwrap_or_default()
    }

    fn definition(&self) -> Option<Written> {
        let node = self.parsed.root.as_ref()?.get("definition")?;
        let moved = |span: Span| Span { start: self.place(span.start), end: self.place(span.end) };
        let Some(inner) = node.as_str() else { return Some(Written::Node(self.at, node.clone().moved(&moved))) };
        let mut pieces = Pieces::default();
        match place::offsets(&self.text, self.parsed.format, node.span, inner) {
            Some(offsets) => {
                let placed: Rc<[u32]> = offsets.into_iter().map(|offset| self.place(offset)).collect();
                pieces.written(inner, &placed, 0);
            }
            None => pieces.computed(inner, moved(node.span)),
        }
        Some(Written::Text(self.at, pieces, if self.path.is_some() { Span::default() } else { self.word }))
    }
}
