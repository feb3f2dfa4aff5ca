//! The examples of the page: small workflows that run against the Practice API, one idea each.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

use std::rc::Rc;

use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::oauth::{OAuth, TokenMethod};
use asl_http::practice::{API_KEY, API_KEY_NAME, CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME};
use asl_http::{Authorization, Connection, InvocationParameters, Parameter, Secret};

/// One example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name for ever: storage holds it.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The idea that it shows, in a sentence.
    pub summary: &'static str,
    /// The definition's text, or that of the template around it.
    pub definition: &'static str,
    /// The input's text; for a template without a machine the events that are sent, an event or a list of them.
    pub input: &'static str,
    /// The text of its mocks; empty for none.
    pub mocks: &'static str,
    /// The text of the events for its buses: an event, or a list of them; empty for none.
    pub events: &'static str,
    /// Files that it finds: bucket, key and text.
    pub files: &'static [(&'static str, &'static str, &'static str)],
}

macro_rules! example {
    ($id:literal, $file:literal, $title:literal, $summary:literal, $input:expr) => {
        Example {
            id: $id,
            title: $title,
            summary: $summary,
            definition: include_str!(concat!("../workflows/", $file)),
            input: $input,
            mocks: "",
            events: "",
            files: &[],
        }
    };
}

/// What a first visit shows: the workflow of the article that the playground began with. Its texts are in the page before
/// the program has arrived: `www/boot.js` takes them from these files.
pub const FIRST: Example = example!(
    "article",
    "article.asl.json",
    "Call a third-party API with Retry",
    "A BASIC connection and a Retry: the call fails twice, then succeeds.",
    include_str!("../workflows/article.input.json")
);

