//! What looks like a credential in a text that somebody wrote: by how it begins, by where it stands, by the name it has.
//!
//! INVARIANT: what is found is told by its place alone, never repeated.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::connection::Secret;

/// How keys of well-known services begin, with the least length of the whole.
const BEGINNINGS: [(&str, usize); 38] = [
    ("AIza", 30),
    ("AKIA", 20),
    ("ASIA", 20),
    ("EAACEdEose0cBA", 20),
    ("SG.", 40),
    ("dop_v1_", 40),
    ("eyJ", 40),
    ("gho_", 20),
    ("ghp_", 20),
    ("ghr_", 20),
    ("ghs_", 20),
    ("ghu_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("hf_", 30),
    ("hvs.", 24),
    ("lin_api_", 30),
    ("npm_", 30),
    ("ntn_", 30),
    ("pk_live_", 20),
    ("pypi-", 40),
    ("rk_live_", 16),
    ("rk_test_", 16),
    ("shpat_", 30),
    ("shpss_", 30),
    ("sk-", 24),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("sq0atp-", 20),
    ("sq0csp-", 20),
    ("whsec_", 20),
    ("xapp-", 16),
    ("xoxa-", 16),
    ("xoxb-", 16),
    ("xoxe-", 16),
    ("xoxp-", 16),
    ("xoxs-", 16),
    ("ya29.", 30),
];
/// The least of these lengths.
const SHORTEST_KEY: usize = 16;
/// How a private key begins, whatever its kind.
const PRIVATE_KEY: [&str; 2] = ["-----BEGIN", "PRIVATE KEY-----"];
/// Schemes of `Authorization`, with the least length of what proves something behind them.
const SCHEMES: [(&str, usize); 3] = [("Bearer ", 16), ("Basic ", 8), ("Token ", 16)];
/// Query parameters that hold credentials, in lower case.
const PARAMETERS: [&str; 14] = [
    "access_token",
    "api-key",
    "api_key",
    "apikey",
    "auth_token",
    "client_secret",
    "code",
    "password",
    "private_token",
    "secret",
    "sig",
    "subscription-key",
    "token",
    "x-amz-signature",
];
/// How names of members end that hold secrets, in lower case without `-` and `_`.
const NAMES: [&str; 14] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apikeyvalue",
    "authorization",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "passwd",
    "password",
    "passphrase",
    "privatekey",
    "refreshtoken",
    "secretkey",
];
/// Names that hold secrets and other things: only a value that was drawn by chance is one.
const VAGUE_NAMES: [&str; 4] = ["auth", "credentials", "secret", "token"];
/// Shorter values under a secret's name are examples.
const SHORTEST: usize = 8;
/// A value that was drawn by chance has so many characters, and so many bits in each.
const RANDOM_LENGTH: usize = 20;
const RANDOM_BITS: f64 = 3.5;

/// Where something in `text` looks like a credential by its form, in bytes and in the order of the text.
///
/// One pass: the check of a definition asks this of all its texts at every key press.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut before, mut behind) = (b' ', 0);
    for (at, byte) in text.bytes().enumerate() {
        let is_edge = !before.is_ascii_alphanumeric() && before != b'_';
        before = byte;
        if at < behind {
            continue;
        }
        let one = match byte {
            b':' => password(text, at),
            b'?' | b'&' => parameter(text, at),
            b'-' if is_edge => private_key(text, at),
            b'B' | b'T' if is_edge => proof(text, at),
            b'A'..=b'Z' | b'a'..=b'z' if is_edge => key(text, at),
            _ => None,
        };
        if let Some(one) = one {
            behind = one.end;
            found.push(one);
        }
    }
    found
}

/// The key of a well-known service that begins at `at`.
fn key(text: &str, at: usize) -> Option<Range<usize>> {
    // Nearly every word is shorter than any key: what is looked at first is its length.
    let word = text.as_bytes().get(at..at + SHORTEST_KEY)?;
    if !word.iter().all(|byte| is_token(char::from(*byte))) {
        return None;
    }
    let rest = text.get(at..)?;
    let (_, least) = BEGINNINGS.iter().find(|(start, _)| rest.starts_with(start))?;
    let token = token_at(text, at);
    (token.len() >= *least && varies(text.get(token.clone())?)).then_some(token)
}

