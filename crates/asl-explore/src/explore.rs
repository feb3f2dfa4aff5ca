//! The search: which runs are tried, in which order, until all were or the budget is used up.
//!
//! A run is known by its input and by the calls in it that deviate. The first one deviates nowhere. From each that was tried
//! come its children, which deviate at one call more, behind all others: with each failure of its Task. The same failure at
//! the next attempt is the same deviation going on, and counts once; each run has at most two. Runs with fewer deviations
//! come first, in the order in which they were found, so that the first run that shows something is the simplest. Of runs
//! that go on alike from a call on, whatever came before, only some get children there (`standing.rs`).
//!
//! Data that leads elsewhere is searched for by trial: what a rule compares is put into the input and into the results of
//! the calls before it; what reaches something new is kept, and goes on like any other run.

use std::collections::VecDeque;
use std::rc::Rc;

use asl_http::Connections;
use asl_lang::{State, StateKind, StateMachine};
use asl_path::reads::Part;
use asl_scenario::{Culprit, Facts, Place, Played, PracticeCalls, Setting, culprit, places, play};
use asl_sim::Runnable;
use asl_sim::mock::{Mock, Mocks};
use asl_text::diagnostic::Diagnostic;
use asl_value::{SortedMap, SortedSet, Value};

use crate::answers::{Asked, Came, Deviation, Script, Usual, What};
use crate::findings::{Recipe, Seen};
use crate::report::Report;
use crate::standing::{Turn, Turns, standings};
use crate::tasks::{TaskPlan, tasks};
use crate::wishes::{self, Wish};

/// The most deviations of a run.
const MOST_DEVIATIONS: u8 = 2;
/// From so many failures of a visit on, all that follow fail too.
const LONGEST_CHAIN: u32 = 5;
/// The calls behind the last deviation that are made to deviate: a loop makes calls without end.
const MOST_CALLS: usize = 60;
/// The runs whose data is tried to be changed, for one state.
const MOST_BASES: u8 = 2;
/// The Tasks before a state whose results are tried to be changed.
const MOST_SOURCES: usize = 6;
/// The same where the run goes round without end.
const MOST_CALLS_OF_A_LOOP: usize = 8;
/// State transitions of the first run.
const TRANSITIONS_AT_FIRST: usize = 5_000;
/// State transitions of each other run, beside a multiple of those of the first one.
const TRANSITIONS: usize = 200;

/// What is explored, and with what.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The machine.
    pub machine: Rc<StateMachine>,
    /// What it runs with.
    pub setting: Setting,
    /// The input of the first run.
    pub input: Value,
    /// What calls are answered if all goes well: comes before every other answer.
    pub mocks: Mocks,
    /// Results of an earlier run, by state.
    pub results: SortedMap<Rc<str>, Value>,
    /// The connections with which the Practice API is called; `None`: its answers are made up, too.
    pub connections: Option<Rc<Connections>>,
    /// How much is tried.
    pub budget: Budget,
}

impl Setup {
    /// A machine alone.
    ///
    /// # Errors
    ///
    /// What hinders the machine from running.
    pub fn of(machine: &StateMachine, input: Value) -> Result<Self, Vec<Diagnostic>> {
        let setting = Setting::of(Runnable::compile(machine)?);
        Ok(Self {
            machine: Rc::new(machine.clone()),
            setting,
            input,
            mocks: Mocks::default(),
            results: SortedMap::default(),
            connections: None,
            budget: Budget::default(),
        })
    }
}

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most runs.
    pub runs: usize,
    /// The most states that all runs enter together.
    pub states: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { runs: 20_000, states: 2_000_000 }
    }
}

/// How far an exploration is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Runs that were tried.
    pub runs: usize,
    /// States that they entered together.
    pub states: usize,
    /// Runs that are known and not tried yet.
    pub waiting: usize,
    /// Whether nothing is left to try, or the budget is used up.
    pub is_done: bool,
}

/// A run to try.
#[derive(Clone, Debug)]
struct Node {
    input: Value,
    deviations: Vec<Deviation>,
    /// How many of them count.
    cost: u8,
    /// Whether it counts only if it reaches something new.
    is_trial: bool,
}

