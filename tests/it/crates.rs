//! The crates are those that the documentation names, in the order in which they may use each other, and each has a page
//! of documentation whose places are there.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The crates in the order of `Cargo.toml`, each with its description.
fn crates() -> Vec<(String, String)> {
    let manifest = text("Cargo.toml");
    let named = manifest.lines().filter_map(|line| line.split_once(" = { path = \"crates/"));
    named
        .map(|(name, _)| {
            let manifest = text(&format!("crates/{name}/Cargo.toml"));
            let description =
                manifest.lines().find_map(|line| line.strip_prefix("description = \"")).unwrap_or_default();
            (name.to_owned(), description.trim_end_matches('"').to_owned())
        })
        .collect()
}

#[test]
fn the_documentation_lists_the_crates_that_are_there() {
    let documented: Vec<String> = text("src/main.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! - `asl-"))
        .map(|line| format!("asl-{line}"))
        .collect();
    let expected: Vec<String> = crates().iter().map(|(name, description)| format!("{name}`: {description}")).collect();
    assert_eq!(documented, expected, "src/main.rs lists the crates as Cargo.toml does, with their descriptions");

    let mut folders: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut names: Vec<String> = crates().into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(folders, names, "each folder of crates/ is a dependency of the workspace");
}

#[test]
fn a_crate_uses_only_those_above_it() {
    let order = crates();
    for (at, (name, _)) in order.iter().enumerate() {
        let manifest = text(&format!("crates/{name}/Cargo.toml"));
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for line in dependencies.lines() {
            let used = line.split(['.', ' ']).next().unwrap_or_default();
            let below = order.iter().skip(at).any(|(other, _)| other == used);
            assert!(!below, "{name} uses {used}, which stands below it in Cargo.toml");
        }
    }
}

#[test]
fn each_crate_has_a_page_of_documentation_whose_places_are_there() {
    for (name, _) in crates() {
        let folder = PathBuf::from(format!("crates/{name}"));
        let page = text(&format!("crates/{name}/README.md"));
        let library = text(&format!("crates/{name}/src/lib.rs"));
        assert!(
            library.contains("#![doc = include_str!(\"../README.md\")]"),
            "{name}: its documentation is its README.md"
        );
        assert!(page.starts_with(&format!("# {name}\n")), "{name}");
        for place in page.split('`').skip(1).step_by(2).filter(|place| place.starts_with("src/")) {
            assert!(root().join(&folder).join(place).exists(), "crates/{name}/README.md names {place}");
        }
    }
}

#[test]
fn the_readme_names_places_that_are_there() {
    let readme = text("README.md");
    let is_place = |code: &&str| {
        ["crates/", "src/", "scripts/", "tests/", "benches/", "docs/"].iter().any(|folder| code.starts_with(folder))
    };
    for place in readme.split('`').skip(1).step_by(2).filter(is_place) {
        assert!(root().join(place).exists(), "README.md names {place}");
    }
}
