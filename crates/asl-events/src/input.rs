//! What a rule's target is sent: the event, a constant, a part of the event, or a template filled from it.

use asl_value::SortedMap;
use std::fmt;
use std::ops::Range;

use asl_aws::time::Timestamp;
use asl_value::{Map, Number, Value};

use crate::json;
use crate::path::EventPath;
use crate::tokens::Tokens;

/// The most characters of an `Input` and of an `InputTemplate`.
const MOST_TEXT: usize = 8_192;
/// The most characters of an `InputPath`.
const MOST_PATH: usize = 256;
/// The most paths of a map.
const MOST_PATHS: usize = 100;
const EVENT: &str = "aws.events.event";
const EVENT_JSON: &str = "aws.events.event.json";
const RULE_ARN: &str = "aws.events.rule-arn";
const RULE_NAME: &str = "aws.events.rule-name";
const INGESTION_TIME: &str = "aws.events.event.ingestion-time";
/// The names that are filled without a path.
const RESERVED: [&str; 5] = [EVENT, EVENT_JSON, RULE_ARN, RULE_NAME, INGESTION_TIME];

/// What is sent to a target.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Input {
    /// The event as it is.
    #[default]
    Event,
    /// A constant text.
    Constant(String),
    /// A part of the event; none where the path is empty, which finds nothing.
    Path(Option<EventPath>),
    /// A template.
    Template(Template),
}

/// An input template, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
    paths: SortedMap<String, EventPath>,
    /// Whether it is an object, in which values stay JSON.
    is_object: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    /// A placeholder's name, and whether it stands in a string.
    Placeholder(String, bool),
}

/// What the values besides the event are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// The rule's ARN.
    pub rule_arn: String,
    /// The rule's name.
    pub rule_name: String,
    /// When the event came in: ISO 8601 with milliseconds.
    pub ingestion_time: String,
}

/// What is sent.
pub type Body = Result<String, Undelivered>;

/// A body that AWS does not send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// What would have been sent; no JSON.
    pub body: String,
    /// Whether it becomes a dead letter, with `INVALID_JSON`; an empty body is dropped without one.
    pub is_dead_letter: bool,
}

impl Undelivered {
    /// The dead letter's `ERROR_CODE`.
    pub const CODE: &'static str = "INVALID_JSON";
    /// The dead letter's `ERROR_MESSAGE`.
    pub const MESSAGE: &'static str = "Invalid input for target.";
}

/// Why a target's input is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    /// More than one of the three ways.
    MoreThanOne,
    /// `Input` is no JSON; the place as AWS writes it.
    Constant(String),
    /// A path, of `InputPath` or of the map, is none that AWS takes.
    Path,
    /// A name of the map has characters that AWS does not take, or is too long; the map as AWS writes it.
    Names(String),
    /// The map has more than a hundred paths.
    TooManyPaths,
    /// The template is empty.
    EmptyTemplate,
    /// A text is too long: the member, the text and the most characters.
    TooLong(&'static str, String, usize),
    /// The template is no JSON even with its placeholders filled; the place as AWS writes it.
    Template(String),
    /// A placeholder stands for a member's name.
    Key,
    /// A placeholder is not in the map.
    Unknown(String),
    /// A placeholder is legal in an object alone.
    ObjectOnly(&'static str),
}

impl InputError {
    /// The error code that AWS, or its command line, has for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyTemplate => "ParamValidation",
            _ => "ValidationException",
        }
    }

    /// The message of `PutTargets` for the target with this id.
    pub fn message(&self, target: &str) -> String {
        let constraint = |value: &str, member: &str, rule: &str| {
            format!(
                "1 validation error detected: Value '{value}' at 'targets.1.member.{member}' failed to satisfy constraint: {rule}"
            )
        };
        match self {
            Self::MoreThanOne => {
                format!("Only one of Input, InputPath, or InputTransformer must be provided for target {target}.")
            }
            Self::Constant(place) => format!("JSON syntax error in input for target {target}: {place}"),
            Self::Path => format!("InputPath for target {target} is invalid."),
            Self::Names(map) => constraint(
                map,
                "inputTransformer.inputPathsMap",
                "Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have \
                 length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]",
            ),
            Self::TooManyPaths => {
                constraint("", "inputTransformer.inputPathsMap", "Member must have length less than or equal to 100")
            }
            Self::EmptyTemplate => "Parameter validation failed:\nInvalid length for parameter \
                 Targets[0].InputTransformer.InputTemplate, value: 0, valid min length: 1"
                .to_owned(),
            Self::TooLong(member, value, most) => {
                constraint(value, member, &format!("Member must have length less than or equal to {most}"))
            }
            Self::Template(place) => format!("Invalid InputTemplate for target {target} : {place}."),
            Self::Key => format!("InputTemplate placeholder present as a JSON object key for target {target}."),
            Self::Unknown(name) => format!("InputTemplate for target {target} contains invalid placeholder {name}."),
            Self::ObjectOnly(name) => {
                format!("InputTemplate for target {target} contains placeholder {name} valid only for JSON template.")
            }
        }
    }
}

