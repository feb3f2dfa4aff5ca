//! Envelope ↔ URL fragment.

use super::Envelope;

/// Why a link cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The fragment was damaged on its way.
    #[error("the link is damaged: {0}")]
    Damaged(String),
    /// The link holds more than the playground opens.
    #[error("the link holds more than {0} bytes")]
    TooLarge(usize),
    /// The link was made by a newer playground.
    #[error("the link was made by a newer version of the playground")]
    Newer,
}

/// The fragment of a link, without `#`: `d1=…`.
pub fn encode(_envelope: &Envelope) -> String {
    String::new()
}

/// What a URL's fragment (with or without `#`) holds; `Ok(None)` if it is no shared document.
pub fn decode(_fragment: &str) -> Result<Option<Envelope>, LinkError> {
    Ok(None)
}
