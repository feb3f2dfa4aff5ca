//! What `aws-config` fetches: credentials of a role from SSO or STS, through the relay's own connections.
//!
//! Its HTTP client must be usable from several threads, and the relay's connections are of one: so it is a channel to a
//! task that has them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use asl_http::relay::{Call, FaultKind, Reply, Target, VERSION, received};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::spawn_local;

use crate::allow::Allowed;
use crate::call::Caller;
use crate::network::Network;

/// What came of the last question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// None was asked.
    #[default]
    Nothing,
    /// It was answered with this status.
    Answered(u16),
    /// There was no answer; the fault's sentence.
    Failed(String),
}

type Question = (HttpRequest, oneshot::Sender<Result<HttpResponse, ConnectorError>>);

/// The client that `aws-config` is given.
#[derive(Clone)]
pub struct Portal {
    questions: UnboundedSender<Question>,
    asked: Arc<Mutex<Asked>>,
}

impl Portal {
    /// One that asks through the network of `caller`. Needs a `tokio::task::LocalSet`.
    pub fn open<N: Network + Clone + 'static>(caller: Caller<N>) -> Self {
        let (questions, mut asked_for) = unbounded_channel::<Question>();
        let portal = Self { questions, asked: Arc::default() };
        let asked = portal.asked.clone();
        spawn_local(async move {
            while let Some((request, back)) = asked_for.recv().await {
                let (came, result) = ask(&caller, &request).await;
                *asked.lock().unwrap_or_else(PoisonError::into_inner) = came;
                // Whoever asked may have given up.
                let _ = back.send(result);
            }
        });
        portal
    }

    /// What came of the last question since [`Portal::forget`].
    pub fn asked(&self) -> Asked {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what came of questions.
    pub fn forget(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Asked::Nothing;
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Portal")
    }
}

impl HttpClient for Portal {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Portal {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (back, answer) = oneshot::channel();
        let is_sent = self.questions.send((request, back)).is_ok();
        HttpConnectorFuture::new(async move {
            let ended = || Err(ConnectorError::io("the relay has ended".into()));
            if is_sent { answer.await.unwrap_or_else(|_| ended()) } else { ended() }
        })
    }
}

async fn ask<N: Network + Clone>(
    caller: &Caller<N>,
    request: &HttpRequest,
) -> (Asked, Result<HttpResponse, ConnectorError>) {
    let failed = |why: &str| (Asked::Failed(why.to_owned()), Err(ConnectorError::io(why.into())));
    let allowed = match Target::parse(request.uri()) {
        Ok(target) if gives_credentials(&target) => Allowed { public: vec![target.origin], local: Vec::new() },
        _ => return failed("the relay asks only SSO and STS of AWS for credentials"),
    };
    // The relay writes these itself.
    let is_framing = |name: &str| name.eq_ignore_ascii_case("host") || name.eq_ignore_ascii_case("content-length");
    let headers = request.headers().iter().filter(|(name, _)| !is_framing(name));
    let body = request.body().bytes().filter(|body| !body.is_empty());
    let call = Call {
        v: VERSION,
        method: request.method().to_owned(),
        url: request.uri().to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: body.map(|body| String::from_utf8_lossy(body).into_owned()),
        redirects: 0,
    };
    match caller.toward(allowed).reply(call).await {
        Reply::Fault(fault) if fault.kind == FaultKind::TimedOut => failed("AWS did not respond in time"),
        Reply::Fault(fault) => failed(&fault.detail),
        Reply::Answer(answer) => {
            let status = answer.status;
            let Ok(got) = received(Reply::Answer(answer)) else { return failed("the answer can't be read") };
            let Ok(code) = StatusCode::try_from(status) else { return failed("the answer has no status") };
            let body = SdkBody::from(got.response.body.to_vec());
            let mut response = HttpResponse::new(code, body);
            for (name, value) in &got.response.headers {
                // One that can't be a header here is none that is needed.
                let _ = response.headers_mut().try_append(name.to_ascii_lowercase(), value.to_string());
            }
            (Asked::Answered(status), Ok(response))
        }
    }
}

/// Whether this is an endpoint of AWS that gives credentials: `portal.sso.REGION`, `oidc.REGION` or `sts.REGION` of
/// `amazonaws.com`.
fn gives_credentials(target: &Target) -> bool {
    let host = target.host.as_str();
    let own = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"));
    let parts: Vec<&str> = own.unwrap_or_default().split('.').collect();
    target.is_https
        && target.port == 443
        && matches!(parts.as_slice(), ["portal", "sso", _] | ["oidc" | "sts", _] | ["sts"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_endpoints_of_aws_are_asked_for_credentials() {
        for url in [
            "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=r",
            "https://oidc.eu-west-1.amazonaws.com/token",
            "https://sts.us-east-1.amazonaws.com/",
            "https://sts.amazonaws.com/",
            "https://portal.sso.cn-north-1.amazonaws.com.cn/",
        ] {
            assert!(gives_credentials(&Target::parse(url).unwrap()), "{url}");
        }
        for url in [
            "http://127.0.0.1/",
            "https://169.254.169.254/",
            "https://sts.amazonaws.com:8443/",
            "https://sts.amazonaws.com.evil.example/",
            "https://states.eu-west-1.amazonaws.com/",
            "https://a.portal.sso.eu-west-1.amazonaws.com/",
            "https://evilamazonaws.com/",
        ] {
            assert!(!gives_credentials(&Target::parse(url).unwrap()), "{url}");
        }
    }
}
