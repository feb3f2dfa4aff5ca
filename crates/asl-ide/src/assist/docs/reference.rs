//! The descriptions as lists, for the pages of help.

use super::{Entry, context, errors, intrinsics, jsonata_functions};

/// A word of the language and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, or how it is called.
    pub name: String,
    /// What it is, in a sentence or two.
    pub text: &'static str,
    /// The page of AWS or JSONata that describes it.
    pub link: String,
}

fn word(name: impl Into<String>, entry: &Entry) -> Word {
    Word { name: name.into(), text: entry.text, link: entry.link() }
}

/// The intrinsic functions of JSONPath.
pub fn intrinsic_functions() -> Vec<Word> {
    intrinsics::FUNCTIONS.iter().map(|(_, signature, entry)| word(*signature, entry)).collect()
}

/// The functions of JSONata.
pub fn jsonata_functions() -> Vec<Word> {
    jsonata_functions::FUNCTIONS.iter().map(|(name, entry)| word(format!("${name}"), entry)).collect()
}

/// The names of errors.
pub fn error_names() -> Vec<Word> {
    errors::ERRORS.iter().map(|(name, entry)| word(*name, entry)).collect()
}

/// The members of the context object.
pub fn context_members() -> Vec<Word> {
    context::CONTEXT.iter().map(|(name, entry)| word(*name, entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_its_words() {
        for list in [intrinsic_functions(), jsonata_functions(), error_names(), context_members()] {
            assert!(list.len() > 10, "{list:?}");
            assert!(list.iter().all(|word| !word.text.is_empty() && word.link.starts_with("https://")), "{list:?}");
        }
    }
}
