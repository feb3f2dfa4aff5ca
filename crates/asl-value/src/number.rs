//! JSON numbers: whole ones keep all their digits, others are doubles, as AWS's JSON library has them.

use std::cmp::Ordering;
use std::fmt;

/// A JSON number. Numbers are equal by value: `1` is `1.0`.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number of at most 64 bits, written without fraction or exponent.
    Int(i64),
    /// Any other number; always finite.
    Float(f64),
}

impl Number {
    /// The number as a double; large whole numbers lose digits.
    #[expect(clippy::cast_precision_loss, reason = "a double is what is asked for")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    /// The number as a whole one, if it is written as one or has no fraction.
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Self::Int(whole) => Some(whole),
            Self::Float(float) if float.fract() == 0.0 && float.abs() < 9.0e18 => Some(float as i64),
            Self::Float(_) => None,
        }
    }

    /// Reads a JSON number; `None` for what is not one. A magnitude beyond a double becomes the largest one.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(whole) = text.parse::<i64>()
            && text != "-0"
        {
            return Some(Self::Int(whole));
        }
        text.parse::<f64>()
            .ok()
            .filter(|float| !float.is_nan())
            .map(|float| Self::Float(float.clamp(f64::MIN, f64::MAX)))
    }

    /// The number for `serde_json`.
    pub fn to_serde(self) -> serde_json::Value {
        match self {
            Self::Int(whole) => whole.into(),
            Self::Float(float) => serde_json::Number::from_f64(float).map_or(serde_json::Value::Null, Into::into),
        }
    }
}

impl From<&serde_json::Number> for Number {
    fn from(number: &serde_json::Number) -> Self {
        number.as_i64().map_or_else(|| Self::Float(number.as_f64().unwrap_or(0.0)), Self::Int)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(right)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    /// As Java prints it: whole numbers plainly, doubles with a fraction, `1.0E10` from ten million on.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(whole) => write!(f, "{whole}"),
            Self::Float(float) => {
                let size = float.abs();
                if float == 0.0 || (1e-3..1e7).contains(&size) {
                    if float.fract() == 0.0 { write!(f, "{float:.1}") } else { write!(f, "{float}") }
                } else {
                    let text = format!("{float:E}");
                    match text.split_once('E') {
                        Some((digits, exponent)) if !digits.contains('.') => write!(f, "{digits}.0E{exponent}"),
                        _ => f.write_str(&text),
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_equal_by_value_and_print_as_java_does() {
        assert_eq!(Number::Int(1), Number::Float(1.0));
        for (text, printed) in
            [("1", "1"), ("1.0", "1.0"), ("0.1", "0.1"), ("1e10", "1.0E10"), ("1.5e-7", "1.5E-7"), ("-0", "-0.0")]
        {
            assert_eq!(Number::parse(text).unwrap().to_string(), printed);
        }
        assert_eq!(Number::parse("1e400"), Some(Number::Float(f64::MAX)));
    }
}
