//! What holds for every picture of a machine: nothing overlaps, what is inside stays inside, forward goes forward.

use asl_value::SortedSet;
use std::fmt::Write as _;
use std::path::Path;

use asl_lang::check_text;
use asl_view::graph::layout::{Point, Rect, Route};
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, EdgeKind, Graph, Layout};

fn graph(definition: &str) -> Graph {
    check_text(definition).machine.map(|machine| Graph::of(&machine).0).unwrap_or_default()
}

/// Every definition at hand: our examples, and what others wrote if it is there.
fn definitions() -> Vec<(String, String)> {
    let own = asl_examples::ALL.iter().map(|example| (example.id.to_owned(), example.definition.to_owned()));
    let mut all: Vec<_> = own.collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
    for file in ["aws_samples.jsonl", "validity.jsonl", "executions.jsonl", "asl_validator.jsonl"] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else { continue };
        for line in text.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let definition = &case["definition"];
            let text = definition.as_str().map_or_else(|| definition.to_string(), str::to_owned);
            all.push((case["id"].to_string(), text));
        }
    }
    all
}

/// Each way of drawing a graph: both directions, open and closed.
fn ways(graph: &Graph) -> Vec<Layout> {
    let closed: SortedSet<usize> = (0..graph.nodes.len()).collect();
    [Direction::Down, Direction::Right]
        .into_iter()
        .flat_map(|direction| [Layout::of(graph, direction, &SortedSet::new()), Layout::of(graph, direction, &closed)])
        .collect()
}

fn along(direction: Direction, rect: Rect) -> (f64, f64) {
    match direction {
        Direction::Down => (rect.y, rect.bottom()),
        Direction::Right => (rect.x, rect.right()),
    }
}

fn check(name: &str, graph: &Graph, layout: &Layout) {
    let whole = Rect { x: 0.0, y: 0.0, width: layout.width, height: layout.height };
    for (id, region) in graph.regions.iter().enumerate() {
        let Some(area) = layout.regions[id] else { continue };
        assert!(whole.holds(area), "{name}: region {id} is outside");
        if let Some(owner) = region.owner {
            assert!(layout.rect(owner).unwrap().holds(area), "{name}: a branch is outside of its box");
        }
        let boxes: Vec<Rect> = region.nodes.iter().map(|node| layout.rect(*node).unwrap()).collect();
        let labels: Vec<Rect> = region.edges.iter().filter_map(|edge| layout.routes[*edge].as_ref()?.label).collect();
        let all: Vec<Rect> = boxes.iter().chain(&labels).copied().collect();
        for (index, one) in all.iter().enumerate() {
            let grown = Rect { x: area.x - 0.1, y: area.y - 0.1, width: area.width + 0.2, height: area.height + 0.2 };
            assert!(grown.holds(*one), "{name}: {one:?} is outside of {area:?}");
            for other in &all[index + 1..] {
                let shrunk =
                    Rect { x: other.x + 0.1, y: other.y + 0.1, width: other.width - 0.2, height: other.height - 0.2 };
                assert!(!one.overlaps(shrunk), "{name}: {one:?} and {other:?} overlap");
            }
        }
        for edge in &region.edges {
            let (edge, route) = (&graph.edges[*edge], layout.routes[*edge].as_ref().unwrap());
            let (from, to) = (layout.rect(edge.from).unwrap(), layout.rect(edge.to).unwrap());
            check_ends(name, route, from, to);
            let (_, behind) = along(layout.direction, from);
            let (before, _) = along(layout.direction, to);
            if !route.back && layout.columns == 1 {
                assert!(before >= behind, "{name}: {} → {} does not lead on", edge.from, edge.to);
            }
            assert_eq!(route.label.is_some(), !edge.labels.join("").is_empty(), "{name}: a label is missing");
        }
    }
}

/// A route begins and ends at the borders of its boxes.
fn check_ends(name: &str, route: &Route, from: Rect, to: Rect) {
    for (point, rect) in [(route.start, from), (route.end(), to)] {
        let near = |a: f64, b: f64| (a - b).abs() < 0.2;
        let inside = point.x > rect.x - 0.2
            && point.x < rect.right() + 0.2
            && point.y > rect.y - 0.2
            && point.y < rect.bottom() + 0.2;
        let on_edge = near(point.x, rect.x)
            || near(point.x, rect.right())
            || near(point.y, rect.y)
            || near(point.y, rect.bottom());
        assert!(inside && on_edge, "{name}: {point:?} is not at the edge of {rect:?}");
    }
}

