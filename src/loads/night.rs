//! A night: the extracts of many schools become one commit per table, then one release.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use futures::StreamExt;
use jiff::Timestamp;
use jiff::civil::Date;

use super::arrival::Arrival;
use super::commits::Written;
use super::hours::{is_on_time, night_of};
use super::landing::{self, Landed, Standing};
use super::steps::Steps;
use super::tables::{LOADS, RULES, lake_name};
use super::{Error, Progress, Warehouse, changes, commits, covered, marts, rules};
use crate::engine::Workbench;
use crate::lake::{Replaced, TableWriter};
use crate::model::Kind;
use crate::office::{LoadRecord, LoadState};
use crate::period::epoch_day;

/// Extracts that are read at once. While they are, a third one's rows are encoded.
const READ_AT_ONCE: usize = 2;

/// Loads one extract per school and publishes them together. Returns records with their places.
pub async fn run(
    warehouse: &Warehouse,
    mut round: Vec<Arrival>,
    is_forced: bool,
    progress: &Arc<dyn Progress>,
    steps: &mut Steps,
) -> Result<Vec<(usize, LoadRecord)>, Error> {
    round.sort_by_key(|arrival| match &arrival.extract {
        Ok(extract) => (
            Some(extract.manifest.school_year),
            extract.manifest.school_id.clone(),
        ),
        Err(_) => (None, String::new()),
    });
    let before = warehouse.lake.snapshot(&warehouse.lake.latest()).await?;
    let engine_error = |step: &str| {
        let step = step.to_owned();
        move |source| Error::Engine { step, source }
    };
    let bench = Workbench::open(
        &warehouse.engine,
        before.clone(),
        &warehouse.keys,
        warehouse.engine.cores(),
    );
    let bench = Arc::new(bench.map_err(engine_error("workbench"))?);

    let mut records: Vec<(usize, LoadRecord)> = Vec::new();
    let mut waiting = Vec::new();
    for arrival in round {
        let standing = match &arrival.extract {
            Ok(extract) => {
                landing::standing(warehouse, &arrival.load_id, extract, is_forced).await?
            }
            Err(_) => Standing::Whole,
        };
        let settled = match standing {
            Standing::Duplicate => Some(LoadState::Duplicate),
            Standing::Superseded => Some(LoadState::Superseded),
            Standing::WindowsOnly | Standing::Whole => None,
        };
        match settled {
            Some(state) => {
                progress.extract_read(None);
                records.push((arrival.place, landing::record(&arrival, state, is_forced)));
            }
            None => {
                let school = landing::school(warehouse, &bench, &arrival).await?;
                waiting.push((arrival, standing, school));
            }
        }
    }

    let landings = waiting.into_iter().map(|(arrival, standing, school)| {
        let warehouse = warehouse.clone();
        let bench = bench.clone();
        let progress = progress.clone();
        tokio::task::spawn_blocking(move || {
            landing::land(
                &warehouse,
                &bench,
                arrival,
                &standing,
                &school,
                is_forced,
                progress.as_ref(),
            )
        })
    });
    // Made lazily: a blocking task starts when the stream takes it up.
    let mut landings = futures::stream::iter(landings).buffered(READ_AT_ONCE);
    let mut writing = Writing::default();
    let mut applied: Vec<(usize, LoadRecord)> = Vec::new();
    while let Some(landed) = landings.next().await {
        let landed = landed.map_err(|broken| Error::Broken(broken.to_string()))??;
        let (place, record, is_applied) = writing.take(warehouse, landed).await?;
        if is_applied {
            applied.push((place, record));
        } else {
            records.push((place, record));
        }
    }
    drop(landings);
    if applied.is_empty() {
        let written: Vec<LoadRecord> = records.iter().map(|(_, record)| record.clone()).collect();
        let now = warehouse.clock.now();
        warehouse.office.publish(None, &written, now).await?;
        steps.passed("recorded");
        return Ok(records);
    }

    let load_ids: Vec<String> = applied
        .iter()
        .map(|(_, record)| record.load_id.clone())
        .collect();
    let written = std::mem::take(&mut writing.tables);
    let written = written
        .into_iter()
        .map(|(table, (writer, replaced))| Written {
            table,
            writer,
            replaced,
        });
    commits::commit(warehouse, written.collect(), &load_ids, progress, steps).await?;
    let list = list_of_loads(warehouse, &applied);
    let mut writer = warehouse.lake.writer(LOADS).await?;
    writer.push(&list)?;
    writer.commit(&[], &load_ids).await?;
    steps.passed(LOADS);
    bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
    rules::write(warehouse, &bench, &applied, &load_ids).await?;
    steps.passed(RULES);

    bench.refresh(warehouse.lake.snapshot(&warehouse.lake.latest()).await?);
    let changed = changes::find(&bench, &before, &applied)
        .await
        .map_err(engine_error("changes"))?;
    let covered = covered::find(warehouse, &applied).await?;
    covered::lay_out(&bench, &covered).map_err(engine_error("covered days"))?;
    let night = marts::Night {
        before: &before,
        changed: &changed,
        covered: &covered,
        load_ids: &load_ids,
    };
    let faults = marts::recompute(warehouse, &bench, &night, progress, steps).await?;
    if !faults.is_empty() {
        for (_, record) in &mut applied {
            landing::refuse_for_checks(record, &faults);
        }
        super::heal(warehouse).await?;
    }
    records.extend(applied);
    let written: Vec<LoadRecord> = records.iter().map(|(_, record)| record.clone()).collect();
    let versions = faults.is_empty().then(|| warehouse.lake.latest());
    steps.passed("checked");
    // Readers are told how long the night took: from the arrival of its extracts to here.
    let now = warehouse.clock.now();
    let release = warehouse
        .office
        .publish(versions.as_ref(), &written, now)
        .await?;
    steps.passed("published");
    if let Some(release) = release {
        progress.published(release.id);
        for (_, record) in &mut records {
            if record.state.is_applied() {
                record.release = Some(release.id);
            }
        }
    }
    Ok(records)
}

