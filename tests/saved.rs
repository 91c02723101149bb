//! Saved queries: whose they are, who else sees them and in which scope, versions, parameters, favourites, and what
//! a change of the model breaks.

use std::process::{Command, Output};

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use svodka::audit::{self, Filter};
use svodka::office::{NewQuery, NewToken, UserScope};

use crate::people::{Answer, PASSWORD, People, empty, encoded};

/// An office in which some may publish, with a deputy of the other school.
async fn office() -> People {
    let people = People::new().await;
    let school = |school_id: &str| UserScope::School {
        school_id: school_id.into(),
    };
    let publish = &["publish", "personal_data"][..];
    people
        .add("publisher", "office", UserScope::Office, publish)
        .await;
    people
        .add("director2", "director", school("s2"), &["publish"])
        .await;
    people.add("deputy2", "deputy", school("s2"), &[]).await;
    people
}

fn by_school() -> Value {
    json!({
        "title": "Уроки по школам",
        "description": "Сколько уроков должны были посетить.",
        "folder": "Отчёты",
        "state": {
            "measures": ["attendance.due"],
            "dimensions": ["school.id"],
            "order": [["school.id", "asc"]],
            "view": "chart",
            "chart": "bar",
        },
    })
}

fn with_parameters() -> Value {
    json!({
        "title": "Уроки за период",
        "state": {
            "measures": ["attendance.due"],
            "dimensions": ["school.id"],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": "{period}"}],
            "filters": [
                {"member": "school.name", "operator": "equals", "values": ["{school}"]},
                {"member": "attendance.due", "operator": "gte", "values": ["{least}"]},
            ],
        },
        "parameters": [
            {"name": "period", "title": "Период", "type": "dates", "default": "this year"},
            {"name": "school", "title": "Школы", "type": "values", "member": "school.name"},
            {"name": "least", "title": "Не меньше", "type": "number"},
        ],
    })
}

/// The same with another value of one key.
fn but(mut body: Value, key: &str, value: Value) -> Value {
    body[key] = value;
    body
}

async fn send(people: &People, method: Method, token: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(AUTHORIZATION, token)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    people.send(request.expect("a request")).await
}

async fn put(people: &People, token: &str, path: &str, body: &Value) -> Answer {
    send(people, Method::PUT, token, path, body).await
}

async fn delete(people: &People, token: &str, path: &str) -> Answer {
    people
        .send(empty(Request::delete(path).header(AUTHORIZATION, token)))
        .await
}