#[test]
fn what_others_wrote_is_drawn_as_it_should_be() {
    for (name, definition) in definitions() {
        let graph = graph(&definition);
        for layout in ways(&graph) {
            check(&name, &graph, &layout);
            let picture = SvgPicture {
                graph: &graph,
                layout: &layout,
                problems: &[],
                progress: None,
                within: None,
                most_arrows: None,
            };
            assert_eq!(picture.content().matches("<g").count(), picture.content().matches("</g>").count(), "{name}");
            check_parts(&name, picture);
        }
    }
}

/// A picture drawn in parts is the whole picture, and no part is drawn that reaches nowhere into its place.
fn check_parts(name: &str, picture: SvgPicture<'_>) {
    let numbers = |content: &str, attribute: &str| -> SortedSet<usize> {
        content.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
    };
    let Layout { width, height, .. } = *picture.layout;
    let half = Rect { width: width / 2.0, height: height / 2.0, ..Rect::default() };
    let places = [(0.0, 0.0), (half.width, 0.0), (0.0, half.height), (half.width, half.height)];
    for (attribute, whole) in [(" data-node=\"", picture.content()), (" data-edge=\"", picture.content())] {
        let mut seen = SortedSet::new();
        for (x, y) in places {
            let within = half.moved(Point::new(x, y));
            let part = SvgPicture { within: Some(within), ..picture }.content();
            seen.extend(numbers(&part, attribute));
            for id in numbers(&part, " data-node=\"") {
                assert!(picture.layout.rect(id).unwrap().overlaps(within), "{name}: node {id} is not there");
            }
        }
        assert_eq!(seen, numbers(&whole, attribute), "{name}: {attribute}");
    }
}

/// A machine of states that lead to each other in every which way.
fn tangle(states: usize, mut seed: u64) -> String {
    let mut draw = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut text = String::from(r#"{"StartAt": "s0", "States": {"#);
    for state in 0..states {
        if state > 0 {
            text.push(',');
        }
        let mut target = || format!("s{}", draw(states + 1));
        let next = format!("s{}", state + 1);
        match state % 5 {
            0 => write!(
                text,
                r#""s{state}": {{"Type": "Choice", "Choices": [{{"Variable": "$.a", "NumericEquals": 1, "Next": "{}"}},
                   {{"Variable": "$.a", "NumericEquals": 2, "Next": "{}"}}], "Default": "{next}"}}"#,
                target(),
                target()
            ),
            1 => write!(
                text,
                r#""s{state}": {{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "{next}",
                   "Catch": [{{"ErrorEquals": ["A"], "Next": "{}"}}, {{"ErrorEquals": ["States.ALL"], "Next": "{}"}}]}}"#,
                target(),
                target()
            ),
            2 => write!(
                text,
                r#""s{state}": {{"Type": "Map", "ItemProcessor": {{"StartAt": "m{state}", "States": {{
                   "m{state}": {{"Type": "Pass", "End": true}}}}}}, "Next": "{}"}}"#,
                target()
            ),
            3 => write!(text, r#""s{state}": {{"Type": "Pass", "End": true}}"#),
            _ => write!(text, r#""s{state}": {{"Type": "Pass", "Next": "{}"}}"#, target()),
        }
        .unwrap();
    }
    text.push_str("}}");
    text
}

#[test]
fn any_tangle_is_drawn_without_overlap_and_twice_alike() {
    for seed in 0..60 {
        let graph = graph(&tangle(3 + usize::try_from(seed).unwrap() % 28, seed));
        for layout in ways(&graph) {
            check(&format!("tangle {seed}"), &graph, &layout);
        }
        assert_eq!(ways(&graph), ways(&graph), "tangle {seed}");
    }
}

#[test]
fn an_arrow_that_leads_back_goes_around_at_the_side() {
    let graph = graph(
        r#"{"StartAt": "Wait", "States": {
            "Wait": {"Type": "Wait", "Seconds": 5, "Next": "Ask"},
            "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "Done?"},
            "Done?": {"Type": "Choice", "Choices": [{"Variable": "$.done", "BooleanEquals": true, "Next": "End it"}], "Default": "Wait"},
            "End it": {"Type": "Succeed"}}}"#,
    );
    let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
    check("poll", &graph, &layout);
    let back: Vec<&Route> = layout.routes.iter().flatten().filter(|route| route.back).collect();
    let [back] = back.as_slice() else { panic!("one arrow leads back: {back:?}") };
    for rect in layout.boxes.iter().flatten().map(|rect| rect.middle()) {
        assert!(back.pieces.iter().any(|piece| (piece.end().x - rect.x).abs() > 50.0));
    }
    let is_default = |edge: &&asl_view::graph::Edge| edge.kind == EdgeKind::Default;
    assert_eq!(graph.edges.iter().filter(is_default).count(), 1);
}

