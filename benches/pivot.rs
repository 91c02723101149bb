//! How fast a pivot of 62 days × 800 classes is laid out and written.
//!
//! `cargo bench --profile dev --bench pivot`

use std::hint::black_box;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use criterion::{Criterion, criterion_group, criterion_main};
use svodka::engine::sort_key;
use svodka::export::layout::{Layout, Names};
use svodka::export::{DataSheet, FileFormat, Provenance, file};
use svodka::table::{ColumnKind, Format, Table, TableColumn};

const DAYS: usize = 62;
const CLASSES: usize = 800;
const CLASSES_OF_SCHOOL: usize = 40;

fn write(criterion: &mut Criterion) {
    let table = table();
    let provenance = Provenance {
        office: "Управление образования".to_owned(),
        title: "Посещаемость".into(),
        asker: "Иванова И. И.".into(),
        made_at: jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC),
        release: 1,
        data_moment: "14.10.2025 23:40".into(),
        filters: Vec::new(),
        limits: Vec::new(),
        labels: svodka::export::Labels::default(),
    };
    let rows = ["school".to_owned(), "class".to_owned()];
    let columns = ["day".to_owned()];
    let names = Names {
        rows: &rows,
        columns: &columns,
    };
    let lay_out = || Layout::of(&table, &[], names, sort_key);
    let mut group = criterion.benchmark_group("pivot");
    group.bench_function("laid out", |bench| bench.iter(|| black_box(lay_out())));
    for format in [FileFormat::Xlsx, FileFormat::Csv] {
        group.bench_function(format.name(), |bench| {
            bench.iter(|| {
                let layout = lay_out();
                let sheet = DataSheet {
                    layout: Some(&layout),
                    ..DataSheet::of("Сводная", &table)
                };
                black_box(file(&sheet, format, &provenance).expect("a file"))
            });
        });
    }
    group.finish();
}

fn table() -> Table {
    let places = || (0..CLASSES).flat_map(|class| (0..DAYS).map(move |day| (class, day)));
    let texts = |text: &dyn Fn(usize, usize) -> String| -> ArrayRef {
        let texts = places().map(|(class, day)| text(class, day));
        Arc::new(StringArray::from_iter_values(texts.collect::<Vec<_>>()))
    };
    let shares = places().map(|(class, day)| 80.0 + ((class * 7 + day * 3) % 200) as f64 / 10.0);
    let arrays: [ArrayRef; 4] = [
        texts(&|class, _| format!("Школа № {}", class / CLASSES_OF_SCHOOL)),
        texts(&|class, _| format!("класс {}", class % CLASSES_OF_SCHOOL)),
        texts(&|_, day| format!("день {day}")),
        Arc::new(Float64Array::from_iter_values(shares)),
    ];
    let column = |(key, kind, format): (&str, ColumnKind, Format)| TableColumn {
        key: key.into(),
        title: key.into(),
        short_title: key.into(),
        kind,
        format,
        titles: Vec::new(),
        description: String::new(),
    };
    let columns = [
        ("school", ColumnKind::Dimension, Format::Text),
        ("class", ColumnKind::Dimension, Format::Text),
        ("day", ColumnKind::Dimension, Format::Text),
        ("attendance", ColumnKind::Measure, Format::Percent(1)),
    ]
    .map(column);
    let named = columns.iter().zip(arrays);
    let named = named.map(|(column, array)| (column.key.as_str(), array));
    Table {
        rows: vec![RecordBatch::try_from_iter(named).expect("the arrays suit one another")],
        columns: columns.into(),
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = write
}
criterion_main!(benches);
