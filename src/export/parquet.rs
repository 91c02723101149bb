//! Parquet: the rows as a file, for programs. As with Arrow, totals and the others are left out.

use std::io::Write;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::arrow::Shape;
use super::{Error, Listing, Provenance, text};

/// Writes the rows as one file that says in its metadata where they come from.
pub fn write<'a>(
    listing: impl Into<Listing<'a>>,
    provenance: &Provenance,
    out: &mut (dyn Write + Send),
) -> Result<(), Error> {
    let Listing { table, rows, .. } = listing.into();
    let notes = [
        ("svodka.title", provenance.title.clone()),
        ("svodka.asker", provenance.asker.clone()),
        ("svodka.made_at", provenance.made_at.timestamp().to_string()),
        ("svodka.release", provenance.release.to_string()),
        ("svodka.data_moment", provenance.data_moment.clone()),
        ("svodka.filters", provenance.filters.join("\n")),
    ];
    let notes = notes.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS_OF_GROUP))
        .set_key_value_metadata(Some(notes.to_vec()))
        .build();
    let shape = Shape::of(table);
    let mut writer = ArrowWriter::try_new(out, shape.schema(), Some(properties))?;
    let mut count = 0;
    for batch in rows {
        let batch = batch?;
        count += batch.num_rows() as u64;
        writer.write(&shape.shaped(&batch)?)?;
    }
    let notes = text::notes(table, count, &provenance.labels);
    let limits: Vec<String> = provenance.limits.iter().cloned().chain(notes).collect();
    writer.append_key_value_metadata(KeyValue::new("svodka.limits".to_owned(), limits.join("\n")));
    writer.close()?;
    Ok(())
}

/// Rows that are held in memory until they are written together.
const ROWS_OF_GROUP: usize = 128 * 1024;
