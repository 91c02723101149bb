//! Other programs: workbooks that LibreOffice opens without repair and reads cell by cell, prints whose words Poppler finds.
//!
//! Where they are not installed the tests say so and end; `.ci/run` installs them first, so that there none is skipped.

use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use svodka::access::Scope;
use svodka::app::{Given, Printed};
use svodka::clock::Clock;
use svodka::export::form_cells::{self, FormCell};
use svodka::export::{Stamp, numbers, pdf, xlsx};
use svodka::forms::{self, CellKind, Filled};
use svodka::sheet::{Block, Cell, CellValue, Look, Paper, Placed, Sheet, TitlePage, placed};
use tokio::sync::OnceCell;

use crate::acts;
use crate::forms::{creativity, general};
use crate::office::{Office, Segment, asker, small_school};
use crate::reports::school;

/// A paper under the name of its files, with the figures of a form where it is one.
struct Case {
    name: String,
    paper: Paper,
    stamp: Stamp,
    form: Option<Vec<FormCell>>,
}

/// Says whether a program can be run.
fn is_installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

fn stamp() -> Stamp {
    Stamp {
        made_at: "2026-01-11T09:30:00+03:00[Europe/Moscow]"
            .parse()
            .expect("a moment"),
        data_moment: "10.01.2026 23:40".to_owned(),
        release: 1,
        record: None,
        asker: "Иванова И. И.".to_owned(),
    }
}

async fn office(segments: &[Segment]) -> Office {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2026-01-11T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let loads = office.load(segments).await;
    assert!(
        loads.iter().all(|load| load.state.is_applied()),
        "{loads:#?}"
    );
    office
}

/// Fills a form for one school.
async fn form(office: &Office, name: &str, (code, period): (&str, &str), school_id: &str) -> Case {
    let form = office.app.forms().newest(code).expect("a declared form");
    let period = form.period(period).expect("a period");
    let everybody = asker(&Scope::office(true, true));
    let schools = [school_id.to_owned()];
    let computed = office
        .app
        .compute_form(&everybody, form, &period, Some(&schools))
        .await;
    let [computed] = &computed.expect("a filled form")[..] else {
        panic!("one school was asked for");
    };
    let filled = Filled {
        organisation: computed.organisation.full_name.clone(),
        address: computed.organisation.address.clone(),
        values: computed.values.clone(),
        ..Filled::blank(period)
    };
    let open = form.cells().filter(|(_, kind)| *kind != CellKind::Closed);
    let cells = open.filter_map(|(key, _)| {
        Some(FormCell {
            form: form.code.clone(),
            value: *computed.values.get(&key)?,
            section: key.section,
            row: key.row,
            column: key.column,
        })
    });
    Case {
        name: name.to_owned(),
        paper: forms::paper(form, &filled),
        stamp: stamp(),
        form: Some(cells.collect()),
    }
}

async fn report(office: &Office, name: &str, chosen: &[(&str, &str)]) -> Case {
    let given: Given = chosen
        .iter()
        .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
        .collect();
    let director = asker(&Scope::school("s1", true));
    let printed = office.app.report(&director, name, &given).await;
    let Printed { paper, .. } = printed.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    Case {
        name: name.to_owned(),
        paper,
        stamp: stamp(),
        form: None,
    }
}

/// Papers of small schools that were computed by hand elsewhere, and every declared report and form over the sample.
async fn cases() -> &'static [Case] {
    CASES.get_or_init(every_case).await
}

/// Two tests look at them; they are made once.
static CASES: OnceCell<Vec<Case>> = OnceCell::const_new();

async fn every_case() -> Vec<Case> {
    let filing = office(&[general("s1"), creativity("h1")]).await;
    let journals = office(&[school("s1")]).await;
    let monitored = office(&[small_school("s1")]).await;
    let mut cases = vec![
        form(&filing, "oo-1", ("oo-1", "2025"), "s1").await,
        form(&filing, "1-dop", ("1-dop", "2025"), "h1").await,
        form(&monitored, "monitoring", ("monitoring", "2025-09"), "s1").await,
        report(&journals, "class-results", &[("class", "5А")]).await,
        report(&journals, "class-year-sheet", &[("class", "5А")]).await,
        report(&journals, "school-results", &[]).await,
        report(&journals, "movement", &[]).await,
        report(&journals, "school-year-book", &[]).await,
    ];
    cases.extend(of_sample().await);
    cases
}

