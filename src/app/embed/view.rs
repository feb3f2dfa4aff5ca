//! The embedded playground as a whole.

use std::rc::Rc;

use asl_lesson::{self as lesson, RunTo};
use asl_share::embed::{EmbedControls, EmbedTheme, EmbedView, Embedding};
use asl_sim::debug::Go;
use asl_text::diagnostic::Severity;
use gloo_events::EventListener;
use web_sys::Element;
use yew::prelude::*;

use super::bar::bar;
use super::frame::Frame;
use super::views::{drawer, is_kept, view, way_back};
use crate::app::chunks::{CONTROL, Deferred, DeferredView, LESSONS, RUN_PARTS};
use crate::app::host::location;
use crate::app::lesson::pane::Host;
use crate::app::notices::announcer::Announcer;
use crate::app::page::app::{open_dialog, put_parts};
use crate::app::page::use_checking;
use crate::app::problems::state::Refusal;
use crate::app::run::masking::{self, Masking};
use crate::app::run::state::Selection;
use crate::app::run::view::RunView;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::notice::Notice;
use crate::app::state::parts::Parts;
use crate::app::state::shared::Shared;
use crate::app::state::view::{Theme, View, ViewAction};
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// From this width on two views have room side by side.
const SPLIT: &str = "(min-width: 640px)";

/// Draws the embedded playground.
pub(crate) fn begin(root: Element) {
    root.replace_children_with_node_0();
    yew::Renderer::<Embedded>::with_root(root).render();
}

/// Without a document, and with no connections but those of the Practice API.
fn first_state() -> State {
    let theme = theme_of(Embedding::of_fragment(&location::fragment()).theme);
    State {
        connections: Shared::new(asl_examples::connections().into_iter().collect()),
        view: Shared::new(View { theme, ..View::default() }),
        ..State::default()
    }
}

fn theme_of(theme: EmbedTheme) -> Theme {
    match theme {
        EmbedTheme::Auto => Theme::System,
        EmbedTheme::Light => Theme::Light,
        EmbedTheme::Dark => Theme::Dark,
    }
}