impl InputError {
    /// Where in the template the error stands, if it is about a place of it; in bytes.
    pub fn place(&self, template: &str) -> Option<Range<usize>> {
        let parts = parts(template);
        let spans = || {
            let mut start = 0;
            parts.iter().map(move |part| {
                let length = match part {
                    Part::Text(text) => text.len(),
                    Part::Placeholder(name, _) => name.len() + 2,
                };
                let span = start..start + length;
                start = span.end;
                (part, span)
            })
        };
        let named = |wanted: &str| {
            spans().find_map(|(part, span)| match part {
                Part::Placeholder(name, _) if name == wanted => Some(span),
                _ => None,
            })
        };
        match self {
            Self::Unknown(name) => named(name),
            Self::ObjectOnly(name) => named(name),
            Self::Key => spans().enumerate().find_map(|(at, (part, span))| match part {
                Part::Placeholder(_, true) if is_key(&parts, at + 1) => Some(span),
                _ => None,
            }),
            Self::Template(_) => {
                let (mut filled, mut of_template) = (String::new(), Vec::new());
                for (part, span) in spans() {
                    of_template.push((filled.len(), span.clone(), matches!(part, Part::Text(_))));
                    match part {
                        Part::Text(text) => filled.push_str(text),
                        Part::Placeholder(..) => filled.push_str("null"),
                    }
                }
                let at = json::check(&filled).err()?;
                let (start, span, is_text) = of_template.into_iter().rev().find(|(start, ..)| *start <= at)?;
                let place = if is_text { (span.start + at - start).min(template.len()) } else { span.start };
                Some(place..place)
            }
            _ => None,
        }
    }
}

impl Input {
    /// Reads what a target has of `Input`, `InputPath` and `InputTransformer` (its map in the order of the text, and its
    /// template): one of them, or none.
    pub fn read(
        constant: Option<&str>,
        path: Option<&str>,
        transformer: Option<(&[(String, String)], &str)>,
    ) -> Result<Self, InputError> {
        match (constant, path, transformer) {
            (None, None, None) => Ok(Self::Event),
            (Some(text), None, None) => Self::constant(text),
            (None, Some(text), None) => Self::path(text),
            (None, None, Some((map, template))) => Template::read(map, template).map(Self::Template),
            _ => Err(InputError::MoreThanOne),
        }
    }

    fn constant(text: &str) -> Result<Self, InputError> {
        limit("input", text, MOST_TEXT)?;
        json::check(text).map_err(|at| InputError::Constant(Tokens::location(text, at)))?;
        Ok(Self::Constant(text.to_owned()))
    }

    fn path(text: &str) -> Result<Self, InputError> {
        limit("inputPath", text, MOST_PATH)?;
        if text.is_empty() {
            return Ok(Self::Path(None));
        }
        EventPath::parse(text).map(|path| Self::Path(Some(path))).ok_or(InputError::Path)
    }

    /// What the target is sent of this event.
    pub fn body(&self, event: &Value, context: &Context) -> Body {
        match self {
            Self::Event => Ok(event.to_json()),
            Self::Constant(text) => deliver(text.clone()),
            Self::Path(path) => {
                let found = path.as_ref().and_then(|path| path.find(event)).filter(|found| *found != Value::Null);
                Ok(found.unwrap_or_else(Value::empty_object).to_json())
            }
            Self::Template(template) => deliver(template.fill(event, context)),
        }
    }
}

fn limit(member: &'static str, text: &str, most: usize) -> Result<(), InputError> {
    if text.encode_utf16().count() > most {
        return Err(InputError::TooLong(member, text.to_owned(), most));
    }
    Ok(())
}

/// A body is sent if it is JSON.
fn deliver(body: String) -> Body {
    if body.is_empty() {
        return Err(Undelivered { body, is_dead_letter: false });
    }
    match json::check(&body) {
        Ok(()) => Ok(body),
        Err(_) => Err(Undelivered { body, is_dead_letter: true }),
    }
}

impl fmt::Display for Template {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Placeholder(name, _) => write!(f, "<{name}>"),
        })
    }
}

