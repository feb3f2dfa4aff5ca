//! `States.Base64Encode`, `States.Base64Decode`, `States.Hash`.

use std::fmt::Write;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use asl_value::Value;

/// The most characters that these functions take.
const MAX_CHARACTERS: usize = 10_000;

/// Padding is written, and may be missing in what is read; bits too many at the end are dropped.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The text of an argument, if it is not too long; characters are counted as Java does, in UTF-16.
fn short_text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| text.encode_utf16().take(MAX_CHARACTERS + 1).count() <= MAX_CHARACTERS)
}

/// `States.Base64Encode(text)`: of the text in UTF-8.
pub(super) fn base64_encode(text: &Value) -> Option<Value> {
    short_text(text).map(|text| Value::from(BASE64.encode(text)))
}

/// `States.Base64Decode(text)`: what is no letter of the alphabet is passed over, and the first `=` is the end, as
/// measured on AWS (Apache Commons Codec reads so).
pub(super) fn base64_decode(text: &Value) -> Option<Value> {
    let mut letters: String = short_text(text)?
        .chars()
        .take_while(|letter| *letter != '=')
        .filter_map(|letter| match letter {
            '-' => Some('+'),
            '_' => Some('/'),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => Some(letter),
            _ => None,
        })
        .collect();
    // One letter alone holds no byte.
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    let bytes = BASE64.decode(letters).ok()?;
    Some(Value::from(String::from_utf8_lossy(&bytes).into_owned()))
}

/// `States.Hash(text, algorithm)`: lower-case hexadecimal; `None` for arguments that AWS refuses. Always there, for who
/// does not come from a parsed call.
pub fn hash(text: &Value, algorithm: &Value) -> Option<Value> {
    hash_by(digest, text, algorithm)
}

/// The same by another function for the digest.
pub(super) fn hash_by(digest: fn(&str, &str) -> Option<String>, text: &Value, algorithm: &Value) -> Option<Value> {
    digest(short_text(text)?, algorithm.as_str()?).map(Value::from)
}

/// The digest of a text by the algorithm of that name, in lower-case hexadecimal.
pub(crate) fn digest(text: &str, algorithm: &str) -> Option<String> {
    Some(match algorithm {
        "MD5" => hexadecimal(&Md5::digest(text)),
        "SHA-1" => hexadecimal(&Sha1::digest(text)),
        "SHA-256" => hexadecimal(&Sha256::digest(text)),
        "SHA-384" => hexadecimal(&Sha384::digest(text)),
        "SHA-512" => hexadecimal(&Sha512::digest(text)),
        _ => return None,
    })
}

/// The MD5 of a text of any length: lower-case hexadecimal.
pub fn md5(text: &str) -> String {
    hexadecimal(&Md5::digest(text))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // INVARIANT: writing to a `String` does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
