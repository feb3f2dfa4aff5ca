//! The event of a Task that does not wait for its function: the invocations that Lambda's queue makes of it, one after the other,
//! as one log. Waits take no time here, and what the queue does besides is told in lines of the playground.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::Value;

use super::asynchronous::{Asynchronous, Condition, Handled};
use super::function::Function;
use super::invocation::{Invocation, LogLine, Source};

/// An event in the queue.
#[derive(Debug)]
pub struct Queue<'a> {
    function: &'a Function,
    payload: &'a Value,
    began: Timestamp,
    /// How long the queue has waited so far, in milliseconds.
    waited: i64,
    count: u32,
    whole: Option<Invocation>,
}

impl<'a> Queue<'a> {
    /// The queue takes an event for a function at `began`.
    pub fn new(function: &'a Function, payload: &'a Value, began: Timestamp) -> Self {
        Self { function, payload, began, waited: 0, count: 0, whole: None }
    }

    /// The function has ended at `at`. Whether it is invoked again.
    pub fn ended(&mut self, invocation: Invocation, result: &Result<Value, StateError>, at: Timestamp) -> bool {
        self.count += 1;
        let request_id = invocation.request_id.clone();
        self.whole = Some(match self.whole.take() {
            Some(before) => joined(before, &invocation),
            None => invocation,
        });
        if self.count == 1 {
            self.note("On AWS, the workflow continues as soon as Lambda has the event. Here, it continues when Lambda is done with it.", at);
        }
        let rules = &self.function.asynchronous;
        let condition = match result {
            Ok(_) => Condition::Success,
            Err(_) if self.count > rules.retries => Condition::RetriesExhausted,
            Err(_) => {
                let wait = Asynchronous::wait_millis(self.count);
                let age = at.millis_since(self.began) + self.waited + wait;
                if age <= i64::from(rules.maximum_age) * 1000 {
                    self.waited += wait;
                    let minutes =
                        if wait == 60_000 { "1 minute".to_owned() } else { format!("{} minutes", wait / 60_000) };
                    self.note(
                        &format!("Lambda invokes the function again after {minutes}. The playground does not wait."),
                        at,
                    );
                    return true;
                }
                Condition::EventAgeExceeded
            }
        };
        self.tell(condition, &request_id, result, at);
        false
    }

    /// The log of all invocations; `None` if there was none.
    pub fn whole(self) -> Option<Invocation> {
        self.whole
    }

    /// What the queue does with an event that it is done with.
    fn tell(&mut self, condition: Condition, request_id: &str, result: &Result<Value, StateError>, at: Timestamp) {
        let rules = &self.function.asynchronous;
        let handled = Handled {
            at: Timestamp(at.0.saturating_add(self.waited)),
            request_id,
            function_arn: &self.function.arn,
            condition,
            invocations: self.count,
            payload: self.payload,
            result,
        };
        let is_success = condition == Condition::Success;
        let destination = if is_success { &rules.on_success } else { &rules.on_failure };
        let mut told: Vec<String> = Vec::new();
        told.extend(
            destination.as_ref().map(|arn| format!("Lambda sends a record to `{arn}`: {}", handled.record().to_json())),
        );
        if !is_success {
            let why = condition.as_str();
            match &rules.dead_letters {
                Some(queue) => told.push(format!("Lambda sends the event to the dead-letter queue `{queue}`: {why}.")),
                None if destination.is_none() => told.push(format!(
                    "Lambda discards the event: {why}. The function has no destination for failures and no dead-letter queue."
                )),
                None => {}
            }
        }
        for text in told {
            self.note(&text, at);
        }
    }

    fn note(&mut self, text: &str, at: Timestamp) {
        if let Some(whole) = &mut self.whole {
            let line = LogLine { at, source: Source::Playground, text: text.into() };
            whole.lines = whole.lines.iter().cloned().chain([line]).collect();
        }
    }
}

