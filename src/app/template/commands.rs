//! Taking the definition out of the template around it.

use asl_document::TemplateChoice;
use asl_text::{Format, print};

use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;

impl Commands {
    /// Puts the definition alone in the place of the template around it, which is kept. It comes from where the template came
    /// from: what a link brought still asks before it runs.
    pub(crate) fn extract_definition(&self) {
        let document = (*self.state().document).clone();
        let read = document.read();
        let Some(root) = read.root else { return };
        let definition = match read.format {
            Format::Json => print::node_json(&root),
            Format::Yaml => print::node_yaml(&root),
        };
        let mut settings = document.settings.clone();
        settings.template = TemplateChoice::default();
        settings.machine_type = read.workflow;
        self.open(Document { definition: definition.into(), settings, edited: true, ..document });
        location::clear();
    }
}
