//! The first thing that is seen of a workflow that came by link: what it does, what it calls, and what it needs. Nothing runs
//! before the person agrees here.

use std::rc::Rc;

use asl_http::{Connection, Connections, Parameter, Secret, validate};
use asl_stack::requirements::MissingConnection;
use asl_text::Span;
use gloo_timers::callback::Timeout;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::app::connections::draft::{ConnectionDraft, Field, Kind, ParameterList};
use crate::app::connections::draft_of;
use crate::app::host::clock;
use crate::app::run::consent::PlannedCalls;
use crate::app::run::consent_dialog::plan;
use crate::app::state::Action;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::prose::prose;
use crate::app::ui::secret_field::SecretField;

/// What the card is about.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the document calls and asks.
    pub(crate) calls: Rc<PlannedCalls>,
    /// The document.
    pub(crate) document: Shared<Document>,
}

/// A connection that is missing, as far as it is filled in.
#[derive(Clone, PartialEq)]
struct Wanted {
    draft: ConnectionDraft,
    /// What the link says has to be filled in; without a word about it the person chooses the kind.
    is_outlined: bool,
    /// Whether there are origins for it.
    has_origins: bool,
}

/// The card.
#[component]
pub(crate) fn LinkCard(Props { calls, document }: &Props) -> Html {
    let commands = use_commands();
    let wanted = use_state(|| calls.missing.iter().map(|name| wanted(calls, document, name)).collect::<Vec<_>>());
    let newest = use_mut_ref(|| (*wanted).clone());
    let ids = use_memo((), |()| calls.missing.iter().map(|_| clock::uuid()).collect::<Vec<_>>());
    let checked = use_state(|| false);
    let made = |wanted: &[Wanted]| -> Vec<Connection> {
        wanted.iter().zip(ids.iter()).map(|(one, id)| one.draft.connection(id)).collect()
    };
    let problems: Vec<Vec<String>> =
        made(&wanted).iter().map(|one| if *checked { problems(one) } else { Vec::new() }).collect();
    let change = {
        let (wanted, newest) = (wanted.setter(), newest.clone());
        Rc::new(move |at: usize, edit: &dyn Fn(&mut ConnectionDraft)| {
            if let Some(one) = newest.borrow_mut().get_mut(at) {
                edit(&mut one.draft);
            }
            wanted.set(newest.borrow().clone());
        })
    };
    let submit = {
        let (commands, document, checked) = (commands.clone(), document.clone(), checked.setter());
        let connections = made(&wanted);
        move |event: SubmitEvent| {
            event.prevent_default();
            checked.set(true);
            if connections.iter().all(|one| problems_of(one).is_empty()) {
                let known = commands.state().connections;
                if !connections.is_empty() {
                    let all = known.iter().cloned().chain(connections.iter().cloned());
                    commands.dispatch(Action::SetConnections(all.collect::<Connections>()));
                }
                let (commands, document) = (commands.clone(), document.clone());
                // Once the state has them.
                Timeout::new(0, move || commands.run_confirmed(&document)).forget();
            }
        }
    };
    let read = {
        let commands = commands.clone();
        move |_| commands.dispatch(ViewAction::Dialog(None))
    };
    let back = {
        let commands = commands.clone();
        move |_| {
            commands.dispatch(ViewAction::Dialog(None));
            commands.back();
        }
    };
    let state = commands.state();
    let has_own = matches!(state.view.notice, Some(Notice::FromLink { kept: true })) && !state.previous.is_empty();
    let word = if calls.is_function { "function" } else { "workflow" };
    let run = if wanted.is_empty() { format!("Run {word}") } else { "Fill in and run".to_owned() };
    let forms = wanted.iter().zip(&problems).enumerate().map(|(at, (one, problems))| form(at, one, problems, &change));
    html! {
        <Modal key="link-card" title={format!("A {word} from a link")} class="confirm link-card">
            <form class="link-card-form" onsubmit={submit} novalidate={true} autocomplete="off" data-testid="link-card">
                if let Some(comment) = &calls.comment { <p class="link-comment">{ comment.to_string() }</p> }
                <ul class="link-says" data-testid="link-says">
                    for (index, said) in calls.says.iter().enumerate() { <li key={index}>{ prose(said) }</li> }
                </ul>
                { lesson(document) }
                { plan(calls, &html! { { for forms } }) }
                if !calls.can_run {
                    <p class="field-problem">{"It can't run as it is. The page shows the problems below the definition."}</p>
                }
                <div class="actions">
                    if has_own { <button type="button" class="button quiet" onclick={back} data-testid="link-back">{ icon(Icon::Back) }<span>{"Back to my workflow"}</span></button> }
                    <button type="button" class="button" onclick={read} data-testid="link-read">{"Read it first"}</button>
                    if calls.can_run {
                        <button type="submit" class="button primary" data-testid="link-run">{ icon(Icon::Run) }<span>{ run }</span></button>
                    }
                </div>
            </form>
        </Modal>
    }
}

