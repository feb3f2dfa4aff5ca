//! `inspectionData` of an answer: the data of the state after each step of its processing, from the stages that its run
//! has recorded.

use super::outcome::Tested;
use crate::Simulator;
use crate::event::{EventKind, Stage, StageKind};
use crate::runnable::{DataCode, JsonPathCode, KindCode, PathCode, ResultPathCode, StateCode};
use asl_lang::StateType;
use asl_value::{Map, Value};

/// The texts that AWS shows as they were written, as long as no field changes what they say.
pub(super) struct Written {
    /// The state's input.
    pub(super) input: String,
    /// The result of a mock, if it was a text.
    pub(super) result: Option<String>,
}

/// What a run of a state shows of it; `code` is the state that ran, `is` the type of the one that is tested.
pub(super) fn inspect(
    simulator: &Simulator,
    code: &StateCode,
    is: StateType,
    written: &Written,
    tested: &Tested,
) -> Map {
    let stages = stages(simulator);
    let mut shown = Map::new();
    show(&mut shown, "input", Some(&written.input));
    match &code.data {
        DataCode::JsonPath(data) => json_path(&mut shown, code, data, is, stages, written, tested),
        DataCode::Jsonata { .. } => {
            show(&mut shown, "afterArguments", find(stages, StageKind::AfterArguments).as_ref());
            if is == StateType::Task {
                show(&mut shown, "result", result(stages, written).as_ref());
            }
        }
    }
    let assigned = simulator.events().iter().find_map(|event| match &event.kind {
        EventKind::StateExited { assigned, .. } => assigned.as_ref(),
        _ => None,
    });
    if let Some(assigned) = assigned {
        let variables: Map = assigned.iter().cloned().collect();
        show(&mut shown, "variables", Some(&Value::from(variables).to_json()));
    }
    shown
}

impl Tested {
    /// `errorDetails` of the answer: the retrier, its wait, and the catcher; `None` if none of them had to do with it.
    pub fn error_details(&self) -> Option<Value> {
        let index = |index: usize| Value::from(i64::try_from(index).unwrap_or(i64::MAX));
        #[expect(clippy::cast_possible_truncation, reason = "AWS has whole seconds; a wait too long saturates")]
        let whole = |seconds: f64| Value::from(seconds.round() as i64);
        let mut details = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                details.insert(name, value);
            }
        };
        put("retryBackoffIntervalSeconds", self.retry_seconds.map(whole));
        put("retryIndex", self.retry_index.map(index));
        put("catchIndex", self.catch_index.map(index));
        (!details.is_empty()).then(|| details.into())
    }
}

/// The stages of a JSONPath state. What no field changes is what the step before has left.
fn json_path(
    shown: &mut Map,
    code: &StateCode,
    data: &JsonPathCode,
    is: StateType,
    stages: &[Stage],
    written: &Written,
    tested: &Tested,
) {
    let literal = matches!(&code.kind, KindCode::Pass { result: Some(_) });
    let whole = matches!(data.input_path, PathCode::Whole);
    let input = if whole { Some(written.input.clone()) } else { find(stages, StageKind::AfterInputPath) };
    if !literal && is != StateType::Parallel {
        show(shown, "afterInputPath", input.as_ref());
    }
    if !matches!(is, StateType::Pass | StateType::Task | StateType::Parallel | StateType::Map) {
        return;
    }
    let effective = if data.parameters.is_some() { find(stages, StageKind::AfterParameters) } else { input };
    if !literal && matches!(is, StateType::Pass | StateType::Task) {
        show(shown, "afterParameters", effective.as_ref());
    }
    let result = if is == StateType::Pass && !literal { effective } else { result(stages, written) };
    if literal || is == StateType::Task {
        show(shown, "result", result.as_ref());
    }
    let selected = if data.result_selector.is_some() { find(stages, StageKind::AfterResultSelector) } else { result };
    show(shown, "afterResultSelector", selected.as_ref());
    let merged = match (&tested.catch_index, &data.result_path) {
        // A catcher has a ResultPath of its own, and nothing comes after it.
        (Some(_), _) => tested.output.as_ref().map(Value::to_json),
        (None, ResultPathCode::Whole) => selected,
        (None, ResultPathCode::Discard | ResultPathCode::At(_)) => find(stages, StageKind::AfterResultPath),
    };
    show(shown, "afterResultPath", merged.as_ref());
}

/// The result that the state came to.
fn result(stages: &[Stage], written: &Written) -> Option<String> {
    let result = find(stages, StageKind::Result)?;
    Some(written.result.clone().unwrap_or(result))
}

fn show(shown: &mut Map, name: &str, text: Option<&String>) {
    if let Some(text) = text {
        shown.insert(name, text.as_str().into());
    }
}

