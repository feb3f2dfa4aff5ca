//! Placeholders of a definition: which there are, which of them a run needs a value for, and the text with values put in.
//!
//! Values are put into the text, as `templatefile` and `DefinitionSubstitutions` do, so what is read then is what AWS
//! would get; [`Pieces`] lead back to the places in the text that the person sees. Two things are kinder than there: a
//! value is escaped as the string around it needs, and a text that stands for a whole value gets its quotes.

use asl_value::{SortedMap, SortedSet};
use std::rc::Rc;

use super::pieces::Pieces;
use super::source::Parameter;
use crate::messages::TemplateProblem;
use asl_lang::{Scope, StateMachine};
use asl_text::diagnostic::Diagnostic;
use asl_text::{Format, Node, NodeKind, Span, placeholder, print};
use asl_value::{Sort, Value};

/// Where it is said what a placeholder stands for.
pub(super) const OUTSIDE: &str = "Its value is defined outside of this text.";
/// More names than anybody fills in.
const MOST: usize = 500;
/// Fields whose text a run can do without: a mock answers for a resource, and a connection can be bound to any name.
const TEXTS: [&str; 6] = ["Resource", "Comment", "Error", "Cause", "ConnectionArn", "Version"];
/// Fields that hold data, in which YAML has no quotes around text.
const DATA: [&str; 11] = [
    "Parameters",
    "Arguments",
    "Result",
    "ResultSelector",
    "Output",
    "Assign",
    "ItemSelector",
    "Credentials",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
];

/// A placeholder that has to have a value before the machine can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: Rc<str>,
    /// Where it stands.
    pub span: Span,
}

impl Missing {
    /// What is said of it when a run is asked for.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.span, TemplateProblem::NoPlaceholderValue(self.name.to_string()))
    }
}

/// How a value is written in the place of a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// A whole value, without quotes.
    Value,
    /// A key without quotes.
    Key,
    /// Between double quotes.
    DoubleQuoted,
    /// Between single quotes.
    SingleQuoted,
    /// Text of YAML without quotes.
    Plain,
}

/// A placeholder of a text.
struct Occurrence {
    name: Rc<str>,
    span: Span,
    style: Style,
}

/// The placeholders of a text whose tree is `root`, in the order of the text.
fn occurrences(text: &str, root: &Node) -> Vec<Occurrence> {
    let mut found = Vec::new();
    root.each(&mut |node| {
        for member in node.members() {
            in_string(text, member.key.span, &member.key.value, Style::Key, &mut found);
        }
        match &node.kind {
            NodeKind::Placeholder(written) => {
                found.push(Occurrence {
                    name: placeholder::name(written).into(),
                    span: node.span,
                    style: Style::Value,
                });
            }
            NodeKind::String(decoded) => in_string(text, node.span, decoded, Style::Plain, &mut found),
            _ => {}
        }
    });
    found.order_by_key(|occurrence| occurrence.span.start);
    found
}

fn in_string(text: &str, span: Span, decoded: &str, bare: Style, found: &mut Vec<Occurrence>) {
    if !decoded.contains("${") {
        return;
    }
    let source = span.slice(text);
    let style = match source.chars().next() {
        Some('"') => Style::DoubleQuoted,
        Some('\'') => Style::SingleQuoted,
        // A key of JSON; one of YAML needs no quotes.
        Some('$') if bare == Style::Key && placeholder::is_one(source) => Style::Key,
        _ => Style::Plain,
    };
    for (at, written) in placeholder::all(source).filter(|(_, written)| is_placeholder_in(decoded, written)) {
        let start = span.start as usize + at;
        let name = placeholder::name(written).into();
        found.push(Occurrence { name, span: Span::new(start, start + written.len()), style });
    }
}

/// Whether `written` is a placeholder in that text: `${a: b}` in an expression of JSONata groups.
fn is_placeholder_in(text: &str, written: &str) -> bool {
    let is_expression = text.trim_start().starts_with("{%");
    let name = placeholder::name(written);
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let is_simple = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.replace("::", "").chars().all(is_letter);
    !is_expression || is_simple
}

/// A name as it is asked for.
fn asked(name: &Rc<str>, description: &str) -> Parameter {
    Parameter {
        name: Rc::clone(name),
        description: description.into(),
        default: None,
        allowed: Vec::new(),
        is_secret: false,
    }
}

/// The placeholders of a text whose tree is `root`, once each, in the order of the text.
pub(super) fn list(text: &str, root: &Node) -> Vec<Parameter> {
    let mut seen: SortedSet<Rc<str>> = SortedSet::new();
    let names = occurrences(text, root).into_iter().map(|occurrence| occurrence.name);
    names.filter(|name| seen.insert(Rc::clone(name))).take(MOST).map(|name| asked(&name, "")).collect()
}

