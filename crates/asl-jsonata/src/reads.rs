//! What an expression reads of the state's input, the context object and variables, and of which kind it wants it.

use asl_value::SortedMap;
use std::rc::Rc;

use asl_path::reads::{Part, Read, Root, Wanted};
use asl_value::{Number, Value};
use jlens_core::ast::{BinaryOp, Node, NodeKind, Stage};

/// A place of the data.
type Place = (Root, Vec<Part>);

/// What names stand for: a variable of the expression's own, or the context that bare names are read of (`""`).
type Names = SortedMap<Rc<str>, Option<Place>>;

/// What is read when the value of `node` is needed as `wanted`.
pub(super) fn of(node: &Node, wanted: &Wanted) -> Vec<Read> {
    let mut reads = Vec::new();
    walk(node, wanted, &Names::new(), &mut reads);
    reads
}

fn walk(node: &Node, wanted: &Wanted, names: &Names, reads: &mut Vec<Read>) {
    let mut each = |node: &Node, wanted: &Wanted| walk(node, wanted, names, reads);
    match &node.kind {
        NodeKind::Path { .. } | NodeKind::Variable { .. } | NodeKind::Name { .. } => {
            if let Some((root, parts)) = place(node, names, reads) {
                reads.push(Read { root, parts, wanted: wanted.clone() });
            }
        }
        NodeKind::Binary { op, lhs, rhs } => {
            each(lhs, &side(*op, rhs, true));
            each(rhs, &side(*op, lhs, false));
        }
        NodeKind::Negate { expr } => each(expr, &Wanted::Number),
        NodeKind::Array { items } => items.iter().for_each(|item| each(item, &Wanted::Anything)),
        NodeKind::Object { pairs } => pairs.iter().for_each(|(key, value)| {
            each(key, &Wanted::Text);
            each(value, &Wanted::Anything);
        }),
        NodeKind::Condition { condition, then, otherwise } => {
            each(condition, &Wanted::Boolean);
            each(then, wanted);
            if let Some(otherwise) = otherwise {
                each(otherwise, wanted);
            }
        }
        NodeKind::Fallback { lhs, rhs, .. } => {
            each(lhs, &Wanted::Maybe);
            each(rhs, wanted);
        }
        NodeKind::Block { exprs, .. } => {
            let mut own = names.clone();
            for expr in exprs {
                match &expr.kind {
                    NodeKind::Bind { lhs, rhs } if let NodeKind::Variable { name } = &lhs.kind => {
                        let bound = place(rhs, &own, &mut Vec::new());
                        if bound.is_none() {
                            walk(rhs, &Wanted::Anything, &own, reads);
                        }
                        own.insert(Rc::from(&**name), bound);
                    }
                    _ => walk(expr, wanted, &own, reads),
                }
            }
        }
        NodeKind::Bind { rhs, .. } => each(rhs, wanted),
        NodeKind::Apply { lhs, rhs } => match &rhs.kind {
            NodeKind::Function { procedure, args } => call(procedure, Some(lhs), args, names, reads),
            _ => call(rhs, Some(lhs), &[], names, reads),
        },
        NodeKind::Function { procedure, args } | NodeKind::Partial { procedure, args } => {
            call(procedure, None, args, names, reads);
        }
        NodeKind::Lambda(lambda) => {
            let mut own = names.clone();
            own.extend(lambda.params.iter().map(|param| (Rc::from(&**param), None)));
            walk(&lambda.body, &Wanted::Anything, &own, reads);
        }
        NodeKind::Transform(transform) => each(&transform.pattern, &Wanted::Anything),
        _ => {}
    }
}

/// What one side of an operator has to be for the other one.
fn side(op: BinaryOp, other: &Node, is_left: bool) -> Wanted {
    let literal = literal(other);
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod | BinaryOp::Range => {
            Wanted::Number
        }
        BinaryOp::Eq | BinaryOp::Le | BinaryOp::Ge => literal.map_or(Wanted::Anything, Wanted::Value),
        BinaryOp::Ne => match literal {
            Some(Value::Number(_)) => Wanted::Number,
            Some(Value::Bool(_)) => Wanted::Boolean,
            _ => Wanted::Anything,
        },
        BinaryOp::Lt | BinaryOp::Gt => match literal {
            Some(Value::Number(number)) => Wanted::beyond(number, (op == BinaryOp::Gt) == is_left),
            Some(Value::String(_)) => Wanted::Text,
            _ => Wanted::Anything,
        },
        BinaryOp::Concat => Wanted::Text,
        BinaryOp::And | BinaryOp::Or => Wanted::Boolean,
        BinaryOp::In if is_left => match &other.kind {
            NodeKind::Array { items } => items.first().and_then(self::literal).map_or(Wanted::Anything, Wanted::Value),
            _ => literal.map_or(Wanted::Anything, Wanted::Value),
        },
        BinaryOp::In => literal.map_or(Wanted::List, |value| Wanted::Value([value].into_iter().collect())),
    }
}

