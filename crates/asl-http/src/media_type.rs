//! `Content-Type` of an answer: what AWS reads from it.

use std::borrow::Cow;

/// A media type with the one parameter that matters.
pub(super) struct MediaType {
    /// `type/subtype` in lower case.
    essence: String,
    /// `charset` in lower case; empty if there is none.
    charset: String,
}

impl MediaType {
    /// Reads a header's value; what is no media type has no essence.
    pub(super) fn parse(text: &str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase())
            .unwrap_or_default();
        Self { essence, charset }
    }

    /// Whether AWS refuses such an answer (Developer Guide, "Call HTTPS APIs", "Unsupported content types").
    pub(super) fn is_binary(&self) -> bool {
        self.essence == "application/octet-stream"
            || ["image/", "video/", "audio/"].iter().any(|kind| self.essence.starts_with(kind))
    }

    /// Whether the body is JSON.
    pub(super) fn is_json(&self) -> bool {
        self.essence == "application/json" || self.essence == "text/json" || self.essence.ends_with("+json")
    }

    /// The body as text; `None` for bytes that are none.
    pub(super) fn decode<'a>(&self, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
        match self.charset.as_str() {
            // Every byte is a character there, and its number is the same in Unicode.
            "iso-8859-1" | "latin1" => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
            _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        }
    }
}
