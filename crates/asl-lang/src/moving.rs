//! Moving a state to where it stands after a change of the text before it. Every field is named, so that one that is added
//! later cannot be left behind.

use super::choice::{Choice, Condition, Rule};
use super::machine::Scope;
use super::retry::{Catcher, Retrier};
use super::state::{Amount, Fail, MapState, State, StateKind, Task, Wait};
use asl_text::Spanned;
use asl_text::change::{Movable, TextChange};

/// Moves what has a place of its own or holds something that has one.
trait Move {
    fn put(&mut self, change: TextChange);
}

impl<T> Move for Spanned<T> {
    fn put(&mut self, change: TextChange) {
        self.span.move_by(change);
    }
}

impl Move for asl_text::Node {
    fn put(&mut self, change: TextChange) {
        self.move_by(change);
    }
}

impl<T: Move> Move for Option<T> {
    fn put(&mut self, change: TextChange) {
        if let Some(inner) = self {
            inner.put(change);
        }
    }
}

impl<T: Move> Move for Vec<T> {
    fn put(&mut self, change: TextChange) {
        self.iter_mut().for_each(|inner| inner.put(change));
    }
}

/// Moves each of these.
macro_rules! put {
    ($change:ident; $($part:ident),+) => { { $($part.put($change);)+ } };
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
        put!(change; name, kind, query_language, next, input_path, output_path, result_path, parameters);
        put!(change; result_selector, arguments, output, assign, retry, catch);
    }
}

impl Move for State {
    fn put(&mut self, change: TextChange) {
        self.move_by(change);
    }
}

impl Move for Scope {
    fn put(&mut self, change: TextChange) {
        let Self { start_at, states, states_at, span } = self;
        states_at.move_by(change);
        span.move_by(change);
        put!(change; start_at, states);
    }
}

impl Move for StateKind {
    fn put(&mut self, change: TextChange) {
        match self {
            Self::Task(Task { resource, timeout, heartbeat, credentials }) => {
                put!(change; resource, timeout, heartbeat, credentials);
            }
            Self::Pass { result } => result.put(change),
            Self::Choice(Choice { rules, default }) => put!(change; rules, default),
            Self::Wait(wait) => wait.put(change),
            Self::Fail(Fail { error, error_path, cause, cause_path }) => {
                put!(change; error, error_path, cause, cause_path);
            }
            Self::Parallel { branches } => branches.put(change),
            Self::Map(map) => map.put(change),
            Self::Succeed | Self::Unknown => {}
        }
    }
}

impl Move for Amount {
    fn put(&mut self, change: TextChange) {
        match self {
            Self::Literal(number) => number.put(change),
            Self::Path(text) | Self::Expression(text) => text.put(change),
        }
    }
}

impl Move for Wait {
    fn put(&mut self, change: TextChange) {
        match self {
            Self::Seconds(amount) => amount.put(change),
            Self::Timestamp(text) | Self::TimestampPath(text) => text.put(change),
            Self::Missing => {}
        }
    }
}

impl Move for MapState {
    fn put(&mut self, change: TextChange) {
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
        put!(change; processor, mode, execution_type, items_path, items, item_selector, max_concurrency);
        put!(change; tolerated_failure_count, tolerated_failure_percentage, item_reader, item_batcher, result_writer, label);
    }
}

impl Move for Rule {
    fn put(&mut self, change: TextChange) {
        let Self { condition, next, assign, output, comment: _, span } = self;
        span.move_by(change);
        put!(change; condition, next, assign, output);
    }
}

impl Move for Condition {
    fn put(&mut self, change: TextChange) {
        match self {
            Self::And(inner) | Self::Or(inner) => inner.put(change),
            Self::Not(inner) => inner.put(change),
            Self::Compare { variable, operator, operand } => put!(change; variable, operator, operand),
            Self::Expression(node) => node.put(change),
            Self::Missing => {}
        }
    }
}

impl Move for Retrier {
    fn put(&mut self, change: TextChange) {
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
        error_equals.put(change);
    }
}

impl Move for Catcher {
    fn put(&mut self, change: TextChange) {
        let Self { error_equals, next, result_path, output, assign, span } = self;
        span.move_by(change);
        put!(change; error_equals, next, result_path, output, assign);
    }
}
