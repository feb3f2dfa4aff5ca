//! A call of AWS Step Functions, signed (Signature Version 4, AWS's own crate).

use std::time::SystemTime;

use asl_http::relay::{AwsCall, Call, Fault, FaultKind, VERSION};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use super::Keys;

/// The name of the service, in signatures.
const SERVICE: &str = "states";

/// `call` as it is sent to the origin `endpoint`, signed for `region` with `keys` at the time `now` (API reference of AWS
/// Step Functions, “Making API requests”).
pub fn signed(call: AwsCall, endpoint: &str, region: &str, keys: &Keys, now: SystemTime) -> Result<Call, Fault> {
    let AwsCall { action, body, .. } = call;
    let url = format!("{endpoint}/");
    let mut headers = vec![
        ("Content-Type".to_owned(), "application/x-amz-json-1.0".to_owned()),
        ("X-Amz-Target".to_owned(), format!("AWSStepFunctions.{action}")),
    ];
    let added = signature(SERVICE, &url, region, &headers, &body, keys, now);
    // What is wrong is not repeated: it could hold a header.
    headers.extend(added.ok_or_else(|| Fault::new(FaultKind::NoCredentials, "the credentials can't be signed with"))?);
    Ok(Call { v: VERSION, method: "POST".to_owned(), url, headers, body: Some(body), redirects: 0 })
}

/// The headers that sign a POST: `X-Amz-Date`, `Authorization`, and `X-Amz-Security-Token` where there is one.
fn signature(
    service: &str,
    url: &str,
    region: &str,
    headers: &[(String, String)],
    body: &str,
    keys: &Keys,
    now: SystemTime,
) -> Option<Vec<(String, String)>> {
    let identity = keys.identity();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(now)
        .settings(SigningSettings::default())
        .build()
        .ok()?;
    let named = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let request = SignableRequest::new("POST", url, named, SignableBody::Bytes(body.as_bytes())).ok()?;
    let signed = sign(request, &params.into()).ok()?;
    Some(signed.output().headers().map(|(name, value)| (spelled(name), value.to_owned())).collect())
}

/// The usual spelling of a header's name.
fn spelled(name: &str) -> String {
    let part = |part: &str| match part.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + rest,
        None => String::new(),
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// 2015-08-30T12:36:00Z, of AWS's examples.
    const THEN: Duration = Duration::from_mins(24_015_636);
    /// The key of AWS's examples.
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn authorization(headers: &[(String, String)]) -> &str {
        headers.iter().find(|(name, _)| name == "Authorization").map(|(_, value)| value.as_str()).unwrap()
    }

    #[test]
    fn a_request_of_awss_test_suite_has_the_signature_that_is_published() {
        // “post-vanilla” of aws-sig-v4-test-suite.
        let keys = Keys::fixed("AKIDEXAMPLE", SECRET, None);
        let then = SystemTime::UNIX_EPOCH + THEN;
        let headers = signature("service", "https://example.amazonaws.com/", "us-east-1", &[], "", &keys, then);
        assert_eq!(
            authorization(&headers.unwrap()),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        );
    }

    #[test]
    fn a_call_of_step_functions_is_signed_as_awss_own_client_signs_it() {
        let call = AwsCall { v: 1, action: "ListStateMachines".into(), body: r#"{"maxResults": 1}"#.into() };
        let then = SystemTime::UNIX_EPOCH + THEN;
        for (endpoint, token, expected) in KNOWN {
            let keys = Keys::fixed("AKIDEXAMPLE", SECRET, token);
            let call = signed(call.clone(), endpoint, "eu-west-1", &keys, then).unwrap();
            assert_eq!(authorization(&call.headers), expected, "{endpoint}");
            let names: Vec<&str> = call.headers.iter().map(|(name, _)| name.as_str()).collect();
            let mut wanted = vec!["Content-Type", "X-Amz-Target", "X-Amz-Date", "Authorization"];
            if token.is_some() {
                wanted.push("X-Amz-Security-Token");
            }
            assert!(wanted.iter().all(|name| names.contains(name)) && names.len() == wanted.len(), "{names:?}");
            assert_eq!((call.url, call.redirects), (format!("{endpoint}/"), 0));
            assert!(!call.headers.iter().any(|(_, value)| value.contains(SECRET)));
        }
    }

    /// What botocore's `SigV4Auth` gives for the same requests.
    const KNOWN: [(&str, Option<&str>, &str); 3] = [
        (
            "https://states.eu-west-1.amazonaws.com",
            None,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/states/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=e8503e8d438f5a3d98a24f7f43a7b04c03eb0f4adbd6db7cd9018e5f2e57adbd",
        ),
        (
            "https://states.eu-west-1.amazonaws.com",
            Some("t0ken/example=="),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/states/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=ced4aa3389215442a2d920a7149a5a92e348a8676a6c4acdaac962ae41198ad4",
        ),
        (
            "http://127.0.0.1:4566",
            None,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/states/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=786230e4fa7ee672dc46a235a33b4eab52e381c1c777e71e901bf12034237e1f",
        ),
    ];
}
