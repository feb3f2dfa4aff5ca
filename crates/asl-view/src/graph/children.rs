//! How far child executions have come, state by state: a fold over their logs that goes on where it stopped. What a
//! picture of it costs grows with the states and with the children that run, not with those that have ended.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::progress::{Iterations, left_before};
use super::tally::Tally;
use crate::map_runs;
use crate::rows::place_of;
use crate::timeline::{Fold, RowStatus};
use asl_sim::{ActorId, Event, EventKind, Execution, MapRun, Moment, Outcome, Simulator, VisitId};

/// The child executions of a run, as far as their logs were read.
#[derive(Clone, Debug, Default)]
pub struct Children {
    /// All of them.
    whole: Sums,
    map_runs: Vec<Counted>,
    /// The Map Runs that each execution started.
    started: IndexMap<ActorId, Vec<usize>, FxBuildHasher>,
    /// How often the Map Runs had been redriven.
    redriven: u32,
    /// How many children were taken in.
    known: u32,
    /// Those that had not ended.
    open: Vec<Open>,
}

/// A Map Run and what its children did, those of their own Map Runs included.
#[derive(Clone, Debug)]
struct Counted {
    /// The execution that started it.
    owner: ActorId,
    /// The name of its Map.
    name: Rc<str>,
    /// The Map Run whose child started it, if a child did.
    parent: Option<usize>,
    iterations: Iterations,
    sums: Sums,
}

/// What many executions did, by the names of their states.
pub type Sums = IndexMap<Rc<str>, Sum, FxBuildHasher>;

/// What many executions did in one state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// How its visits stand.
    pub tally: Tally,
    /// The child executions that a Distributed Map started, all of its visits together.
    pub iterations: Option<Iterations>,
    /// The error that came last.
    pub error: Option<Rc<str>>,
    /// Where it was left to, and how often.
    pub exits: Vec<Exit>,
    /// The visit of each status that came last.
    newest: Vec<(RowStatus, ActorId, VisitId)>,
}

/// A way that states were left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The next state.
    pub next: Rc<str>,
    /// Whether a catcher led there.
    pub caught: bool,
    /// How often.
    pub number: u32,
}

/// A child execution that goes on.
#[derive(Clone, Debug)]
struct Open {
    run: ActorId,
    map_run: usize,
    /// How many of its events were read.
    read: usize,
    fold: Fold,
    /// The status as which each row is counted.
    counted: Vec<RowStatus>,
}

impl Children {
    /// Takes in what happened since it was called last, which must have been with the same run: up to now, or up to a
    /// moment that does not lie before the last one.
    pub fn read(&mut self, simulator: &Simulator, moment: Option<&Moment>) {
        // Children that had ended go on.
        let redriven = simulator.map_runs().iter().map(MapRun::redriven).sum();
        if self.redriven != redriven {
            *self = Self { redriven, ..Self::default() };
        }
        self.take_map_runs(simulator, moment);
        while let Some(child) = simulator.child(ActorId(self.known + 1)) {
            if moment.is_some_and(|moment| moment.len_of(ActorId(self.known + 1)) == 0) {
                break;
            }
            self.known += 1;
            let run = ActorId(self.known);
            // Those that a Task has started are of other machines.
            if let Some(map_run) = child.map_run() {
                self.open.push(Open { run, map_run, read: 0, fold: Fold::default(), counted: Vec::new() });
            }
        }
        let mut open = std::mem::take(&mut self.open);
        open.retain_mut(|child| {
            let map_run = simulator.map_runs().get(child.map_run);
            let is_current = map_run.is_none_or(|map_run| map_run.has_child(child.run));
            simulator.child(child.run).is_some_and(|log| self.follow(child, log, moment, is_current))
        });
        self.open = open;
    }

    /// All child executions of the run together.
    pub fn whole(&self) -> &Sums {
        &self.whole
    }

    /// Those of one Map Run, by its number among those of the run.
    pub fn of_map_run(&self, index: usize) -> Option<&Sums> {
        self.map_runs.get(index).map(|counted| &counted.sums)
    }

