//! What a run will call and ask, as the page says before the first run of a document that came by link.

use asl_value::SortedSet;
use std::rc::Rc;

use asl_events::{EventSystem, TargetKind};
use asl_functions::{Function, find, hosts};
use asl_http::Connections;
use asl_http::endpoint::shown;
use asl_http::steps::oauth_of;
use asl_lang::{Resource, State, StateKind, StateMachine};
use asl_sim::mock::Mocks;
use asl_stack::requirements::{self, MissingConnection, Requirement};
use asl_view::summary;

use crate::app::problems::analysis::CheckedDocument;
use crate::app::ui::format;

/// What a machine calls, with which connections, and what it will ask the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PlannedCalls {
    /// `Comment` of the machine.
    pub(crate) comment: Option<Rc<str>>,
    /// What the document does, in sentences.
    pub(crate) says: Vec<String>,
    /// Whether it can run as it is.
    pub(crate) can_run: bool,
    /// Whether it is a function alone, and no workflow.
    pub(crate) is_function: bool,
    /// The position of the file with the template; `None` if there is no template.
    pub(crate) template_at: Option<usize>,
    /// The calls, without repetition, as far as the text says: `POST https://api.example.com/x`, as it is written.
    pub(crate) calls: Vec<PlannedCall>,
    /// Connections of this tab that will be used.
    pub(crate) connections: Vec<UsedConnection>,
    /// What Tasks name that is no connection of this tab.
    pub(crate) missing: Vec<Rc<str>>,
    /// Where the text names each of them, and what it calls with it.
    pub(crate) needs: Vec<Rc<MissingConnection>>,
    /// The connections of the tab that may be used, since some Task computes which: all of them. Empty if none does.
    pub(crate) any_of: Vec<UsedConnection>,
    /// The functions whose code will run.
    pub(crate) functions: Vec<PlannedFunction>,
    /// The states that neither an API nor a mock answers, with what they call: `sns:publish`.
    pub(crate) asks: Vec<(Rc<str>, Rc<str>)>,
}

/// A function whose code will run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlannedFunction {
    /// Its name.
    pub(crate) name: Rc<str>,
    /// Its runtime.
    pub(crate) runtime: Rc<str>,
    /// How many lines its code has.
    pub(crate) lines: usize,
    /// The hosts that its code names.
    pub(crate) hosts: Vec<Rc<str>>,
}

/// A call of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlannedCall {
    /// `Method`; `None` if it is computed.
    pub(crate) method: Option<Rc<str>>,
    /// `ApiEndpoint` as it is written; `None` if it is computed.
    pub(crate) endpoint: Option<Rc<str>>,
}

impl PlannedCall {
    /// The first placeholder of the endpoint, which nothing has a value for.
    pub(crate) fn unresolved(&self) -> Option<String> {
        let (_, rest) = self.endpoint.as_deref()?.split_once("${")?;
        let (name, _) = rest.split_once('}')?;
        Some(format!("${{{name}}}"))
    }
}

/// A connection that will be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsedConnection {
    /// The name of the connection.
    pub(crate) name: Rc<str>,
    /// The origins that it is bound to.
    pub(crate) origins: Rc<str>,
    /// Where its tokens are asked for, if it has OAuth.
    pub(crate) token_endpoint: Option<Rc<str>>,
}

impl PlannedCalls {
    /// What a document calls and asks, with these connections. All of it comes from the check that is given: what the page shows of
    /// a document may still be that of another one.
    pub(crate) fn of_document(checked: &CheckedDocument, connections: &Connections) -> Self {
        let CheckedDocument { machine, others, functions, mocks, analysis, .. } = checked;
        let machines: Vec<_> = machine.iter().chain(others.iter().map(|other| &other.machine)).collect();
        let system = analysis.system.as_deref();
        let mut says: Vec<String> = machine.iter().flat_map(summary::sentences).collect();
        if let Some(system) = system.filter(|system| !system.rules.is_empty()) {
            let targets: usize = system.rules.iter().map(|rule| rule.targets.len()).sum();
            let (rules, targets) = (format::count(system.rules.len(), "event rule"), format::count(targets, "target"));
            says.push(format!("It has {rules} with {targets}."));
        }
        if machine.is_some() && !others.is_empty() {
            says.push(format!("It has {} more.", format::count(others.len(), "state machine")));
        }
        if says.is_empty() {
            says.push("The page can't tell what it does.".to_owned());
        }
        let template = analysis.template.as_ref();
        Self {
            is_function: template.is_some_and(|template| template.invoked.is_some()),
            template_at: template.map(|template| template.at),
            needs: analysis.problems.iter().filter_map(|problem| problem.connection.clone()).collect(),
            comment: machine
                .as_ref()
                .and_then(|machine| machine.comment.clone())
                .filter(|text| !text.trim().is_empty()),
            says,
            can_run: !analysis.prevent_run() && (machine.is_some() || system.is_some()),
            ..Self::of(&machines, system, functions, connections, mocks)
        }
    }

