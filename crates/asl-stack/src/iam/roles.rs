//! Runs with the roles of a template: a call that its machine's role does not allow fails as on AWS.
//!
//! Recorded are the errors of an HTTP Task ([`access::role_lacks`]); people have quoted that of `lambda:invoke`, and what SNS and
//! SQS say. The others follow that wording, with the names that the exceptions of each service's SDK have. INVARIANT: what nobody here knows for certain is allowed.

use std::rc::Rc;

use super::calls::{Permission, own};
use super::report::{Report, Standing, standing};
use super::services;
use asl_aws::arn::Arn;
use asl_aws::state_error::{RUNTIME, Reason, StateError};
use asl_http::access;
use asl_lang::Resource;
use asl_sim::{Access, AccessQuestion, Calling};
use asl_text::Node;
use asl_value::Value;

/// The error that a service names when it denies access, in the first and in the second Java SDK.
struct Denial {
    /// What optimized integrations call the service, and the exception of its first SDK.
    optimized: [&'static str; 2],
    /// What SDK integrations call it, and the exception of its second SDK.
    sdk: [&'static str; 2],
    /// What the first SDK calls it in the words of a cause.
    full_name: &'static str,
    /// The status of its answer.
    status: u16,
    /// Its code for that.
    code: &'static str,
}

/// The roles of a run's machines.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    own: Rc<Report>,
    others: Vec<(Rc<str>, Rc<Report>)>,
}

impl Roles {
    /// The role of the machine that is run, and those of the machines with these names.
    pub fn new(own: Rc<Report>, others: Vec<(Rc<str>, Rc<Report>)>) -> Self {
        Self { own, others }
    }

    fn of(&self, machine: &str) -> &Report {
        self.others.iter().find(|(name, _)| **name == *machine).map_or(&self.own, |(_, report)| report)
    }
}

impl Access for Roles {
    fn refusal(&self, question: &AccessQuestion<'_>) -> Option<StateError> {
        let report = self.of(&question.identity.state_machine_name);
        report.role.as_ref()?;
        let fields = Node::from_value(question.parameters);
        let wanted = match (question.calling, question.assumed) {
            (Calling::Task, Some(role)) => vec![Permission::new("sts:AssumeRole", Some(role.into()))],
            (Calling::Task, None) => services::task(question.resource, Some(&fields), &report.context)?,
            (Calling::MapRun, _) => vec![own("states:StartExecution", &report.context)],
            (Calling::ItemReader, _) => services::reader_of(question.resource, Some(&fields)),
            (Calling::ResultWriter, _) => services::writer(Some(&fields)).into_iter().collect(),
        };
        let judged = wanted.into_iter().map(|one: Permission| {
            let standing = standing(&one, &report.context, report.role.as_ref());
            (one, standing)
        });
        let mut calls = judged.filter(|(permission, _)| is_of_call(permission.action));
        let (refused, standing) = calls.find(|(_, standing)| standing.refuses())?;
        let is_denied = matches!(standing, Standing::Denied(_));
        let reason = Reason::NotAllowed { action: refused.action, is_denied };
        Some(error(&refused, is_denied, question).because(reason))
    }

