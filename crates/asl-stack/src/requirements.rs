//! What the HTTP Tasks of a machine will call, as far as its text says: endpoints and connections.

use std::rc::Rc;

use crate::messages::AccessProblem;
use asl_aws::arn::connection;
use asl_events::system::{Destination, EventSystem, Target, TargetKind};
use asl_http::connections::{Connections, substitution};
use asl_http::endpoint::Endpoint;
use asl_lang::{State, StateKind, StateMachine};
use asl_text::diagnostic::Diagnostic;
use asl_text::{Node, Span, Spanned};

/// What one HTTP Task names.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// The state's name.
    pub state: Rc<str>,
    /// `Method`; `None` if it is computed, or absent.
    pub method: Option<Rc<str>>,
    /// `ApiEndpoint`; `None` if it is computed while the machine runs.
    pub endpoint: Option<Rc<str>>,
    /// `ConnectionArn` of `Authentication` or `InvocationConfig`; `None` if it is computed, or absent.
    pub connection: Option<Spanned<Rc<str>>>,
    /// Whether the connection is computed while the machine runs.
    pub computes_connection: bool,
}

/// A connection that a Task names and that is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingConnection {
    /// What the Task wrote: an ARN, a name or a `${Substitution}`.
    pub reference: Rc<str>,
    /// Where the Task names it, in the text.
    pub span: Span,
    /// The state's name, or the API destination's.
    pub state: Rc<str>,
    /// Whether an API destination names it, and no Task.
    pub is_of_destination: bool,
    /// The origin that is called, if the text says so.
    pub origin: Option<Rc<str>>,
}

impl MissingConnection {
    /// The name that a new connection for it should have.
    pub fn suggested_name(&self) -> &str {
        let name = connection::name_in(&self.reference).or_else(|| self.substitution()).unwrap_or(&self.reference);
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)) { name } else { "" }
    }

    /// The substitution's name, if the Task wrote one.
    pub fn substitution(&self) -> Option<&str> {
        substitution(&self.reference)
    }

    /// The same as a problem of the definition.
    pub fn diagnostic(&self) -> Diagnostic {
        let (state, reference) = (Rc::clone(&self.state), Rc::clone(&self.reference));
        let is_of_destination = self.is_of_destination;
        Diagnostic::warning(self.span, AccessProblem::MissingConnection { state, is_of_destination, reference })
    }
}

/// What the machine's HTTP Tasks name, nested scopes included, in the order of the text.
pub fn of(machine: &StateMachine) -> Vec<Requirement> {
    machine.states().into_iter().filter_map(requirement).collect()
}

/// The connections that Tasks name and that are not in `connections`, once for each place.
pub fn missing(machine: &StateMachine, connections: &Connections) -> Vec<MissingConnection> {
    let mut found = Vec::new();
    for Requirement { state, endpoint, connection, .. } in of(machine) {
        let Some(Spanned { value: reference, span }) = connection else { continue };
        if connections.find(&reference).is_none() {
            let origin = endpoint.and_then(|text| Endpoint::parse(&text)).map(|endpoint| endpoint.origin.into());
            found.push(MissingConnection { reference, span, state, is_of_destination: false, origin });
        }
    }
    found
}

/// The connections of the API destinations that rules send to and that are not in `connections`.
pub fn missing_of_rules(system: &EventSystem, connections: &Connections) -> Vec<MissingConnection> {
    let is_used = |destination: &&Destination| {
        let names = |target: &Target| match &target.kind {
            TargetKind::ApiDestination(name) => {
                system.destination(name).is_some_and(|(_, found)| found.resource == destination.resource)
            }
            _ => false,
        };
        system.rules.iter().flat_map(|rule| &rule.targets).any(names)
    };
    let missing = |destination: &Destination| {
        let known = system.connection(&destination.connection);
        // A connection of the tab goes by its name, by its id in the template, or by its ARN.
        let names = known.iter().flat_map(|known| known.logical_id.iter().chain([&known.name]));
        let is_there = connections.find(&destination.connection).is_some()
            || names.into_iter().any(|name| connections.find(name).is_some());
        let span = destination.resource.place.filter(|_| !is_there)?;
        let reference = known.map_or(&destination.connection, |known| &known.name).clone();
        let origin = Endpoint::parse(&destination.endpoint).map(|endpoint| endpoint.origin.into());
        let state = destination.resource.name.clone();
        Some(MissingConnection { reference, span, state, is_of_destination: true, origin })
    };
    system.destinations.iter().filter(is_used).filter_map(missing).collect()
}

