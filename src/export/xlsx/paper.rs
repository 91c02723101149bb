//! A paper as a workbook: a sheet for each of its sheets, under the same head and with the same signatures.

use rust_xlsxwriter::{Workbook, Worksheet};

use super::bound as bound_book;
use super::frame::{
    ABOUT, LETTERS_OF_HEADER, cut, escaped, free_name, labelled, properties, write_facts,
};
use super::scroll::{Scroll, Words};
use super::tab::tabs;
use super::{page, widths};
use crate::export::text::NOTE_OF_WITHHELD;
use crate::export::{Error, Stamp, numbers, wording};
use crate::sheet::{Block, Page, Paper, Signature, Slip, TitlePage};

/// Writes a paper: a worksheet for each of its sheets with the words that are about it, one for slips, and «О выгрузке».
pub fn paper(paper: &Paper, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&paper.title, &stamp.asker, &stamp.made_at)?);
    let mut book = Book {
        workbook: &mut workbook,
        names: vec![ABOUT.to_lowercase()],
        paper,
        stamp,
        one_page: None,
        contents: Contents::default(),
    };
    match paper.blocks.as_slice() {
        [Block::Bound(bound)] => {
            book.one_page = Some(bound_book::page(paper.page, bound));
            bound_book::write(&mut book, bound)?;
        }
        blocks => {
            if let Some(page) = &paper.title_page {
                book.write_title_page(page)?;
            }
            book.write(&Head::of(paper), blocks, &paper.signatures)?;
        }
    }
    let contents = book.contents;
    about(workbook.add_worksheet(), paper, &contents, stamp)?;
    Ok(workbook.save_to_buffer()?)
}

/// A workbook that is being written.
pub(super) struct Book<'a> {
    workbook: &'a mut Workbook,
    names: Vec<String>,
    pub paper: &'a Paper,
    stamp: &'a Stamp,
    /// What is bound is of one size.
    one_page: Option<Page>,
    contents: Contents,
}

/// What the worksheets came to hold.
#[derive(Default)]
struct Contents {
    /// The names of those with rows, and how many rows they have.
    sizes: Vec<(String, usize)>,
    withholds: bool,
}

/// What stands on top of each worksheet; who approves it, on the first one.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    pub approval: &'a [String],
    pub organisation: &'a str,
    pub title: &'a str,
    pub subtitles: &'a [String],
    pub notes: &'a [String],
    pub is_draft: bool,
}

impl<'a> Head<'a> {
    pub(super) fn of(paper: &'a Paper) -> Self {
        Self {
            approval: &paper.approval,
            organisation: &paper.organisation,
            title: &paper.title,
            subtitles: &paper.subtitles,
            notes: &paper.notes,
            is_draft: paper.is_draft,
        }
    }
}

impl Book<'_> {
    /// Writes a worksheet for each sheet among the blocks; who signs, signs under the last one.
    pub(super) fn write(
        &mut self,
        head: &Head,
        blocks: &[Block],
        signatures: &[Signature],
    ) -> Result<(), Error> {
        let tabs = tabs(blocks);
        let last = tabs.len() - 1;
        for (place, tab) in tabs.iter().enumerate() {
            let name = free_name(tab.name(), &mut self.names);
            let page = self.one_page.unwrap_or_else(|| tab.page(self.paper.page));
            let worksheet = self.workbook.add_worksheet();
            worksheet.set_name(&name)?;
            lay_out_page(worksheet, page, self.paper, self.stamp);
            let closing = match place == last {
                true => Closing {
                    signatures,
                    responsible: self.paper.responsible.as_deref(),
                },
                false => Closing::default(),
            };
            let approval = match place {
                0 => head.approval,
                _ => &[],
            };
            let head = Head { approval, ..*head };
            tab.write(worksheet, page, self.paper, &head, &closing, self.stamp)?;
            let sizes = &mut self.contents.sizes;
            sizes.extend(tab.row_count().map(|count| (name, count)));
            self.contents.withholds |= tab.withholds();
        }
        let withholds = |note: &String| note == NOTE_OF_WITHHELD;
        self.contents.withholds |= head.notes.iter().any(withholds);
        Ok(())
    }

    /// Writes the first page of an official form.
    fn write_title_page(&mut self, page: &TitlePage) -> Result<(), Error> {
        let paper = self.paper;
        let worksheet = self.workbook.add_worksheet();
        worksheet.set_name(free_name(TITLE_PAGE, &mut self.names))?;
        lay_out_page(worksheet, paper.page, paper, self.stamp);
        let widths = widths::fitting(&page.terms.widths, &[&page.terms, &page.codes]);
        let columns = widths.len();
        let mut scroll = Scroll::new(worksheet, widths, &self.stamp.asker)?;
        if paper.is_draft {
            scroll.line(wording::DRAFT, Words::Draft)?;
        }
        for line in &page.lines {
            scroll.line(line, Words::Framed)?;
            scroll.skip();
        }
        scroll.line(&paper.title, Words::Title)?;
        for subtitle in &paper.subtitles {
            scroll.line(subtitle, Words::Centred)?;
        }
        scroll.skip();
        scroll.sheet(&page.terms)?;
        for (label, value) in &page.facts {
            let value = match value.is_empty() {
                true => RULE,
                false => value,
            };
            scroll.line(&format!("{label}: {value}"), Words::Plain)?;
        }
        scroll.skip();
        scroll.sheet(&page.codes)?;
        for note in &paper.notes {
            scroll.line(note, Words::Plain)?;
        }
        let (row, last_column) = (scroll.row(), columns.saturating_sub(1));
        let last_column = u16::try_from(last_column).unwrap_or(u16::MAX);
        worksheet.set_print_area(0, 0, row.saturating_sub(1), last_column)?;
        Ok(())
    }

    /// Writes a worksheet of lines, a page by itself.
    pub(super) fn write_lines(
        &mut self,
        name: &str,
        lines: &[(&str, Words)],
        signatures: &[Signature],
    ) -> Result<(), Error> {
        let worksheet = self.workbook.add_worksheet();
        worksheet.set_name(free_name(name, &mut self.names))?;
        let page = self.one_page.unwrap_or(self.paper.page);
        lay_out_page(worksheet, page, self.paper, self.stamp);
        let mut scroll = Scroll::new(worksheet, vec![LETTERS_OF_PAGE], &self.stamp.asker)?;
        for (line, words) in lines {
            match line.is_empty() {
                true => scroll.skip(),
                false => scroll.line(line, *words)?,
            }
        }
        write_signatures(&mut scroll, signatures)?;
        let last_row = scroll.row().saturating_sub(1);
        worksheet.set_print_area(0, 0, last_row, 0)?;
        Ok(())
    }
}

