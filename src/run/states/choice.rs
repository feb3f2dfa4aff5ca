//! Choice states (States Language specification, "Choice State").

use super::compare::{self, Found};
use super::{Failure, Flow, Leave, Worked};
use crate::asl::Test;
use crate::path::{Environment, Expression};
use crate::run::data_flow;
use crate::run::execution::Execution;
use crate::run::runnable::{ConditionCode, Next, OperandCode, RuleCode, StateCode, StateIndex};
use crate::run::thread::Thread;
use crate::state_error::StateError;
use crate::value::Value;

/// Goes where the first matching rule says, else to the default.
pub(in crate::run) fn run(
    execution: &Execution,
    code: &StateCode,
    thread: &mut Thread,
    rules: &[RuleCode],
    default: Option<StateIndex>,
) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    let environment = execution.surroundings(code, thread);
    let worked = (|| {
        let effective = data_flow::effective_input(code, &thread.input, &environment, &mut stages)?;
        let mut matched = None;
        for rule in rules {
            if holds(&rule.condition, &effective, &environment)? {
                matched = Some(rule);
                break;
            }
        }
        let (next, assign) = match (matched, default) {
            (Some(rule), _) => (rule.next, rule.assign.as_ref()),
            (None, Some(default)) => (default, code.assign.as_ref()),
            (None, None) => {
                let cause = "Failed to transition out of the state. The state does not point to a next state.";
                return Err(Failure::Processing(StateError::runtime(cause)));
            }
        };
        let assigned = data_flow::assignments(assign, &effective, &environment)?;
        let output = data_flow::apply_path(&code.output_path, &effective, &environment)?;
        Ok(Flow::Leave(Leave { output, assigned, next: Next::State(next) }))
    })();
    thread.visit.stages = stages;
    worked
}

fn holds(condition: &ConditionCode, data: &Value, environment: &dyn Environment) -> Result<bool, StateError> {
    match condition {
        ConditionCode::And(all) => {
            for one in all {
                if !holds(one, data, environment)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        ConditionCode::Or(any) => {
            for one in any {
                if holds(one, data, environment)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        ConditionCode::Not(inner) => Ok(!holds(inner, data, environment)?),
        ConditionCode::Compare { variable, variable_text, test, operand } => {
            let value = match variable.evaluate(data, environment) {
                Ok(value) => Found::Value(value),
                // Only `IsPresent` can be asked of what is not there.
                Err(_) if *test == Test::IsPresent => Found::Nothing,
                Err(_) => return Err(invalid(variable_text)),
            };
            match operand {
                OperandCode::Literal(literal) => Ok(compare::test(*test, &value, literal)),
                OperandCode::Path(path, text) => {
                    let operand = operand_value(path, text, data, environment)?;
                    Ok(compare::test(*test, &value, &operand))
                }
            }
        }
    }
}

fn operand_value(
    path: &Expression,
    text: &str,
    data: &Value,
    environment: &dyn Environment,
) -> Result<Value, StateError> {
    path.evaluate(data, environment).map_err(|_| invalid(text))
}

fn invalid(path: &str) -> StateError {
    StateError::runtime(format!(
        "Invalid path '{path}': The choice state's condition path references an invalid value."
    ))
}
