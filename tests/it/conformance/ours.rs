//! Our own cases of `tests/cases`, in the form of the recorded ones: one runner is enough for both.

use serde_json::{Map, Value as Json, json};

use crate::support::case::{Case, Format};

const RUN: Format = Format {
    folder: "run",
    settings: &[("type", &["STANDARD", "EXPRESS"])],
    sections: &["definition", "input", "mocks", "expect", "events", "last events"],
};

const HTTP: Format = Format {
    folder: "http",
    settings: &[],
    sections: &["definition", "input", "connection", "response", "request", "expect"],
};

const EXPLAIN: Format = Format {
    folder: "explain",
    settings: &[
        ("transport", &["practice"]),
        ("attempt", &[]),
        ("fault", &[]),
        ("machine timeout", &[]),
        ("offline", &["yes"]),
        ("probe", &["answered", "failed", "timed out"]),
        ("page", &[]),
        ("purpose", &["token"]),
    ],
    sections: &["state", "request", "response", "error", "expect"],
};

/// The folders of our cases, each with its cases as the runners take them.
pub(crate) fn folders() -> Vec<(&'static str, Vec<super::Case>)> {
    let read = |format: &Format, kind: &str, form: fn(&Case) -> Json| {
        let one = |case: Case| super::Case { id: case.name.clone(), kind: kind.to_owned(), json: form(&case) };
        (format.folder, format.cases().into_iter().map(one).collect())
    };
    vec![read(&EXPLAIN, "explain", explain), read(&HTTP, "http_invoke", http), read(&RUN, "execution", run)]
}

/// A run: mocks have the form of the page's, with `calledWith` for what the Task has to be called with, and `never` for
/// a call that is not answered.
fn run(case: &Case) -> Json {
    let mut expected = expected(case);
    for (section, member) in [("events", "events"), ("last events", "events_tail")] {
        if let Some(text) = case.text(section) {
            expected[member] = events(case, section, text);
        }
    }
    let mut mocks = Vec::new();
    for (state, answers) in case.json("mocks").unwrap_or_default().as_object().into_iter().flatten() {
        mocks.extend(answers.as_array().into_iter().flatten().map(|answer| mock(case, state, answer)));
    }
    let mut json = json!({
        "definition": case.expect("definition"), "mocks": mocks, "expected": expected, "event_ids": "exact",
        "type": case.setting("type").unwrap_or("STANDARD"),
    });
    if let Some(input) = case.json("input") {
        json["input"] = input;
    }
    json
}

/// How a run has to end.
fn expected(case: &Case) -> Json {
    case.expect("expect");
    let expected = case.json("expect").unwrap_or_default();
    case.allow("expect", &expected, &["status", "output", "error", "cause"]);
    expected
}

fn mock(case: &Case, state: &str, answer: &Json) -> Json {
    case.allow("mocks", answer, &["result", "errorOutput", "never", "calledWith"]);
    let (outcome_event, outcome) = match (answer.get("result"), answer.get("errorOutput")) {
        (Some(result), _) => ("TaskSucceeded", json!({ "output": result })),
        (None, Some(error)) => ("TaskFailed", error.clone()),
        (None, None) => {
            if answer["never"] != true {
                case.wrong("mocks", "", &format!("an answer of `{state}` has `result`, `errorOutput` or `never`"));
            }
            ("", json!({}))
        }
    };
    let mut mock = json!({ "state": state, "outcome_event": outcome_event, "outcome": outcome });
    if let Some(parameters) = answer.get("calledWith") {
        mock["call"] = json!({ "parameters": parameters });
    }
    mock
}

/// Lines `ID <- PREVIOUS TYPE DETAILS`; the details may go on in the lines below.
fn events(case: &Case, section: &str, text: &str) -> Json {
    let mut events: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match events.last_mut() {
            Some((_, event)) if !line.starts_with(|letter: char| letter.is_ascii_digit()) => *event += line,
            _ => events.push((line, line.to_owned())),
        }
    }
    let event = |(line, text): &(&str, String)| {
        let wrong = |why: String| case.wrong(section, line, &why);
        let words: Vec<&str> = text.splitn(5, ' ').collect();
        let [id, "<-", previous, kind, ref details @ ..] = words[..] else {
            wrong(format!("`{line}` is not `ID <- PREVIOUS TYPE DETAILS`"))
        };
        let number = |word: &str| word.parse::<u64>().unwrap_or_else(|_| wrong(format!("`{word}` is not a number")));
        let mut event = json!({ "id": number(id), "prev": number(previous), "type": kind });
        if let [details] = details {
            event["details"] = serde_json::from_str(details).unwrap_or_else(|error| wrong(error.to_string()));
        }
        event
    };
    events.iter().map(event).collect()
}

