//! The lesson beside the workflow: the open step, the way to the others, and how far the learner came.

use std::rc::Rc;

use asl_lesson::progress::Progress;
use asl_lesson::{Lesson, LessonFile, RunTo, Step, View, guides, read};
use asl_sim::debug::Go;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::commands::course_number;
use super::enter::{ask, enter, is_about_source, leave};
use super::goal::Reach;
use super::keys::{Key, use_lesson_keys};
use super::markdown::markdown;
use super::notes::use_notes_window;
use super::question::Ask;
use super::state::{LessonAction, LessonView};
use super::{addresses, progress};
use crate::app::problems::analysis::Analysis;
use crate::app::run::control::Controls;
use crate::app::run::view::use_run_view;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::events::EventsState;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::ui::icons::{Icon, icon};

/// What a lesson beside an embedded workflow is told to: it has no page around it to show things in.
#[derive(Clone, PartialEq)]
pub(crate) struct Host {
    /// Shows a part of the page, if it has that.
    pub(crate) show: Callback<View>,
    /// Runs so far; `None` if visitors do not run.
    pub(crate) run: Option<Callback<RunTo>>,
}

/// Where the lesson stands.
#[derive(PartialEq, Properties)]
pub(crate) struct PaneProps {
    /// What stands around it instead of the page.
    pub(crate) host: Option<Host>,
}

/// The pane. What the lesson of the document cannot be read of is told in the editor.
#[component]
pub(crate) fn LessonPane(PaneProps { host }: &PaneProps) -> Html {
    let document = use_shared::<Document>();
    let read = use_memo(document.lesson.clone(), |text| {
        let file = read(text);
        (file.lesson.clone().map(Shared::new), file)
    });
    let commands = use_commands();
    match &*read {
        (Some(lesson), _) => {
            html! { <Steps lesson={lesson.clone()} host={host.clone()} key={lesson.title.to_string()} /> }
        }
        (None, file) => unreadable(file, host.is_none().then_some(&commands)),
    }
}

fn unreadable(file: &LessonFile, commands: Option<&Shared<Commands>>) -> Html {
    html! {
        <aside class="lesson" aria-label="Lesson" data-testid="lesson">
            <div class="bar"><h2>{"Lesson"}</h2>if let Some(commands) = commands { { close_button(commands) } }</div>
            <div class="lesson-body">
                <p>{"The lesson can't be read."}</p>
                <ul>for (index, one) in file.found.iter().take(5).enumerate() { <li key={index}>{ one.problem.to_string() }</li> }</ul>
                if let Some(commands) = commands.cloned() {
                    <button class="button small" onclick={move |_| commands.edit_lesson(0)}>{"Edit the lesson"}</button>
                }
            </div>
        </aside>
    }
}

