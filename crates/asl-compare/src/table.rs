//! The table: a row for each thing that differs, from the templates and the runs.

use std::fmt::Write;

use asl_http::Caller;
use asl_http::response::BODY_LIMIT;
use asl_world::log::DeliveryStatus;

use crate::claims::{self, Claim};
use crate::evidence::{Attempt, Evidence};
use crate::facts::{Facts, SecretPlace, Statement};
use crate::price::{CALLS, Price};
use crate::setup::{Setup, Way};
use crate::words::{self, count, duration};
use asl_text::listed;

/// A way, with what is known of it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What its template says.
    pub facts: Facts,
    /// What its run showed; `None` before it ran.
    pub evidence: Option<Evidence>,
}

impl Side {
    /// The way.
    pub fn way(&self) -> Way {
        self.facts.way
    }
}

/// How something is for whoever chooses between the ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    #[default]
    Plain,
    /// An advantage, in this run or at all.
    Good,
    /// A disadvantage.
    Bad,
}

/// What a row says of one way. Backticks are around code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// In a few words.
    pub text: String,
    /// What is behind it; empty for nothing.
    pub note: String,
    /// How that is.
    pub tone: Tone,
}

impl Cell {
    fn new(text: impl Into<String>, note: impl Into<String>) -> Self {
        Self { text: text.into(), note: note.into(), tone: Tone::Plain }
    }

    fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub label: &'static str,
    /// What it is in each way, in their order.
    pub cells: Vec<Cell>,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// The whole comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The rows.
    pub sections: Vec<Section>,
    /// What the article says, and what became of it.
    pub claims: Vec<Claim>,
}

impl Table {
    /// The table of these sides, in the order of [`Way::ALL`].
    pub fn of(setup: &Setup, sides: &[Side]) -> Self {
        let facts = |label, cell: &dyn Fn(&Facts) -> Cell| Row {
            label,
            cells: sides.iter().map(|side| cell(&side.facts)).collect(),
        };
        let run = |label, cell: &dyn Fn(&Side, &Evidence) -> Cell| Row {
            label,
            cells: sides
                .iter()
                .map(|side| side.evidence.as_ref().map_or_else(Cell::default, |evidence| cell(side, evidence)))
                .collect(),
        };
        let sections = vec![
            Section {
                title: "The run",
                rows: vec![
                    run("What happened", &|side, evidence| happened(setup, side.way(), evidence)),
                    run("Attempts", &|side, evidence| attempts(side.way(), evidence)),
                    run("What the caller gets to know", &|_, evidence| known(evidence)),
                    run("How long the caller waits", &|_, evidence| waits(evidence)),
                    run("Latency of the last attempt", &|side, evidence| latency(side.way(), evidence)),
                    facts("Path of the call", &path),
                    run("What the logs show", &|side, evidence| logs(side.way(), evidence)),
                    run("What an error says", &|side, evidence| error(side.way(), evidence)),
                ],
            },
            Section {
                title: "What you build",
                rows: vec![
                    facts("Resources", &resources),
                    facts("Lines of template", &lines),
                    facts("IAM statements", &statements),
                ],
            },
            Section {
                title: "The secret",
                rows: vec![facts("Where it is", &secret), facts("Who can read it", &readers)],
            },
            Section {
                title: "The price",
                rows: vec![run("1 million calls like this one", &|_, evidence| {
                    price(&Price::of(evidence, &setup.assumptions), sides, setup)
                })],
            },
            Section {
                title: "Limits",
                rows: vec![
                    facts("Private endpoints", &private),
                    run("Dynamic endpoints", &|side, evidence| dynamic(&side.facts, evidence)),
                    facts("IP allow lists", &|facts| allow_lists(facts.way)),
                    facts("Slow responses", &|facts| {
                        let wait = duration(i64::from(facts.longest_wait_millis));
                        Cell::new(
                            format!("Waits at most {wait}"),
                            match facts.way {
                                Way::Function => "`Timeout` of the function, up to 15 minutes.",
                                Way::Destination | Way::HttpTask => "A limit of AWS.",
                            },
                        )
                    }),
                    facts("Large responses", &|facts| large(facts.way)),
                ],
            },
        ];
        Self { sections, claims: claims::of(setup, sides) }
    }
}

