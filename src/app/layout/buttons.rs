//! The buttons that show, hide and maximize the parts of the page.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::effects::use_layouts;
use super::state::{LayoutAction, Panel};
use crate::app::state::commands::{Commands, use_commands};
use crate::app::ui::icons::{Icon, icon};

/// Which part a button is for.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The part.
    pub(crate) panel: Panel,
}

/// The button that has a part fill the page, and gives the others their room back.
#[component]
pub(crate) fn Maximize(&Props { panel }: &Props) -> Html {
    let (commands, layouts) = (use_commands(), use_layouts());
    let is_maximized = layouts.maximized == Some(panel);
    let what = panel.name().to_lowercase();
    let (symbol, label) = if is_maximized {
        (Icon::Restore, "Restore the layout (Esc)".to_owned())
    } else {
        (Icon::Maximize, format!("Maximize the {what} (double-click its bar)"))
    };
    let onclick = move |_| commands.dispatch(LayoutAction::Maximize((!is_maximized).then_some(panel)));
    html! {
        <button class="button small quiet square maximize" aria-pressed={is_maximized.to_string()} {onclick}
            aria-label={format!("Maximize the {what}")} title={label}>{ icon(symbol) }</button>
    }
}

/// The button that hides a part.
#[component]
pub(crate) fn Hide(&Props { panel }: &Props) -> Html {
    let commands = use_commands();
    let label = format!("Hide the {}", panel.name().to_lowercase());
    let symbol = if panel == Panel::Source { Icon::FoldLeft } else { Icon::Cross };
    let onclick = move |_| commands.dispatch(LayoutAction::Show(panel, false));
    html! {
        <button class="button small quiet square hide-panel" aria-label={label.clone()} title={label} {onclick}>{ icon(symbol) }</button>
    }
}

/// What stands in the place of the hidden source.
#[component]
pub(crate) fn SourceRail() -> Html {
    let commands = use_commands();
    let onclick = move |_| commands.dispatch(LayoutAction::Show(Panel::Source, true));
    html! {
        <button class="rail" aria-label="Show the source" title="Show the source" {onclick}>
            { icon(Icon::FoldRight) }<span>{"Source"}</span>
        </button>
    }
}

/// What is on stage.
#[derive(PartialEq, Properties)]
pub(crate) struct StageToolsProps {
    /// Whether it has states and events; a function that is invoked alone has none.
    #[prop_or(true)]
    pub(crate) of_machine: bool,
}

/// The views of the stage and the inspector, each shown or hidden.
#[component]
pub(crate) fn StageTools(&StageToolsProps { of_machine }: &StageToolsProps) -> Html {
    let (commands, layouts) = (use_commands(), use_layouts());
    let layout = layouts.current();
    let toggle = |panel: Panel, symbol: Icon| {
        let commands = commands.clone();
        let shown = layout.shows(panel);
        let label = format!("{} the {}", if shown { "Hide" } else { "Show" }, panel.name().to_lowercase());
        html! {
            <button aria-pressed={shown.to_string()} aria-label={panel.name()} title={label}
                onclick={move |_| show(&commands, panel, !shown)}>
                { icon(symbol) }<span class="word">{ panel.name() }</span>
            </button>
        }
    };
    let beside = layout.beside;
    let several = Panel::VIEWS.iter().filter(|view| layout.shows(**view)).count() > 1;
    let arrange = {
        let commands = commands.clone();
        move |_| commands.dispatch(LayoutAction::Beside(!beside))
    };
    html! {
        <div class="stage-tools" role="toolbar" aria-label="Views">
            <span class="segmented" role="group" aria-label="View">
                { toggle(Panel::Graph, Icon::Graph) }
                { toggle(Panel::Timeline, Icon::Timeline) }
                if of_machine {
                    { toggle(Panel::States, Icon::Table) }
                    { toggle(Panel::Events, Icon::List) }
                }
                { toggle(Panel::Inspector, Icon::Inspector) }
            </span>
            if several && layout.shows(Panel::Graph) {
                <button class="button small quiet square arrange" aria-pressed={beside.to_string()} onclick={arrange}
                    aria-label="Show the graph beside the other views" title="Show the graph beside the other views">{ icon(Icon::Beside) }</button>
            }
            <Maximize panel={Panel::Stage} />
        </div>
    }
}

/// Shows a view, or hides it. Where they stand below each other, it may be out of sight.
fn show(commands: &Commands, panel: Panel, shown: bool) {
    commands.dispatch(LayoutAction::Show(panel, shown));
    if !shown {
        return;
    }
    Timeout::new(0, move || {
        let page = web_sys::window().and_then(|window| window.document());
        let found = page.and_then(|page| page.query_selector(&format!("[data-panel={}]", panel.id())).ok().flatten());
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        if let Some(panel) = found {
            panel.scroll_into_view_with_scroll_into_view_options(&options);
        }
    })
    .forget();
}

/// Parts in which a double click is not one on the bar.
const CONTROLS: &str = "button, input, select, textarea, summary, a, [role=tab], [role=separator]";
/// What a double click maximizes a part on.
const BARS: &str = ".bar, .status-line";

/// What a double click on the bar of a part does to the layout.
pub(crate) fn double_click(event: &MouseEvent, maximized: Option<Panel>) -> Option<LayoutAction> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    if element.closest(CONTROLS).ok()?.is_some() {
        return None;
    }
    let bar = element.closest(BARS).ok()??;
    let panel = panel_of(&bar)?;
    Some(LayoutAction::Maximize((maximized != Some(panel)).then_some(panel)))
}

/// The part that has the focus.
pub(crate) fn focused() -> Option<Panel> {
    panel_of(&web_sys::window()?.document()?.active_element()?)
}

fn panel_of(element: &Element) -> Option<Panel> {
    Panel::of_id(&element.closest("[data-panel]").ok()??.get_attribute("data-panel")?)
}