#[component]
fn Embedded() -> Html {
    let state = use_reducer(first_state);
    let commands = use_state(|| Shared::new(Commands::new(state.dispatcher())));
    commands.see(&state);
    let parts = use_state(Shared::<Parts>::default);
    let chosen = use_state(|| Embedding::of_fragment(&location::fragment()));
    let (problem, playing) = (use_state(|| None::<Rc<str>>), use_state(|| false));
    let frame = use_state(|| Rc::new(Frame::new((*commands).clone(), &chosen, &problem, &playing)));
    let closed = use_state(|| None::<Selection>);
    let wanted = use_state(|| None::<EmbedView>);
    let is_wide = use_wide();
    use_checking(&state, &commands);
    use_page(&frame);
    use_choices(&chosen, &state, &commands, &wanted);
    use_no_dialog(&state, &commands);

    let tokens = commands.tokens();
    let seen = tokens.borrow().seen().len();
    let redactor = use_memo((state.connections.clone(), state.run.connections.clone(), seen), |(now, of_run, _)| {
        masking::redactor(now, of_run, &tokens.borrow())
    });
    parts.put(Masking { redactor: (*redactor).clone(), revealed: false });
    put_parts(&parts, &state, &commands);
    let shown = use_memo((state.run.clone(), state.moment), |(run, moment)| match moment {
        Some(moment) => Shared::new(run.back_at(*moment)),
        None => run.clone(),
    });
    let told = ((*shown).clone(), state.controls.clone(), state.events.clone(), *playing);
    use_effect_with(told, {
        let (frame, state) = (frame.clone(), (*state).clone());
        move |(shown, ..)| frame.tell(&state, shown)
    });
    let texts = (state.document.definition.clone(), state.document.input.clone(), state.document.edited);
    use_effect_with(texts, {
        let frame = frame.clone();
        move |(.., edited)| {
            if *edited {
                frame.tell_changed();
            }
        }
    });

    let first = chosen.views.first().copied().unwrap_or(EmbedView::Graph);
    let active = wanted.filter(|view| chosen.views.contains(view)).unwrap_or(first);
    let is_split = chosen.is_split && is_wide;
    let in_front = |view: EmbedView| {
        let both = chosen.views.get(..2).unwrap_or_default();
        if is_split && both.contains(&active) { both.contains(&view) } else { view == active }
    };
    let select = {
        let wanted = wanted.setter();
        Callback::from(move |view| wanted.set(Some(view)))
    };
    let onkeydown = {
        let (frame, controls) = (frame.clone(), chosen.controls);
        move |event: KeyboardEvent| {
            let runs = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
            if runs && controls != EmbedControls::None {
                event.prevent_default();
                frame.run();
            }
        }
    };
    let part = state.breadcrumbs.current();
    let looked_at = match part {
        Some(part) => Shared::new(shown.of_part(part)),
        None => (*shown).clone(),
    };
    html! {
        <ContextProvider<Shared<Parts>> context={(*parts).clone()}>
        <ContextProvider<Shared<RunView>> context={looked_at.clone()}>
            <main class={classes!("embed", is_split.then_some("split"))} {onkeydown} data-testid="embed">
                <h1 class="visually-hidden">{"Workflow in the ASL Playground"}</h1>
                { bar(&frame, &state, &chosen, active, is_split, &select, &shown) }
                { notes(&state, problem.as_deref()) }
                if chosen.controls == EmbedControls::Step && state.run.exists() {
                    <div class="embed-control"><Deferred view={DeferredView::new(&CONTROL, (), |controls, ()| (controls.bar)())} /></div>
                }
                if !state.pending_tasks.is_empty() {
                    <div class="embed-questions"><Deferred view={DeferredView::new(&RUN_PARTS, (), |parts, ()| (parts.questions)())} /></div>
                }
                { way_back(&state, &commands) }
                <div class="embed-row">
                { lesson_beside(&frame, &state, &chosen, &wanted) }
                <div class="embed-views" id="embed-panel">
                    for known in chosen.views.iter().filter(|view| in_front(**view) || is_kept(**view)) {
                        <div key={known.word()} class="embed-view" data-view={known.word()} hidden={!in_front(*known)}>{ view(*known, &state, &looked_at) }</div>
                    }
                    { drawer(&state, &closed, &shown) }
                </div>
                </div>
                { open_dialog(&state, &commands) }
            </main>
            <Announcer />
        </ContextProvider<Shared<RunView>>>
        </ContextProvider<Shared<Parts>>>
    }
}

/// The lesson beside the views, if a step of it was chosen.
fn lesson_beside(
    frame: &Rc<Frame>,
    state: &State,
    chosen: &Embedding,
    wanted: &UseStateHandle<Option<EmbedView>>,
) -> Html {
    if chosen.step.is_none() || state.document.lesson.is_empty() || state.lesson.at.is_none() {
        return Html::default();
    }
    let show = {
        let (wanted, views) = (wanted.setter(), chosen.views.clone());
        Callback::from(move |view: lesson::View| {
            if let Some(view) = shown_as(view).filter(|view| views.contains(view)) {
                wanted.set(Some(view));
            }
        })
    };
    let run = (chosen.controls != EmbedControls::None).then(|| {
        let frame = frame.clone();
        Callback::from(move |run: RunTo| match run {
            RunTo::End => frame.run(),
            RunTo::State(name) => frame.step(Go::To(name)),
        })
    });
    let host = Host { show, run };
    html! { <Deferred view={DeferredView::new(&LESSONS, host, |lessons, host| (lessons.pane)(Some(host.clone())))} /> }
}

/// The view in which that part of the page is seen, if an embedded playground has it.
fn shown_as(part: lesson::View) -> Option<EmbedView> {
    match part {
        lesson::View::Definition => Some(EmbedView::Definition),
        lesson::View::Input => Some(EmbedView::Input),
        lesson::View::Graph => Some(EmbedView::Graph),
        lesson::View::Timeline => Some(EmbedView::Timeline),
        lesson::View::States => Some(EmbedView::States),
        lesson::View::History => Some(EmbedView::Events),
        _ => None,
    }
}

