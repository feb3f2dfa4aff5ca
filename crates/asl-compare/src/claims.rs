//! What the article says of the three ways, each with what the templates and the runs show.
//!
//! The article is "Orchestration of HTTP invocation made possible with Step Functions" of June 2024.

use std::fmt::Write;

use crate::evidence::Evidence;
use crate::facts::{Facts, SecretPlace};
use crate::price::Price;
use crate::setup::{Setup, Way};
use crate::table::Side;
use crate::words::{count, dollars, duration};

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It is so in part.
    Partly,
    /// It was so, or is not so here.
    No,
    /// The run that shows it has not ended.
    Open,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds => "Holds",
            Self::Partly => "In part",
            Self::No => "Not so",
            Self::Open => "Run to see",
        }
    }
}

/// An advantage or a disadvantage that the article lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The way that it is about.
    pub way: Way,
    /// Whether it is an advantage.
    pub is_advantage: bool,
    /// The article's words for it.
    pub title: &'static str,
    /// Whether it is so.
    pub verdict: Verdict,
    /// What shows that.
    pub evidence: String,
}

/// All claims, in the order of the article.
pub fn of(setup: &Setup, sides: &[Side]) -> Vec<Claim> {
    let find = |way| sides.iter().find(|side| side.way() == way);
    let (Some(function), Some(destination), Some(http)) =
        (find(Way::Function), find(Way::Destination), find(Way::HttpTask))
    else {
        return Vec::new();
    };
    let both = function.evidence.as_ref().zip(http.evidence.as_ref());
    let claim = |way, is_advantage, title, (verdict, evidence): (Verdict, String)| Claim {
        way,
        is_advantage,
        title,
        verdict,
        evidence,
    };
    vec![
        claim(Way::Function, false, "Increased complexity", complexity(&function.facts, &http.facts)),
        claim(Way::Function, false, "Increased latency", run(both, |(function, http)| latency(function, http))),
        claim(Way::Function, false, "Increased cost", run(both, |(function, http)| cost(setup, function, http))),
        claim(Way::Function, true, "Allowlisted IP addresses and Secrets Manager", (
            Verdict::Holds,
            "Both are possible, and neither is in this template: a fixed address needs a VPC and a NAT gateway, Secrets Manager needs code and a statement.".to_owned(),
        )),
        claim(Way::Destination, true, "Improved security", security(&function.facts, &destination.facts)),
        claim(Way::Destination, true, "Reduced complexity", (
            Verdict::Partly,
            format!(
                "No code, but {} and {} lines; the function takes {} and {} lines.",
                count(destination.facts.resources.len(), "resource"),
                destination.facts.lines,
                count(function.facts.resources.len(), "resource"),
                function.facts.lines
            ),
        )),
        claim(Way::Destination, false, "Dependency on an event bus", bus(destination)),
        claim(Way::HttpTask, true, "Enhanced execution insights", run(http.evidence.as_ref(), insights)),
        claim(Way::HttpTask, true, "Streamlined workflow management", (
            Verdict::Holds,
            format!(
                "The call is a state: {}, {} lines, no code to deploy.",
                count(http.facts.resources.len(), "resource"),
                http.facts.lines
            ),
        )),
        claim(Way::HttpTask, true, "Error retry and handling", run(http.evidence.as_ref(), retries)),
        claim(Way::HttpTask, false, "Dependency on EventBridge connections", (
            Verdict::Holds,
            "An HTTP Task needs a connection even for an API without credentials, and the connection creates a secret.".to_owned(),
        )),
        claim(Way::HttpTask, false, "No support for private endpoints", (
            Verdict::No,
            "Out of date: since December 2024, a connection can reach private APIs through VPC Lattice.".to_owned(),
        )),
        claim(Way::HttpTask, false, "IAM permissions complexity", permissions(sides)),
        claim(Way::HttpTask, false, "Error debugging", run(http.evidence.as_ref(), debugging)),
        claim(Way::Function, true, "Dynamic HTTP invocations only with a function", dynamic(http)),
    ]
}

/// What a run says, once there is one.
fn run<T>(evidence: Option<T>, judge: impl FnOnce(T) -> (Verdict, String)) -> (Verdict, String) {
    evidence.map_or_else(|| (Verdict::Open, String::new()), judge)
}

fn complexity(function: &Facts, http: &Facts) -> (Verdict, String) {
    let verdict = if function.code_lines > 0 { Verdict::Holds } else { Verdict::No };
    let said = format!(
        "{} lines of code and a runtime to maintain, and one more role: SAM adds {} instead of {}.",
        function.code_lines, function.added_roles, http.added_roles
    );
    (verdict, said)
}

fn latency(function: &Evidence, http: &Evidence) -> (Verdict, String) {
    let (Some(with), Some(_)) = (function.attempts.first(), http.attempts.first()) else {
        return (Verdict::Open, "There was no attempt.".to_owned());
    };
    // What the page itself takes, to start a sandbox or to make a call, is no part of either on AWS.
    let (init, code) = with.of_function();
    let verdict = if init + code > 0 { Verdict::Holds } else { Verdict::Partly };
    let said = format!(
        "On the first attempt, the function took {} beside the API, {} of that to load its code. An HTTP Task runs no code. What AWS's own services take is in neither.",
        duration(init + code),
        duration(init)
    );
    (verdict, said)
}

