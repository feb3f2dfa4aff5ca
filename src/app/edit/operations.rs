//! Changes of the whole definition: what the Edit menu and its shortcuts call.

use std::rc::Rc;

use asl_ide::events::{self, Added, Addition};
use asl_ide::refactor::code_template::template_around;
use asl_ide::refactor::{ChangeNote, Changed, Refused, format, notation, put_field, rename, sort, to_jsonata};
use asl_stack::iam::calls::Permission;
use asl_stack::template::pasted;
use asl_stack::template::source::is_terraform;
use asl_text::Span;
use asl_text::edit::apply;
use asl_text::line_index::LineIndex;
use asl_value::Value;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::rename_history::Renamed;
use crate::app::chunks::{EDITING, JSONATA};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction, renamed_breakpoint};
use crate::app::state::notice::Notice;
use crate::app::state::pad::PadStart;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::{EditorId, TextRange};
use crate::app::state::view::ViewAction;
use crate::app::ui::format::capitalized;

/// What can be done with the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Opens the list of states.
    GoTo,
    /// Asks for another name of the state at the caret.
    Rename,
    /// Lays the text out.
    Format,
    /// Brings states and fields into order.
    Sort,
    /// JSON ⇄ YAML.
    Notation,
    /// The state at the caret from JSONPath to JSONata.
    StateToJsonata,
    /// The machine from JSONPath to JSONata.
    MachineToJsonata,
    /// Opens the test of one state, which is the one at the caret.
    TestState,
    /// Opens what goes out of a run as a file, and what comes in.
    RunFiles,
    /// Opens Step Functions elsewhere.
    Remote,
    /// Opens the export of what deploys the workflow.
    Deploy,
    /// Opens the earlier versions of the workflow.
    Versions,
    /// Opens the exploration of failures.
    Explore,
    /// Opens the scratch pad of event patterns.
    TryPattern,
    /// Opens the comparison of the three ways to call an API.
    Compare,
    /// A rule, a destination or a bus is written into the template.
    Add(Addition),
}

impl Operation {
    /// All of them, in the order of the menu.
    pub(crate) const ALL: [Self; 18] = [
        Self::GoTo,
        Self::Rename,
        Self::Format,
        Self::Sort,
        Self::Notation,
        Self::StateToJsonata,
        Self::MachineToJsonata,
        Self::TestState,
        Self::Explore,
        Self::RunFiles,
        Self::Remote,
        Self::Deploy,
        Self::Versions,
        Self::TryPattern,
        Self::Compare,
        Self::Add(Addition::Rule),
        Self::Add(Addition::Destination),
        Self::Add(Addition::Bus),
    ];

    /// Its name in the menu; `is_yaml` tells what the text is written in.
    pub(crate) fn label(self, is_yaml: bool) -> &'static str {
        match self {
            Self::GoTo => "Go to state…",
            Self::Rename => "Rename state…",
            Self::Format => "Format",
            Self::Sort => "Sort states and fields",
            Self::Notation if is_yaml => "Convert to JSON",
            Self::Notation => "Convert to YAML",
            Self::StateToJsonata => "Convert state to JSONata",
            Self::MachineToJsonata => "Convert state machine to JSONata",
            Self::TestState => "Test one state…",
            Self::Explore => "Explore failures…",
            Self::RunFiles => "Export and import runs…",
            Self::Remote => "Run on AWS or an emulator…",
            Self::Deploy => "Export for deployment…",
            Self::Versions => "Earlier versions…",
            Self::TryPattern => "Try an event pattern…",
            Self::Compare => "Compare the three ways to call an API…",
            Self::Add(Addition::Rule) => "Add an event rule",
            Self::Add(Addition::Destination) => "Add an API destination",
            Self::Add(Addition::Bus) => "Add an event bus",
        }
    }

    /// What the help says it does.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::GoTo => "Go to a state",
            Self::Rename => "Rename the state at the caret everywhere",
            Self::Format => "Format the definition",
            Self::Sort => "Sort states in execution order, and their fields",
            Self::Notation => "Convert JSON to YAML, or YAML to JSON",
            Self::StateToJsonata => "Convert the state at the caret from JSONPath to JSONata",
            Self::MachineToJsonata => "Convert the state machine from JSONPath to JSONata",
            Self::TestState => "Run one state alone, as TestState does",
            Self::Explore => "Try every failure of every call, and list what nothing handles",
            Self::RunFiles => "Save a run as a file, or open a history as a run",
            Self::Remote => "Run the workflow on AWS, LocalStack, or moto, or open an execution from there",
            Self::Deploy => "Deploy it: SAM, CloudFormation, Terraform, and CDK files as a ZIP",
            Self::Versions => "Restore an earlier version, or compare with it (local history)",
            Self::TryPattern => "Try an event pattern or an input transformer on an event",
            Self::Compare => "Compare a Lambda function, an API destination, and an HTTP Task",
            Self::Add(Addition::Rule) => "Write an event rule with a target into the template",
            Self::Add(Addition::Destination) => "Write an API destination into the template",
            Self::Add(Addition::Bus) => "Write an event bus into the template",
        }
    }

    /// Its keys; `command` is how the command key is called here.
    pub(crate) fn keys(self, command: &str) -> Vec<String> {
        let keys: &[&str] = match self {
            Self::GoTo => &[command, "Shift", "O"],
            Self::Rename => &["F2"],
            Self::Format => &["Shift", "Alt", "F"],
            Self::Sort => &["Shift", "Alt", "S"],
            Self::Notation => &["Shift", "Alt", "Y"],
            Self::StateToJsonata => &["Shift", "Alt", "J"],
            Self::MachineToJsonata => &["Shift", "Alt", "M"],
            Self::TryPattern => &["Shift", "Alt", "P"],
            Self::TestState
            | Self::RunFiles
            | Self::Remote
            | Self::Deploy
            | Self::Versions
            | Self::Explore
            | Self::Compare
            | Self::Add(_) => &[],
        };
        keys.iter().map(|key| (*key).to_owned()).collect()
    }
}

