//! What is wrong with a text of mocks, where, before a run needs it.

use super::plan::{BY, BY_ITERATION, OTHERS};
use super::{Mocks, NAMES_OF_A_MOCK};
use crate::messages::MockProblem;
use crate::nested::Form;
use crate::test_state::check_in_run;
use asl_lang::check::nearest;
use asl_lang::{Resource, Scope, State, StateKind, StateMachine};
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_text::{self, Member, Node, NodeKind};
use asl_value::{Sort, Value};

/// A text of mocks that was read and checked.
#[derive(Clone, Debug, Default)]
pub struct CheckedMocks {
    /// The mocks, if nothing hinders.
    pub mocks: Mocks,
    /// What was found, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks the text of mocks, JSON or YAML; nothing at all is no mocks. Names of states are looked up in
/// `machines`, that which runs and those that it can start, if there is one.
pub fn check_text(text: &str, machines: &[&StateMachine]) -> CheckedMocks {
    if text.trim().is_empty() {
        return CheckedMocks::default();
    }
    let parsed = asl_text::parse_data(text);
    let mut found = parsed.diagnostics;
    let Some(root) = parsed.root else { return CheckedMocks { mocks: Mocks::default(), diagnostics: found } };
    if !matches!(root.kind, NodeKind::Object(_) | NodeKind::Null | NodeKind::Missing) {
        found.push(Diagnostic::error(root.opening(), MockProblem::NotAnObject { found: root.describe() }));
    }
    let states: Vec<&State> = machines.iter().flat_map(|machine| machine.states()).collect();
    for member in root.members() {
        if !machines.is_empty() {
            found.extend(name_problem(member, &states));
        }
        found.extend(answers_problems(member, machines));
    }
    let hindered = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let mocks = if hindered { Mocks::default() } else { Mocks::from_value(&root.to_value()).unwrap_or_default() };
    found.order_by_key(|diagnostic| diagnostic.span);
    CheckedMocks { mocks, diagnostics: found }
}

/// What is wrong with the answers of one state, whose mock is `member`: that of a scenario too.
pub fn answers_problems(member: &Member, machines: &[&StateMachine]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let states: Vec<&State> = machines.iter().flat_map(|machine| machine.states()).collect();
    result_problems(member, &states, &mut found);
    plan_problems(&member.key.value, &member.value, &BY, &mut found);
    let name = &*member.key.value;
    let iterations = member.value.members().iter().find(|one| *one.key.value == *BY_ITERATION);
    // What a machine that is started does in a Map of the one that starts it has its number.
    if let (Some(iterations), Some(machine)) = (iterations, machines.first())
        && machine.find(name).is_some_and(is_task)
        && !is_in_map(&machine.scope, name, false)
    {
        let problem = MockProblem::NoMap { state: name.to_owned() };
        found.push(Diagnostic::error(iterations.key.span, problem));
    }
    found
}

/// Whether a Map is around the state of that name.
fn is_in_map(scope: &Scope, name: &str, inside: bool) -> bool {
    scope.states.iter().any(|state| {
        let is_map = matches!(state.kind, StateKind::Map(_));
        (inside && &*state.name.value == name)
            || state.scopes().into_iter().any(|inner| is_in_map(inner, name, inside || is_map))
    })
}

/// A mock of no state is an error: a Task that it was meant for would go without. One of a state that calls nothing does
/// nothing: a warning.
fn name_problem(member: &Member, states: &[&State]) -> Option<Diagnostic> {
    let name = &*member.key.value;
    let problem = match states.iter().find(|state| &*state.name.value == name) {
        None => {
            let names = states.iter().filter(|state| is_task(state)).map(|state| &*state.name.value);
            let near = nearest(name, names).map(str::to_owned);
            let problem = MockProblem::UnknownState { name: name.to_owned(), near };
            return Some(Diagnostic::error(member.key.span, problem));
        }
        Some(state) if is_task(state) => return None,
        Some(state) => MockProblem::NotATask { name: name.to_owned(), kind: state.kind.state_type() },
    };
    Some(Diagnostic::warning(member.key.span, problem))
}

/// What is wrong with the results of a Task: the types of what the service gives.
fn result_problems(member: &Member, states: &[&State], found: &mut Vec<Diagnostic>) {
    let name = &*member.key.value;
    let is_it = |state: &&&State| &*state.name.value == name && is_task(state);
    let Some(StateKind::Task(task)) = states.iter().find(is_it).map(|state| &state.kind) else { return };
    let resource = task.resource.as_ref().map_or("", |resource| &*resource.value);
    let resource = Resource::parse(resource);
    let form = resource.integration().and_then(|call| Form::of(call.event_type, call.event_resource));
    for result in all_answers(&member.value).into_iter().filter_map(|answer| answer.get("result")) {
        // TestState takes the result as JSON text.
        let parsed = result.as_str().and_then(|text| Value::from_json(text).ok());
        let value = parsed.unwrap_or_else(|| result.to_value());
        let Some(form) = &form else {
            if let Err(problem) = check_in_run(resource, &value) {
                let at = named(result, problem.field()).unwrap_or(result);
                found.push(Diagnostic::error(at.opening(), MockProblem::Shape(problem)));
            }
            continue;
        };
        let mut say = |node: &Node, member, expected, found_type| {
            let problem = MockProblem::ResultType { member, expected, found: found_type };
            found.push(Diagnostic::error(node.opening(), problem));
        };
        if value.as_object().is_none() {
            say(result, "", "an object", described(&value));
            continue;
        }
        for (name, expected, fits) in form.members() {
            if let Some(value) = value.get(name).filter(|value| !fits(value)) {
                say(result.get(name).unwrap_or(result), name, expected, described(value));
            }
        }
    }
}

/// The member of that name, or the first one further inside.
fn named<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let members = || node.members().iter().map(|member| &member.value);
    node.get(name).or_else(|| members().find_map(|inner| named(inner, name)))
}