/// The placeholders that are left in a definition out of a template, and those that were given a value; `known` are asked
/// for otherwise.
pub(super) fn left(
    root: Option<&Node>,
    text: &str,
    given: &SortedMap<Rc<str>, Rc<str>>,
    known: &[Parameter],
) -> Vec<Parameter> {
    let mut names: SortedSet<Rc<str>> = SortedSet::new();
    let mut add = |text: &str| {
        let all = placeholder::all(text).filter(|(_, written)| is_placeholder_in(text, written));
        names.extend(all.map(|(_, written)| Rc::from(placeholder::name(written))));
    };
    if let Some(root) = root {
        root.each(&mut |node| {
            node.members().iter().for_each(|member| add(&member.key.value));
            if let Some(text) = node.as_str() {
                add(text);
            }
        });
    }
    let is_there = |name: &Rc<str>| text.contains(&format!("${{{name}}}"));
    names.extend(given.keys().filter(|name| is_there(name)).cloned());
    for parameter in known {
        names.remove(&parameter.name);
    }
    names.iter().take(MOST).map(|name| asked(name, OUTSIDE)).collect()
}

/// The text with those values in the places of its placeholders; `None` if none of them has one.
pub(super) fn fill(text: &str, format: Format, root: &Node, given: &SortedMap<Rc<str>, Rc<str>>) -> Option<Pieces> {
    let mut pieces = Pieces::default();
    let mut from = 0;
    for Occurrence { name, span, style } in occurrences(text, root) {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(value) = given.get(&name).filter(|value| !value.is_empty()) else { continue };
        // An alias of YAML stands for a text that was there before.
        if start < from {
            continue;
        }
        pieces.plain(text.get(from..start).unwrap_or_default(), from);
        pieces.computed(&written(value, style, format), span);
        from = end;
    }
    pieces.plain(text.get(from..).unwrap_or_default(), from);
    (from > 0).then_some(pieces)
}

/// How `value` is written there.
fn written(value: &str, style: Style, format: Format) -> String {
    match style {
        Style::Value => match (Value::from_json(value.trim()), format) {
            (Ok(_), Format::Json) => value.trim().to_owned(),
            (Ok(value), Format::Yaml) => value.to_json(),
            (Err(_), _) => print::quote(value),
        },
        Style::Key => print::quote(value),
        Style::DoubleQuoted => {
            let quoted = print::quote(value);
            quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
        }
        Style::SingleQuoted => value.replace('\'', "''").replace('\n', " "),
        Style::Plain => value.replace('\n', " "),
    }
}

/// The placeholders that a run cannot do without, at their places, once each.
pub(super) fn missing(root: &Node, machine: Option<&StateMachine>, format: Format) -> Vec<Missing> {
    let mut found = Vec::new();
    values(root, false, format, &mut found);
    for scope in machine.map(StateMachine::scopes).unwrap_or_default() {
        targets(scope, &mut found);
    }
    for (text, span) in machine.map(asl_lang::open_texts).unwrap_or_default() {
        add_first(&text, span, &mut found);
    }
    found.order_by_key(|missing| missing.span);
    let mut names: SortedSet<Rc<str>> = SortedSet::new();
    found.retain(|missing| names.insert(Rc::clone(&missing.name)));
    found.truncate(MOST);
    found
}

/// Whole values: numbers, lists, objects. `in_data`: in a payload, in which YAML has no quotes around text.
fn values(node: &Node, in_data: bool, format: Format, found: &mut Vec<Missing>) {
    match &node.kind {
        NodeKind::Placeholder(written) if !(in_data && format == Format::Yaml) => {
            found.push(Missing { name: placeholder::name(written).into(), span: node.span });
        }
        NodeKind::Array(items) => items.iter().for_each(|item| values(item, in_data, format, found)),
        NodeKind::Object(members) => {
            for member in members.iter().filter(|member| !TEXTS.contains(&&*member.key.value)) {
                let key = &*member.key.value;
                let is_text = DATA.contains(&key) || key.starts_with("String") || key.starts_with("Timestamp");
                values(&member.value, in_data || is_text, format, found);
            }
        }
        _ => {}
    }
}

/// Transitions to a state whose name is not known.
fn targets(scope: &Scope, found: &mut Vec<Missing>) {
    let targets = scope.states.iter().flat_map(asl_lang::State::targets).chain(&scope.start_at);
    for target in targets.filter(|target| target.value.contains("${") && scope.state(&target.value).is_none()) {
        add_first(&target.value, target.span, found);
    }
}

