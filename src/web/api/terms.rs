//! `/api/v1/terms`: the terms of the schools in scope, to choose days by their names.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

/// Lists the terms that have begun, newest first. Where schools give one other days, it stands once for each stretch.
#[utoipa::path(
    get,
    path = "/api/v1/terms",
    tag = "questions",
    responses(
        (status = 200, description = "`{terms: [{name, schoolYear, from, to, schools}]}`; `schools` is how many have these days", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn terms(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Json<Value>, Error> {
    let terms = site.app.terms_by_days(&asker).await?;
    let terms: Vec<Value> = terms
        .iter()
        .map(|term| {
            json!({
                "name": term.name,
                "schoolYear": term.school_year.to_string(),
                "from": term.days.from.to_string(),
                "to": term.days.to.to_string(),
                "schools": term.school_count,
            })
        })
        .collect();
    Ok(Json(json!({"terms": terms})))
}
