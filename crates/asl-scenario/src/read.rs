//! Reads a file of scenarios, JSON or YAML: a list of them, or an object with the list as `scenarios`. What can be read is
//! read; what is wrong is told with its place. `docs/scenarios.md` describes the format.

use std::rc::Rc;

use asl_events::EventSystem;
use asl_events::entry::{EntryError, PutError};
use asl_lang::check::nearest;
use asl_lang::{Resource, StateKind, StateMachine};
use asl_sim::mock::Mocks;
use asl_sim::mock::check::answers_problems;
use asl_sim::what_if::HttpWhatIf;
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_text::{Node, NodeKind, Span};
use asl_value::{Map, Sort, Value};
use asl_view::events::entries::EventText;

use crate::messages::ScenarioProblem as Problem;
use crate::scenario::{Expectation, ExpectedCall, ExpectedDelivery, ExpectedExecution, Scenario, WhatIfs};

/// The fields of a scenario.
pub(crate) const FIELDS: [&str; 7] = ["name", "input", "mocks", "whatIf", "files", "events", "expect"];
/// The fields of `expect`.
pub(crate) const EXPECTED: [&str; 13] = [
    "status",
    "output",
    "outputIncludes",
    "condition",
    "error",
    "path",
    "reaches",
    "calls",
    "noCallTwice",
    "longestSeconds",
    "mostTransitions",
    "deliveries",
    "executions",
];
/// The fields of an entry of `calls`.
pub(crate) const OF_A_CALL: [&str; 3] = ["state", "times", "with"];
/// The fields of an entry of `deliveries`.
pub(crate) const OF_A_DELIVERY: [&str; 5] = ["rule", "target", "status", "with", "times"];
/// The fields of an entry of `executions`.
pub(crate) const OF_AN_EXECUTION: [&str; 5] = ["machine", "status", "input", "output", "times"];
/// What holds for a run of the machine alone.
const OF_A_MACHINE: [&str; 7] = ["status", "output", "outputIncludes", "condition", "error", "path", "mostTransitions"];
/// How a delivery can end.
pub(crate) const DELIVERY_STATUSES: [&str; 3] = ["DELIVERED", "DEAD_LETTER", "DROPPED"];
/// How an execution can end.
pub(crate) const STATUSES: [&str; 4] = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];

/// A file of scenarios that was read.
#[derive(Clone, Debug, Default)]
pub struct ScenarioFile {
    /// The scenarios as far as they can be run, in the order of the file.
    pub scenarios: Vec<Scenario>,
    /// What is wrong, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
}

