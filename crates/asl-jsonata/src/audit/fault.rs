//! Where in an expression an error arose, and the values of the parts there.

use jlens_core::ast::{Node, NodeKind};
use jlens_core::audit::{AuditNode, OutcomeKind};

use super::Reader;
use crate::error::EngineError;
use asl_path::evaluation_trace::Operand;

/// Where in an expression an error arose.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The place in bytes of the expression.
    pub span: (usize, usize),
    /// The parts there, with the values that they had.
    pub parts: Vec<Operand>,
    /// The function that was called there, without `$`.
    pub function: Option<String>,
}

impl Reader<'_> {
    /// The innermost record that failed.
    pub(super) fn fault(&self, root: &AuditNode, error: Option<&EngineError>) -> Fault {
        let mut record = root;
        while let Some(inner) = record.children.iter().find(|part| part.outcome == OutcomeKind::Error) {
            record = inner;
        }
        let node = self.node(record.node);
        let mut parts: Vec<Operand> = Vec::new();
        let mut add = |part: &Node| {
            if let Some(operand) = self.operand(record, part)
                && !parts.contains(&operand)
            {
                parts.push(operand);
            }
        };
        match node.map(|node| &node.kind) {
            Some(NodeKind::Binary { lhs, rhs, .. } | NodeKind::Apply { lhs, rhs }) => {
                add(lhs);
                add(rhs);
            }
            Some(NodeKind::Function { args, .. }) => args.iter().for_each(&mut add),
            Some(NodeKind::Negate { expr }) => add(expr),
            _ => {}
        }
        let span = (record.span.start, record.span.end);
        let function =
            record.op.as_deref().filter(|_| record.kind == "function").and_then(|name| name.strip_prefix('$'));
        let function = function.map(str::to_owned).or_else(|| match node.map(|node| &node.kind) {
            Some(NodeKind::Apply { rhs, .. }) => match &rhs.kind {
                NodeKind::Variable { name } => Some(name.clone()),
                _ => None,
            },
            _ => None,
        });
        let part = node.zip(error).and_then(|(node, error)| culprit(node, error));
        let span = part.map_or(span, |part| (part.span.start, part.span.end));
        Fault { span, parts, function }
    }
}

/// The part of a node that an error is about, where its code tells: a side of an operator, an argument.
fn culprit<'n>(node: &'n Node, error: &EngineError) -> Option<&'n Node> {
    match (&node.kind, &*error.code) {
        (NodeKind::Binary { lhs, .. }, "T2001" | "T2003") => Some(lhs),
        (NodeKind::Binary { rhs, .. }, "T2002" | "T2004") => Some(rhs),
        (NodeKind::Function { procedure, .. }, "T1005" | "T1006") => Some(procedure),
        (NodeKind::Function { args, .. }, "T0410" | "T0412") => args.get((error.argument? as usize).checked_sub(1)?),
        _ => None,
    }
}
