//! Rules of the source text that neither the compiler nor clippy knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use asl_text::diagnostic::Code;

/// A file's path below the project, and its text.
struct File {
    path: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// The files below these folders whose names end so.
fn files(folders: &[&str], endings: &[&str]) -> Vec<File> {
    let mut paths = Vec::new();
    for folder in folders.iter().map(|folder| root().join(folder)).filter(|folder| folder.exists()) {
        collect(&folder, &mut paths);
    }
    paths.retain(|path| {
        let skipped = path.components().any(|part| matches!(part.as_os_str().to_str(), Some("node_modules" | "shots")));
        !skipped && endings.iter().any(|ending| path.to_string_lossy().ends_with(ending))
    });
    let file = |path: PathBuf| File {
        path: path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(file).collect()
}

fn rust() -> Vec<File> {
    files(&["src", "crates", "tests", "benches", "examples", "relay"], &[".rs"])
}

fn word_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let around = [line[..at].chars().next_back(), line[at + word.len()..].chars().next()];
        around.iter().all(|char| char.is_none_or(|char| !char.is_alphanumeric() && char != '_'))
    })
}

fn assert_none(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}:\n{}", offences.join("\n"));
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let offences: Vec<_> =
        rust().into_iter().filter(|file| !file.text.starts_with("//! ")).map(|file| file.path).collect();
    assert_none("these files do not begin with `//! `", &offences);
}

#[test]
fn no_file_is_too_long() {
    let long = |file: &File| file.text.lines().count() > 800;
    let offences: Vec<_> = rust().into_iter().filter(long).map(|file| file.path).collect();
    assert_none("these files have more than 800 lines", &offences);
}

