//! A comparison in the fragment of a URL: `#compare=slow&method=PUT&endpoint=…`. What is as usual is absent, so that most links are
//! short enough to read. Links work forever: a name here is never given another meaning, and one that is not known is ignored.

use std::fmt::Write;

use asl_http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::price::{Assumption, Assumptions};
use crate::scenario::Scenario;
use crate::setup::Setup;

/// What the fragment of a comparison begins with.
const START: &str = "compare=";
/// What is written as it is: what no chat program takes for the end of a link.
const WRITTEN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':').remove(b'/');
/// The longest endpoint that is read.
const LONGEST: usize = 2_048;

impl Setup {
    /// The comparison as a fragment, without `#`. It holds the name of a connection, and nothing else of it.
    pub fn to_fragment(&self) -> String {
        let usual = Self::default();
        let mut made = format!("{START}{}", self.scenario.id());
        let mut add = |name: &str, value: &str| {
            _ = write!(made, "&{name}={}", utf8_percent_encode(value, WRITTEN));
        };
        if self.method != usual.method {
            add("method", self.method.as_str());
        }
        if self.is_own() {
            add("endpoint", &self.endpoint);
            if !self.connection.is_empty() {
                add("connection", &self.connection);
            }
        }
        for assumption in Assumption::ALL {
            let value = self.assumptions.get(assumption);
            if value != usual.assumptions.get(assumption) {
                add(assumption.id(), &value.map_or_else(String::new, |value| value.to_string()));
            }
        }
        made
    }

    /// The comparison of a fragment, with or without `#`; `None` if it holds none. What it says wrongly is as usual.
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        let mut parts = fragment.trim_start_matches('#').split('&');
        let scenario = parts.next()?.strip_prefix(START)?;
        let mut setup = Self { scenario: Scenario::find(scenario).unwrap_or_default(), ..Self::default() };
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            let Ok(value) = percent_decode_str(value).decode_utf8() else { continue };
            let is_short = value.len() <= LONGEST && !value.chars().any(char::is_control);
            match name {
                "method" => setup.method = Method::parse(&value).unwrap_or(setup.method),
                "endpoint" if is_short => setup.endpoint = value.into(),
                "connection" if is_short => setup.connection = value.into(),
                _ => {
                    let assumption = Assumption::ALL.into_iter().find(|one| one.id() == name);
                    if let Some(assumption) = assumption {
                        setup.assumptions = setup.assumptions.with(assumption, Assumptions::read(&value));
                    }
                }
            }
        }
        Some(setup)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_comparison_is_a_word_and_another_one_comes_back_as_it_was() {
        assert_eq!(Setup::default().to_fragment(), "compare=works");
        let setup = Setup {
            scenario: Scenario::TooMany,
            method: Method::Post,
            endpoint: "https://api.example/tickets/{id}?a=1&b=é".into(),
            connection: "my connection".into(),
            assumptions: Assumptions::default()
                .with(Assumption::Memory, Some(512.0))
                .with(Assumption::Transitions, Some(12.5)),
        };
        let fragment = setup.to_fragment();
        assert_eq!(
            fragment,
            "compare=429&method=POST&endpoint=https://api.example/tickets/%7Bid%7D%3Fa%3D1%26b%3D%C3%A9&connection=my%20connection&transition=12.5&memory=512"
        );
        assert_eq!(Setup::from_fragment(&format!("#{fragment}")), Some(setup));
    }

    #[test]
    fn what_a_link_says_wrongly_is_as_usual() {
        assert_eq!(Setup::from_fragment("#d1=abc"), None);
        assert_eq!(Setup::from_fragment("#compare"), None);
        let strange = "compare=nothing&method=BREW&memory=-5&transition=x&later=1&connection=%FF";
        assert_eq!(Setup::from_fragment(strange), Some(Setup::default()));
    }

    proptest::proptest! {
        #[test]
        fn no_fragment_panics(text in "(?s).{0,80}") {
            let read = Setup::from_fragment(&format!("#compare={text}"));
            proptest::prop_assert!(read.is_some());
        }
    }
}
