//! Changes of the journal from night to night, against answers computed by hand.

use serde_json::{Value, json};
use svodka::access::Scope;

use crate::measures::check;
use crate::office::{Office, Segment};

/// A class of four pupils with one lesson of mathematics a day.
fn school() -> Segment {
    Segment::new("s1")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on\n\
             q1,quarter,1,1 четверть,2025-09-01,2025-09-26\nq2,quarter,2,2 четверть,2025-09-29,2025-12-28\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Ёлкин,Иван,m,2014-05-10\np2,Жукова,Анна,f,2014-11-20\n\
             p3,Белов,Олег,m,2014-01-15\np4,Сомова,Яна,f,2014-03-03\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from\np1,c5,2025-09-01\np2,c5,2025-09-01\np3,c5,2025-09-01\np4,c5,2025-09-01\n",
        )
}

/// September as it was told at its end.
fn september() -> Segment {
    school()
        .window("2025-09-01", "2025-09-30")
        .extracted_at("2025-09-30T23:40:00+03:00")
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held,topic,topic_entered_at\n\
             L0,g1,2025-09-02,1,08:30,09:15,1,Дроби,2025-09-02 10:00\n\
             L1,g1,2025-09-16,1,08:30,09:15,1,Дроби,2025-09-16 10:00\n\
             L2,g1,2025-09-17,1,08:30,09:15,1,,\n\
             L3,g1,2025-09-18,1,08:30,09:15,1,Дроби,2025-09-18 10:00\n\
             L4,g1,2025-09-19,1,08:30,09:15,1,Дроби,2025-09-19 10:00\n",
        )
        .table(
            "marks",
            "mark_id,lesson_id,pupil_id,work_type,weight,value,work_date,entered_at\n\
             m1,L1,p1,Ответ,1,5,2025-09-16,2025-09-16 10:00\n\
             m2,L1,p2,Ответ,1,4,2025-09-16,2025-09-16 10:00\n\
             m3,L3,p1,Ответ,1,3,2025-09-18,2025-09-18 10:00\n\
             m4,L3,p2,Ответ,1,3,2025-09-18,2025-09-18 10:00\n\
             m5,L3,p3,Ответ,1,3,2025-09-18,2025-09-18 10:00\n\
             m6,L3,p4,Ответ,1,3,2025-09-18,2025-09-18 10:00\n",
        )
        .table(
            "absences",
            "lesson_id,pupil_id,code,entered_at\nL1,p1,ОТ,2025-09-16 10:00\nL4,p1,УП,2025-09-19 10:00\n",
        )
        .table(
            "homework",
            "lesson_id,due_on,entered_at\nL1,2025-09-17,2025-09-16 10:00\nL4,2025-09-20,2025-09-19 10:00\n",
        )
        .table(
            "term_marks",
            "pupil_id,group_id,term_id,kind,value,entered_at\n\
             p1,g1,q1,term,4,2025-09-26 10:00\np2,g1,q1,term,,\n",
        )
}

