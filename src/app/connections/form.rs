//! The form of a connection.

use std::rc::Rc;

use asl_aws::arn;
use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::messages::refusal;
use asl_http::validate::{self, Cause, Problem};
use asl_http::{Connection, Connections, Secret};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::draft::{ConnectionDraft, DraftEdit, Field, Kind, ParameterList};
use super::oauth_fields::oauth_fields;
use super::parameters::parameter_list;
use super::simulate::simulate_field;
use crate::app::host::clock;
use crate::app::state::shared::Shared;
use crate::app::ui::secret_field::SecretField;

/// What the form begins with.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The connection as it is.
    pub(crate) draft: Rc<ConnectionDraft>,
    /// All connections of this tab.
    pub(crate) connections: Shared<Connections>,
    /// Replaces all connections.
    pub(crate) set: Callback<Vec<Connection>>,
    /// Told after each change whether the form differs from what it began with.
    pub(crate) changed: Callback<bool>,
    /// Back to the list.
    pub(crate) edit: Callback<Option<ConnectionDraft>>,
}

/// The form. What is wrong is said once Save was pressed, and from then on while typing.
#[component]
pub(crate) fn ConnectionForm(Props { draft, connections, set, changed, edit }: &Props) -> Html {
    let start = draft.clone();
    let draft = use_state(|| (*start).clone());
    let checked = use_state(|| false);
    let id = use_memo((), |()| clock::uuid());
    let connection = draft.connection(&id);
    let problems = if *checked { problems(&connection, draft.index, connections) } else { Vec::new() };

    let newest = use_mut_ref(|| (*draft).clone());
    let change: Callback<DraftEdit> = Callback::from({
        let (draft, newest, changed) = (draft.setter(), newest.clone(), changed.clone());
        move |change: DraftEdit| {
            change(&mut newest.borrow_mut());
            draft.set(newest.borrow().clone());
            changed.emit(start.is_cut || *newest.borrow() != *start);
        }
    });
    let write = |field: Field| {
        let change = change.clone();
        Callback::from(move |text: String| {
            change.emit(Box::new(move |draft: &mut ConnectionDraft| draft.set(field, text)));
        })
    };
    let save = {
        let (set, edit, checked, connections) = (set.clone(), edit.clone(), checked.setter(), connections.clone());
        let index = draft.index;
        let connection = connection.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            checked.set(true);
            if self::problems(&connection, index, &connections).is_empty() {
                let mut all: Vec<Connection> = connections.iter().cloned().collect();
                match index.and_then(|index| all.get_mut(index)) {
                    Some(place) => *place = connection.clone(),
                    None => all.push(connection.clone()),
                }
                set.emit(all);
                edit.emit(None);
            }
        }
    };
    let cancel = {
        let edit = edit.clone();
        move |_| edit.emit(None)
    };
    let kind = |kind: Kind, name: &'static str| {
        let change = change.clone();
        html! {
            <label class="radio">
                <input type="radio" name="kind" checked={draft.kind == kind}
                    onchange={move |_| change.emit(Box::new(move |draft: &mut ConnectionDraft| draft.kind = kind))} />
                { name }
            </label>
        }
    };
    let practice = !draft.origins.contains(PRACTICE_ORIGIN);
    let offer = {
        let change = change.clone();
        move |_| {
            change.emit(Box::new(|draft: &mut ConnectionDraft| {
                let rest = draft.origins.trim_end();
                draft.origins =
                    if rest.is_empty() { PRACTICE_ORIGIN.to_owned() } else { format!("{rest}\n{PRACTICE_ORIGIN}") };
            }));
        }
    };
    html! {
        <form class="connection-form" onsubmit={save} novalidate={true} autocomplete="off">
            { text_field(&problems, "Name", "name", "Name", &draft.name, write(Field::Name), "Letters, digits, dots, dashes, underscores") }
            <fieldset class="kinds">
                <legend>{"Authorization"}</legend>
                { kind(Kind::Basic, "BASIC: user name and password") }
                { kind(Kind::ApiKey, "API_KEY: a header with a key") }
                { kind(Kind::OAuth, "OAUTH_CLIENT_CREDENTIALS: a token, fetched first") }
            </fieldset>
            { match draft.kind { Kind::Basic => html! { <>
                { text_field(&problems, "BasicAuthParameters.Username", "username", "User name", &draft.username, write(Field::Username), "") }
                { secret_field(&problems, "BasicAuthParameters.Password", "password", "Password", &draft.password, write(Field::Password)) }
            </> }, Kind::ApiKey => html! { <>
                { text_field(&problems, "ApiKeyAuthParameters.ApiKeyName", "key-name", "Header name", &draft.key_name, write(Field::KeyName), "") }
                { secret_field(&problems, "ApiKeyAuthParameters.ApiKeyValue", "key-value", "Key", &draft.key_value, write(Field::KeyValue)) }
            </> }, Kind::OAuth => oauth_fields(&draft, &problems, &write, &change) } }
            <div class="field">
                <label for="origins">{"Allowed origins, one per line"}</label>
                <textarea id="origins" rows="2" spellcheck="false" placeholder="https://api.example.com" value={draft.origins.clone()} oninput={
                    let write = write(Field::Origins);
                    move |event: InputEvent| {
                        if let Some(input) = event.target_dyn_into::<HtmlTextAreaElement>() {
                            write.emit(input.value());
                        }
                    }
                } />
                if practice {
                    <button type="button" class="button small" onclick={offer}>{ format!("Add {PRACTICE_ORIGIN}") }</button>
                }
                { message(&problems, "origins") }
            </div>
            { text_field(&problems, "aliases", "aliases", "Template placeholders for this connection", &draft.aliases, write(Field::Aliases), "EBConnectionARN for ${EBConnectionARN}") }
            <details class="more" open={!draft.invocation.headers.is_empty() || !draft.invocation.query.is_empty() || !draft.invocation.body.is_empty()}>
                <summary>{"Parameters added to every call"}</summary>
                for list in ParameterList::INVOCATION {
                    { parameter_list(list, &draft, &problems, &change) }
                }
            </details>
            { text_field(&problems, "Description", "description", "Description", &draft.description, write(Field::Description), "Optional") }
            { simulate_field(draft.simulated, &change) }
            if let Some(known) = draft.arn.as_deref() {
                <dl class="aws-names">
                    <div><dt>{"ARN"}</dt><dd><code>{ known.to_owned() }</code></dd></div>
                    if let Some(secret) = arn::connection::secret_arn(known) { <div><dt>{"Secret name on AWS"}</dt><dd><code>{ secret }</code></dd></div> }
                </dl>
            }
            <div class="actions">
                if !problems.is_empty() { <p class="field-problem" role="alert">{ "Fix the marked fields." }</p> }
                <button type="button" class="button" onclick={cancel}>{"Cancel"}</button>
                <button type="submit" class="button primary" data-testid="save-connection"><span>{"Save"}</span></button>
            </div>
        </form>
    }
}

