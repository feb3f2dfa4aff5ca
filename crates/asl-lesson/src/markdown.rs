//! Markdown as data, for whoever draws it: no HTML comes of it. HTML that stands in the text is text, images are named and not
//! loaded, and links lead only to the web, to mail, and to places of the page.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// How deep blocks and styles stand in each other; what is deeper stands here.
const DEEPEST: usize = 24;
/// The most parts of a text that are drawn; what follows is left out.
const MOST_PARTS: usize = 10_000;

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading, from 1 to 6.
    Heading(u8, Vec<Inline>),
    /// Code, with its language if it is named.
    Code(String, String),
    /// What somebody else said.
    Quote(Vec<Block>),
    /// A list; numbered from this number on, if it is.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A table: its head and its rows. A cell of a column to the right is marked.
    Table(Vec<Cell>, Vec<Vec<Cell>>),
    /// A line between two parts.
    Rule,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether it is aligned to the right.
    pub is_right: bool,
    /// What stands in it.
    pub content: Vec<Inline>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text.
    Text(String),
    /// Code.
    Code(String),
    /// Emphasized.
    Emphasis(Vec<Inline>),
    /// Strongly emphasized.
    Strong(Vec<Inline>),
    /// Crossed out.
    Deleted(Vec<Inline>),
    /// A link: where it leads, and what it says.
    Link(Target, Vec<Inline>),
    /// An image that is not loaded: what it shows, in words.
    Image(String),
    /// A new line.
    Break,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To an address outside of the page: `https:`, `http:` or `mailto:`.
    Outside(String),
    /// To a place of the page: `#example/retry-after`.
    Here(String),
}

impl Target {
    /// Where an address leads; `None` if the page does not lead there.
    fn of(address: &str) -> Option<Self> {
        let is_plain = !address.chars().any(|char| char.is_control() || char.is_whitespace());
        let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("https" | "http" | "mailto") if is_plain => Some(Self::Outside(address.to_owned())),
            _ if is_plain && address.starts_with('#') => Some(Self::Here(address.to_owned())),
            _ => None,
        }
    }
}

/// Reads a text.
pub fn read(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut builder = Builder { open: vec![Open::Blocks(Vec::new())], parts: 0, skipped: 0, columns: Vec::new() };
    for event in Parser::new_ext(text, options) {
        builder.parts += 1;
        if builder.parts > MOST_PARTS {
            break;
        }
        builder.take(event);
    }
    builder.finish()
}

/// What was begun and has not ended.
enum Open {
    /// Blocks, of the whole, a quote or an item.
    Blocks(Vec<Block>),
    /// A list with its items.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A line, of a paragraph, a heading, a cell or a style.
    Line(Vec<Inline>),
    /// Code.
    Code(String, String),
    /// What an image shows.
    Image(String),
    /// A table: the head, and the rows.
    Table(Vec<Cell>, Vec<Vec<Cell>>),
    /// A row of it.
    Row(Vec<Cell>),
}

