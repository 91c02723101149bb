//! Terms, open ends and days that exclude each other, against answers computed by hand.
//!
//! The fifth grade has quarters, the tenth half-years; today the second quarter is under way. Who was due: L1 (2.09) p1 p5;
//! L2 (14.10), L3 (6.11) and L4 (20.11) p1 p2; K1 (2.09) and K2 (6.11) p3. p5 left on 10.10, p2 came on 6.10 from another
//! school, p4 on 10.11 to the tenth.

use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::app::AskError;
use svodka::clock::Clock;
use svodka::constructor::{QuerySpec, bind};
use svodka::engine::{self, Cap, Session};

use crate::measures::check;
use crate::office::{Office, Segment};

fn school() -> Segment {
    Segment::new("s1")
        .window("2025-09-01", "2025-11-25")
        .extracted_at("2025-11-25T23:40:00+03:00")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on,grade_from,grade_to\n\
             q1,quarter,1,1 четверть,2025-09-01,2025-10-24,1,9\n\
             q2,quarter,2,2 четверть,2025-11-05,2025-12-28,1,9\n\
             h1,half_year,1,1 полугодие,2025-09-01,2025-12-28,10,11\n",
        )
        .table(
            "classes",
            "class_id,kind,grade,letter,name\nc5,class,5,А,5А\nc10,class,10,А,10А\n",
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,sex,birth_date\n\
             p1,Ёлкин,Иван,m,2014-05-10\np2,Жукова,Анна,f,2014-11-20\np3,Белов,Олег,m,2009-11-20\n\
             p4,Сомова,Яна,f,2009-03-03\np5,Агеева,Нина,f,2014-10-31\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from,to,arrival,departure\n\
             p1,c5,2025-09-01,,start,\np2,c5,2025-10-06,,other_school,\np3,c10,2025-09-01,,start,\n\
             p4,c10,2025-11-10,,other_region,\np5,c5,2025-09-01,2025-10-10,start,other_school\n",
        )
        .table(
            "groups",
            "group_id,class_id,subject_id\ng5,c5,math\ng10,c10,math\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n\
             L1,g5,2025-09-02,1,08:30,09:15,1\nL2,g5,2025-10-14,1,08:30,09:15,1\n\
             L3,g5,2025-11-06,1,08:30,09:15,1\nL4,g5,2025-11-20,1,08:30,09:15,1\n\
             K1,g10,2025-09-02,1,08:30,09:15,1\nK2,g10,2025-11-06,1,08:30,09:15,1\n",
        )
        .table("accounts", "account_id,role\na1,teacher\n")
        .table(
            "visits",
            "account_id,date,visits\na1,2025-09-10,3\na1,2025-10-14,2\na1,2025-11-06,5\n",
        )
}

async fn office() -> Office {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-26T09:00:00Z".parse().expect("a moment"));
    })
    .await;
    office.load(&[school()]).await;
    office
}

fn within(measures: Value, range: &str) -> Value {
    json!({"measures": measures, "timeDimensions": [{"dimension": "calendar.date", "dateRange": range}]})
}

fn by(granularity: &str, measures: Value, range: &str) -> Value {
    json!({"measures": measures, "timeDimensions": [
        {"dimension": "calendar.date", "granularity": granularity, "dateRange": range}
    ]})
}

/// A question about what lies on one side of a day.
fn beyond(operator: &str, day: &str, measures: Value) -> Value {
    json!({"measures": measures, "filters": [{"member": "calendar.date", "operator": operator, "values": [day]}]})
}

fn row(granularity: &str, day: &str, figures: Value) -> Value {
    let mut row = figures;
    row[format!("calendar.date.{granularity}")] = json!(format!("{day}T00:00:00.000"));
    row
}

fn flows() -> Value {
    json!([
        "contingent.at_start",
        "contingent.arrived",
        "contingent.departed",
        "contingent.at_end",
        "contingent.pupils"
    ])
}

fn flow([at_start, arrived, departed, at_end]: [i64; 4]) -> Value {
    json!({
        "contingent.at_start": at_start, "contingent.arrived": arrived, "contingent.departed": departed,
        "contingent.at_end": at_end, "contingent.pupils": at_end
    })
}

