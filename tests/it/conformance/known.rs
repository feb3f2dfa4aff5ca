//! The list of shared cases that are known to fail: a line `FILE ID` for each, or `FILE *` for a whole file.
//! Comment lines at the top, up to an empty line, are the list's; others say why the next case cannot pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[derive(Default)]
pub(crate) struct KnownFailures {
    /// Comment lines at the top, kept.
    heading: String,
    /// Comment lines above a case, kept with it.
    reasons: BTreeMap<(String, String), String>,
    listed: BTreeMap<String, BTreeSet<String>>,
    /// Listed cases that were run, and whether they passed.
    seen: BTreeMap<(String, String), bool>,
}

impl KnownFailures {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut known = Self::default();
        let mut comment = String::new();
        for line in text.lines() {
            if line.starts_with('#') {
                comment += line;
                comment.push('\n');
            } else if let Some((file, id)) = line.split_once(' ') {
                let reason = std::mem::take(&mut comment);
                if !reason.is_empty() {
                    known.reasons.insert((file.to_owned(), id.to_owned()), reason);
                }
                known.listed.entry(file.to_owned()).or_default().insert(id.to_owned());
            } else if known.heading.is_empty() {
                known.heading = std::mem::take(&mut comment);
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
        let mut text = self.heading.clone() + "\n";
        for (file, ids) in &self.listed {
            let whole = ids.contains("*");
            let of_file = || self.seen.iter().filter(|((seen, _), _)| seen == file);
            if whole && of_file().all(|(_, passed)| !passed) {
                text += &self.line(file, "*");
                continue;
            }
            for ((_, id), passed) in of_file() {
                if !passed {
                    text += &self.line(file, id);
                }
            }
        }
        fs::write(path, text).expect("the list can be written");
    }

    /// The line of a case, below the reason why it cannot pass.
    fn line(&self, file: &str, id: &str) -> String {
        let reason = self.reasons.get(&(file.to_owned(), id.to_owned())).map_or("", String::as_str);
        [reason, file, " ", id, "\n"].concat()
    }
}
