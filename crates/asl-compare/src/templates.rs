//! The SAM template of each way, as the article has it: the same call, the same input, and, where a workflow makes the call, the
//! same Retry.

use std::fmt::Write;
use std::rc::Rc;

use asl_http::oauth::TokenMethod;
use asl_http::practice::{PASSWORD, USERNAME};
use asl_http::{Authorization, Connection};
use asl_value::Value;

use crate::setup::{Setup, Way};

/// The input of the workflow: the same for all three.
pub const INPUT: &str = "{\n  \"ticketId\": \"42\",\n  \"priority\": \"high\"\n}\n";

/// How the API wants its callers to prove who they are; without any secret.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Credentials {
    Basic,
    /// The name of the header.
    ApiKey(Rc<str>),
    /// The authorization endpoint and its method.
    OAuth(Rc<str>, TokenMethod),
}

impl Credentials {
    fn of(connection: Option<&Connection>) -> Self {
        match connection.map(|connection| &connection.authorization) {
            None | Some(Authorization::Basic { .. }) => Self::Basic,
            Some(Authorization::ApiKey { name, .. }) => Self::ApiKey(name.clone()),
            Some(Authorization::OAuth(oauth)) => Self::OAuth(oauth.endpoint.clone(), oauth.method),
        }
    }

