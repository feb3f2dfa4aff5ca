//! How many items of a Map Run may fail (Developer Guide, "Setting failure thresholds").

use asl_aws::state_error::StateError;

/// What a Map Run fails with when too much of it has failed.
pub(crate) const EXCEEDED: &str = "States.ExceedToleratedFailureThreshold";

/// The threshold of a Map Run. One that is not given does not count, unless neither is: then nothing may fail.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tolerance {
    count: Option<i64>,
    percentage: Option<f64>,
}

impl Tolerance {
    /// A threshold from its evaluated fields.
    pub(crate) fn new(count: Option<i64>, percentage: Option<f64>) -> Result<Self, StateError> {
        if count.is_some_and(|count| count < 0) {
            return Err(StateError::runtime("ToleratedFailureCount cannot be negative."));
        }
        if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
            return Err(StateError::runtime("ToleratedFailurePercentage must be between 0 and 100."));
        }
        Ok(Self { count, percentage })
    }

    /// The fields that it was made from.
    pub(crate) fn given(self) -> (Option<i64>, Option<f64>) {
        (self.count, self.percentage)
    }

    /// `toleratedFailureCount` of a Map Run.
    pub(crate) fn count(self) -> i64 {
        self.count.unwrap_or_default()
    }

    /// `toleratedFailurePercentage` of a Map Run.
    pub(crate) fn percentage(self) -> f64 {
        self.percentage.unwrap_or_default()
    }

    /// Whether `failed` items out of `total` are too many: either threshold decides.
    #[expect(clippy::cast_precision_loss, reason = "numbers of items are far below 2^53")]
    pub(crate) fn exceeded(self, failed: usize, total: usize) -> bool {
        let by_count = |count: i64| i64::try_from(failed).unwrap_or(i64::MAX) > count;
        let by_percentage = |percentage: f64| failed as f64 * 100.0 > percentage * total as f64;
        match (self.count, self.percentage) {
            (None, None) => failed > 0,
            (count, percentage) => count.is_some_and(by_count) || percentage.is_some_and(by_percentage),
        }
    }

    /// The error of a Map Run that failed so.
    pub(crate) fn error() -> StateError {
        StateError::new(EXCEEDED, "The specified tolerated failure threshold was exceeded")
    }
}

#[cfg(test)]
mod tests {
    use super::Tolerance;
    use crate::fields::{float, whole};
    use asl_value::Value;

    #[test]
    fn either_threshold_decides_and_none_tolerates_nothing() {
        for (count, percentage, failed, total, expected) in [
            (None, None, 0, 4, false),
            (None, None, 1, 4, true),
            (Some(0), None, 1, 4, true),
            (Some(1), None, 1, 4, false),
            (None, Some(25.0), 1, 4, false),
            (None, Some(24.9), 1, 4, true),
            (None, Some(100.0), 4, 4, false),
            (None, Some(33.4), 1, 3, false),
            (None, Some(33.3), 1, 3, true),
            (Some(9), Some(10.0), 1, 4, true),
            (Some(0), Some(100.0), 1, 4, true),
        ] {
            let tolerance = Tolerance::new(count, percentage).unwrap();
            assert_eq!(tolerance.exceeded(failed, total), expected, "{count:?} {percentage:?} {failed}/{total}");
        }
    }

    #[test]
    fn what_is_no_threshold_is_refused_in_the_words_of_aws() {
        let percentage = |text: &str| {
            let value = Value::from_json(text).unwrap();
            let number = float(&value, "ToleratedFailurePercentagePath", "$.p")?;
            Tolerance::new(None, Some(number))
        };
        let not_valid = "The ToleratedFailurePercentagePath field refers to value";
        for (text, expected) in [
            ("0", None),
            ("1.1", None),
            ("\"50\"", None),
            ("100.1", Some("ToleratedFailurePercentage must be between 0 and 100.".to_owned())),
            ("-1", Some("ToleratedFailurePercentage must be between 0 and 100.".to_owned())),
            ("{}", Some(format!("{not_valid} \"{{}}\" which is not a valid float: $.p"))),
            ("\"NoNumber\"", Some(format!("{not_valid} \"NoNumber\" which is not a valid float: $.p"))),
        ] {
            assert_eq!(percentage(text).err().and_then(|error| error.cause).as_deref(), expected.as_deref(), "{text}");
        }
        assert!(Tolerance::new(Some(-1), None).is_err());
        assert!(whole(&Value::from(1.5), "ToleratedFailureCountPath", "$.c").is_err());
    }
}
