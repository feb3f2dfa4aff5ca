//! `ApiEndpoint` as a URL: where it leads, and how its text travels.
//!
//! Hosts are ASCII. The Unicode tables that turn `bücher.example` into `xn--bcher-kva.example` are larger than all other
//! code for URLs, so `url` is built without them (`idna_adapter` in `Cargo.toml`) and [`NonAsciiHost`] says what to write.

use std::sync::OnceLock;

use url::Host;

use percent_encoding::AsciiSet;

use super::encode::{ENCODED_PATH, PATH, QUERY, encode};

/// An endpoint taken apart. What is sent is put together again from these parts, so the origin that was checked is
/// the one that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Scheme, host and port, as [`url::Url`] writes them: `https://api.example.com`.
    pub origin: String,
    /// The encoded path; begins with `/`.
    pub path: String,
    /// The encoded query of the endpoint itself, without `?`.
    pub query: Option<String>,
}

impl Endpoint {
    /// Takes `text` apart. `None` if no HTTP Task can call it: no `https` URL, credentials in it, an impossible host, a
    /// host that is not ASCII ([`NonAsciiHost`] says so).
    ///
    /// `http` is read for this machine ([`is_loopback`]), where a browser allows it and a test server is; AWS does not.
    /// A percent sign in the path is encoded again, as AWS does (`%20` becomes `%2520`); a fragment is not sent.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_with(text, PATH)
    }

    /// The same for a path whose percent signs stand for themselves: that of an API destination, filled with values that
    /// are encoded already.
    pub fn parse_encoded(text: &str) -> Option<Self> {
        Self::parse_with(text, ENCODED_PATH)
    }

    fn parse_with(text: &str, set: &'static AsciiSet) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        if rest.chars().any(char::is_control) {
            return None;
        }
        let authority_ends = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(authority_ends)?;
        if authority.is_empty() || authority.contains(['@', ' ', '*']) {
            return None;
        }
        let origin = origin(scheme, authority)?;
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let path = if path.starts_with('/') { encode(path, set) } else { format!("/{}", encode(path, set)) };
        let query = query.filter(|query| !query.is_empty()).map(|query| encode(query, QUERY));
        Some(Self { origin, path, query })
    }
}

/// The origin of a scheme that can be called and an authority without credentials. The reader of whole URLs would do more
/// than that, and is not in the first part of the page.
fn origin(scheme: &str, authority: &str) -> Option<String> {
    let after_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = authority.get(after_host..)?.find(':').map(|at| after_host + at);
    let (host, port) = colon.map_or((authority, ""), |at| (&authority[..at], &authority[at + 1..]));
    let host = Host::parse(host).ok()?.to_string();
    let (scheme, usual) = match scheme.trim_start().to_ascii_lowercase().as_str() {
        "https" => ("https", 443),
        "http" if is_loopback(&host) => ("http", 80),
        _ => return None,
    };
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let port = if port.is_empty() { usual } else { port.parse::<u16>().ok()? };
    Some(if port == usual { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") })
}

/// Turns a host that is not ASCII into its ASCII form; `None` if it is no host.
pub type ToAscii = fn(&str) -> Option<String>;

static TO_ASCII: OnceLock<ToAscii> = OnceLock::new();

/// Makes `convert` known, once, before the first check. The page hands in the browser's own conversion; without one, messages
/// do not name the ASCII form.
pub fn set_to_ascii(convert: ToAscii) {
    // A second call changes nothing: there is one browser.
    TO_ASCII.get_or_init(|| convert);
}

/// A host with characters beyond ASCII, in a URL that is fine otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NonAsciiHost<'a>(&'a str);

impl<'a> NonAsciiHost<'a> {
    /// The host of `text`, if it is what keeps [`Endpoint::parse`] from reading it.
    pub fn find(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        let host = authority.split(':').next()?;
        if host.is_ascii() || host.contains(['@', ' ', '*']) {
            return None;
        }
        let same_with_ascii = format!("{scheme}://a{}", text.split_once(host)?.1);
        Endpoint::parse(&same_with_ascii).is_some().then_some(Self(host))
    }

    /// What is wrong, as a part of a sentence.
    pub fn problem(self) -> String {
        format!("the host `{}` is not ASCII", self.0)
    }

    /// What to do about it, as a part of a sentence.
    pub fn advice(self) -> String {
        advice(self.ascii())
    }

    /// The host as the network knows it, where somebody made a conversion known.
    pub fn ascii(self) -> Option<String> {
        TO_ASCII.get().and_then(|convert| convert(self.0))
    }
}

/// The most characters of a host, and of what follows it, that [`shown`] leaves.
const SHOWN_HOST: usize = 60;
const SHOWN_REST: usize = 40;

/// `text` as a person can judge where it leads: the host in ASCII, which no letter of another script can disguise, and never
/// without its end, which says who it belongs to; marks that turn the direction of writing are taken out.
pub fn shown(text: &str) -> String {
    let ascii = NonAsciiHost::find(text).and_then(|host| Some(text.replacen(host.0, &host.ascii()?, 1)));
    let text: String =
        ascii.as_deref().unwrap_or(text).chars().map(|char| if is_mark(char) { '\u{fffd}' } else { char }).collect();
    let Some((scheme, rest)) = text.split_once("://") else { return shortened(&text, SHOWN_HOST + SHOWN_REST, 2) };
    let ends = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(ends).unwrap_or((rest, ""));
    format!("{scheme}://{}{}", shortened(authority, SHOWN_HOST, 1), shortened(rest, SHOWN_REST, 2))
}

/// Whether it is seen only in what it does to others: control characters, and those that turn the direction of writing.
fn is_mark(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `text` without its middle, if it has more than `most` characters: `thirds` of what is left stand before that.
fn shortened(text: &str, most: usize, thirds: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let before = most * thirds / 3;
    let start: String = text.chars().take(before).collect();
    let end: String = text.chars().skip(count - (most - before - 1)).collect();
    format!("{start}…{end}")
}

fn advice(ascii: Option<String>) -> String {
    let form = ascii.filter(|ascii| ascii.is_ascii() && !ascii.is_empty());
    format!("write its ASCII form `{}`", form.as_deref().unwrap_or("xn--…"))
}

impl std::fmt::Display for NonAsciiHost<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}; {}", self.problem(), self.advice())
    }
}

