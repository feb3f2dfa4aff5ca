//! How an expression came to its value, or why to none: the engine's audit, reduced to what a person asks for.
//!
//! The engine records every node that it evaluates. Of that, a condition keeps its comparisons with both values, a
//! filter how many items it let pass and why one was rejected, a path that found nothing the name that is missing,
//! and an error the values of the parts where it arose.

mod fault;
mod missing;

pub use fault::Fault;

use jlens_core::ast::{BinaryOp, Node, NodeId, NodeKind, Stage};
use jlens_core::audit::{AuditNode, OutcomeKind};

use super::engine::{Budget, Engine, Inputs};
use super::error::EngineError;
use asl_path::evaluation_trace::{ConditionResult, ConditionTrace, Filtered, Form, Missing, Operand, with_article};
use asl_value::Value;

/// How an expression came to its value.
#[derive(Clone, Debug)]
pub struct Audit {
    /// What it gave; `None` is *undefined*.
    pub outcome: Result<Option<Value>, EngineError>,
    /// The expression as a condition.
    pub check: ConditionTrace,
    /// The filters in it, in the order in which they were applied.
    pub filters: Vec<Filtered>,
    /// Names that paths asked for in vain, each with its place in bytes of the expression.
    pub missing: Vec<(Missing, (usize, usize))>,
    /// Where it failed.
    pub fault: Option<Fault>,
}

pub(super) fn audit(engine: &Engine, inputs: &Inputs<'_>, budget: Budget) -> Audit {
    let (outcome, tree) = engine.audited(inputs, budget);
    let ast = engine.ast();
    let mut nodes = Vec::new();
    ast.root.walk(&mut |node| {
        nodes.push(node);
        for stage in node.attrs.stages.iter().chain(&node.attrs.predicate) {
            if let Stage::Filter { expr, .. } = stage {
                nodes.push(expr);
            }
        }
    });
    let reader = Reader { source: &ast.source, nodes, variable: inputs.variable };
    let mut audit = Audit {
        check: ConditionTrace::test(
            ast.source.clone(),
            ConditionResult::of_value(outcome.as_ref().ok().and_then(Option::as_ref)),
        ),
        fault: None,
        outcome,
        filters: Vec::new(),
        missing: Vec::new(),
    };
    if let Some(root) = &tree.root {
        reader.filters(root, &mut audit.filters);
        reader.missing(root, true, &mut audit.missing);
        audit.check = reader.check(root);
        if root.outcome == OutcomeKind::Error {
            audit.fault = Some(reader.fault(root, audit.outcome.as_ref().err()));
        }
    }
    audit
}

/// Reads the engine's records beside the syntax tree that they are about.
struct Reader<'a> {
    source: &'a str,
    nodes: Vec<&'a Node>,
    variable: &'a dyn Fn(&str) -> Option<Value>,
}

