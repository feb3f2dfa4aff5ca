//! Moving a state to where it stands after a change of the text before it. Every field is named, so that one that is added
//! later cannot be left behind.

use super::choice::{Choice, Condition, Rule};
use super::machine::Scope;
use super::retry::{Catcher, Retrier};
use super::state::{Amount, Fail, MapState, State, StateKind, Task, Wait};
use asl_text::change::{Movable, TextChange};

/// Moves each of these.
macro_rules! move_all {
    ($change:ident; $($part:ident),+) => { { $($part.move_by($change);)+ } };
}

impl Movable for State {
    fn move_by(&mut self, change: TextChange) {
        // What stands before the change stays where it is.
        if self.span.end as usize <= change.start {
            return;
        }
        let Self {
            name,
            span,
            kind,
            query_language,
            comment: _,
            next,
            leads_anywhere: _,
            end: _,
            input_path,
            output_path,
            result_path,
            parameters,
            result_selector,
            arguments,
            output,
            assign,
            retry,
            catch,
        } = self;
        span.move_by(change);
        move_all!(change; name, kind, query_language, next, input_path, output_path, result_path, parameters);
        move_all!(change; result_selector, arguments, output, assign, retry, catch);
    }
}

impl Movable for Scope {
    fn move_by(&mut self, change: TextChange) {
        let Self { start_at, states, states_at, span } = self;
        states_at.move_by(change);
        span.move_by(change);
        move_all!(change; start_at, states);
    }
}

impl Movable for StateKind {
    fn move_by(&mut self, change: TextChange) {
        match self {
            Self::Task(Task { resource, timeout, heartbeat, credentials }) => {
                move_all!(change; resource, timeout, heartbeat, credentials);
            }
            Self::Pass { result } => result.move_by(change),
            Self::Choice(Choice { rules, default }) => move_all!(change; rules, default),
            Self::Wait(wait) => wait.move_by(change),
            Self::Fail(Fail { error, error_path, cause, cause_path }) => {
                move_all!(change; error, error_path, cause, cause_path);
            }
            Self::Parallel { branches } => branches.move_by(change),
            Self::Map(map) => map.move_by(change),
            Self::Succeed | Self::Unknown => {}
        }
    }
}

impl Movable for Amount {
    fn move_by(&mut self, change: TextChange) {
        match self {
            Self::Literal(number) => number.move_by(change),
            Self::Path(text) | Self::Expression(text) => text.move_by(change),
        }
    }
}

impl Movable for Wait {
    fn move_by(&mut self, change: TextChange) {
        match self {
            Self::Seconds(amount) => amount.move_by(change),
            Self::Timestamp(text) | Self::TimestampPath(text) => text.move_by(change),
            Self::Missing => {}
        }
    }
}

impl Movable for MapState {
    fn move_by(&mut self, change: TextChange) {
        let Self {
            processor,
            mode,
            distributed: _,
            execution_type,
            items_path,
            items,
            item_selector,
            max_concurrency,
            tolerated_failure_count,
            tolerated_failure_percentage,
            item_reader,
            item_batcher,
            result_writer,
            label,
        } = self;
        move_all!(change; processor, mode, execution_type, items_path, items, item_selector, max_concurrency);
        move_all!(change; tolerated_failure_count, tolerated_failure_percentage, item_reader, item_batcher, result_writer, label);
    }
}

impl Movable for Rule {
    fn move_by(&mut self, change: TextChange) {
        let Self { condition, next, assign, output, comment: _, span } = self;
        span.move_by(change);
        move_all!(change; condition, next, assign, output);
    }
}

impl Movable for Condition {
    fn move_by(&mut self, change: TextChange) {
        match self {
            Self::And(inner) | Self::Or(inner) => inner.move_by(change),
            Self::Not(inner) => inner.move_by(change),
            Self::Compare { variable, operator, operand } => move_all!(change; variable, operator, operand),
            Self::Expression(node) => node.move_by(change),
            Self::Missing => {}
        }
    }
}

impl Movable for Retrier {
    fn move_by(&mut self, change: TextChange) {
        let Self {
            error_equals,
            interval_seconds: _,
            max_attempts: _,
            backoff_rate: _,
            max_delay_seconds: _,
            jitter: _,
            span,
        } = self;
        span.move_by(change);
        error_equals.move_by(change);
    }
}

impl Movable for Catcher {
    fn move_by(&mut self, change: TextChange) {
        let Self { error_equals, next, result_path, output, assign, span } = self;
        span.move_by(change);
        move_all!(change; error_equals, next, result_path, output, assign);
    }
}
