//! Forms in which people have a definition: a Markdown fence, a text in a text, what the AWS CLI prints, a state alone.
//!
//! Nothing is rewritten. The definition is read where it stands, with every place in the text that the person sees, and
//! [`Form`] says what stands around it; taking it out is a command of its own.

use std::rc::Rc;

use super::events::commands;
use super::pasted::{self, Pasted};
use super::pieces::Pieces;
use super::source::{self, Read, check_inside};
use super::{code, fragments, placeholders};
use crate::iam::Standing;
use crate::messages::{EventProblem, FormProblem, TemplateProblem};
use asl_document::{Project, TemplateChoice};
use asl_lang::{StateMachine, StateType, WorkflowType};
use asl_text::diagnostic::{Code, Diagnostic};
use asl_text::{Format, Member, Node, NodeKind, Parsed, Span, Spanned, place, print};
use asl_value::SortedMap;

/// How many forms may stand in each other.
pub(super) const DEEPEST: usize = 6;
/// What AWS calls a state that was given alone.
const ALONE: &str = "StateName";
/// Fields that only states have: two of them make one.
const STATE_FIELDS: [&str; 15] = [
    "Arguments",
    "Branches",
    "Catch",
    "Choices",
    "End",
    "ItemProcessor",
    "ItemsPath",
    "Next",
    "Output",
    "OutputPath",
    "Parameters",
    "Resource",
    "ResultPath",
    "ResultSelector",
    "Retry",
];
/// Curly quotes, which editors of prose put in the place of straight ones.
const CURLY: [char; 4] = ['“', '”', '„', '‟'];

/// What stands around a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// A Markdown fence.
    Fence,
    /// Quotes: JSON as a text of JSON.
    Text,
    /// Curly quotes in the place of straight ones.
    CurlyQuotes,
    /// What describes a state machine: the response of DescribeStateMachine, or the request of an API that takes a
    /// definition.
    Description,
    /// A state without its name.
    State,
    /// States with their names, and no more.
    States,
    /// Members of an object without its braces.
    Members,
    /// Pieces of a template that were copied one behind the other.
    Pieces,
    /// What the AWS CLI takes or prints of rules, targets, buses and API destinations.
    Commands,
    /// Policy statements: there is no definition.
    Statements,
    /// Events to be sent: there is no definition.
    Entries,
    /// The code of a Lambda function: there is no definition.
    Code,
    /// The response of GetExecutionHistory: it has no definition.
    History,
    /// The response of DescribeExecution: it has no definition.
    Execution,
}

/// What a text holds besides the definition that was read in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What stands around the definition, from the outside in.
    pub kinds: Vec<FormKind>,
    /// The name of the state machine, if the text says it.
    pub name: Option<Rc<str>>,
    /// The input of an execution that the text shows.
    pub input: Option<Rc<str>>,
    /// The definition as a text of its own, placeholders as they are written; empty if there is none.
    pub definition: Rc<str>,
}

/// In which form the definition stands in `text`, which was read as `parsed`; `None` for a text that is one.
pub(super) fn find(text: &str, parsed: &Parsed) -> Option<FormKind> {
    if parsed.diagnostics.iter().any(|found| found.span.slice(text).starts_with(CURLY)) {
        return Some(FormKind::CurlyQuotes);
    }
    let has_fence = || (text.contains("```") || text.contains("~~~")) && fence(text).is_some();
    let Some(root) = &parsed.root else { return has_fence().then_some(FormKind::Fence) };
    if let Some(kind) = pasted::kind_of(root) {
        return Some(match kind {
            Pasted::Statements => FormKind::Statements,
            Pasted::Entries => FormKind::Entries,
            Pasted::Connections => return None,
        });
    }
    if commands::are_some(parsed) {
        return Some(FormKind::Commands);
    }
    match &root.kind {
        NodeKind::Object(members) => {
            let has = |key: &str| members.iter().any(|member| &*member.key.value == key);
            if has("StartAt") || has("States") {
                return None;
            }
            if root.get("definition").is_some_and(|node| node.as_str().is_some() || is_definition(node)) {
                return Some(FormKind::Description);
            }
            if root.get("events").is_some_and(|events| events.items().iter().any(is_event)) {
                return Some(FormKind::History);
            }
            if has("executionArn") {
                return Some(FormKind::Execution);
            }
            if is_state(root) {
                return Some(FormKind::State);
            }
            if !members.is_empty() && members.iter().all(|member| is_state(&member.value)) {
                return Some(FormKind::States);
            }
            has_fence().then_some(FormKind::Fence)
        }
        NodeKind::String(_) if parsed.format == Format::Json && is_members(text, root) => Some(FormKind::Members),
        NodeKind::String(inner) if parsed.format == Format::Json && inner.contains(['{', ':']) => Some(FormKind::Text),
        _ => has_fence().then_some(FormKind::Fence),
    }
}

