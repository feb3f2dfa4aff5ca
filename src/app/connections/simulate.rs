//! What is wrong with a connection on purpose: its state, a permission that the role lacks.

use asl_http::condition::Condition;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::draft::{ConnectionDraft, DraftEdit};

/// The choice of what is wrong, and the error that a Task then gets; `None`: nothing is wrong.
pub(super) fn simulate_field(simulated: Option<Condition>, change: &Callback<DraftEdit>) -> Html {
    let choose = {
        let change = change.clone();
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let condition = Condition::find(&select.value());
            change.emit(Box::new(move |draft: &mut ConnectionDraft| draft.simulated = condition));
        }
    };
    let option = |condition: Condition| {
        html! { <option key={condition.id()} value={condition.id()} selected={simulated == Some(condition)}>{ condition.label() }</option> }
    };
    let lacks = |condition: &Condition| matches!(condition, Condition::Lacks(_));
    html! {
        <div class="field">
            <label for="simulate">{"Simulate a problem"}</label>
            <select id="simulate" onchange={choose} aria-describedby="simulate-effect">
                <option value="" selected={simulated.is_none()}>{"None"}</option>
                <optgroup label="Connection">for condition in Condition::ALL.into_iter().filter(|one| !lacks(one)) { { option(condition) } }</optgroup>
                <optgroup label="Permissions">for condition in Condition::ALL.into_iter().filter(lacks) { { option(condition) } }</optgroup>
            </select>
            <p class="fine" id="simulate-effect">
                { match simulated {
                    None => html! { "Pick a problem to see how your Retry and Catch handle it." },
                    Some(condition) => html! { <>{"Nothing is sent. A Task fails with "}<code>{ condition.error("", "").name().to_owned() }</code>{"."}</> },
                } }
            </p>
        </div>
    }
}
