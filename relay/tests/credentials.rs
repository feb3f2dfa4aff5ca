//! Where credentials of AWS are from, and why there are none: each source in a home directory of its own, with AWS's
//! endpoints of SSO, STS and Step Functions played by a server on this machine.
//!
//! Every secret in these files has the word `s3cret` in it, and nothing that the relay says may have it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: a panic is a failure")]
#![expect(clippy::disallowed_methods, reason = "credentials expire by the clock of this machine")]

mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use asl_http::relay::{AwsCall, FaultKind, Reply, received};
use asl_relay::aws::{Aws, AwsOptions};
use asl_relay::call::Caller;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig};
use support::home::{self, NOTHING, Scenario};
use support::{Names, PUBLIC, allowed, local, read_request};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::task::spawn_local;
use tokio_rustls::TlsAcceptor;

const STATES: &str = "states.eu-west-1.amazonaws.com";
const PORTAL: &str = "portal.sso.eu-central-1.amazonaws.com";
const OIDC: &str = "oidc.eu-central-1.amazonaws.com";
const STS: &str = "sts.eu-west-1.amazonaws.com";

/// AWS, in which all names lead to one server.
#[derive(Clone)]
struct Cloud {
    names: Names,
    roots: RootCertStore,
    /// Requests to Step Functions.
    states: Rc<RefCell<Vec<String>>>,
    /// Requests to SSO and STS.
    others: Rc<RefCell<Vec<String>>>,
    /// The status with which SSO's portal and STS answer.
    status: Rc<Cell<u16>>,
    /// How long credentials are good.
    good_for: Rc<Cell<Duration>>,
    /// The access key that Step Functions does not take, and the error that it gives.
    refused: Rc<RefCell<(&'static str, &'static str)>>,
}

