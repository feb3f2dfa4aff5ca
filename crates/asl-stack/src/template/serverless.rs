//! `serverless.yml` of the Serverless Framework with the plugin serverless-step-functions, and a file of `stateMachines`
//! alone, as a template of CloudFormation. Variables (`${self:…}`, `${opt:…}`, `${file(…)}`) are put in as far as they are
//! known; others are left for a person to fill in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::events;
use super::files::{FileReference, Files};
use super::foreign::{Foreign, Written, array, member, object, placed_at, resource, string};
use super::placeholders::OUTSIDE;
use super::resolve::scalar;
use super::source::Parameter;
use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_document::TemplateChoice;
use asl_document::project::Position;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Member, Node, NodeKind, Span};

/// How deep variables may name variables.
const MAX_DEPTH: u32 = 32;
/// How many nodes are made: variables that repeat each other would never end.
const MAX_NODES: u32 = 100_000;
/// What variables begin with; `${Name}` and `${AWS::Region}` are CloudFormation's.
const SOURCES: [&str; 11] = ["self:", "opt:", "env:", "file(", "sls:", "aws:", "cf:", "cf.", "ssm:", "param:", "s3:"];

/// Whether this is a file of the Serverless Framework, or a part of one that holds state machines.
pub(super) fn is_one(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    let is_machine = |one: &Member| one.value.get("definition").is_some_and(|node| node.get("StartAt").is_some());
    !has("States")
        && !has("StartAt")
        && !has("Resources")
        && (has("stepFunctions")
            || has("stateMachines")
            || has("provider") && (has("service") || has("functions"))
            || !root.members().is_empty() && root.members().iter().all(is_machine))
}

/// Reads the file at `at`, whose tree is `root`.
pub(super) fn read(files: Files<'_>, at: Position, root: &Node, choice: &TemplateChoice) -> Foreign {
    let service = whole_service(files, at, root);
    let reader = Reader {
        files,
        at,
        root: service.as_ref().map_or((at, root), |(at, node)| (*at, node)),
        choice,
        parameters: RefCell::default(),
        missing: RefCell::default(),
        nodes: Cell::new(0),
        functions: Vec::new(),
    };
    reader.with_functions().template(root)
}

/// The `serverless.yml` beside a file that holds state machines alone.
fn whole_service(files: Files<'_>, at: Position, root: &Node) -> Option<(Position, Node)> {
    if root.get("provider").is_some() || root.get("service").is_some() {
        return None;
    }
    let may_be = |other: &Position| *other != at && files.text(*other).contains("provider");
    files.positions().filter(may_be).find_map(|other| {
        let node = asl_text::parse(files.text(other)).root?;
        node.get("provider").is_some().then_some((other, node))
    })
}

struct Reader<'a> {
    files: Files<'a>,
    /// The file that is read.
    at: Position,
    /// The file that `self` means, with its tree.
    root: (Position, &'a Node),
    choice: &'a TemplateChoice,
    /// What is asked for, once each.
    parameters: RefCell<Vec<Parameter>>,
    /// Files that are not there.
    missing: RefCell<Vec<FileReference>>,
    nodes: Cell<u32>,
    /// The keys of the functions.
    functions: Vec<Rc<str>>,
}

/// A value, and the file in which its places are.
type Found = (Position, Node);

