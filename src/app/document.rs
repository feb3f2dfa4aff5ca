//! What is being edited: two texts and where they came from.

use std::rc::Rc;

use super::findings::Place;

/// The definition, the input, and where they came from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    /// The definition's text.
    pub(crate) definition: Rc<str>,
    /// The input's text.
    pub(crate) input: Rc<str>,
    /// Where both came from.
    pub(crate) origin: Origin,
    /// Whether the person changed them since.
    pub(crate) edited: bool,
    /// Grows when the texts were replaced, not typed: editors then take them over.
    pub(crate) revision: u32,
}

/// Where a document came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The person wrote it.
    #[default]
    Own,
    /// The example of that id.
    Example(Rc<str>),
    /// A share link; it does not run before the person agreed.
    Link {
        /// Whether the person agreed.
        confirmed: bool,
    },
}

/// The two texts alone.
#[derive(PartialEq)]
pub(crate) struct Texts<'a>(&'a str, &'a str);

impl<'a> From<&'a Document> for Texts<'a> {
    fn from(document: &'a Document) -> Self {
        Self(&document.definition, &document.input)
    }
}

impl Default for Document {
    fn default() -> Self {
        Self { definition: "".into(), input: "{}".into(), origin: Origin::Own, edited: false, revision: 0 }
    }
}

impl Document {
    /// A document that nobody changed yet.
    pub(crate) fn new(definition: impl Into<Rc<str>>, input: impl Into<Rc<str>>, origin: Origin) -> Self {
        Self { definition: definition.into(), input: input.into(), origin, edited: false, revision: 0 }
    }

    /// The text of that editor.
    pub(crate) fn text(&self, place: Place) -> &Rc<str> {
        match place {
            Place::Definition => &self.definition,
            Place::Input => &self.input,
        }
    }

    /// The same after the person typed.
    pub(crate) fn typed(&self, place: Place, text: Rc<str>) -> Self {
        let mut next = Self { edited: true, ..self.clone() };
        match place {
            Place::Definition => next.definition = text,
            Place::Input => next.input = text,
        }
        next
    }

    /// The same, to be taken over by editors that show `before`.
    pub(crate) fn revised(self, before: u32) -> Self {
        Self { revision: before.wrapping_add(1), ..self }
    }

    /// The same after the person agreed to run it.
    pub(crate) fn confirmed(&self) -> Self {
        let mut next = self.clone();
        if let Origin::Link { confirmed } = &mut next.origin {
            *confirmed = true;
        }
        next
    }

    /// Whether it came by link, whatever happened since.
    pub(crate) fn is_from_link(&self) -> bool {
        matches!(self.origin, Origin::Link { .. })
    }

    /// Whether it must not run before the person agreed.
    pub(crate) fn needs_consent(&self) -> bool {
        self.origin == Origin::Link { confirmed: false }
    }

    /// What tells it from others in a list: the state it starts at, as far as a glance at the text says.
    pub(crate) fn name(&self) -> Option<&str> {
        let (_, rest) = self.definition.split_once("StartAt")?;
        let line = rest.trim_start_matches(['"', '\'', ' ', ':']).lines().next()?;
        let name = line.split(['"', '\'', ',', '#']).next()?.trim();
        (!name.is_empty() && name.chars().count() <= 80).then_some(name)
    }

    /// Whether the person would miss it.
    pub(crate) fn is_own_work(&self) -> bool {
        (self.edited || self.origin == Origin::Own) && !self.definition.trim().is_empty()
    }
}
