//! When the document is checked: in the key press that changed it, as long as that is quick.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_document::{Settings, TemplateChoice};
use asl_http::Connections;
use asl_lang::WorkflowType;
use asl_text::change::TextChange;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use crate::app::chunks::{self, Load, NotLoaded};
use crate::app::graph::drawing::Drawing;
use crate::app::graph::state::GraphAction;
use crate::app::host::clock;
use crate::app::problems::analysis::{self, Analysis, CheckedDocument, Problem};
use crate::app::problems::state::ProblemsAction;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::{Document, DocumentAction};
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;

/// Typing is checked at once as long as that takes less than a frame; a text that takes longer is checked after a
/// pause, so that typing never waits for it.
const QUICK_MILLIS: f64 = 16.0;
/// A document of fewer bytes is checked in no time.
const SHORT: usize = 8 * 1024;
/// The pause, in times of the check: whoever types on does not meet it.
const CHECK_TIMES: f64 = 4.0;
/// A picture of so many states is drawn after a pause of its own: placing them takes longer than checking them.
const MANY_STATES: usize = 100;
/// That pause, and what else waits until the person has stopped typing, in milliseconds.
const IDLE_MILLIS: f64 = 150.0;
/// The same in times of the check: what takes many checks comes when the person has really stopped.
const IDLE_TIMES: f64 = 15.0;

/// All that the analysis of a document depends on.
#[derive(Clone, PartialEq)]
pub(crate) struct CheckInputs {
    texts: [Rc<str>; 5],
    workflow: WorkflowType,
    report_only: bool,
    template: TemplateChoice,
    connections: Shared<Connections>,
}

impl CheckInputs {
    /// What the analysis of that document depends on.
    pub(crate) fn of(document: &Document, connections: &Shared<Connections>) -> Self {
        let Document { definition, input, mocks, events, scenarios, settings, .. } = document;
        let Settings { machine_type, report_limits, template, .. } = settings;
        Self {
            texts: [definition.clone(), input.clone(), mocks.clone(), events.clone(), scenarios.clone()],
            workflow: *machine_type,
            report_only: report_limits.payload,
            template: template.clone(),
            connections: connections.clone(),
        }
    }
}

/// What is new while a word is typed waits this long, in milliseconds: it may be wrong only because the word is not finished.
const UNFINISHED_MILLIS: u32 = 500;

/// What was checked last, and how long checks take.
#[derive(Default)]
pub(crate) struct Checking {
    done: RefCell<Option<CheckInputs>>,
    /// How long the last two checks took. The quicker one counts: now and then the browser is busy otherwise.
    took: Cell<[f64; 2]>,
    /// How many bytes the document had that was checked last.
    length: Cell<usize>,
    /// Draws the picture of a large document.
    picture: RefCell<Option<Timeout>>,
    /// Shows what may be wrong only because a word is not finished yet.
    held: RefCell<Option<Timeout>>,
    /// Whether the last change was one inside of a word.
    in_word: Cell<bool>,
    /// Whether a check waits for a chunk that it needs.
    waiting: Cell<bool>,
}

impl Checking {
    /// How long a check takes, in milliseconds.
    fn time(&self) -> f64 {
        let [one, other] = self.took.get();
        one.min(other)
    }

