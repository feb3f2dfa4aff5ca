//! ARNs of connections: `arn:aws:events:<region>:<account>:connection/<name>/<uuid>`.

use std::rc::Rc;

/// The ARN of a new connection. `random` gives the last part; six of its bits say that it is a random UUID.
pub fn form(region: &str, account: &str, name: &str, random: u128) -> Rc<str> {
    format!("arn:{}:events:{region}:{account}:connection/{name}/{}", partition(region), uuid(random)).into()
}

fn uuid(random: u128) -> String {
    let bits = (random & !(0xf << 76) & !(0b11 << 62)) | (0x4 << 76) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xffff,
        (bits >> 48) & 0xffff,
        bits & 0xffff_ffff_ffff
    )
}

/// The ARN of the secret in which EventBridge keeps the credentials of the connection `connection_arn`; `None` if that
/// is no connection's ARN. Its UUID and last six characters are random on AWS; here they follow from the connection's
/// ARN, so that they stay the same.
pub fn secret(connection_arn: &str) -> Option<String> {
    let name = name_in(connection_arn)?;
    let mut parts = connection_arn.split(':');
    let (partition, region, account) = (parts.nth(1)?, parts.nth(1)?, parts.next()?);
    // FNV-1a, 128 bits.
    let hash = connection_arn.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let suffix: String = (0..6)
        .filter_map(|place| letters.get(((hash >> (place * 6)) % 62) as usize))
        .map(|byte| char::from(*byte))
        .collect();
    let uuid = uuid(hash);
    Some(format!("arn:{partition}:secretsmanager:{region}:{account}:secret:events!connection/{name}/{uuid}-{suffix}"))
}

/// The connection's name in an ARN; `None` if `arn` is no connection's ARN.
pub fn name_in(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let start = (parts.next()?, parts.next()?, parts.next()?);
    if start.0 != "arn" || !start.1.starts_with("aws") || start.2 != "events" {
        return None;
    }
    let resource = parts.nth(2)?.strip_prefix("connection/")?;
    let name = resource.split('/').next()?;
    (!name.is_empty()).then_some(name)
}

fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_formed_as_eventbridge_forms_it_and_gives_its_name_back() {
        let arn = form("eu-central-1", "123456789012", "my.conn-1_x", u128::MAX);
        assert_eq!(
            &*arn,
            "arn:aws:events:eu-central-1:123456789012:connection/my.conn-1_x/ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(name_in(&arn), Some("my.conn-1_x"));
        let kept = secret(&arn).unwrap();
        let start = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:events!connection/my.conn-1_x/";
        let rest = kept.strip_prefix(start).unwrap();
        assert_eq!((rest.len(), rest.rfind('-')), (43, Some(36)), "{rest}");
        assert_eq!((secret(&arn).unwrap(), secret("arn:aws:s3:::x")), (kept, None));
        assert!(form("cn-north-1", "1", "c", 0).starts_with("arn:aws-cn:events:"));
        for text in ["", "arn", "arn:aws:events:r:a", "arn:aws:events:r:a:connection/", "arn:aws:s3:r:a:connection/x/y"]
        {
            assert_eq!(name_in(text), None, "{text}");
        }
    }
}
