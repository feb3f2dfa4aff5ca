//! How much memory the histories of a simulation take: a run that keeps ever more must end before the page does.

use asl_http::{Exchange, HttpResponse};
use asl_value::Value;

use super::event::{Event, EventKind, Trace};
use super::execution::Execution;

/// How many values are remembered as counted: the states of a line hand the same one on and on.
const RECENT: usize = 8;

/// What the histories of a simulation take. Values share most of what they are made of; each part is counted about once.
#[derive(Debug, Default)]
pub(super) struct Memory {
    bytes: usize,
    /// Where the values are that were counted last. The histories keep them, so that no other value can be there.
    recent: [usize; RECENT],
    next: usize,
}

impl Memory {
    /// How much they take by now.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Counts a child execution.
    pub(super) fn count_child(&mut self) {
        self.bytes = self.bytes.saturating_add(size_of::<Execution>());
    }

    /// Counts an event with its values.
    pub(super) fn count(&mut self, kind: &EventKind, trace: Option<&Trace>) {
        self.bytes = self.bytes.saturating_add(size_of::<Event>());
        match kind {
            EventKind::ExecutionStarted { input: value, .. }
            | EventKind::ExecutionSucceeded { output: value }
            | EventKind::StateEntered { input: value, .. }
            | EventKind::TaskSubmitted(_, value)
            | EventKind::TaskSucceeded(_, value)
            | EventKind::LambdaFunctionSucceeded(value)
            | EventKind::ActivitySucceeded(value) => self.value(value),
            EventKind::StateExited { output, assigned, .. } => {
                self.value(output);
                assigned.iter().flat_map(|assigned| assigned.iter()).for_each(|(_, value)| self.value(value));
            }
            EventKind::TaskScheduled(scheduled) => self.value(&scheduled.parameters),
            EventKind::LambdaFunctionScheduled(scheduled) | EventKind::ActivityScheduled(scheduled) => {
                self.value(&scheduled.input);
            }
            _ => {}
        }
        if let Some(trace) = trace {
            self.bytes = self.bytes.saturating_add(size_of::<Trace>());
            trace.stages.iter().for_each(|stage| self.value(&stage.value));
            let invoked = trace.invocation.iter().flat_map(|invocation| invocation.exchanges.iter());
            let exchanges = trace.exchange.iter().flat_map(|last| last.earlier.iter().chain([last])).chain(invoked);
            self.bytes = self.bytes.saturating_add(exchanges.map(|exchange| exchange_bytes(exchange)).sum());
            let log = trace.invocation.as_ref().map_or(0, |invocation| invocation.bytes());
            self.bytes = self.bytes.saturating_add(log);
        }
    }

    fn value(&mut self, value: &Value) {
        let Some(address) = value.address() else { return };
        if self.recent.contains(&address) {
            return;
        }
        self.bytes = self.bytes.saturating_add(value.own_bytes());
        if let Some(oldest) = self.recent.get_mut(self.next) {
            *oldest = address;
        }
        self.next = (self.next + 1) % RECENT;
    }
}

/// About the bytes of a request and its answer.
fn exchange_bytes(exchange: &Exchange) -> usize {
    let header = |length: usize| length + 64;
    let request = &exchange.request;
    let asked = request.url.len() + request.body.as_ref().map_or(0, |body| body.len());
    let asked_headers: usize = request.headers.iter().map(|shown| header(shown.name.len() + shown.value.len())).sum();
    let answered = exchange.response.as_ref().map_or(0, |HttpResponse { headers, body, .. }| {
        body.len() + headers.iter().map(|(name, value)| header(name.len() + value.len())).sum::<usize>()
    });
    size_of::<Exchange>() + asked + asked_headers + answered
}
