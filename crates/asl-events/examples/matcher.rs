//! The matcher alone, for a browser: `benches/page/events.mjs` measures it there.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "called from a script alone")]

use std::rc::Rc;

use asl_events::{Event, Pattern, PatternIndex};
use wasm_bindgen::prelude::wasm_bindgen;

/// The rules of a bus, and events that are already read.
#[wasm_bindgen]
pub struct Rules {
    each: Vec<Rc<Pattern>>,
    index: PatternIndex,
    read: Vec<Event>,
}

fn event(text: &String) -> Event {
    Event::parse(text).unwrap_or_default()
}

#[wasm_bindgen]
impl Rules {
    /// Reads patterns; those that are none are left out.
    #[wasm_bindgen(constructor)]
    pub fn new(patterns: Vec<String>) -> Self {
        let each: Vec<_> = patterns.iter().filter_map(|text| Pattern::parse(text).ok()).map(Rc::new).collect();
        Self { index: PatternIndex::new(each.clone()), each, read: Vec::new() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.each.len()
    }

    /// Reads each event and asks for the rules that match it, as a bus does; how many matches there were.
    pub fn matches(&self, events: Vec<String>) -> usize {
        events.iter().map(|text| self.index.matching(&event(text)).len()).sum()
    }

    /// Reads events for the measurements of the parts.
    pub fn read(&mut self, events: Vec<String>) -> usize {
        self.read = events.iter().map(event).collect();
        self.read.len()
    }

    /// Asks for the rules that match each of the events that were read.
    pub fn matches_of_read(&self) -> usize {
        self.read.iter().map(|event| self.index.matching(event).len()).sum()
    }

    /// Asks each rule about each of the events that were read.
    pub fn matches_one_by_one(&self) -> usize {
        let of = |event: &Event| self.each.iter().filter(|pattern| pattern.matches(event)).count();
        self.read.iter().map(of).sum()
    }
}
