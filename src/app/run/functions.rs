//! The Lambda functions that a run can call: what of them the page itself must know. What runs their code is in a chunk of its
//! own.

use asl_value::{SortedMap, SortedSet};
use std::any::Any;
use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use asl_functions::{Beginning, Function, hosts};
use asl_sim::Completion;
use yew::UseReducerDispatcher;

use crate::app::state::State;
use crate::app::state::dialog::Dialog;
use crate::app::state::view::ViewAction;

/// The functions of a run.
pub(crate) struct Functions {
    /// The functions.
    pub(crate) list: Rc<[Function]>,
    /// Who decides where their code may call; `None` if it may call anything, as HTTP Tasks may.
    pub(crate) gate: Option<Rc<HostGate>>,
    /// The sandbox, once one was wanted: it lasts as long as the run.
    pub(crate) sandbox: RefCell<Option<Rc<dyn Any>>>,
    /// How long a cold start takes, in milliseconds; 0: as long as loading the code does.
    pub(crate) cold_start_ms: u32,
    /// The environments of each function, by its id, that wait for an invocation.
    idle: RefCell<SortedMap<Rc<str>, u32>>,
}

impl Functions {
    /// The functions of a run that may call anything; `None` if there are none.
    pub(crate) fn ungated(list: Rc<[Function]>) -> Option<Self> {
        (!list.is_empty()).then(|| Self::new(list, None))
    }

    /// The functions of a run, in which everything may be called unless there is a gate.
    pub(crate) fn new(list: Rc<[Function]>, gate: Option<Rc<HostGate>>) -> Self {
        Self { list, gate, sandbox: RefCell::default(), cold_start_ms: 0, idle: RefCell::default() }
    }

    /// The same, where a cold start takes that many milliseconds.
    pub(crate) fn with_cold_start(self, cold_start_ms: u32) -> Self {
        Self { cold_start_ms, ..self }
    }

    /// How an invocation of a function that begins now finds its environment, which is its own until it is
    /// [left](Self::leave).
    pub(crate) fn enter(&self, function: &Function) -> Beginning {
        if let Some(idle) = self.idle.borrow_mut().get_mut(&function.id).filter(|idle| **idle > 0) {
            *idle -= 1;
            return Beginning::Warm;
        }
        match self.cold_start_ms {
            0 => Beginning::Cold,
            figure => Beginning::ColdByFigure(figure),
        }
    }

    /// The invocation of a function has ended: the next one finds its environment.
    pub(crate) fn leave(&self, function: &Function) {
        let mut all = self.idle.borrow_mut();
        let idle = all.get(&function.id).copied().unwrap_or_default();
        all.insert(function.id.clone(), idle + 1);
    }
}

/// What became of a Task that calls a function.
pub(crate) struct Invoked {
    /// The result or the error of the call, with what was logged.
    pub(crate) completion: Completion,
    /// Whether somebody else then returns the Task's token.
    pub(crate) waits: bool,
}

/// Where the code of a document that came by link may call: the hosts that it named when the person agreed to run it, and those
/// that they agree to later.
pub(crate) struct HostGate {
    agreed: Rc<RefCell<SortedSet<Rc<str>>>>,
    refused: RefCell<SortedSet<Rc<str>>>,
    asked: RefCell<Option<Rc<str>>>,
    wakers: RefCell<Vec<Waker>>,
    dispatcher: UseReducerDispatcher<State>,
}

/// The question whether a host may be called.
#[derive(Clone)]
pub(crate) struct HostQuestion {
    /// The function that calls it.
    pub(crate) function: Rc<str>,
    /// The origin.
    pub(crate) origin: Rc<str>,
    /// Who waits for the answer.
    pub(crate) gate: Rc<HostGate>,
}

impl PartialEq for HostQuestion {
    fn eq(&self, other: &Self) -> bool {
        self.origin == other.origin && Rc::ptr_eq(&self.gate, &other.gate)
    }
}

impl std::fmt::Debug for HostQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostQuestion").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl HostGate {
    /// A gate for these functions; `agreed` holds the origins that the person agreed to since the document was opened.
    pub(crate) fn new(
        functions: &[Function],
        agreed: Rc<RefCell<SortedSet<Rc<str>>>>,
        dispatcher: UseReducerDispatcher<State>,
    ) -> Self {
        agreed.borrow_mut().extend(functions.iter().flat_map(hosts));
        let (refused, asked, wakers) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { agreed, refused, asked, wakers, dispatcher }
    }

    /// Whether a person is being asked.
    pub(crate) fn is_asking(&self) -> bool {
        self.asked.borrow().is_some()
    }

    /// Whether `function` may call `origin`: asks the person, once in a run for each.
    pub(crate) async fn lets(self: &Rc<Self>, function: &Rc<str>, origin: &str) -> bool {
        poll_fn(|context| {
            if self.agreed.borrow().contains(origin) {
                return Poll::Ready(true);
            }
            if self.refused.borrow().contains(origin) {
                return Poll::Ready(false);
            }
            self.wakers.borrow_mut().push(context.waker().clone());
            if !self.is_asking() {
                let origin: Rc<str> = origin.into();
                self.asked.replace(Some(origin.clone()));
                let question = HostQuestion { function: function.clone(), origin, gate: self.clone() };
                self.dispatcher.dispatch(ViewAction::Dialog(Some(Dialog::CallHost(question))).into());
            }
            Poll::Pending
        })
        .await
    }

    /// The person answered the question about `origin`; it is answered once.
    pub(crate) fn answer(&self, origin: &Rc<str>, lets: bool) {
        if self.asked.borrow().as_ref() != Some(origin) {
            return;
        }
        self.asked.take();
        let answered = if lets { &*self.agreed } else { &self.refused };
        answered.borrow_mut().insert(origin.clone());
        self.wakers.take().into_iter().for_each(Waker::wake);
    }
}
