//! `asl fmt`: definitions and templates, tidily laid out. A link stays one, with all that is in it.

use std::fmt::Display;
use std::path::Path;

use asl_batch::folder::{Role, role};
use asl_batch::parts;
use asl_ide::refactor::format::format as tidy;
use asl_stack::template::source::is_terraform;

use crate::arguments::Format;
use crate::open::{self, Data};
use crate::terminal::{self, Stream, Terminal};
use crate::{Outcome, Refusal, Verdict};

/// Formats the files that are named, in place.
pub(crate) fn format(terminal: &mut Terminal, format: &Format) -> Outcome {
    let (mut changed, mut count, mut is_broken) = (0, 0, false);
    for argument in &format.files {
        for (path, text) in texts(argument)? {
            count += 1;
            let unopened = |why: &dyn Display| Refusal::new(format!("{path}: {why}"));
            let definition = match parts::link_in(&text) {
                Some(fragment) => parts::open_link(fragment).map_err(|why| unopened(&why))?.0.text.to_string(),
                None => text.clone(),
            };
            let done = match tidy(&definition) {
                Ok(done) => done,
                Err(refused) => {
                    is_broken = true;
                    let place = refused.span.map(|span| {
                        let place = asl_text::line_index::LineIndex::new(&definition).position(span.start);
                        format!(":{}:{}", place.line + 1, place.column + 1)
                    });
                    let error = terminal.paint(Stream::Error, terminal::RED, "error");
                    terminal.say(&format!("{error}: {path}{}: {refused}", place.unwrap_or_default()));
                    continue;
                }
            };
            let is_changed = done.text != definition;
            let written = match parts::link_in(&text) {
                Some(_) if is_changed => {
                    parts::with_definition(&text, &done.text).map_err(|why| unopened(&why))? + "\n"
                }
                Some(_) => text.trim().to_owned() + "\n",
                None => done.text,
            };
            changed += usize::from(is_changed);
            match (argument.as_str(), format.check) {
                (_, true) if is_changed => terminal.print(&path),
                (argument, false) if is_printed(argument) => terminal.write(&written),
                (_, false) if is_changed => open::write(Path::new(&path), &written)?,
                _ => {}
            }
        }
    }
    if is_broken {
        return Err(Refusal::new("files with errors were left as they are"));
    }
    if count == 0 {
        return Err(Refusal::new(format!("there is nothing to format in {}", format.files.join(", "))));
    }
    let is_input = format.files.iter().all(|file| is_printed(file));
    if !is_input || format.check {
        let plural = if count == 1 { "" } else { "s" };
        terminal.say(&match (changed, format.check) {
            (0, _) => format!("{count} file{plural} formatted already"),
            (_, true) => format!("{changed} of {count} file{plural} not formatted"),
            (_, false) => format!("{changed} of {count} file{plural} formatted"),
        });
    }
    Ok(if format.check && changed > 0 { Verdict::Failed } else { Verdict::Fine })
}

/// Whether what was formatted goes to standard output: it comes from no file.
fn is_printed(argument: &str) -> bool {
    argument == open::STANDARD_INPUT || parts::link_in(argument).is_some()
}

/// The texts that an argument names. Of a folder, its documents and scenarios; Terraform has a formatter of its own.
fn texts(argument: &str) -> Result<Vec<(String, String)>, Refusal> {
    if argument == open::STANDARD_INPUT {
        return Ok(vec![("<stdin>".to_owned(), Data::read("FILE", argument)?.text)]);
    }
    if parts::link_in(argument).is_some() {
        return Ok(vec![("the link".to_owned(), argument.to_owned())]);
    }
    let path = Path::new(argument);
    if !path.is_dir() {
        let text = open::read(path)?;
        if is_terraform(&text) {
            return Err(Refusal::new(format!("`{argument}` is Terraform: format it with `terraform fmt`")));
        }
        return Ok(vec![(open::written(path), text)]);
    }
    let is_meant = |path: &str, text: &str| {
        !is_terraform(text) && matches!(role(path, text), Some(Role::Document | Role::Scenarios))
    };
    let files = open::files_below(argument)?.into_iter();
    Ok(files
        .filter(|file| is_meant(&file.path, &file.text))
        .map(|file| (file.path.to_string(), file.text.to_string()))
        .collect())
}