    /// The parameters of a template: name, and whether it is a secret.
    fn parameters(&self) -> [(&'static str, bool); 2] {
        match self {
            Self::Basic => [("ApiUser", false), ("ApiPassword", true)],
            Self::ApiKey(_) => [("", false), ("ApiKey", true)],
            Self::OAuth(..) => [("ClientId", false), ("ClientSecret", true)],
        }
    }
}

/// The environment variables in which the function has secrets: it runs without those that are not here.
pub const SECRET_VARIABLES: [&str; 3] = ["API_PASSWORD", "API_KEY", "CLIENT_SECRET"];

/// The template of `way`. What a connection is like matters, and nothing secret of it: `connection` is the one that the call uses.
pub fn template(way: Way, setup: &Setup, connection: Option<&Connection>) -> String {
    let credentials = if setup.is_own() { Credentials::of(connection) } else { Credentials::Basic };
    let mut text = format!("# {}\n", way.summary());
    text.push_str("AWSTemplateFormatVersion: \"2010-09-09\"\nTransform: AWS::Serverless-2016-10-31\n");
    parameters(&mut text, way, setup, &credentials);
    text.push_str("Resources:\n");
    match way {
        Way::Function => function(&mut text, setup, &credentials),
        Way::Destination => destination(&mut text, setup, &credentials),
        Way::HttpTask => http_task(&mut text, setup, &credentials),
    }
    text
}

/// A text as YAML and JSON write it between quotes.
fn quoted(text: &str) -> String {
    Value::from(text).to_json()
}

fn parameters(text: &mut String, way: Way, setup: &Setup, credentials: &Credentials) {
    text.push_str("Parameters:\n");
    for (name, is_secret) in credentials.parameters().into_iter().filter(|(name, _)| !name.is_empty()) {
        _ = writeln!(text, "  {name}:\n    Type: String");
        match (is_secret, setup.is_own()) {
            (false, false) => {
                _ = writeln!(text, "    Default: {USERNAME}");
            }
            (false, true) => {}
            // Only what is no secret is filled in, and a function must have it.
            (true, false) if way == Way::Function => {
                _ = writeln!(
                    text,
                    "    Default: {PASSWORD}\n    Description: Public, as it is the Practice API's. For your own API, set NoEcho and no default."
                );
            }
            (true, false) => {
                _ = writeln!(text, "    NoEcho: true\n    Description: The password of the Practice API is {PASSWORD}");
            }
            (true, true) => text.push_str("    NoEcho: true\n"),
        }
    }
}

fn function(text: &mut String, setup: &Setup, credentials: &Credentials) {
    _ = write!(
        text,
        r"  TicketFunction:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Timeout: 30
      MemorySize: {}
      Environment:
        Variables:
          API_ENDPOINT: {}
",
        setup.assumptions.memory_mb(),
        quoted(&setup.pattern()),
    );
    match credentials {
        Credentials::Basic => {
            text.push_str("          API_USER: !Ref ApiUser\n          API_PASSWORD: !Ref ApiPassword\n");
        }
        Credentials::ApiKey(name) => {
            _ = write!(text, "          API_KEY_NAME: {}\n          API_KEY: !Ref ApiKey\n", quoted(name));
        }
        Credentials::OAuth(endpoint, _) => {
            _ = writeln!(text, "          TOKEN_ENDPOINT: {}", quoted(endpoint));
            text.push_str("          CLIENT_ID: !Ref ClientId\n          CLIENT_SECRET: !Ref ClientSecret\n");
        }
    }
    text.push_str("      InlineCode: |\n");
    for line in code(setup, credentials).lines() {
        _ = writeln!(text, "        {line}");
    }
    _ = write!(
        text,
        r"  StateMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call the API from a function
        States:
          Call the API from a function:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters:
              FunctionName: ${{FunctionArn}}
              Payload.$: $
            OutputPath: $.Payload
{RETRY}            End: true
      DefinitionSubstitutions:
        FunctionArn: !GetAtt TicketFunction.Arn
      Policies:
        - LambdaInvokePolicy:
            FunctionName: !Ref TicketFunction
"
    );
}

/// The article's Retry, of a state in a template.
const RETRY: &str = "            Retry:
              - ErrorEquals:
                  - States.ALL
                BackoffRate: 2
                IntervalSeconds: 1
                MaxAttempts: 3
                JitterStrategy: FULL
";

/// The code of the function.
fn code(setup: &Setup, credentials: &Credentials) -> String {
    let mut code = String::new();
    if let Credentials::OAuth(_, method) = credentials {
        _ = write!(
            code,
            r#"let token;

async function accessToken() {{
  if (token && token.until > Date.now()) return token.text;
  const response = await fetch(process.env.TOKEN_ENDPOINT, {{
    method: "{}",
    headers: {{ "content-type": "application/x-www-form-urlencoded" }},
    body: new URLSearchParams({{
      grant_type: "client_credentials",
      client_id: process.env.CLIENT_ID,
      client_secret: process.env.CLIENT_SECRET,
    }}).toString(),
  }});
  if (!response.ok) throw new Error(`No token: ${{response.status}}`);
  const {{ access_token, expires_in = 0 }} = await response.json();
  token = {{ text: access_token, until: Date.now() + (expires_in - 60) * 1000 }};
  return token.text;
}}

"#,
            // The form is in the body.
            if *method == TokenMethod::Get { TokenMethod::Post } else { *method }.as_str()
        );
    }
    let parameter = match (setup.pattern().contains("{id}"), setup.has_body()) {
        (true, true) => "{ ticketId, priority }",
        (true, false) => "{ ticketId }",
        (false, true) => "{ priority }",
        (false, false) => "",
    };
    _ = writeln!(code, "exports.handler = async ({parameter}) => {{\n  const headers = {{}};");
    code.push_str(match credentials {
        Credentials::Basic => {
            "  if (process.env.API_PASSWORD) {
    const credentials = `${process.env.API_USER}:${process.env.API_PASSWORD}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString(\"base64\")}`;
  }
"
        }
        Credentials::ApiKey(_) => {
            "  if (process.env.API_KEY) headers[process.env.API_KEY_NAME] = process.env.API_KEY;\n"
        }
        Credentials::OAuth(..) => {
            "  if (process.env.CLIENT_SECRET) headers.authorization = `Bearer ${await accessToken()}`;\n"
        }
    });
    if setup.has_body() {
        code.push_str("  headers[\"content-type\"] = \"application/json\";\n");
    }
    let url = if setup.pattern().contains("{id}") {
        "process.env.API_ENDPOINT.replace(\"{id}\", encodeURIComponent(ticketId))"
    } else {
        "process.env.API_ENDPOINT"
    };
    let body = if setup.has_body() { "\n    body: JSON.stringify({ priority })," } else { "" };
    _ = write!(
        code,
        "  const response = await fetch({url}, {{
    method: \"{}\",
    headers,{body}
  }});
  console.log(\"The API responded with\", response.status);
  if (!response.ok) throw new Error(`The API responded with ${{response.status}}`);
",
        setup.method.as_str()
    );
    code.push_str(if setup.is_own() {
        "  const text = await response.text();
  return { status: response.status, body: text.slice(0, 10_000) };
"
    } else {
        "  const ticket = await response.json();
  return { status: response.status, ticket: { id: ticket.id, priority: ticket.priority } };
"
    });
    code.push_str("};\n");
    code
}

fn connection(text: &mut String, setup: &Setup, credentials: &Credentials) {
    let name = quoted(setup.connection_name());
    _ = write!(
        text,
        "  TicketConnection:
    Type: AWS::Events::Connection
    Properties:
      Name: {name}
"
    );
    match credentials {
        Credentials::Basic => text.push_str(
            "      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters:
          Username: !Ref ApiUser
          Password: !Ref ApiPassword
",
        ),
        Credentials::ApiKey(name) => {
            _ = write!(
                text,
                "      AuthorizationType: API_KEY
      AuthParameters:
        ApiKeyAuthParameters:
          ApiKeyName: {}
          ApiKeyValue: !Ref ApiKey
",
                quoted(name)
            );
        }
        Credentials::OAuth(endpoint, method) => {
            _ = write!(
                text,
                "      AuthorizationType: OAUTH_CLIENT_CREDENTIALS
      AuthParameters:
        OAuthParameters:
          AuthorizationEndpoint: {}
          HttpMethod: {}
          ClientParameters:
            ClientID: !Ref ClientId
            ClientSecret: !Ref ClientSecret
          OAuthHttpParameters:
            BodyParameters:
              - Key: grant_type
                Value: client_credentials
                IsValueSecret: false
",
                quoted(endpoint),
                method.as_str()
            );
        }
    }
}

