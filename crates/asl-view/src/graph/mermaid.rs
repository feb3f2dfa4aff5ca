//! The picture as a Mermaid flowchart, which many places that hold Markdown can draw.

use std::fmt::Write as _;

use super::layout::Direction;
use super::model::{EdgeKind, Graph, Node, NodeKind, RegionId};
use asl_lang::StateType;

/// The text of a flowchart.
pub fn text(graph: &Graph, direction: Direction) -> String {
    let way = match direction {
        Direction::Down => "TD",
        Direction::Right => "LR",
    };
    let mut out = format!("flowchart {way}\n");
    region(&mut out, graph, 0, 1);
    out
}

fn region(out: &mut String, graph: &Graph, id: RegionId, depth: usize) {
    let indent = "    ".repeat(depth);
    for id in graph.reading_order(id) {
        let Some(node) = graph.node(id) else { continue };
        if node.inner.is_empty() {
            line(out, &indent, &format!("n{id}{}", shape(node)));
            continue;
        }
        line(out, &indent, &format!("subgraph n{id}[\"{}\"]", quoted(&node.name)));
        for (number, branch) in node.inner.iter().enumerate() {
            if node.inner.len() == 1 {
                region(out, graph, *branch, depth + 1);
                continue;
            }
            line(out, &indent, &format!("    subgraph n{id}b{number}[\"Branch {}\"]", number + 1));
            region(out, graph, *branch, depth + 2);
            line(out, &indent, "    end");
        }
        line(out, &indent, "end");
    }
    for edge in graph.regions.get(id).into_iter().flat_map(|region| &region.edges).filter_map(|id| graph.edge(*id)) {
        let arrow = if edge.kind == EdgeKind::Catch { "-.->" } else { "-->" };
        let label = edge.labels.join(" or ");
        let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", quoted(&label)) };
        line(out, &indent, &format!("n{} {arrow}{label} n{}", edge.from, edge.to));
    }
}

fn line(out: &mut String, indent: &str, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{indent}{text}");
}

fn shape(node: &Node) -> String {
    let name = quoted(&node.name);
    match node.kind {
        NodeKind::Start | NodeKind::End => format!("([\"{name}\"])"),
        NodeKind::State(StateType::Choice) => format!("{{\"{name}\"}}"),
        NodeKind::State(StateType::Task) if !node.detail.is_empty() => {
            format!("[\"{name}<br>{}\"]", quoted(&node.detail))
        }
        NodeKind::Missing => format!("[\"{name} (missing)\"]"),
        NodeKind::State(_) | NodeKind::Unknown | NodeKind::Resource(_) => format!("[\"{name}\"]"),
    }
}

/// A text between quotes: Mermaid reads `#…;` as a character by its number or name, `%%` as a comment, and `$$` as a formula.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '$' | '%' => {
                let _ = write!(out, "#{};", u32::from(char));
            }
            char if char.is_control() => out.push(' '),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::graph::{Direction, Graph};
    use asl_lang::check_text;

    #[test]
    fn a_machine_becomes_a_flowchart_with_its_branches_and_catchers() {
        let definition = r#"{"StartAt": "Say \"hi\" #1", "States": {
            "Say \"hi\" #1": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Both"}], "Next": "%% $$x$$"},
            "%% $$x$$": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 3, "Next": "Both"}]},
            "Both": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}},
                {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}]}}}"#;
        let (graph, _) = Graph::of(&check_text(definition).machine.unwrap());
        let expected = [
            "flowchart TD",
            "    n0([\"Start\"])",
            "    n1[\"Say #34;hi#34; #35;1<br>SNS publish\"]",
            "    n2{\"#37;#37; #36;#36;x#36;#36;\"}",
            "    subgraph n3[\"Both\"]",
            "        subgraph n3b0[\"Branch 1\"]",
            "            n5[\"A\"]",
            "        end",
            "        subgraph n3b1[\"Branch 2\"]",
            "            n6[\"B\"]",
            "        end",
            "    end",
            "    n4([\"End\"])",
            "    n0 --> n1",
            "    n1 --> n2",
            "    n1 -.->|\"States.ALL\"| n3",
            "    n2 -->|\"#36;.n #60; 3\"| n3",
            "    n3 --> n4",
            "",
        ];
        assert_eq!(text(&graph, Direction::Down), expected.join("\n"));
    }
}
