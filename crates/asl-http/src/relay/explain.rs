//! What a relay's fault means and what to do. Unlike a browser, a relay knows why there is no answer.

use super::fault::{Fault, FaultKind};
use crate::endpoint::Endpoint;
use crate::explain::{Explanation, ExplanationBuilder};
use crate::request::ShownRequest;

/// Explains why the call `request` has no answer, for a page of `page_origin`.
pub(crate) fn explain(fault: &Fault, request: &ShownRequest, page_origin: &str) -> ExplanationBuilder {
    let origin = Endpoint::parse(&request.url).map(|endpoint| endpoint.origin).unwrap_or_default();
    let list = if origin.starts_with("http://") { "LOCAL" } else { "HOSTS" };
    explained(fault, &origin, &format!("make relay {list}={origin} PAGE={page_origin}"), page_origin)
}

/// Explains why a call of AWS that the relay was to sign has no answer, for a page of `page_origin`; `words` are those with which
/// a relay is started for that endpoint, such as `AWS=eu-west-1`.
pub fn of_aws(fault: &Fault, page_origin: &str, words: &str) -> Explanation {
    let command = format!("make relay {words} PAGE={page_origin}");
    let restart =
        || format!("Check the region, or the address of the emulator, that the relay was started with: `{command}`.");
    let own: Option<(&[&str], String)> = match fault.kind {
        FaultKind::UnknownName => Some((
            &["There is no such region, or no network.", "The name of the emulator does not resolve on this machine."],
            restart(),
        )),
        FaultKind::Unreachable => Some((
            &["The emulator is not running, or uses another port.", "A firewall blocks the connection."],
            restart(),
        )),
        FaultKind::PrivateAddress | FaultKind::NotListed => Some((
            &["The endpoint of AWS resolves to an address that is not public, such as a VPC endpoint."],
            restart(),
        )),
        FaultKind::Tls => Some((
            &[
                "A proxy of this network replaces certificates, or the emulator uses its own: the relay trusts public authorities only.",
            ],
            "Use the endpoint without the proxy, or the emulator over `http`.".to_owned(),
        )),
        FaultKind::Closed | FaultKind::NotHttp => Some((
            &["The connection ended early, or what listens there is not Step Functions."],
            "Try again. If an emulator is used, check that it is one, and that it still runs.".to_owned(),
        )),
        FaultKind::Busy => Some((
            &["Too many calls run at the same time."],
            "Wait until other runs have ended, then try again.".to_owned(),
        )),
        FaultKind::TimedOut => Some((&["AWS, or the emulator, is slow to answer."], "Try again.".to_owned())),
        FaultKind::NotForAws => Some((
            &[],
            format!("Start it again for your region, and enter its new token: `{command}`."),
        )),
        // The relay names the very cause.
        FaultKind::NoCredentials => Some((
            &[],
            "Give the relay credentials: sign in with `aws sso login`, set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or name \
             a profile with `PROFILE=`. What it finds in the environment and in `PROFILE=` it reads when it starts: start it again \
             for these, with the same region."
                .to_owned(),
        )),
        _ => None,
    };
    let Some((causes, step)) = own else { return explained(fault, "", &command, page_origin).0 };
    let mut explanation = ExplanationBuilder::new(headline(fault));
    for cause in causes {
        explanation.cause(*cause);
    }
    explanation.next(step);
    explanation.0
}

/// What happened, and whether anything left.
fn headline(fault: &Fault) -> String {
    let not_sent = if fault.kind.is_before_sending() { " Nothing was sent to the API." } else { "" };
    format!("Through the relay: {}.{not_sent}", fault.detail)
}

