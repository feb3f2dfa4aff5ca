//! A button that takes files of the person's computer.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::import::{self, S3Address};
use crate::app::state::commands::use_commands;
use crate::app::ui::icons::{Icon, icon};

/// How the button looks, and where the files go.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The label.
    pub(crate) label: AttrValue,
    /// Where the file goes; without it, any number of files go where they belong.
    #[prop_or_default]
    pub(crate) address: Option<S3Address>,
    /// CSS classes beside those of small buttons.
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// The button; it opens the browser's file chooser.
#[component]
pub(crate) fn FileButton(Props { label, address, class }: &Props) -> Html {
    let commands = use_commands();
    let input = use_node_ref();
    let choose = {
        let input = input.clone();
        move |_| input.cast::<HtmlInputElement>().iter().for_each(|input| input.click())
    };
    let onchange = {
        let (input, address) = (input.clone(), address.clone());
        move |_: Event| {
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            if let Some(list) = input.files() {
                import::import_files(&commands, &list, address.clone());
            }
            // The same file can be chosen once more.
            input.set_value("");
        }
    };
    html! {
        <>
            <button type="button" class={classes!("button", "small", class.clone())} onclick={choose}>
                { icon(Icon::Upload) }<span>{ label.clone() }</span>
            </button>
            <input type="file" hidden={true} ref={input} {onchange} multiple={address.is_none()} data-testid="file-input"
                accept=".csv,.tsv,.json,.jsonl,.ndjson,.txt,.manifest,text/*,application/json" />
        </>
    }
}