impl Template {
    /// The paths of its map, by name.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &EventPath)> {
        self.paths.iter().map(|(name, path)| (name.as_str(), path))
    }

    fn read(map: &[(String, String)], template: &str) -> Result<Self, InputError> {
        if template.is_empty() {
            return Err(InputError::EmptyTemplate);
        }
        limit("inputTransformer.inputTemplate", template, MOST_TEXT)?;
        let is_name = |name: &str| {
            (1..=256).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        if map.iter().any(|(name, _)| !is_name(name)) {
            let written: Vec<String> = map.iter().map(|(name, path)| format!("{name}={path}")).collect();
            return Err(InputError::Names(format!("{{{}}}", written.join(", "))));
        }
        if map.len() > MOST_PATHS {
            return Err(InputError::TooManyPaths);
        }
        let mut paths = SortedMap::new();
        for (name, path) in map {
            paths.insert(name.clone(), EventPath::parse(path).ok_or(InputError::Path)?);
        }
        let read = Self { parts: parts(template), paths, is_object: template.trim_start().starts_with('{') };
        read.check()?;
        Ok(read)
    }

    fn is_known(&self, name: &str) -> bool {
        self.paths.contains_key(name) || RESERVED.contains(&name)
    }

    fn check(&self) -> Result<(), InputError> {
        let mut filled = String::new();
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Placeholder(name, in_string) => {
                    if !self.is_object && name == EVENT_JSON {
                        return Err(InputError::ObjectOnly(EVENT_JSON));
                    }
                    if !self.is_known(name) && !self.paths.is_empty() {
                        return Err(InputError::Unknown(name.clone()));
                    }
                    if self.is_object && *in_string && self.is_known(name) && is_key(&self.parts, at + 1) {
                        return Err(InputError::Key);
                    }
                    filled.push_str("null");
                }
            }
        }
        json::check(&filled).map_err(|at| InputError::Template(Tokens::location(&filled, at)))
    }

    fn fill(&self, event: &Value, context: &Context) -> String {
        let mut out = String::new();
        for part in &self.parts {
            let (name, in_string) = match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Placeholder(name, in_string) => (name, *in_string),
            };
            if !self.is_known(name) {
                out.extend(["<", name, ">"]);
                continue;
            }
            let value = self.value(name, event, context);
            match (self.is_object, in_string, value) {
                (true, false, None) => out.push_str("\"\""),
                (_, _, None) => {}
                (true, false, Some(value)) => out.push_str(&value.to_json()),
                (true, true, Some(value)) => {
                    let json = value.to_json();
                    let inside = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
                    out.push_str(inside.unwrap_or(&json));
                }
                (false, _, Some(value)) => bare(&value, &mut out),
            }
        }
        out
    }

    fn value(&self, name: &str, event: &Value, context: &Context) -> Option<Value> {
        let text = |text: &str| Some(Value::String(text.into()));
        match name {
            EVENT => Some(header(event)),
            EVENT_JSON => Some(event.clone()),
            RULE_ARN => text(&context.rule_arn),
            RULE_NAME => text(&context.rule_name),
            INGESTION_TIME => text(&context.ingestion_time),
            _ => self.paths.get(name)?.find(event),
        }
    }
}

/// Whether the string that goes on with this part is a member's name.
fn is_key(parts: &[Part], from: usize) -> bool {
    let mut is_escaped = false;
    let mut is_closed = false;
    for part in parts.iter().skip(from) {
        let Part::Text(text) = part else {
            if is_closed {
                return false;
            }
            continue;
        };
        for char in text.chars() {
            match char {
                _ if is_closed && char.is_whitespace() => {}
                _ if is_closed => return char == ':',
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => is_closed = true,
                _ => {}
            }
        }
    }
    false
}

/// A placeholder in the text of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder<'t> {
    /// What stands between `<` and `>`.
    pub name: &'t str,
    /// The byte of its `<`.
    pub start: usize,
    /// The byte behind its `>`.
    pub end: usize,
    /// Whether it stands in quotes.
    pub in_string: bool,
}

/// The placeholders of a template, whether its map has them or not.
pub fn placeholders(template: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    let (mut in_string, mut is_escaped) = (false, false);
    let mut at = 0;
    while let Some(char) = template.get(at..).and_then(|rest| rest.chars().next()) {
        if char == '<'
            && let Some((name, _)) = template.get(at + 1..).and_then(|rest| rest.split_once('>'))
            && is_placeholder(name)
        {
            let end = at + name.len() + "<>".len();
            found.push(Placeholder { name, start: at, end, in_string });
            at = end;
            is_escaped = false;
            continue;
        }
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if in_string => is_escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        at += char.len_utf8();
    }
    found
}

/// A template's texts and placeholders.
fn parts(template: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    let text = |from: usize, to: usize| {
        template.get(from..to).filter(|text| !text.is_empty()).map(|text| Part::Text(text.to_owned()))
    };
    for one in placeholders(template) {
        parts.extend(text(from, one.start));
        parts.push(Part::Placeholder(one.name.to_owned(), one.in_string));
        from = one.end;
    }
    parts.extend(text(from, template.len()));
    parts
}

fn is_placeholder(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// A value without any quotes, as it stands in templates that are no objects.
fn bare(value: &Value, out: &mut String) {
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
    };
    match value {
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            out.push('[');
            for item in items.iter() {
                comma(out);
                bare(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (name, value) in map.iter() {
                comma(out);
                out.push_str(name);
                out.push(':');
                bare(value, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_json()),
    }
}

/// `<aws.events.event>`: the event's envelope in an older form, without its detail.
fn header(event: &Value) -> Value {
    let mut header = Map::new();
    for (name, member) in [
        ("id", "id"),
        ("account", "account"),
        ("detailType", "detail-type"),
        ("time", "time"),
        ("source", "source"),
        ("region", "region"),
        ("resources", "resources"),
        ("version", "version"),
    ] {
        let Some(value) = event.get(member) else { continue };
        let time = value.as_str().filter(|_| name == "time").and_then(Timestamp::parse);
        let value = time.map_or_else(|| value.clone(), |time| Value::Number(Number::Int(time.0)));
        header.insert(name, value);
    }
    Value::Object(header.into())
}
