//! The fields that only Task, Wait, Fail or Parallel have.

use std::rc::Rc;

use super::fields::{Fields, Reader};
use super::{parameters, read_scope, table};
use crate::check::{has_placeholder_key, is_placeholder};
use crate::machine::{QueryLanguage, Scope};
use crate::messages::{FieldProblem, Owner, Range, ValueType};
use crate::state::{Amount, Fail, Task, Wait};
use asl_aws::time::Timestamp;
use asl_jsonata::is_expression;
use asl_text::diagnostic::{AwsWords, Diagnostic, Severity};
use asl_text::{Node, NodeKind, Spanned};

/// The longest time that AWS counts in seconds.
const MAX_SECONDS: f64 = 99_999_999.0;

pub(super) fn read_task(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Task {
    let seconds = Range::whole(1.0, MAX_SECONDS);
    let task = Task {
        resource: reader.required(fields, "Resource").and_then(|node| reader.text_of(node, "Resource")),
        timeout: reader.amount(fields, "TimeoutSeconds", language, seconds),
        heartbeat: reader.amount(fields, "HeartbeatSeconds", language, seconds),
        credentials: read_credentials(reader, fields, language),
    };
    let has_any = ["Parameters", "Arguments"].iter().any(|name| fields.node.get(name).is_some());
    if !has_any && !has_placeholder_key(fields.node) {
        parameters::require(reader, fields, &task, language);
    }
    task
}

/// `Credentials`: the role to call with.
fn read_credentials(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Option<Node> {
    let node = fields.node.get("Credentials")?;
    if language == QueryLanguage::Jsonata && node.as_str().is_some_and(|text| is_expression(text)) {
        return Some(node.clone());
    }
    let inner = reader.object("Credentials", Owner::Field("Credentials"), node)?;
    if node.get("RoleArn").is_none() && (language == QueryLanguage::Jsonata || node.get("RoleArn.$").is_none()) {
        let problem = FieldProblem::Missing { owner: Owner::Field("Credentials"), field: "RoleArn" };
        // The specification leaves the content open.
        let severity = if language == QueryLanguage::Jsonata { Severity::Error } else { Severity::Warning };
        reader.report(Diagnostic::new(severity, inner.at, problem));
        reader.in_aws(AwsWords::schema("The field 'RoleArn' is required but was missing", 0).as_error());
    }
    Some(node.clone())
}

/// The fields of a Wait that exclude each other, in AWS's order.
const DURATIONS: &[&str] = &["SecondsPath", "Seconds", "TimestampPath", "Timestamp"];

pub(super) fn read_wait(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Wait {
    let names: &[&str] = match language {
        QueryLanguage::JsonPath => &["Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
        QueryLanguage::Jsonata => &["Seconds", "Timestamp"],
    };
    match language {
        QueryLanguage::JsonPath => reader.exclusive(fields, DURATIONS),
        QueryLanguage::Jsonata => reader.exclusive(fields, &["Seconds", "Timestamp"]),
    }
    let Some(name) = names.iter().find(|name| fields.node.get(name).is_some()) else {
        // One of the other query language is reported as such.
        if DURATIONS.iter().all(|name| fields.node.get(name).is_none()) {
            reader.error(fields.at, FieldProblem::NoDuration(fields.owner.clone()));
            reader.in_aws(AwsWords::none_of(DURATIONS));
        }
        return Wait::Missing;
    };
    let wait = match *name {
        "Timestamp" => read_timestamp(reader, fields, language).map(Wait::Timestamp),
        "TimestampPath" => reader.string(fields, "TimestampPath").map(Wait::TimestampPath),
        "SecondsPath" => reader.string(fields, "SecondsPath").map(|path| Wait::Seconds(Amount::Path(path))),
        _ => reader.literal(fields, "Seconds", language, Range::whole(0.0, MAX_SECONDS)).map(Wait::Seconds),
    };
    wait.unwrap_or(Wait::Missing)
}

fn read_timestamp(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Option<Spanned<Rc<str>>> {
    let text = reader.string(fields, "Timestamp")?;
    let computed = language == QueryLanguage::Jsonata && is_expression(&text.value);
    if !computed && !is_placeholder(&text.value) && Timestamp::parse(&text.value).is_none() {
        reader.error(text.span, FieldProblem::NotATimestamp(text.value.clone()));
        reader.in_aws(AwsWords::schema("String does not match RFC3339 timestamp", 0));
    }
    Some(text)
}

pub(super) fn read_fail(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Fail {
    let mut fail =
        Fail { error: reader.string(fields, "Error"), cause: reader.string(fields, "Cause"), ..Fail::default() };
    if language == QueryLanguage::JsonPath {
        reader.exclusive(fields, &["Error", "ErrorPath"]);
        reader.exclusive(fields, &["Cause", "CausePath"]);
        fail.error_path = reader.string(fields, "ErrorPath");
        fail.cause_path = reader.string(fields, "CausePath");
    }
    fail
}

/// `Branches` of a Parallel.
pub(super) fn read_branches(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<Scope> {
    let Some(node) = reader.required(fields, "Branches") else { return Vec::new() };
    match &node.kind {
        NodeKind::Array(branches) if branches.is_empty() => {
            reader.error(node.span, FieldProblem::Empty { field: "Branches".to_owned() });
            reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
            Vec::new()
        }
        NodeKind::Array(branches) => branches
            .iter()
            .enumerate()
            .filter_map(|(index, branch)| {
                let owner = Owner::Branch { number: index + 1, of: Box::new(fields.owner.clone()) };
                let inner = reader.object("Branches", owner, branch)?;
                reader.check_names(&inner, table::BRANCH);
                Some(read_scope(reader, &inner))
            })
            .collect(),
        NodeKind::Missing | NodeKind::Placeholder(_) => Vec::new(),
        _ => {
            reader.wrong_type("Branches", ValueType::Branches, node);
            Vec::new()
        }
    }
}

impl Amount {
    /// The place of the number, path or expression.
    pub fn span(&self) -> asl_text::Span {
        match self {
            Self::Literal(number) => number.span,
            Self::Path(text) | Self::Expression(text) => text.span,
        }
    }
}
