//! Opening lessons from anywhere.

use asl_lesson::guides;

use super::state::LessonAction;
use crate::app::chunks::{GUIDES, SETUP};
use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::{Document, DocumentAction, Origin};
use crate::app::state::notice::Notice;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// How the documents of the course are called where examples have their ids.
pub(super) const COURSE: &str = "course-";

/// The number of the lesson of the course that a document began as.
pub(super) fn course_number(document: &Document) -> Option<usize> {
    match &document.origin {
        Origin::Example(id) => id.strip_prefix(COURSE)?.parse().ok(),
        _ => None,
    }
}

impl Shared<Commands> {
    /// Opens or closes the lesson of the document; the guided text of an example that has none yet; the editor of lessons
    /// for any other document.
    pub(crate) fn press_lesson(&self) {
        let state = self.state();
        if !state.document.lesson.is_empty() {
            return self.dispatch(LessonAction::Open(!state.lesson.is_shown()));
        }
        match &state.document.origin {
            Origin::Example(id) if !state.document.edited => self.add_guide(id),
            _ => self.edit_lesson(0),
        }
    }

    /// Opens the editor of the lesson at that step.
    pub(crate) fn edit_lesson(&self, step: usize) {
        self.dispatch(LessonAction::Present(false));
        self.dispatch(LessonAction::Open(!self.state().document.lesson.is_empty()));
        self.dispatch(ViewAction::Dialog(Some(Dialog::Lesson(step))));
    }

    /// Puts the guided text of the example that is open beside it.
    fn add_guide(&self, id: &str) {
        let (commands, id) = (self.clone(), id.to_owned());
        self.with(&GUIDES, move |texts| {
            let is_open = matches!(&commands.state().document.origin, Origin::Example(open) if **open == *id);
            match (texts.guide)(&id).filter(|_| is_open) {
                Some(guide) => {
                    commands.dispatch(DocumentAction::SetGuide(guide.into()));
                    commands.dispatch(LessonAction::Open(true));
                }
                None => commands.edit_lesson(0),
            }
        });
    }

    /// Opens the example of that id with its guided text.
    pub(crate) fn open_guide(&self, id: &str) {
        if !asl_examples::LIST.iter().any(|known| known.id == id) {
            return self.no_such_lesson();
        }
        let (commands, id) = (self.clone(), id.to_owned());
        self.with(&GUIDES, move |texts| {
            let lesson = (texts.guide)(&id).unwrap_or_default();
            let (commands, id) = (commands.clone(), id.clone());
            let page = commands.clone();
            page.with(&SETUP, move |setup| {
                let Some(example) = (setup.example)(&id) else { return };
                commands.add_missing(asl_examples::connections());
                let document = Document { lesson: lesson.into(), ..Document::of_example(example) };
                commands.dispatch(ViewAction::Dialog(None));
                commands.open(document);
                location::clear();
            });
        });
    }

    /// Opens the lesson of the course of that number, from 1.
    pub(crate) fn open_course(&self, number: &str) {
        let Some(number) = number.parse::<usize>().ok().filter(|number| (1..=guides::COURSE.len()).contains(number))
        else {
            return self.no_such_lesson();
        };
        let commands = self.clone();
        self.with(&GUIDES, move |texts| {
            let Some(of_course) = (texts.course)(number) else { return };
            commands.add_missing(asl_examples::connections());
            let origin = Origin::Example(format!("{COURSE}{number}").into());
            let document = Document::new(of_course.definition, of_course.input, origin);
            commands.dispatch(ViewAction::Dialog(None));
            let title =
                number.checked_sub(1).and_then(|place| guides::COURSE.get(place)).map_or("", |listed| listed.title);
            commands.open(Document { title: title.into(), lesson: of_course.lesson.into(), ..document });
            location::clear();
        });
    }

    fn no_such_lesson(&self) {
        location::clear();
        let problem = "there is no lesson of that name".to_owned();
        self.dispatch(ViewAction::Notice(Some(Notice::BrokenLink(problem))));
    }
}
