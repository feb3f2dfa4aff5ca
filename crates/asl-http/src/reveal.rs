//! A request with its secrets, made again for the person who asks to see it: the log holds none.

use std::fmt;
use std::rc::Rc;

use super::attempt::prepare;
use super::call::HttpCall;
use super::connections::Connections;
use super::request::{OutgoingRequest, ShownHeader, ShownRequest};
use asl_value::Value;

/// A request with its secrets. Only for a view or a copy that the person ticked; its `Debug` is a mask.
#[derive(Clone, PartialEq)]
pub struct Revealed(ShownRequest);

impl Revealed {
    /// The request, secrets included.
    pub fn expose(&self) -> &ShownRequest {
        &self.0
    }
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Revealed(XXXXXXXX)")
    }
}

/// Why the secrets of a request cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevealError {
    /// The connection is not there any more, or does not go there.
    #[error("the connection of this call no longer exists, or no longer allows this origin")]
    Gone,
    /// The connection is not the one that was used.
    #[error("the connection has changed since this call")]
    Changed,
}

/// Makes the request of the evaluated `parameters` again. It is given only if, masked, it is the one `recorded`.
pub fn reveal(parameters: &Value, connections: &Connections, recorded: &ShownRequest) -> Result<Revealed, RevealError> {
    let call = HttpCall::from_parameters(parameters).map_err(|_| RevealError::Gone)?;
    reveal_call(&call, connections, recorded)
}

/// Makes the request of `call` again. It is given only if, masked, it is the one `recorded`.
pub fn reveal_call(
    call: &HttpCall,
    connections: &Connections,
    recorded: &ShownRequest,
) -> Result<Revealed, RevealError> {
    let prepared = prepare(call, connections, &recorded.region).map_err(|_| RevealError::Gone)?;
    if *prepared.request.shown != *recorded {
        return Err(RevealError::Changed);
    }
    Ok(Revealed(exposed(&prepared.request)))
}

fn exposed(request: &OutgoingRequest) -> ShownRequest {
    let header = |(shown, (_, value)): (&ShownHeader, &(_, super::Secret))| match value.expose() {
        // The access token of that call is kept nowhere.
        "Bearer " => shown.clone(),
        value => ShownHeader { value: value.into(), ..shown.clone() },
    };
    ShownRequest {
        method: request.method.as_str().into(),
        url: request.url.expose().into(),
        headers: request.shown.headers.iter().zip(&request.headers).map(header).collect(),
        body: request.body.as_ref().map(|body| body.expose().into()),
        region: Rc::clone(&request.shown.region),
        caller: request.shown.caller,
        connection: request.shown.connection.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Authorization, Connection, InvocationParameters, Secret};

    fn connections(password: &str, username: &str) -> Connections {
        Connections::new(vec![Connection {
            name: "c".into(),
            arn: "arn".into(),
            authorization: Authorization::ApiKey { name: username.into(), value: Secret::new(password) },
            invocation: InvocationParameters::default(),
            origins: vec!["https://a.example".into()],
            ..Connection::default()
        }])
    }

    #[test]
    fn only_the_request_that_was_sent_is_revealed() {
        let parameters =
            r#"{"ApiEndpoint":"https://a.example/x","Method":"GET","Authentication":{"ConnectionArn":"c"}}"#;
        let parameters = Value::from_json(parameters).unwrap();
        let known = connections("s3cret", "x-key");
        let call = HttpCall::from_parameters(&parameters).unwrap();
        let recorded = prepare(&call, &known, "eu-west-1").unwrap().request.shown;
        let revealed = reveal(&parameters, &known, &recorded).unwrap();
        assert_eq!(&*revealed.expose().headers[0].value, "s3cret");
        assert!(!format!("{revealed:?}").contains("s3cret"));
        assert_eq!(reveal(&parameters, &connections("s3cret", "other"), &recorded), Err(RevealError::Changed));
        assert_eq!(reveal(&parameters, &Connections::default(), &recorded), Err(RevealError::Gone));
    }
}
