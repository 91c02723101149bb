//! Drawing: a paper as the template gets it, every value already in words and every column with its width.

use std::borrow::Cow;

use serde::Serialize;

use super::fitting::{Fit, READABLE, breakable, fit, must_part, upright_length};
use super::heights::{of_rows, of_sheet};
use super::slips::{Share, on_each, share};
use super::splitting::{larger, readable_page, readable_parts};
use crate::export::{Stamp, numbers, wording};
use crate::sheet::{
    Block, Bound, Cell, CellValue, Look, Page, PageSize, Paper, Placed, Sheet, Signature, Slip,
    placed,
};

/// Margins in millimetres: papers are bound on the left.
const LEFT: f64 = 30.0;
const RIGHT: f64 = 10.0;
const TOP_AND_BOTTOM: f64 = 40.0;
const POINTS_PER_MILLIMETRE: f64 = 72.0 / 25.4;

/// Cells of more letters may part between pages, since they might not fit on one.
const LETTERS_UNPARTED: usize = 600;
/// So many rows, and no more, a span keeps on one page.
const ROWS_UNPARTED: usize = 12;
/// A table of so many rows, if it is no higher than this share of a page, stands on one.
const ROWS_OF_WHOLE: usize = 12;
const SHARE_OF_WHOLE: f64 = 0.5;
/// So many last rows go with the signatures to another page, if they are no higher than this share of it.
const ROWS_CLINGING: usize = 2;
const SHARE_CLINGING: f64 = 0.25;

#[derive(Debug, Serialize)]
pub(super) struct Drawing<'a> {
    organisation: &'a str,
    title: &'a str,
    subtitles: &'a [String],
    approval: &'a [String],
    notes: &'a [String],
    is_draft: bool,
    page: DrawnPage,
    /// Papers that are cut apart have their heads on each piece.
    has_head: bool,
    /// A cover has no number, though it is counted.
    has_cover: bool,
    /// Of an official form: the first page, where its head stands.
    title_page: Option<DrawnTitlePage<'a>>,
    blocks: Vec<DrawnBlock<'a>>,
    signatures: Vec<DrawnSignature<'a>>,
    responsible: Option<&'a str>,
    foot: Foot<'a>,
    words: Words,
}

/// What stands beside what a paper says.
#[derive(Debug, Serialize)]
struct Words {
    draft: &'static str,
    seal: &'static str,
    sign_here: &'static str,
    name_here: &'static str,
    day_of_signing: &'static str,
    post_here: &'static str,
    full_name_here: &'static str,
    phone_here: &'static str,
    mail: &'static str,
    day_of_making: &'static str,
    day_of_making_here: &'static str,
}

#[derive(Debug, Serialize)]
struct DrawnTitlePage<'a> {
    lines: &'a [String],
    terms: DrawnSheet<'a>,
    facts: &'a [(String, String)],
    codes: DrawnSheet<'a>,
}

#[derive(Debug, Serialize)]
struct DrawnPage {
    size: &'static str,
    is_landscape: bool,
}

#[derive(Debug, Serialize)]
struct Foot<'a> {
    code: &'a str,
    moment: Option<String>,
    release: Option<String>,
    printed: String,
    record: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum DrawnBlock<'a> {
    Heading {
        text: &'a str,
    },
    Text {
        text: String,
    },
    List {
        title: &'a str,
        count: String,
        items: Vec<String>,
    },
    Sheet(DrawnSheet<'a>),
    /// On larger pages than the rest.
    Larger {
        page: &'static str,
        blocks: Vec<DrawnBlock<'a>>,
    },
    PageBreak,
    Slips {
        per_page: u8,
        slips: Vec<DrawnSlip<'a>>,
    },
    Bound(DrawnBound<'a>),
}

#[derive(Debug, Serialize)]
struct DrawnBound<'a> {
    cover: &'a [String],
    list_title: &'a str,
    /// The heads of the list: number, part, its first and its last page.
    list_heads: [&'a str; 4],
    parts: Vec<DrawnPart<'a>>,
    inscription_title: &'a str,
    inscription: &'a str,
}

#[derive(Debug, Serialize)]
struct DrawnPart<'a> {
    name: &'a str,
    title: &'a str,
    subtitles: &'a [String],
    notes: &'a [String],
    blocks: Vec<DrawnBlock<'a>>,
    signatures: Vec<DrawnSignature<'a>>,
}

#[derive(Debug, Serialize)]
struct DrawnSlip<'a> {
    title: &'a str,
    subtitles: &'a [String],
    blocks: Vec<DrawnBlock<'a>>,
    signatures: Vec<DrawnSignature<'a>>,
    /// How high it is at least, in points.
    share: f64,
    /// How large its letters are beside those of a slip that has room enough.
    scale: f64,
    /// Whether it might not fit on one page.
    may_part: bool,
}

