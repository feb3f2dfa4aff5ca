//! Markdown as a tree.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

use std::rc::Rc;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The most levels of lists, quotes, and emphasis within each other: views draw the tree with calls within calls.
const DEEPEST: usize = 12;
/// The most parts of a text that are read: one that comes by link must not fill the page.
const MOST_PARTS: usize = 10_000;

/// A part of a text that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading: its level from 1 to 6, the name that a link gives it, and its words.
    Heading(u8, Rc<str>, Vec<Inline>),
    /// Sentences.
    Paragraph(Vec<Inline>),
    /// A list, with its first number if it has numbers.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A text as it is written: the name of its language, empty for none, and the text.
    Code(Rc<str>, Rc<str>),
    /// What someone else said.
    Quote(Vec<Block>),
    /// A table: the cells of its head, and its rows.
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    /// A line between two parts.
    Rule,
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(Rc<str>),
    /// Code.
    Code(Rc<str>),
    /// Words that matter.
    Strong(Vec<Inline>),
    /// Words with emphasis.
    Emphasis(Vec<Inline>),
    /// Words that no longer hold.
    Struck(Vec<Inline>),
    /// A link: where it leads, and its words.
    Link(Rc<str>, Vec<Inline>),
    /// A new line.
    Break,
}

/// What a text holds; of a very long one, its beginning.
pub fn parse(text: &str) -> Vec<Block> {
    let mut tree = Tree::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(text, options).take(MOST_PARTS) {
        tree.take(event);
    }
    tree.end()
}

/// The words of these parts, for a search, a name, or a title.
pub fn plain(parts: &[Inline]) -> String {
    let word = |part: &Inline| match part {
        Inline::Text(text) | Inline::Code(text) => text.to_string(),
        Inline::Strong(parts) | Inline::Emphasis(parts) | Inline::Struck(parts) | Inline::Link(_, parts) => {
            plain(parts)
        }
        Inline::Break => " ".to_owned(),
    };
    parts.iter().map(word).collect()
}

/// The words of a whole text, a line for each part.
pub fn plain_blocks(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(_, _, words) | Block::Paragraph(words) => lines.push(plain(words)),
            Block::List(_, items) => lines.extend(items.iter().map(|item| plain_blocks(item))),
            Block::Code(_, text) => lines.push(text.to_string()),
            Block::Quote(inside) => lines.push(plain_blocks(inside)),
            Block::Table(head, rows) => {
                let row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join(" ");
                lines.extend(std::iter::once(head).chain(rows).map(row));
            }
            Block::Rule => {}
        }
    }
    lines.join("\n")
}

/// The words of a text without its marks.
pub fn plain_text(text: &str) -> String {
    plain_blocks(&parse(text))
}

