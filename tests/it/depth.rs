//! What is nested: each construct that can stand inside itself, at depths from 50 to 500, is read, checked, drawn, run,
//! explained and completed on a stack as small as a browser's. Where it is too deep for a later step, the check says so.

use asl_value::SortedSet;
use std::rc::Rc;
use std::thread;

use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_ide::assist::{World, complete};
use asl_ide::fix::Fixer;
use asl_lang::{WorkflowType, check_text};
use asl_sim::{ActorId, Completion, EventKind, Limits, Progress, Runnable, Simulator, Start, VisitId, history};
use asl_text::diagnostic::Severity;
use asl_value::Value;
use asl_view::explain::Subject;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Graph, Layout, mermaid};
use asl_view::timeline;

/// The stack of WebAssembly's main thread, as the linker lays it out; frames are several times as large in a build for tests.
const STACK: usize = 1024 * 1024;

fn nest(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn pass(fields: &str) -> String {
    format!(r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", {fields}, "End": true}}}}}}"#)
}

fn choice(rule: &str) -> String {
    let rule = rule.strip_suffix('}').unwrap();
    format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Choice", "Choices": [{rule}, "Next": "B"}}], "Default": "B"}}, "B": {{"Type": "Succeed"}}}}}}"#
    )
}

fn computed(expression: &str) -> String {
    pass(&format!(r#""QueryLanguage": "JSONata", "Output": "{{% {expression} %}}""#))
}

fn condition(expression: &str) -> String {
    format!(
        r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{"A": {{"Type": "Choice", "Choices": [{{"Condition": "{{% {expression} %}}", "Next": "B"}}], "Default": "B"}}, "B": {{"Type": "Succeed"}}}}}}"#
    )
}

