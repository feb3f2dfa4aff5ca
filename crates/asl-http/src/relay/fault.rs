//! Why a relay has no answer.

use serde::{Deserialize, Serialize};

/// What a relay did not do, or could not. INVARIANT: the text holds no header, no body, no query and no token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail}")]
pub struct Fault {
    /// What kind of thing it is.
    pub kind: FaultKind,
    /// The same in a sentence, with names and addresses; no full stop.
    pub detail: String,
}

impl Fault {
    /// A fault of that kind.
    pub fn new(kind: FaultKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }
}

/// The kinds of faults. Their names are part of the words between page and relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// Nothing answers at the relay's address, or it does not let this page in. Only the page says this.
    NotRunning,
    /// The token is another one. Only the page says this.
    WrongToken,
    /// What answers there is no relay, or one that speaks otherwise.
    NotUnderstood,
    /// The relay was not started for that origin.
    NotListed,
    /// The name leads to an address of this machine, a private network or a cloud's metadata.
    PrivateAddress,
    /// A header that frames the message, which only the relay may set.
    HeaderRefused,
    /// The relay is busy with other calls.
    Busy,
    /// No such name.
    UnknownName,
    /// Nothing took the connection.
    Unreachable,
    /// TLS failed: the certificate, most of the time.
    Tls,
    /// The connection ended within the answer, or before it.
    Closed,
    /// The answer is no HTTP.
    NotHttp,
    /// The relay was not started for AWS.
    NotForAws,
    /// The relay has no credentials that it can sign with.
    NoCredentials,
    /// An action that the relay does not send, or a state machine that it does not touch.
    ActionRefused,
    /// The answer is larger than what the relay reads of one.
    TooLarge,
    /// No whole answer within AWS's 60 seconds.
    TimedOut,
    /// A kind that a newer relay knows.
    #[serde(other)]
    Other,
}

impl FaultKind {
    /// Whether the request never left for the API.
    pub fn is_before_sending(self) -> bool {
        use FaultKind::{
            ActionRefused, Busy, HeaderRefused, NoCredentials, NotForAws, NotListed, NotRunning, NotUnderstood,
            PrivateAddress, Tls, UnknownName, Unreachable, WrongToken,
        };
        matches!(
            self,
            NotRunning
                | WrongToken
                | NotUnderstood
                | NotListed
                | PrivateAddress
                | HeaderRefused
                | NoCredentials
                | NotForAws
                | ActionRefused
                | Busy
                | UnknownName
                | Unreachable
                | Tls
        )
    }
}
