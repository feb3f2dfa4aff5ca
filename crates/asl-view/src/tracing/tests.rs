//! Tests of traces.

use std::rc::Rc;

use super::*;
use asl_functions::{End, Function, Recorder};
use asl_http::response::HttpResponse;
use asl_http::{Exchange, Purpose, Transport};
use asl_sim::{ActorId, Completion, Effect, Runnable, Simulator, Start};
use asl_value::Value;

const MACHINE: &str = r#"{"StartAt": "Call", "States": {
    "Call": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Next": "Both",
        "Parameters": {"ApiEndpoint": "https://api.example/x", "Method": "GET", "Authentication": {"ConnectionArn": "c"}},
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1}]},
    "Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "work"}}}}]}}}"#;

fn run(machine: &str, seed: u64, answer: &dyn Fn(&Effect) -> Completion) -> Simulator {
    let root = asl_text::parse(machine).root.unwrap();
    let machine = Runnable::compile(&asl_lang::parse(&root).0.unwrap()).unwrap();
    let mut now = Timestamp(1_700_000_000_000);
    let mut simulator = Simulator::new(machine, Start { seed, ..Start::default() }, now);
    while simulator.outcome().is_none() {
        simulator.advance(now, 10);
        now = simulator.wake_at().unwrap_or(now);
        for effect in simulator.take_effects() {
            now = Timestamp(now.0 + 40);
            let completion = answer(&effect);
            simulator.resume(effect.id, completion, now);
        }
    }
    simulator
}

fn exchange(status: u16, at: i64) -> Rc<Exchange> {
    let request = asl_http::request::ShownRequest {
        method: "GET".into(),
        url: "https://api.example/x".into(),
        ..asl_http::request::ShownRequest::default()
    };
    Rc::new(Exchange {
        transport: Transport::Direct,
        request: Rc::new(request),
        response: Ok(HttpResponse { status, body: Rc::from(*b"{}"), ..HttpResponse::default() }),
        sent_at: Timestamp(at),
        answered_at: Timestamp(at + 10),
        notes: Vec::new(),
        purpose: Purpose::Call,
        earlier: Vec::new(),
    })
}

/// A function, which is traced unless it is called by the state `Untraced`.
fn function(state: &str) -> Function {
    Function { traces: state != "Untraced", ..Function::new("work".into(), "arn".into()) }
}

/// The first call is throttled, the second works; the function calls the same API.
fn answer(effect: &Effect) -> Completion {
    match (&*effect.state, effect.attempt) {
        ("Call", 0) => {
            let error = StateError::new("States.Http.StatusCode.429", "Too Many Requests");
            Completion { exchange: Some(exchange(429, 5)), ..Completion::of(Err(error)) }
        }
        ("Call", _) => Completion { exchange: Some(exchange(200, 6)), ..Completion::of(Ok(Value::Null)) },
        _ => {
            let mut recorder = Recorder::new(&function(&effect.state), "request-1".into(), Timestamp(7));
            recorder.exchange(exchange(503, 8));
            let invocation = recorder.finish(&End::Returned("1".into()), Timestamp(19));
            Completion { invocation: Some(Rc::new(invocation)), ..Completion::of(Ok(Value::Null)) }
        }
    }
}

fn lines(trace: &Trace) -> Vec<String> {
    let mut found = Vec::new();
    trace.root.each(0, &mut |segment, depth| {
        found.push(format!("{}{} {}", "  ".repeat(depth), segment.name, segment.mark.word()).trim_end().to_owned());
    });
    found
}

#[test]
fn states_are_in_their_machine_and_calls_in_their_states() {
    let trace = trace(&run(MACHINE, 7, &answer), ActorId::ROOT);
    assert_eq!(
        lines(&trace),
        [
            "Playground",
            "  Call",
            "    api.example throttle",
            "    api.example",
            "  Both",
            "    Work",
            "      work",
            "        work",
            "          api.example fault",
        ]
    );
    let http: Vec<Option<u16>> =
        trace.root.parts[0].parts.iter().map(|call| call.http.as_ref().unwrap().status).collect();
    assert_eq!(http, [Some(429), Some(200)]);
    trace.root.each(0, &mut |segment, _| assert!(segment.end.is_some(), "{}", segment.name));
}

