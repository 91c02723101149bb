//! Encoding: turns the bytes of a CSV file into UTF-8 as they stream by.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1251};

use super::survey::Facts;

const CHUNK: usize = 64 * 1024;

/// Returns the encoding of a file: its byte order mark, else the manifest's word, else UTF-8 where every byte
/// agrees with it, else windows-1251.
pub(super) fn of(facts: &Facts, declared: Option<&'static Encoding>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(&facts.head) {
        return encoding;
    }
    declared.unwrap_or(if facts.is_utf8 { UTF_8 } else { WINDOWS_1251 })
}

/// Returns the file in UTF-8 without a byte order mark. UTF-8 itself passes unchecked.
pub(super) fn decode<'a>(
    file: &'a mut dyn Read,
    encoding: &'static Encoding,
    facts: &Facts,
) -> io::Result<Box<dyn Read + 'a>> {
    if let Some((_, mark)) = Encoding::for_bom(&facts.head) {
        file.read_exact(&mut [0; 3][..mark])?;
    }
    if encoding == UTF_8 {
        return Ok(Box::new(file));
    }
    Ok(Box::new(Decoder {
        file,
        decoder: encoding.new_decoder_without_bom_handling(),
        raw: vec![0; CHUNK],
        ready: Vec::new(),
        given: 0,
        is_done: false,
    }))
}

/// Tells piece by piece whether bytes are UTF-8.
#[derive(Debug, Default)]
pub(super) struct Utf8Check {
    /// The start of a character whose end has not come yet.
    pending: Vec<u8>,
    has_failed: bool,
}

impl Utf8Check {
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !self.pending.is_empty() && !self.has_failed {
            let Some((&byte, rest)) = bytes.split_first() else {
                return;
            };
            bytes = rest;
            self.pending.push(byte);
            match std::str::from_utf8(&self.pending) {
                Ok(_) => self.pending.clear(),
                Err(error) => self.has_failed = error.error_len().is_some(),
            }
        }
        if self.has_failed {
            return;
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            self.has_failed = error.error_len().is_some();
            self.pending
                .extend_from_slice(&bytes[error.valid_up_to()..]);
        }
    }

    pub fn finish(self) -> bool {
        !self.has_failed && self.pending.is_empty()
    }
}

struct Decoder<'a> {
    file: &'a mut dyn Read,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    is_done: bool,
}

impl Read for Decoder<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_done {
            let count = self.file.read(&mut self.raw)?;
            self.is_done = count == 0;
            // A byte of windows-1251 or half a unit of UTF-16 becomes three bytes at the most.
            self.ready.resize(count * 3 + 16, 0);
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[..count], &mut self.ready, self.is_done);
            self.ready.truncate(written);
            self.given = 0;
        }
        let count = into.len().min(self.ready.len() - self.given);
        into[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
