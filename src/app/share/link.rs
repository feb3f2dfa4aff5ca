//! Share links: the document in the fragment of the page's address.

use std::rc::Rc;

use asl_document::DocumentFile;
use asl_share::envelope::Shown;
use asl_share::{ConnectionOutline, Envelope, link};

use crate::app::host::location;
use crate::app::state::State;
use crate::app::state::document::{Document, Origin};
use crate::app::state::view::SetupTab;

/// A document that came by link.
pub(crate) struct Opened {
    /// The document.
    pub(crate) document: Document,
    /// What is shown of it first.
    pub(crate) shown: Shown,
    /// The run that was recorded in the link; empty for none.
    pub(crate) run: Rc<str>,
}

/// Whether the address may hold a document.
pub(crate) fn is_one() -> bool {
    may_be_one(&location::fragment())
}

/// Whether a fragment may hold a document.
fn may_be_one(fragment: &str) -> bool {
    fragment.trim_start_matches('#').split('&').any(|part| part.starts_with('d'))
}

/// The comparison in the address, as its chunk reads it; `None` if there is none.
pub(crate) fn comparison() -> Option<Rc<str>> {
    let fragment = location::fragment();
    fragment.starts_with("#compare=").then(|| fragment.into())
}

/// The example that the address names: `#example/<id>`.
pub(crate) fn example() -> Option<Rc<str>> {
    at("#example/")
}

/// What follows `place` in the address, if that begins so.
pub(crate) fn at(place: &str) -> Option<Rc<str>> {
    location::fragment().strip_prefix(place).map(Rc::from)
}

/// Whether the address names a place of the page: an example, a lesson, or the gallery.
pub(crate) fn is_place() -> bool {
    ["#example", "#guide/", "#course/"].iter().any(|place| at(place).is_some())
}

/// In the chunk of share links: the document that a fragment holds; `Ok(None)` if it holds none, else what is wrong with it.
pub(crate) fn open(fragment: &str) -> Result<Option<Opened>, String> {
    match link::decode(fragment) {
        Ok(envelope) => Ok(envelope.map(|mut envelope| {
            let shown = std::mem::take(&mut envelope.shown);
            let run = std::mem::take(&mut envelope.run).into();
            Opened { document: Document::from_envelope(envelope, Origin::Link { confirmed: false }), shown, run }
        })),
        Err(error) => Err(error.to_string()),
    }
}

/// What a link to what is in the page holds: the document, the connections that it names, and what is selected.
pub(crate) fn envelope(state: &State) -> Envelope {
    let mut envelope = state.document.to_envelope();
    let usual = asl_examples::connections();
    let is_named = |name: &str| !name.is_empty() && names(&envelope, name);
    let known = state
        .connections
        .iter()
        .filter(|one| !usual.contains(one))
        .filter(|one| is_named(&one.name) || is_named(&one.arn) || one.aliases.iter().any(|alias| is_named(alias)));
    let mut outlines: Vec<ConnectionOutline> = known.map(ConnectionOutline::of).collect();
    // What came by link and was not filled in goes on.
    let others = state.document.outlines.iter().filter(|one| state.connections.find(&one.name).is_none());
    outlines.extend(others.cloned());
    envelope.connections = outlines;
    envelope.shown = Shown {
        // The graph may still point at a state of a document before.
        state: state.current.0.clone().filter(|name| envelope.definition.contains(&**name)).unwrap_or_default(),
        tab: if state.view.setup == SetupTab::Input { "".into() } else { state.view.setup.word().into() },
    };
    envelope
}

/// The fragment of a link to what is in the page, without `#`; `None` if no link can hold it.
pub(crate) fn fragment(state: &State) -> Option<String> {
    let envelope = envelope(state);
    link::fits(&envelope).then(|| link::encode(&envelope))
}

/// Whether the run on stage can go along: it is over, and ran what the document says now.
pub(super) fn can_record(state: &State) -> bool {
    let (run, template) = (&state.run, &state.document.settings.template);
    let is_same = run.choice.machine == template.machine && run.choice.parameters == template.parameters;
    run.has_ended() && run.function.is_none() && !state.events.world.exists() && is_same && run.is_of(&state.document)
}

/// Whether a text of the document has that name in it.
fn names(envelope: &Envelope, name: &str) -> bool {
    let project = envelope.settings.template.project.others.iter().map(|file| &*file.text);
    [&*envelope.definition, &envelope.input, &envelope.mocks].into_iter().chain(project).any(|text| text.contains(name))
}

/// What a link can hold of it: without as many of its largest files as that takes, and what was left out; `None` if no link
/// can hold the rest.
pub(crate) fn shareable(mut envelope: Envelope) -> Option<(Envelope, Vec<DocumentFile>)> {
    let mut left_out = Vec::new();
    while !link::fits(&envelope) {
        let (index, _) = envelope.files.iter().enumerate().max_by_key(|(_, file)| file.text.len())?;
        left_out.push(envelope.files.remove(index));
    }
    Some((envelope, left_out))
}

/// The share link of a document: this page's address with the document in its fragment.
pub(crate) fn link_to(envelope: &Envelope) -> Option<String> {
    location::with_fragment(&link::encode(envelope))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::may_be_one;

    #[wasm_bindgen_test]
    fn an_address_with_a_document_is_told_from_others() {
        assert!(may_be_one("#view=x&d9=a") && !may_be_one("#example/x"));
    }
}
