//! The hosts that the code of a function names, as far as its text says: what a person is told before code runs that somebody
//! else wrote.

use std::rc::Rc;

use asl_http::endpoint::Endpoint;
use asl_value::Sort;

use super::function::Function;

/// The origins that the code and the environment of `function` name, in order and without repetition. Code can put a host
/// together from parts: this is what it shows, not what it can do.
pub fn hosts(function: &Function) -> Vec<Rc<str>> {
    let texts = function.files().iter().map(|file| &file.text);
    let values = function.environment.iter().map(|(_, value)| value);
    let mut found: Vec<Rc<str>> = texts.chain(values).flat_map(|text| named(text)).collect();
    found.order();
    found.dedup();
    found
}

fn named(text: &str) -> Vec<Rc<str>> {
    let mut found = Vec::new();
    for scheme in ["https://", "http://"] {
        for (at, _) in text.match_indices(scheme) {
            let rest = text.get(at + scheme.len()..).unwrap_or_default();
            let ends = rest.find(|char: char| !is_of_host(char)).unwrap_or(rest.len());
            found.extend(origin(scheme, rest.get(..ends).unwrap_or_default()));
        }
    }
    // `hostname: "api.example.com"`, as `https.request` takes it.
    for (at, word) in text.match_indices("host") {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let rest = rest.strip_prefix("name").unwrap_or(rest).trim_start_matches(['"', '\'', ' ']);
        let Some(value) = rest.strip_prefix([':', '=']).map(str::trim_start) else { continue };
        let Some(value) = value.strip_prefix(['"', '\'', '`']) else { continue };
        let ends = value.find(|char: char| !is_of_host(char)).unwrap_or(value.len());
        found.extend(origin("https://", value.get(..ends).unwrap_or_default()));
    }
    // `http.client.HTTPSConnection("api.example.com")`, and the pools of urllib3.
    for (at, word) in text.match_indices("Connection") {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
        let scheme = if before.ends_with("HTTPS") { "https://" } else { "http://" };
        let after = after.strip_prefix("Pool").unwrap_or(after);
        let Some(value) = after.strip_prefix('(').and_then(|after| after.strip_prefix(['"', '\''])) else { continue };
        let ends = value.find(|char: char| !is_of_host(char)).unwrap_or(value.len());
        if before.ends_with("HTTPS") || before.ends_with("HTTP") {
            found.extend(origin(scheme, value.get(..ends).unwrap_or_default()));
        }
    }
    found
}

fn is_of_host(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':' | '_')
}

fn origin(scheme: &str, host: &str) -> Option<Rc<str>> {
    let is_host = host.contains('.') || host.starts_with("localhost");
    Endpoint::parse(&format!("{scheme}{host}")).filter(|_| is_host).map(|endpoint| endpoint.origin.into())
}

#[cfg(test)]
mod tests {
    use super::hosts;
    use crate::{Code, CodeFile, Function};

    #[test]
    fn the_hosts_of_python_are_named_too() {
        let text = r#"
            http = urllib3.PoolManager(); http.request("GET", "https://a.example/x")
            requests.get(f"https://b.example/{id}"); http.client.HTTPSConnection('c.example', 443)
            pool = urllib3.HTTPConnectionPool("localhost:8080"); lost = ConnectionError("d.example")
        "#;
        let files = [CodeFile { path: "index.py".into(), text: text.into() }];
        let function = Function { code: Code::Files(files.into()), ..Function::new("F".into(), "arn".into()) };
        let expected = ["http://localhost:8080", "https://a.example", "https://b.example", "https://c.example"];
        assert_eq!(hosts(&function).iter().map(|one| &**one).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_hosts_of_code_and_environment_are_named_once() {
        let text = r#"
            fetch(`https://api.example.com/x?${id}`); axios.get("https://api.example.com/y");
            https.request({ hostname: 'tickets.example.com', path: '/' });
            const base = "http://localhost:8080/a"; const host = "b.example"; host === other;
        "#;
        let files = [CodeFile { path: "index.js".into(), text: text.into() }];
        let environment = vec![("URL".into(), "https://practice.test/hello".into()), ("KEY".into(), "k".into())];
        let function =
            Function { code: Code::Files(files.into()), environment, ..Function::new("F".into(), "arn".into()) };
        let found = hosts(&function);
        let expected = [
            "http://localhost:8080",
            "https://api.example.com",
            "https://b.example",
            "https://practice.test",
            "https://tickets.example.com",
        ];
        assert_eq!(found.iter().map(|one| &**one).collect::<Vec<_>>(), expected);
    }
}
