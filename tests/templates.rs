//! Templates: the office's own workbooks filled in, of which nothing else may change.

use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use rust_xlsxwriter::{Color, Format, FormatBorder, Formula, Note, ProtectionOptions, Workbook};
use svodka::export::template::{TemplateFault, fill};
use svodka::sheet::CellValue;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const FORM: &str = "Раздел 2";
const NOTES: &str = "Указания & сноски";

/// A protected form with open cells, a joined head, a formula and a note, and a sheet of words beside it.
fn template() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00DD_EEFF))
        .set_border(FormatBorder::Medium);
    let open = Format::new()
        .set_unlocked()
        .set_border(FormatBorder::Thin)
        .set_num_format("#,##0");
    let share = Format::new().set_unlocked().set_num_format("0.0%");
    let day = Format::new().set_unlocked().set_num_format("dd.mm.yyyy");
    let sheet = workbook.add_worksheet();
    sheet.set_name(FORM).expect("a name");
    sheet
        .merge_range(0, 0, 1, 4, "Сведения о классах", &head)
        .expect("a head");
    for row in 3..8 {
        sheet
            .write_with_format(row, 0, format!("{:02}", row - 2), &head)
            .expect("a code");
        for column in 1..4 {
            sheet.write_blank(row, column, &open).expect("a cell");
        }
        let sum = Formula::new(format!("=SUM(B{0}:D{0})", row + 1)).set_result("0");
        sheet.write_formula(row, 4, sum).expect("a formula");
    }
    sheet.write_blank(9, 1, &share).expect("a cell");
    sheet.write_blank(9, 2, &day).expect("a cell");
    sheet.merge_range(10, 1, 10, 3, "", &open).expect("a field");
    sheet
        .insert_note(3, 1, &Note::new("Заполняет школа"))
        .expect("a note");
    sheet.set_column_width(0, 33).expect("a width");
    sheet.protect_with_options(&ProtectionOptions::default());
    let notes = workbook.add_worksheet();
    notes.set_name(NOTES).expect("a name");
    notes.write(0, 0, "не трогать").expect("words");
    workbook.save_to_buffer().expect("a workbook")
}

fn at(sheet: &str, address: &str, value: CellValue) -> (String, String, CellValue) {
    (sheet.to_owned(), address.to_owned(), value)
}

fn values() -> Vec<(String, String, CellValue)> {
    vec![
        at(FORM, "B4", CellValue::Count(25)),
        at(FORM, "C4", CellValue::Number(1_234.5, 1)),
        at(FORM, "d5", CellValue::Text("=1+1 <b> & «ё»".to_owned())),
        at(FORM, "B10", CellValue::Percent(93.5, 1)),
        at(FORM, "C10", CellValue::Day(date(2025, 9, 20))),
        at(FORM, "B11", CellValue::Text("Школа № 12".to_owned())),
        at(FORM, "B6", CellValue::Empty),
    ]
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let parts = (0..archive.len()).map(|index| {
        let mut packed = Vec::new();
        let mut part = archive.by_index_raw(index).expect("a part");
        part.read_to_end(&mut packed).expect("its bytes");
        drop(part);
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        (name, packed, bytes)
    });
    parts.collect()
}

fn text(bytes: &[u8], name: &str) -> String {
    let parts = parts(bytes);
    let part = parts.into_iter().find(|(path, _, _)| path == name);
    let (_, _, bytes) = part.expect("a part of this name");
    String::from_utf8(bytes).expect("XML")
}

/// Returns the template with one part written anew.
fn with_part(template: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, _, bytes) in parts(template) {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(&path, options).expect("a part");
        let bytes = match path == name {
            true => change(std::str::from_utf8(&bytes).expect("XML")).into_bytes(),
            false => bytes,
        };
        writer.write_all(&bytes).expect("its bytes");
    }
    writer.finish().expect("a zip").into_inner()
}

fn faults(template: &[u8], values: &[(String, String, CellValue)]) -> Vec<TemplateFault> {
    match fill(template, values) {
        Err(faults) => faults,
        Ok(bytes) => panic!("{} bytes where a refusal was expected", bytes.len()),
    }
}

