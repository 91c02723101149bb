//! The whole map of the site, every path on one screen, each with its door.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::door::{self, Door};
use super::site::Site;
use super::{
    api, assets, error, fault_page, headers, health, language, metrics, oidc, openapi, origin,
    pages, request, session,
};
use crate::app::Action::{Ask, Audit, Export, Loads, Sql, Upload, Usage, Users};

/// Questions and forms are small; a larger body is a mistake or an attack. Uploads set their own limit.
const BODY_LIMIT: usize = 1 << 20;

struct Route {
    method: &'static str,
    path: &'static str,
    door: Door,
    handler: MethodRouter<Site>,
}

fn routes() -> Vec<Route> {
    use Door::{May, Open, SignedIn, Unfinished};
    let mut routes = Vec::new();
    let mut at = |path, door, method, handler| {
        routes.push(Route {
            method,
            path,
            door,
            handler,
        });
    };
    // Leads whoever may not ask to the first page of their own.
    at("/", SignedIn, "GET", get(pages::home));

    at("/language", Open, "POST", post(language::choose));
    at("/login", Open, "GET", get(pages::login::show));
    at("/session", Open, "POST", post(session::start));
    at("/session", Open, "DELETE", delete(session::end));
    at("/session/end", Open, "POST", post(session::end_by_form));
    at("/session/oidc", Open, "GET", get(oidc::begin));
    at("/session/oidc/return", Open, "GET", get(oidc::end));
    at("/session/code", Unfinished, "GET", get(pages::code::show));
    at(
        "/session/code",
        Unfinished,
        "POST",
        post(pages::code::enter),
    );

    use pages::profile::{self, codes, password, tokens};
    at("/profile", SignedIn, "GET", get(profile::show));
    at(
        "/profile/sign-out",
        SignedIn,
        "POST",
        post(profile::sign_out),
    );
    at("/profile/password", Unfinished, "GET", get(password::show));
    at("/profile/password", Unfinished, "POST", post(password::set));
    at("/profile/codes", SignedIn, "GET", get(codes::show));
    at("/profile/codes", SignedIn, "POST", post(codes::turn_on));
    at(
        "/profile/codes/off",
        SignedIn,
        "POST",
        post(codes::turn_off),
    );
    at("/profile/tokens", SignedIn, "POST", post(tokens::make));
    at(
        "/profile/tokens/revoke",
        SignedIn,
        "POST",
        post(tokens::revoke),
    );

    use pages::users::{self, card, import, new};
    at("/users", May(Users), "GET", get(users::show));
    at("/users", May(Users), "POST", post(new::add));
    at("/users/new", May(Users), "GET", get(new::show));
    at("/users/import", May(Users), "GET", get(import::show));
    let take_list = post(import::add).layer(DefaultBodyLimit::max(import::BODY_LIMIT));
    at("/users/import", May(Users), "POST", take_list);
    at("/users/{login}", May(Users), "GET", get(card::show));
    at("/users/{login}", May(Users), "POST", post(card::change));
    at(
        "/users/{login}/rights",
        May(Users),
        "POST",
        post(card::grant),
    );
    at(
        "/users/{login}/rights/{id}/revoke",
        May(Users),
        "POST",
        post(card::revoke),
    );
    at(
        "/users/{login}/close",
        May(Users),
        "POST",
        post(card::close),
    );
    at("/users/{login}/open", May(Users), "POST", post(card::open));
    at(
        "/users/{login}/password",
        May(Users),
        "POST",
        post(card::reset),
    );

    at(
        "/constructor",
        May(Ask),
        "GET",
        get(pages::constructor::show),
    );
    at("/sql", May(Sql), "GET", get(pages::sql::show));
    at("/sql", May(Sql), "POST", post(pages::sql::answer));
    at("/audit", May(Audit), "GET", get(pages::audit::show));
    at("/audit.csv", May(Audit), "GET", get(pages::audit::export));
    at("/usage", May(Usage), "GET", get(pages::usage::show));

    at("/api/v1/meta", May(Ask), "GET", get(api::meta::meta));
    at("/api/v1/load", May(Ask), "GET", get(api::load::load));
    at("/api/v1/load", May(Ask), "POST", post(api::load::load));
    // Cube's client asks here when a page subscribes to a question; over HTTP it is the same as `load`.
    at("/api/v1/subscribe", May(Ask), "GET", get(api::load::load));
    at("/api/v1/subscribe", May(Ask), "POST", post(api::load::load));
    at("/api/v1/plan", May(Ask), "GET", get(api::plan::plan));
    at("/api/v1/plan", May(Ask), "POST", post(api::plan::plan));
    at("/api/v1/values", May(Ask), "GET", get(api::values::values));
    at(
        "/api/v1/explain",
        May(Ask),
        "GET",
        get(api::explain::explain),
    );
    at("/api/v1/sql", May(Sql), "POST", post(api::sql::sql));
    at(
        "/api/v1/extracts",
        May(Upload),
        "POST",
        post(api::extracts::receive).layer(DefaultBodyLimit::disable()),
    );
    at(
        "/api/v1/loads/{id}",
        May(Loads),
        "GET",
        get(api::extracts::load),
    );
    at(
        "/api/v1/export",
        May(Export),
        "POST",
        post(api::export::export),
    );
    at(
        "/api/v1/releases",
        May(Ask),
        "GET",
        get(api::releases::releases),
    );
    at(
        "/api/v1/releases/diff",
        May(Ask),
        "GET",
        get(api::release_diff::diff),
    );
    at("/api/v1/queries", May(Ask), "GET", get(api::queries::list));
    at(
        "/api/v1/queries/{name}",
        May(Ask),
        "GET",
        get(api::queries::answer),
    );

    at("/api/v1/openapi.json", Open, "GET", get(openapi::document));
    at("/healthz", Open, "GET", get(health::alive));
    at("/readyz", Open, "GET", get(health::ready));
    at("/metrics", Open, "GET", get(metrics::show));
    at("/assets/{version}/{*path}", Open, "GET", get(assets::serve));
    routes
}

/// Returns every route: its method, its path and who may come in.
pub fn map() -> Vec<(&'static str, &'static str, Door)> {
    let routes = routes().into_iter();
    routes
        .map(|route| (route.method, route.path, route.door))
        .collect()
}

pub fn router(site: Site) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let state = (site.clone(), route.door);
        let handler = route
            .handler
            .route_layer(from_fn_with_state(state, door::admit));
        router = router.route(route.path, handler);
    }
    router
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        // Below, the last is the outermost.
        .layer(from_fn(origin::refuse_foreign))
        .layer(CatchPanicLayer::custom(error::caught_panic))
        .layer(from_fn_with_state(site.clone(), fault_page::tell))
        .layer(CompressionLayer::new())
        .layer(from_fn(language::hear))
        .layer(from_fn_with_state(site.clone(), headers::add))
        .layer(from_fn_with_state(site.clone(), request::identify))
        .with_state(site)
}
