//! Ways out of problems, where those of the page do not exist in a terminal: options in place of dialogs and fields.

use asl_stack::messages::{AccessProblem, FormProblem, TemplateProblem};
use asl_text::diagnostic::Diagnostic;

/// What the problem is, in words of a terminal.
pub(crate) fn message(diagnostic: &Diagnostic) -> String {
    let message = diagnostic.message();
    match diagnostic.detail::<AccessProblem>() {
        Some(AccessProblem::MissingConnection { .. }) => {
            message.replace("isn't set up in this tab", "is not in the file of `--connections`")
        }
        _ => message,
    }
}

/// A way out, in words of a terminal.
pub(crate) fn hint(diagnostic: &Diagnostic) -> Option<String> {
    let own = of_template(diagnostic).or_else(|| of_access(diagnostic)).or_else(|| of_form(diagnostic));
    own.or_else(|| diagnostic.hint())
}

fn of_template(diagnostic: &Diagnostic) -> Option<String> {
    let hint = match diagnostic.detail::<TemplateProblem>()? {
        TemplateProblem::ConnectionsAlone | TemplateProblem::NoStateMachine { has_connection: true } => {
            "to use its connections, name a workflow, and this file with `--connections FILE`"
        }
        TemplateProblem::NoStateMachine { has_connection: false } => {
            "name a template with an `AWS::Serverless::StateMachine` or `AWS::StepFunctions::StateMachine`, or a definition"
        }
        TemplateProblem::DefinitionInFile(_) => "there is no such file beside it",
        TemplateProblem::Macro(_) => "use the processed template that CloudFormation shows for the stack",
        TemplateProblem::NoParameterValue(name) => return Some(format!("pass it with `--parameter '{name}=VALUE'`")),
        TemplateProblem::Directive(_) => "render the template, and name the result",
        TemplateProblem::NoPlaceholderValue(name) => {
            return Some(format!(
                "pass it with `--parameter '{name}=VALUE'`: a number, a list, or an object as JSON, or text"
            ));
        }
        TemplateProblem::WrittenSecret { is_connection: true, .. } => {
            "use a parameter with `NoEcho`, and set its value when you deploy the stack; then rotate the secret"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

fn of_access(diagnostic: &Diagnostic) -> Option<String> {
    match diagnostic.detail::<AccessProblem>()? {
        AccessProblem::MissingConnection { .. } => {
            Some("add it to that file; a run takes its credentials from there".to_owned())
        }
        AccessProblem::NotAllowed { actions, why, .. } => {
            let first = actions.first().map(String::as_str).unwrap_or_default();
            Some(format!("`{first}` {why}; allow it in a policy of the role"))
        }
        AccessProblem::Denied { .. } => None,
    }
}

fn of_form(diagnostic: &Diagnostic) -> Option<String> {
    let problem = diagnostic.detail::<FormProblem>()?;
    let arn = problem.arn.as_deref().unwrap_or("ARN");
    let input = if problem.has_input { ", and pass its input with `--input`" } else { "" };
    Some(format!(
        "name a file with the output of `aws stepfunctions describe-state-machine-for-execution --execution-arn {arn}`{input}"
    ))
}
