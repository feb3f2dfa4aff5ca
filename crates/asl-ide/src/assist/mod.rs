//! Help while writing: what can be typed at the caret, and what the thing at a place is.
//!
//! Both take the text as it stands, however broken: [`complete`] puts a placeholder where the caret is and reads the
//! rest with the tolerant readers; `grammar` walks from the root to it and so knows the place; `fields`, `values` and
//! `expressions` say what fits there, `docs` what it is, in our own words with the link to AWS's page.

mod accept;
mod docs;
mod error_names;
mod events;
mod expressions;
mod fields;
mod grammar;
mod hover;
mod mocks;
mod observed;
mod resources;
mod site;
mod skeleton;
mod snippets;
mod template_names;
mod values;

#[cfg(test)]
mod tests;

use std::rc::Rc;

pub use accept::accept;
pub use docs::reference;
pub(crate) use events::paths_into;
pub use hover::{Description, describe};
pub use mocks::{MockedTask, complete_mocks, tasks};
pub use skeleton::SnippetPart;

use asl_sim::Event;
use asl_text::{Format, Span, detect};
use asl_value::Value;
use grammar::{Construct, Spot};
use site::{Role, Site, Step, block};
use skeleton::Writer;

/// What is known besides the text.
#[derive(Clone, Debug, Default)]
pub struct World<'w> {
    /// The names by which Tasks can call the connections of the tab.
    pub connections: Vec<Rc<str>>,
    /// The log of the last run: the names in its data are proposed, never its values.
    pub events: &'w [Event],
    /// The events that were sent to the bus last, as envelopes: the names in them are proposed, never their values.
    pub sent: &'w [Value],
}

/// One proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// What the list shows, and what typing is compared with.
    pub label: String,
    /// What it is: `property`, `type`, `class`, `enum`, `function`, `variable`, `constant`, `text`.
    pub kind: &'static str,
    /// A few words behind the label: a signature, a type.
    pub detail: String,
    /// What it is, in a sentence or two.
    pub info: String,
    /// What is inserted; lines after the first are indented as the line of the caret is.
    pub parts: Vec<SnippetPart>,
    /// Whether to propose again where the caret then stands.
    pub again: bool,
    /// Moves it up or down among those that fit as well: from -99 to 99.
    pub boost: i8,
}

/// The proposals at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// What was typed of a label so far; it ends at the caret.
    pub word: Span,
    /// What gives way to the inserted text.
    pub replaced: Span,
    /// Where a comma is to be put as well.
    pub comma: Option<u32>,
    /// The proposals.
    pub completions: Vec<Completion>,
    /// Whether a person may be shown them without asking: something of it was typed, or a quote.
    pub unasked: bool,
}