/// Whether `host` is a name of this machine that the page may call over `http`. These are the three that its
/// Content-Security-Policy lists (`index.html`); the grammar of that policy has no word for `[::1]` or all of `127/8`.
pub fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1"
}

/// Reads an origin: scheme, host and port, and nothing else. Gives it as browsers write it.
pub fn parse_origin(text: &str) -> Option<String> {
    let endpoint = Endpoint::parse(text)?;
    let bare = text.trim_end_matches('/');
    let bare = bare.split_once("://").is_some_and(|(_, authority)| !authority.contains(['/', '?', '#', '\\']));
    bare.then_some(endpoint.origin)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn an_endpoint_is_taken_apart_without_a_way_around_its_origin() {
        for (text, expected) in [
            ("https://a.example", Some("https://a.example /")),
            ("HTTPS://A.Example:443/x", Some("https://a.example /x")),
            ("https://a.example:8443/x/", Some("https://a.example:8443 /x/")),
            ("https://a.example:/x", Some("https://a.example /x")),
            ("https://a.example:00443/x", Some("https://a.example /x")),
            ("https://a.example:65536/x", None),
            ("https://a.example:+80/x", None),
            ("https://a.example:80:81/x", None),
            ("https://:443/x", None),
            ("https://[::1/x", None),
            ("https://[0:0::1]]:1/x", None),
            ("https://0x7f.1/x", Some("https://127.0.0.1 /x")),
            ("http://0x7f.1/x", Some("http://127.0.0.1 /x")),
            ("https://%61.example/x", Some("https://a.example /x")),
            ("https://a%2fb/x", None),
            ("https://a<b/x", None),
            ("https://a.example/a%20b c", Some("https://a.example /a%2520b%20c")),
            ("https://a.example/é?q=é d#frag", Some("https://a.example /%C3%A9 ?q=%C3%A9%20d")),
            ("https://a.example?x=1", Some("https://a.example / ?x=1")),
            (r"https://a.example\@b.example/", Some("https://a.example /%5C@b.example/")),
            ("http://127.0.0.1:8080/x", Some("http://127.0.0.1:8080 /x")),
            ("http://localhost/x", Some("http://localhost /x")),
            ("http://LOCALHOST:80/x", Some("http://localhost /x")),
            ("http://app.localhost:3000/x", Some("http://app.localhost:3000 /x")),
            ("http://127.0.0.2/x", None),
            ("http://[::1]:8080/x", None),
            ("https://[::1]:8080/x", Some("https://[::1]:8080 /x")),
            ("http://a.example/x", None),
            ("https://user:pass@a.example/", None),
            ("https:///x", None),
            ("https://", None),
            ("https://a b/", None),
            ("https://a.example/\n", None),
            ("ftp://a.example", None),
            ("javascript:alert(1)", None),
            ("a.example/x", None),
            ("https://bücher.example/", None),
            ("https://ａ.example/", None),
            ("https://xn--bcher-kva.example/", Some("https://xn--bcher-kva.example /")),
            ("${ApiEndpoint}", None),
            ("", None),
        ] {
            let read = Endpoint::parse(text).map(|endpoint| {
                let query = endpoint.query.map(|query| format!(" ?{query}")).unwrap_or_default();
                format!("{} {}{query}", endpoint.origin, endpoint.path)
            });
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_origin_is_that_of_the_reader_of_whole_urls() {
        let mut seed = 7_u32;
        let mut pick = |from: &[&'static str]| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            from[(seed >> 16) as usize % from.len()]
        };
        for _ in 0..20_000 {
            let scheme = pick(&["https", "HTTPS", "http", "ftp", "wss"]);
            let pieces = [
                "a",
                ".",
                "1",
                "0x7f",
                "localhost",
                ":",
                "443",
                "80",
                "[",
                "]",
                "::1",
                "%41",
                "%00",
                "-",
                "xn--a",
                "_",
                "^",
                "|",
            ];
            let authority: String = (0..4).map(|_| pick(&pieces)).collect();
            let url = Url::parse(&format!("{scheme}://{authority}")).ok();
            let allowed = |url: &Url| match url.scheme() {
                "https" => true,
                "http" => is_loopback(url.host_str().unwrap_or_default()),
                _ => false,
            };
            let expected = url.filter(allowed).map(|url| url.origin().ascii_serialization());
            assert_eq!(origin(scheme, &authority), expected, "{scheme}://{authority}");
        }
    }

    #[test]
    fn a_host_that_is_not_ascii_is_told_from_other_faults() {
        for (text, expected) in [
            ("https://bücher.example/", Some("bücher.example")),
            ("https://bücher.example:8443?ä#ö", Some("bücher.example")),
            ("HTTPS://例え。テスト", Some("例え。テスト")),
            ("https://a.example/bücher", None),
            ("https://user@bücher.example/", None),
            ("https://bücher.example:port/", None),
            ("http://bücher.example/", None),
            ("https://bü cher.example/", None),
            ("bücher.example", None),
        ] {
            assert_eq!(NonAsciiHost::find(text).map(|host| host.0), expected, "{text}");
        }
        let host = NonAsciiHost("bücher.example");
        assert_eq!(host.to_string(), "the host `bücher.example` is not ASCII; write its ASCII form `xn--…`");
        let advice = advice(Some("xn--bcher-kva.example".to_owned()));
        assert_eq!(advice, "write its ASCII form `xn--bcher-kva.example`");
    }

    #[test]
    fn a_shown_address_keeps_the_end_of_its_host_and_is_short() {
        let long = format!("https://{}.evil.example/{}?to=end", "api-example-com.".repeat(20), "path/".repeat(40));
        let short = shown(&long);
        assert!(
            short.chars().count() < 120 && short.contains(".evil.example/") && short.ends_with("to=end"),
            "{short}"
        );
        for (text, expected) in [
            ("https://api.example.com/x", "https://api.example.com/x"),
            ("https://a.example/\u{202e}moc", "https://a.example/\u{fffd}moc"),
            ("https://api.example.com@evil.example/", "https://api.example.com@evil.example/"),
            ("${Api}/x", "${Api}/x"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        for (text, expected) in [
            ("https://A.example:443/", Some("https://a.example")),
            ("https://a.example:8443", Some("https://a.example:8443")),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("https://a.example/path", None),
            ("https://a.example?x", None),
            ("https://*.example", None),
            ("http://a.example", None),
            ("a.example", None),
        ] {
            assert_eq!(parse_origin(text).as_deref(), expected, "{text}");
        }
    }
}
