//! What an expression reads, and of which kind it wants it: for whoever makes data that the expression finds.

use std::rc::Rc;

use super::ast::{Filter, FilterPath, Operand, Operator, Path, Step};
use super::expression::{Expression, Term};
use super::functions::Function;
use super::intrinsics::Call;
use asl_value::{Number, Value};

/// Where a place begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// The input of the state.
    Input,
    /// The context object.
    Context,
    /// The variable of that name.
    Variable(Rc<str>),
}

/// A step from a value to what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The member of that name.
    Name(Rc<str>),
    /// An item of an array.
    Item,
}

/// What a reader wants to find.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// Anything.
    Anything,
    /// It only asks whether something is there.
    Maybe,
    /// True or false.
    Boolean,
    /// A number.
    Number,
    /// A string.
    Text,
    /// The text of a point in time.
    Timestamp,
    /// The text of a JSON value.
    JsonText,
    /// An array.
    List,
    /// An object.
    Object,
    /// A value that a comparison with it takes for right.
    Value(Value),
}

/// One place that is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Where it begins.
    pub root: Root,
    /// The way from there.
    pub parts: Vec<Part>,
    /// What is wanted there.
    pub wanted: Wanted,
}

impl Expression {
    /// What the expression reads, in the order in which it stands in it. `wanted` is what its value is needed as.
    pub fn reads(&self, wanted: &Wanted) -> Vec<Read> {
        let mut reads = Vec::new();
        of_term(&self.term, wanted, &mut reads);
        reads
    }

    /// The place whose value the expression gives, if it is a path of names and indices.
    pub fn place(&self) -> Option<Read> {
        match &*self.term {
            Term::Input(path) | Term::Context(path) | Term::Variable(_, path) if path.0.plain => {
                self.reads(&Wanted::Anything).pop()
            }
            _ => None,
        }
    }
}

impl Wanted {
    /// A number that is larger than `number`, or smaller.
    pub fn beyond(number: Number, is_larger: bool) -> Self {
        let step = if is_larger { 1 } else { -1 };
        Self::Value(match number.as_i64() {
            Some(whole) => Value::from(whole.saturating_add(step)),
            None => Value::from(number.as_f64() + if is_larger { 1.0 } else { -1.0 }),
        })
    }

    /// What is of the kind of `value`.
    fn like(value: &Value) -> Self {
        match value {
            Value::Null => Self::Anything,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }
}

fn of_term(term: &Term, wanted: &Wanted, reads: &mut Vec<Read>) {
    match term {
        Term::Input(path) => of_path(&Root::Input, &[], path, wanted, reads),
        Term::Context(path) => of_path(&Root::Context, &[], path, wanted, reads),
        Term::Variable(name, path) => of_path(&Root::Variable(name.clone()), &[], path, wanted, reads),
        Term::Literal(_) => {}
        Term::Call(call) => {
            for (index, argument) in call.arguments.iter().enumerate() {
                of_term(argument, &argument_of(call, index), reads);
            }
        }
    }
}

/// What an intrinsic function takes at that place.
fn argument_of(call: &Call, index: usize) -> Wanted {
    match (call.function.name(), index) {
        ("States.StringToJson", _) => Wanted::JsonText,
        (
            "States.ArrayPartition"
            | "States.ArrayContains"
            | "States.ArrayGetItem"
            | "States.ArrayLength"
            | "States.ArrayUnique",
            0,
        ) => Wanted::List,
        (
            "States.ArrayPartition"
            | "States.ArrayGetItem"
            | "States.ArrayRange"
            | "States.MathRandom"
            | "States.MathAdd",
            _,
        ) => Wanted::Number,
        ("States.Base64Encode" | "States.Base64Decode" | "States.StringSplit", _) => Wanted::Text,
        ("States.JsonMerge", 0 | 1) => Wanted::Object,
        _ => Wanted::Anything,
    }
}

fn of_path(root: &Root, before: &[Part], path: &Path, wanted: &Wanted, reads: &mut Vec<Read>) {
    let mut parts = before.to_vec();
    let mut wanted = wanted.clone();
    for step in &path.0.steps {
        match step {
            Step::Name(name) => parts.push(Part::Name(name.clone())),
            Step::Names(names) => {
                for name in names {
                    let way = parts.iter().cloned().chain([Part::Name(name.clone())]).collect();
                    reads.push(Read { root: root.clone(), parts: way, wanted: Wanted::Anything });
                }
                return;
            }
            Step::Index(_) | Step::Indices(_) | Step::Slice(..) | Step::Wildcard => parts.push(Part::Item),
            Step::Filter(filter) => {
                parts.push(Part::Item);
                of_filter(root, &parts, filter, reads);
            }
            Step::Descend => {
                wanted = Wanted::Anything;
                break;
            }
            Step::Function(function) => {
                match function {
                    Function::Min | Function::Max | Function::Average | Function::Deviation | Function::Sum => {
                        parts.push(Part::Item);
                        wanted = Wanted::Number;
                    }
                    Function::Keys => wanted = Wanted::Object,
                    Function::Length | Function::Size | Function::First | Function::Last => wanted = Wanted::List,
                }
                break;
            }
        }
    }
    reads.push(Read { root: root.clone(), parts, wanted });
}

fn of_filter(root: &Root, item: &[Part], filter: &Filter, reads: &mut Vec<Read>) {
    let mut of_operand = |FilterPath { relative, path }: &FilterPath, wanted: &Wanted| {
        of_path(root, if *relative { item } else { &[] }, path, wanted, reads);
    };
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().for_each(|one| of_filter(root, item, one, reads)),
        Filter::Not(inner) => of_filter(root, item, inner, reads),
        Filter::Exists(path, _) => of_operand(path, &Wanted::Anything),
        Filter::Compare(Operand::Path(path), operator, Operand::Literal(literal)) => {
            of_operand(path, &compared(*operator, literal, true));
        }
        Filter::Compare(Operand::Literal(literal), operator, Operand::Path(path)) => {
            of_operand(path, &compared(*operator, literal, false));
        }
        Filter::Compare(left, operator, right) => {
            for side in [left, right] {
                if let Operand::Path(path) = side {
                    let is_text = *operator == Operator::Matches;
                    of_operand(path, if is_text { &Wanted::Text } else { &Wanted::Anything });
                }
            }
        }
    }
}

