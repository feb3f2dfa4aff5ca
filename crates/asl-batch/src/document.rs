//! A document: a text that was read with the files around it, and what it can be asked.

use std::rc::Rc;

use asl_document::project::Position;
use asl_document::{ProjectFile, TemplateChoice};
use asl_explore::{Budget, Setup};
use asl_http::Connections;
use asl_lang::{StateMachine, WorkflowType};
use asl_scenario::Setting;
use asl_sim::mock::Mocks;
use asl_sim::{Files, Identity, Machines, OtherMachine, Runnable, Start};
use asl_stack::requirements;
use asl_stack::template::siblings::{Sibling, siblings};
use asl_stack::template::source::{self, Read};
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_value::{SortedMap, Value};
use asl_world::WorldStart;

/// A text that was read and checked, with the files of its project.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text.
    pub text: Rc<str>,
    /// What was chosen of the template around the definition, with the files of the project.
    pub choice: TemplateChoice,
    /// What was asked for where nothing around the definition says the type.
    pub asked_type: WorkflowType,
    /// What was read.
    pub read: Read,
    /// The machines that its Tasks and rules can start.
    pub others: Vec<Sibling>,
}

/// Something that was found, with the file in which it stands.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The path of the file in the project; empty for a text alone.
    pub path: Rc<str>,
    /// The text of the file.
    pub text: Rc<str>,
    /// What was found; its place is one in that text.
    pub diagnostic: Diagnostic,
}

/// Why a document cannot be run.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Hindrance {
    /// It has errors.
    #[error("the definition has errors")]
    Errors(Vec<Finding>),
    /// A placeholder has no value.
    #[error("the placeholder `{0}` has no value")]
    Placeholder(Rc<str>),
    /// There is no state machine.
    #[error("there is no state machine in it")]
    NoMachine,
    /// There is no machine of that name.
    #[error("there is no state machine `{0}` in it")]
    UnknownMachine(Rc<str>),
    /// There are no rules, though events are to be put.
    #[error("there are no event rules in it")]
    NoRules,
}

impl Document {
    /// Reads `text`, which is a definition or a template, among the files of its project.
    pub fn read(text: impl Into<Rc<str>>, choice: TemplateChoice, workflow: WorkflowType) -> Self {
        let text = text.into();
        let read = source::check(&text, &choice, workflow);
        let others = siblings(&text, &choice, &read);
        Self { text, choice, asked_type: workflow, read, others }
    }

    /// The same with another file of the project beside it.
    #[must_use]
    pub fn with_files(self, more: impl IntoIterator<Item = ProjectFile>) -> Self {
        let mut choice = self.choice;
        let own = choice.project.own();
        let mut others = choice.project.others.to_vec();
        others.extend(more);
        choice.project.others = others.into();
        choice.project.at = own;
        Self::read(self.text, choice, self.asked_type)
    }

    /// The same with the state machine of that logical id chosen.
    ///
    /// # Errors
    ///
    /// There is none of that name.
    pub fn with_machine(self, machine: &str) -> Result<Self, Hindrance> {
        if !self.machines().iter().any(|known| **known == *machine) {
            return Err(Hindrance::UnknownMachine(machine.into()));
        }
        let choice = TemplateChoice { machine: machine.into(), ..self.choice };
        Ok(Self::read(self.text, choice, self.asked_type))
    }

    /// The logical ids of the state machines of the template; none where there is no template.
    pub fn machines(&self) -> &[Rc<str>] {
        self.read.template.as_ref().map_or(&[], |template| &template.machines)
    }

    /// The paths of files that it names and that are not in its project, as they are written, from the file that names them.
    pub fn missing_files(&self) -> Vec<Rc<str>> {
        let template = self.read.template.iter().flat_map(|template| &template.files);
        template.filter(|file| file.found.is_none()).map(|file| file.written.clone()).collect()
    }

    /// The path and the text of the file at a position of its project.
    pub fn file(&self, at: Position) -> (Rc<str>, Rc<str>) {
        let project = &self.choice.project;
        match project.other(at) {
            Some(file) => (file.path.clone(), file.text.clone()),
            None => (project.path.clone(), self.text.clone()),
        }
    }

    /// The position of the file in which the definition stands.
    pub fn definition_at(&self) -> Position {
        self.read.definition_file().map_or(self.choice.project.own(), |file| file.at)
    }

    /// Everything that was found, file by file.
    pub fn findings(&self) -> Vec<Finding> {
        let (path, text) = (self.choice.project.path.clone(), self.text.clone());
        let finding = |path: &Rc<str>, text: &Rc<str>, diagnostic: &Diagnostic| Finding {
            path: path.clone(),
            text: text.clone(),
            diagnostic: diagnostic.clone(),
        };
        let own = self.read.diagnostics.iter().map(|found| finding(&path, &text, found));
        let beside = self
            .read
            .others
            .iter()
            .flat_map(|file| file.diagnostics.iter().map(move |found| finding(&file.path, &file.text, found)));
        own.chain(beside).collect()
    }

