//! The figures that are promised: medians and slowest of each set of questions, memory, and how both grow with schools.
//! Each is told with its limit; the run fails where one is missed.
//!
//! `cargo bench --profile dev --bench figures` over 100 schools × 800 pupils;
//! `cargo bench --profile dev --bench figures -- forms` fills the form ОО-1 for each of 100 schools × 800 pupils;
//! `cargo bench --profile dev --bench figures -- scale` over 10, 30, 100 and 300 schools × 200 pupils.

mod asked;
mod kept;
mod municipality;
mod promised;

use std::process::ExitCode;
use std::time::Instant;

use asked::Asked;
use jiff::civil::date;
use promised::Promised;
use svodka::access::Scope;
use svodka::app::{App, Asker, Given, PaperFormat};
use tempfile::TempDir;

/// Runs of each question after the first two, which warm it.
const RUNS: usize = 7;
const SCALE: [usize; 4] = [10, 30, 100, 300];
const PUPILS_OF_SCALE: usize = 200;

/// What was promised, in milliseconds and megabytes.
const DASHBOARD_QUESTION: f64 = 20.0;
const CONSTRUCTOR_MEDIAN: f64 = 150.0;
const CONSTRUCTOR_P95: f64 = 800.0;
const DRILL_QUESTION: f64 = 25.0;
const MEMORY_IN_TURN: f64 = 1_536.0;
const MEMORY_OF_TEN: f64 = 4_096.0;
const YEAR_SHEET: f64 = 1_000.0;
const WEEKLY_SLIPS: f64 = 10_000.0;
const FORMS_OF_ALL: f64 = 5_000.0;
/// By how much dashboards over more schools may differ from the middle, in per cent.
const FLAT: f64 = 30.0;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let is_asked = |name: &str| std::env::args().any(|argument| argument == name);
    let mut promised = Promised::default();
    if is_asked("scale") {
        runtime.block_on(scale(&mut promised));
    } else if is_asked("forms") {
        runtime.block_on(async { forms(&kept::open(100, 800).await, &mut promised).await });
    } else {
        runtime.block_on(figures(&mut promised));
    }
    promised.end()
}

async fn figures(promised: &mut Promised) {
    let app = kept::open(100, 800).await;
    for (set, questions) in [
        ("dashboards", asked::dashboards()),
        ("constructor", asked::constructor()),
        ("drill", asked::drill()),
    ] {
        let times = measure(&app, &questions).await;
        for (name, millis) in &times {
            let what = format!("{set}: {name}");
            match set {
                "dashboards" => promised.at_most(&what, *millis, DASHBOARD_QUESTION, "ms"),
                "drill" => promised.at_most(&what, *millis, DRILL_QUESTION, "ms"),
                _ => println!("{millis:>9.1} ms  {what}"),
            }
        }
        let mut times: Vec<f64> = times.into_iter().map(|(_, millis)| millis).collect();
        if set == "constructor" {
            let median = share(&mut times, 0.5);
            promised.at_most("constructor: median", median, CONSTRUCTOR_MEDIAN, "ms");
            let p95 = share(&mut times, 0.95);
            promised.at_most("constructor: p95", p95, CONSTRUCTOR_P95, "ms");
        }
        told(set, times);
        println!("{:>9.0} MB  peak so far", peak_mb());
    }
    promised.at_most("memory of all in turn", peak_mb(), MEMORY_IN_TURN, "MB");
    reports(&app, promised).await;
    let all = asked::constructor();
    let mut waiting = Vec::new();
    for (_, question) in all.iter().take(10) {
        waiting.push(app.ask_as_operator(question));
    }
    let begun = Instant::now();
    for answer in futures::future::join_all(waiting).await {
        answer.expect("an answer");
    }
    println!(
        "{:>9.1} ms  ten at once",
        begun.elapsed().as_secs_f64() * 1e3
    );
    promised.at_most("memory of ten at once", peak_mb(), MEMORY_OF_TEN, "MB");
    forms(&app, promised).await;
    println!("{:>9.0} MB  peak of all", peak_mb());
}

