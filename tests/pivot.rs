//! Pivots: an answer laid out by hand-computed cases, and the files that hold it, read back by another hand.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray, new_null_array,
};
use arrow::datatypes::DataType;
use axum::http::StatusCode;
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use serde_json::{Value, json};
use svodka::engine::sort_key;
use svodka::export::layout::{Layout, Names};
use svodka::export::{
    DataSheet, Error, FileFormat, Labels, Provenance, csv, file, numbers, workbook,
};
use svodka::table::{ColumnKind, Format, Granularity, Table, TableColumn, Totals, WITHHELD_COUNT};

use crate::people::{Answer, People, encoded};

/// A row: its dimensions, where `-` is nothing, and its counts, where −1 is nothing.
type Row<'a> = (&'a [&'a str], &'a [i64]);

/// Columns of text and counts. Measures are named by letters.
fn table(dimensions: &[&str], measures: &[&str], rows: &[Row]) -> Table {
    let texts = dimensions
        .iter()
        .map(|key| column(key, ColumnKind::Dimension, Format::Text));
    let counts = measures
        .iter()
        .map(|key| column(key, ColumnKind::Measure, Format::Number(0)));
    let columns: Vec<TableColumn> = texts.chain(counts).collect();
    Table {
        rows: vec![batch(&columns, rows)],
        columns,
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    }
}

fn column(key: &str, kind: ColumnKind, format: Format) -> TableColumn {
    TableColumn {
        key: key.to_owned(),
        title: key.to_owned(),
        short_title: key.to_owned(),
        kind,
        format,
        description: String::new(),
        titles: Vec::new(),
    }
}

fn batch(columns: &[TableColumn], rows: &[Row]) -> RecordBatch {
    let dimensions = rows.first().map_or(0, |row| row.0.len());
    let arrays = columns.iter().enumerate().map(|(place, column)| {
        let array: ArrayRef = match column.kind {
            ColumnKind::Measure => {
                let counts = rows.iter().map(|row| row.1[place - dimensions]);
                Arc::new(Int64Array::from_iter(
                    counts.map(|count| (count != -1).then_some(count)),
                ))
            }
            _ => {
                let texts = rows.iter().map(|row| row.0[place]);
                Arc::new(StringArray::from_iter(
                    texts.map(|text| (text != "-").then_some(text)),
                ))
            }
        };
        (column.key.as_str(), array, true)
    });
    RecordBatch::try_from_iter_with_nullable(arrays).expect("the arrays suit one another")
}

/// Gives a table totals: what each row keeps, and the row.
fn with_totals(mut table: Table, totals: &[(&[&str], Row)]) -> Table {
    let rows: Vec<Row> = totals.iter().map(|(_, row)| *row).collect();
    let names = |kept: &[&str]| kept.iter().map(|name| (*name).to_owned()).collect();
    table.totals = Some(Totals {
        rows: batch(&table.columns, &rows),
        kept: totals.iter().map(|(kept, _)| names(kept)).collect(),
    });
    table
}

