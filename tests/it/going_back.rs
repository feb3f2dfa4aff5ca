//! Going back in a run, and holding it: the views of a moment are those that were shown when it was the newest one, and a
//! run that is looked at step by step logs what it logs otherwise.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::debug::{Breakpoints, Debugger, Go, Held, Why};
use asl_sim::host::{Clock, Host, Pace, Watch, drive_watched};
use asl_sim::{ActorId, Completion, Effect, EffectId, Outcome, Progress, Runnable, Simulator, Start, VisitId, history};
use asl_value::Value;
use asl_view::graph::{Children, Graph, Progress as Drawn, RunPart};
use asl_view::{map_runs, state_visit, states, timeline};
use futures_util::FutureExt;

const START: Timestamp = Timestamp(1_767_225_600_000);

/// Retry and Catch, branches, iterations, a Distributed Map with failures, a loop with a Wait.
const DEFINITION: &str = r#"{"StartAt": "Call", "QueryLanguage": "JSONata", "States": {
    "Call": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": "Both",
        "Retry": [{"ErrorEquals": ["Again"], "IntervalSeconds": 2, "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Both"}]},
    "Both": {"Type": "Parallel", "Next": "Each", "Output": "{% $states.input %}", "Branches": [
        {"StartAt": "Left", "States": {"Left": {"Type": "Wait", "Seconds": 3, "Next": "Last"}, "Last": {"Type": "Pass", "End": true}}},
        {"StartAt": "Right", "States": {"Right": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:g", "End": true}}}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Each"}]},
    "Each": {"Type": "Map", "Items": [1, 2, 3], "MaxConcurrency": 2, "Next": "Many", "Output": "{% $states.input %}",
        "ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Wait", "Seconds": "{% $states.input %}", "End": true}}}},
    "Many": {"Type": "Map", "Label": "L", "Items": [0, -1, 4], "ToleratedFailureCount": 1, "Next": "Done",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Check", "States": {
            "Check": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input < 0 %}", "Next": "Bad"}], "Default": "Wait"},
            "Bad": {"Type": "Fail", "Error": "Negative"},
            "Wait": {"Type": "Wait", "Seconds": "{% $states.input %}", "End": true}}}},
    "Done": {"Type": "Succeed"}}}"#;

fn begin(definition: &str) -> (Simulator, Graph) {
    let checked = asl_lang::check_text(definition);
    let machine = checked.machine.unwrap();
    let start = Start { input: Value::from_json("{}").unwrap(), seed: 7, ..Start::default() };
    (Simulator::new(Runnable::compile(&machine).unwrap(), start, START), Graph::of(&machine).0)
}

/// What the first calls of a run are answered, by the seed: a result, an error that is retried, one that is caught.
fn answer(seed: u32, call: u32) -> Completion {
    let outcome = match (seed >> (2 * call)) & 3 {
        0 => Ok(Value::Null),
        1 | 2 => Err(StateError::without_cause("Again")),
        _ => Err(StateError::without_cause("Other")),
    };
    Completion::of(outcome)
}

/// All that is shown of a run, now or at a moment, in words.
fn shown(simulator: &Simulator, graph: &Graph, events: Option<usize>) -> String {
    let moment = events.map(|events| simulator.moment(events));
    let mut all = String::new();
    let mut children = Children::default();
    children.read(simulator, moment.as_ref());
    let executions =
        simulator.map_runs().iter().flat_map(|map_run| map_runs::started(map_run, moment.as_ref())).copied();
    for actor in [ActorId::ROOT].into_iter().chain(executions) {
        let execution = simulator.execution(actor);
        let log = moment.as_ref().map_or(execution.events(), |moment| moment.events(actor, execution));
        let rows = timeline::rows(log);
        let progress = Drawn::of_part(graph, RunPart::Execution(actor), &rows, log, &children);
        let lines = states::lines(&rows, Some(graph));
        let visits: Vec<_> = rows.iter().map(|row| state_visit::gather(log, row.visit)).collect();
        let outcome = map_runs::outcome(execution, actor, moment.as_ref());
        let history: Vec<_> = log.iter().map(history::to_json).collect();
        let _ = writeln!(all, "{actor:?} {outcome:?}\n{rows:?}\n{progress:?}\n{lines:?}\n{visits:?}\n{history:?}");
    }
    for index in 0.. {
        let Some(summary) = map_runs::summary(simulator, index, moment.as_ref()) else { break };
        let _ = writeln!(all, "{summary:?}");
    }
    all
}

