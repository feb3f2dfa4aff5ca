//! Regular expressions, compared with what JavaScript's `matchAll` gives. `vendor/jlens-regress` is a trimmed copy; these are
//! the answers that have to stay: letters with unusual cases, and what `u` would change.

use super::engine::{Budget, Engine, Inputs, Library};
use asl_value::Value;

/// Pattern, flags, text, and the matches with `|` between them.
const MATCHES: &[(&str, &str, &str, &str)] = &[
    ("k", "i", "kK\u{212a}", "k|K"),
    ("\u{212a}", "i", "kK\u{212a}", "\u{212a}"),
    ("[k]", "i", "kK\u{212a}", "k|K"),
    ("s", "i", "sSſ", "s|S"),
    ("ſ", "i", "sSſ", "ſ"),
    ("[a-z]+", "i", "abKſZ\u{212a}é", "abK|Z"),
    (r"\w+", "i", "aſb\u{212a}é_9", "a|b|_9"),
    (r"\W", "i", "aſb\u{212a}", "ſ|\u{212a}"),
    ("é", "i", "éÉe", "é|É"),
    ("[à-ý]+", "i", "ÀÉÝàéý×÷", "ÀÉÝàéý|÷"),
    ("σ", "i", "σςΣ", "σ|ς|Σ"),
    ("ς", "i", "σςΣ", "σ|ς|Σ"),
    ("\u{b5}", "i", "\u{b5}μΜ", "\u{b5}|μ|Μ"),
    ("μ", "i", "\u{b5}μΜ", "\u{b5}|μ|Μ"),
    ("å", "i", "åÅ\u{212b}", "å|Å"),
    ("ß", "i", "ßẞss", "ß"),
    ("ẞ", "i", "ßẞ", "ẞ"),
    ("i", "i", "iIıİ", "i|I"),
    ("ı", "i", "iIıİ", "ı"),
    ("İ", "i", "iIıİ", "İ"),
    ("ǆ", "i", "ǆǅǄ", "ǆ|ǅ|Ǆ"),
    ("ǅ", "i", "ǆǅǄ", "ǆ|ǅ|Ǆ"),
    ("ᾳ", "i", "ᾳᾼ", "ᾳ"),
    ("ﬁ", "i", "ﬁFI", "ﬁ"),
    ("ŉ", "i", "ŉʼN", "ŉ"),
    ("ა", "i", "აᲐ", "ა|Ა"),
    ("Ა", "i", "აᲐ", "ა|Ა"),
    ("ꭰ", "i", "ꭰᎠ", "ꭰ|Ꭰ"),
    ("Ꭰ", "i", "ꭰᎠ", "ꭰ|Ꭰ"),
    ("[ა-ჰ]+", "i", "აᲐბᲑ", "აᲐბᲑ"),
    ("ѐ", "i", "ѐЀ", "ѐ|Ѐ"),
    ("ԱԲ", "i", "աբԱԲ", "աբ|ԱԲ"),
    (r"(k)\1", "i", "kK k\u{212a} kk", "kK|kk"),
    (r"(σ)\1", "i", "σς ΣΣ σx", "σς|ΣΣ"),
    (r"\p{L}+", "", "p{L}p{L}} a", "p{L}|p{L}}"),
    (r"[\p{Lu}]+", "", "pLu{}AbC", "pLu{}"),
    (r"\P{L}", "", "P{L}", "P{L}"),
    (r"\u{2}", "", "uu u{2}", "uu"),
    (r"\u{61}", "", "a u{61}", ""),
    (r"\u0041", "i", "aA", "a|A"),
    (r"\x41b", "", "Ab", "Ab"),
    (r"\cJ", "", "a\nb", "\n"),
    (r"[\c_]", "", "_\u{1f}", "\u{1f}"),
    (r"\07", "", "\u{7}", "\u{7}"),
    (r"a\-b", "", "a-b", "a-b"),
    (r"\k", "", "k", "k"),
    (r"\_", "", "_", "_"),
    ("a{,2}", "", "a{,2} aa", "a{,2}"),
    (r"[\w-]+", "", "a-b c", "a-b|c"),
    (r"[\d-x]+", "", "1-x 2", "1-x|2"),
    ("[^]", "", "\n", "\n"),
    ("[]|a", "", "ab", "a"),
    (r"\bk\b", "i", "k K \u{212a}", "k|K"),
    (r"(?<year>\d{4})-(?<m>\d\d)", "", "2024-05 x", "2024-05"),
    (r"(?<été>a)\k<été>", "", "aa", "aa"),
    ("(?<Ωx>b)", "", "ab", "b"),
    ("(?<𐐀>b)", "", "ab", "b"),
    (r"(?<=\$)\d+", "", "$12 13", "12"),
    (r"(?<!\$)\b\d+", "", "$12 13", "13"),
    (r"(?=a)\w", "", "ba", "a"),
    ("(?:ab)+?", "", "ababx", "ab|ab"),
    ("^b", "m", "a\nb\u{2028}b", "b|b"),
    ("a$", "m", "a\r\na b a", "a|a"),
    ("^a|b$", "", "ab\nab", "a|b"),
    ("a.c", "", "abc a\nc a\u{2028}c", "abc"),
    (r"\s+", "", "a \u{a0}\u{feff}\u{2003}\u{3000}b\u{200b}", " \u{a0}\u{feff}\u{2003}\u{3000}"),
    (r"\S", "", "\u{200b} \u{180e}", "\u{200b}|\u{180e}"),
    (r"[\s\S]", "", "\n", "\n"),
    (r"\D+", "", "1a٣b2", "a٣b"),
    ("(a)|(b)", "", "ab", "a|b"),
    ("(?=a)*b", "", "b", "b"),
];

/// Patterns that JavaScript refuses.
const REFUSED: &[&str] = &["(?<a>x)(?<a>y)", "a**", "[z-a]", "(?<1>x)", r"(?<n>a)\k<x>", "a{2,1}", r"\b+"];

/// The matches in `text` with `|` between them, or the code of the error.
fn matches(pattern: &str, flags: &str, text: &str) -> Result<String, String> {
    let expression = format!(r#"$join($match($text, /{pattern}/{flags}).match, "|")"#);
    let (engine, _) = Engine::compile(&expression, Library::Plain).map_err(|error| error.code.clone())?;
    let variable = |name: &str| (name == "text").then(|| Value::from(text));
    let inputs = Inputs { input: None, variable: &variable, now: 0, random: &|| 1 };
    let found = engine.evaluate(&inputs, Budget::AWS).map_err(|error| error.code.clone())?;
    Ok(found.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned())
}

#[test]
fn a_regular_expression_matches_as_in_javascript() {
    for (pattern, flags, text, expected) in MATCHES {
        assert_eq!(matches(pattern, flags, text).as_deref(), Ok(*expected), "/{pattern}/{flags} in {text:?}");
    }
}

#[test]
fn a_regular_expression_is_refused_as_in_javascript() {
    for pattern in REFUSED {
        assert_eq!(matches(pattern, "", "x").as_ref().map_err(String::as_str), Err("S0302"), "/{pattern}/");
    }
    // Flags other than `i` and `m` are no part of a regular expression of JSONata.
    for flag in ["u", "v", "s", "g"] {
        assert!(matches("a", flag, "a").is_err(), "{flag}");
    }
}