#[test]
fn no_test_is_switched_off_and_nothing_is_left_undone() {
    // Put together here, so that this file does not offend.
    let words: Vec<_> = [
        ["#[ign", "ore"],
        ["#[should", "_panic"],
        ["todo", "!("],
        ["unimpl", "emented!("],
        ["FIX", "ME"],
        ["TO", "DO"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect();
    let mut offences = Vec::new();
    for file in rust() {
        for (index, line) in file.text.lines().enumerate() {
            let found = words.iter().filter(|word| line.contains(word.as_str()));
            offences.extend(found.map(|word| format!("{}:{} {word}", file.path, index + 1)));
        }
    }
    assert_none("these are not finished", &offences);
}

#[test]
fn no_end_to_end_test_is_switched_off() {
    let mut offences = Vec::new();
    for file in files(&["tests/e2e"], &[".mjs"]) {
        for (index, line) in file.text.lines().enumerate() {
            if [".skip(", ".only(", ".todo(", "skip: true", "todo: true"].iter().any(|word| line.contains(word)) {
                offences.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    assert_none("these tests are switched off", &offences);
}

#[test]
fn every_rule_of_the_checker_is_shown_by_a_test() {
    let inside = |file: File| file.text.split_once("mod tests {").map(|(_, tests)| tests.to_owned());
    let mut tests: Vec<String> = files(&["crates"], &[".rs"]).into_iter().filter_map(inside).collect();
    tests.extend(files(&["crates"], &["tests.rs"]).into_iter().map(|file| file.text));
    tests.extend(files(&["tests"], &[".rs", ".case"]).into_iter().map(|file| file.text));
    let mentioned =
        |code: &&Code| tests.iter().any(|test| word_in(test, code.as_str()) || word_in(test, &format!("{code:?}")));
    let offences: Vec<_> =
        Code::ALL.iter().filter(|code| !mentioned(code)).map(|code| format!("`{code:?}` {}", code.as_str())).collect();
    assert_none("no test mentions these codes", &offences);
}

#[test]
fn the_page_has_the_words_of_every_family_of_diagnostics() {
    let words = fs::read_to_string(root().join("src/app/chunks/words.rs")).unwrap();
    let listed = words.split_once("any_of![").unwrap().1.split_once(']').unwrap().0;
    let (mut families, mut missing) = (0, Vec::new());
    for file in files(&["crates"], &[".rs"]) {
        let library = file.path.split('/').nth(1).unwrap().replace('-', "_");
        for line in file.text.lines() {
            let Some(name) = line.strip_prefix("impl Detail for ").and_then(|rest| rest.split_whitespace().next())
            else {
                continue;
            };
            families += 1;
            // Two crates have a family of the same name.
            let from = format!("{library}::messages::");
            let named = words.match_indices(&from).any(|(at, _)| {
                let rest =
                    words[at + from.len()..].trim_start_matches(|char: char| char == '{' || char.is_whitespace());
                let end = rest.find(if words[at + from.len()..].starts_with('{') { '}' } else { ',' });
                word_in(rest[..end.unwrap_or(rest.len())].split(';').next().unwrap(), name)
            });
            if !named || !word_in(listed, name) {
                missing.push(format!("{}: {name}", file.path));
            }
        }
    }
    assert!(families >= 14, "{families}");
    assert_eq!(listed.matches(',').count(), families, "{listed}");
    assert_none("src/app/chunks/words.rs lists every family", &missing);
}

#[test]
fn the_lock_file_names_no_place_to_fetch_from() {
    let lock = fs::read_to_string(root().join("www/package-lock.json")).unwrap();
    let offences: Vec<_> =
        lock.lines().filter(|line| line.contains("\"resolved\"") || line.contains("://")).map(str::to_owned).collect();
    assert_none("whoever installs chooses where from", &offences);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    // Put together here, so that this file does not offend.
    let words: Vec<_> = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"]].iter().map(|parts| parts.concat()).collect();
    let mut all = rust();
    all.extend(files(
        &["www", "scripts", ".ci", ".cargo", "tests/e2e", "docs"],
        &[".js", ".mjs", ".json", ".css", ".sh", "run", ".toml", ".md"],
    ));
    for name in ["Makefile", "README.md", "index.html", "Cargo.toml", "Trunk.toml"] {
        all.extend(fs::read_to_string(root().join(name)).map(|text| File { path: name.to_owned(), text }));
    }
    all.retain(|file| !file.path.contains(".bundle."));
    let mut offences = Vec::new();
    for file in all {
        for (index, line) in file.text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                offences.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    assert_none("these lines name a place on one machine", &offences);
}

#[test]
fn links_lead_to_pages_that_are_known_to_be_there() {
    // The pages of AWS's guides that were looked up; a new one is looked up before it is added.
    let known: Vec<&str> = include_str!("guide-pages.txt").lines().collect();
    let hosts = ["docs.aws.amazon.com", "docs.jsonata.org"];
    let mut offences = Vec::new();
    for file in files(&["crates/asl-ide/src/assist/docs", "crates/asl-ide/src/help"], &[".rs"])
        .into_iter()
        .chain(files(&["crates/asl-ide/src/assist"], &["resources.rs"]))
    {
        for (number, line) in code_with_links(&file) {
            let strings = line.split('"').skip(1).step_by(2);
            for string in strings {
                let page = string.split('#').next().unwrap_or_default();
                let named =
                    if line.trim_start().starts_with("page: ") { format!("{page}.html") } else { page.to_owned() };
                let is_page =
                    named.rsplit_once('.').is_some_and(|(_, ending)| ending == "html") && !named.contains(['/', '{']);
                let host = string.strip_prefix("https://").map(|rest| rest.split('/').next().unwrap_or_default());
                let is_docs = host.is_some_and(|host| host.starts_with("docs"));
                if is_page && !known.contains(&named.as_str())
                    || is_docs && host.is_none_or(|host| !hosts.contains(&host))
                    || string.starts_with("http://docs")
                {
                    offences.push(format!("{}:{number} {string}", file.path));
                }
            }
        }
    }
    assert_none("nobody has looked these pages up", &offences);
}

/// The lines with their numbers, addresses included.
fn code_with_links(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().starts_with("//"))
}

/// The folders of the page that any feature may use, and that may name any feature: the state puts their parts together,
/// widgets know none, and chunks are tables of what is fetched later.
const HUBS: [&str; 3] = ["chunks", "state", "ui"];

#[test]
fn features_of_the_page_do_not_use_each_other_in_circles() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&["src/app"], &[".rs"]) {
        let Some((feature, _)) = file.path.trim_start_matches("src/app/").split_once('/') else { continue };
        let code = file.text.lines().take_while(|line| !line.starts_with("mod tests {"));
        for line in code.filter(|line| !line.trim_start().starts_with("//")) {
            for (at, name) in line.match_indices("crate::app::") {
                let rest = &line[at + name.len()..];
                let end = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
                if rest[..end] != *feature && !HUBS.contains(&&rest[..end]) && !HUBS.contains(&feature) {
                    used.entry(feature.to_owned()).or_default().insert(rest[..end].to_owned());
                }
            }
        }
    }
    // What uses nothing that is left is in no circle.
    while let Some(feature) = used.iter().find(|(_, uses)| uses.iter().all(|name| !used.contains_key(name))) {
        let feature = feature.0.clone();
        used.remove(&feature);
    }
    let circle: Vec<_> = used.iter().map(|(feature, uses)| format!("{feature}: {uses:?}")).collect();
    assert_none("these folders of src/app use each other in circles", &circle);
}

#[test]
fn style_sheets_follow_the_direction_of_the_page() {
    let sides = ["left", "right"];
    let mut offences = Vec::new();
    for file in files(&["www"], &[".css"]).into_iter().filter(|file| !file.path.contains(".bundle.")) {
        for (index, line) in file.text.lines().enumerate() {
            let declarations = line.split(['{', ';', '}']).filter_map(|part| part.trim().split_once(':'));
            for (property, value) in declarations {
                let value = value.trim();
                let is_physical = sides.iter().any(|side| {
                    property == *side
                        || ["margin", "padding", "border", "scroll-margin", "scroll-padding"].iter().any(|name| {
                            property == format!("{name}-{side}") || property.starts_with(&format!("{name}-{side}-"))
                        })
                        || (["text-align", "float", "clear"].contains(&property) && value == *side)
                });
                let four: Vec<_> = value.split(' ').collect();
                let differ = matches!(four[..], [_, right, _, left] if right != left);
                let is_uneven = ["margin", "padding", "inset"].contains(&property) && !value.contains('(') && differ;
                if is_physical || is_uneven {
                    offences.push(format!("{}:{} {property}: {value}", file.path, index + 1));
                }
            }
        }
    }
    assert_none("write -inline-start and -inline-end, so that a page from right to left is right too", &offences);
}
