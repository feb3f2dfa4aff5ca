//! Errors about permissions and connections that AWS raises before a request leaves.

use asl_aws::state_error::StateError;

/// What a Task fails with when the state machine's role lacks `permission` (an IAM action). The causes for the
/// four permissions that an HTTP Task needs are recorded from AWS; `url` is the endpoint that it calls.
pub fn role_lacks(permission: &str, url: &str) -> StateError {
    match permission {
        "events:RetrieveConnectionCredentials" => StateError::new(
            "Events.ConnectionResource.AccessDenied",
            "No permissions to call RetrieveConnectionCredentials on the connection resource.",
        ),
        "secretsmanager:GetSecretValue" | "secretsmanager:DescribeSecret" => StateError::new(
            "Events.ConnectionResource.AccessDenied",
            "No permissions to call DescribeSecret and/or GetSecretValue on the secret associated with the \
             connection resource.",
        ),
        action => StateError::new(
            "States.Http.AccessDenied",
            format!(
                "AWS Step Functions is not authorized to perform {action} on API Endpoint {url}. Ensure that the \
                 StateMachine role contains the {action} permission for the given API Endpoint"
            ),
        ),
    }
}

/// What a Task fails with when there is no connection of that ARN or name. AWS documents the name of the error;
/// the cause follows EventBridge's own answer about a connection that is not there.
pub fn no_connection(reference: &str) -> StateError {
    let name = asl_aws::arn::connection::name_in(reference).unwrap_or(reference);
    StateError::new("Events.ConnectionResource.ResourceNotFound", format!("Connection '{name}' does not exist."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_permission_has_the_error_that_aws_gives() {
        for (permission, name, part) in [
            (
                "states:InvokeHTTPEndpoint",
                "States.Http.AccessDenied",
                "InvokeHTTPEndpoint on API Endpoint https://a/b.",
            ),
            (
                "events:RetrieveConnectionCredentials",
                "Events.ConnectionResource.AccessDenied",
                "on the connection resource.",
            ),
            ("secretsmanager:DescribeSecret", "Events.ConnectionResource.AccessDenied", "and/or GetSecretValue"),
        ] {
            let error = role_lacks(permission, "https://a/b");
            assert_eq!(error.name(), name);
            assert!(error.cause.unwrap().contains(part), "{permission}");
        }
        let arn = "arn:aws:events:us-east-1:1:connection/mail/0";
        assert_eq!(no_connection(arn).cause.as_deref(), Some("Connection 'mail' does not exist."));
    }
}
