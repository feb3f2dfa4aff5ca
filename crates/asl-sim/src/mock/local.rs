//! The mock configuration file of Step Functions Local (Developer Guide, "Testing state machines with Step Functions Local"):
//! `StateMachines` with `TestCases`, which name for each state one of `MockedResponses`; these have answers by the number
//! of the call: `"0"`, or `"1-3"`.

use super::Mocks;
use asl_value::{Map, Value};

/// The most calls that one answer is repeated for; the file's numbers may be anything.
const MOST_CALLS: usize = 100;

/// A test case of a configuration file, as mocks.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// The name of its machine.
    pub machine: String,
    /// Its own name.
    pub name: String,
    /// Its answers, in the shape of the document's mocks.
    pub mocks: Value,
}

/// The test cases of a configuration file; `None` if it is none. The error says what is wrong with it, and where.
pub fn read(value: &Value) -> Option<Result<Vec<TestCase>, String>> {
    let (machines, responses) = (value.get("StateMachines")?, value.get("MockedResponses")?);
    Some(cases(machines, responses))
}

fn cases(machines: &Value, responses: &Value) -> Result<Vec<TestCase>, String> {
    let machines = machines.as_object().ok_or("`StateMachines` must be an object")?;
    let mut all = Vec::new();
    for (machine, content) in machines.iter() {
        let cases = content.get("TestCases").and_then(Value::as_object);
        let cases = cases.ok_or_else(|| format!("the state machine `{machine}` has no `TestCases`"))?;
        for (name, states) in cases.iter() {
            let states = states.as_object().ok_or_else(|| format!("the test case `{name}` must be an object"))?;
            let mut mocks = Map::new();
            for (state, response) in states.iter() {
                let response = response.as_str().unwrap_or_default();
                let answers = responses.get(response).ok_or_else(|| {
                    format!("`MockedResponses` has no `{response}`, which `{name}` names for `{state}`")
                })?;
                let answers = list(answers).map_err(|why| format!("`MockedResponses`, `{response}`: {why}"))?;
                mocks.insert(state.clone(), answers);
            }
            all.push(TestCase { machine: machine.to_string(), name: name.to_string(), mocks: mocks.into() });
        }
    }
    Ok(all)
}

/// Answers by the numbers of calls, as a list; one alone stands by itself.
fn list(answers: &Value) -> Result<Value, String> {
    let answers = answers.as_object().ok_or("it must be an object with numbers of calls")?;
    let mut numbered: Vec<(usize, usize, Value)> = Vec::new();
    for (key, answer) in answers.iter() {
        let (from, to) = key.split_once('-').unwrap_or((key, key));
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let (Some(from), Some(to)) = (number(from), number(to)) else {
            return Err(format!("`{key}` is not the number of a call, such as `0` or `1-3`"));
        };
        if to < from || to >= MOST_CALLS {
            return Err(format!("`{key}` must go up, to {} at most", MOST_CALLS - 1));
        }
        numbered.push((from, to, mock(answer).ok_or_else(|| format!("`{key}` needs `Return` or `Throw`"))?));
    }
    numbered.sort_unstable_by_key(|(from, ..)| *from);
    let mut list = Vec::new();
    for (from, to, answer) in numbered {
        if from != list.len() {
            return Err(format!("an answer for call {} is missing or given twice", list.len().min(from)));
        }
        list.extend(std::iter::repeat_n(answer, to + 1 - from));
    }
    match list.as_slice() {
        [] => Err("it has no answers".to_owned()),
        [one] => Ok(one.clone()),
        _ => Ok(list.into()),
    }
}

fn mock(answer: &Value) -> Option<Value> {
    let one = |key: &str, value: Value| Value::from([(key.into(), value)].into_iter().collect::<Map>());
    if let Some(result) = answer.get("Return") {
        // A text may be read as JSON: written as the JSON of a text, it is one again.
        let result = if result.as_str().is_some() { result.to_json().into() } else { result.clone() };
        return Some(one("result", result));
    }
    let thrown = answer.get("Throw")?;
    let members = [("error", "Error"), ("cause", "Cause")].into_iter();
    let output: Map = members.filter_map(|(own, theirs)| Some((own.into(), thrown.get(theirs)?.clone()))).collect();
    Some(one("errorOutput", output.into()))
}

