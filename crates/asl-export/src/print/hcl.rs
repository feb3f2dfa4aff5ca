//! HCL as it is written: blocks, arguments, and expressions.

use std::fmt::Write;

use asl_value::Value;

use super::snake;
use crate::stack::{Function, Piece, Stack, function, pieces};

/// Expressions in a stack: how the functions of CloudFormation are written.
pub(super) struct Expressions<'s> {
    /// The stack that names belong to.
    pub(super) stack: &'s Stack,
}

impl Expressions<'_> {
    /// A value as an expression, whose further lines are indented by `depth` levels.
    pub(super) fn expression(&self, value: &Value, depth: usize) -> String {
        if let Some(function) = function(value) {
            return match function {
                Function::Ref(name) => self.reference(name),
                Function::GetAtt(id, attribute) => self.attribute(id, attribute),
                Function::Sub(template) => self.template(template),
            };
        }
        match value {
            Value::String(text) => quoted(text),
            Value::Array(items) if items.iter().next().is_none() => "[]".to_owned(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.expression(item, depth + 1)).collect();
                let line = format!("[{}]", items.join(", "));
                if line.len() < 80 && !line.contains('\n') {
                    return line;
                }
                let (inner, outer) = (indent(depth + 1), indent(depth));
                format!("[\n{inner}{},\n{outer}]", items.join(&format!(",\n{inner}")))
            }
            Value::Object(members) if members.is_empty() => "{}".to_owned(),
            Value::Object(members) => {
                let width = members.iter().map(|(name, _)| key(name).len()).max().unwrap_or_default();
                let mut out = "{\n".to_owned();
                for (name, value) in members.iter() {
                    let (key, value) = (key(name), self.expression(value, depth + 1));
                    // Writing to a string does not fail.
                    let _ = writeln!(out, "{}{key:<width$} = {value}", indent(depth + 1));
                }
                let _ = write!(out, "{}}}", indent(depth));
                out
            }
            other => other.to_json(),
        }
    }

    fn reference(&self, name: &str) -> String {
        match name {
            "AWS::Region" => "data.aws_region.current.region".to_owned(),
            "AWS::AccountId" => "data.aws_caller_identity.current.account_id".to_owned(),
            "AWS::Partition" => "data.aws_partition.current.partition".to_owned(),
            "AWS::URLSuffix" => "data.aws_partition.current.dns_suffix".to_owned(),
            "AWS::StackName" => "var.name".to_owned(),
            _ => match self.stack.resource(name) {
                Some(resource) => {
                    let attribute = match resource.kind {
                        "AWS::SQS::Queue" => "url",
                        "AWS::Lambda::Function" => "function_name",
                        "AWS::StepFunctions::StateMachine" => "arn",
                        _ => "name",
                    };
                    format!("{}.{}.{attribute}", type_of(resource.kind), snake(name))
                }
                None => format!("var.{}", variable(self.stack, name)),
            },
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> String {
        let kind = self.stack.resource(id).map_or("", |resource| resource.kind);
        let address = format!("{}.{}", type_of(kind), snake(id));
        match (kind, attribute) {
            ("AWS::Logs::LogGroup", _) => format!("\"${{{address}.arn}}:*\""),
            (_, "SecretArn") => format!("{address}.secret_arn"),
            _ => format!("{address}.arn"),
        }
    }

    /// The template of `Fn::Sub` as a text with interpolations.
    fn template(&self, template: &str) -> String {
        let mut out = "\"".to_owned();
        for piece in pieces(template) {
            match piece {
                Piece::Text(text) => out.push_str(&escaped(text)),
                Piece::Literal(text) => out.push_str(&escaped(&format!("${{{text}}}"))),
                Piece::Name(name) => {
                    let expression = match name.split_once('.') {
                        Some((id, attribute)) => self.attribute(id, attribute),
                        None => self.reference(name),
                    };
                    // A log group's ARN is a text with an interpolation of its own.
                    match expression.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                        Some(inner) => out.push_str(inner),
                        None => {
                            let _ = write!(out, "${{{expression}}}");
                        }
                    }
                }
            }
        }
        out.push('"');
        out
    }
}