/// All of them, in the order of the list.
pub const ALL: &[Example] = &[
    FIRST,
    example!(
        "first-steps",
        "first-steps.asl.json",
        "First steps: Pass and Succeed",
        "The smallest workflow: one state makes data, one ends the execution.",
        "{\n  \"name\": \"Ada\"\n}\n"
    ),
    example!(
        "choice",
        "choice.asl.json",
        "Choice: branch on a response",
        "A Choice checks the status and the body of a response.",
        "{\n  \"item\": \"green tea\",\n  \"quantity\": 12\n}\n"
    ),
    example!(
        "catch-404",
        "catch-404.asl.json",
        "Catch: handle an expected 404",
        "Reads an order, and creates it if it does not exist.",
        "{\n  \"orderId\": \"order-7\",\n  \"item\": \"green tea\"\n}\n"
    ),
    example!(
        "errors-by-status",
        "errors-by-status.asl.json",
        "Catch: handle errors by status",
        "404, 401, 422, and everything else lead to different states.",
        "{\n  \"status\": 422\n}\n"
    ),
    example!(
        "retry-after",
        "retry-after.asl.json",
        "Retry: 429 with Retry-After",
        "The API is busy and says how long; the interval of Retry is long enough.",
        "{}\n"
    ),
    example!(
        "idempotent-create",
        "idempotent-create.asl.json",
        "Retry: a call that can be repeated",
        "A PUT to the address of the ticket writes it once, however often it is sent.",
        "{\n  \"ticketId\": 42\n}\n"
    ),
    example!(
        "paged-list",
        "paged-list.asl.json",
        "Loop: read a paged list",
        "Continues as long as the response names a next page.",
        "{}\n"
    ),
    example!(
        "create-and-poll",
        "create-and-poll.asl.json",
        "Loop: create an order and poll it",
        "Creates an order, waits, reads it, and decides whether to wait again.",
        "{\n  \"item\": \"green tea\"\n}\n"
    ),
    example!(
        "fan-out",
        "fan-out.asl.json",
        "Map: call the API for each item",
        "A Map goes through a list, two items at a time.",
        "{\n  \"items\": [\n    { \"name\": \"green tea\", \"quantity\": 2 },\n    { \"name\": \"cup\", \"quantity\": 1 },\n    { \"name\": \"kettle\", \"quantity\": 1 }\n  ]\n}\n"
    ),
    example!(
        "parallel",
        "parallel.asl.json",
        "Parallel: two calls at the same time",
        "The results of both branches become one object.",
        "{\n  \"name\": \"Ada\"\n}\n"
    ),
    example!(
        "api-key",
        "api-key.asl.json",
        "Connection: an API key",
        "The connection adds the key, so the key never appears in the history.",
        "{}\n"
    ),
    example!(
        "oauth",
        "oauth.asl.json",
        "Connection: OAuth",
        "The connection fetches a token before the call, reuses it, and renews it when the API rejects it.",
        "{}\n"
    ),
    example!(
        "echo",
        "echo.asl.json",
        "Request: headers, query, form, and ResultSelector",
        "The API returns the request as it arrived.",
        "{\n  \"customer\": { \"name\": \"Ada\", \"vip\": true }\n}\n"
    ),
    example!(
        "data-flow",
        "data-flow.asl.json",
        "Data flow: the five fields of JSONPath",
        "InputPath, Parameters, ResultSelector, ResultPath, and OutputPath in one Task.",
        "{\n  \"order\": { \"item\": \"green tea\", \"prices\": [3, 4.5] }\n}\n"
    ),
    example!(
        "data-flow-jsonata",
        "data-flow-jsonata.asl.json",
        "Data flow: the three fields of JSONata",
        "Arguments, Output, and Assign do the same.",
        "{\n  \"order\": { \"item\": \"green tea\", \"prices\": [3, 4.5] }\n}\n"
    ),
    example!(
        "both-languages",
        "both-languages.asl.json",
        "Data flow: JSONPath and JSONata side by side",
        "The same step in both languages.",
        "{\n  \"name\": \"Ada\",\n  \"items\": [\"tea\", \"cup\"]\n}\n"
    ),
    example!(
        "variables",
        "variables.asl.json",
        "Variables: remember and count",
        "Assign keeps values that later states use, and counts a loop.",
        "{\n  \"customer\": { \"id\": \"c-7\", \"name\": \"Ada\" }\n}\n"
    ),
    example!(
        "timeout",
        "timeout.asl.yaml",
        "Timeout: a slow API",
        "TimeoutSeconds, one retry, and a Catch that continues without a response.",
        "{}\n"
    ),
    example!(
        "fail",
        "fail.asl.yaml",
        "Fail: all retries used up",
        "A Catch passes the last error to a Fail state, which ends the execution with it.",
        "{}\n"
    ),
    example!(
        "wait",
        "wait.asl.json",
        "Wait: seconds, timestamps, and the context object",
        "Waits for the seconds in the input, then compares timestamps.",
        "{\n  \"seconds\": 3,\n  \"deadline\": \"2030-01-01T00:00:00Z\"\n}\n"
    ),
    Example {
        mocks: "{\n  \"Ask for approval\": { \"result\": { \"approved\": true, \"by\": \"Grace\" } }\n}\n",
        ..example!(
            "callback",
            "callback.asl.json",
            "Callback: wait for a person",
            "A message with a task token; a mock plays the person who answers.",
            "{\n  \"orderId\": \"order-7\"\n}\n"
        )
    },
    example!(
        "webhook",
        "webhook.template.yaml",
        "Callback: a webhook gives the token back",
        "The workflow waits until another one, which plays the receiver of a webhook, returns its task token.",
        "{\n  \"orderId\": \"order-7\"\n}\n"
    ),
    example!(
        "saga",
        "saga.asl.json",
        "Pattern: a saga with compensation",
        "Create, pay, ship; when shipping fails, refund and cancel.",
        "{\n  \"item\": \"green tea\"\n}\n"
    ),
    example!(
        "circuit-breaker",
        "circuit-breaker.asl.json",
        "Pattern: a circuit breaker",
        "After three failures, the workflow stops calling and uses the last known answer.",
        "{}\n"
    ),
    Example {
        files: &[("shop", "incoming/orders.csv", include_str!("../workflows/orders.csv"))],
        ..example!(
            "distributed-csv",
            "distributed-csv.asl.json",
            "Distributed Map over a CSV file",
            "Runs a child execution for each row of a file, tolerates one failure, and writes the results to files.",
            "{}\n"
        )
    },
    example!(
        "template-lambda",
        "lambda-function.template.yaml",
        "Template: a Lambda function calls the API",
        "The first of three architectures, as a SAM template: a function calls the API with an HTTP library, and its code runs in the page.",
        "{\n  \"name\": \"Ada\"\n}\n"
    ),
    example!(
        "template-lambda-python",
        "lambda-python.template.yaml",
        "Template: a Lambda function in Python",
        "The same in Python, with urllib, logging, and a Catch for the errors that Python raises.",
        "{\n  \"name\": \"Ada\"\n}\n"
    ),
    example!(
        "template-destination",
        "api-destination.template.yaml",
        "Template: EventBridge calls the API",
        "The second: the workflow puts an event on a bus, and a rule sends it to an API destination.",
        "{\n  \"ticketId\": 42,\n  \"priority\": \"high\"\n}\n"
    ),
    example!(
        "template-http",
        "http-invoke.template.yaml",
        "Template: the workflow calls the API",
        "The third: an HTTP Task with a connection, and the three statements that its role needs.",
        "{\n  \"ticketId\": 42\n}\n"
    ),
    Example {
        events: include_str!("../workflows/events-article.events.json"),
        ..example!(
            "events-article",
            "events-article.template.yaml",
            "Events: a rule sends them to an API",
            "The article's second system as printed: a rule, a transformer, an API destination; the rest is assumed.",
            include_str!("../workflows/events-article.events.json")
        )
    },
    Example {
        events: include_str!("../workflows/events-rate-limit.events.json"),
        ..example!(
            "events-rate-limit",
            "events-rate-limit.template.yaml",
            "Events: a rate limit",
            "An API that takes two calls a second; one of seven events does not match.",
            include_str!("../workflows/events-rate-limit.events.json")
        )
    },
    Example {
        events: include_str!("../workflows/events-dead-letters.events.json"),
        ..example!(
            "events-dead-letters",
            "events-dead-letters.template.yaml",
            "Events: an API that is down, and dead letters",
            "Retried with longer and longer waits, then put into a queue.",
            include_str!("../workflows/events-dead-letters.events.json")
        )
    },
    Example {
        events: include_str!("../workflows/events-fan-out.events.json"),
        ..example!(
            "events-fan-out",
            "events-fan-out.template.yaml",
            "Events: two rules, three targets",
            "Large orders go to an API and a queue, gifts to the queue, the rest nowhere.",
            include_str!("../workflows/events-fan-out.events.json")
        )
    },
    Example {
        events: include_str!("../workflows/events-start-machine.event.json"),
        ..example!(
            "events-start-machine",
            "events-start-machine.template.yaml",
            "Events: a rule starts a workflow",
            "The event is the input of the state machine, which calls the API.",
            include_str!("../workflows/events-start-machine.event.json")
        )
    },
];

