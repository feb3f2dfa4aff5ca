//! Secrets that somebody wrote into a document: a link would hand them on.
//!
//! INVARIANT: what is found is told by its place alone.

use asl_value::SortedSet;

use asl_http::redact::Redactor;
use asl_http::suspect;
use asl_text::line_index::LineIndex;
use asl_text::{Node, NodeKind};

use super::envelope::Envelope;

/// A place where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSecret {
    /// The text that it stands in, as the page calls it.
    pub text: String,
    /// The line, from 1.
    pub line: u32,
}

/// Fields of a connection, whose values are secrets however short they are.
const CREDENTIALS: [&str; 3] = ["Password", "ApiKeyValue", "ClientSecret"];
/// Where those stand.
const CONNECTION: &str = "AuthParameters";

/// What looks like a secret in what a link would hold, and what `known` knows to be one.
pub fn find(envelope: &Envelope, known: &Redactor) -> Vec<WrittenSecret> {
    let project = &envelope.settings.template.project;
    let definition = if project.path.is_empty() { "the definition".to_owned() } else { project.path.to_string() };
    let own = [
        (definition, &*envelope.definition),
        ("the input".to_owned(), &envelope.input),
        ("the mocks".to_owned(), &envelope.mocks),
        ("the events".to_owned(), &envelope.events),
        ("the scenarios".to_owned(), &envelope.scenarios),
        ("the recorded run".to_owned(), &envelope.run),
        ("the lesson".to_owned(), &envelope.lesson),
        ("the execution name".to_owned(), &envelope.settings.execution_name),
    ];
    let files = envelope.files.iter().map(|file| (file.key.to_string(), &*file.text));
    let others = project.others.iter().map(|file| (file.path.to_string(), &*file.text));
    let values =
        envelope.settings.template.parameters.iter().map(|(name, value)| (format!("the value of {name}"), &**value));
    let named = values
        .clone()
        .zip(envelope.settings.template.parameters.keys())
        .filter(|((_, value), name)| suspect::is_secret(Some(name), value));
    let mut found: Vec<WrittenSecret> = named.map(|((text, _), _)| WrittenSecret { text, line: 1 }).collect();
    let outlines = envelope.connections.iter().flat_map(|one| {
        let place = format!("the connection {}", one.name);
        one.texts().into_iter().map(move |text| (place.clone(), text))
    });
    for (name, text) in own.into_iter().chain(others).chain(files).chain(values).chain(outlines) {
        let lines = lines(text, known);
        found.extend(lines.into_iter().map(|line| WrittenSecret { text: name.clone(), line }));
    }
    found.dedup();
    found
}

/// The lines of `text` in which secrets stand, from 1.
fn lines(text: &str, known: &Redactor) -> SortedSet<u32> {
    let index = LineIndex::new(text);
    let line_at = |at: usize| index.position(u32::try_from(at).unwrap_or(u32::MAX)).line + 1;
    let mut lines: SortedSet<u32> = suspect::find(text).into_iter().map(|range| line_at(range.start)).collect();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if *known.known(line) != *line {
            lines.insert(line_at(at));
        }
        // Without a tree there are still names with values: of Terraform, of a file of settings.
        if let Some((name, value)) = line.split_once(['=', ':']) {
            let (name, written) = (name.trim().trim_matches(['"', '\'']), value.trim().trim_end_matches([',', ';']));
            let value = written.trim_matches(['"', '\'']);
            let may_be = !name.contains(char::is_whitespace) && !is_reference(written);
            if may_be && suspect::is_secret(Some(name), value) {
                lines.insert(line_at(at));
            }
        }
        at += line.len();
    }
    if let Some(root) = asl_text::parse(text).root {
        look_into(&root, None, false, &mut |node| {
            // A text of several lines is known by the one that holds it.
            let (first, last) = (line_at(node.span.start as usize), line_at(node.span.end as usize));
            if lines.between(&first, &last).next().is_none() {
                lines.insert(first);
            }
        });
    }
    lines
}

/// Whether a value without quotes names where it comes from: in Terraform, and in code of CDK.
fn is_reference(written: &str) -> bool {
    let starts =
        ["var.", "local.", "data.", "module.", "aws_", "this.", "self.", "props.", "process.env", "os.environ"];
    // The last one is a call over several lines.
    let ends = [".valueAsString", ".value_as_string", "("];
    starts.iter().any(|start| written.starts_with(start)) || ends.iter().any(|end| written.ends_with(end))
}

