//! Problems as they are printed: with an excerpt, as a line, as an annotation, as JSON.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use asl_batch::Finding;
use asl_batch::api::ProblemRecord;
use asl_text::diagnostic::Severity;
use asl_text::line_index::{LineIndex, Position};

use crate::hints;
use crate::open::Opened;
use crate::terminal::{self, Stream, Terminal};

/// The longest line that an excerpt shows whole, in bytes: of a longer one, such as minified JSON, the part around the problem.
const LONGEST_LINE: usize = 2_000;

/// A problem with the path of its file, and its place.
pub(crate) struct Problem<'f> {
    path: &'f str,
    finding: &'f Finding,
    start: Position,
    end: Position,
}

impl<'f> Problem<'f> {
    /// What `opened` calls a finding.
    pub(crate) fn of(opened: &'f Opened, finding: &'f Finding) -> Self {
        Self::at(opened.shown(&finding.path), finding)
    }

    /// A finding in the file at `path`.
    pub(crate) fn at(path: &'f str, finding: &'f Finding) -> Self {
        let index = LineIndex::new(&finding.text);
        let span = finding.diagnostic.span;
        Self { path, finding, start: index.position(span.start), end: index.position(span.end) }
    }

    /// How bad it is.
    pub(crate) fn severity(&self) -> Severity {
        self.finding.diagnostic.severity
    }

    /// `FILE:LINE:COLUMN`.
    fn place(&self) -> String {
        format!("{}:{}:{}", self.path, self.start.line + 1, self.start.column + 1)
    }

    /// What it is.
    fn message(&self) -> String {
        hints::message(&self.finding.diagnostic)
    }

    /// A way out.
    fn hint(&self) -> Option<String> {
        hints::hint(&self.finding.diagnostic)
    }

    /// A line for it.
    pub(crate) fn short(&self) -> String {
        let found = &self.finding.diagnostic;
        let hint = self.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{}: {}[{}]: {}{hint}", self.place(), found.severity.word(), found.code, self.message())
    }

    /// With an excerpt, as the Rust compiler prints it.
    pub(crate) fn excerpt(&self, terminal: &Terminal) -> String {
        let found = &self.finding.diagnostic;
        let (message, hint, code) = (self.message(), self.hint(), found.code.as_str());
        let level = match found.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let text = &*self.finding.text;
        let (source, first_line, start, end) = self.window(text);
        let snippet = Snippet::source(source)
            .path(self.path)
            .line_start(first_line)
            .annotation(AnnotationKind::Primary.span(start..end));
        let mut group = level.primary_title(message).id(code).element(snippet);
        if let Some(hint) = &hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        let renderer = if terminal.has_colors(Stream::Output) { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    /// The lines of the text around the problem, the number of the first one, and the place within them.
    fn window<'t>(&self, text: &'t str) -> (&'t str, usize, usize, usize) {
        let span = self.finding.diagnostic.span;
        let (start, end) = (floor(text, span.start as usize), floor(text, span.end as usize));
        let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line_end = text.get(start..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| start + at);
        // An excerpt of a problem that spans many lines shows where it begins.
        let end = end.min(line_end).max(start);
        let (from, to) = if line_end - line_start > LONGEST_LINE {
            (floor(text, start.saturating_sub(40).max(line_start)), floor(text, (end + 40).min(line_end)))
        } else {
            (line_start, line_end)
        };
        let source = text.get(from..to).unwrap_or_default();
        (source, self.start.line as usize + 1, start.saturating_sub(from), end.min(to).saturating_sub(from))
    }

    /// An annotation of GitHub Actions.
    pub(crate) fn annotation(&self) -> String {
        let found = &self.finding.diagnostic;
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let hint = self.hint().map(|hint| format!("\n{hint}")).unwrap_or_default();
        let place = [
            ("file", self.path.to_owned()),
            ("line", (self.start.line + 1).to_string()),
            ("endLine", (self.end.line + 1).to_string()),
            ("col", (self.start.column + 1).to_string()),
            ("endColumn", (self.end.column + 1).to_string()),
            ("title", found.code.as_str().to_owned()),
        ];
        github(level, &place, &format!("{}{hint}", self.message()))
    }

    /// It as data.
    pub(crate) fn record(&self) -> ProblemRecord {
        ProblemRecord {
            file: self.path.to_owned(),
            message: self.message(),
            hint: self.hint(),
            ..ProblemRecord::of(self.finding)
        }
    }
}

/// The last place of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A command of GitHub Actions, its characters escaped.
pub(crate) fn github(command: &str, properties: &[(&str, String)], message: &str) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let properties: Vec<String> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    format!("::{command} {}::{}", properties.join(","), data(message))
}

/// How many there are of each severity.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) advice: usize,
}

impl Tally {
    /// One more.
    pub(crate) fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.advice += 1,
        }
    }

    /// All of them in words.
    pub(crate) fn in_words(self, terminal: &Terminal) -> String {
        let part = |count: usize, one: &str, color: &str| {
            let plural = if count == 1 { "" } else { "s" };
            (count > 0).then(|| terminal.paint(Stream::Error, color, &format!("{count} {one}{plural}")))
        };
        let advice = (self.advice > 0).then(|| format!("{} info", self.advice));
        let parts: Vec<String> =
            [part(self.errors, "error", terminal::RED), part(self.warnings, "warning", terminal::YELLOW), advice]
                .into_iter()
                .flatten()
                .collect();
        if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
    }
}
