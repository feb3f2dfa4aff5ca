//! A run as a Mermaid sequence diagram: who called whom, with what, and what came back.

use std::fmt::Write as _;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Event, EventKind, Simulator, VisitId};
use asl_value::Value;

/// The most messages of a diagram: more cannot be read.
const MOST: usize = 400;
/// The most characters of a name or an error.
const LONGEST: usize = 80;
/// Waits and pauses shorter than this are not noted, in milliseconds.
const SHORTEST_WAIT: i64 = 100;

/// What happened, at its time.
struct Step {
    at: Timestamp,
    line: Line,
}

enum Line {
    Call { to: Rc<str>, state: Rc<str>, what: String },
    Answer { from: Rc<str>, what: String, failed: bool },
    Note(String),
}

/// The text of the diagram; `machine` is the name of the machine, and `mask` hides what is secret.
pub fn diagram(simulator: &Simulator, machine: &str, mask: &dyn Fn(&str) -> String) -> String {
    let mut steps = Vec::new();
    collect(simulator.events(), None, &mut steps);
    for number in 1.. {
        let Some(child) = simulator.child(ActorId(number)) else { break };
        collect(child.events(), Some(child.name()), &mut steps);
    }
    // The order of the log stands among what happened at the same time.
    asl_value::Sort::order_by_key(steps.as_mut_slice(), |step: &Step| step.at);
    let mut services: Vec<Rc<str>> = Vec::new();
    for step in steps.iter().take(MOST) {
        if let Line::Call { to, .. } = &step.line
            && !services.contains(to)
        {
            services.push(to.clone());
        }
    }
    let of = |service: &Rc<str>| services.iter().position(|known| known == service).map_or(0, |place| place + 1);
    let text = |text: &str| quoted(&mask(text));
    let mut out = "sequenceDiagram\n    autonumber\n".to_owned();
    put(&mut out, &format!("participant M as {}", text(machine)));
    for (number, service) in (1..).zip(&services) {
        put(&mut out, &format!("participant P{number} as {}", text(service)));
    }
    let input = match simulator.events().first().map(|event| &event.kind) {
        Some(EventKind::ExecutionStarted { input, .. }) => input.preview(LONGEST),
        _ => String::new(),
    };
    put(&mut out, &format!("Note over M: Input {}", text(&input)));
    for step in steps.iter().take(MOST) {
        match &step.line {
            Line::Call { to, state, what } => {
                put(&mut out, &format!("M->>P{}: {}: {}", of(to), text(state), text(what)));
            }
            Line::Answer { from, what, failed } => {
                let arrow = if *failed { "--x" } else { "-->>" };
                put(&mut out, &format!("P{}{arrow}M: {}", of(from), text(what)));
            }
            Line::Note(note) => put(&mut out, &format!("Note over M: {}", text(note))),
        }
    }
    if steps.len() > MOST {
        put(&mut out, &format!("Note over M: {} more messages", steps.len() - MOST));
    }
    if let Some(outcome) = simulator.outcome() {
        let error = outcome.error().map(|error| format!(" with {}", text(error.name()))).unwrap_or_default();
        put(&mut out, &format!("Note over M: {}{error}", outcome.status()));
    }
    out
}

fn put(out: &mut String, line: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "    {line}");
}

/// A text as Mermaid takes it: one line, without what ends or begins something.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for (place, char) in text.trim().chars().enumerate() {
        if place >= LONGEST {
            out.push('…');
            break;
        }
        match char {
            '#' | ';' | ':' | '<' | '>' | '"' | '`' | '%' | '{' | '}' | '&' => _ = write!(out, "#{};", u32::from(char)),
            char if char.is_control() => out.push(' '),
            char => out.push(char),
        }
    }
    out
}

/// A state's visit, and the service that it is calling.
struct Open {
    state: Rc<str>,
    service: Option<Rc<str>>,
}

fn collect(events: &[Event], child: Option<&Rc<str>>, steps: &mut Vec<Step>) {
    let mut visits: asl_value::SortedMap<VisitId, Open> = asl_value::SortedMap::new();
    for event in events {
        let mut add = |line: Line| steps.push(Step { at: event.at, line });
        if let EventKind::StateEntered { name, .. } = &event.kind {
            let state = child.map_or_else(|| name.clone(), |child| format!("{name} of {child}").into());
            visits.insert(event.visit, Open { state, service: None });
        }
        let Some(open) = visits.get_mut(&event.visit) else { continue };
        let mut call = |to: Rc<str>, what: String| {
            open.service = Some(to.clone());
            add(Line::Call { to, state: open.state.clone(), what });
        };
        match &event.kind {
            EventKind::TaskScheduled(scheduled) => {
                let task = &scheduled.task;
                let (to, what) = called(&task.resource_type, &task.resource, &scheduled.parameters);
                call(to, what);
            }
            EventKind::LambdaFunctionScheduled(scheduled) => call(last(&scheduled.resource), "invoke".to_owned()),
            EventKind::ActivityScheduled(scheduled) => call(last(&scheduled.resource), "activity".to_owned()),
            EventKind::TaskSucceeded(_, output)
            | EventKind::LambdaFunctionSucceeded(output)
            | EventKind::ActivitySucceeded(output) => {
                if let Some(from) = open.service.take() {
                    add(Line::Answer { from, what: answered(output), failed: false });
                }
            }
            kind if let Some(error) = kind.attempt_failure() => {
                if let Some(from) = open.service.take() {
                    add(Line::Answer { from, what: error.name().to_owned(), failed: true });
                }
            }
            _ => {}
        }
        if let Some(until) = event.trace.as_ref().and_then(|trace| trace.until) {
            let millis = until.millis_since(event.at);
            if millis >= SHORTEST_WAIT {
                #[expect(clippy::cast_precision_loss, reason = "a year has 35 bits of milliseconds")]
                let seconds = millis as f64 / 1000.0;
                let waits = matches!(event.kind, EventKind::StateEntered { .. });
                let what = if waits { "waits" } else { "waits before the next attempt" };
                add(Line::Note(format!("{} {what}, {seconds} s", open.state)));
            }
        }
    }
}

