//! The question whether the code of a function from a link may call a host that it had not named.

use asl_http::endpoint::shown;
use yew::prelude::*;

use super::functions::HostQuestion;
use crate::app::state::commands::use_commands;
use crate::app::state::view::ViewAction;
use crate::app::ui::modal::Modal;

/// The question.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is asked.
    pub(crate) question: HostQuestion,
}

/// The dialog. Closing it in any other way is a no.
#[component]
pub(crate) fn HostDialog(Props { question }: &Props) -> Html {
    let commands = use_commands();
    use_effect_with(question.clone(), |question| {
        let question = question.clone();
        move || question.gate.answer(&question.origin, false)
    });
    let answer = |lets: bool| {
        let (commands, question) = (commands.clone(), question.clone());
        move |_: MouseEvent| {
            question.gate.answer(&question.origin, lets);
            commands.dispatch(ViewAction::Dialog(None));
        }
    };
    html! {
        <Modal title="Let the function call this host?" class="confirm">
            <p>
                {"The code of "}<code>{ question.function.to_string() }</code>{" came with the link. It wants to call a host that it did not name before:"}
            </p>
            <p data-testid="asked-host"><code>{ shown(&question.origin) }</code></p>
            <p class="fine">{"The request holds what the code puts into it, such as data of this run, and nothing of your connections."}</p>
            <div class="actions">
                <button class="button" data-testid="refuse-host" onclick={answer(false)}>{"Don't call it"}</button>
                <button class="button primary" data-testid="allow-host" onclick={answer(true)}>{"Call it"}</button>
            </div>
        </Modal>
    }
}
