//! Where an error of a state's data processing arose: the field, the part of its expression, the values there, and
//! what to do about it.

use super::Subject;
use super::fields::Field;
use super::intrinsics::takes_arguments;
use asl_aws::state_error::{Reason, StateError};
use asl_jsonata::{self, hint, signature};
use asl_lang::QueryLanguage;
use asl_path::evaluation_trace::{Filtered, Found, Missing, Operand, shown, with_article};
use asl_path::{EvaluationError, Expression, ReferencePath};
use asl_sim::{EvaluationContext, EventId};
use asl_text::Span;
use asl_text::nearest::nearest;
use asl_value::Value;

/// An error of an expression, seen from inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The field, as AWS names it: `Output/total`.
    pub field: String,
    /// The expression as written.
    pub expression: String,
    /// The part of it that failed, in bytes.
    pub part: Option<(usize, usize)>,
    /// The place of that part in the definition.
    pub span: Span,
    /// JSONata's code.
    pub code: Option<String>,
    /// What the function concerned takes and gives.
    pub signature: Option<String>,
    /// The values that the parts had.
    pub values: Vec<Operand>,
    /// What is wrong and what to do, in sentences without a full stop.
    pub hints: Vec<String>,
    /// Filters that let nothing pass.
    pub filters: Vec<Filtered>,
}

impl Fault {
    /// A fault of a field of which nothing else is known.
    fn new(field: &Field<'_>, expression: &str) -> Self {
        Self {
            field: field.location.clone(),
            expression: expression.to_owned(),
            part: None,
            span: field.node.span,
            code: None,
            signature: None,
            values: Vec::new(),
            hints: Vec::new(),
            filters: Vec::new(),
        }
    }
}

impl Subject {
    /// What is behind the error that the event `event` told; `None` if it did not come from an expression.
    pub fn fault(&self, event: EventId) -> Option<Fault> {
        let error = self.visit.errors.iter().find(|(known, _)| *known == event).map(|(_, error)| error)?;
        match self.language {
            QueryLanguage::Jsonata => self.jsonata_fault(event, error),
            QueryLanguage::JsonPath => self.path_fault(error),
        }
    }

    fn jsonata_fault(&self, event: EventId, error: &StateError) -> Option<Fault> {
        let (_, location) = self.visit.failed_fields.iter().find(|(known, _)| *known == event)?;
        let field = self.fields().into_iter().find(|field| *field.location == **location)?;
        let expression = asl_jsonata::Expression::compile(&field.text).ok()?;
        let (context, seen) = (self.context_of(location), self.seen(location));
        let audit = expression.audit(&seen.scope(&context));
        let mut fault = Fault::new(&field, expression.text());
        match &audit.outcome {
            Err(failed) => {
                fault.part = audit.fault.as_ref().map(|fault| fault.span).or(failed.span);
                fault.code = Some(failed.code.to_string());
                if let Some(inner) = audit.fault {
                    fault.signature = inner.function.as_deref().and_then(signature);
                    fault.hints.extend(inner.parts.iter().filter_map(|part| said_of(failed, part)));
                    fault.hints.extend(inner.function.as_deref().and_then(|name| no_function(&failed.code, name)));
                    fault.values = inner.parts;
                }
                fault.hints.extend(self.named(audit.missing).into_iter().map(|(missing, _)| missing.sentence()));
                fault.hints.extend(hint(&failed.code).map(str::to_owned));
            }
            Ok(None) => {
                let missing = self.named(audit.missing);
                fault.part = missing.first().map(|(_, place)| *place);
                fault.hints.extend(missing.iter().map(|(missing, _)| missing.sentence()));
                fault.filters = audit.filters.into_iter().filter(|filter| filter.passed == 0).collect();
                fault.values =
                    audit.check.operands.into_iter().filter(|operand| operand.text != fault.expression).collect();
                fault.hints.push(if error.reason() == Some(&Reason::FunctionValue) {
                    "a function is not a value; call it: `$name(…)`".to_owned()
                } else {
                    "a field needs a value; if there may be none, write `$exists(x) ? x : null`".to_owned()
                });
            }
            Ok(Some(value)) => fault.hints.extend(of_wrong_type(error, value)),
        }
        fault.span = self.place(field.node.span, fault.part.map(|(start, end)| shift(&expression, start, end)));
        Some(fault)
    }

