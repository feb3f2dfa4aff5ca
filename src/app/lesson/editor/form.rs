//! The form of a step: its text, what it shows and sets, its question, its goal, and its note.

use std::rc::Rc;

use asl_lesson::{Asked, Focus, Goal, Question, RunTo, Step, View, fields};
use asl_sim::what_if::offers;
use yew::prelude::*;

use super::super::enter::HTTP_INVOKE;
use super::super::expectation::ExpectField;
use super::super::fields::{area, choice, flag, line};
use crate::app::problems::analysis::Analysis;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;

/// What the form needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The step.
    pub(super) step: Rc<Step>,
    /// Told of the changed step.
    pub(super) set: Callback<Step>,
}

/// The states of the workflow with the fields that each has.
type States = Vec<(Rc<str>, Vec<String>)>;

/// The form. States, fields and views are chosen from lists.
#[component]
pub(super) fn StepForm(Props { step, set }: &Props) -> Html {
    let (document, analysis) = (use_shared::<Document>(), use_shared::<Analysis>());
    let states = use_memo((document.definition.clone(), document.settings.template.clone()), |_| {
        let read = document.read();
        let text = read.definition_file().map_or_else(|| document.definition.clone(), |file| file.text.clone());
        let machine = read.machine.as_ref();
        let all = machine.map(asl_lang::StateMachine::states).unwrap_or_default();
        all.iter()
            .map(|state| {
                (
                    state.name.value.clone(),
                    machine.map(|machine| fields(machine, &text, &state.name.value)).unwrap_or_default(),
                )
            })
            .collect::<States>()
    });
    let change = |edit: fn(&mut Step, String)| {
        let (step, set) = (step.clone(), set.clone());
        move |text: String| {
            let mut next = (*step).clone();
            edit(&mut next, text);
            set.emit(next);
        }
    };
    html! {
        <div class="lesson-form">
            { line("lesson-step-title", "Title", &step.title, change(|step, text| step.title = text.into())) }
            { area("lesson-step-text", "Text, in Markdown", 7, &step.text, change(|step, text| step.text = text.into())) }
            { shows(step, set, &states) }
            { runs(step, set, &states) }
            { what_ifs(step, set, &states, &analysis) }
            { question(step, set) }
            { goal(step, set) }
            { area("lesson-step-note", "Notes for the speaker", 2, &step.note, change(|step, text| step.note = text.into())) }
        </div>
    }
}

/// A changed copy of the step is told.
fn with(
    step: &Rc<Step>,
    set: &Callback<Step>,
    edit: impl Fn(&mut Step, String) + 'static,
) -> impl Fn(String) + 'static {
    let (step, set) = (step.clone(), set.clone());
    move |text| {
        let mut next = (*step).clone();
        edit(&mut next, text);
        set.emit(next);
    }
}

fn pair(value: &str, words: &str) -> (String, String) {
    (value.to_owned(), words.to_owned())
}

fn names(states: &States) -> Vec<(String, String)> {
    states.iter().map(|(name, _)| pair(name, name)).collect()
}

/// What the step shows.
fn shows(step: &Rc<Step>, set: &Callback<Step>, states: &States) -> Html {
    let mut kinds = vec![pair("", "Nothing"), pair("view", "A part of the page")];
    if !states.is_empty() {
        kinds.insert(1, pair("state", "A state"));
    }
    let kind = match &step.focus {
        None => "",
        Some(Focus::State { .. }) => "state",
        Some(Focus::View(_)) => "view",
    };
    let first = states.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let set_kind = with(step, set, move |step, kind| {
        step.focus = match &*kind {
            "state" => Some(Focus::State { name: first.clone(), field: None }),
            "view" => Some(Focus::View(View::Graph)),
            _ => None,
        };
    });
    html! {
        <div class="lesson-row">
            { choice("lesson-shows", "Shows", kind, &kinds, set_kind) }
            { match &step.focus {
                Some(Focus::State { name, field }) => {
                    let of_state = states.iter().find(|(known, _)| known == name).map(|(_, fields)| fields.as_slice());
                    let mut all = vec![pair("", "The whole state")];
                    all.extend(of_state.unwrap_or_default().iter().map(|field| pair(field, field)));
                    let set_state = with(step, set, |step, name| step.focus = Some(Focus::State { name: name.into(), field: None }));
                    let known = name.clone();
                    let set_field = with(step, set, move |step, field| {
                        let field = (!field.is_empty()).then(|| field.into());
                        step.focus = Some(Focus::State { name: known.clone(), field });
                    });
                    html! { <>
                        { choice("lesson-state", "State", name, &names(states), set_state) }
                        { choice("lesson-field", "Field", field.as_deref().unwrap_or_default(), &all, set_field) }
                    </> }
                }
                Some(Focus::View(view)) => {
                    let all: Vec<_> = View::ALL.iter().map(|(_, word)| pair(word, word)).collect();
                    choice("lesson-view", "Part", view.word(), &all, with(step, set, |step, word| step.focus = View::of_word(&word).map(Focus::View)))
                }
                None => Html::default(),
            } }
        </div>
    }
}

