//! A page of help for each code: what the rule means, an example that breaks it and one that keeps it, where AWS says so.
//!
//! The examples are tried by `tests/it/diagnostics.rs`: the wrong one has the finding, the right one does not.

mod events;
mod language;
mod structure;
mod work;

use asl_text::diagnostic::Code;

/// What there is to say about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Help {
    /// The code.
    pub code: Code,
    /// A heading.
    pub title: &'static str,
    /// What the rule means and what becomes of a workflow that breaks it, in some sentences.
    pub meaning: &'static str,
    /// A text that breaks the rule: states as they stand in `States`, or a text of its own.
    pub wrong: &'static str,
    /// The same as it should be.
    pub right: &'static str,
    /// The page of AWS's guide, without its folder and ending; one of EventBridge's begins with `eb-`.
    page: &'static str,
}

impl Help {
    /// The address of AWS's page.
    pub fn link(&self) -> String {
        let guide =
            if self.page.starts_with("eb-") { "eventbridge/latest/userguide" } else { "step-functions/latest/dg" };
        format!("https://docs.aws.amazon.com/{guide}/{}.html", self.page)
    }
}

/// The help for a code.
pub fn of(code: Code) -> Option<&'static Help> {
    all().find(|help| help.code == code)
}

/// All of it, in the order of the codes.
pub fn all() -> impl Iterator<Item = &'static Help> {
    structure::HELP.iter().chain(language::HELP).chain(work::HELP).chain(events::HELP)
}