/// What a path has to give for the comparison with `literal` to hold; `is_left`: the path stands to the left.
fn compared(operator: Operator, literal: &Value, is_left: bool) -> Wanted {
    let beyond = |is_larger: bool| match literal {
        Value::Number(number) => Wanted::beyond(*number, is_larger == is_left),
        other => Wanted::like(other),
    };
    match operator {
        Operator::Equal | Operator::SameAs | Operator::GreaterOrEqual | Operator::LessOrEqual => {
            Wanted::Value(literal.clone())
        }
        Operator::Greater => beyond(true),
        Operator::Less => beyond(false),
        Operator::In => literal.as_array().and_then(<[_]>::first).cloned().map_or(Wanted::Anything, Wanted::Value),
        Operator::Contains | Operator::All | Operator::SubsetOf | Operator::AnyOf => {
            Wanted::Value([literal.clone()].into_iter().collect())
        }
        Operator::Matches => Wanted::Text,
        Operator::NotEqual | Operator::NotSameAs => Wanted::like(literal),
        Operator::NotIn | Operator::Size | Operator::Empty | Operator::NoneOf => Wanted::Anything,
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;
    use crate::Expression;
    use crate::testing::shown_read;

    fn reads(text: &str) -> Vec<String> {
        let reads = Expression::parse(text).unwrap().reads(&Wanted::Anything);
        reads.iter().map(|read| shown_read(read, "$", "$$")).collect()
    }

    #[test]
    fn what_is_read_is_told_with_what_is_wanted_there() {
        for (text, expected) in [
            ("$", &["$"][..]),
            ("$.a['b'][0].c", &["$.a.b[].c"]),
            ("$$.Execution.Input.a", &["$$.Execution.Input.a"]),
            ("$order.id", &["$order.id"]),
            ("$.a[*].b", &["$.a[].b"]),
            ("$.a['b','c']", &["$.a.b", "$.a.c"]),
            ("$.a..b", &["$.a"]),
            ("$.a.length()", &["$.a: List"]),
            ("$.a.sum()", &["$.a[]: Number"]),
            ("$.a[?(@.n > 5 && @.s == 'x')].n", &["$.a[].n = 6", "$.a[].s = \"x\"", "$.a[].n"]),
            ("$.a[?(@.n < $.most)]", &["$.a[].n", "$.most", "$.a[]"]),
            ("States.Format('{} {}', $.a, $b)", &["$.a", "$b"]),
            ("States.MathAdd($.a, 1)", &["$.a: Number"]),
            ("States.ArrayGetItem($.a, States.ArrayLength($.b))", &["$.a: List", "$.b: List"]),
            ("States.StringToJson($.a)", &["$.a: JsonText"]),
        ] {
            assert_eq!(reads(text), expected, "{text}");
        }
    }
}
