//! How fast questions are answered over 100 schools × 800 pupils and a whole year, warm, without any memory of answers.
//!
//! `cargo bench --profile dev --bench questions`

mod municipality;

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use svodka::app::{App, Purpose};
use svodka::content::Content;
use svodka::sample;
use tokio::runtime::Runtime;

/// What people of the office ask every day, by name.
fn questions() -> [(&'static str, Value); 11] {
    let month = json!([{"dimension": "calendar.date", "granularity": "month"}]);
    let week = json!([{"dimension": "calendar.date", "granularity": "week"}]);
    let october =
        json!([{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-31"]}]);
    [
        (
            "attendance by school and month",
            json!({"measures": ["attendance.attendance_pct", "attendance.missed"], "dimensions": ["school.name"], "timeDimensions": month}),
        ),
        (
            "attendance by school and week with totals",
            json!({"measures": ["attendance.attendance_pct"], "dimensions": ["school.name"], "timeDimensions": week, "totals": ["school.name"]}),
        ),
        (
            "marks by school and subject",
            json!({"measures": ["marks.average", "marks.count"], "dimensions": ["school.name", "subject.name"]}),
        ),
        (
            "quality by school and term",
            json!({"measures": ["grades.quality_pct", "grades.pass_pct"], "dimensions": ["school.name", "term.name"]}),
        ),
        (
            "pupils at risk by school in October",
            json!({"measures": ["attendance.pupils_at_risk"], "dimensions": ["school.name"], "timeDimensions": october}),
        ),
        (
            "achievers by grade",
            json!({"measures": ["achievers.all_fives", "achievers.failing", "achievers.pupils"], "dimensions": ["class.grade"]}),
        ),
        (
            "contingent by school",
            json!({"measures": ["contingent.pupils", "contingent.arrived", "contingent.departed"], "dimensions": ["school.name"]}),
        ),
        (
            "journals in time by school and month",
            json!({"measures": ["timeliness.on_time_pct", "timeliness.complete_pct"], "dimensions": ["school.name"], "timeDimensions": month}),
        ),
        (
            "delay of topics by school",
            json!({"measures": ["timeliness.topic_delay_median", "timeliness.topic_delay_p90"], "dimensions": ["school.name"]}),
        ),
        (
            "programme by school",
            json!({"measures": ["programme.lag_hours", "programme.progress_pct"], "dimensions": ["school.name"]}),
        ),
        (
            "one class by pupil",
            json!({
                "measures": ["attendance.attendance_pct"],
                "dimensions": ["pupil.id"],
                "filters": [
                    {"member": "school.id", "operator": "equals", "values": ["school-042"]},
                    {"member": "class.name", "operator": "equals", "values": ["7А"]},
                ],
            }),
        ),
    ]
}

fn ask(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let app = runtime.block_on(open());
    let mut group = criterion.benchmark_group("questions");
    for (name, question) in questions() {
        group.bench_function(name, |bench| {
            bench.to_async(&runtime).iter(|| async {
                let answer = app.ask_as_operator(&question, false).await;
                black_box(answer.expect("an answer").to_json())
            });
        });
    }
    group.finish();
}

/// Opens the large municipality. Making it takes some minutes, so it stays in the target folder for the next time.
async fn open() -> App {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("municipality-100x800");
    let data = folder.join("data");
    let done = folder.join("done");
    // One that other declarations made is made again.
    let declared = Content::embedded().digest();
    if std::fs::read_to_string(&done).ok().as_ref() != Some(&declared) {
        let extracts = folder.join("extracts");
        for left in [&data, &extracts] {
            let _ = std::fs::remove_dir_all(left);
        }
        eprintln!("making 100 schools × 800 pupils in {}", folder.display());
        let written = sample::write(&municipality::spec(100, 800, 4), &extracts, &|_| {})
            .expect("the extracts");
        eprintln!("{} rows written", written.rows);
        let app = App::init(municipality::config(&data))
            .await
            .expect("a new office");
        for night in municipality::nights(&extracts) {
            eprintln!("loading {}", night.display());
            municipality::load(&app, &night).await;
        }
        std::fs::remove_dir_all(&extracts).expect("the extracts are ours");
        std::fs::write(&done, declared).expect("a note that the folder is whole");
    }
    App::open(municipality::config(&data), Purpose::Question)
        .await
        .expect("the office made before")
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(8));
    targets = ask
}
criterion_main!(benches);
