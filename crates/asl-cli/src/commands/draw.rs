//! `asl draw`: the graph as an outline in words, as SVG, or as Mermaid.

use asl_value::SortedSet;
use asl_view::graph::palette::Palette;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Direction, Graph, Layout, mermaid};

use super::hindered;
use crate::arguments::{Draw, DrawFormat, Theme};
use crate::open;
use crate::terminal::Terminal;
use crate::{Outcome, Verdict};

/// Draws the workflow that is named. One with problems is drawn as far as it can be read.
pub(crate) fn draw(terminal: &mut Terminal, draw: &Draw) -> Outcome {
    let opened = open::open(&draw.file, &draw.choice)?;
    let Some(machine) = &opened.document.read.machine else {
        let why = opened.document.machine().err().unwrap_or(asl_batch::Hindrance::NoMachine);
        return Err(hindered(terminal, &opened, &why));
    };
    let (graph, _) = Graph::of(machine);
    let direction = if draw.right { Direction::Right } else { Direction::Down };
    let named = draw.output.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    let format = draw.format.unwrap_or(match named {
        Some("svg") => DrawFormat::Svg,
        Some("mmd" | "mermaid") => DrawFormat::Mermaid,
        _ => DrawFormat::Text,
    });
    let text = match format {
        DrawFormat::Text => outline(&graph),
        DrawFormat::Mermaid => mermaid::text(&graph, direction),
        DrawFormat::Svg => {
            let layout = Layout::of(&graph, direction, &SortedSet::new());
            let picture = SvgPicture {
                graph: &graph,
                layout: &layout,
                problems: &[],
                progress: None,
                within: None,
                most_arrows: None,
            };
            let palette = match draw.theme {
                Theme::Light => Palette::Light,
                Theme::Dark => Palette::Dark,
            };
            picture.file(palette, &opened.name)
        }
    };
    match &draw.output {
        Some(path) => open::write(path, text)?,
        None => terminal.write(&text),
    }
    Ok(Verdict::Fine)
}

/// A line for each state: what it is and where it leads, indented by what it stands in.
fn outline(graph: &Graph) -> String {
    let mut text = String::new();
    for (id, depth) in graph.outline() {
        let is_state = graph.node(id).is_some_and(|node| node.kind.is_state());
        if is_state {
            text.push_str(&"  ".repeat(depth));
            text.push_str(&graph.describe(id));
            text.push('\n');
        }
    }
    text
}
