//! The forms in which a secret may be repeated: as it is, escaped for another format, or encoded.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE};

use crate::encode::component;

/// Texts shorter than this are not looked for inside of others: they stand in any text by chance.
const SHORTEST: usize = 3;
/// The same for encoded texts, of which nothing but the length tells them from others.
const SHORTEST_ENCODED: usize = 5;

/// Every form of `secret` that is long enough to be looked for.
pub(super) fn forms(secret: &str) -> Vec<String> {
    let mut plain = vec![secret.to_owned()];
    for json in [json(secret), ascii_json(secret)] {
        plain.extend([json.replace('/', "\\/"), inner_json(&json), inner_json(&json).replace('/', "\\/"), json]);
    }
    plain.extend(html(secret));
    let strict = component(secret);
    // What JavaScript's `encodeURIComponent` leaves as it is.
    let script = ["%21", "%27", "%28", "%29", "%2A"]
        .iter()
        .zip(["!", "'", "(", ")", "*"])
        .fold(strict.clone(), |text, (encoded, plain)| text.replace(encoded, plain));
    for percent in [strict, script] {
        let plus = percent.replace("%20", "+");
        plain.extend([lower_percent(&percent), lower_percent(&plus), plus, percent]);
    }
    plain.retain(|form| form.chars().count() >= SHORTEST);
    let mut encoded: Vec<String> = base64(secret);
    let hex = hex(secret);
    encoded.extend([hex.to_uppercase(), hex]);
    encoded.retain(|form| form.len() >= SHORTEST_ENCODED);
    plain.append(&mut encoded);
    plain
}

/// The inside of the JSON string of `text`.
fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}

/// The same with everything beyond ASCII escaped, as many languages write it.
fn ascii_json(text: &str) -> String {
    let mut escaped = String::new();
    for character in json(text).chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// `json` in one more JSON string.
fn inner_json(json: &str) -> String {
    self::json(json)
}

/// `text` in HTML and XML, with each way of writing an apostrophe.
fn html(text: &str) -> [String; 3] {
    let common = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    ["&#39;", "&#x27;", "&apos;"].map(|apostrophe| common.replace('\'', apostrophe))
}

/// `text` with its percent codes in lower case.
fn lower_percent(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut lower = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        lower.push('%');
        match (piece.get(..2), piece.get(2..)) {
            (Some(code), Some(rest)) => {
                lower.push_str(&code.to_lowercase());
                lower.push_str(rest);
            }
            _ => lower.push_str(piece),
        }
    }
    lower
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
    text.bytes().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
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
