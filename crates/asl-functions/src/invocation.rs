//! The log of one invocation, as Lambda writes it: START, the lines of the code, END, REPORT.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_http::Exchange;
use asl_http::redact::Redactor;
use asl_value::Value;

use super::end::{Context, End};
use super::function::{Function, Language, ran_as};

/// One invocation of a function, as it is kept in the log of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    /// The function's name.
    pub function: Rc<str>,
    /// Its runtime.
    pub runtime: Rc<str>,
    /// The id of the request.
    pub request_id: Rc<str>,
    /// The lines of its log, in order.
    pub lines: Rc<[LogLine]>,
    /// Its HTTP calls, in the order in which they were answered.
    pub exchanges: Rc<[Rc<Exchange>]>,
    /// What it is billed for.
    pub usage: Usage,
    /// Whether Lambda sends a segment of it to X-Ray.
    pub is_traced: bool,
}

/// What the REPORT line of an invocation says, in milliseconds and megabytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// `Duration`: the time of the handler.
    pub duration_millis: i64,
    /// `Billed Duration`
    pub billed_millis: i64,
    /// `Init Duration`: the time in which the code was loaded, or the figure that stands for it; none for a warm start.
    pub init_millis: Option<i64>,
    /// `Memory Size`
    pub memory_mb: u32,
    /// `Max Memory Used`, where it is known: only of a function that took all that it may.
    pub used_mb: Option<u32>,
}

/// How an invocation finds the environment of its function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beginning {
    /// There is none: it is made, in the time that loading the code takes.
    #[default]
    Cold,
    /// There is none, and that takes so many milliseconds, by a figure.
    ColdByFigure(u32),
    /// One that an earlier invocation has left.
    Warm,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub source: Source,
    /// The line, as CloudWatch Logs shows it.
    pub text: Rc<str>,
}

/// Who wrote a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Lambda: START, END, REPORT and what it says of errors.
    Lambda,
    /// The function.
    Function,
    /// The playground: no such line is there on AWS.
    Playground,
}

impl Invocation {
    /// What its code ran as, where that is another version of Python than its runtime's.
    pub fn ran_as(&self) -> Option<&'static str> {
        ran_as(&self.runtime)
    }

    /// The whole log as a text.
    pub fn log(&self) -> String {
        let lines = self.lines.iter().filter(|line| line.source != Source::Playground);
        lines.flat_map(|line| [&*line.text, "\n"]).collect()
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.lines.iter().map(|line| size_of::<LogLine>() + line.text.len()).sum()
    }

    /// The same with a mask in place of each credential that it repeats; `None` if it repeats none.
    pub fn masked(&self, redactor: &Redactor) -> Option<Self> {
        let lines = self.lines.iter().map(|line| LogLine { text: redactor.known(&line.text).into(), ..line.clone() });
        let lines: Rc<[LogLine]> = lines.collect();
        let mut is_changed = lines != self.lines;
        let exchanges = self.exchanges.iter().map(|exchange| match exchange.masked(redactor) {
            Some(masked) => {
                is_changed = true;
                Rc::new(masked)
            }
            None => exchange.clone(),
        });
        let exchanges = exchanges.collect();
        is_changed.then(|| Self { lines, exchanges, ..self.clone() })
    }
}

/// The most lines of a log that are kept, and the most bytes of them: a loop that logs must not fill the memory.
const MOST_LINES: usize = 5_000;
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Writes the log of an invocation that goes on.
#[derive(Debug)]
pub struct Recorder {
    function: Function,
    request_id: Rc<str>,
    beginning: Beginning,
    began: Timestamp,
    loaded: Option<Timestamp>,
    lines: Vec<LogLine>,
    bytes: usize,
    is_full: bool,
    exchanges: Vec<Rc<Exchange>>,
}

impl Recorder {
    /// The log of an invocation that begins at `at`.
    pub fn new(function: &Function, request_id: Rc<str>, at: Timestamp) -> Self {
        Self {
            function: function.clone(),
            request_id,
            beginning: Beginning::default(),
            began: at,
            loaded: None,
            lines: Vec::new(),
            bytes: 0,
            is_full: false,
            exchanges: Vec::new(),
        }
    }

    /// The same for an invocation that begins so.
    #[must_use]
    pub fn beginning(self, beginning: Beginning) -> Self {
        Self { beginning, ..self }
    }

    /// The code is loaded; its handler is called.
    pub fn loaded(&mut self, at: Timestamp) {
        if self.loaded.is_none() {
            self.loaded = Some(at);
        }
    }

