//! What the API does in a comparison.

/// What the API does. The Practice API does all of it; a person's own API does what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scenario {
    /// It works.
    #[default]
    Works,
    /// It takes longer than an API destination waits.
    Slow,
    /// It refuses the credentials.
    Unauthorized,
    /// It refuses calls for half a minute, and says so.
    TooMany,
    /// It is unavailable twice.
    Unavailable,
    /// It refuses the request itself.
    Invalid,
    /// It is in a private network.
    Private,
    /// Its response is larger than a Task accepts.
    TooLarge,
}

impl Scenario {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Works,
        Self::Slow,
        Self::Unauthorized,
        Self::TooMany,
        Self::Unavailable,
        Self::Invalid,
        Self::Private,
        Self::TooLarge,
    ];

    /// Its name in links, forever.
    pub fn id(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Slow => "slow",
            Self::Unauthorized => "401",
            Self::TooMany => "429",
            Self::Unavailable => "503",
            Self::Invalid => "422",
            Self::Private => "private",
            Self::TooLarge => "large",
        }
    }

    /// The scenario of that name.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.id() == id)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Works => "It works",
            Self::Slow => "It is slow",
            Self::Unauthorized => "401 Unauthorized",
            Self::TooMany => "429 with Retry-After",
            Self::Unavailable => "503 twice, then it works",
            Self::Invalid => "422, a client error",
            Self::Private => "A private address",
            Self::TooLarge => "A body that is too large",
        }
    }

    /// What the API does, in a sentence.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Works => "The API responds at once.",
            Self::Slow => "The API responds after 6 seconds, always.",
            Self::Unauthorized => "The API rejects the credentials of every call.",
            Self::TooMany => "The API rejects calls for 30 seconds with `Retry-After`, then accepts them.",
            Self::Unavailable => "The first two calls get 503 Service Unavailable, the third one succeeds.",
            Self::Invalid => "The API rejects the request: no retry can help.",
            Self::Private => "The API is in a VPC, and nothing in the templates connects to it.",
            Self::TooLarge => "The API responds with 300 KB. A Task accepts 256 KiB.",
        }
    }

    /// What makes the Practice API do that, in the query of a call; empty for nothing.
    pub(crate) fn query(self) -> String {
        match self {
            Self::Works | Self::Private => String::new(),
            other => format!("?fault={}", other.id()),
        }
    }
}
