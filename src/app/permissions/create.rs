//! All connections of a template in one step: what it leaves open is asked for, and each is made as the template has it.

use std::rc::Rc;

use asl_http::endpoint::Endpoint;
use asl_http::{Connection, Connections, Secret, validate};
use asl_stack::requirements;
use asl_stack::template::cloudformation::Answers;
use asl_stack::template::connection::{ConnectionText, read};
use yew::prelude::*;

use crate::app::connections::template_field::template_field;
use crate::app::problems::analysis::Analysis;
use crate::app::state::Action;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;

/// The form. What is typed stays in it; only the connections are kept, in this tab.
#[component]
pub(crate) fn CreateAll() -> Html {
    let (commands, document, known) = (use_commands(), use_shared::<Document>(), use_shared::<Connections>());
    let answers = use_state(|| {
        let given = &document.settings.template.parameters;
        given.iter().map(|(name, value)| (Rc::clone(name), Secret::new(&**value))).collect::<Answers>()
    });
    let outcome = use_state(|| None::<Result<String, String>>);
    let analysis = use_shared::<Analysis>();
    let template =
        analysis.template.as_ref().map_or_else(|| document.definition.clone(), |one| document.file_text(one.at));
    let source = use_memo(template, |text| read(text).ok());
    let Some(source) = &*source else { return Html::default() };
    let made = source.connections(&answers);
    let count = made.len();
    let have = made.iter().flatten().filter(|one| known.find(&one.name).is_some()).count();
    if have == count && outcome.is_none() {
        return html! { <p class="fine" data-testid="connections-there">{"All of its connections are set up in this tab."}</p> };
    }
    let origins: Vec<Rc<str>> =
        all(source, &answers, &document).into_iter().flatten().flat_map(|one| one.origins).collect();
    let create = {
        let (commands, document, known) = (commands.clone(), document.clone(), known.clone());
        let (source, answers, outcome) = (source.clone(), answers.clone(), outcome.setter());
        Callback::from(move |()| {
            outcome.set(Some(create(&source, &answers, &document, &known, |all| {
                commands.dispatch(Action::SetConnections(all));
            })));
        })
    };
    html! {
        <form class="connection-panel" autocomplete="off" data-testid="create-all" onsubmit={move |event: SubmitEvent| {
            event.prevent_default();
            create.emit(());
        }}>
            if have < count {
                for (index, ask) in source.asks().into_iter().enumerate() {
                    <div class="field" key={ask.name.to_string()}>
                        { template_field(&format!("wanted-{index}"), &ask, &answers) }
                    </div>
                }
                <p class="fine">
                    { if origins.is_empty() {
                        "No Task or API destination names an origin for the credentials. Add the allowed origins in Connections.".to_owned()
                    } else {
                        format!("The credentials will be sent only to {}.", origins.join(", "))
                    } }
                </p>
                <div class="actions">
                    <button class="button primary">{ if count == 1 { "Create the connection".to_owned() } else { format!("Create all {count} connections") } }</button>
                </div>
            }
            <div role="status">
                { match &*outcome {
                    None => Html::default(),
                    Some(Ok(text)) => html! { <p>{ text.clone() }</p> },
                    Some(Err(text)) => html! { <p class="field-problem">{ text.clone() }</p> },
                } }
            </div>
        </form>
    }
}

/// Makes a connection of this tab of the one called `id` in the document's template: the secret that leaves the text is kept
/// where it belongs. `false` if there is one of its name, or something else is missing. In the chunk for editing.
pub(crate) fn keep_connection(commands: &Commands, document: &Document, id: &str) -> bool {
    let Ok(source) = read(&document.definition) else { return false };
    let Some(at) = source.names().position(|name| name == id) else { return false };
    let Some(Ok(made)) = all(&source, &Answers::default(), document).into_iter().nth(at) else { return false };
    let known = commands.state().connections;
    if known.find(&made.name).is_some() || !validate::problems(&made).is_empty() {
        return false;
    }
    commands.dispatch(Action::SetConnections(known.iter().cloned().chain([made]).collect()));
    true
}

/// The connections, bound to the origins of their API destinations and of the Tasks that name them.
fn all(source: &ConnectionText, answers: &Answers, document: &Document) -> Vec<Result<Connection, String>> {
    let requirements = document.read().machine.as_ref().map(requirements::of).unwrap_or_default();
    let bound = |mut connection: Connection| {
        let one: Connections = [connection.clone()].into_iter().collect();
        for requirement in &requirements {
            let is_its = requirement.connection.as_ref().is_some_and(|name| one.find(&name.value).is_some());
            let endpoint = requirement.endpoint.as_deref().filter(|_| is_its).and_then(Endpoint::parse);
            if let Some(origin) =
                endpoint.map(|endpoint| Rc::from(endpoint.origin)).filter(|it| !connection.origins.contains(it))
            {
                connection.origins.push(origin);
            }
        }
        connection
    };
    source.connections(answers).into_iter().map(|one| one.map(bound).map_err(|error| error.to_string())).collect()
}

/// Adds what is not there yet, or says what hinders; then nothing is added.
fn create(
    source: &ConnectionText,
    answers: &Answers,
    document: &Document,
    known: &Connections,
    set: impl FnOnce(Connections),
) -> Result<String, String> {
    let mut added = Vec::new();
    for connection in all(source, answers, document) {
        let connection = connection?;
        if known.find(&connection.name).is_some() {
            continue;
        }
        if let Some(problem) = validate::problems(&connection).first() {
            return Err(format!("{}: {}", connection.name, problem.message()));
        }
        added.push(connection);
    }
    let names: Vec<String> = added.iter().map(|one| one.name.to_string()).collect();
    set(known.iter().cloned().chain(added).collect());
    Ok(format!("Created: {}.", names.join(", ")))
}
