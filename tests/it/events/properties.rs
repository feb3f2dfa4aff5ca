//! What holds for every system and every sequence of answers.

use std::cell::RefCell;
use std::rc::Rc;

use asl_events::entry::EventEntry;
use asl_sim::host::{Pace, Simulation, drive};
use asl_sim::{Completion, Progress};
use asl_value::Value;
use asl_world::log::{DeliveryStatus, ExhaustedRetryCondition};
use asl_world::{Step, World, WorldStart};
use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::host::Answering;
use super::{START, render, system};

fn entry(n: u32) -> EventEntry {
    EventEntry {
        source: Some("t".into()),
        detail_type: Some("x".into()),
        detail: Some(format!(r#"{{"n":{n}}}"#).into()),
        ..EventEntry::default()
    }
}

fn world(system: &Json, seed: u64) -> World {
    let start = WorldStart { system: Rc::new(system::read(system)), seed, ..WorldStart::default() };
    World::new(start, START)
}

fn run(world: World, answers: &Json, events: u32) -> World {
    let host = Answering::new(Some(answers), world.system());
    let world = RefCell::new(world);
    for n in 0..events {
        world.borrow_mut().put_events(vec![entry(n)], START).unwrap();
    }
    drive(&world, &host, Pace::Skip, |_| {}).now_or_never().unwrap();
    world.into_inner()
}

fn one_destination(rate: u32, retries: u32) -> Json {
    json!({
        "queues": ["dead"],
        "destinations": [
            { "Name": "a", "InvocationEndpoint": "https://api.example.com/a", "InvocationRateLimitPerSecond": rate },
        ],
        "rules": [{
            "Name": "all", "EventPattern": { "source": ["t"] },
            "Targets": [{
                "Arn": "destination:a", "InputPath": "$.detail.n", "RetryPolicy": { "MaximumRetryAttempts": retries },
                "DeadLetterConfig": { "Arn": "queue:dead" },
            }],
        }],
    })
}

#[test]
fn a_target_that_never_answers_is_given_up_after_a_day_of_a_moment() {
    let day = run(world(&one_destination(300, 185), 1), &json!({ "a": 503 }), 1);
    let delivery = &day.log().deliveries[0];
    assert_eq!(delivery.status(), DeliveryStatus::Dead);
    let took = delivery.ended_at().unwrap().millis_since(delivery.began_at());
    assert!((86_400_000..86_400_000 + 20 * 60_000).contains(&took), "{took}");
    let Some(Step::Failure { exhausted, retries, .. }) = delivery.steps.iter().rev().nth(1).map(|entry| &entry.step)
    else {
        panic!("{:?}", delivery.steps.last())
    };
    assert_eq!(*exhausted, Some(ExhaustedRetryCondition::Age));
    assert!((120..150).contains(retries), "{retries}");
    assert_eq!(delivery.attempts(), retries + 1);
}

#[test]
fn a_host_that_does_not_keep_the_time_limit_is_not_waited_for() {
    let mut world = world(&one_destination(300, 0), 1);
    world.put_events(vec![entry(0)], START).unwrap();
    assert_eq!(world.advance(START, 100), Progress::Waiting);
    let effect = world.take_effects().pop().unwrap();
    let limit = world.wake_at().unwrap();
    assert_eq!(limit.millis_since(START), 5_250);
    assert_eq!(world.advance(limit, 100), Progress::Done);
    assert_eq!(world.take_cancelled(), [effect.id]);
    world.resume(effect.id, Completion::of(Ok(Value::Null)), limit);
    assert_eq!(world.log().deliveries[0].status(), DeliveryStatus::Dead);
}

#[test]
fn stop_ends_what_goes_on_and_a_late_answer_changes_nothing() {
    let mut world = world(&one_destination(1, 9), 1);
    for n in 0..3 {
        world.put_events(vec![entry(n)], START).unwrap();
    }
    world.advance(START, 100);
    let effect = world.take_effects().pop().unwrap();
    world.stop(&asl_aws::state_error::StateError::of(None, None), START);
    assert!(world.is_quiet());
    assert_eq!((world.take_cancelled(), world.wake_at()), (vec![effect.id], None));
    let before = render::log(&world);
    world.resume(effect.id, Completion::of(Ok(Value::Null)), START);
    assert_eq!(world.advance(START.plus_seconds(100.0), 100), Progress::Done);
    assert_eq!(render::log(&world), before);
    assert!(world.log().deliveries.iter().all(|delivery| delivery.status() == DeliveryStatus::Dropped));
}

#[test]
fn rules_that_send_in_circles_come_to_an_end() {
    let circle = json!({
        "buses": ["one"],
        "rules": [
            { "Name": "there", "EventPattern": { "source": ["t"] }, "Targets": [{ "Arn": "bus:one" }] },
            { "Name": "back", "EventBusName": "one", "EventPattern": { "source": ["t"] }, "Targets": [{ "Arn": "bus:default" }] },
        ],
    });
    let ended = run(world(&circle, 1), &json!({}), 1);
    assert_eq!(ended.log().events.len(), 2);
}

/// Statuses, faults and slow answers.
fn answers() -> impl Strategy<Value = Vec<Json>> {
    let answer = prop_oneof![
        3 => Just(json!(200)),
        2 => prop::sample::select(vec![400, 401, 404, 409, 429, 500, 503]).prop_map(|status| json!(status)),
        1 => Just(json!({ "fault": "no answer" })),
        1 => (0..12_u32).prop_map(|seconds| json!({ "seconds": seconds })),
        1 => (-1..400_i32).prop_map(|after| json!({ "status": 429, "headers": { "Retry-After": after.to_string() } })),
    ];
    prop::collection::vec(answer, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_events_answers_and_seed_give_the_same_log(
        (rate, retries, events, seed, answers) in (1..5_u32, 0..6_u32, 1..12_u32, any::<u64>(), answers())
    ) {
        let run = || run(world(&one_destination(rate, retries), seed), &json!({ "a": answers }), events);
        let (first, second) = (run(), run());
        prop_assert_eq!(render::log(&first), render::log(&second));
        prop_assert_eq!(first.log(), second.log());
    }

    #[test]
    fn no_event_is_lost_none_overtakes_and_the_limit_is_kept(
        (rate, retries, events, answers) in (1..5_u32, 0..6_u32, 1..12_u32, answers())
    ) {
        let done = run(world(&one_destination(rate, retries), 3), &json!({ "a": answers }), events);
        let deliveries = &done.log().deliveries;
        prop_assert_eq!(deliveries.len(), events as usize);
        prop_assert!(deliveries.iter().all(|delivery| matches!(delivery.status(), DeliveryStatus::Delivered | DeliveryStatus::Dead)));
        let dead = deliveries.iter().filter(|delivery| delivery.status() == DeliveryStatus::Dead).count();
        prop_assert_eq!(done.log().queues.get("dead").map_or(0, Vec::len), dead);
        let first = |delivery: &asl_world::Delivery| {
            delivery.steps.iter().find(|entry| matches!(entry.step, Step::AttemptStart { .. })).unwrap().order
        };
        prop_assert!(deliveries.windows(2).all(|pair| first(&pair[0]) < first(&pair[1])));
        let mut starts: Vec<i64> = deliveries.iter().flat_map(|delivery| &delivery.steps)
            .filter(|entry| matches!(entry.step, Step::AttemptStart { .. })).map(|entry| entry.at.0).collect();
        starts.sort_unstable();
        let rate = rate as usize;
        prop_assert!(starts.windows(rate + 1).all(|pair| pair[rate] - pair[0] >= 1000));
        prop_assert!(deliveries.iter().all(|delivery| delivery.attempts() <= retries + 1));
        let mut orders: Vec<u32> = deliveries.iter().flat_map(|delivery| &delivery.steps).map(|entry| entry.order).collect();
        let count = orders.len();
        orders.sort_unstable();
        orders.dedup();
        prop_assert_eq!(orders.len(), count);
        prop_assert!(!format!("{:?}", done.log()).contains("hush"), "a secret is in the log");
    }

    /// However few steps the driver allows at once.
    #[test]
    fn the_size_of_the_turns_does_not_matter(steps in 1..40_usize) {
        let run = |steps: usize| {
            let mut world = world(&one_destination(2, 1), 5);
            for n in 0..6 {
                world.put_events(vec![entry(n)], START).unwrap();
            }
            while world.advance(START, steps) == Progress::Working {}
            (render::log(&world), world.take_effects().len())
        };
        prop_assert_eq!(run(steps), run(1000));
    }
}