/// Makes every declared report for the first of its readers, and every form for a school that files it.
async fn of_sample() -> Vec<Case> {
    let office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-07T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/good");
    office
        .load_paths(&[good.join("school-001"), good.join("school-002")])
        .await;
    for (register, sent) in acts::ENTRIES {
        acts::keep(&office, "school-001", register, sent).await;
    }
    let readers = [
        asker(&Scope::school("school-001", true)),
        asker(&Scope::classes("school-001", vec!["c3".into()], true)),
        asker(&Scope::office(true, true)),
    ];
    let mut cases = Vec::new();
    for report in &office.app.reports {
        let mut readers = readers.iter();
        let reader = readers.find(|reader| office.app.report_named(reader, &report.name).is_ok());
        let reader = reader.unwrap_or_else(|| panic!("{} is nobody's", report.name));
        let chosen = report.parameters.iter().filter_map(|parameter| {
            use svodka::app::ParameterKind as Kind;
            let value = match parameter.kind {
                Kind::School => "school-001",
                Kind::Class if !parameter.is_optional => "5А",
                Kind::Subject if !parameter.is_optional => "Математика",
                Kind::Range if parameter.name == "week" => "2025-10-06..2025-10-12",
                _ => return None,
            };
            Some((parameter.name.clone(), vec![value.to_owned()]))
        });
        let printed = office
            .app
            .report(reader, &report.name, &chosen.collect())
            .await;
        let printed = printed.unwrap_or_else(|error| panic!("{}: {error:?}", report.name));
        cases.push(Case {
            name: format!("sample-{}", report.name),
            paper: printed.paper,
            stamp: stamp(),
            form: None,
        });
    }
    // No house of creativity is in the sample: its form stands among the papers computed by hand.
    for (code, period) in [("oo-1", "2025"), ("monitoring", "2025-10")] {
        let name = format!("sample-{code}");
        cases.push(form(&office, &name, (code, period), "school-001").await);
    }
    cases
}

/// Returns the sheets of a paper with the place of their worksheet.
fn sheets(paper: &Paper) -> Vec<(usize, &Sheet)> {
    // Before the parts of a bound document stand its cover and its list.
    let (mut place, parts): (usize, Vec<&[Block]>) = match paper.blocks.as_slice() {
        [Block::Bound(bound)] => {
            let parts = bound.parts.iter().map(|part| part.blocks.as_slice());
            (2, parts.collect())
        }
        blocks => (usize::from(paper.title_page.is_some()), vec![blocks]),
    };
    let mut sheets = Vec::new();
    for part in parts {
        let first = place;
        for block in part {
            let is_worksheet = matches!(block, Block::Sheet(_) | Block::Slips { .. });
            sheets.extend(sheet_of(block).map(|sheet| (place, sheet)));
            place += usize::from(is_worksheet);
        }
        // Words alone have a worksheet, too.
        place = place.max(first + 1);
    }
    sheets
}

fn sheet_of(block: &Block) -> Option<&Sheet> {
    match block {
        Block::Sheet(sheet) => Some(sheet),
        _ => None,
    }
}

/// Says whether a cell as LibreOffice has read it holds what the paper does.
fn is_same(found: Option<&Data>, cell: &Cell) -> bool {
    let number = match &cell.value {
        CellValue::Count(count) if cell.look != Look::Code => Some(*count as f64),
        CellValue::Number(number, _) | CellValue::Percent(number, _) => Some(*number),
        _ => None,
    };
    match (found, number) {
        (Some(Data::Float(found)), Some(number)) => (found - number).abs() < 1e-9,
        (Some(Data::Int(found)), Some(number)) => *found as f64 == number,
        (_, Some(_)) => false,
        (Some(Data::DateTime(_)), None) => matches!(cell.value, CellValue::Day(_)),
        (Some(Data::String(found)), None) => *found == numbers::on_paper(cell),
        (None | Some(Data::Empty), None) => numbers::on_paper(cell).is_empty(),
        (Some(_), None) => false,
    }
}