/// What the list says of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name for ever.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The idea that it shows, in a sentence.
    pub summary: &'static str,
}

/// The list of all, without their texts: whoever only lists them does not hold those.
pub const LIST: [Listed; ALL.len()] = {
    let mut list = [Listed { id: "", title: "", summary: "" }; ALL.len()];
    let mut index = 0;
    while index < ALL.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        let Example { id, title, summary, .. } = ALL[index];
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            list[index] = Listed { id, title, summary };
        }
        index += 1;
    }
    list
};

/// A workflow that an empty document offers to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Starter {
    /// The id of the example that it opens.
    pub example: &'static str,
    /// What a person wants to do, in a few words.
    pub title: &'static str,
    /// How the workflow does it.
    pub summary: &'static str,
}

/// What an empty document offers, in this order.
pub const STARTERS: &[Starter] = &[
    Starter { example: "article", title: "Call an API", summary: "An HTTP Task, retried when the API is busy" },
    Starter { example: "api-key", title: "Call with a key", summary: "A connection keeps the API key" },
    Starter { example: "create-and-poll", title: "Poll until done", summary: "Create, wait, ask again" },
    Starter { example: "fan-out", title: "Fan out", summary: "A Map calls the API for each item" },
    Starter { example: "template-http", title: "From a template", summary: "SAM with a role and a connection" },
    Starter {
        example: "events-fan-out",
        title: "From an event bus",
        summary: "Rules send events to an API and a queue",
    },
];

/// The example of that id.
pub fn find(id: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.id == id)
}

