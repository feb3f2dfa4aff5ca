//! Conditions of a connection that a person switches on, to see what a workflow makes of them.

use super::access;
use asl_aws::state_error::StateError;

/// `ConnectionState` (EventBridge API reference, `DescribeConnection`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are EventBridge's own")]
pub enum ConnectionState {
    Creating,
    Updating,
    Deleting,
    Authorized,
    Deauthorized,
    Authorizing,
    Deauthorizing,
    Active,
    FailedConnectivity,
}

impl ConnectionState {
    /// EventBridge's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
            Self::Authorized => "AUTHORIZED",
            Self::Deauthorized => "DEAUTHORIZED",
            Self::Authorizing => "AUTHORIZING",
            Self::Deauthorizing => "DEAUTHORIZING",
            Self::Active => "ACTIVE",
            Self::FailedConnectivity => "FAILED_CONNECTIVITY",
        }
    }
}

/// A permission that the state machine's role may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of IAM actions")]
pub enum Permission {
    InvokeHttpEndpoint,
    RetrieveConnectionCredentials,
    GetSecretValue,
    DescribeSecret,
}

impl Permission {
    /// The IAM action.
    pub fn action(self) -> &'static str {
        match self {
            Self::InvokeHttpEndpoint => "states:InvokeHTTPEndpoint",
            Self::RetrieveConnectionCredentials => "events:RetrieveConnectionCredentials",
            Self::GetSecretValue => "secretsmanager:GetSecretValue",
            Self::DescribeSecret => "secretsmanager:DescribeSecret",
        }
    }
}

/// What is wrong with a connection, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It is in this state.
    State(ConnectionState),
    /// The role of the state machine lacks this permission.
    Lacks(Permission),
    /// There is no such connection.
    NotFound,
    /// It is being changed at the same time.
    ConcurrentModification,
    /// EventBridge fails.
    InternalError,
}

impl Condition {
    /// All that can be switched on, in the order of the form.
    pub const ALL: [Self; 15] = [
        Self::State(ConnectionState::Creating),
        Self::State(ConnectionState::Updating),
        Self::State(ConnectionState::Authorizing),
        Self::State(ConnectionState::Deauthorizing),
        Self::State(ConnectionState::Deauthorized),
        Self::State(ConnectionState::Deleting),
        Self::State(ConnectionState::Active),
        Self::State(ConnectionState::FailedConnectivity),
        Self::NotFound,
        Self::ConcurrentModification,
        Self::InternalError,
        Self::Lacks(Permission::InvokeHttpEndpoint),
        Self::Lacks(Permission::RetrieveConnectionCredentials),
        Self::Lacks(Permission::GetSecretValue),
        Self::Lacks(Permission::DescribeSecret),
    ];

    /// Its name for ever: session storage holds it.
    pub fn id(self) -> &'static str {
        match self {
            Self::State(state) => state.as_str(),
            Self::Lacks(permission) => permission.action(),
            Self::NotFound => "ResourceNotFound",
            Self::ConcurrentModification => "ConcurrentModification",
            Self::InternalError => "InternalError",
        }
    }

    /// The condition of that id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.id() == id)
    }

    /// What it is called in the form.
    pub fn label(self) -> String {
        match self {
            Self::State(state) => format!("its state is {}", state.as_str()),
            Self::Lacks(permission) => format!("the role is missing {}", permission.action()),
            Self::NotFound => "it does not exist".to_owned(),
            Self::ConcurrentModification => "it is modified concurrently".to_owned(),
            Self::InternalError => "EventBridge has an internal error".to_owned(),
        }
    }

    /// What a Task fails with that uses the connection `name` to call `url`, before anything is sent.
    ///
    /// The names are AWS's (Developer Guide, "Call HTTPS APIs", "Errors"); which state leads to which of them, and the
    /// causes that [`access`] does not hold, are our choice.
    pub fn error(self, name: &str, url: &str) -> StateError {
        let resource =
            |error: &str, cause: String| StateError::new(&format!("Events.ConnectionResource.{error}"), cause);
        match self {
            Self::Lacks(permission) => access::role_lacks(permission.action(), url),
            Self::NotFound => access::no_connection(name),
            Self::ConcurrentModification => {
                resource("ConcurrentModification", format!("Connection '{name}' was modified concurrently."))
            }
            Self::InternalError => {
                resource("InternalError", format!("An internal error occurred while using connection '{name}'."))
            }
            Self::State(state) => {
                let error = match state {
                    ConnectionState::Authorizing => "AuthInProgress",
                    ConnectionState::FailedConnectivity => "InvalidPrivateConnectionState",
                    _ => "InvalidConnectionState",
                };
                let state = state.as_str();
                resource(error, format!("Connection '{name}' is {state}; it must be AUTHORIZED to be used."))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_has_a_name_of_its_own_and_an_error_of_the_family_that_aws_documents() {
        for condition in Condition::ALL {
            assert_eq!(Condition::find(condition.id()), Some(condition));
            let error = condition.error("mail", "https://a.example/x");
            let name = error.name().to_owned();
            assert!(name.starts_with("Events.ConnectionResource.") || name == "States.Http.AccessDenied", "{name}");
            assert!(!error.cause.unwrap().is_empty() && !condition.label().is_empty());
        }
        assert_eq!(Condition::find("AUTHORIZED"), None, "that is how it is without a condition");
        for (id, expected) in [
            ("DEAUTHORIZED", "Events.ConnectionResource.InvalidConnectionState"),
            ("AUTHORIZING", "Events.ConnectionResource.AuthInProgress"),
            ("FAILED_CONNECTIVITY", "Events.ConnectionResource.InvalidPrivateConnectionState"),
            ("ResourceNotFound", "Events.ConnectionResource.ResourceNotFound"),
            ("states:InvokeHTTPEndpoint", "States.Http.AccessDenied"),
            ("secretsmanager:GetSecretValue", "Events.ConnectionResource.AccessDenied"),
        ] {
            assert_eq!(Condition::find(id).unwrap().error("mail", "https://a.example").name(), expected, "{id}");
        }
    }
}