    /// Whether a check of this document will be done within a frame, as far as that can be known: what was pasted may be many
    /// times as long as what was there.
    fn is_quick(&self, document: &Document) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "texts are no larger than a browser's memory")]
        let times = document.len().max(SHORT) as f64 / self.length.get().max(SHORT) as f64;
        self.time() * times.max(1.0) < QUICK_MILLIS
    }

    /// After how many milliseconds without a key press a person has stopped typing, for work as long as many checks.
    pub(crate) fn idle_after(&self) -> u32 {
        millis(IDLE_MILLIS + IDLE_TIMES * self.time())
    }

    /// Checks the document after a change, unless that was done while it was typed; gives the timer of a check that comes
    /// after a pause.
    pub(crate) fn changed(&self, inputs: &CheckInputs, commands: &Shared<Commands>) -> Option<Timeout> {
        if self.done.borrow().as_ref() == Some(inputs) {
            return None;
        }
        if self.is_quick(&commands.state().document) {
            commands.check_now();
            return None;
        }
        let commands = commands.clone();
        let check = move || commands.check_now();
        // A picture that is still to come would be that of another text.
        self.picture.take();
        Some(Timeout::new(millis(CHECK_TIMES * self.time()), check))
    }

    fn check(
        &self,
        document: &Document,
        connections: &Shared<Connections>,
        commands: &Shared<Commands>,
    ) -> Option<Rc<[Problem]>> {
        let again = commands.clone();
        if commands.reads_first(move || again.check_now()) {
            return None;
        }
        chunks::take_missed();
        let began = clock::uptime();
        let checked = analysis::check(document, connections);
        if let Some(chunk) = chunks::take_missed() {
            self.wait_for(chunk, commands);
            return None;
        }
        if checked.analysis.system.is_some() && chunks::EVENTS.get().is_none() {
            Self::check_with_events(commands);
        }
        self.took.set([clock::uptime() - began, self.took.get()[0]]);
        self.length.set(document.len());
        self.done.replace(Some(CheckInputs::of(document, connections)));
        let mut analysis = checked.analysis.clone();
        if document.is_blank() {
            // Nobody is told that an empty document is empty before it is to run.
            let others = analysis.problems.iter().filter(|problem| problem.editor != EditorId::Definition);
            analysis.problems = others.cloned().collect();
        }
        let problems = analysis.problems.clone();
        let before = commands.state().drawing;
        self.picture.take();
        if before.graph.state_count() < MANY_STATES {
            commands.dispatch(GraphAction::Drawn(Drawing::of(document, &checked, &before)));
        } else {
            self.picture.replace(Some(self.draw_later(document.clone(), checked, commands.clone())));
        }
        self.held.take();
        let known = known(&problems, &commands.state().analysis.problems);
        if !self.in_word.replace(false) || known.len() == problems.len() {
            commands.dispatch(ProblemsAction::Checked(analysis));
            return Some(problems);
        }
        let shown = Analysis { problems: known.clone(), ..analysis.clone() };
        commands.dispatch(ProblemsAction::Checked(shown));
        let later = commands.clone();
        let show = move || later.dispatch(ProblemsAction::Checked(analysis));
        self.held.replace(Some(Timeout::new(UNFINISHED_MILLIS, show)));
        Some(known)
    }

    /// Checks the document once `chunk` is here: without it a check is not whole, and is not shown.
    fn wait_for(&self, chunk: &'static dyn Load, commands: &Shared<Commands>) {
        if self.waiting.replace(true) {
            return;
        }
        let commands = commands.clone();
        spawn_local(async move {
            let loaded = chunk.load_it().await;
            commands.checking.waiting.set(false);
            let check = {
                let commands = commands.clone();
                move || commands.check_now()
            };
            match loaded {
                Ok(()) => check(),
                Err(NotLoaded) => commands.say_not_loaded(chunk, Rc::new(check)),
            }
        });
    }

    /// Checks the document again once the chunk of events is here: its rules are then compared with the events.
    fn check_with_events(commands: &Shared<Commands>) {
        let commands = commands.clone();
        spawn_local(async move {
            // If it cannot be fetched, what shows the rules says so.
            if chunks::EVENTS.load().await.is_ok() {
                commands.check_now();
            }
        });
    }

    fn draw_later(&self, document: Document, checked: CheckedDocument, commands: Shared<Commands>) -> Timeout {
        Timeout::new(self.idle_after(), move || {
            let before = commands.state().drawing;
            commands.dispatch(GraphAction::Drawn(Drawing::of(&document, &checked, &before)));
        })
    }
}

/// At most a second: nobody waits longer for what the page found.
fn millis(time: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1,000")]
    let millis = time.clamp(0.0, 1_000.0) as u32;
    millis
}

/// Those of `problems` that were there before: the same said of the same text, wherever it stands now.
fn known(problems: &[Problem], before: &[Problem]) -> Rc<[Problem]> {
    let same = |one: &Problem, other: &Problem| {
        (one.editor, one.code, &one.message) == (other.editor, other.code, &other.message)
    };
    problems.iter().filter(|problem| before.iter().any(|old| same(problem, old))).cloned().collect()
}

/// Whether a text became another one by a letter or two, typed or taken away: the word is then perhaps not finished.
fn is_in_word(before: &str, after: &str) -> bool {
    let change = TextChange::between(before, after);
    let taken = before.as_bytes().get(change.start..change.before).unwrap_or_default();
    let typed = after.as_bytes().get(change.start..change.after).unwrap_or_default();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_-$.\" ".contains(byte);
    taken.len() + typed.len() <= 4 && typed.len() <= 2 && typed.iter().chain(taken).all(is_word)
}

impl Shared<Commands> {
    /// Checks the document as it is now.
    fn check_now(&self) {
        let State { document, connections, .. } = self.state();
        self.checking.check(&document, &connections, self);
    }

    /// The person typed. Gives all problems there are now, if that is found out quickly: the editor need not wait until
    /// the page is drawn anew.
    pub(crate) fn typed(&self, editor: EditorId, text: &str) -> Option<Rc<[Problem]>> {
        let State { document, connections, .. } = self.state();
        self.checking.in_word.set(is_in_word(document.text(editor), text));
        let document = document.typed(editor, text.into());
        self.dispatch(DocumentAction::Typed(editor, document.text(editor).clone()));
        if self.checking.is_quick(&document) { self.checking.check(&document, &connections, self) } else { None }
    }
}
