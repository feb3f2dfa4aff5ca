//! What came by link asks before it runs, whatever is done with it: random walks through all actions on the document.

use std::rc::Rc;

use asl_document::{DocumentFile, ProjectFile, Settings};
use asl_lesson::Solution;
use asl_sim::debug::Breakpoints;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Reducible;

use super::document::{Document, DocumentAction, Origin};
use super::request::PageRequest;
use super::shared::Shared;
use super::tabs::TabAction;
use super::text::{EditorId, TextEdit, TextRange};
use super::view::ViewAction;
use super::{Action, State};
use crate::app::edit::rename_history::Renamed;
use crate::app::host::documents;

/// Stands in every text that came by link.
const FOREIGN: &str = "https://foreign.example/";

/// Draws numbers; the same ones for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }

    fn editor(&mut self) -> EditorId {
        let all = [
            EditorId::Definition,
            EditorId::Input,
            EditorId::Mocks,
            EditorId::Events,
            EditorId::Scenarios,
            EditorId::File(0),
            EditorId::File(1),
        ];
        all[self.below(all.len())]
    }
}

/// How many kinds of actions [`action`] draws from.
const KINDS: usize = 21;

/// Some action on the document. The kinds stand in a `match` beside it: one that is added later does not compile before it
/// is tried here.
fn action(random: &mut Random, state: &State) -> DocumentAction {
    let document = &state.document;
    let texts = [
        document.definition.clone(),
        document.input.clone(),
        "{}".into(),
        "".into(),
        document.definition.chars().rev().collect::<String>().into(),
        format!("{}\n ", document.definition).into(),
        document.definition.replace('"', "'").into(),
    ];
    let text = texts[random.below(texts.len())].clone();
    let file = |path: &str| ProjectFile { path: path.into(), text: text.clone() };
    let action = match random.below(KINDS) {
        0 | 1 => DocumentAction::Typed(random.editor(), text),
        2 => DocumentAction::SetDefinition(text),
        3 => DocumentAction::SetInput(text),
        4 => DocumentAction::SetMocks(text),
        5 => {
            let file = DocumentFile { bucket: "b".into(), key: "k".into(), text };
            DocumentAction::SetFiles([file].into())
        }
        6 => {
            let machines = ["", "A", "B"];
            let mut settings = if random.below(3) == 0 { Settings::default() } else { document.settings.clone() };
            settings.template.machine = machines[random.below(3)].into();
            DocumentAction::SetSettings(settings)
        }
        7 => DocumentAction::OpenFile(random.below(3)),
        8 => {
            let mut files = document.all_files();
            files.push(file("b.asl.json"));
            let at = random.below(files.len());
            DocumentAction::SetProject(files, at)
        }
        9 => DocumentAction::Back,
        10 => DocumentAction::SetEvents(text),
        11 => DocumentAction::RestoreInput,
        12 => DocumentAction::MakeInput {
            definition: document.definition.clone(),
            input: text,
            asked: random.below(2) == 0,
        },
        13 => {
            let before = document.definition.clone();
            DocumentAction::Renamed(Renamed { before, after: text, old: "A".into(), new: "B".into() })
        }
        14 => DocumentAction::Invoke(["A", "B"][random.below(2)].into()),
        15 => DocumentAction::SetBreakpoints(Breakpoints { states: [text].into_iter().collect(), errors: false }),
        16 => DocumentAction::SetScenarios(text),
        17 => DocumentAction::SetLesson(text),
        18 => DocumentAction::SetGuide(text),
        19 => {
            let [definition, mocks] = [Some(text.clone()), (random.below(2) == 0).then_some(text)];
            DocumentAction::Solve(Rc::new(Solution { definition, mocks, input: None, scenarios: None }))
        }
        _ => match random.below(4) {
            0 => DocumentAction::Open(Document::new(r#"{"StartAt": "Own"}"#, "{}", Origin::Own)),
            1 => DocumentAction::Open(Document::new("{}", "{}", Origin::Example("first".into()))),
            2 => DocumentAction::Open(linked(random)),
            // An answer to the question about another document.
            _ => DocumentAction::Consent(Shared::new((**document).clone())),
        },
    };
    match &action {
        DocumentAction::Typed(..)
        | DocumentAction::SetFiles(_)
        | DocumentAction::OpenFile(_)
        | DocumentAction::SetProject(..)
        | DocumentAction::SetSettings(_)
        | DocumentAction::Invoke(_)
        | DocumentAction::SetBreakpoints(_)
        | DocumentAction::SetMocks(_)
        | DocumentAction::SetInput(_)
        | DocumentAction::SetEvents(_)
        | DocumentAction::SetScenarios(_)
        | DocumentAction::ChangeScenarios(_)
        | DocumentAction::SetLesson(_)
        | DocumentAction::SetGuide(_)
        | DocumentAction::Solve(_)
        | DocumentAction::MakeInput { .. }
        | DocumentAction::RestoreInput
        | DocumentAction::SetDefinition(_)
        | DocumentAction::Renamed(_)
        | DocumentAction::Open(_)
        | DocumentAction::Back
        | DocumentAction::Consent(_) => action,
    }
}

fn linked(random: &mut Random) -> Document {
    let text = format!(r#"{{"StartAt": "S{}", "At": "{FOREIGN}"}}"#, random.below(9));
    Document::new(text, format!("{{\"a\": \"{FOREIGN}\"}}"), Origin::Link { confirmed: false })
}

/// Whether a text of the document came by link.
fn is_foreign(document: &Document) -> bool {
    let reversed: String = FOREIGN.chars().rev().collect();
    let holds = |text: &str| text.contains(FOREIGN) || text.contains(&reversed);
    let files = document.files.iter().any(|file| holds(&file.text));
    let beside = document.project().others.iter().any(|file| holds(&file.text));
    files
        || beside
        || [
            &document.definition,
            &document.input,
            &document.mocks,
            &document.events,
            &document.scenarios,
            &document.lesson,
        ]
        .iter()
        .any(|text| holds(text))
}

/// What is done beside actions on the document: asking the editors, dialogs, and leaving the page and coming back.
fn aside(random: &mut Random, state: &Rc<State>) -> Rc<State> {
    match random.below(6) {
        5 => {
            let copy = Document { title: "copy".into(), ..(*state.document).clone() };
            state.clone().reduce(TabAction::Open(copy).into())
        }
        0 => {
            let edits = [TextEdit { from: 0, to: 0, insert: " ".to_owned() }].into();
            state.clone().reduce(PageRequest::ApplyEdits { editor: random.editor(), edits }.into())
        }
        1 => {
            let range = TextRange { from: 0, to: 1 };
            state.clone().reduce(PageRequest::show(random.editor(), range).into())
        }
        2 => state.clone().reduce(ViewAction::Notice(None).into()),
        3 => state.clone().reduce(ViewAction::Lock(false).into()),
        _ => {
            let kept = documents::as_kept(&state.document);
            let previous = state.previous.iter().map(documents::as_kept).collect();
            let (document, previous) = (Shared::new(kept), Shared::new(previous));
            Rc::new(State { document, previous, ..(**state).clone() })
        }
    }
}

#[wasm_bindgen_test]
fn what_came_by_link_asks_before_it_runs_whatever_is_done_with_it() {
    for seed in 0..150 {
        let mut random = Random(seed);
        let mut state = Rc::new(State::default());
        state = state.reduce(DocumentAction::Open(linked(&mut random)).into());
        for step in 0..60 {
            let before = state.clone();
            state = if random.below(4) == 0 {
                aside(&mut random, &state)
            } else {
                let action = action(&mut random, &state);
                // Another document comes, also where Undo goes back across a load; and a solution asks again by itself.
                let same = !matches!(
                    action,
                    DocumentAction::Open(_)
                        | DocumentAction::Back
                        | DocumentAction::Typed(EditorId::Definition, _)
                        | DocumentAction::Solve(_)
                );
                let said = std::mem::discriminant(&action);
                let next = state.clone().reduce(Action::from(action));
                assert!(
                    !same || next.document.origin == before.document.origin,
                    "seed {seed}, step {step}: {said:?}, {:?}, then {:?}",
                    before.document.origin,
                    next.document.origin
                );
                next
            };
            let asks = state.document.needs_consent();
            assert!(asks || !is_foreign(&state.document), "seed {seed}, step {step}: {:?}", state.document);
        }
    }
}

#[wasm_bindgen_test]
fn consent_lasts_as_long_as_the_page_and_is_for_that_document() {
    let mut random = Random(1);
    let state = Rc::new(State::default()).reduce(DocumentAction::Open(linked(&mut random)).into());
    let asked = state.document.clone();
    let state = state.reduce(DocumentAction::Consent(asked).into());
    assert!(!state.document.needs_consent());
    let typed = state.clone().reduce(DocumentAction::SetDefinition("{}".into()).into());
    assert!(!typed.document.needs_consent(), "what the person changes after that is the person's");
    assert!(documents::as_kept(&typed.document).needs_consent(), "another visit asks again");
    let other = typed.reduce(DocumentAction::Open(linked(&mut random)).into());
    assert!(other.document.needs_consent(), "another link asks for itself");
    let back = other.reduce(DocumentAction::Back.into());
    assert!(!back.document.needs_consent());
}
