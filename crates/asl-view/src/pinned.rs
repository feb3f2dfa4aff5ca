//! Which result of a run is pinned as a mock, and for which of the calls of its state.

use asl_lang::StateType;
use asl_sim::mock::Mock;
use asl_sim::mock::edit::Pinned;
use asl_sim::{Event, EventKind, VisitId, Within};
use asl_value::Value;

use crate::state_visit::{AttemptResult, gather};

/// The last answer of a call in a visit as a mock, each value as `mask` gives it; `None` if nothing was answered. In a Map it
/// is that of its iteration, in a loop that of its visit. `batch` is the number of the child execution whose events these
/// are, if they are those of one.
pub fn pinned(events: &[Event], visit: VisitId, batch: Option<u32>, mask: &dyn Fn(&Value) -> Value) -> Option<Pinned> {
    let answer = |visit: VisitId| {
        let attempts = gather(events, visit).attempts;
        let outcome = attempts.iter().rev().find_map(|attempt| match &attempt.result {
            AttemptResult::Pending => None,
            AttemptResult::Succeeded(result) => Some(Ok(mask(result))),
            AttemptResult::Failed(error) => Some(Err(error.clone())),
        })?;
        Some(mask(&Mock { outcome, delay_seconds: 0.0 }.to_value()))
    };
    let mock = answer(visit)?;
    if let Some(number) = iteration(events, visit).or(batch) {
        return Some(Pinned::Iteration(number, mock));
    }
    let entered = |visit: VisitId| entered(events, visit).map(|(name, ..)| name);
    let visits: Vec<VisitId> = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::StateEntered { .. }))
        .map(|event| event.visit)
        .filter(|other| entered(*other) == entered(visit))
        .collect();
    let place = visits.iter().position(|other| *other == visit)?;
    if visits.len() == 1 {
        return Some(Pinned::Alone(mock));
    }
    // A visit that was not answered, as the last one of a run that goes on, has nothing to pin.
    let answers: Vec<Value> = visits.into_iter().map_while(answer).collect();
    (place < answers.len()).then_some(Pinned::Visit(place, answers))
}

/// The name of the state, its type, and what is around it.
fn entered(events: &[Event], visit: VisitId) -> Option<(&str, StateType, Option<Within>)> {
    events.iter().filter(|event| event.visit == visit).find_map(|event| match &event.kind {
        EventKind::StateEntered { name, state_type, within, .. } => Some((&**name, *state_type, *within)),
        _ => None,
    })
}

/// The number of the iteration that a visit is in, of the innermost Map.
fn iteration(events: &[Event], visit: VisitId) -> Option<u32> {
    let mut around = entered(events, visit)?.2;
    while let Some(within) = around {
        let (_, state_type, outer) = entered(events, within.visit)?;
        if state_type == StateType::Map {
            return Some(within.index);
        }
        around = outer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::pinned;
    use asl_aws::time::Timestamp;
    use asl_sim::mock::edit::Pinned;
    use asl_sim::{Completion, EventKind, Progress, Runnable, Simulator, Start};
    use asl_value::Value;

    /// The run of a machine whose calls are answered 0, 1, 2 and so on, and what is pinned of each visit of `A`.
    fn pins(states: &str, answers: i64) -> Vec<Option<Pinned>> {
        let machine = asl_lang::check_text(&format!(r#"{{"StartAt": "S", "States": {{{states}}}}}"#)).machine.unwrap();
        let start = Start { input: Value::from_json("[1, 2, 3]").unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        let mut next = 0;
        while simulator.advance(Timestamp(0), 100) != Progress::Done && next < answers {
            for effect in simulator.take_effects() {
                simulator.resume(effect.id, Completion::of(Ok(Value::from(next))), Timestamp(0));
                next += 1;
            }
        }
        let events = simulator.events();
        let is_it = |kind: &EventKind| matches!(kind, EventKind::StateEntered { name, .. } if &**name == "A");
        let visits = events.iter().filter(|event| is_it(&event.kind)).map(|event| event.visit);
        visits.map(|visit| pinned(events, visit, None, &Value::clone)).collect()
    }

    fn mock(number: i64) -> Value {
        Value::from_json(&format!(r#"{{"result": {number}}}"#)).unwrap()
    }

    const A: &str = r#""A": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "b"}"#;

    #[test]
    fn a_result_belongs_to_its_iteration_its_visit_or_the_state() {
        let map = format!(
            r#""S": {{"Type": "Map", "End": true, "ItemProcessor": {{"StartAt": "P", "States": {{"P": {{"Type": "Parallel", "End": true,
                "Branches": [{{"StartAt": "A", "States": {{{A}, "End": true}}}}}}]}}}}}}}}"#
        );
        let numbers = (0..3).map(|number| Some(Pinned::Iteration(number, mock(i64::from(number)))));
        assert_eq!(pins(&map, 3), numbers.collect::<Vec<_>>());
        let round = format!(r#""S": {{"Type": "Pass", "Next": "A"}}, {A}, "Next": "S"}}"#);
        let told = pins(&round, 3);
        assert!(matches!(&told[0], Some(Pinned::Visit(0, visits)) if visits[..2] == [mock(0), mock(1)]), "{told:?}");
        assert_eq!(told.last(), Some(&None), "the last call has no answer yet");
        let once = format!(r#""S": {{"Type": "Pass", "Next": "A"}}, {A}, "End": true}}"#);
        assert_eq!(pins(&once, 1), [Some(Pinned::Alone(mock(0)))]);
    }
}
