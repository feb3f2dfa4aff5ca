//! Expressions in JSONata, without a run around them.

use std::hint::black_box;

use asl_aws::time::Timestamp;
use asl_jsonata::{Expression, Scope};
use asl_path::Environment;
use asl_value::{Map, Value};

use crate::machines;
use crate::table::Bench;

pub(crate) fn measure(bench: &mut Bench) {
    let group = "expressions in JSONata";
    for (name, text, items) in [
        ("a condition", "$states.input.n > 5 and $states.input.tier = 'gold'", 1),
        ("one of 10,000 items", "'' & $states.input.items[5000].name", 1),
        ("filter 10,000 items", "$states.input.items[price > 50]", 10_000),
        (
            "map and reduce 10,000 items",
            "$reduce($map($states.input.items, function($i) { $i.price * 2 }), function($a, $b) { $a + $b })",
            10_000,
        ),
        ("sort 10,000 items", "$states.input.items^(>price, name)", 10_000),
        ("group 10,000 items", "$states.input.items{kind: $count($)}", 10_000),
    ] {
        let expression = Expression::compile(&format!("{{% {text} %}}")).unwrap();
        let mut input = machines::items(10_000).as_object().cloned().unwrap_or_else(Map::new);
        input.insert("n", Value::from(7));
        input.insert("tier", "gold".into());
        let input = Value::from(input);
        bench.case(group, name, items, "item", || {
            let scope = Scope::new(&input, &NoRun, Timestamp(0));
            black_box(expression.evaluate(&scope, "Output").unwrap());
        });
    }
}

/// An expression's surroundings without a run.
struct NoRun;

impl Environment for NoRun {
    fn context(&self) -> Value {
        Value::Null
    }

    fn variable(&self, _name: &str) -> Option<Value> {
        None
    }

    fn random(&self) -> u64 {
        0
    }
}
