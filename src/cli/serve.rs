use std::net::SocketAddr;
use std::sync::Arc;

use super::{Failure, Outcome};
use crate::app::{App, Purpose};
use crate::config::Config;
use crate::loads;
use crate::web::{self, Listener};

/// Serve the site and load each night what lies in the inbox
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address to listen on [default: from the configuration, 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

pub async fn run(mut config: Config, args: Args) -> Result<Outcome, Failure> {
    if let Some(listen) = args.listen {
        config.serve.listen = listen;
    }
    let app = Arc::new(App::open(config, Purpose::Work).await?);
    let listener = listen(&app).await?;
    eprintln!("Сводка открыта: {}  (остановить — Ctrl+C)", listener.url());
    serve(app, listener).await
}

/// Reads the certificate and binds the address of the configuration.
pub async fn listen(app: &App) -> Result<Listener, Failure> {
    let bound = Listener::bind(app).await;
    bound.map_err(|error| Failure::Usage(error.to_string()))
}

/// Serves until the process is asked to stop; loads the inbox at the office's hour meanwhile.
pub async fn serve(app: Arc<App>, listener: Listener) -> Result<Outcome, Failure> {
    loads::heal_unless_loading(&app.warehouse())
        .await
        .map_err(Failure::ours)?;
    let loading = tokio::spawn({
        let app = app.clone();
        async move { app.keep_loading().await }
    });
    let warming = tokio::spawn(app.clone().keep_warm());
    let counting = tokio::spawn({
        let app = app.clone();
        async move { app.keep_counting().await }
    });
    web::serve(app.clone(), listener, asked_to_stop()).await;
    counting.abort();
    let counted = app.put_down_uses().await;
    warming.abort();
    loading.abort();
    counted?;
    Ok(Outcome::Done)
}

async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
