//! Where Step Functions is: in AWS, or an emulator.

use std::fmt;

use asl_http::endpoint::parse_origin;
use serde::{Deserialize, Serialize};

/// The way to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Through the relay, which signs: AWS, or an emulator that the relay was started for.
    Relay,
    /// Straight to an emulator on this machine, which takes any signature.
    #[default]
    Emulator,
}

/// An endpoint of Step Functions, and how the page uses it. Nothing of it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The way to it.
    pub way: Way,
    /// The address of an emulator; the relay knows its own.
    pub address: String,
    /// The region that an emulator is asked for; the relay knows its own.
    pub region: String,
    /// The role of the state machines that are created; empty through the relay until one is needed.
    pub role_arn: String,
}

/// The role that an emulator is given: none looks at it.
const ANY_ROLE: &str = "arn:aws:iam::123456789012:role/asl-playground";

impl Default for Place {
    fn default() -> Self {
        Self {
            way: Way::default(),
            address: "http://localhost:4566".to_owned(),
            region: "us-east-1".to_owned(),
            role_arn: ANY_ROLE.to_owned(),
        }
    }
}

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPlace {
    /// The address is no origin.
    Address,
    /// The role is no ARN of a role.
    Role,
    /// The region has other characters than regions have.
    Region,
}

impl fmt::Display for BadPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => {
                "The address is not an origin of this machine: enter one such as `http://localhost:4566` (LocalStack) \
                 or `http://localhost:5000` (moto)."
            }
            Self::Role => {
                "The role is not an ARN: enter one such as `arn:aws:iam::123456789012:role/my-workflow`. The role must \
                 trust `states.amazonaws.com`."
            }
            Self::Region => "The region is not valid: enter one such as `us-east-1`.",
        })
    }
}

impl Place {
    /// The same by another way. Emulators take any role, so one is filled in; AWS takes only one that exists.
    #[must_use]
    pub fn with_way(&self, way: Way) -> Self {
        let role_arn = match way {
            Way::Relay if self.role_arn == ANY_ROLE => String::new(),
            Way::Emulator if self.role_arn.trim().is_empty() => ANY_ROLE.to_owned(),
            _ => self.role_arn.clone(),
        };
        Self { way, role_arn, ..self.clone() }
    }

    /// The role that a state machine there is given; `is_aws` says whether it is AWS that is asked. `None` if one has to be
    /// entered first.
    pub fn role(&self, is_aws: bool) -> Option<&str> {
        match self.role_arn.as_str() {
            "" => (!is_aws).then_some(ANY_ROLE),
            role => Some(role),
        }
    }

    /// The same with what it needs in its form.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn checked(&self) -> Result<Self, BadPlace> {
        let trimmed = |text: &str| text.trim().to_owned();
        let mut place = Self { region: trimmed(&self.region), role_arn: trimmed(&self.role_arn), ..self.clone() };
        if place.way == Way::Emulator {
            let address = self.address.trim();
            let full = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
            place.address = parse_origin(full.trim_end_matches('/')).ok_or(BadPlace::Address)?;
            if !is_region(&place.region) {
                return Err(BadPlace::Region);
            }
        }
        let may_lack = place.way == Way::Relay && place.role_arn.is_empty();
        if may_lack || is_role(&place.role_arn) { Ok(place) } else { Err(BadPlace::Role) }
    }

    /// The headers that an emulator is sent besides the content type. The signature is none: emulators read service and
    /// region from it and check nothing.
    pub fn emulator_authorization(&self) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=test/20260101/{}/states/aws4_request, \
             SignedHeaders=content-type;host;x-amz-target, Signature=0",
            self.region
        )
    }
}

fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 32
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}

/// Whether it is `arn:PARTITION:iam::ACCOUNT:role/NAME`.
fn is_role(text: &str) -> bool {
    let mut parts = text.splitn(6, ':');
    let mut is = |wanted: fn(&str) -> bool| parts.next().is_some_and(wanted);
    is(|part| part == "arn")
        && is(|part| part.starts_with("aws"))
        && is(|part| part == "iam")
        && is(str::is_empty)
        && is(|part| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit()))
        && is(|part| {
            part.strip_prefix("role/").is_some_and(|name| !name.is_empty()) && !part.contains(char::is_whitespace)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_checked_before_anything_is_sent_there() {
        let place = |address: &str, region: &str, role: &str| {
            Place { way: Way::Emulator, address: address.into(), region: region.into(), role_arn: role.into() }
                .checked()
        };
        let role = "arn:aws:iam::123456789012:role/service/x";
        assert_eq!(
            place(" localhost:5000/ ", "eu-west-1 ", role).map(|place| place.address),
            Ok("http://localhost:5000".into())
        );
        for (address, region, role, expected) in [
            ("http://localhost:5000/path", "eu-west-1", role, BadPlace::Address),
            ("", "eu-west-1", role, BadPlace::Address),
            ("http://emulator.example", "eu-west-1", role, BadPlace::Address),
            ("localhost:5000", "EU West", role, BadPlace::Region),
            ("localhost:5000", "", role, BadPlace::Region),
            ("localhost:5000", "eu-west-1", "role", BadPlace::Role),
            ("localhost:5000", "eu-west-1", "arn:aws:iam::1:role/x", BadPlace::Role),
            ("localhost:5000", "eu-west-1", "arn:aws:iam::123456789012:user/x", BadPlace::Role),
        ] {
            assert_eq!(place(address, region, role), Err(expected), "{address} {region} {role}");
        }
        // The relay knows where AWS is.
        let through = Place { way: Way::Relay, address: String::new(), region: String::new(), role_arn: role.into() };
        assert_eq!(through.checked().as_ref(), Ok(&through));
        assert_eq!(Place { role_arn: "role".into(), ..through }.checked(), Err(BadPlace::Role));
    }

    #[test]
    fn aws_is_never_given_the_role_that_only_an_emulator_takes() {
        let emulator = Place::default();
        assert_eq!(emulator.role(false), Some(ANY_ROLE));
        let aws = emulator.with_way(Way::Relay);
        assert_eq!((aws.role_arn.as_str(), aws.role(true)), ("", None));
        assert_eq!(aws.checked().as_ref(), Ok(&aws), "the list can be read without a role");
        assert_eq!(aws.role(false), Some(ANY_ROLE), "an emulator behind the relay");
        assert_eq!(aws.with_way(Way::Emulator), emulator);
        // What a person entered stays.
        let own = Place { role_arn: "arn:aws:iam::210987654321:role/own".into(), ..emulator };
        assert_eq!(own.with_way(Way::Relay).role(true), Some("arn:aws:iam::210987654321:role/own"));
    }
}