    /// A line of the code.
    pub fn log(&mut self, level: &str, text: &str, at: Timestamp) {
        let line = match level {
            "" => text.to_owned(),
            level => format!("{at}\t{}\t{level}\t{text}", self.request_id),
        };
        self.line(Source::Function, &line, at);
    }

    /// A line of the playground.
    pub fn note(&mut self, text: &str, at: Timestamp) {
        self.line(Source::Playground, text, at);
    }

    /// An HTTP call was answered, or failed.
    pub fn exchange(&mut self, exchange: Rc<Exchange>) {
        self.exchanges.push(exchange);
    }

    fn line(&mut self, source: Source, text: &str, at: Timestamp) {
        if self.is_full {
            return;
        }
        if self.lines.len() >= MOST_LINES || self.bytes.saturating_add(text.len()) > MOST_BYTES {
            self.is_full = true;
            let text = "The playground keeps no more lines of this invocation.".into();
            self.lines.push(LogLine { at, source: Source::Playground, text });
            return;
        }
        self.bytes += text.len();
        self.lines.push(LogLine { at, source, text: text.into() });
    }

    /// The time from the call of the handler to `at`, and that of the cold start before, in milliseconds.
    fn times(&self, at: Timestamp) -> (i64, Option<i64>) {
        let Some(loaded) = self.loaded else { return (at.millis_since(self.began).max(0), None) };
        let init = match self.beginning {
            Beginning::Cold => Some(loaded.millis_since(self.began).max(0)),
            Beginning::ColdByFigure(figure) => Some(i64::from(figure)),
            Beginning::Warm => None,
        };
        (at.millis_since(loaded).max(0), init)
    }

    /// What there is of it, where it is cut off at `at`: no END and no REPORT, which only AWS would still write.
    pub fn cut_off(&mut self, at: Timestamp) -> Invocation {
        let start = format!("START RequestId: {} Version: $LATEST", self.request_id);
        let first = LogLine { at: self.loaded.unwrap_or(self.began), source: Source::Lambda, text: start.into() };
        let last = "Cut off here. On AWS the function would run on until it ends, or its own timeout is over.";
        let last = LogLine { at, source: Source::Playground, text: last.into() };
        let lines = std::iter::once(first).chain(std::mem::take(&mut self.lines)).chain([last]);
        Invocation {
            function: self.function.name.clone(),
            runtime: self.function.runtime.clone(),
            request_id: self.request_id.clone(),
            lines: lines.collect(),
            exchanges: std::mem::take(&mut self.exchanges).into(),
            usage: self.usage(None, at),
            is_traced: self.function.traces,
        }
    }

    /// The whole, now that the code ended so.
    pub fn finish(mut self, end: &End, at: Timestamp) -> Invocation {
        let id = self.request_id.clone();
        let (payload, is_error) =
            end.payload(Context { request_id: &id, timeout_seconds: self.function.timeout_seconds, at, log: "" });
        self.is_full = false;
        let lambda = |at: Timestamp, text: String| LogLine { at, source: Source::Lambda, text: text.into() };
        let mut lines = std::mem::take(&mut self.lines);
        lines.insert(0, lambda(self.loaded.unwrap_or(self.began), format!("START RequestId: {id} Version: $LATEST")));
        let said = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        match end {
            End::TimedOut => {
                let seconds = self.function.timeout_seconds;
                lines.push(lambda(at, format!("{at} {id} Task timed out after {seconds}.00 seconds")));
            }
            End::Exited(_) | End::OutOfMemory | End::Died => lines.push(lambda(at, said("errorMessage"))),
            End::Failed(payload) => {
                let line = match self.function.language() {
                    Language::Python => traceback(payload),
                    Language::Node(_) | Language::Other => {
                        format!("{at}\t{id}\tERROR\tInvoke Error \t{}", logged(payload))
                    }
                };
                lines.push(lambda(at, line));
            }
            End::Returned(_) if is_error => lines.push(lambda(at, said("errorMessage"))),
            End::Returned(_) => {}
        }
        lines.push(lambda(at, format!("END RequestId: {id}")));
        let usage = self.usage(Some(end), at);
        lines.push(lambda(at, report(&id, usage, end)));
        if usage.init_millis.is_some() && matches!(self.beginning, Beginning::ColdByFigure(_)) {
            let text = "Init Duration is the figure from Settings.".into();
            lines.push(LogLine { at, source: Source::Playground, text });
        }
        Invocation {
            function: self.function.name.clone(),
            runtime: self.function.runtime.clone(),
            request_id: id,
            lines: lines.into(),
            exchanges: self.exchanges.into(),
            usage,
            is_traced: self.function.traces,
        }
    }

