//! What is looked for in texts: secrets and their encodings, in whatever way each of their characters may be escaped.

use std::cell::Cell;
use std::ops::Range;

use asl_value::{Sort, SortedMap};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE};

use super::inner;
use super::reading::Readings;

/// Texts shorter than this are looked for where they are a whole value alone: they stand in any text by chance.
const SHORTEST: usize = 3;
/// The same for encoded texts, of which nothing but the length tells them from others; these are not looked for at all.
const SHORTEST_ENCODED: usize = 5;
/// So many characters of one are one too, where a text was cut off behind them.
const SHORTEST_CUT: usize = 4;
/// What stands where a text was cut off.
const CUT: char = '…';

/// One text that is looked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Needle {
    /// Its characters but for backslashes, which are passed over.
    chars: Vec<char>,
    /// Whether its letters may stand in either case.
    any_case: bool,
    /// Whether it has to be a whole value.
    is_whole: bool,
}

/// All that is looked for.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Needles {
    all: Vec<Needle>,
    /// Secrets with backslashes, as they stand: of those that are hardly anything else nothing but this is looked for, and
    /// only so many backslashes in a row are passed over.
    exact: Vec<String>,
    /// Which of them begin with a character.
    starts: SortedMap<char, Vec<usize>>,
    /// The bytes of the shortest secret.
    shortest: Option<usize>,
}

impl Needles {
    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.exact.is_empty()
    }

    /// Looks for `secrets` too, and for their encodings.
    pub(super) fn add<'s>(&mut self, secrets: impl IntoIterator<Item = &'s str>) {
        for secret in secrets {
            self.shortest = Some(self.shortest.map_or(secret.len(), |known| known.min(secret.len())));
            let chars: Vec<char> = secret.chars().filter(|char| *char != '\\').collect();
            let length = secret.chars().count();
            let has_backslashes = length > chars.len();
            if has_backslashes {
                self.exact.push(secret.to_owned());
            }
            let shortest = if has_backslashes { SHORTEST } else { 1 };
            if chars.len() >= shortest {
                self.all.push(Needle { chars, any_case: false, is_whole: length < SHORTEST });
            }
            let encoded = base64(secret).into_iter().map(|text| (text, false)).chain([(hex(secret), true)]);
            let long = encoded.filter(|(text, _)| text.len() >= SHORTEST_ENCODED);
            self.all.extend(long.map(|(text, any_case)| Needle {
                chars: text.chars().collect(),
                any_case,
                is_whole: false,
            }));
        }
        self.all.order();
        self.all.dedup();
        self.exact.order();
        self.exact.dedup();
        self.starts.clear();
        for (index, needle) in self.all.iter().enumerate() {
            let Some(first) = needle.chars.first() else { continue };
            self.starts.get_or_default(*first).push(index);
            let other =
                if first.is_ascii_lowercase() { first.to_ascii_uppercase() } else { first.to_ascii_lowercase() };
            if needle.any_case && other != *first {
                self.starts.get_or_default(other).push(index);
            }
        }
    }

    /// Where any of them stands in `text`, from the first to the last; what overlaps is one place.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let left = Cell::new(100_000 + 32 * text.len());
        self.find_in(text, true, inner::LEVELS, &left)
    }

    /// The same, also in what is encoded in it, so many times, with so many steps for all of it. A part of something longer has
    /// no whole values.
    fn find_in(&self, text: &str, has_whole: bool, levels: usize, left: &Cell<usize>) -> Vec<Range<usize>> {
        let mut found = self.find_here(text, has_whole, left);
        if let Some(shortest) = self.shortest.filter(|_| levels > 0) {
            let mut search = |inside: &str, is_all: bool| self.find_in(inside, is_all, levels - 1, left);
            found.extend(inner::find(text, inner::shortest_run(shortest), &mut search));
            if let Some(unescaped) = inner::Unescaped::of(text) {
                let again = self.find_in(&unescaped.text, has_whole, levels - 1, left);
                found.extend(again.iter().map(|place| unescaped.place(place)));
            }
        }
        found.order_by_key(|range| range.start);
        joined(found)
    }

    /// The same in `text` as it stands, in no order.
    fn find_here(&self, text: &str, has_whole: bool, left: &Cell<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut begins = [false; 128];
        for first in self.starts.keys().chain(&['\\', '%', '&', '+']) {
            if let Some(begins) = begins.get_mut(*first as usize) {
                *begins = true;
            }
        }
        let beyond_ascii = self.starts.keys().any(|first| !first.is_ascii());
        let mut search = Search { left: left.get(), ..Search::default() };
        for (at, byte) in text.bytes().enumerate() {
            let may_begin = begins.get(usize::from(byte)).copied().unwrap_or(beyond_ascii);
            if !may_begin || !text.is_char_boundary(at) {
                continue;
            }
            let mut furthest = None;
            for (first, next) in Readings::of(text, at).iter() {
                for index in self.starts.get(&first).into_iter().flatten() {
                    let Some(needle) = self.all.get(*index) else { continue };
                    let end = search
                        .end(text, next, needle)
                        .filter(|end| !needle.is_whole || (has_whole && is_whole(text, at, *end)));
                    furthest = furthest.max(end);
                }
            }
            if let Some(end) = furthest {
                found.push(at..end);
            }
            if search.left == 0 {
                // A secret and a text that repeat themselves without an end: rather too much is masked than too little.
                left.set(0);
                return std::iter::once(0..text.len()).collect();
            }
        }
        left.set(search.left);
        let exact = self.exact.iter().flat_map(|exact| text.match_indices(exact.as_str()));
        found.extend(exact.map(|(at, exact)| at..at + exact.len()));
        found
    }
}

