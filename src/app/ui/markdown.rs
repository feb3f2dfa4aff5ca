//! Markdown in the page: help, and texts that come with a workflow.

use asl_markdown::{Block, Inline};
use yew::prelude::*;

use crate::app::host::location;

/// The blocks as elements. A heading of level 1 is drawn at `level`, one of level 2 at the next, and so on; `follow` is asked
/// for links to this page (`#…`), and says whether it followed one.
pub(crate) fn markdown(blocks: &[Block], level: u8, follow: &Callback<String, bool>) -> Html {
    html! { <>{ for blocks.iter().map(|block| one(block, level, follow)) }</> }
}

fn one(block: &Block, level: u8, follow: &Callback<String, bool>) -> Html {
    let words = |parts: &[Inline]| inline(parts, follow);
    match block {
        Block::Heading(depth, name, parts) => {
            let (id, shown) = (format!("md-{name}"), words(parts));
            match level + depth - 1 {
                ..=2 => html! { <h2 {id} tabindex="-1">{ shown }</h2> },
                3 => html! { <h3 {id} tabindex="-1">{ shown }</h3> },
                4 => html! { <h4 {id} tabindex="-1">{ shown }</h4> },
                5 => html! { <h5 {id} tabindex="-1">{ shown }</h5> },
                _ => html! { <h6 {id} tabindex="-1">{ shown }</h6> },
            }
        }
        Block::Paragraph(parts) => html! { <p>{ words(parts) }</p> },
        Block::List(first, items) => {
            let items = items.iter().map(|item| {
                // A list of short items needs no paragraphs.
                let is_tight = matches!(item.first(), Some(Block::Paragraph(_)))
                    && !item.iter().skip(1).any(|block| matches!(block, Block::Paragraph(_)));
                match item.split_first() {
                    Some((Block::Paragraph(parts), rest)) if is_tight => {
                        html! { <li>{ words(parts) }{ markdown(rest, level, follow) }</li> }
                    }
                    _ => html! { <li>{ markdown(item, level, follow) }</li> },
                }
            });
            match first {
                Some(first) => html! { <ol start={first.to_string()}>{ for items }</ol> },
                None => html! { <ul>{ for items }</ul> },
            }
        }
        Block::Code(language, text) => {
            let name = if language.is_empty() { "Text".to_owned() } else { format!("{language} text") };
            html! { <pre tabindex="0" role="group" aria-label={name}><code>{ text.to_string() }</code></pre> }
        }
        Block::Quote(inside) => html! { <blockquote>{ markdown(inside, level, follow) }</blockquote> },
        Block::Table(head, rows) => html! {
            <div class="table-box" tabindex="0" role="group" aria-label={head.first().map(|cell| asl_markdown::plain(cell)).filter(|name| !name.is_empty()).unwrap_or_else(|| "Table".to_owned())}>
                <table>
                    if head.iter().any(|cell| !cell.is_empty()) {
                        <thead><tr>for cell in head { <th scope="col">{ words(cell) }</th> }</tr></thead>
                    }
                    <tbody>
                        for row in rows {
                            <tr>
                                for (at, cell) in row.iter().enumerate() {
                                    if at == 0 { <th scope="row">{ words(cell) }</th> } else { <td>{ words(cell) }</td> }
                                }
                            </tr>
                        }
                    </tbody>
                </table>
            </div>
        },
        Block::Rule => html! { <hr /> },
    }
}

fn inline(parts: &[Inline], follow: &Callback<String, bool>) -> Html {
    let part = |part: &Inline| match part {
        Inline::Text(text) => html! { { text.to_string() } },
        Inline::Code(text) => html! { <code>{ text.to_string() }</code> },
        Inline::Strong(parts) => html! { <strong>{ inline(parts, follow) }</strong> },
        Inline::Emphasis(parts) => html! { <em>{ inline(parts, follow) }</em> },
        Inline::Struck(parts) => html! { <s>{ inline(parts, follow) }</s> },
        Inline::Break => html! { <br /> },
        Inline::Link(to, parts) if to.starts_with('#') => {
            let onclick = {
                let (follow, address) = (follow.clone(), to.to_string());
                move |event: MouseEvent| {
                    let is_plain = !event.ctrl_key() && !event.meta_key() && !event.shift_key();
                    if is_plain && follow.emit(address.clone()) {
                        event.prevent_default();
                    }
                }
            };
            let whole = location::with_fragment(to.trim_start_matches('#'));
            html! { <a href={whole} {onclick}>{ inline(parts, follow) }</a> }
        }
        Inline::Link(to, parts) => {
            html! { <a href={to.to_string()} target="_blank" rel="noreferrer">{ inline(parts, follow) }</a> }
        }
    };
    html! { <>{ for parts.iter().map(part) }</> }
}