impl<'a> Reader<'a> {
    fn node(&self, id: NodeId) -> Option<&'a Node> {
        self.nodes.iter().find(|node| node.id == id).copied()
    }

    fn text(&self, node: &Node) -> String {
        self.cut(node.span.start, node.span.end)
    }

    fn cut(&self, start: usize, end: usize) -> String {
        self.source.get(start..end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A record as a condition.
    fn check(&self, record: &AuditNode) -> ConditionTrace {
        let result = result(record);
        let Some(node) = self.node(record.node) else { return ConditionTrace::test(record.source.clone(), result) };
        let text = self.text(node);
        match &node.kind {
            NodeKind::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), lhs, rhs } => {
                let form = if matches!(op, BinaryOp::And) { Form::All } else { Form::Any };
                let mut parts = Vec::new();
                for side in [lhs, rhs] {
                    let part = self.part(record, side);
                    // `a and b and c` is one list, not two.
                    if part.form == form && part.notes.is_empty() { parts.extend(part.parts) } else { parts.push(part) }
                }
                ConditionTrace::of(text, form, result, parts)
            }
            NodeKind::Binary { op, lhs, rhs } if record.operands.is_some() => self.comparison(record, *op, lhs, rhs),
            NodeKind::Function { args, .. } => {
                let mut check = ConditionTrace::test(text, result);
                if let ([argument], Some("$not")) = (&**args, record.op.as_deref()) {
                    return ConditionTrace { form: Form::Not, parts: vec![self.part(record, argument)], ..check };
                }
                check.operands = args.iter().filter_map(|argument| self.operand(record, argument)).collect();
                check.notes = self.notes_below(record);
                check
            }
            NodeKind::Block { exprs, .. } if exprs.len() == 1 => {
                exprs.first().map_or_else(|| ConditionTrace::test(text, result), |only| self.part(record, only))
            }
            NodeKind::Condition { condition, then, otherwise } => {
                let mut parts = vec![self.part(record, condition)];
                let taken = [Some(then), otherwise.as_ref()].into_iter().flatten();
                parts.extend(taken.filter_map(|branch| child(record, branch.id)).map(|branch| self.check(branch)));
                ConditionTrace::of(text, Form::Choose, result, parts)
            }
            _ => {
                let mut check = ConditionTrace::test(text.clone(), result);
                if !is_literal(node) {
                    check.operands = vec![Operand { text, value: output(record) }];
                }
                check.notes = self.notes_below(record);
                check
            }
        }
    }

    /// The part of a record that `node` is; not reached if nothing was recorded of it.
    fn part(&self, record: &AuditNode, node: &Node) -> ConditionTrace {
        match child(record, node.id) {
            Some(found) => self.check(found),
            None => ConditionTrace::test(self.text(node), ConditionResult::Unreached),
        }
    }

    fn comparison(&self, record: &AuditNode, op: BinaryOp, lhs: &Node, rhs: &Node) -> ConditionTrace {
        let result = result(record);
        let mut check = ConditionTrace::test(self.cut(record.span.start, record.span.end), result);
        let captured = record.operands.clone().unwrap_or_default().map(|value| value.as_ref().map(Value::from));
        let sides = [(lhs, &captured[0]), (rhs, &captured[1])];
        for (node, value) in sides {
            if !is_literal(node) {
                check.operands.push(Operand { text: self.text(node), value: value.clone() });
            }
        }
        if matches!(result, ConditionResult::False | ConditionResult::Other)
            || (result == ConditionResult::True && op == BinaryOp::Ne)
        {
            check.notes = self.notes_below(record);
            if let [Some(left), Some(right)] = &captured {
                check.notes.extend(self.difference(op, (lhs, left), (rhs, right)));
            }
        }
        check
    }

    /// What two values have that makes them differ, though they look alike.
    fn difference(&self, op: BinaryOp, left: (&Node, &Value), right: (&Node, &Value)) -> Option<String> {
        if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            return None;
        }
        let kinds = (left.1.type_name(), right.1.type_name());
        if kinds.0 != kinds.1 {
            let text = match kinds {
                ("string", "number" | "boolean") => Some(left),
                ("number" | "boolean", "string") => Some(right),
                _ => None,
            };
            let way_out = match (text, kinds) {
                (Some((node, Value::String(text))), ("string" | "number", "number" | "string"))
                    if asl_value::Number::parse(text.trim()).is_some() =>
                {
                    format!("; compare with `$number({})`", self.text(node))
                }
                _ => String::new(),
            };
            let (left, right) = (with_article(kinds.0), with_article(kinds.1));
            return Some(format!("{left} never equals {right}{way_out}"));
        }
        alike(left.1.as_str()?, right.1.as_str()?)
    }

    /// The value of an argument, unless it is written there.
    fn operand(&self, record: &AuditNode, node: &Node) -> Option<Operand> {
        if is_literal(node) {
            return None;
        }
        let found = child(record, node.id)?;
        Some(Operand { text: self.text(node), value: output(found) })
    }

    /// The filters of a record and of all below it; several applications of one are put together.
    fn filters(&self, record: &AuditNode, found: &mut Vec<Filtered>) {
        for filter in &record.filters {
            let text =
                format!("[{}]", self.node(filter.node).map_or_else(|| filter.source.clone(), |node| self.text(node)));
            let why = descendant(record, &|part| part.node == filter.node && part.outcome != OutcomeKind::True);
            let is_index = self.node(filter.node).is_some_and(|node| matches!(node.kind, NodeKind::Number { .. }));
            match found.iter_mut().find(|known| known.text == text) {
                _ if is_index => {}
                Some(known) => {
                    known.tested += filter.tested;
                    known.passed += filter.passed;
                }
                None => found.push(Filtered {
                    text,
                    tested: filter.tested,
                    passed: filter.passed,
                    rejected: filter.rejected.first().map(Value::from),
                    check: why.map(|why| self.check(why)),
                }),
            }
        }
        record.children.iter().for_each(|part| self.filters(part, found));
    }
}

/// What to say of two texts that differ in what is easily overlooked.
pub fn alike(left: &str, right: &str) -> Option<String> {
    if left == right {
        return None;
    }
    if left.trim() == right.trim() {
        return Some("the two differ only in spaces at the start or end".to_owned());
    }
    (left.to_lowercase() == right.to_lowercase()).then(|| "the two differ only in case".to_owned())
}

