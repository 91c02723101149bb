//! The description of the API for programs that make clients of it.

use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{api, health, metrics};

#[derive(OpenApi)]
#[openapi(
    info(title = "Сводка", description = "Questions to the reporting warehouse of a municipal education office."),
    paths(
        api::load::load,
        api::meta::meta,
        api::plan::plan,
        api::values::values,
        api::terms::terms,
        api::explain::explain,
        api::queries::list,
        api::queries::answer,
        api::saved::list,
        api::saved::add,
        api::saved::show,
        api::saved::change,
        api::saved::delete,
        api::saved::revert,
        api::saved::share,
        api::saved::recipients,
        api::favourites::mark,
        api::favourites::unmark,
        api::release_diff::diff,
        api::export::export,
        api::export::progress,
        api::sql::sql,
        api::extracts::receive,
        api::extracts::load,
        api::releases::releases,
        health::alive,
        health::ready,
        metrics::show,
    ),
    modifiers(&SignIn),
    security(("token" = []), ("session" = [])),
)]
struct Description;

/// Names the two ways of signing in.
struct SignIn;

impl Modify for SignIn {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        );
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("svodka_session"))),
        );
    }
}

static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

/// Shows the description. It says nothing of the office, so no sign-in is asked for.
pub async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}
