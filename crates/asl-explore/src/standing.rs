//! Where a run stands at a call, as far as it matters for what comes after: two runs that stand alike go on alike, so that
//! what fails from there on is tried for one of them.
//!
//! What comes after depends on the data of the state and on the variables, on what its retriers have left, and on how many
//! answers the mocks have left. It does not depend on which failure came before and was retried. Inside of a Parallel or
//! a Map other branches matter too: there, runs stand alike only if the same calls of that state failed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Event, EventKind, VisitId, Within};
use asl_value::{SortedMap, Value};

use crate::answers::{Asked, Came, Deviation, What};
use crate::tasks::TaskPlan;

/// Where a run stands at a call: a digest.
pub(crate) type Standing = u64;

/// A state that was entered.
struct Visit {
    within: Option<Within>,
    /// Of its input, and of the variables of the execution.
    digest: u64,
}

/// Where a run stood at each of its calls; `None` for those of child executions, which are like no others.
pub(crate) fn standings(
    input: &Value,
    deviations: &[Deviation],
    events: &[Event],
    tasks: &[TaskPlan],
    asked: &[Asked],
) -> Vec<Option<Standing>> {
    let visits = visits(events);
    let mut base = DefaultHasher::new();
    digest(input, &mut base);
    for lasting in deviations.iter().filter(|one| one.goes_on) {
        lasting.task.hash(&mut base);
        match &lasting.what {
            What::Failure(failure) => failure.hash(&mut base),
            What::Result(mock) | What::Needed(mock) => {
                if let Ok(result) = &mock.outcome {
                    digest(result, &mut base);
                }
            }
        }
    }
    let outermost = |visit: VisitId| {
        let mut at = visit;
        while let Some(around) = visits.get((at.0 as usize).checked_sub(1)?)?.within {
            at = around.visit;
        }
        Some(at)
    };
    // The answers of mocks and of the Practice API that were used up, by Task.
    let mut used: SortedMap<usize, u32> = SortedMap::new();
    let standing = |(position, call): (usize, &Asked), used: &SortedMap<usize, u32>| {
        let (actor, visit) = call.visit;
        let top = (actor == ActorId::ROOT).then(|| outermost(visit)).flatten()?;
        let mut hasher = base.clone();
        call.task.hash(&mut hasher);
        visits.get((top.0 as usize).checked_sub(1)?)?.digest.hash(&mut hasher);
        used.iter().for_each(|count| count.hash(&mut hasher));
        let before = || asked.iter().take(position);
        if top == visit {
            let mut retriers: Vec<usize> = before()
                .filter(|one| one.visit == call.visit)
                .filter_map(|one| tasks.get(one.task)?.failures.get(one.failure()?)?.retrier)
                .collect();
            retriers.sort_unstable();
            retriers.hash(&mut hasher);
        } else {
            let inside = before().filter(|one| one.visit.0 == ActorId::ROOT && outermost(one.visit.1) == Some(top));
            for (number, one) in inside.enumerate() {
                (number, one.task, one.failure(), one.came == Came::Other).hash(&mut hasher);
            }
        }
        Some(hasher.finish())
    };
    let mut all = Vec::with_capacity(asked.len());
    for (position, call) in asked.iter().enumerate() {
        all.push(standing((position, call), &used));
        if call.is_used_up {
            *used.get_or_default(call.task) += 1;
        }
    }
    all
}

/// The states that an execution entered, in their order.
fn visits(events: &[Event]) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    let mut variables: SortedMap<Rc<str>, Value> = SortedMap::new();
    let mut of_variables = 0_u64;
    for event in events {
        match &event.kind {
            EventKind::StateEntered { input, within, .. } => {
                let mut hasher = DefaultHasher::new();
                of_variables.hash(&mut hasher);
                digest(input, &mut hasher);
                visits.push(Visit { within: *within, digest: hasher.finish() });
            }
            EventKind::StateExited { assigned: Some(assigned), .. } => {
                let visit = (event.visit.0 as usize).checked_sub(1).and_then(|index| visits.get(index));
                if visit.is_some_and(|visit| visit.within.is_none()) {
                    variables.extend(assigned.iter().cloned());
                    let mut hasher = DefaultHasher::new();
                    for (name, value) in &variables {
                        name.hash(&mut hasher);
                        digest(value, &mut hasher);
                    }
                    of_variables = hasher.finish();
                }
            }
            _ => {}
        }
    }
    visits
}

/// The order of members counts: a workflow can see it.
fn digest(value: &Value, hasher: &mut DefaultHasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Null => {}
        Value::Bool(value) => value.hash(hasher),
        Value::Number(number) => number.as_f64().to_bits().hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            items.len().hash(hasher);
            items.iter().for_each(|item| digest(item, hasher));
        }
        Value::Object(members) => {
            members.len().hash(hasher);
            for (name, value) in members.iter() {
                name.hash(hasher);
                digest(value, hasher);
            }
        }
    }
}

/// A call at which a run can be made to deviate: the run, and the call.
#[derive(Clone, Debug)]
pub(crate) struct Turn<N> {
    pub(crate) node: Rc<N>,
    pub(crate) call: Asked,
    /// What the attempt before it failed with.
    pub(crate) failed: Option<usize>,
    /// When it was made.
    pub(crate) at: Timestamp,
    /// The state transitions before it.
    pub(crate) transitions: u32,
}

/// The calls that are left to try for runs that stand alike: for the first one, and for the one that took the most time and
/// the one with the most state transitions, which make the longest and the most expensive runs.
#[derive(Debug)]
pub(crate) struct Turns<N> {
    known: SortedMap<Standing, Best>,
    waiting: Vec<(Option<Standing>, Turn<N>)>,
}

#[derive(Clone, Copy, Debug)]
struct Best {
    at: Timestamp,
    transitions: u32,
    /// Whether the first one was taken.
    is_taken: bool,
    taken_at: Timestamp,
    taken_transitions: u32,
}

impl<N> Default for Turns<N> {
    fn default() -> Self {
        Self { known: SortedMap::default(), waiting: Vec::new() }
    }
}

impl<N> Turns<N> {
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn add(&mut self, standing: Option<Standing>, turn: Turn<N>) {
        if let Some(standing) = standing {
            match self.known.get_mut(&standing) {
                Some(best) if turn.at <= best.at && turn.transitions <= best.transitions => return,
                Some(best) => {
                    best.at = best.at.max(turn.at);
                    best.transitions = best.transitions.max(turn.transitions);
                }
                None => {
                    let (at, transitions) = (turn.at, turn.transitions);
                    let none = Timestamp(i64::MIN);
                    let best = Best { at, transitions, is_taken: false, taken_at: none, taken_transitions: 0 };
                    self.known.insert(standing, best);
                }
            }
        }
        self.waiting.push((standing, turn));
    }

    /// Those to try, in the order in which they were found.
    pub(crate) fn take(&mut self) -> Vec<Turn<N>> {
        let mut taken = Vec::new();
        for (standing, turn) in std::mem::take(&mut self.waiting) {
            let Some(best) = standing.and_then(|standing| self.known.get_mut(&standing)) else {
                taken.push(turn);
                continue;
            };
            let is_slowest = turn.at == best.at && best.taken_at < best.at;
            let is_dearest = turn.transitions == best.transitions && best.taken_transitions < best.transitions;
            if is_slowest || is_dearest || !best.is_taken {
                best.is_taken = true;
                best.taken_at = best.taken_at.max(turn.at);
                best.taken_transitions = best.taken_transitions.max(turn.transitions);
                taken.push(turn);
            }
        }
        taken
    }
}