/// What stands below the last sheet.
#[derive(Default)]
pub(super) struct Closing<'a> {
    pub signatures: &'a [Signature],
    /// Whose duty an official form is.
    pub responsible: Option<&'a str>,
}

/// A line to write on.
const RULE: &str = "____________________";
/// The name of the sheet with the first page of an official form.
const TITLE_PAGE: &str = "Титульный лист";
/// About so many letters stand in a line of an A4 page.
pub(super) const LETTERS_OF_PAGE: f64 = 90.0;

const INCHES_PER_MILLIMETRE: f64 = 1.0 / 25.4;

pub(super) fn write_head(scroll: &mut Scroll, head: &Head) -> Result<(), Error> {
    if head.is_draft {
        scroll.line(wording::DRAFT, Words::Draft)?;
    }
    for line in head.approval {
        scroll.line(line, Words::Right)?;
    }
    scroll.line(head.organisation, Words::Centred)?;
    scroll.line(head.title, Words::Title)?;
    for subtitle in head.subtitles {
        scroll.line(subtitle, Words::Centred)?;
    }
    for note in head.notes {
        scroll.line(note, Words::Plain)?;
    }
    scroll.skip();
    Ok(())
}

pub(super) fn write_words(scroll: &mut Scroll, blocks: &[&Block]) -> Result<(), Error> {
    for block in blocks {
        match block {
            Block::Heading(text) => scroll.line(text, Words::Heading)?,
            Block::Text(text) => scroll.line(text, Words::Plain)?,
            Block::List { title, items } => write_list(scroll, title, items)?,
            Block::PageBreak => scroll.break_page(),
            Block::Sheet(sheet) => {
                scroll.sheet(sheet)?;
            }
            // They have a worksheet of their own and do not stand within one another.
            Block::Slips { .. } | Block::Bound(_) => {}
        }
    }
    Ok(())
}

fn write_list(scroll: &mut Scroll, title: &str, items: &[String]) -> Result<(), Error> {
    let count = wording::count(items);
    scroll.line(&format!("{title}: {count}"), Words::Heading)?;
    for (number, item) in (1..).zip(items) {
        scroll.line(&format!("{number}. {item}"), Words::Plain)?;
    }
    Ok(())
}

pub(super) fn write_slip(
    scroll: &mut Scroll,
    slip: &Slip,
    paper: &Paper,
    stamp: &Stamp,
) -> Result<(), Error> {
    if paper.is_draft {
        scroll.line(wording::DRAFT, Words::Draft)?;
    }
    scroll.line(&paper.organisation, Words::Plain)?;
    scroll.line(&slip.title, Words::Heading)?;
    for subtitle in &slip.subtitles {
        scroll.line(subtitle, Words::Plain)?;
    }
    let blocks: Vec<&Block> = slip.blocks.iter().collect();
    write_words(scroll, &blocks)?;
    write_signatures(scroll, &slip.signatures)?;
    for note in &paper.notes {
        scroll.line(note, Words::Plain)?;
    }
    if let Some(moment) = stamp.moment_told() {
        scroll.line(&moment, Words::Plain)?;
    }
    scroll.cut();
    Ok(())
}

