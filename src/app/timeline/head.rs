//! The head of an iteration's rows in the timeline.

use asl_view::outline::{Folded, Head, Iteration};
use yew::prelude::*;

use super::cells::indent;
use super::row::{LinePlace, TimeScale};
use crate::app::run::state::RunAction;
use crate::app::run::status_style::of_row;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// The line: number, status, time, and one bar. A click unfolds it, or folds it again. `selected` says whether one of the
/// rows that it hides is selected.
pub(super) fn timeline_head(
    place: LinePlace<'_>,
    folded: Folded,
    head: &Head,
    selected: bool,
    fold: &Callback<Iteration>,
    commands: &Shared<Commands>,
) -> Html {
    let LinePlace { index, total, scale, .. } = place;
    let Folded { iteration, first, is_map, unfolded } = folded;
    let commands = commands.clone();
    let chevron = html! {
        <span class={classes!("chevron", unfolded.then_some("open"))} aria-hidden="true">{ icon(Icon::Chevron) }</span>
    };
    let hint = if unfolded { ", expanded" } else { ", collapsed: press the right arrow key to expand it" };
    let onclick = {
        let fold = fold.clone();
        move |_| {
            if !unfolded {
                commands.dispatch(RunAction::SelectVisit(first));
            }
            fold.emit(iteration);
        }
    };
    html! {
        <div key={format!("{}-{}", iteration.0.0, iteration.1)} class={classes!("row", "head", selected.then_some("selected"))} role="option" id={format!("row-{index}")}
            data-testid="timeline-head" aria-selected={selected.to_string()} aria-posinset={(index + 1).to_string()}
            aria-setsize={total.to_string()} {onclick}>
            { head_cells(head, head.depth, (iteration.1, is_map), chevron, hint, scale) }
        </div>
    }
}

/// The cells of the line: of the branch or, with `is_map`, the iteration of that number, which stands so deep. `chevron` stands before
/// its name, and `hint` behind it for those who do not see that.
pub(crate) fn head_cells(
    head: &Head,
    depth: u32,
    (number, is_map): (u32, bool),
    chevron: Html,
    hint: &'static str,
    scale: TimeScale<'_>,
) -> Html {
    let style = of_row(head.status);
    let (left, width) = scale.place(head.entered, head.left);
    let length = format::duration(head.left.unwrap_or(scale.now).millis_since(head.entered));
    html! {
        <>
            <span class="row-name" style={indent(depth, false)}>
                { chevron }
                <span class="name">{ if is_map { format!("Iteration {number}") } else { format!("Branch {}", number + 1) } }</span>{ " " }
                <span class="type">{ format::count(head.rows, "step") }</span>
                <span class="visually-hidden">{ hint }</span>{ " " }
            </span>
            <span class={classes!("row-word", "status-word", style.class)} title={style.word}>{ style.short() }</span>{ " " }
            <span class="row-time">{ length }</span>
            if let Some(error) = &head.error { <span class="visually-hidden">{ format!(" {error}") }</span> }
            <span aria-hidden="true" class="track">
                if scale.shows(head.entered, head.left) { <i class={classes!("segment", if style.class == "failed" { "failed" } else { "work" })} style={format!("left:{left:.3}%;width:{width:.3}%")}><b></b></i> }
            </span>
        </>
    }
}
