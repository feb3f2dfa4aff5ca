//! The loop of the first workload as one would write it in Rust: the same four events a turn with the same data in
//! the same log, and nothing that interprets. What the interpreter does can come near to it, not below.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_sim::{Event, EventId, EventKind, VisitId};
use asl_value::{Map, Value};

/// Counts to `turns` and gives the log.
pub(crate) fn count(turns: u32, now: Timestamp) -> Vec<Event> {
    let (add, more, key): (Rc<str>, Rc<str>, Rc<str>) = ("Add".into(), "More".into(), "n".into());
    let mut log = Log { events: Vec::new(), now };
    let mut visit = 0;
    let mut number = 0;
    let object = |number: u32| -> Value {
        let mut map = Map::new();
        map.insert(key.clone(), Value::from(i64::from(number)));
        map.into()
    };
    let mut data = object(number);
    loop {
        number += 1;
        visit += 1;
        log.enter(visit, &add, StateType::Pass, &data);
        data = object(number);
        log.exit(visit, &add, StateType::Pass, &data);
        visit += 1;
        log.enter(visit, &more, StateType::Choice, &data);
        log.exit(visit, &more, StateType::Choice, &data);
        if number >= turns {
            return log.events;
        }
    }
}

struct Log {
    events: Vec<Event>,
    now: Timestamp,
}

impl Log {
    fn enter(&mut self, visit: u32, name: &Rc<str>, state_type: StateType, input: &Value) {
        let kind = EventKind::StateEntered { name: name.clone(), state_type, input: input.clone(), within: None };
        self.push(visit, kind);
    }

    fn exit(&mut self, visit: u32, name: &Rc<str>, state_type: StateType, output: &Value) {
        let kind = EventKind::StateExited { name: name.clone(), state_type, output: output.clone(), assigned: None };
        self.push(visit, kind);
    }

    fn push(&mut self, visit: u32, kind: EventKind) {
        let previous = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        self.events.push(Event {
            id: EventId(previous + 1),
            previous: EventId(previous),
            at: self.now,
            visit: VisitId(visit),
            kind,
            trace: None,
        });
    }
}
