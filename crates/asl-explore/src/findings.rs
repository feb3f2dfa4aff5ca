//! What runs show that somebody should know, each with the run that shows it.

use std::rc::Rc;

use asl_lang::{Resource, StateKind, StateMachine};
use asl_scenario::{Answers, Culprit, Expectation, ExpectedCall, Facts, Place, Played, Scenario, culprit, play};
use asl_sim::mock::Mocks;
use asl_sim::{Completion, Effect, Outcome};
use asl_value::{SortedMap, SortedSet, Value};

use crate::answers::Asked;
use crate::explore::Setup;
use crate::tasks::TaskPlan;

/// How often a run enters a state, or makes its call, before it is taken to go round without end.
const MANY_ROUNDS: usize = 30;
/// The state transitions in which a run that has an end comes to it: AWS's limit of events ends it long before.
const TO_THE_END: usize = 200_000;

/// What a finding is about, the most urgent kind first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A failure that nobody catches: it ends the run.
    Unhandled,
    /// The run goes round without end.
    Endless,
    /// The run is over its own time.
    Overdue,
    /// A state fails on the data that it gets, which nothing can catch.
    Data,
    /// A call that may be made twice, and has an effect.
    Twice,
    /// A retrier that no failure reaches.
    IdleRetrier,
    /// A catcher that no failure reaches.
    IdleCatcher,
    /// A state that no outcome reaches.
    Unreached,
    /// The longest run.
    Longest,
    /// The run with the most state transitions.
    Dearest,
}

impl Kind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Unhandled,
        Self::Endless,
        Self::Overdue,
        Self::Data,
        Self::Twice,
        Self::IdleRetrier,
        Self::IdleCatcher,
        Self::Unreached,
        Self::Longest,
        Self::Dearest,
    ];

    /// Its name, as the title of a list.
    pub fn title(self) -> &'static str {
        match self {
            Self::Unhandled => "Failures that nothing catches",
            Self::Endless => "Loops that may not end",
            Self::Overdue => "Runs that exceed the time of the workflow",
            Self::Data => "States that fail on their data",
            Self::Twice => "Calls that may be made twice",
            Self::IdleRetrier => "Retriers that never apply",
            Self::IdleCatcher => "Catchers that never apply",
            Self::Unreached => "States that nothing reaches",
            Self::Longest => "The longest run",
            Self::Dearest => "The run with the most state transitions",
        }
    }
}

/// How a run is made: an input, and a mock for each call.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The input.
    pub input: Value,
    /// Mocks in the format of TestState.
    pub mocks: Value,
}

/// Something that somebody should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// The state that it is about, if it is about one.
    pub state: Option<Rc<str>>,
    /// What was found, in a sentence.
    pub title: String,
    /// More about it: errors, numbers; empty for none.
    pub detail: String,
    /// What to do; empty for nothing.
    pub advice: &'static str,
    /// The errors that it stands for.
    pub errors: Rc<[Rc<str>]>,
    /// The run that shows it; none can show that something does not happen.
    pub recipe: Option<Recipe>,
    /// What holds in that run.
    pub expect: Expectation,
}

impl Finding {
    /// It as a scenario, which passes as long as the workflow does what the finding says.
    pub fn scenario(&self) -> Option<Scenario> {
        let recipe = self.recipe.as_ref()?;
        Some(Scenario {
            name: self.title.trim_end_matches('.').into(),
            input: Some(recipe.input.clone()),
            mocks: recipe.mocks.clone(),
            expect: self.expect.clone(),
            ..Scenario::default()
        })
    }
}

/// What the runs so far have shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    found: SortedMap<(Kind, Rc<str>, Rc<str>), Finding>,
    longest: Option<(f64, Finding)>,
    most_expensive: Option<(u32, Finding)>,
    /// In the order in which they were found.
    order: Vec<(Kind, Rc<str>, Rc<str>)>,
}

