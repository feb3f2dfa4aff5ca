//! What a person has in the editor: a definition, or a template with one or several around it; alone, or as a file of a
//! project.

use asl_value::Sort;
use std::rc::Rc;

use super::definition::{self, Definition, TemplatePlace};
use super::files::{FileReference, Files};
use super::foreign::{Foreign, Written};
use super::forms::{self, Form, FormKind};
use super::inventory::{self, Item};
use super::observed::{self, Observed};
use super::pasted;
use super::placeholders::{self, Missing};
use super::resolve::Resolver;
use super::{
    code, command, events, functions, globals, parameters, role, serverless, terraform, terraform_json, written_secrets,
};
use crate::iam::report::Role;
use crate::iam::{PolicyContext, Report, report};
use crate::messages::{AccessProblem, TemplateProblem};
use asl_document::project::Position;
use asl_document::{Project, TemplateChoice};
use asl_events::EventSystem;
use asl_functions::Function;
use asl_lang::aws::{self, Finding, Validation};
use asl_lang::{self, Recheck, StateMachine, WorkflowType};
use asl_parts::Part;
use asl_text::diagnostic::{Code, Diagnostic};
use asl_text::json::{Reread, Rereader};
use asl_text::{self, Format, Member, Node, NodeKind, Parsed, Span, Spanned};

/// The types of the resources that are state machines.
pub(super) const MACHINES: [&str; 2] = ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"];

/// A text that was read and checked. Every place is one in the text, whatever stands around the definition, unless the
/// definition stands in another file of the project: see [`Read::definition_file`].
#[derive(Clone, Debug)]
pub struct Read {
    /// The tree of the definition, functions worked out.
    pub root: Option<Node>,
    /// The machine, as far as it could be read.
    pub machine: Option<StateMachine>,
    /// Everything found in the text, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
    /// The other files of the project that matter here: that of the definition, and those in which something was found.
    pub others: Vec<OtherFile>,
    /// The notation of the text.
    pub format: Format,
    /// The type of the machine: the template's word for it, else the one asked for.
    pub workflow: WorkflowType,
    /// Whether what stands around the definition decides on that type: then nobody else can.
    pub workflow_is_set: bool,
    /// The template, if the text is one.
    pub template: Option<Template>,
    /// The buses, rules and API destinations of the template; `None` where there are none.
    pub events: Option<Rc<EventSystem>>,
    /// The Lambda functions of the template, with their code.
    pub functions: Rc<[Function]>,
    /// What the roles of functions allow, by the logical ids of the functions, as far as the template says it.
    pub function_roles: Vec<(Rc<str>, Role)>,
    /// What the machine calls, and what its role says to that.
    pub permissions: Report,
    /// What is logged and traced of the machine, as far as the template says it.
    pub observed: Observed,
    /// What stands around the definition, if the text is not one itself and no template.
    pub form: Option<Box<Form>>,
    /// The placeholders of the definition that nothing around it has a value for; those that were given one too.
    pub placeholders: Vec<Parameter>,
    /// The placeholders without a value that a run cannot do without.
    pub missing: Vec<Missing>,
}

/// Another file of the project that was read with the text.
#[derive(Clone, Debug)]
pub struct OtherFile {
    /// Its position in the project.
    pub at: Position,
    /// Its path.
    pub path: Rc<str>,
    /// Its text.
    pub text: Rc<str>,
    /// What was found in it, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the definition stands in it: then every place of [`Read::root`] and [`Read::machine`] is one in this file.
    pub has_definition: bool,
}

/// Whose template it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// AWS SAM's.
    Sam,
    /// CloudFormation's.
    CloudFormation,
    /// The Serverless Framework's `serverless.yml`.
    Serverless,
    /// Terraform's.
    Terraform,
    /// What the AWS CLI takes and prints.
    Commands,
}

impl TemplateKind {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sam => "SAM template",
            Self::CloudFormation => "CloudFormation template",
            Self::Serverless => "Serverless Framework",
            Self::Terraform => "Terraform",
            Self::Commands => "AWS CLI",
        }
    }
}

