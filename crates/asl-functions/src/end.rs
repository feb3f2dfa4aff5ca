//! How an invocation ended → the result or the error of the Task, as Lambda and Step Functions give them (Lambda Developer
//! Guide, "Node.js errors"; Step Functions Developer Guide, "Handling errors"; recorded).

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::{Date, Timestamp};
use asl_value::{Map, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::call::{Call, InvocationType};

/// How the code of a function ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// It gave a result: the text of its JSON.
    Returned(Rc<str>),
    /// It failed: `errorType`, `errorMessage` and `trace`.
    Failed(Value),
    /// Its time was over.
    TimedOut,
    /// It ended its process with that code.
    Exited(i64),
    /// It took more memory than it may.
    OutOfMemory,
    /// Its worker died of something else.
    Died,
}

/// What else an answer says.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The id of the request.
    pub request_id: &'a str,
    /// `Timeout` of the function, in seconds.
    pub timeout_seconds: u32,
    /// When the answer was there.
    pub at: Timestamp,
    /// The log of the invocation.
    pub log: &'a str,
}

/// The most bytes of the JSON of a result.
const LARGEST_RESULT: usize = 6_291_556;
/// The most bytes of the JSON of an event.
const LARGEST_EVENT: usize = 6_291_456;
/// The bytes of the log that an answer holds.
const TAIL: usize = 4_096;

impl End {
    /// The payload of Lambda's answer, and whether it tells of an error.
    pub fn payload(&self, context: Context<'_>) -> (Value, bool) {
        let Context { request_id, timeout_seconds, .. } = context;
        let of_runtime =
            |kind: &str, what: &str| (error(kind, &format!("RequestId: {request_id} Error: {what}")), true);
        match self {
            Self::Returned(text) if text.len() > LARGEST_RESULT => {
                let what = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
                (error("Function.ResponseSizeTooLarge", what), true)
            }
            Self::Returned(text) => (Value::from_json(text).unwrap_or_default(), false),
            Self::Failed(payload) => (payload.clone(), true),
            Self::TimedOut => {
                of_runtime("Sandbox.Timedout", &format!("Task timed out after {timeout_seconds}.00 seconds"))
            }
            Self::Exited(0) => of_runtime("Runtime.ExitError", "Runtime exited without providing a reason"),
            Self::Exited(code) => {
                of_runtime("Runtime.ExitError", &format!("Runtime exited with error: exit status {code}"))
            }
            Self::OutOfMemory | Self::Died => {
                of_runtime("Runtime.ExitError", "Runtime exited with error: signal: killed")
            }
        }
    }
}

fn error(kind: &str, message: &str) -> Value {
    object([("errorType", kind.into()), ("errorMessage", message.into())])
}

fn object<const COUNT: usize>(members: [(&str, Value); COUNT]) -> Value {
    Value::from(members.into_iter().map(|(key, value)| (Rc::from(key), value)).collect::<Map>())
}

/// What a Task fails with before its function is invoked: its event is too large.
pub fn refused(call: &Call) -> Option<StateError> {
    let bytes = call.payload.measure().json_len as usize;
    (bytes > LARGEST_EVENT).then(|| {
        let cause = format!(
            "Request must be smaller than {LARGEST_EVENT} bytes for the InvokeFunction operation (Service: AWSLambda; \
             Status Code: 413; Error Code: RequestEntityTooLargeException)"
        );
        StateError::new("Lambda.RequestEntityTooLargeException", cause)
    })
}

/// The result or the error of a Task whose function ended so.
pub fn ended(call: &Call, end: &End, context: Context<'_>) -> Result<Value, StateError> {
    let (payload, is_error) = end.payload(context);
    if !is_error {
        return Ok(if call.is_direct { payload } else { envelope(call, payload, context) });
    }
    let kind = payload.get("errorType").and_then(Value::as_str).filter(|kind| !kind.is_empty()).map(str::to_owned);
    let payload = payload.to_json();
    Err(kind.map_or_else(
        || {
            let why = "The cause could not be determined because Lambda did not return an error type.";
            StateError::new("Lambda.Unknown", format!("{why} Returned payload: {payload}"))
        },
        |kind| StateError::new(&kind, payload.clone()),
    ))
}