#[test]
fn ids_are_those_of_the_run() {
    let of = |seed| trace(&run(MACHINE, seed, &answer), ActorId::ROOT);
    assert_eq!(of(7), of(7));
    assert_ne!(of(7).id, of(8).id);
    let trace = of(7);
    assert!(trace.id.starts_with("1-6553f100-") && trace.id.len() == 35, "{}", trace.id);
    let mut ids = Vec::new();
    trace.root.each(0, &mut |segment, _| ids.push(segment.id.clone()));
    assert!(ids.iter().all(|id| id.len() == 16 && id.chars().all(|char| char.is_ascii_hexdigit())), "{ids:?}");
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn documents_are_written_as_x_ray_takes_them() {
    let trace = trace(&run(MACHINE, 7, &answer), ActorId::ROOT);
    let documents = documents(&trace);
    assert_eq!(documents.len(), 2, "one of the machine, one of the function");
    let (machine, function) = (&documents[0], &documents[1]);
    assert_eq!(machine["origin"], "AWS::StepFunctions::StateMachine");
    assert_eq!(machine["start_time"], 1_700_000_000.0);
    let call = &machine["subsegments"][0]["subsegments"][0];
    assert_eq!(call["namespace"], "remote");
    assert_eq!(call["http"]["request"]["url"], "https://api.example/x");
    assert_eq!(call["http"]["response"], serde_json::json!({ "status": 429, "content_length": 2 }));
    assert_eq!(
        (&call["error"], &call["throttle"], &call["fault"]),
        (&true.into(), &true.into(), &serde_json::Value::Null)
    );
    assert_eq!(call["cause"]["exceptions"][0]["type"], "States.Http.StatusCode.429");
    assert_eq!(function["trace_id"], machine["trace_id"]);
    assert_eq!(function["parent_id"], machine["subsegments"][1]["subsegments"][0]["subsegments"][0]["id"]);
    assert_eq!(function["subsegments"][0]["fault"], true);
}

#[test]
fn a_function_without_tracing_of_its_own_has_no_document() {
    let trace = trace(&run(&MACHINE.replace("Work", "Untraced"), 7, &answer), ActorId::ROOT);
    let documents = documents(&trace);
    assert_eq!(documents.len(), 1);
    let call = &documents[0]["subsegments"][1]["subsegments"][0]["subsegments"][0];
    assert_eq!((&call["namespace"], &call["subsegments"]), (&"aws".into(), &serde_json::Value::Null));
    assert!(lines(&trace).iter().any(|line| line.ends_with("api.example fault")), "the view has what the page knows");
}

#[test]
fn the_map_counts_calls_and_how_they_ended() {
    let trace = trace(&run(MACHINE, 7, &answer), ActorId::ROOT);
    let map = service_map(&trace, Timestamp(0));
    let nodes: Vec<String> = map
        .nodes
        .iter()
        .map(|node| format!("{}.{} {} {}/{}", node.column, node.row, node.name, node.tally.ok(), node.tally.calls))
        .collect();
    assert_eq!(nodes, ["0.0 Client 0/0", "1.0 Playground 1/1", "2.0 api.example 1/3", "2.1 work 1/1"]);
    let edges: Vec<(usize, usize, usize)> = map.edges.iter().map(|edge| (edge.from, edge.to, edge.calls)).collect();
    assert_eq!(edges, [(0, 1, 1), (1, 2, 2), (1, 3, 1), (3, 2, 1)]);
    let api = map.nodes[2].tally;
    assert_eq!((api.throttles, api.faults, api.percent(api.faults)), (1, 1, 33));
}

#[test]
fn what_fails_is_a_fault_and_what_it_held_ends_with_it() {
    let machine = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q"}}}}"#;
    let denied = |_: &Effect| Completion::of(Err(StateError::new("SQS.AmazonSQSException", "no")));
    let trace = trace(&run(machine, 1, &denied), ActorId::ROOT);
    assert_eq!(lines(&trace), ["Playground fault", "  A fault", "    sqs fault"]);
    let documents = documents(&trace);
    assert_eq!(documents[0]["cause"]["exceptions"][0]["message"], "no");
    assert_eq!(documents[0]["fault"], true);
}
