//! Terraform in JSON (`.tf.json`): its state machines, as a template. An expression is a text with `${…}` around it; of
//! those, files are found, and the rest stays as it is written.

use std::rc::Rc;

use super::files::{FileReference, Files};
use super::foreign::{Foreign, Written, array, member, object, resource, string};
use super::pieces::Pieces;
use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_document::project::Position;
use asl_text::{Member, Node, NodeKind, place};

const MACHINE: &str = "aws_sfn_state_machine";
const LOG_GROUP: &str = "aws_cloudwatch_log_group";

/// Whether a text, which was read as `root`, is such a file.
pub(super) fn is_one(root: &Node) -> bool {
    root.get("resource").is_some_and(|resources| resources.get(MACHINE).is_some())
}

/// Reads the file at `at`.
pub(super) fn read(files: Files<'_>, at: Position, root: &Node) -> Foreign {
    let machines = root.get("resource").and_then(|resources| resources.get(MACHINE));
    let (mut resources, mut definitions, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for machine in machines.map(Node::members).unwrap_or_default() {
        let id = &machine.key.value;
        let body = block(&machine.value);
        let mut properties = Vec::new();
        if let Some(kind) = body.get("type").and_then(Node::as_str) {
            properties.push(member("StateMachineType", machine.key.span, string(Rc::clone(kind), machine.key.span)));
        }
        properties.extend(observed(root, body));
        if let Some(definition) = body.get("definition") {
            definitions.push((Rc::clone(id), written(files, at, definition, id, &mut named)));
        }
        let kind = "AWS::StepFunctions::StateMachine";
        resources.push(resource(id, machine.key.span, kind, properties, machine.value.span));
    }
    let template = object(vec![member("Resources", root.opening(), object(resources, root.span))], root.span);
    Foreign { template, parameters: Vec::new(), definitions, files: named, diagnostics: Vec::new() }
}

/// What is in a block, which may stand in a list.
fn block(node: &Node) -> &Node {
    node.items().first().unwrap_or(node)
}

/// What is logged and traced of a machine, in CloudFormation's words.
fn observed(root: &Node, body: &Node) -> Vec<Member> {
    let mut made = Vec::new();
    let taken = |from: &Node, names: &[(&str, &str)]| -> Vec<Member> {
        let one =
            |(name, to): &(&str, &str)| from.member(name).map(|found| member(*to, found.key.span, found.value.clone()));
        names.iter().filter_map(one).collect()
    };
    if let Some(logging) = body.member("logging_configuration") {
        let (key, span, inside) = (logging.key.span, logging.value.span, block(&logging.value));
        let mut members = taken(inside, &[("level", "Level"), ("include_execution_data", "IncludeExecutionData")]);
        if let Some(arn) = inside.get("log_destination").and_then(Node::as_str).and_then(|arn| log_group(root, arn)) {
            let group = object(vec![member("LogGroupArn", key, string(arn, span))], span);
            let destination = object(vec![member("CloudWatchLogsLogGroup", key, group)], span);
            members.push(member("Destinations", key, array(vec![destination], span)));
        }
        made.push(member("LoggingConfiguration", key, object(members, span)));
    }
    if let Some(tracing) = body.member("tracing_configuration") {
        let members = taken(block(&tracing.value), &[("enabled", "Enabled")]);
        made.push(member("TracingConfiguration", tracing.key.span, object(members, tracing.value.span)));
    }
    made
}

/// The ARN of a log group: as it is written, or of the group of the file that `${aws_cloudwatch_log_group.NAME.arn}` names.
fn log_group(root: &Node, written: &str) -> Option<Rc<str>> {
    if written.starts_with("arn:") {
        return Some(written.into());
    }
    let name = written.strip_prefix("${")?.strip_prefix(LOG_GROUP)?.strip_prefix('.')?.split(".arn}").next()?;
    let group = block(root.get("resource")?.get(LOG_GROUP)?.get(name)?);
    let name = group.get("name").and_then(Node::as_str).filter(|name| !name.contains("${"))?;
    Some(format!("arn:aws:logs:{DEFAULT_REGION}:{DEFAULT_ACCOUNT}:log-group:{name}:*").into())
}

fn written(files: Files<'_>, at: Position, node: &Node, id: &Rc<str>, named: &mut Vec<FileReference>) -> Written {
    let Some(text) = node.as_str() else { return Written::Node(at, node.clone()) };
    if let Some(path) = file_of(text) {
        let found = files.project.find(at, path);
        named.push(FileReference { written: path.into(), machine: Rc::clone(id), found });
        return match found {
            Some(found) => {
                let mut pieces = Pieces::default();
                pieces.plain(files.text(found), 0);
                Written::Text(found, pieces, node.span)
            }
            None => Written::Missing(Some(path.into()), node.span),
        };
    }
    if text.starts_with("${") && matches!(node.kind, NodeKind::String(_)) && !text.contains("StartAt") {
        return Written::Unknown(text.to_string(), node.span);
    }
    let mut pieces = Pieces::default();
    let source = files.source(at);
    match place::offsets(source.text, source.format, node.span, text) {
        Some(offsets) => pieces.written(text, &offsets.into(), 0),
        None => pieces.computed(text, node.span),
    }
    Written::Text(at, pieces, node.span)
}

/// The path in `${file("…")}` or `${templatefile("…", …)}`.
fn file_of(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("${")?.trim_start();
    let inner = inner.strip_prefix("templatefile(").or_else(|| inner.strip_prefix("file("))?.trim_start();
    let path = inner.strip_prefix('"')?.split('"').next()?;
    (!path.is_empty()).then_some(path)
}
