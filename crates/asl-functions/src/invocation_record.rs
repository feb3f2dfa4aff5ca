//! The log of an invocation as it is kept with a run beyond the page.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_http::exchange_record::ExchangeRecord;
use serde::{Deserialize, Serialize};

use super::invocation::{Invocation, LogLine, Source, Usage};

/// The wire form of an [`Invocation`]. Members may be added; those that are here stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvocationRecord {
    function: Rc<str>,
    runtime: Rc<str>,
    request_id: Rc<str>,
    /// When each line was written, who wrote it, and what it says.
    lines: Vec<(i64, Writer, Rc<str>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exchanges: Vec<ExchangeRecord>,
    duration_millis: i64,
    billed_millis: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    init_millis: Option<i64>,
    memory_mb: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_mb: Option<u32>,
    #[serde(default)]
    is_traced: bool,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Writer {
    Lambda,
    Function,
    Playground,
}

impl From<&Invocation> for InvocationRecord {
    fn from(invocation: &Invocation) -> Self {
        let line = |line: &LogLine| {
            let writer = match line.source {
                Source::Lambda => Writer::Lambda,
                Source::Function => Writer::Function,
                Source::Playground => Writer::Playground,
            };
            (line.at.0, writer, line.text.clone())
        };
        let Usage { duration_millis, billed_millis, init_millis, memory_mb, used_mb } = invocation.usage;
        Self {
            function: invocation.function.clone(),
            runtime: invocation.runtime.clone(),
            request_id: invocation.request_id.clone(),
            lines: invocation.lines.iter().map(line).collect(),
            exchanges: invocation.exchanges.iter().map(|exchange| ExchangeRecord::from(&**exchange)).collect(),
            duration_millis,
            billed_millis,
            init_millis,
            memory_mb,
            used_mb,
            is_traced: invocation.is_traced,
        }
    }
}

impl InvocationRecord {
    /// The invocation.
    pub fn into_invocation(self) -> Invocation {
        let line = |(at, writer, text)| {
            let source = match writer {
                Writer::Lambda => Source::Lambda,
                Writer::Function => Source::Function,
                Writer::Playground => Source::Playground,
            };
            LogLine { at: Timestamp(at), source, text }
        };
        let Self { duration_millis, billed_millis, init_millis, memory_mb, used_mb, .. } = self;
        Invocation {
            function: self.function,
            runtime: self.runtime,
            request_id: self.request_id,
            lines: self.lines.into_iter().map(line).collect(),
            exchanges: self.exchanges.into_iter().map(|exchange| Rc::new(exchange.into_exchange())).collect(),
            usage: Usage { duration_millis, billed_millis, init_millis, memory_mb, used_mb },
            is_traced: self.is_traced,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invocation_is_the_same_after_it_was_kept() {
        let line = |source| LogLine { at: Timestamp(7), source, text: "START\tü".into() };
        let invocation = Invocation {
            function: "hello".into(),
            runtime: "nodejs22.x".into(),
            request_id: "id".into(),
            lines: [Source::Lambda, Source::Function, Source::Playground].map(line).into(),
            exchanges: Rc::new([]),
            usage: Usage { duration_millis: 5, billed_millis: 6, init_millis: Some(7), memory_mb: 128, used_mb: None },
            is_traced: true,
        };
        let text = serde_json::to_string(&InvocationRecord::from(&invocation)).unwrap();
        let read: InvocationRecord = serde_json::from_str(&text).unwrap();
        assert_eq!(read.into_invocation(), invocation);
    }
}
