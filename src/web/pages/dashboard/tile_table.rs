//! The table of a tile: an answer laid out as its question asks, with what a chart draws of it.
//!
//! Without a column dimension every measure is a column; with one, its values are, and there is one measure. Totals are the
//! answer's own. A chart takes its series from the rows where columns are laid out across, else from the measures.

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::json;

use crate::app::{Point, sort_key};
use crate::catalogue::say;
use crate::export::cell::{self, Cell as Value, Line, LineKind};
use crate::export::numbers;
use crate::period::Period;
use crate::table::{ColumnKind, Format, Table, TableColumn};
use crate::web::parts::data_table::Plot;
use crate::web::parts::{Cell, DataTable, Head, Row, words};

/// What the layout needs to know beside the answer.
pub struct Wanted<'a> {
    pub id: String,
    pub caption: String,
    /// The dimension whose values stand across.
    pub across: Option<&'a str>,
    /// The measures that are drawn.
    pub draws: Vec<&'a str>,
    pub days: Days,
    /// Leads from a row to what is known about it, from its first dimension on.
    pub leads: &'a dyn Fn(&Point) -> Option<String>,
    /// Leads from a row to the records behind its figures, from none to those behind all.
    pub records: &'a dyn Fn(&Point) -> Option<String>,
    /// What people call a value of a dimension.
    pub title_of: &'a dyn Fn(&str, &str) -> String,
    /// Names that must appear even without data.
    pub expected: &'a [&'a str],
}

/// Which days are asked about, where all schools have the same, and up to which there are data.
#[derive(Debug, Clone, Copy, Default)]
pub struct Days {
    pub asked: Option<Period>,
    pub data_day: Option<Date>,
}

impl Days {
    /// Says whether a span is only told of in part.
    pub fn cut(&self, span: Period) -> bool {
        self.data_day.is_some_and(|day| span.to > day)
            || self
                .asked
                .is_some_and(|asked| span.from < asked.from || span.to > asked.to)
    }

    /// Returns what is asked of a span.
    pub fn within(&self, span: Period) -> Period {
        self.asked.map_or(span, |asked| {
            Period::new(span.from.max(asked.from), span.to.min(asked.to))
        })
    }
}

/// Lays out an answer.
pub fn laid_out(table: &Table, wanted: &Wanted<'_>) -> DataTable {
    let across = wanted.across.and_then(|name| {
        let is_it =
            |column: &TableColumn| column.key == name || cell::time_member(column) == Some(name);
        table.columns.iter().position(is_it)
    });
    let (heads, mut rows) = match across {
        Some(across) => spread(table, across, wanted),
        None => listed(table, wanted),
    };
    let columns = heads.len();
    let named: Vec<String> = rows.iter().filter_map(name_of).collect();
    let missing = wanted.expected.iter().filter(|name| {
        let name = words::unbroken(name);
        !named.contains(&name)
    });
    let missing: Vec<Row> = missing
        .map(|name| Row {
            cells: vec![
                Cell::name(name),
                Cell::Missing {
                    columns: columns.saturating_sub(1),
                },
            ],
            ..Row::default()
        })
        .collect();
    let totals = rows
        .iter()
        .position(|row| row.is_total)
        .unwrap_or(rows.len());
    rows.splice(totals..totals, missing);
    DataTable {
        id: wanted.id.clone(),
        caption: wanted.caption.clone(),
        heads,
        rows,
    }
}

fn name_of(row: &Row) -> Option<String> {
    match row.cells.first()? {
        Cell::Name(name) | Cell::Link { text: name, .. } => Some(name.clone()),
        _ => None,
    }
}

/// Every column of the answer is one of the table.
fn listed(table: &Table, wanted: &Wanted<'_>) -> (Vec<Head>, Vec<Row>) {
    let heads = table.columns.iter().map(|column| Head {
        text: match column.kind {
            ColumnKind::Measure => column.short_title.clone(),
            ColumnKind::Dimension | ColumnKind::Time(_) => column.title.clone(),
        },
        is_number: is_number(column),
        ..Head::default()
    });
    let has_dimensions = table
        .columns
        .iter()
        .any(|column| column.kind != ColumnKind::Measure);
    let mut rows = Vec::new();
    for line in cell::lines(table) {
        // Of the levels of totals a tile shows the last, which is about everything.
        if matches!(line.kind, LineKind::Total(kept) if !kept.is_empty() || !has_dimensions) {
            continue;
        }
        rows.push(match line.kind {
            LineKind::Row => listed_row(table, &line, wanted),
            LineKind::Others | LineKind::Total(_) => summed_row(table, &line, wanted),
        });
    }
    (with_ways(heads.collect(), wanted), rows)
}

