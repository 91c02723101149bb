//! CSV: cuts a stream of UTF-8 into records, keeping line and text of each.
//!
//! Written by hand because a rejected row is shown as it came, with the physical line on which it starts, and
//! because one quote without its pair must cost one row and not the rest of the file.

use std::io::{self, Read};

const CHUNK: usize = 256 * 1024;
/// A file with more broken quotes than this is not CSV, and searching each pair again would take for ever.
const MAX_RUNAWAYS: usize = 1000;
/// How much of a record that never ends is shown.
const SHOWN_OF_ENDLESS: usize = 1024;

/// The records of a file, header first.
pub(super) struct Records<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    is_eof: bool,
    /// The physical line of `buffer[start]`.
    line: u64,
    delimiter: u8,
    limit: usize,
    fields: Vec<Field>,
    /// Fields whose doubled quotes were made single.
    unquoted: Vec<u8>,
    runaways: usize,
    is_skipping: bool,
}

/// One record. Lives until the next is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub line: u64,
    /// The record without its line end.
    pub raw: &'a [u8],
    /// Why the record could not be cut into fields.
    pub fault: Option<&'static str>,
    buffer: &'a [u8],
    unquoted: &'a [u8],
    fields: &'a [Field],
}

#[derive(Debug, Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    is_unquoted: bool,
}

enum Scan {
    /// A whole record: where its text ends, where the next begins, how many line ends it holds.
    Record {
        end: usize,
        next: usize,
        lines: u64,
    },
    NeedsMore,
    Broken(&'static str),
}

struct Found {
    start: usize,
    end: usize,
    line: u64,
    fault: Option<&'static str>,
}

impl<R: Read> Records<R> {
    /// Starts reading. Without a delimiter the header decides: the most frequent of the three outside quotes.
    pub fn new(reader: R, delimiter: Option<u8>, limit: usize) -> io::Result<Self> {
        let mut records = Self {
            reader,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            is_eof: false,
            line: 1,
            delimiter: delimiter.unwrap_or(b';'),
            limit,
            fields: Vec::new(),
            unquoted: Vec::new(),
            runaways: 0,
            is_skipping: false,
        };
        if delimiter.is_none() {
            while !records.has_first_line() && records.end < limit && records.fill()? {}
            records.delimiter = detect(&records.buffer[..records.end]);
        }
        Ok(records)
    }

    /// Returns the next record; blank lines are none.
    pub fn next_record(&mut self) -> io::Result<Option<Record<'_>>> {
        let Some(found) = self.advance()? else {
            return Ok(None);
        };
        Ok(Some(Record {
            line: found.line,
            raw: &self.buffer[found.start..found.end],
            fault: found.fault,
            buffer: &self.buffer,
            unquoted: &self.unquoted,
            fields: &self.fields,
        }))
    }

    fn advance(&mut self) -> io::Result<Option<Found>> {
        if self.is_skipping && !self.skip_line()? {
            return Ok(None);
        }
        loop {
            self.skip_blank_lines()?;
            if self.start == self.end {
                return Ok(None);
            }
            let line = self.line;
            let start = self.start;
            match self.scan() {
                Scan::Record { end, next, lines } => {
                    self.start = next;
                    self.line += lines;
                    return Ok(Some(Found {
                        start,
                        end,
                        line,
                        fault: None,
                    }));
                }
                Scan::NeedsMore if self.end - self.start <= self.limit => {
                    self.fill()?;
                }
                Scan::NeedsMore => return self.break_off("запись длиннее допустимого"),
                Scan::Broken(fault) => return self.break_off(fault),
            }
        }
    }

