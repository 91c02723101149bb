//! XLSX: a workbook that an accountant accepts.
//!
//! Values are typed and shown by formats, nothing is a formula, and the last sheet says where
//! the numbers come from. Rows go straight to disk, so that a long list takes no memory.

mod bound;
mod breaks;
mod frame;
mod page;
mod paper;
mod pivot;
mod scroll;
mod tab;
mod widths;

use std::io::{ErrorKind, Write};
use std::panic::{self, AssertUnwindSafe};

use jiff::civil::{DateTime, Time};
use rust_xlsxwriter::{
    ExcelDateTime, Format as CellFormat, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

pub use self::paper::paper;

pub(super) use self::frame::held;
use self::frame::{about, free_name, lay_out_page, properties};
use super::cell::{Cell, LineKind, Lines};
use super::layout::Layout;
use super::{Error, Labels, Listing, Provenance, is_full, numbers};
use crate::table::{ColumnKind, Format, Granularity, Table, TableColumn};

/// One sheet of data.
#[derive(Debug, Clone, Copy)]
pub struct DataSheet<'a> {
    /// What its tab says, as far as a tab may.
    pub name: &'a str,
    /// What stands at the head of its pages; without it the title of the whole workbook.
    pub title: Option<&'a str>,
    /// Filters of this sheet alone, in words.
    pub filters: &'a [String],
    pub table: &'a Table,
    /// How the answer is laid out, where it is not a plain table.
    pub layout: Option<&'a Layout<'a>>,
    /// What its lines say that stand for several rows.
    pub labels: &'a Labels,
}

impl<'a> DataSheet<'a> {
    /// Returns a sheet of a plain table.
    pub fn of(name: &'a str, table: &'a Table) -> Self {
        Self {
            name,
            title: None,
            filters: &[],
            table,
            layout: None,
            labels: Labels::of_office(),
        }
    }
}

/// Writes a sheet for each table and the sheet «О выгрузке», unless after one of them the file is not wanted any more.
pub fn write(
    sheets: &[DataSheet],
    provenance: &Provenance,
    mut on_sheet: impl FnMut(&DataSheet) -> bool,
    out: &mut (dyn Write + Send),
) -> Result<(), Error> {
    caught(|| {
        let mut book = Book::new(provenance)?;
        for sheet in sheets {
            let listing = Listing {
                labels: sheet.labels,
                ..sheet.table.into()
            };
            book.add(sheet, listing)?;
            if !on_sheet(sheet) {
                return Err(Error::NotWanted);
            }
        }
        book.finish(out)
    })
}

/// Writes one sheet, whose rows come while it is written, and the sheet «О выгрузке».
pub fn write_listing<'a>(
    sheet: &'a DataSheet<'a>,
    listing: Listing<'a>,
    provenance: &'a Provenance,
    out: &mut (dyn Write + Send),
) -> Result<(), Error> {
    caught(|| {
        let mut book = Book::new(provenance)?;
        book.add(sheet, listing)?;
        book.finish(out)
    })
}

/// Makes an error of a full disk, at which the writer of worksheets panics. What it had begun is dropped, and with it the
/// files, which have no names.
fn caught(write: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let panic = match panic::catch_unwind(AssertUnwindSafe(write)) {
        Ok(Err(Error::Xlsx(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))))
            if is_full(&error) =>
        {
            return Err(Error::NoRoom);
        }
        Ok(written) => return written,
        Err(panic) => panic,
    };
    let told = panic.downcast_ref::<String>();
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
    match told.is_some_and(|told| full.iter().any(|kind| told.contains(&format!("{kind:?}")))) {
        true => Err(Error::NoRoom),
        false => panic::resume_unwind(panic),
    }
}

/// A workbook on its way to disk.
struct Book<'a> {
    workbook: Workbook,
    provenance: &'a Provenance,
    names: Vec<String>,
    filled: Vec<Filled<'a>>,
}

/// One sheet of data as it was written.
struct Filled<'a> {
    sheet: &'a DataSheet<'a>,
    name: String,
    /// How many rows it has, totals and others not counted.
    row_count: u64,
}

