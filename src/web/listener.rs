//! Listener: the bound address at which the site is served, plain or with TLS.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use super::tls::{Tls, TlsError};
use crate::app::App;

/// An address that is bound, with what a connection to it needs.
pub struct Listener {
    pub(super) tcp: TcpListener,
    pub(super) tls: Option<Tls>,
    pub(super) patience: Patience,
    address: SocketAddr,
}

/// How long a client is waited for. Nobody who is slow holds up anybody else, but whoever is slow on purpose, and
/// often, would take all memory and all file numbers.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For the head of a request, from the connection or from the answer before on. So a connection that nobody uses
    /// ends as well.
    pub head: Duration,
    /// For more of a request's body.
    pub body: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("сертификат и ключ указываются вместе: serve.certificate и serve.key")]
    OneOfTwo,
    #[error("адрес {address} занят или недоступен: {source}")]
    Bind {
        address: SocketAddr,
        #[source]
        source: io::Error,
    },
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
        }
    }
}

impl Listener {
    /// Reads the certificate, where the settings name one, and then binds their address.
    pub async fn bind(app: &App) -> Result<Self, ListenError> {
        let serve = &app.config.serve;
        let tls = match (&serve.certificate, &serve.key) {
            (Some(certificate), Some(key)) => Some(Tls::read(certificate, key)?),
            (None, None) => None,
            _ => return Err(ListenError::OneOfTwo),
        };
        let of_bind = |source| ListenError::Bind {
            address: serve.listen,
            source,
        };
        let tcp = TcpListener::bind(serve.listen).await.map_err(of_bind)?;
        Ok(Self {
            address: tcp.local_addr().map_err(of_bind)?,
            tcp,
            tls,
            patience: Patience::default(),
        })
    }

    /// Waits for clients otherwise than usual.
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Returns the address that is bound, its port chosen.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as a browser takes it.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}/", self.address)
    }
}