/// The message after a change of the whole definition, or in place of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EditReport {
    /// What was done, or why nothing was.
    pub(crate) message: String,
    /// Whether nothing was done.
    pub(crate) refused: bool,
    /// What to know about it, each with its place.
    pub(crate) notes: Vec<(String, EditorId, TextRange)>,
}

impl Shared<Commands> {
    /// Does something with the definition, once the chunk for editing is here.
    pub(crate) fn change_definition(&self, operation: Operation) {
        let commands = self.clone();
        if operation == Operation::TryPattern {
            return self.try_pattern(PadStart::default());
        }
        if operation == Operation::Compare {
            return self.compare();
        }
        if operation == Operation::TestState {
            let at_caret = self.state().current.0.clone();
            return self.dispatch(ViewAction::Dialog(Some(Dialog::TestState(at_caret))));
        }
        if operation == Operation::RunFiles {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::RunFiles)));
        }
        if operation == Operation::Remote {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Remote)));
        }
        if operation == Operation::Deploy {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Deploy)));
        }
        if operation == Operation::Versions {
            return self.dispatch(ViewAction::Dialog(Some(Dialog::Versions)));
        }
        if operation == Operation::Explore {
            return self.explore();
        }
        let State { document, analysis, .. } = self.state();
        if analysis.definition_at != document.project().own() && operation != Operation::GoTo {
            // What is changed is in sight: the file of the definition is opened first.
            self.dispatch(DocumentAction::OpenFile(analysis.definition_at));
            self.notify(EditReport {
                message: format!(
                    "The definition is in {}, which is now open. Run the command again.",
                    document.project().path(analysis.definition_at)
                ),
                refused: true,
                notes: Vec::new(),
            });
            return;
        }
        if operation != Operation::GoTo && is_terraform(&document.definition) {
            self.notify(EditReport {
                message: "Terraform can't be changed here. Extract the definition first.".to_owned(),
                refused: true,
                notes: Vec::new(),
            });
            return;
        }
        match operation {
            Operation::GoTo => self.dispatch(ViewAction::Dialog(Some(Dialog::Outline))),
            // What is written in JSONata is checked before it is shown.
            Operation::StateToJsonata | Operation::MachineToJsonata => self.with(&JSONATA, move |_| {
                let changing = commands.clone();
                commands.with(&EDITING, move |editing| (editing.change)(&changing, operation));
            }),
            Operation::Rename if EDITING.get().is_none() => {
                // What is typed meanwhile is not meant for the text.
                self.dispatch(ViewAction::Dialog(Some(Dialog::Coming("Rename state"))));
                spawn_local(async move {
                    let came = EDITING.load().await;
                    if !matches!(commands.state().view.dialog, Some(Dialog::Coming(_))) {
                        return;
                    }
                    commands.dispatch(ViewAction::Dialog(None));
                    if let Ok(editing) = came {
                        (editing.change)(&commands, operation);
                    } else {
                        let again = commands.clone();
                        commands.say_not_loaded(&EDITING, Rc::new(move || again.change_definition(operation)));
                    }
                });
            }
            _ => self.with(&EDITING, move |editing| (editing.change)(&commands, operation)),
        }
    }
}