    fn role_arn(&self, machine: &str) -> Option<Rc<str>> {
        let role = self.of(machine).role.as_ref()?;
        (!role.arn.is_empty()).then(|| Rc::clone(&role.arn))
    }
}

/// Whether the call itself takes the action. What `.sync` takes besides is asked for when the machine is created, or later.
fn is_of_call(action: &str) -> bool {
    !matches!(
        action,
        "states:DescribeExecution"
            | "states:StopExecution"
            | "events:PutTargets"
            | "events:PutRule"
            | "events:DescribeRule"
    )
}

/// What a Task fails with.
fn error(refused: &Permission, is_denied: bool, question: &AccessQuestion<'_>) -> StateError {
    if let Some(error) = http_error(refused.action, question.parameters.get("ApiEndpoint").and_then(Value::as_str)) {
        return error;
    }
    let Denial { optimized, sdk, full_name, status, code } = denial(refused.action);
    let (message, request) = (message(refused, is_denied, question), (question.unique)());
    let failed = match question.calling {
        Calling::Task => None,
        Calling::MapRun => Some(RUNTIME),
        Calling::ItemReader => Some("States.ItemReaderFailed"),
        Calling::ResultWriter => Some("States.ResultWriterFailed"),
    };
    if let Some(name) = failed {
        let cause = match question.calling {
            Calling::MapRun => format!(
                "{message} (Service: {full_name}; Status Code: {status}; Error Code: {code}; Request ID: {request}; Proxy: null)"
            ),
            _ => format!("{message} (Service: S3, Status Code: 403, Request ID: {request})"),
        };
        return StateError::new(name, cause);
    }
    if matches!(Resource::parse(question.resource), Resource::Sdk(_)) && question.assumed.is_none() {
        let [service, exception] = sdk;
        let cause = format!(
            "{message} (Service: {service}, Status Code: {status}, Request ID: {request}) (SDK Attempt Count: 1)"
        );
        return StateError::new(&format!("{service}.{exception}"), cause);
    }
    let [service, exception] = optimized;
    let cause = format!(
        "{message} (Service: {full_name}; Status Code: {status}; Error Code: {code}; Request ID: {request}; Proxy: null)"
    );
    StateError::new(&format!("{service}.{exception}"), cause)
}

/// What an HTTP Task fails with that lacks this permission; `None` if it needs none such.
fn http_error(action: &str, url: Option<&str>) -> Option<StateError> {
    let is_of_http = action == "states:InvokeHTTPEndpoint"
        || action == "events:RetrieveConnectionCredentials"
        || action.starts_with("secretsmanager:");
    is_of_http.then(|| access::role_lacks(action, url.unwrap_or_default()))
}

/// What becomes of a machine whose role lacks the permission, on AWS: a sentence.
pub fn consequence(lacking: &Permission) -> String {
    match lacking.action {
        "states:StartExecution" if lacking.is_own => {
            "The Map Run fails, and the execution with it: `States.Runtime`.".to_owned()
        }
        "states:DescribeExecution" | "states:StopExecution" => {
            "The Task may not learn of the execution's end, and can't stop it.".to_owned()
        }
        "events:PutTargets" | "events:PutRule" | "events:DescribeRule" => {
            "AWS does not create the state machine: the role is not authorized to create a managed rule.".to_owned()
        }
        "s3:GetObject" | "s3:ListBucket" => "The Map fails with `States.ItemReaderFailed`.".to_owned(),
        "s3:PutObject" => "The Map fails with `States.ResultWriterFailed`.".to_owned(),
        action => {
            let name = http_error(action, None).map(|error| error.name().to_owned());
            let [service, exception] = denial(action).optimized;
            format!("The Task fails with `{}`.", name.unwrap_or_else(|| format!("{service}.{exception}")))
        }
    }
}

/// What IAM says, in the words that services pass on.
fn message(refused: &Permission, is_denied: bool, question: &AccessQuestion<'_>) -> String {
    let role = &*question.identity.role_arn;
    let arn = Arn::parse(role);
    let account = arn.map_or(&*question.identity.account, |arn| arn.account);
    let name = role.rsplit('/').next().unwrap_or(role);
    // The name of a session has 32 letters and digits.
    let session: String = (question.unique)().chars().filter(|char| *char != '-').collect();
    let partition = &question.identity.partition;
    let user = format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}");
    let action = as_said(refused.action);
    let own = refused.is_own.then(|| question.identity.state_machine_arn());
    let resource = refused.resource.as_deref().or(own.as_deref()).unwrap_or("*");
    let why = if is_denied {
        " with an explicit deny in an identity-based policy".to_owned()
    } else {
        format!(" because no identity-based policy allows the {action} action")
    };
    format!("User: {user} is not authorized to perform: {action} on resource: {resource}{why}")
}