struct Builder {
    open: Vec<Open>,
    parts: usize,
    /// How many tags were begun that are too deep to be drawn.
    skipped: usize,
    /// Which columns of the table are aligned to the right.
    columns: Vec<bool>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            // Nothing turns on mathematics and footnotes.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::Code(code) => self.inline(Inline::Code(code.into_string())),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if matches!(self.open.last(), Some(Open::Image(_))) && !matches!(tag, Tag::Image { .. }) {
            return;
        }
        if self.open.len() > DEEPEST {
            self.skipped += 1;
            return;
        }
        self.open.push(match tag {
            Tag::BlockQuote(_) | Tag::Item => Open::Blocks(Vec::new()),
            Tag::List(first) => Open::List(*first, Vec::new()),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.split_whitespace().next().unwrap_or_default(),
                    CodeBlockKind::Indented => "",
                };
                Open::Code(language.to_owned(), String::new())
            }
            Tag::Image { .. } => Open::Image(String::new()),
            Tag::Table(columns) => {
                self.columns = columns.iter().map(|column| *column == Alignment::Right).collect();
                Open::Table(Vec::new(), Vec::new())
            }
            Tag::TableHead | Tag::TableRow => Open::Row(Vec::new()),
            _ => Open::Line(Vec::new()),
        });
        // What a link leads to is known only here.
        if let Tag::Link { dest_url, .. } = tag {
            self.open.push(Open::Image(dest_url.to_string()));
            self.open.push(Open::Line(Vec::new()));
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if self.skipped == 0 && matches!(self.open.last(), Some(Open::Image(_))) && tag != TagEnd::Image {
            // A style within the words of an image.
            return;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(open) = self.open.pop() else { return };
        match (tag, open) {
            (TagEnd::BlockQuote(_), Open::Blocks(blocks)) => self.block(Block::Quote(blocks)),
            (TagEnd::Item, Open::Blocks(blocks)) => {
                if let Some(Open::List(_, items)) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            (TagEnd::List(_), Open::List(first, items)) => self.block(Block::List(first, items)),
            (TagEnd::CodeBlock, Open::Code(language, code)) => self.block(Block::Code(language, code)),
            (TagEnd::Image, Open::Image(words)) => self.inline(Inline::Image(words)),
            (TagEnd::Heading(level), Open::Line(line)) => self.block(Block::Heading(number(level), line)),
            (TagEnd::Emphasis, Open::Line(line)) => self.inline(Inline::Emphasis(line)),
            (TagEnd::Strong, Open::Line(line)) => self.inline(Inline::Strong(line)),
            (TagEnd::Strikethrough, Open::Line(line)) => self.inline(Inline::Deleted(line)),
            (TagEnd::Link, Open::Line(line)) => {
                let address = match self.open.pop() {
                    Some(Open::Image(address)) => address,
                    _ => String::new(),
                };
                self.open.pop();
                match Target::of(&address) {
                    Some(target) => self.inline(Inline::Link(target, line)),
                    None => line.into_iter().for_each(|part| self.inline(part)),
                }
            }
            (TagEnd::TableCell, Open::Line(content)) => {
                if let Some(Open::Row(cells)) = self.open.last_mut() {
                    let is_right = self.columns.get(cells.len()).copied().unwrap_or_default();
                    cells.push(Cell { is_right, content });
                }
            }
            (TagEnd::TableHead, Open::Row(cells)) => {
                if let Some(Open::Table(head, _)) = self.open.last_mut() {
                    *head = cells;
                }
            }
            (TagEnd::TableRow, Open::Row(cells)) => {
                if let Some(Open::Table(_, rows)) = self.open.last_mut() {
                    rows.push(cells);
                }
            }
            (TagEnd::Table, Open::Table(head, rows)) => self.block(Block::Table(head, rows)),
            (_, Open::Line(line)) => self.block(Block::Paragraph(line)),
            (_, Open::Blocks(blocks)) => blocks.into_iter().for_each(|block| self.block(block)),
            // Every end has the start of its kind.
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.last_mut() {
            Some(Open::Code(_, code)) => code.push_str(text),
            Some(Open::Image(words)) => words.push_str(text),
            _ => self.inline(Inline::Text(text.to_owned())),
        }
    }

    fn inline(&mut self, part: Inline) {
        match self.open.last_mut() {
            Some(Open::Line(line)) => join(line, part),
            // A tight item of a list has no paragraph, and HTML stands beside paragraphs.
            Some(Open::Blocks(blocks)) => {
                if let Some(Block::Paragraph(line)) = blocks.last_mut() {
                    join(line, part);
                } else {
                    blocks.push(Block::Paragraph(vec![part]));
                }
            }
            Some(Open::Code(_, words) | Open::Image(words)) => {
                if let Inline::Text(text) | Inline::Code(text) = part {
                    words.push_str(&text);
                }
            }
            // What stands here is too deep to be an item of its own.
            Some(Open::List(_, items)) => items.push(vec![Block::Paragraph(vec![part])]),
            Some(Open::Table(..) | Open::Row(_)) | None => {}
        }
    }

    fn block(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Blocks(blocks)) => blocks.push(block),
            // What is too deep to be a block of its own goes on in the line around it.
            Some(Open::Line(line)) => {
                if let Block::Paragraph(more) = block {
                    for part in more {
                        join(line, part);
                    }
                }
            }
            _ => {}
        }
    }

    /// What was read, with what was cut off.
    fn finish(mut self) -> Vec<Block> {
        loop {
            match self.open.pop() {
                Some(Open::Blocks(blocks)) if self.open.is_empty() => return blocks,
                Some(Open::Blocks(blocks)) => match self.open.last_mut() {
                    Some(Open::List(_, items)) => items.push(blocks),
                    _ => self.block(Block::Quote(blocks)),
                },
                Some(Open::List(first, items)) => self.block(Block::List(first, items)),
                Some(Open::Line(line)) => self.block(Block::Paragraph(line)),
                Some(Open::Code(language, code)) => self.block(Block::Code(language, code)),
                Some(Open::Table(head, rows)) => self.block(Block::Table(head, rows)),
                Some(Open::Image(_) | Open::Row(_)) => {}
                None => return Vec::new(),
            }
        }
    }
}

