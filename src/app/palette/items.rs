//! What the palette finds, and what each item does.

use std::rc::Rc;

use asl_help::PAGES;
use asl_help::rank::Entry;
use asl_ide::refactor::outline;
use asl_lang::StateType;
use asl_text::line_index::LineIndex;
use asl_text::{Format, Span, detect};
use gloo_timers::callback::Timeout;

use crate::app::control::commands::ControlKey;
use crate::app::edit::operations::Operation;
use crate::app::host::location;
use crate::app::layout::state::{LayoutAction, Panel};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::tabs::TabAction;
use crate::app::state::text::{EditorId, TextRange};
use crate::app::state::view::{Pane, SetupTab, Theme, ViewAction};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Command,
    State,
    Scenario,
    Setting,
    Example,
    Help,
}

impl Kind {
    /// Its word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Command => "Command",
            Self::State => "State",
            Self::Scenario => "Scenario",
            Self::Setting => "Setting",
            Self::Example => "Example",
            Self::Help => "Help",
        }
    }
}

/// Something that can be chosen.
#[derive(Clone)]
pub(super) struct Item {
    /// What it is.
    pub(super) kind: Kind,
    /// Its name for what was chosen last; states and scenarios have none.
    pub(super) id: Option<String>,
    /// What it is called, what else it is called, and what is said about it.
    pub(super) entry: Entry,
    /// Its keys.
    pub(super) keys: Vec<String>,
    /// What it does, once the palette is closed.
    pub(super) act: Rc<dyn Fn()>,
}

/// Gathers the items.
struct Gather<'a> {
    commands: &'a Shared<Commands>,
    items: Vec<Item>,
}

impl Gather<'_> {
    fn add(
        &mut self,
        kind: Kind,
        id: &str,
        title: impl Into<String>,
        words: impl Into<String>,
        act: impl Fn(&Shared<Commands>) + 'static,
    ) {
        self.add_with(kind, id, title, words, (kind.word().to_owned(), Vec::new()), act);
    }

    /// The same with what else it is called, and its keys.
    fn add_with(
        &mut self,
        kind: Kind,
        id: &str,
        title: impl Into<String>,
        words: impl Into<String>,
        (beside, keys): (String, Vec<String>),
        act: impl Fn(&Shared<Commands>) + 'static,
    ) {
        let commands = self.commands.clone();
        self.items.push(Item {
            kind,
            id: (!id.is_empty()).then(|| format!("{}:{id}", kind.word())),
            entry: Entry { title: title.into(), beside, words: words.into() },
            keys,
            act: Rc::new(move || act(&commands)),
        });
    }

    fn command(&mut self, id: &str, title: &str, keys: &[&str], act: impl Fn(&Shared<Commands>) + 'static) {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        self.add_with(Kind::Command, id, title, "", (Kind::Command.word().to_owned(), keys), act);
    }
}

/// All that can be chosen now; `command` is how the command key is called here.
pub(super) fn all(state: &State, commands: &Shared<Commands>, command: &str) -> Vec<Item> {
    let mut gather = Gather { commands, items: Vec::new() };
    of_page(&mut gather, state, command);
    of_definition(&mut gather, state, command);
    of_setup(&mut gather);
    states(&mut gather, &state.document);
    scenarios(&mut gather, &state.document);
    for example in asl_examples::LIST {
        let open = |commands: &Shared<Commands>| commands.open_example(example.id);
        gather.add(Kind::Example, example.id, example.title, example.summary, open);
    }
    pages(&mut gather);
    gather.items
}

fn open(dialog: Dialog) -> impl Fn(&Shared<Commands>) + 'static {
    move |commands| commands.dispatch(ViewAction::Dialog(Some(dialog.clone())))
}

