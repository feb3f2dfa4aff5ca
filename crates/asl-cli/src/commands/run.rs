//! `asl run`: one run, and its output.

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_batch::api::of_world;
use asl_batch::run::{self, RunReport, RunRequest};
use asl_http::Connections;
use asl_http::redact::Redactor;
use asl_scenario::{Scenario, WhatIfs, judge_events};
use asl_sim::host::{Pace, drive};
use asl_sim::mock::{Mocks, check, local};
use asl_sim::{Files, Limits, Simulator, event::EventKind, history};
use asl_text::diagnostic::Severity;
use asl_value::Value;
use asl_view::failure_chain;
use asl_view::timeline::rows;
use asl_world::World;

use super::hindered;
use crate::arguments::Run;
use crate::connections;
use crate::host::{CommandHost, Network};
use crate::open::{self, Data, Opened};
use crate::problems::Problem;
use crate::terminal::{self, Stream, Terminal};
use crate::{Outcome, Refusal, Verdict};

/// How a Task that nothing answers can be answered.
const WITHOUT_NETWORK: &str =
    "Pass a mock with --mocks, say what it comes to with --what-if, or call the API of an HTTP Task with --network.";
const WITH_NETWORK: &str = "Pass a mock with --mocks: only HTTP Tasks go over the network.";

/// Runs the workflow that is named.
pub(crate) fn run(terminal: &mut Terminal, run: &Run) -> Outcome {
    open::reads_once([Some(&run.file), run.input.as_ref(), run.mocks.as_ref(), run.events.as_ref()])?;
    let opened = open::open(&run.file, &run.choice)?;
    let files = Rc::new(objects(run, &opened)?);
    let given = given(terminal, run, &opened)?;
    if let Some(events) = &given.events {
        let world = opened.document.world(files).map_err(|why| hindered(terminal, &opened, &why))?;
        let scenario = Scenario { events: Some(events.clone()), ..given.clone() };
        let connections = asl_batch::document::practice_connections();
        let Some(verdict) = judge_events(&world, &scenario, Some(&connections)) else {
            return Err(Refusal::new("there are no events to put"));
        };
        return Ok(events_report(terminal, run, &verdict.world));
    }
    let setting = opened.document.setting(files).map_err(|why| hindered(terminal, &opened, &why))?;
    let begins_at = Timestamp::parse(&run.at)
        .ok_or_else(|| Refusal::new(format!("`--at {}` is not a timestamp, such as 2026-01-01T00:00:00Z", run.at)))?;
    let way_out = if run.network { WITH_NETWORK } else { WITHOUT_NETWORK };
    let limits = if run.no_limits { Limits::REPORTED } else { Limits::default() };
    let request = RunRequest { given, limits, begins_at, seed: run.seed, way_out: way_out.into() };
    let is_real = run.real_time || run.network && !run.virtual_time;
    let mut redactor = Redactor::default();
    let simulator = if is_real || run.network {
        let (network, connections) = network(terminal, run, &opened)?;
        redactor = Redactor::new(&connections);
        let (script, setting) = request.script(&setting).map_err(Refusal::new)?;
        let host = CommandHost::new(script, network, is_real, request.begins_at, request.way_out.clone())?;
        let begins = asl_sim::host::Host::now(&host);
        let simulator = Simulator::new(setting.machine.clone(), request.start(&setting), begins);
        let simulator = RefCell::new(simulator);
        let mut told = 0;
        let is_verbose = run.verbose;
        let pace = if is_real { Pace::Real } else { Pace::Skip };
        host.block_on(drive(&simulator, &host, pace, |simulator| {
            if is_verbose {
                told = tell(terminal, simulator, told);
            }
        }));
        redactor.add(host.tokens());
        simulator.into_inner()
    } else {
        let played = run::run(&setting, &request).map_err(Refusal::new)?;
        if run.verbose {
            tell(terminal, &played.simulator, 0);
        }
        played.simulator
    };
    report(terminal, run, &simulator, &redactor)
}

/// Input, mocks and what-ifs, as a scenario that expects nothing.
fn given(terminal: &mut Terminal, run: &Run, opened: &Opened) -> Result<Scenario, Refusal> {
    let input = match (&run.input, opened.parts.input.as_str()) {
        (Some(value), _) => Data::read("--input", value)?.value()?,
        (None, "") => Value::empty_object(),
        (None, text) => Data { name: "the input of the link".to_owned(), text: text.to_owned() }.value()?,
    };
    let events = run.events.as_deref().map(|value| Data::read("--events", value)?.value()).transpose()?;
    let mocks = match (&run.mocks, opened.parts.mocks.as_str()) {
        (Some(value), _) => mocks(terminal, opened, &Data::read("--mocks", value)?, run.mock_case.as_deref())?,
        (None, "") => Value::Null,
        (None, text) => {
            mocks(terminal, opened, &Data { name: "the mocks of the link".to_owned(), text: text.to_owned() }, None)?
        }
    };
    let what_if = run.what_if.iter().map(|text| what_if(text, opened)).collect::<Result<_, _>>()?;
    Ok(Scenario { input: Some(input), mocks, what_if, events, ..Scenario::default() })
}

