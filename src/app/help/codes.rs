//! What a code means: the page of help for one rule.

use asl_ide::help;
use asl_text::diagnostic::Code;
use yew::prelude::*;

use crate::app::ui::modal::Modal;

/// The dialog about one code; nothing for a code without a page.
pub(crate) fn code_help(code: Code) -> Html {
    let Some(page) = help::of(code) else { return Html::default() };
    html! {
        <Modal key="code" title={format!("{code} · {}", page.title)} class="help code-help">
            <p>{ page.meaning }</p>
            <h3>{"Incorrect"}</h3>
            <pre class="sample wrong" tabindex="0" aria-label="An example with the problem">{ page.wrong }</pre>
            <h3>{"Correct"}</h3>
            <pre class="sample right" tabindex="0" aria-label="The same example without the problem">{ page.right }</pre>
            <p><a href={page.link()} target="_blank" rel="noreferrer">{"AWS documentation"}</a></p>
        </Modal>
    }
}

/// All codes in a list that opens.
pub(super) fn codes() -> Html {
    html! {
        <details class="codes">
            <summary>{"Problem codes"}</summary>
            <dl class="differences">
                for page in help::all() {
                    <div key={page.code.as_str()}>
                        <dt><code>{ page.code.as_str() }</code>{ format!(" {}", page.title) }</dt>
                        <dd>{ page.meaning }</dd>
                    </div>
                }
            </dl>
        </details>
    }
}
