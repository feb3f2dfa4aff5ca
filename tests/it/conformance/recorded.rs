//! Recorded cases that should be there: `tests/recorded-cases.txt` has a line `FILE COUNT` for each file below
//! `../shared/conformance`. Without that folder the tests pass, but nobody shall believe that everything was tested.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is said at the top of the list.
const HEADING: &str =
    "# Files below ../shared/conformance with how many cases each has; ASL_BLESS=1 adds what is new.\n";

/// The list, and what was found of it.
pub(crate) struct Recorded {
    path: PathBuf,
    /// How many cases each file should have, and has.
    files: BTreeMap<String, (usize, usize)>,
}

impl Recorded {
    pub(crate) fn read(root: &Path) -> Self {
        let path = root.join("tests/recorded-cases.txt");
        let text = fs::read_to_string(&path).expect("the list of recorded cases is there");
        let shared = root.join("../shared/conformance");
        let mut files = BTreeMap::new();
        for (file, count) in text.lines().filter_map(|line| line.rsplit_once(' ')) {
            let Ok(count) = count.parse() else { continue };
            // A text that tests read whole is there or not.
            let is_text = Path::new(file).extension() != Some("jsonl".as_ref()) && shared.join(file).exists();
            files.insert(file.to_owned(), (count, if is_text { count } else { 0 }));
        }
        Self { path, files }
    }

    /// Takes note of a file that is there.
    pub(crate) fn found(&mut self, file: &str, count: usize) {
        self.files.entry(file.to_owned()).or_default().1 = count;
    }

    /// How many cases are missing, and in how many files.
    pub(crate) fn missing(&self) -> (usize, usize) {
        let lacking = self.files.values().map(|(listed, found)| listed.saturating_sub(*found));
        lacking.filter(|count| *count > 0).fold((0, 0), |(cases, files), count| (cases + count, files + 1))
    }

    /// Whether there is more than the list says.
    pub(crate) fn has_more(&self) -> bool {
        self.files.values().any(|(listed, found)| found > listed)
    }

    /// Writes the list with what is new.
    pub(crate) fn write(&self) {
        let line = |(file, (listed, found)): (&String, &(usize, usize))| format!("{file} {}\n", listed.max(found));
        let lines: String = self.files.iter().map(line).collect();
        fs::write(&self.path, HEADING.to_owned() + &lines).expect("the list can be written");
    }
}
