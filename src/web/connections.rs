//! Connections: accepted, shaken hands with and spoken to, each on a task of its own.
//!
//! axum's own loop is not used: it does not let the time be bounded within which a request's head has to come.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::listener::{Listener, Patience};
use super::steady_body::SteadyBody;
use super::tls::Tls;

/// Handshakes under way; more wait within their own time. Each takes memory and, at its end, the processor.
const MOST_HANDSHAKES: usize = 512;

/// How long nothing is accepted after the machine has refused: it has no file numbers left, and trying at once would
/// only take its processor, too.
const REST: Duration = Duration::from_secs(1);

/// What every connection needs.
struct Shared {
    router: Router,
    tls: Option<Tls>,
    patience: Patience,
    handshakes: Semaphore,
    stopping: CancellationToken,
}

/// Serves a router until `stop` resolves, then lets the requests under way finish.
pub async fn serve(listener: Listener, router: Router, stop: impl Future<Output = ()>) {
    let Listener {
        tcp, tls, patience, ..
    } = listener;
    let shared = Arc::new(Shared {
        router: router.with_state(()),
        tls,
        patience,
        handshakes: Semaphore::new(MOST_HANDSHAKES),
        stopping: CancellationToken::new(),
    });
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    let mut freshness = pin!(keep_fresh(shared.tls.as_ref()));
    loop {
        tokio::select! {
            () = &mut stop => break,
            () = &mut freshness => {}
            Some(_) = connections.join_next() => {}
            (stream, peer) = accept(&tcp) => {
                connections.spawn(converse(stream, peer, shared.clone()));
            }
        }
    }
    drop(tcp);
    shared.stopping.cancel();
    while connections.join_next().await.is_some() {}
}

/// Never ends.
async fn keep_fresh(tls: Option<&Tls>) {
    match tls {
        Some(tls) => tls.keep_fresh().await,
        None => std::future::pending().await,
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Says whether a client has only gone away before it was accepted.
fn is_of_client(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

async fn converse(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>) {
    // Answers are written whole; waiting for more to send would only delay their ends.
    let _ = stream.set_nodelay(true);
    let Some(tls) = &shared.tls else {
        return speak(stream, peer, &shared).await;
    };
    let handshake = async {
        let _turn = shared.handshakes.acquire().await;
        tls.acceptor().accept(stream).await
    };
    let shaken = tokio::select! {
        () = shared.stopping.cancelled() => return,
        shaken = tokio::time::timeout(shared.patience.handshake, handshake) => shaken,
    };
    match shaken {
        Ok(Ok(stream)) => speak(stream, peer, &shared).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

/// Answers the requests of one connection.
async fn speak<S>(stream: S, peer: SocketAddr, shared: &Shared)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let patience = shared.patience;
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let mut request = request.map(|body| Body::new(SteadyBody::new(body, patience.body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        shared.router.clone().oneshot(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shared.stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}