/// Reads mocks, in the format of TestState or of Step Functions Local.
pub(super) fn mocks(
    terminal: &mut Terminal,
    opened: &Opened,
    data: &Data,
    case: Option<&str>,
) -> Result<Value, Refusal> {
    let value = data.value()?;
    if let Some(cases) = local::read(&value) {
        let cases = cases.map_err(|why| Refusal::new(format!("{}: {why}", data.name)))?;
        let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        let found = match case {
            Some(name) => cases.iter().find(|case| case.name == name),
            None => cases.first(),
        };
        let known = names.join(", ");
        let none = || {
            let case = case.unwrap_or_default();
            Refusal::new(format!("{}: there is no test case `{case}`; it has {known}", data.name))
        };
        return found.map(|case| case.mocks.clone()).ok_or_else(none);
    }
    if let Some(case) = case {
        return Err(Refusal::new(format!(
            "`--mock-case {case}`: {} has no test cases: only mock files of Step Functions Local have them",
            data.name
        )));
    }
    let machines: Vec<_> =
        opened.document.read.machine.iter().chain(opened.document.others.iter().map(|other| &other.machine)).collect();
    let checked = check::check_text(&data.text, &machines);
    let mut is_broken = false;
    for diagnostic in checked.diagnostics.iter().filter(|found| found.severity != Severity::Info) {
        is_broken |= diagnostic.severity == Severity::Error;
        let finding = asl_batch::Finding {
            path: data.name.as_str().into(),
            text: data.text.as_str().into(),
            diagnostic: diagnostic.clone(),
        };
        let excerpt = Problem::at(&data.name, &finding).excerpt(terminal);
        terminal.say(&excerpt);
    }
    // Whether the mocks can be read is known now: a reason would come twice.
    let is_read = Mocks::from_value(&value).is_ok();
    if is_broken || !is_read {
        return Err(Refusal::new(format!("{}: the mocks can't be used", data.name)));
    }
    Ok(value)
}

/// `State=name` or `State=name,name`.
fn what_if(text: &str, opened: &Opened) -> Result<(Rc<str>, WhatIfs), Refusal> {
    let (state, names) = text
        .rsplit_once('=')
        .ok_or_else(|| Refusal::new(format!("`--what-if {text}` has no name: write STATE=NAME, such as Charge=503")))?;
    let machines = opened.document.read.machine.iter();
    let machines = machines.chain(opened.document.others.iter().map(|other| &other.machine));
    let is_known = machines.flat_map(|machine| machine.states()).any(|known| *known.name.value == *state);
    if !is_known && opened.document.read.events.is_none() {
        return Err(Refusal::new(format!("`--what-if`: there is no state `{state}`")));
    }
    let names: Vec<Rc<str>> = names.split(',').map(|name| Rc::from(name.trim())).collect();
    let what = match names.as_slice() {
        [name] => WhatIfs::Always(name.clone()),
        _ => WhatIfs::First(names),
    };
    Ok((state.into(), what))
}

/// What stands in for objects in S3.
fn objects(run: &Run, opened: &Opened) -> Result<Files, Refusal> {
    let mut files = opened.parts.s3_files();
    for text in &run.objects {
        let unclear = || Refusal::new(format!("`--s3 {text}` is unclear: write s3://BUCKET/KEY=FILE"));
        let (address, path) = text.rsplit_once('=').ok_or_else(unclear)?;
        let (bucket, key) =
            address.strip_prefix("s3://").and_then(|place| place.split_once('/')).ok_or_else(unclear)?;
        files.insert(bucket, key, open::read(std::path::Path::new(path))?);
    }
    Ok(files)
}

/// The network of the run and its connections; no network without `--network`.
fn network(terminal: &mut Terminal, run: &Run, opened: &Opened) -> Result<(Option<Network>, Connections), Refusal> {
    if !run.network {
        return Ok((None, Connections::default()));
    }
    let found = match &run.connections {
        Some(path) => connections::read(path)?,
        None => connections::of_document(opened),
    };
    for lacking in &found.left_out {
        let warning = terminal.paint(Stream::Error, terminal::YELLOW, "warning");
        terminal.say(&format!("{warning}: {lacking}"));
    }
    let connections = connections::with_origins(found.connections, opened);
    Ok((Some(Network::new(connections.clone(), &run.local)?), connections))
}

