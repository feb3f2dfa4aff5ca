//! Rules of EventBridge, their targets and API destinations.

use super::Help;
use asl_text::diagnostic::Code;

pub(super) const HELP: &[Help] = &[
    Help {
        code: Code::EventPattern,
        title: "A pattern that EventBridge refuses",
        meaning: "A pattern looks like the event: objects on the way, and at their ends a list of values or conditions, of which one has to be met. A value without a list is the slip that AWS refuses most often.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": "shop"}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-event-patterns",
    },
    Help {
        code: Code::NeverMatches,
        title: "A condition that no event meets",
        meaning: "Every event has the same fields beside its detail, and it is known what they hold: texts, and a list of texts in resources. EventBridge takes the pattern all the same, and the rule stays silent.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"detailType": ["Order placed"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"detail-type": ["Order placed"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-events-structure",
    },
    Help {
        code: Code::RuleTarget,
        title: "A rule and its targets",
        meaning: "A rule says what it matches and tells up to five targets. Each has an id and an ARN, and where EventBridge calls it in your name, a role. A rule without a target does nothing.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "topic", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-targets",
    },
    Help {
        code: Code::TargetInput,
        title: "What a target is sent",
        meaning: "The whole event, a constant text, a part of the event, or what an input transformer makes of it. A placeholder in the template needs an entry of InputPathsMap, and what comes out has to be JSON: without quotes a placeholder is JSON already, in quotes it is the inside of a text.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": "{\"id\": <di>}"}}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "InputTransformer": {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": "{\"id\": <id>}"}}]}}}}"#,
        page: "eb-transform-target-input",
    },
    Help {
        code: Code::Schedule,
        title: "When a rule runs",
        meaning: "rate(5 minutes) counts from when the rule was made; cron(…) has six fields in UTC, with `?` for one of the two days. Schedules run on the default bus only.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 hours)", "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 hour)", "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-scheduled-rule-pattern",
    },
    Help {
        code: Code::ApiDestination,
        title: "Where an API destination calls",
        meaning: "A connection for the credentials, one of seven methods, an https URL in which `*` stands for what the target fills in, and at most 300 calls a second.",
        wrong: r#"{"Resources": {"D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "POST", "InvocationEndpoint": "http://api.example.com/"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        right: r#"{"Resources": {"D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "POST", "InvocationEndpoint": "https://api.example.com/"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        page: "eb-api-destinations",
    },
    Help {
        code: Code::PathValues,
        title: "A value for each `*`",
        meaning: "PathParameterValues of the target take the place of the stars in the endpoint, from left to right. A path such as $.detail.id reads the event as it came in, whatever a transformer makes of it.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "d", "Arn": {"Fn::GetAtt": ["D", "Arn"]}, "RoleArn": "arn:aws:iam::123456789012:role/r"}]}}, "D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "PUT", "InvocationEndpoint": "https://api.example.com/orders/*"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "d", "Arn": {"Fn::GetAtt": ["D", "Arn"]}, "RoleArn": "arn:aws:iam::123456789012:role/r", "HttpParameters": {"PathParameterValues": ["$.detail.id"]}}]}}, "D": {"Type": "AWS::Events::ApiDestination", "Properties": {"ConnectionArn": {"Fn::GetAtt": ["C", "Arn"]}, "HttpMethod": "PUT", "InvocationEndpoint": "https://api.example.com/orders/*"}}, "C": {"Type": "AWS::Events::Connection", "Properties": {"AuthorizationType": "BASIC"}}}}"#,
        page: "eb-api-destinations",
    },
    Help {
        code: Code::RetryPolicy,
        title: "How long EventBridge tries",
        meaning: "It tries again for 24 hours and up to 185 times, waiting longer each time. A RetryPolicy can make that less: 0 to 185 attempts, and an age of 60 to 86,400 seconds.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "RetryPolicy": {"MaximumRetryAttempts": 200}}]}}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t", "RetryPolicy": {"MaximumRetryAttempts": 20}}]}}}}"#,
        page: "eb-rule-retry-policy",
    },
    Help {
        code: Code::DeliveryPermission,
        title: "What EventBridge may call",
        meaning: "API destinations and state machines are called with the role of the target, queues and functions by a policy of their own. Where that is missing nothing is tried again: the event goes to the dead letters at once.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": ["Q", "Arn"]}}]}}, "Q": {"Type": "AWS::SQS::Queue"}}}"#,
        right: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "q", "Arn": {"Fn::GetAtt": ["Q", "Arn"]}}]}}, "Q": {"Type": "AWS::SQS::Queue"}, "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Q"}], "PolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["Q", "Arn"]}}]}}}}}"#,
        page: "eb-use-resource-based",
    },
    Help {
        code: Code::OutsideOfTemplate,
        title: "What the template does not have",
        meaning: "It refers to a bus, a queue, a role or a connection that stands in no resource of it. Here one is made up, so that everything can be tried; on AWS it has to exist.",
        wrong: r#"{"Resources": {"R": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Ref": "MyBus"}, "EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        right: r#"{"Resources": {"MyBus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "orders"}}, "R": {"Type": "AWS::Events::Rule", "Properties": {"EventBusName": {"Ref": "MyBus"}, "EventPattern": {"source": ["shop"]}, "Targets": [{"Id": "t", "Arn": "arn:aws:sns:us-east-1:123456789012:t"}]}}}}"#,
        page: "eb-event-bus",
    },
];