fn result(record: &AuditNode) -> ConditionResult {
    match record.outcome {
        OutcomeKind::True => ConditionResult::True,
        OutcomeKind::False => ConditionResult::False,
        OutcomeKind::Error => ConditionResult::Failed,
        OutcomeKind::Value | OutcomeKind::Undefined => ConditionResult::Other,
    }
}

fn output(record: &AuditNode) -> Option<Value> {
    record.output.as_ref().map(Value::from)
}

fn is_literal(node: &Node) -> bool {
    matches!(
        node.kind,
        NodeKind::String { .. }
            | NodeKind::Number { .. }
            | NodeKind::Long { .. }
            | NodeKind::Bool { .. }
            | NodeKind::Null
            | NodeKind::Regex { .. }
            | NodeKind::Lambda(_)
    )
}

/// The record of the node `id` directly in a record.
fn child(record: &AuditNode, id: NodeId) -> Option<&AuditNode> {
    record.children.iter().find(|part| part.node == id)
}

/// The first record below one that is wanted.
fn descendant<'r>(record: &'r AuditNode, wanted: &dyn Fn(&AuditNode) -> bool) -> Option<&'r AuditNode> {
    record.children.iter().find_map(|part| if wanted(part) { Some(part) } else { descendant(part, wanted) })
}

#[cfg(test)]
mod tests {
    use super::super::{Expression, Scope};
    use super::Audit;
    use asl_aws::time::Timestamp;
    use asl_path::testing::{Fixed, json};

    fn audit(text: &str) -> Audit {
        let input = json(
            r#"{"total": "12", "n": 5, "name": "Ann", "order": {"id": 7, "status": "NEW"},
                "items": [{"price": 3, "sku": "a"}, {"price": 4, "sku": "b"}]}"#,
        );
        let environment = Fixed::new(json("{}"), json(r#"{"limit": 10}"#));
        let scope = Scope::new(&input, &environment, Timestamp(0));
        Expression::compile(&format!("{{% {text} %}}")).unwrap().audit(&scope)
    }

    #[test]
    fn an_error_is_found_where_it_arose_with_the_values_there() {
        for (text, at, parts) in [
            ("1 + ($states.input.total - 1)", "$states.input.total", "[\"12\"]"),
            ("1 + $states.input.total", "$states.input.total", "[\"12\"]"),
            ("$states.input.items[sku > 2]", "sku > 2", "[\"a\"]"),
            ("$states.input.items ~> $map(function($i) { $i.price * $i.sku })", "$i.sku", "[3,\"a\"]"),
            ("$sqrt(-$limit)", "$sqrt(-$limit)", "[-10]"),
            ("$uppercas('a')", "$uppercas", "[]"),
            ("$substring(true, 1)", "true", "[]"),
        ] {
            let fault = audit(text).fault.unwrap();
            assert_eq!(&text[fault.span.0..fault.span.1], at, "{text}");
            let values: asl_value::Value = fault.parts.into_iter().map(|part| part.value.unwrap()).collect();
            assert_eq!(values.to_json(), parts, "{text}");
        }
    }

    #[test]
    fn what_may_be_absent_is_not_reported_as_missing() {
        for (text, count) in [
            ("$states.input.nope & ''", 1),
            ("$exists($states.input.nope)", 0),
            ("$states.input.nope ? $states.input.nope : 1", 0),
            ("$states.input.n ? $states.input.nope : 1", 1),
            ("$states.input.items.nope", 1),
            ("$states.input.items[0].nope", 0),
            ("($own := {'a': 1}; $own.b)", 0),
            ("$count($states.input.order.*)", 0),
        ] {
            assert_eq!(audit(text).missing.len(), count, "{text}");
        }
    }

    #[test]
    fn the_audit_gives_the_value_that_the_evaluation_gives() {
        for (text, expected) in [
            ("$states.input.n * 2", "10"),
            ("$states.input.items[price > 3].sku", "\"b\""),
            ("$sum($states.input.items.price) + $limit", "17"),
            ("$states.input.items[0]", "{\"price\":3,\"sku\":\"a\"}"),
        ] {
            assert_eq!(audit(text).outcome.unwrap().unwrap().to_json(), expected, "{text}");
        }
    }

    #[test]
    fn an_expression_without_an_end_is_given_up() {
        let outcome = audit("($f := function($n) { $f($n + 1) }; $f(0))").outcome;
        assert!(matches!(&*outcome.unwrap_err().code, "D1012" | "U1006"));
    }
}
