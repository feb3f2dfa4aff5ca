//! What a problem means, and what to do.

use asl_http::relay::explain as relay;

use crate::action::Action;
use crate::place::{Place, Way};
use crate::problem::{Explanation, Problem, ProblemKind, is_throttling};

/// How LocalStack and moto are started so that a page can talk to them.
fn start_emulator(page: &str) -> String {
    format!(
        "Start one: `EXTRA_CORS_ALLOWED_ORIGINS={page} localstack start`, or `moto_server -p 5000`. Then enter its address."
    )
}

impl Problem {
    /// The problem for people: it happened at `place`, to a page of the origin `page`.
    pub fn explain(&self, place: &Place, page: &str) -> Explanation {
        let name = self.action.name();
        match &self.kind {
            ProblemKind::Refused { name: error, message, .. } => self.explain_refused(error, message, place),
            ProblemKind::NotTheApi { status } => Explanation {
                headline: format!("What answered {name} with status {status} is not the API of Step Functions."),
                causes: match place.way {
                    Way::Emulator => vec![
                        format!("Another program listens at `{}`.", place.address),
                        format!("The emulator does not have {name}."),
                    ],
                    Way::Relay => vec!["A proxy is between the relay and AWS.".to_owned()],
                },
                steps: vec![match place.way {
                    Way::Emulator => "Check the address: LocalStack uses port 4566, moto 5000.".to_owned(),
                    Way::Relay => "Check the endpoint that the relay printed when it started.".to_owned(),
                }],
            },
            ProblemKind::Relay(fault) => {
                let told = relay::of_aws(fault, page, &command_of(place));
                Explanation { headline: told.headline, causes: told.causes, steps: told.next_steps }
            }
            ProblemKind::NotReached => Explanation {
                headline: format!("Nothing at `{}` answers this page.", place.address),
                causes: vec![
                    "No emulator is running there.".to_owned(),
                    format!(
                        "It does not allow this page, `{page}`, with CORS: a browser hides which of the two it is."
                    ),
                ],
                steps: vec![
                    start_emulator(page),
                    format!("Or use the relay: `make relay AWS_ENDPOINT={} PAGE={page}`.", place.address),
                ],
            },
            ProblemKind::TimedOut => Explanation {
                headline: format!("{name} was not answered in time."),
                causes: vec!["The network, or the emulator, is very slow.".to_owned()],
                steps: vec!["Try again.".to_owned()],
            },
        }
    }

