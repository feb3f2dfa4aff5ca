//! Tests of the tree of a run.

use std::fmt::Write;

use asl_events::system::{Queue, Resource, ResourceKind, Rule, RulePattern};
use asl_events::{EventSystem, Input, Target};
use asl_sim::host::Simulation;
use asl_sim::{Machines, OtherMachine, Runnable};
use asl_world::WorldStart;
use proptest::prelude::*;

use super::*;
use crate::events::assumed_bus::to_send;
use crate::events::entries::EventText;
use crate::events::executions::{MOST_UNFOLDED_EXECUTIONS, MOST_UNFOLDED_STATES};
use crate::events::rows::rows;

/// A wait of a second, a Map over the numbers of the event, and a failure where the event asks for one.
const MACHINE: &str = r#"{"StartAt": "Rest", "States": {
    "Rest": {"Type": "Wait", "Seconds": 1, "Next": "Each"},
    "Each": {"Type": "Map", "ItemsPath": "$.detail.of", "Next": "Which", "ResultPath": null,
        "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}}},
    "Which": {"Type": "Choice", "Default": "Fine", "Choices": [{"Variable": "$.detail.fails", "BooleanEquals": true, "Next": "Broken"}]},
    "Fine": {"Type": "Succeed"},
    "Broken": {"Type": "Fail", "Error": "Shop.Closed"}}}"#;

