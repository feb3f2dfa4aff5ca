//! What is wrong with a template and with what it gives a machine, as data, and the words for it.

mod events;

use std::rc::Rc;

use asl_text::diagnostic::{Code, Detail};

pub use events::{DestinationProblem, EventProblem, Granted, Grantor, Holds, KnownAs, PathUse};

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateProblem {
    /// A template without a state machine.
    NoStateMachine {
        /// Whether it has a connection, which can be imported.
        has_connection: bool,
    },
    /// Connections, and no workflow.
    ConnectionsAlone,
    /// The code of a function, and no template.
    CodeAlone,
    /// A definition in a file of its own, which is named here if it is known.
    DefinitionInFile(Option<Rc<str>>),
    /// A state machine without a definition.
    NoDefinition,
    /// A definition string that is longer than any definition may be.
    TooLong,
    /// A function whose value depends on itself.
    EndlessFunction(String),
    /// A function that a macro works out on AWS.
    Macro(String),
    /// A function that cannot be worked out from the text.
    UnknownFunction(String),
    /// A condition that depends on itself.
    EndlessCondition,
    /// A parameter without a value.
    NoParameterValue(String),
    /// Terraform that cannot be read: what its reader says.
    Hcl(String),
    /// A mark of a template language that is not read here.
    Directive(&'static str),
    /// A placeholder without a value, in a place that a run needs to know.
    NoPlaceholderValue(String),
    /// Terraform that nests deeper than is read: how deep that is.
    HclTooDeep(usize),
    /// A secret parameter in a definition.
    SecretParameter(String),
    /// A secret that stands in a resource.
    WrittenSecret {
        /// The resource's logical id.
        id: Rc<str>,
        /// The name under which it stands.
        field: Rc<str>,
        /// Whether the resource is a connection.
        is_connection: bool,
    },
    /// A secret parameter whose default is written out.
    SecretDefault(Rc<str>),
}

impl Detail for TemplateProblem {
    fn code(&self) -> Code {
        match self {
            Self::ConnectionsAlone | Self::CodeAlone => Code::NotADefinition,
            Self::NoStateMachine { .. } | Self::DefinitionInFile(_) | Self::NoDefinition | Self::TooLong => {
                Code::TemplateDefinition
            }
            Self::EndlessFunction(_) | Self::Macro(_) | Self::UnknownFunction(_) | Self::EndlessCondition => {
                Code::TemplateFunction
            }
            Self::Hcl(_) | Self::HclTooDeep(_) | Self::Directive(_) => Code::Syntax,
            Self::NoParameterValue(_) | Self::NoPlaceholderValue(_) => Code::TemplateParameter,
            Self::SecretParameter(_) | Self::WrittenSecret { .. } | Self::SecretDefault(_) => Code::SecretInText,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NoStateMachine { .. } => "this template has no state machine".to_owned(),
            Self::ConnectionsAlone => "these are connections, and no workflow".to_owned(),
            Self::CodeAlone => "this is the code of a Lambda function, without a template".to_owned(),
            Self::DefinitionInFile(Some(file)) => format!("the definition is in another file, `{file}`"),
            Self::DefinitionInFile(None) => "the definition is in another file".to_owned(),
            Self::NoDefinition => "this state machine has no definition".to_owned(),
            Self::TooLong => "this text is too long for a definition".to_owned(),
            Self::EndlessFunction(name) => format!("`{name}` refers to itself, or its references are nested too deep"),
            Self::Macro(name) => format!("`{name}` is processed by a macro that only AWS can run"),
            Self::UnknownFunction(name) => format!("the value of `{name}` is not known here"),
            Self::EndlessCondition => "this condition refers to itself".to_owned(),
            Self::NoParameterValue(name) => format!("the parameter `{name}` has no value"),
            Self::Hcl(said) => format!("the Terraform can't be read: {said}"),
            Self::Directive(mark) => format!(
                "`{mark}` belongs to a template language that the playground doesn't \
                                              support"
            ),
            Self::NoPlaceholderValue(name) => format!("the placeholder `{name}` needs a value before a run"),
            Self::HclTooDeep(most) => format!("this is nested more than {most} levels deep"),
            Self::WrittenSecret { id, field, .. } if field.is_empty() => {
                format!("`{id}` seems to contain a secret, and anyone who can see the template can read it")
            }
            Self::WrittenSecret { id, field, .. } => {
                format!("`{field}` of `{id}` contains a secret, and anyone who can see the template can read it")
            }
            Self::SecretDefault(name) => {
                format!("`{name}` is hidden by `NoEcho`, but anyone who can see the template can read its default")
            }
            Self::SecretParameter(name) => {
                format!("anyone who can see the workflow can read the secret parameter `{name}` in its definition")
            }
        }
    }

    fn hint(&self) -> Option<String> {
        Some(
            match self {
                Self::ConnectionsAlone => "to set them up, open Connections and choose Import",
                Self::CodeAlone => "make it a function: a template around the code names its runtime and its handler",
                Self::NoStateMachine { has_connection: true } => {
                    "to use its connection, open Connections and choose Import; to run a workflow, paste the \
                     template of a state machine"
                }
                Self::NoStateMachine { has_connection: false } => {
                    "paste a template with an `AWS::Serverless::StateMachine` or `AWS::StepFunctions::StateMachine`, \
                     or just a definition"
                }
                Self::DefinitionInFile(_) => "drop the file on the page, or choose it above the definition",
                Self::NoDefinition => "write it under `Definition`: an object with `StartAt` and `States`",
                Self::TooLong => "a definition can have at most 1 MB",
                Self::EndlessFunction(_) => "write the value itself here",
                Self::Macro(_) => "paste the processed template that CloudFormation shows for the stack",
                Self::UnknownFunction(_) => "write the value that it has on AWS, or check the function's arguments",
                Self::EndlessCondition => "remove the condition from its own definition",
                Self::NoParameterValue(_) => "fill it in under Parameters, above the definition",
                Self::Hcl(_) => "the text is read only up to here: fix it to read the rest",
                Self::Directive(_) => "render the template, and paste the result",
                Self::NoPlaceholderValue(_) => {
                    "enter it above the definition: a number, a list, or an object as \
                                                JSON, or text"
                }
                Self::HclTooDeep(_) => "move inner parts to `locals`, or the definition to a separate file",
                Self::SecretParameter(_) => "put the secret in a connection, which adds it to the call",
                Self::WrittenSecret { is_connection: true, .. } => {
                    "use a parameter with `NoEcho`, and keep the value in the connection of this tab; then rotate the secret"
                }
                Self::WrittenSecret { .. } => {
                    "use a parameter with `NoEcho`, or refer to a secret in Secrets Manager; then rotate the secret"
                }
                Self::SecretDefault(_) => "delete the default, and set the value when you deploy the stack",
            }
            .to_owned(),
        )
    }
}

/// A text that shows an execution, and has no definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormProblem {
    /// Whether it is the history of the execution, rather than its description.
    pub is_history: bool,
    /// Whether the input of the execution stands in it.
    pub has_input: bool,
    /// The ARN of the execution.
    pub arn: Option<Rc<str>>,
}

