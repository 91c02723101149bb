//! Rejected rows of a load as files: `/loads/{id}/rejects.csv` lists them all with place and reason,
//! `/loads/{id}/rejects/{table}` has those of one table in its own columns, to be mended and handed over again.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use csv::{Terminator, WriterBuilder};
use futures::stream;
use sha2::{Digest, Sha256};

use super::rules;
use crate::app::{Asker, Right, line_cells, reason_told};
use crate::catalogue::{Language, say};
use crate::diagnostic::{Diagnostic, Severity};
use crate::export::csv::guarded;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::following::Following;
use crate::web::site::Site;

/// Rows that are held at once: a row as it came may have 16 KiB.
const PORTION: usize = 200;

/// What stands in a file.
#[derive(Clone)]
enum Content {
    /// Place, rule and reason of every row, and perhaps the row as it came.
    List { has_raw: bool },
    /// The rows of one table in the columns of its own header.
    Table { table: String, header: Vec<String> },
}

/// A file that is being written, portion by portion.
#[derive(Clone)]
struct RejectsFile {
    site: Site,
    asker: Asker,
    load_id: String,
    language: Language,
    content: Content,
    /// The place of the last row written; none before the head.
    after: Option<Option<i64>>,
}

pub async fn export(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(load_id): Path<String>,
    following: Following,
) -> Result<Response, Error> {
    let has_raw = asker.holds(Right::PersonalData);
    let name = format!("svodka-rejects-{}", plain(&load_id));
    let file = RejectsFile::new(site, asker, load_id, Content::List { has_raw });
    written(file, &name, following).await
}

pub async fn export_table(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((load_id, table)): Path<(String, String)>,
    following: Following,
) -> Result<Response, Error> {
    let found = site.app.rejected_table(&asker, &load_id, &table).await?;
    let name = format!("{}-rejects-{}", plain(&table), plain(&load_id));
    let content = Content::Table {
        table,
        header: found.header,
    };
    let file = RejectsFile::new(site, asker, load_id, content);
    written(file, &name, following).await
}

