//! What an embedded playground and the page around it say to each other with `postMessage`, as JSON. `docs/embed.md` describes it.
//!
//! ```text
//! page       ──▶ {"aslPlayground":1,"id":7,"method":"run","params":{…}}
//! playground ──▶ {"aslPlayground":1,"id":7,"result":{…}}  or  {"aslPlayground":1,"id":7,"error":{"name":…,"message":…}}
//! playground ──▶ {"aslPlayground":1,"event":"done","data":{…}}
//! ```
//!
//! INVARIANT: what cannot be read is answered with an error, or ignored where it is not meant for a playground; nothing else
//! comes of it.

use serde_json::{Value, json};

use super::embed::Embedding;
use super::link::LIMIT;

/// The version of what is said.
pub const VERSION: u64 = 1;
/// The member that marks a message, and holds its version.
const MARK: &str = "aslPlayground";
/// The most characters of an ID that is a text.
const LONGEST_ID: usize = 64;
/// The most bytes of a message: what a link can hold, and room for what stands around it.
pub const LONGEST: usize = LIMIT + LIMIT / 4;

/// Why a request is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not what a request looks like, or its parameters are not.
    InvalidRequest,
    /// There is no such method.
    UnknownMethod,
    /// It is of a version that this playground does not know.
    UnsupportedVersion,
    /// It, or the answer to it, is too large.
    TooLarge,
    /// There were too many within a short time.
    TooManyRequests,
    /// A run goes on already.
    Busy,
    /// There is nothing that could run, or what there is has errors.
    NotRunnable,
    /// The link cannot be opened.
    InvalidLink,
    /// A part of the program could not be fetched.
    NotLoaded,
}

impl Refusal {
    /// Its name in the answer.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "InvalidRequest",
            Self::UnknownMethod => "UnknownMethod",
            Self::UnsupportedVersion => "UnsupportedVersion",
            Self::TooLarge => "TooLarge",
            Self::TooManyRequests => "TooManyRequests",
            Self::Busy => "Busy",
            Self::NotRunnable => "NotRunnable",
            Self::InvalidLink => "InvalidLink",
            Self::NotLoaded => "NotLoaded",
        }
    }
}

/// What is to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// These texts: the definition, and what stands beside it.
    Texts {
        /// The definition or template.
        definition: String,
        /// The input; `{}` if it is not said.
        input: String,
        /// The mocks.
        mocks: String,
        /// The events.
        events: String,
        /// The lesson beside them.
        lesson: String,
    },
    /// A link, or its fragment.
    Link(String),
    /// The example of that ID.
    Example(String),
}

/// What the page around asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Whether it is there, and which version it speaks.
    Hello,
    /// Another document.
    Load(Opens),
    /// A run, with another input if one is said.
    Run(Option<String>),
    /// One step: of a new run if none goes on.
    Step,
    /// The end of the run.
    Stop,
    /// How the run stands; with its history if that is asked for.
    Result {
        /// Whether the events are wanted, too.
        history: bool,
    },
    /// Other choices: views, theme, state, moment, step of the lesson.
    Show(Vec<(String, String)>),
    /// A link to what is shown.
    Link,
}

/// A message that is meant for a playground.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What the answer repeats: a number or a short text; null if it could not be read.
    pub id: Value,
    /// What is asked for, or why that is refused, with words.
    pub request: Result<Request, (Refusal, String)>,
}

