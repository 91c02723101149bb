//! Survey: the first reading of a file, which measures it and takes its hash.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::container::{CHUNK, hex};
use super::encoding::Utf8Check;

/// What the first reading of a file tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub bytes: u64,
    pub is_utf8: bool,
    /// The first bytes, which tell format and byte order mark.
    pub head: Vec<u8>,
    pub sha256: String,
    /// All bytes, where they are not more than may be kept.
    pub kept: Option<Vec<u8>>,
}

/// How many bytes the files still to be read may have.
pub(super) struct Budget {
    pub unpacked: u64,
    /// In memory.
    pub kept: usize,
}

/// Reads a stream to its end and takes its length from the budget. It may have at most `most` bytes.
pub(super) fn survey(reader: &mut dyn Read, most: u64, budget: &mut Budget) -> io::Result<Facts> {
    let mut buffer = vec![0; CHUNK];
    let mut hasher = Sha256::new();
    let mut utf8 = Utf8Check::default();
    let mut facts = Facts {
        kept: Some(Vec::new()),
        ..Facts::default()
    };
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        facts.bytes += count as u64;
        if facts.bytes > budget.unpacked.min(most) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "разворачивается больше, чем допускается",
            ));
        }
        let chunk = &buffer[..count];
        hasher.update(chunk);
        utf8.push(chunk);
        if facts.head.len() < 4 {
            let missing = 4 - facts.head.len();
            facts.head.extend_from_slice(&chunk[..count.min(missing)]);
        }
        match &mut facts.kept {
            Some(kept) if kept.len() + count <= budget.kept => kept.extend_from_slice(chunk),
            _ => facts.kept = None,
        }
    }
    budget.unpacked -= facts.bytes;
    budget.kept -= facts.kept.as_ref().map_or(0, Vec::len);
    facts.is_utf8 = utf8.finish();
    facts.sha256 = hex(&hasher.finalize());
    Ok(facts)
}

/// Reads a stream to its end and returns how long it is, unless it is longer than `limit`.
pub(super) fn measure(reader: &mut dyn Read, limit: u64) -> io::Result<Option<u64>> {
    let mut buffer = vec![0; CHUNK];
    let mut total = 0;
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Ok(Some(total));
        }
        total += count as u64;
        if total > limit {
            return Ok(None);
        }
    }
}
