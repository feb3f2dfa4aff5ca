//! The chunk of help and of the palette.

use std::rc::Rc;

use asl_text::diagnostic::Code;
use yew::prelude::*;

use super::Table;
use crate::app::help::codes::code_help;
use crate::app::help::pages::Help;
use crate::app::palette::view::Palette;

/// What the chunk holds.
pub(crate) struct Helping {
    /// A page of help.
    pub(crate) pages: fn(&Rc<str>) -> Html,
    /// What a code means.
    pub(crate) code: fn(Code) -> Html,
    /// The search over everything.
    pub(crate) palette: fn() -> Html,
}

impl Table for Helping {}

pub(super) const TABLE: Helping = Helping {
    pages: |place| html! { <Help place={place.clone()} /> },
    code: code_help,
    palette: || html! { <Palette /> },
};
