//! The chunk of the tabs below the definition that need no editor, of the bar of a template above it, of the
//! examples, and of what adds mocks.

use std::rc::Rc;

use asl_examples::Example;
use asl_ide::assist::MockedTask;
use asl_sim::mock::edit::Pinned;
use asl_value::Value;
use yew::prelude::*;

use super::Table;
use crate::app::examples::gallery::Gallery;
use crate::app::examples::starters::starters;
use crate::app::files::FilesTab;
use crate::app::files::import::{Destination, Given};
use crate::app::mocks::commands::{add_mock, mock_sample, pin};
use crate::app::mocks::tab::answer_for;
use crate::app::problems::analysis::Analysis;
use crate::app::project::import::take;
use crate::app::settings::tab::settings_tab;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;
use crate::app::template::bar::Bar;

/// What the chunk holds.
pub(crate) struct Setup {
    /// The files that stand in for objects in S3.
    pub(crate) files: fn() -> Html,
    /// Takes files of the person's computer.
    pub(crate) take: fn(&Shared<Commands>, Vec<Given>, Destination),
    /// What an empty document offers to begin with.
    pub(crate) starters: fn(&Shared<Commands>) -> Html,
    /// The settings of the run.
    pub(crate) settings: fn(&Document, &Analysis, &Shared<Commands>, bool) -> Html,
    /// The bar above a definition that stands in a template or has placeholders.
    pub(crate) template_bar: fn() -> Html,
    /// The example of an id.
    pub(crate) example: fn(&str) -> Option<&'static Example>,
    /// All examples with their pictures.
    pub(crate) gallery: fn() -> Html,
    /// Adds an answer of a state to the mocks.
    pub(crate) add_mock: fn(&Commands, &str, &Value),
    /// Makes a result of a run the answer of a state.
    pub(crate) pin: fn(&Commands, &str, &Pinned),
    /// Adds an answer that the state's service could give.
    pub(crate) mock_sample: fn(&Commands, &str),
    /// The form that adds an answer for one of these Tasks.
    pub(crate) answer_for: fn(&Rc<[MockedTask]>) -> Html,
}

impl Table for Setup {}

pub(super) const TABLE: Setup = Setup {
    files: || html! { <FilesTab /> },
    take,
    starters,
    answer_for,
    settings: settings_tab,
    template_bar: || html! { <Bar /> },
    example: asl_examples::find,
    gallery: || html! { <Gallery /> },
    add_mock,
    pin,
    mock_sample,
};