impl Cloud {
    async fn start() -> Self {
        let hosts = [STATES, PORTAL, OIDC, STS];
        let made = generate_simple_self_signed(hosts.map(str::to_owned)).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let names = Names::default();
        names.lead_to(listener.local_addr().unwrap());
        for host in hosts {
            names.answer(host, &[PUBLIC]);
        }
        let cloud = Self {
            names,
            roots,
            states: Rc::default(),
            others: Rc::default(),
            status: Rc::new(Cell::new(200)),
            good_for: Rc::new(Cell::new(Duration::from_hours(1))),
            refused: Rc::default(),
        };
        let own = cloud.clone();
        spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = acceptor.accept(stream).await.unwrap();
                let request = read_request(&mut stream).await;
                let (status, body) = own.answer(&request);
                let head = format!("HTTP/1.1 {status} Status\r\nContent-Length: {}\r\n\r\n", body.len());
                stream.write_all((head + &body).as_bytes()).await.unwrap();
                let _ = stream.shutdown().await;
            }
        });
        cloud
    }

    fn answer(&self, request: &str) -> (u16, String) {
        let host = request.lines().find_map(|line| line.strip_prefix("Host: ")).unwrap();
        if host == STATES {
            self.states.borrow_mut().push(request.to_owned());
            let (key, error) = *self.refused.borrow();
            if !key.is_empty() && request.contains(&format!("Credential={key}/")) {
                return (400, format!(r#"{{"__type":"com.amazon.coral.service#{error}"}}"#));
            }
            return (200, "{}".to_owned());
        }
        let number = {
            let mut others = self.others.borrow_mut();
            others.push(request.to_owned());
            others.len()
        };
        let until = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + self.good_for.get();
        match (self.status.get(), host) {
            (200, PORTAL) => (
                200,
                format!(
                    r#"{{"roleCredentials":{{"accessKeyId":"ASIASSO{number}","secretAccessKey":"s3cret-sso","sessionToken":"s3cret-token","expiration":{}}}}}"#,
                    until.as_millis()
                ),
            ),
            (200, OIDC) => (
                200,
                r#"{"accessToken":"s3cret-new","expiresIn":3600,"refreshToken":"s3cret-r","tokenType":"Bearer"}"#
                    .to_owned(),
            ),
            (200, _) => (
                200,
                "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
                 <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s3cret-role</SecretAccessKey>\
                 <SessionToken>s3cret-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
                 </AssumeRoleResult></AssumeRoleResponse>"
                    .to_owned(),
            ),
            (status, _) => (status, r#"{"message":"s3cret-no"}"#.to_owned()),
        }
    }

    fn aws(&self, profile: Option<&str>) -> Aws<Names> {
        let caller = Caller::new(allowed(), self.names.clone(), self.roots.clone()).unwrap();
        let profile = profile.map(str::to_owned);
        Aws::new(AwsOptions { region: "eu-west-1".to_owned(), endpoint: None, profile }, &caller)
    }
}

fn list() -> AwsCall {
    AwsCall { v: 1, action: "ListStateMachines".to_owned(), body: "{}".to_owned() }
}

/// The access key that the last request to Step Functions was signed with.
fn signer(cloud: &Cloud) -> String {
    let states = cloud.states.borrow();
    let rest = states.last().and_then(|request| request.split_once("Credential=")).map(|(_, rest)| rest.to_owned());
    rest.and_then(|rest| rest.split_once('/').map(|(id, _)| id.to_owned())).unwrap_or_default()
}

/// All that the relay says of a call and of itself, as the page and the person see it.
async fn told<N>(aws: &Aws<N>) -> (Reply, String)
where
    N: asl_relay::network::Network + Clone + 'static,
{
    let reply = aws.reply(list()).await;
    let text = format!("{} {}", serde_json::to_string(&reply).unwrap(), serde_json::to_string(&aws.status()).unwrap());
    assert!(!text.contains("s3cret"), "{text}");
    assert!(!text.contains("AKID") && !text.contains("ASIA"), "not even the name of a key: {text}");
    (reply, text)
}

const ENVIRONMENT: &[(&str, &str)] = &[
    ("AWS_ACCESS_KEY_ID", "AKIDENV"),
    ("AWS_SECRET_ACCESS_KEY", "s3cret-env"),
    ("AWS_SESSION_TOKEN", "token-of-the-environment"),
    ("AWS_PROFILE", "other"),
];
const DEV: &str = "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = s3cret-default\n\
                   [profile dev]\naws_access_key_id = AKIDFILE\naws_secret_access_key = s3cret-file\n";
const SESSION: &str = "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n\
                       [sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.awsapps.com/start\n\
                       sso_registration_scopes = sso:account:access\n";
const LEGACY: &str = "[profile dev]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n\
                      sso_account_id = 123456789012\nsso_role_name = Admin\n";
/// Names in the cache are SHA-1 of the session's name, or of the start URL.
const OF_SESSION: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const OF_URL: &str = ".aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json";
const TOKEN: &str = r#"{"accessToken": "s3cret-access", "expiresAt": "2099-01-01T00:00:00Z", "region": "eu-central-1",
    "startUrl": "https://corp.awsapps.com/start"}"#;
const OLD_TOKEN: &str = r#"{"accessToken": "s3cret-access", "expiresAt": "2020-01-01T00:00:00Z", "region": "eu-central-1",
    "startUrl": "https://corp.awsapps.com/start"}"#;
const REFRESHABLE: &str = r#"{"accessToken": "s3cret-access", "expiresAt": "2020-01-01T00:00:00Z",
    "region": "eu-central-1", "startUrl": "https://corp.awsapps.com/start", "clientId": "c", "clientSecret": "s3cret-c",
    "refreshToken": "s3cret-r", "registrationExpiresAt": "2099-01-01T00:00:00Z"}"#;
const ROLE: &str = "[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n\
                    [profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = s3cret-base\n";
const PROCESS: &str = "[profile dev]\ncredential_process = sh HOME/keys.sh\n";
const SCRIPT: &str = r#"echo '{"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s3cret-process"}'"#;

const fn with(
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    variables: &'static [(&'static str, &'static str)],
) -> Scenario {
    Scenario { name, files, variables }
}