fn literal(node: &Node) -> Option<Value> {
    Some(match &node.kind {
        NodeKind::String { value } => Value::from(&**value),
        NodeKind::Number { value } => {
            Number::parse(&value.to_string()).map_or_else(|| Value::from(*value), Value::Number)
        }
        NodeKind::Bool { value } => Value::from(*value),
        NodeKind::Negate { expr } => match literal(expr)? {
            Value::Number(number) => Value::Number(Number::parse(&format!("-{number}"))?),
            _ => return None,
        },
        _ => return None,
    })
}

/// A call, with `first` before its other arguments where it was written before an arrow.
fn call(procedure: &Node, first: Option<&Node>, rest: &[Node], names: &Names, reads: &mut Vec<Read>) {
    let NodeKind::Variable { name } = &procedure.kind else {
        walk(procedure, &Wanted::Anything, names, reads);
        first.into_iter().chain(rest).for_each(|argument| walk(argument, &Wanted::Anything, names, reads));
        return;
    };
    let mut items = None;
    for (index, argument) in first.into_iter().chain(rest).enumerate() {
        if let NodeKind::Lambda(lambda) = &argument.kind {
            // The first parameter is an item of the list that the function goes through.
            let mut own = names.clone();
            let at = usize::from(name == "reduce");
            for (number, param) in lambda.params.iter().enumerate() {
                own.insert(Rc::from(&**param), items.clone().filter(|_| number == at));
            }
            walk(&lambda.body, &Wanted::Anything, &own, reads);
            continue;
        }
        let wanted = argument_of(name, index);
        if index == 0 && matches!(wanted, Wanted::List | Wanted::Number) {
            let found = place(argument, names, reads);
            if let Some((root, mut parts)) = found {
                let is_list = parts.last() == Some(&Part::Item);
                let of_numbers = matches!(&**name, "sum" | "max" | "min" | "average");
                // The prices of a list of items, rather than one list of prices.
                let holds_list = !parts.contains(&Part::Item) && parts.len() > 1 && of_numbers;
                if holds_list {
                    let last = parts.pop();
                    reads.push(Read { root: root.clone(), parts: parts.clone(), wanted: Wanted::List });
                    parts.push(Part::Item);
                    parts.extend(last);
                } else if !is_list && !parts.contains(&Part::Item) && (wanted == Wanted::List || of_numbers) {
                    reads.push(Read { root: root.clone(), parts: parts.clone(), wanted: Wanted::List });
                    parts.push(Part::Item);
                }
                if wanted == Wanted::Number {
                    reads.push(Read { root: root.clone(), parts: parts.clone(), wanted });
                }
                items = Some((root, parts));
                continue;
            }
        }
        walk(argument, &wanted, names, reads);
    }
}

/// What a function takes at that place.
fn argument_of(function: &str, index: usize) -> Wanted {
    match (function, index) {
        ("exists" | "type" | "boolean" | "not", _) => Wanted::Maybe,
        (
            "count" | "map" | "filter" | "reduce" | "sort" | "distinct" | "reverse" | "shuffle" | "join" | "append"
            | "zip" | "single" | "partition",
            0,
        ) => Wanted::List,
        ("sum" | "max" | "min" | "average" | "abs" | "floor" | "ceil" | "round" | "power" | "sqrt", _)
        | ("formatNumber" | "formatBase" | "formatInteger" | "fromMillis", 0)
        | ("substring" | "pad", 1..) => Wanted::Number,
        ("toMillis", 0) => Wanted::Timestamp,
        ("parse", 0) => Wanted::JsonText,
        (
            "uppercase" | "lowercase" | "trim" | "length" | "substring" | "substringBefore" | "substringAfter"
            | "split" | "contains" | "replace" | "match" | "pad" | "base64encode" | "base64decode" | "encodeUrl"
            | "encodeUrlComponent" | "decodeUrl" | "decodeUrlComponent" | "parseInteger" | "hash",
            0,
        ) => Wanted::Text,
        ("keys" | "lookup" | "merge" | "spread" | "each" | "sift", 0) => Wanted::Object,
        _ => Wanted::Anything,
    }
}

