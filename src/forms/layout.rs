//! Layout: a form, filled or blank, as a paper.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::figures;
use super::form::{Column, Section};
use super::{CellKey, CellKind, Finding, Form, FormPeriod, Severity, Values};
use crate::export::numbers;
use crate::period::SchoolYear;
use crate::sheet::{Block, Cell, CellValue, Look, Page, PageSize, Paper, Sheet, TitlePage};

/// What stands in a form. One without values is a blank.
#[derive(Debug, Clone)]
pub struct Filled {
    /// In full.
    pub organisation: String,
    /// Of the organisation, for letters.
    pub address: String,
    pub period: FormPeriod,
    pub values: Values,
    /// Figures that the reader may not see: `*`.
    pub withheld: BTreeSet<CellKey>,
    pub corrected: BTreeSet<CellKey>,
    pub notes: BTreeMap<CellKey, String>,
    pub findings: Vec<Finding>,
    /// What holds for all of it: the data's moment, which schools are missing.
    pub facts: Vec<String>,
}

impl Filled {
    /// Returns a blank.
    pub fn blank(period: FormPeriod) -> Self {
        Self {
            organisation: String::new(),
            address: String::new(),
            period,
            values: Values::new(),
            withheld: BTreeSet::new(),
            corrected: BTreeSet::new(),
            notes: BTreeMap::new(),
            findings: Vec::new(),
            facts: Vec::new(),
        }
    }
}

/// Lays a form out, a sheet for each section.
pub fn paper(form: &Form, filled: &Filled) -> Paper {
    let faulty: HashSet<&CellKey> = filled
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .flat_map(|finding| &finding.cells)
        .collect();
    let mut blocks: Vec<Block> = Vec::new();
    let sections = form.sections.iter();
    for section in sections.filter(|section| form.has_section(&section.code, &filled.values)) {
        blocks.push(Block::Sheet(sheet(form, section, filled, &faulty)));
        blocks.extend(section.note.clone().map(Block::Text));
        blocks.extend(unconfirmed(section).map(Block::Text));
    }
    for (severity, title) in [
        (Severity::Error, "Ошибки контролей"),
        (Severity::Warning, "Предупреждения контролей"),
    ] {
        let found = filled.findings.iter();
        let found = found.filter(|finding| finding.severity == severity);
        let items: Vec<String> = found
            .map(|finding| format!("{}: {}", finding.code, finding.message))
            .collect();
        if !items.is_empty() {
            // Whoever draws the list says how many there are.
            blocks.push(Block::List {
                title: title.to_owned(),
                items,
            });
        }
    }
    let (responsible, signatures) = match form.signatures.as_slice() {
        [one] if form.is_official() => (Some(one.post.clone()), Vec::new()),
        all => (None, all.to_vec()),
    };
    Paper {
        code: form.code.clone(),
        organisation: filled.organisation.clone(),
        title: form.name.clone(),
        subtitles: subtitles(form, &filled.period),
        is_draft: form.is_draft,
        page: Page {
            size: PageSize::A4,
            is_landscape: form.is_landscape,
        },
        notes: filled.facts.clone(),
        blocks,
        signatures,
        title_page: form.is_official().then(|| title_page(form, filled)),
        responsible,
        approval: Vec::new(),
    }
}

/// Lays out the first page of an official form. What nobody has confirmed is left to the pen.
fn title_page(form: &Form, filled: &Filled) -> TitlePage {
    let head = |text: String| Cell::text(text, Look::Head);
    let due = format!("не позднее {}", numbers::day(filled.period.due));
    let terms = Sheet {
        name: String::new(),
        caption: String::new(),
        widths: vec![50.0, 20.0, 34.0],
        head: vec![vec![
            head("Предоставляют".to_owned()),
            head("Сроки предоставления".to_owned()),
            head(format!("Форма № {}", form.title_code)),
        ]],
        body: vec![vec![
            Cell::text(form.providers.clone(), Look::Label),
            Cell::text(due, Look::Label),
            Cell::text(form.order.clone(), Look::Label),
        ]],
        frozen_columns: 0,
    };
    let known = |code: Option<&String>| match code {
        Some(code) => Cell::text(code.clone(), Look::Code),
        None => Cell::new(CellValue::Empty, Look::Code),
    };
    let codes = Sheet {
        name: String::new(),
        caption: "Коды".to_owned(),
        widths: vec![30.0, 44.0],
        head: vec![
            vec![
                head("формы по ОКУД".to_owned()),
                head("отчитывающейся организации по ОКПО".to_owned()),
            ],
            vec![Cell::text("1", Look::Code), Cell::text("2", Look::Code)],
        ],
        body: vec![vec![known(form.okud.as_ref()), known(None)]],
        frozen_columns: 0,
    };
    let facts = [
        (
            "Наименование отчитывающейся организации",
            &filled.organisation,
        ),
        ("Почтовый адрес", &filled.address),
    ];
    TitlePage {
        lines: form.head.clone(),
        terms,
        facts: facts
            .map(|(label, value)| (label.to_owned(), value.clone()))
            .to_vec(),
        codes,
    }
}