/// How far its run goes, and where it is held.
fn runs(step: &Rc<Step>, set: &Callback<Step>, states: &States) -> Html {
    let mut all = vec![pair("", "No button"), pair("*", "Runs to the end")];
    all.extend(states.iter().map(|(name, _)| (format!("={name}"), format!("Runs to {name}"))));
    let chosen = match &step.run {
        None => String::new(),
        Some(RunTo::End) => "*".to_owned(),
        Some(RunTo::State(name)) => format!("={name}"),
    };
    let set_run = with(step, set, |step, chosen| {
        step.run = match chosen.strip_prefix('=') {
            Some(name) => Some(RunTo::State(name.into())),
            None => (chosen == "*").then_some(RunTo::End),
        };
    });
    // A list for each breakpoint, and an empty one for the next.
    let breakpoints = (0..=step.breakpoints.len()).map(|index| {
        let held = step.breakpoints.get(index);
        let others = |name: &Rc<str>| step.breakpoints.contains(name) && held != Some(name);
        let mut at = vec![pair("", "None")];
        at.extend(states.iter().filter(|(name, _)| !others(name)).map(|(name, _)| pair(name, name)));
        let set_held = with(step, set, move |step, name| replace(&mut step.breakpoints, index, named(&name)));
        let label = if index == 0 { "Breakpoint" } else { "Another breakpoint" };
        choice(&numbered("lesson-breakpoint", index), label, held.map_or("", |held| held), &at, set_held)
    });
    html! {
        <div class="lesson-row">
            { choice("lesson-runs", "Run button", &chosen, &all, set_run) }
            for breakpoint in breakpoints { { breakpoint } }
        </div>
    }
}

fn named(name: &str) -> Option<Rc<str>> {
    (!name.is_empty()).then(|| name.into())
}

/// The id of a field of which there can be several.
fn numbered(id: &str, index: usize) -> String {
    if index == 0 { id.to_owned() } else { format!("{id}-{index}") }
}

/// Puts `one` in its place, which may be the one behind the last; nothing takes away what is there.
fn replace<T>(all: &mut Vec<T>, index: usize, one: Option<T>) {
    match (one, index < all.len()) {
        (Some(one), true) => all.splice(index..=index, [one]).for_each(drop),
        (Some(one), false) => all.push(one),
        (None, true) => _ = all.remove(index),
        (None, false) => {}
    }
}

/// What can be called, with its resource: the Tasks of the workflow, and the API destinations of rules.
fn called(states: &States, analysis: &Analysis) -> Vec<(Rc<str>, Rc<str>)> {
    let tasks = analysis.tasks.iter().filter(|task| states.iter().any(|(name, _)| *name == task.name));
    let tasks = tasks.map(|task| (task.name.clone(), task.resource.clone()));
    let destinations = analysis.system.iter().flat_map(|system| &system.destinations);
    tasks.chain(destinations.map(|one| (one.resource.name.clone(), HTTP_INVOKE.into()))).collect()
}

/// What calls come to: a row for each state that is asked about, and one for the next.
fn what_ifs(step: &Rc<Step>, set: &Callback<Step>, states: &States, analysis: &Analysis) -> Html {
    let all = called(states, analysis);
    if all.is_empty() && step.what_if.is_empty() {
        return Html::default();
    }
    let rows = step.what_if.len() + usize::from(step.what_if.len() < all.len());
    html! { { for (0..rows).map(|index| what_if(step, set, index, &all)) } }
}

