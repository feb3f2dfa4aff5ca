//! A JSON value to read: colored, folded below the first levels, long parts on request.

use std::ops::Range;
use std::rc::Rc;

use asl_value::Value;
use yew::prelude::*;
use yew::virtual_dom::Key;

use super::copy::CopyButton;

/// Containers deeper than this begin folded.
const OPEN_DEPTH: u32 = 3;
/// The lines that a value may take while it begins with all of that unfolded.
const LINES: usize = 500;
/// The members of a container that stand one by one; the others begin folded, in groups of so many members or groups.
const MEMBERS: usize = 100;
/// The characters of a text that are shown at first.
const CHARACTERS: usize = 1_000;
/// The most characters that are shown in addition.
const MORE_CHARACTERS: usize = 100_000;

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
            <div class="json" tabindex="0" role="group" aria-label="JSON"><Node value={value.clone()} depth=0 open_depth={open_depth(value)} last={true} /></div>
        </div>
    }
}

/// How deep the value begins unfolded: as deep as few lines take.
fn open_depth(value: &Value) -> u32 {
    (1..=OPEN_DEPTH).rev().find(|depth| lines(value, *depth, LINES) < LINES).unwrap_or(1)
}

/// The lines that the value takes while it is unfolded so deep; no more than `most`.
fn lines(value: &Value, depth: u32, most: usize) -> usize {
    let sum = |sum: usize, inner: &Value| if sum >= most { sum } else { sum + lines(inner, depth - 1, most - sum) };
    match value {
        _ if depth == 0 => 1,
        Value::Array(items) => items.iter().take(MEMBERS).fold(2, sum),
        Value::Object(members) => members.values().take(MEMBERS).fold(2, sum),
        _ => 1,
    }
}

#[derive(PartialEq, Properties)]
struct NodeProps {
    value: Value,
    depth: u32,
    /// Containers deeper than this begin folded.
    open_depth: u32,
    last: bool,
    #[prop_or_default]
    name: Option<AttrValue>,
}

#[component]
fn Node(NodeProps { value, depth, open_depth, last, name }: &NodeProps) -> Html {
    let open = use_state(|| *depth < *open_depth);
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
        <button type="button" class={classes!("fold", open.then_some("open"))} onclick={toggle} aria-expanded={open.to_string()}
            aria-label={format!("{}{label}", name.as_ref().map(|name| format!("{name}, ")).unwrap_or_default())}>{"›"}</button>
    };
    if !*open {
        return html! {
            <div class="json-line">{ fold }{ key }{ start }<span class="folded">{ format!(" {label} ") }</span>{ end }{ comma }</div>
        };
    }
    html! {
        <div>
            <div class="json-line">{ fold }{ key }{ start }</div>
            <div class="json-inner">
                { members(value, 0..count.min(MEMBERS), depth + 1, *open_depth) }
                { groups(value, MEMBERS..count, depth + 1, *open_depth) }
            </div>
            <div class="json-line">{ end }{ comma }</div>
        </div>
    }
}

/// Members one by one.
fn members(value: &Value, range: Range<usize>, depth: u32, open_depth: u32) -> Html {
    let (start, length) = (range.start, range.len());
    let last = |index: usize, count: usize| index + 1 == count;
    match value {
        Value::Array(items) => {
            let node = |(index, item): (usize, &Value)| {
                html! { <Node key={index} value={item.clone()} {depth} {open_depth} last={last(index, items.len())} /> }
            };
            items.iter().enumerate().skip(start).take(length).map(node).collect()
        }
        Value::Object(members) => {
            let node = |(index, (key, member)): (usize, (&Rc<str>, &Value))| {
                let name = Some(AttrValue::from(key.clone()));
                html! { <Node key={index} value={member.clone()} {depth} {open_depth} last={last(index, members.len())} {name} /> }
            };
            members.iter().enumerate().skip(start).take(length).map(node).collect()
        }
        _ => Html::default(),
    }
}

/// Members in folded groups, no more than [`MEMBERS`] of them.
fn groups(value: &Value, range: Range<usize>, depth: u32, open_depth: u32) -> Html {
    let mut size = MEMBERS;
    while size.saturating_mul(MEMBERS) < range.len() {
        size *= MEMBERS;
    }
    let end = range.end;
    let group = |from: usize| html! { <Group key={from} value={value.clone()} range={from..end.min(from + size)} {depth} {open_depth} /> };
    range.step_by(size).map(group).collect()
}

#[derive(Properties)]
struct GroupProps {
    value: Value,
    /// The positions of its members.
    range: Range<usize>,
    depth: u32,
    open_depth: u32,
}

impl PartialEq for GroupProps {
    /// Of one container in memory. To compare it by value takes the time of all its members, once for each group.
    fn eq(&self, other: &Self) -> bool {
        let Self { value, range, depth, open_depth } = self;
        value.is_same(&other.value) && (range, depth, open_depth) == (&other.range, &other.depth, &other.open_depth)
    }
}

/// Members of a large container, folded until they are asked for.
#[component]
fn Group(GroupProps { value, range, depth, open_depth }: &GroupProps) -> Html {
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        move |_| open.set(!*open)
    };
    let label = format!("{} … {}", range.start, range.end.saturating_sub(1));
    html! {
        <div>
            <div class="json-line">
                <button type="button" class={classes!("fold", open.then_some("open"))} onclick={toggle} aria-expanded={open.to_string()} aria-label={label.clone()}>{"›"}</button>
                <span class="folded">{ label }</span>
            </div>
            if *open {
                if range.len() > MEMBERS {
                    <div class="json-inner">{ groups(value, range.clone(), *depth, *open_depth) }</div>
                } else {
                    { members(value, range.clone(), *depth, *open_depth) }
                }
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct LeafProps {
    value: Value,
}

#[component]
fn Leaf(LeafProps { value }: &LeafProps) -> Html {
    let shown = use_state(|| CHARACTERS);
    let class = match value {
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) | Value::Null => "keyword",
        Value::Array(_) | Value::Object(_) => "punctuation",
    };
    let cut = value.as_str().and_then(|text| Some((text, text.char_indices().nth(*shown)?.0)));
    let Some((start, rest)) = cut.and_then(|(text, at)| text.split_at_checked(at)) else {
        return html! { <span {class}>{ value.to_json() }</span> };
    };
    let left = rest.chars().count();
    let quoted = Value::from(start).to_json();
    let more = {
        let shown = shown.clone();
        move |_| shown.set(*shown + (*shown * 9).min(MORE_CHARACTERS))
    };
    html! {
        <>
            <span {class}>{ quoted.strip_suffix('"').unwrap_or(&quoted).to_owned() }{ "…" }</span>
            <button type="button" class="button small" onclick={more}>{ format!("Show more: {left} characters left") }</button>
        </>
    }
}
