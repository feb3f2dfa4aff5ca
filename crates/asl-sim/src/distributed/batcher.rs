//! ItemBatcher: items in groups, a group for each child execution (Developer Guide, "ItemBatcher").

use asl_aws::state_error::StateError;
use asl_value::{Map, Value};

/// The most bytes that a child's input can have.
const MOST_BYTES: usize = 262_144;

/// An evaluated ItemBatcher.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Batching {
    max_items: Option<usize>,
    max_bytes: Option<usize>,
    input: Option<Value>,
}

/// The input of one child execution, and how many items are in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Batch {
    pub(crate) input: Value,
    pub(crate) items: usize,
}

impl Batching {
    /// From its evaluated fields: `MaxItemsPerBatch`, `MaxInputBytesPerBatch` and `BatchInput`.
    pub(crate) fn new(
        max_items: Option<i64>,
        max_bytes: Option<i64>,
        input: Option<Value>,
    ) -> Result<Self, StateError> {
        let positive = |number: i64, field: &str| {
            let positive = usize::try_from(number).ok().filter(|number| *number > 0);
            positive.ok_or_else(|| StateError::runtime(format!("{field} must be positive.")))
        };
        Ok(Self {
            max_items: max_items.map(|number| positive(number, "MaxItemsPerBatch")).transpose()?,
            max_bytes: max_bytes.map(|number| positive(number, "MaxInputBytesPerBatch")).transpose()?,
            input,
        })
    }

    /// Items in order, as many in each batch as fit. An item that fits in none is a batch of its own.
    pub(crate) fn batches(&self, items: impl IntoIterator<Item = Value>) -> Vec<Batch> {
        let most_bytes = self.max_bytes.unwrap_or(MOST_BYTES).min(MOST_BYTES);
        let most_items = self.max_items.unwrap_or(usize::MAX);
        let frame = self.batch(Vec::new()).input.measure().json_len as usize;
        let mut batches = Vec::new();
        let mut open: Vec<Value> = Vec::new();
        let mut bytes = frame;
        for item in items {
            let length = item.measure().json_len as usize;
            let comma = usize::from(!open.is_empty());
            if !open.is_empty() && (open.len() >= most_items || bytes + comma + length > most_bytes) {
                batches.push(self.batch(std::mem::take(&mut open)));
                bytes = frame;
            }
            bytes += length + usize::from(!open.is_empty());
            open.push(item);
        }
        if !open.is_empty() {
            batches.push(self.batch(open));
        }
        batches
    }

    fn batch(&self, items: Vec<Value>) -> Batch {
        let count = items.len();
        let mut input = Map::new();
        if let Some(batch_input) = &self.input {
            input.insert("BatchInput", batch_input.clone());
        }
        input.insert("Items", Value::from(items));
        Batch { input: input.into(), items: count }
    }
}

#[cfg(test)]
mod tests {
    use super::Batching;
    use asl_value::Value;

    fn batches(max_items: Option<i64>, max_bytes: Option<i64>, input: Option<&str>, items: &str) -> Vec<String> {
        let input = input.map(|text| Value::from_json(text).unwrap());
        let items = Value::from_json(items).unwrap();
        let batching = Batching::new(max_items, max_bytes, input).unwrap();
        let batches = batching.batches(items.as_array().unwrap().to_vec());
        batches.into_iter().map(|batch| format!("{} {}", batch.items, batch.input)).collect()
    }

    #[test]
    fn a_batch_holds_as_many_items_as_may_be_and_the_last_what_is_left() {
        assert_eq!(
            batches(Some(2), Some(15_000), Some(r#"{"tag":1}"#), "[1,2,3]"),
            [r#"2 {"BatchInput":{"tag":1},"Items":[1,2]}"#, r#"1 {"BatchInput":{"tag":1},"Items":[3]}"#]
        );
        assert_eq!(batches(None, None, None, "[1,2,3]"), [r#"3 {"Items":[1,2,3]}"#]);
        assert_eq!(batches(Some(9), None, None, "[]"), Vec::<String>::new());
    }

    #[test]
    fn the_bytes_of_a_batch_are_those_of_the_childs_input() {
        // {"Items":[1,2]} is 15 bytes long.
        assert_eq!(batches(None, Some(15), None, "[1,2,3]").len(), 2);
        assert_eq!(batches(None, Some(14), None, "[1,2,3]").len(), 3);
        assert_eq!(batches(Some(2), Some(1), None, r#"["far too long",2]"#).len(), 2);
    }

    #[test]
    fn a_batch_of_nothing_is_refused() {
        assert!(Batching::new(Some(0), None, None).is_err());
        assert!(Batching::new(None, Some(-1), None).is_err());
    }
}
