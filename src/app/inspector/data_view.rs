//! The data of a step to read and to look into: search in it, the path of any place in it, its values to copy, as a tree or
//! as text.

use std::rc::Rc;

use asl_value::Value;
use asl_view::places::{self, Place, Step};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::app::ui::copy::CopyButton;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::{Reveal, json_tree, step_of};

/// From this many characters on there is a search.
const SEARCHED: usize = 160;
/// The most places that a search finds.
const MOST: usize = 500;
/// The characters of the text that are shown.
const CHARACTERS: usize = 400_000;

/// What is shown.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// The data.
    pub(crate) value: Value,
    /// What JSONata calls it; nothing if expressions do not see it.
    #[prop_or_default]
    pub(crate) jsonata: Option<&'static str>,
    /// What JSONPath calls it.
    #[prop_or("$")]
    pub(crate) json_path: &'static str,
    /// Whether its members are variables: then their names follow the root without a dot.
    #[prop_or_default]
    pub(crate) variables: bool,
    /// Tries an expression on the data, which is that of a place: its path, in JSONPath and in JSONata.
    #[prop_or_default]
    pub(crate) try_it: Option<Callback<(String, Option<String>)>>,
}

/// The data. Arrow keys go from line to line of the tree; the path of that line, and what it holds, can be copied.
#[component]
pub(crate) fn DataView(props: &Props) -> Html {
    let Props { value, jsonata, json_path, try_it, .. } = props.clone();
    let tree = use_node_ref();
    let (current, serial) = (use_state(|| None::<Rc<[Step]>>), use_mut_ref(|| 0_u32));
    let (as_text, text) = (use_state(|| false), use_state(String::new));
    let whole = use_memo(value.clone(), Value::to_json_pretty);
    let found = use_memo((value.clone(), (*text).clone()), |(value, text)| places::find(value, text, MOST));
    let go = Callback::from({
        let (current, serial) = (current.setter(), serial.clone());
        move |place: Place| {
            *serial.borrow_mut() += 1;
            current.set(Some(place.into()));
        }
    });
    use_effect_with(current.clone(), {
        let tree = tree.clone();
        move |_| {
            // What was unfolded for it is there with the next picture.
            let show = move || {
                let line = tree.cast::<Element>()?.query_selector(".json-line.current").ok()??;
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                line.scroll_into_view_with_scroll_into_view_options(&options);
                Some(())
            };
            let frame = gloo_render::request_animation_frame(move |_| _ = show());
            move || drop(frame)
        }
    });
    let reveal = current.as_ref().map(|place| Reveal { place: place.clone(), taken: 0, serial: *serial.borrow() });
    let onclick = {
        let go = go.clone();
        move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            // A press on what folds is no choice of a place.
            let line = target.filter(|target| target.closest("button").ok().flatten().is_none());
            let line = line.and_then(|target| target.closest(".json-line:not(.end)").ok().flatten());
            if let Some(place) = line.and_then(|line| place_of(&line)) {
                go.emit(place);
            }
        }
    };
    let onkeydown = {
        let (go, tree) = (go.clone(), tree.clone());
        move |event: KeyboardEvent| {
            let target = event.target_dyn_into::<Element>();
            let Some(tree) = tree.cast::<Element>().filter(|tree| target.as_ref() == Some(tree)) else { return };
            if let Some(line) = next_line(&tree, &event.key()) {
                event.prevent_default();
                if let Some(place) = place_of(&line) {
                    go.emit(place);
                }
            }
        }
    };
    let at = current.as_ref().and_then(|place| Some((place.clone(), places::at(&value, place)?.clone())));
    let copy_all = Callback::from({
        let whole = whole.clone();
        move |()| (*whole).clone()
    });
    let is_long = whole.len() >= SEARCHED;
    let turn = {
        let as_text = as_text.clone();
        move |_: MouseEvent| as_text.set(!*as_text)
    };
    html! {
        <div class="json-view data-view">
            <div class="corner">
                if is_long {
                    { search(&text, &found, current.as_deref(), &go) }
                    <button type="button" class="button small quiet square" aria-pressed={as_text.to_string()} onclick={turn} data-testid="as-text"
                        aria-label="Show as text" title="Show as text">{ icon(Icon::List) }</button>
                }
                if let Some(try_it) = try_it.clone().filter(|_| at.is_none()) {
                    <button type="button" class="button small quiet square" data-testid="try-expression" aria-label="Try an expression on this data"
                        title="Try an expression on this data" onclick={move |_| try_it.emit((json_path.to_owned(), jsonata.map(str::to_owned)))}>{ icon(Icon::Edit) }</button>
                }
                <CopyButton text={copy_all} />
            </div>
            if let Some((place, inner)) = at {
                { place_bar(props, &place, inner) }
            }
            if *as_text {
                <pre class="json-text" tabindex="0" aria-label="JSON as text">{ whole.chars().take(CHARACTERS).collect::<String>() }{ if whole.len() > CHARACTERS { "…" } else { "" } }</pre>
            } else {
                <div class="json" tabindex="0" role="group" ref={tree} {onclick} {onkeydown} data-step="root"
                    aria-label="JSON. Arrow keys go from line to line">{ json_tree(&value, reveal) }</div>
            }
        </div>
    }
}

