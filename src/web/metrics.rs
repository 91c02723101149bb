//! Metrics: the counters of this process, in Prometheus' text format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::Error;
use super::site::Site;

/// What this process has answered since it started.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, u16), Requests>>,
    questions: AtomicU64,
}

#[derive(Debug, Default, Clone, Copy)]
struct Requests {
    count: u64,
    duration: Duration,
}

impl Metrics {
    pub fn count_request(&self, route: &str, status: u16, duration: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = requests.entry((route.to_owned(), status)).or_default();
        entry.count += 1;
        entry.duration += duration;
    }

    /// Counts a question as being under way until the returned guard is dropped, also when the caller goes away.
    pub fn asking(self: &Arc<Self>) -> Asking {
        self.questions.fetch_add(1, Ordering::Relaxed);
        Asking(self.clone())
    }

    /// Writes the counters of requests and questions.
    fn write(&self, text: &mut String) {
        let requests = self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        head(
            text,
            "svodka_requests_total",
            "counter",
            "Requests answered, by route and status.",
        );
        for ((route, status), requests) in &requests {
            line(
                text,
                "svodka_requests_total",
                &labels(route, *status),
                requests.count,
            );
        }
        head(
            text,
            "svodka_request_seconds_total",
            "counter",
            "Time spent on requests, by route and status.",
        );
        for ((route, status), requests) in &requests {
            line(
                text,
                "svodka_request_seconds_total",
                &labels(route, *status),
                requests.duration.as_secs_f64(),
            );
        }
        head(
            text,
            "svodka_questions_asked",
            "gauge",
            "Questions of the API and of pages under way, running or queued.",
        );
        line(
            text,
            "svodka_questions_asked",
            "",
            self.questions.load(Ordering::Relaxed),
        );
    }
}

/// One question under way.
pub struct Asking(Arc<Metrics>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.questions.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Shows the counters with the state of the warehouse. Only numbers stand here, so no sign-in is asked for.
#[utoipa::path(get, path = "/metrics", tag = "service", responses((status = 200, description = "Prometheus text format", body = String)))]
pub async fn show(State(site): State<Site>) -> Result<impl IntoResponse, Error> {
    let mut text = String::new();
    site.metrics.write(&mut text);

    let release = site
        .app
        .office
        .current_release()
        .await
        .map_err(Error::inner)?;
    head(
        &mut text,
        "svodka_release",
        "gauge",
        "Number of the release that readers see; 0 before the first.",
    );
    line(
        &mut text,
        "svodka_release",
        "",
        release.map_or(0, |release| release.id),
    );

    let loads = site.app.office.load_counts().await.map_err(Error::inner)?;
    head(
        &mut text,
        "svodka_loads",
        "gauge",
        "Extracts brought so far, by what became of them.",
    );
    for (state, count) in loads {
        line(
            &mut text,
            "svodka_loads",
            &format!("{{state=\"{}\"}}", state.name()),
            count,
        );
    }
    Ok((
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    ))
}

fn labels(route: &str, status: u16) -> String {
    format!("{{route=\"{route}\",status=\"{status}\"}}")
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "{name}{labels} {value}");
}