/// The same with the command that starts a relay for what is called.
fn explained(fault: &Fault, origin: &str, command: &str, page_origin: &str) -> ExplanationBuilder {
    let (causes, advice): (Vec<String>, Vec<String>) = match fault.kind {
        FaultKind::NotRunning => (
            vec![
                "The relay is not running, or listens on another port.".to_owned(),
                format!("It was started for a page other than `{page_origin}`, so it does not respond to this page."),
                "A browser extension, or the browser's rule for calls to this machine, stopped the request.".to_owned(),
            ],
            vec![
                format!("Start it for this page: `{command}`."),
                if origin.is_empty() {
                    "Or use an emulator on this machine, without the relay.".to_owned()
                } else {
                    "Or turn the relay off to send the call from the browser.".to_owned()
                },
            ],
        ),
        FaultKind::WrongToken => (
            vec!["The relay was restarted: each start creates a new token.".to_owned()],
            vec!["Copy the token that it printed into the relay's settings.".to_owned()],
        ),
        FaultKind::NotUnderstood | FaultKind::Other => (
            vec!["The page and the relay have different versions, or another program listens there.".to_owned()],
            vec!["Start the relay from the same version of the playground.".to_owned()],
        ),
        FaultKind::NotListed => (
            vec![
                "A relay calls only the APIs that it was started for, so that no page can use it for anything \
                  else."
                    .to_owned(),
            ],
            vec![format!(
                "Start it for this origin too: `{command}`. The relay's settings show the command for all APIs that \
                 this workflow calls. Each start has a new token."
            )],
        ),
        FaultKind::PrivateAddress => (
            vec![
                "The name resolves to a private network, to this machine, or to a cloud's metadata service. AWS \
                 could not reach that address, and a page must not."
                    .to_owned(),
            ],
            vec![format!(
                "If this API is meant to be there, allow it: `make relay LOCAL={origin} \
                          PAGE={page_origin}`."
            )],
        ),
        FaultKind::HeaderRefused => (
            vec![
                "These headers control where a message ends and who receives it, so another value would break the \
                  request."
                    .to_owned(),
            ],
            vec!["Remove the header from the connection.".to_owned()],
        ),
        FaultKind::Busy => (
            vec!["Too many calls run at the same time.".to_owned()],
            vec!["Lower the `MaxConcurrency` of the Map, or retry `States.Http.Socket`.".to_owned()],
        ),
        FaultKind::UnknownName => (
            vec![
                "The name is misspelled, or a placeholder was not filled in.".to_owned(),
                "There is no network, or the name needs a VPN. AWS resolves only public names.".to_owned(),
            ],
            vec!["Check `ApiEndpoint` as it was sent.".to_owned()],
        ),
        FaultKind::Unreachable => (
            vec![
                "No server is listening at this address and \
                  port."
                    .to_owned(),
                "A firewall blocks the connection.".to_owned(),
            ],
            vec!["Check the host and the port. On AWS, this is `States.Http.Socket` too.".to_owned()],
        ),
        FaultKind::Tls => (
            vec![
                "The certificate has expired, is for another name, or is not from a public authority. AWS accepts \
                 only publicly trusted certificates."
                    .to_owned(),
                "The server does not support TLS on this port, or only versions before 1.2.".to_owned(),
            ],
            vec!["Inspect the certificate in a browser, or with `openssl s_client`.".to_owned()],
        ),
        FaultKind::Closed => (
            vec![
                "The API, or a proxy in front of it, closed the connection early because of a crash, a limit, or an \
                  idle timeout."
                    .to_owned(),
            ],
            vec!["Retry `States.Http.Socket` if the call can be repeated.".to_owned()],
        ),
        FaultKind::NotHttp => (
            vec!["The program that listens there is not an HTTP/1.1 server.".to_owned()],
            vec!["Check the port of `ApiEndpoint`.".to_owned()],
        ),
        FaultKind::NotForAws => (
            Vec::new(),
            vec![format!("Start it for your region, in place of `eu-west-1`: `make relay AWS=eu-west-1 PAGE={page_origin}`.")],
        ),
        FaultKind::NoCredentials => (
            Vec::new(),
            vec![
                "Sign in with `aws sso login`, or start the relay again with credentials in its environment, or with `PROFILE=` \
                 and the name of a profile."
                    .to_owned(),
            ],
        ),
        FaultKind::ActionRefused => (
            vec!["The relay changes nothing in AWS but state machines that this page created.".to_owned()],
            vec!["Rename the state machine, or change it in AWS itself.".to_owned()],
        ),
        FaultKind::TooLarge => (
            vec!["The relay holds an answer in memory before it sends it on.".to_owned()],
            vec!["Ask for less at once, such as fewer events with `maxResults`.".to_owned()],
        ),
        FaultKind::TimedOut => (Vec::new(), Vec::new()),
    };
    let mut explanation = ExplanationBuilder::new(headline(fault));
    for cause in causes {
        explanation.cause(cause);
    }
    for line in advice {
        explanation.next(line);
    }
    explanation
}

