//! What is wrong with rules, their targets and API destinations.

use asl_events::ScheduleError;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with a system of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventProblem {
    /// A pattern that AWS refuses, in its own words.
    Pattern(String),
    /// A single value where a pattern has a list: the field, and what AWS says.
    NoList {
        /// The field's name.
        field: String,
        /// AWS's words.
        said: String,
    },
    /// A pattern longer than the quota of an account, 2,048 characters: how long it is.
    LongPattern(usize),
    /// A field that no event has beside its detail, and the one that was probably meant.
    UnknownField {
        /// The name as it is written.
        field: String,
        /// The nearest name of an event's fields.
        near: Option<&'static str>,
    },
    /// A condition that no event meets: the field, and what events have there.
    NeverMatches {
        /// The field's name.
        field: String,
        /// What it is in every event.
        holds: Holds,
    },
    /// A rule with neither a pattern nor a schedule.
    NothingToMatch,
    /// A schedule that AWS refuses, and what is wrong with it.
    Schedule(ScheduleError),
    /// A schedule on another bus than the default one.
    ScheduleOnBus(String),
    /// A rule that tells nobody.
    NoTarget(String),
    /// A rule with more than five targets: how many.
    TooManyTargets(usize),
    /// A field that a target or a destination lacks: of what, and which.
    Lacks {
        /// What lacks it.
        what: &'static str,
        /// The field.
        field: &'static str,
    },
    /// Two targets of a rule with the same id.
    SameId(String),
    /// A target that EventBridge calls with a role, without one: what the target is.
    NoRole(&'static str),
    /// A role that EventBridge cannot take on.
    NotTrusted(String),
    /// Something that a resource does not allow EventBridge.
    NotAllowed {
        /// What would have to allow it.
        by: Grantor,
        /// The action.
        action: &'static str,
        /// On what.
        resource: Granted,
        /// Whether it is for dead letters alone.
        is_for_dead_letters: bool,
    },
    /// A bus that the template does not have, with one that it has and that was probably meant.
    UnknownBus {
        /// The name as it is written.
        name: String,
        /// The nearest bus.
        near: Option<String>,
    },
    /// Something that the template only refers to: what it is, and its name.
    MadeUp {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// An API destination that is not in the template.
    NoDestination(String),
    /// A queue for dead letters that keeps the order of its messages.
    OrderedDeadLetters(String),
    /// A method, endpoint or rate of a destination that AWS refuses.
    Destination(DestinationProblem),
    /// More `*` in the endpoint than values for them, or the other way round.
    PathValues {
        /// How many stars the endpoint has.
        stars: usize,
        /// How many values the target has.
        values: usize,
        /// The destination's name.
        destination: String,
    },
    /// `HttpParameters` of a target that is no HTTP call.
    HttpParametersOfOther,
    /// A number of a retry policy beyond its bounds: the field, and its bounds.
    RetryPolicy {
        /// The field.
        field: &'static str,
        /// The least and the greatest value.
        bounds: (u32, u32),
    },
    /// A transformer that AWS refuses, in its own words.
    Input(String),
    /// A constant text that AWS refuses, in its own words.
    Constant(String),
    /// More than one of `Input`, `InputPath` and `InputTransformer`.
    TwoInputs(String),
    /// A path that AWS does not take.
    Path(String),
    /// A placeholder that is not in the map, and one that is.
    UnknownPlaceholder {
        /// Its name.
        name: String,
        /// The nearest name that is known.
        near: Option<String>,
    },
    /// A placeholder of a template without a map: it stays as it is written.
    StaysAsWritten(String),
    /// Quotes around a placeholder that stands for an object or a list.
    QuotedObject(String),
    /// Values lose their quotes in a template that is no object.
    LosesQuotes(String),
    /// An entry of the map that the template does not use.
    UnusedEntry(String),
    /// Policy statements without a workflow.
    Statements,
    /// A resource that belongs to EventBridge and that the simulator leaves out: its type.
    NotSimulated(String),
    /// A field that a pattern asks for and none of the known events has.
    UnseenField {
        /// The whole name, with dots.
        field: String,
        /// The field of the events that was probably meant.
        near: Option<String>,
        /// Which events are known.
        known: KnownAs,
    },
    /// A field that is of another type in all of the known events.
    UnseenType {
        /// The whole name, with dots.
        field: String,
        /// What the pattern asks for.
        asked: &'static str,
        /// What an event has there, as JSON.
        found: String,
        /// Which events are known.
        known: KnownAs,
    },
    /// A value that the known events have in other cases of its letters.
    UnseenCase {
        /// The field's name.
        field: String,
        /// The value as it is written.
        written: String,
        /// As the events have it.
        near: String,
    },
    /// A path of a target that finds nothing in the known events that the rule takes.
    UnseenPath {
        /// The path.
        path: String,
        /// The path that was probably meant.
        near: Option<String>,
        /// What it is for.
        use_of: PathUse,
        /// Which events are known.
        known: KnownAs,
    },
    /// Events to be sent, where a definition or a template belongs.
    Entries,
}

/// The events that a rule is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownAs {
    /// Those that the person has written.
    Written,
    /// A sample of a service: its name.
    Sample(&'static str),
}

/// What a path into the event is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathUse {
    /// A value of the call of an API destination.
    Call,
    /// What the target is sent.
    Body,
    /// A placeholder of a template.
    Placeholder,
}

/// What allows EventBridge something; with the logical id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantor {
    /// The role of the target.
    Role(String),
    /// The policy of a queue.
    Queue(String),
    /// A permission of a function.
    Function(String),
}

