//! Credentials of AWS: where they are from, and until when they are good.

use std::env;
use std::time::{Duration, SystemTime};

use asl_http::relay::{Fault, FaultKind};
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_runtime_api::client::identity::Identity;

use super::AwsOptions;
use super::portal::Portal;
use super::why::why;

/// Credentials that have less than this left are read anew.
const LEFT: Duration = Duration::from_mins(1);
/// What emulators take.
const FOR_EMULATORS: &str = "test";

/// An access key, its secret, and a session's token. INVARIANT: it has no `Debug` and no `Display`, and what it is made of
/// leaves it only for a signature.
pub struct Keys(Credentials);

impl Keys {
    /// These very ones.
    pub fn fixed(id: &str, secret: &str, token: Option<&str>) -> Self {
        Self(Credentials::new(id, secret, token.map(str::to_owned), None, "fixed"))
    }

    /// What a signature is made with.
    pub(super) fn identity(&self) -> Identity {
        self.0.clone().into()
    }

    /// Whether they are good for less than a minute more.
    pub fn expire_soon(&self, now: SystemTime) -> bool {
        self.0.expiry().is_some_and(|expiry| expiry <= now + LEFT)
    }

    /// Whether these are the same.
    pub fn are(&self, other: &Self) -> bool {
        let (own, other) = (&self.0, &other.0);
        own.access_key_id() == other.access_key_id()
            && own.secret_access_key() == other.secret_access_key()
            && own.session_token() == other.session_token()
    }
}

/// Credentials, and where they are from.
pub struct Found {
    /// The credentials.
    pub keys: Keys,
    /// Where they are from, in words that follow “credentials from”.
    pub origin: String,
}

/// Looks for credentials, each time anew.
pub struct Finder {
    profile: Option<String>,
    is_emulator: bool,
    config: ProviderConfig,
    portal: Portal,
}

impl Finder {
    /// Looks for what `options` name; what has to be fetched is fetched through `portal`.
    pub fn new(options: &AwsOptions, portal: Portal) -> Self {
        let config = ProviderConfig::without_region()
            .with_behavior_version(Some(BehaviorVersion::latest()))
            .with_region(Some(Region::new(options.region.clone())))
            .with_http_client(portal.clone());
        Self { profile: options.profile.clone(), is_emulator: options.endpoint.is_some(), config, portal }
    }

    /// The credentials of the profile that was named, or else those of the environment, or else those of `AWS_PROFILE`
    /// or the profile `default`. An emulator checks none: unless a profile was named, it is given what emulators take, and
    /// never sees the person's own.
    pub async fn find(&self) -> Result<Found, Fault> {
        match (&self.profile, variable("AWS_ACCESS_KEY_ID")) {
            (None, _) if self.is_emulator => Ok(Found {
                keys: Keys::fixed(FOR_EMULATORS, FOR_EMULATORS, None),
                origin: "test credentials for an emulator".to_owned(),
            }),
            (None, Some(_)) => Self::in_environment().await,
            _ => self.in_profile().await,
        }
    }

    async fn in_environment() -> Result<Found, Fault> {
        let half = |_| {
            let detail = "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not: set both, or none of them";
            Fault::new(FaultKind::NoCredentials, detail)
        };
        let keys = EnvironmentVariableCredentialsProvider::new().provide_credentials().await.map_err(half)?;
        Ok(Found { keys: Keys(keys), origin: "the environment".to_owned() })
    }

    async fn in_profile(&self) -> Result<Found, Fault> {
        let named = self.profile.clone().or_else(|| variable("AWS_PROFILE"));
        let name = named.clone().unwrap_or_else(|| "default".to_owned());
        self.portal.forget();
        let provider = ProfileFileCredentialsProvider::builder().configure(&self.config).profile_name(&name).build();
        match provider.provide_credentials().await {
            Ok(keys) => Ok(Found { keys: Keys(keys), origin: format!("profile {name}") }),
            // The error itself may hold what a process wrote: it is not repeated.
            Err(_) => Err(why(&name, named.is_some(), self.portal.asked()).await),
        }
    }
}

/// A variable of the environment that is set to something.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_anew_within_their_last_minute() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_hours(1);
        for (left, expected) in [(0, true), (60, true), (61, false)] {
            let expiry = now + Duration::from_secs(left);
            assert_eq!(Keys(Credentials::new("A", "s", None, Some(expiry), "x")).expire_soon(now), expected, "{left}");
        }
        assert!(!Keys::fixed("A", "s", None).expire_soon(now));
    }
}