/// Whether the text, which was read as `parsed`, is pieces of a template that have to be put together first.
pub(super) fn are_pieces(text: &str, parsed: &Parsed) -> bool {
    let is_broken = || parsed.diagnostics.iter().any(|found| found.code == Code::Syntax);
    let is_whole = parsed.root.as_ref().is_some_and(|root| root.get("Resources").is_some() || is_definition(root));
    parsed.format == Format::Yaml
        && text.contains("AWS::")
        && (!is_whole || is_broken())
        && fragments::are_several(text)
}

fn is_definition(node: &Node) -> bool {
    node.get("States").is_some() || node.get("StartAt").is_some()
}

fn is_event(node: &Node) -> bool {
    node.get("type").is_some() && node.get("id").is_some()
}

fn is_state(node: &Node) -> bool {
    match node.get("Type") {
        Some(kind) => kind.as_str().is_some_and(|kind| StateType::from_name(kind).is_some()),
        // Without its type it is one by its fields.
        None => node.members().iter().filter(|member| STATE_FIELDS.contains(&&*member.key.value)).count() >= 2,
    }
}

/// Whether the text goes on behind its first string as an object does.
fn is_members(text: &str, first: &Node) -> bool {
    text.get(first.span.end as usize..).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// What stands between the lines of the first fence around something like a definition.
fn fence(text: &str) -> Option<(usize, usize)> {
    let mut opened: Option<(usize, &str)> = None;
    let mut at = 0;
    let mut first = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let mark = line.trim_start();
        let is_mark = |mark: &str, of: &str| mark.len() >= 3 && mark.starts_with(of);
        match opened {
            None if is_mark(mark, "```") || is_mark(mark, "~~~") => {
                opened = Some((at, mark.get(..3).unwrap_or_default()));
            }
            Some((from, of)) if is_mark(mark, of) && mark.trim_end().chars().all(|c| of.contains(c)) => {
                let inner = text.get(from..start).unwrap_or_default();
                if is_like_one(inner) {
                    return Some((from, start));
                }
                first = first.or(Some((from, start)));
                opened = None;
            }
            _ => {}
        }
    }
    // A fence that is not closed goes on to the end.
    let rest = opened.map(|(from, _)| (from, text.len()));
    rest.filter(|(from, _)| is_like_one(text.get(*from..).unwrap_or_default())).or(first)
}

fn is_like_one(text: &str) -> bool {
    ["StartAt", "States", "Resources", "definition", "Type"].iter().any(|word| text.contains(word))
}

