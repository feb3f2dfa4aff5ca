//! Moving the code of a Lambda function out of its template, into a file of its own that the template then names.

use std::rc::Rc;

use asl_text::edit::{Edit, apply};
use asl_text::{Format, Node, Span};

/// A template without the code, and the file that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedCode {
    /// The template.
    pub template: String,
    /// The path of the file, from the folder of the template.
    pub path: String,
    /// What the file holds.
    pub code: Rc<str>,
}

/// Moves the code of the function `id` of the template in `text` into a file; `None` where it has no code that stands there
/// as it is.
pub fn code_to_file(text: &str, id: &str) -> Option<MovedCode> {
    let parsed = asl_text::parse(text);
    let resource = parsed.root.as_ref()?.get("Resources")?.get(id)?;
    let properties = resource.get("Properties")?;
    let inline = properties.member("InlineCode").map(|member| (member, &member.value, "CodeUri"));
    let zipped = || properties.member("Code").and_then(|member| Some((member, member.value.get("ZipFile")?, "Code")));
    let (member, code, key) = inline.or_else(zipped)?;
    let code = code.as_str()?;
    let is_python =
        properties.get("Runtime").and_then(Node::as_str).is_some_and(|runtime| runtime.starts_with("python"));
    let folder = format!("functions/{id}/");
    let named = match parsed.format {
        Format::Json => format!("\"{key}\": \"{folder}\""),
        Format::Yaml => format!("{key}: {folder}"),
    };
    let start = member.key.span.start as usize;
    // A block ends with its last line break, which stays.
    let end = start + text.get(start..member.value.span.end as usize)?.trim_end().len();
    let template = apply(text, &[Edit::replace(Span::new(start, end), named)]);
    // The change is read again: what it would break stays as it is.
    let read = asl_text::parse(&template);
    let written = read.root.as_ref()?.get("Resources")?.get(id)?.get("Properties")?.get(key)?.as_str()?;
    let is_good = read.diagnostics.len() == parsed.diagnostics.len() && **written == *folder;
    let name = if is_python { "index.py" } else { "index.js" };
    is_good.then(|| MovedCode { template, path: format!("{folder}{name}"), code: Rc::clone(code) })
}

#[cfg(test)]
mod tests {
    use super::code_to_file;

    #[test]
    fn code_moves_out_of_a_template_in_either_notation() {
        let yaml = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n      InlineCode: |\n        exports.handler = async () => {\n          return 1;\n        };\n\n      Handler: index.handler\n";
        let moved = code_to_file(yaml, "F").unwrap();
        assert_eq!(moved.path, "functions/F/index.js");
        assert!(moved.code.starts_with("exports.handler = async () => {\n  return 1;\n};"), "{}", moved.code);
        assert_eq!(
            moved.template,
            "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n      CodeUri: functions/F/\n\n      Handler: index.handler\n"
        );
        let json = r#"{"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "a\nb"}, "Runtime": "python3.13"}}}}"#;
        let moved = code_to_file(json, "F").unwrap();
        assert_eq!((moved.path.as_str(), &*moved.code), ("functions/F/index.py", "a\nb"));
        assert!(moved.template.contains(r#""Code": "functions/F/""#), "{}", moved.template);
    }

    #[test]
    fn what_is_no_text_in_the_template_stays() {
        for text in [
            "Resources:\n  F:\n    Properties:\n      CodeUri: src/\n",
            "Resources:\n  F:\n    Properties:\n      InlineCode: !Sub 'x ${A}'\n",
            "Resources: {}",
            "",
        ] {
            assert_eq!(code_to_file(text, "F"), None, "{text}");
        }
    }
}
