//! Where a command writes: results to standard output, everything else to standard error, with colors where a person reads.

use std::io::{self, IsTerminal, StderrLock, StdoutLock, Write};

use clap::ValueEnum;

/// When output has colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// One of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

pub(crate) const RED: &str = "1;31";
pub(crate) const GREEN: &str = "32";
pub(crate) const YELLOW: &str = "33";
pub(crate) const BOLD: &str = "1";
pub(crate) const DIM: &str = "2";

/// Both streams. What cannot be written, since nobody reads any more, is dropped.
pub(crate) struct Terminal {
    output: io::BufWriter<StdoutLock<'static>>,
    error: StderrLock<'static>,
    colors: [bool; 2],
}

impl Terminal {
    /// The streams of the program.
    pub(crate) fn new(color: Color) -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let wanted = |is_terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !is_set("NO_COLOR"),
        };
        let colors = [wanted(io::stdout().is_terminal()), wanted(io::stderr().is_terminal())];
        Self { output: io::BufWriter::new(io::stdout().lock()), error: io::stderr().lock(), colors }
    }

    /// Whether a stream has colors.
    pub(crate) fn has_colors(&self, stream: Stream) -> bool {
        let [output, error] = self.colors;
        match stream {
            Stream::Output => output,
            Stream::Error => error,
        }
    }

    /// `text` in a color, where the stream has colors.
    pub(crate) fn paint(&self, stream: Stream, color: &str, text: &str) -> String {
        if self.has_colors(stream) { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes a result as it is.
    pub(crate) fn write(&mut self, text: &str) {
        let _ = self.output.write_all(text.as_bytes());
    }

    /// Writes a line of a result.
    pub(crate) fn print(&mut self, line: &str) {
        let _ = writeln!(self.output, "{line}");
    }

    /// Says something to the person, behind the results so far.
    pub(crate) fn say(&mut self, line: &str) {
        let _ = self.output.flush();
        let _ = writeln!(self.error, "{line}");
    }

    /// Writes what is not written yet.
    pub(crate) fn flush(&mut self) {
        let _ = self.output.flush();
    }
}
