//! The readers of untrusted text that are fuzzed: each takes any text, and must neither panic nor take long.

#[path = "targets/answers.rs"]
mod answers;
#[path = "targets/editing.rs"]
mod editing;
#[path = "targets/running.rs"]
mod running;

use asl_document::TemplateChoice;
use asl_http::relay;
use asl_ide::fix::Fixer;
use asl_jsonata::Evaluation;
use asl_lang::WorkflowType;
use asl_path::{Environment, Expression};
use asl_sim::{Runnable, mock, preview};
use asl_stack::template;
use asl_text::edit::apply;
use asl_text::line_index::LineIndex;
use asl_value::{Map, Value};
use asl_view::graph::{Direction, Graph, Layout};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

/// A reader, by its name.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) read: fn(&str),
}

/// All of them.
pub(crate) const ALL: &[Target] = &[
    Target { name: "json", read: json },
    Target { name: "yaml", read: yaml },
    Target { name: "definition", read: definition },
    Target { name: "template", read: read_template },
    Target { name: "serverless", read: serverless },
    Target { name: "terraform", read: terraform },
    Target { name: "project", read: project },
    Target { name: "placeholders", read: placeholders },
    Target { name: "forms", read: forms },
    Target { name: "path", read: path },
    Target { name: "jsonata", read: jsonata },
    Target { name: "link", read: link },
    Target { name: "connection", read: connection },
    Target { name: "csv", read: csv },
    Target { name: "mocks", read: mocks },
    Target { name: "relay", read: relay_reply },
    Target { name: "fixes", read: fixes },
    Target { name: "event_pattern", read: event_pattern },
    Target { name: "input_template", read: input_template },
    Target { name: "secrets", read: secrets },
    Target { name: "schedule", read: schedule },
    Target { name: "event_entries", read: event_entries },
    Target { name: "intrinsics", read: intrinsics },
    Target { name: "run", read: running::run },
    Target { name: "messages", read: running::messages },
    Target { name: "recorded", read: running::recorded },
    Target { name: "test_state", read: running::test_state },
    Target { name: "assist", read: editing::assist },
    Target { name: "refactor", read: editing::refactor },
    Target { name: "event_trial", read: editing::event_trial },
    Target { name: "commands", read: editing::commands },
    Target { name: "permissions", read: editing::permissions },
    Target { name: "aws_answer", read: editing::aws_answer },
    Target { name: "http_response", read: answers::http_response },
    Target { name: "endpoint", read: answers::endpoint },
    Target { name: "redaction", read: answers::redaction },
    Target { name: "code", read: editing::code },
    Target { name: "comparison", read: answers::comparison },
    Target { name: "lesson", read: editing::lesson },
];

/// Read at once and in pieces of some bytes: both say the same.
fn json(text: &str) {
    let parsed = asl_text::json::parse(text);
    places(text, &parsed);
    let mut reading = asl_text::json::Reading::new(text);
    let piece = std::iter::repeat_with(|| reading.go_on(text, 7)).flatten().next();
    assert!(piece.is_some_and(|piece| piece.root == parsed.root && piece.diagnostics == parsed.diagnostics), "pieces");
}

fn yaml(text: &str) {
    let parsed = asl_text::yaml::parse(text);
    places(text, &parsed);
}

/// Every place of a finding lies in the text.
fn places(text: &str, parsed: &asl_text::Parsed) {
    let index = LineIndex::new(text);
    for found in &parsed.diagnostics {
        assert!(found.span.start <= found.span.end && found.span.end as usize <= text.len(), "a place beyond the text");
        index.position(found.span.start);
    }
    if let Some(root) = &parsed.root {
        root.to_value().to_json();
    }
}

fn definition(text: &str) {
    let checked = asl_lang::check_text(text);
    for found in &checked.diagnostics {
        assert!(found.span.end as usize <= text.len(), "a place beyond the text");
    }
    if let Some(machine) = &checked.machine {
        let _ = Runnable::compile(machine);
        let (graph, _) = Graph::of(machine);
        Layout::of(&graph, Direction::Down, &asl_value::SortedSet::new());
    }
}

