//! A log as lines for people: everything in its order, with seconds from the start.

use std::fmt::Write;

use asl_aws::time::Timestamp;
use asl_events::EventSystem;
use asl_sim::ActorId;
use asl_view::events::counts::Counts;
use asl_view::events::rows::EventRow;
use asl_view::events::system_graph::SystemGraph;
use asl_view::graph::Edge;
use asl_view::tracing::{service_map, trace_in};
use asl_world::log::{DropReason, LambdaStep, RetryAfter, RuleOutcome, Success};
use asl_world::{Delivery, EventRecord, ExecutionId, ExecutionOrigin, Failure, Origin, Step, World};

use super::START;

pub(super) fn log(world: &World) -> String {
    let (log, system) = (world.log(), world.system());
    let mut lines: Vec<(u32, String)> = Vec::new();
    for event in &log.events {
        lines.push((event.order, of_event(event, system)));
    }
    for delivery in &log.deliveries {
        lines.extend(delivery.steps.iter().map(|entry| {
            let what = of_step(&entry.step, delivery, system);
            (entry.order, format!("{} d{} {what}\n", time(entry.at), delivery.id.0))
        }));
    }
    lines.sort_by_key(|(order, _)| *order);
    let mut text: String = lines.into_iter().map(|(_, line)| line).collect();
    for (name, messages) in log.queues.iter().chain(&log.log_groups) {
        for message in messages {
            let _ = writeln!(text, "{name}: {}", message.body);
            for (attribute, value) in &message.attributes {
                let _ = writeln!(text, "  {attribute}: {value}");
            }
        }
    }
    for (id, execution) in world.executions() {
        let simulator = execution.simulator().borrow();
        let root = simulator.root();
        let by = match execution.origin() {
            ExecutionOrigin::Person => String::new(),
            ExecutionOrigin::Delivery(delivery) => format!(" by d{}", delivery.0),
        };
        let outcome = root.outcome().unwrap();
        let end = match (outcome.output(), outcome.error()) {
            (Some(output), _) => output.to_json(),
            (None, Some(error)) => format!("{}: {}", error.name(), error.cause.as_deref().unwrap_or_default()),
            (None, None) => String::new(),
        };
        let input = root.input().to_json();
        let _ = writeln!(text, "x{} {}{by}: {input} -> {} {end}", id.0, root.machine_name(), outcome.status());
    }
    text
}