/// Reads the definition in `text`, which has that form and was read as `parsed`; `depth` forms stand around it.
pub(super) fn read(
    text: &str,
    parsed: &Parsed,
    kind: FormKind,
    choice: &TemplateChoice,
    workflow: WorkflowType,
    depth: usize,
) -> Read {
    let nothing = Read::empty(parsed.format, workflow);
    let missing = Node { kind: NodeKind::Missing, span: Span::default() };
    let root = parsed.root.as_ref().unwrap_or(&missing);
    let is_tree = match kind {
        FormKind::State | FormKind::States => true,
        FormKind::Description => root.get("definition").is_some_and(|node| node.as_str().is_none()),
        _ => false,
    };
    if is_tree && let Some(pieces) = placeholders::fill(text, parsed.format, root, &choice.parameters) {
        // What a value brings along is not filled again: a value may hold placeholders, its own among them.
        let filled = TemplateChoice { parameters: SortedMap::default(), ..choice.clone() };
        let mut read = inside(&pieces, &filled, workflow, depth);
        read.placeholders = placeholders::list(text, root);
        // What is taken out is what is written.
        read.form = self::read(text, parsed, kind, &TemplateChoice::default(), workflow, depth).form;
        return read;
    }
    let mut form = Form::default();
    let mut read = match kind {
        FormKind::Fence => {
            let (from, to) = fence(text).unwrap_or((0, text.len()));
            let mut pieces = Pieces::default();
            pieces.plain(text.get(from..to).unwrap_or_default(), from);
            inside(&pieces, choice, workflow, depth)
        }
        FormKind::CurlyQuotes => inside(&straight(text), choice, workflow, depth),
        FormKind::Text => inside(&decoded(text, parsed.format, root), choice, workflow, depth),
        FormKind::Pieces => inside(&fragments::joined(text), choice, workflow, depth),
        FormKind::Commands => source::read_commands(text, parsed, choice, workflow),
        FormKind::Statements => {
            Read { diagnostics: vec![Diagnostic::info(root.opening(), EventProblem::Statements)], ..nothing }
        }
        FormKind::Code => {
            let found = code::find(text).map(|(_, name)| Span::new(name.start, name.end)).unwrap_or_default();
            Read { diagnostics: vec![Diagnostic::info(found, TemplateProblem::CodeAlone)], ..nothing }
        }
        FormKind::Entries => {
            form.input = Some(text.into());
            Read { diagnostics: vec![Diagnostic::info(root.opening(), EventProblem::Entries)], ..nothing }
        }
        FormKind::Members => {
            let end = text.trim_end().trim_end_matches(',').len();
            let mut pieces = Pieces::default();
            pieces.computed("{", Span::new(0, 0));
            pieces.plain(text.get(..end).unwrap_or_default(), 0);
            pieces.computed("}", Span::new(end, end));
            inside(&pieces, choice, workflow, depth)
        }
        FormKind::Description => {
            form.name = root.get("name").and_then(Node::as_str).cloned();
            let said = match root.get("type").and_then(Node::as_str).map(|word| &**word) {
                Some("EXPRESS") => Some(WorkflowType::Express),
                Some("STANDARD") => Some(WorkflowType::Standard),
                _ => None,
            };
            let workflow = said.unwrap_or(workflow);
            let read = match root.get("definition") {
                Some(node) if node.as_str().is_some() => {
                    inside(&decoded(text, parsed.format, node), choice, workflow, depth)
                }
                Some(node) => {
                    form.definition = print::node_json(node).into();
                    as_node(text, parsed, node.clone(), choice, workflow)
                }
                None => nothing,
            };
            Read { workflow_is_set: said.is_some() || read.workflow_is_set, ..read }
        }
        FormKind::State | FormKind::States => {
            let whole = machine_of(root, kind == FormKind::State);
            form.definition = match parsed.format {
                Format::Json => print::node_json(&whole),
                Format::Yaml => print::node_yaml(&whole),
            }
            .into();
            let mut read = as_node(text, parsed, whole, choice, workflow);
            // What these lead to stands elsewhere; what is inside of them is whole.
            let inner: Vec<Span> = read
                .machine
                .iter()
                .flat_map(|machine| machine.scopes().into_iter().skip(1).map(|scope| scope.span))
                .collect();
            let is_inside = |span: Span| inner.iter().any(|scope| scope.start <= span.start && span.end <= scope.end);
            read.diagnostics.retain(|found| {
                let is_about_others =
                    matches!(found.code, Code::UnknownTarget | Code::Unreachable | Code::NoTerminalState);
                !is_about_others || is_inside(found.span)
            });
            read
        }
        FormKind::History | FormKind::Execution => {
            form.input = input(root, kind);
            let arn = root.get("executionArn").and_then(Node::as_str).cloned();
            let problem = FormProblem { is_history: kind == FormKind::History, has_input: form.input.is_some(), arn };
            Read { diagnostics: vec![Diagnostic::error(root.opening(), problem)], ..nothing }
        }
    };
    let inner = read.form.take().map(|inner| *inner);
    let Form { kinds, name, input, definition } = inner.unwrap_or_default();
    form.kinds = std::iter::once(kind).chain(kinds).collect();
    form.name = form.name.or(name);
    form.input = form.input.or(input);
    if !definition.is_empty() {
        form.definition = definition;
    }
    read.form = Some(Box::new(form));
    read
}

