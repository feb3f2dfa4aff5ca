//! Drawing: boxes, arrows, places and SVG of a machine that branches, loops and catches.

use asl_value::SortedSet;
use std::fmt::Write as _;
use std::hint::black_box;

use asl_lang::check_text;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Graph, Layout};

use crate::table::Bench;

/// Measures it.
pub(crate) fn measure(bench: &mut Bench) {
    let group = "pictures";
    for (name, states) in [("draw 30 states", 30), ("draw 1,000 states", 1000)] {
        let machine = check_text(&tangled(states)).machine.unwrap_or_else(|| panic!("the definition is read"));
        let items = u32::try_from(states).unwrap_or(u32::MAX);
        bench.case(group, name, items, "state", || {
            let (graph, _) = Graph::of(&machine);
            let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
            let picture = SvgPicture {
                graph: &graph,
                layout: &layout,
                problems: &[],
                progress: None,
                within: None,
                most_arrows: None,
            };
            assert!(black_box(picture.content()).len() > states * 500, "each box takes some text");
        });
    }
}

/// Tasks with a catcher, Choices that lead on and back.
fn tangled(states: usize) -> String {
    let mut text = r#"{"StartAt": "S0", "States": {"#.to_owned();
    for n in 0..states {
        let (next, far, back) = (n + 1, (n + 7).min(states), n - n.min(4));
        let rule = |test: &str, to: usize| {
            format!(
                r#""Type": "Choice", "Choices": [{{"Variable": "$.a", {test}, "Next": "S{to}"}}], "Default": "S{next}""#
            )
        };
        let body = match n % 10 {
            3 => rule(r#""NumericLessThan": 3"#, far),
            6 => rule(r#""IsPresent": true"#, back),
            _ => format!(
                r#""Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "S{next}",
                "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "Help"}}]"#
            ),
        };
        let _ = write!(text, r#""S{n}": {{{body}}}, "#);
    }
    text + &format!(r#""S{states}": {{"Type": "Succeed"}}, "Help": {{"Type": "Fail"}}}}}}"#)
}