#[test]
fn one_more_state_leaves_the_others_in_their_order() {
    let with = |more: &str| {
        graph(&format!(
            r#"{{"StartAt": "Which", "States": {{
                "Which": {{"Type": "Choice", "Choices": [
                    {{"Variable": "$.a", "NumericEquals": 1, "Next": "One"}}, {{"Variable": "$.a", "NumericEquals": 2, "Next": "Two"}},
                    {{"Variable": "$.a", "NumericEquals": 3, "Next": "Three"}}]}},
                "One": {{"Type": "Pass", "End": true}}, "Two": {{"Type": "Pass", {more}}}, "Three": {{"Type": "Pass", "End": true}}}}}}"#
        ))
    };
    let order = |graph: &Graph| {
        let layout = Layout::of(graph, Direction::Down, &SortedSet::new());
        let mut names: Vec<(f64, String)> = Vec::new();
        for (id, node) in graph.nodes.iter().enumerate() {
            if ["One", "Two", "Three"].contains(&&*node.name) {
                names.push((layout.rect(id).unwrap().x, node.name.to_string()));
            }
        }
        names.sort_by(|a, b| a.0.total_cmp(&b.0));
        names.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    let before = order(&with(r#""End": true"#));
    assert_eq!(before, ["One", "Two", "Three"], "rules stand in their order from left to right");
    assert_eq!(order(&with(r#""Next": "Four"}, "Four": {"Type": "Pass", "End": true"#)), before);
}

#[test]
fn a_thousand_catchers_of_one_handler_cost_little() {
    let mut text = String::from(r#"{"StartAt": "s0", "States": {"#);
    for state in 0..1000 {
        let next = if state == 999 { "Help".to_owned() } else { format!("s{}", state + 1) };
        write!(
            text,
            r#""s{state}": {{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "{next}",
                "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "Help"}}]}},"#
        )
        .unwrap();
    }
    text.push_str(r#""Help": {"Type": "Fail"}}}"#);
    let graph = graph(&text);
    let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
    let pieces: usize = layout.routes.iter().flatten().map(|route| route.pieces.len()).sum();
    assert!(pieces < 20_000, "the shared line is not drawn a thousand times over: {pieces}");
    assert!(layout.boxes.iter().all(Option::is_some));
}

#[test]
fn each_state_is_described_in_words_that_say_nothing_twice() {
    let graph = graph(
        r#"{"StartAt": "Which", "States": {
        "Which": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "Call"}], "Default": "Done"},
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Retry": [{"ErrorEquals": ["States.ALL"]}], "Next": "Done"},
        "Done": {"Type": "Succeed"}}}"#,
    );
    let described: Vec<String> = (0..graph.nodes.len()).map(|id| graph.describe(id)).collect();
    for expected in ["Which, Choice. If ", "Call, Task, ", "Done, Succeed. Next: End."] {
        assert!(described.iter().any(|text| text.starts_with(expected)), "{expected}: {described:?}");
    }
    assert!(described.iter().any(|text| text.contains("with retries. Next: Done.")), "{described:?}");
}

/// Choices that go on, lead far ahead, back a little, or end the run; Tasks that share one handler.
fn long(states: usize) -> String {
    let mut text = String::from(r#"{"StartAt": "s0", "States": {"#);
    for n in 0..states {
        let (next, far, back) = (n + 1, (n + 30).min(states), n - n.min(3));
        let choice = |to: &str| {
            format!(
                r#""Type": "Choice", "Choices": [{{"Variable": "$.a", "NumericLessThan": {n}, "Next": "{to}"}}], "Default": "s{next}""#
            )
        };
        let body = match n % 10 {
            1 => choice(&format!("s{far}")),
            4 => choice(&format!("s{states}")),
            6 => choice(&format!("s{back}")),
            8 => format!(
                r#""Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "s{next}",
                "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "Help"}}]"#
            ),
            _ => format!(r#""Type": "Pass", "Next": "s{next}""#),
        };
        write!(text, r#""s{n}": {{{body}}}, "#).unwrap();
    }
    write!(text, r#""s{states}": {{"Type": "Succeed"}}, "Help": {{"Type": "Fail"}}}}}}"#).unwrap();
    text
}

#[test]
fn four_hundred_states_fit_a_screen_and_their_course_does_not_drift() {
    let graph = graph(&long(400));
    for direction in [Direction::Down, Direction::Right] {
        let layout = Layout::of(&graph, direction, &SortedSet::new());
        check("long", &graph, &layout);
        let (long, short) = (layout.width.max(layout.height), layout.width.min(layout.height));
        assert!(layout.columns > 3 && long < 3.0 * short, "{} × {}", layout.width, layout.height);
        let area = layout.width * layout.height / 400.0;
        assert!(area < 140_000.0, "each state takes {area:.0} square pixels");
    }
}