/// Reads a message; `None` if it is not meant for a playground, or is an answer of one.
pub fn read(text: &str) -> Option<Message> {
    if text.len() > LONGEST {
        let is_meant = text.get(..200).unwrap_or_default().contains(MARK);
        let words = format!("a message can have at most {LONGEST} bytes");
        return is_meant.then_some(Message { id: Value::Null, request: Err((Refusal::TooLarge, words)) });
    }
    let Ok(Value::Object(mut message)) = serde_json::from_str::<Value>(text) else { return None };
    let version = message.get(MARK)?.as_u64();
    let has = |name: &str| message.contains_key(name);
    if has("event") || has("result") || has("error") {
        return None;
    }
    let id = match message.remove("id") {
        Some(id @ Value::Number(_)) => id,
        Some(Value::String(id)) if id.chars().count() <= LONGEST_ID => Value::String(id),
        _ => {
            let words = format!("`id` must be a number or a text of at most {LONGEST_ID} characters");
            return Some(Message { id: Value::Null, request: Err((Refusal::InvalidRequest, words)) });
        }
    };
    let request = if version == Some(VERSION) {
        let params = message.remove("params").unwrap_or_else(|| json!({}));
        match (message.get("method").and_then(Value::as_str), params) {
            (None, _) => Err((Refusal::InvalidRequest, "`method` must be a text".to_owned())),
            (Some(_), params) if !params.is_object() => {
                Err((Refusal::InvalidRequest, "`params` must be an object".to_owned()))
            }
            (Some(method), params) => request(method, &params),
        }
    } else {
        Err((Refusal::UnsupportedVersion, format!("this playground speaks version {VERSION}")))
    };
    Some(Message { id, request })
}

fn request(method: &str, params: &Value) -> Result<Request, (Refusal, String)> {
    Ok(match method {
        "hello" => Request::Hello,
        "load" => Request::Load(opens(params)?),
        "run" => Request::Run(params.get("input").map(text)),
        "step" => Request::Step,
        "stop" => Request::Stop,
        "result" => Request::Result { history: params.get("history").and_then(Value::as_bool).unwrap_or_default() },
        "show" => Request::Show(choices(params)?),
        "link" => Request::Link,
        _ => return Err((Refusal::UnknownMethod, "there is no such method".to_owned())),
    })
}

/// The methods, in the order in which they are told.
pub const METHODS: [&str; 8] = ["hello", "load", "run", "step", "stop", "result", "show", "link"];

fn opens(params: &Value) -> Result<Opens, (Refusal, String)> {
    let named = |name: &str| params.get(name).filter(|value| !value.is_null());
    match (named("definition"), named("link"), named("example")) {
        (Some(definition), None, None) => {
            let beside = |name: &str, usual: &str| named(name).map_or_else(|| usual.to_owned(), text);
            Ok(Opens::Texts {
                definition: text(definition),
                input: beside("input", "{}"),
                mocks: beside("mocks", ""),
                events: beside("events", ""),
                lesson: beside("lesson", ""),
            })
        }
        (None, Some(Value::String(link)), None) => Ok(Opens::Link(link.clone())),
        (None, None, Some(Value::String(id))) => Ok(Opens::Example(id.clone())),
        _ => Err((
            Refusal::InvalidRequest,
            "`params` must have `definition`, `link` (a text), or `example` (a text), and only one of them".to_owned(),
        )),
    }
}

/// A text as it is; what is none as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // INVARIANT: what was read as JSON is written as JSON.
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

fn choices(params: &Value) -> Result<Vec<(String, String)>, (Refusal, String)> {
    const NAMES: [&str; 7] = ["view", "theme", "controls", "readonly", "state", "moment", "step"];
    let members = params.as_object().into_iter().flatten().filter(|(name, _)| NAMES.contains(&name.as_str()));
    let choices = members.map(|(name, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(given) => given.to_string(),
            // The end of the run; no lesson.
            Value::Null => String::new(),
            _ => return Err((Refusal::InvalidRequest, format!("`{name}` must be a text, a number, or a boolean"))),
        };
        Ok((name.clone(), text))
    });
    choices.collect()
}

/// What an embedding becomes with these choices.
pub fn with_choices(chosen: &Embedding, choices: &[(String, String)]) -> Embedding {
    let mut next = chosen.clone();
    for (name, value) in choices {
        next.take(name, value);
    }
    next
}

