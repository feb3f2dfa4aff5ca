//! The chunk of Lambda functions: what runs their code, and what is shown of it.

use std::future::Future;
use std::pin::Pin;

use asl_functions::Invocation;
use asl_sim::TaskCall;
use asl_view::state_visit::StateVisit;
use yew::prelude::*;

use super::Table;
use crate::app::functions::{FunctionTab, invocation_view, invoke};
use crate::app::run::functions::{Functions as OfRun, Invoked};
use crate::app::run::page_host::PageHost;
use crate::app::state::shared::Shared;

/// What becomes of a Task that calls a function; `None` if its code does not run here.
pub(crate) type Invoking<'a> = Pin<Box<dyn Future<Output = Option<Invoked>> + 'a>>;

/// What the chunk holds.
pub(crate) struct Functions {
    /// Runs the function that a Task calls.
    pub(crate) invoke: for<'a> fn(&'a PageHost, &'a OfRun, &'a TaskCall) -> Invoking<'a>,
    /// What a step shows of its invocations.
    pub(crate) tab: fn(&Shared<StateVisit>) -> Html,
    /// What one invocation logged and called.
    pub(crate) invocation: fn(&Invocation) -> Html,
}

impl Table for Functions {}

pub(super) const TABLE: Functions = Functions {
    invoke: |host, functions, call| Box::pin(invoke(host, functions, call)),
    tab: |visit| html! { <FunctionTab visit={visit.clone()} /> },
    invocation: |invocation| invocation_view(invocation, ""),
};
