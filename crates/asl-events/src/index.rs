//! Many patterns at once: which of them match an event, without asking each of them.
//!
//! Most patterns ask some field for one of a few exact values. Each way of such a pattern is filed under the field and the
//! values that the fewest ways ask for; an event brings up the ways that are filed under its own values, and those that are
//! filed nowhere. What is brought up is asked as [`Pattern::matches`] asks, so both always agree.

use std::ops::Range;
use std::rc::Rc;

use asl_value::Sort;

use crate::condition::Condition;
use crate::event::{Event, Scalar};
use crate::matching::{Elements, Met};
use crate::pattern::{Key, Pattern};

/// Patterns that are asked together.
#[derive(Clone, Debug, Default)]
pub struct PatternIndex {
    patterns: Vec<Rc<Pattern>>,
    ways: Vec<Way>,
    /// The fields that patterns look at, by name.
    names: Vec<Looked>,
    /// The ways that are asked for every event.
    unfiled: Vec<usize>,
}

/// A way to match a pattern.
#[derive(Clone, Debug)]
struct Way {
    /// The positions of the pattern, and of the way in it.
    pattern: usize,
    at: usize,
    /// The positions of the names of its keys.
    names: Vec<usize>,
}

/// A field that patterns look at.
#[derive(Clone, Debug)]
struct Looked {
    name: Rc<str>,
    /// The ways that are filed under a value of this field.
    filed: Vec<(Exact, Vec<usize>)>,
    /// Whether some of these values are compared without regard to case.
    folds: bool,
}

/// A value that a condition asks for, such that no other value meets it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exact {
    Text(String),
    /// In small letters; the condition takes any of both cases.
    Folded(String),
    Word(&'static str),
    /// The bits of the double.
    Number(u64),
}

