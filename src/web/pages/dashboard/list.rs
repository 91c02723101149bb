//! The list of dashboards, the marked ones first: what each helps to decide.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::pages::{Layout, html};
use crate::web::parts::Star;
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
    star: Star,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let dashboards = site.app.marked_dashboards(&asker).await?;
    let places = dashboards.iter().map(|(dashboard, is_marked)| {
        let title = dashboard.title.plain();
        let address = format!("/dashboards/{}", dashboard.name);
        Place {
            description: dashboard.description.plain(),
            star: Star::new(&title, &address, *is_marked, "/dashboards"),
            title,
            address,
        }
    });
    html(&ListPage {
        layout: Layout::for_reader(&site, &asker, say!("menu-dashboards"), "/dashboards"),
        places: places.collect(),
    })
}