    /// Gives the first physical line of a broken record as a record of its own; reading goes on behind it.
    fn break_off(&mut self, fault: &'static str) -> io::Result<Option<Found>> {
        self.runaways += 1;
        if self.runaways > MAX_RUNAWAYS {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "слишком много записей с незакрытыми кавычками",
            ));
        }
        self.fields.clear();
        let start = self.start;
        let line = self.line;
        let rest = &self.buffer[start..self.end];
        let end = match rest.iter().position(|&byte| byte == b'\n') {
            Some(length) => {
                self.start = start + length + 1;
                self.line += 1;
                start + length - usize::from(rest[..length].ends_with(b"\r"))
            }
            None => {
                self.is_skipping = !self.is_eof;
                self.start = self.end;
                self.end.min(start + SHOWN_OF_ENDLESS)
            }
        };
        Ok(Some(Found {
            start,
            end,
            line,
            fault: Some(fault),
        }))
    }

    /// Drops the rest of a line that did not fit; false at the end of the file.
    fn skip_line(&mut self) -> io::Result<bool> {
        loop {
            let rest = &self.buffer[self.start..self.end];
            if let Some(length) = rest.iter().position(|&byte| byte == b'\n') {
                self.start += length + 1;
                self.line += 1;
                self.is_skipping = false;
                return Ok(true);
            }
            self.start = self.end;
            if !self.fill()? {
                return Ok(false);
            }
        }
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.buffer[self.start..self.end];
            let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
            match &rest[blanks..] {
                [b'\n', ..] => self.start += blanks + 1,
                [b'\r', b'\n', ..] => self.start += blanks + 2,
                [] | [b'\r'] if self.is_eof => {
                    self.start = self.end;
                    return Ok(());
                }
                [] | [b'\r'] if blanks < self.limit => {
                    self.fill()?;
                    continue;
                }
                _ => return Ok(()),
            }
            self.line += 1;
        }
    }

    /// Cuts the record at `start` into fields.
    fn scan(&mut self) -> Scan {
        self.fields.clear();
        self.unquoted.clear();
        let data = &self.buffer[..self.end];
        let delimiter = self.delimiter;
        let mut at = self.start;
        let mut inner_lines = 0;
        loop {
            if data.get(at) == Some(&b'"') {
                let (field, after) = match scan_quoted(data, at, self.is_eof, &mut self.unquoted) {
                    Ok(found) => found,
                    Err(stop) => return stop,
                };
                inner_lines += data[at..after]
                    .iter()
                    .filter(|&&byte| byte == b'\n')
                    .count() as u64;
                self.fields.push(field);
                at = after;
                match &data[at..] {
                    [byte, ..] if *byte == delimiter => at += 1,
                    [b'\n', ..] => {
                        return Scan::Record {
                            end: at,
                            next: at + 1,
                            lines: inner_lines + 1,
                        };
                    }
                    [b'\r', b'\n', ..] => {
                        return Scan::Record {
                            end: at,
                            next: at + 2,
                            lines: inner_lines + 1,
                        };
                    }
                    [] | [b'\r'] if self.is_eof => {
                        return Scan::Record {
                            end: at,
                            next: data.len(),
                            lines: inner_lines + 1,
                        };
                    }
                    [b'\r'] | [] => return Scan::NeedsMore,
                    _ => return Scan::Broken("после закрывающей кавычки идёт текст"),
                }
            } else {
                let start = at;
                while at < data.len() && data[at] != delimiter && data[at] != b'\n' {
                    at += 1;
                }
                if at < data.len() && data[at] == delimiter {
                    self.fields.push(Field {
                        start,
                        end: at,
                        is_unquoted: false,
                    });
                    at += 1;
                    continue;
                }
                if at == data.len() && !self.is_eof {
                    return Scan::NeedsMore;
                }
                let end = at - usize::from(data[start..at].ends_with(b"\r"));
                self.fields.push(Field {
                    start,
                    end,
                    is_unquoted: false,
                });
                return Scan::Record {
                    end,
                    next: (at + 1).min(data.len()),
                    lines: inner_lines + 1,
                };
            }
        }
    }

    /// Reads more behind what is buffered; false at the end of the file.
    fn fill(&mut self) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    self.is_eof = count == 0;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn has_first_line(&self) -> bool {
        self.is_eof || first_line(&self.buffer[..self.end]).is_some()
    }
}

impl<'a> Record<'a> {
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        let field = self.fields.get(index)?;
        let bytes = if field.is_unquoted {
            self.unquoted
        } else {
            self.buffer
        };
        bytes.get(field.start..field.end)
    }
}

/// Reads the field whose opening quote is at `at`, and returns it with the place behind its closing quote.
fn scan_quoted(
    data: &[u8],
    at: usize,
    is_eof: bool,
    unquoted: &mut Vec<u8>,
) -> Result<(Field, usize), Scan> {
    let content = at + 1;
    let mut from = content;
    let mut copy_start = None;
    loop {
        let Some(length) = data[from..].iter().position(|&byte| byte == b'"') else {
            return Err(if is_eof {
                Scan::Broken("кавычка не закрыта")
            } else {
                Scan::NeedsMore
            });
        };
        let quote = from + length;
        match data.get(quote + 1) {
            Some(b'"') => {
                copy_start.get_or_insert(unquoted.len());
                unquoted.extend_from_slice(&data[from..=quote]);
                from = quote + 2;
            }
            None if !is_eof => return Err(Scan::NeedsMore),
            _ => {
                let field = match copy_start {
                    Some(start) => {
                        unquoted.extend_from_slice(&data[from..quote]);
                        Field {
                            start,
                            end: unquoted.len(),
                            is_unquoted: true,
                        }
                    }
                    None => Field {
                        start: content,
                        end: quote,
                        is_unquoted: false,
                    },
                };
                return Ok((field, quote + 1));
            }
        }
    }
}

fn detect(data: &[u8]) -> u8 {
    let header = first_line(data).unwrap_or(data);
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for &byte in header {
        if byte == b'"' {
            is_quoted = !is_quoted;
        } else if !is_quoted {
            for (delimiter, count) in &mut counts {
                *count += usize::from(*delimiter == byte);
            }
        }
    }
    // The first wins a tie, so that a header of one column has a delimiter too.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b';', |(delimiter, _)| delimiter)
}

/// Returns the first line that is not blank, line ends inside quotes passed over.
fn first_line(data: &[u8]) -> Option<&[u8]> {
    let data = data.trim_ascii_start();
    let mut is_quoted = false;
    for (index, &byte) in data.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => return Some(&data[..index]),
            _ => {}
        }
    }
    None
}
