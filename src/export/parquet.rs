//! Parquet: the rows as a file, for programs. As with Arrow, totals and the others are left out.

use std::io::Write;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::arrow::rows;
use super::{Error, Provenance};
use crate::table::Table;

/// Writes the rows as one file that says in its metadata where they come from.
pub fn write(
    table: &Table,
    provenance: &Provenance,
    out: &mut (dyn Write + Send),
) -> Result<(), Error> {
    let notes = [
        ("svodka.title", provenance.title.clone()),
        ("svodka.asker", provenance.asker.clone()),
        ("svodka.made_at", provenance.made_at.timestamp().to_string()),
        ("svodka.release", provenance.release.to_string()),
        ("svodka.data_moment", provenance.data_moment.clone()),
        ("svodka.filters", provenance.filters.join("\n")),
        ("svodka.limits", provenance.limits.join("\n")),
    ];
    let notes = notes.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(notes.to_vec()))
        .build();
    let (schema, rows) = rows(table)?;
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties))?;
    for batch in &rows {
        writer.write(batch)?;
    }
    writer.close()?;
    Ok(())
}