/// A value's type, as a message has it.
fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn is_task(state: &State) -> bool {
    matches!(state.kind, StateKind::Task(_))
}

/// What is wrong with the answers of a state: one, a list of them, or those by iteration or by visit, as far as these are
/// `allowed` there.
fn plan_problems(state: &str, answers: &Node, allowed: &[&'static str], found: &mut Vec<Diagnostic>) {
    let by = allowed.iter().enumerate().find_map(|(place, key)| Some((place, *key, answers.get(key)?)));
    if let Some((place, key, plans)) = by {
        let inside = allowed.get(place + 1..).unwrap_or_default();
        for other in answers.members().iter().filter(|member| *member.key.value != *key) {
            let problem = MockProblem::Beside { field: other.key.value.to_string(), by: key };
            found.push(Diagnostic::error(other.key.span, problem));
        }
        match &plans.kind {
            NodeKind::Array(list) if !list.is_empty() => {
                for answers in list {
                    plan_problems(state, answers, inside, found);
                }
            }
            NodeKind::Object(_) if key == BY_ITERATION => {
                for member in plans.members() {
                    let number = &*member.key.value;
                    if number != OTHERS && number.parse::<u32>().is_err() {
                        let problem = MockProblem::Iteration { key: number.to_owned() };
                        found.push(Diagnostic::error(member.key.span, problem));
                    }
                    plan_problems(state, &member.value, inside, found);
                }
            }
            NodeKind::Missing => {}
            _ => found.push(Diagnostic::error(plans.opening(), MockProblem::NotAPlan { field: key })),
        }
        return;
    }
    match &answers.kind {
        NodeKind::Array(list) if list.is_empty() => {
            found.push(Diagnostic::error(answers.span, MockProblem::NoAnswers { state: state.to_owned() }));
        }
        NodeKind::Array(list) => list.iter().for_each(|answer| answer_problems(answer, found)),
        NodeKind::Missing => {}
        _ => answer_problems(answers, found),
    }
}

/// The answers of a state, however they are given.
fn all_answers(answers: &Node) -> Vec<&Node> {
    let plans = BY.iter().find_map(|key| answers.get(key)).unwrap_or(answers);
    match &plans.kind {
        NodeKind::Array(list) => list.iter().flat_map(all_answers).collect(),
        NodeKind::Object(_) if !std::ptr::eq(plans, answers) => {
            plans.members().iter().flat_map(|member| all_answers(&member.value)).collect()
        }
        _ => vec![answers],
    }
}

fn answer_problems(answer: &Node, found: &mut Vec<Diagnostic>) {
    let mut say = |node: &Node, problem: MockProblem| found.push(Diagnostic::error(node.opening(), problem));
    if !matches!(answer.kind, NodeKind::Object(_)) {
        return say(answer, MockProblem::AnswerType { found: answer.describe() });
    }
    match (answer.get("result"), answer.get("errorOutput")) {
        (None, None) => say(answer, MockProblem::NoAnswer),
        (Some(_), Some(error)) => say(error, MockProblem::TwoAnswers),
        (Some(_), None) => {}
        (None, Some(error)) => match error.get("error").map(Node::as_str) {
            None if matches!(error.kind, NodeKind::Object(_)) => say(error, MockProblem::NoErrorName),
            Some(Some(_)) => {
                if let Some(cause) = error.get("cause").filter(|cause| cause.as_str().is_none()) {
                    say(cause, MockProblem::CauseType { found: cause.describe() });
                }
            }
            _ => say(error, MockProblem::ErrorType),
        },
    }
    if let Some(delay) = answer.get("delaySeconds") {
        let fine = matches!(&delay.kind, NodeKind::Number(seconds) if seconds.as_f64() >= 0.0);
        if !fine {
            say(delay, MockProblem::Delay);
        }
    }
    for member in answer.members() {
        let key = &*member.key.value;
        if !NAMES_OF_A_MOCK.contains(&key) {
            let problem = MockProblem::UnknownField { field: key.to_owned(), near: nearest(key, NAMES_OF_A_MOCK) };
            found.push(Diagnostic::error(member.key.span, problem));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check_text;
    use asl_text::diagnostic::{Code, Severity};

    const MACHINE: &str = r#"{"StartAt": "Call it", "States": {
        "Call it": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Each"},
        "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Inner", "States": {
            "Inner": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}}}}"#;

    /// Each finding of `text`: severity, what stands at its place, message and hint.
    fn found(text: &str) -> Vec<(Severity, &str, String)> {
        let machine = asl_lang::check_text(MACHINE).machine;
        let place = |diagnostic: &asl_text::diagnostic::Diagnostic| {
            &text[diagnostic.span.start as usize..diagnostic.span.end as usize]
        };
        let found = check_text(text, &machine.iter().collect::<Vec<_>>()).diagnostics;
        assert!(found.iter().all(|diagnostic| diagnostic.hint().is_some()), "{found:?}");
        let of_mocks =
            found.iter().filter(|diagnostic| matches!(diagnostic.code, Code::InvalidMock | Code::UnknownMock));
        of_mocks.map(|found| (found.severity, place(found), found.message())).collect()
    }

    #[test]
    fn mocks_of_tasks_wherever_they_stand_are_fine_and_so_is_nothing() {
        for text in ["", " \n", "{}", r#"{"Call it": {"result": null, "delaySeconds": 1.5}}"#] {
            assert_eq!(found(text), [], "{text}");
        }
        let yaml = "Inner:\n  - errorOutput:\n      error: Lambda.Unknown\n  - result: 1\n";
        assert_eq!(found(yaml), []);
        let mut mocks = check_text(yaml, &[]).mocks;
        assert!(mocks.next("Inner").is_some_and(|mock| mock.outcome.is_err()));
    }

    #[test]
    fn a_name_that_answers_nothing_is_told_at_its_place() {
        let text = r#"{"Cal it": {"result": 1}, "Each": {"result": 1}}"#;
        let problems = [
            (Severity::Error, "\"Cal it\"", "there is no state `Cal it`".to_owned()),
            (Severity::Warning, "\"Each\"", "`Each` is a Map state, which makes no calls".to_owned()),
        ];
        assert_eq!(found(text), problems);
        let machine = asl_lang::check_text(MACHINE).machine.unwrap();
        let other = r#"{"StartAt": "Cal it", "States": {"Cal it": {"Type": "Task", "Resource": "r", "End": true}}}"#;
        let other = asl_lang::check_text(other).machine.unwrap();
        let checked = check_text(text, &[&machine]);
        assert_eq!(checked.diagnostics[0].hint().as_deref(), Some("did you mean `Call it`?"));
        assert!(checked.mocks.is_empty());
        let checked = check_text(text, &[&machine, &other]);
        assert!(checked.mocks.clone().next("Each").is_some(), "warnings do not hinder");
        assert!(checked.mocks.clone().next("Cal it").is_some(), "a state of a machine that is started");
    }

    #[test]
    fn what_a_started_execution_gives_has_the_types_of_the_service() {
        let machine = |suffix: &str| {
            let text = format!(
                r#"{{"StartAt": "S", "States": {{"S": {{"Type": "Task", "End": true,
                    "Resource": "arn:aws:states:::states:startExecution{suffix}", "Parameters": {{"StateMachineArn": "m"}}}}}}}}"#
            );
            asl_lang::check_text(&text).machine.unwrap()
        };
        for (suffix, mock, expected) in [
            (".sync", r#"{"S": {"result": {"Status": "SUCCEEDED", "Output": "{\"a\":1}"}}}"#, None),
            (".sync:2", r#"{"S": {"result": {"Output": {"a": 1}}}}"#, None),
            ("", r#"{"S": {"result": {"ExecutionArn": "arn", "StartDate": 1767225600000}}}"#, None),
            (
                ".sync",
                r#"{"S": {"result": {"Output": {"a": 1}}}}"#,
                Some("`Output` of an execution that a Task starts must be a string, not an object"),
            ),
            (
                ".sync",
                r#"{"S": [{"result": "{\"Status\": 7}"}]}"#,
                Some("`Status` of an execution that a Task starts must be a string, not a number"),
            ),
            (
                ".sync:2",
                r#"{"S": {"result": 7}}"#,
                Some("the result of a Task that starts an execution must be an object, not a number"),
            ),
            (
                "",
                r#"{"S": {"result": {"StartDate": "soon"}}}"#,
                Some("`StartDate` of an execution that a Task starts must be a number, not a string"),
            ),
            (".waitForTaskToken", r#"{"S": {"result": 7}}"#, None),
        ] {
            let found = check_text(mock, &[&machine(suffix)]).diagnostics;
            let told = found.first().map(asl_text::diagnostic::Diagnostic::message);
            assert_eq!(told.as_deref(), expected, "{suffix} {mock}");
        }
    }

    #[test]
    fn what_a_service_would_not_return_is_told_at_its_place() {
        let machine = |resource: &str| {
            let text = format!(
                r#"{{"StartAt": "One", "States": {{"One": {{"Type": "Task", "End": true, "Resource": "arn:aws:states:::{resource}"}}}}}}"#
            );
            asl_lang::check_text(&text).machine.unwrap()
        };
        for (resource, result, at, message) in [
            ("http:invoke", r#"{"StatusCode": "two hundred"}"#, "\"", "`StatusCode` must be a number: "),
            (
                "http:invoke",
                r#"{"StatusCode": 7}"#,
                "7",
                "`StatusCode` has a value that no call of this service returns",
            ),
            ("http:invoke", r#"{"Headers": "x", "StatusCode": 200}"#, "\"", "`Headers` must be an object: "),
            ("http:invoke", r#"{"StatusCode": 200, "ResponseBody": [1], "Mine": 1}"#, "", ""),
            ("dynamodb:getItem", r#"{"Item": "not a map"}"#, "\"", "`Item` must be an object: "),
            ("aws-sdk:dynamodb:query", r#"{"Items": {}, "Count": 1}"#, "{", "`Items` must be an array: "),
            ("dynamodb:getItem", r#"{"ConsumedCapacity": {"TableName": 1}}"#, "1", "`TableName` must be a string: "),
            ("lambda:invoke", r#"{"StatusCode": "x", "Bogus": 1}"#, "\"", "`StatusCode` must be a number: "),
            ("lambda:invoke", r#"{"StatusCode": 200, "Payload": {"a": 1}}"#, "", ""),
            ("aws-sdk:lambda:invoke", r#"{"Payload": {"a": 1}}"#, "{", "`Payload` must be a string: "),
            ("lambda:invoke.waitForTaskToken", r#"{"StatusCode": "x"}"#, "", ""),
            ("aws-sdk:ec2:describeInstances", r#"{"Reservations": 1}"#, "", ""),
        ] {
            let text = format!(r#"{{"One": [{{"result": {result}}}]}}"#);
            let checked = check_text(&text, &[&machine(resource)]);
            let told = checked.diagnostics.first();
            assert_eq!(told.is_some(), !message.is_empty(), "{resource} {result}: {told:?}");
            if let Some(found) = told {
                let place = &text[found.span.start as usize..found.span.end as usize];
                assert!(found.message().starts_with(message), "{resource} {result}: {}", found.message());
                assert_eq!((place, found.severity), (at, Severity::Error), "{resource} {result}");
            }
        }
    }

    #[test]
    fn what_does_nothing_in_a_plan_is_told_at_its_place() {
        let text =
            r#"{"Inner": {"byVisit": [{"result": 1}], "byIteration": [{"result": 2}], "result": 5, "bogus": 1}}"#;
        let told = |field: &str| {
            (Severity::Error, format!("\"{field}\""), format!("`{field}` does nothing beside `byIteration`"))
        };
        let found: Vec<_> =
            found(text).into_iter().map(|(severity, at, said)| (severity, at.to_owned(), said)).collect();
        assert_eq!(found, ["byVisit", "result", "bogus"].map(told));
        let outside = r#"{"Call it": {"byIteration": [{"result": 2}]}}"#;
        let said = "`Call it` is not inside of a Map, so it has no iterations".to_owned();
        assert_eq!(self::found(outside), [(Severity::Error, "\"byIteration\"", said)]);
        assert_eq!(
            self::found(r#"{"Inner": {"byIteration": {"0": {"byVisit": [{"result": 1}]}, "default": {"result": 2}}}}"#),
            []
        );
    }

    #[test]
    fn an_answer_of_the_wrong_shape_is_an_error_at_its_place() {
        for (text, place, message) in [
            ("[1]", "[", "mocks must be an object with the names of states, not an array"),
            (r#"{"Inner": 7}"#, "7", "a mock must be an object, not a number"),
            (r#"{"Inner": []}"#, "[]", "the list of answers for `Inner` is empty"),
            (r#"{"Inner": [{"result": 1}, {}]}"#, "{", "this mock has no answer"),
            (
                r#"{"Inner": {"result": 1, "errorOutput": {"error": "E"}}}"#,
                "{",
                "this mock has both a result and an error",
            ),
            (r#"{"Inner": {"errorOutput": {}}}"#, "{", "`errorOutput` has no `error`"),
            (r#"{"Inner": {"errorOutput": "E"}}"#, "\"", "`errorOutput` must be an object with the string `error`"),
            (
                r#"{"Inner": {"errorOutput": {"error": "E", "cause": {}}}}"#,
                "{",
                "`cause` must be a string, not an object",
            ),
            (r#"{"Inner": {"result": 1, "delaySeconds": -1}}"#, "-", "`delaySeconds` must be a number of at least 0"),
        ] {
            assert_eq!(found(text), [(Severity::Error, place, message.to_owned())], "{text}");
        }
        let told = found(r#"{"Inner": {"results": 1}}"#);
        assert!(
            told.contains(&(Severity::Error, "\"results\"", "`results` is not a field of a mock".to_owned())),
            "{told:?}"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(?s).{0,80}", name in "\\PC{0,10}") {
            let machine = asl_lang::check_text(MACHINE).machine;
            let _ = check_text(&text, &machine.iter().collect::<Vec<_>>());
            let _ = check_text(&format!("{{\"{name}\": {text}}}"), &[]);
        }
    }
}