/// Who is called by a Task, and how.
fn called(service: &str, action: &str, parameters: &Value) -> (Rc<str>, String) {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str);
    if let Some(endpoint) = text("ApiEndpoint") {
        let method = text("Method").unwrap_or("GET");
        let (_, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
        let path = rest.find(['/', '?']).map_or("/", |at| rest.get(at..).unwrap_or("/"));
        let host = rest.split(['/', '?']).next().unwrap_or(rest);
        return (host.into(), format!("{method} {path}"));
    }
    if let Some(function) = text("FunctionName") {
        return (last(function), action.to_owned());
    }
    (service.into(), action.to_owned())
}

/// The last part of an ARN.
fn last(arn: &str) -> Rc<str> {
    arn.rsplit(':').find(|part| !part.starts_with('$')).unwrap_or(arn).into()
}

fn answered(output: &Value) -> String {
    match output.get("StatusCode").and_then(Value::as_number) {
        Some(status) => {
            let phrase = output.get("StatusText").and_then(Value::as_str).unwrap_or_default();
            format!("{} {phrase}", status.as_f64()).trim_end().to_owned()
        }
        None => output.preview(40),
    }
}

#[cfg(test)]
mod tests {
    use super::{diagram, quoted};
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_sim::{Completion, Progress, Runnable, Simulator, Start};
    use asl_value::Value;

    const DEFINITION: &str = r#"{"StartAt": "Call; it", "States": {
        "Call; it": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint":
            "https://api.example.com/orders?x=1", "Method": "POST", "Authentication": {"ConnectionArn":
            "arn:aws:events:us-east-1:123456789012:connection/c/1"}}, "Next": "Tell",
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2}]},
        "Tell": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:tell", "End": true}}}"#;

    #[test]
    fn calls_answers_and_pauses_stand_in_their_order_and_secrets_do_not() {
        let machine = asl_lang::check_text(DEFINITION).machine.unwrap();
        let start = Start { input: Value::from_json(r#"{"key": "hush"}"#).unwrap(), ..Start::default() };
        let mut now = Timestamp(0);
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, now);
        let mut answers = vec![
            Ok(Value::from(7_i64)),
            Ok(Value::from_json(r#"{"StatusCode": 200, "StatusText": "OK"}"#).unwrap()),
            Err(StateError::without_cause("States.Http.StatusCode.503")),
        ];
        while simulator.advance(now, 10) != Progress::Done {
            for effect in simulator.take_effects() {
                simulator.resume(effect.id, Completion::of(answers.pop().unwrap()), now);
            }
            now = simulator.wake_at().unwrap_or(now).max(now);
        }
        let text = diagram(&simulator, "Orders", &|text| text.replace("hush", "XXXXXXXX"));
        assert_eq!(
            text,
            "sequenceDiagram
    autonumber
    participant M as Orders
    participant P1 as api.example.com
    participant P2 as tell
    Note over M: Input #123;#34;key#34;#58;#34;XXXXXXXX#34;#125;
    M->>P1: Call#59; it: POST /orders?x=1
    P1--xM: States.Http.StatusCode.503
    Note over M: Call#59; it waits before the next attempt, 2 s
    M->>P1: Call#59; it: POST /orders?x=1
    P1-->>M: 200 OK
    M->>P2: Tell: invoke
    P2-->>M: 7
    Note over M: SUCCEEDED
"
        );
    }

    #[test]
    fn a_run_that_failed_ends_with_its_error_behind_a_space() {
        let definition = r#"{"StartAt": "Never", "States": {"Never": {"Type": "Fail", "Error": "Never; no"}}}"#;
        let machine = asl_lang::check_text(definition).machine.unwrap();
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), Start::default(), Timestamp(0));
        while simulator.advance(Timestamp(0), 10) != Progress::Done {}
        let text = diagram(&simulator, "Orders", &str::to_owned);
        assert!(text.ends_with("    Note over M: FAILED with Never#59; no\n"), "{text}");
    }

    #[test]
    fn no_text_ends_a_line_or_a_message() {
        for text in ["a\nb\r\n;c", "#35;", "<b>\"x\"</b>", "%% note", "a: b", "{\"a\":1}", "`x` & y\u{2028}"] {
            let quoted = quoted(text);
            assert!(!quoted.contains(['\n', '\r', '<', '>', '"', ':', '%', '{']), "{quoted}");
            let references = quoted.split('#').skip(1);
            assert!(
                references
                    .into_iter()
                    .all(|part| part.split_once(';').is_some_and(|(code, _)| code.parse::<u32>().is_ok())),
                "{quoted}"
            );
        }
    }
}