/// The input of the execution that a text shows.
fn input(root: &Node, kind: FormKind) -> Option<Rc<str>> {
    let holder = match kind {
        FormKind::History => {
            root.get("events")?.items().iter().find_map(|event| event.get("executionStartedEventDetails"))?
        }
        _ => root,
    };
    holder.get("input").and_then(Node::as_str).cloned()
}

/// The text of a string that holds another one.
fn decoded(text: &str, format: Format, node: &Node) -> Pieces {
    let mut pieces = Pieces::default();
    let inner = node.as_str().cloned().unwrap_or_default();
    match place::offsets(text, format, node.span, &inner) {
        Some(offsets) => pieces.written(&inner, &offsets.into(), 0),
        None => pieces.computed(&inner, node.span),
    }
    pieces
}

/// The text with straight quotes around its strings.
fn straight(text: &str) -> Pieces {
    let mut pieces = Pieces::default();
    let mut from = 0;
    // Whether the place is in a string, and whether that began with a curly quote.
    let mut inside: Option<bool> = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        let is_curly = CURLY.contains(&character);
        let written = match (inside, character) {
            (Some(_), '\\') => {
                characters.next();
                continue;
            }
            (Some(true), '"') => "\\\"",
            (Some(true), _) if is_curly => {
                inside = None;
                "\""
            }
            (Some(false), '"') => {
                inside = None;
                continue;
            }
            (None, '"') => {
                inside = Some(false);
                continue;
            }
            (None, _) if is_curly => {
                inside = Some(true);
                "\""
            }
            _ => continue,
        };
        let end = at + character.len_utf8();
        pieces.plain(text.get(from..at).unwrap_or_default(), from);
        pieces.computed(written, Span::new(at, end));
        from = end;
    }
    pieces.plain(text.get(from..).unwrap_or_default(), from);
    pieces
}

/// Reads the text of the pieces, with every place in the text around it.
fn inside(pieces: &Pieces, choice: &TemplateChoice, workflow: WorkflowType, depth: usize) -> Read {
    // What stands in a form is no file of the project.
    let choice = TemplateChoice { project: Project::default(), ..choice.clone() };
    let mut read = check_inside(&pieces.text, &choice, workflow, depth + 1);
    let span = |span: &mut Span| *span = pieces.place(*span);
    read.root = read.root.map(|root| pieces.place_all(&root));
    read.machine = read.root.as_ref().and_then(machine);
    read.diagnostics.iter_mut().for_each(|found| span(&mut found.span));
    read.missing.iter_mut().for_each(|missing| span(&mut missing.span));
    for resource in read.template.iter_mut().flat_map(|template| &mut template.resources) {
        span(&mut resource.span);
    }
    if let Some(events) = &mut read.events {
        Rc::make_mut(events).move_places(&|inner| pieces.place(inner));
    }
    let report = &mut read.permissions;
    report.role.iter_mut().flat_map(|role| &mut role.statements).for_each(|statement| span(&mut statement.span));
    for judged in &mut report.calls {
        span(&mut judged.call.span);
        for (_, standing) in &mut judged.permissions {
            if let Standing::Allowed(place) | Standing::Denied(place) = standing {
                span(place);
            }
        }
    }
    if read.form.is_none() {
        let definition = pieces.text.trim();
        read.form = Some(Box::new(Form { definition: definition.into(), ..Form::default() }));
    }
    read
}

fn machine(root: &Node) -> Option<StateMachine> {
    asl_lang::parse(root).0
}

/// Reads a tree as the definition.
fn as_node(text: &str, parsed: &Parsed, root: Node, choice: &TemplateChoice, workflow: WorkflowType) -> Read {
    let parsed = Parsed { root: Some(root), format: parsed.format, diagnostics: parsed.diagnostics.clone() };
    super::source::alone(text, parsed, choice, workflow)
}

