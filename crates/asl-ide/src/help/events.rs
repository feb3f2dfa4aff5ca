//! Rules of EventBridge, their targets and API destinations.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::EventPattern,
        title: "Invalid event pattern",
        meaning: "A pattern looks like the event: nested objects that end in lists of values or conditions, one of \
                  which must match. The most common mistake is a value without a list.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": "shop"}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-event-patterns",
    },
    Help {
        code: Code::NeverMatches,
        title: "Condition that no event meets",
        meaning: "Besides its detail, every event has the same fields with known types: strings, and a list of \
                  strings in resources. EventBridge accepts the pattern, but the rule never matches.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"detailType": ["Order placed"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"detail-type": ["Order placed"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-events-structure",
    },
    Help {
        code: Code::RuleTarget,
        title: "Rules and targets",
        meaning: "A rule says what it matches and sends it to up to five targets. Each target has an ID and an ARN \
                  and, if EventBridge calls it in your name, a role. A rule without a target does nothing.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "topic", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-targets",
    },
    Help {
        code: Code::TargetInput,
        title: "Target input",
        meaning: "A target receives the whole event, a constant text, a part of the event, or the result of an input \
                  transformer. A placeholder in the template needs an entry in InputPathsMap, and the result must be \
                  JSON. Without quotes, a placeholder is inserted as JSON; in quotes, as a part of a string.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": "{\"id\": <di>}"}}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": "{\"id\": <id>}"}}]}}}}"#,
        page: "eb-transform-target-input",
    },
    Help {
        code: Code::Schedule,
        title: "Rule schedules",
        meaning: "rate(5 minutes) counts from the creation of the rule; cron(…) has six fields in UTC, with `?` for \
                  one of the two days. Schedules run only on the default bus.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 hours)", "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 hour)", "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-scheduled-rule-pattern",
    },
    Help {
        code: Code::ApiDestination,
        title: "API destinations",
        meaning: "An API destination has a connection with the credentials, one of seven methods, an https URL in \
                  which `*` marks the values that the target fills in, and at most 300 calls per second.",
        wrong: r#"{"Resources": {"D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "POST", "InvocationEndpoint": "http://api.example.com/"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        right: r#"{"Resources": {"D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "POST", "InvocationEndpoint": "https://api.example.com/"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        page: "eb-api-destinations",
    },
    Help {
        code: Code::PathValues,
        title: "Value for each `*`",
        meaning: "PathParameterValues of the target replace the asterisks in the endpoint, from left to right. A \
                  path such as $.detail.id reads the original event, even with a transformer.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "d", "Arn": {"Fn::GetAtt": ["D", "Arn"]}, "RoleArn": "arn:aws:iam::123456789012:role/r"}]}}, "D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "PUT", "InvocationEndpoint": "https://api.example.com/orders/*"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "d", "Arn": {"Fn::GetAtt": ["D", "Arn"]}, "RoleArn": "arn:aws:iam::123456789012:role/r", "HttpParameters": {"PathParameterValues": ["$.detail.id"]}}]}}, "D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "PUT", "InvocationEndpoint": "https://api.example.com/orders/*"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        page: "eb-api-destinations",
    },
    Help {
        code: Code::RetryPolicy,
        title: "EventBridge retries",
        meaning: "EventBridge retries for 24 hours and up to 185 times, with increasing delays. A RetryPolicy can \
                  lower both: 0 to 185 attempts, and an age of 60 to 86,400 seconds.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "RetryPolicy": {"MaximumRetryAttempts": 200}}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "RetryPolicy": {"MaximumRetryAttempts": 20}}]}}}}"#,
        page: "eb-rule-retry-policy",
    },
    Help {
        code: Code::DeliveryPermission,
        title: "EventBridge permissions",
        meaning: "EventBridge calls API destinations and state machines with the target's role, and queues and \
                  functions with their own policies. If a permission is missing, EventBridge does not retry: the \
                  event goes directly to the dead-letter queue.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": ["Q", "Arn"]}}]}}, "Q": {"Type": "AWS::SQS::Queue"}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": ["Q", "Arn"]}}]}}, "Q": {"Type": "AWS::SQS::Queue"}, "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Q"}], "PolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Q", "Arn"]}}]}}}}}"#,
        page: "eb-use-resource-based",
    },
    Help {
        code: Code::OutsideOfTemplate,
        title: "Resource outside of the template",
        meaning: "The template refers to a bus, a queue, a role, or a connection that is not one of its resources. \
                  The playground assumes one, so that you can test everything; on AWS, it must exist.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Ref": "MyBus"}, "EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"MyBus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "orders"}}, "R": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Ref": "MyBus"}, "EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-event-bus",
    },
    Help {
        code: Code::UnseenField,
        title: "Field that known events do not have",
        meaning: "The pattern asks for a field, a type, or a letter case that none of the known events has. Known are \
                  the events that you wrote and, for AWS services, the samples. If other events have it, the pattern is \
                  right.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"], "detail": {"status": ["stopped"]}}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"], "detail": {"state": ["stopped"]}}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-events-structure",
    },
    Help {
        code: Code::UnseenPath,
        title: "Path that known events do not have",
        meaning: "The path finds nothing in the known events that match the rule: those that you wrote and, for AWS \
                  services, the samples. A missing value of an API call makes the delivery fail; a missing value of a \
                  template is replaced with an empty text.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "InputPath": "$.detail.status"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "InputPath": "$.detail.state"}]}}}}"#,
        page: "eb-transform-target-input",
    },
    Help {
        code: Code::NotSimulated,
        title: "Resource that is not simulated",
        meaning: "The playground simulates buses, rules, API destinations, and their targets. Archives, schemas, bus \
                  policies, global endpoints, pipes, and schedules of EventBridge Scheduler have no effect.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}, "A": {"Type": "AWS::Events::Archive", "Properties": {"SourceArn": "arn:aws:events:us-east-1:123456789012:event-bus/default"}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-event-bus",
    },
];
