//! A run as one HTML file that stands alone: no script, nothing to load, for a screen and for paper.

use std::borrow::Cow;
use std::fmt::Write as _;

use asl_http::redact::Redactor;
use asl_http::{Exchange, Purpose};
use asl_sim::{Event, Outcome, Simulator};
use asl_value::{SortedSet, Value};

use crate::exchanges::{self, Call};
use crate::graph::palette::Palette;
use crate::graph::svg::SvgPicture;
use crate::graph::{Direction, Graph, Layout, Progress};
use crate::rows::Rows;
use crate::state_visit::{self, AttemptResult, StateVisit};
use crate::timeline::{self, Row};

/// The most steps that are told with their data; the table has them all.
const MOST_STEPS: usize = 300;
/// The most steps and the most events of the tables.
const MOST_LINES: usize = 5_000;
/// The most characters of one value.
const LONGEST: usize = 20_000;

const STYLE: &str = "
:root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --soft: #57606a; --edge: #d0d7de; --sunken: #f6f8fa; --good: #1a7f37; --bad: #c11c1c; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --page: #14171c; --text: #e6e9ee; --soft: #a3abb5; --edge: #383f49; --sunken: #1d2128; --good: #56c271; --bad: #ff8a80; --warn: #e3b341; } }
@media print { :root { color-scheme: light; --page: #fff; --text: #000; --soft: #444; --edge: #bbb; --sunken: #fff; --good: #116329; --bad: #a40e0e; --warn: #6b4600; } section, tr { break-inside: avoid-page; } .dark-picture { display: none; } .light-picture { display: block; } }
* { box-sizing: border-box; }
body { max-width: 1060px; margin: 0 auto; padding: 24px 16px 48px; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { margin-top: 2rem; font-size: 1.2rem; } h3 { margin: 1.4rem 0 .3rem; font-size: 1rem; } .label { margin: .6rem 0 .2rem; font-size: .85rem; font-weight: 600; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; } dt { color: var(--soft); } dd { margin: 0; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .87rem; } th, td { padding: 3px 8px; border-bottom: 1px solid var(--edge); text-align: left; vertical-align: top; }
pre { margin: 0; padding: 8px 10px; border: 1px solid var(--edge); border-radius: 6px; background: var(--sunken); font: .82rem/1.45 ui-monospace, monospace; white-space: pre-wrap; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .soft { color: var(--soft); }
img { max-width: 100%; height: auto; } .dark-picture { display: none; }
@media screen and (prefers-color-scheme: dark) { .dark-picture { display: block; } .light-picture { display: none; } }
";

/// What a report is about.
pub struct Subject<'r> {
    /// The run.
    pub simulator: &'r Simulator,
    /// The name of the machine.
    pub machine: &'r str,
    /// The picture of the machine.
    pub graph: &'r Graph,
    /// Where the run comes from, and other things to know, a sentence each.
    pub notes: Vec<String>,
    /// What hides credentials; `None` where the person has revealed them.
    pub redactor: Option<&'r Redactor>,
}

/// The report.
pub fn html(subject: &Subject<'_>) -> String {
    let report = Report { subject, out: String::new() };
    report.whole()
}

struct Report<'r> {
    subject: &'r Subject<'r>,
    out: String,
}

impl Report<'_> {
    fn whole(mut self) -> String {
        let simulator = self.subject.simulator;
        let events = simulator.events();
        let rows = timeline::rows(events);
        let title = format!("Run of {}", self.subject.machine);
        let text = self.text(&title);
        self.put(&format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n<title>{text}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{text}</h1>"
        ));
        self.facts(&rows);
        self.picture(&rows);
        self.states(&rows);
        self.steps(&rows);
        let calls = exchanges::of_run(simulator);
        if !calls.is_empty() {
            self.put("<h2>HTTP calls</h2>");
            calls.iter().take(MOST_STEPS).for_each(|call| self.call(call));
            self.left_out(calls.len(), MOST_STEPS, "calls");
        }
        self.events(events, &rows);
        self.put("</main>\n</body>\n</html>");
        self.out
    }

    fn put(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// A text without secrets, as HTML.
    fn text(&self, text: &str) -> String {
        let shown = self.subject.redactor.map_or(Cow::Borrowed(text), |redactor| redactor.known(text));
        escape(&shown)
    }

    /// A value without secrets, as HTML.
    fn data(&mut self, title: &str, value: Option<&Value>) {
        let Some(value) = value else { return };
        let shown = self.subject.redactor.and_then(|redactor| redactor.changed(value));
        let text = shown.as_ref().unwrap_or(value).to_json_pretty();
        self.pre(title, &text);
    }

    /// A text that has no secrets any more.
    fn pre(&mut self, title: &str, text: &str) {
        let cut: String = text.chars().take(LONGEST).collect();
        let more = if cut.len() < text.len() { " <span class=\"soft\">(cut off)</span>" } else { "" };
        self.put(&format!(
            "<p class=\"label\">{}{more}</p>\n<pre tabindex=\"0\">{}</pre>",
            escape(title),
            escape(&cut)
        ));
    }

    fn left_out(&mut self, all: usize, most: usize, what: &str) {
        if all > most {
            self.put(&format!("<p class=\"soft\">{} more {what} are not shown.</p>", all - most));
        }
    }

    fn facts(&mut self, rows: &Rows) {
        let simulator = self.subject.simulator;
        let root = simulator.root();
        let outcome = simulator.outcome();
        let class = match outcome {
            Some(Outcome::Succeeded(_)) => "good",
            Some(Outcome::Failed(_) | Outcome::TimedOut(_)) => "bad",
            _ => "warn",
        };
        let status = outcome.map_or("RUNNING", Outcome::status);
        self.put("<dl>");
        self.put(&format!("<dt>Status</dt><dd class=\"{class}\"><strong>{status}</strong></dd>"));
        if let Some(error) = outcome.and_then(Outcome::error) {
            let cause = self.text(error.cause.as_deref().unwrap_or_default());
            let name = self.text(error.name());
            self.put(&format!("<dt>Error</dt><dd><code>{name}</code> {cause}</dd>"));
        }
        self.put(&format!("<dt>Started</dt><dd>{}</dd>", root.started_at()));
        if let Some(ended) = root.ended_at() {
            self.put(&format!("<dt>Duration</dt><dd>{}</dd>", duration(ended.millis_since(root.started_at()))));
        }
        let (steps, events) = (rows.len(), simulator.events().len());
        self.put(&format!("<dt>Size</dt><dd>{}, {}</dd>", counted(steps, "step"), counted(events, "event")));
        self.put("</dl>");
        for note in &self.subject.notes {
            let note = self.text(note);
            self.put(&format!("<p>{note}</p>"));
        }
        self.data("Input", Some(root.input()));
        self.data("Output", outcome.and_then(Outcome::output));
    }

    fn picture(&mut self, rows: &Rows) {
        let (graph, events) = (self.subject.graph, self.subject.simulator.events());
        let layout = Layout::of(graph, Direction::Down, &SortedSet::new());
        let progress = Progress::of(graph, rows, events);
        let picture = SvgPicture {
            graph,
            layout: &layout,
            problems: &[],
            progress: Some(&progress),
            within: None,
            most_arrows: None,
        };
        self.put("<h2>Graph</h2>\n<div class=\"wide\">");
        for (palette, class) in [(Palette::Light, "light-picture"), (Palette::Dark, "dark-picture")] {
            let svg = encoded(&picture.file(palette, "Graph of the run"));
            self.put(&format!(
                "<img class=\"{class}\" alt=\"The graph of the state machine after the run; the table below says the same\" src=\"data:image/svg+xml,{svg}\">"
            ));
        }
        self.put("</div>");
    }

    fn states(&mut self, rows: &Rows) {
        self.put("<h2>Steps</h2>\n<div class=\"wide\">\n<table>\n<thead><tr><th scope=\"col\">State</th><th scope=\"col\">Type</th><th scope=\"col\">Status</th><th scope=\"col\">Began after</th><th scope=\"col\">Took</th><th scope=\"col\">Attempts</th><th scope=\"col\">Error</th></tr></thead>\n<tbody>");
        let start = self.subject.simulator.root().started_at();
        for row in rows.iter().take(MOST_LINES) {
            let took = row.left.map(|left| duration(left.millis_since(row.entered))).unwrap_or_default();
            let attempts = if row.attempts > 0 { row.attempts.to_string() } else { String::new() };
            let within = row.within.map(|within| format!(" #{}", within.index)).unwrap_or_default();
            let indent = "&nbsp;&nbsp;".repeat(row.depth.min(8) as usize);
            let (name, error) = (self.text(&row.name), self.text(row.error.as_deref().unwrap_or_default()));
            self.put(&format!(
                "<tr><th scope=\"row\">{indent}{name}{within}</th><td>{}</td><td class=\"{}\">{}</td><td>{}</td><td>{took}</td><td>{attempts}</td><td>{error}</td></tr>",
                row.state_type.name(),
                class(row),
                row.status.word(),
                duration(row.entered.millis_since(start)),
            ));
        }
        self.put("</tbody>\n</table>\n</div>");
        self.left_out(rows.len(), MOST_LINES, "steps");
    }

    fn steps(&mut self, rows: &Rows) {
        self.put("<h2>Data of the steps</h2>");
        let visits = state_visit::gather_all(self.subject.simulator.events(), rows.len());
        for (row, visit) in rows.iter().zip(&visits).take(MOST_STEPS) {
            self.step(row, visit);
        }
        self.left_out(rows.len(), MOST_STEPS, "steps");
    }

    fn step(&mut self, row: &Row, visit: &StateVisit) {
        let name = self.text(&row.name);
        self.put(&format!(
            "<section>\n<h3>{name} <span class=\"soft\">{}</span> <span class=\"{}\">{}</span></h3>",
            row.state_type.name(),
            class(row),
            row.status.word()
        ));
        self.data("Input", visit.input.as_ref());
        for attempt in &visit.attempts {
            let title = format!("Attempt {}: parameters", attempt.number);
            self.data(&title, Some(&attempt.parameters));
            match &attempt.result {
                AttemptResult::Pending => {}
                AttemptResult::Succeeded(result) => {
                    self.data(&format!("Attempt {}: result", attempt.number), Some(result));
                }
                AttemptResult::Failed(error) => {
                    let (error, cause) =
                        (self.text(error.name()), self.text(error.cause.as_deref().unwrap_or_default()));
                    self.put(&format!(
                        "<p class=\"label\">Attempt {}: error</p>\n<p class=\"bad\"><code>{error}</code> {cause}</p>",
                        attempt.number
                    ));
                }
            }
        }
        self.data("Output", visit.output.as_ref());
        self.put("</section>");
    }

    fn call(&mut self, call: &Call) {
        let masked = self.subject.redactor.and_then(|redactor| call.exchange.masked(redactor));
        let exchange: &Exchange = masked.as_ref().unwrap_or(&call.exchange);
        let title = self.text(&call.title());
        self.put(&format!("<section>\n<h3>{title}</h3>"));
        let request = &exchange.request;
        let mut sent = format!("{} {}\n", request.method, request.url);
        for header in &request.headers {
            // Writing to a string does not fail.
            let _ = writeln!(sent, "{}: {}", header.name, header.value);
        }
        if let Some(body) = &request.body {
            let _ = write!(sent, "\n{body}");
        }
        self.pre("Request", &sent);
        match &exchange.response {
            Err(error) => {
                let error = self.text(&error.to_string());
                self.put(&format!("<p class=\"bad\">{error}</p>"));
            }
            Ok(_) if exchange.purpose == Purpose::Token => self.put("<p>The token is not part of a report.</p>"),
            Ok(response) => {
                let mut came = format!("{} {}\n", response.status, response.status_text);
                for (name, value) in &response.headers {
                    let _ = writeln!(came, "{name}: {value}");
                }
                let _ = write!(came, "\n{}", String::from_utf8_lossy(&response.body));
                let millis = exchange.answered_at.millis_since(exchange.sent_at);
                self.pre(&format!("Response after {}", duration(millis)), &came);
            }
        }
        self.put("</section>");
    }

    fn events(&mut self, events: &[Event], rows: &Rows) {
        self.put("<h2>Events</h2>\n<div class=\"wide\">\n<table>\n<thead><tr><th scope=\"col\">Id</th><th scope=\"col\">Type</th><th scope=\"col\">State</th><th scope=\"col\">Previous</th><th scope=\"col\">Time</th></tr></thead>\n<tbody>");
        for event in events.iter().take(MOST_LINES) {
            let row = (event.visit.0 as usize).checked_sub(1).and_then(|place| rows.get(place));
            let state = self.text(row.map_or("", |row| &row.name));
            self.put(&format!(
                "<tr><td>{}</td><td>{}</td><td>{state}</td><td>{}</td><td>{}</td></tr>",
                event.id.0,
                event.kind.name(),
                event.previous.0,
                event.at
            ));
        }
        self.put("</tbody>\n</table>\n</div>");
        self.left_out(events.len(), MOST_LINES, "events");
    }
}

fn class(row: &Row) -> &'static str {
    use crate::timeline::RowStatus;
    match row.status {
        RowStatus::Succeeded | RowStatus::SucceededWithRetries => "good",
        RowStatus::Failed | RowStatus::TimedOut => "bad",
        _ => "warn",
    }
}

