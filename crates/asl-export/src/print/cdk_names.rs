//! The names of CDK's classes for CloudFormation's types: their modules, and the classes of the properties within, which Python
//! wants by name.

/// The module and the class of a type.
pub(super) fn class_of(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "AWS::StepFunctions::StateMachine" => ("stepfunctions", "CfnStateMachine"),
        "AWS::Events::Connection" => ("events", "CfnConnection"),
        "AWS::Events::ApiDestination" => ("events", "CfnApiDestination"),
        "AWS::Events::EventBus" => ("events", "CfnEventBus"),
        "AWS::Events::Rule" => ("events", "CfnRule"),
        "AWS::SQS::Queue" => ("sqs", "CfnQueue"),
        "AWS::SQS::QueuePolicy" => ("sqs", "CfnQueuePolicy"),
        "AWS::Lambda::Function" => ("lambda", "CfnFunction"),
        "AWS::Lambda::Permission" => ("lambda", "CfnPermission"),
        "AWS::Lambda::EventInvokeConfig" => ("lambda", "CfnEventInvokeConfig"),
        "AWS::Logs::LogGroup" => ("logs", "CfnLogGroup"),
        "AWS::Logs::ResourcePolicy" => ("logs", "CfnResourcePolicy"),
        _ => ("iam", "CfnRole"),
    }
}

/// The class of the objects in a property, by the name of the property; `None` for a document or a map, whose keys are data.
pub(super) fn property_class(class: &str, property: &str) -> Option<&'static str> {
    Some(match (class, property) {
        ("CfnConnection", "AuthParameters") => "AuthParametersProperty",
        (_, "BasicAuthParameters") => "BasicAuthParametersProperty",
        (_, "ApiKeyAuthParameters") => "ApiKeyAuthParametersProperty",
        (_, "OAuthParameters") => "OAuthParametersProperty",
        (_, "ClientParameters") => "ClientParametersProperty",
        (_, "OAuthHttpParameters" | "InvocationHttpParameters") => "ConnectionHttpParametersProperty",
        ("CfnConnection", "BodyParameters" | "HeaderParameters" | "QueryStringParameters") => "ParameterProperty",
        ("CfnRule", "Targets") => "TargetProperty",
        ("CfnRule", "InputTransformer") => "InputTransformerProperty",
        ("CfnRule", "HttpParameters") => "HttpParametersProperty",
        ("CfnRule", "RetryPolicy") => "RetryPolicyProperty",
        ("CfnRule" | "CfnFunction", "DeadLetterConfig") => "DeadLetterConfigProperty",
        (_, "LoggingConfiguration") => "LoggingConfigurationProperty",
        (_, "Destinations") => "LogDestinationProperty",
        (_, "CloudWatchLogsLogGroup") => "CloudWatchLogsLogGroupProperty",
        (_, "TracingConfiguration") => "TracingConfigurationProperty",
        ("CfnRole", "Policies") => "PolicyProperty",
        ("CfnFunction", "Code") => "CodeProperty",
        ("CfnFunction", "Environment") => "EnvironmentProperty",
        ("CfnFunction", "TracingConfig") => "TracingConfigProperty",
        ("CfnFunction", "LoggingConfig") => "LoggingConfigProperty",
        ("CfnEventInvokeConfig", "DestinationConfig") => "DestinationConfigProperty",
        ("CfnEventInvokeConfig", "OnSuccess") => "OnSuccessProperty",
        ("CfnEventInvokeConfig", "OnFailure") => "OnFailureProperty",
        _ => return None,
    })
}

/// CDK's name of a property: `OAuthParameters` is `oAuthParameters`, `ClientID` is `clientId`.
pub(super) fn property(name: &str) -> String {
    if name == "ClientID" { "clientId".to_owned() } else { super::camel(name) }
}

/// The same in Python, which parts the words that begin with a capital letter: `o_auth_parameters`.
pub(super) fn python_property(name: &str) -> String {
    let mut out = String::new();
    for char in property(name).chars() {
        if char.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(char.to_ascii_lowercase());
    }
    out
}