impl ScenarioFile {
    /// Whether something keeps the file from being run as it is meant.
    pub fn is_hindered(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Reads a file; nothing at all is no scenarios. Names of states are looked up in `machine`, if there is one, those of rules
/// in `system`.
pub fn read(text: &str, machine: Option<&StateMachine>, system: Option<&EventSystem>) -> ScenarioFile {
    if text.trim().is_empty() {
        return ScenarioFile::default();
    }
    let parsed = asl_text::parse_data(text);
    let mut reader = Reader { machine, system, has_events: false, found: parsed.diagnostics };
    let mut scenarios = Vec::new();
    if let Some(root) = parsed.root {
        scenarios = reader.file(&root);
    }
    let mut diagnostics = reader.found;
    diagnostics.order_by_key(|found| found.span);
    ScenarioFile { scenarios, diagnostics }
}

/// Reads what must hold, wherever it stands: the object that a scenario has as `expect`. `has_events` says whether it is about
/// events on buses and not about a machine that is given an input. With it, what is wrong, in the order of its places.
pub fn read_expectation(
    node: &Node,
    machine: Option<&StateMachine>,
    system: Option<&EventSystem>,
    has_events: bool,
) -> (Expectation, Vec<Diagnostic>) {
    let mut reader = Reader { machine, system, has_events, found: Vec::new() };
    let is_object = reader.is_object(node, "expect");
    let expect = if is_object { reader.expectation(node) } else { Expectation::default() };
    let mut diagnostics = reader.found;
    diagnostics.order_by_key(|found| found.span);
    (expect, diagnostics)
}

/// Whether the scenario stands in `text` as it is.
pub fn has(text: &str, scenario: &Scenario) -> bool {
    let Some(file) = asl_text::parse_data(text).root.map(|root| root.to_value()) else { return false };
    let list = file.get("scenarios").unwrap_or(&file).as_array().unwrap_or_default();
    // As it is once it was written: numbers may be written otherwise.
    let written = Value::from_json(&scenario.to_value().to_json()).unwrap_or_default();
    list.contains(&written)
}

/// `text` with one more scenario at its end; `None` if the text cannot be read.
pub fn add(text: &str, scenario: &Scenario) -> Option<String> {
    let file = if text.trim().is_empty() {
        Value::from(Vec::new())
    } else {
        let parsed = asl_text::parse_data(text);
        let is_broken = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error);
        parsed.root.filter(|_| !is_broken)?.to_value()
    };
    let list = match &file {
        Value::Object(members) => members.get("scenarios")?.as_array()?.to_vec(),
        Value::Array(items) => items.to_vec(),
        _ => return None,
    };
    let taken = |name: &str| list.iter().any(|one| one.get("name").and_then(Value::as_str) == Some(name));
    let names = (1..).map(|number: u32| match number {
        1 => scenario.name.to_string(),
        more => format!("{} ({more})", scenario.name),
    });
    let name = names.into_iter().find(|name| !taken(name))?;
    let written = Scenario { name: name.into(), ..scenario.clone() }.to_value();
    let list: Value = list.into_iter().chain([written]).collect();
    let file = match &file {
        Value::Object(members) => {
            let mut members = (**members).clone();
            members.insert("scenarios", list);
            members.into()
        }
        _ => list,
    };
    Some(asl_text::print::json(&file))
}

/// Whether a call of a Task with this resource can come to what has this name: other Tasks than those for HTTP can fail with
/// any error, of their own.
fn can_come_to(resource: &str, id: &str) -> bool {
    !Resource::parse(resource).is_http() || id.starts_with("States.") || HttpWhatIf::find(id).is_some()
}

struct Reader<'m> {
    machine: Option<&'m StateMachine>,
    system: Option<&'m EventSystem>,
    /// Whether the scenario puts events: what it names may then be a target, or stand in any machine.
    has_events: bool,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn error(&mut self, node: &Node, problem: Problem) {
        self.found.push(Diagnostic::error(node.opening(), problem));
    }

    fn file(&mut self, root: &Node) -> Vec<Scenario> {
        let list = match &root.kind {
            NodeKind::Array(_) => Some(root),
            NodeKind::Object(_) => {
                self.fields(root, &["scenarios", "$schema"]);
                root.get("scenarios")
            }
            _ => None,
        };
        let Some(NodeKind::Array(items)) = list.map(|list| &list.kind) else {
            if let Some(list) = list {
                return self.wrong_type(list, "scenarios", "a list").unwrap_or_default();
            }
            if matches!(root.kind, NodeKind::Object(_)) {
                self.error(root, Problem::NotAList { found: "an object without it" });
            } else if !matches!(root.kind, NodeKind::Missing) {
                self.error(root, Problem::NotAList { found: root.describe() });
            }
            return Vec::new();
        };
        let mut scenarios: Vec<Scenario> = Vec::new();
        for item in items {
            let Some(scenario) = self.scenario(item) else { continue };
            if scenarios.iter().any(|known| known.name == scenario.name) {
                let at = item.get("name").unwrap_or(item);
                self.error(at, Problem::SameName(scenario.name.to_string()));
            }
            scenarios.push(scenario);
        }
        scenarios
    }

    fn scenario(&mut self, node: &Node) -> Option<Scenario> {
        if !self.is_entry(node, "scenarios") {
            return None;
        }
        self.fields(node, &FIELDS);
        let name = node.get("name").and_then(|name| self.text(name, "name"));
        if node.get("name").is_none() {
            self.error(node, Problem::NoName);
        }
        self.has_events = node.get("events").is_some();
        let expect = match node.get("expect") {
            Some(expect) if self.is_object(expect, "expect") => self.expectation(expect),
            _ => Expectation::default(),
        };
        if expect == Expectation::default() {
            self.found.push(Diagnostic::warning(node.opening(), Problem::NothingExpected));
        }
        Some(Scenario {
            name: name.unwrap_or_default(),
            input: node.get("input").map(Node::to_value),
            mocks: self.mocks(node.get("mocks")),
            what_if: self.what_if(node.get("whatIf")),
            files: self.files(node.get("files")),
            events: self.events(node),
            expect,
        })
    }

