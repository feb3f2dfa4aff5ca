//! The form of an endpoint, and what answers there.

use asl_http::relay::{AwsStatus, RelaySetting};
use asl_remote::{BadPlace, Client, MachineSummary, Place, Problem, Way};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::explained::explained;
use super::transport::PageTransport;
use crate::app::host::{location, storage};
use crate::app::relay::transport as relay;
use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// An endpoint that answered.
#[derive(Clone)]
pub(super) struct Reached {
    /// The API there.
    pub(super) client: Client<PageTransport>,
    /// What the relay signs for, if it is used.
    pub(super) aws: Option<AwsStatus>,
    /// The state machines, those of the playground first.
    pub(super) machines: Vec<MachineSummary>,
}

impl Reached {
    /// The endpoint and how it is used.
    pub(super) fn place(&self) -> &Place {
        self.client.transport().place()
    }

    /// Whether it is AWS itself; an unknown endpoint of a relay is taken for it.
    pub(super) fn is_aws(&self) -> bool {
        let is_its = |aws: &AwsStatus| aws.endpoint.contains(".amazonaws.com");
        self.place().way == Way::Relay && self.aws.as_ref().is_none_or(is_its)
    }

    /// The role of the state machines; `None` if one has to be entered.
    pub(super) fn role(&self) -> Option<&str> {
        self.place().role(self.is_aws())
    }

    /// The region that is asked.
    pub(super) fn region(&self) -> String {
        match (self.place().way, &self.aws) {
            (Way::Emulator, _) => self.place().region.clone(),
            (Way::Relay, Some(aws)) => aws.region.clone(),
            (Way::Relay, None) => "the region of the relay".to_owned(),
        }
    }

    /// Where it is, in words.
    pub(super) fn name(&self) -> String {
        match (self.place().way, &self.aws) {
            (Way::Emulator, _) => self.place().address.clone(),
            (Way::Relay, Some(aws)) => format!("{} in {} ({})", aws.endpoint, aws.region, aws.credentials),
            (Way::Relay, None) => "the endpoint of the relay".to_owned(),
        }
    }
}

/// How the connection stands.
#[derive(Clone)]
enum Asked {
    /// It was not asked, or the form was changed since.
    Nothing,
    /// Waiting for the answer.
    Waiting,
    /// The form holds something that cannot be.
    Bad(BadPlace),
    /// No relay is used.
    NoRelay,
    /// It does not answer as it should.
    Failed(Place, Problem),
    /// It answered.
    Reached(String),
}

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// An endpoint answered, or none is chosen any more.
    pub(super) reached: Callback<Option<Shared<Reached>>>,
}