impl<'a> Book<'a> {
    fn new(provenance: &'a Provenance) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        let Provenance {
            title,
            asker,
            made_at,
            ..
        } = provenance;
        workbook.set_properties(&properties(title, asker, made_at)?);
        Ok(Self {
            workbook,
            provenance,
            names: vec![provenance.labels.about.to_lowercase()],
            filled: Vec::new(),
        })
    }

    fn add(&mut self, sheet: &'a DataSheet<'a>, listing: Listing<'a>) -> Result<(), Error> {
        let name = free_name(sheet.name, &mut self.names);
        let row_count = match sheet.layout {
            Some(layout) => {
                layout.check_size()?;
                pivot::fill(self.worksheet(sheet, &name)?, layout)?;
                sheet.table.row_count() as u64
            }
            None => {
                let mut lines = Lines::of(listing);
                let mut part = name.clone();
                loop {
                    fill(self.worksheet(sheet, &part)?, sheet.table, &mut lines)?;
                    // What a sheet cannot hold goes on to the next one.
                    if lines.are_over()? {
                        break lines.row_count();
                    }
                    part = free_name(sheet.name, &mut self.names);
                }
            }
        };
        self.filled.push(Filled {
            sheet,
            name,
            row_count,
        });
        Ok(())
    }

    fn worksheet(&mut self, sheet: &DataSheet, name: &str) -> Result<&mut Worksheet, Error> {
        let worksheet = self.workbook.add_worksheet_with_constant_memory()?;
        worksheet.set_name(name)?;
        lay_out_page(worksheet, sheet, self.provenance);
        Ok(worksheet)
    }

    fn finish(mut self, out: &mut (dyn Write + Send)) -> Result<(), Error> {
        let worksheet = self.workbook.add_worksheet();
        about(worksheet, &self.filled, self.provenance)?;
        self.workbook.save_to_writer(out)?;
        Ok(())
    }
}

/// Limits of the file format.
pub(super) const ROWS_OF_SHEET: u32 = 1_048_576;
pub(super) const COLUMNS_OF_SHEET: u16 = 16_384;
/// Beyond this a spreadsheet's numbers lose units, so that a long code would come out changed.
const EXACT_INTEGERS: u64 = 1_000_000_000_000_000;

/// Widths in letters. A column is not wider than a screen can spare, and a head breaks into lines earlier.
const WIDEST_COLUMN: usize = 60;
const WIDEST_HEAD: usize = 24;
/// Room for the padding and the button of the filter.
const ROOM: usize = 3;
/// About as many letters stand on an upright A4 page.
const LETTERS_OF_PAGE: usize = 90;
/// The widths come from so many first rows.
const ROWS_MEASURED: u32 = 2_000;

fn fill(sheet: &mut Worksheet, table: &Table, lines: &mut Lines) -> Result<(), Error> {
    let columns: Vec<(u16, &TableColumn)> = (0..).zip(&table.columns).collect();
    let head = head();
    let mut widths = Vec::new();
    for (index, column) in &columns {
        sheet.write_string_with_format(0, *index, held(&column.title), &head)?;
        widths.push(width_of_head(&column.title, WIDEST_HEAD));
    }

    let bodies: Vec<CellFormat> = columns.iter().map(|(_, column)| body(column)).collect();
    let bolds: Vec<CellFormat> = bodies
        .iter()
        .map(|format| format.clone().set_bold().set_border_top(FormatBorder::Hair))
        .collect();
    let mut row = 0;
    let mut last_row = 0;
    while row + 1 < ROWS_OF_SHEET {
        let Some(line) = lines.next_line()? else {
            break;
        };
        row += 1;
        let is_total = matches!(line.kind, LineKind::Total(_));
        if !is_total {
            last_row = row;
        }
        let formats = if is_total { &bolds } else { &bodies };
        let cells = line.read(&table.columns).zip(&columns);
        for (position, (cell, (index, column))) in cells.enumerate() {
            write_cell(sheet, row, *index, &cell, column, &formats[position])?;
            if row <= ROWS_MEASURED || is_total {
                let shown = width(&numbers::show(&cell, column));
                widths[position] = widths[position].max(shown);
            }
        }
    }

    let mut width_of_page = 0;
    for ((index, _), width) in columns.iter().zip(&widths) {
        let width = (*width).min(WIDEST_COLUMN) + ROOM;
        sheet.set_column_width(*index, width as f64)?;
        width_of_page += width;
    }
    if let Some((last_column, _)) = columns.last() {
        sheet.autofilter(0, 0, last_row, *last_column)?;
        sheet.set_freeze_panes(1, u16::from(columns.len() > 1))?;
        sheet.set_repeat_rows(0, 0)?;
    }
    if width_of_page > LETTERS_OF_PAGE {
        sheet.set_landscape();
    }
    Ok(())
}

