//! Grades of the finished terms of the school year: bars of quality, and a table with pass rate and average.

use serde_json::{Value, json};

use super::{Span, Split};
use crate::table::{Format, Table};
use crate::web::parts::data_table::Plot;
use crate::web::parts::records::{self, Record};
use crate::web::parts::{
    Cell, Chart, ChartKind, Content, DataTable, Figure, Head, Notice, Row, words,
};

const TABLE: &str = "grades-table";
const QUALITY: &str = "grades.quality_pct";
const PASS: &str = "grades.pass_pct";
const AVERAGE: &str = "grades.average";
const TERM: &str = "term.name";
const ORDINAL: &str = "term.ordinal";
const PERCENT: Format = Format::Percent(1);

/// Asks for the terms that have ended since 1 September, with each term's total over all.
pub fn by_term(split: Split, span: &Span) -> Value {
    let range = [
        span.school_year.from.to_string(),
        span.school_year.to.to_string(),
    ];
    json!({
        "measures": [QUALITY, PASS, AVERAGE],
        "dimensions": [split.member(), TERM, ORDINAL],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": range}],
        "order": [[split.member(), "asc"], [ORDINAL, "asc"], [TERM, "asc"]],
        "totals": [TERM],
    })
}

/// Returns the measures that the section shows, for their definitions.
pub fn measures() -> [&'static str; 3] {
    [QUALITY, PASS, AVERAGE]
}

/// Returns the quality of the term that ended last.
pub fn figure(split: Split, table: &Table) -> Option<Figure> {
    let total = term_totals(split, table).pop()?;
    Some(Figure {
        name: "Качество".to_owned(),
        value: total.shown(QUALITY, PERCENT),
        note: total.text(TERM)?.to_owned(),
    })
}

