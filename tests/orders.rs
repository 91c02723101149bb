//! Orders for reports: their course from asking to accepting, who sees which and takes which step, terms and counts,
//! and what a report that was handed over opens to whom.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use svodka::app::Draft;
use svodka::audit::{self, Filter};
use svodka::office::{
    NewStep, NewUser, OrderOutput, OrderState, Share, ShareKind, Standpoint, StepKind, UserScope,
    Wanted,
};

use crate::people::{Answer, People, encoded};
use crate::reader::Reader;

/// The day after the tests' own, which is 15 October 2025.
const TOMORROW: &str = "2025-10-16";

/// An office with a second school, a second specialist of the centre, and one who sees a single school.
async fn office() -> People {
    let people = People::new().await;
    let school = |school_id: &str| UserScope::School {
        school_id: school_id.into(),
    };
    people.add("director2", "director", school("s2"), &[]).await;
    people.add("deputy2", "deputy", school("s2"), &[]).await;
    people
        .add("centre2", "centre", UserScope::Office, &["personal_data"])
        .await;
    people.add("centre_s2", "centre", school("s2"), &[]).await;
    people
}

/// Somebody at a desk.
struct Desk<'a> {
    reader: Reader<'a>,
    login: &'static str,
}

impl<'a> Desk<'a> {
    async fn of(people: &'a People, login: &'static str) -> Self {
        Self {
            reader: Reader::new(people, login).await,
            login,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.reader.get(path).await
    }

    async fn page(&self, path: &str) -> String {
        self.reader.page(path).await
    }

    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.reader.post(path, fields).await
    }

    /// Orders a report and returns its number.
    async fn order(&self, title: &str) -> i64 {
        let answer = self.send("/requests", &wanted(title)).await;
        let place = led_to(&answer);
        let id = place
            .strip_prefix("/requests/")
            .and_then(|rest| rest.strip_suffix("?done=submit"));
        id.and_then(|id| id.parse().ok()).expect("a number")
    }

    /// Sends a step as the form of the order's newest state would.
    async fn try_step(&self, id: i64, step: &str, more: &[(&str, &str)]) -> Answer {
        let order = self
            .reader
            .people
            .app
            .office
            .order(id)
            .await
            .expect("records");
        let version = order.map_or(1, |order| order.version).to_string();
        let mut pairs = vec![("step", step), ("version", version.as_str())];
        pairs.extend_from_slice(more);
        self.send(&format!("/requests/{id}/steps"), &pairs).await
    }

    /// Takes a step that must be taken.
    async fn step(&self, id: i64, step: &str, more: &[(&str, &str)]) {
        let answer = self.try_step(id, step, more).await;
        let key = step.replace('_', "-");
        assert_eq!(led_to(&answer), format!("/requests/{id}?done={key}"));
    }

    /// Saves a question and returns its number.
    async fn save(&self, title: &str, state: Value) -> i64 {
        let draft = Draft {
            title: title.to_owned(),
            state,
            ..Draft::default()
        };
        let asker = self.reader.people.asker(self.login).await;
        self.reader
            .people
            .app
            .save(&asker, &draft)
            .await
            .expect("a query")
    }
}

fn wanted(title: &str) -> Vec<(&str, &str)> {
    vec![
        ("title", title),
        (
            "words",
            "Сколько уроков должны были посетить.\r\nПо школам.",
        ),
        ("purpose", "Педсовет"),
        ("ground", "Письмо № 7"),
        ("needed_by", "2025-10-20"),
        ("output", "table"),
    ]
}

fn with<'a>(
    mut pairs: Vec<(&'a str, &'a str)>,
    name: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    pairs.retain(|(own, _)| *own != name);
    pairs.push((name, value));
    pairs
}

fn led_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header(LOCATION.as_str())
}

fn by_school() -> Value {
    json!({
        "measures": ["attendance.due"],
        "dimensions": ["school.id"],
        "order": [["school.id", "asc"]],
    })
}

/// Returns the part of a page that is one element, by its id.
fn part<'a>(page: &'a str, id: &str, end: &str) -> &'a str {
    let (_, rest) = page
        .split_once(&format!(r#"id="{id}""#))
        .unwrap_or_default();
    rest.split(end).next().unwrap_or_default()
}

/// Returns the texts of the cells of a table's last row.
fn last_row(page: &str, id: &str) -> Vec<String> {
    let table = part(page, id, "</table>");
    let row = table.rsplit("<tr").next().unwrap_or_default();
    let row = row.replace("</th>", "</td>");
    let mut cells: Vec<&str> = row.split("</td>").collect();
    // What stands behind the last cell is none.
    cells.pop();
    let cells = cells.iter().filter_map(|cell| cell.rsplit_once('>'));
    cells.map(|(_, text)| text.trim().to_owned()).collect()
}

async fn states(people: &People, id: i64) -> Vec<&'static str> {
    let steps = people.app.office.order_steps(id).await.expect("steps");
    steps.iter().map(|step| step.kind.name()).collect()
}

async fn state(people: &People, id: i64) -> OrderState {
    let order = people.app.office.order(id).await.expect("records");
    order.expect("an order").state
}

