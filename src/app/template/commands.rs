//! Taking the definition out of what stands around it, and the input out of a text that shows an execution.

use asl_document::TemplateChoice;
use asl_text::{Format, print};
use asl_value::Value;

use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, DocumentAction};

impl Commands {
    /// Puts the definition alone in the place of what stands around it, a template or another form, which is kept. It
    /// comes from where that came from: what a link brought still asks before it runs.
    pub(crate) fn extract_definition(&self) {
        let document = (*self.state().document).clone();
        let read = document.read();
        let mut settings = document.settings.clone();
        settings.machine_type = read.workflow;
        let definition = match (read.form, read.root) {
            (Some(form), _) if form.definition.is_empty() => return,
            // Its placeholders stay, and so do their values.
            (Some(form), _) => readable(&form.definition),
            (None, Some(root)) => {
                settings.template = TemplateChoice::default();
                match read.format {
                    Format::Json => print::node_json(&root),
                    Format::Yaml => print::node_yaml(&root),
                }
            }
            (None, None) => return,
        };
        self.open(Document { definition: definition.into(), settings, edited: true, ..document });
        location::clear();
    }

    /// Puts the input of the execution that the text shows in the place of the input.
    pub(crate) fn take_input(&self) {
        let Some(input) = self.state().document.read().form.and_then(|form| form.input) else { return };
        let text = Value::from_json(&input).map_or_else(|_| input.to_string(), |value| print::json(&value));
        self.dispatch(DocumentAction::SetInput(text.into()));
    }
}

/// The text in lines, as people read it: APIs give JSON on one.
fn readable(definition: &str) -> String {
    let parsed = asl_text::parse(definition);
    match parsed.root {
        Some(root) if parsed.diagnostics.is_empty() && !definition.trim().contains('\n') => print::node_json(&root),
        _ => definition.to_owned(),
    }
}
