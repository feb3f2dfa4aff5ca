//! Requests and answers in JSON, for callers in other languages: the npm package. The forms here are wire forms.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_document::{Project, ProjectFile, TemplateChoice};
use asl_explore::{Budget, Exploration, Finding as Found, Kind};
use asl_lang::WorkflowType;
use asl_scenario::{BEGINS_AT, Scenario, WhatIfs, judge_events};
use asl_sim::mock::Mocks;
use asl_sim::{Files, Limits};
use asl_text::line_index::LineIndex;
use asl_value::{SortedMap, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::document::practice_connections;
use crate::run::{RunReport, RunRequest, run};
use crate::{Document, Finding, Hindrance, Scenarios, test};

/// A workflow, and what is asked of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    /// The definition or the template: its text, or the object itself.
    definition: Json,
    /// The path of the definition in its project.
    #[serde(default)]
    path: String,
    /// The other files of the project: texts by path.
    #[serde(default)]
    files: Map<String, Json>,
    /// The logical id of the state machine in a template.
    #[serde(default)]
    machine: Option<String>,
    /// Values of parameters, and of placeholders.
    #[serde(default)]
    parameters: Map<String, Json>,
    /// `STANDARD` or `EXPRESS`.
    #[serde(default, rename = "type")]
    workflow: Option<String>,
    /// The input of the execution.
    #[serde(default)]
    input: Option<Json>,
    /// Answers by state, in the format of TestState.
    #[serde(default)]
    mocks: Json,
    /// What calls come to, by state: a name, or a list of them.
    #[serde(default)]
    what_if: Map<String, Json>,
    /// Events for the buses, in place of an input.
    #[serde(default)]
    events: Option<Json>,
    /// Texts of objects in S3 by `s3://bucket/key`; what is no text is written as JSON.
    #[serde(default)]
    s3: Map<String, Json>,
    /// `false`: the limits of the service are only reported.
    #[serde(default = "yes")]
    limits: bool,
    /// `true`: the report has the history.
    #[serde(default)]
    history: bool,
    /// When the run begins.
    #[serde(default)]
    at: Option<String>,
    /// The seed of the randomness.
    #[serde(default)]
    seed: u64,
    /// The scenarios: a text, or the list itself.
    #[serde(default)]
    scenarios: Json,
    /// The most runs of an exploration.
    #[serde(default)]
    runs: Option<usize>,
}

fn yes() -> bool {
    true
}

/// Answers a request in JSON: `check`, `run`, `test`, `explore`, or `missingFiles`.
///
/// # Errors
///
/// Why there is no answer, for the person who asked.
pub fn answer(command: &str, request: &str) -> Result<String, String> {
    let request: Request =
        serde_json::from_str(request).map_err(|error| format!("the options of `{command}` can't be read: {error}"))?;
    let answer = match command {
        "check" => request.check()?,
        "run" => request.run()?,
        "test" => request.test()?,
        "explore" => request.explore()?,
        "missingFiles" => json!(request.document()?.missing_files().iter().map(|path| &**path).collect::<Vec<&str>>()),
        _ => return Err(format!("there is no command `{command}`")),
    };
    serde_json::to_string(&answer).map_err(|error| error.to_string())
}

impl Request {
    fn document(&self) -> Result<Document, String> {
        let text = match &self.definition {
            Json::String(text) => text.clone(),
            Json::Object(_) => self.definition.to_string(),
            _ => return Err("`definition` must be a text or an object".to_owned()),
        };
        let file = |(path, text): (&String, &Json)| {
            let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
            ProjectFile { path: path.as_str().into(), text: text.into() }
        };
        let others: Vec<ProjectFile> = self.files.iter().map(file).collect();
        let project = Project { path: self.path.as_str().into(), others: others.into(), at: 0 };
        let value = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let parameters: SortedMap<Rc<str>, Rc<str>> =
            self.parameters.iter().map(|(name, given)| (name.as_str().into(), value(given).into())).collect();
        let workflow = match self.workflow.as_deref() {
            None | Some("STANDARD") => WorkflowType::Standard,
            Some("EXPRESS") => WorkflowType::Express,
            Some(other) => return Err(format!("`type` is STANDARD or EXPRESS, and not `{other}`")),
        };
        let choice = TemplateChoice { project, parameters, ..TemplateChoice::default() };
        let document = Document::read(text, choice, workflow);
        match &self.machine {
            Some(machine) => document.with_machine(machine).map_err(|why| why.to_string()),
            None => Ok(document),
        }
    }

