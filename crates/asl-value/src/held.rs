//! How much memory a value takes beside what it shares with others.

use std::rc::Rc;

use super::Value;
use super::members::Entry;

/// What the allocator and the counters of a shared part take, about.
const SHARED: usize = 32;

impl Value {
    /// About how many bytes of memory this value takes that no other value has a part in. The value itself is counted
    /// however many have it; of its parts only those that nobody else has. So the sum over values that were made from one
    /// another, each counted while those before it still exist, is what all of them take.
    pub fn own_bytes(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => 0,
            Self::String(text) => SHARED + text.len(),
            Self::Array(items) => {
                SHARED + size_of_val(items.as_slice()) + items.iter().map(Self::unshared_bytes).sum::<usize>()
            }
            Self::Object(map) => SHARED + map.own_bytes(),
        }
    }

    /// As [`Value::own_bytes`], but nothing for what another value has too.
    fn unshared_bytes(&self) -> usize {
        let alone = match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => false,
            Self::String(text) => Rc::strong_count(text) == 1,
            Self::Array(items) => Rc::strong_count(items) == 1,
            Self::Object(map) => Rc::strong_count(map) == 1,
        };
        if alone { self.own_bytes() } else { 0 }
    }

    /// Where the string, array or object is in memory; `None` for what takes none of its own.
    pub fn address(&self) -> Option<usize> {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => None,
            Self::String(text) => Some(Rc::as_ptr(text).cast::<u8>() as usize),
            Self::Array(items) => Some(Rc::as_ptr(items) as usize),
            Self::Object(map) => Some(Rc::as_ptr(map) as usize),
        }
    }

    /// Whether the two are one string, array or object in memory.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::String(one), Self::String(other)) => Rc::ptr_eq(one, other),
            (Self::Array(one), Self::Array(other)) => Rc::ptr_eq(one, other),
            (Self::Object(one), Self::Object(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// About the bytes that members take, keys that others have not included.
pub(super) fn members_bytes(entries: &[Entry]) -> usize {
    let key = |key: &Rc<str>| if Rc::strong_count(key) == 1 { SHARED + key.len() } else { 0 };
    size_of_val(entries) + entries.iter().map(|(name, value)| key(name) + value.unshared_bytes()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use crate::Value;

    #[test]
    fn what_others_have_too_is_not_counted_again() {
        let text =
            format!(r#"{{"large": "{}", "list": [1, 2, {{"a": "{}"}}]}}"#, "x".repeat(10_000), "y".repeat(10_000));
        let first = Value::from_json(&text).unwrap();
        assert!((20_000..21_000).contains(&first.own_bytes()), "{}", first.own_bytes());
        let mut second = first.clone();
        if let Value::Object(map) = &mut second {
            Rc::make_mut(map).insert("more", Value::from("z".repeat(5_000)));
        }
        assert!((5_000..6_000).contains(&second.own_bytes()), "{}", second.own_bytes());
        assert!(first.is_same(&first.clone()) && !first.is_same(&second));
    }

    #[test]
    fn a_change_of_a_large_object_takes_little() {
        let first: Value =
            (0..10_000).map(|n| (Rc::from(format!("key {n}")), Value::from(n))).collect::<crate::Map>().into();
        let whole = first.own_bytes();
        let mut second = first.clone();
        if let Value::Object(map) = &mut second {
            Rc::make_mut(map).insert("key 5", Value::Null);
        }
        assert!(second.own_bytes() * 50 < whole, "{} of {whole}", second.own_bytes());
    }
}
