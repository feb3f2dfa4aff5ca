//! What holds for every value that is printed and every long text that is read.

use proptest::prelude::*;

use super::line_index::LineIndex;
use super::{Member, Node, NodeKind, Span, Spanned, parse, print};
use asl_value::{Map, Number, Value};

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ]{0,12}",
        "[ \n\t:#'\"\\\\{}\\[\\],&*!|>%@`?.~=<0-9eExo_-]{0,10}",
        "(yes|No|null|~|1e3|0x1F|0o7|\\.5|-1|\\+2|1\\.|12:30|2030-01-01|true|<<|---|\\.\\.\\.|\\.inf)",
        "(a|b c|: ) ?\n ?(x|# |y)\n{0,3}",
        any::<String>(),
        "[a-z]{1100,1200}",
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(|number| Value::Number(Number::Float(number))),
        (-1000.0..1000.0).prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..5).prop_map(|members| {
                Value::from(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
            }),
        ]
    })
}

/// A tree with placeholders in it.
fn any_node() -> impl Strategy<Value = Node> {
    let kind = |kind: NodeKind| Node { kind, span: Span::default() };
    let written = prop_oneof!["[a-z_][a-z0-9_.]{0,8}", " ?[a-z]{1,4}\\[\"[a-z}{]{0,3}\"\\] ?", "f\\({0,1}[a-z]"];
    let written = written.prop_map(|name| format!("${{{name}}}"));
    let is_one = |text: &String| super::placeholder::is_one(text);
    let leaf = prop_oneof![
        written
            .clone()
            .prop_filter("a placeholder", is_one)
            .prop_map(move |text| kind(NodeKind::Placeholder(text.into()))),
        written.prop_map(move |text| kind(NodeKind::String(text.into()))),
        any_text().prop_map(move |text| kind(NodeKind::String(text.into()))),
        any::<i64>().prop_map(move |number| kind(NodeKind::Number(Number::Int(number)))),
        Just(kind(NodeKind::Null)),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(move |items| kind(NodeKind::Array(items))),
            prop::collection::btree_map("[a-z${}]{1,6}", inner, 0..5).prop_map(move |members| {
                let member =
                    |(key, value): (String, Node)| Member { key: Spanned::new(key.into(), Span::default()), value };
                kind(NodeKind::Object(members.into_iter().map(member).collect()))
            }),
        ]
    })
}

/// The tree without its places.
fn bare(node: &Node) -> Node {
    let kind = match &node.kind {
        NodeKind::Array(items) => NodeKind::Array(items.iter().map(bare).collect()),
        NodeKind::Object(members) => {
            let member = |member: &Member| Member {
                key: Spanned::new(member.key.value.clone(), Span::default()),
                value: bare(&member.value),
            };
            NodeKind::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    };
    Node { kind, span: Span::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn what_is_printed_reads_back_as_an_equal_value(value in any_value()) {
        let json = print::json(&value);
        let parsed = super::json::parse(&json);
        prop_assert_eq!(&parsed.diagnostics, &[], "{}", json);
        prop_assert_eq!(parsed.root.unwrap().to_value(), value.clone(), "{}", json);
        let yaml = print::yaml(&value);
        let parsed = super::yaml::parse(&yaml);
        prop_assert_eq!(&parsed.diagnostics, &[], "{}", yaml);
        prop_assert_eq!(parsed.root.unwrap().to_value(), value, "{}", yaml);
    }

    #[test]
    fn placeholders_are_printed_as_they_are_written(node in any_node()) {
        let json = print::node_json(&node);
        let parsed = super::json::parse(&json);
        prop_assert_eq!(&parsed.diagnostics, &[], "{}", json);
        prop_assert_eq!(bare(&parsed.root.unwrap()), node.clone(), "{}", json);
        let yaml = print::node_yaml(&node);
        let parsed = super::yaml::parse(&yaml);
        prop_assert_eq!(&parsed.diagnostics, &[], "{}", yaml);
        prop_assert_eq!(bare(&parsed.root.unwrap()), node, "{}", yaml);
    }

    #[test]
    fn json_read_as_yaml_gives_the_same_value(value in any_value()) {
        // The readers agree where both notations do: YAML allows a key of 1024 characters at most.
        let json = print::json(&value);
        if json.lines().all(|line| line.len() < 1000) {
            let parsed = super::yaml::parse(&json);
            if parsed.diagnostics.is_empty() {
                prop_assert_eq!(parsed.root.unwrap().to_value(), value, "{}", json);
            }
        }
    }
}

#[test]
fn reading_takes_time_in_proportion_to_the_text() {
    // A reader that goes back and forth would take minutes for these megabytes.
    let keys: Vec<String> = (0..60_000).map(|key| format!("\"key{key}\": {key}")).collect();
    let keys = keys.join(",\n");
    for text in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(200_000),
        format!("{{{keys}}}"),
        format!("[{}1]", "\"\\u00e9\", ".repeat(100_000)),
        "\"a".repeat(500_000),
        "a: b\n".repeat(100_000),
        "- x\n".repeat(200_000),
        format!("a: \"{}\"", "\\t".repeat(400_000)),
        format!("a: {}", "x ".repeat(400_000)),
        format!("[{}1]", "${a}, ".repeat(100_000)),
        format!("[{}]", "${".repeat(200_000)),
    ] {
        parse(&text);
        LineIndex::new(&text);
    }
}
