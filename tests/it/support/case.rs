//! The cases of `tests/cases`: a file a case, its parts in sections of plain text. `tests/README.md` shows one.
//!
//! A file begins with a sentence that says what the case shows. A line `--- NAME` begins a section, which goes on to the
//! next one; its text is everything between, the last line break included. Where a text must end without a line break
//! the line is `--- NAME (no final newline)`. Some sections take words of their own behind their name, as in
//! `--- taking Resource`. What is wrong with a file is said with its path and line.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

/// What ends the line of a section whose text ends without a line break.
const NO_FINAL_NEWLINE: &str = " (no final newline)";

/// Whether the expected parts of cases are to be written anew, from what is found now.
pub(crate) fn bless() -> bool {
    std::env::var("ASL_BLESS").is_ok_and(|value| value == "1")
}

/// The folders of `tests/cases`.
pub(crate) const FOLDERS: [&str; 12] = [
    "assist",
    "diagnostics",
    "events",
    "explain",
    "http",
    "permissions",
    "permissions-terraform",
    "projects",
    "refactor",
    "run",
    "samples",
    "why",
];

/// What cases of one folder of `tests/cases` are made of.
pub(crate) struct Format {
    /// One of `FOLDERS`.
    pub(crate) folder: &'static str,
    /// The keys that the section `settings` may have, each with its values; without any, all values are possible.
    pub(crate) settings: &'static [(&'static str, &'static [&'static str])],
    /// The other sections, in the order in which they are written.
    pub(crate) sections: &'static [&'static str],
}

impl Format {
    /// The cases of the folder, in the order of their names.
    pub(crate) fn cases(&self) -> Vec<Case> {
        let cases: Vec<Case> = files(self.folder).into_iter().map(|file| Case::read(file, Some(self))).collect();
        assert!(FOLDERS.contains(&self.folder), "`{}` is not listed", self.folder);
        assert!(!cases.is_empty(), "tests/cases/{} has no cases", self.folder);
        cases
    }
}

