//! API destinations.

use std::rc::Rc;

use super::Reader;
use crate::messages::{DestinationProblem, EventProblem};
use asl_events::system::{DEFAULT_RATE, Destination, DestinationState, MOST_RATE, ResourceKind};
use asl_http::Method;
use asl_http::endpoint::is_loopback;
use asl_text::diagnostic::Severity;
use asl_text::{Member, Node, NodeKind};

impl Reader<'_> {
    /// Reads an API destination.
    pub(super) fn destination(&mut self, member: &Member) {
        let empty = Node { kind: NodeKind::Object(Vec::new()), span: member.value.span };
        let properties = member.value.get("Properties").unwrap_or(&empty);
        let Some(resource) = self.own(ResourceKind::Destination, &member.key.value) else { return };
        let key = member.key.span;
        for field in ["ConnectionArn", "HttpMethod", "InvocationEndpoint"] {
            if properties.get(field).is_none() {
                self.error(key, EventProblem::Lacks { what: "this API destination", field });
            }
        }
        let endpoint_node = properties.get("InvocationEndpoint");
        let endpoint = endpoint_node.and_then(|node| self.text(node)).unwrap_or_default();
        if let Some(node) = endpoint_node.filter(|_| !is_endpoint(&endpoint)) {
            let problem = EventProblem::Destination(DestinationProblem::Endpoint(endpoint.to_string()));
            // The default of a parameter is often there to be replaced; a server of this machine is for trying out.
            let is_final = node.as_str().is_some() && !is_of_this_machine(&endpoint);
            let severity = if is_final { Severity::Error } else { Severity::Warning };
            self.report(severity, node.span, problem);
        }
        let method = properties.get("HttpMethod").and_then(|node| self.text(node));
        if let (Some(node), Some(method)) = (properties.get("HttpMethod"), &method)
            && Method::parse(method).is_none()
            && !method.contains("${")
        {
            self.error(node.span, EventProblem::Destination(DestinationProblem::Method(method.to_string())));
        }
        let rate = self.rate(properties);
        let connection = properties.get("ConnectionArn").and_then(|node| self.connection(node)).unwrap_or_default();
        let method = method.and_then(|method| Method::parse(&method)).unwrap_or(Method::Post);
        // What the AWS CLI prints of a destination says how it stands.
        let state = properties.get("ApiDestinationState").and_then(Node::as_str);
        let is_inactive = state.is_some_and(|state| **state == *DestinationState::Inactive.as_str());
        self.found.system.destinations.push(Destination {
            resource,
            endpoint,
            endpoint_place: endpoint_node.map(|node| node.span),
            method,
            rate,
            connection,
            state: if is_inactive { DestinationState::Inactive } else { DestinationState::Active },
        });
    }

    fn rate(&mut self, properties: &Node) -> u32 {
        let Some(node) = properties.get("InvocationRateLimitPerSecond") else { return DEFAULT_RATE };
        let Some(text) = self.text(node).filter(|text| !text.contains("${")) else { return DEFAULT_RATE };
        match text.parse() {
            Ok(rate) if (1..=MOST_RATE).contains(&rate) => rate,
            _ => {
                self.error(node.span, EventProblem::Destination(DestinationProblem::Rate));
                DEFAULT_RATE
            }
        }
    }

    /// The connection that a destination names, which is one of the system from now on.
    fn connection(&mut self, node: &Node) -> Option<Rc<str>> {
        let named = self.named(ResourceKind::Connection, node)?;
        let name = Rc::clone(&named.resource.name);
        if self.found.system.connection(&name).is_none() {
            self.made_up(&named, "the connection");
            self.found.system.connections.push(named.resource);
        }
        Some(name)
    }
}

/// Whether an endpoint is a server of this machine without TLS.
fn is_of_this_machine(text: &str) -> bool {
    let rest = text.strip_prefix("http://").unwrap_or_default();
    let host = rest.split(['/', '?', ':']).next().unwrap_or_default();
    is_loopback(host)
}

/// Whether EventBridge takes an endpoint; what is not known yet may be one.
fn is_endpoint(text: &str) -> bool {
    if text.contains("${") {
        return true;
    }
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
        Some(_) => return false,
        None => text,
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let is_bad = |character: char| character.is_whitespace() || "#{}\"<>\\^`|".contains(character);
    !host.is_empty()
        && !host.contains(['*', '@', '[', ']'])
        && !host.starts_with('.')
        && text.is_ascii()
        && !text.contains(is_bad)
}
