//! Where the data of each state comes from: which place of the execution's input a path of any state leads to.

use asl_value::SortedMap;
use std::collections::VecDeque;
use std::rc::Rc;

use super::needs::Need;
use super::reading;
use asl_jsonata::is_expression;
use asl_lang::{Catcher, QueryLanguage, Scope, State, StateKind, StateMachine};
use asl_path::reads::{Part, Read, Root};
use asl_path::{Expression, ReferencePath};
use asl_text::{Node, NodeKind, Spanned};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// Members in each other that are told apart: data that a loop puts into itself would have no end.
const DEEPEST: usize = 6;

/// Where a value comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Origin {
    /// From a state's work, or from nowhere that is known.
    #[default]
    Other,
    /// It is what stands at that place of the execution's input.
    Input(Vec<Part>),
    /// An object of these members; all others are those of another value.
    Object(Rc<SortedMap<Rc<str>, Origin>>, Rc<Origin>),
    /// A list of such items.
    List(Rc<Origin>),
}

impl Origin {
    fn object(members: impl IntoIterator<Item = (Rc<str>, Self)>) -> Self {
        Self::Object(Rc::new(members.into_iter().collect()), Rc::default())
    }

    /// Where the part comes from that `parts` lead to.
    pub(super) fn at(&self, parts: &[Part]) -> Self {
        let Some((part, rest)) = parts.split_first() else { return self.clone() };
        match (self, part) {
            (Self::Other, _) | (Self::Object(..), Part::Item) | (Self::List(_), Part::Name(_)) => Self::Other,
            (Self::Input(place), _) => Self::Input(place.iter().chain(parts).cloned().collect()),
            (Self::Object(members, others), Part::Name(name)) => match members.get(name) {
                Some(member) => member.at(rest),
                None => others.at(parts),
            },
            (Self::List(item), Part::Item) => item.at(rest),
        }
    }

    /// The same with `inner` put at the place that `names` lead to.
    fn with(&self, names: &[Rc<str>], inner: Self) -> Self {
        let Some((name, rest)) = names.split_first() else { return inner };
        let below = self.at(&[Part::Name(name.clone())]).with(rest, inner);
        match self {
            Self::Object(members, others) => {
                let mut members = (**members).clone();
                members.insert(name.clone(), below);
                Self::Object(Rc::new(members), others.clone())
            }
            _ => Self::Object(Rc::new([(name.clone(), below)].into_iter().collect()), Rc::new(self.clone())),
        }
    }

    /// Where a value comes from that comes from either. A member that some state gives is that state's.
    fn or(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Other, one) | (one, Self::Other) => one.clone(),
            (Self::Object(one, rest), Self::Object(two, others)) => {
                let mut members = (**one).clone();
                for (name, origin) in two.iter() {
                    let joined = match members.get(name) {
                        Some(Self::Other) => Self::Other,
                        Some(known) => known.or(origin),
                        None => origin.clone(),
                    };
                    members.insert(name.clone(), joined);
                }
                Self::Object(Rc::new(members), Rc::new(rest.or(others)))
            }
            (Self::Object(..), _) => self.clone(),
            (_, Self::Object(..)) => other.clone(),
            _ => self.clone(),
        }
    }

    fn bounded(self, depth: usize) -> Self {
        match self {
            Self::Object(..) | Self::List(_) if depth == 0 => Self::Other,
            Self::Object(members, others) => {
                let bound = |(name, origin): (&Rc<str>, &Self)| (name.clone(), origin.clone().bounded(depth - 1));
                let members = members.iter().map(bound).collect();
                Self::Object(Rc::new(members), Rc::new((*others).clone().bounded(depth - 1)))
            }
            Self::List(item) => Self::List(Rc::new((*item).clone().bounded(depth - 1))),
            other => other,
        }
    }
}

