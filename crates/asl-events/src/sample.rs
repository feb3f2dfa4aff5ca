//! An event made from a pattern: one that matches it, as near as can be to an event that is known.

use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_value::{Map, Number, Value};

use crate::condition::{Condition, NumericRange};
use crate::event::{Event, Scalar};
use crate::number;
use crate::pattern::{Key, Pattern};

/// What a made-up text is.
const WORD: &str = "example";
/// How many values are tried for one condition.
const MOST_TRIED: usize = 64;

impl Pattern {
    /// An event that matches. It is the first of `known` that matches, else that one of them which agrees with the
    /// pattern's sources and detail-types, changed where the pattern asks for something else, else one that is made up.
    /// `None` where nothing was found that matches: some patterns match nothing.
    pub fn sample(&self, known: &[Value]) -> Option<Value> {
        if let Some(found) = known.iter().find(|event| self.matches(&Event::of(event))) {
            return Some(found.clone());
        }
        self.ways.iter().find_map(|way| {
            let alike = known.iter().filter(|event| agrees(way, event)).cloned();
            alike.chain([envelope()]).find_map(|base| {
                let made = way.iter().try_fold(base, with_key)?;
                self.matches(&Event::of(&made)).then_some(made)
            })
        })
    }
}

/// An event without anything in it.
fn envelope() -> Value {
    let text = |text: &str| Value::from(text);
    let members = [
        ("version", text("0")),
        ("id", text("6a7e8feb-b491-4cf7-a9f1-bf3703467718")),
        ("detail-type", text(WORD)),
        ("source", text(WORD)),
        ("account", text(DEFAULT_ACCOUNT)),
        ("time", text("2026-01-01T12:00:00Z")),
        ("region", text(DEFAULT_REGION)),
        ("resources", Value::from(Vec::new())),
        ("detail", Value::empty_object()),
    ];
    Value::from(members.into_iter().map(|(name, value)| (name.into(), value)).collect::<Map>())
}

/// Whether the event has a source and a detail-type that the way takes; it asks for at least one of them.
fn agrees(way: &[Key], event: &Value) -> bool {
    let mut named = way.iter().filter(|key| matches!(&*key.name, "source" | "detail-type")).peekable();
    named.peek().is_some() && named.all(|key| event.get(&key.name).is_some_and(|value| key.takes(value)))
}

/// `event` with a value under the name of `key` that it takes.
fn with_key(event: Value, key: &Key) -> Option<Value> {
    let has = Event::of(&event);
    let there = has.named(&key.name);
    if there.iter().any(|field| key.is_met(field)) || there.is_empty() && key.may_be_absent {
        return Some(event);
    }
    let steps: Vec<&str> = key.name.split('.').collect();
    if let Some(value) = key.conditions.iter().find_map(|condition| example(condition, key)) {
        return Some(placed(event, &steps, value));
    }
    key.may_be_absent.then(|| removed(event, &steps))
}

impl Key {
    fn takes(&self, value: &Value) -> bool {
        let scalar = Scalar::of(value);
        scalar.is_some_and(|scalar| {
            self.conditions.iter().any(|one| *one != Condition::Exists(false) && one.meets(&scalar, self.numbers))
        })
    }
}

impl Scalar {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::String(text) => Self::Text(text.to_string()),
            Value::Number(number) => {
                let text = number.to_string();
                let double = number::of_event(&text);
                Self::Number(text, double)
            }
            Value::Bool(true) => Self::Word("true"),
            Value::Bool(false) => Self::Word("false"),
            Value::Null => Self::Word("null"),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }
}

/// `event` with `value` at the end of `steps`; what stands in the way stays beside it where an event can hold both.
fn placed(event: Value, steps: &[&str], value: Value) -> Value {
    let [step, rest @ ..] = steps else {
        return match event {
            // A value and members under one name: elements of one list.
            Value::Object(map) if !map.is_empty() => vec![value, Value::Object(map)].into(),
            Value::Array(items) => {
                let objects = items.iter().filter(|item| matches!(item, Value::Object(_))).cloned();
                [value].into_iter().chain(objects).collect()
            }
            _ => value,
        };
    };
    match event {
        Value::Object(mut map) => {
            let inner = map.get(step).cloned().unwrap_or_else(Value::empty_object);
            let inner = if rest.is_empty() && matches!(&inner, Value::Object(map) if map.is_empty()) {
                value
            } else {
                placed(inner, rest, value)
            };
            std::rc::Rc::make_mut(&mut map).insert(*step, inner);
            Value::Object(map)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.to_vec();
            match items.iter_mut().find(|item| matches!(item, Value::Object(_))) {
                Some(item) => *item = placed(item.clone(), steps, value),
                None => items.push(placed(Value::empty_object(), steps, value)),
            }
            items.into()
        }
        Value::Null => placed(Value::empty_object(), steps, value),
        scalar => vec![scalar, placed(Value::empty_object(), steps, value)].into(),
    }
}

