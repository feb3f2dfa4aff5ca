//! Takes the credentials of connections out of texts that leave the page: an API may send back what it was sent.

use super::connection::{Authorization, Connection, MASK};
use super::connections::Connections;
use super::encode::component;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// Values shorter than this are not looked for: they stand in any text by chance.
const SHORTEST: usize = 3;

/// Headers of answers and requests that are credentials by themselves, in lower case.
const CREDENTIALS: [&str; 5] = ["set-cookie", "cookie", "authorization", "proxy-authorization", "x-amz-security-token"];

/// Knows the credentials of some connections in every form in which they travel. It has no `Debug`.
pub struct Redactor(Vec<String>);

impl Redactor {
    /// For the credentials of `connections`.
    pub fn new(connections: &Connections) -> Self {
        let mut forms: Vec<String> = connections.iter().flat_map(values).flat_map(|value| forms(&value)).collect();
        forms.retain(|form| form.len() >= SHORTEST && form != MASK);
        // The longest first: a value may be a part of another.
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Self(forms)
    }

    /// `text` with a mask in place of each credential.
    pub fn text(&self, text: &str) -> String {
        let known = self.0.iter().fold(text.to_owned(), |text, form| {
            if text.contains(form.as_str()) { text.replace(form.as_str(), MASK) } else { text }
        });
        // A token that was fetched for a connection is kept nowhere, so it is known by its scheme.
        without_proof(&without_proof(&known, "Bearer "), "Basic ")
    }

    /// The value of the header `name` as it may leave.
    pub fn header(&self, name: &str, value: &str) -> String {
        if CREDENTIALS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return if name.eq_ignore_ascii_case("authorization") && value.ends_with(MASK) {
                value.to_owned()
            } else {
                MASK.to_owned()
            };
        }
        self.text(value)
    }
}

/// `text` with a mask in place of each token behind `scheme`.
fn without_proof(text: &str, scheme: &str) -> String {
    let is_token = |char: char| char.is_ascii_alphanumeric() || "-._~+/=".contains(char);
    let mut pieces = text.split(scheme);
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        clean.push_str(scheme);
        let rest = piece.trim_start_matches(is_token);
        // A word of a sentence is shorter: "Basic realm".
        if piece.len() - rest.len() >= 8 {
            clean.push_str(MASK);
            clean.push_str(rest);
        } else {
            clean.push_str(piece);
        }
    }
    clean
}

/// Everything of a connection that proves something.
fn values(connection: &Connection) -> Vec<String> {
    let mut values: Vec<String> = match &connection.authorization {
        Authorization::Basic { username, password } => {
            vec![format!("{username}:{}", password.expose()), password.expose().to_owned()]
        }
        Authorization::ApiKey { value, .. } => {
            // A key may begin with its scheme.
            let bare = value.expose().rsplit(' ').next().unwrap_or_default().to_owned();
            vec![value.expose().to_owned(), bare]
        }
        Authorization::OAuth(oauth) => {
            let secret = oauth.client_secret.expose();
            let parameters =
                oauth.parameters.headers.iter().chain(&oauth.parameters.query).chain(&oauth.parameters.body);
            let hidden = parameters.filter(|parameter| parameter.is_secret).map(|parameter| parameter.value.expose());
            let mut values = vec![format!("{}:{secret}", oauth.client_id), secret.to_owned()];
            values.extend(hidden.map(str::to_owned));
            values
        }
    };
    let invocation = &connection.invocation;
    let parameters = invocation.headers.iter().chain(&invocation.query).chain(&invocation.body);
    values.extend(
        parameters.filter(|parameter| parameter.is_secret).map(|parameter| parameter.value.expose().to_owned()),
    );
    values
}

fn forms(value: &str) -> [String; 4] {
    let json = serde_json::Value::from(value).to_string();
    let json = json.trim_matches('"').to_owned();
    [value.to_owned(), json, component(value), BASE64.encode(value)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InvocationParameters, Parameter, Secret};

    #[test]
    fn a_credential_is_found_in_every_form_it_travels_in() {
        let connection = |authorization| Connection {
            name: "c".into(),
            arn: "arn".into(),
            authorization,
            invocation: InvocationParameters {
                query: vec![Parameter { key: "k".into(), value: Secret::new("hid den"), is_secret: true }],
                ..InvocationParameters::default()
            },
            ..Connection::default()
        };
        let redactor = Redactor::new(&Connections::new(vec![
            connection(Authorization::Basic { username: "demo".into(), password: Secret::new("pa\"ss") }),
            connection(Authorization::ApiKey { name: "x".into(), value: Secret::new("Bearer tok-1") }),
        ]));
        for text in
            ["pa\"ss", r#"{"p":"pa\"ss"}"#, "ZGVtbzpwYSJzcw==", "hid%20den", "hid den", "x tok-1 y", "demo:pa\"ss"]
        {
            let redacted = redactor.text(text);
            assert!(redacted.contains(MASK), "{text}: {redacted}");
            assert!(!redacted.contains("ss\"") || text.starts_with('{'), "{redacted}");
        }
        assert_eq!(redactor.text("nothing here"), "nothing here");
        assert_eq!(redactor.text(r#"{"a":"Bearer abc.def-12345"}"#), r#"{"a":"Bearer XXXXXXXX"}"#);
        assert_eq!(redactor.text("Basic realm=x"), "Basic realm=x");
        assert_eq!(redactor.header("Set-Cookie", "a=1"), MASK);
        assert_eq!(redactor.header("authorization", "Basic XXXXXXXX"), "Basic XXXXXXXX");
        assert_eq!(redactor.header("x-echo", "tok-1"), MASK);
    }
}
