//! Makes the stack of a document.

mod carried;
mod connections;
mod events;
mod functions;
mod left_out;
mod machines;
mod parameters;
mod roles;
mod words;

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_functions::Function;
use asl_http::attempt::PRACTICE_ORIGIN;
use asl_lang::WorkflowType;
use asl_stack::iam::report::Role;
use asl_stack::template::source::{self, Parameter as TemplateParameter, Read, TemplateKind};
use asl_text::Node;
use asl_text::diagnostic::Severity;
use asl_value::Value;

use crate::marks::Marks;
use crate::stack::{Parameter, Resource, Stack};
use crate::{Refused, Source};
use connections::KnownConnection;
use machines::Machine;

/// Makes the stack of a document.
pub(crate) fn stack(source: &Source<'_>) -> Result<Stack, Refused> {
    let plain = read(source, source.choice, "");
    if let Some(error) = first_error(&plain) {
        return Err(Refused::Errors(error));
    }
    let mut builder = Builder::of(source, plain);
    builder.name_all();
    builder.queues();
    builder.buses();
    builder.connections();
    builder.destinations();
    builder.functions();
    builder.machines();
    builder.rules();
    builder.finish()
}

fn read(source: &Source<'_>, choice: &TemplateChoice, machine: &str) -> Read {
    let choice = TemplateChoice { machine: machine.into(), ..choice.clone() };
    source::check(source.text, &choice, source.workflow)
}

/// The first error of what was read.
fn first_error(read: &Read) -> Option<String> {
    let all = read.diagnostics.iter().chain(read.others.iter().flat_map(|file| &file.diagnostics));
    all.filter(|found| found.severity == Severity::Error).map(asl_text::diagnostic::Diagnostic::message).next()
}

/// Logical ids that mean something else somewhere: to the templates of Terraform, and to CDK, which adds a parameter, a condition,
/// and a rule of its own and cannot name a construct `Default`.
const RESERVED: [&str; 8] = [
    "true",
    "false",
    "null",
    "Default",
    "BootstrapVersion",
    "CheckBootstrapVersion",
    "CDKMetadata",
    "CDKMetadataAvailable",
];

/// What a parameter is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// A parameter or a placeholder of the document, by its name there.
    Document(Rc<str>),
    /// Something else, such as the ARN of something that the document does not have.
    More(String),
}

/// A stack in the making.
pub(crate) struct Builder<'a> {
    source: &'a Source<'a>,
    marks: Marks,
    /// The parameters of the template, and the placeholders of a definition.
    parameters: Vec<TemplateParameter>,
    /// What the roles of the functions of the document allow.
    function_roles: Vec<(Rc<str>, Role)>,
    /// A template of CloudFormation as it is written; nothing for other documents.
    written: Option<Node>,
    machines: Vec<Machine>,
    connections: Vec<KnownConnection>,
    functions: Rc<[Function]>,
    system: Rc<EventSystem>,
    /// The logical ids of what the event system has, by ARN.
    events: Vec<(Rc<str>, String)>,
    /// The logical ids that are taken, by parameters, resources, and outputs alike: CDK tells none of them apart.
    ids: Vec<String>,
    /// The logical ids of the parameters that have one.
    asked: Vec<(Wanted, String)>,
    /// The logical ids of the functions, by those that the document gives them.
    function_ids: Vec<(Rc<str>, String)>,
    stack: Stack,
}

