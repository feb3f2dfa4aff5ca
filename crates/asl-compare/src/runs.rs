//! Tests: each scenario runs in the three ways, against the Practice API. What a sandbox does with the function's code is done by
//! hand here: the call that the code makes, and its end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_functions::{Call, Context, End, Function, Recorder, ended, find};
use asl_http::attempt::{Prepared, conclude};
use asl_http::oauth::Tokens;
use asl_http::practice::{Practice, PracticeRequest};
use asl_http::steps::{Answered, Steps};
use asl_http::{Connections, TransportError, function};
use asl_sim::host::{Host, Pace, drive};
use asl_sim::{Completion, Effect, Request, Start, TaskCall};
use asl_value::Value;
use asl_world::World;

use crate::claims::Verdict;
use crate::{Evidence, Plan, Scenario, Setup, Side, Table, Tone, Way, markdown};

/// The Practice API, on a clock that stands still where a run does not wait.
struct PracticeHost {
    practice: RefCell<Practice>,
    connections: Connections,
    functions: Rc<[Function]>,
    now: Cell<i64>,
    ahead: Cell<i64>,
}

impl PracticeHost {
    fn answer(&self, prepared: &Prepared) -> (Answered, u32) {
        let sent_at = self.now();
        let mut practice = self.practice.borrow_mut();
        practice.set_clock(sent_at.0 + self.ahead.get());
        let answer = practice.answer(&PracticeRequest::from(&prepared.request));
        let longest = prepared.request.shown.caller.time_limit_millis();
        let delay = answer.delay_ms.max(80);
        let came = match prepared.unreachable() {
            Some(error) => Err(error),
            None if delay > longest => Err(TransportError::TimedOut),
            None => Ok(answer.response),
        };
        let delay = delay.min(longest);
        let answered_at = Timestamp(sent_at.0 + i64::from(delay));
        (Answered { answer: came, sent_at, answered_at, notes: Vec::new() }, delay)
    }

