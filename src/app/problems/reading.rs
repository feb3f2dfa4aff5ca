//! The text of a large input, read piece by piece: in one go it would hold up whoever types meanwhile.

use std::cell::RefCell;
use std::rc::Rc;

use asl_text::diagnostic::Diagnostic;
use asl_text::{Format, json};
use asl_value::Value;
use wasm_bindgen_futures::spawn_local;

use crate::app::host::clock;
use crate::app::host::yield_now::Yielder;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// A text of fewer bytes is read in one go, within some milliseconds.
pub(crate) const LARGE: usize = 128 * 1024;
/// So many bytes are read before the clock is looked at.
const PIECE: usize = 16 * 1024;
/// How long a piece of work takes, in milliseconds.
const TURN_MILLIS: f64 = 10.0;

/// An input with its text.
type KnownInput = (Rc<str>, Value, Vec<Diagnostic>);
/// The text of an input, and what waits until it was read.
type Waiting = (Rc<str>, Vec<Box<dyn FnOnce()>>);

thread_local! {
    /// The input that was read last: whoever types a definition does not change it.
    static LAST: RefCell<Option<KnownInput>> = const { RefCell::new(None) };
    /// The input that is being read, and what waits for it.
    static NOW: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

/// Reads an input: JSON or YAML; nothing at all is an empty object, as in AWS's console.
pub(crate) fn read_input(text: &str) -> (Value, Vec<Diagnostic>) {
    if text.trim().is_empty() {
        return (Value::empty_object(), Vec::new());
    }
    with_value(asl_text::parse_data(text))
}

fn with_value(parsed: asl_text::Parsed) -> (Value, Vec<Diagnostic>) {
    let value = parsed.root.map_or_else(Value::empty_object, asl_text::Node::into_value);
    (value, parsed.diagnostics)
}

/// The same as [`read_input`]; a text that did not change is not read again.
pub(crate) fn read_last(text: &Rc<str>) -> (Value, Vec<Diagnostic>) {
    LAST.with_borrow_mut(|last| {
        if let Some((_, value, found)) = last.as_ref().filter(|(known, ..)| Rc::ptr_eq(known, text)) {
            return (value.clone(), found.clone());
        }
        let (value, found) = read_input(text);
        // The reader of YAML may not be here yet: what comes of a text without it is not what the text says.
        *last = (asl_text::detect(text) == Format::Json).then(|| (text.clone(), value.clone(), found.clone()));
        (value, found)
    })
}

/// Whether reading that input now would take long.
fn takes_long(text: &Rc<str>) -> bool {
    text.len() >= LARGE
        && asl_text::detect(text) == Format::Json
        && !LAST.with_borrow(|last| last.as_ref().is_some_and(|(known, ..)| Rc::ptr_eq(known, text)))
}

impl Shared<Commands> {
    /// Whether the document's input is large and was not read yet: then `act` is done once it was, unless it is another one
    /// by then.
    pub(crate) fn reads_first(&self, act: impl FnOnce() + 'static) -> bool {
        let text = self.state().document.input.clone();
        if !takes_long(&text) {
            return false;
        }
        let is_new = NOW.with_borrow_mut(|now| match now {
            Some((read, waiting)) if Rc::ptr_eq(read, &text) => {
                waiting.push(Box::new(act));
                false
            }
            _ => {
                *now = Some((text.clone(), vec![Box::new(act)]));
                true
            }
        });
        if is_new {
            spawn_local(read_in_turns(text));
        }
        true
    }
}

/// Reads an input and does what waits for it. Ends when another one is to be read.
async fn read_in_turns(text: Rc<str>) {
    let is_wanted = || NOW.with_borrow(|now| now.as_ref().is_some_and(|(wanted, _)| Rc::ptr_eq(wanted, &text)));
    let mut reading = json::Reading::new(&text);
    let yielder = Yielder::new();
    let parsed = loop {
        yielder.yield_now().await;
        if !is_wanted() {
            return;
        }
        let until = clock::uptime() + TURN_MILLIS;
        let read = loop {
            let read = reading.go_on(&text, PIECE);
            if read.is_some() || clock::uptime() >= until {
                break read;
            }
        };
        if let Some(parsed) = read {
            break asl_text::as_data(&text, parsed);
        }
    };
    yielder.yield_now().await;
    if !is_wanted() {
        return;
    }
    let (value, found) = with_value(parsed);
    LAST.set(Some((text, value, found)));
    for act in NOW.take().map(|(_, waiting)| waiting).unwrap_or_default() {
        act();
    }
}

#[cfg(test)]
mod tests {
    use asl_http::Connections;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::read_input;
    use crate::app::problems::analysis::check;
    use crate::app::state::document::{Document, Origin};
    use crate::app::state::text::EditorId;

    #[wasm_bindgen_test]
    fn an_input_that_is_not_read_again_gives_what_reading_it_gives() {
        let mut document = Document::new("{}", r#"{"a": 1}"#, Origin::Own);
        for input in [r#"{"a": 1}"#, r#"{"a": }"#, "a: 1", "", r#"{"a": 2}"#, r#"{"a": 2}"#] {
            document = document.typed(EditorId::Input, input.into());
            for definition in ["{", "{}", ""] {
                document = document.typed(EditorId::Definition, definition.into());
                let checked = check(&document, &Connections::default());
                let (value, found) = read_input(input);
                assert_eq!(checked.input, value, "{input}");
                let told = checked.analysis.problems.iter().filter(|problem| problem.editor == EditorId::Input);
                assert_eq!(told.count(), found.len(), "{input}");
            }
        }
    }
}
