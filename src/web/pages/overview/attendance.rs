//! Attendance of the last weeks: a heat map over schools or classes, and its table.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Span, Split};
use crate::table::{Format, Table};
use crate::web::parts::data_table::Plot;
use crate::web::parts::matrix::Matrix;
use crate::web::parts::records::{self, Record};
use crate::web::parts::{
    Cell, Chart, ChartKind, Content, DataTable, Figure, Head, Notice, Row, words,
};

const TABLE: &str = "attendance-table";
const PCT: &str = "attendance.attendance_pct";
const MISSED: &str = "attendance.missed";
const UNEXCUSED: &str = "attendance.missed_unexcused";
const WEEK: &str = "calendar.date.week";
const PERCENT: Format = Format::Percent(1);
const COUNT: Format = Format::Number(0);

/// More lines than these cannot be told apart in one drawing.
const LINES_MOST: usize = 6;

/// Asks for each week, with the week's total over all.
pub fn by_week(split: Split, span: &Span) -> Value {
    json!({
        "measures": [PCT],
        "dimensions": [split.member()],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "week", "dateRange": range(span)}],
        "order": [[split.member(), "asc"], ["calendar.date", "asc"]],
        "totals": ["calendar.date"],
    })
}

/// Asks for the whole span, which the weeks cannot be added up to.
pub fn whole(split: Split, span: &Span) -> Value {
    json!({
        "measures": [PCT, MISSED, UNEXCUSED],
        "dimensions": [split.member()],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": range(span)}],
        "order": [[split.member(), "asc"]],
        "totals": true,
    })
}

/// Returns the measures that the section shows, for their definitions.
pub fn measures() -> [&'static str; 3] {
    [PCT, MISSED, UNEXCUSED]
}

fn range(span: &Span) -> [String; 2] {
    [span.weeks.from.to_string(), span.weeks.to.to_string()]
}

/// Returns the numbers that stand above the sections.
pub fn figures(whole: &Table) -> Vec<Figure> {
    let Some(total) = records::totals(whole).next() else {
        return Vec::new();
    };
    let unexcused = total.shown(UNEXCUSED, COUNT);
    vec![
        Figure {
            name: "Посещаемость".to_owned(),
            value: total.shown(PCT, PERCENT),
            note: "за восемь недель".to_owned(),
        },
        Figure {
            name: "Пропущено уроков".to_owned(),
            value: total.shown(MISSED, COUNT),
            note: format!("из них без уважительной причины: {unexcused}"),
        },
    ]
}

/// Lays out the two answers; `schools` names those who must appear even without data.
pub fn content(
    split: Split,
    span: &Span,
    schools: &[&str],
    by_week: &Table,
    whole: &Table,
) -> (String, Content) {
    let mut weeks: Matrix<String, Date, Option<f64>> = Matrix::new();
    for record in records::rows(by_week) {
        if let (Some(name), Some(week)) = (record.text(split.member()), record.day(WEEK)) {
            weeks.put(name.to_owned(), week, record.number(PCT));
        }
    }
    if weeks.rows.is_empty() {
        let notice = Notice::empty(
            "Уроков за эти недели нет",
            "В каникулы и до первой выгрузки посещаемость не считается.",
        );
        return (String::new(), Content::Notice(notice));
    }
    weeks.columns.sort();
    for school in schools {
        weeks.add_row((*school).to_owned());
    }

    let mut table = DataTable {
        id: TABLE.to_owned(),
        caption: format!(
            "Посещаемость по {} и неделям; неделя названа своим понедельником",
            split.by()
        ),
        heads: heads(split, span, &weeks.columns),
        rows: Vec::new(),
    };
    for name in &weeks.rows {
        let over_span =
            records::rows(whole).find(|record| record.text(split.member()) == Some(name));
        table.rows.push(row(name, &weeks, over_span));
    }
    table
        .rows
        .push(total_row(split, &weeks.columns, by_week, whole));

    let summary = summary(split, span, whole);
    let rows = weeks
        .rows
        .iter()
        .filter(|name| weeks.has_values(name))
        .count();
    let chart = Chart {
        kind: if rows > LINES_MOST {
            ChartKind::HeatMap
        } else {
            ChartKind::Line
        },
        table: TABLE.to_owned(),
        title: format!("Посещаемость по {} и неделям, %", split.by()),
        summary: summary.clone(),
        unit: "Посещаемость, %".to_owned(),
        rows,
    };
    (
        summary,
        Content::Answer {
            chart: Some(chart),
            table,
        },
    )
}

