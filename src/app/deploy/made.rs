//! An export of the document as the dialog shows it: its files, what to know of them, and what looks like a secret in them.

use std::rc::Rc;

use asl_document::ProjectFile;
use asl_export::{Exported, Format, Source, archive, export};
use asl_share::Envelope;
use asl_share::written::{self, WrittenSecret};

use crate::app::chunks::complete;
use crate::app::host::download;
use crate::app::run::masking;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, Origin, is_another};
use crate::app::state::shared::Shared;
use crate::app::ui::format::capitalized;

/// An export.
#[derive(Debug, PartialEq)]
pub(super) struct Made {
    /// The files, and what to know of them.
    pub(super) exported: Exported,
    /// What looks like a secret in the files, by their paths.
    pub(super) secrets: Vec<WrittenSecret>,
}

/// Exports the document of the page; the error says why nothing is exported.
pub(super) async fn make(commands: &Shared<Commands>, format: Format) -> Result<Rc<Made>, Rc<str>> {
    let state = commands.state();
    let exported = complete(|| exported(&state, format)).await.map_err(|_| {
        "A part of the page could not be loaded. Check your network connection and open the dialog again.".to_owned()
    });
    let exported = exported.flatten().map_err(Rc::from)?;
    let redactor = masking::redactor(&state.connections, &state.run.connections, &commands.tokens().borrow());
    let file =
        |file: &asl_export::File| ProjectFile { path: file.path.as_str().into(), text: file.text.as_str().into() };
    let mut envelope = Envelope::default();
    envelope.settings.template.project.others = exported.files.iter().map(file).collect();
    let secrets = written::find(&envelope, &redactor);
    Ok(Rc::new(Made { exported, secrets }))
}

fn exported(state: &State, format: Format) -> Result<Exported, String> {
    let document = &state.document;
    let settings = &document.settings;
    let source = Source {
        text: &document.definition,
        choice: &settings.template,
        workflow: settings.machine_type,
        logging: &settings.logging,
        connections: &state.connections,
        name: &name(document),
    };
    export(&source, format).map_err(|why| format!("{}.", capitalized(&why.to_string())))
}

/// What a machine without a name is called: as the person calls the document, or as its example.
fn name(document: &Document) -> String {
    match &document.origin {
        _ if !document.title.is_empty() => document.title.to_string(),
        Origin::Example(id) if is_of_example(document, id) => capitalized(id),
        _ => String::new(),
    }
}

/// Whether the document is still that example, or one that a person made from it.
fn is_of_example(document: &Document, id: &str) -> bool {
    let is_its = |example: &asl_examples::Example| !is_another(example.definition, &document.definition);
    !document.edited || asl_examples::find(id).is_some_and(is_its)
}

/// Hands all files to the browser as one ZIP.
pub(super) fn save(commands: &Shared<Commands>, made: &Made, format: Format) {
    let folder = folder(&name(&commands.state().document), format);
    download::save_bytes(&format!("{folder}.zip"), &archive(&made.exported.files, &folder));
}

/// The folder in which the files are, after the document and the format.
fn folder(name: &str, format: Format) -> String {
    let kept = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' };
    let name: String = name.chars().map(kept).collect();
    let name = name.trim_matches('-');
    let format = match format {
        Format::Sam => "sam",
        Format::CloudFormation => "cloudformation",
        Format::Terraform => "terraform",
        Format::CdkTypeScript => "cdk-typescript",
        Format::CdkPython => "cdk-python",
    };
    if name.is_empty() { format!("workflow-{format}") } else { format!("{name}-{format}") }
}