/// Prints the events behind the first `told`; says how many there are.
fn tell(terminal: &mut Terminal, simulator: &Simulator, told: usize) -> usize {
    let events = simulator.events();
    let began = simulator.root().started_at();
    for event in events.iter().skip(told) {
        let millis = event.at.millis_since(began);
        let detail = match &event.kind {
            EventKind::StateEntered { name, .. } | EventKind::StateExited { name, .. } => format!(" {name}"),
            other => {
                let details = history::details(other);
                let error = details.as_ref().and_then(|details| details.get("error")).and_then(|error| error.as_str());
                error.map(|error| format!(" {error}")).unwrap_or_default()
            }
        };
        let time = format!("{:>4}.{:03} s", millis / 1000, millis % 1000);
        let time = terminal.paint(Stream::Error, terminal::DIM, &time);
        terminal.say(&format!("{time}  {}{detail}", event.kind.name()));
    }
    events.len()
}

/// Prints what the run came to.
fn report(terminal: &mut Terminal, run: &Run, simulator: &Simulator, redactor: &Redactor) -> Outcome {
    if let Some(path) = &run.history {
        let events: Vec<_> = simulator.events().iter().map(history::to_json).collect();
        let text = serde_json::to_string_pretty(&serde_json::json!({ "events": events })).unwrap_or_default();
        open::write(path, &*redactor.known(&text))?;
    }
    let told = RunReport::of(simulator, run.json);
    let is_fine = told.status == "SUCCEEDED";
    if run.json {
        let text = serde_json::to_string(&told).unwrap_or_default();
        let value = Value::from_json(&text).map(|value| redactor.value(&value));
        terminal.print(&value.map_or_else(|_| redactor.known(&text).into_owned(), |value| value.to_json_pretty()));
    } else if let Some(output) = &told.output {
        terminal.print(&redactor.value(output).to_json_pretty());
    }
    let color = if is_fine { terminal::GREEN } else { terminal::RED };
    let status = terminal.paint(Stream::Error, color, told.status);
    let count = simulator.events().len();
    terminal.say(&format!("{status} after {} s, {count} events", told.seconds));
    if !is_fine {
        let name = told.error.as_deref().unwrap_or("no error name");
        let cause = told.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
        terminal.say(&redactor.known(&format!("{name}{cause}")));
        let rows = rows(simulator.events());
        let failed = failure_chain::failing(&rows, simulator.events());
        let links = failed.map(|visit| failure_chain::chain(&rows, visit)).unwrap_or_default();
        if let Some(chain) = failure_chain::in_words(&links) {
            terminal.say(&redactor.known(&chain));
        }
    }
    Ok(if is_fine { Verdict::Fine } else { Verdict::Failed })
}

/// Prints what events led to.
fn events_report(terminal: &mut Terminal, run: &Run, world: &World) -> Verdict {
    let report = of_world(world);
    let list = |name: &str| report.get(name).and_then(|list| list.as_array()).cloned().unwrap_or_default();
    let text = |record: &serde_json::Value, path: &str| {
        let found = record.pointer(path).cloned().unwrap_or_default();
        found.as_str().map_or_else(|| found.to_string(), str::to_owned)
    };
    let mut lines: Vec<String> = Vec::new();
    let mut all_well = true;
    for refused in list("refused") {
        all_well = false;
        lines.push(format!("rejected     {}", refused.as_str().unwrap_or_default()));
    }
    for delivery in list("deliveries") {
        let (status, rule, target) = (text(&delivery, "/status"), text(&delivery, "/rule"), text(&delivery, "/target"));
        all_well &= status == "DELIVERED";
        lines.push(format!("{status:<11}  {rule} → {target}, attempts: {}", text(&delivery, "/attempts")));
    }
    for execution in list("executions") {
        let (status, machine) = (text(&execution, "/run/status"), text(&execution, "/machine"));
        all_well &= status == "SUCCEEDED";
        let error = execution.pointer("/run/error").and_then(|error| error.as_str());
        let error = error.map(|error| format!(": {error}")).unwrap_or_default();
        lines.push(format!("{status:<11}  execution of {machine}{error}"));
    }
    if run.json {
        terminal.print(&serde_json::to_string_pretty(&report).unwrap_or_default());
        return if all_well { Verdict::Fine } else { Verdict::Failed };
    }
    if lines.is_empty() {
        lines.push("no rule matches".to_owned());
    }
    for line in &lines {
        terminal.print(line);
    }
    if all_well { Verdict::Fine } else { Verdict::Failed }
}
