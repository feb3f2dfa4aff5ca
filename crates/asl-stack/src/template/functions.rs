//! The Lambda functions of a template, with their code: what stands in the template (`InlineCode`, `ZipFile`), or the files of
//! the project that a handler is found among (`CodeUri`).

use std::rc::Rc;

use super::asynchronous;
use super::definition::TemplatePlace;
use super::inventory::handler_file;
use super::resolve::Resolver;
use asl_document::project::Position;
use asl_functions::{Code, CodeFile, Function, Language, find};
use asl_lang::{Resource, StateMachine};
use asl_text::{Member, Node, NodeKind, Spanned};

/// The types of the resources that are functions.
const FUNCTIONS: [&str; 2] = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

/// What the ARN of a function begins with whose name is not known.
const UNNAMED: &str = "arn:aws:lambda:us-east-1:123456789012:function:";

/// The functions among `resources`, in their order.
pub(super) fn list(place: TemplatePlace<'_>, resolver: &Resolver<'_>, resources: &[Member]) -> Vec<Function> {
    let is_one = |member: &&Member| {
        member.value.get("Type").and_then(Node::as_str).is_some_and(|kind| FUNCTIONS.contains(&&**kind))
    };
    resources.iter().filter(is_one).map(|member| function(place, resolver, member, resources)).collect()
}

/// The function with the logical id `id`, if its code runs here.
pub(super) fn named<'f>(functions: &'f [Function], id: &str) -> Option<&'f Function> {
    functions.iter().find(|function| *function.id == *id).filter(|function| function.runs_here())
}

/// A function that is invoked alone, as a machine whose only state calls it. Its places are those of the resource.
pub(super) fn alone(function: &Function, resources: &[Member]) -> Option<StateMachine> {
    let resource = resources.iter().find(|member| member.key.value == function.id)?;
    let span = resource.key.span;
    let node = |kind| Node { kind, span };
    let text = |text: &str| node(NodeKind::String(text.into()));
    let member = |key: &str, value: Node| Member { key: Spanned::new(key.into(), span), value };
    let is_it = |arn: &str| {
        matches!(Resource::parse(arn), Resource::LambdaFunction { .. })
            && find(std::slice::from_ref(function), arn).is_some()
    };
    let arn = if is_it(&function.arn) { function.arn.to_string() } else { format!("{UNNAMED}{}", function.id) };
    let task =
        vec![member("Type", text("Task")), member("Resource", text(&arn)), member("End", node(NodeKind::Bool(true)))];
    let task = Node { kind: NodeKind::Object(task), span: resource.value.span };
    let states = node(NodeKind::Object(vec![member(&function.id, task)]));
    let root = node(NodeKind::Object(vec![member("StartAt", text(&function.id)), member("States", states)]));
    asl_lang::parse(&root).0
}

fn function(place: TemplatePlace<'_>, resolver: &Resolver<'_>, member: &Member, resources: &[Member]) -> Function {
    let id = Rc::clone(&member.key.value);
    let properties = member.value.get("Properties");
    let get = |key: &str| properties.and_then(|all| all.get(key));
    let text = |key: &str| get(key).and_then(|node| resolver.text(node));
    let number = |key: &str| text(key).and_then(|text| text.parse().ok());
    let arn = resolver.attribute(&id, "Arn").unwrap_or_default().into();
    let mut function = Function::new(id, arn);
    if let Some(name) = text("FunctionName").filter(|name| !name.contains("${")) {
        function.name = name;
    }
    function.runtime = text("Runtime").unwrap_or_default();
    function.handler = text("Handler").unwrap_or_default();
    function.memory_mb = number("MemorySize").unwrap_or(function.memory_mb);
    let seconds = number("Timeout").unwrap_or(function.timeout_seconds);
    let variables = get("Environment").and_then(|environment| environment.get("Variables")).map(Node::members);
    let variable = |member: &Member| Some((Rc::clone(&member.key.value), resolver.text(&member.value)?));
    function.environment = variables.unwrap_or_default().iter().filter_map(variable).collect();
    function.code = code(place, resolver, &function, &get);
    // SAM has a word for it in place of an object.
    let mode = get("Tracing").or_else(|| get("TracingConfig").and_then(|config| config.get("Mode")));
    function.traces = mode.and_then(|node| resolver.text(node)).is_some_and(|mode| &*mode == "Active");
    function.asynchronous = asynchronous::read(resolver, &function, properties, resources);
    function.with_timeout(seconds)
}