#[tokio::test]
async fn a_term_is_the_same_however_it_is_split() {
    let office = office().await;
    let due = |count: i64| json!({"attendance.due": count});
    let measures = json!(["attendance.due"]);
    check(&office, within(measures.clone(), "this term"), &[due(6)]).await;
    check(&office, within(measures.clone(), "last term"), &[due(4)]).await;
    for (granularity, first, second) in [
        ("month", "2025-09-01", "2025-10-01"),
        ("week", "2025-09-01", "2025-10-13"),
        ("day", "2025-09-02", "2025-10-14"),
    ] {
        let rows = [
            row(granularity, first, due(2)),
            row(granularity, second, due(2)),
        ];
        check(
            &office,
            by(granularity, measures.clone(), "last term"),
            &rows,
        )
        .await;
    }
    let rows = [
        row("month", "2025-09-01", due(1)),
        row("month", "2025-11-01", due(5)),
    ];
    check(&office, by("month", measures, "this term"), &rows).await;
}

#[tokio::test]
async fn the_contingent_of_a_term_is_that_of_each_grades_own() {
    let office = office().await;
    // The quarter begins with p1 and p2, the half-year with p3; p4 comes within it.
    check(&office, within(flows(), "this term"), &[flow([3, 1, 0, 4])]).await;
    // The tenth grade has no term before.
    check(&office, within(flows(), "last term"), &[flow([2, 1, 1, 2])]).await;
    let rows = [
        row("month", "2025-09-01", flow([2, 0, 0, 2])),
        row("month", "2025-10-01", flow([2, 1, 1, 2])),
    ];
    check(&office, by("month", flows(), "last term"), &rows).await;
    // Of November the fifth grade's quarter takes what follows the 4th, the tenth's half-year all of it.
    let query = json!({"measures": flows(), "dimensions": ["class.name"], "order": [["class.name", "asc"]],
        "timeDimensions": [{"dimension": "calendar.date", "granularity": "month", "dateRange": "this term"}],
        "filters": [{"member": "contingent.at_end", "operator": "gt", "values": [0]}]});
    let class = |name: &str, month: &str, figures: [i64; 4]| {
        let mut row = row("month", month, flow(figures));
        row["class.name"] = json!(name);
        row
    };
    check(
        &office,
        query,
        &[
            class("5А", "2025-11-01", [2, 0, 0, 2]),
            class("10А", "2025-09-01", [1, 0, 0, 1]),
            class("10А", "2025-10-01", [1, 0, 0, 1]),
            class("10А", "2025-11-01", [1, 1, 0, 2]),
        ],
    )
    .await;
}

#[tokio::test]
async fn programme_and_visits_end_with_the_term() {
    let office = office().await;
    let measures = json!(["programme.held_hours", "visits.visits"]);
    let figures =
        |hours: f64, visits: i64| json!({"programme.held_hours": hours, "visits.visits": visits});
    check(
        &office,
        within(measures.clone(), "last term"),
        &[figures(2.0, 5)],
    )
    .await;
    check(
        &office,
        within(measures.clone(), "this term"),
        &[figures(6.0, 10)],
    )
    .await;
    let rows = [
        row("month", "2025-09-01", figures(1.0, 3)),
        row("month", "2025-10-01", figures(2.0, 2)),
    ];
    check(&office, by("month", measures, "last term"), &rows).await;
}

#[tokio::test]
async fn no_terms_are_read_where_days_are_asked() {
    let office = office().await;
    for mart in ["terms", "classes", "calendar"] {
        office.lose(mart);
    }
    let september = json!({"measures": ["visits.visits"], "timeDimensions": [
        {"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-09-30"]}
    ]});
    check(&office, september, &[json!({"visits.visits": 3})]).await;
    let by_month = |operator: &str| {
        let mut query = beyond(operator, "2025-10-31", json!(["visits.visits"]));
        query["timeDimensions"] = json!([{"dimension": "calendar.date", "granularity": "month"}]);
        query
    };
    // The whole office would be told the first and the last day by the statistics of files.
    let school = Scope::school("s1", true);
    let after = office.ask_in(&school, by_month("afterDate")).await;
    let after = after.expect("an answer");
    assert_eq!(after.len(), 1, "{after:?}");
    assert_eq!(after[0]["visits.visits"], json!(5));
    // The first school year is that of the first term.
    let of_term = within(json!(["visits.visits"]), "last term");
    for query in [of_term, by_month("beforeDate")] {
        assert!(office.ask_in(&school, query).await.is_err());
    }
}

