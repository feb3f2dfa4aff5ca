//! The conditions of JSONPath rules as trees: what each comparison looked at and how it came out.

use super::Subject;
use super::fault::Fault;
use super::fields::Field;
use asl_aws::time::Timestamp;
use asl_lang::{Condition, Operator, StateKind, Test};
use asl_path::Expression;
use asl_path::evaluation_trace::{ConditionResult, ConditionTrace, Form, Operand, shown, with_article};
use asl_sim::compare::{self, Found};
use asl_text::{Node, Spanned};
use asl_value::{Number, Value};

impl Subject {
    /// A condition on this data.
    pub(super) fn condition(&self, condition: &Condition, data: &Value) -> ConditionTrace {
        match condition {
            Condition::And(all) => self.list(all, Form::All, data),
            Condition::Or(any) => self.list(any, Form::Any, data),
            Condition::Not(inner) => {
                let part = self.condition(inner, data);
                let result = match part.result {
                    ConditionResult::True => ConditionResult::False,
                    ConditionResult::False => ConditionResult::True,
                    other => other,
                };
                ConditionTrace::of("Not", Form::Not, result, vec![part])
            }
            Condition::Compare { variable, operator, operand } => self.compare(variable, operator.value, operand, data),
            Condition::Expression(_) | Condition::Missing => {
                ConditionTrace::test("no condition", ConditionResult::Failed)
            }
        }
    }

    fn list(&self, conditions: &[Condition], form: Form, data: &Value) -> ConditionTrace {
        let stops = ConditionResult::of(form == Form::Any);
        let mut parts: Vec<ConditionTrace> = Vec::new();
        for condition in conditions {
            let over = parts.last().is_some_and(|last| {
                last.result == stops || matches!(last.result, ConditionResult::Failed | ConditionResult::Unreached)
            });
            parts.push(if over { unreached(condition) } else { self.condition(condition, data) });
        }
        let decided =
            parts.iter().map(|part| part.result).find(|result| *result == stops || *result == ConditionResult::Failed);
        let result = decided.unwrap_or(if form == Form::Any { ConditionResult::False } else { ConditionResult::True });
        ConditionTrace::of(name(form), form, result, parts)
    }

    fn compare(
        &self,
        variable: &Spanned<std::rc::Rc<str>>,
        operator: Operator,
        operand: &Node,
        data: &Value,
    ) -> ConditionTrace {
        let mut check = ConditionTrace::test(compare_text(variable, operator, operand), ConditionResult::Failed);
        let Ok(path) = Expression::parse(&variable.value) else { return check };
        let left = path.evaluate(data, &self.context).ok();
        check.operands.push(Operand { text: variable.value.to_string(), value: left.clone() });
        if left.is_none() {
            let missing = self.named(path.audit(data, &self.context).missing);
            check.notes.extend(missing.iter().map(|(missing, _)| missing.sentence()));
            if operator.test != Test::IsPresent {
                check.notes.push("the rule fails the state; check first with `IsPresent` in an `And`".to_owned());
                return check;
            }
        }
        let found = left.clone().map_or(Found::Nothing, Found::Value);
        let right = match operand.as_str().filter(|_| operator.path) {
            None => operand.to_value(),
            Some(text) => {
                let Ok(path) = Expression::parse(text) else { return check };
                let value = path.evaluate(data, &self.context).ok();
                check.operands.push(Operand { text: text.to_string(), value: value.clone() });
                let Some(value) = value else {
                    let missing = self.named(path.audit(data, &self.context).missing);
                    check.notes.extend(missing.iter().map(|(missing, _)| missing.sentence()));
                    return check;
                };
                value
            }
        };
        check.result = ConditionResult::of(compare::test(operator.test, &found, &right));
        if check.result == ConditionResult::False
            && let Some(left) = &left
        {
            check.notes.extend(noticed(operator.test, left, &right));
        }
        check
    }

    /// The fault of a rule that could not be tested.
    pub(super) fn condition_fault(&self, wanted: &str) -> Option<Fault> {
        let StateKind::Choice(choice) = &self.state.kind else { return None };
        let data = self.effective();
        for (index, rule) in choice.rules.iter().enumerate() {
            let mut paths = Vec::new();
            collect(&rule.condition, &mut paths);
            for (field, path) in paths {
                let Ok(expression) = Expression::parse(&path.value) else { continue };
                if *path.value == *wanted && expression.evaluate(&data, &self.context).is_err() {
                    let node = Node { kind: asl_text::NodeKind::String(path.value.clone()), span: path.span };
                    let location = format!("Choices[{index}]/{field}");
                    let field = Field { location, node: &node, text: path.value.clone(), data: data.clone() };
                    let mut fault = self.of_expression(&field, &expression, &self.context);
                    fault
                        .hints
                        .push("check first with `IsPresent` in an `And`, or set the value in a Pass state".to_owned());
                    return Some(fault);
                }
            }
        }
        None
    }
}

