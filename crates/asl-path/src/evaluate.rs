//! Finding what a path leads to.

use std::cell::Cell;

use super::ast::{Path, Step};
use super::error::{NoResults, Reason};
use super::searches;
use asl_value::{Map, Value};

/// How many values one evaluation may visit, filters included; a payload of 256 KiB holds at most half as many.
pub(super) const MAX_VISITS: u32 = 1_000_000;

impl Path {
    /// What the path leads to in `root`: for a definite path the value there, else the array of all that it finds.
    ///
    /// A path that is not definite never fails for AWS (recorded: `$.items[*]` of `{}` is `[]`), unless it visits
    /// too much.
    pub fn evaluate(&self, root: &Value) -> Result<Value, NoResults> {
        match self.evaluate_strictly(root) {
            Err(failure) if !self.is_definite() && !matches!(failure.reason, Reason::TooMuch) => {
                Ok(Value::from(Vec::new()))
            }
            result => result,
        }
    }

    /// As [`Path::evaluate`], but with Jayway's errors where a definite start of the path finds nothing.
    pub fn evaluate_strictly(&self, root: &Value) -> Result<Value, NoResults> {
        if self.0.plain {
            return self.follow(root).cloned().map_err(|reason| NoResults { path: self.clone(), reason });
        }
        match searches::get() {
            Some(searches) => (searches.search)(self, root),
            // INVARIANT: it was there when the path was read.
            None => Err(NoResults { path: self.clone(), reason: Reason::NotFound }),
        }
    }

    /// Follows names and indices alone, without copying anything.
    pub(super) fn follow<'v>(&self, root: &'v Value) -> Result<&'v Value, Reason> {
        let steps = &self.0.steps;
        let mut value = root;
        for (index, step) in steps.iter().enumerate() {
            let next = match step {
                Step::Name(name) => match value {
                    Value::Object(map) => map.get(name),
                    other => return Err(Reason::NotAnObject(index, other.clone())),
                },
                Step::Index(wanted) => match value {
                    Value::Array(items) => item(items, *wanted),
                    other => return Err(Reason::NotAnArray(index, other.clone())),
                },
                _ => None,
            };
            value = match next {
                Some(next) => next,
                None if matches!(step, Step::Name(_)) && index + 1 < steps.len() => {
                    return Err(Reason::Missing(index));
                }
                None if matches!(step, Step::Index(_)) => return Err(Reason::PastTheEnd),
                None => return Err(Reason::NotFound),
            };
        }
        Ok(value)
    }
}

/// What a path with any steps leads to.
pub(super) fn search(path: &Path, root: &Value) -> Result<Value, NoResults> {
    let search = Search { root, visits: Cell::new(MAX_VISITS) };
    search.evaluate(path, root).map_err(|reason| NoResults { path: path.clone(), reason })
}

/// The item at `index`, counted from the end if it is negative.
pub(super) fn item(items: &[Value], index: i32) -> Option<&Value> {
    let offset = usize::try_from(index.unsigned_abs()).ok()?;
    let at = if index < 0 { items.len().checked_sub(offset)? } else { offset };
    items.get(at)
}

/// One evaluation: the document, and how much may still be visited.
pub(super) struct Search<'v> {
    pub(super) root: &'v Value,
    pub(super) visits: Cell<u32>,
}

/// Where a walk stands: whether all steps so far lead to one place. Only then a miss is an error.
#[derive(Clone, Copy)]
struct Position {
    step: usize,
    certain: bool,
}