impl Reader<'_> {
    fn with_functions(mut self) -> Self {
        let (at, root) = self.root;
        let keys = |list: &Node| list.members().iter().map(|one| Rc::clone(&one.key.value)).collect::<Vec<_>>();
        let functions = root.get("functions").map(|node| self.node(node, at, 0));
        self.functions = functions.iter().flat_map(|(_, node)| parts(node)).flat_map(keys).collect();
        self
    }

    fn template(self, root: &Node) -> Foreign {
        let mut members: Vec<Member> = Vec::new();
        let mut definitions = Vec::new();
        let mut files = Vec::new();
        let opening = root.opening();
        for (machines_at, machines) in self.machines(root) {
            for machine in machines.members() {
                self.machine(machines_at, machine, opening, &mut members, &mut definitions, &mut files);
            }
        }
        self.functions_of(root, &mut members);
        if let Some((at, resources)) = self.own(root, "resources") {
            for part in parts(&resources) {
                let all = part.get("Resources").map(Node::members).unwrap_or_default();
                members.extend(all.iter().map(|one| self.at_home(at, one, opening)));
            }
        }
        let (parameters, missing) = (self.parameters.into_inner(), self.missing.into_inner());
        files.extend(missing);
        let template = object(vec![member("Resources", opening, object(members, root.span))], root.span);
        let diagnostics: Vec<Diagnostic> = Vec::new();
        Foreign { template, parameters, definitions, files, diagnostics }
    }

    /// A member of the file at `at` for the template: what stands elsewhere has its place at `span`.
    fn at_home(&self, at: Position, one: &Member, span: Span) -> Member {
        if at == self.at { one.clone() } else { member(Rc::clone(&one.key.value), span, placed_at(&one.value, span)) }
    }

    /// What the file has under `key`, worked out.
    fn own(&self, root: &Node, key: &str) -> Option<Found> {
        Some(self.node(root.get(key)?, self.at, 0))
    }

    /// The objects that hold state machines.
    fn machines(&self, root: &Node) -> Vec<Found> {
        let inner = |(at, node): Found| {
            let machines = node.get("stateMachines").cloned();
            let is_list = machines.is_none() && node.members().iter().all(|one| one.value.get("definition").is_some());
            machines.or_else(|| is_list.then_some(node)).map(|node| (at, node))
        };
        // What stands in the file itself is worked out machine by machine, in its own place.
        let steps = root.get("stepFunctions");
        let direct = steps.map_or_else(|| root.get("stateMachines"), |steps| steps.get("stateMachines"));
        if let Some(machines) = direct {
            return match &machines.kind {
                NodeKind::Object(_) => vec![(self.at, machines.clone())],
                _ => self.file_or_value(machines).into_iter().filter_map(inner).collect(),
            };
        }
        match steps {
            Some(steps) => self.file_or_value(steps).into_iter().filter_map(inner).collect(),
            None if root.get("provider").is_none() => {
                vec![(self.at, root.clone())].into_iter().filter_map(inner).collect()
            }
            None => Vec::new(),
        }
    }

    /// What a value that is a variable stands for, not worked out any further.
    fn file_or_value(&self, node: &Node) -> Vec<Found> {
        let whole = |node: &Node| match text_of(node).and_then(only_variable) {
            Some(inner) => self.variable(inner, node.span, 0),
            None => Some((self.at, node.clone())),
        };
        let items: Vec<&Node> = if node.items().is_empty() { vec![node] } else { node.items().iter().collect() };
        items.into_iter().filter_map(whole).collect()
    }

    fn machine(
        &self,
        at: Position,
        machine: &Member,
        home: Span,
        members: &mut Vec<Member>,
        definitions: &mut Vec<(Rc<str>, Written)>,
        files: &mut Vec<FileReference>,
    ) {
        let id = &machine.key.value;
        let key = if at == self.at { machine.key.span } else { home };
        let (node_at, body) = match text_of(&machine.value).and_then(only_variable) {
            Some(inner) => {
                let Some((found, body)) = self.variable(inner, machine.value.span, 0) else { return };
                if let Some(path) = file_alone(inner) {
                    let (written, _) = self.texts(path, machine.value.span, 0);
                    files.push(FileReference { written: written.into(), machine: Rc::clone(id), found: Some(found) });
                }
                (found, body)
            }
            None => (at, machine.value.clone()),
        };
        let span = if at == self.at { machine.value.span } else { home };
        let mut properties = Vec::new();
        for (from, to) in [("name", "StateMachineName"), ("type", "StateMachineType"), ("role", "RoleArn")] {
            if let Some((at, value)) = body.get(from).map(|node| self.node(node, node_at, 0)) {
                let value = if at == self.at { value } else { placed_at(&value, span) };
                properties.push(member(to, key, value));
            }
        }
        for (from, to) in [("loggingConfig", "LoggingConfiguration"), ("tracingConfig", "TracingConfiguration")] {
            if let Some((at, value)) = body.get(from).map(|node| self.node(node, node_at, 0)) {
                let value = observed(&value);
                let value = if at == self.at { value } else { placed_at(&value, span) };
                properties.push(member(to, key, value));
            }
        }
        match body.member("definition") {
            None => {}
            Some(definition) => {
                let written = self.definition(id, node_at, definition, files);
                definitions.push((Rc::clone(id), written));
                // Without it the template would be said to have none.
                properties.push(member("Definition", key, object(Vec::new(), span)));
            }
        }
        members.push(resource(id, key, "AWS::StepFunctions::StateMachine", properties, span));
        let events = body.get("events").map(|node| self.node(node, node_at, 0));
        for (index, event) in events.iter().flat_map(|(_, node)| node.items()).enumerate() {
            members.extend(events::serverless::rule(id, id, index + 1, event, key, span));
        }
    }

    fn definition(&self, id: &Rc<str>, at: Position, definition: &Member, files: &mut Vec<FileReference>) -> Written {
        let node = &definition.value;
        if let Some(path) = text_of(node).and_then(only_variable).and_then(file_alone) {
            let (path, _) = self.texts(path, node.span, 0);
            let found = self.files.project.find(at, &path);
            files.push(FileReference { written: path.as_str().into(), machine: Rc::clone(id), found });
            let Some(found) = found else {
                return Written::Missing(Some(path.as_str().into()), definition.key.span.merge(node.span));
            };
            let parsed = asl_text::parse(self.files.text(found));
            if let Some(root) = parsed.root.filter(|_| parsed.diagnostics.is_empty()) {
                let (at, node) = self.node(&root, found, 0);
                return Written::Node(at, node);
            }
            // Where it cannot be read it is said what is wrong with it.
            let mut pieces = super::pieces::Pieces::default();
            pieces.plain(self.files.text(found), 0);
            return Written::Text(found, pieces, Span::default());
        }
        let (at, node) = self.node(node, at, 0);
        if let Some(text) = node.as_str().filter(|text| text.trim_start().starts_with('{')) {
            let source = self.files.source(at);
            let mut pieces = super::pieces::Pieces::default();
            match asl_text::place::offsets(source.text, source.format, node.span, text) {
                Some(offsets) => pieces.written(text, &Rc::from(offsets), 0),
                None => pieces.computed(text, node.span),
            }
            return Written::Text(at, pieces, node.opening());
        }
        Written::Node(at, node)
    }

    /// The functions of the file, as resources.
    fn functions_of(&self, root: &Node, members: &mut Vec<Member>) {
        let (at, service) = self.root;
        let home = root.opening();
        let name_of = |key: &str| {
            let part = |path: &str| self.path((at, service.clone()), path, 1).and_then(|(_, node)| scalar(&node));
            let service = part("service").or_else(|| part("service.name")).unwrap_or_else(|| "service".into());
            format!("{service}-{}-{key}", self.stage())
        };
        let Some((at, list)) = service.get("functions").map(|node| self.node(node, at, 0)) else { return };
        for function in parts(&list).flat_map(Node::members) {
            let get = |key: &str| function.value.get(key).and_then(scalar);
            let (key, span) = if at == self.at { (function.key.span, function.value.span) } else { (home, home) };
            let name = get("name").unwrap_or_else(|| name_of(&function.key.value).into());
            let mut properties = vec![member("FunctionName", key, string(name, span))];
            let of_provider = |path: &str| self.path((self.root.0, service.clone()), path, 1).map(|(_, node)| node);
            let inherited = |name: &str| {
                get(name).or_else(|| of_provider(&format!("provider.{name}")).and_then(|node| scalar(&node)))
            };
            // What the framework gives a function that does not say it.
            let or = |value: Option<Rc<str>>, default: &str| value.unwrap_or_else(|| default.into());
            for (to, value) in [
                ("Runtime", inherited("runtime")),
                ("Handler", get("handler")),
                ("Timeout", Some(or(inherited("timeout"), "6"))),
                ("MemorySize", Some(or(inherited("memorySize"), "1024"))),
            ] {
                properties.extend(value.map(|value| member(to, key, string(value, span))));
            }
            let here = |node: &Node| if at == self.at { node.clone() } else { placed_at(node, span) };
            let provided = of_provider("provider.environment").map(|node| placed_at(&node, span));
            let mut variables: Vec<Member> = provided.iter().flat_map(Node::members).cloned().collect();
            for variable in function.value.get("environment").map(Node::members).unwrap_or_default() {
                variables.retain(|known| known.key.value != variable.key.value);
                variables.push(member(Rc::clone(&variable.key.value), key, here(&variable.value)));
            }
            let variables = vec![member("Variables", key, object(variables, span))];
            properties.push(member("Environment", key, object(variables, span)));
            // `true` is `Active`, which is what the provider says of all functions below `lambda`.
            let traced =
                get("tracing").or_else(|| of_provider("provider.tracing.lambda").and_then(|node| scalar(&node)));
            properties.extend(traced.map(|mode| {
                let mode = if &*mode == "true" { "Active".into() } else { mode };
                member("TracingConfig", key, object(vec![member("Mode", key, string(mode, span))], span))
            }));
            properties.extend(asynchronous(&function.value, key, span, &here));
            let id: Rc<str> = logical_id(&function.key.value).into();
            members.push(resource(&id, key, "AWS::Lambda::Function", properties, span));
            for (index, event) in function.value.get("events").map(Node::items).unwrap_or_default().iter().enumerate() {
                members.extend(events::serverless::rule(&id, &function.key.value, index + 1, event, key, span));
            }
        }
    }

    fn stage(&self) -> Rc<str> {
        let stage = self.variable("opt:stage, self:provider.stage, 'dev'", Span::default(), 0);
        stage.and_then(|(_, node)| scalar(&node)).unwrap_or_else(|| "dev".into())
    }

    /// `node` of the file at `at` with its variables put in. What comes from another file has its place where it is named.
    fn node(&self, node: &Node, at: Position, depth: u32) -> Found {
        self.nodes.set(self.nodes.get() + 1);
        if depth > MAX_DEPTH * 4 || self.nodes.get() > MAX_NODES {
            return (at, node.clone());
        }
        let inner = |one: &Node| {
            let (from, made) = self.node(one, at, depth + 1);
            if from == at { made } else { placed_at(&made, one.span) }
        };
        let kind = match &node.kind {
            NodeKind::String(text) | NodeKind::Placeholder(text) => {
                return self.text(text, node, at, depth);
            }
            NodeKind::Array(items) => NodeKind::Array(items.iter().map(inner).collect()),
            NodeKind::Object(members) => {
                let one = |one: &Member| {
                    let key = self.texts(&one.key.value, one.key.span, depth + 1).0;
                    member(key, one.key.span, inner(&one.value))
                };
                let made: Vec<Member> = members.iter().map(one).collect();
                NodeKind::Object(made.into_iter().map(|one| self.of_function(one)).collect())
            }
            other => other.clone(),
        };
        (at, Node { kind, span: node.span })
    }

    /// `Fn::GetAtt` and `Ref` of a function by its key, with the id that it has in the template.
    fn of_function(&self, mut one: Member) -> Member {
        let id = |key: &str| self.functions.iter().any(|known| **known == *key).then(|| logical_id(key));
        match (&*one.key.value, &mut one.value.kind) {
            ("Ref", NodeKind::String(key)) => {
                if let Some(id) = id(key) {
                    *key = id.into();
                }
            }
            ("Fn::GetAtt", NodeKind::String(path)) => {
                if let Some((key, attribute)) = path.split_once('.')
                    && let Some(id) = id(key)
                {
                    *path = format!("{id}.{attribute}").into();
                }
            }
            ("Fn::GetAtt", NodeKind::Array(items)) => {
                if let Some(Node { kind: NodeKind::String(key), .. }) = items.first_mut()
                    && let Some(id) = id(key)
                {
                    *key = id.into();
                }
            }
            _ => {}
        }
        one
    }

    /// What a text stands for: a value of any kind if it is one variable alone.
    fn text(&self, text: &Rc<str>, node: &Node, at: Position, depth: u32) -> Found {
        if !text.contains("${") && !text.contains("#{AWS::") {
            return (at, node.clone());
        }
        if let Some(inner) = only_variable(text) {
            let found = self.variable(inner, node.span, depth + 1);
            let whole = || Node { kind: NodeKind::Placeholder(text.trim().into()), span: node.span };
            return found.unwrap_or_else(|| (at, whole()));
        }
        let (made, changed) = self.texts(text, node.span, depth + 1);
        let made = made.replace("#{AWS::AccountId}", DEFAULT_ACCOUNT).replace("#{AWS::Region}", DEFAULT_REGION);
        if !changed && made == **text { (at, node.clone()) } else { (at, string(made, node.span)) }
    }

    /// A text with the variables in it put in, and whether there was one that is known.
    fn texts(&self, text: &str, span: Span, depth: u32) -> (String, bool) {
        let (mut made, mut rest, mut changed) = (String::new(), text, false);
        while let Some(start) = rest.find("${") {
            let (before, from) = rest.split_at(start);
            made.push_str(before);
            let Some(end) = closing(from) else {
                rest = from;
                break;
            };
            let (whole, behind) = from.split_at(end);
            let inner = whole.get(2..whole.len() - 1).unwrap_or_default();
            let value = is_variable(inner).then(|| self.variable(inner, span, depth + 1)).flatten();
            match value.as_ref().and_then(|(_, node)| scalar(node)).filter(|_| made.len() < 1_000_000) {
                Some(value) => {
                    made.push_str(&value);
                    changed = true;
                }
                None => made.push_str(whole),
            }
            rest = behind;
        }
        made.push_str(rest);
        (made, changed)
    }

    /// The value of a variable, without `${` and `}`; `None` if nobody knows.
    fn variable(&self, inner: &str, span: Span, depth: u32) -> Option<Found> {
        if depth > MAX_DEPTH || self.nodes.get() > MAX_NODES {
            return None;
        }
        self.nodes.set(self.nodes.get() + 1);
        let (inner, _) = self.texts(inner, span, depth + 1);
        let sources = split(&inner);
        let first = sources.first().copied().unwrap_or_default();
        let found = sources.iter().find_map(|source| self.source(source, span, depth + 1));
        if is_asked(first) {
            self.ask(first, found.as_ref().and_then(|(_, node)| scalar(node)));
        }
        let given = self.choice.parameters.get(first).filter(|given| !given.is_empty());
        given.map(|given| (self.at, typed(given, span))).or(found)
    }

    fn ask(&self, name: &str, default: Option<Rc<str>>) {
        let mut parameters = self.parameters.borrow_mut();
        match parameters.iter_mut().find(|known| &*known.name == name) {
            Some(known) => known.default = known.default.take().or(default),
            None => parameters.push(Parameter {
                name: name.into(),
                description: OUTSIDE.into(),
                default,
                allowed: Vec::new(),
                is_secret: false,
            }),
        }
    }

    /// What one of the sources of a variable gives.
    fn source(&self, source: &str, span: Span, depth: u32) -> Option<Found> {
        let here = |node: Node| Some((self.at, node));
        if let Some(text) = quoted(source) {
            return here(string(text, span));
        }
        if let Some(path) = source.strip_prefix("self:") {
            return self.path((self.root.0, self.root.1.clone()), path, depth);
        }
        if let Some(rest) = source.strip_prefix("file(") {
            let (path, rest) = rest.split_once(')')?;
            let found = self.files.project.find(self.root.0, path);
            let Some(found) = found else {
                let mut missing = self.missing.borrow_mut();
                if missing.iter().all(|known| *known.written != *path) {
                    missing.push(FileReference { written: path.into(), machine: "".into(), found: None });
                }
                return None;
            };
            let node = asl_text::parse(self.files.text(found)).root?;
            return self.path((found, node), rest.trim_start_matches(':'), depth);
        }
        match source {
            "sls:stage" => return here(string(self.stage(), span)),
            "aws:accountId" => return here(string(DEFAULT_ACCOUNT, span)),
            "aws:region" => {
                let region = self.path((self.root.0, self.root.1.clone()), "provider.region", depth);
                return region.or_else(|| here(string(DEFAULT_REGION, span)));
            }
            "true" | "false" | "null" => return here(typed(source, span)),
            _ => {}
        }
        let is_number = source.parse::<f64>().is_ok();
        is_number.then(|| (self.at, typed(source, span)))
    }

    /// What stands at a path such as `custom.stages.dev`, worked out.
    fn path(&self, (mut at, mut node): Found, path: &str, depth: u32) -> Option<Found> {
        for part in path.split('.').filter(|part| !part.is_empty()) {
            if let Some(inner) = text_of(&node).and_then(only_variable) {
                (at, node) = self.variable(inner, node.span, depth + 1)?;
            }
            let next = part.parse::<usize>().ok().and_then(|index| node.items().get(index));
            node = next.or_else(|| node.get(part))?.clone();
        }
        (depth <= MAX_DEPTH).then(|| self.node(&node, at, depth + 1))
    }
}

