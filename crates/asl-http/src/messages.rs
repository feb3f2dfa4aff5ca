//! The words for what is wrong with a connection: a sentence for the field, and what the API itself answers.
//!
//! Two messages of the API are recorded (a pattern, and the set of types, which is in [`super::record`]); the others follow
//! the wording that all of AWS's APIs share.

use super::endpoint::NonAsciiHost;
use super::validate::{Cause, Characters, Problem};

/// The message of the `ValidationException` that the API answers with; none if it accepts the connection.
pub fn refusal(problems: &[Problem]) -> Option<String> {
    let constraints: Vec<String> = problems.iter().filter_map(Problem::constraint).collect();
    let errors = if constraints.len() == 1 { "error" } else { "errors" };
    let text = constraints.join("; ");
    (!constraints.is_empty()).then(|| format!("{} validation {errors} detected: {text}", constraints.len()))
}

impl Problem {
    /// A sentence about it, to stand at the field.
    pub fn message(&self) -> String {
        match &self.cause {
            Cause::Missing => "this is required".to_owned(),
            Cause::TooLong(most) => format!("this can have at most {most} characters"),
            Cause::TooMany(most) => format!("there can be at most {most} of these"),
            Cause::Characters(characters) => characters.sentence().to_owned(),
            Cause::NoUrl => "this is not a URL that can be called: write `https://`, a host, and a path".to_owned(),
            Cause::NoOrigin(origin) => match NonAsciiHost::find(origin) {
                Some(host) => host.to_string(),
                None => format!(
                    "`{origin}` is not an origin: write scheme, host, and port, such as `https://api.example.com`"
                ),
            },
            Cause::NoPlaceholder(alias) => {
                format!("`{alias}` is not a placeholder name: use only letters, digits, and `_`")
            }
            Cause::NameTaken => "another connection has this name".to_owned(),
        }
    }

    /// The constraint that is not met, in the API's words.
    fn constraint(&self) -> Option<String> {
        let refused = self.refused.as_ref()?;
        let must = match &self.cause {
            Cause::Missing => "have length greater than or equal to 1".to_owned(),
            Cause::TooLong(most) | Cause::TooMany(most) => format!("have length less than or equal to {most}"),
            Cause::Characters(characters) => format!("satisfy regular expression pattern: {}", characters.pattern()),
            Cause::NoUrl | Cause::NoOrigin(_) | Cause::NoPlaceholder(_) | Cause::NameTaken => return None,
        };
        let (value, member) = (&refused.value, &refused.member);
        Some(format!("Value '{value}' at '{member}' failed to satisfy constraint: Member must {must}"))
    }
}

impl Characters {
    /// What a text can have, in a sentence.
    fn sentence(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Name => "a name can have only letters, digits, `.`, `-`, and `_`",
            Self::Credential => {
                "EventBridge does not accept a colon, a line break, a control character, or only spaces here"
            }
            Self::HeaderKey => "a header name can have only letters, digits, and !#$%&'*+-.^_`|~",
            Self::HeaderValue => "a header value can have only printable ASCII characters",
            Self::Query => "EventBridge does not accept line breaks or control characters here",
            Self::Endpoint => "an endpoint can have only the characters of a URL, and no `#`, `{` or `}`",
        }
    }

    /// The pattern, as the API words it.
    fn pattern(self) -> &'static str {
        match self {
            Self::Any => ".*",
            Self::Name => r"[\.\-_A-Za-z0-9]+",
            Self::Credential => r"^[ \t]*[^\x00-\x1F:\x7F]+([ \t]+[^\x00-\x1F:\x7F]+)*[ \t]*$",
            Self::HeaderKey => r"^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$",
            Self::HeaderValue => r"^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$",
            Self::Query => r"[^\x00-\x1F\x7F]+",
            Self::Endpoint => r"^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::OAuth;
    use crate::validate::problems;
    use crate::{Authorization, Connection, Secret};

    #[test]
    fn a_refusal_is_worded_as_the_api_words_it() {
        let basic = || Authorization::Basic { username: "user".into(), password: Secret::new("word") };
        let named = |name: &str| Connection { name: name.into(), authorization: basic(), ..Connection::default() };
        assert_eq!(refusal(&problems(&named("a.b-c_d"))), None);
        assert_eq!(
            refusal(&problems(&named("Invalid Name With Spaces!"))).unwrap(),
            "1 validation error detected: Value 'Invalid Name With Spaces!' at 'name' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"
        );
        let oauth =
            OAuth { client_secret: Secret::new("s3cret:"), endpoint: "http://id.example".into(), ..OAuth::default() };
        let oauth = Connection { authorization: Authorization::OAuth(Box::new(oauth)), ..named("") };
        let found = problems(&oauth);
        let text = refusal(&found).unwrap();
        assert!(text.starts_with("3 validation errors detected: Value '' at 'name' failed to satisfy"), "{text}");
        assert!(
            text.contains("; Value '***' at 'authParameters.oAuthParameters.clientParameters.clientSecret' failed")
        );
        assert!(!text.contains("s3cret"), "{text}");
        let last = found.last().unwrap();
        assert_eq!((last.field.as_str(), &last.cause), ("OAuthParameters.AuthorizationEndpoint", &Cause::NoUrl));
        assert_eq!(last.refused, None);
    }
}
