//! Pass states (States Language specification, "Pass State").

use super::{WorkResult, leave, staged};
use crate::data_flow;
use crate::event::{Stage, StageKind};
use crate::fields::View;
use crate::runnable::{DataCode, StateCode};
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};
use asl_value::Value;

/// The result is `Result`, or else the effective input. In JSONata a Pass has no result.
pub(crate) fn run(simulator: &Simulator, code: &StateCode, thread: &mut Thread, result: Option<&Value>) -> WorkResult {
    let leaving = staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        let effective = data_flow::effective_input(code, View::of(environment), stages)?;
        match &code.data {
            DataCode::JsonPath(_) => {
                let result = result.map_or(effective, |literal| {
                    stages.push(Stage { kind: StageKind::Result, value: literal.clone() });
                    literal.clone()
                });
                data_flow::leave_with_result(code, environment, result, stages)
            }
            DataCode::Jsonata { .. } => {
                let (assign, output) = (code.assign.as_ref(), code.output());
                data_flow::leave_without_result(code, environment, &effective, assign, output, stages)
            }
        }
    });
    Ok(leave(leaving?, code.next))
}
