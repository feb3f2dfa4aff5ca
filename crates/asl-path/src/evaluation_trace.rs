//! The evaluation trace of a condition, as a tree that a person can follow: what was compared, with which values, and what
//! to notice about it. The query languages and the explanations of a run fill it in; nothing is evaluated here.

use asl_text::nearest::nearest;
use asl_value::Value;

/// How a condition, or a part of one, came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionResult {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It was not evaluated: an earlier part had decided.
    Unreached,
    /// It could not be evaluated.
    Failed,
    /// It gave something that is neither true nor false.
    Other,
}

impl ConditionResult {
    /// `True` or `False`.
    pub fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// That of the value of an expression; `Other` if it is no boolean, or nothing.
    pub fn of_value(value: Option<&Value>) -> Self {
        value.and_then(Value::as_bool).map_or(Self::Other, Self::of)
    }

    /// The word for it: `true`, `not reached`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unreached => "not reached",
            Self::Failed => "failed",
            Self::Other => "not a boolean",
        }
    }
}

/// How the parts of a condition make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It has no parts: one comparison, or a value that is taken for true or false.
    Test,
    /// All have to hold.
    All,
    /// One has to hold.
    Any,
    /// The part must not hold.
    Not,
    /// The first part decides whether the second counts.
    Choose,
}

/// A condition, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionTrace {
    /// As it is written: `$.total NumericGreaterThan 100`, `$states.input.total > 100`.
    pub text: String,
    /// How its parts make it.
    pub form: Form,
    /// How it came out.
    pub result: ConditionResult,
    /// What it looked at, with the values.
    pub operands: Vec<Operand>,
    /// What to notice: a string that is no number, a name that is not there. Full sentences without the full stop.
    pub notes: Vec<String>,
    /// Its parts, in the order in which they are evaluated.
    pub parts: Vec<ConditionTrace>,
}

impl ConditionTrace {
    /// A condition without parts.
    pub fn test(text: impl Into<String>, result: ConditionResult) -> Self {
        let (operands, notes, parts) = (Vec::new(), Vec::new(), Vec::new());
        Self { text: text.into(), form: Form::Test, result, operands, notes, parts }
    }

    /// A condition of parts.
    pub fn of(text: impl Into<String>, form: Form, result: ConditionResult, parts: Vec<ConditionTrace>) -> Self {
        Self { form, parts, ..Self::test(text, result) }
    }

    /// The part, or the whole, that decided: the innermost one whose result made the whole's.
    pub fn decisive(&self) -> &Self {
        let same = |part: &&Self| match self.form {
            Form::Not => matches!(part.result, ConditionResult::True | ConditionResult::False),
            _ => part.result == self.result,
        };
        match (self.form, self.result) {
            // All of them together made it: there is no single one.
            (Form::All, ConditionResult::True) | (Form::Any, ConditionResult::False) if self.parts.len() > 1 => self,
            _ => self.parts.iter().find(same).map_or(self, Self::decisive),
        }
    }
}

/// A value that a condition or an expression looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// The path or expression: `$.total`.
    pub text: String,
    /// Its value, shortened if it is long; `None`: there is nothing.
    pub value: Option<Value>,
}

/// A name that a path asked for and that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What was found so far: `$.order`.
    pub within: String,
    /// The name or index that comes next.
    pub name: String,
    /// What stands at `within`.
    pub found: Found,
}

/// What stands where a name was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// An object with these keys.
    Keys(Vec<String>),
    /// An array of that many items.
    Items(usize),
    /// Something that has no parts: its type.
    Type(&'static str),
    /// A variable that no state has assigned; the variables that there are.
    Variables(Vec<String>),
}

/// The most keys that a sentence lists.
const MOST_KEYS: usize = 12;

impl Missing {
    /// What stands at `within`, as someone sees who looks for `name`.
    pub fn new(within: impl Into<String>, name: impl Into<String>, value: &Value) -> Self {
        let found = match value {
            Value::Object(map) => Found::Keys(map.keys().map(ToString::to_string).collect()),
            Value::Array(items) => Found::Items(items.len()),
            other => Found::Type(other.type_name()),
        };
        Self { within: within.into(), name: name.into(), found }
    }

