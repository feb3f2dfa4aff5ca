//! Intrinsic functions of JSONPath.

use super::{Entry, entry};

const PAGE: &str = "intrinsic-functions.html";

const FUNCTIONS: &[(&str, &str, Entry)] = &[
    (
        "States.Format",
        "States.Format(template, value, …)",
        entry("Puts the values in place of the `{}` of the template.", PAGE),
    ),
    ("States.StringToJson", "States.StringToJson(text)", entry("The value of a JSON text.", PAGE)),
    ("States.JsonToString", "States.JsonToString(value)", entry("The JSON text of a value.", PAGE)),
    ("States.Array", "States.Array(value, …)", entry("An array of the values.", PAGE)),
    (
        "States.ArrayPartition",
        "States.ArrayPartition(array, size)",
        entry("Pieces of that many items; the last may be shorter.", PAGE),
    ),
    ("States.ArrayContains", "States.ArrayContains(array, value)", entry("Whether the value is in the array.", PAGE)),
    (
        "States.ArrayRange",
        "States.ArrayRange(first, last, step)",
        entry("Numbers from the first to the last; at most 1,000.", PAGE),
    ),
    ("States.ArrayGetItem", "States.ArrayGetItem(array, index)", entry("The item of that number, from 0.", PAGE)),
    ("States.ArrayLength", "States.ArrayLength(array)", entry("How many items the array has.", PAGE)),
    ("States.ArrayUnique", "States.ArrayUnique(array)", entry("The array without repetitions.", PAGE)),
    ("States.Base64Encode", "States.Base64Encode(text)", entry("The text in Base64; up to 10,000 characters.", PAGE)),
    ("States.Base64Decode", "States.Base64Decode(text)", entry("The text that this Base64 stands for.", PAGE)),
    (
        "States.Hash",
        "States.Hash(data, algorithm)",
        entry("The hash in hexadecimal: MD5, SHA-1, SHA-256, SHA-384 or SHA-512.", PAGE),
    ),
    (
        "States.JsonMerge",
        "States.JsonMerge(first, second, false)",
        entry("Both objects in one; the second wins. Only shallow merges exist: write false.", PAGE),
    ),
    (
        "States.MathRandom",
        "States.MathRandom(from, to, seed?)",
        entry("A whole number from the first up to, but without, the second.", PAGE),
    ),
    (
        "States.MathAdd",
        "States.MathAdd(first, second)",
        entry("The sum of two whole numbers; a negative one subtracts.", PAGE),
    ),
    (
        "States.StringSplit",
        "States.StringSplit(text, separators)",
        entry("The parts of the text between any of the separators' characters.", PAGE),
    ),
    ("States.UUID", "States.UUID()", entry("A new random UUID.", PAGE)),
];

/// The signature of the function, and what it does.
pub(in crate::assist) fn intrinsic(name: &str) -> Option<(&'static &'static str, Entry)> {
    FUNCTIONS.iter().find(|(known, ..)| *known == name).map(|(_, signature, entry)| (signature, *entry))
}
