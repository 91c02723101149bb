//! Every measure against answers computed by hand from `small_school`.
//!
//! Lessons and who was due: L1 (2.09) p1 p2 p3; L2 (16.09) p1 p3 p5, p2 is exempt; L3 (14.10) p1 p2 p5,
//! p3 has left; L4 (16.09, half a class) p1 p2; L6 (2.09, the first grade) p4; L5 was not held.

use serde_json::{Map, Value, json};
use svodka::access::Scope;
use svodka::app::AskError;
use svodka::clock::Clock;

use crate::office::{Office, Segment, asker, small_school};

async fn office() -> Office {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    office
}

/// Asks and compares every named cell; numbers agree to the fourth decimal.
pub async fn check(office: &Office, query: Value, expected: &[Value]) {
    let rows = office.ask(query.clone()).await;
    compare(&rows, expected, &query);
}

fn compare(rows: &[Map<String, Value>], expected: &[Value], query: &Value) {
    assert_eq!(rows.len(), expected.len(), "{query}\n{rows:?}");
    for (row, expected) in rows.iter().zip(expected) {
        for (key, value) in expected.as_object().expect("an object") {
            let cell = row.get(key).unwrap_or(&Value::Null);
            let is_same = match (cell.as_f64(), value.as_f64()) {
                (Some(a), Some(b)) => (a - b).abs() < 0.0001,
                _ => cell == value,
            };
            assert!(is_same, "{key}: {cell}, by hand {value}\n{query}\n{row:?}");
        }
    }
}

#[tokio::test]
async fn attendance() {
    let office = office().await;
    let measures = json!([
        "attendance.due",
        "attendance.missed",
        "attendance.missed_illness",
        "attendance.missed_excused",
        "attendance.missed_unexcused",
        "attendance.missed_unspecified",
        "attendance.late",
        "attendance.attendance_pct",
        "attendance.pupils",
        "attendance.missed_per_pupil",
        "attendance.day_absences",
        "attendance.day_absences_valid",
        "attendance.day_absences_unexcused",
        "attendance.day_absences_unspecified",
        "attendance.pupils_at_risk"
    ]);
    // p1 missed 2.09 and 16.09 whole, p5 16.09; p1 missed 3 of 4 lessons, p5 1 of 2. On 2.09 p1 was ill, on 16.09 one of
    // two lessons has no reason; p5 had none that is valid.
    check(
        &office,
        json!({"measures": measures}),
        &[json!({
            "attendance.due": 12, "attendance.missed": 4, "attendance.missed_illness": 1,
            "attendance.missed_excused": 1, "attendance.missed_unexcused": 1,
            "attendance.missed_unspecified": 1, "attendance.late": 1,
            "attendance.attendance_pct": 100.0 * 8.0 / 12.0, "attendance.pupils": 5,
            "attendance.missed_per_pupil": 0.8, "attendance.day_absences": 3,
            "attendance.day_absences_valid": 1, "attendance.day_absences_unexcused": 1,
            "attendance.day_absences_unspecified": 1,
            "attendance.pupils_at_risk": 2
        })],
    )
    .await;
    check(
        &office,
        json!({"measures": measures, "dimensions": ["class.name"], "order": [["class.name", "asc"]]}),
        &[
            json!({"class.name": "1А", "attendance.due": 1, "attendance.missed": 0,
                "attendance.attendance_pct": 100.0, "attendance.pupils_at_risk": 0, "attendance.day_absences": 0}),
            json!({"class.name": "5А", "attendance.due": 11, "attendance.missed": 4,
                "attendance.attendance_pct": 100.0 * 7.0 / 11.0, "attendance.pupils": 4,
                "attendance.pupils_at_risk": 2, "attendance.day_absences": 3}),
        ],
    )
    .await;
}

#[tokio::test]
async fn attendance_by_every_kind_of_source() {
    let office = office().await;
    let by = |dimension: &str| {
        json!({
            "measures": ["attendance.due", "attendance.missed"], "dimensions": [dimension],
            "order": [[dimension, "asc"]]
        })
    };
    let row = |key: &str, value: Value, due: i64, missed: i64| {
        let mut row = Map::new();
        row.insert(key.into(), value);
        row.insert("attendance.due".into(), json!(due));
        row.insert("attendance.missed".into(), json!(missed));
        Value::Object(row)
    };
    check(
        &office,
        by("subject.name"),
        &[
            row("subject.name", json!("Английский язык"), 2, 1),
            row("subject.name", json!("Математика"), 10, 3),
        ],
    )
    .await;
    check(
        &office,
        by("pupil.sex"),
        &[
            row("pupil.sex", json!("f"), 6, 1),
            row("pupil.sex", json!("m"), 6, 3),
        ],
    )
    .await;
    check(
        &office,
        by("lesson.number"),
        &[
            row("lesson.number", json!(1), 10, 3),
            row("lesson.number", json!(2), 2, 1),
        ],
    )
    .await;
    // L3 was given by t2, who also teaches g2.
    check(
        &office,
        by("teacher.name"),
        &[
            row("teacher.name", json!("Белов Пётр"), 5, 1),
            row("teacher.name", json!("Орлова Анна Ивановна"), 7, 3),
        ],
    )
    .await;
    // 2.09, 16.09 and 14.10 were Tuesdays.
    check(
        &office,
        by("calendar.weekday"),
        &[row("calendar.weekday", json!(2), 12, 4)],
    )
    .await;
    // Ages on the data day, 31.10.2025: p5 turns eleven that very day, p2 is still ten.
    check(
        &office,
        by("pupil.age"),
        &[
            row("pupil.age", json!(7), 1, 0),
            row("pupil.age", json!(10), 3, 0),
            row("pupil.age", json!(11), 8, 4),
        ],
    )
    .await;
    check(
        &office,
        by("term.name"),
        &[row("term.name", json!("1 четверть"), 12, 4)],
    )
    .await;
}

