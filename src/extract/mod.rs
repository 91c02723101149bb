//! Extract: one school's segment as it came, read and judged.
//!
//! In flows a zip or a folder (`svodka-extract/1`) and what the lake already holds of the school;
//! out flow accepted rows in the shape of the lake tables, and a [diagnostic](crate::diagnostic::Diagnostic)
//! for every row that was rejected and for every fault that refuses the whole. Nothing here writes to the
//! lake, knows a load or prints; bytes are read as a stream and never unpacked under a name from the archive.
//!
//! [`open`] answers whether the container can be read at all; [`read`] unpacks it, compares hashes, reads its tables,
//! parents first, and judges every row against the dataset, the rows before it and the rows already stored.

mod batch;
mod cell;
mod column;
mod container;
mod crosscheck;
mod csv;
mod encoding;
mod fault;
mod finding;
mod judge;
mod key;
mod manifest;
mod mending;
mod parent;
mod parquet;
mod plan;
mod reading;
mod row;
mod seal;
mod source;
mod stored;
mod survey;
mod told;
mod unpacked;
mod value;
mod xlsx;
mod zone;

pub use container::{Extract, open};
pub use manifest::{FORMAT, Manifest, ManifestFile};
pub use mending::{CsvLine, MendError, Mended, lines_of, mend};
pub use reading::{Reading, TableReading, read};
pub use seal::{Seal, seal};
pub use stored::{Ask, Known};
pub use told::{Told, told};

/// What an extract may cost before it is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Bytes of all members together, unpacked.
    pub unpacked_bytes: u64,
    /// Members of the archive, or files of the manifest.
    pub members: usize,
    /// Unpacked bytes for one packed byte.
    pub ratio: u64,
    /// Share of a table's rows that may be rejected.
    pub reject_share: f64,
    /// Bytes of one CSV record, and of one text cell of the other formats.
    pub max_record_bytes: usize,
    /// Warnings of one rule in one table that are listed one by one; the rest are counted.
    pub listed_warnings: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            unpacked_bytes: 2 << 30,
            members: 64,
            ratio: 200,
            reject_share: 0.05,
            max_record_bytes: 1 << 20,
            listed_warnings: 1000,
        }
    }
}