/// One step of the run, with the answers to what it asks for at once; `false` at its end.
fn step(simulator: &mut Simulator, now: &mut Timestamp, seed: u32, calls: &mut u32) -> bool {
    let progress = simulator.advance(*now, 1);
    for effect in simulator.take_effects() {
        let completion = answer(seed, *calls);
        *calls += 1;
        simulator.resume(effect.id, completion, *now);
    }
    match progress {
        Progress::Done => return false,
        Progress::Waiting => *now = simulator.wake_at().map_or(*now, |at| at.max(*now)),
        Progress::Working => {}
    }
    true
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(16))]

    #[test]
    fn going_back_and_forward_gives_the_views_that_were_there(seed: u32) {
        let (mut simulator, graph) = begin(DEFINITION);
        let (mut now, mut calls, mut was) = (START, 0, Vec::new());
        while step(&mut simulator, &mut now, seed, &mut calls) {
            was.push((simulator.order().len(), shown(&simulator, &graph, None)));
        }
        let newest = shown(&simulator, &graph, None);
        proptest::prop_assert_eq!(&shown(&simulator, &graph, Some(simulator.order().len())), &newest);
        for (events, before) in was.iter().rev().chain(&was) {
            proptest::prop_assert_eq!(&shown(&simulator, &graph, Some(*events)), before);
        }
    }

    #[test]
    fn a_run_that_is_looked_at_step_by_step_logs_the_same(seed: u32) {
        let log = |apart: bool| {
            let (mut simulator, _) = begin(DEFINITION);
            simulator.enter_apart(apart);
            let (mut now, mut calls) = (START, 0);
            while step(&mut simulator, &mut now, seed, &mut calls) {}
            let all = simulator.order().since(0).collect::<Vec<_>>();
            format!("{:?} {all:?}", simulator.events())
        };
        proptest::prop_assert_eq!(log(true), log(false));
    }
}

/// A host whose time passes only where it waits, and what holds a run on it.
struct Watched {
    now: Cell<i64>,
    debugger: RefCell<Debugger>,
    held: RefCell<Option<Held>>,
    /// Where it was held, and what it is to do then, the first last.
    told: RefCell<Vec<String>>,
    orders: RefCell<Vec<Go>>,
    performed: Cell<u32>,
    pace: Pace,
    clock: Cell<Clock>,
}

impl Watched {
    fn new(breakpoints: Breakpoints, first: Go, mut orders: Vec<Go>) -> Self {
        let mut debugger = Debugger::default();
        debugger.set_breakpoints(breakpoints);
        debugger.go(first);
        orders.reverse();
        Self {
            now: Cell::new(START.0),
            debugger: RefCell::new(debugger),
            held: RefCell::default(),
            told: RefCell::default(),
            orders: RefCell::new(orders),
            performed: Cell::new(0),
            pace: Pace::Real,
            clock: Cell::default(),
        }
    }

    fn run(&self, definition: &str) -> Simulator {
        let simulator = RefCell::new(begin(definition).0);
        drive_watched(&simulator, self, Pace::Real, self, |_| {}).now_or_never().unwrap();
        simulator.into_inner()
    }
}

impl Host for Watched {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.get())
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.now.set(self.now.get().max(at.0));
    }

    async fn pause(&self) {}

    async fn perform(&self, _: Effect) -> Completion {
        self.performed.set(self.performed.get() + 1);
        Completion::of(Err(StateError::without_cause("Other")))
    }
}

impl Watch<Simulator> for Watched {
    fn pace(&self, _: Pace) -> Pace {
        self.pace
    }

    fn looks(&self) -> bool {
        self.debugger.borrow().is_needed()
    }

    fn look(&self, simulator: &mut Simulator) -> bool {
        simulator.enter_apart(true);
        let held = self.debugger.borrow_mut().look(simulator);
        let is_held = held.is_some();
        if let Some(held) = held {
            let sent = self.performed.get();
            self.told.borrow_mut().push(format!("{:?} {} after {sent} calls", held.why, held.state));
            self.held.replace(Some(held));
        }
        is_held
    }

