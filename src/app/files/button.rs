//! A button that takes files of the person's computer.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::import::{Destination, Given, S3Address};
use crate::app::state::commands::use_commands;
use crate::app::ui::icons::{Icon, icon};

/// How the button looks, and where the files go.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The label.
    pub(crate) label: AttrValue,
    /// The object in S3 that the file stands in for.
    #[prop_or_default]
    pub(crate) address: Option<S3Address>,
    /// The path in the project that the file has. Without this and an address, any number of files go where they belong.
    #[prop_or_default]
    pub(crate) file: Option<Rc<str>>,
    /// Whether a folder is chosen, with all its files.
    #[prop_or_default]
    pub(crate) folder: bool,
    /// CSS classes beside those of small buttons.
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// The button; it opens the browser's file chooser.
#[component]
pub(crate) fn FileButton(Props { label, address, file, folder, class }: &Props) -> Html {
    let commands = use_commands();
    let input = use_node_ref();
    let choose = {
        let input = input.clone();
        move |_| input.cast::<HtmlInputElement>().iter().for_each(|input| input.click())
    };
    let onchange = {
        let input = input.clone();
        let destination = match (address, file) {
            (Some(address), _) => Destination::Object(address.clone()),
            (None, Some(path)) => Destination::File(path.clone()),
            (None, None) => Destination::Any,
        };
        move |_: Event| {
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            if let Some(list) = input.files() {
                commands.take_files(Given::all(&list), destination.clone());
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
            <input type="file" hidden={true} ref={input} {onchange} multiple={address.is_none() && file.is_none()} webkitdirectory={*folder} data-testid={if *folder { "folder-input" } else { "file-input" }}
                accept=".csv,.tsv,.json,.jsonl,.ndjson,.txt,.manifest,.yaml,.yml,.asl,.template,.tf,.tfvars,.tpl,.tftpl,.js,.mjs,.cjs,.ts,.py,text/*,application/json" />
        </>
    }
}
