//! Scroll: a worksheet that is written from top to bottom, lines of words and sheets of cells.

use jiff::civil::Time;
use rust_xlsxwriter::{
    Format as CellFormat, FormatAlign, FormatBorder, FormatUnderline, Note, Worksheet, XlsxError,
};

use super::frame::held;
use super::{EXACT_INTEGERS, decimals, excel_moment};
use crate::export::{numbers, wording};
use crate::sheet::{Cell, CellValue, Look, Placed, Sheet, placed};

/// Heights in points.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 400.0;
const HIGHEST_UPRIGHT: f64 = 170.0;
const LETTER_UPRIGHT: f64 = 6.0;

/// What official papers are written in.
const FONT: &str = "Times New Roman";

/// A worksheet and how far it is written.
pub(super) struct Scroll<'a> {
    pub(super) worksheet: &'a mut Worksheet,
    /// Of each row that is written, in points.
    pub(super) heights: Vec<f64>,
    /// Of each column, in letters.
    pub(super) widths: Vec<f64>,
    /// Rows that begin a page.
    pub(super) breaks: Vec<u32>,
    /// Who is said to have written the notes.
    asker: &'a str,
}

/// How a line of words looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    Draft,
    Title,
    Heading,
    Centred,
    Framed,
    Right,
    Plain,
}

/// Where a sheet came to stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    pub(super) first_head: u32,
    pub(super) first_body: u32,
}

impl<'a> Scroll<'a> {
    pub(super) fn new(
        worksheet: &'a mut Worksheet,
        widths: Vec<f64>,
        asker: &'a str,
    ) -> Result<Self, XlsxError> {
        for (column, width) in (0..).zip(&widths) {
            worksheet.set_column_width(column, *width)?;
        }
        Ok(Self {
            worksheet,
            heights: Vec::new(),
            widths,
            breaks: Vec::new(),
            asker,
        })
    }

    /// Returns the row that comes next.
    pub(super) fn row(&self) -> u32 {
        u32::try_from(self.heights.len()).unwrap_or(u32::MAX)
    }

    /// Writes words across all columns. Of no words there is no line.
    pub(super) fn line(&mut self, text: &str, words: Words) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let format = format_of_words(words);
        let (row, last) = (self.row(), last(self.widths.len()));
        let text = held(text);
        match last {
            0 => self
                .worksheet
                .write_string_with_format(row, 0, &text, &format)?,
            last => self
                .worksheet
                .merge_range(row, 0, row, last, &text, &format)?,
        };
        // Spreadsheets do not fit the height of a row to joined cells.
        let width: f64 = self.widths.iter().sum();
        let size = match words {
            Words::Title => 1.3,
            _ => 1.0,
        };
        let height = (lines(&text, width / size) * LINE * size).min(HIGHEST);
        self.worksheet.set_row_height(row, height)?;
        self.heights.push(height);
        Ok(())
    }

    pub(super) fn skip(&mut self) {
        self.heights.push(LINE);
    }

    pub(super) fn break_page(&mut self) {
        let row = self.row();
        if row > 0 && self.breaks.last() != Some(&row) {
            self.breaks.push(row);
        }
    }

    /// Leaves room where a slip is cut off.
    pub(super) fn cut(&mut self) {
        self.heights.extend([LINE; 2]);
    }

    /// Writes the caption, the head and the rows of a sheet, and what the looks of its cells mean.
    pub(super) fn sheet(&mut self, sheet: &Sheet) -> Result<Rows, XlsxError> {
        self.line(&sheet.caption, Words::Heading)?;
        let (head, body) = (placed(&sheet.head), placed(&sheet.body));
        let first_head = self.row();
        self.rows(&head, sheet.head.len())?;
        let first_body = self.row();
        self.rows(&body, sheet.body.len())?;
        for words in wording::legend(sheet) {
            self.line(words, Words::Plain)?;
        }
        self.skip();
        Ok(Rows {
            first_head,
            first_body,
        })
    }

    fn rows(&mut self, cells: &[Placed], count: usize) -> Result<(), XlsxError> {
        let first = self.row();
        let heights = self.needed_heights(cells, count);
        for (row, height) in (first..).zip(&heights) {
            if *height > LINE {
                self.worksheet.set_row_height(row, *height)?;
            }
        }
        for at in cells {
            self.cell(first, at)?;
        }
        self.heights.extend(heights);
        Ok(())
    }

    fn cell(&mut self, first_row: u32, at: &Placed) -> Result<(), XlsxError> {
        let format = format_of(at.cell);
        let row = first_row + u32::try_from(at.row).unwrap_or(u32::MAX);
        let column = place(at.column);
        if at.rows > 1 || at.columns > 1 {
            let last_row = row + u32::try_from(at.rows - 1).unwrap_or(u32::MAX);
            let last_column = place(at.column + at.columns - 1);
            self.worksheet
                .merge_range(row, column, last_row, last_column, "", &format)?;
        }
        write_value(self.worksheet, row, column, at.cell, &format)?;
        if let Some(note) = &at.cell.note {
            let note = Note::new(held(note))
                .set_author(self.asker)
                .add_author_prefix(false);
            self.worksheet.insert_note(row, column, &note)?;
        }
        Ok(())
    }

    /// Returns how high rows must be, since joined cells and upright ones make no room for themselves.
    fn needed_heights(&self, cells: &[Placed], rows: usize) -> Vec<f64> {
        let mut heights = vec![LINE; rows];
        let need = |at: &Placed| {
            let text = numbers::on_paper(at.cell);
            let width: f64 = self.widths[at.column..at.column + at.columns].iter().sum();
            match at.cell.is_upright {
                true => (text.chars().count() as f64 * LETTER_UPRIGHT + 8.0).min(HIGHEST_UPRIGHT),
                false => (lines(&text, width) * LINE).min(HIGHEST),
            }
        };
        for at in cells.iter().filter(|at| at.rows == 1) {
            heights[at.row] = need(at).max(heights[at.row]);
        }
        for at in cells.iter().filter(|at| at.rows > 1) {
            let covered = &mut heights[at.row..at.row + at.rows];
            let lack = need(at) - covered.iter().sum::<f64>();
            if lack > 0.0 {
                covered[at.rows - 1] += lack;
            }
        }
        heights
    }
}