fn with_others(mut table: Table, row: Row) -> Table {
    table.others = Some(batch(&table.columns, &[row]));
    table
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// Draws a layout: what a head covers besides its first place is a point, and so is the corner below the titles.
fn drawn(layout: &Layout) -> Vec<String> {
    let (rows, columns) = (&layout.rows, &layout.columns);
    let top = columns.levels.len();
    let side = rows.levels.len();
    let mut grid = vec![vec![String::new(); side + columns.slots.len()]; top + rows.slots.len()];
    for (place, level) in rows.levels.iter().enumerate() {
        for line in grid.iter_mut().take(top) {
            line[place] = "·".to_owned();
        }
        if let Some(first) = grid.iter_mut().take(top).next() {
            first[place] = layout.title(*level);
        }
    }
    for span in columns.spans() {
        for line in &mut grid[span.level..span.level + span.levels] {
            line[side + span.slot..side + span.slot + span.slots].fill("·".to_owned());
        }
        grid[span.level][side + span.slot] = layout.text(span.head);
    }
    for span in rows.spans() {
        for line in &mut grid[top + span.slot..top + span.slot + span.slots] {
            line[span.level..span.level + span.levels].fill("·".to_owned());
        }
        grid[top + span.slot][span.level] = layout.text(span.head);
    }
    for (line, slot) in rows.slots.iter().enumerate() {
        for (place, column) in columns.slots.iter().enumerate() {
            if let Some(measure) = layout.measure(slot, column) {
                grid[top + line][side + place] = numbers::show(&layout.cell(slot, column), measure);
            }
        }
    }
    let lines = grid.into_iter().map(|line| line.join("|"));
    lines.map(|line| line.replace('\u{a0}', " ")).collect()
}

fn check(table: &Table, rows: &[&str], columns: &[&str], expected: &[&str]) {
    check_with(table, &[], rows, columns, expected);
}

fn check_with(
    table: &Table,
    further: &[&Table],
    rows: &[&str],
    columns: &[&str],
    expected: &[&str],
) {
    let (rows, columns) = (names(rows), names(columns));
    let names = Names {
        rows: &rows,
        columns: &columns,
    };
    let layout = Layout::of(table, further, names, sort_key);
    assert_eq!(drawn(&layout), expected, "{:#?}", drawn(&layout));
}

/// Two levels by two; figures of totals are no sums, so that a sum would show.
fn districts() -> Table {
    let table = table(
        &["округ", "школа", "четверть", "вид"],
        &["n"],
        &[
            (&["Б", "№ 10", "1", "а"], &[1]),
            (&["А", "№ 3", "2", "а"], &[7]),
            (&["Б", "№ 10", "2", "а"], &[3]),
            (&["Б", "№ 2", "1", "а"], &[4]),
            (&["А", "№ 3", "1", "б"], &[6]),
            (&["Б", "№ 10", "1", "б"], &[2]),
            (&["Б", "№ 2", "2", "б"], &[5]),
        ],
    );
    let (all, district) = (&["четверть", "вид"], &["четверть", "вид", "округ"]);
    with_totals(
        table,
        &[
            (&[], (&["-", "-", "-", "-"], &[99])),
            (&["четверть"], (&["-", "-", "1", "-"], &[77])),
            (all, (&["-", "-", "1", "а"], &[71])),
            (all, (&["-", "-", "1", "б"], &[72])),
            (all, (&["-", "-", "2", "а"], &[73])),
            (all, (&["-", "-", "2", "б"], &[74])),
            (district, (&["Б", "-", "1", "а"], &[51])),
            (district, (&["Б", "-", "1", "б"], &[52])),
            (district, (&["Б", "-", "2", "а"], &[53])),
            (district, (&["Б", "-", "2", "б"], &[54])),
            (district, (&["А", "-", "1", "б"], &[62])),
            (district, (&["А", "-", "2", "а"], &[63])),
            // Beyond the limit: neither is shown.
            (district, (&["В", "-", "1", "а"], &[8])),
            (all, (&["-", "-", "3", "а"], &[9])),
        ],
    )
}

/// The same question, asked for the totals over the columns.
fn districts_over_columns() -> Table {
    let (district, school) = (&["округ"], &["округ", "школа"]);
    with_totals(
        districts(),
        &[
            (&[], (&["-", "-", "-", "-"], &[99])),
            (district, (&["А", "-", "-", "-"], &[96])),
            (district, (&["Б", "-", "-", "-"], &[95])),
            (school, (&["А", "№ 3", "-", "-"], &[93])),
            (school, (&["Б", "№ 2", "-", "-"], &[92])),
            (school, (&["Б", "№ 10", "-", "-"], &[91])),
        ],
    )
}

#[test]
fn subtotals_stand_at_the_end_of_their_groups_and_totals_at_the_end_of_all() {
    // Lines stand in the order of the data, group by group; columns in the order of their values.
    check_with(
        &districts(),
        &[&districts_over_columns()],
        &["округ", "школа"],
        &["четверть", "вид", "measures"],
        &[
            "округ|школа|1|·|·|2|·|Всего",
            "·|·|а|б|Итого|а|б|·",
            "·|·|n|n|n|n|n|n",
            "Б|№ 10|1|2||3||91",
            "·|№ 2|4||||5|92",
            "·|Итого|51|52||53|54|95",
            "А|№ 3||6||7||93",
            "·|Итого||62||63||96",
            "Всего|·|71|72|77|73|74|99",
        ],
    );
}

#[test]
fn lines_that_nobody_ordered_stand_by_their_values_where_columns_are_split() {
    let rows: [Row; 5] = [
        (&["№ 10", "9А", "б"], &[40]),
        (&["№ 2", "10А", "а"], &[30]),
        (&["-", "9А", "а"], &[25]),
        (&["№ 2", "9А", "б"], &[20]),
        (&["№ 10", "10А", "а"], &[10]),
    ];
    let table = table(&["школа", "класс", "вид"], &["n"], &rows);
    let lay_out = |rows: &[&str], columns: &[&str]| {
        let (rows, columns) = (names(rows), names(columns));
        let names = Names {
            rows: &rows,
            columns: &columns,
        };
        drawn(&Layout::unordered(&table, &[], names, sort_key))
    };
    // Who has no school stands last.
    let split = [
        "школа|класс|а|б",
        "·|·|n|n",
        "№ 2|9А||20",
        "·|10А|30|",
        "№ 10|9А||40",
        "·|10А|10|",
        "—|9А|25|",
    ];
    assert_eq!(lay_out(&["школа", "класс"], &["вид", "measures"]), split);
    // A line that is a row stands where the data has it: the greatest first.
    let alone = [
        "школа|вид|класс|n",
        "№ 10|б|9А|40",
        "·|а|10А|10",
        "№ 2|а|10А|30",
        "·|б|9А|20",
        "—|а|9А|25",
    ];
    assert_eq!(lay_out(&["школа", "вид", "класс"], &["measures"]), alone);
}

/// The rows of the table of crossings, each with its place in both groupings.
const CROSSED: [([&str; 4], i64); 7] = [
    (["А", "№ 1", "1", "а"], 1),
    (["А", "№ 1", "1", "б"], 2),
    (["А", "№ 1", "2", "а"], 3),
    (["А", "№ 2", "1", "а"], 40),
    (["А", "№ 2", "2", "а"], 50),
    (["Б", "№ 3", "1", "б"], 600),
    (["Б", "№ 3", "2", "б"], 700),
];

/// Answers one list of totals about the table of crossings, as the engine does: a row for each prefix.
fn crossed(list: &[&str]) -> Table {
    let keys = ["округ", "школа", "четверть", "вид"];
    let rows: Vec<Row> = CROSSED
        .iter()
        .map(|(values, count)| (&values[..], std::slice::from_ref(count)))
        .collect();
    let mut sums: Vec<(Vec<&str>, [&str; 4], i64)> = Vec::new();
    for length in 0..=list.len() {
        let kept = list[..length].to_vec();
        for (values, count) in CROSSED {
            let mut own = values;
            for (value, key) in own.iter_mut().zip(keys) {
                if !kept.contains(&key) {
                    *value = "-";
                }
            }
            let met = sums.iter_mut().find(|sum| sum.0 == kept && sum.1 == own);
            match met {
                Some(sum) => sum.2 += count,
                None => sums.push((kept.clone(), own, count)),
            }
        }
    }
    let totals: Vec<(&[&str], Row)> = sums
        .iter()
        .map(|(kept, values, sum)| (&kept[..], (&values[..], std::slice::from_ref(sum))))
        .collect();
    with_totals(table(&keys, &["n"], &rows), &totals)
}

#[test]
fn groups_of_lines_and_of_columns_have_a_total_wherever_they_cross() {
    let query = json!({
        "measures": ["n"],
        "dimensions": ["округ", "школа", "четверть", "вид"],
        "pivot": {"rows": ["округ", "школа"], "columns": ["четверть", "вид"]},
        "totals": true,
    });
    let answers: Vec<Table> = svodka::app::pivot_questions(&query)
        .iter()
        .map(|question| {
            let list = question["totals"].as_array().expect("a list");
            let list: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            crossed(&list)
        })
        .collect();
    assert_eq!(answers.len(), 3);
    let expected = [
        "округ|школа|1|·|·|2|·|·|Всего",
        "·|·|а|б|Итого|а|б|Итого|·",
        "·|·|n|n|n|n|n|n|n",
        "А|№ 1|1|2|3|3||3|6",
        "·|№ 2|40||40|50||50|90",
        "·|Итого|41|2|43|53||53|96",
        "Б|№ 3||600|600||700|700|1 300",
        "·|Итого||600|600||700|700|1 300",
        "Всего|·|41|602|643|53|700|753|1 396",
    ];
    let (rows, columns) = (&["округ", "школа"], &["четверть", "вид", "measures"]);
    let further: Vec<&Table> = answers[1..].iter().collect();
    check_with(&answers[0], &further, rows, columns, &expected);
    // The order in which the answers come changes nothing.
    let further: Vec<&Table> = answers[..2].iter().rev().collect();
    check_with(&answers[2], &further, rows, columns, &expected);
}

#[test]
fn only_the_totals_of_the_answer_are_shown() {
    let mut plain = districts();
    plain.totals = None;
    check(
        &plain,
        &["округ", "школа"],
        &["четверть", "вид"],
        &[
            "округ|школа|1|·|2|·",
            "·|·|а|б|а|б",
            "·|·|n|n|n|n",
            "Б|№ 10|1|2|3|",
            "·|№ 2|4|||5",
            "А|№ 3||6|7|",
        ],
    );
    let grand = with_totals(plain, &[(&[], (&["-", "-", "-", "-"], &[28]))]);
    check(
        &grand,
        &["округ"],
        &["четверть", "вид", "школа"],
        &[
            "округ|1|·|·|·|2|·|·|Всего",
            "·|а|·|б|·|а|·|б|·",
            "·|№ 2|№ 10|№ 3|№ 10|№ 3|№ 10|№ 2|·",
            "·|n|n|n|n|n|n|n|n",
            "Б|4|1||2||3|5|",
            "А|||6||7|||",
            "Всего||||||||28",
        ],
    );
}

#[test]
fn one_list_of_totals_has_either_lines_or_columns() {
    check(
        &districts_over_columns(),
        &["округ", "школа"],
        &["четверть", "вид"],
        &[
            "округ|школа|1|·|2|·|Всего",
            "·|·|а|б|а|б|·",
            "·|·|n|n|n|n|n",
            "Б|№ 10|1|2|3||91",
            "·|№ 2|4|||5|92",
            "·|Итого|||||95",
            "А|№ 3||6|7||93",
            "·|Итого|||||96",
            "Всего|·|||||99",
        ],
    );
    // Totals of another question are none of this one.
    let mut other = districts_over_columns();
    other.columns[4].key = "m".to_owned();
    let mut plain = districts();
    plain.totals = None;
    let (rows, columns) = (names(&["округ", "школа"]), names(&["четверть", "вид"]));
    let names = Names {
        rows: &rows,
        columns: &columns,
    };
    let layout = Layout::of(&plain, &[&other], names, sort_key);
    assert_eq!(layout.rows.slots.len(), 3);
    assert_eq!(layout.columns.slots.len(), 4);
}

#[test]
fn a_comparison_stands_beside_its_measure_and_what_is_withheld_stays_so() {
    let mut table = table(
        &["класс", "месяц"],
        &["n", "n.previous", "n.change", "m"],
        &[
            (&["5А", "09"], &[12, 10, 2, 1]),
            (&["5А", "10"], &[WITHHELD_COUNT, -1, -1, 2]),
            (&["10А", "09"], &[30, WITHHELD_COUNT, WITHHELD_COUNT, 3]),
        ],
    );
    for column in &mut table.columns[2..] {
        column.short_title = column
            .key
            .replace("n.previous", "было")
            .replace("n.change", "изм.");
    }
    let table = with_totals(
        table,
        &[
            (&["месяц"], (&["-", "09"], &[WITHHELD_COUNT, 40, -1, 4])),
            (&[], (&["-", "-"], &[50, 44, 6, 5])),
        ],
    );
    check(
        &table,
        &["класс"],
        &["месяц"],
        &[
            "класс|09|·|·|·|10|·|·|·|Всего|·|·|·",
            "·|n|было|изм.|m|n|было|изм.|m|n|было|изм.|m",
            "5А|12|10|2|1|*|—|—|2||||",
            "10А|30|*|*|3||||||||",
            "Всего|*|40|—|4|||||50|44|6|5",
        ],
    );
}

#[test]
fn the_others_keep_their_line() {
    let rows: &[Row] = &[(&["А", "09"], &[1]), (&["А", "10"], &[2])];
    let shown = with_others(
        with_totals(
            table(&["школа", "месяц"], &["n"], rows),
            &[(&[], (&["-", "-"], &[9]))],
        ),
        (&["-", "-"], &[6]),
    );
    let lacks_others = |rows: &[&str], columns: &[&str]| {
        let (rows, columns) = (names(rows), names(columns));
        let names = Names {
            rows: &rows,
            columns: &columns,
        };
        Layout::of(&shown, &[], names, sort_key).lacks_others()
    };
    assert!(lacks_others(&["школа"], &["месяц"]));
    assert!(!lacks_others(&["школа", "месяц"], &[]));
    assert!(!lacks_others(&[], &["школа", "месяц"]));
    // Beyond the limit lie crossings of schools and months: neither a line nor a column is theirs.
    check(
        &shown,
        &["школа"],
        &["месяц"],
        &["школа|09|10|Всего", "·|n|n|n", "А|1|2|", "Всего|||9"],
    );
    check(
        &shown,
        &["школа", "месяц"],
        &[],
        &[
            "школа|месяц|n",
            "А|09|1",
            "·|10|2",
            "Прочие|·|6",
            "Всего|·|9",
        ],
    );
    check(
        &shown,
        &[],
        &["школа", "месяц"],
        &["А|·|Прочие|Всего", "09|10|·|·", "n|n|n|n", "1|2|6|9"],
    );
}

#[test]
fn measures_may_lie_along_the_lines_or_outside_the_groups() {
    let rows: &[Row] = &[(&["А", "09"], &[1, 2]), (&["Б", "10"], &[3, 4])];
    let table = with_totals(
        table(&["школа", "месяц"], &["n", "m"], rows),
        &[
            (&["месяц"], (&["-", "09"], &[5, 6])),
            (&["месяц"], (&["-", "10"], &[7, 8])),
        ],
    );
    check(
        &table,
        &["школа", "measures"],
        &["месяц"],
        &[
            "школа|Показатель|09|10",
            "А|n|1|",
            "·|m|2|",
            "Б|n||3",
            "·|m||4",
            "Всего|n|5|7",
            "·|m|6|8",
        ],
    );
    check(
        &table,
        &["measures", "школа"],
        &["месяц"],
        &[
            "Показатель|школа|09|10",
            "n|А|1|",
            "·|Б||3",
            "·|Всего|5|7",
            "m|А|2|",
            "·|Б||4",
            "·|Всего|6|8",
        ],
    );
    check(
        &table,
        &["школа"],
        &["measures", "месяц"],
        &[
            "школа|n|·|m|·",
            "·|09|10|09|10",
            "А|1||2|",
            "Б||3||4",
            "Всего|5|7|6|8",
        ],
    );
}

#[test]
fn no_two_rows_meet_in_one_cell() {
    let shown = table(
        &["школа", "класс", "месяц"],
        &["n"],
        &[
            (&["А", "5А", "09"], &[1]),
            (&["А", "5Б", "09"], &[2]),
            (&["-", "5А", "09"], &[3]),
        ],
    );
    // A dimension that no axis names stands last among the lines, before the measures.
    check(
        &shown,
        &["школа", "measures"],
        &["месяц", "школа", "ничто"],
        &[
            "школа|класс|Показатель|09",
            "А|5А|n|1",
            "·|5Б|n|2",
            "—|5А|n|3",
        ],
    );
    // Two schools have a class of one name and nobody asked for the school.
    let twins = table(
        &["класс", "месяц"],
        &["n"],
        &[
            (&["5А", "09"], &[1]),
            (&["5А", "09"], &[2]),
            (&["5А", "10"], &[3]),
        ],
    );
    check(
        &twins,
        &["класс"],
        &["месяц"],
        &["класс|09|10", "·|n|n", "5А|1|3", "5А|2|"],
    );
}

#[test]
fn an_axis_may_be_empty() {
    let rows: &[Row] = &[(&["А"], &[1])];
    let shown = table(&["школа"], &["n"], rows);
    check(&shown, &[], &["школа"], &["А", "n", "1"]);
    check(&shown, &["школа"], &["measures"], &["школа|n", "А|1"]);
    check(&shown, &["школа", "measures"], &[], &["А|n|1"]);
    check(
        &table(&["школа"], &["n"], &[]),
        &["школа"],
        &[],
        &["школа|n"],
    );
    let mut nothing = table(&["школа"], &["n"], rows);
    nothing.rows.clear();
    check(&nothing, &["школа"], &["measures"], &["школа|n"]);
    check(
        &table(&["школа"], &[], &[(&["А"], &[])]),
        &["школа"],
        &[],
        &["А|"],
    );
}

/// Two schools by two months, with totals either way and a school's name that would be a formula.
fn months() -> Table {
    let mut table = table(
        &["school.name", "class.name"],
        &["attendance.missed", "attendance.pct"],
        &[
            (&["=1+1", "5А"], &[10, 90]),
            (&["=1+1", "5А"], &[WITHHELD_COUNT, 91]),
            (&["=1+1", "9А"], &[30, 92]),
            (&["№ 2", "5А"], &[1_234_567, 93]),
        ],
    );
    let month = column(
        "calendar.date.month",
        ColumnKind::Time(Granularity::Month),
        Format::Day,
    );
    table.columns.insert(2, month);
    table.columns[3].short_title = "Пропущено".to_owned();
    table.columns[4].format = Format::Percent(1);
    let in_ms = |month| {
        let day = date(2025, month, 1).to_zoned(jiff::tz::TimeZone::UTC);
        day.expect("a day").timestamp().as_millisecond()
    };
    let moments = [9, 10, 9, 10].map(in_ms);
    let months: ArrayRef = Arc::new(TimestampMillisecondArray::from_iter_values(moments));
    let columns = table.columns.clone();
    table.rows[0] = with_months(&columns, &table.rows[0], months);
    let totals = batch(
        &[&columns[..2], &columns[3..]].concat(),
        &[(&["-", "-"], &[77, 78]), (&["=1+1", "-"], &[55, 56])],
    );
    let none = new_null_array(
        &DataType::Timestamp(arrow::datatypes::TimeUnit::Millisecond, None),
        2,
    );
    table.totals = Some(Totals {
        rows: with_months(&columns, &totals, none),
        kept: vec![vec![], names(&["school.name"])],
    });
    table
}

fn with_months(columns: &[TableColumn], rows: &RecordBatch, months: ArrayRef) -> RecordBatch {
    let mut arrays = rows.columns().to_vec();
    arrays.insert(2, months);
    let named = columns.iter().zip(arrays);
    let named = named.map(|(column, array)| (column.key.as_str(), array, true));
    RecordBatch::try_from_iter_with_nullable(named).expect("the arrays suit one another")
}

fn provenance() -> Provenance {
    Provenance {
        office: "Управление образования".to_owned(),
        title: "Пропуски".to_owned(),
        asker: "Иванова И. И.".to_owned(),
        made_at: "2025-10-15T08:00:00+03:00[Europe/Moscow]"
            .parse()
            .expect("a moment"),
        release: 214,
        data_moment: "14.10.2025 23:40".to_owned(),
        filters: vec!["Школа: № 2".to_owned()],
        limits: Vec::new(),
        labels: svodka::export::Labels::default(),
    }
}

fn book(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("the workbook opens")
}

/// Returns a part of a workbook as it lies in the archive.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let file = archive.by_name(name).expect("a part");
    std::io::read_to_string(file).expect("text")
}

