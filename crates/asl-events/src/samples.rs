//! Events to begin with: some that services of AWS send, some that programs send.

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name for ever.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Who sends it and when, in a sentence.
    pub description: &'static str,
    /// The event as JSON text.
    pub text: &'static str,
}

macro_rules! sample {
    ($id:literal, $name:literal, $description:literal) => {
        Sample {
            id: $id,
            name: $name,
            description: $description,
            text: include_str!(concat!("../samples/", $id, ".json")),
        }
    };
}

/// All of them, those of programs first.
pub const ALL: &[Sample] = &[
    sample!("ticket", "Ticket rated", "A help desk reports that a ticket's sentiment set its priority."),
    sample!("sentiment", "Sentiment of a message", "A partner's app rated a customer's message; the detail is nested."),
    sample!("order", "Order placed", "A shop reports a new order with its items: lists of objects."),
    sample!("scheduled", "Scheduled event", "The event that a rule with a schedule sends each time."),
    sample!(
        "ec2-state",
        "EC2 instance state changed",
        "Amazon EC2 reports that an instance is running, stopped, or terminated."
    ),
    sample!("s3-created", "S3 object created", "Amazon S3 reports a new object in a bucket that sends its events."),
    sample!(
        "execution-failed",
        "Step Functions execution failed",
        "Step Functions reports that an execution changed its status."
    ),
    sample!("ecs-task", "ECS task stopped", "Amazon ECS reports that a task of a cluster stopped."),
    sample!("codepipeline", "Pipeline state changed", "CodePipeline reports that a pipeline execution failed."),
    sample!("health", "AWS Health event", "AWS Health reports an incident that affects the account."),
];

/// The event of that id.
pub fn find(id: &str) -> Option<&'static Sample> {
    ALL.iter().find(|sample| sample.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Event;

    #[test]
    fn every_sample_is_a_whole_event_with_an_id_of_its_own() {
        for sample in ALL {
            assert!(Event::parse_for_test(sample.text).is_ok(), "{}", sample.id);
            assert_eq!(find(sample.id), Some(sample), "ids are unique");
        }
    }
}
