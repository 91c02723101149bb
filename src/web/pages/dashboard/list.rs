//! The list of dashboards, for whom each is and what it helps to decide.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::pages::{Layout, html};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "dashboards.html")]
struct ListPage {
    layout: Layout,
    places: Vec<Place>,
}

struct Place {
    title: String,
    description: String,
    address: String,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let dashboards = site.app.dashboards_of(&asker);
    let places = dashboards.iter().map(|dashboard| Place {
        title: dashboard.title.plain(),
        description: dashboard.description.plain(),
        address: format!("/dashboards/{}", dashboard.name),
    });
    html(&ListPage {
        layout: Layout::for_reader(&site, &asker, say!("menu-dashboards"), "/dashboards"),
        places: places.collect(),
    })
}
