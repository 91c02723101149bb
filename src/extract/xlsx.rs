//! XLSX: rows of the first sheet, cells native or text.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use zip::ZipArchive;

use super::Limits;
use super::cell::{Cell, Moment, instant};
use super::manifest::ManifestFile;
use super::row::Row;
use super::source::{Error, Sink};
use super::survey::measure;
use super::unpacked::Unpacked;
use super::value::show;
use super::zone::MICROS_PER_DAY;

/// The widest sheet that Excel has.
const MAX_COLUMNS: usize = 16_384;
/// A workbook has a member per sheet, style and picture; more than this is a trap.
const MAX_MEMBERS: usize = 4096;
/// Excel's number of 1970-01-01, and of the day that the Macintosh counts from.
const SERIAL_OF_1970: i64 = 25_569;
const SERIAL_OF_1904: i64 = 1462;
/// Excel's number of the day after 9999-12-31.
const SERIAL_END: f64 = 2_958_466.0;

pub(super) fn feed(
    files: &Unpacked,
    file: &ManifestFile,
    limits: &Limits,
    sink: &mut impl Sink,
) -> Result<(), Error> {
    let mut workbook = files.seekable(&file.path)?;
    check_size(&mut workbook, limits)?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(workbook))?;
    let sheet = workbook
        .sheet_names()
        .first()
        .cloned()
        .ok_or(Error::Malformed("в книге нет листов"))?;
    let epoch = if workbook.has_1904_epoch() {
        SERIAL_OF_1970 - SERIAL_OF_1904
    } else {
        SERIAL_OF_1970
    };
    // Cell by cell and not as a range: a range of two far corners would fill the memory.
    let mut cells = workbook.worksheet_cells_reader(&sheet)?;
    let mut sheet = Sheet {
        width: None,
        number: 0,
        cells: Vec::new(),
        has_stray: false,
        epoch,
        max_text_bytes: limits.max_record_bytes,
    };
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let number = u64::from(row) + 1;
        if number < sheet.number {
            return Err(Error::Malformed("строки листа идут не по порядку"));
        }
        if number > sheet.number {
            if !sheet.finish_row(sink) {
                return Ok(());
            }
            sheet.number = number;
        }
        let value = cell.get_value();
        if *value == DataRef::Empty {
            continue;
        }
        sheet.put(column as usize, value.clone())?;
        if sink.is_full() {
            return Err(Error::TooLarge);
        }
    }
    if sheet.finish_row(sink) && sheet.width.is_none() {
        sink.header(&[]);
    }
    if sheet.has_stray {
        sink.stray();
    }
    Ok(())
}

/// Unpacks every member of the workbook against the limit, since a workbook is an archive within the archive.
fn check_size(workbook: &mut File, limits: &Limits) -> Result<(), Error> {
    let mut budget = limits.unpacked_bytes;
    let mut archive = ZipArchive::new(BufReader::new(&mut *workbook))?;
    if archive.len() > MAX_MEMBERS {
        return Err(Error::TooLarge);
    }
    for index in 0..archive.len() {
        let size = measure(&mut archive.by_index(index)?, budget)?.ok_or(Error::TooLarge)?;
        budget -= size;
    }
    drop(archive);
    workbook.seek(SeekFrom::Start(0))?;
    Ok(())
}

/// The sheet while it is read: the header's width and the row at hand.
struct Sheet<'a> {
    width: Option<usize>,
    /// The number of the row at hand; zero before the first.
    number: u64,
    cells: Vec<DataRef<'a>>,
    has_stray: bool,
    /// Excel's number of 1970-01-01 in this workbook.
    epoch: i64,
    max_text_bytes: usize,
}