fn time(at: Timestamp) -> String {
    let millis = at.millis_since(START);
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

fn of_event(event: &EventRecord, system: &EventSystem) -> String {
    let from = match &event.origin {
        Origin::Person => "person".to_owned(),
        Origin::Execution { execution, state } => format!("x{} {state}", execution.0),
        Origin::Status { execution } => format!("status of x{}", execution.0),
        Origin::Schedule(rule) => format!("schedule of {}", system.rules[*rule].resource.name),
        Origin::Delivery(delivery) => format!("d{}", delivery.0),
        Origin::Function(delivery) => format!("function of d{}", delivery.0),
    };
    let mut text = format!("{} e{} {} by {from}: ", time(event.at), event.id.0, event.bus);
    let _ = match &event.outcome {
        Ok(sent) => writeln!(
            text,
            "{} / {} {}",
            sent.text("source"),
            sent.text("detail-type"),
            sent.detail().map(ToString::to_string).unwrap_or_default()
        ),
        Err(error) => writeln!(text, "{}: {}", error.code(), error.message()),
    };
    for (rule, outcome) in &event.rules {
        let what = match outcome {
            RuleOutcome::Matched(deliveries) => {
                let names: Vec<String> = deliveries.iter().map(|delivery| format!("d{}", delivery.0)).collect();
                format!("matches {}", names.join(" ")).trim_end().to_owned()
            }
            RuleOutcome::NotMatched => "does not match".to_owned(),
            RuleOutcome::Disabled { would_match } => format!("is disabled (would match: {would_match})"),
            RuleOutcome::NoPattern => "has no pattern".to_owned(),
        };
        let _ = writeln!(text, "  {} {what}", system.rules[*rule].resource.name);
    }
    text
}

fn of_failure(failure: &Failure) -> String {
    format!("{}: {}", failure.code.as_str(), failure.message)
}

fn of_step(step: &Step, delivery: &Delivery, system: &EventSystem) -> String {
    let what = match step {
        Step::Start => {
            let rule = &system.rules[delivery.rule];
            let body = match &delivery.body {
                Ok(body) => body.clone(),
                Err(undelivered) => format!("nothing instead of {:?}", undelivered.body),
            };
            let target = &rule.targets[delivery.target];
            format!("e{} {} {}: {body}", delivery.event.0, rule.resource.name, target.id)
        }
        Step::ThrottleStart { until, ahead } => format!("until {}, {ahead} ahead", time(*until)),
        Step::AttemptStart { attempt } => {
            let request = delivery.exchanges().nth(*attempt as usize - 1).map(|exchange| &exchange.request);
            request.map_or(format!("{attempt}"), |request| format!("{attempt} {} {}", request.method, request.url))
        }
        Step::AttemptSuccess(answer) => {
            let status = answer.exchange.as_ref().and_then(|exchange| exchange.response.as_ref().ok());
            let status = status.map(|response| response.status.to_string());
            let result = answer.result.as_ref().map(|result| match result {
                Ok(value) => value.to_json(),
                Err(error) => format!("failed with {}", error.name()),
            });
            status.or(result).unwrap_or_default()
        }
        Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => of_failure(failure),
        Step::BackOff { until, retry_after, .. } => {
            let asked = match retry_after {
                None => String::new(),
                Some(RetryAfter::Wait(millis)) => format!(", asked for {} s", millis / 1000),
                Some(RetryAfter::Never) => ", asked for no retry".to_owned(),
                Some(RetryAfter::Unreadable(text)) => format!(", asked for {text:?}"),
            };
            format!("until {}{asked}", time(*until))
        }
        Step::Success(success) => match success {
            Success::Called => "called".to_owned(),
            Success::Invoked => "invoked".to_owned(),
            Success::Started(execution) => format!("started x{}", execution.0),
            Success::Queued(name, position) | Success::Logged(name, position) => format!("{name} {position}"),
            Success::Forwarded(event) => format!("e{}", event.0),
            Success::Shown => "shown".to_owned(),
        },
        Step::Lambda(step) => match step {
            LambdaStep::Waits { until } => format!("until {}", time(*until)),
            LambdaStep::Invoked { invocation } => invocation.to_string(),
            LambdaStep::Ended(answer) => match &answer.result {
                Some(Err(error)) => format!("failed with {}", error.name()),
                Some(Ok(value)) => value.to_json(),
                None => String::new(),
            },
            LambdaStep::Recorded { condition, destination, .. }
            | LambdaStep::DeadLetter { condition, destination, .. } => format!("{} {destination}", condition.as_str()),
            LambdaStep::Discarded(condition) => condition.as_str().to_owned(),
        },
        Step::Failure { failure, exhausted, retries } => {
            let exhausted = exhausted.map(|condition| format!(", {}", condition.as_str())).unwrap_or_default();
            format!("{} after {retries} retries{exhausted}", failure.code.as_str())
        }
        Step::DeadLetter(letter) => format!("{} {}", letter.queue, letter.position),
        Step::Dropped(reason) => match reason {
            DropReason::NoQueue => "no queue".to_owned(),
            DropReason::QueueMissing(arn) => format!("no queue {arn}"),
            DropReason::QueueIsFifo(name) => format!("{name} is FIFO"),
            DropReason::EmptyBody => "empty body".to_owned(),
            DropReason::Stopped => "stopped".to_owned(),
        },
    };
    format!("{} {what}", step.name()).trim_end().to_owned()
}

/// The boxes and arrows of the system with the numbers of the log: an arrow in each line.
pub(super) fn picture(world: &World) -> String {
    let plain = SystemGraph::of(world.system(), &[]);
    let graph = plain.with_counts(&Counts::of(world.system(), world.log())).graph;
    let name = |id: usize| graph.nodes.get(id).map_or("", |node| &node.name);
    let line = |edge: &Edge| format!("{} -> {}: {}\n", name(edge.from), name(edge.to), edge.labels.join(", "));
    graph.edges.iter().map(line).collect()
}

/// The rows of the timeline.
pub(super) fn rows(world: &World) -> String {
    let line = |row: &EventRow| {
        let indent = "  ".repeat(row.depth as usize);
        let error = row.error.as_deref().unwrap_or_default();
        let left = row.left.map_or_else(String::new, time);
        let bars: Vec<_> = row.bars.iter().map(|bar| format!("{:?}", bar.kind)).collect();
        format!(
            "{indent}{} ({}) {} to {left}: {} {error} {}\n",
            row.name,
            row.detail,
            time(row.entered),
            row.word,
            bars.join(" ")
        )
    };
    asl_view::events::rows::rows(world.system(), world.log()).iter().map(line).collect()
}

/// The trace of the first execution, and its service map: an arrow in each line.
pub(super) fn trace(world: &World) -> String {
    let Some(trace) = trace_in(world, ExecutionId(0), ActorId::ROOT) else { return String::new() };
    let mut text = String::new();
    trace.root.each(0, &mut |segment, depth| {
        let (indent, end) = ("  ".repeat(depth), segment.end.map_or_else(String::new, time));
        let what = format!("{indent}{} {} to {end} {}", segment.name, time(segment.start), segment.mark.word());
        let _ = writeln!(text, "{}", what.trim_end());
    });
    let map = service_map(&trace, world.now());
    let name = |at: usize| map.nodes.get(at).map_or("", |node| &node.name);
    for edge in &map.edges {
        let _ = writeln!(text, "{} -> {}: {}", name(edge.from), name(edge.to), edge.calls);
    }
    text
}
