//! The playground in a terminal and in CI.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod connections;
mod hints;
mod host;
mod open;
mod problems;
mod report;
mod terminal;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use arguments::{Arguments, Command};
use terminal::{Stream, Terminal};

/// What a command came to, where it could do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// All is well.
    Fine,
    /// Something was found, or did not pass.
    Failed,
}

/// Why a command cannot do what it was asked: a sentence for the person who asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refusal(String);

impl Refusal {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// What every command returns.
type Outcome = Result<Verdict, Refusal>;

/// Reads the command line, does what it says, and gives the exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_wanted = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // Whoever closed the stream does not want to read it.
            let _ = error.print();
            return if is_wanted { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    let mut terminal = Terminal::new(arguments.color);
    let outcome = match arguments.command {
        Command::Check(check) => commands::check::check(&mut terminal, &check),
        Command::Run(run) => commands::run::run(&mut terminal, &run),
        Command::Test(test) => commands::test::test(&mut terminal, &test),
        Command::Explore(explore) => commands::explore::explore(&mut terminal, &explore),
        Command::Draw(draw) => commands::draw::draw(&mut terminal, &draw),
        Command::Fmt(format) => commands::format::format(&mut terminal, &format),
        Command::Convert(convert) => commands::convert::convert(&mut terminal, &convert),
        Command::Export(export) => commands::export::export(&mut terminal, &export),
    };
    let code = match outcome {
        Ok(Verdict::Fine) => 0,
        Ok(Verdict::Failed) => 1,
        Err(Refusal(why)) => {
            let error = terminal.paint(Stream::Error, terminal::RED, "error");
            terminal.say(&format!("{error}: {why}"));
            2
        }
    };
    terminal.flush();
    ExitCode::from(code)
}