/// What stands behind a scheme of `Authorization` at `at`.
fn proof(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let (scheme, least) = SCHEMES.iter().find(|(scheme, _)| rest.starts_with(scheme))?;
    let token = token_at(text, at + scheme.len());
    let proof = text.get(token.clone())?;
    let fits = if *scheme == "Basic " { is_basic(proof) } else { varies(proof) };
    (token.len() >= *least && fits).then_some(token)
}

/// The line with which a private key begins at `at`.
fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    let line = text.get(at..)?.strip_prefix(PRIVATE_KEY[0])?.lines().next()?;
    let end = line.find(PRIVATE_KEY[1])? + PRIVATE_KEY[0].len() + PRIVATE_KEY[1].len();
    Some(at..at + end)
}

/// The password before the host of a URL whose colon stands at `at`.
fn password(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?.strip_prefix("://")?;
    let authority = rest.get(..rest.find(is_end_of_authority).unwrap_or(rest.len()))?;
    let (user, password) = authority.rsplit_once('@')?.0.split_once(':')?;
    let start = at + 3 + user.len() + 1;
    (!password.is_empty() && !is_example(password)).then_some(start..start + password.len())
}

/// The value of a query parameter, whose mark stands at `at`.
fn parameter(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at + 1..)?;
    let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    let end = rest.find(|char| !is_name(char))?;
    let (name, value) = (rest.get(..end)?.to_ascii_lowercase(), rest.get(end..)?.strip_prefix('=')?);
    let is_secret = PARAMETERS
        .iter()
        .any(|known| name.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with(['-', '_'])));
    let value = value.get(..value.find(is_end_of_value).unwrap_or(value.len()))?;
    let start = at + 1 + end + 1;
    let fits = value.len() >= SHORTEST && !is_example(value) && (name != "code" || is_random(value));
    (is_secret && fits).then_some(start..start + value.len())
}

/// Whether `value` under the key `name` looks like a credential.
pub fn is_secret(name: Option<&str>, value: &str) -> bool {
    if value.len() < SHORTEST {
        return false;
    }
    if !find(value).is_empty() {
        return true;
    }
    let bare = SCHEMES.iter().find_map(|(scheme, _)| value.strip_prefix(scheme)).unwrap_or(value);
    if bare.len() < SHORTEST || bare.contains(char::is_whitespace) || is_example(bare) {
        return false;
    }
    let name = plain_name(name.unwrap_or_default());
    NAMES.iter().any(|known| name.ends_with(known))
        || VAGUE_NAMES.iter().any(|known| name.ends_with(known)) && is_random(bare)
}

/// Whether a value only says what should stand there, or where it comes from.
pub fn is_example(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    value.starts_with(['<', '$', '{', '*', '['])
        || ["your", "example", "xxx", "arn:", "resolve:", "${", "{%", "changeme", "redacted", "placeholder"]
            .iter()
            .any(|word| lower.contains(word))
}

/// A name in lower case, without what some put between its words.
fn plain_name(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '-' | '_' | ' ')).collect::<String>().to_ascii_lowercase()
}

/// The word that begins at `at`.
fn token_at(text: &str, at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    at..at + rest.find(|char| !is_token(char)).unwrap_or(rest.len())
}

fn is_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_' | '~' | '+' | '/' | '=')
}

fn is_end_of_authority(char: char) -> bool {
    matches!(char, '/' | '?' | '#' | '"' | '\'' | '\\' | '`' | ')' | '(' | '<' | '>') || char.is_whitespace()
}

fn is_end_of_value(char: char) -> bool {
    matches!(char, '&' | '#' | '"' | '\'' | '\\' | '`' | ')' | '<' | '>') || char.is_whitespace()
}

/// Whether it is more than a word and a row of one letter, as examples are.
fn varies(token: &str) -> bool {
    let letters: asl_value::SortedSet<char> = token.chars().collect();
    !is_example(token) && letters.len() >= 6
}

/// The user name and the password that a header `Authorization` holds as `Basic …`; `None` for any other.
pub fn basic(header: &str) -> Option<(String, Secret)> {
    let (username, password) = pair(header.strip_prefix("Basic ")?.trim())?;
    Some((username, Secret::new(password)))
}

/// Whether it is a user name with a password.
fn is_basic(token: &str) -> bool {
    pair(token).is_some_and(|(_, password)| !password.is_empty())
}

fn pair(token: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64.decode(token).ok()?).ok()?;
    text.split_once(':').map(|(username, password)| (username.to_owned(), password.to_owned()))
}

