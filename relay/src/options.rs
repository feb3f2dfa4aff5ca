//! The command line.

use asl_http::endpoint::{NonAsciiHost, parse_origin};
use asl_http::relay::{PORT, Target};
use lexopt::{Arg, Parser, ValueExt};

use crate::addresses::is_public;
use crate::allow::Allowed;
use crate::aws::AwsOptions;

/// How the relay was started.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The port; 0 is any free one.
    pub port: u16,
    /// The origins of pages that may use it.
    pub pages: Vec<String>,
    /// What it may call.
    pub allowed: Allowed,
    /// What it signs for, if it was started for AWS.
    pub aws: Option<AwsOptions>,
}

/// What the command line asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To start.
    Start(Options),
    /// To be told how to start.
    Help,
}

/// How to start the relay, for people.
pub const HELP: &str = "\
Sends the HTTP Tasks of the ASL Playground from this machine, as AWS would.

  make relay HOSTS=\"api.example.com\"          APIs that the relay can call: hosts, or origins such as
                                             https://api.example.com:8443; separate several with spaces
  make relay LOCAL=\"http://127.0.0.1:9000\"     the same for APIs on this machine or in a private network
  make relay AWS=eu-west-1                   calls of AWS Step Functions in this region, for state machines that
                                             the page creates; signed with credentials of AWS_ACCESS_KEY_ID and
                                             AWS_SECRET_ACCESS_KEY, or of AWS_PROFILE
  make relay AWS=eu-west-1 PROFILE=dev       the same with the credentials of this profile, also SSO
  make relay AWS_ENDPOINT=\"http://127.0.0.1:4566\"
                                             the same at an emulator, such as LocalStack or moto; needs no region
                                             and no credentials
  make relay … PAGE=http://127.0.0.1:8081    page that can use the relay; by default http://127.0.0.1:8080
                                             and http://localhost:8080, the addresses of `make serve`
  make relay … PORT=9000                     port of the relay; 8723 by default

The relay prints a token. Enter it in the page, under Relay. The relay listens only on this machine, calls only the listed
APIs, and writes no log. The page never gets credentials of AWS. Ctrl+C stops it.

As a program: asl-relay [--port N] [--page ORIGIN]... [--local ORIGIN]... [--aws REGION] [--aws-endpoint ORIGIN]
              [--profile NAME] [HOST]...
";

/// Pages that may use the relay, unless others are named: where `make serve` begins.
const PAGES: [&str; 2] = ["http://127.0.0.1:8080", "http://localhost:8080"];

/// Reads the command line, without the program's name. The error is for the person who typed it.
pub fn read<T: Into<std::ffi::OsString>>(words: impl IntoIterator<Item = T>) -> Result<Wanted, String> {
    let mut options = Options { port: PORT, pages: Vec::new(), allowed: Allowed::default(), aws: None };
    let (mut region, mut endpoint, mut profile) = (None, None, None);
    let mut parser = Parser::from_args(words.into_iter().map(Into::into));
    let text = |error: lexopt::Error| error.to_string();
    while let Some(word) = parser.next().map_err(text)? {
        match word {
            Arg::Long("help") | Arg::Short('h') => return Ok(Wanted::Help),
            Arg::Long("port") => options.port = parser.value().and_then(|value| value.parse()).map_err(text)?,
            Arg::Long("page") => {
                let page = parser.value().and_then(ValueExt::string).map_err(text)?;
                options.pages.push(origin(&page)?);
            }
            Arg::Long("local") => {
                let host = parser.value().and_then(ValueExt::string).map_err(text)?;
                options.allowed.local.push(origin(&host)?);
            }
            Arg::Long("aws") => region = Some(parser.value().and_then(ValueExt::string).map_err(text)?),
            Arg::Long("aws-endpoint") => endpoint = Some(parser.value().and_then(ValueExt::string).map_err(text)?),
            Arg::Long("profile") => profile = Some(parser.value().and_then(ValueExt::string).map_err(text)?),
            Arg::Value(value) => options.allowed.public.push(public(&value.string().map_err(text)?)?),
            other => return Err(other.unexpected().to_string()),
        }
    }
    options.aws = AwsOptions::read(region, endpoint.as_deref(), profile)?;
    if options.allowed.origins().is_empty() && options.aws.is_none() {
        return Err("name the APIs that the relay can call, for example: make relay HOSTS=\"api.example.com\", or a \
                    region of AWS: make relay AWS=eu-west-1"
            .to_owned());
    }
    if options.pages.is_empty() {
        options.pages = PAGES.map(str::to_owned).to_vec();
    }
    Ok(Wanted::Start(options))
}

