//! What happened on the buses as files: the log as JSON, the calls as HAR. Known secrets are masked in both unless revealed.

use asl_http::har::{HarCall, har};
use asl_view::events::export;

use super::world::read_log;
use crate::app::host::download;
use crate::app::run::masking::Masking;
use crate::app::state::events::WorldView;

/// Downloads the log.
pub(super) fn events(world: &WorldView, masking: &Masking) {
    if let Some(log) = read_log(world, |log| export::json(&world.system, log)) {
        download::save(&format!("events-{}.json", world.id), &masking.value(&log).to_json_pretty());
    }
}

/// Downloads the calls of API destinations.
pub(super) fn archive(world: &WorldView, masking: &Masking) {
    let calls = read_log(world, |log| export::calls(&world.system, log)).unwrap_or_default();
    let entries: Vec<HarCall<'_>> = calls
        .iter()
        .map(|call| HarCall { comment: call.title.clone(), exchange: &call.exchange, request: &call.exchange.request })
        .collect();
    let archive = har(&format!("events-{}", world.id), world.started, &entries, Some(&masking.redactor));
    download::save(&format!("events-{}.har", world.id), &format!("{archive:#}"));
}