fn read_template(text: &str) {
    let read = template::source::check(text, &TemplateChoice::default(), WorkflowType::Standard);
    for found in &read.diagnostics {
        assert!(found.span.end as usize <= text.len(), "a place beyond the text");
    }
}

fn serverless(text: &str) {
    read_template(&format!("service: s\nprovider: {{name: aws}}\nstepFunctions:\n  stateMachines:\n    m:\n{text}"));
    read_template(&format!("service: s\nprovider: {{name: aws}}\ncustom: {{a: \"${{self:custom}}\"}}\n{text}"));
}

fn terraform(text: &str) {
    read_template(&format!("locals {{\n  a = 1\n}}\n{text}"));
    read_template(&format!("resource \"aws_sfn_state_machine\" \"m\" {{\n  definition = {text}\n}}\n"));
    let _ = template::connection::read(&format!("resource \"aws_cloudwatch_event_connection\" \"c\" {{\n{text}\n}}\n"));
}

/// The text as a template and as what it names, side by side: every place lies in the file that it is said to be in.
fn project(text: &str) {
    let (template, definition) = text.split_once("\n---\n").unwrap_or((text, text));
    let file = |path: &str, text: &str| asl_document::ProjectFile { path: path.into(), text: text.into() };
    for (own, other) in [(template, definition), (definition, template)] {
        let names = ["m.asl.json", "template.yaml", "main.tf"];
        let others = names.iter().map(|name| file(name, other)).collect();
        let project = asl_document::Project { path: "own.tf".into(), others, at: 1 };
        let choice = TemplateChoice { project, ..TemplateChoice::default() };
        let read = template::source::check(own, &choice, WorkflowType::Standard);
        let fits = |text: &str, found: &[asl_text::diagnostic::Diagnostic]| {
            found.iter().all(|one| one.span.end as usize <= text.len())
        };
        assert!(fits(own, &read.diagnostics), "a place beyond the text");
        assert!(read.others.iter().all(|file| fits(&file.text, &file.diagnostics)), "a place beyond its file");
    }
}

/// A text with values for its placeholders: its own lines.
fn placeholders(text: &str) {
    let names = ["a", "b", "x", "wait", "Name"].map(std::rc::Rc::from);
    let parameters = names.into_iter().zip(text.lines().map(std::rc::Rc::from)).collect();
    let choice = TemplateChoice { parameters, ..TemplateChoice::default() };
    for choice in [&choice, &TemplateChoice::default()] {
        let read = template::source::check(text, choice, WorkflowType::Standard);
        let places =
            read.diagnostics.iter().map(|found| found.span).chain(read.missing.iter().map(|missing| missing.span));
        assert!(places.into_iter().all(|span| span.end as usize <= text.len()), "a place beyond the text");
    }
    let _ = asl_ide::refactor::to_jsonata::machine(text, &choice);
    let _ = asl_ide::refactor::notation::convert(text);
}

/// A text in each form in which people have a definition.
fn forms(text: &str) {
    let quoted = asl_text::print::quote(text);
    read_template(text);
    read_template(&format!("Look:\n```json\n{text}\n```\n"));
    read_template(&quoted);
    read_template(&format!("{{\"definition\": {quoted}, \"type\": \"EXPRESS\"}}"));
    read_template(&format!("{{\"definition\": {text}}}"));
    read_template(&format!("{{\"Type\": \"Task\", {text}}}"));
    read_template(&text.replace('"', "“"));
}

struct Nothing;

impl Environment for Nothing {
    fn context(&self) -> Value {
        Value::empty_object()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        (name == "x").then(|| Value::from("x"))
    }

    fn random(&self) -> u64 {
        7
    }
}

fn path(text: &str) {
    let input = r#"{"a": [{"b": 1, "c": "x"}, {"b": 2}, [[3]], null], "n": 5, "s": "text", "o": {"a": {"a": 1}}}"#;
    let input = Value::from_json(input).unwrap_or_default();
    if let Ok(expression) = Expression::parse(text) {
        let _ = expression.evaluate(&input, &Nothing);
    }
    let _ = Expression::parse_path(text);
}

