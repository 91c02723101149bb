//! Door: what stands before a handler. Every route has one, and `routes` says which.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::site::Site;
use super::{Error, session};
use crate::app::{Action, Asker, Deed};
use crate::audit;

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// Whoever has begun to sign in, also without having finished.
    Unfinished,
    /// Whoever has signed in.
    SignedIn,
    /// Whoever has signed in and may act so.
    May(Action),
}

/// The person or program that the request comes from, with what it may see.
/// A handler that takes this cannot be reached through an open door.
pub struct SignedIn(pub Asker);

impl FromRequestParts<Site> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Error> {
        let asker = parts.extensions.get::<Asker>();
        asker.cloned().map(Self).ok_or(Error::NotSignedIn)
    }
}

/// The person, present with a session: what concerns the person's own way in is not a program's to change, and a
/// token must not be able to make its successor.
pub struct InPerson(pub Asker);

impl FromRequestParts<Site> for InPerson {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Error> {
        let SignedIn(asker) = SignedIn::from_request_parts(parts, site).await?;
        match asker.door {
            crate::app::Door::Session(_) => Ok(Self(asker)),
            _ => Err(Error::NotAllowed(
                "Это делает сам человек, а не программа с ключом".to_owned(),
            )),
        }
    }
}

/// Says whether a page asks how far a batch or an export is: it does so every few seconds, and its person has begun it once.
fn is_watching(path: &str) -> bool {
    let is_of_batch = path.starts_with("/batches/") && path.ends_with("/progress");
    is_of_batch || path.starts_with("/api/v1/exports/")
}

/// What programs ask has no frame.
const PROGRAMS: &str = "/api/";

/// Lets through whom the door is for, counts the use, and writes refusals down.
pub async fn admit(
    State((site, door)): State<(Site, Door)>,
    request: Request,
    next: Next,
) -> Response {
    match admitted(&site, door, request).await {
        Ok(request) => {
            let asker = request.extensions().get::<Asker>().cloned();
            let object = request.uri().path().to_owned();
            let response = next.run(request).await;
            if let Some(asker) = asker {
                let error = response.extensions().get::<Arc<Error>>().cloned();
                let is_done = response.status().is_success();
                after(&site, &asker, object, is_done, error).await;
            }
            response
        }
        Err(error) => error.into_response(),
    }
}

async fn admitted(site: &Site, door: Door, request: Request) -> Result<Request, Error> {
    match door {
        Door::Open => return Ok(request),
        Door::Unfinished => {
            session::begun(request.headers(), site).await?;
            return Ok(request);
        }
        Door::SignedIn | Door::May(_) => {}
    }
    let (mut parts, body) = request.into_parts();
    let asker = session::asker(&parts, site).await?;
    let is_let_in = match door {
        Door::Open | Door::Unfinished => true,
        // A token for uploads opens nothing that needs no action.
        Door::SignedIn => !matches!(asker.door, crate::app::Door::Upload { .. }),
        Door::May(action) => asker.may(action),
    };
    if !is_let_in {
        let deed = Deed::new(audit::Action::Refusal, parts.uri.path())
            .with_outcome(audit::Outcome::Refused);
        site.app.record(&asker, deed).await?;
        return Err(match door {
            Door::May(action) => Error::MayNot(action),
            Door::Open | Door::Unfinished | Door::SignedIn => {
                Error::NotAllowed("Этим ключом сюда не войти".to_owned())
            }
        });
    }
    parts.extensions.insert(asker);
    if !parts.uri.path().starts_with(PROGRAMS) {
        // A page stands without the line that says the moment of the data.
        let _ = site.app.learn_release().await;
    }
    Ok(Request::from_parts(parts, body))
}

async fn after(
    site: &Site,
    asker: &Asker,
    object: String,
    is_done: bool,
    error: Option<Arc<Error>>,
) {
    if is_done {
        if !is_watching(&object) {
            site.app.count_use(asker, object);
        }
    } else if matches!(error.as_deref(), Some(Error::NotAllowed(_))) {
        let deed = Deed::new(audit::Action::Refusal, object).with_outcome(audit::Outcome::Refused);
        // The refusal stands whether or not it could be written down; a failure is in the log.
        let _ = site.app.record(asker, deed).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watching_is_told_from_using() {
        for path in ["/batches/7/progress", "/api/v1/exports/a-1"] {
            assert!(is_watching(path), "{path}");
        }
        for path in ["/batches/7", "/reports/x/progress", "/api/v1/export"] {
            assert!(!is_watching(path), "{path}");
        }
    }
}
