//! Every guided text and every lesson of the course: what it points at is there, its questions have answers, and its goals are
//! reached by the workflow that it stands beside, or by the solution that it offers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot continue fails")]

use std::cell::RefCell;
use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_http::Connections;
use asl_lang::WorkflowType;
use asl_lesson::{Focus, Goal, Lesson, Solution, Step, check, guides};
use asl_scenario::{BEGINS_AT, Scenario, Setting, WhatIfs, judge, judge_events, judge_run, read};
use asl_sim::host::Simulation;
use asl_sim::{Files, Machines, OtherMachine, Progress, Runnable, Simulator, Start};
use asl_stack::template::siblings::siblings;
use asl_stack::template::source::{self, Read};
use asl_text::diagnostic::Severity;
use asl_value::Value;
use asl_world::{World, WorldStart};

/// A workflow that a lesson is about.
#[derive(Clone)]
struct Workflow {
    definition: String,
    input: String,
    mocks: String,
    events: String,
    files: Files,
    scenarios: String,
    /// Whether code of functions runs in it, which nothing here can.
    has_code: bool,
}

impl Workflow {
    fn read(&self) -> Read {
        source::check(&self.definition, &TemplateChoice::default(), WorkflowType::Standard)
    }

    /// What a goal that was given up makes of it.
    fn solved(&self, solution: &Solution) -> Self {
        let or = |new: &Option<Rc<str>>, old: &str| new.as_deref().unwrap_or(old).to_owned();
        Self {
            definition: or(&solution.definition, &self.definition),
            input: or(&solution.input, &self.input),
            mocks: or(&solution.mocks, &self.mocks),
            scenarios: or(&solution.scenarios, &self.scenarios),
            ..self.clone()
        }
    }

    fn setting(&self) -> Setting {
        let read = self.read();
        let machine = read.machine.as_ref().unwrap();
        Setting { files: Rc::new(self.files.clone()), ..Setting::of(Runnable::compile(machine).unwrap()) }
    }
}

fn connections() -> Rc<Connections> {
    Rc::new(asl_examples::connections().into_iter().collect())
}

fn data(text: &str) -> Value {
    asl_text::parse_data(text).root.map(|root| root.to_value()).unwrap_or_default()
}

/// What a run with the settings of a step does not reach of a goal.
fn unmet(workflow: &Workflow, step: &Step, goal: &Goal) -> Vec<String> {
    let what = |asked: &asl_lesson::Asked| {
        let what =
            if asked.once { WhatIfs::First(vec![asked.what.clone()]) } else { WhatIfs::Always(asked.what.clone()) };
        (asked.state.clone(), what)
    };
    let has_events = !goal.expect.deliveries.is_empty() || !goal.expect.executions.is_empty();
    let scenario = Scenario {
        mocks: data(&workflow.mocks),
        what_if: step.what_if.iter().map(what).collect(),
        events: (has_events && !workflow.events.is_empty()).then(|| data(&workflow.events)),
        expect: goal.expect.clone(),
        ..Scenario::default()
    };
    let unmet = if has_events {
        let start = world(workflow);
        match judge_events(&start, &scenario, Some(&connections())) {
            Some(verdict) => verdict.unmet,
            None => panic!("the example has no events"),
        }
    } else if workflow.read().events.is_some() {
        // Its buses and its other machines belong to it.
        let world = alone(world(workflow), workflow);
        let (_, execution) = world.executions().next().unwrap();
        judge_run(&goal.expect, &execution.simulator().borrow())
    } else {
        judge(&workflow.setting(), &scenario, &data(&workflow.input), Some(&connections())).unmet
    };
    unmet.iter().map(ToString::to_string).collect()
}

/// The buses of the workflow with its machines.
fn world(workflow: &Workflow) -> WorldStart {
    let read = workflow.read();
    let system = read.events.clone().unwrap();
    let id = read.template.as_ref().and_then(|template| template.machines.get(template.chosen)).cloned();
    let on_aws = system.machines.iter().find(|machine| machine.logical_id == id && id.is_some());
    let own = read.machine.as_ref().map(|machine| OtherMachine {
        names: on_aws.map(|machine| machine.name.clone()).into_iter().chain(id).collect(),
        machine: Runnable::compile(machine).unwrap(),
        express: false,
    });
    let others = siblings(&workflow.definition.as_str().into(), &TemplateChoice::default(), &read);
    let others = others.iter().map(|other| OtherMachine {
        names: other.names.clone(),
        machine: Runnable::compile(&other.machine).unwrap(),
        express: false,
    });
    let machines = Rc::new(Machines::new(own.into_iter().chain(others).collect()));
    WorldStart { system, machines, seed: 1, ..WorldStart::default() }
}

/// The machine of the workflow run beside its buses, which nobody outside answers.
fn alone(start: WorldStart, workflow: &Workflow) -> World {
    let read = workflow.read();
    let mut world = World::new(start, BEGINS_AT);
    let machine = Runnable::compile(read.machine.as_ref().unwrap()).unwrap();
    let input = data(&workflow.input);
    let simulator = Simulator::new(machine, Start { input, seed: 1, ..Start::default() }, BEGINS_AT);
    world.add_execution(Rc::new(RefCell::new(simulator)), BEGINS_AT);
    let mut now = BEGINS_AT;
    for _ in 0..1_000 {
        match world.advance(now, 32) {
            Progress::Working => {}
            Progress::Waiting | Progress::Done => match world.wake_at() {
                Some(at) => now = now.max(at),
                None => break,
            },
        }
    }
    world
}

