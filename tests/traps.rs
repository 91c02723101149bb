//! A school in which several things are unusual at once, against answers computed by hand: it opened in November, its fifth
//! grade has trimesters and its tenth half-years, and it has an association without marks.

use serde_json::{Value, json};
use svodka::clock::Clock;

use crate::measures::check;
use crate::office::{Office, Segment};

fn school() -> Segment {
    Segment::new("s1")
        .window("2025-11-05", "2025-11-25")
        .extracted_at("2025-11-25T23:40:00+03:00")
        .table(
            "school",
            "school_id,name,kind,municipality,settlement,timezone,connected_on\n\
             s1,Школа,general,Демо,urban,Europe/Moscow,2025-11-05\n",
        )
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on,grade_from,grade_to\n\
             t1,trimester,1,1 триместр,2025-09-01,2025-11-20,1,9\n\
             h1,half_year,1,1 полугодие,2025-09-01,2025-12-28,10,11\n",
        )
        .table(
            "classes",
            "class_id,kind,grade,letter,name\nc5,class,5,А,5А\nc10,class,10,А,10А\nr1,association,,,Роботы\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Ёлкин,Иван,m,2014-05-10\np2,Жукова,Анна,f,2009-11-20\np3,Белов,Олег,m,2014-01-15\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from\np1,c5,2025-11-05\np2,c10,2025-11-05\np3,r1,2025-11-05\n",
        )
        .table("subjects", "subject_id,name\nmath,Математика\nrobo,Робототехника\n")
        .table(
            "groups",
            "group_id,class_id,subject_id,weekly_hours\ng5,c5,math,1\ng10,c10,math,1\ngr,r1,robo,2\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n\
             L1,g5,2025-11-06,1,08:30,09:15,1\nL2,g10,2025-11-06,1,08:30,09:15,1\nL3,gr,2025-11-06,7,15:00,15:45,1\n",
        )
        .table(
            "marks",
            "mark_id,lesson_id,pupil_id,work_type,value,work_date,entered_at\n\
             m1,L1,p1,Ответ,5,2025-11-06,2025-11-06 10:00\nm2,L2,p2,Ответ,4,2025-11-06,2025-11-06 10:00\n",
        )
        .table("term_marks", "pupil_id,group_id,term_id,kind,value\np1,g5,t1,term,5\n")
}

async fn office() -> Office {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-26T09:00:00Z".parse().expect("a moment"));
    })
    .await;
    office.load(&[school()]).await;
    office
}

fn by(measures: &[&str], dimension: &str) -> Value {
    json!({"measures": measures, "dimensions": [dimension], "order": [[dimension, "asc"]]})
}

#[tokio::test]
async fn trimesters_and_half_years_stand_side_by_side() {
    let office = office().await;
    // The trimester is over, the half-year is not. Of the association nothing is expected.
    check(
        &office,
        by(&["grades.graded", "grades.fives", "grades.missing"], "term.name"),
        &[json!({"term.name": "1 триместр", "grades.graded": 1, "grades.fives": 1, "grades.missing": 0})],
    )
    .await;
    // A mark falls into the term of its pupil's grade.
    check(
        &office,
        by(&["marks.count", "marks.average"], "term.name"),
        &[
            json!({"term.name": "1 полугодие", "marks.count": 1, "marks.average": 4.0}),
            json!({"term.name": "1 триместр", "marks.count": 1, "marks.average": 5.0}),
        ],
    )
    .await;
    // One hour a week: 3 · 12 weeks / 8 = 4.5, so five marks; 3 · 17 / 8 = 6.4, so six, and of these
    // 6 · 13 weeks begun / 17 = 4.6, so five.
    check(
        &office,
        by(&["accumulation.pupil_groups", "accumulation.sufficient"], "term.name"),
        &[
            json!({"term.name": "1 полугодие", "accumulation.pupil_groups": 1, "accumulation.sufficient": 0}),
            json!({"term.name": "1 триместр", "accumulation.pupil_groups": 1, "accumulation.sufficient": 0}),
        ],
    )
    .await;
    // Achievers of finished terms: the pupil of the fifth grade alone.
    check(
        &office,
        json!({"measures": ["achievers.pupils", "achievers.all_fives"]}),
        &[json!({"achievers.pupils": 1, "achievers.all_fives": 1})],
    )
    .await;
}

#[tokio::test]
async fn who_is_exempt_in_a_running_term_needs_no_marks() {
    let mut office = office().await;
    let exempt = school().extracted_at("2025-11-25T23:50:00+03:00").table(
        "term_marks",
        "pupil_id,group_id,term_id,kind,value\np1,g5,t1,term,5\np2,g10,h1,term,осв\n",
    );
    office.load(&[exempt]).await;
    let trimester = json!({"term.name": "1 триместр", "accumulation.pupil_groups": 1});
    check(
        &office,
        by(&["accumulation.pupil_groups"], "term.name"),
        &[trimester],
    )
    .await;
}

#[tokio::test]
async fn an_association_attends_and_has_no_marks() {
    let office = office().await;
    check(
        &office,
        by(&["attendance.due", "attendance.pupils"], "class.kind"),
        &[
            json!({"class.kind": "association", "attendance.due": 1, "attendance.pupils": 1}),
            json!({"class.kind": "class", "attendance.due": 2, "attendance.pupils": 2}),
        ],
    )
    .await;
    check(
        &office,
        by(&["marks.count"], "class.kind"),
        &[json!({"class.kind": "class", "marks.count": 2})],
    )
    .await;
}

#[tokio::test]
async fn a_school_that_opened_in_november_owes_nothing_before() {
    let office = office().await;
    let november = |measures: Value| {
        json!({
            "measures": measures,
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-11-01", "2025-11-30"]}]
        })
    };
    let contingent = [
        "contingent.at_start",
        "contingent.arrived",
        "contingent.at_end",
        "contingent.pupils",
    ];
    check(
        &office,
        november(json!(contingent)),
        &[json!({
            "contingent.at_start": 3, "contingent.arrived": 0, "contingent.at_end": 3, "contingent.pupils": 3
        })],
    )
    .await;
    // Mondays to Saturdays from the 5th to the 25th.
    check(
        &office,
        json!({"measures": ["loads.expected", "loads.received"], "timeDimensions": [{"dimension": "calendar.date", "dateRange": "this year"}]}),
        &[json!({"loads.expected": 18, "loads.received": 1})],
    )
    .await;
}