/// Lays out the answer; `schools` names those who must appear even without data.
pub fn content(split: Split, span: &Span, schools: &[&str], table: &Table) -> (String, Content) {
    let groups = groups(split, table);
    if groups.is_empty() {
        let notice = Notice::empty(
            "Завершённых периодов ещё нет",
            format!(
                "С {} ни одна четверть не закончилась: итоговые отметки появятся с её последним днём.",
                words::day(span.school_year.from)
            ),
        );
        return (String::new(), Content::Notice(notice));
    }

    let mut rows: Vec<Row> = groups
        .iter()
        .flat_map(|(name, terms)| group_rows(name, terms))
        .collect();
    let missing = schools
        .iter()
        .filter(|school| !groups.iter().any(|(name, _)| name == *school));
    rows.extend(missing.map(|school| Row {
        cells: vec![Cell::name(school), Cell::Missing { columns: 4 }],
        begins_group: true,
        ..Row::default()
    }));
    let totals = term_totals(split, table);
    rows.extend(group_rows(split.all(), &totals).into_iter().map(|row| Row {
        is_total: true,
        ..row.unplotted()
    }));

    let summary = summary(&totals);
    let chart = Chart {
        kind: ChartKind::Bar,
        table: TABLE.to_owned(),
        title: format!("Качество по {} и периодам, %", split.by()),
        summary: summary.clone(),
        unit: "Качество, %".to_owned(),
        rows: groups.iter().map(|(_, terms)| terms.len() + 1).sum(),
    };
    let table = DataTable {
        id: TABLE.to_owned(),
        caption: format!(
            "Успеваемость, качество и средний балл по {} и периодам",
            split.by()
        ),
        heads: vec![
            Head::text(split.head()),
            Head::text("Период"),
            Head::number("Качество"),
            Head::number("Успеваемость"),
            Head::number("Средний балл"),
        ],
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

/// Gathers the rows of each school or class, in the order of the answer.
fn groups<'a>(split: Split, table: &'a Table) -> Vec<(&'a str, Vec<Record<'a>>)> {
    let mut groups: Vec<(&str, Vec<Record<'_>>)> = Vec::new();
    for record in records::rows(table) {
        let Some(name) = record.text(split.member()) else {
            continue;
        };
        match groups.last_mut() {
            Some((last, terms)) if *last == name => terms.push(record),
            _ => groups.push((name, vec![record])),
        }
    }
    groups
}

/// Returns the totals of each term, in the order of the school year.
fn term_totals<'a>(split: Split, table: &'a Table) -> Vec<Record<'a>> {
    let ordinal = |term: &str| {
        records::rows(table)
            .find(|record| record.text(TERM) == Some(term))
            .and_then(|record| record.number(ORDINAL))
            .unwrap_or(f64::MAX)
    };
    let mut totals: Vec<(f64, Record<'_>)> = records::totals(table)
        .filter(|record| record.text(split.member()).is_none())
        .filter_map(|record| Some((ordinal(record.text(TERM)?), record)))
        .collect();
    totals.sort_by(|a, b| a.0.total_cmp(&b.0));
    totals.into_iter().map(|(_, record)| record).collect()
}

fn group_rows(name: &str, terms: &[Record<'_>]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(terms.len());
    for (place, record) in terms.iter().enumerate() {
        let term = record.text(TERM).unwrap_or(words::NOTHING);
        let quality = record.number(QUALITY);
        let mut cells = Vec::new();
        if place == 0 {
            cells.push(Cell::Group {
                name: words::unbroken(name),
                rows: terms.len(),
            });
        }
        cells.push(Cell::Text(term.to_owned()));
        cells.push(Cell::Number {
            text: record.shown(QUALITY, PERCENT),
            plot: quality.map(|value| Plot {
                series: term.to_owned(),
                x: name.to_owned(),
                value,
            }),
        });
        cells.push(Cell::number(record.shown(PASS, PERCENT)));
        cells.push(Cell::number(record.shown(AVERAGE, Format::Number(2))));
        rows.push(Row {
            cells,
            is_total: false,
            begins_group: place == 0,
        });
    }
    rows
}

fn summary(totals: &[Record<'_>]) -> String {
    let Some(last) = totals.last() else {
        return String::new();
    };
    let mut text = format!(
        "{}: качество — {}, успеваемость — {}, средний балл — {}.",
        last.text(TERM).unwrap_or(words::NOTHING),
        last.shown(QUALITY, PERCENT),
        last.shown(PASS, PERCENT),
        last.shown(AVERAGE, Format::Number(2)),
    );
    if let [.., before, _] = totals {
        text.push_str(&format!(
            " Раньше, {}: качество — {}.",
            before.text(TERM).unwrap_or(words::NOTHING),
            before.shown(QUALITY, PERCENT)
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, counts, numbers, texts};
    use super::*;

    fn answer(names: &[Option<&str>], terms: &[(&str, i64)]) -> Table {
        let terms_of = |terms: &[(&str, i64)]| {
            texts(
                &terms
                    .iter()
                    .map(|(term, _)| Some(*term))
                    .collect::<Vec<_>>(),
            )
        };
        let values = |count: usize| numbers(&vec![Some(50.0); count]);
        let columns = |names: &[Option<&str>]| {
            vec![
                ("school.name", texts(names)),
                (TERM, terms_of(terms)),
                (
                    ORDINAL,
                    counts(
                        &terms
                            .iter()
                            .map(|(_, ordinal)| *ordinal)
                            .collect::<Vec<_>>(),
                    ),
                ),
                (QUALITY, values(terms.len())),
                (PASS, values(terms.len())),
                (AVERAGE, values(terms.len())),
            ]
        };
        sample::table(columns(names), columns(&vec![None; terms.len()]))
    }

    #[test]
    fn terms_stand_under_their_school() {
        let terms = [("1 четверть", 1), ("2 четверть", 2)];
        let table = answer(&[Some("Школа № 2"), Some("Школа № 2")], &terms);
        let schools = ["Школа № 2", "Школа № 10"];
        let (summary, content) = content(Split::Schools, &sample::span(), &schools, &table);
        assert!(
            summary.starts_with("2 четверть: качество — 50,0"),
            "{summary}"
        );
        let Content::Answer {
            table: laid_out, ..
        } = content
        else {
            panic!("no table");
        };
        let text = laid_out.to_string().replace('\u{a0}', " ");
        assert!(
            text.contains(r#"<th scope="rowgroup" rowspan="2">Школа № 2</th>"#),
            "{text}"
        );
        assert!(
            text.contains(r#"<td class="missing" colspan="4">нет данных</td>"#),
            "{text}"
        );
        assert_eq!(
            text.matches("data-value").count(),
            2,
            "totals are not drawn: {text}"
        );
        assert_eq!(
            figure(Split::Schools, &table).map(|figure| figure.note),
            Some("2 четверть".to_owned())
        );
    }

    #[test]
    fn before_the_first_term_ends_the_section_says_so() {
        let (_, content) = content(Split::Schools, &sample::span(), &[], &answer(&[], &[]));
        assert!(matches!(content, Content::Notice(notice) if notice.title.contains("ещё нет")));
    }
}