fn subtitles(form: &Form, period: &FormPeriod) -> Vec<String> {
    let mut subtitles = Vec::new();
    if !form.subtitle.is_empty() {
        let year = period.on.year();
        let school_year = SchoolYear::of(period.on).first_year();
        let words = form
            .subtitle
            .replace(
                "{school_year}",
                &format!("{school_year}/{:02}", (school_year + 1).rem_euclid(100)),
            )
            .replace("{year}", &year.to_string())
            .replace("{month}", numbers::month(period.on))
            .replace("{day}", &numbers::day(period.on));
        subtitles.push(words);
    }
    // The title page of an official form has a place for each of these.
    if form.is_official() {
        subtitles.push(format!("Отчётная дата: {}", numbers::day(period.on)));
        return subtitles;
    }
    subtitles.push(format!("Форма № {}", form.title_code));
    if !form.order.is_empty() {
        subtitles.push(form.order.clone());
    }
    if let Some(okud) = &form.okud {
        subtitles.push(format!("Код формы по ОКУД: {okud}"));
    }
    subtitles.push(format!(
        "Отчётная дата: {}. Срок представления: до {}",
        numbers::day(period.on),
        numbers::day(period.due)
    ));
    subtitles
}

fn sheet(form: &Form, section: &Section, filled: &Filled, faulty: &HashSet<&CellKey>) -> Sheet {
    let mut widths = vec![LABEL_WIDTH, CODE_WIDTH];
    widths.extend(
        section
            .columns
            .iter()
            .map(|column| match column.is_upright {
                true => UPRIGHT_WIDTH,
                false => FIGURE_WIDTH,
            }),
    );
    let body = section.rows.iter().map(|row| {
        let indent = INDENT.repeat(usize::from(row.indent));
        let mut cells = vec![
            Cell::text(format!("{indent}{}", row.label), Look::Label),
            Cell::text(row.code.clone(), Look::Code),
        ];
        cells.extend(section.columns.iter().map(|column| {
            let key = CellKey::new(&section.code, &row.code, &column.number);
            let look = if faulty.contains(&key) {
                Look::Faulty
            } else if filled.corrected.contains(&key) {
                Look::Corrected
            } else if row.is_total {
                Look::Total
            } else {
                Look::Plain
            };
            let mut cell = Cell::new(value(form, filled, &key), look).named(key.path());
            cell.note = filled.notes.get(&key).cloned();
            cell
        }));
        cells
    });
    let body = body.collect();
    Sheet {
        name: section.code.chars().take(NAME_LENGTH).collect(),
        caption: caption(section),
        widths,
        head: head(section),
        body,
        frozen_columns: 2,
    }
}

fn value(form: &Form, filled: &Filled, key: &CellKey) -> CellValue {
    match form.cell(key) {
        Some(CellKind::Closed) => return CellValue::Closed,
        None => return CellValue::Empty,
        Some(_) => {}
    }
    if filled.withheld.contains(key) {
        return CellValue::Withheld;
    }
    let decimals = form.decimals(key);
    match filled.values.get(key) {
        None if figures::is_share_of_nought(form, key, &filled.values) => CellValue::Unknown,
        None => CellValue::Empty,
        // A count that is no whole number was typed so: it must not look right.
        Some(figure) if decimals == 0 && figure.fract() == 0.0 => CellValue::Count(*figure as i64),
        Some(figure) => CellValue::Number(*figure, decimals.max(u8::from(figure.fract() != 0.0))),
    }
}

