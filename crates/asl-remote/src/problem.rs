//! What went wrong at an endpoint, as data.

use asl_http::relay::Fault;
use serde_json::Value as Json;

use crate::action::Action;
use crate::client::Unanswered;

/// Why a call of the API came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What was called.
    pub action: Action,
    /// What happened.
    pub kind: ProblemKind,
}

/// What happened to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The API refused it.
    Refused {
        /// The status code.
        status: u16,
        /// The name of the error, without its namespace, such as `AccessDeniedException`; empty where an emulator gives none.
        name: String,
        /// What the API says.
        message: String,
    },
    /// What answered does not speak the API: another program, or a proxy.
    NotTheApi {
        /// The status code.
        status: u16,
    },
    /// The relay has no answer.
    Relay(Fault),
    /// Nothing answered, or not so that a page may read it.
    NotReached,
    /// No answer in time.
    TimedOut,
}

/// A problem for people: what happened, why it may be, what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub headline: String,
    /// Why that may be.
    pub causes: Vec<String>,
    /// What to do.
    pub steps: Vec<String>,
}

impl Problem {
    /// A call that has no answer.
    pub(crate) fn unanswered(action: Action, why: Unanswered) -> Self {
        let kind = match why {
            Unanswered::Relay(fault) => ProblemKind::Relay(fault),
            Unanswered::NotReached => ProblemKind::NotReached,
            Unanswered::TimedOut => ProblemKind::TimedOut,
        };
        Self { action, kind }
    }

    /// A call that was answered with an error (AWS JSON protocol 1.0, "Error response serialization").
    pub(crate) fn refused(action: Action, status: u16, body: &str) -> Self {
        let json: Json = serde_json::from_str(body).unwrap_or_default();
        let text = |names: [&str; 2]| names.into_iter().find_map(|name| json.get(name)).and_then(Json::as_str);
        let message = text(["message", "Message"]).unwrap_or_default().to_owned();
        // Emulators leave the name away at times.
        let name = match text(["__type", "code"]) {
            Some(name) => name,
            None if message.is_empty() => return Self { action, kind: ProblemKind::NotTheApi { status } },
            None => "",
        };
        // `com.amazonaws.swf.service.v2.model#InvalidArn:http://…`
        let name = name.rsplit('#').next().unwrap_or(name).split(':').next().unwrap_or_default().to_owned();
        Self { action, kind: ProblemKind::Refused { status, name, message } }
    }

    /// An answer that lacks what the action promises.
    pub(crate) fn not_the_api(action: Action) -> Self {
        Self { action, kind: ProblemKind::NotTheApi { status: 200 } }
    }

    /// The name of the error with which the API refused the call.
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            ProblemKind::Refused { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Whether nothing is known but that there was no answer: the way there is broken, or what is at its end.
    pub fn is_lost_connection(&self) -> bool {
        use asl_http::relay::FaultKind::{Closed, NotHttp, NotRunning, TimedOut, UnknownName, Unreachable};
        match &self.kind {
            ProblemKind::NotReached | ProblemKind::TimedOut => true,
            ProblemKind::Relay(fault) => {
                matches!(fault.kind, NotRunning | Unreachable | UnknownName | Closed | NotHttp | TimedOut)
            }
            ProblemKind::Refused { .. } | ProblemKind::NotTheApi { .. } => false,
        }
    }

    /// Whether it is sure that the call did nothing: the API, or the relay before it, refused it.
    pub(crate) fn is_definite(&self) -> bool {
        match &self.kind {
            ProblemKind::Refused { status, .. } => *status < 500,
            ProblemKind::Relay(fault) => fault.kind.is_before_sending(),
            ProblemKind::NotTheApi { .. } | ProblemKind::NotReached | ProblemKind::TimedOut => false,
        }
    }

    /// Whether the same call may work a moment later: throttling, or a failure of the service itself.
    pub(crate) fn passes(&self) -> bool {
        match &self.kind {
            ProblemKind::Refused { status, name, .. } => is_throttling(name) || (*status >= 500 && *status != 501),
            ProblemKind::NotTheApi { status } => matches!(status, 429 | 502..=504),
            ProblemKind::Relay(_) | ProblemKind::NotReached | ProblemKind::TimedOut => false,
        }
    }
}

/// Whether an error of that name says that there are too many calls.
pub(crate) fn is_throttling(name: &str) -> bool {
    matches!(
        name,
        "ThrottlingException" | "Throttling" | "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown"
    )
}

#[cfg(test)]
mod tests {
    use asl_http::relay::FaultKind;

    use super::*;

    #[test]
    fn a_refusal_is_no_lost_connection() {
        let lost = |kind| Problem { action: Action::StopExecution, kind }.is_lost_connection();
        assert!(lost(ProblemKind::NotReached) && lost(ProblemKind::TimedOut));
        assert!(lost(ProblemKind::Relay(Fault::new(FaultKind::NotRunning, "nothing answers"))));
        assert!(!lost(ProblemKind::Relay(Fault::new(FaultKind::NoCredentials, "the session has ended"))));
        assert!(!lost(ProblemKind::NotTheApi { status: 404 }));
        assert!(
            !Problem::refused(Action::StopExecution, 400, r#"{"__type": "AccessDeniedException"}"#)
                .is_lost_connection()
        );
    }
}