/// The name that a link gives a heading: its words in lowercase, joined by hyphens.
pub fn anchor(words: &str) -> String {
    let kept: String =
        words.to_lowercase().chars().map(|char| if char.is_alphanumeric() { char } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join("-")
}

/// Where a link may lead; `None` for what could run, or read a file.
fn safe(address: &str) -> Option<Rc<str>> {
    let lower = address.to_ascii_lowercase();
    let is_known = ["https://", "http://", "mailto:", "#"].iter().any(|start| lower.starts_with(start));
    let is_clean = !address.chars().any(|char| char.is_control() || char.is_whitespace());
    (is_known && is_clean).then(|| address.into())
}

/// What is open while a text is read.
#[derive(Debug)]
enum Open {
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    List(Option<u64>, Vec<Vec<Block>>),
    Item(Vec<Block>, Vec<Inline>),
    Quote(Vec<Block>, Vec<Inline>),
    Code(Rc<str>, String),
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    Row(bool, Vec<Vec<Inline>>),
    Cell(Vec<Inline>),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Struck(Vec<Inline>),
    Link(Option<Rc<str>>, Vec<Inline>),
    /// What is too deep: what is in it belongs to what is around it.
    Passed,
}

#[derive(Debug, Default)]
struct Tree {
    done: Vec<Block>,
    open: Vec<Open>,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.words(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.put(Inline::Code(text.as_ref().into()));
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.put(Inline::Break),
            Event::Rule => self.add(Block::Rule),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let is_deep = self.open.iter().filter(|open| !matches!(open, Open::Passed)).count() >= DEEPEST;
        let open = match tag {
            Tag::Heading { level, .. } => Open::Heading(depth(level), Vec::new()),
            Tag::Paragraph | Tag::HtmlBlock => Open::Paragraph(Vec::new()),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    pulldown_cmark::CodeBlockKind::Fenced(name) => name.split_whitespace().next().unwrap_or("").into(),
                    pulldown_cmark::CodeBlockKind::Indented => "".into(),
                };
                Open::Code(language, String::new())
            }
            Tag::Table(_) => Open::Table(Vec::new(), Vec::new()),
            Tag::TableHead => Open::Row(true, Vec::new()),
            Tag::TableRow => Open::Row(false, Vec::new()),
            Tag::TableCell => Open::Cell(Vec::new()),
            _ if is_deep => Open::Passed,
            Tag::BlockQuote(_) => Open::Quote(Vec::new(), Vec::new()),
            Tag::List(first) => Open::List(first, Vec::new()),
            Tag::Item => Open::Item(Vec::new(), Vec::new()),
            Tag::Strong => Open::Strong(Vec::new()),
            Tag::Emphasis => Open::Emphasis(Vec::new()),
            Tag::Strikethrough => Open::Struck(Vec::new()),
            Tag::Link { dest_url, .. } => Open::Link(safe(&dest_url), Vec::new()),
            // A picture is its description.
            _ => Open::Passed,
        };
        self.open.push(open);
    }

    /// What was opened last is whole. Each is closed in the order in which it was opened.
    fn close(&mut self, _: TagEnd) {
        match self.open.pop() {
            Some(Open::Heading(level, words)) => {
                let name = anchor(&plain(&words)).into();
                self.add(Block::Heading(level, name, words));
            }
            Some(Open::Paragraph(words)) if words.is_empty() => {}
            Some(Open::Paragraph(words)) => self.add(Block::Paragraph(words)),
            Some(Open::List(first, items)) => self.add(Block::List(first, items)),
            Some(Open::Item(blocks, words)) => {
                let item = whole(blocks, words);
                match self.open.last_mut() {
                    Some(Open::List(_, items)) => items.push(item),
                    _ => item.into_iter().for_each(|block| self.add(block)),
                }
            }
            Some(Open::Quote(blocks, words)) => self.add(Block::Quote(whole(blocks, words))),
            Some(Open::Code(language, text)) => self.add(Block::Code(language, text.into())),
            Some(Open::Table(head, rows)) => self.add(Block::Table(head, rows)),
            Some(Open::Row(is_head, cells)) => {
                if let Some(Open::Table(head, rows)) = self.open.last_mut() {
                    if is_head {
                        *head = cells;
                    } else {
                        rows.push(cells);
                    }
                }
            }
            Some(Open::Cell(words)) => {
                if let Some(Open::Row(_, cells)) = self.open.last_mut() {
                    cells.push(words);
                }
            }
            Some(Open::Strong(words)) => self.put(Inline::Strong(words)),
            Some(Open::Emphasis(words)) => self.put(Inline::Emphasis(words)),
            Some(Open::Struck(words)) => self.put(Inline::Struck(words)),
            Some(Open::Link(Some(address), words)) => self.put(Inline::Link(address, words)),
            Some(Open::Link(None, words)) => words.into_iter().for_each(|word| self.put(word)),
            Some(Open::Passed) | None => {}
        }
    }

    /// Puts a block into what is open around it.
    fn add(&mut self, block: Block) {
        for open in self.open.iter_mut().rev() {
            match open {
                Open::Item(blocks, words) | Open::Quote(blocks, words) => {
                    if !words.is_empty() {
                        blocks.push(Block::Paragraph(std::mem::take(words)));
                    }
                    return blocks.push(block);
                }
                Open::List(_, items) => return items.push(vec![block]),
                _ => {}
            }
        }
        self.done.push(block);
    }

    /// Puts a part of a sentence into what is open.
    fn put(&mut self, part: Inline) {
        for open in self.open.iter_mut().rev() {
            match open {
                Open::Heading(_, words)
                | Open::Paragraph(words)
                | Open::Item(_, words)
                | Open::Quote(_, words)
                | Open::Cell(words)
                | Open::Strong(words)
                | Open::Emphasis(words)
                | Open::Struck(words)
                | Open::Link(_, words) => return words.push(part),
                Open::Code(_, text) => return text.push_str(&plain(&[part])),
                Open::List(..) | Open::Table(..) | Open::Row(..) | Open::Passed => {}
            }
        }
        self.done.push(Block::Paragraph(vec![part]));
    }

    fn words(&mut self, text: &str) {
        self.put(Inline::Text(text.into()));
    }

    fn end(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.close(TagEnd::Paragraph);
        }
        self.done
    }
}

