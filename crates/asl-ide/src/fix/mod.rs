//! Quick fixes: what a person would write to be rid of a diagnostic, as edits of the text.
//!
//! Each family of rules has its file, which proposes; [`Fixer::fixes`] then tries every proposal on the text and keeps
//! those that hold: the diagnostic is gone, there are no more errors than before, and none of a kind that a change of a
//! few words must not bring (a text that cannot be read, a state that is not there). So a fix is right wherever the
//! definition stands, within a template or a string too, where the places of a tree are not always those of plain text.
//!
//! Proposals go by the code and the detail of a diagnostic; the sentence of a diagnostic is made of the same detail, so
//! what the person reads and what the fix does cannot differ.

mod events;
mod fields;
mod http;
mod languages;
mod payload;
mod permissions;
mod retry;
mod secrets;
mod syntax;
mod targets;
mod transitions;
mod tree;
mod values;
mod words;

pub use secrets::{CallPart, MovedSecret};

use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_lang::WorkflowType;
use asl_stack::template::source;
use asl_text::diagnostic::{Code, Diagnostic, Severity};
use asl_text::edit::{Edit, apply};
use asl_text::rewrite::Rewriter;
use asl_text::{Node, NodeKind, Span};

/// The most fixes that are offered for one diagnostic.
const MOST: usize = 4;
/// The most proposals that are tried for one diagnostic: each is a check of the whole text.
const TRIED: usize = 8;

/// A way to be rid of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: ``Create the state `B` ``.
    pub title: String,
    /// The changes, made at once.
    pub edits: Vec<Edit>,
    /// What the changes take out of the text for a connection.
    pub secret: Option<MovedSecret>,
}

/// A text whose diagnostics are to be fixed.
pub struct Fixer<'a> {
    text: &'a str,
    choice: &'a TemplateChoice,
    workflow: WorkflowType,
    root: Node,
    /// Whether the text is one that can be changed here.
    is_rewritten: bool,
    rules: RuleCheck<'a>,
    found: Vec<Diagnostic>,
}

/// What else is wrong with the rules of a text: see [`crate::events::known`]. Who has no events gives nothing.
pub type RuleCheck<'a> = &'a dyn Fn(&EventSystem) -> Vec<Diagnostic>;

/// What is wrong with `text`, and with its rules.
fn check(text: &str, choice: &TemplateChoice, workflow: WorkflowType, rules: RuleCheck<'_>) -> source::Read {
    let mut read = source::check(text, choice, workflow);
    read.diagnostics.extend(read.events.iter().flat_map(|system| rules(system)));
    read
}

impl<'a> Fixer<'a> {
    /// Reads and checks `text`: a definition, or a template around one, read as `choice` and `workflow` say, and its `rules`.
    pub fn new(text: &'a str, choice: &'a TemplateChoice, workflow: WorkflowType, rules: RuleCheck<'a>) -> Self {
        let read = check(text, choice, workflow, rules);
        let elsewhere = read.definition_file().is_some();
        // What is written anew is what is written, not the values that its placeholders were given.
        let written = (!read.placeholders.is_empty()).then(|| {
            let mut parameters = choice.parameters.clone();
            read.placeholders.iter().for_each(|one| _ = parameters.remove(&one.name));
            source::check(text, &TemplateChoice { parameters, ..choice.clone() }, workflow).root
        });
        // What stands in another file is fixed where that is the text.
        let is_rewritten = !elsewhere && !source::is_terraform(text);
        let root = written
            .unwrap_or(read.root)
            .filter(|_| is_rewritten)
            .unwrap_or(Node { kind: NodeKind::Missing, span: Span::default() });
        Self { text, choice, workflow, root, is_rewritten, rules, found: read.diagnostics }
    }

