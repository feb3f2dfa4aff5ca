//! Lambda functions: the sandbox in which their code runs, and what is shown of an invocation.

mod invoke;
mod loading;
mod python;
mod sandbox;
mod tab;

pub(crate) use invoke::invoke;
pub(crate) use tab::{FunctionTab, invocation_view};
