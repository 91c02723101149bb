//! The pages of people, rights and the audit: whom they show, what they refuse, and what they show only once.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use serde_json::json;
use svodka::app::Deed;
use svodka::audit::Action;
use svodka::office::{Client, NewUser, UserScope};

use crate::people::People;
use crate::web::{Answer, PASSWORD, Stage, empty, encoded};

const GROUND: &str = "приказ от 25.08.2025 № 112";

/// An office with the people of two schools.
async fn office() -> Stage {
    let stage = Stage::new().await;
    let school = |school_id: &str| UserScope::School {
        school_id: school_id.to_owned(),
    };
    let person = |login: &str, role: &str, scope: UserScope| NewUser {
        ground: Some(GROUND.to_owned()),
        ..NewUser::new(login, &format!("Имя {login}"), role, scope)
    };
    for user in [
        person("director1", "director", school("s1")).with("users", GROUND),
        person("deputy1", "deputy", school("s1")),
        person("deputy2", "deputy", school("s2")),
        person("admin", "system_admin", UserScope::Office).with("users", GROUND),
        person("security", "security", UserScope::Office),
    ] {
        stage.add(user).await;
    }
    stage
}

/// Somebody who has signed in.
struct Reader<'a> {
    stage: &'a Stage,
    cookie: String,
}

impl<'a> Reader<'a> {
    async fn new(stage: &'a Stage, login: &str) -> Self {
        Self::with(stage, login, PASSWORD).await
    }

    async fn with(stage: &'a Stage, login: &str, password: &str) -> Self {
        let answer = stage.sign_in_as(login, password, "/").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
        Self {
            stage,
            cookie: cookie(&answer),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(COOKIE, &self.cookie);
        self.stage.send(empty(request)).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path).header(COOKIE, &self.cookie);
        self.stage.send(form(request, fields)).await
    }
}

fn form(request: Builder, fields: &[(&str, &str)]) -> Request<Body> {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    request
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(pairs.join("&")))
        .expect("a request")
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header(SET_COOKIE);
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// Returns the secret that a page shows.
fn secret(page: &str) -> String {
    let (_, rest) = page.split_once(r#"class="secret""#).expect("a secret");
    let (_, rest) = rest.split_once('>').expect("its beginning");
    let (secret, _) = rest.split_once('<').expect("its end");
    secret.to_owned()
}

/// The fields of a deputy of a school.
fn deputy<'a>(login: &'a str, school_id: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("login", login),
        ("name", "Белова Анна Ивановна"),
        ("role", "deputy"),
        ("school_id", school_id),
        ("ground", GROUND),
    ]
}

/// The same with another value of one field.
fn but<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    name: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(own, _)| *own != name);
    fields.push((name, value));
    fields
}

