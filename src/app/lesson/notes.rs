//! The notes of the speaker in a window of their own, for a second screen. It is a blank page of this origin, and is given text
//! alone.

use asl_lesson::Lesson;
use web_sys::Window;
use yew::prelude::*;

use crate::app::state::shared::Shared;

/// The name of the window: there is one.
const NAME: &str = "asl-playground-notes";

/// Opens the window when the callback is called, and writes the notes of the open step into it from then on; the window goes
/// with the lesson.
#[hook]
pub(super) fn use_notes_window(lesson: &Shared<Lesson>, at: usize) -> Callback<()> {
    let window = use_mut_ref(|| None::<Window>);
    use_effect_with((lesson.clone(), at), {
        let window = window.clone();
        move |(lesson, at)| {
            if let Some(window) = &*window.borrow() {
                write(window, lesson, *at);
            }
        }
    });
    use_effect_with((), {
        let window = window.clone();
        move |()| {
            move || {
                // A window that was closed already is closed.
                let _ = window.take().map(|window| window.close());
            }
        }
    });
    let lesson = lesson.clone();
    Callback::from(move |()| {
        let page = web_sys::window();
        let opened = page.and_then(|page| {
            page.open_with_url_and_target_and_features("", NAME, "popup,width=560,height=640").ok()?
        });
        if let Some(opened) = opened {
            write(&opened, &lesson, at);
            window.replace(Some(opened));
        }
    })
}

/// Writes the step, its notes, and what comes next.
fn write(window: &Window, lesson: &Lesson, at: usize) {
    let Some(page) = window.document() else { return };
    let Some(body) = page.body() else { return };
    page.set_title(&format!("Notes: {}", lesson.title));
    // A document of this page takes text and attributes.
    let _ = body.set_attribute("style", "margin:24px;font:18px/1.5 system-ui,sans-serif;color-scheme:light dark");
    body.set_text_content(None);
    let put = |name: &str, style: &str, text: &str| {
        if let Ok(element) = page.create_element(name) {
            element.set_text_content(Some(text));
            let _ = element.set_attribute("style", style);
            let _ = body.append_child(&element);
        }
    };
    let Some(step) = lesson.steps.get(at) else { return };
    let title = if step.title.is_empty() { "Step" } else { &step.title };
    put("h1", "font-size:22px", &format!("{} of {}: {title}", at + 1, lesson.steps.len()));
    let note = if step.note.is_empty() { "No notes for this step." } else { &step.note };
    put("p", "font-size:24px;white-space:pre-wrap", note);
    put("p", "white-space:pre-wrap;opacity:.7", &asl_markdown::plain_text(&step.text));
    if let Some(next) = lesson.steps.get(at + 1) {
        let title = if next.title.is_empty() { asl_markdown::plain_text(&next.text) } else { next.title.to_string() };
        put("p", "opacity:.7", &format!("Next: {}", title.chars().take(80).collect::<String>()));
    }
}