/// Topics and totals of a question are asked in one session, most of them about the same spans.
#[tokio::test]
async fn a_session_reads_the_spans_of_a_question_once() {
    let office = office().await;
    let (app, scope) = (&office.app, Scope::office(true, true));
    let release = app.office.current_release().await.expect("the records");
    let versions = release.expect("a release").versions;
    let snapshot = app.lake.snapshot(&versions).await.expect("its tables");
    let session = Session::open(
        &app.engine,
        app.model.clone(),
        snapshot,
        &scope,
        app.moment(),
        None,
    );
    let session = session.expect("a session");
    let ask = async |range: &str| {
        let spec = QuerySpec::parse(&within(json!(["visits.visits"]), range)).expect("a question");
        let today = app.moment().today;
        let question = bind(&spec, &app.model, scope.sight(), today).expect("it is bound");
        engine::answer(&session, &question, None, Cap::NONE).await
    };
    assert!(ask("this term").await.is_ok());
    office.lose("terms");
    assert!(ask("this term").await.is_ok());
    assert!(ask("last term").await.is_err());
}

/// The second quarter has had eighteen teaching days, 5 to 25 November with Saturdays; the first one's eighteenth was
/// 20 September. What is of a whole term is compared with what was.
#[tokio::test]
async fn a_term_begun_is_compared_with_as_many_teaching_days_of_the_one_before() {
    let mut office = office().await;
    let marked = school().extracted_at("2025-11-25T23:50:00+03:00").table(
        "term_marks",
        "pupil_id,group_id,term_id,kind,value\np1,g5,q1,term,5\n",
    );
    office.load(&[marked]).await;
    let mut query = within(
        json!([
            "attendance.due",
            "contingent.pupils",
            "contingent.arrived",
            "grades.graded"
        ]),
        "this term",
    );
    query["compare"] = json!("previous_period");
    let row = json!({
        "attendance.due": 6, "attendance.due.previous": 2, "attendance.due.change": 4,
        "contingent.pupils": 4, "contingent.pupils.previous": 2,
        "contingent.arrived": 1, "contingent.arrived.previous": 0,
        "grades.graded": 0, "grades.graded.previous": 1, "partial": true
    });
    check(&office, query, &[row]).await;
}

/// In April the fourth quarter and the second half-year are under way; before them lie the third and the first.
async fn office_in_april() -> Office {
    let april = school()
        .window("2025-09-01", "2026-04-20")
        .extracted_at("2026-04-20T23:40:00+03:00")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on,grade_from,grade_to\n\
             q1,quarter,1,1 четверть,2025-09-01,2025-10-24,1,9\n\
             q2,quarter,2,2 четверть,2025-11-05,2025-12-28,1,9\n\
             q3,quarter,3,3 четверть,2026-01-12,2026-03-20,1,9\n\
             q4,quarter,4,4 четверть,2026-04-01,2026-05-26,1,9\n\
             h1,half_year,1,1 полугодие,2025-09-01,2025-12-28,10,11\n\
             h2,half_year,2,2 полугодие,2026-01-12,2026-05-26,10,11\n",
        )
        .table(
            "enrolments",
            "pupil_id,class_id,from\n\
             p1,c5,2025-09-01\np2,c5,2025-09-01\np3,c10,2025-09-01\np4,c10,2025-09-01\n",
        )
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\n\
             L1,g5,2026-02-10,1,08:30,09:15,1\nL2,g5,2026-04-10,1,08:30,09:15,1\n\
             K1,g10,2025-11-06,1,08:30,09:15,1\nK2,g10,2026-02-10,1,08:30,09:15,1\n\
             K3,g10,2026-04-10,1,08:30,09:15,1\n",
        )
        .table(
            "marks",
            "mark_id,lesson_id,pupil_id,work_type,weight,value,work_date,entered_at\n\
             m1,L1,p1,Ответ,1,5,2026-02-10,2026-02-10 10:00\n\
             m2,L1,p2,Ответ,1,3,2026-02-10,2026-02-10 10:00\n\
             m3,L2,p1,Ответ,1,4,2026-04-10,2026-04-10 10:00\n\
             m4,L2,p2,Ответ,1,2,2026-04-10,2026-04-10 10:00\n\
             m5,K1,p3,Ответ,1,4,2025-11-06,2025-11-06 10:00\n\
             m6,K1,p4,Ответ,1,3,2025-11-06,2025-11-06 10:00\n\
             m7,K2,p3,Ответ,1,5,2026-02-10,2026-02-10 10:00\n\
             m8,K3,p4,Ответ,1,2,2026-04-10,2026-04-10 10:00\n",
        );
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2026-04-21T09:00:00Z".parse().expect("a moment"));
    })
    .await;
    office.load(&[april]).await;
    office
}