    fn holds(&self, _: &mut Simulator) -> bool {
        self.held.borrow().is_some()
    }

    async fn let_go(&self) {
        // A minute passes for the person, and none for the run.
        self.now.set(self.now.get() + 60_000);
        self.held.take();
        self.debugger.borrow_mut().go(self.orders.borrow_mut().pop().unwrap_or_default());
    }

    fn note_clock(&self, clock: Clock) {
        self.clock.set(clock);
    }
}

fn at_states<const N: usize>(states: [&str; N]) -> Breakpoints {
    Breakpoints { states: states.into_iter().map(Into::into).collect(), errors: false }
}

#[test]
fn steps_go_into_over_and_out_of_containers() {
    use Go::{Into, On, Out, Over, To};
    let told = |first, orders: Vec<Go>| {
        let watched = Watched::new(Breakpoints::default(), first, orders);
        watched.run(DEFINITION);
        let told = watched.told.take();
        told.iter().filter_map(|line| line.split(' ').nth(1).map(str::to_owned)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(told(Into, vec![Over; 9]), "Call Both Each Many Done");
    assert_eq!(
        told(Into, vec![Into; 30]),
        "Call Both Left Right Each Item Item Item Many Check Check Check Wait Bad Wait Done"
    );
    assert_eq!(told(Into, vec![Over, Into, Out, On]), "Call Both Left Each");
    assert_eq!(
        told(To("Item".into()), vec![Over, Out, Over]),
        "Item Many",
        "a step stays in its iteration, then beside the Map, and nothing is around that"
    );
    assert_eq!(told(To("Bad".into()), vec![Out]), "Bad Done", "a step goes out of a child execution");
    assert_eq!(told(On, vec![]), "");
}

#[test]
fn a_breakpoint_holds_before_the_call_is_made_and_time_stands_still() {
    let watched = Watched::new(at_states(["Call", "Right"]), Go::On, vec![]);
    let run = watched.run(DEFINITION);
    assert_eq!(watched.told.take(), ["Breakpoint Call after 0 calls", "Breakpoint Right after 1 calls"]);
    assert!(matches!(run.outcome(), Some(Outcome::Succeeded(_))));
    let took = run.events().last().unwrap().at.millis_since(START);
    assert!(took < 60_000, "two minutes in which it was held are none of its own: {took}");
    let free = Watched::new(Breakpoints::default(), Go::On, vec![]).run(DEFINITION);
    let times = |run: &Simulator| run.events().iter().map(|event| event.at.0).collect::<Vec<_>>();
    assert_eq!(times(&run), times(&free));
}

#[test]
fn errors_hold_a_run_whether_they_are_caught_or_not() {
    let watched = Watched::new(Breakpoints { errors: true, ..Breakpoints::default() }, Go::On, vec![]);
    let run = watched.run(DEFINITION);
    assert_eq!(watched.told.take(), ["Failed(\"Other\") Call after 1 calls", "Failed(\"Other\") Right after 2 calls"]);
    assert_eq!(run.outcome().unwrap().status(), "SUCCEEDED");
}

#[test]
fn somebody_who_asks_holds_the_run_where_it_is() {
    let (mut simulator, _) = begin(DEFINITION);
    let mut debugger = Debugger::default();
    assert_eq!(
        debugger.hold(&simulator),
        Held { why: Why::Asked, actor: ActorId::ROOT, visit: VisitId(0), state: "".into() }
    );
    assert!(!debugger.is_needed(), "a pause that is over holds nothing more");
    simulator.advance(START, 1);
    assert_eq!(&*debugger.hold(&simulator).state, "Call");
    assert_eq!(debugger.look(&simulator), None, "what was before the pause is not told again");
    assert!(simulator.resume(EffectId(0), answer(0, 0), START));
}

#[test]
fn time_goes_ten_times_as_fast() {
    let watched = Watched { pace: Pace::Times(10), ..Watched::new(Breakpoints::default(), Go::On, vec![]) };
    let run = watched.run(DEFINITION);
    let took = run.events().last().unwrap().at.millis_since(START);
    let waited = watched.now.get() - START.0;
    assert!(took >= waited * 9 && took <= waited * 10 + 100 && took > 5_000, "{took} in {waited}");
    assert_eq!(watched.clock.get().at(Timestamp(START.0 + 100)), Timestamp(START.0 + 1_000));
}

/// Goes on with a run; each call succeeds or fails as `works` says.
fn go_on(simulator: &mut Simulator, works: bool) {
    let mut now = simulator.now();
    loop {
        let progress = simulator.advance(now, 100);
        for effect in simulator.take_effects() {
            let outcome = if works { Ok(Value::from(7)) } else { Err(StateError::without_cause("Down")) };
            simulator.resume(effect.id, Completion::of(outcome), now);
        }
        match progress {
            Progress::Done => return,
            Progress::Waiting => now = simulator.wake_at().map_or(now, |at| at.max(now)),
            Progress::Working => {}
        }
    }
}

fn names(simulator: &Simulator, from: usize) -> String {
    let name = |event: &asl_sim::Event| format!("{}<{}", event.kind.name(), event.previous.0);
    simulator.events()[from..].iter().map(name).collect::<Vec<_>>().join(" ")
}

const TASK: &str = r#""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f""#;

#[test]
fn redrive_goes_on_with_the_task_that_failed_in_the_same_history() {
    let machine = format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Assign": {{"v": 5}}, "Next": "B"}},
        "B": {{{TASK}, "Retry": [{{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}}], "Next": "C"}},
        "C": {{"Type": "Pass", "Parameters": {{"v.$": "$v", "n.$": "$$.Execution.RedriveCount"}}, "End": true}}}}}}"#
    );
    let (mut simulator, _) = begin(&machine);
    go_on(&mut simulator, false);
    let (arn, before) = (simulator.root().arn(), simulator.events().len());
    let failed = simulator.events().to_vec();
    simulator.redrive(simulator.now()).unwrap();
    go_on(&mut simulator, true);
    assert_eq!(simulator.root().arn(), arn);
    assert_eq!(simulator.events()[..before], failed, "what was logged stays");
    // The new attempt follows from the event by which the state was entered; that is not logged again.
    let entered = failed.iter().find(|event| event.kind.name() == "TaskStateEntered").unwrap().id.0;
    let expected = format!("ExecutionRedriven<{before} LambdaFunctionScheduled<{entered} ");
    assert!(names(&simulator, before).starts_with(&expected), "{}", names(&simulator, before));
    assert_eq!(simulator.outcome().and_then(Outcome::output).unwrap().to_json(), r#"{"v":5,"n":1}"#);
    let rows = timeline::rows(simulator.events());
    let told: Vec<_> = rows.iter().map(|row| (&*row.name, row.status.word())).collect();
    assert_eq!(told, [("A", "Succeeded"), ("B", "Succeeded"), ("C", "Succeeded")]);
    assert_eq!(simulator.may_redrive().unwrap_err().to_string(), "Execution is SUCCEEDED and cannot be redriven");
}

