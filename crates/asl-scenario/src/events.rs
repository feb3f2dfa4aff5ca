//! Plays a scenario whose events are put on buses, and says what does not hold of deliveries, calls and executions.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_http::Connections;
use asl_sim::host::Simulation;
use asl_sim::mock::Mock;
use asl_sim::{Asker, Completion, Effect, EffectId, Outcome, Progress, Request, VisitId};
use asl_value::{Map, SortedMap, Value};
use asl_view::events::assumed_bus::to_send;
use asl_view::events::entries::EventText;
use asl_world::log::DeliveryStatus;
use asl_world::{Delivery, Origin, World, WorldStart};

use crate::judge::{Unmet, check_calls, missing};
use crate::play::{Answers, BEGINS_AT, mocks_of};
use crate::reached::{Call, Facts};
use crate::scenario::{Expectation, ExpectedDelivery, ExpectedExecution, Scenario};
use crate::script::Script;

/// The most steps of a scenario: a day of retries has some thousands.
const MOST_STEPS: usize = 200_000;
/// State transitions between two looks at the budget.
const STEPS: usize = 32;

/// What a scenario with events came to.
pub struct EventVerdict {
    /// What does not hold; empty if the scenario passes.
    pub unmet: Vec<Unmet>,
    /// What happened in the executions, with the calls of deliveries.
    pub facts: Facts,
    /// The buses and the executions after it.
    pub world: World,
    /// The mocks with which the same events lead to the same.
    pub mocks: Value,
}

/// Puts the events of a scenario on the buses of `start` and judges what comes of them; `None` for a scenario without events.
/// `connections` are those with which the Practice API is called, `None` for no call of it.
pub fn judge_events(
    start: &WorldStart,
    scenario: &Scenario,
    connections: Option<&Rc<Connections>>,
) -> Option<EventVerdict> {
    let events = EventText::read(&scenario.events.as_ref()?.to_json());
    let mut start = start.clone();
    let (mut script, problem) = match Script::of(scenario, connections, &start.start.identity.region) {
        Ok(script) => (script, None),
        Err(why) => (Script::default(), Some(Unmet::Mocks(why))),
    };
    let answered: Vec<Rc<str>> = script.mocked().chain(scenario.what_if.iter().map(|(name, _)| name.clone())).collect();
    start.mocked_states = answered.iter().cloned().collect();
    start.mocked_targets = answered.iter().cloned().collect();
    start.start.machines = Rc::new((*start.start.machines).clone().without(answered));
    if !scenario.files.is_empty() {
        start.start.files = Rc::new(scenario.files());
    }
    let system = start.system.clone();
    let mut world = World::new(start, BEGINS_AT);
    for (entry, is_whole) in to_send(&system, &events) {
        if is_whole {
            world.put_event_of_service(entry, BEGINS_AT);
        } else {
            // What is refused is in the log.
            let _ = world.put_events(vec![entry], BEGINS_AT);
        }
    }
    let played = drive(&mut world, &mut script);
    let mut facts = Facts::default();
    for (_, execution) in world.executions() {
        if let Ok(simulator) = execution.simulator().try_borrow() {
            facts.take_in(&simulator);
        }
    }
    facts.calls.extend(played.calls);
    let mut unmet: Vec<Unmet> = problem.into_iter().collect();
    if !played.is_quiet {
        unmet.push(Unmet::NoEnd);
    }
    unmet.extend(world.log().events.iter().filter(|event| event.origin == Origin::Person).filter_map(|event| {
        let error = event.outcome.as_ref().err()?;
        Some(Unmet::Event(error.message()))
    }));
    unmet.extend(check(&scenario.expect, &world, &facts, BEGINS_AT));
    let mocks = mocks_of(&played.answers);
    Some(EventVerdict { unmet, facts, world, mocks })
}

/// What does not hold of buses that somebody else ran, which began at `began`: `calls` are those of their executions.
pub fn judge_world(expect: &Expectation, world: &World, began: Timestamp) -> Vec<Unmet> {
    let mut facts = Facts::default();
    for (_, execution) in world.executions() {
        if let Ok(simulator) = execution.simulator().try_borrow() {
            facts.take_in(&simulator);
        }
    }
    let end = (!world.is_quiet()).then_some(Unmet::NoEnd);
    end.into_iter().chain(check(expect, world, &facts, began)).collect()
}

/// What does not hold of the deliveries, executions and calls that are asked for, and of the time since `began`.
fn check(expect: &Expectation, world: &World, facts: &Facts, began: Timestamp) -> Vec<Unmet> {
    let mut unmet: Vec<Unmet> = expect.deliveries.iter().filter_map(|expected| deliveries(world, expected)).collect();
    unmet.extend(expect.executions.iter().filter_map(|expected| executions(world, expected)));
    #[expect(clippy::cast_precision_loss, reason = "a year has 35 bits of milliseconds")]
    let seconds = world.now().millis_since(began) as f64 / 1000.0;
    unmet.extend(check_calls(expect, facts, seconds));
    unmet
}

