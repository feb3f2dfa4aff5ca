//! Algorithms that few definitions use and that take much code: regular expressions of filters, hashes of `States.Hash`.
//! They stand behind one table of functions, so that the page can fetch them when a definition first names one.

use std::fmt::Debug;

use asl_parts::Part;

use crate::intrinsics::digest;

/// Compiles a pattern with flags.
type CompilePattern = fn(&str, &str) -> Result<Box<dyn Pattern>, String>;

/// The functions.
#[derive(Debug)]
pub struct Algorithms {
    /// Compiles a pattern with its flags (`i`, `m`, `s`, `x`); or says why it cannot be read.
    pub(crate) pattern: CompilePattern,
    /// The digest of a text in lower-case hexadecimal; `None` for an algorithm that AWS does not know.
    pub(crate) digest: fn(&str, &str) -> Option<String>,
}

/// A compiled regular expression.
pub(crate) trait Pattern: Debug {
    /// Whether it matches somewhere in `text`.
    fn is_match(&self, text: &str) -> bool;

    /// The pattern as it was compiled.
    fn as_str(&self) -> &str;
}

impl Pattern for regex_lite::Regex {
    fn is_match(&self, text: &str) -> bool {
        self.is_match(text)
    }

    fn as_str(&self) -> &str {
        self.as_str()
    }
}

/// The most memory that a compiled pattern takes, in bytes; it also bounds the time of matching.
const MAX_PATTERN: usize = 1 << 16;

fn pattern(text: &str, flags: &str) -> Result<Box<dyn Pattern>, String> {
    let flag = |flag: char| flags.contains(flag);
    let compiled = regex_lite::RegexBuilder::new(text)
        .case_insensitive(flag('i'))
        .multi_line(flag('m'))
        .dot_matches_new_line(flag('s'))
        .ignore_whitespace(flag('x'))
        .size_limit(MAX_PATTERN)
        .build();
    compiled.map(|regex| Box::new(regex) as Box<dyn Pattern>).map_err(|error| error.to_string())
}

/// The algorithms themselves. Only who provides them to [`ALGORITHMS`] calls this.
pub fn algorithms() -> &'static Algorithms {
    static TABLE: Algorithms = Algorithms { pattern, digest };
    &TABLE
}

/// The algorithms, where the feature `deferred` leaves them to be provided.
pub static ALGORITHMS: Part<Algorithms> = Part::new();

/// The algorithms, if they are here.
pub(crate) fn get() -> Option<&'static Algorithms> {
    if cfg!(feature = "deferred") { ALGORITHMS.get() } else { Some(algorithms()) }
}