fn happened(setup: &Setup, way: Way, evidence: &Evidence) -> Cell {
    let attempts = evidence.attempts.len();
    let when = duration(evidence.settled_millis);
    if evidence.is_accepted {
        return Cell::new("The API accepted the call", format!("After {when}, on attempt {}.", attempts.max(1)))
            .toned(Tone::Good);
    }
    let last = evidence.attempts.last().map(Attempt::word).unwrap_or_default();
    let without = setup.is_own() && way == Way::Function;
    let without =
        if without { " Its code had no credentials: a connection never reaches code in this page." } else { "" };
    let (text, note) = match evidence.delivery {
        Some(DeliveryStatus::Dead) => (
            "The event is in the dead-letter queue",
            format!("After {} in {when}. The last one: {last}.", count(attempts, "attempt")),
        ),
        Some(_) => ("The event is lost", format!("After {}. The last one: {last}.", count(attempts, "attempt"))),
        None => (
            "The call failed",
            format!("After {} in {when}. The last one: {last}.{without}", count(attempts, "attempt")),
        ),
    };
    Cell::new(text, note).toned(Tone::Bad)
}

/// The first and the last attempts in a line: `503, 503, 200`.
fn sequence(attempts: &[Attempt]) -> String {
    const SHOWN: usize = 4;
    let words: Vec<String> = attempts.iter().map(Attempt::word).collect();
    match words.as_slice() {
        [first @ .., last] if first.len() > SHOWN => {
            let hidden = first.len() - SHOWN + 1;
            format!("{}, … ({hidden} more), {last}", first.get(..SHOWN - 1).unwrap_or_default().join(", "))
        }
        all => all.join(", "),
    }
}

/// Who repeats a call in that way.
pub(crate) fn repeater(way: Way) -> &'static str {
    match way {
        Way::Function => "the workflow's Retry, a new invocation each time",
        Way::Destination => "EventBridge",
        Way::HttpTask => "the workflow's Retry",
    }
}

fn attempts(way: Way, evidence: &Evidence) -> Cell {
    let all = &evidence.attempts;
    let retries = all.len().saturating_sub(1);
    let mut note = sequence(all);
    if retries > 0 {
        note = format!("{note}. {} by {}.", count(retries, "retry").replace("retrys", "retries"), repeater(way));
    }
    if let Some([first, second]) = all.first_chunk::<2>()
        && let Some(asked) = first.retry_after
    {
        let waited = second.at_millis - first.at_millis - first.took_millis;
        let waited = duration(waited);
        note = if evidence.delivery.is_some() {
            format!("{note} It waited {waited}, since `Retry-After` asked for {asked} s.")
        } else {
            format!("{note} It waited {waited}, although `Retry-After` asked for {asked} s: Retry does not read it.")
        };
    }
    Cell::new(all.len().to_string(), note)
}

fn known(evidence: &Evidence) -> Cell {
    if evidence.caller_knows() {
        let tone = if evidence.status == "SUCCEEDED" { Tone::Good } else { Tone::Plain };
        let name = evidence.said.split(':').next().unwrap_or_default();
        let text =
            if evidence.status == "SUCCEEDED" { "The response".to_owned() } else { format!("The error `{name}`") };
        return Cell::new(text, format!("{}: `{}`", evidence.status, evidence.said.replace('`', "'"))).toned(tone);
    }
    let note = format!(
        "{}: `{}`{}",
        evidence.status,
        evidence.said,
        if evidence.is_accepted { "" } else { " The workflow succeeded although the call did not." }
    );
    Cell::new("Nothing about the call, only that the event was accepted", note).toned(Tone::Bad)
}

fn waits(evidence: &Evidence) -> Cell {
    let waited = duration(evidence.caller_millis);
    if evidence.caller_knows() {
        return Cell::new(waited, "Until the API responded for the last time.");
    }
    let settled = duration(evidence.settled_millis);
    Cell::new(waited, format!("The call itself was over after {settled}; no one waits for it."))
}

fn latency(way: Way, evidence: &Evidence) -> Cell {
    let Some(last) = evidence.attempts.last() else { return Cell::new("No attempt", "") };
    let api = last.api_millis.unwrap_or_default();
    let (init, code) = last.of_function();
    let mut parts = vec![format!("API {}", duration(api))];
    if last.status.is_none() {
        parts.push("without a response".to_owned());
    }
    // What is around is the page's own work, and nothing that AWS would take.
    let added = match way {
        Way::Function => {
            parts.push(format!("code {}", duration(code)));
            parts.push(format!("loading the code {}", duration(init)));
            "The code is measured in this page. AWS adds what Step Functions, Lambda, and the network take."
        }
        Way::Destination => "AWS adds what Step Functions, the event bus, and the network take.",
        Way::HttpTask => "AWS adds what Step Functions and the network take.",
    };
    Cell::new(duration(api + init + code), format!("{}. {added}", parts.join(", ")))
}

