//! Our own records about an event in their wire form.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_functions::{CutOff, Invocation, InvocationRecord};
use asl_http::Exchange;
use asl_http::exchange_record::ExchangeRecord;
use asl_http::redact::Redactor;
use asl_value::Value;
use serde::{Deserialize, Serialize};

use crate::effect::AnsweredBy;
use crate::event::{Clause, Stage, StageKind, Trace, VisitId};

/// The wire form of a [`Trace`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct TraceRecord {
    /// TestState's name of each stage, and its data as JSON text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange: Option<ExchangeRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invocation: Option<InvocationRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_off: Option<InvocationRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<Answerer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Rc<str>>,
    /// The visit and the place in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answerer {
    Mock,
    WhatIf,
    Person,
    LastAnswer,
}

impl TraceRecord {
    pub(super) fn of(trace: &Trace, redactor: &Redactor) -> Self {
        let exchange = |exchange: &Rc<Exchange>| match exchange.masked(redactor) {
            Some(masked) => ExchangeRecord::from(&masked),
            None => ExchangeRecord::from(&**exchange),
        };
        let invocation = |invocation: &Rc<Invocation>| match invocation.masked(redactor) {
            Some(masked) => InvocationRecord::from(&masked),
            None => InvocationRecord::from(&**invocation),
        };
        Self {
            stages: trace.stages.iter().map(|stage| (stage.kind.name().to_owned(), stage.value.to_json())).collect(),
            exchange: trace.exchange.as_ref().map(exchange),
            invocation: trace.invocation.as_ref().map(invocation),
            cut_off: trace.cut_off.invocation().as_ref().map(invocation),
            answered_by: trace.answered_by.map(|by| match by {
                AnsweredBy::Mock => Answerer::Mock,
                AnsweredBy::WhatIf => Answerer::WhatIf,
                AnsweredBy::Person => Answerer::Person,
                AnsweredBy::LastAnswer => Answerer::LastAnswer,
            }),
            until: trace.until.map(|until| until.0),
            next: trace.next.clone(),
            clause: trace.clause.map(|clause| (clause.visit.0, clause.index)),
        }
    }

    pub(super) fn into_trace(self) -> Trace {
        let stage = |(name, text): (String, String)| {
            let kind = StageKind::ALL.into_iter().find(|kind| kind.name() == name)?;
            Some(Stage { kind, value: Value::from_json(&text).ok()? })
        };
        let cut_off = CutOff::default();
        if let Some(record) = self.cut_off {
            cut_off.leave(record.into_invocation());
        }
        Trace {
            stages: self.stages.into_iter().filter_map(stage).collect(),
            exchange: self.exchange.map(|record| Rc::new(record.into_exchange())),
            invocation: self.invocation.map(|record| Rc::new(record.into_invocation())),
            cut_off,
            answered_by: self.answered_by.map(|by| match by {
                Answerer::Mock => AnsweredBy::Mock,
                Answerer::WhatIf => AnsweredBy::WhatIf,
                Answerer::Person => AnsweredBy::Person,
                Answerer::LastAnswer => AnsweredBy::LastAnswer,
            }),
            until: self.until.map(Timestamp),
            next: self.next,
            clause: self.clause.map(|(visit, index)| Clause { visit: VisitId(visit), index }),
        }
    }
}
