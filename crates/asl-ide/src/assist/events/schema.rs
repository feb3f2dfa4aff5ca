//! The properties of EventBridge's resources in templates (CloudFormation reference, `AWS::Events::…`; SAM reference,
//! "EventSource"): what each is, and what stands in it.

/// A property.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    /// What it is, in a sentence.
    pub(super) info: &'static str,
    /// What it begins with, in the skeletons' notation.
    pub(super) skeleton: &'static str,
    pub(super) inner: Inner,
}

/// What stands in a property.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inner {
    /// A text, a number: nothing that is known beforehand.
    Plain,
    /// One of some words, each with what it means.
    Words(&'static [(&'static str, &'static str)]),
    /// An object of these members.
    Object(&'static [Field]),
    /// A list of these.
    List(&'static Inner),
    /// An object of any names with these values.
    Map(&'static Inner),
    /// An event pattern.
    Pattern,
    /// A path into the event.
    Path,
    /// The ARN of a resource of one of these types.
    Arn(&'static [&'static str]),
    /// The name of a resource of this type.
    Name(&'static str),
}

const fn field(name: &'static str, info: &'static str, skeleton: &'static str, inner: Inner) -> Field {
    Field { name, info, skeleton, inner }
}

const TEXT: &str = r#""‹›""#;

const STATES: Inner = Inner::Words(&[("ENABLED", "The rule takes events."), ("DISABLED", "The rule takes none.")]);

const SCHEDULES: Inner = Inner::Words(&[
    ("rate(5 minutes)", "Every five minutes from when the rule was made."),
    ("rate(1 hour)", "Every hour."),
    ("rate(1 day)", "Every day."),
    ("cron(0 12 * * ? *)", "Every day at 12:00 UTC."),
    ("cron(0 8 ? * MON-FRI *)", "Monday to Friday at 8:00 UTC."),
    ("cron(0 0 1 * ? *)", "On the first day of each month at 0:00 UTC."),
]);

const DEAD_LETTERS: &[Field] = &[field(
    "Arn",
    "The standard queue that takes what could not be delivered.",
    TEXT,
    Inner::Arn(&["AWS::SQS::Queue"]),
)];

const RETRY: &[Field] = &[
    field("MaximumRetryAttempts", "The maximum number of retries: 0 to 185.", r#""‹#10›""#, Inner::Plain),
    field("MaximumEventAgeInSeconds", "How old an event gets: 60 to 86,400 seconds.", r#""‹#3600›""#, Inner::Plain),
];

const TRANSFORMER: &[Field] = &[
    field(
        "InputPathsMap",
        "Names for parts of the event, which the template uses as <name>.",
        r#"{"‹id›":"$.detail.‹id›"}"#,
        Inner::Map(&Inner::Path),
    ),
    field(
        "InputTemplate",
        "What is sent: JSON with <name> for the values. Without quotes around it a value stays JSON.",
        r#""{\"id\": <‹id›>}""#,
        Inner::Plain,
    ),
];

const HTTP: &[Field] = &[
    field(
        "PathParameterValues",
        "A value for each * in the endpoint, from left to right: a text, or a path into the event.",
        r#"["$.detail.‹id›"]"#,
        Inner::List(&Inner::Path),
    ),
    field("HeaderParameters", "Headers of the call.", r#"{"‹X-Name›":"‹›"}"#, Inner::Map(&Inner::Path)),
    field("QueryStringParameters", "Query parameters of the call.", r#"{"‹name›":"‹›"}"#, Inner::Map(&Inner::Path)),
];

const CALLED: Inner = Inner::Arn(&[
    "AWS::Events::ApiDestination",
    "AWS::Serverless::StateMachine",
    "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::Function",
    "AWS::Lambda::Function",
    "AWS::SQS::Queue",
    "AWS::Logs::LogGroup",
    "AWS::Events::EventBus",
]);

// What a target has in a rule of CloudFormation and in an event of SAM alike.
const INPUT_FIELD: Field =
    field("Input", "A constant JSON text that is sent in place of the event.", r#""{‹›}""#, Inner::Plain);
const INPUT_PATH_FIELD: Field =
    field("InputPath", "The part of the event that is sent.", r#""$.‹detail›""#, Inner::Path);
const TRANSFORMER_FIELD: Field = field(
    "InputTransformer",
    "Makes what is sent of parts of the event.",
    r#"{"InputPathsMap":{"‹id›":"$.detail.‹id›"},"InputTemplate":"{\"id\": <id>}"}"#,
    Inner::Object(TRANSFORMER),
);
const RETRY_FIELD: Field = field(
    "RetryPolicy",
    "How often and how long EventBridge retries.",
    r#"{"MaximumRetryAttempts":"‹#10›"}"#,
    Inner::Object(RETRY),
);
const DEAD_LETTER_FIELD: Field = field(
    "DeadLetterConfig",
    "Where events go that could not be delivered.",
    r#"{"Arn":"‹›"}"#,
    Inner::Object(DEAD_LETTERS),
);

const TARGET: &[Field] = &[
    field("Id", "Any name that no other target of the rule has.", TEXT, Inner::Plain),
    field("Arn", "What is called.", TEXT, CALLED),
    field(
        "RoleArn",
        "The role with which EventBridge calls it: API destinations and state machines need one.",
        TEXT,
        Inner::Arn(&["AWS::IAM::Role"]),
    ),
    TRANSFORMER_FIELD,
    INPUT_FIELD,
    INPUT_PATH_FIELD,
    field(
        "HttpParameters",
        "What goes into path, headers and query of an API destination's call.",
        r#"{"PathParameterValues":["$.detail.‹id›"]}"#,
        Inner::Object(HTTP),
    ),
    RETRY_FIELD,
    DEAD_LETTER_FIELD,
];

const RULE: &[Field] = &[
    field("EventPattern", "Which events the rule takes.", r#"{"source":["‹my.app›"]}"#, Inner::Pattern),
    field(
        "Targets",
        "Where matching events go: one to five targets.",
        r#"[{"Id":"‹target›","Arn":"‹›"}]"#,
        Inner::List(&Inner::Object(TARGET)),
    ),
    field(
        "EventBusName",
        "The bus that it looks at; the default bus without it.",
        TEXT,
        Inner::Name("AWS::Events::EventBus"),
    ),
    field("ScheduleExpression", "When it runs: rate(…) or cron(…), on the default bus.", TEXT, SCHEDULES),
    field("State", "Whether it takes events.", TEXT, STATES),
    field("Name", "Its name; AWS makes one without it.", TEXT, Inner::Plain),
    field("Description", "What it is for.", TEXT, Inner::Plain),
];

const METHODS: Inner = Inner::Words(&[
    ("POST", "Creates, or sends a command."),
    ("PUT", "Replaces."),
    ("PATCH", "Changes a part."),
    ("DELETE", "Deletes."),
    ("GET", "Reads."),
    ("HEAD", "Reads the head of an answer alone."),
    ("OPTIONS", "Asks what is possible."),
]);

const DESTINATION: &[Field] = &[
    field(
        "ConnectionArn",
        "The connection with the credentials of the API.",
        TEXT,
        Inner::Arn(&["AWS::Events::Connection"]),
    ),
    field("HttpMethod", "The method of the call.", TEXT, METHODS),
    field(
        "InvocationEndpoint",
        "The URL to call. The target fills in each *.",
        r#""https://‹api.example.com›""#,
        Inner::Plain,
    ),
    field(
        "InvocationRateLimitPerSecond",
        "The most calls a second: 1 to 300. Events above it wait.",
        r#""‹#10›""#,
        Inner::Plain,
    ),
    field("Name", "Its name; AWS makes one without it.", TEXT, Inner::Plain),
    field("Description", "What it is for.", TEXT, Inner::Plain),
];

const PARAMETER: &[Field] = &[
    field("Key", "The name.", TEXT, Inner::Plain),
    field("Value", "The value.", TEXT, Inner::Plain),
    field(
        "IsValueSecret",
        "Whether AWS shows the value no more.",
        r#""‹#true›""#,
        Inner::Words(&[("true", ""), ("false", "")]),
    ),
];

const PARAMETERS: &[Field] = &[
    field(
        "HeaderParameters",
        "Headers of every call.",
        r#"[{"Key":"‹›","Value":"‹›"}]"#,
        Inner::List(&Inner::Object(PARAMETER)),
    ),
    field(
        "QueryStringParameters",
        "Query parameters of every call.",
        r#"[{"Key":"‹›","Value":"‹›"}]"#,
        Inner::List(&Inner::Object(PARAMETER)),
    ),
    field(
        "BodyParameters",
        "Members of the body of every call.",
        r#"[{"Key":"‹›","Value":"‹›"}]"#,
        Inner::List(&Inner::Object(PARAMETER)),
    ),
];

const AUTHORIZATION: &[Field] = &[
    field(
        "BasicAuthParameters",
        "Of the type BASIC.",
        r#"{"Username":"‹›","Password":"‹›"}"#,
        Inner::Object(&[
            field("Username", "The user.", TEXT, Inner::Plain),
            field(
                "Password",
                "The password: take it from a parameter with NoEcho, or from Secrets Manager.",
                TEXT,
                Inner::Plain,
            ),
        ]),
    ),
    field(
        "ApiKeyAuthParameters",
        "Of the type API_KEY.",
        r#"{"ApiKeyName":"‹x-api-key›","ApiKeyValue":"‹›"}"#,
        Inner::Object(&[
            field("ApiKeyName", "The name of the header that carries the key.", TEXT, Inner::Plain),
            field("ApiKeyValue", "The key.", TEXT, Inner::Plain),
        ]),
    ),
    field(
        "OAuthParameters",
        "Of the type OAUTH_CLIENT_CREDENTIALS.",
        r#"{"AuthorizationEndpoint":"https://‹›","HttpMethod":"POST","ClientParameters":{"ClientID":"‹›","ClientSecret":"‹›"}}"#,
        Inner::Object(&[
            field("AuthorizationEndpoint", "Where tokens are asked for.", TEXT, Inner::Plain),
            field(
                "HttpMethod",
                "How tokens are asked for.",
                TEXT,
                Inner::Words(&[("POST", ""), ("GET", ""), ("PUT", "")]),
            ),
            field(
                "ClientParameters",
                "Who asks.",
                r#"{"ClientID":"‹›","ClientSecret":"‹›"}"#,
                Inner::Object(&[
                    field("ClientID", "The client's id.", TEXT, Inner::Plain),
                    field("ClientSecret", "The client's secret.", TEXT, Inner::Plain),
                ]),
            ),
            field(
                "OAuthHttpParameters",
                "What goes along with the question for a token.",
                r#"{"BodyParameters":[{"Key":"scope","Value":"‹›"}]}"#,
                Inner::Object(PARAMETERS),
            ),
        ]),
    ),
    field(
        "InvocationHttpParameters",
        "What every call is sent with.",
        r#"{"HeaderParameters":[{"Key":"‹›","Value":"‹›"}]}"#,
        Inner::Object(PARAMETERS),
    ),
];

const CONNECTION: &[Field] = &[
    field(
        "AuthorizationType",
        "How the API knows who calls.",
        TEXT,
        Inner::Words(&[
            ("BASIC", "A user and a password."),
            ("API_KEY", "A key in a header."),
            ("OAUTH_CLIENT_CREDENTIALS", "A token that a client fetches."),
        ]),
    ),
    field(
        "AuthParameters",
        "The credentials.",
        r#"{"BasicAuthParameters":{"Username":"‹›","Password":"‹›"}}"#,
        Inner::Object(AUTHORIZATION),
    ),
    field("Name", "Its name; AWS makes one without it.", TEXT, Inner::Plain),
    field("Description", "What it is for.", TEXT, Inner::Plain),
];

const BUS: &[Field] = &[
    field("Name", "Its name, by which events are sent to it.", TEXT, Inner::Plain),
    field("Description", "What it is for.", TEXT, Inner::Plain),
    DEAD_LETTER_FIELD,
];

const SAM_RULE: &[Field] = &[
    field("Pattern", "Which events start it.", r#"{"source":["‹my.app›"]}"#, Inner::Pattern),
    field(
        "EventBusName",
        "The bus that it looks at; the default bus without it.",
        TEXT,
        Inner::Name("AWS::Events::EventBus"),
    ),
    INPUT_PATH_FIELD,
    INPUT_FIELD,
    TRANSFORMER_FIELD,
    RETRY_FIELD,
    DEAD_LETTER_FIELD,
    field("State", "Whether it takes events.", TEXT, STATES),
    field("RuleName", "The rule's name; AWS makes one without it.", TEXT, Inner::Plain),
];

const SAM_SCHEDULE: &[Field] = &[
    field("Schedule", "When it runs: rate(…) or cron(…).", TEXT, SCHEDULES),
    field("Input", "A constant JSON text that is sent.", r#""{‹›}""#, Inner::Plain),
    field("State", "Whether it runs.", TEXT, STATES),
    RETRY_FIELD,
    DEAD_LETTER_FIELD,
    field("Name", "The rule's name; AWS makes one without it.", TEXT, Inner::Plain),
    field("Description", "What it is for.", TEXT, Inner::Plain),
];

/// The properties of a resource, or of an event of SAM, of this type, with AWS's page about it.
pub(super) fn of(kind: &str) -> Option<(&'static [Field], &'static str)> {
    Some(match kind {
        "AWS::Events::Rule" => (RULE, "eb-rules"),
        "AWS::Events::ApiDestination" => (DESTINATION, "eb-api-destinations"),
        "AWS::Events::Connection" => (CONNECTION, "eb-target-connection"),
        "AWS::Events::EventBus" => (BUS, "eb-event-bus"),
        "EventBridgeRule" | "CloudWatchEvent" => (SAM_RULE, "eb-rules"),
        "Schedule" => (SAM_SCHEDULE, "eb-scheduled-rule-pattern"),
        _ => return None,
    })
}

/// The types of resources that belong to a system of rules, as values of `Type`.
pub(super) const TYPES: &[(&str, &str)] = &[
    ("AWS::Events::Rule", "Matches events, or runs on a schedule, and sends them to targets."),
    ("AWS::Events::ApiDestination", "An HTTP endpoint that rules call."),
    ("AWS::Events::Connection", "The credentials of an API."),
    ("AWS::Events::EventBus", "A bus for events."),
    ("AWS::SQS::Queue", "A queue: a target, or the place of dead letters."),
    ("AWS::SQS::QueuePolicy", "Who may send messages to a queue."),
    ("AWS::Lambda::Permission", "Who may call a function."),
    ("AWS::IAM::Role", "What a service may do in your name."),
    ("AWS::Logs::LogGroup", "A log group: a target."),
    ("AWS::Serverless::StateMachine", "A state machine, as SAM writes it."),
    ("AWS::StepFunctions::StateMachine", "A state machine, as CloudFormation writes it."),
];

/// The fields of every event.
pub(super) const ENVELOPE: &[(&str, &str)] = &[
    ("source", "Who sent the event: my.app, or aws. and a service."),
    ("detail-type", "What kind of event it is."),
    ("detail", "What the sender wrote."),
    ("resources", "The ARNs of what the event is about."),
    ("account", "The account that it comes from."),
    ("region", "The region that it comes from."),
    ("time", "When it happened."),
    ("id", "Its id."),
    ("version", "Always 0."),
];

/// The operators of a pattern: what each asks for, and what it begins with.
pub(super) const OPERATORS: &[(&str, &str, &str)] = &[
    ("prefix", "The text begins like this.", TEXT),
    ("suffix", "The text ends like this.", TEXT),
    ("equals-ignore-case", "The text is this one, in upper or lower case.", TEXT),
    ("wildcard", "The text matches, with * for any characters.", r#""‹*›""#),
    ("anything-but", "The value is not one of these.", r#"["‹›"]"#),
    ("numeric", "The number lies between bounds, or is this one.", r#"[">","‹#0›"]"#),
    ("cidr", "The address lies in this range.", r#""‹10.0.0.0/24›""#),
    ("exists", "The field is there, or is not.", r#""‹#true›""#),
];

/// Variables that every transformer has.
pub(super) const RESERVED: &[(&str, &str)] = &[
    ("aws.events.rule-arn", "The ARN of the rule."),
    ("aws.events.rule-name", "The name of the rule."),
    ("aws.events.event.ingestion-time", "When EventBridge got the event."),
    ("aws.events.event", "The event without its detail, as a JSON object."),
    ("aws.events.event.json", "The whole event, as a JSON object."),
];

/// Services of AWS that send events, with some of their detail-types.
pub(super) const SOURCES: &[(&str, &[&str])] = &[
    ("aws.events", &["Scheduled Event"]),
    ("aws.s3", &["Object Created", "Object Deleted", "Object Restore Completed", "Object Tags Added"]),
    ("aws.states", &["Step Functions Execution Status Change"]),
    (
        "aws.ec2",
        &[
            "EC2 Instance State-change Notification",
            "EC2 Spot Instance Interruption Warning",
            "EBS Snapshot Notification",
        ],
    ),
    ("aws.ecs", &["ECS Task State Change", "ECS Service Action", "ECS Deployment State Change"]),
    (
        "aws.codepipeline",
        &["CodePipeline Pipeline Execution State Change", "CodePipeline Stage Execution State Change"],
    ),
    ("aws.codebuild", &["CodeBuild Build State Change"]),
    ("aws.cloudformation", &["CloudFormation Stack Status Change", "CloudFormation Resource Status Change"]),
    ("aws.health", &["AWS Health Event"]),
    ("aws.cloudwatch", &["CloudWatch Alarm State Change"]),
    ("aws.autoscaling", &["EC2 Instance Launch Successful", "EC2 Instance Terminate Successful"]),
    ("aws.rds", &["RDS DB Instance Event", "RDS DB Cluster Event"]),
    ("aws.glue", &["Glue Job State Change", "Glue Crawler State Change"]),
    ("aws.batch", &["Batch Job State Change"]),
    ("aws.ecr", &["ECR Image Action", "ECR Image Scan"]),
    ("aws.guardduty", &["GuardDuty Finding"]),
    ("aws.securityhub", &["Security Hub Findings - Imported"]),
    ("aws.signin", &["AWS Console Sign In via CloudTrail"]),
    ("aws.secretsmanager", &["AWS API Call via CloudTrail"]),
    ("aws.sagemaker", &["SageMaker Training Job State Change"]),
    ("aws.transcribe", &["Transcribe Job State Change"]),
    ("aws.scheduler", &["Scheduled Event"]),
];
