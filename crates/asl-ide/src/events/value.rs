//! Resources of EventBridge as they are written into a template.

use asl_value::{Map, Value};

/// An object of these members.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::from(members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Map>())
}

/// A list of references to these ids.
pub(crate) fn texts<const N: usize>(ids: [&str; N]) -> Value {
    ids.into_iter().map(reference).collect()
}

/// `Ref`
pub(crate) fn reference(id: &str) -> Value {
    object([("Ref", id.into())])
}

/// `Fn::GetAtt` of the ARN.
pub(crate) fn attribute(id: &str) -> Value {
    object([("Fn::GetAtt", [Value::from(id), "Arn".into()].into_iter().collect())])
}

/// A statement that allows an action, in the policy of a resource to the service `principal`.
pub(crate) fn grant(action: &str, resource: Value, principal: Option<&str>) -> Value {
    let mut members = Map::new();
    members.insert("Effect", "Allow".into());
    if let Some(service) = principal {
        members.insert("Principal", object([("Service", service.into())]));
    }
    members.insert("Action", action.into());
    members.insert("Resource", resource);
    members.into()
}

/// `AWS::SQS::QueuePolicy`
pub(crate) fn queue_policy(queues: &Value, statements: Vec<Value>) -> Value {
    let document = object([("Version", "2012-10-17".into()), ("Statement", statements.into())]);
    resource("AWS::SQS::QueuePolicy", [("Queues", queues.clone()), ("PolicyDocument", document)])
}

/// `AWS::Lambda::Permission` for EventBridge.
pub(crate) fn lambda_permission(function: Value) -> Value {
    resource(
        "AWS::Lambda::Permission",
        [
            ("Action", "lambda:InvokeFunction".into()),
            ("FunctionName", function),
            ("Principal", "events.amazonaws.com".into()),
        ],
    )
}

/// A role that EventBridge can take on, which allows one action.
pub(crate) fn role(action: &str, on: Value) -> Value {
    let trust = object([
        ("Effect", "Allow".into()),
        ("Principal", object([("Service", "events.amazonaws.com".into())])),
        ("Action", "sts:AssumeRole".into()),
    ]);
    let document =
        |statement: Value| object([("Version", "2012-10-17".into()), ("Statement", [statement].into_iter().collect())]);
    let policy = object([("PolicyName", "deliver".into()), ("PolicyDocument", document(grant(action, on, None)))]);
    resource(
        "AWS::IAM::Role",
        [("AssumeRolePolicyDocument", document(trust)), ("Policies", [policy].into_iter().collect())],
    )
}

/// A resource of that type and with these properties.
pub(crate) fn resource<const N: usize>(kind: &str, properties: [(&str, Value); N]) -> Value {
    object([("Type", kind.into()), ("Properties", object(properties))])
}
