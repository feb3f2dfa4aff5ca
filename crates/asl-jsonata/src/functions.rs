//! The functions that AWS adds to JSONata (Developer Guide, "Transforming data with JSONata").
//!
//! `$pad` is JSONata's own, but AWS lets it add only so many characters.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jlens_core::{Bindings, Error, HostFunction, Result};
use serde_json::Value as Json;

use asl_aws::uuid::uuid_of;
use asl_path::hash;
use asl_value::{Number, Value};

/// Their names, without `$`.
pub(super) const NAMES: [&str; 6] = ["partition", "range", "hash", "random", "uuid", "parse"];

/// The most characters that one `$pad` may add (recorded from the service).
const MAX_PADDING: usize = 262_144;
/// The most numbers of a `$range`: no state could use more.
const MAX_RANGE: f64 = 1_000_000.0;

type Given<'a> = &'a [Option<Json>];

/// Those of the functions that an expression names.
pub(super) fn bindings(names: &BTreeSet<Rc<str>>, random: &Arc<AtomicU64>) -> Bindings {
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
        "partition" => HostFunction::with_signature("<an:a>", |given, _| partition(given)),
        "range" => HostFunction::with_signature("<nnn:x>", |given, _| range(given)),
        "hash" => HostFunction::with_signature("<xs:s>", |given, _| hashed(given)),
        "random" => HostFunction::with_signature("<n?:n>", move |given, _| Ok(Some(drawn(given, &random)))),
        "uuid" => Ok(HostFunction::new(0, move |_, _| Ok(Some(uuid_of(next(&random), next(&random)).into())))),
        "parse" => HostFunction::with_signature("<s:x>", |given, _| parse(given)),
        "pad" => HostFunction::with_signature("<s-ns?:s>", |given, _| pad(given)),
        _ => return None,
    }
    .ok()
}

/// An error in the words of AWS's own functions.
fn refused(message: impl Into<String>) -> Error {
    Error::new("D3137").with("message", message.into())
}

fn number(given: Given<'_>, index: usize) -> Option<f64> {
    given.get(index)?.as_ref()?.as_f64()
}

fn text(given: Given<'_>, index: usize) -> Option<&str> {
    given.get(index)?.as_ref()?.as_str()
}

/// A whole number: fractions are rounded down, as AWS has it for integer parameters.
fn whole(given: Given<'_>, index: usize) -> Option<f64> {
    number(given, index).map(f64::floor)
}

/// `$partition(array, size)`: pieces of that many items; the last may have fewer.
fn partition(given: Given<'_>) -> Result<Option<Json>> {
    let Some(Some(Json::Array(items))) = given.first() else { return Ok(None) };
    let size = whole(given, 1).filter(|size| *size >= 1.0);
    let size =
        size.ok_or_else(|| refused("The second argument of the partition function must be a positive integer"))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive; too large saturates")]
    let pieces = items.chunks(size as usize).map(|piece| Json::Array(piece.to_vec()));
    Ok(Some(pieces.collect()))
}

/// `$range(first, last, step)`, the last included. One number comes alone, as from any sequence of JSONata.
fn range(given: Given<'_>) -> Result<Option<Json>> {
    let (Some(first), Some(last), Some(step)) = (whole(given, 0), whole(given, 1), whole(given, 2)) else {
        return Ok(None);
    };
    if step == 0.0 {
        return Err(refused("The third argument of the range function must not be zero"));
    }
    let count = ((last - first) / step).floor() + 1.0;
    if count > MAX_RANGE {
        return Err(Error::new("U1001"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a million")]
    let count = count.max(0.0) as u32;
    let mut numbers = (0..count).map(|index| super::values::number(first + f64::from(index) * step).to_serde());
    Ok(match count {
        0 => None,
        1 => numbers.next(),
        _ => Some(numbers.collect()),
    })
}

/// `$hash(data, algorithm)`: of a text, or of the JSON text of anything else.
fn hashed(given: Given<'_>) -> Result<Option<Json>> {
    let Some(Some(data)) = given.first() else { return Ok(None) };
    let data = match Value::from(data) {
        text @ Value::String(_) => text,
        other => Value::from(other.to_json()),
    };
    let algorithm = text(given, 1).unwrap_or_default();
    let hashed = hash(&data, &Value::from(algorithm));
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
    let bits = match number(given, 0) {
        Some(seed) => mix(seed.to_bits()),
        None => next(random),
    };
    // The upper 53 bits are the digits of a double from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let fraction = (bits >> 11) as f64 / (1_u64 << 53) as f64;
    Number::Float(fraction).to_serde()
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

/// `$parse(text)`: the value of a JSON text.
fn parse(given: Given<'_>) -> Result<Option<Json>> {
    let Some(text) = text(given, 0) else { return Ok(None) };
    let parsed = serde_json::from_str(text);
    parsed.map(Some).map_err(|_| refused("The argument of the parse function must be valid JSON text"))
}

/// `$pad(text, width, filling)`: on the right, or on the left for a negative width.
fn pad(given: Given<'_>) -> Result<Option<Json>> {
    let Some(text) = text(given, 0) else { return Ok(None) };
    let width = number(given, 1).unwrap_or_default().trunc();
    let filling = self::text(given, 2).filter(|filling| !filling.is_empty()).unwrap_or(" ");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float too large saturates")]
    let missing = (width.abs() as usize).saturating_sub(text.chars().count());
    if missing > MAX_PADDING {
        return Err(Error::new("U1001"));
    }
    let padding: String = filling.chars().cycle().take(missing).collect();
    Ok(Some(if width < 0.0 { [&padding, text].concat() } else { [text, &padding].concat() }.into()))
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
            ("$partition([0], 1)", "[[0]]"),
            ("$range(0, 10, 3)", "[0,3,6,9]"),
            ("$range(3, 0, -1)", "[3,2,1,0]"),
            ("$range(1, 9, 9)", "1"),
            ("$exists($range(1, 0, 1))", "false"),
            ("$hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\""),
            (r#"$hash({'a': 1}, 'MD5') = $hash('{"a":1}', 'MD5')"#, "true"),
            (r#"$parse('{"a": [1, 2.5, null]}')"#, r#"{"a":[1,2.5,null]}"#),
            ("$random(7) = $random(7) and $random(7) != $random(8)", "true"),
            ("($r := $random(); $r >= 0 and $r < 1 and $r != $random())", "true"),
            ("$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index", "0"),
            ("$uuid() != $uuid()", "true"),
            ("$pad('ab', 5, '-*') & $pad('ab', -4)", "\"ab-*-  ab\""),
            ("$map(['a', 'b'], $pad(?, 2))", r#"["a ","b "]"#),
        ] {
            assert_eq!(evaluate(text, 0).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn wrong_arguments_are_refused() {
        for text in [
            "$partition([1], 0)",
            "$partition(1, 'x')",
            "$range(0, 1, 0)",
            "$range(0, 1e9, 1)",
            "$range('a', 1, 1)",
            "$hash('x', 'MD4')",
            "$parse('{')",
            "$parse(1)",
        ] {
            assert!(evaluate(text, 0).unwrap_err().contains("threw an error during evaluation"), "{text}");
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
