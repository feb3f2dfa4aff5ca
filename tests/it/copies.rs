//! What is copied of a call does what it says: curl and fetch send the request to a real server, and a HAR keeps to its
//! rules. None of them holds a secret that was not asked for.

use std::process::{Command, Stdio};
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_http::attempt::{Concluded, conclude, prepare};
use asl_http::curl::curl;
use asl_http::fetch_code::fetch_code;
use asl_http::har::{HarCall, har};
use asl_http::redact::Redactor;
use asl_http::reveal::reveal;
use asl_http::{
    Authorization, Connection, Connections, HttpCall, HttpResponse, InvocationParameters, Parameter, Secret,
    TransportError,
};
use asl_value::Value;
use serde_json::{Value as Json, json};

use crate::support::practice::Server;

const PASSWORD: &str = "pass \"wörd'$HOME";
const TOKEN: &str = "tok/en+&=1";

fn connections(origin: &str) -> Connections {
    let parameter = |key: &str, value: &str| Parameter { key: key.into(), value: Secret::new(value), is_secret: true };
    Connections::new(vec![Connection {
        name: "c".into(),
        arn: "arn".into(),
        authorization: Authorization::Basic { username: "demo".into(), password: Secret::new(PASSWORD) },
        invocation: InvocationParameters {
            headers: vec![parameter("x-token", TOKEN)],
            query: vec![parameter("token", TOKEN)],
            body: vec![parameter("secret", PASSWORD)],
        },
        origins: vec![origin.into()],
        ..Connection::default()
    }])
}

fn parameters(origin: &str) -> Value {
    let text = json!({"ApiEndpoint": format!("{origin}/echo/a b"), "Method": "POST", "Authentication": {"ConnectionArn": "c"},
        "QueryParameters": {"q": "it's"}, "Headers": {"X-Task": "`id` \"1\""}, "RequestBody": {"text": "it's\n$HOME", "secret": 1}});
    Value::from_json(&text.to_string()).unwrap()
}

fn call(origin: &str, answer: Result<HttpResponse, TransportError>) -> Concluded {
    let call = HttpCall::from_parameters(&parameters(origin)).unwrap();
    let prepared = prepare(&call, &connections(origin), "eu-west-1").unwrap();
    conclude(&prepared, answer, Timestamp(1_000), Timestamp(1_250), vec![])
}