fn text_at(data: &Range<Data>, row: u32, column: u32) -> String {
    data.get_value((row, column))
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn number_at(data: &Range<Data>, row: u32, column: u32) -> Option<f64> {
    match data.get_value((row, column)) {
        Some(Data::Float(number)) => Some(*number),
        Some(Data::Int(number)) => Some(*number as f64),
        Some(Data::DateTime(moment)) => Some(moment.as_f64()),
        _ => None,
    }
}

/// Writes a table as a file of a pivot.
fn pivot_file(
    table: &Table,
    rows: &[&str],
    columns: &[&str],
    format: FileFormat,
) -> Result<Vec<u8>, Error> {
    let (rows, columns) = (names(rows), names(columns));
    let names = Names {
        rows: &rows,
        columns: &columns,
    };
    let layout = Layout::of(table, &[], names, sort_key);
    let sheet = DataSheet {
        layout: Some(&layout),
        ..DataSheet::of("Сводная", table)
    };
    file(&sheet, format, &provenance())
}

const SCHOOLS: &[&str] = &["school.name", "class.name"];
const BY_MONTH: &[&str] = &["calendar.date", "measures"];

#[test]
fn xlsx_joins_the_heads_of_both_axes() {
    let bytes = pivot_file(&months(), SCHOOLS, BY_MONTH, FileFormat::Xlsx).expect("a file");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for joined in [
        // The corner, two months with two measures each, all months, a school with two classes and their total, the whole.
        "A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "A3:A5", "A7:B7",
    ] {
        let joined = format!("<mergeCell ref=\"{joined}\"/>");
        assert!(sheet.contains(&joined), "{joined}: {sheet}");
    }
    assert_eq!(sheet.matches("<mergeCell ").count(), 7, "{sheet}");
    assert!(sheet.contains(r#"topLeftCell="C3""#) && sheet.contains(r#"state="frozen""#));
    assert!(
        !sheet.contains("<autoFilter"),
        "joined heads cannot be filtered"
    );
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("Пропуски; Школа: № 2"), "{sheet}");
    let workbook = part(&bytes, "xl/workbook.xml");
    assert!(
        workbook.contains("$A:$B") && workbook.contains("$1:$2"),
        "{workbook}"
    );

    let data = book(&bytes).worksheet_range("Сводная").expect("the sheet");
    let text = |row, column| text_at(&data, row, column);
    let number = |row, column| number_at(&data, row, column);
    assert_eq!(
        (text(0, 0), text(0, 1)),
        ("school.name".into(), "class.name".into())
    );
    // 1 September and 1 October 2025 by Excel's count of days.
    assert_eq!(
        (number(0, 2), number(0, 4)),
        (Some(45_901.0), Some(45_931.0))
    );
    assert_eq!(text(0, 6), "Всего");
    assert_eq!(
        (text(1, 2), text(1, 6)),
        ("Пропущено".into(), "Пропущено".into())
    );
    assert_eq!((text(2, 0), text(2, 1)), ("=1+1".into(), "5А".into()));
    assert_eq!((number(2, 2), number(2, 3)), (Some(10.0), Some(90.0)));
    assert_eq!((text(2, 4), number(2, 5)), ("*".into(), Some(91.0)));
    assert_eq!((text(3, 0), text(3, 1)), (String::new(), "9А".into()));
    assert_eq!((number(3, 2), text(3, 4)), (Some(30.0), String::new()));
    assert_eq!((text(4, 0), text(4, 1)), (String::new(), "Итого".into()));
    assert_eq!(
        (text(4, 2), number(4, 6), number(4, 7)),
        (String::new(), Some(55.0), Some(56.0))
    );
    assert_eq!(
        (text(5, 0), number(5, 4)),
        ("№ 2".into(), Some(1_234_567.0))
    );
    assert_eq!((text(6, 0), number(6, 6)), ("Всего".into(), Some(77.0)));
}

#[test]
fn xlsx_of_one_level_each_can_be_filtered() {
    let rows: &[Row] = &[(&["А"], &[1]), (&["Б"], &[2])];
    let table = with_totals(table(&["школа"], &["n"], rows), &[(&[], (&["-"], &[3]))]);
    let bytes = pivot_file(&table, &["школа"], &[], FileFormat::Xlsx).expect("a file");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(r#"<autoFilter ref="A1:B3"/>"#), "{sheet}");
    assert!(!sheet.contains("<mergeCell"), "{sheet}");
    let bytes = pivot_file(&table, &["школа", "measures"], &[], FileFormat::Xlsx);
    let bytes = bytes.expect("a file");
    let data = book(&bytes).worksheet_range("Сводная").expect("the sheet");
    assert_eq!(text_at(&data, 0, 1), "Показатель");
    assert_eq!(text_at(&data, 0, 2), "Значение");
    assert_eq!(number_at(&data, 3, 2), Some(3.0));
}

#[test]
fn csv_has_one_line_of_heads() {
    let bytes = pivot_file(&months(), SCHOOLS, BY_MONTH, FileFormat::Csv).expect("a file");
    let text = String::from_utf8(bytes)
        .expect("UTF-8")
        .replace('\u{a0}', " ");
    let expected = "\u{feff}school.name;class.name;сентябрь 2025 · Пропущено;\
        сентябрь 2025 · attendance.pct;октябрь 2025 · Пропущено;октябрь 2025 · attendance.pct;\
        Всего · Пропущено;Всего · attendance.pct\r\n\
        '=1+1;5А;10;90;*;91;;\r\n\
        '=1+1;9А;30;92;;;;\r\n\
        '=1+1;Итого;;;;;55;56\r\n\
        № 2;5А;;;1234567;93;;\r\n\
        Всего;;;;;;77;78\r\n";
    assert_eq!(text, expected);
    let table = months();
    let (rows, columns) = (names(SCHOOLS), names(BY_MONTH));
    let names = Names {
        rows: &rows,
        columns: &columns,
    };
    let layout = Layout::of(&table, &[], names, sort_key);
    let labels = Labels {
        total: "Total".to_owned(),
        grand: "Grand total".to_owned(),
        ..Labels::default()
    };
    let english = layout.clone().with_labels(&labels);
    let mut bytes = Vec::new();
    csv::write_layout(&english, csv::Encoding::Utf8, &mut bytes).expect("a file");
    let told = String::from_utf8(bytes).expect("UTF-8");
    assert!(told.contains("Grand total · Пропущено") && told.contains("'=1+1;Total;"));
    assert!(!told.contains("Итого") && !told.contains("Всего"), "{told}");
    let mut bytes = Vec::new();
    csv::write_layout(&layout, csv::Encoding::Windows1251, &mut bytes).expect("a file");
    let (read, _, _) = encoding_rs::WINDOWS_1251.decode(&bytes);
    assert!(
        read.starts_with("school.name;class.name;сентябрь"),
        "{read}"
    );
}

#[test]
fn programs_get_the_rows_of_a_pivot_as_they_are() {
    let table = months();
    let plain = file(
        &DataSheet::of("x", &table),
        FileFormat::Arrow,
        &provenance(),
    );
    let pivot = pivot_file(&table, SCHOOLS, BY_MONTH, FileFormat::Arrow);
    assert_eq!(pivot.expect("a file"), plain.expect("a file"));
}

#[test]
fn a_large_pivot_is_written_whole_and_one_too_large_is_refused() {
    let texts: Vec<[String; 2]> = (0..800)
        .flat_map(|school| (0..62).map(move |day| [format!("№ {school}"), format!("день {day}")]))
        .collect();
    let dimensions: Vec<[&str; 2]> = texts
        .iter()
        .map(|[school, day]| [school.as_str(), day.as_str()])
        .collect();
    let counts: Vec<[i64; 1]> = (0..800 * 62).map(|count| [count]).collect();
    let rows: Vec<Row> = dimensions
        .iter()
        .zip(&counts)
        .map(|(dimensions, counts)| (&dimensions[..], &counts[..]))
        .collect();
    let large = table(&["школа", "день"], &["n"], &rows);
    let bytes = pivot_file(&large, &["школа"], &["день"], FileFormat::Xlsx).expect("a file");
    let data = book(&bytes).worksheet_range("Сводная").expect("the sheet");
    assert_eq!(data.get_size(), (802, 63));
    for (line, column) in [(0, 0), (0, 61), (799, 0), (799, 61), (400, 31)] {
        let expected = f64::from(line * 62 + column);
        assert_eq!(number_at(&data, line + 2, column + 1), Some(expected));
    }
    // Every school a column and every day another.
    let refused = pivot_file(&large, &[], &["школа", "день"], FileFormat::Xlsx);
    let Err(Error::TooLarge { lines, columns }) = refused else {
        panic!("a sheet has 16 384 columns");
    };
    assert_eq!((lines, columns), (1, 49_600));
}

#[test]
fn a_workbook_holds_tables_and_pivots() {
    let table = months();
    let (rows, columns) = (names(SCHOOLS), names(BY_MONTH));
    let names = Names {
        rows: &rows,
        columns: &columns,
    };
    let layout = Layout::of(&table, &[], names, sort_key);
    let filters = ["Класс: 5".to_owned()];
    let tile = DataSheet {
        title: Some("Пропуски по классам"),
        filters: &filters,
        ..DataSheet::of("Пропуски: по классам / месяцам за год", &table)
    };
    let pivot = DataSheet {
        layout: Some(&layout),
        ..tile
    };
    let sheets = [
        tile,
        pivot,
        DataSheet::of("History", &table),
        DataSheet::of("[]", &table),
    ];
    let bytes = workbook(&sheets, &provenance(), |_| true).expect("a workbook");
    let mut book = book(&bytes);
    let sheets = book.sheet_names();
    assert_eq!(
        sheets,
        [
            "Пропуски по классам месяцам за…",
            "Пропуски по классам месяцам … 2",
            "History_",
            "Данные",
            "О выгрузке",
        ]
    );
    let heads: Vec<String> = sheets[..4]
        .iter()
        .map(|name| text_at(&book.worksheet_range(name).expect("a sheet"), 0, 0))
        .collect();
    assert_eq!(heads, ["school.name"; 4]);
    for (number, head) in [
        (1, "Пропуски по классам; Школа: № 2; Класс: 5"),
        (2, "Пропуски по классам; Школа: № 2; Класс: 5"),
        (3, "Пропуски; Школа: № 2&amp;R"),
    ] {
        let sheet = part(&bytes, &format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains(head), "{number}: {sheet}");
    }
    let about = book.worksheet_range("О выгрузке").expect("the sheet");
    let facts: Vec<String> = about
        .rows()
        .map(|row| {
            row.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect();
    let place = facts.iter().position(|fact| fact.starts_with(&sheets[1]));
    let place = place.expect("the pivot is told of");
    assert_eq!(
        facts[place..place + 3],
        [
            "Пропуски по классам месяцам … 2|Пропуски по классам".to_owned(),
            "|строк: 5, столбцов: 6".to_owned(),
            "|Класс: 5".to_owned(),
        ]
    );
}

#[test]
fn filters_without_room_at_the_head_of_a_page_are_told_to_lie_elsewhere() {
    let mut provenance = provenance();
    provenance.filters = (0..30)
        .map(|number| format!("Фильтр {number}: {}", "ы".repeat(20)))
        .collect();
    let table = months();
    let bytes = file(&DataSheet::of("x", &table), FileFormat::Xlsx, &provenance);
    let sheet = part(&bytes.expect("a file"), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("Фильтр 0: ыы"), "{sheet}");
    assert!(
        sheet.contains("на листе «О выгрузке»&amp;Rданные"),
        "{sheet}"
    );
}

/// Classes of both schools by month.
fn question() -> Value {
    json!({
        "measures": ["attendance.due", "attendance.missed"],
        "dimensions": ["school.name", "class.name"],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "month",
            "dateRange": ["2025-09-01", "2025-10-31"]}],
        "order": [["school.name", "asc"], ["class.name", "asc"]],
        "pivot": {"rows": SCHOOLS, "columns": BY_MONTH},
    })
}

fn with(mut query: Value, key: &str, value: Value) -> Value {
    query[key] = value;
    query
}

/// Where the figures of a sheet stand, read from its heads alone.
struct Seen {
    data: Range<Data>,
    /// The school and the class of each line below the heads; a total has no class.
    lines: Vec<(String, String)>,
    /// The month and the measure of each column beside the heads.
    columns: Vec<(String, String)>,
}

impl Seen {
    fn read(bytes: &[u8], sheet: &str) -> Self {
        let data = book(bytes).worksheet_range(sheet).expect("the sheet");
        let (height, width) = data.get_size();
        let or_before = |text: String, before: Option<&(String, String)>| match text.is_empty() {
            true => before.map(|before| before.0.clone()).unwrap_or_default(),
            false => text,
        };
        let mut lines: Vec<(String, String)> = Vec::new();
        for row in 2..height as u32 {
            let school = or_before(text_at(&data, row, 0), lines.last());
            lines.push((school, text_at(&data, row, 1)));
        }
        let mut columns: Vec<(String, String)> = Vec::new();
        for column in 2..width as u32 {
            let month = match number_at(&data, 0, column) {
                Some(45_901.0) => "2025-09-01T00:00:00.000".to_owned(),
                Some(45_931.0) => "2025-10-01T00:00:00.000".to_owned(),
                _ => text_at(&data, 0, column),
            };
            let month = or_before(month, columns.last());
            columns.push((month, text_at(&data, 1, column)));
        }
        Self {
            data,
            lines,
            columns,
        }
    }

    fn at(&self, line: (&str, &str), column: (&str, &str)) -> Value {
        let is = |pair: &(String, String), wanted: (&str, &str)| {
            (pair.0.as_str(), pair.1.as_str()) == wanted
        };
        let row = self.lines.iter().position(|pair| is(pair, line));
        let row = row.unwrap_or_else(|| panic!("no line {line:?} in {:?}", self.lines));
        let place = self.columns.iter().position(|pair| is(pair, column));
        let place = place.unwrap_or_else(|| panic!("no {column:?} in {:?}", self.columns));
        let (row, place) = (row as u32 + 2, place as u32 + 2);
        match (
            number_at(&self.data, row, place),
            text_at(&self.data, row, place),
        ) {
            (Some(number), _) => json!(number),
            (None, text) if text.is_empty() => Value::Null,
            (None, text) => json!(text),
        }
    }

    /// Returns how many figures there are.
    fn count(&self) -> usize {
        let rows = 2..self.lines.len() as u32 + 2;
        let cells = rows
            .flat_map(|row| (2..self.columns.len() as u32 + 2).map(move |column| (row, column)));
        cells
            .filter(|(row, column)| !text_at(&self.data, *row, *column).is_empty())
            .count()
    }
}

/// Looks up every figure of rows of an answer in a sheet and returns how many they are.
fn compare(answer: &Value, rows: &str, seen: &Seen) -> usize {
    let text = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    let mut count = 0;
    for row in answer[rows].as_array().expect("rows") {
        let school = text(row, "school.name");
        let class = text(row, "class.name");
        let line = match (school, class) {
            (Some(school), Some(class)) => (school, class),
            (Some(school), None) => (school, "Итого".to_owned()),
            (None, _) => ("Всего".to_owned(), String::new()),
        };
        let month = text(row, "calendar.date.month").unwrap_or_else(|| "Всего".to_owned());
        for measure in ["attendance.due", "attendance.missed"] {
            let title = &answer["annotation"]["measures"][measure]["shortTitle"];
            let title = title.as_str().expect("a title");
            let found = seen.at((&line.0, &line.1), (&month, title));
            let expected = match row[measure].as_f64() {
                Some(number) => json!(number),
                None => row[measure].clone(),
            };
            assert_eq!(found, expected, "{line:?} {month} {measure}");
            count += usize::from(!expected.is_null());
        }
    }
    count
}

fn disposition(answer: &Answer) -> String {
    answer.header("content-disposition").to_owned()
}

#[tokio::test]
async fn a_file_of_a_pivot_has_every_figure_of_the_answer_and_no_other() {
    let people = People::new().await;
    let path = "/api/v1/export?format=xlsx&layout=pivot";
    // The office sees stars where there are few, the director every figure of one school.
    for login in ["office", "director"] {
        let token = people.token(login).await;
        let of_lines = with(
            question(),
            "totals",
            json!(["calendar.date", "school.name"]),
        );
        let of_columns = with(question(), "totals", json!(["school.name", "class.name"]));
        let lines = people.ask(&token, &of_lines).await.json();
        let columns = people.ask(&token, &of_columns).await.json();

        let bytes = people.post(&token, path, &question()).await.bytes;
        let seen = Seen::read(&bytes, "Данные");
        let figures = compare(&lines, "data", &seen);
        assert!(figures > 4, "{login}");
        assert_eq!(seen.count(), figures, "{login}");

        let both = json!([of_lines, of_columns]);
        let file = people.post(&token, path, &both).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        let seen = Seen::read(&file.bytes, "Данные");
        let mut figures = compare(&lines, "data", &seen);
        figures += compare(&lines, "totals", &seen);
        for grand in columns["totals"].as_array().expect("totals") {
            let is_grand = grand["school.name"].is_null();
            let there = ["attendance.due", "attendance.missed"].iter();
            // The grand total is in both answers and in one cell.
            let there = there.filter(|measure| is_grand && !grand[**measure].is_null());
            figures -= there.count();
        }
        figures += compare(&columns, "totals", &seen);
        assert_eq!(seen.count(), figures, "{login}");
        let schools = seen
            .lines
            .iter()
            .filter(|line| line.0.contains("s2"))
            .count();
        assert_eq!(
            schools > 0,
            login == "office",
            "a scope is a scope: {:?}",
            seen.lines
        );
    }
}

/// Returns the fields of a file of one line of heads.
fn fields(file: &str) -> Vec<Vec<String>> {
    let lines = file.trim_start_matches('\u{feff}').lines();
    lines
        .map(|line| line.split(';').map(str::to_owned).collect())
        .collect()
}

#[tokio::test]
async fn every_crossing_of_groups_is_in_the_file_as_it_would_be_answered_alone() {
    let people = People::new().await;
    let token = people.token("director").await;
    let all = [
        "school.name",
        "class.name",
        "calendar.date.month",
        "absence.reason",
    ];
    let query = json!({
        "measures": ["attendance.missed"],
        "dimensions": ["school.name", "class.name", "absence.reason"],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "month",
            "dateRange": ["2025-09-01", "2025-10-31"]}],
        "order": [["school.name", "asc"], ["class.name", "asc"]],
        "pivot": {"rows": ["school.name", "class.name"],
            "columns": ["calendar.date", "absence.reason", "measures"]},
        "totals": true,
    });
    let questions = svodka::app::pivot_questions(&query);
    assert_eq!(questions.len(), 3);
    let path = "/api/v1/export?format=csv&layout=pivot";
    let file = people.post(&token, path, &json!(questions)).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let lines = fields(&file.text());

    let mut found = 0;
    for kept in 0..4_u8.pow(2) {
        let is_kept = |place: usize| kept & (1 << place) != 0;
        // A class is told within its school, a reason within its month.
        if (is_kept(1) && !is_kept(0)) || (is_kept(3) && !is_kept(2)) {
            continue;
        }
        let mut alone = query.clone();
        let asked = alone.as_object_mut().expect("an object");
        for key in ["totals", "pivot", "order"] {
            asked.remove(key);
        }
        let dimensions: Vec<&str> = [0, 1, 3]
            .into_iter()
            .filter(|place| is_kept(*place))
            .map(|place| all[place])
            .collect();
        asked.insert("dimensions".into(), json!(dimensions));
        if !is_kept(2) {
            let time = &mut alone["timeDimensions"][0];
            time.as_object_mut().expect("a time").remove("granularity");
        }
        let answer = people.ask(&token, &alone).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        for row in answer.json()["data"].as_array().expect("rows") {
            // A class that missed nothing has no line among the reasons.
            let missed = row["attendance.missed"].as_i64();
            let Some(missed) = missed.filter(|missed| *missed > 0) else {
                continue;
            };
            let text = |place: usize| row[all[place]].as_str().unwrap_or_default().to_owned();
            let month = match &text(2)[..] {
                "2025-09-01T00:00:00.000" => "сентябрь\u{a0}2025".to_owned(),
                "2025-10-01T00:00:00.000" => "октябрь\u{a0}2025".to_owned(),
                other => other.to_owned(),
            };
            let side = match (is_kept(0), is_kept(1)) {
                (true, true) => [text(0), text(1)],
                (true, false) => [text(0), "Итого".into()],
                _ => ["Всего".into(), String::new()],
            };
            let reason = people.app.value_title(all[3], &text(3));
            let head = match (is_kept(2), is_kept(3)) {
                (true, true) if text(3).is_empty() => format!("{month} · — · "),
                (true, true) => format!("{month} · {reason} · "),
                (true, false) => format!("{month} · Итого · "),
                _ => "Всего · ".to_owned(),
            };
            let column = lines[0].iter().position(|field| field.starts_with(&head));
            let column = column.unwrap_or_else(|| panic!("no {head:?} in {:?}", lines[0]));
            let line = lines[1..].iter().find(|line| line[..2] == side);
            let line = line.unwrap_or_else(|| panic!("no {side:?} in {lines:?}"));
            assert_eq!(line[column], missed.to_string(), "{side:?} by {head:?}");
            found += 1;
        }
    }
    let figures = lines[1..].iter().flat_map(|line| &line[2..]);
    let figures = figures.filter(|field| !field.is_empty()).count();
    assert_eq!(found, figures, "{lines:?}");
    assert!(found > 9, "{lines:?}");
}

#[tokio::test]
async fn what_has_no_layout_is_refused_with_words() {
    let people = People::new().await;
    let token = people.token("office").await;
    let mut plain = question();
    plain.as_object_mut().expect("an object").remove("pivot");
    let totals = |names: &[&str]| with(question(), "totals", json!(names));
    let other = with(question(), "measures", json!(["attendance.late"]));
    let names = with(question(), "dimensions", json!(["pupil.name"]));
    let seven = vec![totals(&["school.name"]); 7];
    for (format, layout, query, path) in [
        ("xlsx", "pivot", plain.clone(), "pivot"),
        (
            "csv",
            "pivot",
            with(plain.clone(), "pivot", json!(true)),
            "pivot",
        ),
        ("xlsx", "pivot", json!([question(), plain]), "pivot"),
        ("parquet", "pivot", question(), "layout"),
        ("arrow", "pivot", question(), "layout"),
        ("xlsx", "cross", question(), "layout"),
        ("doc", "pivot", question(), "format"),
        ("xlsx", "pivot", json!([totals(&[]), other]), "query"),
        ("xlsx", "pivot", json!([question(), names]), "query"),
        ("xlsx", "pivot", json!(seven), "query"),
        ("xlsx", "table", json!([question(), question()]), "query"),
    ] {
        let address = format!("/api/v1/export?format={format}&layout={layout}");
        let answer = people.post(&token, &address, &query).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address} {query}");
        assert_eq!(
            answer.json()["diagnostics"][0]["path"],
            path,
            "{address} {query}"
        );
    }
    let path = "/api/v1/export?format=xlsx&layout=pivot";
    let stranger = people.post("", path, &question()).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let pivot = json!({"rows": ["pupil.name"], "columns": []});
    let query =
        json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"], "pivot": pivot});
    let names = people.post(&token, path, &query).await;
    assert!(names.status.is_client_error(), "{}", names.text());
}

