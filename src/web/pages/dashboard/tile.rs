//! Tile: one answer of a page as a table with its chart, its sentence, and where the figures come from.

use askama::Template;
use jiff::civil::Date;

use super::address::Address;
use super::choice::range_in_words;
use super::sentence::Values;
use super::tile_table::{self, Wanted};
use crate::app::{
    Action, Answer, Asker, Chart as Drawing, OpenDashboard, OpenTile, PlaceLevel, RulesInForce,
    SegmentState, Width, is_pivot,
};
use crate::catalogue::say;
use crate::export::cell;
use crate::export::numbers;
use crate::table::{ColumnKind, Table};
use crate::web::Error;
use crate::web::parts::{
    Chart, ChartKind, Content, Definitions, Downloads, Figure, Notice, address, words,
};
use crate::web::site::Site;

#[derive(Debug, Clone, Template)]
#[template(path = "dashboard/tile.html")]
pub struct Tile {
    pub id: String,
    pub title: String,
    pub sentence: String,
    pub is_half: bool,
    pub content: Content,
    pub definitions: Option<Definitions>,
    /// The moment of the data, the release, what is withheld and which filters do not hold here.
    pub provenance: Vec<String>,
    /// None for who may not take the answer away.
    pub downloads: Option<Downloads>,
    /// Where the constructor opens it.
    pub constructor: Option<String>,
}

impl askama::filters::HtmlSafe for Tile {}

/// What every tile of a page is laid out with.
pub struct About<'a> {
    pub site: &'a Site,
    pub asker: &'a Asker,
    pub open: &'a OpenDashboard,
    pub address: &'a Address,
    pub status: &'a str,
    pub data_day: Option<Date>,
    pub segments: &'a [SegmentState],
    pub rules: Option<RulesInForce>,
}

/// Returns the large numbers of a tile, one of each measure; nothing where the answer failed.
pub fn figures(open: &OpenDashboard, tile: &OpenTile) -> Vec<Figure> {
    let Ok(answer) = &tile.answer else {
        return Vec::new();
    };
    let own_period = open.dashboard.tiles[tile.place].period.as_deref();
    let table = &answer.table;
    let Some(line) = cell::lines(table).next() else {
        return Vec::new();
    };
    let shown = |key: &str| {
        let place = table.columns.iter().position(|column| column.key == key)?;
        Some(numbers::show(&line.value(place), &table.columns[place]))
    };
    let measures = table.columns.iter().filter(|column| {
        column.kind == ColumnKind::Measure
            && !column.key.ends_with(".previous")
            && !column.key.ends_with(".change")
    });
    measures
        .map(|column| {
            let previous = shown(&format!("{}.previous", column.key));
            let change = shown(&format!("{}.change", column.key)).map(signed);
            let compared = match (previous, change) {
                (Some(previous), Some(change)) if previous != words::NOTHING => Some(say!(
                    "figure-previous",
                    previous = previous,
                    change = change
                )),
                (Some(_), Some(_)) => Some(say!("figure-no-previous")),
                _ => None,
            };
            let notes = own_period.map(range_in_words).into_iter().chain(compared);
            Figure {
                name: column.title.trim_end_matches(", %").to_owned(),
                value: shown(&column.key).unwrap_or_default(),
                note: notes.collect::<Vec<_>>().join(": "),
            }
        })
        .collect()
}

/// A rise carries its sign, as a fall does.
fn signed(change: String) -> String {
    let is_rise = change.starts_with(|first: char| first.is_ascii_digit())
        && change.contains(|digit: char| ('1'..='9').contains(&digit));
    match is_rise {
        true => format!("+{change}"),
        false => change,
    }
}

/// Lays out the answer of a tile.
pub fn laid_out(about: &About<'_>, tile: &OpenTile) -> Tile {
    let declared = &about.open.dashboard.tiles[tile.place];
    let unit = tile.unit.split_once('.').map_or("", |(entity, _)| entity);
    let title = declared.title.said(&[("unit", unit.to_owned().into())]);
    let title = title.unwrap_or_default();
    let mut laid_out = Tile {
        id: format!("tile-{}", declared.name),
        title,
        sentence: String::new(),
        is_half: declared.width == Width::Half,
        content: Content::Notice(Notice::no_data()),
        definitions: None,
        provenance: provenance(about, tile),
        downloads: None,
        constructor: None,
    };
    let answer = match &tile.answer {
        Ok(answer) => answer,
        Err(error) => {
            laid_out.content = Content::Notice(Notice::failed(&Error::from(error.clone())));
            return laid_out;
        }
    };
    let measures = asked_measures(&tile.query);
    laid_out.definitions = about.rules.as_ref().map(|rules| Definitions {
        id: laid_out.id.clone(),
        told: about.site.app.definitions(rules, &measures),
    });
    if answer.table.row_count() == 0 {
        let notice = match &declared.empty {
            Some(empty) => Notice::empty(empty.plain(), ""),
            None => Notice::empty(say!("tile-empty"), say!("tile-empty-advice")),
        };
        laid_out.content = Content::Notice(notice);
        return laid_out;
    }
    laid_out.downloads = about.asker.may(Action::Export).then(|| {
        let label = format!("{}:", laid_out.title);
        Downloads::of(label, &laid_out.title, &tile.query, is_pivot(&tile.query))
    });
    laid_out.constructor = Some(address::constructor(&tile.query));
    if let Some(sentence) = &declared.sentence {
        laid_out.sentence = Values::of(&answer.table, &tile.unit).said(sentence);
    }
    laid_out.content = content(about, tile, answer, &laid_out);
    laid_out
}

