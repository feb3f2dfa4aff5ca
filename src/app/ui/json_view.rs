//! A JSON value to read: colored, folded below the first levels, long parts on request.

use asl_value::Value;
use yew::prelude::*;
use yew::virtual_dom::Key;

use super::copy::CopyButton;

/// Containers deeper than this begin folded.
const OPEN_DEPTH: u32 = 3;
/// The members of a container that are shown at first, and then with every request.
const MEMBERS: usize = 100;
/// The characters of a text that are shown at first.
const CHARACTERS: usize = 1_000;

/// The value, with a button that copies it. `key` tells it from what else may be in its place: what was unfolded in one is
/// no business of another.
pub(crate) fn json_view(value: &Value, key: impl Into<Key>) -> Html {
    let text = Callback::from({
        let value = value.clone();
        move |()| value.to_json_pretty()
    });
    html! {
        <div key={key.into()} class="json-view">
            <div class="corner"><CopyButton {text} /></div>
            <div class="json" tabindex="0" role="group" aria-label="JSON"><Node value={value.clone()} depth=0 last={true} /></div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct NodeProps {
    value: Value,
    depth: u32,
    last: bool,
    #[prop_or_default]
    name: Option<AttrValue>,
}

#[component]
fn Node(NodeProps { value, depth, last, name }: &NodeProps) -> Html {
    let open = use_state(|| *depth < OPEN_DEPTH);
    let shown = use_state(|| MEMBERS);
    let comma = if *last { "" } else { "," };
    let key = name
        .as_ref()
        .map(|name| html! { <><span class="key">{ Value::from(name.as_str()).to_json() }</span>{ ": " }</> });
    let (start, end, count) = match value {
        Value::Array(items) if !items.is_empty() => ("[", "]", items.len()),
        Value::Object(members) if !members.is_empty() => ("{", "}", members.len()),
        _ => return html! { <div class="json-line">{ key }<Leaf value={value.clone()} />{ comma }</div> },
    };
    let toggle = {
        let open = open.clone();
        move |_| open.set(!*open)
    };
    let what = if start == "[" { "item" } else { "member" };
    let label = super::format::count(count, what);
    let fold = html! {
        <button class={classes!("fold", open.then_some("open"))} onclick={toggle} aria-expanded={open.to_string()}
            aria-label={format!("{}{label}", name.as_ref().map(|name| format!("{name}, ")).unwrap_or_default())}>{"›"}</button>
    };
    if !*open {
        return html! {
            <div class="json-line">{ fold }{ key }{ start }<span class="folded">{ format!(" {label} ") }</span>{ end }{ comma }</div>
        };
    }
    let more = {
        let shown = shown.clone();
        move |_| shown.set(*shown * 10)
    };
    html! {
        <div>
            <div class="json-line">{ fold }{ key }{ start }</div>
            <div class="json-inner">
                { members(value, *shown, *depth) }
                if count > *shown {
                    <button class="button small" onclick={more}>{ format!("Show more: {} left", count - *shown) }</button>
                }
            </div>
            <div class="json-line">{ end }{ comma }</div>
        </div>
    }
}

fn members(value: &Value, shown: usize, depth: u32) -> Html {
    let depth = depth + 1;
    match value {
        Value::Array(items) => {
            let count = items.len();
            let node = |(index, item): (usize, &Value)| html! { <Node key={index} value={item.clone()} {depth} last={index + 1 == count} /> };
            items.iter().take(shown).enumerate().map(node).collect()
        }
        Value::Object(members) => {
            let count = members.len();
            let node = |(index, (key, member)): (usize, (&std::rc::Rc<str>, &Value))| {
                let name = Some(AttrValue::from(key.clone()));
                html! { <Node key={index} value={member.clone()} {depth} last={index + 1 == count} {name} /> }
            };
            members.iter().take(shown).enumerate().map(node).collect()
        }
        _ => Html::default(),
    }
}

#[derive(PartialEq, Properties)]
struct LeafProps {
    value: Value,
}

#[component]
fn Leaf(LeafProps { value }: &LeafProps) -> Html {
    let whole = use_state(|| false);
    let class = match value {
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) | Value::Null => "keyword",
        Value::Array(_) | Value::Object(_) => "punctuation",
    };
    let text = value.to_json();
    let cut = if *whole { None } else { text.char_indices().nth(CHARACTERS).map(|(at, _)| at) };
    match cut.and_then(|at| text.get(..at)) {
        None => html! { <span {class}>{ text }</span> },
        Some(start) => {
            let left = text.chars().count().saturating_sub(CHARACTERS);
            html! {
                <>
                    <span {class}>{ start.to_owned() }{ "…" }</span>
                    <button class="button small" onclick={move |_| whole.set(true)}>{ format!("Show all: {left} characters left") }</button>
                </>
            }
        }
    }
}
