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
    ("D1004", "the pattern also matches nothing at all; write `+` where it has `*`"),
    (
        "D1009",
        "two members get the same key; make the keys differ, or group the values with `{key: value}` behind a path",
    ),
    (
        "D1011",
        "a function calls itself without an end, or too deeply; give it a condition that ends it, or put the call last in the function",
    ),
    ("D1012", "AWS stops an expression after a second; work on fewer items, or spread them over a Map state"),
    ("D1013", "names that begin with `_jsonata_` are reserved; choose another"),
    ("D2005", "only a variable can be assigned: `$name := value`"),
    ("D2014", "a range holds at most 873,782 numbers; check both ends of `..`"),
    ("D2015", "the list became too long; filter earlier, or spread the items over a Map state"),
    ("D2016", "check the width that `$pad` is given"),
    ("D3001", "the number is infinite or none at all; look for a division by zero"),
    ("D3010", "give `$replace` a pattern with at least one character"),
    ("D3011", "the limit of `$replace` is 0 or more"),
    ("D3012", "the function given to `$replace` must return a string; wrap its result in `$string(…)`"),
    ("D3020", "the limit of `$split` is 0 or more"),
    ("D3030", "the text is no number; look for units, commas or blanks in it, or test it with `$match` first"),
    ("D3040", "the limit of `$match` is 0 or more"),
    ("D3050", "the function of `$reduce` takes at least two arguments: `function($sum, $item) { … }`"),
    ("D3060", "there is no square root of a negative number; use `$abs(…)`, or test the sign first"),
    ("D3061", "the result is too large, or no real number; check base and exponent"),
    ("D3070", "only strings or only numbers sort by themselves; give `$sort` a function that compares two items"),
    ("D3080", "a picture has one part for positive numbers and one for negative ones, with `;` between"),
    ("D3081", "each part of a picture has one `.` at most"),
    ("D3082", "each part of a picture has one `%` at most"),
    ("D3083", "each part of a picture has one `‰` at most"),
    ("D3084", "a part of a picture has `%` or `‰`, not both"),
    ("D3085", "a picture needs at least one `0` or `#`"),
    ("D3086", "put other text before or behind the digits of the picture, not between them"),
    ("D3087", "there is a `,` next to the `.`; take it away"),
    ("D3088", "the whole part of the picture ends with `,`; take it away"),
    ("D3089", "two `,` stand next to each other; take one away"),
    ("D3090", "before the `.`, every `#` comes before the first `0`"),
    ("D3091", "behind the `.`, every `0` comes before the first `#`"),
    ("D3092", "a percentage cannot have an exponent; leave out the `e` or the `%`"),
    ("D3093", "behind the `e` of a picture only digits may stand"),
    ("D3100", "the base is from 2 to 36"),
    ("D3110", "write the time as `2026-03-14T01:59:00Z`, or give `$toMillis` a picture of how it is written"),
    ("D3120", "AWS has no `$eval`; read JSON with `$parse(text)`"),
    ("D3121", "AWS has no `$eval`; read JSON with `$parse(text)`"),
    ("D3130", "use one of the patterns `1`, `01`, `A`, `a`, `I`, `i`, `W`, `w` or `Ww`"),
    ("D3131", "take all digits of the pattern from one alphabet"),
    (
        "D3132",
        "the parts of a date are `[Y]`, `[M]`, `[D]`, `[d]`, `[F]`, `[W]`, `[w]`, `[H]`, `[h]`, `[P]`, `[m]`, `[s]`, `[f]`, `[Z]`, `[z]`",
    ),
    ("D3133", "only months and days have names: `[MNn]`, `[FNn]`"),
    ("D3134", "a time zone has at most four digits: `[Z0101]`"),
    ("D3135", "close the part of the picture with `]`; write `[[` for a bracket itself"),
    ("D3136", "the picture lacks something between two parts that it has; to read a time it needs day, month and year"),
    (
        "D3137",
        "the expression itself, with `$error`, or a function of AWS raised this; the message says what it did not like",
    ),
    ("D3138", "more than one item fits; make the condition narrower, or take the first with `[0]`"),
    ("D3139", "no item fits; test with `$exists` first, or take the first of a filter with `[0]`"),
    ("D3140", "the text holds half of a character or a broken `%`; check where it comes from"),
    ("D3141", "the condition of an `$assert` in the expression does not hold"),
    ("D3150", "write the time zone as `+0530`"),
    ("S0101", "close the string with the quote that opens it"),
    ("S0102", "JSON has no number that large"),
    (
        "S0103",
        "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits; in a JSON definition write every backslash twice",
    ),
    ("S0104", "write four hexadecimal digits behind \\u"),
    ("S0105", "close the name with a backtick"),
    ("S0106", "close the comment with `*/`"),
    ("S0201", "an operator is missing between two values, or something stands behind the end"),
    ("S0202", "put in what is expected, or take away what stands in its place"),
    ("S0203", "something is missing at the end: a value, or a closing bracket"),
    ("S0204", "there is no such operator; equality is `=`, and `and`, `or` and `in` are words"),
    ("S0205", "take it away, or put a value before it"),
    ("S0206", "this cannot stand here; take it away"),
    ("S0207", "something is missing at the end: a value, or a closing bracket"),
    ("S0208", "the parameters of a function are variables: `function($item) { … }`"),
    ("S0209", "put the filter `[…]` before the grouping `{…}`"),
    ("S0210", "one step of a path can be grouped only once; put a `.` or brackets between"),
    ("S0211", "an operator needs a value on its left"),
    ("S0212", "only a variable can be assigned: `$name := value`"),
    ("S0213", "a step of a path is a name; put a name with unusual characters in backticks"),
    ("S0214", "behind `@` and `#` comes a variable: `#$index`"),
    ("S0215", "put the `@$variable` before the filter"),
    ("S0216", "put the `@$variable` before the `^(…)`"),
    ("S0217", "`%` finds no parent here; there must be a step of a path before it"),
    ("S0301", "put a pattern between the slashes"),
    ("S0302", "close the regular expression with `/`"),
    ("S0401", "only `a` and `f` of a signature take a type in `<>`"),
    ("S0402", "leave out the `<>` inside the brackets of the signature"),
    ("S0500", "correct the syntax of the expression first"),
    ("T0410", "the argument has another type than the function takes; convert it, or check that it is there at all"),
    ("T0411", "the function takes `$` where an argument is left out, and that has another type; write the argument"),
    (
        "T0412",
        "all items of the array must have that type; convert them first, as in `$map(list, $number)`, or filter the others out",
    ),
    ("T1003", "a key is a string; wrap it in `$string(…)`"),
    ("T1005", "the name of a function begins with `$`"),
    ("T1006", "what is called is no function; look for a slip in its name, or for a variable of that name"),
    ("T1007", "the name of a function begins with `$`"),
    ("T1008", "what is called is no function; look for a slip in its name, or for a variable of that name"),
    ("T1010", "a function that matches returns an object with `match`, `start`, `end`, `groups` and `next`"),
    ("T2001", "convert it with `$number(…)`; to join texts the operator is `&`"),
    ("T2002", "convert it with `$number(…)`; to join texts the operator is `&`"),
    ("T2003", "the ends of `..` are whole numbers; use `$floor(…)` or `$number(…)`"),
    ("T2004", "the ends of `..` are whole numbers; use `$floor(…)` or `$number(…)`"),
    ("T2006", "behind `~>` comes a function: `value ~> $uppercase`"),
    (
        "T2007",
        "the keys to sort by are strings here and numbers there; convert them all with `$string(…)` or `$number(…)`",
    ),
    ("T2008", "sort by something that is a number or a string for every item"),
    (
        "T2009",
        "compare numbers with numbers and strings with strings; convert one side with `$number(…)` or `$string(…)`",
    ),
    ("T2010", "only numbers and strings have an order; compare a member of the object, or the count of the array"),
    ("T2011", "the second part of `| … | … |` gives an object with what changes"),
    ("T2012", "the third part of `| … | … | … |` gives a name, or an array of names"),
    ("T2013", "the expression gives `$clone` another value; choose another name for that variable"),
    ("U1001", "the value became too large; work on fewer items at a time"),
    ("U1006", "AWS stops an expression after a second; work on fewer items, or spread them over a Map state"),
    ("U9000", "the text is not Base64; look for blanks, line breaks, `-` or `_` in it"),
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
