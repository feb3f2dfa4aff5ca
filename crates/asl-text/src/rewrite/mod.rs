//! Edits that change a text and keep its layout: members and items are added, removed, renamed, replaced, moved and
//! wrapped in JSON and in YAML, and everything else stays as the person wrote it.
//!
//! A [`Rewriter`] works on the tree that [`parse`](crate::parse) gives for its text, and gives [`Edit`]s of that text.
//! It knows the notation, not the meaning: who changes a text reads the result again and checks that it says what was
//! meant (within a string of a template, places are not always those of plain text).

mod layout;
mod written;

#[cfg(test)]
mod tests;

use crate::edit::{Edit, apply_within};
use crate::{Format, Member, Node, Span, detect, placeholder, print};
use asl_value::{Map, Sort, Value};

/// How new values are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Layout {
    /// As what stands beside them: on one line, in lines, in blocks of YAML.
    #[default]
    LikeSiblings,
    /// As JSON: in lines within JSON, on one line within a block of YAML.
    Expanded,
}

/// Makes edits of one text.
#[derive(Clone, Copy, Debug)]
pub struct Rewriter<'a> {
    text: &'a str,
    /// One step of indentation.
    unit: &'a str,
    layout: Layout,
}

/// A member of an object that is written anew, see [`Rewriter::rebuild`].
#[derive(Debug)]
pub enum Rebuilt<'n> {
    /// A member that is there, with the comments behind it.
    Kept {
        /// The member.
        member: &'n Member,
        /// Its key from now on.
        key: &'n str,
        /// Edits of the text within its value.
        inner: Vec<Edit>,
    },
    /// A new member.
    Added {
        /// Its key.
        key: &'n str,
        /// Its value.
        value: &'n Value,
    },
}

impl<'a> Rewriter<'a> {
    /// A rewriter of `text` that lays out what is new as what stands beside it.
    pub fn new(text: &'a str) -> Self {
        Self { text, unit: layout::unit(text), layout: Layout::LikeSiblings }
    }

    /// A rewriter of `text` that writes new values as JSON in lines (on one line within a block of YAML), for texts that
    /// hold data.
    pub fn expanding(text: &'a str) -> Self {
        Self { text, unit: "  ", layout: Layout::Expanded }
    }

