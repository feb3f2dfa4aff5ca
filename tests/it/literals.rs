//! The texts in the project's sources: what the test of words reads, and what a translation starts from.

use std::fs;
use std::path::Path;

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder, by path below the project.
pub(crate) fn below(folder: &str, into: &mut Vec<String>) {
    let mut entries: Vec<_> =
        fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    entries.sort();
    for name in entries {
        let path = format!("{folder}/{}", name.to_str().unwrap());
        if root().join(&path).is_dir() {
            if !path.ends_with("/node_modules") {
                below(&path, into);
            }
        } else {
            into.push(path);
        }
    }
}

/// The string literals of Rust code with their lines. Comments, and what only a programmer reads, are none.
pub(crate) fn literals(code: &str) -> Vec<(usize, String)> {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        let hashes = rest.strip_prefix('r').map_or(0, |rest| rest.len() - rest.trim_start_matches('#').len());
        let is_raw = rest.starts_with('r') && rest[1 + hashes..].starts_with('"');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") || rest.starts_with("b'\"'") {
            4.min(rest.len())
        } else if rest.starts_with("'\\\"'") {
            4
        } else if is_raw || rest.starts_with('"') {
            let start = if is_raw { hashes + 2 } else { 1 };
            let end = if is_raw {
                start + rest[start..].find(&format!("\"{}", "#".repeat(hashes))).unwrap()
            } else {
                let mut escaped = false;
                let is_end = |char: char| {
                    let ends = char == '"' && !escaped;
                    escaped = char == '\\' && !escaped;
                    ends
                };
                start + rest[start..].find(is_end).unwrap()
            };
            let before = code[..at].trim_end();
            if !before.ends_with("expect(") && !before.ends_with("reason =") {
                // A line break behind a backslash, with the indentation that follows, is no part of the text.
                let mut text = String::new();
                for (index, part) in rest[start..end].split("\\\n").enumerate() {
                    text.push_str(if index == 0 { part } else { part.trim_start() });
                }
                found.push((line, text));
            }
            end + if is_raw { hashes + 1 } else { 1 }
        } else {
            // A name that ends in `r` begins no raw string.
            let word = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
            if word > 0 && !is_raw { word } else { rest.chars().next().map_or(1, char::len_utf8) }
        };
        line += code[at..at + length].matches('\n').count();
        at += length;
    }
    found
}

/// `text` without what lies between these marks.
pub(crate) fn without(text: &str, from: &str, to: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        left.push_str(before);
        let Some((inside, after)) = after.split_once(to) else { return left };
        left.extend(inside.chars().filter(|char| *char == '\n'));
        rest = after;
    }
    left + rest
}
