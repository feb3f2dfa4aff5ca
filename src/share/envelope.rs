//! What a share link holds. Its wire form is its own, versioned, and old ones open for ever.

/// A shared document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The definition's text, as written.
    pub definition: String,
    /// The input's text, as written.
    pub input: String,
}
