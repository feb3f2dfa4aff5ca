//! What the template of a way says: resources, lines, policy statements, and where the secret is. And what of it can run.

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_functions::Function;
use asl_http::{Caller, Connections};
use asl_lang::WorkflowType;
use asl_sim::{Machines, Runnable, Simulator, Start};
use asl_stack::iam::roles::Roles;
use asl_stack::template::source;
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_text::{Member, Node};
use asl_world::{World, WorldStart};

use crate::setup::{Setup, Way};
use crate::templates::{self, INPUT, SECRET_VARIABLES};

/// What a template says.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The way that it is of.
    pub way: Way,
    /// The template.
    pub template: Rc<str>,
    /// Its lines, without comments.
    pub lines: usize,
    /// The lines of code in it.
    pub code_lines: usize,
    /// The types of its resources, in order.
    pub resources: Vec<Rc<str>>,
    /// The roles that SAM adds.
    pub added_roles: usize,
    /// The policy statements that it holds, without those about who may take a role.
    pub statements: Vec<Statement>,
    /// Permissions that the workflow needs and its role does not have.
    pub missing_permissions: usize,
    /// Where the secret is.
    pub secret: SecretPlace,
    /// How long the caller of the API waits at most, in milliseconds.
    pub longest_wait_millis: u32,
    /// Whether a value of the input is a part of the URL.
    pub is_dynamic: bool,
}

/// A policy statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who may do something: `the workflow`.
    pub holder: &'static str,
    /// What may be done.
    pub actions: Vec<Rc<str>>,
    /// Whether it is about every connection's secret.
    pub is_about_all_secrets: bool,
}

/// Where a way has the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// In an environment variable of the function: its name.
    Variable(Rc<str>),
    /// In the secret of the connection with this logical id.
    Connection(Rc<str>),
}

/// A way that can run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What its template says.
    pub facts: Facts,
    /// The functions of the template. Those whose secret is not public do not have it.
    pub functions: Rc<[Function]>,
    runnable: Rc<Runnable>,
    system: Rc<EventSystem>,
    roles: Roles,
}

impl Plan {
    /// Reads the template of `way`. The error is what is wrong with it: with an endpoint that a template cannot have, for one.
    pub fn of(way: Way, setup: &Setup, connections: &Connections) -> Result<Self, Vec<Diagnostic>> {
        let template: Rc<str> = templates::template(way, setup, setup.connection(connections)).into();
        let mut read = source::check(&template, &TemplateChoice::default(), WorkflowType::Standard);
        read.diagnostics.retain(|found| found.severity == Severity::Error);
        if !read.diagnostics.is_empty() {
            return Err(read.diagnostics);
        }
        let Some(machine) = &read.machine else { return Err(Vec::new()) };
        let runnable = Runnable::compile(machine)?;
        let functions: Rc<[Function]> =
            read.functions.iter().map(|function| without_placeholders(function, setup)).collect();
        let tree = asl_text::parse(&template).root;
        let resources = tree.as_ref().and_then(|root| root.get("Resources")).map(Node::members).unwrap_or_default();
        let facts = Facts {
            way,
            lines: template.lines().filter(|line| !line.trim_start().starts_with('#')).count(),
            code_lines: functions.iter().flat_map(Function::files).map(|file| file.text.lines().count()).sum(),
            resources: resources.iter().map(|resource| kind(&resource.value).into()).collect(),
            added_roles: resources
                .iter()
                .filter(|resource| kind(&resource.value).starts_with("AWS::Serverless::"))
                .count(),
            statements: resources.iter().flat_map(statements).collect(),
            missing_permissions: read.permissions.lacking().len(),
            secret: secret(resources),
            longest_wait_millis: match (way, functions.first()) {
                (Way::Function, Some(function)) => function.timeout_seconds.saturating_mul(1000),
                (Way::Destination, _) => Caller::ApiDestination.time_limit_millis(),
                _ => Caller::HttpTask.time_limit_millis(),
            },
            is_dynamic: setup.pattern().contains("{id}"),
            template,
        };
        let roles = Roles::new(Rc::new(read.permissions), Vec::new());
        Ok(Self { facts, functions, runnable, system: read.events.unwrap_or_default(), roles })
    }

