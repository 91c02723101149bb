//! Attacks through the site, each as somebody would try it. What they are after is a school called `secret`: none of
//! its words may come back to whoever sees another school.
//!
//! SQL inside the engine is attacked in `security`, small figures in `small_cells`.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use svodka::office::UserScope;
use tokio::sync::OnceCell;

use crate::access::zipped;
use crate::office::small_school;
use crate::people::{Answer, PASSWORD, People, encoded};

/// Words that only the secret school has.
const SECRETS: &[&str] = &["Секретова", "Тайнопись", "secret-pupil", "Закрытый"];

async fn stage() -> People {
    let people = People::new().await;
    let secret = small_school("secret")
        .named("secret")
        .table(
            "pupils",
            "pupil_id,last_name,first_name,middle_name,sex,birth_date\n\
             p1,Секретова,Нина,,f,2014-05-10\n\
             p2,Секретова,Анна,,f,2014-11-20\n\
             p3,Секретова,Ольга,,f,2014-01-15\n\
             p4,Секретова,Яна,,f,2018-03-03\n\
             p5,Секретова,Ида,,f,2014-10-31\n",
        )
        .table(
            "subjects",
            "subject_id,name,area\nmath,Тайнопись,Закрытый\neng,Закрытый предмет,Языки\n",
        );
    people.load(&[secret]).await;
    people
}

/// The stage that attacks which change nothing share.
async fn shared() -> &'static People {
    static STAGE: OnceCell<People> = OnceCell::const_new();
    STAGE.get_or_init(stage).await
}

/// Checks that an attack got one of these statuses and none of the secrets.
fn fails(name: &str, answer: &Answer, statuses: &[u16]) {
    let text = answer.text();
    assert!(
        statuses.contains(&answer.status.as_u16()),
        "{name}: {} {text}",
        answer.status
    );
    for secret in SECRETS {
        assert!(!text.contains(secret), "{name}: {text}");
    }
    for inside in [
        "panicked",
        "src/",
        "sqlx",
        "DataFusion",
        "parquet",
        "SELECT",
        "/tmp/",
    ] {
        assert!(!text.contains(inside), "{name} tells {inside}: {text}");
    }
}

