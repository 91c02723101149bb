//! How many rows a second are invented, and how many are loaded from extracts into a published release.
//!
//! `cargo bench --profile dev --bench load`

mod municipality;

use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use svodka::app::App;
use svodka::sample;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const SCHOOLS: usize = 8;
const PUPILS: usize = 400;

fn invent(criterion: &mut Criterion) {
    let spec = municipality::spec(SCHOOLS, PUPILS, 4);
    let first = folder();
    let rows = sample::write(&spec, first.path(), &|_| {})
        .expect("the extracts")
        .rows;
    let mut group = criterion.benchmark_group("sample");
    group.throughput(Throughput::Elements(rows));
    group.bench_function("8 schools × 400 pupils, a year", |bench| {
        bench.iter_batched(
            folder,
            |out| {
                sample::write(&spec, out.path(), &|_| {}).expect("the extracts");
                out
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn load(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let extracts = folder();
    let spec = municipality::spec(SCHOOLS, PUPILS, 4);
    sample::write(&spec, extracts.path(), &|_| {}).expect("the extracts");
    let nights = municipality::nights(extracts.path());

    let begun = || {
        let data = folder();
        let app = runtime
            .block_on(App::init(municipality::config(data.path())))
            .expect("a new office");
        (data, app)
    };
    let (data, app) = begun();
    let rows = runtime.block_on(municipality::load(&app, &nights[0]));
    drop((app, data));

    let mut group = criterion.benchmark_group("load");
    group.throughput(Throughput::Elements(rows));
    group.bench_function("the first quarter of 8 schools × 400 pupils", |bench| {
        bench.iter_batched(
            begun,
            |(data, app)| {
                runtime.block_on(municipality::load(&app, &nights[0]));
                (data, app)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(20));
    targets = invent, load
}
criterion_main!(benches);