/// An answer.
pub fn answer(id: &Value, answer: Result<Value, (Refusal, String)>) -> Value {
    match answer {
        Ok(result) => json!({ MARK: VERSION, "id": id, "result": result }),
        Err((refusal, message)) => {
            json!({ MARK: VERSION, "id": id, "error": { "name": refusal.name(), "message": message } })
        }
    }
}

/// Something that happened.
pub fn event(name: &str, data: Value) -> Value {
    let mut event = json!({ MARK: VERSION, "event": name });
    if let Some(event) = event.as_object_mut() {
        event.insert("data".to_owned(), data);
    }
    event
}

/// How often the page around may ask: a few at once, and so many each second from then on.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    left: f64,
    at: f64,
}

impl Rate {
    /// So many at once.
    const BURST: f64 = 50.0;
    /// So many each second.
    const PER_SECOND: f64 = 20.0;

    /// Nothing was asked yet; the time is in milliseconds from any beginning.
    pub fn new(now: f64) -> Self {
        Self { left: Self::BURST, at: now }
    }

    /// Whether one more may be asked now.
    pub fn allows(&mut self, now: f64) -> bool {
        let passed = (now - self.at).max(0.0) / 1_000.0;
        self.at = self.at.max(now);
        self.left = passed.mul_add(Self::PER_SECOND, self.left).min(Self::BURST);
        let allows = self.left >= 1.0;
        if allows {
            self.left -= 1.0;
        }
        allows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Result<Request, &'static str> {
        read(text).expect("it is meant").request.map_err(|(refusal, _)| refusal.name())
    }

