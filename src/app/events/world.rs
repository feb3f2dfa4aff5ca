//! A run with event buses: the world that is driven, and how its progress reaches the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_events::EventEntry;
use asl_events::EventSystem;
use asl_http::Connections;
use asl_sim::debug::{Breakpoints, Go};
use asl_sim::host::{Clock, Pace, drive_watched};
use asl_sim::{ActorId, EffectId, Simulator};
use asl_view::events::rows::RowSubject;
use asl_view::events::system_graph::Part;
use asl_view::replay::Replays;
use asl_world::debug::WorldDebugger;
use asl_world::{Delivery, EventLog, ExecutionId, World};
use futures_util::future::{AbortHandle, abortable};
use gloo_render::{AnimationFrame, request_animation_frame};
use wasm_bindgen_futures::spawn_local;
use yew::UseReducerDispatcher;

use super::control::Stage;
use super::timeline::Look;
use crate::app::host::clock;
use crate::app::run::control::Control;
use crate::app::run::page_host::{Nudge, PageHost};
use crate::app::run::pending_tasks::PendingTasks;
use crate::app::run::runner::OtherRun;
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::events::{EventsAction, WorldView};
use crate::app::state::shared::Shared;

/// The time between two pictures of a run, in milliseconds.
const PUBLISH_MILLIS: i64 = 60;

/// A run with event buses. It lives on after all is quiet: another event goes on with it.
pub(crate) struct WorldRun {
    /// What every picture of it has.
    pub(super) picture: WorldView,
    /// The simulation.
    pub(super) world: Rc<RefCell<World>>,
    pub(super) host: Rc<PageHost>,
    pub(super) nudge: Rc<Nudge>,
    pub(super) waiting: Rc<PendingTasks>,
    pub(super) pace: Pace,
    /// The connections that it began with.
    pub(super) connections: Shared<Connections>,
    pub(super) dispatcher: UseReducerDispatcher<State>,
    /// What holds it and lets it go on.
    pub(super) control: Rc<Control>,
    /// What says when it is held.
    pub(super) debugger: RefCell<WorldDebugger>,
    /// Whether its executions enter each state by itself, so that they can be held there.
    pub(super) enters_apart: Cell<bool>,
    /// What is to be brought on stage, since the run is held there.
    pub(super) stage: RefCell<Option<Stage>>,
    pub(super) commands: Shared<Commands>,
    /// The log as it was at a moment, for whoever goes back.
    pub(super) past: RefCell<Option<(usize, Rc<EventLog>)>>,
    /// How its timeline is looked at.
    pub(super) look: RefCell<Look>,
    /// The runs before it, the oldest first.
    pub(super) kept: RefCell<Vec<Rc<WorldRun>>>,
    /// Calls off what is driven now, if anything is.
    pub(super) driving: RefCell<Option<AbortHandle>>,
    pub(super) stopped: Cell<bool>,
    /// The execution that is on stage, and the number that its picture has among the runs of the page.
    pub(super) shown: Cell<Option<(ExecutionId, u32)>>,
    /// What the logs of that execution were read into.
    pub(super) replays: RefCell<(u32, Rc<RefCell<Replays>>)>,
    pub(super) frame: RefCell<Option<AnimationFrame>>,
    pub(super) published_at: Cell<Timestamp>,
}

impl WorldRun {
    /// Goes on until all is quiet.
    pub(super) fn go_on(self: &Rc<Self>) {
        if self.stopped.get() {
            return;
        }
        if self.driving.borrow().is_some() {
            return self.nudge.give();
        }
        let (run, abort) = abortable({
            let this = self.clone();
            async move {
                let progress = {
                    let this = this.clone();
                    move |world: &World| this.progress(world)
                };
                drive_watched(&this.world, &*this.host, this.pace, &*this, progress).await;
                this.driving.take();
                // Nothing goes on, so nothing is held, and no time is counted until something does again.
                this.control.release();
                this.control.set_clock(Clock::default());
                this.publish();
            }
        });
        self.driving.replace(Some(abort));
        self.publish();
        spawn_local(async move {
            // An error says that the run was stopped, which `stop` has dealt with.
            let _ = run.await;
        });
    }