/// The same three weeks a week later, and the week.
fn october() -> Segment {
    school()
        .window("2025-09-15", "2025-10-07")
        .extracted_at("2025-10-07T23:40:00+03:00")
        .table(
            "lessons",
            // The topic of L2 was empty, that of L3 another. L5 is late, L6 in time, L7 news, L8 not held; of L9
            // nothing tells but that it was not there a week before.
            "lesson_id,group_id,date,number,starts_at,ends_at,held,topic,topic_entered_at\n\
             L1,g1,2025-09-16,1,08:30,09:15,1,Дроби,2025-09-16 11:00\n\
             L2,g1,2025-09-17,1,08:30,09:15,1,Дроби,2025-10-01 10:00\n\
             L3,g1,2025-09-18,1,08:30,09:15,1,Степени,2025-09-18 10:00\n\
             L5,g1,2025-09-22,1,08:30,09:15,1,Дроби,2025-10-05 10:00\n\
             L6,g1,2025-09-23,1,08:30,09:15,1,Дроби,2025-09-23 10:00\n\
             L7,g1,2025-10-03,1,08:30,09:15,1,Дроби,2025-10-07 10:00\n\
             L8,g1,2025-09-24,1,08:30,09:15,0,,\n\
             L9,g1,2025-09-25,1,08:30,09:15,1,,\n",
        )
        .table(
            "marks",
            // Another value, weight, kind of work, day; m3 is gone, of m4 only the moment differs. m7 came after
            // nine days, m8 after seven, m9 is of a new day.
            "mark_id,lesson_id,pupil_id,work_type,weight,value,work_date,entered_at\n\
             m1,L1,p1,Ответ,1,4,2025-09-16,2025-09-16 10:00\n\
             m2,L1,p2,Ответ,2.5,4,2025-09-16,2025-09-16 10:00\n\
             m4,L3,p2,Ответ,1,3,2025-09-18,2025-09-18 12:00\n\
             m5,L3,p3,Диктант,1,3,2025-09-18,2025-09-18 10:00\n\
             m6,L3,p4,Ответ,1,2,2025-09-19,2025-09-18 10:00\n\
             m7,L1,p3,Ответ,1,5,2025-09-16,2025-09-25 10:00\n\
             m8,L1,p4,Ответ,1,5,2025-09-16,2025-09-23 10:00\n\
             m9,L7,p1,Ответ,1,5,2025-10-03,2025-10-07 10:00\n",
        )
        .table(
            "absences",
            "lesson_id,pupil_id,code,entered_at\n\
             L1,p1,Б,2025-09-16 10:00\nL1,p2,НП,2025-09-17 10:00\nL3,p2,НП,2025-09-18 23:59\nL3,p3,НП,\n",
        )
        .table(
            "homework",
            "lesson_id,due_on,entered_at\n\
             L1,2025-09-18,2025-09-16 10:00\nL3,2025-09-19,2025-09-18 14:15\nL5,2025-09-23,2025-09-22 14:16\n",
        )
        .table(
            "term_marks",
            "pupil_id,group_id,term_id,kind,value,entered_at\n\
             p1,g1,q1,term,5,2025-09-26 10:00\np2,g1,q1,term,4,2025-10-05 10:00\n\
             p3,g1,q1,term,4,2025-09-28 00:00\np4,g1,q1,term,4,2025-09-28 00:01\np1,g1,q2,term,4,2025-10-05 10:00\n",
        )
        .table(
            "corrections",
            "correction_id,requested_on,class_id,subject_id,target_date,decision\n\
             r1,2025-10-01,c5,math,2025-09-16,approved\nr2,2025-10-01,c5,math,2025-09-18,refused\n",
        )
}

fn all() -> Value {
    [
        "inserted_late",
        "changed",
        "deleted",
        "changed_marks",
        "unlogged",
        "unlogged_pct",
    ]
    .map(|measure| format!("changes.{measure}"))
    .into()
}

fn counted(counts: [i64; 5], pct: Option<f64>) -> Value {
    json!({
        "changes.inserted_late": counts[0], "changes.changed": counts[1], "changes.deleted": counts[2],
        "changes.changed_marks": counts[3], "changes.unlogged": counts[4], "changes.unlogged_pct": pct
    })
}

#[tokio::test]
async fn changes_are_what_two_nights_tell_differently() {
    let mut office = Office::new().await;
    office.load(&[september()]).await;
    check(
        &office,
        json!({"measures": all()}),
        &[counted([0; 5], None)],
    )
    .await;

    office.load(&[october()]).await;
    check(
        &office,
        json!({"measures": all()}),
        &[counted([7, 8, 4, 5, 3], Some(60.0))],
    )
    .await;
    let by_table = json!({
        "measures": ["changes.inserted_late", "changes.changed", "changes.deleted"],
        "dimensions": ["changes.table"], "order": [["changes.table", "asc"]]
    });
    let row = |table: &str, late: i64, changed: i64, deleted: i64| {
        json!({
            "changes.table": table, "changes.inserted_late": late, "changes.changed": changed,
            "changes.deleted": deleted
        })
    };
    check(
        &office,
        by_table,
        &[
            row("absences", 2, 1, 1),
            row("homework", 1, 1, 1),
            row("lessons", 2, 1, 1),
            row("marks", 1, 4, 1),
            row("term_marks", 1, 1, 0),
        ],
    )
    .await;

    // The same once more says nothing new, and an earlier month that comes for the first time neither.
    let again = october().extracted_at("2025-10-08T23:40:00+03:00");
    office.load(&[again]).await;
    check(
        &office,
        json!({"measures": ["changes.changed", "changes.inserted_late"]}),
        &[json!({"changes.changed": 8, "changes.inserted_late": 7})],
    )
    .await;
}