/// A template around the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Whose it is.
    pub kind: TemplateKind,
    /// Its position in the project.
    pub at: Position,
    /// The files that it names.
    pub files: Vec<FileReference>,
    /// The logical ids of its state machines, in order.
    pub machines: Vec<Rc<str>>,
    /// Which of them it is; none of them where a function is invoked alone.
    pub chosen: usize,
    /// The logical ids of the functions whose code runs here, in order.
    pub functions: Vec<Rc<str>>,
    /// The function that is invoked alone, in place of a machine.
    pub invoked: Option<Rc<str>>,
    /// Whether there are rules to run, whatever is chosen.
    pub has_rules: bool,
    /// Its parameters, and names that stand for something outside of it.
    pub parameters: Vec<Parameter>,
    /// The logical ids of its connections.
    pub connections: Vec<Rc<str>>,
    /// Everything else that the playground knows something about.
    pub resources: Vec<Item>,
}

impl Template {
    /// The logical id of what runs: a state machine, or a function that is invoked alone.
    pub fn shown(&self) -> Option<&Rc<str>> {
        self.invoked.as_ref().or_else(|| self.machines.get(self.chosen))
    }
}

/// A parameter of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in `Parameters`.
    pub name: Rc<str>,
    /// `Description`; empty for none.
    pub description: Rc<str>,
    /// `Default`, if it has one that counts.
    pub default: Option<Rc<str>>,
    /// `AllowedValues`; empty for any.
    pub allowed: Vec<Rc<str>>,
    /// `NoEcho`: it is never filled in, since definitions are no place for secrets.
    pub is_secret: bool,
}

/// Reads and checks `text`, which is a definition or a template, with the files of its project; `workflow` is what a
/// definition alone does not say.
pub fn check(text: &str, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    check_inside(text, choice, workflow, 0)
}

/// Checks the texts of an editor one after the other: of a definition by itself, the parts that did not change are neither read
/// nor checked again.
#[derive(Debug, Default)]
pub struct Checker {
    rereader: Rereader,
    recheck: Recheck,
}

/// What a [`Checker`] knows of the text before, for the check of the next one.
struct Known<'k> {
    recheck: &'k mut Recheck,
    reread: Option<Reread>,
    /// Whether the text was a definition by itself.
    is_used: bool,
}

impl Checker {
    /// As [`check`], but without [`Read::root`] of a definition by itself, whose tree stays here.
    pub fn check(&mut self, text: &Rc<str>, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
        if is_foreign(text) {
            return check(text, choice, workflow);
        }
        let (parsed, reread) = self.rereader.parse(text);
        let is_clean = Rereader::can_keep(&parsed);
        let mut known = Known { recheck: &mut self.recheck, reread, is_used: false };
        let mut read = check_as(text, parsed, choice, workflow, 0, Some(&mut known));
        match (known.is_used, read.root.take()) {
            // A text with problems is mostly one that is being typed.
            (true, _) if !is_clean => {}
            (true, Some(root)) => self.rereader.keep(text.clone(), root),
            (_, root) => {
                *self = Self::default();
                read.root = root;
            }
        }
        read
    }
}

/// Whether a reader of its own reads the text.
fn is_foreign(text: &str) -> bool {
    terraform::looks_like(text) || command::is_one(text)
}

/// As [`check`], in `depth` forms.
pub(super) fn check_inside(text: &str, choice: &TemplateChoice, workflow: WorkflowType, depth: usize) -> Read {
    if is_foreign(text) {
        let files = Files { text, project: &choice.project };
        return match reader() {
            Some(reader) => (reader.read_terraform)(files, choice, workflow),
            None => Read::empty(Format::Json, workflow),
        };
    }
    check_as(text, asl_text::parse(text), choice, workflow, depth, None)
}

