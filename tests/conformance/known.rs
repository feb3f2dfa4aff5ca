//! The list of shared cases that are known to fail: a line `FILE ID` for each, or `FILE *` for a whole file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[derive(Default)]
pub(crate) struct KnownFailures {
    /// Comment lines at the top, kept.
    heading: String,
    listed: BTreeMap<String, BTreeSet<String>>,
    /// Listed cases that were run, and whether they passed.
    seen: BTreeMap<(String, String), bool>,
}

impl KnownFailures {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut known = Self::default();
        for line in text.lines() {
            if line.starts_with('#') {
                known.heading += line;
                known.heading.push('\n');
            } else if let Some((file, id)) = line.split_once(' ') {
                known.listed.entry(file.to_owned()).or_default().insert(id.to_owned());
            }
        }
        known
    }

    pub(crate) fn contains(&self, file: &str, id: &str) -> bool {
        self.listed.get(file).is_some_and(|ids| ids.contains(id) || ids.contains("*"))
    }

    pub(crate) fn note(&mut self, file: &str, id: &str, passed: bool) {
        if self.contains(file, id) {
            // Several cases may share an id: it passes when all of them do.
            *self.seen.entry((file.to_owned(), id.to_owned())).or_insert(true) &= passed;
        }
    }

    /// How many listed cases pass by now.
    pub(crate) fn passing(&self) -> usize {
        self.seen.values().filter(|passed| **passed).count()
    }

    /// Writes the list without what passes. A whole file stays one line while nothing in it passes.
    pub(crate) fn write(&self, path: &Path) {
        let mut text = self.heading.clone();
        for (file, ids) in &self.listed {
            let whole = ids.contains("*");
            let of_file = || self.seen.iter().filter(|((seen, _), _)| seen == file);
            if whole && of_file().all(|(_, passed)| !passed) {
                text += file;
                text += " *\n";
                continue;
            }
            for ((_, id), passed) in of_file() {
                if !passed {
                    text += &[file, " ", id, "\n"].concat();
                }
            }
        }
        fs::write(path, text).expect("the list can be written");
    }
}