impl<'a> Builder<'a> {
    fn of(source: &'a Source<'a>, plain: Read) -> Self {
        let plain = parameters::reads_from(source, source.choice, plain);
        let parameters = parameters::of(&plain);
        let marks = parameters::marks(source, &plain, &parameters);
        let reads = parameters::reads(source, &marks.choice(source.choice));
        let first = reads.first().cloned();
        let (system, functions, function_roles) =
            first.map(|first| (first.events, first.functions, first.function_roles)).unwrap_or_default();
        let id_of = |read: &Read| match &read.template {
            Some(template) => template.machines.get(template.chosen).cloned(),
            None => Some(Rc::from(machines::id_of(source.name))),
        };
        let machines = reads.into_iter().filter_map(|read| Machine::of(&id_of(&read)?, read)).collect();
        Self {
            machines,
            system: system.unwrap_or_default(),
            functions,
            function_roles,
            written: written(source, plain.first()),
            source,
            marks,
            parameters,
            connections: Vec::new(),
            events: Vec::new(),
            ids: RESERVED.map(str::to_owned).into(),
            asked: Vec::new(),
            function_ids: Vec::new(),
            stack: Stack::default(),
        }
    }

    /// Gives everything its logical id, so that whatever names it is a reference. Parameters are first: whoever deploys the
    /// export writes their names.
    fn name_all(&mut self) {
        for parameter in self.parameters.clone() {
            self.parameter_id(Wanted::Document(parameter.name.clone()), &parameter.name);
        }
        for index in 0..self.machines.len() {
            let wanted = self.machines.get(index).map(|machine| machine.written_id.clone()).unwrap_or_default();
            let id = self.id(&wanted);
            if let Some(machine) = self.machines.get_mut(index) {
                machine.id = id;
            }
        }
        for function in self.functions.clone().iter() {
            let id = self.id(&function.id);
            // CDK has an asset for the code.
            self.ids.push(format!("{id}Code"));
            self.function_ids.push((function.id.clone(), id));
        }
        self.find_connections();
        self.name_events();
        self.name_machines();
    }

    /// A logical id like `wanted` that nothing has yet.
    fn id(&mut self, wanted: &str) -> String {
        let wanted = asl_id(&self.marks.replaced(wanted, str::to_owned));
        let mut id = wanted.clone();
        let mut number = 1;
        while self.ids.iter().any(|known| known.eq_ignore_ascii_case(&id)) {
            number += 1;
            id = format!("{wanted}{number}");
        }
        self.ids.push(id.clone());
        id
    }

    /// The resources of a template of CloudFormation as they are written.
    fn written_resources(&self) -> Option<&Node> {
        // Resources may be cut out of one.
        self.written.as_ref().map(|root| root.get("Resources").unwrap_or(root))
    }

    fn add(&mut self, id: impl Into<String>, kind: &'static str, properties: asl_value::Map) {
        self.stack.resources.push(Resource { id: id.into(), kind, properties });
    }

    fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.stack.notes.contains(&note) {
            self.stack.notes.push(note);
        }
    }

    fn calls_practice_api(&self) -> bool {
        let definitions = self.stack.definitions.iter().any(|one| one.text.contains(PRACTICE_ORIGIN));
        let endpoints = self
            .stack
            .of_kind("AWS::Events::ApiDestination")
            .filter_map(|one| one.properties.get("InvocationEndpoint").and_then(Value::as_str));
        definitions || endpoints.into_iter().any(|endpoint| endpoint.starts_with(PRACTICE_ORIGIN))
    }

    /// The logical id of a function.
    fn function_id(&self, function: &Function) -> String {
        let known = self.function_ids.iter().find(|(known, _)| *known == function.id);
        known.map_or_else(|| asl_id(&function.id), |(_, id)| id.clone())
    }

    /// The logical id of a parameter, which is like `name`.
    fn parameter_id(&mut self, wanted: Wanted, name: &str) -> String {
        if let Some((_, id)) = self.asked.iter().find(|(known, _)| *known == wanted) {
            return id.clone();
        }
        let id = self.id(name);
        self.asked.push((wanted, id.clone()));
        id
    }

    /// Gives the logical id of a parameter back: something else stands for it.
    fn forget_parameter(&mut self, name: &str) {
        let wanted = Wanted::Document(name.into());
        if let Some(at) = self.asked.iter().position(|(known, _)| *known == wanted) {
            let (_, id) = self.asked.remove(at);
            self.ids.retain(|known| *known != id);
        }
    }

    /// Asks for a parameter of the document, once; gives its logical id.
    fn ask(&mut self, name: &str, description: &str, default: Option<&str>, is_secret: bool) -> String {
        let id = self.parameter_id(Wanted::Document(name.into()), name);
        if id != asl_id(name) {
            self.note(format!(
                "The parameter `{name}` of the document is called `{id}` in the export: its own name is taken."
            ));
        }
        self.add_parameter(id, description, default, is_secret)
    }

    /// Asks for something that is no parameter of the document, once; gives the logical id, which is like `name`.
    fn ask_more(&mut self, about: &str, name: &str, description: &str, is_secret: bool) -> String {
        let id = self.parameter_id(Wanted::More(about.to_owned()), name);
        self.add_parameter(id, description, None, is_secret)
    }

    fn add_parameter(&mut self, id: String, description: &str, default: Option<&str>, is_secret: bool) -> String {
        if !self.stack.parameters.iter().any(|known| known.name == id) {
            let (description, default) = (description.to_owned(), default.filter(|_| !is_secret).map(str::to_owned));
            self.stack.parameters.push(Parameter { name: id.clone(), description, default, is_secret });
        }
        id
    }

    /// Asks for a parameter of the template; gives its logical id.
    fn ask_known(&mut self, name: &str) -> String {
        let known = self.parameters.iter().find(|known| *known.name == *name).cloned();
        let given = self.source.choice.parameters.get(name).filter(|value| !value.is_empty()).cloned();
        match known {
            Some(known) => {
                let default = given.or(known.default);
                self.ask(name, &known.description, default.as_deref(), known.is_secret)
            }
            None => self.ask(name, "", given.as_deref(), false),
        }
    }

    fn finish(mut self) -> Result<Stack, Refused> {
        let has_any = ["AWS::StepFunctions::StateMachine", "AWS::Events::Rule", "AWS::Lambda::Function"];
        if self.stack.resources.iter().all(|resource| !has_any.contains(&resource.kind)) {
            return Err(Refused::Nothing);
        }
        for index in 0..self.machines.len() {
            let Some(id) = self.machines.get(index).map(|machine| machine.id.clone()) else { continue };
            let name = self.id(&format!("{id}Arn"));
            self.stack.outputs.push((name, crate::stack::reference(&id)));
        }
        if self.calls_practice_api() {
            self.note(format!(
                "`{PRACTICE_ORIGIN}` is the Practice API of the playground, which AWS cannot reach: put your endpoint in its place."
            ));
        }
        for not in self.system.not_simulated.clone() {
            self.note(format!("{} `{}` is not exported.", not.kind, not.name));
        }
        self.left_out();
        self.parameters_left_out();
        self.remove_marks();
        Ok(self.stack)
    }
}

/// A logical id: letters and digits alone, a letter first.
pub(crate) fn asl_id(name: &str) -> String {
    let mut id = String::new();
    let mut is_start = true;
    for char in name.chars() {
        if char.is_ascii_alphanumeric() {
            if is_start && !id.is_empty() {
                id.push(char.to_ascii_uppercase());
            } else {
                id.push(char);
            }
            is_start = false;
        } else {
            is_start = true;
        }
    }
    if !id.starts_with(|char: char| char.is_ascii_alphabetic()) {
        id.insert_str(0, "Resource");
    }
    id
}

/// A template of CloudFormation, as it is written.
fn written(source: &Source<'_>, read: Option<&Read>) -> Option<Node> {
    let template = read?.template.as_ref()?;
    if !matches!(template.kind, TemplateKind::Sam | TemplateKind::CloudFormation) {
        return None;
    }
    let text = source.choice.project.other(template.at).map_or(source.text, |file| &file.text);
    asl_text::parse(text).root
}

/// The type of a machine in CloudFormation's words.
fn type_word(workflow: WorkflowType) -> &'static str {
    if workflow == WorkflowType::Express { "EXPRESS" } else { "STANDARD" }
}
