//! Lists the texts of the page for a translation, as JSON: each English text with the file that it is from. Two languages
//! differ in order and endings, so that a text with values in it has numbered places: `{0} of {1} steps`.
//!
//! With the name of a language, it updates `www/texts/LANGUAGE.json` instead: what is translated stays, what is new is empty,
//! and what the page no longer says is removed. `www/texts/README.md` describes the way.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

#[path = "../tests/it/literals.rs"]
#[expect(clippy::unwrap_used, reason = "a file of the project that cannot be read ends the listing")]
mod literals;

use literals::{below, literals as strings, root, without};

/// Folders of code whose texts can be seen in the page.
const FOLDERS: [&str; 3] = ["src/app", "crates", "www"];

/// Attributes of `index.html` that a person reads or hears.
const ATTRIBUTES: [&str; 4] = ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\""];

/// The words that are counted in the page, as it writes them for one and for several (`count` in `src/app/ui/format.rs`).
fn counted(code: &str) -> Vec<String> {
    let after = code.split("count(").skip(1);
    let words = after.filter_map(|rest| {
        let (before, rest) = rest.split_once('"')?;
        let is_argument = before.len() < 100 && before.trim_end().ends_with(',') && !before.contains(';');
        rest.split_once('"').filter(|_| is_argument).map(|(word, _)| word)
    });
    words.flat_map(|word| [format!("{{}} {word}"), format!("{{}} {word}s")]).collect()
}

/// Whether this is a text rather than a name, a path, a style, or a pattern. What is in a place does not count.
fn is_text(text: &str) -> bool {
    let text: &str = &without(text, "{", "}");
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    let marks = text.chars().filter(|char| "{}[]()<>=;:/\\_$@|#*&+^~".contains(*char)).count();
    let is_word = text.chars().next().is_some_and(char::is_uppercase)
        && text.chars().skip(1).all(|char| char.is_lowercase() || "…-".contains(char));
    let has_words = text.contains(' ') && text.split(' ').any(|word| word.chars().all(char::is_alphabetic));
    letters > 1 && letters > 2 * marks && (is_word || has_words)
}

/// The text with numbered places for its values, as `www/translate.js` looks for it.
fn numbered(text: &str) -> String {
    let mut written = String::new();
    let mut places = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(at);
        written.push_str(before);
        if after.starts_with("{{") || after.starts_with("}}") {
            written.push_str(&after[..1]);
            rest = &after[2..];
        } else if let Some(end) = after.find('}').filter(|_| after.starts_with('{')) {
            written.push_str(&["{", &places.to_string(), "}"].concat());
            places += 1;
            rest = &after[end + 1..];
        } else {
            written.push_str(&after[..1]);
            rest = &after[1..];
        }
    }
    written.push_str(rest);
    written.replace("\\\"", "\"").replace("\\n", "\n").trim().to_owned()
}

/// What a person reads of HTML: texts between tags, and some attributes.
fn of_html(html: &str) -> Vec<String> {
    let html = without(&without(&without(html, "<!--", "-->"), "<script", "</script>"), "<style", "</style>");
    let between = html.split('>').filter_map(|part| part.split('<').next()).map(|text| {
        let words: Vec<_> = text.split_whitespace().collect();
        words.join(" ")
    });
    let named = ATTRIBUTES.iter().flat_map(|name| html.split(name).skip(1)).filter_map(|rest| rest.split('"').next());
    between.chain(named.map(str::to_owned)).collect()
}

/// The quoted texts of a script, line by line.
fn of_script(code: &str) -> Vec<String> {
    let is_code = |line: &&str| !["//", "*", "/*"].iter().any(|mark| line.trim_start().starts_with(mark));
    let quoted = |line: &str| line.split(['"', '`']).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    code.lines().filter(is_code).flat_map(quoted).map(|text| text.replace("${", "{")).collect()
}

/// All texts, each with the first file that has it.
fn all() -> BTreeMap<String, String> {
    let mut paths = vec!["index.html".to_owned()];
    for folder in FOLDERS {
        below(folder, &mut paths);
    }
    let mut all = BTreeMap::new();
    for path in paths {
        let is = |ending: &str| path.ends_with(ending);
        // What code of a function is told is that of Node.js and Python, whose words are English.
        let is_other =
            ["/tests/", "tests.rs", "testing.rs", ".bundle.", "/workflows/", "node_modules", "www/functions"];
        if is_other.iter().any(|other| path.contains(other)) || !(is(".rs") || is(".js") || is(".html")) {
            continue;
        }
        // A file that cannot be read as text has none.
        let content = fs::read_to_string(root().join(&path)).unwrap_or_default();
        let texts = match path.rsplit('.').next() {
            Some("rs") => strings(&content).into_iter().map(|(_, text)| text).chain(counted(&content)).collect(),
            Some("html") => of_html(&content),
            _ => of_script(&content),
        };
        for text in texts.iter().map(|text| numbered(text)).filter(|text| is_text(text)) {
            all.entry(text).or_insert_with(|| path.clone());
        }
    }
    all
}

#[expect(clippy::print_stdout, reason = "that is what it is for")]
fn print(text: &str) {
    println!("{text}");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let all = all();
    let Some(language) = std::env::args().nth(1) else {
        print(&serde_json::to_string_pretty(&all)?);
        return Ok(());
    };
    if language.is_empty() || !language.chars().all(|char| char.is_ascii_alphanumeric() || char == '-') {
        return Err(format!("{language} is not the tag of a language, such as de or pt-BR").into());
    }
    let path = root().join(format!("www/texts/{language}.json"));
    let known: BTreeMap<String, Value> = match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => BTreeMap::new(),
    };
    let (mut made, mut missing) = (BTreeMap::new(), 0);
    for text in all.into_keys() {
        let translated = known.get(&text).and_then(Value::as_str).unwrap_or_default();
        missing += usize::from(translated.is_empty());
        made.insert(text, translated.to_owned());
    }
    fs::create_dir_all(root().join("www/texts"))?;
    fs::write(&path, serde_json::to_string_pretty(&made)? + "\n")?;
    print(&format!("www/texts/{language}.json: {} texts, {missing} to translate", made.len()));
    Ok(())
}