#[tokio::test]
async fn reasons_split_only_what_was_missed() {
    let office = office().await;
    let query = json!({
        "measures": ["attendance.missed"], "dimensions": ["absence.reason"],
        "order": [["absence.reason", "asc"]]
    });
    let row =
        |reason: &str, missed: i64| json!({"absence.reason": reason, "attendance.missed": missed});
    check(
        &office,
        query.clone(),
        &[
            row("excused", 1),
            row("illness", 1),
            row("unexcused", 1),
            row("unspecified", 1),
        ],
    )
    .await;
    let without_health = office
        .ask_in(&Scope::office(true, false), query.clone())
        .await
        .expect("an answer");
    compare(
        &without_health,
        &[
            row("excused", 2),
            row("unexcused", 1),
            row("unspecified", 1),
        ],
        &query,
    );
    let due = json!({"measures": ["attendance.due"], "dimensions": ["absence.reason"]});
    assert!(
        office
            .ask_in(&Scope::office(true, true), due)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn marks() {
    let office = office().await;
    check(
        &office,
        json!({"measures": [
            "marks.count", "marks.fives", "marks.fours", "marks.threes", "marks.twos", "marks.average",
            "marks.weighted_average", "marks.pupils", "marks.per_pupil", "marks.overdue", "marks.last_days_pct"
        ]}),
        &[json!({
            "marks.count": 5, "marks.fives": 1, "marks.fours": 1, "marks.threes": 1, "marks.twos": 2,
            "marks.average": 3.0, "marks.weighted_average": 22.0 / 8.0, "marks.pupils": 4,
            "marks.per_pupil": 1.25, "marks.overdue": 1, "marks.last_days_pct": 20.0
        })],
    )
    .await;
    check(
        &office,
        json!({"measures": ["marks.count", "marks.average"], "dimensions": ["work_type.name"],
            "order": [["work_type.name", "asc"]]}),
        &[
            json!({"work_type.name": "Домашняя работа", "marks.count": 0, "marks.average": null}),
            json!({"work_type.name": "Зачёт", "marks.count": 0, "marks.average": null}),
            json!({"work_type.name": "Контрольная работа", "marks.count": 2, "marks.average": 2.5}),
            json!({"work_type.name": "Ответ на уроке", "marks.count": 3, "marks.average": 10.0 / 3.0}),
        ],
    )
    .await;
}

#[tokio::test]
async fn grades() {
    let office = office().await;
    // At the term's end: g1 p1 p2 p5, g2 p1 p2. p3 has left, the first grade is without marks.
    check(
        &office,
        json!({"measures": [
            "grades.fives", "grades.fours", "grades.threes", "grades.twos", "grades.not_certified",
            "grades.exempt", "grades.passes", "grades.fails", "grades.graded", "grades.pass_pct",
            "grades.quality_pct", "grades.sou", "grades.average", "grades.missing"
        ]}),
        &[json!({
            "grades.fives": 1, "grades.fours": 1, "grades.threes": 1, "grades.twos": 0,
            "grades.not_certified": 1, "grades.exempt": 0, "grades.passes": 0, "grades.fails": 0,
            "grades.graded": 4, "grades.pass_pct": 75.0, "grades.quality_pct": 50.0,
            "grades.sou": (100.0 + 64.0 + 36.0 + 7.0) / 4.0, "grades.average": 4.0, "grades.missing": 1
        })],
    )
    .await;
    // The examination mark counts only where it is asked for.
    check(
        &office,
        json!({"measures": ["grades.twos", "grades.graded"],
            "filters": [{"member": "grade.kind", "operator": "equals", "values": ["exam"]}]}),
        &[json!({"grades.twos": 1, "grades.graded": 1})],
    )
    .await;
    // A range picks the terms that end in it.
    check(
        &office,
        json!({"measures": ["grades.graded", "grades.pass_pct"],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-10-23"]}]}),
        &[json!({"grades.graded": 0, "grades.pass_pct": null})],
    )
    .await;
}

#[tokio::test]
async fn achievers() {
    let office = office().await;
    // p1 has 5 and 4, p2 one 3, p5 one н/а.
    check(
        &office,
        json!({"measures": [
            "achievers.no_data", "achievers.failing", "achievers.not_certified", "achievers.one_three",
            "achievers.satisfactory", "achievers.one_four", "achievers.good", "achievers.all_fives",
            "achievers.pupils", "achievers.pupils_graded", "achievers.pupil_pass_pct",
            "achievers.pupil_quality_pct"
        ]}),
        &[json!({
            "achievers.no_data": 0, "achievers.failing": 0, "achievers.not_certified": 1,
            "achievers.one_three": 1, "achievers.satisfactory": 0, "achievers.one_four": 1,
            "achievers.good": 0, "achievers.all_fives": 0, "achievers.pupils": 3,
            "achievers.pupils_graded": 3, "achievers.pupil_pass_pct": 200.0 / 3.0,
            "achievers.pupil_quality_pct": 100.0 / 3.0
        })],
    )
    .await;
}

#[tokio::test]
async fn every_category_of_achievers() {
    let mut office = Office::new().await;
    // One pupil per category, two subjects each, marks chosen by the order of the tests.
    let pupils = [
        ("a", "5", "5", "all_fives"),
        ("b", "4", "5", "one_four"),
        ("c", "4", "4", "good"),
        ("d", "3", "5", "one_three"),
        ("e", "3", "3", "satisfactory"),
        ("f", "н/а", "3", "not_certified"),
        ("g", "1", "н/а", "failing"),
        ("h", "осв", "незач", "no_data"),
    ];
    let mut list = String::from("pupil_id,last_name,first_name,sex,birth_date\n");
    let mut enrolments = String::from("pupil_id,class_id,from\n");
    let mut marks = String::from("pupil_id,group_id,term_id,kind,value\n");
    for (id, first, second, _) in pupils {
        list.push_str(&format!("{id},Ф{id},И,m,2014-05-10\n"));
        enrolments.push_str(&format!("{id},c5,2025-09-01\n"));
        marks.push_str(&format!(
            "{id},g1,q1,term,{first}\n{id},g2,q1,term,{second}\n"
        ));
    }
    let segment = Segment::new("s1")
        .table(
            "subjects",
            "subject_id,name\nmath,Математика\neng,Английский\n",
        )
        .table(
            "groups",
            "group_id,class_id,subject_id\ng1,c5,math\ng2,c5,eng\n",
        )
        .table("pupils", &list)
        .table("enrolments", &enrolments)
        .table("term_marks", &marks);
    office.load(&[segment]).await;
    for (id, _, _, category) in pupils {
        let measure = format!("achievers.{category}");
        let rows = office
            .ask(json!({"measures": [measure], "dimensions": ["pupil.name"],
                "filters": [{"member": "pupil.name", "operator": "equals", "values": [format!("Ф{id} И")]}]}))
            .await;
        assert_eq!(rows[0][&measure], json!(1), "{id} is {category}");
    }
}

#[tokio::test]
async fn contingent() {
    let office = office().await;
    let flows = json!([
        "contingent.pupils",
        "contingent.boys",
        "contingent.girls",
        "contingent.classes",
        "contingent.average_class_size",
        "contingent.at_start",
        "contingent.arrived",
        "contingent.departed",
        "contingent.transferred_in",
        "contingent.transferred_out",
        "contingent.at_end"
    ]);
    let october = json!({
        "contingent.pupils": 4, "contingent.boys": 1, "contingent.girls": 3, "contingent.classes": 2,
        "contingent.average_class_size": 2.0, "contingent.at_start": 5, "contingent.arrived": 0,
        "contingent.departed": 1, "contingent.transferred_in": 0, "contingent.transferred_out": 0,
        "contingent.at_end": 4
    });
    let september = json!({
        "contingent.pupils": 5, "contingent.at_start": 4, "contingent.arrived": 1,
        "contingent.departed": 0, "contingent.at_end": 5
    });
    check(
        &office,
        json!({"measures": flows,
            "timeDimensions": [{"dimension": "calendar.date", "granularity": "month",
                "dateRange": ["2025-09-01", "2025-10-31"]}]}),
        &[september, october.clone()],
    )
    .await;
    // Without a range: from the year's first day to the data day, its value on the last one.
    check(
        &office,
        json!({"measures": flows}),
        &[
            json!({"contingent.pupils": 4, "contingent.at_start": 4, "contingent.arrived": 1,
            "contingent.departed": 1, "contingent.at_end": 4}),
        ],
    )
    .await;
}

#[tokio::test]
async fn movement_goes_over_the_summer_and_knows_its_reasons() {
    let mut office = Office::new().await;
    let pupils: String = (1..=5)
        .map(|number| format!("p{number},Фамилия,Имя,m,2014-05-05\n"))
        .collect();
    let segment = Segment::new("s1")
        .table(
            "pupils",
            &format!("pupil_id,last_name,first_name,sex,birth_date\n{pupils}"),
        )
        .table(
            "enrolments",
            // The year's end without a reason is nobody's departure, nor is a change of class.
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c5,2025-09-01,2026-08-31,start,\n\
             p2,c5,2025-09-01,2026-08-31,start,other_region\n\
             p3,c5,2025-09-01,2025-10-10,start,class_transfer\n\
             p4,c5,2025-09-15,2025-10-10,abroad,\n\
             p5,c5,2025-09-15,,class_transfer,\n",
        );
    office.load(&[segment]).await;
    let times = json!([{"dimension": "calendar.date", "dateRange": ["2025-09-16", "2026-09-20"]}]);
    check(
        &office,
        json!({"measures": ["movement.arrived", "movement.departed"], "timeDimensions": times}),
        &[json!({"movement.arrived": 0, "movement.departed": 2})],
    )
    .await;
    check(
        &office,
        json!({
            "measures": ["movement.departed"], "dimensions": ["departure.reason"],
            "timeDimensions": times, "filters": [{"member": "departure.reason", "operator": "set"}],
            "order": [["departure.reason", "asc"]],
        }),
        &[
            json!({"departure.reason": "other", "movement.departed": 1}),
            json!({"departure.reason": "other_region", "movement.departed": 1}),
        ],
    )
    .await;
    check(
        &office,
        json!({
            "measures": ["movement.arrived"], "dimensions": ["arrival.reason", "calendar.date"],
            "filters": [{"member": "arrival.reason", "operator": "set"}],
        }),
        &[json!({"arrival.reason": "abroad", "movement.arrived": 1})],
    )
    .await;
    let refused = json!({"measures": ["movement.arrived"], "dimensions": ["departure.reason"]});
    let refused = office.ask_in(&Scope::office(true, true), refused).await;
    let is_refused = matches!(&refused, Err(AskError::Refused { faults, .. })
        if faults[0].message.contains("причина выбытия есть только у выбывших"));
    assert!(is_refused, "{refused:?}");
}

#[tokio::test]
async fn classes_and_associations_are_known_by_their_words() {
    let mut office = Office::new().await;
    let rows = [
        ("Общеобразовательный", "ordinary"),
        ("", "ordinary"),
        ("Углублённое изучение химии", "advanced"),
        ("гимназия", "gymnasium"),
        ("Лицейский класс", "lyceum"),
        ("ОВЗ, вариант 7.1", "adapted"),
        (
            "Адаптированная программа для лиц с умственной отсталостью",
            "intellectual",
        ),
    ];
    let directions = [
        ("Техническая", "technical"),
        ("Естественнонаучное", "science"),
        ("туристско-краеведческая", "tourism"),
        ("Социально-педагогическая", "social"),
        ("Художественно-эстетическая", "art"),
        ("Физкультурно-спортивная", "sport"),
        ("Военно-патриотическая", "other"),
        ("", "other"),
    ];
    let mut classes = "class_id,kind,grade,letter,name,profile,direction,shift\n".to_owned();
    for (number, (profile, _)) in rows.iter().enumerate() {
        classes += &format!("c{number},class,5,А,5 {number},\"{profile}\",,2\n");
    }
    for (number, (direction, _)) in directions.iter().enumerate() {
        classes += &format!("a{number},association,,,Кружок {number},,{direction},\n");
    }
    let segment = Segment::new("s1")
        .table("classes", &classes)
        .table("groups", "group_id,class_id,subject_id\ng1,c0,math\n");
    office.load(&[segment]).await;
    let found = office
        .ask(json!({"dimensions": ["class.id", "class.type", "class.direction", "class.shift"]}))
        .await;
    let of = |id: String| {
        let row = found.iter().find(|row| row["class.id"] == json!(id));
        row.unwrap_or_else(|| panic!("no class {id}: {found:?}"))
    };
    for (number, (profile, expected)) in rows.iter().enumerate() {
        let row = of(format!("c{number}"));
        assert_eq!(row["class.type"], json!(expected), "{profile}");
        assert_eq!(row["class.direction"], Value::Null, "{profile}");
        assert_eq!(row["class.shift"], json!(2));
    }
    for (number, (direction, expected)) in directions.iter().enumerate() {
        let row = of(format!("a{number}"));
        assert_eq!(row["class.direction"], json!(expected), "{direction}");
        assert_eq!(row["class.type"], Value::Null, "{direction}");
        assert_eq!(row["class.shift"], Value::Null);
    }
}

#[tokio::test]
async fn loads() {
    let office = office().await;
    // Mondays to Saturdays from 1.09 to 24.10 are 47; the night of 31.10 lies in the vacation. The
    // extract is of 31.10 23:40 +03:00, the clock says 15.10 05:00 UTC: the age is negative here.
    check(
        &office,
        json!({"measures": ["loads.expected", "loads.received", "loads.on_time",
            "loads.reporting_rate_pct", "loads.on_time_rate_pct", "loads.rejected_rows", "loads.data_age_hours"]}),
        &[json!({
            "loads.expected": 47, "loads.received": 1, "loads.on_time": 1, "loads.reporting_rate_pct": 0.0,
            "loads.on_time_rate_pct": 0.0, "loads.rejected_rows": 0,
            "loads.data_age_hours": -(16.0 * 24.0 + 15.0 + 40.0 / 60.0)
        })],
    )
    .await;
    // Each night is counted once, over however many days is asked.
    let night = json!({"loads.expected": 1, "loads.received": 0});
    check(
        &office,
        json!({"measures": ["loads.expected", "loads.received"],
            "timeDimensions": [{"dimension": "calendar.date", "granularity": "day", "dateRange": ["2025-10-22", "2025-10-24"]}]}),
        &[night.clone(), night.clone(), night],
    )
    .await;
}

/// Whatever lessons are given: the calendar says it, to the measure and to who waits for an extract alike.
#[tokio::test]
async fn a_saturday_is_a_school_day_unless_it_is_off() {
    let mut office = Office::with(|config| {
        // A Monday: Sunday's night is the last one due.
        config.clock = Clock::Fixed("2025-10-06T09:00:00Z".parse().expect("a moment"));
    })
    .await;
    let off = |days: &[&str]| {
        let rows = days.iter().map(|day| format!("{day},{day}\n"));
        format!("starts_on,ends_on\n{}", rows.collect::<String>())
    };
    let school =
        |school_id: &str, days: &[&str]| small_school(school_id).table("days_off", &off(days));
    let saturdays = [
        "2025-09-06",
        "2025-09-13",
        "2025-09-20",
        "2025-09-27",
        "2025-10-04",
    ];
    office
        .load(&[
            // Six days, five days, and five with one Saturday worked in advance; one is connected on Monday only.
            small_school("s1"),
            school("s2", &saturdays),
            school("s3", &saturdays[..4]),
            small_school("s4").table(
                "school",
                "school_id,name,kind,municipality,settlement,timezone,connected_on\n\
                 s4,Школа,general,Демо,urban,Europe/Moscow,2025-10-06\n",
            ),
        ])
        .await;
    let nights = office
        .ask(json!({"measures": ["loads.expected"], "dimensions": ["school.id"],
            "filters": [{"member": "loads.expected", "operator": "gt", "values": [0]}],
            "timeDimensions": [
                {"dimension": "calendar.date", "granularity": "day", "dateRange": ["2025-09-01", "2025-10-05"]}
            ]}))
        .await;
    let expected = |school: &str| -> Vec<String> {
        let of = nights
            .iter()
            .filter(|row| row["school.id"] == json!(school));
        let days = of.map(|row| row["calendar.date.day"].as_str().expect("a day"));
        days.map(|day| day[..10].to_owned()).collect()
    };
    let asker = crate::office::asker(&Scope::office(true, true));
    let segments = office.app.freshness(&asker).await.expect("segments");
    for (school, count, last) in [
        ("s1", 30, Some("2025-10-04")),
        ("s2", 25, Some("2025-10-03")),
        ("s3", 26, Some("2025-10-04")),
        ("s4", 0, None),
    ] {
        let days = expected(school);
        assert_eq!(days.len(), count, "{school}: {days:?}");
        assert_eq!(days.last().map(String::as_str), last, "{school}");
        let segment = segments.iter().find(|segment| segment.school_id == school);
        let awaited_by = segment.expect("a segment").awaited_by;
        let zone = &office.app.config.office.timezone;
        let night = awaited_by.map(|moment| moment.to_zoned(zone.clone()).date());
        let night = night.map(|morning| morning.yesterday().expect("a night").to_string());
        assert_eq!(night.as_deref(), last, "{school}");
    }
}

#[tokio::test]
async fn ratios_are_never_averaged_on_the_way_to_a_total() {
    let mut office = Office::new().await;
    let big = small_school("s1");
    let small = small_school("s2").table("absences", "lesson_id,pupil_id,code\nL6,p4,Б\n");
    office.load(&[big, small]).await;
    let query = json!({
        "measures": ["attendance.attendance_pct", "attendance.pupils", "attendance.day_absences"],
        "dimensions": ["school.id", "class.name"], "totals": ["school.id"]
    });
    let answer = office
        .answer_in(&Scope::office(true, true), query)
        .await
        .expect("an answer");
    let totals = answer["totals"].as_array().expect("totals");
    // s1: 8 of 12; s2: no exemption, so 13 due and one missed; both: 20 of 25.
    let of = |school: Value| {
        let found = totals
            .iter()
            .find(|row| row.get("school.id").unwrap_or(&Value::Null) == &school);
        found.expect("a total")["attendance.attendance_pct"]
            .as_f64()
            .expect("a number")
    };
    assert!((of(json!("s1")) - 100.0 * 8.0 / 12.0).abs() < 1e-9);
    assert!((of(json!("s2")) - 100.0 * 12.0 / 13.0).abs() < 1e-9);
    assert!((of(Value::Null) - 100.0 * 20.0 / 25.0).abs() < 1e-9);
    let grand = totals
        .iter()
        .find(|row| row.get("school.id").is_none())
        .expect("the grand total");
    assert_eq!(
        grand["attendance.pupils"],
        json!(10),
        "the same code in two schools is two pupils"
    );
    assert_eq!(grand["attendance.day_absences"], json!(4));
}

#[tokio::test]
async fn facts_meet_without_multiplying() {
    let office = office().await;
    check(
        &office,
        json!({"measures": ["attendance.due", "marks.count", "grades.graded", "contingent.pupils"],
            "dimensions": ["class.name"], "order": [["class.name", "asc"]],
            "formulas": [{"name": "per_due", "title": "Отметок на урок", "expression": "marks.count / attendance.due"}]}),
        &[
            json!({"class.name": "1А", "attendance.due": 1, "marks.count": null, "grades.graded": null,
                "contingent.pupils": 1, "per_due": null}),
            json!({"class.name": "5А", "attendance.due": 11, "marks.count": 5, "grades.graded": 4,
                "contingent.pupils": 3, "per_due": 5.0 / 11.0}),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_language_of_questions() {
    let office = office().await;
    // Filters: groups, text, days, measures; order, limit, offset, total, others.
    check(
        &office,
        json!({"measures": ["attendance.due"], "filters": [{"or": [
            {"member": "subject.name", "operator": "contains", "values": ["англ"]},
            {"and": [
                {"member": "class.grade", "operator": "lte", "values": ["1"]},
                {"member": "school.id", "operator": "equals", "values": ["s1"]}
            ]}
        ]}]}),
        &[json!({"attendance.due": 3})],
    )
    .await;
    check(
        &office,
        json!({"measures": ["attendance.due"], "dimensions": ["subject.name"],
            "filters": [{"member": "attendance.missed", "operator": "gt", "values": [1]}]}),
        &[json!({"subject.name": "Математика", "attendance.due": 10})],
    )
    .await;
    check(
        &office,
        json!({"measures": ["attendance.due"],
            "filters": [{"member": "calendar.date", "operator": "afterDate", "values": ["2025-09-16"]}]}),
        &[json!({"attendance.due": 3})],
    )
    .await;
    check(
        &office,
        json!({"measures": ["attendance.due"], "filters": [{"member": "subject.name", "operator": "notEquals", "values": ["Математика"]}]}),
        &[json!({"attendance.due": 2})],
    )
    .await;
    // The clock says 15.10.2025: this month is October, this term the first quarter.
    for (range, due) in [
        ("this month", 3),
        ("last month", 9),
        ("this year", 12),
        ("this term", 12),
        ("last 7 days", 3),
        // The data reach beyond the end of the first quarter: it is over.
        ("last finished term", 12),
    ] {
        check(
            &office,
            json!({"measures": ["attendance.due"], "timeDimensions": [{"dimension": "calendar.date", "dateRange": range}]}),
            &[json!({"attendance.due": due})],
        )
        .await;
    }
    let query = json!({"measures": ["attendance.due", "attendance.pupils"], "dimensions": ["pupil.name"],
        "order": [["pupil.name", "asc"]], "limit": 2, "total": true, "others": true});
    let answer = office
        .answer_in(&Scope::office(true, true), query)
        .await
        .expect("an answer");
    assert_eq!(answer["total"], json!(5));
    let data = answer["data"].as_array().expect("rows");
    // Ё stands beside Е: Агеева, Белов, Ёлкин, Жукова, Сомова.
    assert_eq!(data[0]["pupil.name"], json!("Агеева Нина"));
    assert_eq!(data[1]["pupil.name"], json!("Белов Олег"));
    assert_eq!(data[2]["$others"], json!(true));
    assert_eq!(data[2]["attendance.due"], json!(8));
    assert_eq!(data[2]["attendance.pupils"], json!(3));
}

#[tokio::test]
async fn totals_without_measures_name_what_they_keep() {
    let office = office().await;
    let query = |totals: Value| {
        json!({"dimensions": ["class.grade", "class.name"], "totals": totals,
            "order": [["class.grade", "asc"]]})
    };
    let totals = async |totals: Value| {
        let scope = Scope::office(true, true);
        let answer = office.answer_in(&scope, query(totals)).await;
        answer.expect("an answer")["totals"].clone()
    };
    assert_eq!(totals(json!(true)).await, json!([{}]));
    assert_eq!(
        totals(json!(["class.grade"])).await,
        json!([{}, {"class.grade": 1}, {"class.grade": 5}])
    );
    assert_eq!(totals(json!(false)).await, Value::Null);
}

/// Due by pupil: p1 4, p2 3, p3 and p5 2, p4 1.
#[tokio::test]
async fn the_rest_holds_no_row_that_a_condition_leaves_out() {
    let office = office().await;
    let more_than = |due: i64, limit: u64| {
        json!({"measures": ["attendance.due", "attendance.pupils"], "dimensions": ["pupil.id"],
            "filters": [{"member": "attendance.due", "operator": "gt", "values": [due]}],
            "order": [["attendance.due", "desc"]], "limit": limit, "others": true})
    };
    let rows = office.ask(more_than(1, 1)).await;
    let figures = |place: usize| {
        let row: &Map<String, Value> = &rows[place];
        (
            row["attendance.due"].clone(),
            row["attendance.pupils"].clone(),
        )
    };
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(figures(0), (json!(4), json!(1)));
    assert_eq!(rows[1]["$others"], json!(true));
    assert_eq!(figures(1), (json!(7), json!(3)), "p4 is left out");
    // All that pass are shown: there is no rest, though there are pupils.
    assert_eq!(office.ask(more_than(2, 2)).await.len(), 2);
}

/// In the vacation the term that is over is still the last one begun; a week later it is the one before.
#[tokio::test]
async fn the_last_finished_term_is_the_one_with_results() {
    for (now, terms) in [
        (
            "2025-10-28T05:00:00Z",
            [
                ("this term", 12),
                ("last term", 0),
                ("last finished term", 12),
            ],
        ),
        (
            "2025-11-10T05:00:00Z",
            [
                ("this term", 0),
                ("last term", 12),
                ("last finished term", 12),
            ],
        ),
    ] {
        let mut office = Office::with(|config| {
            config.clock = Clock::Fixed(now.parse().expect("a moment"));
        })
        .await;
        office.load(&[small_school("s1")]).await;
        for (range, due) in terms {
            check(
                &office,
                json!({"measures": ["attendance.due"], "timeDimensions": [{"dimension": "calendar.date", "dateRange": range}]}),
                &[json!({"attendance.due": due})],
            )
            .await;
        }
    }
}

#[tokio::test]
async fn time_stands_under_both_names_and_pivots_have_heads() {
    let office = office().await;
    let answer = office
        .answer_in(
            &Scope::office(true, true),
            json!({"measures": ["attendance.due"], "dimensions": ["class.name"],
                "timeDimensions": [{"dimension": "calendar.date", "granularity": "month"}],
                "pivot": {"rows": ["class.name"], "columns": ["calendar.date"]}}),
        )
        .await
        .expect("an answer");
    let first = &answer["data"][0];
    assert_eq!(
        first["calendar.date.month"],
        json!("2025-09-01T00:00:00.000")
    );
    assert_eq!(first["calendar.date"], first["calendar.date.month"]);
    assert_eq!(
        answer["pivot"]["columns"],
        json!([["2025-09-01T00:00:00.000"], ["2025-10-01T00:00:00.000"]])
    );
    assert_eq!(answer["rollup"], json!("attendance_months"));
}

#[tokio::test]
async fn rows_of_a_pivot_that_nobody_ordered_stand_by_their_values() {
    let office = office().await;
    let ask = async |key: &str, value: Value| {
        let mut query = json!({"measures": ["attendance.due"],
            "dimensions": ["class.name", "pupil.sex"],
            "pivot": {"rows": ["class.name"], "columns": ["pupil.sex"]}});
        query[key] = value;
        let asker = asker(&Scope::office(true, true));
        let answer = office.app.ask_all(&asker, &query).await.expect("an answer");
        let layout = answer.layout(&[]).expect("a pivot");
        let lines = layout.rows.slots.iter();
        let lines: Vec<String> = lines.map(|line| layout.text(line.heads[0])).collect();
        (answer.to_json(), lines)
    };
    // Boys of 5А were due six times, girls five times, the girl of 1А once.
    let (answer, lines) = ask("limit", json!(100)).await;
    let data = answer["data"].as_array().expect("rows").iter();
    let due: Vec<&Value> = data.map(|row| &row["attendance.due"]).collect();
    assert_eq!(due, [6, 5, 1], "the data is ordered as without a pivot");
    assert_eq!(answer["pivot"]["rows"], json!([["1А"], ["5А"]]));
    assert_eq!(answer["pivot"]["columns"], json!([["f"], ["m"]]));
    assert_eq!(lines, ["1А", "5А"]);
    // An order that is asked is kept.
    let (answer, lines) = ask("order", json!([["attendance.due", "desc"]])).await;
    assert_eq!(answer["pivot"]["rows"], json!([["5А"], ["1А"]]));
    assert_eq!(lines, ["5А", "1А"]);
    // So is that of the data where a line is a row.
    let pivot = json!({"rows": ["class.name", "pupil.sex"], "columns": ["measures"]});
    let (answer, lines) = ask("pivot", pivot).await;
    let rows = json!([["5А", "m"], ["5А", "f"], ["1А", "f"]]);
    assert_eq!(answer["pivot"]["rows"], rows);
    assert_eq!(lines, ["5А", "5А", "1А"]);
}

#[tokio::test]
async fn a_wrong_question_is_told_every_fault() {
    let office = office().await;
    let query = json!({
        "measures": ["attendance.duee"], "dimensions": ["school.nme"],
        "filters": [{"member": "class.grade", "operator": "contains", "values": ["5"]},
                    {"member": "class.grade", "operator": "gt", "values": ["пять"]}],
        "limit": -1
    });
    let Err(svodka::app::AskError::Refused { faults, .. }) =
        office.ask_in(&Scope::office(true, true), query).await
    else {
        panic!("the question is wrong");
    };
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(
        paths,
        ["limit"],
        "faults of shape are told before names are looked up"
    );
    let query = json!({
        "measures": ["attendance.duee"], "dimensions": ["school.nme"],
        "filters": [{"member": "class.grade", "operator": "contains", "values": ["5"]},
                    {"member": "class.grade", "operator": "gt", "values": ["пять"]}]
    });
    let Err(svodka::app::AskError::Refused { faults, .. }) =
        office.ask_in(&Scope::office(true, true), query).await
    else {
        panic!("the question is wrong");
    };
    let mut paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "dimensions[0]",
            "filters[0].operator",
            "filters[1].values[0]",
            "measures[0]"
        ]
    );
    assert!(
        faults
            .iter()
            .any(|fault| fault.hint.as_deref() == Some("возможно, «attendance.due»"))
    );
}

#[tokio::test]
async fn objectivity() {
    let mut office = Office::new().await;
    let pupils: Vec<String> = (1..=7).map(|n| format!("p{n}")).collect();
    let rows = |row: &dyn Fn(&String) -> String| pupils.iter().map(row).collect::<String>();
    let people = rows(&|id| format!("{id},Иванов,Иван,m,2014-05-10\n"));
    let enrolled = rows(&|id| format!("{id},c5,2025-09-01,,,\n"));
    // p1: (5 + 5 + 4·2) / 4 = 4.5 leads to a five; p2: 3⅓ to a three; p3: 1⅔ to a two, and a one is a two;
    // p4 has two numeric marks and p5 two within the term; p6: 5; p7 is exempt.
    let given = [
        ("p1", "5:1 5:1 4:2"),
        ("p2", "3:1 3:1 4:1"),
        ("p3", "2:1 2:1 1:1"),
        ("p4", "5:1 5:1 н/а:1"),
        ("p5", "5:1 5:1 5:1"),
        ("p6", "5:1 5:1 5:1"),
        ("p7", "4:1 4:1 4:1"),
    ];
    let mut marks =
        String::from("mark_id,lesson_id,pupil_id,work_type,weight,value,work_date,entered_at\n");
    for (pupil, all) in given {
        for (place, mark) in all.split(' ').enumerate() {
            let (value, weight) = mark.split_once(':').expect("a weight");
            let day = if (pupil, place) == ("p5", 2) {
                "2025-10-25"
            } else {
                "2025-10-24"
            };
            marks += &format!("{pupil}-{place},L1,{pupil},Ответ,{weight},{value},{day},{day}\n");
        }
    }
    let school = Segment::new("s1")
        .table("pupils", &format!("pupil_id,last_name,first_name,sex,birth_date\n{people}"))
        .table("enrolments", &format!("pupil_id,class_id,from,to,arrival,departure\n{enrolled}"))
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\nL1,g1,2025-10-24,1,08:30,09:15,1\n",
        )
        .table("marks", &marks)
        .table(
            "term_marks",
            "pupil_id,group_id,term_id,kind,value\np1,g1,q1,term,5\np2,g1,q1,term,4\np3,g1,q1,term,1\n\
             p4,g1,q1,term,5\np5,g1,q1,term,4\np6,g1,q1,term,4\np7,g1,q1,term,осв\np6,g1,q1,exam,2\n",
        );
    office.load(&[school]).await;
    check(
        &office,
        json!({"measures": [
            "objectivity.compared", "objectivity.matching", "objectivity.raised", "objectivity.lowered",
            "objectivity.raised_pct", "objectivity.lowered_pct", "objectivity.deviation"
        ]}),
        &[json!({
            "objectivity.compared": 4, "objectivity.matching": 2, "objectivity.raised": 1,
            "objectivity.lowered": 1, "objectivity.raised_pct": 25.0, "objectivity.lowered_pct": 25.0,
            "objectivity.deviation": (0.5 + 2.0 / 3.0 + 1.0 / 3.0 - 1.0) / 4.0
        })],
    )
    .await;
}

#[tokio::test]
async fn programme() {
    let mut office = Office::new().await;
    // Eight weeks of lessons in each of the two quarters. g1 is as planned, g2 was planned late and for fewer
    // hours, g3 has no plan.
    let school = Segment::new("s1")
        .table(
            "groups",
            "group_id,class_id,subject_id,year_hours,plan_hours,plan_approved_on\n\
             g1,c5,math,68,68,2025-08-31\ng2,c5,math,34,30,2025-09-01\ng3,c5,math,34,,\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held,plan_hours_done\n\
             L1,g1,2025-09-02,1,08:30,09:15,1,2\nL2,g1,2025-09-03,1,08:30,09:15,1,\n\
             L3,g1,2025-09-04,1,08:30,09:15,0,\nL4,g1,2025-09-16,1,08:30,09:15,1,1.5\n\
             L5,g2,2025-09-15,1,08:30,09:15,1,\nL6,g3,2025-09-05,1,08:30,09:15,1,\n",
        );
    office.load(&[school]).await;
    let names = [
        "year_hours",
        "plan_hours",
        "held_hours",
        "held_by_plan",
        "due_hours",
        "lag_hours",
        "progress_pct",
        "plans_mismatched",
        "plans_missing",
        "plans_late",
    ];
    let names = names.map(|name| format!("programme.{name}"));
    let until =
        |day: &str| json!([{"dimension": "calendar.date", "dateRange": ["2025-09-01", day]}]);
    let row = |values: [Value; 10]| -> Value {
        let cells = names.iter().cloned().zip(values);
        Value::Object(cells.collect())
    };
    // On Monday 15 September the third of 16 weeks has begun.
    let (g1, g2) = (68.0 * 3.0 / 16.0, 30.0 * 3.0 / 16.0);
    check(
        &office,
        json!({"measures": names, "timeDimensions": until("2025-09-15")}),
        &[row([
            json!(136),
            json!(98),
            json!(5),
            json!(4),
            json!(g1 + g2),
            json!(g1 + g2 - 4.0),
            json!(400.0 / 98.0),
            json!(1),
            json!(1),
            json!(1),
        ])],
    )
    .await;
    check(
        &office,
        json!({"measures": names, "dimensions": ["group.id"], "order": [["group.id", "asc"]], "timeDimensions": until("2025-09-14")}),
        &[
            row([
                json!(68), json!(68), json!(3), json!(3), json!(8.5), json!(5.5), json!(300.0 / 68.0),
                json!(0), json!(0), json!(0),
            ]),
            row([
                json!(34), json!(30), json!(0), json!(0), json!(3.75), json!(3.75), json!(0), json!(1), json!(0), json!(1),
            ]),
            row([
                json!(34), json!(0), json!(1), Value::Null, json!(0), Value::Null, Value::Null, json!(0), json!(1), json!(0),
            ]),
        ],
    )
    .await;
    // Without days: up to the last day of the data, 31 October.
    check(
        &office,
        json!({"measures": ["programme.held_hours", "programme.due_hours"]}),
        &[json!({"programme.held_hours": 6.5, "programme.due_hours": 49.0})],
    )
    .await;
}

/// A journal page of so many hours a week, five pupils, four lessons. p1 has three marks, p2 two; p3 was ill for half
/// of the lessons, p4 is exempt, p5 left before the end.
fn accumulating(school_id: &str, weekly_hours: &str) -> Segment {
    let mut marks =
        String::from("mark_id,lesson_id,pupil_id,work_type,value,work_date,entered_at\n");
    let all = [
        ("p1", "555"),
        ("p2", "55"),
        ("p3", "5555"),
        ("p4", "5555"),
        ("p5", "5555"),
    ];
    for (pupil, values) in all {
        for (place, value) in values.chars().enumerate() {
            marks += &format!("{pupil}-{place},L1,{pupil},Ответ,{value},2025-09-02,2025-09-02\n");
        }
    }
    marks += "dot,L1,p2,Ответ,.,2025-09-02,2025-09-02\n";
    Segment::new(school_id)
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Ёлкин,Иван,m,2014-05-10\np2,Жукова,Анна,f,2014-11-20\np3,Белов,Олег,m,2014-01-15\n\
             p4,Сомова,Яна,f,2014-03-03\np5,Агеева,Нина,f,2014-10-31\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c5,2025-09-01,,,\np2,c5,2025-09-01,,,\np3,c5,2025-09-01,,,\n\
             p4,c5,2025-09-01,,,\np5,c5,2025-09-01,2025-09-20,,other_school\n",
        )
        .table(
            "groups",
            &format!("group_id,class_id,subject_id,weekly_hours\ng1,c5,math,{weekly_hours}\ng2,c5,math,1\n"),
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n\
             L1,g1,2025-09-02,1,08:30,09:15,1\nL2,g1,2025-09-03,1,08:30,09:15,1\n\
             L3,g1,2025-09-04,1,08:30,09:15,1\nL4,g1,2025-09-05,1,08:30,09:15,1\n",
        )
        .table("absences", "lesson_id,pupil_id,code\nL1,p3,Б\nL2,p3,УП\nL1,p2,НП\nL2,p2,НП\nL3,p2,НП\n")
        .table("marks", &marks)
        .table("term_marks", "pupil_id,group_id,term_id,kind,value\np4,g1,q1,term,осв\n")
}

#[tokio::test]
async fn accumulation() {
    let mut office = Office::new().await;
    let running = |segment: Segment| {
        segment
            .window("2025-09-01", "2025-09-30")
            .extracted_at("2025-09-30T23:40:00+03:00")
            .without("term_marks")
    };
    let trimester = "term_id,kind,ordinal,name,starts_on,ends_on\n\
        t1,trimester,1,1 триместр,2025-09-01,2025-10-31\n";
    let schools = [
        // One hour a week wants three marks, two hours five.
        accumulating("s1", "1"),
        accumulating("s2", "2"),
        // Of the quarter's eight weeks five have begun by 30 September: three marks make two (1.875), p4 counts.
        running(accumulating("s3", "1")),
        // Nine weeks of a trimester want 3 · 9 / 8 = 3.375 marks, so three.
        accumulating("s4", "1")
            .table("terms", trimester)
            .without("term_marks"),
        // Two hours: 5 · 9 / 8 = 5.625, so six.
        accumulating("s5", "2")
            .table("terms", trimester)
            .without("term_marks"),
    ];
    office.load(&schools).await;
    let row = |school: &str, pupils: i64, sufficient: i64| {
        json!({
            "school.id": school, "accumulation.pupil_groups": pupils, "accumulation.sufficient": sufficient,
            "accumulation.accumulation_pct": 100.0 * sufficient as f64 / pupils as f64
        })
    };
    check(
        &office,
        json!({
            "measures": [
                "accumulation.pupil_groups", "accumulation.sufficient", "accumulation.accumulation_pct"
            ],
            "dimensions": ["school.id"], "order": [["school.id", "asc"]]
        }),
        &[
            row("s1", 2, 1),
            row("s2", 2, 0),
            row("s3", 3, 3),
            row("s4", 3, 2),
            row("s5", 3, 0),
        ],
    )
    .await;
    let norm = |school: &str, norm: f64, hours: f64| json!({"school.id": school, "accumulation.norm_per_pupil": norm, "accumulation.hours_per_week": hours});
    check(
        &office,
        json!({
            "measures": ["accumulation.norm_per_pupil", "accumulation.hours_per_week"],
            "dimensions": ["school.id"], "order": [["school.id", "asc"]]
        }),
        &[
            norm("s1", 3.0, 1.0),
            norm("s2", 5.0, 2.0),
            norm("s3", 2.0, 1.0),
            norm("s4", 3.0, 1.0),
            norm("s5", 6.0, 2.0),
        ],
    )
    .await;
    // A finished term stands on its last day, a running one on the last day of the data.
    check(
        &office,
        json!({
            "measures": ["accumulation.pupil_groups"],
            "timeDimensions": [{"dimension": "calendar.date", "granularity": "day"}]
        }),
        &[
            json!({"calendar.date": "2025-09-30T00:00:00.000", "accumulation.pupil_groups": 3}),
            json!({"calendar.date": "2025-10-24T00:00:00.000", "accumulation.pupil_groups": 4}),
            json!({"calendar.date": "2025-10-31T00:00:00.000", "accumulation.pupil_groups": 6}),
        ],
    )
    .await;
}

#[tokio::test]
async fn movement_has_the_order_of_the_last_movement() {
    let mut office = Office::new().await;
    let pupils: String = (1..=4)
        .map(|number| format!("p{number},Фамилия,Имя,m,2014-05-05\n"))
        .collect();
    let segment = Segment::new("s1")
        .table(
            "pupils",
            &format!("pupil_id,last_name,first_name,sex,birth_date\n{pupils}"),
        )
        .table(
            "enrolments",
            // p1 came by an order of which only that of leaving is left; p3 came by an order without a date.
            "pupil_id,class_id,from,to,arrival,departure,order_no,order_date,counterparty\n\
             p1,c5,2025-09-10,2025-10-10,abroad,other_school,12-у,2025-10-09,Школа № 2\n\
             p2,c5,2025-09-15,,other_region,,7-у,2025-09-14,Школа № 9\n\
             p3,c5,2025-09-16,,other_school,,8-у,,\n\
             p4,c5,2025-09-01,2025-10-20,start,,3-у,2025-08-25,\n",
        );
    office.load(&[segment]).await;
    let asked = json!({
        "measures": ["movement.arrived", "movement.departed"],
        "dimensions": ["calendar.date", "movement.order"],
        "order": [["calendar.date", "asc"]],
    });
    let row = |date: &str, order: &str, arrived: i64| {
        json!({"calendar.date": format!("{date}T00:00:00.000"), "movement.order": order,
            "movement.arrived": arrived, "movement.departed": 1 - arrived})
    };
    check(
        &office,
        asked,
        &[
            row("2025-09-10", "unknown", 1),
            row("2025-09-15", "given", 1),
            row("2025-09-16", "missing", 1),
            row("2025-10-11", "given", 0),
            row("2025-10-21", "missing", 0),
        ],
    )
    .await;
    let named = json!({
        "measures": ["movement.departed"],
        "dimensions": ["movement.order_no", "movement.counterparty"],
        "filters": [{"member": "movement.departed", "operator": "gt", "values": [0]}],
        "order": [["movement.order_no", "asc"]],
    });
    let rows = office
        .ask_in(&Scope::school("s1", true), named.clone())
        .await;
    let rows = rows.expect("orders are seen with names");
    assert_eq!(rows.len(), 2, "{rows:?}");
    let told = rows.iter().filter(|row| {
        row["movement.order_no"] == "12-у" && row["movement.counterparty"] == "Школа № 2"
    });
    assert_eq!(told.count(), 1, "{rows:?}");
    // What is written of a pupil goes with the name.
    let refused = office.ask_in(&Scope::school("s1", false), named).await;
    assert!(refused.is_err(), "{refused:?}");
}