#[tokio::test]
async fn the_forecast_of_a_term_is_that_of_each_grades_own() {
    let office = office_in_april().await;
    let measures = json!([
        "forecast.pupils",
        "forecast.no_data",
        "forecast.failing",
        "forecast.one_three",
        "forecast.one_four",
        "forecast.all_fives",
        "expected_marks.twos",
        "expected_marks.threes",
        "expected_marks.fours",
        "expected_marks.fives"
    ]);
    let foretold = |[twos, threes, fours, fives]: [i64; 4]| {
        json!({
            "forecast.pupils": 4, "forecast.no_data": 0, "forecast.failing": twos,
            "forecast.one_three": threes, "forecast.one_four": fours, "forecast.all_fives": fives,
            "expected_marks.twos": twos, "expected_marks.threes": threes,
            "expected_marks.fours": fours, "expected_marks.fives": fives
        })
    };
    // The fourth quarter foretells p1 a 4 and p2 a 2, the second half-year p3 a 5 and p4 a 2.
    check(
        &office,
        within(measures.clone(), "this term"),
        &[foretold([2, 0, 1, 1])],
    )
    .await;
    // The third quarter was 5 and 3, the first half-year 4 and 3.
    check(
        &office,
        within(measures, "last term"),
        &[foretold([0, 2, 1, 1])],
    )
    .await;
    // Month by month the half-year comes first, without a mark until November, then the quarter, without one until February.
    let months = [
        ("2025-09-01", 2),
        ("2025-10-01", 2),
        ("2025-11-01", 0),
        ("2025-12-01", 0),
        ("2026-01-01", 2),
        ("2026-02-01", 0),
        ("2026-03-01", 0),
    ];
    let rows = months.map(|(month, no_data)| {
        let figures = json!({"forecast.pupils": 2, "forecast.no_data": no_data});
        row("month", month, figures)
    });
    let measures = json!(["forecast.pupils", "forecast.no_data"]);
    check(&office, by("month", measures, "last term"), &rows).await;
    // By the 17th teaching day of the third quarter, 30 January, nobody had a mark; the 85th of the first half-year was
    // 8 December.
    let mut query = within(
        json!([
            "forecast.no_data",
            "forecast.one_three",
            "forecast.one_four"
        ]),
        "this term",
    );
    query["compare"] = json!("previous_period");
    let row = json!({
        "forecast.no_data": 0, "forecast.no_data.previous": 2,
        "forecast.one_three": 0, "forecast.one_three.previous": 1,
        "forecast.one_four": 1, "forecast.one_four.previous": 1
    });
    check(&office, query, &[row]).await;
}

#[tokio::test]
async fn a_term_of_the_year_before_is_not_this_one() {
    let mut office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-26T09:00:00Z".parse().expect("a moment"));
    })
    .await;
    // Last year all grades had quarters, and said so by naming none.
    let year_before = school()
        .of_year("2024/2025")
        .window("2025-04-01", "2025-05-23")
        .extracted_at("2025-05-23T23:40:00+03:00")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on\nq4,quarter,4,4 четверть,2025-04-01,2025-05-23\n",
        )
        .table("enrolments", "pupil_id,class_id,from\np1,c5,2024-09-02\np3,c10,2024-09-02\n")
        .table(
            "lessons",
            "lesson_id,group_id,date,number,starts_at,ends_at,held\nB1,g5,2025-04-02,1,08:30,09:15,1\n",
        )
        .without("accounts")
        .without("visits");
    office.load(&[year_before]).await;
    office.load(&[school()]).await;
    let due = |count: i64| json!({"attendance.due": count});
    let measures = json!(["attendance.due"]);
    check(&office, within(measures.clone(), "this term"), &[due(6)]).await;
    let rows = [
        row("month", "2025-09-01", due(1)),
        row("month", "2025-11-01", due(5)),
    ];
    check(&office, by("month", measures, "this term"), &rows).await;
}