/// Ranges in order, those that overlap as one.
fn joined(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.into_iter().fold(Vec::new(), |mut joined: Vec<Range<usize>>, range| {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
        joined
    })
}

/// Follows a needle through a text, in all its readings at the same time.
#[derive(Default)]
struct Search {
    now: Vec<usize>,
    next: Vec<usize>,
    /// So many steps are left.
    left: usize,
}

impl Search {
    /// Where `needle`, whose first character ends at `from`, ends at the latest. A text that was shortened may hold the
    /// beginning of it.
    fn end(&mut self, text: &str, from: usize, needle: &Needle) -> Option<usize> {
        self.now.clear();
        self.now.push(from);
        for (count, wanted) in needle.chars.iter().enumerate().skip(1) {
            self.next.clear();
            self.left = self.left.checked_sub(1)?;
            for at in &self.now {
                if count >= SHORTEST_CUT && text.get(*at..).is_some_and(|rest| rest.starts_with(CUT)) {
                    return Some(*at);
                }
                for (char, next) in Readings::of(text, *at).iter() {
                    let fits = char == *wanted || (needle.any_case && char.eq_ignore_ascii_case(wanted));
                    if fits && !self.next.contains(&next) {
                        self.next.push(next);
                    }
                }
            }
            std::mem::swap(&mut self.now, &mut self.next);
            if self.now.is_empty() {
                return None;
            }
        }
        self.now.iter().max().copied()
    }
}

/// Whether `start..end` of `text` is a whole value: all of it, in quotes, behind `=` or `:`, in an element.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    const BEFORE: [char; 7] = ['"', '\'', '=', ':', '>', ';', '\u{feff}'];
    const BEHIND: [char; 10] = ['"', '\'', '&', '<', ',', ';', '}', ']', '\\', '\n'];
    let before = text.get(..start).unwrap_or_default();
    let bare = before.trim_end_matches(' ');
    let begins = match bare.chars().next_back() {
        // Between a colon and its value there may be room.
        None | Some(':') => true,
        Some(char) => BEFORE.contains(&char) && bare.len() == before.len(),
    };
    let behind = text.get(end..).unwrap_or_default().trim_start_matches([' ', '\r']);
    begins && behind.chars().next().is_none_or(|char| BEHIND.contains(&char))
}

/// `secret` in base64, alone and as a part of a longer text, which may begin at each of three offsets. Characters that hold
/// bits of a neighbor are left out.
fn base64(secret: &str) -> Vec<String> {
    let mut all = Vec::new();
    for engine in [&BASE64 as &dyn Encode, &URL_SAFE] {
        let whole = engine.of(secret.as_bytes());
        all.push(whole.trim_end_matches('=').to_owned());
        all.push(whole);
        for offset in 0..3_usize {
            let mut bytes = vec![0; offset];
            bytes.extend_from_slice(secret.as_bytes());
            // Each character holds six bits.
            let (from, to) = ((offset * 8).div_ceil(6), bytes.len() * 8 / 6);
            all.extend(engine.of(&bytes).get(from..to).map(str::to_owned));
        }
    }
    all
}

/// The bytes of `text` in hexadecimal.
pub(super) fn hex(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().map(char::from);
    text.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

/// A way to write bytes.
trait Encode {
    fn of(&self, bytes: &[u8]) -> String;
}

impl<E: Engine> Encode for E {
    fn of(&self, bytes: &[u8]) -> String {
        self.encode(bytes)
    }
}