impl Grantor {
    fn words(&self) -> String {
        match self {
            Self::Role(id) => format!("the role `{id}`"),
            Self::Queue(id) => format!("the policy of the queue `{id}`"),
            Self::Function(id) => format!("no permission of the function `{id}`"),
        }
    }
}

/// What something is allowed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Granted {
    /// A resource of the template: its logical id.
    Resource(String),
    /// Another one: its ARN.
    Arn(String),
}

impl Granted {
    /// As a template in JSON names it.
    fn written(&self) -> String {
        match self {
            Self::Resource(id) => format!(r#"{{"Fn::GetAtt": ["{id}", "Arn"]}}"#),
            Self::Arn(arn) => format!("\"{arn}\""),
        }
    }
}

/// What stands in a field of every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A text that has this form.
    Form(&'static str),
    /// A list of texts.
    Texts,
    /// An object.
    Object,
}

/// What is wrong with an API destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationProblem {
    /// A method that there is not.
    Method(String),
    /// An endpoint that is no https URL.
    Endpoint(String),
    /// A rate that is no number from 1 to 300.
    Rate,
}

impl EventProblem {
    /// The AWS documentation calls what is wrong by a code of its own kind.
    fn family(&self) -> Code {
        match self {
            Self::Pattern(_) | Self::NoList { .. } | Self::LongPattern(_) => Code::EventPattern,
            Self::UnknownField { .. } | Self::NeverMatches { .. } => Code::NeverMatches,
            Self::Input(_)
            | Self::Constant(_)
            | Self::TwoInputs(_)
            | Self::Path(_)
            | Self::UnknownPlaceholder { .. }
            | Self::StaysAsWritten(_)
            | Self::QuotedObject(_)
            | Self::LosesQuotes(_)
            | Self::UnusedEntry(_) => Code::TargetInput,
            Self::NothingToMatch
            | Self::NoTarget(_)
            | Self::TooManyTargets(_)
            | Self::Lacks { .. }
            | Self::SameId(_)
            | Self::NoRole(_)
            | Self::HttpParametersOfOther => Code::RuleTarget,
            Self::Schedule(_) | Self::ScheduleOnBus(_) => Code::Schedule,
            Self::NotTrusted(_) | Self::NotAllowed { .. } => Code::DeliveryPermission,
            Self::UnknownBus { .. } | Self::MadeUp { .. } | Self::NoDestination(_) | Self::OrderedDeadLetters(_) => {
                Code::OutsideOfTemplate
            }
            Self::Destination(_) => Code::ApiDestination,
            Self::PathValues { .. } => Code::PathValues,
            Self::UnseenField { .. } | Self::UnseenType { .. } | Self::UnseenCase { .. } => Code::UnseenField,
            Self::UnseenPath { .. } => Code::UnseenPath,
            Self::NotSimulated(_) => Code::NotSimulated,
            Self::RetryPolicy { .. } => Code::RetryPolicy,
            Self::Statements | Self::Entries => Code::NotADefinition,
        }
    }
}