#[expect(clippy::cast_precision_loss, reason = "a year has 35 bits of milliseconds")]
fn duration(millis: i64) -> String {
    if millis.abs() < 1_000 { format!("{millis} ms") } else { format!("{} s", millis as f64 / 1000.0) }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            char => out.push(char),
        }
    }
    out
}

/// A picture as the rest of a data URL within double quotes.
fn encoded(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() * 2);
    for byte in svg.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b' ' | b'=' | b'/' | b':' | b'.' | b'-' | b',' | b'(' | b')' => {
                out.push(char::from(byte));
            }
            byte => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Subject, html};
    use crate::graph::Graph;
    use asl_aws::time::Timestamp;
    use asl_http::Secret;
    use asl_http::redact::Redactor;
    use asl_sim::{Completion, Progress, Runnable, Simulator, Start};
    use asl_value::Value;

    const DEFINITION: &str = r#"{"StartAt": "<A> & b", "States": {
        "<A> & b": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}"#;

    #[test]
    fn a_report_has_all_no_script_and_no_secret() {
        let machine = asl_lang::check_text(DEFINITION).machine.unwrap();
        let start = Start { input: Value::from_json(r#"{"key": "hush-hush-secret"}"#).unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        while simulator.advance(Timestamp(5), 10) != Progress::Done {
            for effect in simulator.take_effects() {
                let result = Value::from("</pre><script>alert(1)</script> hush-hush-secret");
                simulator.resume(effect.id, Completion::of(Ok(result)), Timestamp(1_500));
            }
        }
        let (graph, _) = Graph::of(&machine);
        let redactor = Redactor::of_secrets([Secret::new("hush-hush-secret")]);
        let report = |redactor| {
            let notes = vec!["It was imported.".to_owned()];
            html(&Subject { simulator: &simulator, machine: "Orders", graph: &graph, notes, redactor })
        };
        let text = report(Some(&redactor));
        assert!(!text.contains("hush"), "{text}");
        assert!(!text.contains("<script"), "{text}");
        for part in [
            "Run of Orders",
            "SUCCEEDED",
            "&lt;A&gt; &amp; b",
            "LambdaFunctionSucceeded",
            "1.5 s",
            "It was imported.",
            "data:image/svg+xml,",
            "XXXXXXXX",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.matches("<section>").count(), text.matches("</section>").count());
        assert!(report(None).contains("hush-hush-secret"));
    }
}