/// The names that no variable may have (Terraform, `variable` block reference), and `name`, which every module has already.
const RESERVED: [&str; 9] =
    ["name", "source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

/// The variable of a parameter: no other parameter has it.
pub(super) fn variable(stack: &Stack, parameter: &str) -> String {
    let name = snake(parameter);
    if !RESERVED.contains(&name.as_str()) {
        return name;
    }
    let is_free = |name: &String| stack.parameters.iter().all(|other| snake(&other.name) != *name);
    let wanted = format!("{name}_parameter");
    // A number behind `_` is in no other name: `snake` parts words at capital letters alone.
    if is_free(&wanted) { wanted } else { format!("{wanted}_2") }
}

/// The provider's type for one of CloudFormation.
pub(super) fn type_of(kind: &str) -> &'static str {
    match kind {
        "AWS::StepFunctions::StateMachine" => "aws_sfn_state_machine",
        "AWS::Events::Connection" => "aws_cloudwatch_event_connection",
        "AWS::Events::ApiDestination" => "aws_cloudwatch_event_api_destination",
        "AWS::Events::EventBus" => "aws_cloudwatch_event_bus",
        "AWS::Events::Rule" => "aws_cloudwatch_event_rule",
        "AWS::SQS::Queue" => "aws_sqs_queue",
        "AWS::SQS::QueuePolicy" => "aws_sqs_queue_policy",
        "AWS::Lambda::Function" => "aws_lambda_function",
        "AWS::Lambda::Permission" => "aws_lambda_permission",
        "AWS::Lambda::EventInvokeConfig" => "aws_lambda_function_event_invoke_config",
        "AWS::Logs::LogGroup" => "aws_cloudwatch_log_group",
        "AWS::Logs::ResourcePolicy" => "aws_cloudwatch_log_resource_policy",
        _ => "aws_iam_role",
    }
}

/// A key of an object.
fn key(name: &str) -> String {
    let is_plain = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        && name.starts_with(|char: char| char.is_ascii_alphabetic());
    if is_plain { name.to_owned() } else { quoted(name) }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text within quotes: what begins an interpolation or a directive is doubled.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '{' if out.ends_with('$') => out.push_str("${"),
            '{' if out.ends_with('%') => out.push_str("%{"),
            char if u32::from(char) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out
}

/// So many levels of indentation.
pub(super) fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// A block that is being written: arguments first, then blocks within.
#[derive(Default)]
pub(super) struct Block {
    arguments: Vec<(String, String)>,
    blocks: Vec<(String, Block)>,
}

impl Block {
    /// Adds an argument.
    pub(super) fn set(&mut self, name: &str, expression: impl Into<String>) {
        self.arguments.push((name.to_owned(), expression.into()));
    }

    /// Adds a block.
    pub(super) fn block(&mut self, name: &str, block: Self) {
        self.blocks.push((name.to_owned(), block));
    }

    /// The block with this head, `depth` levels deep.
    pub(super) fn write(&self, head: &str, depth: usize) -> String {
        let mut out = format!("{}{head} {{\n", indent(depth));
        let is_short = |expression: &str| !expression.contains('\n');
        let names = self.arguments.iter().filter(|(_, expression)| is_short(expression));
        let width = names.map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, expression) in &self.arguments {
            let width = if is_short(expression) { width } else { 0 };
            let _ = writeln!(out, "{}{name:<width$} = {expression}", indent(depth + 1));
        }
        for (index, (name, block)) in self.blocks.iter().enumerate() {
            if index > 0 || !self.arguments.is_empty() {
                out.push('\n');
            }
            out.push_str(&block.write(name, depth + 1));
        }
        let _ = writeln!(out, "{}}}", indent(depth));
        out
    }
}