/// A host or an origin, as an origin.
fn origin(text: &str) -> Result<String, String> {
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let wrong = || match NonAsciiHost::find(&full) {
        Some(host) => host.to_string(),
        None => format!(
            "`{text}` is not a host or an origin: use `api.example.com` or `https://api.example.com:8443`; `http` is \
             allowed only for `localhost`, `*.localhost`, and `127.0.0.1`"
        ),
    };
    parse_origin(&full).ok_or_else(wrong)
}

/// The same, where the text itself must not say that it is a private address.
fn public(text: &str) -> Result<String, String> {
    let origin = origin(text)?;
    let target = Target::parse(&origin).map_err(str::to_owned)?;
    let is_private = target.address.is_some_and(|address| !is_public(address)) || !target.is_https;
    if is_private {
        Err(format!("`{text}` is not a public address: to allow it anyway, name it in LOCAL (`--local`)"))
    } else {
        Ok(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_read_or_explained() {
        let start = |words: &[&str]| read(words.iter().copied());
        assert_eq!(
            start(&[
                "--port",
                "9000",
                "--page",
                "http://localhost:1234/",
                "--local",
                "http://127.0.0.1:80",
                "api.example",
                "https://b.example:8443"
            ]),
            Ok(Wanted::Start(Options {
                port: 9000,
                pages: vec!["http://localhost:1234".into()],
                allowed: Allowed {
                    public: vec!["https://api.example".into(), "https://b.example:8443".into()],
                    local: vec!["http://127.0.0.1".into()],
                },
                aws: None,
            }))
        );
        let Ok(Wanted::Start(usual)) = start(&["api.example"]) else { panic!("it starts") };
        assert_eq!((usual.port, usual.pages.len()), (PORT, 2));
        let Ok(Wanted::Start(only_aws)) = start(&["--aws", "eu-west-1", "--profile", "dev"]) else {
            panic!("AWS alone is enough")
        };
        assert!(only_aws.allowed.origins().is_empty(), "nothing is callable without a signature");
        assert_eq!(
            only_aws.aws,
            Some(AwsOptions { region: "eu-west-1".into(), endpoint: None, profile: Some("dev".into()) })
        );
        assert_eq!(start(&["--help"]), Ok(Wanted::Help));
        for (words, expected) in [
            (&[][..], "name the APIs"),
            (&["--port", "high", "a.example"], "high"),
            (&["--verbose"], "--verbose"),
            (&["--page"], "--page"),
            (&["--aws"], "--aws"),
            (&["--aws", "Ireland"], "not a region"),
            (&["--profile", "dev", "a.example"], "needs a region"),
            (&["https://a.example/path"], "not a host or an origin"),
            (&["*.example"], "not a host or an origin"),
            (&["bücher.example"], "the host `bücher.example` is not ASCII"),
            (&["http://a.example"], "not a host or an origin"),
            (&["10.0.0.1"], "LOCAL"),
            (&["http://localhost:9000"], "LOCAL"),
        ] {
            let error = start(words).unwrap_err();
            assert!(error.contains(expected), "{words:?}: {error}");
        }
    }
}