/// That there is a lesson beside the workflow.
fn lesson(document: &Document) -> Html {
    if document.lesson.is_empty() {
        return Html::default();
    }
    let root = asl_text::parse_data(&document.lesson).root;
    let title = root.as_ref().and_then(|root| root.get("title")?.as_str().cloned()).unwrap_or_default();
    let steps = root.as_ref().and_then(|root| root.get("steps")).map_or(0, |steps| steps.items().len());
    html! {
        <p class="link-lesson" data-testid="link-lesson">
            { icon(Icon::Book) }<span>{"A lesson comes with it: "}<b>{ title.to_string() }</b>{ format!(", {}.", format::count(steps, "step")) }</span>
        </p>
    }
}

/// The form of a connection that is missing: as the link has it, else as the Task that names it does.
fn wanted(calls: &PlannedCalls, document: &Document, name: &Rc<str>) -> Wanted {
    let missing = calls.needs.iter().find(|missing| missing.reference == *name).cloned();
    let missing = missing.unwrap_or_else(|| {
        let (reference, state) = (name.clone(), Rc::default());
        Rc::new(MissingConnection { reference, span: Span::default(), state, is_of_destination: false, origin: None })
    });
    let is_outlined = document.outline(&missing).is_some();
    let draft = draft_of(document, calls.template_at, &missing);
    let has_origins = !draft.origins.trim().is_empty();
    Wanted { draft, is_outlined, has_origins }
}

/// What is wrong with a connection, as AWS and the page see it.
fn problems_of(connection: &Connection) -> Vec<validate::Problem> {
    validate::problems(connection)
}

fn problems(connection: &Connection) -> Vec<String> {
    problems_of(connection).iter().map(validate::Problem::message).collect()
}

type Change = Rc<dyn Fn(usize, &dyn Fn(&mut ConnectionDraft))>;

