//! Manifest: what an extract says of itself, and the faults in saying it.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::{Map, Value};

use super::cell::{self, Moment};
use super::{Limits, zone};
use crate::diagnostic::{Diagnostic, Severity};
use crate::period::{Period, SchoolYear};

/// The only format that is read.
pub const FORMAT: &str = "svodka-extract/1";

/// The manifest, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    pub school_id: String,
    pub extracted_at: Timestamp,
    /// The offset in which `extracted_at` was written.
    pub extracted_offset: Offset,
    pub window: Period,
    pub school_year: SchoolYear,
    /// Every table that came, in the order of the manifest.
    pub files: Vec<ManifestFile>,
}

/// One table that came.
#[derive(Debug, Clone, PartialEq)]
pub struct ManifestFile {
    pub table: String,
    /// The name of the file in the root of the extract.
    pub path: String,
    pub rows: u64,
    /// In lower case.
    pub sha256: String,
    /// The delimiter that the manifest names, for the file or for all.
    pub delimiter: Option<u8>,
    /// The encoding that the manifest names, for the file or for all.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

impl Manifest {
    /// Reads a manifest and returns it, or every fault found.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Vec<Diagnostic>> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let root = match serde_json::from_slice::<Value>(bytes) {
            Ok(Value::Object(root)) => root,
            Ok(_) => return Err(vec![fault("манифест — не объект JSON")]),
            Err(error) => {
                return Err(vec![fault(format!(
                    "манифест не читается как JSON: {error}"
                ))]);
            }
        };
        let mut faults = Vec::new();
        match root.get("format").and_then(Value::as_str) {
            Some(FORMAT) => {}
            Some(other) => {
                // A later format may hold anything, so its other keys are not judged.
                return Err(vec![
                    fault(format!("формат «{}» неизвестен", short(other)))
                        .at_column("format")
                        .with_hint(format!("ожидается {FORMAT}")),
                ]);
            }
            None => faults.push(missing("format")),
        }
        let school_id = text(&root, "school_id", &mut faults);
        let extracted = text(&root, "extracted_at", &mut faults).and_then(|text| {
            let moment = extracted_at(&text);
            if moment.is_none() {
                faults.push(
                    fault(format!("«{}» — не момент со смещением", short(&text)))
                        .at_column("extracted_at")
                        .with_hint("пишется так: 2025-10-14T23:40:00+03:00"),
                );
            }
            moment
        });
        let window = window(&root, &mut faults);
        let school_year = text(&root, "school_year", &mut faults).and_then(|text| {
            text.parse::<SchoolYear>()
                .map_err(|error| faults.push(fault(error.to_string()).at_column("school_year")))
                .ok()
        });
        let delimiter = delimiter(&root, &mut faults);
        let encoding = encoding(&root, &mut faults);
        let mut files = files(&root, limits, &mut faults);
        for file in &mut files {
            file.delimiter = file.delimiter.or(delimiter);
            file.encoding = file.encoding.or(encoding);
        }
        match (school_id, extracted, window, school_year) {
            (Some(school_id), Some(extracted), Some(window), Some(school_year))
                if faults.is_empty() =>
            {
                Ok(Self {
                    school_id,
                    extracted_at: extracted.0,
                    extracted_offset: extracted.1,
                    window,
                    school_year,
                    files,
                })
            }
            _ => Err(faults),
        }
    }

    /// Returns the file of a table, if the table came.
    pub fn file(&self, table: &str) -> Option<&ManifestFile> {
        self.files.iter().find(|file| file.table == table)
    }
}

/// Tells whether a member or file name stays in the root on every system.
pub(super) fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name != "."
        && name != ".."
        && !name
            .chars()
            .any(|character| matches!(character, '/' | '\\' | ':') || character.is_control())
}