#[test]
fn redrive_resets_the_budget_of_retries_and_can_come_again() {
    let machine = format!(
        r#"{{"StartAt": "B", "States": {{"B": {{{TASK}, "Retry": [{{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}}], "End": true}}}}}}"#
    );
    let (mut simulator, _) = begin(&machine);
    go_on(&mut simulator, false);
    for round in 1..=2 {
        let before = simulator.events().len();
        simulator.redrive(simulator.now()).unwrap();
        go_on(&mut simulator, false);
        let scheduled = names(&simulator, before).matches("LambdaFunctionScheduled").count();
        assert_eq!(scheduled, 3, "round {round}");
    }
    let counts = |event: &asl_sim::Event| {
        history::to_json(event).get("executionRedrivenEventDetails")?.get("redriveCount")?.as_i64()
    };
    assert_eq!(simulator.events().iter().filter_map(counts).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn redrive_resumes_only_what_a_parallel_and_a_map_had_not_finished() {
    let machine = format!(
        r#"{{"StartAt": "P", "States": {{"P": {{"Type": "Parallel", "Next": "M", "ResultPath": "$.p", "Branches": [
            {{"StartAt": "L", "States": {{"L": {{"Type": "Pass", "Result": 1, "End": true}}}}}},
            {{"StartAt": "R", "States": {{"R": {{{TASK}, "End": true}}}}}}]}},
        "M": {{"Type": "Map", "ItemsPath": "$.p", "MaxConcurrency": 1, "End": true, "ItemProcessor": {{
            "StartAt": "I", "States": {{"I": {{{TASK}, "End": true}}}}}}}}}}}}"#
    );
    let (mut simulator, _) = begin(&machine);
    go_on(&mut simulator, false);
    let before = simulator.events().len();
    simulator.redrive(simulator.now()).unwrap();
    let expected = "ExecutionRedriven LambdaFunctionScheduled LambdaFunctionStarted LambdaFunctionSucceeded \
        TaskStateExited ParallelStateSucceeded ParallelStateExited MapStateEntered MapStateStarted MapIterationStarted \
        TaskStateEntered LambdaFunctionScheduled LambdaFunctionStarted LambdaFunctionFailed";
    // The call of the branch works, that of the first iteration does not.
    let mut now = simulator.now();
    let mut calls = 0;
    while simulator.advance(now, 1) != Progress::Done {
        for effect in simulator.take_effects() {
            calls += 1;
            let outcome = if calls == 1 { Ok(Value::from(7)) } else { Err(StateError::without_cause("Down")) };
            simulator.resume(effect.id, Completion::of(outcome), now);
        }
        now = simulator.wake_at().map_or(now, |at| at.max(now));
    }
    let told: Vec<_> = simulator.events()[before..].iter().map(|event| event.kind.name().into_owned()).collect();
    assert!(told.join(" ").starts_with(expected), "{}", told.join(" "));
    let before = simulator.events().len();
    simulator.redrive(now).unwrap();
    go_on(&mut simulator, true);
    assert_eq!(simulator.outcome().and_then(Outcome::output).unwrap().to_json(), "[7,7]");
    assert!(!names(&simulator, before).contains("MapStateStarted"), "the Map does not start anew");
}

