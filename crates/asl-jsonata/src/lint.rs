//! What an expression's syntax tree tells without evaluating it.

use asl_value::{Sort, SortedSet};
use std::rc::Rc;

use jlens_core::ast::{Ast, Node, NodeKind, Stage};

/// What is known of an expression.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The variables and functions that it may take from outside, without `$`; some may be its own.
    pub variables: SortedSet<Rc<str>>,
    /// The fields of `$states` that it names, with their places in bytes of the expression.
    pub states_fields: Vec<(Rc<str>, (usize, usize))>,
    /// Whether it uses `$states` otherwise than for a field of it.
    pub whole_states: bool,
    /// What JSONata 2.0.6 as AWS has it does not know: the operator or function, and its place.
    pub too_new: Vec<(&'static str, (usize, usize))>,
    /// The functions that it calls and that do not exist, with their places.
    pub unknown_functions: Vec<(Rc<str>, (usize, usize))>,
    /// The names and `$` at its top level, and `$$` anywhere, each once, with their places. A name is no such reference
    /// in a predicate, a sort key, a grouping, a transformation or a later step of a path: there is an item to refer to.
    pub references: Vec<(Rc<str>, (usize, usize))>,
    /// Whether it may read its input: `$`, `$$` or a bare name outside of any path.
    pub reads_input: bool,
    /// Whether it names the root of its input, `$$`.
    pub names_root: bool,
    /// The variable and the names after it, if the expression is nothing but a path: `$states.input.order`.
    pub path: Option<Rc<[Rc<str>]>>,
}

pub(super) fn facts(ast: &Ast) -> Facts {
    let mut facts = Facts { path: simple_path(&ast.root), ..Facts::default() };
    find_references(&ast.root, &mut facts.references);
    let mut roots = Vec::new();
    let mut own = SortedSet::new();
    let mut fields_of_states = 0;
    let mut uses_of_states = 0;
    ast.root.walk(&mut |node| {
        own.extend(node.attrs.focus.as_deref());
        own.extend(node.attrs.index.as_deref());
        own.extend(node.attrs.stages.iter().chain(&node.attrs.predicate).filter_map(|stage| match stage {
            Stage::Index { var, .. } => Some(&**var),
            Stage::Filter { .. } => None,
        }));
        let place = (node.span.start, node.span.end);
        match &node.kind {
            NodeKind::Fallback { op, .. } => facts.too_new.push((op.symbol(), place)),
            NodeKind::Lambda(lambda) => own.extend(lambda.params.iter().map(|param| &**param)),
            NodeKind::Bind { lhs, .. } => {
                if let NodeKind::Variable { name } = &lhs.kind {
                    own.insert(&**name);
                }
            }
            NodeKind::Variable { name } => {
                if !matches!(&**name, "" | "$") {
                    facts.variables.insert(Rc::from(&**name));
                }
                if name == "$" {
                    roots.push(place);
                }
                uses_of_states += usize::from(name == "states");
            }
            NodeKind::Function { procedure, .. } | NodeKind::Partial { procedure, .. } => {
                if let NodeKind::Variable { name } = &procedure.kind {
                    facts.unknown_functions.push((Rc::from(&**name), (procedure.span.start, procedure.span.end)));
                }
            }
            NodeKind::Path { steps, .. } => {
                if let [first, second, ..] = &**steps
                    && matches!(&first.kind, NodeKind::Variable { name } if name == "states")
                    && let NodeKind::Name { name } = &second.kind
                {
                    fields_of_states += 1;
                    facts.states_fields.push((Rc::from(&**name), (first.span.start, second.span.end)));
                }
            }
            _ => {}
        }
    });
    facts.whole_states = uses_of_states > fields_of_states;
    facts.unknown_functions.retain(|(name, _)| !own.contains(&**name));
    facts.too_new.order_by_key(|(_, place)| *place);
    facts.names_root = !roots.is_empty();
    facts.references.extend(roots.into_iter().min().map(|place| (Rc::from("$$"), place)));
    facts.references.order_by_key(|(_, place)| *place);
    facts
}

/// Puts the references of `node` into `found`.
fn find_references(node: &Node, found: &mut Vec<(Rc<str>, (usize, usize))>) {
    let name = match &node.kind {
        NodeKind::Name { name } => name,
        NodeKind::Variable { name } if name.is_empty() => "$",
        _ => return parts_in_context(node).into_iter().for_each(|part| find_references(part, found)),
    };
    if !found.iter().any(|(known, _)| &**known == name) {
        found.push((name.into(), (node.span.start, node.span.end)));
    }
}

/// The parts of `node` that are evaluated on what the node itself is evaluated on.
fn parts_in_context(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::Path { steps, .. } => steps.first().into_iter().collect(),
        NodeKind::Binary { lhs, rhs, .. }
        | NodeKind::Fallback { lhs, rhs, .. }
        | NodeKind::Bind { lhs, rhs }
        | NodeKind::Apply { lhs, rhs } => vec![lhs, rhs],
        NodeKind::Negate { expr } => vec![expr],
        NodeKind::Array { items: nodes } | NodeKind::Block { exprs: nodes, .. } => nodes.iter().collect(),
        NodeKind::Object { pairs } => pairs.iter().flat_map(|(key, value)| [key, value]).collect(),
        NodeKind::Condition { condition, then, otherwise } => {
            [Some(&**condition), Some(&**then), otherwise.as_deref()].into_iter().flatten().collect()
        }
        NodeKind::Function { procedure, args } | NodeKind::Partial { procedure, args } => {
            std::iter::once(&**procedure).chain(args).collect()
        }
        NodeKind::Lambda(lambda) => vec![&lambda.body],
        _ => Vec::new(),
    }
}

/// The names of an expression that is a variable, or a path of names that starts at one.
fn simple_path(root: &Node) -> Option<Rc<[Rc<str>]>> {
    let plain = |node: &Node| {
        let attrs = &node.attrs;
        !attrs.keep_array
            && !attrs.tuple
            && attrs.focus.is_none()
            && attrs.index.is_none()
            && attrs.stages.is_empty()
            && attrs.predicate.is_empty()
            && attrs.group.is_none()
            && attrs.ancestor.is_none()
    };
    let variable = |node: &Node| match &node.kind {
        NodeKind::Variable { name } if plain(node) && !matches!(&**name, "" | "$") => Some(Rc::from(&**name)),
        _ => None,
    };
    if let Some(name) = variable(root) {
        return Some([name].into());
    }
    let NodeKind::Path { steps, keep_singleton_array: false } = &root.kind else { return None };
    if !plain(root) {
        return None;
    }
    let (first, rest) = steps.split_first()?;
    let names = rest.iter().map(|step| match &step.kind {
        NodeKind::Name { name } if plain(step) => Some(Rc::from(&**name)),
        _ => None,
    });
    std::iter::once(variable(first)).chain(names).collect()
}