    /// How far the Maps of the execution have come that a Map Run belongs to: names, the Map Run itself last.
    pub fn around(&self, index: usize) -> impl Iterator<Item = (&Rc<str>, Iterations)> {
        let this = self.map_runs.get(index);
        let others = this.into_iter().flat_map(|this| self.started_by(this.owner));
        others.map(|(_, name, iterations)| (name, iterations)).chain(this.map(|this| (&this.name, this.iterations)))
    }

    /// The Map Runs that an execution has started, the oldest first: number, name of the Map, how far it has come.
    pub fn started_by(&self, run: ActorId) -> impl Iterator<Item = (usize, &Rc<str>, Iterations)> {
        let all = self.started.get(&run).into_iter().flatten();
        all.filter_map(|index| {
            let counted = self.map_runs.get(*index)?;
            Some((*index, &counted.name, counted.iterations))
        })
    }

    fn take_map_runs(&mut self, simulator: &Simulator, moment: Option<&Moment>) {
        for (index, map_run) in simulator.map_runs().iter().enumerate().skip(self.map_runs.len()) {
            let started = usize::try_from(map_run.started().0).unwrap_or(usize::MAX);
            if moment.is_some_and(|moment| moment.len_of(map_run.execution()) < started) {
                break;
            }
            self.take_map_run(simulator, index, map_run);
        }
    }

    fn take_map_run(&mut self, simulator: &Simulator, index: usize, map_run: &MapRun) {
        let total = u32::try_from(map_run.child_count()).unwrap_or(u32::MAX);
        let parent = simulator.child(map_run.execution()).and_then(Execution::map_run);
        let iterations = Iterations { total, children: true, ..Iterations::default() };
        let name = map_run.name().clone();
        self.started.entry(map_run.execution()).or_default().push(index);
        let owner = map_run.execution();
        self.map_runs.push(Counted { owner, name: name.clone(), parent, iterations, sums: Sums::default() });
        if let Some(parent) = parent {
            let none = Iterations { children: true, ..Iterations::default() };
            self.add(parent, &name, |sum| sum.iterations.get_or_insert(none).total += total);
        }
    }

    /// Reads on in the log of a child; says whether it still runs.
    fn follow(&mut self, child: &mut Open, log: &Execution, moment: Option<&Moment>, is_current: bool) -> bool {
        let all = moment.map_or_else(|| log.events(), |moment| moment.events(child.run, log));
        let events = all.get(child.read..).unwrap_or_default();
        child.read += events.len();
        for event in events {
            child.fold.event(event);
        }
        for event in events {
            self.take_event(child, all, event);
        }
        if let Some(outcome) = map_runs::outcome(log, child.run, moment) {
            let status = match outcome {
                Outcome::Succeeded(_) => RowStatus::Succeeded,
                Outcome::Aborted(_) => RowStatus::Aborted,
                Outcome::Failed(_) | Outcome::TimedOut(_) => RowStatus::Failed,
            };
            if is_current {
                self.child_ended(child.map_run, status);
            }
            return false;
        }
        true
    }