fn caption(section: &Section) -> String {
    let is_numbered = section.number.starts_with(|c: char| c.is_ascii_digit());
    let title = match is_numbered {
        true => format!("{}. {}", section.number, section.title),
        false => section.title.clone(),
    };
    let study = section
        .study
        .as_ref()
        .map(|study| format!("Классы: {study}"));
    let beside: Vec<String> = study.into_iter().chain(section.unit.clone()).collect();
    match beside.is_empty() {
        true => title,
        false => format!("{title} ({})", beside.join("; ")),
    }
}

/// Lays out heads of several levels and, below them, the numbers of columns.
fn head(section: &Section) -> Vec<Vec<Cell>> {
    let deepest = section
        .columns
        .iter()
        .map(|column| column.heads.len())
        .max();
    let depth = deepest.unwrap_or(0) + 1;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for level in 0..depth {
        let mut cells = Vec::new();
        if level == 0 {
            let names = ["Наименование показателя", "№ строки"];
            cells.extend(names.map(|name| Cell::text(name, Look::Head).spanning(1, span(depth))));
        }
        let mut place = 0;
        while let Some(column) = section.columns.get(place) {
            if column.heads.len() > level {
                let alike = section.columns[place..].iter();
                let alike = alike.take_while(|other| is_under_same(column, other, level));
                let count = alike.count();
                let head = Cell::text(column.heads[level].clone(), Look::Head);
                cells.push(head.spanning(span(count), 1));
                place += count;
                continue;
            }
            if column.heads.len() == level {
                let title = Cell::text(column.title.clone(), Look::Head);
                let title = title.spanning(1, span(depth - level));
                cells.push(match column.is_upright {
                    true => title.upright(),
                    false => title,
                });
            }
            place += 1;
        }
        rows.push(cells);
    }
    let first = section.first.iter();
    let numbers = first.chain(section.columns.iter().map(|column| &column.number));
    rows.push(
        numbers
            .map(|number| Cell::text(number.clone(), Look::Code))
            .collect(),
    );
    rows
}

fn is_under_same(column: &Column, other: &Column, level: usize) -> bool {
    other.heads.get(..=level) == column.heads.get(..=level)
}

fn span(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Says which codes nobody has confirmed.
fn unconfirmed(section: &Section) -> Option<String> {
    if section.is_unverified {
        return Some(
            "Коды строк и граф этого раздела не подтверждены действующим приказом: сверьте их с бланком."
                .to_owned(),
        );
    }
    let rows = section.rows.iter().filter(|row| row.is_unverified);
    let codes: Vec<&str> = rows.map(|row| row.code.as_str()).collect();
    (!codes.is_empty()).then(|| {
        format!(
            "Не подтверждены действующим приказом строки: {}. Сверьте их с бланком.",
            codes.join(", ")
        )
    })
}

/// Returns the rows of a sheet, counted from 1 below the head, that are not as wide as it is; 0 stands for the head.
pub(super) fn uneven_rows(sheet: &Sheet) -> Vec<usize> {
    let width = sheet.widths.len();
    let takes = |cells: &[Cell]| -> usize {
        let cells = cells.iter();
        cells
            .map(|cell| usize::from(cell.columns) * usize::from(cell.rows))
            .sum()
    };
    let head: usize = sheet.head.iter().map(|row| takes(row)).sum();
    let of_head = (head != width * sheet.head.len()).then_some(0);
    let rows = sheet.body.iter().enumerate();
    let of_body = rows.filter(|(_, row)| takes(row) != width);
    of_head
        .into_iter()
        .chain(of_body.map(|(place, _)| place + 1))
        .collect()
}

const LABEL_WIDTH: f64 = 44.0;
const CODE_WIDTH: f64 = 8.0;
const FIGURE_WIDTH: f64 = 10.0;
const UPRIGHT_WIDTH: f64 = 6.0;

/// The names of sheets in a workbook are no longer.
const NAME_LENGTH: usize = 31;

/// Two no-break spaces, which stay at the beginning of a line.
const INDENT: &str = "\u{a0}\u{a0}";