/// A definition of one state, or of some, at the places of those. What leads to none of them ends the run.
fn machine_of(root: &Node, is_alone: bool) -> Node {
    let at = root.opening();
    let object = |members: Vec<Member>| Node { kind: NodeKind::Object(members), span: root.span };
    let member = |key: &str, value: Node| Member { key: Spanned::new(key.into(), at), value };
    let states = if is_alone { vec![member(ALONE, root.clone())] } else { root.members().to_vec() };
    let names: Vec<Rc<str>> = states.iter().map(|state| Rc::clone(&state.key.value)).collect();
    let first = names.first().cloned().unwrap_or_default();
    let states = states.into_iter().map(|state| Member { value: ended(&state.value, &names), ..state }).collect();
    let start = Node { kind: NodeKind::String(first), span: at };
    object(vec![member("StartAt", start), member("States", object(states))])
}

/// The state, ending where it leads to none of `names`.
fn ended(state: &Node, names: &[Rc<str>]) -> Node {
    let leads_away = |member: &Member| {
        &*member.key.value == "Next" && member.value.as_str().is_some_and(|name| !names.contains(name))
    };
    let mut members = state.members().to_vec();
    if let Some(next) = members.iter_mut().find(|member| leads_away(member)) {
        next.key.value = "End".into();
        next.value.kind = NodeKind::Bool(true);
    }
    Node { kind: NodeKind::Object(members), span: state.span }
}

#[cfg(test)]
mod tests {
    use super::super::source::{Read, check};
    use super::FormKind;
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;
    use asl_text::diagnostic::Severity;

    fn read(text: &str) -> Read {
        check(text, &TemplateChoice::default(), WorkflowType::Standard)
    }

    fn states(read: &Read) -> Vec<&str> {
        read.machine.iter().flat_map(|machine| &machine.scope.states).map(|state| &*state.name.value).collect()
    }