/// The stages of the first state, as far as it came.
fn stages(simulator: &Simulator) -> &[Stage] {
    let events = simulator.events();
    let visit = events.iter().find(|event| matches!(event.kind, EventKind::StateEntered { .. }));
    let of_visit = events.iter().rev().filter(|event| visit.is_some_and(|visit| visit.visit == event.visit));
    let recorded = of_visit.filter_map(|event| event.trace.as_ref()).map(|trace| trace.stages.as_slice());
    recorded.into_iter().find(|stages| !stages.is_empty()).unwrap_or_default()
}

fn find(stages: &[Stage], kind: StageKind) -> Option<String> {
    stages.iter().find(|stage| stage.kind == kind).map(|stage| stage.value.to_json())
}

#[cfg(test)]
mod tests {
    use super::super::{TestStateCall, test};
    use asl_aws::time::Timestamp;
    use asl_http::test_state::Level;
    use asl_value::Value;

    fn json(text: &str) -> Value {
        Value::from_json(text).unwrap()
    }

    /// `inspectionData` of a state with this input and mock.
    fn shown(call: &TestStateCall<'_>) -> String {
        let call = TestStateCall { level: call.level.or(Some(Level::Debug)), ..call.clone() };
        test(&call, Timestamp(0)).unwrap().inspection.map(|shown| shown.to_json()).unwrap_or_default()
    }

    #[test]
    fn a_stage_that_no_field_changes_is_the_text_of_the_one_before() {
        let pass = r#"{"Type": "Pass", "InputPath": "$.a", "ResultPath": "$.b", "End": true}"#;
        let call = TestStateCall {
            definition: pass,
            input: json(r#"{"a": [1, 2]}"#),
            input_text: Some(r#"{"a": [1, 2]}"#),
            ..TestStateCall::default()
        };
        assert_eq!(
            shown(&call),
            r#"{"input":"{\"a\": [1, 2]}","afterInputPath":"[1,2]","afterParameters":"[1,2]","afterResultSelector":"[1,2]","afterResultPath":"{\"a\":[1,2],\"b\":[1,2]}"}"#
        );
        assert_eq!(shown(&TestStateCall { level: Some(Level::Info), ..call }), "");
    }

    #[test]
    fn the_stages_end_with_the_one_that_failed() {
        for (field, wanted) in [
            (r#""InputPath": "$.no""#, r#"{"input":"{}"}"#),
            (r#""Parameters": {"a.$": "$.no"}"#, r#"{"input":"{}","afterInputPath":"{}"}"#),
            (
                r#""Result": 1, "OutputPath": "$.no""#,
                r#"{"input":"{}","result":"1","afterResultSelector":"1","afterResultPath":"1"}"#,
            ),
        ] {
            let definition = format!(r#"{{"Type": "Pass", {field}, "End": true}}"#);
            let call =
                TestStateCall { definition: &definition, input: Value::empty_object(), ..TestStateCall::default() };
            assert_eq!(shown(&call), wanted, "{field}");
        }
    }

    #[test]
    fn variables_and_a_context_are_those_of_the_call() {
        let call = TestStateCall {
            definition: r#"{"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "{% $states.context.State.Name %}"}, "Assign": {"n": "{% $n + 1 %}"},
                "End": true}"#,
            input: Value::empty_object(),
            variables: Some(json(r#"{"n": 1, "m": 2}"#)),
            context: Some(json(r#"{"State": {"Name": "Given"}}"#)),
            mock: Some(json(r#"{"result": "{}"}"#)),
            ..TestStateCall::default()
        };
        assert_eq!(
            shown(&call),
            r#"{"input":"{}","afterArguments":"{\"FunctionName\":\"Given\"}","result":"{}","variables":"{\"n\":2}"}"#
        );
    }

    #[test]
    fn a_map_shows_its_items_its_limits_and_what_went_wrong() {
        let call = TestStateCall {
            definition: r#"{"Type": "Map", "ItemsPath": "$.i", "MaxConcurrencyPath": "$.c", "ToleratedFailureCount": 1,
                "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "ItemProcessor": {"ProcessorConfig": {"Mode":
                "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
                "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2}], "End": true}"#,
            input: json(r#"{"i":[1,2],"c":3}"#),
            mock: Some(json(r#"{"result": "[1, 2]"}"#)),
            configuration: Some(json(r#"{"mapIterationFailureCount": 2}"#)),
            ..TestStateCall::default()
        };
        assert_eq!(
            shown(&call),
            r#"{"input":"{\"i\":[1,2],\"c\":3}","afterInputPath":"{\"i\":[1,2],\"c\":3}","afterItemsPath":"[1, 2]","maxConcurrency":3,"toleratedFailureCount":1,"afterItemSelector":"[{\"v\":1}, {\"v\":2}]","errorDetails":{"retryBackoffIntervalSeconds":2,"retryIndex":0}}"#
        );
    }
}
