//! Finding in the tree what a diagnostic points at, with everything around it.

use asl_value::SortedSet;

use asl_text::{Member, Node, NodeKind, Span};

/// A part of the tree: every object and array around it, from the outermost, each with the index of the member or item
/// that leads on. The last leads to the part itself.
#[derive(Clone, Debug)]
pub(super) struct NodePath<'n>(Vec<(&'n Node, usize)>);

impl<'n> NodePath<'n> {
    /// The object or array that the part stands in, and where.
    pub(super) fn holder(&self) -> Option<(&'n Node, usize)> {
        self.0.last().copied()
    }

    /// The member that the part is, if it stands in an object.
    pub(super) fn member(&self) -> Option<&'n Member> {
        let (holder, index) = self.holder()?;
        holder.members().get(index)
    }

    /// The part around this one.
    pub(super) fn up(&self) -> Option<Self> {
        let (_, outer) = self.0.split_last()?;
        (!outer.is_empty()).then(|| Self(outer.to_vec()))
    }

    /// The trails to this part and to all around it, from the innermost.
    pub(super) fn outwards(&self) -> impl Iterator<Item = Self> + use<'n> {
        std::iter::successors(Some(self.clone()), Self::up)
    }

    /// The state around this part: its member in `States`.
    pub(super) fn state(&self) -> Option<Self> {
        self.outwards().find(|path| {
            path.up().and_then(|outer| outer.member()).is_some_and(|member| &*member.key.value == "States")
                && path.member().is_some_and(|member| member.value.get("Type").is_some())
        })
    }

    /// The object around this part that has `States`.
    pub(super) fn scope(&self) -> Option<&'n Node> {
        self.outwards()
            .filter_map(|path| Some(path.holder()?.0))
            .find(|node| node.get("States").is_some_and(|states| matches!(states.kind, NodeKind::Object(_))))
    }
}

/// The member whose key stands at `span`.
pub(super) fn key_at(root: &Node, span: Span) -> Option<NodePath<'_>> {
    find(root, &|holder, index| holder.members().get(index).is_some_and(|member| member.key.span == span))
}

/// The value at `span`.
pub(super) fn value_at(root: &Node, span: Span) -> Option<NodePath<'_>> {
    find(root, &|holder, index| child(holder, index).is_some_and(|value| value.span == span))
}

/// The string that `span` lies in.
pub(super) fn string_around(root: &Node, span: Span) -> Option<NodePath<'_>> {
    let holds = |value: &Node| value.as_str().is_some() && value.span.start <= span.start && span.end <= value.span.end;
    find(root, &|holder, index| child(holder, index).is_some_and(holds))
}

/// The object that opens at `span`, see [`Node::opening`].
pub(super) fn object_at(root: &Node, span: Span) -> Option<&Node> {
    if is_object_at(root, span) {
        return Some(root);
    }
    let path = find(root, &|holder, index| child(holder, index).is_some_and(|value| is_object_at(value, span)))?;
    let (holder, index) = path.holder()?;
    child(holder, index)
}

fn is_object_at(node: &Node, span: Span) -> bool {
    matches!(node.kind, NodeKind::Object(_)) && node.opening() == span
}

/// The value of a member, or the item, at `index`.
pub(super) fn child(holder: &Node, index: usize) -> Option<&Node> {
    match holder.members().get(index) {
        Some(member) => Some(&member.value),
        None => holder.items().get(index),
    }
}

/// All strings below `node`.
pub(super) fn words(node: &Node) -> SortedSet<&str> {
    fn gather<'n>(node: &'n Node, into: &mut SortedSet<&'n str>) {
        into.extend(node.as_str().map(|text| &**text));
        node.members().iter().for_each(|member| gather(&member.value, into));
        node.items().iter().for_each(|item| gather(item, into));
    }
    let mut words = SortedSet::new();
    gather(node, &mut words);
    words
}

fn find<'n>(root: &'n Node, wanted: &impl Fn(&'n Node, usize) -> bool) -> Option<NodePath<'n>> {
    let mut path = Vec::new();
    descend(root, wanted, &mut path).then_some(NodePath(path))
}

fn descend<'n>(node: &'n Node, wanted: &impl Fn(&'n Node, usize) -> bool, path: &mut Vec<(&'n Node, usize)>) -> bool {
    let count = node.members().len().max(node.items().len());
    for index in 0..count {
        path.push((node, index));
        if wanted(node, index) || child(node, index).is_some_and(|value| descend(value, wanted, path)) {
            return true;
        }
        path.pop();
    }
    false
}
