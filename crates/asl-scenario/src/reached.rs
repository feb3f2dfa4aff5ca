//! What a run has reached, and what there is to reach in a machine: states, edges, rules, retriers, catchers.

use std::fmt;
use std::rc::Rc;

use asl_lang::{StateKind, StateMachine};
use asl_sim::{ActorId, Event, EventKind, Execution, Simulator, VisitId};
use asl_value::{SortedSet, Value};

/// A part of a machine that runs can reach; the numbers are those in `Choices`, `Retry` and `Catch`, from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A state that is entered.
    State(Rc<str>),
    /// A transition from one state to another, whatever leads there.
    Edge(Rc<str>, Rc<str>),
    /// A rule of a Choice that matches.
    Rule(Rc<str>, u32),
    /// The `Default` of a Choice.
    Default(Rc<str>),
    /// A retrier that retries.
    Retrier(Rc<str>, u32),
    /// A catcher that catches.
    Catcher(Rc<str>, u32),
}

impl Place {
    /// The state that it belongs to.
    pub fn state(&self) -> &Rc<str> {
        match self {
            Self::State(name)
            | Self::Edge(name, _)
            | Self::Rule(name, _)
            | Self::Default(name)
            | Self::Retrier(name, _)
            | Self::Catcher(name, _) => name,
        }
    }
}

impl fmt::Display for Place {
    /// Its name for people: ``the rule 2 of `Is it done?` ``, counted from 1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |index: &u32| index.saturating_add(1);
        match self {
            Self::State(name) => write!(f, "the state `{name}`"),
            Self::Edge(from, to) => write!(f, "the transition from `{from}` to `{to}`"),
            Self::Rule(name, index) => write!(f, "rule {} of `{name}`", number(index)),
            Self::Default(name) => write!(f, "the default of `{name}`"),
            Self::Retrier(name, index) => write!(f, "retrier {} of `{name}`", number(index)),
            Self::Catcher(name, index) => write!(f, "catcher {} of `{name}`", number(index)),
        }
    }
}

/// Everything that there is to reach in a machine, in the order of its text.
pub fn places(machine: &StateMachine) -> Vec<Place> {
    let mut all = Vec::new();
    let mut add = |place: Place| {
        if !all.contains(&place) {
            all.push(place);
        }
    };
    for state in machine.states() {
        let name = &state.name.value;
        add(Place::State(name.clone()));
        for target in state.targets() {
            add(Place::Edge(name.clone(), target.value.clone()));
        }
        if let StateKind::Choice(choice) = &state.kind {
            for (index, _) in (0..).zip(&choice.rules) {
                add(Place::Rule(name.clone(), index));
            }
            if choice.default.is_some() {
                add(Place::Default(name.clone()));
            }
        }
        for (index, _) in (0..).zip(&state.retry) {
            add(Place::Retrier(name.clone(), index));
        }
        for (index, _) in (0..).zip(&state.catch) {
            add(Place::Catcher(name.clone(), index));
        }
    }
    all
}

/// A call that a run made.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The state that made it.
    pub state: Rc<str>,
    /// The visit of that state.
    pub visit: (ActorId, VisitId),
    /// How many calls came before in this visit.
    pub attempt: u32,
    /// The evaluated parameters.
    pub parameters: Value,
}

/// What happened in a run, as expectations and explorations ask for it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What was reached.
    pub reached: SortedSet<Place>,
    /// The states of the machine's own scope in the order in which they were entered.
    pub path: Vec<Rc<str>>,
    /// The calls in the order in which they were made; those of child executions behind those of the execution itself.
    pub calls: Vec<Call>,
    /// State transitions as AWS bills them: each state that is entered, and each retry.
    pub transitions: u32,
    /// The Maps that had nothing to do.
    pub empty_maps: SortedSet<Rc<str>>,
}

impl Facts {
    /// What happened in a run: in its execution, and in those that its Distributed Maps started.
    pub fn of(simulator: &Simulator) -> Self {
        let mut facts = Self::default();
        facts.take_in(simulator);
        facts
    }

    /// Adds what happened in another run.
    pub(crate) fn take_in(&mut self, simulator: &Simulator) {
        self.add(ActorId::ROOT, simulator.root());
        for map_run in simulator.map_runs() {
            for child in map_run.children() {
                if let Some(execution) = simulator.child(*child) {
                    self.add(*child, execution);
                }
            }
        }
    }

    /// How often a state was entered in the machine's own scope.
    pub fn visits(&self, state: &str) -> usize {
        self.path.iter().filter(|name| ***name == *state).count()
    }

