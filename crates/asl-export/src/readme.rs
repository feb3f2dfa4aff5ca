//! What to do with the files of an export: three commands, and what to know before.

use std::fmt::Write;

use crate::Format;
use crate::print::parameter_name;
use crate::stack::{Parameter, Stack};

/// README.md of an export.
pub(crate) fn readme(stack: &Stack, format: Format) -> String {
    let mut out = format!("# Deploy with {}\n\n", format.title());
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}\n\n```sh\n{}```\n", needs(format), commands(stack, format));
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
        let secrets = stack.parameters.iter().any(|parameter| parameter.is_secret);
        if secrets {
            out.push_str(
                "\nNo secret is in these files. EventBridge keeps the values that you enter in Secrets Manager.\n",
            );
        }
        out.push('\n');
    }
    if stack.of_kind("AWS::IAM::Role").next().is_some() {
        out.push_str(
            "## Permissions\n\nEach role allows what is called and nothing else. An ARN ends with `*` where AWS makes up the rest of the name, and where the \
             workflow computes what it calls: the notes below name those states. `*` alone is used only where AWS has no resource to name: the \
             delivery of logs, traces, and text messages to phone numbers.\n\n",
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

fn commands(stack: &Stack, format: Format) -> String {
    let asked: Vec<&Parameter> = stack.parameters.iter().filter(|parameter| parameter.default.is_none()).collect();
    let values = |each: &dyn Fn(&Parameter) -> String| -> String { asked.iter().map(|one| each(one)).collect() };
    match format {
        Format::Sam => "sam validate --lint\nsam build\nsam deploy --guided\n".to_owned(),
        Format::CloudFormation => {
            let overrides = values(&|one| format!(" {}=…", one.name));
            let overrides = if overrides.is_empty() { overrides } else { format!(" --parameter-overrides{overrides}") };
            format!(
                "aws cloudformation package --template-file template.yaml --s3-bucket BUCKET --output-template-file packaged.yaml\n\
                 aws cloudformation deploy --template-file packaged.yaml --stack-name workflow --capabilities CAPABILITY_IAM{overrides}\n\
                 aws cloudformation describe-stacks --stack-name workflow --query 'Stacks[0].Outputs'\n"
            )
        }
        Format::Terraform => "terraform init\nterraform plan\nterraform apply\n".to_owned(),
        Format::CdkTypeScript => {
            let parameters = values(&|one| format!(" --parameters {}=…", one.name));
            format!("npm install\nnpx cdk synth\nnpx cdk deploy{parameters}\n")
        }
        Format::CdkPython => {
            let parameters = values(&|one| format!(" --parameters {}=…", one.name));
            format!("pip install -r requirements.txt\nnpx cdk synth\nnpx cdk deploy{parameters}\n")
        }
    }
}