#[test]
fn values_arrive_and_every_other_part_stays_byte_for_byte() {
    let template = with_part(&template(), "xl/workbook.xml", |text| {
        text.replace(" fullCalcOnLoad=\"1\"", "")
    });
    let filled = fill(&template, &values()).expect("a workbook");
    let (before, after) = (parts(&template), parts(&filled));
    let names = |parts: &[(String, Vec<u8>, Vec<u8>)]| -> Vec<String> {
        parts.iter().map(|(name, _, _)| name.clone()).collect()
    };
    assert_eq!(
        names(&before),
        names(&after),
        "the same parts in their order"
    );
    for ((name, packed, bytes), (_, packed_after, bytes_after)) in before.iter().zip(&after) {
        let is_changed = ["xl/worksheets/sheet1.xml", "xl/workbook.xml"].contains(&name.as_str());
        assert_eq!(bytes != bytes_after, is_changed, "{name}");
        assert_eq!(packed != packed_after, is_changed, "{name}");
    }

    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(filled.clone())).expect("a book");
    let range = book.worksheet_range(FORM).expect("the sheet");
    let value = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(value(3, 1), Data::Float(25.0));
    assert_eq!(value(3, 2), Data::Float(1234.5));
    assert_eq!(value(4, 3), Data::String("=1+1 <b> & «ё»".to_owned()));
    // The cell shows shares as percent.
    assert_eq!(value(9, 1), Data::Float(0.935));
    assert!(matches!(value(9, 2), Data::DateTime(day) if day.as_f64() == 45_920.0));
    assert_eq!(value(10, 1), Data::String("Школа № 12".to_owned()));
    assert_eq!(value(5, 1), Data::Empty);
    assert_eq!(value(0, 0), Data::String("Сведения о классах".to_owned()));
    let formulas = book.worksheet_formula(FORM).expect("the formulas");
    assert_eq!(formulas.get_value((3, 4)).expect("a formula"), "SUM(B4:D4)");
    let words = book.worksheet_range(NOTES).expect("the other sheet");
    assert_eq!(
        words.get_value((0, 0)),
        Some(&Data::String("не трогать".to_owned()))
    );

    // Cells keep their styles, the sheet its protection and joins, and formulas are recounted.
    let (sheet, was) = (
        text(&filled, "xl/worksheets/sheet1.xml"),
        text(&template, "xl/worksheets/sheet1.xml"),
    );
    let style = |text: &str| {
        let (_, rest) = text.split_once(r#"<c r="B4" "#).expect("the cell");
        rest.split_once(['>', '/'])
            .expect("its tag")
            .0
            .trim()
            .to_owned()
    };
    assert_eq!(style(&sheet), style(&was));
    for kept in [
        "<sheetProtection ",
        "<mergeCells ",
        "<cols>",
        "legacyDrawing",
    ] {
        assert!(sheet.contains(kept), "{kept}: {sheet}");
    }
    assert!(text(&filled, "xl/workbook.xml").contains(r#"fullCalcOnLoad="1""#));
    // The same values make the same file.
    assert!(filled == fill(&template, &values()).expect("a workbook"));
}

#[test]
fn what_formulas_came_to_is_forgotten_where_it_may_have_changed() {
    let mut workbook = Workbook::new();
    let data = workbook.add_worksheet();
    data.set_name("Данные").expect("a name");
    data.write(0, 0, 0).expect("a cell");
    let linked = workbook.add_worksheet();
    linked.set_name("Свод").expect("a name");
    let sum = Formula::new("=Данные!A1+1").set_result("17");
    linked.write_formula(0, 0, sum).expect("a formula");
    let own = workbook.add_worksheet();
    own.set_name("Своё").expect("a name");
    let two = Formula::new("=1+1").set_result("2");
    own.write_formula(0, 0, two).expect("a formula");
    let template = workbook.save_to_buffer().expect("a workbook");
    let filled = fill(&template, &[at("Данные", "A1", CellValue::Count(5))]).expect("a workbook");
    let sheet = |bytes: &[u8], number: u8| text(bytes, &format!("xl/worksheets/sheet{number}.xml"));
    assert!(sheet(&template, 2).contains("<v>17</v>"));
    assert!(sheet(&filled, 2).contains("<f>Данные!A1+1</f></c>"));
    assert_eq!(sheet(&template, 3), sheet(&filled, 3));
}

#[test]
fn cells_that_cannot_take_a_value_are_all_named() {
    let wrong = [
        at("Раздел 3", "B4", CellValue::Count(1)),
        at("Раздел 3", "B5", CellValue::Count(1)),
        at(FORM, "Б4", CellValue::Count(1)),
        at(FORM, "E4", CellValue::Count(1)),
        at(FORM, "C11", CellValue::Count(1)),
        at(FORM, "A4", CellValue::Count(1)),
        at(FORM, "Z99", CellValue::Count(1)),
        at(FORM, "B4", CellValue::Count(1)),
        at(FORM, "$B$4", CellValue::Count(2)),
    ];
    let faults = faults(&template(), &wrong);
    let sheet = FORM.to_owned();
    let fault = |address: &str| (sheet.clone(), address.to_owned());
    let locked = |address: &str| {
        let (sheet, address) = fault(address);
        TemplateFault::Locked { sheet, address }
    };
    let expected = [
        TemplateFault::UnknownSheet {
            sheet: "Раздел 3".to_owned(),
            sheets: vec![FORM.to_owned(), NOTES.to_owned()],
        },
        TemplateFault::BadAddress {
            sheet: sheet.clone(),
            address: "Б4".to_owned(),
        },
        TemplateFault::Formula {
            sheet: sheet.clone(),
            address: "E4".to_owned(),
        },
        TemplateFault::Merged {
            sheet: sheet.clone(),
            address: "C11".to_owned(),
            first: "B11".to_owned(),
        },
        TemplateFault::Twice {
            sheet: sheet.clone(),
            address: "B4".to_owned(),
        },
        locked("A4"),
        locked("Z99"),
    ];
    for expected in &expected {
        assert!(faults.contains(expected), "{expected:?}: {faults:#?}");
    }
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    // Each says what to do.
    for fault in faults {
        assert!(fault.to_string().chars().count() > 40, "{fault}");
    }
}

#[test]
fn what_is_no_workbook_is_refused_with_advice() {
    let none: [(String, String, CellValue); 0] = [];
    let no_parts = ZipWriter::new(Cursor::new(Vec::new()))
        .finish()
        .expect("a zip")
        .into_inner();
    let encrypted = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1][..], &[0; 512]].concat();
    for (bytes, expected) in [
        (&b""[..], TemplateFault::NotAWorkbook),
        (b"a;b\r\n1;2", TemplateFault::NotAWorkbook),
        (&template()[..900], TemplateFault::NotAWorkbook),
        (&no_parts, TemplateFault::NotAWorkbook),
        (&encrypted, TemplateFault::Encrypted),
    ] {
        assert_eq!(faults(bytes, &none), [expected]);
    }
    let torn = with_part(&template(), "xl/worksheets/sheet1.xml", |text| {
        text.replace("</sheetData>", "")
    });
    let part = "xl/worksheets/sheet1.xml".to_owned();
    assert_eq!(faults(&torn, &values()), [TemplateFault::Broken { part }]);
}

