//! What YAML means here, and what is said about broken YAML.

use super::parse;
use crate::Node;

fn read(text: &str) -> (Vec<String>, Option<String>) {
    let parsed = parse(text);
    let found =
        parsed.diagnostics.iter().map(|found| format!("{}..{} {}", found.span.start, found.span.end, found.message()));
    (found.collect(), parsed.root.map(|root| root.to_value().to_json()))
}

#[test]
fn yaml_means_the_json_that_one_expects() {
    for (text, value) in [
        ("a: 1\nb: [x, 'y', \"z\\n\"]\n", r#"{"a":1,"b":["x","y","z\n"]}"#),
        ("- yes\n- on\n- No\n- ~\n- null\n-\n- true\n- FALSE", r#"["yes","on","No",null,null,null,true,false]"#),
        (
            "[1e3, 0x1F, 0o17, -0.5, .5, 5., +7, 010, 1_000, 1.2.3, '5']",
            r#"[1000.0,31,15,-0.5,0.5,5.0,7,10,"1_000","1.2.3","5"]"#,
        ),
        ("[.inf, .nan, 2030-01-01, 12:30, !!str 5, ! 6, !!int 7]", r#"[".inf",".nan","2030-01-01","12:30","5","6",7]"#),
        (
            "a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: plain\n  goes on\n",
            r#"{"a":"x\n y\n","b":"x y","c":"plain goes on"}"#,
        ),
        ("1: a\ntrue: b\n? c\n: d", r#"{"1":"a","true":"b","c":"d"}"#),
        ("--- \na: b\n...\n", r#"{"a":"b"}"#),
        ("a: &x {k: 1}\nb: *x\nc: [*x, &y v, *y]", r#"{"a":{"k":1},"b":{"k":1},"c":[{"k":1},"v","v"]}"#),
        (
            "d: &d {a: 1, b: 2}\ne: &e {b: 3, c: 4}\nf:\n  <<: [*d, *e]\n  a: 9\ng:\n  <<: *e\nh: {'<<': 1}",
            r#"{"d":{"a":1,"b":2},"e":{"b":3,"c":4},"f":{"a":9,"b":2,"c":4},"g":{"b":3,"c":4},"h":{"<<":1}}"#,
        ),
        (
            "a: !Ref X\nb: !GetAtt A.B.C\nc: !Sub \"${x}\"\nd: !GetAtt [A, B]\ne: !Join ['', [a, !Ref b]]\nf: !Condition y",
            r#"{"a":{"Ref":"X"},"b":{"Fn::GetAtt":["A","B.C"]},"c":{"Fn::Sub":"${x}"},"d":{"Fn::GetAtt":["A","B"]},"e":{"Fn::Join":["",["a",{"Ref":"b"}]]},"f":{"Condition":"y"}}"#,
        ),
        ("a: !Sub\n  - x\n  - {y: !Ref z}\nb: !Ref 5", r#"{"a":{"Fn::Sub":["x",{"y":{"Ref":"z"}}]},"b":{"Ref":"5"}}"#),
        ("é: \"😀\"\r\nü: |\r\n  ß\r\n", r#"{"é":"😀","ü":"ß\n"}"#),
        ("\u{feff}a: b", r#"{"a":"b"}"#),
        ("not a definition", r#""not a definition""#),
    ] {
        assert_eq!(read(text), (vec![], Some(value.to_owned())), "{text}");
    }
}

#[test]
fn broken_yaml_is_reported_at_its_place_and_kept_up_to_there() {
    for (text, findings, value) in [
        ("", &["0..0 the text is empty"][..], None),
        (" # only a remark\n", &["0..0 the text is empty"], None),
        ("a: 1\nb:\n\t- c", &["9..10 YAML cannot be indented with tabs"], Some(r#"{"a":1,"b":null}"#)),
        ("ä: {% $x %}", &["5..6 text that begins with `%` needs quotes"], Some(r#"{"ä":{}}"#)),
        ("a: b: c", &["4..5 there is a `:` where a key isn't allowed"], Some(r#"{"a":"b"}"#)),
        ("a: [1, 2", &["8..8 the list in brackets does not continue correctly here"], Some(r#"{"a":[1,2]}"#)),
        ("a: 1\nb: \"x", &["8..9 this string is never closed"], Some(r#"{"a":1,"b":null}"#)),
        ("a: \"\\q\"", &["3..4 this string has an escape that YAML does not know"], Some(r#"{"a":null}"#)),
        ("a: 1\nb\nc: 2", &["5..6 this key has no `:`"], Some(r#"{"a":1}"#)),
        ("a:\n  b: 1\n c: 2", &["11..12 this line is not aligned with the lines above it"], Some(r#"{"a":{"b":1}}"#)),
        ("a: @x", &["3..4 YAML reserves this character"], Some(r#"{"a":null}"#)),
        ("a: *b", &["3..4 there is no anchor with this name above"], Some(r#"{"a":null}"#)),
        ("a: &a [*a]", &["7..9 this alias is inside the value that it refers to"], Some(r#"{"a":[null]}"#)),
        ("a: 1\na: 2", &["5..6 this object already has a key `a`"], Some(r#"{"a":2}"#)),
        ("a: !Foo 1", &["3..7 the tag `!Foo` is unknown and ignored"], Some(r#"{"a":1}"#)),
        ("? [a]\n: b", &["2..5 a key must be a string, not an array"], Some(r#"{"":"b"}"#)),
        ("a: 1\n---\nb: 2", &["5..8 only the first document of a YAML text is read"], Some(r#"{"a":1}"#)),
    ] {
        let (found, read) = read(text);
        assert_eq!(found, findings, "{text}");
        assert_eq!(read.as_deref(), value, "{text}");
        assert!(parse(text).diagnostics.iter().all(|found| found.hint().is_some()), "{text}");
    }
}

#[test]
fn every_part_of_yaml_knows_its_place_in_bytes() {
    let text = "é: ü\nlist:\n  - 'ä'   # c\n  - {k: [1, 2] }\nlast: |\n  x\n";
    let root = parse(text).root.unwrap();
    let place = |node: &Node| &text[node.span.start as usize..node.span.end as usize];
    let member = root.member("é").unwrap();
    assert_eq!(&text[member.key.span.start as usize..member.key.span.end as usize], "é");
    assert_eq!(place(&member.value), "ü");
    let list = root.get("list").unwrap();
    assert_eq!(place(&list.items()[0]), "'ä'");
    assert_eq!(place(&list.items()[1]), "{k: [1, 2] }");
    assert_eq!(place(list.items()[1].get("k").unwrap()), "[1, 2]");
    assert!(place(list).ends_with("[1, 2] }"));
    assert_eq!(place(root.get("last").unwrap()), "|\n  x\n");
    assert_eq!(root.span.start, 0);
}

#[test]
fn aliases_do_not_grow_into_gigabytes() {
    let mut lines = vec!["a0: &a0 [x,x,x,x,x,x,x,x,x,x]".to_owned()];
    for level in 1..30 {
        let alias = format!("*a{},", level - 1).repeat(10);
        lines.push(format!("a{level}: &a{level} [{alias}]"));
    }
    let bomb = lines.join("\n");
    let parsed = parse(&bomb);
    assert!(parsed.diagnostics.iter().any(|found| found.message().contains("more than 100000 values")));
    assert!(parsed.root.is_some());
}

#[test]
fn deep_yaml_ends_in_one_explained_error() {
    let mut indented = String::new();
    for level in 0..2000 {
        indented.push_str(&" ".repeat(level));
        indented.push_str("a:\n");
    }
    for text in ["- ".repeat(500_000), "[".repeat(100_000), "{a: ".repeat(100_000), "? ".repeat(100_000), indented] {
        let parsed = parse(&text);
        assert!(!parsed.diagnostics.is_empty() && parsed.diagnostics.len() <= 3, "{:?}", parsed.diagnostics);
    }
}
