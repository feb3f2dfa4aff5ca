//! What is known of a workflow before it is sent: what AWS would refuse, what is sent, and what is different there.

use std::cell::RefCell;

use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::endpoint::Endpoint;
use asl_lang::WorkflowType;
use asl_remote::name_for;
use asl_share::Envelope;
use asl_share::written;
use asl_sim::Runnable;
use asl_stack::requirements;
use asl_text::diagnostic::Severity;
use asl_value::SortedMap;

use super::connect::Reached;
use crate::app::problems::analysis::{self, CheckedDocument, Problem};
use crate::app::run::masking;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::text::EditorId;
use crate::app::ui::format::{capitalized, count};

/// What is known of it.
#[derive(PartialEq)]
pub(super) struct Before {
    /// Why nothing is sent.
    pub(super) hindrance: Option<String>,
    /// What to know of it, a sentence each.
    pub(super) notes: Vec<String>,
    /// What looks like a secret in what is sent, by its place alone.
    pub(super) secrets: Option<String>,
}

impl Before {
    /// Looks at the document of the page.
    pub(super) fn of(commands: &Commands, document: &Document, reached: &Reached) -> Self {
        let checked = analysis::check(document, &asl_http::Connections::default());
        let role = "Enter the role of the state machines above: the ARN of a role of your account that trusts `states.amazonaws.com`.";
        let hindrance = hindrance(document, &checked).or_else(|| reached.role().is_none().then(|| role.to_owned()));
        Self { hindrance, notes: notes(&checked, reached), secrets: secrets(commands, document) }
    }
}

/// What AWS would refuse: an error of the definition, or of the input.
fn hindrance(document: &Document, checked: &CheckedDocument) -> Option<String> {
    if let Err(why) = definition(document) {
        return Some(why);
    }
    let is_sent = |problem: &&Problem| {
        matches!(problem.editor, EditorId::Definition | EditorId::File(_) | EditorId::Input)
            && problem.severity == Severity::Error
    };
    let mut errors = checked.analysis.problems.iter().filter(is_sent);
    if let Some(first) = errors.next() {
        let place = match (first.editor, &first.file) {
            (EditorId::Input, _) => "the input, ".to_owned(),
            (_, Some(file)) => format!("{file}, "),
            _ => String::new(),
        };
        let more = match errors.count() {
            0 => String::new(),
            more => format!(" And {}.", count(more, "more error")),
        };
        return Some(format!(
            "AWS would reject this workflow, so it is not sent: {} ({place}line {}).{more}",
            first.message, first.line
        ));
    }
    // What runs there is shown here, which takes the machine itself.
    let compiled = checked.machine.as_ref().map(Runnable::compile)?;
    let first = compiled.err()?.into_iter().next();
    let why = first.map(|first| capitalized(&first.message())).unwrap_or_default();
    Some(format!("What this definition does can't be shown here, so it is not sent. {why}."))
}

/// The definition as it is sent: JSON, with the values of its placeholders.
pub(super) fn definition(document: &Document) -> Result<String, String> {
    let read = document.read();
    if let Some(missing) = read.missing.first() {
        return Err(format!("The placeholder {} has no value: enter one beside the definition first.", missing.name));
    }
    let root = read.root.filter(|_| read.machine.is_some());
    root.map(|root| root.to_value().to_json_pretty())
        .ok_or_else(|| "There is no state machine in this document.".to_owned())
}

/// What looks like a secret in what is sent.
fn secrets(commands: &Commands, document: &Document) -> Option<String> {
    let state = commands.state();
    let redactor = masking::redactor(&state.connections, &state.run.connections, &commands.tokens().borrow());
    // Values of placeholders stand in the definition by then.
    let mut envelope = Envelope { definition: definition(document).unwrap_or_default(), ..Envelope::default() };
    envelope.input = document.input.to_string();
    let as_sent = written::find(&envelope, &redactor);
    envelope.definition = document.definition.to_string();
    // The lines of the text that the person sees, where it has the same.
    let as_written = written::find(&envelope, &redactor);
    let found = if as_written.len() == as_sent.len() { as_written } else { as_sent };
    let places: Vec<String> = found.iter().take(6).map(|one| format!("{} (line {})", one.text, one.line)).collect();
    (!places.is_empty()).then(|| {
        format!(
            "What looks like a secret is sent, too: in {}. Anyone who may read the state machine or its executions there can read it. Put secrets in a connection.",
            places.join(", ")
        )
    })
}

/// What is different there, as far as the document shows it.
fn notes(checked: &CheckedDocument, reached: &Reached) -> Vec<String> {
    let mut notes = vec![
        "Sent are the definition with its values filled in, and the input. Mocks, what-ifs, and credentials stay here."
            .to_owned(),
    ];
    let machine = checked.machine.as_ref();
    let needs: Vec<_> = machine.into_iter().flat_map(requirements::of).collect();
    let origins = needs.iter().filter_map(|need| Endpoint::parse(need.endpoint.as_deref()?));
    let origins: Vec<String> = origins.map(|endpoint| endpoint.origin).collect();
    if origins.iter().any(|origin| origin == PRACTICE_ORIGIN) {
        notes.push(format!("`{PRACTICE_ORIGIN}` exists only in this page: its calls fail there."));
    }
    if origins.iter().any(|origin| origin.starts_with("http://")) {
        notes.push("AWS calls only `https` addresses: calls of this machine fail there.".to_owned());
    }
    if !needs.is_empty() {
        notes.push("Connections must exist there: write their ARNs in the definition, or in its values. Emulators do not have HTTP Tasks.".to_owned());
    }
    if checked.workflow == WorkflowType::Express {
        notes.push("It runs as STANDARD there: Step Functions keeps no history of EXPRESS executions.".to_owned());
    }
    if reached.is_aws() {
        notes.push("AWS charges for what runs there: state transitions, and what the Tasks call.".to_owned());
    }
    notes
}

thread_local! {
    /// By tab: the name that the workflow would have, and the one that the person typed in its place.
    static TYPED: RefCell<SortedMap<u32, [String; 2]>> = const { RefCell::new(SortedMap::new()) };
}

/// The name of the workflow there: as the person typed it as long as the page is open, unless another workflow is in the tab.
pub(super) fn name(document: &Document) -> String {
    let own = name_for(document.label());
    let typed =
        TYPED.with_borrow(|all| all.get(&document.tab).filter(|[of, _]| *of == own).map(|[_, typed]| typed.clone()));
    typed.unwrap_or(own)
}

/// Keeps the name that the person typed.
pub(super) fn keep_name(document: &Document, typed: &str) {
    TYPED.with_borrow_mut(|all| all.insert(document.tab, [name_for(document.label()), typed.to_owned()]));
}
