//! The dialog: the list of connections, or the form of one.

use std::rc::Rc;

use asl_playground::http::Connections;
use yew::prelude::*;

use super::form::Form;
use super::list::List;
use crate::app::commands::use_commands;
use crate::app::components::modal::Modal;
use crate::app::draft::Draft;
use crate::app::shared::use_shared;
use crate::app::state::Action;

/// How it opens.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// A form to begin with.
    pub(crate) start: Option<Rc<Draft>>,
}

/// The dialog.
#[component]
pub(crate) fn ConnectionsDialog(Props { start }: &Props) -> Html {
    let (commands, connections) = (use_commands(), use_shared::<Connections>());
    let draft = use_state(|| start.clone());
    let edit = Callback::from({
        let draft = draft.setter();
        move |wanted: Option<Draft>| draft.set(wanted.map(Rc::new))
    });
    let set = Callback::from(move |all: Vec<_>| commands.dispatch(Action::Connections(Connections::new(all))));
    let title = match draft.as_deref() {
        None => "Connections",
        Some(Draft { index: None, .. }) => "New connection",
        Some(_) => "Edit connection",
    };
    html! {
        <Modal {title} class="connections">
            if let Some(draft) = &*draft {
                <Form key={draft.index.map_or(0, |index| index + 1)} draft={draft.clone()} {connections} {set} {edit} />
            } else {
                <List {connections} {set} {edit} />
            }
        </Modal>
    }
}