    /// Takes in the event at that place of the log of an execution.
    fn take_next(&mut self, simulator: &Simulator, actor: ActorId, place: usize) {
        let log = simulator.execution(actor);
        let is_new = |map_run: &&MapRun| map_run.execution() == actor && map_run.started().0 as usize <= place + 1;
        while let Some(map_run) = simulator.map_runs().get(self.map_runs.len()).filter(is_new) {
            self.take_map_run(simulator, self.map_runs.len(), map_run);
        }
        let at = self.open.binary_search_by_key(&actor, |child| child.run).unwrap_or_else(|at| at);
        if place == 0
            && let Some(map_run) = log.map_run()
        {
            self.open.insert(at, Open { run: actor, map_run, read: 0, fold: Fold::default(), counted: Vec::new() });
        }
        let Some(event) = log.events().get(place) else { return };
        match (&event.kind, log.map_run()) {
            (EventKind::MapRunRedriven { map_run_arn, .. }, _) => self.map_run_redriven(map_run_arn, simulator),
            (EventKind::ExecutionRedriven { .. }, Some(map_run)) => {
                let mut fold = Fold::default();
                log.events().iter().take(place + 1).for_each(|event| fold.event(event));
                let counted = fold.rows().iter().map(|row| row.status).collect();
                self.open.insert(at, Open { run: actor, map_run, read: place + 1, fold, counted });
                return;
            }
            _ => {}
        }
        let mut open = std::mem::take(&mut self.open);
        let mut ended = None;
        if let Some(child) = open.get_mut(at).filter(|child| child.run == actor) {
            child.read = place + 1;
            child.fold.event(event);
            self.take_event(child, log.events(), event);
            ended = event.kind.ends_execution().then_some(child.map_run);
        }
        self.open = open;
        if let Some(map_run) = ended {
            self.open.remove(at);
            let status = match event.kind {
                EventKind::ExecutionSucceeded { .. } => RowStatus::Succeeded,
                EventKind::ExecutionAborted(_) => RowStatus::Aborted,
                _ => RowStatus::Failed,
            };
            self.child_ended(map_run, status);
        }
    }

    fn take_event(&mut self, child: &mut Open, events: &[Event], event: &Event) {
        match &event.kind {
            EventKind::ExecutionFailed(_) | EventKind::ExecutionAborted(_) | EventKind::ExecutionTimedOut(_) => {
                for place in 0..child.fold.rows().len() {
                    self.count(child, place);
                }
            }
            EventKind::StateEntered { name, .. } => {
                if let Some(place) = place_of(event.visit) {
                    self.count(child, place);
                }
                let left = left_before(events, event).and_then(|left| child.fold.rows().get(place_of(left.visit)?));
                if let Some(row) = left {
                    let caught = row.status == RowStatus::Caught;
                    self.add(child.map_run, &row.name, |sum| sum.leave(name, caught));
                }
            }
            _ => {
                if let Some(place) = place_of(event.visit) {
                    self.count(child, place);
                }
            }
        }
    }

    /// Counts a row of a child as what it is now.
    fn count(&mut self, child: &mut Open, place: usize) {
        let Some(row) = child.fold.rows().get(place) else { return };
        let now = row.status;
        let before = child.counted.get_mut(place).map(|counted| std::mem::replace(counted, now));
        if before.is_none() {
            child.counted.push(now);
        }
        if before == Some(now) {
            return;
        }
        let (run, visit) = (child.run, row.visit);
        self.add(child.map_run, &row.name, |sum| {
            if let Some(before) = before {
                sum.tally.remove(before);
            }
            sum.tally.add(now);
            sum.error = row.error.clone().or(sum.error.take());
            sum.note(now, run, visit);
        });
    }

    /// The children of a Map Run that did not succeed are started again.
    fn map_run_redriven(&mut self, arn: &str, simulator: &Simulator) {
        let Some(index) = simulator.map_runs().iter().position(|map_run| **map_run.arn() == *arn) else { return };
        let Some(counted) = self.map_runs.get_mut(index) else { return };
        let Iterations { failed, stopped, .. } = counted.iterations;
        let (name, parent) = (counted.name.clone(), counted.parent);
        let again = |iterations: &mut Iterations| iterations.again(failed, stopped);
        again(&mut counted.iterations);
        if let Some(parent) = parent {
            self.add(parent, &name, |sum| again(sum.iterations.get_or_insert_default()));
        }
    }

    fn child_ended(&mut self, map_run: usize, status: RowStatus) {
        let end = |iterations: &mut Iterations| iterations.end(status);
        let Some(counted) = self.map_runs.get_mut(map_run) else { return };
        end(&mut counted.iterations);
        let name = counted.name.clone();
        if let Some(parent) = counted.parent {
            self.add(parent, &name, |sum| end(sum.iterations.get_or_insert_default()));
        }
    }

    /// Changes the sum of a state in a Map Run, in those around it, and in the whole.
    fn add(&mut self, map_run: usize, name: &Rc<str>, change: impl Fn(&mut Sum)) {
        let mut around = Some(map_run);
        while let Some(counted) = around.and_then(|index| self.map_runs.get_mut(index)) {
            change(sum_of(&mut counted.sums, name));
            around = counted.parent;
        }
        change(sum_of(&mut self.whole, name));
    }
}