#[tokio::test]
async fn libreoffice_reads_each_cell_of_a_workbook() {
    if !is_installed("soffice") {
        return;
    }
    let cases = cases().await;
    let folder = tempfile::tempdir().expect("a folder");
    let written = folder.path().join("written");
    std::fs::create_dir(&written).expect("a folder");
    let mut command = Command::new("soffice");
    // A profile of its own: another LibreOffice may be running on this machine.
    let profile = folder.path().join("profile");
    command
        .args(["--headless", "--norestore"])
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(folder.path().join("opened"));
    for case in cases {
        let bytes = xlsx::paper(&case.paper, &case.stamp).expect("a workbook");
        let file = written.join(format!("{}.xlsx", case.name));
        std::fs::write(&file, bytes).expect("a file");
        command.arg(file);
    }
    let output = command.output().expect("LibreOffice");
    assert!(output.status.success(), "{output:?}");
    for case in cases {
        let file = folder.path().join(format!("opened/{}.xlsx", case.name));
        check_workbook(case, &file);
    }
}

/// Holds what LibreOffice has read against the paper, and against the plain cells where it is a form.
fn check_workbook(case: &Case, file: &Path) {
    let name = case.name.as_str();
    let book: Result<Xlsx<BufReader<std::fs::File>>, _> = open_workbook(file);
    let mut book = book.unwrap_or_else(|error| panic!("{name} was not opened: {error}"));
    let mut figures: Vec<(String, f64)> = Vec::new();
    for (place, sheet) in sheets(&case.paper) {
        let range = book.worksheet_range_at(place).expect("a worksheet");
        let range = range.unwrap_or_else(|error| panic!("{name}, {place}: {error}"));
        let at = |row: u32, column: usize| range.get_value((row, column as u32));
        let (head, body) = (placed(&sheet.head), placed(&sheet.body));
        let rows = range.end().map_or(0, |(row, _)| row);
        let differs = |first: u32, cells: &[Placed<'_>]| {
            let mut cells = cells.iter();
            let other = cells.find(|placed| {
                let found = at(first + placed.row as u32, placed.column);
                !is_same(found, placed.cell)
            });
            other.map(|placed| {
                let found = at(first + placed.row as u32, placed.column);
                format!(
                    "row {}, column {}: {found:?} for {:?}",
                    placed.row, placed.column, placed.cell
                )
            })
        };
        let height = sheet.head.len() as u32;
        let of_head = (0..=rows).filter(|first| differs(*first, &head).is_none());
        // Without a head any row might be the first one.
        let first = of_head
            .clone()
            .find(|first| differs(first + height, &body).is_none());
        let first = first.unwrap_or_else(|| {
            let told = of_head
                .clone()
                .next()
                .map(|first| differs(first + height, &body));
            panic!("{name}, «{}»: {told:?}", sheet.name)
        });
        for placed in &body {
            let found = at(first + height + placed.row as u32, placed.column);
            if let (Some(path), Some(Data::Float(figure))) = (&placed.cell.name, found) {
                figures.push((path.clone(), *figure));
            }
        }
    }
    let Some(cells) = &case.form else {
        return;
    };
    let mut plain = plain_cells(&form_cells::csv(cells).expect("CSV"), &case.paper.code);
    assert!(!plain.is_empty(), "{name} is empty");
    figures.sort_by(|left, right| left.0.cmp(&right.0));
    plain.sort_by(|left, right| left.0.cmp(&right.0));
    assert_eq!(figures.len(), plain.len(), "{name}");
    for (figure, cell) in figures.iter().zip(&plain) {
        assert_eq!(figure.0, cell.0, "{name}");
        // A figure of the CSV has the digits that people are shown.
        assert!(
            (figure.1 - cell.1).abs() < 1e-6,
            "{name}: {figure:?} {cell:?}"
        );
    }
}