/// What the top bar and the run offer.
fn of_page(gather: &mut Gather<'_>, state: &State, command: &str) {
    if state.is_running() {
        gather.command("stop", "Stop the run", &["Esc"], |commands| commands.stop());
    } else {
        gather.command("run", "Run", &[command, "Enter"], Shared::<Commands>::run);
    }
    let keys = [
        ("pause", "Pause or continue the run", "C", ControlKey::Pause),
        ("into", "Step into", "I", ControlKey::Into),
        ("over", "Step over", "O", ControlKey::Over),
        ("out", "Step out", "U", ControlKey::Out),
        ("breakpoint", "Breakpoint on the current state", "B", ControlKey::Breakpoint),
    ];
    for (id, title, key, control) in keys {
        gather.command(id, title, &["Shift", "Alt", key], move |commands| commands.press(control));
    }
    gather.command("new", "New workflow", &[], |commands| {
        commands.open(Document::default());
        location::clear();
        commands.dispatch(PageRequest::go_to(EditorId::Definition, 0, 0));
    });
    gather.command("new-tab", "New workflow in a tab", &[], |commands| commands.open_new_tab());
    gather.command("copy-tab", "Duplicate this workflow in a tab", &[], |commands| {
        let document = commands.state().document;
        let title = format!("{} (copy)", document.label()).into();
        commands.change_tabs(TabAction::Open(Document { title, ..(*document).clone() }));
    });
    if state.tabs.count() > 1 {
        gather.command("next-tab", "Next tab", &[], |commands| commands.step_tab(true));
        gather.command("previous-tab", "Previous tab", &[], |commands| commands.step_tab(false));
        gather.command("close-tab", "Close this tab", &[], |commands| {
            commands.change_tabs(TabAction::Close(commands.state().tabs.at()));
        });
    }
    if state.tabs.has_closed() {
        gather.command("reopen-tab", "Reopen the closed tab", &[], |commands| commands.change_tabs(TabAction::Reopen));
    }
    if !state.previous.is_empty() {
        gather.command("back", "Back to my workflow", &[], |commands| commands.back());
    }
    gather.command("gallery", "All examples, with pictures", &[], open(Dialog::Gallery));
    gather.command("print", "Print…", &[command, "P"], open(Dialog::Print));
    gather.command("share", "Share this workflow…", &[], Shared::<Commands>::share);
    gather.command("link", "Copy a share link", &[command, "S"], Shared::<Commands>::copy_link);
    gather.command("connections", "Connections…", &[], open(Dialog::Connections(None)));
    gather.command("relay", "Relay…", &[], open(Dialog::Relay));
    gather.command("permissions", "Permissions…", &[], open(Dialog::Permissions));
    gather.command("resources", "Resources of the template…", &[], open(Dialog::Resources));
    gather.command("aws", "AWS response…", &[], open(Dialog::AwsAnswer));
    for (id, title, forward, keys) in [
        ("next-problem", "Next problem", true, ["F8"].as_slice()),
        ("previous-problem", "Previous problem", false, &["Shift", "F8"]),
    ] {
        gather.command(id, title, keys, move |commands| commands.step_problem(forward));
    }
    for panel in [Panel::Graph, Panel::Timeline, Panel::States, Panel::Events, Panel::Inspector] {
        let shown = state.layouts.current().shows(panel);
        let title = format!("{} {}", if shown { "Hide" } else { "Show" }, panel.name().to_lowercase());
        gather.add(Kind::Command, panel.id(), title, "View, panel", move |commands| {
            commands.dispatch(ViewAction::Pane(if panel == Panel::Graph { Pane::Graph } else { Pane::Run }));
            commands.dispatch(LayoutAction::Show(panel, !shown));
        });
    }
    for (id, title, theme) in [
        ("theme-system", "Theme: as the system", Theme::System),
        ("theme-light", "Theme: light", Theme::Light),
        ("theme-dark", "Theme: dark", Theme::Dark),
    ] {
        gather.add(Kind::Setting, id, title, "Colors, appearance, mode", move |commands| {
            commands.dispatch(ViewAction::Theme(theme));
        });
    }
}

/// The Edit menu.
fn of_definition(gather: &mut Gather<'_>, state: &State, command: &str) {
    let is_yaml = detect(&state.document.definition) == Format::Yaml;
    for operation in Operation::ALL {
        let (label, help) = (operation.label(is_yaml), operation.help());
        let id = format!("edit-{help}");
        let change = move |commands: &Shared<Commands>| commands.change_definition(operation);
        let beside = (Kind::Command.word().to_owned(), operation.keys(command));
        gather.add_with(Kind::Command, &id, label, help, beside, change);
    }
}