impl<'a> Sheet<'a> {
    fn put(&mut self, column: usize, value: DataRef<'a>) -> Result<(), Error> {
        if self.width.is_some_and(|width| column >= width) {
            self.has_stray = true;
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(Error::Malformed("лист шире, чем бывает"));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, DataRef::Empty);
        }
        self.cells[column] = value;
        Ok(())
    }

    /// Gives the row at hand to the sink, unless it is blank; false when the header is of no use.
    fn finish_row(&mut self, sink: &mut impl Sink) -> bool {
        if self.number == 0 {
            return true;
        }
        if self.width.is_none() {
            let names: Vec<String> = match self.number {
                1 => self
                    .cells
                    .iter()
                    .map(|cell| show(&as_cell(cell, self.epoch)))
                    .collect(),
                // The first filled row is not the first of the sheet: there is no header.
                _ => Vec::new(),
            };
            self.width = Some(names.len());
            self.cells.clear();
            return sink.header(&names);
        }
        if !self.cells.is_empty() {
            let row = SheetRow {
                cells: &self.cells,
                epoch: self.epoch,
                max_text_bytes: self.max_text_bytes,
            };
            sink.row(self.number, &row);
            self.cells.clear();
        }
        true
    }
}

struct SheetRow<'a> {
    cells: &'a [DataRef<'a>],
    epoch: i64,
    max_text_bytes: usize,
}

impl Row for SheetRow<'_> {
    fn cell(&self, index: usize) -> Cell<'_> {
        let Some(value) = self.cells.get(index) else {
            return Cell::Empty;
        };
        match as_cell(value, self.epoch) {
            Cell::Text(text) if text.len() > self.max_text_bytes => {
                Cell::Unreadable("текст длиннее допустимого")
            }
            cell => cell,
        }
    }

    fn fault(&self) -> Option<String> {
        None
    }

    fn raw(&self) -> String {
        let cells: Vec<String> = self
            .cells
            .iter()
            .map(|cell| match as_cell(cell, self.epoch) {
                Cell::Text(text) => String::from_utf8_lossy(text).into_owned(),
                cell => show(&cell),
            })
            .collect();
        cells.join(";")
    }
}

fn as_cell<'a>(value: &'a DataRef<'_>, epoch: i64) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(value) => Cell::Int(*value),
        DataRef::Float(value) => Cell::Number(*value),
        DataRef::String(text) => Cell::Text(text.as_bytes()),
        DataRef::SharedString(text) => Cell::Text(text.as_bytes()),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(value) => as_date_or_time(*value, epoch),
        DataRef::DateTimeIso(text) => as_iso(text),
        DataRef::DurationIso(_) => Cell::Unreadable("промежуток времени не читается"),
        DataRef::Error(_) => Cell::Unreadable("в ячейке ошибка формулы"),
    }
}

/// Tells days, moments and times of the day apart by Excel's number: whole, with a fraction, below one.
///
/// The components that calamine computes would not tell a day from its midnight.
fn as_date_or_time(value: ExcelDateTime, epoch: i64) -> Cell<'static> {
    let number = value.as_f64();
    if !(0.0..SERIAL_END).contains(&number) {
        return Cell::Unreadable("дата вне пределов Excel");
    }
    // Excel keeps milliseconds; the fraction of a double is a little off.
    let millis = ((number.fract() * 86_400_000.0).round() as i64).min(86_399_999);
    if number < 1.0 {
        return Cell::Clock(millis * 1000);
    }
    let day = number as i64 - epoch;
    match i32::try_from(day) {
        Ok(day) if millis == 0 => Cell::Day(day),
        _ => Cell::Local(day * MICROS_PER_DAY + millis * 1000),
    }
}

fn as_iso(text: &str) -> Cell<'_> {
    let spaced = text.replacen('T', " ", 1);
    match instant(spaced.as_bytes()) {
        Some(Moment::Day(day)) => Cell::Day(day),
        Some(Moment::Local(day, micros)) => Cell::Local(i64::from(day) * MICROS_PER_DAY + micros),
        Some(Moment::Utc(micros)) => Cell::Utc(micros),
        None => Cell::Text(text.as_bytes()),
    }
}
