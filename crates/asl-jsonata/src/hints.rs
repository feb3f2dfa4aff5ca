//! What to do about each error of JSONata, in our own words. AWS gives the code and JSONata's message; this is the
//! way out.

/// The hint for a code: `T2001`. The codes that nothing here can give have none.
pub fn hint(code: &str) -> Option<&'static str> {
    let at = HINTS.binary_search_by_key(&code, |(known, _)| known).ok()?;
    HINTS.get(at).map(|(_, hint)| *hint)
}

/// In the order of the codes.
const HINTS: [(&str, &str); 105] = [
    ("D1001", "the number is infinite; look for a division by zero, or divide before you multiply"),
    ("D1002", "only a number can be negated; convert it with `$number(…)`"),
    ("D1004", "the pattern also matches an empty string; write `+` instead of `*`"),
    (
        "D1009",
        "two fields get the same key; make the keys differ, or group the values with `{key: value}` after a path",
    ),
    (
        "D1011",
        "a function calls itself without end or too deeply; add a condition that ends it, or make the call the last \
         step of the function",
    ),
    ("D1012", "AWS stops an expression after one second; process fewer items, or spread them over a Map state"),
    ("D1013", "names that start with `_jsonata_` are reserved; choose another name"),
    ("D2005", "only a variable can be assigned: `$name := value`"),
    ("D2014", "a range can have at most 873,782 numbers; check both ends of `..`"),
    ("D2015", "the list is too long; filter it earlier, or spread the items over a Map state"),
    ("D2016", "check the width argument of `$pad`"),
    ("D3001", "the number is infinite or invalid; look for a division by zero"),
    ("D3010", "give `$replace` a pattern with at least one character"),
    ("D3011", "the limit of `$replace` must be 0 or more"),
    ("D3012", "the function given to `$replace` must return a string; wrap its result in `$string(…)`"),
    ("D3020", "the limit of `$split` must be 0 or more"),
    ("D3030", "the string is not a number; look for units, commas, or spaces in it, or test it with `$match` first"),
    ("D3040", "the limit of `$match` must be 0 or more"),
    ("D3050", "the function of `$reduce` needs at least two arguments: `function($sum, $item) { … }`"),
    ("D3060", "a negative number has no square root; use `$abs(…)`, or test the sign first"),
    ("D3061", "the result is too large or is not a real number; check the base and the exponent"),
    ("D3070", "by itself, `$sort` can sort only strings or only numbers; give it a function that compares two items"),
    ("D3080", "a picture has one part for positive numbers and one for negative numbers, separated by `;`"),
    ("D3081", "each part of a picture can have only one `.`"),
    ("D3082", "each part of a picture can have only one `%`"),
    ("D3083", "each part of a picture can have only one `‰`"),
    ("D3084", "a part of a picture can have `%` or `‰`, not both"),
    ("D3085", "a picture needs at least one `0` or `#`"),
    ("D3086", "put other text before or after the digits of the picture, not between them"),
    ("D3087", "there is a `,` next to the `.`; remove it"),
    ("D3088", "the whole part of the picture ends with `,`; remove it"),
    ("D3089", "there are two `,` next to each other; remove one"),
    ("D3090", "before the `.`, every `#` must come before the first `0`"),
    ("D3091", "after the `.`, every `0` must come before the first `#`"),
    ("D3092", "a percentage cannot have an exponent; remove the `e` or the `%`"),
    ("D3093", "only digits can follow the `e` of a picture"),
    ("D3100", "the base must be from 2 to 36"),
    ("D3110", "write the time as `2026-03-14T01:59:00Z`, or give `$toMillis` a picture that describes it"),
    ("D3120", "AWS has no `$eval`; parse JSON with `$parse(text)`"),
    ("D3121", "AWS has no `$eval`; parse JSON with `$parse(text)`"),
    ("D3130", "use one of the patterns `1`, `01`, `A`, `a`, `I`, `i`, `W`, `w`, or `Ww`"),
    ("D3131", "use digits of only one alphabet in the pattern"),
    (
        "D3132",
        "the parts of a date are `[Y]`, `[M]`, `[D]`, `[d]`, `[F]`, `[W]`, `[w]`, `[H]`, `[h]`, `[P]`, `[m]`, `[s]`, \
         `[f]`, `[Z]`, and `[z]`",
    ),
    ("D3133", "only months and days have names: `[MNn]`, `[FNn]`"),
    ("D3134", "a time zone can have at most four digits: `[Z0101]`"),
    ("D3135", "close the part of the picture with `]`; write `[[` for a bracket itself"),
    ("D3136", "the picture has a gap between two of its parts; to read a time, it needs the day, month, and year"),
    ("D3137", "the expression raised this error with `$error` or an AWS function; the message has the reason"),
    ("D3138", "more than one item matches; make the condition narrower, or take the first with `[0]`"),
    ("D3139", "no item matches; test with `$exists` first, or take the first item of a filter with `[0]`"),
    ("D3140", "the string has half of a character or a broken `%`; check where it comes from"),
    ("D3141", "the condition of an `$assert` in the expression is false"),
    ("D3150", "write the time zone as `+0530`"),
    ("S0101", "close the string with the quote that opened it"),
    ("S0102", "JSON has no number that large"),
    (
        "S0103",
        "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits; in a JSON definition, write \
         every backslash twice",
    ),
    ("S0104", "write four hexadecimal digits after \\u"),
    ("S0105", "close the name with a backtick"),
    ("S0106", "close the comment with `*/`"),
    ("S0201", "an operator is missing between two values, or there is extra text at the end"),
    ("S0202", "add what is expected, or remove what is in its place"),
    ("S0203", "something is missing at the end: a value, or a closing bracket"),
    ("S0204", "this operator does not exist; equality is `=`, and `and`, `or`, and `in` are words"),
    ("S0205", "remove it, or put a value before it"),
    ("S0206", "this is not allowed here; remove it"),
    ("S0207", "something is missing at the end: a value, or a closing bracket"),
    ("S0208", "the parameters of a function are variables: `function($item) { … }`"),
    ("S0209", "put the filter `[…]` before the grouping `{…}`"),
    ("S0210", "a step of a path can be grouped only once; put a `.` or parentheses between"),
    ("S0211", "an operator needs a value on its left side"),
    ("S0212", "only a variable can be assigned: `$name := value`"),
    ("S0213", "a step of a path must be a name; put a name with special characters in backticks"),
    ("S0214", "`@` and `#` must be followed by a variable: `#$index`"),
    ("S0215", "put the `@$variable` before the filter"),
    ("S0216", "put the `@$variable` before the `^(…)`"),
    ("S0217", "`%` has no parent here; a step of a path must come before it"),
    ("S0301", "put a pattern between the slashes"),
    ("S0302", "close the regular expression with `/`"),
    ("S0401", "in a signature, only `a` and `f` can have a type in `<>`"),
    ("S0402", "remove the `<>` inside the parentheses of the signature"),
    ("S0500", "correct the syntax of the expression first"),
    ("T0410", "the function does not accept an argument of this type; convert it, or check that it exists"),
    ("T0411", "the function uses `$` in place of the missing argument, and `$` has the wrong type; add the argument"),
    (
        "T0412",
        "all items of the array must have this type; convert them first, as in `$map(list, $number)`, or filter out \
         the others",
    ),
    ("T1003", "a key must be a string; convert it with `$string(…)`"),
    ("T1005", "a function name starts with `$`"),
    ("T1006", "this is not a function; check the spelling, or look for a variable with the same name"),
    ("T1007", "a function name starts with `$`"),
    ("T1008", "this is not a function; check the spelling, or look for a variable with the same name"),
    ("T1010", "a matching function must return an object with `match`, `start`, `end`, `groups`, and `next`"),
    ("T2001", "convert it with `$number(…)`; the operator to join strings is `&`"),
    ("T2002", "convert it with `$number(…)`; the operator to join strings is `&`"),
    ("T2003", "the ends of `..` must be whole numbers; use `$floor(…)` or `$number(…)`"),
    ("T2004", "the ends of `..` must be whole numbers; use `$floor(…)` or `$number(…)`"),
    ("T2006", "`~>` must be followed by a function: `value ~> $uppercase`"),
    ("T2007", "some sort keys are strings and some are numbers; convert them all with `$string(…)` or `$number(…)`"),
    ("T2008", "sort by a number or a string that every item has"),
    (
        "T2009",
        "compare numbers with numbers and strings with strings; convert one side with `$number(…)` or `$string(…)`",
    ),
    ("T2010", "only numbers and strings can be ordered; compare a field of the object, or the count of the array"),
    ("T2011", "the second part of `| … | … |` must return an object with the changes"),
    ("T2012", "the third part of `| … | … | … |` must return a name or an array of names"),
    ("T2013", "the expression assigns another value to `$clone`; choose another name for that variable"),
    ("U1001", "the value is too large; process fewer items at a time"),
    ("U1006", "AWS stops an expression after one second; process fewer items, or spread them over a Map state"),
    ("U9000", "the string is not Base64; look for spaces, line breaks, `-`, or `_` in it"),
];

#[cfg(test)]
mod tests {
    use super::{HINTS, hint};

    #[test]
    fn every_code_that_an_expression_can_fail_with_has_a_hint() {
        for known in jlens_core::error::catalog() {
            // `U1002` and on are about functions and inputs that the page never makes; `U2…` and `W…` about other tools.
            let counts =
                matches!(known.code.as_bytes(), [b'S' | b'T' | b'D', ..]) || matches!(known.code, "U1001" | "U1006");
            assert_eq!(hint(known.code).is_some(), counts, "{}: {}", known.code, known.template);
        }
    }

    #[test]
    fn the_table_is_in_order_and_says_something_else_than_jsonata() {
        assert!(HINTS.is_sorted_by_key(|(code, _)| *code));
        for known in jlens_core::error::catalog() {
            assert_ne!(hint(known.code), Some(known.template));
        }
        assert_eq!(hint("X0000"), None);
    }
}