/// The tabs below the definition, and what is in the one of the settings.
fn of_setup(gather: &mut Gather<'_>) {
    for (tab, title) in [
        (SetupTab::Input, "Input"),
        (SetupTab::Mocks, "Mocks"),
        (SetupTab::Scenarios, "Scenarios"),
        (SetupTab::Files, "Files"),
        (SetupTab::Settings, "Settings"),
    ] {
        let show = move |commands: &Shared<Commands>| show_tab(commands, tab);
        gather.add(Kind::Command, tab.word(), format!("Show {}", title.to_lowercase()), "Tab, setup", show);
    }
    for (id, title, words) in [
        ("type", "Workflow type: Standard or Express", "state machine"),
        ("limits", "Service limits: end the run or report", "history payload variables duration"),
        ("waits", "Waits and backoff: real time or skipped", "virtual time"),
        ("name", "Execution name", ""),
        ("role", "Run with the template's role", "permissions IAM"),
        ("cold", "Cold start of functions", "Lambda"),
    ] {
        gather.add(Kind::Setting, id, title, words, |commands| show_tab(commands, SetupTab::Settings));
    }
}

fn show_tab(commands: &Shared<Commands>, tab: SetupTab) {
    commands.dispatch(ViewAction::Pane(Pane::Setup));
    commands.dispatch(ViewAction::Setup(tab));
    commands.dispatch(LayoutAction::Show(Panel::Source, true));
}

/// The states of the definition.
fn states(gather: &mut Gather<'_>, document: &Shared<Document>) {
    let read = document.read();
    let at = read.definition_file().map_or(document.project().own(), |file| file.at);
    let text = document.file_text(at);
    for entry in read.machine.as_ref().map(outline::of).unwrap_or_default() {
        let kind = entry.kind.map_or("", StateType::name);
        let within = entry.within.join(" › ");
        let place = (text.clone(), entry.span);
        let beside = if within.is_empty() { format!("State {kind}") } else { format!("State {kind} in {within}") };
        gather.add_with(Kind::State, "", &*entry.name, "", (beside, Vec::new()), move |commands| {
            go_to(commands, EditorId::File(at), &place.0, place.1);
        });
    }
}

/// The scenarios by their names.
fn scenarios(gather: &mut Gather<'_>, document: &Shared<Document>) {
    let Some(root) = asl_text::parse(&document.scenarios).root else { return };
    let list = root.get("scenarios").unwrap_or(&root);
    for name in list.items().iter().filter_map(|one| one.get("name")) {
        let Some(title) = name.as_str() else { continue };
        let (text, span) = (document.scenarios.clone(), name.span);
        gather.add(Kind::Scenario, "", &**title, "", move |commands| {
            go_to(commands, EditorId::Scenarios, &text, span);
        });
    }
}

fn go_to(commands: &Shared<Commands>, editor: EditorId, text: &str, span: Span) {
    let index = LineIndex::new(text);
    let range = TextRange { from: index.to_utf16(span.start), to: index.to_utf16(span.end) };
    commands.dispatch(PageRequest::go_to(editor, range.from, range.to));
}

/// The sections of the pages of help.
fn pages(gather: &mut Gather<'_>) {
    for page in PAGES {
        for section in page.sections() {
            let place: Rc<str> = format!("{}/{}", section.page, section.anchor).trim_end_matches('/').into();
            let id = place.to_string();
            let show = move |commands: &Shared<Commands>| {
                commands.dispatch(ViewAction::Dialog(Some(Dialog::Help(place.clone()))));
            };
            let beside = if section.anchor.is_empty() { "Help".to_owned() } else { format!("Help {}", page.title()) };
            gather.add_with(Kind::Help, &id, &*section.title, section.words, (beside, Vec::new()), show);
        }
    }
}

/// Does what an item is for, once the palette is gone and gave the focus back.
pub(super) fn act(item: &Item, commands: &Shared<Commands>) {
    commands.dispatch(ViewAction::Dialog(None));
    let act = Rc::clone(&item.act);
    Timeout::new(0, move || act()).forget();
}
