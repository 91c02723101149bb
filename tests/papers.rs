//! Papers: what is printed, as a workbook read back by another hand, and answers laid out on paper.

use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use svodka::export::layout::{Layout, Names};
use svodka::export::{
    DataSheet, Error, FileFormat, Provenance, Stamp, answer, file, numbers, pdf, xlsx,
};
use svodka::sheet::{
    Block, Bound, Cell, CellValue, Look, Page, PageSize, Paper, Part, Sheet, Signature, Slip,
    TitlePage,
};
use svodka::table::{ColumnKind, Format, Table, TableColumn, Totals, WITHHELD_COUNT};

fn stamp() -> Stamp {
    Stamp {
        made_at: "2025-10-15T09:30:00+03:00[Europe/Moscow]"
            .parse()
            .expect("a moment"),
        data_moment: "14.10.2025 23:40".to_owned(),
        release: 12,
        record: Some("9f86d081884c7d65".to_owned()),
        asker: "Иванова И. И.".to_owned(),
    }
}

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        code: "oo-1".to_owned(),
        organisation: "МБОУ «Школа № 12»".to_owned(),
        title: "Сведения об организации".to_owned(),
        subtitles: vec!["на 20.09.2025".to_owned()],
        is_draft: true,
        page: Page {
            size: PageSize::A3,
            is_landscape: true,
        },
        notes: vec!["11 из 12 школ".to_owned()],
        blocks,
        signatures: vec![Signature {
            post: "Директор".to_owned(),
            name: Some("И. О. Фамилия".to_owned()),
            has_seal: true,
        }],
        title_page: None,
        responsible: None,
        approval: Vec::new(),
    }
}

/// A head of two lines, codes, closed cells and every kind of value.
fn form() -> Sheet {
    let head = |words: &str| Cell::text(words, Look::Head);
    let code = |words: &str| Cell::text(words, Look::Code);
    let cell = |value| Cell::new(value, Look::Plain);
    let mut corrected = Cell::new(CellValue::Count(7), Look::Corrected);
    corrected.note = Some("=приказ № 5".to_owned());
    Sheet {
        name: "2.1/3: классы".to_owned(),
        caption: "2.1.3".to_owned(),
        widths: vec![20.0, 6.0, 10.0, 10.0],
        head: vec![
            vec![
                head("Показатель").spanning(1, 2),
                head("№ строки").spanning(1, 2),
                head("Классы").spanning(2, 1),
            ],
            vec![head("1").upright(), head("2").upright()],
        ],
        body: vec![
            vec![
                Cell::text("=2+2", Look::Label),
                code("01"),
                cell(CellValue::Count(1_234)),
                cell(CellValue::Closed),
            ],
            vec![
                Cell::text("Доля", Look::Label),
                Cell::new(CellValue::Count(2), Look::Code),
                cell(CellValue::Percent(93.44, 1)),
                cell(CellValue::Withheld),
            ],
            vec![
                Cell::text("День", Look::Label),
                code("03"),
                cell(CellValue::Day(date(2025, 9, 20))),
                corrected,
            ],
            vec![
                Cell::text("Всего", Look::Total),
                code("04"),
                Cell::new(CellValue::Number(4.125, 2), Look::Total),
                cell(CellValue::Empty),
            ],
        ],
        frozen_columns: 2,
    }
}

fn book(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("a workbook")
}

fn range(bytes: &[u8], name: &str) -> Range<Data> {
    let mut book = book(bytes);
    book.worksheet_range(name).expect("a sheet of this name")
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("a part");
    part.read_to_string(&mut text).expect("XML");
    text
}

/// Returns the row that begins with a text.
fn row_of(range: &Range<Data>, first: &str) -> u32 {
    let mut rows = (0..).zip(range.rows());
    let found = rows.find(|(_, row)| row[0] == Data::String(first.to_owned()));
    found
        .unwrap_or_else(|| panic!("no row «{first}»: {range:?}"))
        .0
}