fn close_button(commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    html! {
        <button class="button quiet square small lesson-close" aria-label="Close the lesson" data-testid="lesson-close"
            onclick={move |_| commands.dispatch(LessonAction::Open(false))}>{ icon(Icon::Cross) }</button>
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    lesson: Shared<Lesson>,
    host: Option<Host>,
}

/// What the steps and the buttons act on.
#[derive(Clone, PartialEq)]
struct Place {
    commands: Shared<Commands>,
    lesson: Shared<Lesson>,
    name: Rc<str>,
    progress: Progress,
    host: Option<Host>,
}

impl Place {
    fn last(&self) -> usize {
        self.lesson.steps.len().saturating_sub(1)
    }

    /// Opens another step; the one that is left is done, if it asks for nothing and the learner goes on.
    fn go(&self, to: usize) {
        let to = to.min(self.last());
        let left = self.lesson.steps.get(self.progress.at);
        let is_passed = to > self.progress.at && left.is_some_and(is_told);
        let now = if is_passed { self.progress.with_done(self.progress.at) } else { self.progress.clone() };
        self.set(Progress { at: to, ..now });
    }

    /// Notes that the open step is done.
    fn done(&self) {
        if !self.progress.is_done(self.progress.at) {
            self.set(self.progress.with_done(self.progress.at));
            let done = self.progress.done.len() + 1;
            self.commands.dispatch(PageRequest::announce(format!("Step done: {done} of {}.", self.lesson.steps.len())));
        }
    }

    fn set(&self, progress: Progress) {
        if self.host.is_none() {
            progress::keep(&self.name, &progress);
        }
        self.commands.dispatch(LessonAction::At(progress.at, progress.done.into()));
    }

    fn run(&self) {
        let step = self.lesson.steps.get(self.progress.at);
        let run = step.and_then(run_to);
        if let Some(host) = &self.host {
            if let (Some(told), Some(run)) = (&host.run, run) {
                told.emit(run);
            }
            return;
        }
        match run {
            Some(RunTo::State(name)) => self.commands.step(Go::To(name)),
            Some(RunTo::End) => self.commands.run(),
            None => {}
        }
    }
}

/// How far the run of the step's button goes: a goal that a run reaches has the button, too.
fn run_to(step: &Step) -> Option<RunTo> {
    let by_run = step.goal.as_ref().filter(|goal| goal.scenarios.is_none()).map(|_| RunTo::End);
    step.run.clone().or(by_run)
}

/// Whether a step only tells: it asks for nothing.
fn is_told(step: &Step) -> bool {
    step.question.is_none() && step.goal.is_none()
}

/// The steps of a lesson that can be read.
#[component]
fn Steps(Props { lesson, host }: &Props) -> Html {
    let (commands, document, view) = (use_commands(), use_shared::<Document>(), use_shared::<LessonView>());
    let (run, events, analysis) = (use_run_view(), use_shared::<EventsState>(), use_shared::<Analysis>());
    let controls = use_shared::<Controls>();
    let name: Rc<str> = progress::name_of(&document, &lesson.title).into();
    let notes_shown = use_state(|| false);
    // What was kept of the lesson, once; in a page of others it begins at the step that was chosen there.
    use_effect_with((name.clone(), view.at.is_none() && host.is_none()), {
        let commands = commands.clone();
        move |(name, is_new)| {
            if *is_new {
                let kept = progress::find(name);
                commands.dispatch(LessonAction::At(kept.at, kept.done.into()));
            }
        }
    });
    let last = lesson.steps.len().saturating_sub(1);
    let at = view.at.unwrap_or_default().min(last);
    let progress = Progress { at, done: view.done.to_vec() };
    let place = Place { commands: commands.clone(), lesson: lesson.clone(), name, progress, host: host.clone() };
    let body = use_node_ref();
    use_effect_with((view.at.map(|at| at.min(last)), lesson.clone()), {
        let (commands, body, host) = (commands.clone(), body.clone(), host.clone());
        move |(at, lesson)| {
            if let Some(step) = at.and_then(|at| lesson.steps.get(at)) {
                enter(&commands, lesson, step);
                if let (Some(host), Some(focus)) = (&host, &step.focus) {
                    host.show.emit(focus.view());
                }
                if let Some(body) = body.cast::<HtmlElement>() {
                    body.set_scroll_top(0);
                }
            }
        }
    });
    // The button that begins a presentation ends it, too: the key for the next step is not to press it.
    use_effect_with(view.presents, {
        let body = body.clone();
        move |presents| {
            if let Some(body) = body.cast::<HtmlElement>().filter(|_| *presents) {
                // An element of the page can take the focus.
                let _ = body.focus();
            }
        }
    });
    // Nothing of the lesson stays behind when it is closed.
    use_effect_with((), {
        let (commands, lesson) = (commands.clone(), lesson.clone());
        move |()| move || leave(&commands, &lesson)
    });
    // A run takes what was asked with it; the next one of the step is asked the same. The Tasks may be known only later.
    let world = (events.world.id, events.world.is_running);
    use_effect_with((at, (run.id, run.has_ended()), world, analysis.tasks.clone(), lesson.clone()), {
        let (commands, is_kept) = (commands.clone(), !controls.what_ifs.is_empty());
        move |(at, .., lesson)| {
            if let Some(step) = lesson.steps.get(*at).filter(|_| lesson.asks_what_if() && !is_kept) {
                ask(&commands, &step.what_if);
            }
        }
    });
    let step = lesson.steps.get(at).cloned().unwrap_or_default();
    let presents = view.presents;
    let shown = if is_about_source(step.focus.as_ref()) { "source" } else { "stage" };
    use_effect_with(presents.then_some(shown), |shown| {
        mark(*shown);
        || mark(None)
    });
    let popped = use_notes_window(lesson, at);
    use_lesson_keys(presents, {
        let (place, notes_shown, popped) = (place.clone(), notes_shown.clone(), popped.clone());
        Rc::new(move |key| match key {
            Key::Next => place.go(place.progress.at + 1),
            Key::Previous => place.go(place.progress.at.saturating_sub(1)),
            Key::Run => place.run(),
            Key::Notes => notes_shown.set(!*notes_shown),
            Key::Window => popped.emit(()),
            Key::Leave => place.commands.dispatch(LessonAction::Present(false)),
        })
    });
    let mark_done = {
        let place = place.clone();
        Callback::from(move |()| place.done())
    };
    let key = format!("{at}");
    let run_key = (run.id, run.has_ended(), events.world.id, events.world.is_running);
    html! {
        <aside class={classes!("lesson", presents.then_some("presents"))} aria-label="Lesson" data-testid="lesson">
            { head(&place, &view) }
            <div class="lesson-body" ref={body} tabindex="-1">
                <article key={key.clone()} aria-label={format!("Step {} of {}", at + 1, last + 1)}>
                    if !step.title.is_empty() { <h2 class="lesson-title" data-testid="lesson-step">{ step.title.to_string() }</h2> }
                    { markdown(&step.text) }
                    { run_button(&place, &step) }
                    if let Some(question) = &step.question {
                        <Ask question={Rc::new(question.clone())} is_done={place.progress.is_done(at)} answered={mark_done.clone()} />
                    }
                    if let Some(goal) = &step.goal {
                        <Reach goal={Rc::new(goal.clone())} run={run_key} changes_calls={!step.what_if.is_empty()} is_done={place.progress.is_done(at)} reached={mark_done.clone()} />
                    }
                    if at == last { { end(&place, &document) } }
                </article>
                if presents && *notes_shown {
                    <section class="lesson-note" aria-label="Notes" data-testid="lesson-note">
                        <p>{ if step.note.is_empty() { "No notes for this step.".to_owned() } else { step.note.to_string() } }</p>
                    </section>
                }
            </div>
            { foot(&place, &step, *notes_shown, &notes_shown, &popped, presents) }
        </aside>
    }
}

/// Says on the root of the page what a speaker shows; the style sheet does the rest.
fn mark(shown: Option<&'static str>) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    let Some(root) = root else { return };
    // An attribute of that name can be set.
    let _ = match shown {
        Some(shown) => root.set_attribute("data-presenting", shown),
        None => root.remove_attribute("data-presenting"),
    };
}

fn head(place: &Place, view: &LessonView) -> Html {
    let present = {
        let (commands, presents) = (place.commands.clone(), view.presents);
        move |_| commands.dispatch(LessonAction::Present(!presents))
    };
    let edit = {
        let (commands, at) = (place.commands.clone(), place.progress.at);
        move |_| commands.edit_lesson(at)
    };
    html! {
        <div class="bar lesson-bar">
            <h2 role="heading" aria-level={if view.presents { "1" } else { "2" }} title={place.lesson.title.to_string()}>{ place.lesson.title.to_string() }</h2>
            <span class="lesson-tools">
                if !view.presents && place.host.is_none() {
                    <button class="button small quiet square" aria-label="Edit the lesson" title="Edit the lesson" onclick={edit} data-testid="lesson-edit">{ icon(Icon::Edit) }</button>
                }
                if place.host.is_none() {
                    <button class="button small quiet" onclick={present} data-testid="lesson-present" title={ if view.presents { "Leave (Esc)" } else { "Large type, and nothing but the lesson, the graph, and the run" } }>
                        { icon(if view.presents { Icon::Restore } else { Icon::Maximize }) }<span>{ if view.presents { "Leave" } else { "Present" } }</span>
                    </button>
                    if !view.presents { { close_button(&place.commands) } }
                }
            </span>
        </div>
    }
}

fn run_button(place: &Place, step: &Step) -> Html {
    let may = place.host.as_ref().is_none_or(|host| host.run.is_some());
    let Some(run) = run_to(step).filter(|_| may) else { return Html::default() };
    let word = match run {
        RunTo::End => "Run".to_owned(),
        RunTo::State(name) => format!("Run to {name}"),
    };
    let place = place.clone();
    html! {
        <p><button class="button primary lesson-run" onclick={move |_| place.run()} data-testid="lesson-run">{ icon(Icon::Run) }<span>{ word }</span></button></p>
    }
}

/// What is said below the last step: whether all is done, and where to go from here.
fn end(place: &Place, document: &Document) -> Html {
    let count = place.lesson.steps.len();
    let left = (0..count).filter(|step| !place.progress.is_done(*step)).count();
    let is_told = place.lesson.steps.last().is_some_and(is_told);
    let finish = (is_told && !place.progress.is_done(place.last())).then(|| {
        let place = place.clone();
        move |_: MouseEvent| place.done()
    });
    let next = course_number(document).and_then(|number| Some((number + 1, guides::COURSE.get(number)?)));
    html! {
        <div class="lesson-end" data-testid="lesson-end">
            if left == 0 {
                <p role="status">{ icon(Icon::Check) }<b>{"Lesson done."}</b></p>
            } else if let Some(finish) = finish {
                <button class="button small" onclick={finish} data-testid="lesson-finish">{"Finish"}</button>
            }
            if let Some((number, next)) = next {
                <p><a href={addresses::course(number)} data-testid="lesson-next-lesson">{ format!("Next lesson: {}", next.title) }</a></p>
            }
        </div>
    }
}

fn foot(
    place: &Place,
    step: &Step,
    notes_shown: bool,
    set_notes: &UseStateHandle<bool>,
    popped: &Callback<()>,
    presents: bool,
) -> Html {
    let (at, last) = (place.progress.at, place.last());
    let to = |to: usize| {
        let place = place.clone();
        move |_: MouseEvent| place.go(to)
    };
    let reset = {
        let place = place.clone();
        move |_| {
            place.set(Progress::default());
            place.commands.dispatch(PageRequest::announce("The lesson begins anew."));
        }
    };
    let is_open = !is_told(step) && !place.progress.is_done(at);
    html! {
        <div class="lesson-foot">
            <button class="button small" onclick={to(at.saturating_sub(1))} disabled={at == 0} data-testid="lesson-previous"
                title="Previous step (Shift+Alt+Page Up)" aria-keyshortcuts="Shift+Alt+PageUp">{"Back"}</button>
            <details class="lesson-steps">
                <summary data-testid="lesson-progress">{ format!("{} of {}", at + 1, last + 1) }<span class="visually-hidden">{" steps"}</span></summary>
                <ol>
                    for (index, one) in place.lesson.steps.iter().enumerate() {
                        <li key={index}>
                            <button class="quiet" onclick={to(index)} aria-current={(index == at).then_some("step")}>
                                { if place.progress.is_done(index) { icon(Icon::Check) } else { html! { <span class="lesson-dot" aria-hidden="true" /> } } }
                                <span>{ if one.title.is_empty() { format!("Step {}", index + 1) } else { one.title.to_string() } }</span>
                                <span class="visually-hidden">{ if place.progress.is_done(index) { ", done" } else { "" } }</span>
                            </button>
                        </li>
                    }
                    if !presents { <li><button class="quiet" onclick={reset} data-testid="lesson-reset">{ icon(Icon::Retry) }<span>{"Begin anew"}</span></button></li> }
                </ol>
            </details>
            if presents {
                <button class="button small quiet" aria-pressed={notes_shown.to_string()} data-testid="lesson-notes" title="Notes (N); in a separate window (W)" onclick={
                    let set_notes = set_notes.clone();
                    move |_| set_notes.set(!*set_notes)
                }>{"Notes"}</button>
                <button class="button small quiet" data-testid="lesson-window" onclick={
                    let popped = popped.clone();
                    move |_| popped.emit(())
                }>{"Notes window"}</button>
            }
            <progress class="lesson-progress" max={(last + 1).to_string()} value={place.progress.done.len().to_string()} aria-label="Steps done" />
            <button class={classes!("button", "small", (!is_open).then_some("primary"))} onclick={to(at + 1)} disabled={at == last} data-testid="lesson-next"
                title="Next step (Shift+Alt+Page Down)" aria-keyshortcuts="Shift+Alt+PageDown">{"Next"}</button>
        </div>
    }
}
