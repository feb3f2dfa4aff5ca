//! The API as functions.

use std::future::Future;

use asl_http::relay::Fault;
use serde_json::{Value as Json, json};

use crate::action::Action;
use crate::pages::History;
use crate::problem::Problem;

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireAnswer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The relay says why.
    Relay(Fault),
    /// The browser does not say why.
    NotReached,
    /// It took too long.
    TimedOut,
}

/// What knows the network.
pub trait Transport {
    /// Sends a call with that body.
    fn send(&self, action: Action, body: String) -> impl Future<Output = Result<WireAnswer, Unanswered>>;
    /// Waits so many milliseconds.
    fn wait(&self, millis: u32) -> impl Future<Output = ()>;
}

/// How long is waited before a call that was throttled is sent again, in milliseconds.
const BACK_OFF: [u32; 4] = [500, 1_000, 2_000, 4_000];
/// The most pages of a list that are read.
const MOST_PAGES: usize = 20;
/// The events of a page of a history: AWS's most.
const PAGE: u32 = 1_000;

/// A state machine of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineSummary {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Whether it is of the type EXPRESS, whose executions have no history here.
    pub is_express: bool,
}

/// An execution of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionSummary {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// RUNNING, SUCCEEDED, FAILED, …
    pub status: String,
    /// When it started: seconds since 1970.
    pub started: f64,
}

/// Child executions of an execution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Children {
    /// Their ARNs, or those of the newest.
    pub arns: Vec<String>,
    /// How many were found.
    pub total: usize,
}

/// An execution as DescribeExecution tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// RUNNING, SUCCEEDED, FAILED, …
    pub status: String,
    /// The ARN of its machine.
    pub machine_arn: String,
    /// Its input.
    pub input: String,
}

impl Execution {
    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        matches!(self.status.as_str(), "RUNNING" | "PENDING_REDRIVE")
    }
}

/// The API at one endpoint.
#[derive(Clone, Debug)]
pub struct Client<T> {
    transport: T,
}

impl<T: Transport> Client<T> {
    /// The API behind that transport.
    pub fn new(transport: T) -> Self {
        Self { transport }
    }

    /// What it is sent through.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Calls an action. What is throttled, or fails in the service itself, is sent again a few times.
    ///
    /// # Errors
    ///
    /// Why it came to nothing.
    pub async fn call(&self, action: Action, body: &Json) -> Result<Json, Problem> {
        let mut waits = BACK_OFF.iter();
        loop {
            let problem = match self.transport.send(action, body.to_string()).await {
                Err(why) => return Err(Problem::unanswered(action, why)),
                Ok(WireAnswer { status: 200, body }) => {
                    return serde_json::from_str(&body).map_err(|_| Problem::not_the_api(action));
                }
                Ok(WireAnswer { status, body }) => Problem::refused(action, status, &body),
            };
            match waits.next() {
                Some(millis) if problem.passes() && action.is_repeatable() => self.transport.wait(*millis).await,
                _ => return Err(problem),
            }
        }
    }

    /// The state machines, those of the playground first.
    ///
    /// # Errors
    ///
    /// Why they cannot be listed.
    pub async fn machines(&self) -> Result<Vec<MachineSummary>, Problem> {
        let all = self.all_of(Action::ListStateMachines, json!({ "maxResults": 100 }), "stateMachines").await?;
        let mut machines: Vec<MachineSummary> = all
            .iter()
            .map(|machine| MachineSummary {
                arn: text(machine, "stateMachineArn"),
                name: text(machine, "name"),
                is_express: text(machine, "type") == "EXPRESS",
            })
            .collect();
        machines.sort_by_cached_key(|machine| (!crate::is_own(&machine.name), machine.name.clone()));
        Ok(machines)
    }

    /// The newest executions of a machine.
    ///
    /// # Errors
    ///
    /// Why they cannot be listed.
    pub async fn executions(&self, machine_arn: &str) -> Result<Vec<ExecutionSummary>, Problem> {
        let asked = json!({ "stateMachineArn": machine_arn, "maxResults": 50 });
        let answer = self.call(Action::ListExecutions, &asked).await?;
        let list = answer.get("executions").and_then(Json::as_array);
        let list = list.ok_or_else(|| Problem::not_the_api(Action::ListExecutions))?;
        let summary = |execution: &Json| ExecutionSummary {
            arn: text(execution, "executionArn"),
            name: text(execution, "name"),
            status: text(execution, "status"),
            started: execution.get("startDate").and_then(Json::as_f64).unwrap_or_default(),
        };
        Ok(list.iter().map(summary).collect())
    }

