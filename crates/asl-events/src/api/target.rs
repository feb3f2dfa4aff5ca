//! `PutTargets`, but for the input of a target, whose errors are [`crate::InputError`].

use asl_aws::arn::Arn;

use super::{Constraint, NAME, constraint_message, is_name};
use crate::system::{MOST_TARGETS, TargetKind};

/// What a call gives of a target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetRequest {
    /// `Id`
    pub id: String,
    /// `Arn`
    pub arn: String,
    /// `RoleArn`
    pub role: Option<String>,
    /// `HttpParameters.PathParameterValues`
    pub path: Vec<String>,
    /// `HttpParameters.HeaderParameters`
    pub headers: Vec<(String, String)>,
    /// `HttpParameters.QueryStringParameters`
    pub query: Vec<(String, String)>,
}

/// Why targets are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetProblem {
    /// Members break rules of the model.
    Constraints(Vec<Constraint>),
    /// An API destination needs a role: the target's ARN.
    RoleMissing(String),
    /// The role is no ARN.
    RoleFormat(String),
    /// A rule has more targets than the quota allows.
    TooMany,
}

const PATH_VALUES: &str =
    "Member must satisfy constraint: [Member must satisfy regular expression pattern: ^(?!\\s*$).+]";
const HEADER_NAMES: &str = "Map keys must satisfy constraint: [Member must have length less than or equal to 512, Member must \
    have length greater than or equal to 0, Member must satisfy regular expression pattern: \
    ^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$]";
const QUERY_VALUES: &str = "Map value must satisfy constraint: [Member must have length less than or equal to 512, Member must \
    have length greater than or equal to 0, Member must satisfy regular expression pattern: \
    [^\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F]+]";

impl TargetRequest {
    /// The first thing that is wrong with the targets of a rule that has no others.
    pub fn problem(targets: &[Self]) -> Option<TargetProblem> {
        let constraints: Vec<Constraint> =
            targets.iter().enumerate().flat_map(|(at, target)| target.constraints(at + 1)).collect();
        if !constraints.is_empty() {
            return Some(TargetProblem::Constraints(constraints));
        }
        if targets.len() > MOST_TARGETS {
            return Some(TargetProblem::TooMany);
        }
        targets.iter().find_map(Self::role_problem)
    }

    fn role_problem(&self) -> Option<TargetProblem> {
        match self.role.as_deref() {
            Some(role) => Arn::parse(role).is_none().then(|| TargetProblem::RoleFormat(role.to_owned())),
            None => matches!(TargetKind::of_arn(&self.arn), TargetKind::ApiDestination(_))
                .then(|| TargetProblem::RoleMissing(self.arn.clone())),
        }
    }

    /// The rules that its members break; `number` is its place in the call, from 1.
    pub fn constraints(&self, number: usize) -> Vec<Constraint> {
        let mut found = Vec::new();
        let member = |name: &str| format!("targets.{number}.member.{name}");
        let map = |pairs: &[(String, String)]| {
            let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{{{}}}", pairs.join(", "))
        };
        if !is_name(&self.id) {
            found.push(Constraint::new(&self.id, member("id"), NAME));
        }
        if self.path.iter().any(|value| !is_path_value(value)) {
            let value = format!("[{}]", self.path.join(", "));
            found.push(Constraint::new(value, member("httpParameters.pathParameterValues"), PATH_VALUES));
        }
        if self.headers.iter().any(|(name, _)| !is_header_name(name)) {
            let value = map(&self.headers);
            found.push(Constraint::new(value, member("httpParameters.headerParameters"), HEADER_NAMES));
        }
        if self.query.iter().any(|(_, value)| !is_query_value(value)) {
            let value = map(&self.query);
            found.push(Constraint::new(value, member("httpParameters.queryStringParameters"), QUERY_VALUES));
        }
        found
    }
}

/// Whether a value can fill a `*` of an endpoint: it is not blank.
pub(crate) fn is_path_value(value: &str) -> bool {
    !value.trim().is_empty()
}

fn is_header_name(name: &str) -> bool {
    // `+-.` in AWS's pattern is a range, which the comma is in.
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+,-.^_`|~".contains(&byte);
    !name.is_empty() && name.len() <= 512 && name.bytes().all(is_token)
}

fn is_query_value(value: &str) -> bool {
    let is_control = |letter: char| (letter.is_ascii_control() && letter != '\n' && letter != '\r') || letter == '\x7f';
    !value.is_empty() && value.chars().count() <= 512 && !value.contains(is_control)
}

impl TargetProblem {
    /// The error code of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany => "LimitExceededException",
            Self::Constraints(_) | Self::RoleMissing(_) | Self::RoleFormat(_) => "ValidationException",
        }
    }

    /// The message of the API.
    pub fn message(&self) -> String {
        match self {
            Self::Constraints(constraints) => constraint_message(constraints).unwrap_or_default(),
            Self::RoleMissing(arn) => format!("RoleArn is required for target {arn}."),
            Self::RoleFormat(role) => {
                format!("Parameter {role} is not valid. Reason: Provided Arn is not in correct format.")
            }
            Self::TooMany => "The requested resource exceeds the maximum number allowed.".to_owned(),
        }
    }
}
