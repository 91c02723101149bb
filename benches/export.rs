//! A long list as a workbook: a million marks of one municipality, how long it takes and in how much memory. The run
//! fails where what was promised is missed.
//!
//! `cargo bench --profile dev --bench export`, over 100 schools × 800 pupils.

mod kept;
mod municipality;
mod promised;

use std::process::ExitCode;
use std::time::Instant;

use promised::Promised;
use serde_json::json;
use svodka::export::{self, DataSheet, FileFormat, Provenance};

const ROWS: u64 = 1_000_000;

/// What was promised of the workbook, in seconds and megabytes.
const WORKBOOK: f64 = 40.0;
const MEMORY: f64 = 300.0;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut promised = Promised::default();
    runtime.block_on(run(&mut promised));
    promised.end()
}

async fn run(promised: &mut Promised) {
    let app = kept::open(100, 800).await;
    let query = json!({
        "measures": ["marks.count"],
        "dimensions": [
            "school.name", "class.name", "subject.name", "work_type.name", "mark.value", "pupil.id", "lesson.number",
        ],
        "timeDimensions": [
            {"dimension": "calendar.date", "granularity": "day", "dateRange": ["2025-09-01", "2025-09-14"]},
        ],
        "limit": ROWS,
    });
    println!("{:>9.0} MB  before", peak_mb());
    for format in [
        FileFormat::Xlsx,
        FileFormat::Csv,
        FileFormat::Parquet,
        FileFormat::Arrow,
    ] {
        let begun = Instant::now();
        let listed = app.list_as_operator(&query).await.expect("an answer");
        let made_at = app.clock.now().to_zoned(jiff::tz::TimeZone::UTC);
        let provenance = Provenance {
            office: String::new(),
            title: "Отметки".into(),
            asker: "Иванова И. И.".into(),
            made_at,
            release: listed.answer.release,
            data_moment: String::new(),
            filters: Vec::new(),
            limits: Vec::new(),
            labels: svodka::export::Labels::default(),
        };
        let filed = app.file(listed, move |answer, rows, out| {
            let sheet = DataSheet::of(export::DATA, &answer.table);
            export::write(&sheet, rows, format, &provenance, out).map(|()| 0)
        });
        let filed = filed.await.expect("a file");
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{seconds:>9.1} s   {}: {} rows, {:.0} MB in the file",
            format.name(),
            filed.rows,
            filed.bytes as f64 / f64::from(1 << 20)
        );
        println!("{:>9.0} MB  peak so far", peak_mb());
        if format == FileFormat::Xlsx {
            // The first of them, so that the peak is its own.
            promised.at_most("xlsx: time", seconds, WORKBOOK, "s");
            promised.at_most("xlsx: memory", peak_mb(), MEMORY, "MB");
        }
    }
}

/// Returns the most memory that the process has had, where the system tells it.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