/// A definition that nests one construct so many times, by its name.
type Construct = (&'static str, fn(usize) -> String);

const CONSTRUCTS: &[Construct] = &[
    ("Not", |depth| choice(&nest(r#"{"Not": "#, r#"{"Variable": "$.x", "IsPresent": true}"#, "}", depth))),
    ("And", |depth| choice(&nest(r#"{"And": ["#, r#"{"Variable": "$.x", "IsPresent": true}"#, "]}", depth))),
    ("Or of two", |depth| {
        choice(&nest(
            r#"{"Or": [{"Variable": "$.y", "IsPresent": true}, "#,
            r#"{"Variable": "$.x", "IsPresent": true}"#,
            "]}",
            depth,
        ))
    }),
    ("Parallel", |depth| {
        nest(
            r#"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": ["#,
            r#"{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": true}}}"#,
            "]}}}",
            depth,
        )
    }),
    ("Map", |depth| {
        nest(
            r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$", "End": true, "ItemProcessor": "#,
            r#"{"StartAt": "X", "States": {"X": {"Type": "Pass", "Result": [1], "End": true}}}"#,
            "}}}",
            depth,
        )
    }),
    ("Parameters, objects", |depth| {
        pass(&format!(r#""Parameters": {}"#, nest(r#"{"a": "#, r#"{"b.$": "$.x"}"#, "}", depth)))
    }),
    ("Parameters, lists", |depth| {
        pass(&format!(r#""Parameters": {{"a": {}}}"#, nest("[", r#"{"b.$": "$"}"#, "]", depth)))
    }),
    ("Result", |depth| pass(&format!(r#""Result": {}"#, nest("[", "1", "]", depth)))),
    ("Output in JSONata", |depth| {
        pass(&format!(r#""QueryLanguage": "JSONata", "Output": {}"#, nest(r#"{"a": "#, r#""{% 1 %}""#, "}", depth)))
    }),
    ("intrinsic functions", |depth| {
        pass(&format!(r#""Parameters": {{"a.$": "{}"}}"#, nest("States.Array(", "1", ")", depth)))
    }),
    ("filters", |depth| pass(&format!(r#""InputPath": "{}""#, nest("$[?(@", ".a", ")]", depth)))),
    ("parentheses of a filter", |depth| pass(&format!(r#""InputPath": "$[?{}]""#, nest("(", "@.a == 1", ")", depth)))),
    ("negations of a filter", |depth| pass(&format!(r#""InputPath": "$[?({})]""#, nest("!(", "@.a == 1", ")", depth)))),
    ("steps of a path", |depth| pass(&format!(r#""InputPath": "$", "ResultPath": "$.x{}""#, ".a".repeat(depth)))),
    ("parentheses", |depth| computed(&nest("(", "1", ")", depth))),
    ("lists", |depth| computed(&nest("[", "1", "]", depth))),
    ("objects", |depth| computed(&nest("{'a': ", "1", "}", depth))),
    ("signs", |depth| computed(&format!("{}1", "- ".repeat(depth)))),
    ("sums", |depth| computed(&format!("1{}", " + 1".repeat(depth)))),
    ("conditionals", |depth| computed(&format!("{}1", "false ? 2 : ".repeat(depth)))),
    ("calls", |depth| computed(&nest("$string(", "1", ")", depth))),
    ("functions", |depth| computed(&nest("function(){ ", "1", " }()", depth))),
    ("predicates", |depth| computed(&nest("[1][", "0", "]", depth))),
    ("ands", |depth| condition(&format!("true{}", " and true".repeat(depth)))),
    ("nots", |depth| condition(&nest("$not(", "true", ")", depth))),
    ("groups of a condition", |depth| condition(&nest("(", "true", ")", depth))),
    ("YAML, lists in lines", |depth| {
        format!("StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n    Result: {}", nest("[", "1", "]", depth))
    }),
    ("YAML, levels", |depth| {
        let levels: Vec<String> = (0..depth).map(|level| format!("{}a:", " ".repeat(6 + level))).collect();
        format!("StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n    Result:\n{} 1\n", levels.join("\n"))
    }),
    ("Terraform, lists", |depth| terraform(&nest("[", "1", "]", depth))),
    ("Terraform, objects", |depth| terraform(&nest("{ a = ", "1", " }", depth))),
    ("Terraform, calls", |depth| terraform(&nest("tolist(", "1", ")", depth))),
    ("Terraform, texts", |depth| terraform(&nest("\"${", "1", "}\"", depth))),
    ("Terraform, conditionals", |depth| terraform(&format!("{}1", "false ? 2 : ".repeat(depth)))),
    ("Terraform, sums", |depth| terraform(&format!("1{}", " + 1".repeat(depth)))),
    ("Terraform, negations", |depth| terraform(&format!("{}true", "!".repeat(depth)))),
    ("Terraform, blocks", |depth| format!("resource \"a\" \"b\" {{\n{}}}\n", nest("a {\n", "", "}\n", depth))),
    ("serverless.yml", |depth| {
        let variable = nest("${self:custom.${opt:x, '", "a", "'}}", depth);
        format!(
            "service: s\nprovider: {{name: aws}}\nstepFunctions: {{stateMachines: {{m: {{definition: \
             \"{variable}\"}}}}}}\n"
        )
    }),
    ("JSON", |depth| nest("[", "", "]", depth)),
    ("JSON, not closed", |depth| r#"{"a":"#.repeat(depth)),
    ("a value that the run makes", |depth| {
        pass(&format!(r#""Parameters": {{"a.$": "States.StringToJson('{}')"}}"#, nest("[", "1", "]", depth)))
    }),
];

/// A machine in Terraform whose state gives that.
fn terraform(result: &str) -> String {
    let state = format!("A = {{ Type = \"Pass\", Result = {result}, End = true }}");
    format!(
        "resource \"aws_sfn_state_machine\" \"m\" {{\n  definition = jsonencode({{ StartAt = \"A\", States = {{ \
         {state} }} }})\n}}\n"
    )
}

/// Everything that the page does with a definition; the number of its errors.
fn walk(text: &str) -> usize {
    let checked = check_text(text);
    let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    for found in &checked.diagnostics {
        let _ = (found.message(), found.hint());
    }
    let choice = TemplateChoice::default();
    let fixes = Fixer::new(text, &choice, WorkflowType::Standard, &|_| Vec::new());
    fixes.diagnostics().iter().for_each(|found| drop(fixes.fixes(found)));
    let _ = complete(text, text.len() / 2, &World::default());
    let Some(machine) = checked.machine else { return errors };
    let (graph, _) = Graph::of(&machine);
    let _ = (graph.outline(), mermaid::text(&graph, Direction::Down));
    for closed in [SortedSet::new(), (0..graph.nodes.len()).collect()] {
        let layout = Layout::of(&graph, Direction::Down, &closed);
        let _ = SvgPicture {
            graph: &graph,
            layout: &layout,
            problems: &[],
            progress: None,
            within: None,
            most_arrows: None,
        }
        .content();
    }
    let Some(runnable) = Runnable::compile(&machine).ok().filter(|_| errors == 0) else { return errors };
    let input = Value::from_json("[[1]]").unwrap();
    let mut now = Timestamp(0);
    let mut simulator = Simulator::new(runnable, Start { input, limits: Limits::default(), ..Start::default() }, now);
    while simulator.advance(now, 100) != Progress::Done && simulator.events().len() < 2_000 {
        for effect in simulator.take_effects() {
            simulator.resume(effect.id, Completion::of(Ok(Value::Null)), now);
        }
        now = simulator.wake_at().unwrap_or(now);
    }
    let _ = timeline::rows(simulator.events());
    let definition: Rc<str> = text.into();
    for event in simulator.events() {
        let shown = Value::from(&history::to_json(event));
        let _ = (shown.to_json_pretty(), shown == shown.clone(), shown.measure());
        if let EventKind::StateEntered { .. } = event.kind
            && let Some(subject) = Subject::new(&definition, &simulator, ActorId::ROOT, event.visit)
        {
            let _ = (subject.rules(), subject.observations());
        }
        if event.visit != VisitId(0)
            && let Some(subject) = Subject::new(&definition, &simulator, ActorId::ROOT, event.visit)
        {
            let _ = subject.fault(event.id);
        }
    }
    errors
}

#[test]
fn nothing_is_too_deep_for_what_comes_after_the_check() {
    for (name, make) in CONSTRUCTS {
        for depth in [50, 100, 200, 300, 500] {
            let text = make(depth);
            // An expression's own depth is bounded by its engine, in a browser by the stack that is left.
            let stack = if text.contains("JSONata") && depth > 300 { 4 * STACK } else { STACK };
            let walked = thread::Builder::new().stack_size(stack).spawn(move || walk(&text)).unwrap().join();
            assert!(walked.is_ok(), "{name}, {depth} deep");
        }
    }
}

#[test]
fn conditions_are_read_to_a_depth_that_is_said() {
    let found = |depth| {
        let (_, make) = CONSTRUCTS[0];
        check_text(&make(depth)).diagnostics.iter().map(asl_text::diagnostic::Diagnostic::message).collect::<Vec<_>>()
    };
    assert!(found(50).is_empty(), "{:?}", found(50));
    assert_eq!(found(51), ["rules are nested more than 50 levels deep"]);
    assert_eq!(found(200).len(), 1);
}
