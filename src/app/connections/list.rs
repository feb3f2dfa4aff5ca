//! The list of connections.

use asl_http::{Authorization, Connection, Connections};
use yew::prelude::*;

use super::draft::ConnectionDraft;
use super::export::export_panel;
use super::import::ImportPanel;
use super::trial::ConnectionTrial;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};

/// The connections, and what changes them.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The connections of this tab.
    pub(crate) connections: Shared<Connections>,
    /// Replaces all connections.
    pub(crate) set: Callback<Vec<Connection>>,
    /// Opens the form with a draft.
    pub(crate) edit: Callback<Option<ConnectionDraft>>,
}

/// The list. Deleting asks once, in place.
#[component]
pub(crate) fn ConnectionList(Props { connections, set, edit }: &Props) -> Html {
    let deleting = use_state(|| None::<usize>);
    // What is open below a connection: the test, or the export.
    let below = use_state(|| None::<(usize, OpenPanel)>);
    let importing = use_state(|| false);
    let open = |index: usize, what: OpenPanel, word: &'static str, name: &str| {
        let is_open = *below == Some((index, what));
        let below = below.clone();
        html! {
            <button type="button" class="button small" aria-expanded={is_open.to_string()} aria-label={format!("{word} {name}")}
                onclick={move |_| below.set((!is_open).then_some((index, what)))}>{ word }</button>
        }
    };
    let import = {
        let importing = importing.clone();
        move |_| importing.set(!*importing)
    };
    let create = {
        let edit = edit.clone();
        move |_| edit.emit(Some(ConnectionDraft::new()))
    };
    html! {
        <>
            <p class="fine">
                {"Credentials stay in this tab's session storage until you close the tab. They are sent only to the origins that you allow, and are never part of a link, the history, or an export."}
            </p>
            if connections.is_empty() {
                <p class="empty">{"No connections yet. An HTTP Task needs one."}</p>
            }
            <ul class="connection-list">
                for (index, connection) in connections.iter().enumerate() {
                    <li key={connection.arn.to_string()} data-testid="connection">
                        <div class="connection-text">
                            <div class="connection-name"><b>{ connection.name.to_string() }</b><span class="tag">{ connection.authorization.kind() }</span></div>
                            <div class="connection-facts">{ facts(connection) }</div>
                            <code class="arn" title={connection.arn.to_string()}>{ connection.arn.to_string() }</code>
                            <div class="connection-more">
                                { open(index, OpenPanel::Trial, "Test", &connection.name) }
                                { open(index, OpenPanel::Export, "Export", &connection.name) }
                            </div>
                        </div>
                        if *deleting == Some(index) {
                            <div class="connection-actions" role="group" aria-label={format!("Delete {}?", connection.name)}>
                                <button class="button small danger" onclick={
                                    let (set, all, deleting) = (set.clone(), connections.clone(), deleting.setter());
                                    move |_| {
                                        set.emit(all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, one)| one.clone()).collect());
                                        deleting.set(None);
                                    }
                                }>{"Delete"}</button>
                                <button class="button small" onclick={
                                    let deleting = deleting.setter();
                                    move |_| deleting.set(None)
                                }>{"Keep"}</button>
                            </div>
                        } else {
                            <div class="connection-actions">
                                <button class="button quiet square" title="Edit" aria-label={format!("Edit {}", connection.name)} onclick={
                                    let (edit, draft) = (edit.clone(), ConnectionDraft::of(index, connection));
                                    move |_| edit.emit(Some(draft.clone()))
                                }>{ icon(Icon::Edit) }</button>
                                <button class="button quiet square" title="Delete" aria-label={format!("Delete {}", connection.name)} onclick={
                                    let deleting = deleting.setter();
                                    move |_| deleting.set(Some(index))
                                }>{ icon(Icon::Delete) }</button>
                            </div>
                        }
                        { match *below {
                            Some((here, OpenPanel::Trial)) if here == index => html! { <ConnectionTrial connection={connection.clone()} /> },
                            Some((here, OpenPanel::Export)) if here == index => export_panel(connection),
                            _ => Html::default(),
                        } }
                    </li>
                }
            </ul>
            if *importing { <ImportPanel edit={edit.clone()} /> }
            <div class="actions">
                <button type="button" class="button" data-testid="import-connection" aria-expanded={importing.to_string()} onclick={import}>{"Import"}</button>
                <button class="button primary" data-testid="new-connection" onclick={create}>{ icon(Icon::Plus) }<span>{"New connection"}</span></button>
            </div>
        </>
    }
}

/// What can be open below a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenPanel {
    Trial,
    Export,
}

/// Who calls, and where to.
fn facts(connection: &Connection) -> String {
    let who = match &connection.authorization {
        Authorization::Basic { username, .. } => format!("user {username}"),
        Authorization::ApiKey { name, .. } => format!("header {name}"),
        Authorization::OAuth(oauth) => format!("client {}, tokens from {}", oauth.client_id, oauth.endpoint),
    };
    let origins = connection.origins.iter().map(|origin| &**origin).collect::<Vec<_>>().join(", ");
    let place = if origins.is_empty() {
        "no allowed origins: the credentials are sent nowhere".to_owned()
    } else {
        format!("only to {origins}")
    };
    let aliases = connection.aliases.iter().map(|alias| format!("${{{alias}}}"));
    let simulated = connection.simulated.map(|condition| format!("simulated: {}", condition.label()));
    [who, place].into_iter().chain(aliases).chain(simulated).collect::<Vec<_>>().join(" · ")
}