fn heads(split: Split, span: &Span, weeks: &[Date]) -> Vec<Head> {
    let mut heads = vec![Head::text(split.head())];
    heads.extend(weeks.iter().map(|week| {
        let note = span.is_partial(*week).then_some("неполная");
        let place = words::short_day(*week);
        Head::number(&place).with_note(note).at_place(&place)
    }));
    heads.push(Head::number("За период"));
    heads.push(Head::number("Пропущено уроков"));
    heads.push(Head::number("Без уважит. причины"));
    heads
}

fn row(
    name: &String,
    weeks: &Matrix<String, Date, Option<f64>>,
    over_span: Option<Record<'_>>,
) -> Row {
    let mut cells = vec![Cell::name(name)];
    if !weeks.has_values(name) {
        cells.push(Cell::Missing {
            columns: weeks.columns.len() + 3,
        });
        return Row {
            cells,
            ..Row::default()
        };
    }
    for week in &weeks.columns {
        let value = weeks.get(name, week).copied().flatten();
        cells.push(Cell::Number {
            text: words::number(value, PERCENT),
            plot: value.map(|value| Plot {
                series: name.clone(),
                x: words::short_day(*week),
                value,
            }),
        });
    }
    cells.extend(span_cells(over_span));
    Row {
        cells,
        ..Row::default()
    }
}

fn total_row(split: Split, weeks: &[Date], by_week: &Table, whole: &Table) -> Row {
    let mut cells = vec![Cell::name(split.all())];
    for week in weeks {
        let total = records::totals(by_week).find(|record| {
            record.text(split.member()).is_none() && record.day(WEEK) == Some(*week)
        });
        cells.push(Cell::number(shown(total, PCT, PERCENT)));
    }
    cells.extend(span_cells(records::totals(whole).next()));
    Row {
        cells,
        is_total: true,
        ..Row::default()
    }
}

fn span_cells(record: Option<Record<'_>>) -> [Cell; 3] {
    [(PCT, PERCENT), (MISSED, COUNT), (UNEXCUSED, COUNT)]
        .map(|(measure, format)| Cell::number(shown(record, measure, format)))
}

fn shown(record: Option<Record<'_>>, measure: &str, format: Format) -> String {
    record.map_or_else(
        || words::NOTHING.to_owned(),
        |record| record.shown(measure, format),
    )
}

fn summary(split: Split, span: &Span, whole: &Table) -> String {
    let total = records::totals(whole)
        .next()
        .and_then(|record| record.number(PCT));
    let mut text = format!(
        "С {} по {} посещаемость — {}.",
        words::short_day(span.weeks.from),
        words::day(span.weeks.to),
        words::number(total, PERCENT)
    );
    let mut ranked: Vec<(&str, f64)> = records::rows(whole)
        .filter_map(|record| Some((record.text(split.member())?, record.number(PCT)?)))
        .collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    if let [(lowest, low), .., (highest, high)] = ranked.as_slice() {
        text.push_str(&format!(
            " Выше всего: {} ({}), ниже всего: {} ({}).",
            words::unbroken(highest),
            words::number(Some(*high), PERCENT),
            words::unbroken(lowest),
            words::number(Some(*low), PERCENT)
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn weeks_stand_across_and_schools_without_data_are_told() {
        let (summary, content) = sample::attendance();
        assert_eq!(
            summary.replace('\u{a0}', " "),
            "С 25.08 по 14.10.2025 посещаемость — 93,4 %."
        );
        let Content::Answer {
            chart: Some(chart),
            table,
        } = content
        else {
            panic!("no table");
        };
        assert_eq!(chart.kind, ChartKind::Line);
        let text = table.to_string().replace('\u{a0}', " ");
        assert!(
            text.contains(r#"data-series="Школа № 2" data-x="06.10" data-value="93.44""#),
            "{text}"
        );
        assert!(
            text.contains(r#"<th scope="col" class="number" data-x="06.10">06.10"#),
            "{text}"
        );
        assert!(
            text.contains("13.10 <span class=\"head-note\">неполная</span>"),
            "{text}"
        );
        assert!(
            text.contains(r#"<td class="missing" colspan="5">нет данных</td>"#),
            "{text}"
        );
        assert!(text.contains("1 234"), "{text}");
        assert_eq!(
            text.matches("data-value").count(),
            1,
            "totals and nulls are not drawn: {text}"
        );
    }
}