/// What Lambda answers to a call whose result nobody waits for.
pub fn submitted(call: &Call, context: Context<'_>) -> Value {
    envelope(call, Value::from(""), context)
}

/// The answer of `lambda:invoke`, in the order and with the headers that were recorded.
fn envelope(call: &Call, payload: Value, context: Context<'_>) -> Value {
    let Context { request_id, at, log, .. } = context;
    let waits_for_result = call.kind == InvocationType::RequestResponse;
    let length = if waits_for_result { payload.measure().json_len } else { 0 };
    let tail = log.get(log.ceil_char_boundary(log.len().saturating_sub(TAIL))..).unwrap_or_default();
    let tail = call.wants_log.then(|| STANDARD.encode(tail));
    let trace: String = request_id.chars().filter(char::is_ascii_hexdigit).collect();
    let part = |from: usize, to: usize| trace.get(from..to).unwrap_or_default();
    let trace = format!("root=1-{}-{};sampled=0", part(0, 8), part(8, 32));
    let headers = [
        ("Connection", "keep-alive".to_owned(), true),
        ("Content-Length", length.to_string(), true),
        ("Content-Type", "application/json".to_owned(), true),
        ("Date", http_date(at), false),
        ("X-Amz-Executed-Version", "$LATEST".to_owned(), true),
        ("x-amzn-Remapped-Content-Length", "0".to_owned(), true),
        ("x-amzn-RequestId", request_id.to_owned(), true),
        ("X-Amzn-Trace-Id", trace, true),
    ];
    let mut headers: Vec<(&str, String)> = headers.into_iter().map(|(name, value, _)| (name, value)).collect();
    if let Some(tail) = &tail {
        headers.push(("X-Amz-Log-Result", tail.clone()));
    }
    let list = |value: &String| Value::from(vec![Value::from(value.as_str())]);
    let all: Map = headers.iter().map(|(name, value)| (Rc::from(*name), list(value))).collect();
    let single: Map = headers.iter().map(|(name, value)| (Rc::from(*name), Value::from(value.as_str()))).collect();
    let status = match call.kind {
        InvocationType::RequestResponse => 200_i64,
        InvocationType::Event => 202,
        InvocationType::DryRun => 204,
    };
    let metadata = object([
        ("AllHttpHeaders", Value::from(all)),
        ("HttpHeaders", Value::from(single)),
        ("HttpStatusCode", Value::from(status)),
    ]);
    let mut answer = Map::new();
    if waits_for_result {
        answer.insert("ExecutedVersion", Value::from("$LATEST"));
    }
    if let Some(tail) = tail {
        answer.insert("LogResult", Value::from(tail.as_str()));
    }
    answer.insert("Payload", payload);
    answer.insert("SdkHttpMetadata", metadata);
    answer.insert("SdkResponseMetadata", object([("RequestId", Value::from(request_id))]));
    answer.insert("StatusCode", Value::from(status));
    Value::from(answer)
}