    fn add(&mut self, actor: ActorId, execution: &Execution) {
        let mut names: Vec<Rc<str>> = vec!["".into()];
        let mut attempts: Vec<u32> = vec![0];
        let state_of = |names: &[Rc<str>], visit: VisitId| names.get(visit.0 as usize).cloned();
        for event in execution.events() {
            let trace = event.trace.as_deref();
            let clause = trace.and_then(|trace| trace.clause);
            match &event.kind {
                EventKind::StateEntered { name, within, .. } => {
                    names.push(name.clone());
                    attempts.push(0);
                    self.transitions = self.transitions.saturating_add(1);
                    self.reached.insert(Place::State(name.clone()));
                    if within.is_none() && actor == ActorId::ROOT {
                        self.path.push(name.clone());
                    }
                }
                EventKind::StateExited { name, state_type, .. } => {
                    if let Some(next) = trace.and_then(|trace| trace.next.clone()) {
                        self.reached.insert(Place::Edge(name.clone(), next));
                    }
                    let is_choice = *state_type == asl_lang::StateType::Choice;
                    match clause {
                        Some(clause) if is_choice => self.reached.insert(Place::Rule(name.clone(), clause.index)),
                        Some(clause) => self.reached.insert(Place::Catcher(name.clone(), clause.index)),
                        None if is_choice => self.reached.insert(Place::Default(name.clone())),
                        None => false,
                    };
                }
                EventKind::MapStateStarted { length: 0 } => {
                    self.empty_maps.extend(state_of(&names, event.visit));
                }
                kind => {
                    if let (Some(parameters), Some(state)) = (parameters(kind), state_of(&names, event.visit)) {
                        let attempt = attempts.get_mut(event.visit.0 as usize);
                        let nth = attempt.as_ref().map_or(0, |attempt| **attempt);
                        if let Some(attempt) = attempt {
                            *attempt += 1;
                        }
                        let visit = (actor, event.visit);
                        self.calls.push(Call { state, visit, attempt: nth, parameters: parameters.clone() });
                    }
                }
            }
            // A back-off hangs on whatever came last, which for a Parallel or a Map is an event of another state.
            if let Some(clause) = clause.filter(|_| trace.is_some_and(|trace| trace.until.is_some()))
                && let Some(name) = state_of(&names, clause.visit)
            {
                self.transitions = self.transitions.saturating_add(1);
                self.reached.insert(Place::Retrier(name, clause.index));
            }
        }
    }
}

/// The parameters of the call that an event schedules.
fn parameters(kind: &EventKind) -> Option<&Value> {
    match kind {
        EventKind::TaskScheduled(scheduled) => Some(&scheduled.parameters),
        EventKind::LambdaFunctionScheduled(scheduled) | EventKind::ActivityScheduled(scheduled) => {
            Some(&scheduled.input)
        }
        _ => None,
    }
}

/// What an execution failed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Culprit {
    /// The call of this Task.
    Task(Rc<str>),
    /// This Fail state, as the workflow means it to.
    Fail(Rc<str>),
    /// The data of this state: a path or an expression that found nothing it can use.
    Data(Rc<str>),
    /// The execution itself: a limit, its time.
    Execution,
}

/// What an execution that failed has failed by: the first event that the failure follows from.
pub fn culprit(execution: &Execution) -> Option<Culprit> {
    let events = execution.events();
    let by_id = |id: asl_sim::EventId| (id.0 as usize).checked_sub(1).and_then(|index| events.get(index));
    let name = |event: &Event| {
        events.iter().find_map(|entered| match &entered.kind {
            EventKind::StateEntered { name, .. } if entered.visit == event.visit => Some(name.clone()),
            _ => None,
        })
    };
    let mut event = events.last().filter(|last| matches!(last.kind, EventKind::ExecutionFailed(_)))?;
    while let Some(before) = by_id(event.previous).filter(|before| before.id < event.id) {
        event = before;
        match &event.kind {
            kind if kind.attempt_failure().is_some() => return name(event).map(Culprit::Task),
            EventKind::StateEntered { name, state_type: asl_lang::StateType::Fail, .. } => {
                return Some(Culprit::Fail(name.clone()));
            }
            EventKind::EvaluationFailed { state, .. } => return Some(Culprit::Data(state.clone())),
            EventKind::MapStateFailed | EventKind::ParallelStateFailed | EventKind::MapIterationFailed(_) => {}
            // A runtime error has no event of its own: the state that it happened in is the last one.
            _ => return name(event).map_or(Some(Culprit::Execution), |name| Some(Culprit::Data(name))),
        }
    }
    Some(Culprit::Execution)
}
