//! Machines: their definitions, their logs and traces, and their roles.

use std::rc::Rc;

use asl_sim::logging::{LogLevel, Logging};
use asl_stack::template::source::Read;
use asl_text::print;
use asl_value::Value;

use super::words::whole;
use super::{Builder, asl_id, roles, type_word};
use crate::stack::{Definition, attribute, list, map, object, sub, text};

/// A machine of the document.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    /// Its logical id in the export.
    pub(super) id: String,
    /// Its logical id in the document.
    pub(super) written_id: String,
    /// What was read of it, with marks.
    pub(super) read: Read,
    /// Its name, if the document gives it one.
    name: Option<Rc<str>>,
    /// The template of `Fn::Sub` for its name.
    name_template: String,
}

/// What stands for the name of the stack where a document is read.
const STACK: &str = "stack";

/// The value that the template of a name is.
fn named(template: &str) -> Value {
    if template.contains("${") { whole(template) } else { text(template) }
}

/// A logical id for the machine of a document that is called `name`.
pub(super) fn id_of(name: &str) -> String {
    if name.is_empty() { "StateMachine".to_owned() } else { asl_id(name) }
}

impl Machine {
    /// A machine that was read; `None` if there is none.
    pub(super) fn of(id: &str, read: Read) -> Option<Self> {
        read.machine.as_ref()?;
        let own = read.permissions.context.own.as_deref();
        let name: Option<Rc<str>> = own.and_then(|arn| arn.rsplit(':').next()).map(Rc::from);
        let id_of = asl_id(id);
        Some(Self { name_template: String::new(), id: id_of, written_id: id.to_owned(), read, name })
    }

    /// Whether an ARN with this name means it.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name) || self.written_id == name
    }

    /// The template of `Fn::Sub` for its ARN, and for those of its executions: it is made of the name alone, since a role
    /// cannot wait for what it belongs to.
    pub(super) fn arn_template(&self) -> String {
        self.arn("stateMachine")
    }

    /// The ARNs of its executions.
    pub(super) fn executions_template(&self) -> String {
        format!("{}:*", self.arn("execution"))
    }

    fn arn(&self, kind: &str) -> String {
        let name = &self.name_template;
        format!("arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:{kind}:{name}")
    }
}

impl Builder<'_> {
    /// Finds out what the names of the machines are made of.
    pub(super) fn name_machines(&mut self) {
        for index in 0..self.machines.len() {
            let Some(machine) = self.machines.get(index).cloned() else { continue };
            let name = match &machine.name {
                Some(name) => match name.strip_prefix(STACK).filter(|_| self.is_named_by_stack(&machine.written_id)) {
                    Some(rest) => format!("${{AWS::StackName}}{}", self.template(rest)),
                    None => self.template(name),
                },
                None => format!("${{AWS::StackName}}-{}", machine.id),
            };
            if let Some(machine) = self.machines.get_mut(index) {
                machine.name_template = name;
            }
        }
    }

    /// Whether the name of a machine begins with that of the stack, rather than with the word that stands for it here.
    fn is_named_by_stack(&self, id: &str) -> bool {
        let properties = self.written_resources().and_then(|resources| resources.get(id)?.get("Properties"));
        let written = properties.and_then(|all| all.get("StateMachineName").or_else(|| all.get("Name")));
        written.is_some_and(|name| name.to_value().to_json().contains("AWS::StackName"))
    }

    /// Adds the machines.
    pub(super) fn machines(&mut self) {
        for machine in self.machines.clone() {
            self.machine(&machine);
        }
    }

    fn machine(&mut self, machine: &Machine) {
        let id = &machine.id;
        let read = &machine.read;
        let Some(root) = &read.root else { return };
        let mut substitutions = Vec::new();
        let definition = self.substituted(root, &mut substitutions);
        let path = format!("statemachines/{id}.asl.json");
        let names: Vec<(&str, Value)> =
            substitutions.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let names: asl_value::Map = names.into_iter().map(|(name, value)| (name.into(), value)).collect();
        self.stack.definitions.push(Definition {
            machine: id.clone(),
            path: path.clone(),
            text: print::node_json(&definition),
            substitutions,
        });
        let name = named(&machine.name_template);
        let mut properties = map([
            ("StateMachineName", name),
            ("StateMachineType", text(type_word(read.workflow))),
            ("DefinitionS3Location", text(&path)),
        ]);
        if !names.is_empty() {
            properties.insert("DefinitionSubstitutions", names.into());
        }
        let role = self.id(&format!("{id}Role"));
        properties.insert("RoleArn", attribute(&role, "Arn"));
        let logging = read.observed.logging.clone().unwrap_or_else(|| self.source.logging.clone());
        let logs = self.log_group(machine, &logging);
        if let Some(logs) = &logs {
            properties.insert(
                "LoggingConfiguration",
                object([
                    ("Level", text(logging.level.as_str())),
                    ("IncludeExecutionData", logging.includes_data.into()),
                    (
                        "Destinations",
                        list([object([("CloudWatchLogsLogGroup", object([("LogGroupArn", attribute(logs, "Arn"))]))])]),
                    ),
                ]),
            );
        }
        let traces = read.observed.traces == Some(true);
        if traces {
            properties.insert("TracingConfiguration", object([("Enabled", true.into())]));
        }
        let mut statements = self.statements(machine);
        if logs.is_some() {
            statements.push(roles::log_delivery());
        }
        if traces {
            statements.push(roles::traces());
        }
        let properties_of_role = roles::role("states.amazonaws.com", statements);
        self.add(role, "AWS::IAM::Role", properties_of_role);
        self.add(id.clone(), "AWS::StepFunctions::StateMachine", properties);
    }

    /// Adds the log group of a machine that logs; gives its id.
    fn log_group(&mut self, machine: &Machine, logging: &Logging) -> Option<String> {
        if logging.level == LogLevel::Off {
            return None;
        }
        let id = self.id(&format!("{}Logs", machine.id));
        // Names of this kind keep the policy of the log group's account small (Step Functions Developer Guide, "Logging").
        let name = match &logging.group {
            Some(name) => self.value(name),
            None => sub(&format!("/aws/vendedlogs/states/{}", machine.name_template)),
        };
        self.add(id.clone(), "AWS::Logs::LogGroup", map([("LogGroupName", name), ("RetentionInDays", 30.into())]));
        Some(id)
    }
}
