//! The functions that AWS adds to JSONata (Developer Guide, "Transforming data with JSONata"), in all that was measured of
//! them: an argument that is missing makes the value *undefined*, one of a wrong type or one too many is JSONata's T0410,
//! and a number is cut towards zero to a whole one of 64 bits.
//!
//! `$pad` and `$base64decode` are JSONata's own, but AWS lets the one add only so many characters, and its decoder
//! takes no text that is not Base64.

use asl_value::SortedSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jlens_core::{Bindings, Error, HostFunction, Result};
use serde_json::Value as Json;

use super::error::INTERNAL;
use super::strict::Strict;
use asl_aws::uuid::uuid_of;
use asl_path::hash;
use asl_value::{Number, Value};

/// Their names, without `$`.
pub(super) const NAMES: [&str; 6] = ["partition", "range", "hash", "random", "uuid", "parse"];

/// The most characters that one `$pad` may add (recorded from the service).
const MAX_PADDING: usize = 262_144;
/// The most numbers of a `$range`: one more does not fit into the memory that AWS gives an expression (measured).
const MAX_RANGE: i128 = 360_145;

type Given<'a> = &'a [Option<Json>];

/// Those of the functions that an expression names.
pub(super) fn bindings(names: &SortedSet<Rc<str>>, random: &Arc<AtomicU64>) -> Bindings {
    let mut bindings = Bindings::new();
    for name in names {
        if let Some(function) = function(name, random) {
            bindings = bindings.function(&**name, function.without_input());
        }
    }
    bindings
}

fn function(name: &str, random: &Arc<AtomicU64>) -> Option<HostFunction> {
    let random = random.clone();
    // INVARIANT: the signatures are correct, so that none of them gives `None`; a test calls every function.
    match name {
        "partition" => HostFunction::with_signature("<x?n?:a>", |given, _| partition(given)),
        "range" => HostFunction::with_signature("<n?n?n?:x>", |given, _| range(given)),
        "hash" => HostFunction::with_signature("<s?s?:s>", |given, _| hashed(given)),
        "random" => HostFunction::with_signature("<n?:n>", move |given, _| Ok(Some(drawn(given, &random)))),
        "uuid" => {
            HostFunction::with_signature("<:s>", move |_, _| Ok(Some(uuid_of(next(&random), next(&random)).into())))
        }
        "parse" => HostFunction::with_signature("<s?:x>", |given, _| parse(given)),
        "pad" => HostFunction::with_signature("<s-ns?:s>", |given, _| pad(given)),
        "base64decode" => HostFunction::with_signature("<s-:s>", |given, _| base64decode(given)),
        _ => return None,
    }
    .ok()
}

/// An error in the words of AWS's own functions.
fn refused(message: impl Into<String>) -> Error {
    Error::new("D3137").with("message", message.into())
}

fn text(given: Given<'_>, index: usize) -> Option<&str> {
    given.get(index)?.as_ref()?.as_str()
}

/// A whole number, as Java makes one of a double: cut towards zero, the nearest where it does not fit.
#[expect(clippy::cast_possible_truncation, reason = "it saturates, as in Java")]
fn whole(given: Given<'_>, index: usize) -> Option<i64> {
    let number = given.get(index)?.as_ref()?;
    number.as_i64().or_else(|| number.as_f64().map(|float| float as i64))
}

/// `$partition(array, size)`: pieces of that many items; the last may have fewer, and without a size it is one piece.
fn partition(given: Given<'_>) -> Result<Option<Json>> {
    let Some(Some(array)) = given.first() else { return Ok(None) };
    let Json::Array(items) = array else {
        return Err(Error::new("T0412").with("index", 1).with("type", "values").with("value", array.clone()));
    };
    let size = match given.get(1) {
        Some(Some(_)) => usize::try_from(whole(given, 1).unwrap_or_default())
            .map_err(|_| refused("The second argument of the partition function must not be negative"))?,
        _ => items.len(),
    };
    if size == 0 || items.is_empty() {
        return Ok(None);
    }
    Ok(Some(items.chunks(size).map(|piece| Json::Array(piece.to_vec())).collect()))
}