    fn path_fault(&self, error: &StateError) -> Option<Fault> {
        // What a service or a Fail state said is no error of the data.
        let text = match error.reason()? {
            Reason::ConditionPath(path) => return self.condition_fault(path),
            Reason::ReferencePath(path) => return self.reference_fault(path),
            Reason::Path(text) => text,
            _ => return None,
        };
        for field in self.fields().into_iter().filter(|field| field.text == *text) {
            let Ok(expression) = Expression::parse(&field.text) else { continue };
            let context = self.context_of(&field.location);
            match expression.evaluate(&field.data, &context) {
                Err(_) => return Some(self.of_expression(&field, &expression, &context)),
                // It found something, but not what the field takes.
                Ok(value)
                    if field.node.as_str().is_some() && !field.location.ends_with(".$") && !fits(&field, &value) =>
                {
                    let mut fault = Fault::new(&field, &field.text);
                    fault.hints.push(takes(&field.location, &value));
                    fault.values.push(Operand { text: field.text.to_string(), value: Some(value) });
                    return Some(fault);
                }
                Ok(_) => {}
            }
        }
        None
    }

    /// The fault of a path or intrinsic function that gave nothing.
    pub(super) fn of_expression(
        &self,
        field: &Field<'_>,
        expression: &Expression,
        context: &EvaluationContext,
    ) -> Fault {
        let audit = expression.audit(&field.data, context);
        let mut fault = Fault::new(field, &field.text);
        let missing = self.named(audit.missing);
        fault.part = missing.first().map(|(_, place)| *place);
        fault.hints.extend(missing.iter().map(|(missing, _)| missing.sentence()));
        fault.filters = audit.filters.into_iter().filter(|filter| filter.passed == 0).collect();
        if let Err(EvaluationError::Intrinsic { function, .. }) = expression.evaluate(&field.data, context) {
            fault.signature = takes_arguments(function).map(|takes| format!("{function}: {takes}"));
            fault.hints.push(format!("`{function}` does not take these values"));
        }
        fault.values = audit.parts;
        if fault.part.is_some() {
            fault.span = self.place(field.node.span, fault.part);
        }
        fault
    }

    /// A ResultPath that leads into something that is no object.
    fn reference_fault(&self, wanted: &str) -> Option<Fault> {
        let catchers = self.node.get("Catch").map(asl_text::Node::items).unwrap_or_default();
        let own = self.node.get("ResultPath").map(|node| ("ResultPath".to_owned(), node));
        let theirs = catchers.iter().enumerate();
        let theirs = theirs
            .filter_map(|(index, catcher)| Some((format!("Catch[{index}]/ResultPath"), catcher.get("ResultPath")?)));
        for (location, node) in own.into_iter().chain(theirs) {
            let Some(text) = node.as_str() else { continue };
            let Ok(path) = ReferencePath::parse(text) else { continue };
            if path.text() != wanted || path.apply(&self.context.input, Value::Null).is_ok() {
                continue;
            }
            let field = Field { location, node, text: text.clone(), data: self.context.input.clone() };
            let audit = Expression::parse(text).ok()?.audit(&field.data, &self.context);
            let mut fault = Fault::new(&field, text);
            fault.part = audit.missing.first().map(|(_, place)| *place);
            fault.hints.extend(audit.missing.iter().map(|(missing, _)| missing.sentence()));
            fault.hints.push("ResultPath creates missing objects, but does not replace a value on its path".to_owned());
            fault.span = self.place(node.span, fault.part);
            return Some(fault);
        }
        None
    }

    /// Missing variables know those that there are.
    pub(super) fn named(&self, mut missing: Vec<(Missing, (usize, usize))>) -> Vec<(Missing, (usize, usize))> {
        for (missing, _) in &mut missing {
            if let Found::Variables(names) = &mut missing.found {
                *names = self.context.variables.keys().map(ToString::to_string).collect();
            }
        }
        missing
    }
}