    fn input(&self) -> Value {
        self.input.as_ref().map_or_else(Value::empty_object, Value::from)
    }

    fn s3_files(&self) -> Result<Rc<Files>, String> {
        let mut files = Files::new();
        for (address, content) in &self.s3 {
            let place = address.strip_prefix("s3://").and_then(|place| place.split_once('/'));
            let (bucket, key) =
                place.ok_or_else(|| format!("`{address}` is not an address: write `s3://bucket/key`"))?;
            let text = content.as_str().map_or_else(|| content.to_string(), str::to_owned);
            files.insert(bucket, key, text);
        }
        Ok(Rc::new(files))
    }

    fn check(&self) -> Result<Json, String> {
        let document = self.document()?;
        let mut all: Vec<ProblemRecord> = document.findings().iter().map(ProblemRecord::of).collect();
        if !self.scenarios.is_null() {
            let text = text_of(&self.scenarios);
            all.extend(scenario_problems(&Scenarios::read(&text, &document), &text));
        }
        Ok(json!(all))
    }

    fn run(&self) -> Result<Json, String> {
        let document = self.document()?;
        let mut what_if = Vec::new();
        for (state, names) in &self.what_if {
            let wrong = || format!("`whatIf` of `{state}` must be a name, or a list of names");
            let what = match names {
                Json::String(name) => WhatIfs::Always(name.as_str().into()),
                Json::Array(names) => {
                    let names = names.iter().map(|name| name.as_str().map(Rc::from));
                    WhatIfs::First(names.collect::<Option<_>>().ok_or_else(wrong)?)
                }
                _ => return Err(wrong()),
            };
            what_if.push((Rc::from(state.as_str()), what));
        }
        let events = self.events.as_ref().map(Value::from);
        let given = Scenario {
            input: Some(self.input()),
            mocks: Value::from(&self.mocks),
            what_if,
            events,
            ..Scenario::default()
        };
        let files = self.s3_files()?;
        if given.events.is_some() {
            let world = document.world(files).map_err(|why| hindrance(&why))?;
            let connections = practice_connections();
            let verdict = judge_events(&world, &given, Some(&connections)).ok_or("there are no events to put")?;
            return Ok(of_world(&verdict.world));
        }
        let setting = document.setting(files).map_err(|why| hindrance(&why))?;
        let begins_at = match &self.at {
            Some(at) => Timestamp::parse(at).ok_or_else(|| format!("`at` is not a timestamp: {at}"))?,
            None => BEGINS_AT,
        };
        let limits = if self.limits { Limits::default() } else { Limits::REPORTED };
        let way_out = "Pass a mock in `mocks`, or say what it comes to in `whatIf`.".into();
        let request = RunRequest { given, limits, begins_at, seed: self.seed, way_out };
        let played = run(&setting, &request)?;
        Ok(json!(RunReport::of(&played.simulator, self.history)))
    }

    fn test(&self) -> Result<Json, String> {
        let document = self.document()?;
        let text = text_of(&self.scenarios);
        let scenarios = Scenarios::read(&text, &document);
        let problems: Vec<ProblemRecord> = scenario_problems(&scenarios, &text);
        if problems.iter().any(|problem| problem.severity == "error") {
            let lines: Vec<String> = problems.iter().map(ProblemRecord::line).collect();
            return Err(format!("the scenarios have errors:\n{}", lines.join("\n")));
        }
        let mut told = Vec::new();
        let mut passed = 0;
        test::test(&document, &scenarios.all, &self.input(), &self.s3_files()?, |_, tested| {
            passed += usize::from(tested.unmet.is_empty());
            told.push(json!({
                "name": &*tested.name, "passes": tested.unmet.is_empty(), "unmet": tested.unmet, "seconds": tested.seconds,
            }));
        })
        .map_err(|why| hindrance(&why))?;
        let failed = told.len() - passed;
        Ok(json!({ "passed": passed, "failed": failed, "scenarios": told, "problems": problems }))
    }

