//! The part of the share dialog that makes the markup of an embedded playground: choices, a preview, and what to copy.

use std::rc::Rc;

use asl_share::embed::{EmbedControls, EmbedTheme, EmbedView, Embedding, Markup, SANDBOX};
use asl_text::Node;
use gloo_timers::callback::Timeout;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::app::host::location;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;

/// The heights that are offered, in pixels.
const HEIGHTS: [u32; 4] = [240, 320, 420, 600];
/// How long a choice waits for the next one before the preview follows, in milliseconds.
const PREVIEW_MILLIS: u32 = 300;

/// The link that is embedded, and what it is called.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    pub(super) link: Rc<str>,
    pub(super) title: String,
    /// The lesson in the link; empty for none.
    pub(super) lesson: String,
}

/// What a field changes, with what it says.
type Edit = Rc<dyn Fn(&mut Embedding, &str)>;

/// Choices, preview and markup.
#[component]
pub(super) fn EmbedPanel(Props { link, title, lesson }: &Props) -> Html {
    let chosen = use_state(|| Embedding { is_split: false, ..Embedding::default() });
    let height = use_state(|| 420_u32);
    let is_element = use_state(|| false);
    let base = location::folder().unwrap_or_default();
    let document = link.split_once('#').map(|(_, fragment)| fragment.to_owned()).unwrap_or_default();
    let title = format!("{title}: state machine in the ASL Playground");
    let markup = Markup { base: &base, document: &document, title: &title, width: "100%", height: *height };
    let address = markup.address(&chosen);
    let tag = if *is_element { markup.element(&chosen) } else { markup.frame(&chosen) };
    let previewed = use_previewed(&address);

    let change = |edit: Edit| {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let mut next = (*chosen).clone();
            edit(&mut next, &value_of(&event));
            chosen.set(next);
        })
    };
    let view = |view: EmbedView| {
        let is_on = chosen.views.contains(&view);
        let toggle = change(Rc::new(move |chosen, _| toggle(chosen, view)));
        // One stays.
        let only = is_on && chosen.views.len() == 1;
        html! {
            <label key={view.word()} class="check">
                <input type="checkbox" checked={is_on} disabled={only} onchange={toggle} />{ view.title() }
            </label>
        }
    };
    let front = change(Rc::new(|chosen, word| {
        if let Some(view) = EmbedView::of_word(word) {
            chosen.views.retain(|known| *known != view);
            chosen.views.insert(0, view);
        }
    }));
    let split = change(Rc::new(|chosen, _| chosen.is_split = !chosen.is_split));
    let theme = change(Rc::new(|chosen, word| chosen.theme = EmbedTheme::of_word(word)));
    let controls = change(Rc::new(|chosen, word| chosen.controls = EmbedControls::of_word(word)));
    let steps = use_memo(lesson.clone(), |lesson| steps_of(lesson));
    let step = change(Rc::new(|chosen, number| chosen.step = number.parse().ok()));
    let read_only = change(Rc::new(|chosen, _| chosen.is_read_only = !chosen.is_read_only));
    let set_height = {
        let height = height.setter();
        move |event: Event| height.set(value_of(&event).parse().unwrap_or(420))
    };
    let set_form = {
        let is_element = is_element.setter();
        move |event: Event| is_element.set(value_of(&event) == "element")
    };
    let option = |value: &'static str, label: &'static str, is_on: bool| {
        html! { <option key={value} {value} selected={is_on}>{ label }</option> }
    };
    let copied = tag.clone();
    html! {
        <section class="share-embed" aria-labelledby="share-embed-title" data-testid="share-embed">
            <h3 id="share-embed-title">{"Embed in a web page"}</h3>
            <p class="fine">{"An embedded playground answers calls with mocks, the Practice API, and the recorded run. It sends no requests, has no connections, and saves nothing."}</p>
            <fieldset class="share-parts">
                <legend>{"Views"}</legend>
                { for EmbedView::ALL.into_iter().map(|(known, _)| view(known)) }
                <label class="check"><input type="checkbox" checked={chosen.is_split} disabled={chosen.views.len() < 2} onchange={split} />{"First two side by side, where there is room"}</label>
            </fieldset>
            <div class="share-choices">
                <label>{"In front"}<select onchange={front}>
                    { for chosen.views.iter().map(|view| option(view.word(), view.title(), chosen.views.first() == Some(view))) }
                </select></label>
                <label>{"Theme"}<select onchange={theme} data-testid="embed-theme">
                    { option("auto", "Visitor's system", chosen.theme == EmbedTheme::Auto) }
                    { option("light", "Light", chosen.theme == EmbedTheme::Light) }
                    { option("dark", "Dark", chosen.theme == EmbedTheme::Dark) }
                </select></label>
                <label>{"Controls"}<select onchange={controls} data-testid="embed-controls">
                    { option("none", "None", chosen.controls == EmbedControls::None) }
                    { option("run", "Run", chosen.controls == EmbedControls::Run) }
                    { option("step", "Run and step", chosen.controls == EmbedControls::Step) }
                </select></label>
                if !steps.is_empty() {
                    <label>{"Lesson"}<select onchange={step} data-testid="embed-lesson">
                        { option("", "Not shown", chosen.step.is_none()) }
                        for (index, title) in steps.iter().enumerate() {
                            <option key={index} value={(index + 1).to_string()} selected={chosen.step == Some(index + 1)}>{ format!("Step {}: {title}", index + 1) }</option>
                        }
                    </select></label>
                }
                <label>{"Height"}<select onchange={set_height}>
                    for pixels in HEIGHTS { <option key={pixels} value={pixels.to_string()} selected={pixels == *height}>{ format!("{pixels} px") }</option> }
                </select></label>
                <label>{"As"}<select onchange={set_form} data-testid="embed-form">
                    { option("frame", "Frame (iframe)", !*is_element) }
                    { option("element", "Custom element", *is_element) }
                </select></label>
                <label class="check"><input type="checkbox" checked={chosen.is_read_only} onchange={read_only} data-testid="embed-read-only" />{"Read-only"}</label>
            </div>
            <iframe key={previewed.clone()} class="embed-preview" title="Preview" src={previewed} sandbox={SANDBOX} style={format!("height: {}px", *height)} data-testid="embed-preview"></iframe>
            <div class="share-markup">
                <textarea class="link" readonly={true} rows="3" aria-label="Markup" data-testid="embed-markup" value={tag} />
                <CopyButton label="Copy the markup" text={move |()| copied.clone()} />
            </div>
            <p class="fine">{ format!("{}. A page can control its embedded playground with messages or the custom element: see docs/embed.md.", format::count(address.len(), "character")) }</p>
        </section>
    }
}

