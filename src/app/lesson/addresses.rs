//! Where lessons have their addresses, and the list of the course with how far the learner came.

use asl_lesson::guides::COURSE;
use yew::prelude::*;

use super::{commands, progress};
use crate::app::host::location;
use crate::app::ui::icons::{Icon, icon};

/// The address of a lesson of the course, by its number from 1.
pub(super) fn course(number: usize) -> Option<String> {
    location::with_fragment(&format!("course/{number}"))
}

/// The lessons of the course as links.
pub(crate) fn course_list() -> Html {
    let lesson = |(index, lesson): (usize, &asl_lesson::guides::Listed)| {
        let number = index + 1;
        let kept = progress::find(&format!("{}{number}", commands::COURSE));
        let is_done = !kept.done.is_empty() && kept.is_complete(lesson.steps);
        let said = match (is_done, kept.done.len()) {
            (true, _) => "Done".to_owned(),
            (_, 0) if kept.at == 0 => String::new(),
            (_, done) => format!("{done} of {} steps", lesson.steps),
        };
        html! {
            <li key={number}>
                <a class="course-card" href={course(number)} data-testid="course-card">
                    <span class="course-number" aria-hidden="true">{ if is_done { icon(Icon::Check) } else { html! { { number } } } }</span>
                    <span class="gallery-title">{ lesson.title }</span>
                    <span class="fine">{ lesson.summary }</span>
                    if !said.is_empty() { <span class="fine course-progress">{ said }</span> }
                </a>
            </li>
        }
    };
    html! {
        <section class="course" aria-label="A course in six lessons">
            <h3>{"A course in six lessons"}</h3>
            <ol class="course-list">{ for COURSE.iter().enumerate().map(lesson) }</ol>
        </section>
    }
}