    /// Puts events on their buses, those of services among them, and goes on.
    pub(super) fn send(self: &Rc<Self>, events: Vec<(EventEntry, bool)>) {
        let now = self.now();
        if let Ok(mut world) = self.world.try_borrow_mut() {
            let mut entries = Vec::new();
            for (entry, is_service) in events {
                if is_service {
                    // In the order of the text, whatever stands before.
                    let _ = world.put_events(std::mem::take(&mut entries), now);
                    world.put_event_of_service(entry, now);
                } else {
                    entries.push(entry);
                }
            }
            // What is refused is in the log; whether all of them are was asked before.
            let _ = world.put_events(entries, now);
        }
        self.go_on();
    }

    /// Fires a rule with a schedule, and goes on.
    pub(super) fn fire(self: &Rc<Self>, rule: usize) {
        if let Ok(mut world) = self.world.try_borrow_mut() {
            world.fire(rule, self.now());
        }
        self.go_on();
    }

    /// The time of the run.
    pub(super) fn now(&self) -> Timestamp {
        self.control.clock().at(clock::now())
    }

    fn progress(self: &Rc<Self>, world: &World) {
        self.set_stage();
        let line = |simulator: &Rc<RefCell<Simulator>>| simulator.try_borrow().map_or(0, |it| it.longest_line());
        let open = world.executions().filter(|(_, execution)| !execution.is_over());
        self.host.note_progress(open.map(|(_, execution)| line(execution.simulator())).max().unwrap_or(0));
        self.host.note_time(world.now());
        if self.frame.borrow().is_none() {
            self.publish_soon();
        }
    }

    fn publish_soon(self: &Rc<Self>) {
        let this = self.clone();
        let frame = request_animation_frame(move |_| {
            if clock::now().millis_since(this.published_at.get()) >= PUBLISH_MILLIS {
                this.publish();
            } else {
                this.publish_soon();
            }
        });
        self.frame.replace(Some(frame));
    }

    /// Hands the page a picture of now.
    pub(super) fn publish(self: &Rc<Self>) {
        self.frame.take();
        self.published_at.set(clock::now());
        self.dispatcher.dispatch(EventsAction::Progressed(self.view()).into());
        self.publish_execution();
    }

    /// Hands the page a picture of the execution that is on stage.
    fn publish_execution(&self) {
        if let Some((execution, run)) = self.shown.get()
            && let Some(view) = self.execution_view(execution, run)
        {
            self.dispatcher.dispatch(RunAction::Progressed(view).into());
        }
    }

    /// The picture of now.
    pub(super) fn view(self: &Rc<Self>) -> WorldView {
        let is_running = self.driving.borrow().is_some() && !self.stopped.get();
        let latest = self.world.try_borrow().map_or(self.picture.latest, |world| latest(&world));
        let is_stopped = self.stopped.get();
        // What happened first may have come a moment after the start.
        let first = self.world.try_borrow().ok().and_then(|world| first(&world));
        let started = first.unwrap_or(self.picture.started);
        let world: Rc<dyn std::any::Any> = self.clone();
        let clock = self.control.clock();
        WorldView { world: Some(world), started, latest, is_running, is_stopped, clock, ..self.picture.clone() }
    }

    /// The picture of one of its executions.
    pub(super) fn execution_view(&self, execution: ExecutionId, run: u32) -> Option<RunView> {
        let world = self.world.try_borrow().ok()?;
        let shared = world.execution(execution)?.simulator();
        let simulator = shared.try_borrow().ok()?;
        let machine = machine_id(&self.picture.system, simulator.execution(ActorId::ROOT).machine_name());
        let choice = match machine {
            Some(machine) => Rc::new(TemplateChoice { machine, ..(*self.picture.choice).clone() }),
            None => self.picture.choice.clone(),
        };
        if self.replays.borrow().0 != run {
            self.replays.replace((run, Rc::default()));
        }
        let replays = self.replays.borrow().1.clone();
        let view = RunView::new(run, self.picture.definition.clone(), shared, &simulator, &replays);
        let (clock, what_ifs) = (self.control.clock(), self.control.what_ifs());
        let connections = self.connections.clone();
        Some(RunView { choice, execution: execution.0, connections, clock, what_ifs, ..view })
    }
}

/// The logical id of a machine that rules start, by its name.
fn machine_id(system: &EventSystem, name: &str) -> Option<Rc<str>> {
    system.machines.iter().find(|machine| *machine.name == *name).and_then(|machine| machine.logical_id.clone())
}

/// When the first thing happened in it.
fn first(world: &World) -> Option<Timestamp> {
    let event = world.log().events.first().map(|event| event.at);
    let execution = world.executions().next().and_then(|(_, execution)| {
        let simulator = execution.simulator().try_borrow().ok()?;
        simulator.events().first().map(|event| event.at)
    });
    event.into_iter().chain(execution).min()
}

