//! The part of the form that OAuth alone has: the client, and where and how its tokens are asked for.

use asl_http::oauth::TokenMethod;
use asl_http::validate::Problem;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::draft::{ConnectionDraft, DraftEdit, Field, ParameterList};
use super::form::{secret_field, text_field};
use super::parameters::parameter_list;

/// The fields. `write` writes into a field, `change` changes the draft.
pub(super) fn oauth_fields(
    draft: &ConnectionDraft,
    problems: &[Problem],
    write: &impl Fn(Field) -> Callback<String>,
    change: &Callback<DraftEdit>,
) -> Html {
    let choose = {
        let change = change.clone();
        move |event: Event| {
            let chosen =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| TokenMethod::parse(&select.value()));
            if let Some(method) = chosen {
                change.emit(Box::new(move |draft: &mut ConnectionDraft| draft.token_method = method));
            }
        }
    };
    html! {
        <>
            { text_field(problems, "OAuthParameters.ClientID", "client-id", "Client ID", &draft.client_id, write(Field::ClientId), "") }
            { secret_field(problems, "OAuthParameters.ClientSecret", "client-secret", "Client secret", &draft.client_secret, write(Field::ClientSecret)) }
            { text_field(problems, "OAuthParameters.AuthorizationEndpoint", "token-endpoint", "Authorization endpoint", &draft.token_endpoint, write(Field::TokenEndpoint), "https://id.example.com/oauth/token") }
            <p class="fine">{"The client secret is sent only to this endpoint. The token is sent only to the allowed origins below."}</p>
            <div class="field">
                <label for="token-method">{"Method of the token request"}</label>
                <select id="token-method" onchange={choose}>
                    for method in TokenMethod::ALL {
                        <option key={method.as_str()} value={method.as_str()} selected={draft.token_method == method}>{ method.as_str() }</option>
                    }
                </select>
            </div>
            <details class="more" open={true}>
                <summary>{"Parameters added to the token request"}</summary>
                for list in ParameterList::TOKEN {
                    { parameter_list(list, draft, problems, change) }
                }
            </details>
        </>
    }
}
