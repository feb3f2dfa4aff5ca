//! The order in which a Java `HashMap` lists its keys; AWS's evaluated templates come out in it.

use asl_value::Sort;

/// Sorts `keys` (all different, in the order they are put in) as a `java.util.HashMap<String, …>` with its
/// default table of 16 lists them: by bucket, within a bucket as put in. Gives positions in `keys`.
pub fn java_order<T: AsRef<str>>(keys: &[T]) -> Vec<usize> {
    let mut table: u32 = 16;
    // The table doubles when more than three quarters of it are taken.
    while u64::from(table) * 3 < keys.len() as u64 * 4 && table < 1 << 30 {
        table *= 2;
    }
    let bucket = |key: &T| {
        let hash = java_hash(key.as_ref());
        (hash ^ (hash >> 16)) & (table - 1)
    };
    let mut order: Vec<(u32, usize)> = keys.iter().enumerate().map(|(index, key)| (bucket(key), index)).collect();
    order.order();
    order.into_iter().map(|(_, index)| index).collect()
}

/// `String.hashCode`, over UTF-16 units.
fn java_hash(text: &str) -> u32 {
    text.encode_utf16().fold(0, |hash: u32, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)))
}

#[cfg(test)]
mod tests {
    use super::{java_hash, java_order};

    #[test]
    fn strings_hash_as_in_java() {
        for (text, hash) in [("", 0), ("a", 97), ("hello", 99_162_322), ("polygenelubricants", 0x8000_0000)] {
            assert_eq!(java_hash(text), hash, "{text}");
        }
    }

    #[test]
    fn keys_come_in_the_order_that_aws_was_recorded_with() {
        let written = ["ApiEndpoint", "Method", "Headers", "QueryParameters", "RequestBody", "Transform"];
        let listed: Vec<_> = java_order(&written).into_iter().map(|index| written[index]).collect();
        assert_eq!(listed, ["Headers", "ApiEndpoint", "Method", "QueryParameters", "Transform", "RequestBody"]);
    }

    #[test]
    fn many_keys_spread_over_a_larger_table() {
        let keys: Vec<String> = (0..13).map(|n| char::from(b'a' + n).to_string()).collect();
        // 13 keys make a table of 32; one-letter keys then come in alphabetical order, from 97 & 31 = 1 on.
        assert_eq!(java_order(&keys), (0..13).collect::<Vec<_>>());
        // In the table of 16, `p` (112 & 15 = 0) stands before `a` (97 & 15 = 1).
        assert_eq!(java_order(&["a", "p"]), [1, 0]);
    }
}