/// The fields of a connection that have no value yet.
fn form<F: Fn(usize, &dyn Fn(&mut ConnectionDraft)) + 'static>(
    at: usize,
    Wanted { draft, is_outlined, has_origins }: &Wanted,
    problems: &[String],
    change: &Rc<F>,
) -> Html {
    let change: Change = change.clone();
    let text = |id: &str, label: &str, value: &str, field: Field| {
        let (change, id) = (change.clone(), format!("link-{at}-{id}"));
        let oninput = move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                change(at, &|draft| draft.set(field, input.value()));
            }
        };
        html! {
            <div class="field" key={id.clone()}>
                <label for={id.clone()}>{ label.to_owned() }</label>
                <input {id} value={value.to_owned()} autocomplete="off" spellcheck="false" {oninput} />
            </div>
        }
    };
    let secret = |id: String, label: &str, value: &Secret, field: Field| {
        let (change, id) = (change.clone(), format!("link-{at}-{id}"));
        let set = Callback::from(move |text: String| change(at, &|draft| draft.set(field, text.clone())));
        html! {
            <div class="field" key={id.clone()}>
                <label for={id.clone()}>{ label.to_owned() }</label>
                <SecretField {id} name={label.to_lowercase()} value={value.clone()} {set} />
            </div>
        }
    };
    let kinds = [
        (Kind::Basic, "User name and password"),
        (Kind::ApiKey, "A header with a key"),
        (Kind::OAuth, "OAuth client credentials"),
    ];
    let choose = {
        let change = change.clone();
        move |event: Event| {
            let chosen =
                event.target_dyn_into::<HtmlSelectElement>().and_then(|select| select.value().parse::<usize>().ok());
            if let Some((kind, _)) = chosen.and_then(|chosen| kinds.get(chosen).copied()) {
                change(at, &|draft| draft.kind = kind);
            }
        }
    };
    let lists = ParameterList::INVOCATION
        .into_iter()
        .chain(ParameterList::TOKEN.into_iter().filter(|_| draft.kind == Kind::OAuth));
    let empty = lists.flat_map(|list| {
        let fields = draft.list(list).iter().enumerate().filter(|(_, one)| is_wanted(one));
        fields.map(move |(index, one)| (list, index, one.clone())).collect::<Vec<_>>()
    });
    html! {
        <li key={format!("form-{at}")} class="link-connection">
            <fieldset data-testid="link-connection">
                <legend>{"It needs the connection "}<code>{ draft.name.clone() }</code></legend>
                if !is_outlined {
                    <div class="field">
                        <label for={format!("link-{at}-kind")}>{"Authorization"}</label>
                        <select id={format!("link-{at}-kind")} onchange={choose}>
                            for (index, (kind, word)) in kinds.into_iter().enumerate() {
                                <option key={index} value={index.to_string()} selected={draft.kind == kind}>{ word }</option>
                            }
                        </select>
                    </div>
                }
                { match draft.kind {
                    Kind::Basic => html! { <>
                        { text("username", "User name", &draft.username, Field::Username) }
                        { secret("password".to_owned(), "Password", &draft.password, Field::Password) }
                    </> },
                    Kind::ApiKey => html! { <>
                        if !is_outlined { { text("key-name", "Header name", &draft.key_name, Field::KeyName) } }
                        { secret("key".to_owned(), &if *is_outlined { format!("Key for {}", draft.key_name) } else { "Key".to_owned() }, &draft.key_value, Field::KeyValue) }
                    </> },
                    Kind::OAuth => html! { <>
                        { text("client-id", "Client ID", &draft.client_id, Field::ClientId) }
                        { secret("client-secret".to_owned(), "Client secret", &draft.client_secret, Field::ClientSecret) }
                        if !is_outlined { { text("endpoint", "Authorization endpoint", &draft.token_endpoint, Field::TokenEndpoint) } }
                    </> },
                } }
                { for empty.map(|(list, index, one)| secret(format!("{list:?}-{index}"), &one.key, &one.value, Field::ParameterValue(list, index))) }
                if !has_origins { { text("origins", "Allowed origin, such as https://api.example.com", &draft.origins, Field::Origins) } }
                <p class="fine">
                    if *has_origins { {"These values are sent only to "}<code>{ draft.origins.split_whitespace().collect::<Vec<_>>().join(", ") }</code> }
                    if draft.kind == Kind::OAuth && *is_outlined { {"; the client secret only to "}<code>{ draft.token_endpoint.clone() }</code> }
                    { if *has_origins { ". " } else { "" } }{"They stay in this tab and are never part of a link."}
                </p>
                for (index, problem) in problems.iter().enumerate() { <p key={index} class="field-problem" role="alert">{ problem.clone() }</p> }
            </fieldset>
        </li>
    }
}

/// Whether a parameter is to be filled in.
fn is_wanted(parameter: &Parameter) -> bool {
    parameter.is_secret
}