/// The blocks of an item, with the words that stand in it without a paragraph.
fn whole(mut blocks: Vec<Block>, words: Vec<Inline>) -> Vec<Block> {
    if !words.is_empty() {
        blocks.push(Block::Paragraph(words));
    }
    blocks
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.into())
    }

    fn paragraph(words: Vec<Inline>) -> Block {
        Block::Paragraph(words)
    }

    #[test]
    fn a_text_becomes_what_it_looks_like() {
        let blocks = parse(
            "# On *Retry*\n\nWaits **twice** as long, `IntervalSeconds` first.\n\n- one\n- two\n\n  more\n\n3. three\n\n> said\n\n```json\n{}\n```\n\n| a | b |\n|---|---|\n| 1 | [x](#help/y) |\n\n---\n",
        );
        assert_eq!(
            blocks,
            [
                Block::Heading(1, "on-retry".into(), vec![text("On "), Inline::Emphasis(vec![text("Retry")])]),
                paragraph(vec![
                    text("Waits "),
                    Inline::Strong(vec![text("twice")]),
                    text(" as long, "),
                    Inline::Code("IntervalSeconds".into()),
                    text(" first.")
                ]),
                Block::List(
                    None,
                    vec![
                        vec![paragraph(vec![text("one")])],
                        vec![paragraph(vec![text("two")]), paragraph(vec![text("more")])]
                    ]
                ),
                Block::List(Some(3), vec![vec![paragraph(vec![text("three")])]]),
                Block::Quote(vec![paragraph(vec![text("said")])]),
                Block::Code("json".into(), "{}\n".into()),
                Block::Table(
                    vec![vec![text("a")], vec![text("b")]],
                    vec![vec![vec![text("1")], vec![Inline::Link("#help/y".into(), vec![text("x")])]]]
                ),
                Block::Rule,
            ]
        );
    }

    #[test]
    fn nothing_that_could_run_is_left() {
        let shown = parse(
            "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](data:text/html,x) [c](JavaScript:x) \
             [d](java\nscript:x) ![p](https://e.example/p.png \"t\") [e](https://e.example) [f](//e.example) <https://g.example>",
        );
        let mut links = Vec::new();
        for block in &shown {
            if let Block::Paragraph(words) = block {
                links.extend(words.iter().filter_map(|word| match word {
                    Inline::Link(to, _) => Some(to.to_string()),
                    _ => None,
                }));
            }
        }
        assert_eq!(links, ["https://e.example", "https://g.example"]);
        assert!(plain_blocks(&shown).contains("<script>alert(1)</script>"), "it is text: {shown:?}");
    }

    fn depth_of(blocks: &[Block]) -> usize {
        let inside = |block: &Block| match block {
            Block::Quote(inside) => depth_of(inside),
            Block::List(_, items) => items.iter().map(|item| depth_of(item)).max().unwrap_or(0),
            _ => 0,
        };
        1 + blocks.iter().map(inside).max().unwrap_or(0)
    }

    #[test]
    fn what_is_nested_very_deep_is_there_and_flat() {
        for text in [format!("{}end", "> ".repeat(5_000)), format!("{}end", "- ".repeat(2_000)), "*a ".repeat(3_000)] {
            let blocks = parse(&text);
            assert!(depth_of(&blocks) <= DEEPEST + 1, "{}", depth_of(&blocks));
            assert!(plain_blocks(&blocks).contains(if text.ends_with("end") { "end" } else { "a" }));
        }
        assert!(parse(&"a\n\n".repeat(20_000)).len() <= MOST_PARTS, "what is long ends");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|\\n|[-*_`>|#\\[\\]()<! ]){0,200}") {
            plain_blocks(&parse(&text));
        }
    }
}
