//! Everything of a document as what deploys it.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod archive;
mod build;
mod marks;
mod print;
mod readme;
pub mod stack;

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_http::Connections;
use asl_lang::WorkflowType;
use asl_sim::logging::Logging;

pub use archive::archive;
pub use stack::Stack;

/// What is exported.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// The text of the document.
    pub text: &'a Rc<str>,
    /// What is chosen of a template, with the files of the project.
    pub choice: &'a TemplateChoice,
    /// The type of the machine, where nothing around it says so.
    pub workflow: WorkflowType,
    /// What the machine logs, where nothing around it says so.
    pub logging: &'a Logging,
    /// The connections that are known beside those of a template. Their secrets are not exported.
    pub connections: &'a Connections,
    /// What to call what has no name: the name of the document, or nothing.
    pub name: &'a str,
}

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// AWS SAM.
    Sam,
    /// CloudFormation.
    CloudFormation,
    /// Terraform, with HashiCorp's provider for AWS.
    Terraform,
    /// AWS CDK in TypeScript.
    CdkTypeScript,
    /// AWS CDK in Python.
    CdkPython,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Sam, Self::CloudFormation, Self::Terraform, Self::CdkTypeScript, Self::CdkPython];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sam => "AWS SAM",
            Self::CloudFormation => "CloudFormation",
            Self::Terraform => "Terraform",
            Self::CdkTypeScript => "AWS CDK (TypeScript)",
            Self::CdkPython => "AWS CDK (Python)",
        }
    }
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path, with `/` between folders.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The files, README.md first.
    pub files: Vec<File>,
    /// What is not in it, or has to be looked at, a sentence each.
    pub notes: Vec<String>,
    /// The parameters without a value: whoever deploys it gives them one.
    pub asked: Vec<Asked>,
}

/// A parameter of an export that has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name, as the format writes it.
    pub name: String,
    /// Whether its value is a secret.
    pub is_secret: bool,
}

/// Why nothing is exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The document has errors.
    #[error("the document has errors: {0}")]
    Errors(String),
    /// There is nothing that could be deployed.
    #[error("there is no state machine, rule, or function to export")]
    Nothing,
}

/// Exports a document.
///
/// # Errors
///
/// It has errors, or nothing to deploy.
pub fn export(source: &Source<'_>, format: Format) -> Result<Exported, Refused> {
    let stack = build::stack(source)?;
    let mut files = match format {
        Format::Sam => print::sam(&stack),
        Format::CloudFormation => print::cloudformation(&stack),
        Format::Terraform => print::terraform(&stack),
        Format::CdkTypeScript => print::cdk(&stack, print::Language::TypeScript),
        Format::CdkPython => print::cdk(&stack, print::Language::Python),
    };
    files.insert(0, File { path: "README.md".to_owned(), text: readme::readme(&stack, format) });
    let asked = stack.parameters.iter().filter(|parameter| parameter.default.is_none()).map(|parameter| Asked {
        name: print::parameter_name(&stack, &parameter.name, format),
        is_secret: parameter.is_secret,
    });
    Ok(Exported { asked: asked.collect(), files, notes: stack.notes })
}