impl Search<'_> {
    /// Counts one visit.
    pub(super) fn visit(&self) -> Result<(), Reason> {
        self.charge(1)
    }

    /// Counts what takes as long as so many visits.
    pub(super) fn charge(&self, visits: usize) -> Result<(), Reason> {
        let left = u32::try_from(visits).ok().and_then(|visits| self.visits.get().checked_sub(visits));
        self.visits.set(left.ok_or(Reason::TooMuch)?);
        Ok(())
    }

    /// Evaluates a path from `start`.
    pub(super) fn evaluate(&self, path: &Path, start: &Value) -> Result<Value, Reason> {
        let mut found = Vec::new();
        let steps = path.0.steps.as_slice();
        let mut gather = None;
        let mut walked = steps;
        // A function behind `..` takes all that is found, not each.
        if let [before @ .., Step::Function(function)] = steps
            && before.iter().any(|step| matches!(step, Step::Descend))
        {
            gather = Some(*function);
            walked = before;
        }
        self.walk(walked, Position { step: 0, certain: true }, start, &mut found)?;
        if let Some(function) = gather {
            return function.apply(&Value::from(found))?.ok_or(Reason::NotFound);
        }
        if path.is_definite() { found.pop().ok_or(Reason::NotFound) } else { Ok(Value::from(found)) }
    }

    /// What the steps lead to, each place of several.
    pub(super) fn collect(&self, steps: &[Step], start: &Value, found: &mut Vec<Value>) -> Result<(), Reason> {
        self.walk(steps, Position { step: 0, certain: false }, start, found)
    }

    fn walk(&self, steps: &[Step], at: Position, value: &Value, found: &mut Vec<Value>) -> Result<(), Reason> {
        self.visit()?;
        let Some(step) = steps.get(at.step) else {
            found.push(value.clone());
            return Ok(());
        };
        let is_last = at.step + 1 == steps.len();
        let certain = Position { step: at.step + 1, certain: at.certain };
        let uncertain = Position { certain: false, ..certain };
        match step {
            Step::Name(name) => {
                let Some(map) = object(value, at)? else { return Ok(()) };
                match map.get(name) {
                    Some(member) => self.walk(steps, certain, member, found),
                    None if is_last || !at.certain => Ok(()),
                    None => Err(Reason::Missing(at.step)),
                }
            }
            Step::Names(names) => {
                let Some(map) = object(value, at)? else { return Ok(()) };
                let members = names.iter().filter_map(|name| map.get(name).map(|member| (name, member)));
                if is_last {
                    let picked: Map = members.map(|(name, member)| (name.clone(), member.clone())).collect();
                    found.push(Value::from(picked));
                } else {
                    for (_, member) in members {
                        self.walk(steps, uncertain, member, found)?;
                    }
                }
                Ok(())
            }
            Step::Index(index) => {
                let Some(items) = array(value, at)? else { return Ok(()) };
                item(items, *index).map_or(Ok(()), |item| self.walk(steps, certain, item, found))
            }
            Step::Indices(indices) => {
                let Some(items) = array(value, at)? else { return Ok(()) };
                for index in indices {
                    if let Some(item) = item(items, *index) {
                        self.walk(steps, uncertain, item, found)?;
                    }
                }
                Ok(())
            }
            Step::Slice(from, to) => {
                let Some(items) = array(value, at)? else { return Ok(()) };
                for index in slice(items.len(), *from, *to) {
                    if let Some(item) = item(items, index) {
                        self.walk(steps, uncertain, item, found)?;
                    }
                }
                Ok(())
            }
            Step::Wildcard => {
                for child in children(value) {
                    self.walk(steps, uncertain, child, found)?;
                }
                Ok(())
            }
            Step::Filter(filter) => match value {
                Value::Array(items) => {
                    for item in items.iter() {
                        if self.accepts(filter, item)? {
                            self.walk(steps, uncertain, item, found)?;
                        }
                    }
                    Ok(())
                }
                // An object is tested itself, not its members.
                Value::Object(_) => {
                    if self.accepts(filter, value)? {
                        self.walk(steps, uncertain, value, found)?;
                    }
                    Ok(())
                }
                primitive if at.certain => Err(Reason::Primitive(at.step, primitive.clone())),
                _ => Ok(()),
            },
            Step::Descend => self.descend(steps, uncertain, value, found),
            Step::Function(function) => {
                if let Some(result) = function.apply(value)? {
                    found.push(result);
                }
                Ok(())
            }
        }
    }

    /// Applies the step behind `..` to `value` and everything in it, parents first. A list of what is still to
    /// be visited takes the place of recursion: documents may be deep.
    fn descend(&self, steps: &[Step], at: Position, value: &Value, found: &mut Vec<Value>) -> Result<(), Reason> {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            self.visit()?;
            let applies = match steps.get(at.step) {
                Some(Step::Name(name)) => value.as_object().is_some_and(|map| map.contains_key(name)),
                Some(Step::Names(names)) => value
                    .as_object()
                    .is_some_and(|map| at.step + 1 < steps.len() || names.iter().all(|name| map.contains_key(name))),
                Some(Step::Index(_) | Step::Indices(_) | Step::Slice(..)) => value.as_array().is_some(),
                // Behind `..` a filter tests every object once; items of arrays come by themselves.
                Some(Step::Filter(_)) => value.as_object().is_some(),
                Some(_) => matches!(value, Value::Array(_) | Value::Object(_)),
                None => false,
            };
            if applies {
                self.walk(steps, at, value, found)?;
            }
            let first_child = waiting.len();
            waiting.extend(children(value));
            if let Some(new) = waiting.get_mut(first_child..) {
                new.reverse();
            }
        }
        Ok(())
    }
}

/// The object that a name is asked of; `None` where a miss does not matter.
fn object(value: &Value, at: Position) -> Result<Option<&Map>, Reason> {
    match value {
        Value::Object(map) => Ok(Some(map)),
        other if at.certain => Err(Reason::NotAnObject(at.step, other.clone())),
        _ => Ok(None),
    }
}

/// The array that an index is asked of; `None` where a miss does not matter.
fn array(value: &Value, at: Position) -> Result<Option<&[Value]>, Reason> {
    match value {
        Value::Array(items) => Ok(Some(items)),
        other if at.certain => Err(Reason::NotAnArray(at.step, other.clone())),
        _ => Ok(None),
    }
}

/// The items of an array or the values of an object.
fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(map) => Box::new(map.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// The indices of a slice, as Jayway counts them: with both bounds, negative ones are taken as they are, so
/// `[-2:1]` gives the last two items and then the first.
fn slice(length: usize, from: Option<i32>, to: Option<i32>) -> std::ops::Range<i32> {
    let length = i32::try_from(length).unwrap_or(i32::MAX);
    match (from, to) {
        (Some(from), Some(to)) => from.max(-length)..to.min(length),
        (Some(from), None) => (if from < 0 { length.saturating_add(from) } else { from }).max(0)..length,
        (None, Some(to)) => 0..(if to < 0 { length.saturating_add(to) } else { to }).min(length),
        (None, None) => 0..0,
    }
}
