//! What the reader says about broken JSON, and what it still reads.

use super::{MAX_DEPTH, Reading, parse};
use crate::NodeKind;
use crate::diagnostic::Diagnostic;
use asl_value::Value;

/// The reader's findings as `start..end message`, and the value that it read.
fn read(text: &str) -> (Vec<String>, Option<String>) {
    let parsed = parse(text);
    let found = parsed
        .diagnostics
        .iter()
        .map(|found| format!("{}..{} {}", found.span.start, found.span.end, found.message()))
        .collect();
    (found, parsed.root.map(|root| root.to_value().to_json()))
}

#[test]
fn strict_json_is_read_as_it_stands() {
    for text in [
        "null",
        " true ",
        "-0.5e+3",
        r#""a\"\\\/\b\f\n\r\té😀ü""#,
        "[]",
        "[1,[2,[]],{}]",
        r#"{"a":{"b":[1,2,{"c":null}]},"d":"{% $x %}"}"#,
        "\u{feff}{\"a\": 1}\r\n",
        "[12345678901234567890, 1e400, -0]",
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.diagnostics, [], "{text}");
        let bare = text.trim_start_matches('\u{feff}');
        if !bare.contains("1e400") {
            assert_eq!(parsed.root.unwrap().to_value(), Value::from_json(bare).unwrap(), "{text}");
        }
    }
}

