//! What the expressions of a past visit could see, put together again from the log: for explanations, which
//! evaluate an expression once more. A run never needs it.

use asl_value::SortedSet;
use std::rc::Rc;

use super::data_flow;
use super::environment::StateEnvironment;
use super::event::{Assigned, Event, EventId, EventKind, VisitId, Within};
use super::execution::ActorId;
use super::fields::View;
use super::runnable::{KindCode, MapCode, StateCode};
use super::simulator::{Simulator, error_output};
use super::states::map::items;
use super::thread::{ActiveVisit, Item, Phase, Thread};
use super::variables::Variables;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_path::Environment;
use asl_value::{Map, Value};

/// What the expressions of one visit of a state could see.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationContext {
    /// The state's raw input.
    pub input: Value,
    /// The context object.
    pub context: Value,
    /// The variables as they were when the state was entered.
    pub variables: Map,
    /// When the state was entered.
    pub at: Timestamp,
}

impl Environment for EvaluationContext {
    fn context(&self) -> Value {
        self.context.clone()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }

    /// The same bits each time: what was drawn in the run is not known any more.
    fn random(&self) -> u64 {
        0
    }
}

impl EvaluationContext {
    /// The evaluation context of the item `index` of a Map, whose value is `value`: what its ItemSelector sees.
    #[must_use]
    pub fn with_item(mut self, index: usize, value: &Value) -> Self {
        let mut item = Map::new();
        item.insert("Index", i64::try_from(index).unwrap_or(i64::MAX).into());
        item.insert("Value", value.clone());
        let mut map = Map::new();
        map.insert("Item", item.into());
        if let Value::Object(context) = &mut self.context {
            Rc::make_mut(context).insert("Map", map.into());
        }
        self
    }

    /// What `$states.errorOutput` is for an error.
    pub fn error_output(error: &StateError) -> Value {
        error_output(error)
    }
}

impl Simulator {
    /// The evaluation context of a visit in the root execution or in a child execution; `None` if there was no such visit of a state.
    pub fn evaluation_context(&self, actor: ActorId, visit: VisitId) -> Option<EvaluationContext> {
        let past = self.past(actor, visit, 0)?;
        let environment = self.environment_of(&past);
        Some(EvaluationContext {
            input: past.thread.input.clone(),
            context: environment.context(),
            variables: past.variables.clone(),
            at: past.thread.visit.entered_at,
        })
    }