/// `event` without what stands at the end of `steps`.
fn removed(event: Value, steps: &[&str]) -> Value {
    match (event, steps) {
        (Value::Object(mut map), [last]) => {
            std::rc::Rc::make_mut(&mut map).remove(last);
            Value::Object(map)
        }
        (Value::Object(mut map), [step, rest @ ..]) => {
            if let Some(inner) = map.get(step).cloned() {
                std::rc::Rc::make_mut(&mut map).insert(*step, removed(inner, rest));
            }
            Value::Object(map)
        }
        (Value::Array(items), _) => items.iter().map(|item| removed(item.clone(), steps)).collect(),
        (other, _) => other,
    }
}

/// A value that meets `condition`.
fn example(condition: &Condition, key: &Key) -> Option<Value> {
    let meets = |value: &Value| Scalar::of(value).is_some_and(|scalar| condition.meets(&scalar, key.numbers));
    let text = |text: &str| vec![Value::from(text)];
    let candidates = match condition {
        Condition::Text(wanted) | Condition::Address(wanted, _) => text(wanted),
        Condition::Number(wanted, _) => Number::parse(wanted).map(Value::Number).into_iter().collect(),
        Condition::Word("true") => vec![true.into()],
        Condition::Word("false") => vec![false.into()],
        Condition::Word(_) => vec![Value::Null],
        Condition::Prefix(prefix) => vec![format!("{prefix}{WORD}").into(), prefix.as_str().into()],
        Condition::Suffix(suffix) => vec![format!("{WORD}{suffix}").into(), suffix.as_str().into()],
        Condition::PrefixIgnoreCase(folded)
        | Condition::SuffixIgnoreCase(folded)
        | Condition::EqualsIgnoreCase(folded) => {
            vec![folded.text.as_str().into(), folded.text.to_lowercase().into(), folded.text.to_uppercase().into()]
        }
        Condition::Wildcard(wildcard) => vec![wildcard.pieces().join(WORD).into(), wildcard.pieces().concat().into()],
        Condition::Numeric(range) => numbers(range),
        Condition::Cidr(_, cidr) => cidr.first().map(Value::from).into_iter().collect(),
        Condition::Exists(true) => text(WORD),
        Condition::Exists(false) => Vec::new(),
        Condition::AnythingBut(_) => others(),
    };
    candidates.into_iter().find(meets)
}

/// Values that are probably within the range, the roundest first.
fn numbers(range: &NumericRange) -> Vec<Value> {
    let (bottom, top) = (range.bottom.map(|(bottom, _)| bottom), range.top.map(|(top, _)| top));
    let middle = match (bottom, top) {
        (Some(bottom), Some(top)) => f64::midpoint(bottom, top),
        (Some(bottom), None) => bottom + 1.0,
        (None, Some(top)) => top - 1.0,
        (None, None) => 0.0,
    };
    let edges = [bottom, top].into_iter().flatten();
    let all = [middle.floor(), middle.ceil(), middle].into_iter().chain(edges);
    all.filter_map(|number| Number::parse(&number.to_string())).map(Value::Number).collect()
}

