//! Rollups: whatever is asked, they answer what the facts answer.

use std::sync::Arc;

use jiff::civil::date;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::{App, Purpose};
use svodka::clock::Clock;
use svodka::period::Period;
use svodka::sample::{self, FileKind, Pace, SampleSpec, Windows};

use crate::office::{Office, small_school};

/// Questions that are answered; those that are refused come on top.
const QUESTIONS: usize = 2_000;
/// Figures that differ by less are the same sums in another order.
const TOLERANCE: f64 = 1e-9;

/// An autumn of three schools, told in nights whose windows begin anywhere in a month or a term.
async fn office() -> Office {
    let office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-12-16T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let spec = SampleSpec {
        schools: 3,
        pupils: 40,
        period: Period::new(date(2025, 9, 1), date(2025, 12, 15)),
        nights: 3,
        pace: Pace::Even,
        windows: Windows::Recent(40),
        seed: 7,
        files: FileKind::Csv,
        is_zipped: false,
    };
    let written = sample::write(&spec, folder.path(), &|_| {}).expect("extracts");
    for night in written.extracts.chunks(3) {
        let loads = office.load_paths(night).await;
        assert!(loads.iter().all(|load| load.state.is_applied()));
    }
    office
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_the_same_with_rollups_and_without() {
    let office = office().await;
    let with = &office.app;
    let without = without_rollups(with).await;
    let mut random = StdRng::seed_from_u64(2026);
    let (mut answered, mut rolled) = (0, 0);
    while answered < QUESTIONS {
        let question = question(&mut random, with);
        let (a, b) = tokio::join!(
            with.ask_as_operator(&question),
            without.ask_as_operator(&question)
        );
        match (a, b) {
            (Ok(a), Ok(b)) => {
                answered += 1;
                let (a, b) = (a.to_json(), b.to_json());
                rolled += usize::from(a["rollup"] != b["rollup"]);
                for part in ["data", "totals", "total"] {
                    let place = format!("{question}\n{part}");
                    assert_same(&a[part], &b[part], &place);
                }
            }
            (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string(), "{question}"),
            (a, b) => panic!(
                "{question}: {:?}, {:?}",
                a.map(|answer| answer.to_json())
                    .map_err(|error| error.to_string()),
                b.map(|answer| answer.to_json())
                    .map_err(|error| error.to_string())
            ),
        }
    }
    assert!(rolled >= QUESTIONS / 5, "{rolled} questions took a rollup");
}

/// Every rollup serves some question, and each is told in the answer.
#[tokio::test]
async fn every_rollup_is_taken_by_the_questions_that_it_is_for() {
    let office = office().await;
    for rollup in &office.app.model.rollups {
        let topic = office.app.model.topic(&rollup.topic).expect("a topic");
        let measures: Vec<String> = topic
            .measures
            .iter()
            .filter(|measure| {
                let formula =
                    svodka::model::Formula::parse(measure.formula_text()).expect("a formula");
                formula
                    .names()
                    .iter()
                    .all(|name| topic.part(name).is_some_and(|part| rollup.answers(part)))
            })
            .map(|measure| format!("{}.{}", topic.name, measure.name))
            .collect();
        let mut taken = Vec::new();
        for measure in &measures {
            for dimension in [
                "school.name",
                "class.name",
                "subject.name",
                "group.id",
                "term.name",
                "pupil.sex",
            ] {
                for granularity in ["day", "month"] {
                    let time = [json!({"dimension": "calendar.date", "granularity": granularity})];
                    let question = json!({"measures": [measure], "dimensions": [dimension], "timeDimensions": time});
                    if let Ok(answer) = office.app.ask_as_operator(&question).await {
                        taken.extend(answer.rollup);
                    }
                }
            }
            if taken.contains(&rollup.name) {
                break;
            }
        }
        assert!(taken.contains(&rollup.name), "{}: {taken:?}", rollup.name);
    }
}

/// Who sees some classes only is answered from tables that tell the class, with the director's figures of these classes.
#[tokio::test]
async fn a_class_teacher_sees_the_figures_of_the_class() {
    let office = office().await;
    let school = "school-001";
    let classes = json!({"dimensions": ["class.id"], "filters": [{"member": "class.kind", "operator": "equals", "values": ["class"]}]});
    let director = Scope::school(school, true);
    let classes = office.ask_in(&director, classes).await.expect("classes");
    let class = classes[classes.len() / 2]["class.id"]
        .as_str()
        .expect("a class");
    let teacher = Scope::classes(school, vec![class.to_owned()], true);
    let of_class = json!([{"member": "class.id", "operator": "equals", "values": [class]}]);
    let months = json!([{"dimension": "calendar.date", "granularity": "month"}]);
    for (measures, dimensions) in [
        (
            json!([
                "attendance.due",
                "attendance.missed",
                "attendance.pupils_at_risk",
                "attendance.day_absences"
            ]),
            json!([]),
        ),
        (
            json!(["grades.quality_pct", "grades.graded"]),
            json!(["term.name"]),
        ),
        (
            json!(["marks.count", "marks.average"]),
            json!(["school.name"]),
        ),
        (
            json!(["timeliness.on_time_pct", "timeliness.topics_due"]),
            json!([]),
        ),
        (json!(["timeliness.topic_delay_median"]), json!([])),
        (
            json!(["accumulation.pupil_groups", "accumulation.sufficient"]),
            json!([]),
        ),
        (
            json!(["objectivity.compared", "objectivity.matching"]),
            json!([]),
        ),
    ] {
        for time in [json!([]), months.clone()] {
            let own =
                json!({"measures": measures, "dimensions": dimensions, "timeDimensions": time});
            let mut asked = own.clone();
            asked["filters"] = of_class.clone();
            let own = office.ask_in(&teacher, own).await.expect("an answer");
            let asked = office.ask_in(&director, asked).await.expect("an answer");
            assert_eq!(own, asked, "{measures} {time}");
            assert!(!own.is_empty(), "{measures} {time}");
            assert!(
                own[0]
                    .values()
                    .any(|value| value.as_f64().is_some_and(|value| value != 0.0)),
                "{own:?}"
            );
        }
    }
}

/// After a change of declarations, rollups have only the schools that have loaded since: no other one may be lost.
#[tokio::test]
async fn rollups_wait_until_they_have_every_school() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1"), small_school("s2")]).await;
    let data = office.app.config.data.clone();
    let own = data.join("content/schemas/model/rollups");
    std::fs::create_dir_all(&own).expect("a folder");
    let declared = include_str!("../schemas/model/rollups/attendance_months.toml");
    std::fs::write(
        own.join("attendance_months.toml"),
        declared
            .replace("классов", "всех классов")
            .replace("month\"", "day\""),
    )
    .expect("a file");
    let config = office.app.config.as_ref().clone();
    let question = json!({"measures": ["attendance.due"], "dimensions": ["school.id"], "order": [["school.id", "asc"]]});
    let due = [
        json!({"school.id": "s1", "attendance.due": 12}),
        json!({"school.id": "s2", "attendance.due": 12}),
    ];
    let asked = async |office: &Office| {
        let answer = office
            .app
            .ask_as_operator(&question)
            .await
            .expect("an answer");
        (
            answer.to_json()["data"].clone(),
            answer.rollup.unwrap_or_default(),
        )
    };
    let (before, rollup) = asked(&office).await;
    assert_eq!(
        (before, rollup.as_str()),
        (json!(due), "attendance_school_months")
    );

    office.app = App::open(config.clone(), Purpose::Work)
        .await
        .expect("the same office");
    let (after, rollup) = asked(&office).await;
    assert_eq!((after, rollup.as_str()), (json!(due), "attendance_classes"));
    let later = |school: &str| small_school(school).extracted_at("2025-11-01T23:40:00+03:00");
    office.load(&[later("s1")]).await;
    let (half, rollup) = asked(&office).await;
    assert_eq!((half, rollup.as_str()), (json!(due), "attendance_classes"));
    office.load(&[later("s2")]).await;
    let (whole, rollup) = asked(&office).await;
    assert_eq!(
        (whole, rollup.as_str()),
        (json!(due), "attendance_school_months")
    );
}

