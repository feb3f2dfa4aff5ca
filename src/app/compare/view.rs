//! The view as a dialog that fills the page.

use std::cell::RefCell;
use std::rc::Rc;

use asl_compare::{Setup, markdown};
use yew::prelude::*;

use super::cards::{cards, told};
use super::form::form;
use super::model::Model;
use super::run::Handle;
use super::tables::tables;
use crate::app::host::location;
use crate::app::state::commands::use_commands;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::modal::Modal;

thread_local! {
    /// What was compared last: whoever leaves for a moment comes back to it.
    static LAST: RefCell<Option<Setup>> = const { RefCell::new(None) };
}

/// What is compared at first.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The fragment of a link; empty for none.
    pub(crate) fragment: Rc<str>,
    /// Whether it came by link.
    pub(crate) is_linked: bool,
}

/// The comparison.
#[component]
pub(crate) fn Compare(Props { fragment, is_linked }: &Props) -> Html {
    let commands = use_commands();
    let update = use_force_update();
    let is_own = use_state(|| false);
    let model = use_mut_ref(Model::default);
    let handle = Handle { model: model.clone(), redraw: Rc::new(move || update.force_update()), commands };
    use_effect_with((fragment.clone(), *is_linked), {
        let (handle, is_own) = (handle.clone(), is_own.setter());
        move |(fragment, is_linked)| {
            let linked = Setup::from_fragment(fragment);
            let setup = linked.or_else(|| LAST.with_borrow(Clone::clone)).unwrap_or_default();
            is_own.set(setup.is_own());
            handle.model.borrow_mut().needs_consent = *is_linked && setup.is_own();
            handle.model.borrow_mut().change(setup);
            handle.read();
            (handle.redraw)();
            move || {
                handle.model.borrow_mut().stop();
                if location::fragment().starts_with("#compare=") {
                    location::clear();
                }
            }
        }
    });
    let model = model.borrow();
    let shown = model.setup.to_fragment();
    // What the address holds of a document stays there.
    use_effect_with((shown.clone(), model.setup.clone()), |(shown, setup)| {
        LAST.set(Some(setup.clone()));
        let held = location::fragment();
        if held.is_empty() || held.starts_with("#compare=") {
            location::set_fragment(shown);
        }
    });
    let table = model.table();
    let link = {
        let shown = shown.clone();
        move || location::with_fragment(&shown).unwrap_or_default()
    };
    let text = {
        let (setup, table, link) = (model.setup.clone(), table.clone(), link.clone());
        Callback::from(move |()| markdown::of(&setup, &table, &link()))
    };
    let print = |_: MouseEvent| {
        // A browser that cannot print says so itself.
        let _ = web_sys::window().map(|window| window.print());
    };
    html! {
        <Modal key="compare" title="The three ways to call an API, compared" class="compare">
            <p class="fine">
                {"The same call as a Lambda function, as an API destination behind a rule, and as an HTTP Task. All three run in this page, from the templates that you can open. Everything below is from the templates and the runs."}
            </p>
            { form(&model, &handle, *is_own, &{
                let is_own = is_own.setter();
                Callback::from(move |own| is_own.set(own))
            }) }
            { cards(&model, &table, &handle) }
            { told(&model, &table) }
            <div class="compare-tools">
                <CopyButton label="Copy link" text={Callback::from(move |()| link())} />
                <CopyButton label="Copy as Markdown" {text} />
                <button type="button" class="button small quiet" onclick={print} data-testid="compare-print">{"Print"}</button>
            </div>
            if !model.plans.is_empty() { { tables(&model, &table, &handle) } }
        </Modal>
    }
}