#[test]
fn credentials_are_found_where_awss_own_tools_find_them() {
    // The scenario, the profile that was named, the access key, and what the page is told.
    const CASES: [(Scenario, Option<&str>, &str, &str); 11] = [
        (with("environment", &[(".aws/config", DEV)], ENVIRONMENT), None, "AKIDENV", "the environment"),
        (with("named profile", &[(".aws/config", DEV)], ENVIRONMENT), Some("dev"), "AKIDFILE", "profile dev"),
        (with("default profile", &[(".aws/config", DEV)], &[]), None, "AKIDDEFAULT", "profile default"),
        (with("AWS_PROFILE", &[(".aws/config", DEV)], &[("AWS_PROFILE", "dev")]), None, "AKIDFILE", "profile dev"),
        (
            with(
                "files elsewhere",
                &[
                    ("a/keys", "[dev]\naws_access_key_id = AKIDELSE\naws_secret_access_key = s3cret\n"),
                    ("a/config", ""),
                ],
                &[("AWS_SHARED_CREDENTIALS_FILE", "HOME/a/keys"), ("AWS_CONFIG_FILE", "HOME/a/config")],
            ),
            Some("dev"),
            "AKIDELSE",
            "profile dev",
        ),
        (
            with("process", &[(".aws/config", PROCESS), ("keys.sh", SCRIPT)], &[]),
            Some("dev"),
            "AKIDPROCESS",
            "profile dev",
        ),
        (
            with("session", &[(".aws/config", SESSION), (OF_SESSION, TOKEN)], &[]),
            Some("dev"),
            "ASIASSO1",
            "profile dev",
        ),
        (with("start url", &[(".aws/config", LEGACY), (OF_URL, TOKEN)], &[]), Some("dev"), "ASIASSO1", "profile dev"),
        (
            with("refreshed", &[(".aws/config", SESSION), (OF_SESSION, REFRESHABLE)], &[]),
            Some("dev"),
            "ASIASSO2",
            "profile dev",
        ),
        (with("role", &[(".aws/config", ROLE)], &[]), Some("dev"), "ASIAROLE", "profile dev"),
        (
            with(
                "credentials file",
                &[(".aws/credentials", "[default]\naws_access_key_id = AKIDC\naws_secret_access_key = s3cret\n")],
                &[],
            ),
            None,
            "AKIDC",
            "profile default",
        ),
    ];
    let scenarios = CASES.map(|(scenario, ..)| scenario);
    let Some(name) = home::inner("credentials_are_found_where_awss_own_tools_find_them", &scenarios) else { return };
    let (_, profile, key, origin) = CASES.into_iter().find(|(scenario, ..)| scenario.name == name).unwrap();
    local(async move {
        let cloud = Cloud::start().await;
        let aws = cloud.aws(profile);
        let (reply, text) = told(&aws).await;
        assert!(matches!(&reply, Reply::Answer(answer) if answer.status == 200), "{text}");
        assert_eq!((signer(&cloud).as_str(), aws.status().credentials.as_str()), (key, origin));
        let request = cloud.states.borrow().last().cloned().unwrap();
        let token = request.lines().find_map(|line| line.strip_prefix("X-Amz-Security-Token: "));
        let expected = match name.as_str() {
            "environment" => Some("token-of-the-environment"),
            "session" | "start url" | "refreshed" | "role" => Some("s3cret-token"),
            _ => None,
        };
        assert_eq!(token, expected);
        let others = cloud.others.borrow().join("\n");
        for (scenario, words) in [
            ("session", &["x-amz-sso_bearer_token: s3cret-access", "role_name=Admin", "account_id=123456789012"][..]),
            ("refreshed", &["s3cret-c", "x-amz-sso_bearer_token: s3cret-new"]),
            ("role", &["Action=AssumeRole", "Credential=AKIDBASE/", "deploy"]),
        ] {
            assert!(scenario != name || words.iter().all(|word| others.contains(word)), "{others}");
        }
    });
}

