//! Events → segments.

use std::hash::Hasher;
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::{HttpBlock, Kind, Mark, Segment, Trace};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_functions::Invocation;
use asl_http::Exchange;
use asl_http::endpoint::Endpoint;
use asl_sim::{ActorId, Event, EventId, EventKind, Simulator, VisitId};
use asl_value::{Sort, SortedMap, Value};

/// The trace of an execution. The same run gives the same ids.
pub fn trace(simulator: &Simulator, actor: ActorId) -> Trace {
    let execution = simulator.execution(actor);
    let mut ids = Ids::new(simulator.seed() ^ u64::from(actor.0));
    let seconds = u32::try_from(execution.started_at().0.div_euclid(1000)).unwrap_or_default();
    let id = format!("1-{seconds:08x}-{}{:.8}", ids.id(), ids.id());
    let outcome = execution.outcome();
    let cause = outcome.and_then(|outcome| outcome.error()).cloned();
    let mut root = Segment {
        id: ids.id(),
        name: execution.machine_name().clone(),
        kind: Kind::Machine(execution.arn().into()),
        start: execution.started_at(),
        end: execution.ended_at(),
        mark: cause.as_ref().map(|_| Mark { fault: true, ..Mark::default() }).unwrap_or_default(),
        cause,
        http: None,
        event: None,
        parts: Vec::new(),
    };
    let mut visits = Visits { ids, open: SortedMap::new() };
    for event in execution.events() {
        visits.read(event);
    }
    root.parts = visits.finish(root.end);
    Trace { id: id.into(), root }
}

/// Makes ids from a seed.
pub(super) struct Ids {
    seed: u64,
    next: u64,
}

impl Ids {
    /// Ids that another seed does not give.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, next: 0 }
    }

    fn id(&mut self) -> Rc<str> {
        self.next += 1;
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.seed);
        hasher.write_u64(self.next);
        // The low bits of this hash are poor: they are mixed with the high ones.
        let hash = hasher.finish();
        format!("{:016x}", (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)).into()
    }

    /// A segment that begins.
    pub(super) fn segment(
        &mut self,
        name: Rc<str>,
        kind: Kind,
        start: Timestamp,
        event: Option<(EventId, VisitId)>,
    ) -> Segment {
        Segment {
            id: self.id(),
            name,
            kind,
            start,
            end: None,
            mark: Mark::default(),
            cause: None,
            http: None,
            event,
            parts: Vec::new(),
        }
    }

    /// The call that an exchange is.
    pub(super) fn exchange(&mut self, exchange: &Exchange, event: Option<(EventId, VisitId)>) -> Segment {
        let http = block(exchange);
        let name = host(&http.url);
        let mark = match http.status {
            Some(status) => Mark::of_status(status),
            None => Mark { fault: true, ..Mark::default() },
        };
        let segment = self.segment(name, Kind::Http, exchange.sent_at, event);
        Segment { end: Some(exchange.answered_at), mark, http: Some(http), ..segment }
    }

    /// The invocation of a function whose code ran, which ended at `at` at the latest.
    pub(super) fn function(
        &mut self,
        invocation: &Invocation,
        error: Option<&StateError>,
        at: Timestamp,
        event: Option<(EventId, VisitId)>,
    ) -> Segment {
        let kind = Kind::Function { request: invocation.request_id.clone(), is_traced: invocation.is_traced };
        let time = |line: Option<&asl_functions::LogLine>| line.map(|line| line.at);
        let start = time(invocation.lines.first()).unwrap_or(at);
        let segment = self.segment(invocation.function.clone(), kind, start, event);
        let parts = invocation.exchanges.iter().map(|exchange| self.exchange(exchange, event)).collect();
        Segment {
            end: time(invocation.lines.last()).or(Some(at)),
            mark: error.map(|_| Mark { fault: true, ..Mark::default() }).unwrap_or_default(),
            cause: error.cloned(),
            parts,
            ..segment
        }
    }
}

/// A visit of a state while its events are read.
struct Visit {
    segment: Segment,
    within: Option<VisitId>,
    /// Whether a call goes on: the last of its parts.
    is_calling: bool,
}

struct Visits {
    ids: Ids,
    open: SortedMap<VisitId, Visit>,
}

impl Visits {
    fn segment(&mut self, name: Rc<str>, kind: Kind, event: &Event) -> Segment {
        self.ids.segment(name, kind, event.at, Some((event.id, event.visit)))
    }