/// Saves a query and returns its address.
async fn saved(people: &People, token: &str, body: &Value) -> String {
    let answer = people.post(token, "/api/v1/saved", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let place = answer.header("location").to_owned();
    assert_eq!(place, format!("/api/v1/saved/{}", answer.json()["id"]));
    place
}

async fn share(people: &People, token: &str, place: &str, shares: Value) -> Answer {
    let path = format!("{place}/shares");
    put(people, token, &path, &json!({"shares": shares})).await
}

/// Returns the titles that somebody sees.
async fn titles(people: &People, token: &str) -> Vec<String> {
    let list = people.get(token, "/api/v1/saved").await.json();
    let list = list["saved"].as_array().expect("a list").clone();
    list.iter()
        .map(|saved| saved["title"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_query_is_its_owners_alone() {
    let people = office().await;
    let (owner, director) = (people.token("office").await, people.token("director").await);
    let place = saved(&people, &owner, &by_school()).await;
    let shown = people.get(&owner, &place).await.json();
    assert_eq!(shown["owner"]["login"], "office");
    assert_eq!(
        (&shown["isOwn"], &shown["mayChange"], &shown["version"]),
        (&json!(true), &json!(true), &json!(1))
    );
    assert_eq!(shown["state"], by_school()["state"]);
    assert_eq!(
        (&shown["shares"], &shown["broken"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(shown["versions"].as_array().map(Vec::len), Some(1));
    assert_eq!(titles(&people, &owner).await, ["Уроки по школам"]);
    let list = people.get(&owner, "/api/v1/saved").await.json();
    assert_eq!(list["saved"][0]["folder"], "Отчёты");
    assert!(list["saved"][0].get("state").is_none());

    assert!(titles(&people, &director).await.is_empty());
    // To others it is not there, whatever they try.
    let change = but(by_school(), "basedOn", json!(1));
    for answer in [
        people.get(&director, &place).await,
        put(&people, &director, &place, &change).await,
        delete(&people, &director, &place).await,
        share(&people, &director, &place, json!([{"kind": "all"}])).await,
        people
            .post(&director, &format!("{place}/versions/1"), &json!({}))
            .await,
        put(&people, &director, "/api/v1/favourites/saved/1", &json!({})).await,
        people.get(&director, "/queries/saved-1").await,
        people.get(&director, "/api/v1/queries/saved-1").await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text());
    }
    assert_eq!(people.get(&owner, &place).await.json(), shown);
}

#[tokio::test]
async fn shares_reach_a_person_a_role_a_school_and_all() {
    let people = office().await;
    let publisher = people.token("publisher").await;
    let place = saved(&people, &publisher, &by_school()).await;
    let everybody = [
        "office",
        "director",
        "director2",
        "deputy",
        "deputy2",
        "teacher",
    ];
    for (shares, seen_by) in [
        (json!([]), &[][..]),
        (
            json!([{"kind": "person", "value": " Deputy2 "}]),
            &["deputy2"],
        ),
        (
            json!([{"kind": "role", "value": "director"}]),
            &["director", "director2"],
        ),
        (
            json!([{"kind": "school", "value": "s1"}]),
            &["director", "deputy", "teacher"],
        ),
        (json!([{"kind": "all"}]), &everybody[..]),
        (json!([]), &[]),
    ] {
        let answer = share(&people, &publisher, &place, shares.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        for login in everybody {
            let token = people.token(login).await;
            let is_seen = seen_by.contains(&login);
            assert_eq!(
                !titles(&people, &token).await.is_empty(),
                is_seen,
                "{login}: {shares}"
            );
            let shown = people.get(&token, &place).await;
            assert_eq!(shown.status == StatusCode::OK, is_seen, "{login}: {shares}");
            if is_seen {
                let shown = shown.json();
                assert_eq!(shown["mayChange"], false, "{login}");
                // With whom else it is shared, and where its owner keeps it, is the owner's matter.
                assert_eq!(
                    (&shown["shares"], &shown["folder"]),
                    (&json!([]), &json!(""))
                );
                let change = but(by_school(), "basedOn", json!(1));
                let refused = put(&people, &token, &place, &change).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
                let refused = delete(&people, &token, &place).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
                let refused = share(&people, &token, &place, json!([])).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login}");
            }
        }
    }
    let done = Filter {
        action: Some(audit::Action::ShareQuery),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(done, 100).await.expect("entries");
    assert_eq!(entries.len(), 6);
    assert_eq!(entries[0].entry.object, "saved-1");
    assert_eq!(entries[0].entry.filters, "никому");
}

#[tokio::test]
async fn recipients_are_found_by_their_names_within_the_own_area() {
    let people = office().await;
    let path = |query: &str| format!("/api/v1/saved/recipients?{query}");
    let found = |answer: &Answer| -> Vec<String> {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let found = answer.json()["found"].as_array().cloned().expect("a list");
        let values = found.iter().filter_map(|one| one["value"].as_str());
        values.map(str::to_owned).collect()
    };
    // A school finds its own people and those of the office.
    let director = people.token("director").await;
    let colleagues = found(&people.get(&director, &path("kind=person")).await);
    for login in ["deputy", "teacher", "homeroom", "office", "publisher"] {
        assert!(colleagues.contains(&login.to_owned()), "{colleagues:?}");
    }
    for login in ["director", "director2", "deputy2", "system_admin"] {
        assert!(!colleagues.contains(&login.to_owned()), "{colleagues:?}");
    }
    let answer = people.get(&director, &path("kind=person&q=DEPUTY")).await;
    assert_eq!(found(&answer), ["deputy"]);
    assert_eq!(answer.json()["found"][0]["title"], "Иванова Анна Петровна");
    let by_words = path(&format!("kind=person&q={}", encoded("анна классный рук")));
    assert_eq!(found(&people.get(&director, &by_words).await), ["homeroom"]);
    assert!(found(&people.get(&director, &path("kind=person&q=deputy2")).await).is_empty());
    let of_office = people.token("office").await;
    let everybody = found(&people.get(&of_office, &path("kind=person")).await);
    assert!(everybody.contains(&"deputy2".to_owned()), "{everybody:?}");

    for kind in ["role", "school"] {
        let refused = people.get(&director, &path(&format!("kind={kind}"))).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{kind}");
    }
    let publisher = people.token("publisher").await;
    let by_title = path(&format!("kind=role&q={}", encoded("Директор")));
    let roles = found(&people.get(&publisher, &by_title).await);
    assert!(roles.contains(&"director".to_owned()) && !roles.contains(&"teacher".to_owned()));
    let schools = found(&people.get(&publisher, &path("kind=school")).await);
    assert_eq!(schools, ["s1", "s2"]);
    let director2 = people.token("director2").await;
    let own = people.get(&director2, &path("kind=school&q=s")).await;
    assert_eq!(found(&own), ["s2"]);
    assert!(found(&people.get(&publisher, &path("kind=all")).await).is_empty());
    let markup = path(&format!("kind=person&q={}", encoded("<b>' or 1=1 --")));
    assert!(found(&people.get(&publisher, &markup).await).is_empty());
    for odd in ["", "kind=world", "kind=person&kind=role"] {
        let refused = people.get(&publisher, &path(odd)).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{odd}");
    }
    let stranger = people.get("", &path("kind=person")).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_owner_reads_to_whom_a_query_is_open_by_their_titles() {
    let people = office().await;
    let publisher = people.token("publisher").await;
    let place = saved(&people, &publisher, &by_school()).await;
    let wanted = json!([
        {"kind": "person", "value": "director"},
        {"kind": "role", "value": "deputy"},
        {"kind": "school", "value": "s1"},
        {"kind": "all"},
    ]);
    let answer = share(&people, &publisher, &place, wanted).await;
    let shares = answer.json()["shares"].as_array().cloned().expect("shares");
    let titles: Vec<&str> = shares
        .iter()
        .filter_map(|share| share["title"].as_str())
        .collect();
    let role = svodka::app::Role::named("deputy").expect("a role").title;
    assert_eq!(titles, ["", "Иванова Анна Петровна", role, "Школа s1"]);
    // Another school's people have no name here, though a share with them is kept.
    let director2 = people.token("director2").await;
    let of_school = saved(&people, &director2, &by_school()).await;
    let foreign = json!([{"kind": "person", "value": "deputy"}]);
    let answer = share(&people, &director2, &of_school, foreign).await;
    assert_eq!(answer.json()["shares"][0]["title"], "deputy");
}

#[tokio::test]
async fn opening_to_more_than_persons_needs_the_right() {
    let people = office().await;
    let owner = people.token("office").await;
    let place = saved(&people, &owner, &by_school()).await;
    for wide in [
        json!([{"kind": "role", "value": "director"}]),
        json!([{"kind": "school", "value": "s1"}]),
        json!([{"kind": "all"}]),
        json!([{"kind": "person", "value": "director"}, {"kind": "all", "value": ""}]),
    ] {
        let answer = share(&people, &owner, &place, wide.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wide}");
    }
    let to_person = share(
        &people,
        &owner,
        &place,
        json!([{"kind": "person", "value": "director"}]),
    )
    .await;
    assert_eq!(to_person.status, StatusCode::OK);

    // A director with the right opens to the own school, and not in the name of others.
    let director2 = people.token("director2").await;
    let of_school = saved(&people, &director2, &by_school()).await;
    for (wrong, path) in [
        (
            json!([{"kind": "school", "value": "s1"}]),
            "shares[0].value",
        ),
        (json!([{"kind": "school", "value": ""}]), "shares[0].value"),
        (
            json!([{"kind": "role", "value": "wizard"}]),
            "shares[0].value",
        ),
        (
            json!([{"kind": "person", "value": "nobody"}]),
            "shares[0].value",
        ),
        (
            json!([{"kind": "person", "value": "director2"}]),
            "shares[0].value",
        ),
        (json!([{"kind": "all", "value": "s1"}]), "shares[0].value"),
        (json!([{"kind": "world"}]), ""),
        (json!("all"), ""),
    ] {
        let answer = share(&people, &director2, &of_school, wrong.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert_eq!(answer.json()["diagnostics"][0]["path"], path, "{wrong}");
    }
    let own = json!([{"kind": "school", "value": "s2"}, {"kind": "all"}]);
    let answer = share(&people, &director2, &of_school, own).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());

    // What is open to everybody the office keeps in order; a director of another school does not.
    let publisher = people.token("publisher").await;
    assert_eq!(
        people.get(&publisher, &of_school).await.json()["mayChange"],
        true
    );
    people
        .add(
            "director3",
            "director",
            UserScope::School {
                school_id: "s3".into(),
            },
            &["publish"],
        )
        .await;
    let director3 = people.token("director3").await;
    let shown = people.get(&director3, &of_school).await.json();
    assert_eq!(shown["mayChange"], false);
    let answer = share(&people, &publisher, &of_school, json!([])).await;
    // Closed for the one who closed it, too.
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        people.get(&director3, &of_school).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        people.get(&director2, &of_school).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_right_that_has_ended_changes_nothing_that_is_open_to_many() {
    let people = office().await;
    let publisher = people.token("publisher").await;
    let place = saved(&people, &publisher, &by_school()).await;
    share(&people, &publisher, &place, json!([{"kind": "all"}])).await;
    let user = people.app.office.user_by_login("publisher").await;
    let user = user.expect("records").expect("a user");
    let now = people.app.clock.now();
    for grant in user.grants.iter().filter(|grant| grant.name == "publish") {
        let office = &people.app.office;
        let revoked = office.revoke_grant("publisher", grant.id, "", now).await;
        assert!(revoked.expect("records"));
    }
    let change = but(by_school(), "basedOn", json!(1));
    let refused = put(&people, &publisher, &place, &change).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    // To close it takes no right; then it is the owner's again.
    let closed = share(&people, &publisher, &place, json!([])).await;
    assert_eq!(closed.status, StatusCode::OK);
    let changed = put(&people, &publisher, &place, &change).await;
    assert_eq!(changed.status, StatusCode::OK);
}

#[tokio::test]
async fn a_recipient_asks_in_the_own_scope() {
    let people = office().await;
    let publisher = people.token("publisher").await;
    let both = json!([{"member": "school.name", "operator": "equals", "values": ["Школа s1", "Школа s2"]}]);
    let mut query = by_school();
    query["state"]["filters"] = both;
    let place = saved(&people, &publisher, &query).await;
    share(&people, &publisher, &place, json!([{"kind": "all"}])).await;
    let rows = |answer: Answer| {
        let rows = answer.json()["data"].as_array().expect("rows").clone();
        let schools = rows
            .iter()
            .map(|row| row["school.id"].as_str().map(str::to_owned));
        schools.flatten().collect::<Vec<_>>()
    };
    let director = people.token("director").await;
    let of_director = people.get(&director, "/api/v1/queries/saved-1").await;
    assert_eq!(rows(of_director), ["s1"]);
    let of_office = people.get(&publisher, "/api/v1/queries/saved-1").await;
    assert_eq!(rows(of_office), ["s1", "s2"]);
    let page = people.get(&director, "/queries/saved-1").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    let table = page.split("<table").nth(1).expect("a table");
    assert!(table.contains("<th scope=\"row\">s1</th>") && !table.contains(">s2<"));
}

#[tokio::test]
async fn what_is_shared_names_nobody() {
    let people = office().await;
    let publisher = people.token("publisher").await;
    let mut named = by_school();
    named["state"]["filters"] = json!([{"or": [{"member": "pupil.name", "operator": "equals", "values": ["Ёлкин Иван Петрович"]}]}]);
    let place = saved(&people, &publisher, &named).await;
    let to_director = json!([{"kind": "person", "value": "director"}]);
    let refused = share(&people, &publisher, &place, to_director.clone()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.text().contains("названы люди"),
        "{}",
        refused.text()
    );

    // Nor can it become so afterwards, by a change or by an old version.
    let harmless = but(by_school(), "basedOn", json!(1));
    let changed = put(&people, &publisher, &place, &harmless).await;
    assert_eq!(changed.status, StatusCode::OK);
    let shared = share(&people, &publisher, &place, to_director).await;
    assert_eq!(shared.status, StatusCode::OK);
    let again = but(named, "basedOn", json!(2));
    let refused = put(&people, &publisher, &place, &again).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let path = format!("{place}/versions/1");
    let refused = people.post(&publisher, &path, &json!({})).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let director = people.token("director").await;
    assert!(!people.get(&director, &place).await.text().contains("Ёлкин"));
}

#[tokio::test]
async fn only_what_its_saver_may_ask_is_kept() {
    let people = office().await;
    let owner = people.token("office").await;
    let state = |state: Value| but(by_school(), "state", state);
    for (body, path) in [
        (
            state(json!({"measures": ["attendance.deu"]})),
            "measures[0]",
        ),
        (
            state(json!({"measures": ["attendance.due"], "wiev": 1})),
            "wiev",
        ),
        (
            state(json!({"measures": ["attendance.due"], "view": "hologram"})),
            "view",
        ),
        (state(json!([])), "state"),
        (state(json!("select 1")), "state"),
        (but(by_school(), "title", json!("  ")), "title"),
        (but(by_school(), "title", json!("т".repeat(201))), "title"),
        (but(by_school(), "title", json!("а\u{0}б")), "title"),
        (
            but(by_school(), "description", json!("т".repeat(2_001))),
            "description",
        ),
        (but(by_school(), "folder", json!("т".repeat(101))), "folder"),
        (but(by_school(), "title", json!(1)), ""),
        (but(by_school(), "owner", json!("director")), ""),
        (
            but(by_school(), "parameters", json!({"a": 1})),
            "parameters",
        ),
        (
            but(
                by_school(),
                "parameters",
                json!([{"name": "x", "title": "Икс", "type": "number"}]),
            ),
            "parameters[0]",
        ),
        (
            but(with_parameters(), "parameters", json!([])),
            "parameters",
        ),
    ] {
        let answer = people.post(&owner, "/api/v1/saved", &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        let diagnostics = answer.json()["diagnostics"].clone();
        let diagnostics = diagnostics.as_array().expect("diagnostics");
        assert!(
            diagnostics.iter().any(|fault| fault["path"] == path),
            "{body}: {diagnostics:?}"
        );
    }
    let long = "я".repeat(40_000);
    let large = state(json!({
        "measures": ["attendance.due"],
        "filters": [{"member": "school.name", "operator": "equals", "values": [long]}],
    }));
    let answer = people.post(&owner, "/api/v1/saved", &large).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("64"), "{}", answer.text());
    let longer = but(by_school(), "description", json!("я".repeat(80_000)));
    let answer = people.post(&owner, "/api/v1/saved", &longer).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);

    // Names without the right, and a topic that the role is not about.
    let names = state(json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"]}));
    let answer = people.post(&owner, "/api/v1/saved", &names).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let teacher = people.token("teacher").await;
    let contingent = state(json!({"measures": ["contingent.pupils"]}));
    let answer = people.post(&teacher, "/api/v1/saved", &contingent).await;
    assert_ne!(answer.status, StatusCode::CREATED);
    assert!(titles(&people, &owner).await.is_empty());
}

#[tokio::test]
async fn versions_are_kept_and_a_late_change_is_told() {
    let people = office().await;
    let owner = people.token("office").await;
    let place = saved(&people, &owner, &by_school()).await;
    let mut second = but(by_school(), "title", json!("Пропуски по школам"));
    second["state"]["measures"] = json!(["attendance.missed"]);
    second["note"] = json!("другой показатель");
    let without = put(&people, &owner, &place, &second).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    second["basedOn"] = json!(1);
    let changed = put(&people, &owner, &place, &second).await.json();
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["versions"][0]["note"], "другой показатель");
    // Another window still stands at the first version.
    let late = put(&people, &owner, &place, &second).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    assert!(late.json()["error"].is_string());

    let path = format!("{place}/versions/1");
    let reverted = people.post(&owner, &path, &json!({})).await.json();
    assert_eq!(reverted["version"], 3);
    assert_eq!(reverted["title"], "Уроки по школам");
    assert_eq!(reverted["state"], by_school()["state"]);
    let versions = reverted["versions"].as_array().expect("versions");
    let numbers: Vec<&Value> = versions.iter().map(|version| &version["version"]).collect();
    assert_eq!(numbers, [3, 2, 1]);
    for absent in ["9", "0", "-1", "1;drop table users", "..%2f1"] {
        let path = format!("{place}/versions/{}", encoded(absent));
        let answer = people.post(&owner, &path, &json!({})).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{absent}");
    }
    let deleted = delete(&people, &owner, &place).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    let again = delete(&people, &owner, &place).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    // The number is not given again.
    assert_eq!(
        saved(&people, &owner, &by_school()).await,
        "/api/v1/saved/2"
    );
}

#[tokio::test]
async fn ids_that_cannot_be_are_absent() {
    let people = office().await;
    let owner = people.token("office").await;
    saved(&people, &owner, &by_school()).await;
    for id in [
        "01",
        "+1",
        "1 or 1=1",
        "1'--",
        "../1",
        "..%2f..%2fetc%2fpasswd",
        "1.0",
        "-1",
        "99999999999999999999",
        "saved-1",
        "１",
        "%00",
        "true",
    ] {
        let id = encoded(id);
        for path in [
            format!("/api/v1/saved/{id}"),
            format!("/queries/saved-{id}"),
            format!("/api/v1/queries/saved-{id}"),
        ] {
            let answer = people.get(&owner, &path).await;
            let status = answer.status;
            let is_absent = matches!(status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST);
            assert!(is_absent, "{path}: {status}");
            assert!(!answer.text().contains("Уроки по школам"), "{path}");
        }
        for kind in ["saved", "named"] {
            let path = format!("/api/v1/favourites/{kind}/{id}");
            let answer = put(&people, &owner, &path, &json!({})).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn parameters_are_put_in_and_stay_values() {
    let people = office().await;
    let publisher = people.token("publisher").await;
    let place = saved(&people, &publisher, &with_parameters()).await;
    share(&people, &publisher, &place, json!([{"kind": "all"}])).await;
    let shown = people.get(&publisher, &place).await.json();
    assert_eq!(shown["parameters"][0]["default"], "this year");
    assert_eq!(shown["parameters"][1]["member"], "school.name");
    let schools = |answer: &Answer| {
        let rows = answer.json()["data"].as_array().map_or(0, Vec::len);
        (answer.status, rows)
    };
    let path = |given: &str| format!("/api/v1/queries/saved-1?{given}");
    let one = format!("school={}", encoded("Школа s1"));
    let two = format!("{one}&school={}", encoded("Школа s2"));
    for (given, expected) in [
        ("", 2),
        (one.as_str(), 1),
        (two.as_str(), 2),
        ("least=100000", 0),
    ] {
        let answer = people.get(&publisher, &path(given)).await;
        assert_eq!(schools(&answer), (StatusCode::OK, expected), "{given}");
    }
    let director = people.token("director").await;
    for value in ["Школа s2", "{period}", "' or 1=1 --", "%"] {
        let given = format!("school={}", encoded(value));
        let answer = people.get(&director, &path(&given)).await;
        assert_eq!(schools(&answer), (StatusCode::OK, 0), "{value}");
    }
    for given in ["least=many", "perod=today", "period=2025-10-31..2025-09-01"] {
        let answer = people.get(&director, &path(given)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{given}");
    }
    // The page asks by fields of its own.
    let form = format!(
        "period=&period.from=2025-09-01&period.to=2025-10-31&school={}&least=",
        encoded("Школа s1\r\n")
    );
    let page = people
        .get(&publisher, &format!("/queries/saved-1?{form}"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(
        page.contains("01.09.2025 – 31.10.2025"),
        "the filters are told"
    );
    assert!(page.contains(">s1<") && !page.contains(">s2<"));
    assert!(
        page.contains(r#"value="2025-09-01""#),
        "what was given stays"
    );
    let half = people
        .get(&publisher, "/queries/saved-1?period.to=2025-10-31")
        .await;
    assert!(half.text().contains("Укажите обе даты"));
}

#[tokio::test]
async fn favourites_are_the_persons_own() {
    let people = office().await;
    let (owner, other) = (people.token("office").await, people.token("centre").await);
    let place = saved(&people, &owner, &by_school()).await;
    let mark = "/api/v1/favourites/saved/1";
    for _ in 0..2 {
        let marked = put(&people, &owner, mark, &json!({})).await;
        assert_eq!(marked.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(people.get(&owner, &place).await.json()["isFavourite"], true);
    let named = "/api/v1/favourites/named/attendance-by-school";
    let marked = put(&people, &owner, named, &json!({})).await;
    assert_eq!(marked.status, StatusCode::NO_CONTENT);
    let dashboard = "/api/v1/favourites/dashboard/attendance";
    let marked = put(&people, &owner, dashboard, &json!({})).await;
    assert_eq!(marked.status, StatusCode::NO_CONTENT);
    for absent in [
        "/api/v1/favourites/saved/2",
        "/api/v1/favourites/named/no-such-question",
        "/api/v1/favourites/dashboard/%3Cb%3E",
        "/api/v1/favourites/dashboard/no-such-page",
        // Of other readers: it does not open for the office.
        "/api/v1/favourites/dashboard/homeroom",
        "/api/v1/favourites/wizard/1",
    ] {
        let answer = put(&people, &owner, absent, &json!({})).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{absent}");
    }
    let page = people.get(&owner, "/queries").await.text();
    let (_, rest) = page.split_once(r#"id="marked-title""#).expect("favourites");
    let (marked, _) = rest.split_once(r#"id="own-title""#).expect("own ones");
    assert!(
        marked.contains("/queries/saved-1") && marked.contains("/queries/attendance-by-school")
    );
    assert!(marked.contains(r#"href="/dashboards/attendance""#));
    let page = people.get(&other, "/queries").await.text();
    assert!(!page.contains("Убрать из избранного") && !page.contains("saved-1"));
    assert!(!page.contains("/dashboards/attendance"));

    let unmarked = delete(&people, &owner, mark).await;
    assert_eq!(unmarked.status, StatusCode::NO_CONTENT);
    assert_eq!(
        people.get(&owner, &place).await.json()["isFavourite"],
        false
    );
    // Marks go with what was marked.
    put(&people, &owner, mark, &json!({})).await;
    delete(&people, &owner, &place).await;
    let user = people.app.office.user_by_login("office").await;
    let user = user.expect("records").expect("a user");
    let marks = people.app.office.favourites(user.id).await.expect("marks");
    assert_eq!(marks.len(), 2);
}

#[tokio::test]
async fn a_query_is_shared_with_schools_in_reach_alone() {
    let people = office().await;
    people.set_password("director2", false).await;
    let cookie = people.sign_in("director2", PASSWORD).await.cookie();
    let post = async |path: &str, body: &str| people.form(Method::POST, path, &cookie, body).await;
    post("/queries/class-sizes/copy", "").await;
    let page = people.visit(&cookie, "/queries/saved-1").await.text();
    assert!(page.contains(r#"<option value="s2">Школа s2</option>"#));
    assert!(!page.contains("Школа s1"), "another school is no choice");
    let foreign = post("/queries/saved-1/shares", "kind=school&value=s1").await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = foreign.text();
    assert!(text.contains("Такой организации в вашей области нет."));
    let own = post("/queries/saved-1/shares", "kind=school&value=s2").await;
    assert_eq!(own.header("location"), "/queries/saved-1?done=shared");
    let page = people.visit(&cookie, "/queries/saved-1").await.text();
    assert!(page.contains("Организация: Школа s2"), "{page}");
}

#[tokio::test]
async fn dashboards_are_marked_by_a_form_and_come_first() {
    let people = office().await;
    for login in ["office", "director"] {
        people.set_password(login, false).await;
    }
    let cookie = people.sign_in("office", PASSWORD).await.cookie();
    let first = |page: &str| {
        let (_, rest) = page.split_once("<h2><a href=\"").expect("a dashboard");
        let (address, _) = rest.split_once('"').expect("its address");
        address.to_owned()
    };
    let list = people.visit(&cookie, "/dashboards").await.text();
    assert_eq!(first(&list), "/dashboards/overview");
    let path = "/dashboards/segments/favourite";
    let back = "mark=on&back=%2Fdashboards%2Fsegments%3Fperiod%3Dthis%2520month";
    let marked = people.form(Method::POST, path, &cookie, back).await;
    assert_eq!(marked.status, StatusCode::SEE_OTHER);
    assert_eq!(
        marked.header("location"),
        "/dashboards/segments?period=this%20month"
    );
    let list = people.visit(&cookie, "/dashboards").await.text();
    assert_eq!(first(&list), "/dashboards/segments");
    let address = "/dashboards/segments?period=this+month";
    let page = people.visit(&cookie, address).await.text();
    assert!(page.contains("Убрать из избранного: Состояние сегментов"));
    assert!(page.contains(r#"name="back" value="/dashboards/segments?period=this%20month""#));

    // Neither leads out of the site nor marks what does not open for the reader.
    let out = "mark=off&back=https%3A%2F%2Fevil.example%2F";
    let unmarked = people.form(Method::POST, path, &cookie, out).await;
    assert_eq!(unmarked.header("location"), "/");
    let list = people.visit(&cookie, "/dashboards").await.text();
    assert_eq!(first(&list), "/dashboards/overview");
    let director = people.sign_in("director", PASSWORD).await.cookie();
    for name in ["overview", "no-such-page", "%3Cscript%3E"] {
        let path = format!("/dashboards/{name}/favourite");
        let refused = people.form(Method::POST, &path, &director, "mark=on").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{name}");
    }
    let foreign = Request::post(path)
        .header(COOKIE, &cookie)
        .header(ORIGIN, "https://evil.example")
        .header("host", "svodka.example")
        .body(Body::empty());
    let refused = people.send(foreign.expect("a request")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_token_is_no_wider_here_either() {
    let people = office().await;
    let office = &people.app.office;
    let now = people.app.clock.now();
    let uploads = people.upload_token("director", "s1").await;
    for path in [
        "/api/v1/saved",
        "/api/v1/saved/1",
        "/queries",
        "/queries/saved-1",
    ] {
        let answer = people.get(&uploads, path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let answer = people.post(&uploads, "/api/v1/saved", &by_school()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    // The owner may publish, the key was not given the right.
    let user = office.user_by_login("publisher").await;
    let user = user.expect("records").expect("a user");
    let plain = office
        .create_token(user.id, &NewToken::new("plain", None), now)
        .await
        .expect("a token");
    let place = saved(&people, &plain, &by_school()).await;
    let answer = share(&people, &plain, &place, json!([{"kind": "all"}])).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn pages_keep_change_share_and_delete_without_scripts() {
    let people = office().await;
    for login in ["publisher", "director"] {
        people.set_password(login, false).await;
    }
    let cookie = people.sign_in("publisher", PASSWORD).await.cookie();
    let post = async |path: &str, body: &str| people.form(Method::POST, path, &cookie, body).await;

    let copied = post("/queries/attendance-by-school/copy", "").await;
    assert_eq!(copied.status, StatusCode::SEE_OTHER);
    assert_eq!(copied.header("location"), "/queries/saved-1?done=copied");
    let page = people.visit(&cookie, "/queries/saved-1?done=copied").await;
    let page = page.text();
    assert!(page.contains("Копия сохранена") && page.contains("(копия)"));
    assert!(
        page.contains("/constructor?saved=1&#38;q=measures:!("),
        "{page}"
    );
    assert!(page.contains("/api/v1/export?format=xlsx"));

    let title = encoded("<script>alert(1)</script> \"и\" & прочее");
    let fields = format!(
        "based_on=1&title={title}&folder={}&description=",
        encoded("<i>")
    );
    let changed = post("/queries/saved-1", &fields).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    for path in ["/queries", "/queries/saved-1", "/queries?find=script"] {
        let page = people.visit(&cookie, path).await.text();
        assert!(page.contains("&#60;script&#62;alert(1)"), "{path}");
        assert!(
            !page.contains("<script>alert") && !page.contains("<i>"),
            "{path}"
        );
    }
    let late = post("/queries/saved-1", &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let wrong = post("/queries/saved-1", "based_on=2&title=&folder=&description=").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Назовите запрос."));

    let shared = post("/queries/saved-1/shares", "kind=person&value=director").await;
    assert_eq!(shared.status, StatusCode::SEE_OTHER);
    let wrong = post("/queries/saved-1/shares", "kind=person&value=nobody").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = wrong.text();
    assert!(text.contains("Пользователя «nobody» нет."), "{text}");
    assert!(text.contains(r#"id="share-person-fault""#) && text.contains(r#"value="nobody""#));
    assert!(text.contains(r#"list="share-person-list""#));
    let suggested = r#"<option value="deputy">Иванова Анна Петровна — "#;
    assert!(text.contains(suggested), "{text}");
    let namesakes = format!("kind=person&value={}", encoded("иванова анна петровна"));
    let wrong = post("/queries/saved-1/shares", &namesakes).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Так зовут нескольких сотрудников"));
    assert!(text.contains(r#"<option value="s2">Школа s2</option>"#));
    assert!(text.contains(r#"<option value="homeroom">Классный руководитель</option>"#));
    let odd = format!("kind=school&value={}", encoded("<b>"));
    let wrong = post("/queries/saved-1/shares", &odd).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.text().contains("<b>"));
    let odd = post("/queries/saved-1/shares", "kind=world&value=").await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    let director = people.sign_in("director", PASSWORD).await.cookie();
    let page = people.visit(&director, "/queries/saved-1").await.text();
    assert!(page.contains("Сохранить себе копию") && !page.contains("/shares"));
    for path in ["", "/delete", "/shares", "/shares/revoke", "/versions/1"] {
        let path = format!("/queries/saved-1{path}");
        let body = "based_on=2&title=x&kind=person&value=director";
        let refused = people.form(Method::POST, &path, &director, body).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    let marked = people
        .form(
            Method::POST,
            "/queries/saved-1/favourite",
            &director,
            "mark=on&back=https://evil.example/",
        )
        .await;
    assert_eq!(marked.header("location"), "/");
    let page = people.visit(&director, "/queries/saved-1").await.text();
    assert!(page.contains("★"));

    let reverted = post("/queries/saved-1/versions/1", "").await;
    assert_eq!(
        reverted.header("location"),
        "/queries/saved-1?done=reverted"
    );
    let closed = post(
        "/queries/saved-1/shares/revoke",
        "kind=person&value=director",
    )
    .await;
    assert_eq!(closed.header("location"), "/queries/saved-1?done=unshared");
    let gone = people.visit(&director, "/queries/saved-1").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);

    // A page of another site cannot make the browser do it.
    let foreign = Request::post("/queries/saved-1/delete")
        .header(COOKIE, &cookie)
        .header(ORIGIN, "https://evil.example")
        .header("host", "svodka.example")
        .body(Body::empty());
    let refused = people.send(foreign.expect("a request")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let foreign = Request::put("/api/v1/saved/1/shares")
        .header(COOKIE, &cookie)
        .header("sec-fetch-site", "cross-site")
        .header(CONTENT_TYPE, "text/plain")
        .body(Body::from(r#"{"shares": [{"kind": "all"}]}"#));
    let refused = people.send(foreign.expect("a request")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let deleted = post("/queries/saved-1/delete", "").await;
    assert_eq!(deleted.header(LOCATION.as_str()), "/queries");
    let page = people.visit(&cookie, "/queries/saved-1").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    // A declared question is nobody's to change.
    for path in ["", "/delete", "/shares", "/versions/1"] {
        let path = format!("/queries/attendance-by-school{path}");
        let answer = post(&path, "based_on=1&title=x&kind=all&value=").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_saved_query_opens_in_the_constructor_as_saved() {
    let people = office().await;
    let owner = people.token("office").await;
    saved(&people, &owner, &with_parameters()).await;
    let page = people.get(&owner, "/queries/saved-1").await.text();
    assert!(
        page.contains(r#"href="/constructor?saved=1&#38;q="#),
        "{page}"
    );
    let id_of = |page: &str| {
        let (_, saved) = page.split_once("data-saved=\"").expect("a place");
        let (saved, _) = saved.split_once('"').expect("its end");
        let saved = saved.replace("&#34;", "\"");
        match saved.as_str() {
            "" => None,
            saved => {
                let saved: Value = serde_json::from_str(saved).expect("JSON");
                Some(saved["id"].clone())
            }
        }
    };
    // Without a question in the address it opens with the defaults of its own parameters.
    let page = people.get(&owner, "/constructor?saved=1").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let page = page.text();
    assert_eq!(id_of(&page), Some(json!(1)));
    let (_, state) = page.split_once("data-state=\"").expect("a state");
    let (state, _) = state.split_once('"').expect("its end");
    assert!(
        state.contains("this year") && !state.contains("{school}"),
        "{state}"
    );
    assert!(page.contains(r#"id="answer-title""#));
    let asked = "/constructor?saved=1&q=measures:!(attendance.missed),dimensions:!(school.id)";
    let page = people.get(&owner, asked).await.text();
    assert_eq!(id_of(&page), Some(json!(1)));
    let (_, state) = page.split_once("data-state=\"").expect("a state");
    assert!(state.starts_with("{&#34;measures&#34;:[&#34;attendance.missed&#34;]"));

    // To others it is as if there were none: the question of the link is asked in their own scope.
    for login in ["centre", "director"] {
        let other = people.token(login).await;
        let page = people.get(&other, asked).await;
        assert_eq!(page.status, StatusCode::OK, "{login}");
        let page = page.text();
        assert_eq!(id_of(&page), None, "{login}");
        assert!(!page.contains("Уроки за период"), "{login}");
        let page = people.get(&other, "/constructor?saved=1").await.text();
        assert_eq!(id_of(&page), None, "{login}");
        assert!(page.contains(r#"id="starters-title""#), "{login}");
    }
    for odd in [
        "0",
        "01",
        "-1",
        "1%20or%201=1",
        "%22%3E%3Cb%3E",
        "99999999999999999999",
        "",
    ] {
        let page = people
            .get(&owner, &format!("/constructor?saved={odd}"))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
        assert_eq!(id_of(&page.text()), None, "{odd}");
        assert!(!page.text().contains("<b>"), "{odd}");
    }
}

#[tokio::test]
async fn declared_questions_stand_by_role_and_are_found() {
    let people = office().await;
    let office = people.token("office").await;
    let director = people.token("director").await;
    let of_office = people.get(&office, "/queries").await.text();
    let of_director = people.get(&director, "/queries").await.text();
    assert!(of_office.contains("/queries/attendance-by-school\""));
    assert!(!of_director.contains("/queries/attendance-by-school\""));
    let find = format!("/queries?find={}", encoded("ПОСЕЩАЕМОСТЬ причинам"));
    let found = people.get(&office, &find).await.text();
    assert!(found.contains("/queries/attendance-by-school\""));
    assert!(!found.contains("/queries/class-sizes\""));
    let page = people
        .get(&office, "/queries/attendance-by-school?period=this+year")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(
        page.contains("Всего") && page.contains("Данные на"),
        "{page}"
    );
    assert!(page.contains("По умолчанию: прошлый месяц"));
    let none = people.get(&office, "/queries/no-such-question").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// Keeps a query of a model that knew more.
async fn outdated(people: &People, login: &str) {
    let user = people.app.office.user_by_login(login).await;
    let user = user.expect("records").expect("a user");
    let query = NewQuery {
        title: "Опоздания".into(),
        description: String::new(),
        folder: String::new(),
        state: json!({"measures": ["attendance.vanished", "attendance.due"], "dimensions": ["school.nmae"]}),
        parameters: json!([]),
        note: String::new(),
    };
    let now = people.app.clock.now();
    let saved = people.app.office.save_query(&user, &query, now).await;
    saved.expect("a query");
}

#[tokio::test]
async fn what_the_model_breaks_is_told_to_whoever_opens_it() {
    let people = office().await;
    outdated(&people, "office").await;
    let owner = people.token("office").await;
    let list = people.get(&owner, "/api/v1/saved").await.json();
    let broken = list["saved"][0]["broken"].to_string();
    assert!(
        broken.contains("attendance.vanished") && broken.contains("school.nmae"),
        "{broken}"
    );
    let page = people.get(&owner, "/queries/saved-1").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(page.contains("Запрос не выполняется") && page.contains("attendance.vanished"));
    assert!(page.contains("Откройте запрос в конструкторе"));
    assert!(!page.contains(r#"id="answer-title""#));
    assert!(
        people
            .get(&owner, "/queries")
            .await
            .text()
            .contains("не выполняется")
    );
}

fn check(people: &People) -> Output {
    Command::new(env!("CARGO_BIN_EXE_svodka"))
        .env_clear()
        .arg("--data")
        .arg(people.folder.path().join("data"))
        .args(["check", "--format", "json"])
        .output()
        .expect("the program starts")
}

#[tokio::test]
async fn check_tells_what_the_model_would_break() {
    let people = office().await;
    let owner = people.token("office").await;
    saved(&people, &owner, &with_parameters()).await;
    let good = check(&people);
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    outdated(&people, "director").await;
    // It warns and refuses nothing: whoever opens the query can mend it.
    let broken = check(&people);
    assert_eq!(broken.status.code(), Some(0), "{broken:?}");
    let told: Value = serde_json::from_slice(&broken.stdout).expect("JSON");
    let told = told.as_array().expect("a list");
    assert_eq!(told.len(), 2, "{told:?}");
    for one in told {
        assert_eq!(
            (&one["severity"], &one["rule"]),
            (&json!("warning"), &json!("saved_query"))
        );
        assert_eq!(one["file"], "saved-2");
        let message = one["message"].as_str().unwrap_or_default();
        assert!(
            message.contains("«Опоздания» (владелец director)"),
            "{message}"
        );
    }
    assert!(told.iter().any(|one| one["column"] == "measures[0]"));
}
