//! Texts as people paste them, with files beside them: what the page's own reader makes of them.

use asl_document::{Project, ProjectFile, TemplateChoice};
use asl_lang::WorkflowType;
use asl_stack::template::source::{self, Read};
use asl_text::diagnostic::{Diagnostic, Severity};
use serde_json::{Value as Json, json};

/// The types of resources that are rules.
const RULES: [&str; 2] = ["AWS::Events::Rule", "AWS::Serverless::Rule"];

/// Compares what was read with what is expected of it: the number of errors, the states of the first machine, the names
/// of machines and rules, the type.
pub(crate) fn run(case: &Json) -> Result<(), String> {
    let text = case["text"].as_str().ok_or("the case has no text")?;
    let read = source::check(text, &with_files(&case["files"]), WorkflowType::Standard);
    let expected = case["expected"].as_object().ok_or("the case expects nothing")?;
    for (what, wanted) in expected {
        let found = match &**what {
            "errors" => json!(errors(&read).count()),
            "states" => json!(states(&read)),
            "machines" => json!(machines(&read)),
            "rules" => json!(rules(&read)),
            "type" => json!(if read.workflow == WorkflowType::Express { "EXPRESS" } else { "STANDARD" }),
            other => return Err(format!("`{other}` cannot be compared")),
        };
        if &found != wanted {
            let errors: Vec<String> =
                errors(&read).map(|error| format!("{} {}", error.code, error.message())).collect();
            return Err(format!("{what}: is {found}, expected {wanted}; errors: {errors:?}"));
        }
    }
    Ok(())
}

/// The files that were dropped beside the text.
fn with_files(files: &Json) -> TemplateChoice {
    let file = |(path, text): (&String, &Json)| ProjectFile {
        path: path.as_str().into(),
        text: text.as_str().unwrap_or_default().into(),
    };
    let others = files.as_object().into_iter().flatten().map(file).collect();
    TemplateChoice { project: Project { others, ..Project::default() }, ..TemplateChoice::default() }
}

fn errors(read: &Read) -> impl Iterator<Item = &Diagnostic> {
    let others = read.others.iter().flat_map(|file| &file.diagnostics);
    read.diagnostics.iter().chain(others).filter(|found| found.severity == Severity::Error)
}

/// The outermost states, in order.
fn states(read: &Read) -> Vec<&str> {
    let states = read.machine.iter().flat_map(|machine| &machine.scope.states);
    states.map(|state| &*state.name.value).collect()
}

fn machines(read: &Read) -> Vec<&str> {
    read.template.iter().flat_map(|template| &template.machines).map(|name| &**name).collect()
}

fn rules(read: &Read) -> Vec<&str> {
    let resources = read.template.iter().flat_map(|template| &template.resources);
    resources.filter(|resource| RULES.contains(&&*resource.kind)).map(|resource| &*resource.id).collect()
}
