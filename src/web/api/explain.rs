//! `/api/v1/explain`: by whose rules, and by which clause, a figure is judged.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::Value;

use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::site::Site;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// A measure, such as `timeliness.topics_on_time_pct`.
    measure: String,
    /// The code of a school in scope.
    school: String,
    /// A day, `2025-10-01`; today where it is left out.
    on: Option<String>,
}

/// Tells which rule of which regulation judges a measure at a school on a day.
#[utoipa::path(
    get,
    path = "/api/v1/explain",
    tag = "questions",
    params(Asked),
    responses(
        (status = 200, description = "`{measure, title, description, school, on, ruleSet, rules: [{name, title, parameters: [{name, title, value, clause, from, ruleSet}]}], release}`", body = Object),
        (status = 400, description = "An unknown measure, or a day that cannot be read", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such school in scope"),
    )
)]
pub async fn explain(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, Error> {
    let Query(asked) = asked.map_err(|_| {
        Error::bad_parameter(
            "measure",
            "нужны параметры measure и school",
            "например, ?measure=timeliness.topics_on_time_pct&school=school-001&on=2025-10-01",
        )
    })?;
    let on = match asked.on.as_deref().map(str::parse) {
        None => None,
        Some(Ok(day)) => Some(day),
        Some(Err(_)) => {
            let hint = "например, 2025-10-01";
            return Err(Error::bad_parameter("on", "день не читается", hint));
        }
    };
    let explained = site
        .app
        .explain(&asker, &asked.measure, &asked.school, on)
        .await?;
    Ok(Json(explained))
}
