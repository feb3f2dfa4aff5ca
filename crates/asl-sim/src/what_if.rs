//! "And if the API says 429?": what a call of a Task can come to, ready to be the answer of its next call.
//!
//! This is the one list of the failures of an HTTP call that the playground can play: one press at a Task, the exploration
//! of failures and scenarios all take it from here. [`HttpWhatIf::answer`] is what the network gives; [`HttpWhatIf::mock`]
//! is what the Task makes of that, in the shape of TestState's `mock`. [`offers`] has them for any Task.

use std::rc::Rc;

use crate::mock::{Mock, sample};
use asl_aws::state_error::{StateError, TIMEOUT};
use asl_http::call::Method;
use asl_http::response::{BODY_LIMIT, HttpResponse, TransportError, socket_error, to_result};
use asl_lang::Resource;

/// What an HTTP call can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HttpWhatIf {
    /// 401: the credentials are wrong.
    Unauthorized,
    /// 403: the credentials are not enough.
    Forbidden,
    /// 404: what is asked for does not exist.
    NotFound,
    /// 409: the call conflicts with another one.
    Conflict,
    /// 429 with `Retry-After`.
    TooManyRequests,
    /// 500: the API fails.
    ServerError,
    /// 503: the API is unavailable.
    Unavailable,
    /// No answer within the 60 seconds that a Task waits.
    TimesOut,
    /// The connection is reset.
    Resets,
    /// A good answer that takes [`SLOW_SECONDS`].
    Slow,
    /// 200 with a page of HTML, as proxies and sign-in pages answer.
    Html,
    /// 200 that says that it is JSON, and is not.
    NoJson,
    /// 200 with a body that is larger than a Task takes.
    TooMuch,
}

/// How long a slow call takes, in seconds.
pub const SLOW_SECONDS: u32 = 45;
/// How long an HTTP Task waits for an answer, in seconds (Developer Guide, "Call HTTPS APIs").
const LONGEST_SECONDS: u32 = 60;
/// What `Retry-After` says in seconds.
const RETRY_AFTER: &str = "30";

/// What the network gives for one call.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkAnswer {
    /// The response, or why there is none.
    pub answer: Result<HttpResponse, TransportError>,
    /// Seconds until then.
    pub delay_seconds: u32,
}

/// An answer that a Task can be given, with its name for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Its name in files and links, forever; for a Task that is no HTTP call, the name of the error.
    pub id: Rc<str>,
    /// Its name for people.
    pub title: Rc<str>,
    /// The answer.
    pub mock: Mock,
}

impl HttpWhatIf {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 13] = [
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::TooManyRequests,
        Self::ServerError,
        Self::Unavailable,
        Self::TimesOut,
        Self::Resets,
        Self::Slow,
        Self::Html,
        Self::NoJson,
        Self::TooMuch,
    ];

    /// Its name in files and links, forever.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unauthorized => "401",
            Self::Forbidden => "403",
            Self::NotFound => "404",
            Self::Conflict => "409",
            Self::TooManyRequests => "429",
            Self::ServerError => "500",
            Self::Unavailable => "503",
            Self::TimesOut => "timeout",
            Self::Resets => "reset",
            Self::Slow => "slow",
            Self::Html => "html",
            Self::NoJson => "no-json",
            Self::TooMuch => "too-much",
        }
    }

    /// The one of that name.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Unauthorized => "401 Unauthorized",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::Conflict => "409 Conflict",
            Self::TooManyRequests => "429 with Retry-After",
            Self::ServerError => "500 Internal Server Error",
            Self::Unavailable => "503 Service Unavailable",
            Self::TimesOut => "Times out",
            Self::Resets => "Connection reset",
            Self::Slow => "Slow",
            Self::Html => "HTML",
            Self::NoJson => "Invalid JSON",
            Self::TooMuch => "Too much data",
        }
    }

    /// What the network gives.
    pub fn answer(self) -> NetworkAnswer {
        let json = ("content-type", "application/json");
        let status = |status: u16| respond(status, &[json], b"{\"message\":\"simulated by the playground\"}");
        let (answer, delay_seconds) = match self {
            Self::Unauthorized => (Ok(status(401)), 0),
            Self::Forbidden => (Ok(status(403)), 0),
            Self::NotFound => (Ok(status(404)), 0),
            Self::Conflict => (Ok(status(409)), 0),
            Self::TooManyRequests => (Ok(respond(429, &[json, ("retry-after", RETRY_AFTER)], b"{}")), 0),
            Self::ServerError => (Ok(status(500)), 0),
            Self::Unavailable => (Ok(status(503)), 0),
            Self::TimesOut => (Err(TransportError::TimedOut), LONGEST_SECONDS),
            Self::Resets => (Err(TransportError::NoAnswer("Connection reset".to_owned())), 0),
            Self::Slow => (Ok(respond(200, &[json], b"{\"id\":1}")), SLOW_SECONDS),
            Self::Html => {
                let page = b"<!DOCTYPE html><html><title>Sign in</title></html>";
                (Ok(respond(200, &[("content-type", "text/html; charset=utf-8")], page)), 0)
            }
            Self::NoJson => (Ok(respond(200, &[json], b"{\"id\": 1,")), 0),
            Self::TooMuch => {
                let body = vec![b'x'; BODY_LIMIT + 1];
                (Ok(respond(200, &[("content-type", "text/plain")], &body)), 0)
            }
        };
        NetworkAnswer { answer, delay_seconds }
    }

    /// What the Task makes of it.
    pub fn mock(self) -> Mock {
        let NetworkAnswer { answer, delay_seconds } = self.answer();
        let outcome = match answer {
            Ok(response) => to_result(Method::Get, &response),
            Err(error) => Err(socket_error(&error)),
        };
        Mock { outcome, delay_seconds: f64::from(delay_seconds) }
    }
}