/// What went wrong: with the address, with a run that did not start, with a part of the program.
fn notes(state: &State, problem: Option<&str>) -> Html {
    let refused = state.view.problems.refused.as_ref().map(|refusal| match refusal {
        Refusal::Missing(why) => why.to_string(),
        Refusal::Errors => {
            let first = state.analysis.problems.iter().find(|problem| problem.severity == Severity::Error);
            format!("It did not start: {}.", first.map_or("it has errors", |problem| &*problem.message))
        }
    });
    let broken = problem.map(|problem| format!("This workflow can't be shown: {problem}."));
    let not_loaded = match &state.view.notice {
        Some(Notice::NotLoaded(name, again)) => Some((crate::app::chunks::not_loaded(name), again.clone())),
        _ => None,
    };
    html! {
        <>
            for (index, text) in broken.into_iter().chain(refused).enumerate() {
                <p key={index} class="embed-note warning" role="alert" data-testid="embed-problem">{ icon(Icon::Warning) }<span>{ prose(&text) }</span></p>
            }
            if let Some((text, again)) = not_loaded {
                <p class="embed-note warning" role="alert">{ icon(Icon::Warning) }<span>{ text }</span><button class="button small" onclick={again.reform(|_: MouseEvent| ())}>{"Try again"}</button></p>
            }
        </>
    }
}

/// Opens what the address names, now and when it changes, and listens to the page around.
#[hook]
fn use_page(frame: &Rc<Frame>) {
    let frame = frame.clone();
    use_effect_with((), move |()| {
        frame.open_address();
        let heard = frame.listen();
        let again = frame.clone();
        let changed =
            web_sys::window().map(|window| EventListener::new(&window, "hashchange", move |_| again.open_address()));
        move || drop((heard, changed))
    });
}

/// Has the page follow what was chosen.
#[hook]
fn use_choices(
    chosen: &UseStateHandle<Embedding>,
    state: &State,
    commands: &Shared<Commands>,
    wanted: &UseStateHandle<Option<EmbedView>>,
) {
    use_effect_with(chosen.theme, {
        let commands = commands.clone();
        move |theme| {
            commands.dispatch(ViewAction::Theme(theme_of(*theme)));
            let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
            let Some(root) = root else { return };
            // An attribute of that name can be set.
            let _ = match theme {
                EmbedTheme::Auto => root.remove_attribute("data-theme"),
                theme => root.set_attribute("data-theme", theme.word()),
            };
        }
    });
    // A document that was opened can be changed.
    use_effect_with((chosen.is_read_only, state.document.revision), {
        let commands = commands.clone();
        move |(is_read_only, _)| commands.dispatch(ViewAction::Lock(*is_read_only))
    });
    use_effect_with(chosen.views.clone(), {
        let wanted = wanted.setter();
        move |_| wanted.set(None)
    });
}

/// Dialogs that ask for credentials, or are about the whole page, do not open here.
#[hook]
fn use_no_dialog(state: &State, commands: &Shared<Commands>) {
    let may_open = matches!(
        &state.view.dialog,
        None | Some(
            Dialog::Coming(_) | Dialog::RunAgain(..) | Dialog::CompareRuns(..) | Dialog::Try(_) | Dialog::Code(_)
        )
    );
    let commands = commands.clone();
    use_effect_with(may_open, move |may_open| {
        if !may_open {
            commands.dispatch(ViewAction::Dialog(None));
        }
    });
}

/// Whether two views have room side by side.
#[hook]
fn use_wide() -> bool {
    let query = use_memo((), |()| web_sys::window().and_then(|window| window.match_media(SPLIT).ok().flatten()));
    let is_wide = use_state(|| query.as_ref().as_ref().is_some_and(web_sys::MediaQueryList::matches));
    use_effect_with((), {
        let is_wide = is_wide.setter();
        move |()| {
            let listener = query.as_ref().clone().map(|query| {
                let now = query.clone();
                EventListener::new(&query, "change", move |_| is_wide.set(now.matches()))
            });
            move || drop(listener)
        }
    });
    *is_wide
}