fn write_value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    format: &CellFormat,
) -> Result<(), XlsxError> {
    let number = match cell.value {
        CellValue::Count(count)
            if cell.look != Look::Code && count.unsigned_abs() < EXACT_INTEGERS =>
        {
            Some(count as f64)
        }
        CellValue::Number(number, _) | CellValue::Percent(number, _) if number.is_finite() => {
            Some(number)
        }
        _ => None,
    };
    let day = match cell.value {
        CellValue::Day(day) => excel_moment(day.to_datetime(Time::midnight())),
        _ => None,
    };
    match (number, day) {
        (Some(number), _) => sheet.write_number_with_format(row, column, number, format)?,
        (_, Some(day)) => sheet.write_datetime_with_format(row, column, &day, format)?,
        _ if cell.value == CellValue::Empty => sheet.write_blank(row, column, format)?,
        _ => {
            let text = held(&numbers::on_paper(cell));
            sheet.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}

fn format_of_words(words: Words) -> CellFormat {
    let format = CellFormat::new()
        .set_font_name(FONT)
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    match words {
        Words::Draft => format.set_bold().set_align(FormatAlign::Right),
        Words::Title => format
            .set_bold()
            .set_font_size(14)
            .set_align(FormatAlign::Center),
        Words::Heading => format.set_bold(),
        Words::Centred => format.set_align(FormatAlign::Center),
        Words::Framed => format
            .set_align(FormatAlign::Center)
            .set_border(FormatBorder::Thin),
        Words::Right => format.set_align(FormatAlign::Right),
        Words::Plain => format,
    }
}

fn format_of(cell: &Cell) -> CellFormat {
    let format = CellFormat::new()
        .set_font_name(FONT)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter);
    let format = match (&cell.value, cell.look) {
        (CellValue::Closed, _) => format
            .set_align(FormatAlign::Center)
            .set_background_color("D9D9D9"),
        (_, Look::Plain | Look::Label) => format,
        (_, Look::Head) => format.set_align(FormatAlign::Center),
        (_, Look::Code | Look::Mark) => format.set_align(FormatAlign::Center),
        (_, Look::Total) => format.set_bold(),
        (_, Look::Corrected) => format.set_italic().set_underline(FormatUnderline::Single),
        (_, Look::Faulty) => format.set_bold().set_border(FormatBorder::Thick),
    };
    let format = match cell.is_upright {
        true => format.set_rotation(90),
        false => format,
    };
    match cell.value {
        CellValue::Count(_) if cell.look != Look::Code => format.set_num_format("#,##0"),
        CellValue::Number(_, places) => format.set_num_format(format!("#,##0{}", decimals(places))),
        // The values are 0 to 100 already, so the sign is text and does not multiply.
        CellValue::Percent(_, places) => {
            format.set_num_format(format!("#,##0{}\"\u{a0}%\"", decimals(places)))
        }
        CellValue::Day(_) => format
            .set_num_format("dd.mm.yyyy")
            .set_align(FormatAlign::Center),
        CellValue::Withheld | CellValue::Unknown => format.set_align(FormatAlign::Right),
        // A code stays a text, whoever touches the cell.
        CellValue::Text(_) | CellValue::Count(_) if cell.look == Look::Code => {
            format.set_num_format("@")
        }
        _ => format,
    }
}

/// Returns how many lines a text takes in so many letters.
pub(super) fn lines(text: &str, width: f64) -> f64 {
    let lines = text.lines().map(|line| {
        let letters = line.chars().count() as f64;
        // Words that do not fit whole leave some room behind them.
        (letters * 1.1 / width.max(1.0)).ceil().max(1.0)
    });
    lines.sum::<f64>().max(1.0)
}

fn last(columns: usize) -> u16 {
    place(columns.saturating_sub(1))
}

/// Returns the place of a column; beyond the format's limit the writer refuses it.
fn place(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