#[test]
fn a_workbook_of_a_paper_holds_typed_cells_under_its_head() {
    let bytes = xlsx::paper(&paper(vec![Block::Sheet(form())]), &stamp()).expect("a workbook");
    assert_eq!(book(&bytes).sheet_names(), ["2.1 3 классы", "О выгрузке"]);
    let range = range(&bytes, "2.1 3 классы");
    for line in [
        "ПРОЕКТ",
        "МБОУ «Школа № 12»",
        "Сведения об организации",
        "на 20.09.2025",
        "11 из 12 школ",
        "2.1.3",
        "М.П.",
    ] {
        row_of(&range, line);
    }
    let at = |name: &str, column: u32| {
        let row = row_of(&range, name);
        range.get_value((row, column)).cloned().unwrap_or_default()
    };
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(at("=2+2", 1), text("01"));
    assert_eq!(at("=2+2", 2), Data::Float(1234.0));
    assert_eq!(at("=2+2", 3), text("х"));
    assert_eq!(at("Доля", 1), text("2"));
    assert_eq!(at("Доля", 2), Data::Float(93.44));
    assert_eq!(at("Доля", 3), text("*"));
    assert!(matches!(at("День", 2), Data::DateTime(_)));
    assert_eq!(at("День", 3), Data::Float(7.0));
    assert_eq!(at("Всего", 2), Data::Float(4.125));
    assert_eq!(at("Всего", 3), Data::Empty);

    let signature = range.rows().any(|row| {
        matches!(&row[0], Data::String(line) if line.starts_with("Директор") && line.ends_with("И. О. Фамилия"))
    });
    assert!(signature, "{range:?}");
    let mut book = book(&bytes);
    let formulas = book.worksheet_formula("2.1 3 классы").expect("a sheet");
    assert!(formulas.is_empty(), "{formulas:?}");
}

#[test]
fn a_workbook_of_a_paper_is_ready_for_print() {
    let bytes = xlsx::paper(&paper(vec![Block::Sheet(form())]), &stamp()).expect("a workbook");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        r#"paperSize="8""#,
        r#"orientation="landscape""#,
        r#"fitToHeight="0""#,
        "страница &amp;P из &amp;N",
        "Данные на 14.10.2025 23:40",
        "ПРОЕКТ",
        r#"state="frozen""#,
        r#"xSplit="2""#,
    ] {
        assert!(sheet.contains(wanted), "{wanted}: {sheet}");
    }
    // The head covers two lines, of which two cells are joined downwards and one across.
    let workbook = part(&bytes, "xl/workbook.xml");
    assert!(workbook.contains("_xlnm.Print_Titles"), "{workbook}");
    assert!(workbook.contains("_xlnm.Print_Area"), "{workbook}");
    assert!(part(&bytes, "xl/comments1.xml").contains("=приказ № 5"));
    let about = range(&bytes, "О выгрузке");
    let says = |name: &str| about.get_value((row_of(&about, name), 1)).cloned();
    let text = |text: &str| Some(Data::String(text.to_owned()));
    assert_eq!(says("Код документа"), text("oo-1"));
    assert_eq!(says("Контрольная сумма"), text("9f86d081884c7d65"));
    assert_eq!(says("Выпуск данных"), text("№\u{a0}12"));
}

