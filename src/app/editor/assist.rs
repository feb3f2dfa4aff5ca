//! Completion and descriptions in the definition's editor: the library's answers in the editor's units.

use std::rc::Rc;

use asl_ide::assist::{self, SnippetPart, World};
use asl_stack::template::siblings::siblings;
use asl_stack::template::source::is_terraform;
use asl_text::Span;
use asl_text::line_index::LineIndex;
use asl_view::events::entries::{EventText, WrittenEvent};
use serde::Serialize;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::codemirror::Query;
use crate::app::chunks::{EDITING, Editing};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// Proposals, in UTF-16 units.
#[derive(Serialize)]
struct List {
    from: u32,
    start: u32,
    end: u32,
    comma: Option<u32>,
    unasked: bool,
    options: Vec<Proposal>,
}

/// A completion as `www/editor/assist.js` takes it; see `asl_ide::assist::Completion`.
#[derive(Serialize)]
struct Proposal {
    label: String,
    kind: &'static str,
    detail: String,
    info: String,
    boost: i8,
    again: bool,
    parts: Vec<Piece>,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    stop: bool,
}

/// A description, in UTF-16 units.
#[derive(Serialize)]
struct Note {
    from: u32,
    to: u32,
    title: String,
    text: &'static str,
    link: String,
}

/// Answers what can be typed at a place. What is known besides the text is looked at with each question, so that
/// nothing has to follow it.
pub(crate) fn completing(commands: Shared<Commands>) -> Query {
    Closure::new(move |text: String, offset: u32| {
        let asking = commands.clone();
        when_here(&commands, move |editing| (editing.complete)(&asking, &text, offset))
    })
}

/// Answers what can be typed at a place of the mocks.
pub(crate) fn completing_mocks(commands: Shared<Commands>) -> Query {
    Closure::new(move |text: String, offset: u32| {
        let asking = commands.clone();
        when_here(&commands, move |editing| (editing.complete_mocks)(&asking, &text, offset))
    })
}

/// Describes nothing.
pub(crate) fn silent() -> Query {
    Closure::new(|_: String, _: u32| JsValue::UNDEFINED)
}

/// Answers what stands at a place.
pub(crate) fn describing(commands: Shared<Commands>) -> Query {
    Closure::new(move |text: String, offset: u32| {
        when_here(&commands, move |editing| (editing.describe)(&text, offset))
    })
}

/// What `answer` gives, or a promise of it until the chunk for editing is here.
fn when_here(commands: &Shared<Commands>, answer: impl FnOnce(&'static Editing) -> JsValue + 'static) -> JsValue {
    if let Some(editing) = EDITING.get() {
        return answer(editing);
    }
    let commands = commands.clone();
    let promise = future_to_promise(async move {
        let Ok(editing) = EDITING.load().await else {
            commands.say_not_loaded(&EDITING, Rc::new(|| {}));
            return Ok(JsValue::UNDEFINED);
        };
        Ok(answer(editing))
    });
    promise.into()
}

/// What can be typed there. In the chunk for editing.
pub(crate) fn complete(commands: &Commands, text: &str, offset: u32) -> JsValue {
    // What fits there is said in the words of JSON and YAML.
    if is_terraform(text) {
        return JsValue::UNDEFINED;
    }
    let State { connections, run, document, .. } = commands.state();
    let written = EventText::read(&document.events).events;
    let sent: Vec<_> = written.iter().filter(|event| event.refused.is_none()).map(WrittenEvent::envelope).collect();
    let connections = connections.iter().map(|connection| Rc::from(&*connection.name)).collect();
    let index = LineIndex::new(text);
    let offset = index.from_utf16(offset) as usize;
    let found = run.log.read(|events| assist::complete(text, offset, &World { connections, events, sent: &sent }));
    found.map_or(JsValue::UNDEFINED, |found| answer(&in_units(found, &index)))
}

/// What can be typed there into the mocks. In the chunk for editing.
pub(crate) fn complete_mocks(commands: &Commands, text: &str, offset: u32) -> JsValue {
    let document = commands.state().document;
    let read = document.read();
    let others = siblings(&document.definition, &document.settings.template, &read);
    let machines: Vec<_> = read.machine.iter().chain(others.iter().map(|other| &other.machine)).collect();
    let index = LineIndex::new(text);
    let found = assist::complete_mocks(text, index.from_utf16(offset) as usize, &assist::tasks(&machines));
    found.map_or(JsValue::UNDEFINED, |found| answer(&in_units(found, &index)))
}

/// What stands there. In the chunk for editing.
pub(crate) fn describe(text: &str, offset: u32) -> JsValue {
    if is_terraform(text) {
        return JsValue::UNDEFINED;
    }
    let index = LineIndex::new(text);
    let Some(found) = assist::describe(text, index.from_utf16(offset) as usize) else { return JsValue::UNDEFINED };
    let Span { start, end } = found.span;
    let (from, to) = (index.to_utf16(start), index.to_utf16(end));
    answer(&Note { from, to, title: found.title, text: found.text, link: found.link })
}

/// Structs of strings and numbers always have a JavaScript form.
fn answer(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or_default()
}

fn in_units(found: assist::List, index: &LineIndex) -> List {
    let piece = |part: SnippetPart| Piece { text: part.text, stop: part.stop };
    let proposal = |found: assist::Completion| Proposal {
        label: found.label,
        kind: found.kind,
        detail: found.detail,
        info: found.info,
        boost: found.boost,
        again: found.again,
        parts: found.parts.into_iter().map(piece).collect(),
    };
    List {
        from: index.to_utf16(found.word.start),
        start: index.to_utf16(found.replaced.start),
        end: index.to_utf16(found.replaced.end),
        comma: found.comma.map(|at| index.to_utf16(at)),
        unasked: found.unasked,
        options: found.completions.into_iter().map(proposal).collect(),
    }
}
