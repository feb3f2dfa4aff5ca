//! The files of a folder: which of them are documents, which stand beside one, and which do not belong to any.

use asl_document::ProjectFile;

/// What a file is, judged by its name and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A definition, a template, or what is read as one.
    Document,
    /// A text of scenarios.
    Scenarios,
    /// What a template may name: code, a text to be filled in.
    Beside,
}

/// What a file of that path and text is; `None` for what has nothing to do with workflows.
pub fn role(path: &str, text: &str) -> Option<Role> {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if name.ends_with("-lock.json") || name == "package.json" || name == "tsconfig.json" {
        return None;
    }
    if is_scenarios(path) {
        return Some(Role::Scenarios);
    }
    let has = |word: &str| text.contains(word);
    match ending(&name) {
        "tf" if has("aws_sfn_state_machine") || has("aws_cloudwatch_event_rule") => Some(Role::Document),
        "json" | "yaml" | "yml" | "asl" | "template" if !text.trim_start().starts_with('[') => {
            let is_template = has("AWS::") && (has("StateMachine") || has("AWS::Events::"));
            let is_one = has("StartAt") && has("States") || is_template || has("stepFunctions:");
            Some(if is_one { Role::Document } else { Role::Beside })
        }
        "tf" | "tfvars" | "tpl" | "tftpl" | "tmpl" | "js" | "mjs" | "cjs" | "ts" | "py" => Some(Role::Beside),
        _ => None,
    }
}

/// Whether a file of that name holds scenarios: `NAME.scenarios.json`, `.yaml`, or `.yml`.
pub fn is_scenarios(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    [".scenarios.json", ".scenarios.yaml", ".scenarios.yml"].iter().any(|ending| name.ends_with(ending))
}

/// The path without the endings that say what it holds: `a/order.asl.json` and `a/order.scenarios.yaml` are both `a/order`.
pub fn stem(path: &str) -> &str {
    let folder = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path.get(folder..).and_then(|name| name.find('.').filter(|dot| *dot > 0));
    dot.and_then(|dot| path.get(..folder + dot)).unwrap_or(path)
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The documents of a folder: the files that are ones, templates first, in the order of their paths. A module of Terraform is
/// one document, whose first file stands for it.
pub fn documents(files: &[ProjectFile]) -> Vec<usize> {
    let is_terraform = |file: &ProjectFile| ending(&file.path) == "tf";
    let module = |file: &ProjectFile| file.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut modules: Vec<String> = Vec::new();
    let mut found: Vec<usize> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        if role(&file.path, &file.text) != Some(Role::Document) {
            continue;
        }
        if is_terraform(file) {
            let module = module(file);
            if modules.contains(&module) {
                continue;
            }
            modules.push(module);
        }
        found.push(index);
    }
    let is_definition = |index: &usize| {
        files.get(*index).is_some_and(|file| {
            !is_terraform(file) && !file.text.contains("AWS::") && !file.text.contains("stepFunctions:")
        })
    };
    let (definitions, templates): (Vec<usize>, Vec<usize>) = found.into_iter().partition(is_definition);
    templates.into_iter().chain(definitions).collect()
}

#[cfg(test)]
mod tests {
    use super::{Role, documents, role, stem};
    use asl_document::ProjectFile;

    #[test]
    fn a_file_is_what_its_name_and_its_text_say() {
        for (path, text, expected) in [
            ("a.asl.json", r#"{"StartAt": "A", "States": {}}"#, Some(Role::Document)),
            ("template.yaml", "Resources: {A: {Type: AWS::Serverless::StateMachine}}", Some(Role::Document)),
            ("template.yaml", "Resources: {A: {Type: AWS::S3::Bucket}}", Some(Role::Beside)),
            ("serverless.yml", "stepFunctions:\n  stateMachines: {}", Some(Role::Document)),
            ("main.tf", "resource \"aws_sfn_state_machine\" \"a\" {}", Some(Role::Document)),
            ("a.scenarios.yaml", "- name: x", Some(Role::Scenarios)),
            ("package.json", "{}", None),
            ("a.js", "", Some(Role::Beside)),
            ("a.png", "", None),
        ] {
            assert_eq!(role(path, text), expected, "{path}");
        }
    }

    #[test]
    fn scenarios_stand_beside_their_document() {
        for path in ["a/order.asl.json", "a/order.scenarios.yaml", "a/order", "a/order.template.yaml"] {
            assert_eq!(stem(path), "a/order", "{path}");
        }
        assert_eq!(stem("a.b/.hidden"), "a.b/.hidden");
    }

    #[test]
    fn templates_come_first_and_a_module_is_one_document() {
        let file = |path: &str, text: &str| ProjectFile { path: path.into(), text: text.into() };
        let machine = r#"{"StartAt": "A", "States": {}}"#;
        let files = [
            file("a.asl.json", machine),
            file("m/one.tf", "aws_sfn_state_machine"),
            file("m/two.tf", "aws_sfn_state_machine"),
            file("t.yaml", "Type: AWS::Serverless::StateMachine"),
        ];
        assert_eq!(documents(&files), [1, 3, 0]);
    }
}
