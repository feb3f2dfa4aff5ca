//! Undo across a load: when the definition's editor takes back that another document was opened, or does it again, the rest of
//! the document goes along.

use super::document::Document;

/// How many loads are remembered.
const MOST: usize = 5;

/// The documents before and after each load, and how many loads are not taken back.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Loads {
    all: Vec<[Document; 2]>,
    made: usize,
}

impl Loads {
    /// With one more; those that were taken back cannot be made again.
    #[must_use]
    pub(crate) fn with(&self, before: &Document, after: &Document) -> Self {
        if before.definition == after.definition {
            // The editor has no step for it.
            return self.clone();
        }
        let made = self.all.iter().take(self.made).skip((self.made + 1).saturating_sub(MOST));
        let all: Vec<_> = made.cloned().chain([[before.clone(), after.clone()]]).collect();
        Self { made: all.len(), all }
    }

    /// What becomes of the loads when the definition of `from` becomes `to`, and the document that comes back; `None` if that
    /// is no step over a load.
    pub(crate) fn follow(&self, from: &Document, to: &str) -> Option<(Self, Document)> {
        let mut next = self.clone();
        let last = self.made.checked_sub(1);
        if let Some([before, after]) = last.and_then(|last| next.all.get_mut(last))
            && after.definition == from.definition
            && *before.definition == *to
        {
            // It is made again as it was left.
            *after = from.clone();
            let document = before.clone();
            next.made = self.made - 1;
            return Some((next, document));
        }
        let [before, after] = next.all.get_mut(self.made)?;
        if before.definition == from.definition && *after.definition == *to {
            *before = from.clone();
            let document = after.clone();
            next.made = self.made + 1;
            return Some((next, document));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::app::state::document::Origin;

    #[wasm_bindgen_test]
    fn a_document_comes_back_whole_and_goes_again_as_it_was_left() {
        let [a, b, c] = ["a", "b", "c"].map(|text| Document::new(text, format!("input of {text}"), Origin::Own));
        let loads = Loads::default().with(&a, &b).with(&b, &c);
        assert_eq!(loads.follow(&c, "x"), None, "typing is no step over a load");
        let edited = Document { mocks: "{}".into(), ..c.clone() };
        let (loads, back) = loads.follow(&edited, "b").unwrap();
        assert_eq!(&*back.input, "input of b");
        let (loads, first) = loads.follow(&back, "a").unwrap();
        assert_eq!(first, a);
        let (loads, second) = loads.follow(&first, "b").unwrap();
        let (loads, third) = loads.follow(&second, "c").unwrap();
        assert_eq!(&*third.mocks, "{}", "as it was left");
        assert_eq!(loads.follow(&third, "a"), None);
        assert_eq!(Loads::default().with(&a, &a), Loads::default());
    }
}
