//! Pass states (States Language specification, "Pass State").

use super::{Failure, Flow, Leave, Worked};
use crate::run::data_flow;
use crate::run::event::{Stage, StageKind};
use crate::run::execution::Execution;
use crate::run::runnable::StateCode;
use crate::run::thread::Thread;
use crate::value::Value;

/// The result is `Result`, or else the effective input.
pub(in crate::run) fn run(
    execution: &Execution,
    code: &StateCode,
    thread: &mut Thread,
    result: Option<&Value>,
) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    let environment = execution.surroundings(code, thread);
    let worked = (|| {
        let effective = data_flow::effective_input(code, &thread.input, &environment, &mut stages)?;
        let result = match result {
            Some(literal) => {
                stages.push(Stage { kind: StageKind::Result, value: literal.clone() });
                literal.clone()
            }
            None => effective,
        };
        let assigned = data_flow::assignments(code.assign.as_ref(), &result, &environment)?;
        let output = data_flow::output(code, &thread.input, result, &environment, &mut stages)?;
        Ok::<_, Failure>(Flow::Leave(Leave { output, assigned, next: code.next }))
    })();
    thread.visit.stages = stages;
    worked
}
