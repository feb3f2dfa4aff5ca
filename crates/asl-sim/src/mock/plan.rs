//! Which of the answers of a state a call gets: by call, by visit of the state, or by iteration of the Map around it.

use super::{Mock, mock};
use crate::effect::Effect;
use crate::event::VisitId;
use crate::execution::ActorId;
use asl_value::{SortedMap, Value};

/// The field of answers by iteration.
pub(crate) const BY_ITERATION: &str = "byIteration";
/// The field of answers by visit.
pub(crate) const BY_VISIT: &str = "byVisit";
/// Both: the second can stand inside of the first.
pub(crate) const BY: [&str; 2] = [BY_ITERATION, BY_VISIT];
/// The key of the iterations that have no answers of their own.
pub(crate) const OTHERS: &str = "default";

/// The answers of a state.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plan {
    /// One for each call, or for each attempt of a visit; the last goes on for ever.
    Calls(Vec<Mock>),
    /// For each visit of the state; the last goes on for ever.
    ByVisit(Vec<Plan>),
    /// For the iterations of the Map around the state, by their numbers, and for all others.
    ByIteration(SortedMap<u32, Plan>, Option<Box<Plan>>),
}

/// Which call it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The execution, and the visit in it.
    visit: (ActorId, VisitId),
    /// How many retries came before in the visit.
    attempt: u32,
    /// The number of the iteration or batch that it is made in, from 0.
    iteration: Option<u32>,
}

impl From<&Effect> for Call {
    fn from(effect: &Effect) -> Self {
        Self { visit: (effect.actor, effect.visit), attempt: effect.attempt, iteration: effect.iteration }
    }
}

/// What was answered so far, in one iteration or in none.
#[derive(Clone, Debug, Default, PartialEq)]
struct Given {
    calls: usize,
    visits: Vec<(ActorId, VisitId)>,
}

/// The answers of a state, and what was answered so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answers {
    plan: Plan,
    given: SortedMap<Option<u32>, Given>,
}

impl Answers {
    pub(super) fn new(plan: Plan) -> Self {
        Self { plan, given: SortedMap::new() }
    }

    /// The answer for the next call; `None` for an iteration that has none.
    pub(super) fn next(&mut self, call: Call) -> Option<Mock> {
        let (plan, key) = match &self.plan {
            Plan::ByIteration(known, others) => {
                let own = call.iteration.and_then(|iteration| known.get(&iteration));
                (own.or(others.as_deref())?, call.iteration)
            }
            plan => (plan, None),
        };
        if self.given.get(&key).is_none() {
            self.given.insert(key, Given::default());
        }
        let given = self.given.get_mut(&key)?;
        let calls = given.calls;
        given.calls += 1;
        let visit = given.visits.iter().position(|known| *known == call.visit).unwrap_or_else(|| {
            given.visits.push(call.visit);
            given.visits.len() - 1
        });
        match plan {
            Plan::ByVisit(visits) => match visits.get(visit).or_else(|| visits.last())? {
                Plan::Calls(list) => at(list, usize::try_from(call.attempt).ok()?),
                _ => None,
            },
            Plan::Calls(list) => at(list, calls),
            Plan::ByIteration(..) => None,
        }
    }
}

/// The one of that number, or the last.
fn at(list: &[Mock], number: usize) -> Option<Mock> {
    list.get(number).or_else(|| list.last()).cloned()
}

impl Plan {
    /// Reads the answers of a state.
    pub(super) fn from_value(value: &Value) -> Result<Self, String> {
        if let Some(iterations) = value.get(BY_ITERATION) {
            return Self::by_iteration(iterations);
        }
        Self::without_iterations(value)
    }

    fn by_iteration(iterations: &Value) -> Result<Self, String> {
        let mut known = SortedMap::new();
        let mut others = None;
        match iterations {
            Value::Array(list) => {
                for (number, answers) in (0..).zip(list.iter()) {
                    known.insert(number, Self::without_iterations(answers)?);
                }
            }
            Value::Object(members) => {
                for (key, answers) in members.iter() {
                    let plan = Self::without_iterations(answers)?;
                    match key.parse() {
                        Ok(number) => _ = known.insert(number, plan),
                        Err(_) if **key == *OTHERS => others = Some(Box::new(plan)),
                        Err(_) => return Err(format!("`{key}` is neither the number of an iteration nor `{OTHERS}`")),
                    }
                }
            }
            _ => return Err("`byIteration` must be a list, or an object with numbers of iterations".to_owned()),
        }
        Ok(Self::ByIteration(known, others))
    }