fn rows(answer: &Answer) -> Vec<Value> {
    answer.json()["data"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

#[tokio::test]
async fn through_the_fields_of_a_question() {
    let people = shared().await;
    let director = people.token("director").await;
    let ask = async |query: Value| people.ask(&director, &query).await;
    // A filter for the other school, in every operator, with and without `or`.
    for operator in [
        "equals",
        "contains",
        "startsWith",
        "endsWith",
        "set",
        "notEquals",
    ] {
        let filter = json!({"member": "school.id", "operator": operator, "values": ["secret"]});
        let query = json!({
            "measures": ["attendance.due"],
            "dimensions": ["school.id", "subject.name"],
            "filters": [{"or": [filter, {"member": "school.id", "operator": "set"}]}],
        });
        let answer = ask(query).await;
        fails("filters widen nothing", &answer, &[200]);
        assert!(
            rows(&answer)
                .iter()
                .all(|row| row["school.id"] == json!("s1"))
        );
    }
    let query = json!({"measures": ["attendance.due"], "totals": true, "filters":
        [{"member": "school.id", "operator": "equals", "values": ["secret"]}]});
    let answer = ask(query).await;
    fails("a total over another school", &answer, &[200]);
    assert!([json!(0), Value::Null].contains(&answer.json()["totals"][0]["attendance.due"]));
    let query = json!({"measures": ["attendance.due"], "dimensions": ["subject.name"], "limit": 1, "others": true});
    fails("the rest beyond a limit", &ask(query).await, &[200]);
    let query = json!({"measures": ["attendance.due"], "dimensions": ["subject.name"],
        "pivot": {"rows": ["subject.name"], "columns": ["school.id"]}});
    fails("the heads of a pivot", &ask(query).await, &[200, 400]);
    let query = json!({"measures": ["attendance.due"], "dimensions": ["subject.name"],
        "timeDimensions": [{"dimension": "calendar.date", "dateRange": ["2025-10-01", "2025-10-31"]}],
        "compare": "previous_period"});
    fails("the days before", &ask(query).await, &[200]);
    for release in [0, -1, 1, 2, 3, i64::MAX] {
        let query = json!({"measures": ["attendance.due"], "dimensions": ["subject.name"], "asOf": release});
        fails("another release", &ask(query).await, &[200, 400]);
    }
    for member in [
        "pupil.birth_date",
        "pupils.last_name",
        "lake.pupils.last_name",
        "pupil.name\u{0}",
        "school.id; drop",
        "__proto__",
        "constructor.name",
        "pupil_key",
        "school.data_day",
    ] {
        fails(
            "a member that is none",
            &ask(json!({"dimensions": [member]})).await,
            &[400],
        );
    }
    for expression in [
        "attendance.due / 0",
        "(select 1)",
        "attendance.due; drop",
        "secret.x",
        "1e999999",
        "pupil.name",
        "version()",
        &"(".repeat(10_000),
        &"1+".repeat(50_000),
    ] {
        let query = json!({"measures": ["attendance.due"],
            "formulas": [{"name": "x", "title": "x", "expression": expression}]});
        fails("a formula", &ask(query).await, &[200, 400]);
    }
    for order in [
        json!([["(select 1)", "asc"]]),
        json!({"secret": "asc"}),
        json!([["attendance.due", "sideways"]]),
        json!("attendance.due"),
    ] {
        fails(
            "an order",
            &ask(json!({"measures": ["attendance.due"], "order": order})).await,
            &[400],
        );
    }
    for limit in [
        json!(-1),
        json!(1e300),
        json!("all"),
        json!(null),
        json!([1]),
    ] {
        fails(
            "a limit",
            &ask(json!({"measures": ["attendance.due"], "limit": limit})).await,
            &[200, 400],
        );
    }
    for range in [
        json!(["0000-00-00", "9999-99-99"]),
        json!(["2025-10-31", "2025-10-01"]),
        json!("last -1 days"),
        json!("last 99999999999999 days"),
        json!(["-9999-01-01", "9999-12-31"]),
    ] {
        let query = json!({"measures": ["attendance.due"],
            "timeDimensions": [{"dimension": "calendar.date", "dateRange": range}]});
        fails("a range", &ask(query).await, &[200, 400]);
    }
}

#[tokio::test]
async fn through_values_lists_and_explanations() {
    let people = shared().await;
    let director = people.token("director").await;
    for path in [
        "/api/v1/values?member=subject.name",
        "/api/v1/values?member=subject.name&q=Тай",
        "/api/v1/values?member=school.id&q=sec",
        "/api/v1/values?member=pupil.name&q=Сек",
        "/api/v1/values?member=pupil.birth_date",
        "/api/v1/values?member=attendance.due",
        "/api/v1/values?member=subject.name&limit=99999999999999999999",
        "/api/v1/values?member=subject.name&q=%25&limit=1000000",
        "/api/v1/explain?measure=timeliness.topics_on_time_pct&school=secret",
        "/api/v1/explain?measure=timeliness.topics_on_time_pct&school=secret%27--",
        "/api/v1/explain?measure=nothing.at_all&school=s1",
        "/api/v1/releases",
        "/api/v1/releases/diff?from=1&to=2",
        "/api/v1/releases/diff?from=1&to=2&query=%7B%22measures%22%3A%5B%22attendance.due%22%5D%2C%22dimensions%22%3A%5B%22subject.name%22%5D%7D",
        "/api/v1/releases/diff?from=1&to=2&query=null",
        "/api/v1/releases/diff?from=-1&to=99999999999999999999",
        "/api/v1/queries/..%2f..%2fetc%2fpasswd",
        "/api/v1/queries/contingent-by-school?school=secret",
        "/api/v1/meta?extended=true",
    ] {
        let path = path
            .replace("Тай", &encoded("Тай"))
            .replace("Сек", &encoded("Сек"));
        fails(&path, &people.get(&director, &path).await, &[200, 400, 404]);
    }
    let values = people
        .get(&director, "/api/v1/values?member=school.id")
        .await
        .json();
    assert_eq!(values["values"], json!(["s1"]), "{values}");
}

#[tokio::test]
async fn through_ids_paths_and_headers() {
    let people = shared().await;
    let director = people.token("director").await;
    let loads = people.app.office.loads(50).await.expect("loads");
    let foreign = loads
        .iter()
        .find(|load| load.school_id.as_deref() == Some("secret"));
    let foreign = foreign.expect("a load").load_id.clone();
    for path in [
        format!("/api/v1/loads/{foreign}"),
        format!(
            "/api/v1/loads/{}",
            encoded(&format!("{foreign}' or '1'='1"))
        ),
        "/api/v1/loads/..%2f..%2foffice.sqlite".into(),
        "/assets/x/..%2f..%2f..%2fetc%2fpasswd".into(),
        "/assets/x/%2e%2e/%2e%2e/Cargo.toml".into(),
        "/assets/x//etc/passwd".into(),
        "//evil.example/".into(),
        "/%00".into(),
        "/api/v1/nothing".into(),
        "/users/../audit".into(),
    ] {
        fails(&path, &people.get(&director, &path).await, &[400, 403, 404]);
    }
    // Headers that elsewhere mean something.
    for (name, value) in [
        ("x-original-url", "/audit"),
        ("x-rewrite-url", "/audit"),
        ("x-http-method-override", "DELETE"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-user", "security"),
        ("x-user", "security"),
        ("x-request-id", "1\\r\\nset-cookie: a=b"),
        ("host", "evil.example"),
        ("range", "bytes=0-0"),
        ("accept-encoding", "gzip, gzip, gzip, deflate;q=99"),
        ("if-none-match", "*"),
    ] {
        let request = Request::get("/api/v1/values?member=subject.name")
            .header("authorization", &director)
            .header(name, value)
            .body(Body::empty());
        let answer = people.send(request.expect("a request")).await;
        fails(name, &answer, &[200, 304]);
        assert!(!answer.headers.contains_key("set-cookie"), "{name}");
    }
    for token in [
        "",
        "undefined",
        "null",
        "Bearer",
        "Basic YTpi",
        "' or 1=1 --",
        &"x".repeat(5_000),
    ] {
        let answer = people.get(token, "/api/v1/meta").await;
        fails("a token that is none", &answer, &[401]);
    }
}

#[tokio::test]
async fn through_the_memory_of_answers() {
    let people = shared().await;
    let office = people.token("office").await;
    let director = people.token("director").await;
    let query = json!({"measures": ["timeliness.topics_due"], "dimensions": ["school.id"]});
    // The office's answer lies in memory; the director asks the very same and shows the office's tag.
    let whole = people.ask(&office, &query).await;
    assert!(rows(&whole).len() > 1);
    let tag = whole.header("etag").to_owned();
    let request = Request::post("/api/v1/load")
        .header("authorization", &director)
        .header("content-type", "application/json")
        .header("if-none-match", &tag)
        .body(Body::from(query.to_string()));
    let own = people.send(request.expect("a request")).await;
    fails("another's tag", &own, &[200]);
    assert_eq!(rows(&own).len(), 1);
    assert_ne!(own.header("etag"), tag);
    assert!(own.header("cache-control").contains("private"));
    assert!(own.header("vary").to_lowercase().contains("authorization"));
    // A question that the right to names alone tells apart.
    let counts = json!({"measures": ["contingent.pupils"], "dimensions": ["class.name"]});
    people
        .add("insider", "office", UserScope::Office, &["personal_data"])
        .await;
    let insider = people.token("insider").await;
    let open = people.ask(&insider, &counts).await;
    let closed = people.ask(&office, &counts).await;
    assert_ne!(open.header("etag"), closed.header("etag"));
    assert!(closed.text().contains("\"*\""), "{}", closed.text());
    assert!(!open.text().contains("\"*\""));
}

#[tokio::test]
async fn for_names_and_pseudonyms() {
    let people = shared().await;
    let office = people.token("office").await;
    for query in [
        json!({"dimensions": ["pupil.name"]}),
        json!({"dimensions": ["teacher.name"]}),
        json!({"measures": ["contingent.pupils"], "filters":
            [{"member": "pupil.name", "operator": "startsWith", "values": ["С"]}]}),
        json!({"measures": ["contingent.pupils"], "order": [["pupil.name", "asc"]]}),
        json!({"measures": ["contingent.pupils"], "pivot": {"rows": ["pupil.name"], "columns": []}}),
        json!({"measures": ["contingent.pupils"], "filters": [{"or": [
            {"member": "pupil.name", "operator": "set"}, {"member": "school.id", "operator": "set"}]}]}),
    ] {
        fails(
            "names without the right",
            &people.ask(&office, &query).await,
            &[400, 403],
        );
        for format in ["xlsx", "csv", "parquet", "arrow"] {
            let path = format!("/api/v1/export?format={format}");
            let file = people.post(&office, &path, &query).await;
            fails("names in a file", &file, &[400, 403]);
        }
    }
    fails(
        "names among values",
        &people
            .get(&office, "/api/v1/values?member=pupil.name")
            .await,
        &[400, 403],
    );
    // A pupil's own id picks nobody outside the school: there the id is another.
    let query = json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.id"], "filters":
        [{"member": "pupil.id", "operator": "equals", "values": ["p1"]}]});
    assert_eq!(
        rows(&people.ask(&office, &query).await),
        Vec::<Value>::new()
    );
    let query = json!({"measures": ["attendance.due"], "dimensions": ["pupil.id"]});
    let answer = people.ask(&office, &query).await;
    assert!(
        rows(&answer)
            .iter()
            .all(|row| row["pupil.id"].as_str().is_some_and(|id| id.len() > 8))
    );
    // Illness is told apart nowhere outside without its right.
    let query = json!({"measures": ["attendance.missed"], "dimensions": ["absence.reason"]});
    assert!(
        !people
            .ask(&office, &query)
            .await
            .text()
            .contains("illness\"")
    );
    let query = json!({"measures": ["attendance.missed"], "filters":
        [{"member": "absence.reason", "operator": "equals", "values": ["illness"]}]});
    let answer = people.ask(&office, &query).await;
    assert!(
        [json!(0), Value::Null].contains(&rows(&answer)[0]["attendance.missed"]),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn through_sql() {
    let people = shared().await;
    let centre = people.token("centre").await;
    let sql = async |token: &str, body: Value| people.post(token, "/api/v1/sql", &body).await;
    for login in ["office", "director", "teacher", "security", "system_admin"] {
        let token = people.token(login).await;
        fails(
            login,
            &sql(&token, json!({"sql": "select 1"})).await,
            &[403],
        );
    }
    for text in [
        "select name from pupils",
        "select last_name from lake.pupils",
        "select birth_date from pupils",
        "select reason from absences",
        "select * from users",
        "select * from tokens",
        "select pupil_id from pupils",
    ] {
        fails(text, &sql(&centre, json!({"sql": text})).await, &[400]);
    }
    let answer = sql(
        &centre,
        json!({"sql": "select count(*) as n from schools where school_id = $1",
        "params": ["x' or '1'='1"]}),
    )
    .await;
    assert_eq!(rows(&answer), [json!({"n": 0})], "{}", answer.text());
    let answer = sql(
        &centre,
        json!({"sql": "select count(*) as n from schools where school_id = $id",
        "params": {"id": "s1"}}),
    )
    .await;
    assert_eq!(rows(&answer), [json!({"n": 1})], "{}", answer.text());
    for body in [
        json!({"sql": "select $1"}),
        json!({"sql": "select 1", "params": "x"}),
        json!({"sql": "select 1", "params": [[1]]}),
        json!({"sql": 1}),
        json!({"query": "select 1"}),
        json!({"sql": "select 1", "scope": "office"}),
        json!(null),
        json!({"sql": "x".repeat(100_000)}),
    ] {
        fails("a body", &sql(&centre, body).await, &[400]);
    }
    // What fails on a value says an id and nothing else.
    let answer = sql(
        &centre,
        json!({"sql": "select cast(name as int) from subjects"}),
    )
    .await;
    fails("a cast that fails", &answer, &[500]);
    assert!(answer.json()["request_id"].is_string());
    let answer = sql(
        &centre,
        json!({"sql": "select school_id from schools", "limit": 1}),
    )
    .await;
    assert_eq!(
        (rows(&answer).len(), &answer.json()["truncated"]),
        (1, &json!(true))
    );
}

#[tokio::test]
async fn with_bodies_that_are_too_much() {
    let people = shared().await;
    let director = people.token("director").await;
    let post = async |kind: &str, bytes: Vec<u8>| {
        let request = Request::post("/api/v1/load")
            .header("authorization", &director)
            .header("content-type", kind)
            .body(Body::from(bytes));
        people.send(request.expect("a request")).await
    };
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    fails(
        "a deep JSON",
        &post("application/json", deep.into_bytes()).await,
        &[400, 413],
    );
    let deep = format!(
        "{{\"filters\": {}1{}}}",
        "[{\"and\":".repeat(50_000),
        "}]".repeat(50_000)
    );
    fails(
        "deep filters",
        &post("application/json", deep.into_bytes()).await,
        &[400, 413],
    );
    fails(
        "a large body",
        &post("application/json", vec![b' '; 2 << 20]).await,
        &[413],
    );
    let wide: Vec<String> = (0..20_000).map(|_| "attendance.due".into()).collect();
    fails(
        "the same a thousand times",
        &people.ask(&director, &json!({"measures": wide})).await,
        &[200, 400],
    );
    let wide: Vec<Value> = (0..50)
        .map(|_| json!({"measures": ["attendance.due"]}))
        .collect();
    fails(
        "many questions in one",
        &people.ask(&director, &json!(wide)).await,
        &[400],
    );
    fails(
        "no JSON",
        &post("application/json", vec![0xff, 0xfe]).await,
        &[400],
    );
    fails(
        "a form for JSON",
        &post("text/plain", b"{}".to_vec()).await,
        &[400, 415],
    );
    let answer = people
        .form(
            Method::POST,
            "/session",
            "",
            &format!("login={}", "x".repeat(2 << 20)),
        )
        .await;
    fails("a large form", &answer, &[413]);
    let answer = people
        .form(
            Method::POST,
            "/session",
            "",
            &format!("login=office&password={}", "x".repeat(500_000)),
        )
        .await;
    fails("a large password", &answer, &[401]);
}

#[tokio::test]
async fn with_uploads() {
    let people = stage().await;
    let token = people.upload_token("director", "s1").await;
    let upload = async |token: &str, bytes: Vec<u8>| {
        let request = Request::post("/api/v1/extracts")
            .header("authorization", token)
            .body(Body::from(bytes));
        people.send(request.expect("a request")).await
    };
    let folder = people.folder.path().join("forged");
    small_school("secret")
        .extracted_at("2025-11-09T23:40:00+03:00")
        .write(&folder);
    fails(
        "for another school",
        &upload(&token, zipped(&folder)).await,
        &[403],
    );
    fails("of nothing", &upload(&token, Vec::new()).await, &[422]);
    fails(
        "of no archive",
        &upload(&token, vec![0; 100_000]).await,
        &[422],
    );
    // A few kilobytes that unpack to more than is allowed.
    let bomb = {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let deflated = options.compression_method(zip::CompressionMethod::Deflated);
        archive
            .start_file("manifest.json", deflated)
            .expect("a file");
        for _ in 0..300 {
            archive.write_all(&vec![b' '; 1 << 20]).expect("bytes");
        }
        archive.finish().expect("an archive").into_inner()
    };
    assert!(bomb.len() < 1 << 20);
    fails("of a zip bomb", &upload(&token, bomb).await, &[422]);
    let climber = {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive
            .start_file("../../../evil.csv", options)
            .expect("a file");
        archive.write_all(b"x").expect("bytes");
        archive.finish().expect("an archive").into_inner()
    };
    fails(
        "of a path that climbs",
        &upload(&token, climber).await,
        &[422],
    );
    assert!(!people.folder.path().join("evil.csv").exists());
    // By who may ask, and by nobody.
    for login in ["office", "centre", "teacher", "security"] {
        let token = people.token(login).await;
        fails(login, &upload(&token, zipped(&folder)).await, &[403]);
    }
    fails("by nobody", &upload("", zipped(&folder)).await, &[401]);
    // A director's own session reaches the own school alone, too.
    let director = people.token("director").await;
    fails(
        "by a director for another",
        &upload(&director, zipped(&folder)).await,
        &[403],
    );
    // When the owner loses the school, so does the token.
    let mut moved = svodka::office::NewUser::new(
        "director",
        "Кто-то",
        "director",
        UserScope::School {
            school_id: "s2".into(),
        },
    );
    moved.ground = Some("Приказ № 8".into());
    people
        .app
        .office
        .change_user(&moved)
        .await
        .expect("a change");
    let folder = people.folder.path().join("own");
    small_school("s1")
        .extracted_at("2025-11-09T23:40:00+03:00")
        .write(&folder);
    fails(
        "by who was moved",
        &upload(&token, zipped(&folder)).await,
        &[403],
    );
    let releases = people.app.office.releases(10).await.expect("releases");
    assert_eq!(releases.len(), 2, "nothing of it was published");
}

#[tokio::test]
async fn on_sessions() {
    let people = stage().await;
    people.set_password("director", false).await;
    // A session that somebody planted is not taken over at signing in.
    let planted = "svodka_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let body = format!("login=director&password={}", encoded(PASSWORD));
    let answer = people.form(Method::POST, "/session", planted, &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_ne!(answer.cookie(), planted);
    assert_eq!(
        people.visit(planted, "/api/v1/meta").await.status,
        StatusCode::UNAUTHORIZED
    );
    let cookie = answer.cookie();
    // Signing in again ends the session that the browser had.
    let again = people
        .form(Method::POST, "/session", &cookie, &body)
        .await
        .cookie();
    assert_eq!(
        people.visit(&cookie, "/api/v1/meta").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        people.visit(&again, "/api/v1/meta").await.status,
        StatusCode::OK
    );
    // What another site makes the browser send is not done.
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "null"),
    ] {
        for path in [
            "/session/end",
            "/api/v1/export?format=csv",
            "/api/v1/sql",
            "/session",
        ] {
            let request = Request::post(path)
                .header("cookie", &again)
                .header("host", "svodka.local")
                .header(name, value)
                .body(Body::empty());
            fails(
                path,
                &people.send(request.expect("a request")).await,
                &[403],
            );
        }
    }
    assert_eq!(
        people.visit(&again, "/api/v1/meta").await.status,
        StatusCode::OK
    );
    let cookie = people.sign_in("director", PASSWORD).await;
    let cookie = cookie.header("set-cookie");
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    // Closed, the person is out at once, by session and by token.
    let token = people.token("director").await;
    people
        .app
        .office
        .set_disabled("director", true)
        .await
        .expect("a change");
    for answer in [
        people.visit(&again, "/api/v1/meta").await,
        people.get(&token, "/api/v1/meta").await,
    ] {
        fails("after closing", &answer, &[401]);
    }
    let answer = people.sign_in("director", PASSWORD).await;
    fails("signing in after closing", &answer, &[401]);
}

#[tokio::test]
async fn by_what_takes_how_long() {
    let people = stage().await;
    people.set_password("director", false).await;
    // An unknown login takes the work of a known one. Medians, so that one slow moment does not matter.
    let median = async |login: &str| {
        let mut times = Vec::new();
        for number in 0..9 {
            // Each from an address of its own, so that none has to wait.
            let address = format!("10.0.0.{number}-{login}");
            let begun = std::time::Instant::now();
            let now = people.app.clock.now();
            let checked = people
                .app
                .office
                .check_password(login, "неверный", &address, now)
                .await;
            checked.expect("an outcome");
            times.push(begun.elapsed());
        }
        times.sort();
        times[4].as_secs_f64()
    };
    let (known, unknown) = (median("director").await, median("nobody").await);
    let ratio = known / unknown;
    assert!((0.4..2.5).contains(&ratio), "{known} and {unknown}");
    // And the same words.
    let known = people.sign_in("director", "неверный").await;
    let unknown = people.sign_in("nobody", "неверный").await;
    let plain = |answer: &Answer, login: &str| answer.text().replace(login, "");
    assert_eq!(plain(&known, "director"), plain(&unknown, "nobody"));
}

#[tokio::test]
async fn through_words_that_schools_write() {
    let people = People::new().await;
    let script = "<script>alert(1)</script>";
    let formula = "=HYPERLINK(\"http://evil.example\")";
    let evil = small_school("s1")
        .extracted_at("2025-11-05T23:40:00+03:00")
        .table(
            "subjects",
            &format!(
                "subject_id,name,area\nmath,{script},\"{}\"\neng,\"{}\",@SUM(1)\n",
                formula.replace('"', "\"\""),
                formula.replace('"', "\"\"")
            ),
        )
        .table(
            "pupils",
            "pupil_id,last_name,first_name,middle_name,sex,birth_date\n\
             p1,<img src=x onerror=alert(1)>,Иван,,m,2014-05-10\n\
             p2,Жукова,Анна,,f,2014-11-20\n\
             p3,Белов,Олег,,m,2014-01-15\n\
             p4,Сомова,Яна,,f,2018-03-03\n\
             p5,Агеева,Нина,,f,2014-10-31\n",
        );
    people.load(&[evil]).await;
    let director = people.token("director").await;
    let query =
        json!({"measures": ["attendance.due"], "dimensions": ["subject.name", "subject.area"]});
    let csv = people
        .post(&director, "/api/v1/export?format=csv", &query)
        .await
        .text();
    assert!(csv.contains("HYPERLINK"), "{csv}");
    for cell in csv.lines().flat_map(|line| line.split(';')) {
        let cell = cell.trim_start_matches(['\u{feff}', '"']);
        assert!(!cell.starts_with(['=', '@', '+', '-']), "{csv}");
    }
    people.set_password("director", false).await;
    let cookie = people.sign_in("director", PASSWORD).await.cookie();
    let page = people.visit(&cookie, "/").await.text();
    assert!(
        !page.contains(script) && !page.contains("<img src=x"),
        "{page}"
    );
    // What stood in the login field comes back as text.
    let answer = people.sign_in("\"><script>alert(1)</script>", "x").await;
    assert!(
        !answer.text().contains("<script>alert"),
        "{}",
        answer.text()
    );
    let answer = people
        .visit("", "/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(
        !answer.text().contains("<script>alert"),
        "{}",
        answer.text()
    );
    let policy = answer.header("content-security-policy").to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[tokio::test]
async fn with_an_address_that_is_none_s_own() {
    use axum::extract::ConnectInfo;
    use std::net::SocketAddr;
    let people = People::with(|config| {
        config.serve.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        config.serve.client_header = Some("x-forwarded-for".into());
    })
    .await;
    let guess = async |peer: &str, told: &str| {
        let mut request = Request::post("/session")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", told)
            .body(Body::from("login=guess&password=wrong"))
            .expect("a request");
        let peer: SocketAddr = peer.parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(peer));
        people.send(request).await;
        let filter = svodka::audit::Filter::default();
        let entries = people.app.audit_entries(filter, 1).await.expect("entries");
        entries[0].entry.address.clone()
    };
    // The server in front adds the last one; what came before it anybody could have written.
    assert_eq!(
        guess("127.0.0.1:5000", "6.6.6.6, 10.1.1.1").await,
        "10.1.1.1"
    );
    assert_eq!(guess("127.0.0.1:5000", "nonsense").await, "127.0.0.1");
    assert_eq!(
        guess("10.9.9.9:5000", "6.6.6.6").await,
        "10.9.9.9",
        "nobody trusts it"
    );
}
