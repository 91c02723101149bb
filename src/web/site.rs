//! Site: what every handler is handed, the application and what this process keeps beside it.

use std::sync::Arc;

use axum::extract::FromRef;

use super::metrics::Metrics;
use super::oidc::Oidc;
use crate::app::App;

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub app: Arc<App>,
    pub metrics: Arc<Metrics>,
    /// The office's own identity provider; none where people sign in by password alone.
    pub oidc: Option<Arc<Oidc>>,
}

impl Site {
    pub fn new(app: Arc<App>) -> Self {
        Self {
            oidc: Oidc::of(&app).map(Arc::new),
            app,
            metrics: Arc::default(),
        }
    }
}

impl FromRef<Site> for Arc<App> {
    fn from_ref(site: &Site) -> Self {
        site.app.clone()
    }
}

impl FromRef<Site> for Arc<Metrics> {
    fn from_ref(site: &Site) -> Self {
        site.metrics.clone()
    }
}
