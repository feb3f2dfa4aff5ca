//! The data of a step from its input to its output, and what each stage is compared with: the one that it is made from, which is
//! not always the one before it.

use asl_lang::StateType;
use asl_sim::{Stage, StageKind};

use crate::state_visit::StateVisit;

/// A stage, and the place of the one that it is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What the data was.
    pub stage: Stage,
    /// The place among the steps of what it was made from; `None` if it is made from nothing that the state had.
    pub made_from: Option<usize>,
}

/// The stages of a visit in order: those that were recorded, between its input and its output.
pub fn steps(visit: &StateVisit) -> Vec<Step> {
    let recorded = |kind| visit.stages.iter().any(|stage| stage.kind == kind);
    let edge = |kind, value: &Option<_>| value.clone().filter(|_| !recorded(kind)).map(|value| Stage { kind, value });
    let input = edge(StageKind::Input, &visit.input);
    let output = edge(StageKind::Output, &visit.output);
    let stages: Vec<Stage> = input.into_iter().chain(visit.stages.iter().cloned()).chain(output).collect();
    let made_from: Vec<_> = (0..stages.len()).map(|place| source(visit, &stages, place)).collect();
    stages.into_iter().zip(made_from).map(|(stage, made_from)| Step { stage, made_from }).collect()
}

/// `ResultPath` adds to the state's input. A result comes from a service, from branches or from iterations, but for states that
/// hand on what they were given.
fn source(visit: &StateVisit, stages: &[Stage], place: usize) -> Option<usize> {
    match stages.get(place)?.kind {
        StageKind::Result if !hands_on(visit) => None,
        StageKind::AfterResultPath => stages.iter().position(|stage| stage.kind == StageKind::Input),
        _ => place.checked_sub(1),
    }
}

fn hands_on(visit: &StateVisit) -> bool {
    let works = matches!(visit.state_type, Some(StateType::Task | StateType::Map | StateType::Parallel));
    visit.attempts.is_empty() && !works
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_value::Value;

    fn made_from(state_type: StateType, stages: &[(StageKind, i64)]) -> Vec<(StageKind, Option<StageKind>)> {
        let recorded = stages.iter().map(|(kind, value)| Stage { kind: *kind, value: Value::from(*value) }).collect();
        let visit = StateVisit {
            state_type: Some(state_type),
            input: Some(Value::from(0_i64)),
            output: Some(Value::from(9_i64)),
            stages: recorded,
            ..StateVisit::default()
        };
        let steps = steps(&visit);
        let kind = |place: usize| steps.get(place).map(|step| step.stage.kind);
        steps.iter().map(|step| (step.stage.kind, step.made_from.and_then(kind))).collect()
    }

    use StageKind::{
        AfterArguments, AfterInputPath, AfterParameters, AfterResultPath, AfterResultSelector, Input, Output, Result,
    };

    #[test]
    fn result_path_is_compared_with_the_input_and_the_result_of_a_service_with_nothing() {
        let all =
            [(AfterInputPath, 1), (AfterParameters, 2), (Result, 3), (AfterResultSelector, 4), (AfterResultPath, 5)];
        let expected = [
            (Input, None),
            (AfterInputPath, Some(Input)),
            (AfterParameters, Some(AfterInputPath)),
            (Result, None),
            (AfterResultSelector, Some(Result)),
            (AfterResultPath, Some(Input)),
            (Output, Some(AfterResultPath)),
        ];
        assert_eq!(made_from(StateType::Task, &all), expected);
        for kind in [StateType::Map, StateType::Parallel] {
            assert_eq!(made_from(kind, &all), expected, "branches and iterations make the result");
        }
    }

    #[test]
    fn a_pass_state_hands_on_what_it_was_given() {
        assert_eq!(
            made_from(StateType::Pass, &[(AfterParameters, 1), (Result, 2), (AfterResultPath, 3)]),
            [
                (Input, None),
                (AfterParameters, Some(Input)),
                (Result, Some(AfterParameters)),
                (AfterResultPath, Some(Input)),
                (Output, Some(AfterResultPath)),
            ]
        );
    }

    #[test]
    fn in_jsonata_arguments_come_from_the_input_and_the_output_from_the_result() {
        assert_eq!(
            made_from(StateType::Task, &[(AfterArguments, 1), (Result, 2)]),
            [(Input, None), (AfterArguments, Some(Input)), (Result, None), (Output, Some(Result))]
        );
    }
}
