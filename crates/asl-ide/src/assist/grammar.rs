//! Which construct of the language a part of a definition is, found by walking down from its root.

use asl_value::SortedSet;
use std::rc::Rc;

use super::site::Step;
use asl_lang::QueryLanguage::{self, Jsonata};
use asl_lang::StateType;
use asl_text::Node;

/// A construct of the language: an object or array of a definition with fields or items of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Construct {
    /// The definition itself.
    Machine,
    /// A branch of a Parallel.
    Branch,
    /// `ItemProcessor`, or `Iterator`.
    Processor,
    /// `ProcessorConfig`
    ProcessorConfig,
    /// The object of states.
    States,
    /// One state.
    State,
    /// `Branches`
    Branches,
    /// `Retry`
    Retry,
    /// One of `Retry`.
    Retrier,
    /// `Catch`
    Catch,
    /// One of `Catch`.
    Catcher,
    /// `ErrorEquals`
    Errors,
    /// `Choices`
    Choices,
    /// One of `Choices`.
    Rule,
    /// `And`, `Or`
    Rules,
    /// A rule inside another.
    Nested,
    /// `ItemReader`
    ItemReader,
    /// `ReaderConfig`
    ReaderConfig,
    /// `ItemBatcher`
    ItemBatcher,
    /// `ResultWriter`
    ResultWriter,
    /// `WriterConfig`
    WriterConfig,
    /// `Credentials`
    Credentials,
    /// `Parameters` or `Arguments` of a Task.
    Call,
    /// `Authentication` of an HTTP Task.
    Authentication,
    /// `InvocationConfig` of an HTTP Task.
    InvocationConfig,
    /// `Transform` of an HTTP Task.
    Transform,
    /// `RequestEncodingOptions` of `Transform`.
    EncodingOptions,
    /// `Assign`
    Assign,
    /// Data with paths or expressions in it.
    Payload,
    /// A value of the field that the walk went through last.
    Field,
    /// Something that is not looked into.
    Other,
}

/// A construct and what is known around it.
pub(super) struct Spot<'n> {
    /// The construct.
    pub(super) construct: Construct,
    /// The construct before the last step.
    pub(super) parent: Construct,
    /// The last key on the way.
    pub(super) key: Rc<str>,
    /// The value there.
    pub(super) node: &'n Node,
    /// The definition.
    pub(super) machine: &'n Node,
    /// The scopes around it, the outermost first: objects that hold `States`.
    pub(super) scopes: Vec<&'n Node>,
    /// The state around it, and its name.
    pub(super) state: Option<(Rc<str>, &'n Node)>,
    /// The field of the state that it stands in.
    pub(super) field: Rc<str>,
    /// Whether it stands in a catcher.
    pub(super) in_catcher: bool,
    /// The query language.
    pub(super) language: QueryLanguage,
}

impl Spot<'_> {
    /// The type of the state around it.
    pub(super) fn kind(&self) -> Option<StateType> {
        self.state.as_ref().and_then(|(_, node)| StateType::from_name(node.get("Type")?.as_str()?))
    }

    /// The text of a field of the state around it.
    pub(super) fn state_text(&self, field: &str) -> Option<&str> {
        self.state.as_ref().and_then(|(_, node)| node.get(field)?.as_str()).map(|text| &**text)
    }
}

/// Walks down `path`. In a template the definition begins at a `Definition`.
pub(super) fn walk<'n>(root: &'n Node, path: &[Step]) -> Option<Spot<'n>> {
    let mut machine = root;
    let mut rest = path;
    if root.get("States").is_none() && root.get("StartAt").is_none() {
        let definition = path.iter().position(|step| matches!(step, Step::Key(key) if &**key == "Definition"));
        if let Some(at) = definition {
            let (before, after) = path.split_at_checked(at + 1)?;
            machine = before.iter().try_fold(root, step_into)?;
            rest = after;
        } else if root.get("Resources").is_some() || root.members().iter().any(|m| m.value.get("Properties").is_some())
        {
            return None;
        }
    }
    let mut spot = Spot {
        construct: Construct::Machine,
        parent: Construct::Other,
        key: "".into(),
        node: machine,
        machine,
        scopes: Vec::new(),
        state: None,
        field: "".into(),
        in_catcher: false,
        language: language(machine).unwrap_or_default(),
    };
    for step in rest {
        take(&mut spot, step)?;
    }
    if spot.node.get("States").is_some() {
        spot.scopes.push(spot.node);
    }
    Some(spot)
}

/// The part of `node` that the step leads to.
pub(super) fn step_into<'n>(node: &'n Node, step: &Step) -> Option<&'n Node> {
    match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.items().get(*index),
    }
}

fn language(node: &Node) -> Option<QueryLanguage> {
    match &**node.get("QueryLanguage")?.as_str()? {
        "JSONata" => Some(Jsonata),
        "JSONPath" => Some(QueryLanguage::JsonPath),
        _ => None,
    }
}

fn take(spot: &mut Spot<'_>, step: &Step) -> Option<()> {
    let construct = match step {
        Step::Key(key) => by_key(spot, key),
        Step::Index(_) => match spot.construct {
            Construct::Branches => Construct::Branch,
            Construct::Retry => Construct::Retrier,
            Construct::Catch => Construct::Catcher,
            Construct::Choices => Construct::Rule,
            Construct::Rules => Construct::Nested,
            Construct::Errors => Construct::Field,
            Construct::Payload => Construct::Payload,
            _ => Construct::Other,
        },
    };
    let node = step_into(spot.node, step)?;
    if spot.node.get("States").is_some() {
        spot.scopes.push(spot.node);
    }
    if let Step::Key(key) = step {
        if spot.construct == Construct::States {
            spot.state = Some((key.clone(), node));
            spot.language = match language(spot.machine) {
                Some(Jsonata) => Jsonata,
                _ => language(node).unwrap_or_default(),
            };
        } else if spot.construct == Construct::State {
            spot.field = key.clone();
            spot.in_catcher = false;
        }
        spot.key = key.clone();
    }
    spot.in_catcher |= construct == Construct::Catcher;
    spot.parent = spot.construct;
    spot.construct = construct;
    spot.node = node;
    Some(())
}

