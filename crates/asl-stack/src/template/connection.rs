//! Connections in whatever text a person has: a CloudFormation or SAM template, one resource of it, what
//! `aws events create-connection` takes or skeletons, what `describe-connection` gives, or the secret behind one.

use std::rc::Rc;

use serde_json::Value as Json;

use super::cloudformation::{Answers, Ask, resources};
use super::files::Files;
use super::resolve::Resolver;
use super::{ImportError, secret, serverless, terraform};
use asl_document::{Project, TemplateChoice};
use asl_http::endpoint::Endpoint;
use asl_http::record::ConnectionRecord;
use asl_http::{Connection, InvocationParameters};
use asl_text::diagnostic::Severity;
use asl_text::line_index::LineIndex;
use asl_text::{self, Member, Node, NodeKind};

const TYPE: &str = "AWS::Events::Connection";
/// The name of a connection that has none anywhere.
const UNNAMED: &str = "imported";

/// A text in which connections were found.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionText {
    /// The template, or what stands for one.
    root: Node,
    /// The connections: a name for each, and its properties.
    found: Vec<(Rc<str>, Node)>,
    /// A secret is not read as the other notations are.
    is_secret: bool,
}

/// Finds connections in `text`.
pub fn read(text: &str) -> Result<ConnectionText, ImportError> {
    let (project, choice) = (Project::default(), TemplateChoice::default());
    let files = Files { text, project: &project };
    if terraform::looks_like(text)
        && let Some(foreign) = terraform::read(files, files.own(), &choice)
    {
        return of_template(foreign.template);
    }
    let parsed = asl_text::parse(text);
    if let Some(error) = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        let line = LineIndex::new(text).position(error.span.start).line + 1;
        return Err(ImportError(format!("line {line}: {}", error.message())));
    }
    let root = parsed.root.ok_or_else(|| ImportError("the text is empty".to_owned()))?;
    if serverless::is_one(&root) {
        return of_template(serverless::read(files, files.own(), &root, &choice).template);
    }
    let is_resource = |node: &Node| node.get("Type").and_then(Node::as_str).is_some_and(|kind| &**kind == TYPE);
    let of =
        |node: &Node| resources(node, TYPE).into_iter().map(|(name, node)| (Rc::clone(name), node.clone())).collect();
    let mut is_secret = false;
    let found: Vec<(Rc<str>, Node)> = if root.get("Resources").is_some() {
        of(&root)
    } else if root.get("AuthorizationType").is_some() || root.get("AuthParameters").is_some() {
        vec![("".into(), root.clone())]
    } else if is_resource(&root) {
        root.get("Properties").map(|properties| ("".into(), properties.clone())).into_iter().collect()
    } else if root.members().iter().any(|member| is_resource(&member.value)) {
        // What was cut out of the `Resources` of a template.
        of(&wrapped(&root))
    } else if secret::is_secret(|key| root.get(key).is_some()) {
        is_secret = true;
        vec![("".into(), root.clone())]
    } else {
        Vec::new()
    };
    if found.is_empty() {
        return Err(ImportError(format!(
            "no connection was found: paste a template with an `{TYPE}`, the input of `aws events create-connection` \
             (with `AuthorizationType`), or the secret of a connection"
        )));
    }
    Ok(ConnectionText { root, found, is_secret })
}

/// The connections of a template.
fn of_template(root: Node) -> Result<ConnectionText, ImportError> {
    let found: Vec<(Rc<str>, Node)> =
        resources(&root, TYPE).into_iter().map(|(name, node)| (Rc::clone(name), node.clone())).collect();
    if found.is_empty() {
        return Err(ImportError("no connection was found in it".to_owned()));
    }
    Ok(ConnectionText { root, found, is_secret: false })
}

/// `resources` as the `Resources` of a template.
fn wrapped(resources: &Node) -> Node {
    let key = asl_text::Spanned::new(Rc::from("Resources"), resources.span);
    Node { kind: NodeKind::Object(vec![Member { key, value: resources.clone() }]), span: resources.span }
}

