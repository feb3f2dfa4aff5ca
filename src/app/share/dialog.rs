//! The share dialog: what is in a link, how long it is and what that means, and the ways to send it.

use std::rc::Rc;

use asl_share::choice::{LARGEST_CODE, Part, Reach};
use asl_share::written::{self, WrittenSecret};
use asl_share::{Envelope, link as wire};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::embed_panel::EmbedPanel;
use super::recorded_run::RecordedRun;
use super::{code, link};
use crate::app::host::clipboard::{self, COPIED_MILLIS, Copied};
use crate::app::host::download;
use crate::app::run::masking;
use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// The ways to send a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Link,
    Markdown,
    File,
    Code,
    Embed,
}

/// A link to what was chosen, and what is to be known of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Made {
    /// The whole address; `None` if no link can hold it.
    link: Option<Rc<str>>,
    /// What looks like a secret in it.
    secrets: Rc<[WrittenSecret]>,
}

/// The dialog. It is about the document as it was when the dialog opened.
#[component]
pub(crate) fn ShareDialog() -> Html {
    let commands = use_commands();
    let whole = use_memo((), |()| link::envelope(&commands.state()));
    let left_out = use_state(Vec::<Part>::new);
    // The way that the person asked for although there is a secret in the link: it takes a second press.
    let asked = use_state(|| None::<Way>);
    let agreed = use_state(|| false);
    let done = use_state(|| None::<(Way, Copied)>);
    let shows_code = use_state(|| false);
    let shows_embed = use_state(|| false);
    let run = use_state(|| None::<Rc<str>>);
    let timer = use_mut_ref(|| None::<Timeout>);
    let made = use_memo(((*left_out).clone(), whole.clone(), (*run).clone()), |(left_out, whole, run)| {
        let mut envelope = (**whole).clone();
        run.as_deref().unwrap_or_default().clone_into(&mut envelope.run);
        for part in left_out {
            part.leave_out(&mut envelope);
        }
        let state = commands.state();
        let redactor = masking::redactor(&state.connections, &state.run.connections, &commands.tokens().borrow());
        let secrets = written::find(&envelope, &redactor).into();
        let link = wire::fits(&envelope).then(|| link::link_to(&envelope)).flatten().map(Rc::from);
        Made { link, secrets }
    });
    let send = {
        let (made, whole, done, timer) = (made.clone(), whole.clone(), done.setter(), timer.clone());
        let (shows_code, shows_embed) = (shows_code.setter(), shows_embed.setter());
        Rc::new(move |way: Way| {
            let Some(link) = made.link.clone() else { return };
            let name = name(&whole);
            match way {
                Way::File => download::save(&format!("{}.playground.txt", file_name(&name)), &format!("{link}\n")),
                Way::Code => shows_code.set(true),
                Way::Embed => shows_embed.set(true),
                Way::Link | Way::Markdown => {
                    let text =
                        if way == Way::Link { link.to_string() } else { format!("[{}]({link})", escaped(&name)) };
                    let (done, timer) = (done.clone(), timer.clone());
                    spawn_local(async move {
                        done.set(Some((way, clipboard::copy(&text).await)));
                        timer.replace(Some(Timeout::new(COPIED_MILLIS, move || done.set(None))));
                    });
                }
            }
        })
    };
    let press = |way: Way| {
        let (send, asked) = (send.clone(), asked.setter());
        let may = made.secrets.is_empty() || *agreed;
        Callback::from(move |_: MouseEvent| if may { send(way) } else { asked.set(Some(way)) })
    };
    // What was agreed to was about what was in it then.
    let ask_again = {
        let (asked, agreed, shows_code, shows_embed) =
            (asked.setter(), agreed.setter(), shows_code.setter(), shows_embed.setter());
        Callback::from(move |()| {
            asked.set(None);
            agreed.set(false);
            shows_code.set(false);
            shows_embed.set(false);
        })
    };
    let toggle = |part: Part| {
        let (left_out, ask_again) = (left_out.clone(), ask_again.clone());
        Callback::from(move |_: Event| {
            let mut next = (*left_out).clone();
            match next.iter().position(|known| *known == part) {
                Some(at) => _ = next.remove(at),
                None => next.push(part),
            }
            left_out.set(next);
            ask_again.emit(());
        })
    };
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|part| part.is_in(&whole)).collect();
    let length = made.link.as_ref().map_or(0, |link| link.len());
    let fits_code = made.link.is_some() && length <= LARGEST_CODE;
    let word = |way: Way, word: &'static str| match *done {
        Some((known, Copied::Done)) if known == way => "Copied",
        Some((known, Copied::Failed)) if known == way => "Failed",
        _ => word,
    };
    let anyway = (*asked).map(|way| {
        let (send, asked, agreed) = (send.clone(), asked.setter(), agreed.setter());
        Callback::from(move |_: MouseEvent| {
            agreed.set(true);
            asked.set(None);
            send(way);
        })
    });
    let is_off = made.link.is_none();
    let take_run = {
        let (run, ask_again) = (run.setter(), ask_again.clone());
        Callback::from(move |taken: Option<Rc<str>>| {
            run.set(taken);
            ask_again.emit(());
        })
    };
    let deploy = {
        let commands = commands.clone();
        move |_: MouseEvent| commands.dispatch(ViewAction::Dialog(Some(Dialog::Deploy)))
    };
    html! {
        <Modal title="Share this workflow" class="share">
            <fieldset class="share-parts">
                <legend>{"The link contains"}</legend>
                <label class="check"><input type="checkbox" checked={true} disabled={true} />{ "Definition" }</label>
                for part in parts {
                    <label key={words(part)} class="check">
                        <input type="checkbox" checked={!left_out.contains(&part)} onchange={toggle(part)} />
                        <span>{ words(part) }{ detail(part, &whole) }</span>
                    </label>
                }
                if link::can_record(&commands.state()) { <RecordedRun run={(*run).clone()} set={take_run} /> }
            </fieldset>
            <p class="fine">{"The values of connections are never in a link. Everything else is in the link itself, after the #: nothing is uploaded, and browsers don't send that part to the host."}</p>
            if let Some(link) = &made.link {
                <div class="share-length">
                    <input class="link" readonly={true} value={if made.secrets.is_empty() || *agreed { link.to_string() } else { String::new() }}
                        placeholder="Not shown, because it contains what looks like a secret" aria-label="Share link" data-testid="share-link" />
                    <p data-testid="share-length"><b>{ format!("{}.", format::count(length, "character")) }</b>{ " " }{ meaning(length) }</p>
                </div>
            } else {
                <p class="field-problem" role="alert">{"A link can contain at most 2 MB. Clear some boxes, or send the files instead."}</p>
            }
            if !made.secrets.is_empty() {
                <div class="share-secrets" role={asked.is_some().then_some("alert")} data-testid="share-secrets">
                    { icon(Icon::Warning) }
                    <div>
                        <p>{"The link would contain what looks like a secret. Anyone with the link could read it:"}</p>
                        <ul class="plan">
                            for (index, one) in made.secrets.iter().take(6).enumerate() { <li key={index}>{ format!("{} (line {})", one.text, one.line) }</li> }
                        </ul>
                        <p>{"Put secrets in a connection, which is never part of a link, or clear the box of that part."}</p>
                        if let Some(anyway) = anyway {
                            <button class="button small danger" data-testid="share-secret-anyway" onclick={anyway}>{"Share it with the secret"}</button>
                        }
                    </div>
                </div>
            }
            <div class="share-ways">
                <button class="button primary" data-testid="copy-link" disabled={is_off} onclick={press(Way::Link)}>{ icon(Icon::Copy) }<span aria-live="polite">{ word(Way::Link, "Copy link") }</span></button>
                <button class="button" data-testid="copy-markdown" disabled={is_off} onclick={press(Way::Markdown)}>{ icon(Icon::Copy) }<span aria-live="polite">{ word(Way::Markdown, "Copy Markdown") }</span></button>
                <button class="button" data-testid="download-link" disabled={is_off} onclick={press(Way::File)} title="A small text file. To open it, drop it on the page.">{ icon(Icon::Download) }<span>{"Download file"}</span></button>
                <button class="button" data-testid="show-code" disabled={!fits_code} onclick={press(Way::Code)}>{"QR code"}</button>
                <button class="button" data-testid="show-embed" disabled={is_off} aria-expanded={shows_embed.to_string()} onclick={press(Way::Embed)}>{"Embed…"}</button>
            </div>
            <p class="fine">
                {"To put it into an AWS account, "}
                <button class="link-button" data-testid="share-deploy" onclick={deploy}>{"export it for deployment"}</button>
                {" as SAM, CloudFormation, Terraform, or CDK."}
            </p>
            if *shows_code && fits_code { { code::code(made.link.as_deref().unwrap_or_default()) } }
            if let Some(link) = made.link.clone().filter(|_| *shows_embed) { <EmbedPanel {link} title={name(&whole)} lesson={if left_out.contains(&Part::Lesson) { String::new() } else { whole.lesson.clone() }} /> }
            <p class="fine">{"Anyone who opens the link first sees what the workflow does, which hosts it calls, and which credentials it needs. Nothing runs until they agree."}</p>
        </Modal>
    }
}