/// Does something with the definition as it is now. In the chunk for editing.
pub(crate) fn change(commands: &Commands, operation: Operation) {
    let document = commands.state().document;
    let (text, choice) = (&*document.definition, &document.settings.template);
    match operation {
        Operation::GoTo
        | Operation::TestState
        | Operation::RunFiles
        | Operation::Remote
        | Operation::Deploy
        | Operation::Versions
        | Operation::Explore
        | Operation::TryPattern
        | Operation::Compare => {}
        Operation::Rename => commands.ask_for_name(),
        Operation::Format => commands.show(text, format::format(text)),
        Operation::Sort => commands.show(text, sort::sort(text, choice)),
        Operation::Notation => commands.show(text, notation::convert(text)),
        Operation::StateToJsonata => {
            let caret = LineIndex::new(text).from_utf16(commands.caret());
            commands.show(text, to_jsonata::state_at(text, choice, caret));
        }
        Operation::MachineToJsonata => commands.show(text, to_jsonata::machine(text, choice)),
        Operation::Add(addition) => commands.show(text, added(text, addition)),
    }
}

/// The text with what is added.
fn added(text: &str, addition: Addition) -> Result<Changed, Refused> {
    match events::add(text, addition) {
        Ok(Added { edits, id }) => {
            Ok(Changed { text: apply(text, &edits), summary: format!("Added `{id}`."), notes: Vec::new() })
        }
        Err(why) => Err(Refused { message: format!("{}.", capitalized(&why.to_string())), span: None }),
    }
}

/// The text of the definition with `value` in a field of that state; `None` where the state stands in another file. In the chunk for
/// editing.
pub(crate) fn put_field(document: &Document, state: &str, field: &str, value: &str) -> Option<String> {
    let read = document.read();
    if read.definition_file().is_some() {
        return None;
    }
    let span = read.machine.as_ref()?.find(state)?.span;
    put_field::put_field(&document.definition, read.root.as_ref()?, span, field, &Value::from(value))
}

/// The parts of the fields of that state into which an expression can be put. In the chunk for editing.
pub(crate) fn parts(document: &Document, state: &str, jsonata: bool) -> Vec<String> {
    let read = document.read();
    let span = read.machine.as_ref().and_then(|machine| machine.find(state)).map(|state| state.span);
    let own = read.root.as_ref().zip(span).filter(|_| read.definition_file().is_none());
    own.map(|(root, span)| put_field::parts(root, span, jsonata)).unwrap_or_default()
}

/// The text of the definition with an expression in such a part; `None` if there is none. In the chunk for editing.
pub(crate) fn put_part(
    document: &Document,
    state: &str,
    jsonata: bool,
    part: &str,
    expression: &str,
) -> Option<String> {
    let read = document.read();
    if read.definition_file().is_some() {
        return None;
    }
    let span = read.machine.as_ref()?.find(state)?.span;
    put_field::put_part(&document.definition, read.root.as_ref()?, span, jsonata, part, expression)
}

impl Commands {
    fn ask_for_name(&self) {
        let document = self.state().document;
        let caret = LineIndex::new(&document.definition).from_utf16(self.caret());
        let name = document.read().machine.and_then(|machine| rename::at(&machine, caret));
        match name {
            Some(name) => self.dispatch(ViewAction::Dialog(Some(Dialog::Rename(name)))),
            None => self.notify(EditReport {
                message: "There is no state at the caret. Put the caret in a state or on its name.".to_owned(),
                refused: true,
                notes: Vec::new(),
            }),
        }
    }

    /// Calls the state `old` `new`, in the mocks, the scenarios, the lesson and the breakpoints too.
    pub(crate) fn rename_state(&self, old: &str, new: &str) {
        let document = self.state().document;
        let mut notes = Vec::new();
        let changed = rename::rename(&document.definition, &document.settings.template, old, new);
        if let Ok(Changed { text, .. }) = &changed {
            let mut goes_along = false;
            match rename::rename_mock(&document.mocks, old, new) {
                Some(Ok(mocks)) => {
                    goes_along = true;
                    self.dispatch(DocumentAction::SetMocks(mocks.into()));
                }
                Some(Err(note)) => notes.push(placed(&document.mocks, EditorId::Mocks, note)),
                None => {}
            }
            match rename::rename_scenarios(&document.scenarios, old, new) {
                Some(Ok(scenarios)) => {
                    goes_along = true;
                    self.dispatch(DocumentAction::SetScenarios(scenarios.into()));
                }
                Some(Err(note)) => notes.push(placed(&document.scenarios, EditorId::Scenarios, note)),
                None => {}
            }
            // No editor shows its text: whoever edits a lesson that stayed as it was sees what it misses.
            if let Some(Ok(lesson)) = rename::rename_lesson(&document.lesson, old, new) {
                goes_along = true;
                self.dispatch(DocumentAction::SetLesson(lesson.into()));
            }
            if let Some(breakpoints) = renamed_breakpoint(&document.breakpoints, old, new) {
                goes_along = true;
                self.dispatch(DocumentAction::SetBreakpoints(breakpoints));
            }
            if goes_along {
                let (before, after) = (document.definition.clone(), text.as_str().into());
                self.dispatch(DocumentAction::Renamed(Renamed { before, after, old: old.into(), new: new.into() }));
            }
        }
        self.show_with(&document.definition, changed, notes);
    }

