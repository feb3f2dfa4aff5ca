//! Case files: JSON Lines, found below a directory.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// One case.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) json: Json,
}

/// The case files below `directory`, in order of their names; none if it is not there.
pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(directory) else { return found };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            found.push(path);
        }
    }
    found
}

/// The cases of a file; a line that is no JSON is a case that fails.
pub(crate) fn read(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let json: Json = serde_json::from_str(line).unwrap_or(Json::Null);
            let field = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
            let kind = field("kind").or_else(|| json.get("selector").map(|_| "jayway".to_owned()));
            Case {
                id: field("id").unwrap_or_else(|| format!("line-{}", number + 1)),
                kind: kind.unwrap_or_default(),
                json,
            }
        })
        .collect()
}
