//! A request as JavaScript that calls `fetch` as the page does: for a browser's console, and for Node. It holds no
//! secret: what is masked becomes a constant that is read from the environment or filled in.

use serde_json::Value as Json;

use super::as_sent::as_sent;
use super::connection::MASK;
use super::request::ShownRequest;
use super::shell::{MaskedPart, Variables};

/// The code, a module: it awaits at the top.
pub fn fetch_code(request: &ShownRequest) -> String {
    let sent = as_sent(request);
    let mut variables = Variables::default();
    let mut headers = Vec::new();
    for (name, value) in &sent.headers {
        let is_basic = name.eq_ignore_ascii_case("authorization") && value.strip_prefix("Basic ") == Some(MASK);
        let value = if is_basic {
            format!("\"Basic \" + basic({}, {})", variables.named("USERNAME"), variables.named("PASSWORD"))
        } else if &**value == MASK {
            variables.named(name)
        } else {
            expression(value, &mut variables, Encoding::Plain)
        };
        headers.push(format!("    [{}, {value}],", text(name)));
    }
    let mut fields = vec![format!("  method: {},", text(&sent.method))];
    if !headers.is_empty() {
        fields.push(format!("  headers: [\n{}\n  ],", headers.join("\n")));
    }
    if let Some(body) = &sent.body {
        let encoding = if body.starts_with(['{', '[']) { Encoding::Json } else { Encoding::Form };
        fields.push(format!("  body: {},", expression(body, &mut variables, encoding)));
    } else if request.body.is_some() {
        fields.push(format!("  // `fetch` sends no body with {}; AWS would send one.", sent.method));
    }
    if !sent.follows_redirects {
        fields.push("  redirect: \"error\",".to_owned());
    }
    fields.push("  credentials: \"omit\",\n  cache: \"no-store\",\n  referrerPolicy: \"no-referrer\",".to_owned());
    let url = expression(&sent.url, &mut variables, Encoding::Form);
    let mut lines = Vec::new();
    if !variables.0.is_empty() {
        lines.push(
            "// The connection's values: fill them in here, or set them as environment variables of \
                    Node."
                .to_owned(),
        );
        let names: Vec<String> = variables.0.iter().map(|name| format!("{name} = \"\"")).collect();
        lines.push(format!("const {{ {} }} = globalThis.process?.env ?? {{}};", names.join(", ")));
    }
    if headers.iter().any(|line| line.contains("basic(")) {
        lines.push(
            "const basic = (user, password) => btoa(String.fromCharCode(...new \
             TextEncoder().encode(`${user}:${password}`)));"
                .to_owned(),
        );
    }
    lines.push(format!("const response = await fetch({url}, {{\n{}\n}});", fields.join("\n")));
    lines.push("console.log(response.status, response.statusText, Object.fromEntries(response.headers));".to_owned());
    lines.push("console.log(await response.text());".to_owned());
    lines.join("\n") + "\n"
}

/// What a masked value has to be encoded for.
#[derive(Clone, Copy)]
enum Encoding {
    Plain,
    /// A query or a form.
    Form,
    /// A string of JSON.
    Json,
}

fn expression(value: &str, variables: &mut Variables, encoding: Encoding) -> String {
    let part = |part| match part {
        MaskedPart::Text(plain) => text(plain),
        MaskedPart::Variable(name) => match encoding {
            Encoding::Plain => name,
            Encoding::Form => format!("encodeURIComponent({name})"),
            Encoding::Json => format!("JSON.stringify({name}).slice(1, -1)"),
        },
    };
    let parts: Vec<String> = variables.split(value).into_iter().map(part).collect();
    if parts.is_empty() { "\"\"".to_owned() } else { parts.join(" + ") }
}

/// A string literal. JSON's are JavaScript's, since 2019 without exception.
fn text(value: &str) -> String {
    Json::from(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Origin, ShownHeader};

    #[test]
    fn secrets_are_constants_encoded_for_their_place() {
        let header = |name: &str, value: &str, origin| ShownHeader { name: name.into(), value: value.into(), origin };
        let request = ShownRequest {
            method: "POST".into(),
            url: "https://a.example/x?q=it's&api-token=XXXXXXXX".into(),
            headers: vec![
                header("Authorization", "Basic XXXXXXXX", Origin::Connection),
                header("x-key", "XXXXXXXX", Origin::Connection),
                header("Cookie", "a=1", Origin::Task),
                header("User-Agent", "Amazon", Origin::Service),
            ],
            body: Some(r#"{"client_secret":"XXXXXXXX"}"#.into()),
            ..ShownRequest::default()
        };
        let code = fetch_code(&request);
        for expected in [
            r#"const { SECRET_USERNAME = "", SECRET_PASSWORD = "", SECRET_X_KEY = "", SECRET_CLIENT_SECRET = "", SECRET_API_TOKEN = "" } = globalThis"#,
            r#"["Authorization", "Basic " + basic(SECRET_USERNAME, SECRET_PASSWORD)],"#,
            r#"["x-key", SECRET_X_KEY],"#,
            r#"body: "{\"client_secret\":\"" + JSON.stringify(SECRET_CLIENT_SECRET).slice(1, -1) + "\"}","#,
            r#"fetch("https://a.example/x?q=it%27s&api-token=" + encodeURIComponent(SECRET_API_TOKEN), {"#,
            r#"redirect: "error","#,
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(!code.contains("Cookie") && !code.contains("Amazon") && !code.contains(MASK), "{code}");
    }
}
