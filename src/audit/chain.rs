//! The chain: what binds each line to the one before.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Error, file_error, months};

/// What the first line is bound to.
pub(super) const BEGINNING: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The end of the chain: the last line's number and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Counted from 1.
    pub number: i64,
    pub hash: String,
}

/// What following the chain has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub entries: i64,
    /// The last line; none in an empty audit.
    pub head: Option<Head>,
    /// Where the chain first does not hold.
    pub broken: Option<Break>,
}

/// A place where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
    pub message: &'static str,
}

#[derive(Deserialize)]
struct Numbered {
    number: i64,
}

/// Returns the hash of a line, given the one before.
pub(super) fn link(key: &[u8; 32], before: &str, text: &str) -> String {
    let mut hash = blake3::Hasher::new_keyed(key);
    hash.update(before.as_bytes());
    hash.update(b"\n");
    hash.update(text.as_bytes());
    hash.finalize().to_hex().to_string()
}

/// Parts a line into its hash and its entry's text.
pub(super) fn parted(line: &str) -> Option<(&str, &str)> {
    line.split_once('\t')
}

/// Returns the number that an entry's text says.
pub(super) fn number_of(text: &str) -> Option<i64> {
    let numbered: Numbered = serde_json::from_str(text).ok()?;
    Some(numbered.number)
}

pub(super) fn verify(
    folder: &Path,
    key: &[u8; 32],
    known: Option<&Head>,
) -> Result<Verified, Error> {
    let mut head = Head {
        number: 0,
        hash: BEGINNING.to_owned(),
    };
    let mut last = (folder.to_owned(), 0);
    let mut broken = None;
    let mut is_known_met = known.is_none();
    'months: for path in months(folder)? {
        let file = File::open(&path).map_err(|error| file_error(&path, &error))?;
        for (place, line) in BufReader::new(file).lines().enumerate() {
            let mut fault = |message| {
                broken = Some(Break {
                    path: path.clone(),
                    line: place + 1,
                    message,
                });
            };
            let Ok(line) = line else {
                fault("строка не читается");
                break 'months;
            };
            let Some((hash, text)) = parted(&line) else {
                fault("строка не разобрана");
                break 'months;
            };
            if number_of(text) != Some(head.number + 1) {
                fault(
                    "номер записи не следует за предыдущим: записи удалены, добавлены или переставлены",
                );
                break 'months;
            }
            if link(key, &head.hash, text) != hash {
                fault("запись изменена: её хеш не сходится");
                break 'months;
            }
            head = Head {
                number: head.number + 1,
                hash: hash.to_owned(),
            };
            is_known_met |= known == Some(&head);
            last = (path.clone(), place + 1);
        }
    }
    if broken.is_none() && !is_known_met {
        broken = Some(Break {
            path: last.0,
            line: last.1,
            message: "журнал короче, чем был: последние записи удалены",
        });
    }
    Ok(Verified {
        entries: head.number,
        head: (head.number > 0).then_some(head),
        broken,
    })
}
