//! A pattern or an input transformer tried on an event, as both are typed: what AWS says to each text, and what comes of
//! them together.

use asl_aws::time::Timestamp;
use asl_events::{Body, Context, Event, EventError, EventPath, Explanation, Input, InputError, Pattern};
use asl_text::{Node, NodeKind, Span, json};
use asl_value::Value;

/// What AWS refuses a text with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The error's code: `InvalidEventPatternException`.
    pub code: &'static str,
    /// The sentence, AWS's own where AWS has one.
    pub message: String,
    /// Where in the text, in bytes; `None` if it is about the whole.
    pub place: Option<Span>,
}

/// A pattern tried on an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PatternTrial {
    /// What is wrong with the pattern.
    pub pattern: Option<Refused>,
    /// What is wrong with the event; it may match all the same, if it is an object.
    pub event: Option<Refused>,
    /// Whether and why they match, if both can be read.
    pub explanation: Option<Explanation>,
}

impl PatternTrial {
    /// Tries the pattern on the event.
    pub fn of(pattern: &str, event_text: &str) -> Self {
        let (read, event) = (Pattern::parse(pattern), Event::parse(event_text));
        let explanation = read.as_ref().ok().zip(event.as_ref().ok()).map(|(pattern, event)| pattern.explain(event));
        let refused_pattern = read.err().map(|error| Refused {
            code: error.code(),
            message: error.message(),
            place: error.at.map(|at| before(pattern, at)),
        });
        let refused_event = Event::parse_for_test(event_text).err().map(|error| refused_event(event_text, &error));
        Self { pattern: refused_pattern, event: refused_event, explanation }
    }
}

/// A target's input transformer tried on an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InputTrial {
    /// What is wrong with the map of paths.
    pub map: Option<Refused>,
    /// What is wrong with the template.
    pub template: Option<Refused>,
    /// What is wrong with the event.
    pub event: Option<Refused>,
    /// The names of the map with what their paths find; `None`: nothing.
    pub found: Vec<(String, Option<Value>)>,
    /// What is sent, if all of them can be read.
    pub body: Option<Body>,
}

impl InputTrial {
    /// Tries the map, a JSON object of paths or nothing, and the template on the event, for the target of that id.
    pub fn of(map: &str, template: &str, event_text: &str, context: &Context, target: &str) -> Self {
        let mut trial = Self::default();
        let event = match Event::parse(event_text) {
            Ok(_) => Value::from_json(event_text).ok(),
            Err(error) => {
                trial.event = Some(refused_event(event_text, &error));
                None
            }
        };
        let paths = match paths(map) {
            Ok(paths) => paths,
            Err(refused) => {
                trial.map = Some(refused);
                return trial;
            }
        };
        let pairs: Vec<(String, String)> = paths.iter().map(|(name, path, _)| (name.clone(), path.clone())).collect();
        if let Some(event) = &event {
            let find = |(name, path): &(String, String)| {
                let path = EventPath::parse(path)?;
                Some((name.clone(), path.find(event)))
            };
            trial.found = pairs.iter().filter_map(find).collect();
        }
        match Input::read(None, None, Some((&pairs, template))) {
            Ok(input) => trial.body = event.map(|event| input.body(&event, context)),
            Err(error) => {
                let place = match &error {
                    InputError::Path => {
                        paths.iter().find(|(_, path, _)| EventPath::parse(path).is_none()).map(|(.., place)| *place)
                    }
                    other => other.place(template).map(|place| Span::new(place.start, place.end)),
                };
                let refused = Refused { code: error.code(), message: error.message(target), place };
                let of_map = matches!(error, InputError::Path | InputError::Names(_) | InputError::TooManyPaths);
                let slot = if of_map { &mut trial.map } else { &mut trial.template };
                *slot = Some(refused);
            }
        }
        trial
    }
}

/// The map's names and paths in the order of the text, each with the place of the path.
fn paths(map: &str) -> Result<Vec<(String, String, Span)>, Refused> {
    if map.trim().is_empty() {
        return Ok(Vec::new());
    }
    let parsed = json::parse(map);
    let refused = |message: String, span: Span| Refused { code: "ParamValidation", message, place: Some(span) };
    if let Some(wrong) = parsed.diagnostics.first() {
        return Err(refused(wrong.message(), wrong.span));
    }
    let whole = Span::new(0, map.len());
    let Some(Node { kind: NodeKind::Object(members), .. }) = parsed.root else {
        return Err(refused("InputPathsMap is an object: names and the paths of their values".to_owned(), whole));
    };
    let path = |member: asl_text::Member| match member.value.kind {
        NodeKind::String(path) => Ok((member.key.value.to_string(), path.to_string(), member.value.span)),
        _ => Err(refused(format!("the path of `{}` is a string", member.key.value), member.value.span)),
    };
    let mut all: Vec<(String, String, Span)> = Vec::new();
    for member in members {
        let (name, path, place) = path(member)?;
        // Of names that are there twice the last one counts.
        all.retain(|(known, ..)| *known != name);
        all.push((name, path, place));
    }
    Ok(all)
}

