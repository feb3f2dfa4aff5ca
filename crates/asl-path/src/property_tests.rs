//! Whatever the text and the document, nothing panics or hangs.

use proptest::prelude::*;

use super::testing::{Fixed, json, node};
use super::{Expression, Path, ReferencePath, Template};
use asl_value::{Map, Value};

/// Texts made of what paths and expressions are made of.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("$"),
        Just("$$"),
        Just("."),
        Just(".."),
        Just("["),
        Just("]"),
        Just("*"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("a"),
        Just("b"),
        Just("ü"),
        Just("0"),
        Just("-1"),
        Just(":"),
        Just(","),
        Just(" "),
        Just("[?("),
        Just(")]"),
        Just("@"),
        Just("@.a"),
        Just("=="),
        Just("<"),
        Just("=~"),
        Just("/a+/i"),
        Just("&&"),
        Just("||"),
        Just("!"),
        Just("("),
        Just(")"),
        Just("in"),
        Just("[1]"),
        Just("['a']"),
        Just(".length()"),
        Just("1e999"),
        Just("null"),
        Just("States."),
        Just("States.Format("),
        Just("States.ArrayRange("),
        Just("States.StringToJson("),
        Just("{}"),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn documents() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6..1e6_f64).prop_map(Value::from),
        "[a-c ü\\\\{}']{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[a-d]", inner), 0..4).prop_map(|members| {
                Value::from(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
            }),
        ]
    })
}

fn try_everything(text: &str, document: &Value) {
    let env = Fixed::new(document.clone(), document.clone());
    for text in [text.to_owned(), format!("${text}"), format!("$[?(@{text})]"), format!("States.Array({text})")] {
        if let Ok(path) = Path::parse(&text) {
            let _ = path.evaluate(document).map_err(|error| error.to_string());
            let _ = path.evaluate_strictly(document).map_err(|error| error.to_string());
        }
        if let Ok(path) = ReferencePath::parse(&text)
            && let Ok(changed) = path.apply(document, Value::from("new"))
        {
            assert_eq!(path.get(&changed).unwrap(), Value::from("new"), "{text} of {document}");
        }
        if let Ok(expression) = Expression::parse(&text) {
            let _ = expression.evaluate(document, &env).map_err(|error| error.to_string());
        }
        let member: Map = [("x.$".into(), Value::from(text))].into_iter().collect();
        if let Ok(template) = Template::compile(&node(&Value::from(member))) {
            let _ = template.evaluate(document, &env);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_made_of_syntax_panics(text in texts(), document in documents()) {
        try_everything(&text, &document);
    }

    #[test]
    fn no_text_at_all_panics(text in any::<String>(), document in documents()) {
        try_everything(&text, &document);
    }

    #[test]
    fn any_value_is_a_template_and_without_computed_members_gives_itself(value in documents()) {
        let template = Template::compile(&node(&value)).unwrap();
        let env = Fixed::new(Value::Null, Value::Null);
        prop_assert_eq!(template.evaluate(&Value::Null, &env).unwrap(), value);
    }

    #[test]
    fn intrinsics_take_any_arguments(
        function in prop_oneof![
            Just("Format"), Just("StringToJson"), Just("JsonToString"), Just("Array"), Just("ArrayPartition"),
            Just("ArrayContains"), Just("ArrayRange"), Just("ArrayGetItem"), Just("ArrayLength"), Just("ArrayUnique"),
            Just("Base64Encode"), Just("Base64Decode"), Just("Hash"), Just("JsonMerge"), Just("MathRandom"),
            Just("MathAdd"), Just("StringSplit"), Just("UUID"),
        ],
        arguments in proptest::collection::vec(documents(), 0..4),
    ) {
        let list: Vec<String> = (0..arguments.len()).map(|index| format!("$[{index}]")).collect();
        if let Ok(expression) = Expression::parse(&format!("States.{function}({})", list.join(", "))) {
            let env = Fixed::new(Value::Null, Value::Null);
            let _ = expression.evaluate(&Value::from(arguments), &env).map_err(|error| error.to_string());
        }
    }
}

#[test]
fn deep_and_explosive_texts_end_in_errors() {
    let wide: Value = (0..2000).map(|n| json(&format!(r#"{{"a":{n},"b":[1,2,3]}}"#))).collect();
    let env = Fixed::new(Value::Null, Value::Null);
    let nested_calls = |depth: usize| format!("{}1{}", "States.Array(".repeat(depth), ")".repeat(depth));
    for (text, fails) in [
        (format!("${}", "..*".repeat(20)), true),
        (format!("${}", "[*]".repeat(40)), true),
        (format!("$[?({}@{})]", "(".repeat(1000), ")".repeat(1000)), true),
        (format!("$[?({}@)]", "!".repeat(1000)), true),
        (format!("{}@{}", "$[?(@".repeat(1000), ")]".repeat(1000)), true),
        ("$[?($ == $)]".to_owned(), true),
        ("$[?(@.a in $..a)]".to_owned(), true),
        (format!("${}", ".a".repeat(30_000)), true),
        (nested_calls(11), true),
        (nested_calls(10), false),
        (format!("States.Array({}1)", "1,".repeat(1000)), true),
        (format!("States.Format('{}'{})", "{}".repeat(900), ",$".repeat(900)), true),
        ("$..a".to_owned(), false),
    ] {
        let result = Expression::parse(&text).map_err(|error| error.to_string()).and_then(|expression| {
            expression.evaluate(&wide, &env).map_err(|error| error.to_string().chars().take(200).collect())
        });
        let shown: String = text.chars().take(60).collect();
        assert_eq!(result.is_err(), fails, "{shown}: {:?}", result.err());
    }
}
