//! Journals of the last weeks: what was entered by its deadline, by the rules of each school, and what was not at all.

use serde_json::{Value, json};

use super::{Span, Split};
use crate::table::{Format, Table};
use crate::web::parts::data_table::Plot;
use crate::web::parts::records::{self, Record};
use crate::web::parts::{
    Cell, Chart, ChartKind, Content, DataTable, Figure, Head, Notice, Row, words,
};

const TABLE: &str = "timeliness-table";
const ON_TIME: &str = "timeliness.on_time_pct";
const EMPTY: &str = "timeliness.empty_lessons";
const PERCENT: Format = Format::Percent(1);
const COUNT: Format = Format::Number(0);

/// The shares of the table, with what their columns are called.
const SHARES: [(&str, &str); 6] = [
    (ON_TIME, "В срок, всего"),
    ("timeliness.topics_on_time_pct", "Темы"),
    ("timeliness.attendance_on_time_pct", "Отсутствующие"),
    ("timeliness.homework_on_time_pct", "Домашние задания"),
    ("timeliness.marks_on_time_pct", "Отметки"),
    ("timeliness.complete_pct", "Урок заполнен"),
];

/// Asks for the whole span, the worst first.
pub fn whole(split: Split, span: &Span) -> Value {
    let shares = SHARES.iter().map(|(measure, _)| *measure);
    json!({
        "measures": shares.chain([EMPTY]).collect::<Vec<_>>(),
        "dimensions": [split.member()],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": [span.weeks.from.to_string(), span.weeks.to.to_string()]}],
        "order": [[ON_TIME, "asc"], [split.member(), "asc"]],
        "totals": true,
    })
}

/// Returns the measures that the section shows, for their definitions.
pub fn measures() -> Vec<&'static str> {
    let shares = SHARES.iter().map(|(measure, _)| *measure);
    shares.chain([EMPTY]).collect()
}

/// Returns the share that stands above the sections.
pub fn figure(table: &Table) -> Option<Figure> {
    let total = records::totals(table).next()?;
    let empty = words::number(total.number(EMPTY), COUNT);
    Some(Figure {
        name: "Журнал в срок".to_owned(),
        value: words::number(total.number(ON_TIME), PERCENT),
        note: format!("за восемь недель; пустых уроков: {empty}"),
    })
}

/// Lays out the answer; `schools` names those who must appear even without data.
pub fn content(split: Split, schools: &[&str], table: &Table) -> (String, Content) {
    let named: Vec<(&str, Record<'_>)> = records::rows(table)
        .filter_map(|record| Some((record.text(split.member())?, record)))
        .collect();
    if named.is_empty() {
        let notice = Notice::empty(
            "Уроков за эти недели нет",
            "Своевременность появится с первым проведённым уроком.".to_owned(),
        );
        return (String::new(), Content::Notice(notice));
    }
    let mut rows: Vec<Row> = named
        .iter()
        .map(|(name, record)| row(name, record))
        .collect();
    let missing = schools
        .iter()
        .filter(|school| !named.iter().any(|(name, _)| name == *school));
    rows.extend(missing.map(|school| Row {
        cells: vec![
            Cell::name(school),
            Cell::Missing {
                columns: SHARES.len() + 1,
            },
        ],
        ..Row::default()
    }));
    let total = records::totals(table).next();
    rows.extend(total.iter().map(|record| Row {
        is_total: true,
        ..row(split.all(), record).unplotted()
    }));

    let summary = summary(split, &named, total.as_ref());
    let chart = Chart {
        kind: ChartKind::Bar,
        table: TABLE.to_owned(),
        title: format!("Записи, внесённые в срок, по {}, %", split.by()),
        summary: summary.clone(),
        unit: "В срок, %".to_owned(),
        rows: named.len(),
    };
    let mut heads = vec![Head::text(split.head())];
    heads.extend(SHARES.iter().map(|(_, head)| Head::number(*head)));
    heads.push(Head::number("Пустых уроков"));
    let table = DataTable {
        id: TABLE.to_owned(),
        caption: format!("Своевременность ведения журнала по {}, %", split.by()),
        heads,
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

fn row(name: &str, record: &Record<'_>) -> Row {
    let mut cells = vec![Cell::name(name)];
    for (measure, head) in SHARES {
        let value = record.number(measure);
        cells.push(Cell::Number {
            text: words::number(value, PERCENT),
            plot: value.filter(|_| measure == ON_TIME).map(|value| Plot {
                series: head.to_owned(),
                x: name.to_owned(),
                value,
            }),
        });
    }
    cells.push(Cell::number(words::number(record.number(EMPTY), COUNT)));
    Row {
        cells,
        ..Row::default()
    }
}

fn summary(split: Split, named: &[(&str, Record<'_>)], total: Option<&Record<'_>>) -> String {
    let all = total.and_then(|total| total.number(ON_TIME));
    let mut text = format!("В срок внесено {} записей.", words::number(all, PERCENT));
    let judged = named
        .iter()
        .filter_map(|(name, record)| Some((*name, record.number(ON_TIME)?)));
    let mut judged: Vec<(&str, f64)> = judged.collect();
    judged.sort_by(|a, b| a.1.total_cmp(&b.1));
    if let [(name, share), _, ..] = judged.as_slice() {
        text.push_str(&format!(
            " Ниже всего — {} {}: {}.",
            match split {
                Split::Schools => "",
                Split::Classes => "класс",
            },
            words::unbroken(name),
            words::number(Some(*share), PERCENT)
        ));
    }
    text.replace("  ", " ")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, counts, numbers, texts};
    use super::*;

    #[test]
    fn the_worst_is_named_and_totals_are_not_drawn() {
        let columns = |names: &[Option<&str>], shares: &[Option<f64>], empty: &[i64]| {
            let mut columns = vec![("school.name", texts(names))];
            columns.extend(
                SHARES
                    .iter()
                    .map(|(measure, _)| (*measure, numbers(shares))),
            );
            columns.push((EMPTY, counts(empty)));
            columns
        };
        let table = sample::table(
            columns(
                &[Some("Школа № 2"), Some("Школа № 3"), Some("Дом творчества")],
                &[Some(71.25), Some(98.0), None],
                &[12, 0, 0],
            ),
            columns(&[None], &[Some(84.5)], &[12]),
        );
        let (summary, content) = content(Split::Schools, &["Школа № 10"], &table);
        let summary = summary.replace('\u{a0}', " ");
        assert_eq!(
            summary,
            "В срок внесено 84,5 % записей. Ниже всего — Школа № 2: 71,3 %."
        );
        let Content::Answer {
            table: laid_out, ..
        } = content
        else {
            panic!("no table");
        };
        let text = laid_out.to_string().replace('\u{a0}', " ");
        assert_eq!(text.matches("data-value").count(), 2, "{text}");
        assert!(text.contains("нет данных"), "{text}");
        let figure = figure(&table).expect("a figure");
        assert_eq!(figure.note, "за восемь недель; пустых уроков: 12");
    }

    #[test]
    fn weeks_without_lessons_say_so() {
        let (_, content) = content(
            Split::Classes,
            &[],
            &sample::table(
                vec![("class.name", texts(&[]))],
                vec![("class.name", texts(&[]))],
            ),
        );
        assert!(matches!(content, Content::Notice(notice) if notice.title.contains("нет")));
    }
}
