//! A connection for AWS, to be copied: as a template, and as a command. Its secrets are in neither.

use asl_http::Connection;
use asl_stack::template::export;
use yew::prelude::*;

use crate::app::ui::copy::CopyButton;

/// The connection as a template and as a command, each with a button that copies it.
pub(super) fn export_panel(connection: &Connection) -> Html {
    let form = |name: &'static str, text: String| {
        let copied = text.clone();
        html! {
            <section class="message" aria-label={name}>
                <div class="message-head"><h3>{ name }</h3><CopyButton text={Callback::from(move |()| copied.clone())} /></div>
                <pre tabindex="0" aria-label={name}>{ text }</pre>
            </section>
        }
    };
    html! {
        <div class="connection-panel" data-testid="export">
            <p class="fine">{"Secrets are replaced by parameters or shell variables. You set them where you use the export."}</p>
            { form("CloudFormation", export::cloudformation(connection)) }
            { form("AWS CLI", export::command(connection)) }
        </div>
    }
}
