//! When the workflow was saved in this browser, beside its definition, and the way to earlier versions.

use js_sys::Date;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::parts::use_part;
use crate::app::state::view::{Saved, ViewAction};

/// A quiet word; it opens the earlier versions.
#[component]
pub(crate) fn SavedNote() -> Html {
    let (commands, saved) = (use_commands(), use_part::<Saved>());
    let (class, word, title) = match saved {
        Saved::NotYet => return Html::default(),
        Saved::At(at) => {
            let time = time_of_day(at);
            (None, format!("Saved {time}"), format!("Saved in this browser at {time}. Show earlier versions."))
        }
        Saved::Failed => (
            Some("failed"),
            "Not saved".to_owned(),
            "The browser did not save this workflow. Show earlier versions.".to_owned(),
        ),
    };
    html! {
        <button class={classes!("saved-note", class)} {title} aria-haspopup="dialog" data-testid="saved-note"
            onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Versions)))}>{ word }</button>
    }
}

/// `14:05`, as the clock here shows it.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of today are exact")]
fn time_of_day(at: i64) -> String {
    let date = Date::new(&JsValue::from_f64(at as f64));
    format!("{}:{:02}", date.get_hours(), date.get_minutes())
}