/// The paths of a condition, with the fields they stand in.
fn collect(condition: &Condition, paths: &mut Vec<(String, Spanned<std::rc::Rc<str>>)>) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| collect(part, paths)),
        Condition::Not(part) => collect(part, paths),
        Condition::Compare { variable, operator, operand } => {
            // `IsPresent` may find nothing.
            if operator.value.test != Test::IsPresent {
                paths.push(("Variable".to_owned(), variable.clone()));
            }
            if let Some(text) = operand.as_str().filter(|_| operator.value.path) {
                paths.push((operator.value.to_string(), Spanned::new(text.clone(), operand.span)));
            }
        }
        Condition::Expression(_) | Condition::Missing => {}
    }
}

/// A condition that was not reached: its text alone.
pub(super) fn unreached(condition: &Condition) -> ConditionTrace {
    let list = |parts: &[Condition], form: Form| {
        ConditionTrace::of(name(form), form, ConditionResult::Unreached, parts.iter().map(unreached).collect())
    };
    match condition {
        Condition::And(all) => list(all, Form::All),
        Condition::Or(any) => list(any, Form::Any),
        Condition::Not(inner) => {
            ConditionTrace::of("Not", Form::Not, ConditionResult::Unreached, vec![unreached(inner)])
        }
        Condition::Compare { variable, operator, operand } => {
            ConditionTrace::test(compare_text(variable, operator.value, operand), ConditionResult::Unreached)
        }
        Condition::Expression(node) => {
            let text = node.as_str().map_or_else(|| node.to_value().to_json(), ToString::to_string);
            let inner = text.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")).map(str::trim);
            ConditionTrace::test(inner.unwrap_or(&text), ConditionResult::Unreached)
        }
        Condition::Missing => ConditionTrace::test("no condition", ConditionResult::Unreached),
    }
}

fn name(form: Form) -> &'static str {
    if form == Form::Any { "Or" } else { "And" }
}

fn compare_text(variable: &Spanned<std::rc::Rc<str>>, operator: Operator, operand: &Node) -> String {
    let right = operand.as_str().filter(|_| operator.path).map(ToString::to_string);
    format!("{} {operator} {}", variable.value, right.unwrap_or_else(|| shown(&operand.to_value())))
}

/// What to notice about two values that did not pass a test: mostly their types.
fn noticed(test: Test, left: &Value, right: &Value) -> Option<String> {
    let name = format!("{test:?}");
    let kind = ["Boolean", "Numeric", "String", "Timestamp"].into_iter().find(|kind| name.starts_with(kind))?;
    let (wanted, of) = match kind {
        "Boolean" => ("a boolean", left.as_bool().is_some()),
        "Numeric" => ("a number", left.as_number().is_some()),
        "String" => ("a string", left.as_str().is_some()),
        _ => ("a timestamp", left.as_str().is_some_and(|text| Timestamp::parse(text).is_some())),
    };
    if !of {
        let found = with_article(left.type_name());
        let way_out = match (kind, left) {
            ("Numeric", Value::String(digits)) if Number::parse(digits.trim()).is_some() => {
                "; convert it with `States.StringToJson` in a Pass state"
            }
            ("Boolean", Value::String(word)) if matches!(&**word, "true" | "false") => {
                "; compare it with `StringEquals`, or convert it with `States.StringToJson`"
            }
            ("String", Value::Number(_)) => "; compare it with `NumericEquals` or another numeric operator",
            ("Timestamp", Value::String(_)) => {
                "; write a timestamp as `2026-03-14T01:59:00Z`, with `T` and a time zone"
            }
            _ => "",
        };
        return Some(format!("{} is {found}, not {wanted}, so `{name}` is false{way_out}", shown(left)));
    }
    match (left, right) {
        (Value::String(left), Value::String(right)) if test == Test::StringEquals => asl_jsonata::alike(left, right),
        _ if left.type_name() != right.type_name() => {
            Some(format!("{} is {}, not {wanted}", shown(right), with_article(right.type_name())))
        }
        _ => None,
    }
}