    /// A world in which its workflow begins at `now`, with the role that the template gives it.
    pub fn world(&self, start: Start, now: Timestamp) -> World {
        let input = asl_text::parse(INPUT).root.map(|root| root.to_value()).unwrap_or_default();
        let start = Start { input, access: Some(Rc::new(self.roles.clone())), ..start };
        let seed = start.seed;
        let mut world = World::new(
            WorldStart {
                system: self.system.clone(),
                machines: Rc::new(Machines::default()),
                start: start.clone(),
                seed,
                ..WorldStart::default()
            },
            now,
        );
        let simulator = Simulator::new(self.runnable.clone(), start, now);
        world.add_execution(Rc::new(RefCell::new(simulator)), now);
        world
    }
}

/// A function without the secrets that are not here. Those of the Practice API are public.
fn without_placeholders(function: &Function, setup: &Setup) -> Function {
    let mut function = function.clone();
    if setup.is_own() {
        function.environment.retain(|(name, _)| !SECRET_VARIABLES.contains(&&**name));
    }
    function
}

fn kind(resource: &Node) -> &str {
    resource.get("Type").and_then(Node::as_str).map_or("", |kind| kind)
}

/// The statements of a resource: those that are written, and those that SAM makes of its policy templates.
fn statements(resource: &Member) -> Vec<Statement> {
    let kind = kind(&resource.value);
    let holder = match kind {
        "AWS::Serverless::StateMachine" => "the workflow",
        "AWS::Serverless::Function" => "the function",
        "AWS::SQS::QueuePolicy" => "the rule, on the queue",
        _ => "the rule",
    };
    let mut found = Vec::new();
    let mut add = |actions: Vec<Rc<str>>, node: &Node| {
        if actions.iter().any(|action| &**action == "sts:AssumeRole") {
            return;
        }
        let resource = node.get("Resource").map(|resource| resource.to_value().to_json()).unwrap_or_default();
        found.push(Statement { holder, actions, is_about_all_secrets: resource.contains("events!connection/*") });
    };
    resource.value.each(&mut |node| {
        if node.get("Effect").is_some()
            && let Some(actions) = node.get("Action")
        {
            let named = actions.as_str().into_iter().chain(actions.items().iter().filter_map(Node::as_str));
            add(named.cloned().collect(), node);
        }
        for member in node.members() {
            let action = match &*member.key.value {
                "LambdaInvokePolicy" => "lambda:InvokeFunction",
                "EventBridgePutEventsPolicy" => "events:PutEvents",
                _ => continue,
            };
            add(vec![action.into()], &member.value);
        }
    });
    found
}

