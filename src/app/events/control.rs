//! Holding a run of the buses and letting it go on: the driver of the run asks here, step by step.

use asl_sim::debug::{Held, Why};
use asl_sim::host::{Clock, Pace, Watch};
use asl_sim::{ActorId, VisitId};
use asl_view::events::lines::part;
use asl_view::events::rows::RowSubject;
use asl_world::debug::{Place, Subject};
use asl_world::{ExecutionId, World};

use super::commands::open_execution;
use super::world::WorldRun;
use crate::app::state::events::{EventsAction, Selected};

/// What is brought on stage when a run is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// What happened on the buses.
    Buses(RowSubject),
    /// An execution.
    Execution(ExecutionId),
}

impl WorldRun {
    /// The execution that is looked at.
    fn looked_at(&self) -> Option<ExecutionId> {
        let (execution, _) = self.shown.get()?;
        self.commands.state().events.shows_execution.then_some(execution)
    }

    /// Holds the run there.
    fn hold(&self, world: &World, (place, why): (Place, Why)) {
        let is_asked = why == Why::Asked;
        let (held, stage) = match place {
            Place::Execution(execution, held) => (held, Some(Stage::Execution(execution))),
            Place::Buses(newest) => {
                let state = newest.map(|(subject, name)| at_in_words(world, subject, name).into()).unwrap_or_default();
                let held = Held { why, actor: ActorId::ROOT, visit: VisitId::default(), state };
                (held, newest.map(|(subject, _)| Stage::Buses(row_of(subject))))
            }
        };
        // Whoever asks to pause keeps looking at what they look at.
        self.stage.replace(stage.filter(|_| !is_asked));
        self.control.hold(held);
    }

    /// Brings on stage where the run is held: the driver has let go of the world by now.
    pub(super) fn set_stage(&self) {
        match self.stage.take() {
            None => {}
            Some(Stage::Execution(execution)) if self.looked_at() == Some(execution) => {}
            Some(Stage::Execution(execution)) => open_execution(&self.commands, execution),
            Some(Stage::Buses(row)) => {
                if self.commands.state().events.shows_execution {
                    self.commands.dispatch(EventsAction::ShowExecution(false));
                }
                self.commands.dispatch(EventsAction::Select(Some(Selected::Row(row))));
            }
        }
    }
}

impl Watch<World> for WorldRun {
    fn pace(&self, begun_with: Pace) -> Pace {
        self.control.pace_or(begun_with)
    }

    fn looks(&self) -> bool {
        self.debugger.borrow().is_needed()
    }

    fn look(&self, world: &mut World) -> bool {
        let held = self.debugger.borrow_mut().look(world);
        // The last step of a run is its end.
        let Some(held) = held.filter(|_| !world.is_quiet()) else { return false };
        self.hold(world, held);
        true
    }

    fn holds(&self, world: &mut World) -> bool {
        let looks = self.looks();
        if looks || self.enters_apart.get() {
            self.enters_apart.set(looks);
            for (_, execution) in world.executions() {
                if let Ok(mut simulator) = execution.simulator().try_borrow_mut() {
                    simulator.enter_apart(looks);
                }
            }
        }
        if self.control.is_holding() {
            return true;
        }
        if self.control.take_asked() && !world.is_quiet() {
            let held = self.debugger.borrow_mut().hold(world, self.looked_at());
            self.hold(world, held);
            return true;
        }
        // What came in from outside was not asked for by a step: events that were sent, and the deliveries that they began.
        looks && self.look(world)
    }

    async fn let_go(&self) {
        self.control.released().await;
    }

    async fn changed(&self) {
        self.control.changed().await;
    }

    fn note_clock(&self, clock: Clock) {
        self.control.set_clock(clock);
    }
}

/// The row of what happened.
fn row_of(subject: Subject) -> RowSubject {
    match subject {
        Subject::Event(event) => RowSubject::Event(event),
        Subject::Delivery(delivery) => RowSubject::Delivery(delivery),
    }
}

/// Where something happened, with EventBridge's name for it.
fn at_in_words(world: &World, subject: Subject, name: &str) -> String {
    let log = world.log();
    let place = match subject {
        Subject::Event(event) => log.event(event).map(|event| event.bus.clone()),
        Subject::Delivery(delivery) => log.delivery(delivery).map(|delivery| part(world.system(), delivery)),
    };
    format!("{name}, {}", place.unwrap_or_default())
}
