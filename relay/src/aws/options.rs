//! Which region, endpoint and profile the relay was started for.

use asl_http::endpoint::parse_origin;

/// The region of an emulator, unless one is named.
const REGION: &str = "us-east-1";

/// How the relay was started for AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsOptions {
    /// The region that calls are signed for.
    pub region: String,
    /// The origin of an emulator; without one it is AWS's own endpoint of the region.
    pub endpoint: Option<String>,
    /// The profile that the person named.
    pub profile: Option<String>,
}

impl AwsOptions {
    /// What the command line said, if it was about AWS at all. The error is for the person who typed it.
    pub fn read(
        region: Option<String>,
        endpoint: Option<&str>,
        profile: Option<String>,
    ) -> Result<Option<Self>, String> {
        if region.is_none() && endpoint.is_none() {
            return match profile {
                None => Ok(None),
                Some(_) => {
                    Err("a profile needs a region: name it too, for example AWS=eu-west-1 (`--aws eu-west-1`)".into())
                }
            };
        }
        let endpoint = endpoint.map(origin).transpose()?;
        let region = region.unwrap_or_else(|| REGION.to_owned());
        if !is_region(&region) {
            return Err(format!("`{region}` is not a region of AWS: use one such as `eu-west-1`"));
        }
        if endpoint.is_none() && domain(&region).is_none() {
            let how = "name its endpoint in AWS_ENDPOINT (`--aws-endpoint`)";
            return Err(format!("the relay does not know the endpoints of `{region}`: {how}"));
        }
        Ok(Some(Self { region, endpoint, profile }))
    }

    /// The origin that signed calls go to (“AWS Step Functions endpoints and quotas”).
    pub fn origin(&self) -> String {
        let own = || format!("https://states.{}.{}", self.region, domain(&self.region).unwrap_or("amazonaws.com"));
        self.endpoint.clone().unwrap_or_else(own)
    }
}

/// The origin of an emulator.
fn origin(text: &str) -> Result<String, String> {
    parse_origin(text).ok_or_else(|| {
        format!(
            "`{text}` is not an origin: use one such as `http://127.0.0.1:4566`; `http` is allowed only for \
             `localhost`, `*.localhost`, and `127.0.0.1`"
        )
    })
}

/// Whether `text` has the form of a region: `us-east-1`, `us-gov-west-1`. It becomes part of a host's name.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [words @ .., number] => {
            words.len() >= 2
                && words.iter().all(letters)
                && matches!(number.len(), 1..=2)
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        [] => false,
    }
}

/// The domain of a region's endpoints; regions of other partitions than these have endpoints of their own.
fn domain(region: &str) -> Option<&'static str> {
    let is_isolated =
        region.split('-').nth(1).is_some_and(|part| part.starts_with("iso")) || region.starts_with("eusc-");
    match region.starts_with("cn-") {
        true => Some("amazonaws.com.cn"),
        false if is_isolated => None,
        false => Some("amazonaws.com"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(region: Option<&str>, endpoint: Option<&str>, profile: Option<&str>) -> Result<Option<AwsOptions>, String> {
        AwsOptions::read(region.map(str::to_owned), endpoint, profile.map(str::to_owned))
    }

    #[test]
    fn a_region_or_an_emulator_names_the_endpoint() {
        for (region, endpoint, expected) in [
            (Some("eu-west-1"), None, "eu-west-1 https://states.eu-west-1.amazonaws.com"),
            (Some("us-gov-west-1"), None, "us-gov-west-1 https://states.us-gov-west-1.amazonaws.com"),
            (Some("cn-north-1"), None, "cn-north-1 https://states.cn-north-1.amazonaws.com.cn"),
            (None, Some("http://127.0.0.1:4566/"), "us-east-1 http://127.0.0.1:4566"),
            (Some("eu-west-1"), Some("http://localhost:5000"), "eu-west-1 http://localhost:5000"),
            (Some("eusc-de-east-1"), Some("https://states.example"), "eusc-de-east-1 https://states.example"),
        ] {
            let options = read(region, endpoint, None).unwrap().unwrap();
            assert_eq!(format!("{} {}", options.region, options.origin()), expected);
        }
        assert_eq!(read(None, None, None), Ok(None));
    }

    #[test]
    fn what_is_no_region_and_no_origin_is_explained() {
        for (region, endpoint, profile, expected) in [
            (None, None, Some("dev"), "needs a region"),
            (Some(""), None, None, "not a region"),
            (Some("Ireland"), None, None, "not a region"),
            (Some("eu-west-1.evil.example"), None, None, "not a region"),
            (Some("eu-west-1/"), None, None, "not a region"),
            (Some("eu-1"), None, None, "not a region"),
            (Some("us-iso-east-1"), None, None, "--aws-endpoint"),
            (Some("us-isob-east-1"), None, None, "--aws-endpoint"),
            (None, Some("http://states.example"), None, "not an origin"),
            (None, Some("http://127.0.0.1:4566/path"), None, "not an origin"),
        ] {
            let error = read(region, endpoint, profile).unwrap_err();
            assert!(error.contains(expected), "{region:?} {endpoint:?}: {error}");
        }
    }
}
