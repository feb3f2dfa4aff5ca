//! Choice states (States Language specification, "Choice State").

use super::compare::{self, Found};
use super::{Failure, Flow, Leave, WorkResult, staged};
use crate::data_flow;
use crate::fields::{self, View};
use crate::runnable::{ConditionCode, Next, OperandCode, RuleCode, StateCode, StateIndex};
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};
use asl_aws::state_error::{Reason, StateError};
use asl_lang::Test;
use asl_value::Value;

/// Goes where the first matching rule says, else to the default.
pub(crate) fn run(
    simulator: &Simulator,
    code: &StateCode,
    thread: &mut Thread,
    rules: &[RuleCode],
    default: Option<StateIndex>,
) -> WorkResult {
    staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        let effective = data_flow::effective_input(code, View::of(environment), stages)?;
        let view = View::of(environment).on(&effective);
        let mut matched = None;
        for (index, rule) in rules.iter().enumerate() {
            if holds(&rule.condition, &view)? {
                matched = Some((index, rule));
                break;
            }
        }
        // A rule that matches has its own Assign and Output; the state's are for the default.
        let (next, assign, output) = match (matched, default) {
            (Some((_, rule)), _) => (rule.next, rule.assign.as_ref(), rule.output.as_ref()),
            (None, Some(default)) => (default, code.assign.as_ref(), code.output()),
            (None, None) => {
                let cause = "Failed to transition out of the state. The state does not point to a next state.";
                return Err(Failure::Processing(StateError::runtime(cause)));
            }
        };
        let leaving = data_flow::leave_without_result(code, environment, &effective, assign, output, stages)?;
        let (output, assigned) = leaving;
        let clause = matched.map(|(index, _)| index);
        Ok(Flow::Leave(Leave { output, assigned, next: Next::State(next), clause }))
    })
}

fn holds(condition: &ConditionCode, view: &View<'_>) -> Result<bool, Failure> {
    match condition {
        ConditionCode::And(all) => {
            for one in all {
                if !holds(one, view)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        ConditionCode::Or(any) => {
            for one in any {
                if holds(one, view)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        ConditionCode::Not(inner) => Ok(!holds(inner, view)?),
        ConditionCode::Compare { variable, variable_text, test, operand } => {
            let value = match variable.evaluate(view.data(), view.environment()) {
                Ok(value) => Found::Value(value),
                // Only `IsPresent` can be asked of what is not there.
                Err(_) if *test == Test::IsPresent => Found::Nothing,
                Err(_) => return Err(invalid(variable_text).into()),
            };
            match operand {
                OperandCode::Literal(literal) => Ok(compare::test(*test, &value, literal)),
                OperandCode::Path(path, text) => {
                    let operand = path.evaluate(view.data(), view.environment()).map_err(|_| invalid(text))?;
                    Ok(compare::test(*test, &value, &operand))
                }
            }
        }
        ConditionCode::Jsonata(template) => Ok(fields::typed(template, view, "boolean")? == Value::Bool(true)),
    }
}

fn invalid(path: &str) -> StateError {
    StateError::runtime(format!(
        "Invalid path '{path}': The choice state's condition path references an invalid value."
    ))
    .because(Reason::ConditionPath(path.into()))
}