/// What was asked and answered on the way.
#[derive(Default)]
struct Driven {
    is_quiet: bool,
    /// The calls of deliveries: the names of what is called stand for states.
    calls: Vec<Call>,
    answers: SortedMap<Rc<str>, Vec<Mock>>,
}

/// Lets time pass until nothing happens any more, or the budget is used up.
fn drive(world: &mut World, script: &mut Script) -> Driven {
    let mut driven = Driven::default();
    let mut now = BEGINS_AT;
    let mut late: SortedMap<(Timestamp, EffectId), Completion> = SortedMap::new();
    for _ in 0..MOST_STEPS {
        while late.first_key_value().is_some_and(|((at, _), _)| *at <= now)
            && let Some(((_, id), completion)) = late.pop_first()
        {
            world.resume(id, completion, now);
        }
        let progress = world.advance(now, STEPS);
        let cancelled = world.take_cancelled();
        if !cancelled.is_empty() {
            late.retain(|(_, id), _| !cancelled.contains(id));
        }
        let effects = world.take_effects();
        let has_asked = !effects.is_empty();
        for effect in effects {
            world.started(effect.id, now);
            let given = driven.answers.get_or_default(effect.state.clone());
            let nth = u32::try_from(given.len()).unwrap_or(u32::MAX);
            let completion = script.answer(&effect, nth, now);
            let delay = f64::from(completion.delay_ms) / 1000.0;
            given.push(Mock { outcome: completion.outcome.clone(), delay_seconds: delay });
            driven.calls.extend(call_of(&effect));
            late.insert((now.plus_seconds(delay), effect.id), completion);
        }
        match progress {
            Progress::Working => {}
            Progress::Waiting | Progress::Done if has_asked => {}
            Progress::Waiting | Progress::Done => {
                let due = late.first_key_value().map(|((at, _), _)| *at);
                let Some(at) = [world.wake_at(), due].into_iter().flatten().min() else {
                    driven.is_quiet = world.is_quiet();
                    return driven;
                };
                now = now.max(at);
            }
        }
    }
    driven
}

/// The call of a delivery, as that of a state with the name of what is called. Those of executions are in their logs.
fn call_of(effect: &Effect) -> Option<Call> {
    let Asker::Delivery(_) = effect.asker else { return None };
    let parameters = match &effect.request {
        Request::Http(call) => {
            let mut parameters = Map::new();
            parameters.insert("ApiEndpoint", call.endpoint.clone().into());
            parameters.insert("Method", call.method.as_str().into());
            if let Some(body) = &call.body {
                let read = body.as_str().and_then(|text| Value::from_json(text).ok());
                parameters.insert("RequestBody", read.unwrap_or_else(|| body.clone()));
            }
            parameters.into()
        }
        Request::Task(call) => call.parameters.clone(),
        Request::Evaluate(_) => return None,
    };
    let visit = (effect.actor, VisitId(0));
    Some(Call { state: effect.state.clone(), visit, attempt: effect.attempt, parameters })
}

/// What does not hold of the deliveries that are asked for.
fn deliveries(world: &World, expected: &ExpectedDelivery) -> Option<Unmet> {
    let fits = |delivery: &&Delivery| {
        let Some(rule) = world.system().rules.get(delivery.rule) else { return false };
        let names = [Some(&rule.resource.name), rule.resource.logical_id.as_ref()];
        let target = rule.targets.get(delivery.target).map(|target| &target.id);
        names.into_iter().flatten().any(|name| *name == expected.rule)
            && expected.target.as_ref().is_none_or(|wanted| target == Some(wanted))
            && expected.status.as_ref().is_none_or(|wanted| status(delivery) == Some(wanted))
            && expected.with.as_ref().is_none_or(|with| missing(Some(&body(delivery)), with, "$").is_none())
    };
    let found = u32::try_from(world.log().deliveries.iter().filter(fits).count()).unwrap_or(u32::MAX);
    let holds = expected.times.map_or(found > 0, |times| times == found);
    (!holds).then(|| Unmet::Deliveries { rule: expected.rule.clone(), expected: expected.times, found })
}

/// How a delivery ended, as scenarios say it.
fn status(delivery: &Delivery) -> Option<&'static str> {
    match delivery.status() {
        DeliveryStatus::Delivered => Some("DELIVERED"),
        DeliveryStatus::Dead => Some("DEAD_LETTER"),
        DeliveryStatus::Dropped | DeliveryStatus::FunctionFailed => Some("DROPPED"),
        DeliveryStatus::Throttled | DeliveryStatus::Attempting | DeliveryStatus::BackingOff => None,
    }
}

/// What the target is sent; the text of it where that is no JSON.
fn body(delivery: &Delivery) -> Value {
    let text = delivery.body.as_ref().map_or_else(|undelivered| undelivered.body.as_str(), String::as_str);
    Value::from_json(text).unwrap_or_else(|_| text.into())
}

