//! What the view shows: the comparison, the templates of the three ways, and what their runs showed.

use asl_compare::{Evidence, Plan, Setup, Side, Table, Way};
use futures_util::future::AbortHandle;

/// How the runs are doing.
#[derive(Default)]
pub(super) enum Stage {
    /// Nothing runs.
    #[default]
    Idle,
    /// The person is asked first, since the comparison came by link.
    Asking,
    /// This way runs.
    Running(Way, AbortHandle),
}

/// The state of the view.
#[derive(Default)]
pub(super) struct Model {
    /// What is compared.
    pub(super) setup: Setup,
    /// The three ways, ready to run; empty while the templates are being read, and where one cannot be.
    pub(super) plans: Vec<Plan>,
    /// What their runs showed, by their place among [`Way::ALL`].
    pub(super) evidence: [Option<Evidence>; 3],
    /// What goes on.
    pub(super) stage: Stage,
    /// What is wrong with the templates.
    pub(super) problem: Option<String>,
    /// Grows with each change of the call: what was read for an earlier one is dropped.
    pub(super) revision: u32,
    /// Whether it came by link and the person has not agreed to call the endpoint.
    pub(super) needs_consent: bool,
}

impl Drop for Model {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Model {
    /// Ends what runs, and leaves what the finished runs showed.
    pub(super) fn stop(&mut self) {
        if let Stage::Running(_, abort) = std::mem::take(&mut self.stage) {
            abort.abort();
        }
    }

    /// Compares something else; what the runs showed stays as long as only the prices are others. Says whether the templates are
    /// to be read again.
    pub(super) fn change(&mut self, setup: Setup) -> bool {
        let before = std::mem::replace(&mut self.setup, setup);
        let priced_anew = Setup { assumptions: self.setup.assumptions, ..before.clone() };
        if self.setup != priced_anew {
            self.stop();
            self.evidence = Default::default();
            self.problem = None;
        }
        self.revision += 1;
        self.setup != priced_anew || before.assumptions.memory_mb() != self.setup.assumptions.memory_mb()
    }

    /// Whether all three have run.
    pub(super) fn is_complete(&self) -> bool {
        self.evidence.iter().all(Option::is_some)
    }

    /// The sides of the table.
    pub(super) fn sides(&self) -> Vec<Side> {
        let side = |(plan, evidence): (&Plan, &Option<Evidence>)| Side {
            facts: plan.facts.clone(),
            evidence: evidence.clone(),
        };
        self.plans.iter().zip(&self.evidence).map(side).collect()
    }

    /// The table.
    pub(super) fn table(&self) -> Table {
        Table::of(&self.setup, &self.sides())
    }
}
