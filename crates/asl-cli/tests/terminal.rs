//! Runs the program itself on the sessions in `sessions/`: a file each, with the files that are there, and for each command its
//! exit code, its output, and what it says. `ASL_BLESS=1` writes what it finds.
//!
//! ```text
//! A sentence that says what the session shows.
//! --- file NAME
//! --- run ARGUMENTS      (quotes as in a shell; `< NAME` hands in a file, `NAME=VALUE` before it sets a variable)
//! --- exit 1             (without it: 0)
//! --- output
//! --- says
//! --- written NAME       (what a file holds after it)
//! ```
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests: a panic is a failure")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Default)]
struct Section {
    name: String,
    rest: String,
    text: String,
}

fn sections(text: &str) -> (String, Vec<Section>) {
    let (mut about, mut all) = (String::new(), Vec::<Section>::new());
    for line in text.split_inclusive('\n') {
        if let Some(head) = line.strip_prefix("--- ") {
            let head = head.trim_end();
            let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
            all.push(Section { name: name.to_owned(), rest: rest.to_owned(), text: String::new() });
        } else if let Some(last) = all.last_mut() {
            last.text.push_str(line);
        } else {
            about.push_str(line);
        }
    }
    (about, all)
}

/// The words of a command line: quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut is_open) = (Vec::new(), String::new(), None, false);
    for char in line.chars() {
        match (char, quote) {
            (char, Some(open)) if char == open => quote = None,
            ('\'' | '"', None) => (quote, is_open) = (Some(char), true),
            (' ', None) if word.is_empty() && !is_open => {}
            (' ', None) => {
                words.push(std::mem::take(&mut word));
                is_open = false;
            }
            (char, _) => word.push(char),
        }
    }
    if !word.is_empty() || is_open {
        words.push(word);
    }
    words
}

/// Exit code, standard output, and standard error of a command.
fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let mut words = words(line);
    let mut command = Command::new(env!("CARGO_BIN_EXE_asl"));
    command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        command.env(name, value);
        words.remove(0);
    }
    let mut input = String::new();
    if let Some(at) = words.iter().position(|word| word == "<") {
        input = fs::read_to_string(folder.join(&words[at + 1])).unwrap();
        words.drain(at..at + 2);
    }
    let mut child = command.args(&words).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), masked(&text(output.stdout)), masked(&text(output.stderr)))
}

/// What differs from run to run: how long a test took.
fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(" time=\"") {
        let after = behind.split_once('"').map_or("", |(_, after)| after);
        let _ = write!(out, "{before} time=\"…\"");
        rest = after;
    }
    out + rest
}

fn play(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let (about, all) = sections(&text);
    let mut found = about;
    for section in &all {
        match section.name.as_str() {
            "file" => {
                let file = folder.join(&section.rest);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, &section.text).unwrap();
                let _ = write!(found, "--- file {}\n{}", section.rest, section.text);
            }
            "run" => {
                let _ = writeln!(found, "--- run {}", section.rest);
                let (code, output, says) = run(&folder, &section.rest);
                if code != 0 {
                    let _ = writeln!(found, "--- exit {code}");
                }
                for (name, text) in [("output", output), ("says", says)] {
                    if !text.is_empty() {
                        let end = if text.ends_with('\n') { "" } else { "\n" };
                        let _ = write!(found, "--- {name}\n{text}{end}");
                    }
                }
            }
            "written" => {
                let text = masked(&fs::read_to_string(folder.join(&section.rest)).unwrap());
                let _ = write!(found, "--- written {}\n{text}", section.rest);
            }
            "exit" | "output" | "says" => {}
            other => panic!("{name}: there is no section `{other}`"),
        }
    }
    found
}

#[test]
fn sessions_go_as_they_are_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 10);
    for path in paths {
        let found = play(&path);
        if std::env::var("ASL_BLESS").is_ok_and(|value| value == "1") {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap();
        assert_eq!(found, expected, "{}", path.display());
    }
}

#[test]
fn nobody_who_reads_is_no_error() {
    // The reader of the output goes away at once.
    let mut child = Command::new(env!("CARGO_BIN_EXE_asl")).arg("--help").stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().code().is_some(), "it ends by itself");
}
