//! The constructor's page: what it begins with for each role, what it shows without JavaScript, and what no address
//! can make it say.

use axum::http::StatusCode;
use serde_json::json;
use svodka::access::{Action, ROLES};
use svodka::clock::Clock;
use svodka::office::UserScope;

use crate::office::small_school;
use crate::people::{Answer, People, encoded};

async fn open(people: &People, login: &str, q: &str) -> Answer {
    let token = people.token(login).await;
    let path = format!("/constructor?q={}", encoded(q));
    people.get(&token, &path).await
}

const BY_SCHOOL: &str = "measures:!(attendance.missed,attendance.attendance_pct),dimensions:!(school.name),\
    timeDimensions:!((dimension:calendar.date,dateRange:!('2025-09-01','2025-10-31'))),totals:!t,view:chart,chart:bar";

#[tokio::test]
async fn every_role_is_offered_questions_that_it_can_be_answered() {
    let people = People::new().await;
    for role in ROLES
        .iter()
        .filter(|role| role.actions.contains(&Action::Ask))
    {
        let asker = people.asker(role.name).await;
        let starters = people.app.starters(&asker);
        assert!(
            (4..=6).contains(&starters.len()),
            "{}: {}",
            role.name,
            starters.len()
        );
        for starter in &starters {
            let mut query = starter.state.clone();
            let object = query.as_object_mut().expect("an object");
            object.remove("view");
            object.remove("chart");
            let answer = people.app.ask(&asker, &query).await;
            assert!(answer.is_ok(), "{}: {}: {query}", role.name, starter.title);
        }
    }
    let office = people.app.starters(&people.asker("office").await);
    assert_eq!(
        office[0].title,
        "Посещаемость и причины пропусков: что изменилось за период"
    );
    let times = &office[0].state["timeDimensions"];
    assert_eq!(
        times[0]["dateRange"],
        json!("last month"),
        "words stay words"
    );
    let centre = people.app.starters(&people.asker("centre").await);
    assert_eq!(
        centre[1].state["pivot"]["columns"],
        json!(["calendar.date.week"])
    );
    // A role with one topic is offered nothing of others.
    let segments = people.app.starters(&people.asker("segment_admin").await);
    assert!(
        segments
            .iter()
            .all(|one| one.state.to_string().contains("loads."))
    );

    // Who may know no names of pupils is offered as many questions without them.
    let class = UserScope::Classes {
        school_id: "s1".into(),
        class_ids: vec!["c5".into()],
    };
    let groups = UserScope::Groups {
        school_id: "s1".into(),
        group_ids: vec!["g1".into()],
    };
    for (role, scope) in [
        ("homeroom", &class),
        ("house_tutor", &class),
        ("teacher", &groups),
    ] {
        let login = format!("{role}_without_names");
        people.add(&login, role, scope.clone(), &[]).await;
        let starters = people.app.starters(&people.asker(&login).await);
        assert!(starters.len() >= 4, "{login}: {}", starters.len());
        let texts: Vec<String> = starters.iter().map(|one| one.state.to_string()).collect();
        assert!(
            texts.iter().all(|text| !text.contains("pupil.name")),
            "{login}"
        );
    }
    let teacher = people.app.starters(&people.asker("teacher").await);
    let titles: Vec<&str> = teacher.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(
        titles[..2],
        [
            "Накопляемость отметок в моих классах",
            "Мои незаполненные уроки"
        ],
        "a question is called as its reader would call it"
    );

    let page = open(&people, "office", "").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains(r#"<a class="starter" href="/constructor?q="#));
    assert!(text.contains("attendance.missed_illness"), "{text}");
    assert!(text.contains(r#"data-state="""#) && text.contains("catalogue/ru.ftl"));
    // The library of charts waits for the first chart.
    assert!(
        text.contains(r#"rel="alternate""#)
            && !text.contains(r#"modulepreload" href="/assets/vendor"#)
    );
    let here = text
        .lines()
        .find(|line| line.contains(r#"aria-current="page""#));
    assert!(here.is_some_and(|line| line.contains(r#"href="/constructor""#)));
}

#[tokio::test]
async fn a_question_in_the_address_is_answered_without_javascript() {
    let people = People::new().await;
    let page = open(&people, "office", BY_SCHOOL).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    for part in [
        "Школа s1",
        "Школа s2",
        "Пропущено уроков, Посещаемость, %",
        "01.09.2025 – 31.10.2025",
        "Всего",
        "format=parquet",
        "modulepreload",
        "&#34;view&#34;:&#34;chart&#34;",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // The question goes into the file without what only the page understands.
    let (_, export) = text.split_once(r#"name="query" value=""#).expect("a form");
    let (query, _) = export.split_once('>').expect("its end");
    assert!(!query.contains("chart"), "{query}");
    // JSON is read, too; a tutor may not take files away.
    let query = json!({"measures": ["attendance.missed"], "dimensions": ["class.name"]});
    let text = open(&people, "house_tutor", &query.to_string())
        .await
        .text();
    assert!(text.contains("5А") && !text.contains("format=xlsx"));
    assert!(text.contains("data-may=\"[&#34;save&#34;]\""), "{text}");
}

#[tokio::test]
async fn a_pivot_is_laid_out_without_javascript() {
    let people = People::new().await;
    let pivot = "measures:!(attendance.missed),dimensions:!(school.name,school.kind,class.grade),\
        pivot:(rows:!(school.kind,school.name),columns:!(class.grade,measures)),totals:!t";
    let page = open(&people, "office", pivot).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    for part in [
        r#"class="data-table pivot-table""#,
        r#"<th scope="rowgroup" rowspan="3">общеобразовательная</th>"#,
        "Школа s1",
        r#"<th scope="row">Итого</th>"#,
        "<tfoot>",
        "format=xlsx&#38;layout=pivot",
        "format=parquet\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains(">general<"));
    // As a table it says the same values by their titles.
    let text = open(&people, "office", &format!("{pivot},view:table")).await;
    let text = text.text();
    assert!(!text.contains("pivot-table") && !text.contains("layout=pivot"));
    assert!(text.contains("общеобразовательная") && !text.contains(">general<"));
    let cadets = "measures:!(attendance.missed),dimensions:!(school.name),\
        filters:!((member:school.kind,operator:notEquals,values:!(cadet)))";
    let text = open(&people, "office", cadets).await.text();
    assert!(
        text.contains("кроме кадет") && !text.contains("кроме cadet"),
        "{text}"
    );
    // Another school's values stand in no head, and what is typed is text.
    let text = open(&people, "director", pivot).await.text();
    assert!(text.contains("Школа s1") && !text.contains("Школа s2"));
    let planted = "measures:!(attendance.missed),dimensions:!(school.name),\
        formulas:!((name:f,title:'<i>',expression:'attendance.missed * 2')),\
        pivot:(rows:!(school.name,measures))";
    let text = open(&people, "office", planted).await.text();
    assert!(
        text.contains("pivot-table") && !text.contains("<i>"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_told() {
    let people = People::new().await;
    for (q, told) in [
        ("measures:!(", "ошибка в знаке"),
        ("!(1,2)", "ошибка в знаке"),
        ("{\"measures\":", "ошибка в знаке"),
        (
            "measures:!(attendance.dew)",
            "«attendance.dew» не объявлено",
        ),
        (
            "measures:!(attendance.due),filtres:!()",
            "неизвестный ключ «filtres»",
        ),
        (
            "measures:!(attendance.due),view:cube",
            "table, pivot, chart",
        ),
        ("measures:!(attendance.due),chart:!(1)", "heatmap"),
        ("measures:7", "ожидается список"),
    ] {
        let page = open(&people, "office", q).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{q}");
        assert!(page.text().contains(told), "{q}: {}", page.text());
    }
    let deep = format!("a:{}", "!(".repeat(5_000));
    let page = open(&people, "office", &deep).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = "measures:!(attendance.due),dimensions:!(pupil.name)";
    let page = open(&people, "office", named).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("персональные данные"));
}

#[tokio::test]
async fn no_address_widens_a_scope_or_plants_markup() {
    let people = People::new().await;
    let text = open(&people, "director", BY_SCHOOL).await.text();
    assert!(text.contains("Школа s1") && !text.contains("Школа s2"));
    let foreign = "measures:!(attendance.missed),dimensions:!(school.name),\
        filters:!((member:school.id,operator:equals,values:!(s2)))";
    let text = open(&people, "director", foreign).await.text();
    assert!(!text.contains("Школа s2"), "{text}");

    let planted = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    for q in [
        format!("measures:!('{planted}')"),
        format!(
            "measures:!(attendance.missed),filters:!((member:school.name,operator:contains,values:!('{planted}')))"
        ),
        format!("measures:!(attendance.missed),'{planted}':1"),
        planted.to_owned(),
    ] {
        let text = open(&people, "office", &q).await.text();
        assert!(!text.contains("<script>alert"), "{text}");
        assert!(!text.contains("<img src=x"), "{text}");
    }
    let token = people.token("security").await;
    let page = people.get(&token, "/constructor").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn terms_are_offered_with_the_days_that_schools_in_scope_give_them() {
    let people = People::with(|config| {
        config.clock = Clock::Fixed("2025-11-10T06:00:00Z".parse().expect("a moment"));
    })
    .await;
    let other_days = small_school("s2")
        .table(
            "terms",
            "term_id,kind,ordinal,name,starts_on,ends_on\n\
             q1,quarter,1,1 четверть,2025-09-01,2025-10-31\n\
             q2,quarter,2,2 четверть,2025-11-05,2025-12-28\n\
             q3,quarter,3,3 четверть,2026-01-12,2026-03-20\n\
             y,year,1,Год,2025-09-01,2026-05-26\n",
        )
        .extracted_at("2025-11-01T23:40:00+03:00");
    people.load(&[other_days]).await;
    let term = |name: &str, from: &str, to: &str, schools: u8| json!({"name": name, "schoolYear": "2025/2026", "from": from, "to": to, "schools": schools});
    let first = term("1 четверть", "2025-09-01", "2025-10-24", 1);
    let longer = term("1 четверть", "2025-09-01", "2025-10-31", 1);
    let token = people.token("office").await;
    let answer = people.get(&token, "/api/v1/terms").await.json();
    let second = term("2 четверть", "2025-11-05", "2025-12-28", 2);
    assert_eq!(answer, json!({"terms": [second, longer, first]}));
    // Who has some classes of one school is offered that school's.
    for login in ["director", "homeroom", "teacher"] {
        let token = people.token(login).await;
        let answer = people.get(&token, "/api/v1/terms").await.json();
        let second = term("2 четверть", "2025-11-05", "2025-12-28", 1);
        assert_eq!(answer, json!({"terms": [second, first]}), "{login}");
    }
}
