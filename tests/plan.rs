//! Plans: what a question would read, told before it is asked, and nothing of what the asker may not know.

use axum::http::StatusCode;
use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::constructor::{QuerySpec, bind};

use crate::office::{Office, asker, small_school};
use crate::people::{Answer, People};

async fn plan(people: &People, login: &str, query: &Value) -> Answer {
    let token = people.token(login).await;
    people.post(&token, "/api/v1/plan", query).await
}

fn attendance() -> Value {
    json!({
        "measures": ["attendance.attendance_pct"],
        "dimensions": ["school.name"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-09-01", "2025-09-30"]}],
        "filters": [{"member": "class.grade", "operator": "equals", "values": [5]}],
    })
}

#[tokio::test]
async fn a_plan_tells_what_a_question_would_read() {
    let people = People::new().await;
    let told = plan(&people, "office", &attendance()).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    let told = told.json();
    assert_eq!(told["sources"], json!(["attendance_months"]));
    assert_eq!(told["days"], json!(["2025-09-01", "2025-09-30"]));
    assert_eq!(
        told["filters"],
        json!(["Дата: 01.09.2025 – 30.09.2025", "Год обучения — 5"])
    );
    assert_eq!(told["isCheap"], json!(true));
    let rows = told["rows"].as_u64().expect("a number");
    assert!((1..1_000).contains(&rows), "{rows}");
    let sql = told["sql"].as_str().expect("a text");
    assert!(sql.contains("FROM attendance_months AS f"), "{sql}");

    // The same in the address.
    let token = people.token("office").await;
    let path = format!(
        "/api/v1/plan?query={}",
        crate::people::encoded(&attendance().to_string())
    );
    assert_eq!(people.get(&token, &path).await.json(), told);

    let term = json!({
        "measures": ["attendance.missed"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": "this term"}],
    });
    let told = plan(&people, "office", &term).await.json();
    assert_eq!(told["days"], Value::Null);
    assert_eq!(told["filters"], json!(["Дата: текущий учебный период"]));
}

#[tokio::test]
async fn a_plan_reads_no_row() {
    let mut office = Office::new().await;
    office.load(&[small_school("s1")]).await;
    for mart in ["terms", "classes", "calendar", "enrolments"] {
        office.lose(mart);
    }
    let by_month = |mut query: Value| {
        query["measures"] = json!(["contingent.pupils"]);
        query["timeDimensions"][0]["dimension"] = json!("calendar.date");
        query["timeDimensions"][0]["granularity"] = json!("month");
        query
    };
    let of_term = by_month(json!({"timeDimensions": [{"dateRange": "this term"}]}));
    let without_start = by_month(json!({"timeDimensions": [{}], "filters": [
        {"member": "calendar.date", "operator": "beforeDate", "values": ["2025-10-01"]}
    ]}));
    // The whole office would be told the first and the last day by the statistics of files.
    let of_school = asker(&Scope::school("s1", true));
    for query in [of_term, without_start] {
        let plan = office.app.plan(&of_school, &query).await;
        let plan = plan.expect("a plan");
        assert_eq!(plan.sources, ["contingent"]);
        assert!(plan.rows > 0, "{query}");
        assert!(office.app.ask(&of_school, &query).await.is_err());
    }
}

#[tokio::test]
async fn a_comparison_reads_no_less_and_a_filter_no_more() {
    let people = People::new().await;
    let rows = async |query: &Value| {
        let told = plan(&people, "office", query).await.json();
        told["rows"].as_u64().expect("a number")
    };
    let mut pupils = attendance();
    pupils["dimensions"] = json!(["pupil.id"]);
    pupils["measures"] = json!(["attendance.missed"]);
    pupils["timeDimensions"][0]["dateRange"] = json!(["2025-09-10", "2025-10-20"]);
    let alone = rows(&pupils).await;
    pupils["compare"] = json!("previous_period");
    assert!(rows(&pupils).await >= alone);
    let mut one = pupils.clone();
    one["filters"] =
        json!([{"member": "school.name", "operator": "equals", "values": ["Школа s1"]}]);
    assert!(rows(&one).await <= rows(&pupils).await);
    one["filters"][0]["values"] = json!(["Такой нет"]);
    assert_eq!(rows(&one).await, 0);
}

#[tokio::test]
async fn a_plan_is_refused_like_its_question() {
    let people = People::new().await;
    let wrong = [
        (
            "office",
            json!({"measures": ["attendance.dew"], "filtres": []}),
            400,
        ),
        ("office", json!([attendance(), attendance()]), 400),
        (
            "office",
            json!({"measures": ["attendance.due"], "dimensions": ["mark.value"]}),
            400,
        ),
        (
            "office",
            json!({"measures": ["attendance.due"], "asOf": 99}),
            400,
        ),
        ("office", json!({"measures": 7, "limit": "many"}), 400),
        // Names without the right to them, a topic outside the role, a role without questions.
        (
            "office",
            json!({"measures": ["attendance.due"], "dimensions": ["pupil.name"]}),
            403,
        ),
        ("teacher", json!({"measures": ["contingent.pupils"]}), 403),
        ("security", attendance(), 403),
    ];
    for (login, query, status) in wrong {
        let token = people.token(login).await;
        let planned = people.post(&token, "/api/v1/plan", &query).await;
        assert_eq!(planned.status.as_u16(), status, "{login} {query}");
        if query.is_object() {
            let asked = people.ask(&token, &query).await;
            assert_eq!(planned.status, asked.status, "{login} {query}");
            assert_eq!(planned.json(), asked.json(), "{login} {query}");
        }
    }
}

/// Whatever a director asks, the plan tells nothing of another school: not its rows, not its ids, not the scope.
#[tokio::test]
async fn a_plan_knows_no_other_school() {
    let people = People::new().await;
    let of_another = |operator: &str| {
        let mut query = attendance();
        query["filters"] = json!([{"member": "school.id", "operator": operator, "values": ["s2"]}]);
        query
    };
    let told = plan(&people, "director", &of_another("equals"))
        .await
        .json();
    let alone = plan(&people, "director", &of_another("notEquals"))
        .await
        .json();
    assert_eq!(told["rows"], json!(0));
    assert_ne!(alone["rows"], json!(0));
    let own = plan(&people, "director", &attendance()).await.json();
    let all = plan(&people, "office", &attendance()).await.json();
    assert!(own["rows"].as_u64() <= all["rows"].as_u64());
    // The text is that of anyone who asks so: the scope is no part of it.
    assert_eq!(own["sql"], all["sql"]);
    for text in [own.to_string(), alone.to_string()] {
        assert!(!text.contains("Школа s2"), "{text}");
    }
    assert!(!own.to_string().contains("s1"), "{own}");
    // A value is a value, whatever it looks like.
    let mut planted = attendance();
    planted["filters"] =
        json!([{"member": "school.name", "operator": "equals", "values": ["x' OR 1=1 --"]}]);
    let told = plan(&people, "director", &planted).await.json();
    let sql = told["sql"].as_str().expect("a text");
    assert!(sql.contains("'x'' OR 1=1 --'"), "{sql}");
    assert_eq!(
        told["rows"].as_u64(),
        told["rows"].as_u64().filter(|rows| *rows < 10)
    );
}

/// What is told as SQL can be run as SQL, and answers as the question does.
#[tokio::test]
async fn the_sql_of_a_plan_answers_as_the_question_does() {
    let mut office = Office::new().await;
    office.load(&["s1", "s2"].map(small_school)).await;
    let scope = Scope::office(true, true);
    let range = json!([{"dimension": "calendar.date", "granularity": "month", "dateRange": ["2025-09-01", "2025-10-31"]}]);
    let questions = [
        json!({"measures": ["attendance.due", "attendance.missed"], "dimensions": ["school.name"],
            "order": [["school.name", "asc"]]}),
        json!({"measures": ["attendance.missed_per_pupil"], "dimensions": ["class.name"],
            "filters": [{"member": "class.name", "operator": "contains", "values": ["а"]}]}),
        json!({"measures": ["marks.count", "attendance.due"], "timeDimensions": range}),
        json!({"measures": ["grades.quality_pct"], "dimensions": ["subject.name"],
            "filters": [{"member": "grades.graded", "operator": "gt", "values": [0]}]}),
        json!({"dimensions": ["school.name", "class.name"]}),
    ];
    for query in questions {
        let spec = QuerySpec::parse(&query).expect("a question");
        let today = office.app.moment().today;
        let bound = bind(&spec, &office.app.model, scope.sight(), today).expect("it is bound");
        let sql = bound.to_sql(&office.app.model);
        let rows = office.sql_in(&scope, &sql).await;
        let rows = rows.unwrap_or_else(|told| panic!("{told}\n{sql}"));
        let answer = office.app.ask(&asker(&scope), &query).await;
        let answer = answer.expect("an answer").to_json();
        let data = answer["data"].as_array().expect("rows");
        assert!(!data.is_empty(), "{query}");
        assert_eq!(rows.len(), data.len(), "{sql}");
    }
}
