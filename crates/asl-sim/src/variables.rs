//! Workflow variables, their scopes and their limits (Developer Guide, "Passing data between states with variables").

use std::rc::Rc;

use super::event::Assigned;
use asl_aws::state_error::{DATA_LIMIT_EXCEEDED, StateError};
use asl_value::{MAX_NESTING, Map, Value};

/// The most bytes of one variable's JSON text, and of all that one state assigns.
const MOST_AT_ONCE: u64 = 262_144;
/// The most bytes of all variables that a state can see.
const MOST_IN_ALL: u64 = 10 << 20;

/// The variables that a state can see: those of its own scope, then those of the scopes around it.
///
/// A branch or iteration starts with a scope of its own; what it assigns is gone when it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(Option<Rc<Frame>>);

#[derive(Clone, Debug)]
struct Frame {
    own: Map,
    /// The bytes of the JSON texts of this frame's variables and those around it.
    size: u64,
    outer: Variables,
}

fn size(value: &Value) -> u64 {
    u64::from(value.measure().json_len)
}

fn exceeded(cause: String) -> StateError {
    StateError::new(DATA_LIMIT_EXCEEDED, cause)
}

/// Whether the values are nested so deeply that what walks them would exhaust the stack.
pub(super) fn check_depth(state: &str, assigned: &Assigned) -> Result<(), StateError> {
    let deep = assigned.iter().find(|(_, value)| value.measure().depth > MAX_NESTING);
    deep.map_or(Ok(()), |(name, _)| {
        Err(exceeded(format!("Variable '{name}' in state '{state}' is nested deeper than {MAX_NESTING} levels.")))
    })
}

impl Variables {
    /// A scope inside this one.
    pub(super) fn nested(&self) -> Self {
        if self.0.is_none() {
            return Self(None);
        }
        Self(Some(Rc::new(Frame { own: Map::new(), size: self.size(), outer: self.clone() })))
    }

    /// The variable `name`, from the nearest scope that has it.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let frame = self.0.as_deref()?;
        frame.own.get(name).or_else(|| frame.outer.get(name))
    }

    /// The bytes of the JSON texts of all variables that can be seen.
    fn size(&self) -> u64 {
        self.0.as_deref().map_or(0, |frame| frame.size)
    }

    /// Whether the values are within AWS's limits of size. The texts are AWS's, as recorded.
    pub(super) fn check_size(&self, state: &str, assigned: &Assigned) -> Result<(), StateError> {
        let mut together = 0;
        let mut total = self.size();
        for (name, value) in assigned.iter() {
            let bytes = size(value);
            if bytes > MOST_AT_ONCE {
                return Err(exceeded(format!(
                    "Variable size limit exceeded. Variable '{name}' in state '{state}' was assigned {bytes} bytes."
                )));
            }
            together += bytes;
            if let Some(beyond) = together.checked_sub(MOST_AT_ONCE).filter(|beyond| *beyond > 0) {
                return Err(exceeded(format!(
                    "State total variable size limit exceeded. Variable '{name}' in state '{state}' was assigned \
                     {bytes} bytes, which caused the size of variables assigned in the state to exceed its limit by \
                     {beyond} bytes."
                )));
            }
            let before = self.0.as_deref().and_then(|frame| frame.own.get(name)).map_or(0, size);
            total = (total + bytes).saturating_sub(before);
        }
        if let Some(beyond) = total.checked_sub(MOST_IN_ALL).filter(|beyond| *beyond > 0) {
            return Err(exceeded(format!(
                "Execution total variable size limit exceeded. State '{state}' assigned variables that exceed the total \
                 execution limit by {beyond} bytes."
            )));
        }
        Ok(())
    }

    /// Sets variables in this scope.
    pub(super) fn assign(&mut self, assigned: &Assigned) {
        let before = |name: &str| self.0.as_deref().and_then(|frame| frame.own.get(name)).map_or(0, size);
        let grown = assigned
            .iter()
            .fold(self.size(), |total, (name, value)| (total + size(value)).saturating_sub(before(name)));
        let frame = self.0.get_or_insert_with(|| Rc::new(Frame { own: Map::new(), size: 0, outer: Self(None) }));
        let frame = Rc::make_mut(frame);
        for (name, value) in assigned.iter() {
            frame.own.insert(name.clone(), value.clone());
        }
        frame.size = grown;
    }
}

#[cfg(test)]
mod tests {
    use super::Variables;
    use crate::event::Assigned;
    use asl_aws::state_error::StateError;
    use asl_value::Value;

    fn assign(variables: &mut Variables, assigned: &Assigned) -> Result<(), StateError> {
        variables.check_size("StateName", assigned)?;
        variables.assign(assigned);
        Ok(())
    }

    fn text(name: &str, length: usize) -> (std::rc::Rc<str>, Value) {
        (name.into(), Value::from("x".repeat(length)))
    }

    #[test]
    fn variables_that_are_too_large_are_refused_in_the_words_of_aws() {
        for (assigned, expected) in [
            (vec![text("x", 262_142)], None),
            (vec![text("x", 262_143)], Some("Variable 'x' in state 'StateName' was assigned 262145 bytes.")),
            (vec![text("x", 131_070), text("y", 131_070)], None),
            (
                vec![text("x", 131_071), text("y", 131_071)],
                Some(
                    "Variable 'y' in state 'StateName' was assigned 131073 bytes, which caused the size of variables \
                     assigned in the state to exceed its limit by 2 bytes.",
                ),
            ),
        ] {
            let mut variables = Variables::default();
            let found = assign(&mut variables, &Assigned::from(assigned));
            let cause = found.err().and_then(|error| error.cause);
            assert!(cause.as_deref().unwrap_or_default().ends_with(expected.unwrap_or("")), "{cause:?}");
            assert_eq!(cause.is_some(), expected.is_some());
            assert_eq!(variables.get("x").is_some(), expected.is_none());
        }
    }

    #[test]
    fn what_is_replaced_no_longer_counts_and_outer_variables_do() {
        let mut outer = Variables::default();
        for index in 0..41 {
            assign(&mut outer, &Assigned::from(vec![text(&format!("v{index}"), 250_000)])).unwrap();
        }
        assign(&mut outer, &Assigned::from(vec![text("v0", 240_000)])).unwrap();
        let mut inner = outer.nested();
        let error = assign(&mut inner, &Assigned::from(vec![text("w", 250_000)])).unwrap_err();
        assert!(error.cause.unwrap().ends_with("exceed the total execution limit by 4324 bytes."));
        assign(&mut inner, &Assigned::from(vec![text("w", 240_000)])).unwrap();
    }
}
