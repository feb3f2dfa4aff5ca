//! The names of CDK's variables: none is a word of the language, something that the generated file uses, or another's.

use super::cdk::Language;
use super::{camel, snake};
use crate::stack::Stack;

/// Words that TypeScript allows as no variable in a module (ECMAScript, "Reserved words", and those of strict mode), the names that
/// its compiler keeps for itself, and what the generated file uses.
const TYPESCRIPT: &[&str] = &[
    "arguments",
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "cdk",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "events",
    "export",
    "exports",
    "extends",
    "false",
    "finally",
    "folder",
    "for",
    "from",
    "fs",
    "function",
    "iam",
    "id",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "lambda",
    "let",
    "logs",
    "module",
    "new",
    "null",
    "of",
    "package",
    "path",
    "private",
    "props",
    "protected",
    "public",
    "require",
    "return",
    "s3Assets",
    "scope",
    "sqs",
    "static",
    "stepfunctions",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The keywords of Python (`keyword.kwlist` and `softkwlist` of Python 3.13), and what the generated file uses.
const PYTHON: &[&str] = &[
    "_",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "case",
    "cdk",
    "class",
    "construct_id",
    "constructs",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "events",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "iam",
    "if",
    "import",
    "in",
    "is",
    "kwargs",
    "lambda",
    "lambda_",
    "logs",
    "match",
    "nonlocal",
    "not",
    "or",
    "pass",
    "pathlib",
    "raise",
    "return",
    "s3_assets",
    "scope",
    "self",
    "sqs",
    "stepfunctions",
    "str",
    "super",
    "try",
    "type",
    "while",
    "with",
    "yield",
    "none",
    "true",
    "false",
    "aws_cdk",
];

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Parameter,
    Resource,
    /// The asset with the code of a function.
    Code,
}

/// The variables of a stack.
#[derive(Debug, Default)]
pub(super) struct Variables(Vec<(String, Holds, String)>);

impl Variables {
    /// Variables for everything in a stack.
    pub(super) fn of(stack: &Stack, language: Language) -> Self {
        let mut all = Self::default();
        let parameters = stack.parameters.iter().map(|one| (one.name.as_str(), Holds::Parameter));
        let resources = stack.resources.iter().map(|one| (one.id.as_str(), Holds::Resource));
        let code = stack.code.iter().map(|(function, _)| (function.as_str(), Holds::Code));
        for (id, holds) in parameters.chain(resources).chain(code) {
            all.add(id, holds, language);
        }
        all
    }

    fn add(&mut self, id: &str, holds: Holds, language: Language) {
        let wanted = match (language, holds) {
            (Language::TypeScript, Holds::Code) => format!("{}Code", camel(id)),
            (Language::Python, Holds::Code) => format!("{}_code", snake(id)),
            (Language::TypeScript, _) => camel(id),
            (Language::Python, _) => snake(id),
        };
        let suffix = match (language, holds) {
            (Language::Python, _) => "_",
            (Language::TypeScript, Holds::Parameter) => "Parameter",
            (Language::TypeScript, _) => "Resource",
        };
        let mut name = wanted.clone();
        let mut number = 1;
        while self.is_taken(&name, language) {
            name = if number == 1 { format!("{wanted}{suffix}") } else { format!("{wanted}{suffix}{number}") };
            number += 1;
        }
        self.0.push((id.to_owned(), holds, name));
    }

    fn is_taken(&self, name: &str, language: Language) -> bool {
        let is_word = match language {
            Language::TypeScript => TYPESCRIPT.contains(&name),
            Language::Python => PYTHON.contains(&name),
        };
        is_word || self.0.iter().any(|(_, _, known)| known == name)
    }

    /// The variable of a parameter or a resource: they share one namespace.
    pub(super) fn name(&self, id: &str) -> &str {
        self.find(id, false)
    }

    /// The variable of the code of a function.
    pub(super) fn code(&self, id: &str) -> &str {
        self.find(id, true)
    }

    fn find(&self, id: &str, is_code: bool) -> &str {
        let found = self.0.iter().find(|(known, holds, _)| known == id && (*holds == Holds::Code) == is_code);
        found.map(|(_, _, name)| name.as_str()).unwrap_or_default()
    }
}
