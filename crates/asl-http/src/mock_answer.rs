//! An answer that a person pastes, as a mock: what `curl --include` prints, or a body alone.

use std::rc::Rc;

use super::call::Method;
use super::response::{HttpResponse, to_result};
use asl_value::{Map, Value};

/// Why a text is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// There is nothing.
    #[error("paste a response first")]
    Empty,
    /// The line of the status has no number.
    #[error("`{0}` is not a status line: write `HTTP/1.1 200 OK`")]
    Status(String),
}

/// The mock that gives what the Task would make of the pasted answer: `{"result": …}` or `{"errorOutput": …}`.
///
/// A text without a status line is the body of a 200, JSON if it can be read so. Of several answers, as `curl` prints
/// them behind a redirect or a `100 Continue`, the last counts.
pub fn mock_of_pasted(text: &str) -> Result<Value, PasteError> {
    if text.trim().is_empty() {
        return Err(PasteError::Empty);
    }
    let response = answer(text)?;
    let mut mock = Map::new();
    match to_result(Method::Get, &response) {
        Ok(result) => mock.insert("result", result),
        Err(error) => {
            let mut output = Map::new();
            output.insert("error", Value::from(error.name()));
            if let Some(cause) = error.cause {
                output.insert("cause", Value::from(cause));
            }
            mock.insert("errorOutput", Value::from(output))
        }
    };
    Ok(Value::from(mock))
}

fn answer(text: &str) -> Result<HttpResponse, PasteError> {
    let text = text.trim_start().replace("\r\n", "\n");
    let mut rest = text.as_str();
    if !rest.starts_with("HTTP/") {
        let is_json = Value::from_json(rest).is_ok();
        let content_type = if is_json { "application/json" } else { "text/plain" };
        let headers = vec![(Rc::from("content-type"), Rc::from(content_type))];
        return Ok(HttpResponse {
            status: 200,
            headers,
            body: rest.trim_end().as_bytes().into(),
            ..HttpResponse::default()
        });
    }
    loop {
        let (head, body) = rest.split_once("\n\n").unwrap_or((rest, ""));
        if body.trim_start().starts_with("HTTP/") {
            rest = body.trim_start();
            continue;
        }
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default();
        let mut words = line.splitn(3, ' ').skip(1);
        let status =
            words.next().and_then(|word| word.parse().ok()).ok_or_else(|| PasteError::Status(line.to_owned()))?;
        let header = |line: &str| line.split_once(':').map(|(name, value)| (name.trim().into(), value.trim().into()));
        return Ok(HttpResponse {
            status,
            status_text: words.next().unwrap_or_default().trim().into(),
            headers: lines.filter_map(header).collect(),
            body: body.trim_end().as_bytes().into(),
            phases: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_answer_becomes_what_the_task_would_make_of_it() {
        for (text, expected) in [
            (
                "HTTP/2 200 \r\ncontent-type: application/json\r\n\r\n{\"a\":1}\n",
                Ok(
                    r#"{"result":{"Headers":{"content-type":["application/json"]},"ResponseBody":{"a":1},"StatusCode":200,"StatusText":"OK"}}"#,
                ),
            ),
            (
                "HTTP/1.1 302 Found\nLocation: /b\n\nHTTP/1.1 503 Service Unavailable\n\nlater",
                Ok(r#"{"errorOutput":{"error":"States.Http.StatusCode.503","cause":"Service Unavailable"}}"#),
            ),
            (
                "[1]",
                Ok(
                    r#"{"result":{"Headers":{"content-type":["application/json"]},"ResponseBody":[1],"StatusCode":200,"StatusText":"OK"}}"#,
                ),
            ),
            ("  ", Err(PasteError::Empty)),
            ("HTTP/1.1 OK", Err(PasteError::Status("HTTP/1.1 OK".to_owned()))),
        ] {
            assert_eq!(mock_of_pasted(text).map(|mock| mock.to_json()), expected.map(str::to_owned));
        }
    }
}
