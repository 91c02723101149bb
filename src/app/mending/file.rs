//! The file in which rejected rows are mended: the columns of their table as they came, then the place and the reason.
//!
//! What the file says of a row is told by its place alone: the line at which it was rejected, under a head that names the
//! load. So a file of another load, whose lines are others, is known and not taken.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::export::csv::{escaped, unescaped};
use crate::loads::{CsvLine, Mended, lines_of};
use crate::office::RejectedTable;

/// Columns that follow those of the table: the line and the reason.
const OWN_COLUMNS: usize = 2;
/// Faults that are told at once.
const MOST_FAULTS: usize = 20;

/// Why mended rows were not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendFault {
    pub file: String,
    /// The line of the handed file, where the fault is in one.
    pub line: Option<u64>,
    pub kind: MendFaultKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MendFaultKind {
    /// It is no CSV.
    Unreadable,
    /// Its columns are those of no table that had rejects.
    OtherColumns,
    /// It was downloaded from another load.
    OtherLoad,
    /// The rows of its table stand in another file of the same hand.
    TableTwice,
    /// A line whose quotes are not closed, or that has text behind them.
    TornLine,
    /// A row without the number of its line, or with one at which nothing was rejected.
    UnknownRow,
    /// A row that stands twice.
    RowTwice,
    /// No row of any file differs from what was rejected.
    NothingMended,
}

/// Mended rows, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Handed {
    pub tables: Vec<Mended>,
    pub replaced: i64,
    pub removed: i64,
}

/// Rejected rows of a table by the line at which each stands.
pub type Rows = HashMap<u64, Vec<String>>;

/// Returns the cells of a line of the file: those of the table's columns, the line and the reason, and what a row has
/// beyond its header.
pub fn line_cells(width: usize, fields: &[String], line: &str, reason: &str) -> Vec<String> {
    let own = (0..width).map(|place| fields.get(place).map_or("", String::as_str));
    let beyond = fields.iter().skip(width).map(String::as_str);
    own.chain([line, reason])
        .chain(beyond)
        .map(|cell| escaped(cell).into_owned())
        .collect()
}

/// Reads files with mended rows of a load, or says everything that is wrong with them.
pub fn read(
    load_id: &str,
    tables: &[RejectedTable],
    rejected: &HashMap<String, Rows>,
    files: &[(String, Vec<u8>)],
) -> Result<Handed, Vec<MendFault>> {
    let mut faults = Vec::new();
    let mut handed = Handed::default();
    for (name, bytes) in files {
        let mut fault = |line: Option<u64>, kind: MendFaultKind| {
            faults.push(MendFault {
                file: name.clone(),
                line,
                kind,
            });
        };
        let Ok(lines) = lines_of(bytes) else {
            fault(None, MendFaultKind::Unreadable);
            continue;
        };
        let table = match table_of(load_id, tables, &lines) {
            Ok(table) => table,
            Err(kind) => {
                fault(None, kind);
                continue;
            }
        };
        if handed.tables.iter().any(|other| other.table == table.table) {
            fault(None, MendFaultKind::TableTwice);
            continue;
        }
        let none = Rows::new();
        let rows = rejected.get(&table.table).unwrap_or(&none);
        let (mut mended, mut seen) = (BTreeMap::new(), BTreeSet::new());
        for line in &lines[1..] {
            let Ok(cells) = &line.cells else {
                fault(Some(line.line), MendFaultKind::TornLine);
                continue;
            };
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let (number, cells) = parted(table.header.len(), cells);
            let Some((number, was)) = number.and_then(|number| Some((number, rows.get(&number)?)))
            else {
                fault(Some(line.line), MendFaultKind::UnknownRow);
                continue;
            };
            if !seen.insert(number) {
                fault(Some(line.line), MendFaultKind::RowTwice);
                continue;
            }
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                handed.removed += 1;
                mended.insert(number, None);
            } else if cells != padded(table.header.len(), was) {
                handed.replaced += 1;
                mended.insert(number, Some(cells));
            }
        }
        handed.tables.push(Mended {
            table: table.table.clone(),
            rows: mended,
        });
    }
    handed.tables.retain(|table| !table.rows.is_empty());
    if faults.is_empty() && handed.tables.is_empty() {
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        faults.push(MendFault {
            file: names.join(", "),
            line: None,
            kind: MendFaultKind::NothingMended,
        });
    }
    faults.truncate(MOST_FAULTS);
    match faults.is_empty() {
        true => Ok(handed),
        false => Err(faults),
    }
}

/// Returns the table whose columns stand in the head of a file.
fn table_of<'a>(
    load_id: &str,
    tables: &'a [RejectedTable],
    lines: &[CsvLine],
) -> Result<&'a RejectedTable, MendFaultKind> {
    let Some(Ok(head)) = lines.first().map(|line| &line.cells) else {
        return Err(MendFaultKind::Unreadable);
    };
    let head: Vec<_> = head.iter().map(|name| unescaped(name)).collect();
    let mut alike = tables.iter().filter(|table| {
        let mut names = table.header.iter().zip(&head);
        let width = table.header.len();
        width > 0 && head.len() > width && names.all(|(own, name)| own.trim() == name.trim())
    });
    // One table may begin with the columns of another; the line then stands elsewhere.
    let is_of_load = |table: &&RejectedTable| head[table.header.len()].trim().ends_with(load_id);
    match alike.clone().find(is_of_load) {
        Some(table) => Ok(table),
        None if alike.next().is_some() => Err(MendFaultKind::OtherLoad),
        None => Err(MendFaultKind::OtherColumns),
    }
}

