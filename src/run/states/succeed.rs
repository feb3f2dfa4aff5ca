//! Succeed states (States Language specification, "Succeed State").

use super::{Failure, Flow, Leave, Worked};
use crate::run::data_flow;
use crate::run::execution::Execution;
use crate::run::runnable::{Next, StateCode};
use crate::run::thread::Thread;

/// Ends its scope with its input, seen through InputPath and OutputPath.
pub(in crate::run) fn run(execution: &Execution, code: &StateCode, thread: &mut Thread) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    let environment = execution.surroundings(code, thread);
    let worked = (|| {
        let effective = data_flow::effective_input(code, &thread.input, &environment, &mut stages)?;
        let output = data_flow::apply_path(&code.output_path, &effective, &environment)?;
        Ok::<_, Failure>(Flow::Leave(Leave { output, assigned: None, next: Next::End }))
    })();
    thread.visit.stages = stages;
    worked
}
