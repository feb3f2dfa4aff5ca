//! A question of a step: choices, or a line to write the answer in, and what comes of it.

use std::rc::Rc;

use asl_lesson::Question;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::markdown::markdown;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// What a question needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The question.
    pub(super) question: Rc<Question>,
    /// Whether it was answered already.
    pub(super) is_done: bool,
    /// Told when it is answered.
    pub(super) answered: Callback<()>,
}

/// The question. A wrong answer can be followed by another one.
#[component]
pub(super) fn Ask(Props { question, is_done, answered }: &Props) -> Html {
    let answer = use_state(String::new);
    let verdict = use_state(|| None::<bool>);
    let choose = |text: String| {
        let (answer, verdict) = (answer.setter(), verdict.setter());
        Callback::from(move |_: Event| {
            answer.set(text.clone());
            verdict.set(None);
        })
    };
    let write = {
        let (answer, verdict) = (answer.setter(), verdict.setter());
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                answer.set(input.value());
                verdict.set(None);
            }
        }
    };
    let submit = {
        let (question, answer, verdict, answered) =
            (question.clone(), answer.clone(), verdict.setter(), answered.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if answer.trim().is_empty() {
                return;
            }
            let is_right = question.is_right(&answer);
            verdict.set(Some(is_right));
            if is_right {
                answered.emit(());
            }
        }
    };
    let is_right = *verdict == Some(true) || (*is_done && verdict.is_none() && answer.is_empty());
    let said = match (*verdict, is_right) {
        (Some(false), _) => html! { <>{ icon(Icon::Cross) }<span>{"Not quite. Try another answer."}</span></> },
        (_, true) => {
            let right = question.answers.first().map(ToString::to_string).unwrap_or_default();
            html! { <>{ icon(Icon::Check) }<span>{"Right: "}<b>{ right }</b></span></> }
        }
        _ => Html::default(),
    };
    html! {
        <form class="lesson-question" onsubmit={submit} data-testid="lesson-question">
            <fieldset>
                <legend>{ markdown(&question.ask) }</legend>
                if question.choices.is_empty() {
                    <input type="text" aria-label="Your answer" autocomplete="off" spellcheck="false" value={(*answer).clone()} oninput={write} data-testid="lesson-answer" />
                } else {
                    for choice in &question.choices {
                        <label key={choice.to_string()} class="check">
                            <input type="radio" name="lesson-choice" checked={**answer == **choice} onchange={choose(choice.to_string())} />
                            <span class="lesson-choice">{ prose(choice) }</span>
                        </label>
                    }
                }
            </fieldset>
            <div class="lesson-verdict">
                <button type="submit" class="button small" disabled={answer.trim().is_empty()} data-testid="lesson-submit">{"Check the answer"}</button>
                <p role="status" class={classes!(is_right.then_some("right"), (*verdict == Some(false)).then_some("wrong"))} data-testid="lesson-verdict">{ said }</p>
            </div>
            if is_right && !question.explain.is_empty() { { markdown(&question.explain) } }
        </form>
    }
}