/// What is in view where something is computed.
#[derive(Clone)]
pub(super) struct View<'f> {
    /// The input that paths are read in.
    pub(super) input: Origin,
    /// The context object.
    context: &'f Origin,
    variables: &'f SortedMap<Rc<str>, Origin>,
}

impl View<'_> {
    /// The same with another input.
    pub(super) fn of(&self, input: Origin) -> Self {
        Self { input, ..self.clone() }
    }

    /// Where comes from what is read there.
    pub(super) fn origin(&self, read: &Read) -> Origin {
        match &read.root {
            Root::Input => self.input.at(&read.parts),
            Root::Context => self.context.at(&read.parts),
            Root::Variable(name) => self.variables.get(name).map(|known| known.at(&read.parts)).unwrap_or_default(),
        }
    }

    /// Where the value of a template comes from.
    fn template(&self, node: &Node, language: QueryLanguage) -> Origin {
        match &node.kind {
            NodeKind::Object(members) => Origin::object(members.iter().map(|member| {
                let key = &member.key.value;
                match key.strip_suffix(".$").filter(|_| language == QueryLanguage::JsonPath) {
                    Some(name) => (name.into(), member.value.as_str().map(|text| self.path(text)).unwrap_or_default()),
                    None => (key.clone(), self.template(&member.value, language)),
                }
            })),
            NodeKind::String(text) if language == QueryLanguage::Jsonata && is_expression(text) => {
                let expression = asl_jsonata::Expression::compile(text).ok();
                expression.and_then(|expression| expression.place()).map(|read| self.origin(&read)).unwrap_or_default()
            }
            _ => Origin::Other,
        }
    }

    /// Where the value of a path comes from.
    fn path(&self, text: &str) -> Origin {
        let expression = Expression::parse(text).ok();
        expression.and_then(|expression| expression.place()).map(|read| self.origin(&read)).unwrap_or_default()
    }

    /// What a path field leaves of its data: null leaves an empty object.
    fn through(&self, field: Option<&Spanned<Option<Rc<str>>>>) -> Origin {
        match field {
            None => self.input.clone(),
            Some(Spanned { value: None, .. }) => Origin::Other,
            Some(Spanned { value: Some(path), .. }) => self.path(path),
        }
    }
}

/// What `machine` needs of its input.
pub(super) fn needs(machine: &StateMachine) -> Need {
    let mut follow = Follow { machine, inputs: IndexMap::default(), variables: SortedMap::new() };
    let context = context_with(Origin::Other);
    // Once more, since a variable may be assigned in a scope that comes later.
    for _ in 0..2 {
        follow.scope(&machine.scope, Origin::Input(Vec::new()), &context);
    }
    let mut need = Need::default();
    reading::of_timeout(machine, &follow.view(Origin::Input(Vec::new()), &context), &mut need);
    follow.read(&machine.scope, &context, &mut need);
    need
}

/// The context object, of which the execution's input and a Map's item are data of the run.
fn context_with(item: Origin) -> Origin {
    let object = |name: &str, inner: Origin| Origin::object([(name.into(), inner)]);
    Origin::object([
        ("Execution".into(), object("Input", Origin::Input(Vec::new()))),
        ("Map".into(), object("Item", object("Value", item))),
    ])
}

struct Follow<'m> {
    machine: &'m StateMachine,
    /// By the place of the state's object: names may repeat in a broken definition.
    inputs: IndexMap<u32, Origin, FxBuildHasher>,
    variables: SortedMap<Rc<str>, Origin>,
}

impl<'m> Follow<'m> {
    fn view<'v>(&'v self, input: Origin, context: &'v Origin) -> View<'v> {
        View { input, context, variables: &self.variables }
    }

    fn input(&self, state: &State) -> Origin {
        self.inputs.get(&state.span.start).cloned().unwrap_or_default()
    }

