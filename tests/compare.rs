//! Comparison with the period and the year before, against answers computed by hand.

use serde_json::{Value, json};
use svodka::access::Scope;

use crate::measures::check;
use crate::office::{Office, Segment};

/// A class of two pupils with a lesson on every workday of two months; the first is absent on the days given.
fn school(school_id: &str, absent: &[&str]) -> Segment {
    let days: Vec<String> = (1..=30)
        .map(|day| format!("2025-09-{day:02}"))
        .chain((1..=14).map(|day| format!("2025-10-{day:02}")))
        .filter(|day| {
            let day: jiff::civil::Date = day.parse().expect("a day");
            i32::from(day.weekday().to_monday_one_offset()) <= 5
        })
        .collect();
    let lessons: String = days
        .iter()
        .map(|day| format!("L{day},g1,{day},1,08:30,09:15,1\n"))
        .collect();
    let absences: String = absent.iter().map(|day| format!("L{day},p1,НП\n")).collect();
    Segment::new(school_id)
        .window("2025-09-01", "2025-10-14")
        .extracted_at("2025-10-14T23:40:00+03:00")
        .table(
            "days_off",
            "starts_on,ends_on\n2025-09-06,2025-09-06\n2025-09-13,2025-09-13\n2025-09-20,2025-09-20\n\
             2025-09-27,2025-09-27\n2025-10-04,2025-10-04\n2025-10-11,2025-10-11\n2025-10-18,2025-10-18\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\np1,Ёлкин,Иван,m,2014-05-10\np2,Жукова,Анна,f,2014-11-20\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from\np1,c5,2025-09-01\np2,c5,2025-09-01\n",
        )
        .table(
            "lessons",
            &format!("lesson_id,group_id,date,number,starts_at,ends_at,held\n{lessons}"),
        )
        .table("absences", &format!("lesson_id,pupil_id,code\n{absences}"))
}

async fn office() -> Office {
    let mut office = Office::new().await;
    let first = school(
        "s1",
        &["2025-09-02", "2025-09-15", "2025-10-02", "2025-10-03"],
    );
    let second = school("s2", &["2025-09-01"]);
    office.load(&[first, second]).await;
    office
}

fn by_school(range: Value, more: Value) -> Value {
    let mut query = json!({
        "measures": ["attendance.due", "attendance.missed"],
        "dimensions": ["school.id"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": range}],
        "order": [["school.id", "asc"]],
        "compare": "previous_period"
    });
    if let (Some(query), Some(more)) = (query.as_object_mut(), more.as_object()) {
        query.extend(more.clone());
    }
    query
}

fn row(school: &str, due: [i64; 2], missed: [i64; 2]) -> Value {
    json!({
        "school.id": school,
        "attendance.due": due[0], "attendance.due.previous": due[1], "attendance.due.change": due[0] - due[1],
        "attendance.missed": missed[0], "attendance.missed.previous": missed[1],
        "attendance.missed.change": missed[0] - missed[1]
    })
}

fn partial(mut row: Value) -> Value {
    row["partial"] = json!(true);
    row
}

#[tokio::test]
async fn a_month_begun_is_compared_with_as_many_teaching_days() {
    let office = office().await;
    // October has come to its 14th, the tenth workday; the tenth of September is Friday the 12th.
    let rows = [
        partial(row("s1", [20, 20], [2, 1])),
        partial(row("s2", [20, 20], [0, 1])),
    ];
    check(&office, by_school(json!("this month"), json!({})), &rows).await;
    // Said with its days, the same span is over.
    let rows = [row("s1", [20, 20], [2, 1]), row("s2", [20, 20], [0, 1])];
    let days = json!(["2025-10-01", "2025-10-14"]);
    check(&office, by_school(days, json!({})), &rows).await;
}

#[tokio::test]
async fn weeks_meet_day_by_day_and_totals_stand_beside_totals() {
    let office = office().await;
    // 29 September to 5 October against the week before.
    let week = json!(["2025-09-29", "2025-10-05"]);
    let query = by_school(
        week,
        json!({"totals": true, "limit": 1, "order": [["attendance.missed.change", "desc"]]}),
    );
    let answer = office
        .answer_in(&Scope::office(true, true), query)
        .await
        .expect("an answer");
    assert_eq!(answer["data"], json!([row("s1", [10, 10], [2, 0])]));
    let mut total = row("", [20, 20], [2, 0]);
    total
        .as_object_mut()
        .expect("a row")
        .shift_remove("school.id");
    assert_eq!(answer["totals"], json!([total]));
    assert_eq!(answer["truncated"], json!(false));

    // Thursday against Thursday: the second of October and the 25th of September.
    let by_day = json!({
        "measures": ["attendance.missed"], "compare": "previous_period",
        "filters": [{"member": "school.id", "operator": "equals", "values": ["s1"]}],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "day", "dateRange": ["2025-10-06", "2025-10-12"]}]
    });
    let day = |day: &str, before: i64| {
        json!({
            "calendar.date.day": format!("{day}T00:00:00.000"), "calendar.date": format!("{day}T00:00:00.000"),
            "attendance.missed": 0, "attendance.missed.previous": before, "attendance.missed.change": -before
        })
    };
    check(
        &office,
        by_day,
        &[
            day("2025-10-06", 0),
            day("2025-10-07", 0),
            day("2025-10-08", 0),
            day("2025-10-09", 1),
            day("2025-10-10", 1),
        ],
    )
    .await;
}