fn refused_event(text: &str, error: &EventError) -> Refused {
    let place = match error {
        EventError::NotAnObject => json::parse(text).diagnostics.first().map(|found| found.span),
        EventError::Missing(_) | EventError::Time => None,
    };
    let message = match error {
        EventError::Missing(name) => format!("{error} `{name}` is missing."),
        EventError::NotAnObject | EventError::Time => error.to_string(),
    };
    Refused { code: error.code(), message, place }
}

/// The character before a place where a reader stood: that is the one it stumbled over.
fn before(text: &str, at: usize) -> Span {
    let read = text.get(..at).unwrap_or(text);
    let last = read.trim_end();
    let start = last.char_indices().next_back().map_or(0, |(start, _)| start);
    Span::new(start, last.len())
}

/// An event as a service would send it: what is filled in when a pattern's own is made up.
pub const SAMPLE_EVENT: &str = r#"{
  "version": "0",
  "id": "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "Ticket updated",
  "source": "fw-sentiment",
  "account": "123456789012",
  "time": "2026-01-15T09:30:00Z",
  "region": "us-east-1",
  "resources": [],
  "detail": {
    "id": 4711,
    "priority": 4,
    "sentiment": "negative"
  }
}"#;

/// What a transformer sees besides the event while it is tried.
pub fn sample_context(rule: &str, now: Timestamp) -> Context {
    Context {
        rule_arn: format!("arn:aws:events:us-east-1:123456789012:rule/{rule}"),
        rule_name: rule.to_owned(),
        ingestion_time: now.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use asl_events::Context;

    use super::{InputTrial, PatternTrial, SAMPLE_EVENT};

    fn input(map: &str, template: &str, event: &str) -> InputTrial {
        InputTrial::of(map, template, event, &Context::default(), "Target")
    }

    #[test]
    fn a_pattern_and_an_event_give_a_match_with_its_reasons() {
        let trial = PatternTrial::of(r#"{"source":["fw-sentiment"]}"#, SAMPLE_EVENT);
        assert_eq!((&trial.pattern, &trial.event), (&None, &None));
        assert!(trial.explanation.unwrap().is_match);
    }

    #[test]
    fn an_event_without_its_envelope_is_matched_all_the_same_and_told() {
        let trial = PatternTrial::of(r#"{"source":["a"]}"#, r#"{"source":"a"}"#);
        assert!(trial.explanation.unwrap().is_match);
        assert_eq!(trial.event.unwrap().message, "Parameter Event is not valid. `id` is missing.");
    }

    #[test]
    fn what_is_wrong_with_a_pattern_stands_at_its_place() {
        let text = r#"{"source":["a"],"detail":{"n":[{"numeric":[">","x"]}]}}"#;
        let refused = PatternTrial::of(text, SAMPLE_EVENT).pattern.unwrap();
        assert_eq!(refused.code, "InvalidEventPatternException");
        assert!(refused.message.contains("Value of > must be numeric"), "{}", refused.message);
        let place = refused.place.unwrap();
        assert!(text[..place.end as usize].ends_with('"'), "{place:?}");
    }

    #[test]
    fn a_transformer_and_an_event_give_a_body() {
        let trial = input(r#"{"priority":"$.detail.priority"}"#, r#"{"priority": <priority>}"#, SAMPLE_EVENT);
        assert_eq!(trial.body.unwrap().unwrap(), r#"{"priority": 4}"#);
        assert_eq!(trial.found[0].1.as_ref().unwrap().to_json(), "4");
    }

    #[test]
    fn what_is_wrong_with_a_transformer_stands_in_its_own_text() {
        let template = r#"{"a": <b>}"#;
        let refused = input(r#"{"a":"$.a"}"#, template, SAMPLE_EVENT).template.unwrap();
        assert_eq!(refused.message, "InputTemplate for target Target contains invalid placeholder b.");
        assert_eq!(refused.place.unwrap().slice(template), "<b>");

        let map = r#"{"a":"$.a","b":"$..c"}"#;
        let refused = input(map, "\"<a>\"", SAMPLE_EVENT).map.unwrap();
        assert_eq!(refused.place.unwrap().slice(map), r#""$..c""#);

        let template = r#"{"a": <a> "b": 1}"#;
        let refused = input(r#"{"a":"$.a"}"#, template, SAMPLE_EVENT).template.unwrap();
        let place = refused.place.unwrap().start;
        assert!((9..=12).contains(&place), "{place}: {}", refused.message);

        let refused = input("{\"a\": 1}", "<a>", SAMPLE_EVENT).map.unwrap();
        assert_eq!(refused.message, "the path of `a` is a string");
    }
}
