//! How a document's workflow is run.

use std::rc::Rc;

use crate::TemplateChoice;
use asl_lang::WorkflowType;
use asl_sim::Reported;
use asl_sim::logging::Logging;

/// The longest cold start that can be set, in milliseconds: Lambda ends one that takes longer.
pub const LONGEST_COLD_START: u32 = 10_000;

/// How a workflow is run. The default is what AWS does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The type of the state machine.
    pub machine_type: WorkflowType,
    /// The limits of the service that are reported and end nothing.
    pub report_limits: Reported,
    /// Waits and back-off take no time.
    pub skip_waits: bool,
    /// The name of the execution; empty: one is made up for each run.
    pub execution_name: Rc<str>,
    /// Whether a run puts events on the buses, in a document that has rules beside its machine; otherwise it starts the machine.
    pub starts_events: bool,
    /// Whether calls that the role of the machine does not allow fail, as on AWS; otherwise everything is allowed.
    pub with_role: bool,
    /// How long the cold start of a function takes, in milliseconds, up to [`LONGEST_COLD_START`]; 0: as long as its code takes to
    /// load.
    pub cold_start_ms: u32,
    /// What the machine logs, where nothing around it says so.
    pub logging: Logging,
    /// What is chosen of the template around the definition, if one is.
    pub template: TemplateChoice,
}

impl Settings {
    /// How many of them differ from what AWS does.
    pub fn changed(&self) -> usize {
        let flags = [
            self.machine_type != WorkflowType::Standard,
            self.report_limits != Reported::NONE,
            self.skip_waits,
            !self.execution_name.is_empty(),
            self.with_role,
            self.cold_start_ms != 0,
            self.logging != Logging::default(),
        ];
        flags.into_iter().filter(|changed| *changed).count()
    }

    /// What AWS would refuse about the execution's name: it has 1 to 80 characters, and not these
    /// (API reference, `StartExecution`). None made up is always right.
    pub fn name_problem(&self) -> Option<&'static str> {
        let name = &*self.execution_name;
        if name.chars().count() > 80 {
            return Some("A name can have at most 80 characters.");
        }
        let refused =
            |char: char| char.is_whitespace() || char.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(char);
        name.contains(refused).then_some(
            "AWS does not allow spaces, brackets, or the characters ? * \" # % \\ ^ | ~ ` $ & , ; : / in \
                        a name.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn a_name_that_aws_refuses_is_told() {
        for (name, fine) in [("", true), ("order-7_x.y", true), ("a b", false), ("a/b", false), ("{}", false)] {
            let settings = Settings { execution_name: name.into(), ..Settings::default() };
            assert_eq!(settings.name_problem().is_none(), fine, "{name}");
        }
        let long = Settings { execution_name: "x".repeat(81).into(), ..Settings::default() };
        assert!(long.name_problem().is_some());
    }
}
