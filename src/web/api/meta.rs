//! `/api/v1/meta`: the members that this person may use.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::catalogue::{Language, say};
use crate::web::door::SignedIn;
use crate::web::site::Site;

/// Lists the topics with their measures and dimensions, in the shape of Cube's meta.
#[utoipa::path(
    get,
    path = "/api/v1/meta",
    tag = "questions",
    description = "Beyond Cube: of a topic `meta: {grain, isSpanned, knows, refusals, defaults, rows}`, of a measure \
        `meta: {formula, judgedBy, format}`; `trees` lead from the large to the small; `ranges` are days in words, \
        counted from `today`, the day in the office's `timezone`.",
    responses(
        (status = 200, description = "`{cubes: [{name, title, measures, dimensions, segments, meta}], trees: [{name, title, members}], ranges: [{name, title}], today, timezone}`", body = Object),
        (status = 401, description = "Not signed in"),
    )
)]
pub async fn meta(State(site): State<Site>, SignedIn(asker): SignedIn) -> Json<Value> {
    let mut meta = site.app.meta(&asker, Language::current());
    for range in meta["ranges"].as_array_mut().into_iter().flatten() {
        let title = title_of_range(range["name"].as_str().unwrap_or_default());
        range["title"] = json!(title);
    }
    Json(meta)
}

/// Says what people call a range in words: «last 7 days» has the message `range-last-7-days`.
pub fn title_of_range(name: &str) -> String {
    say!(&format!("range-{}", name.replace(' ', "-")))
}