/// Where the secret is: in a variable of a function that a parameter is put into, or in a connection.
fn secret(resources: &[Member]) -> SecretPlace {
    let variables = resources.iter().filter_map(|resource| {
        let variables = resource.value.get("Properties")?.get("Environment")?.get("Variables")?;
        let secret = |member: &&Member| SECRET_VARIABLES.contains(&&*member.key.value);
        variables.members().iter().find(secret).map(|member| SecretPlace::Variable(member.key.value.clone()))
    });
    let is_connection = |resource: &&Member| kind(&resource.value) == "AWS::Events::Connection";
    let connections = resources.iter().filter(is_connection);
    let connections = connections.map(|resource| SecretPlace::Connection(resource.key.value.clone()));
    variables.chain(connections).next().unwrap_or_else(|| SecretPlace::Connection(Rc::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;
    use asl_http::Method;
    use asl_http::oauth::OAuth;
    use asl_http::{Authorization, Connection, Secret};

    fn plan(way: Way, setup: &Setup) -> Plan {
        Plan::of(way, setup, &asl_examples::connections().into_iter().collect()).unwrap()
    }

    #[test]
    fn every_template_is_free_of_problems_whatever_is_compared() {
        let connections = [
            Authorization::Basic { username: "u".into(), password: Secret::new("hush") },
            Authorization::ApiKey { name: "x-key".into(), value: Secret::new("hush") },
            Authorization::OAuth(Box::new(OAuth {
                client_id: "client".into(),
                client_secret: Secret::new("hush"),
                endpoint: "https://id.example/token".into(),
                ..OAuth::default()
            })),
        ]
        .map(|authorization| Connection {
            name: "own".into(),
            arn: "arn:aws:events:us-east-1:123456789012:connection/own/1".into(),
            authorization,
            origins: vec!["https://api.example".into()],
            ..Connection::default()
        });
        let practice =
            Scenario::ALL.map(|scenario| (Setup { scenario, ..Setup::default() }, asl_examples::connections()));
        let own = connections.into_iter().flat_map(|connection| {
            ["https://api.example/tickets", "https://api.example/it's/{id}?q=1"].into_iter().flat_map(move |endpoint| {
                let connection = connection.clone();
                Method::ALL.map(|method| {
                    let (endpoint, name) = (endpoint.into(), "own".into());
                    (Setup { method, endpoint, connection: name, ..Setup::default() }, vec![connection.clone()])
                })
            })
        });
        for (setup, connections) in practice.into_iter().chain(own) {
            let connections: Connections = connections.into_iter().collect();
            for way in Way::ALL {
                let text = templates::template(way, &setup, setup.connection(&connections));
                assert!(!text.contains("hush"), "{text}");
                let read = source::check(&text, &TemplateChoice::default(), WorkflowType::Standard);
                let bad: Vec<_> = read.diagnostics.iter().filter(|found| found.severity != Severity::Info).collect();
                assert!(bad.is_empty(), "{setup:?} {way:?}: {bad:?}\n{text}");
                let plan = Plan::of(way, &setup, &connections).unwrap();
                assert_eq!(plan.facts.missing_permissions, 0, "{setup:?} {way:?}");
                assert!(plan.functions.iter().all(Function::runs_here));
            }
        }
    }

    #[test]
    fn a_template_says_what_it_takes() {
        let setup = Setup::default();
        let [function, destination, http] = Way::ALL.map(|way| plan(way, &setup).facts);
        let counts = |facts: &Facts| (facts.resources.len(), facts.added_roles, facts.statements.len());
        assert_eq!([counts(&function), counts(&destination), counts(&http)], [(2, 2, 1), (8, 1, 3), (2, 1, 3)]);
        assert!(function.code_lines > 10 && destination.code_lines + http.code_lines == 0, "{}", function.code_lines);
        assert_eq!(function.secret, SecretPlace::Variable("API_PASSWORD".into()));
        assert_eq!(http.secret, SecretPlace::Connection("TicketConnection".into()));
        assert_eq!([30_000, 5_000, 60_000], [&function, &destination, &http].map(|facts| facts.longest_wait_millis));
        let actions = |facts: &Facts| -> Vec<String> {
            facts.statements.iter().map(|one| format!("{}: {}", one.holder, one.actions.join(" "))).collect()
        };
        assert_eq!(
            actions(&destination),
            [
                "the rule: events:InvokeApiDestination",
                "the rule, on the queue: sqs:SendMessage",
                "the workflow: events:PutEvents"
            ]
        );
        assert!(http.statements.iter().any(|one| one.is_about_all_secrets));
    }

    #[test]
    fn the_function_has_a_public_secret_alone() {
        let variables = |setup: &Setup| {
            let connections = asl_examples::connections().into_iter().collect();
            let plan = Plan::of(Way::Function, setup, &connections).unwrap();
            plan.functions[0].environment.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        assert_eq!(
            variables(&Setup::default()),
            ["API_ENDPOINT=https://practice.test/tickets/{id}", "API_USER=demo", "API_PASSWORD=practice"]
        );
        let own =
            Setup { endpoint: "https://api.example/x".into(), connection: "practice-basic".into(), ..Setup::default() };
        assert_eq!(variables(&own), ["API_ENDPOINT=https://api.example/x", "API_USER=${ApiUser}"]);
    }
}
