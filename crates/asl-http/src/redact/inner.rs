//! What is encoded before it is encoded again: base64 or hexadecimal of a text in which a secret stands in any form. Such a text
//! is decoded wherever it may begin, and searched itself.

use std::ops::Range;

use super::reading::Readings;

/// A text in base64 within a text in base64 is read; one more would take a multiple of the time, and nobody writes it.
pub(super) const LEVELS: usize = 2;
/// A run of fewer characters is no encoded text.
const SHORTEST_RUN: usize = 8;
/// Fewer bytes are readable by chance wherever a run is decoded.
const SHORTEST_TEXT: usize = 5;
/// Lines of base64 that are broken have so many characters at least.
const SHORTEST_LINE: usize = 60;

/// How many characters the shortest run has that may hold a secret of so many bytes.
pub(super) fn shortest_run(secret: usize) -> usize {
    (secret * 4).div_ceil(3).max(SHORTEST_RUN)
}

/// Characters that may be base64 or hexadecimal, with the places where they stand.
#[derive(Default)]
struct Run {
    sextets: Vec<u8>,
    /// Where each of them begins and ends in the text.
    places: Vec<(usize, usize)>,
    /// How many characters the present line has.
    line: usize,
}

/// The places of `text` in which an encoded text holds what `search` finds. It is given a text and whether that is all that
/// was encoded. Runs of fewer than `shortest` characters are passed over.
pub(super) fn find(
    text: &str,
    shortest: usize,
    search: &mut dyn FnMut(&str, bool) -> Vec<Range<usize>>,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run = Run::default();
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        if let Some(sextet) = sextet(char::from(*byte)) {
            run.add(sextet, at, at + 1);
            at += 1;
            continue;
        }
        match escaped(text, at, *byte) {
            Some((Some(sextet), next)) => {
                run.add(sextet, at, next);
                at = next;
            }
            // A line may end with two characters.
            Some((None, next)) if run.line >= SHORTEST_LINE || (run.line == 0 && !run.sextets.is_empty()) => {
                run.line = 0;
                at = next;
            }
            _ => {
                run.end(shortest, search, &mut found);
                at += 1;
            }
        }
    }
    run.end(shortest, search, &mut found);
    found
}

/// The six bits of an escaped character, or that it is the end of a line, and where the next one begins.
fn escaped(text: &str, at: usize, byte: u8) -> Option<(Option<u8>, usize)> {
    match byte {
        b'\n' | b'\r' => Some((None, at + 1)),
        b'\\' | b'%' | b'&' => {
            let readings = Readings::of(text, at);
            let of = |(char, next): (char, usize)| match char {
                '\n' | '\r' => Some((None, next)),
                _ => sextet(char).map(|sextet| (Some(sextet), next)),
            };
            // What is escaped is longer than the letter that it begins with.
            readings.iter().filter_map(of).max_by_key(|(_, next)| *next)
        }
        _ => None,
    }
}

