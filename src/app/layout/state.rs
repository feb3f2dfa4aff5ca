//! The parts of the page, their sizes, and what changes them. Each class of width has a layout of its own.

use asl_value::{SortedMap, SortedSet};

use serde::{Deserialize, Serialize};

use crate::app::state::{Action, State};

/// A part of the page that can be hidden, folded, or fill the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Panel {
    /// What is written: the definition with its input, mocks, files, settings and problems.
    Source,
    /// The list of problems; hidden, its bar remains.
    Problems,
    /// What is watched: graph, timeline, states and events.
    Stage,
    Graph,
    Timeline,
    States,
    Events,
    /// The details of what is selected.
    Inspector,
}

impl Panel {
    /// The views of the stage.
    pub(crate) const VIEWS: [Self; 4] = [Self::Graph, Self::Timeline, Self::States, Self::Events];

    /// The views that stand below the graph, or beside it.
    const BANDS: [Self; 3] = [Self::Timeline, Self::States, Self::Events];

    /// Its name for style sheets and tests, which `data-panel` holds.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Problems => "problems",
            Self::Stage => "stage",
            Self::Graph => "graph",
            Self::Timeline => "timeline",
            Self::States => "states",
            Self::Events => "events",
            Self::Inspector => "inspector",
        }
    }

    /// The panel of that name.
    pub(crate) fn of_id(id: &str) -> Option<Self> {
        let all = [
            Self::Source,
            Self::Problems,
            Self::Stage,
            Self::Graph,
            Self::Timeline,
            Self::States,
            Self::Events,
            Self::Inspector,
        ];
        all.into_iter().find(|panel| panel.id() == id)
    }

    /// Its name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Problems => "Problems",
            Self::Stage => "Stage",
            Self::Graph => "Graph",
            Self::Timeline => "Timeline",
            Self::States => "States",
            Self::Events => "Events",
            Self::Inspector => "Inspector",
        }
    }
}

/// A size that a line between two parts changes, in percent of what both share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Size {
    /// The width of the source.
    Source,
    /// The width of the inspector beside the stage.
    Inspector,
    /// The height of the inspector below the stage.
    Drawer,
    /// The height of the timeline.
    Timeline,
    /// The height of the states.
    States,
    /// The height of the events.
    Events,
    /// The width of the graph beside the other views.
    Beside,
    /// The height of input, mocks, files and settings.
    Setup,
    /// The height of the list of problems.
    Problems,
}

/// What a line moves, and how far.
pub(crate) struct Span {
    /// What the line is called.
    pub(crate) label: &'static str,
    /// The element whose size it is, as a selector below `whole`.
    pub(crate) target: &'static str,
    /// The element around both parts, as a selector.
    pub(crate) whole: &'static str,
    /// Whether it is a width.
    pub(crate) is_width: bool,
    /// Whether the target lies before the line.
    pub(crate) is_before: bool,
    /// The smallest and the largest size, in percent.
    pub(crate) range: (u8, u8),
}

impl Size {
    /// Its name for style sheets: the property `--NAME-size` of the page's root holds it.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Inspector => "inspector",
            Self::Drawer => "drawer",
            Self::Timeline => "timeline",
            Self::States => "states",
            Self::Events => "events",
            Self::Beside => "beside",
            Self::Setup => "setup",
            Self::Problems => "problems",
        }
    }

    /// What its line moves.
    pub(crate) fn span(self) -> Span {
        let height =
            |label, target, whole| Span { label, target, whole, is_width: false, is_before: false, range: (8, 75) };
        let width =
            |label, target, whole| Span { label, target, whole, is_width: true, is_before: true, range: (20, 75) };
        match self {
            Self::Source => width("Width of the editors", ".column.edit", ".workspace"),
            Self::Beside => width("Width of the graph", ".graph", ".run-parts"),
            Self::Inspector => {
                Span { is_before: false, ..width("Width of the inspector", ".inspector-place", ".run-parts") }
            }
            Self::Drawer => height("Height of the inspector", ".inspector-place", ".run-parts"),
            Self::Timeline => height("Height of the timeline", ".timeline", ".run-parts"),
            Self::States => height("Height of the states", ".states", ".run-parts"),
            Self::Events => height("Height of the events", ".events", ".run-parts"),
            Self::Setup => height("Height of the setup", ".setup-pane", ".column.edit"),
            Self::Problems => height("Height of the problems", ".problems", ".column.edit"),
        }
    }

    /// `percent`, as far as the parts on both sides can bear it.
    pub(crate) fn allowed(self, percent: u8) -> u8 {
        let (least, most) = self.span().range;
        percent.clamp(least, most)
    }
}