async fn without_rollups(app: &App) -> App {
    let mut other = App::open(app.config.as_ref().clone(), Purpose::Question)
        .await
        .expect("the same office");
    other.model = Arc::new(app.model.without_rollups());
    other
}

/// Puts together a question as people might: about one topic mostly, split and narrowed by anything.
fn question(random: &mut StdRng, app: &App) -> Value {
    const DIMENSIONS: [&str; 18] = [
        "school.name",
        "school.name",
        "school.settlement",
        "school_year.name",
        "class.name",
        "class.grade",
        "class.level",
        "subject.name",
        "subject.area",
        "teacher.id",
        "group.id",
        "term.name",
        "term.kind",
        "pupil.sex",
        "pupil.id",
        "work_type.name",
        "lesson.number",
        "calendar.weekday",
    ];
    let topics = &app.model.topics;
    let mut measures = Vec::new();
    for _ in 0..random.random_range(1..=4) {
        let topic = match measures.is_empty() || random.random_bool(0.1) {
            true => topics.choose(random).expect("a topic"),
            false => {
                let first: &String = &measures[0];
                let name = first.split_once('.').map_or("", |(topic, _)| topic);
                app.model.topic(name).expect("the first one's topic")
            }
        };
        let measure = topic.measures.choose(random).expect("a measure");
        let name = format!("{}.{}", topic.name, measure.name);
        if !measures.contains(&name) {
            measures.push(name);
        }
    }
    let mut dimensions: Vec<&str> = Vec::new();
    for _ in 0..random.random_range(0..=2) {
        let dimension = DIMENSIONS.choose(random).expect("a dimension");
        if !dimensions.contains(dimension) {
            dimensions.push(dimension);
        }
    }
    let mut question = json!({"measures": measures, "dimensions": dimensions, "total": true});
    let granularity = match random.random_range(0..8) {
        0 | 1 => json!("month"),
        2 => json!("week"),
        3 => json!("quarter"),
        4 => json!("day"),
        _ => Value::Null,
    };
    let range = match random.random_range(0..8) {
        0 => json!("this term"),
        1 => json!("last term"),
        2 => json!("this year"),
        3 => json!(["2025-10-01", "2025-11-30"]),
        4 => json!(["2025-09-01", "2025-12-31"]),
        5 => json!(["2025-10-13", "2025-11-20"]),
        6 => json!("last finished term"),
        _ => Value::Null,
    };
    if !(granularity.is_null() && range.is_null()) {
        let mut time = json!({"dimension": "calendar.date"});
        for (key, value) in [("granularity", granularity), ("dateRange", range)] {
            if !value.is_null() {
                time[key] = value;
            }
        }
        question["timeDimensions"] = json!([time]);
    }
    let mut filters = Vec::new();
    if random.random_bool(0.4) {
        filters.push(match random.random_range(0..7) {
            0 => json!({"member": "class.grade", "operator": "gte", "values": [5]}),
            1 => json!({"member": "school.name", "operator": "contains", "values": ["1"]}),
            2 => json!({"member": "subject.name", "operator": "equals", "values": ["Математика", "Русский язык"]}),
            3 => json!({"member": "term.name", "operator": "equals", "values": ["1 четверть"]}),
            4 => json!({"member": "class.level", "operator": "notEquals", "values": ["10-11"]}),
            5 => json!({"member": "calendar.date", "operator": "afterDate", "values": ["2025-10-05"]}),
            _ => json!({"or": [
                {"member": "class.grade", "operator": "equals", "values": [7]},
                {"member": "school.settlement", "operator": "equals", "values": ["rural"]}
            ]}),
        });
    }
    if random.random_bool(0.1) {
        filters.push(json!({"member": measures[0], "operator": "gt", "values": [1]}));
    }
    question["filters"] = json!(filters);
    if random.random_bool(0.3) {
        question["totals"] = json!(true);
    }
    question
}

fn assert_same(a: &Value, b: &Value, place: &str) {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{place}");
            for (number, (a, b)) in a.iter().zip(b).enumerate() {
                assert_same(a, b, &format!("{place}[{number}]"));
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.len(), b.len(), "{place}");
            for (key, a) in a {
                assert_same(a, &b[key], &format!("{place}.{key}"));
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(0.0), b.as_f64().unwrap_or(0.0));
            let scale = a.abs().max(b.abs()).max(1.0);
            assert!((a - b).abs() <= TOLERANCE * scale, "{place}: {a} and {b}");
        }
        (a, b) => assert_eq!(a, b, "{place}"),
    }
}
