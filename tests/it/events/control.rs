//! Holding a world and going back in it: neither changes what happens, and an earlier moment is what was there then.

use std::cell::RefCell;

use asl_sim::debug::{Breakpoints, Go, Why};
use asl_sim::host::Watch;
use asl_view::events::moments::Moments;
use asl_view::events::rows::rows;
use asl_world::debug::{Place, WorldDebugger};
use asl_world::{EventLog, World};

use super::{FORMAT, render, run, run_watched};
use crate::support::case::Case;

/// Goes on step by step, and notes where it was held and what the log was after each turn.
struct Steps {
    debugger: RefCell<WorldDebugger>,
    next: Go,
    held: RefCell<Vec<String>>,
    logs: RefCell<Vec<EventLog>>,
}

impl Steps {
    fn new(breakpoints: Breakpoints, next: Go) -> Self {
        let debugger = RefCell::new(WorldDebugger::new(breakpoints, next.clone()));
        Self { debugger, next, held: RefCell::default(), logs: RefCell::default() }
    }
}

impl Watch<World> for Steps {
    fn looks(&self) -> bool {
        true
    }

    fn look(&self, world: &mut World) -> bool {
        self.logs.borrow_mut().push(world.log().clone());
        let mut debugger = self.debugger.borrow_mut();
        let Some((place, why)) = debugger.look(world) else { return false };
        let at = match place {
            Place::Buses(newest) => newest.map_or_else(String::new, |(_, name)| name.to_owned()),
            Place::Execution(id, held) => format!("x{} {}", id.0, held.state),
        };
        let error = if let Why::Failed(error) = why { format!(" {error}") } else { String::new() };
        self.held.borrow_mut().push(format!("{at}{error}"));
        debugger.go(self.next.clone(), world);
        true
    }

    fn holds(&self, world: &mut World) -> bool {
        for (_, execution) in world.executions() {
            execution.simulator().borrow_mut().enter_apart(true);
        }
        false
    }
}

fn case(name: &str) -> Case {
    FORMAT.cases().into_iter().find(|case| case.name.ends_with(&format!("/{name}"))).unwrap()
}

fn held(name: &str, breakpoints: Breakpoints, next: Go) -> Vec<String> {
    let steps = Steps::new(breakpoints, next);
    run_watched(&case(name), &steps);
    steps.held.into_inner()
}

#[test]
fn a_world_that_is_stepped_through_comes_to_the_same_and_each_moment_is_what_was_there() {
    for case in FORMAT.cases() {
        let steps = Steps::new(Breakpoints { errors: true, ..Breakpoints::default() }, Go::Into);
        let stepped = run_watched(&case, &steps);
        let log = stepped.log();
        assert_eq!(render::log(&stepped), render::log(&run(&case)), "{}", case.name);
        for then in steps.logs.into_inner() {
            let back = log.before(then.moments());
            assert_eq!(back.moments(), then.moments(), "{}", case.name);
            assert_eq!(rows(stepped.system(), &back), rows(stepped.system(), &then), "{}", case.name);
            assert_eq!((&back.queues, &back.log_groups), (&then.queues, &then.log_groups), "{}", case.name);
        }
        assert_eq!(log.before(0), EventLog::default());
        assert_eq!(&log.before(log.moments()).deliveries, &log.deliveries, "{}", case.name);
        for at in 1..=log.moments() {
            let moments = Moments::of(stepped.system(), log, Some(at));
            assert!(
                moments.previous <= at && at <= moments.next && moments.newest.is_some(),
                "{}: {moments:?}",
                case.name
            );
            assert_eq!(log.before(at).moments(), at, "{}", case.name);
        }
    }
}

#[test]
fn a_step_into_stops_in_executions_and_a_step_over_stays_on_the_buses() {
    let into = held("machines", Breakpoints::default(), Go::Into);
    let states: Vec<&String> = into.iter().filter(|at| at.starts_with('x')).collect();
    assert_eq!(states, ["x0 Put", "x1 Wait", "x1 Refuse"], "{into:?}");
    assert!(into.iter().any(|at| at == "INVOCATION_SUCCESS"), "{into:?}");
    let over = held("machines", Breakpoints::default(), Go::Over);
    assert!(over.iter().all(|at| !at.starts_with('x')), "{over:?}");
    assert!(over.len() > 2 && over.len() < into.len(), "{over:?}");
}

#[test]
fn breakpoints_hold_executions_that_rules_start_and_errors_hold_deliveries() {
    let states = Breakpoints { states: ["Refuse".into()].into_iter().collect(), errors: false };
    assert_eq!(held("machines", states, Go::On), ["x1 Refuse"]);
    let errors = Breakpoints { errors: true, ..Breakpoints::default() };
    let failures = held("retry-after", errors, Go::On);
    assert_eq!(failures.len(), 8, "{failures:?}");
    assert!(failures.iter().all(|at| at.starts_with("back-off ")), "held before it is tried again: {failures:?}");
    assert_eq!(
        held("machines", Breakpoints::default(), Go::To("Wait".into())).first().map(String::as_str),
        Some("x1 Wait")
    );
}