    /// What stands at `span`; nothing if that is not a part of the text.
    pub fn slice(&self, span: Span) -> &'a str {
        span.slice(self.text)
    }

    /// Whether the object or array is written in brackets, as in JSON and in YAML's flow style.
    pub fn in_brackets(&self, node: &Node) -> bool {
        self.slice(node.span).starts_with(['{', '['])
    }

    /// Adds a member at the end of `object`.
    pub fn append(&self, object: &Node, key: &str, value: &Value) -> Vec<Edit> {
        let Some(last) = object.members().last() else {
            return vec![Edit::replace(object.span, self.first_part(object, ['{', '}'], &print::quote(key), value))];
        };
        let start = last.key.span.start as usize;
        if !self.in_brackets(object) {
            let indent = " ".repeat(self.column(start));
            let lines = match self.layout {
                Layout::LikeSiblings => {
                    self.reindent_yaml(print::node_yaml(&Node::from_value(&object_of(key, value))).trim_end(), &indent)
                }
                Layout::Expanded => format!("{}: {}", print::quote(key), value.to_json()),
            };
            return vec![Edit::insert(self.end_of_line(last.value.span), format!("\n{indent}{lines}"))];
        }
        let end = last.value.span.end as usize;
        let key = print::quote(key);
        if self.layout == Layout::Expanded {
            let indent = match self.line_indent(start) {
                "" => self.unit,
                indent => indent,
            };
            // A bracket on the line of the last member moves to a line of its own.
            let rest = self.text.get(end..).unwrap_or_default();
            let gap = if rest.trim_start_matches([' ', '\t']).starts_with('}') { "\n" } else { "" };
            return vec![Edit::insert(end, format!(",\n{indent}{key}: {}{gap}", self.in_lines(value, indent)))];
        }
        let Some(indent) = self.indent(start) else {
            return vec![Edit::insert(end, format!(", {key}: {}", value.to_json_line()))];
        };
        // As its sibling is written.
        let on_one_line = !last.value.members().is_empty() && !self.slice(last.value.span).contains('\n');
        let written = if on_one_line { value.to_json_line() } else { self.in_lines(value, indent) };
        vec![Edit::insert(end, format!(",\n{indent}{key}: {written}"))]
    }

    /// Adds a member in front of the others of `object`, which has at least one.
    pub fn prepend(&self, object: &Node, key: &str, value: &Value) -> Vec<Edit> {
        let Some(first) = object.members().first() else { return self.append(object, key, value) };
        let start = first.key.span.start as usize;
        let member = self.member(object, key, value, self.column(start));
        vec![Edit::insert(start, member + &self.gap(object))]
    }

    /// Adds an item at the end of `array`.
    pub fn append_item(&self, array: &Node, value: &Value) -> Vec<Edit> {
        let Some(last) = array.items().last() else {
            return vec![Edit::replace(array.span, self.first_part(array, ['[', ']'], "", value))];
        };
        let (start, end) = (last.span.start as usize, last.span.end as usize);
        if !self.in_brackets(array) {
            let dash = self.text.get(..start).and_then(|before| before.rfind('-')).unwrap_or(start);
            let indent = " ".repeat(self.column(dash));
            return vec![Edit::insert(self.end_of_line(last.span), format!("\n{indent}- {}", value.to_json_line()))];
        }
        let edit = match (self.indent(start), self.layout) {
            (Some(indent), _) => Edit::insert(end, format!(",\n{indent}{}", self.in_lines(value, indent))),
            (None, Layout::LikeSiblings) => Edit::insert(end, format!(", {}", value.to_json_line())),
            (None, Layout::Expanded) => {
                let indent = self.line_indent(array.span.start as usize).to_owned() + self.unit;
                Edit::insert(end, format!(",\n{indent}{}", self.in_lines(value, &indent)))
            }
        };
        vec![edit]
    }

    /// Removes the member at `index` of `object`; `None` if there is none.
    pub fn remove_member(&self, object: &Node, index: usize) -> Option<Vec<Edit>> {
        let spans: Vec<Span> = object.members().iter().map(Member::span).collect();
        self.remove(object, &spans, index)
    }

    /// Removes the item at `index` of `array`; `None` if there is none.
    pub fn remove_item(&self, array: &Node, index: usize) -> Option<Vec<Edit>> {
        let spans: Vec<Span> = array.items().iter().map(|item| item.span).collect();
        self.remove(array, &spans, index)
    }

    fn remove(&self, node: &Node, spans: &[Span], index: usize) -> Option<Vec<Edit>> {
        let this = *spans.get(index)?;
        let before = index.checked_sub(1).and_then(|before| spans.get(before));
        let edit = match (before, spans.get(index + 1)) {
            (_, Some(next)) => Edit::delete(Span { start: this.start, end: next.start }),
            (Some(before), None) if self.in_brackets(node) => Edit::delete(Span { start: before.end, end: this.end }),
            (Some(before), None) => Edit::delete(Span::new(self.end_of_line(*before), self.end_of_line(this))),
            (None, None) => Edit::replace(node.span, if node.items().is_empty() { "{}" } else { "[]" }),
        };
        Some(vec![edit])
    }

    /// Moves the item at `index` of `array` to its end; `None` if there is none.
    pub fn move_item_last(&self, array: &Node, index: usize) -> Option<Vec<Edit>> {
        let item = array.items().get(index)?;
        let last = array.items().last()?;
        let written = self.slice(item.span).trim_end();
        let start = last.span.start as usize;
        let added = if self.in_brackets(array) {
            let gap = self.indent(start).map_or_else(|| " ".to_owned(), |indent| format!("\n{indent}"));
            Edit::insert(last.span.end as usize, format!(",{gap}{written}"))
        } else {
            let dash = self.text.get(..start)?.rfind('-')?;
            let gap = " ".repeat(start.saturating_sub(dash + 1));
            let indent = " ".repeat(self.column(dash));
            Edit::insert(self.end_of_line(last.span), format!("\n{indent}-{gap}{written}"))
        };
        let mut edits = self.remove_item(array, index)?;
        edits.push(added);
        Some(edits)
    }

    /// Writes the members of `object` in the order that `rank` gives, each with the comments above it and with those of
    /// `inner`, edits within the object, that lie in it. As they are, where the order is that already.
    pub fn reorder<K: Ord>(&self, object: &Node, rank: impl Fn(&Member) -> K, inner: Vec<Edit>) -> Vec<Edit> {
        let members = object.members();
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.order_by_key(|index| members.get(*index).map(&rank));
        if order.is_sorted() {
            return inner;
        }
        let is_block = !self.in_brackets(object);
        let slots: Vec<Span> = if is_block { self.blocks(object) } else { members.iter().map(Member::span).collect() };
        let mut edits: Vec<Edit> = Vec::new();
        for (slot, index) in slots.iter().zip(&order) {
            let Some(block) = slots.get(*index) else { continue };
            let mut text = apply_within(self.text, *block, &inner);
            if is_block && !text.ends_with('\n') {
                text.push('\n');
            }
            edits.push(Edit::replace(*slot, text));
        }
        edits
    }

    /// Writes another key, in the quotes of the old one; `None` if that is not written out.
    pub fn rename(&self, member: &Member, key: &str) -> Option<Vec<Edit>> {
        self.replace_text(member.key.span, &member.key.value, key)
    }

    /// Writes another text in the place of a string, in its quotes; `None` if it is none, or is not written out (an
    /// alias, a block of lines).
    pub fn replace_string(&self, string: &Node, text: &str) -> Option<Vec<Edit>> {
        self.replace_text(string.span, string.as_str()?, text)
    }

    /// The same for any text: `new` in place of `old`, which stands at `span`.
    pub fn replace_text(&self, span: Span, old: &str, new: &str) -> Option<Vec<Edit>> {
        let written = written::in_place_of(self.slice(span), old, new)?;
        Some(vec![Edit::replace(self.trimmed(span), written)])
    }

    /// Writes another value, on one line, in the place of any other; `None` for a block of text, which ends behind its line.
    pub fn replace(&self, old: &Node, value: &Value) -> Option<Vec<Edit>> {
        let is_block = self.slice(old.span).starts_with(['|', '>']);
        (!is_block).then(|| vec![Edit::replace(self.trimmed(old.span), value.to_json_line())])
    }

    /// Writes another member, of a value that fits on a line, in the place of one of `object`.
    pub fn replace_member(&self, object: &Node, member: &Member, key: &str, value: &Value) -> Vec<Edit> {
        let written = if self.in_brackets(object) {
            format!("{}: {}", print::quote(key), value.to_json_line())
        } else {
            format!(
                "{}: {}",
                print::yaml_text(key),
                value.as_str().map_or_else(|| value.to_json_line(), plain_or_quoted)
            )
        };
        vec![Edit::replace(member.span(), written)]
    }

    /// Makes `node` the one item of an array.
    pub fn wrap_in_array(&self, node: &Node) -> Vec<Edit> {
        let span = self.trimmed(node.span);
        let written = self.slice(span);
        let is_block = !node.members().is_empty() && !self.in_brackets(node);
        // In a block of YAML an item's lines stand behind its dash.
        let text = if is_block { format!("- {}", written.replace('\n', "\n  ")) } else { format!("[{written}]") };
        vec![Edit::replace(span, text)]
    }

    /// Makes the value of `member` the first item of an array, and `second` the other one.
    pub fn pair(&self, member: &Member, second: &Value) -> Vec<Edit> {
        let value = &member.value;
        let here = self.slice(value.span);
        let outer = self.line_indent(member.key.span.start as usize);
        let inner = format!("{outer}{}", self.unit);
        let is_json = self.slice(member.key.span).starts_with('"') && detect(self.text) == Format::Json;
        let first = if is_json { here.to_owned() } else { value.to_value().to_json() };
        let first = first.replace('\n', &format!("\n{}", self.unit));
        let second = self.in_lines(second, &inner);
        let list = format!("[\n{inner}{first},\n{inner}{second}\n{outer}]");
        if is_json {
            return vec![Edit::replace(value.span, list)];
        }
        // A block stands on the lines below its key.
        let behind = if here.ends_with('\n') { "\n" } else { "" };
        vec![Edit::replace(Span { start: member.key.span.end, end: value.span.end }, format!(": {list}{behind}"))]
    }

    /// Writes all members of `object` anew: what is kept is copied as it is written, with its comments.
    pub fn rebuild(&self, object: &Node, members: &[Rebuilt<'_>]) -> Edit {
        let column = object.members().first().map_or(0, |first| self.column(first.key.span.start as usize));
        let parts: Vec<String> = members
            .iter()
            .map(|member| match member {
                Rebuilt::Kept { member, key, inner } => self.kept(object, member, key, inner),
                Rebuilt::Added { key, value } => self.member(object, key, value, column),
            })
            .collect();
        let span = Span {
            start: object.members().first().map_or(object.span.start, |first| first.key.span.start),
            end: object.members().last().map_or(object.span.end, |last| self.trimmed(last.span()).end),
        };
        Edit::replace(span, parts.join(&self.gap(object)))
    }

    fn kept(&self, object: &Node, member: &Member, key: &str, inner: &[Edit]) -> String {
        let mut edits = inner.to_vec();
        if *key != *member.key.value {
            edits.extend(self.rename(member, key).unwrap_or_default());
        }
        let span = Span { start: member.key.span.start, end: self.end_with_comments(member, object) };
        apply_within(self.text, span, &edits)
    }

    /// A new member of `object`, indented for the column where it begins.
    fn member(&self, object: &Node, key: &str, value: &Value, column: usize) -> String {
        let indent = " ".repeat(column);
        if !self.in_brackets(object) {
            return self.reindent_yaml(print::node_yaml(&Node::from_value(&object_of(key, value))).trim_end(), &indent);
        }
        let written =
            if self.gap(object).contains('\n') { self.in_lines(value, &indent) } else { value.to_json_line() };
        format!("{}: {written}", print::quote(key))
    }

    /// The brackets of an empty object or array with its first member or item.
    fn first_part(&self, node: &Node, [open, close]: [char; 2], key: &str, value: &Value) -> String {
        let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
        match self.layout {
            Layout::LikeSiblings => format!("{open}{key}{}{close}", value.to_json_line()),
            Layout::Expanded => {
                let outer = self.line_indent(node.span.start as usize);
                let inner = format!("{outer}{}", self.unit);
                format!("{open}\n{inner}{key}{}\n{outer}{close}", self.in_lines(value, &inner))
            }
        }
    }

    /// JSON in lines, all but the first with `indent` before them, in steps of the text's own.
    fn in_lines(&self, value: &Value, indent: &str) -> String {
        let unit = if indent.contains('\t') || !self.unit.contains('\t') { self.unit } else { "  " };
        layout::reindent(&value.to_json_pretty(), indent, unit)
    }

    /// The same for printed YAML: where the step is not that of the printer, only nested objects take it.
    fn reindent_yaml(&self, printed: &str, indent: &str) -> String {
        let is_fixed = |line: &str| line.trim_start().starts_with("- ") || line.ends_with(['|', '-']);
        let unit = if printed.lines().any(is_fixed) || self.unit.contains('\t') { "  " } else { self.unit };
        layout::reindent(printed, indent, unit)
    }
}

/// A text of YAML on one line; one that is a placeholder is a text, and no value of another type.
fn plain_or_quoted(text: &str) -> String {
    if placeholder::is_one(text) { print::quote(text) } else { print::yaml_text(text) }
}

fn object_of(key: &str, value: &Value) -> Value {
    Value::from([(key.into(), value.clone())].into_iter().collect::<Map>())
}