#[test]
fn broken_json_is_reported_at_its_place_and_read_over() {
    for (text, findings, value) in [
        ("", vec!["0..0 the text is empty"], None),
        ("{\"a\": 1,}", vec!["7..8 trailing comma before `}`"], Some(r#"{"a":1}"#)),
        ("[1, 2, ]", vec!["5..6 trailing comma before `]`"], Some("[1,2]")),
        ("// x\n[1 /* y */]", vec!["0..4 JSON has no comments", "8..15 JSON has no comments"], Some("[1]")),
        ("{\"a\":1 \"b\":2}", vec!["5..6 a comma is missing after this"], Some(r#"{"a":1,"b":2}"#)),
        ("[1 2]", vec!["1..2 a comma is missing after this"], Some("[1,2]")),
        ("{\"a\":1,\"a\":2}", vec!["7..10 this object already has a key `a`"], Some(r#"{"a":2}"#)),
        (
            "{'a': 'b'}",
            vec!["1..4 JSON strings need double quotes", "6..9 JSON strings need double quotes"],
            Some(r#"{"a":"b"}"#),
        ),
        (
            "{a: b c}",
            vec!["1..2 text needs double quotes in JSON", "4..7 text needs double quotes in JSON"],
            Some(r#"{"a":"b c"}"#),
        ),
        ("{\"a\": True}", vec!["6..10 JSON has no value `True`"], Some(r#"{"a":true}"#)),
        (
            "{\"a\": \"b,\n\"c\": 1}",
            vec!["6..8 this string has no closing quote on its line"],
            Some(r#"{"a":"b","c":1}"#),
        ),
        ("{\"a: 1,\n\"c\": 1}", vec!["1..3 this string has no closing quote on its line"], Some(r#"{"a":1,"c":1}"#)),
        ("{\"a\": \"b}", vec!["6..8 this string has no closing quote on its line"], Some(r#"{"a":"b"}"#)),
        ("\"a\tb\"", vec!["2..3 there is a control character in this string"], Some(r#""a\tb""#)),
        ("\"\\d+\"", vec!["1..3 JSON has no escape `\\d`"], Some(r#""\\d+""#)),
        ("\"\\u12\"", vec!["1..3 `\\u` needs four hexadecimal digits"], Some(r#""\\u12""#)),
        ("\"\\ud800\"", vec!["1..7 half of a surrogate pair is not a character"], Some("\"\u{fffd}\"")),
        ("{\"a\": [1, 2}", vec!["6..7 `[` is not closed before `}`"], Some(r#"{"a":[1,2]}"#)),
        ("[1}, 2]", vec!["2..3 `}` is not allowed here"], Some("[1,2]")),
        ("{\"a\": {\"b\": 1", vec!["6..7 this object is never closed"], Some(r#"{"a":{"b":1}}"#)),
        ("{\"a\":", vec!["0..1 this object is never closed"], Some(r#"{"a":null}"#)),
        ("{\"a\"}", vec!["1..4 the key `a` has no value"], Some(r#"{"a":null}"#)),
        ("{\"a\" 1}", vec!["1..4 there is no `:` after the key `a`"], Some(r#"{"a":1}"#)),
        ("{\"a\" = 1}", vec!["5..6 a key and its value are separated by `:`, not `=`"], Some(r#"{"a":1}"#)),
        ("{\"a\": , \"b\": 1}", vec!["6..7 a value is missing here"], Some(r#"{"a":null,"b":1}"#)),
        ("{: 1}", vec!["1..2 there is no key before `:`"], Some(r#"{"":1}"#)),
        (
            "{[1]: 2}",
            vec!["1..4 this value in an object has no key", "4..5 there is no key before `:`"],
            Some(r#"{"":2}"#),
        ),
        ("[,1]", vec!["1..2 there is nothing before this comma"], Some("[1]")),
        ("[1;2]", vec!["2..3 `;` cannot separate elements in JSON"], Some("[1,2]")),
        ("[1:2]", vec!["2..3 `:` cannot separate the elements of an array"], Some("[1,2]")),
        (
            "[01, +1, .5, 1., 0x1F, 1_0]",
            vec![
                "1..3 `01` is not a number in JSON",
                "5..7 `+1` is not a number in JSON",
                "9..11 `.5` is not a number in JSON",
                "13..15 `1.` is not a number in JSON",
                "17..21 `0x1F` is not a number in JSON",
                "23..26 `1_0` is not a number in JSON",
            ],
            Some(r#"[1,1,0.5,1.0,"0x1F","1_0"]"#),
        ),
        ("{} x\ny", vec!["3..4 there is more text after the end of the value"], Some("{}")),
        ("{}}", vec!["2..3 there is an extra `}`"], Some("{}")),
        (
            "{\u{a0}\"a\":1}",
            vec!["1..3 there is an invisible character that JSON does not count as white space"],
            Some(r#"{"a":1}"#),
        ),
    ] {
        let (found, read) = read(text);
        let mut findings = findings;
        findings.sort_unstable();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, findings, "{text}");
        assert_eq!(read.as_deref(), value, "{text}");
        assert!(parse(text).diagnostics.iter().all(|found| found.hint().is_some()), "{text}");
    }
}

#[test]
fn every_part_knows_its_place() {
    let text = "{ \"a\" : [ 1, \"ü\" ] }";
    let root = parse(text).root.unwrap();
    let place = |span: crate::Span| &text[span.start as usize..span.end as usize];
    let member = root.member("a").unwrap();
    assert_eq!(place(root.span), text);
    assert_eq!(place(member.key.span), "\"a\"");
    assert_eq!(place(member.value.span), "[ 1, \"ü\" ]");
    assert_eq!(place(member.value.items()[1].span), "\"ü\"");
}

#[test]
fn deep_nesting_ends_in_one_explained_error() {
    for unit in ["[", "{\"a\":", "[{\"a\":["] {
        let parsed = parse(&unit.repeat(1_000_000 / unit.len()));
        let too_deep = |found: &Diagnostic| found.message().contains("more than 256 levels deep");
        assert!(parsed.diagnostics.iter().any(too_deep), "{unit}");
        assert!(parsed.diagnostics.len() <= 2, "{unit}");
    }
    let fits = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(parse(&fits).diagnostics, []);
    let deeper = format!("[{fits}, 1]");
    let parsed = parse(&deeper);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.root.unwrap().items().len(), 2);
}

#[test]
fn a_text_full_of_errors_does_not_drown_the_reader() {
    assert_eq!(parse(&format!("[{}", "\"\\x\u{1}\" ".repeat(100_000))).diagnostics.len(), 100);
}

#[test]
fn a_placeholder_without_quotes_is_a_value_of_its_own() {
    let text = r#"{"a": ${wait}, "b": [${x}, ${ jsonencode({k = "}"}) }], ${key}: "${in} text", "c": "${whole}"}"#;
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics, []);
    let root = parsed.root.unwrap();
    assert_eq!(root.get("a").map(|node| node.kind.clone()), Some(NodeKind::Placeholder("${wait}".into())));
    let items = root.get("b").unwrap().items();
    assert_eq!(items[1].span.slice(text), r#"${ jsonencode({k = "}"}) }"#);
    assert!(matches!(root.get("${key}").unwrap().kind, NodeKind::String(_)));
    assert!(matches!(root.get("c").unwrap().kind, NodeKind::String(_)));
    for broken in ["{\"a\": ${wait}, \"b\": ${x", "[${a}${b}]", "[${a}0]", "[${}]", "[$a]"] {
        assert!(!parse(broken).diagnostics.is_empty(), "{broken}");
    }
    let data = crate::parse_data("{\"a\": [${x}], \"b\": \"${y}\"}");
    let found: Vec<String> = data.diagnostics.iter().map(Diagnostic::message).collect();
    assert_eq!(found, ["text needs double quotes in JSON"]);
}

#[test]
fn placeholders_are_written_as_they_were() {
    let json = "{\n  \"a\": ${wait},\n  \"b\": [\n    ${ x },\n    \"${x}\",\n    \"${a}/${b}\"\n  ],\n  \"${key}\": {},\n  \"m\": 1.5\n}\n";
    let root = parse(json).root.unwrap();
    assert_eq!(crate::print::node_json(&root), json);
    let yaml = crate::print::node_yaml(&root);
    assert_eq!(yaml, "a: ${wait}\nb:\n  - ${ x }\n  - \"${x}\"\n  - ${a}/${b}\n${key}: {}\nm: 1.5\n");
    let back = crate::parse(&yaml);
    assert_eq!(back.diagnostics, []);
    assert_eq!(crate::print::node_json(&back.root.unwrap()), json);
}

#[test]
fn a_key_that_stands_twice_is_reported_in_an_object_of_any_size() {
    for count in 1..30 {
        for again in [0, count / 2, count - 1] {
            let mut keys: Vec<String> = (0..count).map(|n| format!("\"k{n}\": {n}")).collect();
            keys.push(format!("\"k{again}\": 0"));
            let text = format!("{{{}}}", keys.join(", "));
            let at = text.rfind("\"k").unwrap();
            let end = at + format!("\"k{again}\"").len();
            let found = parse(&text).diagnostics;
            let places: Vec<_> =
                found.iter().map(|found| (found.span.start as usize, found.span.end as usize)).collect();
            assert_eq!(places, [(at, end)], "{text}");
        }
    }
}

#[test]
fn a_text_that_is_read_piece_by_piece_gives_what_reading_it_at_once_gives() {
    let deep = "[".repeat(300) + &"]".repeat(300);
    let texts = [
        r#"{"a": [1, {"b": "ä\u00e9"}, ${x}], "a": {}, [1]: 2, c = 3}"#,
        "",
        " 1 2",
        "[1, 2",
        "{\n  \"a\": {\n    \"b\": 1\n  ,\n  \"c\": 2\n}",
        &deep,
    ];
    for text in texts {
        let whole = parse(text);
        for bytes in 0..9 {
            let mut reading = Reading::new(text);
            // Each piece takes a step at least.
            let piece = (0..=text.len() + 2).find_map(|_| reading.go_on(text, bytes)).unwrap();
            assert_eq!((piece.root, piece.diagnostics), (whole.root.clone(), whole.diagnostics.clone()), "{text}");
        }
    }
}