fn cost(setup: &Setup, function: &Evidence, http: &Evidence) -> (Verdict, String) {
    let [with, without] = [function, http].map(|evidence| Price::of(evidence, &setup.assumptions).total());
    let mut said =
        format!("1 million calls cost {} with the function and {} without it.", dollars(with), dollars(without));
    let [attempts, fewer] = [function, http].map(|evidence| evidence.attempts.len());
    if attempts != fewer {
        // Attempts are paid for, whatever makes them: such a run does not show what the function itself costs.
        _ = write!(said, " The attempts differ, {attempts} and {fewer}, which is a part of that.");
        return (Verdict::Partly, said);
    }
    (if with > without { Verdict::Holds } else { Verdict::No }, said)
}

fn security(function: &Facts, destination: &Facts) -> (Verdict, String) {
    let SecretPlace::Variable(name) = &function.secret else { return (Verdict::Partly, String::new()) };
    let reads =
        destination.statements.iter().flat_map(|one| &one.actions).any(|action| action.starts_with("secretsmanager:"));
    let verdict = if reads { Verdict::Partly } else { Verdict::Holds };
    let said = format!(
        "The secret is in Secrets Manager, and no role of the template can read it; the function has it in the variable `{name}`."
    );
    (verdict, said)
}

fn bus(destination: &Side) -> (Verdict, String) {
    let own: Vec<&str> =
        destination.facts.resources.iter().filter_map(|kind| kind.strip_prefix("AWS::Events::")).collect();
    let mut said = format!("{} of EventBridge: {}.", count(own.len(), "resource"), own.join(", "));
    if let Some(evidence) = destination.evidence.as_ref().filter(|evidence| !evidence.is_accepted) {
        _ = write!(said, " In this run, the workflow {} although the call failed.", evidence.status.to_lowercase());
    }
    (Verdict::Holds, said)
}

fn insights(http: &Evidence) -> (Verdict, String) {
    let attempts = match http.attempts.len() {
        1 => "the attempt".to_owned(),
        number => format!("each of {number} attempts"),
    };
    let said = format!(
        "The history has {}: {attempts} with its request and its response or error.",
        count(http.history, "event")
    );
    (Verdict::Holds, said)
}

fn retries(http: &Evidence) -> (Verdict, String) {
    let statuses: Vec<u16> = http.attempts.iter().filter_map(|attempt| attempt.status).collect();
    let pointless =
        !http.is_accepted && statuses.iter().all(|status| matches!(status, 400..=499)) && statuses.len() > 1;
    let retries = http.attempts.len().saturating_sub(1);
    let mut said = match retries {
        0 => "Retry was not needed.".to_owned(),
        retries if http.is_accepted => format!("Retry succeeded after {}.", count(retries, "more attempt")),
        retries => format!("Retry made {}, in vain.", count(retries, "more attempt")),
    };
    if pointless {
        said.push_str(" `States.ALL` also retries what no retry can fix.");
    }
    said.push_str(" The article says that connections retry by default. They do so only for targets of rules.");
    (Verdict::Partly, said)
}

fn permissions(sides: &[Side]) -> (Verdict, String) {
    let counts: Vec<String> =
        sides.iter().map(|side| format!("{} {}", side.way().title(), side.facts.statements.len())).collect();
    let of = |way: Way| sides.iter().find(|side| side.way() == way).map_or(0, |side| side.facts.statements.len());
    let verdict = if of(Way::HttpTask) > of(Way::Function) { Verdict::Holds } else { Verdict::No };
    (verdict, format!("Statements: {}.", counts.join(", ")))
}

fn debugging(http: &Evidence) -> (Verdict, String) {
    match (&http.unsaid, http.is_accepted) {
        (_, true) if http.attempts.iter().all(|attempt| attempt.is_success) => {
            (Verdict::Open, "There was no error. Choose another scenario.".to_owned())
        }
        (Some(body), _) => (
            Verdict::Holds,
            format!("The error is `{}`; the response said `{}`.", http.said.replace('`', "'"), body.replace('`', "'")),
        ),
        (None, _) => {
            let why = http.attempts.iter().find(|attempt| !attempt.is_success).map_or("", |attempt| &attempt.why);
            (
                Verdict::Partly,
                format!("The error names the status or the cause (`{why}`), and nothing of the response body."),
            )
        }
    }
}

fn dynamic(http: &Side) -> (Verdict, String) {
    let called =
        http.evidence.as_ref().and_then(|evidence| evidence.attempts.first()).map(|attempt| attempt.url.clone());
    match called.filter(|url| http.facts.is_dynamic && !url.is_empty()) {
        Some(url) => {
            (Verdict::No, format!("The HTTP Task computed `{url}` from its input. Only the connection is fixed."))
        }
        None => {
            (Verdict::No, "`ApiEndpoint` of an HTTP Task can be computed. Only the connection is fixed.".to_owned())
        }
    }
}
