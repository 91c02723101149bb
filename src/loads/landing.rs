//! Landing: one extract is judged against what the lake holds of its school.

use std::sync::Mutex;

use arrow::array::AsArray;

use super::arrival::{self, Arrival};
use super::{Error, Progress, Warehouse};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::engine::{self, Workbench};
use crate::extract::{self, Ask, Extract, Known, Reading};
use crate::model::Kind;
use crate::office::{LoadRecord, LoadState, TableCount, TableHeader};

/// What an extract is to be before its rows are looked at.
pub enum Standing {
    /// Its bytes have been applied.
    Duplicate,
    /// A newer one of the same days has been applied.
    Superseded,
    /// It is older than the last one but of other days: its window tables alone count.
    WindowsOnly,
    Whole,
}

/// An extract that was read, with its record.
pub struct Landed {
    pub place: usize,
    pub record: LoadRecord,
    /// The rows to apply; none where the record says so.
    pub rows: Option<(Box<Extract>, Reading)>,
}

/// Says how an extract stands to those applied before.
pub async fn standing(
    warehouse: &Warehouse,
    load_id: &str,
    extract: &Extract,
    is_forced: bool,
) -> Result<Standing, Error> {
    if warehouse.office.is_applied(&extract.identity).await? {
        return Ok(Standing::Duplicate);
    }
    let manifest = &extract.manifest;
    let applied = warehouse
        .office
        .applied_loads(Some(&manifest.school_id))
        .await?;
    if is_forced {
        return Ok(Standing::Whole);
    }
    let overlaps = |load: &LoadRecord| {
        load.window
            .is_none_or(|window| window.overlaps(&manifest.window))
    };
    // One that was mended has the moment of its base: what was applied since then would be undone by it.
    if let Some(mending) = warehouse.office.mending_of(load_id).await? {
        let mut since = applied
            .iter()
            .filter(|load| load.release > Some(mending.after_release));
        if since.any(overlaps) {
            return Ok(Standing::Superseded);
        }
    }
    let newer = applied
        .iter()
        .filter(|load| load.extracted_at > Some(manifest.extracted_at));
    let mut newer = newer.peekable();
    if newer.peek().is_none() {
        return Ok(Standing::Whole);
    }
    // Not the newest alone: one of other days may have come since.
    Ok(match newer.any(overlaps) {
        true => Standing::Superseded,
        false => Standing::WindowsOnly,
    })
}

/// Returns the record of an arrival as it stands before its rows are judged.
pub fn record(arrival: &Arrival, state: LoadState, is_forced: bool) -> LoadRecord {
    let manifest = arrival
        .extract
        .as_ref()
        .ok()
        .map(|extract| &extract.manifest);
    LoadRecord {
        path: arrival.path.display().to_string(),
        load_id: arrival.load_id.clone(),
        school_id: manifest.map(|manifest| manifest.school_id.clone()),
        extracted_at: manifest.map(|manifest| manifest.extracted_at),
        state,
        release: None,
        tables: Vec::new(),
        diagnostics: match &arrival.extract {
            Ok(extract) => extract.warnings.clone(),
            Err(faults) => faults.clone(),
        },
        identity: match &arrival.extract {
            Ok(extract) => extract.identity.clone(),
            Err(_) => String::new(),
        },
        school_year: manifest.map(|manifest| manifest.school_year.to_string()),
        window: manifest.map(|manifest| manifest.window),
        received_at: arrival.received_at,
        is_forced,
        headers: Vec::new(),
    }
}

/// What is known of a school before its extract is read.
#[derive(Default)]
pub struct School {
    /// Tables that ever came.
    pub come: Vec<String>,
    /// Tables that came for the extract's school year.
    pub come_this_year: Vec<String>,
    /// The time zone of its stored row.
    pub timezone: Option<String>,
}

/// Looks up what is known of an arrival's school.
pub async fn school(
    warehouse: &Warehouse,
    bench: &Workbench,
    arrival: &Arrival,
) -> Result<School, Error> {
    let Ok(extract) = &arrival.extract else {
        return Ok(School::default());
    };
    let manifest = &extract.manifest;
    let year = manifest.school_year.to_string();
    let mut school = School::default();
    for load in warehouse
        .office
        .applied_loads(Some(&manifest.school_id))
        .await?
    {
        for table in load.tables {
            if load.school_year.as_ref() == Some(&year)
                && !school.come_this_year.contains(&table.table)
            {
                school.come_this_year.push(table.table.clone());
            }
            if !school.come.contains(&table.table) {
                school.come.push(table.table);
            }
        }
    }
    if school.come.iter().any(|table| table == "school") {
        let zone = bench.timezone(&manifest.school_id).await;
        school.timezone = zone.map_err(|source| Error::Engine {
            step: format!("time zone of {}", manifest.school_id),
            source,
        })?;
    }
    Ok(school)
}