    fn explore(&self) -> Result<Json, String> {
        let document = self.document()?;
        let mocks = Mocks::from_value(&Value::from(&self.mocks))?;
        let setup = document.exploration(self.input(), mocks, self.s3_files()?);
        let mut setup = setup.map_err(|why| hindrance(&why))?;
        if let Some(runs) = self.runs {
            setup.budget = Budget { runs, ..setup.budget };
        }
        let mut exploration = Exploration::new(setup);
        while !exploration.advance(256).is_done {}
        let report = exploration.report();
        Ok(json!({
            "findings": report.findings.iter().map(of_finding).collect::<Vec<Json>>(),
            "runs": report.progress.runs,
            "isComplete": report.is_complete,
            "reached": report.places.iter().filter(|place| report.reached.contains(place)).count(),
            "places": report.places.len(),
        }))
    }
}

/// A text, or the text of what was handed in as data.
fn text_of(given: &Json) -> String {
    match given {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

fn scenario_problems(scenarios: &Scenarios, text: &str) -> Vec<ProblemRecord> {
    let finding = |diagnostic: &asl_text::diagnostic::Diagnostic| Finding {
        path: "scenarios".into(),
        text: text.into(),
        diagnostic: diagnostic.clone(),
    };
    scenarios.diagnostics.iter().map(|found| ProblemRecord::of(&finding(found))).collect()
}

/// Why there is no run: every error on a line of its own.
fn hindrance(why: &Hindrance) -> String {
    match why {
        Hindrance::Errors(errors) => {
            let lines: Vec<String> = errors.iter().map(|error| ProblemRecord::of(error).line()).collect();
            format!("{why}:\n{}", lines.join("\n"))
        }
        _ => why.to_string(),
    }
}

/// A finding of an exploration.
pub fn of_finding(finding: &Found) -> Json {
    let data = |value: Value| serde_json::from_str::<Json>(&value.to_json()).unwrap_or_default();
    json!({
        "kind": kind(finding.kind),
        "state": finding.state.as_deref(),
        "title": finding.title,
        "detail": finding.detail,
        "advice": finding.advice,
        "errors": finding.errors.iter().map(|error| &**error).collect::<Vec<&str>>(),
        "scenario": finding.scenario().map(|scenario| data(scenario.to_value())),
    })
}

/// The name of a kind of findings.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Unhandled => "unhandled",
        Kind::Endless => "endless",
        Kind::Overdue => "overdue",
        Kind::Data => "data",
        Kind::Twice => "twice",
        Kind::IdleRetrier => "idle-retrier",
        Kind::IdleCatcher => "idle-catcher",
        Kind::Unreached => "unreached",
        Kind::Longest => "longest",
        Kind::Dearest => "dearest",
    }
}

/// What events led to.
pub fn of_world(world: &asl_world::World) -> Json {
    let deliveries = world.log().deliveries.iter().filter_map(|delivery| {
        let rule = world.system().rules.get(delivery.rule)?;
        let target = rule.targets.get(delivery.target).map(|target| target.id.to_string()).unwrap_or_default();
        Some(json!({
            "rule": &*rule.resource.name,
            "target": target,
            "status": delivery_status(delivery),
            "attempts": delivery.attempts(),
        }))
    });
    let executions = world.executions().filter_map(|(_, execution)| {
        let simulator = execution.simulator().try_borrow().ok()?;
        Some(json!({ "machine": &**simulator.root().machine_name(), "run": RunReport::of(&simulator, false) }))
    });
    let refused: Vec<String> =
        world.log().events.iter().filter_map(|event| Some(event.outcome.as_ref().err()?.message())).collect();
    json!({
        "deliveries": deliveries.collect::<Vec<Json>>(),
        "executions": executions.collect::<Vec<Json>>(),
        "refused": refused,
    })
}

/// How a delivery ended, in the words of scenarios.
pub fn delivery_status(delivery: &asl_world::Delivery) -> &'static str {
    match delivery.status() {
        asl_world::log::DeliveryStatus::Delivered => "DELIVERED",
        asl_world::log::DeliveryStatus::Dead => "DEAD_LETTER",
        _ => "DROPPED",
    }
}

