//! AWS CDK in TypeScript and Python: a construct of CloudFormation's own kind for each resource, so that what is synthesized is
//! the stack, and nothing is added.

use std::fmt::Write;

use asl_value::Value;

use super::cdk_names::{class_of, property, property_class, python_property};
use super::cdk_words::Variables;
use super::{shared, snake};
use crate::File;
use crate::stack::{Function, Piece, Resource, Stack, function, pieces};

/// The languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// TypeScript.
    TypeScript,
    /// Python.
    Python,
}

/// The files of an app.
pub(crate) fn cdk(stack: &Stack, language: Language) -> Vec<File> {
    let printer = Printer { stack, language, variables: Variables::of(stack, language) };
    let file = |path: &str, text: String| File { path: path.to_owned(), text };
    let mut files = match language {
        Language::TypeScript => vec![
            file("package.json", PACKAGE.to_owned()),
            file("tsconfig.json", TSCONFIG.to_owned()),
            file("cdk.json", "{\n  \"app\": \"npx tsx bin/app.ts\"\n}\n".to_owned()),
            file("bin/app.ts", APP_TS.to_owned()),
            file("lib/workflow-stack.ts", printer.typescript()),
        ],
        Language::Python => vec![
            file("requirements.txt", "aws-cdk-lib>=2.170.0\nconstructs>=10.0.0,<11.0.0\n".to_owned()),
            file("cdk.json", "{\n  \"app\": \"python3 app.py\"\n}\n".to_owned()),
            file("app.py", APP_PY.to_owned()),
            file("workflow_stack.py", printer.python()),
        ],
    };
    files.extend(shared(stack));
    files
}

const PACKAGE: &str = r#"{
  "name": "workflow",
  "private": true,
  "scripts": {
    "cdk": "cdk"
  },
  "dependencies": {
    "aws-cdk-lib": "^2.170.0",
    "constructs": "^10.0.0"
  },
  "devDependencies": {
    "aws-cdk": "^2.170.0",
    "tsx": "^4.0.0",
    "typescript": "^5.0.0",
    "@types/node": "^22.0.0"
  }
}
"#;

const TSCONFIG: &str = r#"{
  "compilerOptions": {
    "target": "ES2022",
    "module": "commonjs",
    "strict": true,
    "esModuleInterop": true,
    "noEmit": true
  }
}
"#;

const APP_TS: &str = r"import * as cdk from 'aws-cdk-lib';
import { WorkflowStack } from '../lib/workflow-stack';

const app = new cdk.App();
new WorkflowStack(app, 'WorkflowStack');
";

const APP_PY: &str = r#"import aws_cdk as cdk

from workflow_stack import WorkflowStack

app = cdk.App()
WorkflowStack(app, "WorkflowStack")
app.synth()
"#;

struct Printer<'s> {
    stack: &'s Stack,
    language: Language,
    variables: Variables,
}