impl Seen {
    /// Takes in a run. `is_made_up`: it had to do with results that nobody knows, so that what fails on them says nothing.
    pub(crate) fn note(
        &mut self,
        input: &Value,
        played: &Played,
        facts: &Facts,
        tasks: &[TaskPlan],
        asked: &[Asked],
        is_made_up: bool,
    ) {
        let recipe = || Some(Recipe { input: input.clone(), mocks: played.mocks() });
        let outcome = played.simulator.outcome();
        let base = |kind, state: Option<&Rc<str>>| Finding {
            kind,
            state: state.cloned(),
            title: String::new(),
            detail: String::new(),
            advice: "",
            errors: Rc::default(),
            recipe: recipe(),
            expect: outcome_of(outcome),
        };
        if !played.is_ended {
            if let Some(state) = going_round(facts) {
                let key = (Kind::Endless, state.clone(), "".into());
                self.add(key, || Finding {
                    title: format!("The loop through `{state}` may not end."),
                    detail: "Each round comes to the same: nothing counts the rounds or ends them.".to_owned(),
                    advice: "Count the rounds in a variable and leave the loop after some of them, or set TimeoutSeconds of the workflow.",
                    ..base(Kind::Endless, Some(&state))
                });
            }
            return;
        }
        let error = outcome.and_then(Outcome::error);
        let name: Rc<str> = error.and_then(|error| error.name.clone()).unwrap_or_default();
        match (outcome, culprit(played.simulator.root())) {
            (Some(Outcome::TimedOut(_)), _) => self.add((Kind::Overdue, "".into(), "".into()), || Finding {
                title: "The workflow is ended by its TimeoutSeconds.".to_owned(),
                advice: "Nothing in the workflow can catch that: shorten its waits and retries, or give it more time.",
                ..base(Kind::Overdue, None)
            }),
            (_, Some(Culprit::Task(state))) => self.add((Kind::Unhandled, state.clone(), name.clone()), || {
                let last = asked.iter().rfind(|one| tasks.get(one.task).is_some_and(|task| task.name == state));
                let failure = last.and_then(|last| tasks.get(last.task)?.failures.get(last.failure()?));
                let errors = failure.map_or_else(|| [name.clone()].into(), |failure| failure.covers.clone());
                let attempts = last.map_or(1, |last| last.attempt + 1);
                Finding {
                    title: unhandled(&state, &name, errors.len(), attempts),
                    detail: match (&errors[..], error.and_then(|error| error.cause.as_deref())) {
                        ([one], Some(cause)) if !cause.is_empty() => format!("{one}: {cause}"),
                        _ => errors.iter().map(|error| &**error).collect::<Vec<_>>().join(", "),
                    },
                    advice: "Add a Catch, so that the workflow can handle it: notify someone, clean up, or respond.",
                    errors,
                    ..base(Kind::Unhandled, Some(&state))
                }
            }),
            (_, Some(Culprit::Data(state))) if !is_made_up => {
                let cause = error.and_then(|error| error.cause.clone()).unwrap_or_default();
                self.add((Kind::Data, state.clone(), name.clone()), || Finding {
                    title: format!("`{state}` fails with `{name}` on the data that it gets."),
                    detail: cause.to_string(),
                    advice: "Check the data in a Choice before it is used, or make the path or expression cope without it.",
                    errors: [name.clone()].into(),
                    ..base(Kind::Data, Some(&state))
                });
            }
            _ => {}
        }
        for (state, times) in repeated(facts, tasks, asked) {
            self.add((Kind::Twice, state.clone(), "".into()), || Finding {
                title: format!("The call of `{state}` may be made twice."),
                detail: "The failure that is retried does not say whether the call had its effect.".to_owned(),
                advice: "Send an idempotency key, such as the execution's ID with the name of the state, so that the service \
                         does it once; or retry only failures that say that nothing was done.",
                expect: Expectation {
                    calls: vec![ExpectedCall { state: state.clone(), times: Some(times), with: None }],
                    ..outcome_of(outcome)
                },
                ..base(Kind::Twice, Some(&state))
            });
        }
        let seconds = played.seconds();
        if self.longest.as_ref().is_none_or(|(known, _)| *known < seconds) {
            let finding = Finding {
                title: format!("The longest run takes {}.", duration(seconds)),
                detail:
                    "Calls that are answered count as no time; those that are not, as the time until they are given up."
                        .to_owned(),
                expect: Expectation { longest_seconds: Some(seconds), ..outcome_of(outcome) },
                ..base(Kind::Longest, None)
            };
            self.longest = Some((seconds, finding));
        }
        if self.most_expensive.as_ref().is_none_or(|(known, _)| *known < facts.transitions) {
            let finding = Finding {
                title: match facts.transitions {
                    1 => "The most expensive run has 1 state transition.".to_owned(),
                    more => format!("The most expensive run has {more} state transitions."),
                },
                detail: "AWS bills a Standard workflow by its state transitions, retries included.".to_owned(),
                expect: Expectation { most_transitions: Some(facts.transitions), ..outcome_of(outcome) },
                ..base(Kind::Dearest, None)
            };
            self.most_expensive = Some((facts.transitions, finding));
        }
    }