#[tokio::test]
async fn an_open_end_is_the_data_day_and_an_open_start_the_first_year() {
    let office = office().await;
    let after = |measures: Value| beyond("afterDate", "2025-10-31", measures);
    check(&office, after(flows()), &[flow([3, 1, 0, 4])]).await;
    let measures = json!(["programme.held_hours", "visits.visits"]);
    let figures = json!({"programme.held_hours": 6.0, "visits.visits": 5});
    check(&office, after(measures), &[figures]).await;
    // p2 is eleven since the 20th, p3 sixteen.
    let mut by_age = after(json!(["attendance.pupils"]));
    by_age["dimensions"] = json!(["pupil.age"]);
    by_age["order"] = json!([["pupil.age", "asc"]]);
    let ages = [
        json!({"pupil.age": 11, "attendance.pupils": 2}),
        json!({"pupil.age": 16, "attendance.pupils": 1}),
    ];
    check(&office, by_age, &ages).await;
    let split = |mut query: Value, granularity: &str| {
        query["timeDimensions"] =
            json!([{"dimension": "calendar.date", "granularity": granularity}]);
        query
    };
    let november = row("month", "2025-11-01", flow([3, 1, 0, 4]));
    check(&office, split(after(flows()), "month"), &[november]).await;
    let before = beyond("beforeDate", "2025-11-01", flows());
    check(&office, before.clone(), &[flow([3, 1, 1, 3])]).await;
    let days = office.ask(split(before, "day")).await;
    assert_eq!(days.len(), 61, "the days of September and October");
    assert_eq!(
        days[0]["calendar.date.day"],
        json!("2025-09-01T00:00:00.000")
    );
    assert_eq!(days[60]["contingent.pupils"], json!(3));
    // Nothing is as long as what has no end.
    let mut compared = after(json!(["attendance.due"]));
    compared["compare"] = json!("previous_period");
    assert_eq!(paths(&office, compared).await, ["compare"]);
}

#[tokio::test]
async fn days_that_exclude_each_other_leave_nothing() {
    let office = office().await;
    let mut query = within(json!(["contingent.pupils", "attendance.due"]), "last month");
    query["filters"] = json!([
        {"member": "calendar.date", "operator": "inDateRange", "values": ["2025-11-01", "2025-11-20"]}
    ]);
    let nothing = json!({"contingent.pupils": 0, "attendance.due": 0});
    check(&office, query.clone(), &[nothing]).await;
    query["dimensions"] = json!(["class.name"]);
    check(&office, query, &[]).await;
}

async fn paths(office: &Office, query: Value) -> Vec<String> {
    match office.ask_in(&Scope::office(true, true), query).await {
        Err(AskError::Refused { faults, .. }) => {
            faults.into_iter().map(|fault| fault.path).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn days_in_the_wrong_order_are_refused() {
    let office = office().await;
    for operator in ["inDateRange", "notInDateRange"] {
        let query = json!({"measures": ["attendance.due"], "filters": [
            {"member": "calendar.date", "operator": operator, "values": ["2025-10-14", "2025-10-01"]}
        ]});
        assert_eq!(paths(&office, query).await, ["filters[0].values"]);
    }
}

#[tokio::test]
async fn what_is_split_twice_is_split_once() {
    let office = office().await;
    let month = json!({"dimension": "calendar.date", "granularity": "month"});
    let once = json!({"measures": ["attendance.due"], "dimensions": ["class.name"], "timeDimensions": [month]});
    let mut twice = once.clone();
    twice["dimensions"] = json!(["class.name", "class.name"]);
    twice["timeDimensions"] = json!([month, month]);
    assert_eq!(office.ask(once).await, office.ask(twice).await);
    let formula = |name: &str| {
        json!({"measures": ["attendance.due"], "timeDimensions": [month],
            "formulas": [{"name": name, "expression": "attendance.due * 2"}]})
    };
    assert_eq!(
        paths(&office, formula("calendar.date.month")).await,
        ["formulas[0].name"]
    );
    assert_eq!(office.ask(formula("twice")).await.len(), 3);
}

#[tokio::test]
async fn a_zone_that_there_is_not_is_refused() {
    let office = office().await;
    let query = |zone: Value| json!({"measures": ["attendance.due"], "timezone": zone});
    for zone in ["Europe/Moscow", "UTC"] {
        assert_eq!(office.ask(query(json!(zone))).await.len(), 1);
    }
    for zone in [json!("Europe/Atlantis"), json!(""), json!(3)] {
        assert_eq!(paths(&office, query(zone)).await, ["timezone"]);
    }
}
