//! A JSON value to read: colored, folded below the first levels, long parts on request.

use std::ops::Range;
use std::rc::Rc;

use asl_value::Value;
use asl_view::places::Step;
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
            <div class="json" translate="no" tabindex="0" role="group" aria-label="JSON">{ json_tree(value, None) }</div>
        </div>
    }
}

/// The value as a tree, unfolded as far as to a place in it, if one is to be shown.
pub(crate) fn json_tree(value: &Value, reveal: Option<Reveal>) -> Html {
    html! { <Node value={value.clone()} depth=0 open_depth={open_depth(value)} last={true} {reveal} /> }
}

/// A place that is to be shown in a tree.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reveal {
    /// The place.
    pub(crate) place: Rc<[Step]>,
    /// How many of its steps lead to the node that is told of it.
    pub(crate) taken: usize,
    /// Grows whenever one is to be shown.
    pub(crate) serial: u32,
}

impl Reveal {
    /// The same for what stands below `step`, if the place is there.
    fn below(this: Option<&Self>, step: &Step) -> Option<Self> {
        this.filter(|this| this.place.get(this.taken) == Some(step))
            .map(|this| Self { taken: this.taken + 1, ..this.clone() })
    }

    /// Whether the place is below the node.
    fn is_below(&self) -> bool {
        self.taken < self.place.len()
    }
}

/// A step as an attribute of the element that shows what it leads to.
pub(crate) fn step_attribute(step: &Step) -> String {
    match step {
        Step::Item(index) => format!("#{index}"),
        Step::Member(name) => format!(".{name}"),
    }
}

/// The step that such an attribute names.
pub(crate) fn step_of(attribute: &str) -> Option<Step> {
    match attribute.strip_prefix('#') {
        Some(index) => index.parse().ok().map(Step::Item),
        None => attribute.strip_prefix('.').map(|name| Step::Member(name.into())),
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
    /// The step that leads here.
    #[prop_or_default]
    step: Option<AttrValue>,
    /// The place that is to be shown, if it is here or below.
    #[prop_or_default]
    reveal: Option<Reveal>,
}

#[component]
fn Node(NodeProps { value, depth, open_depth, last, name, step, reveal }: &NodeProps) -> Html {
    let open = use_state(|| *depth < *open_depth);
    use_effect_with(reveal.as_ref().filter(|reveal| reveal.is_below()).map(|reveal| reveal.serial), {
        let open = open.setter();
        move |serial| serial.iter().for_each(|_| open.set(true))
    });
    let current = reveal.as_ref().is_some_and(|reveal| !reveal.is_below());
    let line = classes!("json-line", current.then_some("current"));
    let comma = if *last { "" } else { "," };
    let key = name
        .as_ref()
        .map(|name| html! { <><span class="key">{ Value::from(name.as_str()).to_json() }</span>{ ": " }</> });
    let (start, end, count) = match value {
        Value::Array(items) if !items.is_empty() => ("[", "]", items.len()),
        Value::Object(members) if !members.is_empty() => ("{", "}", members.len()),
        _ => return html! { <div class={line} data-step={step}>{ key }<Leaf value={value.clone()} />{ comma }</div> },
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
            <div class={line} data-step={step}>{ fold }{ key }{ start }<span class="folded">{ format!(" {label} ") }</span>{ end }{ comma }</div>
        };
    }
    html! {
        <div data-step={step}>
            <div class={line}>{ fold }{ key }{ start }</div>
            <div class="json-inner">
                { members(value, 0..count.min(MEMBERS), depth + 1, *open_depth, reveal.as_ref()) }
                { groups(value, MEMBERS..count, depth + 1, *open_depth, reveal.as_ref()) }
            </div>
            <div class="json-line end">{ end }{ comma }</div>
        </div>
    }
}

/// Members one by one.
fn members(value: &Value, range: Range<usize>, depth: u32, open_depth: u32, reveal: Option<&Reveal>) -> Html {
    let (start, length) = (range.start, range.len());
    let last = |index: usize, count: usize| index + 1 == count;
    match value {
        Value::Array(items) => {
            let node = |(index, item): (usize, &Value)| {
                let step = Step::Item(index);
                html! { <Node key={index} value={item.clone()} {depth} {open_depth} last={last(index, items.len())} step={step_attribute(&step)} reveal={Reveal::below(reveal, &step)} /> }
            };
            items.iter().enumerate().skip(start).take(length).map(node).collect()
        }
        Value::Object(members) => {
            let node = |(index, (key, member)): (usize, (&Rc<str>, &Value))| {
                let name = Some(AttrValue::from(key.clone()));
                let step = Step::Member(key.clone());
                html! { <Node key={index} value={member.clone()} {depth} {open_depth} last={last(index, members.len())} {name} step={step_attribute(&step)} reveal={Reveal::below(reveal, &step)} /> }
            };
            members.iter().enumerate().skip(start).take(length).map(node).collect()
        }
        _ => Html::default(),
    }
}

/// Members in folded groups, no more than [`MEMBERS`] of them.
fn groups(value: &Value, range: Range<usize>, depth: u32, open_depth: u32, reveal: Option<&Reveal>) -> Html {
    let mut size = MEMBERS;
    while size.saturating_mul(MEMBERS) < range.len() {
        size *= MEMBERS;
    }
    let end = range.end;
    let group = |from: usize| {
        let range = from..end.min(from + size);
        let reveal =
            reveal.filter(|reveal| matches!(position(value, reveal), Some(place) if range.contains(&place))).cloned();
        html! { <Group key={from} value={value.clone()} {range} {depth} {open_depth} {reveal} /> }
    };
    range.step_by(size).map(group).collect()
}

/// The position among the members of `value` of the place that is to be shown.
fn position(value: &Value, reveal: &Reveal) -> Option<usize> {
    match (value, reveal.place.get(reveal.taken)?) {
        (_, Step::Item(index)) => Some(*index),
        (Value::Object(members), Step::Member(name)) => members.keys().position(|known| known == name),
        _ => None,
    }
}

#[derive(Properties)]
struct GroupProps {
    value: Value,
    /// The positions of its members.
    range: Range<usize>,
    depth: u32,
    open_depth: u32,
    /// The place that is to be shown, if it is in here.
    reveal: Option<Reveal>,
}

impl PartialEq for GroupProps {
    /// Of one container in memory. To compare it by value takes the time of all its members, once for each group.
    fn eq(&self, other: &Self) -> bool {
        let Self { value, range, depth, open_depth, reveal } = self;
        value.is_same(&other.value)
            && (range, depth, open_depth, reveal) == (&other.range, &other.depth, &other.open_depth, &other.reveal)
    }
}

/// Members of a large container, folded until they are asked for.
#[component]
fn Group(GroupProps { value, range, depth, open_depth, reveal }: &GroupProps) -> Html {
    let open = use_state(|| false);
    use_effect_with(reveal.as_ref().map(|reveal| reveal.serial), {
        let open = open.setter();
        move |serial| serial.iter().for_each(|_| open.set(true))
    });
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
                    <div class="json-inner">{ groups(value, range.clone(), *depth, *open_depth, reveal.as_ref()) }</div>
                } else {
                    { members(value, range.clone(), *depth, *open_depth, reveal.as_ref()) }
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
