//! The whole map of the site, every path on one screen, each with its door.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use super::door::{self, Door};
use super::site::Site;
use super::{
    api, assets, error, fault_page, headers, health, language, metrics, oidc, openapi, origin,
    pages, request, session,
};
use crate::app::Action::{
    AcceptForms, Ask, Audit, Export, FileForms, Forms, KeepRegisters, Loads, Order, Registers, Sql,
    Upload, Usage, Users,
};

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

    use pages::dashboard;
    at("/dashboards", May(Ask), "GET", get(dashboard::list));
    at("/dashboards/{name}", May(Ask), "GET", get(dashboard::show));
    at(
        "/dashboards/{name}/workbook",
        May(Export),
        "GET",
        get(dashboard::workbook),
    );
    at(
        "/dashboards/{name}/favourite",
        May(Ask),
        "POST",
        post(dashboard::mark),
    );
    use pages::tasks;
    at("/tasks", May(Ask), "GET", get(tasks::show));
    at("/tasks", May(Ask), "POST", post(tasks::say_of));

    use pages::forms::{self, deeds as form_deeds, template};
    at("/forms", May(Forms), "GET", get(forms::list));
    at(
        "/forms/{code}/{period}",
        May(Forms),
        "GET",
        get(forms::show),
    );
    at(
        "/forms/{code}/{period}/pupils",
        May(Forms),
        "GET",
        get(forms::pupils::show),
    );
    at(
        "/forms/{code}/{period}/file",
        May(Forms),
        "GET",
        get(forms::file::show),
    );
    at(
        "/forms/{code}/{period}/computation",
        May(FileForms),
        "POST",
        post(form_deeds::compute),
    );
    at(
        "/forms/{code}/{period}/cells",
        May(FileForms),
        "POST",
        post(form_deeds::correct),
    );
    at(
        "/forms/{code}/{period}/cells/revoke",
        May(FileForms),
        "POST",
        post(form_deeds::uncorrect),
    );
    at(
        "/forms/{code}/{period}/notes",
        May(FileForms),
        "POST",
        post(form_deeds::note),
    );
    at(
        "/forms/{code}/{period}/readiness",
        May(FileForms),
        "POST",
        post(form_deeds::declare_ready),
    );
    at(
        "/forms/{code}/{period}/readiness/revoke",
        May(FileForms),
        "POST",
        post(form_deeds::take_back_ready),
    );
    at(
        "/forms/{code}/{period}/submission",
        May(FileForms),
        "POST",
        post(form_deeds::submit),
    );
    at(
        "/forms/{code}/{period}/return",
        May(AcceptForms),
        "POST",
        post(form_deeds::give_back),
    );
    at(
        "/forms/{code}/{period}/acceptance",
        May(AcceptForms),
        "POST",
        post(form_deeds::accept),
    );
    at(
        "/forms/{code}/{period}/acceptance/revoke",
        May(AcceptForms),
        "POST",
        post(form_deeds::unlock),
    );
    at(
        "/forms/{code}/{period}/prints",
        May(Export),
        "POST",
        post(form_deeds::print),
    );
    at(
        "/forms/{code}/{period}/template",
        May(AcceptForms),
        "POST",
        post(template::keep).layer(DefaultBodyLimit::max(template::BODY_LIMIT)),
    );
    at(
        "/forms/{code}/{period}/template/revoke",
        May(AcceptForms),
        "POST",
        post(template::drop),
    );

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

    at("/profile/tour", SignedIn, "POST", post(profile::tour::mark));

    // Who may do nothing else may read how to come to it.
    at("/help", SignedIn, "GET", get(pages::help::show));
    let measures = get(pages::help::measures::show);
    at("/help/measures", SignedIn, "GET", measures);
    at("/help/{name}", SignedIn, "GET", get(pages::help::page));

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

    use pages::queries::{self, deeds, question};
    at("/queries", May(Ask), "GET", get(queries::show));
    at("/queries/{name}", May(Ask), "GET", get(question::show));
    at("/queries/{name}", May(Ask), "POST", post(deeds::change));
    at("/queries/{name}/copy", May(Ask), "POST", post(deeds::copy));
    at(
        "/queries/{name}/delete",
        May(Ask),
        "POST",
        post(deeds::delete),
    );
    at(
        "/queries/{name}/favourite",
        May(Ask),
        "POST",
        post(deeds::mark),
    );
    at(
        "/queries/{name}/shares",
        May(Ask),
        "POST",
        post(deeds::share),
    );
    at(
        "/queries/{name}/shares/revoke",
        May(Ask),
        "POST",
        post(deeds::revoke),
    );
    at(
        "/queries/{name}/versions/{version}",
        May(Ask),
        "POST",
        post(deeds::revert),
    );

    // Whose an order is decides who sees it and takes which step.
    use pages::orders::{self, card as order_card, file as orders_file, new as new_order};
    at("/requests", May(Order), "GET", get(orders::show));
    at("/requests", May(Order), "POST", post(new_order::place));
    at("/requests.xlsx", May(Order), "GET", get(orders_file::xlsx));
    at("/requests.csv", May(Order), "GET", get(orders_file::csv));
    at("/requests/new", May(Order), "GET", get(new_order::show));
    at("/requests/{id}", May(Order), "GET", get(order_card::show));
    at(
        "/requests/{id}/steps",
        May(Order),
        "POST",
        post(order_card::advance),
    );

    use pages::registers::{self, card as entry};
    at("/registers", May(Registers), "GET", get(registers::show));
    at(
        "/registers/{name}",
        May(Registers),
        "GET",
        get(registers::list::show),
    );
    at(
        "/registers/{name}",
        May(KeepRegisters),
        "POST",
        post(registers::new::add),
    );
    at(
        "/registers/{name}/new",
        May(KeepRegisters),
        "GET",
        get(registers::new::show),
    );
    at(
        "/registers/{name}/file",
        May(Registers),
        "GET",
        get(registers::file::show),
    );
    at(
        "/registers/{name}/{id}",
        May(Registers),
        "GET",
        get(entry::show),
    );
    at(
        "/registers/{name}/{id}",
        May(KeepRegisters),
        "POST",
        post(entry::change),
    );
    at(
        "/registers/{name}/{id}/removal",
        May(KeepRegisters),
        "POST",
        post(entry::remove),
    );
    at(
        "/registers/{name}/{id}/removal/revoke",
        May(KeepRegisters),
        "POST",
        post(entry::restore),
    );

    use pages::reports::{self, batches, prints, report};
    at("/reports", May(Ask), "GET", get(reports::show));
    at("/reports/{name}", May(Ask), "GET", get(report::show));
    at(
        "/reports/{name}/file",
        May(Export),
        "GET",
        get(report::file),
    );
    at(
        "/reports/{name}/prints",
        May(Export),
        "POST",
        post(prints::make),
    );
    at(
        "/reports/{name}/batches",
        May(Export),
        "POST",
        post(batches::begin),
    );
    at("/batches/{id}", May(Export), "GET", get(batches::show));
    at(
        "/batches/{id}/progress",
        May(Export),
        "GET",
        get(batches::progress),
    );
    at(
        "/batches/{id}/stop",
        May(Export),
        "POST",
        post(batches::stop),
    );
    at("/batches/{id}/file", May(Export), "GET", get(batches::file));
    at("/prints", May(Export), "GET", get(prints::list));
    at("/prints/{id}", May(Export), "GET", get(prints::show));
    at(
        "/prints/{id}/comparison",
        May(Export),
        "POST",
        post(prints::compare),
    );
    at(
        "/prints/{id}/batches",
        May(Export),
        "POST",
        post(batches::begin_reprint),
    );
    at("/prints/{id}/file", May(Export), "GET", get(prints::file));

    use pages::loads;
    at("/loads", May(Loads), "GET", get(loads::show));
    at(
        "/loads",
        May(Upload),
        "POST",
        post(loads::upload::receive).layer(DefaultBodyLimit::disable()),
    );
    at("/loads/{id}", May(Loads), "GET", get(loads::card::show));
    at(
        "/loads/{id}",
        May(Upload),
        "POST",
        post(loads::mending::receive).layer(DefaultBodyLimit::disable()),
    );
    at(
        "/loads/{id}/rejects.csv",
        May(Loads),
        "GET",
        get(loads::export),
    );
    at(
        "/loads/{id}/rejects/{name}",
        May(Loads),
        "GET",
        get(loads::export_table),
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
    at("/api/v1/terms", May(Ask), "GET", get(api::terms::terms));
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
    // Whoever was let in to a file may ask how far it has come; other people's are not found.
    at(
        "/api/v1/exports/{id}",
        SignedIn,
        "GET",
        get(api::export::progress),
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
    use api::saved;
    let small = || DefaultBodyLimit::max(saved::BODY_LIMIT);
    at("/api/v1/saved", May(Ask), "GET", get(saved::list));
    let add = post(saved::add).layer(small());
    at("/api/v1/saved", May(Ask), "POST", add);
    let recipients = get(saved::recipients);
    at("/api/v1/saved/recipients", May(Ask), "GET", recipients);
    at("/api/v1/saved/{id}", May(Ask), "GET", get(saved::show));
    let change = put(saved::change).layer(small());
    at("/api/v1/saved/{id}", May(Ask), "PUT", change);
    at(
        "/api/v1/saved/{id}",
        May(Ask),
        "DELETE",
        delete(saved::delete),
    );
    at(
        "/api/v1/saved/{id}/versions/{version}",
        May(Ask),
        "POST",
        post(saved::revert),
    );
    let share = put(saved::share).layer(small());
    at("/api/v1/saved/{id}/shares", May(Ask), "PUT", share);
    at(
        "/api/v1/favourites/{kind}/{name}",
        May(Ask),
        "PUT",
        put(api::favourites::mark),
    );
    at(
        "/api/v1/favourites/{kind}/{name}",
        May(Ask),
        "DELETE",
        delete(api::favourites::unmark),
    );

    at("/api/v1/openapi.json", Open, "GET", get(openapi::document));
    at("/healthz", Open, "GET", get(health::alive));
    at("/readyz", Open, "GET", get(health::ready));
    at("/metrics", Open, "GET", get(metrics::show));
    at("/favicon.ico", Open, "GET", get(assets::favicon));
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

/// Says whether something can be read at a path.
pub fn is_page(path: &str) -> bool {
    let is_like = |pattern: &str| {
        let mut parts = path.split('/');
        let is_each = pattern.split('/').all(|wanted| {
            let part = parts.next();
            part.is_some_and(|part| wanted.starts_with('{') || wanted == part)
        });
        is_each && parts.next().is_none()
    };
    let mut routes = routes().into_iter();
    routes.any(|route| route.method == "GET" && is_like(route.path))
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
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(from_fn(language::hear))
        .layer(from_fn_with_state(site.clone(), headers::add))
        .layer(from_fn_with_state(site.clone(), request::identify))
        .with_state(site)
}

/// Says what is compressed on its way. Workbooks, Parquet and PDF are packed already; as they are they keep their length,
/// by which whoever waits sees how much has come.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new(
            "application/vnd.openxmlformats",
        ))
        .and(NotForContentType::const_new("application/vnd.ms-excel"))
        .and(NotForContentType::const_new(
            "application/vnd.apache.parquet",
        ))
        .and(NotForContentType::const_new("application/pdf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_where_forms_are_sent() {
        for page in ["/", "/forms", "/forms/oo-1/2026", "/requests/7"] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "",
            "/forms/oo-1/2026/cells",
            "/requests/7/steps",
            "/no-such-page",
            "/forms/",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }
}
