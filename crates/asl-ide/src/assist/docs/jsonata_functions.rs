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

const FUNCTIONS: &[(&str, Entry)] = &[
    ("sum", entry("The sum of the numbers.", AGGREGATION)),
    ("count", entry("How many items there are; 1 for a single value, 0 for nothing.", AGGREGATION)),
    ("max", entry("The largest of the numbers.", AGGREGATION)),
    ("min", entry("The smallest of the numbers.", AGGREGATION)),
    ("average", entry("The mean of the numbers.", AGGREGATION)),
    ("string", entry("The value as text; objects and arrays become JSON.", STRING)),
    (
        "substring",
        entry("The part of the text from a position on, from 0; a negative one counts from the end.", STRING),
    ),
    ("substringBefore", entry("The text before the first occurrence of another.", STRING)),
    ("substringAfter", entry("The text behind the first occurrence of another.", STRING)),
    ("lowercase", entry("The text in small letters.", STRING)),
    ("uppercase", entry("The text in capitals.", STRING)),
    ("length", entry("How many characters the text has.", STRING)),
    ("trim", entry("The text without white space around it, and with single spaces inside.", STRING)),
    ("pad", entry("The text filled up to a width: on the right, or on the left for a negative width.", STRING)),
    ("match", entry("What a regular expression finds, with places and groups.", STRING)),
    ("contains", entry("Whether a text or a regular expression occurs in the text.", STRING)),
    ("replace", entry("The text with occurrences replaced.", STRING)),
    ("split", entry("The parts of the text between separators.", STRING)),
    ("join", entry("The texts in one, with a separator between them.", STRING)),
    ("formatNumber", entry("The number written after a picture such as #,##0.00.", NUMERIC)),
    ("formatBase", entry("The number in another base.", NUMERIC)),
    ("formatInteger", entry("The whole number written after a picture: words, Roman numerals, digits.", NUMERIC)),
    ("parseInteger", entry("The whole number that was written after a picture.", NUMERIC)),
    ("number", entry("The value as a number.", NUMERIC)),
    ("floor", entry("The number rounded down.", NUMERIC)),
    ("ceil", entry("The number rounded up.", NUMERIC)),
    ("round", entry("The number rounded, halves to the even neighbor; to so many places.", NUMERIC)),
    ("abs", entry("The number without its sign.", NUMERIC)),
    ("sqrt", entry("The square root.", NUMERIC)),
    ("power", entry("The number to a power.", NUMERIC)),
    ("boolean", entry("The value as true or false: empty, 0 and null are false.", BOOLEAN)),
    ("not", entry("The opposite of the value as true or false.", BOOLEAN)),
    ("exists", entry("Whether the expression gives anything.", BOOLEAN)),
    ("map", entry("What the function makes of each item. A single item comes without its array.", HIGHER_ORDER)),
    ("zip", entry("Arrays of the first items, the second items, and so on.", ARRAY)),
    (
        "filter",
        entry("The items for which the function gives true. A single item comes without its array.", HIGHER_ORDER),
    ),
    (
        "single",
        entry(
            "The one item for which the function gives true; it is an error if there is another number of them.",
            HIGHER_ORDER,
        ),
    ),
    ("reduce", entry("All items folded into one value, from the first to the last.", HIGHER_ORDER)),
    ("sift", entry("The members of the object for which the function gives true.", HIGHER_ORDER)),
    ("keys", entry("The names of the members.", OBJECT)),
    ("lookup", entry("The member of that name; names may be computed.", OBJECT)),
    ("spread", entry("An array with an object for each member.", OBJECT)),
    ("merge", entry("One object of all in the array; later members win.", OBJECT)),
    ("each", entry("What the function makes of each member of the object.", OBJECT)),
    ("append", entry("Both values in one array.", ARRAY)),
    ("reverse", entry("The array from the end.", ARRAY)),
    ("sort", entry("The array in order; a function may say which of two comes later.", ARRAY)),
    ("shuffle", entry("The array in random order.", ARRAY)),
    ("distinct", entry("The array without repetitions.", ARRAY)),
    ("error", entry("Fails with a message: States.QueryEvaluationError.", OBJECT)),
    ("assert", entry("Fails with a message unless the condition holds.", OBJECT)),
    ("type", entry("The name of the value's type.", OBJECT)),
    ("clone", entry("A copy of the value.", OBJECT)),
    ("base64encode", entry("The text in Base64.", STRING)),
    ("base64decode", entry("The text that this Base64 stands for.", STRING)),
    ("encodeUrlComponent", entry("The text as a part of an address, with %-escapes.", STRING)),
    ("encodeUrl", entry("The address with %-escapes where they are needed.", STRING)),
    ("decodeUrlComponent", entry("The text without its %-escapes.", STRING)),
    ("decodeUrl", entry("The address without its %-escapes.", STRING)),
    ("now", entry("The time of this evaluation, as text.", DATE_TIME)),
    ("millis", entry("The time of this evaluation, in milliseconds since 1970.", DATE_TIME)),
    ("fromMillis", entry("The time of so many milliseconds since 1970, as text.", DATE_TIME)),
    ("toMillis", entry("The milliseconds since 1970 of a time.", DATE_TIME)),
    ("partition", entry("Pieces of the array with that many items; the last may be shorter.", AWS)),
    ("range", entry("Numbers from the first to the last, in steps.", AWS)),
    ("hash", entry("The hash in hexadecimal: MD5, SHA-1, SHA-256, SHA-384 or SHA-512.", AWS)),
    ("random", entry("A number from 0 up to 1; always the same for the same seed.", AWS)),
    ("uuid", entry("A new random UUID.", AWS)),
    ("parse", entry("The value of a JSON text; it stands in for eval, which AWS does not have.", AWS)),
];

/// What the function does; its name comes without `$`.
pub(in crate::assist) fn jsonata(name: &str) -> Option<Entry> {
    FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, entry)| *entry)
}