/// Reads the plain cells as a program of the office would.
fn plain_cells(csv: &[u8], code: &str) -> Vec<(String, f64)> {
    let text = std::str::from_utf8(csv).expect("UTF-8");
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("Форма;Раздел;Строка;Графа;Значение"));
    let cells = lines.map(|line| {
        let parts: Vec<&str> = line.split(';').collect();
        let [form, section, row, column, value] = parts[..] else {
            panic!("{line}");
        };
        assert_eq!(form, code);
        let value = value.replace(',', ".").parse().expect("a number");
        (format!("{section}/{row}/{column}"), value)
    });
    cells.collect()
}

#[tokio::test]
async fn poppler_finds_the_words_and_pages_of_a_print() {
    if !is_installed("pdftotext") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for case in cases().await {
        let name = case.name.as_str();
        let bytes = pdf::paper(&case.paper, &case.stamp).expect("a PDF");
        let file = folder.path().join(format!("{name}.pdf"));
        std::fs::write(&file, bytes).expect("a file");
        // Each page ends with a form feed; the words come as they are drawn, cell behind cell.
        let output = Command::new("pdftotext")
            .args(["-raw", "-enc", "UTF-8"])
            .args([file.as_os_str(), "-".as_ref()])
            .output()
            .expect("Poppler");
        assert!(output.status.success(), "{name}: {output:?}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        check_margins(case, &file);
        let is_bound = matches!(case.paper.blocks[..], [Block::Bound(_)]);
        for (number, page) in (1..).zip(&pages) {
            let said = format!("страница {number} из {}", pages.len());
            // A cover is counted and has no number.
            let is_cover = is_bound && number == 1;
            assert_eq!(page.contains(&said), !is_cover, "{name}: {said} in {page}");
        }
        let words = letters(&text);
        let has = |wanted: &str| {
            let wanted = letters(wanted);
            assert!(words.contains(&wanted), "{name}: no «{wanted}» in {words}");
        };
        let is_cut_apart = matches!(case.paper.blocks.first(), Some(Block::Slips { .. }));
        has(&case.paper.organisation);
        if !is_cut_apart {
            has(&case.paper.title);
        }
        let lines = case.paper.subtitles.iter().chain(&case.paper.notes);
        for line in lines.filter(|_| !is_cut_apart) {
            has(line);
        }
        if let Some(page) = &case.paper.title_page {
            check_title_page(case, page, &letters(pages[0]));
        }
        for (_, sheet) in sheets(&case.paper) {
            let cells = sheet.body.iter().flatten();
            // What goes on in a second table has its rows in two parts.
            let is_even = !text.contains("продолжение") && cells.clone().all(|cell| cell.rows == 1);
            for row in sheet.body.iter().filter(|_| is_even) {
                let row: String = row.iter().map(numbers::on_paper).collect();
                has(&row);
            }
            for cell in cells {
                has(&numbers::on_paper(cell));
            }
        }
        if let [Block::Bound(bound)] = &case.paper.blocks[..] {
            check_pages_of_parts(bound.parts.len(), &pages);
            has(&bound.inscription);
            // The list names each part with its pages, which begin behind cover and list.
            assert!(letters(pages[1]).contains(&letters(&bound.list_title)));
            assert!(letters(pages[pages.len() - 1]).contains(&letters(&bound.inscription)));
        }
    }
}

/// The head of an official form stands above its name, who it is of below it.
fn check_title_page(case: &Case, page: &TitlePage, words: &str) {
    let place = |wanted: &str| {
        let wanted = letters(wanted);
        let found = words.find(&wanted);
        found.unwrap_or_else(|| panic!("{}: no «{wanted}» in {words}", case.name))
    };
    let mut places: Vec<usize> = page.lines.iter().map(|line| place(line)).collect();
    places.push(place(&case.paper.title));
    places.push(place("Предоставляют"));
    places.extend(page.facts.iter().map(|(label, _)| place(label)));
    places.push(place("формы по ОКУД"));
    assert!(places.is_sorted(), "{}: {places:?} in {words}", case.name);
}

/// Draws the first page and looks for ink in its margins. At the top nothing stands but «ПРОЕКТ», at the bottom nothing
/// but the foot.
fn check_margins(case: &Case, file: &Path) {
    if !is_installed("pdftoppm") {
        return;
    }
    let drawn = file.with_extension("");
    let output = Command::new("pdftoppm")
        .args(["-f", "1", "-l", "1", "-r", "72", "-gray", "-singlefile"])
        .args([file, &drawn])
        .output()
        .expect("Poppler");
    assert!(output.status.success(), "{}: {output:?}", case.name);
    let bytes = std::fs::read(file.with_extension("pgm")).expect("a picture");
    let (width, height, pixels) = grey(&bytes);
    let millimetres = |pixels: usize| pixels as f64 * 25.4 / 72.0;
    let (wide, high) = (millimetres(width), millimetres(height));
    // What may reach over an edge: the hook of an «Й», the tail of a «щ», a comma that hangs, half a line of a table.
    const OVER: f64 = 1.4;
    let top = match case.paper.is_draft {
        true => vec![0.0..8.0, 15.5..20.0 - OVER],
        false => vec![0.0..20.0 - OVER],
    };
    let bottom = [high - 20.0 + OVER..high - 16.5, high - 5.0..high];
    for (place, _) in pixels.iter().enumerate().filter(|(_, grey)| **grey < 160) {
        let (x, y) = (millimetres(place % width), millimetres(place / width));
        let is_beside = x < 30.0 - OVER || x > wide - 10.0 + OVER;
        let is_above = top.iter().any(|stretch| stretch.contains(&y));
        let is_below = bottom.iter().any(|stretch| stretch.contains(&y));
        assert!(
            !is_beside && !is_above && !is_below,
            "{}: ink {x:.1} mm from the left and {y:.1} mm from the top of {wide:.0} × {high:.0}",
            case.name
        );
    }
}

/// Reads a picture in shades of grey: its width, its height, and its pixels row by row.
fn grey(bytes: &[u8]) -> (usize, usize, &[u8]) {
    let mut rest = bytes;
    let mut words = Vec::new();
    while words.len() < 4 {
        let end = rest.iter().position(u8::is_ascii_whitespace);
        let (word, behind) = rest.split_at(end.expect("a head"));
        words.push(std::str::from_utf8(word).expect("ASCII"));
        rest = &behind[1..];
    }
    assert_eq!((words[0], words[3]), ("P5", "255"));
    let size = |word: &str| word.parse::<usize>().expect("a number");
    let (width, height) = (size(words[1]), size(words[2]));
    assert_eq!(rest.len(), width * height);
    (width, height, rest)
}

/// Holds the list of a bound document against where its parts begin.
fn check_pages_of_parts(parts: usize, pages: &[&str]) {
    let title = letters("Сводная ведомость учёта успеваемости обучающихся");
    let starts: Vec<usize> = (1..)
        .zip(pages)
        .skip(2)
        .filter(|(_, page)| letters(page).contains(&title))
        .map(|(number, _)| number)
        .collect();
    assert_eq!(starts.len(), parts);
    // The inscription has the last page to itself.
    let last = pages.len();
    let ends = starts.iter().skip(1).chain([&last]);
    for ((number, start), next) in (1..).zip(&starts).zip(ends) {
        let listed = pages[1].lines().any(|line| {
            line.starts_with(&format!("{number} "))
                && line.ends_with(&format!(" {start} {}", next - 1))
        });
        assert!(listed, "{number}: {start} to {} in {}", next - 1, pages[1]);
    }
}

/// Leaves of a text what no line break changes.
fn letters(text: &str) -> String {
    let hyphens = ['-', '\u{2010}', '\u{ad}', '\u{200b}'];
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !hyphens.contains(letter))
        .collect()
}
