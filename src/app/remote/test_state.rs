//! One state alone, tested there (API reference of AWS Step Functions, TestState).

use asl_http::relay::RelaySetting;
use asl_remote::{Action, Client, Way};
use asl_value::Value;
use serde_json::Value as Json;

use super::explained::explained;
use super::transport::PageTransport;
use crate::app::chunks::Tested;
use crate::app::host::storage;

/// Asks TestState at the endpoint that this tab uses, with the role that is used there; `None` if none was connected yet.
pub(crate) fn test_state(request: &Value, relay: Option<RelaySetting>) -> Option<Tested> {
    let place = storage::place()?.checked().ok().filter(|place| place.way == Way::Emulator || relay.is_some())?;
    let mut body: Json = serde_json::from_str(&request.to_json()).ok()?;
    // The role here is made up.
    if let Some(members) = body.as_object_mut() {
        match place.role_arn.as_str() {
            "" => _ = members.remove("roleArn"),
            role => _ = members.insert("roleArn".to_owned(), role.into()),
        }
    }
    Some(Box::pin(async move {
        let client = Client::new(PageTransport::new(place.clone(), relay));
        let answer = client.call(Action::TestState, &body).await;
        answer.map(|answer| Value::from(&answer)).map_err(|problem| explained(&problem, &place))
    }))
}