    fn explain_refused(&self, error: &str, message: &str, place: &Place) -> Explanation {
        let name = self.action.name();
        let with = if error.is_empty() { String::new() } else { format!(" with {error}") };
        let said = if message.is_empty() { String::new() } else { format!(": {}", beginning(message)) };
        let headline = format!("{name} was refused{with}{said}.");
        let (causes, steps): (Vec<String>, Vec<String>) = match error {
            "UnrecognizedClientException" | "InvalidClientTokenId" | "InvalidSignatureException"
            | "SignatureDoesNotMatch" | "IncompleteSignature" | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException" => (
                vec![
                    "The credentials of the relay are wrong, were deactivated, or belong to another partition of AWS.".to_owned(),
                    "The region is not enabled in this account.".to_owned(),
                    "The clock of this machine is more than five minutes off.".to_owned(),
                ],
                vec![
                    "Check them with `aws sts get-caller-identity`, then restart the relay, with `PROFILE=` if they are in a profile.".to_owned(),
                ],
            ),
            "ExpiredTokenException" | "ExpiredToken" | "RequestExpired" => (
                vec!["The session of these credentials has ended.".to_owned()],
                vec!["Sign in again, for example with `aws sso login`. The relay reads new credentials by itself.".to_owned()],
            ),
            "AccessDeniedException" | "AccessDenied" => self.explain_denied(message, place),
            _ if is_throttling(error) => (
                vec![
                    format!(
                        "The account makes more calls than AWS allows at this time.{}",
                        if self.action.is_repeatable() { " The page sent this one five times." } else { "" }
                    ),
                ],
                vec!["Wait a minute, then try again.".to_owned()],
            ),
            "InvalidDefinition" => (
                vec!["AWS reads the definition as it is sent: with substitutions filled in, without what is only in this page.".to_owned()],
                vec!["Look for the state that the message names. If this page found no problem there, its check and AWS differ: please report it.".to_owned()],
            ),
            "InvalidExecutionInput" => (Vec::new(), vec!["Write the input as JSON of at most 256 KiB.".to_owned()]),
            "StateMachineDoesNotExist" | "ExecutionDoesNotExist" => (
                vec![
                    "It was deleted, or is in another region or account than the one that is asked.".to_owned(),
                    "AWS keeps an execution for 90 days after it ended.".to_owned(),
                ],
                vec!["Connect again to read the list anew.".to_owned()],
            ),
            "StateMachineDeleting" => (
                vec!["It was deleted, and is there until its executions have ended.".to_owned()],
                vec!["Wait until it is gone, or use another name.".to_owned()],
            ),
            "StateMachineAlreadyExists" => (
                vec!["A machine of that name has another type, definition, or role.".to_owned()],
                vec!["Delete it in the list, or use another name.".to_owned()],
            ),
            "StateMachineLimitExceeded" | "ExecutionLimitExceeded" => (
                vec!["The account has as many as its quota allows.".to_owned()],
                vec!["Delete what is no longer used, or raise the quota in Service Quotas.".to_owned()],
            ),
            "InvalidArn" | "InvalidName" | "ValidationException" => (
                vec!["A value of the request is not what this endpoint takes.".to_owned()],
                vec!["Check the role, the region, and the name.".to_owned()],
            ),
            "" => (
                vec!["The emulator cannot read the definition, or does not know one of its services.".to_owned()],
                vec!["Use a newer emulator, or AWS.".to_owned()],
            ),
            "NotImplementedError" | "NotImplemented" | "InternalFailure" if place.way == Way::Emulator => (
                vec![format!("The emulator does not have {name}, or not with these values.")],
                vec!["Use a newer emulator, or AWS.".to_owned()],
            ),
            _ => (Vec::new(), vec!["See the API reference of AWS Step Functions for this error.".to_owned()]),
        };
        Explanation { headline, causes, steps }
    }

    /// What is not allowed: the call, passing the role, or taking it on.
    fn explain_denied(&self, message: &str, place: &Place) -> (Vec<String>, Vec<String>) {
        let role = &place.role_arn;
        if message.contains("PassRole") {
            return (
                vec![format!("These credentials may not give the role `{role}` to Step Functions.")],
                vec![format!(
                    "Allow `iam:PassRole` on `{role}`, with the condition `iam:PassedToService` = `states.amazonaws.com`."
                )],
            );
        }
        if message.contains("assume the provided role") || message.contains("not authorized to assume") {
            return (
                vec![format!("The role `{role}` does not exist, or does not trust Step Functions.")],
                vec!["Let its trust policy allow `sts:AssumeRole` for the service `states.amazonaws.com`.".to_owned()],
            );
        }
        let permission = self.action.permission();
        let mut causes = vec![format!("These credentials do not allow `{permission}`.")];
        if matches!(self.action, Action::CreateStateMachine | Action::UpdateStateMachine) {
            causes.push(format!(
                "The role `{role}` does not allow something that the definition needs at this point, such as the log group."
            ));
        }
        (
            causes,
            vec![format!(
                "Allow `{permission}`. On machines of the playground is enough: `stateMachine:asl-playground-*` and `execution:asl-playground-*:*`."
            )],
        )
    }
}

/// How a relay for that place is started, but for the page. Only the relay knows its region.
fn command_of(place: &Place) -> String {
    match place.way {
        Way::Relay => "AWS=REGION".to_owned(),
        Way::Emulator => format!("AWS={}", place.region),
    }
}

