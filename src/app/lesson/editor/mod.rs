//! The editor of the lesson: its steps, a form for the open one with a preview, and its text as a file has it. What is changed is in
//! the document at once, and so in what is saved of it.

mod form;

use std::rc::Rc;

use asl_lesson::{Lesson, LessonFile, Step, check};
use asl_text::line_index::LineIndex;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::fields::line;
use super::markdown::markdown;
use super::state::LessonAction;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::ViewAction;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::modal::Modal;
use crate::app::ui::tabs::{Tab, tabs};

use form::StepForm;

/// The two ways to write a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Steps,
    Text,
}

/// Which step is open first.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The step, from 0.
    pub(crate) step: usize,
}

/// The dialog.
#[component]
pub(crate) fn LessonEditor(Props { step }: &Props) -> Html {
    let (commands, document) = (use_commands(), use_shared::<Document>());
    let file = use_memo((document.lesson.clone(), document.definition.clone()), |(lesson, _)| read(lesson, &document));
    let lesson = file.lesson.clone().unwrap_or_else(|| first(&document));
    let is_broken = file.lesson.is_none() && !document.lesson.trim().is_empty();
    let way = use_state(|| if is_broken { Way::Text } else { Way::Steps });
    let open = use_state(|| *step);
    let forgets = use_state(|| false);
    let at = (*open).min(lesson.steps.len().saturating_sub(1));
    let set: Callback<Lesson> = {
        let commands = commands.clone();
        Callback::from(move |lesson: Lesson| commands.dispatch(DocumentAction::SetLesson(lesson.to_text().into())))
    };
    let select = {
        let way = way.setter();
        Callback::from(move |chosen| way.set(chosen))
    };
    let ways = [
        Tab { value: Way::Steps, name: "Steps", count: Some(lesson.steps.len()) },
        Tab { value: Way::Text, name: "Text", count: None },
    ];
    let shown = if is_broken { Way::Text } else { *way };
    let try_it = {
        let (commands, at, lesson, set) = (commands.clone(), at, lesson.clone(), set.clone());
        let is_new = document.lesson.trim().is_empty();
        move |_: MouseEvent| {
            if is_new {
                set.emit(lesson.clone());
            }
            let done = commands.state().lesson.done.clone();
            commands.dispatch(LessonAction::At(at, done));
            commands.dispatch(LessonAction::Open(true));
            commands.dispatch(ViewAction::Dialog(None));
        }
    };
    let remove = {
        let (commands, forgets) = (commands.clone(), forgets.clone());
        move |_: MouseEvent| {
            if *forgets {
                commands.dispatch(DocumentAction::SetLesson("".into()));
                commands.dispatch(LessonAction::Open(false));
                commands.dispatch(ViewAction::Dialog(None));
            } else {
                forgets.set(true);
            }
        }
    };
    html! {
        <Modal title="Lesson" class="lesson-editor">
            { tabs("lesson", "Ways to write the lesson", &ways, shown, &select) }
            <div class="lesson-edit" role="tabpanel" id="lesson-panel" aria-labelledby={format!("lesson-tab-{}", usize::from(shown == Way::Text))}>
                if shown == Way::Steps { { steps(&lesson, at, &open, &set) } } else { { text(&document, &commands) } }
                { problems(&file, &document.lesson) }
            </div>
            <div class="actions">
                if !document.lesson.is_empty() {
                    <button class={classes!("button", "quiet", (*forgets).then_some("danger"))} onclick={remove} data-testid="lesson-remove">
                        { icon(Icon::Delete) }<span>{ if *forgets { "Remove the whole lesson" } else { "Remove" } }</span>
                    </button>
                }
                <button class="button primary" onclick={try_it} disabled={is_broken} data-testid="lesson-try">{ icon(Icon::Run) }<span>{"Try it"}</span></button>
            </div>
        </Modal>
    }
}

/// The lesson of the document with what it misses in the workflow.
fn read(lesson: &str, document: &Document) -> LessonFile {
    let read = document.read();
    let text = read.definition_file().map_or_else(|| document.definition.clone(), |file| file.text.clone());
    check(lesson, read.machine.as_ref().map(|machine| (machine, &*text)), read.events.as_deref())
}

/// What a new lesson begins with.
fn first(document: &Document) -> Lesson {
    let read = document.read();
    let start =
        read.machine.as_ref().and_then(|machine| machine.states().first().map(|state| state.name.value.clone()));
    let focus = start.map(|name| asl_lesson::Focus::State { name, field: None });
    let step = Step {
        title: "The first step".into(),
        text: "Say what this workflow does. **Markdown** works.".into(),
        focus,
        ..Step::default()
    };
    Lesson { title: "My lesson".into(), steps: vec![step] }
}