    /// The whole story in one sentence, with the nearest name if one is near.
    pub fn sentence(&self) -> String {
        let Self { within, name, found } = self;
        let (lead, names, what) = match found {
            Found::Type(kind) => return format!("`{within}` is {}, which has no `{name}`", with_article(kind)),
            Found::Items(count) => {
                let items = if *count == 1 { "1 item".to_owned() } else { format!("{count} items") };
                return format!("`{within}` is an array of {items}, none of which has `{name}`");
            }
            Found::Keys(keys) => (format!("`{within}` has no `{name}`"), keys, "keys"),
            Found::Variables(names) => (format!("the variable `${name}` is not assigned here"), names, "variables"),
        };
        // Of two letters, any two words are near.
        let near = nearest(name, names.iter().map(String::as_str)).filter(|_| name.chars().count() > 2);
        if let Some(near) = near {
            return format!("{lead}; did you mean `{near}`?");
        }
        if names.is_empty() {
            return format!("{lead}; there are no {what}");
        }
        let listed: Vec<String> = names.iter().take(MOST_KEYS).map(|name| format!("`{name}`")).collect();
        let more = names.len().saturating_sub(MOST_KEYS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{lead}; its {what} are {}{more}", listed.join(", "))
            .replace("here; its variables", "here; the variables")
    }
}

/// `a string`, `an object`, `null`.
pub fn with_article(kind: &str) -> String {
    match kind {
        "null" | "undefined" => kind.to_owned(),
        _ if kind.starts_with(['a', 'o']) => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// A value in a sentence: its JSON text, cut where it gets long.
pub fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let json = value.to_json();
    match json.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", json.get(..end).unwrap_or_default()),
        None => json,
    }
}

/// A filter that was applied to some items.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// As it is written: `[price > 10]`, `[?(@.price > 10)]`.
    pub text: String,
    /// Items that it was asked about.
    pub tested: usize,
    /// Items that it let pass.
    pub passed: usize,
    /// One that it did not.
    pub rejected: Option<Value>,
    /// Why that one did not pass.
    pub check: Option<ConditionTrace>,
}

impl Filtered {
    /// `kept 3 of 12`
    pub fn sentence(&self) -> String {
        let Self { text, tested, passed, .. } = self;
        match (tested, passed) {
            (0, _) => format!("the filter `{text}` had no items to test"),
            (_, 0) => format!("the filter `{text}` kept none of {tested}"),
            _ => format!("the filter `{text}` kept {passed} of {tested}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ConditionResult, ConditionTrace, Form, Missing};
    use crate::testing::json;

    #[test]
    fn what_is_missing_is_said_with_what_is_there() {
        for (value, name, expected) in [
            (r#"{"total": 1, "id": 2}"#, "totl", "`$.order` has no `totl`; did you mean `total`?"),
            (r#"{"a": 1, "b": 2}"#, "missing", "`$.order` has no `missing`; its keys are `a`, `b`"),
            ("{}", "x", "`$.order` has no `x`; there are no keys"),
            ("[1]", "x", "`$.order` is an array of 1 item, none of which has `x`"),
            ("null", "x", "`$.order` is null, which has no `x`"),
            ("\"t\"", "x", "`$.order` is a string, which has no `x`"),
        ] {
            assert_eq!(Missing::new("$.order", name, &json(value)).sentence(), expected);
        }
        let keys: Vec<String> = (0..20).map(|index| format!("\"key number {index}\": 1")).collect();
        let many = Missing::new("$", "x", &json(&format!("{{{}}}", keys.join(",")))).sentence();
        assert!(many.ends_with("`key number 11` and 8 more"), "{many}");
    }

    #[test]
    fn the_part_that_decided_is_found() {
        let leaf = |text: &str, result| ConditionTrace::test(text, result);
        let all = |result, parts| ConditionTrace::of("And", Form::All, result, parts);
        let check = all(
            ConditionResult::False,
            vec![
                leaf("a", ConditionResult::True),
                ConditionTrace::of("Not", Form::Not, ConditionResult::False, vec![leaf("b", ConditionResult::True)]),
                leaf("c", ConditionResult::Unreached),
            ],
        );
        assert_eq!(check.decisive().text, "b");
        assert_eq!(
            all(ConditionResult::True, vec![leaf("a", ConditionResult::True), leaf("b", ConditionResult::True)])
                .decisive()
                .text,
            "And"
        );
    }
}