/// A date as HTTP writes it: `Mon, 01 Jan 2024 00:00:00 GMT`.
fn http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = at.0.div_euclid(1000);
    let (day, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let Date { year, month, day: of_month, .. } = Date::of_day(day);
    let pick = |names: &'static [&'static str], at: i64| {
        usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
    };
    let (weekday, month) = (pick(&DAYS, day.rem_euclid(7)), pick(&MONTHS, i64::from(month) - 1));
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{weekday}, {of_month:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::{Context, End, ended, http_date, refused, submitted};
    use crate::Call;
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    const CONTEXT: Context<'_> = Context {
        request_id: "6a2b3c4d-0000-4000-8000-000000000000",
        timeout_seconds: 3,
        at: Timestamp(1_704_067_200_000),
        log: "END",
    };

    fn call(parameters: &str) -> Call {
        let parameters = Value::from_json(parameters).unwrap();
        Call::of("arn:aws:states:::lambda:invoke", &parameters).unwrap()
    }

    fn direct() -> Call {
        Call::of("arn:aws:lambda:us-east-1:123456789012:function:F", &Value::Null).unwrap()
    }

    #[test]
    fn a_result_is_the_payload_or_stands_in_lambdas_answer() {
        let end = End::Returned(r#"{"a":1}"#.into());
        assert_eq!(ended(&direct(), &end, CONTEXT).unwrap().to_json(), r#"{"a":1}"#);
        let answer = ended(&call(r#"{"LogType": "Tail"}"#), &end, CONTEXT).unwrap();
        let keys: Vec<String> = answer.as_object().unwrap().keys().map(ToString::to_string).collect();
        let expected =
            ["ExecutedVersion", "LogResult", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode"];
        assert_eq!(keys, expected);
        assert_eq!(answer.get("LogResult").unwrap().as_str(), Some("RU5E"));
        let headers = answer.get("SdkHttpMetadata").unwrap().get("HttpHeaders").unwrap();
        assert_eq!(headers.get("Content-Length").unwrap().as_str(), Some("7"));
        assert_eq!(headers.get("Date").unwrap().as_str(), Some("Mon, 01 Jan 2024 00:00:00 GMT"));
        let event = submitted(&call(r#"{"InvocationType": "Event"}"#), CONTEXT);
        assert_eq!(
            (event.get("StatusCode").unwrap().to_json(), event.get("ExecutedVersion")),
            ("202".to_owned(), None)
        );
    }

    #[test]
    fn an_error_is_named_by_its_type_and_its_payload_is_the_cause() {
        let failed = |payload: &str| {
            let error = ended(&direct(), &End::Failed(Value::from_json(payload).unwrap()), CONTEXT).unwrap_err();
            (error.name().to_owned(), error.cause.unwrap().to_string())
        };
        let payload = r#"{"errorType":"TicketError","errorMessage":"no","trace":["TicketError: no"]}"#;
        assert_eq!(failed(payload), ("TicketError".to_owned(), payload.to_owned()));
        let (name, cause) = failed(r#"{"errorMessage":"no"}"#);
        assert_eq!(name, "Lambda.Unknown");
        assert!(cause.ends_with(r#"Returned payload: {"errorMessage":"no"}"#), "{cause}");
    }

    #[test]
    fn what_ends_a_function_from_outside_has_lambdas_words() {
        let of = |end: End| {
            let error = ended(&call("{}"), &end, CONTEXT).unwrap_err();
            (error.name().to_owned(), error.cause.unwrap().to_string())
        };
        let (name, cause) = of(End::TimedOut);
        assert_eq!(name, "Sandbox.Timedout");
        assert_eq!(
            cause,
            r#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 6a2b3c4d-0000-4000-8000-000000000000 Error: Task timed out after 3.00 seconds"}"#
        );
        assert!(of(End::Exited(3)).1.contains("exit status 3"));
        assert!(of(End::Exited(0)).1.contains("without providing a reason"));
        assert_eq!(of(End::Died).0, "Runtime.ExitError");
        let (name, cause) = of(End::OutOfMemory);
        assert_eq!(name, "Runtime.ExitError");
        assert!(cause.contains("Error: Runtime exited with error: signal: killed"), "{cause}");
    }

    #[test]
    fn payloads_have_lambdas_limits() {
        let error = ended(&direct(), &End::Returned(format!("\"{}\"", "x".repeat(6_291_555)).into()), CONTEXT);
        assert_eq!(error.unwrap_err().name(), "Function.ResponseSizeTooLarge");
        let with = |length: usize| Call { payload: Value::from("x".repeat(length)), ..direct() };
        assert_eq!(refused(&with(6_291_454)), None);
        assert_eq!(refused(&with(6_291_455)).unwrap().name(), "Lambda.RequestEntityTooLargeException");
    }

    #[test]
    fn dates_are_those_of_http() {
        assert_eq!(http_date(Timestamp(784_111_777_000)), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