/// What the calls of a state come to.
fn what_if(step: &Rc<Step>, set: &Callback<Step>, index: usize, called: &[(Rc<str>, Rc<str>)]) -> Html {
    let asked = step.what_if.get(index).cloned();
    let chosen = asked.as_ref().map(|asked| asked.state.clone()).unwrap_or_default();
    let is_free = |name: &Rc<str>| *name == chosen || step.what_if.iter().all(|other| other.state != *name);
    let mut all = vec![pair("", "As it is")];
    all.extend(called.iter().filter(|(name, _)| is_free(name)).map(|(name, _)| pair(name, name)));
    let resource = called.iter().find(|(name, _)| *name == chosen).map(|(_, resource)| resource.clone());
    let offered = offers(&resource.unwrap_or_default());
    let offered: Vec<_> = offered.iter().map(|offer| pair(&offer.id, &offer.title)).collect();
    let resources = called.to_vec();
    let set_state = with(step, set, move |step, state| {
        // A Task takes what it can come to; the first of that, to begin with.
        let resource = resources.iter().find(|(name, _)| **name == *state).map(|(_, resource)| resource.clone());
        let what = offers(&resource.unwrap_or_default()).first().map(|offer| offer.id.clone()).unwrap_or_default();
        replace(&mut step.what_if, index, named(&state).map(|state| Asked { state, what, once: false }));
    });
    let set_what = with(step, set, move |step, what| {
        if let Some(asked) = step.what_if.get_mut(index) {
            asked.what = what.into();
        }
    });
    let set_once = {
        let edit = with(step, set, move |step, once| {
            if let Some(asked) = step.what_if.get_mut(index) {
                asked.once = !once.is_empty();
            }
        });
        move |once: bool| edit(if once { "once".to_owned() } else { String::new() })
    };
    let label = if index == 0 { "What if the calls of" } else { "And the calls of" };
    html! {
        <div class="lesson-row" key={format!("what-if-{index}")}>
            { choice(&numbered("lesson-what-if", index), label, &chosen, &all, set_state) }
            if let Some(asked) = asked {
                { choice(&numbered("lesson-what", index), "Come to", &asked.what, &offered, set_what) }
                { flag(&numbered("lesson-once", index), "Only the next call", asked.once, set_once) }
            }
        </div>
    }
}

/// The lines of a text that have something on them.
fn lines(text: &str) -> Vec<Rc<str>> {
    text.split('\n').filter(|line| !line.is_empty()).map(Rc::from).collect()
}

fn question(step: &Rc<Step>, set: &Callback<Step>) -> Html {
    let has = {
        let edit = with(step, set, |step, has| {
            let new =
                || Question { ask: "What happens next?".into(), answers: vec!["This".into()], ..Question::default() };
            step.question = (!has.is_empty()).then(new);
        });
        move |has: bool| edit(if has { "has".to_owned() } else { String::new() })
    };
    let of = |edit: fn(&mut Question, String)| {
        with(step, set, move |step, text| {
            if let Some(question) = &mut step.question {
                edit(question, text);
            }
        })
    };
    html! {
        <fieldset class="lesson-part">
            { flag("lesson-has-question", "Asks a question", step.question.is_some(), has) }
            if let Some(question) = &step.question {
                { line("lesson-ask", "Question", &question.ask, of(|question, text| question.ask = text.into())) }
                { area("lesson-choices", "Choices, one on each line; none: the learner writes the answer", 3, &question.choices.join("\n"), of(|question, text| question.choices = lines(&text))) }
                { area("lesson-right", "Right answer, or several, one on each line", 2, &question.answers.join("\n"), of(|question, text| question.answers = lines(&text))) }
                { line("lesson-explain", "Explanation", &question.explain, of(|question, text| question.explain = text.into())) }
            }
        </fieldset>
    }
}

fn goal(step: &Rc<Step>, set: &Callback<Step>) -> Html {
    let has = {
        let edit = with(step, set, |step, has| {
            let expect = asl_scenario::Expectation { status: Some("SUCCEEDED".into()), ..Default::default() };
            let new = Goal { text: "Run the workflow until it succeeds.".into(), expect, ..Goal::default() };
            step.goal = (!has.is_empty()).then_some(new);
        });
        move |has: bool| edit(if has { "has".to_owned() } else { String::new() })
    };
    let set_text = with(step, set, |step, text| {
        if let Some(goal) = &mut step.goal {
            goal.text = text.into();
        }
    });
    let set_expect = {
        let (step, set) = (step.clone(), set.clone());
        Callback::from(move |expect| {
            let mut next = (*step).clone();
            if let Some(goal) = &mut next.goal {
                goal.expect = expect;
            }
            set.emit(next);
        })
    };
    html! {
        <fieldset class="lesson-part">
            { flag("lesson-has-goal", "Sets a goal", step.goal.is_some(), has) }
            if let Some(goal) = &step.goal {
                { line("lesson-goal-text", "What to do", &goal.text, set_text) }
                if goal.scenarios.is_none() { <ExpectField expect={Rc::new(goal.expect.clone())} set={set_expect} /> }
            }
        </fieldset>
    }
}