#[cfg(test)]
mod tests {
    use super::FaultKind::*;
    use super::*;

    #[test]
    fn a_signed_call_is_explained_in_words_of_aws_and_not_of_an_http_task() {
        for kind in [
            NotRunning,
            WrongToken,
            NotUnderstood,
            NotListed,
            PrivateAddress,
            Busy,
            NotForAws,
            NoCredentials,
            ActionRefused,
            UnknownName,
            Unreachable,
            Tls,
            Closed,
            NotHttp,
            TooLarge,
            TimedOut,
            Other,
        ] {
            let told = of_aws(&Fault::new(kind, "what the relay said"), "http://page.example", "AWS=eu-west-1");
            // What the relay itself said is the cause there.
            let is_told = matches!(kind, NotForAws | NoCredentials);
            assert!(told.causes.is_empty() == is_told && !told.next_steps.is_empty(), "{kind:?}");
            let all = format!("{} {:?} {:?}", told.headline, told.causes, told.next_steps);
            for word in ["ApiEndpoint", "States.Http", "MaxConcurrency", "us-east-1"] {
                assert!(!all.contains(word), "{kind:?}: {all}");
            }
        }
    }

    #[test]
    fn a_known_cause_is_not_followed_by_guesses() {
        let told = |kind| of_aws(&Fault::new(kind, "what the relay said"), "http://page.example", "AWS=REGION");
        let (keys, aws) = (told(NoCredentials).next_steps.join(" "), told(NotForAws).next_steps.join(" "));
        // It was started for a region: another one is not advised.
        assert!(!keys.contains("make relay") && keys.contains("PROFILE="), "{keys}");
        assert!(aws.contains("make relay AWS=REGION PAGE=http://page.example"), "{aws}");
    }

    #[test]
    fn every_fault_says_what_happened_why_and_what_to_do() {
        let request = ShownRequest { url: "https://a.example/x".into(), ..ShownRequest::default() };
        for (kind, advice) in [
            (NotRunning, "make relay HOSTS=https://a.example PAGE=http://page.example"),
            (WrongToken, "Copy the token"),
            (NotUnderstood, "same version"),
            (NotListed, "make relay HOSTS=https://a.example PAGE=http://page.example"),
            (PrivateAddress, "make relay LOCAL=https://a.example"),
            (HeaderRefused, "Remove the header"),
            (Busy, "MaxConcurrency"),
            (NotForAws, "make relay AWS="),
            (NoCredentials, "PROFILE="),
            (ActionRefused, "Rename"),
            (UnknownName, "Check `ApiEndpoint`"),
            (Unreachable, "States.Http.Socket"),
            (Tls, "certificate"),
            (Closed, "Retry"),
            (NotHttp, "port"),
            (TooLarge, "maxResults"),
            (Other, "same version"),
        ] {
            let explanation = explain(&Fault::new(kind, "what the relay said"), &request, "http://page.example").0;
            assert!(explanation.headline.contains("what the relay said"), "{kind:?}");
            assert_eq!(explanation.causes.is_empty(), matches!(kind, NotForAws | NoCredentials), "{kind:?}");
            assert!(
                explanation.next_steps.iter().any(|line| line.contains(advice)),
                "{kind:?}: {:?}",
                explanation.next_steps
            );
            assert_eq!(
                explanation.headline.contains("Nothing was sent"),
                !matches!(kind, Closed | NotHttp | TooLarge | Other),
                "{kind:?}"
            );
        }
    }
}
