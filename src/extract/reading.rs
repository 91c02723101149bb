//! Reading: all tables of an extract, parents first, and the verdict on the whole.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use jiff::tz::TimeZone;

use super::batch::batch;
use super::column::Column;
use super::container::Extract;
use super::finding::Findings;
use super::judge::Judge;
use super::manifest::{Manifest, ManifestFile};
use super::parent::Parent;
use super::plan::Plan;
use super::stored::{Known, remaining};
use super::unpacked::{Unpacked, unpack};
use super::zone::Zone;
use super::{Limits, crosscheck, source};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Dataset, Datasets};

/// What came out of an extract.
#[derive(Debug)]
pub struct Reading {
    /// The tables that came and are known, in the order of the manifest.
    pub tables: Vec<TableReading>,
    /// Every fault, table after table in the order of the manifest, line after line.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the extract must change nothing.
    pub is_refused: bool,
}

/// What came out of one table. Rows that repeat an earlier one are neither accepted nor rejected.
#[derive(Debug)]
pub struct TableReading {
    pub table: String,
    pub rows: u64,
    /// Rows in the schema of the lake table, sorted by day and key, or by key.
    pub accepted: Vec<RecordBatch>,
    pub rejected: u64,
    /// The names of the columns as the file has them.
    pub header: Vec<String>,
}

/// A table that was read to its end, with what the comparison of tables needs.
#[derive(Debug)]
pub(super) struct Judged {
    pub dataset: Arc<Dataset>,
    pub columns: Vec<Column>,
    /// See [`Judge::codes`].
    pub codes: Vec<Vec<u32>>,
    pub lines: Vec<u64>,
    pub findings: Findings,
    /// Whether the file could be read at all.
    pub is_readable: bool,
    rows: u64,
    rejected: u64,
    header: Vec<String>,
}

/// Everything that is known while tables are read.
pub(super) struct Context<'a> {
    pub manifest: &'a Manifest,
    pub datasets: &'a Datasets,
    pub known: &'a Known<'a>,
    pub tables: HashMap<String, Judged>,
    pub parents: HashMap<String, Parent>,
}

/// Unpacks, reads and judges every table of an extract. `progress` hears a table and how many of its rows are read.
pub fn read(
    extract: &Extract,
    datasets: &Datasets,
    known: &Known,
    limits: &Limits,
    progress: &dyn Fn(&str, u64),
) -> Reading {
    let manifest = &extract.manifest;
    let mut context = Context {
        manifest,
        datasets,
        known,
        tables: HashMap::new(),
        parents: HashMap::new(),
    };
    let mut diagnostics = extract.warnings.clone();
    diagnostics.extend(missing_tables(&context));
    let files = match unpack(extract, limits) {
        Ok(files) => files,
        Err(faults) => {
            diagnostics.extend(faults);
            return Reading {
                tables: Vec::new(),
                diagnostics,
                is_refused: true,
            };
        }
    };

    // The school's row comes first: the clock by which the other tables are read stands in it.
    let mut zone = Zone::new(TimeZone::fixed(manifest.extracted_offset));
    if let Some((dataset, file)) = datasets.get("school").zip(manifest.file("school")) {
        let judged = read_table(&files, dataset, file, &context, &zone, limits, progress);
        context.tables.insert("school".to_owned(), judged);
    }
    if let Some(found) = timezone(&context) {
        zone = Zone::new(found);
    }
    for dataset in datasets.iter() {
        if !context.tables.contains_key(&dataset.name)
            && let Some(file) = manifest.file(&dataset.name)
        {
            let judged = read_table(&files, dataset, file, &context, &zone, limits, progress);
            context.tables.insert(dataset.name.clone(), judged);
        }
        if let Some(parent) = parent(dataset, &context) {
            context.parents.insert(dataset.name.clone(), parent);
        }
    }
    crosscheck::warn(&mut context);

    let mut tables = Vec::new();
    for file in &manifest.files {
        match context.tables.remove(&file.table) {
            Some(judged) => {
                let (table, found) = finish(judged, manifest);
                tables.push(table);
                diagnostics.extend(found);
            }
            None => diagnostics.push(unknown_table(file, datasets)),
        }
    }
    Reading {
        is_refused: diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Refuse),
        tables,
        diagnostics,
    }
}

impl Judged {
    /// Returns an accepted column by its declared name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let index = self
            .dataset
            .columns
            .iter()
            .position(|column| column.name == name)?;
        Some(&self.columns[index])
    }

    /// Returns an accepted text for a message.
    pub fn show(&self, name: &str, row: usize) -> String {
        let text = self.column(name).and_then(|column| column.text(row));
        String::from_utf8_lossy(text.unwrap_or_default()).into_owned()
    }
}