    fn errors<'t>(read: &Read, text: &'t str) -> Vec<&'t str> {
        let errors = read.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.map(|found| found.span.slice(text)).collect()
    }

    fn kinds(read: &Read) -> &[FormKind] {
        read.form.as_ref().map(|form| &form.kinds[..]).unwrap_or_default()
    }

    #[test]
    fn what_is_inside_of_a_lone_state_has_to_lead_somewhere() {
        let text =
            r#"{"Type":"Map","ItemProcessor":{"StartAt":"X","States":{"X":{"Type":"Pass","Next":"Q"}}},"Next":"Z"}"#;
        assert_eq!(errors(&read(text), text), ["\"Q\""]);
        let text =
            r#"{"Type":"Parallel","Branches":[{"StartAt":"N","States":{"X":{"Type":"Pass","End":true}}}],"End":true}"#;
        assert_eq!(errors(&read(text), text), ["\"N\""]);
    }

    const PLAIN: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;

    #[test]
    fn a_definition_is_read_in_whatever_form_it_stands() {
        use FormKind::{CurlyQuotes, Description, Fence, Members, State, States, Text};
        let quoted = asl_text::print::quote(PLAIN);
        let described = format!(r#"{{"name": "m", "type": "EXPRESS", "definition": {quoted}}}"#);
        for (text, expected, names) in [
            (PLAIN.to_owned(), vec![], "A"),
            (format!("Look:\n\n```json\n{PLAIN}\n```\nThanks!"), vec![Fence], "A"),
            (format!("~~~\n{PLAIN}"), vec![Fence], "A"),
            (format!("```sh\nls\n```\n```\n{PLAIN}\n```"), vec![Fence], "A"),
            (quoted.clone(), vec![Text], "A"),
            (asl_text::print::quote(&quoted), vec![Text, Text], "A"),
            (described.clone(), vec![Description], "A"),
            (format!("```\n{described}\n```"), vec![Fence, Description], "A"),
            (format!(r#"{{"definition": {PLAIN}}}"#), vec![Description], "A"),
            (format!("definition: '{PLAIN}'\ntype: EXPRESS\n"), vec![Description], "A"),
            (r#"{"Type": "Wait", "Seconds": 1, "Next": "Later"}"#.to_owned(), vec![State], "StateName"),
            ("Type: Pass\nEnd: true\n".to_owned(), vec![State], "StateName"),
            (r#"{"X": {"Type": "Pass", "Next": "Y"}, "Y": {"Type": "Succeed"}}"#.to_owned(), vec![States], "X Y"),
            (r#""X": {"Type": "Pass", "Next": "Z"},"#.to_owned(), vec![Members, States], "X"),
            (PLAIN.replace("\"A\": {", "“A“: {").replace("\"Type\"", "“Type”"), vec![CurlyQuotes], "A"),
        ] {
            let read = read(&text);
            assert_eq!(kinds(&read), expected, "{text}");
            assert_eq!(errors(&read, &text), [""; 0], "{text}: {:?}", read.diagnostics);
            assert_eq!(states(&read).join(" "), names, "{text}");
            let taken = read.form.map(|form| form.definition.to_string()).unwrap_or(text.clone());
            assert_eq!(
                kinds(&super::super::source::check(&taken, &TemplateChoice::default(), WorkflowType::Standard)),
                [],
                "{taken}"
            );
        }
        assert_eq!(read(&described).workflow, WorkflowType::Express);
        assert_eq!(read(&described).form.unwrap().name.as_deref(), Some("m"));
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let broken = PLAIN.replace("\"StartAt\": \"A\"", "\"StartAt\": \"B\"");
        let quoted = asl_text::print::quote(&broken);
        for (text, place) in [
            (quoted.clone(), "\\\"B\\\""),
            (format!(r#"{{"definition": {quoted}}}"#), "\\\"B\\\""),
            (asl_text::print::quote(&quoted), "\\\\\\\"B\\\\\\\""),
            (format!("```\n{broken}\n```"), "\"B\""),
            (broken.replace("\"States\"", "“States”"), "\"B\""),
        ] {
            assert_eq!(errors(&read(&text), &text)[0], place, "{text}");
        }
    }

    #[test]
    fn what_shows_an_execution_has_no_definition_but_an_input() {
        let history = r#"{"events": [{"id": 1, "type": "ExecutionStarted", "executionStartedEventDetails": {"input": "{\"a\":1}"}}]}"#;
        let execution = r#"{"executionArn": "arn:aws:states:us-east-1:1:execution:m:e", "input": "{\"a\":1}"}"#;
        for text in [history, execution] {
            let read = read(text);
            assert_eq!(read.form.as_ref().unwrap().input.as_deref(), Some(r#"{"a":1}"#), "{text}");
            assert_eq!(errors(&read, text), ["{"]);
            assert!(read.diagnostics[0].hint().unwrap().contains("describe-state-machine-for-execution"));
        }
    }

    #[test]
    fn a_state_without_its_type_is_told_that_it_lacks_one() {
        let text = r#"{"Resource": "arn:aws:states:::http:invoke", "End": true}"#;
        let found = read(text);
        assert_eq!((kinds(&found), states(&found).join(" ")), (&[FormKind::State][..], "StateName".to_owned()));
        let errors: Vec<String> = found
            .diagnostics
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .map(asl_text::diagnostic::Diagnostic::message)
            .collect();
        assert!(errors.iter().any(|message| message.contains("`Type`")), "{errors:?}");
    }

    #[test]
    fn values_of_placeholders_are_put_in_inside_of_a_form() {
        let text = r#"{"definition": "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":${n},\"End\":true}}}"}"#;
        let open = read(text);
        assert_eq!((errors(&open, text).len(), open.placeholders.len(), open.missing.len()), (0, 1, 1));
        assert_eq!(open.missing[0].span.slice(text), "${n}");
        let parameters = [("n".into(), "-1".into())].into();
        let choice = TemplateChoice { parameters, ..TemplateChoice::default() };
        let given = check(text, &choice, WorkflowType::Standard);
        assert_eq!(errors(&given, text), ["${n}"]);
        let lone = r#"{"Type": "Wait", "Seconds": ${n}, "End": true}"#;
        assert_eq!(errors(&check(lone, &choice, WorkflowType::Standard), lone), ["${n}"]);
    }

    #[test]
    fn forms_in_forms_end() {
        let mut text = PLAIN.to_owned();
        for _ in 0..9 {
            text = asl_text::print::quote(&text);
        }
        assert!(read(&text).machine.is_none());
    }
}
