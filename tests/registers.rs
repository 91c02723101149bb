//! Exams, requests for correction, guardians and visits against answers computed by hand.

use serde_json::json;

use crate::measures::check;
use crate::office::{Office, Segment};

/// Five pupils of one class.
fn school(school_id: &str) -> Segment {
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
             p4,c5,2025-09-01,,,\np5,c5,2025-09-01,2025-10-21,,other_school\n",
        )
}

#[tokio::test]
async fn exams() {
    let mut office = Office::new().await;
    // Entered a day after receipt to the second, a second later, on days that leave it open, on a day that does
    // not, and not at all. p5 left the day after.
    let results = "exam;subject_id;pupil_id;date;score;mark;received_at;entered_at;guardian_seen_at\n\
        ОГЭ;math;p1;2025-10-20;20;5;2025-10-21 10:00;2025-10-22 10:00;2025-10-23\n\
        ОГЭ;math;p2;2025-10-20;10;2;2025-10-21 10:00;2025-10-22 10:00:01;\n\
        ЕГЭ;math;p3;2025-10-20;60;;2025-10-21;2025-10-22;\n\
        ГВЭ;math;p4;2025-10-20;;;2025-10-21;2025-10-21;\n\
        ОГЭ;math;p5;2025-10-22;;;2025-10-21 10:00;;\n";
    office
        .load(&[school("s1").table("exam_results", results)])
        .await;
    let measures = json!([
        "exams.taken",
        "exams.average_score",
        "exams.average_mark",
        "exams.fails",
        "exams.entered_on_time_pct",
        "exams.seen_by_guardians_pct"
    ]);
    check(
        &office,
        json!({"measures": measures}),
        &[json!({
            "exams.taken": 5, "exams.average_score": 30.0, "exams.average_mark": 3.5, "exams.fails": 1,
            "exams.entered_on_time_pct": 200.0 / 3.0, "exams.seen_by_guardians_pct": 20.0
        })],
    )
    .await;
    check(
        &office,
        json!({"measures": ["exams.taken"], "dimensions": ["class.name"], "order": [["exams.taken", "desc"]]}),
        &[
            json!({"class.name": "5А", "exams.taken": 4}),
            json!({"class.name": null, "exams.taken": 1}),
        ],
    )
    .await;
}

#[tokio::test]
async fn corrections() {
    let mut office = Office::new().await;
    let requests = "correction_id,requested_on,class_id,subject_id,target_date,decision\n\
        r1,2025-09-10,c5,math,2025-09-02,approved\nr2,2025-09-11,c5,math,2025-09-02,refused\n\
        r3,2025-10-12,c5,math,2025-09-02,pending\nr4,2025-10-13,,,,\n";
    office
        .load(&[school("s1").table("corrections", requests)])
        .await;
    let of = |requested: i64, approved: i64, refused: i64, pending: i64| {
        json!({
            "corrections.requested": requested, "corrections.approved": approved,
            "corrections.refused": refused, "corrections.pending": pending
        })
    };
    let measures = json!([
        "corrections.requested",
        "corrections.approved",
        "corrections.refused",
        "corrections.pending"
    ]);
    check(&office, json!({"measures": measures}), &[of(4, 1, 1, 2)]).await;
    let by_month = json!({
        "measures": measures,
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "month"}]
    });
    check(&office, by_month, &[of(2, 1, 1, 0), of(2, 0, 0, 2)]).await;
}

#[tokio::test]
async fn guardians() {
    let mut office = Office::new().await;
    let rows = "guardian_id,pupil_id,consent_on,electronic_access\n\
        g1,p1,2025-09-01,yes\ng2,p1,,\ng3,p2,,refused\ng1,p5,2025-09-01,yes\n";
    office.load(&[school("s1").table("guardians", rows)]).await;
    let measures = json!([
        "guardians.guardians",
        "guardians.consents",
        "guardians.refusals",
        "guardians.consent_pct"
    ]);
    check(
        &office,
        json!({"measures": measures, "dimensions": ["class.name"], "order": [["guardians.guardians", "desc"]], "totals": true}),
        &[
            json!({"class.name": "5А", "guardians.guardians": 3, "guardians.consents": 1,
                "guardians.refusals": 1, "guardians.consent_pct": 100.0 / 3.0}),
            json!({"class.name": null, "guardians.guardians": 1, "guardians.consents": 1,
                "guardians.refusals": 0, "guardians.consent_pct": 100.0}),
        ],
    )
    .await;
}

#[tokio::test]
async fn visits() {
    let mut office = Office::new().await;
    // The teacher comes in September, one guardian gets an account in October, another's has ended, a third
    // never came.
    let accounts = "account_id,role,created_on,first_login_at,valid_to\n\
        a1,teacher,,2025-09-02 08:00,\na2,guardian,2025-10-05,2025-10-06 08:00,\n\
        a3,guardian,,,2025-09-10\na4,guardian,,,\n";
    let visits = "account_id,date,visits\na1,2025-09-02,3\na1,2025-09-03,2\na2,2025-10-06,1\n";
    let school = |id: &str| {
        school(id)
            .table("accounts", accounts)
            .table("visits", visits)
    };
    office.load(&[school("s1"), school("s2")]).await;
    let measures = json!([
        "visits.accounts",
        "visits.active",
        "visits.visits",
        "visits.never_logged_in",
        "visits.active_pct"
    ]);
    let of = |accounts: i64, active: i64, visits: i64, never: i64, pct: f64| {
        json!({
            "visits.accounts": accounts, "visits.active": active, "visits.visits": visits,
            "visits.never_logged_in": never, "visits.active_pct": pct
        })
    };
    let by_month = json!({
        "measures": measures,
        "timeDimensions": [{
            "dimension": "calendar.date", "granularity": "month",
            "dateRange": ["2025-09-01", "2025-10-31"]
        }],
        "filters": [{"member": "school.id", "operator": "equals", "values": ["s1"]}]
    });
    check(
        &office,
        by_month,
        &[of(3, 1, 5, 2, 100.0 / 3.0), of(3, 1, 1, 1, 100.0 / 3.0)],
    )
    .await;
    // The same codes in two schools are other people.
    let by_role = json!({
        "measures": measures, "dimensions": ["account.role"], "order": [["account.role", "asc"]],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-10-31"]}]
    });
    check(
        &office,
        by_role,
        &[of(6, 2, 2, 4, 100.0 / 3.0), of(2, 2, 10, 0, 100.0)],
    )
    .await;
    // Roles and journal pages are known without asking for a figure.
    let listed = |member: &str| json!({"dimensions": [member], "order": [[member, "asc"]]});
    check(
        &office,
        listed("account.role"),
        &[
            json!({"account.role": "guardian"}),
            json!({"account.role": "teacher"}),
        ],
    )
    .await;
}
