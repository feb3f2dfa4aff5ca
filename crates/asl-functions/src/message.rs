//! What a sandbox says of an invocation: `[what, …]` as JSON. Code that nobody trusts may have written it.

use std::rc::Rc;

use asl_value::Value;
use serde_json::Value as Json;

/// A message of a sandbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// What runs the code is there, where it is not at once; the code is loaded now.
    Started,
    /// The handler is there, and is called now.
    Loaded,
    /// A line of the log, with its level: `INFO`; empty for none.
    Log(Rc<str>, Rc<str>),
    /// What the playground has to say of the code.
    Note(Rc<str>),
    /// An HTTP call.
    Http(HttpMessage),
    /// Nobody waits any more for the call of that number.
    Abort(u32),
    /// The result: the text of its JSON.
    Done(Rc<str>),
    /// The payload of an error.
    Failed(Value),
    /// The code ended its process.
    Exit(i64),
    /// It has taken more memory than it may.
    OutOfMemory,
}

/// An HTTP call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpMessage {
    /// The number that the answer goes to.
    pub id: u32,
    /// The method.
    pub method: Rc<str>,
    /// The address.
    pub url: Rc<str>,
    /// Names and values of the headers.
    pub headers: Vec<(Rc<str>, Rc<str>)>,
    /// The body.
    pub body: Option<Rc<str>>,
}

/// The most characters of one line of the log.
const LONGEST_LINE: usize = 262_144;

impl Message {
    /// Reads a message; `None` for what is none.
    pub fn read(text: &str) -> Option<Self> {
        let Json::Array(said) = serde_json::from_str(text).ok()? else { return None };
        let word = |at: usize| said.get(at).and_then(Json::as_str);
        let id = |from: &Json| from.get("id").and_then(Json::as_u64).and_then(|id| u32::try_from(id).ok());
        Some(match word(0)? {
            "started" => Self::Started,
            "loaded" => Self::Loaded,
            "log" => Self::Log(word(1)?.into(), cut(word(2)?)),
            "note" => Self::Note(cut(word(1)?)),
            "done" => Self::Done(word(1)?.into()),
            "failed" => Self::Failed(Value::from_json(&said.get(1)?.to_string()).ok()?),
            "memory" => Self::OutOfMemory,
            "exit" => Self::Exit(said.get(1)?.as_i64().unwrap_or_default()),
            "abort" => Self::Abort(id(said.get(1)?)?),
            "http" => Self::Http(http(said.get(1)?, id(said.get(1)?)?)?),
            _ => return None,
        })
    }
}

fn http(call: &Json, id: u32) -> Option<HttpMessage> {
    let text = |key: &str| call.get(key).and_then(Json::as_str).map(Rc::from);
    let pair = |pair: &Json| Some((pair.get(0)?.as_str()?.into(), pair.get(1)?.as_str()?.into()));
    let headers = call.get("headers")?.as_array()?.iter().map(pair).collect::<Option<Vec<_>>>()?;
    Some(HttpMessage { id, method: text("method")?, url: text("url")?, headers, body: text("body") })
}

fn cut(text: &str) -> Rc<str> {
    text.get(..text.floor_char_boundary(LONGEST_LINE)).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn messages_are_read_and_what_is_none_is_nothing() {
        assert_eq!(Message::read(r#"["started"]"#), Some(Message::Started));
        assert_eq!(Message::read(r#"["loaded"]"#), Some(Message::Loaded));
        assert_eq!(Message::read(r#"["memory"]"#), Some(Message::OutOfMemory));
        assert_eq!(Message::read(r#"["log","INFO","hi"]"#), Some(Message::Log("INFO".into(), "hi".into())));
        let Some(Message::Http(call)) = Message::read(
            r#"["http",{"id":7,"method":"GET","url":"https://a.example","headers":[["A","b"]],"body":null}]"#,
        ) else {
            panic!("an HTTP call")
        };
        assert_eq!((call.id, call.headers.len(), call.body), (7, 1, None));
        for text in ["", "{}", "[]", "[1]", r#"["other"]"#, r#"["log",1,2]"#, r#"["http",{"id":-1}]"#, r#"["http"]"#] {
            assert_eq!(Message::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_of_the_log_is_cut_where_it_grows_without_end() {
        let text = format!(r#"["log","INFO","{}"]"#, "é".repeat(200_000));
        let Some(Message::Log(_, line)) = Message::read(&text) else { panic!("a line") };
        assert_eq!(line.len(), 262_144);
    }
}