/// Two invocations of the same event in one log.
fn joined(first: Invocation, next: &Invocation) -> Invocation {
    let join = |lines: &Rc<[LogLine]>, more: &Rc<[LogLine]>| lines.iter().chain(more.iter()).cloned().collect();
    let mut usage = next.usage;
    usage.duration_millis += first.usage.duration_millis;
    usage.billed_millis += first.usage.billed_millis;
    usage.init_millis = first.usage.init_millis.or(usage.init_millis);
    Invocation {
        lines: join(&first.lines, &next.lines),
        exchanges: first.exchanges.iter().chain(next.exchanges.iter()).cloned().collect(),
        usage,
        ..first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{End, Recorder};

    const AT: Timestamp = Timestamp(1_704_067_200_000);

    /// The lines of the playground, for a function with these rules that fails so often.
    fn told(rules: Asynchronous, failures: u32) -> (u32, Vec<String>) {
        let function =
            Function { asynchronous: rules, ..Function::new("F".into(), "arn:aws:lambda:r:1:function:F".into()) };
        let payload = Value::from_json(r#"{"id":1}"#).unwrap();
        let mut queue = Queue::new(&function, &payload, AT);
        let mut count = 0;
        loop {
            count += 1;
            let invocation = Recorder::new(&function, "id-1".into(), AT).finish(&End::Returned("1".into()), AT);
            let result = if count <= failures { Err(StateError::new("TicketError", "no")) } else { Ok(Value::from(1)) };
            if !queue.ended(invocation, &result, AT) {
                break;
            }
        }
        let whole = queue.whole().unwrap();
        let starts = whole.lines.iter().filter(|line| line.text.starts_with("START ")).count();
        assert_eq!(starts, count as usize, "one log has all invocations");
        let own = whole.lines.iter().filter(|line| line.source == Source::Playground);
        (count, own.skip(1).map(|line| line.text.to_string()).collect())
    }

    #[test]
    fn a_function_that_fails_is_invoked_twice_more_and_then_the_event_is_lost() {
        assert_eq!(told(Asynchronous::default(), 0), (1, vec![]));
        let (count, lines) = told(Asynchronous::default(), 1);
        assert_eq!((count, lines.len()), (2, 1));
        let (count, lines) = told(Asynchronous::default(), 9);
        assert_eq!(count, 3);
        assert_eq!(
            lines,
            [
                "Lambda invokes the function again after 1 minute. The playground does not wait.",
                "Lambda invokes the function again after 2 minutes. The playground does not wait.",
                "Lambda discards the event: RetriesExhausted. The function has no destination for failures and no dead-letter queue.",
            ]
        );
    }

    #[test]
    fn who_wants_to_know_is_told() {
        let rules = Asynchronous {
            on_success: Some("arn:aws:sqs:r:1:fine".into()),
            on_failure: Some("arn:aws:sqs:r:1:failed".into()),
            dead_letters: Some("arn:aws:sqs:r:1:dead".into()),
            ..Asynchronous::default().with_limits(Some(0), None)
        };
        let (count, lines) = told(rules.clone(), 1);
        assert_eq!((count, lines.len()), (1, 2));
        assert!(
            lines[0].starts_with("Lambda sends a record to `arn:aws:sqs:r:1:failed`: {\"version\":\"1.0\""),
            "{lines:?}"
        );
        assert_eq!(
            lines[1],
            "Lambda sends the event to the dead-letter queue `arn:aws:sqs:r:1:dead`: RetriesExhausted."
        );
        let (_, lines) = told(rules, 0);
        assert!(lines.len() == 1 && lines[0].contains("`arn:aws:sqs:r:1:fine`"), "{lines:?}");
        // After one minute it is as old as it may get, and after two more it would be older.
        let (count, lines) = told(Asynchronous::default().with_limits(None, Some(60)), 9);
        assert_eq!(count, 2);
        assert!(lines[1].starts_with("Lambda discards the event: EventAgeExceeded."), "{lines:?}");
    }
}