/// The text as what is behind the `(` of each intrinsic function.
fn intrinsics(text: &str) {
    const NAMES: [&str; 9] = [
        "Format",
        "StringToJson",
        "StringSplit",
        "ArrayPartition",
        "ArrayRange",
        "ArrayUnique",
        "Base64Decode",
        "MathAdd",
        "JsonMerge",
    ];
    let input = Value::from_json(r#"{"a": [1, "x", {"b": null}], "n": 5, "s": "te,xt", "o": {"k": 1}}"#);
    let input = input.unwrap_or_default();
    for name in NAMES {
        if let Ok(expression) = Expression::parse(&format!("States.{name}({text})")) {
            let _ = expression.evaluate(&input, &Nothing);
        }
    }
}

fn jsonata(text: &str) {
    let string = format!("{{% {text} %}}");
    let Ok(expression) = asl_jsonata::Expression::compile(&string) else { return };
    let mut variables = Map::new();
    let states = r#"{"input": {"a": [1, 2, {"b": "x"}], "s": "text", "n": 5}, "context": {}}"#;
    variables.insert("states", Value::from_json(states).unwrap_or_default());
    let evaluation = Evaluation { expression: expression.text().into(), variables, now: 0, random: 1 };
    let _ = evaluation.perform();
    // And as what is read by functions that AWS has or has otherwise.
    for expression in ["$parse($text)", "$base64decode($text)"] {
        let variables = [("text".into(), Value::from(text))].into_iter().collect();
        let _ = Evaluation { expression: expression.into(), variables, now: 0, random: 1 }.perform();
    }
}

fn link(text: &str) {
    let _ = asl_share::link::decode(text);
    // What stands behind it in the address of an embedded playground, and what its page says to it.
    let chosen = asl_share::embed::Embedding::of_fragment(text);
    let again = asl_share::embed::Embedding::of_fragment(&chosen.fragment("d2=x"));
    assert_eq!(again, chosen, "choices that are not themselves");
    for message in [text, &format!("{{\"aslPlayground\":1,\"id\":1,\"method\":\"load\",\"params\":{text}}}")] {
        let _ = asl_share::messages::read(message);
    }
    // And what stands behind the mark of a link, packed as it should be or not.
    let _ = asl_share::link::decode(&format!("d1={text}"));
    let _ = asl_share::link::decode(&format!("d2={text}"));
    // As bytes that are packed as they should be or not: three of a check, the length, and a stream.
    let _ = asl_share::link::decode(&format!("d2={}", BASE64.encode(text)));
    let stream = [b"\0\0\0\x40", text.as_bytes()].concat();
    let _ = asl_share::link::decode(&format!("d2={}", BASE64.encode(stream)));
    // And as what it holds.
    let deflated = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 1);
    if let Ok(Some(envelope)) = asl_share::link::decode(&format!("d1={}", BASE64.encode(deflated))) {
        let again = asl_share::link::decode(&asl_share::link::encode(&envelope));
        assert_eq!(again, Ok(Some(envelope)), "a link that is not itself");
    }
    // And as a text of a document, whose layout may be left out.
    let envelope = asl_share::Envelope {
        definition: text.to_owned(),
        input: text.to_owned(),
        run: text.to_owned(),
        ..asl_share::Envelope::default()
    };
    if asl_share::link::fits(&envelope) {
        let again = asl_share::link::decode(&asl_share::link::encode(&envelope));
        assert_eq!(again, Ok(Some(envelope)), "a text that does not come back");
    }
}

fn connection(text: &str) {
    if let Ok(source) = template::connection::read(text) {
        source.count();
        source.names().count();
        source.connections(&template::cloudformation::Answers::default());
    }
}

fn csv(text: &str) {
    for key in ["a.csv", "a.json", "a.jsonl", "a"] {
        preview::alone(key, text);
    }
}

