//! CSV as a Russian Excel opens it: semicolons, decimal commas, a byte order mark.
//!
//! Numbers keep all their decimals and have no spaces within. Text that a spreadsheet would take
//! for a formula gets an apostrophe before it.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, WriterBuilder};
use encoding_rs::{EncoderResult, WINDOWS_1251};
use jiff::civil::Time;

use super::Error;
use super::cell::{Cell, lines};
use super::layout::{Head, Layout};
use super::numbers;
use crate::table::{Format, Table};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// With a byte order mark, without which Excel takes it for something else.
    #[default]
    Utf8,
    /// Letters that it lacks become question marks.
    Windows1251,
}

/// Writes the head, the rows, the others and the totals.
pub fn write(table: &Table, encoding: Encoding, out: &mut dyn Write) -> Result<(), Error> {
    let mut writer = writer(encoding, out)?;
    for column in &table.columns {
        field(&mut writer, &guarded(&column.title), encoding)?;
    }
    writer.write_record(None::<&[u8]>)?;
    for line in lines(table) {
        for (cell, column) in line.read(&table.columns).zip(&table.columns) {
            field(&mut writer, &shown(&cell, column.format), encoding)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush().map_err(csv::Error::from)?;
    Ok(())
}

/// Writes a pivot: the heads of a column in one field, the heads of a line before each line.
pub fn write_layout(layout: &Layout, encoding: Encoding, out: &mut dyn Write) -> Result<(), Error> {
    layout.check_size()?;
    let mut writer = writer(encoding, out)?;
    for level in &layout.rows.levels {
        field(&mut writer, &guarded(&layout.title(*level)), encoding)?;
    }
    for column in &layout.columns.slots {
        field(&mut writer, &guarded(&layout.flat_title(column)), encoding)?;
    }
    writer.write_record(None::<&[u8]>)?;
    for line in &layout.rows.slots {
        for head in &line.heads {
            let value = match (head, layout.value(*head)) {
                (Head::Value { .. }, Some((cell, column))) if *cell != Cell::Null => {
                    shown(cell, column.format).into_owned()
                }
                _ => guarded(&layout.text(*head)).into_owned(),
            };
            field(&mut writer, &value, encoding)?;
        }
        for column in &layout.columns.slots {
            let format = layout.measure(line, column).map(|measure| measure.format);
            let cell = layout.cell(line, column);
            field(
                &mut writer,
                &shown(&cell, format.unwrap_or(Format::Text)),
                encoding,
            )?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush().map_err(csv::Error::from)?;
    Ok(())
}

fn writer(encoding: Encoding, out: &mut dyn Write) -> Result<csv::Writer<&mut dyn Write>, Error> {
    if encoding == Encoding::Utf8 {
        out.write_all("\u{feff}".as_bytes())
            .map_err(csv::Error::from)?;
    }
    Ok(WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(out))
}

fn field(
    writer: &mut csv::Writer<&mut dyn Write>,
    text: &str,
    encoding: Encoding,
) -> Result<(), csv::Error> {
    match encoding {
        Encoding::Utf8 => writer.write_field(text),
        Encoding::Windows1251 => writer.write_field(windows_1251(text)),
    }
}

/// Puts an apostrophe before text that a spreadsheet would run as a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn shown<'a>(cell: &'a Cell, format: Format) -> Cow<'a, str> {
    match cell {
        Cell::Null | Cell::Absent => Cow::Borrowed(""),
        Cell::Withheld => Cow::Borrowed(numbers::WITHHELD),
        Cell::Text(text) => guarded(text),
        Cell::Other(text) => guarded(text),
        Cell::Integer(value) => Cow::Owned(value.to_string()),
        Cell::Number(value) if value.is_finite() => Cow::Owned(numbers::plain(*value)),
        Cell::Number(_) => Cow::Borrowed(""),
        Cell::Flag(_) => Cow::Owned(numbers::format(cell, format)),
        Cell::Moment(moment) if format == Format::Day || moment.time() == Time::midnight() => {
            Cow::Owned(numbers::day(moment.date()))
        }
        Cell::Moment(moment) => Cow::Owned(numbers::moment(*moment)),
    }
}

fn windows_1251(text: &str) -> Vec<u8> {
    let mut encoder = WINDOWS_1251.new_encoder();
    // A letter takes at most one byte, as does the mark in its place.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    let mut rest = text;
    loop {
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return bytes,
            EncoderResult::Unmappable(_) => bytes.push(b'?'),
            EncoderResult::OutputFull => bytes.reserve(rest.len() + 1),
        }
    }
}
