//! What a share link holds. Its wire form is its own, versioned, and old ones open for ever.
//!
//! INVARIANT: an [`Envelope`] is made of texts that the user typed; there is no field, and no type, that could carry
//! a connection or a [`crate::http::Secret`].

use serde::{Deserialize, Serialize};

use super::link::LinkError;

/// A shared document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The definition's text, as written.
    pub definition: String,
    /// The input's text, as written.
    pub input: String,
}

/// The version that is written; every version below is read for ever.
const VERSION: u32 = 1;

/// The wire form: `{"v":1,"def":"…","input":"…"}`. Members that are not known are ignored, since an older playground
/// may open a newer link; a change that it must not ignore needs a new version.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    v: u32,
    #[serde(default, borrow, skip_serializing_if = "str::is_empty")]
    def: std::borrow::Cow<'a, str>,
    #[serde(default, borrow, skip_serializing_if = "str::is_empty")]
    input: std::borrow::Cow<'a, str>,
}

impl Envelope {
    /// The wire form as JSON.
    pub(super) fn to_json(&self) -> String {
        let wire = Wire { v: VERSION, def: self.definition.as_str().into(), input: self.input.as_str().into() };
        // INVARIANT: texts and a number are always written.
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Reads the wire form of any version so far.
    pub(super) fn from_json(json: &str) -> Result<Self, LinkError> {
        /// The version alone, so that a newer link is not called damaged.
        #[derive(Deserialize)]
        struct Versioned {
            v: u32,
        }
        let damaged = |error: serde_json::Error| LinkError::Damaged(format!("what it holds cannot be read ({error})"));
        let Versioned { v: version } = serde_json::from_str(json).map_err(damaged)?;
        match version {
            1 => {
                let wire: Wire<'_> = serde_json::from_str(json).map_err(damaged)?;
                Ok(Self { definition: wire.def.into_owned(), input: wire.input.into_owned() })
            }
            0 => Err(LinkError::Damaged("it has no version".to_owned())),
            _ => Err(LinkError::Newer),
        }
    }
}