/// What a part is called.
fn words(part: Part) -> &'static str {
    match part {
        Part::Input => "Input",
        Part::Mocks => "Mocks",
        Part::Events => "Events",
        Part::Scenarios => "Scenarios",
        Part::Run => "Recorded run",
        Part::Lesson => "Lesson",
        Part::Project => "Files beside the definition",
        Part::Files => "Files for S3",
        Part::Settings => "Settings",
        Part::Connections => "Connections, without their values",
        Part::Shown => "What is selected",
    }
}

/// What is in a part, where its name does not say it.
fn detail(part: Part, envelope: &Envelope) -> String {
    let names: Vec<&str> = match part {
        Part::Project => envelope.settings.template.project.others.iter().map(|file| &*file.path).collect(),
        Part::Files => envelope.files.iter().map(|file| &*file.key).collect(),
        Part::Connections => envelope.connections.iter().map(|one| &*one.name).collect(),
        Part::Shown if !envelope.shown.state.is_empty() => vec![&envelope.shown.state],
        _ => return String::new(),
    };
    let shown = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(3);
    if more > 0 { format!(": {shown}, and {more} more") } else { format!(": {shown}") }
}

/// What the length of a link means.
fn meaning(length: usize) -> &'static str {
    match Reach::of(length) {
        Reach::Anywhere => "Short enough for chat, email, and a QR code that a phone reads from the screen.",
        Reach::Messages => "Fine for chat and email. Its QR code is dense: show it large.",
        Reach::NoCode => "Fine for most chat apps and email. Too long for a QR code.",
        Reach::File => {
            "Some chat and email apps cut off links of this length. Download the file and send that instead."
        }
    }
}

/// What the workflow is called: the state that it starts at.
fn name(envelope: &Envelope) -> String {
    let rest =
        envelope.definition.split_once("StartAt").map(|(_, rest)| rest.trim_start_matches(['"', '\'', ' ', ':']));
    let name = rest.and_then(|rest| rest.lines().next()?.split(['"', '\'', ',', '#']).next());
    name.map(str::trim).filter(|name| !name.is_empty() && name.chars().count() <= 80).unwrap_or("Workflow").to_owned()
}

/// A name without what Markdown reads as more than text.
fn escaped(name: &str) -> String {
    name.chars().flat_map(|char| if "[]\\`*_<>".contains(char) { vec!['\\', char] } else { vec![char] }).collect()
}

/// A name as that of a file.
fn file_name(name: &str) -> String {
    let kept = |char: char| if char.is_alphanumeric() { char.to_ascii_lowercase() } else { '-' };
    name.chars().map(kept).collect::<String>().trim_matches('-').to_owned()
}