/// The six bits that a character stands for, in base64 of either alphabet.
fn sextet(char: char) -> Option<u8> {
    let byte = u8::try_from(char).ok()?;
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// The four bits that the character of six bits stands for, in hexadecimal.
fn nibble(sextet: u8) -> Option<u8> {
    match sextet {
        0..=5 => Some(sextet + 10),
        26..=31 => Some(sextet - 16),
        52..=61 => Some(sextet - 52),
        _ => None,
    }
}

impl Run {
    fn add(&mut self, sextet: u8, from: usize, to: usize) {
        self.sextets.push(sextet);
        self.places.push((from, to));
        self.line += 1;
    }

    /// Searches what it may hold, and forgets it.
    fn end(
        &mut self,
        shortest: usize,
        search: &mut dyn FnMut(&str, bool) -> Vec<Range<usize>>,
        found: &mut Vec<Range<usize>>,
    ) {
        if self.sextets.len() >= shortest {
            for skip in 0..4 {
                let decoded = decoded(self.sextets.get(skip..).unwrap_or_default());
                self.search(&decoded, skip, (4, 3), search, found);
            }
            self.search_hexadecimal(shortest, search, found);
        }
        self.sextets.clear();
        self.places.clear();
        self.line = 0;
    }

    /// Searches the parts of it that are hexadecimal.
    fn search_hexadecimal(
        &self,
        shortest: usize,
        search: &mut dyn FnMut(&str, bool) -> Vec<Range<usize>>,
        found: &mut Vec<Range<usize>>,
    ) {
        let digits: Vec<Option<u8>> = self.sextets.iter().map(|sextet| nibble(*sextet)).collect();
        let mut from = 0;
        for part in digits.split(Option::is_none) {
            for skip in 0..2 {
                let rest = part.get(skip..).filter(|rest| rest.len() >= shortest).unwrap_or_default();
                let pair = |pair: &[Option<u8>; 2]| pair[0].zip(pair[1]).map_or(0, |(high, low)| high << 4 | low);
                let decoded: Vec<u8> = rest.as_chunks::<2>().0.iter().map(pair).collect();
                self.search(&decoded, from + skip, (2, 1), search, found);
            }
            from += part.len() + 1;
        }
    }

    /// Searches what was decoded from the character at `skip` on, `chars` of them for each `bytes`.
    fn search(
        &self,
        decoded: &[u8],
        skip: usize,
        (chars, bytes): (usize, usize),
        search: &mut dyn FnMut(&str, bool) -> Vec<Range<usize>>,
        found: &mut Vec<Range<usize>>,
    ) {
        let mut begin = 0;
        for chunk in decoded.utf8_chunks() {
            let mut at = begin;
            for part in chunk.valid().split(is_unreadable) {
                if part.len() >= SHORTEST_TEXT {
                    for place in search(part, part.len() == decoded.len()) {
                        let first = skip + (at + place.start) * chars / bytes;
                        let last = skip + ((at + place.end) * chars).div_ceil(bytes);
                        let from = self.places.get(first).map(|(from, _)| *from);
                        let to = self.places.get(last.min(self.places.len()).saturating_sub(1)).map(|(_, to)| *to);
                        found.extend(from.zip(to).map(|(from, to)| from..to));
                    }
                }
                // The character that parts them has one byte.
                at += part.len() + 1;
            }
            begin += chunk.valid().len() + chunk.invalid().len();
        }
    }
}

/// Whether a character stands in no text.
fn is_unreadable(char: char) -> bool {
    char.is_ascii_control() && !matches!(char, '\t' | '\n' | '\r')
}

/// The bytes that these characters hold.
fn decoded(sextets: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(sextets.len() / 4 * 3 + 3);
    let (fours, rest) = sextets.as_chunks::<4>();
    for [first, second, third, fourth] in fours {
        bytes.extend([first << 2 | second >> 4, second << 4 | third >> 2, third << 6 | fourth]);
    }
    let whole = rest.len() * 6 / 8;
    let at = |at: usize| rest.get(at).copied().unwrap_or_default();
    bytes.extend([at(0) << 2 | at(1) >> 4, at(1) << 4 | at(2) >> 2].into_iter().take(whole));
    bytes
}

/// A text without its escapes, with the places where each of its characters stands.
pub(super) struct Unescaped {
    pub(super) text: String,
    /// Where a character begins in it, and where it begins and ends in the text that it came of.
    places: Vec<(usize, usize, usize)>,
}

impl Unescaped {
    /// `text` with each character that is escaped by its number read as far as it can be; `None` if none is.
    pub(super) fn of(text: &str) -> Option<Self> {
        if !text.contains(['%', '&', '\\']) {
            return None;
        }
        let mut whole = Self { text: String::with_capacity(text.len()), places: Vec::new() };
        let mut is_other = false;
        let mut at = 0;
        while let Some(char) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let own = (char, at + char.len_utf8());
            let (read, next) = if matches!(char, '%' | '&' | '\\') {
                Readings::of(text, at).iter().max_by_key(|(_, next)| *next).unwrap_or(own)
            } else {
                own
            };
            // A backslash and a letter are read wherever they stand.
            is_other |= read != char && (char != '\\' || next > at + 4);
            whole.places.push((whole.text.len(), at, next));
            whole.text.push(read);
            at = next;
        }
        is_other.then_some(whole)
    }

    /// Where a part of it stands in the text that it came of.
    pub(super) fn place(&self, part: &Range<usize>) -> Range<usize> {
        let before = |at: usize| self.places.partition_point(|(begin, ..)| *begin < at);
        let from = self.places.get(before(part.start)).map_or(0, |(_, from, _)| *from);
        let to = before(part.end).checked_sub(1).and_then(|last| self.places.get(last)).map_or(from, |(.., to)| *to);
        from..to
    }
}
