//! Functions of JSONata, and those that AWS adds.

use super::{Entry, entry};

const AWS: &str = "transforming-data.html";
const STRING: &str = "https://docs.jsonata.org/string-functions";
const NUMERIC: &str = "https://docs.jsonata.org/numeric-functions";
const AGGREGATION: &str = "https://docs.jsonata.org/aggregation-functions";
const BOOLEAN: &str = "https://docs.jsonata.org/boolean-functions";
const ARRAY: &str = "https://docs.jsonata.org/array-functions";
const OBJECT: &str = "https://docs.jsonata.org/object-functions";
const DATE_TIME: &str = "https://docs.jsonata.org/date-time-functions";
const HIGHER_ORDER: &str = "https://docs.jsonata.org/higher-order-functions";

pub(super) const FUNCTIONS: &[(&str, Entry)] = &[
    ("sum", entry("The sum of the numbers.", AGGREGATION)),
    ("count", entry("How many items there are; 1 for a single value, 0 for nothing.", AGGREGATION)),
    ("max", entry("The largest of the numbers.", AGGREGATION)),
    ("min", entry("The smallest of the numbers.", AGGREGATION)),
    ("average", entry("The average of the numbers.", AGGREGATION)),
    ("string", entry("The value as a string; objects and arrays become JSON.", STRING)),
    (
        "substring",
        entry(
            "The part of the string from a position, starting at 0; a negative position counts from the \
               end.",
            STRING,
        ),
    ),
    ("substringBefore", entry("The part of the string before the first match of another.", STRING)),
    ("substringAfter", entry("The part of the string after the first match of another.", STRING)),
    ("lowercase", entry("The string in lowercase.", STRING)),
    ("uppercase", entry("The string in uppercase.", STRING)),
    ("length", entry("How many characters the string has.", STRING)),
    ("trim", entry("The string without leading and trailing whitespace, and with single spaces inside.", STRING)),
    ("pad", entry("The string padded to a width: on the right, or on the left for a negative width.", STRING)),
    ("match", entry("The matches of a regular expression, with positions and groups.", STRING)),
    ("contains", entry("Whether a string or a regular expression matches in the string.", STRING)),
    ("replace", entry("The string with matches replaced.", STRING)),
    ("split", entry("The parts of the string between separators.", STRING)),
    ("join", entry("The strings joined into one, with a separator between them.", STRING)),
    ("formatNumber", entry("The number formatted with a picture such as #,##0.00.", NUMERIC)),
    ("formatBase", entry("The number in another base.", NUMERIC)),
    ("formatInteger", entry("The whole number formatted with a picture: words, Roman numerals, digits.", NUMERIC)),
    ("parseInteger", entry("Parses a whole number that was formatted with a picture.", NUMERIC)),
    ("number", entry("The value as a number.", NUMERIC)),
    ("floor", entry("The number rounded down.", NUMERIC)),
    ("ceil", entry("The number rounded up.", NUMERIC)),
    ("round", entry("The number rounded to this many places; halves go to the even neighbor.", NUMERIC)),
    ("abs", entry("The absolute value of the number.", NUMERIC)),
    ("sqrt", entry("The square root.", NUMERIC)),
    ("power", entry("The number raised to a power.", NUMERIC)),
    ("boolean", entry("The value as true or false: empty values, 0, and null are false.", BOOLEAN)),
    ("not", entry("The opposite of the value as true or false.", BOOLEAN)),
    ("exists", entry("Whether the expression returns anything.", BOOLEAN)),
    ("map", entry("The function's result for each item. A single result is returned without its array.", HIGHER_ORDER)),
    ("zip", entry("Arrays of the first items, the second items, and so on.", ARRAY)),
    (
        "filter",
        entry(
            "The items for which the function returns true. A single item is returned without its \
               array.",
            HIGHER_ORDER,
        ),
    ),
    (
        "single",
        entry("The only item for which the function returns true; an error if there is not exactly one.", HIGHER_ORDER),
    ),
    ("reduce", entry("All items combined into one value, from the first to the last.", HIGHER_ORDER)),
    ("sift", entry("The fields of the object for which the function returns true.", HIGHER_ORDER)),
    ("keys", entry("The names of the fields.", OBJECT)),
    ("lookup", entry("The field with this name, which can be computed.", OBJECT)),
    ("spread", entry("An array with an object for each field.", OBJECT)),
    ("merge", entry("All objects of the array merged into one; later fields win.", OBJECT)),
    ("each", entry("The function's result for each field of the object.", OBJECT)),
    ("append", entry("Both values in one array.", ARRAY)),
    ("reverse", entry("The array in reverse order.", ARRAY)),
    ("sort", entry("The array sorted; a function can compare two items.", ARRAY)),
    ("shuffle", entry("The array in random order.", ARRAY)),
    ("distinct", entry("The array without duplicates.", ARRAY)),
    ("error", entry("Fails with a message: States.QueryEvaluationError.", OBJECT)),
    ("assert", entry("Fails with a message unless the condition is true.", OBJECT)),
    ("type", entry("The name of the value's type.", OBJECT)),
    ("clone", entry("A copy of the value.", OBJECT)),
    ("base64encode", entry("The string encoded in Base64.", STRING)),
    ("base64decode", entry("The Base64 string decoded.", STRING)),
    ("encodeUrlComponent", entry("The string encoded as a part of a URL.", STRING)),
    ("encodeUrl", entry("The URL with the necessary characters encoded.", STRING)),
    ("decodeUrlComponent", entry("The part of a URL decoded.", STRING)),
    ("decodeUrl", entry("The URL decoded.", STRING)),
    ("now", entry("The time of this evaluation, as a string.", DATE_TIME)),
    ("millis", entry("The time of this evaluation, in milliseconds since 1970.", DATE_TIME)),
    ("fromMillis", entry("A time in milliseconds since 1970, as a string.", DATE_TIME)),
    ("toMillis", entry("The time in milliseconds since 1970.", DATE_TIME)),
    ("partition", entry("Splits the array into chunks of this size; the last can be shorter.", AWS)),
    ("range", entry("Numbers from the first to the last, in steps.", AWS)),
    ("hash", entry("The hash in hexadecimal: MD5, SHA-1, SHA-256, SHA-384, or SHA-512.", AWS)),
    ("random", entry("A number from 0 up to, but not including, 1; always the same for the same seed.", AWS)),
    ("uuid", entry("A new random UUID.", AWS)),
    ("parse", entry("Parses a JSON string; replaces eval, which AWS does not have.", AWS)),
];

/// What the function does; its name comes without `$`.
pub(in crate::assist) fn jsonata(name: &str) -> Option<Entry> {
    FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, entry)| *entry)
}
