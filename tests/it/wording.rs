//! The words of everything that a person reads: messages, help, the page, the documents.
//!
//! One word for one thing, and the field's word where there is one:
//!
//! | word | what it is |
//! |---|---|
//! | workflow, state machine, definition | what one builds; the resource on AWS; its text |
//! | run, execution | what happens in the page; its record, as on AWS |
//! | Task, Choice, Map, retrier, catcher | as in the States Language; Retry and Catch are their fields |
//! | field | a member of an object, in a definition and in data |
//! | string | a value between quotes; text is what an editor holds |
//! | placeholder | `${name}`, in a template, a definition and a connection |
//! | connection, allowed origins | an EventBridge connection, and where its credentials may be sent |
//! | response | what an API returns; a mock and a person answer |
//! | reject | what AWS does with what is wrong |
//! | missing | what should be there: a field, a permission, a file |
//! | relay, Practice API, mock | what sends or answers a call in place of the browser |
//!
//! Below stand phrasings that were replaced, and what took their place.

use std::fs;

use crate::literals::{below, literals, root, without};

/// A phrase that must not come back, in lowercase, and what to write instead.
const REPLACED: [(&str, &str); 74] = [
    // Riddles, from the first version of a message.
    ("fails for a moment", "temporary error"),
    ("no way leads", "is unreachable"),
    ("that is not here", "isn't set up in this tab"),
    ("permissions lack", "is missing permissions"),
    ("take the credentials", "read the credentials"),
    ("which no retry", "Retry and Catch can't handle"),
    ("the state made of it", "result of this attempt"),
    ("stands for these", "placeholders for this connection"),
    ("the probe", "a test request"),
    ("cannot be told apart", "cannot tell whether"),
    ("for what no rule", "used when no rule matches"),
    ("edited since", "from an earlier version"),
    ("took its place", "replaced"),
    ("simulate: nothing", "Simulate a problem: None"),
    ("yours stays yours", "your data"),
    ("lets in", "allows"),
    ("without a word", "silently"),
    ("gone for good", "permanently gone"),
    ("worth noticing", "note"),
    ("reach out", "make calls"),
    ("has no field", "is not a field of"),
    ("have no field", "is not a field of"),
    ("no line fits", "no matching lines"),
    ("nothing fits", "no matches"),
    ("goes nowhere", "has no effect"),
    ("such a target", "this target"),
    ("not like this", "incorrect"),
    ("longer of both", "the longer wait is used"),
    // Words that are old, British, or translated.
    ("tries again", "retries"),
    ("tried again", "retried"),
    ("worked out", "computed"),
    ("under way", "in progress"),
    ("stands", "is"),
    ("stand in", "replace"),
    ("in a file of its own", "in a separate file"),
    ("of its own", "separate"),
    ("of their own", "separate"),
    ("goes on", "continues"),
    ("go on", "continue"),
    ("went on", "continued"),
    ("for ever", "forever"),
    ("afterwards", "afterward"),
    ("refuses", "rejects"),
    ("refuse", "reject"),
    ("lacks", "has no, is missing"),
    ("lacking", "missing"),
    ("make-believe", "simulated"),
    ("whoever", "anyone who"),
    ("somebody", "someone, or the passive"),
    ("nobody", "no one, or the passive"),
    ("everybody", "everyone"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("all the same", "anyway"),
    ("look into", "inspect"),
    ("looked into", "inspected"),
    ("misspelt", "misspelled"),
    ("blanks", "spaces"),
    ("tells", "reports, says"),
    ("is told", "is notified"),
    ("takes away", "removes"),
    ("take away", "remove"),
    ("take it away", "remove it"),
    ("leave it out", "remove it"),
    ("leave out", "remove"),
    ("made up", "assumed"),
    ("in lower case", "in lowercase"),
    ("in upper case", "in uppercase"),
    ("licence", "license"),
    ("colour", "color"),
    ("behaviour", "behavior"),
    ("is none of", "is not one of"),
    ("is no", "is not a"),
    ("are no", "are not"),
];

/// Phrases in which a replaced one is right.
const RIGHT: [&str; 3] = ["there is no", "there are no", "is no longer"];

/// A text with its place.
struct Said {
    place: String,
    text: String,
}

/// Everything that people read, with its place. Texts without a space are names.
fn all() -> Vec<Said> {
    let mut paths = Vec::new();
    for folder in ["src", "crates", "relay/src", "docs", "www", "scripts"] {
        below(folder, &mut paths);
    }
    paths.extend(["README.md", "tests/README.md", "benches/README.md", "index.html", "Makefile"].map(str::to_owned));
    let mut said = Vec::new();
    for path in paths {
        let is = |ending: &str| path.ends_with(ending);
        let is_test = path.contains("/tests/") || is("tests.rs") || is("testing.rs");
        let mut take = |lines: Vec<(usize, String)>| {
            let texts = lines.into_iter().filter(|(_, text)| text.trim().contains(' '));
            said.extend(texts.map(|(line, text)| Said { place: format!("{path}:{line}"), text }));
        };
        let read = || fs::read_to_string(root().join(&path)).unwrap();
        let lines = |text: &str| text.lines().map(str::to_owned).enumerate().map(|(i, line)| (i + 1, line)).collect();
        if is(".rs") && !is_test {
            take(literals(&read()));
        } else if is(".md") || path.contains("/workflows/") {
            take(lines(&read()));
        } else if is(".html") {
            let text =
                without(&without(&without(&read(), "<!--", "-->"), "<script", "</script>"), "<style", "</style>");
            take(lines(&text));
        } else if (is(".js") || is(".mjs")) && !is(".bundle.js") {
            let quoted = |line: &str| line.split(['"', '`']).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
            let is_code = |line: &&str| !["//", "*", "/*"].iter().any(|mark| line.trim_start().starts_with(mark));
            let code = read();
            let lines = code.lines().enumerate().filter(|(_, line)| is_code(line));
            take(lines.flat_map(|(i, line)| quoted(line).into_iter().map(move |text| (i + 1, text))).collect());
        } else if is(".sh") || is("Makefile") {
            let text = read();
            let printed = |line: &&str| line.contains("##") || !line.trim_start().starts_with('#');
            take(
                text.lines()
                    .enumerate()
                    .filter(|(_, line)| printed(line))
                    .map(|(i, line)| (i + 1, line.to_owned()))
                    .collect(),
            );
        }
    }
    said
}

/// The replaced phrases in `text`, as whole words. What stands between backticks are names.
fn replaced(text: &str) -> Vec<(&'static str, &'static str)> {
    let mut text = text.to_lowercase().split('`').step_by(2).collect::<Vec<_>>().join("`");
    for right in RIGHT {
        text = text.replace(right, "");
    }
    let is_whole = |at: usize, phrase: &str| {
        let around = [text[..at].chars().next_back(), text[at + phrase.len()..].chars().next()];
        around.iter().all(|char| char.is_none_or(|char| !char.is_alphanumeric() && !"_-{".contains(char)))
    };
    REPLACED.into_iter().filter(|(phrase, _)| text.match_indices(phrase).any(|(at, _)| is_whole(at, phrase))).collect()
}

#[test]
fn replaced_phrasings_do_not_come_back() {
    let mut offences = Vec::new();
    for Said { place, text } in all() {
        offences.extend(replaced(&text).into_iter().map(|(phrase, better)| {
            let text: String = text.trim().chars().take(120).collect();
            format!("{place} “{phrase}” → {better}: {text}")
        }));
    }
    assert!(offences.is_empty(), "write these in plain words:\n{}", offences.join("\n"));
}

#[test]
fn the_search_finds_what_people_read() {
    let said = all();
    let has =
        |place: &str, words: &str| said.iter().any(|one| one.place.starts_with(place) && one.text.contains(words));
    for (place, words) in [
        ("crates/asl-lang/src/messages/flow.rs", "no state ends this workflow"),
        ("crates/asl-http/src/explain/", "so CORS is the likely cause"),
        ("crates/asl-ide/src/help/structure.rs", "Unreachable state"),
        ("src/app/notices/bar.rs", "Your workflow was saved."),
        ("relay/src/options.rs", "The relay prints a token."),
        ("index.html", "Run the workflow"),
        ("www/editor/assist.js", "No description here."),
        ("README.md", "There is no server behind the page."),
        ("docs/differences-from-aws.md", "This page lists"),
        ("crates/asl-examples/workflows/", "Catches an expected 404"),
        ("Makefile", "list these commands"),
        ("scripts/setup.sh", "install npm"),
    ] {
        assert!(has(place, words), "{place} is not searched, or does not say “{words}” any more");
    }
    let code =
        "// one two\nlet a = \"three four\"; let b = r#\"five \"six\"\"#; c('\"', \"seven \\\"eight\\\n    nine\");\n";
    let texts: Vec<_> = literals(code).into_iter().map(|(line, text)| format!("{line} {text}")).collect();
    assert_eq!(texts, ["2 three four", "2 five \"six\"", "2 seven \\\"eightnine"]);
    assert_eq!(replaced("AWS Refuses it; there is no way on").len(), 1);
    assert!(replaced("a standstill refused no one").is_empty(), "only whole words count");
}
