//! What an explanation of a failed call needs of the state that made it.

use super::machine::{QueryLanguage, StateMachine};
use super::retry::Retrier;
use super::state::{Amount, StateKind};
use asl_http::explain::TaskFields;

impl StateMachine {
    /// The fields of the state `name` that an explanation looks at; those of no state if there is none.
    pub fn task_fields(&self, name: &str) -> TaskFields {
        let machine_timeout_seconds = self.timeout.as_ref().and_then(literal);
        let Some(state) = self.find(name) else {
            return TaskFields { machine_timeout_seconds, ..TaskFields::default() };
        };
        let (timeout, heartbeat) = match &state.kind {
            StateKind::Task(task) => (task.timeout.as_ref(), task.heartbeat.as_ref()),
            _ => (None, None),
        };
        TaskFields {
            is_http: matches!(&state.kind, StateKind::Task(task) if task.is_http()),
            retry: state.retry.iter().map(Retrier::policy).collect(),
            timeout_seconds: timeout.and_then(literal),
            heartbeat_seconds: heartbeat.and_then(literal),
            machine_timeout_seconds,
            is_jsonata: self.language_of(state) == QueryLanguage::Jsonata,
            target: None,
        }
    }
}

fn literal(amount: &Amount) -> Option<f64> {
    match amount {
        Amount::Literal(number) => Some(number.value),
        Amount::Path(_) | Amount::Expression(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check_text;

    #[test]
    fn fields_are_found_in_branches_too() {
        let text = r#"{"TimeoutSeconds":9,"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","TimeoutSeconds":5,"HeartbeatSeconds":2,
            "Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}]}}}"#;
        let machine = check_text(text).machine.unwrap();
        let fields = machine.task_fields("Call");
        assert_eq!((fields.timeout_seconds, fields.heartbeat_seconds), (Some(5.0), Some(2.0)));
        assert_eq!(fields.machine_timeout_seconds, Some(9.0));
        assert!(fields.is_http && fields.is_jsonata && fields.retry.len() == 1);
        assert!(machine.task_fields("Nowhere").retry.is_empty());
    }
}
