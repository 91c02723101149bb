//! How fast questions are answered over 100 schools × 800 pupils and a whole year, warm, without any memory of answers.
//!
//! `cargo bench --profile dev --bench questions`

mod asked;
mod kept;
mod municipality;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

fn ask(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let app = runtime.block_on(kept::open(100, 800));
    let sets = [
        ("dashboards", asked::dashboards()),
        ("constructor", asked::constructor()),
        ("drill", asked::drill()),
    ];
    for (set, questions) in sets {
        let mut group = criterion.benchmark_group(set);
        for (name, question) in questions {
            group.bench_function(name, |bench| {
                bench.to_async(&runtime).iter(|| async {
                    let answer = app.ask_as_operator(&question).await;
                    black_box(answer.expect("an answer").to_json())
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(4));
    targets = ask
}
criterion_main!(benches);
