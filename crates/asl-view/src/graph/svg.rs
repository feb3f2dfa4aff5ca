//! The picture as SVG: for the page, which adds what moves, and as a file that stands alone.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::badge::{badge, status_class};
use super::layout::{self, Direction, Layout, Piece, Point, Rect, Route, measure};
use super::model::{Edge, EdgeId, EdgeKind, Graph, Node, NodeId, NodeKind, RegionId};
use super::palette::Palette;
use super::progress::Progress;
use super::symbols::Symbol;
use asl_text::diagnostic::Severity;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct SvgPicture<'a> {
    /// Boxes and arrows.
    pub graph: &'a Graph,
    /// Their places.
    pub layout: &'a Layout,
    /// The worst problem of each node.
    pub problems: &'a [Option<Severity>],
    /// How far a run has come.
    pub progress: Option<&'a Progress>,
    /// The part of the picture that is drawn, with everything that reaches into it; all of it if there is none.
    pub within: Option<Rect>,
    /// Of more arrows than this those of one kind are one path, without labels: a browser takes long to place thousands.
    pub most_arrows: Option<usize>,
}

/// What the id of a node's box begins with; its number follows.
pub const NODE_ID: &str = "graph-node-";

impl SvgPicture<'_> {
    /// The content of an `svg` element. Each node is a group with `data-node`, whose box has the role of a tree's item, each
    /// edge one with `data-edge`; boxes that open and close hold a group with `data-toggle`.
    pub fn content(&self) -> String {
        let nodes = if self.within.is_some() { 100 } else { self.graph.nodes.len() };
        let mut out = String::with_capacity(nodes * 900);
        let drawn = Self { most_arrows: self.most_arrows.filter(|_| self.is_crowded()), ..*self };
        drawn.region(&mut out, 0, 1);
        out
    }

    /// Whether arrows are drawn together, since they are too many. Then none has a group of its own.
    pub fn is_crowded(&self) -> bool {
        self.most_arrows.is_some_and(|most| self.arrows(0..self.graph.edges.len()).nth(most).is_some())
    }

    /// The arrows that the run has taken, each by itself and without its label: what lies over arrows that are drawn together.
    pub fn taken(&self) -> String {
        let mut out = String::new();
        for (id, edge, route) in self.arrows(0..self.graph.edges.len()) {
            if self.progress.is_some_and(|progress| progress.is_taken(id)) {
                put(&mut out, format_args!("<g class=\"edge {} taken\">", class_of(edge.kind)));
                arrow(&mut out, edge.kind, &[route]);
                out.push_str("</g>");
            }
        }
        out
    }

    /// Those of these edges that reach into what is drawn, with their ways.
    fn arrows(&self, ids: impl IntoIterator<Item = EdgeId>) -> impl Iterator<Item = (EdgeId, &Edge, &Route)> {
        ids.into_iter().filter_map(|id| {
            let (edge, route) = (self.graph.edge(id)?, self.layout.routes.get(id)?.as_ref()?);
            self.within.is_none_or(|within| within.overlaps(route.bounds())).then_some((id, edge, route))
        })
    }

    /// A file: sizes, colors and letters included.
    pub fn file(&self, palette: Palette, title: &str) -> String {
        let Layout { width, height, .. } = self.layout;
        let title = escape(title);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture-of-workflow\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\">\n<title>{title}</title>\n<style>{}</style>\n<rect class=\"backdrop\" width=\"100%\" height=\"100%\"/>\n",
            palette.style().replace('<', "&lt;"),
        );
        out.push_str(&self.content());
        out.push_str("\n</svg>\n");
        out
    }

    fn region(&self, out: &mut String, id: RegionId, level: usize) {
        let Some(region) = self.graph.regions.get(id) else { return };
        out.push_str("<g class=\"edges\" aria-hidden=\"true\">");
        let arrows = self.arrows(region.edges.iter().copied());
        if self.most_arrows.is_some() {
            let arrows: Vec<_> = arrows.collect();
            for kind in [EdgeKind::Next, EdgeKind::Rule, EdgeKind::Default, EdgeKind::Catch] {
                let routes = arrows.iter().filter(|(_, edge, _)| edge.kind == kind).map(|(.., route)| *route);
                let routes: Vec<&Route> = routes.collect();
                if !routes.is_empty() {
                    put(out, format_args!("<g class=\"edge {}\">", class_of(kind)));
                    arrow(out, kind, &routes);
                    out.push_str("</g>");
                }
            }
        } else {
            for (id, edge, route) in arrows {
                self.edge(out, id, edge, route);
            }
        }
        out.push_str("</g>");
        for id in self.graph.reading_order(id) {
            if let (Some(node), Some(rect)) = (self.graph.node(id), self.layout.rect(id))
                && self.within.is_none_or(|within| within.overlaps(rect))
            {
                self.node(out, id, node, rect, level);
            }
        }
    }

    fn edge(&self, out: &mut String, id: EdgeId, edge: &Edge, route: &Route) {
        let class = class_of(edge.kind);
        let taken = if self.progress.is_some_and(|progress| progress.is_taken(id)) { " taken" } else { "" };
        put(out, format_args!("<g class=\"edge {class}{taken}\" data-edge=\"{id}\">"));
        arrow(out, edge.kind, &[route]);
        if let (Some(rect), Some(text)) = (route.label, layout::label(self.graph, edge)) {
            let (x, y) = (rect.width / 2.0, rect.height / 2.0 + 4.0);
            put(
                out,
                format_args!(
                    "<g class=\"label\" transform=\"translate({:.1} {:.1})\"><rect width=\"{:.1}\" height=\"{:.1}\" rx=\"4\"/><text x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
                    rect.x,
                    rect.y,
                    rect.width,
                    rect.height,
                    escape(&text),
                ),
            );
            put(out, format_args!("<title>{}</title></g>", escape(&edge.labels.join(" or "))));
        }
        out.push_str("</g>");
    }

    fn node(&self, out: &mut String, id: NodeId, node: &Node, rect: Rect, level: usize) {
        let run = self.progress.and_then(|progress| progress.node(id));
        let is_open = self.layout.is_open(id);
        let kind = kind_class(node);
        let (container, unreachable) =
            (if is_open { " container" } else { "" }, if node.unreachable { " unreachable" } else { "" });
        let status = run.map(|run| status_class(run.status)).unwrap_or_default();
        put(
            out,
            format_args!(
                "<g class=\"node {kind}{container}{unreachable} {status}\" data-node=\"{id}\" transform=\"translate({:.1} {:.1})\"><title>{}</title>",
                rect.x,
                rect.y,
                escape(&tooltip(node)),
            ),
        );
        // The box is the item and not the group around it: its name says more than the words that are drawn.
        let expanded = if node.inner.is_empty() { String::new() } else { format!(" aria-expanded=\"{is_open}\"") };
        put(
            out,
            format_args!(
                "<rect id=\"{NODE_ID}{id}\" class=\"box\" role=\"treeitem\" aria-level=\"{level}\" aria-selected=\"false\"{expanded} aria-label=\"{}\"",
                escape(&self.graph.describe(id)),
            ),
        );
        let Rect { width, height, .. } = rect;
        if matches!(node.kind, NodeKind::Start | NodeKind::End) {
            put(
                out,
                format_args!(
                    " width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{:.1}\"/><text aria-hidden=\"true\" class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
                    height / 2.0,
                    width / 2.0,
                    height / 2.0 + 4.0,
                    escape(&node.name),
                ),
            );
            return;
        }
        put(out, format_args!(" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"8\"/>"));
        words(out, node, rect, is_open);
        if !node.inner.is_empty() {
            toggle(out, id, width, is_open);
        }
        if let Some(severity) = self.problems.get(id).copied().flatten() {
            mark(out, severity);
        }
        out.push_str("<g class=\"run\" aria-hidden=\"true\">");
        if let Some(run) = run {
            out.push_str(&badge(run, width, if is_open { 0.0 } else { height }));
        }
        out.push_str("</g>");
        if is_open {
            self.inside(out, node, rect, level);
        }
        out.push_str("</g>");
    }

    /// The branches of an open box, and what stands in them. Places there count from the corner of the picture.
    fn inside(&self, out: &mut String, node: &Node, rect: Rect, level: usize) {
        out.push_str("<g transform=\"translate(");
        put(out, format_args!("{:.1} {:.1})\">", -rect.x, -rect.y));
        let area = |region: &RegionId| self.layout.regions.get(*region).copied().flatten();
        // Branches are equally long, however long what stands in them is.
        let (mut widest, mut highest) = (0.0_f64, 0.0_f64);
        for area in node.inner.iter().filter_map(area) {
            (widest, highest) = (widest.max(area.width), highest.max(area.height));
        }
        for region in &node.inner {
            let Some(area) = area(region) else { continue };
            let (width, height) = match self.layout.direction {
                Direction::Down => (area.width, highest),
                Direction::Right => (widest, area.height),
            };
            if node.inner.len() > 1 {
                put(
                    out,
                    format_args!(
                        "<rect class=\"branch\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"6\"/>",
                        area.x - 7.0,
                        area.y - 9.0,
                        width + 14.0,
                        height + 15.0,
                    ),
                );
            }
            self.region(out, *region, level + 1);
        }
        out.push_str("</g>");
    }
}