/// What does not hold of the executions that are asked for.
fn executions(world: &World, expected: &ExpectedExecution) -> Option<Unmet> {
    let mut found = 0_u32;
    for (_, execution) in world.executions() {
        let Ok(simulator) = execution.simulator().try_borrow() else { continue };
        let root = simulator.root();
        let outcome = simulator.outcome();
        let includes = |value: Option<&Value>, part: &Option<Value>| {
            part.as_ref().is_none_or(|part| missing(value, part, "$").is_none())
        };
        let fits = *root.machine_name() == expected.machine
            && expected.status.as_ref().is_none_or(|status| outcome.map(Outcome::status) == Some(&**status))
            && includes(Some(root.input()), &expected.input)
            && includes(outcome.and_then(Outcome::output), &expected.output);
        found += u32::from(fits);
    }
    let holds = expected.times.map_or(found > 0, |times| times == found);
    (!holds).then(|| Unmet::Executions { machine: expected.machine.clone(), expected: expected.times, found })
}

#[cfg(test)]
mod tests {
    use super::judge_events;
    use crate::read::read;
    use asl_events::EventSystem;
    use asl_sim::{Machines, OtherMachine, Runnable};
    use asl_world::WorldStart;
    use std::rc::Rc;

    const MACHINE: &str = r#"{"StartAt": "Charge", "States": {"Charge": {"Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "charge", "Payload.$": "$"}, "End": true}}}"#;

    /// A bus with a rule that starts the machine for orders.
    fn start() -> WorldStart {
        let (region, account) = (asl_aws::arn::DEFAULT_REGION, asl_aws::arn::DEFAULT_ACCOUNT);
        let mut system = EventSystem::new(region, account);
        let arn = format!("arn:aws:states:{region}:{account}:stateMachine:Orders");
        system.rules.push(asl_events::system::Rule {
            resource: asl_events::system::Resource::new(
                asl_events::system::ResourceKind::Rule,
                region,
                account,
                "OnOrder",
            ),
            bus: "default".into(),
            is_enabled: true,
            pattern: Some(asl_events::system::RulePattern::new(r#"{"source": ["shop"]}"#, None)),
            schedule: None,
            targets: vec![asl_events::Target::new("orders", &arn)],
        });
        let machine = Runnable::compile(&asl_lang::check_text(MACHINE).machine.unwrap()).unwrap();
        let machines = Machines::new(vec![OtherMachine { names: vec!["Orders".into()], machine, express: false }]);
        WorldStart { system: Rc::new(system), machines: Rc::new(machines), seed: 1, ..WorldStart::default() }
    }

    /// What does not hold of the scenario.
    fn unmet(scenario: &str) -> Vec<String> {
        let start = start();
        let file = read(&format!("[{scenario}]"), None, Some(&start.system));
        assert!(file.diagnostics.is_empty(), "{:?}", file.diagnostics);
        let verdict = judge_events(&start, &file.scenarios[0], None).unwrap();
        verdict.unmet.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn deliveries_calls_and_executions_are_judged() {
        let scenario = |expect: &str| {
            format!(
                r#"{{"name": "a", "events": {{"source": "shop", "detail-type": "Order", "detail": {{"id": 7}}}},
                    "mocks": {{"Charge": {{"result": {{"Payload": "ok"}}, "delaySeconds": 2}}}}, "expect": {expect}}}"#
            )
        };
        assert_eq!(
            unmet(&scenario(
                r#"{"deliveries": [{"rule": "OnOrder", "target": "orders", "status": "DELIVERED", "with": {"detail": {"id": 7}}, "times": 1}],
                    "executions": [{"machine": "Orders", "status": "SUCCEEDED", "input": {"detail": {"id": 7}}, "output": {"Payload": "ok"}}],
                    "calls": [{"state": "Charge", "times": 1, "with": {"FunctionName": "charge"}}], "longestSeconds": 10}"#
            )),
            Vec::<String>::new()
        );
        assert_eq!(
            unmet(&scenario(
                r#"{"deliveries": [{"rule": "OnOrder", "times": 2}, {"rule": "OnOrder", "with": {"detail": {"id": 8}}}],
                    "executions": [{"machine": "Orders", "status": "FAILED"}, {"machine": "Others", "times": 0}],
                    "calls": [{"state": "Charge", "times": 2}], "longestSeconds": 1}"#
            )),
            [
                "the rule `OnOrder` must have 2 such deliveries, but has 1",
                "the rule `OnOrder` must have such a delivery, but has none",
                "the machine `Orders` must have such an execution, but has none",
                "`Charge` must make 2 calls, but makes 1",
                "the run may take 1 s, but takes 2 s",
            ]
        );
        let other = r#"{"name": "a", "events": [{"source": "bank", "detail-type": "t", "detail": {}}],
            "expect": {"deliveries": [{"rule": "OnOrder", "times": 0}]}}"#;
        assert_eq!(unmet(other), Vec::<String>::new());
    }
}