/// The first school's data reach the 14th, the second's the 31st: October is over for one of them.
#[tokio::test]
async fn a_span_is_over_for_each_school_by_its_own_data() {
    let mut office = Office::new().await;
    let second = school("s2", &["2025-09-01"])
        .window("2025-09-01", "2025-10-31")
        .extracted_at("2025-10-31T23:40:00+03:00");
    office.load(&[school("s1", &[]), second]).await;
    let flags = async |query: Value| {
        let rows = office.ask(query).await;
        let flags = rows.iter().map(|row| row.get("partial").is_some());
        flags.collect::<Vec<_>>()
    };
    let october = || json!(["2025-10-01", "2025-10-31"]);
    assert_eq!(flags(by_school(october(), json!({}))).await, [true, false]);
    let by_name =
        json!({"dimensions": ["school.name", "class.name"], "order": [["school.name", "asc"]]});
    assert_eq!(flags(by_school(october(), by_name)).await, [true, false]);
    // Over both it is over where the newest data say so; asked alone, the first school's are the newest.
    let over_both = json!({"dimensions": [], "order": []});
    assert_eq!(
        flags(by_school(october(), over_both.clone())).await,
        [false]
    );
    let mut alone = by_school(october(), over_both);
    alone["filters"] = json!([{"member": "school.id", "operator": "equals", "values": ["s1"]}]);
    assert_eq!(flags(alone).await, [true]);
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused() {
    let office = office().await;
    let refused = |query: Value| {
        let office = &office;
        async move {
            let refused = office.ask_in(&Scope::office(true, true), query).await;
            refused.expect_err("a refusal").to_string()
        }
    };
    let bare = json!({"measures": ["attendance.due"], "compare": "previous_period"});
    assert!(refused(bare).await.contains("dateRange"));
    let word = json!({"measures": ["attendance.due"], "compare": "last_decade"});
    assert!(refused(word).await.contains("previous_period"));
    let term = json!({
        "measures": ["attendance.due"], "compare": "previous_year",
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": "this term"}]
    });
    assert!(refused(term).await.contains("с прошлым годом"));
    let unknown = by_school(
        json!("this month"),
        json!({"order": [["attendance.late.change", "asc"]]}),
    );
    assert!(refused(unknown).await.contains("attendance.late.change"));
}

#[tokio::test]
async fn nothing_before_is_nothing_and_no_zero() {
    let office = office().await;
    let query = json!({
        "measures": ["attendance.due", "attendance.attendance_pct"], "dimensions": ["class.id"], "compare": "previous_year",
        "filters": [{"member": "school.id", "operator": "equals", "values": ["s2"]}],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-10"]}]
    });
    check(
        &office,
        query,
        &[json!({
            "class.id": "c5",
            "attendance.due": 16, "attendance.due.previous": null, "attendance.due.change": null,
            "attendance.attendance_pct": 100.0, "attendance.attendance_pct.previous": null,
            "attendance.attendance_pct.change": null
        })],
    )
    .await;
    // Nor is the sum of nothing: the data of no school reach the year before.
    let over_all = json!({
        "measures": ["attendance.due", "contingent.pupils"], "compare": "previous_year",
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-10"]}]
    });
    let nothing = json!({
        "attendance.due": 32, "attendance.due.previous": null, "attendance.due.change": null,
        "contingent.pupils": 4, "contingent.pupils.previous": null, "contingent.pupils.change": null
    });
    check(&office, over_all, &[nothing]).await;
    let with_total = json!({
        "measures": ["attendance.due"], "dimensions": ["school.id"], "totals": true, "compare": "previous_year",
        "filters": [{"member": "school.id", "operator": "equals", "values": ["s2"]}],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-10"]}]
    });
    let answer = office
        .answer_in(&Scope::office(true, true), with_total)
        .await
        .expect("an answer");
    let nothing = json!({"attendance.due": 16, "attendance.due.previous": null, "attendance.due.change": null});
    assert_eq!(answer["totals"], json!([nothing]));
    // A day on which nobody missed anything was counted.
    let counted = json!({
        "measures": ["attendance.missed"], "compare": "previous_period",
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-09", "2025-09-09"]}]
    });
    let zero = json!({"attendance.missed": 0, "attendance.missed.previous": 0, "attendance.missed.change": 0});
    check(&office, counted, &[zero]).await;
    // Ids are told apart by their school, which is not shown.
    let by_class = json!({
        "measures": ["attendance.missed"], "dimensions": ["class.id"], "compare": "previous_period",
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-10"]}],
        "order": [["attendance.missed", "desc"]]
    });
    let row = |now: i64, before: i64| {
        json!({
            "class.id": "c5", "attendance.missed": now,
            "attendance.missed.previous": before, "attendance.missed.change": now - before
        })
    };
    check(&office, by_class, &[row(2, 1), row(0, 1)]).await;
}

#[tokio::test]
async fn contingent_is_compared_by_the_last_day() {
    let mut office = Office::new().await;
    let school = school("s1", &[]).table(
        "enrolments",
        "pupil_id,class_id,from\np1,c5,2025-09-01\np2,c5,2025-10-02\n",
    );
    office.load(&[school]).await;
    let query = json!({
        "measures": ["contingent.pupils", "contingent.arrived"], "compare": "previous_period",
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": "this month"}]
    });
    check(
        &office,
        query,
        &[json!({
            "contingent.pupils": 2, "contingent.pupils.previous": 1, "contingent.pupils.change": 1,
            "contingent.arrived": 0, "contingent.arrived.previous": 0, "contingent.arrived.change": 0,
            "partial": true
        })],
    )
    .await;
}