fn look_into(node: &Node, key: Option<&str>, in_connection: bool, tell: &mut impl FnMut(&Node)) {
    match &node.kind {
        NodeKind::Object(members) => {
            // A parameter of a connection has its name beside its value.
            let name = node.get("Key").and_then(Node::as_str);
            for member in members {
                let key = match &*member.key.value {
                    "Value" => name.map_or("Value", |name| &**name),
                    key => key,
                };
                look_into(&member.value, Some(key), in_connection || key == CONNECTION, tell);
            }
        }
        NodeKind::Array(items) => items.iter().for_each(|item| look_into(item, key, in_connection, tell)),
        NodeKind::String(text) => {
            let is_credential = in_connection
                && key.is_some_and(|key| CREDENTIALS.contains(&key))
                && !text.trim().is_empty()
                && !suspect::is_example(text);
            if is_credential || suspect::is_secret(key, text) {
                tell(node);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use asl_document::DocumentFile;
    use asl_http::Secret;

    use super::*;
    use crate::outline::ConnectionOutline;

    fn found(envelope: &Envelope) -> Vec<String> {
        let known = Redactor::of_secrets([Secret::new("correct horse")]);
        find(envelope, &known).into_iter().map(|one| format!("{}:{}", one.text, one.line)).collect()
    }

    #[test]
    fn a_secret_is_found_in_every_text_of_a_document() {
        let template = "Resources:\n  C:\n    Type: AWS::Events::Connection\n    Properties:\n      AuthParameters:\n        BasicAuthParameters: {Username: u, Password: hunter2}\n";
        let mut envelope = Envelope {
            definition: template.to_owned(),
            input: "{\n  \"password\": \"a1b2c3d4\"\n}".to_owned(),
            mocks: "{\"A\": {\"result\": \"Bearer abcdef0123456789xyz\"}}".to_owned(),
            files: vec![DocumentFile {
                bucket: "b".into(),
                key: "k.csv".into(),
                text: "a\nsk_live_0123456789abcdef\n".into(),
            }],
            ..Envelope::default()
        };
        assert_eq!(found(&envelope), ["the definition:6", "the input:2", "the mocks:1", "k.csv:2"]);
        envelope = Envelope { input: "{\"a\": \"say correct horse\"}".to_owned(), ..Envelope::default() };
        assert_eq!(found(&envelope), ["the input:1"], "what a connection of the tab holds");
        for form in ["Y29ycmVjdCBob3JzZQ==", "correct%20horse", "correct+horse", "636f727265637420686f727365"] {
            envelope = Envelope { events: format!("[\n{{\"a\": \"{form}\"}}]"), ..Envelope::default() };
            assert_eq!(found(&envelope), ["the events:2"], "{form}");
        }
        envelope = Envelope { run: "[{\"output\":\"correct horse\"}]".to_owned(), ..Envelope::default() };
        assert_eq!(found(&envelope), ["the recorded run:1"]);
        let mail =
            ConnectionOutline { name: "mail".into(), key: "correct horse".into(), ..ConnectionOutline::default() };
        envelope = Envelope { connections: vec![mail], ..Envelope::default() };
        assert_eq!(found(&envelope), ["the connection mail:1"]);
        let parameter = r#"{"BodyParameters": [{"Key": "token", "Value": "q7X2vT9pL4mN8rK1sW6z"}]}"#;
        assert_eq!(found(&Envelope { definition: parameter.to_owned(), ..Envelope::default() }), ["the definition:1"]);
        let hcl = "locals {\n  db_password = \"a1b2c3d4e5\"\n}\n";
        assert_eq!(found(&Envelope { definition: hcl.to_owned(), ..Envelope::default() }), ["the definition:2"]);
    }

    #[test]
    fn what_refers_to_a_secret_or_shows_how_one_looks_is_none() {
        for text in [
            "Password: !Ref ApiPassword",
            "Password: '{{resolve:secretsmanager:s:SecretString:password}}'",
            "AuthParameters: {BasicAuthParameters: {Username: u, Password: !Ref P}}",
            r#"{"Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/0e1d2c3b-0000"}}"#,
            r#"{"password.$": "$.password"}"#,
            "resource \"x\" \"y\" {\n  password = var.connection_password\n}\n",
            "const api = {\n  password: apiPassword.valueAsString,\n};\n",
        ] {
            assert!(found(&Envelope { definition: text.to_owned(), ..Envelope::default() }).is_empty(), "{text}");
        }
    }
}
