//! What the tests of names and permissions share: an export of a text, and its files.
#![allow(dead_code, reason = "each test uses some of it")]

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_export::{Exported, Format, Refused, Source, export};
use asl_http::Connections;
use asl_lang::WorkflowType;
use asl_sim::logging::Logging;
use asl_value::Value;

/// The export of a text that is called `name`, with no connection but its own.
pub(crate) fn exported(text: &str, name: &str, format: Format) -> Exported {
    exported_with(text, name, &Connections::default(), format).unwrap()
}

/// The same with these connections beside its own, and why there is none.
pub(crate) fn exported_with(
    text: &str,
    name: &str,
    connections: &Connections,
    format: Format,
) -> Result<Exported, Refused> {
    let (text, choice): (Rc<str>, _) = (text.into(), TemplateChoice::default());
    let source = Source {
        text: &text,
        choice: &choice,
        workflow: WorkflowType::Standard,
        logging: &Logging::default(),
        connections,
        name,
    };
    export(&source, format)
}

/// The text of a file.
pub(crate) fn file<'e>(exported: &'e Exported, path: &str) -> &'e str {
    &exported.files.iter().find(|file| file.path == path).unwrap().text
}

/// The template of an export.
pub(crate) fn template(exported: &Exported) -> Value {
    asl_text::parse(file(exported, "template.yaml")).root.unwrap().to_value()
}

/// The keys of a member of a template.
pub(crate) fn keys(template: &Value, section: &str) -> Vec<String> {
    let members = template.get(section).and_then(Value::as_object).cloned().unwrap_or_default();
    members.iter().map(|(key, _)| key.to_string()).collect()
}

/// A definition with a placeholder of each name.
pub(crate) fn with_placeholders(names: &[&str]) -> String {
    let members: Vec<String> =
        names.iter().enumerate().map(|(at, name)| format!("\"value{at}\": \"${{{name}}}\"")).collect();
    format!(
        r#"{{"StartAt": "P", "States": {{"P": {{"Type": "Pass", "Result": {{{}}}, "End": true}}}}}}"#,
        members.join(", ")
    )
}