#[test]
fn why_there_are_no_credentials_is_said_in_a_sentence() {
    // The scenario, the profile that was named, with which status SSO and STS answer, and words of the sentence.
    const CASES: [(Scenario, Option<&str>, u16, &[&str]); 20] = [
        (with("none", &[], &[]), None, 200, &["there are no credentials of AWS", "AWS_ACCESS_KEY_ID", "--profile"]),
        (with("half", &[], &[("AWS_ACCESS_KEY_ID", "AKIDHALF")]), None, 200, &["AWS_SECRET_ACCESS_KEY is not"]),
        (
            with("no such profile", &[(".aws/config", DEV)], &[]),
            Some("prod"),
            200,
            &["no profile `prod` in ~/.aws/config"],
        ),
        (
            with("no such profile by variable", &[(".aws/config", DEV)], &[("AWS_PROFILE", "prod")]),
            None,
            200,
            &["no profile `prod`"],
        ),
        (
            with("unreadable", &[(".aws/credentials/keys", "")], &[]),
            Some("dev"),
            200,
            &["`~/.aws/credentials` can't be read", "directory"],
        ),
        (
            with("named file is not there", &[], &[("AWS_CONFIG_FILE", "HOME/none")]),
            Some("dev"),
            200,
            &["none`, which AWS_CONFIG_FILE names, can't be read", "not found"],
        ),
        (
            with("broken", &[(".aws/config", "[profile dev]\naws_secret_access_key s3cret\n")], &[]),
            Some("dev"),
            200,
            &["can't be used", ".aws/config on line 2"],
        ),
        (
            with("session not begun", &[(".aws/config", SESSION)], &[]),
            Some("dev"),
            200,
            &["run `aws sso login --profile dev`"],
        ),
        (
            with("session expired", &[(".aws/config", SESSION), (OF_SESSION, OLD_TOKEN)], &[]),
            Some("dev"),
            200,
            &["has expired", "run `aws sso login --profile dev`"],
        ),
        (
            with("start url not begun", &[(".aws/config", LEGACY)], &[]),
            Some("dev"),
            200,
            &["run `aws sso login --profile dev`"],
        ),
        (
            with("SSO says expired", &[(".aws/config", LEGACY), (OF_URL, TOKEN)], &[]),
            Some("dev"),
            401,
            &["run `aws sso login --profile dev`"],
        ),
        (
            with("SSO refuses the role", &[(".aws/config", SESSION), (OF_SESSION, TOKEN)], &[]),
            Some("dev"),
            403,
            &["`sso_role_name`"],
        ),
        (
            with("SSO is not there", &[(".aws/config", SESSION), (OF_SESSION, TOKEN)], &[]),
            Some("dev"),
            0,
            &["could not be fetched", PORTAL, "not a public address"],
        ),
        (
            with(
                "no such session",
                &[(".aws/config", "[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = A\n")],
                &[],
            ),
            Some("dev"),
            200,
            &["[sso-session corp]"],
        ),
        (with("role refused", &[(".aws/config", ROLE)], &[]), Some("dev"), 403, &["STS denied", "`dev`", "403"]),
        (
            with(
                "role without its source",
                &[(".aws/config", "[profile dev]\nrole_arn = r\nsource_profile = base\n")],
                &[],
            ),
            Some("dev"),
            200,
            &["needs `base`"],
        ),
        (
            with("process", &[(".aws/config", PROCESS), ("keys.sh", "echo s3cret >&2; exit 1")], &[]),
            Some("dev"),
            200,
            &["`credential_process` of the profile `dev`", "in a terminal"],
        ),
        (
            with("login", &[(".aws/config", "[profile dev]\nlogin_session = arn:aws:iam::1:user/x\n")], &[]),
            Some("dev"),
            200,
            &["aws configure export-credentials --profile dev"],
        ),
        (
            with(
                "metadata",
                &[(".aws/config", "[profile dev]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n")],
                &[],
            ),
            Some("dev"),
            200,
            &["no credentials that the relay can use"],
        ),
        (
            with("empty", &[(".aws/config", "[profile dev]\nregion = eu-west-1\n")], &[]),
            Some("dev"),
            200,
            &["it needs"],
        ),
    ];
    let scenarios = CASES.map(|(scenario, ..)| scenario);
    let Some(name) = home::inner("why_there_are_no_credentials_is_said_in_a_sentence", &scenarios) else { return };
    let (_, profile, status, words) = CASES.into_iter().find(|(scenario, ..)| scenario.name == name).unwrap();
    local(async move {
        let cloud = Cloud::start().await;
        cloud.status.set(status);
        if status == 0 {
            cloud.names.answer(PORTAL, &["10.0.0.1"]);
            let _ = asl_relay::network::Network::resolve(&cloud.names, PORTAL).await;
        }
        let aws = cloud.aws(profile);
        aws.look().await;
        let before = aws.status().credentials;
        let (reply, text) = told(&aws).await;
        let fault = support::fault(reply);
        assert_eq!(fault.kind, FaultKind::NoCredentials, "{text}");
        assert!(words.iter().all(|word| fault.detail.contains(word)), "{words:?}: {}", fault.detail);
        assert!(!fault.detail.ends_with('.') && !fault.detail.contains('\n'), "{}", fault.detail);
        assert_eq!(before, format!("none: {}", fault.detail), "the start and the status say the same");
        assert!(cloud.states.borrow().is_empty(), "nothing was sent to Step Functions");
        let connected = cloud.names.connected.borrow();
        assert!(
            connected.iter().all(|address| address.ip().to_string() == PUBLIC),
            "no cloud's metadata: {connected:?}"
        );
    });
}

