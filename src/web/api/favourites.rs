//! `/api/v1/favourites`: what the asker has marked to find it again.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::Asker;
use crate::office::FavouriteKind;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

/// Marks a query or a dashboard.
#[utoipa::path(
    put,
    path = "/api/v1/favourites/{kind}/{name}",
    tag = "saved queries",
    params(
        ("kind" = String, Path, description = "`saved`, `named` or `dashboard`"),
        ("name" = String, Path, description = "The id of a saved query, the name of what is declared"),
    ),
    responses(
        (status = 204, description = "Marked"),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "Nothing of that kind and name that the asker sees"),
    )
)]
pub async fn mark(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((kind, name)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    set(&site, &asker, &kind, &name, true).await
}

/// Takes a mark away; nothing happens where there is none.
#[utoipa::path(
    delete,
    path = "/api/v1/favourites/{kind}/{name}",
    tag = "saved queries",
    params(
        ("kind" = String, Path, description = "`saved`, `named` or `dashboard`"),
        ("name" = String, Path, description = "The id of a saved query, the name of what is declared"),
    ),
    responses(
        (status = 204, description = "Not marked"),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "There is no such kind"),
    )
)]
pub async fn unmark(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((kind, name)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    set(&site, &asker, &kind, &name, false).await
}

async fn set(
    site: &Site,
    asker: &Asker,
    kind: &str,
    name: &str,
    is_marked: bool,
) -> Result<StatusCode, Error> {
    let kind: FavouriteKind = kind.parse().map_err(|()| Error::NotFound)?;
    let app = &site.app;
    app.set_favourite(asker, kind, name, is_marked).await?;
    Ok(StatusCode::NO_CONTENT)
}