fn destination(text: &mut String, setup: &Setup, credentials: &Credentials) {
    text.push_str("  TicketBus:\n    Type: AWS::Events::EventBus\n    Properties:\n      Name: tickets\n");
    connection(text, setup, credentials);
    let pattern = setup.pattern();
    let path = if pattern.contains("{id}") {
        "          HttpParameters:\n            PathParameterValues:\n              - $.detail.id\n"
    } else {
        ""
    };
    let transformer = if setup.has_body() {
        "          InputTransformer:
            InputPathsMap:
              priority: $.detail.priority
            InputTemplate: |
              {\"priority\": <priority>}
"
    } else {
        ""
    };
    _ = write!(
        text,
        r#"  TicketDestination:
    Type: AWS::Events::ApiDestination
    Properties:
      ConnectionArn: !GetAtt TicketConnection.Arn
      InvocationEndpoint: {}
      HttpMethod: {}
      InvocationRateLimitPerSecond: 10
  TicketRule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref TicketBus
      EventPattern:
        source:
          - playground.tickets
      Targets:
        - Id: TicketDestination
          Arn: !GetAtt TicketDestination.Arn
          RoleArn: !GetAtt DeliveryRole.Arn
{transformer}{path}          DeadLetterConfig:
            Arn: !GetAtt DeadLetters.Arn
  DeliveryRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: events.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: deliver
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: events:InvokeApiDestination
                Resource: !GetAtt TicketDestination.Arn
  DeadLetters:
    Type: AWS::SQS::Queue
  DeadLettersPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues:
        - !Ref DeadLetters
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: events.amazonaws.com
            Action: sqs:SendMessage
            Resource: !GetAtt DeadLetters.Arn
            Condition:
              ArnEquals:
                aws:SourceArn: !GetAtt TicketRule.Arn
  StateMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Put the event
        States:
          Put the event:
            Type: Task
            Resource: arn:aws:states:::events:putEvents
            Parameters:
              Entries:
                - EventBusName: ${{Bus}}
                  Source: playground.tickets
                  DetailType: Ticket rated
                  Detail:
                    id.$: $.ticketId
                    priority.$: $.priority
{RETRY}            End: true
      DefinitionSubstitutions:
        Bus: !Ref TicketBus
      Policies:
        - EventBridgePutEventsPolicy:
            EventBusName: !Ref TicketBus
"#,
        quoted(&pattern.replace("{id}", "*")),
        setup.method.as_str(),
    );
}

fn http_task(text: &mut String, setup: &Setup, credentials: &Credentials) {
    connection(text, setup, credentials);
    let pattern = setup.pattern();
    let endpoint = if pattern.contains("{id}") {
        let format = format!("States.Format('{}', $.ticketId)", as_format(&pattern));
        format!("ApiEndpoint.$: {}", quoted(&format))
    } else {
        format!("ApiEndpoint: {}", quoted(&pattern))
    };
    let body =
        if setup.has_body() { "              RequestBody:\n                priority.$: $.priority\n" } else { "" };
    let method = setup.method.as_str();
    let like = quoted(&pattern.replace("{id}", "*"));
    _ = write!(
        text,
        r#"  StateMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call the API
        States:
          Call the API:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters:
              Method: {method}
              {endpoint}
              Authentication:
                ConnectionArn: ${{ConnectionArn}}
{body}{RETRY}            End: true
      DefinitionSubstitutions:
        ConnectionArn: !GetAtt TicketConnection.Arn
      Policies:
        - Statement:
            - Effect: Allow
              Action: states:InvokeHTTPEndpoint
              Resource: !Sub "arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:stateMachine:*"
              Condition:
                StringEquals:
                  states:HTTPMethod: {method}
                StringLike:
                  states:HTTPEndpoint: {like}
            - Effect: Allow
              Action: events:RetrieveConnectionCredentials
              Resource: !GetAtt TicketConnection.Arn
            - Effect: Allow
              Action:
                - secretsmanager:GetSecretValue
                - secretsmanager:DescribeSecret
              Resource: !Sub "arn:${{AWS::Partition}}:secretsmanager:${{AWS::Region}}:${{AWS::AccountId}}:secret:events!connection/*"
"#
    );
}

/// A URL with `{id}` as the template of `States.Format`.
fn as_format(pattern: &str) -> String {
    let escaped = |text: &str| {
        let mut made = String::new();
        for letter in text.chars() {
            if matches!(letter, '\\' | '\'' | '{' | '}') {
                made.push('\\');
            }
            made.push(letter);
        }
        made
    };
    let (before, after) = pattern.split_once("{id}").unwrap_or((pattern, ""));
    format!("{}{{}}{}", escaped(before), escaped(&after.replace("{id}", "")))
}