/// Icon, name and second line.
fn words(out: &mut String, node: &Node, rect: Rect, is_open: bool) {
    let names = if is_open {
        let room = rect.width - layout::ICON - 40.0;
        vec![measure::cut(&node.name, layout::NAME * measure::BOLD, room)]
    } else {
        layout::name_lines(node)
    };
    let height = if is_open { layout::TITLE - 10.0 } else { rect.height };
    let room = if is_open { rect.width - layout::ICON - 40.0 } else { layout::DETAIL_ROOM };
    let detail = measure::cut(&node.detail, layout::DETAIL, room);
    let middle = height / 2.0;
    put(
        out,
        format_args!(
            "<rect class=\"tile\" x=\"9\" y=\"{:.1}\" width=\"26\" height=\"26\" rx=\"6\"/><path class=\"icon\" transform=\"translate(14 {:.1})\" d=\"{}\"/>",
            middle - 13.0,
            middle - 8.0,
            node.symbol.path(),
        ),
    );
    let lines = if detail.is_empty() { names.len() } else { names.len() + 1 };
    #[expect(clippy::cast_precision_loss, reason = "few lines")]
    let mut y = middle - (lines as f64 - 1.0) * layout::LINE / 2.0 + 4.5;
    for name in names {
        put(
            out,
            format_args!(
                "<text aria-hidden=\"true\" class=\"name\" x=\"{:.0}\" y=\"{y:.1}\">{}</text>",
                layout::ICON,
                escape(&name)
            ),
        );
        y += layout::LINE;
    }
    if !detail.is_empty() {
        put(
            out,
            format_args!(
                "<text aria-hidden=\"true\" class=\"detail\" x=\"{:.0}\" y=\"{y:.1}\">{}</text>",
                layout::ICON,
                escape(&detail)
            ),
        );
    }
    if node.retries && !is_open {
        put(
            out,
            format_args!(
                "<path class=\"retries\" transform=\"translate({:.1} {:.1}) scale(.75)\" d=\"M12.8 8a4.8 4.8 0 1 1-1.5-3.5M12.5 2v3h-3\"/>",
                rect.width - if node.inner.is_empty() { 20.0 } else { 46.0 },
                middle - 6.0,
            ),
        );
    }
}