    fn without_iterations(value: &Value) -> Result<Self, String> {
        let Some(visits) = value.get(BY_VISIT) else { return Self::calls(value) };
        let visits = visits.as_array().ok_or("`byVisit` must be a list")?;
        visits.iter().map(Self::calls).collect::<Result<_, _>>().map(Self::ByVisit)
    }

    fn calls(value: &Value) -> Result<Self, String> {
        let list: Vec<Mock> = match value {
            Value::Array(list) => list.iter().map(mock).collect::<Result<_, _>>()?,
            one => vec![mock(one)?],
        };
        Ok(Self::Calls(list))
    }

    /// The answers one after the other, as for a list: of visits, those of each. `None` for answers by iteration.
    pub(super) fn in_order(&self) -> Option<Vec<&Mock>> {
        match self {
            Self::Calls(list) => Some(list.iter().collect()),
            Self::ByVisit(visits) => {
                visits.iter().map(Self::in_order).collect::<Option<Vec<_>>>().map(|all| all.concat())
            }
            Self::ByIteration(..) => None,
        }
    }
}

impl Answers {
    /// As [`Plan::in_order`].
    pub(super) fn in_order(&self) -> Option<Vec<&Mock>> {
        self.plan.in_order()
    }
}

#[cfg(test)]
mod tests {
    use super::Call;
    use crate::event::VisitId;
    use crate::execution::ActorId;
    use crate::mock::Mocks;
    use asl_value::Value;

    fn told(text: &str, calls: &[(u32, u32, Option<u32>)]) -> String {
        let mut mocks = Mocks::from_value(&Value::from_json(text).unwrap()).unwrap();
        let answers = calls.iter().map(|(visit, attempt, iteration)| {
            let call = Call { visit: (ActorId::ROOT, VisitId(*visit)), attempt: *attempt, iteration: *iteration };
            match mocks.answer("A", call).map(|mock| mock.outcome) {
                None => "-".to_owned(),
                Some(Ok(value)) => value.to_json(),
                Some(Err(error)) => error.name().to_owned(),
            }
        });
        answers.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_polling_loop_gets_pending_twice_and_then_done_however_often_a_visit_is_tried_again() {
        let text = r#"{"A": {"byVisit": [[{"errorOutput": {"error": "E"}}, {"result": "\"pending\""}], {"result": "\"pending\""}, {"result": "\"done\""}]}}"#;
        let calls = [(3, 0, None), (3, 1, None), (5, 0, None), (7, 0, None), (9, 0, None)];
        assert_eq!(told(text, &calls), r#"E "pending" "pending" "done" "done""#);
    }

    #[test]
    fn iterations_have_answers_of_their_own_and_the_others_those_of_all_others() {
        let text = r#"{"A": {"byIteration": {"1": {"errorOutput": {"error": "E"}}, "2": [{"result": 1}, {"result": 2}], "default": {"result": 0}}}}"#;
        let calls = [(1, 0, Some(0)), (2, 0, Some(1)), (3, 0, Some(2)), (4, 0, Some(0)), (3, 1, Some(2)), (5, 0, None)];
        assert_eq!(told(text, &calls), "0 E 1 0 2 0");
        assert_eq!(told(r#"{"A": {"byIteration": [{"result": 5}]}}"#, &[(1, 0, Some(0)), (2, 0, Some(1))]), "5 -");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for text in [
            r#"{"byVisit": 1}"#,
            r#"{"byIteration": 1}"#,
            r#"{"byIteration": {"x": {"result": 1}}}"#,
            r#"{"byVisit": [{"byVisit": []}]}"#,
        ] {
            let value = Value::from_json(&format!(r#"{{"A": {text}}}"#)).unwrap();
            assert!(Mocks::from_value(&value).is_err(), "{text}");
        }
    }
}
