//! The pages of help: `docs/help/*.md`, each with lists that the page fills in.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod rank;

use std::rc::Rc;

use asl_markdown::{Block, parse, plain, plain_blocks};

/// A page of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name for ever: it is in the address `#help/<id>`.
    pub id: &'static str,
    /// Its text: a heading, a sentence that says what it is about, and the rest.
    text: &'static str,
}

macro_rules! pages {
    ($($id:literal),* $(,)?) => {
        &[$(Page { id: $id, text: include_str!(concat!("../../../docs/help/", $id, ".md")) }),*]
    };
}

/// All pages, in the order of the list beside them.
pub const PAGES: &[Page] = pages![
    "start",
    "language",
    "functions",
    "http",
    "events",
    "lambda",
    "tests",
    "aws",
    "runs",
    "problems",
    "formats",
    "privacy",
    "shortcuts",
    "compare",
    "differences",
];

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A text.
    Text(Vec<Block>),
    /// What is known elsewhere, so that it is said in one place only.
    List(List),
}

/// What stands in a page as `{{name}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Error names of the language.
    Errors,
    /// The members of the context object.
    Context,
    /// The intrinsic functions of JSONPath.
    Intrinsics,
    /// The functions of JSONata.
    Jsonata,
    /// All that differs from AWS.
    Differences,
    /// The endpoints of the Practice API.
    Practice,
    /// The keys.
    Shortcuts,
    /// The codes of problems.
    Codes,
    /// The way to the comparison of the three ways.
    Compare,
}

impl List {
    const NAMES: [(&str, Self); 9] = [
        ("errors", Self::Errors),
        ("context", Self::Context),
        ("intrinsics", Self::Intrinsics),
        ("jsonata", Self::Jsonata),
        ("differences", Self::Differences),
        ("practice", Self::Practice),
        ("shortcuts", Self::Shortcuts),
        ("codes", Self::Codes),
        ("compare", Self::Compare),
    ];

    fn of(line: &str) -> Option<Self> {
        let name = line.trim().strip_prefix("{{")?.strip_suffix("}}")?;
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, list)| *list)
    }
}

/// A section of a page, as a search finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The page.
    pub page: &'static str,
    /// The name of the heading in an address; empty for the page itself.
    pub anchor: Rc<str>,
    /// The title of the page, or the heading.
    pub title: Rc<str>,
    /// The words below it.
    pub words: String,
}

/// The page of that name.
pub fn page(id: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.id == id)
}

impl Page {
    /// Its title.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// What it is about, in a sentence.
    pub fn summary(&self) -> &'static str {
        self.text.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default()
    }

    /// Its parts below the title.
    pub fn parts(&self) -> Vec<Part> {
        let (mut parts, mut text) = (Vec::new(), String::new());
        for line in self.text.lines().skip(1) {
            if let Some(list) = List::of(line) {
                parts.push(Part::Text(parse(&std::mem::take(&mut text))));
                parts.push(Part::List(list));
            } else {
                text.push_str(line);
                text.push('\n');
            }
        }
        parts.push(Part::Text(parse(&text)));
        parts.retain(|part| !matches!(part, Part::Text(blocks) if blocks.is_empty()));
        parts
    }

    /// Its sections, the page itself first.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections =
            vec![Section { page: self.id, anchor: "".into(), title: self.title().into(), words: String::new() }];
        for part in self.parts() {
            let Part::Text(blocks) = part else { continue };
            for block in blocks {
                if let Block::Heading(_, anchor, words) = &block {
                    let title = plain(words).into();
                    sections.push(Section { page: self.id, anchor: anchor.clone(), title, words: String::new() });
                } else if let Some(last) = sections.last_mut() {
                    last.words.push_str(&plain_blocks(std::slice::from_ref(&block)));
                    last.words.push('\n');
                }
            }
        }
        sections
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_page_has_a_title_a_summary_and_known_lists() {
        let mut lists = BTreeSet::new();
        for page in PAGES {
            assert!(page.text.starts_with("# ") && !page.title().is_empty(), "{}", page.id);
            let summary = page.summary();
            assert!(summary.ends_with('.') && !summary.starts_with(['#', '|', '{']), "{}: {summary}", page.id);
            assert!(!format!("{:?}", page.parts()).contains("{{"), "{}: a list that is not known", page.id);
            lists.extend(page.parts().into_iter().filter_map(|part| match part {
                Part::List(list) => Some(format!("{list:?}")),
                Part::Text(_) => None,
            }));
            assert!(page.sections().iter().all(|section| !section.title.is_empty()), "{}", page.id);
        }
        assert_eq!(lists.len(), List::NAMES.len(), "each list is in a page: {lists:?}");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/help");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), PAGES.len(), "each file is a page");
    }

    #[test]
    fn links_between_pages_lead_somewhere() {
        for page in PAGES {
            for (at, start) in page.text.match_indices("(#help/") {
                let link = page.text[at + start.len()..].split(')').next().unwrap();
                let (id, anchor) = link.split_once('/').unwrap_or((link, ""));
                let target = super::page(id).unwrap_or_else(|| panic!("{}: #help/{link}", page.id));
                assert!(target.sections().iter().any(|section| &*section.anchor == anchor), "{}: {link}", page.id);
            }
        }
    }
}
