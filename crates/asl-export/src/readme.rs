//! What to do with the files of an export: three commands, and what to know before.

use std::fmt::Write;

use crate::Format;
use crate::print::{parameter_name, snake};
use crate::stack::{Parameter, Stack};

/// README.md of an export.
pub(crate) fn readme(stack: &Stack, format: Format) -> String {
    let mut out = format!("# Deploy with {}\n\n", format.title());
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}\n\n{}```sh\n{}```\n", needs(format), reading(stack, format), commands(stack, format));
    if !stack.parameters.is_empty() {
        out.push_str("## Parameters\n\n| Name | |\n|---|---|\n");
        for parameter in &stack.parameters {
            let Parameter { description, default, is_secret, .. } = parameter;
            let name = parameter_name(stack, &parameter.name, format);
            let mut about = description.replace('|', "\\|");
            if *is_secret {
                about.push_str(if about.is_empty() { "Secret" } else { " (secret)" });
            }
            match default {
                Some(default) => _ = writeln!(out, "| `{name}` | {about} Default: `{}` |", default.replace('|', "\\|")),
                None => _ = writeln!(out, "| `{name}` | {about} |"),
            }
        }
        if secrets(stack).next().is_some() {
            let _ = writeln!(
                out,
                "\nThe values of secrets are not in these files, unless the workflow itself has one written in it. {} EventBridge keeps those of connections in Secrets Manager.",
                keeps(format)
            );
        }
        out.push('\n');
    }
    if stack.of_kind("AWS::IAM::Role").next().is_some() {
        let nothing_else = if stack.has_unknown_calls {
            "Each role allows what is known to be called, and nothing else. Of some calls the permissions are not known here (see the notes below): \
             compare their roles with what they need before you deploy."
        } else {
            "Each role allows what is called and nothing else."
        };
        let _ = writeln!(
            out,
            "## Permissions\n\n{nothing_else} An ARN ends with `*` where AWS makes up the rest of the name, and where the \
             workflow computes what it calls (see the notes below). `*` alone is used only where AWS has no resource to name: the \
             delivery of logs, traces, and text messages to phone numbers.\n"
        );
    }
    if !stack.notes.is_empty() {
        out.push_str("## Before you deploy\n\n");
        for note in &stack.notes {
            let _ = writeln!(out, "- {note}");
        }
    }
    out.trim_end().to_owned() + "\n"
}

fn needs(format: Format) -> &'static str {
    match format {
        Format::Sam => "You need the AWS SAM CLI and credentials of AWS.",
        Format::CloudFormation => {
            "You need the AWS CLI, credentials of AWS, and a bucket for the files that the template names."
        }
        Format::Terraform => "You need Terraform 1.5 or later, or OpenTofu, and credentials of AWS.",
        Format::CdkTypeScript => {
            "You need Node.js, credentials of AWS, and an account that is bootstrapped for CDK (`npx cdk bootstrap`)."
        }
        Format::CdkPython => {
            "You need Python 3, Node.js for the CDK CLI, credentials of AWS, and an account that is bootstrapped for CDK (`npx cdk bootstrap`)."
        }
    }
}

/// The parameters that are secrets.
fn secrets(stack: &Stack) -> impl Iterator<Item = &Parameter> {
    stack.parameters.iter().filter(|parameter| parameter.is_secret)
}

/// Where a tool keeps the secrets that it is given.
fn keeps(format: Format) -> &'static str {
    match format {
        Format::Sam => {
            "SAM asks for the values without showing them and does not write them to `samconfig.toml`; CloudFormation keeps them and shows \
             them to no one (`NoEcho`)."
        }
        Format::CloudFormation => {
            "The commands read the values, so that they are not in the history of your shell; CloudFormation keeps them and shows them \
             to no one (`NoEcho`)."
        }
        Format::Terraform => {
            "The commands read the values, so that they are not in the history of your shell, but Terraform keeps them in clear text \
             in its state, `terraform.tfstate`: keep that in a backend with encryption, and out of your repository."
        }
        Format::CdkTypeScript | Format::CdkPython => {
            "The commands read the values, so that they are not in the history of your shell, and CDK does not write them to `cdk.out`; \
             CloudFormation keeps them and shows them to no one (`NoEcho`)."
        }
    }
}

/// The variable of the shell that holds a secret: Terraform knows it by its name; none is a variable that a shell has already.
fn variable(stack: &Stack, parameter: &Parameter, format: Format) -> String {
    let name = parameter_name(stack, &parameter.name, format);
    if format == Format::Terraform {
        format!("TF_VAR_{name}")
    } else {
        format!("SECRET_{}", snake(&name).to_uppercase())
    }
}

fn commands(stack: &Stack, format: Format) -> String {
    let asked: Vec<&Parameter> = stack.parameters.iter().filter(|parameter| parameter.default.is_none()).collect();
    let values = |before: &str| -> String {
        let value = |one: &&Parameter| {
            if one.is_secret {
                format!("{before}{}=\"${}\"", one.name, variable(stack, one, format))
            } else {
                format!("{before}{}=…", one.name)
            }
        };
        asked.iter().map(value).collect()
    };
    let commands = match format {
        // SAM asks, and shows no secret that is typed.
        Format::Sam => return "sam validate --lint\nsam build\nsam deploy --guided\n".to_owned(),
        Format::CloudFormation => {
            let overrides = values(" ");
            let overrides = if overrides.is_empty() { overrides } else { format!(" --parameter-overrides{overrides}") };
            format!(
                "aws cloudformation package --template-file template.yaml --s3-bucket BUCKET --output-template-file packaged.yaml\n\
                 aws cloudformation deploy --template-file packaged.yaml --stack-name workflow --capabilities CAPABILITY_IAM{overrides}\n\
                 aws cloudformation describe-stacks --stack-name workflow --query 'Stacks[0].Outputs'\n"
            )
        }
        Format::Terraform => "terraform init\nterraform plan\nterraform apply\n".to_owned(),
        Format::CdkTypeScript => format!("npm install\nnpx cdk synth\nnpx cdk deploy{}\n", values(" --parameters ")),
        Format::CdkPython => {
            format!("pip install -r requirements.txt\nnpx cdk synth\nnpx cdk deploy{}\n", values(" --parameters "))
        }
    };
    let variables: Vec<String> = secrets(stack).map(|one| variable(stack, one, format)).collect();
    if variables.is_empty() {
        return commands;
    }
    let all = variables.join(" ");
    let export = if format == Format::Terraform { format!("export {all}\n") } else { String::new() };
    format!("{export}{commands}unset {all}\n")
}

/// What reads the secrets in Bash and zsh, apart from the commands: pasted along, the next command would be read as the secret.
fn reading(stack: &Stack, format: Format) -> String {
    let mut out = String::new();
    if format == Format::Sam {
        return out;
    }
    for parameter in secrets(stack) {
        if out.is_empty() {
            out.push_str("First read the secrets, one line at a time: type the value and press Enter. It is not shown.\n\n```sh\n");
        }
        let _ = writeln!(out, "read -rs {}", variable(stack, parameter, format));
    }
    if !out.is_empty() {
        out.push_str("```\n\nThen deploy:\n\n");
    }
    out
}