/// Whether it was drawn by chance: long, of letters and digits, and no letter much more often than the others.
fn is_random(value: &str) -> bool {
    let has = |wanted: fn(&char) -> bool| value.chars().any(|char| wanted(&char));
    value.len() >= RANDOM_LENGTH
        && has(char::is_ascii_digit)
        && has(char::is_ascii_alphabetic)
        && !value.contains(['/', ':', ' '])
        && bits(value) >= RANDOM_BITS
}

/// How many bits tell in each character of `text`, after Shannon.
#[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
fn bits(text: &str) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let all = text.len() as f64;
    let part = |count: &usize| -(*count as f64 / all) * (*count as f64 / all).log2();
    counts.iter().filter(|count| **count > 0).map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with `«»` around what has to be found.
    fn check(marked: &str) {
        let text = marked.replace(['«', '»'], "");
        let found: Vec<&str> = find(&text).into_iter().map(|range| &text[range]).collect();
        let expected: Vec<&str> =
            marked.split('«').skip(1).filter_map(|part| part.split_once('»').map(|(inside, _)| inside)).collect();
        assert_eq!(found, expected, "{marked}");
    }

    #[test]
    fn a_credential_is_found_by_its_form() {
        for marked in [
            "key «sk_live_0123456789abcdef» and more",
            "\"Bearer «abc.def-1234567890xyz»\"",
            "{% 'Bearer ' & '«ghp_0123456789abcdefghijABCDEFGHIJ»' %}",
            "Basic «ZGVtbzpodW50ZXIy»",
            "https://user:«hunter2»@api.example.com/x",
            "https://api.test.org/x?a=1&api_key=«0a1b2c3d4e»&b=2",
            "https://x.blob.core.windows.net/c?sv=1&sig=«aB3dE5fG7h%2B»",
            "-----BEGIN RSA PRIVATE KEY-----"
                .replace("-----BEGIN", "«-----BEGIN")
                .replace("KEY-----", "KEY-----»")
                .as_str(),
            "«AKIAQ7R2P5X8W3Z9Y6T1»",
        ] {
            check(marked);
        }
    }

    #[test]
    fn what_only_looks_alike_is_no_credential() {
        for text in [
            "",
            "sk_live_",
            "task-1234567890123456789012345",
            "Bearer ${Token}",
            "Bearer <your token here>",
            "Basic authentication",
            "https://api.example.com/?token=${t}",
            "https://user:${Password}@api.example.com",
            "xoxb-xxxxxxxxxxxxxxxx",
            "arn:aws:events:us-east-1:123456789012:connection/c/0e1d2c3b",
            "AKIAIOSFODNN7EXAMPLE",
            "a://b://c@d",
            "?code=200&x=1",
        ] {
            check(text);
        }
    }

    #[test]
    fn no_key_is_shorter_than_what_is_looked_at_and_none_begins_as_a_scheme() {
        for (start, least) in BEGINNINGS {
            assert!(least >= SHORTEST_KEY && !start.starts_with(['B', 'T']), "{start}");
        }
    }

    #[test]
    fn a_name_makes_a_value_a_secret() {
        for (name, value, expected) in [
            ("Password", "hunter2!!", true),
            ("dbPassword", "correct-horse", true),
            ("stripe_secret_key", "a1b2c3d4", true),
            ("Authorization", "Bearer 12345678", true),
            ("token", "4f9a2c7be01d8835aa61", true),
            ("token", "next-page-of-the-list", false),
            ("Password", "short", false),
            ("Password", "your password", false),
            ("apiKey", "${Key}", false),
            ("comment", "4f9a2c7be01d8835aa61", false),
        ] {
            assert_eq!(is_secret(Some(name), value), expected, "{name}: {value}");
        }
    }

    #[test]
    fn any_text_is_searched_without_a_panic_and_places_are_its_own() {
        let mut random = fastrand::Rng::with_seed(3);
        let parts =
            ["sk-", "://", "@", ":", "é", "?token=", "=", "Bearer ", "Basic ", "-----BEGIN", "a1B2c3D4e5", "\n", "😀"];
        for _ in 0..5_000 {
            let text: String = (0..random.usize(0..12)).filter_map(|_| random.choice(parts)).collect();
            for range in find(&text) {
                assert!(text.get(range).is_some(), "{text}");
            }
        }
    }
}
