//! A URL as page and relay both read it.

use std::net::IpAddr;

use url::{Host, Url};

use crate::endpoint::is_loopback;

/// A URL taken apart. The relay checks these parts and calls with these parts, so there is no second reading of the text
/// that could see another host.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// Scheme, host and port, as [`Url`] writes them.
    pub origin: String,
    /// Whether it is `https`.
    pub is_https: bool,
    /// The host's name, or its address without brackets.
    pub host: String,
    /// The address, if the host is one.
    pub address: Option<IpAddr>,
    /// The port, the scheme's own if none is named.
    pub port: u16,
    /// What the header `Host` says: the host, and a port that is not the scheme's own.
    pub authority: String,
    /// Path and query, byte for byte as they are sent; begins with `/`.
    pub path_and_query: String,
}

impl Target {
    /// Takes `url` apart. The error says what is wrong with it, and does not repeat it: a query may hold a secret.
    ///
    /// Path and query are kept as they are: they were encoded as AWS does, and nobody may do it once more.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = url.split_once("://").ok_or("the URL has no scheme")?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end).ok_or("the URL has no host")?;
        if authority.is_empty() || authority.contains(['@', ' ', '*', '%']) {
            return Err("the URL has no valid host");
        }
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) || rest.contains(['#', '\\']) {
            return Err("the URL contains characters that must be encoded");
        }
        let parsed = Url::parse(&format!("{scheme}://{authority}/")).map_err(|_| "the URL has an invalid host")?;
        let is_https = match parsed.scheme() {
            "https" => true,
            "http" if is_loopback(parsed.host_str().unwrap_or_default()) => false,
            "http" => {
                return Err("`http` is allowed only for this machine: `localhost`, `*.localhost`, and \
                                  `127.0.0.1`");
            }
            _ => return Err("only `https` URLs can be called"),
        };
        let address = match parsed.host().ok_or("the URL has no host")? {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        let written = parsed.host_str().unwrap_or_default();
        let own_port = if is_https { 443 } else { 80 };
        let port = parsed.port().unwrap_or(own_port);
        Ok(Self {
            origin: parsed.origin().ascii_serialization(),
            is_https,
            host: written.trim_matches(['[', ']']).to_owned(),
            address,
            port,
            authority: if port == own_port { written.to_owned() } else { format!("{written}:{port}") },
            path_and_query: if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") },
        })
    }

    /// Where `location` leads, seen from here; `None` if that is another origin, where no credential may go along.
    pub fn redirected(&self, location: &str) -> Option<Self> {
        let base = Url::parse(&format!("{}{}", self.origin, self.path_and_query)).ok()?;
        let mut next = base.join(location).ok()?;
        next.set_fragment(None);
        Self::parse(next.as_str()).ok().filter(|next| next.origin == self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_once_and_its_path_is_not_touched() {
        for (url, expected) in [
            ("https://A.example", "https://a.example a.example 443 a.example /"),
            ("https://a.example:443/x?y=%20+&z", "https://a.example a.example 443 a.example /x?y=%20+&z"),
            (
                "https://a.example:8443/a/../b%252f//c",
                "https://a.example:8443 a.example 8443 a.example:8443 /a/../b%252f//c",
            ),
            ("https://a.example?q=1", "https://a.example a.example 443 a.example /?q=1"),
            ("http://127.0.0.1:90/", "http://127.0.0.1:90 127.0.0.1 90 127.0.0.1:90 /"),
            ("https://[2606:4700::1]/", "https://[2606:4700::1] 2606:4700::1 443 [2606:4700::1] /"),
            // Other ways to write an address: read as the address that a socket would take it for.
            ("https://0x7f.1/", "https://127.0.0.1 127.0.0.1 443 127.0.0.1 /"),
            ("https://2130706433/", "https://127.0.0.1 127.0.0.1 443 127.0.0.1 /"),
        ] {
            let Target { origin, host, port, authority, path_and_query, .. } =
                Target::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert_eq!(format!("{origin} {host} {port} {authority} {path_and_query}"), expected);
        }
    }

    #[test]
    fn a_redirect_stays_within_its_origin() {
        let here = Target::parse("https://a.example/x/y?q=1").unwrap_or_else(|error| panic!("{error}"));
        for (location, expected) in [
            ("/z", Some("/z")),
            ("z?r#part", Some("/x/z?r")),
            ("https://a.example:443/w", Some("/w")),
            ("http://a.example/w", None),
            ("//b.example/w", None),
            ("https://a.example:8443/w", None),
            ("https://a.example@b.example/", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(here.redirected(location).map(|next| next.path_and_query).as_deref(), expected, "{location}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for url in [
            "",
            "a.example",
            "https://",
            "ftp://a.example/",
            "http://a.example/",
            "http://127.0.0.2/",
            "https://user@a.example/",
            "https://a.example\\@b.example/",
            "https://a.example/ HTTP/1.1\r\nX: y",
            "https://a.example/é",
            "https://a.example/#x",
            "https://*.example/",
            "https://a%2eexample/",
            "https://a b/",
        ] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }
}