    fn events(&mut self, scenario: &Node) -> Option<Value> {
        let node = scenario.get("events")?;
        let value = node.to_value();
        let written = EventText::read(&value.to_json());
        let refused = written.events.iter().find_map(|event| event.refused.map(EntryError::message));
        if let Some(why) = written.refused.map(PutError::message).or(refused) {
            self.error(node, Problem::Event(why));
        }
        if written.events.is_empty() {
            self.error(node, Problem::Event("there is no event".to_owned()));
        }
        if let Some(member) = scenario.members().iter().find(|member| *member.key.value == *"input") {
            self.found.push(Diagnostic::error(member.key.span, Problem::OfMachine("input")));
        }
        Some(value)
    }

    fn mocks(&mut self, node: Option<&Node>) -> Value {
        let Some(node) = node.filter(|node| self.is_object(node, "mocks")) else { return Value::Null };
        let mut mocks = Map::new();
        for member in node.members() {
            let name = member.key.value.clone();
            self.state(&name, member.key.span);
            let machines: Vec<&StateMachine> = self.machine.into_iter().filter(|_| !self.has_events).collect();
            let problems = answers_problems(member, &machines);
            if problems.iter().any(|found| found.severity == Severity::Error) {
                self.found.extend(problems);
                continue;
            }
            let value = member.value.to_value();
            let alone: Map = [(name.clone(), value.clone())].into_iter().collect();
            match Mocks::from_value(&alone.into()) {
                Ok(_) => _ = mocks.insert(name, value),
                Err(why) => self.error(&member.value, Problem::Mock(why)),
            }
        }
        mocks.into()
    }

    fn what_if(&mut self, node: Option<&Node>) -> Vec<(Rc<str>, WhatIfs)> {
        let Some(node) = node.filter(|node| self.is_object(node, "whatIf")) else { return Vec::new() };
        let mut all = Vec::new();
        for member in node.members() {
            let name = member.key.value.clone();
            self.state(&name, member.key.span);
            let state = self.machine.filter(|_| !self.has_events).and_then(|machine| machine.find(&name));
            let task = match state.map(|state| &state.kind) {
                None => None,
                Some(StateKind::Task(task)) => Some(task),
                Some(kind) => {
                    let problem = Problem::NoCalls { name: name.to_string(), kind: kind.state_type() };
                    self.found.push(Diagnostic::error(member.key.span, problem));
                    continue;
                }
            };
            let mut id = |node: &Node| {
                let id = self.text(node, "whatIf")?;
                let resource = task.and_then(|task| task.resource.as_ref()).map_or("", |resource| &*resource.value);
                if !can_come_to(resource, &id) {
                    let problem = Problem::WhatIf { name: id.to_string(), state: name.to_string() };
                    self.error(node, problem);
                }
                Some(id)
            };
            match &member.value.kind {
                NodeKind::Array(items) => {
                    let ids = items.iter().filter_map(&mut id).collect();
                    all.push((name, WhatIfs::First(ids)));
                }
                _ => all.extend(id(&member.value).map(|id| (name, WhatIfs::Always(id)))),
            }
        }
        all
    }

    fn files(&mut self, node: Option<&Node>) -> Vec<(Rc<str>, Rc<str>)> {
        let Some(node) = node.filter(|node| self.is_object(node, "files")) else { return Vec::new() };
        let mut all = Vec::new();
        for member in node.members() {
            let address = &member.key.value;
            if !address.strip_prefix("s3://").is_some_and(|place| place.contains('/')) {
                self.error(&member.value, Problem::Address(address.to_string()));
                continue;
            }
            // What is no text is the JSON of it.
            let text = member.value.as_str().cloned().unwrap_or_else(|| member.value.to_value().to_json().into());
            all.push((address.clone(), text));
        }
        all
    }

