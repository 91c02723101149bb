//! Tile: one answer of a page as a table with its chart, its sentence, and where the figures come from.

use askama::Template;
use jiff::civil::Date;
use serde_json::Value;

use super::address::Address;
use super::choice::{range_in_words, unobeyed_in_words};
use super::sentence::Values;
use super::tile_table::{self, Days, Wanted};
use crate::app::{
    Action, Answer, Asker, Chart as Drawing, OpenDashboard, OpenTile, PlaceLevel, Point,
    RulesInForce, SegmentState, Tile as Declared, Width, is_pivot, narrowed, uncut,
};
use crate::catalogue::say;
use crate::export::cell;
use crate::export::numbers;
use crate::period::Period;
use crate::table::{ColumnKind, Format, Table, TableColumn};
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
    /// How much of the answer is shown, where it is not all.
    pub cut: Option<Cut>,
    pub definitions: Option<Definitions>,
    /// The moment of the data, the release, what is withheld and which filters do not hold here.
    pub provenance: Vec<String>,
    /// None for who may not take the answer away.
    pub downloads: Option<Downloads>,
    /// Where the constructor opens it.
    pub constructor: Option<String>,
}

impl askama::filters::HtmlSafe for Tile {}

/// Says that rows are left out, and leads to all of them.
#[derive(Debug, Clone)]
pub struct Cut {
    pub text: String,
    pub address: String,
}

/// What every tile of a page is laid out with.
pub struct About<'a> {
    pub site: &'a Site,
    pub asker: &'a Asker,
    pub open: &'a OpenDashboard,
    pub address: &'a Address,
    pub status: &'a str,
    pub data_day: Option<Date>,
    /// The schools that have to appear on the page, with data or without.
    pub segments: &'a [SegmentState],
    pub rules: Option<RulesInForce>,
}

/// Returns the large numbers of a tile, one of each measure; nothing where the answer failed.
pub fn figures(about: &About<'_>, tile: &OpenTile) -> Vec<Figure> {
    let Ok(answer) = &tile.answer else {
        return Vec::new();
    };
    let declared = &about.open.dashboard.tiles[tile.place];
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
            let change = change.map(|change| match column.format {
                Format::Percent(_) if change != words::NOTHING => {
                    say!("figure-points", change = change)
                }
                _ => change,
            });
            let compared = match (previous, change) {
                (Some(previous), Some(change)) if previous != words::NOTHING => {
                    Some(compared(answer, previous, change))
                }
                (Some(_), Some(_)) => Some(say!("figure-no-previous")),
                _ => None,
            };
            let target = declared.targets.get(&column.key);
            let notes = declared.period.as_deref().map(range_in_words).into_iter();
            let notes = notes
                .chain(compared)
                .chain(target.map(|target| say!("figure-target", target = aim(*target, column))))
                .chain(unfinished(about, answer))
                .chain(unobeyed(about.site, about.open, tile));
            Figure {
                name: column.title.trim_end_matches(", %").to_owned(),
                value: shown(&column.key).unwrap_or_default(),
                notes: notes.collect(),
            }
        })
        .collect()
}

/// Says what a figure was, on which days, and whether only as many of them count as have come this time.
fn compared(answer: &Answer, previous: String, change: String) -> String {
    let cut = match answer.table.partial {
        Some(_) => "yes",
        None => "no",
    };
    match answer.compared {
        Some((_, before)) => {
            say!(
                "figure-previous-days",
                previous = previous,
                change = change,
                days = words::span(before),
                cut = cut
            )
        }
        None => say!(
            "figure-previous-term",
            previous = previous,
            change = change,
            cut = cut
        ),
    }
}

/// Says up to which day there are data, where more days are asked about.
fn unfinished(about: &About<'_>, answer: &Answer) -> Option<String> {
    let partial = answer.table.partial.as_ref();
    let day = partial.map(|partial| partial.data_day).or_else(|| {
        let asked = asked_days(&answer.query)?;
        about.data_day.filter(|day| asked.to > *day)
    })?;
    Some(say!("figure-partial", day = words::day(day)))
}

/// Writes what is to be reached as its figures are written, without decimals that say nothing.
fn aim(target: f64, column: &TableColumn) -> String {
    let format = match column.format {
        Format::Percent(_) if target.fract() == 0.0 => Format::Percent(0),
        Format::Number(_) if target.fract() == 0.0 => Format::Number(0),
        format => format,
    };
    numbers::format(&cell::Cell::Number(target), format)
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
        cut: None,
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
    laid_out.cut = cut(tile, &answer.table);
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
    let days = Days {
        asked: asked_days(&answer.query),
        data_day: about.data_day,
    };
    let leads = |point: &Point| lead(about, tile, days, point);
    let records = |point: &Point| {
        let point = Point {
            days: point.days.map(|span| days.within(span)),
            ..point.clone()
        };
        let state = tile.leads.records.as_ref()?;
        Some(address::constructor(&narrowed(state, &point)))
    };
    let title_of = |member: &str, value: &str| about.site.app.value_titled(member, value);
    let expected: Vec<&str> = match expects_schools(declared, tile, table) {
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
            days,
            leads: &leads,
            records: &records,
            title_of: &title_of,
            expected: &expected,
        },
    );
    let targets = targets(declared, table, &draws);
    let chart = chart_kind(declared.chart).map(|kind| Chart {
        kind,
        table: id,
        title: laid_out.title.clone(),
        summary: laid_out.sentence.clone(),
        unit: unit_of(table, &draws),
        rows: data_table.rows.iter().filter(|row| !row.is_total).count(),
        targets: targets.iter().map(|(target, _)| *target).collect(),
        aims: targets.into_iter().map(|(_, told)| told).collect(),
    });
    Content::Answer {
        chart,
        table: data_table,
    }
}