#[test]
fn a_fail_state_that_is_redriven_fails_again_without_being_entered() {
    let (mut simulator, _) = begin(r#"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E"}}}"#);
    go_on(&mut simulator, true);
    let before = simulator.events().len();
    simulator.redrive(simulator.now()).unwrap();
    go_on(&mut simulator, true);
    let told: Vec<_> = simulator.events()[before..].iter().map(|event| event.kind.name().into_owned()).collect();
    assert_eq!(told, ["ExecutionRedriven", "ExecutionFailed"]);
}

/// A Distributed Map of three items, one at a time; no child execution may fail.
fn distributed(execution_type: &str) -> String {
    format!(
        r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "Label": "L", "ItemsPath": "$.items", "MaxConcurrency": 1, "End": true,
            "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "{execution_type}"}}, "StartAt": "One",
            "States": {{"One": {{"Type": "Pass", "Next": "Call"}}, "Call": {{{TASK}, "End": true}}}}}}}}}}}}"#
    )
}

fn of_items(definition: &str) -> (Simulator, Graph) {
    let (_, graph) = begin(definition);
    let machine = asl_lang::check_text(definition).machine.unwrap();
    let start = Start { input: Value::from_json(r#"{"items": [1, 2, 3]}"#).unwrap(), seed: 7, ..Start::default() };
    (Simulator::new(Runnable::compile(&machine).unwrap(), start, START), graph)
}

/// The first call works, the others fail.
fn work_once(simulator: &mut Simulator) {
    let mut now = simulator.now();
    let mut calls = 0;
    while simulator.advance(now, 1) != Progress::Done {
        for effect in simulator.take_effects() {
            calls += 1;
            let outcome = if calls == 1 { Ok(Value::from(7)) } else { Err(StateError::without_cause("Down")) };
            simulator.resume(effect.id, Completion::of(outcome), now);
        }
        now = simulator.wake_at().map_or(now, |at| at.max(now));
    }
}

#[test]
fn a_map_run_that_is_redriven_goes_on_with_the_children_that_did_not_succeed() {
    for execution_type in ["STANDARD", "EXPRESS"] {
        let (mut simulator, graph) = of_items(&distributed(execution_type));
        work_once(&mut simulator);
        let before = simulator.events().len();
        let counts = |simulator: &Simulator| {
            let counts = simulator.map_run_counts(&simulator.map_runs()[0]).1;
            [counts.succeeded, counts.failed + counts.aborted, counts.pending, counts.total]
        };
        let failed = counts(&simulator);
        assert_eq!((failed[0], failed[3]), (1, 3), "{execution_type}: {failed:?}");
        let children = simulator.map_runs()[0].children().to_vec();
        let arns: Vec<String> = children.iter().map(|child| simulator.execution(*child).arn()).collect();
        simulator.redrive(simulator.now()).unwrap();
        go_on(&mut simulator, true);
        let started = simulator.map_runs()[0].started().0;
        let redriven = u32::try_from(before).unwrap() + 2;
        assert_eq!(
            names(&simulator, before),
            format!(
                "ExecutionRedriven<{before} MapRunRedriven<{started} MapRunSucceeded<{redriven} MapStateSucceeded<{} \
                 MapStateExited<{} ExecutionSucceeded<{}",
                redriven + 1,
                redriven,
                redriven + 3
            ),
            "{execution_type}"
        );
        let details = history::to_json(&simulator.events()[before + 1]);
        assert_eq!(details["mapRunRedrivenEventDetails"]["redriveCount"], 1);
        assert_eq!(simulator.outcome().and_then(Outcome::output).unwrap().to_json(), "[7,7,7]");
        assert_eq!(counts(&simulator), [3, 0, 0, 3]);
        let now = simulator.map_runs()[0].children().to_vec();
        let second = simulator.execution(now[1]);
        let events: Vec<_> = second.events().iter().map(|event| event.kind.name().into_owned()).collect();
        if execution_type == "STANDARD" {
            // It keeps its name and goes on where it failed.
            assert_eq!(second.arn(), arns[1]);
            assert!(
                events.join(" ").contains("ExecutionFailed ExecutionRedriven LambdaFunctionScheduled"),
                "{events:?}"
            );
        } else {
            // It is started from its beginning, under another name.
            assert_ne!(second.arn(), arns[1]);
            assert_eq!(events.iter().filter(|name| *name == "PassStateEntered").count(), 1);
        }
        assert_eq!(simulator.execution(now[0]).events().len(), 9, "what succeeded is left alone");
        // Every moment shows what it showed when it was the newest one.
        let failed_at =
            simulator.order().places().position(|(actor, place)| actor == ActorId::ROOT && place + 1 == before);
        let moment = simulator.moment(failed_at.unwrap() + 1);
        let (status, ended, (_, then)) = simulator.map_run_at(&simulator.map_runs()[0], &moment).unwrap();
        assert_eq!((status.word(), ended.is_some()), ("FAILED", true));
        assert_eq!([then.succeeded, then.failed + then.aborted, then.pending, then.total], failed, "{execution_type}");
        assert_eq!(moment.outcome(ActorId::ROOT, simulator.root()).map(Outcome::status), Some("FAILED"));
        let mut live = Children::default();
        live.read(&simulator, None);
        let drawn = Drawn::of_part(
            &graph,
            RunPart::Execution(ActorId::ROOT),
            &timeline::rows(simulator.events()),
            simulator.events(),
            &live,
        );
        let node = graph.nodes.iter().position(|node| &*node.name == "M").unwrap();
        assert!(drawn.nodes[node].as_ref().unwrap().describe().contains("3 of 3 child executions"), "{execution_type}");
    }
}

#[test]
fn a_map_run_that_read_no_items_is_started_anew() {
    let definition = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "k"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "A",
            "States": {"A": {"Type": "Pass", "End": true}}}}}}"#;
    let (mut simulator, _) = begin(definition);
    go_on(&mut simulator, true);
    let before = simulator.events().len();
    simulator.redrive(simulator.now()).unwrap();
    go_on(&mut simulator, true);
    let told = names(&simulator, before);
    assert!(told.contains("MapRunStarted") && !told.contains("MapRunRedriven"), "{told}");
    assert_eq!(simulator.map_runs().len(), 2);
}
