//! The invocation parameters of a connection: headers, query and body that it adds to every call.

use asl_http::validate::Problem;
use asl_http::{Parameter, Secret};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::draft::{ConnectionDraft, DraftEdit, Field, ParameterList};
use super::form::message;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::secret_field::SecretField;

/// The parameters of one list, to be changed. `problems` are those of the whole connection; `change` changes the draft.
pub(super) fn parameter_list(
    list: ParameterList,
    draft: &ConnectionDraft,
    problems: &[Problem],
    change: &Callback<DraftEdit>,
) -> Html {
    let parameters = draft.list(list);
    let name = list.name();
    let field = list.field();
    let set = |field: Field| {
        let change = change.clone();
        Callback::from(move |text: String| {
            change.emit(Box::new(move |draft: &mut ConnectionDraft| draft.set(field, text)));
        })
    };
    let add = {
        let change = change.clone();
        move |_| {
            change.emit(Box::new(move |draft: &mut ConnectionDraft| {
                draft.list_mut(list).push(Parameter { key: "".into(), value: Secret::default(), is_secret: true });
            }));
        }
    };
    html! {
        <fieldset key={field} class="parameters">
            <legend>{ name }</legend>
            for (index, parameter) in parameters.iter().enumerate() {
                <div key={index} class="parameter">
                    <input aria-label={format!("Key {} of {name}", index + 1)} placeholder="Key" value={parameter.key.to_string()}
                        spellcheck="false" oninput={
                            let set = set(Field::ParameterKey(list, index));
                            move |event: InputEvent| {
                                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                                    set.emit(input.value());
                                }
                            }
                        } />
                    if parameter.is_secret {
                        <SecretField id={format!("{field}-{index}")} name={format!("value {}", index + 1)}
                            label={format!("Value {} of {name}", index + 1)} value={parameter.value.clone()}
                            set={set(Field::ParameterValue(list, index))} />
                    } else {
                        <input aria-label={format!("Value {} of {name}", index + 1)} placeholder="Value" spellcheck="false" autocomplete="off"
                            value={parameter.value.expose().to_owned()} oninput={
                                let set = set(Field::ParameterValue(list, index));
                                move |event: InputEvent| {
                                    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                                        set.emit(input.value());
                                    }
                                }
                            } />
                    }
                    <label class="check" title="IsValueSecret: AWS does not show the value">
                        <input type="checkbox" checked={parameter.is_secret} aria-label={format!("Value {} of {name} is secret", index + 1)} onchange={
                            let change = change.clone();
                            move |event: Event| {
                                let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
                                let is_secret = input.checked();
                                change.emit(Box::new(move |draft: &mut ConnectionDraft| {
                                    if let Some(parameter) = draft.list_mut(list).get_mut(index) {
                                        parameter.is_secret = is_secret;
                                    }
                                }));
                            }
                        } />
                        {"Secret"}
                    </label>
                    <button type="button" class="button quiet square" title="Remove" aria-label={format!("Remove {} of {name}", index + 1)} onclick={
                        let change = change.clone();
                        move |_| change.emit(Box::new(move |draft: &mut ConnectionDraft| {
                            let all = draft.list_mut(list);
                            if index < all.len() {
                                all.remove(index);
                            }
                        }))
                    }>{ icon(Icon::Delete) }</button>
                    { message(problems, &format!("{field}[{index}].Key")) }
                    { message(problems, &format!("{field}[{index}].Value")) }
                </div>
            }
            if matches!(list, ParameterList::Query | ParameterList::TokenQuery) && parameters.iter().any(|parameter| parameter.is_secret) {
                <p class="fine">{"If a call fails, the browser writes its URL to its own console, with these values."}</p>
            }
            <button type="button" class="button small" onclick={add}>{ icon(Icon::Plus) }{"Add"}</button>
            { message(problems, field) }
        </fieldset>
    }
}
