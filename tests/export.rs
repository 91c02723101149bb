//! Exports: one table in every format, read back by another hand.

use std::fs::File;
use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use arrow::ipc::reader::StreamReader;
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::{Date, date};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::json;
use svodka::export::csv::{Encoding, guarded};
use svodka::export::numbers;
use svodka::export::xlsx::{self, DataSheet};
use svodka::export::{
    self, FileFormat, Labels, Provenance, csv, json as json_shape, text, to_bytes,
};
use svodka::table::{ColumnKind, Format, Granularity, Table, TableColumn, Totals};

fn column(key: &str, title: &str, kind: ColumnKind, format: Format) -> TableColumn {
    TableColumn {
        key: key.to_owned(),
        title: title.to_owned(),
        short_title: title.to_owned(),
        kind,
        format,
        description: String::new(),
        titles: Vec::new(),
    }
}

fn batch(columns: &[TableColumn], arrays: Vec<ArrayRef>) -> RecordBatch {
    let named = columns
        .iter()
        .zip(arrays)
        .map(|(column, array)| (column.key.as_str(), array, true));
    RecordBatch::try_from_iter_with_nullable(named).expect("the arrays suit one another")
}

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn days(values: &[Option<Date>]) -> ArrayRef {
    let in_ms = |day: Date| {
        day.to_zoned(jiff::tz::TimeZone::UTC)
            .unwrap()
            .timestamp()
            .as_millisecond()
    };
    Arc::new(
        values
            .iter()
            .map(|day| day.map(in_ms))
            .collect::<TimestampMillisecondArray>(),
    )
}