    /// What is wrong with the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The fixes of `found`, one of the text's diagnostics, the likeliest first; none for many of them.
    ///
    /// It takes the time of some checks of the text.
    pub fn fixes(&self, found: &Diagnostic) -> Vec<Fix> {
        if !self.is_rewritten {
            return Vec::new();
        }
        let mut kept: Vec<Fix> = Vec::new();
        let Self { text, choice, workflow, root, .. } = self;
        let case = Case { text, choice, workflow: *workflow, root, found, rewriter: Rewriter::new(text) };
        for fix in propose(&case).into_iter().take(TRIED) {
            if kept.len() < MOST && kept.iter().all(|known| known.title != fix.title) && self.holds(found, &fix) {
                kept.push(fix);
            }
        }
        kept
    }

    /// Whether the text is better with the fix.
    fn holds(&self, found: &Diagnostic, fix: &Fix) -> bool {
        let after = apply(self.text, &fix.edits);
        if after == self.text {
            return false;
        }
        let left = check(&after, self.choice, self.workflow, self.rules).diagnostics;
        let same = |other: &&Diagnostic| other.is_same(found);
        let errors = |list: &[Diagnostic]| list.iter().filter(|other| other.severity == Severity::Error).count();
        let broken = |list: &[Diagnostic]| list.iter().filter(|other| is_broken(other)).count();
        left.iter().filter(same).count() < self.found.iter().filter(same).count()
            && errors(&left) <= errors(&self.found)
            && broken(&left) <= broken(&self.found)
    }
}

/// Whether it is an error that no fix may bring, not even in the place of another one.
fn is_broken(found: &Diagnostic) -> bool {
    use Code::{DuplicateKey, DuplicateName, NotADefinition, StateName, Syntax, UnknownTarget, Unreachable};
    found.severity == Severity::Error
        && matches!(
            found.code,
            Syntax | DuplicateKey | NotADefinition | UnknownTarget | StateName | DuplicateName | Unreachable
        )
}

/// A diagnostic and the text that it was found in.
struct Case<'a> {
    text: &'a str,
    choice: &'a TemplateChoice,
    workflow: WorkflowType,
    root: &'a Node,
    found: &'a Diagnostic,
    rewriter: Rewriter<'a>,
}

/// Everything that may be a fix.
fn propose(case: &Case<'_>) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = words::meant(case).into_iter().collect();
    fixes.extend(match case.found.code {
        Code::Syntax | Code::DuplicateKey | Code::NotStrictJson | Code::UnsupportedYaml => syntax::propose(case),
        Code::UnknownTarget => targets::propose(case),
        Code::Unreachable | Code::NoTerminalState | Code::MissingField | Code::NoTransition => {
            transitions::propose(case)
        }
        Code::UnknownField | Code::FieldOfOtherType => fields::unknown(case),
        Code::FieldOfOtherLanguage => languages::propose(case).into_iter().chain(fields::unknown(case)).collect(),
        Code::ExclusiveFields => fields::exclusive(case),
        Code::WrongValue | Code::UnknownWord | Code::InvalidRule | Code::InvalidOperand | Code::Limit => {
            values::propose(case)
        }
        Code::InvalidTemplate | Code::NotEvaluated | Code::ExpressionDelimiters => payload::propose(case),
        Code::InvalidRetry | Code::UnknownError | Code::UnreachableRetry | Code::ImpossibleError | Code::NoRetry => {
            retry::propose(case)
        }
        Code::HttpParameters
        | Code::HttpEndpoint
        | Code::HttpConnection
        | Code::HttpHeader
        | Code::HttpForm
        | Code::InvalidResource => http::propose(case),
        Code::EventPattern
        | Code::RuleTarget
        | Code::TargetInput
        | Code::Schedule
        | Code::ApiDestination
        | Code::PathValues
        | Code::RetryPolicy
        | Code::DeliveryPermission => events::propose(case),
        Code::SecretInText => secrets::propose(case),
        Code::LackingPermission => permissions::propose(case),
        _ => Vec::new(),
    });
    fixes
}

/// A fix, if its edits could be worked out.
fn fix(title: impl Into<String>, edits: Option<Vec<Edit>>) -> Option<Fix> {
    Some(Fix { title: title.into(), edits: edits?, secret: None })
}
