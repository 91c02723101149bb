//! Timeliness against answers computed by hand: deadlines by each school's rules, in its local time.

use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::{AskError, OpenError};
use svodka::config::RuleSetChoice;

use crate::measures::check;
use crate::office::{Office, Segment};

/// A class of one pupil with a lesson of mathematics a day, 8:30 to 9:15, of which each line says something else:
/// entries at the midnight itself, a second after it, on a bare day, without a moment, not at all, too early to judge.
fn school(school_id: &str) -> Segment {
    Segment::new(school_id)
        .table(
            "classes",
            "class_id,kind,grade,letter,name\nc5,class,5,А,5А\nc1,class,1,А,1А\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\np1,Ёлкин,Иван,m,2014-05-10\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\np1,c5,2025-09-01,,,\n",
        )
        .table(
            "groups",
            "group_id,class_id,subject_id\ng1,c5,math\ng2,c1,math\n",
        )
        .table(
            "lessons",
            "lesson_id;group_id;date;number;starts_at;ends_at;held;topic;topic_entered_at;attendance_entered_at\n\
             L1;g1;2025-09-02;1;08:30;09:15;1;Дроби;2025-09-02 09:45;2025-09-02 23:59:59\n\
             L2;g1;2025-09-03;1;08:30;09:15;1;Дроби;2025-09-04 00:00;2025-09-04 00:00:01\n\
             L3;g1;2025-09-04;1;08:30;09:15;1;Дроби;2025-09-04;2025-09-05\n\
             L4;g1;2025-09-05;1;08:30;09:15;1;Дроби;;\n\
             L5;g1;2025-09-08;1;08:30;09:15;1;;;\n\
             L6;g1;2025-10-31;1;08:30;09:15;1;;;\n\
             L7;g1;2025-09-09;1;08:30;09:15;0;;;\n\
             L8;g1;2025-09-10;1;08:30;09:15;1;;;\n\
             L9;g1;2025-09-11;1;08:30;09:15;1;Дроби;2025-09-12 10:00;2025-09-11 10:00\n",
        )
        .table(
            "homework",
            "lesson_id,entered_at\n\
             L1,2025-09-02 14:15\nL2,2025-09-03 14:16\nL3,2025-09-04\nL9,2025-09-10 20:00\n",
        )
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;value;work_date;entered_at\n\
             m1;L1;p1;Ответ;5;2025-09-02;2025-09-09 23:59\n\
             m2;L1;p1;Ответ;5;2025-09-02;2025-09-10 00:00\n\
             m3;L1;p1;Ответ;5;2025-09-02;2025-09-10 00:00:01\n\
             m4;L1;p1;Ответ;.;2025-09-02;2025-09-30 10:00\n\
             m5;L8;p1;Ответ;н/а;2025-09-10;2025-09-17\n\
             m6;L8;p1;Ответ;5;2025-09-10;2025-09-18\n",
        )
}

fn of(kind: &str) -> Value {
    let states = [
        "due",
        "on_time",
        "excused",
        "late",
        "missing",
        "unjudged",
        "on_time_pct",
    ];
    states
        .map(|state| format!("timeliness.{kind}_{state}"))
        .into()
}

/// Expects due, in time, excused, late, missing, unjudged and the share of those in time.
fn counted(kind: &str, counts: [i64; 6], pct: f64) -> Value {
    let states = ["due", "on_time", "excused", "late", "missing", "unjudged"];
    let mut row: serde_json::Map<String, Value> = states
        .iter()
        .zip(counts)
        .map(|(state, count)| (format!("timeliness.{kind}_{state}"), count.into()))
        .collect();
    row.insert(format!("timeliness.{kind}_on_time_pct"), pct.into());
    row.into()
}

async fn check_kind(office: &Office, school: &str, kind: &str, counts: [i64; 6], pct: f64) {
    let query = json!({
        "measures": of(kind),
        "filters": [{"member": "school.id", "operator": "equals", "values": [school]}]
    });
    check(office, query, &[counted(kind, counts, pct)]).await;
}

