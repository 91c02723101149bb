//! Joining: row groups that lose nothing pass into a new file as they are, compressed, beside those
//! newly encoded. Replacing one school in a file of a hundred then costs little more than a copy.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::ArrayRef;
use datafusion::common::ScalarValue;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::writer::SerializedFileWriter;
use tokio_util::bytes::Bytes;

use super::encode::{FILE_BYTES, Layout};
use super::statistics::FileStatistics;

/// A row group of a finished file.
pub(super) struct Piece {
    source: Arc<Source>,
    row_group: usize,
    /// The least values of the columns that rows are sorted by.
    least: Vec<ScalarValue>,
}

struct Source {
    bytes: Bytes,
    footer: ParquetMetaData,
}

/// Takes row groups of a file, all if none are named.
pub(super) fn pieces(
    bytes: Bytes,
    row_groups: Option<&[usize]>,
    layout: &Layout,
) -> Result<Vec<Piece>> {
    let footer = ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(&bytes)?;
    let least = layout.sort.iter().map(|column| {
        let parquet_schema = footer.file_metadata().schema_descr();
        let bounds = StatisticsConverter::try_new(column, &layout.schema, parquet_schema)?;
        bounds.row_group_mins(footer.row_groups())
    });
    let least: Vec<ArrayRef> = least.collect::<Result<_>>()?;
    let all: Vec<usize> = (0..footer.num_row_groups()).collect();
    let source = Arc::new(Source { bytes, footer });
    let pieces = row_groups.unwrap_or(&all).iter().map(|row_group| Piece {
        source: source.clone(),
        row_group: *row_group,
        least: least
            .iter()
            .map(|least| ScalarValue::try_from_array(least, *row_group))
            .map(|least| least.unwrap_or(ScalarValue::Null))
            .collect(),
    });
    Ok(pieces.collect())
}

/// Lays pieces into new files, in the order of their rows.
pub(super) fn join(
    mut pieces: Vec<Piece>,
    layout: &Layout,
) -> Result<Vec<(Vec<u8>, FileStatistics)>> {
    pieces.sort_by(|a, b| a.least.partial_cmp(&b.least).unwrap_or(Ordering::Equal));
    let mut files = Vec::new();
    let mut open: Option<SerializedFileWriter<Vec<u8>>> = None;
    for piece in pieces {
        let mut writer = match open.take() {
            Some(writer) => writer,
            None => SerializedFileWriter::new(
                Vec::new(),
                layout.parquet_schema.root_schema_ptr(),
                Arc::new(layout.properties.clone()),
            )?,
        };
        append(&mut writer, &piece)?;
        if writer.bytes_written() >= FILE_BYTES {
            files.push(finish(writer, layout)?);
        } else {
            open = Some(writer);
        }
    }
    if let Some(writer) = open {
        files.push(finish(writer, layout)?);
    }
    Ok(files)
}

fn append(writer: &mut SerializedFileWriter<Vec<u8>>, piece: &Piece) -> Result<()> {
    let Source { bytes, footer } = piece.source.as_ref();
    let row_group = footer.row_group(piece.row_group);
    let bounds = footer
        .column_index()
        .and_then(|all| all.get(piece.row_group));
    let pages = footer
        .offset_index()
        .and_then(|all| all.get(piece.row_group));
    let mut written = writer.next_row_group()?;
    for (index, column) in row_group.columns().iter().enumerate() {
        let closed = ColumnCloseResult {
            bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
            rows_written: u64::try_from(row_group.num_rows()).unwrap_or_default(),
            metadata: column.clone(),
            bloom_filter: None,
            column_index: bounds.and_then(|bounds| bounds.get(index)).cloned(),
            offset_index: pages.and_then(|pages| pages.get(index)).cloned(),
        };
        written.append_column(bytes, closed)?;
    }
    written.close()?;
    Ok(())
}

fn finish(
    mut writer: SerializedFileWriter<Vec<u8>>,
    layout: &Layout,
) -> Result<(Vec<u8>, FileStatistics)> {
    writer.flush()?;
    let statistics = FileStatistics::of_row_groups(
        writer.flushed_row_groups(),
        &layout.bounded,
        &layout.schema,
    )?;
    Ok((writer.into_inner()?, statistics))
}
