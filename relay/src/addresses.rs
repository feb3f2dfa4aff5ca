//! Which IP addresses a call may go to (IANA special-purpose address registries).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` is one of the public network, and nothing that leads to this machine, a private network, a cloud's
/// metadata, or to an IPv4 address of that kind in disguise.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether `address` may be called where the person said that the target is local: this machine and private networks.
/// Link-local addresses, where clouds keep their metadata, are none of them.
pub fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || is_shared(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inner) => is_local(IpAddr::V4(inner)),
            None => address.is_loopback() || (address.is_unique_local() && !is_metadata(address)),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let octets = address.octets();
    // This network, this machine, link-local addresses with the clouds' metadata.
    let is_own = matches!(octets, [0 | 127, ..] | [169, 254, ..]) || address.is_private();
    // Protocol assignments, documentation, 6to4 relays, benchmarks.
    let is_assigned =
        address.is_documentation() || matches!(octets, [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..]);
    // Multicast, reserved, broadcast.
    let is_beyond = matches!(octets, [224..=255, _, _, _]);
    !(is_own || is_assigned || is_beyond || is_shared(address))
}

/// Addresses of carriers' own networks, 100.64.0.0/10; some clouds keep metadata there.
fn is_shared(address: Ipv4Addr) -> bool {
    matches!(address.octets(), [100, second, ..] if (64..128).contains(&second))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    match address.segments() {
        // NAT64: how a network without IPv4 reaches the IPv4 address at the end.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocol assignments with Teredo, documentation, 6to4.
        [0x2001, second, ..] if second < 0x200 => false,
        [0x2001, 0xdb8, ..] | [0x2002, ..] => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // All that is handed out is in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// The metadata of AWS over IPv6 is at `fd00:ec2::254`.
fn is_metadata(address: Ipv6Addr) -> bool {
    matches!(address.segments(), [0xfd00, 0xec2, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_network_are_public() {
        for text in [
            "1.1.1.1",
            "93.184.216.34",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "3fff::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "4000::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_said_to_be_local_is_still_no_metadata() {
        for text in
            ["127.0.0.1", "10.1.2.3", "192.168.0.7", "172.20.0.1", "100.64.0.1", "::1", "fd12::1", "::ffff:10.0.0.1"]
        {
            assert!(is_local(text.parse().unwrap()), "{text}");
        }
        for text in [
            "169.254.169.254",
            "fd00:ec2::254",
            "fe80::1",
            "0.0.0.0",
            "::",
            "224.0.0.1",
            "1.1.1.1",
            "::ffff:169.254.169.254",
        ] {
            assert!(!is_local(text.parse().unwrap()), "{text}");
        }
    }
}