/// The definitions and inputs of all cases of these folders that have a definition, each with the case's name.
pub(crate) fn machines(folders: &[&str]) -> Vec<(String, String, Json)> {
    let cases = folders.iter().flat_map(|folder| files(folder)).map(|file| Case::read(file, None));
    let machine = |case: Case| {
        let definition = case.text("definition")?.to_owned();
        let input = case.json("input").unwrap_or_else(|| json!({}));
        Some((case.name, definition, input))
    };
    cases.filter_map(machine).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The files of cases below a folder.
fn files(folder: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "case") {
                into.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found
}

/// One case.
pub(crate) struct Case {
    /// Its path below `tests/cases`, without the ending.
    pub(crate) name: String,
    file: PathBuf,
    /// What stands above the first section.
    about: String,
    sections: Vec<Section>,
}

struct Section {
    name: String,
    /// The words behind the name.
    rest: String,
    /// The number of its first line in the file.
    line: usize,
    /// Its lines as they stand in the file.
    raw: String,
    has_final_newline: bool,
}

impl Section {
    fn text(&self) -> &str {
        if self.has_final_newline { &self.raw } else { self.raw.strip_suffix('\n').unwrap_or(&self.raw) }
    }
}

impl Case {
    fn read(file: PathBuf, format: Option<&Format>) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.strip_prefix(root()).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
        let mut case = Self { name, file, about: String::new(), sections: Vec::new() };
        case.parse(&text, format);
        case
    }

    fn parse(&mut self, text: &str, format: Option<&Format>) {
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match header(line) {
                Some(header) => {
                    let section = self.section(header, index + 1, format);
                    self.sections.push(section);
                }
                None => match self.sections.last_mut() {
                    Some(section) => section.raw += line,
                    None => self.about += line,
                },
            }
        }
        if let Some(format) = format {
            self.check(format);
        }
    }

    /// The section that a line begins.
    fn section(&self, header: &str, number: usize, format: Option<&Format>) -> Section {
        let (header, has_final_newline) =
            header.strip_suffix(NO_FINAL_NEWLINE).map_or((header, true), |header| (header, false));
        let names = format.map_or(&["definition", "input"][..], |format| format.sections);
        let fits =
            |name: &&&str| header.strip_prefix(**name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let known = names.iter().filter(fits).max_by_key(|name| name.len()).copied();
        let known = known.or_else(|| (header == "settings").then_some("settings"));
        let name = match (known, format) {
            (Some(name), _) => name,
            (None, None) => header,
            (None, Some(format)) => self.refuse(
                number,
                &format!("there is no section `{header}` in cases of `{}`, only {names:?}", format.folder),
            ),
        };
        let rest = header[name.len()..].trim().to_owned();
        if self.sections.iter().any(|section| section.name == name && section.rest == rest) {
            self.refuse(number, &format!("a second section `{header}`"));
        }
        Section { name: name.to_owned(), rest, line: number + 1, raw: String::new(), has_final_newline }
    }

    fn check(&self, format: &Format) {
        if self.about.trim().is_empty() {
            self.refuse(1, "a case begins with a sentence that says what it shows");
        }
        if self.about.lines().any(|line| line.starts_with("---")) {
            self.refuse(1, "a section is begun by `--- ` and its name");
        }
        for (key, value) in self.pairs("settings") {
            let known = format.settings.iter().find(|(known, _)| *known == key);
            match known {
                None => {
                    let keys: Vec<&str> = format.settings.iter().map(|(known, _)| *known).collect();
                    self.wrong("settings", key, &format!("there is no setting `{key}` here, only {keys:?}"));
                }
                Some((_, values)) if !values.is_empty() && !values.contains(&value) => {
                    self.wrong("settings", key, &format!("`{key}` is one of {values:?}"));
                }
                Some(_) => {}
            }
        }
    }

    /// Ends the test: a line of a section, which begins so, is wrong.
    pub(crate) fn wrong(&self, section: &str, line: &str, why: &str) -> ! {
        let lines = self.text(section).unwrap_or_default().lines();
        let number = lines.clone().position(|written| written.starts_with(line)).unwrap_or_default();
        self.refuse(self.line(section) + number, why)
    }

    /// Ends the test if an object of a section has another member than these.
    pub(crate) fn allow(&self, section: &str, object: &Json, members: &[&str]) {
        let Some(object) = object.as_object() else { self.refuse(self.line(section), "this is no JSON object") };
        if let Some(other) = object.keys().find(|key| !members.contains(&key.as_str())) {
            self.refuse(self.line(section), &format!("`{other}` means nothing here, only {members:?} do"));
        }
    }

    /// Ends the test: there is something wrong with the file.
    fn refuse(&self, line: usize, why: &str) -> ! {
        panic!("tests/cases/{}.case:{line}: {why}", self.name)
    }

    fn line(&self, name: &str) -> usize {
        self.get(name).map_or(1, |section| section.line)
    }

    fn get(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The text of a section.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(Section::text)
    }

    /// The text of a section that has to be there.
    pub(crate) fn expect(&self, name: &str) -> &str {
        self.text(name).unwrap_or_else(|| self.refuse(1, &format!("there is no section `{name}`")))
    }

    /// A section's lines as they stand in the file, and whether its text ends with a line break.
    pub(crate) fn raw(&self, name: &str) -> Option<(&str, bool)> {
        self.get(name).map(|section| (&*section.raw, section.has_final_newline))
    }

    /// All sections of that name: the words behind it, and the text.
    pub(crate) fn all<'c>(&'c self, name: &str) -> Vec<(&'c str, &'c str)> {
        let sections = self.sections.iter().filter(|section| section.name == name);
        sections.map(|section| (&*section.rest, section.text())).collect()
    }

    /// The words behind a section's name.
    pub(crate) fn rest(&self, name: &str) -> Option<&str> {
        self.get(name).map(|section| &*section.rest)
    }

    /// The lines of a section that are not empty; none if it is not there.
    pub(crate) fn lines(&self, name: &str) -> Vec<&str> {
        self.text(name).unwrap_or_default().lines().filter(|line| !line.trim().is_empty()).collect()
    }

    /// The JSON of a section.
    pub(crate) fn json(&self, name: &str) -> Option<Json> {
        let section = self.get(name)?;
        let read = |error: serde_json::Error| self.refuse(section.line + error.line() - 1, &error.to_string());
        Some(serde_json::from_str(section.text()).unwrap_or_else(read))
    }

    /// The lines `KEY: VALUE` of a section.
    pub(crate) fn pairs(&self, name: &str) -> Vec<(&str, &str)> {
        let pair = |line| {
            let split = str::split_once(line, ": ");
            split.unwrap_or_else(|| self.wrong(name, line, &format!("`{line}` is not `KEY: VALUE`")))
        };
        self.lines(name).into_iter().map(pair).collect()
    }

    /// A value of the section `settings`.
    pub(crate) fn setting(&self, key: &str) -> Option<&str> {
        self.pairs("settings").into_iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// Replaces the text of a section, or takes it away if the text is empty.
    pub(crate) fn set(&mut self, name: &str, text: &str) {
        self.sections.retain(|section| section.name != name || !text.is_empty());
        match self.sections.iter_mut().find(|section| section.name == name) {
            Some(section) => (section.raw, section.has_final_newline) = written(text),
            None if text.is_empty() => {}
            None => self.add(name, text),
        }
    }

    /// Adds a section at the end; its header may have more words than the name.
    pub(crate) fn add(&mut self, header: &str, text: &str) {
        let (raw, has_final_newline) = written(text);
        let section = Section { name: header.to_owned(), rest: String::new(), line: 0, raw, has_final_newline };
        self.sections.push(section);
    }

    /// Takes away the sections of these names.
    pub(crate) fn remove(&mut self, names: &[&str]) {
        self.sections.retain(|section| !names.contains(&&*section.name));
    }

    /// Replaces a section's lines as they stand in the file.
    pub(crate) fn set_raw(&mut self, name: &str, raw: String) {
        if let Some(section) = self.sections.iter_mut().find(|section| section.name == name) {
            section.raw = raw;
        }
    }

    /// The file's text.
    pub(crate) fn to_text(&self) -> String {
        let mut text = self.about.clone();
        for Section { name, rest, raw, has_final_newline, .. } in &self.sections {
            let gap = if rest.is_empty() { "" } else { " " };
            let end = if *has_final_newline { "" } else { NO_FINAL_NEWLINE };
            text += &["--- ", name, gap, rest, end, "\n", raw].concat();
        }
        text
    }

    /// What stands in the file now.
    pub(crate) fn written(&self) -> String {
        fs::read_to_string(&self.file).unwrap()
    }

    /// Writes the file. Other tests may read it meanwhile: it is there at once or as it was.
    pub(crate) fn save(&self) {
        let new = self.file.with_extension("new");
        fs::write(&new, self.to_text()).unwrap();
        fs::rename(new, &self.file).unwrap();
    }
}

