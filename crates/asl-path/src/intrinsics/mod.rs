//! Intrinsic functions: `States.Format(…)` and its kin (Developer Guide, "Intrinsic functions").
//!
//! A function gives `None` where AWS says `Invalid arguments in States.…`.

mod array;
mod encoding;
mod format;
mod json;
mod math;
mod string;

pub(super) use encoding::digest;
pub use encoding::{hash, md5};
pub(super) use format::Pieces;

use super::error::Refusal;
use super::expression::{self, Failure, Term};
use super::{Environment, algorithms};
use asl_value::Value;

/// A call as it is written, arguments not yet evaluated.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) function: Function,
    pub(super) arguments: Vec<Term>,
    /// The template of `States.Format`, if it is a literal.
    pub(super) format: Option<Pieces>,
}

macro_rules! functions {
    ($($name:ident = $text:literal, $least:literal, $most:expr;)+) => {
        /// The functions by their names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Function { $($name,)+ }

        impl Function {
            /// The function of that name, `States.` included.
            pub(super) fn from_name(name: &str) -> Option<Self> {
                Some(match name { $($text => Self::$name,)+ _ => return None })
            }

            /// The names of all.
            pub(super) const NAMES: &[&str] = &[$($text,)+];

            /// The whole name: `States.Format`.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Whether it takes that many arguments.
            pub(super) fn takes(self, count: usize) -> bool {
                match self { $(Self::$name => ($least..=$most).contains(&count),)+ }
            }
        }
    };
}

functions! {
    Format = "States.Format", 1, usize::MAX;
    StringToJson = "States.StringToJson", 1, 1;
    JsonToString = "States.JsonToString", 1, 1;
    Array = "States.Array", 0, usize::MAX;
    ArrayPartition = "States.ArrayPartition", 2, 2;
    ArrayContains = "States.ArrayContains", 2, 2;
    ArrayRange = "States.ArrayRange", 3, 3;
    ArrayGetItem = "States.ArrayGetItem", 2, 2;
    ArrayLength = "States.ArrayLength", 1, 1;
    ArrayUnique = "States.ArrayUnique", 1, 1;
    Base64Encode = "States.Base64Encode", 1, 1;
    Base64Decode = "States.Base64Decode", 1, 1;
    Hash = "States.Hash", 2, 2;
    JsonMerge = "States.JsonMerge", 3, 3;
    MathRandom = "States.MathRandom", 2, 3;
    MathAdd = "States.MathAdd", 2, 2;
    StringSplit = "States.StringSplit", 2, 2;
    Uuid = "States.UUID", 0, 0;
}

/// Evaluates the arguments, then the call.
pub(super) fn evaluate(call: &Call, input: &Value, env: &dyn Environment) -> Result<Value, Failure> {
    let refused = |refusal| Failure::Intrinsic(call.function.name(), refusal);
    let each = |term: &Term| expression::argument(term, input, env);
    match call.function {
        Function::Array => call.arguments.iter().map(each).collect(),
        Function::Format => {
            let values: Vec<Value> = call.arguments.iter().map(each).collect::<Result<_, _>>()?;
            format::format(call.format.as_ref(), &values).map_err(refused)
        }
        function => {
            // No other function takes more than three: no list is made for them.
            let mut values = [Value::Null, Value::Null, Value::Null];
            for (slot, term) in values.iter_mut().zip(&call.arguments) {
                *slot = each(term)?;
            }
            let [a, b, c] = &values;
            apply(function, a, b, c, call.arguments.len(), env).ok_or_else(|| refused(Refusal::Arguments))
        }
    }
}

fn apply(function: Function, a: &Value, b: &Value, c: &Value, count: usize, env: &dyn Environment) -> Option<Value> {
    match function {
        Function::Array | Function::Format => None,
        Function::StringToJson => json::string_to_json(a),
        Function::JsonToString => json::json_to_string(a),
        Function::JsonMerge => json::merge(a, b, c),
        Function::ArrayPartition => array::partition(a, b),
        Function::ArrayContains => array::contains(a, b),
        Function::ArrayRange => array::range(a, b, c),
        Function::ArrayGetItem => array::get_item(a, b),
        Function::ArrayLength => array::length(a),
        Function::ArrayUnique => array::unique(a),
        Function::Base64Encode => encoding::base64_encode(a),
        Function::Base64Decode => encoding::base64_decode(a),
        Function::Hash => encoding::hash_by(algorithms::get()?.digest, a, b),
        Function::MathAdd => math::add(a, b),
        Function::MathRandom => math::random(a, b, (count == 3).then_some(c), env),
        Function::StringSplit => string::split(a, b),
        Function::Uuid => Some(string::uuid(env)),
    }
}