#[tokio::test]
async fn the_municipality_s_deadlines() {
    let mut office = Office::new().await;
    office.load(&[school("s1")]).await;
    check_kind(&office, "s1", "topics", [7, 3, 0, 1, 2, 1], 50.0).await;
    check_kind(&office, "s1", "attendance", [7, 2, 0, 2, 3, 0], 200.0 / 7.0).await;
    check_kind(&office, "s1", "homework", [4, 2, 0, 1, 0, 1], 200.0 / 3.0).await;
    check_kind(&office, "s1", "marks", [5, 3, 0, 2, 0, 0], 60.0).await;
    // Topics came 30, 885 and 1485 minutes after the lessons' ends.
    check(
        &office,
        json!({"measures": [
            "timeliness.topic_delay_median", "timeliness.topic_delay_p90", "timeliness.on_time_pct",
            "timeliness.complete_pct", "timeliness.empty_lessons"
        ]}),
        &[json!({
            "timeliness.topic_delay_median": 885.0 / 60.0,
            "timeliness.topic_delay_p90": (885.0 + 0.8 * 600.0) / 60.0,
            "timeliness.on_time_pct": 1000.0 / 21.0,
            "timeliness.complete_pct": 50.0,
            "timeliness.empty_lessons": 1
        })],
    )
    .await;
    // Quantiles of a total are those of its rows, not of the cells.
    let by_week = json!({
        "measures": ["timeliness.topic_delay_median", "timeliness.empty_lessons"],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "week"}],
        "totals": true
    });
    let answer = office
        .answer_in(&Scope::office(true, true), by_week)
        .await
        .expect("an answer");
    assert_eq!(
        answer["data"][0]["timeliness.topic_delay_median"],
        json!(457.5 / 60.0)
    );
    assert_eq!(
        answer["totals"][0]["timeliness.topic_delay_median"],
        json!(885.0 / 60.0),
        "{answer}"
    );
}

/// Half a minute and a minute and a half after the lesson: a minute in the middle, not what whole minutes would make of it.
#[tokio::test]
async fn a_delay_is_told_to_the_second() {
    let mut office = Office::new().await;
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held;topic;topic_entered_at\n\
        L1;g1;2025-09-02;1;08:30;09:15;1;Дроби;2025-09-02 09:15:30\n\
        L2;g1;2025-09-03;1;08:30;09:15;1;Дроби;2025-09-03 09:16:30\n";
    let segment = school("s1").table("lessons", lessons);
    office
        .load(&[segment.without("homework").without("marks")])
        .await;
    for more in [json!([]), json!(["class.name"])] {
        let query = json!({"measures": ["timeliness.topic_delay_median", "timeliness.topic_delay_p90"], "dimensions": more});
        let row = office.ask(query).await.remove(0);
        let seconds = |key: &str| row[key].as_f64().map(|hours| (hours * 3600.0).round());
        assert_eq!(seconds("timeliness.topic_delay_median"), Some(60.0));
        assert_eq!(seconds("timeliness.topic_delay_p90"), Some(84.0));
    }
}