#[test]
fn tags_within_tags_that_may_not_be_there_break_nothing() {
    let nested = with_part(&template(), "xl/worksheets/sheet1.xml", |text| {
        let (before, after) = text.split_once("<c r=\"B4\"").expect("the cell");
        let (tag, after) = after.split_once("/>").expect("its tag");
        format!("{before}<c r=\"B4\"{tag}><c r=\"C4\"{tag}><f>1</f><v>1</v></c></c>{after}")
    });
    let part = "xl/worksheets/sheet1.xml".to_owned();
    let values = [at(FORM, "B4", CellValue::Count(1))];
    assert_eq!(faults(&nested, &values), [TemplateFault::Broken { part }]);
}

#[test]
fn a_part_that_swells_is_not_unpacked_to_its_end() {
    let bomb = with_part(&template(), "xl/worksheets/sheet1.xml", |text| {
        let spaces = " ".repeat(70 << 20);
        text.replace("<sheetData>", &format!("<sheetData>{spaces}"))
    });
    assert!(bomb.len() < 1 << 20);
    assert_eq!(faults(&bomb, &values()), [TemplateFault::TooLarge]);
    // Where nobody writes into it, it is handed on as it lies.
    let other = [at(NOTES, "A1", CellValue::Count(1))];
    fill(&bomb, &other).expect("a workbook");
}

#[test]
fn entities_of_the_file_itself_do_not_multiply() {
    let bomb = with_part(&template(), "xl/workbook.xml", |text| {
        let entities = r#"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>"#;
        let text = text.replacen("?>", entities, 1);
        text.replace(NOTES.split(' ').next().expect("a word"), "&c;")
    });
    let part = "xl/workbook.xml".to_owned();
    assert_eq!(faults(&bomb, &values()), [TemplateFault::Broken { part }]);
}

#[test]
fn an_open_sheet_takes_values_where_it_has_cells() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Лист").expect("a name");
    sheet.write(0, 0, "Показатель").expect("a cell");
    sheet.write(2, 0, "Классов").expect("a cell");
    sheet.write(2, 3, "шт").expect("a cell");
    workbook.add_worksheet().set_name("Пустой").expect("a name");
    let template = workbook.save_to_buffer().expect("a workbook");
    let filled = fill(
        &template,
        &[
            // It has no look of its own, and its row has other cells.
            at("Лист", "C3", CellValue::Closed),
            at("Лист", "A1", CellValue::Count(-7)),
            at("Лист", "B3", CellValue::Number(f64::NAN, 2)),
        ],
    );
    let filled = filled.expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(filled)).expect("a book");
    let range = book.worksheet_range("Лист").expect("the sheet");
    assert_eq!(range.get_value((0, 0)), Some(&Data::Float(-7.0)));
    assert_eq!(range.get_value((2, 2)), Some(&Data::String("х".to_owned())));
    assert_eq!(range.get_value((2, 1)), Some(&Data::Empty));

    // What the template does not have is named, with what it has.
    let wrong = [
        at("Лист", "C2", CellValue::Count(1)),
        at("Лист", "C33", CellValue::Count(1)),
        at("Лист", "E3", CellValue::Count(1)),
        at("Пустой", "A1", CellValue::Count(1)),
    ];
    let missing = |sheet: &str, address: &str, used: Option<&str>| TemplateFault::Missing {
        sheet: sheet.to_owned(),
        address: address.to_owned(),
        used: used.map(str::to_owned),
    };
    let found = faults(&template, &wrong);
    assert_eq!(
        found,
        [
            missing("Лист", "C2", Some("A1:D3")),
            missing("Лист", "E3", Some("A1:D3")),
            missing("Лист", "C33", Some("A1:D3")),
            missing("Пустой", "A1", None),
        ]
    );
    assert!(found[0].to_string().contains("A1:D3; исправьте адрес"));
    assert!(found[3].to_string().contains("лист пуст; исправьте адрес"));
}