/// How many of the scenarios pass, and how many there are.
fn passing(workflow: &Workflow) -> (usize, usize) {
    let read_machine = workflow.read();
    let file = read(&workflow.scenarios, read_machine.machine.as_ref(), None);
    assert!(file.diagnostics.is_empty(), "{:?}", file.diagnostics);
    let setting = workflow.setting();
    let passes =
        |scenario: &&Scenario| judge(&setting, scenario, &data(&workflow.input), Some(&connections())).unmet.is_empty();
    (file.scenarios.iter().filter(passes).count(), file.scenarios.len())
}

/// What a lesson misses in a workflow.
fn found(lesson: &str, workflow: &Workflow) -> Vec<String> {
    let read = workflow.read();
    let machine = read.machine.as_ref().map(|machine| (machine, &*workflow.definition));
    check(lesson, machine, read.events.as_deref()).found.iter().map(|one| one.problem.to_string()).collect()
}

/// Plays a lesson through, as a learner does who takes every solution.
fn play(name: &str, text: &str, mut workflow: Workflow) -> Lesson {
    for step in 0.. {
        let lesson = asl_lesson::read(text).lesson.unwrap();
        let Some(now) = lesson.steps.get(step) else {
            assert_eq!(found(text, &workflow), [""; 0], "{name}, at the end");
            return lesson;
        };
        // What a step points at must be there when the learner comes to it.
        let alone = Lesson { title: lesson.title.clone(), steps: vec![now.clone()] };
        assert_eq!(found(&alone.to_text(), &workflow), [""; 0], "{name}, step {}", step + 1);
        if let Some(question) = &now.question {
            assert!(question.answers.iter().all(|answer| question.is_right(answer)), "{name}: {question:?}");
            let wrong = question.choices.iter().filter(|choice| !question.is_right(choice)).count();
            assert!(question.choices.is_empty() || wrong + 1 == question.choices.len(), "{name}: one choice is right");
        }
        let Some(goal) = &now.goal else { continue };
        if let Some(solution) = &goal.solution {
            let is_reached = match goal.scenarios {
                Some(least) => passing(&workflow).1 >= least as usize,
                None => unmet(&workflow, now, goal).is_empty(),
            };
            assert!(!is_reached, "{name}, step {}: the goal asks for nothing", step + 1);
            workflow = workflow.solved(solution);
            let read = workflow.read();
            let bad: Vec<_> = read.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
            assert!(bad.is_empty(), "{name}, step {}: {bad:?}", step + 1);
        }
        match goal.scenarios {
            Some(least) => assert_eq!(passing(&workflow), (least as usize, least as usize), "{name}"),
            None if workflow.has_code => {}
            None => assert_eq!(unmet(&workflow, now, goal), [""; 0], "{name}, step {}", step + 1),
        }
    }
    unreachable!("a lesson has an end")
}

#[test]
fn every_example_has_a_guided_text_that_can_be_played_through() {
    for example in asl_examples::ALL {
        let text = guides::guide(example.id).unwrap_or_else(|| panic!("{} has no guided text", example.id));
        let mut files = Files::new();
        for (bucket, key, text) in example.files {
            files.insert(bucket, key, *text);
        }
        let workflow = Workflow {
            definition: example.definition.to_owned(),
            input: example.input.to_owned(),
            mocks: example.mocks.to_owned(),
            events: example.events.to_owned(),
            files,
            scenarios: String::new(),
            has_code: example.id.starts_with("template-lambda"),
        };
        let lesson = play(example.id, text, workflow);
        assert!((2..=6).contains(&lesson.steps.len()), "{}", example.id);
    }
}

#[test]
fn the_course_can_be_played_through() {
    for (index, listed) in guides::COURSE.iter().enumerate() {
        let of_course = guides::course(index + 1).unwrap();
        let workflow = Workflow {
            definition: of_course.definition.to_owned(),
            input: of_course.input.to_owned(),
            mocks: String::new(),
            events: String::new(),
            files: Files::new(),
            scenarios: String::new(),
            has_code: false,
        };
        let bad: Vec<_> = workflow.read().diagnostics;
        assert!(bad.iter().all(|one| one.severity == Severity::Info), "{}: {bad:?}", listed.title);
        let lesson = play(listed.title, of_course.lesson, workflow);
        assert_eq!((&*lesson.title, lesson.steps.len()), (listed.title, listed.steps));
    }
    assert!(guides::course(0).is_none() && guides::course(7).is_none());
}

#[test]
fn links_of_the_guided_texts_lead_to_what_is_there() {
    let texts = asl_examples::ALL.iter().filter_map(|example| guides::guide(example.id));
    let of_course = (1..=6).filter_map(guides::course).map(|one| one.lesson);
    for text in texts.chain(of_course) {
        for rest in text.split("](#").skip(1) {
            let place = rest.split(')').next().unwrap();
            let is_known = match place.split_once('/') {
                Some(("guide" | "example", id)) => asl_examples::find(id).is_some(),
                Some(("course", number)) => guides::course(number.parse().unwrap()).is_some(),
                _ => place == "examples",
            };
            assert!(is_known, "there is no #{place}");
        }
        let lesson = asl_lesson::read(text).lesson.unwrap();
        for step in &lesson.steps {
            assert!(!asl_markdown::plain_text(&step.text).is_empty(), "{}: a step without text", lesson.title);
            assert!(!matches!(&step.focus, Some(Focus::State { name, .. }) if name.is_empty()));
        }
    }
}