fn mocks(text: &str) {
    mock::check::check_text(text, &[]);
    let _ = mock::edit::add(text, "State", &Value::from("x"));
}

fn relay_reply(text: &str) {
    let _ = relay::read_reply(text);
    let _ = relay::parse_address(text);
}

fn fixes(text: &str) {
    let choice = TemplateChoice::default();
    let fixer = Fixer::new(text, &choice, WorkflowType::Standard, &|_| Vec::new());
    for found in fixer.diagnostics().iter().take(5) {
        for fix in fixer.fixes(found) {
            apply(text, &fix.edits);
        }
    }
}

/// The text as a pattern, and as an event that it is tried with; or both, with a line of dashes between them.
fn event_pattern(text: &str) {
    let (pattern, event) = text.split_once("\n---\n").unwrap_or((text, text));
    let event = asl_events::Event::parse(event).unwrap_or_default();
    match asl_events::Pattern::parse(pattern) {
        Ok(pattern) => {
            assert_eq!(pattern.matches(&event), pattern.explain(&event).is_match, "the explanation does not agree");
        }
        Err(error) => assert!(error.at.is_none_or(|at| at <= text.len()), "a place beyond the text"),
    }
}

/// The text as a template whose placeholders are found, as a path and as a constant.
fn input_template(text: &str) {
    let event = Value::from_json(r#"{"time":"2026-01-02T03:04:05Z","detail":{"a":"x\"y","b":[1,{"c":null}]}}"#);
    let event = event.unwrap_or_default();
    let context = asl_events::Context::default();
    let map = [("a".to_owned(), "$.detail.a".to_owned()), ("b".to_owned(), "$.detail.b[*]".to_owned())];
    let readings = [
        asl_events::Input::read(None, None, Some((&map, text))),
        asl_events::Input::read(None, None, Some((&[], text))),
        asl_events::Input::read(None, Some(text), None),
        asl_events::Input::read(Some(text), None, None),
    ];
    for reading in readings {
        match reading {
            Ok(input) => _ = input.body(&event, &context),
            Err(error) => _ = error.message("target"),
        }
    }
}

/// The text as a schedule: its times are in order and behind each other.
fn schedule(text: &str) {
    let _ = asl_events::Schedule::parse_of_scheduler(text);
    let Ok(schedule) = asl_events::Schedule::parse(text) else { return };
    let times = schedule.next_times(asl_aws::time::Timestamp(1_767_225_600_000), 5);
    assert!(times.is_sorted_by(|one, next| one < next), "times out of order");
}

/// The text as the entries of a call, each of which is taken or refused.
fn event_entries(text: &str) {
    use asl_events::entry::{EventEntry, check_call};
    let Ok(value) = Value::from_json(text) else { return };
    let all = value.as_array().unwrap_or(std::slice::from_ref(&value));
    let entries: Vec<EventEntry> = all.iter().map(EventEntry::from_value).collect();
    let _ = check_call(&entries);
    for entry in entries {
        let Ok(detail) = entry.check(true) else { continue };
        let now = asl_aws::time::Timestamp(0);
        let event = asl_events::BusEvent::of(entry.envelope("id", "1", "r", now, detail), "default".into());
        assert_eq!(event.text("id"), "id");
        assert!(EventEntry::from_value(&entry.to_value()).check(true).is_ok(), "an entry that is not itself");
    }
}

/// Secrets in any text: every place that is told lies in it, and masks leave nothing of a known one.
fn secrets(text: &str) {
    for found in asl_http::suspect::find(text) {
        assert!(text.get(found).is_some(), "a place beyond the text");
    }
    let known = text.lines().next().unwrap_or_default();
    let redactor = asl_http::redact::Redactor::of_secrets([asl_http::Secret::new(known)]);
    if known.chars().count() > 8 && !known.contains("XX") {
        assert!(!redactor.known(text).contains(known), "a known secret is not masked");
    }
    let envelope = asl_share::Envelope { definition: text.to_owned(), ..asl_share::Envelope::default() };
    let _ = asl_share::written::find(&envelope, &redactor);
}
