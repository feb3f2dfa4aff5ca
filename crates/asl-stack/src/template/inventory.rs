//! The resources of a template: what each is, and what becomes of it here.

use std::borrow::Cow;
use std::fmt::Write;
use std::rc::Rc;

use super::definition::TemplatePlace;
use super::resolve::Resolver;
use asl_document::project::Position;
use asl_functions::Function;
use asl_text::{Member, Node, Span};

/// One resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its logical id.
    pub id: Rc<str>,
    /// Its type.
    pub kind: Rc<str>,
    /// Where its id stands.
    pub span: Span,
    /// What it does on AWS, as far as its properties say.
    pub what: String,
    /// What the playground does with it.
    pub here: Cow<'static, str>,
    /// The position of the file of the project that holds its code.
    pub code: Option<Position>,
}

/// All resources in the order of the text.
pub(super) fn list(
    place: TemplatePlace<'_>,
    resolver: &Resolver<'_>,
    resources: &[Member],
    functions: &[Function],
) -> Vec<Item> {
    let item = |member: &Member| {
        let kind = member.value.get("Type").and_then(Node::as_str)?;
        let properties = member.value.get("Properties");
        let text = |key: &str| properties.and_then(|all| all.get(key)).and_then(|node| resolver.text(node));
        let (what, here) = description(kind, resolver, resources, properties, &text);
        let here = match functions.iter().find(|function| function.id == member.key.value) {
            Some(function) => match (function.obstacle(), function.runs_as()) {
                (Some(obstacle), _) => obstacle.into(),
                (None, Some(version)) => format!("{RUNS} It runs as {version}, whatever its runtime is.").into(),
                (None, None) => RUNS.into(),
            },
            None => here.into(),
        };
        let code = code_of(place, &text);
        Some(Item { id: Rc::clone(&member.key.value), kind: Rc::clone(kind), span: member.key.span, what, here, code })
    };
    resources.iter().filter_map(item).collect()
}

/// The file of a function's handler.
fn code_of(place: TemplatePlace<'_>, text: &dyn Fn(&str) -> Option<Rc<str>>) -> Option<Position> {
    let folder = text("CodeUri").filter(|folder| !folder.contains("${")).unwrap_or_else(|| ".".into());
    handler_file(place, &text("Handler")?, &folder).map(|(at, _)| at)
}

/// The file that a handler such as `src/app.handler` names, from the folder of the code, and its path below that folder.
pub(super) fn handler_file(place: TemplatePlace<'_>, handler: &str, folder: &str) -> Option<(Position, String)> {
    let (module, _) = handler.rsplit_once('.')?;
    // In Python, folders have dots between them.
    let (plain, dotted) = (module.to_owned(), module.replace('.', "/"));
    let named = |ending: &&str| {
        let module = if *ending == "py" { &dotted } else { &plain };
        let module = format!("{module}.{ending}");
        Some((place.files.project.find(place.at, &format!("{folder}/{module}"))?, module))
    };
    ["mjs", "js", "cjs", "ts", "py"].iter().find_map(named)
}

const RUNS: &str = "Its code runs in this page, in a sandbox. A mock of the state that calls it answers instead.";

const SIMULATED: &str = "Simulated: events that are sent to the bus are matched, and delivered to the targets.";