/// An HTTP Task that is run whole.
fn http(case: &Case) -> Json {
    let mut expected = expected(case);
    if case.text("request").is_some() {
        let mut sent = Map::new();
        let mut headers = Map::new();
        for (key, value) in case.pairs("request") {
            match key.strip_prefix("header ") {
                Some(name) => _ = headers.insert(name.to_owned(), json!(value)),
                None if key == "query" => _ = sent.insert("rawQueryString".to_owned(), json!(value)),
                None => {
                    if !["method", "path", "body"].contains(&key) {
                        case.wrong("request", key, &format!("a request has no `{key}`"));
                    }
                    sent.insert(key.to_owned(), json!(value));
                }
            }
        }
        if !headers.is_empty() {
            sent.insert("headers".to_owned(), Json::Object(headers));
        }
        expected["request_sent"] = Json::Object(sent);
    }
    let mut json = json!({
        "definition": case.expect("definition"), "region": "us-west-2", "type": "STANDARD",
        "connection": case.json("connection"), "expected": expected,
    });
    if let Some(input) = case.json("input") {
        json["input"] = input;
    }
    if let Some(text) = case.text("response") {
        json["http_response"] = response(case, text);
    }
    json
}

/// An answer: the status, headers, and behind an empty line the body.
fn response(case: &Case, text: &str) -> Json {
    let (status, headers, body) = message(case, "response", text);
    let headers: Map<String, Json> = headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let status =
        status.parse::<u64>().unwrap_or_else(|_| case.wrong("response", status, "the status must be a number"));
    let mut response = json!({ "status": status, "headers": headers, "body": body.unwrap_or_default() });
    // A body too long to stand in a case: so many bytes.
    let bytes = body.and_then(|body| body.strip_prefix('<')?.strip_suffix(" bytes>")?.parse::<u64>().ok());
    if let Some(bytes) = bytes {
        response["bytes"] = json!(bytes);
        response["body"] = json!("");
    }
    response
}

/// The first line of a message, its headers, and its body without the section's last line break.
fn message<'t>(case: &Case, section: &str, text: &'t str) -> (&'t str, Vec<(&'t str, &'t str)>, Option<&'t str>) {
    let (head, body) = match text.split_once("\n\n") {
        Some((head, body)) => (head, Some(body.strip_suffix('\n').unwrap_or(body))),
        None => (text, None),
    };
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let header =
        |line| str::split_once(line, ": ").unwrap_or_else(|| case.wrong(section, line, "a header is `NAME: VALUE`"));
    (first, lines.map(header).collect(), body)
}

/// A call that went wrong, and what is said of it.
fn explain(case: &Case) -> Json {
    let mut json = json!({});
    for (key, value) in case.pairs("settings") {
        json[key.replace(' ', "_")] = match key {
            "attempt" | "machine timeout" => {
                let number = value.parse::<u64>();
                json!(number.unwrap_or_else(|_| case.wrong("settings", key, "this has to be a number")))
            }
            "offline" => json!(value == "yes"),
            _ => json!(value),
        };
    }
    if let Some(state) = case.json("state") {
        json["state"] = state;
    }
    if let Some(text) = case.text("request") {
        let (first, headers, body) = message(case, "request", text);
        let Some((method, url)) = first.split_once(' ') else {
            case.wrong("request", first, "a request begins with method and URL")
        };
        let (mut own, mut connection) = (Map::new(), Map::new());
        for (name, value) in headers {
            match name.strip_prefix("connection ") {
                Some(name) => connection.insert(name.to_owned(), json!(value)),
                None => own.insert(name.to_owned(), json!(value)),
            };
        }
        let mut request = json!({ "method": method, "url": url, "connection": connection });
        if !own.is_empty() {
            request["headers"] = Json::Object(own);
        }
        if let Some(body) = body {
            request["body"] = json!(body);
        }
        json["request"] = request;
    }
    if let Some(text) = case.text("response") {
        json["response"] = response(case, text);
    }
    if case.text("error").is_some() {
        json["error"] = case.pairs("error").into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
    }
    json["expected"] = if case.expect("expect").trim() == "nothing" { Json::Null } else { said(case) };
    json
}

/// What an explanation has to say: parts of texts, lines of one kind in their order.
fn said(case: &Case) -> Json {
    let mut said = json!({});
    let push = |said: &mut Json, member: &str, value: Json| match said.get_mut(member).and_then(Json::as_array_mut) {
        Some(list) => list.push(value),
        None => said[member] = json!([value]),
    };
    for (key, value) in case.pairs("expect") {
        match key {
            "cause" => push(&mut said, "causes", json!(value)),
            "evidence" | "next" | "absent" => push(&mut said, key, json!(value)),
            "headline" => said["headline"] = json!(value),
            "probe" => {
                said["probe"] = match value {
                    "yes" => json!(true),
                    "no" => json!(false),
                    url => json!(url),
                }
            }
            "hint" => said["hint"] = json!(value == "yes"),
            "ways around" => said["ways_around"] = json!(value == "yes"),
            "CORS header" if value == "none" => said["cors_headers"] = json!({}),
            "CORS header" => {
                let Some((name, value)) = value.split_once(": ") else {
                    case.wrong("expect", key, "this has to be `CORS header: NAME: VALUE`")
                };
                said["cors_headers"][name] = json!(value);
            }
            other => case.wrong("expect", other, &format!("an explanation has no `{other}`")),
        }
    }
    said
}