#[test]
fn words_of_a_paper_stand_by_the_sheet_that_they_are_about() {
    let mut second = form();
    second.name = "2.1/3: классы".to_owned();
    let paper = paper(vec![
        Block::Text("Ноль".to_owned()),
        Block::Heading("Первое".to_owned()),
        Block::Sheet(form()),
        Block::Text("+О первом".to_owned()),
        Block::List {
            title: "Отличники".to_owned(),
            items: vec!["Иванов".to_owned(), "Петров".to_owned()],
        },
        Block::Heading("Второе".to_owned()),
        Block::Text("О втором".to_owned()),
        Block::Sheet(second),
        Block::Text("Последнее".to_owned()),
    ]);
    let bytes = xlsx::paper(&paper, &stamp()).expect("a workbook");
    assert_eq!(
        book(&bytes).sheet_names(),
        ["2.1 3 классы", "2.1 3 классы 2", "О выгрузке"]
    );
    let (one, two) = (
        range(&bytes, "2.1 3 классы"),
        range(&bytes, "2.1 3 классы 2"),
    );
    for line in ["Ноль", "Первое"] {
        assert!(row_of(&one, line) < row_of(&one, "2.1.3"));
    }
    // What stands below a sheet tells of it, until a heading begins what comes next.
    for line in ["+О первом", "Отличники: 2", "1. Иванов", "2. Петров"]
    {
        assert!(row_of(&one, line) > row_of(&one, "Всего"));
    }
    for line in ["Второе", "О втором"] {
        assert!(row_of(&two, line) < row_of(&two, "2.1.3"));
    }
    assert!(row_of(&two, "Последнее") > row_of(&two, "Всего"));
    // Who signs, signs once.
    assert!(
        one.rows()
            .all(|row| row[0] != Data::String("М.П.".to_owned()))
    );
    assert!(row_of(&two, "М.П.") > row_of(&two, "Последнее"));
}

