//! One call: checked, sent, answered.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use asl_http::Phases;
use asl_http::relay::{Answer, Call, Fault, FaultKind, MOST_REDIRECTS, Reply, Target, VERSION};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

use crate::allow::Allowed;
use crate::network::Network;
use crate::{answer, message};

/// The time for a whole call: AWS gives up then.
pub const LONGEST: Duration = Duration::from_mins(1);

/// Sends calls to where it may.
pub struct Caller<N> {
    allowed: Allowed,
    network: N,
    tls: TlsConnector,
    longest: Duration,
    most: usize,
}

impl<N: Network> Caller<N> {
    /// A caller that trusts the authorities in `roots`.
    pub fn new(allowed: Allowed, network: N, roots: RootCertStore) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { allowed, network, tls: TlsConnector::from(Arc::new(config)), longest: LONGEST, most: answer::MOST })
    }

    /// The same with another time for a whole call.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// The same that reads so many bytes of an answer's body.
    #[must_use]
    pub fn reading(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Another one with the same network and authorities, for calls to `allowed` and to nothing that this one may call.
    #[must_use]
    pub fn toward(&self, allowed: Allowed) -> Self
    where
        N: Clone,
    {
        let Self { network, tls, longest, most, .. } = self;
        Self { allowed, network: network.clone(), tls: tls.clone(), longest: *longest, most: *most }
    }

    /// What it may call.
    pub fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    /// What comes of `call`.
    pub async fn reply(&self, call: Call) -> Reply {
        match timeout(self.longest, self.follow(call)).await {
            Ok(Ok(answer)) => Reply::Answer(answer),
            Ok(Err(fault)) => Reply::Fault(fault),
            Err(_) => Reply::Fault(Fault::new(FaultKind::TimedOut, "the API did not respond in time")),
        }
    }

    /// Sends `call`, and once more for each redirect that is followed.
    async fn follow(&self, mut call: Call) -> Result<Answer, Fault> {
        if call.v != VERSION {
            let detail = format!("the page speaks version {} to a relay of version {VERSION}", call.v);
            return Err(Fault::new(FaultKind::NotUnderstood, detail));
        }
        let read = |error: &str| Fault::new(FaultKind::NotUnderstood, error);
        let mut target = Target::parse(&call.url).map_err(read)?;
        let most = call.redirects.min(MOST_REDIRECTS);
        let mut redirects = 0;
        loop {
            let answer = self.once(&call, &target).await?;
            let location = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
            let next = location.and_then(|(_, location)| target.redirected(location));
            match next {
                Some(next) if redirects < most && message::is_redirect(answer.status) => {
                    message::redirect(&mut call, answer.status);
                    target = next;
                    redirects += 1;
                }
                _ => return Ok(Answer { redirects, ..answer }),
            }
        }
    }

    /// Everything that can refuse a call comes before the first connection.
    async fn once(&self, call: &Call, target: &Target) -> Result<Answer, Fault> {
        self.allowed.check_target(target)?;
        let message = message::bytes(call, target)?;
        let mut watch = Stopwatch(Instant::now());
        let mut phases = Phases::default();
        let addresses = self.addresses(target).await?;
        phases.dns = watch.lap();
        self.allowed.check_addresses(target, &addresses)?;
        let stream = self.connect(target, &addresses).await?;
        phases.connect = watch.lap();
        let to_head = call.method == "HEAD";
        let (answer, first) = if target.is_https {
            let name = ServerName::try_from(target.host.clone())
                .map_err(|_| Fault::new(FaultKind::UnknownName, format!("`{}` is not a server name", target.host)))?;
            let secure = self.tls.connect(name, stream).await.map_err(|error| tls(target, &error))?;
            phases.tls = watch.lap();
            exchange(secure, &message, to_head, self.most).await?
        } else {
            exchange(stream, &message, to_head, self.most).await?
        };
        let whole = watch.lap();
        phases.wait = u32::try_from(first.as_millis()).unwrap_or(u32::MAX).min(whole);
        phases.receive = whole - phases.wait;
        Ok(Answer { phases: Some(phases), ..answer })
    }

    /// All addresses of the target, asked for once.
    async fn addresses(&self, target: &Target) -> Result<Vec<IpAddr>, Fault> {
        if let Some(address) = target.address {
            return Ok(vec![address]);
        }
        let unknown = || {
            Fault::new(
                FaultKind::UnknownName,
                format!(
                    "the name `{}` does not resolve to an \
                                                                     address",
                    target.host
                ),
            )
        };
        let found = self.network.resolve(&target.host).await.map_err(|_| unknown())?;
        if found.is_empty() { Err(unknown()) } else { Ok(found) }
    }

    /// A connection to the first of these addresses that takes one.
    async fn connect(&self, target: &Target, addresses: &[IpAddr]) -> Result<TcpStream, Fault> {
        let mut why = String::new();
        for address in addresses {
            match self.network.connect(SocketAddr::new(*address, target.port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => why = format!("{address} port {}: {}", target.port, error.kind()),
            }
        }
        Err(Fault::new(FaultKind::Unreachable, format!("no connection to `{}` ({why})", target.host)))
    }
}

/// Measures how long one thing after the other takes.
struct Stopwatch(Instant);

impl Stopwatch {
    /// The milliseconds since the last time.
    fn lap(&mut self) -> u32 {
        let now = Instant::now();
        let millis = now.duration_since(std::mem::replace(&mut self.0, now)).as_millis();
        u32::try_from(millis).unwrap_or(u32::MAX)
    }
}

/// The answer, and how long its first byte was waited for.
async fn exchange<S>(mut stream: S, message: &[u8], to_head: bool, most: usize) -> Result<(Answer, Duration), Fault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let broke = |error: io::Error| {
        Fault::new(
            FaultKind::Closed,
            format!("the API closed the connection while the request was sent ({})", error.kind()),
        )
    };
    stream.write_all(message).await.map_err(broke)?;
    stream.flush().await.map_err(broke)?;
    let sent = Instant::now();
    let mut buffered = BufReader::new(stream);
    // What is wrong with the first bytes is said by whoever reads them.
    let _ = buffered.fill_buf().await;
    let first = sent.elapsed();
    Ok((answer::read(buffered, to_head, most).await?, first))
}

fn tls(target: &Target, error: &io::Error) -> Fault {
    let why = error.get_ref().map_or_else(|| error.kind().to_string(), ToString::to_string);
    Fault::new(FaultKind::Tls, format!("no TLS connection to `{}`: {why}", target.host))
}