fn content(about: &About<'_>, tile: &OpenTile, answer: &Answer, laid_out: &Tile) -> Content {
    let declared = &about.open.dashboard.tiles[tile.place];
    let table = &answer.table;
    let measures = asked_measures(&tile.query);
    let draws: Vec<&str> = match declared.draws.is_empty() {
        true => measures.first().copied().into_iter().collect(),
        false => declared.draws.iter().map(String::as_str).collect(),
    };
    let across = tile.query["pivot"]["columns"].as_array().and_then(|names| {
        let mut names = names.iter().filter_map(serde_json::Value::as_str);
        names.find(|name| *name != "measures")
    });
    let is_unit_first = table
        .columns
        .iter()
        .find(|column| column.kind == ColumnKind::Dimension)
        .is_some_and(|column| column.key == tile.unit);
    let leads_down = is_unit_first
        && match about.open.level {
            PlaceLevel::Schools => tile.unit == "school.name",
            PlaceLevel::Classes => tile.unit == "class.name",
            PlaceLevel::Pupils => false,
        }
        && about.open.dashboard.filters.contains(&tile.unit);
    let link = |name: &str| leads_down.then(|| about.address.with(&tile.unit, name));
    let title_of = |member: &str, value: &str| about.site.app.value_titled(member, value);
    let has_filters = tile.query["filters"]
        .as_array()
        .is_some_and(|filters| !filters.is_empty());
    let is_cut = tile.query.get("limit").is_some();
    let expected: Vec<&str> =
        match tile.unit == "school.name" && is_unit_first && !has_filters && !is_cut {
            true => about
                .segments
                .iter()
                .map(|segment| segment.school_name.as_str())
                .collect(),
            false => Vec::new(),
        };
    let id = format!("{}-table", laid_out.id);
    let data_table = tile_table::laid_out(
        table,
        &Wanted {
            id: id.clone(),
            caption: say!("tile-caption", title = laid_out.title.as_str()),
            across,
            draws: draws.clone(),
            data_day: about.data_day,
            link: &link,
            title_of: &title_of,
            expected: &expected,
        },
    );
    let chart = chart_kind(declared.chart).map(|kind| Chart {
        kind,
        table: id,
        title: laid_out.title.clone(),
        summary: laid_out.sentence.clone(),
        unit: unit_of(table, &draws),
        rows: data_table.rows.iter().filter(|row| !row.is_total).count(),
        target: declared.target,
    });
    Content::Answer {
        chart,
        table: data_table,
    }
}

fn chart_kind(drawing: Drawing) -> Option<ChartKind> {
    match drawing {
        Drawing::None | Drawing::Figures => None,
        Drawing::Bar => Some(ChartKind::Bar),
        Drawing::Column => Some(ChartKind::Column),
        Drawing::Stacked => Some(ChartKind::Stacked),
        Drawing::Line => Some(ChartKind::Line),
        Drawing::Heatmap => Some(ChartKind::HeatMap),
        Drawing::Dot => Some(ChartKind::Dot),
    }
}

/// Returns what the drawn numbers are, such as «Посещаемость, %».
fn unit_of(table: &Table, draws: &[&str]) -> String {
    let mut drawn = table
        .columns
        .iter()
        .filter(|column| draws.contains(&column.key.as_str()));
    drawn
        .next()
        .map_or_else(String::new, |column| column.title.clone())
}

fn asked_measures(query: &serde_json::Value) -> Vec<&str> {
    let measures = query["measures"].as_array();
    let measures = measures.into_iter().flatten();
    measures.filter_map(serde_json::Value::as_str).collect()
}

fn provenance(about: &About<'_>, tile: &OpenTile) -> Vec<String> {
    let declared = &about.open.dashboard.tiles[tile.place];
    let mut said = vec![about.status.to_owned()];
    if let Ok(answer) = &tile.answer
        && answer.table.withholds()
    {
        said.push(say!("answer-withheld"));
    }
    if let Some(period) = &declared.period {
        said.push(say!("tile-own-period", period = range_in_words(period)));
    }
    let unobeyed: Vec<String> = tile
        .unobeyed
        .iter()
        .filter(|name| declared.period.is_none() || *name != "period")
        .map(|name| match name.as_str() {
            "period" => say!("filter-period"),
            member => about
                .site
                .app
                .titled(member)
                .unwrap_or_else(|| member.to_owned()),
        })
        .collect();
    if !unobeyed.is_empty() {
        said.push(say!("tile-unobeyed", filters = unobeyed.join(", ")));
    }
    said
}