/// Returns where a row leads by the last of its dimensions: to the page about it, else one step down in the constructor.
fn lead(about: &About<'_>, tile: &OpenTile, days: Days, point: &Point) -> Option<String> {
    let Some((member, value)) = point.members.last() else {
        return point
            .days
            .map(|span| about.address.with_days(days.within(span)));
    };
    let has_school = about.asker.scope.school_id().is_some()
        || about.open.level != PlaceLevel::Schools
        || point.members.iter().any(|(name, _)| name == "school.name");
    // A class has a meaning inside its school only, and who has one school has nothing to choose.
    let is_offered = |member: &str| match member.split_once('.') {
        Some(("class", "name")) => has_school,
        Some(("school", _)) => about.open.level == PlaceLevel::Schools,
        _ => true,
    };
    let is_filter = |member: &str| {
        about
            .open
            .dashboard
            .filters
            .iter()
            .any(|name| name == member)
            && is_offered(member)
            && !is_filtered(&tile.query, member)
    };
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if is_filter(member) {
        let above = point.members.iter().filter(|(name, _)| is_filter(name));
        let above = above.filter_map(|(name, value)| Some((name.clone(), text(value)?)));
        let value = text(value)?;
        return Some(about.address.narrowed(above).with(member, &value));
    }
    let down = tile.leads.down.as_ref().filter(|_| *member == tile.unit)?;
    let own = Point {
        members: vec![(member.clone(), value.clone())],
        days: None,
    };
    Some(address::constructor(&narrowed(down, &own)))
}

/// Says whether a question is about one value of a dimension anyway.
fn is_filtered(query: &Value, member: &str) -> bool {
    let filters = query["filters"].as_array();
    let mut filters = filters.into_iter().flatten();
    let is_one = |filter: &Value| {
        filter["values"]
            .as_array()
            .is_some_and(|one| one.len() == 1)
    };
    filters.any(|filter| filter["member"] == member && is_one(filter))
}

/// Says whether every school has to appear in a table: where schools are compared, all of them, and a school is left out
/// because it has no data and for no other reason. Which classes are looked at is no such reason.
fn expects_schools(declared: &Declared, tile: &OpenTile, table: &Table) -> bool {
    let mut split = table.columns.iter();
    let first = split.find(|column| column.kind == ColumnKind::Dimension);
    let filters = declared.query["filters"].as_array();
    let mut filters = filters.into_iter().flatten();
    let is_of_classes = |filter: &Value| {
        filter["member"]
            .as_str()
            .is_some_and(|member| member.starts_with("class."))
    };
    tile.unit == "school.name"
        && first.is_some_and(|column| column.key == tile.unit)
        && tile.query.get("limit").is_none()
        && filters.all(is_of_classes)
}

/// Says how many rows of how many are shown.
fn cut(tile: &OpenTile, table: &Table) -> Option<Cut> {
    let shown = table.row_count() as u64;
    let is_full = tile.query["limit"].as_u64() == Some(shown);
    let text = match table.total {
        Some(total) if total > shown => {
            say!("tile-cut", shown = shown as i64, total = total as i64)
        }
        None if is_full || table.is_truncated => say!("tile-cut-unknown", shown = shown as i64),
        _ => return None,
    };
    Some(Cut {
        text,
        address: address::constructor(&uncut(&tile.query)),
    })
}

/// Returns what the drawn measures are to reach, with the words of the caption: one line for all that share a value.
fn targets(declared: &Declared, table: &Table, draws: &[&str]) -> Vec<(f64, String)> {
    let is_drawn = |column: &&TableColumn| draws.contains(&column.key.as_str());
    let drawn: Vec<&TableColumn> = table.columns.iter().filter(is_drawn).collect();
    let mut lines: Vec<(f64, Vec<&TableColumn>)> = Vec::new();
    // A heat map has no axis to draw a line across.
    let is_on_axis = declared.chart != Drawing::Heatmap;
    for column in drawn.iter().filter(|_| is_on_axis) {
        let Some(target) = declared.targets.get(&column.key) else {
            continue;
        };
        match lines.iter_mut().find(|(value, _)| value == target) {
            Some((_, columns)) => columns.push(column),
            None => lines.push((*target, vec![column])),
        }
    }
    let told = lines.into_iter().map(|(target, columns)| {
        let shown = aim(target, columns[0]);
        let told = match columns.len() == drawn.len() {
            true => say!("chart-target", target = shown),
            false => {
                let names = columns.iter().map(|column| column.short_title.as_str());
                let names = names.collect::<Vec<_>>().join(", ");
                say!("chart-target-of", target = shown, measures = names)
            }
        };
        (target, told)
    });
    told.collect()
}

/// Returns the days of a question as it was understood; none where every school has its own.
fn asked_days(query: &Value) -> Option<Period> {
    let times = query["timeDimensions"].as_array()?;
    let range = times
        .iter()
        .find_map(|time| time.get("dateRange")?.as_array())?;
    let day = |place: usize| -> Option<Date> {
        let day = range.get(place)?.as_str()?.get(..10)?;
        day.parse().ok()
    };
    Some(Period::new(day(0)?, day(1)?))
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
    said.extend(unobeyed(about.site, about.open, tile));
    said
}

/// Names the filters of the page that do not hold for a tile.
pub fn unobeyed(site: &Site, open: &OpenDashboard, tile: &OpenTile) -> Option<String> {
    let declared = &open.dashboard.tiles[tile.place];
    let unobeyed = tile.unobeyed.iter().map(String::as_str);
    let unobeyed = unobeyed.filter(|name| declared.period.is_none() || *name != "period");
    unobeyed_in_words(site, unobeyed)
}
