//! What happened on the buses as files: the log as JSON, the calls as HAR. Known secrets are masked in both unless revealed.

use asl_http::Connections;
use asl_http::har::{HarCall, har};
use asl_http::reveal::{Revealed, reveal_call};
use asl_view::events::export::{self, Call};

use super::world::read_whole_log;
use crate::app::host::download;
use crate::app::run::masking::Masking;
use crate::app::state::events::WorldView;

/// Downloads the log.
pub(super) fn events(world: &WorldView, masking: &Masking) {
    if let Some(log) = read_whole_log(world, |log| export::json(&world.system, log)) {
        download::save(&format!("events-{}.json", world.id), &masking.value(&log).to_json_pretty());
    }
}

/// Downloads the calls of API destinations: with the secrets of these connections, if there are any.
pub(super) fn archive(world: &WorldView, masking: &Masking, shared: Option<&Connections>) {
    let calls = read_whole_log(world, |log| export::calls(&world.system, log)).unwrap_or_default();
    let secret = |call: &Call| reveal_call(call.call.as_ref()?, shared?, &call.exchange.request).ok();
    let secrets: Vec<Option<Revealed>> = calls.iter().map(secret).collect();
    let entry = |(call, secret)| -> HarCall<'_> {
        let (call, secret): (&Call, &Option<Revealed>) = (call, secret);
        HarCall {
            comment: call.title.clone(),
            exchange: &call.exchange,
            request: secret.as_ref().map_or(&call.exchange.request, Revealed::expose),
        }
    };
    let entries: Vec<HarCall<'_>> = calls.iter().zip(&secrets).map(entry).collect();
    let redactor = shared.is_none().then_some(&*masking.redactor);
    let archive = har(&format!("events-{}", world.id), world.started, &entries, redactor);
    download::save(&format!("events-{}.har", world.id), &format!("{archive:#}"));
}
