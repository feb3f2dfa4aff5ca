//! ARNs of connections: `arn:aws:events:<region>:<account>:connection/<name>/<uuid>`.

use std::rc::Rc;

use super::Arn;
use crate::uuid::uuid_of;

/// The ARN of the connection `name`; its last part, `id`, is a UUID on AWS.
pub fn arn(region: &str, account: &str, name: &str, id: &str) -> Rc<str> {
    Arn::new(region, account, "events", &format!("connection/{name}/{id}")).into()
}

/// The ARN of the secret in which EventBridge keeps the credentials of the connection `connection_arn`; `None` if that
/// is no connection's ARN. Its UUID and last six characters are random on AWS; here they follow from the connection's
/// ARN, so that they stay the same.
pub fn secret_arn(connection_arn: &str) -> Option<String> {
    let name = name_in(connection_arn)?;
    let connection = Arn::parse(connection_arn)?;
    // FNV-1a, 128 bits.
    let hash = connection_arn.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let suffix: String = (0..6)
        .filter_map(|place| letters.get(((hash >> (place * 6)) % 62) as usize))
        .map(|byte| char::from(*byte))
        .collect();
    #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
    let id = uuid_of((hash >> 64) as u64, hash as u64);
    let resource = format!("secret:events!connection/{name}/{id}-{suffix}");
    Some(Arn { service: "secretsmanager", resource: &resource, ..connection }.to_string())
}

/// The connection's name in an ARN; `None` if `arn` is no connection's ARN.
pub fn name_in(arn: &str) -> Option<&str> {
    let arn = Arn::parse(arn).filter(|arn| arn.service == "events")?;
    let name = arn.resource.strip_prefix("connection/")?.split('/').next()?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_formed_as_eventbridge_forms_it_and_gives_its_name_back() {
        let id = crate::uuid::uuid_of(u64::MAX, u64::MAX);
        let made = arn("eu-central-1", "123456789012", "my.conn-1_x", &id);
        assert_eq!(
            &*made,
            "arn:aws:events:eu-central-1:123456789012:connection/my.conn-1_x/ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(name_in(&made), Some("my.conn-1_x"));
        let kept = secret_arn(&made).unwrap();
        let start = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:events!connection/my.conn-1_x/";
        let rest = kept.strip_prefix(start).unwrap();
        assert_eq!((rest.len(), rest.rfind('-')), (43, Some(36)), "{rest}");
        assert_eq!((secret_arn(&made).unwrap(), secret_arn("arn:aws:s3:::x")), (kept, None));
        assert!(arn("cn-north-1", "1", "c", "0").starts_with("arn:aws-cn:events:"));
        for text in ["", "arn", "arn:aws:events:r:a", "arn:aws:events:r:a:connection/", "arn:aws:s3:r:a:connection/x/y"]
        {
            assert_eq!(name_in(text), None, "{text}");
        }
    }
}
