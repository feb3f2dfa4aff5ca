//! What the page keeps of a relay: in this tab only, as it keeps connections.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{MOST_REDIRECTS, PORT};
use crate::connection::Secret;
use crate::endpoint::parse_origin;

/// A relay that the page may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelaySetting {
    /// Its origin: `http://127.0.0.1:8723`.
    pub address: Rc<str>,
    /// The token that it printed.
    pub token: Secret,
    /// Which calls go through it.
    pub scope: Scope,
    /// The origins that it said it calls, when it was asked last.
    pub origins: Vec<Rc<str>>,
    /// Whether it is asked to follow redirects within an origin.
    pub follows_redirects: bool,
}

/// Which calls go through a relay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Those to the origins that it allows; others leave directly.
    #[default]
    Listed,
    /// All but those to the Practice API; the relay refuses what it does not allow.
    All,
}

impl RelaySetting {
    /// Whether a call to `origin` goes through the relay.
    pub fn takes(&self, origin: &str) -> bool {
        self.scope == Scope::All || self.origins.iter().any(|listed| &**listed == origin)
    }

    /// How many redirects the relay is asked to follow.
    pub fn redirects(&self) -> u8 {
        if self.follows_redirects { MOST_REDIRECTS } else { 0 }
    }
}

/// The setting as session storage holds it, and nothing else: it holds the token.
#[derive(Serialize, Deserialize)]
pub struct RelayRecord {
    address: String,
    token: String,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    follows_redirects: bool,
}

impl From<&RelaySetting> for RelayRecord {
    fn from(setting: &RelaySetting) -> Self {
        Self {
            address: setting.address.to_string(),
            token: setting.token.expose().to_owned(),
            scope: setting.scope,
            origins: setting.origins.iter().map(ToString::to_string).collect(),
            follows_redirects: setting.follows_redirects,
        }
    }
}

impl TryFrom<RelayRecord> for RelaySetting {
    type Error = &'static str;

    fn try_from(record: RelayRecord) -> Result<Self, Self::Error> {
        Ok(Self {
            address: parse_address(&record.address)?.into(),
            token: Secret::new(record.token),
            scope: record.scope,
            origins: record.origins.into_iter().map(Rc::from).collect(),
            follows_redirects: record.follows_redirects,
        })
    }
}

/// Reads the address of a relay, a port alone, or nothing for the usual port. Gives its origin, which is always on this
/// machine: a token and credentials go there in the clear.
pub fn parse_address(text: &str) -> Result<String, &'static str> {
    let text = text.trim().trim_end_matches('/');
    let full = match text {
        "" => format!("http://127.0.0.1:{PORT}"),
        port if port.bytes().all(|byte| byte.is_ascii_digit()) => format!("http://127.0.0.1:{port}"),
        address if address.contains("://") => address.to_owned(),
        address => format!("http://{address}"),
    };
    parse_origin(&full)
        .filter(|origin| origin.starts_with("http://"))
        .ok_or("the address must be http://127.0.0.1 and the relay's port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_on_this_machine() {
        for (text, expected) in [
            ("", Some("http://127.0.0.1:8723")),
            (" 9000 ", Some("http://127.0.0.1:9000")),
            ("127.0.0.1:9000", Some("http://127.0.0.1:9000")),
            ("localhost:9000/", Some("http://localhost:9000")),
            ("http://127.0.0.1:9000", Some("http://127.0.0.1:9000")),
            ("https://127.0.0.1:9000", None),
            ("http://relay.example:9000", None),
            ("http://192.168.0.7:9000", None),
            ("http://127.0.0.1:9000/path", None),
            ("99999", None),
        ] {
            assert_eq!(parse_address(text).ok().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_setting_comes_back_from_storage_and_hides_its_token() {
        let setting = RelaySetting {
            address: "http://127.0.0.1:9000".into(),
            token: Secret::new("t0ken"),
            scope: Scope::Listed,
            origins: vec!["https://a.example".into()],
            follows_redirects: true,
        };
        let text = serde_json::to_string(&RelayRecord::from(&setting)).unwrap();
        let record: RelayRecord = serde_json::from_str(&text).unwrap();
        assert_eq!(RelaySetting::try_from(record).unwrap(), setting);
        assert!(!format!("{setting:?}").contains("t0ken"));
        assert!(setting.takes("https://a.example") && !setting.takes("https://a.example:8443"));
        assert!(RelaySetting { scope: Scope::All, ..setting }.takes("https://b.example"));
        let elsewhere = RelayRecord { address: "https://a.example".into(), ..serde_json::from_str(&text).unwrap() };
        assert!(RelaySetting::try_from(elsewhere).is_err());
    }
}