impl Detail for EventProblem {
    fn code(&self) -> Code {
        self.family()
    }

    fn message(&self) -> String {
        match self {
            Self::Pattern(said) | Self::NoList { said, .. } => format!("EventBridge rejects this pattern: {said}"),
            Self::LongPattern(length) => {
                format!("this pattern has {length} characters, which exceeds the account's quota")
            }
            Self::UnknownField { field, .. } => format!("`{field}` is not a field of an event outside of `detail`"),
            Self::NeverMatches { field, holds } => {
                let holds = match holds {
                    Holds::Text => "a string".to_owned(),
                    Holds::Form(form) => format!("a string such as `{form}`"),
                    Holds::Texts => "a list of strings".to_owned(),
                    Holds::Object => "an object, which cannot match a value".to_owned(),
                };
                format!("this matches no event: `{field}` is {holds}")
            }
            Self::NothingToMatch => "a rule needs an EventPattern, a ScheduleExpression, or both".to_owned(),
            Self::Schedule(error) => format!("EventBridge rejects this schedule: {}", schedule(error)),
            Self::ScheduleOnBus(bus) => format!("a schedule runs only on the default bus, not on `{bus}`"),
            Self::NoTarget(rule) => format!("the rule `{rule}` has no target, so its matches have no effect"),
            Self::TooManyTargets(count) => format!("a rule can have at most 5 targets, and this one has {count}"),
            Self::Lacks { what, field } => format!("{what} has no `{field}`"),
            Self::SameId(id) => format!("another target of this rule has the ID `{id}`"),
            Self::NoRole(what) => format!("EventBridge calls {what} with a role, and this target has none"),
            Self::NotTrusted(role) => format!("the role `{role}` does not let EventBridge assume it"),
            Self::NotAllowed { by, action, is_for_dead_letters, .. } => {
                let verb = if matches!(by, Grantor::Function(_)) { "allows" } else { "does not allow" };
                let follows = if *is_for_dead_letters { "dead letters are lost" } else { "nothing is delivered" };
                format!("{} {verb} EventBridge `{action}`, so {follows}", by.words())
            }
            Self::UnknownBus { name, .. } => format!("the template has no bus `{name}`"),
            Self::MadeUp { what, name } => {
                format!("{what} `{name}` is not in the template, so the playground assumes one")
            }
            Self::NoDestination(name) => format!("the API destination `{name}` is not in the template"),
            Self::OrderedDeadLetters(name) => {
                format!("the queue `{name}` is FIFO, and EventBridge needs a standard queue for dead letters")
            }
            Self::Destination(problem) => match problem {
                DestinationProblem::Method(method) => format!("an API destination cannot use the method `{method}`"),
                DestinationProblem::Endpoint(endpoint) => format!("EventBridge can't call `{endpoint}`"),
                DestinationProblem::Rate => "the rate must be a whole number from 1 to 300 per second".to_owned(),
            },
            Self::PathValues { stars, values, destination } => format!(
                "the endpoint of `{destination}` has {} and this target {}",
                counted(*stars, "`*`", "`*`"),
                counted(*values, "value", "values")
            ),
            Self::HttpParametersOfOther => {
                "only API destinations and API Gateway APIs can have HttpParameters".to_owned()
            }
            Self::RetryPolicy { field, bounds: (least, most) } => {
                format!("`{field}` must be a whole number from {least} to {most}")
            }
            Self::Input(said) | Self::Constant(said) => {
                format!("EventBridge rejects this target's input: {said}")
            }
            Self::TwoInputs(said) => said.clone(),
            Self::Path(path) => format!("EventBridge can't read the path `{path}`"),
            Self::UnknownPlaceholder { name, .. } => {
                format!("EventBridge rejects this template: `{name}` is not in InputPathsMap")
            }
            Self::StaysAsWritten(name) => format!("without an InputPathsMap, `<{name}>` is not replaced"),
            Self::QuotedObject(name) => {
                format!(
                    "`<{name}>` is an object or a list, so the quotes around it make the JSON invalid, and nothing \
                     is delivered"
                )
            }
            Self::LosesQuotes(name) => {
                format!(
                    "`<{name}>` loses its quotes here, so a string makes the JSON invalid, and nothing is delivered"
                )
            }
            Self::UnusedEntry(name) => format!("the template does not use `{name}`"),
            Self::NotSimulated(kind) => format!("the playground does not simulate `{kind}`"),
            Self::UnseenField { field, known: KnownAs::Written, .. } => {
                format!("none of the events to send has the field `{field}`")
            }
            Self::UnseenField { field, known: KnownAs::Sample(name), .. } => {
                format!("the sample event \"{name}\" does not have the field `{field}`")
            }
            Self::UnseenType { field, asked, found, known } => {
                let events = match known {
                    KnownAs::Written => "the events to send".to_owned(),
                    KnownAs::Sample(name) => format!("the sample event \"{name}\""),
                };
                format!("`{field}` is `{found}` in {events}, and the pattern asks for {asked}")
            }
            Self::UnseenCase { field, written, .. } => {
                format!("none of the events to send has the {field} `{written}`")
            }
            Self::UnseenPath { path, known: KnownAs::Written, .. } => {
                format!("`{path}` finds nothing in the events to send that match the rule")
            }
            Self::UnseenPath { path, known: KnownAs::Sample(name), .. } => {
                format!("`{path}` finds nothing in the sample event \"{name}\"")
            }
            Self::Statements => "these are policy statements, not a workflow".to_owned(),
            Self::Entries => "these are events, not a workflow".to_owned(),
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Pattern(_) => "a pattern is an object like the event that ends in lists of values or conditions",
            Self::NoList { .. } => "put it in a list: any value of the list matches",
            Self::LongPattern(_) => "shorten it, or ask AWS for a higher quota of up to 4,096 characters",
            Self::UnknownField { near: Some(near), .. } => {
                return Some(format!("did you mean `{near}`?"));
            }
            Self::UnknownField { .. } => "the sender's data is in `detail`",
            Self::NeverMatches { holds: Holds::Object, .. } => "name a field inside of it",
            Self::NeverMatches { .. } => "write the value as events have it",
            Self::NothingToMatch => "write an EventPattern, such as {\"source\": [\"my.app\"]}",
            Self::Schedule(_) => "write rate(5 minutes), or cron(0 12 * * ? *) for every day at 12:00 UTC",
            Self::ScheduleOnBus(_) => "remove EventBusName",
            Self::NoTarget(_) => "add a target under `Targets`",
            Self::TooManyTargets(_) => "add a second rule with the same pattern",
            Self::Lacks { field: "Id", .. } => "an ID is any name that is unique among the rule's targets",
            Self::Lacks { field: "ConnectionArn", .. } => {
                "write the ARN of an AWS::Events::Connection: !GetAtt MyConnection.Arn"
            }
            Self::Lacks { field, .. } => return Some(format!("write `{field}`")),
            Self::SameId(_) => "give it a unique ID: the last target with an ID replaces the others",
            Self::NoRole(_) => "add `RoleArn`: a role that events.amazonaws.com can assume",
            Self::NotTrusted(_) => {
                "its AssumeRolePolicyDocument must allow sts:AssumeRole for the service events.amazonaws.com"
            }
            Self::NotAllowed { by: Grantor::Function(id), .. } => {
                return Some(format!(
                    r#"add an AWS::Lambda::Permission with {{"Action": "lambda:InvokeFunction", "FunctionName": {{"Ref": "{id}"}}, "Principal": "events.amazonaws.com"}}"#
                ));
            }
            Self::NotAllowed { by, action, resource, .. } => {
                let is_role = matches!(by, Grantor::Role(_));
                let principal = if is_role { "" } else { r#""Principal": {"Service": "events.amazonaws.com"}, "# };
                let resource = resource.written();
                return Some(format!(
                    r#"add {{"Effect": "Allow", {principal}"Action": "{action}", "Resource": {resource}}}"#
                ));
            }
            Self::UnknownBus { near: Some(near), .. }
            | Self::UnknownPlaceholder { near: Some(near), .. }
            | Self::UnseenField { near: Some(near), .. }
            | Self::UnseenPath { near: Some(near), .. } => {
                return Some(format!("did you mean `{near}`?"));
            }
            Self::UnknownBus { .. } | Self::MadeUp { .. } => "on AWS, it must already exist",
            Self::NoDestination(_) => "add an AWS::Events::ApiDestination to the template to see the request",
            Self::OrderedDeadLetters(_) => "use a standard queue",
            Self::Destination(DestinationProblem::Method(_)) => "use GET, HEAD, POST, PUT, PATCH, DELETE, or OPTIONS",
            Self::Destination(DestinationProblem::Endpoint(_)) => {
                "write an https URL with a host and without a user, `#`, or spaces; `*` is allowed in the path and \
                 the query"
            }
            Self::Destination(DestinationProblem::Rate) => "remove it for 300 per second",
            Self::PathValues { stars, values, .. } if stars > values => {
                "add a value to `PathParameterValues` of HttpParameters for each `*`, such as $.detail.id"
            }
            Self::PathValues { .. } => "write a `*` in the endpoint for each value, or remove values",
            Self::HttpParametersOfOther => "remove them",
            Self::RetryPolicy { .. } => "remove it for the default: 185 attempts in 24 hours",
            Self::Input(_) => {
                "a template is an object, a string in quotes, or lines of strings in quotes; <name> is a placeholder"
            }
            Self::Constant(_) => "write JSON: a string needs its own quotes, \"\\\"text\\\"\"",
            Self::TwoInputs(_) => "keep one of them",
            Self::Path(_) => "a path is $ followed by .name and [0], such as $.detail.items[0].id",
            Self::UnknownPlaceholder { name, .. } => {
                return Some(format!("add `{name}` to InputPathsMap with a path into the event"));
            }
            Self::StaysAsWritten(name) => {
                return Some(format!("add an InputPathsMap with `{name}` and a path into the event"));
            }
            Self::QuotedObject(_) => "remove the quotes",
            Self::LosesQuotes(_) => "write an object around it: {\"name\": <name>}",
            Self::UnusedEntry(name) => return Some(format!("write `<{name}>` into the template, or delete the entry")),
            Self::UnseenCase { near, .. } => {
                return Some(format!(
                    "did you mean `{near}`? EventBridge distinguishes uppercase and lowercase letters"
                ));
            }
            Self::NotSimulated(_) => "events are delivered as if it were not there",
            Self::UnseenField { .. } => "the rule matches only events that have it",
            Self::UnseenType { .. } => "a number and a string with the same digits are different values in a pattern",
            Self::UnseenPath { use_of: PathUse::Call, .. } => {
                "without the value, the API is not called, and the event becomes a dead letter"
            }
            Self::UnseenPath { use_of: PathUse::Body, .. } => "without the value, the target receives {}",
            Self::UnseenPath { use_of: PathUse::Placeholder, .. } => {
                "without the value, the placeholder is replaced with an empty text"
            }
            Self::Statements => "open a workflow and paste them to see what they allow",
            Self::Entries => "to send them to a bus, open a template with rules, and paste them as events",
        };
        Some(hint.to_owned())
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownField { field, near } => Meant::of(field, *near),
            Self::UnknownBus { name, near } | Self::UnknownPlaceholder { name, near } => {
                Meant::of(name, near.as_deref())
            }
            Self::UnseenField { field, near: Some(near), .. } => {
                // The last part alone stands there; what is elsewhere in the event is not one word away.
                let (inside, name) = field.rsplit_once('.')?;
                let (other, right) = near.rsplit_once('.')?;
                if inside == other { Meant::of(name, Some(right)) } else { None }
            }
            Self::UnseenCase { written, near, .. } => Meant::of(written, Some(near)),
            Self::UnseenPath { path, near, .. } => Meant::of(path, near.as_deref()),
            _ => None,
        }
    }
}

fn schedule(error: &ScheduleError) -> String {
    match error {
        ScheduleError::Form => "it must be rate(…) or cron(…)".to_owned(),
        ScheduleError::RateValue(text) => format!("`{text}` is not a whole number of at least 1"),
        ScheduleError::RateUnit(text) => format!("`{text}` is not minutes, hours, or days"),
        ScheduleError::RateNumber(unit) => format!("with this number, the unit is `{unit}`"),
        ScheduleError::CronFields(count) => format!("cron(…) needs six fields, and this one has {count}"),
        ScheduleError::CronField(field, text) => format!("`{text}` is not valid for the field {field}"),
        ScheduleError::CronDays => "exactly one of day-of-month and day-of-week must be `?`".to_owned(),
    }
}

fn counted(count: usize, one: &str, more: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("one {one}"),
        _ => format!("{count} {more}"),
    }
}