/// As [`check_inside`], of a text that was read as `parsed`.
fn check_as(
    text: &str,
    mut parsed: Parsed,
    choice: &TemplateChoice,
    workflow: WorkflowType,
    depth: usize,
    known: Option<&mut Known<'_>>,
) -> Read {
    let are_pieces = depth < forms::DEEPEST && forms::are_pieces(text, &parsed);
    let template = parsed.root.take_if(|root| !are_pieces && is_template(root));
    let format = parsed.format;
    let form = || match () {
        () if are_pieces => Some(FormKind::Pieces),
        // In a project a template beside it may name it.
        () if choice.project.others.is_empty() && code::find(text).is_some() => Some(FormKind::Code),
        () => forms::find(text, &parsed),
    };
    if template.is_none()
        && depth < forms::DEEPEST
        && let Some(kind) = form()
    {
        let Some(reader) = reader() else { return Read::empty(format, workflow) };
        // A machine with its definition in it may be a part of the service beside it.
        let is_named = kind == FormKind::Description && !choice.project.others.is_empty();
        let beside = || (reader.read_beside)(Files { text, project: &choice.project }, choice, workflow);
        return is_named
            .then(beside)
            .flatten()
            .unwrap_or_else(|| (reader.read_form)(text, &parsed, kind, choice, workflow, depth));
    }
    let files = Files { text, project: &choice.project };
    if template.is_none() && choice.project.others.is_empty() {
        return alone_again(text, parsed, choice, workflow, known);
    }
    let Some(reader) = reader() else { return Read::empty(format, workflow) };
    match template {
        Some(template) => (reader.read)(files, template, parsed.diagnostics, choice, workflow),
        None => (reader.read_beside)(files, choice, workflow).unwrap_or_else(|| alone(text, parsed, choice, workflow)),
    }
}

fn reader() -> Option<&'static Templates> {
    if cfg!(feature = "deferred") { TEMPLATES.get() } else { Some(templates()) }
}

/// Reads a definition without anything around it, with the values that its placeholders were given.
pub(super) fn alone(text: &str, parsed: Parsed, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    alone_again(text, parsed, choice, workflow, None)
}

/// As [`alone`], with what is known of the text before.
fn alone_again(
    text: &str,
    parsed: Parsed,
    choice: &TemplateChoice,
    workflow: WorkflowType,
    known: Option<&mut Known<'_>>,
) -> Read {
    if let Some(root) = parsed.root.as_ref().filter(|_| text.contains("${")) {
        let placeholders = placeholders::list(text, root);
        let is_given =
            |parameter: &Parameter| choice.parameters.get(&parameter.name).is_some_and(|value| !value.is_empty());
        let read = if placeholders.iter().any(is_given) {
            let Some(reader) = reader() else { return Read::empty(parsed.format, workflow) };
            (reader.read_filled)(text, &parsed, choice, workflow)
        } else {
            plain(text, parsed, workflow, known)
        };
        return read.with_placeholders(placeholders);
    }
    plain(text, parsed, workflow, known)
}

/// Reads a definition with values in the places of its placeholders.
fn read_filled(text: &str, parsed: &Parsed, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    let own = choice.project.own();
    let filled = parsed.root.as_ref();
    let filled = filled.and_then(|root| placeholders::fill(text, parsed.format, root, &choice.parameters));
    let pieces = filled.unwrap_or_default();
    let Definition { root, diagnostics, .. } = definition::from_pieces(own, &pieces, Span::default(), workflow);
    let machine = root.as_ref().and_then(|root| asl_lang::parse(root).0);
    let permissions = machine.as_ref().map(|machine| report::report(machine, PolicyContext::default(), None));
    let permissions = permissions.unwrap_or_default();
    Read { root, machine, diagnostics, permissions, ..Read::empty(parsed.format, workflow) }
}

/// What only the languages of Jinja and of Terraform's templates write.
const DIRECTIVES: [&str; 12] =
    ["{% if", "{% for", "{% set", "{%- ", "{# ", "{#-", "%{ if", "%{ for", "%{if", "%{for", "%{~", "{{-"];

/// The first directive of another template language, in a text that could not be read.
fn directive(text: &str, diagnostics: &[Diagnostic]) -> Option<Diagnostic> {
    if diagnostics.iter().all(|found| found.code != Code::Syntax) {
        return None;
    }
    let found = DIRECTIVES.iter().filter_map(|mark| Some((text.find(mark)?, *mark)));
    let (at, mark) = found.min_by_key(|(at, _)| *at)?;
    Some(Diagnostic::error(Span::new(at, at + mark.len()), TemplateProblem::Directive(mark)))
}