/// What the call passes through.
pub fn steps(way: Way) -> &'static [&'static str] {
    match way {
        Way::Function => &["workflow", "function", "API"],
        Way::Destination => &["workflow", "event bus", "rule", "API destination", "API"],
        Way::HttpTask => &["workflow", "API"],
    }
}

fn path(facts: &Facts) -> Cell {
    let steps = steps(facts.way);
    let hops = count(steps.len() - 1, "hop");
    let tone = if steps.len() == 2 { Tone::Good } else { Tone::Plain };
    Cell::new(hops, steps.join(" → ")).toned(tone)
}

fn logs(way: Way, evidence: &Evidence) -> Cell {
    let history = count(evidence.history, "event");
    match way {
        Way::Function => Cell::new(
            format!("Execution history: {history}. Log of the function: {}.", count(evidence.log_lines, "line")),
            "The HTTP call is in the log only if the code writes it there.",
        ),
        Way::Destination => {
            let letters = match evidence.dead_letters {
                0 => "Dead-letter queue: empty.".to_owned(),
                letters => format!("Dead-letter queue: {}, with the error.", count(letters, "message")),
            };
            Cell::new(
                format!("Execution history: {history}, none about the call. {letters}"),
                "EventBridge logs attempts only if logging is on for the bus.",
            )
            .toned(Tone::Bad)
        }
        Way::HttpTask => Cell::new(
            format!("Execution history: {history}"),
            "Each attempt is there, with its request and its response or error.",
        )
        .toned(Tone::Good),
    }
}

fn error(way: Way, evidence: &Evidence) -> Cell {
    if evidence.is_accepted && evidence.attempts.iter().all(|attempt| attempt.is_success) {
        return Cell::new("There was no error", "");
    }
    let failed = evidence.attempts.iter().rev().find(|attempt| !attempt.is_success);
    let what = failed.map(|attempt| attempt.why.clone()).filter(|why| !why.is_empty()).unwrap_or_default();
    let unsaid = evidence
        .unsaid
        .as_ref()
        .map(|body| format!("It does not include the response body: `{}`", body.replace('`', "'")));
    match way {
        Way::Function => Cell::new(
            "What the code throws",
            unsaid.map_or_else(
                || "The code decides how much of the response is in it.".to_owned(),
                |unsaid| format!("{unsaid} The code could add it."),
            ),
        ),
        Way::Destination => Cell::new(
            if evidence.dead_letters > 0 { format!("`{what}`, in the dead letter") } else { "Nothing".to_owned() },
            unsaid.unwrap_or_else(|| "The caller does not see it.".to_owned()),
        )
        .toned(Tone::Bad),
        Way::HttpTask => {
            let tone = if unsaid.is_some() { Tone::Bad } else { Tone::Plain };
            Cell::new(format!("`{what}`"), unsaid.unwrap_or_default()).toned(tone)
        }
    }
}

fn resources(facts: &Facts) -> Cell {
    let short = |kind: &std::rc::Rc<str>| kind.rsplit("::").next().unwrap_or_default().to_owned();
    let kinds: Vec<String> = facts.resources.iter().map(short).collect();
    let roles = match facts.added_roles {
        0 => String::new(),
        number => format!(" SAM adds {}.", count(number, "role")),
    };
    Cell::new(facts.resources.len().to_string(), format!("{}.{roles}", listed(&kinds)))
}

fn lines(facts: &Facts) -> Cell {
    let code = match facts.code_lines {
        0 => "No code.".to_owned(),
        lines => format!("{lines} of them are code, with a runtime to keep up to date."),
    };
    Cell::new(facts.lines.to_string(), code)
}

fn statements(facts: &Facts) -> Cell {
    let mut note = String::new();
    let mut holder = "";
    for statement in &facts.statements {
        if statement.holder == holder {
            note.push_str("; ");
        } else {
            holder = statement.holder;
            let mut letters = holder.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            let end = if note.is_empty() { "" } else { ". " };
            note.extend(end.chars().chain(first).chain(letters).chain(": ".chars()));
        }
        let _ = write!(note, "`{}`", statement.actions.join("`, `"));
    }
    Cell::new(facts.statements.len().to_string(), format!("{note}."))
}

