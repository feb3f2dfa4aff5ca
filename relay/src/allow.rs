//! The targets that the person listed.

use std::net::IpAddr;

use asl_http::relay::{Fault, FaultKind, Target};

use crate::addresses::{is_local, is_public};

/// What the relay may call. Origins are as `asl_http::endpoint::parse_origin` writes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Origins at public addresses.
    pub public: Vec<String>,
    /// Origins that the person says are on this machine or in a private network.
    pub local: Vec<String>,
}

impl Allowed {
    /// All origins, those at public addresses first.
    pub fn origins(&self) -> Vec<String> {
        self.public.iter().chain(&self.local).cloned().collect()
    }

    /// Whether `target` was listed.
    pub fn check_target(&self, target: &Target) -> Result<(), Fault> {
        if self.public.contains(&target.origin) || self.local.contains(&target.origin) {
            return Ok(());
        }
        let detail = format!("the relay was not started for `{}`", target.origin);
        Err(Fault::new(FaultKind::NotListed, detail))
    }

    /// Whether `target` may be at these addresses, which are all that its name has. One that is not allowed spoils them
    /// all: an honest name does not have both kinds.
    pub fn check_addresses(&self, target: &Target, addresses: &[IpAddr]) -> Result<(), Fault> {
        let may_be_local = self.local.contains(&target.origin);
        let is_allowed = |address: &IpAddr| is_public(*address) || (may_be_local && is_local(*address));
        match addresses.iter().find(|address| !is_allowed(address)) {
            None => Ok(()),
            Some(address) => {
                let detail = format!("`{}` resolves to {address}, which is not a public address", target.host);
                Err(Fault::new(FaultKind::PrivateAddress, detail))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_origins_at_fitting_addresses_are_allowed() {
        let allowed = Allowed {
            public: vec!["https://a.example".into()],
            local: vec!["https://intern.example".into(), "http://127.0.0.1:9000".into()],
        };
        for (url, addresses, expected) in [
            ("https://a.example/x", &["1.1.1.1"][..], None),
            ("https://a.example:8443/", &["1.1.1.1"], Some(FaultKind::NotListed)),
            ("https://b.a.example/", &["1.1.1.1"], Some(FaultKind::NotListed)),
            ("https://a.example/", &["10.0.0.1"], Some(FaultKind::PrivateAddress)),
            ("https://a.example/", &["1.1.1.1", "127.0.0.1"], Some(FaultKind::PrivateAddress)),
            ("https://intern.example/", &["10.0.0.1"], None),
            ("https://intern.example/", &["1.1.1.1"], None),
            ("https://intern.example/", &["169.254.169.254"], Some(FaultKind::PrivateAddress)),
            ("http://127.0.0.1:9000/", &["127.0.0.1"], None),
            ("http://127.0.0.1:9001/", &["127.0.0.1"], Some(FaultKind::NotListed)),
        ] {
            let target = Target::parse(url).unwrap();
            let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
            let found = allowed.check_target(&target).and_then(|()| allowed.check_addresses(&target, &addresses));
            assert_eq!(found.err().map(|fault| fault.kind), expected, "{url} {addresses:?}");
        }
    }
}