fn description(
    kind: &str,
    resolver: &Resolver<'_>,
    resources: &[Member],
    properties: Option<&Node>,
    text: &dyn Fn(&str) -> Option<Rc<str>>,
) -> (String, &'static str) {
    let or = |key: &str, other: &str| text(key).map_or_else(|| other.to_owned(), |found| found.to_string());
    match kind {
        "AWS::Serverless::StateMachine" | "AWS::StepFunctions::StateMachine" => {
            ("A state machine.".to_owned(), "Runs in this page. If there are several, choose one above the definition.")
        }
        "AWS::Events::Connection" => (
            format!("Holds the credentials of an API ({}).", or("AuthorizationType", "no type")),
            "Import it in Connections and enter its secrets there. They stay in this tab.",
        ),
        "AWS::Events::ApiDestination" => (
            format!("Calls {}.", destination(text)),
            "Rules that name it call it. When you import its connection, this endpoint becomes one of the connection's origins.",
        ),
        "AWS::Events::Rule" | "AWS::Serverless::Rule" => (rule(resolver, resources, properties), SIMULATED),
        "AWS::Events::EventBus" => ("An event bus.".to_owned(), SIMULATED),
        "AWS::Serverless::Function" | "AWS::Lambda::Function" => (
            format!("A Lambda function ({}).", or("Runtime", "no runtime")),
            "A mock answers for it, or you enter its result during the run.",
        ),
        "AWS::IAM::Role" | "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" | "AWS::IAM::RolePolicy" => (
            "Permissions.".to_owned(),
            "Permissions compares the workflow's role with its calls. A run enforces the role if you choose so there.",
        ),
        "AWS::SQS::Queue" | "AWS::SNS::Topic" | "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => {
            ("Another service.".to_owned(), "Its name and ARN are filled in; a mock answers the Tasks that call it.")
        }
        "AWS::S3::Bucket" => ("A bucket.".to_owned(), "To provide its objects, add files in the Files tab."),
        "data source" => (
            "Looked up on AWS.".to_owned(),
            "Its values are placeholders: set those that the definition needs under Parameters.",
        ),
        "module" => (
            "A Terraform module.".to_owned(),
            "Its outputs are placeholders: set those that the definition needs under Parameters.",
        ),
        kind if kind.starts_with("aws_iam_") => {
            ("Permissions.".to_owned(), "Part of a role, which Permissions compares with the workflow's calls.")
        }
        kind if !kind.contains("::") => (String::new(), "Ignored: the playground does not need it."),
        _ => (String::new(), "Its name and ARN are filled in if they follow from the template."),
    }
}

/// A call of an API destination.
fn destination(text: &dyn Fn(&str) -> Option<Rc<str>>) -> String {
    let endpoint = text("InvocationEndpoint").unwrap_or_default();
    let method = text("HttpMethod").unwrap_or_else(|| "POST".into());
    match text("InvocationRateLimitPerSecond") {
        Some(rate) => format!("`{method} {endpoint}`, at most {rate} a second"),
        None => format!("`{method} {endpoint}`"),
    }
}

/// Which events a rule takes, and what it sends where.
fn rule(resolver: &Resolver<'_>, resources: &[Member], properties: Option<&Node>) -> String {
    let get = |key: &str| properties.and_then(|all| all.get(key));
    let plain = |node: &Node| resolver.plain(node);
    let pattern = get("EventPattern").and_then(plain).map(|node| node.to_value().to_json());
    let bus = get("EventBusName").and_then(|node| resolver.text(node));
    let bus = bus.map_or_else(|| "the default bus".to_owned(), |bus| format!("the bus `{bus}`"));
    let mut description = match pattern {
        Some(pattern) => format!("Matches events on {bus} with `{pattern}`."),
        None => format!(
            "Runs on the schedule `{}`.",
            get("ScheduleExpression").and_then(|node| resolver.text(node)).unwrap_or_default()
        ),
    };
    for target in get("Targets").map(Node::items).unwrap_or_default() {
        let arn = target.get("Arn").and_then(|node| resolver.text(node)).unwrap_or_default();
        let found =
            resources.iter().find(|member| resolver.attribute(&member.key.value, "Arn").as_deref() == Some(&*arn));
        let to = found.map_or(arn, |member| Rc::clone(&member.key.value));
        _ = write!(description, " Sends `{to}`");
        let body = target.get("InputTransformer").and_then(|node| node.get("InputTemplate")).and_then(Node::as_str);
        match body {
            Some(body) => {
                _ = write!(description, " the body `{}`", body.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            None if target.get("Input").is_some() => description.push_str(" a constant body"),
            None => description.push_str(" the whole event"),
        }
        let path = target.get("HttpParameters").and_then(|node| node.get("PathParameterValues")).map(Node::items);
        let path: Vec<&str> = path.unwrap_or_default().iter().filter_map(Node::as_str).map(|text| &**text).collect();
        if !path.is_empty() {
            _ = write!(description, ", with `{}` in place of `*` in the path", path.join("`, `"));
        }
        description.push('.');
    }
    description
}