#[tokio::test]
async fn days_before_the_memory_are_compared_with_nothing() {
    let mut office = Office::new().await;
    office.load(&[september()]).await;
    office.load(&[october()]).await;
    let compared = |from: &str, to: &str| {
        json!({
            "measures": ["changes.changed_marks", "corrections.requested"], "compare": "previous_period",
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": [from, to]}],
            "formulas": [{"name": "twice", "expression": "2 * changes.changed_marks"}]
        })
    };
    // The first change is of 16.09: the fortnight before begins earlier, the week before on that day. Requests are known
    // from the first extract on.
    let fortnight = json!({
        "changes.changed_marks": 0, "changes.changed_marks.previous": null, "changes.changed_marks.change": null,
        "twice.previous": null,
        "corrections.requested": 2, "corrections.requested.previous": 0, "corrections.requested.change": 2
    });
    check(&office, compared("2025-09-24", "2025-10-07"), &[fortnight]).await;
    let week = json!({
        "changes.changed_marks": 0, "changes.changed_marks.previous": 5, "changes.changed_marks.change": -5,
        "twice.previous": 10, "corrections.requested": 0
    });
    check(&office, compared("2025-09-23", "2025-09-29"), &[week]).await;
}

#[tokio::test]
async fn changes_stand_on_their_day_and_on_the_night_they_were_seen() {
    let mut office = Office::new().await;
    office.load(&[september()]).await;
    office.load(&[october()]).await;
    let by_day = json!({
        "measures": ["changes.changed_marks", "changes.unlogged"],
        "dimensions": ["class.name", "term.name"],
        "timeDimensions": [
            {"dimension": "calendar.date", "granularity": "day"},
            {"dimension": "changes.night", "granularity": "day", "dateRange": ["2025-10-01", "2025-10-07"]}
        ],
        "filters": [{"member": "changes.changed_marks", "operator": "gt", "values": [0]}],
        "order": [["calendar.date.day", "asc"]]
    });
    let row = |day: &str, marks: i64, unlogged: i64| {
        json!({
            "class.name": "5А", "term.name": "1 четверть",
            "calendar.date.day": format!("{day}T00:00:00.000"), "calendar.date": format!("{day}T00:00:00.000"),
            "changes.night.day": "2025-10-07T00:00:00.000", "changes.night": "2025-10-07T00:00:00.000",
            "changes.changed_marks": marks, "changes.unlogged": unlogged
        })
    };
    check(
        &office,
        by_day,
        &[row("2025-09-16", 2, 0), row("2025-09-18", 3, 3)],
    )
    .await;
    let before = json!({
        "measures": ["changes.changed"],
        "timeDimensions": [{"dimension": "changes.night", "dateRange": ["2025-09-01", "2025-10-06"]}]
    });
    check(&office, before, &[json!({"changes.changed": 0})]).await;
    let by_term = json!({
        "measures": ["changes.changed"],
        "timeDimensions": [{"dimension": "changes.night", "dateRange": "this term"}]
    });
    let refused = office.ask_in(&Scope::office(true, true), by_term).await;
    assert!(refused.is_err(), "terms belong to the day of the record");
    let of_others = json!({
        "measures": ["marks.count"],
        "timeDimensions": [{"dimension": "changes.night", "granularity": "month"}]
    });
    let refused = office.ask_in(&Scope::office(true, true), of_others).await;
    assert!(refused.is_err(), "other facts know no night");
}

#[tokio::test]
async fn changes_outlive_what_made_them() {
    let mut office = Office::new().await;
    office.load(&[september()]).await;
    office.load(&[october()]).await;
    // A request that is approved later makes a change a logged one. The first weeks of September come again.
    let approved = october()
        .extracted_at("2025-10-09T23:40:00+03:00")
        .table(
            "corrections",
            "correction_id,requested_on,class_id,subject_id,target_date,decision\n\
             r1,2025-10-01,c5,math,2025-09-16,approved\nr2,2025-10-01,c5,math,2025-09-18,approved\n",
        );
    office.load(&[approved]).await;
    check(
        &office,
        json!({"measures": all()}),
        &[counted([7, 8, 4, 5, 0], Some(0.0))],
    )
    .await;
    let rows = office
        .sql_in(
            &Scope::office(true, true),
            "select dataset, record, kind, what, old_value, new_value, corrected_by from changes \
             where dataset <> 'lessons' order by dataset, record, pupil_key, kind",
        )
        .await
        .expect("rows");
    assert!(
        rows.contains(&"marks|m1|changed|Отметка|5|4|r1".to_owned()),
        "{rows:#?}"
    );
    assert!(
        rows.contains(&"marks|m2|changed|Вес|1|2,5|r1".to_owned()),
        "{rows:#?}"
    );
    assert!(
        rows.contains(
            &"marks|m6|changed|Отметка, День работы|3; 18.09.2025|2; 19.09.2025|r2".to_owned()
        ),
        "{rows:#?}"
    );
    assert!(
        rows.contains(&"marks|m3|deleted||3|null|r2".to_owned()),
        "{rows:#?}"
    );
    assert!(
        rows.contains(&"absences|L1|changed|Причина|ОТ|Б|r1".to_owned()),
        "{rows:#?}"
    );
    assert!(
        rows.contains(&"term_marks|g1/q1/term|inserted_late||null|4|null".to_owned()),
        "{rows:#?}"
    );

    // Illness is told apart to those alone who may know of it.
    let outside = office
        .sql_in(
            &Scope::office(false, false),
            "select new_value from changes",
        )
        .await;
    assert!(outside.is_err(), "the value itself may tell of illness");
    let outside = office
        .sql_in(
            &Scope::office(false, false),
            "select old_value_outside, new_value_outside from changes where dataset = 'absences' and kind = 'changed'",
        )
        .await;
    assert_eq!(outside, Ok(vec!["ОТ|УП".to_owned()]));
}