/// Reads a definition as it stands.
fn plain(text: &str, parsed: Parsed, workflow: WorkflowType, known: Option<&mut Known<'_>>) -> Read {
    let checked = match known {
        Some(known) => {
            known.is_used = true;
            asl_lang::check_again(text, parsed, workflow, known.reread, known.recheck)
        }
        None => asl_lang::check_parsed(text, parsed, workflow),
    };
    let asl_lang::Checked { machine, mut diagnostics, format, root } = checked;
    if let Some(directive) = directive(text, &diagnostics) {
        // What else cannot be read follows from that.
        diagnostics.retain(|found| found.code != Code::Syntax);
        let at = diagnostics.partition_point(|found| found.span < directive.span);
        diagnostics.insert(at, directive);
    }
    let permissions = machine.as_ref().map(|machine| report::report(machine, PolicyContext::default(), None));
    let permissions = permissions.unwrap_or_default();
    Read { root, machine, diagnostics, permissions, ..Read::empty(format, workflow) }
}

/// The reader of templates.
#[derive(Debug)]
pub struct Templates {
    read: fn(Files<'_>, Node, Vec<Diagnostic>, &TemplateChoice, WorkflowType) -> Read,
    read_beside: fn(Files<'_>, &TemplateChoice, WorkflowType) -> Option<Read>,
    read_terraform: fn(Files<'_>, &TemplateChoice, WorkflowType) -> Read,
    read_filled: fn(&str, &Parsed, &TemplateChoice, WorkflowType) -> Read,
    read_form: fn(&str, &Parsed, FormKind, &TemplateChoice, WorkflowType, usize) -> Read,
}

/// The reader of templates with all that belongs to it. Only who provides it to [`TEMPLATES`] calls this.
pub fn templates() -> &'static Templates {
    static TABLE: Templates =
        Templates { read: read_template, read_beside, read_terraform, read_filled, read_form: forms::read };
    &TABLE
}

/// The reader of templates, where the feature `deferred` leaves it to be provided. Until then a template is read as a text
/// without a machine.
pub static TEMPLATES: Part<Templates> = Part::new();

/// The text that was given is a template.
fn read_template(
    files: Files<'_>,
    template: Node,
    diagnostics: Vec<Diagnostic>,
    choice: &TemplateChoice,
    workflow: WorkflowType,
) -> Read {
    let outer = Outer::of(files, files.own(), template, diagnostics, choice);
    outer.read(choice, workflow, &choice.machine)
}

/// The text that was given, read as `parsed`, is what the AWS CLI takes or prints.
pub(super) fn read_commands(text: &str, parsed: &Parsed, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    let (template, diagnostics) = events::commands::read(text, parsed);
    let project = Project::default();
    let files = Files { text, project: &project };
    let foreign = Foreign { template, parameters: Vec::new(), definitions: Vec::new(), files: Vec::new(), diagnostics };
    Outer::foreign(files, files.own(), TemplateKind::Commands, foreign).read(choice, workflow, "")
}

/// The text that was given is Terraform. A file without a state machine shows that of another file of the project.
fn read_terraform(files: Files<'_>, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    let own = files.own();
    let Some(outer) = Outer::terraform(files, own, choice) else { return Read::empty(Format::Json, workflow) };
    if outer.of_types(&MACHINES).is_empty() && outer.diagnostics.is_empty() {
        let others = files.positions().filter(|at| *at != own).filter_map(|at| Outer::at(files, at, choice));
        if let Some(other) = others.into_iter().find(|other| !other.of_types(&MACHINES).is_empty()) {
            return other.read(choice, workflow, &choice.machine);
        }
    }
    outer.read(choice, workflow, &choice.machine)
}

/// The text that was given is no template: the one beside it that names it, or, if it is no definition either, the first
/// of the project. `None` if it stands for itself.
fn read_beside(files: Files<'_>, choice: &TemplateChoice, workflow: WorkflowType) -> Option<Read> {
    let own = files.own();
    let templates: Vec<Outer<'_>> =
        files.positions().filter(|at| *at != own).filter_map(|at| Outer::at(files, at, choice)).collect();
    for outer in &templates {
        let names_it =
            outer.files(choice).into_iter().filter(|file| file.found == Some(own) && !file.machine.is_empty());
        let machines: Vec<Rc<str>> = names_it.map(|file| file.machine).collect();
        if let Some(machine) = machines.iter().find(|id| **id == choice.machine).or(machines.first()) {
            return Some(outer.read(choice, workflow, machine));
        }
    }
    if may_be_definition(files.path(own), files.text) {
        return None;
    }
    if let Some(outer) = templates.first() {
        return Some(outer.read(choice, workflow, &choice.machine));
    }
    let at = files.positions().find(|at| *at != own && may_be_definition(files.path(*at), files.text(*at)))?;
    let definition = definition::from_file(files, at, &definition::Substitutions::new(), workflow);
    let machine = definition.root.as_ref().and_then(|root| asl_lang::parse(root).0);
    let permissions = machine.as_ref().map(|machine| report::report(machine, PolicyContext::default(), None));
    let Definition { at, root, diagnostics, .. } = definition;
    let mut read = Read {
        root,
        machine,
        permissions: permissions.unwrap_or_default(),
        ..Read::empty(files.source(own).format, workflow)
    };
    read.take(files, at, diagnostics);
    read.mark_definition(files, at);
    Some(read)
}

/// Whether a text is Terraform or a line of a shell, which is read and not rewritten.
pub fn is_terraform(text: &str) -> bool {
    terraform::looks_like(text) || command::is_one(text)
}

/// Whether a file of that path is a definition rather than something else that belongs to a project.
pub fn may_be_definition(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_of_kind = matches!(ending, "" | "json" | "yaml" | "yml" | "asl" | "tpl" | "tftpl" | "tmpl" | "template");
    is_of_kind && (path.is_empty() || text.trim().is_empty() || text.contains("States") || text.contains("StartAt"))
}

impl Read {
    /// Nothing that was read.
    pub(super) fn empty(format: Format, workflow: WorkflowType) -> Self {
        Self {
            root: None,
            machine: None,
            diagnostics: Vec::new(),
            others: Vec::new(),
            format,
            workflow,
            workflow_is_set: false,
            template: None,
            events: None,
            functions: Rc::default(),
            function_roles: Vec::new(),
            permissions: Report::default(),
            observed: Observed::default(),
            form: None,
            placeholders: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The same with these placeholders, and with those of them that a run needs a value for.
    fn with_placeholders(mut self, placeholders: Vec<Parameter>) -> Self {
        if let Some(root) = &self.root {
            self.missing = placeholders::missing(root, self.machine.as_ref(), self.format);
        }
        self.placeholders = placeholders;
        self
    }

    /// The file in which the definition stands; `None` for the text that was read.
    pub fn definition_file(&self) -> Option<&OtherFile> {
        self.others.iter().find(|file| file.has_definition)
    }

    /// Takes what was found in the file at `at`.
    fn take(&mut self, files: Files<'_>, at: Position, diagnostics: Vec<Diagnostic>) {
        let known = if at == files.own() {
            &mut self.diagnostics
        } else if diagnostics.is_empty() {
            return;
        } else {
            &mut self.other(files, at).diagnostics
        };
        known.extend(diagnostics);
        known.order_by_key(|diagnostic| (diagnostic.span, diagnostic.code.as_str()));
        known.dedup();
    }

    fn mark_definition(&mut self, files: Files<'_>, at: Position) {
        if at != files.own() {
            self.other(files, at).has_definition = true;
        }
    }

    fn other(&mut self, files: Files<'_>, at: Position) -> &mut OtherFile {
        let index = self.others.iter().position(|file| file.at == at).unwrap_or(self.others.len());
        if index == self.others.len() {
            let (path, text) = (Rc::clone(files.path(at)), files.text(at).into());
            self.others.push(OtherFile { at, path, text, diagnostics: Vec::new(), has_definition: false });
        }
        // INVARIANT: it was found, or was just added.
        #[expect(clippy::indexing_slicing, reason = "an index of the list")]
        &mut self.others[index]
    }
}

impl Read {
    /// What AWS answers to the definition in `text`, warnings included: the response of
    /// ValidateStateMachineDefinition. `text` is the one that was read.
    pub fn aws_response(&self, text: &str) -> Validation {
        aws::response(self.definition_text(text), self.root.as_ref(), &self.diagnostics, self.workflow, true)
    }

    /// What AWS reports for each of the diagnostics; `None` for those that are ours alone. `text` is the one that was
    /// read.
    pub fn aws_findings(&self, text: &str) -> Vec<Option<Finding>> {
        aws::each(self.definition_text(text), self.root.as_ref(), &self.diagnostics, self.workflow)
    }

    /// The definition's text, unless a template stands around it or values are put into it.
    fn definition_text<'t>(&'t self, text: &'t str) -> Option<&'t str> {
        let text = self.form.as_ref().map_or(text, |form| &form.definition);
        (self.placeholders.is_empty() && self.template.is_none() && self.definition_file().is_none()).then_some(text)
    }
}

/// Whether this is a template, or resources cut out of one.
fn is_template(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    serverless::is_one(root)
        || terraform_json::is_one(root)
        || !has("States")
            && !has("StartAt")
            && (has("Resources")
                || has("AWSTemplateFormatVersion")
                || root
                    .members()
                    .iter()
                    .any(|member| kind(&member.value).is_some_and(|kind| kind.starts_with("AWS::"))))
}

/// Resources cut out of a template, as a template; those that stand beside the `Resources` of one are among them.
fn whole(root: Node) -> Node {
    let (span, key) = (root.span, Spanned::new(Rc::from("Resources"), root.opening()));
    let is_cut_out = |member: &Member| kind(&member.value).is_some_and(|kind| kind.starts_with("AWS::"));
    let NodeKind::Object(members) = root.kind else { return root };
    let (mut cut_out, mut template): (Vec<Member>, Vec<Member>) = members.into_iter().partition(is_cut_out);
    let resources = template.iter_mut().find(|member| &*member.key.value == "Resources");
    if let Some(NodeKind::Object(resources)) = resources.map(|member| &mut member.value.kind) {
        resources.append(&mut cut_out);
    } else {
        let resources = Node { kind: NodeKind::Object(cut_out), span };
        template.push(Member { key, value: resources });
    }
    Node { kind: NodeKind::Object(template), span }
}

fn kind(resource: &Node) -> Option<&Rc<str>> {
    resource.get("Type")?.as_str()
}

/// A template in one of the files.
struct Outer<'a> {
    place: TemplatePlace<'a>,
    kind: TemplateKind,
    template: Node,
    /// What it asks for beside its parameters.
    parameters: Vec<Parameter>,
    /// Definitions that its reader found.
    definitions: Vec<(Rc<str>, Written)>,
    /// Files that its reader found named.
    files: Vec<FileReference>,
    /// What was found while it was read.
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Outer<'a> {
    fn of(
        files: Files<'a>,
        at: Position,
        template: Node,
        mut diagnostics: Vec<Diagnostic>,
        choice: &TemplateChoice,
    ) -> Self {
        if serverless::is_one(&template) {
            let mut foreign = serverless::read(files, at, &template, choice);
            foreign.diagnostics.append(&mut diagnostics);
            return Self::foreign(files, at, TemplateKind::Serverless, foreign);
        }
        if terraform_json::is_one(&template) {
            let mut foreign = terraform_json::read(files, at, &template);
            foreign.diagnostics.append(&mut diagnostics);
            return Self::foreign(files, at, TemplateKind::Terraform, foreign);
        }
        let place = TemplatePlace { files, at, source: files.source(at) };
        let template = globals::applied(whole(template));
        let (parameters, definitions, named) = (Vec::new(), Vec::new(), Vec::new());
        let kind = kind_of(&template);
        Self { place, kind, template, parameters, definitions, files: named, diagnostics }
    }

    fn foreign(files: Files<'a>, at: Position, kind: TemplateKind, foreign: Foreign) -> Self {
        let Foreign { template, parameters, definitions, files: named, diagnostics } = foreign;
        let place = TemplatePlace { files, at, source: files.source(at) };
        Self { place, kind, template, parameters, definitions, files: named, diagnostics }
    }

    /// The file at `at`, which is Terraform or a line of a shell; `None` while its reader is not there.
    fn terraform(files: Files<'a>, at: Position, choice: &TemplateChoice) -> Option<Self> {
        if command::is_one(files.text(at)) {
            return Some(Self::foreign(files, at, TemplateKind::Commands, command::read(files, at)));
        }
        Some(Self::foreign(files, at, TemplateKind::Terraform, terraform::read(files, at, choice)?))
    }

    /// The template in the file at `at`, if it is one.
    fn at(files: Files<'a>, at: Position, choice: &TemplateChoice) -> Option<Self> {
        let text = files.text(at);
        if terraform::looks_like(text) || command::is_one(text) {
            return Self::terraform(files, at, choice);
        }
        // What has none of these words is not worth reading.
        if !["Resources", "AWS::", "stepFunctions", "stateMachines", "aws_sfn_state_machine"]
            .iter()
            .any(|word| text.contains(word))
        {
            return None;
        }
        let parsed = asl_text::parse(text);
        let template = parsed.root.filter(is_template)?;
        Some(Self::of(files, at, template, parsed.diagnostics, choice))
    }

    fn resources(&self) -> &[Member] {
        self.template.get("Resources").map(Node::members).unwrap_or_default()
    }

    fn of_types(&self, types: &[&str]) -> Vec<&Member> {
        let is_one = |member: &&Member| kind(&member.value).is_some_and(|kind| types.contains(&&**kind));
        self.resources().iter().filter(is_one).collect()
    }

    /// The files that it names.
    fn files(&self, choice: &TemplateChoice) -> Vec<FileReference> {
        let resolver = Resolver::for_definition(&self.template, choice);
        let machines = self.of_types(&MACHINES);
        let named = machines.into_iter().filter_map(|machine| definition::file_of(self.place, &resolver, machine));
        named.chain(self.files.iter().cloned()).collect()
    }

    /// Reads the state machine or the function `name`; the first if there is none of that id. A function is read as a machine
    /// whose only state invokes it.
    fn read(&self, choice: &TemplateChoice, workflow: WorkflowType, name: &str) -> Read {
        let Self { place, template, .. } = self;
        let (resources, machines) = (self.resources(), self.of_types(&MACHINES));
        let resolver = Resolver::for_definition(template, choice);
        // On its own, so that what only the policies leave open is neither asked for nor told.
        let quiet = Resolver::for_definition(template, choice);
        let functions = functions::list(*place, &quiet, resources);
        let mut invoked = functions::named(&functions, name);
        let chosen = match &invoked {
            Some(_) => machines.len(),
            None => machines.iter().position(|member| *member.key.value == *name).unwrap_or_default(),
        };
        let mut workflow = workflow;
        let mut is_set = false;
        let definition = if let Some(machine) = machines.get(chosen) {
            let empty = Node { kind: NodeKind::Object(Vec::new()), span: machine.value.span };
            let properties = machine.value.get("Properties").unwrap_or(&empty);
            let word = ["Type", "StateMachineType"].iter().find_map(|key| properties.get(key));
            let word = word.map(|word| resolver.text(word).map(|word| word.to_ascii_uppercase()));
            let said = match word.as_ref().map(|word| word.as_deref()) {
                Some(Some("EXPRESS")) => Some(WorkflowType::Express),
                // A template that does not say it makes the standard one.
                Some(Some("STANDARD")) | None => Some(WorkflowType::Standard),
                Some(_) => None,
            };
            is_set = said.is_some();
            workflow = said.unwrap_or(workflow);
            match self.definitions.iter().find(|(id, _)| *id == machine.key.value) {
                Some((_, written)) => definition::from_written(*place, &resolver, written, workflow),
                None => definition::read(*place, &resolver, properties, machine.key.span, workflow),
            }
        } else {
            Definition { at: place.at, ..Definition::default() }
        };
        let Definition { at, root, diagnostics, mut outside } = definition;
        let source = events::Source { place: *place, resolver: &resolver, quiet: &quiet, resources, kind: self.kind };
        let found = events::read(source);
        outside.extend(found.diagnostics);
        let system = Some(found.system).filter(|system| !system.is_empty()).map(Rc::new);
        let has_rules = system.is_some();
        if machines.is_empty() && !has_rules {
            invoked = invoked.or_else(|| functions.iter().find(|function| function.runs_here()));
        }
        let events = system.filter(|_| invoked.is_none());
        // What cannot be read may well hold a machine.
        if machines.is_empty()
            && !has_rules
            && invoked.is_none()
            && self.diagnostics.iter().all(|found| found.code != Code::Syntax)
        {
            outside.push(pasted::no_machine(template));
        }
        let alone = invoked.and_then(|function| functions::alone(function, resources));
        let is_alone = alone.is_some();
        let machine = alone.or_else(|| root.as_ref().and_then(|root| asl_lang::parse(root).0));
        outside.append(&mut resolver.found.borrow_mut());
        outside.extend(self.diagnostics.iter().cloned());
        outside.extend(written_secrets::check(template, resources));
        let member = machines.get(chosen).copied();
        let context = role::context(&quiet, resources, member);
        let found = member.and_then(|member| role::find(&quiet, resources, member, template.get("Policies")));
        let has_role = machine.as_ref().filter(|_| !is_alone);
        let permissions = has_role.map(|machine| report::report(machine, context, found)).unwrap_or_default();
        let advice = permissions.advice();
        let ids = |members: &[&Member]| members.iter().map(|member| Rc::clone(&member.key.value)).collect();
        let described = Template {
            kind: self.kind,
            at: place.at,
            files: self.files(choice),
            resources: inventory::list(*place, &quiet, resources, &functions),
            machines: ids(&machines),
            chosen,
            functions: functions.iter().filter(|one| one.runs_here()).map(|one| one.id.clone()).collect(),
            invoked: invoked.map(|function| function.id.clone()),
            has_rules,
            parameters: self.asked(&resolver.wanted.borrow()),
            connections: ids(&self.of_types(&["AWS::Events::Connection"])),
        };
        let format = place.files.source(place.files.own()).format;
        let (template, workflow_is_set) = (Some(described), is_set);
        let empty = Read { function_roles: role::of_functions(&quiet, resources), ..Read::empty(format, workflow) };
        let functions = functions.into();
        let properties = member.and_then(|member| member.value.get("Properties"));
        let observed = properties.map(|properties| observed::read(&quiet, properties)).unwrap_or_default();
        let mut read =
            Read { root, machine, workflow_is_set, template, events, functions, permissions, observed, ..empty };
        read.take(place.files, at, diagnostics);
        // What denies a permission stands in the template, what lacks one in the definition.
        let (denied, lacking): (Vec<_>, Vec<_>) = advice
            .into_iter()
            .partition(|found| matches!(found.detail::<AccessProblem>(), Some(AccessProblem::Denied { .. })));
        read.take(place.files, at, lacking);
        read.take(place.files, place.at, denied);
        read.take(place.files, place.at, outside);
        read.mark_definition(place.files, at);
        let known = read.template.as_ref().map(|template| &template.parameters[..]).unwrap_or_default();
        let left = placeholders::left(read.root.as_ref(), place.files.text(at), &choice.parameters, known);
        // What the template itself has a name for is asked for only where a run cannot do without.
        let named = |name: &str| {
            let properties = member.and_then(|member| member.value.get("Properties"));
            properties.and_then(|all| all.get("DefinitionSubstitutions")).is_some_and(|all| all.get(name).is_some())
        };
        let mut read = read.with_placeholders(left);
        let missing = &read.missing;
        let is_given = |name: &Rc<str>| choice.parameters.contains_key(name);
        read.placeholders.retain(|one| {
            !named(&one.name) || is_given(&one.name) || missing.iter().any(|missing| missing.name == one.name)
        });
        read
    }

    /// Its parameters, and what else it asks for.
    fn asked(&self, wanted: &[Rc<str>]) -> Vec<Parameter> {
        let mut all = self.parameters.clone();
        let others = parameters::list(&self.template, wanted);
        all.extend(others.into_iter().filter(|other| self.parameters.iter().all(|known| known.name != other.name)));
        all
    }
}

/// Whether a template is SAM's.
fn kind_of(template: &Node) -> TemplateKind {
    let transform = template.get("Transform").map(|node| node.to_value().to_json()).unwrap_or_default();
    let resources = template.get("Resources").map(Node::members).unwrap_or_default();
    let is_sam = |member: &Member| kind(&member.value).is_some_and(|kind| kind.starts_with("AWS::Serverless::"));
    if transform.contains("Serverless") || resources.iter().any(is_sam) {
        TemplateKind::Sam
    } else {
        TemplateKind::CloudFormation
    }
}
