//! The gallery: every example with its picture and what it shows, searched by words. Each has an address of its own.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_examples::{ALL, Example};
use asl_lang::WorkflowType;
use asl_stack::template::source;
use asl_value::SortedSet;
use asl_view::graph::palette::Palette;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Graph, Layout};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::chunks::complete;
use crate::app::host::location;
use crate::app::lesson::course_list;
use crate::app::state::commands::use_commands;
use crate::app::ui::dark::is_dark;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;

/// So many pictures are made before the page is drawn anew.
const AT_ONCE: usize = 6;

/// The gallery.
#[component]
pub(crate) fn Gallery() -> Html {
    let commands = use_commands();
    let words = use_state(String::new);
    let pictures = use_state(Vec::<Option<AttrValue>>::new);
    use_effect_with((), {
        let (pictures, theme) = (pictures.setter(), commands.state().view.theme);
        let is_open = Rc::new(());
        let seen = Rc::downgrade(&is_open);
        move |()| {
            let palette = if is_dark(theme) { Palette::Dark } else { Palette::Light };
            spawn_local(async move {
                let mut made = Vec::new();
                for example in ALL {
                    // Without the chunk that it takes, an example has no picture, and can be opened all the same.
                    made.push(complete(|| picture(example, palette)).await.ok().flatten());
                    if made.len() % AT_ONCE == 0 || made.len() == ALL.len() {
                        if seen.upgrade().is_none() {
                            return;
                        }
                        pictures.set(made.clone());
                        TimeoutFuture::new(0).await;
                    }
                }
            });
            move || drop(is_open)
        }
    });
    let found: Vec<(usize, &Example)> =
        ALL.iter().enumerate().filter(|(_, example)| has_words(example, &words)).collect();
    let search = {
        let words = words.setter();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                words.set(input.value());
            }
        }
    };
    let said = match found.len() {
        0 => "No example has these words.".to_owned(),
        number => format::count(number, "example"),
    };
    html! {
        <Modal title="Examples" class="gallery">
            <div class="gallery-head">
                <input type="search" placeholder="Search: retry, Map, OAuth, JSONata…" aria-label="Search the examples" value={(*words).clone()}
                    oninput={search} data-testid="gallery-search" />
                <span class="fine" role="status">{ said }</span>
            </div>
            if words.is_empty() { { course_list() } }
            <ul class="gallery-list">
                for (at, example) in found { { card(example, pictures.get(at).cloned().flatten()) } }
            </ul>
            <p class="fine">{"Each runs without a network. Its address can be sent to others: it ends with #example/ and its name."}</p>
        </Modal>
    }
}

fn card(example: &'static Example, picture: Option<AttrValue>) -> Html {
    html! {
        <li key={example.id}>
            <a class="gallery-card" href={location::with_fragment(&format!("example/{}", example.id))} data-testid="gallery-card">
                <span class="gallery-picture" aria-hidden="true">
                    if let Some(source) = picture { <img src={source} alt="" loading="lazy" /> } else { { icon(Icon::Graph) } }
                </span>
                <span class="gallery-title">{ example.title }</span>
                <span class="fine">{ example.summary }</span>
            </a>
            <a class="gallery-guide" href={location::with_fragment(&format!("guide/{}", example.id))} data-testid="gallery-guide">
                { icon(Icon::Book) }<span>{"Guide"}<span class="visually-hidden">{ format!(" to {}", example.title) }</span></span>
            </a>
        </li>
    }
}

/// Whether all words stand in what is said of an example or in its text.
fn has_words(example: &Example, words: &str) -> bool {
    let texts = [example.id, example.title, example.summary, example.definition].map(str::to_lowercase);
    words.to_lowercase().split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}

/// The graph of an example as the source of a picture; `None` where it has no machine.
fn picture(example: &Example, palette: Palette) -> Option<AttrValue> {
    let machine = source::check(example.definition, &TemplateChoice::default(), WorkflowType::Standard).machine?;
    let (graph, _) = Graph::of(&machine);
    let layout = Layout::of(&graph, Direction::Down, &SortedSet::new());
    let picture =
        SvgPicture { graph: &graph, layout: &layout, problems: &[], progress: None, within: None, most_arrows: None };
    let svg = picture.file(palette, example.title);
    Some(format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(&svg))).into())
}