impl Printer<'_> {
    /// The modules that are needed, in the order of their names.
    fn modules(&self) -> Vec<&'static str> {
        let mut modules: Vec<&str> = self.stack.resources.iter().map(|resource| class_of(resource.kind).0).collect();
        if !self.stack.code.is_empty() {
            modules.push("s3_assets");
        }
        let mut all: Vec<&'static str> = Vec::new();
        for known in ["events", "iam", "lambda", "logs", "s3_assets", "sqs", "stepfunctions"] {
            if modules.contains(&known) {
                all.push(known);
            }
        }
        all
    }

    fn typescript(&self) -> String {
        let mut out = "import * as fs from 'fs';\nimport * as path from 'path';\nimport * as cdk from 'aws-cdk-lib';\n"
            .to_owned();
        for module in self.modules() {
            let _ = writeln!(
                out,
                "import * as {} from 'aws-cdk-lib/aws-{}';",
                module_name(module),
                module.replace('_', "-")
            );
        }
        out.push_str("import { Construct } from 'constructs';\n\n");
        out.push_str("const folder = path.join(__dirname, '..');\n\n");
        out.push_str("export class WorkflowStack extends cdk.Stack {\n");
        out.push_str(
            "  constructor(scope: Construct, id: string, props?: cdk.StackProps) {\n    super(scope, id, props);\n",
        );
        for parameter in &self.stack.parameters {
            let _ = writeln!(
                out,
                "\n    const {} = new cdk.CfnParameter(this, {}, {{",
                self.name(&parameter.name),
                self.text(&parameter.name)
            );
            out.push_str("      type: 'String',\n");
            if !parameter.description.is_empty() {
                let _ = writeln!(out, "      description: {},", self.text(&parameter.description));
            }
            if let Some(default) = &parameter.default {
                let _ = writeln!(out, "      default: {},", self.text(default));
            }
            if parameter.is_secret {
                out.push_str("      noEcho: true,\n");
            }
            out.push_str("    });\n");
        }
        for resource in &self.stack.resources {
            let (module, class) = class_of(resource.kind);
            let name = self.name(&resource.id);
            if resource.kind == "AWS::Lambda::Function" {
                let _ = writeln!(
                    out,
                    "\n    const {code} = new s3Assets.Asset(this, '{id}Code', {{ path: path.join(folder, 'functions/{id}') }});",
                    code = self.variables.code(&resource.id),
                    id = resource.id
                );
            }
            let used = if self.is_used(&resource.id) { format!("const {name} = ") } else { String::new() };
            let _ =
                writeln!(out, "\n    {used}new {}.{class}(this, {}, {{", module_name(module), self.text(&resource.id));
            for (property_name, value) in resource.properties.iter() {
                let expression = self.property_value(class, resource, property_name, value, 3);
                let _ = writeln!(out, "      {}: {expression},", self.property_name(resource, property_name));
            }
            out.push_str("    });\n");
        }
        for (name, value) in &self.stack.outputs {
            let _ = writeln!(
                out,
                "\n    new cdk.CfnOutput(this, {}, {{ value: {} }});",
                self.text(name),
                self.expression(value, 2)
            );
        }
        out.push_str("  }\n}\n");
        out
    }

    fn python(&self) -> String {
        let mut out = "import pathlib\n\nimport aws_cdk as cdk\n".to_owned();
        for module in self.modules() {
            let _ = writeln!(out, "from aws_cdk import aws_{module} as {}", python_module(module));
        }
        out.push_str("from constructs import Construct\n\nFOLDER = pathlib.Path(__file__).parent\n\n\n");
        out.push_str("class WorkflowStack(cdk.Stack):\n");
        out.push_str("    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:\n");
        out.push_str("        super().__init__(scope, construct_id, **kwargs)\n");
        for parameter in &self.stack.parameters {
            let _ = writeln!(out, "\n        {} = cdk.CfnParameter(", self.name(&parameter.name));
            let _ = writeln!(
                out,
                "            self,\n            {},\n            type=\"String\",",
                self.text(&parameter.name)
            );
            if !parameter.description.is_empty() {
                let _ = writeln!(out, "            description={},", self.text(&parameter.description));
            }
            if let Some(default) = &parameter.default {
                let _ = writeln!(out, "            default={},", self.text(default));
            }
            if parameter.is_secret {
                out.push_str("            no_echo=True,\n");
            }
            out.push_str("        )\n");
        }
        for resource in &self.stack.resources {
            let (module, class) = class_of(resource.kind);
            let name = self.name(&resource.id);
            if resource.kind == "AWS::Lambda::Function" {
                let _ = writeln!(
                    out,
                    "\n        {code} = s3_assets.Asset(self, \"{id}Code\", path=str(FOLDER / \"functions/{id}\"))",
                    code = self.variables.code(&resource.id),
                    id = resource.id
                );
            }
            let used = if self.is_used(&resource.id) { format!("{name} = ") } else { String::new() };
            let _ = writeln!(out, "\n        {used}{}.{class}(", python_module(module));
            let _ = writeln!(out, "            self,\n            {},", self.text(&resource.id));
            for (property_name, value) in resource.properties.iter() {
                let expression = self.property_value(class, resource, property_name, value, 3);
                let _ = writeln!(out, "            {}={expression},", self.property_name(resource, property_name));
            }
            out.push_str("        )\n");
        }
        for (name, value) in &self.stack.outputs {
            let _ = writeln!(
                out,
                "\n        cdk.CfnOutput(self, {}, value={})",
                self.text(name),
                self.expression(value, 2)
            );
        }
        out
    }

    fn property_name(&self, resource: &Resource, name: &str) -> String {
        let name = if resource.kind == "AWS::StepFunctions::StateMachine" && name == "DefinitionS3Location" {
            "DefinitionString"
        } else {
            name
        };
        match self.language {
            Language::TypeScript => property(name),
            Language::Python => python_property(name),
        }
    }

    fn property_value(&self, class: &str, resource: &Resource, name: &str, value: &Value, depth: usize) -> String {
        match (resource.kind, name) {
            ("AWS::StepFunctions::StateMachine", "DefinitionS3Location") => {
                let path = value.as_str().unwrap_or_default();
                match self.language {
                    Language::TypeScript => format!("fs.readFileSync(path.join(folder, '{path}'), 'utf8')"),
                    Language::Python => format!("(FOLDER / \"{path}\").read_text(encoding=\"utf-8\")"),
                }
            }
            ("AWS::Lambda::Function", "Code") => {
                let code = self.variables.code(&resource.id);
                match self.language {
                    Language::TypeScript => format!("{{ s3Bucket: {code}.s3BucketName, s3Key: {code}.s3ObjectKey }}"),
                    Language::Python => format!(
                        "lambda_.CfnFunction.CodeProperty(s3_bucket={code}.s3_bucket_name, s3_key={code}.s3_object_key)"
                    ),
                }
            }
            _ => self.typed(class, name, value, depth),
        }
    }

    /// A value of a property: its objects are of a class of their own, or data.
    fn typed(&self, class: &str, name: &str, value: &Value, depth: usize) -> String {
        let inner = property_class(class, name);
        let (Some(inner), None) = (inner, function(value)) else { return self.expression(value, depth) };
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.typed(class, name, item, depth + 1)).collect();
                self.list(&items, depth)
            }
            Value::Object(members) => {
                let is_data = members.get("Key").is_none() && name == "HeaderParameters";
                if is_data && class == "CfnRule" {
                    return self.expression(value, depth);
                }
                let mut out = match self.language {
                    Language::TypeScript => "{\n".to_owned(),
                    Language::Python => {
                        let (module, _) = class_of(kind_of(class));
                        format!("{}.{class}.{inner}(\n", python_module(module))
                    }
                };
                for (name, value) in members.iter() {
                    let value = self.typed(class, name, value, depth + 1);
                    let _ = match self.language {
                        Language::TypeScript => writeln!(out, "{}{}: {value},", self.indent(depth + 1), property(name)),
                        Language::Python => {
                            writeln!(out, "{}{}={value},", self.indent(depth + 1), python_property(name))
                        }
                    };
                }
                let close = if self.language == Language::Python { ")" } else { "}" };
                let _ = write!(out, "{}{close}", self.indent(depth));
                out
            }
            other => self.expression(other, depth),
        }
    }

    /// A value as an expression: references as references, everything else as it is.
    fn expression(&self, value: &Value, depth: usize) -> String {
        if let Some(function) = function(value) {
            return match function {
                Function::Ref(name) => self.reference(name),
                Function::GetAtt(id, attribute) => self.attribute(id, attribute),
                Function::Sub(template) => self.template(template),
            };
        }
        match value {
            Value::String(text) => self.text(text),
            Value::Bool(flag) if self.language == Language::Python => (if *flag { "True" } else { "False" }).to_owned(),
            Value::Null if self.language == Language::Python => "None".to_owned(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.expression(item, depth + 1)).collect();
                self.list(&items, depth)
            }
            Value::Object(members) if members.is_empty() => "{}".to_owned(),
            Value::Object(members) => {
                let mut out = "{\n".to_owned();
                for (name, value) in members.iter() {
                    let is_word = name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
                        && !name.starts_with(|char: char| char.is_ascii_digit());
                    let is_bare = is_word && self.language == Language::TypeScript;
                    let key = if is_bare { name.to_string() } else { self.text(name) };
                    let _ = writeln!(out, "{}{key}: {},", self.indent(depth + 1), self.expression(value, depth + 1));
                }
                let _ = write!(out, "{}}}", self.indent(depth));
                out
            }
            other => other.to_json(),
        }
    }

    fn list(&self, items: &[String], depth: usize) -> String {
        let line = format!("[{}]", items.join(", "));
        if line.len() < 80 && !line.contains('\n') {
            return line;
        }
        let (inner, outer) = (self.indent(depth + 1), self.indent(depth));
        format!("[\n{inner}{},\n{outer}]", items.join(&format!(",\n{inner}")))
    }

    fn reference(&self, name: &str) -> String {
        let pseudo = |name: &str| match name {
            "AWS::Region" => Some("REGION"),
            "AWS::AccountId" => Some("ACCOUNT_ID"),
            "AWS::Partition" => Some("PARTITION"),
            "AWS::URLSuffix" => Some("URL_SUFFIX"),
            "AWS::StackName" => Some("STACK_NAME"),
            _ => None,
        };
        if let Some(pseudo) = pseudo(name) {
            return format!("cdk.Aws.{pseudo}");
        }
        let is_resource = self.stack.resource(name).is_some();
        let name = self.name(name);
        match (is_resource, self.language) {
            (true, _) => format!("{name}.ref"),
            (false, Language::TypeScript) => format!("{name}.valueAsString"),
            (false, Language::Python) => format!("{name}.value_as_string"),
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> String {
        let name = self.name(id);
        match self.language {
            Language::TypeScript => format!("{name}.attr{attribute}"),
            Language::Python => format!("{name}.attr_{}", snake(attribute)),
        }
    }

    /// The template of `Fn::Sub` as a text with what the names stand for within.
    fn template(&self, template: &str) -> String {
        let mut out = String::new();
        for piece in pieces(template) {
            match piece {
                Piece::Text(text) => out.push_str(&self.within(text)),
                Piece::Literal(text) => out.push_str(&self.within(&format!("${{{text}}}"))),
                Piece::Name(name) => {
                    let expression = match name.split_once('.') {
                        Some((id, attribute)) => self.attribute(id, attribute),
                        None => self.reference(name),
                    };
                    let _ = match self.language {
                        Language::TypeScript => write!(out, "${{{expression}}}"),
                        Language::Python => write!(out, "{{{expression}}}"),
                    };
                }
            }
        }
        match self.language {
            Language::TypeScript => format!("`{out}`"),
            Language::Python => format!("f\"{out}\""),
        }
    }

    /// A text within the template of a text.
    fn within(&self, text: &str) -> String {
        let json = Value::from(text).to_json();
        let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
        match self.language {
            Language::TypeScript => inner.replace("\\\"", "\"").replace('`', "\\`").replace("${", "\\${"),
            Language::Python => inner.replace('{', "{{").replace('}', "}}"),
        }
    }

    /// A text in quotes.
    fn text(&self, text: &str) -> String {
        let json = Value::from(text).to_json();
        match self.language {
            Language::TypeScript => {
                let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
                format!("'{}'", inner.replace("\\\"", "\"").replace('\'', "\\'"))
            }
            Language::Python => json,
        }
    }

    /// The variable of a parameter or a resource.
    fn name(&self, id: &str) -> &str {
        self.variables.name(id)
    }

    fn indent(&self, depth: usize) -> String {
        let width = if self.language == Language::Python { 4 } else { 2 };
        " ".repeat(width * depth)
    }

    /// Whether anything names a resource.
    fn is_used(&self, id: &str) -> bool {
        let mut texts = self.stack.resources.iter().map(|resource| Value::from(resource.properties.clone()).to_json());
        let named = |text: &str| {
            text.contains(&format!("\"{id}\""))
                || text.contains(&format!("${{{id}}}"))
                || text.contains(&format!("${{{id}."))
        };
        texts.any(|text| named(&text)) || self.stack.outputs.iter().any(|(_, value)| named(&value.to_json()))
    }
}

/// The name of a module in TypeScript.
fn module_name(module: &'static str) -> &'static str {
    if module == "s3_assets" { "s3Assets" } else { module }
}

/// The name of a module in Python, where `lambda` is a word of the language.
fn python_module(module: &'static str) -> &'static str {
    if module == "lambda" { "lambda_" } else { module }
}

/// The type of a class.
fn kind_of(class: &str) -> &'static str {
    match class {
        "CfnStateMachine" => "AWS::StepFunctions::StateMachine",
        "CfnConnection" => "AWS::Events::Connection",
        "CfnRule" => "AWS::Events::Rule",
        "CfnFunction" => "AWS::Lambda::Function",
        "CfnEventInvokeConfig" => "AWS::Lambda::EventInvokeConfig",
        _ => "AWS::IAM::Role",
    }
}
