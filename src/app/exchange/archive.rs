//! The exchanges of a whole run as a file: HAR 1.2.

use asl_http::Connections;
use asl_http::har::{HarCall, har};
use asl_http::redact::Redactor;
use asl_http::reveal::{Revealed, reveal};
use asl_view::exchanges::{self, Call};
use yew::prelude::*;

use crate::app::host::download;
use crate::app::run::view::RunView;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};

/// The button that downloads the file; with `share`, secrets and all.
pub(super) fn archive_button(
    run: &Shared<RunView>,
    connections: &Shared<Connections>,
    redactor: &Shared<Redactor>,
    share: bool,
) -> Html {
    let (run, connections, redactor) = (run.clone(), connections.clone(), redactor.clone());
    let save = move |_: MouseEvent| save_archive(&run, &connections, &redactor, share);
    html! {
        <button class="button small" onclick={save} data-testid="download-har" title="All HTTP exchanges of this run, for developer tools (HAR 1.2)">
            { icon(Icon::Download) }{"Download HAR"}
        </button>
    }
}

/// Downloads the HTTP exchanges of a run; with `share`, secrets and all.
pub(crate) fn save_archive(run: &RunView, connections: &Connections, redactor: &Redactor, share: bool) {
    let calls = run.log.with(exchanges::of_run).unwrap_or_default();
    let secrets: Vec<Option<Revealed>> = calls
        .iter()
        .map(|call| share.then(|| reveal(&call.parameters, connections, &call.exchange.request).ok()).flatten())
        .collect();
    let entry = |(call, secret)| -> HarCall<'_> {
        let (call, secret): (&Call, &Option<Revealed>) = (call, secret);
        HarCall {
            comment: call.title(),
            exchange: &call.exchange,
            request: secret.as_ref().map_or(&call.exchange.request, Revealed::expose),
        }
    };
    let entries: Vec<HarCall<'_>> = calls.iter().zip(&secrets).map(entry).collect();
    let archive = har(&format!("run-{}", run.id), run.started, &entries, (!share).then_some(redactor));
    download::save(&format!("run-{}.har", run.id), &format!("{archive:#}"));
}
