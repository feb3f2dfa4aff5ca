//! The dialog: the list of connections, or the form of one.

use std::rc::Rc;

use asl_http::Connections;
use yew::prelude::*;

use super::draft::ConnectionDraft;
use super::form::ConnectionForm;
use super::list::ConnectionList;
use crate::app::state::Action;
use crate::app::state::commands::use_commands;
use crate::app::state::shared::use_shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::modal::Modal;

/// What the dialog opens with.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// A form to begin with.
    pub(crate) start: Option<Rc<ConnectionDraft>>,
}

/// The dialog: the list of connections, or the form of one. It asks before changes in the form are lost.
#[component]
pub(crate) fn ConnectionsDialog(Props { start }: &Props) -> Html {
    let (commands, connections) = (use_commands(), use_shared::<Connections>());
    let draft = use_state(|| start.clone());
    // Whether the form holds something that is nowhere else, and whether that question stands.
    let unsaved = use_mut_ref(|| start.as_ref().is_some_and(|start| start.is_cut));
    let asking = use_state(|| false);
    let edit = Callback::from({
        let (draft, unsaved, asking) = (draft.setter(), unsaved.clone(), asking.setter());
        move |wanted: Option<ConnectionDraft>| {
            unsaved.replace(false);
            asking.set(false);
            draft.set(wanted.map(Rc::new));
        }
    });
    let changed = Callback::from({
        let (unsaved, asking) = (unsaved.clone(), asking.setter());
        move |now: bool| {
            unsaved.replace(now);
            asking.set(false);
        }
    });
    let may_close = Callback::from({
        let asking = asking.clone();
        move |()| {
            let ask = *unsaved.borrow() && !*asking;
            if ask {
                asking.set(true);
            }
            !ask
        }
    });
    let set = {
        let commands = commands.clone();
        Callback::from(move |all: Vec<_>| commands.dispatch(Action::SetConnections(Connections::new(all))))
    };
    let discard = move |_| commands.dispatch(ViewAction::Dialog(None));
    let go_on = {
        let asking = asking.setter();
        move |_| asking.set(false)
    };
    let title = match draft.as_deref() {
        None => "Connections",
        Some(ConnectionDraft { index: None, .. }) => "New connection",
        Some(_) => "Edit connection",
    };
    html! {
        <Modal {title} class="connections" {may_close}>
            if *asking {
                <div class="unsaved" role="alert" data-testid="unsaved">
                    <span>{"Your changes are not saved."}</span>
                    <button type="button" class="button small" onclick={go_on}>{"Keep editing"}</button>
                    <button type="button" class="button small danger" onclick={discard}>{"Discard"}</button>
                </div>
            }
            if let Some(draft) = &*draft {
                <ConnectionForm key={draft.index.map_or(0, |index| index + 1)} draft={draft.clone()} {connections} {set} {edit} {changed} />
            } else {
                <ConnectionList {connections} {set} {edit} />
            }
        </Modal>
    }
}
