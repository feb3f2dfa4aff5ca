//! The part of the definition that a step ran.

use std::rc::Rc;

use asl_lang::State;
use asl_text::Span;
use yew::prelude::*;

use super::show_in_definition::{show_in_definition, use_shown};
use crate::app::ui::copy::CopyButton;

/// The state whose definition is shown.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The state's name.
    pub(crate) name: Rc<str>,
}

/// The state as it was written when the run began.
#[component]
pub(crate) fn SourceTab(Props { name }: &Props) -> Html {
    let shown = use_shown();
    let run = &shown.run;
    let found = use_memo((run.definition.clone(), run.choice.clone(), name.clone()), |(_, _, name)| {
        let read = run.read();
        let (text, _) = run.definition_file(&read);
        read.machine.and_then(|machine| machine.find(name).map(|state| (whole(state), text)))
    });
    let Some((span, text)) = (*found).clone() else {
        return html! { <p class="empty">{"This state is not in the definition."}</p> };
    };
    let source = excerpt(&text, span);
    let copied = source.clone();
    html! {
        <div class="source">
            <div class="corner">{ show_in_definition(&shown, span) }<CopyButton text={Callback::from(move |()| copied.clone())} /></div>
            <pre tabindex="0" aria-label="Definition of the state">{ source }</pre>
        </div>
    }
}

fn whole(state: &State) -> Span {
    state.name.span.merge(state.span)
}

/// The text at `span` without the indentation that it has where it stands.
fn excerpt(text: &str, span: Span) -> String {
    let part = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let before = text.get(..span.start as usize).unwrap_or_default();
    let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let dedent = |line: &str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        line.get(blanks.min(indent)..).unwrap_or_default().to_owned()
    };
    part.trim_end()
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { line.to_owned() } else { dedent(line) })
        .collect::<Vec<_>>()
        .join("\n")
}