/// Hands a file out. It is written twice: what is handed out is written down first, with its hash, and is never whole in
/// memory.
async fn written(file: RejectsFile, name: &str, following: Following) -> Result<Response, Error> {
    let (mut counting, mut rows, mut hash) = (file.clone(), 0, Sha256::new());
    let progress = following.written();
    while let Some((portion, found)) = counting.next().await? {
        hash.update(&portion);
        rows += found;
        progress.add(found as usize);
    }
    let app = file.site.app.clone();
    app.record_rows_seen(&file.asker, &file.load_id, rows, Some(&hash.finalize()))
        .await?;
    let portions = stream::try_unfold(file, async |mut file| {
        let next = file.next().await?;
        Ok::<_, Error>(next.map(|(portion, _)| (Bytes::from(portion), file)))
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    let response = (headers, Body::from_stream(portions)).into_response();
    Ok(following.handed_out(response))
}

/// Returns what may stand in the name of a file: a load may have been named by a file of any name.
fn plain(name: &str) -> String {
    let is_plain = |sign: &char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    name.chars().filter(is_plain).collect()
}

impl RejectsFile {
    fn new(site: Site, asker: Asker, load_id: String, content: Content) -> Self {
        Self {
            site,
            asker,
            load_id,
            language: Language::current(),
            content,
            after: None,
        }
    }

    /// Returns the next portion with the count of its rows: the head, then rows until there are none.
    async fn next(&mut self) -> Result<Option<(Vec<u8>, u64)>, Error> {
        let Some(after) = self.after else {
            self.after = Some(None);
            // What is not the asker's to see is told before the first byte.
            self.found(None, 1).await?;
            let head = self.language.in_force(async { self.head() }).await;
            return Ok(Some((head.map_err(Error::inner)?, 0)));
        };
        let found = self.found(after, PORTION).await?;
        let Some((last, _)) = found.last() else {
            return Ok(None);
        };
        self.after = Some(Some(*last));
        let lines = self.language.in_force(async { self.lines(&found) }).await;
        let lines = lines.map_err(Error::inner)?;
        Ok(Some((lines, found.len() as u64)))
    }

    async fn found(
        &self,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Diagnostic)>, Error> {
        let app = &self.site.app;
        let found = match &self.content {
            Content::List { .. } => {
                let severity = Severity::Reject;
                let (asker, load_id) = (&self.asker, &self.load_id);
                app.diagnostics_seen(asker, load_id, severity, None, after, most)
                    .await
            }
            Content::Table { table, .. } => {
                app.rejected_rows(&self.asker, &self.load_id, table, after, most)
                    .await
            }
        };
        Ok(found?)
    }

    fn head(&self) -> Result<Vec<u8>, csv::Error> {
        match &self.content {
            Content::List { has_raw } => head(*has_raw),
            Content::Table { header, .. } => table_head(header, &self.load_id),
        }
    }

    fn lines(&self, found: &[(i64, Diagnostic)]) -> Result<Vec<u8>, csv::Error> {
        match &self.content {
            Content::List { has_raw } => lines(found, *has_raw),
            Content::Table { header, .. } => table_lines(header.len(), found),
        }
    }
}

/// Writes the byte order mark, without which Excel takes the file for something else, and the names of the columns.
fn head(has_raw: bool) -> Result<Vec<u8>, csv::Error> {
    let mut heads = vec![
        say!("loads-file"),
        say!("loads-line"),
        say!("loads-column"),
        say!("loads-rule"),
        say!("loads-reason"),
    ];
    if has_raw {
        heads.push(say!("loads-raw"));
    }
    guarded_lines(MARK, [heads])
}

/// Writes the columns of a table as they came, the one with the line, which names the load, and the one with the reason.
fn table_head(header: &[String], load_id: &str) -> Result<Vec<u8>, csv::Error> {
    let line = say!("loads-mending-line", load = load_id);
    let cells = line_cells(header.len(), header, &line, &say!("loads-reason"));
    csv_lines(MARK, [cells])
}

/// Writes rows in the columns of their table.
fn table_lines(width: usize, found: &[(i64, Diagnostic)]) -> Result<Vec<u8>, csv::Error> {
    let lines = found.iter().map(|(_, row)| {
        let line = row.line.map_or_else(String::new, |line| line.to_string());
        let fields = row.fields.as_deref().unwrap_or_default();
        line_cells(width, fields, &line, &reason_told(&row.message))
    });
    csv_lines(&[], lines)
}

/// The byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes rows. All of it came from outside, so that none of it may become a formula.
fn lines(found: &[(i64, Diagnostic)], has_raw: bool) -> Result<Vec<u8>, csv::Error> {
    let lines = found.iter().map(|(_, row)| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut cells = vec![
            text(&row.file),
            row.line.map_or_else(String::new, |line| line.to_string()),
            text(&row.column),
            rules::words(row.severity, &row.rule).title,
            reason_told(&row.message),
        ];
        if has_raw {
            cells.push(text(&row.raw));
        }
        cells
    });
    guarded_lines(&[], lines)
}

fn guarded_lines(
    begun: &[u8],
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, csv::Error> {
    let guard = |cells: Vec<String>| {
        let cells = cells.iter().map(|cell| guarded(cell).into_owned());
        cells.collect()
    };
    csv_lines(begun, lines.into_iter().map(guard))
}

fn csv_lines(
    begun: &[u8],
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        // A row may have more cells than its header.
        .flexible(true)
        .from_writer(begun.to_vec());
    for cells in lines {
        writer.write_record(&cells)?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(raw: &str) -> (i64, Diagnostic) {
        let reject = Diagnostic::new(Severity::Reject, "type", "столбец a: «x» — не число")
            .at_file("=cmd.csv")
            .at_line(7)
            .at_column("a")
            .with_raw(raw);
        (3, reject)
    }

    #[test]
    fn rows_stand_as_they_came_and_are_no_formulas() {
        let head = head(true).expect("a head");
        assert_eq!(
            String::from_utf8(head).expect("UTF-8"),
            "\u{feff}Файл;Строка;Столбец;Правило;Причина;Строка как пришла\r\n"
        );
        let rows = [reject("m1;\"a b\";5"), reject("=1+1;x")];
        let text = String::from_utf8(lines(&rows, true).expect("lines")).expect("UTF-8");
        let title = rules::words(Severity::Reject, "type").title;
        let told: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(
            told[0],
            format!("'=cmd.csv;7;a;{title};столбец a: «x» — не число;\"m1;\"\"a b\"\";5\"")
        );
        assert!(told[1].ends_with(";\"'=1+1;x\""), "{}", told[1]);
    }

    #[test]
    fn a_table_to_mend_has_its_own_columns_first() {
        let header = ["m", "=n"].map(str::to_owned);
        let head = table_head(&header, "L7").expect("a head");
        assert_eq!(
            String::from_utf8(head).expect("UTF-8"),
            "\u{feff}m;'=n;Строка загрузки L7;Причина\r\n"
        );
        let with_fields = |fields: &[&str]| {
            let (place, mut row) = reject("");
            row.fields = Some(fields.iter().map(|cell| (*cell).to_owned()).collect());
            (place, row)
        };
        let rows = [
            with_fields(&["-1", "a;b"]),
            with_fields(&["1"]),
            with_fields(&["1", "2", "'=3"]),
        ];
        let text = table_lines(2, &rows).expect("lines");
        let text = String::from_utf8(text).expect("UTF-8");
        let reason = "столбец a: «x» — не число";
        assert_eq!(
            text,
            format!("'-1;\"a;b\";7;{reason}\r\n1;;7;{reason}\r\n1;2;7;{reason};''=3\r\n")
        );
    }

    #[test]
    fn without_the_right_to_names_no_row_stands_in_the_file() {
        let text = lines(&[reject("Ёлкин;Иван")], false).expect("lines");
        assert!(!String::from_utf8_lossy(&text).contains("Ёлкин"));
        assert!(!String::from_utf8_lossy(&head(false).expect("a head")).contains("пришла"));
    }
}