fn files(
    root: &Map<String, Value>,
    limits: &Limits,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ManifestFile> {
    let Some(list) = root.get("files").and_then(Value::as_array) else {
        faults.push(missing("files"));
        return Vec::new();
    };
    if list.len() > limits.members {
        faults.push(
            fault(format!(
                "в манифесте {} файлов, а допускается не больше {}",
                list.len(),
                limits.members
            ))
            .at_column("files"),
        );
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut tables = HashSet::new();
    let mut paths = HashSet::new();
    for (index, entry) in list.iter().enumerate() {
        let Some(entry) = entry.as_object() else {
            faults.push(missing(format!("files[{index}]")));
            continue;
        };
        let mut own = Vec::new();
        let table = text(entry, "table", &mut own);
        let path = text(entry, "path", &mut own);
        let sha256 = text(entry, "sha256", &mut own).map(|text| text.to_ascii_lowercase());
        let rows = entry.get("rows").and_then(Value::as_u64);
        if rows.is_none() {
            own.push(missing("rows"));
        }
        if let Some(sha256) = &sha256
            && (sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()))
        {
            own.push(fault("sha256 пишется 64 шестнадцатеричными знаками").at_column("sha256"));
        }
        if let Some(path) = &path {
            if !is_plain_name(path) || path == "manifest.json" {
                own.push(
                    fault(format!("путь «{}» не лежит в корне выгрузки", short(path)))
                        .at_column("path"),
                );
            } else if !paths.insert(path.clone()) {
                own.push(fault(format!("файл «{}» назван дважды", short(path))).at_column("path"));
            }
        }
        if let Some(table) = &table
            && !tables.insert(table.clone())
        {
            own.push(
                fault(format!("таблица «{}» названа дважды", short(table))).at_column("table"),
            );
        }
        let delimiter = delimiter(entry, &mut own);
        let encoding = encoding(entry, &mut own);
        if own.is_empty()
            && let (Some(table), Some(path), Some(rows), Some(sha256)) = (table, path, rows, sha256)
        {
            files.push(ManifestFile {
                table,
                path,
                rows,
                sha256,
                delimiter,
                encoding,
            });
        }
        faults.extend(own.into_iter().map(|fault| {
            let key = fault.column.clone().unwrap_or_default();
            fault.at_column(format!("files[{index}].{key}"))
        }));
    }
    files
}

fn extracted_at(text: &str) -> Option<(Timestamp, Offset)> {
    let Some((Moment::Utc(micros), offset)) = cell::instant_with_offset(text.as_bytes()) else {
        return None;
    };
    Some((
        Timestamp::from_microsecond(micros).ok()?,
        Offset::from_seconds(offset?).ok()?,
    ))
}

fn window(root: &Map<String, Value>, faults: &mut Vec<Diagnostic>) -> Option<Period> {
    let Some(window) = root.get("window").and_then(Value::as_object) else {
        faults.push(missing("window"));
        return None;
    };
    let mut day = |key: &str| -> Option<Date> {
        let day = window
            .get(key)
            .and_then(Value::as_str)
            .and_then(|text| cell::date(text.as_bytes()))
            .and_then(zone::civil);
        if day.is_none() {
            faults.push(
                fault("день окна пишется так: 2025-09-01").at_column(format!("window.{key}")),
            );
        }
        day
    };
    let (from, to) = (day("from"), day("to"));
    let (from, to) = (from?, to?);
    if to < from {
        faults.push(fault("окно кончается раньше, чем начинается").at_column("window"));
        return None;
    }
    Some(Period::new(from, to))
}

fn delimiter(object: &Map<String, Value>, faults: &mut Vec<Diagnostic>) -> Option<u8> {
    let value = object.get("delimiter").filter(|value| !value.is_null())?;
    match value.as_str() {
        Some(";") => Some(b';'),
        Some(",") => Some(b','),
        Some("\t" | "tab") => Some(b'\t'),
        _ => {
            faults.push(
                fault("разделитель — точка с запятой, запятая или табуляция")
                    .at_column("delimiter"),
            );
            None
        }
    }
}

fn encoding(
    object: &Map<String, Value>,
    faults: &mut Vec<Diagnostic>,
) -> Option<&'static encoding_rs::Encoding> {
    let value = object.get("encoding").filter(|value| !value.is_null())?;
    let known = [
        encoding_rs::UTF_8,
        encoding_rs::UTF_16LE,
        encoding_rs::UTF_16BE,
        encoding_rs::WINDOWS_1251,
    ];
    let encoding = value
        .as_str()
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
        .filter(|encoding| known.contains(encoding));
    if encoding.is_none() {
        faults.push(fault("кодировка — utf-8, utf-16 или windows-1251").at_column("encoding"));
    }
    encoding
}

fn text(object: &Map<String, Value>, key: &str, faults: &mut Vec<Diagnostic>) -> Option<String> {
    let text = object
        .get(key)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty() && !text.contains('\0'));
    if text.is_none() {
        faults.push(missing(key));
    }
    text.map(str::to_owned)
}

fn missing(key: impl std::fmt::Display) -> Diagnostic {
    fault(format!("в манифесте нет «{key}» или значение не того вида")).at_column(key.to_string())
}

fn fault(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Refuse, "manifest", message).at_file("manifest.json")
}

/// Cuts a text that is repeated to people.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