/// The child executions of a run at any of its moments: going back begins at a moment that was noted on the way. Events are
/// taken in one after the other as they happened, so that a moment looks the same whatever was looked at before it.
#[derive(Debug, Default)]
pub struct PastChildren {
    now: Children,
    /// The moment of `now`: so many events of the whole run.
    at: usize,
    noted: Vec<(usize, Children)>,
}

/// So many moments are noted at most.
const NOTED: usize = 16;
/// So many events apart they are at least.
const APART: usize = if cfg!(test) { 8 } else { 1_024 };

impl PastChildren {
    /// The children at that moment.
    pub fn at(&mut self, simulator: &Simulator, moment: &Moment) -> &Children {
        let events = moment.events_before();
        let noted = self.noted.iter().rev().find(|(at, _)| *at <= events);
        if events < self.at || noted.is_some_and(|(at, _)| *at > self.at) {
            (self.at, self.now) = noted.cloned().unwrap_or_default();
        }
        let apart = (simulator.order().len() / NOTED).max(APART);
        for (actor, place) in simulator.order().places().skip(self.at).take(events.saturating_sub(self.at)) {
            self.now.take_next(simulator, actor, place);
            self.at += 1;
            if self.at.is_multiple_of(apart) && self.noted.last().is_none_or(|(last, _)| *last < self.at) {
                self.noted.push((self.at, self.now.clone()));
            }
        }
        &self.now
    }
}

impl Sum {
    /// The visit that stands for the others: the last one of the status that says most.
    pub fn representative(&self) -> Option<(ActorId, VisitId)> {
        let status = self.tally.status()?;
        let same = |noted: &&(RowStatus, ActorId, VisitId)| noted.0 == status;
        self.newest.iter().find(same).map(|(_, run, visit)| (*run, *visit))
    }

    fn note(&mut self, status: RowStatus, run: ActorId, visit: VisitId) {
        let status = match status {
            RowStatus::Waiting | RowStatus::BackingOff => RowStatus::Running,
            RowStatus::SucceededWithRetries => RowStatus::Succeeded,
            RowStatus::TimedOut => RowStatus::Failed,
            other => other,
        };
        match self.newest.iter_mut().find(|noted| noted.0 == status) {
            Some(noted) => (noted.1, noted.2) = (run, visit),
            None => self.newest.push((status, run, visit)),
        }
    }

    fn leave(&mut self, next: &Rc<str>, caught: bool) {
        match self.exits.iter_mut().find(|exit| exit.caught == caught && exit.next == *next) {
            Some(exit) => exit.number += 1,
            None => self.exits.push(Exit { next: next.clone(), caught, number: 1 }),
        }
    }
}

fn sum_of<'a>(sums: &'a mut Sums, name: &Rc<str>) -> &'a mut Sum {
    sums.entry(name.clone()).or_default()
}

#[cfg(test)]
mod tests {
    use super::{Children, PastChildren, Sums};
    use crate::graph::{Graph, NodeRun, Progress, RunPart};
    use crate::timeline::{self, RowStatus};
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_sim::{ActorId, Progress as Working, Runnable, Simulator, Start};
    use asl_value::Value;

