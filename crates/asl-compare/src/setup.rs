//! What is compared: the scenario, the call, the assumptions about prices.

use std::rc::Rc;

use asl_http::attempt::{PRACTICE_ORIGIN, PRIVATE_ORIGIN};
use asl_http::endpoint::Endpoint;
use asl_http::{Connection, Connections, Method};

use crate::price::Assumptions;
use crate::scenario::Scenario;

/// One of the three ways to call an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The workflow invokes a Lambda function, whose code calls the API.
    Function,
    /// The workflow puts an event on a bus, and a rule sends it to an API destination.
    Destination,
    /// The workflow calls the API itself.
    HttpTask,
}

impl Way {
    /// All three, in the order of the article.
    pub const ALL: [Self; 3] = [Self::Function, Self::Destination, Self::HttpTask];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Function => "Lambda function",
            Self::Destination => "API destination",
            Self::HttpTask => "HTTP Task",
        }
    }

    /// How it works, in a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Function => "The workflow invokes a function, and its code calls the API.",
            Self::Destination => "The workflow puts an event on a bus, and a rule sends it to the API.",
            Self::HttpTask => "The workflow calls the API itself.",
        }
    }
}

/// The connection to the Practice API that the examples bring.
pub const PRACTICE_CONNECTION: &str = "practice-basic";

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// What the Practice API does.
    pub scenario: Scenario,
    /// The method of the call.
    pub method: Method,
    /// The person's own endpoint; empty for the Practice API.
    pub endpoint: Rc<str>,
    /// The name of the connection for that endpoint.
    pub connection: Rc<str>,
    /// What the price is computed with.
    pub assumptions: Assumptions,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            scenario: Scenario::default(),
            method: Method::Put,
            endpoint: Rc::default(),
            connection: Rc::default(),
            assumptions: Assumptions::default(),
        }
    }
}

/// Why a comparison cannot run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The endpoint is not one that an HTTP Task can call.
    Endpoint,
    /// No connection is chosen, or this tab has none of that name.
    NoConnection,
    /// The connection does not allow the endpoint: its name, and the origin.
    NotAllowed(Rc<str>, Rc<str>),
}

impl Obstacle {
    /// What is wrong, and what to do.
    pub fn message(&self) -> String {
        match self {
            Self::Endpoint => "Enter a whole URL that begins with https://".to_owned(),
            Self::NoConnection => {
                "Choose a connection. An HTTP Task and an API destination need one, even if the API does not."
                    .to_owned()
            }
            Self::NotAllowed(name, origin) => {
                format!("The connection `{name}` does not allow `{origin}`. Add it to its allowed origins.")
            }
        }
    }
}

impl Setup {
    /// Whether the call goes to the person's own API.
    pub fn is_own(&self) -> bool {
        !self.endpoint.is_empty()
    }

    /// What the API does; a person's own API is not told.
    pub fn played(&self) -> Scenario {
        if self.is_own() { Scenario::Works } else { self.scenario }
    }

    /// The endpoint with `{id}` where the ticket's id is to be, if it is in it at all.
    pub(crate) fn pattern(&self) -> String {
        if self.is_own() {
            return self.endpoint.to_string();
        }
        let scenario = self.scenario;
        let origin = if scenario == Scenario::Private { PRIVATE_ORIGIN } else { PRACTICE_ORIGIN };
        format!("{origin}/tickets/{{id}}{}", scenario.query())
    }

    /// The URL that is called.
    pub fn url(&self) -> String {
        self.pattern().replace("{id}", "42")
    }

    /// Whether the call has a body.
    pub(crate) fn has_body(&self) -> bool {
        !matches!(self.method, Method::Get | Method::Head | Method::Options | Method::Delete)
    }

    /// The name of the connection that is used.
    pub fn connection_name(&self) -> &str {
        if self.is_own() { &self.connection } else { PRACTICE_CONNECTION }
    }

    /// The connection that is used, if the tab has it.
    pub fn connection<'c>(&self, connections: &'c Connections) -> Option<&'c Connection> {
        connections.iter().find(|connection| &*connection.name == self.connection_name())
    }

    /// The connections of a run: that of the Practice API also reaches for its private address.
    pub fn connections(&self, connections: &Connections) -> Connections {
        if !self.is_own() && self.scenario == Scenario::Private {
            return connections.with_origin(PRACTICE_CONNECTION, PRIVATE_ORIGIN);
        }
        connections.clone()
    }

    /// Why it cannot run with these connections; `None` if it can.
    pub fn obstacle(&self, connections: &Connections) -> Option<Obstacle> {
        if !self.is_own() {
            return None;
        }
        let Some(endpoint) = Endpoint::parse(&self.url()) else { return Some(Obstacle::Endpoint) };
        let Some(connection) = self.connection(connections) else { return Some(Obstacle::NoConnection) };
        let allows = connection.allows(&self.url());
        (!allows).then(|| Obstacle::NotAllowed(connection.name.clone(), endpoint.origin.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_http::Connection;

    #[test]
    fn what_is_missing_is_said_before_anything_runs() {
        let connection =
            Connection { name: "own".into(), origins: vec!["https://api.example".into()], ..Connection::default() };
        let connections: Connections = std::iter::once(connection).collect();
        let with = |endpoint: &str, name: &str| {
            let setup = Setup { endpoint: endpoint.into(), connection: name.into(), ..Setup::default() };
            setup.obstacle(&connections)
        };
        assert_eq!(with("", ""), None, "the Practice API");
        assert_eq!(with("api.example/x", "own"), Some(Obstacle::Endpoint));
        assert_eq!(with("http://api.example/x", "own"), Some(Obstacle::Endpoint));
        assert_eq!(with("https://api.example/x", "other"), Some(Obstacle::NoConnection));
        assert_eq!(with("https://api.example/tickets/{id}", "own"), None);
        let not_allowed = Obstacle::NotAllowed("own".into(), "https://other.example".into());
        assert!(not_allowed.message().contains("https://other.example"));
        assert_eq!(with("https://other.example/x", "own"), Some(not_allowed));
    }

    #[test]
    fn a_scenario_plays_on_the_practice_api_alone() {
        let setup = Setup { scenario: Scenario::Slow, ..Setup::default() };
        assert_eq!(
            (setup.played(), setup.url()),
            (Scenario::Slow, "https://practice.test/tickets/42?fault=slow".into())
        );
        let own = Setup { endpoint: "https://api.example/{id}".into(), ..setup };
        assert_eq!((own.played(), own.url()), (Scenario::Works, "https://api.example/42".into()));
        let private = Setup { scenario: Scenario::Private, ..Setup::default() };
        assert_eq!(private.url(), "https://private.practice.test/tickets/42");
    }
}