/// An exploration under way: tried step by step, as the caller has time.
pub struct Exploration {
    setup: Setup,
    tasks: Vec<TaskPlan>,
    by_name: SortedMap<Rc<str>, usize>,
    places: Vec<Place>,
    /// Trials first, then runs by the number of their deviations.
    trials: VecDeque<Node>,
    queues: [VecDeque<Node>; MOST_DEVIATIONS as usize + 1],
    /// The calls at which a deviation more is to be tried, by the number of those before.
    turns: [Turns<Node>; MOST_DEVIATIONS as usize],
    reached: SortedSet<Place>,
    /// The first run that reached each place.
    ways: SortedMap<Place, Rc<Recipe>>,
    empty_maps: SortedSet<Rc<str>>,
    /// How many runs had their data changed for a state.
    bases: SortedMap<Rc<str>, u8>,
    seen: Seen,
    runs: usize,
    states: usize,
    /// The most state transitions of a run.
    longest: usize,
    /// Whether runs that go on alike are tried once; otherwise each by itself, to compare.
    #[cfg(test)]
    pub(crate) shares: bool,
}

impl Exploration {
    /// An exploration that has not begun.
    pub fn new(setup: Setup) -> Self {
        let tasks = tasks(&setup.machine);
        let by_name = tasks.iter().enumerate().map(|(index, task)| (task.name.clone(), index)).collect();
        let first = Node { input: setup.input.clone(), deviations: Vec::new(), cost: 0, is_trial: false };
        Self {
            places: places(&setup.machine),
            tasks,
            by_name,
            trials: VecDeque::new(),
            queues: [[first].into(), VecDeque::new(), VecDeque::new()],
            turns: [Turns::default(), Turns::default()],
            reached: SortedSet::default(),
            ways: SortedMap::default(),
            empty_maps: SortedSet::default(),
            bases: SortedMap::default(),
            seen: Seen::default(),
            runs: 0,
            states: 0,
            longest: TRANSITIONS,
            #[cfg(test)]
            shares: true,
            setup,
        }
    }

    /// Tries at most `runs` more runs.
    pub fn advance(&mut self, runs: usize) -> Progress {
        for _ in 0..runs {
            if self.is_spent() {
                break;
            }
            let Some(node) = self.next() else { break };
            self.attempt(&Rc::new(node));
        }
        self.progress()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let turns = self.turns.iter().map(Turns::len).sum::<usize>();
        let waiting = self.trials.len() + self.queues.iter().map(VecDeque::len).sum::<usize>() + turns;
        let is_done = waiting == 0 || self.is_spent();
        Progress { runs: self.runs, states: self.states, waiting, is_done }
    }

    /// The first run that reached a place; `None` while there is none.
    pub fn way_to(&self, place: &Place) -> Option<&Recipe> {
        self.ways.get(place).map(|way| &**way)
    }

    /// What was found so far.
    pub fn report(&self) -> Report {
        let progress = self.progress();
        let is_complete = progress.waiting == 0;
        let findings = self.seen.findings(&self.setup, &self.tasks, &self.places, &self.reached, is_complete);
        Report { findings, progress, is_complete, reached: self.reached.clone(), places: self.places.clone() }
    }

    fn is_spent(&self) -> bool {
        self.runs >= self.setup.budget.runs || self.states >= self.setup.budget.states
    }

    fn next(&mut self) -> Option<Node> {
        // The first run shows what there is to change.
        let first = self.queues[0].pop_front().or_else(|| self.trials.pop_front());
        if first.is_some() {
            return first;
        }
        for cost in 0..self.queues.len() {
            if let Some(node) = self.queues.get_mut(cost).and_then(VecDeque::pop_front) {
                return Some(node);
            }
            let turns = self.turns.get_mut(cost).map(Turns::take).unwrap_or_default();
            for Turn { node, call, failed, .. } in turns {
                let count = self.tasks.get(call.task).map_or(0, |task| task.failures.len());
                for failure in (0..count).filter(|failure| failed != Some(*failure)) {
                    let what = What::Failure(failure);
                    let deviation = Deviation { task: call.task, nth: call.nth, goes_on: false, what };
                    self.add(&node, Some(deviation), node.input.clone(), node.cost + 1, false);
                }
            }
        }
        None
    }

