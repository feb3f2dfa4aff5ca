//! What a run will call, as the page asks before the first run of a document that came by link.

use std::rc::Rc;

use asl_http::Connections;
use asl_http::steps::oauth_of;
use asl_lang::StateMachine;
use asl_stack::requirements;

/// The hosts and connections that a machine names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlannedCalls {
    /// Addresses that will be called, without repetition, as far as the text says.
    pub(crate) endpoints: Vec<Rc<str>>,
    /// Whether some addresses are computed while it runs.
    pub(crate) computed: bool,
    /// Connections of this tab that will be used.
    pub(crate) connections: Vec<UsedConnection>,
}

/// A connection that will be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsedConnection {
    /// The name of the connection.
    pub(crate) name: Rc<str>,
    /// The origins that it is bound to.
    pub(crate) origins: Rc<str>,
    /// Where its tokens are asked for, if it has OAuth.
    pub(crate) token_endpoint: Option<Rc<str>>,
}

impl PlannedCalls {
    /// What `machine` names.
    pub(crate) fn of(machine: &StateMachine, connections: &Connections) -> Self {
        let mut calls = Self::default();
        for need in requirements::of(machine) {
            match need.endpoint {
                Some(endpoint) if !calls.endpoints.contains(&endpoint) => calls.endpoints.push(endpoint),
                Some(_) => {}
                None => calls.computed = true,
            }
            match need.connection.as_ref().map(|reference| connections.find(&reference.value)) {
                Some(Some(found)) => {
                    let entry = UsedConnection {
                        name: Rc::clone(&found.name),
                        origins: found.origins.join(", ").into(),
                        token_endpoint: oauth_of(found).map(|oauth| Rc::clone(&oauth.endpoint)),
                    };
                    if !calls.connections.contains(&entry) {
                        calls.connections.push(entry);
                    }
                }
                Some(None) => {}
                None => calls.computed = true,
            }
        }
        calls
    }
}
