//! Changes texts at random, the same natively and in WebAssembly.

use fastrand::Rng;

/// The longest text that is tried.
const LONGEST: usize = 64 << 10;
/// Parts of the languages, which a change at random would hardly hit upon.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "\\u",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "!Ref ",
    "!Sub ",
    "!GetAtt a.b",
    "!If [",
    "Fn::Sub",
    "Ref",
    "|\n ",
    ">-\n ",
    "---\n",
    "...\n",
    "# ",
    "//",
    "/*",
    "*/",
    "%YAML 1.2\n",
    "\u{feff}",
    "\u{2028}",
    "🦀",
    "\0",
    "null",
    "true",
    "1e999",
    "-0",
    "9223372036854775808",
    "0x1F",
    ".inf",
    "2026-01-01T00:00:00Z",
    "StartAt",
    "States",
    "Type",
    "Task",
    "Choice",
    "Map",
    "Parallel",
    "Next",
    "End",
    "Default",
    "Choices",
    "Condition",
    "QueryLanguage",
    "JSONata",
    "JSONPath",
    "Retry",
    "Catch",
    "ErrorEquals",
    "States.ALL",
    "Parameters",
    "Arguments",
    "Output",
    "Assign",
    "ItemProcessor",
    "ItemReader",
    "Iterator",
    "Resource",
    "arn:aws:states:::http:invoke",
    "arn:aws:states:::s3:getObject",
    "Resources",
    "Parameters",
    "Properties",
    "DefinitionString",
    "DefinitionSubstitutions",
    "AWS::Serverless::StateMachine",
    "AWS::StepFunctions::StateMachine",
    "AWS::Events::Connection",
    "AWSTemplateFormatVersion",
    "{%",
    "%}",
    "$",
    "$$",
    "$.a",
    "$..",
    "[*]",
    "[?(@.a == 1)]",
    "[-1:]",
    "States.Format(",
    "States.ArrayRange(",
    "$states.input",
    "$map(",
    "function($x) {",
    "~>",
    "**",
    "^(",
    ":=",
    "?",
    "/a+/",
    "$partition(",
    "${",
    "${x}",
    "d1",
    "%00",
    "a,b\n1,2\n",
    "\n---\n",
    "{\"numeric\": [\">\", 0]}",
    "{\"anything-but\": ",
    "{\"wildcard\": \"*\\\\*\"}",
    "$or",
    "detail",
    "<aws.events.event>",
    "<a>",
    "cron(",
    "rate(",
    "L",
    "#3",
    "aws events put-rule ",
    " --name ",
    " \\\n",
    "Effect: Allow, Action: \"*\"",
    "resource \"a\" \"b\" {\n",
    "jsonencode(",
    "<<EOT\n",
    "HTTP/1.1 200 OK\n",
    "charset=utf-16",
    "&#x27;",
    "&amp;",
    "%25",
    "\\u0022",
    "\\ud83e",
    "=?",
    "xn--",
    "[::1]",
    "@",
    "\"\"",
    "'",
];

/// A text of the corpus with a few changes.
pub(crate) fn mutate(corpus: &[String], rng: &mut Rng) -> String {
    let any = |rng: &mut Rng| corpus.get(rng.usize(..corpus.len())).cloned().unwrap_or_default().into_bytes();
    let mut bytes = any(rng);
    for _ in 0..rng.u8(1..8) {
        let at = rng.usize(..=bytes.len());
        let end = (at + rng.usize(..64)).min(bytes.len());
        let word = WORDS.get(rng.usize(..WORDS.len())).copied().unwrap_or_default();
        match rng.u8(..9) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.drain(at..)),
            2 => {
                let piece: Vec<u8> = bytes.get(at..end).unwrap_or_default().to_vec();
                let into = rng.usize(..=bytes.len());
                bytes.splice(into..into, piece);
            }
            3 => drop(bytes.splice(at..at, [rng.u8(..)])),
            4 => {
                // The beginning of one text and the end of another.
                let other = any(rng);
                let from = rng.usize(..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(other.get(from..).unwrap_or_default());
            }
            5 => {
                // Deep, or long; seldom very much so, since such a text takes as long as many others.
                let most = if rng.u8(..8) == 0 { 13 } else { 7 };
                let many = 1 << rng.u8(1..most);
                bytes.splice(at..at, word.repeat(many).into_bytes());
            }
            _ => drop(bytes.splice(at..at, word.bytes())),
        }
        bytes.truncate(LONGEST);
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    while text.len() > LONGEST {
        text.pop();
    }
    text
}
