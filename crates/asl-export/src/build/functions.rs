//! Functions: their code in a folder of its own, their logs, and a role that can write those and nothing else.

use asl_functions::{Asynchronous, Code, Function};
use asl_value::{Map, Value};

use super::{Builder, roles};
use crate::File;
use crate::stack::{attribute, map, object, sub, text};

/// `MemorySize` where none is set, in megabytes.
const DEFAULT_MEMORY: u32 = 128;

impl Builder<'_> {
    /// The template of `Fn::Sub` for the ARN of a function: one whose code is elsewhere is a parameter.
    pub(super) fn function_arn(&mut self, function: &Function) -> String {
        let id = self.function_id(function);
        if matches!(function.code, Code::Files(_)) {
            return format!("${{{id}.Arn}}");
        }
        let name = self.ask_more(
            &format!("function {id}"),
            &format!("{id}Arn"),
            &format!("ARN of the function {}", function.name),
            false,
        );
        self.note(format!(
            "The code of the function `{}` is not in the document: deploy it by itself, and pass its ARN as the parameter {name}.",
            function.id
        ));
        format!("${{{name}}}")
    }

    /// Adds the functions.
    pub(super) fn functions(&mut self) {
        for function in self.functions.clone().iter() {
            match &function.code {
                Code::Files(files) => {
                    let files =
                        files.iter().map(|file| File { path: file.path.to_string(), text: file.text.to_string() });
                    self.function(function, files.collect());
                }
                Code::Missing(_) | Code::Elsewhere => {}
            }
        }
    }

    fn function(&mut self, function: &Function, files: Vec<File>) {
        let id = self.function_id(function);
        let logs = self.id(&format!("{id}Logs"));
        let role = self.id(&format!("{id}Role"));
        let (name, name_value) = if function.name == function.id {
            let name = format!("${{AWS::StackName}}-{id}");
            let value = sub(&name);
            (name, value)
        } else {
            (self.template(&function.name), self.value(&function.name))
        };
        let group = sub(&format!("/aws/lambda/{name}"));
        self.add(logs.clone(), "AWS::Logs::LogGroup", map([("LogGroupName", group), ("RetentionInDays", 30.into())]));
        let mut statements =
            vec![roles::allow(&["logs:CreateLogStream", "logs:PutLogEvents"], attribute(&logs, "Arn"))];
        if function.traces {
            statements.push(roles::traces());
        }
        let asynchronous = &function.asynchronous;
        for arn in
            [&asynchronous.on_success, &asynchronous.on_failure, &asynchronous.dead_letters].into_iter().flatten()
        {
            let action = match arn.split(':').nth(2) {
                Some("sqs") => "sqs:SendMessage",
                Some("sns") => "sns:Publish",
                Some("events") => "events:PutEvents",
                Some("lambda") => "lambda:InvokeFunction",
                _ => continue,
            };
            statements.push(roles::allow(&[action], self.value(arn)));
        }
        let written = self.function_roles.iter().find(|(known, _)| *known == function.id).map(|(_, role)| role.clone());
        if let Some(written) = written {
            let carried = self.carried(&id, &written, &statements);
            statements.extend(carried.iter().map(|one| self.without_cycles(one)));
        }
        self.add(role.clone(), "AWS::IAM::Role", roles::role("lambda.amazonaws.com", statements));
        let mut properties = map([
            ("FunctionName", name_value),
            ("Runtime", text(&function.runtime)),
            ("Handler", text(&function.handler)),
            ("Code", text(&format!("functions/{id}"))),
            ("Role", attribute(&role, "Arn")),
            ("Timeout", i64::from(function.timeout_seconds).into()),
            ("LoggingConfig", object([("LogGroup", crate::stack::reference(&logs))])),
        ]);
        if function.memory_mb != DEFAULT_MEMORY {
            properties.insert("MemorySize", i64::from(function.memory_mb).into());
        }
        if !function.environment.is_empty() {
            let variables: Vec<(std::rc::Rc<str>, Value)> =
                function.environment.iter().map(|(name, value)| (name.clone(), self.value(value))).collect();
            let variables: Map = variables.into_iter().collect();
            properties.insert("Environment", object([("Variables", variables.into())]));
        }
        if function.traces {
            properties.insert("TracingConfig", object([("Mode", text("Active"))]));
        }
        if let Some(queue) = &asynchronous.dead_letters {
            properties.insert("DeadLetterConfig", object([("TargetArn", self.value(queue))]));
        }
        self.stack.code.push((id.clone(), files));
        self.add(id.clone(), "AWS::Lambda::Function", properties);
        self.invoke_config(&id, asynchronous);
    }

    fn invoke_config(&mut self, function: &str, asynchronous: &Asynchronous) {
        let plain = Asynchronous { dead_letters: asynchronous.dead_letters.clone(), ..Asynchronous::default() };
        if *asynchronous == plain {
            return;
        }
        let mut properties = map([
            ("FunctionName", crate::stack::reference(function)),
            ("Qualifier", text("$LATEST")),
            ("MaximumRetryAttempts", i64::from(asynchronous.retries).into()),
            ("MaximumEventAgeInSeconds", i64::from(asynchronous.maximum_age).into()),
        ]);
        let mut destinations = Map::new();
        for (name, arn) in [("OnSuccess", &asynchronous.on_success), ("OnFailure", &asynchronous.on_failure)] {
            if let Some(arn) = arn {
                destinations.insert(name, object([("Destination", self.value(arn))]));
            }
        }
        if !destinations.is_empty() {
            properties.insert("DestinationConfig", destinations.into());
        }
        let id = self.id(&format!("{function}InvokeConfig"));
        self.add(id, "AWS::Lambda::EventInvokeConfig", properties);
    }
}
