//! Resources of EventBridge that a command writes into the text: a bus, a rule, an API destination, with the references
//! between them. The text stays the one truth: what is written is read from it again.

pub mod known;
pub(crate) mod value;

use std::rc::Rc;

use asl_text::edit::Edit;
use asl_text::{Format, Member, Node, NodeKind, Span, print};
use asl_value::{Map, Value};
use value::{attribute, grant, object, queue_policy, reference, resource, role, texts};

/// What is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    /// A bus.
    Bus,
    /// A rule, with a target: the first API destination or state machine that is there, else a new queue.
    Rule,
    /// An API destination, with a connection unless one is there, whose password stands in Secrets Manager.
    Destination,
}

impl Addition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rule, Self::Destination, Self::Bus];

    /// The command's name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Bus => "Add a bus",
            Self::Rule => "Add a rule",
            Self::Destination => "Add a destination",
        }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The changes, made at once.
    pub edits: Vec<Edit>,
    /// The logical id of the resource that was asked for.
    pub id: String,
}

/// Why nothing can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    /// The text cannot be read as it is.
    #[error("the text can't be read: fix it first")]
    Broken,
    /// The text is Terraform or a file of the Serverless Framework.
    #[error("this can be added only to SAM and CloudFormation templates")]
    OtherTool,
}

/// Adds to `text`: a template, resources cut out of one, a definition (a template is written around it), or nothing.
pub fn add(text: &str, addition: Addition) -> Result<Added, NotAdded> {
    if text.trim().is_empty() {
        let made = Made::new(&[], addition);
        let template =
            object([("AWSTemplateFormatVersion", "2010-09-09".into()), ("Resources", made.resources.into())]);
        let edits = vec![Edit::replace(Span::new(0, text.len()), print::template_yaml(&template))];
        return Ok(Added { edits, id: made.id });
    }
    if asl_stack::template::source::is_terraform(text) {
        return Err(NotAdded::OtherTool);
    }
    let parsed = asl_text::parse(text);
    let is_broken = parsed.diagnostics.iter().any(|one| one.severity == asl_text::diagnostic::Severity::Error);
    let root = parsed.root.filter(|root| !is_broken && matches!(root.kind, NodeKind::Object(_)));
    let root = root.ok_or(NotAdded::Broken)?;
    let is_resource =
        |one: &Member| one.value.get("Type").and_then(Node::as_str).is_some_and(|kind| kind.starts_with("AWS::"));
    if let Some(resources) = root.get("Resources") {
        let made = Made::new(resources.members(), addition);
        return Ok(Added { edits: vec![inserted(text, parsed.format, &root, resources, &made)], id: made.id });
    }
    if root.members().iter().any(is_resource) {
        let made = Made::new(root.members(), addition);
        return Ok(Added { edits: vec![inserted(text, parsed.format, &root, &root, &made)], id: made.id });
    }
    if root.get("States").is_some() || root.get("StartAt").is_some() {
        return Ok(around(text, parsed.format, addition));
    }
    if root.get("service").is_some() || root.get("provider").is_some() || root.get("stepFunctions").is_some() {
        return Err(NotAdded::OtherTool);
    }
    // A template that has only its head.
    let made = Made::new(&[], addition);
    let rewriter = asl_text::rewrite::Rewriter::new(text);
    Ok(Added { edits: rewriter.append(&root, "Resources", &made.resources.into()), id: made.id })
}

/// The new resources at the end of those that are there.
fn inserted(text: &str, format: Format, root: &Node, resources: &Node, made: &Made) -> Edit {
    let rewriter = asl_text::rewrite::Rewriter::new(text);
    let Some(last) = resources.members().last() else {
        let written = match format {
            Format::Json => print::json(&made.resources.clone().into()),
            Format::Yaml => Value::from(made.resources.clone()).to_json_line(),
        };
        return Edit::replace(resources.span, written.trim_end().to_owned());
    };
    let start = last.key.span.start as usize;
    let before = text.get(..start).unwrap_or_default();
    let indent = before.len() - before.rfind('\n').map_or(0, |line| line + 1);
    if rewriter.in_brackets(resources) {
        let written = print::json(&made.resources.clone().into());
        let lines: Vec<&str> =
            written.trim().trim_start_matches('{').trim_end_matches('}').trim_matches('\n').lines().collect();
        let unit = " ".repeat(indent);
        let own = before.get(before.len() - indent..).is_some_and(|lead| lead.trim().is_empty());
        let body: Vec<String> =
            lines.iter().map(|line| format!("{unit}{}", line.strip_prefix("  ").unwrap_or(line))).collect();
        let body = body.join("\n");
        let separator = if own { ",\n".to_owned() + &body } else { format!(", {}", body.trim_start()) };
        return Edit::insert(last.value.span.end as usize, separator);
    }
    let written = print::template_yaml(&made.resources.clone().into());
    let unit = " ".repeat(indent);
    let lines = indented(&written, &unit);
    let end = end_of_block(text, root, resources, last);
    let lead = if text.get(..end).is_some_and(|before| before.ends_with('\n')) { "" } else { "\n" };
    Edit::insert(end, format!("{lead}{lines}"))
}