    fn expectation(&mut self, node: &Node) -> Expectation {
        self.fields(node, &EXPECTED);
        self.belongs(node);
        let status = self.status(node, &STATUSES);
        let condition = node.get("condition").and_then(|condition| {
            let text = self.text(condition, "condition")?;
            let wrong = match asl_jsonata::Expression::compile(&text) {
                _ if !asl_jsonata::is_expression(&text) => Some("it is not in {% and %}".to_owned()),
                Ok(_) => None,
                Err(found) => found.first().map(|error| error.message.clone()),
            };
            if let Some(why) = wrong {
                self.error(condition, Problem::Condition(why));
            }
            Some(text)
        });
        let calls = node.get("calls").map(|calls| self.list(calls, "calls")).unwrap_or_default();
        let deliveries = node.get("deliveries").map(|all| self.list(all, "deliveries")).unwrap_or_default();
        let executions = node.get("executions").map(|all| self.list(all, "executions")).unwrap_or_default();
        Expectation {
            status,
            condition,
            output: node.get("output").map(Node::to_value),
            output_includes: node.get("outputIncludes").map(Node::to_value),
            error: node.get("error").and_then(|error| self.text(error, "error")),
            path: node.get("path").map(|path| self.states(path, "path")),
            reaches: node.get("reaches").map(|states| self.states(states, "reaches")).unwrap_or_default(),
            calls: calls.into_iter().filter_map(|call| self.call(call)).collect(),
            no_call_twice: node.get("noCallTwice").is_some_and(|node| self.flag(node, "noCallTwice")),
            longest_seconds: node.get("longestSeconds").and_then(|node| self.number(node, "longestSeconds")),
            most_transitions: node.get("mostTransitions").and_then(|node| self.whole(node, "mostTransitions")),
            deliveries: deliveries.into_iter().filter_map(|one| self.delivery(one)).collect(),
            executions: executions.into_iter().filter_map(|one| self.execution(one)).collect(),
        }
    }

    /// Tells of what cannot hold: an execution that there is not, deliveries of no event.
    fn belongs(&mut self, node: &Node) {
        for member in node.members() {
            let field = &*member.key.value;
            let problem = if self.has_events {
                OF_A_MACHINE.into_iter().find(|known| *known == field).map(Problem::OfMachine)
            } else {
                ["deliveries", "executions"].into_iter().find(|known| *known == field).map(Problem::OfEvents)
            };
            if let Some(problem) = problem {
                self.found.push(Diagnostic::error(member.key.span, problem));
            }
        }
    }

    fn delivery(&mut self, node: &Node) -> Option<ExpectedDelivery> {
        if !self.is_entry(node, "deliveries") {
            return None;
        }
        self.fields(node, &OF_A_DELIVERY);
        let Some(written) = node.get("rule") else {
            self.error(node, Problem::Type { field: "rule", expected: "the name of a rule", found: "nothing" });
            return None;
        };
        let rule = self.text(written, "rule")?;
        if let Some(system) = self.system {
            let names =
                || system.rules.iter().flat_map(|rule| [Some(&rule.resource.name), rule.resource.logical_id.as_ref()]);
            if !names().flatten().any(|name| *name == rule) {
                let near = nearest(&rule, names().flatten().map(|name| &**name)).map(str::to_owned);
                self.error(written, Problem::UnknownRule { name: rule.to_string(), near });
            }
        }
        Some(ExpectedDelivery {
            rule,
            target: node.get("target").and_then(|node| self.text(node, "target")),
            status: self.status(node, &DELIVERY_STATUSES),
            with: node.get("with").map(Node::to_value),
            times: node.get("times").and_then(|times| self.whole(times, "times")),
        })
    }

    fn execution(&mut self, node: &Node) -> Option<ExpectedExecution> {
        if !self.is_entry(node, "executions") {
            return None;
        }
        self.fields(node, &OF_AN_EXECUTION);
        let Some(written) = node.get("machine") else {
            self.error(
                node,
                Problem::Type { field: "machine", expected: "the name of a state machine", found: "nothing" },
            );
            return None;
        };
        Some(ExpectedExecution {
            machine: self.text(written, "machine")?,
            status: self.status(node, &STATUSES),
            input: node.get("input").map(Node::to_value),
            output: node.get("output").map(Node::to_value),
            times: node.get("times").and_then(|times| self.whole(times, "times")),
        })
    }