/// What a program printed; `None` if it is not installed.
fn output(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Option<String> {
    let mut command = Command::new(program);
    let child = command.args(arguments).envs(environment.iter().copied()).stderr(Stdio::piped()).output().ok()?;
    assert!(child.status.success(), "{program}: {}", String::from_utf8_lossy(&child.stderr));
    Some(String::from_utf8_lossy(&child.stdout).into_owned())
}

/// What the practice server says of the request that it got: the JSON behind the headers.
fn echoed(printed: &str) -> Json {
    let start = printed.find("\n{").map_or(0, |at| at + 1);
    serde_json::from_str(printed[start..].trim()).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

fn check_echo(echo: &Json) {
    assert_eq!(echo["method"], "POST", "{echo}");
    assert_eq!(echo["query"]["q"], "it's", "{echo}");
    assert_eq!(echo["headers"]["x-task"], "`id` \"1\"", "{echo}");
    let body = match &echo["body"] {
        Json::String(text) => serde_json::from_str(text).unwrap(),
        body => body.clone(),
    };
    assert_eq!(body["text"], "it's\n$HOME", "{echo}");
    assert_eq!(body["secret"], PASSWORD, "{echo}");
}

const ENVIRONMENT: [(&str, &str); 5] = [
    ("SECRET_USERNAME", "demo"),
    ("SECRET_PASSWORD", PASSWORD),
    ("SECRET_X_TOKEN", TOKEN),
    ("SECRET_TOKEN", "plain"),
    ("SECRET_SECRET", PASSWORD),
];

#[test]
fn copied_code_sends_the_request() {
    let server = Server::start(&["0"]);
    let origin = format!("http://{}", server.address);
    let done = call(&origin, Ok(HttpResponse::default()));
    let masked = &done.exchange.request;
    let full = reveal(&parameters(&origin), &connections(&origin), masked).unwrap();
    // A shell puts a variable in as it is: what stands in JSON has to be written as JSON.
    let json = Json::from(PASSWORD).to_string();
    let mut quoted = ENVIRONMENT;
    quoted[4].1 = &json[1..json.len() - 1];
    for (request, environment) in [(&**masked, &quoted[..]), (full.expose(), &[][..])] {
        let command = curl(request).command;
        if let Some(printed) = output("sh", &["-c", &format!("{command} --silent --show-error")], environment) {
            check_echo(&echoed(&printed.replace("\r\n", "\n")));
        }
    }
    for (request, environment) in [(&**masked, &ENVIRONMENT[..]), (full.expose(), &[][..])] {
        let code = fetch_code(request);
        if let Some(printed) = output("node", &["--input-type=module", "--eval", &code], environment) {
            check_echo(&echoed(&printed));
        }
    }
    for text in [curl(masked).command, fetch_code(masked)] {
        assert_hides(&text);
    }
}

#[test]
fn copied_code_proves_who_calls() {
    let server = Server::start(&["0"]);
    let origin = format!("http://{}", server.address);
    let mut known: Vec<Connection> = connections(&origin).iter().cloned().collect();
    known[0].authorization = Authorization::Basic { username: "demo".into(), password: Secret::new("practice") };
    known[0].invocation = InvocationParameters::default();
    let known = Connections::new(known);
    let parameters =
        json!({"ApiEndpoint": format!("{origin}/basic"), "Method": "GET", "Authentication": {"ConnectionArn": "c"}});
    let call = HttpCall::from_parameters(&Value::from_json(&parameters.to_string()).unwrap()).unwrap();
    let request = prepare(&call, &known, "r").unwrap().request.shown;
    for (password, status) in [("practice", "200"), ("wrong", "401")] {
        let environment = [("SECRET_USERNAME", "demo"), ("SECRET_PASSWORD", password)];
        let command = format!("{} --silent", curl(&request).command);
        if let Some(printed) = output("sh", &["-c", &command], &environment) {
            assert!(printed.starts_with(&format!("HTTP/1.1 {status}")), "{printed}");
        }
        if let Some(printed) = output("node", &["--input-type=module", "--eval", &fetch_code(&request)], &environment) {
            assert!(printed.starts_with(status), "{printed}");
        }
    }
}

/// Fails if a credential stands in `text`, in any form in which it travels.
fn assert_hides(text: &str) {
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD;
    let json = Json::from(PASSWORD).to_string();
    for form in [
        PASSWORD.to_owned(),
        json[1..json.len() - 1].to_owned(),
        base64.encode(format!("demo:{PASSWORD}")),
        base64.encode(PASSWORD),
        TOKEN.to_owned(),
        "tok%2Fen%2B%26%3D1".to_owned(),
    ] {
        assert!(!text.contains(&form), "`{form}` is in {text}");
    }
}

fn answer(headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
    let header = |(name, value): &(&str, &str)| (Rc::from(*name), Rc::from(*value));
    HttpResponse {
        status: 200,
        headers: headers.iter().map(header).collect(),
        body: body.into(),
        ..HttpResponse::default()
    }
}

#[test]
fn an_archive_keeps_to_the_rules_and_hides_what_answers_repeat() {
    use base64::Engine;
    let origin = "https://a.example";
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("demo:{PASSWORD}"));
    let body =
        json!({"you": {"sent": format!("Basic {basic}"), "secret": PASSWORD, "url": "x?token=tok%2Fen%2B%26%3D1"}})
            .to_string();
    let calls = [
        call(
            origin,
            Ok(answer(
                &[("Content-Type", "application/json"), ("Set-Cookie", "session=abc; Path=/"), ("x-echo", TOKEN)],
                body.as_bytes(),
            )),
        ),
        call(origin, Ok(answer(&[("Content-Type", "image/png")], &[0x89, 0x50, 0xff]))),
        call(origin, Err(TransportError::NoAnswer("TypeError: Failed to fetch".to_owned()))),
    ];
    let entry = |done: &Concluded| HarCallOwned(done.exchange.clone());
    let owned: Vec<HarCallOwned> = calls.iter().map(entry).collect();
    let entries = |owned: &[HarCallOwned]| {
        har(
            "run",
            Timestamp(0),
            &owned.iter().map(HarCallOwned::call).collect::<Vec<_>>(),
            Some(&Redactor::new(&connections(origin))),
        )
    };
    let archive = entries(&owned);
    check_archive(&archive, 3);
    assert_hides(&archive.to_string());
    assert!(!archive.to_string().contains("session=abc") && !archive.to_string().contains("\"abc"), "{archive}");
    let entry = &archive["log"]["entries"][0];
    assert_eq!(entry["time"], 250);
    assert_eq!(entry["startedDateTime"], "1970-01-01T00:00:01.000Z");
    assert_eq!(archive["log"]["entries"][1]["response"]["content"]["encoding"], "base64");
    assert_eq!(archive["log"]["entries"][2]["response"]["status"], 0);

    let full = reveal(&parameters(origin), &connections(origin), &calls[0].exchange.request).unwrap();
    let told = HarCall { comment: "Call".to_owned(), exchange: &calls[0].exchange, request: full.expose() };
    let open = har("run", Timestamp(0), &[told], None);
    check_archive(&open, 1);
    assert!(open.to_string().contains(&basic), "what the person ticked is in it");
}

struct HarCallOwned(Rc<asl_http::Exchange>);

impl HarCallOwned {
    fn call(&self) -> HarCall<'_> {
        HarCall { comment: "Call, attempt 1".to_owned(), exchange: &self.0, request: &self.0.request }
    }
}

