//! The endpoints of the Practice API: which there are, what they do, and which answers a request.

use super::guard::Guard;
use super::request::PracticeRequest;
use super::{Practice, PracticeAnswer, data, echo, flaky, open, orders, reply, tickets, token};
use asl_value::Value;

/// An endpoint, as help shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The method, or `any`.
    pub method: &'static str,
    /// The path, with `{…}` for a part that the caller chooses, and `…` for more parts.
    pub path: &'static str,
    /// What it does, in a sentence.
    pub what: &'static str,
}

/// Every endpoint, in the order in which help shows them.
pub fn catalog() -> impl Iterator<Item = Entry> {
    ROUTES.iter().map(|route| route.entry)
}

struct Route {
    entry: Entry,
    guard: Guard,
    handler: fn(&mut Practice, &Visit<'_>) -> PracticeAnswer,
}

/// A request at the endpoint that it was meant for.
pub(super) struct Visit<'a> {
    /// The request.
    pub(super) request: &'a PracticeRequest,
    /// The part of the path that stands at `{…}`.
    pub(super) part: &'a str,
}

const fn route(
    method: &'static str,
    path: &'static str,
    what: &'static str,
    guard: Guard,
    handler: fn(&mut Practice, &Visit<'_>) -> PracticeAnswer,
) -> Route {
    Route { entry: Entry { method, path, what }, guard, handler }
}

use Guard::{ApiKey, Basic, Open, Token};

const ROUTES: [Route; 24] = [
    route("GET", "/hello", "Returns a greeting; `?name=` sets the name.", Open, open::hello),
    route("GET", "/basic", "Requires a BASIC connection: user `demo`, password `practice`.", Basic, open::welcome),
    route("GET", "/basic/flaky", "Like `/flaky`, and requires the BASIC connection.", Basic, flaky::answer),
    route("GET", "/api-key", "Requires an API_KEY connection: `x-api-key` with `practice-key`.", ApiKey, open::welcome),
    route(
        "GET",
        "/oauth",
        "Requires an OAUTH_CLIENT_CREDENTIALS connection with a token of `/oauth/token`.",
        Token,
        open::welcome,
    ),
    route(
        "POST",
        "/oauth/token",
        "Issues a token to the client `practice-client` with `practice-secret`; `?uses=` and `?expires_in=` limit it.",
        Open,
        token::issue,
    ),
    route("GET", "/oauth/token", "The same, with all parameters in the query.", Open, token::issue),
    route(
        "any",
        "/flaky",
        "Fails with 503 `?fail=` times (default 2), then succeeds; each `?id=` has its own \
                            count.",
        Open,
        flaky::answer,
    ),
    route("any", "/status/{code}", "Returns this status.", Open, open::status),
    route("any", "/delay/{ms}", "Responds after this many milliseconds.", Open, open::delay),
    route("any", "/echo", "Returns the request, with its credentials masked.", Open, echo::answer),
    route("any", "/echo/…", "The same for any path below.", Open, echo::answer),
    route(
        "GET",
        "/items",
        "Returns a list of 25 items in pages of 10: `?page=` starts at 1, `next` names the next \
                            page.",
        Open,
        data::items,
    ),
    route("GET", "/orders", "Lists the orders; `?status=` filters them.", Open, orders::list),
    route("POST", "/orders", "Creates an order from `item` and `quantity`.", Open, orders::create),
    route("GET", "/orders/{id}", "Returns an order.", Open, orders::read),
    route("PUT", "/orders/{id}", "Replaces an order.", Open, orders::replace),
    route("PATCH", "/orders/{id}", "Changes some fields of an order.", Open, orders::change),
    route("DELETE", "/orders/{id}", "Deletes an order.", Open, orders::delete),
    route(
        "any",
        "/tickets/{id}",
        "Returns the ticket with your changes. Requires the BASIC connection. `?fault=` is `slow`, `401`, `429`, `503`, `422`, or `large`.",
        Basic,
        tickets::answer,
    ),
    route("GET", "/text", "Returns plain text.", Open, data::text),
    route("GET", "/binary", "Returns bytes, which an HTTP Task cannot read.", Open, data::binary),
    route("GET", "/large/{bytes}", "Returns text of this size; a Task accepts up to 262144 bytes.", Open, data::large),
    route("GET", "/redirect", "Redirects to `/hello` with 302.", Open, open::redirect),
];

/// Answers `request` with the endpoint that it names.
pub(super) fn dispatch(practice: &mut Practice, request: &PracticeRequest) -> PracticeAnswer {
    let here = || ROUTES.iter().filter_map(|route| Some((route, part_of(&request.path, route.entry.path)?)));
    let Some(_) = here().next() else { return not_found(request) };
    let method = if &*request.method == "HEAD" { "GET" } else { &request.method };
    let asked = here().find(|(route, _)| route.entry.method == "any" || route.entry.method == method);
    if let Some((route, part)) = asked {
        let refusal = route.guard.refusal(request, &mut practice.issued);
        return refusal.unwrap_or_else(|| (route.handler)(practice, &Visit { request, part }));
    }
    let allowed: Vec<&str> = here().map(|(route, _)| route.entry.method).collect();
    let allowed = allowed.join(", ");
    let answer = if method == "OPTIONS" {
        reply::empty(204)
    } else {
        reply::problem(405, &format!("`{}` supports only {allowed}, not {method}", request.path))
    };
    reply::with_header(answer, "Allow", &allowed)
}

/// Whether `path` is what `pattern` says; if so, the part at `{…}`, empty if there is none.
fn part_of<'a>(path: &'a str, pattern: &str) -> Option<&'a str> {
    if let Some(start) = pattern.strip_suffix('…') {
        return path.strip_prefix(start).map(|_| "");
    }
    match pattern.split_once('{') {
        Some((start, _)) => path.strip_prefix(start).filter(|part| !part.is_empty() && !part.contains('/')),
        None => (path == pattern).then_some(""),
    }
}

fn not_found(request: &PracticeRequest) -> PracticeAnswer {
    let endpoints = catalog().map(|entry| Value::from(format!("{} {}: {}", entry.method, entry.path, entry.what)));
    let error = format!("there is no `{}` here", request.path);
    let body = reply::object([("error", Value::from(error)), ("endpoints", endpoints.collect())]);
    reply::json(404, &body)
}