fn listed_row(table: &Table, line: &Line<'_>, wanted: &Wanted<'_>) -> Row {
    let name = head_of(table, line, wanted);
    let (mut row, mut point) = (Row::default(), Point::default());
    for (place, column) in table.columns.iter().enumerate() {
        if column.kind == ColumnKind::Measure {
            let is_drawn = wanted.draws.contains(&column.key.as_str());
            row.cells.push(figure(line, place, column, |value| {
                is_drawn.then(|| Plot {
                    series: column.short_title.clone(),
                    x: name.clone(),
                    value,
                })
            }));
            continue;
        }
        put(&mut point, line, place, column);
        if let Some(span) = span_of(line, place, column)
            && wanted.days.cut(span)
        {
            row.note = Some(say!("period-partial"));
        }
        let lead = (wanted.leads)(&point);
        row.cells.push(match (row.cells.is_empty(), &lead) {
            (true, _) => named(&name, lead.as_deref()),
            (false, None) => Cell::Text(shown(line, place, column, wanted)),
            (false, Some(address)) => Cell::TextLink {
                text: shown(line, place, column, wanted),
                address: address.clone(),
            },
        });
        row.lead = lead.or(row.lead);
    }
    let place = point_text(table, line, wanted);
    row.cells.extend(way(&place, (wanted.records)(&point)));
    row
}

/// Lays out what stands for the rows that are left out, or for all.
fn summed_row(table: &Table, line: &Line<'_>, wanted: &Wanted<'_>) -> Row {
    let is_total = matches!(line.kind, LineKind::Total(_));
    let mut row = Row {
        is_total,
        ..Row::default()
    };
    for (place, column) in table.columns.iter().enumerate() {
        row.cells
            .push(match (column.kind, row.cells.is_empty(), is_total) {
                (ColumnKind::Measure, _, _) => figure(line, place, column, |_| None),
                (_, true, true) => Cell::Name(say!("row-total")),
                (_, true, false) => Cell::Name(say!("row-others")),
                (_, false, _) => Cell::Text(String::new()),
            });
    }
    row.cells.extend(way_of_total(wanted, is_total));
    row
}

/// The values of one dimension stand across, under one measure.
fn spread(table: &Table, across: usize, wanted: &Wanted<'_>) -> (Vec<Head>, Vec<Row>) {
    let column = &table.columns[across];
    let Some(measure) = table
        .columns
        .iter()
        .position(|column| column.kind == ColumnKind::Measure)
    else {
        return (Vec::new(), Vec::new());
    };
    let mut places: Vec<(SortKey, String)> = Vec::new();
    let mut names: Vec<(String, Point)> = Vec::new();
    let mut cells: HashMap<(String, String), Line<'_>> = HashMap::new();
    let (mut below, mut whole) = (HashMap::new(), None);
    let mut beside: HashMap<String, Line<'_>> = HashMap::new();
    for line in cell::lines(table) {
        let place = shown(&line, across, column, wanted);
        let name = head_of(table, &line, wanted);
        let has_place = line.is_kept(column);
        let has_name =
            table.columns.iter().enumerate().all(|(at, one)| {
                at == across || one.kind == ColumnKind::Measure || line.is_kept(one)
            });
        match (has_name, has_place) {
            (true, true) => {
                let key = (SortKey::of(&line.value(across)), place.clone());
                if !places.contains(&key) {
                    places.push(key);
                }
                let named = (name.clone(), point_of(table, &line, across));
                if !names.contains(&named) {
                    names.push(named);
                }
                cells.insert((name, place), line);
            }
            (false, true) => {
                below.insert(place, line);
            }
            (true, false) => {
                beside.insert(name, line);
            }
            (false, false) => whole = Some(line),
        }
    }
    places.sort();
    let row_head = table
        .columns
        .iter()
        .enumerate()
        .find(|(at, one)| *at != across && one.kind != ColumnKind::Measure)
        .map_or_else(String::new, |(_, one)| one.title.clone());
    let mut heads = vec![Head::text(row_head)];
    heads.extend(places.iter().map(|(key, place)| {
        let is_partial = key.span(column).is_some_and(|span| wanted.days.cut(span));
        Head::number(short(place, column))
            .with_note(is_partial.then(|| say!("period-partial")).as_deref())
            .at_place(place.clone())
    }));
    let has_beside = !beside.is_empty();
    if has_beside {
        heads.push(Head::number(say!("column-total")));
    }
    let figures = &table.columns[measure];
    let number = |line: Option<&Line<'_>>| match line {
        Some(line) => figure(line, measure, figures, |_| None),
        None => Cell::number(""),
    };
    let mut rows: Vec<Row> = names
        .iter()
        .map(|(name, point)| {
            let lead = (wanted.leads)(point);
            let mut row = vec![named(name, lead.as_deref())];
            row.extend(places.iter().map(|(_, place)| {
                let line = cells.get(&(name.clone(), place.clone()));
                match line {
                    Some(line) => figure(line, measure, figures, |value| {
                        Some(Plot {
                            series: name.clone(),
                            x: place.clone(),
                            value,
                        })
                    }),
                    None => Cell::number(""),
                }
            }));
            if has_beside {
                row.push(number(beside.get(name)));
            }
            row.extend(way(name, (wanted.records)(point)));
            Row {
                cells: row,
                lead,
                ..Row::default()
            }
        })
        .collect();
    if !below.is_empty() || whole.is_some() {
        let mut row = vec![Cell::Name(say!("row-total"))];
        row.extend(places.iter().map(|(_, place)| number(below.get(place))));
        if has_beside {
            row.push(number(whole.as_ref()));
        }
        row.extend(way_of_total(wanted, true));
        rows.push(Row {
            cells: row,
            is_total: true,
            ..Row::default()
        });
    }
    (with_ways(heads, wanted), rows)
}

