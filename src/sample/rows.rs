//! Rows: cells of one table going out as CSV, in the writing of one organisation, or as Parquet.
//!
//! A year is half a million rows, so cells are written as bytes at once; faults of writing are
//! kept and told when the table is finished.

use std::io::{self, Write};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::days::{Day, Moment, OPEN};
use super::hand::Hand;
use super::municipality::Dialect;
use super::parquet::ParquetRows;

/// A column's name and what its cells are.
pub type Column = (&'static str, Cell);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    Text,
    Int,
    Number,
    Flag,
    Day,
    Instant,
}

/// What was written of a table.
#[derive(Debug)]
pub struct Finished {
    pub rows: u64,
    pub sha256: String,
}

/// A table being written. Cells come in the order of its columns; a missing one is [`Rows::empty`].
pub struct Rows<'a> {
    form: Form<'a>,
    hand: &'a Hand,
    out: &'a mut dyn Write,
    hasher: Sha256,
    count: u64,
    fault: Option<io::Error>,
}

enum Form<'a> {
    Csv {
        buffer: Vec<u8>,
        is_fresh: bool,
        dialect: &'a Dialect,
    },
    Parquet(Box<ParquetRows<'a>>),
}

impl<'a> Rows<'a> {
    /// Begins a CSV file with its header.
    pub fn csv(columns: &[Column], hand: &'a Hand, out: &'a mut dyn Write) -> Self {
        let mut buffer = Vec::with_capacity(CHUNK + 4_096);
        if hand.dialect.has_bom {
            buffer.extend_from_slice("\u{feff}".as_bytes());
        }
        for (index, (name, _)) in columns.iter().enumerate() {
            if index > 0 {
                buffer.push(hand.dialect.delimiter);
            }
            buffer.extend_from_slice(name.as_bytes());
        }
        let form = Form::Csv {
            buffer,
            is_fresh: true,
            dialect: &hand.dialect,
        };
        let mut rows = Self::new(form, hand, out);
        rows.break_line();
        rows
    }

    /// Begins a Parquet file.
    pub fn parquet(columns: &'a [Column], hand: &'a Hand, out: &'a mut dyn Write) -> Self {
        Self::new(
            Form::Parquet(Box::new(ParquetRows::new(columns, hand))),
            hand,
            out,
        )
    }

    fn new(form: Form<'a>, hand: &'a Hand, out: &'a mut dyn Write) -> Self {
        Self {
            form,
            hand,
            out,
            hasher: Sha256::new(),
            count: 0,
            fault: None,
        }
    }