fn counts(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

fn shares(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

/// Attendance by school and month with a subtotal, the grand total and the others.
fn attendance() -> Table {
    let mut columns = vec![
        column("school.name", "Школа", ColumnKind::Dimension, Format::Text),
        column(
            "calendar.date.month",
            "Месяц",
            ColumnKind::Time(Granularity::Month),
            Format::Day,
        ),
        column(
            "attendance.due",
            "Уроков по плану",
            ColumnKind::Measure,
            Format::Number(0),
        ),
        column(
            "attendance.attendance_pct",
            "Посещаемость",
            ColumnKind::Measure,
            Format::Percent(1),
        ),
    ];
    columns[3].description = "Доля посещённых уроков.".to_owned();
    let september = date(2025, 9, 1);
    let october = date(2025, 10, 1);
    let rows = batch(
        &columns,
        vec![
            texts(&[Some("Школа № 2"), Some("Школа № 2"), None]),
            days(&[Some(september), Some(october), Some(october)]),
            counts(&[Some(1_234_567), Some(10), Some(0)]),
            shares(&[Some(93.44), Some(f64::NAN), None]),
        ],
    );
    let totals = batch(
        &columns,
        vec![
            texts(&[Some("Школа № 2"), None]),
            days(&[None, None]),
            counts(&[Some(1_234_577), Some(1_234_900)]),
            shares(&[Some(93.4), Some(93.05)]),
        ],
    );
    let others = batch(
        &columns,
        vec![
            texts(&[None]),
            days(&[None]),
            counts(&[Some(323)]),
            shares(&[Some(50.0)]),
        ],
    );
    Table {
        columns,
        rows: vec![rows.slice(0, 1), rows.slice(1, 2)],
        totals: Some(Totals {
            rows: totals,
            kept: vec![vec!["school.name".to_owned()], vec![]],
        }),
        others: Some(others),
        total: Some(48_211),
        is_truncated: false,
        partial: None,
    }
}

/// One column of text and one of counts.
fn words(values: &[&str]) -> Table {
    let columns = vec![
        column("word", "=Слово", ColumnKind::Dimension, Format::Text),
        column("n", "Число", ColumnKind::Measure, Format::Number(0)),
    ];
    let arrays = vec![
        texts(&values.iter().copied().map(Some).collect::<Vec<_>>()),
        counts(&values.iter().map(|_| Some(-5)).collect::<Vec<_>>()),
    ];
    Table {
        rows: vec![batch(&columns, arrays)],
        columns,
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    }
}

fn provenance() -> Provenance {
    Provenance {
        office: "Управление образования".to_owned(),
        title: "Посещаемость & пропуски".to_owned(),
        asker: "Иванова И. И.".to_owned(),
        made_at: "2025-10-15T08:00:00+03:00[Europe/Moscow]".parse().unwrap(),
        release: 214,
        data_moment: "14.10.2025 23:40".to_owned(),
        filters: vec!["Школа: № 2".to_owned(), "Период: сентябрь".to_owned()],
        limits: vec!["Малые числа скрыты".to_owned()],
        labels: svodka::export::Labels::default(),
    }
}

fn csv_text(table: &Table) -> String {
    let mut bytes = Vec::new();
    csv::write(table, Encoding::Utf8, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn workbook(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).expect("the workbook opens")
}

fn sheet(table: &Table, name: &str) -> Range<Data> {
    let bytes = to_bytes(table, FileFormat::Xlsx, &provenance()).unwrap();
    workbook(bytes).worksheet_range(name).unwrap()
}

fn parquet_reader(bytes: &[u8]) -> ParquetRecordBatchReaderBuilder<File> {
    let mut file = tempfile::tempfile().expect("a file for the test");
    file.write_all(bytes).expect("the file is written");
    ParquetRecordBatchReaderBuilder::try_new(file).expect("the file is Parquet")
}

/// Returns a part of a workbook as it lies in the archive.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let file = archive.by_name(name).unwrap();
    std::io::read_to_string(file).unwrap()
}

#[test]
fn csv_is_what_a_russian_excel_opens() {
    let expected = "\u{feff}Школа;Месяц;Уроков по плану;Посещаемость\r\n\
        Школа № 2;01.09.2025;1234567;93,44\r\n\
        Школа № 2;01.10.2025;10;\r\n\
        ;01.10.2025;0;\r\n\
        Прочие;;323;50\r\n\
        Школа № 2;Итого;1234577;93,4\r\n\
        Всего;;1234900;93,05\r\n";
    assert_eq!(csv_text(&attendance()), expected);
}

#[test]
fn lines_of_totals_speak_the_language_of_who_asks() {
    let labels = Labels {
        total: "Total".to_owned(),
        grand: "Grand total".to_owned(),
        others: "Others".to_owned(),
        ..Labels::default()
    };
    let table = attendance();
    let sheet = DataSheet {
        labels: &labels,
        ..DataSheet::of("Attendance", &table)
    };
    let mut bytes = Vec::new();
    let rows = || Box::new(table.batches());
    export::write_csv(&sheet, rows(), Encoding::Utf8, &mut bytes).expect("a file");
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(text.contains("Others;;323;50\r\nШкола № 2;Total;1234577;93,4\r\nGrand total;;"));
    for format in [FileFormat::Xlsx, FileFormat::Pdf] {
        let mut bytes = Vec::new();
        export::write(&sheet, rows(), format, &provenance(), &mut bytes).expect("a file");
        if format == FileFormat::Xlsx {
            let range = workbook(bytes)
                .worksheet_range("Attendance")
                .expect("a sheet");
            let first: Vec<String> = range.rows().map(|row| row[0].to_string()).collect();
            assert_eq!(first[first.len() - 3], "Others");
            assert_eq!(first[first.len() - 1], "Grand total");
        }
    }
}

#[test]
fn codes_are_read_by_their_titles() {
    let mut table = words(&["illness", "=1+1"]);
    table.columns[0].titles = vec![("illness".to_owned(), "болезнь".to_owned())];
    let text = csv_text(&table);
    assert!(text.contains("болезнь") && text.contains("'=1+1"));
    assert!(!text.contains("illness"));
    assert_eq!(
        json_shape::rows(&table)[0][&table.columns[0].key],
        "illness"
    );
}

#[test]
fn csv_disarms_formulas() {
    let table = words(&[
        "=1+1", "+7 900", "-5", "@SUM", "\tx", "\r=1", "a=1", "x;\"y\"", "",
    ]);
    let expected = "\u{feff}'=Слово;Число\r\n'=1+1;-5\r\n'+7 900;-5\r\n'-5;-5\r\n'@SUM;-5\r\n'\tx;-5\r\n\
        \"'\r=1\";-5\r\na=1;-5\r\n\"x;\"\"y\"\"\";-5\r\n;-5\r\n";
    assert_eq!(csv_text(&table), expected);
    assert_eq!(guarded("Школа"), "Школа");
}

#[test]
fn csv_in_windows_1251() {
    let mut bytes = Vec::new();
    csv::write(
        &words(&["Ёлка № 2 — 日本 ✓"]),
        Encoding::Windows1251,
        &mut bytes,
    )
    .unwrap();
    let (read, _, had_faults) = encoding_rs::WINDOWS_1251.decode(&bytes);
    assert!(!had_faults);
    assert_eq!(read, "'=Слово;Число\r\nЁлка № 2 — ?? ?;-5\r\n");
}

#[test]
fn a_table_without_rows_has_a_head_everywhere() {
    let mut table = attendance();
    table.rows.clear();
    table.totals = None;
    table.others = None;
    assert_eq!(
        csv_text(&table),
        "\u{feff}Школа;Месяц;Уроков по плану;Посещаемость\r\n"
    );
    assert_eq!(sheet(&table, "Данные").get_size(), (1, 4));
    assert!(json_shape::rows(&table).is_empty());
    assert_eq!(json_shape::total_rows(&table), None);
    let bytes = to_bytes(&table, FileFormat::Arrow, &provenance()).unwrap();
    let reader = StreamReader::try_new(Cursor::new(bytes), None).unwrap();
    assert_eq!(reader.schema().field(1).name(), "calendar.date.month");
    let bytes = to_bytes(&table, FileFormat::Parquet, &provenance()).unwrap();
    let reader = parquet_reader(&bytes);
    assert_eq!(reader.schema().fields().len(), 4);
    table.columns.clear();
    to_bytes(&table, FileFormat::Xlsx, &provenance()).unwrap();
    to_bytes(&table, FileFormat::Csv, &provenance()).unwrap();
    assert!(text::lay_out(&table).contains("показаны первые 0"));
}

#[test]
fn json_has_the_contracts_shapes() {
    let table = attendance();
    assert_eq!(
        serde_json::to_value(json_shape::rows(&table)).unwrap(),
        json!([
            {"school.name": "Школа № 2", "calendar.date": "2025-09-01T00:00:00.000",
             "calendar.date.month": "2025-09-01T00:00:00.000",
             "attendance.due": 1234567, "attendance.attendance_pct": 93.44},
            {"school.name": "Школа № 2", "calendar.date": "2025-10-01T00:00:00.000",
             "calendar.date.month": "2025-10-01T00:00:00.000",
             "attendance.due": 10, "attendance.attendance_pct": null},
            {"school.name": null, "calendar.date": "2025-10-01T00:00:00.000",
             "calendar.date.month": "2025-10-01T00:00:00.000",
             "attendance.due": 0, "attendance.attendance_pct": null},
            {"school.name": null, "calendar.date": null, "calendar.date.month": null,
             "attendance.due": 323, "attendance.attendance_pct": 50.0, "$others": true},
        ])
    );
    assert_eq!(
        serde_json::to_value(json_shape::total_rows(&table)).unwrap(),
        json!([
            {"school.name": "Школа № 2", "attendance.due": 1234577, "attendance.attendance_pct": 93.4},
            {"attendance.due": 1234900, "attendance.attendance_pct": 93.05},
        ])
    );
}

#[test]
fn totals_may_keep_a_time_by_its_member() {
    let mut table = attendance();
    let totals = table.totals.as_mut().unwrap();
    totals.kept[0] = vec!["calendar.date".to_owned()];
    let rows = json_shape::total_rows(&table).unwrap();
    assert!(rows[0].contains_key("calendar.date.month") && rows[0].contains_key("calendar.date"));
    assert!(!rows[0].contains_key("school.name"));
}

#[test]
fn xlsx_cells_are_typed() {
    let data = sheet(&attendance(), "Данные");
    assert_eq!(data.get_size(), (7, 4));
    let text = |row, column| {
        data.get((row, column))
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let number = |row, column| match data.get((row, column)) {
        Some(Data::Float(value)) => *value,
        other => panic!("no number in {row}:{column}: {other:?}"),
    };
    let day = |row| match data.get((row, 1)) {
        Some(Data::DateTime(moment)) => moment.as_f64(),
        other => panic!("no day in {row}: {other:?}"),
    };
    for (column, title) in ["Школа", "Месяц", "Уроков по плану", "Посещаемость"]
        .iter()
        .enumerate()
    {
        assert_eq!(text(0, column), *title);
    }
    assert_eq!(text(1, 0), "Школа № 2");
    // 1 September and 1 October 2025 by Excel's count of days.
    assert_eq!((day(1), day(2), day(3)), (45_901.0, 45_931.0, 45_931.0));
    assert_eq!((number(1, 2), number(1, 3)), (1_234_567.0, 93.44));
    assert_eq!(
        data.get((2, 3)),
        Some(&Data::Empty),
        "what is no number is empty"
    );
    assert_eq!(data.get((3, 0)), Some(&Data::Empty));
    assert_eq!(
        (text(4, 0), text(4, 1), number(4, 2)),
        ("Прочие".into(), String::new(), 323.0)
    );
    assert_eq!(
        (text(5, 0), text(5, 1), number(5, 2)),
        ("Школа № 2".into(), "Итого".into(), 1_234_577.0)
    );
    assert_eq!(
        (text(6, 0), text(6, 1), number(6, 3)),
        ("Всего".into(), String::new(), 93.05)
    );
}

#[test]
fn xlsx_has_no_formulas() {
    let values = [
        "=1+1",
        "=HYPERLINK(\"http://x\")",
        "+7",
        "-5",
        "@a",
        "{=1}",
        "01",
        "https://x.ru",
        "\u{1}",
    ];
    let table = words(&values);
    let bytes = to_bytes(&table, FileFormat::Xlsx, &provenance()).unwrap();
    let mut book = workbook(bytes.clone());
    assert!(
        book.worksheet_formula("Данные")
            .unwrap()
            .used_cells()
            .all(|cell| cell.2.is_empty())
    );
    let data = book.worksheet_range("Данные").unwrap();
    for (row, value) in values.iter().enumerate() {
        assert!(
            matches!(data.get((row + 1, 0)), Some(Data::String(text)) if row == 8 || text == value)
        );
        assert_eq!(data.get((row + 1, 1)), Some(&Data::Float(-5.0)));
    }
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
}

#[test]
fn xlsx_is_ready_for_reading_and_print() {
    let bytes = to_bytes(&attendance(), FileFormat::Xlsx, &provenance()).unwrap();
    let data = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        data.contains(r#"topLeftCell="B2""#) && data.contains(r#"state="frozen""#),
        "{data}"
    );
    assert!(
        data.contains(r#"<autoFilter ref="A1:D5"/>"#),
        "totals are not filtered: {data}"
    );
    assert!(
        data.contains(r#"paperSize="9""#) && data.contains(r#"fitToHeight="0""#),
        "{data}"
    );
    assert!(
        !data.contains(r#"orientation="landscape""#),
        "four columns stand upright"
    );
    assert!(
        data.contains("Посещаемость &amp;&amp; пропуски; Школа: № 2; Период: сентябрь"),
        "{data}"
    );
    assert!(data.contains("данные на 14.10.2025 23:40"), "{data}");
    let book = part(&bytes, "xl/workbook.xml");
    assert!(
        book.contains("_xlnm.Print_Titles") && book.contains("$1:$1"),
        "{book}"
    );
    let styles = part(&bytes, "xl/styles.xml");
    assert!(
        styles.contains("dd.mm.yyyy") || styles.contains("mmmm yyyy"),
        "{styles}"
    );
    assert!(styles.contains("#,##0.0&quot;\u{a0}%&quot;"), "{styles}");
    assert_eq!(
        bytes,
        to_bytes(&attendance(), FileFormat::Xlsx, &provenance()).unwrap()
    );
    assert!(part(&bytes, "docProps/core.xml").contains("2025-10-15T05:00:00Z"));

    let wide = Table {
        columns: (0..12)
            .map(|n| {
                column(
                    &format!("c{n}"),
                    &format!("Столбец {n}"),
                    ColumnKind::Measure,
                    Format::Number(1),
                )
            })
            .collect(),
        rows: vec![],
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    };
    let bytes = to_bytes(&wide, FileFormat::Xlsx, &provenance()).unwrap();
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains(r#"orientation="landscape""#));
}

#[test]
fn xlsx_says_where_it_comes_from() {
    let about = sheet(&attendance(), "О выгрузке");
    let facts: Vec<String> = about
        .rows()
        .map(|row| {
            row.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(": ")
        })
        .collect();
    let expected = [
        "Название: Посещаемость & пропуски",
        "Кто выгрузил: Иванова И. И.",
        "Когда: 15.10.2025 08:00",
        "Выпуск данных: №\u{a0}214",
        "Данные на: 14.10.2025 23:40",
        "Фильтры: Школа: № 2",
        ": Период: сентябрь",
        "Строк: 3",
        "Ограничения: Малые числа скрыты",
        ": показаны первые 3 из 48\u{a0}211",
        "Посещаемость: Доля посещённых уроков.",
    ];
    assert_eq!(facts, expected);
}

#[test]
fn a_figure_before_is_defined_with_the_figure() {
    let mut table = attendance();
    let definition = "Доля посещённых уроков.";
    for (place, key) in [(2, "attendance.late"), (3, "attendance.late.previous")] {
        table.columns[place].key = key.to_owned();
        table.columns[place].description = definition.to_owned();
    }
    let about = sheet(&table, "О выгрузке");
    let said = about.used_cells();
    let said = said.filter(|(.., cell)| **cell == *definition);
    assert_eq!(said.count(), 1);
}

#[test]
fn xlsx_holds_a_sheet_for_each_table() {
    let table = words(&["a"]);
    let name = "Посещаемость: по школам / неделям за год";
    let sheets = [
        DataSheet::of(name, &table),
        DataSheet::of(name, &table),
        DataSheet::of("О выгрузке", &table),
        DataSheet::of("''", &table),
    ];
    let mut bytes = Vec::new();
    xlsx::write(&sheets, &provenance(), |_| true, &mut bytes).unwrap();
    let names = workbook(bytes).sheet_names();
    assert_eq!(names.len(), 5);
    assert_eq!(names[0], "Посещаемость по школам неделям…");
    assert_eq!(names[1], "Посещаемость по школам недел… 2");
    assert_eq!(names[2..], ["О выгрузке 2", "Данные", "О выгрузке"]);
}

#[test]
fn a_workbook_that_nobody_wants_any_more_is_not_finished() {
    let table = words(&["a"]);
    let sheets = ["Первый", "Второй", "Третий"].map(|name| DataSheet::of(name, &table));
    let (mut told, mut bytes) = (Vec::new(), Vec::new());
    let on_sheet = |sheet: &DataSheet| {
        told.push(sheet.name.to_owned());
        told.len() < 2
    };
    let written = xlsx::write(&sheets, &provenance(), on_sheet, &mut bytes);
    assert!(
        matches!(written, Err(export::Error::NotWanted)),
        "{written:?}"
    );
    assert_eq!(told, ["Первый", "Второй"]);
    assert!(bytes.is_empty());
}

#[test]
fn xlsx_survives_odd_values() {
    let columns = vec![
        column("a", "Код", ColumnKind::Dimension, Format::Number(0)),
        column("b", "День", ColumnKind::Dimension, Format::Day),
        column("c", "Флаг", ColumnKind::Dimension, Format::Text),
        column("d", "Текст", ColumnKind::Dimension, Format::Text),
        column("e", "Номер", ColumnKind::Dimension, Format::Text),
    ];
    let long = "ы".repeat(40_000);
    let rows = batch(
        &columns,
        vec![
            counts(&[Some(i64::MAX)]),
            Arc::new(Date32Array::from(vec![-30_000])),
            Arc::new(BooleanArray::from(vec![true])),
            texts(&[Some(&long)]),
            counts(&[Some(7)]),
        ],
    );
    let table = Table {
        columns,
        rows: vec![rows],
        totals: None,
        others: None,
        total: None,
        is_truncated: true,
        partial: None,
    };
    let data = sheet(&table, "Данные");
    let expected = ["9223372036854775807", "12.11.1887", "да"];
    for (index, text) in expected.iter().enumerate() {
        assert_eq!(
            data.get((1, index)),
            Some(&Data::String((*text).to_owned()))
        );
    }
    let cut = data.get((1, 3)).unwrap().to_string();
    assert_eq!(cut.chars().count(), 32_767);
    assert!(cut.ends_with('…'));
    assert_eq!(
        data.get((1, 4)),
        Some(&Data::String("7".to_owned())),
        "a code is text"
    );
}

#[test]
fn a_header_of_many_filters_is_cut_whole() {
    let mut provenance = provenance();
    for length in 180..230 {
        provenance.title = "&".repeat(length);
        let bytes = to_bytes(&words(&["a"]), FileFormat::Xlsx, &provenance).unwrap();
        let data = part(&bytes, "xl/worksheets/sheet1.xml");
        let header = data
            .split("<oddHeader>")
            .nth(1)
            .unwrap()
            .split("</oddHeader>")
            .next()
            .unwrap();
        let header = header.replace("&amp;", "&");
        assert!(header.chars().count() <= 255);
        let left = header
            .strip_prefix("&L")
            .unwrap()
            .split("&Rданные")
            .next()
            .unwrap();
        assert_eq!(
            left.chars().filter(|letter| *letter == '&').count() % 2,
            0,
            "{header}"
        );
    }
}

#[test]
fn a_list_longer_than_a_sheet_goes_on_to_the_next() {
    let columns = vec![column("n", "№", ColumnKind::Measure, Format::Number(0))];
    let list = |rows: std::ops::Range<i64>| Table {
        rows: vec![batch(
            &columns,
            vec![Arc::new(Int64Array::from_iter_values(rows))],
        )],
        columns: columns.clone(),
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    };
    let book = |table: &Table| workbook(to_bytes(table, FileFormat::Xlsx, &provenance()).unwrap());
    // A line of heads and 1 048 575 others.
    let mut full = list(0..1_048_575);
    assert_eq!(book(&full).sheet_names(), ["Данные", "О выгрузке"]);
    let mut longer = book(&list(0..1_048_580));
    assert_eq!(longer.sheet_names(), ["Данные", "Данные 2", "О выгрузке"]);
    let rest = longer.worksheet_range("Данные 2").unwrap();
    assert_eq!(rest.get_size(), (6, 1));
    assert_eq!(rest.get((1, 0)), Some(&Data::Float(1_048_575.0)));
    // A total is a line, too.
    full.totals = Some(Totals {
        rows: full.rows[0].slice(0, 1),
        kept: vec![Vec::new()],
    });
    let rest = book(&full).worksheet_range("Данные 2").unwrap();
    assert_eq!(rest.get_size(), (2, 1));
}

#[test]
fn programs_read_arrow_and_parquet() {
    let table = attendance();
    let bytes = to_bytes(&table, FileFormat::Arrow, &provenance()).unwrap();
    let reader = StreamReader::try_new(Cursor::new(bytes), None).unwrap();
    assert_eq!(reader.schema().field(0).metadata()["title"], "Школа");
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 3);
    assert_eq!(
        batches[0].column(2).as_ref(),
        table.rows[0].column(2).as_ref()
    );

    let bytes = to_bytes(&table, FileFormat::Parquet, &provenance()).unwrap();
    let reader = parquet_reader(&bytes);
    let notes = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    let note = |key: &str| {
        notes
            .iter()
            .find(|note| note.key == key)
            .unwrap()
            .value
            .clone()
            .unwrap()
    };
    assert_eq!(note("svodka.release"), "214");
    assert_eq!(note("svodka.made_at"), "2025-10-15T05:00:00Z");
    assert_eq!(
        reader
            .build()
            .unwrap()
            .map(|batch| batch.unwrap().num_rows())
            .sum::<usize>(),
        3
    );
}

#[test]
fn the_terminal_gets_an_aligned_table() {
    let mut table = attendance();
    let expected = "\
Школа      Месяц          Уроков по плану  Посещаемость
───────────────────────────────────────────────────────
Школа № 2  сентябрь 2025        1 234 567        93,4 %
Школа № 2  октябрь 2025                10             —
—          октябрь 2025                 0             —
Прочие                                323        50,0 %
───────────────────────────────────────────────────────
Школа № 2  Итого                1 234 577        93,4 %
Всего                           1 234 900        93,1 %
показаны первые 3 из 48 211
";
    assert_eq!(text::lay_out(&table).replace('\u{a0}', " "), expected);
    table.total = None;
    table.is_truncated = true;
    assert!(text::lay_out(&table).ends_with("показаны первые 3, есть и другие\n"));
    let shown = text::lay_out(&words(&["a\u{1b}[31mb\nc"]));
    assert!(shown.contains("a [31mb c"), "{shown:?}");
}

#[test]
fn periods_have_names() {
    let name = |day: Date, granularity| numbers::period(day, granularity).replace('\u{a0}', " ");
    assert_eq!(name(date(2025, 10, 14), Granularity::Day), "14.10.2025");
    assert_eq!(
        name(date(2025, 10, 13), Granularity::Week),
        "13.10–19.10.2025"
    );
    assert_eq!(
        name(date(2025, 12, 29), Granularity::Week),
        "29.12.2025–04.01.2026"
    );
    assert_eq!(name(date(2025, 10, 1), Granularity::Month), "октябрь 2025");
    assert_eq!(
        name(date(2025, 10, 1), Granularity::Quarter),
        "IV квартал 2025"
    );
    assert_eq!(name(date(2025, 1, 1), Granularity::Year), "2025");
}

#[test]
fn formats_have_names() {
    for format in [
        FileFormat::Xlsx,
        FileFormat::Csv,
        FileFormat::Parquet,
        FileFormat::Arrow,
        FileFormat::Pdf,
    ] {
        assert_eq!(FileFormat::parse(format.name()), Some(format));
        assert!(format.media_type().contains('/'));
    }
    assert_eq!(FileFormat::parse("doc"), None);
}
