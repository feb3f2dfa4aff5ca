//! The functions whose names start with `States.Array`.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::math::cut;
use asl_value::Value;

/// The longest array that `States.ArrayRange` gives.
const MAX_RANGE: usize = 1000;

/// `States.ArrayPartition(array, size)`: pieces of `size` items, the last one may be shorter.
pub(super) fn partition(array: &Value, size: &Value) -> Option<Value> {
    let size = usize::try_from(cut(size)?).ok().filter(|size| *size > 0)?;
    Some(array.as_array()?.chunks(size).map(|chunk| Value::from(chunk.to_vec())).collect())
}

/// `States.ArrayContains(array, value)`
pub(super) fn contains(array: &Value, value: &Value) -> Option<Value> {
    Some(Value::Bool(array.as_array()?.contains(value)))
}

/// `States.ArrayRange(first, last, step)`: both ends included.
pub(super) fn range(first: &Value, last: &Value, step: &Value) -> Option<Value> {
    let (first, last, step) = (cut(first)?, cut(last)?, cut(step)?);
    if step == 0 {
        return None;
    }
    let count = usize::try_from((last - first) / step + 1).unwrap_or(0);
    let count = if (last - first).signum() * step.signum() < 0 { 0 } else { count };
    let numbers = (0..).map(|index: i64| Value::from(first + index * step));
    (count <= MAX_RANGE).then(|| numbers.take(count).collect())
}

/// `States.ArrayGetItem(array, index)`; of an empty array every item is null (measured on AWS).
pub(super) fn get_item(array: &Value, index: &Value) -> Option<Value> {
    let (items, index) = (array.as_array()?, usize::try_from(cut(index)?).ok()?);
    if items.is_empty() { Some(Value::Null) } else { items.get(index).cloned() }
}

/// `States.ArrayLength(array)`
pub(super) fn length(array: &Value) -> Option<Value> {
    i64::try_from(array.as_array()?.len()).ok().map(Value::from)
}

/// `States.ArrayUnique(array)`: the first of equal items stays.
pub(super) fn unique(array: &Value) -> Option<Value> {
    let mut kept: Vec<Value> = Vec::new();
    // Items of the same hash by their positions in `kept`, so that long arrays take no square of their length.
    let mut seen: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for item in array.as_array()? {
        let alike = seen.entry(hash(item)).or_default();
        if !alike.iter().any(|index| kept.get(*index) == Some(item)) {
            alike.push(kept.len());
            kept.push(item.clone());
        }
    }
    Some(Value::from(kept))
}

/// A hash that is the same for equal values: numbers by value, objects whatever the order of their members.
fn hash(value: &Value) -> u64 {
    let mut hasher = FxHasher::default();
    value.type_name().hash(&mut hasher);
    match value {
        Value::Null => {}
        Value::Bool(flag) => flag.hash(&mut hasher),
        // Adding zero makes one zero of both.
        Value::Number(number) => (number.as_f64() + 0.0).to_bits().hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(items) => items.iter().for_each(|item| self::hash(item).hash(&mut hasher)),
        Value::Object(map) => {
            let members = map.iter().map(|(key, member)| {
                let mut hasher = FxHasher::default();
                (key, self::hash(member)).hash(&mut hasher);
                hasher.finish()
            });
            members.fold(0, u64::wrapping_add).hash(&mut hasher);
        }
    }
    hasher.finish()
}