fn respond(status: u16, headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
    let headers = headers.iter().map(|(name, value)| (Rc::from(*name), Rc::from(*value))).collect();
    HttpResponse { status, headers, body: body.into(), ..HttpResponse::default() }
}

/// What a call of a Task with this resource can come to, other than going well: for an HTTP Task [`HttpWhatIf::ALL`], for
/// all others the errors of the service, then a timeout.
pub fn offers(resource: &str) -> Vec<Offer> {
    if matches!(Resource::parse(resource), Resource::HttpInvoke(_)) {
        let offer = |one: HttpWhatIf| Offer { id: one.id().into(), title: one.title().into(), mock: one.mock() };
        return HttpWhatIf::ALL.into_iter().map(offer).collect();
    }
    let fails = |name: &str, title: &str, error: StateError| Offer {
        id: name.into(),
        title: title.into(),
        mock: Mock { outcome: Err(error), delay_seconds: 0.0 },
    };
    let errors = sample::errors(resource);
    let errors = errors.iter().map(|(name, cause)| fails(name, name, StateError::new(name, cause.as_str())));
    errors.chain([fails(TIMEOUT, "Times out", StateError::without_cause(TIMEOUT))]).collect()
}

#[cfg(test)]
mod tests {
    use super::{HttpWhatIf, offers};
    use crate::mock::Mocks;
    use asl_value::{Map, Value};

    #[test]
    fn each_answer_gives_what_the_task_makes_of_it() {
        let names = HttpWhatIf::ALL.map(|one| match one.mock().outcome {
            Ok(result) => result.get("ResponseBody").map(Value::to_json).unwrap_or_default(),
            Err(error) => error.name().to_owned(),
        });
        let expected = [
            "States.Http.StatusCode.401",
            "States.Http.StatusCode.403",
            "States.Http.StatusCode.404",
            "States.Http.StatusCode.409",
            "States.Http.StatusCode.429",
            "States.Http.StatusCode.500",
            "States.Http.StatusCode.503",
            "States.Http.Socket",
            "States.Http.Socket",
            r#"{"id":1}"#,
            r#""<!DOCTYPE html><html><title>Sign in</title></html>""#,
            r#""{\"id\": 1,""#,
            "States.DataLimitExceeded",
        ];
        assert_eq!(names, expected);
        let delays = HttpWhatIf::ALL.map(|one| one.mock().delay_seconds).iter().sum::<f64>();
        assert!(delays.total_cmp(&105.0).is_eq(), "only a timeout and a slow answer take time: {delays}");
    }

    #[test]
    fn every_name_is_found_again_and_every_offer_can_be_written_as_a_mock() {
        for one in HttpWhatIf::ALL {
            assert_eq!(HttpWhatIf::find(one.id()), Some(one));
        }
        assert_eq!(HttpWhatIf::find("418"), None);
        for resource in ["arn:aws:states:::http:invoke", "arn:aws:states:::lambda:invoke", "x"] {
            let all = offers(resource);
            assert!(all.len() > 3, "{resource}");
            for offer in all {
                let written: Map = std::iter::once(("A".into(), offer.mock.to_value())).collect();
                let read = Mocks::from_value(&written.into()).unwrap().next("A").unwrap();
                assert_eq!(read, offer.mock, "{resource} {}", offer.id);
            }
        }
    }
}