/// The classes of width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Width {
    /// Three columns have room.
    #[default]
    Wide,
    /// Two columns have.
    Medium,
    /// One thing at a time is shown.
    Narrow,
}

/// Which parts are shown, and how large.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layout {
    /// The sizes that the person chose, in percent; the others are the style sheet's.
    #[serde(default)]
    sizes: SortedMap<Size, u8>,
    /// What is hidden.
    #[serde(default)]
    hidden: SortedSet<Panel>,
    /// Whether the graph stands beside the other views and not above them.
    #[serde(default)]
    pub(crate) beside: bool,
}

impl Layout {
    fn of(width: Width) -> Self {
        let hidden: &[Panel] = match width {
            Width::Wide => &[Panel::States, Panel::Events],
            Width::Medium => &[Panel::States, Panel::Events, Panel::Inspector],
            Width::Narrow => &[Panel::States],
        };
        Self { sizes: SortedMap::new(), hidden: hidden.iter().copied().collect(), beside: false }
    }

    /// Whether that part is shown.
    pub(crate) fn shows(&self, panel: Panel) -> bool {
        !self.hidden.contains(&panel)
    }

    /// The size that the person chose, if any.
    pub(crate) fn size(&self, size: Size) -> Option<u8> {
        self.sizes.get(&size).copied()
    }

    /// The sizes that the person chose.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (Size, u8)> {
        self.sizes.iter().map(|(size, percent)| (*size, size.allowed(*percent)))
    }

    /// What is hidden.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = Panel> {
        self.hidden.iter().copied()
    }

    fn set(&mut self, panel: Panel, shown: bool) {
        if shown {
            self.hidden.remove(&panel);
        } else {
            self.hidden.insert(panel);
            // A stage shows something.
            if Panel::VIEWS.iter().all(|view| self.hidden.contains(view)) {
                self.hidden.remove(&panel);
            }
        }
    }
}

/// The layouts of all widths, and what fills the page for now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layouts {
    width: Width,
    /// Whether the page is low: beside the graph there is room for one band.
    low: bool,
    /// Those that the person changed.
    changed: SortedMap<Width, Layout>,
    /// The part that fills the page.
    pub(crate) maximized: Option<Panel>,
    /// Whether the inspector stands beside the view that fills the page: something was selected in it.
    pub(crate) inspects: bool,
}

impl Layouts {
    /// The layouts of an earlier visit.
    pub(crate) fn kept(width: Width, low: bool, changed: SortedMap<Width, Layout>) -> Self {
        Self { width, low, changed, ..Self::default() }
    }

    /// Those that the person changed.
    pub(crate) fn changed(&self) -> &SortedMap<Width, Layout> {
        &self.changed
    }

    /// The layout of this width, as it is shown.
    pub(crate) fn current(&self) -> Layout {
        let mut layout = self.chosen();
        if self.has_one_band() && layout.shows(Panel::Graph) && layout.shows(Panel::Inspector) {
            layout.hidden.extend(Panel::BANDS);
        }
        layout
    }

    /// The layout of this width as the person chose it.
    fn chosen(&self) -> Layout {
        self.changed.get(&self.width).cloned().unwrap_or_else(|| Layout::of(self.width))
    }

    /// Whether the inspector below the graph takes the place of the other views: a third band would leave the graph no room.
    fn has_one_band(&self) -> bool {
        self.width == Width::Medium && self.low
    }

    fn change(&mut self, change: impl FnOnce(&mut Layout)) {
        let mut layout = self.chosen();
        change(&mut layout);
        if layout != self.chosen() {
            self.changed.insert(self.width, layout);
        }
    }

    /// Brings the source into sight.
    pub(crate) fn show_source(&mut self) {
        self.change(|layout| layout.set(Panel::Source, true));
        self.maximized = self.maximized.filter(|panel| *panel == Panel::Source);
    }

    /// Brings the list of problems into sight.
    pub(crate) fn show_problems(&mut self) {
        self.show_source();
        self.change(|layout| layout.set(Panel::Problems, true));
    }

    /// Brings the inspector into sight: something was selected.
    pub(crate) fn show_inspector(&mut self) {
        self.change(|layout| layout.set(Panel::Inspector, true));
        self.inspects = true;
        self.maximized = self.maximized.filter(|panel| *panel != Panel::Source);
    }