/// The tables that this night writes.
#[derive(Default)]
struct Writing {
    tables: BTreeMap<String, (TableWriter, Vec<Replaced>)>,
}

impl Writing {
    /// Encodes the rows of a landed extract; says whether it is to be applied.
    async fn take(
        &mut self,
        warehouse: &Warehouse,
        landed: Landed,
    ) -> Result<(usize, LoadRecord, bool), Error> {
        let Landed {
            place,
            record,
            rows,
        } = landed;
        let Some((extract, reading)) = rows else {
            return Ok((place, record, false));
        };
        let manifest = &extract.manifest;
        for table in &reading.tables {
            let Some(dataset) = warehouse.model.dataset(&table.table) else {
                continue;
            };
            let name = lake_name(&table.table);
            if !self.tables.contains_key(&name) {
                let writer = warehouse.lake.writer(&name).await?;
                self.tables.insert(name.clone(), (writer, Vec::new()));
            }
            if let Some((_, replaced)) = self.tables.get_mut(&name) {
                replaced.push(Replaced {
                    school_id: manifest.school_id.clone(),
                    school_year: (dataset.kind == Kind::Snapshot)
                        .then(|| manifest.school_year.to_string()),
                    days: (dataset.kind == Kind::Window).then_some(manifest.window),
                });
            }
        }
        let mut tables = std::mem::take(&mut self.tables);
        let encoded = tokio::task::spawn_blocking(move || {
            for table in reading.tables {
                if let Some((writer, _)) = tables.get_mut(&lake_name(&table.table)) {
                    for rows in &table.accepted {
                        writer.push(rows)?;
                    }
                }
            }
            Ok::<_, crate::lake::Error>(tables)
        });
        self.tables = encoded
            .await
            .map_err(|broken| Error::Broken(broken.to_string()))??;
        Ok((place, record, true))
    }
}

/// Returns the rows by which marts know of the night's loads.
fn list_of_loads(warehouse: &Warehouse, applied: &[(usize, LoadRecord)]) -> RecordBatch {
    let office = &warehouse.config.office;
    let mut rows: Vec<&LoadRecord> = applied.iter().map(|(_, record)| record).collect();
    rows.sort_by_key(|record| (record.school_year.clone(), record.school_id.clone()));
    let night = |record: &LoadRecord| night_of(office, record);
    let moments = |moment: &dyn Fn(&LoadRecord) -> Option<Timestamp>| {
        let moments = rows
            .iter()
            .map(|record| moment(record).map(Timestamp::as_microsecond));
        Arc::new(TimestampMicrosecondArray::from_iter(moments).with_timezone("UTC"))
    };
    let texts = |text: &dyn Fn(&LoadRecord) -> Option<String>| {
        Arc::new(StringArray::from_iter(
            rows.iter().map(|record| text(record)),
        ))
    };
    let days = |day: &dyn Fn(&LoadRecord) -> Option<Date>| {
        Arc::new(Date32Array::from_iter(
            rows.iter().map(|record| day(record).map(epoch_day)),
        ))
    };
    let on_time: Vec<bool> = rows
        .iter()
        .map(|record| is_on_time(office, record))
        .collect();
    let rejected: Vec<i64> = rows
        .iter()
        .map(|record| {
            record
                .tables
                .iter()
                .map(|table| table.rejected as i64)
                .sum()
        })
        .collect();
    RecordBatch::try_from_iter_with_nullable([
        (
            "school_id",
            texts(&|record| record.school_id.clone()) as arrow::array::ArrayRef,
            true,
        ),
        (
            "school_year",
            texts(&|record| record.school_year.clone()),
            true,
        ),
        (
            "load_id",
            texts(&|record| Some(record.load_id.clone())),
            true,
        ),
        ("night", days(&|record| Some(night(record))), true),
        (
            "window_from",
            days(&|record| record.window.map(|window| window.from)),
            true,
        ),
        (
            "window_to",
            days(&|record| record.window.map(|window| window.to)),
            true,
        ),
        ("extracted_at", moments(&|record| record.extracted_at), true),
        (
            "received_at",
            moments(&|record| Some(record.received_at)),
            true,
        ),
        ("is_on_time", Arc::new(BooleanArray::from(on_time)), true),
        ("rejected_rows", Arc::new(Int64Array::from(rejected)), true),
    ])
    .expect("the columns have one length")
}