    fn attempt(&mut self, node: &Rc<Node>) {
        let mut script = Script {
            tasks: &self.tasks,
            by_name: &self.by_name,
            deviations: &node.deviations,
            usual: Usual {
                mocks: self.setup.mocks.clone(),
                results: &self.setup.results,
                practice: self.setup.connections.as_ref().map(|connections| {
                    PracticeCalls::new(connections.clone(), self.setup.setting.identity.region.clone())
                }),
            },
            asked: Vec::new(),
            is_made_up: false,
        };
        let most = if self.runs == 0 { TRANSITIONS_AT_FIRST } else { self.longest };
        let played = play(&self.setup.setting, node.input.clone(), &mut script, most);
        let Script { asked, is_made_up, .. } = script;
        let facts = Facts::of(&played.simulator);
        if self.runs == 0 {
            let first = if played.is_ended { 4 * facts.transitions as usize } else { 0 };
            self.longest = TRANSITIONS + 4 * self.places.len() + first;
        }
        self.runs += 1;
        self.states += facts.transitions as usize;
        let is_new = facts.reached.iter().any(|place| !self.reached.contains(place))
            || facts.empty_maps.iter().any(|map| !self.empty_maps.contains(map));
        if node.is_trial && !is_new {
            return;
        }
        let is_first = facts.reached.iter().any(|place| !self.reached.contains(place));
        if is_first {
            let way = Rc::new(Recipe { input: node.input.clone(), mocks: played.mocks() });
            let new = facts.reached.iter().filter(|place| !self.reached.contains(place));
            self.ways.extend(new.map(|place| (place.clone(), way.clone())));
        }
        self.reached.extend(facts.reached.iter().cloned());
        self.empty_maps.extend(facts.empty_maps.iter().cloned());
        self.seen.note(&node.input, &played, &facts, &self.tasks, &asked, is_made_up && node.cost == 0);
        let most = if played.is_ended { MOST_CALLS } else { MOST_CALLS_OF_A_LOOP };
        self.expand(node, &played, &asked, most);
        if node.cost == 0 && played.is_ended {
            self.repeat(node, &played, &asked);
        }
        self.change_data(node, &played, &facts, &asked);
    }

    /// Adds the runs that deviate at one call more, or at one more attempt, and notes where runs can deviate once more.
    fn expand(&mut self, node: &Rc<Node>, played: &Played, asked: &[Asked], most: usize) {
        if node.deviations.iter().any(|one| one.goes_on && !matches!(one.what, What::Needed(_))) {
            return;
        }
        let first = asked.iter().rposition(|one| one.came != Came::Usual).map_or(0, |last| last + 1);
        let standings = if node.cost < MOST_DEVIATIONS {
            standings(&node.input, &node.deviations, played.simulator.events(), &self.tasks, asked)
        } else {
            Vec::new()
        };
        for (position, call) in asked.iter().enumerate().skip(first).take(most) {
            // The attempt before, in the same visit.
            let before = asked.iter().take(position).rfind(|one| one.visit == call.visit);
            let failed = before.and_then(Asked::failure);
            if let Some(failure) = failed {
                let goes_on = call.attempt >= LONGEST_CHAIN;
                let deviation = Deviation { task: call.task, nth: call.nth, goes_on, what: What::Failure(failure) };
                self.add(node, Some(deviation), node.input.clone(), node.cost, false);
            }
            if let (Some(turns), Some(standing)) = (self.turns.get_mut(usize::from(node.cost)), standings.get(position))
            {
                let retries = asked.iter().take(position).filter(|one| one.attempt > 0).count();
                #[cfg(test)]
                let standing = &standing.filter(|_| self.shares);
                let transitions = call.visit.1.0.saturating_add(u32::try_from(retries).unwrap_or(u32::MAX));
                turns.add(*standing, Turn { node: node.clone(), call: *call, failed, at: call.at, transitions });
            }
        }
    }

    /// Adds the runs in which a call that is made in each round of a loop always comes to what it came to first.
    fn repeat(&mut self, node: &Node, played: &Played, asked: &[Asked]) {
        for (index, task) in self.tasks.clone().iter().enumerate() {
            let mut calls = asked.iter().filter(|call| call.task == index && call.came == Came::Usual);
            let Some(first) = calls.next() else { continue };
            let is_again = calls.any(|call| call.visit != first.visit);
            let answers = played.answers.get(&*task.name);
            if let Some(answer) = answers.and_then(|answers| answers.get(first.nth as usize)).filter(|_| is_again) {
                let what = What::Result(Rc::new(answer.clone()));
                let deviation = Deviation { task: index, nth: first.nth, goes_on: true, what };
                self.add(node, Some(deviation), node.input.clone(), node.cost + 1, false);
            }
        }
    }

    /// Adds the runs whose data may lead elsewhere than `node` did.
    fn change_data(&mut self, node: &Node, played: &Played, facts: &Facts, asked: &[Asked]) {
        if node.cost >= MOST_DEVIATIONS {
            return;
        }
        // A handle, while the search changes.
        let machine = self.setup.machine.clone();
        // A run that does not get on for want of data is no run to begin with.
        let stuck = match culprit(played.simulator.root()) {
            Some(Culprit::Data(name)) if node.cost == 0 => machine.find(&name),
            _ => None,
        };
        if let Some(state) = stuck {
            let wishes = wishes::of_data(&machine, state);
            if !wishes.is_empty() && self.is_base_for(&format!("data of {}", state.name.value).into()) {
                return self.grant(node, played, asked, &wishes, true);
            }
        }
        for state in machine.states() {
            let name = &state.name.value;
            if !facts.reached.contains(&Place::State(name.clone())) || !self.is_open(state) {
                continue;
            }
            let sets = wishes::of_state(&machine, state);
            if !sets.is_empty() && self.is_base_for(name) {
                // Nor is one that goes round without end.
                let is_needed = node.cost == 0 && !played.is_ended;
                for set in &sets {
                    self.grant(node, played, asked, set, is_needed);
                }
            }
        }
    }

