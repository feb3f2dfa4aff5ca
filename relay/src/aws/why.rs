//! Why there are no credentials, in one sentence that says what to do.
//!
//! It is made from what the profile says and from what came of asking AWS, never from an error's text: that could hold what
//! a file or a process of the person's wrote.

use std::collections::BTreeSet;
use std::error::Error;

use asl_http::relay::{Fault, FaultKind};
use aws_config::profile::{ProfileSet, load};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

use super::portal::Asked;

/// Where a profile is looked for: the variable that names the file, and its place below the home directory.
const FILES: [(&str, &str); 2] =
    [("AWS_CONFIG_FILE", "~/.aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")];

/// Why the profile `name` has no credentials. `is_named` says whether a person chose it.
pub async fn why(name: &str, is_named: bool, asked: Asked) -> Fault {
    Fault::new(FaultKind::NoCredentials, sentence(name, is_named, asked).await)
}

async fn sentence(name: &str, is_named: bool, asked: Asked) -> String {
    let (fs, env) = (Fs::real(), Env::real());
    if let Some(unreadable) = unreadable(&fs, &env).await {
        return unreadable;
    }
    let profiles = match load(&fs, &env, &EnvConfigFiles::default(), None).await {
        Ok(profiles) => profiles,
        // Its source has the file, the line and a fixed text, nothing of what is there.
        Err(error) => {
            let place = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            let place = place.split_whitespace().collect::<Vec<_>>().join(" ");
            return format!("a file of profiles can't be used: {place}");
        }
    };
    if profiles.get_profile(name).is_none() {
        return if is_named {
            format!("there is no profile `{name}` in {}", places(&env))
        } else {
            format!(
                "there are no credentials of AWS: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, nor is \
                 there a profile `default` in {}. Name a profile in PROFILE (`--profile`), or run `aws configure`",
                places(&env)
            )
        };
    }
    match (source(&profiles, name), asked) {
        (Source::Sso(_) | Source::Role(_), Asked::Failed(why)) => {
            format!("the credentials of the profile `{name}` could not be fetched: {why}")
        }
        (Source::Sso(of), Asked::Answered(403 | 404)) => {
            format!("SSO denied the role of the profile `{of}`: check its `sso_account_id` and `sso_role_name`")
        }
        (Source::Sso(_), Asked::Answered(status @ (429 | 500..))) => {
            format!("SSO responded with status {status} instead of credentials of the profile `{name}`: try again")
        }
        (Source::Sso(of), _) => {
            format!(
                "the SSO session of the profile `{of}` has expired or was never started: run `aws sso login --profile {of}`"
            )
        }
        (Source::Role(of), Asked::Answered(status)) => format!(
            "AWS STS denied the role of the profile `{of}` with status {status}: check its `role_arn`, and that the \
             role's trust policy allows it"
        ),
        (Source::Process(of), _) => format!(
            "the `credential_process` of the profile `{of}` returned no credentials: run it in a terminal to see why"
        ),
        (Source::Login(of), _) => format!(
            "the relay does not read sessions of `aws login`, which the profile `{of}` uses: make a profile with \
             `credential_process = aws configure export-credentials --profile {of}`, and name that one"
        ),
        (Source::Missing(of), _) => format!("the profile `{name}` needs `{of}`, which is not in {}", places(&env)),
        (Source::Role(of) | Source::Other(of), _) => format!(
            "the profile `{of}` has no credentials that the relay can use: it needs `aws_access_key_id` and \
             `aws_secret_access_key`, a `credential_process`, SSO, or a `role_arn` with a `source_profile`"
        ),
    }
}

/// What the credentials of a profile come from, with the name of the profile that says so.
enum Source {
    Sso(String),
    Role(String),
    Process(String),
    Login(String),
    /// A profile or an SSO session that is not there.
    Missing(String),
    Other(String),
}

/// Follows `source_profile` to where the credentials of `name` come from.
fn source(profiles: &ProfileSet, name: &str) -> Source {
    let mut of = name.to_owned();
    let mut seen = BTreeSet::new();
    let mut role = None;
    while seen.insert(of.clone()) {
        let Some(profile) = profiles.get_profile(&of) else { return Source::Missing(of) };
        let has = |key| profile.get(key).is_some();
        if let Some(next) = profile.get("source_profile").filter(|_| has("role_arn")) {
            role.get_or_insert_with(|| of.clone());
            next.clone_into(&mut of);
            continue;
        }
        if let Some(session) = profile.get("sso_session") {
            return if profiles.sso_session(session).is_some() {
                Source::Sso(of)
            } else {
                Source::Missing(format!("[sso-session {session}]"))
            };
        }
        return match () {
            () if has("sso_start_url") => Source::Sso(of),
            () if has("credential_process") => Source::Process(of),
            () if has("login_session") => Source::Login(of),
            () => role.map_or(Source::Other(of), Source::Role),
        };
    }
    role.map_or(Source::Other(of), Source::Role)
}

/// What is wrong with one of the files, if anything: `aws-config` takes one that it can't read for an empty one.
async fn unreadable(fs: &Fs, env: &Env) -> Option<String> {
    for (variable, usual) in FILES {
        let named = env.get(variable).ok();
        let path = named.clone().unwrap_or_else(|| usual.to_owned());
        let problem = match fs.read_to_end(at_home(&path, env)).await {
            Ok(bytes) => String::from_utf8(bytes).err().map(|_| "it is not UTF-8 text".to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => None,
            Err(error) => Some(error.kind().to_string()),
        };
        if let Some(problem) = problem {
            let from = named.map(|_| format!(", which {variable} names,")).unwrap_or_default();
            return Some(format!("the file `{path}`{from} can't be read: {problem}"));
        }
    }
    None
}

/// `path` with the home directory in place of `~`.
fn at_home(path: &str, env: &Env) -> String {
    let home = env.get("HOME").or_else(|_| env.get("USERPROFILE"));
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}

/// The files in which profiles are looked for.
fn places(env: &Env) -> String {
    FILES.map(|(variable, usual)| env.get(variable).unwrap_or_else(|_| usual.to_owned())).join(" or ")
}