/// Puts a part at the end of a line; texts become one.
fn join(line: &mut Vec<Inline>, part: Inline) {
    if let (Some(Inline::Text(before)), Inline::Text(text)) = (line.last_mut(), &part) {
        before.push_str(text);
    } else {
        line.push(part);
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The words of a text without their marks, for what reads them aloud or lists them.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for block in &read(text) {
        of_block(block, &mut out);
    }
    out.trim_end().to_owned()
}

fn of_block(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(line) | Block::Heading(_, line) => of_line(line, out),
        Block::Code(_, code) => out.push_str(code),
        Block::Quote(blocks) => blocks.iter().for_each(|block| of_block(block, out)),
        Block::List(_, items) => items.iter().flatten().for_each(|block| of_block(block, out)),
        Block::Table(head, rows) => {
            for row in std::iter::once(head).chain(rows) {
                for cell in row {
                    of_line(&cell.content, out);
                }
            }
        }
        Block::Rule => {}
    }
    out.push('\n');
}

fn of_line(line: &[Inline], out: &mut String) {
    for part in line {
        match part {
            Inline::Text(text) | Inline::Code(text) | Inline::Image(text) => out.push_str(text),
            Inline::Emphasis(line) | Inline::Strong(line) | Inline::Deleted(line) | Inline::Link(_, line) => {
                of_line(line, out);
            }
            Inline::Break => out.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Inline, Target, plain, read};

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn the_usual_marks_are_read() {
        let blocks = read(
            "# Title\n\nA *word*, **two**, `code`\nand [a link](https://example.com \"t\").\n\n1. one\n2. two\n   - in\n\n> said\n\n```json\n{}\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n---\n",
        );
        assert_eq!(blocks[0], Block::Heading(1, vec![text("Title")]));
        let Block::Paragraph(line) = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!(line[1], Inline::Emphasis(vec![text("word")]));
        assert!(line.contains(&Inline::Code("code".to_owned())));
        let leads = Inline::Link(Target::Outside("https://example.com".to_owned()), vec![text("a link")]);
        assert!(line.contains(&leads));
        let Block::List(Some(1), items) = &blocks[2] else { panic!("{blocks:?}") };
        assert_eq!(items[0], [Block::Paragraph(vec![text("one")])]);
        assert!(matches!(&items[1][..], [Block::Paragraph(_), Block::List(None, _)]), "{items:?}");
        assert_eq!(blocks[3], Block::Quote(vec![Block::Paragraph(vec![text("said")])]));
        assert_eq!(blocks[4], Block::Code("json".to_owned(), "{}\n".to_owned()));
        let Block::Table(head, rows) = &blocks[5] else { panic!("{blocks:?}") };
        assert!(!head[0].is_right && head[1].is_right && rows[0][1].content == [text("2")]);
        assert_eq!(blocks[6], Block::Rule);
    }

    #[test]
    fn html_is_text_images_are_words_and_strange_links_are_none() {
        let only = |markdown: &str| plain(markdown);
        assert_eq!(only("<script>alert(1)</script>"), "<script>alert(1)</script>");
        assert_eq!(only("a <img src=x onerror=alert(1)> b"), "a <img src=x onerror=alert(1)> b");
        assert_eq!(read("![a *cat*](https://host/x.png)"), [Block::Paragraph(vec![Inline::Image("a cat".to_owned())])]);
        for address in
            ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//host/x", "vbscript:x", "x.html"]
        {
            assert_eq!(read(&format!("[x]({address})")), [Block::Paragraph(vec![text("x")])], "{address}");
        }
        let here = Target::Here("#example/fail".to_owned());
        assert_eq!(read("[x](#example/fail)"), [Block::Paragraph(vec![Inline::Link(here, vec![text("x")])])]);
    }

    #[test]
    fn what_is_deep_or_long_is_bounded() {
        fn depth(blocks: &[Block]) -> usize {
            let of = |block: &Block| match block {
                Block::Quote(blocks) => depth(blocks),
                Block::List(_, items) => items.iter().map(|item| depth(item)).max().unwrap_or_default(),
                _ => 0,
            };
            1 + blocks.iter().map(of).max().unwrap_or_default()
        }
        for deep in [">".repeat(5_000) + " x", "- ".repeat(5_000) + "x", "*a **b ".repeat(3_000), "[".repeat(9_000)] {
            assert!(depth(&read(&deep)) <= super::DEEPEST + 2);
        }
        assert!(plain(&(">".repeat(300) + " deep")).contains("deep"), "what is deep is still said");
        assert!(read(&"a\n\n".repeat(20_000)).len() <= super::MOST_PARTS);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(?s)[-*_`>#\\[\\]()!|<a-c \\n0-9.~]{0,120}") {
            let _ = plain(&text);
        }
    }
}