/// The bytes of the string that are these bytes of its expression.
pub(super) fn shift(expression: &asl_jsonata::Expression, start: usize, end: usize) -> (usize, usize) {
    (expression.start() + start, expression.start() + end)
}

/// What a value has to do with an error.
fn said_of(error: &asl_jsonata::EngineError, part: &Operand) -> Option<String> {
    let text = &part.text;
    let Some(value) = &part.value else { return Some(format!("`{text}` returned nothing (undefined)")) };
    match (&*error.code, value) {
        ("T2001" | "T2002" | "T2003" | "T2004" | "D1002", value) if value.as_number().is_none() => {
            Some(format!("`{text}` is {}, not a number: {}", with_article(value.type_name()), shown(value)))
        }
        ("T0412", Value::Array(items)) => {
            let kinds = ["number", "string", "object", "boolean"];
            let wanted = error.items.as_deref().filter(|kind| kinds.contains(kind))?;
            let (index, item) = items.iter().enumerate().find(|(_, item)| item.type_name() != wanted)?;
            let found = with_article(item.type_name());
            Some(format!(
                "the item at index {index} of `{text}` is {found}, not {}: {}",
                with_article(wanted),
                shown(item)
            ))
        }
        _ => None,
    }
}

/// The function that was perhaps meant, for one that there is not.
fn no_function(code: &str, name: &str) -> Option<String> {
    if !matches!(code, "T1005" | "T1006") || asl_jsonata::function_names().any(|known| known == name) {
        return None;
    }
    let near = nearest(name, asl_jsonata::function_names());
    let near = near.map_or_else(String::new, |near| format!("; did you mean `${near}`?"));
    Some(format!("there is no function `${name}`{near}"))
}

/// What to do about a value of another type than the field's.
fn of_wrong_type(error: &StateError, value: &Value) -> Option<String> {
    let Some(Reason::WrongType { expected }) = error.reason() else { return None };
    let expected = *expected;
    let found = with_article(value.type_name());
    let way_out = match (expected, value) {
        ("boolean", Value::String(_)) => "compare it: `x = \"true\"`".to_owned(),
        ("boolean", _) => "make it a condition: `$boolean(x)`, `$exists(x)`, `x > 0`".to_owned(),
        ("number" | "integer", Value::String(_)) => "convert it with `$number(…)`".to_owned(),
        ("integer", _) => "round it with `$floor(…)` or `$ceil(…)`".to_owned(),
        ("string", _) => "convert it with `$string(…)`".to_owned(),
        ("array", _) => {
            "put it in brackets: `[x]`; a sequence of one item becomes the item itself, and `x[]` keeps the \
             array"
                .to_owned()
        }
        _ => return Some(format!("the field needs {}, but the value is {found}", with_article(expected))),
    };
    Some(format!("the field needs {}, but the value is {found}: {way_out}", with_article(expected)))
}

/// Whether a path field can use `value`.
fn fits(field: &Field<'_>, value: &Value) -> bool {
    match &*field.location {
        "SecondsPath" | "MaxConcurrencyPath" | "TimeoutSecondsPath" | "HeartbeatSecondsPath" => {
            value.as_number().is_some_and(|number| number.as_f64() >= 0.0)
        }
        "ItemsPath" => value.as_array().is_some(),
        "ErrorPath" | "CausePath" => value.as_str().is_some(),
        "TimestampPath" => value.as_str().is_some_and(|text| asl_aws::time::Timestamp::parse(text).is_some()),
        _ => true,
    }
}

/// What a path field takes, when it got something else.
fn takes(field: &str, value: &Value) -> String {
    let wanted = match field {
        "ItemsPath" => "an array",
        "ErrorPath" | "CausePath" => "a string",
        "TimestampPath" => "a time such as `2026-03-14T01:59:00Z`",
        _ => "a whole number that is not negative",
    };
    format!("the field needs {wanted}, but the path returns {}: {}", with_article(value.type_name()), shown(value))
}