/// The same, borrowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sought<'a> {
    Text(&'a str),
    Folded(&'a str),
    Word(&'a str),
    Number(u64),
}

impl Exact {
    fn borrowed(&self) -> Sought<'_> {
        match self {
            Self::Text(text) => Sought::Text(text),
            Self::Folded(text) => Sought::Folded(text),
            Self::Word(word) => Sought::Word(word),
            Self::Number(bits) => Sought::Number(*bits),
        }
    }

    fn of(condition: &Condition) -> Option<Self> {
        match condition {
            Condition::Text(text) => Some(Self::Text(text.clone())),
            Condition::EqualsIgnoreCase(folded) => {
                folded.as_ascii().map(|text| Self::Folded(text.to_ascii_lowercase()))
            }
            Condition::Number(_, Some(double)) => Some(Self::Number(double.to_bits())),
            Condition::Word(word) => Some(Self::Word(word)),
            _ => None,
        }
    }

    /// The values that a key asks for, if it takes nothing else.
    fn all_of(key: &Key) -> Option<Vec<Self>> {
        key.conditions.iter().map(Self::of).collect()
    }
}

impl PatternIndex {
    /// Files the patterns; they are known by their positions.
    pub fn new(patterns: Vec<Rc<Pattern>>) -> Self {
        let mut index = Self { patterns, ..Self::default() };
        let patterns = index.patterns.clone();
        let mut names: Vec<Rc<str>> =
            patterns.iter().flat_map(|pattern| pattern.ways.iter().flatten()).map(|key| key.name.clone()).collect();
        names.order();
        names.dedup();
        index.names = names.into_iter().map(|name| Looked { name, filed: Vec::new(), folds: false }).collect();
        // First how often each value is asked for, then where each way is found the fastest.
        let mut asked: Vec<(usize, Exact)> = Vec::new();
        for (name, key) in patterns.iter().flat_map(|pattern| pattern.ways.iter().flatten()).filter_map(|key| {
            let at = index.position(&key.name)?;
            Some((at, key))
        }) {
            asked.extend(Exact::all_of(key).into_iter().flatten().map(|exact| (name, exact)));
        }
        asked.order();
        let count = |name: usize, exact: &Exact| {
            let before = |one: &(usize, Exact)| (one.0, &one.1) < (name, exact);
            let start = asked.partition_point(before);
            asked.get(start..).unwrap_or_default().partition_point(|one| (one.0, &one.1) == (name, exact))
        };
        for (position, pattern) in patterns.iter().enumerate() {
            for (at, way) in pattern.ways.iter().enumerate() {
                let names: Vec<usize> = way.iter().filter_map(|key| index.position(&key.name)).collect();
                let best = names
                    .iter()
                    .zip(way)
                    .filter_map(|(name, key)| {
                        let values = Exact::all_of(key)?;
                        let others: usize = values.iter().map(|exact| count(*name, exact)).sum();
                        Some((others, *name, values))
                    })
                    .min_by_key(|(others, ..)| *others);
                let number = index.ways.len();
                index.ways.push(Way { pattern: position, at, names });
                match best {
                    Some((_, name, values)) => values.into_iter().for_each(|exact| index.file(name, exact, number)),
                    None => index.unfiled.push(number),
                }
            }
        }
        index
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| (*known.name).cmp(name)).ok()
    }

    fn file(&mut self, name: usize, exact: Exact, way: usize) {
        let Some(name) = self.names.get_mut(name) else { return };
        name.folds |= matches!(exact, Exact::Folded(_));
        match name.filed.binary_search_by(|(known, _)| known.cmp(&exact)) {
            Ok(at) => name.filed.get_mut(at).into_iter().for_each(|(_, ways)| ways.push(way)),
            Err(at) => name.filed.insert(at, (exact, vec![way])),
        }
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The positions of the patterns that match the event, in order.
    pub fn matching(&self, event: &Event) -> Vec<usize> {
        let fields = self.fields(event);
        let mut is_match = vec![false; self.patterns.len()];
        let mut ask = |ways: &[usize]| {
            for way in ways.iter().filter_map(|way| self.ways.get(*way)) {
                if let Some(is_match) = is_match.get_mut(way.pattern)
                    && !*is_match
                {
                    *is_match = self.is_met(way, event, &fields);
                }
            }
        };
        ask(&self.unfiled);
        for (name, range) in self.names.iter().zip(&fields).filter(|(name, _)| !name.filed.is_empty()) {
            for field in event.at(range) {
                name.each(&field.value, &mut ask);
            }
        }
        is_match.iter().enumerate().filter(|(_, is_match)| **is_match).map(|(at, _)| at).collect()
    }

    /// Where the event has the fields of each name.
    fn fields(&self, event: &Event) -> Vec<Range<usize>> {
        let all = event.all();
        let mut at = 0;
        let mut found = Vec::with_capacity(self.names.len());
        for Looked { name, .. } in &self.names {
            at += all.get(at..).unwrap_or_default().iter().take_while(|field| *field.name < **name).count();
            let same = all.get(at..).unwrap_or_default().iter().take_while(|field| field.name == *name).count();
            found.push(at..at + same);
            at += same;
        }
        found
    }

    fn is_met(&self, way: &Way, event: &Event, fields: &[Range<usize>]) -> bool {
        let pattern = self.patterns.get(way.pattern);
        let Some(keys) = pattern.and_then(|pattern| pattern.ways.get(way.at)) else { return false };
        let (mut in_arrays, mut is_elsewhere) = (0, false);
        for (key, name) in keys.iter().zip(&way.names) {
            let own = fields.get(*name).map(|range| event.at(range)).unwrap_or_default();
            match key.alone(own) {
                Met::No => return false,
                Met::Yes => {}
                Met::InArray => in_arrays += 1,
                Met::Elsewhere => {
                    in_arrays += 1;
                    is_elsewhere = true;
                }
            }
        }
        // A single key has nothing to agree with.
        if in_arrays < 2 {
            return !is_elsewhere;
        }
        let mut elements = Elements::default();
        (0..keys.len()).all(|at| elements.step(keys, at, event))
    }
}

impl Looked {
    /// Hands out the ways that are filed under a value.
    fn each(&self, value: &Scalar, mut take: impl FnMut(&[usize])) {
        let mut seek = |sought: Sought<'_>| {
            let found = self.filed.binary_search_by(|(known, _)| known.borrowed().cmp(&sought)).ok();
            if let Some((_, ways)) = found.and_then(|at| self.filed.get(at)) {
                take(ways);
            }
        };
        match value {
            Scalar::Text(text) => {
                seek(Sought::Text(text));
                if self.folds {
                    seek(Sought::Folded(&text.to_ascii_lowercase()));
                }
            }
            Scalar::Number(_, Some(double)) => seek(Sought::Number(double.to_bits())),
            Scalar::Number(_, None) => {}
            Scalar::Word(word) => seek(Sought::Word(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(patterns: &[&str]) -> PatternIndex {
        PatternIndex::new(patterns.iter().map(|text| Rc::new(Pattern::parse(text).unwrap())).collect())
    }

    fn found(patterns: &[&str], event: &str) -> Vec<usize> {
        index(patterns).matching(&Event::parse(event).unwrap())
    }

    #[test]
    fn a_way_is_filed_under_what_the_fewest_others_ask_for() {
        let index = index(&[
            r#"{"source":["shop"],"kind":["a"]}"#,
            r#"{"source":["shop"],"kind":["b",1]}"#,
            r#"{"source":["shop"],"kind":[{"prefix":"c"}]}"#,
            r#"{"source":[{"prefix":"s"}]}"#,
            r#"{"source":["shop",{"exists":false}]}"#,
        ]);
        let filed: Vec<(String, usize)> = index
            .names
            .iter()
            .flat_map(|name| {
                name.filed.iter().map(move |(exact, ways)| (format!("{} {exact:?}", name.name), ways.len()))
            })
            .collect();
        let expected = [
            (r#"kind Text("a")"#.to_owned(), 1),
            (r#"kind Text("b")"#.to_owned(), 1),
            (format!("kind Number({})", 1.0_f64.to_bits()), 1),
            (r#"source Text("shop")"#.to_owned(), 1),
        ];
        assert_eq!((filed, index.unfiled), (expected.to_vec(), vec![3, 4]));
    }

    #[test]
    fn what_is_found_is_what_each_pattern_says_by_itself() {
        let patterns = [
            r#"{"source":["shop"],"kind":["a"]}"#,
            r#"{"source":[{"equals-ignore-case":"SHOP"}]}"#,
            r#"{"source":[{"equals-ignore-case":"ſhop"}]}"#,
            r#"{"n":[1]}"#,
            r#"{"n":[12345678901234567890]}"#,
            r#"{"ip":["10.0.0.1"]}"#,
            r#"{"$or":[{"n":[2]},{"kind":["a"]}]}"#,
            r#"{"gone":[{"exists":false}]}"#,
            r#"{"flag":[null,true]}"#,
        ];
        assert_eq!(
            found(&patterns, r#"{"source":"shop","kind":["b","a"],"n":1.0,"ip":"10.0.0.1","flag":true}"#),
            [0, 1, 3, 5, 6, 7, 8]
        );
        assert_eq!(found(&patterns, r#"{"source":"sHOP","n":12345678901234567890,"gone":1}"#), [1, 4]);
        assert_eq!(found(&patterns, "{}"), [7]);
        assert_eq!(found(&[], "{}"), [0; 0]);
    }

    #[test]
    fn values_of_one_pattern_stand_in_the_same_elements() {
        let patterns =
            [r#"{"v":{"a":["x"],"b":["y"]}}"#, r#"{"v":{"b":["y"]}}"#, r#"{"v":{"a":["x",{"exists":false}]}}"#];
        assert_eq!(found(&patterns, r#"{"v":[{"a":"x"},{"b":"y"}]}"#), [1, 2]);
        assert_eq!(found(&patterns, r#"{"v":[{"a":"x","b":"y"},{"a":"z"}]}"#), [0, 1, 2]);
        assert_eq!(found(&patterns, r#"{"v":[{"a":"z"}]}"#), [0; 0]);
    }
}