    /// What it is billed for, or would be so far.
    fn usage(&self, end: Option<&End>, at: Timestamp) -> Usage {
        let (took, init_millis) = self.times(at);
        let duration_millis = match end {
            Some(End::TimedOut) => i64::from(self.function.timeout_seconds) * 1000,
            _ => took,
        };
        // Loading is billed too, since August 2025.
        let billed_millis = (duration_millis + init_millis.unwrap_or(0)).max(1);
        let memory_mb = self.function.memory_mb;
        let used_mb = (end == Some(&End::OutOfMemory)).then_some(memory_mb);
        Usage { duration_millis, billed_millis, init_millis, memory_mb, used_mb }
    }
}

/// The REPORT line. How much memory a worker takes cannot be asked: there is a figure for it only where it was all.
fn report(id: &str, usage: Usage, end: &End) -> String {
    let Usage { duration_millis, billed_millis, init_millis, memory_mb, used_mb } = usage;
    let used = used_mb.map(|used| format!("Max Memory Used: {used} MB\t")).unwrap_or_default();
    let init = init_millis.map(|loading| format!("Init Duration: {loading}.00 ms\t")).unwrap_or_default();
    let status = match end {
        End::TimedOut => "Status: timeout\t",
        End::OutOfMemory => "Status: error\tError Type: Runtime.OutOfMemory\t",
        End::Exited(_) | End::Died => "Status: error\tError Type: Runtime.ExitError\t",
        End::Returned(_) | End::Failed(_) => "",
    };
    format!(
        "REPORT RequestId: {id}\tDuration: {duration_millis}.00 ms\tBilled Duration: {billed_millis} ms\tMemory Size: {memory_mb} MB\t{used}{init}{status}"
    )
}

/// An error as the runtime of Node.js logs it.
fn logged(payload: &Value) -> String {
    let Some(members) = payload.as_object() else { return payload.to_json() };
    let renamed = members.iter().map(|(key, value)| {
        let key = if &**key == "trace" { Rc::from("stack") } else { key.clone() };
        (key, value.clone())
    });
    Value::from(renamed.collect::<asl_value::Map>()).to_json()
}