/// Where the lines of the last resource end: behind its last line that is no comment and not blank.
fn end_of_block(text: &str, root: &Node, resources: &Node, last: &Member) -> usize {
    // What comes behind it is the next part of the template, or nothing.
    let next = root
        .members()
        .iter()
        .map(|one| one.key.span.start)
        .filter(|at| *at > resources.span.start && *at > last.key.span.start);
    let limit = next.filter(|at| *at >= last.value.span.end).min().map_or(text.len(), |at| at as usize);
    let mut end = last.value.span.end as usize;
    let mut at = last.key.span.start as usize;
    for line in text.get(at..limit).unwrap_or_default().split_inclusive('\n') {
        at += line.len();
        let inner = line.trim();
        if !inner.is_empty() && !inner.starts_with('#') {
            end = at;
        }
    }
    end.min(limit)
}

/// A template around the definition in `text`, with what is added.
fn around(text: &str, format: Format, addition: Addition) -> Added {
    let machine: Rc<str> = "StateMachine".into();
    let known = Member {
        key: asl_text::Spanned::new(machine, Span::default()),
        value: Node::from_value(&object([("Type", "AWS::Serverless::StateMachine".into())])),
    };
    let made = Made::new(&[known], addition);
    let inner = text.trim_matches(['\n', '\r']).trim_end();
    let written = match format {
        Format::Json => {
            let rest = print::json(&made.resources.clone().into());
            let rest = rest.trim().trim_start_matches('{').trim_end_matches('}').trim_matches('\n');
            let definition = indented(inner, "        ");
            format!(
                "{{\n  \"Transform\": \"AWS::Serverless-2016-10-31\",\n  \"Resources\": {{\n    \"StateMachine\": \
                 {{\n      \"Type\": \"AWS::Serverless::StateMachine\",\n      \"Properties\": {{\n        \
                 \"Definition\": {}\n      }}\n    }},\n{}\n  }}\n}}\n",
                definition.trim(),
                indented(rest, "  ").trim_end(),
            )
        }
        Format::Yaml => {
            format!(
                "Transform: AWS::Serverless-2016-10-31\nResources:\n  StateMachine:\n    Type: \
                 AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n{}{}",
                indented(inner, "        "),
                indented(&print::template_yaml(&made.resources.clone().into()), "  "),
            )
        }
    };
    Added { edits: vec![Edit::replace(Span::new(0, text.len()), written)], id: made.id }
}

/// The lines of a text with `by` before each that is not blank.
fn indented(text: &str, by: &str) -> String {
    let mut made = String::new();
    for line in text.lines() {
        if !line.trim().is_empty() {
            made.extend([by, line]);
        }
        made.push('\n');
    }
    made
}

/// A name for the resource with this id, as names are written: `event-bus-2`.
fn name_of(id: &str) -> String {
    let mut name = String::new();
    for character in id.chars() {
        if !name.is_empty() && (character.is_uppercase() || character.is_ascii_digit()) {
            name.push('-');
        }
        name.extend(character.to_lowercase());
    }
    name
}

/// New resources.
struct Made {
    resources: Map,
    id: String,
}

impl Made {
    /// What is added beside the resources that are `known`.
    fn new(known: &[Member], addition: Addition) -> Self {
        let mut made = Self { resources: Map::new(), id: String::new() };
        made.id = match addition {
            Addition::Bus => {
                let id = made.free(known, "EventBus");
                let name = name_of(&id);
                made.put(&id, resource("AWS::Events::EventBus", [("Name", name.into())]))
            }
            Addition::Destination => made.destination(known),
            Addition::Rule => made.rule(known),
        };
        made
    }

    fn put(&mut self, id: &str, value: Value) -> String {
        self.resources.insert(id, value);
        id.to_owned()
    }

