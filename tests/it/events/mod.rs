//! The cases of `tests/cases/events`: a system of buses and rules, what happens to it, what its targets answer, and the log.

mod control;
mod host;
mod properties;
mod recorded;
mod render;
mod system;

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_events::entry::EventEntry;
use asl_functions::Function;
use asl_lang::WorkflowType;
use asl_sim::host::{Pace, Watch, drive_watched};
use asl_sim::{Identity, Machines, OtherMachine, Runnable, Simulator, Start};
use asl_stack::template::siblings::{Sibling, siblings};
use asl_stack::template::source;
use asl_text::diagnostic::Severity;
use asl_value::Value;
use asl_world::{World, WorldStart};
use futures_util::FutureExt;

use self::host::Answering;
use crate::support::case::{Case, Format, bless};

const START: Timestamp = Timestamp(1_767_225_600_000);

const FORMAT: Format = Format {
    folder: "events",
    settings: &[("seed", &[]), ("mocked", &[])],
    sections: &["system", "template", "machine", "do", "answers", "log", "picture", "rows", "trace"],
};

#[test]
fn what_happens_on_the_buses_is_what_the_case_says() {
    let mut wrong = Vec::new();
    for mut case in FORMAT.cases() {
        let world = run(&case);
        let mut found = vec![("log", render::log(&world))];
        // What the page draws of it, in the cases that show that.
        let views =
            [("picture", render::picture(&world)), ("rows", render::rows(&world)), ("trace", render::trace(&world))];
        for (name, view) in views {
            if case.text(name).is_some() {
                found.push((name, view));
            }
        }
        let differs = found.iter().find(|(name, text)| case.text(name) != Some(text)).cloned();
        if bless() {
            for (name, text) in &found {
                case.set(name, text);
            }
            case.save();
        } else if let Some((name, text)) = differs {
            wrong.push(format!("{}, {name}\n{text}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs a case until everything is quiet.
fn run(case: &Case) -> World {
    run_watched(case, &())
}

/// The same for a run that somebody watches.
fn run_watched(case: &Case, watch: &impl Watch<World>) -> World {
    let (system, machines, functions) = match case.text("template") {
        Some(text) => of_template(case, &text.into()),
        None => (Rc::new(system::read(&case.json("system").unwrap())), machines(case), Rc::default()),
    };
    let machines = Rc::new(machines);
    let seed = case.setting("seed").map_or(7, |seed| seed.parse().unwrap());
    let mocked_targets = case.setting("mocked").into_iter().flat_map(|names| names.split(", ")).map(Rc::from).collect();
    let host = Answering::new(case.json("answers").as_ref(), &system);
    let start = Start { machines: machines.clone(), ..Start::default() };
    let start = WorldStart {
        system: system.clone(),
        machines: machines.clone(),
        functions,
        start,
        seed,
        mocked_targets,
        ..WorldStart::default()
    };
    let world = RefCell::new(World::new(start, START));
    for line in case.lines("do") {
        let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
        let now = world.borrow().now();
        match what {
            "put" => {
                let value = Value::from_json(rest).unwrap_or_else(|error| case.wrong("do", line, &error.to_string()));
                let all = value.as_array().unwrap_or(std::slice::from_ref(&value));
                let entries = all.iter().map(EventEntry::from_value).collect();
                let put = world.borrow_mut().put_events(entries, now);
                put.unwrap_or_else(|error| case.wrong("do", line, &error.message()));
            }
            "fire" => {
                let rule = system.rules.iter().position(|rule| *rule.resource.name == *rest);
                let fired = rule.and_then(|rule| world.borrow_mut().fire(rule, now));
                fired.unwrap_or_else(|| case.wrong("do", line, "no such rule fires"));
            }
            "start" => {
                let (name, input) = rest.split_once(' ').unwrap_or((rest, "{}"));
                let machine = machines.find(name).unwrap_or_else(|| case.wrong("do", line, "there is no such machine"));
                let identity = Identity { state_machine_name: name.into(), ..Identity::default() };
                let input = Value::from_json(input).unwrap();
                let start = Start { input, identity, seed, machines: machines.clone(), ..Start::default() };
                let simulator = Simulator::new(machine.machine.clone(), start, now);
                world.borrow_mut().add_execution(Rc::new(RefCell::new(simulator)), now);
            }
            "quiet" => {
                drive_watched(&world, &host, Pace::Skip, watch, |_| {}).now_or_never().unwrap();
            }
            _ => case.wrong("do", line, "a line is `put EVENTS`, `fire RULE`, `start MACHINE INPUT` or `quiet`"),
        }
    }
    drive_watched(&world, &host, Pace::Skip, watch, |_| {}).now_or_never().unwrap();
    let world = world.into_inner();
    assert!(world.is_quiet(), "{}: something still goes on", case.name);
    world
}

/// The buses, rules, machines and functions of a template, as the page reads them.
fn of_template(case: &Case, text: &Rc<str>) -> (Rc<EventSystem>, Machines, Rc<[Function]>) {
    let choice = TemplateChoice::default();
    let read = source::check(text, &choice, WorkflowType::Standard);
    let errors = read.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<String> = errors.map(asl_text::diagnostic::Diagnostic::message).collect();
    assert!(errors.is_empty(), "{}: {errors:?}", case.name);
    let machine = |sibling: Sibling| OtherMachine {
        names: sibling.names,
        machine: Runnable::compile(&sibling.machine)
            .unwrap_or_else(|_| panic!("{}: a machine does not run", case.name)),
        express: sibling.workflow == WorkflowType::Express,
    };
    let machines = siblings(text, &choice, &read).into_iter().map(machine).collect();
    let events = read.events.unwrap_or_else(|| panic!("{}: there are no rules", case.name));
    (events, Machines::new(machines), read.functions)
}

fn machines(case: &Case) -> Machines {
    let machine = |(name, text): (&str, &str)| {
        let checked = asl_lang::check_text(text);
        let machine = checked.machine.unwrap_or_else(|| panic!("{}: {name} is no machine", case.name));
        let machine = Runnable::compile(&machine).unwrap_or_else(|_| panic!("{}: {name} does not run", case.name));
        OtherMachine { names: vec![name.into()], machine, express: false }
    };
    Machines::new(case.all("machine").into_iter().map(machine).collect())
}
