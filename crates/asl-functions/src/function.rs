//! A Lambda function as its template describes it (CloudFormation reference, `AWS::Lambda::Function`).

use std::rc::Rc;

use super::asynchronous::Asynchronous;

/// A Lambda function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its logical id.
    pub id: Rc<str>,
    /// `FunctionName`, or the logical id.
    pub name: Rc<str>,
    /// Its ARN.
    pub arn: Rc<str>,
    /// `Runtime`: `nodejs22.x`; empty for a container image.
    pub runtime: Rc<str>,
    /// `Handler`: `index.handler`.
    pub handler: Rc<str>,
    /// `Timeout`, in seconds.
    pub timeout_seconds: u32,
    /// `MemorySize`, in megabytes.
    pub memory_mb: u32,
    /// `Environment.Variables`
    pub environment: Vec<(Rc<str>, Rc<str>)>,
    /// Its code.
    pub code: Code,
    /// What Lambda does with an event that nobody waits for.
    pub asynchronous: Asynchronous,
    /// Whether `TracingConfig.Mode` is `Active`: Lambda then sends segments of it to X-Ray, and else only hands the header of a
    /// trace on (Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray").
    pub traces: bool,
}

/// Where the code of a function is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// In the template, or in files of the project.
    Files(Rc<[CodeFile]>),
    /// In a folder or file that is not in the project; its path as it is written.
    Missing(Rc<str>),
    /// Where the playground cannot look: a bucket, a registry of images.
    Elsewhere,
}

/// A file of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFile {
    /// Its path below the root of the function: `lib/api.js`.
    pub path: Rc<str>,
    /// What it holds.
    pub text: Rc<str>,
}

/// What a function is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// JavaScript, with the major version of Node.js.
    Node(u32),
    /// Python.
    Python,
    /// Something else, or not known.
    Other,
}

/// `Timeout` of a function that has none.
pub(crate) const DEFAULT_TIMEOUT: u32 = 3;
/// The longest `Timeout`, in seconds.
const LONGEST_TIMEOUT: u32 = 900;
/// `MemorySize` of a function that has none.
pub(crate) const DEFAULT_MEMORY: u32 = 128;

impl Function {
    /// A function of that name, as far as AWS has defaults.
    pub fn new(id: Rc<str>, arn: Rc<str>) -> Self {
        Self {
            name: id.clone(),
            id,
            arn,
            runtime: Rc::default(),
            handler: Rc::default(),
            timeout_seconds: DEFAULT_TIMEOUT,
            memory_mb: DEFAULT_MEMORY,
            environment: Vec::new(),
            code: Code::Elsewhere,
            asynchronous: Asynchronous::default(),
            traces: false,
        }
    }

    /// The same with a time limit, as far as AWS allows it.
    #[must_use]
    pub fn with_timeout(self, seconds: u32) -> Self {
        Self { timeout_seconds: seconds.clamp(1, LONGEST_TIMEOUT), ..self }
    }

    /// What it is written in.
    pub fn language(&self) -> Language {
        if let Some(version) = self.runtime.strip_prefix("nodejs") {
            let major = version.split('.').next().and_then(|major| major.parse().ok());
            return Language::Node(major.unwrap_or(0));
        }
        if self.runtime.starts_with("python") { Language::Python } else { Language::Other }
    }

