//! All HTTP calls of a run, its child executions included, in the order in which they were sent.

use std::rc::Rc;

use asl_http::{Exchange, Purpose};
use asl_sim::{ActorId, Event, EventKind, Simulator, VisitId};
use asl_value::{Sort, Value};

/// A call that left.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The state that made it.
    pub state: Rc<str>,
    /// Which attempt of its visit it was, from 1.
    pub attempt: u32,
    /// The child execution that it belongs to; `None` for the run itself.
    pub child: Option<Rc<str>>,
    /// The evaluated parameters.
    pub parameters: Value,
    /// What was sent and received.
    pub exchange: Rc<Exchange>,
}

impl Call {
    /// What tells it from the others, in words.
    pub fn title(&self) -> String {
        let child = self.child.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
        let what = if self.exchange.purpose == Purpose::Token { ", access token" } else { "" };
        format!("{}{child}, attempt {}{what}", self.state, self.attempt)
    }
}

/// The calls of `execution` so far, the requests for access tokens among them.
pub fn of_run(simulator: &Simulator) -> Vec<Call> {
    let mut calls = Vec::new();
    collect(simulator.events(), None, &mut calls);
    for number in 1.. {
        let Some(child) = simulator.child(ActorId(number)) else { break };
        collect(child.events(), Some(child.name()), &mut calls);
    }
    calls.order_by_key(|call| call.exchange.sent_at);
    calls
}

/// What is known of a visit while its events are read.
struct Open {
    state: Rc<str>,
    parameters: Value,
    attempts: u32,
}

fn collect(events: &[Event], child: Option<&Rc<str>>, calls: &mut Vec<Call>) {
    let mut visits: asl_value::SortedMap<VisitId, Open> = asl_value::SortedMap::new();
    for event in events {
        match &event.kind {
            EventKind::StateEntered { name, .. } => {
                visits.insert(event.visit, Open { state: name.clone(), parameters: Value::Null, attempts: 0 });
            }
            EventKind::TaskScheduled(scheduled) => {
                if let Some(visit) = visits.get_mut(&event.visit) {
                    visit.parameters = scheduled.parameters.clone();
                    visit.attempts += 1;
                }
            }
            EventKind::LambdaFunctionScheduled(scheduled) => {
                if let Some(visit) = visits.get_mut(&event.visit) {
                    visit.parameters = scheduled.input.clone();
                    visit.attempts += 1;
                }
            }
            EventKind::StateExited { .. } => {
                visits.remove(&event.visit);
            }
            _ => {}
        }
        if let (Some(trace), Some(visit)) = (&event.trace, visits.get(&event.visit)) {
            let invocation = trace.invocation.clone().or_else(|| trace.cut_off.invocation());
            let invoked = invocation.iter().flat_map(|invocation| invocation.exchanges.iter());
            let own = trace.exchange.iter().flat_map(|exchange| exchange.earlier.iter().chain([exchange]));
            for exchange in own.chain(invoked) {
                calls.push(Call {
                    state: visit.state.clone(),
                    attempt: visit.attempts,
                    child: child.cloned(),
                    parameters: visit.parameters.clone(),
                    exchange: exchange.clone(),
                });
            }
        }
    }
}