    /// What these machines and rules call and ask, with these connections and mocks.
    pub(crate) fn of(
        machines: &[&StateMachine],
        system: Option<&EventSystem>,
        functions: &[Function],
        connections: &Connections,
        mocks: &Mocks,
    ) -> Self {
        let mut planned = Self::default();
        let mut seen = SortedSet::new();
        for machine in machines {
            planned.take_in(machine, functions, connections, mocks, &mut seen);
        }
        if let Some(system) = system {
            planned.take_in_rules(system, functions, connections, mocks);
        }
        planned
    }

    /// What the targets of rules call: API destinations and functions.
    fn take_in_rules(
        &mut self,
        system: &EventSystem,
        functions: &[Function],
        connections: &Connections,
        mocks: &Mocks,
    ) {
        for target in system.rules.iter().flat_map(|rule| &rule.targets) {
            match &target.kind {
                TargetKind::ApiDestination(name) if !mocks.answers(name) => {
                    let Some((_, destination)) = system.destination(name) else { continue };
                    let endpoint = &destination.endpoint;
                    let method = Some(destination.method.as_str().into());
                    add(&mut self.calls, PlannedCall { method, endpoint: Some(Rc::clone(endpoint)) });
                    match connections.find(&destination.connection) {
                        Some(found) => add(&mut self.connections, used(found)),
                        None => add(&mut self.missing, Rc::clone(&destination.connection)),
                    }
                }
                TargetKind::Function(name) if !mocks.answers(name) => {
                    if self.runs(&find(functions, &target.arn).into_iter().collect::<Vec<_>>()) {
                        continue;
                    }
                    add(&mut self.asks, (Rc::clone(name), "lambda:invoke".into()));
                }
                _ => {}
            }
        }
    }

    /// Takes in the functions whose code runs for a state; whether there is one.
    fn calls_function(&mut self, state: &State, resource: &str, functions: &[Function]) -> bool {
        self.runs(&called(state, resource, functions))
    }

    /// Takes in those of the functions whose code runs here; whether there is one.
    fn runs(&mut self, called: &[&Function]) -> bool {
        let run = called.iter().filter(|function| function.runs_here());
        let mut is_any = false;
        for function in run {
            is_any = true;
            let lines = function.files().iter().map(|file| file.text.lines().count()).sum();
            let (name, runtime) = (function.name.clone(), function.runtime.clone());
            add(&mut self.functions, PlannedFunction { name, runtime, lines, hosts: hosts(function) });
        }
        is_any
    }

    fn take_in(
        &mut self,
        machine: &StateMachine,
        functions: &[Function],
        connections: &Connections,
        mocks: &Mocks,
        seen: &mut SortedSet<Rc<str>>,
    ) {
        let planned = self;
        let all = || connections.iter().map(used).collect::<Vec<_>>();
        for need in requirements::of(machine).into_iter().filter(|need| !mocks.answers(&need.state)) {
            add(&mut planned.calls, call(&need));
            match need.connection.as_ref().map(|reference| (reference, connections.find(&reference.value))) {
                Some((_, Some(found))) => add(&mut planned.connections, used(found)),
                Some((reference, None)) => add(&mut planned.missing, Rc::clone(&reference.value)),
                None if need.computes_connection => planned.any_of = all(),
                None => {}
            }
        }
        for state in machine.states() {
            let StateKind::Task(task) = &state.kind else { continue };
            let name = &state.name.value;
            if !task.is_http() && !mocks.answers(name) && seen.insert(Rc::clone(name)) {
                let text: &str = task.resource.as_ref().map_or("", |resource| &resource.value);
                if planned.calls_function(state, text, functions) {
                    continue;
                }
                let what = task.target().integration().map_or(text, |integration| integration.call);
                planned.asks.push((Rc::clone(name), what.into()));
            }
        }
    }
}

/// The function that a state names, or all of them where it computes which.
fn called<'f>(state: &State, resource: &str, functions: &'f [Function]) -> Vec<&'f Function> {
    match Resource::parse(resource) {
        Resource::LambdaFunction { .. } => find(functions, resource).into_iter().collect(),
        Resource::LambdaInvoke(_) => {
            let fields = state.parameters.as_ref().or(state.arguments.as_ref());
            let named = fields.and_then(|fields| fields.get("FunctionName")?.as_str());
            match named.filter(|name| !name.trim_start().starts_with("{%")) {
                Some(name) => find(functions, name).into_iter().collect(),
                None => functions.iter().collect(),
            }
        }
        _ => Vec::new(),
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn call(need: &Requirement) -> PlannedCall {
    PlannedCall { method: need.method.clone(), endpoint: need.endpoint.clone() }
}

fn used(connection: &asl_http::Connection) -> UsedConnection {
    UsedConnection {
        name: Rc::clone(&connection.name),
        origins: connection.origins.iter().map(|origin| shown(origin)).collect::<Vec<_>>().join(", ").into(),
        token_endpoint: oauth_of(connection).map(|oauth| Rc::clone(&oauth.endpoint)),
    }
}