    fn scope(&mut self, scope: &'m Scope, start: Origin, context: &Origin) {
        let states = by_name(scope);
        let first = scope.start_at.as_ref().and_then(|name| states.get(&*name.value).copied());
        let mut waiting = VecDeque::new();
        if let Some(first) = first {
            self.inputs.insert(first.span.start, start);
            waiting.push_back(first);
        }
        let mut steps = 0;
        // Origins settle after a round or two; what does not is cut off.
        while let Some(state) = waiting.pop_front().filter(|_| steps < 20 * scope.states.len()) {
            steps += 1;
            for (target, origin) in self.outputs(state, context) {
                let Some(next) = states.get(&*target).copied() else { continue };
                let origin = origin.bounded(DEEPEST);
                let known = self.inputs.get(&next.span.start);
                let joined = known.map_or_else(|| origin.clone(), |known| known.or(&origin));
                if known != Some(&joined) {
                    self.inputs.insert(next.span.start, joined);
                    waiting.push_back(next);
                }
            }
        }
        for state in &scope.states {
            for inner in state.scopes() {
                let (start, context) = self.inside(state, context);
                self.scope(inner, start, &context);
            }
        }
    }

    /// What a branch or an iteration begins with: its input and its context.
    fn inside(&self, state: &State, context: &Origin) -> (Origin, Origin) {
        let language = self.machine.language_of(state);
        let view = self.view(self.input(state), context);
        let selected = view.of(view.through(state.input_path.as_ref()));
        let StateKind::Map(map) = &state.kind else { return (effective(state, language, &selected), context.clone()) };
        let items = match (&map.item_reader, language, &map.items) {
            (Some(_), ..) => Origin::Other,
            (None, QueryLanguage::JsonPath, _) => selected.through(map.items_path.as_ref()),
            (None, QueryLanguage::Jsonata, Some(items)) => selected.template(items, language),
            (None, QueryLanguage::Jsonata, None) => selected.input.clone(),
        };
        let item = items.at(&[Part::Item]);
        let context = context_with(item.clone());
        let inner = View { context: &context, ..selected };
        let each = map.item_selector.as_ref().map_or(item, |selector| inner.template(selector, language));
        let start = if map.item_batcher.is_some() {
            Origin::object([("Items".into(), Origin::List(Rc::new(each)))])
        } else {
            each
        };
        (start, context)
    }

    /// What each state that this one leads to is given by it.
    fn outputs(&mut self, state: &'m State, context: &Origin) -> Vec<(Rc<str>, Origin)> {
        let language = self.machine.language_of(state);
        let input = self.input(state);
        let assigned = {
            let view = self.view(input.clone(), context);
            let works = matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
            let data = if works && language == QueryLanguage::JsonPath { Origin::Other } else { input.clone() };
            let rules = match &state.kind {
                StateKind::Choice(choice) => &choice.rules[..],
                _ => &[],
            };
            let assigns = state.assign.iter().chain(rules.iter().filter_map(|rule| rule.assign.as_ref()));
            let of = |assign: &Node| match view.of(data.clone()).template(assign, language) {
                Origin::Object(members, _) => (*members).clone(),
                _ => SortedMap::new(),
            };
            assigns.flat_map(of).collect::<Vec<_>>()
        };
        for (name, origin) in assigned {
            let joined = self.variables.get(&name).map_or_else(|| origin.clone(), |known| known.or(&origin));
            self.variables.insert(name, joined);
        }
        let view = self.view(input.clone(), context);
        let output = output(state, language, &view);
        let mut found = Vec::new();
        if let StateKind::Choice(choice) = &state.kind {
            for rule in &choice.rules {
                let own = rule.output.as_ref().map(|own| view.template(own, language));
                found.extend(rule.next.iter().map(|next| (next.value.clone(), own.clone().unwrap_or(output.clone()))));
            }
            found.extend(choice.default.iter().map(|next| (next.value.clone(), output.clone())));
            return found;
        }
        found.extend(state.next.iter().map(|next| (next.value.clone(), output.clone())));
        for catcher in &state.catch {
            found.extend(catcher.next.iter().map(|next| (next.value.clone(), caught(catcher, language, &view))));
        }
        found
    }