fn secret(facts: &Facts) -> Cell {
    match &facts.secret {
        SecretPlace::Variable(name) => Cell::new(
            format!("In the function's environment variable `{name}`"),
            "A reference to Secrets Manager is better, and takes more code, or a layer, and one more statement.",
        )
        .toned(Tone::Bad),
        SecretPlace::Connection(_) => Cell::new(
            "In Secrets Manager",
            "EventBridge creates the secret `events!connection/…` for the connection and rotates nothing: you update the connection.",
        )
        .toned(Tone::Good),
    }
}

fn readers(facts: &Facts) -> Cell {
    if let SecretPlace::Variable(_) = facts.secret {
        return Cell::new(
            "The code, and everyone with `lambda:GetFunctionConfiguration`",
            "The code can also write it to its log.",
        )
        .toned(Tone::Bad);
    }
    let reads =
        |statement: &&Statement| statement.actions.iter().any(|action| &**action == "secretsmanager:GetSecretValue");
    match facts.statements.iter().find(reads) {
        None => Cell::new("EventBridge", "No role of the template can read it.").toned(Tone::Good),
        Some(statement) if statement.is_about_all_secrets => Cell::new(
            "The workflow's role",
            "The statement is for `events!connection/*`: it allows the secrets of all connections. Name the secret to allow only this one.",
        ),
        Some(_) => Cell::new("The workflow's role", ""),
    }
}

fn price(price: &Price, sides: &[Side], setup: &Setup) -> Cell {
    let total = price.total();
    let others =
        sides.iter().filter_map(|side| side.evidence.as_ref()).map(|one| Price::of(one, &setup.assumptions).total());
    let cheapest = others.fold(f64::INFINITY, f64::min);
    let tone = if total <= cheapest { Tone::Good } else { Tone::Plain };
    let parts: Vec<String> = price
        .parts
        .iter()
        .map(|part| {
            format!(
                "{} {}: {}",
                words::amount(part.used * CALLS / 1e6),
                million(part.what),
                words::dollars(part.dollars)
            )
        })
        .collect();
    Cell::new(words::dollars(total), format!("{}.", parts.join("; "))).toned(tone)
}

fn million(what: &str) -> String {
    format!("million {what}")
}

fn private(facts: &Facts) -> Cell {
    match facts.way {
        Way::Function => Cell::new("Possible", "With `VpcConfig`, the function is in your VPC."),
        Way::Destination | Way::HttpTask => Cell::new(
            "Possible since December 2024",
            "With `InvocationConnectivityParameters`, the connection goes through a VPC Lattice resource configuration. The article is older and says that it is not possible.",
        ),
    }
}

fn dynamic(facts: &Facts, evidence: &Evidence) -> Cell {
    let called = evidence.attempts.first().map(|attempt| attempt.url.clone()).filter(|url| !url.is_empty());
    let called = match called {
        Some(url) if facts.is_dynamic => format!(" From the input: `{url}`."),
        _ => String::new(),
    };
    match facts.way {
        Way::Function => Cell::new("Any URL", format!("The code computes it.{called}")).toned(Tone::Good),
        Way::Destination => Cell::new(
            "Parts of the path, the query, and headers",
            format!("The host is fixed: one API destination for each.{called}"),
        ),
        Way::HttpTask => Cell::new(
            "Any URL that the role allows",
            format!("`ApiEndpoint` can be computed. The connection is the same for all.{called}"),
        )
        .toned(Tone::Good),
    }
}

fn allow_lists(way: Way) -> Cell {
    match way {
        Way::Function => Cell::new(
            "Possible",
            "In a VPC with a NAT gateway, the function has a fixed address. The price above does not include it.",
        )
        .toned(Tone::Good),
        Way::Destination | Way::HttpTask => {
            Cell::new("Not possible for public APIs", "The calls come from changing addresses of AWS.").toned(Tone::Bad)
        }
    }
}

fn large(way: Way) -> Cell {
    let kilobytes = BODY_LIMIT / 1024;
    match way {
        Way::Function => Cell::new(
            "The code can read them",
            format!("What it returns can have {kilobytes} KiB. It can pick what the workflow needs."),
        )
        .toned(Tone::Good),
        Way::Destination => Cell::new("Ignored", "EventBridge reads only the status."),
        Way::HttpTask => {
            let limit = Caller::HttpTask.most_bytes() / 1024;
            Cell::new(format!("At most {limit} KiB"), "A larger one fails with `States.DataLimitExceeded`.")
                .toned(Tone::Bad)
        }
    }
}
