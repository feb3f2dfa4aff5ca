//! Texts in few bytes: PPMd (variant H, as 7z has it), which knows the words of the language from the start.
//!
//! ```text
//! check (3 bytes) · length of the text (LEB128) · PPMd stream, without what the dictionary alone makes of it
//! ```
//!
//! PPMd foresees each byte from those before it. Both sides let it read the same dictionary first, so that a short text is
//! foreseen as if it stood at the end of a long one. What the coder writes for the dictionary is the same for all texts and
//! left out.

use std::io::{Read, Write};
use std::sync::OnceLock;

use ppmd_rust::{Ppmd7Decoder, Ppmd7Encoder};

use super::link::LinkError;

/// Words of the language in the order in which they stand in definitions, templates and links. `␀` stands for the byte 0.
///
/// INVARIANT: what `d2=` means depends on every byte of it. Another dictionary gets another name of the coding.
const DICTIONARY: &str = include_str!("dictionary.txt");

/// How many bytes before one foretell it.
const ORDER: u32 = 8;

/// The memory of what was seen. It begins anew when it is full.
const MEMORY: u32 = 4 * 1024 * 1024;

fn dictionary() -> String {
    DICTIONARY.replace('\u{2400}', "\0")
}

/// A coder that has read the dictionary.
fn primed() -> Option<Ppmd7Encoder<Vec<u8>>> {
    let mut coder = Ppmd7Encoder::new(Vec::new(), ORDER, MEMORY).ok()?;
    coder.write_all(dictionary().as_bytes()).ok()?;
    Some(coder)
}

/// What the coder has written once it has read the dictionary, whatever follows.
fn beginning() -> Option<&'static [u8]> {
    static BEGINNING: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    BEGINNING.get_or_init(|| primed().map(Ppmd7Encoder::into_inner)).as_deref()
}

/// The texts in few bytes. Empty if there is no memory for it.
pub(crate) fn pack(text: &str) -> Vec<u8> {
    let pack = || {
        let mut coder = primed()?;
        let skipped = coder.get_ref().len();
        coder.write_all(text.as_bytes()).ok()?;
        let stream = coder.finish(false).ok()?;
        let mut packed = check(text).to_vec();
        write_length(text.len(), &mut packed);
        packed.extend_from_slice(stream.get(skipped..)?);
        Some(packed)
    };
    pack().unwrap_or_default()
}

/// The text that these bytes stand for, of at most `limit` bytes.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> Result<String, LinkError> {
    let (expected, rest) = packed.split_at_checked(3).ok_or_else(LinkError::cut)?;
    let (length, stream) = read_length(rest).ok_or_else(LinkError::cut)?;
    // What is only claimed takes no memory.
    if length > limit {
        return Err(LinkError::TooLarge(limit));
    }
    let beginning = beginning().ok_or(LinkError::TooLarge(limit))?;
    let mut decoder = Ppmd7Decoder::new(beginning.chain(stream), ORDER, MEMORY).map_err(|_| LinkError::cut())?;
    let skip = dictionary().len();
    let mut text = vec![0; skip + length];
    // The stream ends too early only if its end was cut off: one that was changed goes on as something else.
    decoder.read_exact(&mut text).map_err(|_| LinkError::cut())?;
    let text = String::from_utf8(text.split_off(skip)).map_err(|_| LinkError::changed())?;
    if check(&text) == *expected { Ok(text) } else { Err(LinkError::changed()) }
}

/// The first three bytes of FNV-1a, of 32 bits: most changes on the way are noticed.
fn check(text: &str) -> [u8; 3] {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [first, second, third, fourth] = hash.to_le_bytes();
    [first ^ fourth, second, third]
}

fn write_length(mut length: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(length & 0x7f).unwrap_or_default();
        length >>= 7;
        if length == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    /// Four times seven bits are more than any limit.
    const LONGEST: usize = 4;
    let end = bytes.iter().take(LONGEST).position(|byte| byte & 0x80 == 0)?;
    let (length, rest) = bytes.split_at_checked(end + 1)?;
    let length = length.iter().rev().fold(0, |all, byte| (all << 7) | usize::from(byte & 0x7f));
    Some((length, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 2 * 1024 * 1024;

    /// The dictionary that was sent out once stays as it is, and so does the coder.
    #[test]
    fn the_dictionary_is_frozen() {
        assert_eq!((dictionary().len(), check(&dictionary())), (17_872, [23, 62, 237]));
    }

    #[test]
    fn lengths_come_back() {
        for length in [0, 1, 127, 128, 16_383, 16_384, LIMIT] {
            let mut bytes = Vec::new();
            write_length(length, &mut bytes);
            bytes.push(9);
            assert_eq!(read_length(&bytes), Some((length, &[9][..])));
        }
        assert_eq!(read_length(&[0x80]), None);
        assert_eq!(read_length(&[0xff; 9]), None);
    }

    #[test]
    fn what_is_cut_changed_or_too_large_is_told_apart() {
        let packed = pack(r#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#);
        for end in 0..packed.len() {
            let error = unpack(&packed[..end], LIMIT).unwrap_err();
            assert_eq!(error, LinkError::cut(), "{end} of {}", packed.len());
        }
        for at in 5..packed.len() - 5 {
            let mut changed = packed.clone();
            changed[at] ^= 0x10;
            assert!(unpack(&changed, LIMIT).is_err(), "{at}");
        }
        assert_eq!(unpack(&packed, 10), Err(LinkError::TooLarge(10)));
        let claims = [[0, 0, 0, 0xff, 0xff, 0xff, 0x7f].as_slice(), &packed].concat();
        assert_eq!(unpack(&claims, LIMIT), Err(LinkError::TooLarge(LIMIT)));
    }

    #[test]
    fn a_text_of_the_full_size_comes_back_and_one_letter_is_small() {
        let large = "x".repeat(LIMIT);
        let packed = pack(&large);
        assert!(packed.len() < 20_000, "{}", packed.len());
        assert_eq!(unpack(&packed, LIMIT).map(|text| text == large), Ok(true));
        assert!(unpack(&packed, LIMIT - 1).is_err());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

        #[test]
        fn every_text_comes_back(text in "(?s).{0,200}") {
            proptest::prop_assert_eq!(unpack(&pack(&text), LIMIT), Ok(text));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
            let _ = unpack(&bytes, 10_000);
        }
    }
}
