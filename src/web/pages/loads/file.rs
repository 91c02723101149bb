//! `/loads/{id}/rejects.csv`: the rejected rows of a load, to be mended and sent again.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use csv::{Terminator, WriterBuilder};
use futures::stream;
use sha2::{Digest, Sha256};

use super::rules;
use crate::app::{Asker, Right};
use crate::catalogue::{Language, say};
use crate::diagnostic::{Diagnostic, Severity};
use crate::export::csv::guarded;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::following::Following;
use crate::web::site::Site;

/// Rows that are held at once: a row as it came may have 16 KiB.
const PORTION: usize = 200;

/// A file that is being written, portion by portion.
struct RejectsFile {
    site: Site,
    asker: Asker,
    load_id: String,
    language: Language,
    /// Whether rows stand in it as they came.
    has_raw: bool,
    /// The place of the last row written; none before the head.
    after: Option<Option<i64>>,
}

pub async fn export(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(load_id): Path<String>,
    following: Following,
) -> Result<Response, Error> {
    let file = || RejectsFile {
        site: site.clone(),
        asker: asker.clone(),
        load_id: load_id.clone(),
        language: Language::current(),
        has_raw: asker.holds(Right::PersonalData),
        after: None,
    };
    // Written twice: what is handed out is written down first, with its hash, and is never whole in memory.
    let (mut counting, mut rows, mut hash) = (file(), 0, Sha256::new());
    let progress = following.written();
    while let Some((portion, found)) = counting.next().await? {
        hash.update(&portion);
        rows += found;
        progress.add(found as usize);
    }
    site.app
        .record_rows_seen(&asker, &load_id, rows, Some(&hash.finalize()))
        .await?;
    let portions = stream::try_unfold(file(), async |mut file| {
        let next = file.next().await?;
        Ok::<_, Error>(next.map(|(portion, _)| (Bytes::from(portion), file)))
    });
    // A load may have been named by a file of any name.
    let is_plain = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
    let name: String = load_id.chars().filter(is_plain).collect();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"svodka-rejects-{name}.csv\""),
        ),
    ];
    let response = (headers, Body::from_stream(portions)).into_response();
    Ok(following.handed_out(response))
}

impl RejectsFile {
    /// Returns the next portion with the count of its rows: the head, then rows until there are none.
    async fn next(&mut self) -> Result<Option<(Vec<u8>, u64)>, Error> {
        let Some(after) = self.after else {
            self.after = Some(None);
            // What is not the asker's to see is told before the first byte.
            self.found(None, 1).await?;
            let head = self.language.in_force(async { head(self.has_raw) }).await;
            return Ok(Some((head.map_err(Error::inner)?, 0)));
        };
        let found = self.found(after, PORTION).await?;
        let Some((last, _)) = found.last() else {
            return Ok(None);
        };
        self.after = Some(Some(*last));
        let has_raw = self.has_raw;
        let lines = self
            .language
            .in_force(async { lines(&found, has_raw) })
            .await;
        let lines = lines.map_err(Error::inner)?;
        Ok(Some((lines, found.len() as u64)))
    }

    async fn found(
        &self,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Diagnostic)>, Error> {
        let app = &self.site.app;
        let found = app.diagnostics_seen(
            &self.asker,
            &self.load_id,
            Severity::Reject,
            None,
            after,
            most,
        );
        Ok(found.await?)
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
    written("\u{feff}".as_bytes().to_vec(), [heads])
}

/// Writes rows. All of it came from outside, so that none of it may become a formula.
fn lines(found: &[(i64, Diagnostic)], has_raw: bool) -> Result<Vec<u8>, csv::Error> {
    let lines = found.iter().map(|(_, row)| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut cells = vec![
            text(&row.file),
            row.line.map_or_else(String::new, |line| line.to_string()),
            text(&row.column),
            rules::words(row.severity, &row.rule).title,
            row.message.clone(),
        ];
        if has_raw {
            cells.push(text(&row.raw));
        }
        cells
    });
    written(Vec::new(), lines)
}

fn written(
    begun: Vec<u8>,
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(begun);
    for cells in lines {
        writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
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
    fn without_the_right_to_names_no_row_stands_in_the_file() {
        let text = lines(&[reject("Ёлкин;Иван")], false).expect("lines");
        assert!(!String::from_utf8_lossy(&text).contains("Ёлкин"));
        assert!(!String::from_utf8_lossy(&head(false).expect("a head")).contains("пришла"));
    }
}
