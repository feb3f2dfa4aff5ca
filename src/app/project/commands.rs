//! What the person does with the files of a project.

use std::rc::Rc;

use asl_document::{Project, ProjectFile};
use asl_ide::refactor::code_file::MovedCode;

use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::request::PageRequest;

impl Commands {
    /// Opens the file at `at` in the editor of the definition.
    pub(crate) fn open_file(&self, at: usize) {
        self.dispatch(DocumentAction::OpenFile(at));
    }

    /// Takes the file at `at` out of the project; the last one stays.
    pub(crate) fn remove_file(&self, at: usize) {
        let State { document, .. } = self.state();
        let (mut files, own) = (document.all_files(), document.project().own());
        if files.len() < 2 || at >= files.len() {
            return;
        }
        let removed = files.remove(at);
        self.dispatch(DocumentAction::SetProject(files, if own > at { own - 1 } else { own }));
        self.dispatch(PageRequest::announce(format!("{} is no longer in the project.", removed.path)));
    }

    /// Puts the code of a function of the template at `at` into a file of its own, and opens it.
    pub(crate) fn move_code(&self, at: usize, moved: &MovedCode) {
        let State { document, .. } = self.state();
        let mut files = named(document.all_files());
        let Some(template) = files.get_mut(at).filter(|_| document.project().count() < Project::MOST_FILES) else {
            return;
        };
        template.text = moved.template.as_str().into();
        let folder = template.path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        files.push(ProjectFile { path: format!("{folder}{}", moved.path).into(), text: moved.code.clone() });
        let last = files.len() - 1;
        self.dispatch(DocumentAction::SetProject(files, last));
        self.dispatch(PageRequest::announce("The code is now in a separate file, and the template names its folder."));
    }

    /// Adds an empty file of that path and opens it, or opens the one that is there. Gives why it cannot be added.
    pub(crate) fn add_file(&self, path: &str) -> Result<(), &'static str> {
        let State { document, .. } = self.state();
        let path = path.trim().trim_start_matches("./").trim_matches('/');
        if path.is_empty() {
            return Err("Enter a file name, such as machine.asl.json.");
        }
        let mut files = named(document.all_files());
        if let Some(at) = files.iter().position(|file| &*file.path == path) {
            self.open_file(at);
            return Ok(());
        }
        if files.len() >= Project::MOST_FILES {
            return Err("A project can have at most 60 files.");
        }
        files.push(ProjectFile { path: path.into(), text: "".into() });
        let last = files.len() - 1;
        self.dispatch(DocumentAction::SetProject(files, last));
        Ok(())
    }
}

/// The same files, where one without a name has the usual one for what it is.
pub(crate) fn named(mut files: Vec<ProjectFile>) -> Vec<ProjectFile> {
    for file in &mut files {
        if file.path.is_empty() {
            file.path = usual_name(&file.text).into();
        }
    }
    files
}

/// What a file with this text is usually called.
fn usual_name(text: &str) -> &'static str {
    let is_json = text.trim_start().starts_with('{');
    let has = |word: &str| text.contains(word);
    if has("resource \"") && has("{") && !is_json {
        "main.tf"
    } else if has("stepFunctions") || has("stateMachines") {
        "serverless.yml"
    } else if has("Resources") && !has("\nStartAt") {
        if is_json { "template.json" } else { "template.yaml" }
    } else if is_json {
        "machine.asl.json"
    } else {
        "machine.asl.yaml"
    }
}

/// The names of files as tabs have them: the last part of the path, with as many folders as tell two of one name apart.
pub(crate) fn short_names(paths: &[Rc<str>]) -> Vec<String> {
    let last = |path: &str, parts: usize| {
        let all: Vec<&str> = path.split('/').collect();
        all.get(all.len().saturating_sub(parts)..).unwrap_or_default().join("/")
    };
    let name = |path: &Rc<str>| {
        let fits = |parts: &usize| {
            let mine = last(path, *parts);
            paths.iter().filter(|other| last(other, *parts) == mine).count() == 1
        };
        last(path, (1..6).find(fits).unwrap_or(6))
    };
    paths.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{short_names, usual_name};

    #[wasm_bindgen_test]
    fn tabs_have_the_shortest_names_that_differ() {
        let paths = ["a/template.yaml".into(), "x/m.json".into(), "y/m.json".into()];
        assert_eq!(short_names(&paths), ["template.yaml", "x/m.json", "y/m.json"]);
    }

    #[wasm_bindgen_test]
    fn a_pasted_text_is_called_as_such_files_are() {
        for (text, name) in [
            ("resource \"aws_sfn_state_machine\" \"m\" {}", "main.tf"),
            ("Resources: {}", "template.yaml"),
            ("{\"Resources\": {}}", "template.json"),
            ("stepFunctions: {}", "serverless.yml"),
            ("{\"StartAt\": \"A\"}", "machine.asl.json"),
            ("StartAt: A", "machine.asl.yaml"),
        ] {
            assert_eq!(usual_name(text), name, "{text}");
        }
    }
}
