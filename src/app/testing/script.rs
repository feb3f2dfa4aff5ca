//! `aslPlayground.testState(request)`: AWS's TestState, with its request and its response.

use std::cell::RefCell;
use std::rc::Rc;

use asl_http::Connections;
use asl_http::oauth::Tokens;
use asl_sim::Identity;
use asl_sim::test_state::{Refusal, TestStateRequest};
use asl_value::Value;
use wasm_bindgen::{JsError, JsValue};

use super::call::perform;
use crate::app::host::storage;
use crate::app::page::api::{masked, text_of};
use crate::app::run::page_host::PageHost;

/// Makes the call with the connections of the tab. What AWS refuses is an error with AWS's code as its name.
pub(crate) async fn test_state(options: JsValue) -> Result<JsValue, JsValue> {
    let text = text_of(&options)?;
    let request = Value::from_json(&text).map_err(|error| JsError::new(&error.to_string()))?;
    let request = TestStateRequest::read(&request).map_err(|refusal| thrown(&refusal))?;
    let connections: Connections =
        storage::connections().0.unwrap_or_else(|| asl_examples::connections().into_iter().collect());
    let tokens = Rc::new(RefCell::new(Tokens::default()));
    let host = PageHost::new(connections.clone(), Identity::default().region).with_tokens(tokens.clone());
    let tested = perform(&request, &host, &connections).await.map_err(|refusal| thrown(&refusal))?;
    let response = tested.response().to_json();
    let shown = if request.reveals_secrets() { response } else { masked(response, &connections, &tokens.borrow()) };
    js_sys::JSON::parse(&shown)
}

fn thrown(refusal: &Refusal) -> JsValue {
    let error = js_sys::Error::new(&refusal.to_string());
    error.set_name(refusal.code());
    error.into()
}
