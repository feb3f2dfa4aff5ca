//! What is shown of a run with a mask in place of each known credential: the run itself keeps them, as on AWS.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_http::redact::Redactor;

use crate::state_visit::{Attempt, AttemptResult, StateVisit};

/// `visit` with masks; `None` if nothing in it is a credential.
pub fn visit(visit: &StateVisit, redactor: &Redactor) -> Option<StateVisit> {
    if redactor.is_empty() {
        return None;
    }
    let mut masked = visit.clone();
    for value in [&mut masked.input, &mut masked.output].into_iter().flatten() {
        *value = redactor.value(value);
    }
    for stage in &mut masked.stages {
        stage.value = redactor.value(&stage.value);
    }
    for attempt in &mut masked.attempts {
        mask_attempt(attempt, redactor);
    }
    for (_, error) in &mut masked.errors {
        *error = self::error(error, redactor);
    }
    (masked != *visit).then_some(masked)
}

fn mask_attempt(attempt: &mut Attempt, redactor: &Redactor) {
    attempt.parameters = redactor.value(&attempt.parameters);
    match &mut attempt.result {
        AttemptResult::Pending => {}
        AttemptResult::Succeeded(result) => *result = redactor.value(result),
        AttemptResult::Failed(error) => *error = self::error(error, redactor),
    }
    if let Some(masked) = attempt.exchange.as_ref().and_then(|exchange| exchange.masked(redactor)) {
        attempt.exchange = Some(Rc::new(masked));
    }
    if let Some(masked) = attempt.invocation.as_ref().and_then(|invocation| invocation.masked(redactor)) {
        attempt.invocation = Some(Rc::new(masked));
    }
}

/// `error` with masks in its cause. Its name stays: a machine gives it, and a view is found by it.
pub fn error(error: &StateError, redactor: &Redactor) -> StateError {
    let mut masked = error.clone();
    if let Some(cause) = &error.cause {
        masked.cause = Some(redactor.known(cause).into());
    }
    masked
}

#[cfg(test)]
mod tests {
    use asl_aws::state_error::StateError;
    use asl_http::Secret;
    use asl_http::redact::Redactor;
    use asl_sim::EventId;
    use asl_value::Value;

    use super::visit;
    use crate::state_visit::StateVisit;

    #[test]
    fn a_visit_is_shown_without_the_credentials_that_it_holds() {
        let redactor = Redactor::of_secrets([Secret::new("s3cret")]);
        let seen = StateVisit {
            output: Some(Value::from_json(r#"{"echo":"s3cret"}"#).unwrap()),
            errors: vec![(EventId(3), StateError::new("E", "said s3cret"))],
            ..StateVisit::default()
        };
        let shown = visit(&seen, &redactor).unwrap();
        assert_eq!(shown.output.unwrap().to_json(), r#"{"echo":"XXXXXXXX"}"#);
        assert_eq!(shown.errors[0].1.cause.as_deref(), Some("said XXXXXXXX"));
        assert_eq!(visit(&StateVisit::default(), &redactor), None);
        assert_eq!(visit(&seen, &Redactor::default()), None);
    }
}
