//! An explanation while it is put together.

use super::Explanation;
use super::words::excerpt;
use crate::response::HttpResponse;

/// Collects what an explanation says, in the order in which it is found out.
pub(crate) struct ExplanationBuilder(pub(crate) Explanation);

impl ExplanationBuilder {
    /// Begins with what happened.
    pub(crate) fn new(headline: impl Into<String>) -> Self {
        Self(Explanation { headline: headline.into(), ..Explanation::default() })
    }

    /// Something that was seen.
    pub(crate) fn evidence(&mut self, text: impl Into<String>) {
        self.0.evidence.push(text.into());
    }

    /// The next likely cause.
    pub(crate) fn cause(&mut self, text: impl Into<String>) {
        self.0.causes.push(text.into());
    }

    /// The next thing to do.
    pub(crate) fn next(&mut self, text: impl Into<String>) {
        self.0.next_steps.push(text.into());
    }

    /// The beginning of the API's answer, which is the best evidence that there is.
    pub(super) fn answer(&mut self, response: &HttpResponse) {
        if let Some(text) = excerpt(&response.body) {
            self.evidence(format!("The API says: {text}"));
        }
    }
}