#[tokio::test]
async fn every_school_is_judged_by_its_own_rules_and_clocks() {
    let mut office = Office::new().await;
    let with_rules = |school_id: &str, rule_set: &str, zone: &str| {
        let row = format!(
            "school_id,name,kind,municipality,timezone,rule_set\n{school_id},Школа,general,Демо,{zone},{rule_set}\n"
        );
        school(school_id).table("school", &row)
    };
    // In Tomsk it is four hours later than in Moscow; the first class ends at noon.
    let lessons = "lesson_id;group_id;date;number;starts_at;ends_at;held;topic;topic_entered_at;attendance_entered_at\n\
        L1;g1;2025-09-02;1;08:30;09:15;1;Дроби;2025-09-03 23:59;2025-09-04T00:30:00+07:00\n\
        L2;g2;2025-09-02;4;11:15;12:00;1;Счёт;2025-09-02T20:00:00+03:00;2025-09-02T20:00:01+03:00\n";
    let homework = "lesson_id,entered_at\nL1,2025-09-02 14:15\nL2,2025-09-02 13:01\n";
    let two = |segment: Segment| {
        segment
            .table("lessons", lessons)
            .table("homework", homework)
            .without("marks")
    };
    let cadets = two(with_rules("s1", "tomsk-cadet", "Asia/Tomsk"));
    let kropotkin = two(with_rules("s2", "kropotkin-4", "Asia/Tomsk"));
    let association = two(with_rules("s3", "uspensky-ddt", "Europe/Moscow"));
    let nobody = two(with_rules("s4", "no-such-set", "Asia/Tomsk"));
    let records = office.load(&[cadets, kropotkin, association, nobody]).await;
    check_kind(&office, "s1", "topics", [2, 1, 1, 0, 0, 0], 50.0).await;
    check_kind(&office, "s1", "attendance", [2, 0, 1, 1, 0, 0], 0.0).await;
    check_kind(&office, "s1", "homework", [2, 2, 0, 0, 0, 0], 100.0).await;
    // An hour after the last lesson of the class: until 10:15 and until 13:00.
    check_kind(&office, "s2", "topics", [2, 1, 0, 1, 0, 0], 50.0).await;
    check_kind(&office, "s2", "homework", [2, 0, 0, 2, 0, 0], 0.0).await;
    // Homework is not kept there.
    let kept = json!({
        "measures": ["timeliness.homework_due", "timeliness.homework_on_time_pct"],
        "filters": [{"member": "school.id", "operator": "equals", "values": ["s3"]}]
    });
    let nothing = json!({"timeliness.homework_due": 0, "timeliness.homework_on_time_pct": null});
    check(&office, kept, &[nothing]).await;
    // Nobody knows the set: the municipality's judges, and the load says so.
    check_kind(&office, "s4", "topics", [2, 1, 0, 1, 0, 0], 50.0).await;
    check_kind(&office, "s4", "homework", [2, 2, 0, 0, 0, 0], 100.0).await;
    let warned = |place: usize| {
        let warnings = records[place].diagnostics.iter();
        warnings
            .filter(|warning| warning.rule == "rule_set")
            .count()
    };
    assert_eq!([warned(0), warned(3)], [0, 1]);
}

#[tokio::test]
async fn a_deadline_passes_without_another_word_of_the_lesson() {
    let mut office = Office::new().await;
    office.load(&[school("s1")]).await;
    let missing = json!({"measures": ["timeliness.topics_missing", "timeliness.empty_lessons"]});
    let row = |missing: i64, empty: i64| json!({"timeliness.topics_missing": missing, "timeliness.empty_lessons": empty});
    check(&office, missing.clone(), &[row(2, 1)]).await;
    // The next night brings November alone, and by then the lesson of 31 October is overdue.
    let november = school("s1")
        .window("2025-11-01", "2025-11-01")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n",
        )
        .without("homework")
        .without("marks");
    office.load(&[november]).await;
    check(&office, missing, &[row(3, 2)]).await;
}

#[tokio::test]
async fn new_rules_judge_the_days_from_which_they_hold() {
    let choose = |text: &str| {
        let list = RuleSetChoice::parse_list(text).expect("a choice");
        move |config: &mut svodka::config::Config| {
            config
                .office
                .rule_sets
                .by_school
                .insert("s1".to_owned(), list);
        }
    };
    // L2's attendance, a second late on 4 September, is excused by the cadets' rules; L3's of a bare day too.
    let mut office = Office::with(choose("tomsk-cadet с 2025-09-04")).await;
    office.load(&[school("s1")]).await;
    check_kind(&office, "s1", "attendance", [7, 2, 1, 1, 3, 0], 200.0 / 7.0).await;
    let mut office = Office::with(choose("tomsk-cadet")).await;
    office.load(&[school("s1")]).await;
    check_kind(&office, "s1", "attendance", [7, 2, 2, 0, 3, 0], 200.0 / 7.0).await;
    check_kind(&office, "s1", "topics", [7, 3, 1, 0, 2, 1], 50.0).await;
}