    /// Returns the number of rows written so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn is_csv(&self) -> bool {
        matches!(self.form, Form::Csv { .. })
    }

    pub fn text(&mut self, text: &str) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                let is_special =
                    |byte: &u8| *byte == dialect.delimiter || matches!(byte, b'"' | b'\n' | b'\r');
                if text.as_bytes().iter().any(is_special) {
                    buffer.push(b'"');
                    buffer.extend_from_slice(text.replace('"', "\"\"").as_bytes());
                    buffer.push(b'"');
                } else {
                    buffer.extend_from_slice(text.as_bytes());
                }
            }
            Form::Parquet(rows) => rows.text((!text.is_empty()).then_some(text)),
        }
    }

    /// Writes a text given in two parts, neither of which holds a quote.
    pub fn pair(&mut self, first: &str, second: &str) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                let is_quoted = first
                    .bytes()
                    .chain(second.bytes())
                    .any(|byte| byte == dialect.delimiter);
                buffer.extend_from_slice(if is_quoted { b"\"" } else { b"" });
                buffer.extend_from_slice(first.as_bytes());
                buffer.extend_from_slice(second.as_bytes());
                buffer.extend_from_slice(if is_quoted { b"\"" } else { b"" });
            }
            Form::Parquet(rows) => rows.text(Some(&format!("{first}{second}"))),
        }
    }

    /// Writes an id: a prefix and a number, which is counted from 0 here and from 1 there.
    pub fn id(&mut self, prefix: &str, number: u32) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                buffer.extend_from_slice(prefix.as_bytes());
                push_number(buffer, number + 1);
            }
            Form::Parquet(rows) => rows.text(Some(&format!("{prefix}{}", number + 1))),
        }
    }

    pub fn int(&mut self, number: u32) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                push_number(buffer, number);
            }
            Form::Parquet(rows) => rows.int(number),
        }
    }

    /// Writes a number with one decimal, given in tenths.
    pub fn tenths(&mut self, tenths: u32) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                push_number(buffer, tenths / 10);
                buffer.push(if dialect.is_russian { b',' } else { b'.' });
                push_number(buffer, tenths % 10);
            }
            Form::Parquet(rows) => rows.number(f64::from(tenths) / 10.0),
        }
    }

    pub fn flag(&mut self, flag: bool) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                buffer.extend_from_slice(dialect.no_and_yes[usize::from(flag)].as_bytes());
            }
            Form::Parquet(rows) => rows.flag(flag),
        }
    }

    /// Writes a day; [`OPEN`] leaves the cell empty.
    pub fn day(&mut self, day: Day) {
        match &mut self.form {
            _ if day == OPEN => self.empty(),
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                buffer.extend_from_slice(&self.hand.day(day));
            }
            Form::Parquet(rows) => rows.day(self.hand.epoch_day + i32::from(day)),
        }
    }

    /// Writes a day far from this school year.
    pub fn date(&mut self, date: Date) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                buffer.extend_from_slice(&self.hand.date(date));
            }
            Form::Parquet(rows) => {
                let days = date.duration_since(self.hand.first).as_hours() / 24;
                rows.day(self.hand.epoch_day + days as i32);
            }
        }
    }

    /// Writes a moment; [`Moment::NEVER`] leaves the cell empty.
    pub fn moment(&mut self, moment: Moment) {
        match &mut self.form {
            _ if moment == Moment::NEVER => self.empty(),
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                buffer.extend_from_slice(&self.hand.day(moment.day()));
                buffer.push(if dialect.has_offsets { b'T' } else { b' ' });
                let second = moment.second_of_day() as u32;
                push_pair(buffer, second / 3_600);
                buffer.push(b':');
                push_pair(buffer, second / 60 % 60);
                if !dialect.is_russian {
                    buffer.push(b':');
                    push_pair(buffer, second % 60);
                }
                if dialect.has_offsets {
                    buffer.extend_from_slice(self.hand.offset_text.as_bytes());
                }
            }
            Form::Parquet(rows) => rows.moment(moment),
        }
    }

    /// Writes only the day of a moment, as a source does that knows no more.
    pub fn moment_as_day(&mut self, moment: Moment) {
        if self.is_csv() && moment != Moment::NEVER {
            self.day(moment.day());
        } else {
            self.moment(moment);
        }
    }

    /// Writes a time of day, given in minutes.
    pub fn clock(&mut self, minute: u16) {
        let minute = u32::from(minute);
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => {
                separate(buffer, is_fresh, dialect);
                push_pair(buffer, minute / 60);
                buffer.push(b':');
                push_pair(buffer, minute % 60);
            }
            Form::Parquet(rows) => {
                rows.text(Some(&format!("{:02}:{:02}", minute / 60, minute % 60)));
            }
        }
    }

    pub fn empty(&mut self) {
        match &mut self.form {
            Form::Csv {
                buffer,
                is_fresh,
                dialect,
            } => separate(buffer, is_fresh, dialect),
            Form::Parquet(rows) => rows.empty(),
        }
    }

    /// Ends the row.
    pub fn end(&mut self) {
        self.count += 1;
        if self.is_csv() {
            self.break_line();
        } else if let Form::Parquet(rows) = &mut self.form {
            rows.end(self.count);
        }
    }

    /// Writes what is left and returns the count and the hash.
    pub fn finish(mut self) -> Result<Finished, io::Error> {
        self.flush();
        if let Form::Parquet(rows) = self.form {
            let bytes = rows.finish()?;
            self.hasher.update(&bytes);
            self.out.write_all(&bytes)?;
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let sha256 = self
            .hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Finished {
            rows: self.count,
            sha256,
        })
    }

    fn break_line(&mut self) {
        if let Form::Csv {
            buffer,
            is_fresh,
            dialect,
        } = &mut self.form
        {
            *is_fresh = true;
            buffer.extend_from_slice(if dialect.is_russian { b"\r\n" } else { b"\n" });
            if buffer.len() >= CHUNK {
                self.flush();
            }
        }
    }

    fn flush(&mut self) {
        let Form::Csv {
            buffer, dialect, ..
        } = &mut self.form
        else {
            return;
        };
        let text;
        let mut bytes = buffer.as_slice();
        if dialect.is_windows_1251 {
            text = String::from_utf8_lossy(bytes);
            let (encoded, ..) = encoding_rs::WINDOWS_1251.encode(&text);
            self.hasher.update(&encoded);
            self.fault = self.fault.take().or(self.out.write_all(&encoded).err());
            bytes = &[];
        }
        self.hasher.update(bytes);
        self.fault = self.fault.take().or(self.out.write_all(bytes).err());
        buffer.clear();
    }
}

/// Bytes gathered before they are hashed and handed on.
const CHUNK: usize = 64 * 1024;

fn separate(buffer: &mut Vec<u8>, is_fresh: &mut bool, dialect: &Dialect) {
    if *is_fresh {
        *is_fresh = false;
    } else {
        buffer.push(dialect.delimiter);
    }
}

fn push_pair(buffer: &mut Vec<u8>, number: u32) {
    buffer.extend_from_slice(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
}

fn push_number(buffer: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0; 10];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    buffer.extend_from_slice(&digits[start..]);
}