impl Detail for FormProblem {
    fn code(&self) -> Code {
        Code::NotADefinition
    }

    fn message(&self) -> String {
        let what = if self.is_history { "the history of an execution" } else { "the description of an execution" };
        format!("this is {what}, which doesn't include a definition")
    }

    fn hint(&self) -> Option<String> {
        let arn = self.arn.as_deref().unwrap_or("ARN");
        let input = if self.has_input { "use its input, above, and " } else { "" };
        Some(format!(
            "{input}paste the output of `aws stepfunctions describe-state-machine-for-execution --execution-arn {arn}`"
        ))
    }
}

/// What a machine calls and cannot reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessProblem {
    /// A connection that is not there.
    MissingConnection {
        /// The state that names it, or the API destination.
        state: Rc<str>,
        /// Whether it is an API destination.
        is_of_destination: bool,
        /// What it wrote.
        reference: Rc<str>,
    },
    /// Permissions that the role does not have.
    NotAllowed {
        /// The role, as it is called.
        role: Rc<str>,
        /// The state that needs them.
        state: Rc<str>,
        /// The actions.
        actions: Vec<String>,
        /// What the first of them is needed for.
        why: String,
    },
    /// A permission that a statement denies.
    Denied {
        /// The state that needs it.
        state: Rc<str>,
        /// The action.
        action: String,
    },
}

impl Detail for AccessProblem {
    fn code(&self) -> Code {
        match self {
            Self::MissingConnection { .. } => Code::MissingConnection,
            Self::NotAllowed { .. } | Self::Denied { .. } => Code::LackingPermission,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::MissingConnection { state, is_of_destination, reference } => {
                let user = if *is_of_destination { "API destination" } else { "state" };
                // The rest of an ARN is made up for a connection of the template, and says nothing to anybody.
                let name = asl_aws::arn::connection::name_in(reference).unwrap_or(reference);
                format!("the connection `{name}`, which the {user} `{state}` uses, isn't set up in this tab")
            }
            Self::NotAllowed { role, state, actions, .. } => {
                let names: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
                format!("{role} is missing permissions for the state `{state}`: {}", names.join(", "))
            }
            Self::Denied { state, action } => format!(
                "this statement denies the state `{state}` the action \
                                                       `{action}`"
            ),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::MissingConnection { .. } => "create the connection: its credentials stay in this tab".to_owned(),
            Self::NotAllowed { actions, why, .. } => {
                let first = actions.first().map(String::as_str).unwrap_or_default();
                format!("`{first}` {why}; copy the statements from Permissions, above the definition")
            }
            Self::Denied { .. } => "a Deny overrides every Allow: narrow it, or remove it".to_owned(),
        })
    }
}
