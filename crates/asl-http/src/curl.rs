//! A request as a `curl` command for a POSIX shell. It holds no secret: what is masked becomes a shell variable.

use super::connection::MASK;
use super::request::ShownRequest;
use super::shell::{MaskedPart, Variables, quote};

/// The command, over several lines, and the variables that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curl {
    /// The command.
    pub command: String,
    /// Shell variables to set before, in order: `SECRET_USERNAME`, `SECRET_PASSWORD`, …
    pub variables: Vec<String>,
}

/// `curl` that sends `request` as AWS would.
pub fn curl(request: &ShownRequest) -> Curl {
    let mut variables = Variables::default();
    let mut lines = vec![match &*request.method {
        // `--request HEAD` would wait for a body that does not come.
        "HEAD" => "curl --include --head".to_owned(),
        method => format!("curl --include --request {method}"),
    }];
    if request.url.contains(['[', ']', '{', '}']) {
        lines.push("--globoff".to_owned());
    }
    for header in &request.headers {
        let line = match &*header.value {
            value
                if header.name.eq_ignore_ascii_case("Authorization") && value.strip_prefix("Basic ") == Some(MASK) =>
            {
                format!("--user \"${}:${}\"", variables.named("USERNAME"), variables.named("PASSWORD"))
            }
            // A name with a colon and nothing after it would take the header away.
            "" => format!("--header {}", quote(&format!("{};", header.name))),
            MASK => {
                let variable = variables.named(&header.name);
                format!("--header {}\"${variable}\"", quote(&format!("{}: ", header.name)))
            }
            value => format!("--header {}", quoted(&format!("{}: {value}", header.name), &mut variables)),
        };
        lines.push(line);
    }
    if let Some(body) = &request.body {
        lines.push(format!("--data-raw {}", quoted(body, &mut variables)));
    }
    lines.push(quoted(&request.url, &mut variables));
    Curl { command: lines.join(" \\\n  "), variables: variables.0 }
}

/// `text` in quotes, each mask in it a variable.
fn quoted(text: &str, variables: &mut Variables) -> String {
    let word = |part| match part {
        MaskedPart::Text(text) => quote(text),
        MaskedPart::Variable(name) => format!("\"${name}\""),
    };
    let quoted: String = variables.split(text).into_iter().map(word).collect();
    if quoted.is_empty() { "''".to_owned() } else { quoted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Origin, ShownHeader};

    fn request(method: &str, url: &str, headers: &[(&str, &str)], body: Option<&str>) -> ShownRequest {
        let header = |(name, value): &(&str, &str)| ShownHeader {
            name: (*name).into(),
            value: (*value).into(),
            origin: Origin::Task,
        };
        ShownRequest {
            method: method.into(),
            url: url.into(),
            headers: headers.iter().map(header).collect(),
            body: body.map(Into::into),
            ..ShownRequest::default()
        }
    }

    #[test]
    fn a_command_is_quoted_and_its_secrets_are_variables() {
        for (request, expected, variables) in [
            (
                request(
                    "POST",
                    "https://a.example/x?q=it's&api-token=XXXXXXXX",
                    &[("Authorization", "Basic XXXXXXXX"), ("User-Agent", "Amazon|StepFunctions"), ("x-empty", "")],
                    Some(r#"{"a":"it's $HOME","client_secret":"XXXXXXXX","b":1}"#),
                ),
                r#"curl --include --request POST --user "$SECRET_USERNAME:$SECRET_PASSWORD" --header 'User-Agent: Amazon|StepFunctions' --header 'x-empty;' --data-raw '{"a":"it'\''s $HOME","client_secret":"'"$SECRET_CLIENT_SECRET"'","b":1}' 'https://a.example/x?q=it'\''s&api-token='"$SECRET_API_TOKEN""#,
                "SECRET_USERNAME SECRET_PASSWORD SECRET_CLIENT_SECRET SECRET_API_TOKEN",
            ),
            (
                request("HEAD", "https://a.example/?own[]=1", &[("x-api-key", "XXXXXXXX"), ("1", "XXXXXXXX")], None),
                r#"curl --include --head --globoff --header 'x-api-key: '"$SECRET_X_API_KEY" --header '1: '"$SECRET_1" 'https://a.example/?own[]=1'"#,
                "SECRET_X_API_KEY SECRET_1",
            ),
            (
                request("GET", "https://a.example", &[], Some("")),
                r"curl --include --request GET --data-raw '' 'https://a.example'",
                "",
            ),
        ] {
            let curl = curl(&request);
            assert_eq!(curl.command.replace(" \\\n  ", " "), expected);
            assert_eq!(curl.variables.join(" "), variables);
        }
    }

    #[test]
    fn a_shell_reads_the_command_as_the_request_says() {
        let shown = request(
            "PUT",
            "https://a.example/a'b?k=XXXXXXXX",
            &[("X-A", "`id` $(id) \"'\\"), ("Authorization", "Basic XXXXXXXX")],
            Some("line\n'two' XXXXXXXX"),
        );
        let script = format!(
            "curl() {{ printf '<%s>' \"$@\"; }}\nSECRET_USERNAME=u SECRET_PASSWORD=p SECRET_K='a b' SECRET_TWO=t\n{}",
            curl(&shown).command
        );
        let Ok(output) = std::process::Command::new("sh").args(["-c", &script]).output() else { return };
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "<--include><--request><PUT><--header><X-A: `id` $(id) \"'\\><--user><u:p>\
             <--data-raw><line\n'two' t><https://a.example/a'b?k=a b>"
        );
    }
}
