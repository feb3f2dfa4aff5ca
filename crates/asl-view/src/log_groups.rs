//! The log groups of a run: what Step Functions and Lambda write to CloudWatch Logs, and what rules deliver there.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_functions::{Invocation, Source};
use asl_sim::logging::Logging;
use asl_sim::{ActorId, Event, EventId, Execution, Simulator, VisitId};
use asl_value::{Sort, SortedMap};
use asl_world::EventLog;

/// A log group with its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct LogGroup {
    /// Its name: `/aws/lambda/orders`.
    pub name: Rc<str>,
    /// Who writes to it.
    pub writer: Writer,
    /// Its lines, in the order of their times.
    pub lines: Vec<Line>,
}

/// Who writes to a log group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Step Functions: a record for each event, one JSON object a line.
    StepFunctions,
    /// Lambda and the code of a function.
    Lambda,
    /// EventBridge: the events that a rule delivers.
    EventBridge,
}

/// A line of a log group.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When it was written.
    pub at: Timestamp,
    /// The line.
    pub text: Rc<str>,
    /// What it is about, in a word or two: the type of the event; empty for other lines.
    pub what: Rc<str>,
    /// Whether it tells of a failure.
    pub is_failure: bool,
    /// The event of the run that it tells of, or that it was written for.
    pub event: Option<(ActorId, EventId, VisitId)>,
}

impl LogGroup {
    /// All lines as a text.
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [&*line.text, "\n"]).collect()
    }
}

/// The log group of a machine that names none, as Step Functions' console calls it.
fn default_group(machine: &str) -> Rc<str> {
    format!("/aws/vendedlogs/states/{machine}-Logs").into()
}

/// The log groups of an execution: that of its machine, with the records of its Distributed Maps' child executions, and those of
/// the functions that they called. The machine's comes first, even if nothing is written to it.
pub fn of_execution(simulator: &Simulator, actor: ActorId, logging: &Logging) -> Vec<LogGroup> {
    let execution = simulator.execution(actor);
    let name = logging.group.clone().unwrap_or_else(|| default_group(execution.machine_name()));
    let mut machine = LogGroup { name, writer: Writer::StepFunctions, lines: Vec::new() };
    let mut functions = Functions::default();
    let mut add = |actor: ActorId, execution: &Execution| {
        let arn = execution.arn();
        let record = |event: &Event| {
            Some(Line {
                at: event.at,
                text: logging.record(event, &arn)?.to_string().into(),
                what: event.kind.name().into(),
                is_failure: asl_sim::logging::LogLevel::Error.takes(&event.kind),
                event: Some((actor, event.id, event.visit)),
            })
        };
        machine.lines.extend(execution.events().iter().filter_map(record));
        for event in execution.events() {
            if let Some(invocation) = event.trace.as_ref().and_then(|trace| trace.invocation.as_ref()) {
                functions.add(invocation, Some((actor, event.id, event.visit)));
            }
        }
    };
    add(actor, execution);
    for map_run in simulator.map_runs().iter().filter(|map_run| map_run.execution() == actor) {
        for child in map_run.children() {
            add(*child, simulator.execution(*child));
        }
    }
    // Events of one time keep the order of their executions.
    machine.lines.order_by_key(|line| line.at);
    std::iter::once(machine).chain(functions.groups()).collect()
}

/// The log groups that rules deliver to, and those of the functions that they invoke.
pub fn of_rules(log: &EventLog) -> Vec<LogGroup> {
    let mut functions = Functions::default();
    for delivery in &log.deliveries {
        for invocation in delivery.invocations() {
            functions.add(invocation, None);
        }
    }
    let delivered = log.log_groups.iter().map(|(name, messages)| LogGroup {
        name: name.clone(),
        writer: Writer::EventBridge,
        lines: messages
            .iter()
            .map(|message| Line {
                at: message.at,
                text: message.body.clone(),
                what: Rc::default(),
                is_failure: false,
                event: None,
            })
            .collect(),
    });
    delivered.chain(functions.groups()).collect()
}

/// The lines of functions, by the names of the functions.
#[derive(Default)]
struct Functions(SortedMap<Rc<str>, Vec<Line>>);