    /// What its code runs as, where that is another version of Python than its runtime's.
    pub fn runs_as(&self) -> Option<&'static str> {
        ran_as(&self.runtime)
    }

    /// Its files, if they are here.
    pub fn files(&self) -> &[CodeFile] {
        match &self.code {
            Code::Files(files) => files,
            Code::Missing(_) | Code::Elsewhere => &[],
        }
    }

    /// Whether its code runs in the page.
    pub fn runs_here(&self) -> bool {
        self.obstacle().is_none()
    }

    /// Why its code does not run in the page, as a sentence.
    pub fn obstacle(&self) -> Option<String> {
        let mocked = "A mock answers for it, or you enter its result during the run.";
        match (self.language(), &self.code) {
            (Language::Other, _) if self.runtime.is_empty() => {
                Some(format!("A container image does not run in the page. {mocked}"))
            }
            (Language::Other, _) => Some(format!("`{}` does not run in the page. {mocked}", self.runtime)),
            (_, Code::Files(files)) if !files.is_empty() => None,
            (_, Code::Files(_)) => Some(format!("It has no code. {mocked}")),
            (_, Code::Missing(path)) => {
                Some(format!("Its code in `{path}` is not among the files here. Add that folder, or use a mock."))
            }
            (_, Code::Elsewhere) => Some(format!("Its code is not in the template. {mocked}")),
        }
    }

    /// Whether its code imports `library`, as far as a glance says.
    pub fn mentions(&self, library: &str) -> bool {
        self.files().iter().any(|file| file.text.contains(library))
    }

    fn is_named(&self, name: &str) -> bool {
        name == &*self.name || name == &*self.id
    }
}

/// What code of this runtime runs as, where that is another version of Python.
pub(crate) fn ran_as(runtime: &str) -> Option<&'static str> {
    (runtime.starts_with("python") && runtime != "python3.14").then_some("Python 3.14")
}

/// The function that a Task means: by its name, its logical id, an ARN or a part of one, with or without an alias or version.
pub fn find<'f>(functions: &'f [Function], named: &str) -> Option<&'f Function> {
    let after = named.rsplit_once("function:").map_or(named, |(_, rest)| rest);
    let name = after.split(':').next().unwrap_or_default();
    functions.iter().find(|function| function.is_named(name))
}

#[cfg(test)]
mod tests {
    use super::{Code, CodeFile, Function, Language, find};

    fn function(id: &str, runtime: &str) -> Function {
        let files = [CodeFile { path: "index.js".into(), text: "exports.handler = 1".into() }];
        Function { runtime: runtime.into(), code: Code::Files(files.into()), ..Function::new(id.into(), "arn".into()) }
    }

    #[test]
    fn a_function_is_found_by_whatever_a_task_calls_it() {
        let all = [function("A", "nodejs22.x"), Function { name: "the-name".into(), ..function("B", "nodejs22.x") }];
        for (named, id) in [
            ("A", Some("A")),
            ("the-name", Some("B")),
            ("B:live", Some("B")),
            ("arn:aws:lambda:us-east-1:123456789012:function:the-name:$LATEST", Some("B")),
            ("123456789012:function:A", Some("A")),
            ("other", None),
            ("", None),
        ] {
            assert_eq!(find(&all, named).map(|found| &*found.id), id, "{named}");
        }
    }

    #[test]
    fn what_does_not_run_here_says_why() {
        assert_eq!(function("A", "nodejs20.x").language(), Language::Node(20));
        assert_eq!(function("A", "nodejs20.x").obstacle(), None);
        assert_eq!(function("A", "python3.13").obstacle(), None);
        let versions = ["python3.12", "python3.14", "nodejs22.x"].map(|runtime| function("A", runtime).runs_as());
        assert_eq!(versions, [Some("Python 3.14"), None, None]);
        let because = |function: Function, part: &str| {
            let said = function.obstacle().unwrap();
            assert!(said.contains(part), "{said}");
        };
        because(function("A", "java21"), "`java21`");
        because(function("A", ""), "container image");
        because(Function { code: Code::Missing("src".into()), ..function("A", "nodejs22.x") }, "`src`");
        because(Function { code: Code::Elsewhere, ..function("A", "nodejs22.x") }, "not in the template");
    }

    #[test]
    fn a_time_limit_is_one_that_aws_allows() {
        let of = |seconds| function("A", "nodejs22.x").with_timeout(seconds).timeout_seconds;
        assert_eq!([of(0), of(10), of(9_000)], [1, 10, 900]);
    }
}