    /// Adds what the states of `scope` read, and those inside of them.
    fn read(&self, scope: &Scope, context: &Origin, need: &mut Need) {
        for state in in_order(scope) {
            let language = self.machine.language_of(state);
            let view = self.view(self.input(state), context);
            let selected = view.of(view.through(state.input_path.as_ref()));
            let combined = view.of(combined(state, language, &view));
            let (_, inner_context) = self.inside(state, context);
            let each = View { context: &inner_context, ..selected.clone() };
            reading::of_state(state, language, &reading::Views { view, selected, combined, each }, need);
            for inner in state.scopes() {
                self.read(inner, &inner_context, need);
            }
        }
    }
}

fn by_name(scope: &Scope) -> IndexMap<&str, &State, FxBuildHasher> {
    scope.states.iter().map(|state| (&*state.name.value, state)).collect()
}

/// The states in the order in which a run comes to them, as far as `Next` says; then the others.
fn in_order(scope: &Scope) -> Vec<&State> {
    let states = by_name(scope);
    let mut ordered: IndexMap<u32, &State, FxBuildHasher> = IndexMap::default();
    let mut waiting: VecDeque<&str> = scope.start_at.iter().map(|name| &*name.value).collect();
    while let Some(name) = waiting.pop_front() {
        if let Some(state) = states.get(name).copied()
            && ordered.insert(state.span.start, state).is_none()
        {
            waiting.extend(state.targets().into_iter().map(|target| &*target.value));
        }
    }
    for state in &scope.states {
        ordered.entry(state.span.start).or_insert(state);
    }
    ordered.into_values().collect()
}

/// The input behind `InputPath` and `Parameters`, or `Arguments`.
fn effective(state: &State, language: QueryLanguage, selected: &View<'_>) -> Origin {
    let given = state.parameters.as_ref().or(state.arguments.as_ref());
    given.map_or_else(|| selected.input.clone(), |given| selected.template(given, language))
}

fn caught(catcher: &Catcher, language: QueryLanguage, view: &View<'_>) -> Origin {
    match language {
        QueryLanguage::JsonPath => placed(catcher.result_path.as_ref(), &view.input, Origin::Other),
        QueryLanguage::Jsonata => {
            catcher.output.as_ref().map(|output| view.template(output, language)).unwrap_or_default()
        }
    }
}

fn output(state: &State, language: QueryLanguage, view: &View<'_>) -> Origin {
    if language == QueryLanguage::Jsonata {
        let works = matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
        return match &state.output {
            Some(output) => view.template(output, language),
            None if works => Origin::Other,
            None => view.input.clone(),
        };
    }
    view.of(combined(state, language, view)).through(state.output_path.as_ref())
}

/// What `OutputPath` is applied to.
fn combined(state: &State, language: QueryLanguage, view: &View<'_>) -> Origin {
    let selected = view.of(view.through(state.input_path.as_ref()));
    match &state.kind {
        StateKind::Pass { result: Some(_) } | StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) => {
            placed(state.result_path.as_ref(), &view.input, Origin::Other)
        }
        StateKind::Pass { result: None } => {
            placed(state.result_path.as_ref(), &view.input, effective(state, language, &selected))
        }
        _ => selected.input,
    }
}

/// What `ResultPath` makes of the input and the result.
fn placed(field: Option<&Spanned<Option<Rc<str>>>>, input: &Origin, result: Origin) -> Origin {
    match field {
        None => result,
        Some(Spanned { value: None, .. }) => input.clone(),
        Some(Spanned { value: Some(text), .. }) => {
            match ReferencePath::parse(text).ok().and_then(|path| path.names()) {
                Some(names) => input.with(&names, result),
                None => Origin::Other,
            }
        }
    }
}