    fn is_base_for(&mut self, name: &Rc<str>) -> bool {
        let count = self.bases.get_or_default(name.clone());
        *count += 1;
        *count <= MOST_BASES
    }

    /// Whether there is a way on from `state` that no run has gone.
    fn is_open(&self, state: &State) -> bool {
        let name = &state.name.value;
        match &state.kind {
            StateKind::Choice(_) => self.places.iter().any(|place| {
                let is_its = matches!(place, Place::Rule(..) | Place::Default(_)) && place.state() == name;
                is_its && !self.reached.contains(place)
            }),
            StateKind::Map(_) => !self.empty_maps.contains(name),
            _ => false,
        }
    }

    /// Adds the runs in which the wishes are put into the input, or into the result of a call.
    fn grant(&mut self, node: &Node, played: &Played, asked: &[Asked], set: &[Wish], is_needed: bool) {
        let longest = set.iter().map(|wish| wish.parts.len()).max().unwrap_or_default();
        let mut sources: Vec<Asked> = Vec::new();
        for call in asked.iter().rev() {
            if sources.len() < MOST_SOURCES && !sources.iter().any(|known| known.task == call.task) {
                // A loop is left in its first round: what is the same in each is tried once.
                sources.extend(asked.iter().find(|first| first.task == call.task && first.came == Came::Usual));
            }
        }
        let cost = node.cost + u8::from(!is_needed);
        for skipped in 0..longest.max(1) {
            for call in sources.iter().filter(|call| call.came == Came::Usual) {
                let Some(task) = self.tasks.get(call.task) else { continue };
                let answers = played.answers.get(&*task.name);
                let answer = answers.and_then(|answers| answers.get(call.nth as usize));
                let Some(Mock { outcome: Ok(result), delay_seconds }) = answer else { continue };
                let results: Vec<Value> = places_in(result, &task.resource)
                    .into_iter()
                    .filter_map(|within| granted(result, set, skipped, within))
                    .collect();
                let delay_seconds = *delay_seconds;
                for result in results {
                    let mock = Rc::new(Mock { outcome: Ok(result), delay_seconds });
                    let what = if is_needed { What::Needed(mock) } else { What::Result(mock) };
                    let nth = if is_needed { 0 } else { call.nth };
                    let deviation = Deviation { task: call.task, nth, goes_on: is_needed, what };
                    self.add(node, Some(deviation), node.input.clone(), cost, true);
                }
            }
            if let Some(input) = granted(&node.input, set, skipped, None) {
                self.add(node, None, input, cost, true);
            }
        }
    }

    fn add(&mut self, parent: &Node, deviation: Option<Deviation>, input: Value, cost: u8, is_trial: bool) {
        let deviations = parent.deviations.iter().cloned().chain(deviation).collect();
        let node = Node { input, deviations, cost, is_trial };
        if is_trial {
            self.trials.push_back(node);
        } else if let Some(queue) = self.queues.get_mut(usize::from(cost)) {
            queue.push_back(node);
        }
    }
}

/// Where in a result what a workflow reads may stand: at the top, or in what the service wraps its answer in.
fn places_in(result: &Value, resource: &str) -> Vec<Option<&'static str>> {
    let wrapped = ["ResponseBody", "Payload", "Output", "Item"];
    let inner = wrapped
        .into_iter()
        .filter(|name| result.get(name).is_some() || (*name == "ResponseBody" && resource.contains(":http:")));
    std::iter::once(None).chain(inner.map(Some)).collect()
}

/// `base` with the wishes, each without the first `skipped` parts of its way.
fn granted(base: &Value, set: &[Wish], skipped: usize, within: Option<&'static str>) -> Option<Value> {
    let mut changed = base.clone();
    let mut is_changed = false;
    for wish in set {
        let Some(rest) = wish.parts.get(skipped..) else { continue };
        if rest.is_empty() && !(wish.parts.is_empty() && within.is_none()) {
            continue;
        }
        let parts: Vec<Part> =
            within.into_iter().map(|name| Part::Name(name.into())).chain(rest.iter().cloned()).collect();
        if let Some(next) = wishes::put(&changed, &parts, wish.value.as_ref()) {
            is_changed = true;
            changed = next;
        }
    }
    (is_changed && changed != *base).then_some(changed)
}