/// Reads an extract whole and judges its rows. Runs on a blocking thread.
pub fn land(
    warehouse: &Warehouse,
    bench: &Workbench,
    arrival: Arrival,
    standing: &Standing,
    school: &School,
    is_forced: bool,
    progress: &dyn Progress,
) -> Result<Landed, Error> {
    let mut record = record(&arrival, LoadState::Refused, is_forced);
    let place = arrival.place;
    let Ok(mut extract) = arrival.extract else {
        progress.extract_read(None);
        return Ok(Landed {
            place,
            record,
            rows: None,
        });
    };
    if matches!(standing, Standing::WindowsOnly) {
        let is_window = |table: &str| {
            let dataset = warehouse.model.dataset(table);
            dataset.is_some_and(|dataset| dataset.kind == Kind::Window)
        };
        extract.manifest.files.retain(|file| is_window(&file.table));
    }
    let school_id = extract.manifest.school_id.clone();
    let broken: Mutex<Option<engine::Error>> = Mutex::new(None);
    let runtime = tokio::runtime::Handle::current();
    let stored = |ask: &Ask| {
        if !school.come.contains(&ask.table) {
            return Vec::new();
        }
        let year = ask.school_year.map(|year| year.to_string());
        let outside = ask
            .outside
            .as_ref()
            .map(|(day, window)| (day.as_str(), *window));
        match runtime.block_on(bench.stored(
            &ask.table,
            &ask.columns,
            &school_id,
            year.as_deref(),
            outside,
        )) {
            Ok(rows) => rows,
            Err(error) => {
                broken
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .get_or_insert(error);
                Vec::new()
            }
        }
    };
    let known = Known {
        rows: &stored,
        has_come: &|table| school.come_this_year.iter().any(|known| known == table),
        timezone: school.timezone.clone(),
    };
    let limits = arrival::limits(warehouse);
    let reading = extract::read(
        &extract,
        &warehouse.model.datasets,
        &known,
        &limits,
        &|table, rows| {
            let promised = extract.manifest.file(table).map_or(rows, |file| file.rows);
            progress.rows(&school_id, table, rows, promised);
        },
    );
    progress.extract_read(Some(&school_id));
    if let Some(source) = broken
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
    {
        return Err(Error::Engine {
            step: format!("stored rows of {school_id}"),
            source,
        });
    }
    record
        .diagnostics
        .extend(reading.diagnostics.iter().cloned());
    record
        .diagnostics
        .extend(unknown_rule_set(warehouse, &reading));
    record.tables = reading
        .tables
        .iter()
        .map(|table| TableCount {
            table: table.table.clone(),
            rows: table.rows,
            accepted: table
                .accepted
                .iter()
                .map(|rows| rows.num_rows() as u64)
                .sum(),
            rejected: table.rejected,
        })
        .collect();
    let rejecting = reading.tables.iter().filter(|table| table.rejected > 0);
    record.headers = rejecting
        .map(|table| TableHeader {
            table: table.table.clone(),
            columns: table.header.clone(),
        })
        .collect();
    if reading.is_refused {
        return Ok(Landed {
            place,
            record,
            rows: None,
        });
    }
    let has_rejects = reading.tables.iter().any(|table| table.rejected > 0);
    record.state = if has_rejects {
        LoadState::AcceptedWithRejects
    } else {
        LoadState::Accepted
    };
    Ok(Landed {
        place,
        record,
        rows: Some((extract, reading)),
    })
}

/// Warns of a school's row that names a rule set which nobody declares: the municipality's judges then.
fn unknown_rule_set(warehouse: &Warehouse, reading: &Reading) -> Option<Diagnostic> {
    let school = reading
        .tables
        .iter()
        .find(|table| table.table == "school")?;
    let named = school.accepted.first()?.column_by_name("rule_set")?;
    let named = named.as_string_opt::<i32>()?.iter().next()??;
    let rules = &warehouse.model.rules;
    if rules.get(named).is_some() {
        return None;
    }
    let message = format!(
        "свода правил «{named}» нет: школа оценивается по своду «{}»",
        warehouse.config.office.rule_sets.default
    );
    let mut warning = Diagnostic::new(Severity::Warning, "rule_set", message)
        .at_table("school")
        .at_column("rule_set");
    let known = rules.iter().map(|set| set.name.as_str());
    warning.hint = nearest(named, known).map(|near| format!("похожий: {near}"));
    Some(warning)
}

/// Says in a record that the marts computed from its rows are wrong, so that nothing was published.
pub fn refuse_for_checks(record: &mut LoadRecord, faults: &[Diagnostic]) {
    record.state = LoadState::Refused;
    record
        .diagnostics
        .extend(faults.iter().cloned().map(|mut fault| {
            fault.severity = Severity::Refuse;
            fault
        }));
}