#[test]
fn a_sheet_that_is_too_wide_to_read_is_printed_on_a_larger_page() {
    let wide = |columns: usize| {
        let cell = |look| Cell::text("", look);
        Block::Sheet(Sheet {
            name: columns.to_string(),
            widths: vec![10.0; columns],
            head: vec![vec![cell(Look::Head); columns]],
            body: vec![vec![cell(Look::Plain); columns]],
            ..Sheet::default()
        })
    };
    let upright = |blocks| Paper {
        page: Page::default(),
        ..paper(blocks)
    };
    let bytes = xlsx::paper(&upright(vec![wide(9), wide(15), wide(27)]), &stamp());
    let bytes = bytes.expect("a workbook");
    let page = |bytes: &[u8], number: usize| {
        let sheet = part(bytes, &format!("xl/worksheets/sheet{number}.xml"));
        let is_landscape = sheet.contains(r#"orientation="landscape""#);
        (sheet.contains(r#"paperSize="8""#), is_landscape)
    };
    assert_eq!(page(&bytes, 1), (false, false));
    assert_eq!(page(&bytes, 2), (false, true));
    assert_eq!(page(&bytes, 3), (true, true));
    // «О выгрузке» needs no more than the paper.
    assert_eq!(page(&bytes, 4), (false, false));

    // What is bound has one size.
    let parts = [wide(9), wide(27)].map(|block| Part {
        name: "5А".to_owned(),
        title: String::new(),
        subtitles: Vec::new(),
        notes: Vec::new(),
        blocks: vec![block],
        signatures: Vec::new(),
    });
    let bound = Bound {
        cover: Vec::new(),
        list_title: "Перечень".to_owned(),
        part_title: "Класс".to_owned(),
        parts: parts.to_vec(),
        inscription_title: "Надпись".to_owned(),
        inscription: "Прошнуровано".to_owned(),
    };
    let bytes = xlsx::paper(&upright(vec![Block::Bound(Box::new(bound))]), &stamp());
    let bytes = bytes.expect("a workbook");
    for number in 1..=5 {
        assert_eq!(page(&bytes, number), (true, true), "{number}");
    }
}

#[test]
fn a_plain_list_of_a_paper_is_filtered_and_its_rows_and_limits_are_told() {
    let plain = xlsx::paper(&paper(vec![Block::Sheet(form())]), &stamp()).expect("a workbook");
    // The buttons stand in the last row of the head; the total stays below.
    let sheet = part(&plain, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(r#"<autoFilter ref="A9:D12"/>"#), "{sheet}");
    let says = |bytes: &[u8], name: &str| {
        let about = range(bytes, "О выгрузке");
        about.get_value((row_of(&about, name), 1)).cloned()
    };
    let text = |text: &str| Some(Data::String(text.to_owned()));
    assert_eq!(says(&plain, "Строк"), text("3"));
    let withheld =
        "* — скрыто: значение говорит о немногих учениках или выдаёт такое значение рядом";
    assert_eq!(says(&plain, "Ограничения"), text(withheld));

    let mut joined = form();
    joined.name = "Иное".to_owned();
    joined.body[1].pop();
    joined.body[0][3] = Cell::new(CellValue::Count(5), Look::Plain).spanning(1, 2);
    let bytes = xlsx::paper(&paper(vec![Block::Sheet(joined.clone())]), &stamp());
    let bytes = bytes.expect("a workbook");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("autoFilter"), "{sheet}");
    assert_eq!(says(&bytes, "Ограничения"), text("скрытых значений нет"));

    let several = paper(vec![Block::Sheet(form()), Block::Sheet(joined)]);
    let bytes = xlsx::paper(&several, &stamp()).expect("a workbook");
    assert_eq!(says(&bytes, "Строк"), text("«2.1 3 классы» — 3"));
    let about = range(&bytes, "О выгрузке");
    let next = (row_of(&about, "Строк") + 1, 1);
    assert_eq!(about.get_value(next).cloned(), text("«Иное» — 3"));
}

#[test]
fn no_page_of_a_workbook_parts_rows_that_are_joined() {
    let cell = |words: &str| Cell::text(words, Look::Plain);
    let mut body = Vec::new();
    for pupil in 1..=20 {
        body.push(vec![
            cell(&pupil.to_string()).spanning(1, 7),
            cell("1 четверть"),
        ]);
        body.extend((0..6).map(|_| vec![cell("Годовая")]));
    }
    let sheet = Sheet {
        name: "5А".to_owned(),
        widths: vec![10.0, 20.0],
        head: vec![vec![
            Cell::text("№", Look::Head),
            Cell::text("Период", Look::Head),
        ]],
        body,
        ..Sheet::default()
    };
    let paper = Paper {
        page: Page::default(),
        ..paper(vec![Block::Sheet(sheet)])
    };
    let bytes = xlsx::paper(&paper, &stamp()).expect("a workbook");
    let first = row_of(&range(&bytes, "5А"), "1");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    let (_, breaks) = sheet.split_once("<rowBreaks").expect("breaks");
    let rows: Vec<u32> = breaks
        .split("<brk id=\"")
        .skip(1)
        .map(|rest| {
            let (row, _) = rest.split_once('"').expect("a row");
            row.parse().expect("a number")
        })
        .collect();
    // A page takes some 45 rows, six pupils and the heads.
    assert!((3..=4).contains(&rows.len()), "{rows:?}");
    for row in rows {
        assert_eq!((row - first) % 7, 0, "{row}");
    }
}

#[test]
fn slips_stand_on_one_sheet_with_breaks_between_pages() {
    let slip = |number: usize| Slip {
        title: format!("Выписка {number}"),
        subtitles: vec!["5«Б»".to_owned()],
        blocks: vec![Block::Sheet(form())],
        signatures: vec![Signature {
            post: "Ознакомлен(а)".to_owned(),
            name: None,
            has_seal: false,
        }],
    };
    let paper = paper(vec![Block::Slips {
        per_page: 2,
        slips: (1..=5).map(slip).collect(),
    }]);
    let bytes = xlsx::paper(&paper, &stamp()).expect("a workbook");
    let range = range(&bytes, "Документ");
    for number in 1..=5 {
        row_of(&range, &format!("Выписка {number}"));
    }
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(r#"<rowBreaks count="2""#), "{sheet}");
}

#[test]
fn a_bound_document_has_a_worksheet_of_each_part_between_cover_and_inscription() {
    let part = |name: &str| Part {
        name: name.to_owned(),
        title: "Сводная ведомость".to_owned(),
        subtitles: vec![format!("{name} класс")],
        notes: Vec::new(),
        blocks: vec![Block::Sheet(Sheet {
            name: name.to_owned(),
            ..form()
        })],
        signatures: Vec::new(),
    };
    let paper = paper(vec![Block::Bound(Box::new(Bound {
        cover: vec!["=На ___ листах".to_owned()],
        list_title: "Перечень листов".to_owned(),
        part_title: "Класс".to_owned(),
        parts: vec![part("5А"), part("10Б")],
        inscription_title: "Заверительная надпись".to_owned(),
        inscription: "Прошнуровано ___ листов".to_owned(),
    }))]);
    let bytes = xlsx::paper(&paper, &stamp()).expect("a workbook");
    assert_eq!(
        book(&bytes).sheet_names(),
        [
            "Обложка",
            "Перечень листов",
            "5А",
            "10Б",
            "Заверительная надпись",
            "О выгрузке",
        ]
    );
    let cover = range(&bytes, "Обложка");
    for line in ["ПРОЕКТ", "Сведения об организации", "=На ___ листах"]
    {
        row_of(&cover, line);
    }
    let list = range(&bytes, "Перечень листов");
    let named = list
        .rows()
        .any(|row| row[1] == Data::String("10Б".to_owned()));
    assert!(named, "{list:?}");
    let sheet = range(&bytes, "10Б");
    assert!(row_of(&sheet, "10Б класс") < row_of(&sheet, "2.1.3"));
    let last = range(&bytes, "Заверительная надпись");
    assert!(row_of(&last, "Прошнуровано ___ листов") < row_of(&last, "М.П."));
}

#[test]
fn who_approves_stands_on_top_of_the_first_sheet_and_who_answers_below_the_last() {
    let official = Paper {
        approval: vec!["УТВЕРЖДАЮ".to_owned(), "Директор ______".to_owned()],
        responsible: Some("Должностное лицо".to_owned()),
        signatures: Vec::new(),
        ..paper(vec![Block::Sheet(form()), Block::Sheet(form())])
    };
    let bytes = xlsx::paper(&official, &stamp()).expect("a workbook");
    let names = book(&bytes).sheet_names();
    let first = range(&bytes, &names[0]);
    assert!(row_of(&first, "УТВЕРЖДАЮ") < row_of(&first, "МБОУ «Школа № 12»"));
    let last = range(&bytes, &names[1]);
    let begins = |range: &Range<Data>, words: &str| {
        let mut rows = range.rows();
        rows.position(|row| row[0].to_string().starts_with(words))
    };
    assert_eq!(begins(&last, "УТВЕРЖДАЮ"), None);
    assert_eq!(begins(&first, "Должностное лицо"), None);
    let rule = "____________________";
    let rows = [
        "Должностное лицо".to_owned(),
        format!("{rule} (должность)"),
        format!("{rule} (номер контактного телефона)"),
        "«____»".to_owned(),
    ]
    .map(|words| begins(&last, &words));
    assert!(
        rows.iter().all(Option::is_some) && rows.is_sorted(),
        "{rows:?}"
    );
}

#[test]
fn an_official_form_has_a_title_page_with_its_head_above_its_name() {
    let table = |heads: &[&str], values: &[&str]| {
        let cells = |texts: &[&str], look| {
            let cells = texts.iter().map(|text| Cell::text(*text, look));
            cells.collect::<Vec<_>>()
        };
        Sheet {
            widths: vec![30.0; heads.len()],
            head: vec![cells(heads, Look::Head)],
            body: vec![cells(values, Look::Label)],
            ..Sheet::default()
        }
    };
    let official = Paper {
        title_page: Some(TitlePage {
            lines: vec!["ФЕДЕРАЛЬНОЕ СТАТИСТИЧЕСКОЕ НАБЛЮДЕНИЕ".to_owned()],
            terms: table(
                &["Предоставляют", "Сроки предоставления", "Форма № ОО-1"],
                &["Организации", "не позднее 15.10.2025", "Приказ Росстата"],
            ),
            facts: vec![
                ("Наименование".to_owned(), "МБОУ «Школа № 12»".to_owned()),
                ("Почтовый адрес".to_owned(), String::new()),
            ],
            codes: table(&["формы по ОКУД", "по ОКПО"], &["0609505", ""]),
        }),
        ..paper(vec![Block::Sheet(form())])
    };
    let bytes = xlsx::paper(&official, &stamp()).expect("a workbook");
    let names = book(&bytes).sheet_names();
    assert_eq!(names[0], "Титульный лист", "{names:?}");
    let page = range(&bytes, "Титульный лист");
    let rows = [
        "ФЕДЕРАЛЬНОЕ СТАТИСТИЧЕСКОЕ НАБЛЮДЕНИЕ",
        "Сведения об организации",
        "Предоставляют",
        "Организации",
        "Наименование: МБОУ «Школа № 12»",
        "Почтовый адрес: ____________________",
        "формы по ОКУД",
        "0609505",
    ]
    .map(|first| row_of(&page, first));
    assert!(rows.is_sorted(), "{rows:?}");
    // What was kept before there were title pages is read as it was.
    let kept = serde_json::to_value(paper(Vec::new())).expect("JSON");
    assert!(kept.get("title_page").is_none(), "{kept}");
    let read: Paper = serde_json::from_value(kept).expect("a paper");
    assert_eq!(read, paper(Vec::new()));
}

#[test]
fn papers_without_blocks_and_those_whose_spans_run_out_are_written_all_the_same() {
    let empty = Paper {
        signatures: Vec::new(),
        subtitles: Vec::new(),
        notes: Vec::new(),
        ..paper(Vec::new())
    };
    let bytes = xlsx::paper(&empty, &stamp()).expect("a workbook");
    row_of(&range(&bytes, "Документ"), "Сведения об организации");
    let torn = Sheet {
        widths: vec![f64::NAN, -5.0],
        body: vec![vec![
            Cell::text("край", Look::Plain).spanning(5, 9),
            Cell::text("ещё", Look::Plain).spanning(0, 0),
        ]],
        ..Sheet::default()
    };
    let paper = paper(vec![Block::Sheet(torn), Block::Sheet(Sheet::default())]);
    pdf::paper(&paper, &stamp()).expect("a PDF");
    let bytes = xlsx::paper(&paper, &stamp()).expect("a workbook");
    let range = range(&bytes, "Документ");
    let row = row_of(&range, "край");
    let beside = range.get_value((row, 5)).cloned();
    assert_eq!(beside, Some(Data::String("ещё".to_owned())));
}

/// Missed lessons by school and class: one withheld, one share that is no number, with the grand total.
fn missed() -> Table {
    let column = |key: &str, title: &str, kind, format| TableColumn {
        key: key.to_owned(),
        title: title.to_owned(),
        short_title: title.to_owned(),
        kind,
        format,
        description: String::new(),
        titles: Vec::new(),
    };
    let columns = vec![
        column("school.name", "Школа", ColumnKind::Dimension, Format::Text),
        column("class.name", "Класс", ColumnKind::Dimension, Format::Text),
        column(
            "attendance.missed",
            "Пропущено",
            ColumnKind::Measure,
            Format::Number(0),
        ),
        column(
            "attendance.missed_pct",
            "Доля пропусков",
            ColumnKind::Measure,
            Format::Percent(1),
        ),
    ];
    let batch =
        |schools: &[Option<&str>], classes: &[Option<&str>], counts: &[i64], shares: &[f64]| {
            let arrays: [ArrayRef; 4] = [
                Arc::new(StringArray::from(schools.to_vec())),
                Arc::new(StringArray::from(classes.to_vec())),
                Arc::new(Int64Array::from(counts.to_vec())),
                Arc::new(Float64Array::from(shares.to_vec())),
            ];
            let keys = columns.iter().map(|column| column.key.clone());
            let named = keys.zip(arrays).map(|(key, array)| (key, array, true));
            RecordBatch::try_from_iter_with_nullable(named).expect("a batch")
        };
    let (one, two) = (Some("№ 1"), Some("№ 2"));
    let rows = batch(
        &[one, one, two],
        &[Some("5А"), Some("5Б"), Some("5А")],
        &[1_204, WITHHELD_COUNT, 7],
        &[93.44, 5.0, f64::NAN],
    );
    let totals = batch(&[None], &[None], &[1_220], &[4.25]);
    Table {
        rows: vec![rows],
        totals: Some(Totals {
            rows: totals,
            kept: vec![Vec::new()],
        }),
        columns,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    }
}

fn provenance() -> Provenance {
    Provenance {
        office: "Управление образования".to_owned(),
        title: "Пропуски".to_owned(),
        asker: stamp().asker,
        made_at: stamp().made_at,
        release: 12,
        data_moment: stamp().data_moment,
        filters: vec!["Школа — № 1, № 2".to_owned()],
        limits: Vec::new(),
        labels: svodka::export::Labels::default(),
    }
}

fn sheet_of(paper: &Paper) -> &Sheet {
    match paper.blocks.as_slice() {
        [Block::Sheet(sheet)] => sheet,
        other => panic!("one sheet was expected: {other:?}"),
    }
}

fn shown(rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
    let rows = rows.iter();
    rows.map(|row| row.iter().map(numbers::on_paper).collect())
        .collect()
}

#[test]
fn an_answer_on_paper_says_its_filters_and_keeps_its_totals() {
    let table = missed();
    let paper = answer::paper(&DataSheet::of("Данные", &table), &provenance()).expect("a paper");
    assert_eq!(paper.organisation, "Управление образования");
    assert_eq!(paper.title, "Пропуски");
    assert_eq!(
        paper.notes,
        ["Данные на 14.10.2025 23:40", "Школа — № 1, № 2", "Строк: 3"]
    );
    assert!(!paper.page.is_landscape);
    let sheet = sheet_of(&paper);
    assert_eq!(
        shown(&sheet.body),
        [
            ["№ 1", "5А", "1\u{a0}204", "93,4\u{a0}%"],
            ["№ 1", "5Б", "*", "5,0\u{a0}%"],
            ["№ 2", "5А", "7", "—"],
            ["Всего", "", "1\u{a0}220", "4,3\u{a0}%"],
        ]
    );
    assert!(sheet.body[3].iter().all(|cell| cell.look == Look::Total));
    assert_eq!(sheet.body[1][2].value, CellValue::Withheld);

    let wide = DataSheet {
        title: Some("Своё название"),
        ..DataSheet::of("Данные", &table)
    };
    let bytes = file(&wide, FileFormat::Pdf, &provenance()).expect("a PDF");
    assert!(bytes.starts_with(b"%PDF-"));
    // The same answer makes the same file.
    assert!(bytes == file(&wide, FileFormat::Pdf, &provenance()).expect("a PDF"));
}

#[test]
fn a_pivot_on_paper_has_the_heads_of_both_axes() {
    let table = missed();
    let names =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let (rows, columns) = (names(&["school.name"]), names(&["class.name", "measures"]));
    let layout = Layout::of(
        &table,
        &[],
        Names {
            rows: &rows,
            columns: &columns,
        },
        str::to_owned,
    );
    let pivot = DataSheet {
        layout: Some(&layout),
        ..DataSheet::of("Сводная", &table)
    };
    let paper = answer::paper(&pivot, &provenance()).expect("a paper");
    let sheet = sheet_of(&paper);
    assert_eq!(sheet.head.len(), 2);
    assert_eq!(shown(&sheet.head)[0][..2], ["Школа", "5А"]);
    assert_eq!((sheet.head[0][0].rows, sheet.head[0][1].columns), (2, 2));
    let last = sheet.body.last().expect("a line");
    assert!(last.iter().all(|cell| cell.look == Look::Total), "{last:?}");
    assert!(shown(&sheet.body)[0].contains(&"*".to_owned()));
    assert_eq!(sheet.column_count(), sheet.widths.len());
    file(&pivot, FileFormat::Pdf, &provenance()).expect("a PDF");
}

#[test]
fn what_is_too_long_for_paper_is_refused() {
    let mut table = missed();
    let rows = table.rows[0].clone();
    table.rows = vec![rows; answer::MOST_LINES / 3 + 1];
    let refused = file(
        &DataSheet::of("Данные", &table),
        FileFormat::Pdf,
        &provenance(),
    );
    let Err(error @ Error::TooLargeForPaper { lines, columns: 4 }) = refused else {
        panic!("{refused:?}");
    };
    assert!(lines > answer::MOST_LINES);
    assert!(error.to_string().contains("велик"), "{error}");
}