impl Functions {
    fn add(&mut self, invocation: &Invocation, event: Option<(ActorId, EventId, VisitId)>) {
        let lines = invocation.lines.iter().filter(|line| line.source != Source::Playground).map(|line| Line {
            at: line.at,
            text: line.text.clone(),
            what: Rc::default(),
            is_failure: is_failure(line.source, &line.text),
            event,
        });
        let lines: Vec<Line> = lines.collect();
        match self.0.get_mut(&invocation.function) {
            Some(known) => known.extend(lines),
            None => drop(self.0.insert(invocation.function.clone(), lines)),
        }
    }

    fn groups(self) -> impl Iterator<Item = LogGroup> {
        self.0.into_iter().map(|(function, lines)| LogGroup {
            name: format!("/aws/lambda/{function}").into(),
            writer: Writer::Lambda,
            lines,
        })
    }
}

/// Whether a line of a function's log tells of a failure: Lambda's own on its end, and what the code logs as an error.
fn is_failure(source: Source, text: &str) -> bool {
    match source {
        Source::Function => text.contains("\tERROR\t") || text.starts_with("[ERROR]"),
        _ => !["START ", "END ", "REPORT ", "INIT_START "].iter().any(|usual| text.starts_with(usual)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_sim::logging::LogLevel;
    use asl_sim::{Completion, Runnable, Start};
    use asl_value::Value;

    fn run(definition: &str, answer: impl Fn(&str) -> Completion) -> Simulator {
        let root = asl_text::parse(definition).root.unwrap();
        let machine = Runnable::compile(&asl_lang::parse(&root).0.unwrap()).unwrap();
        let start = Start { input: Value::from_json(r#"{"n": [1, 2]}"#).unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(machine, start, Timestamp(1));
        while simulator.outcome().is_none() {
            simulator.advance(Timestamp(1), 10);
            for effect in simulator.take_effects() {
                simulator.resume(effect.id, answer(&effect.state), Timestamp(2));
            }
        }
        simulator
    }

    fn invocation() -> Rc<Invocation> {
        let function = asl_functions::Function::new("work".into(), "arn:aws:lambda:us-east-1:1:function:work".into());
        let mut recorder = asl_functions::Recorder::new(&function, "id".into(), Timestamp(1));
        recorder.note("of the playground", Timestamp(1));
        recorder.log("ERROR", "no", Timestamp(1));
        Rc::new(recorder.finish(&asl_functions::End::Returned("1".into()), Timestamp(2)))
    }

    #[test]
    fn a_run_writes_to_the_group_of_its_machine_and_to_those_of_its_functions() {
        let machine = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
            "Resource": "arn:aws:lambda:us-east-1:1:function:work"}}}"#;
        let answer = |_: &str| Completion { invocation: Some(invocation()), ..Completion::of(Ok(Value::Null)) };
        let simulator = run(machine, answer);
        let logging = Logging { level: LogLevel::All, includes_data: true, group: None };
        let groups = of_execution(&simulator, ActorId::ROOT, &logging);
        let names: Vec<&str> = groups.iter().map(|group| &*group.name).collect();
        assert_eq!(names, ["/aws/vendedlogs/states/Playground-Logs", "/aws/lambda/work"]);
        assert_eq!(groups[0].lines.len(), simulator.events().len());
        assert!(groups[0].text().lines().all(|line| line.starts_with("{\"id\":\"") && line.ends_with('}')));
        let lines: Vec<(&str, bool)> = groups[1]
            .lines
            .iter()
            .map(|line| (line.text.split(['\t', ' ']).next().unwrap(), line.is_failure))
            .collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert_eq!((lines[0], lines[2], lines[3]), (("START", false), ("END", false), ("REPORT", false)));
        assert!(lines[1].1, "an error");
        let own_group = Logging { group: Some("/mine".into()), ..Logging::default() };
        let groups = of_execution(&simulator, ActorId::ROOT, &own_group);
        assert_eq!((&*groups[0].name, groups[0].lines.len()), ("/mine", 0), "it is off");
        assert_eq!(groups.len(), 2, "functions log without being asked to");
    }

    #[test]
    fn child_executions_write_to_the_group_of_their_machine() {
        let machine = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemsPath": "$.n",
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}"#;
        let simulator = run(machine, |_| Completion::of(Ok(Value::Null)));
        let logging = Logging { level: LogLevel::All, ..Logging::default() };
        let group = &of_execution(&simulator, ActorId::ROOT, &logging)[0];
        let started = group.lines.iter().filter(|line| &*line.what == "ExecutionStarted").count();
        assert_eq!(started, 3);
    }
}
