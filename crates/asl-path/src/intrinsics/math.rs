//! `States.MathAdd`, `States.MathRandom`, and how numbers become whole.

use super::super::Environment;
use asl_value::{Number, Value};

/// The whole number that an argument stands for: fractions are rounded half up, as Java's `Math.round` does;
/// `None` outside of 32 bits.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let whole = match value.as_number()? {
        Number::Int(whole) => whole,
        Number::Float(float) => {
            let rounded = (float + 0.5).floor();
            if rounded.abs() > 4.0e9 {
                return None;
            }
            #[expect(clippy::cast_possible_truncation, reason = "checked to be small and without fraction")]
            {
                rounded as i64
            }
        }
    };
    i32::try_from(whole).ok().map(i64::from)
}

/// The whole number that an argument of the other functions stands for: fractions are cut off, as Java's `intValue`
/// does (measured on AWS); `None` outside of 32 bits.
pub(super) fn cut(value: &Value) -> Option<i64> {
    let whole = match value.as_number()? {
        Number::Int(whole) => whole,
        Number::Float(float) if float.abs() < 4.0e9 => {
            #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
            {
                float.trunc() as i64
            }
        }
        Number::Float(_) => return None,
    };
    i32::try_from(whole).ok().map(i64::from)
}

/// `States.MathAdd(a, b)`
pub(super) fn add(a: &Value, b: &Value) -> Option<Value> {
    let sum = whole(a)? + whole(b)?;
    i32::try_from(sum).ok().map(|sum| Value::from(i64::from(sum)))
}

/// `States.MathRandom(start, end[, seed])`: `start` can come out, `end` cannot; a seed gives the same number
/// every time (not the one that AWS gives: how it computes it is not known).
pub(super) fn random(start: &Value, end: &Value, seed: Option<&Value>, env: &dyn Environment) -> Option<Value> {
    let (start, end) = (cut(start)?, cut(end)?);
    let span = u64::try_from(end - start).ok().filter(|span| *span > 0)?;
    let bits = match seed {
        Some(seed) => fastrand::Rng::with_seed(cut(seed)?.unsigned_abs()).u64(..),
        None => env.random(),
    };
    // The upper half of the product is even over the span.
    let offset = i64::try_from((u128::from(bits) * u128::from(span)) >> 64).ok()?;
    Some(Value::from(start + offset))
}

#[cfg(test)]
mod tests {
    use super::{add, cut, whole};
    use asl_value::Value;

    #[test]
    fn numbers_are_rounded_half_up_and_stay_in_32_bits() {
        for (number, expected) in [
            ("2.5", Some(3)),
            ("-1.5", Some(-1)),
            ("-0.5", Some(0)),
            ("1.4", Some(1)),
            ("2147483647", Some(i64::from(i32::MAX))),
            ("2147483648", None),
            ("1e300", None),
            ("\"1\"", None),
        ] {
            assert_eq!(whole(&Value::from_json(number).unwrap()), expected, "{number}");
        }
        for (number, expected) in [("2.6", Some(2)), ("-1.5", Some(-1)), ("-0.6", Some(0)), ("1e300", None)] {
            assert_eq!(cut(&Value::from_json(number).unwrap()), expected, "{number}");
        }
        assert_eq!(add(&Value::from(2_147_483_647), &Value::from(1)), None);
    }
}
