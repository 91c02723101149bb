//! `/api/v1/plan`: what a question would read, before it is asked.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{meta, provenance};
use crate::app::Plan;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::question::Question;
use crate::web::site::Site;

/// Says what a question would read.
#[utoipa::path(
    post,
    path = "/api/v1/plan",
    tag = "questions",
    description = "Takes what `/api/v1/load` takes and is refused for the same; also as GET with `query` in the address. \
        Nothing is read: `rows` is an estimate, `sql` tells the question and not whose rows the asker may see.",
    params(("query" = Option<String>, Query, description = "The query, as JSON text")),
    request_body(content = Object, description = "`{\"query\": {…}}`, or the query itself"),
    responses(
        (status = 200, description = "`{rows, isCheap, sources, days, filters, sql}`", body = Object),
        (status = 400, description = "`{error, diagnostics: [{path, message, hint}]}`", body = Object),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "A right is missing"),
        (status = 503, description = "No data yet"),
    )
)]
pub async fn plan(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    question: Question,
) -> Result<Json<Value>, Error> {
    let mut spec = question.single()?;
    // How rows stand in JSON means nothing to a plan.
    spec.remove("responseFormat");
    let query = Value::Object(spec);
    let plan = site.app.plan(&asker, &query).await?;
    let filters = filters(&site, &plan, &query);
    let days = plan
        .days
        .map(|days| [days.from.to_string(), days.to.to_string()]);
    Ok(Json(json!({
        "rows": plan.rows,
        "isCheap": plan.is_cheap,
        "sources": plan.sources,
        "days": days,
        "filters": filters,
        "sql": plan.sql,
    })))
}

/// Tells days and filters in words; days that each school has its own as they were asked.
pub fn filters(site: &Site, plan: &Plan, query: &Value) -> Vec<String> {
    let mut told = plan.query.clone();
    if plan.days.is_none() {
        told["timeDimensions"] = query["timeDimensions"].clone();
        let times = told["timeDimensions"].as_array_mut().into_iter().flatten();
        for range in times.filter_map(|time| time.get_mut("dateRange")) {
            if let Some(words) = range.as_str() {
                *range = json!(meta::title_of_range(&words.trim().to_lowercase()));
            }
        }
    }
    provenance::filters(
        &told,
        plan.compared,
        &provenance::Titles {
            member: &|member| site.app.titled(member),
            value: &|member, value| site.app.value_titled(member, value),
        },
    )
}
