//! CSV as a Russian Excel opens it: semicolons, decimal commas, a byte order mark.
//!
//! Numbers keep all their decimals and have no spaces within. Text that a spreadsheet would take
//! for a formula gets an apostrophe before it.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, WriterBuilder};
use encoding_rs::{EncoderResult, WINDOWS_1251};
use jiff::civil::Time;

use super::cell::{Cell, Lines};
use super::layout::{Head, Layout};
use super::{Error, Listing, numbers};
use crate::table::Format;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// With a byte order mark, without which Excel takes it for something else.
    #[default]
    Utf8,
    /// Letters that it lacks become question marks.
    Windows1251,
}

impl Encoding {
    /// Reads the name used in URLs.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "" | "utf-8" => Self::Utf8,
            "windows-1251" => Self::Windows1251,
            _ => return None,
        })
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Utf8 => "text/csv; charset=utf-8",
            Self::Windows1251 => "text/csv; charset=windows-1251",
        }
    }
}

/// Writes the head, the rows, the others and the totals. Returns how many letters became question marks.
pub fn write<'a>(
    listing: impl Into<Listing<'a>>,
    encoding: Encoding,
    out: &mut dyn Write,
) -> Result<usize, Error> {
    let listing = listing.into();
    let columns = &listing.table.columns;
    let mut lines = Lines::of(listing);
    let mut fields = Fields::begun(encoding, out)?;
    for column in columns {
        fields.put(&guarded(&column.title))?;
    }
    fields.end_line()?;
    while let Some(line) = lines.next_line()? {
        for (cell, column) in line.read(columns).zip(columns) {
            fields.put(&shown(&cell, column.format))?;
        }
        fields.end_line()?;
    }
    fields.end()
}

/// Writes a pivot: the heads of a column in one field, the heads of a line before each line. Returns how many letters
/// became question marks.
pub fn write_layout(
    layout: &Layout,
    encoding: Encoding,
    out: &mut dyn Write,
) -> Result<usize, Error> {
    layout.check_size()?;
    let mut fields = Fields::begun(encoding, out)?;
    for level in &layout.rows.levels {
        fields.put(&guarded(&layout.title(*level)))?;
    }
    for column in &layout.columns.slots {
        fields.put(&guarded(&layout.flat_title(column)))?;
    }
    fields.end_line()?;
    for line in &layout.rows.slots {
        for head in &line.heads {
            let value = match (head, layout.value(*head)) {
                (Head::Value { .. }, Some((cell, column))) if *cell != Cell::Null => {
                    shown(cell, column.format).into_owned()
                }
                _ => guarded(&layout.text(*head)).into_owned(),
            };
            fields.put(&value)?;
        }
        for column in &layout.columns.slots {
            let format = layout.measure(line, column).map(|measure| measure.format);
            let cell = layout.cell(line, column);
            fields.put(&shown(&cell, format.unwrap_or(Format::Text)))?;
        }
        fields.end_line()?;
    }
    fields.end()
}

/// Fields on their way into a file.
struct Fields<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    encoding: Encoding,
    /// How many letters the encoding lacks.
    replaced: usize,
}

impl<'a> Fields<'a> {
    fn begun(encoding: Encoding, out: &'a mut dyn Write) -> Result<Self, Error> {
        if encoding == Encoding::Utf8 {
            out.write_all("\u{feff}".as_bytes())
                .map_err(csv::Error::from)?;
        }
        let writer = WriterBuilder::new()
            .delimiter(b';')
            .terminator(Terminator::CRLF)
            .from_writer(out);
        Ok(Self {
            writer,
            encoding,
            replaced: 0,
        })
    }

    fn put(&mut self, text: &str) -> Result<(), csv::Error> {
        match self.encoding {
            Encoding::Utf8 => self.writer.write_field(text),
            Encoding::Windows1251 => {
                let (bytes, replaced) = windows_1251(text);
                self.replaced += replaced;
                self.writer.write_field(bytes)
            }
        }
    }

    fn end_line(&mut self) -> Result<(), csv::Error> {
        self.writer.write_record(None::<&[u8]>)
    }

    fn end(mut self) -> Result<usize, Error> {
        self.writer.flush().map_err(csv::Error::from)?;
        Ok(self.replaced)
    }
}

/// Puts an apostrophe before text that a spreadsheet would run as a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_SIGNS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Signs with which a spreadsheet takes text for a formula, or for the rest of the line before.
const FORMULA_SIGNS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// Guards text so that `unescaped` gives it back letter for letter: what is guarded already is guarded once more.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA_SIGNS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes the apostrophe away that `escaped` put before a text.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA_SIGNS) => {
            Cow::Borrowed(rest)
        }
        _ => Cow::Borrowed(text),
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

/// Returns the bytes of a text and how many of its letters became question marks.
fn windows_1251(text: &str) -> (Vec<u8>, usize) {
    let mut encoder = WINDOWS_1251.new_encoder();
    // A letter takes at most one byte, as does the mark in its place.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    let (mut rest, mut replaced) = (text, 0);
    loop {
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return (bytes, replaced),
            EncoderResult::Unmappable(_) => {
                bytes.push(b'?');
                replaced += 1;
            }
            EncoderResult::OutputFull => bytes.reserve(rest.len() + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_an_encoding_lacks_are_marked_and_counted() {
        let (bytes, replaced) = windows_1251("№ 2 «Ёлка» — 95\u{a0}%");
        let (read, _, _) = WINDOWS_1251.decode(&bytes);
        assert_eq!((read.as_ref(), replaced), ("№ 2 «Ёлка» — 95\u{a0}%", 0));
        let (bytes, replaced) = windows_1251("Ә ≥ 5 🙂");
        assert_eq!((bytes.as_slice(), replaced), (&b"? ? 5 ?"[..], 3));
    }

    #[test]
    fn guarded_text_comes_back_as_it_was() {
        for text in [
            "",
            "a",
            "=1+1",
            "'=1+1",
            "''-5",
            "'",
            "''",
            "-5",
            "+7 900",
            "@a",
            "\tb",
            "'тихо'",
        ] {
            let file = escaped(text);
            assert!(!file.starts_with(FORMULA_SIGNS), "{text}");
            assert_eq!(unescaped(&file), text);
        }
        // What people write anew, with an apostrophe or without, means the same.
        assert_eq!(unescaped("-5"), unescaped("'-5"));
    }

    #[test]
    fn encodings_are_read_by_their_names() {
        for (name, encoding) in [
            ("", Some(Encoding::Utf8)),
            ("utf-8", Some(Encoding::Utf8)),
            ("Windows-1251", Some(Encoding::Windows1251)),
            ("koi8-r", None),
            ("windows-1251\r\n", None),
        ] {
            assert_eq!(Encoding::parse(name), encoding, "{name}");
        }
    }
}
