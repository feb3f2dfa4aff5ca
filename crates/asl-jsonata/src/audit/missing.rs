//! Names that paths looked for in vain.

use jlens_core::ast::{Node, NodeKind};
use jlens_core::audit::{AuditNode, OutcomeKind};

use super::Reader;
use asl_path::evaluation_trace::{Found, Missing};
use asl_value::Value;

impl Reader<'_> {
    /// What paths below a record looked for in vain; filters are told by themselves.
    pub(super) fn notes_below(&self, record: &AuditNode) -> Vec<String> {
        let mut missing = Vec::new();
        self.missing(record, false, &mut missing);
        missing.into_iter().map(|(missing, _)| missing.sentence()).collect()
    }

    /// The names that plain paths of a record, and of all below it, looked for in vain; without those that may
    /// well be absent, if `used` says so: `$exists(…)`, the condition of `… ? … : …`.
    pub(super) fn missing(&self, record: &AuditNode, used: bool, found: &mut Vec<(Missing, (usize, usize))>) {
        if record.outcome == OutcomeKind::Undefined
            && let Some(missing) = self.node(record.node).and_then(|node| self.follow(node))
            && !found.contains(&missing)
        {
            found.push(missing);
            return;
        }
        if used && record.op.as_deref() == Some("$exists") {
            return;
        }
        let condition = match self.node(record.node).map(|node| &node.kind) {
            Some(NodeKind::Condition { condition, .. }) if used => Some(condition.id),
            _ => None,
        };
        let parts = record.children.iter().filter(|part| Some(part.node) != condition);
        parts.for_each(|part| self.missing(part, used, found));
    }

    /// Follows a path of names from a variable to the first that is not there.
    fn follow(&self, node: &Node) -> Option<(Missing, (usize, usize))> {
        let alone = std::slice::from_ref(node);
        let steps = if let NodeKind::Path { steps, .. } = &node.kind { steps.as_slice() } else { alone };
        let (first, rest) = steps.split_first()?;
        let NodeKind::Variable { name } = &first.kind else { return None };
        if matches!(&**name, "" | "$") || !(first.attrs.stages.is_empty() && first.attrs.predicate.is_empty()) {
            return None;
        }
        let Some(mut value) = (self.variable)(name) else {
            let missing = Missing { within: String::new(), name: name.clone(), found: Found::Variables(Vec::new()) };
            // A function, or a variable of the expression itself, is no business of the workflow.
            let own = self.nodes.iter().any(|node| matches!(&node.kind, NodeKind::Bind { .. } | NodeKind::Lambda(_)));
            return (!own && !rest.is_empty()).then_some((missing, (first.span.start, first.span.end)));
        };
        let mut within = first;
        for step in rest {
            let NodeKind::Name { name } = &step.kind else { return None };
            let next = match &value {
                Value::Object(map) => map.get(name).cloned(),
                // A path goes through arrays: the first item that has the name stands for all.
                Value::Array(items) => {
                    let has = items.iter().find_map(|item| item.get(name)).cloned();
                    if has.is_none() {
                        value = items.first().cloned()?;
                    }
                    has
                }
                _ => None,
            };
            match next {
                Some(next) if step.attrs.stages.is_empty() && step.attrs.predicate.is_empty() => value = next,
                // What a filter does is told by the filter.
                Some(_) => return None,
                None => {
                    let at = self.cut(node.span.start, within.span.end);
                    return Some((Missing::new(at, name, &value), (step.span.start, step.span.start + name.len())));
                }
            }
            within = step;
        }
        None
    }
}