/// Adds the first placeholder of a text.
fn add_first(text: &str, span: Span, found: &mut Vec<Missing>) {
    if let Some((_, written)) = placeholder::all(text).next() {
        found.push(Missing { name: placeholder::name(written).into(), span });
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::{Read, check};
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;
    use asl_text::diagnostic::Severity;

    fn read(text: &str, values: &[(&str, &str)]) -> Read {
        let parameters = values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        check(text, &TemplateChoice { parameters, ..TemplateChoice::default() }, WorkflowType::Standard)
    }

    fn names(read: &Read) -> Vec<&str> {
        read.placeholders.iter().map(|parameter| &*parameter.name).collect()
    }

    fn missing(read: &Read) -> Vec<&str> {
        read.missing.iter().map(|missing| &*missing.name).collect()
    }

    fn errors(read: &Read) -> usize {
        read.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
    }

    const TEXT: &str = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${wait}, "Next": "${next}"},
        "T": {"Type": "Task", "Resource": "${arn}", "Retry": ${retry}, "End": true}}}"#;

    #[test]
    fn placeholders_are_listed_and_those_that_a_run_needs_are_told() {
        let read = read(TEXT, &[]);
        assert_eq!(errors(&read), 0, "{:?}", read.diagnostics);
        assert_eq!(names(&read), ["wait", "next", "arn", "retry"]);
        assert_eq!(missing(&read), ["wait", "next", "retry"]);
    }

    #[test]
    fn values_are_checked_at_the_places_of_their_placeholders() {
        let given =
            [("wait", "5"), ("next", "T"), ("retry", r#"[{"ErrorEquals": ["States.ALL"]}]"#), ("arn", "a\"b:c")];
        let fine = read(TEXT, &given);
        assert_eq!((errors(&fine), missing(&fine).len()), (0, 0), "{:?}", fine.diagnostics);
        assert_eq!(names(&fine).len(), 4, "the form keeps its fields");
        let state = fine.machine.as_ref().unwrap().find("T").unwrap();
        assert_eq!(state.retry.len(), 1);
        let wrong = read(TEXT, &[("wait", "\"soon\""), ("next", "Nowhere"), ("retry", "{}")]);
        let places: Vec<&str> = wrong
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| found.span.slice(TEXT))
            .collect();
        assert_eq!(places, ["${wait}", "\"${next}\"", "${retry}"]);
    }

    #[test]
    fn aws_names_the_part_of_a_value_in_which_an_error_is() {
        let retry = r#"[{"ErrorEquals": ["A"], "MaxAttempts": 1}, {"ErrorEquals": ["B"], "MaxAttempts": "many", "BackoffRate": 0}]"#;
        let read = read(TEXT, &[("wait", "5"), ("next", "T"), ("retry", retry)]);
        let found = read.aws_findings(TEXT).into_iter().flatten();
        let places: Vec<_> =
            found.filter(|found| found.severity == "ERROR").filter_map(|found| found.location).collect();
        assert_eq!(places, ["/States/T/Retry[1]/MaxAttempts", "/States/T/Retry[1]/BackoffRate"]);
        let alone = super::super::source::Read::aws_response(&read, TEXT);
        assert_eq!(alone.diagnostics[0].location.as_deref(), Some("/States/T/Retry[1]/MaxAttempts"));
    }

    #[test]
    fn a_text_without_json_around_it_is_quoted_and_yaml_needs_no_quotes() {
        let yaml = "StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${n}\n    Next: ${to}\n  B:\n    Type: \
                    Pass\n    Parameters: {a: x}\n    Result: ${text}\n    End: true\n";
        let open = read(yaml, &[]);
        assert_eq!((errors(&open), names(&open), missing(&open)), (0, vec!["n", "to", "text"], vec!["n", "to"]));
        let read = read(yaml, &[("n", "3"), ("to", "B"), ("text", "a: b")]);
        assert_eq!(errors(&read), 0, "{:?}", read.diagnostics);
        assert_eq!(read.root.unwrap().to_value().to_json().matches(r#""Result":"a: b""#).count(), 1);
    }

    #[test]
    fn paths_and_expressions_that_cannot_be_read_need_values() {
        let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"a.$": "$.${a}", "b": "${b}"}, "Next": "B"},
            "B": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": ["{% ${c} + 1 %}", "{% '${d}' %}"], "End": true}}}"#;
        assert_eq!(missing(&read(text, &[])), ["a", "c"]);
        assert_eq!(missing(&read(text, &[("a", "x"), ("c", "2")])), [""; 0]);
    }

    #[test]
    fn grouping_of_jsonata_is_no_placeholder() {
        let text = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass",
            "Output": "{% $states.input.items.${a: b} & '${Name}' & '${AWS::Region}' %}", "End": true}}}"#;
        assert_eq!(names(&read(text, &[])), ["Name", "AWS::Region"]);
    }

    #[test]
    fn names_that_a_template_leaves_open_are_asked_for() {
        let text = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      \
                    DefinitionSubstitutions: {Known: 7}\n      DefinitionString: |\n        {\"StartAt\": \"W\", \
                    \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": ${Open}, \"End\": true, \"Comment\": \
                    \"${Known}\"}}}\n";
        let open = read(text, &[]);
        assert_eq!(
            (errors(&open), names(&open), missing(&open)),
            (0, vec!["Open"], vec!["Open"]),
            "{:?}",
            open.diagnostics
        );
        let given = read(text, &[("Open", "4")]);
        assert_eq!(
            (errors(&given), names(&given), missing(&given)),
            (0, vec!["Open"], vec![]),
            "{:?}",
            given.diagnostics
        );
    }

    /// A placeholder in every kind of place.
    const EVERYWHERE: &str = r#"{
  "Comment": "${comment}",
  "StartAt": "${start}",
  "TimeoutSeconds": ${machine_timeout},
  "States": {
    "Wait": { "Type": "Wait", "Seconds": ${wait}, "Next": "${next}" },
    "Until": { "Type": "Wait", "Timestamp": "${until}", "Next": "Choose" },
    "Choose": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$.a", "NumericGreaterThanEquals": ${least}, "Next": "${here}" },
        { "Variable": "$.a", "BooleanEquals": ${flag}, "Next": "Call" },
        { "Variable": "$.${field}", "StringEquals": "${word}", "Next": "Call" },
        ${rule}
      ],
      "Default": "${otherwise}"
    },
    "Call": {
      "Type": "Task",
      "Resource": "arn:${partition}:states:::http:invoke",
      "Parameters": {
        "ApiEndpoint": "${endpoint}/orders",
        "Method": "${method}",
        "Headers": ${headers},
        "Authentication": { "ConnectionArn": "${connection}" },
        "QueryParameters": { "${name}": "${value}", "n": ${number} }
      },
      "TimeoutSeconds": ${timeout},
      "HeartbeatSeconds": ${heartbeat},
      "Retry": [{ "ErrorEquals": ["${error}", ${another}], "MaxAttempts": ${attempts}, "BackoffRate": ${rate}, "JitterStrategy": "${jitter}" }],
      "Catch": ${catch},
      "ResultPath": "$.${result}",
      "Next": "Run"
    },
    "Run": {
      "Type": "Task",
      "Resource": "arn:aws:states:::ecs:runTask.${pattern}",
      "Parameters": { "Subnets": ${subnets}, "SecurityGroups": [${a}, ${b}], "Of.$": "States.Format('${prefix}-{}', $.id)" },
      "Retry": ${retry},
      "Next": "Map"
    },
    "Map": {
      "Type": "Map",
      "MaxConcurrency": ${concurrency},
      "ToleratedFailurePercentage": ${tolerated},
      "ItemsPath": "${items}",
      "ItemProcessor": {
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "${type}" },
        "StartAt": "${inner}",
        "States": { "${inner}": { "Type": "Pass", "Result": ${data}, "End": true } }
      },
      "Next": "Compute"
    },
    "Compute": {
      "Type": "Pass",
      "QueryLanguage": "JSONata",
      "Assign": { "${variable}": 1 },
      "Output": "{% ${count} + $states.input.x & '${text}' %}",
      "Next": "Parallel"
    },
    "Parallel": { "Type": "Parallel", "Branches": ${branches}, "Next": "Whole" },
    "Whole": ${state},
    "${named}": { "Type": "${kind}" },
    "Last": { "Type": "Pass", "End": ${end} }
  }
}
"#;

    #[test]
    fn nothing_is_wrong_with_a_placeholder_wherever_it_stands() {
        let parsed = asl_text::parse(EVERYWHERE);
        let root = parsed.root.unwrap();
        let yaml = asl_text::print::node_yaml(&root);
        for text in [EVERYWHERE, &yaml] {
            let read = read(text, &[]);
            let found: Vec<String> = read.diagnostics.iter().map(asl_text::diagnostic::Diagnostic::message).collect();
            assert_eq!(found, [""; 0], "{text}");
            assert_eq!(read.machine.unwrap().scope.states.len(), 11);
        }
        let back = asl_text::print::node_json(&asl_text::parse(&yaml).root.unwrap());
        assert_eq!(back, asl_text::print::node_json(&root), "JSON and YAML keep placeholders as they are written");
    }
}