/// The mocks as a configuration file with one test case. Says which states are left out, since the file has no answers by
/// iteration.
pub fn write(mocks: &Mocks, machine: &str, test_case: &str) -> (Value, Vec<String>) {
    let object = |key: &str, value: Value| Value::from([(key.into(), value)].into_iter().collect::<Map>());
    let (mut states, mut responses, mut left_out) = (Map::new(), Map::new(), Vec::new());
    for (state, answers) in &mocks.states {
        let Some(list) = answers.in_order() else {
            left_out.push(state.to_string());
            continue;
        };
        let name = format!("Mocked{}", state.replace(|letter: char| !letter.is_alphanumeric(), ""));
        let name = if responses.get(&name).is_some() { format!("{name}{}", responses.len()) } else { name };
        let mut numbered = Map::new();
        for (number, mock) in list.iter().enumerate() {
            let answer = match &mock.outcome {
                Ok(result) => object("Return", result.clone()),
                Err(error) => {
                    let members = [("Error", &error.name), ("Cause", &error.cause)].into_iter();
                    let given = members.filter_map(|(key, text)| Some((key.into(), Value::String(text.clone()?))));
                    object("Throw", given.collect::<Map>().into())
                }
            };
            numbered.insert(number.to_string(), answer);
        }
        states.insert(state.clone(), name.as_str().into());
        responses.insert(name, numbered.into());
    }
    let cases = object("TestCases", object(test_case, states.into()));
    let file: Map = [("StateMachines".into(), object(machine, cases)), ("MockedResponses".into(), responses.into())]
        .into_iter()
        .collect();
    (file.into(), left_out)
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::mock::Mocks;
    use asl_value::Value;

    /// The example of the Developer Guide, shortened.
    const FILE: &str = r#"{"StateMachines": {"LambdaSQSIntegration": {"TestCases": {
        "HappyPath": {"LambdaState": "MockedLambdaSuccess", "SQSState": "MockedSQSSuccess"},
        "RetryPath": {"LambdaState": "MockedLambdaRetry"}}}},
        "MockedResponses": {
        "MockedLambdaSuccess": {"0": {"Return": {"StatusCode": 200}}},
        "MockedSQSSuccess": {"0": {"Return": "sent"}},
        "MockedLambdaRetry": {"0": {"Throw": {"Error": "Lambda.ResourceNotReadyException", "Cause": "not ready"}},
            "1-2": {"Throw": {"Error": "Lambda.TimeoutException"}}, "3": {"Return": {"StatusCode": 200}}}}}"#;

    fn parse(text: &str) -> Value {
        Value::from_json(text).unwrap()
    }

    #[test]
    fn each_test_case_becomes_mocks_that_answer_as_the_file_says() {
        let cases = read(&parse(FILE)).unwrap().unwrap();
        assert_eq!(cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>(), ["HappyPath", "RetryPath"]);
        let mut happy = Mocks::from_value(&cases[0].mocks).unwrap();
        assert_eq!(happy.next("SQSState").unwrap().outcome.unwrap().to_json(), r#""sent""#);
        let mut retry = Mocks::from_value(&cases[1].mocks).unwrap();
        let told: Vec<_> = (0..5)
            .map(|_| match retry.next("LambdaState").unwrap().outcome {
                Ok(result) => result.to_json(),
                Err(error) => error.name().to_owned(),
            })
            .collect();
        let good = r#"{"StatusCode":200}"#;
        let timeout = "Lambda.TimeoutException";
        assert_eq!(told, ["Lambda.ResourceNotReadyException", timeout, timeout, good, good]);
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let mocks = r#"{"A b": [{"errorOutput": {"error": "E", "cause": "c"}}, {"result": {"n": 1}}], "C": {"result": "\"7\""}, "M": {"byIteration": [{"result": 1}]}}"#;
        let (file, left_out) = write(&Mocks::from_value(&parse(mocks)).unwrap(), "Playground", "Mocks");
        assert_eq!(left_out, ["M"]);
        let cases = read(&file).unwrap().unwrap();
        let expected =
            r#"{"A b":[{"errorOutput":{"error":"E","cause":"c"}},{"result":{"n":1}}],"C":{"result":"\"7\""}}"#;
        assert_eq!(cases[0].mocks.to_json(), expected);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(read(&parse("{}")), None, "other mocks are no such file");
        for (from, to, said) in [
            (
                "\"MockedSQSSuccess\"}",
                "\"Gone\"}",
                "`MockedResponses` has no `Gone`, which `HappyPath` names for `SQSState`",
            ),
            (
                "\"1-2\"",
                "\"2\"",
                "`MockedResponses`, `MockedLambdaRetry`: an answer for call 1 is missing or given twice",
            ),
            (
                "\"1-2\"",
                "\"x\"",
                "`MockedResponses`, `MockedLambdaRetry`: `x` is not the number of a call, such as `0` or `1-3`",
            ),
            ("{\"Return\": \"sent\"}", "{}", "`MockedResponses`, `MockedSQSSuccess`: `0` needs `Return` or `Throw`"),
        ] {
            let text = FILE.replacen(from, to, 1);
            assert_ne!(text, FILE, "{from}");
            assert_eq!(read(&parse(&text)).unwrap().unwrap_err(), said);
        }
    }
}