/// The steps as a list, and the form of the open one.
fn steps(lesson: &Lesson, at: usize, open: &UseStateHandle<usize>, set: &Callback<Lesson>) -> Html {
    let change = |edit: Rc<dyn Fn(&mut Lesson) -> usize>| {
        let (lesson, set, open) = (lesson.clone(), set.clone(), open.setter());
        Callback::from(move |_: MouseEvent| {
            let mut next = lesson.clone();
            let to = edit(&mut next);
            open.set(to);
            set.emit(next);
        })
    };
    let moved = |to: usize| {
        change(Rc::new(move |lesson| {
            lesson.steps.swap(at, to);
            to
        }))
    };
    let count = lesson.steps.len();
    let add = change(Rc::new(move |lesson| {
        lesson.steps.insert(at + 1, Step { title: "Next".into(), ..Step::default() });
        at + 1
    }));
    let remove = change(Rc::new(move |lesson| {
        lesson.steps.remove(at);
        at.saturating_sub(1)
    }));
    let set_step = {
        let (lesson, set) = (lesson.clone(), set.clone());
        Callback::from(move |step: Step| {
            let mut next = lesson.clone();
            if let Some(place) = next.steps.get_mut(at) {
                *place = step;
            }
            set.emit(next);
        })
    };
    let title = {
        let (lesson, set) = (lesson.clone(), set.clone());
        move |title: String| set.emit(Lesson { title: title.into(), ..lesson.clone() })
    };
    let step = lesson.steps.get(at).cloned().unwrap_or_default();
    html! {
        <div class="lesson-columns">
            <div class="lesson-list">
                { line("lesson-name", "Title of the lesson", &lesson.title, title) }
                <ol>
                    for (index, one) in lesson.steps.iter().enumerate() {
                        <li key={index}>
                            <button class="quiet" aria-current={(index == at).then_some("step")} data-testid="lesson-edit-step" onclick={
                                let open = open.setter();
                                move |_| open.set(index)
                            }>{ format!("{}. {}", index + 1, if one.title.is_empty() { "Step" } else { &one.title }) }</button>
                        </li>
                    }
                </ol>
                <div class="lesson-tools">
                    <button class="button small" onclick={add} disabled={count >= asl_lesson::MOST_STEPS} data-testid="lesson-add">{ icon(Icon::Plus) }<span>{"Add a step"}</span></button>
                    <button class="button small quiet" onclick={moved(at.saturating_sub(1))} disabled={at == 0} data-testid="lesson-up">{"Move up"}</button>
                    <button class="button small quiet" onclick={moved((at + 1).min(count.saturating_sub(1)))} disabled={at + 1 >= count} data-testid="lesson-down">{"Move down"}</button>
                    <button class="button small quiet" onclick={remove} disabled={count < 2} data-testid="lesson-remove-step">{"Remove step"}</button>
                </div>
            </div>
            <StepForm key={at} step={Rc::new(step.clone())} set={set_step} />
            <div class="lesson-preview" aria-label="Preview" role="group" data-testid="lesson-preview">
                <h3>{ step.title.to_string() }</h3>
                { markdown(&step.text) }
                if let Some(question) = &step.question { { markdown(&question.ask) } }
                if let Some(goal) = &step.goal { { markdown(&goal.text) } }
            </div>
        </div>
    }
}

/// The text of the lesson as a file has it.
fn text(document: &Document, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let oninput = move |event: InputEvent| {
        if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
            commands.dispatch(DocumentAction::SetLesson(area.value().into()));
        }
    };
    html! {
        <div class="field lesson-source">
            <label for="lesson-source">{"JSON or YAML, as docs/lessons.md describes it. Paste a lesson here."}</label>
            <textarea id="lesson-source" class="code" spellcheck="false" value={document.lesson.to_string()} {oninput} data-testid="lesson-source" />
        </div>
    }
}

/// What is wrong with the lesson.
fn problems(file: &LessonFile, text: &str) -> Html {
    if file.found.is_empty() {
        return Html::default();
    }
    let index = LineIndex::new(text);
    html! {
        <ul class="lesson-problems" aria-label="Problems of the lesson" data-testid="lesson-problems">
            for (number, one) in file.found.iter().take(20).enumerate() {
                <li key={number} class="field-problem">{ format!("Line {}: {}", index.position(one.span.start).line + 1, format::capitalized(&one.problem.to_string()).replace('`', "")) }</li>
            }
        </ul>
    }
}