/// The most characters of a message that are shown: parsers of emulators write pages.
const LONGEST: usize = 400;

fn beginning(message: &str) -> String {
    let line = message.trim().trim_end_matches('.');
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use asl_http::relay::{Fault, FaultKind};

    use super::*;

    const PAGE: &str = "http://page.example";

    fn refused(action: Action, error: &str, message: &str) -> Explanation {
        let body =
            format!(r#"{{"__type": "com.amazonaws.swf.service.v2.model#{error}:http://x/", "message": "{message}"}}"#);
        Problem::refused(action, 400, &body).explain(&Place::default(), PAGE)
    }

    #[test]
    fn each_refusal_says_what_happened_and_what_to_do() {
        for (action, error, message, expected) in [
            (
                Action::ListStateMachines,
                "UnrecognizedClientException",
                "The security token is invalid.",
                "get-caller-identity",
            ),
            (Action::ListStateMachines, "InvalidSignatureException", "", "get-caller-identity"),
            (Action::ListStateMachines, "ExpiredTokenException", "", "aws sso login"),
            (
                Action::StartExecution,
                "AccessDeniedException",
                "not authorized to perform: states:StartExecution",
                "states:StartExecution",
            ),
            (
                Action::CreateStateMachine,
                "AccessDeniedException",
                "is not authorized to perform: iam:PassRole",
                "iam:PassRole",
            ),
            (
                Action::CreateStateMachine,
                "AccessDeniedException",
                "is not authorized to assume the provided role.",
                "sts:AssumeRole",
            ),
            (Action::ListExecutions, "ThrottlingException", "Rate exceeded", "Wait a minute"),
            (
                Action::CreateStateMachine,
                "InvalidDefinition",
                "SCHEMA_VALIDATION_FAILED",
                "state that the message names",
            ),
            (Action::GetExecutionHistory, "ExecutionDoesNotExist", "", "Connect again"),
            (Action::UpdateStateMachine, "StateMachineDeleting", "", "another name"),
            (Action::CreateStateMachine, "StateMachineLimitExceeded", "", "quota"),
            (Action::TestState, "InternalFailure", "not implemented", "newer emulator"),
            (Action::TestState, "SomethingNew", "", "API reference"),
        ] {
            let told = refused(action, error, message);
            assert!(
                told.headline.starts_with(&format!("{} was refused with {error}", action.name())),
                "{}",
                told.headline
            );
            assert!(!told.headline.contains(".."), "{}", told.headline);
            assert!(told.steps.iter().any(|step| step.contains(expected)), "{error}: {:?}", told.steps);
        }
    }

    #[test]
    fn without_an_answer_it_says_how_to_get_one() {
        let told = |kind| Problem { action: Action::ListStateMachines, kind }.explain(&Place::default(), PAGE);
        let silent = told(ProblemKind::NotReached);
        assert!(silent.headline.contains("localhost:4566") && silent.steps[0].contains(PAGE), "{silent:?}");
        let nameless = Problem::refused(
            Action::CreateStateMachine,
            400,
            &format!(r#"{{"__type": null, "message": "{}"}}"#, "x".repeat(5_000)),
        );
        let nameless = nameless.explain(&Place::default(), PAGE);
        assert!(nameless.headline.len() < 500 && nameless.causes[0].contains("cannot read"), "{nameless:?}");
        let relay =
            told(ProblemKind::Relay(Fault::new(FaultKind::NoCredentials, "the SSO session of profile dev has ended")));
        assert!(relay.headline.contains("profile dev") && relay.causes.is_empty(), "{relay:?}");
        assert!(relay.steps[0].contains("aws sso login") && !relay.steps[0].contains("us-east-1"), "{relay:?}");
        assert!(told(ProblemKind::NotTheApi { status: 404 }).causes[1].contains("ListStateMachines"));
        assert!(told(ProblemKind::TimedOut).headline.contains("in time"));
    }
}