#[tokio::test]
async fn an_order_goes_from_asking_to_accepting() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let centre = Desk::of(&people, "centre").await;
    let id = director.order("Уроки по школам").await;
    let card = director.page(&format!("/requests/{id}?done=submit")).await;
    assert!(card.contains("Заявка подана") && card.contains("Педсовет"));
    assert!(card.contains("Письмо № 7") && card.contains("20.10.2025"));

    // The centre finds it among its tasks and in the list.
    let tasks = centre.page("/tasks").await;
    assert!(part(&tasks, "orders", "</section>").contains("Новая заявка, нужна к 20.10.2025"));
    let list = centre.page("/requests?show=to-take").await;
    assert!(list.contains("Уроки по школам") && list.contains("Школа s1"));

    // A later term has its reason.
    let late = [("due_on", "2025-10-22")];
    let refused = centre.try_step(id, "take", &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Срок позже, чем нужно заказчику"));
    assert_eq!(state(&people, id).await, OrderState::Submitted);
    let reason = [("due_on", "2025-10-22"), ("words", "Ждём выгрузку школы")];
    centre.step(id, "take", &reason).await;
    let card = director.page(&format!("/requests/{id}")).await;
    assert!(card.contains("Ждём выгрузку школы") && card.contains("срок 22.10.2025"));

    centre
        .step(id, "question", &[("words", "По всем классам?")])
        .await;
    let tasks = director.page("/tasks").await;
    assert!(part(&tasks, "orders", "</section>").contains("Исполнитель ждёт вашего ответа"));
    director
        .step(id, "answer", &[("words", "Да, по всем")])
        .await;
    director
        .step(id, "message", &[("words", "Можно и раньше")])
        .await;
    centre
        .step(
            id,
            "move",
            &[("due_on", TOMORROW), ("words", "Успеем раньше")],
        )
        .await;
    let tasks = centre.page("/tasks").await;
    assert!(part(&tasks, "orders", "</section>").contains("До срока 1"));

    // The report is built, and the page of the query leads to the order.
    let query_id = centre.save("Уроки", by_school()).await;
    let page = centre.page(&format!("/queries/saved-{query_id}")).await;
    let way = format!("/requests/{id}?query={query_id}#deliver");
    assert!(
        page.contains("Передать по заявке") && page.contains(&way),
        "{page}"
    );
    let card = centre
        .page(&format!("/requests/{id}?query={query_id}"))
        .await;
    let choice = format!(r#"<option value="{query_id}" selected>"#);
    assert!(
        part(&card, "deliver", "</details>").contains(&choice),
        "{card}"
    );
    let query = query_id.to_string();
    centre.step(id, "deliver", &[("query", &query)]).await;
    assert_eq!(state(&people, id).await, OrderState::Delivered);

    // It opens to who asked, in the own scope.
    let tasks = director.page("/tasks").await;
    assert!(part(&tasks, "orders", "</section>").contains("Отчёт готов"));
    let card = director.page(&format!("/requests/{id}")).await;
    assert!(card.contains(&format!(r#"href="/queries/saved-{query_id}""#)));
    let seen = part(&card, "delivered-title", "</section>");
    assert!(seen.contains("Уроки"), "{seen}");

    let remark = [("words", "Нет итога"), ("due_on", "2025-10-17")];
    let silent = director.try_step(id, "return", &remark[1..]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    director.step(id, "return", &remark).await;
    let tasks = centre.page("/tasks").await;
    assert!(part(&tasks, "orders", "</section>").contains("До срока 2"));
    let nothing = centre.try_step(id, "deliver", &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    centre
        .step(id, "deliver", &[("words", "Итого 14 уроков")])
        .await;
    director.step(id, "accept", &[]).await;
    assert_eq!(state(&people, id).await, OrderState::Accepted);
    let card = director.page(&format!("/requests/{id}")).await;
    assert!(
        card.contains("В срок") && !card.contains(r#"name="step""#),
        "{card}"
    );
    assert_eq!(
        states(&people, id).await,
        [
            "submit", "take", "question", "answer", "message", "move", "deliver", "return",
            "deliver", "accept"
        ]
    );

    // Who took which step is written down; what was said is not.
    let done = Filter {
        action: Some(audit::Action::Order),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(done, 100).await.expect("entries");
    assert_eq!(entries.len(), 10);
    assert!(
        entries
            .iter()
            .all(|one| one.entry.object == format!("order-{id}"))
    );
    let told: Vec<&str> = entries
        .iter()
        .rev()
        .map(|one| one.entry.filters.as_str())
        .collect();
    assert_eq!(told[0], "подана");
    assert_eq!(told[6], format!("выполнена: saved-{query_id}"));
    assert_eq!(told[9], "принята заказчиком");
    assert!(told.iter().all(|words| !words.contains("итог")));
}

#[tokio::test]
async fn a_report_that_was_handed_over_opens_to_its_asker_alone_and_no_row_more() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let centre = Desk::of(&people, "centre").await;
    let id = director.order("Уроки").await;
    centre.step(id, "take", &[]).await;
    let query_id = centre.save("Уроки", by_school()).await;
    let path = format!("/api/v1/queries/saved-{query_id}");
    let own = people.token("director").await;
    assert_eq!(people.get(&own, &path).await.status, StatusCode::NOT_FOUND);
    let query = query_id.to_string();
    centre.step(id, "deliver", &[("query", &query)]).await;

    let schools = |answer: Answer| -> Vec<String> {
        let answer = answer.json();
        let rows = answer["data"].as_array().expect("rows").iter();
        rows.map(|row| row["school.id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let of_centre = people.token("centre").await;
    assert_eq!(schools(people.get(&of_centre, &path).await), ["s1", "s2"]);
    assert_eq!(schools(people.get(&own, &path).await), ["s1"]);
    // Others of the school read the order and do not come by the query.
    for login in ["deputy", "office", "director2", "office_head"] {
        let token = people.token(login).await;
        let status = people.get(&token, &path).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{login}");
    }
    let deputy = Desk::of(&people, "deputy").await;
    let card = deputy.page(&format!("/requests/{id}")).await;
    assert!(card.contains("Запрос открыт заказчику"), "{card}");
    assert!(!card.contains("/queries/saved-"), "{card}");
    let asker = people.asker("centre").await;
    let saved = people.app.saved(&asker, query_id).await.expect("a query");
    let share = Share {
        kind: ShareKind::Person,
        value: "director".into(),
    };
    assert_eq!(saved.query.shares, [share]);

    // The same query again changes nothing of who sees it.
    let again = [("words", "Ещё раз"), ("due_on", TOMORROW)];
    director.step(id, "return", &again).await;
    centre.step(id, "deliver", &[("query", &query)]).await;
    let saved = people.app.saved(&asker, query_id).await.expect("a query");
    assert_eq!(saved.query.shares.len(), 1);

    // What its owner takes back is told to be closed.
    people
        .app
        .share_saved(&asker, query_id, &[])
        .await
        .expect("closed");
    let card = director.page(&format!("/requests/{id}")).await;
    assert!(card.contains("удалён или закрыт его владельцем"), "{card}");
    people
        .app
        .delete_saved(&asker, query_id)
        .await
        .expect("gone");
    let card = director.page(&format!("/requests/{id}")).await;
    assert!(card.contains("удалён или закрыт его владельцем"), "{card}");
    director.step(id, "accept", &[]).await;
}

#[tokio::test]
async fn an_order_is_seen_by_its_asker_the_school_and_the_centre() {
    let people = office().await;
    let mut orders = Vec::new();
    for login in ["director", "deputy", "deputy2", "office", "centre"] {
        orders.push((login, Desk::of(&people, login).await.order(login).await));
    }
    for (login, seen) in [
        ("director", &["director", "deputy"][..]),
        ("deputy", &["director", "deputy"]),
        ("director2", &["deputy2"]),
        ("office", &["office"]),
        (
            "centre",
            &["director", "deputy", "deputy2", "office", "centre"],
        ),
        (
            "office_head",
            &["director", "deputy", "deputy2", "office", "centre"],
        ),
        // Whose own part of the office is one school sees what came from it.
        ("centre_s2", &["deputy2"]),
    ] {
        let desk = Desk::of(&people, login).await;
        let list = desk.page("/requests").await;
        let file = desk.page("/requests.csv").await;
        for (asker, id) in &orders {
            let is_seen = seen.contains(asker);
            let address = format!("/requests/{id}");
            let named = format!(r#"href="{address}""#);
            assert_eq!(list.contains(&named), is_seen, "{login}: {asker}");
            assert_eq!(
                file.contains(&format!(";{asker};Педсовет;")),
                is_seen,
                "{login}: {asker}"
            );
            let status = desk.get(&address).await.status;
            let expected = match is_seen {
                true => StatusCode::OK,
                false => StatusCode::NOT_FOUND,
            };
            assert_eq!(status, expected, "{login}: {asker}");
            if !is_seen {
                for step in ["take", "message", "accept", "deliver"] {
                    let words = [("words", "x"), ("query", "1")];
                    let answer = desk.try_step(*id, step, &words).await;
                    assert_eq!(
                        answer.status,
                        StatusCode::NOT_FOUND,
                        "{login}: {asker} {step}"
                    );
                }
            }
        }
        let has_counts = desk.page("/requests").await.contains(r#"id="counts""#);
        let sees_all = ["centre", "office_head", "centre_s2"].contains(&login);
        assert_eq!(has_counts, sees_all, "{login}");
    }
    for login in [
        "teacher",
        "homeroom",
        "segment_admin",
        "security",
        "system_admin",
    ] {
        let token = people.token(login).await;
        for path in [
            "/requests",
            "/requests/new",
            "/requests/1",
            "/requests.csv",
            "/requests.xlsx",
        ] {
            let status = people.get(&token, path).await.status;
            assert_eq!(status, StatusCode::FORBIDDEN, "{login} {path}");
        }
    }
    let director = Desk::of(&people, "director").await;
    for odd in [
        "0",
        "01",
        "-1",
        "99",
        "1%20or%201=1",
        "99999999999999999999",
        "x",
    ] {
        let status = director.get(&format!("/requests/{odd}")).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{odd}");
    }
}

#[tokio::test]
async fn each_step_is_taken_by_whose_it_is() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let deputy = Desk::of(&people, "deputy").await;
    let head = Desk::of(&people, "office_head").await;
    let (centre, centre2) = (
        Desk::of(&people, "centre").await,
        Desk::of(&people, "centre2").await,
    );
    let id = director.order("Уроки").await;
    let full = [("words", "Слова"), ("due_on", TOMORROW), ("query", "")];
    let every = [
        "take",
        "take_over",
        "move",
        "question",
        "answer",
        "deliver",
        "accept",
        "return",
        "refuse",
        "withdraw",
        "message",
    ];
    // Readers take no step at all.
    for step in every {
        for desk in [&deputy, &head] {
            let answer = desk.try_step(id, step, &full).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{} {step}",
                desk.login
            );
        }
    }
    let refused = |answer: &Answer| match answer.status {
        StatusCode::FORBIDDEN => true,
        StatusCode::CONFLICT => false,
        status => panic!("{status}: {}", answer.text()),
    };
    // What is another's is refused; what is one's own and not now is a conflict.
    for (desk, foreign, untimely) in [
        (
            &director,
            &["take", "take_over", "move", "question", "deliver", "refuse"][..],
            &["answer", "accept", "return"][..],
        ),
        (
            &centre,
            &[
                "move", "question", "deliver", "answer", "accept", "return", "withdraw",
            ],
            &["take_over"],
        ),
    ] {
        for step in foreign {
            assert!(refused(&desk.try_step(id, step, &full).await), "{step}");
        }
        for step in untimely {
            assert!(!refused(&desk.try_step(id, step, &full).await), "{step}");
        }
    }
    centre.step(id, "take", &[]).await;
    assert!(!refused(&centre2.try_step(id, "take", &full).await));
    for step in ["move", "question", "deliver", "refuse"] {
        assert!(refused(&centre2.try_step(id, step, &full).await), "{step}");
    }
    // A colleague goes on, and says why.
    let silent = centre2.try_step(id, "take_over", &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    centre2
        .step(id, "take_over", &[("words", "Коллега болен")])
        .await;
    assert!(refused(&centre.try_step(id, "question", &full).await));
    centre2
        .step(id, "question", &[("words", "Какой период?")])
        .await;
    director.step(id, "withdraw", &[]).await;
    for step in every {
        for desk in [&director, &centre2] {
            let answer = desk.try_step(id, step, &full).await;
            assert_ne!(
                answer.status,
                StatusCode::SEE_OTHER,
                "{} {step}",
                desk.login
            );
        }
    }
    assert_eq!(state(&people, id).await, OrderState::Withdrawn);

    // Nobody builds what the same person accepts.
    let own = centre.order("Для центра").await;
    for step in ["take", "refuse"] {
        assert!(refused(&centre.try_step(own, step, &full).await), "{step}");
    }
    let refusal = centre2.try_step(own, "refuse", &[("words", " ")]).await;
    assert_eq!(refusal.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refusal.text().contains("Напишите причину."));
    centre2
        .step(own, "refuse", &[("words", "Есть готовый отчёт")])
        .await;
    assert_eq!(state(&people, own).await, OrderState::Refused);
}

#[tokio::test]
async fn who_has_left_is_spoken_for_by_the_same_organisation_alone() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let specialist = Desk::of(&people, "office").await;
    let deputy = Desk::of(&people, "deputy").await;
    let deputy2 = Desk::of(&people, "deputy2").await;
    let head = Desk::of(&people, "office_head").await;
    let centre = Desk::of(&people, "centre").await;
    let centre2 = Desk::of(&people, "centre2").await;
    let (told, built) = (
        director.order("Словами").await,
        director.order("Запросом").await,
    );
    let of_office = specialist.order("Управлению").await;
    for id in [told, built, of_office] {
        centre.step(id, "take", &[]).await;
    }
    for id in [told, of_office] {
        centre
            .step(id, "deliver", &[("words", "Итого 14 уроков")])
            .await;
    }
    // While the asker is here, nobody else accepts.
    assert_eq!(
        deputy.try_step(told, "accept", &[]).await.status,
        StatusCode::FORBIDDEN
    );
    for login in ["director", "office"] {
        let blocked = people.app.office.set_disabled(login, true).await;
        blocked.expect("records");
    }

    let card = deputy.page(&format!("/requests/{told}")).await;
    assert!(
        card.contains("Заказчик больше не может вести заявку"),
        "{card}"
    );
    let tasks = deputy.page("/tasks").await;
    assert!(part(&tasks, "orders", "</section>").contains("Отчёт готов"));
    // Another school knows nothing of it; the office and the performer do not speak for the school.
    let foreign = deputy2.try_step(told, "accept", &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    for desk in [&head, &centre, &centre2] {
        for step in ["accept", "return", "withdraw", "answer"] {
            let refused = desk.try_step(told, step, &[("words", "Слова")]).await;
            let login = desk.login;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login} {step}");
        }
    }
    deputy.step(told, "accept", &[]).await;
    assert_eq!(state(&people, told).await, OrderState::Accepted);

    // What is delivered now opens to who speaks for the asker, and to nobody of another school.
    let query_id = centre.save("Уроки", by_school()).await;
    let query = query_id.to_string();
    centre.step(built, "deliver", &[("query", &query)]).await;
    let way = format!("/queries/saved-{query_id}");
    assert!(
        deputy
            .page(&format!("/requests/{built}"))
            .await
            .contains(&way)
    );
    deputy.page(&way).await;
    let foreign = deputy2.get(&way).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    deputy
        .step(
            built,
            "return",
            &[("words", "Нет итога"), ("due_on", TOMORROW)],
        )
        .await;

    // The head goes on for a specialist of the office; the centre is another organisation.
    for desk in [&centre, &centre2] {
        let refused = desk.try_step(of_office, "accept", &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", desk.login);
    }
    let absent = deputy.try_step(of_office, "accept", &[]).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    head.step(of_office, "accept", &[]).await;

    let done = Filter {
        action: Some(audit::Action::Order),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(done, 100).await.expect("entries");
    let instead: Vec<(&str, &str)> = entries
        .iter()
        .rev()
        .map(|one| (one.entry.login.as_str(), one.entry.filters.as_str()))
        .filter(|(_, told)| told.contains("вместо"))
        .collect();
    assert_eq!(
        instead,
        [
            ("deputy", "принята заказчиком (вместо director)"),
            ("deputy", "возвращена с замечанием (вместо director)"),
            ("office_head", "принята заказчиком (вместо office)"),
        ]
    );
}

#[tokio::test]
async fn who_has_another_post_or_school_is_spoken_for_too() {
    let people = office().await;
    let deputy = Desk::of(&people, "deputy").await;
    let centre = Desk::of(&people, "centre").await;
    for (role, school_id) in [("teacher", "s1"), ("director", "s2")] {
        let director = Desk::of(&people, "director").await;
        let id = director.order("Уроки").await;
        centre.step(id, "take", &[]).await;
        let answer = [("words", "Итого 14 уроков")];
        centre.step(id, "deliver", &answer).await;
        let refused = deputy.try_step(id, "accept", &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let scope = match role {
            "teacher" => UserScope::Groups {
                school_id: school_id.into(),
                group_ids: Vec::new(),
            },
            _ => UserScope::School {
                school_id: school_id.into(),
            },
        };
        let mut moved = NewUser::new("director", "Иванова Анна Петровна", role, scope);
        moved.ground = Some("Приказ № 3".into());
        let changed = people.app.office.change_user(&moved).await;
        changed.expect("records");
        deputy.step(id, "accept", &[]).await;
        assert_eq!(state(&people, id).await, OrderState::Accepted);
        let scope = UserScope::School {
            school_id: "s1".into(),
        };
        let mut back = NewUser::new("director", "Иванова Анна Петровна", "director", scope);
        back.ground = Some("Приказ № 4".into());
        let changed = people.app.office.change_user(&back).await;
        changed.expect("records");
    }
}

#[tokio::test]
async fn steps_that_say_nothing_sensible_are_refused_in_words() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let centre = Desk::of(&people, "centre").await;
    let id = director.order("Уроки").await;
    centre.step(id, "take", &[]).await;
    let path = format!("/requests/{id}/steps");
    for pairs in [
        &[("version", "2")][..],
        &[("step", "burn"), ("version", "2")],
        &[("step", "submit"), ("version", "2")],
        &[("step", "message"), ("words", "x")],
        &[("step", "message"), ("words", "x"), ("version", "two")],
    ] {
        let answer = centre.send(&path, pairs).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{pairs:?}");
    }
    let long = "я".repeat(4_001);
    for (step, pairs, told) in [
        (
            "move",
            &[("due_on", "31.02.2025"), ("words", "x")][..],
            "31.02.2025",
        ),
        (
            "move",
            &[("due_on", "2025-10-14"), ("words", "x")],
            "Этот день уже прошёл",
        ),
        (
            "move",
            &[("due_on", ""), ("words", "x")],
            "Укажите новый срок.",
        ),
        (
            "move",
            &[("due_on", "2025-10-20"), ("words", "x")],
            "Этот срок уже назначен",
        ),
        ("move", &[("due_on", TOMORROW)], "Напишите причину."),
        (
            "question",
            &[("words", " \r\n ")],
            "Напишите, что нужно уточнить.",
        ),
        ("message", &[("words", long.as_str())], "не больше 4"),
        ("message", &[("words", "a\u{7}b")], "управляющие знаки"),
        (
            "deliver",
            &[("query", "1 or 1=1")],
            "Такого запроса у вас нет",
        ),
        ("deliver", &[("query", "99")], "Такого запроса у вас нет"),
        ("deliver", &[], "Выберите свой сохранённый запрос"),
    ] {
        let answer = centre.try_step(id, step, pairs).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{step} {pairs:?}"
        );
        assert!(
            answer.text().contains(told),
            "{step} {pairs:?}: {}",
            answer.text()
        );
    }
    assert_eq!(states(&people, id).await, ["submit", "take"]);

    // What was decided on an older state is not done, and the words are not lost.
    director.step(id, "message", &[("words", "Поправка")]).await;
    let stale = [
        ("step", "question"),
        ("version", "2"),
        ("words", "Мой вопрос"),
    ];
    let answer = centre.send(&path, &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    assert!(page.contains("Заявка тем временем изменена") && page.contains("Поправка"));
    assert!(
        part(&page, "question", "</details>").contains("Мой вопрос"),
        "{page}"
    );
    director.step(id, "withdraw", &[]).await;
    let answer = centre.send(&path, &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    assert!(
        page.contains("Ваши слова не записаны") && page.contains("Мой вопрос"),
        "{page}"
    );
}

#[tokio::test]
async fn only_a_query_of_ones_own_that_the_asker_can_run_is_handed_over() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let deputy2 = Desk::of(&people, "deputy2").await;
    let centre = Desk::of(&people, "centre").await;
    let centre2 = Desk::of(&people, "centre2").await;
    let told = async |id: i64, query_id: i64| {
        let query = query_id.to_string();
        let answer = centre2.try_step(id, "deliver", &[("query", &query)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.text()
    };
    let id = deputy2.order("Уроки").await;
    centre2.step(id, "take", &[]).await;

    // Another's, shared or not.
    let foreign = centre.save("Чужой", by_school()).await;
    assert!(told(id, foreign).await.contains("Такого запроса у вас нет"));
    let shares = [Share {
        kind: ShareKind::Person,
        value: "centre2".into(),
    }];
    let owner = people.asker("centre").await;
    people
        .app
        .share_saved(&owner, foreign, &shares)
        .await
        .expect("shared");
    assert!(
        told(id, foreign)
            .await
            .contains("Сдать можно только свой запрос")
    );
    let saved = people.app.saved(&owner, foreign).await.expect("a query");
    assert_eq!(saved.query.shares, shares);

    // One that names people in its filters.
    let naming = json!({
        "measures": ["attendance.due"],
        "filters": [{"member": "pupil.name", "operator": "contains", "values": ["Ёлкин"]}],
    });
    let naming = centre2.save("С именем", naming).await;
    // The deputy of the second school may know no names at all.
    let named = json!({"measures": ["attendance.due"], "dimensions": ["pupil.name"]});
    let named = centre2.save("По ученикам", named).await;
    assert!(
        told(id, named)
            .await
            .contains("Заказчик не сможет выполнить этот запрос")
    );
    let of_director = director.order("По ученикам").await;
    centre2.step(of_director, "take", &[]).await;
    let page = told(of_director, naming).await;
    assert!(page.contains("Запрос нельзя открыть заказчику"), "{page}");
    let asker = people.asker("centre2").await;
    for query_id in [naming, named] {
        let saved = people.app.saved(&asker, query_id).await.expect("a query");
        assert!(saved.query.shares.is_empty());
    }
    let query = named.to_string();
    centre2
        .step(of_director, "deliver", &[("query", &query)])
        .await;

    // To whom the door is closed no query is opened, and the answer is given in words.
    let own = centre2.save("Уроки", by_school()).await;
    let office = &people.app.office;
    for login in ["deputy2", "director2"] {
        office.set_disabled(login, true).await.expect("closed");
    }
    assert!(told(id, own).await.contains("Доступ заказчика закрыт"));
    centre2.step(id, "deliver", &[("words", "14 уроков")]).await;
    assert_eq!(state(&people, id).await, OrderState::Delivered);
}

#[tokio::test]
async fn what_is_wanted_is_told_whole_or_sent_back() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let long = "я".repeat(201);
    for (name, value, told) in [
        ("title", " ", "Напишите, какой отчёт нужен."),
        ("title", &long, "не больше 200"),
        ("title", "a\nb", "управляющие знаки"),
        ("words", "", "Опишите, что должно быть в отчёте."),
        ("purpose", "", "Укажите, для чего нужен отчёт."),
        ("needed_by", "", "Укажите день"),
        ("needed_by", "2025-10-14", "Этот день уже прошёл"),
        ("needed_by", "завтра", "завтра"),
        ("output", "pdf", "Выберите вид отчёта из списка."),
        ("output", "", "Выберите вид отчёта из списка."),
        ("schools", "s2", "Такой организации в вашей области нет"),
        ("schools", "<b>", "Такой организации в вашей области нет"),
        (
            "q",
            "measures:!(attendance.vanished)",
            "attendance.vanished",
        ),
        (
            "q",
            "measures:!((",
            "Вопрос конструктора к заявке не приложить",
        ),
        (
            "q",
            "measures:!(attendance.due),filters:!((member:pupil.name,operator:contains,values:!('Ёлкин')))",
            "названы люди",
        ),
        (
            "q",
            "measures:!(attendance.due),view:wall",
            "Вопрос конструктора к заявке не приложить",
        ),
    ] {
        let pairs = with(wanted("Отчёт о <i>уроках</i>"), name, value);
        let answer = director.send("/requests", &pairs).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name} {value}"
        );
        let page = answer.text();
        assert!(page.contains(told), "{name} {value}: {page}");
        assert!(
            !page.contains("<i>") && !page.contains("<b>"),
            "{name} {value}"
        );
        // What was typed is not lost.
        assert!(page.contains("Письмо № 7"), "{name} {value}");
    }
    let reversed = with(wanted("Отчёт"), "from", "2025-10-02");
    let reversed = with(reversed, "to", "2025-10-01");
    let answer = director.send("/requests", &reversed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(people.app.office.orders().await.expect("orders").is_empty());
}

#[tokio::test]
async fn an_order_begins_from_a_question() {
    let people = office().await;
    let office = Desk::of(&people, "office").await;
    assert!(
        office
            .page("/queries")
            .await
            .contains(r#"href="/requests/new""#)
    );
    let named = office
        .page("/queries/attendance-by-school?period=this+year")
        .await;
    let (_, rest) = named
        .split_once(r#"href="/requests/new?title="#)
        .expect("a way");
    let address = rest.split('"').next().unwrap_or_default();
    let address = format!(
        "/requests/new?title={}",
        address.replace("&#38;", "&").replace("&#39;", "'")
    );
    let form = office.page(&address).await;
    assert!(form.contains("Вопрос, с которого начата заявка"), "{form}");

    let q = "measures:!(attendance.due),dimensions:!(school.id),view:table";
    let form = office
        .page(&format!("/requests/new?title=A%3Cb%3E&q={q}"))
        .await;
    assert!(
        form.contains("A&#60;b&#62;") || form.contains("A&lt;b&gt;"),
        "{form}"
    );
    assert!(form.contains(&format!(r#"name="q" value="{q}""#)), "{form}");
    let pairs = with(wanted("По вопросу"), "q", q);
    let mut pairs = with(pairs, "schools", "s2");
    pairs.push(("schools", "s1"));
    let answer = office.send("/requests", &pairs).await;
    assert_eq!(led_to(&answer), "/requests/1?done=submit");
    let order = people
        .app
        .office
        .order(1)
        .await
        .expect("records")
        .expect("an order");
    assert_eq!(order.wanted.school_ids, ["s1", "s2"]);
    assert_eq!(
        order.wanted.words,
        "Сколько уроков должны были посетить.\nПо школам."
    );
    let centre = Desk::of(&people, "centre").await;
    let card = centre.page("/requests/1").await;
    assert!(card.contains(r#"href="/constructor?q="#), "{card}");
    assert!(card.contains("Школа s1, Школа s2"), "{card}");

    // An address that cannot be read leaves a form of words alone.
    let form = office.page("/requests/new?q=measures:!((").await;
    assert!(
        form.contains("не приложить") && !form.contains(r#"name="q""#),
        "{form}"
    );
}

#[tokio::test]
async fn what_people_write_is_text_wherever_it_stands() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let centre = Desk::of(&people, "centre").await;
    let planted = "=<script>alert(1)</script>";
    let mut pairs = wanted(planted);
    for name in ["words", "purpose", "ground"] {
        pairs = with(pairs, name, planted);
    }
    let answer = director.send("/requests", &pairs).await;
    led_to(&answer);
    centre.step(1, "take", &[("words", planted)]).await;
    let query_id = centre.save("<i>Уроки</i>", by_school()).await;
    let find = format!("/requests?find={}", encoded("\"><b>"));
    for path in [
        "/requests",
        "/requests/1",
        "/requests/1?done=%3Cb%3E&query=%3Cb%3E",
        "/tasks",
        "/requests?show=%3Cb%3E&school=%3Cb%3E",
        &find,
        &format!("/queries/saved-{query_id}"),
    ] {
        let page = centre.page(path).await;
        for sign in ["<script>alert", "<i>", "<b>"] {
            assert!(!page.contains(sign), "{path}: {page}");
        }
    }
    let file = centre.page("/requests.csv").await;
    assert!(file.contains("'=<script>"), "{file}");
}

#[tokio::test]
async fn the_list_is_picked_and_taken_away_as_it_is_picked() {
    let people = office().await;
    let director = Desk::of(&people, "director").await;
    let deputy2 = Desk::of(&people, "deputy2").await;
    let centre = Desk::of(&people, "centre").await;
    director.order("Пропуски по классам").await;
    let taken = deputy2.order("Ёмкость кабинетов").await;
    centre.step(taken, "take", &[]).await;
    let own = centre.order("Для центра").await;
    for (query, ids) in [
        ("", &[1, taken, own][..]),
        ("show=to-take", &[1, own]),
        ("show=in-work", &[taken]),
        ("show=mine", &[own]),
        ("show=delivered", &[]),
        ("show=closed", &[]),
        ("find=емкость", &[taken]),
        ("find=школа+s1", &[1]),
        ("school=s2", &[taken]),
        ("from=2025-10-15&to=2025-10-15", &[1, taken, own]),
        ("to=2025-10-14", &[]),
    ] {
        let query: String = query
            .chars()
            .map(|sign| match sign.is_ascii() {
                true => sign.to_string(),
                false => encoded(&sign.to_string()),
            })
            .collect();
        let page = centre.page(&format!("/requests?{query}")).await;
        let file = centre.page(&format!("/requests.csv?{query}")).await;
        for id in [1, taken, own] {
            let is_in = ids.contains(&id);
            assert_eq!(
                page.contains(&format!(r#"href="/requests/{id}""#)),
                is_in,
                "{query} {id}"
            );
            let begins = file.lines().any(|line| line.starts_with(&format!("{id};")));
            assert_eq!(begins, is_in, "{query} {id}: {file}");
        }
    }
    let odd = centre.page("/requests?from=never").await;
    assert!(odd.contains("never"));
    let odd = centre.get("/requests.csv?from=never").await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);

    let file = centre.get("/requests.xlsx").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.bytes.starts_with(b"PK"));
    assert!(
        file.header("content-disposition")
            .contains("svodka-requests-2025-10-15")
    );
    let exports = Filter {
        action: Some(audit::Action::Export),
        ..Filter::default()
    };
    let entries = people.app.audit_entries(exports, 1).await.expect("entries");
    assert_eq!(entries[0].entry.rows, Some(3));
    assert_eq!(entries[0].entry.file_hash.len(), 64);
}

/// Keeps an order as if it had been asked and taken on other days.
async fn past(
    people: &People,
    asked: Timestamp,
    needed_by: Date,
    steps: &[(StepKind, &str, Timestamp)],
) {
    let office = &people.app.office;
    let asker = people.asker("director").await.user;
    let wanted = Wanted {
        title: "Отчёт".into(),
        words: "Отчёт".into(),
        school_ids: Vec::new(),
        from: None,
        to: None,
        purpose: "Педсовет".into(),
        ground: String::new(),
        needed_by,
        output: OrderOutput::Xlsx,
        question: None,
    };
    let standpoint = Standpoint {
        is_of_school: true,
        school_ids: vec!["s1".into()],
    };
    let id = office
        .place_order(&asker, &standpoint, &wanted, asked)
        .await
        .expect("an order");
    for (version, (kind, login, moment)) in (1..).zip(steps) {
        let by = people.asker(login).await.user;
        let step = NewStep {
            kind: *kind,
            words: "x".into(),
            due_on: (*kind == StepKind::Take).then_some(needed_by),
            query: None,
        };
        let taken = office.advance_order(id, version, &step, &by, *moment).await;
        taken.expect("a step");
    }
}

#[tokio::test]
async fn terms_and_counts_are_those_counted_by_hand() {
    let people = office().await;
    let at = |text: &str| -> Timestamp { text.parse().expect("a moment") };
    let (first, second) = (at("2025-10-01T07:00:00Z"), at("2025-10-08T07:00:00Z"));
    // In time on its last evening; late by a day after midnight; late and still in work; taken and open; refused;
    // nobody's; and one of the summer, which no count of October holds.
    use StepKind::{Accept, Deliver, Refuse, Take};
    let due = date(2025, 10, 10);
    let evening = at("2025-10-10T20:30:00Z");
    let night = at("2025-10-10T21:30:00Z");
    past(
        &people,
        first,
        due,
        &[
            (Take, "centre", second),
            (Deliver, "centre", evening),
            (Accept, "director", night),
        ],
    )
    .await;
    past(
        &people,
        first,
        due,
        &[(Take, "centre", second), (Deliver, "centre", night)],
    )
    .await;
    past(&people, second, due, &[(Take, "centre2", second)]).await;
    past(
        &people,
        second,
        date(2025, 10, 20),
        &[(Take, "centre2", second)],
    )
    .await;
    past(&people, second, due, &[(Refuse, "centre", second)]).await;
    past(&people, second, due, &[]).await;
    past(&people, at("2025-08-10T07:00:00Z"), date(2025, 8, 20), &[]).await;

    let head = Desk::of(&people, "office_head").await;
    let page = head.page("/requests?from=2025-10-01&to=2025-10-31").await;
    // All, submitted, taken, questioned, delivered, returned, accepted, refused, withdrawn, in time, late.
    let expected = [
        "Всего",
        "6",
        "1",
        "2",
        "0",
        "1",
        "0",
        "1",
        "1",
        "0",
        "1",
        "2",
    ];
    assert_eq!(last_row(&page, "orders-counts"), expected);
    let page = head.page("/requests?from=2025-10-01&to=2025-10-02").await;
    let expected = [
        "Всего",
        "2",
        "0",
        "0",
        "0",
        "1",
        "0",
        "1",
        "0",
        "0",
        "1",
        "1",
    ];
    assert_eq!(last_row(&page, "orders-counts"), expected);
    let page = head.page("/requests").await;
    assert_eq!(last_row(&page, "orders-counts")[1], "6");

    let file = head.page("/requests.csv?from=2025-10-01").await;
    let late: Vec<(&str, &str)> = file
        .lines()
        .skip(1)
        .filter_map(|line| Some((line.split_once(';')?.0, line.rsplit_once(';')?.1)))
        .collect();
    assert_eq!(
        late,
        [
            ("6", ""),
            ("5", ""),
            ("4", ""),
            ("3", "5"),
            ("2", "1"),
            ("1", "0")
        ]
    );
    // Who has it in work, and everybody of the centre, is told what is late.
    for login in ["centre", "centre2"] {
        let desk = Desk::of(&people, login).await;
        let tasks = desk.page("/tasks").await;
        let orders = part(&tasks, "orders", "</section>");
        assert!(
            orders.contains("/requests/3\"") && orders.contains("Срок прошёл 5"),
            "{orders}"
        );
        assert!(
            !orders.contains("/requests/4\"") && !orders.contains("/requests/2\""),
            "{orders}"
        );
    }
    let tasks = head.page("/tasks").await;
    assert!(!tasks.contains(r#"id="orders""#));
}

#[tokio::test]
async fn pages_of_orders_have_no_russian_words_of_their_own_in_english() {
    let people = People::with(|config| config.office.name = "Office".to_owned()).await;
    let director = Desk::of(&people, "director").await;
    let id = director.order("Report").await;
    let centre = Desk::of(&people, "centre").await;
    centre.step(id, "take", &[]).await;
    for (desk, paths) in [
        (
            &director,
            &["/requests", "/requests/new", "/requests/1", "/tasks"][..],
        ),
        (
            &centre,
            &[
                "/requests",
                "/requests?show=in-work",
                "/requests/1?done=take",
                "/tasks",
            ],
        ),
    ] {
        let cookie = format!("{}; language=en", desk.reader.cookie);
        for path in paths {
            let page = people.visit(&cookie, path).await.text();
            assert!(page.contains(r#"<html lang="en">"#), "{path}");
            for words in ["Заявк", "Срок", "заявк", "отчёт", "Исполнитель", "orders-"]
            {
                let own = page
                    .replace("id=\"orders-", "")
                    .replace("for=\"orders-", "");
                let own = own.replace("aria-labelledby=\"orders-", "");
                assert!(!own.contains(words), "{} {path}: {words}", desk.login);
            }
        }
    }
}