#[tokio::test]
async fn a_judged_figure_says_which_clause_judged_it() {
    let mut office = Office::with(|config| {
        let list = RuleSetChoice::parse_list("kropotkin-4 с 2025-10-01").expect("a choice");
        config
            .office
            .rule_sets
            .by_school
            .insert("s1".to_owned(), list);
    })
    .await;
    office.load(&[school("s1"), school("s2")]).await;
    let asker = crate::office::asker(&Scope::office(false, false));
    let explain = async |measure: &str, school: &str, on: &str| {
        let on = Some(on.parse().expect("a day"));
        office.app.explain(&asker, measure, school, on).await
    };
    let told = explain("timeliness.homework_on_time_pct", "s1", "2025-10-01").await;
    let told = told.expect("an explanation");
    assert_eq!(told["ruleSet"]["name"], "kropotkin-4");
    let parameters = &told["rules"][0]["parameters"];
    let of = |name: &str| {
        let all = parameters.as_array().expect("parameters");
        let found = all
            .iter()
            .find(|one| one["name"] == name)
            .expect("the parameter");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        [&found["value"], &found["clause"], &found["ruleSet"]["name"]].map(text)
    };
    assert_eq!(of("hours"), ["1", "2.2", "kropotkin-4"]);
    assert_eq!(of("is_kept"), ["да", "практика", "municipal"]);
    let before = explain("timeliness.homework_on_time_pct", "s1", "2025-09-30").await;
    assert_eq!(
        before.expect("an explanation")["ruleSet"]["name"],
        "municipal"
    );
    let unjudged = explain("attendance.missed", "s1", "2025-10-01").await;
    assert_eq!(unjudged.expect("an explanation")["rules"], json!([]));

    let unknown = explain("timeliness.homework_on_time", "s3", "2025-10-01").await;
    assert!(matches!(unknown, Err(AskError::NotFound)), "{unknown:?}");
    let unknown = explain("timeliness.homework_in_time", "s1", "2025-10-01").await;
    assert!(
        matches!(unknown, Err(AskError::Refused { .. })),
        "{unknown:?}"
    );
    // A director is told of the own school alone.
    let asker = crate::office::asker(&Scope::school("s2", true));
    let other = office
        .app
        .explain(&asker, "attendance.pupils_at_risk", "s1", None)
        .await;
    assert!(matches!(other, Err(AskError::NotFound)), "{other:?}");
    let own = office
        .app
        .explain(&asker, "attendance.pupils_at_risk", "s2", None)
        .await;
    let own = own.expect("an explanation");
    assert_eq!(own["rules"][0]["parameters"][0]["value"], "10");
    // What is typed never becomes SQL.
    let attack = office
        .app
        .explain(&asker, "attendance.pupils_at_risk", "s2' or '1'='1", None)
        .await;
    assert!(matches!(attack, Err(AskError::NotFound)), "{attack:?}");
}

#[tokio::test]
async fn a_lesson_before_the_first_of_september_counts_too() {
    let mut office = Office::new().await;
    let august = school("s1")
        .window("2025-08-25", "2025-10-31")
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\np1,c5,2025-08-25,,,\n",
        )
        .table(
            "lessons",
            "lesson_id;group_id;date;number;starts_at;ends_at;held;topic;topic_entered_at\n\
             L1;g1;2025-08-29;1;08:30;09:15;1;Дроби;2025-08-29 10:00\n",
        )
        .table(
            "marks",
            "mark_id;lesson_id;pupil_id;work_type;value;work_date;entered_at\n\
             m1;L1;p1;Ответ;5;2025-08-29;2025-08-29 10:00\n",
        )
        .without("homework");
    office.load(&[august]).await;
    check(
        &office,
        json!({"measures": [
            "attendance.due", "marks.count", "timeliness.topics_on_time", "timeliness.marks_on_time"
        ]}),
        &[json!({
            "attendance.due": 1, "marks.count": 1, "timeliness.topics_on_time": 1,
            "timeliness.marks_on_time": 1
        })],
    )
    .await;
}

#[tokio::test]
async fn settings_that_name_an_unknown_set_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = svodka::config::Config::for_testing(&folder.path().join("data"));
    let list = RuleSetChoice::parse_list("municipal, tomsk-cadets с 2025-10-01").expect("a choice");
    let by_school = &mut config.office.rule_sets.by_school;
    by_school.insert("s1".to_owned(), list);
    let refused = svodka::app::App::init(config).await.map(|_| ());
    let Err(OpenError::Declared(faults)) = refused else {
        panic!("{refused:?}");
    };
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "svodka.toml:office.rule_sets: свода правил «tomsk-cadets» нет [rule_set]\n  подсказка: похожий: tomsk-cadet"
        ]
    );
}
