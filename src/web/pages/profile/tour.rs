//! `/profile/tour`: the reader has been shown around, or wants to be once more.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::InPerson;
use crate::web::fields::Fields;
use crate::web::site::Site;

/// What the field `tour` says.
const SEEN: &str = "seen";
const AGAIN: &str = "again";

/// Marks the tour as seen, or begins it on the first page.
pub async fn mark(
    State(site): State<Site>,
    InPerson(asker): InPerson,
    fields: Fields,
) -> Result<Response, Error> {
    match fields.raw("tour") {
        // Said by a module of the page, which stays where it is.
        SEEN => {
            site.app.mark_tour(&asker, true).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        AGAIN => {
            site.app.mark_tour(&asker, false).await?;
            Ok(Redirect::to("/").into_response())
        }
        _ => Err(Error::BadRequest(say!("profile-tour-unknown"))),
    }
}
