//! `/api/v1/meta`: the members that this person may use.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::web::door::SignedIn;
use crate::web::site::Site;

/// Lists the topics with their measures and dimensions, in the shape of Cube's meta.
#[utoipa::path(
    get,
    path = "/api/v1/meta",
    tag = "questions",
    responses(
        (status = 200, description = "`{cubes: [{name, title, measures, dimensions, segments}]}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn meta(State(site): State<Site>, SignedIn(asker): SignedIn) -> Json<Value> {
    Json(site.app.meta(&asker))
}
