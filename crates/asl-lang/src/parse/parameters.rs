//! Calls of services that are written without any parameters.

use super::fields::{Fields, Reader};
use crate::check::{is_placeholder, is_recognized};
use crate::machine::QueryLanguage;
use crate::messages::{HttpProblem, Owner, TaskProblem};
use crate::resource::Resource;
use crate::state::Task;
use asl_text::diagnostic::{AwsWords, Diagnostic};

/// Reports that an optimized integration is called without parameters, which AWS refuses. A run can do without them, with
/// a mock, so that it is a warning here; an HTTP Task has nothing to call then.
pub(super) fn require(reader: &mut Reader<'_>, fields: &Fields<'_>, task: &Task, language: QueryLanguage) {
    let target = task.target();
    let (Resource::HttpInvoke(call) | Resource::LambdaInvoke(call) | Resource::Optimized(call)) = target else {
        return;
    };
    if is_placeholder(call.call) || !is_recognized(target) {
        return;
    }
    let field = match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    let resource = task.resource.as_ref().map(|resource| &*resource.value).unwrap_or_default();
    let words = AwsWords::schema(format!("{field} field is required for resource ARN: {resource}"), 0);
    reader.report(if let (Owner::State { name, .. }, true) = (&fields.owner, target.is_http()) {
        Diagnostic::error(fields.at, HttpProblem::NoParameters { state: name.clone(), field }).with_aws(words)
    } else {
        let problem = TaskProblem::NoParameters { call: format!("{}:{}", call.service, call.action), field };
        Diagnostic::warning(fields.at, problem).with_aws(words.as_error())
    });
}