    /// The definition that an execution runs.
    ///
    /// # Errors
    ///
    /// Why it is not known.
    pub async fn definition_of(&self, execution_arn: &str) -> Result<String, Problem> {
        let action = Action::DescribeStateMachineForExecution;
        definition(action, &self.call(action, &json!({ "executionArn": execution_arn })).await?)
    }

    /// The definition of a machine.
    ///
    /// # Errors
    ///
    /// Why it is not known.
    pub async fn definition(&self, machine_arn: &str) -> Result<String, Problem> {
        let action = Action::DescribeStateMachine;
        definition(action, &self.call(action, &json!({ "stateMachineArn": machine_arn })).await?)
    }

    /// How an execution stands.
    ///
    /// # Errors
    ///
    /// Why that is not known.
    pub async fn execution(&self, arn: &str) -> Result<Execution, Problem> {
        let answer = self.call(Action::DescribeExecution, &json!({ "executionArn": arn })).await?;
        let status = text(&answer, "status");
        if status.is_empty() {
            return Err(Problem::not_the_api(Action::DescribeExecution));
        }
        Ok(Execution { status, machine_arn: text(&answer, "stateMachineArn"), input: text(&answer, "input") })
    }

    /// Reads on in the history of an execution, to the last page that there is.
    ///
    /// # Errors
    ///
    /// Why that does not work.
    pub async fn read_on(&self, arn: &str, history: &mut History) -> Result<(), Problem> {
        loop {
            let mut asked = json!({ "executionArn": arn, "maxResults": PAGE, "includeExecutionData": true });
            if let Some((object, token)) = asked.as_object_mut().zip(history.next_page()) {
                object.insert("nextToken".to_owned(), token.into());
            }
            let answer = self.call(Action::GetExecutionHistory, &asked).await?;
            if !history.take(answer).ok_or_else(|| Problem::not_the_api(Action::GetExecutionHistory))? {
                return Ok(());
            }
        }
    }

    /// The child executions of the Distributed Maps of an execution: the ARNs of at most so many.
    ///
    /// # Errors
    ///
    /// Why they cannot be listed.
    pub async fn children(&self, execution_arn: &str, most: usize) -> Result<Children, Problem> {
        let asked = json!({ "executionArn": execution_arn, "maxResults": 100 });
        let map_runs = self.all_of(Action::ListMapRuns, asked, "mapRuns").await?;
        let mut arns = Vec::new();
        for map_run in map_runs {
            let asked = json!({ "mapRunArn": text(&map_run, "mapRunArn"), "maxResults": 100 });
            let found = self.all_of(Action::ListExecutions, asked, "executions").await?;
            arns.extend(found.iter().map(|child| text(child, "executionArn")));
        }
        let total = arns.len();
        arns.truncate(most);
        Ok(Children { arns, total })
    }

    /// Stops an execution.
    ///
    /// # Errors
    ///
    /// Why that does not work.
    pub async fn stop(&self, arn: &str) -> Result<(), Problem> {
        let asked = json!({ "executionArn": arn, "cause": "Stopped in the ASL Playground" });
        self.call(Action::StopExecution, &asked).await.map(|_| ())
    }

    /// Deletes a machine of the playground. Its executions end by themselves first, which AWS waits for.
    ///
    /// # Errors
    ///
    /// Why that does not work.
    pub async fn delete(&self, machine_arn: &str) -> Result<(), Problem> {
        self.call(Action::DeleteStateMachine, &json!({ "stateMachineArn": machine_arn })).await.map(|_| ())
    }

    /// All pages of a list.
    async fn all_of(&self, action: Action, mut asked: Json, list: &str) -> Result<Vec<Json>, Problem> {
        let mut all = Vec::new();
        for _ in 0..MOST_PAGES {
            let mut answer = self.call(action, &asked).await?;
            let Some(Json::Array(found)) = answer.get_mut(list).map(Json::take) else {
                return Err(Problem::not_the_api(action));
            };
            all.extend(found);
            match (asked.as_object_mut(), answer.get("nextToken").and_then(Json::as_str)) {
                (Some(asked), Some(token)) => asked.insert("nextToken".to_owned(), token.into()),
                _ => break,
            };
        }
        Ok(all)
    }
}

/// The text of a member; empty where there is none.
pub(crate) fn text(json: &Json, member: &str) -> String {
    json.get(member).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn definition(action: Action, answer: &Json) -> Result<String, Problem> {
    let found = text(answer, "definition");
    if found.is_empty() { Err(Problem::not_the_api(action)) } else { Ok(found) }
}