#[tokio::test]
async fn people_outside_the_readers_reach_are_absent() {
    let stage = office().await;
    let director = Reader::new(&stage, "director1").await;
    let list = director.get("/users").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("deputy1") && !list.body.contains("deputy2"));
    for login in ["deputy2", "admin", "methodist", "nobody"] {
        let card = director.get(&format!("/users/{login}")).await;
        assert_eq!(card.status, StatusCode::NOT_FOUND, "{login}");
        for deed in [
            "",
            "/rights",
            "/rights/1/revoke",
            "/close",
            "/open",
            "/password",
        ] {
            let path = format!("/users/{login}{deed}");
            let answer = director.post(&path, &deputy(login, "s1")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let users = stage.app.office.users().await.expect("users");
    assert!(users.iter().all(|user| !user.is_disabled));
    assert_eq!(director.get("/users/deputy1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_director_appoints_no_director_and_widens_no_scope() {
    let stage = office().await;
    let director = Reader::new(&stage, "director1").await;
    let new = deputy("new-one", "s1");
    for (fields, told) in [
        (but(new.clone(), "role", "director"), "назначает управление"),
        (
            but(new.clone(), "role", "office_head"),
            "назначает управление",
        ),
        (but(new.clone(), "school_id", "s2"), "Область шире вашей"),
        (but(new.clone(), "school_id", "s1 s2"), "Область шире вашей"),
        (but(new.clone(), "school_id", ""), "Область шире вашей"),
        (but(new.clone(), "rights", "sql"), "не даётся"),
        (but(new.clone(), "ground", ""), "номер и дату приказа"),
    ] {
        let answer = director.post("/users", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fields:?}"
        );
        assert!(answer.body.contains(told), "{fields:?}: {told}");
        assert!(
            answer.body.contains("Белова Анна Ивановна"),
            "what was entered stays"
        );
        let added = stage.app.office.user_by_login("new-one").await;
        assert_eq!(added.expect("an answer"), None, "{fields:?}");
    }
    let change = deputy("deputy1", "s1");
    for fields in [
        but(change.clone(), "school_id", "s2"),
        but(change.clone(), "school_id", ""),
        but(change.clone(), "role", "director"),
    ] {
        let answer = director.post("/users/deputy1", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fields:?}"
        );
    }
    let user = stage.app.office.user_by_login("deputy1").await;
    let user = user.expect("an answer").expect("a user");
    assert_eq!(
        (user.role.as_str(), user.scope.school_id()),
        ("deputy", Some("s1"))
    );

    let answer = director.post("/users/deputy1", &change).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header(LOCATION).starts_with("/users/deputy1"));
}

#[tokio::test]
async fn nobody_changes_the_own_rights() {
    let stage = office().await;
    let director = Reader::new(&stage, "director1").await;
    let grant = [("name", "personal_data"), ("ground", GROUND)];
    for (deed, fields) in [("/rights", &grant[..]), ("/password", &[]), ("/close", &[])] {
        let path = format!("/users/director1{deed}");
        let answer = director.post(&path, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let card = director.get("/users/director1").await;
    assert!(
        card.body
            .contains("Собственные права меняет другой администратор")
    );
    assert!(!card.body.contains(r#"action="/users/director1"#));
}

#[tokio::test]
async fn a_first_password_is_shown_once_and_must_be_replaced() {
    let stage = office().await;
    let admin = Reader::new(&stage, "admin").await;
    let answer = admin.post("/users", &deputy("New.One", "s1")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    let first = secret(&answer.body);
    for path in ["/users", "/users/new.one", "/users/new.one?done=changed"] {
        let page = admin.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.body.contains(&first), "{path}");
    }

    let answer = stage.sign_in_as("new.one", &first, "/").await;
    assert_eq!(answer.header(LOCATION), "/profile/password");
    let person = Reader {
        stage: &stage,
        cookie: cookie(&answer),
    };
    for path in ["/profile", "/users", "/"] {
        let answer = person.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(
            answer.header(LOCATION).starts_with("/profile/password"),
            "{path}"
        );
    }
    assert_eq!(person.get("/profile/password").await.status, StatusCode::OK);
    let next = "фонарь осока трамвай";
    for (old, new, again, told) in [
        (first.as_str(), "коротко", "коротко", "короче 10 знаков"),
        (
            first.as_str(),
            first.as_str(),
            first.as_str(),
            "совпадает с прежним",
        ),
        (first.as_str(), next, "другой", "не совпадают"),
        ("wrong", next, next, "введён неверно"),
    ] {
        let fields = [("old", old), ("new", new), ("again", again)];
        let answer = person.post("/profile/password", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(answer.body.contains(told), "{told}");
    }
    let fields = [("old", first.as_str()), ("new", next), ("again", next)];
    let answer = person.post("/profile/password", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(LOCATION), "/profile");
    let person = Reader {
        stage: &stage,
        cookie: cookie(&answer),
    };
    assert_eq!(person.get("/profile").await.status, StatusCode::OK);
    let refused = stage.sign_in_as("new.one", &first, "/").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    Reader::with(&stage, "new.one", next).await;

    let again = admin.post("/users", &deputy("new.one", "s1")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("уже занят"));
}

#[tokio::test]
async fn a_list_with_a_login_that_is_taken_adds_nobody() {
    let stage = office().await;
    let admin = Reader::new(&stage, "admin").await;
    let send = async |list: &str| {
        let body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a.csv\"\r\n\r\n{list}\r\n--edge--\r\n"
        );
        let request = Request::post("/users/import")
            .header(COOKIE, &admin.cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body));
        stage.send(request.expect("a request")).await
    };
    let head = "login,name,role,school_id,ground";
    let first = "new1,Белова Анна,deputy,s1,приказ № 5";
    let answer = send(&format!(
        "{head}\n{first}\ndeputy1,Орлов Пётр,deputy,s1,приказ № 5"
    ))
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("уже занят"));
    let added = stage.app.office.user_by_login("new1").await;
    assert_eq!(added.expect("an answer"), None);

    let answer = send(&format!("{head}\n{first}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = stage.sign_in_as("new1", &secret(&answer.body), "/").await;
    assert_eq!(answer.header(LOCATION), "/profile/password");
}

#[tokio::test]
async fn names_and_grounds_are_only_text() {
    let stage = office().await;
    let attack = r#""><script>alert(1)</script>"#;
    let admin = Reader::new(&stage, "admin").await;
    let fields = but(
        but(deputy("attacker", "s1"), "name", attack),
        "ground",
        attack,
    );
    let fields = but(fields, "rights", "personal_data");
    let page = admin.post("/users", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    let first = secret(&page.body);
    let wrong = admin.post("/users", &but(fields, "role", attack)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = admin.get(&format!("/users?q={}", encoded(attack))).await;
    let card = admin.get("/users/attacker").await;
    stage.sign_in_as(attack, "wrong", "/").await;
    let own = stage.sign_in_as("attacker", &first, "/").await;
    let own = Reader {
        stage: &stage,
        cookie: cookie(&own),
    };
    let fields = [
        ("old", first.as_str()),
        ("new", "фонарь осока трамвай"),
        ("again", "фонарь осока трамвай"),
    ];
    let answer = own.post("/profile/password", &fields).await;
    let own = Reader {
        stage: &stage,
        cookie: cookie(&answer),
    };
    let profile = own.get("/profile").await;
    assert!(profile.body.contains("alert(1)"), "the name is there");
    let token = own
        .post(
            "/profile/tokens",
            &[("name", attack), ("kind", "questions")],
        )
        .await;
    let security = Reader::new(&stage, "security").await;
    let audit = security
        .get(&format!("/audit?text={}", encoded(attack)))
        .await;
    let whole = security.get("/audit").await;
    let usage = admin.get("/usage").await;
    for (name, page) in [
        ("passwords", page),
        ("refused", wrong),
        ("list", list),
        ("card", card),
        ("profile", profile),
        ("token", token),
        ("audit", audit),
        ("whole audit", whole),
        ("usage", usage),
    ] {
        assert!(!page.body.contains("<script>alert"), "{name}");
    }
}

#[tokio::test]
async fn the_audit_is_open_to_security_alone() {
    let stage = office().await;
    for login in ["methodist", "director1", "deputy1", "admin"] {
        let reader = Reader::new(&stage, login).await;
        for path in ["/audit", "/audit.csv", "/audit?verify=1"] {
            assert_eq!(
                reader.get(path).await.status,
                StatusCode::FORBIDDEN,
                "{login} {path}"
            );
        }
    }
    assert_eq!(stage.get("/audit").await.status, StatusCode::SEE_OTHER);

    let security = Reader::new(&stage, "security").await;
    let page = security.get("/audit?verify=1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Цепочка цела"));
    assert!(
        page.body.contains("Отказ в доступе"),
        "refusals are entries"
    );
    let file = security.get("/audit.csv?action=sign_in&from=&to=").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.starts_with("\u{feff}Номер;Время;Логин"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    let page = security.get("/audit?action=read_audit").await;
    assert!(page.body.contains("выгрузка CSV") && page.body.contains("проверка цепочки"));
    let wrong = security.get("/audit.csv?from=32.13.2025").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    for path in ["/users", "/usage"] {
        assert_eq!(
            security.get(path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

#[tokio::test]
async fn everybody_starts_with_a_page_of_their_own() {
    let stage = office().await;
    for (login, place) in [("admin", "/users"), ("security", "/audit")] {
        let answer = Reader::new(&stage, login).await.get("/").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
        assert_eq!(answer.header(LOCATION), place, "{login}");
    }
    let director = Reader::new(&stage, "director1").await;
    let page = director.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(r#"href="/users""#) && !page.body.contains(r#"href="/audit""#));
    assert!(page.body.contains(r#"href="/profile""#));
}

#[tokio::test]
async fn schools_that_a_reader_sees_are_called_by_their_names() {
    let people = People::new().await;
    let director = crate::reader::Reader::new(&people, "director").await;
    for path in ["/profile", "/users", "/users/homeroom"] {
        let page = director.page(path).await.replace('\u{a0}', " ");
        assert!(page.contains("организация Школа s1"), "{path}: {page}");
    }
    let homeroom = crate::reader::Reader::new(&people, "homeroom").await;
    for (reader, path) in [
        (&director, "/users"),
        (&director, "/users/homeroom"),
        (&homeroom, "/profile"),
    ] {
        let page = reader.page(path).await.replace('\u{a0}', " ");
        assert!(
            page.contains("организация Школа s1, класс 5А"),
            "{path}: {page}"
        );
    }
    // Who sees no data knows schools and classes by the codes that are typed for them.
    let admin = crate::reader::Reader::new(&people, "system_admin").await;
    for (path, whose) in [
        ("/users/director", "организация s1"),
        ("/users/homeroom", "организация s1, класс c5"),
    ] {
        let page = admin.page(path).await.replace('\u{a0}', " ");
        assert!(page.contains(whose), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_audit_tells_questions_in_words() {
    let people = People::new().await;
    let director = crate::reader::Reader::new(&people, "director").await;
    // Groups are shown with the names of their teachers, which is written down.
    director.page("/users/new").await;
    let security = crate::reader::Reader::new(&people, "security").await;
    let page = security.page("/audit?from=&to=&action=view").await;
    let subject = people.app.title_of("subject.name").expect("a title");
    assert!(page.contains(&subject), "{page}");
    assert!(!page.contains("school.id"), "{page}");
}

#[tokio::test]
async fn the_audit_tells_codes_in_words_and_its_file_keeps_them() {
    let people = People::new().await;
    let token = people.token("office").await;
    let state = json!({"measures": ["attendance.missed"], "dimensions": ["school.name"]});
    let kept = json!({"title": "Пропуски", "state": state});
    let kept = people.post(&token, "/api/v1/saved", &kept).await;
    let shares = json!({"shares": [{"kind": "person", "value": "director"}]});
    let request = Request::put(format!("{}/shares", kept.header("location")))
        .header(AUTHORIZATION, &token)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(shares.to_string()));
    let shared = people.send(request.expect("a request")).await;
    assert!(shared.status.is_success(), "{}", shared.text());
    for (action, object, words) in [
        (
            Action::AddUser,
            "anna",
            "homeroom, организация s1, классы c5, с 2025-09-01, основание: Приказ № 5",
        ),
        (
            Action::Grant,
            "anna",
            "personal_data, Приказ № 6, по 2026-05-31",
        ),
        (Action::Order, "order-3", "выполнена: saved-7 (вместо olga)"),
        (
            Action::MakeToken,
            "обмен",
            "организация s1, права: personal_data",
        ),
        (
            Action::KeepEntry,
            "реестр «Проверки «Журнал»», запись 4",
            "",
        ),
        (Action::FileForm, "oo-1/2025/s2", "принята"),
    ] {
        let deed = Deed {
            rows: Some(28_201),
            ..Deed::new(action, object).about(words)
        };
        let written = people.app.record_of("anna", &Client::default(), deed).await;
        assert!(written.is_ok(), "{object}");
    }
    crate::reader::Reader::new(&people, "homeroom").await;
    let security = crate::reader::Reader::new(&people, "security").await;
    let page = security.page("/audit?from=&to=").await;
    let page = page.replace('\u{a0}', " ");
    for told in [
        "Школа s1: принята",
        "организация Школа s1, класс 5А",
        "запрос № 1",
        "Сотруднику: director",
        "Классный руководитель; организация Школа s1, класс 5А; с 01.09.2025; основание: Приказ № 5",
        "Персональные данные; Приказ № 6; по 31.05.2026",
        "заявка № 3",
        "Выполнена; запрос № 7; вместо olga",
        "организация Школа s1; права: Персональные данные",
        "реестр «Проверки „Журнал“», запись 4",
        "«ОО-1», 2025, Школа s2",
        ">28 201<",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    for code in [
        "s1, accepted",
        ">saved-1<",
        ">order-3<",
        "personal_data",
        "классы c5",
        "28201",
    ] {
        assert!(!page.contains(code), "{code}: {page}");
    }
    let page = security.in_english().page("/audit?from=&to=").await;
    let page = page.replace('\u{a0}', " ");
    for told in [
        "Школа s1: accepted",
        "school Школа s1, class 5А",
        "query No. 1",
        "Person: director",
        "order No. 3",
        "Delivered; query No. 7; in place of olga",
        "release 1",
        "password",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let file = security.get("/audit.csv?from=&to=").await.text();
    for written in ["s1, accepted", "saved-1", "person director", "28201"] {
        assert!(file.contains(written), "{written}: {file}");
    }
}

#[tokio::test]
async fn visits_name_pages_and_not_their_paths() {
    let people = People::new().await;
    let director = crate::reader::Reader::new(&people, "director").await;
    for path in ["/forms", "/reports", "/registers", "/prints"] {
        director.page(path).await;
    }
    let page = director.page("/usage").await;
    let (_, table) = page
        .split_once("Посещения по страницам и вопросам")
        .expect("the table");
    for name in ["Формы", "Отчёты", "Реестры", "Документы на подпись"]
    {
        assert!(table.contains(&format!(">{name}<")), "{name}: {table}");
    }
    assert!(!table.contains(">/"), "{table}");
}

#[tokio::test]
async fn a_director_sees_visits_of_the_own_school_alone() {
    let stage = office().await;
    for login in ["methodist", "deputy1", "deputy2"] {
        let reader = Reader::new(&stage, login).await;
        assert_eq!(reader.get("/profile").await.status, StatusCode::OK);
    }
    let director = Reader::new(&stage, "director1").await;
    let page = director.get("/usage").await;
    assert!(page.body.contains("Имя deputy1"));
    assert!(!page.body.contains("Имя deputy2") && !page.body.contains("Смирнова"));
    let admin = Reader::new(&stage, "admin").await;
    assert!(admin.get("/usage").await.body.contains("Имя deputy2"));
}

#[tokio::test]
async fn a_key_is_shown_once_and_makes_no_other() {
    let stage = office().await;
    let director = Reader::new(&stage, "director1").await;
    let far = [
        ("name", "обмен"),
        ("kind", "questions"),
        ("expires_on", "2999-01-01"),
    ];
    let answer = director.post("/profile/tokens", &far).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    let last = stage
        .app
        .moment()
        .today
        .tomorrow()
        .expect("a day")
        .to_string();
    let fields = [
        ("name", "обмен"),
        ("kind", "questions"),
        ("expires_on", last.as_str()),
    ];
    let answer = director.post("/profile/tokens", &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    let token = secret(&answer.body);
    let page = director.get("/profile").await;
    assert!(page.body.contains("обмен") && !page.body.contains(&token));

    let request = || Request::post("/profile/tokens").header(AUTHORIZATION, &token);
    let answer = stage.send(form(request(), &fields)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    let name = [("name", "обмен")];
    let revoked = director.post("/profile/tokens/revoke", &name).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    let answer = stage
        .send(empty(
            Request::get("/profile").header(AUTHORIZATION, &token),
        ))
        .await;
    assert_ne!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_that_guesses_is_told_how_long_to_wait() {
    let stage = Stage::new().await;
    let mut last = stage.sign_in_as("nobody", "wrong", "/").await;
    for _ in 0..25 {
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        last = stage.sign_in_as("nobody", "wrong", "/").await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!last.header(RETRY_AFTER).is_empty());
    assert!(last.body.contains("секунд") && last.body.contains(r#"id="password""#));
}

#[tokio::test]
async fn a_sign_in_with_codes_takes_one_of_them() {
    let stage = office().await;
    let director = Reader::new(&stage, "director1").await;
    let page = director.get("/profile/codes").await;
    assert!(page.body.contains("otpauth://totp/"));
    let shown = secret(&page.body).replace(' ', "");
    // A code is taken once, and the clock stands: the steps around now give three of them.
    let code = |seconds: i64| {
        let secret = totp_rs::Secret::try_from_base32(&shown).expect("base32");
        let totp = totp_rs::Builder::new().with_secret(secret);
        let at = stage.app.clock.now().as_second() + seconds;
        let totp = totp.build_noncompliant();
        totp.generate(u64::try_from(at).expect("a moment"))
            .to_string()
    };
    let turn_on = [("secret", shown.as_str()), ("code", "000")];
    let answer = director.post("/profile/codes", &turn_on).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(secret(&answer.body).replace(' ', ""), shown);
    let first = code(-30);
    let turn_on = [("secret", shown.as_str()), ("code", first.as_str())];
    let answer = director.post("/profile/codes", &turn_on).await;
    assert_eq!(answer.header(LOCATION), "/profile?done=codes-on");

    let answer = stage.sign_in_as("director1", PASSWORD, "/users").await;
    assert_eq!(answer.header(LOCATION), "/session/code?next=%2Fusers");
    let half = Reader {
        stage: &stage,
        cookie: cookie(&answer),
    };
    for path in ["/profile", "/profile/password"] {
        let answer = half.get(path).await;
        assert!(
            answer.header(LOCATION).starts_with("/session/code"),
            "{path}"
        );
    }
    let page = half.get("/session/code?next=%2Fusers").await;
    assert_eq!(page.status, StatusCode::OK);
    let wrong = half
        .post("/session/code", &[("code", first.as_str())])
        .await;
    assert_eq!(
        wrong.status,
        StatusCode::UNAUTHORIZED,
        "it was taken before"
    );
    let second = code(0);
    let fields = [("code", second.as_str()), ("next", "/users")];
    let answer = half.post("/session/code", &fields).await;
    assert_eq!(answer.header(LOCATION), "/users");
    let whole = Reader {
        stage: &stage,
        cookie: cookie(&answer),
    };
    assert_eq!(whole.get("/users").await.status, StatusCode::OK);
    let answer = half.get("/users").await;
    assert!(
        answer.header(LOCATION).starts_with("/login"),
        "the old token is over"
    );

    let answer = whole.post("/profile/codes/off", &[("code", "000")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let third = code(30);
    let fields = [("code", third.as_str())];
    let answer = whole.post("/profile/codes/off", &fields).await;
    assert_eq!(answer.header(LOCATION), "/profile?done=codes-off");
    let answer = stage.sign_in_as("director1", PASSWORD, "/users").await;
    assert_eq!(answer.header(LOCATION), "/users");
}
