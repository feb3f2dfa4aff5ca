//! The actions of the API that are used (API reference of AWS Step Functions, "Actions").

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum Action {
    CreateStateMachine,
    DeleteStateMachine,
    DescribeExecution,
    DescribeStateMachine,
    DescribeStateMachineForExecution,
    GetExecutionHistory,
    ListExecutions,
    ListMapRuns,
    ListStateMachines,
    StartExecution,
    StopExecution,
    TestState,
    UpdateStateMachine,
}

impl Action {
    /// AWS's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreateStateMachine => "CreateStateMachine",
            Self::DeleteStateMachine => "DeleteStateMachine",
            Self::DescribeExecution => "DescribeExecution",
            Self::DescribeStateMachine => "DescribeStateMachine",
            Self::DescribeStateMachineForExecution => "DescribeStateMachineForExecution",
            Self::GetExecutionHistory => "GetExecutionHistory",
            Self::ListExecutions => "ListExecutions",
            Self::ListMapRuns => "ListMapRuns",
            Self::ListStateMachines => "ListStateMachines",
            Self::StartExecution => "StartExecution",
            Self::StopExecution => "StopExecution",
            Self::TestState => "TestState",
            Self::UpdateStateMachine => "UpdateStateMachine",
        }
    }

    /// The value of the header `X-Amz-Target`.
    pub fn target(self) -> String {
        format!("AWSStepFunctions.{}", self.name())
    }

    /// The permission that it takes (Service Authorization Reference, AWS Step Functions).
    pub fn permission(self) -> String {
        format!("states:{}", self.name())
    }

    /// Whether it can be sent again without doing anything twice. CreateStateMachine, UpdateStateMachine and
    /// StartExecution with a name are idempotent.
    pub fn is_repeatable(self) -> bool {
        self != Self::TestState
    }
}

#[cfg(test)]
mod tests {
    use asl_http::relay::{READING_ACTIONS, WRITING_ACTIONS};

    use super::Action;

    #[test]
    fn the_relay_sends_each_of_them() {
        for action in [
            Action::CreateStateMachine,
            Action::DeleteStateMachine,
            Action::DescribeExecution,
            Action::DescribeStateMachine,
            Action::DescribeStateMachineForExecution,
            Action::GetExecutionHistory,
            Action::ListExecutions,
            Action::ListMapRuns,
            Action::ListStateMachines,
            Action::StartExecution,
            Action::StopExecution,
            Action::TestState,
            Action::UpdateStateMachine,
        ] {
            let name = action.name();
            assert!(
                READING_ACTIONS.contains(&name) || WRITING_ACTIONS.iter().any(|(known, _)| *known == name),
                "{name}"
            );
        }
    }
}
