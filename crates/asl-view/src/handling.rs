//! What Retry and Catch of a state made of each of its errors: a fold over the events of one visit.

use std::rc::Rc;

use asl_sim::{Event, EventId, EventKind, VisitId};

/// What became of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handling {
    /// A retrier makes another attempt.
    Retried {
        /// Its place in `Retry`, from 0.
        retrier: u32,
        /// The number of the retry among those of this retrier, from 1.
        retry: u32,
        /// The delay before it, in milliseconds.
        delay: i64,
    },
    /// A catcher leads on.
    Caught {
        /// Its place in `Catch`, from 0.
        catcher: u32,
        /// The state that it leads to.
        next: Option<Rc<str>>,
    },
    /// Neither: the error ended the state.
    Unhandled,
}

/// What became of the errors of a visit, by the events that tell of them.
pub fn of_visit(events: &[Event], visit: VisitId) -> Vec<(EventId, Handling)> {
    let mut all: Vec<(EventId, Handling)> = Vec::new();
    let mut retries: Vec<u32> = Vec::new();
    for event in events.iter().filter(|event| event.visit == visit) {
        let clause = event.trace.as_deref().and_then(|trace| trace.clause).filter(|clause| clause.visit == visit);
        if matches!(event.kind, EventKind::StateExited { .. }) {
            if let (Some((_, handling)), Some(clause)) = (all.last_mut(), clause) {
                let next = event.trace.as_deref().and_then(|trace| trace.next.clone());
                *handling = Handling::Caught { catcher: clause.index, next };
            }
            continue;
        }
        if !is_error(&event.kind) {
            continue;
        }
        let until = event.trace.as_deref().and_then(|trace| trace.until);
        let handling = match (clause, until) {
            (Some(clause), Some(until)) => {
                let place = usize::try_from(clause.index).unwrap_or_default();
                if retries.len() <= place {
                    retries.resize(place + 1, 0);
                }
                let retry = retries.get_mut(place).map_or(1, |count| {
                    *count += 1;
                    *count
                });
                Handling::Retried { retrier: clause.index, retry, delay: until.millis_since(event.at) }
            }
            _ => Handling::Unhandled,
        };
        all.push((event.id, handling));
    }
    all
}

fn is_error(kind: &EventKind) -> bool {
    kind.attempt_failure().is_some()
        || matches!(
            kind,
            EventKind::EvaluationFailed { .. } | EventKind::ParallelStateFailed | EventKind::MapStateFailed
        )
}

#[cfg(test)]
mod tests {
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_sim::{Completion, Progress, Runnable, Simulator, Start, VisitId};

    use super::{Handling, of_visit};

    #[test]
    fn each_error_says_which_clause_took_it_and_how_long_it_waits() {
        let definition = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "f"}, "End": true,
            "Retry": [{"ErrorEquals": ["Other"]}, {"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["Other"], "Next": "Sorry"}, {"ErrorEquals": ["States.ALL"], "Next": "Sorry"}]},
            "Sorry": {"Type": "Succeed"}}}"#;
        let machine = asl_lang::check_text(definition).machine.unwrap();
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), Start::default(), Timestamp(0));
        let mut now = Timestamp(0);
        while simulator.outcome().is_none() {
            while simulator.advance(now, 1000) == Progress::Working {}
            for effect in simulator.take_effects() {
                simulator.resume(effect.id, Completion::of(Err(StateError::new("Busy", "try later"))), now);
            }
            now = simulator.wake_at().unwrap_or(now);
        }
        let found: Vec<_> =
            of_visit(simulator.events(), VisitId(1)).into_iter().map(|(_, handling)| handling).collect();
        assert_eq!(
            found,
            [
                Handling::Retried { retrier: 1, retry: 1, delay: 2_000 },
                Handling::Retried { retrier: 1, retry: 2, delay: 4_000 },
                Handling::Caught { catcher: 1, next: Some("Sorry".into()) },
            ]
        );
    }
}
