//! Makes the stack of a document.

mod connections;
mod events;
mod functions;
mod machines;
mod roles;
mod words;

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_functions::Function;
use asl_http::attempt::PRACTICE_ORIGIN;
use asl_lang::WorkflowType;
use asl_stack::template::source::{self, Parameter as TemplateParameter, Read};
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
    let mut builder = Builder::of(source, &plain);
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

/// A stack in the making.
pub(crate) struct Builder<'a> {
    source: &'a Source<'a>,
    marks: Marks,
    /// The parameters of the template, and the placeholders of a definition.
    parameters: Vec<TemplateParameter>,
    machines: Vec<Machine>,
    connections: Vec<KnownConnection>,
    functions: Rc<[Function]>,
    system: Rc<EventSystem>,
    /// The logical ids of what the event system has, by ARN.
    events: Vec<(Rc<str>, String)>,
    /// The logical ids that are taken.
    ids: Vec<String>,
    stack: Stack,
}

impl<'a> Builder<'a> {
    fn of(source: &'a Source<'a>, plain: &Read) -> Self {
        let parameters: Vec<TemplateParameter> = match &plain.template {
            Some(template) => template.parameters.clone(),
            None => plain.placeholders.clone(),
        };
        let marks = marks(source, plain, &parameters);
        let choice = marks.choice(source.choice);
        let first = read(source, &choice, "");
        let ids: Vec<Rc<str>> = match &first.template {
            Some(template) => template.machines.clone(),
            None => first.machine.iter().map(|_| Rc::from(machines::id_of(source.name))).collect(),
        };
        let (system, functions) = (first.events.clone(), first.functions.clone());
        let is_template = first.template.is_some();
        let machines = ids.iter().filter_map(|id| {
            let read = if is_template { read(source, &choice, id) } else { first.clone() };
            Machine::of(id, read)
        });
        Self {
            machines: machines.collect(),
            system: system.unwrap_or_default(),
            functions,
            source,
            marks,
            parameters,
            connections: Vec::new(),
            events: Vec::new(),
            ids: Vec::new(),
            stack: Stack::default(),
        }
    }

    /// Gives everything its logical id, so that whatever names it is a reference.
    fn name_all(&mut self) {
        for index in 0..self.machines.len() {
            let wanted = self.machines.get(index).map(|machine| machine.written_id.clone()).unwrap_or_default();
            let id = self.id(&wanted);
            if let Some(machine) = self.machines.get_mut(index) {
                machine.id = id;
            }
        }
        for function in self.functions.clone().iter() {
            self.ids.push(asl_id(&function.id));
        }
        self.find_connections();
        self.name_events();
    }

    /// A logical id like `wanted` that nothing has yet.
    fn id(&mut self, wanted: &str) -> String {
        let wanted = asl_id(wanted);
        let mut id = wanted.clone();
        let mut number = 1;
        while self.ids.iter().any(|known| known.eq_ignore_ascii_case(&id)) {
            number += 1;
            id = format!("{wanted}{number}");
        }
        self.ids.push(id.clone());
        id
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

    /// Asks for a parameter, once; gives its name.
    fn ask(&mut self, name: &str, description: &str, default: Option<&str>, is_secret: bool) -> String {
        let name = asl_id(name);
        if !self.stack.parameters.iter().any(|known| known.name == name) {
            let (description, default) = (description.to_owned(), default.filter(|_| !is_secret).map(str::to_owned));
            self.stack.parameters.push(Parameter { name: name.clone(), description, default, is_secret });
        }
        name
    }

    /// Asks for a parameter of the template; gives its name.
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
            self.stack.outputs.push((format!("{id}Arn"), crate::stack::reference(&id)));
        }
        if self.calls_practice_api() {
            self.note(format!(
                "`{PRACTICE_ORIGIN}` is the Practice API of the playground, which AWS cannot reach: put your endpoint in its place."
            ));
        }
        for not in self.system.not_simulated.clone() {
            self.note(format!("{} `{}` is not exported.", not.kind, not.name));
        }
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

/// Marks for the parameters that can have one: where a mark cannot be read, since a number or a word is wanted, the value stays.
fn marks(source: &Source<'_>, plain: &Read, parameters: &[TemplateParameter]) -> Marks {
    let shape = |read: &Read| {
        let rules = read.events.as_ref().map(|system| (system.rules.len(), system.destinations.len()));
        let states = read.machine.as_ref().map(|machine| machine.states().len());
        (rules, states, read.functions.len(), read.workflow, first_error(read).is_some())
    };
    let wanted = shape(plain);
    let is_fine = |marks: &Marks| shape(&read(source, &marks.choice(source.choice), "")) == wanted;
    let value = |parameter: &TemplateParameter| source.choice.parameters.get(&parameter.name).cloned();
    let open = parameters.iter().filter(|parameter| !parameter.is_secret && parameter.allowed.is_empty());
    let open: Vec<&TemplateParameter> = open.collect();
    let all = open.iter().fold(Marks::default(), |marks, one| marks.with(one, value(one).as_deref()));
    if is_fine(&all) {
        return all;
    }
    open.into_iter().fold(Marks::default(), |marks, one| {
        let more = marks.with(one, value(one).as_deref());
        if is_fine(&more) { more } else { marks }
    })
}

/// The type of a machine in CloudFormation's words.
fn type_word(workflow: WorkflowType) -> &'static str {
    if workflow == WorkflowType::Express { "EXPRESS" } else { "STANDARD" }
}
