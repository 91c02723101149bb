//! Site: what every handler is handed, the application and the counters of this process.

use std::sync::Arc;

use axum::extract::FromRef;

use super::metrics::Metrics;
use crate::app::App;

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub app: Arc<App>,
    pub metrics: Arc<Metrics>,
}

impl Site {
    pub fn new(app: Arc<App>) -> Self {
        Self {
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
