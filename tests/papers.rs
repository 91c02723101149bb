//! Papers: what is printed, as a workbook read back by another hand.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use svodka::export::{Stamp, pdf, xlsx};
use svodka::sheet::{Block, Cell, CellValue, Look, Page, PageSize, Paper, Sheet, Signature, Slip};

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
        "данные на 14.10.2025 23:40",
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
fn words_of_a_paper_stand_by_the_sheet_that_follows_them() {
    let mut second = form();
    second.name = "2.1/3: классы".to_owned();
    let paper = paper(vec![
        Block::Heading("Первое".to_owned()),
        Block::Sheet(form()),
        Block::Text("+Второе".to_owned()),
        Block::List {
            title: "Отличники".to_owned(),
            items: vec!["Иванов".to_owned(), "Петров".to_owned()],
        },
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
    assert!(row_of(&one, "Первое") < row_of(&one, "2.1.3"));
    for line in ["+Второе", "Отличники: 2", "1. Иванов", "2. Петров"] {
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
