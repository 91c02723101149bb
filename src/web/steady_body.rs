//! A request's body that has to keep coming: it may be long, and the way to it slow, but it may neither stall nor come
//! in drops.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::Sleep;

/// What the slowest line of a school brings; below it somebody is slow on purpose.
const SLOWEST_BYTES_A_SECOND: f64 = 1024.0;

pub struct SteadyBody {
    body: Incoming,
    /// How long is waited for more, and how much longer than by the rate for all of it.
    patience: Duration,
    received: u64,
    /// How long was waited so far. What we ourselves take to read does not count against the client.
    waited: Duration,
    waits: Option<Wait>,
}

struct Wait {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the body broke off")]
    Broken(#[from] hyper::Error),
    #[error("the body comes too slowly")]
    Slow,
}

impl SteadyBody {
    pub fn new(body: Incoming, patience: Duration) -> Self {
        Self {
            body,
            patience,
            received: 0,
            waited: Duration::ZERO,
            waits: None,
        }
    }

    /// Returns how long more may be waited for.
    fn rest(&self) -> Duration {
        let by_rate = Duration::from_secs_f64(self.received as f64 / SLOWEST_BYTES_A_SECOND);
        let for_all = self.patience.saturating_add(by_rate);
        for_all.saturating_sub(self.waited).min(self.patience)
    }
}

impl Body for SteadyBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            if let Some(wait) = this.waits.take() {
                this.waited += wait.since.elapsed();
            }
            if let Some(data) = frame
                .as_ref()
                .and_then(|frame| frame.as_ref().ok()?.data_ref())
            {
                this.received += data.len() as u64;
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(BodyError::from)));
        }
        let rest = this.rest();
        let wait = this.waits.get_or_insert_with(|| Wait {
            since: Instant::now(),
            end: Box::pin(tokio::time::sleep(rest)),
        });
        ready!(wait.end.as_mut().poll(context));
        Poll::Ready(Some(Err(BodyError::Slow)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