/// How the service itself spells the action: SQS in small letters, SNS with its name in capitals.
fn as_said(action: &'static str) -> &'static str {
    match action {
        "sqs:SendMessage" => "sqs:sendmessage",
        "sns:Publish" => "SNS:Publish",
        other => other,
    }
}

/// How the service of an action denies it.
fn denial(action: &str) -> Denial {
    let of = |optimized, sdk, full_name, status| {
        let code = "AccessDeniedException";
        Denial { optimized, sdk, full_name, status, code }
    };
    match action.split(':').next().unwrap_or_default() {
        "lambda" => of(["Lambda", "AWSLambdaException"], ["Lambda", "LambdaException"], "AWSLambda", 403),
        "states" => {
            of(["StepFunctions", "AWSStepFunctionsException"], ["Sfn", "SfnException"], "AWSStepFunctions", 400)
        }
        "events" => of(
            ["EventBridge", "AmazonEventBridgeException"],
            ["EventBridge", "EventBridgeException"],
            "AmazonEventBridge",
            400,
        ),
        "sqs" => Denial {
            code: "AccessDenied",
            ..of(["SQS", "AmazonSQSException"], ["Sqs", "SqsException"], "AmazonSQS", 403)
        },
        "sns" => {
            let exception = "AuthorizationErrorException";
            Denial { code: "AuthorizationError", ..of(["SNS", exception], ["Sns", exception], "AmazonSNS", 403) }
        }
        "dynamodb" => {
            of(["DynamoDB", "AmazonDynamoDBException"], ["DynamoDb", "DynamoDbException"], "AmazonDynamoDBv2", 400)
        }
        _ => of(["States", "TaskFailed"], ["States", "TaskFailed"], "AWSSecurityTokenService", 403),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::source;
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;
    use asl_sim::Identity;

    const URL: &str = "https://api.example.com/orders";
    const HTTP: &str = "arn:aws:states:::http:invoke";

    /// The roles of a template whose machine's role has these statements.
    fn roles(statements: &str) -> Roles {
        let text = format!(
            r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{
                "RoleArn": {{"Fn::GetAtt": ["R", "Arn"]}},
                "Definition": {{"StartAt": "A", "States": {{"A": {{"Type": "Succeed"}}}}}}}}}},
            "R": {{"Type": "AWS::IAM::Role", "Properties": {{"RoleName": "runner", "Policies": [
                {{"PolicyName": "p", "PolicyDocument": {{"Statement": [{statements}]}}}}]}}}}}}}}"#
        );
        let read = source::check(&text, &TemplateChoice::default(), WorkflowType::Standard);
        assert!(read.permissions.role.is_some(), "{text}");
        Roles::new(Rc::new(read.permissions), Vec::new())
    }

    fn ask(roles: &Roles, resource: &str, parameters: &str) -> Option<StateError> {
        let role_arn = roles.role_arn("M").unwrap();
        ask_as(&Identity { role_arn, ..Identity::default() }, roles, resource, parameters)
    }

    fn ask_as(identity: &Identity, roles: &Roles, resource: &str, parameters: &str) -> Option<StateError> {
        let parameters = Value::from_json(parameters).unwrap();
        let unique = || "0-1".to_owned();
        let (calling, parameters, unique) = (Calling::Task, &parameters, &unique);
        roles.refusal(&AccessQuestion { calling, identity, resource, parameters, assumed: None, unique })
    }

    fn allow(action: &str) -> String {
        format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}"#)
    }

    #[test]
    fn each_service_denies_in_its_own_words() {
        let none = roles("");
        let user = "User: arn:aws:sts::123456789012:assumed-role/runner/01 is not authorized to perform:";
        let lambda = "arn:aws:lambda:us-east-1:123456789012:function:f";
        let why = |action: &str| format!("because no identity-based policy allows the {action} action");
        for (resource, parameters, name, cause) in [
            (
                "arn:aws:states:::lambda:invoke",
                r#"{"FunctionName": "f"}"#,
                "Lambda.AWSLambdaException",
                format!(
                    "{user} lambda:InvokeFunction on resource: {lambda} {} (Service: AWSLambda; Status Code: 403; Error \
                     Code: AccessDeniedException; Request ID: 0-1; Proxy: null)",
                    why("lambda:InvokeFunction")
                ),
            ),
            (
                lambda,
                "{}",
                "Lambda.AWSLambdaException",
                format!("{user} lambda:InvokeFunction on resource: {lambda} {}", why("lambda:InvokeFunction")),
            ),
            (
                "arn:aws:states:::sqs:sendMessage",
                r#"{"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q"}"#,
                "SQS.AmazonSQSException",
                format!(
                    "{user} sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:q {}",
                    why("sqs:sendmessage")
                ),
            ),
            (
                "arn:aws:states:::sns:publish",
                r#"{"TopicArn": "arn:aws:sns:us-east-1:123456789012:t"}"#,
                "SNS.AuthorizationErrorException",
                format!("{user} SNS:Publish on resource: arn:aws:sns:us-east-1:123456789012:t {}", why("SNS:Publish")),
            ),
            (
                "arn:aws:states:::aws-sdk:dynamodb:putItem",
                r#"{"TableName": "t"}"#,
                "DynamoDb.DynamoDbException",
                format!(
                    "{user} dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/t {} (Service: \
                     DynamoDb, Status Code: 400, Request ID: 0-1) (SDK Attempt Count: 1)",
                    why("dynamodb:PutItem")
                ),
            ),
            (
                "arn:aws:states:::events:putEvents",
                r#"{"Entries": [{"EventBusName": "b"}]}"#,
                "EventBridge.AmazonEventBridgeException",
                format!("{user} events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus/b"),
            ),
            (
                "arn:aws:states:::states:startExecution.sync:2",
                r#"{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:c"}"#,
                "StepFunctions.AWSStepFunctionsException",
                format!(
                    "{user} states:StartExecution on resource: arn:aws:states:us-east-1:123456789012:stateMachine:c"
                ),
            ),
        ] {
            let error = ask(&none, resource, parameters).unwrap();
            assert_eq!(error.name(), name, "{resource}");
            assert!(error.cause.as_deref().unwrap().starts_with(&cause), "{:?}\n{cause}", error.cause);
            assert!(matches!(error.reason(), Some(Reason::NotAllowed { is_denied: false, .. })));
        }
    }

    #[test]
    fn an_http_task_lacks_one_permission_after_the_other() {
        let parameters = format!(
            r#"{{"ApiEndpoint": "{URL}", "Method": "GET",
                "Authentication": {{"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/1"}}}}"#
        );
        let mut statements = Vec::new();
        for (action, error, part) in [
            ("states:InvokeHTTPEndpoint", "States.Http.AccessDenied", URL),
            ("events:RetrieveConnectionCredentials", "Events.ConnectionResource.AccessDenied", "RetrieveConnection"),
            ("secretsmanager:GetSecretValue", "Events.ConnectionResource.AccessDenied", "and/or GetSecretValue"),
            ("secretsmanager:DescribeSecret", "Events.ConnectionResource.AccessDenied", "and/or GetSecretValue"),
        ] {
            let found = ask(&roles(&statements.join(",")), HTTP, &parameters).unwrap();
            assert_eq!(found.name(), error);
            assert!(found.cause.unwrap().contains(part), "{action}");
            statements.push(allow(action));
        }
        assert_eq!(ask(&roles(&statements.join(",")), HTTP, &parameters), None);
        // What the run computes is compared, and what a statement denies counts more than what another allows.
        let only = statements[0].replace(
            "\"*\"}",
            r#""*", "Condition": {"StringLike": {"states:HTTPEndpoint": "https://other.example/*"}}}"#,
        );
        assert_eq!(ask(&roles(&only), HTTP, &parameters).unwrap().name(), "States.Http.AccessDenied");
        let denied = allow("states:*").replace("Allow", "Deny");
        let found = ask(&roles(&format!("{},{denied}", statements.join(","))), HTTP, &parameters).unwrap();
        assert!(matches!(found.reason(), Some(Reason::NotAllowed { is_denied: true, .. })));
        let denied = roles(&allow("lambda:*").replace("Allow", "Deny"));
        let cause = ask(&denied, "arn:aws:states:::lambda:invoke", r#"{"FunctionName": "f"}"#).unwrap().cause.unwrap();
        assert!(cause.contains("function:f with an explicit deny in an identity-based policy ("), "{cause}");
    }

    #[test]
    fn a_distributed_map_lacks_what_it_reads_starts_and_writes_with() {
        let asked = |statements: &[String], calling, resource, parameters: &str| {
            let roles = roles(&statements.join(","));
            let identity = Identity { role_arn: roles.role_arn("M").unwrap(), ..Identity::default() };
            let (parameters, unique) = (&Value::from_json(parameters).unwrap(), &|| "0-1".to_owned());
            roles.refusal(&AccessQuestion { calling, identity: &identity, resource, parameters, assumed: None, unique })
        };
        let user = "User: arn:aws:sts::123456789012:assumed-role/runner/01 is not authorized to perform:";
        let file = r#"{"Bucket": "b", "Key": "k.json", "Prefix": "p"}"#;
        for (calling, resource, action, name, on) in [
            (
                Calling::ItemReader,
                "arn:aws:states:::s3:getObject",
                "s3:GetObject",
                "States.ItemReaderFailed",
                "arn:aws:s3:::b/k.json",
            ),
            (
                Calling::ItemReader,
                "arn:aws:states:::s3:listObjectsV2",
                "s3:ListBucket",
                "States.ItemReaderFailed",
                "arn:aws:s3:::b",
            ),
            (
                Calling::ResultWriter,
                "arn:aws:states:::s3:putObject",
                "s3:PutObject",
                "States.ResultWriterFailed",
                "arn:aws:s3:::b/p/results",
            ),
            (
                Calling::MapRun,
                "",
                "states:StartExecution",
                "States.Runtime",
                "arn:aws:states:us-east-1:123456789012:stateMachine:Playground",
            ),
        ] {
            let error = asked(&[], calling, resource, file).unwrap();
            assert_eq!(error.name(), name);
            let cause = error.cause.as_deref().unwrap();
            assert!(cause.starts_with(&format!("{user} {action} on resource: {on} because no")), "{cause}");
            assert_eq!(asked(&[allow(action)], calling, resource, file), None, "{action}");
        }
    }

    #[test]
    fn what_nobody_knows_is_allowed() {
        let none = roles("");
        assert_eq!(ask(&none, "arn:aws:states:::ecs:runTask", "{}"), None);
        assert_eq!(ask(&none, "arn:aws:states:us-east-1:123456789012:activity:a", "{}"), None);
        let managed = Roles::default();
        let question = |roles: &Roles| ask_as(&Identity::default(), roles, "arn:aws:states:::lambda:invoke", "{}");
        assert_eq!(question(&managed), None, "there is no role");
        assert_eq!(
            question(&none).unwrap().name(),
            "Lambda.AWSLambdaException",
            "a function that is not named is none"
        );
    }

    #[test]
    fn each_permission_has_a_consequence() {
        let told = |action| consequence(&Permission::new(action, None));
        assert_eq!(told("lambda:InvokeFunction"), "The Task fails with `Lambda.AWSLambdaException`.");
        assert_eq!(told("states:InvokeHTTPEndpoint"), "The Task fails with `States.Http.AccessDenied`.");
        assert!(told("events:PutRule").starts_with("AWS does not create"));
    }
}