#[tokio::test]
async fn a_file_bears_the_title_that_the_asker_gives() {
    let people = People::new().await;
    let token = people.token("office").await;
    let title = "=cmd|'/C calc'!A0 & пропуски\r\nX: y\u{202e}";
    let path = format!(
        "/api/v1/export?format=xlsx&layout=pivot&title={}",
        encoded(title)
    );
    let file = people.post(&token, &path, &question()).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let disposition = disposition(&file);
    assert!(
        disposition.starts_with("attachment; filename=\"svodka-"),
        "{disposition}"
    );
    assert!(
        disposition.contains(".xlsx\"; filename*=UTF-8''%3Dcmd"),
        "{disposition}"
    );
    assert!(disposition.ends_with("X%20y.xlsx"), "{disposition}");
    assert!(file.header("x").is_empty());
    let mut book = book(&file.bytes);
    let names = book.sheet_names();
    assert_eq!(names.len(), 2);
    assert!(
        names[0].starts_with("=cmd|'") && !names[0].contains('/'),
        "{names:?}"
    );
    let about = book.worksheet_range("О выгрузке").expect("the sheet");
    assert_eq!(text_at(&about, 0, 1), "=cmd|'/C calc'!A0 & пропуски X: y");
    let sheet = part(&file.bytes, "xl/worksheets/sheet1.xml");
    assert!(
        !sheet.contains("<f>") && sheet.contains("&amp;&amp; пропуски X: y"),
        "{sheet}"
    );

    // A page without scripts sends the title as a field of its form.
    people.set_password("office", false).await;
    let cookie = people
        .sign_in("office", crate::people::PASSWORD)
        .await
        .cookie();
    let body = format!(
        "query={}&title={}",
        encoded(&question().to_string()),
        encoded("Пропуски")
    );
    let path = "/api/v1/export?format=csv&layout=pivot";
    let file = people
        .form(axum::http::Method::POST, path, &cookie, &body)
        .await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let named = format!("filename*=UTF-8''{}.csv", encoded("Пропуски"));
    assert!(
        self::disposition(&file).ends_with(&named),
        "{}",
        self::disposition(&file)
    );
    assert!(
        file.text().contains("сентябрь\u{a0}2025 · "),
        "{}",
        file.text()
    );
    let plain = people
        .post(&token, "/api/v1/export?format=csv", &question())
        .await;
    assert!(!self::disposition(&plain).contains("filename*"));
}