pub(super) fn write_signatures(scroll: &mut Scroll, signatures: &[Signature]) -> Result<(), Error> {
    for signature in signatures {
        scroll.skip();
        let name = match &signature.name {
            Some(name) => name.clone(),
            None => format!("{RULE} {}", wording::NAME_HERE),
        };
        let line = format!("{}  {RULE} {}  {name}", signature.post, wording::SIGN_HERE);
        scroll.line(&line, Words::Plain)?;
        if signature.has_seal {
            scroll.line(wording::SEAL, Words::Plain)?;
        }
    }
    if !signatures.is_empty() {
        scroll.skip();
        scroll.line(wording::DAY_OF_SIGNING, Words::Plain)?;
    }
    Ok(())
}

pub(super) fn write_responsible(scroll: &mut Scroll, duty: &str) -> Result<(), Error> {
    let lines = [
        duty.to_owned(),
        [
            wording::POST_HERE,
            wording::FULL_NAME_HERE,
            wording::SIGN_HERE,
        ]
        .map(|what| format!("{RULE} {what}"))
        .join("  "),
        format!("{RULE} {}  {} {RULE}", wording::PHONE_HERE, wording::MAIL),
        format!("{} {}", wording::DAY_OF_MAKING, wording::DAY_OF_MAKING_HERE),
    ];
    for line in lines {
        scroll.skip();
        scroll.line(&line, Words::Plain)?;
    }
    Ok(())
}

/// Sets what print needs: the page, one page wide, and what a PDF says at its foot.
fn lay_out_page(sheet: &mut Worksheet, page: Page, paper: &Paper, stamp: &Stamp) {
    let inches = |millimetres: f64| millimetres * INCHES_PER_MILLIMETRE;
    page::set(sheet, page);
    let pages = "&R&8 страница &P из &N";
    let printed = numbers::day(stamp.made_at.date());
    let said: Vec<String> = std::iter::once(paper.code.clone())
        .chain(stamp.moment_told())
        .chain([format!("Дата печати: {printed}")])
        .collect();
    let said = said.join(" · ");
    // Every letter might need an escape, so that half of the room is surely enough.
    let said = escaped(&cut(&said, (LETTERS_OF_HEADER - 2 * pages.len()) / 2));
    sheet
        .set_print_fit_to_pages(1, 0)
        .set_margins(
            inches(30.0),
            inches(10.0),
            inches(20.0),
            inches(20.0),
            inches(10.0),
            inches(10.0),
        )
        .set_footer(format!("&L&8 {said}{pages}"));
    if paper.is_draft {
        sheet.set_header(format!("&R&\"-,Bold\"{}", wording::DRAFT));
    }
}

/// Writes the sheet that says what paper this is, who made it and of what, how large it is and what it does not show.
fn about(
    sheet: &mut Worksheet,
    paper: &Paper,
    contents: &Contents,
    stamp: &Stamp,
) -> Result<(), Error> {
    let mut facts: Vec<(&str, String)> = vec![
        ("Название", paper.title.clone()),
        ("Организация", paper.organisation.clone()),
        ("Код документа", paper.code.clone()),
    ];
    if paper.is_draft {
        facts.push(("Состояние", wording::DRAFT.to_owned()));
    }
    facts.extend([
        ("Кто выгрузил", stamp.asker.clone()),
        ("Когда", numbers::moment(stamp.made_at.datetime())),
    ]);
    if stamp.release > 0 {
        facts.push(("Выпуск данных", format!("№\u{a0}{}", stamp.release)));
        facts.push(("Данные на", stamp.data_moment.clone()));
    }
    if let Some(record) = &stamp.record {
        facts.push(("Контрольная сумма", record.clone()));
    }
    facts.extend(labelled("Относится к", &paper.subtitles, "—"));
    let rows = match contents.sizes.as_slice() {
        [(_, count)] => vec![numbers::integer(*count as i64)],
        sizes => {
            let sizes = sizes.iter();
            let counted = |(name, count): &(String, usize)| {
                let count = numbers::integer(*count as i64);
                format!("«{name}» — {count}")
            };
            sizes.map(counted).collect()
        }
    };
    facts.extend(labelled("Строк", &rows, "—"));
    let notes = paper.notes.iter();
    let notes: Vec<String> = notes
        .filter(|note| *note != NOTE_OF_WITHHELD)
        .cloned()
        .collect();
    facts.extend(labelled("Примечания", &notes, "нет"));
    let limits = match contents.withholds {
        true => NOTE_OF_WITHHELD,
        false => "скрытых значений нет",
    };
    facts.push(("Ограничения", limits.to_owned()));
    write_facts(sheet, ABOUT, &facts)?;
    lay_out_page(sheet, paper.page, paper, stamp);
    Ok(())
}
