//! Dashboards: pages of answers, each tile a table with a chart and a sentence, for the unit that the reader compares.
//!
//! The page is whole without a script: tables come with it, charts are drawn from them when the library is there. What is
//! chosen stands in the address, so that a page can be sent on, and opens for another reader within that reader's scope.

mod address;
pub mod alerts;
mod choice;
mod crumbs;
mod days;
mod demands;
mod favourite;
mod form;
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
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use self::address::Address;
use self::alerts::AlertList;
use self::choice::Chosen;
use self::crumbs::Crumb;
use self::form::Choices;
use self::tile::Tile;
use super::{DataLine, Layout, html};
use crate::app::{Action, Asker, Dashboard, PlaceLevel, Reader, SegmentState};
use crate::catalogue::say;
use crate::office::FavouriteKind;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::parts::{Figure, Notice, Section, Star};
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
    star: Star,
    /// Where the whole page is a file; none for who may not take one.
    workbook: Option<String>,
    /// Stands in place of everything when there is nothing yet.
    notice: Option<Notice>,
    choices: Choices,
    /// The way down to the school or class that is chosen.
    crumbs: Vec<Crumb>,
    figures: Vec<Figure>,
    /// Where the own school stands.
    standing: Option<Section>,
    /// None where there is nothing to look into.
    alerts: Option<AlertList>,
    tiles: Vec<Tile>,
    /// What the rule sets ask for, and who sent what when.
    sections: Vec<Section>,
}

/// Shows a dashboard.
pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let dashboard = site.app.dashboard(&asker, &name)?;
    page(&site, &asker, dashboard, query.as_deref()).await
}

/// Shows the first page of a person who may ask.
pub async fn home(site: &Site, asker: &Asker, query: Option<&str>) -> Result<Response, Error> {
    let dashboard = site.app.home_of(asker).ok_or(Error::NotFound)?;
    page(site, asker, dashboard, query).await
}

async fn page(
    site: &Site,
    asker: &Asker,
    dashboard: Arc<Dashboard>,
    query: Option<&str>,
) -> Result<Response, Error> {
    let title = dashboard.title.plain();
    let chosen = Chosen::read(site, asker, query, &dashboard);
    let address = Address::of(&dashboard, &chosen);
    let mark = (FavouriteKind::Dashboard, dashboard.name.clone());
    let is_marked = site.app.favourites(asker).await?.contains(&mark);
    let mut page = DashboardPage {
        star: Star::new(&title, address.path(), is_marked, &address.whole()),
        layout: Layout::for_reader(site, asker, &title, "/dashboards"),
        title,
        description: dashboard.description.plain(),
        workbook: None,
        notice: None,
        choices: Choices::default(),
        crumbs: Vec::new(),
        figures: Vec::new(),
        standing: None,
        alerts: None,
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
        page.layout.data = Some(DataLine::new(say!("dashboard-no-release")));
        page.notice = Some(Notice::no_data());
        return Ok(html(&page)?.into_response());
    }
    let Ok(asked) = chosen.sound() else {
        page.choices = Choices::of(site, asker, &dashboard, &chosen, None).await;
        return Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response());
    };
    let known = segments.unwrap_or_default();
    let own_school = known.first().map(|own| own.school_name.clone());
    let known = segments::narrowed(site, asker, known, asked).await;
    let known = known.as_slice();
    let open = site.app.open_dashboard(asker, dashboard.clone(), asked);
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
    let data = data_line(site, known, release);
    let status = data.whole();
    page.layout.data = Some(data);
    page.workbook = asker.may(Action::Export).then(|| address.of_workbook());
    page.choices = Choices::of(site, asker, &dashboard, &chosen, Some(&open)).await;
    page.crumbs = crumbs::of(site, asker, asked, &address, own_school);
    let school_ids: Vec<&str> = known
        .iter()
        .map(|segment| segment.school_id.as_str())
        .collect();
    let about = tile::About {
        site,
        asker,
        open: &open,
        address: &address,
        status: &status,
        data_day: data_day(site, known),
        segments: known,
        // A tile stands without the cards of its measures where the rules cannot be asked for.
        rules: site
            .app
            .rules_in_force(asker, site.app.moment().today, &school_ids)
            .await
            .ok(),
    };
    for tile in &open.tiles {
        match open.dashboard.tiles[tile.place].chart {
            crate::app::Chart::Figures => page.figures.extend(tile::figures(&about, tile)),
            _ => page.tiles.push(tile::laid_out(&about, tile)),
        }
    }
    page.alerts = AlertList::of(&alerts, open.reader);
    if let Some(declared) = &dashboard.standing
        && open.reader == Reader::School
    {
        let stands = site
            .app
            .standing(asker, declared, asked, &open.period)
            .await;
        page.standing = Some(standing::section(site, declared, stands, &status));
    }
    let of_today = told_of(site, &status, choice::unobeyed_today(asked));
    if let (Some(declared), Some(rules)) = (&dashboard.demands, &about.rules) {
        let table = site.app.demand_table(rules, &declared.rules);
        page.sections
            .push(demands::section(declared, &table, of_today.clone()));
    }
    if dashboard.has_segments {
        page.sections.push(segments::section(site, known, of_today));
    }
    if open.level == PlaceLevel::Schools {
        page.figures.extend(segments::figure(known));
    }
    Ok(html(&page)?.into_response())
}

/// Tells where figures come from, and what is chosen that changes nothing about them.
fn told_of<'n>(site: &Site, status: &str, unobeyed: impl IntoIterator<Item = &'n str>) -> String {
    match choice::unobeyed_in_words(site, unobeyed) {
        Some(unobeyed) => format!("{status} · {unobeyed}"),
        None => status.to_owned(),
    }
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
fn data_line(site: &Site, segments: &[SegmentState], release: Option<i64>) -> DataLine {
    let moments = segments.iter().filter_map(|segment| segment.data_moment);
    let present = moments.clone().count();
    let zone = &site.app.config.office.timezone;
    DataLine::of(moments.max(), (present, segments.len()), release, zone)
}