    /// A logical id that no resource has.
    fn free(&self, known: &[Member], stem: &str) -> String {
        let is_taken = |id: &str| self.resources.contains_key(id) || known.iter().any(|one| &*one.key.value == id);
        let numbered = (2..10_000).map(|count| format!("{stem}{count}"));
        [stem.to_owned()].into_iter().chain(numbered).find(|id| !is_taken(id)).unwrap_or_else(|| stem.to_owned())
    }

    fn destination(&mut self, known: &[Member]) -> String {
        let connection = first(known, &["AWS::Events::Connection"]).unwrap_or_else(|| {
            let id = self.free(known, "ApiConnection");
            let password = "{{resolve:secretsmanager:api:SecretString:password}}";
            let basic = object([("Username", "user".into()), ("Password", password.into())]);
            self.put(
                &id,
                resource(
                    "AWS::Events::Connection",
                    [
                        ("AuthorizationType", "BASIC".into()),
                        ("AuthParameters", object([("BasicAuthParameters", basic)])),
                    ],
                ),
            )
        });
        let id = self.free(known, "ApiDestination");
        self.put(
            &id,
            resource(
                "AWS::Events::ApiDestination",
                [
                    ("ConnectionArn", attribute(&connection)),
                    ("HttpMethod", "POST".into()),
                    ("InvocationEndpoint", "https://api.example.com/events".into()),
                    ("InvocationRateLimitPerSecond", 10.into()),
                ],
            ),
        )
    }

    fn rule(&mut self, known: &[Member]) -> String {
        let id = self.free(known, "EventRule");
        let called = [
            ("AWS::Events::ApiDestination", "events:InvokeApiDestination"),
            ("AWS::Serverless::StateMachine", "states:StartExecution"),
            ("AWS::StepFunctions::StateMachine", "states:StartExecution"),
        ];
        let found = called.iter().find_map(|(kind, action)| Some((first(known, &[kind])?, *kind, *action)));
        let mut target = Map::new();
        target.insert("Id", "target".into());
        if let Some((called, kind, action)) = found {
            // The ARN of a machine of CloudFormation is what Ref gives.
            let arn = if kind == "AWS::StepFunctions::StateMachine" { reference(&called) } else { attribute(&called) };
            let role_id = self.free(known, "EventRole");
            self.put(&role_id, role(action, arn.clone()));
            target.insert("Arn", arn);
            target.insert("RoleArn", attribute(&role_id));
            let stars = endpoint_stars(known, &called);
            if stars > 0 {
                let values: Value = (0..stars).map(|_| Value::from("$.detail.id")).collect();
                target.insert("HttpParameters", object([("PathParameterValues", values)]));
            }
        } else {
            let queue = self.free(known, "EventQueue");
            self.put(&queue, object([("Type", "AWS::SQS::Queue".into())]));
            let statement = grant("sqs:SendMessage", attribute(&queue), Some("events.amazonaws.com"));
            let policy = self.free(known, "EventQueuePolicy");
            self.put(&policy, queue_policy(&texts([&queue]), vec![statement]));
            target.insert("Arn", attribute(&queue));
        }
        let mut properties = Map::new();
        if let Some(bus) = first(known, &["AWS::Events::EventBus"]) {
            properties.insert("EventBusName", reference(&bus));
        }
        let sources: Value = [Value::from("my.app")].into_iter().collect();
        properties.insert("EventPattern", object([("source", sources)]));
        properties.insert("Targets", [Value::from(target)].into_iter().collect());
        let rule = object([("Type", "AWS::Events::Rule".into()), ("Properties", properties.into())]);
        self.put(&id, rule)
    }
}

/// The logical id of the first resource of one of these types.
fn first(known: &[Member], kinds: &[&str]) -> Option<String> {
    let is_one =
        |one: &&Member| one.value.get("Type").and_then(Node::as_str).is_some_and(|kind| kinds.contains(&&**kind));
    known.iter().find(is_one).map(|one| one.key.value.to_string())
}

/// How many values the path of a destination takes.
fn endpoint_stars(known: &[Member], id: &str) -> usize {
    let destination = known.iter().find(|one| *one.key.value == *id);
    let endpoint = destination.and_then(|one| one.value.get("Properties")?.get("InvocationEndpoint")?.as_str());
    endpoint.map_or(0, |text| text.matches('*').count())
}

#[cfg(test)]
mod tests;
