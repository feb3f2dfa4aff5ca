//! A call of TestState in the page: what the state calls is really called, unless a mock answers.

use asl_http::Connections;
use asl_http::reveal::reveal_call;
use asl_sim::Request;
use asl_sim::host::Host;
use asl_sim::test_state::{Called, Refusal, TestStateRequest, Tested, effect, test};

use crate::app::host::clock;
use crate::app::run::page_host::PageHost;

/// Makes the call.
///
/// # Errors
///
/// What AWS refuses before it runs anything.
pub(super) async fn perform(
    request: &TestStateRequest,
    host: &PageHost,
    connections: &Connections,
) -> Result<Tested, Refusal> {
    let now = clock::now();
    let mut called = Called::default();
    if let Some(effect) = effect(&request.call(&called), now)? {
        let asked = effect.request.clone();
        let completion = host.perform(effect).await;
        called.answer = Some(completion.outcome);
        called.exchange = completion.exchange;
        if let (true, Request::Http(call), Some(exchange)) = (request.reveals_secrets(), &asked, &called.exchange) {
            let revealed = reveal_call(call, connections, &exchange.request).ok();
            called.revealed = revealed.map(|revealed| revealed.expose().clone());
        }
    }
    test(&request.call(&called), now)
}