/// What the library finds wrong, and names that are taken.
fn problems(connection: &Connection, index: Option<usize>, connections: &Connections) -> Vec<Problem> {
    let mut found = validate::problems(connection);
    let taken =
        connections.iter().enumerate().any(|(other, known)| Some(other) != index && known.name == connection.name);
    if taken {
        found.push(Problem { field: "Name".to_owned(), cause: Cause::NameTaken, refused: None });
    }
    found
}

/// What is wrong with `field`, or with one of its items.
pub(super) fn message(problems: &[Problem], field: &str) -> Html {
    let found = problems.iter().filter(|problem| {
        problem.field == field
            || problem.field.strip_prefix(field).is_some_and(|rest| rest.starts_with('[') && !rest.contains('.'))
    });
    let show = |problem: &Problem| {
        let refusal = refusal(std::slice::from_ref(problem));
        html! {
            <p class="field-problem" id={format!("{field}-problem")}>
                { problem.message() }
                if let Some(refusal) = refusal { <span class="api-says">{ format!("API message: {refusal}") }</span> }
            </p>
        }
    };
    found.map(show).collect()
}

fn described(problems: &[Problem], field: &str) -> Option<AttrValue> {
    problems.iter().any(|problem| problem.field == field).then(|| format!("{field}-problem").into())
}

pub(super) fn text_field(
    problems: &[Problem],
    field: &str,
    id: &'static str,
    label: &'static str,
    value: &str,
    write: Callback<String>,
    placeholder: &'static str,
) -> Html {
    let oninput = move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            write.emit(input.value());
        }
    };
    let problem = described(problems, field);
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <input {id} value={value.to_owned()} {placeholder} autocomplete="off" spellcheck="false" {oninput}
                aria-invalid={problem.is_some().then_some("true")} aria-describedby={problem} />
            { message(problems, field) }
        </div>
    }
}

pub(super) fn secret_field(
    problems: &[Problem],
    field: &str,
    id: &'static str,
    label: &'static str,
    value: &Secret,
    set: Callback<String>,
) -> Html {
    let value = value.clone();
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <SecretField key={id} {id} name={label.to_lowercase()} {value} {set} described_by={described(problems, field)} />
            { message(problems, field) }
        </div>
    }
}