fn code<'n>(
    place: TemplatePlace<'_>,
    resolver: &Resolver<'_>,
    function: &Function,
    get: &dyn Fn(&str) -> Option<&'n Node>,
) -> Code {
    let inline = get("InlineCode").or_else(|| get("Code").and_then(|code| code.get("ZipFile")));
    if let Some(text) = inline.and_then(|node| resolver.text(node)) {
        // Lambda puts it into a file of this name, whatever the handler is called.
        let path = if function.language() == Language::Python { "index.py" } else { "index.js" };
        return Code::Files([CodeFile { path: path.into(), text }].into());
    }
    let written = ["CodeUri", "Code"].iter().find_map(|key| get(key)).map(|node| resolver.text(node));
    match written {
        // An object names a bucket.
        Some(None) => Code::Elsewhere,
        Some(Some(folder)) if folder.starts_with("s3://") => Code::Elsewhere,
        folder => {
            let folder = folder.flatten().filter(|folder| !folder.contains("${")).unwrap_or_else(|| ".".into());
            match handler_file(place, &function.handler, &folder) {
                Some((at, module)) => Code::Files(files(place, at, &module).into()),
                None => Code::Missing(folder),
            }
        }
    }
}

/// The files below the root of a function, which is where the file of its handler is called `module`.
fn files(place: TemplatePlace<'_>, handler: Position, module: &str) -> Vec<CodeFile> {
    let files = place.files;
    let path = files.path(handler);
    let root = path.strip_suffix(module).unwrap_or_else(|| path.rsplit_once('/').map_or("", |(folder, _)| folder));
    let root = if root.is_empty() || root.ends_with('/') { root.to_owned() } else { format!("{root}/") };
    let below = |at: Position| {
        let path = files.path(at).strip_prefix(&*root)?;
        (at != place.at).then(|| CodeFile { path: path.into(), text: files.text(at).into() })
    };
    files.positions().filter_map(below).collect()
}

#[cfg(test)]
mod tests {
    use crate::template::source;
    use asl_document::TemplateChoice;
    use asl_document::project::{Project, ProjectFile};
    use asl_functions::{Code, Function, find};
    use asl_lang::{StateKind, WorkflowType};
    use asl_text::diagnostic::Severity;

    fn read(text: &str, beside: &[(&str, &str)]) -> Vec<Function> {
        let file = |(path, text): &(&str, &str)| ProjectFile { path: (*path).into(), text: (*text).into() };
        let others: Vec<ProjectFile> = beside.iter().map(file).collect();
        let project = Project { path: "template.yaml".into(), others: others.into(), at: 0 };
        let choice = TemplateChoice { project, ..TemplateChoice::default() };
        source::check(text, &choice, WorkflowType::Standard).functions.to_vec()
    }

    const INLINE: &str = "
Globals:
  Function:
    Timeout: 20
    Tracing: Active
    Runtime: nodejs22.x
Parameters:
  Url: {Type: String, Default: 'https://a.example'}
  Key: {Type: String, NoEcho: true, Default: hush}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: the-function
      Handler: index.handler
      MemorySize: 512
      InlineCode: |
        exports.handler = async () => 1;
      Environment:
        Variables: {URL: !Ref Url, KEY: !Ref Key, COUNT: 3}
";

    #[test]
    fn a_function_is_read_with_what_globals_and_parameters_say_and_without_secrets() {
        let functions = read(INLINE, &[]);
        let [function] = functions.as_slice() else { panic!("{functions:?}") };
        assert_eq!((&*function.id, &*function.name), ("F", "the-function"));
        assert_eq!(&*function.arn, "arn:aws:lambda:us-east-1:123456789012:function:the-function");
        assert_eq!((&*function.runtime, &*function.handler), ("nodejs22.x", "index.handler"));
        assert_eq!((function.timeout_seconds, function.memory_mb, function.traces), (20, 512, true));
        let variables: Vec<String> =
            function.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(variables, ["URL=https://a.example", "KEY=${Key}", "COUNT=3"]);
        assert_eq!(function.files()[0].text.trim_end(), "exports.handler = async () => 1;");
    }

