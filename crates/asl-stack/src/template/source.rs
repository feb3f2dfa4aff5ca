//! What a person has in the editor: a definition, or a template with one or several around it.

use std::rc::Rc;

use super::definition::{self, TemplateText};
use super::inventory::{self, Item};
use super::resolve::{Resolver, scalar};
use super::role;
use crate::iam::{PolicyContext, Report, report};
use crate::messages::TemplateProblem;
use asl_document::TemplateChoice;
use asl_lang::aws::{self, Finding, Validation};
use asl_lang::{self, StateMachine, WorkflowType};
use asl_parts::Part;
use asl_text::diagnostic::Diagnostic;
use asl_text::{self, Format, Member, Node, NodeKind, Span, Spanned};

/// The types of the resources that are state machines.
const MACHINES: [&str; 2] = ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"];

/// A text that was read and checked. Every place is one in the text, whatever stands around the definition.
#[derive(Clone, Debug)]
pub struct Read {
    /// The tree of the definition, functions worked out.
    pub root: Option<Node>,
    /// The machine, as far as it could be read.
    pub machine: Option<StateMachine>,
    /// Everything found, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
    /// The notation of the text.
    pub format: Format,
    /// The type of the machine: the template's word for it, else the one asked for.
    pub workflow: WorkflowType,
    /// The template, if the text is one.
    pub template: Option<Template>,
    /// What the machine calls, and what its role says to that.
    pub permissions: Report,
}

/// A template around the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Whether it is SAM's.
    pub is_sam: bool,
    /// The logical ids of its state machines, in order.
    pub machines: Vec<Rc<str>>,
    /// Which of them it is.
    pub chosen: usize,
    /// Its parameters, and names that stand for something outside of it.
    pub parameters: Vec<Parameter>,
    /// The logical ids of its connections.
    pub connections: Vec<Rc<str>>,
    /// Everything else that the playground knows something about.
    pub resources: Vec<Item>,
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

/// Reads and checks `text`, which is a definition or a template; `workflow` is what a definition alone does not say.
pub fn check(text: &str, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    let mut parsed = asl_text::parse(text);
    let template = parsed.root.take_if(|root| is_template(root));
    let Some(template) = template else {
        let root = parsed.root.clone();
        let asl_lang::Checked { machine, diagnostics, format } = asl_lang::check_parsed(text, parsed, workflow);
        let permissions = machine.as_ref().map(|machine| report::report(machine, PolicyContext::default(), None));
        let permissions = permissions.unwrap_or_default();
        return Read { root, machine, diagnostics, format, workflow, template: None, permissions };
    };
    let reader = if cfg!(feature = "deferred") { TEMPLATES.get() } else { Some(templates()) };
    match reader {
        Some(Templates { read }) => {
            read(TemplateText { text, format: parsed.format }, template, parsed.diagnostics, choice, workflow)
        }
        None => Read {
            root: None,
            machine: None,
            diagnostics: Vec::new(),
            format: parsed.format,
            workflow,
            template: None,
            permissions: Report::default(),
        },
    }
}

/// The reader of templates.
#[derive(Debug)]
pub struct Templates {
    read: fn(TemplateText<'_>, Node, Vec<Diagnostic>, &TemplateChoice, WorkflowType) -> Read,
}

/// The reader of templates with all that belongs to it. Only who provides it to [`TEMPLATES`] calls this.
pub fn templates() -> &'static Templates {
    static TABLE: Templates = Templates { read: read_template };
    &TABLE
}

/// The reader of templates, where the feature `deferred` leaves it to be provided. Until then a template is read as a text
/// without a machine.
pub static TEMPLATES: Part<Templates> = Part::new();

fn read_template(
    source: TemplateText<'_>,
    template: Node,
    diagnostics: Vec<Diagnostic>,
    choice: &TemplateChoice,
    workflow: WorkflowType,
) -> Read {
    let template = whole(template);
    let mut read = in_template(source, &template, choice, workflow);
    read.diagnostics.extend(diagnostics);
    read.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code.as_str()));
    read.diagnostics.dedup();
    read
}

impl Read {
    /// What AWS answers to the definition in `text`, warnings included: the response of
    /// ValidateStateMachineDefinition. `text` is the one that was read.
    pub fn aws_response(&self, text: &str) -> Validation {
        aws::response(self.definition_text(text), self.root.as_ref(), &self.diagnostics, true)
    }

    /// What AWS reports for each of the diagnostics; `None` for those that are ours alone. `text` is the one that was
    /// read.
    pub fn aws_findings(&self, text: &str) -> Vec<Option<Finding>> {
        aws::each(self.definition_text(text), self.root.as_ref(), &self.diagnostics)
    }

    /// The definition's text, unless a template stands around it.
    fn definition_text<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.template.is_none().then_some(text)
    }
}