impl Completion {
    /// One that inserts just its text.
    fn new(label: impl Into<String>, kind: &'static str, info: impl Into<String>) -> Self {
        let label = label.into();
        let parts = vec![SnippetPart { text: label.clone(), stop: false }];
        Self { label, kind, detail: String::new(), info: info.into(), parts, again: false, boost: 0 }
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    fn boost(self, boost: i8) -> Self {
        Self { boost, ..self }
    }

    /// Proposes again afterwards.
    fn again(self) -> Self {
        Self { again: true, ..self }
    }
}

/// What can be typed at the byte `offset` of `text`; `None` where there is nothing to propose.
pub fn complete(text: &str, offset: usize, world: &World<'_>) -> Option<List> {
    let format = detect(text);
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    if text.trim().chars().all(char::is_alphanumeric) {
        return empty(text, offset);
    }
    if let Some((replaced, completions)) = events::placeholder(text, offset) {
        let typed = Span::new(replaced.start as usize, offset);
        return Some(List { word: typed, replaced, comma: None, completions, unasked: true });
    }
    let block = (format == Format::Yaml).then(|| block::around(text, offset)).flatten();
    let site = match &block {
        Some(block) => Site::in_block(text, block, offset)?,
        None => Site::find(text, format, offset)?,
    };
    let begun = text.get(site.typed.word.start as usize..site.typed.word.end as usize)?;
    if let Some(list) = template_name(text, &site, begun, format) {
        return Some(list);
    }
    let is_text = block.is_some() && site.typed.format == Format::Yaml;
    if is_text && begun.is_empty() && site.path.iter().any(|step| *step == Step::Key("DefinitionString".into())) {
        let completions = snippets::workflows(Some(Format::Json));
        return listed(&site, text, site.typed.word, site.typed.token, completions, false);
    }
    if !is_text && let Some(completions) = events::proposals(&site, world) {
        return listed(&site, text, site.typed.word, site.typed.token, completions, false);
    }
    let spot = grammar::walk(&site.root, &site.path)?;
    if site.typed.role == Role::Value
        && let Some((from, completions)) = expressions::inside(&spot, begun, world)
    {
        let start = site.typed.word.start as usize + from;
        let span = Span::new(start, offset);
        return listed(&site, text, span, span, completions, true);
    }
    if is_text {
        return None;
    }
    let completions = proposals(&site, &spot, world);
    listed(&site, text, site.typed.word, site.typed.token, completions, false)
}

/// The proposals for a name of the template: behind `!Ref`, between `${` and `}`.
fn template_name(text: &str, site: &Site, begun: &str, format: Format) -> Option<List> {
    let typed = &site.typed;
    let (start, end) = (typed.word.start as usize, typed.word.end as usize);
    if typed.role != Role::Value || format == Format::Json && !text.get(..start)?.ends_with('"') {
        return None;
    }
    let (from, mut completions) = site.names.as_ref()?.inside(&site.root, &site.path, begun)?;
    let behind = text.get(end..)?;
    let rest = behind.len()
        - behind.trim_start_matches(|next: char| next.is_alphanumeric() || next == ':' || next == '.').len();
    if from > 0 && !behind.get(rest..)?.starts_with('}') {
        for one in &mut completions {
            one.parts.push(SnippetPart { text: "}".into(), stop: false });
        }
    }
    listed(site, text, Span::new(start + from, end), Span::new(start + from, end + rest), completions, true)
}

/// The proposals for an empty text, or for one in which a word is typed.
fn empty(text: &str, offset: usize) -> Option<List> {
    let word = text.trim();
    let found = text.find(word)?;
    let (start, end) = if word.is_empty() { (offset, offset) } else { (found, found + word.len()) };
    if offset < start || offset > end {
        return None;
    }
    let completions = snippets::workflows(None);
    let unasked = offset > start;
    Some(List { word: Span::new(start, offset), replaced: Span::new(start, end), comma: None, completions, unasked })
}

fn listed(
    site: &Site,
    text: &str,
    word: Span,
    replaced: Span,
    mut completions: Vec<Completion>,
    inner: bool,
) -> Option<List> {
    if completions.is_empty() {
        return None;
    }
    let typed = &site.typed;
    for completion in &mut completions {
        if typed.space_before && !inner {
            completion.parts.insert(0, SnippetPart { text: " ".into(), stop: false });
        }
        if typed.comma_after && !inner {
            completion.parts.push(SnippetPart { text: ",".into(), stop: false });
        }
    }
    let quoted = text.get(replaced.start as usize..word.start as usize).is_some_and(|before| !before.is_empty());
    // Behind `Type: ` of YAML nothing is typed yet, but what comes is known.
    let awaited = typed.role == Role::Value && typed.format == Format::Yaml && !typed.may_be_key;
    let unasked = inner || quoted || word.end > word.start || awaited;
    Some(List { word, replaced, comma: typed.comma_before.filter(|_| !inner), completions, unasked })
}

/// What can stand at a place as a whole.
fn proposals(site: &Site, spot: &Spot<'_>, world: &World<'_>) -> Vec<Completion> {
    let mut all = Vec::new();
    match site.typed.role {
        Role::Key => all.extend(keys(site, spot)),
        Role::Value => {
            if site.typed.may_be_key && !matches!(spot.construct, Construct::Field | Construct::Payload) {
                all.extend(keys(site, spot));
            }
            all.extend(values::of(site, spot, world));
        }
    }
    all
}

/// The keys that the object at `spot` can have and has not.
fn keys(site: &Site, spot: &Spot<'_>) -> Vec<Completion> {
    if spot.construct == Construct::States {
        return snippets::states(site, spot);
    }
    let mut all = Vec::new();
    for (index, name) in fields::of(spot).into_iter().enumerate() {
        if spot.node.get(&name).is_some() {
            continue;
        }
        let mut writer = Writer::new(site.typed.format);
        let value = if site.typed.has_colon { None } else { skeleton::read(&fields::skeleton(spot, &name)) };
        if site.typed.has_colon {
            writer.string(&name);
        } else {
            writer.member(&name, value.as_ref(), site.typed.shift);
        }
        let info = docs::field(spot.construct, name.trim_end_matches(".$")).map_or("", |entry| entry.text);
        let parts = writer.into_parts();
        let again = parts.iter().find(|part| part.stop).is_some_and(|part| part.text.len() < 3);
        let boost = -i8::try_from(index).unwrap_or(60).min(60);
        let detail = if name.ends_with(".$") { "from a path or function" } else { "" };
        all.push(Completion { parts, again, ..Completion::new(name, "property", info) }.boost(boost).detail(detail));
    }
    all
}
