//! `/dashboards/{name}/favourite`: the reader marks a page to find it again, or takes the mark away.

use axum::extract::{Path, State};
use axum::response::Redirect;

use crate::office::FavouriteKind;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::address::own_or_home;
use crate::web::site::Site;

pub async fn mark(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Redirect, Error> {
    let dashboard = site.app.dashboard(&asker, &name)?;
    let is_marked = fields.raw("mark") != "off";
    site.app
        .set_favourite(&asker, FavouriteKind::Dashboard, &dashboard.name, is_marked)
        .await?;
    Ok(Redirect::to(&match fields.raw("back") {
        "" => "/dashboards".to_owned(),
        back => own_or_home(back),
    }))
}
