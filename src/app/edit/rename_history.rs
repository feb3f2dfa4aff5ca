//! Renamed states whose mocks, scenarios and breakpoints went along: when the definition's editor takes a rename back, or
//! makes it again, so do they. What was typed into them since stays.

use std::rc::Rc;

/// How many are remembered.
const MOST: usize = 50;

/// One rename that changed more than the definition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Renamed {
    /// The definition without it.
    pub(crate) before: Rc<str>,
    /// The definition with it.
    pub(crate) after: Rc<str>,
    /// The name of the state before.
    pub(crate) old: Rc<str>,
    /// The name of the state afterwards.
    pub(crate) new: Rc<str>,
}

/// The renames of a document in their order, and how many of them are not taken back.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Renames {
    all: Vec<Renamed>,
    made: usize,
}

impl Renames {
    /// With one more; those that were taken back cannot be made again.
    #[must_use]
    pub(crate) fn with(&self, renamed: Renamed) -> Self {
        let made = self.all.iter().take(self.made).skip((self.made + 1).saturating_sub(MOST));
        let all: Vec<Renamed> = made.cloned().chain([renamed]).collect();
        Self { made: all.len(), all }
    }

    /// What becomes of the renames when the definition changes from `from` to `to`, and which name gives way to which in
    /// what goes along; `None` if that is no step over a rename.
    pub(crate) fn follow(&self, from: &str, to: &str) -> Option<(Self, [Rc<str>; 2])> {
        let back = self.made.checked_sub(1).and_then(|last| self.all.get(last));
        let again = self.all.get(self.made);
        let (made, was, is) = match (back, again) {
            (Some(one), _) if *one.after == *from && *one.before == *to => (self.made - 1, &one.new, &one.old),
            (_, Some(one)) if *one.before == *from && *one.after == *to => (self.made + 1, &one.old, &one.new),
            _ => return None,
        };
        Some((Self { all: self.all.clone(), made }, [was.clone(), is.clone()]))
    }
}

#[cfg(test)]
mod tests {
    use asl_ide::refactor::rename::rename_mock;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Renamed, Renames};

    fn step(renames: Renames, from: &str, to: &str, mocks: &str) -> (Renames, String) {
        match renames.follow(from, to) {
            Some((renames, [was, is])) => {
                let changed = rename_mock(mocks, &was, &is).and_then(Result::ok);
                (renames, changed.unwrap_or_else(|| mocks.to_owned()))
            }
            None => (renames, mocks.to_owned()),
        }
    }

    #[wasm_bindgen_test]
    fn mocks_go_back_and_forth_with_the_definition_and_keep_what_was_typed_since() {
        let one = |before: &str, after: &str, old: &str, new: &str| Renamed {
            before: before.into(),
            after: after.into(),
            old: old.into(),
            new: new.into(),
        };
        let renames = Renames::default().with(one("a", "b", "A", "B")).with(one("b", "c", "B", "C"));
        let (renames, mocks) = step(renames, "c", "b", r#"{"C": {"result": 2}, "D": 1}"#);
        assert_eq!(mocks, r#"{"B": {"result": 2}, "D": 1}"#, "the last one is taken back");
        let (renames, mocks) = step(renames, "b", "b typed", &mocks);
        assert_eq!(mocks, r#"{"B": {"result": 2}, "D": 1}"#, "typing is no step over a rename");
        let (renames, mocks) = step(renames, "b", "a", &mocks);
        assert_eq!(mocks, r#"{"A": {"result": 2}, "D": 1}"#, "so is the first one");
        let (renames, mocks) = step(renames, "a", "b", &mocks);
        assert_eq!(mocks, r#"{"B": {"result": 2}, "D": 1}"#, "and made again");
        let (_, mocks) = step(renames, "b", "a", r#"{"A": 1, "B": 2}"#);
        assert_eq!(mocks, r#"{"A": 1, "B": 2}"#, "no mock is lost to another");
    }
}
