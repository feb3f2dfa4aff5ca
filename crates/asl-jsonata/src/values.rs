//! Our values as the engine reads and writes them: in place, one level at a time, and shared where unchanged.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use jlens_core::input::{Sink, Source, Sources};
use jlens_core::output::{Builder, Member};

use asl_value::{Map, Number, Value};

/// The arrays and objects that one evaluation has met, each known to the engine by its place in the list.
///
/// The engine asks for a level when the expression reaches it. What it leaves unchanged comes back by the same
/// place, so that a result shares it with the input.
pub(super) struct Arena {
    me: Weak<Self>,
    values: RefCell<Vec<Value>>,
}

impl Arena {
    pub(super) fn new() -> Rc<Self> {
        Rc::new_cyclic(|me| Self { me: me.clone(), values: RefCell::new(Vec::new()) })
    }

    fn keep(&self, value: &Value) -> Option<(Rc<Self>, u32)> {
        let mut values = self.values.borrow_mut();
        let index = u32::try_from(values.len()).ok()?;
        values.push(value.clone());
        Some((self.me.upgrade()?, index))
    }

    fn get(&self, index: u32) -> Option<Value> {
        self.values.borrow().get(usize::try_from(index).ok()?).cloned()
    }

    fn write(&self, value: &Value, sink: &mut Sink<'_, '_>) -> Result<(), String> {
        match value {
            Value::Null => sink.null(),
            Value::Bool(flag) => sink.bool(*flag),
            Value::Number(Number::Int(whole)) => sink.long(*whole),
            Value::Number(Number::Float(float)) => sink.number(*float),
            Value::String(text) => sink.string(text),
            Value::Array(_) => {
                let (arena, index) = self.keep(value).ok_or("too many values")?;
                sink.array_of(&arena, index);
            }
            Value::Object(_) => {
                let (arena, index) = self.keep(value).ok_or("too many values")?;
                sink.object_of(&arena, index);
            }
        }
        Ok(())
    }
}

impl<'a> Sources<'a> for Arena {
    fn read(&self, index: u32, sink: &mut Sink<'_, 'a>) -> Result<(), String> {
        match self.get(index) {
            Some(Value::Array(items)) => {
                sink.reserve(items.len());
                items.iter().try_for_each(|item| self.write(item, sink))
            }
            Some(Value::Object(map)) => {
                sink.reserve(map.len());
                map.iter().try_for_each(|(key, value)| {
                    sink.key(key);
                    self.write(value, sink)
                })
            }
            _ => Ok(()),
        }
    }

    fn read_field(&self, index: u32, key: &str, sink: &mut Sink<'_, 'a>) -> Result<bool, String> {
        if let Some(Value::Object(map)) = self.get(index)
            && let Some(value) = map.get(key)
        {
            self.write(value, sink)?;
        }
        Ok(true)
    }

    fn length(&self, index: u32) -> Option<usize> {
        self.get(index)?.as_array().map(<[Value]>::len)
    }

    fn read_item(&self, index: u32, item: usize, sink: &mut Sink<'_, 'a>) -> Result<bool, String> {
        if let Some(Value::Array(items)) = self.get(index)
            && let Some(value) = items.get(item)
        {
            self.write(value, sink)?;
        }
        Ok(true)
    }
}

/// The value that an evaluation starts from.
pub(super) struct Root<'r> {
    pub(super) arena: &'r Arena,
    pub(super) value: Option<&'r Value>,
}

impl<'a> Source<'a> for Root<'_> {
    fn read(&self, sink: &mut Sink<'_, 'a>) -> Result<(), String> {
        self.value.map_or(Ok(()), |value| self.arena.write(value, sink))
    }
}

/// Writes a result as one of our values.
pub(super) struct Build<'r>(pub(super) &'r Rc<Arena>);

impl Builder for Build<'_> {
    type Value = Value;
    type Array = Vec<Value>;
    type Object = Map;

    fn null(&mut self) -> Value {
        Value::Null
    }

    fn bool(&mut self, value: bool) -> Value {
        Value::Bool(value)
    }

    fn number(&mut self, value: f64) -> Value {
        Value::Number(number(value))
    }

    fn long(&mut self, value: i64) -> Value {
        Value::Number(Number::Int(value))
    }

    /// As the JSON library of AWS writes it.
    fn non_finite(&mut self, value: f64) -> Value {
        Value::from(match value {
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            _ => "NaN",
        })
    }

    fn string(&mut self, value: &str) -> Value {
        Value::from(value)
    }

    fn array(&mut self, len: usize) -> Vec<Value> {
        Vec::with_capacity(len)
    }

    fn push(&mut self, array: &mut Vec<Value>, item: Value) {
        array.push(item);
    }

    fn end_array(&mut self, array: Vec<Value>) -> Value {
        Value::from(array)
    }

    fn object(&mut self, _len: usize) -> Map {
        Map::new()
    }

    fn insert(&mut self, object: &mut Map, key: &str, value: Value) {
        object.insert(key, value);
    }

    fn end_object(&mut self, object: Map) -> Value {
        Value::from(object)
    }

    fn input(&mut self, member: Member) -> Option<Value> {
        member.of(self.0).then(|| self.0.get(member.index()))?
    }
}

/// The number that a double is: a whole one where 64 bits hold it, as Java makes one.
pub(super) fn number(value: f64) -> Number {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if value.fract() == 0.0 && value.abs() < BEYOND {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        Number::Int(value as i64)
    } else {
        Number::Float(value)
    }
}