fn read_table(
    files: &Unpacked,
    dataset: &Arc<Dataset>,
    file: &ManifestFile,
    context: &Context,
    zone: &Zone,
    limits: &Limits,
    progress: &dyn Fn(&str, u64),
) -> Judged {
    let manifest = context.manifest;
    let key: Vec<&str> = dataset.key.iter().map(String::as_str).collect();
    // The rows of a snapshot are replaced whole; those of a window table live on outside the window, with their keys,
    // which matter where a row can move to another day.
    let stored_keys = match dataset.is_key_of_one_day() {
        true => Vec::new(),
        false => remaining(dataset, manifest, context.known, &key),
    };
    let tell = |rows| progress(&dataset.name, rows);
    let mut judge = Judge::new(
        Plan::new(dataset, manifest, zone),
        &context.parents,
        zone,
        Findings::new(file, limits),
        stored_keys,
        &tell,
    );
    let fed = source::feed(files, file, limits, &mut judge);
    tell(judge.rows);
    let Judge {
        mut findings,
        columns,
        codes,
        lines,
        rows,
        rejected,
        is_usable,
        names: header,
        ..
    } = judge;
    let is_readable = is_usable && fed.is_ok();
    match &fed {
        Err(error) => findings.refuse(error.rule(), None, error.to_string()),
        Ok(()) if is_usable && rows != file.rows => findings.refuse(
            "rows",
            None,
            format!("строк в файле: {rows}, а в манифесте: {}", file.rows),
        ),
        Ok(()) => {}
    }
    if rows > 0 && rejected as f64 / rows as f64 > limits.reject_share {
        findings.refuse(
            "share",
            None,
            format!(
                "отклонено строк: {rejected} из {rows}, а допускается не больше {} %",
                limits.reject_share * 100.0
            ),
        );
    }
    if is_readable && dataset.name == "school" && rows == 0 {
        findings.refuse("required", None, "в таблице school нет строки организации");
    }
    Judged {
        dataset: dataset.clone(),
        columns,
        codes,
        lines,
        findings,
        is_readable,
        rows,
        rejected,
        header,
    }
}

/// Returns the zone of the school's own row, else of the stored one.
fn timezone(context: &Context) -> Option<TimeZone> {
    let own = context.tables.get("school").and_then(|judged| {
        let index = judged
            .dataset
            .columns
            .iter()
            .position(|column| column.name == "timezone")?;
        let row = judged.lines.len().checked_sub(1)?;
        let name = judged.columns[index].text(row)?;
        Some(String::from_utf8_lossy(name).into_owned())
    });
    let name = own.or_else(|| context.known.timezone.clone())?;
    TimeZone::get(&name).ok()
}

/// Refuses where a table without which nothing can be counted never came.
fn missing_tables(context: &Context) -> Vec<Diagnostic> {
    context
        .datasets
        .iter()
        .filter(|dataset| is_missing(dataset, context))
        .map(|dataset| {
            Diagnostic::new(
                Severity::Refuse,
                "required",
                format!(
                    "обязательной таблицы {} («{}») нет в выгрузке, и за {} учебный год она ещё не приходила",
                    dataset.name, dataset.title, context.manifest.school_year
                ),
            )
            .at_table(&dataset.name)
        })
        .collect()
}

fn is_missing(dataset: &Dataset, context: &Context) -> bool {
    dataset.required
        && context.manifest.file(&dataset.name).is_none()
        && !(context.known.has_come)(&dataset.name)
}

/// Collects the rows of a table that a table of this extract may refer to.
fn parent(dataset: &Dataset, context: &Context) -> Option<Parent> {
    let manifest = context.manifest;
    let children = || {
        context
            .datasets
            .iter()
            .filter(|child| {
                // Marks ask which group a lesson was of, stored lessons included.
                let is_asked = child.name == "lessons" && manifest.file("marks").is_some();
                is_asked || manifest.file(&child.name).is_some()
            })
            .flat_map(|child| &child.columns)
    };
    let id = children()
        .filter_map(|column| column.references.as_ref())
        .find(|reference| reference.table == dataset.name)
        .map(|reference| reference.column.clone())?;
    let day = children()
        .filter_map(|column| column.derived.as_ref())
        .find(|derived| derived.table == dataset.name)
        .map(|derived| derived.column.clone())
        .or_else(|| dataset.day.clone());
    let group = dataset
        .column("group_id")
        .filter(|column| column.references.is_some())
        .map(|column| column.name.clone());
    let index = |name: &String| {
        dataset
            .columns
            .iter()
            .position(|column| column.name == *name)
    };

    let mut parent = Parent::default();
    if let Some(judged) = context.tables.get(&dataset.name) {
        let day = day
            .as_ref()
            .and_then(index)
            .map(|index| &judged.columns[index]);
        parent.extend(&judged.columns[index(&id)?], day);
        if let Some(index) = group.as_ref().and_then(index) {
            parent.groups.clone_from(&judged.codes[index]);
        }
        parent.is_blind = !judged.is_readable;
    } else {
        parent.is_blind = is_missing(dataset, context);
    }
    let names: Vec<&str> = [Some(&id), day.as_ref(), group.as_ref()]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let stored = remaining(dataset, manifest, context.known, &names);
    parent.extend(&stored[0], day.as_ref().map(|_| &stored[1]));
    if let Some((groups, ids)) = context
        .parents
        .get("groups")
        .zip(group.and_then(|_| stored.last()))
    {
        parent.groups.extend(groups.codes(ids));
    }
    Some(parent)
}

fn finish(mut judged: Judged, manifest: &Manifest) -> (TableReading, Vec<Diagnostic>) {
    let count = judged.lines.len();
    let accepted = if count == 0 {
        Vec::new()
    } else {
        match batch(&judged.dataset, judged.columns, count, manifest) {
            Ok(batch) => vec![batch],
            // Only a file that changed between two readings can end here.
            Err(error) => {
                judged.findings.refuse(
                    "format",
                    None,
                    format!("строки не складываются в таблицу: {error}"),
                );
                Vec::new()
            }
        }
    };
    let reading = TableReading {
        table: judged.dataset.name.clone(),
        rows: judged.rows,
        accepted,
        rejected: judged.rejected,
        header: judged.header,
    };
    (reading, judged.findings.finish())
}

fn unknown_table(file: &ManifestFile, datasets: &Datasets) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Severity::Warning,
        "table",
        format!("таблица {} неизвестна и не читается", file.table),
    )
    .at_table(&file.table)
    .at_file(&file.path);
    match nearest(
        &file.table,
        datasets.iter().map(|dataset| dataset.name.as_str()),
    ) {
        Some(near) => diagnostic.with_hint(format!("может быть, {near}?")),
        None => diagnostic,
    }
}