fn requirement(state: &State) -> Option<Requirement> {
    let StateKind::Task(task) = &state.kind else { return None };
    if !task.is_http() {
        return None;
    }
    let fields = state.parameters.as_ref().or(state.arguments.as_ref());
    let holder = fields.and_then(|fields| fields.get("Authentication").or_else(|| fields.get("InvocationConfig")));
    let literal = |node: &Node| {
        let text = node.as_str()?;
        (!text.trim_start().starts_with("{%")).then(|| Spanned::new(Rc::clone(text), node.span))
    };
    let named = |name: &str| fields.and_then(|fields| fields.get(name)).and_then(literal).map(|text| text.value);
    // What is computed stands behind a key that ends in `.$`, or is an expression: of the connection, or of all around it.
    let connection = holder.and_then(|holder| holder.get("ConnectionArn")).and_then(literal);
    let is_whole = fields.is_some_and(|fields| fields.as_str().is_some());
    let is_around = ["Authentication.$", "InvocationConfig.$"]
        .iter()
        .any(|name| fields.is_some_and(|fields| fields.get(name).is_some()));
    let computes_connection = connection.is_none() && (holder.is_some() || is_around || is_whole);
    Some(Requirement {
        state: Rc::clone(&state.name.value),
        method: named("Method"),
        endpoint: named("ApiEndpoint"),
        connection,
        computes_connection,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_http::{Authorization, Connection, Secret};

    const TEXT: &str = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Next": "P", "Parameters": {
            "Method": "GET", "ApiEndpoint": "https://a.example/x", "Authentication": {"ConnectionArn": "known"}}},
        "P": {"Type": "Parallel", "Next": "L", "Branches": [{"StartAt": "B", "States": {
            "B": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true, "Parameters": {
                "Method": "GET", "ApiEndpoint.$": "$.url", "Authentication": {"ConnectionArn": "${EBConnectionARN}"}}}}}]},
        "L": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "C", "Parameters": {}},
        "C": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true, "Parameters": {
            "Method": "GET", "ApiEndpoint": "https://b.example/y", "InvocationConfig": {
                "ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/gone/0"}}}}}"#;

    #[test]
    fn endpoints_and_connections_are_found_in_nested_scopes_and_computed_ones_are_not_guessed() {
        let machine = asl_lang::check_text(TEXT).machine.unwrap();
        let shown: Vec<String> = of(&machine)
            .iter()
            .map(|requirement| {
                format!(
                    "{} {:?} {:?}",
                    requirement.state,
                    requirement.endpoint,
                    requirement.connection.as_ref().map(|it| &it.value)
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                r#"A Some("https://a.example/x") Some("known")"#,
                r#"B None Some("${EBConnectionARN}")"#,
                r#"C Some("https://b.example/y") Some("arn:aws:events:us-east-1:123456789012:connection/gone/0")"#,
            ]
        );
    }

    #[test]
    fn a_missing_connection_is_told_at_its_place_with_what_its_form_begins_with() {
        let known = Connections::new(vec![Connection {
            name: "known".into(),
            arn: "arn".into(),
            authorization: Authorization::Basic { username: "u".into(), password: Secret::new("p") },
            ..Connection::default()
        }]);
        let found = missing(&asl_lang::check_text(TEXT).machine.unwrap(), &known);
        let shown: Vec<_> =
            found.iter().map(|one| (one.suggested_name(), one.substitution(), one.origin.as_deref())).collect();
        assert_eq!(
            shown,
            [("EBConnectionARN", Some("EBConnectionARN"), None), ("gone", None, Some("https://b.example"))]
        );
        for one in &found {
            let text = &TEXT[one.span.start as usize..one.span.end as usize];
            assert!(text.contains(&*one.reference), "{text}");
            assert!(one.diagnostic().message().contains(one.suggested_name()));
        }
    }
}