    #[test]
    fn each_request_is_read() {
        let message = |method: &str, params: &str| {
            format!(r#"{{"aslPlayground":1,"id":7,"method":"{method}","params":{params}}}"#)
        };
        let texts = |definition: &str, input: &str| {
            let (definition, input) = (definition.to_owned(), input.to_owned());
            let [mocks, events, lesson] = [const { String::new() }; 3];
            Request::Load(Opens::Texts { definition, input, mocks, events, lesson })
        };
        for (method, params, expected) in [
            ("hello", "{}", Ok(Request::Hello)),
            ("run", "{}", Ok(Request::Run(None))),
            ("run", r#"{"input":{"b":1,"a":2}}"#, Ok(Request::Run(Some("{\n  \"b\": 1,\n  \"a\": 2\n}".to_owned())))),
            ("step", "{}", Ok(Request::Step)),
            ("stop", "{}", Ok(Request::Stop)),
            ("result", "{}", Ok(Request::Result { history: false })),
            ("result", r#"{"history":true}"#, Ok(Request::Result { history: true })),
            ("link", "{}", Ok(Request::Link)),
            ("load", r#"{"definition":"StartAt: A"}"#, Ok(texts("StartAt: A", "{}"))),
            ("load", r#"{"definition":{"StartAt":"A"},"input":null}"#, Ok(texts("{\n  \"StartAt\": \"A\"\n}", "{}"))),
            ("load", r##"{"link":"#d2=x"}"##, Ok(Request::Load(Opens::Link("#d2=x".to_owned())))),
            ("load", r#"{"example":"x"}"#, Ok(Request::Load(Opens::Example("x".to_owned())))),
            ("load", "{}", Err("InvalidRequest")),
            ("load", r#"{"example":"x","link":"y"}"#, Err("InvalidRequest")),
            ("load", r#"{"link":{}}"#, Err("InvalidRequest")),
            ("show", r#"{"view":[]}"#, Err("InvalidRequest")),
            ("run", "[]", Err("InvalidRequest")),
            ("eval", "{}", Err("UnknownMethod")),
            ("", "{}", Err("UnknownMethod")),
        ] {
            assert_eq!(asked(&message(method, params)), expected, "{method} {params}");
        }
        let shown = asked(&message("show", r#"{"view":"events","moment":3,"readonly":true,"step":2,"later":1}"#));
        let Ok(Request::Show(choices)) = shown else { panic!("{shown:?}") };
        let next = with_choices(&Embedding::default(), &choices);
        assert_eq!((next.view_list().as_str(), next.moment, next.is_read_only), ("events", Some(3), true));
        assert_eq!(next.step, Some(2));
        let Ok(Request::Show(choices)) = asked(&message("show", r#"{"step":null}"#)) else { panic!("no step is none") };
        assert_eq!(with_choices(&next, &choices).step, None);
    }

    #[test]
    fn what_is_not_meant_is_ignored_and_what_is_hostile_is_refused() {
        for text in [
            "",
            "null",
            "7",
            "[]",
            "{}",
            r#"{"type":"webpackOk"}"#,
            r#"{"id":1,"method":"run"}"#,
            r#"{"aslPlayground":1,"event":"ready"}"#,
            r#"{"aslPlayground":1,"id":1,"result":{}}"#,
            r#"{"aslPlayground":1,"id":1,"error":{}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        for (text, refusal) in [
            (r#"{"aslPlayground":1,"method":"run"}"#, "InvalidRequest"),
            (r#"{"aslPlayground":1,"id":{},"method":"run"}"#, "InvalidRequest"),
            (r#"{"aslPlayground":1,"id":1}"#, "InvalidRequest"),
            (r#"{"aslPlayground":1,"id":1,"method":{}}"#, "InvalidRequest"),
            (r#"{"aslPlayground":1,"id":1,"method":"run","params":null}"#, "InvalidRequest"),
            (r#"{"aslPlayground":2,"id":1,"method":"run"}"#, "UnsupportedVersion"),
            (r#"{"aslPlayground":"x","id":1,"method":"run"}"#, "UnsupportedVersion"),
        ] {
            assert_eq!(asked(text), Err(refusal), "{text}");
        }
        let long = format!(r#"{{"aslPlayground":1,"id":"{}","method":"run"}}"#, "x".repeat(LONGEST_ID + 1));
        assert_eq!(asked(&long), Err("InvalidRequest"));
        let huge = format!(r#"{{"aslPlayground":1,"id":1,"x":"{}"}}"#, "x".repeat(LONGEST));
        assert_eq!(asked(&huge), Err("TooLarge"));
        let deep = format!(r#"{{"aslPlayground":1,"id":1,"params":{}}}"#, "[".repeat(100_000));
        assert_eq!(read(&deep), None);
    }

    #[test]
    fn answers_and_events_carry_the_version() {
        let refused = Err((Refusal::Busy, "a run is in progress".to_owned()));
        assert_eq!(
            answer(&json!(7), refused).to_string(),
            r#"{"aslPlayground":1,"id":7,"error":{"name":"Busy","message":"a run is in progress"}}"#
        );
        assert_eq!(answer(&json!("a"), Ok(json!({}))).to_string(), r#"{"aslPlayground":1,"id":"a","result":{}}"#);
        assert_eq!(
            event("done", json!({"status": "FAILED"})).to_string(),
            r#"{"aslPlayground":1,"event":"done","data":{"status":"FAILED"}}"#
        );
        for method in METHODS {
            assert_ne!(asked(&format!(r#"{{"aslPlayground":1,"id":1,"method":"{method}"}}"#)), Err("UnknownMethod"));
        }
    }

    #[test]
    fn who_asks_too_often_waits() {
        let mut rate = Rate::new(0.0);
        assert_eq!((0..100).filter(|_| rate.allows(0.0)).count(), 50);
        assert!(!rate.allows(10.0));
        assert!(rate.allows(1_000.0));
        assert_eq!((0..100).filter(|_| rate.allows(2_000.0)).count(), 39);
        assert!(!rate.allows(1_000.0), "a clock that goes back gives nothing");
    }

    proptest::proptest! {
        #[test]
        fn no_message_panics(text in "(?s).{0,200}", method in "[a-z]{0,8}") {
            let _ = read(&text);
            let _ = read(&format!(r#"{{"aslPlayground":1,"id":1,"method":"{method}","params":{text}}}"#));
        }
    }
}
