//! Draws the text of a lesson. What it is made of has no HTML in it, so none is ever read.

use asl_lesson::markdown::{Block, Cell, Inline, Target, read};
use yew::prelude::*;

use crate::app::host::location;

/// The text; its headings begin at the third level, below those of the page and of the step.
pub(super) fn markdown(text: &str) -> Html {
    html! { <div class="lesson-text" translate="no">{ blocks(&read(text)) }</div> }
}

fn blocks(all: &[Block]) -> Html {
    html! { <>{ for all.iter().enumerate().map(|(index, one)| block(index, one)) }</> }
}

fn block(key: usize, block: &Block) -> Html {
    match block {
        Block::Paragraph(line) => html! { <p {key}>{ inlines(line) }</p> },
        Block::Heading(1 | 2, line) => html! { <h3 {key}>{ inlines(line) }</h3> },
        Block::Heading(_, line) => html! { <h4 {key}>{ inlines(line) }</h4> },
        Block::Code(_, code) => html! { <pre {key} tabindex="0"><code>{ code.trim_end().to_owned() }</code></pre> },
        Block::Quote(inner) => html! { <blockquote {key}>{ blocks(inner) }</blockquote> },
        Block::List(Some(first), items) => {
            html! { <ol {key} start={first.to_string()}>{ for items.iter().map(|item| self::item(item)) }</ol> }
        }
        Block::List(None, items) => html! { <ul {key}>{ for items.iter().map(|item| self::item(item)) }</ul> },
        Block::Table(head, rows) => html! {
            <div {key} class="lesson-table" tabindex="0" role="group" aria-label="Table">
                <table>
                    <thead><tr>{ for head.iter().map(|one| html! { <th class={side(one)}>{ inlines(&one.content) }</th> }) }</tr></thead>
                    <tbody>
                        for row in rows {
                            <tr>{ for row.iter().map(|one| html! { <td class={side(one)}>{ inlines(&one.content) }</td> }) }</tr>
                        }
                    </tbody>
                </table>
            </div>
        },
        Block::Rule => html! { <hr {key} /> },
    }
}

fn side(cell: &Cell) -> Option<&'static str> {
    cell.is_right.then_some("right")
}

/// An item; a single paragraph stands without the room of one.
fn item(blocks: &[Block]) -> Html {
    match blocks {
        [Block::Paragraph(line), rest @ ..] => html! { <li>{ inlines(line) }{ self::blocks(rest) }</li> },
        all => html! { <li>{ self::blocks(all) }</li> },
    }
}

fn inlines(line: &[Inline]) -> Html {
    html! { <>{ for line.iter().map(inline) }</> }
}

fn inline(part: &Inline) -> Html {
    match part {
        Inline::Text(text) => html! { { text.clone() } },
        Inline::Code(code) => html! { <code>{ code.clone() }</code> },
        Inline::Emphasis(line) => html! { <em>{ inlines(line) }</em> },
        Inline::Strong(line) => html! { <strong>{ inlines(line) }</strong> },
        Inline::Deleted(line) => html! { <del>{ inlines(line) }</del> },
        Inline::Link(Target::Outside(address), line) => {
            html! { <a href={address.clone()} target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">{ inlines(line) }</a> }
        }
        Inline::Link(Target::Here(fragment), line) => {
            let href = location::with_fragment(fragment.trim_start_matches('#'));
            html! { <a {href}>{ inlines(line) }</a> }
        }
        Inline::Image(words) => html! { <span class="lesson-image">{ format!("[Image: {words}]") }</span> },
        Inline::Break => html! { <br /> },
    }
}
