//! The code of a Lambda function without a template around it, as people copy it.

/// How such code is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A module of CommonJS: `exports.handler = …`.
    CommonJs,
    /// An ES module: `export const handler = …`.
    EsModule,
    /// Python.
    Python,
}

/// The kind of the code that `text` is, and where the name of its handler stands, in bytes; `None` for any other text. A line
/// that begins with the handler decides, since nothing but code has one.
pub fn find(text: &str) -> Option<(CodeKind, std::ops::Range<usize>)> {
    if !text.contains("handler") || text.contains("```") {
        return None;
    }
    let mut at = 0;
    text.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        let (kind, rest) = begun(line)?;
        let from = start + line.len() - rest.len();
        let length = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
        let name = rest.get(..length)?;
        let after = rest.get(length..)?.trim_start();
        let is_one = match kind {
            CodeKind::CommonJs => name == "handler" && after.starts_with('=') && !after.starts_with("=="),
            CodeKind::EsModule => name == "handler" && after.starts_with(['=', '(']),
            CodeKind::Python => matches!(name, "handler" | "lambda_handler") && after.starts_with('('),
        };
        is_one.then_some((kind, from..from + length))
    })
}

/// What a line begins with that may hold a handler, and its rest.
fn begun(line: &str) -> Option<(CodeKind, &str)> {
    let starts: [(&str, CodeKind); 9] = [
        ("exports.", CodeKind::CommonJs),
        ("module.exports.", CodeKind::CommonJs),
        ("export const ", CodeKind::EsModule),
        ("export let ", CodeKind::EsModule),
        ("export var ", CodeKind::EsModule),
        ("export function ", CodeKind::EsModule),
        ("export async function ", CodeKind::EsModule),
        ("def ", CodeKind::Python),
        ("async def ", CodeKind::Python),
    ];
    starts.into_iter().find_map(|(start, kind)| Some((kind, line.strip_prefix(start)?.trim_start())))
}

#[cfg(test)]
mod tests {
    use super::{CodeKind, find};

    #[test]
    fn imports_of_a_module_are_not_those_of_terraform() {
        let text = "import { createHash } from 'node:crypto';\nexport const handler = async () => createHash;\n";
        assert!(!crate::template::source::is_terraform(text));
        assert!(crate::template::source::is_terraform("import {\n  to = aws_sns_topic.t\n  id = \"handler\"\n}\n"));
    }

    #[test]
    fn a_line_that_begins_with_a_handler_tells_code_from_other_texts() {
        for (text, kind, name) in [
            ("exports.handler = async () => 1;", CodeKind::CommonJs, "handler"),
            ("const a = require('axios');\nmodule.exports.handler=a;", CodeKind::CommonJs, "handler"),
            ("import a from 'a';\nexport const handler = async (event) => {};\n", CodeKind::EsModule, "handler"),
            ("export async function handler(event) {}", CodeKind::EsModule, "handler"),
            ("import json\n\ndef lambda_handler(event, context):\n    return 1\n", CodeKind::Python, "lambda_handler"),
            ("def handler(event, context): return 1", CodeKind::Python, "handler"),
        ] {
            let (found, range) = find(text).unwrap();
            assert_eq!((found, &text[range]), (kind, name), "{text}");
        }
        for text in [
            "",
            "Handler: index.handler",
            "exports.handler: 1",
            "exports.handler == 1",
            "exports.handlers = {}",
            "def handler_of(x):\n    pass",
            "  exports.handler = 1",
            "```js\nexports.handler = 1\n```",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