#[derive(Debug, Serialize)]
struct DrawnSignature<'a> {
    post: &'a str,
    name: Option<&'a str>,
    has_seal: bool,
}

#[derive(Debug, Serialize)]
struct DrawnSheet<'a> {
    caption: Cow<'a, str>,
    letters: f64,
    columns: Vec<f64>,
    head_rows: usize,
    body_rows: usize,
    /// Whether it stands on one page.
    is_whole: bool,
    /// How many of its last rows go where its paper is signed.
    clinging_rows: usize,
    head: Vec<DrawnCell>,
    body: Vec<DrawnCell>,
    /// Noted on cells; the marks beside these count from one.
    notes: Vec<String>,
    legend: Vec<&'static str>,
}

#[derive(Debug, Default, Serialize)]
struct DrawnCell {
    text: String,
    #[serde(rename = "x")]
    columns: usize,
    #[serde(rename = "y")]
    rows: usize,
    align: &'static str,
    /// Empty for the plain look.
    #[serde(skip_serializing_if = "str::is_empty")]
    look: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    upright: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    parts_words: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_part: bool,
}

impl<'a> Drawing<'a> {
    pub(super) fn of(paper: &'a Paper, stamp: &'a Stamp) -> Self {
        let page = readable_page(paper, |page| Size::of(page).width);
        let size = Size::of(page);
        let may_grow = page.size == PageSize::A4;
        let size = Size {
            larger: may_grow.then(|| Size::of(larger(page)).width),
            on_slips: on_each(paper, stamp, size.width),
            ..size
        };
        Self {
            organisation: &paper.organisation,
            title: &paper.title,
            subtitles: &paper.subtitles,
            approval: &paper.approval,
            notes: &paper.notes,
            is_draft: paper.is_draft,
            page: DrawnPage {
                size: match page.size {
                    PageSize::A4 => "a4",
                    PageSize::A3 => "a3",
                },
                is_landscape: page.is_landscape,
            },
            has_head: paper.title_page.is_none()
                && !matches!(
                    paper.blocks.first(),
                    Some(Block::Slips { .. } | Block::Bound(_))
                ),
            has_cover: matches!(paper.blocks.first(), Some(Block::Bound(_))),
            title_page: paper.title_page.as_ref().map(|page| DrawnTitlePage {
                lines: &page.lines,
                terms: drawn_sheet(&page.terms, size),
                facts: &page.facts,
                codes: drawn_sheet(&page.codes, size.of_width(size.width / 2.0)),
            }),
            blocks: blocks(&paper.blocks, size),
            signatures: signatures(&paper.signatures),
            responsible: paper.responsible.as_deref(),
            foot: Foot {
                code: &paper.code,
                moment: stamp.moment_told(),
                release: stamp.release_told(),
                printed: numbers::day(stamp.made_at.date()),
                record: stamp.record.as_deref(),
            },
            words: Words {
                draft: wording::DRAFT,
                seal: wording::SEAL,
                sign_here: wording::SIGN_HERE,
                name_here: wording::NAME_HERE,
                day_of_signing: wording::DAY_OF_SIGNING,
                post_here: wording::POST_HERE,
                full_name_here: wording::FULL_NAME_HERE,
                phone_here: wording::PHONE_HERE,
                mail: wording::MAIL,
                day_of_making: wording::DAY_OF_MAKING,
                day_of_making_here: wording::DAY_OF_MAKING_HERE,
            },
        }
    }
}

/// How large the text of a page is, in points.
#[derive(Debug, Clone, Copy)]
struct Size {
    width: f64,
    height: f64,
    /// How wide the text of a larger page is, for a table that may have one.
    larger: Option<f64>,
    /// How much of each slip goes to what all of them say.
    on_slips: f64,
}

impl Size {
    fn of(page: Page) -> Self {
        let (short, long) = match page.size {
            PageSize::A4 => (210.0, 297.0),
            PageSize::A3 => (297.0, 420.0),
        };
        let (width, height) = match page.is_landscape {
            true => (long, short),
            false => (short, long),
        };
        Self {
            width: (width - LEFT - RIGHT) * POINTS_PER_MILLIMETRE,
            height: (height - TOP_AND_BOTTOM) * POINTS_PER_MILLIMETRE,
            larger: None,
            on_slips: 0.0,
        }
    }