    /// The first run that shows something is the simplest one.
    fn add(&mut self, key: (Kind, Rc<str>, Rc<str>), finding: impl FnOnce() -> Finding) {
        if self.found.get(&key).is_none() {
            self.order.push(key.clone());
            self.found.insert(key, finding());
        }
    }

    /// What there is to say, the most urgent kind first.
    pub(crate) fn findings(
        &self,
        setup: &Setup,
        tasks: &[TaskPlan],
        places: &[Place],
        reached: &SortedSet<Place>,
        is_complete: bool,
    ) -> Vec<Finding> {
        let mut all: Vec<Finding> = Vec::new();
        for key in &self.order {
            let Some(finding) = self.found.get(key) else { continue };
            match key.0 {
                // Whether it has an end after all is seen at the end alone.
                Kind::Endless => all.extend(confirmed(setup, finding)),
                _ => all.push(finding.clone()),
            }
        }
        if is_complete {
            all.extend(idle(&setup.machine, places, reached));
        }
        let is_endless = all.iter().any(|finding| finding.kind == Kind::Endless);
        let ends = [self.longest.as_ref().map(|(_, one)| one), self.most_expensive.as_ref().map(|(_, one)| one)];
        if !tasks.is_empty() || !all.is_empty() {
            all.extend(
                ends.into_iter().flatten().map(|one| if is_endless { of_those_that_end(one) } else { one.clone() }),
            );
        }
        all.sort_by_key(|finding| finding.kind);
        all
    }
}

/// The longest or most expensive run where there are others without an end.
fn of_those_that_end(finding: &Finding) -> Finding {
    let title = finding.title.replacen("run", "of the runs that end", 1);
    let detail = format!("{} A loop that may not end takes more.", finding.detail);
    Finding { title, detail, ..finding.clone() }
}

fn unhandled(state: &str, error: &str, errors: usize, attempts: u32) -> String {
    let others = match errors.saturating_sub(1) {
        0 => String::new(),
        1 => " or another error".to_owned(),
        more => format!(" or {more} other errors"),
    };
    let after = match attempts {
        0 | 1 => String::new(),
        attempts => format!(" after {attempts} attempts"),
    };
    format!("Nothing catches it when `{state}` fails with `{error}`{others}{after}.")
}

/// What holds for how a run ended.
fn outcome_of(outcome: Option<&Outcome>) -> Expectation {
    Expectation {
        status: outcome.map(|outcome| outcome.status().into()),
        error: outcome.and_then(Outcome::error).and_then(|error| error.name.clone()),
        ..Expectation::default()
    }
}

/// The state that a run without end comes back to most, by its name where several are alike.
fn going_round(facts: &Facts) -> Option<Rc<str>> {
    let mut counts: SortedMap<Rc<str>, usize> = SortedMap::new();
    let names = facts.path.iter().chain(facts.calls.iter().map(|call| &call.state));
    for name in names {
        *counts.get_or_default(name.clone()) += 1;
    }
    let most = counts.values().copied().max().filter(|most| *most >= MANY_ROUNDS)?;
    // Those of one loop come to the same number, give or take the round that was cut off.
    counts.iter().find(|(_, count)| **count + 1 >= most).map(|(name, _)| name.clone())
}