impl ConnectionText {
    /// How many connections there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// What they are called in the text; empty for one that stands alone.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|(name, _)| &**name)
    }

    /// The values that have to be asked for, in order.
    pub fn asks(&self) -> Vec<Ask> {
        let answers = Answers::new();
        let resolver = Resolver::for_connection(&self.root, &answers);
        if !self.is_secret {
            for (_, properties) in &self.found {
                resolver.value(properties);
            }
        }
        resolver.into_asks()
    }

    /// The connections, with the answers filled in. What is wrong with one is said in its place; a connection that is
    /// given may still be one that EventBridge refuses ([`asl_http::validate`]).
    pub fn connections(&self, answers: &Answers) -> Vec<Result<Connection, ImportError>> {
        self.found.iter().map(|(name, properties)| self.connection(name, properties, answers)).collect()
    }

    fn connection(&self, id: &str, properties: &Node, answers: &Answers) -> Result<Connection, ImportError> {
        if self.is_secret {
            return secret::read(&properties.to_value().to_json(), "");
        }
        let value = Resolver::for_connection(&self.root, answers).value(properties).unwrap_or_default();
        let mut json: Json = serde_json::from_str(&value.to_json()).map_err(|error| ImportError(error.to_string()))?;
        scalars(&mut json);
        // Without a name, CloudFormation makes one that begins with the logical id.
        let mut connection = from_record(json, id)?;
        drop_empty(&mut connection);
        let here = format!("${{{id}.Arn}}");
        if !id.is_empty() {
            aliases(&self.root, &here, &mut connection.aliases);
            connection.origins = origins(&self.root, &here, answers);
        }
        Ok(connection)
    }
}

/// The connection of a record in EventBridge's own words; `name` is for one that has none.
pub(super) fn from_record(mut json: Json, name: &str) -> Result<Connection, ImportError> {
    let named = ["Name", "ConnectionArn"]
        .iter()
        .any(|key| json.get(key).and_then(Json::as_str).is_some_and(|it| !it.is_empty()));
    if let (false, Some(members)) = (named, json.as_object_mut()) {
        members.insert("Name".to_owned(), Json::from(if name.is_empty() { UNNAMED } else { name }));
    }
    let record: ConnectionRecord = serde_json::from_value(json)
        .map_err(|error| ImportError(format!("the connection cannot be read: {}", place_only(&error.to_string()))))?;
    Connection::try_from(record).map_err(|error| ImportError(error.to_string()))
}

/// An error of the reader without the value that it quotes, which may be a secret.
fn place_only(error: &str) -> String {
    match error.split_once("invalid type: ").and_then(|(start, rest)| Some((start, rest.split_once(", expected ")?.1)))
    {
        Some((start, expected)) => format!("{start}a value is not {expected}"),
        None => error.to_owned(),
    }
}

/// Templates write numbers and booleans for texts, and texts for booleans.
fn scalars(json: &mut Json) {
    match json {
        Json::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), &*value) {
                    ("IsValueSecret", Json::String(text)) => *value = Json::from(text.eq_ignore_ascii_case("true")),
                    ("IsValueSecret", _) => {}
                    (_, Json::Number(_) | Json::Bool(_)) => *value = Json::from(value.to_string()),
                    _ => scalars(value),
                }
            }
            // A skeleton leaves what is not used empty; a template may leave it null.
        }
        Json::Array(items) => items.iter_mut().for_each(scalars),
        _ => {}
    }
}

/// Takes away the empty parameters of a skeleton.
fn drop_empty(connection: &mut Connection) {
    let clean = |parameters: &mut InvocationParameters| {
        for list in [&mut parameters.headers, &mut parameters.query, &mut parameters.body] {
            list.retain(|one| !one.key.is_empty() || !one.value.is_empty());
        }
    };
    clean(&mut connection.invocation);
    if let asl_http::Authorization::OAuth(oauth) = &mut connection.authorization {
        clean(&mut oauth.parameters);
    }
}

/// The names under `DefinitionSubstitutions` that stand for the ARN `here`.
fn aliases(node: &Node, here: &str, found: &mut Vec<Rc<str>>) {
    for member in node.members() {
        if &*member.key.value == "DefinitionSubstitutions" {
            for substitution in member.value.members() {
                let stands = substitution.value.placeholder().is_some_and(|text| &*text == here);
                if stands && !found.contains(&substitution.key.value) {
                    found.push(Rc::clone(&substitution.key.value));
                }
            }
        } else {
            aliases(&member.value, here, found);
        }
    }
}