#[tokio::test]
async fn two_releases_say_why_a_number_changed() {
    let mut office = Office::new().await;
    let elsewhere = |segment: Segment| segment.named("s2");
    office.load(&[september(), elsewhere(september())]).await;
    office
        .load(&[
            october(),
            elsewhere(september().extracted_at("2025-10-01T23:40:00+03:00")),
        ])
        .await;
    let all = Scope::office(true, true);
    let query = json!({
        "measures": ["marks.count", "marks.average"], "dimensions": ["class.id"], "limit": 1, "totals": true,
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "month", "dateRange": ["2025-09-01", "2025-09-30"]}],
        "filters": [
            {"member": "work_type.name", "operator": "equals", "values": ["Ответ", "Диктант"]},
            {"member": "pupil.sex", "operator": "equals", "values": ["m"]},
            {"member": "marks.count", "operator": "gt", "values": [0]}
        ]
    });
    let diff = office.app.diff_releases(&all, 1, 2, Some(&query)).await;
    let diff = diff.expect("a difference").to_json();
    assert_eq!(diff["loads"].as_array().map(Vec::len), Some(2), "{diff:#}");
    // Of the boys p1 and p3: m1 5 → 4, m3 deleted, m5 another kind of work, m7 came late.
    let row = &diff["data"][0];
    assert_eq!(diff["data"].as_array().map(Vec::len), Some(1), "{diff:#}");
    assert_eq!(row["school.id"], "s1");
    assert_eq!(
        (&row["marks.count"], &row["marks.count.previous"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(row["marks.average.previous"], json!(11.0 / 3.0));
    assert_eq!(row["marks.average"], json!(4.0));
    let records: Vec<&str> = diff["records"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|record| record["changes.record"].as_str())
        .collect();
    assert_eq!(records, ["m1", "m7", "m3", "m5"], "{diff:#}");
    assert_eq!(diff["unfiltered"], json!(["work_type.name", "marks.count"]));

    // A director sees neither loads nor records of another school, whatever is asked.
    let director = Scope::school("s2", true);
    let diff = office
        .app
        .diff_releases(&director, 1, 2, Some(&query))
        .await;
    let diff = diff.expect("a difference").to_json();
    assert_eq!(diff["loads"].as_array().map(Vec::len), Some(1), "{diff:#}");
    assert_eq!((&diff["data"], &diff["records"]), (&json!([]), &json!([])));
    let of_s1 = json!({
        "measures": ["marks.count"],
        "filters": [{"or": [
            {"member": "school.id", "operator": "equals", "values": ["s1"]},
            {"member": "school.id", "operator": "notEquals", "values": ["s1"]}
        ]}]
    });
    let diff = office
        .app
        .diff_releases(&director, 1, 2, Some(&of_s1))
        .await;
    let diff = diff.expect("a difference").to_json();
    assert_eq!((&diff["data"], &diff["records"]), (&json!([]), &json!([])));
    for wrong in [json!("marks.count"), json!([1]), json!(7), Value::Null] {
        let refused = office.app.diff_releases(&all, 1, 2, Some(&wrong)).await;
        assert!(refused.is_err(), "{wrong}");
    }
    for (from, to) in [(2, 1), (1, 1), (1, 3), (0, 1)] {
        assert!(
            office
                .app
                .diff_releases(&all, from, to, None)
                .await
                .is_err()
        );
    }
}