/// The address that the preview shows: the last one that was chosen for a moment.
#[hook]
fn use_previewed(address: &str) -> String {
    let previewed = use_state(|| address.to_owned());
    use_effect_with(address.to_owned(), {
        let previewed = previewed.clone();
        move |address| {
            let address = address.clone();
            let timer = (*previewed != address).then(|| Timeout::new(PREVIEW_MILLIS, move || previewed.set(address)));
            move || drop(timer)
        }
    });
    (*previewed).clone()
}

/// The titles of the steps of a lesson.
fn steps_of(lesson: &str) -> Vec<String> {
    let root = asl_text::parse_data(lesson).root;
    let steps = root.as_ref().and_then(|root| root.get("steps")).map(Node::items).unwrap_or_default();
    let title = |step: &Node| step.get("title").and_then(|title| title.as_str().map(ToString::to_string));
    steps.iter().map(|step| title(step).unwrap_or_default()).collect()
}

/// Shows a view, or does not.
fn toggle(chosen: &mut Embedding, view: EmbedView) {
    if chosen.views.contains(&view) {
        chosen.views.retain(|known| *known != view);
    } else {
        chosen.views.push(view);
    }
    chosen.is_split &= chosen.views.len() > 1;
}

/// What a field says after a change.
fn value_of(event: &Event) -> String {
    let select = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
    select.or_else(|| event.target_dyn_into::<HtmlInputElement>().map(|input| input.value())).unwrap_or_default()
}