    fn of_width(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// The same where all pages are alike: in what is cut apart and in what is bound.
    fn fixed(self) -> Self {
        Self {
            larger: None,
            ..self
        }
    }
}

fn blocks(blocks: &[Block], size: Size) -> Vec<DrawnBlock<'_>> {
    let mut drawn = Vec::new();
    for block in blocks {
        match (block, drawn.last_mut()) {
            (Block::Sheet(sheet), last) => match (larger_sheets(sheet, size), last) {
                (Some((page, sheets)), Some(DrawnBlock::Larger { page: own, blocks }))
                    if *own == page =>
                {
                    blocks.extend(sheets);
                }
                (Some((page, blocks)), _) => drawn.push(DrawnBlock::Larger { page, blocks }),
                (None, _) => drawn.extend(drawn_sheets(sheet, size)),
            },
            // What is said of a table stands by it.
            (Block::Text(_), Some(DrawnBlock::Larger { blocks, .. })) => {
                blocks.push(drawn_block(block, size));
            }
            _ => drawn.push(drawn_block(block, size)),
        }
    }
    drawn
}

fn drawn_block(block: &Block, size: Size) -> DrawnBlock<'_> {
    match block {
        Block::Heading(text) => DrawnBlock::Heading { text },
        Block::Text(text) => DrawnBlock::Text {
            text: breakable(text),
        },
        Block::List { title, items } => DrawnBlock::List {
            title,
            count: wording::count(items),
            items: items.iter().map(|item| breakable(item)).collect(),
        },
        Block::Sheet(sheet) => DrawnBlock::Sheet(drawn_sheet(sheet, size)),
        Block::PageBreak => DrawnBlock::PageBreak,
        Block::Slips { per_page, slips } => {
            let share = share(slips, *per_page, (size.width, size.height), size.on_slips);
            DrawnBlock::Slips {
                per_page: share.per_page,
                slips: drawn_slips(slips, &share, size),
            }
        }
        Block::Bound(bound) => DrawnBlock::Bound(drawn_bound(bound, size)),
    }
}

/// Draws a sheet that is too wide for letters that one can read, where larger pages may take it; names those.
fn larger_sheets(sheet: &Sheet, size: Size) -> Option<(&'static str, Vec<DrawnBlock<'_>>)> {
    let width = size.larger?;
    let is_small = fit(sheet, size.width).letters < READABLE;
    is_small.then(|| ("a3", drawn_sheets(sheet, size.of_width(width))))
}

/// Draws a sheet, in several parts where it is too wide for letters that one can read. What its looks mean stands below
/// the last.
fn drawn_sheets(sheet: &Sheet, size: Size) -> Vec<DrawnBlock<'_>> {
    if fit(sheet, size.width).letters >= READABLE {
        return vec![DrawnBlock::Sheet(drawn_sheet(sheet, size))];
    }
    let parts = readable_parts(sheet, size.width);
    let last = parts.len() - 1;
    let drawn = parts.into_iter().enumerate().map(|(place, part)| {
        let drawn = drawn_sheet(&part, size);
        DrawnBlock::Sheet(DrawnSheet {
            caption: Cow::Owned(part.caption.clone()),
            letters: drawn.letters,
            columns: drawn.columns,
            head_rows: drawn.head_rows,
            body_rows: drawn.body_rows,
            is_whole: drawn.is_whole,
            clinging_rows: drawn.clinging_rows,
            head: drawn.head,
            body: drawn.body,
            notes: drawn.notes,
            legend: match place == last {
                true => wording::legend(sheet),
                false => Vec::new(),
            },
        })
    });
    drawn.collect()
}

fn drawn_bound(bound: &Bound, size: Size) -> DrawnBound<'_> {
    let parts = bound.parts.iter().map(|part| DrawnPart {
        name: &part.name,
        title: &part.title,
        subtitles: &part.subtitles,
        notes: &part.notes,
        blocks: blocks(&part.blocks, size.fixed()),
        signatures: signatures(&part.signatures),
    });
    let [number, from, to] = wording::LIST_HEADS;
    DrawnBound {
        cover: &bound.cover,
        list_title: &bound.list_title,
        list_heads: [number, &bound.part_title, from, to],
        parts: parts.collect(),
        inscription_title: &bound.inscription_title,
        inscription: &bound.inscription,
    }
}

/// Draws slips as they share a page.
fn drawn_slips<'a>(slips: &'a [Slip], share: &Share, size: Size) -> Vec<DrawnSlip<'a>> {
    let drawn = slips.iter().map(|slip| {
        let mut blocks = blocks(&slip.blocks, size.fixed());
        for block in &mut blocks {
            if let DrawnBlock::Sheet(sheet) = block {
                sheet.letters *= share.scale;
            }
        }
        DrawnSlip {
            title: &slip.title,
            subtitles: &slip.subtitles,
            blocks,
            signatures: signatures(&slip.signatures),
            share: share.height,
            scale: share.scale,
            may_part: share.may_part,
        }
    });
    drawn.collect()
}