/// The place that a path or a variable leads to. What its predicates and computed steps read is put into `reads`.
fn place(node: &Node, names: &Names, reads: &mut Vec<Read>) -> Option<Place> {
    let context = || names.get("").cloned().flatten();
    match &node.kind {
        NodeKind::Variable { name } => {
            let found = variable(name, names);
            stages(node, found, names, reads)
        }
        NodeKind::Name { name } => {
            let (root, mut parts) = context()?;
            parts.push(Part::Name(Rc::from(&**name)));
            stages(node, Some((root, parts)), names, reads)
        }
        NodeKind::Path { steps, .. } => {
            let (first, rest) = steps.split_first()?;
            let mut states = matches!(&first.kind, NodeKind::Variable { name } if name == "states");
            let mut at = if states { None } else { place(first, names, reads) };
            for step in rest {
                if let (true, NodeKind::Name { name }) = (states, &step.kind) {
                    states = false;
                    let root = match &**name {
                        "input" => Root::Input,
                        "context" => Root::Context,
                        _ => return None,
                    };
                    at = stages(step, Some((root, Vec::new())), names, reads);
                    continue;
                }
                let mut inner = names.clone();
                inner.insert("".into(), at.clone());
                match &step.kind {
                    NodeKind::Name { .. } => at = place(step, &inner, reads),
                    NodeKind::Sort { terms } => {
                        at = at.map(as_item);
                        inner.insert("".into(), at.clone());
                        for term in terms {
                            walk(&term.expr, &Wanted::Anything, &inner, reads);
                        }
                    }
                    _ => {
                        // What is computed here is no place; the list before it is one.
                        walk(step, &Wanted::Anything, &inner, reads);
                        return None;
                    }
                }
            }
            if states { None } else { stages(node, at, names, reads) }
        }
        _ => None,
    }
}

fn variable(name: &str, names: &Names) -> Option<Place> {
    match name {
        "$" | "states" => None,
        "" => names.get("").cloned().flatten(),
        _ => names.get(name).cloned().unwrap_or_else(|| Some((Root::Variable(name.into()), Vec::new()))),
    }
}

/// The place behind the predicates of a step: an item, if there are any.
fn stages(node: &Node, at: Option<Place>, names: &Names, reads: &mut Vec<Read>) -> Option<Place> {
    let mut at = at;
    for stage in node.attrs.stages.iter().chain(&node.attrs.predicate) {
        let Stage::Filter { expr, .. } = stage else { continue };
        at = at.map(as_item);
        let mut inner = names.clone();
        inner.insert("".into(), at.clone());
        if literal(expr).is_none() {
            walk(expr, &Wanted::Anything, &inner, reads);
        }
    }
    at
}

fn as_item((root, mut parts): Place) -> Place {
    if parts.last() != Some(&Part::Item) {
        parts.push(Part::Item);
    }
    (root, parts)
}

#[cfg(test)]
mod tests {
    use crate::Expression;
    use asl_path::reads::Wanted;
    use asl_path::testing::shown_read;

    fn reads(text: &str) -> Vec<String> {
        let expression = Expression::compile(&format!("{{% {text} %}}")).unwrap();
        expression.reads(&Wanted::Anything).iter().map(|read| shown_read(read, "input", "context")).collect()
    }

    #[test]
    fn what_is_read_is_told_with_what_is_wanted_there() {
        for (text, expected) in [
            ("$states.input", &["input"][..]),
            ("$states.input.a.b", &["input.a.b"]),
            ("$states.result.a", &[]),
            ("$states.context.Execution.Input.a", &["context.Execution.Input.a"]),
            ("$order.id", &["$order.id"]),
            ("$states.input.n > 10 and $states.input.kind = 'x'", &["input.n = 11", "input.kind = \"x\""]),
            ("$states.input.a + 1", &["input.a: Number"]),
            ("'Hello ' & $states.input.name", &["input.name: Text"]),
            ("$exists($states.input.a)", &["input.a: Maybe"]),
            ("$count($states.input.items)", &["input.items: List"]),
            ("$sum($states.input.items.price)", &["input.items: List", "input.items[].price: Number"]),
            ("$sum($states.input.prices)", &["input.prices: List", "input.prices[]: Number"]),
            (
                "$sum($states.input.items[kind = 'a'].price)",
                &["input.items[].kind = \"a\"", "input.items[].price: Number"],
            ),
            ("$map($states.input.items, function($i) { $i.id })", &["input.items: List", "input.items[].id"]),
            ("$states.input.items[0].id", &["input.items[].id"]),
            ("$states.input.items.(price * 2)", &["input.items.price: Number"]),
            ("($o := $states.input.order; $o.id)", &["input.order.id"]),
            ("$states.input.a ? $states.input.b : 1", &["input.a: Boolean", "input.b"]),
            ("{'id': $states.input.id}", &["input.id"]),
            ("$uppercase($states.input.a)", &["input.a: Text"]),
            ("$states.input.name ~> $uppercase", &["input.name: Text"]),
            ("$states.input.a in ['x', 'y']", &["input.a = \"x\""]),
        ] {
            assert_eq!(reads(text), expected, "{text}");
        }
    }
}
