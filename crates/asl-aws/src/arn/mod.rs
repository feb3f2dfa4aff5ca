//! Amazon Resource Names: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` (AWS General Reference, "Amazon Resource
//! Names"), and where everything lives that names no region and no account.

pub mod connection;

use std::fmt;
use std::rc::Rc;

/// The region of everything that names none.
pub const DEFAULT_REGION: &str = "us-east-1";
/// The account of everything that names none: the one that AWS's documentation uses.
pub const DEFAULT_ACCOUNT: &str = "123456789012";
/// The partition of that region.
pub const DEFAULT_PARTITION: &str = "aws";

/// The parts of an ARN. Its text is what [`fmt::Display`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov` and their like.
    pub partition: &'a str,
    /// The service's name in ARNs: `states`, `lambda`.
    pub service: &'a str,
    /// The region; empty for what belongs to none, as buckets and roles.
    pub region: &'a str,
    /// The account; empty for what belongs to none, as buckets.
    pub account: &'a str,
    /// The rest, which may have colons and slashes of its own: `function:Work`, `role/admin`.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Reads an ARN; `None` for another text. Regions and accounts are not checked.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next();
        let (scheme, partition, service, region, account, resource) =
            (next()?, next()?, next()?, next()?, next()?, next()?);
        (scheme == "arn" && partition.starts_with("aws")).then_some(Self {
            partition,
            service,
            region,
            account,
            resource,
        })
    }

    /// A resource of the default account in the default region.
    pub fn here(service: &'a str, resource: &'a str) -> Self {
        Self::new(DEFAULT_REGION, DEFAULT_ACCOUNT, service, resource)
    }

    /// A resource of an account in a region, which has its partition.
    pub fn new(region: &'a str, account: &'a str, service: &'a str, resource: &'a str) -> Self {
        Self { partition: partition(region), service, region, account, resource }
    }

    /// A bucket of S3, `NAME`, or objects in one, `NAME/KEY`: neither has a region or an account.
    pub fn s3(resource: &'a str) -> Self {
        Self { partition: DEFAULT_PARTITION, service: "s3", region: "", account: "", resource }
    }

    /// Something of IAM in the default account, `role/NAME`: it has no region.
    pub fn iam(resource: &'a str) -> Self {
        Self { partition: DEFAULT_PARTITION, service: "iam", region: "", account: DEFAULT_ACCOUNT, resource }
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

impl From<Arn<'_>> for Rc<str> {
    fn from(arn: Arn<'_>) -> Self {
        arn.to_string().into()
    }
}

/// The partition of a region.
fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => DEFAULT_PARTITION,
    }
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn an_arn_is_read_as_it_is_written() {
        for (arn, text) in [
            (Arn::here("lambda", "function:f:1"), "arn:aws:lambda:us-east-1:123456789012:function:f:1"),
            (Arn::new("cn-north-1", "1", "sqs", "jobs"), "arn:aws-cn:sqs:cn-north-1:1:jobs"),
            (Arn::new("us-gov-west-1", "1", "sqs", "jobs"), "arn:aws-us-gov:sqs:us-gov-west-1:1:jobs"),
            (Arn::s3("bucket/key"), "arn:aws:s3:::bucket/key"),
            (Arn::iam("role/admin"), "arn:aws:iam::123456789012:role/admin"),
        ] {
            assert_eq!((arn.to_string().as_str(), Arn::parse(text)), (text, Some(arn)));
        }
        for text in ["", "arn", "arn:aws:events:r:a", "urn:aws:a:b:c:d", "arn:gcp:a:b:c:d"] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }
}
