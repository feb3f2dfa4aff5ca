//! What an embedded playground opens: a link, an example, or texts that the page around hands over; and the guided text of an
//! example, where its steps are wanted.

use std::rc::Rc;

use asl_share::envelope::Shown;
use asl_share::messages::{Opens, Refusal};

use crate::app::chunks::{GUIDES, NotLoaded, SETUP, SHARE};
use crate::app::share::link::Opened;
use crate::app::state::document::{Document, Origin};

/// A document, with what is shown of it and the run that was recorded with it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) document: Document,
    pub(super) shown: Shown,
    pub(super) run: Rc<str>,
    /// The part of an address that stands for it, without `#`; empty for texts.
    pub(super) address: String,
}

/// Why nothing was opened, in words.
pub(super) type Problem = (Refusal, String);

pub(super) fn not_loaded(_: NotLoaded) -> Problem {
    (Refusal::NotLoaded, "a part of the playground could not be loaded".to_owned())
}

/// What an address names; nothing if its fragment holds nothing.
pub(super) async fn in_address(fragment: &str) -> Result<Option<Found>, Problem> {
    let first = fragment.trim_start_matches('#').split('&').next().unwrap_or_default();
    if let Some(id) = first.strip_prefix("example/") {
        return example(id).await.map(Some);
    }
    let share = SHARE.load().await.map_err(not_loaded)?;
    let opened = (share.open)(first).map_err(|problem| (Refusal::InvalidLink, problem))?;
    Ok(opened.map(|Opened { document, shown, run }| Found {
        document: Document { origin: Origin::Own, ..document },
        shown,
        run,
        address: first.to_owned(),
    }))
}

/// What the page around hands over.
pub(super) async fn given(opens: Opens) -> Result<Found, Problem> {
    match opens {
        Opens::Example(id) => example(&id).await,
        Opens::Link(link) => {
            let fragment = link.split_once('#').map_or(link.as_str(), |(_, fragment)| fragment);
            let found = in_address(fragment).await?;
            found.ok_or_else(|| (Refusal::InvalidLink, "there is no workflow in the link".to_owned()))
        }
        Opens::Texts { definition, input, mocks, events, lesson } => Ok(Found {
            document: Document {
                mocks: mocks.into(),
                events: events.into(),
                lesson: lesson.into(),
                ..Document::new(definition, input, Origin::Own)
            },
            ..Found::default()
        }),
    }
}

async fn example(id: &str) -> Result<Found, Problem> {
    let setup = SETUP.load().await.map_err(not_loaded)?;
    let example =
        (setup.example)(id).ok_or_else(|| (Refusal::InvalidLink, "there is no example of that name".to_owned()))?;
    let document = Document { origin: Origin::Own, ..Document::of_example(example) };
    Ok(Found { document, address: format!("example/{}", example.id), ..Found::default() })
}

/// The guided text of the example of that address; nothing for any other address.
pub(super) async fn guide_at(address: &str) -> Result<Rc<str>, Problem> {
    let Some(id) = address.strip_prefix("example/") else { return Ok("".into()) };
    let guides = GUIDES.load().await.map_err(not_loaded)?;
    Ok((guides.guide)(id).unwrap_or_default().into())
}
