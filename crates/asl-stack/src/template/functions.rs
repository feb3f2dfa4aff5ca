//! The Lambda functions of a template, with their code: what stands in the template (`InlineCode`, `ZipFile`), or the files of
//! the project that a handler is found among (`CodeUri`).

use std::rc::Rc;

use super::definition::TemplatePlace;
use super::inventory::handler_file;
use super::resolve::Resolver;
use asl_document::project::Position;
use asl_functions::{Code, CodeFile, Function, Language};
use asl_text::{Member, Node};

/// The types of the resources that are functions.
const FUNCTIONS: [&str; 2] = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

/// The functions among `resources`, in their order.
pub(super) fn list(place: TemplatePlace<'_>, resolver: &Resolver<'_>, resources: &[Member]) -> Vec<Function> {
    let is_one = |member: &&Member| {
        member.value.get("Type").and_then(Node::as_str).is_some_and(|kind| FUNCTIONS.contains(&&**kind))
    };
    resources.iter().filter(is_one).map(|member| function(place, resolver, member)).collect()
}

fn function(place: TemplatePlace<'_>, resolver: &Resolver<'_>, member: &Member) -> Function {
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
    use asl_functions::{Code, Function};
    use asl_lang::WorkflowType;

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
        assert_eq!((function.timeout_seconds, function.memory_mb), (20, 512));
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
}
