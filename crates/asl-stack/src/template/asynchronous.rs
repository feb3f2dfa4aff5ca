//! How a template has a function invoked asynchronously: `AWS::Lambda::EventInvokeConfig`, in SAM `EventInvokeConfig`, and
//! `DeadLetterConfig`, in SAM `DeadLetterQueue` (CloudFormation reference; SAM Developer Guide).

use std::rc::Rc;

use super::resolve::Resolver;
use asl_functions::{Asynchronous, Function, find};
use asl_text::{Member, Node};

/// Reads it for a function with these properties, which `EventInvokeConfig` resources may name.
pub(super) fn read(
    resolver: &Resolver<'_>,
    function: &Function,
    properties: Option<&Node>,
    resources: &[Member],
) -> Asynchronous {
    let get = |key: &str| properties.and_then(|all| all.get(key));
    let config = get("EventInvokeConfig").or_else(|| separate(resolver, function, resources));
    let number = |key: &str| config?.get(key).and_then(|node| resolver.text(node))?.parse().ok();
    let destination = |key: &str| {
        let destination = config?.get("DestinationConfig")?.get(key)?.get("Destination")?;
        arn(resolver, destination)
    };
    let dead_letters = ["DeadLetterConfig", "DeadLetterQueue"].into_iter().find_map(get);
    let read = Asynchronous {
        on_success: destination("OnSuccess"),
        on_failure: destination("OnFailure"),
        dead_letters: dead_letters.and_then(|config| arn(resolver, config.get("TargetArn")?)),
        ..Asynchronous::default()
    };
    read.with_limits(number("MaximumRetryAttempts"), number("MaximumEventAgeInSeconds"))
}

/// The ARNs that a function or its configuration names, as they stand in the template.
pub(super) fn destinations(resource: &Node) -> impl Iterator<Item = &Node> {
    const TYPES: [&str; 3] = ["AWS::Serverless::Function", "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig"];
    let kind = resource.get("Type").and_then(Node::as_str);
    let properties = resource.get("Properties").filter(|_| kind.is_some_and(|kind| TYPES.contains(&&**kind)));
    let get = move |keys: &[&str]| keys.iter().try_fold(properties?, |node, key| node.get(key));
    let config = |config: &'static [&'static str]| {
        ["OnSuccess", "OnFailure"]
            .map(move |which| get(&[config, &["DestinationConfig", which, "Destination"]].concat()))
    };
    let dead = ["DeadLetterConfig", "DeadLetterQueue"].map(|key| get(&[key, "TargetArn"]));
    config(&[]).into_iter().chain(config(&["EventInvokeConfig"])).chain(dead).flatten()
}

/// The properties of the resource that configures the function.
fn separate<'n>(resolver: &Resolver<'_>, function: &Function, resources: &'n [Member]) -> Option<&'n Node> {
    resources.iter().find_map(|member| {
        let kind = member.value.get("Type").and_then(Node::as_str)?;
        let properties = member.value.get("Properties").filter(|_| &**kind == "AWS::Lambda::EventInvokeConfig")?;
        let named = resolver.text(properties.get("FunctionName")?)?;
        find(std::slice::from_ref(function), &named).map(|_| properties)
    })
}

fn arn(resolver: &Resolver<'_>, node: &Node) -> Option<Rc<str>> {
    resolver.text(node).filter(|arn| !arn.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::template::source;
    use asl_document::TemplateChoice;
    use asl_functions::Asynchronous;
    use asl_lang::WorkflowType;

    fn read(resources: &str) -> Asynchronous {
        let text =
            format!("Resources:\n  Dead: {{Type: AWS::SQS::Queue, Properties: {{QueueName: dead}}}}\n{resources}");
        let read = source::check(&text, &TemplateChoice::default(), WorkflowType::Standard);
        read.functions.iter().find(|function| &*function.id == "F").unwrap().asynchronous.clone()
    }

    #[test]
    fn sam_and_cloudformation_configure_a_function_each_in_their_way() {
        let dead = Some("arn:aws:sqs:us-east-1:123456789012:dead".into());
        let sam = "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n      Handler: index.handler\n      \
                   InlineCode: x\n      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}\n      EventInvokeConfig:\n        \
                   MaximumRetryAttempts: 1\n        MaximumEventAgeInSeconds: 120\n        DestinationConfig:\n          \
                   OnSuccess: {Type: EventBridge, Destination: 'arn:aws:events:us-east-1:123456789012:event-bus/b'}\n";
        let found = read(sam);
        assert_eq!((found.retries, found.maximum_age), (1, 120));
        assert_eq!(found.on_success.as_deref(), Some("arn:aws:events:us-east-1:123456789012:event-bus/b"));
        assert_eq!((found.on_failure, found.dead_letters), (None, dead.clone()));
        let other = "  F: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: index.handler, Code: {ZipFile: x}}}\n  \
                     C:\n    Type: AWS::Lambda::EventInvokeConfig\n    Properties:\n      FunctionName: !Ref F\n      Qualifier: $LATEST\n      \
                     MaximumRetryAttempts: 0\n      DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}\n";
        let found = read(other);
        assert_eq!((found.retries, found.maximum_age, found.on_failure), (0, 21_600, dead));
        let plain = "  F: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Handler: index.handler, Code: {ZipFile: x}}}\n";
        assert_eq!(read(plain), Asynchronous::default());
    }
}