/// `$range(first, last, step)`, the last included. One number comes alone, as from any sequence of JSONata.
fn range(given: Given<'_>) -> Result<Option<Json>> {
    let (Some(first), Some(last), Some(step)) = (whole(given, 0), whole(given, 1), whole(given, 2)) else {
        return Ok(None);
    };
    // In numbers that hold every sum of two of 64 bits.
    let (first, last, step) = (i128::from(first), i128::from(last), i128::from(step));
    let Some(steps) = (last - first).checked_div(step).filter(|_| (last - first).signum() * step.signum() >= 0) else {
        return Ok(None);
    };
    if steps >= MAX_RANGE {
        return Err(Error::new("U1001"));
    }
    let mut numbers = (0..=steps).filter_map(|index| i64::try_from(first + index * step).ok()).map(Json::from);
    Ok(if steps == 0 { numbers.next() } else { Some(numbers.collect()) })
}

/// `$hash(text, algorithm)`
fn hashed(given: Given<'_>) -> Result<Option<Json>> {
    let (Some(data), Some(algorithm)) = (text(given, 0), text(given, 1)) else { return Ok(None) };
    let hashed = hash(&Value::from(data), &Value::from(algorithm));
    let hashed = hashed.ok_or_else(|| {
        refused(format!(
            "The hash function takes at most 10,000 characters and one of MD5, SHA-1, SHA-256, SHA-384 and SHA-512, \
             not '{algorithm}'"
        ))
    })?;
    Ok(hashed.as_str().map(Json::from))
}

/// `$random()` draws from the run; `$random(seed)` gives the same number for the same seed.
fn drawn(given: Given<'_>, random: &AtomicU64) -> Json {
    let bits = whole(given, 0).map_or_else(|| next(random) >> 11, first_of);
    // The 53 digits of a double from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let fraction = bits as f64 / (1_u64 << 53) as f64;
    Number::Float(fraction).to_serde()
}

/// The 53 bits of the first `nextDouble` of a `java.util.Random` with that seed (documentation of that class).
fn first_of(seed: i64) -> u64 {
    const FACTOR: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;
    let step = |state: u64| state.wrapping_mul(FACTOR).wrapping_add(11) & MASK;
    let first = step((seed.cast_unsigned() ^ FACTOR) & MASK);
    let second = step(first);
    ((first >> 22) << 27) + (second >> 21)
}

/// The next random bits after the state that the run gave.
fn next(random: &AtomicU64) -> u64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    mix(random.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP))
}

/// Spreads the bits of a number: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// `$parse(text)`: the value of a JSON text. A key twice in one object is no JSON here.
fn parse(given: Given<'_>) -> Result<Option<Json>> {
    let Some(text) = text(given, 0) else { return Ok(None) };
    let parsed = serde_json::from_str::<Strict>(text);
    parsed.map(|Strict(value)| Some(value)).map_err(|_| refused("Invalid JSON"))
}

/// `$base64decode(text)`, as Java decodes: other characters, or a last group that cannot be, are an error.
fn base64decode(given: Given<'_>) -> Result<Option<Json>> {
    let Some(text) = text(given, 0) else { return Ok(None) };
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_padded = padding == 0 || (padding <= 2 && text.len() % 4 == 0);
    if !is_padded || digits.len() % 4 == 1 {
        return Err(Error::new(INTERNAL));
    }
    let mut decoded = String::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in digits.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(Error::new(INTERNAL)),
        };
        bits = (bits << 6) | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            // Each byte is a character.
            decoded.extend(char::from_u32((bits >> count) & 0xff));
        }
    }
    Ok(Some(decoded.into()))
}

/// `$pad(text, width, filling)`: on the right, or on the left for a negative width.
fn pad(given: Given<'_>) -> Result<Option<Json>> {
    let Some(text) = text(given, 0) else { return Ok(None) };
    let width = whole(given, 1).unwrap_or_default();
    let filling = self::text(given, 2).filter(|filling| !filling.is_empty()).unwrap_or(" ");
    let missing = usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX).saturating_sub(text.chars().count());
    if missing > MAX_PADDING {
        return Err(Error::new("U1001"));
    }
    let padding: String = filling.chars().cycle().take(missing).collect();
    Ok(Some(if width < 0 { [&padding, text].concat() } else { [text, &padding].concat() }.into()))
}

#[cfg(test)]
mod tests {
    use crate::{Expression, Scope};
    use asl_aws::time::Timestamp;
    use asl_path::testing::Fixed;
    use asl_value::Value;

    fn evaluate(text: &str, seed: u64) -> Result<String, String> {
        let environment = Fixed::new(Value::Null, Value::Null);
        for _ in 0..seed {
            asl_path::Environment::random(&environment);
        }
        let scope = Scope::new(&Value::Null, &environment, Timestamp(0));
        let value = Expression::compile(&format!("{{% {text} %}}")).unwrap().evaluate(&scope, "Output");
        value.map(|value| value.to_json()).map_err(|error| error.to_state_error().cause.unwrap().to_string())
    }

