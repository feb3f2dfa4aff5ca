//! Permissions that the role of the machine lacks: the statements are written into it.

use super::{Case, Fix, fix};
use crate::events::value::object;
use asl_stack::iam::report::Standing;
use asl_stack::iam::write;
use asl_stack::messages::AccessProblem;
use asl_stack::template::source;
use asl_text::edit::Edit;
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// What adds the statements to the role that the template defines.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    proposed(case).into_iter().collect()
}

fn proposed(case: &Case<'_>) -> Option<Fix> {
    let Some(AccessProblem::NotAllowed { role, state, .. }) = case.found.detail::<AccessProblem>() else { return None };
    let report = source::check(case.text, case.choice, case.workflow).permissions;
    let judged = report.calls.iter().filter(|judged| judged.call.state == *state);
    let lacking: Vec<_> = judged
        .flat_map(|judged| &judged.permissions)
        .filter(|(_, standing)| *standing == Standing::Lacking)
        .map(|(permission, _)| permission)
        .collect();
    let statements = write::values(&lacking, &report.context);
    let first = lacking.first()?.action;
    let more = if lacking.len() > 1 { format!(" and {} more", lacking.len() - 1) } else { String::new() };
    let root = asl_text::parse(case.text).root?;
    // A role is called by the id of what defines it.
    let id = role.split('`').nth(1)?;
    let resource = root.get("Resources").unwrap_or(&root).get(id)?;
    let properties = resource.get("Properties")?;
    let is_of_sam = resource.get("Type").and_then(Node::as_str).is_some_and(|kind| kind.ends_with("::StateMachine"));
    let document = object([("Version", "2012-10-17".into()), ("Statement", statements.clone())]);
    let policy = if is_of_sam {
        object([("Statement", statements)])
    } else {
        object([("PolicyName", "states".into()), ("PolicyDocument", document)])
    };
    fix(format!("Allow `{first}`{more} in {role}"), added(case, properties, policy))
}

/// The policy at the end of those that are there.
fn added(case: &Case<'_>, properties: &Node, policy: Value) -> Option<Vec<Edit>> {
    match properties.get("Policies") {
        None => Some(case.rewriter.append(properties, "Policies", &vec![policy].into())),
        Some(list) => matches!(list.kind, NodeKind::Array(_)).then(|| case.rewriter.append_item(list, &policy)),
    }
}

#[cfg(test)]
mod tests {
    use crate::fix::Fixer;
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;
    use asl_text::diagnostic::Code;
    use asl_text::edit::apply;

    const DEFINITION: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
        "Parameters": {"ApiEndpoint": "https://api.example/x", "Method": "GET", "Authentication": {"ConnectionArn": "${C}"}}}}}"#;

    /// The text after the only fix of what its role lacks.
    fn fixed(text: &str) -> Option<(String, String)> {
        let choice = TemplateChoice::default();
        let fixer = Fixer::new(text, &choice, WorkflowType::Standard, &|_| Vec::new());
        let lacking = fixer.diagnostics().iter().find(|found| found.code == Code::LackingPermission)?;
        let fix = fixer.fixes(lacking).into_iter().next()?;
        Some((fix.title, apply(text, &fix.edits)))
    }

    #[test]
    fn what_a_role_lacks_is_written_into_it() {
        let sam = |policies: &str| {
            format!(
                r#"{{"Resources": {{"M": {{"Type": "AWS::Serverless::StateMachine", "Properties": {{"Definition": {DEFINITION}{policies}}}}}}}}}"#
            )
        };
        let role = |policies: &str| {
            format!(
                r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{"RoleArn": {{"Fn::GetAtt": ["R", "Arn"]}}, "Definition": {DEFINITION}}}}},
                "R": {{"Type": "AWS::IAM::Role", "Properties": {{"AssumeRolePolicyDocument": {{}}{policies}}}}}}}}}"#
            )
        };
        let given = r#", "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "states:*", "Resource": "*"}]}}]"#;
        for (text, title) in [
            (sam(""), "Allow `states:InvokeHTTPEndpoint` and 3 more in the role that SAM creates for `M`"),
            (
                sam(r#", "Policies": [{"Statement": [{"Effect": "Allow", "Action": "states:*", "Resource": "*"}]}]"#),
                "Allow `events:RetrieveConnectionCredentials` and 2 more in the role that SAM creates for `M`",
            ),
            (role(""), "Allow `states:InvokeHTTPEndpoint` and 3 more in the role `R`"),
            (role(given), "Allow `events:RetrieveConnectionCredentials` and 2 more in the role `R`"),
        ] {
            let (told, after) = fixed(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(told, title);
            assert_eq!(fixed(&after), None, "{after}");
        }
    }

    #[test]
    fn a_role_whose_policies_are_no_list_stays() {
        let text = format!(
            r#"{{"Resources": {{"M": {{"Type": "AWS::Serverless::StateMachine", "Properties": {{"Definition": {DEFINITION},
            "Policies": {{"Statement": [{{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}}]}}}}}}}}}}"#
        );
        assert_eq!(fixed(&text), None);
    }
}