/// An error as the runtime of Python logs it. Spaces before a line do not break there, so that they are shown.
fn traceback(payload: &Value) -> String {
    let said = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut text =
        format!("[ERROR] {}: {}\nTraceback (most recent call last):", said("errorType"), said("errorMessage"));
    let trace = payload.get("stackTrace").and_then(Value::as_array);
    for line in trace.into_iter().flat_map(|trace| trace.iter()).filter_map(Value::as_str).flat_map(str::lines) {
        let rest = line.trim_start_matches(' ');
        text.push('\n');
        text.push_str(&"\u{a0}".repeat(line.len() - rest.len()));
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Beginning, Recorder, Source};
    use crate::{End, Function};
    use asl_aws::time::Timestamp;
    use asl_http::Secret;
    use asl_http::redact::Redactor;
    use asl_value::Value;

    fn recorder() -> Recorder {
        Recorder::new(&Function::new("F".into(), "arn".into()), "id-1".into(), Timestamp(1_000))
    }

    fn texts(recorder: Recorder, end: &End, at: i64) -> Vec<String> {
        recorder.finish(end, Timestamp(at)).lines.iter().map(|line| line.text.to_string()).collect()
    }

    #[test]
    fn an_invocation_is_logged_as_lambda_does() {
        let mut log = recorder();
        log.loaded(Timestamp(1_120));
        log.log("INFO", "hello", Timestamp(1_130));
        log.log("", "plain", Timestamp(1_131));
        let lines = texts(log, &End::Returned("1".into()), 1_145);
        assert_eq!(
            lines,
            [
                "START RequestId: id-1 Version: $LATEST",
                "1970-01-01T00:00:01.130Z\tid-1\tINFO\thello",
                "plain",
                "END RequestId: id-1",
                "REPORT RequestId: id-1\tDuration: 25.00 ms\tBilled Duration: 145 ms\tMemory Size: 128 MB\tInit Duration: 120.00 ms\t",
            ]
        );
    }

    #[test]
    fn the_end_of_a_failure_stands_in_the_log() {
        let payload = Value::from_json(r#"{"errorType":"E","errorMessage":"no","trace":["E: no"]}"#).unwrap();
        let lines = texts(recorder(), &End::Failed(payload), 1_010);
        assert!(
            lines[1].ends_with("\tInvoke Error \t{\"errorType\":\"E\",\"errorMessage\":\"no\",\"stack\":[\"E: no\"]}"),
            "{lines:?}"
        );
        let mut log = recorder();
        log.loaded(Timestamp(1_000));
        let lines = texts(log, &End::TimedOut, 4_020);
        assert!(lines[1].ends_with("id-1 Task timed out after 3.00 seconds"), "{lines:?}");
        assert!(lines[3].contains("\tDuration: 3000.00 ms\t") && lines[3].contains("Status: timeout"), "{lines:?}");
    }

    #[test]
    fn a_failure_of_python_is_logged_with_its_traceback() {
        let function = Function { runtime: "python3.13".into(), ..Function::new("F".into(), "arn".into()) };
        let mut log = Recorder::new(&function, "id-1".into(), Timestamp(1_000));
        log.loaded(Timestamp(1_100));
        let payload = r#"{"errorMessage":"no","errorType":"E","requestId":"id-1","stackTrace":["  File \"/var/task/index.py\", line 3, in f\n    raise E(\"no\")\n"]}"#;
        let lines = texts(log, &End::Failed(Value::from_json(payload).unwrap()), 1_105);
        let expected = "[ERROR] E: no\nTraceback (most recent call last):\n\u{a0}\u{a0}File \"/var/task/index.py\", line 3, in f\n\u{a0}\u{a0}\u{a0}\u{a0}raise E(\"no\")";
        assert_eq!(lines[1], expected);
    }

    #[test]
    fn only_a_cold_start_has_an_init_duration() {
        let begun = |beginning| {
            let mut log = recorder().beginning(beginning);
            log.loaded(Timestamp(1_120));
            let lines = texts(log, &End::Returned("1".into()), 1_145);
            lines[2..].to_vec()
        };
        let warm = begun(Beginning::Warm);
        assert_eq!(warm, ["REPORT RequestId: id-1\tDuration: 25.00 ms\tBilled Duration: 25 ms\tMemory Size: 128 MB\t"]);
        let figure = begun(Beginning::ColdByFigure(400));
        assert!(
            figure[0].contains("Billed Duration: 425 ms\tMemory Size: 128 MB\tInit Duration: 400.00 ms"),
            "{figure:?}"
        );
        assert_eq!(figure[1], "Init Duration is the figure from Settings.");
        assert!(begun(Beginning::Cold)[0].contains("Init Duration: 120.00 ms"));
    }

    #[test]
    fn a_function_that_takes_all_memory_is_killed_and_says_how_much_it_was() {
        let lines = texts(recorder(), &End::OutOfMemory, 1_010);
        assert_eq!(lines[1], "RequestId: id-1 Error: Runtime exited with error: signal: killed");
        let report = &lines[3];
        assert!(report.contains("Memory Size: 128 MB\tMax Memory Used: 128 MB\t"), "{report}");
        assert!(report.ends_with("Status: error\tError Type: Runtime.OutOfMemory\t"), "{report}");
    }

    #[test]
    fn a_log_has_an_end() {
        let mut log = recorder();
        for _ in 0..6_000 {
            log.log("INFO", "again", Timestamp(1_000));
        }
        let invocation = log.finish(&End::Returned("1".into()), Timestamp(1_001));
        assert_eq!(invocation.lines.len(), 5_000 + 4);
        assert_eq!(invocation.lines.iter().filter(|line| line.source == Source::Playground).count(), 1);
        assert!(!invocation.log().contains("playground"));
    }

    #[test]
    fn what_is_cut_off_keeps_its_lines_and_has_no_report() {
        let mut log = recorder();
        log.log("INFO", "so far", Timestamp(1_000));
        let invocation = log.cut_off(Timestamp(1_001));
        let sources: Vec<Source> = invocation.lines.iter().map(|line| line.source).collect();
        assert_eq!(sources, [Source::Lambda, Source::Function, Source::Playground]);
        assert!(!invocation.log().contains("REPORT"), "{}", invocation.log());
    }

    #[test]
    fn known_credentials_are_masked() {
        let mut log = recorder();
        log.log("INFO", "it says hush-hush", Timestamp(1_000));
        let invocation = log.finish(&End::Returned("1".into()), Timestamp(1_001));
        let masked = invocation.masked(&Redactor::of_secrets([Secret::new("hush-hush")])).unwrap();
        assert!(masked.log().contains("it says XXXXXXXX"), "{}", masked.log());
        assert_eq!(invocation.masked(&Redactor::of_secrets([Secret::new("other")])), None);
    }
}
