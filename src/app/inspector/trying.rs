//! Opens the scratch pad on the data of a step.

use std::rc::Rc;

use asl_lang::QueryLanguage;
use asl_sim::{EvaluationContext, StageKind, VisitId};
use asl_value::{Map, Value};
use asl_view::data_flow;
use asl_view::state_visit::{AttemptResult, StateVisit};

use crate::app::run::masking::Masking;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::Shared;
use crate::app::state::trying::TryStart;
use crate::app::state::view::ViewAction;

/// The run whose steps are looked at.
#[derive(Clone)]
pub(super) struct Trying {
    run: Shared<RunView>,
    masking: Masking,
    commands: Shared<Commands>,
}

impl Trying {
    /// Of that run.
    pub(super) fn new(run: &Shared<RunView>, masking: &Masking, commands: &Shared<Commands>) -> Self {
        Self { run: run.clone(), masking: masking.clone(), commands: commands.clone() }
    }

    /// Opens the pad on the data of a stage, with these to begin with.
    pub(super) fn open(
        &self,
        visit: &StateVisit,
        id: VisitId,
        stage: StageKind,
        path: String,
        expression: Option<String>,
    ) {
        let run = &self.run;
        let Some(context) = run.log.with(|simulator| simulator.evaluation_context(run.run, id)).flatten() else {
            return;
        };
        let masked = |value: &Value| self.masking.value(value);
        let steps = data_flow::steps(visit);
        let place = steps.iter().position(|step| step.stage.kind == stage).unwrap_or_default();
        let machine = run.read().machine;
        let language = machine.as_ref().and_then(|machine| Some(machine.language_of(machine.find(&visit.name)?)));
        let jsonata = language == Some(QueryLanguage::Jsonata);
        let start = TryStart {
            state: visit.name.clone(),
            stages: steps.iter().map(|step| (step.stage.kind.name().into(), masked(&step.stage.value))).collect(),
            stage: place,
            states: states(visit, &context, &self.masking),
            context: masked(&context.context),
            variables: masked(&Value::from(context.variables.clone())).as_object().cloned().unwrap_or_default(),
            at: context.at.0,
            path: path.into(),
            expression: expression.unwrap_or_else(|| "$states.input".to_owned()).into(),
            jsonata,
        };
        self.commands.dispatch(ViewAction::Dialog(Some(Dialog::Try(Rc::new(start)))));
    }
}

/// What `$states` has at the end of the visit.
fn states(visit: &StateVisit, context: &EvaluationContext, masking: &Masking) -> Map {
    let mut states = Map::new();
    states.insert("input", masking.value(&context.input));
    states.insert("context", masking.value(&context.context));
    let recorded = visit.stages.iter().find(|stage| stage.kind == StageKind::Result).map(|stage| &stage.value);
    let answered = visit.attempts.last().and_then(|attempt| match &attempt.result {
        AttemptResult::Succeeded(value) => Some(value),
        _ => None,
    });
    if let Some(result) = recorded.or(answered) {
        states.insert("result", masking.value(result));
    }
    if let Some((_, error)) = visit.errors.last() {
        states.insert("errorOutput", masking.value(&EvaluationContext::error_output(error)));
    }
    states
}
