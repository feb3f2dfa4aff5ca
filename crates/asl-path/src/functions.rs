//! Functions at the end of a path: `.length()`, `.sum()`, `.keys()`, …

use super::error::Reason;
use asl_value::{Number, Value};

/// A function that Jayway knows and that takes no arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Min,
    Max,
    Average,
    Deviation,
    Sum,
    Length,
    Size,
    Keys,
    First,
    Last,
}

const NAMES: [(&str, Function); 10] = [
    ("min", Function::Min),
    ("max", Function::Max),
    ("avg", Function::Average),
    ("stddev", Function::Deviation),
    ("sum", Function::Sum),
    ("length", Function::Length),
    ("size", Function::Size),
    ("keys", Function::Keys),
    ("first", Function::First),
    ("last", Function::Last),
];

impl Function {
    /// The function of that name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    /// The name that is written behind the path: `length`, `sum`.
    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// Its value; `None` where it gives none.
    pub(super) fn apply(self, value: &Value) -> Result<Option<Value>, Reason> {
        let length = |length: usize| Some(Value::from(i64::try_from(length).unwrap_or(i64::MAX)));
        match self {
            Self::Length | Self::Size => Ok(match value {
                Value::Array(items) => length(items.len()),
                Value::Object(map) => length(map.len()),
                _ => None,
            }),
            Self::Keys => Ok(value.as_object().map(|map| map.keys().cloned().map(Value::from).collect())),
            Self::First => Ok(value.as_array().and_then(|items| items.first()).cloned()),
            Self::Last => Ok(value.as_array().and_then(|items| items.last()).cloned()),
            Self::Min | Self::Max | Self::Average | Self::Deviation | Self::Sum => {
                let numbers: Vec<f64> = value
                    .as_array()
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Value::as_number)
                    .map(Number::as_f64)
                    .collect();
                if numbers.is_empty() {
                    return Err(Reason::Function(
                        "Aggregation function attempted to calculate value using empty array",
                    ));
                }
                Ok(Some(Value::from(self.aggregate(&numbers))))
            }
        }
    }

    /// Computes with at least one number.
    fn aggregate(self, numbers: &[f64]) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no array has 2^52 items")]
        let count = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        match self {
            Self::Min => numbers.iter().copied().fold(f64::MAX, f64::min),
            Self::Max => numbers.iter().copied().fold(f64::MIN, f64::max),
            Self::Average => sum / count,
            Self::Deviation => {
                let squares: f64 = numbers.iter().map(|number| number * number).sum();
                (squares / count - (sum / count) * (sum / count)).max(0.0).sqrt()
            }
            _ => sum.clamp(f64::MIN, f64::MAX),
        }
    }
}