/// The form. An endpoint that was used before is asked as soon as the form opens.
#[component]
pub(super) fn ConnectForm(Props { reached }: &Props) -> Html {
    let (commands, relay) = (use_commands(), use_shared::<Option<RelaySetting>>());
    let form = use_state(|| storage::place().unwrap_or_default());
    let asked = use_state(|| Asked::Nothing);
    // What answers after the form was changed, or after another attempt, is about something else.
    let attempts = use_mut_ref(|| 0_u32);
    let connect = {
        let (form, asked, reached, relay) = (form.clone(), asked.setter(), reached.clone(), relay.clone());
        let attempts = attempts.clone();
        Callback::from(move |()| {
            let place = match form.checked() {
                Ok(place) => place,
                Err(problem) => return asked.set(Asked::Bad(problem)),
            };
            if place.way == Way::Relay && relay.is_none() {
                return asked.set(Asked::NoRelay);
            }
            asked.set(Asked::Waiting);
            reached.emit(None);
            *attempts.borrow_mut() += 1;
            let (attempts, own) = (attempts.clone(), *attempts.borrow());
            let (asked, reached, relay) = (asked.clone(), reached.clone(), (*relay).clone());
            spawn_local(async move {
                let came = reach(place.clone(), relay).await;
                if *attempts.borrow() != own {
                    return;
                }
                match came {
                    Ok(found) => {
                        storage::save_place(&place);
                        asked.set(Asked::Reached(found.name()));
                        reached.emit(Some(Shared::new(found)));
                    }
                    Err(problem) => asked.set(Asked::Failed(place, problem)),
                }
            });
        })
    };
    use_effect_with((), {
        let connect = connect.clone();
        move |()| {
            if storage::place().is_some() {
                connect.emit(());
            }
        }
    });
    let change = {
        let (form, asked, reached, attempts) = (form.clone(), asked.setter(), reached.clone(), attempts.clone());
        move |edit: Box<dyn FnOnce(&mut Place)>| {
            let mut next = (*form).clone();
            edit(&mut next);
            form.set(next);
            *attempts.borrow_mut() += 1;
            asked.set(Asked::Nothing);
            reached.emit(None);
        }
    };
    let field = |id: &'static str,
                 label: &'static str,
                 value: &str,
                 hint: &'static str,
                 set: fn(&mut Place, String)| {
        let change = change.clone();
        let oninput = move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let value = input.value();
                change(Box::new(move |place| set(place, value)));
            }
        };
        html! { <div class="field" key={id}><label for={id}>{ label }</label><input {id} data-testid={id} value={value.to_owned()} autocomplete="off" spellcheck="false" placeholder={hint} {oninput} /></div> }
    };
    let way = |way: Way, label: &'static str| {
        let (change, is_chosen) = (change.clone(), form.way == way);
        let choose = move |_: MouseEvent| change(Box::new(move |place| *place = place.with_way(way)));
        html! { <button type="button" aria-pressed={is_chosen.to_string()} onclick={choose}>{ label }</button> }
    };
    let onsubmit = {
        let connect = connect.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            connect.emit(());
        }
    };
    let relay_settings = move |_: MouseEvent| commands.dispatch(ViewAction::Dialog(Some(Dialog::Relay)));
    let role_hint =
        if form.way == Way::Relay { "The ARN of a role of your account, to run state machines with" } else { "" };
    let command = format!("make relay AWS={} PAGE={}", form.region, location::origin());
    html! {
        <form class="remote-connect" {onsubmit} novalidate={true} autocomplete="off">
            <div class="segmented" role="group" aria-label="Where Step Functions is">
                { way(Way::Emulator, "Emulator on this machine") }{ way(Way::Relay, "AWS, through the relay") }
            </div>
            if form.way == Way::Relay {
                <p class="fine">{"The relay signs with credentials that only it has: from the environment, a profile, or the SSO cache. The page never sees them."}</p>
                <div class="remote-command"><pre tabindex="0" aria-label="Command">{ command.clone() }</pre><CopyButton text={Callback::from(move |()| command.clone())} /></div>
                <button type="button" class="button small" onclick={relay_settings} aria-haspopup="dialog">{ icon(Icon::Relay) }{ if relay.is_some() { "Relay settings…" } else { "Enter what the relay prints…" } }</button>
            } else {
                <p class="fine">{"LocalStack, or moto’s server. Neither checks credentials."}</p>
            }
            <div class="remote-fields">
                if form.way == Way::Emulator { { field("remote-address", "Address", &form.address, "", |place, text| place.address = text) } }
                if form.way == Way::Emulator { { field("remote-region", "Region", &form.region, "", |place, text| place.region = text) } }
                { field("remote-role", "Role of the state machines (ARN)", &form.role_arn, role_hint, |place, text| place.role_arn = text) }
            </div>
            <div role="status" data-testid="remote-status">{ said(&asked) }</div>
            <div class="actions"><button class={if matches!(*asked, Asked::Reached(_)) { "button" } else { "button primary" }} data-testid="remote-connect" disabled={matches!(*asked, Asked::Waiting)}>{"Connect"}</button></div>
        </form>
    }
}

fn said(asked: &Asked) -> Html {
    match asked {
        Asked::Nothing => Html::default(),
        Asked::Waiting => html! { <p class="relay-line">{ icon(Icon::Running) }<span>{"Connecting…"}</span></p> },
        Asked::Bad(problem) => {
            html! { <p class="relay-line bad">{ icon(Icon::Cross) }<span>{ prose(&problem.to_string()) }</span></p> }
        }
        Asked::NoRelay => {
            html! { <p class="relay-line bad">{ icon(Icon::Cross) }<span>{"No relay is connected: start it with this command, then enter its token."}</span></p> }
        }
        Asked::Failed(place, problem) => explained(problem, place),
        Asked::Reached(name) => {
            html! { <p class="relay-line good">{ icon(Icon::Check) }<span>{ format!("Connected to {name}.") }</span></p> }
        }
    }
}

/// Asks the endpoint for its state machines, and the relay for what it signs.
async fn reach(place: Place, setting: Option<RelaySetting>) -> Result<Reached, Problem> {
    let way = place.way;
    let client = Client::new(PageTransport::new(place, setting.clone()));
    // The relay looks for its credentials first, which may take a while; then it says at once where they are from.
    let machines = client.machines().await?;
    let aws = match setting.filter(|_| way == Way::Relay) {
        Some(setting) => relay::status(&setting.address, &setting.token).await.ok().and_then(|status| status.aws),
        None => None,
    };
    Ok(Reached { client, aws, machines })
}
