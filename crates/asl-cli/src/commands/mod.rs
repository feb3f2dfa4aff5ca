//! The commands: one file for each.

pub(crate) mod check;
pub(crate) mod convert;
pub(crate) mod draw;
pub(crate) mod explore;
pub(crate) mod export;
pub(crate) mod format;
pub(crate) mod run;
pub(crate) mod test;

use asl_batch::Hindrance;

use crate::Refusal;
use crate::open::Opened;
use crate::problems::Problem;
use crate::terminal::Terminal;

/// Prints the errors that hinder a run, and says that they do.
fn hindered(terminal: &mut Terminal, opened: &Opened, hindrance: &Hindrance) -> Refusal {
    if let Hindrance::Errors(errors) = hindrance {
        for finding in errors {
            let excerpt = Problem::of(opened, finding).excerpt(terminal);
            terminal.say(&excerpt);
        }
    }
    let way_out = match hindrance {
        Hindrance::Placeholder(name) => format!(": pass it with --parameter '{name}=VALUE'"),
        _ => String::new(),
    };
    Refusal::new(format!("{}: {hindrance}{way_out}", opened.name))
}
