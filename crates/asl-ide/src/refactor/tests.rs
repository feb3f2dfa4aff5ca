//! What every operation keeps, for any text.

use proptest::prelude::*;

use super::{format, notation, outline, rename, sort};
use asl_document::TemplateChoice;
use asl_value::Value;

/// Values such as people write, and such as trip readers of YAML up.
fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-zA-Z0-9 ._:#'\"{}\\[\\],&*!|>%@-]{0,12}".boxed(),
        prop::sample::select(vec![
            "no",
            "on",
            "1e3",
            "0x1F",
            "2020-01-01",
            "null",
            "~",
            "a\nb\n",
            "a\n\n b",
            " x",
            "x ",
            "\t",
            "{% $x %}",
            "12:30",
            "- a",
            "? a",
            "é\u{85}",
            "",
        ])
        .prop_map(str::to_owned)
        .boxed(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|number| Value::from_json(&number.to_string()).unwrap()),
        (-1e6..1e6_f64).prop_map(|number| Value::from_json(&format!("{number:?}")).unwrap()),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let key = prop_oneof!["[a-zA-Z][a-zA-Z .$]{0,8}", "[a-z:#'\" -]{0,6}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.prop_map(Into::into), inner), 0..5)
                .prop_map(|members| Value::from(members.into_iter().collect::<asl_value::Map>())),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    value().prop_map(|value| Value::from([("a".into(), value)].into_iter().collect::<asl_value::Map>()))
}

fn reread(text: &str) -> Value {
    asl_text::parse(text).root.unwrap().to_value()
}

/// A line of `count` states, named by `names`, each leading to another one.
fn machine(names: &[String], targets: &[usize]) -> Value {
    let quoted = |text: &str| Value::from(text).to_json();
    let states: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(index, name)| match targets.get(index).and_then(|target| names.get(*target)) {
            Some(next) => format!(r#"{}: {{"Type": "Pass", "Next": {}}}"#, quoted(name), quoted(next)),
            None => format!(r#"{}: {{"Type": "Succeed"}}"#, quoted(name)),
        })
        .collect();
    let start = quoted(&names[0]);
    Value::from_json(&format!(r#"{{"StartAt": {start}, "States": {{{}}}}}"#, states.join(", "))).unwrap()
}

proptest! {
    #[test]
    fn json_to_yaml_and_back_is_the_same_value(value in object()) {
        let json = asl_text::print::json(&value);
        let yaml = notation::convert(&json).unwrap().text;
        prop_assert_eq!(reread(&yaml), value.clone(), "{}", yaml);
        prop_assert_eq!(notation::convert(&yaml).unwrap().text, json);
    }

    #[test]
    fn formatting_keeps_the_value_and_does_nothing_the_second_time(value in object(), compact in any::<bool>()) {
        for text in [if compact { value.to_json() } else { asl_text::print::json(&value) }, asl_text::print::yaml(&value)] {
            let once = format::format(&text).unwrap().text;
            prop_assert_eq!(reread(&once), value.clone(), "{}", once);
            let twice = format::format(&once).unwrap().text;
            prop_assert_eq!(twice, once);
        }
    }

    #[test]
    fn no_text_makes_an_operation_panic(text in "[a-zA-Z0-9:{}\\[\\]\",'#&*!|> \n-]{0,60}", offset in 0_u32..80) {
        let choice = TemplateChoice::default();
        let _ = (format::format(&text), notation::convert(&text), sort::sort(&text, &choice));
        let _ = rename::rename(&text, &choice, "a", "b");
        if let Some(machine) = asl_lang::check_text(&text).machine {
            let _ = (outline::of(&machine), rename::at(&machine, offset));
        }
    }

    #[test]
    fn renaming_keeps_the_shape_of_the_graph_and_back_gives_the_same_text(
        names in prop::collection::hash_set("[a-zA-Z0-9 '\"\\\\:#é{,-]{1,10}", 2..6),
        targets in prop::collection::vec(0_usize..6, 5),
        picked in 0_usize..5,
        new in "[A-Z][a-zA-Z0-9 '\"\\\\:#é,{}-]{10,14}",
        yaml in any::<bool>(),
    ) {
        let names: Vec<String> = names.into_iter().filter(|name| !name.trim().is_empty()).collect();
        prop_assume!(names.len() > 1);
        let value = machine(&names, &targets);
        let text = if yaml { asl_text::print::yaml(&value) } else { asl_text::print::json(&value) };
        let old = &names[picked % names.len()];
        let choice = TemplateChoice::default();
        let changed = rename::rename(&text, &choice, old, &new).unwrap();
        let renamed: Vec<String> = names.iter().map(|name| if name == old { new.clone() } else { name.clone() }).collect();
        prop_assert_eq!(reread(&changed.text), machine(&renamed, &targets));
        let back = rename::rename(&changed.text, &choice, &new, old).unwrap();
        prop_assert_eq!(reread(&back.text), value);
    }

    #[test]
    fn sorting_moves_and_changes_nothing_and_is_done_once(
        names in prop::collection::hash_set("[a-zA-Z0-9 ]{1,10}", 2..6),
        targets in prop::collection::vec(0_usize..6, 5),
        yaml in any::<bool>(),
    ) {
        let names: Vec<String> = names.into_iter().filter(|name| !name.trim().is_empty()).collect();
        prop_assume!(names.len() > 1);
        let value = machine(&names, &targets);
        let text = if yaml { asl_text::print::yaml(&value) } else { asl_text::print::json(&value) };
        let once = sort::sort(&text, &TemplateChoice::default()).unwrap().text;
        prop_assert_eq!(reread(&once), value);
        prop_assert_eq!(sort::sort(&once, &TemplateChoice::default()).unwrap().text, once);
    }
}
