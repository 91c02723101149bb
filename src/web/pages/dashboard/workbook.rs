//! Workbook: a whole dashboard as one file, a sheet of each tile and of each section of the page.

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::choice::{Chosen, unobeyed_in_words, unobeyed_today};
use super::form::Choices;
use super::{demands, segments, standing, tile};
use crate::app::{
    self, Answer, AskError, Asker, DemandTable, Demands, OpenDashboard, OpenTile, Reader,
    SegmentState, Written,
};
use crate::catalogue::say;
use crate::export::layout::Layout;
use crate::export::xlsx::DataSheet;
use crate::export::{self, FileFormat, Provenance};
use crate::table::{Given, Table};
use crate::web::Error;
use crate::web::api::attachment::{Title, disposition};
use crate::web::api::load::written;
use crate::web::api::provenance;
use crate::web::door::SignedIn;
use crate::web::following::Following;
use crate::web::parts::Notice;
use crate::web::site::Site;

/// One sheet before it is written.
struct Leaf {
    title: String,
    /// Its filters in words, and those of the page that it does not obey.
    said: Vec<String>,
    content: Content,
}

enum Content {
    Answer(Box<Answer>),
    /// Something that no question answered: a section of the page, or the reason why a tile is not there.
    Table(Box<Table>),
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    following: Following,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let dashboard = site.app.dashboard(&asker, &name)?;
    let chosen = Chosen::read(&site, &asker, query.as_deref(), &dashboard);
    let progress = following.written();
    let (asked, steps) = (chosen.sound()?, progress.steps());
    let mut open = site
        .app
        .open_dashboard_in_steps(&asker, dashboard.clone(), asked, steps)
        .await?;
    let choices = Choices::of(&site, &asker, &dashboard, &chosen, Some(&open)).await;
    let title = dashboard.title.plain();
    let tiles = std::mem::take(&mut open.tiles);
    let Some(mut about) = about(&site, &asker, &tiles).await? else {
        return Err(Error::NotFound);
    };
    about.title.clone_from(&title);
    about.filters = choices.badges.into_iter().map(|badge| badge.text).collect();
    let mut leaves = Vec::new();
    for tile in tiles {
        let leaf = leaf(&site, &asker, &open, tile, &mut about).await?;
        leaves.push(leaf);
    }
    leaves.extend(sections(&site, &asker, &open, asked).await?);
    let name = about.made_at.strftime("svodka-%Y-%m-%d-%H%M").to_string();
    let (leaves, bytes) = written(move || {
        let bytes = bytes(&leaves, &about, &progress);
        (leaves, bytes)
    })
    .await?;
    let bytes = bytes.map_err(Error::inner)?;
    for leaf in &leaves {
        let Content::Answer(answer) = &leaf.content else {
            continue;
        };
        let format = FileFormat::Xlsx.name();
        site.app
            .record_export(&asker, answer, format, &bytes)
            .await?;
    }
    let mut response = ([(CONTENT_TYPE, FileFormat::Xlsx.media_type())], bytes).into_response();
    if let Some(value) = disposition(&name, Title::read(&title).as_ref(), "xlsx") {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(following.handed_out(response))
}

/// Tells where the first answer comes from, as all do; nothing where there is no tile. A file without one answer is none.
async fn about(
    site: &Site,
    asker: &Asker,
    tiles: &[OpenTile],
) -> Result<Option<Provenance>, Error> {
    let answered = tiles.iter().find_map(|tile| tile.answer.as_ref().ok());
    let failed = tiles.iter().find_map(|tile| tile.answer.as_ref().err());
    match (answered, failed) {
        (Some(answer), _) => Ok(Some(provenance::of(site, asker, answer).await)),
        (None, Some(error)) => Err(error.clone().into()),
        (None, None) => Ok(None),
    }
}

/// Makes the sheet of a tile, and adds to what the file says was left out. One that failed has a sheet that says so: one
/// that is missing would not be missed.
async fn leaf(
    site: &Site,
    asker: &Asker,
    open: &OpenDashboard,
    tile: OpenTile,
    about: &mut Provenance,
) -> Result<Leaf, Error> {
    let entity = tile.unit.split_once('.').map_or("", |(entity, _)| entity);
    let title = open.dashboard.tiles[tile.place]
        .title
        .said(&[("unit", entity.to_owned().into())]);
    let unobeyed = tile::unobeyed(site, open, &tile);
    let (mut said, content) = match tile.answer {
        Ok(answer) => {
            let of_sheet = provenance::of(site, asker, &answer).await;
            for limit in of_sheet.limits {
                if !about.limits.contains(&limit) {
                    about.limits.push(limit);
                }
            }
            (of_sheet.filters, Content::Answer(Box::new(answer)))
        }
        Err(error) => {
            let table = failed(&Error::from(error))?;
            (Vec::new(), Content::Table(Box::new(table)))
        }
    };
    said.extend(unobeyed);
    Ok(Leaf {
        title: title.unwrap_or_default(),
        said,
        content,
    })
}

/// Makes the sheets of what stands beside the tiles.
async fn sections(
    site: &Site,
    asker: &Asker,
    open: &OpenDashboard,
    asked: &app::Chosen,
) -> Result<Vec<Leaf>, Error> {
    let zone = &site.app.config.office.timezone;
    let mut leaves = Vec::new();
    if let Some(declared) = &open.dashboard.standing
        && open.reader == Reader::School
    {
        let stands = site
            .app
            .standing(asker, declared, asked, &open.period)
            .await;
        let (said, table) = match stands {
            Ok(stands) => {
                let unobeyed = unobeyed_in_words(site, stands.unobeyed.iter().map(String::as_str));
                let sheet = standing::sheet(site, &stands.measures);
                (unobeyed, sheet.map_err(Error::inner)?)
            }
            Err(error) => (None, failed(&error.into())?),
        };
        leaves.push(section(declared.title.plain(), said, table));
    }
    let (declared, has_segments) = (&open.dashboard.demands, open.dashboard.has_segments);
    if declared.is_none() && !has_segments {
        return Ok(leaves);
    }
    let said = unobeyed_in_words(site, unobeyed_today(asked));
    let known = match site.app.freshness(asker).await {
        Ok(known) => Ok(segments::narrowed(site, asker, known, asked).await),
        Err(error) => Err(error),
    };
    if let Some(declared) = declared {
        let table = match demanded(site, asker, declared, &known).await {
            Ok(table) => demands::sheet(&table).map_err(Error::inner)?,
            Err(error) => failed(&error.into())?,
        };
        leaves.push(section(declared.title.plain(), said.clone(), table));
    }
    if has_segments {
        let table = match known {
            Ok(known) => segments::sheet(&known, zone).map_err(Error::inner)?,
            Err(error) => failed(&error.into())?,
        };
        leaves.push(section(say!("segments-title"), said, table));
    }
    Ok(leaves)
}

/// Returns what the rule sets of the schools ask for today.
async fn demanded(
    site: &Site,
    asker: &Asker,
    declared: &Demands,
    schools: &Result<Vec<SegmentState>, AskError>,
) -> Result<DemandTable, AskError> {
    let schools = schools.as_ref().map_err(AskError::clone)?;
    let school_ids = schools.iter().map(|school| school.school_id.as_str());
    let school_ids: Vec<&str> = school_ids.collect();
    let today = site.app.moment().today;
    let rules = site.app.rules_in_force(asker, today, &school_ids).await?;
    Ok(site.app.demand_table(&rules, &declared.rules))
}

fn section(title: String, said: Option<String>, table: Table) -> Leaf {
    Leaf {
        title,
        said: said.into_iter().collect(),
        content: Content::Table(Box::new(table)),
    }
}

/// Says why a sheet has no figures.
fn failed(error: &Error) -> Result<Table, Error> {
    let reason = say!("workbook-failed", reason = Notice::failed(error).title);
    let reason = Given::Texts(vec![reason]);
    Table::given(vec![(say!("workbook-failed-head"), reason)]).map_err(Error::inner)
}

fn bytes(
    leaves: &[Leaf],
    about: &Provenance,
    progress: &Written,
) -> Result<Vec<u8>, export::Error> {
    let layouts: Vec<Option<Layout<'_>>> = leaves
        .iter()
        .map(|leaf| match &leaf.content {
            Content::Answer(answer) => {
                let layout = answer.layout(&[]);
                layout.map(|layout| layout.with_labels(&about.labels))
            }
            Content::Table(_) => None,
        })
        .collect();
    let sheets = leaves.iter().zip(&layouts).map(|(leaf, layout)| DataSheet {
        name: &leaf.title,
        title: Some(&leaf.title),
        filters: &leaf.said,
        table: match &leaf.content {
            Content::Answer(answer) => &answer.table,
            Content::Table(table) => table,
        },
        layout: layout.as_ref(),
        labels: &about.labels,
    });
    let sheets: Vec<DataSheet<'_>> = sheets.collect();
    export::workbook(&sheets, about, |sheet| {
        progress.add(sheet.table.row_count());
        progress.is_awaited()
    })
}