/// The lines of a text in a file, and whether it ends with a line break.
fn written(text: &str) -> (String, bool) {
    let is_ended = text.is_empty() || text.ends_with('\n');
    (if is_ended { text.to_owned() } else { [text, "\n"].concat() }, is_ended)
}

/// What stands behind the dashes of a line that begins a section.
fn header(line: &str) -> Option<&str> {
    let header = line.strip_prefix("--- ")?.trim_end();
    header.starts_with(|letter: char| letter.is_ascii_lowercase()).then_some(header)
}

#[test]
fn every_file_is_a_case_of_a_folder_that_is_read() {
    let entries =
        |folder: &Path| -> Vec<PathBuf> { fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect() };
    let mut folders = entries(&root());
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(FOLDERS.contains(&&*name), "nothing reads tests/cases/{name}");
    }
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            let is_case = path.extension().is_some_and(|extension| extension == "case" || extension == "new");
            assert!(path.is_dir() || is_case, "{} is no case", path.display());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
}

#[test]
fn a_file_is_read_as_it_is_written_and_written_as_it_was_read() {
    let format = Format { folder: "", settings: &[("operation", &["x"])], sections: &["text", "taking"] };
    let text =
        "About\nit.\n--- settings\noperation: x\n--- text (no final newline)\na\n\n--- taking B c\n{ \"n\": 1 }\n";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("one.case");
    fs::write(&file, text).unwrap();
    let read = || {
        let mut case = Case { name: "one".into(), file: file.clone(), about: String::new(), sections: Vec::new() };
        case.parse(&case.written(), Some(&format));
        case
    };
    let mut case = read();
    assert_eq!(case.to_text(), text);
    assert_eq!((case.setting("operation"), case.text("text")), (Some("x"), Some("a\n")));
    assert_eq!((case.rest("taking"), case.json("taking")), (Some("B c"), Some(json!({"n": 1}))));
    case.set("text", "b\n");
    case.save();
    assert_eq!(read().to_text(), text.replace("text (no final newline)\na\n\n", "text\nb\n"));
}