/// Many different values.
fn others() -> Vec<Value> {
    let texts = (1..MOST_TRIED).map(|count| format!("{WORD}-{count}").into());
    let numbers = (0..).take(MOST_TRIED).map(|count: i64| Value::from(count));
    [Value::from(WORD), "other".into()].into_iter().chain(texts).chain(numbers).chain([Value::Null]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use proptest::prelude::*;

    fn made(pattern: &str) -> String {
        Pattern::parse(pattern).unwrap().sample(&[]).map_or_else(|| "nothing".to_owned(), |event| event.to_json())
    }

    #[test]
    fn an_event_is_made_that_meets_each_operator() {
        for (condition, value) in [
            (r#""a""#, r#""a""#),
            (r#"{"prefix":"image/"}"#, r#""image/example""#),
            (r#"{"suffix":".png"}"#, r#""example.png""#),
            (r#"{"wildcard":"*/x*"}"#, r#""example/xexample""#),
            (r#"{"numeric":[">",0,"<=",5]}"#, "2"),
            (r#"{"numeric":[">",0,"<",1]}"#, "0.5"),
            (r#"{"numeric":[">=",10]}"#, "11"),
            (r#"{"cidr":"10.0.0.0/24"}"#, r#""10.0.0.0""#),
            (r#"{"cidr":"2001:db8::/32"}"#, r#""2001:db8::""#),
            (r#"{"exists":true}"#, r#""example""#),
            (r#"{"anything-but":["example","other"]}"#, r#""example-1""#),
            (r#"{"anything-but":{"prefix":["e","o"]}}"#, "0"),
            (r#"{"equals-ignore-case":"ABC"}"#, r#""ABC""#),
            ("null", "null"),
        ] {
            let event = made(&format!(r#"{{"detail":{{"a":[{condition}]}}}}"#));
            assert!(event.ends_with(&format!(r#""detail":{{"a":{value}}}}}"#)), "{condition}: {event}");
        }
        assert!(made(r#"{"source":[{"exists":false}]}"#).starts_with(r#"{"version":"0","id""#));
        assert!(!made(r#"{"source":[{"exists":false}]}"#).contains("\"source\""));
        assert!(made(r#"{"detail":[1],"detail.a":[2]}"#).contains(r#""detail":[1,{"a":2}]"#));
        assert_eq!(made(r#"{"detail":{"a":[1e999]}}"#), "nothing");
    }

    #[test]
    fn an_event_of_the_pattern_s_source_is_taken_and_changed_as_little_as_can_be() {
        let known: Vec<Value> = samples::ALL.iter().map(|sample| Value::from_json(sample.text).unwrap()).collect();
        let pattern = Pattern::parse(r#"{"source":["aws.ec2"],"detail":{"state":["stopped"]}}"#).unwrap();
        let event = pattern.sample(&known).unwrap();
        assert_eq!(event.get("detail").unwrap().get("state").unwrap().as_str(), Some("stopped"));
        assert!(event.get("detail").unwrap().get("instance-id").is_some());
    }

    fn leaf() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-c.\"\\\\é]{0,4}".prop_map(|text| Value::from(text).to_json()),
            (-50i64..50).prop_map(|number| number.to_string()),
            Just("true".to_owned()),
            Just("null".to_owned()),
            "[a-c]{1,3}".prop_map(|text| format!(r#"{{"prefix":"{text}"}}"#)),
            "[a-c]{1,3}".prop_map(|text| format!(r#"{{"suffix":{{"equals-ignore-case":"{text}"}}}}"#)),
            "[a-c]{1,3}".prop_map(|text| format!(r#"{{"wildcard":"{text}*{text}"}}"#)),
            "[a-c]{1,3}".prop_map(|text| format!(r#"{{"anything-but":["{text}","example"]}}"#)),
            (-50i64..50, 1i64..9)
                .prop_map(|(from, more)| format!(r#"{{"numeric":[">",{from},"<=",{}]}}"#, from + more)),
            (0u8..32).prop_map(|bits| format!(r#"{{"cidr":"10.1.2.3/{bits}"}}"#)),
            any::<bool>().prop_map(|wanted| format!(r#"{{"exists":{wanted}}}"#)),
        ]
    }

    fn pattern() -> impl Strategy<Value = String> {
        let leaves = prop::collection::vec(leaf(), 1..4).prop_map(|all| format!("[{}]", all.join(",")));
        leaves.prop_recursive(3, 12, 3, |inner| {
            prop::collection::btree_map("[a-c]|source|detail|detail-type", inner, 1..4).prop_map(|members| {
                let all: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", all.join(","))
            })
        })
    }

    proptest! {
        #[test]
        fn the_made_event_matches(text in pattern()) {
            let known: Vec<Value> = samples::ALL.iter().map(|sample| Value::from_json(sample.text).unwrap()).collect();
            // A list alone is no pattern.
            prop_assume!(text.starts_with('{'));
            let pattern = Pattern::parse(&text).unwrap();
            for known in [&known[..], &[]] {
                let made = pattern.sample(known);
                prop_assert!(made.is_some(), "{text}");
                prop_assert!(pattern.matches(&Event::of(&made.unwrap())));
            }
        }
    }
}
