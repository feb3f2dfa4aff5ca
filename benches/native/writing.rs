//! Help while writing, in a definition of 1,000 states: it is asked for with each key.

use std::hint::black_box;

use asl_ide::assist::{World, complete, describe};
use asl_ide::refactor::notation;

use super::machines;
use super::table::Bench;

/// Completion and description in the middle of 200 KB, of JSON and of YAML.
pub(super) fn measure(bench: &mut Bench) {
    let json = machines::chain(1000, |n| {
        format!(
            r#""Type": "Pass", "Comment": "{}", "Parameters": {{"n": {n}, "id.$": "$.seen.place.of.the.caret"}}"#,
            "what it does ".repeat(6)
        )
    });
    let yaml = notation::convert(&json).unwrap().text;
    for (group, text) in [("writing JSON of 1,000 states", json), ("writing YAML of 1,000 states", yaml)] {
        let middle = text.len() / 2;
        let behind = |word: &str| middle + text.get(middle..).unwrap().find(word).unwrap() + word.len();
        for (name, offset) in
            [("a field", behind("Type") - 2), ("a type", behind("Pass") - 2), ("a path", behind("$.seen."))]
        {
            bench.case(group, name, 1, "list", || {
                let list = complete(black_box(&text), offset, &World::default());
                assert!(name == "a path" || list.is_some(), "something is proposed for {name}");
            });
        }
        bench.case(group, "a description", 1, "note", || {
            assert!(describe(black_box(&text), behind("Type") - 2).is_some(), "a field is described");
        });
    }
}