/// The id that the framework gives a function (its naming: `-` and `_` in words, the first letter large).
fn logical_id(key: &str) -> String {
    let plain = key.replace('-', "Dash").replace('_', "Underscore");
    let mut letters = plain.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain("LambdaFunction".chars()).collect()
}

/// The objects that a part of the file is made of: it may be a list of them.
fn parts(node: &Node) -> impl Iterator<Item = &Node> {
    let alone = node.items().is_empty().then_some(node);
    alone.into_iter().chain(node.items())
}

fn text_of(node: &Node) -> Option<&Rc<str>> {
    node.as_str()
}

/// The inner text of a text that is one variable and nothing else.
fn only_variable(text: &(impl AsRef<str> + ?Sized)) -> Option<&str> {
    let text = text.as_ref().trim();
    let inner = text.strip_prefix("${").filter(|_| closing(text) == Some(text.len()))?.strip_suffix('}')?;
    is_variable(inner).then_some(inner)
}

fn is_variable(inner: &str) -> bool {
    let inner = inner.trim_start();
    SOURCES.iter().any(|source| inner.starts_with(source))
}

/// Whether a person is asked for the value.
fn is_asked(source: &str) -> bool {
    !["self:", "file(", "sls:", "aws:"].iter().any(|known| source.starts_with(known)) && quoted(source).is_none()
}