/// The origins of the API destinations that use the connection `here`.
fn origins(root: &Node, here: &str, answers: &Answers) -> Vec<Rc<str>> {
    let mut found: Vec<Rc<str>> = Vec::new();
    for (_, destination) in resources(root, "AWS::Events::ApiDestination") {
        let uses = destination.get("ConnectionArn").and_then(Node::placeholder).is_some_and(|text| &*text == here);
        let endpoint = destination.get("InvocationEndpoint").filter(|_| uses);
        let value = endpoint.and_then(|node| Resolver::for_connection(root, answers).value(node));
        let origin =
            value.as_ref().and_then(asl_value::Value::as_str).and_then(|url| Endpoint::parse(&url.replace('*', "x")));
        found.extend(origin.map(|endpoint| Rc::<str>::from(endpoint.origin)));
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_http::{Authorization, Secret};

    fn one(text: &str) -> Result<Connection, ImportError> {
        read(text)?.connections(&Answers::new()).remove(0)
    }

    const SAM: &str = r#"
Transform: AWS::Serverless-2016-10-31
Parameters:
  ApiPassword: {Type: String, NoEcho: true, Description: Of the orders API}
  User: {Type: String, Default: demo}
Resources:
  EBConnection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters: {Username: !Ref User, Password: !Ref ApiPassword}
        InvocationHttpParameters:
          HeaderParameters: [{Key: x-tenant, Value: 42, IsValueSecret: "true"}]
  Destination:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt EBConnection.Arn, InvocationEndpoint: "https://api.example.com/a/*", HttpMethod: GET}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: {EBConnectionARN: !GetAtt EBConnection.Arn, Other: !Ref User}
"#;

    #[test]
    fn a_template_gives_its_connection_with_what_is_asked_for_filled_in() {
        let source = read(SAM).unwrap();
        let names: Vec<(Rc<str>, bool)> = source.asks().into_iter().map(|ask| (ask.name, ask.is_secret)).collect();
        assert_eq!(names, [("User".into(), false), ("ApiPassword".into(), true)]);
        let answers = Answers::from([(Rc::from("ApiPassword"), Secret::new("hush"))]);
        let connection = source.connections(&answers).remove(0).unwrap();
        assert_eq!(&*connection.name, "EBConnection");
        assert!(
            matches!(&connection.authorization, Authorization::Basic { username, password } if &**username == "demo" && password.expose() == "hush")
        );
        let header = &connection.invocation.headers[0];
        assert_eq!((header.value.expose(), header.is_secret), ("42", true));
        assert_eq!((&*connection.aliases[0], &*connection.origins[0]), ("EBConnectionARN", "https://api.example.com"));
        assert_eq!((connection.aliases.len(), connection.origins.len(), source.count()), (1, 1, 1));
    }

    #[test]
    fn each_notation_is_recognized() {
        let skeleton = r#"{"Name":"","Description":"","AuthorizationType":"API_KEY","AuthParameters":{"BasicAuthParameters":{"Username":"","Password":""},"ApiKeyAuthParameters":{"ApiKeyName":"x","ApiKeyValue":"v"},"OAuthParameters":{"ClientParameters":{"ClientID":"","ClientSecret":""},"AuthorizationEndpoint":"","HttpMethod":"GET"},"InvocationHttpParameters":{"HeaderParameters":[{"Key":"","Value":"","IsValueSecret":true}]}}}"#;
        let resource = format!(
            "Type: {TYPE}\nProperties: {{Name: n, AuthorizationType: BASIC, AuthParameters: {{BasicAuthParameters: \
             {{Username: u, Password: 'a b'}}}}}}"
        );
        let cut_out = format!("Conn:\n  {}", resource.replace('\n', "\n  "));
        let secret = r#"{"api_key_name":"k","api_key_value":"v"}"#;
        for (text, name, kind) in [
            (skeleton, UNNAMED, "API_KEY"),
            (&resource, "n", "BASIC"),
            (&cut_out, "n", "BASIC"),
            (secret, UNNAMED, "API_KEY"),
        ] {
            let connection = one(text).unwrap();
            assert_eq!((&*connection.name, connection.authorization.kind()), (name, kind), "{text}");
            assert!(connection.invocation.headers.is_empty());
        }
    }

    #[test]
    fn what_is_no_connection_is_explained_without_a_secret() {
        for (text, part) in [
            ("", "empty"),
            ("{", "line 1"),
            ("StartAt: A", "no connection was found"),
            (
                r#"{"AuthorizationType":"INVALID_AUTH_TYPE","AuthParameters":{}}"#,
                "Value 'INVALID_AUTH_TYPE' at 'authorizationType'",
            ),
            (r#"{"AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":"hush"}}"#, "cannot be read"),
            (r#"{"Name":"n","AuthParameters":{}}"#, "AuthorizationType"),
        ] {
            let error = one(text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("hush"), "{text}: {error}");
        }
    }
}