fn signatures(signatures: &[Signature]) -> Vec<DrawnSignature<'_>> {
    let drawn = signatures.iter().map(|signature| DrawnSignature {
        post: &signature.post,
        name: signature.name.as_deref(),
        has_seal: signature.has_seal,
    });
    drawn.collect()
}

fn drawn_sheet(sheet: &Sheet, size: Size) -> DrawnSheet<'_> {
    let fit = fit(sheet, size.width);
    let mut notes = Vec::new();
    let head = drawn_rows(&sheet.head, &fit, &mut notes);
    let body = drawn_rows(&sheet.body, &fit, &mut notes);
    let is_short = sheet.body.len() <= ROWS_OF_WHOLE;
    DrawnSheet {
        caption: Cow::Borrowed(&sheet.caption),
        letters: fit.letters,
        head_rows: sheet.head.len(),
        body_rows: sheet.body.len(),
        is_whole: is_short && of_sheet(sheet, size.width) <= size.height * SHARE_OF_WHOLE,
        clinging_rows: clinging_rows(sheet, &fit, size.height * SHARE_CLINGING),
        columns: fit.columns,
        head,
        body,
        notes,
        legend: wording::legend(sheet),
    }
}

/// Returns how many of the last rows are not left behind by what closes the paper.
fn clinging_rows(sheet: &Sheet, fit: &Fit, room: f64) -> usize {
    let heights = of_rows(&sheet.body, fit);
    let mut used = 0.0;
    let last = heights.iter().rev().take(ROWS_CLINGING);
    last.take_while(|height| {
        used += **height;
        used <= room
    })
    .count()
}

/// Draws rows without gaps: the typesetter puts each cell into the next free place.
fn drawn_rows(rows: &[Vec<Cell>], fit: &Fit, notes: &mut Vec<String>) -> Vec<DrawnCell> {
    let columns = fit.columns.len();
    let mut drawn = Vec::with_capacity(rows.len() * columns);
    let mut taken = vec![false; rows.len() * columns];
    let mut cells = placed(rows).into_iter().peekable();
    for row in 0..rows.len() {
        for column in 0..columns {
            if let Some(at) = cells.next_if(|at| (at.row, at.column) == (row, column)) {
                for row in row..row + at.rows {
                    let first = row * columns + column;
                    taken[first..first + at.columns].fill(true);
                }
                drawn.push(drawn_cell(&at, fit, notes));
            } else if !taken[row * columns + column] {
                drawn.push(DrawnCell {
                    columns: 1,
                    rows: 1,
                    align: "left",
                    ..DrawnCell::default()
                });
            }
        }
    }
    drawn
}

fn drawn_cell(at: &Placed, fit: &Fit, notes: &mut Vec<String>) -> DrawnCell {
    let cell = at.cell;
    let text = breakable(&numbers::on_paper(cell));
    let note = cell.note.as_deref().map(|note| {
        notes.push(breakable(note));
        notes.len()
    });
    let width: f64 = fit.columns[at.column..at.column + at.columns].iter().sum();
    DrawnCell {
        columns: at.columns,
        rows: at.rows,
        align: alignment(cell),
        look: look(cell),
        upright: cell.is_upright.then(|| upright_length(&text) * fit.letters),
        note,
        parts_words: !cell.is_upright && must_part(&text, width, fit.letters),
        may_part: at.rows > ROWS_UNPARTED || text.chars().count() > LETTERS_UNPARTED,
        text,
    }
}

fn alignment(cell: &Cell) -> &'static str {
    match (cell.look, &cell.value) {
        (Look::Head | Look::Code | Look::Mark, _) => "center",
        (_, CellValue::Count(_) | CellValue::Number(..) | CellValue::Percent(..)) => "right",
        (_, CellValue::Withheld | CellValue::Unknown) => "right",
        (_, CellValue::Closed) => "center",
        // An empty figure has no side, and days stand among words, such as «нет».
        (_, CellValue::Day(_) | CellValue::Text(_) | CellValue::Empty) => "left",
    }
}

fn look(cell: &Cell) -> &'static str {
    match (&cell.value, cell.look) {
        (CellValue::Closed, _) => "closed",
        (_, Look::Plain | Look::Label | Look::Code | Look::Mark) => "",
        (_, Look::Head) => "head",
        (_, Look::Total) => "total",
        (_, Look::Corrected) => "corrected",
        (_, Look::Faulty) => "faulty",
    }
}
