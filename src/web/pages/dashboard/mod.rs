//! Dashboards: pages of answers, each tile a table with a chart and a sentence, for the unit that the reader compares.
//!
//! The page is whole without a script: tables come with it, charts are drawn from them when the library is there. What is
//! chosen stands in the address, so that a page can be sent on, and opens for another reader within that reader's scope.

mod address;
pub mod alerts;
mod choice;
mod favourite;
mod list;
mod segments;
mod sentence;
mod standing;
mod tile;
mod tile_table;
mod workbook;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Html;
use jiff::civil::Date;

use self::address::Address;
use self::alerts::AlertItem;
use self::choice::{Choices, Chosen};
use self::tile::Tile;
use super::{Layout, html};
use crate::app::{Action, Asker, Dashboard, PlaceLevel, SegmentState};
use crate::catalogue::say;
use crate::office::FavouriteKind;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::parts::{Figure, Notice, Section, Star, words};
use crate::web::site::Site;

pub use favourite::mark;
pub use list::show as list;
pub use workbook::show as workbook;

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage {
    layout: Layout,
    title: String,
    description: String,
    status: String,
    star: Star,
    /// Where the whole page is a file; none for who may not take one.
    workbook: Option<String>,
    /// Stands in place of everything when there is nothing yet.
    notice: Option<Notice>,
    choices: Choices,
    figures: Vec<Figure>,
    alerts: Vec<AlertItem>,
    /// How many alerts there are, those included that only the page of tasks shows.
    alert_count: i64,
    tiles: Vec<Tile>,
    /// Where the own school stands, and who sent what when.
    sections: Vec<Section>,
}

/// More alerts than these would push the figures out of sight.
const ALERTS_SHOWN: usize = 8;

/// Shows a dashboard.
pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Html<String>, Error> {
    let dashboard = site.app.dashboard(&asker, &name)?;
    page(&site, &asker, dashboard, query.as_deref()).await
}

/// Shows the first page of a person who may ask.
pub async fn home(site: &Site, asker: &Asker, query: Option<&str>) -> Result<Html<String>, Error> {
    let dashboard = site.app.home_of(asker).ok_or(Error::NotFound)?;
    page(site, asker, dashboard, query).await
}

async fn page(
    site: &Site,
    asker: &Asker,
    dashboard: Arc<Dashboard>,
    query: Option<&str>,
) -> Result<Html<String>, Error> {
    let title = dashboard.title.plain();
    let chosen = Chosen::read(query, &dashboard);
    let address = Address::of(&dashboard, &chosen);
    let mark = (FavouriteKind::Dashboard, dashboard.name.clone());
    let is_marked = site.app.favourites(asker).await?.contains(&mark);
    let mut page = DashboardPage {
        star: Star::new(&title, address.path(), is_marked, &address.whole()),
        layout: Layout::for_reader(site, asker, &title, "/dashboards"),
        title,
        description: dashboard.description.plain(),
        status: String::new(),
        workbook: None,
        notice: None,
        choices: Choices::default(),
        figures: Vec::new(),
        alerts: Vec::new(),
        alert_count: 0,
        tiles: Vec::new(),
        sections: Vec::new(),
    };
    if site
        .app
        .home_of(asker)
        .is_some_and(|home| home.name == dashboard.name)
    {
        page.layout.here = "/";
    }
    let segments = site.app.freshness(asker).await.map_err(Error::from);
    if matches!(segments, Err(Error::NoRelease)) {
        page.status = say!("dashboard-no-release");
        page.notice = Some(Notice::no_data());
        return html(&page);
    }
    let known: &[SegmentState] = segments.as_deref().unwrap_or_default();
    let open = site
        .app
        .open_dashboard(asker, dashboard.clone(), &chosen.asked);
    let alerts = async {
        match dashboard.gathers_alerts {
            true => site.app.all_alerts(asker).await,
            false => site.app.alerts(asker, &dashboard).await,
        }
    };
    let (open, alerts) = tokio::join!(open, alerts);
    let open = open?;
    let release = open
        .tiles
        .iter()
        .find_map(|tile| Some(tile.answer.as_ref().ok()?.release));
    page.status = status(site, known, release);
    page.workbook = asker.may(Action::Export).then(|| address.of_workbook());
    page.choices = Choices::of(site, asker, &open, &chosen).await;
    let about = tile::About {
        site,
        asker,
        open: &open,
        address: &address,
        status: &page.status,
        data_day: data_day(site, known),
        segments: known,
        // A tile stands without the cards of its measures where the rules cannot be asked for.
        rules: site
            .app
            .rules_in_force(asker, site.app.moment().today)
            .await
            .ok(),
    };
    for tile in &open.tiles {
        match open.dashboard.tiles[tile.place].chart {
            crate::app::Chart::Figures => page.figures.extend(tile::figures(&open, tile)),
            _ => page.tiles.push(tile::laid_out(&about, tile)),
        }
    }
    page.alerts = alerts::items(&alerts);
    page.alert_count = page.alerts.len() as i64;
    page.alerts.truncate(ALERTS_SHOWN);
    if let Some(declared) = &dashboard.standing
        && asker.scope.school_id().is_some()
    {
        let stands = site.app.standing(asker, declared, &open.period).await;
        page.sections
            .push(standing::section(site, declared, stands, &page.status));
    }
    if dashboard.has_segments {
        page.sections
            .push(segments::section(site, known, &page.status));
    }
    if open.level == PlaceLevel::Schools {
        page.figures.extend(segments::figure(known));
    }
    html(&page)
}

/// Returns the day of the newest data, by the office's clock.
fn data_day(site: &Site, segments: &[SegmentState]) -> Option<Date> {
    let zone = &site.app.config.office.timezone;
    let moment = segments
        .iter()
        .filter_map(|segment| segment.data_moment)
        .max()?;
    Some(moment.to_zoned(zone.clone()).date())
}

/// Tells the moment of the data, which schools are missing, and the release.
pub fn status(site: &Site, segments: &[SegmentState], release: Option<i64>) -> String {
    let zone = &site.app.config.office.timezone;
    let mut said = Vec::new();
    let moment = segments
        .iter()
        .filter_map(|segment| segment.data_moment)
        .max();
    match moment {
        Some(moment) => {
            let moment = words::moment(moment, zone);
            said.push(say!("data-moment", moment = moment));
        }
        None if segments.is_empty() => {}
        None => said.push(say!("data-none")),
    }
    if segments.len() > 1 {
        let here = segments
            .iter()
            .filter(|segment| segment.data_moment.is_some());
        let here = here.count() as i64;
        said.push(say!(
            "data-schools",
            here = here,
            count = segments.len() as i64
        ));
    }
    if let Some(release) = release {
        said.push(say!("data-release", release = release.to_string()));
    }
    said.join(" · ")
}
