//! The template around the code of a Lambda function that stands alone.

use asl_document::project::ProjectFile;
use asl_stack::template::code::{self, CodeKind};
use asl_text::print;
use asl_value::Value;

/// The files of a project, the template first, in which the code of `text` is a function; `None` if it is none. The code stands
/// in the template, but for an ES module: inline code becomes `index.js`, which
/// is read as CommonJS.
pub fn template_around(text: &str) -> Option<Vec<ProjectFile>> {
    let (kind, name) = code::find(text)?;
    let name = text.get(name)?;
    let (runtime, ending) = match kind {
        CodeKind::CommonJs => ("nodejs22.x", "js"),
        CodeKind::EsModule => ("nodejs22.x", "mjs"),
        CodeKind::Python => ("python3.13", "py"),
    };
    let code = normal(text);
    // What a block of YAML cannot hold as it is, tabs among it, is a file too.
    let is_file = kind == CodeKind::EsModule || code.chars().any(|char| char != '\n' && char.is_control());
    let (key, value) = if is_file { ("CodeUri", FOLDER) } else { ("InlineCode", &*code) };
    let template = format!(
        r#"{{"AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31", "Resources": {{"Function": {{
        "Type": "AWS::Serverless::Function", "Properties": {{"Runtime": "{runtime}", "Handler": "index.{name}",
        "Timeout": {TIMEOUT}, "{key}": {}}}}}}}}}"#,
        print::quote(value)
    );
    let template = print::template_yaml(&Value::from_json(&template).ok()?);
    let file = |path: String, text: &str| ProjectFile { path: path.into(), text: text.into() };
    let mut files = vec![file("template.yaml".to_owned(), &template)];
    if is_file {
        files.push(file(format!("{FOLDER}index.{ending}"), &code));
    }
    Some(files)
}

/// The folder of code that is a file of its own.
const FOLDER: &str = "functions/Function/";
/// `Timeout`, in seconds: AWS's default of three is short for a call of an API.
const TIMEOUT: u32 = 10;

/// The code as lines that a block of YAML can hold: without blanks at their ends, one line break at the end of all.
fn normal(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').trim_start().lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_end())
}

#[cfg(test)]
mod tests {
    use super::template_around;
    use asl_document::TemplateChoice;
    use asl_document::project::Project;
    use asl_lang::WorkflowType;
    use asl_stack::template::source;

    #[test]
    fn the_code_is_a_block_of_the_template_and_the_function_runs() {
        let code = "import json\n\n\ndef lambda_handler(event, context):\n    return {\"a\": 1}  \n";
        let files = template_around(code).unwrap();
        let [template] = &files[..] else { panic!("{files:?}") };
        let expected = "AWSTemplateFormatVersion: \"2010-09-09\"\nTransform: AWS::Serverless-2016-10-31\nResources:\n  Function:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: index.lambda_handler\n      Timeout: 10\n      InlineCode: |\n        import json\n\n\n        def lambda_handler(event, context):\n            return {\"a\": 1}\n";
        assert_eq!(&*template.text, expected);
        let read = source::check(&template.text, &TemplateChoice::default(), WorkflowType::Standard);
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.template.unwrap().invoked.as_deref(), Some("Function"));
        assert_eq!(
            &*read.functions[0].files()[0].text,
            "import json\n\n\ndef lambda_handler(event, context):\n    return {\"a\": 1}\n"
        );
    }

    #[test]
    fn an_es_module_is_a_file_of_its_own() {
        let files = template_around("\r\nexport const handler = async () => {\r\n  return 1;\r\n};").unwrap();
        assert_eq!(
            files.iter().map(|file| &*file.path).collect::<Vec<_>>(),
            ["template.yaml", "functions/Function/index.mjs"]
        );
        assert_eq!(&*files[1].text, "export const handler = async () => {\n  return 1;\n};\n");
        let project = Project { path: files[0].path.clone(), others: files[1..].into(), at: 0 };
        let choice = TemplateChoice { project, ..TemplateChoice::default() };
        let read = source::check(&files[0].text, &choice, WorkflowType::Standard);
        assert_eq!(read.template.unwrap().invoked.as_deref(), Some("Function"));
        assert_eq!(
            template_around("exports.handler = () => {\n\treturn 1;\n};").unwrap()[1].path.as_ref(),
            "functions/Function/index.js"
        );
        assert_eq!(template_around("{}"), None);
    }
}