    /// Brings the stage into sight.
    pub(crate) fn show_stage(&mut self) {
        self.maximized = self.maximized.filter(|panel| !matches!(panel, Panel::Source | Panel::Inspector));
    }
}

/// What changes how the room is shared out.
pub(crate) enum LayoutAction {
    /// The page got another width.
    Width(Width),
    /// The page became low, or high again.
    Low(bool),
    /// A line was moved, or brought back to its first place.
    Resize(Size, Option<u8>),
    /// A part is shown from now on, or hidden.
    Show(Panel, bool),
    /// A part fills the page; or again all parts share it.
    Maximize(Option<Panel>),
    /// The graph stands beside the other views, or above them.
    Beside(bool),
}

impl LayoutAction {
    /// Applies the action to the layouts.
    pub(crate) fn apply(self, state: &mut State) {
        let layouts = &mut state.layouts;
        match self {
            Self::Width(width) => layouts.width = width,
            Self::Low(low) => layouts.low = low,
            Self::Resize(size, percent) => layouts.change(|layout| {
                match percent {
                    Some(percent) => layout.sizes.insert(size, size.allowed(percent)),
                    None => layout.sizes.remove(&size),
                };
            }),
            Self::Show(Panel::Inspector, false) if layouts.maximized.is_some_and(|panel| panel != Panel::Inspector) => {
                layouts.inspects = false;
            }
            Self::Show(panel, shown) => {
                let instead = shown && Panel::BANDS.contains(&panel) && layouts.has_one_band();
                layouts.change(|layout| {
                    layout.set(panel, shown);
                    if instead && layout.shows(Panel::Graph) {
                        layout.set(Panel::Inspector, false);
                    }
                });
                if layouts.maximized.is_some_and(|maximized| maximized != Panel::Stage || panel == Panel::Source) {
                    layouts.maximized = None;
                }
            }
            Self::Maximize(panel) => {
                layouts.maximized = panel;
                layouts.inspects = false;
            }
            Self::Beside(beside) => layouts.change(|layout| layout.beside = beside),
        }
    }
}

impl From<LayoutAction> for Action {
    fn from(action: LayoutAction) -> Self {
        Self::Layout(action)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use wasm_bindgen_test::wasm_bindgen_test;
    use yew::Reducible;

    use super::{LayoutAction, Panel, Size, Width};
    use crate::app::state::State;

    fn after(actions: impl IntoIterator<Item = LayoutAction>) -> Rc<State> {
        actions.into_iter().fold(Rc::default(), |state: Rc<State>, action| state.reduce(action.into()))
    }

    #[wasm_bindgen_test]
    fn each_class_of_width_has_its_own_sizes() {
        let state = after([
            LayoutAction::Resize(Size::Source, Some(60)),
            LayoutAction::Width(Width::Medium),
            LayoutAction::Resize(Size::Source, Some(99)),
        ]);
        assert_eq!(state.layouts.current().size(Size::Source), Some(75));
        let state = state.reduce(LayoutAction::Width(Width::Wide).into());
        assert_eq!(state.layouts.current().size(Size::Source), Some(60));
        let state = state.reduce(LayoutAction::Resize(Size::Source, None).into());
        assert_eq!(state.layouts.current().size(Size::Source), None);
    }

    #[wasm_bindgen_test]
    fn the_last_view_of_the_stage_stays() {
        let state = after([LayoutAction::Show(Panel::Graph, false), LayoutAction::Show(Panel::Timeline, false)]);
        let layout = state.layouts.current();
        assert!(!layout.shows(Panel::Graph) && layout.shows(Panel::Timeline));
    }

    #[wasm_bindgen_test]
    fn on_a_low_page_the_inspector_takes_the_place_of_the_views_below_the_graph() {
        let shown = |state: &State| {
            let layout = state.layouts.current();
            [Panel::Graph, Panel::Timeline, Panel::Inspector].map(|panel| layout.shows(panel))
        };
        let state = after([LayoutAction::Width(Width::Medium), LayoutAction::Low(true)]);
        assert_eq!(shown(&state), [true, true, false]);
        let state = state.reduce(LayoutAction::Show(Panel::Inspector, true).into());
        assert_eq!(shown(&state), [true, false, true]);
        let state = state.reduce(LayoutAction::Show(Panel::Timeline, true).into());
        assert_eq!(shown(&state), [true, true, false]);
        let state = state.reduce(LayoutAction::Show(Panel::Inspector, true).into());
        let state = state.reduce(LayoutAction::Low(false).into());
        assert_eq!(shown(&state), [true, true, true], "there is room for both");
    }
}
