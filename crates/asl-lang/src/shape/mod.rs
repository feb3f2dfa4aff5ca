//! What the data at each state can look like, as far as the definition alone says: which members the input of a state
//! can have at most. A member that is not among them has been produced by no state before.
//!
//! The first state's input may be anything, and so may whatever a Task gives. Everything that is not certain is
//! [`Shape::Any`], so nothing is said to be missing that may be there.

mod flow;
mod template;

use asl_value::SortedMap;
use std::rc::Rc;

pub(super) use flow::selected;
pub use flow::{Flow, of};

/// What a value can look like at most.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shape {
    /// Anything.
    #[default]
    Any,
    /// No object: it has no members.
    Plain,
    /// An object that has no other members than these.
    Object(Rc<SortedMap<Rc<str>, Shape>>),
}

/// Members in each other that are told apart; what lies deeper may be anything. Data that a loop puts into itself
/// would have no end.
const DEEPEST: usize = 6;

impl Shape {
    /// An object with these members at most.
    pub fn object(members: impl IntoIterator<Item = (Rc<str>, Self)>) -> Self {
        Self::Object(Rc::new(members.into_iter().collect()))
    }

    /// The error output of a catcher.
    fn error_output() -> Self {
        Self::object([("Error".into(), Self::Plain), ("Cause".into(), Self::Plain)])
    }

    /// What a value can be that is one of the two.
    #[must_use]
    fn or(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::Plain, one) | (one, Self::Plain) => one.clone(),
            (Self::Object(one), Self::Object(other)) if Rc::ptr_eq(one, other) => self.clone(),
            (Self::Object(one), Self::Object(other)) => {
                let mut members = (**one).clone();
                for (name, shape) in other.iter() {
                    let either = members.get(name).map_or_else(|| shape.clone(), |known| known.or(shape));
                    members.insert(name.clone(), either);
                }
                Self::Object(Rc::new(members))
            }
        }
    }

    /// The part that a path of these names leads to; the error is the number of the first name that cannot be there,
    /// and the object that has no such member.
    pub fn at(&self, names: &[&str]) -> Result<Self, (usize, Self)> {
        let mut shape = self;
        for (index, name) in names.iter().enumerate() {
            match shape {
                Self::Any => return Ok(Self::Any),
                Self::Plain => return Err((index, Self::Plain)),
                Self::Object(members) => shape = members.get(*name).ok_or_else(|| (index, shape.clone()))?,
            }
        }
        Ok(shape.clone())
    }

    /// The names of an object's members.
    pub fn names(&self) -> Vec<Rc<str>> {
        match self {
            Self::Object(members) => members.keys().cloned().collect(),
            Self::Any | Self::Plain => Vec::new(),
        }
    }

    /// The same with `inner` put at the place that `names` lead to, as `ResultPath` does.
    fn with(&self, names: &[&str], inner: Self) -> Self {
        let Some((name, rest)) = names.split_first() else { return inner };
        match self {
            // A member that is not there is made on the way; what no object is makes the run fail.
            Self::Any | Self::Plain => Self::Any,
            Self::Object(members) => {
                let mut members = (**members).clone();
                let empty = Self::object([]);
                let next = members.get(*name).unwrap_or(&empty).with(rest, inner);
                members.insert((*name).into(), next);
                Self::Object(Rc::new(members))
            }
        }
    }

    /// The same without what lies too deep.
    #[must_use]
    fn bounded(self, depth: usize) -> Self {
        match self {
            Self::Object(_) if depth == 0 => Self::Any,
            Self::Object(members) if members.values().any(|shape| matches!(shape, Self::Object(_))) => {
                let bounded = |(name, shape): (&Rc<str>, &Self)| (name.clone(), shape.clone().bounded(depth - 1));
                Self::Object(Rc::new(members.iter().map(bounded).collect()))
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::check_text;

    /// The members that a state's input can have at most; `None` if it can be anything.
    fn input(text: &str, state: &str) -> Option<String> {
        let machine = check_text(text).machine.unwrap();
        let flow = of(&machine);
        match flow.input(machine.find(state).unwrap()) {
            super::Shape::Any => None,
            shape => Some(shape.names().join(",")),
        }
    }

    #[test]
    fn what_replaces_the_input_limits_what_comes_behind() {
        let text = r#"{"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Parameters": {"a": 1, "b.$": "$.x"}, "Next": "B"},
            "B": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.r", "Next": "C",
                  "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "D"},
                            {"ErrorEquals": ["X"], "Next": "E"}]},
            "C": {"Type": "Succeed"}, "D": {"Type": "Pass", "Next": "F"}, "E": {"Type": "Pass", "Next": "F"},
            "F": {"Type": "Wait", "Seconds": 1, "Next": "G"},
            "G": {"Type": "Pass", "OutputPath": "$.b", "Next": "H"}, "H": {"Type": "Succeed"}}}"#;
        for (state, expected) in [
            ("A", None),
            ("B", Some("a,b")),
            ("C", Some("a,b,r")),
            ("D", Some("a,b,e")),
            ("E", Some("Cause,Error")),
            ("F", Some("Cause,Error,a,b,e")),
            ("G", Some("Cause,Error,a,b,e")),
            ("H", None),
        ] {
            assert_eq!(input(text, state).as_deref(), expected, "{state}");
        }
    }

    #[test]
    fn a_loop_that_nests_its_data_ends() {
        let text = r#"{"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Result": {"n": 0}, "Next": "B"},
            "B": {"Type": "Pass", "Parameters": {"inner.$": "$", "n": 1}, "Next": "C"},
            "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 5, "Next": "B"}], "Default": "D"},
            "D": {"Type": "Succeed"}}}"#;
        assert_eq!(input(text, "D").as_deref(), Some("inner,n"));
        assert_eq!(input(text, "B").as_deref(), Some("inner,n"));
    }

    #[test]
    fn branches_items_and_the_other_language_are_followed() {
        let text = r#"{"StartAt": "A", "States": {
            "A": {"Type": "Parallel", "Parameters": {"p": 1}, "Branches": [{"StartAt": "B", "States": {
                "B": {"Type": "Pass", "End": true}}}], "ResultSelector": {"r.$": "$[0]"}, "Next": "M"},
            "M": {"Type": "Map", "ItemSelector": {"i.$": "$$.Map.Item.Value"}, "ItemProcessor": {"StartAt": "I", "States": {
                "I": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"o": "{% $states.input.i %}"}, "Next": "J"},
                "J": {"Type": "Pass", "End": true}}}, "End": true}}}"#;
        for (state, expected) in [("B", Some("p")), ("M", Some("r")), ("I", Some("i")), ("J", Some("o"))] {
            assert_eq!(input(text, state).as_deref(), expected, "{state}");
        }
    }
}
