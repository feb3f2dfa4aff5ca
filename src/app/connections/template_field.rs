//! The field of a value that a template leaves open.

use asl_http::Secret;
use asl_stack::template::cloudformation::{Answers, Ask};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::ui::secret_field::SecretField;

/// The label and the field with this id; what is typed goes into `answers`.
pub(crate) fn template_field(id: &str, ask: &Ask, answers: &UseStateHandle<Answers>) -> Html {
    let answer = {
        let (answers, name) = (answers.clone(), ask.name.clone());
        Callback::from(move |text: String| {
            let mut next = (*answers).clone();
            next.insert(name.clone(), Secret::new(text));
            answers.set(next);
        })
    };
    let given = answers.get(&ask.name);
    html! {
        <>
            <label for={id.to_owned()}>{ ask.name.to_string() }</label>
            if ask.is_secret {
                <SecretField id={id.to_owned()} name={ask.name.to_string()} value={given.cloned().unwrap_or_default()} set={answer} />
            } else {
                <input id={id.to_owned()} autocomplete="off" spellcheck="false" placeholder={ask.default.as_deref().unwrap_or_default().to_owned()}
                    value={given.map(|text| text.expose().to_owned()).unwrap_or_default()} oninput={
                        move |event: InputEvent| {
                            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                                answer.emit(input.value());
                            }
                        }
                    } />
            }
        </>
    }
}