#[test]
fn credentials_are_read_anew_when_they_end() {
    const SSO: Scenario = with("sso", &[(".aws/config", SESSION), (OF_SESSION, TOKEN)], &[]);
    const FIXED: Scenario = with("fixed", &[(".aws/config", DEV)], &[]);
    const LOGIN: Scenario = with("login", &[(".aws/config", SESSION)], &[]);
    let Some(name) = home::inner("credentials_are_read_anew_when_they_end", &[SSO, FIXED, LOGIN]) else { return };
    let write = |path: &str, text: &str| {
        let path = std::path::Path::new(&std::env::var("HOME").unwrap()).join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    local(async move {
        let cloud = Cloud::start().await;
        let aws = cloud.aws(Some("dev"));
        let ask = async || received(aws.reply(list()).await).unwrap().response.status;
        match name.as_str() {
            "fixed" => {
                cloud.refused.replace(("AKIDFILE", "UnrecognizedClientException"));
                assert_eq!(ask().await, 400, "there are no others: AWS's own answer");
                assert_eq!(cloud.states.borrow().len(), 1, "the same are not tried twice");
                write(".aws/config", &DEV.replace("AKIDFILE", "AKIDNEW"));
                assert_eq!((ask().await, signer(&cloud).as_str()), (200, "AKIDNEW"), "the file was put right");
            }
            "login" => {
                aws.look().await;
                assert!(aws.status().credentials.contains("aws sso login"), "{}", aws.status().credentials);
                write(OF_SESSION, TOKEN);
                aws.look().await;
                assert_eq!(aws.status().credentials, "profile dev", "the person has logged in");
                assert_eq!(ask().await, 200);
            }
            _ => {
                cloud.good_for.set(Duration::from_secs(30));
                assert_eq!((ask().await, signer(&cloud).as_str()), (200, "ASIASSO1"));
                cloud.good_for.set(Duration::from_hours(1));
                assert_eq!((ask().await, signer(&cloud).as_str()), (200, "ASIASSO2"), "those end within a minute");
                assert_eq!((ask().await, signer(&cloud).as_str()), (200, "ASIASSO2"), "these are kept");
                cloud.refused.replace(("ASIASSO2", "ExpiredTokenException"));
                assert_eq!((ask().await, signer(&cloud).as_str()), (200, "ASIASSO3"), "AWS says that they ended");
                assert_eq!(cloud.states.borrow().len(), 5);
            }
        }
    });
}

#[test]
fn an_emulator_is_not_given_the_persons_own_credentials_unless_a_profile_is_named() {
    const NAME: &str = "an_emulator_is_not_given_the_persons_own_credentials_unless_a_profile_is_named";
    const TEST: &str = "test credentials for an emulator";
    const CASES: [(Scenario, Option<&str>, &str); 6] = [
        (NOTHING, None, TEST),
        (with("environment", &[], ENVIRONMENT), None, TEST),
        (
            with(
                "default profile",
                &[(".aws/credentials", "[default]\naws_access_key_id = AKIDC\naws_secret_access_key = s3cret\n")],
                &[],
            ),
            None,
            TEST,
        ),
        (with("expired session", &[(".aws/config", SESSION)], &[("AWS_PROFILE", "dev")]), None, TEST),
        (
            with(
                "named profile",
                &[(".aws/credentials", "[dev]\naws_access_key_id = AKIDC\naws_secret_access_key = s3cret\n")],
                &[],
            ),
            Some("dev"),
            "profile dev",
        ),
        (with("no such profile", &[], &[]), Some("dev"), "none: there is no profile `dev`"),
    ];
    let Some(name) = home::inner(NAME, &CASES.map(|(scenario, ..)| scenario)) else { return };
    let (_, profile, origin) = CASES.into_iter().find(|(scenario, ..)| scenario.name == name).unwrap();
    local(async move {
        let caller = Caller::new(allowed(), Names::default(), RootCertStore::empty()).unwrap();
        let endpoint = Some("http://127.0.0.1:4566".to_owned());
        let profile = profile.map(str::to_owned);
        let aws = Aws::new(AwsOptions { region: "us-east-1".to_owned(), endpoint, profile }, &caller);
        aws.look().await;
        let status = aws.status();
        assert!(status.credentials.starts_with(origin), "{}", status.credentials);
        assert_eq!((status.region.as_str(), status.endpoint.as_str()), ("us-east-1", "http://127.0.0.1:4566"));
    });
}