    /// Each item is a list of numbers, for which a child starts a Map Run of its own. Negative numbers fail, others wait so
    /// many seconds; a child whose Map fails catches that.
    const DEFINITION: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "L", "End": true,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Again", "States": {
            "Again": {"Type": "Map", "Label": "M", "End": true, "MaxConcurrency": 2,
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}], "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {
                    "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericLessThan": 0, "Next": "F"}], "Default": "W"},
                    "F": {"Type": "Fail", "Error": "Below.Zero"},
                    "W": {"Type": "Wait", "SecondsPath": "$", "End": true}}}},
            "Sorry": {"Type": "Pass", "End": true}}}}}}"#;

    fn begin() -> (Graph, Simulator) {
        let machine = asl_lang::check_text(DEFINITION).machine.unwrap();
        let input = Value::from_json("[[0, 9, 1], [0, 3], [2, -1, 5]]").unwrap();
        let start = Start { input, ..Start::default() };
        let simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        (Graph::of(&machine).0, simulator)
    }

    fn work(simulator: &mut Simulator, until: i64) {
        while let Some(at) =
            Some(simulator.wake_at().map_or(0, |at| at.0).max(simulator.now().0)).filter(|at| *at <= until)
        {
            let at = Timestamp(at);
            let mut worked = simulator.advance(at, 1_000);
            while worked == Working::Working {
                worked = simulator.advance(at, 1_000);
            }
            if simulator.outcome().is_some() || simulator.wake_at().is_none() {
                break;
            }
        }
    }

    fn said(sums: &Sums) -> Vec<String> {
        let mut all: Vec<String> = sums
            .iter()
            .map(|(name, sum)| {
                let mut exits: Vec<String> = sum.exits.iter().map(|exit| format!("{exit:?}")).collect();
                exits.sort();
                format!("{name}: {} {:?} {exits:?}", sum.tally.describe(), sum.iterations)
            })
            .collect();
        all.sort();
        all
    }

    fn shown(graph: &Graph, simulator: &Simulator, children: &Children, part: RunPart) -> Vec<(String, String)> {
        let run = match part {
            RunPart::Execution(run) => run,
            RunPart::MapRun(index) => simulator.map_runs()[index].execution(),
        };
        let events = simulator.child(run).map_or(simulator.events(), |child| child.events());
        let progress = Progress::of_part(graph, part, &timeline::rows(events), events, children);
        let said = |(node, run): (_, &Option<NodeRun>)| {
            let node: &crate::graph::Node = node;
            Some((node.name.to_string(), run.as_ref()?.describe()))
        };
        graph.nodes.iter().zip(&progress.nodes).filter_map(said).collect()
    }

    fn find<'a>(all: &'a [(String, String)], name: &str) -> Option<&'a str> {
        all.iter().find(|(node, _)| node == name).map(|(_, said)| said.as_str())
    }

    #[test]
    fn what_is_read_in_many_parts_is_what_is_read_at_once() {
        for stopped in [false, true] {
            let (_, mut simulator) = begin();
            let mut step_by_step = Children::default();
            for second in 0..if stopped { 3 } else { 12 } {
                work(&mut simulator, second * 1_000);
                step_by_step.read(&simulator, None);
                step_by_step.read(&simulator, None);
            }
            if stopped {
                simulator.stop(StateError::new("Stopped", "by hand"), Timestamp(3_000));
                step_by_step.read(&simulator, None);
            }
            assert!(simulator.outcome().is_some());
            let mut at_once = Children::default();
            at_once.read(&simulator, None);
            assert_eq!(said(step_by_step.whole()), said(at_once.whole()));
            for index in 0..simulator.map_runs().len() {
                assert_eq!(
                    step_by_step.of_map_run(index).map(said),
                    at_once.of_map_run(index).map(said),
                    "Map Run {index}"
                );
            }
            assert!(step_by_step.open.is_empty(), "nothing is kept of children that ended");
        }
    }

    #[test]
    fn a_moment_looks_the_same_whatever_was_looked_at_before_it() {
        let (graph, mut simulator) = begin();
        work(&mut simulator, 20_000);
        let total = simulator.order().len();
        let shown = |past: &mut PastChildren, at: usize| {
            let moment = simulator.moment(at);
            let children = past.at(&simulator, &moment);
            let events = moment.events(ActorId::ROOT, simulator.root());
            Progress::of_part(&graph, RunPart::Execution(ActorId::ROOT), &timeline::rows(events), events, children)
        };
        let mut past = PastChildren::default();
        for step in 0..200 {
            let at = step * 37 % (total + 1);
            assert_eq!(shown(&mut past, at), shown(&mut PastChildren::default(), at), "{at} of {total}");
        }
        let mut at_once = Children::default();
        at_once.read(&simulator, None);
        let end = simulator.moment(total);
        let names = |sums: &Sums| {
            let mut all: Vec<_> = sums.iter().map(|(name, sum)| (name.clone(), sum.tally, sum.iterations)).collect();
            all.sort_by_key(|(name, ..)| name.clone());
            all
        };
        assert_eq!(names(past.at(&simulator, &end).whole()), names(at_once.whole()), "the end is what the run shows");
    }

    #[test]
    fn a_run_shows_all_of_its_children_and_a_part_of_it_those_inside() {
        let (graph, mut simulator) = begin();
        let mut children = Children::default();
        work(&mut simulator, 500);
        children.read(&simulator, None);
        let all = shown(&graph, &simulator, &children, RunPart::Execution(ActorId::ROOT));
        assert_eq!(
            find(&all, "Each"),
            Some("Running, 1 of 3 child executions"),
            "one caught the failure of its own Map at once"
        );
        assert_eq!(
            find(&all, "Again"),
            Some("Running, 5 of 8 child executions, 1 failed, 2 stopped, 1 caught, 2 running")
        );
        assert_eq!(find(&all, "C"), Some("Succeeded, 8 visits"));
        assert_eq!(find(&all, "F"), Some("Failed, Below.Zero"));

        work(&mut simulator, 20_000);
        children.read(&simulator, None);
        let all = shown(&graph, &simulator, &children, RunPart::Execution(ActorId::ROOT));
        assert_eq!(find(&all, "Each"), Some("Succeeded, 3 of 3 child executions"));
        let first = shown(&graph, &simulator, &children, RunPart::Execution(ActorId(1)));
        assert_eq!(find(&first, "Each"), None, "it is not a state of the child");
        assert_eq!(find(&first, "Again"), Some("Succeeded, 3 of 3 child executions"));
        assert_eq!(find(&first, "W"), Some("Succeeded, 3 visits"));
        let inner = simulator.map_runs().iter().position(|map_run| map_run.execution() == ActorId(3)).unwrap();
        let third = shown(&graph, &simulator, &children, RunPart::MapRun(inner));
        assert!(find(&third, "Again").unwrap().starts_with("Caught"));
        assert_eq!(find(&third, "F"), Some("Failed, Below.Zero"));
        assert_eq!(find(&third, "Sorry"), Some("Succeeded"), "states of the child around it");
    }

    #[test]
    fn the_arrows_that_children_took_are_lit_up_and_the_one_from_the_start_only_for_the_run() {
        let (graph, mut simulator) = begin();
        work(&mut simulator, 20_000);
        let mut children = Children::default();
        children.read(&simulator, None);
        let taken = |part: RunPart, run: ActorId| {
            let events = simulator.child(run).map_or(simulator.events(), |child| child.events());
            let progress = Progress::of_part(&graph, part, &timeline::rows(events), events, &children);
            let name = |node: usize| graph.nodes[node].name.to_string();
            let lit = graph.edges.iter().enumerate().filter(|(id, _)| progress.is_taken(*id));
            lit.map(|(id, edge)| format!("{}-{} {}", name(edge.from), name(edge.to), progress.edges[id]))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            taken(RunPart::Execution(ActorId::ROOT), ActorId::ROOT),
            ["Start-Each 1", "Each-End 1", "Again-Sorry 1", "C-F 1", "C-W 7"]
        );
        assert_eq!(taken(RunPart::Execution(ActorId(3)), ActorId(3)), ["Again-Sorry 1", "C-F 1", "C-W 2"]);
    }

    #[test]
    fn the_visit_that_stands_for_others_is_one_of_those_that_say_most() {
        let (_, mut simulator) = begin();
        work(&mut simulator, 20_000);
        let mut children = Children::default();
        children.read(&simulator, None);
        let (run, visit) = children.whole()["F"].representative().unwrap();
        let child = simulator.child(run).unwrap();
        let rows = timeline::rows(child.events());
        let row = rows.iter().find(|row| row.visit == visit).unwrap();
        assert_eq!((&*row.name, row.status, child.index()), ("F", RowStatus::Failed, 1));
    }
}
