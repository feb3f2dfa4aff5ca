//! Names and connections: the only place where the relay touches the network on the way out.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpStream, lookup_host};

/// What the relay needs of the network. Tests bring their own names, and see what was connected to.
pub trait Network {
    /// All addresses of `host`.
    fn resolve(&self, host: &str) -> impl Future<Output = io::Result<Vec<IpAddr>>>;
    /// A connection to this very address.
    fn connect(&self, address: SocketAddr) -> impl Future<Output = io::Result<TcpStream>>;
}

/// The machine's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Network for System {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        // The port is not part of the question.
        Ok(lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        TcpStream::connect(address).await
    }
}