/// Orders what stands across: periods and numbers by size, the rest as the answer has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Day(Date),
    Number(i64),
    Text(String),
}

impl SortKey {
    fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Moment(moment) => Self::Day(moment.date()),
            Value::Integer(number) => Self::Number(*number),
            Value::Number(number) => Self::Number(*number as i64),
            Value::Text(text) => Self::Text(sort_key(text)),
            _ => Self::Text(String::new()),
        }
    }

    /// Returns the days of a period that stands across.
    fn span(&self, column: &TableColumn) -> Option<Period> {
        match (self, column.kind) {
            (Self::Day(first), ColumnKind::Time(granularity)) => {
                Some(Period::new(*first, granularity.last_day(*first)))
            }
            _ => None,
        }
    }
}

/// Shortens the name of a week or a day, whose year stands in the title of the page.
fn short(place: &str, column: &TableColumn) -> String {
    use crate::table::Granularity::{Day, Week};
    match column.kind {
        ColumnKind::Time(Day) => place.get(..5).unwrap_or(place).to_owned(),
        ColumnKind::Time(Week) => match place.split_once('–') {
            Some((first, _)) => first.to_owned(),
            None => place.to_owned(),
        },
        _ => place.to_owned(),
    }
}

fn is_number(column: &TableColumn) -> bool {
    column.kind == ColumnKind::Measure && column.format != Format::Text
}

/// Returns the name of a row: its first dimension that does not stand across.
fn head_of(table: &Table, line: &Line<'_>, wanted: &Wanted<'_>) -> String {
    let found = first_dimension(table, wanted.across);
    found.map_or_else(String::new, |(place, column)| {
        words::unbroken(&shown(line, place, column, wanted))
    })
}

/// Returns what a row is about, apart from what stands across.
fn point_of(table: &Table, line: &Line<'_>, across: usize) -> Point {
    let mut point = Point::default();
    for (place, column) in table.columns.iter().enumerate() {
        if place != across && column.kind != ColumnKind::Measure {
            put(&mut point, line, place, column);
        }
    }
    point
}

