//! Reference paths: the one place that `ResultPath` writes to.

use std::rc::Rc;

use super::ast::{Path, Step};
use super::error::{NoResults, PathError};
use asl_aws::state_error::{Reason, StateError};
use asl_value::{Map, Value};

/// `States.ReferencePathConflict`
const CONFLICT: &str = "States.ReferencePathConflict";

/// A path of single names and indices (States Language specification, "Reference Paths").
#[derive(Clone, Debug)]
pub struct ReferencePath(Path);

impl ReferencePath {
    /// Reads a reference path: `$`, then names and indices.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let text = text.trim();
        if text.starts_with("$$") {
            return Err(PathError::new(0, "a reference path cannot point into the context object"));
        }
        if text.strip_prefix('$').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '_')) {
            return Err(PathError::new(0, "a reference path cannot point into a variable"));
        }
        let path = Path::parse(text)?;
        if path.0.plain {
            Ok(Self(path))
        } else {
            Err(PathError::new(0, "a reference path can have only single names and indexes"))
        }
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// Whether this is `$`: what is put there replaces the whole.
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// The names that lead to the place; `None` if there is an index among them.
    pub fn names(&self) -> Option<Vec<Rc<str>>> {
        self.0.is_names().then(|| self.0.leading_names().into_iter().map(Rc::from).collect())
    }

    /// The value at the place.
    pub fn get(&self, root: &Value) -> Result<Value, NoResults> {
        self.0.evaluate(root)
    }

    /// `root` with `new` at the place. Members that are missing are made, as objects; one level is copied for
    /// each step and all else is shared.
    ///
    /// `States.ReferencePathConflict` if something else than an object or an existing array item is in the way.
    pub fn apply(&self, root: &Value, new: Value) -> Result<Value, StateError> {
        let mut changed = root.clone();
        if put(&self.0.0.steps, &mut changed, new) {
            Ok(changed)
        } else {
            let text = self.text();
            let error = StateError::new(CONFLICT, format!("Unable to apply ReferencePath {text} to input {root}"));
            Err(error.because(Reason::ReferencePath(text.into())))
        }
    }
}

/// Puts `new` where the steps lead; false if that is not possible.
fn put(steps: &[Step], root: &mut Value, new: Value) -> bool {
    let mut place = root;
    for step in steps {
        place = match (step, place) {
            (Step::Name(name), Value::Object(map)) => {
                let map: &mut Map = Rc::make_mut(map);
                if !map.contains_key(name) {
                    map.insert(name.clone(), Value::empty_object());
                }
                match map.get_mut(name) {
                    Some(member) => member,
                    None => return false,
                }
            }
            (Step::Index(index), Value::Array(items)) => {
                let length = items.len();
                let offset = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
                let at = if *index < 0 { length.checked_sub(offset) } else { Some(offset) };
                match at.and_then(|at| Rc::make_mut(items).get_mut(at)) {
                    Some(item) => item,
                    None => return false,
                }
            }
            _ => return false,
        };
    }
    *place = new;
    true
}

#[cfg(test)]
mod tests {
    use super::ReferencePath;
    use crate::testing::json;
    use asl_value::Value;

    #[test]
    fn a_result_is_put_where_the_path_leads_or_aws_says_that_it_cannot() {
        let conflict = |path: &str, input: &str| Err(format!("Unable to apply ReferencePath {path} to input {input}"));
        for (input, path, expected) in [
            (r#"{"a":1}"#, "$", Ok("9")),
            ("{}", "$.a.b.c", Ok(r#"{"a":{"b":{"c":9}}}"#)),
            (r#"{"a":1,"b":2}"#, "$.a", Ok(r#"{"a":9,"b":2}"#)),
            (r#"{"a":1}"#, "$['x.y']", Ok(r#"{"a":1,"x.y":9}"#)),
            (r#"{"a":[1,2]}"#, "$.a[1]", Ok(r#"{"a":[1,9]}"#)),
            (r#"{"a":[1,{"b":2}]}"#, "$.a[-1].b", Ok(r#"{"a":[1,{"b":9}]}"#)),
            ("4", "$.child", conflict("$.child", "4")),
            (r#"{"a":1}"#, "$.a.b", conflict("$.a.b", r#"{"a":1}"#)),
            (r#"{"a":[]}"#, "$.a[0]", conflict("$.a[0]", r#"{"a":[]}"#)),
            ("{}", "$.a[0]", conflict("$.a[0]", "{}")),
        ] {
            let result = ReferencePath::parse(path).unwrap().apply(&json(input), Value::from(9));
            match (result, expected) {
                (Ok(value), Ok(expected)) => assert_eq!(value.to_json(), expected, "{path} of {input}"),
                (Err(error), Err(cause)) => {
                    assert_eq!(error.name(), "States.ReferencePathConflict");
                    assert_eq!(error.cause.as_deref(), Some(cause.as_str()));
                }
                (result, _) => panic!("{path} of {input}: {result:?}"),
            }
        }
    }

    #[test]
    fn paths_that_lead_to_several_places_or_elsewhere_are_refused() {
        for path in
            ["$.a[*]", "$..a", "$.a[1:2]", "$[?(@.a)]", "$['a','b']", "$.a.length()", "$$.a", "$name.a", "a", ""]
        {
            assert!(ReferencePath::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn what_is_not_changed_is_shared() {
        let input = json(r#"{"big":[1,2,3],"a":{}}"#);
        let changed = ReferencePath::parse("$.a.b").unwrap().apply(&input, Value::Null).unwrap();
        let address = |value: &Value| value.get("big").unwrap().as_array().unwrap().as_ptr();
        assert_eq!(address(&input), address(&changed));
    }
}