    fn show(&self, before: &str, changed: Result<Changed, Refused>) {
        self.show_with(before, changed, Vec::new());
    }

    /// Puts a change into the editor, as one step that Undo takes back, and reports what was done.
    fn show_with(&self, before: &str, changed: Result<Changed, Refused>, more: Vec<(String, EditorId, TextRange)>) {
        match changed {
            Ok(Changed { text, summary, notes }) => {
                let mut notes: Vec<_> =
                    notes.into_iter().map(|note| placed(&text, EditorId::Definition, note)).collect();
                notes.extend(more);
                if text != before {
                    self.dispatch(DocumentAction::SetDefinition(text.into()));
                }
                self.notify(EditReport { message: summary, refused: false, notes });
            }
            Err(Refused { message, span }) => {
                let note = |span: Span| ChangeNote { span, message: "Go there".to_owned() };
                let notes = span.map(|span| placed(before, EditorId::Definition, note(span)));
                self.notify(EditReport { message, refused: true, notes: notes.into_iter().collect() });
            }
        }
    }

    /// Puts a template around the code of a function that the text is. In the chunk for editing.
    pub(crate) fn make_function(&self) {
        let State { document, .. } = self.state();
        let Some(files) = template_around(&document.definition) else { return };
        match &files[..] {
            [template] => self.dispatch(DocumentAction::SetDefinition(template.text.clone())),
            _ => self.dispatch(DocumentAction::SetProject(files, 0)),
        }
        self.dispatch(PageRequest::announce("The code is now a function in a SAM template."));
    }

    /// Says what the policy statements in the text allow of the person's last workflow, and what is still missing. In the
    /// chunk for editing.
    pub(crate) fn judge_statements(&self) {
        let State { document, previous, .. } = self.state();
        let judged = previous.iter().rev().find_map(|before| pasted::judge(&document.definition, &before.read()));
        let message = match judged {
            None => {
                "There is no workflow to compare them with. Open it first, and paste the statements over it.".to_owned()
            }
            Some(report) => {
                let names = |list: Vec<&Permission>| {
                    let mut names: Vec<String> = list.iter().map(|one| format!("`{}`", one.action)).collect();
                    names.dedup();
                    names.join(", ")
                };
                match (report.wanted(), report.lacking()) {
                    (wanted, _) if wanted.is_empty() => {
                        "Your workflow calls nothing that needs a permission.".to_owned()
                    }
                    (wanted, lacking) if lacking.is_empty() => {
                        format!(
                            "With these statements, the role allows everything that your workflow calls: {}.",
                            names(wanted)
                        )
                    }
                    (_, lacking) => {
                        format!(
                            "With these statements, the role still does not allow what your workflow calls: {}.",
                            names(lacking)
                        )
                    }
                }
            }
        };
        self.notify(EditReport { message, refused: false, notes: Vec::new() });
    }

    fn notify(&self, report: EditReport) {
        self.dispatch(ViewAction::Notice(Some(Notice::Changed(Rc::new(report)))));
    }

    /// Shows a place of the file at `at` once the dialog that stands open is gone and gave the focus back.
    pub(crate) fn leave_for(commands: &Shared<Self>, at: usize, range: TextRange) {
        commands.dispatch(ViewAction::Dialog(None));
        let commands = commands.clone();
        Timeout::new(0, move || commands.dispatch(PageRequest::go_to(EditorId::File(at), range.from, range.to)))
            .forget();
    }
}

fn placed(text: &str, editor: EditorId, note: ChangeNote) -> (String, EditorId, TextRange) {
    let index = LineIndex::new(text);
    (note.message, editor, TextRange { from: index.to_utf16(note.span.start), to: index.to_utf16(note.span.end) })
}