    #[test]
    fn the_code_of_a_folder_is_every_file_below_it() {
        let text = "
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: app.handler, CodeUri: src/}
  G:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: elsewhere.handler, CodeUri: other/}
  H:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler, Code: {S3Bucket: b, S3Key: k}}
  I:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: src/lib/api.handler}
";
        let files = [("src/app.mjs", "a"), ("src/lib/api.js", "b"), ("readme.md", "c")];
        let told: Vec<String> = read(text, &files)
            .iter()
            .map(|function| match &function.code {
                Code::Files(files) => files.iter().flat_map(|file| [&*file.path, " "]).collect(),
                Code::Missing(folder) => format!("missing {folder}"),
                Code::Elsewhere => "elsewhere".to_owned(),
            })
            .collect();
        assert_eq!(
            told,
            ["app.mjs lib/api.js ", "missing other/", "elsewhere", "src/app.mjs src/lib/api.js readme.md "]
        );
    }

    /// What is drawn and runs of a text: the one invoked, the names of its states, whether rules run, and the errors.
    fn shown(text: &str, machine: &str) -> (Option<String>, Vec<String>, bool, usize) {
        let choice = TemplateChoice { machine: machine.into(), ..TemplateChoice::default() };
        let read = source::check(text, &choice, WorkflowType::Standard);
        let template = read.template.unwrap();
        let states = read.machine.iter().flat_map(|machine| machine.states());
        let names = states.map(|state| state.name.value.to_string()).collect();
        let errors = read.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        (template.invoked.map(|id| id.to_string()), names, read.events.is_some(), errors)
    }

    #[test]
    fn a_template_of_functions_alone_invokes_the_chosen_one_and_else_the_first_that_runs_here() {
        let more =
            "  Old: {Type: AWS::Serverless::Function, Properties: {Runtime: java21, Handler: a.B, InlineCode: x}}\n";
        let third = "  G: {Type: AWS::Serverless::Function, Properties: {Handler: index.handler, InlineCode: x}}\n";
        let text = format!("{}{third}", INLINE.replace("Resources:\n", &format!("Resources:\n{more}")));
        let is = |machine: &str, id: &str| {
            let (invoked, states, rules, errors) = shown(&text, machine);
            assert_eq!(
                (invoked.as_deref(), states, rules, errors),
                (Some(id), vec![id.to_owned()], false, 0),
                "{machine}"
            );
        };
        is("", "F");
        is("G", "G");
        // Its code does not run here.
        is("Old", "F");
    }

    #[test]
    fn beside_a_machine_or_rules_a_function_is_invoked_where_it_is_chosen() {
        let machine = "  M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}}\n";
        let with_machine = format!("{INLINE}{machine}");
        assert_eq!(shown(&with_machine, ""), (None, vec!["A".to_owned()], false, 0));
        assert_eq!(shown(&with_machine, "F"), (Some("F".to_owned()), vec!["F".to_owned()], false, 0));
        let rule = "  R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [a]}, Targets: [{Id: f, Arn: !GetAtt F.Arn}]}}\n";
        let with_rule = format!("{INLINE}{rule}");
        let (invoked, states, rules, _) = shown(&with_rule, "");
        assert_eq!((invoked, states.len(), rules), (None, 0, true));
        let (invoked, states, rules, _) = shown(&with_rule, "F");
        assert_eq!((invoked.as_deref(), states.len(), rules), (Some("F"), 1, false));
    }

    #[test]
    fn a_function_without_a_known_name_and_one_without_code() {
        let unnamed = INLINE.replace("the-function", "!Sub '${Unknown}-f'");
        assert_eq!(shown(&unnamed, "").0.as_deref(), Some("F"));
        let machine = source::check(&unnamed, &TemplateChoice::default(), WorkflowType::Standard).machine.unwrap();
        let StateKind::Task(task) = &machine.states()[0].kind else { panic!("a Task") };
        let functions = read(&unnamed, &[]);
        assert!(find(&functions, &task.resource.as_ref().unwrap().value).is_some());
        let without = "Resources:\n  F: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs22.x, Code: {S3Bucket: b, S3Key: k}}}\n";
        assert_eq!(shown(without, "F"), (None, Vec::new(), false, 1));
    }
}
