//! The credentials that what is shown of a run must not repeat until they are revealed.

use std::borrow::Cow;

use asl_http::oauth::Tokens;
use asl_http::redact::Redactor;
use asl_http::{Connection, Connections};
use asl_value::Value;
use yew::prelude::*;

use crate::app::state::parts::use_part;
use crate::app::state::shared::Shared;

/// What is masked, and whether the person revealed it. The run itself keeps all of it, as on AWS.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Masking {
    /// The credentials that this page's runs and connections know of.
    pub(crate) redactor: Shared<Redactor>,
    /// Whether they are shown.
    pub(crate) revealed: bool,
}

impl Masking {
    /// What `value` is shown as.
    pub(crate) fn value(&self, value: &Value) -> Value {
        if self.revealed { value.clone() } else { self.redactor.value(value) }
    }

    /// What `text` is shown as.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.revealed { Cow::Borrowed(text) } else { self.redactor.known(text) }
    }
}

/// What is masked, from the nearest component above that says.
#[hook]
pub(crate) fn use_masking() -> Masking {
    use_part::<Masking>()
}

/// The redactor of what the connections of the tab, those of the last run and all tokens since the page was opened hold.
pub(crate) fn redactor(now: &Connections, of_run: &Connections, tokens: &Tokens) -> Shared<Redactor> {
    // The credentials of the Practice API are public, and ordinary words.
    let public = asl_examples::connections();
    let is_secret = |known: &&Connection| public.iter().all(|public| public.authorization != known.authorization);
    let secret = |all: &Connections| all.iter().filter(is_secret).cloned().collect::<Connections>();
    let mut redactor = Redactor::new(&secret(now));
    if of_run != now {
        redactor.learn(&secret(of_run));
    }
    redactor.add(tokens.seen().iter().cloned());
    Shared::new(redactor)
}