/// The path of a variable that is a file as a whole.
fn file_alone(inner: &str) -> Option<&str> {
    inner.trim().strip_prefix("file(")?.strip_suffix(')').map(str::trim)
}

/// Where the variable that begins a text ends.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut before = '\0';
    for (at, letter) in text.char_indices() {
        match letter {
            '{' if before == '$' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        before = letter;
    }
    None
}

/// The sources of a variable, of which the first that is known counts.
fn split(inner: &str) -> Vec<&str> {
    let (mut found, mut from, mut quote, mut depth) = (Vec::new(), 0, None, 0_u32);
    for (at, letter) in inner.char_indices() {
        match letter {
            '\'' | '"' if quote == Some(letter) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(letter),
            '(' if quote.is_none() => depth += 1,
            ')' if quote.is_none() => depth = depth.saturating_sub(1),
            ',' if quote.is_none() && depth == 0 => {
                found.push(inner.get(from..at).unwrap_or_default().trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(inner.get(from..).unwrap_or_default().trim());
    found
}

/// The text between quotes.
fn quoted(source: &str) -> Option<&str> {
    ['\'', '"'].iter().find_map(|quote| source.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// A value as a person writes it: JSON, or else text.
pub(super) fn typed(text: &str, span: Span) -> Node {
    let parsed = matches!(text.trim_start().chars().next(), Some('{' | '[' | '"' | '-' | '0'..='9' | 't' | 'f' | 'n'))
        .then(|| asl_text::json::parse(text));
    match parsed {
        Some(parsed) if parsed.diagnostics.is_empty() => {
            parsed.root.map_or_else(|| string(text, span), |root| placed_at(&root, span))
        }
        _ => string(text, span),
    }
}

/// `loggingConfig` and `tracingConfig` in CloudFormation's words: the plugin lists the ARNs of log groups alone.
fn observed(config: &Node) -> Node {
    let span = config.span;
    let one = |one: &Member| {
        let key = one.key.span;
        let to = match &*one.key.value {
            "level" => "Level",
            "includeExecutionData" => "IncludeExecutionData",
            "enabled" => "Enabled",
            "destinations" => {
                let group = |arn: &Node| {
                    let group = object(vec![member("LogGroupArn", key, arn.clone())], span);
                    object(vec![member("CloudWatchLogsLogGroup", key, group)], span)
                };
                let groups = one.value.items().iter().map(group).collect();
                return member("Destinations", key, array(groups, span));
            }
            other => other,
        };
        member(to, key, one.value.clone())
    };
    object(config.members().iter().map(one).collect(), span)
}

/// How a function is invoked asynchronously: `onError`, `destinations`, `maximumRetryAttempts`, `maximumEventAge`.
fn asynchronous(function: &Node, key: Span, span: Span, here: &dyn Fn(&Node) -> Node) -> Vec<Member> {
    let get = |from: &str| function.get(from).map(here);
    let put = |to: &str, value: Node| member(to, key, value);
    let limits = [("maximumRetryAttempts", "MaximumRetryAttempts"), ("maximumEventAge", "MaximumEventAgeInSeconds")];
    let mut config: Vec<Member> = limits.iter().filter_map(|(from, to)| Some(put(to, get(from)?))).collect();
    let destination = |(from, to): (&str, &str)| {
        let named = function.get("destinations")?.get(from)?;
        // A function of the service, or `{type, arn}`, or the ARN.
        let arn = named.get("arn").unwrap_or(named);
        Some(put(to, object(vec![put("Destination", here(arn))], span)))
    };
    let destinations: Vec<Member> =
        [("onSuccess", "OnSuccess"), ("onFailure", "OnFailure")].into_iter().filter_map(destination).collect();
    if !destinations.is_empty() {
        config.push(put("DestinationConfig", object(destinations, span)));
    }
    let dead = get("onError").map(|arn| put("DeadLetterConfig", object(vec![put("TargetArn", arn)], span)));
    let config = (!config.is_empty()).then(|| put("EventInvokeConfig", object(config, span)));
    dead.into_iter().chain(config).collect()
}