fn class_of(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Next => "next",
        EdgeKind::Rule => "rule",
        EdgeKind::Default => "default",
        EdgeKind::Catch => "catch",
    }
}

/// Arrows of one kind as two paths: their lines and their heads.
fn arrow(out: &mut String, kind: EdgeKind, routes: &[&Route]) {
    out.push_str("<path class=\"line\" d=\"");
    for route in routes {
        if kind == EdgeKind::Catch {
            // Arrows that share their last part have their dashes in the same places.
            path(out, &route.reversed());
        } else {
            path(out, route);
        }
    }
    out.push_str("\"/><path class=\"head\" d=\"");
    for route in routes {
        head(out, route);
    }
    out.push_str("\"/>");
}

fn kind_class(node: &Node) -> &'static str {
    match (node.kind, node.symbol) {
        (NodeKind::Start | NodeKind::End, _) => "end-point",
        (NodeKind::Missing, _) => "missing",
        (_, Symbol::Http | Symbol::Function | Symbol::Service | Symbol::Bus | Symbol::Machine) => "task",
        _ => "flow",
    }
}

fn tooltip(node: &Node) -> String {
    if node.detail.is_empty() { node.name.to_string() } else { format!("{}\n{}", node.name, node.detail) }
}

/// The button that opens or closes a box.
fn toggle(out: &mut String, id: NodeId, width: f64, is_open: bool) {
    let path = if is_open { "M7 10.5l4 4 4-4" } else { "M9 7l4 4-4 4" };
    put(
        out,
        format_args!(
            "<g class=\"toggle\" data-toggle=\"{id}\" transform=\"translate({:.1} {:.1})\"><rect width=\"22\" height=\"22\" rx=\"5\"/><path d=\"{path}\"/></g>",
            width - 30.0,
            if is_open { 13.0 } else { 14.0 },
        ),
    );
}