/// The same run to its end, which is AWS's limit; `None` if it ends by itself.
fn confirmed(setup: &Setup, finding: &Finding) -> Option<Finding> {
    struct Given(Mocks);
    impl Answers for Given {
        fn answer(&mut self, effect: &Effect, _: u32, _: asl_aws::time::Timestamp) -> Completion {
            let unknown = || Completion::of(Err(asl_aws::state_error::StateError::without_cause("States.TaskFailed")));
            self.0.answer(&effect.state, effect.into()).map_or_else(unknown, |mock| mock.completion(&effect.request))
        }
    }
    let recipe = finding.recipe.as_ref()?;
    let mut given = Given(Mocks::from_value(&recipe.mocks).unwrap_or_default());
    let played = play(&setup.setting, recipe.input.clone(), &mut given, TO_THE_END);
    let outcome = played.simulator.outcome();
    let is_limit = match outcome {
        Some(Outcome::TimedOut(_)) => true,
        Some(Outcome::Failed(_)) => culprit(played.simulator.root()) != Some(Culprit::Execution) || played.is_ended,
        _ => false,
    };
    let events = played.simulator.events().len();
    let is_endless = is_limit && events >= 10_000 || matches!(outcome, Some(Outcome::TimedOut(_)));
    is_endless.then(|| Finding { expect: outcome_of(outcome), ..finding.clone() })
}

/// The Tasks whose call was repeated after a failure that does not say whether it had its effect, with how often they called.
fn repeated(facts: &Facts, tasks: &[TaskPlan], asked: &[Asked]) -> Vec<(Rc<str>, u32)> {
    let mut found: Vec<(Rc<str>, u32)> = Vec::new();
    for again in asked.iter().filter(|one| one.attempt > 0) {
        let Some(task) = tasks.get(again.task) else { continue };
        let before = asked.iter().rfind(|one| one.visit == again.visit && one.attempt + 1 == again.attempt);
        let failure = before.and_then(|before| task.failures.get(before.failure()?));
        if !failure.is_some_and(|failure| failure.may_be_done) || found.iter().any(|(state, _)| *state == task.name) {
            continue;
        }
        let calls = || facts.calls.iter().filter(|call| call.state == task.name);
        let is_repeated = calls().any(|call| {
            let is_before = |other: &&asl_scenario::Call| other.visit == call.visit && other.attempt < call.attempt;
            calls().filter(is_before).any(|other| other.parameters == call.parameters)
        });
        let has_effect = calls().next().is_some_and(|call| has_effect(&task.resource, &call.parameters));
        if is_repeated && has_effect {
            found.push((task.name.clone(), u32::try_from(calls().count()).unwrap_or(u32::MAX)));
        }
    }
    found
}

/// Whether a call changes something, and would change it again.
fn has_effect(resource: &str, parameters: &Value) -> bool {
    let has_key = |object: Option<&Value>, names: &[&str]| {
        let members = object.and_then(Value::as_object);
        members.is_some_and(|all| all.keys().any(|key| names.iter().any(|name| key.eq_ignore_ascii_case(name))))
    };
    if has_key(parameters.get("Headers"), &["Idempotency-Key", "X-Idempotency-Key"])
        || has_key(
            Some(parameters),
            &["ClientToken", "ClientRequestToken", "IdempotencyToken", "MessageDeduplicationId"],
        )
    {
        return false;
    }
    match Resource::parse(resource) {
        Resource::HttpInvoke(_) => {
            let method = parameters.get("Method").and_then(Value::as_str).unwrap_or_default();
            ["POST", "PATCH"].contains(&method)
        }
        Resource::Sdk(call) | Resource::Optimized(call) | Resource::LambdaInvoke(call) => {
            const HARMLESS: [&str; 12] = [
                "get",
                "list",
                "describe",
                "query",
                "scan",
                "head",
                "batchGet",
                "putItem",
                "deleteItem",
                "putObject",
                "deleteObject",
                "search",
            ];
            let is_named = call.event_type == "states" && parameters.get("Name").is_some();
            !is_named && !HARMLESS.iter().any(|harmless| call.action.starts_with(harmless))
        }
        Resource::LambdaFunction { .. } | Resource::Activity | Resource::Other => true,
    }
}

