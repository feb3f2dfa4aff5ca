//! The matcher alone, for a browser: `benches/page/events.mjs` measures it there.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "called from a script alone")]

use asl_events::{Event, Pattern};
use wasm_bindgen::prelude::wasm_bindgen;

/// The rules of a bus.
#[wasm_bindgen]
pub struct Rules(Vec<Pattern>);

#[wasm_bindgen]
impl Rules {
    /// Reads patterns; those that are none are left out.
    #[wasm_bindgen(constructor)]
    pub fn new(patterns: Vec<String>) -> Self {
        Self(patterns.iter().filter_map(|text| Pattern::parse(text).ok()).collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads each event and asks each rule; how many matches there were.
    pub fn matches(&self, events: Vec<String>) -> usize {
        let of = |text: &String| {
            let event = Event::parse(text).unwrap_or_default();
            self.0.iter().filter(|pattern| pattern.matches(&event)).count()
        };
        events.iter().map(of).sum()
    }
}