    /// The connections that the machine and the rules name and that are not among these.
    pub fn missing_connections(&self, connections: &Connections) -> Vec<Finding> {
        let of_machine =
            self.read.machine.as_ref().map(|machine| requirements::missing(machine, connections)).unwrap_or_default();
        let of_rules = self
            .read
            .events
            .as_ref()
            .map(|system| requirements::missing_of_rules(system, connections))
            .unwrap_or_default();
        let template = self.read.template.as_ref().map_or(self.choice.project.own(), |template| template.at);
        let at = |position: Position, diagnostic: Diagnostic| {
            let (path, text) = self.file(position);
            Finding { path, text, diagnostic }
        };
        let machine = of_machine.iter().map(|missing| at(self.definition_at(), missing.diagnostic()));
        machine.chain(of_rules.iter().map(|missing| at(template, missing.diagnostic()))).collect()
    }

    /// The machine, if nothing hinders a run.
    ///
    /// # Errors
    ///
    /// What hinders it.
    pub fn machine(&self) -> Result<&StateMachine, Hindrance> {
        self.unhindered()?;
        let machine = self.read.machine.as_ref().ok_or(Hindrance::NoMachine)?;
        match self.read.missing.first() {
            Some(missing) => Err(Hindrance::Placeholder(missing.name.clone())),
            None => Ok(machine),
        }
    }

    fn unhindered(&self) -> Result<(), Hindrance> {
        let mut errors = self.findings();
        errors.retain(|found| found.diagnostic.severity == Severity::Error);
        if errors.is_empty() { Ok(()) } else { Err(Hindrance::Errors(errors)) }
    }

    /// What a run needs beside its input and its answers.
    ///
    /// # Errors
    ///
    /// What hinders it.
    pub fn setting(&self, files: Rc<Files>) -> Result<Setting, Hindrance> {
        let machine = self.machine()?;
        let errors = |found: Vec<Diagnostic>| {
            let (path, text) = self.file(self.definition_at());
            let finding = |diagnostic: Diagnostic| Finding { path: path.clone(), text: text.clone(), diagnostic };
            Hindrance::Errors(found.into_iter().map(finding).collect())
        };
        let runnable = Runnable::compile(machine).map_err(errors)?;
        let identity = Identity { express: self.read.workflow == WorkflowType::Express, ..Identity::default() };
        Ok(Setting { machines: Rc::new(self.startable()), identity, files, ..Setting::of(runnable) })
    }

    /// The machines that its Tasks can start.
    fn startable(&self) -> Machines {
        Machines::new(self.others.iter().filter_map(startable).collect())
    }

    /// What events are put into.
    ///
    /// # Errors
    ///
    /// There are no rules, or something hinders a run.
    pub fn world(&self, files: Rc<Files>) -> Result<WorldStart, Hindrance> {
        let system = self.read.events.clone().ok_or(Hindrance::NoRules)?;
        self.unhindered()?;
        let template = self.read.template.as_ref();
        let id = template.and_then(|template| template.machines.get(template.chosen)).cloned();
        let on_aws = system.machines.iter().find(|machine| machine.logical_id == id && id.is_some());
        let names: Vec<Rc<str>> = on_aws.map(|machine| machine.name.clone()).into_iter().chain(id.clone()).collect();
        let machine = self.read.machine.as_ref().and_then(|machine| Runnable::compile(machine).ok());
        let express = self.read.workflow == WorkflowType::Express;
        let own = machine.map(|machine| OtherMachine { names, machine, express });
        let machines = own.into_iter().chain(self.others.iter().filter_map(startable)).collect();
        Ok(WorldStart {
            system,
            machines: Rc::new(Machines::new(machines)),
            functions: self.read.functions.clone(),
            start: Start { machines: Rc::new(self.startable()), files, ..Start::default() },
            seed: 1,
            ..WorldStart::default()
        })
    }

    /// What an exploration begins with: calls of the Practice API are answered as it would, all others as if they went well.
    ///
    /// # Errors
    ///
    /// What hinders a run.
    pub fn exploration(&self, input: Value, mocks: Mocks, files: Rc<Files>) -> Result<Setup, Hindrance> {
        let mut setting = self.setting(files)?;
        setting.machines = Rc::new((*setting.machines).clone().without(mocks.names()));
        let machine = self.machine()?.clone();
        Ok(Setup {
            machine: Rc::new(machine),
            setting,
            input,
            mocks,
            results: SortedMap::default(),
            connections: Some(practice_connections()),
            budget: Budget::default(),
        })
    }
}

/// A machine that can be started, if it can run.
fn startable(other: &Sibling) -> Option<OtherMachine> {
    let machine = Runnable::compile(&other.machine).ok()?;
    Some(OtherMachine { names: other.names.clone(), machine, express: other.workflow == WorkflowType::Express })
}

/// The connections of the Practice API, whose credentials are public.
pub fn practice_connections() -> Rc<Connections> {
    Rc::new(asl_examples::connections().into_iter().collect())
}