    fn status(&mut self, node: &Node, known: &'static [&'static str]) -> Option<Rc<str>> {
        let status = node.get("status")?;
        let text = self.text(status, "status")?;
        if !known.contains(&&*text) {
            self.error(status, Problem::Status(text.to_string(), known));
        }
        Some(text)
    }

    fn call(&mut self, node: &Node) -> Option<ExpectedCall> {
        if !self.is_entry(node, "calls") {
            return None;
        }
        self.fields(node, &OF_A_CALL);
        let Some(written) = node.get("state") else {
            self.error(node, Problem::Type { field: "state", expected: "the name of a state", found: "nothing" });
            return None;
        };
        let state = self.text(written, "state")?;
        self.state(&state, written.opening());
        Some(ExpectedCall {
            state,
            times: node.get("times").and_then(|times| self.whole(times, "times")),
            with: node.get("with").map(Node::to_value),
        })
    }

    // ---- values ----

    fn wrong_type<T>(&mut self, node: &Node, field: &'static str, expected: &'static str) -> Option<T> {
        self.error(node, Problem::Type { field, expected, found: node.describe() });
        None
    }

    fn is_object(&mut self, node: &Node, field: &'static str) -> bool {
        let is_object = matches!(node.kind, NodeKind::Object(_));
        is_object || self.wrong_type::<bool>(node, field, "an object").is_some()
    }

    /// Whether an entry of a list is an object; `of` is the list.
    fn is_entry(&mut self, node: &Node, of: &'static str) -> bool {
        let is_object = matches!(node.kind, NodeKind::Object(_));
        if !is_object {
            self.error(node, Problem::Entry { of, found: node.describe() });
        }
        is_object
    }

    fn list<'n>(&mut self, node: &'n Node, field: &'static str) -> Vec<&'n Node> {
        match &node.kind {
            NodeKind::Array(items) => items.iter().collect(),
            _ => self.wrong_type(node, field, "a list").unwrap_or_default(),
        }
    }

    fn text(&mut self, node: &Node, field: &'static str) -> Option<Rc<str>> {
        match node.as_str() {
            Some(text) => Some(text.clone()),
            None => self.wrong_type(node, field, "a string"),
        }
    }

    fn flag(&mut self, node: &Node, field: &'static str) -> bool {
        match node.kind {
            NodeKind::Bool(flag) => flag,
            _ => self.wrong_type(node, field, "true or false").unwrap_or_default(),
        }
    }

    fn number(&mut self, node: &Node, field: &'static str) -> Option<f64> {
        let number = node.to_value().as_number().map(asl_value::Number::as_f64).filter(|number| *number >= 0.0);
        number.or_else(|| self.out_of_range(node, field, "a number of at least 0"))
    }

    fn whole(&mut self, node: &Node, field: &'static str) -> Option<u32> {
        let whole = node.to_value().as_number().and_then(asl_value::Number::as_i64);
        let whole = whole.and_then(|whole| u32::try_from(whole).ok());
        whole.or_else(|| self.out_of_range(node, field, "a whole number of at least 0"))
    }

    /// Tells of what is no number, or another one than its field takes.
    fn out_of_range<T>(&mut self, node: &Node, field: &'static str, expected: &'static str) -> Option<T> {
        if !matches!(node.kind, NodeKind::Number(_)) {
            return self.wrong_type(node, field, expected);
        }
        self.error(node, Problem::Range { field, expected, found: node.to_value().to_json() });
        None
    }

    fn states(&mut self, node: &Node, field: &'static str) -> Vec<Rc<str>> {
        let mut names = Vec::new();
        for item in self.list(node, field) {
            if let Some(name) = self.text(item, field) {
                self.state(&name, item.opening());
                names.push(name);
            }
        }
        names
    }

    /// Tells of a state that is not there.
    fn state(&mut self, name: &str, at: Span) {
        let Some(machine) = self.machine.filter(|machine| !self.has_events && machine.find(name).is_none()) else {
            return;
        };
        let states = machine.states();
        let near = nearest(name, states.iter().map(|state| &*state.name.value)).map(str::to_owned);
        let problem = Problem::UnknownState { name: name.to_owned(), near };
        self.found.push(Diagnostic::error(at, problem));
    }

    fn fields(&mut self, node: &Node, fields: &'static [&'static str]) {
        for member in node.members() {
            let field = &*member.key.value;
            if !fields.contains(&field) {
                let near = nearest(field, fields.iter().copied());
                let problem = Problem::UnknownField { field: field.to_owned(), fields, near };
                self.found.push(Diagnostic::error(member.key.span, problem));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{add, has, read};
    use crate::Scenario;

    const MACHINE: &str = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "r", "Next": "Each"},
        "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "One", "States": {
            "One": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true}}}}}}"#;

    fn found(text: &str) -> Vec<(String, String)> {
        let machine = asl_lang::check_text(MACHINE).machine;
        let told = read(text, machine.as_ref(), None).diagnostics;
        assert!(told.iter().all(|found| found.hint().is_some()), "{told:?}");
        let place = |span: asl_text::Span| text[span.start as usize..span.end as usize].to_owned();
        told.into_iter().map(|found| (place(found.span), found.message())).collect()
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        let expect = r#""expect": {"status": "SUCCEEDED"}"#;
        for (text, place, message) in [
            ("7", "7", "a file of scenarios must be a list, or an object with `scenarios`, not a number"),
            (&format!("[{{{expect}}}]"), "{", "this scenario has no name"),
            (r#"[{"name": "a"}]"#, "{", "this scenario expects nothing, so it always passes"),
            (r#"[{"name": "a", "expect": {"status": "DONE"}}]"#, "\"", "no execution ends with the status `DONE`"),
            (&format!(r#"[{{"name": "a", "mock": {{}}, {expect}}}]"#), "\"mock\"", "`mock` is not a field here"),
            (
                &format!(r#"[{{"name": "a", "mocks": {{"Cal": {{"result": 1}}}}, {expect}}}]"#),
                "\"Cal\"",
                "there is no state `Cal`",
            ),
            (&format!(r#"[{{"name": "a", "mocks": {{"Call": {{}}}}, {expect}}}]"#), "{", "this mock has no answer"),
            (r#"[{"name": "a", "expect": {"condition": "{% 1 + %}"}}]"#, "\"", "the condition is not JSONata: "),
            (
                r#"[{"name": "a", "events": {"Source": "s"}, "expect": {"deliveries": [{"rule": "r"}]}}]"#,
                "{",
                "the event is rejected: ",
            ),
            (
                r#"[{"name": "a", "events": {"source": "s", "detail-type": "t", "detail": {}}, "input": 1, "expect": {"path": [],
                    "deliveries": [{"rule": "r", "status": "LOST"}]}}]"#,
                "\"path\"",
                "`path` is about an execution that is given an input, and this scenario puts events",
            ),
            (r#"[{"name": "a", "expect": {"executions": []}}]"#, "\"executions\"", "`executions` is about `events`"),
            (
                r#"[{"name": "a", "expect": {"calls": [{"state": "Call", "times": -1}]}}]"#,
                "-",
                "`times` must be a whole number of at least 0, not -1",
            ),
            (
                r#"[{"name": "a", "expect": {"longestSeconds": "x"}}]"#,
                "\"",
                "`longestSeconds` must be a number of at least 0, not a string",
            ),
            (r#"{"scenarios": {}}"#, "{", "`scenarios` must be a list, not an object"),
            ("{}", "{", "a file of scenarios must be a list, or an object with `scenarios`, not an object without it"),
            ("[1]", "1", "a scenario must be an object, not a number"),
            (r#"[{"name": "a", "expect": {"calls": [7]}}]"#, "7", "each of `calls` must be an object, not a number"),
            (
                r#"[{"name": "a", "whatIf": {"Each": "429"}}]"#,
                "\"Each\"",
                "`Each` is a Map state, which makes no calls",
            ),
            (r#"[{"name": "a", "whatIf": {"One": ["429", "teapot"]}}]"#, "\"", "no call of `One` comes to `teapot`"),
            (
                r#"[{"name": "a", "mocks": {"One": {"result": {"StatusCode": "x"}}}}]"#,
                "\"",
                "`StatusCode` must be a number: no call of this service returns anything else",
            ),
            (
                r#"[{"name": "a", "mocks": {"Call": {"byVisit": [{"result": 1}], "result": 5}}}]"#,
                "\"result\"",
                "`result` does nothing beside `byVisit`",
            ),
            (
                r#"[{"name": "a", "mocks": {"Call": {"result": 1, "bogus": 1}}}]"#,
                "\"bogus\"",
                "`bogus` is not a field of a mock",
            ),
        ] {
            let told = found(text);
            assert!(told.iter().any(|(at, said)| at == place && said.starts_with(message)), "{text}: {told:?}");
        }
    }

    #[test]
    fn a_call_can_come_to_each_what_if_and_to_errors_of_its_own() {
        for what_if in [r#"{"One": ["slow", "States.Http.StatusCode.418"]}"#, r#"{"Call": "CardDeclined"}"#] {
            let text = format!(r#"[{{"name": "a", "whatIf": {what_if}, "expect": {{"status": "FAILED"}}}}]"#);
            assert_eq!(found(&text), [], "{what_if}");
        }
        let told = read(
            r#"[{"name": "a", "whatIf": {"One": "teapot"}}]"#,
            asl_lang::check_text(MACHINE).machine.as_ref(),
            None,
        );
        let hints: Vec<String> = told.diagnostics.iter().filter_map(super::Diagnostic::hint).collect();
        assert!(hints.iter().any(|hint| hint.contains("429") && hint.contains("too-much")), "{hints:?}");
    }

    #[test]
    fn what_is_written_is_read_again_and_names_stay_apart() {
        let text = r#"{"scenarios": [{"name": "a", "input": {"n": 1}, "whatIf": {"Call": ["429", "503"]},
            "files": {"s3://b/k": "x"}, "expect": {"status": "FAILED", "error": "E", "path": ["Call"], "reaches": ["Call"],
            "calls": [{"state": "Call", "times": 2, "with": {"a": 1}}], "noCallTwice": true, "longestSeconds": 1.5,
            "mostTransitions": 3, "output": 1, "outputIncludes": {}, "condition": "{% true %}"}}]}"#;
        let machine = asl_lang::check_text(MACHINE).machine;
        let file = read(text, machine.as_ref(), None);
        assert!(file.diagnostics.is_empty(), "{:?}", file.diagnostics);
        let [scenario] = &file.scenarios[..] else { panic!("one") };
        let again = add(text, scenario).unwrap();
        let both = read(&again, machine.as_ref(), None);
        assert!(both.diagnostics.is_empty(), "{:?}", both.diagnostics);
        assert_eq!(&*both.scenarios[1].name, "a (2)");
        assert_eq!(Scenario { name: "a".into(), ..both.scenarios[1].clone() }, *scenario);
        assert_eq!(read(&add("", scenario).unwrap(), None, None).scenarios, std::slice::from_ref(scenario));
        assert_eq!(add("{", scenario), None, "a broken text is left alone");
        assert!(has(text, scenario) && has(&again, scenario) && has(&add("", scenario).unwrap(), scenario));
        let other = Scenario { input: None, ..scenario.clone() };
        assert!(!has(text, &other) && !has("", scenario) && !has("{", scenario) && !has("{}", scenario));
    }

    #[test]
    fn the_documentation_and_the_schema_have_the_fields_that_are_read() {
        let page = include_str!("../../../docs/scenarios.md");
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/scenarios.schema.json")).unwrap();
        let own = |pointer: &str| {
            let members = schema.pointer(pointer).unwrap().as_object().unwrap();
            members.keys().map(String::as_str).collect::<Vec<_>>()
        };
        let expect = "/$defs/expect/properties";
        assert_eq!(own("/$defs/scenario/properties"), super::FIELDS);
        assert_eq!(own(expect), super::EXPECTED);
        assert_eq!(own(&format!("{expect}/calls/items/properties")), super::OF_A_CALL);
        assert_eq!(own(&format!("{expect}/deliveries/items/properties")), super::OF_A_DELIVERY);
        assert_eq!(own(&format!("{expect}/executions/items/properties")), super::OF_AN_EXECUTION);
        assert_eq!(
            schema.pointer(&format!("{expect}/deliveries/items/properties/status/enum")).unwrap(),
            &serde_json::json!(super::DELIVERY_STATUSES)
        );
        assert_eq!(schema.pointer(&format!("{expect}/status/enum")).unwrap(), &serde_json::json!(super::STATUSES));
        for field in super::FIELDS
            .iter()
            .chain(&super::EXPECTED)
            .chain(&super::OF_A_CALL)
            .chain(&super::OF_A_DELIVERY)
            .chain(&super::OF_AN_EXECUTION)
        {
            assert!(page.contains(&format!("`{field}`")), "docs/scenarios.md does not describe `{field}`");
        }
        for one in asl_sim::what_if::HttpWhatIf::ALL {
            assert!(page.contains(&format!("`{}`", one.id())), "docs/scenarios.md does not name `{}`", one.id());
        }
        let example = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let file = read(example, None, None);
        assert!(file.diagnostics.is_empty() && file.scenarios.len() == 1, "{:?}", file.diagnostics);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(?s).{0,80}", name in "[a-zA-Z]{0,8}") {
            let machine = asl_lang::check_text(MACHINE).machine;
            let _ = read(&text, machine.as_ref(), None);
            let _ = read(&format!("[{{\"name\": \"{name}\", \"expect\": {{\"{name}\": {text}}}}}]"), None, None);
        }
    }
}