/// The look of the heads of columns.
fn head() -> CellFormat {
    CellFormat::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("E7E6E6")
        .set_border_bottom(FormatBorder::Thin)
}

/// Formats are written as the file wants them; a Russian Excel shows the comma as a space and the point as a comma.
fn body(column: &TableColumn) -> CellFormat {
    dressed(CellFormat::new(), column)
}

/// Adds to a look how the values of a column are shown.
fn dressed(format: CellFormat, column: &TableColumn) -> CellFormat {
    match (column.kind, column.format) {
        (ColumnKind::Time(Granularity::Month), _) => format.set_num_format("[$-419]mmmm yyyy"),
        (ColumnKind::Time(Granularity::Year), _) => format.set_num_format("yyyy"),
        (ColumnKind::Time(_), _) | (_, Format::Day) => format.set_num_format("dd.mm.yyyy"),
        (_, Format::Number(count)) => format.set_num_format(format!("#,##0{}", decimals(count))),
        // The values are 0 to 100 already, so the sign is text and does not multiply.
        (_, Format::Percent(count)) => {
            format.set_num_format(format!("#,##0{}\"\u{a0}%\"", decimals(count)))
        }
        (_, Format::Text) => format,
    }
}

/// Returns the part of a format that shows so many decimals.
fn decimals(count: u8) -> String {
    match count {
        0 => String::new(),
        count => format!(".{}", "0".repeat(count.into())),
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    declared: &TableColumn,
    format: &CellFormat,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Null | Cell::Absent => sheet.write_blank(row, column, format)?,
        Cell::Withheld => sheet.write_string_with_format(row, column, numbers::WITHHELD, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, column, held(text), format)?,
        Cell::Other(text) => sheet.write_string_with_format(row, column, held(text), format)?,
        Cell::Integer(value)
            if declared.format != Format::Text && value.unsigned_abs() < EXACT_INTEGERS =>
        {
            sheet.write_number_with_format(row, column, *value as f64, format)?
        }
        Cell::Integer(value) => {
            sheet.write_string_with_format(row, column, value.to_string(), format)?
        }
        Cell::Number(value) if value.is_finite() => {
            sheet.write_number_with_format(row, column, *value, format)?
        }
        Cell::Number(_) => sheet.write_blank(row, column, format)?,
        Cell::Flag(_) => {
            let text = numbers::format(cell, declared.format);
            sheet.write_string_with_format(row, column, text, format)?
        }
        Cell::Moment(moment) => match excel_moment(*moment) {
            // A moment in a column of text: days and hours, as its own value says.
            Some(value)
                if declared.format == Format::Text && declared.kind == ColumnKind::Dimension =>
            {
                let is_day = moment.time() == Time::midnight();
                let shown = if is_day {
                    "dd.mm.yyyy"
                } else {
                    "dd.mm.yyyy hh:mm"
                };
                let format = format.clone().set_num_format(shown);
                sheet.write_datetime_with_format(row, column, &value, &format)?
            }
            Some(value) => sheet.write_datetime_with_format(row, column, &value, format)?,
            // Before 1900 a spreadsheet has no days.
            None => {
                let text = numbers::format(cell, declared.format);
                sheet.write_string_with_format(row, column, text, format)?
            }
        },
    };
    Ok(())
}

fn excel_moment(moment: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(moment.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, moment.month() as u8, moment.day() as u8)
        .and_then(|day| {
            day.and_hms(
                moment.hour() as u16,
                moment.minute() as u8,
                moment.second() as f64,
            )
        })
        .ok()
}

/// Returns how wide a head is that breaks into lines, but not within a word.
fn width_of_head(text: &str, widest: usize) -> usize {
    let longest_word = text.split_whitespace().map(width).max().unwrap_or(0);
    width(text).min(widest).max(longest_word)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_under_a_worksheet_is_an_error_and_no_panic() {
        let full = || -> std::io::Result<()> { Err(ErrorKind::StorageFull.into()) };
        let written = caught(|| {
            full().expect("Couldn't write to xml file");
            Ok(())
        });
        assert!(matches!(written, Err(Error::NoRoom)));
        let told = caught(|| Err(XlsxError::IoError(ErrorKind::StorageFull.into()).into()));
        assert!(matches!(told, Err(Error::NoRoom)));
        let other = panic::catch_unwind(|| caught(|| panic!("something else")));
        assert!(other.is_err(), "another panic is nobody's answer");
    }
}