fn mark(out: &mut String, severity: Severity) {
    let class = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => return,
    };
    put(
        out,
        format_args!(
            "<g class=\"mark {class}\" aria-hidden=\"true\" transform=\"translate(-8 -8)\"><path d=\"M9 0l9 16H0z\"/><text x=\"9\" y=\"13.5\">!</text></g>"
        ),
    );
}

fn path(out: &mut String, route: &Route) {
    put(out, format_args!("M{:.1} {:.1}", route.start.x, route.start.y));
    for piece in &route.pieces {
        match piece {
            Piece::Line(end) => put(out, format_args!("L{:.1} {:.1}", end.x, end.y)),
            Piece::Curve(one, other, end) => put(
                out,
                format_args!("C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", one.x, one.y, other.x, other.y, end.x, end.y),
            ),
            Piece::Corner(around, end) => {
                put(out, format_args!("Q{:.1} {:.1} {:.1} {:.1}", around.x, around.y, end.x, end.y));
            }
        }
    }
}

/// The arrow's head: a triangle whose tip is the end.
fn head(out: &mut String, route: &Route) {
    let (end, before) = (route.end(), route.before_end());
    let (dx, dy) = (end.x - before.x, end.y - before.y);
    let length = dx.hypot(dy).max(0.01);
    let along = Point::new(dx / length * 8.0, dy / length * 8.0);
    let across = Point::new(-along.y / 2.0, along.x / 2.0);
    put(
        out,
        format_args!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}z",
            end.x,
            end.y,
            end.x - along.x + across.x,
            end.y - along.y + across.y,
            end.x - along.x - across.x,
            end.y - along.y - across.y,
        ),
    );
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = out.write_fmt(text);
}

/// The text as it may stand in SVG. What XML cannot hold becomes a sign for it.
fn escape(text: &str) -> Cow<'_, str> {
    let is_plain = |char: char| !matches!(char, '<' | '>' | '&' | '"' | '\'') && (char >= ' ' || char == '\n');
    if text.chars().all(|char| is_plain(char) && !matches!(char, '\u{fffe}' | '\u{ffff}')) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(char),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(char),
        }
    }
    out.into()
}