/// The members that HAR 1.2 asks for, with their types; others begin with `_` or are optional ones of the format.
fn check_archive(archive: &Json, entries: usize) {
    let log = &archive["log"];
    assert_eq!(log["version"], "1.2");
    members(&log["creator"], &[("name", "string"), ("version", "string")], &["comment"]);
    for page in log["pages"].as_array().unwrap() {
        members(
            page,
            &[("startedDateTime", "string"), ("id", "string"), ("title", "string"), ("pageTimings", "object")],
            &["comment"],
        );
    }
    let list = log["entries"].as_array().unwrap();
    assert_eq!(list.len(), entries);
    for entry in list {
        members(
            entry,
            &[
                ("startedDateTime", "string"),
                ("time", "number"),
                ("request", "object"),
                ("response", "object"),
                ("cache", "object"),
                ("timings", "object"),
            ],
            &["pageref", "serverIPAddress", "connection", "comment"],
        );
        assert!(log["pages"].as_array().unwrap().iter().any(|page| page["id"] == entry["pageref"]));
        assert!(Timestamp::parse(entry["startedDateTime"].as_str().unwrap()).is_some());
        let timings = &entry["timings"];
        members(
            timings,
            &[("send", "number"), ("wait", "number"), ("receive", "number")],
            &["blocked", "dns", "connect", "ssl", "comment"],
        );
        let sum: f64 = ["send", "wait", "receive"].iter().map(|name| timings[name].as_f64().unwrap()).sum();
        assert!((sum - entry["time"].as_f64().unwrap()).abs() < f64::EPSILON, "the time is the sum of its parts");
        let both = [
            ("httpVersion", "string"),
            ("cookies", "array"),
            ("headers", "array"),
            ("headersSize", "number"),
            ("bodySize", "number"),
        ];
        let request = &entry["request"];
        members(
            request,
            &[&both[..], &[("method", "string"), ("url", "string"), ("queryString", "array")]].concat(),
            &["postData", "comment"],
        );
        if let Some(post) = request.get("postData") {
            members(post, &[("mimeType", "string"), ("text", "string")], &["comment"]);
        }
        let response = &entry["response"];
        members(
            response,
            &[
                &both[..],
                &[("status", "number"), ("statusText", "string"), ("content", "object"), ("redirectURL", "string")],
            ]
            .concat(),
            &["comment"],
        );
        members(
            &response["content"],
            &[("size", "number"), ("mimeType", "string")],
            &["text", "encoding", "compression", "comment"],
        );
        for pair in [
            &request["headers"],
            &request["queryString"],
            &request["cookies"],
            &response["headers"],
            &response["cookies"],
        ] {
            for pair in pair.as_array().unwrap() {
                members(pair, &[("name", "string"), ("value", "string")], &["comment"]);
            }
        }
    }
}

fn members(object: &Json, wanted: &[(&str, &str)], optional: &[&str]) {
    let kind = |value: &Json| match value {
        Json::String(_) => "string",
        Json::Number(_) => "number",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
        _ => "other",
    };
    let all = object.as_object().unwrap_or_else(|| panic!("no object: {object}"));
    for (name, wanted) in wanted {
        assert_eq!(all.get(*name).map(kind), Some(*wanted), "`{name}` of {object}");
    }
    for name in all.keys() {
        let known = wanted.iter().any(|(known, _)| known == name) || optional.contains(&name.as_str());
        assert!(known || name.starts_with('_'), "`{name}` is not of the format: {object}");
    }
}
