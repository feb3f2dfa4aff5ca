//! What every resource has: a name, an ARN, and a place in the text.

use std::rc::Rc;

use asl_aws::arn::Arn;
use asl_text::Span;

/// A resource of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its name on AWS.
    pub name: Rc<str>,
    /// Its ARN.
    pub arn: Rc<str>,
    /// Its logical id in the template; none for what no template defines.
    pub logical_id: Option<Rc<str>>,
    /// Where it stands in the text.
    pub place: Option<Span>,
    /// Whether the document only refers to it: the simulator has one all the same.
    pub is_made_up: bool,
}

/// The kinds of resources that an event system knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ResourceKind {
    Bus,
    Rule,
    Destination,
    Connection,
    Queue,
    LogGroup,
    StateMachine,
    Function,
    Role,
}

impl ResourceKind {
    /// The service in its ARN, and what stands before its name there.
    fn form(self) -> (&'static str, &'static str) {
        match self {
            Self::Bus => ("events", "event-bus/"),
            Self::Rule => ("events", "rule/"),
            Self::Destination => ("events", "api-destination/"),
            Self::Connection => ("events", "connection/"),
            Self::Queue => ("sqs", ""),
            Self::LogGroup => ("logs", "log-group:"),
            Self::StateMachine => ("states", "stateMachine:"),
            Self::Function => ("lambda", "function:"),
            Self::Role => ("iam", "role/"),
        }
    }

    /// The ARN of the resource `name`. That of a rule of a named bus has the bus before it: `BUS/RULE`. The UUID with which
    /// ARNs of destinations and connections end on AWS is left out.
    pub fn arn(self, region: &str, account: &str, name: &str) -> Rc<str> {
        let (service, before) = self.form();
        let resource = format!("{before}{name}");
        match self {
            Self::Role => Arn { region: "", ..Arn::new(region, account, service, &resource) }.into(),
            _ => Arn::new(region, account, service, &resource).into(),
        }
    }

    /// The name in an ARN of this kind; `None` for another text. Versions, aliases, UUIDs and paths are no part of it, but a
    /// rule's bus is.
    pub fn name_in(self, arn: &str) -> Option<&str> {
        let (service, before) = self.form();
        let arn = Arn::parse(arn).filter(|arn| arn.service == service)?;
        let rest = arn.resource.strip_prefix(before)?;
        let name = match self {
            Self::Destination | Self::Connection => rest.split('/').next()?,
            Self::StateMachine | Self::Function => rest.split(':').next()?,
            Self::LogGroup => rest.strip_suffix(":*").unwrap_or(rest),
            Self::Role => rest.rsplit('/').next()?,
            Self::Bus | Self::Rule | Self::Queue => rest,
        };
        (!name.is_empty()).then_some(name)
    }
}

impl Resource {
    /// The resource `name`, which stands nowhere yet.
    pub fn new(kind: ResourceKind, region: &str, account: &str, name: &str) -> Self {
        Self {
            name: name.into(),
            arn: kind.arn(region, account, name),
            logical_id: None,
            place: None,
            is_made_up: false,
        }
    }

    /// Whether `reference` (a name or an ARN) means it.
    pub fn is(&self, kind: ResourceKind, reference: &str) -> bool {
        *self.name == *reference || *self.arn == *reference || kind.name_in(reference) == Some(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_gives_its_name_back() {
        for (kind, name, arn) in [
            (ResourceKind::Bus, "MyBus", "arn:aws:events:eu-west-1:1:event-bus/MyBus"),
            (ResourceKind::Bus, "aws.partner/a/b", "arn:aws:events:eu-west-1:1:event-bus/aws.partner/a/b"),
            (ResourceKind::Rule, "MyBus/Mine", "arn:aws:events:eu-west-1:1:rule/MyBus/Mine"),
            (ResourceKind::Destination, "notes", "arn:aws:events:eu-west-1:1:api-destination/notes"),
            (ResourceKind::Connection, "mail", "arn:aws:events:eu-west-1:1:connection/mail"),
            (ResourceKind::Queue, "dead", "arn:aws:sqs:eu-west-1:1:dead"),
            (ResourceKind::LogGroup, "/aws/events/x", "arn:aws:logs:eu-west-1:1:log-group:/aws/events/x"),
            (ResourceKind::StateMachine, "m", "arn:aws:states:eu-west-1:1:stateMachine:m"),
            (ResourceKind::Function, "f", "arn:aws:lambda:eu-west-1:1:function:f"),
            (ResourceKind::Role, "r", "arn:aws:iam::1:role/r"),
        ] {
            assert_eq!(&*kind.arn("eu-west-1", "1", name), arn);
            assert_eq!(kind.name_in(arn), Some(name));
        }
    }

    #[test]
    fn what_stands_behind_a_name_does_not_count_and_another_kind_has_none() {
        let events = "arn:aws:events:r:1:";
        for (kind, arn, name) in [
            (ResourceKind::Destination, format!("{events}api-destination/notes/1d29-aa"), Some("notes")),
            (ResourceKind::Destination, format!("{events}connection/notes/1d29-aa"), None),
            (ResourceKind::LogGroup, "arn:aws:logs:r:1:log-group:/x:*".to_owned(), Some("/x")),
            (ResourceKind::Function, "arn:aws:lambda:r:1:function:f:live".to_owned(), Some("f")),
            (ResourceKind::Role, "arn:aws:iam::1:role/service-role/r".to_owned(), Some("r")),
            (ResourceKind::Bus, "MyBus".to_owned(), None),
            (ResourceKind::Bus, format!("{events}event-bus/"), None),
        ] {
            assert_eq!(kind.name_in(&arn), name, "{arn}");
        }
    }
}
