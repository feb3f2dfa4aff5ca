//! The state machine of a workflow, there: created or updated, started, and removed again.

use asl_http::relay::NAME_PREFIX;
use serde_json::{Value as Json, json};

use crate::action::Action;
use crate::client::{Client, Transport, text};
use crate::problem::{Problem, ProblemKind};

/// The most characters of a name (CreateStateMachine, `name`).
const LONGEST: usize = 80;

/// Whether a machine of that name is one of the playground: no other is ever changed.
pub fn is_own(name: &str) -> bool {
    name.starts_with(NAME_PREFIX)
}

/// What is wrong with the name of a machine, if anything is (CreateStateMachine, `name`).
pub fn name_problem(name: &str) -> Option<String> {
    if !is_own(name) || name.len() == NAME_PREFIX.len() {
        return Some(format!("The name begins with `{NAME_PREFIX}`, and goes further."));
    }
    if name.len() > LONGEST {
        return Some(format!("The name has {} characters: AWS allows {LONGEST}.", name.chars().count()));
    }
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let strange = name.chars().find(|letter| !is_allowed(*letter))?;
    Some(format!("The name has `{strange}`: only the letters A to Z and a to z, digits, `-`, and `_` are allowed."))
}

/// The name that a workflow gets there: its own, as far as it can be one, behind [`NAME_PREFIX`].
pub fn name_for(workflow: &str) -> String {
    let own = workflow.trim().strip_prefix(NAME_PREFIX).unwrap_or(workflow.trim());
    let mut name = NAME_PREFIX.to_owned();
    for letter in own.chars() {
        let letter = if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
        if letter != '-' || !name.ends_with('-') {
            name.push(letter);
        }
    }
    // Only ASCII is in it.
    name.truncate(LONGEST);
    let trimmed = name.trim_end_matches('-');
    if trimmed.len() < NAME_PREFIX.len() { format!("{NAME_PREFIX}workflow") } else { trimmed.to_owned() }
}

/// What is brought there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The name of the machine; see [`name_for`].
    pub name: String,
    /// The definition, with its substitutions filled in.
    pub definition: String,
    /// The role that it runs with.
    pub role_arn: String,
    /// The input of the execution.
    pub input: String,
    /// The name of the execution: with a new one, starting it again starts another.
    pub execution_name: String,
}

/// What was brought there, and runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// The ARN of the machine.
    pub machine_arn: String,
    /// The ARN of the execution.
    pub execution_arn: String,
    /// Whether the machine is new.
    pub is_new: bool,
}

/// A problem half way: what is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What went wrong.
    pub problem: Problem,
    /// What became of the machine before.
    pub machine: LeftMachine,
    /// The name of the execution, where nobody knows whether it has started.
    pub execution: Option<String>,
}

/// A machine that may be left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftMachine {
    /// Nothing was created or changed.
    Untouched,
    /// The call that creates or updates the machine of that name has no answer: it may have done so.
    Unknown(String),
    /// The machine of that ARN was created.
    Created(String),
    /// The machine of that ARN was updated.
    Updated(String),
}

impl<T: Transport> Client<T> {
    /// Creates the machine, or updates the one of that name, and starts an execution.
    ///
    /// # Errors
    ///
    /// What went wrong, and what is there now.
    pub async fn deploy_and_start(&self, deployment: &Deployment) -> Result<Deployed, Leftover> {
        let undone = |problem: Problem| {
            let is_write = matches!(problem.action, Action::CreateStateMachine | Action::UpdateStateMachine);
            let machine = if is_write && !problem.is_definite() {
                LeftMachine::Unknown(deployment.name.clone())
            } else {
                LeftMachine::Untouched
            };
            Leftover { problem, machine, execution: None }
        };
        let (machine_arn, is_new) = self.deploy(deployment).await.map_err(undone)?;
        let half = |problem: Problem| Leftover {
            execution: (!problem.is_definite()).then(|| deployment.execution_name.clone()),
            problem,
            machine: if is_new {
                LeftMachine::Created(machine_arn.clone())
            } else {
                LeftMachine::Updated(machine_arn.clone())
            },
        };
        let asked = json!({
            "stateMachineArn": machine_arn,
            "input": deployment.input,
            "name": deployment.execution_name,
        });
        let started = self.call(Action::StartExecution, &asked).await.map_err(half)?;
        let execution_arn = text(&started, "executionArn");
        if execution_arn.is_empty() {
            return Err(half(Problem::not_the_api(Action::StartExecution)));
        }
        Ok(Deployed { machine_arn, execution_arn, is_new })
    }