/// A rule that starts the machine and puts the event into a queue, after these events: how many items each has, and whether its
/// execution fails.
pub(in crate::events) fn world(events: &[(usize, bool)], seed: u64) -> World {
    let mut system = EventSystem::default();
    let queue = system.resource(ResourceKind::Queue, "audit");
    let machine = system.resource(ResourceKind::StateMachine, "HandleOrder");
    system.queues.push(Queue { resource: queue.clone(), is_fifo: false });
    let targets =
        [&machine, &queue].map(|to| Target { input: Input::read(None, None, None), ..Target::new("to", &to.arn) });
    system.rules.push(Rule {
        resource: Resource { name: "rule".into(), ..system.resource(ResourceKind::Rule, "default/rule") },
        bus: "default".into(),
        is_enabled: true,
        pattern: Some(RulePattern::new(r#"{"source":["shop"]}"#, None)),
        schedule: None,
        targets: targets.into(),
    });
    let machine = Runnable::compile(&asl_lang::check_text(MACHINE).machine.unwrap()).unwrap();
    let machine = OtherMachine { names: vec!["HandleOrder".into()], machine, express: false };
    let system = Rc::new(system);
    let machines = Rc::new(Machines::new(vec![machine]));
    let start = WorldStart { system: system.clone(), machines, seed, ..WorldStart::default() };
    let mut now = Timestamp(0);
    let mut world = World::new(start, now);
    for (items, fails) in events {
        let of: Vec<usize> = (0..*items).collect();
        let event = format!(r#"{{"Source":"shop","DetailType":"Order","Detail":{{"of":{of:?},"fails":{fails}}}}}"#);
        let entries = to_send(&system, &EventText::read(&event)).into_iter().map(|(entry, _)| entry).collect();
        world.put_events(entries, now).unwrap();
        world.advance(now, usize::MAX);
        now = Timestamp(now.0 + 100);
    }
    while !world.is_quiet() {
        now = world.wake_at().map_or(now, |at| at.max(now));
        world.advance(now, usize::MAX);
    }
    world
}

fn tree_at(world: &World, until: Option<Timestamp>, folds: &Folds, reads_all: bool) -> Tree {
    let log = Rc::new(rows(world.system(), world.log()));
    Tree::read(&mut ExecutionReplays::default(), log, world, until, folds, reads_all)
}

fn tree(world: &World, folds: &Folds) -> Tree {
    tree_at(world, None, folds, false)
}

/// The lines in words, indented as deep as they stand.
fn shown(tree: &Tree, lines: &[Line]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        let indent = "  ".repeat(line.level as usize - 1);
        let fold = line.expanded.map_or("", |expanded| if expanded { "- " } else { "+ " });
        let (name, status) = match tree.content(line).unwrap() {
            Content::Log(row) => (row.name.to_string(), row.word),
            Content::Execution(row) => (row.name.to_string(), row.status.word()),
            Content::State(row) => (row.name.to_string(), row.status.word()),
            Content::Iteration(index, is_map, head) => {
                (format!("{} {index}", if is_map { "iteration" } else { "branch" }), head.status.word())
            }
        };
        let _ = writeln!(text, "{indent}{fold}{name}: {status} ({} of {})", line.position, line.siblings);
        text
    })
}

#[test]
fn the_execution_that_a_delivery_started_stands_below_it_with_its_states() {
    let world = world(&[(2, false)], 7);
    let tree = tree(&world, &Folds::default());
    let expected = "\
Order: Delivered (1 of 3)
  HandleOrder: Started (1 of 2)
    - HandleOrder: Succeeded (1 of 1)
      Rest: Succeeded (1 of 4)
      Each: Succeeded (2 of 4)
        - iteration 0: Succeeded (1 of 2)
          One: Succeeded (1 of 1)
        - iteration 1: Succeeded (2 of 2)
          One: Succeeded (1 of 1)
      Which: Succeeded (3 of 4)
      Fine: Succeeded (4 of 4)
  audit: Queued (2 of 2)
Step Functions Execution Status Change: No rule (2 of 3)
Step Functions Execution Status Change: No rule (3 of 3)
";
    assert_eq!(shown(&tree, &tree.lines(&Folds::default())), expected);
}

#[test]
fn an_execution_says_how_it_ended_and_when() {
    let world = world(&[(0, true)], 7);
    let tree = tree(&world, &Folds::default());
    let row = tree.execution(ExecutionId(0)).unwrap();
    assert_eq!((row.status.word(), row.error.as_deref()), ("Failed", Some("Shop.Closed")));
    assert_eq!((row.entered, row.left), (Timestamp(0), Some(Timestamp(1_000))));
    assert_eq!(tree.delivery_of(Subject::State(ExecutionId(0), VisitId(1))), row.delivery);
}

#[test]
fn many_states_and_many_executions_begin_folded_and_are_not_read() {
    let unfolded = |events: &[(usize, bool)]| {
        let tree = tree(&world(events, 7), &Folds::default());
        let told = |row: &ExecutionRow| {
            assert_eq!(row.states.is_some(), row.unfolded == Some(true));
            row.unfolded.unwrap()
        };
        tree.executions.iter().flatten().map(told).collect::<Vec<_>>()
    };
    // Four of them are outside of the Map.
    assert_eq!(unfolded(&[(MOST_UNFOLDED_STATES - 4, false), (MOST_UNFOLDED_STATES - 3, false)]), [true, false]);
    assert_eq!(unfolded(&[(0, false); MOST_UNFOLDED_EXECUTIONS]), [true; MOST_UNFOLDED_EXECUTIONS]);
    assert_eq!(unfolded(&[(0, false); MOST_UNFOLDED_EXECUTIONS + 1]), [false; MOST_UNFOLDED_EXECUTIONS + 1]);
}

#[test]
fn an_earlier_moment_has_what_had_happened_by_then() {
    let world = world(&[(2, false)], 7);
    let at = |until| {
        let tree = tree_at(&world, Some(Timestamp(until)), &Folds::default(), false);
        shown(&tree, &tree.lines(&Folds::default()))
    };
    let early = at(999);
    assert!(early.contains("    - HandleOrder: Running (1 of 1)\n      Rest: Waiting (1 of 1)\n  audit"), "{early}");
    assert!(!at(-1).contains("    "), "no execution had begun");
    assert!(at(1_000).contains("    - HandleOrder: Succeeded"));
}

#[test]
fn a_search_finds_states_of_folded_executions_and_what_the_log_has() {
    let world = world(&[(MOST_UNFOLDED_STATES, true)], 7);
    let tree = tree_at(&world, None, &Folds::default(), true);
    let found = |text: &str| tree.search(text).iter().map(|line| line.subject).collect::<Vec<_>>();
    let broken = found("bROken");
    assert!(matches!(broken.as_slice(), [Subject::State(ExecutionId(0), _)]), "{broken:?}");
    assert_eq!(found("shop.closed").len(), 2, "the execution and its state");
    assert_eq!(found("one").len(), MOST_UNFOLDED_STATES);
    assert_eq!(found("audit").len(), 1);
    assert_eq!(found("nothing of that name"), []);
    let lines = tree.search("one");
    assert!(lines.iter().all(|line| (line.level, line.siblings) == (1, MOST_UNFOLDED_STATES)));
}

#[test]
fn what_is_folded_away_is_found_at_what_hides_it_and_left_leads_to_the_parent() {
    let world = world(&[(2, false)], 7);
    let mut folds = Folds::default();
    let open = tree(&world, &folds);
    let lines = open.lines(&folds);
    let one = lines.iter().rposition(|line| line.level == 6).unwrap();
    let subject = lines[one].subject;
    let above: Vec<u32> =
        std::iter::successors(parent(&lines, one), |at| parent(&lines, *at)).map(|at| lines[at].level).collect();
    assert_eq!(above, [5, 4, 3, 2, 1]);
    assert_eq!(place_of(&open, &lines, subject), Some(one));
    folds.set_execution(ExecutionId(0), false);
    let folded = tree(&world, &folds);
    let lines = folded.lines(&folds);
    let hider = place_of(&folded, &lines, subject).unwrap();
    assert_eq!(lines[hider].subject, Subject::Execution(ExecutionId(0)));
}

#[test]
fn folding_one_execution_never_changes_the_lines_of_others() {
    let world = world(&[(2, false), (0, true), (13, false), (3, false), (MOST_UNFOLDED_STATES, true)], 7);
    let others = |folds: &Folds, but: ExecutionId| {
        let tree = tree(&world, folds);
        let mut lines = tree.lines(folds);
        lines.retain(|line| line.subject == Subject::Execution(but) || line.subject.execution() != Some(but));
        for line in lines.iter_mut().filter(|line| line.subject == Subject::Execution(but)) {
            line.expanded = None;
        }
        let text = shown(&tree, &lines);
        (lines, text)
    };
    let test = |turns: Vec<(u32, bool, u32)>| {
        let mut folds = Folds::default();
        for (execution, unfolds, index) in turns {
            let id = ExecutionId(execution);
            let before = others(&folds, id);
            let same = folds.clone();
            folds.set_execution(id, unfolds);
            folds.turn_iteration(id, (VisitId(2), index));
            prop_assert_eq!(&before, &others(&folds, id));
            // Turned twice, an iteration stands as before.
            folds.turn_iteration(id, (VisitId(2), index));
            prop_assert_eq!(folds.turned(id), same.turned(id));
            folds.turn_iteration(id, (VisitId(2), index));
        }
        Ok(())
    };
    let config = ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() };
    let turns = prop::collection::vec((0..5_u32, any::<bool>(), 0..14_u32), 1..8);
    proptest::test_runner::TestRunner::new(config).run(&turns, test).unwrap();
}