/// Whether this is a template, or resources cut out of one.
fn is_template(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    !has("States")
        && !has("StartAt")
        && (has("Resources")
            || has("AWSTemplateFormatVersion")
            || root.members().iter().any(|member| kind(&member.value).is_some_and(|kind| kind.starts_with("AWS::"))))
}

/// Resources cut out of a template, as a template.
fn whole(root: Node) -> Node {
    if root.get("Resources").is_some() || root.get("AWSTemplateFormatVersion").is_some() {
        return root;
    }
    let (span, key) = (root.span, Spanned::new(Rc::from("Resources"), root.opening()));
    Node { kind: NodeKind::Object(vec![Member { key, value: root }]), span }
}

fn kind(resource: &Node) -> Option<&Rc<str>> {
    resource.get("Type")?.as_str()
}

fn in_template(source: TemplateText<'_>, template: &Node, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    let resources = template.get("Resources").map(Node::members).unwrap_or_default();
    let of = |types: &[&str]| -> Vec<&Member> {
        let is_one = |member: &&Member| kind(&member.value).is_some_and(|kind| types.contains(&&**kind));
        resources.iter().filter(is_one).collect()
    };
    let machines = of(&MACHINES);
    let chosen = machines.iter().position(|member| member.key.value == choice.machine).unwrap_or_default();
    let resolver = Resolver::for_definition(template, choice);
    let mut workflow = workflow;
    let mut definition = if let Some(machine) = machines.get(chosen) {
        let empty = Node { kind: NodeKind::Object(Vec::new()), span: machine.value.span };
        let properties = machine.value.get("Properties").unwrap_or(&empty);
        let word = ["Type", "StateMachineType"].iter().find_map(|key| properties.get(key));
        match word.and_then(|word| resolver.text(word)).as_deref() {
            Some("EXPRESS") => workflow = WorkflowType::Express,
            Some("STANDARD") => workflow = WorkflowType::Standard,
            _ => {}
        }
        definition::read(source, &resolver, properties, machine.key.span, workflow)
    } else {
        let diagnostics = vec![no_machine(template.opening(), resources)];
        definition::Definition { root: None, diagnostics }
    };
    let machine = definition.root.as_ref().and_then(|root| asl_lang::parse(root).0);
    definition.diagnostics.append(&mut resolver.found.borrow_mut());
    let ids = |members: &[&Member]| members.iter().map(|member| Rc::clone(&member.key.value)).collect();
    let transform = template.get("Transform").map(|node| node.to_value().to_json()).unwrap_or_default();
    let is_sam = transform.contains("Serverless")
        || resources.iter().any(|member| kind(&member.value).is_some_and(|kind| kind.starts_with("AWS::Serverless::")));
    // On its own, so that what only the policies leave open is neither asked for nor told.
    let quiet = Resolver::for_definition(template, choice);
    let member = machines.get(chosen).copied();
    let context = role::context(&quiet, resources, member);
    let found = member.and_then(|member| role::find(&quiet, resources, member));
    let permissions = machine.as_ref().map(|machine| report::report(machine, context, found)).unwrap_or_default();
    definition.diagnostics.extend(permissions.advice());
    let template = Template {
        is_sam,
        resources: inventory::list(&quiet, resources),
        machines: ids(&machines),
        chosen,
        parameters: parameters(template, &resolver.wanted.borrow()),
        connections: ids(&of(&["AWS::Events::Connection"])),
    };
    let TemplateText { format, .. } = source;
    let definition::Definition { root, diagnostics } = definition;
    Read { root, machine, diagnostics, format, workflow, template: Some(template), permissions }
}

fn no_machine(at: Span, resources: &[Member]) -> Diagnostic {
    let has_connection =
        resources.iter().any(|member| kind(&member.value).is_some_and(|kind| &**kind == "AWS::Events::Connection"));
    Diagnostic::error(at, TemplateProblem::NoStateMachine { has_connection })
}

fn parameters(template: &Node, wanted: &[Rc<str>]) -> Vec<Parameter> {
    let declared = template.get("Parameters").map(Node::members).unwrap_or_default();
    let mut found: Vec<Parameter> = declared
        .iter()
        .map(|member| {
            let text = |key: &str| member.value.get(key).and_then(scalar);
            let looked_up = text("Type").is_some_and(|kind| kind.starts_with("AWS::SSM::Parameter::Value"));
            let allowed = member.value.get("AllowedValues").map(Node::items).unwrap_or_default();
            Parameter {
                name: Rc::clone(&member.key.value),
                description: text("Description").unwrap_or_default(),
                default: text("Default").filter(|_| !looked_up),
                allowed: allowed.iter().filter_map(scalar).collect(),
                is_secret: text("NoEcho").is_some_and(|flag| &*flag == "true"),
            }
        })
        .collect();
    found.extend(wanted.iter().map(|name| Parameter {
        name: Rc::clone(name),
        description: "It stands for something outside of this text.".into(),
        default: None,
        allowed: Vec::new(),
        is_secret: false,
    }));
    found
}