    pub(super) fn environment_of<'a>(&'a self, past: &'a PastVisit<'_>) -> StateEnvironment<'a> {
        StateEnvironment { now: past.thread.visit.entered_at, ..self.environment(past.code, &past.thread) }
    }

    /// `depth` guards the way outwards: no visit stands in itself.
    pub(super) fn past(&self, actor: ActorId, visit: VisitId, depth: usize) -> Option<PastVisit<'_>> {
        const DEEPEST: usize = 64;
        let events = self.execution(actor).events();
        let entered = events.iter().position(|event| event.visit == visit && is_entry(event))?;
        let event = events.get(entered)?;
        let EventKind::StateEntered { name, input, within, .. } = &event.kind else { return None };
        let outer = match within.filter(|_| depth < DEEPEST) {
            Some(within) => Some((within, self.past(actor, within.visit, depth + 1)?)),
            None => None,
        };
        let code = self
            .execution(actor)
            .machine
            .scopes
            .iter()
            .flat_map(|scope| &scope.states)
            .find(|code| code.name == *name)?;
        let given = || self.execution(actor).start.variables.clone();
        let mut variables = outer.as_ref().map_or_else(given, |(_, outer)| outer.variables.clone());
        for (name, value) in assigned_before(events, entered, *within) {
            variables.insert(name.clone(), value.clone());
        }
        let item = outer.as_ref().and_then(|(within, outer)| self.item_of(outer, within.index));
        let attempts = events.iter().filter(|event| event.visit == visit && is_attempt(event)).count();
        let mut known = Variables::default();
        for (variable, value) in variables.iter() {
            // It was assigned once, so its size is allowed.
            known.assign(&Assigned::from([(variable.clone(), value.clone())]));
        }
        let thread = Thread {
            id: 0,
            actor,
            parent: None,
            scope: 0,
            state: 0,
            input: input.clone(),
            last: EventId(0),
            phase: Phase::Waiting,
            variables: known,
            item,
            entered: 0,
            visit: ActiveVisit {
                id: visit,
                entered: event.id,
                entered_at: event.at,
                attempt: u32::try_from(attempts).unwrap_or(u32::MAX).saturating_sub(1),
                ..ActiveVisit::default()
            },
        };
        Some(PastVisit { code, thread, variables })
    }

    /// The effective input of a visit.
    pub(super) fn effective_input_of(&self, actor: ActorId, visit: VisitId) -> Option<Value> {
        let past = self.past(actor, visit, 0)?;
        let environment = self.environment_of(&past);
        data_flow::effective_input(past.code, View::of(&environment), &mut Vec::new()).ok()
    }

    /// The effective input of a Map, and its items.
    pub(super) fn items_of(&self, past: &PastVisit<'_>, map: &MapCode) -> Option<(Value, Value)> {
        let environment = self.environment_of(past);
        let data = data_flow::effective_input(past.code, View::of(&environment), &mut Vec::new()).ok()?;
        let values = items(map, &View::of(&environment).on(&data)).ok()?;
        Some((data, values))
    }

    /// The item that iteration `index` of a Map works on; what a branch of a Parallel has is that of the Parallel.
    fn item_of(&self, outer: &PastVisit<'_>, index: u32) -> Option<Rc<Item>> {
        let KindCode::Map(map) = &outer.code.kind else { return outer.thread.item.clone() };
        let environment = self.environment_of(outer);
        let data = data_flow::effective_input(outer.code, View::of(&environment), &mut Vec::new()).ok()?;
        let values = items(map, &View::of(&environment).on(&data)).ok()?;
        let value = values.as_array()?.get(usize::try_from(index).ok()?)?.clone();
        Some(Rc::new(Item { index, value }))
    }
}

/// A visit that is over, as if its thread still stood there.
pub(super) struct PastVisit<'e> {
    pub(super) code: &'e StateCode,
    pub(super) thread: Thread,
    variables: Map,
}

fn is_entry(event: &Event) -> bool {
    matches!(event.kind, EventKind::StateEntered { .. })
}

fn is_attempt(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::TaskScheduled(_)
            | EventKind::LambdaFunctionScheduled(_)
            | EventKind::ActivityScheduled(_)
            | EventKind::ParallelStateStarted
            | EventKind::MapStateStarted { .. }
    )
}

/// What the states of one scope had assigned before the event at `before`, in order.
fn assigned_before(events: &[Event], before: usize, within: Option<Within>) -> impl Iterator<Item = &(Rc<str>, Value)> {
    let earlier = events.get(..before).unwrap_or_default();
    // A Parallel or Map that is retried begins with fresh scopes.
    let begins = |event: &Event| {
        within.is_some_and(|within| event.visit == within.visit)
            && matches!(event.kind, EventKind::ParallelStateStarted | EventKind::MapStateStarted { .. })
    };
    let start = earlier.iter().rposition(begins).unwrap_or(0);
    let scope = earlier.get(start..).unwrap_or_default();
    let mut members = SortedSet::new();
    let mut assigned = Vec::new();
    for event in scope {
        match &event.kind {
            EventKind::StateEntered { within: own, .. } if *own == within => {
                members.insert(event.visit);
            }
            EventKind::StateExited { assigned: Some(values), .. } if members.contains(&event.visit) => {
                assigned.extend(values.iter());
            }
            _ => {}
        }
    }
    assigned.into_iter()
}
