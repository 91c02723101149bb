//! Meta: what is offered can be asked, what is not offered is refused, and each asker is offered the own part.

use std::path::Path;

use axum::http::Request;
use axum::http::header::{AUTHORIZATION, COOKIE};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use svodka::access::Scope;
use svodka::clock::Clock;
use svodka::constructor::{QuerySpec, bind, knows};
use svodka::content::Content;
use svodka::model::{Model, Topic};

use crate::office::Office;
use crate::people::{People, empty};

/// Returns the first measure that may be split by these dimensions.
fn measure_by(topic: &Topic, dimensions: &[String]) -> String {
    let mut measures = topic.measures.iter();
    let measure = measures.find(|measure| {
        let refuses = |name: &String| {
            let mut refusals = topic.refusals.iter();
            refusals
                .any(|one| one.measures.contains(&measure.name) && one.dimensions.contains(name))
        };
        !dimensions.iter().any(refuses)
    });
    let measure = measure.unwrap_or_else(|| panic!("{} refuses its rows", topic.name));
    format!("{}.{}", topic.name, measure.name)
}

#[test]
fn a_topic_knows_what_its_questions_are_not_refused_for() {
    let (model, faults) = Model::load(&Content::embedded());
    assert!(faults.is_empty(), "{faults:#?}");
    let ids = || vec!["x".to_owned()];
    let scopes = [
        Scope::office(false, false),
        Scope::school("s1", true),
        Scope::classes("s1", ids(), true),
        Scope::groups("s1", ids(), ids(), false),
    ];
    let today = jiff::civil::date(2025, 10, 15);
    for scope in scopes {
        let sight = scope.sight();
        for topic in &model.topics {
            for entity in &model.entities {
                for dimension in &entity.dimensions {
                    let name = format!("{}.{}", entity.name, dimension.name);
                    let mut measures = topic.measures.iter();
                    let is_asked = measures.any(|measure| {
                        let query = json!({
                            "measures": [format!("{}.{}", topic.name, measure.name)],
                            "dimensions": [name],
                        });
                        let spec = QuerySpec::parse(&query).expect("a question");
                        bind(&spec, &model, sight, today).is_ok()
                    });
                    assert_eq!(
                        knows(&model, topic, entity, dimension, sight),
                        is_asked,
                        "{} by {name}, {sight:?}",
                        topic.name
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn records_of_every_topic_can_be_listed() {
    let office = Office::with(|config| {
        config.clock = Clock::Fixed("2025-11-07T05:00:00Z".parse().expect("a moment"));
    })
    .await;
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/good");
    office.load_paths(&[good.join("school-001")]).await;
    for topic in &office.app.model.topics {
        assert!(!topic.rows.is_empty(), "{}", topic.name);
        let query = json!({
            "measures": [measure_by(topic, &topic.rows)],
            "dimensions": topic.rows,
            "limit": 3,
        });
        let scope = Scope::school("school-001", true);
        let answer = office.answer_in(&scope, query.clone()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{query}: {error}"));
        // What this school has nothing of has no records.
        let is_empty = matches!(
            topic.name.as_str(),
            "changes" | "corrections" | "exams" | "movement"
        ) || office.app.model.register(&topic.name).is_some();
        assert!(is_empty || answer["data"] != json!([]), "{query}");
    }
}

fn cube<'a>(meta: &'a Value, name: &str) -> &'a Value {
    let cubes = meta["cubes"].as_array().expect("cubes");
    let cube = cubes.iter().find(|cube| cube["name"] == json!(name));
    cube.unwrap_or_else(|| panic!("no cube {name}"))
}

fn has(list: &Value, member: &str) -> bool {
    list.as_array().expect("a list").contains(&json!(member))
}

#[tokio::test]
async fn meta_tells_each_asker_the_own_part() {
    let people = People::new().await;
    let of = async |login: &str| {
        let token = people.token(login).await;
        people.get(&token, "/api/v1/meta").await.json()
    };
    let (office, director) = (of("office").await, of("director").await);
    let attendance = cube(&office, "attendance");
    assert!(has(&attendance["meta"]["knows"], "school.name"));
    assert!(!has(&attendance["meta"]["knows"], "mark.value"));
    assert!(!has(&attendance["meta"]["knows"], "pupil.name"));
    assert!(has(&attendance["meta"]["rows"], "pupil.id"));
    assert!(!has(&attendance["meta"]["rows"], "pupil.name"));
    let named = cube(&director, "attendance");
    assert!(has(&named["meta"]["knows"], "pupil.name"));
    assert!(has(&named["meta"]["rows"], "pupil.name"));
    let refusal = &attendance["meta"]["refusals"][0];
    assert!(has(&refusal["measures"], "attendance.due"));
    assert!(has(&refusal["dimensions"], "absence.reason"));
    let defaults = &cube(&office, "grades")["meta"]["defaults"];
    assert_eq!(
        *defaults,
        json!([{"dimension": "grade.kind", "values": ["term"]}])
    );
    let contingent = cube(&office, "contingent");
    assert_eq!(contingent["meta"]["isSpanned"], json!(true));
    assert!(!has(&contingent["meta"]["knows"], "calendar.weekday"));
    let measures = attendance["measures"].as_array().expect("measures");
    let share = measures
        .iter()
        .find(|one| one["name"] == json!("attendance.attendance_pct"));
    let share = share.expect("the share");
    assert_eq!(share["meta"]["format"], json!("percent"));
    assert_eq!(
        share["meta"]["formula"],
        json!("100 * (due - missed) / due")
    );
    let risk = measures
        .iter()
        .find(|one| one["name"] == json!("attendance.pupils_at_risk"));
    assert_ne!(risk.expect("the risk")["meta"]["judgedBy"], json!([]));

    let place = |meta: &Value| meta["trees"][0]["members"].clone();
    assert_eq!(
        place(&office),
        json!(["district.name", "school.name", "class.name"])
    );
    assert!(has(&place(&director), "pupil.name"));
    for range in office["ranges"].as_array().expect("ranges") {
        let title = range["title"].as_str().expect("a title");
        assert!(!title.starts_with("range-"), "{title}");
    }
    // A role with one topic is told of no other.
    let segment_admin = of("segment_admin").await;
    let cubes = segment_admin["cubes"].as_array().expect("cubes");
    let topics = cubes.iter().filter(|cube| cube["meta"].is_object());
    let names: Vec<&Value> = topics.map(|cube| &cube["name"]).collect();
    assert_eq!(names, [&json!("loads")]);
}

#[tokio::test]
async fn today_is_the_day_of_the_offices_zone() {
    let people = People::with(|config| {
        config.office.timezone = TimeZone::get("Europe/Moscow").expect("a zone");
        config.clock = Clock::Fixed("2025-11-30T21:30:00Z".parse().expect("a moment"));
    })
    .await;
    let token = people.token("office").await;
    let meta = people.get(&token, "/api/v1/meta").await.json();
    assert_eq!(meta["today"], json!("2025-12-01"));
    assert_eq!(meta["timezone"], json!("Europe/Moscow"));
}

#[tokio::test]
async fn members_are_titled_in_english_for_who_reads_so() {
    let people = People::new().await;
    let token = people.token("office").await;
    let request = Request::get("/api/v1/meta")
        .header(AUTHORIZATION, &token)
        .header(COOKIE, "language=en");
    let meta = people.send(empty(request)).await.json();
    let attendance = cube(&meta, "attendance");
    assert_eq!(attendance["title"], json!("Attendance"));
    assert_eq!(
        attendance["measures"][0]["title"],
        json!("Lessons to be attended")
    );
    let sex = &cube(&meta, "pupil")["dimensions"]
        .as_array()
        .expect("dimensions")
        .iter()
        .find(|one| one["name"] == json!("pupil.sex"))
        .expect("the sex")["values"];
    assert_eq!(sex[0], json!({"value": "m", "title": "boys"}));
    assert_eq!(meta["trees"][1]["title"], json!("Stage, grade, class"));
    assert_eq!(
        meta["ranges"][0],
        json!({"name": "today", "title": "today"})
    );
}