/// Fills ОО-1 for every school with all its controls, and adds the forms up.
async fn forms(app: &App, promised: &mut Promised) {
    let day = date(2025, 9, 20);
    let form = app.forms().edition("oo-1", day).expect("ОО-1 is declared");
    let period = form.period_on(day).expect("its period");
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let asker = app.operator();
        let computed = app.compute_form(&asker, form, &period, None).await;
        let computed = computed.expect("the forms");
        let found: usize = computed
            .iter()
            .map(|school| svodka::forms::findings(form, &school.values, None).len())
            .sum();
        let values: Vec<_> = computed.into_iter().map(|school| school.values).collect();
        let summary = svodka::forms::consolidated(form, &values);
        let millis = begun.elapsed().as_secs_f64() * 1e3;
        println!(
            "{millis:>9.1} ms  forms: {} schools, {found} findings, {} cells of the summary",
            values.len(),
            summary.len()
        );
        runs.push(millis);
    }
    let slowest = share(&mut runs, 1.0);
    promised.at_most("forms: ОО-1 of all schools", slowest, FORMS_OF_ALL, "ms");
    told("forms", runs);
}

/// The papers whose time is promised: a class's yearly sheet and the weekly slips of a school of 800 pupils.
async fn reports(app: &App, promised: &mut Promised) {
    for (name, limit, chosen) in [
        (
            "class-year-sheet",
            YEAR_SHEET,
            &[("school", "school-001"), ("class", "5А")][..],
        ),
        (
            "weekly-slips",
            WEEKLY_SLIPS,
            &[
                ("school", "school-001"),
                ("week", "2025-10-06..2025-10-12"),
                ("whom", "0"),
            ][..],
        ),
    ] {
        let given: Given = chosen
            .iter()
            .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
            .collect();
        let asker = Asker {
            scope: Scope::school("school-001", true),
            ..app.operator()
        };
        let mut slowest = 0.0_f64;
        for run in 0..3 {
            let begun = Instant::now();
            let printed = app.report(&asker, name, &given).await.expect("a report");
            let made = begun.elapsed().as_secs_f64();
            let stamp = app.stamp_of(&asker, &printed);
            let file = app.report_file(&printed, PaperFormat::Pdf, stamp).await;
            let file = file.expect("a file");
            let millis = begun.elapsed().as_secs_f64() * 1e3;
            slowest = slowest.max(millis);
            println!(
                "{millis:>9.1} ms  report: {name}, made in {:.1} ms, {} KB of PDF, run {run}",
                made * 1e3,
                file.len() / 1024
            );
        }
        promised.at_most(&format!("report: {name}"), slowest, limit, "ms");
    }
    println!("{:>9.0} MB  peak so far", peak_mb());
}

async fn scale(promised: &mut Promised) {
    let mut medians = Vec::new();
    for schools in SCALE {
        let folder = TempDir::new().expect("a temporary folder");
        let extracts = folder.path().join("extracts");
        let spec = municipality::spec(schools, PUPILS_OF_SCALE, 1);
        let rows = svodka::sample::write(&spec, &extracts, &|_| {})
            .expect("the extracts")
            .rows;
        let config = municipality::config(&folder.path().join("data"));
        let app = App::init(config).await.expect("a new office");
        let begun = Instant::now();
        for night in municipality::nights(&extracts) {
            municipality::load(&app, &night).await;
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{schools:>4} schools: {rows} rows loaded in {seconds:.1} s, {:.0} thousand a second",
            rows as f64 / seconds / 1e3
        );
        let times = measure(&app, &asked::dashboards()).await;
        let mut times: Vec<f64> = times.into_iter().map(|(_, millis)| millis).collect();
        medians.push(share(&mut times, 0.5));
        told("dashboards", times);
    }
    let (least, most) = (share(&mut medians, 0.0), share(&mut medians, 1.0));
    let off = 100.0 * (most - least) / (most + least);
    promised.at_most("dashboards: off the middle", off, FLAT, "%");
}

/// Returns the median time of each question, warm, in milliseconds.
async fn measure(app: &App, questions: &[Asked]) -> Vec<(&'static str, f64)> {
    let mut times = Vec::new();
    for (name, question) in questions {
        let mut runs = Vec::new();
        for run in 0..RUNS + 2 {
            let begun = Instant::now();
            let answer = app.ask_as_operator(question).await;
            std::hint::black_box(answer.expect("an answer").to_json());
            if run >= 2 {
                runs.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
        times.push((*name, share(&mut runs, 0.5)));
    }
    times
}

fn told(set: &str, mut times: Vec<f64>) {
    println!(
        "{set}: {} questions, median {:.1} ms, p95 {:.1} ms, slowest {:.1} ms",
        times.len(),
        share(&mut times, 0.5),
        share(&mut times, 0.95),
        share(&mut times, 1.0)
    );
}

/// Returns the value that this share of values does not exceed.
fn share(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share).ceil() as usize;
    values[place.clamp(1, values.len()) - 1]
}

/// Returns the most memory that the process has had, where the system tells it.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}