/// What no run has reached.
fn idle(machine: &StateMachine, places: &[Place], reached: &SortedSet<Place>) -> Vec<Finding> {
    let was_entered = |state: &Rc<str>| reached.contains(&Place::State(state.clone()));
    let entered_around = |state: &Rc<str>| {
        // What is inside of a state that nothing reaches is told with that one.
        machine.states().into_iter().all(|outer| {
            let inner = outer.scopes().iter().any(|scope| scope.state(state).is_some());
            !inner || was_entered(&outer.name.value)
        })
    };
    let finding = |kind, state: &Rc<str>, title: String, advice| Finding {
        kind,
        state: Some(state.clone()),
        title,
        detail: String::new(),
        advice,
        errors: Rc::default(),
        recipe: None,
        expect: Expectation::default(),
    };
    let number = |index: &u32| index.saturating_add(1);
    places
        .iter()
        .filter(|place| !reached.contains(place))
        .filter_map(|place| match place {
            Place::State(state) => entered_around(state).then(|| {
                finding(
                    Kind::Unreached,
                    state,
                    format!("No outcome that was tried reaches `{state}`."),
                    "Check what leads to it, or delete it.",
                )
            }),
            Place::Retrier(state, index)
                if was_entered(state) && retries(machine, state, *index) && is_tried(machine, place) =>
            {
                Some(finding(
                    Kind::IdleRetrier,
                    state,
                    format!("Retrier {} of `{state}` never applies.", number(index)),
                    "No failure that was tried gets to it: another retrier comes first, or nothing gives its errors.",
                ))
            }
            Place::Catcher(state, index) if was_entered(state) && is_tried(machine, place) => Some(finding(
                Kind::IdleCatcher,
                state,
                format!("Catcher {} of `{state}` never applies.", number(index)),
                "No failure that was tried gets to it: another catcher comes first, or nothing gives its errors.",
            )),
            _ => None,
        })
        .collect()
}

/// Errors of the service itself, of data and of limits: no call gives them, and none of them is tried.
const NOT_TRIED: [&str; 10] = [
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
];

/// Whether every error that a clause names is one that the calls were tried with, or that they cannot give.
fn is_tried(machine: &StateMachine, place: &Place) -> bool {
    let Some(state) = machine.find(place.state()) else { return true };
    let names = match place {
        Place::Retrier(_, index) => state.retry.get(*index as usize).map(|retrier| &retrier.error_equals),
        Place::Catcher(_, index) => state.catch.get(*index as usize).map(|catcher| &catcher.error_equals),
        _ => None,
    };
    !names.into_iter().flatten().any(|name| NOT_TRIED.contains(&&*name.value))
}

/// Whether a retrier retries at all: some only keep an error from the next one.
fn retries(machine: &StateMachine, state: &str, index: u32) -> bool {
    let state = machine.find(state);
    let retrier = state.and_then(|state| state.retry.get(index as usize));
    let calls = state
        .is_some_and(|state| matches!(state.kind, StateKind::Task(_) | StateKind::Map(_) | StateKind::Parallel { .. }));
    calls && retrier.is_some_and(|retrier| retrier.max_attempts != Some(0))
}

/// A time for people.
fn duration(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a run takes at most years")]
    let whole = seconds.round() as u64;
    match whole {
        0..=119 => format!("{} s", (seconds * 10.0).round() / 10.0),
        120..=7_199 => format!("{} min {} s", whole / 60, whole % 60),
        7_200..=172_799 => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
        _ => format!("{} days", whole / 86_400),
    }
}