fn by_key(spot: &Spot<'_>, key: &str) -> Construct {
    match (spot.construct, key) {
        (Construct::Machine | Construct::Branch | Construct::Processor, "States") => Construct::States,
        (Construct::States, _) => Construct::State,
        (Construct::State, "Branches") => Construct::Branches,
        (Construct::State, "Retry") => Construct::Retry,
        (Construct::State, "Catch") => Construct::Catch,
        (Construct::State, "Choices") => Construct::Choices,
        (Construct::State, "ItemProcessor" | "Iterator") => Construct::Processor,
        (Construct::State, "ItemReader") => Construct::ItemReader,
        (Construct::State, "ItemBatcher") => Construct::ItemBatcher,
        (Construct::State, "ResultWriter") => Construct::ResultWriter,
        (Construct::State, "Credentials") => Construct::Credentials,
        (Construct::State, "Parameters" | "Arguments") if spot.kind() == Some(StateType::Task) => Construct::Call,
        (Construct::State | Construct::Catcher | Construct::Rule, "Assign") => Construct::Assign,
        (Construct::State | Construct::Catcher | Construct::Rule, "Output")
        | (Construct::State, "Parameters" | "Arguments" | "ResultSelector" | "ItemSelector" | "Items" | "Result")
        | (Construct::ItemReader | Construct::ResultWriter, "Parameters" | "Arguments")
        | (Construct::ItemBatcher, "BatchInput")
        | (Construct::Assign | Construct::Payload | Construct::Call, _)
            if !is_part_of_call(spot.construct, key) =>
        {
            Construct::Payload
        }
        (Construct::Call, "Authentication") => Construct::Authentication,
        (Construct::Call, "InvocationConfig") => Construct::InvocationConfig,
        (Construct::Call, "Transform") => Construct::Transform,
        (Construct::Transform, "RequestEncodingOptions") => Construct::EncodingOptions,
        (Construct::Processor, "ProcessorConfig") => Construct::ProcessorConfig,
        (Construct::Retrier | Construct::Catcher, "ErrorEquals") => Construct::Errors,
        (Construct::Rule | Construct::Nested, "And" | "Or") => Construct::Rules,
        (Construct::Rule | Construct::Nested, "Not") => Construct::Nested,
        (Construct::ItemReader, "ReaderConfig") => Construct::ReaderConfig,
        (Construct::ResultWriter, "WriterConfig") => Construct::WriterConfig,
        (Construct::Other | Construct::Field, _) => Construct::Other,
        _ => Construct::Field,
    }
}

/// Whether a member of `Parameters` has fields of its own.
fn is_part_of_call(construct: Construct, key: &str) -> bool {
    construct == Construct::Call && matches!(key, "Authentication" | "InvocationConfig" | "Transform" | "Method")
}

/// The names of the variables that the scopes around `spot` assign, in the order of the text.
pub(super) fn variables(spot: &Spot<'_>) -> Vec<Rc<str>> {
    let mut names: Vec<Rc<str>> = Vec::new();
    let mut add = |node: &Node| {
        for member in node.get("Assign").map(Node::members).unwrap_or_default() {
            let name: Rc<str> = member.key.value.trim_end_matches(".$").into();
            if !super::site::is_placeholder(&name) && !names.contains(&name) {
                names.push(name);
            }
        }
    };
    for scope in &spot.scopes {
        for state in scope.get("States").map(Node::members).unwrap_or_default() {
            add(&state.value);
            for list in ["Catch", "Choices"] {
                state.value.get(list).map(Node::items).unwrap_or_default().iter().for_each(&mut add);
            }
        }
    }
    names
}

/// The names that the transitions of the scope lead to, in the order of the text.
pub(super) fn targets(scope: &Node) -> impl Iterator<Item = &Rc<str>> {
    let states = scope.get("States").map(Node::members).unwrap_or_default();
    let all = scope
        .get("StartAt")
        .and_then(Node::as_str)
        .into_iter()
        .chain(states.iter().flat_map(|state| targets_of(&state.value)));
    all.filter(|name| !super::site::is_placeholder(name) && !name.is_empty())
}

fn targets_of(state: &Node) -> impl Iterator<Item = &Rc<str>> {
    let lists = [state.get("Catch"), state.get("Choices")].into_iter().flatten();
    let parts = lists.flat_map(Node::items).filter_map(|part| part.get("Next"));
    let own = [state.get("Next"), state.get("Default")].into_iter().flatten();
    own.chain(parts).filter_map(Node::as_str)
}

/// The names of states that the scope's transitions name and that it does not have, in the order of the text.
pub(super) fn missing_states(scope: &Node) -> Vec<Rc<str>> {
    let states = scope.get("States").map(Node::members).unwrap_or_default();
    let present: SortedSet<&str> = states.iter().map(|state| &*state.key.value).collect();
    let mut wanted: Vec<Rc<str>> = Vec::new();
    for name in targets(scope) {
        if !present.contains(&**name) && !wanted.contains(name) {
            wanted.push(name.clone());
        }
    }
    wanted
}