/// The connections that the examples name: credentials of the Practice API, which are public, bound to it alone.
pub fn connections() -> Vec<Connection> {
    let connection = |name: &str, uuid: &str, authorization, aliases: &[&str]| Connection {
        name: name.into(),
        arn: format!("arn:aws:events:us-east-1:123456789012:connection/{name}/{uuid}").into(),
        authorization,
        origins: vec![PRACTICE_ORIGIN.into()],
        aliases: aliases.iter().map(|alias| Rc::from(*alias)).collect(),
        ..Connection::default()
    };
    let basic = Authorization::Basic { username: USERNAME.into(), password: Secret::new(PASSWORD) };
    let key = Authorization::ApiKey { name: API_KEY_NAME.into(), value: Secret::new(API_KEY) };
    let grant = Parameter { key: "grant_type".into(), value: Secret::new("client_credentials"), is_secret: false };
    let oauth = OAuth {
        client_id: CLIENT_ID.into(),
        client_secret: Secret::new(CLIENT_SECRET),
        endpoint: format!("{PRACTICE_ORIGIN}/oauth/token?uses=2").into(),
        method: TokenMethod::Post,
        parameters: InvocationParameters { body: vec![grant], ..InvocationParameters::default() },
    };
    let oauth = Authorization::OAuth(Box::new(oauth));
    vec![
        connection("practice-basic", "2f6f4f0e-52d8-4c59-9a3e-6c1f0c7f3b21", basic, &["EBConnectionARN"]),
        connection("practice-key", "7e5c0f6a-93bb-4b5d-8a44-1d0c2c9b7f10", key, &[]),
        connection("practice-oauth", "b0a2d7c4-61f3-4c0e-8f5d-3a9e1c7b4d62", oauth, &[]),
    ]
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use asl_aws::time::Timestamp;
    use asl_document::TemplateChoice;
    use asl_http::Connections;
    use asl_http::oauth::Tokens;
    use asl_http::practice::{Practice, PracticeRequest};
    use asl_http::steps::{Answered, Steps};
    use asl_lang::WorkflowType;
    use asl_sim::host::{Host, Pace, drive};
    use asl_sim::mock::{Mocks, check};
    use asl_sim::{Completion, Effect, Files, Outcome, Request, Runnable, Simulator, Start};
    use asl_stack::iam::calls::Permission;
    use asl_stack::requirements;
    use asl_text::diagnostic::Severity;
    use asl_value::Value;

    /// A world that is the Practice API alone; its clock stands still but for the answers' delays.
    struct PracticeHost {
        practice: RefCell<Practice>,
        mocks: RefCell<Mocks>,
        connections: Connections,
        tokens: RefCell<Tokens>,
        now: std::cell::Cell<i64>,
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
            if let Some(mock) = self.mocks.borrow_mut().answer(&effect.state, (&effect).into()) {
                return Completion::of(mock.outcome);
            }
            let call = match effect.request {
                Request::Http(call) => call,
                // The page has a bus for it.
                Request::Task(task) if task.resource.ends_with(":events:putEvents") => {
                    return Completion::of(Ok(Value::from_json(r#"{"FailedEntryCount":0}"#).unwrap()));
                }
                // The page has a bus and another machine for it.
                Request::Task(task) if task.resource.ends_with(":events:putEvents.waitForTaskToken") => {
                    return Completion::of(Ok(Value::from_json(r#"{"payment":"pay-1"}"#).unwrap()));
                }
                // The page runs its code.
                Request::Task(task) if task.resource.ends_with(":lambda:invoke") => {
                    let answer = r#"{"Payload":{"status":200,"body":{"message":"Hello, Ada!"}}}"#;
                    return Completion::of(Ok(Value::from_json(answer).unwrap()));
                }
                _ => panic!("an example needs a mock for {}", effect.state),
            };
            let mut steps = match Steps::begin(&call, &self.connections, &"us-east-1".into()) {
                Ok(steps) => steps,
                Err(error) => return Completion::of(Err(error)),
            };
            loop {
                let prepared = match steps.next(&self.tokens.borrow(), self.now()) {
                    Ok(prepared) => prepared,
                    Err(error) => return Completion::of(Err(error)),
                };
                let answer = self.practice.borrow_mut().answer(&PracticeRequest::from(&prepared.request));
                if answer.delay_ms > 0 {
                    std::future::pending::<()>().await;
                }
                let (sent_at, answered_at) = (self.now(), self.now());
                let came = Answered { answer: Ok(answer.response), sent_at, answered_at, notes: Vec::new() };
                if let Some(concluded) = steps.answered(&prepared, came, &mut self.tokens.borrow_mut()) {
                    return concluded.into();
                }
            }
        }
    }

    /// An example may be a template, which stands above this module.
    fn read(example: &Example) -> asl_stack::template::source::Read {
        asl_stack::template::source::check(example.definition, &TemplateChoice::default(), WorkflowType::Standard)
    }

    fn run(example: &Example) -> (Outcome, usize) {
        let machine = read(example).machine.unwrap();
        let input = asl_text::parse(example.input).root.unwrap().to_value();
        let mut files = Files::new();
        for (bucket, key, text) in example.files {
            files.insert(bucket, key, *text);
        }
        let start = Start { input, seed: 1, files: Rc::new(files), ..Start::default() };
        // In 2026, before the deadline of the example that has one.
        let now = Timestamp(1_790_000_000_000);
        let simulator = RefCell::new(Simulator::new(Runnable::compile(&machine).unwrap(), start, now));
        let host = PracticeHost {
            practice: RefCell::default(),
            mocks: RefCell::new(check::check_text(example.mocks, &[&machine]).mocks),
            connections: connections().into_iter().collect(),
            tokens: RefCell::default(),
            now: std::cell::Cell::new(now.0),
        };
        run_to_end(drive(&simulator, &host, Pace::Real, |_| ()));
        let simulator = simulator.into_inner();
        (simulator.outcome().unwrap().clone(), simulator.events().len())
    }

    /// Nothing that the host does takes time, so that asking again is all there is to do.
    fn run_to_end(future: impl Future<Output = ()>) {
        let mut future = std::pin::pin!(future);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        for _ in 0..10_000 {
            if future.as_mut().poll(&mut context).is_ready() {
                return;
            }
        }
        panic!("the run hangs");
    }

    #[test]
    fn every_example_is_free_of_problems_and_finds_its_connections() {
        let known: Connections = connections().into_iter().collect();
        for example in ALL {
            let checked = read(example);
            let bad: Vec<_> = checked.diagnostics.iter().filter(|found| found.severity != Severity::Info).collect();
            assert!(bad.is_empty(), "{}: {bad:?}", example.id);
            assert!(asl_text::parse(example.input).diagnostics.is_empty(), "{}", example.id);
            let missing = checked.machine.as_ref().map(|machine| requirements::missing(machine, &known));
            assert_eq!(missing.unwrap_or_default(), [], "{}", example.id);
            assert!(checked.machine.is_some() || checked.events.is_some(), "{} can be run", example.id);
            assert_eq!(find(example.id), Some(example), "ids are unique");
            let mocks = check::check_text(example.mocks, &read(example).machine.iter().collect::<Vec<_>>());
            assert_eq!(mocks.diagnostics, [], "{}", example.id);
            assert_eq!(read(example).permissions.lacking(), Vec::<&Permission>::new(), "{}", example.id);
        }
    }

    #[test]
    fn every_starter_opens_an_example() {
        for starter in STARTERS {
            assert!(find(starter.example).is_some(), "{}", starter.title);
        }
    }

    #[test]
    fn every_example_ends_as_its_summary_says() {
        let expected = [
            ("article", "SUCCEEDED", r#""attempt":3"#),
            ("first-steps", "SUCCEEDED", "Hello, Ada!"),
            ("choice", "SUCCEEDED", r#""next":"approval""#),
            ("catch-404", "SUCCEEDED", r#""id":"order-1""#),
            ("errors-by-status", "SUCCEEDED", "wrong input"),
            ("retry-after", "SUCCEEDED", r#""priority":"normal""#),
            ("idempotent-create", "SUCCEEDED", r#""priority":"high""#),
            ("paged-list", "SUCCEEDED", r#""count":25"#),
            ("create-and-poll", "SUCCEEDED", r#""status":"SHIPPED""#),
            ("fan-out", "SUCCEEDED", r#""orders":[{"item":"green tea","id":"order-1"}"#),
            ("parallel", "SUCCEEDED", r#""items":10"#),
            ("api-key", "SUCCEEDED", "welcome"),
            ("oauth", "SUCCEEDED", "holder of a token"),
            ("echo", "SUCCEEDED", "items%5B%5D=tea"),
            ("data-flow", "SUCCEEDED", r#""note":"from Parameters""#),
            ("data-flow-jsonata", "SUCCEEDED", r#""total":7.5"#),
            ("both-languages", "SUCCEEDED", r#""language":"JSONata","greeting":"Hello, Ada!","count":2"#),
            ("variables", "SUCCEEDED", r#""attempts":3"#),
            ("timeout", "SUCCEEDED", "from the cache"),
            ("fail", "FAILED", "States.Http.StatusCode.503"),
            ("wait", "SUCCEEDED", "startedAt"),
            ("callback", "SUCCEEDED", r#""approvedBy":"Grace""#),
            ("webhook", "SUCCEEDED", r#""payment":"pay-1""#),
            ("saga", "FAILED", "OrderUndone"),
            ("circuit-breaker", "SUCCEEDED", r#""from":"the cache","failures":3"#),
            ("distributed-csv", "SUCCEEDED", r#""Key":"outgoing/"#),
            ("template-lambda", "SUCCEEDED", r#""greeting":"Hello, Ada!""#),
            ("template-lambda-python", "SUCCEEDED", r#""greeting":"Hello, Ada!""#),
            ("template-destination", "SUCCEEDED", r#""FailedEntryCount":0"#),
            ("template-http", "SUCCEEDED", r#""attempt":3"#),
            ("events-start-machine", "SUCCEEDED", r#""id":"order-1""#),
        ];
        let with_machine: Vec<&Example> = ALL.iter().filter(|example| read(example).machine.is_some()).collect();
        assert_eq!(expected.len(), with_machine.len());
        for (example, (id, status, part)) in with_machine.into_iter().zip(expected) {
            assert_eq!(example.id, id);
            let (outcome, events) = run(example);
            let said = match &outcome {
                Outcome::Succeeded(output) => output.to_json(),
                Outcome::Failed(error) | Outcome::TimedOut(error) | Outcome::Aborted(error) => format!("{error:?}"),
            };
            assert_eq!(outcome.status(), status, "{id}: {said}");
            assert!(said.contains(part), "{id}: {said}");
            assert!(events > 3, "{id}");
        }
        assert!(matches!(run(&FIRST).0, Outcome::Succeeded(Value::Object(output)) if output.get("ticketId").is_some()));
    }

    /// What the rules of an example make of its events: rule, target and body.
    fn delivered(example: &Example) -> Vec<String> {
        let system = read(example).events.unwrap();
        let sent = asl_text::parse(example.input).root.unwrap().to_value();
        let events: Vec<Value> = sent.as_array().map_or_else(|| vec![sent.clone()], <[Value]>::to_vec);
        let mut found = Vec::new();
        for event in &events {
            let prepared = asl_events::Event::of(event);
            for rule in system.rules.iter().filter(|rule| rule.pattern.as_ref().unwrap().matches(&prepared)) {
                for target in &rule.targets {
                    let context =
                        asl_events::Context { rule_name: rule.resource.name.to_string(), ..Default::default() };
                    let body = target.input.as_ref().unwrap().body(event, &context).unwrap();
                    let path: Vec<_> = target.http.path.iter().map(|value| value.of(event).unwrap()).collect();
                    let body: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
                    found.push(format!("{} {} /{} {body}", rule.resource.name, target.id, path.join("/")));
                }
            }
        }
        found
    }

    #[test]
    fn the_rules_of_the_examples_send_what_their_summaries_say() {
        let find = |id: &str| delivered(super::find(id).unwrap());
        assert_eq!(find("events-article"), [r#"EventRule MyAPIdestination /42 { "priority": "high" }"#]);
        let limited = find("events-rate-limit");
        assert_eq!((limited.len(), &*limited[0]), (6, r#"Placed api / {"item": "green tea", "quantity": 12}"#));
        assert_eq!(find("events-dead-letters").len(), 1);
        let fan_out = find("events-fan-out");
        let begins: Vec<_> = fan_out.iter().map(|line| line.split(" {").next().unwrap()).collect();
        assert_eq!(begins, ["Large api /order-7", "Large queue /", "Gifts queue /"]);
        assert!(
            fan_out[0].contains(r#""total": 120.5, "rule": "Large", "event": {"source":"shop.web""#),
            "{fan_out:?}"
        );
        assert!(find("events-start-machine")[0].starts_with("HandleOrderPlaced HandleOrderPlacedStepFunctionsTarget"));
        let known: Vec<_> = connections().into_iter().map(|one| one.name).collect();
        for system in ALL.iter().filter_map(|example| read(example).events) {
            for destination in &system.destinations {
                assert!(known.contains(&destination.connection), "{}", destination.resource.name);
            }
        }
    }

    #[test]
    fn the_credentials_of_the_examples_go_to_the_practice_api_alone() {
        for connection in connections() {
            assert!(connection.allows("https://practice.test/basic"));
            assert!(
                !connection.allows("https://practice.test.example/") && !connection.allows("http://practice.test/")
            );
            assert_eq!(asl_http::validate::problems(&connection), []);
        }
    }
}