fn put(point: &mut Point, line: &Line<'_>, place: usize, column: &TableColumn) {
    if let Some(span) = span_of(line, place, column) {
        if cell::time_member(column) == Some("calendar.date") {
            point.days = Some(span);
        }
        return;
    }
    let value = match line.value(place) {
        Value::Text(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Number(number) => json!(number),
        Value::Flag(flag) => json!(flag),
        Value::Moment(moment) => json!(moment.date().to_string()),
        Value::Other(text) => json!(text),
        Value::Null | Value::Absent | Value::Withheld => json!(null),
    };
    point.members.push((column.key.clone(), value));
}

fn span_of(line: &Line<'_>, place: usize, column: &TableColumn) -> Option<Period> {
    SortKey::of(&line.value(place)).span(column)
}

/// Names a row for who hears a link of it alone: all that it is about.
fn point_text(table: &Table, line: &Line<'_>, wanted: &Wanted<'_>) -> String {
    let columns = table.columns.iter().enumerate();
    let texts = columns
        .filter(|(_, column)| column.kind != ColumnKind::Measure)
        .map(|(place, column)| shown(line, place, column, wanted));
    texts.collect::<Vec<_>>().join(", ")
}

fn with_ways(mut heads: Vec<Head>, wanted: &Wanted<'_>) -> Vec<Head> {
    if (wanted.records)(&Point::default()).is_some() {
        heads.push(Head::way(say!("tile-records")));
    }
    heads
}

fn way(name: &str, address: Option<String>) -> Option<Cell> {
    address.map(|address| Cell::Way {
        text: say!("tile-records"),
        label: name.to_owned(),
        address,
    })
}

fn way_of_total(wanted: &Wanted<'_>, is_total: bool) -> Option<Cell> {
    let cell = way(&say!("row-total"), (wanted.records)(&Point::default()))?;
    // What is left out of a list are no records that a filter could name.
    Some(match is_total {
        true => cell,
        false => Cell::Text(String::new()),
    })
}

fn first_dimension<'a>(table: &'a Table, across: Option<&str>) -> Option<(usize, &'a TableColumn)> {
    table.columns.iter().enumerate().find(|(_, column)| {
        column.kind != ColumnKind::Measure
            && across != Some(column.key.as_str())
            && (across.is_none() || cell::time_member(column) != across)
    })
}

fn shown(line: &Line<'_>, place: usize, column: &TableColumn, wanted: &Wanted<'_>) -> String {
    match line.value(place) {
        Value::Text(text) => (wanted.title_of)(&column.key, text),
        value => numbers::show(&value, column),
    }
}

fn named(name: &str, address: Option<&str>) -> Cell {
    match address {
        Some(address) => Cell::Link {
            text: name.to_owned(),
            address: address.to_owned(),
        },
        None => Cell::Name(name.to_owned()),
    }
}

fn figure(
    line: &Line<'_>,
    place: usize,
    column: &TableColumn,
    plot: impl FnOnce(f64) -> Option<Plot>,
) -> Cell {
    let value = line.value(place);
    let drawn = match value {
        Value::Number(figure) => plot(figure),
        // Counts stay far below 2^53.
        Value::Integer(figure) => plot(figure as f64),
        _ => None,
    };
    Cell::Number {
        text: numbers::show(&value, column),
        plot: drawn,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};

    use super::*;

    fn column(key: &str, kind: ColumnKind, format: Format) -> TableColumn {
        TableColumn {
            key: key.to_owned(),
            title: key.to_owned(),
            short_title: key.to_owned(),
            kind,
            format,
            titles: Vec::new(),
            description: String::new(),
        }
    }

    #[test]
    fn a_school_without_data_reads_so_and_is_no_nought() {
        let schools: ArrayRef = Arc::new(StringArray::from(vec!["Школа № 2"]));
        let shares: ArrayRef = Arc::new(Float64Array::from(vec![93.44]));
        let rows =
            RecordBatch::try_from_iter([("school.name", schools), ("attendance_pct", shares)]);
        let table = Table {
            columns: vec![
                column("school.name", ColumnKind::Dimension, Format::Text),
                column("attendance_pct", ColumnKind::Measure, Format::Percent(1)),
            ],
            rows: vec![rows.expect("a batch")],
            totals: None,
            others: None,
            total: None,
            is_truncated: false,
            partial: None,
        };
        let laid_out = laid_out(
            &table,
            &Wanted {
                id: "t".to_owned(),
                caption: String::new(),
                across: None,
                draws: vec!["attendance_pct"],
                days: Days::default(),
                leads: &|_| None,
                records: &|_| None,
                title_of: &|_, value| value.to_owned(),
                expected: &["Школа № 2", "Школа № 10"],
            },
        );
        let text = laid_out.to_string().replace('\u{a0}', " ");
        assert!(
            text.contains("93,4 %") && text.contains("Школа № 10"),
            "{text}"
        );
        assert_eq!(text.matches("нет данных").count(), 1, "{text}");
        assert_eq!(text.matches("data-value").count(), 1, "{text}");
    }
}