/// What can be done with the place that was chosen.
fn place_bar(Props { jsonata, json_path, variables, try_it, .. }: &Props, place: &[Step], value: Value) -> Html {
    let path = without_dot(places::in_json_path(json_path, place), *variables);
    let expression = jsonata.map(|root| without_dot(places::in_jsonata(root, place), *variables));
    let copy = |text: String| Callback::from(move |()| text.clone());
    let copy_value = Callback::from(move |()| match &value {
        Value::String(text) => text.to_string(),
        other => other.to_json_pretty(),
    });
    let trying = try_it.clone().map(|try_it| {
        let both = (path.clone(), expression.clone());
        move |_: MouseEvent| try_it.emit(both.clone())
    });
    html! {
        <div class="json-place" role="group" aria-label="Selected place" data-testid="json-place">
            <code role="status">{ path.clone() }</code>
            <span class="json-copies">
                <CopyButton label="Value" text={copy_value} />
                <CopyButton label="JSONPath" text={copy(path)} />
                if let Some(expression) = expression { <CopyButton label="JSONata" text={copy(expression)} /> }
                if let Some(trying) = trying {
                    <button type="button" class="button small quiet" onclick={trying} data-testid="try-place">{"Try…"}</button>
                }
            </span>
        </div>
    }
}

/// `$.name` is the variable `$name`.
fn without_dot(path: String, variables: bool) -> String {
    if variables { path.replacen("$.", "$", 1) } else { path }
}

/// The field that searches in the data, and the way from one place to the next.
fn search(
    text: &UseStateHandle<String>,
    found: &Rc<Vec<Place>>,
    current: Option<&[Step]>,
    go: &Callback<Place>,
) -> Html {
    let at = current.and_then(|current| found.iter().position(|place| place.as_slice() == current));
    let to = {
        let (found, go) = (found.clone(), go.clone());
        move |forward: bool| {
            let count = found.len();
            let next = match at {
                None => 0,
                Some(at) if forward => (at + 1) % count.max(1),
                Some(at) => (at + count.saturating_sub(1)) % count.max(1),
            };
            found.get(next).cloned().into_iter().for_each(|place| go.emit(place));
        }
    };
    let oninput = {
        let text = text.setter();
        move |event: InputEvent| {
            event.target_dyn_into::<HtmlInputElement>().iter().for_each(|input| text.set(input.value()));
        }
    };
    let onkeydown = {
        let to = to.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                to(!event.shift_key());
            }
        }
    };
    let said = match (text.trim().is_empty(), at, found.len()) {
        (true, ..) => String::new(),
        (_, None, 0) => "None".to_owned(),
        (_, None, count) => count.to_string(),
        (_, Some(at), count) => format!("{} of {count}", at + 1),
    };
    html! {
        <span class="json-search">
            <span class="tally" role="status">{ said }</span>
            <input type="search" value={(**text).clone()} {oninput} {onkeydown} placeholder="Search" aria-label="Search the data. Enter goes to the next place"
                data-testid="json-search" />
            if !found.is_empty() {
                <button type="button" class="button small quiet square" aria-label="Next place" title="Next place (Enter)" onclick={move |_| to(true)}>{ icon(Icon::Chevron) }</button>
            }
        </span>
    }
}

/// The place of a line of the tree.
fn place_of(line: &Element) -> Option<Place> {
    let mut place = Vec::new();
    let mut at = line.closest("[data-step]").ok()??;
    loop {
        let attribute = at.get_attribute("data-step")?;
        let Some(step) = step_of(&attribute) else { break };
        place.push(step);
        at = at.parent_element()?.closest("[data-step]").ok()??;
    }
    place.reverse();
    Some(place)
}

/// The line that a key leads to; what folds is folded or unfolded by the way.
fn next_line(tree: &Element, key: &str) -> Option<Element> {
    let lines = tree.query_selector_all(".json-line:not(.end)").ok()?;
    let line = |index: u32| lines.item(index)?.dyn_into::<Element>().ok();
    let here = (0..lines.length()).find(|index| line(*index).is_some_and(|line| line.class_list().contains("current")));
    let fold = |open: &str| {
        let button = line(here?)?.query_selector(&format!(".fold[aria-expanded={open}]")).ok()??;
        button.dyn_into::<HtmlElement>().ok()?.click();
        line(here?)
    };
    match key {
        "ArrowDown" => line(here.map_or(0, |here| (here + 1).min(lines.length().saturating_sub(1)))),
        "ArrowUp" => line(here.map_or(0, |here| here.saturating_sub(1))),
        "Home" => line(0),
        "End" => line(lines.length().checked_sub(1)?),
        "ArrowRight" => fold("false"),
        "ArrowLeft" => fold("true"),
        _ => None,
    }
}
