//! Edits that add, remove and rewrite members and items, in JSON and in YAML, and keep the rest as the person wrote it.

use asl_text::edit::Edit;
use asl_text::{Member, Node, Span, print};
use asl_value::{Map, Value};

/// Makes edits of one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surgeon<'a> {
    text: &'a str,
    /// One step of indentation.
    unit: &'a str,
}

impl<'a> Surgeon<'a> {
    /// For `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let blank = |line: &'a str| line.get(..line.len() - line.trim_start_matches([' ', '\t']).len());
        let unit =
            text.lines().filter(|line| !line.trim().is_empty()).filter_map(blank).find(|blank| !blank.is_empty());
        Self { text, unit: unit.filter(|unit| unit.len() <= 8).unwrap_or("  ") }
    }

    /// What stands at `span`.
    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Whether the object or array is written in brackets, as in JSON.
    pub(super) fn in_brackets(&self, node: &Node) -> bool {
        self.slice(node.span).starts_with(['{', '['])
    }

    /// Adds a member at the end of `object`.
    pub(super) fn append(&self, object: &Node, key: &str, value: &Value) -> Vec<Edit> {
        let last = object.members().last();
        let Some(last) = last else {
            return vec![Edit::replace(object.span, format!("{{{}}}", one_line_member(key, value)))];
        };
        let start = last.key.span.start as usize;
        if !self.in_brackets(object) {
            let indent = " ".repeat(self.column(start));
            let map: Map = [(key.into(), value.clone())].into_iter().collect();
            let lines = self.reindent(print::yaml(&Value::from(map)).trim_end(), &indent);
            return vec![Edit::insert(self.end_of_line(last.value.span), format!("\n{indent}{lines}"))];
        }
        let end = last.value.span.end as usize;
        let Some(indent) = self.indent(start) else {
            return vec![Edit::insert(end, format!(", {}", one_line_member(key, value)))];
        };
        // As its sibling is written.
        let on_one_line = !last.value.members().is_empty() && !self.slice(last.value.span).contains('\n');
        let written = if on_one_line { one_line(value) } else { self.reindent(print::json(value).trim_end(), indent) };
        vec![Edit::insert(end, format!(",\n{indent}{}: {written}", Value::from(key).to_json()))]
    }

    /// Removes the member at `index` of `object`.
    pub(super) fn remove_member(&self, object: &Node, index: usize) -> Option<Vec<Edit>> {
        let spans: Vec<Span> = object.members().iter().map(|member| member.key.span.merge(member.value.span)).collect();
        self.remove(object, &spans, index)
    }

    /// Removes the item at `index` of `array`.
    pub(super) fn remove_item(&self, array: &Node, index: usize) -> Option<Vec<Edit>> {
        let spans: Vec<Span> = array.items().iter().map(|item| item.span).collect();
        self.remove(array, &spans, index)
    }

    fn remove(&self, node: &Node, spans: &[Span], index: usize) -> Option<Vec<Edit>> {
        let this = *spans.get(index)?;
        let before = index.checked_sub(1).and_then(|before| spans.get(before));
        let edit = match (before, spans.get(index + 1)) {
            (_, Some(next)) => Edit::delete(Span::new(this.start as usize, next.start as usize)),
            (Some(before), None) if self.in_brackets(node) => {
                Edit::delete(Span::new(before.end as usize, this.end as usize))
            }
            (Some(before), None) => Edit::delete(Span::new(self.end_of_line(*before), self.end_of_line(this))),
            (None, None) => Edit::replace(node.span, if node.items().is_empty() { "{}" } else { "[]" }),
        };
        Some(vec![edit])
    }

    /// Moves the item at `index` of `array` to its end.
    pub(super) fn move_last(&self, array: &Node, index: usize) -> Option<Vec<Edit>> {
        let item = array.items().get(index)?;
        let last = array.items().last()?;
        let written = self.slice(item.span).trim_end();
        let added = if self.in_brackets(array) {
            let gap =
                self.indent(last.span.start as usize).map_or_else(|| " ".to_owned(), |indent| format!("\n{indent}"));
            Edit::insert(last.span.end as usize, format!(",{gap}{written}"))
        } else {
            let dash = self.text.get(..last.span.start as usize)?.rfind('-')?;
            let gap = " ".repeat((last.span.start as usize).saturating_sub(dash + 1));
            let indent = " ".repeat(self.column(dash));
            Edit::insert(self.end_of_line(last.span), format!("\n{indent}-{gap}{written}"))
        };
        let mut edits = self.remove_item(array, index)?;
        edits.push(added);
        Some(edits)
    }

    /// Writes another key.
    pub(super) fn rename(&self, member: &Member, key: &str) -> Option<Vec<Edit>> {
        self.rewrite(member.key.span, &member.key.value, key)
    }

    /// Writes another text in the place of a string.
    pub(super) fn retype(&self, string: &Node, text: &str) -> Option<Vec<Edit>> {
        self.rewrite(string.span, string.as_str()?, text)
    }

    /// Writes another value in the place of any.
    pub(super) fn replace(old: &Node, value: &Value) -> Vec<Edit> {
        vec![Edit::replace(old.span, one_line(value))]
    }

    /// Writes another member, of a value that fits on a line, in the place of one.
    pub(super) fn replace_member(&self, holder: &Node, member: &Member, key: &str, value: &Value) -> Vec<Edit> {
        let span = member.key.span.merge(member.value.span);
        let written = if self.in_brackets(holder) {
            one_line_member(key, value)
        } else {
            format!("{}: {}", plain(key), value.as_str().map_or_else(|| one_line(value), plain))
        };
        vec![Edit::replace(span, written)]
    }

    /// A string in the quotes of the one that stands at `span` and means `old`; `None` if that is not plain text.
    fn rewrite(&self, span: Span, old: &str, new: &str) -> Option<Vec<Edit>> {
        let written = self.slice(span);
        let within = |quote: char| written.len() > 1 && written.starts_with(quote) && written.ends_with(quote);
        let text = if within('"') {
            Value::from(new).to_json()
        } else if within('\'') {
            format!("'{}'", new.replace('\'', "''"))
        } else if written.trim_end() == old {
            let end = span.start as usize + written.trim_end().len();
            return Some(vec![Edit::replace(Span::new(span.start as usize, end), plain(new))]);
        } else {
            return None;
        };
        Some(vec![Edit::replace(span, text)])
    }

    /// The white space before `offset`, if there is nothing else before it on its line.
    fn indent(&self, offset: usize) -> Option<&'a str> {
        let line = self.text.get(..offset)?;
        let line = line.get(line.rfind('\n').map_or(0, |at| at + 1)..)?;
        (line.trim().is_empty() && self.text.get(..offset)?.contains('\n')).then_some(line)
    }

    /// How many characters stand before `offset` on its line.
    fn column(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// Where the last line of the text at `span` ends, white space at its end left out but for a remark behind it.
    fn end_of_line(&self, span: Span) -> usize {
        let kept = self.text.get(..span.end as usize).unwrap_or_default().trim_end().len();
        let rest = self.text.get(kept..).unwrap_or_default();
        kept + rest.find('\n').unwrap_or(rest.len())
    }

    /// Printed text, with `indent` before every line but the first, in steps of the text's own.
    fn reindent(&self, printed: &str, indent: &str) -> String {
        let mut out = String::new();
        for (index, line) in printed.lines().enumerate() {
            let rest = line.trim_start_matches(' ');
            if index > 0 {
                out.push('\n');
                out.push_str(indent);
            }
            // A list's items stand two further in, whatever the step is; YAML reads any.
            let depth = (line.len() - rest.len()) / 2;
            let unit = if indent.contains('\t') || !self.unit.contains('\t') { self.unit } else { "  " };
            out.extend(std::iter::repeat_n(unit, depth));
            out.push_str(rest);
        }
        out
    }
}

fn one_line_member(key: &str, value: &Value) -> String {
    format!("{}: {}", Value::from(key).to_json(), one_line(value))
}

/// JSON on one line, as a person writes it.
fn one_line(value: &Value) -> String {
    match value {
        Value::Array(_) => {
            let items: Vec<String> = value.as_array().unwrap_or_default().iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let members: Vec<String> = map.iter().map(|(key, value)| one_line_member(key, value)).collect();
            format!("{{{}}}", members.join(", "))
        }
        _ => value.to_json(),
    }
}

/// A text as YAML writes it on one line.
fn plain(text: &str) -> String {
    print::yaml(&Value::from(text)).trim_end().to_owned()
}