/// When the last thing happened in it.
fn latest(world: &World) -> Timestamp {
    let log = world.log();
    let events = log.events.iter().map(|event| event.at);
    let steps = log.deliveries.iter().filter_map(|delivery| delivery.steps.last()).map(|entry| entry.at);
    let executions = world.executions().filter_map(|(_, execution)| {
        let simulator = execution.simulator().try_borrow().ok()?;
        simulator.events().last().map(|event| event.at)
    });
    events.chain(steps).chain(executions).max().unwrap_or_else(|| world.now())
}

impl OtherRun for WorldRun {
    fn stop(&self) -> bool {
        let aborted = self.driving.take();
        let Some(abort) = aborted else { return true };
        abort.abort();
        self.stopped.set(true);
        self.waiting.close();
        // The driver works in slices and is between two of them while the page handles an event.
        if let Ok(mut world) = self.world.try_borrow_mut() {
            world.stop(&StateError::of(None, None), self.now());
        }
        self.frame.take();
        let latest = self.world.try_borrow().map_or(self.picture.latest, |world| latest(&world));
        self.dispatcher.dispatch(EventsAction::Stopped(self.picture.id, latest).into());
        self.publish_execution();
        true
    }

    fn heartbeat(&self, id: EffectId) {
        if let Ok(mut world) = self.world.try_borrow_mut() {
            let now = world.now().max(self.now());
            world.heartbeat(id, now);
        }
    }

    fn pending(&self) -> &PendingTasks {
        &self.waiting
    }

    fn go(&self, go: &Go) -> bool {
        // A run in which all is quiet is not gone on with: the next one goes so far.
        let goes_on = self.driving.borrow().is_some() && !self.stopped.get();
        if let Ok(world) = self.world.try_borrow()
            && goes_on
        {
            self.debugger.borrow_mut().go(go.clone(), &world);
            self.control.release();
        }
        goes_on
    }

    fn set_breakpoints(&self, breakpoints: &Breakpoints) {
        if let Ok(world) = self.world.try_borrow() {
            self.debugger.borrow_mut().set_breakpoints(breakpoints.clone(), &world);
        }
    }

    fn publish(self: Rc<Self>) {
        WorldRun::publish(&self);
    }
}

/// The run of that picture.
pub(super) fn run_of(view: &WorldView) -> Option<Rc<WorldRun>> {
    Rc::clone(view.world.as_ref()?).downcast::<WorldRun>().ok()
}

/// Reads the world of that picture as it is now.
pub(crate) fn read_world<T>(view: &WorldView, read: impl FnOnce(&World) -> T) -> Option<T> {
    let run = run_of(view)?;
    // A run works in slices and never while the page draws; should it, the picture is empty for one frame.
    let world = run.world.try_borrow().ok()?;
    Some(read(&world))
}

/// Reads its log as it was at the moment that is shown.
pub(crate) fn read_log<T>(view: &WorldView, read: impl FnOnce(&EventLog) -> T) -> Option<T> {
    let Some(moment) = view.moment else { return read_whole_log(view, read) };
    let run = run_of(view)?;
    let known = run.past.borrow().as_ref().filter(|(at, _)| *at == moment).map(|(_, log)| log.clone());
    if let Some(log) = known {
        return Some(read(&log));
    }
    let log = Rc::new(read_whole_log(view, |log| log.before(moment))?);
    run.past.replace(Some((moment, log.clone())));
    Some(read(&log))
}

/// Reads its log as it is now, whatever moment is shown.
pub(super) fn read_whole_log<T>(view: &WorldView, read: impl FnOnce(&EventLog) -> T) -> Option<T> {
    read_world(view, |world| read(world.log()))
}

/// The box of the picture that an event or a delivery belongs to.
pub(super) fn part_of(system: &EventSystem, log: &EventLog, subject: RowSubject) -> Option<Part> {
    match subject {
        RowSubject::Event(id) => log.event(id).map(|event| Part::Bus(event.bus.clone())),
        RowSubject::Delivery(id) => log.delivery(id).and_then(|delivery| target_part(system, delivery)),
    }
}

fn target_part(system: &EventSystem, delivery: &Delivery) -> Option<Part> {
    system.target(delivery.rule, delivery.target).map(|target| Part::of_target(system, target))
}