#[tokio::test]
async fn csv_comes_in_the_encoding_of_old_programs() {
    let people = People::new().await;
    let token = people.token("director").await;
    let path = "/api/v1/export?format=csv&layout=pivot";
    let usual = people.post(&token, path, &question()).await;
    assert_eq!(usual.header("content-type"), "text/csv; charset=utf-8");
    assert!(usual.header("svodka-replaced-letters").is_empty());
    let old = format!("{path}&encoding=windows-1251");
    let old = people.post(&token, &old, &question()).await;
    assert_eq!(old.status, StatusCode::OK, "{}", old.text());
    assert_eq!(old.header("content-type"), "text/csv; charset=windows-1251");
    assert_eq!(old.header("svodka-replaced-letters"), "0");
    let (read, _, _) = encoding_rs::WINDOWS_1251.decode(&old.bytes);
    assert_eq!(read, usual.text().trim_start_matches('\u{feff}'));
    // A formula's name comes from the asker.
    let mut odd = question();
    odd["formulas"] = json!([{"name": "f", "title": "∑ 日本", "expression": "attendance.due * 2"}]);
    let address = "/api/v1/export?format=csv&encoding=windows-1251";
    let odd = people.post(&token, address, &odd).await;
    assert_eq!(odd.status, StatusCode::OK, "{}", odd.text());
    assert_eq!(odd.header("svodka-replaced-letters"), "3");
    for address in [
        "/api/v1/export?format=csv&encoding=koi8-r",
        "/api/v1/export?format=xlsx&encoding=windows-1251",
        "/api/v1/export?format=parquet&encoding=windows-1251",
    ] {
        let refused = people.post(&token, address, &question()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(refused.json()["diagnostics"][0]["path"], "encoding");
    }
}
