//! `asl export`: what deploys a document, as files or as an archive.

use std::path::Path;

use asl_document::ProjectFile;
use asl_export::{Exported, Format, Source, archive, export as exported};
use asl_http::Connections;
use asl_http::redact::Redactor;
use asl_share::Envelope;
use asl_share::written;
use asl_sim::logging::Logging;

use crate::arguments::{Export, ExportFormat};
use crate::connections;
use crate::open::{self, Opened};
use crate::terminal::{self, Stream, Terminal};
use crate::{Outcome, Refusal, Verdict};

/// Exports the document that is named.
pub(crate) fn export(terminal: &mut Terminal, options: &Export) -> Outcome {
    let output = options.output.as_path();
    let is_zip = is_zip(output)?;
    let opened = open::open(&options.file, &options.choice)?;
    let known: Connections = match &options.connections {
        Some(path) => connections::named(path)?,
        None => asl_batch::document::practice_connections().iter().cloned().collect(),
    };
    let name = name(&opened);
    let logging = Logging::default();
    let document = &opened.document;
    let source = Source {
        text: &document.text,
        choice: &document.choice,
        workflow: document.asked_type,
        logging: &logging,
        connections: &known,
        name: &name,
    };
    let format = match options.to {
        ExportFormat::Sam => Format::Sam,
        ExportFormat::Cloudformation => Format::CloudFormation,
        ExportFormat::Terraform => Format::Terraform,
        ExportFormat::CdkTypescript => Format::CdkTypeScript,
        ExportFormat::CdkPython => Format::CdkPython,
    };
    let Exported { files, notes, .. } =
        exported(&source, format).map_err(|why| Refusal::new(format!("{}: {why}", opened.name)))?;
    if is_zip {
        let folder = output.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        open::write(output, archive(&files, &folder))?;
    } else {
        let is_taken = std::fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_some());
        if is_taken && !options.force {
            let shown = open::written(output);
            return Err(Refusal::new(format!("the folder `{shown}` is not empty: pass --force to write into it")));
        }
        for file in &files {
            let path = output.join(&file.path);
            make_folder(path.parent().unwrap_or(output))?;
            open::write(&path, &file.text)?;
        }
    }
    for file in &files {
        terminal.print(&file.path);
    }
    for note in &notes {
        let word = terminal.paint(Stream::Error, terminal::YELLOW, "note");
        terminal.say(&format!("{word}: {note}"));
    }
    for place in secrets(&files) {
        let word = terminal.paint(Stream::Error, terminal::YELLOW, "warning");
        terminal.say(&format!(
            "{word}: {place} contains what looks like a secret, which is written as it is in the document: use a connection, \
             or a parameter with `NoEcho`"
        ));
    }
    Ok(Verdict::Fine)
}

/// Whether an archive is written. Other archives than ZIP are not.
fn is_zip(output: &Path) -> Result<bool, Refusal> {
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    if ["tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "jar"].contains(&ending.as_str()) {
        let shown = open::written(output);
        return Err(Refusal::new(format!(
            "`--output {shown}`: `.{ending}` is not written: name an archive that ends in .zip, or a folder"
        )));
    }
    Ok(ending == "zip")
}

/// Where something looks like a secret in the files, by its place alone.
fn secrets(files: &[asl_export::File]) -> Vec<String> {
    let file =
        |file: &asl_export::File| ProjectFile { path: file.path.as_str().into(), text: file.text.as_str().into() };
    let mut envelope = Envelope::default();
    envelope.settings.template.project.others = files.iter().map(file).collect();
    let found = written::find(&envelope, &Redactor::default());
    found.into_iter().map(|one| format!("{}:{}", one.text, one.line)).collect()
}

fn make_folder(path: &Path) -> Result<(), Refusal> {
    let failed = |error| Refusal::new(format!("the folder `{}` can't be made: {error}", open::written(path)));
    std::fs::create_dir_all(path).map_err(failed)
}

/// A name for what has none: that of the file, without its endings.
fn name(opened: &Opened) -> String {
    let stem = asl_batch::folder::stem(&opened.name);
    let name = stem.rsplit('/').next().unwrap_or_default();
    let is_name = name.starts_with(|char: char| char.is_ascii_alphabetic()) && !opened.is_from_link;
    if is_name { capitalized(name) } else { String::new() }
}

fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