/// A problem; lines and columns begin at 1, and columns count UTF-16 code units.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProblemRecord {
    /// The path of its file.
    pub file: String,
    /// The line where it begins.
    pub line: u32,
    /// The column where it begins.
    pub column: u32,
    /// The line where it ends.
    pub end_line: u32,
    /// The column behind its end.
    pub end_column: u32,
    /// `error`, `warning`, or `info`.
    pub severity: &'static str,
    /// The code of the rule.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// A way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl ProblemRecord {
    /// A finding with its place in its file.
    pub fn of(finding: &Finding) -> Self {
        let index = LineIndex::new(&finding.text);
        let found = &finding.diagnostic;
        let (start, end) = (index.position(found.span.start), index.position(found.span.end));
        Self {
            file: finding.path.to_string(),
            line: start.line + 1,
            column: start.column + 1,
            end_line: end.line + 1,
            end_column: end.column + 1,
            severity: found.severity.word(),
            code: found.code.as_str(),
            message: found.message(),
            hint: found.hint(),
        }
    }

    /// It on one line.
    fn line(&self) -> String {
        let Self { file, line, column, code, message, .. } = self;
        let file = if file.is_empty() { String::new() } else { format!("{file}:") };
        format!("{file}{line}:{column}: {code}: {message}")
    }
}

#[cfg(test)]
mod tests {
    use super::answer;
    use serde_json::{Value as Json, json};

    fn ask(command: &str, request: &Json) -> Json {
        serde_json::from_str(&answer(command, &request.to_string()).unwrap()).unwrap()
    }

    fn machine() -> Json {
        json!({
            "StartAt": "Charge",
            "States": { "Charge": {
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "charge" }, "End": true,
            } },
        })
    }

    #[test]
    fn a_definition_is_checked_run_tested_and_explored() {
        assert_eq!(ask("check", &json!({ "definition": machine() })), json!([]));
        let problem = &ask("check", &json!({ "definition": "{\"StartAt\": \"B\"}" }))[0];
        assert_eq!(problem["severity"], "error");
        let mocks = json!({ "Charge": { "result": { "paid": true } } });
        let report = ask("run", &json!({ "definition": machine(), "mocks": mocks }));
        assert_eq!(report, json!({ "status": "SUCCEEDED", "output": { "paid": true }, "seconds": 0.0 }));
        let report = ask(
            "run",
            &json!({ "definition": machine(), "mocks": mocks, "whatIf": { "Charge": "Refused" }, "history": true }),
        );
        assert_eq!((&report["status"], &report["error"]), (&json!("FAILED"), &json!("Refused")));
        assert_eq!(report["events"][0]["type"], "ExecutionStarted");
        let scenarios = json!([
            { "name": "It works", "mocks": mocks, "expect": { "status": "SUCCEEDED" } },
            { "name": "It does not", "mocks": mocks, "expect": { "status": "FAILED" } },
        ]);
        let report = ask("test", &json!({ "definition": machine(), "scenarios": scenarios }));
        assert_eq!((&report["passed"], &report["failed"]), (&json!(1), &json!(1)));
        assert_eq!(report["scenarios"][1]["unmet"][0], "the status must be FAILED, but is SUCCEEDED");
        let report = ask("explore", &json!({ "definition": machine() }));
        assert_eq!(report["findings"][0]["kind"], "unhandled");
    }

    #[test]
    fn files_of_a_project_are_asked_for_and_found() {
        let template =
            "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: {DefinitionUri: m.asl.json}\n";
        let mut request = json!({ "definition": template, "path": "app/template.yaml" });
        assert_eq!(ask("missingFiles", &request), json!(["m.asl.json"]));
        request["files"] = json!({ "app/m.asl.json": machine() });
        assert_eq!(ask("missingFiles", &request), json!([]));
        request["mocks"] = json!({ "Charge": { "result": 1 } });
        assert_eq!(ask("run", &request)["output"], 1);
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        for (command, request, said) in [
            ("walk", json!({ "definition": "" }), "there is no command `walk`"),
            ("run", json!({ "definition": 3 }), "`definition` must be a text or an object"),
            ("run", json!({ "definition": "", "mokcs": {} }), "unknown field `mokcs`"),
            ("run", json!({ "definition": "{" }), "the definition has errors:\n1:1: ASL0101"),
            ("run", json!({ "definition": machine(), "machine": "M" }), "there is no state machine `M`"),
            ("run", json!({ "definition": machine(), "type": "FAST" }), "`type` is STANDARD or EXPRESS"),
            ("test", json!({ "definition": machine(), "scenarios": [{ "nme": "x" }] }), "the scenarios have errors"),
        ] {
            let refused = answer(command, &request.to_string()).unwrap_err();
            assert!(refused.contains(said), "{refused}");
        }
    }
}