/// Parts a line of the file into the line at which its row was rejected and the row's own cells.
fn parted(width: usize, cells: &[String]) -> (Option<u64>, Vec<String>) {
    let number = cells.get(width).and_then(|cell| cell.trim().parse().ok());
    let own = cells.iter().take(width);
    let beyond = cells.iter().skip(width + OWN_COLUMNS);
    let own: Vec<String> = own
        .chain(beyond)
        .map(|cell| unescaped(cell).into_owned())
        .collect();
    (number, padded(width, &own))
}

/// Brings a row to the width of its header; beyond it, cells count up to the last that is not empty.
fn padded(width: usize, cells: &[String]) -> Vec<String> {
    let mut cells = cells.to_vec();
    while cells.len() > width && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.len() < width {
        cells.resize(width, String::new());
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: &str = "20251014T204000-aaaaaaaa";

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    fn check(text: &str) -> Result<Handed, Vec<(Option<u64>, MendFaultKind)>> {
        let table = |name: &str, header: &[&str]| RejectedTable {
            table: name.to_owned(),
            rows: 3,
            kept: 3,
            header: texts(header),
        };
        let tables = [
            table("visits", &["account_id", "date", "visits"]),
            table("accounts", &["account_id", "date"]),
        ];
        let rows = Rows::from([
            (2, texts(&["=a1", "2025-09-31", "1"])),
            (7, texts(&["a2", "2025-09-30", "1", "2"])),
            (9, texts(&["a;\"3"])),
        ]);
        let rejected = HashMap::from([("visits".to_owned(), rows)]);
        let files = [("visits.csv".to_owned(), text.as_bytes().to_vec())];
        read(LOAD, &tables, &rejected, &files).map_err(|faults| {
            let faults = faults.into_iter();
            faults.map(|fault| (fault.line, fault.kind)).collect()
        })
    }

    fn head() -> String {
        format!("account_id;date;visits;Строка загрузки {LOAD};Причина")
    }

    fn handed(rows: &[(u64, Option<&[&str]>)]) -> Handed {
        let removed = rows.iter().filter(|(_, cells)| cells.is_none()).count();
        Handed {
            tables: vec![Mended {
                table: "visits".to_owned(),
                rows: rows
                    .iter()
                    .map(|(line, cells)| (*line, cells.map(texts)))
                    .collect(),
            }],
            replaced: (rows.len() - removed) as i64,
            removed: removed as i64,
        }
    }

    #[test]
    fn mended_rows_are_known_by_their_line() {
        let text = format!(
            "\u{feff}{}\r\n'=a1;30.09.2025;1;2;день\r\na2;2025-09-30;1;7;поля;\r\n;;;9;кавычка\r\n\r\n;;;;\r\n",
            head()
        );
        let wanted = handed(&[
            (2, Some(&["=a1", "30.09.2025", "1"])),
            (7, Some(&["a2", "2025-09-30", "1"])),
            (9, None),
        ]);
        assert_eq!(check(&text), Ok(wanted));
        // A spreadsheet in Russian saves in its own encoding and with what delimiter it likes.
        let commas = text.trim_start_matches('\u{feff}').replace(';', ",");
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&commas);
        assert!(lines_of(&bytes).is_ok_and(|lines| lines.len() == 5));
    }

    #[test]
    fn what_was_not_touched_stays() {
        let width = 3;
        for (line, row) in [
            ("2", texts(&["=a1", "2025-09-31", "1"])),
            ("7", texts(&["a2", "2025-09-30", "1", "2"])),
        ] {
            let cells = line_cells(width, &row, line, "причина").join(";");
            let told = check(&format!("{}\n{cells}\n", head()));
            assert_eq!(
                told,
                Err(vec![(None, MendFaultKind::NothingMended)]),
                "{line}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        use MendFaultKind::*;
        let of_load = head();
        for (text, wanted) in [
            (String::new(), vec![(None, Unreadable)]),
            ("a;b;c\n1;2;3\n".to_owned(), vec![(None, OtherColumns)]),
            (
                "account_id;date;visits\n".to_owned(),
                vec![(None, OtherLoad)],
            ),
            (
                of_load.replace("aaaaaaaa", "bbbbbbbb"),
                vec![(None, OtherLoad)],
            ),
            (
                of_load.replace("date;visits", "visits;date"),
                vec![(None, OtherColumns)],
            ),
            (
                format!("{of_load}\na1;;;2;x\na1;;;;x\na1;;;3;x\na1;;;2;x\na2;\"1;2;7;x\n"),
                vec![
                    (Some(3), UnknownRow),
                    (Some(4), UnknownRow),
                    (Some(5), RowTwice),
                    (Some(6), TornLine),
                ],
            ),
        ] {
            assert_eq!(check(&text), Err(wanted), "{text}");
        }
    }
}