    /// Creates or updates the machine; gives its ARN and whether it is new.
    async fn deploy(&self, deployment: &Deployment) -> Result<(String, bool), Problem> {
        let Deployment { name, definition, role_arn, .. } = deployment;
        let known = self.machines().await?.into_iter().find(|machine| machine.name == *name);
        if let Some(known) = known.filter(|known| !known.is_express) {
            let asked = json!({ "stateMachineArn": known.arn, "definition": definition, "roleArn": role_arn });
            self.call(Action::UpdateStateMachine, &asked).await?;
            return Ok((known.arn, false));
        }
        let asked = json!({ "name": name, "definition": definition, "roleArn": role_arn, "type": "STANDARD" });
        let created = self.call(Action::CreateStateMachine, &asked).await?;
        match created.get("stateMachineArn").and_then(Json::as_str) {
            Some(arn) if !arn.is_empty() => Ok((arn.to_owned(), true)),
            _ => Err(Problem { action: Action::CreateStateMachine, kind: ProblemKind::NotTheApi { status: 200 } }),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::played::Played;

    fn now<F: Future>(work: F) -> F::Output {
        // What is played answers at once.
        work.now_or_never().unwrap()
    }

    fn deployment() -> Deployment {
        Deployment {
            name: name_for("Orders"),
            definition: "{}".into(),
            role_arn: "arn:aws:iam::123456789012:role/x".into(),
            input: "{}".into(),
            execution_name: "run-1".into(),
        }
    }

    const ARN: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:asl-playground-Orders";

    #[test]
    fn names_are_what_aws_takes_and_begin_with_the_prefix() {
        for (workflow, expected) in [
            ("Orders", "asl-playground-Orders"),
            ("Call a third-party API (2)", "asl-playground-Call-a-third-party-API-2"),
            ("", "asl-playground-workflow"),
            ("🦀", "asl-playground-workflow"),
            ("asl-playground-x", "asl-playground-x"),
            ("größer", "asl-playground-gr-er"),
        ] {
            assert_eq!(name_for(workflow), expected, "{workflow}");
        }
        for (name, expected) in [
            ("asl-playground-x--", None),
            ("asl-playground-", Some("goes further")),
            ("orders", Some("begins with")),
            ("asl-playground-größer", Some("has `ö`")),
        ] {
            let problem = name_problem(name);
            assert_eq!(problem.is_some(), expected.is_some(), "{name}: {problem:?}");
            assert!(problem.is_none_or(|problem| problem.contains(expected.unwrap_or_default())), "{name}");
        }
        assert!(
            name_problem(&format!("asl-playground-{}", "x".repeat(80))).is_some_and(|problem| problem.contains("95"))
        );
        let long = name_for(&"x".repeat(200));
        assert!(long.len() == 80 && is_own(&long) && !is_own("orders"));
    }

    #[test]
    fn a_machine_is_created_once_and_updated_then() {
        let client = Client::new(Played::new([
            (200, r#"{"stateMachines": []}"#.to_owned()),
            (200, format!(r#"{{"stateMachineArn": "{ARN}"}}"#)),
            (200, r#"{"executionArn": "arn:e"}"#.to_owned()),
        ]));
        let deployed = now(client.deploy_and_start(&deployment())).unwrap();
        assert_eq!((deployed.is_new, deployed.execution_arn.as_str()), (true, "arn:e"));
        assert_eq!(client.transport().called(), ["ListStateMachines", "CreateStateMachine", "StartExecution"]);

        let known =
            format!(r#"{{"stateMachines": [{{"name": "asl-playground-Orders", "stateMachineArn": "{ARN}"}}]}}"#);
        let client = Client::new(Played::new([
            (200, known),
            (200, r#"{"updateDate": 1}"#.to_owned()),
            (200, r#"{"executionArn": "arn:e"}"#.to_owned()),
        ]));
        assert!(!now(client.deploy_and_start(&deployment())).unwrap().is_new);
        assert_eq!(client.transport().called(), ["ListStateMachines", "UpdateStateMachine", "StartExecution"]);
    }

    #[test]
    fn what_is_left_half_way_is_named() {
        let refused = (400, r#"{"__type": "x#AccessDeniedException", "message": "no"}"#.to_owned());
        let client = Client::new(Played::new([
            (200, r#"{"stateMachines": []}"#.to_owned()),
            (200, format!(r#"{{"stateMachineArn": "{ARN}"}}"#)),
            refused.clone(),
        ]));
        let left = now(client.deploy_and_start(&deployment())).unwrap_err();
        assert_eq!((&left.machine, &left.execution), (&LeftMachine::Created(ARN.to_owned()), &None));
        assert_eq!(left.problem.name(), Some("AccessDeniedException"));
        let client = Client::new(Played::new([refused]));
        assert_eq!(now(client.deploy_and_start(&deployment())).unwrap_err().machine, LeftMachine::Untouched);
        // A call without an answer may have done its work.
        let client = Client::new(Played::new([(200, r#"{"stateMachines": []}"#.to_owned())]));
        let left = now(client.deploy_and_start(&deployment())).unwrap_err();
        assert_eq!(left.machine, LeftMachine::Unknown("asl-playground-Orders".to_owned()));
        let client = Client::new(Played::new([
            (200, r#"{"stateMachines": []}"#.to_owned()),
            (200, format!(r#"{{"stateMachineArn": "{ARN}"}}"#)),
        ]));
        assert_eq!(now(client.deploy_and_start(&deployment())).unwrap_err().execution.as_deref(), Some("run-1"));
    }

    #[test]
    fn throttled_calls_are_sent_again_and_others_are_not() {
        let throttled = || (400, r#"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#.to_owned());
        let client = Client::new(Played::new([throttled(), throttled(), (200, r#"{"stateMachines": []}"#.to_owned())]));
        assert_eq!(now(client.machines()), Ok(vec![]));
        assert_eq!(client.transport().waited(), [500, 1_000]);
        let client = Client::new(Played::new([(400, r#"{"__type": "InvalidArn", "message": "?"}"#.to_owned())]));
        assert!(now(client.machines()).is_err() && client.transport().waited().is_empty());
    }
}
