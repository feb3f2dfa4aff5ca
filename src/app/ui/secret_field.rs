//! A field whose value is masked until it is revealed.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icons::{Icon, icon};
use asl_http::Secret;

/// What the field shows and where it reports to.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its id in the page, for its label.
    pub(crate) id: AttrValue,
    /// What it is called, for the button that reveals it.
    pub(crate) name: AttrValue,
    /// The secret; masked until it is revealed.
    pub(crate) value: Secret,
    /// Takes what is typed.
    pub(crate) set: Callback<String>,
    /// The id of what says what is wrong with it.
    #[prop_or_default]
    pub(crate) described_by: Option<AttrValue>,
    /// A name for assistive technology where there is no label.
    #[prop_or_default]
    pub(crate) label: Option<AttrValue>,
}

/// The field. The value is a property of the element, so it stands in no attribute; revealing is for this field alone.
#[component]
pub(crate) fn SecretField(props: &Props) -> Html {
    let Props { id, name, value, set, described_by, label } = props;
    let revealed = use_state(|| false);
    let oninput = {
        let set = set.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                set.emit(input.value());
            }
        }
    };
    let (symbol, word) = if *revealed { (Icon::EyeOff, "Hide") } else { (Icon::Eye, "Reveal") };
    html! {
        <div class="secret-field">
            <input id={id.clone()} type={if *revealed { "text" } else { "password" }} autocomplete="off" spellcheck="false"
                value={value.expose().to_owned()} aria-label={label.clone()} aria-describedby={described_by.clone()}
                aria-invalid={described_by.is_some().then_some("true")} {oninput} />
            <button type="button" class="button quiet square" aria-label={format!("{word} {name}")} title={word} onclick={
                let revealed = revealed.clone();
                move |_| revealed.set(!*revealed)
            }>{ icon(symbol) }</button>
        </div>
    }
}