    #[test]
    fn the_functions_of_aws_do_what_was_recorded_or_documented() {
        for (text, expected) in [
            ("$partition([1,2,3,4,5], 2)", "[[1,2],[3,4],[5]]"),
            ("$partition([1,2,3], 2.9)", "[[1,2],[3]]"),
            ("$partition([0], 1) ~> $append($partition([1, 2]))", "[[0],[1,2]]"),
            ("$partition([1], 9007199254740993)", "[[1]]"),
            ("$exists($partition([], 2)) or $exists($partition([1], 0.5)) or $exists($partition([1], -0.5))", "false"),
            ("$range(0, 10, 3)", "[0,3,6,9]"),
            ("$range(3.9, 0, -1.5)", "[3,2,1,0]"),
            ("$range(-1.7, 1.7, 1)", "[-1,0,1]"),
            ("$range(1, 9, 9)", "1"),
            ("$exists($range(1, 0, 1)) or $exists($range(1, 2, 0.9)) or $exists($range(1, 2))", "false"),
            ("$range(9e18, 1e19, $parse('223372036854775807'))", "[9000000000000000000,9223372036854775807]"),
            ("$hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\""),
            ("$exists($hash('x')) or $exists($hash($nothing, 'MD5'))", "false"),
            (r#"$parse('{"a": [1, 2.5, null]}')"#, r#"{"a":[1,2.5,null]}"#),
            (
                "$string($parse('[9007199254740993, -9223372036854775808, 9223372036854775808]'))",
                "\"[9007199254740993,-9223372036854775808,9223372036854776000]\"",
            ),
            ("$random(42)", "0.7275636800328681"),
            ("[$random(-1.9), $random(1e300)] = [$random(-1), $random(9223372036854775807)]", "true"),
            ("($r := $random(); $r >= 0 and $r < 1 and $r != $random())", "true"),
            ("$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index", "0"),
            ("$uuid() != $uuid()", "true"),
            ("$pad('ab', 5, '-*') & $pad('ab', -4)", "\"ab-*-  ab\""),
            ("$map(['a', 'b'], $pad(?, 2))", r#"["a ","b "]"#),
            ("$map(['YQ==', 'YWI=', 'YWJj', 'YWJjZA', ''], $base64decode)", r#"["a","ab","abc","abcd",""]"#),
        ] {
            assert_eq!(evaluate(text, 0).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for (text, code) in [
            ("$partition([1], -1)", "D3137: "),
            ("$partition(null, 2)", "T0412: Argument 1 of function \"partition\" must be an array of "),
            ("$partition([1], 'x')", "T0410: Argument 2 of function \"partition\" does not match function signature"),
            ("$range(0, 1e9, 1)", ""),
            ("$range('a', 1, 1)", "T0410: "),
            ("$hash('x', 'md5')", "D3137: "),
            ("$hash(1, 'MD5')", "T0410: Argument 1 of function \"hash\""),
            ("$hash('a', 'MD5', 'x')", "T0410: "),
            ("$uuid(1)", "T0410: "),
            ("$parse('{')", "D3137: Invalid JSON"),
            ("$parse('')", "D3137: Invalid JSON"),
            ("$parse('1 2')", "D3137: Invalid JSON"),
            (r#"$parse('{"a": 1, "a": 2}')"#, "D3137: Invalid JSON"),
            ("$parse(1)", "T0410: "),
        ] {
            let cause = evaluate(text, 0).unwrap_err();
            assert!(
                cause.contains(&format!(
                    "threw an error during evaluation{}{code}",
                    if code.is_empty() { ":" } else { ". " }
                )),
                "{cause}"
            );
        }
        for text in ["!!!", "YQ=", "YQ===", "Y", "YW Jj", "YW-_", "=", "Y=Q="] {
            let cause = evaluate(&format!("$base64decode('{text}')"), 0).unwrap_err();
            assert!(cause.ends_with("threw an internal error during evaluation."), "{cause}");
        }
    }

    #[test]
    fn randomness_is_the_runs() {
        for text in ["$random()", "$uuid()", "$shuffle([1..50])"] {
            assert_eq!(evaluate(text, 1), evaluate(text, 1), "{text}");
            assert_ne!(evaluate(text, 1), evaluate(text, 2), "{text}");
        }
    }
}
