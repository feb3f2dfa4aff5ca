//! The context object, and what else an expression may ask of a run
//! (Developer Guide, "Accessing execution data from the Context object").

use std::cell::RefCell;

use super::execution::Execution;
use super::thread::Thread;
use asl_aws::time::Timestamp;
use asl_jsonata::Deferral;
use asl_lang::StateType;
use asl_path::Environment;
use asl_value::{Map, Value};

/// What the expressions of one state can see besides their input.
pub(super) struct StateEnvironment<'a> {
    pub(super) execution: &'a Execution,
    pub(super) now: Timestamp,
    pub(super) thread: &'a Thread,
    pub(super) state_name: &'a str,
    pub(super) state_type: StateType,
    pub(super) random: &'a RefCell<fastrand::Rng>,
    /// Which evaluations are put off.
    pub(super) deferral: &'a Deferral,
    /// The task token, for a Task that waits for one.
    pub(super) token: Option<&'a str>,
    /// The item of a Map whose ItemSelector is evaluated.
    pub(super) item: Option<(u32, &'a Value)>,
    /// The name of the item, if it is a member of an object.
    pub(super) key: Option<&'a str>,
    /// Where the item comes from, in a Distributed Map.
    pub(super) source: Option<&'a str>,
}

impl Environment for StateEnvironment<'_> {
    fn context(&self) -> Value {
        if let Some(given) = &self.execution.start.context {
            let mut context = given.clone();
            self.add_item(&mut context);
            return context.into();
        }
        let mut context = self.execution.context.get_or_init(|| lasting(self.execution)).clone();
        let mut state = object([
            ("Name", self.state_name.into()),
            ("EnteredTime", self.thread.visit.entered_at.to_string().into()),
        ]);
        if matches!(self.state_type, StateType::Task | StateType::Parallel | StateType::Map) {
            state.insert("RetryCount", i64::from(self.thread.visit.attempt).into());
        }
        context.insert("State", state.into());
        self.add_item(&mut context);
        if let Some(token) = self.token {
            context.insert("Task", object([("Token", token.into())]).into());
        }
        context.into()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.thread.variables.get(name).cloned()
    }

    fn random(&self) -> u64 {
        self.random.borrow_mut().u64(..)
    }
}

impl StateEnvironment<'_> {
    /// `Map`, where an item is worked on.
    fn add_item(&self, context: &mut Map) {
        let inherited = self.thread.item.as_ref().map(|item| (item.index, &item.value));
        if let Some((index, value)) = self.item.or(inherited) {
            let mut item = object([("Index", i64::from(index).into()), ("Value", value.clone())]);
            if let Some(key) = self.key {
                item.insert("Key", key.into());
            }
            if let Some(source) = self.source {
                item.insert("Source", source.into());
            }
            context.insert("Map", object([("Item", item.into())]).into());
        }
    }
}

/// What the context object holds as long as the execution runs; made when it is first asked for.
fn lasting(running: &Execution) -> Map {
    let identity = &running.start.identity;
    // TestState runs a state without a role too.
    let role = if identity.role_arn.is_empty() { Value::Null } else { identity.role_arn.clone().into() };
    let mut execution = object([
        ("Id", identity.execution_arn().into()),
        ("Input", running.start.input.clone()),
        ("StartTime", running.started_at.to_string().into()),
        ("Name", identity.execution_name.clone().into()),
        ("RoleArn", role),
    ]);
    // An Express execution cannot be redriven, and AWS's recordings of them have no such count.
    if !identity.express {
        let redriven = running.redriven;
        execution.insert("RedriveCount", i64::from(redriven.map_or(0, |(count, _)| count)).into());
        if let Some((_, at)) = redriven {
            execution.insert("RedriveTime", at.to_string().into());
        }
    }
    object([
        ("Execution", execution.into()),
        (
            "StateMachine",
            object([("Id", identity.state_machine_arn().into()), ("Name", identity.state_machine_name.clone().into())])
                .into(),
        ),
    ])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Map {
    members.into_iter().map(|(key, value)| (key.into(), value)).collect()
}