    /// What the code of the function does: one call, and an error unless it succeeds.
    fn invoke(&self, asked: &TaskCall) -> Completion {
        let call = Call::of(&asked.resource, &asked.parameters).unwrap();
        let named = find(&self.functions, &call.function).unwrap();
        let variable =
            |name: &str| named.environment.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value);
        let id = call.payload.get("ticketId").and_then(Value::as_str).unwrap();
        let url = variable("API_ENDPOINT").unwrap().replace("{id}", id);
        let mut headers = Vec::new();
        if variable("API_PASSWORD") == Some("practice") {
            headers.push(("authorization".into(), "Basic ZGVtbzpwcmFjdGljZQ==".into()));
        }
        let body = Value::from_json(r#"{"priority":"high"}"#).unwrap().to_json().into();
        let prepared = function::prepare("PUT", &url, &headers, Some(&body)).unwrap();
        let began = self.now();
        let mut recorder = Recorder::new(named, "id".into(), began);
        let loaded = Timestamp(began.0 + 120);
        recorder.loaded(loaded);
        let (came, delay) = self.answer(&prepared);
        let concluded = conclude(&prepared, came.answer, loaded, Timestamp(loaded.0 + i64::from(delay)), came.notes);
        let end = match &concluded.exchange.response {
            Ok(response) if response.is_success() => {
                End::Returned(r#"{"status":200,"ticket":{"id":"42","priority":"high"}}"#.into())
            }
            Ok(response) => End::Failed(thrown(&format!("The API responded with {}", response.status))),
            Err(_) => End::Failed(thrown("fetch failed")),
        };
        recorder.exchange(concluded.exchange);
        let at = Timestamp(loaded.0 + i64::from(delay) + 5);
        let invocation = recorder.finish(&end, at);
        let context = Context { request_id: "id", timeout_seconds: 30, at, log: "" };
        let took = u32::try_from(at.millis_since(began)).unwrap();
        let outcome = ended(&call, &end, context);
        Completion { invocation: Some(Rc::new(invocation)), delay_ms: took, ..Completion::of(outcome) }
    }
}

fn thrown(message: &str) -> Value {
    Value::from_json(&format!(r#"{{"errorType":"Error","errorMessage":"{message}","trace":["Error: {message}"]}}"#))
        .unwrap()
}

impl Host for PracticeHost {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.get())
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.now.set(self.now.get().max(at.0));
    }

    async fn pause(&self) {}

    async fn perform(&self, effect: Effect) -> Completion {
        let call = match effect.request {
            Request::Http(call) => call,
            Request::Task(call) => return self.invoke(&call),
            Request::Evaluate(_) => panic!("nothing takes long"),
        };
        let mut steps = match Steps::begin(&call, &self.connections, &"us-east-1".into()) {
            Ok(steps) => steps,
            Err(error) => return Completion::of(Err(error)),
        };
        let mut tokens = Tokens::default();
        let prepared = steps.next(&tokens, self.now()).unwrap();
        let (came, delay_ms) = self.answer(&prepared);
        Completion { delay_ms, ..steps.answered(&prepared, came, &mut tokens).unwrap().into() }
    }
}

fn run(way: Way, setup: &Setup) -> Side {
    let connections: Connections = asl_examples::connections().into_iter().collect();
    let plan = Plan::of(way, setup, &connections).unwrap();
    let host = PracticeHost {
        practice: RefCell::default(),
        connections: setup.connections(&connections),
        functions: plan.functions.clone(),
        now: Cell::new(1_790_000_000_000),
        ahead: Cell::default(),
    };
    let world = RefCell::new(plan.world(Start { seed: 7, ..Start::default() }, host.now()));
    let progress = |world: &World| host.ahead.set(world.now().millis_since(host.now()));
    let mut driven = std::pin::pin!(drive(&world, &host, Pace::Skip, progress));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    // Nothing that the host does takes time, so that asking again is all there is to do.
    let is_done = (0..100_000).any(|_| driven.as_mut().poll(&mut context).is_ready());
    assert!(is_done, "the run hangs");
    let evidence = Evidence::of(&world.borrow());
    Side { facts: plan.facts, evidence: Some(evidence) }
}

fn run_all(scenario: Scenario) -> (Setup, Vec<Side>) {
    let setup = Setup { scenario, ..Setup::default() };
    let sides = Way::ALL.map(|way| run(way, &setup)).to_vec();
    (setup, sides)
}

/// Status, attempts, whether the API accepted the call, dead letters.
fn summary(side: &Side) -> String {
    let evidence = side.evidence.as_ref().unwrap();
    let words: Vec<String> = evidence.attempts.iter().take(4).map(crate::evidence::Attempt::word).collect();
    let more = evidence.attempts.len().saturating_sub(4);
    let more = if more > 0 {
        format!(" +{}", if more > 100 { "many".to_owned() } else { more.to_string() })
    } else {
        String::new()
    };
    let accepted = if evidence.is_accepted { "accepted" } else { "not accepted" };
    format!("{} [{}{more}] {accepted}, {} dead", evidence.status, words.join(" "), evidence.dead_letters)
}

#[test]
fn each_scenario_runs_in_each_way_as_on_aws() {
    let told = Scenario::ALL.map(|scenario| {
        let (_, sides) = run_all(scenario);
        let lines: Vec<String> = sides.iter().map(|side| format!("  {}\n", summary(side))).collect();
        format!("{}\n{}", scenario.id(), lines.concat())
    });
    let expected = "works
  SUCCEEDED [200] accepted, 0 dead
  SUCCEEDED [200] accepted, 0 dead
  SUCCEEDED [200] accepted, 0 dead
slow
  SUCCEEDED [200] accepted, 0 dead
  SUCCEEDED [no response in 5 s no response in 5 s no response in 5 s no response in 5 s +many] not accepted, 1 dead
  SUCCEEDED [200] accepted, 0 dead
401
  FAILED [401 401 401 401] not accepted, 0 dead
  SUCCEEDED [401 401 401 401 +many] not accepted, 1 dead
  FAILED [401 401 401 401] not accepted, 0 dead
429
  FAILED [429 429 429 429] not accepted, 0 dead
  SUCCEEDED [429 200] accepted, 0 dead
  FAILED [429 429 429 429] not accepted, 0 dead
503
  SUCCEEDED [503 503 200] accepted, 0 dead
  SUCCEEDED [503 503 200] accepted, 0 dead
  SUCCEEDED [503 503 200] accepted, 0 dead
422
  FAILED [422 422 422 422] not accepted, 0 dead
  SUCCEEDED [422] not accepted, 1 dead
  FAILED [422 422 422 422] not accepted, 0 dead
private
  FAILED [not reached not reached not reached not reached] not accepted, 0 dead
  SUCCEEDED [not reached not reached not reached not reached +many] not accepted, 1 dead
  FAILED [not reached not reached not reached not reached] not accepted, 0 dead
large
  SUCCEEDED [200] accepted, 0 dead
  SUCCEEDED [200] accepted, 0 dead
  FAILED [200 (too large) 200 (too large) 200 (too large) 200 (too large)] not accepted, 0 dead
";
    assert_eq!(told.concat(), expected);
}

#[test]
fn what_is_paid_for_is_what_was_used() {
    let usage =
        |scenario| run_all(scenario).1.iter().map(|side| side.evidence.as_ref().unwrap().usage).collect::<Vec<_>>();
    let works = usage(Scenario::Works);
    assert_eq!((works[0].transitions, works[0].invocations, works[0].billed_millis), (1, 1, 205));
    assert_eq!((works[1].transitions, works[1].events, works[1].deliveries), (1, 1, 1));
    assert_eq!((works[2].transitions, works[2].invocations, works[2].events), (1, 0, 0));
    let unavailable = usage(Scenario::Unavailable);
    assert_eq!((unavailable[0].transitions, unavailable[0].invocations), (3, 3));
    assert_eq!((unavailable[1].transitions, unavailable[1].deliveries), (1, 3));
    assert_eq!(unavailable[2].transitions, 3);
}

#[test]
fn the_table_has_a_cell_for_each_way_and_every_claim_of_the_article_its_evidence() {
    for scenario in Scenario::ALL {
        let (setup, sides) = run_all(scenario);
        let table = Table::of(&setup, &sides);
        for row in table.sections.iter().flat_map(|section| &section.rows) {
            assert_eq!(row.cells.len(), 3, "{}", row.label);
            for cell in &row.cells {
                assert!(!cell.text.is_empty(), "{scenario:?} {}", row.label);
                assert_eq!(cell.text.matches('`').count() % 2 + cell.note.matches('`').count() % 2, 0, "{cell:?}");
            }
        }
        assert_eq!(table.claims.len(), 15);
        let open: Vec<_> = table.claims.iter().filter(|claim| claim.verdict == Verdict::Open).collect();
        assert!(open.iter().all(|claim| claim.title == "Error debugging"), "{scenario:?} {open:?}");
        assert!(table.claims.iter().all(|claim| !claim.evidence.is_empty()), "{scenario:?}");
    }
}

fn cell(table: &Table, label: &str, way: usize) -> (String, Tone) {
    let row = table.sections.iter().flat_map(|section| &section.rows).find(|row| row.label == label).unwrap();
    let cell = &row.cells[way];
    (format!("{} | {}", cell.text, cell.note), cell.tone)
}

#[test]
fn the_rows_say_what_the_runs_show() {
    let (setup, sides) = run_all(Scenario::TooMany);
    let table = Table::of(&setup, &sides);
    let (attempts, _) = cell(&table, "Attempts", 1);
    assert!(attempts.contains("since `Retry-After` asked for 30 s"), "{attempts}");
    let (attempts, _) = cell(&table, "Attempts", 2);
    assert!(attempts.contains("although `Retry-After` asked for 30 s: Retry does not read it"), "{attempts}");
    let (known, tone) = cell(&table, "What the caller gets to know", 2);
    assert!(known.contains("FAILED: `States.Http.StatusCode.429: Too Many Requests`"), "{known}");
    assert_eq!(tone, Tone::Plain);

    let (setup, sides) = run_all(Scenario::Invalid);
    let table = Table::of(&setup, &sides);
    let (known, tone) = cell(&table, "What the caller gets to know", 1);
    assert!(known.starts_with("Nothing about the call") && known.ends_with("although the call did not."), "{known}");
    assert_eq!(tone, Tone::Bad);
    let (error, _) = cell(&table, "What an error says", 2);
    assert!(error.contains("does not include the response body") && error.contains("priority"), "{error}");
    let claim = table.claims.iter().find(|claim| claim.title == "Error debugging").unwrap();
    assert_eq!(claim.verdict, Verdict::Holds);
    let claim = table.claims.iter().find(|claim| claim.title == "Error retry and handling").unwrap();
    assert!(claim.evidence.contains("no retry can fix"), "{}", claim.evidence);

    let (setup, sides) = run_all(Scenario::Works);
    let table = Table::of(&setup, &sides);
    let (price, tone) = cell(&table, "1 million calls like this one", 2);
    assert_eq!((&*price, tone), ("$25.00 | 1 million state transitions: $25.00.", Tone::Good));
    let (price, _) = cell(&table, "1 million calls like this one", 1);
    assert!(price.starts_with("$26.20 | "), "{price}");
    let latency = table.claims.iter().find(|claim| claim.title == "Increased latency").unwrap();
    assert_eq!(latency.verdict, Verdict::Holds);
    assert!(
        latency.evidence.contains("125 ms beside the API, 120 ms of that to load its code"),
        "{}",
        latency.evidence
    );
    assert_eq!(table.claims.iter().find(|claim| claim.title.contains("private")).unwrap().verdict, Verdict::No);
}

#[test]
fn the_own_endpoint_is_called_with_the_connection_and_without_credentials_from_code() {
    let setup = Setup {
        endpoint: "https://practice.test/tickets/{id}".into(),
        connection: "practice-basic".into(),
        ..Setup::default()
    };
    let sides = Way::ALL.map(|way| run(way, &setup));
    assert_eq!(summary(&sides[0]), "FAILED [401 401 401 401] not accepted, 0 dead");
    for side in &sides[1..] {
        assert_eq!(summary(side), "SUCCEEDED [200] accepted, 0 dead");
    }
    let table = Table::of(&setup, &sides);
    let (happened, _) = cell(&table, "What happened", 0);
    assert!(happened.ends_with("a connection never reaches code in this page."), "{happened}");
    let cost = table.claims.iter().find(|claim| claim.title == "Increased cost").unwrap();
    assert_eq!(cost.verdict, Verdict::Partly, "a run that was repeated does not show what a function costs");
}

#[test]
fn before_it_ran_the_table_shows_what_the_templates_say() {
    let (setup, sides) = run_all(Scenario::Works);
    let sides: Vec<Side> = sides.into_iter().map(|side| Side { evidence: None, ..side }).collect();
    let table = Table::of(&setup, &sides);
    assert_eq!(cell(&table, "Attempts", 0).0, " | ");
    assert!(cell(&table, "IAM statements", 2).0.starts_with("3 | "));
}

#[test]
fn markdown_is_a_table_that_readers_of_markdown_can_read() {
    let (setup, sides) = run_all(Scenario::Invalid);
    let text = markdown::of(&setup, &Table::of(&setup, &sides), "https://host/#compare=422");
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let columns = line.replace("\\|", "").matches('|').count();
        assert_eq!(columns, 5, "{line}");
    }
    assert!(text.contains("[Run it in the ASL Playground](https://host/#compare=422)"), "{text}");
    assert!(text.contains("| | Lambda function | API destination | HTTP Task |"), "{text}");
    assert!(!text.contains("practice-key") && !text.contains("ZGVtbz"), "no credentials");
}