    fn read(&mut self, event: &Event) {
        match &event.kind {
            EventKind::StateEntered { name, state_type, within, .. } => {
                let segment = self.segment(name.clone(), Kind::State(state_type.to_string().into()), event);
                let within = within.map(|within| within.visit);
                self.open.insert(event.visit, Visit { segment, within, is_calling: false });
            }
            EventKind::StateExited { .. } | EventKind::StateAborted { .. } => {
                if let Some(visit) = self.open.get_mut(&event.visit) {
                    visit.segment.end = Some(event.at);
                    if visit.segment.mark.is_ok() && visit.is_calling {
                        visit.close(event.at);
                    }
                }
            }
            EventKind::TaskScheduled(scheduled) => {
                let task = &scheduled.task;
                let (kind, name, http) = match &*task.resource_type {
                    "http" => {
                        let http = asked(&scheduled.parameters);
                        let name = host(&http.url);
                        (Kind::Http, name, Some(http))
                    }
                    "lambda" => {
                        let function = scheduled.parameters.get("FunctionName").and_then(Value::as_str);
                        let kind = Kind::Service(task.resource_type.clone(), task.resource.clone());
                        (kind, function_name(function.unwrap_or("Lambda")), None)
                    }
                    other => {
                        let kind = Kind::Service(task.resource_type.clone(), task.resource.clone());
                        (kind, other.into(), None)
                    }
                };
                self.call(event, name, kind, http);
            }
            EventKind::LambdaFunctionScheduled(scheduled) => {
                let kind = Kind::Service("lambda".into(), "invoke".into());
                self.call(event, function_name(&scheduled.resource), kind, None);
            }
            EventKind::ActivityScheduled(scheduled) => {
                let name = scheduled.resource.rsplit(':').next().unwrap_or_default().into();
                self.call(event, name, Kind::Service("activity".into(), "".into()), None);
            }
            EventKind::TaskSucceeded(..) | EventKind::LambdaFunctionSucceeded(_) | EventKind::ActivitySucceeded(_) => {
                self.answered(event, None);
            }
            kind if let Some(error) = kind.attempt_failure() => self.answered(event, Some(error)),
            EventKind::EvaluationFailed { error, .. } => {
                if let Some(visit) = self.open.get_mut(&event.visit) {
                    visit.fail(error);
                }
            }
            EventKind::ExecutionFailed(error)
            | EventKind::ExecutionTimedOut(error)
            | EventKind::ExecutionAborted(error) => {
                // What had not ended by then ends with it.
                for visit in self.open.values_mut().filter(|visit| visit.segment.end.is_none()) {
                    visit.close(event.at);
                    visit.fail(error);
                    visit.segment.end = Some(event.at);
                }
            }
            _ => {}
        }
    }

    /// A call begins.
    fn call(&mut self, event: &Event, name: Rc<str>, kind: Kind, http: Option<HttpBlock>) {
        let segment = self.segment(name, kind, event);
        if let Some(visit) = self.open.get_mut(&event.visit) {
            visit.segment.parts.push(Segment { http, ..segment });
            visit.is_calling = true;
        }
    }

    /// A call is answered.
    fn answered(&mut self, event: &Event, error: Option<&StateError>) {
        let trace = event.trace.as_deref();
        let exchange = trace.and_then(|trace| trace.exchange.clone());
        let invocation = trace.and_then(|trace| trace.invocation.clone());
        let place = Some((event.id, event.visit));
        let mut inner: Vec<Segment> = Vec::new();
        if let Some(exchange) = &exchange {
            inner.extend(exchange.earlier.iter().map(|earlier| self.ids.exchange(earlier, place)));
        }
        if let Some(invocation) = &invocation {
            inner.push(self.ids.function(invocation, error, event.at, place));
        }
        let Some(visit) = self.open.get_mut(&event.visit) else { return };
        visit.is_calling = false;
        if let Some(call) = visit.segment.parts.last_mut() {
            call.end = Some(event.at);
            call.cause = error.cloned();
            call.mark = error.map(Mark::of_error).unwrap_or_default();
            if let Some(exchange) = &exchange {
                call.http = Some(block(exchange));
            } else if let (Some(http), None) = (&mut call.http, error) {
                http.status = Some(200);
            }
            call.parts = inner;
        }
        // It may be tried again; what counts in the end is the last attempt.
        visit.segment.mark = error.map(Mark::of_error).unwrap_or_default();
        visit.segment.cause = error.cloned();
    }

    /// The states at the top, with all others in those that they run in.
    fn finish(self, ended: Option<Timestamp>) -> Vec<Segment> {
        let mut open: Vec<(VisitId, Visit)> = self.open.into_iter().collect();
        let mut top = Vec::new();
        // Inner visits have higher numbers: from the last to the first each is complete.
        while let Some((_, mut visit)) = open.pop() {
            if visit.segment.end.is_none() {
                visit.segment.end = ended;
            }
            visit.segment.parts.order_by_key(|part| part.start);
            let around = visit.within.and_then(|id| open.iter_mut().find(|(other, _)| *other == id));
            match around {
                Some((_, around)) => around.segment.parts.insert(0, visit.segment),
                None => top.insert(0, visit.segment),
            }
        }
        top
    }
}

impl Visit {
    fn fail(&mut self, error: &StateError) {
        self.segment.mark = Mark::of_error(error);
        self.segment.cause = Some(error.clone());
    }

    /// Ends the call that goes on.
    fn close(&mut self, at: Timestamp) {
        if std::mem::take(&mut self.is_calling)
            && let Some(call) = self.segment.parts.last_mut()
        {
            call.end = Some(at);
        }
    }
}

/// The name of a function in its ARN, or as it stands.
fn function_name(reference: &str) -> Rc<str> {
    let name = reference.split_once(":function:").map_or(reference, |(_, name)| name);
    name.split(':').next().unwrap_or(name).into()
}

/// The host that a URL leads to; the URL itself where that cannot be told.
fn host(url: &Rc<str>) -> Rc<str> {
    let origin = Endpoint::parse(url).map(|endpoint| endpoint.origin);
    origin.and_then(|origin| origin.split_once("://").map(|(_, host)| host.into())).unwrap_or_else(|| url.clone())
}

/// What a Task asks for, before anything is known of its answer.
fn asked(parameters: &Value) -> HttpBlock {
    let text = |key: &str| parameters.get(key).and_then(Value::as_str).unwrap_or_default().into();
    HttpBlock { method: text("Method"), url: text("ApiEndpoint"), status: None, content_length: None }
}

fn block(exchange: &Exchange) -> HttpBlock {
    let answer = exchange.response.as_ref().ok();
    HttpBlock {
        method: exchange.request.method.clone(),
        url: exchange.request.url.clone(),
        status: answer.map(|answer| answer.status),
        content_length: answer.map(|answer| answer.body.len()),
    }
}
