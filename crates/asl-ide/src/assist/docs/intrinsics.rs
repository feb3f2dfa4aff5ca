//! Intrinsic functions of JSONPath.

use super::{Entry, entry};

const PAGE: &str = "intrinsic-functions.html";

pub(super) const FUNCTIONS: &[(&str, &str, Entry)] = &[
    (
        "States.Format",
        "States.Format(template, value, …)",
        entry("Replaces each `{}` of the template with a value.", PAGE),
    ),
    ("States.StringToJson", "States.StringToJson(text)", entry("Parses a JSON string.", PAGE)),
    ("States.JsonToString", "States.JsonToString(value)", entry("Returns the value as a JSON string.", PAGE)),
    ("States.Array", "States.Array(value, …)", entry("Returns an array of the values.", PAGE)),
    (
        "States.ArrayPartition",
        "States.ArrayPartition(array, size)",
        entry("Splits the array into chunks of this size; the last can be shorter.", PAGE),
    ),
    (
        "States.ArrayContains",
        "States.ArrayContains(array, value)",
        entry(
            "Returns whether the value is in the \
            array.",
            PAGE,
        ),
    ),
    (
        "States.ArrayRange",
        "States.ArrayRange(first, last, step)",
        entry("Returns the numbers from the first to the last; at most 1,000.", PAGE),
    ),
    (
        "States.ArrayGetItem",
        "States.ArrayGetItem(array, index)",
        entry(
            "Returns the item at the index, starting at \
            0.",
            PAGE,
        ),
    ),
    ("States.ArrayLength", "States.ArrayLength(array)", entry("Returns how many items the array has.", PAGE)),
    ("States.ArrayUnique", "States.ArrayUnique(array)", entry("Returns the array without duplicates.", PAGE)),
    (
        "States.Base64Encode",
        "States.Base64Encode(text)",
        entry(
            "Encodes the string in Base64; up to 10,000 \
                                                                characters.",
            PAGE,
        ),
    ),
    ("States.Base64Decode", "States.Base64Decode(text)", entry("Decodes a Base64 string.", PAGE)),
    (
        "States.Hash",
        "States.Hash(data, algorithm)",
        entry("Returns the hash in hexadecimal: MD5, SHA-1, SHA-256, SHA-384, or SHA-512.", PAGE),
    ),
    (
        "States.JsonMerge",
        "States.JsonMerge(first, second, false)",
        entry("Merges both objects; the second wins. Only shallow merges are supported: write false.", PAGE),
    ),
    (
        "States.MathRandom",
        "States.MathRandom(from, to, seed?)",
        entry("Returns a random whole number from the first up to, but not including, the second.", PAGE),
    ),
    (
        "States.MathAdd",
        "States.MathAdd(first, second)",
        entry("Adds two whole numbers; a negative number subtracts.", PAGE),
    ),
    (
        "States.StringSplit",
        "States.StringSplit(text, separators)",
        entry("Splits the string at each of the separator characters.", PAGE),
    ),
    ("States.UUID", "States.UUID()", entry("Returns a new random UUID.", PAGE)),
];

/// The signature of the function, and what it does.
pub(in crate::assist) fn intrinsic(name: &str) -> Option<(&'static &'static str, Entry)> {
    FUNCTIONS.iter().find(|(known, ..)| *known == name).map(|(_, signature, entry)| (signature, *entry))
}
