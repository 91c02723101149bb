//! The site through its router: who may ask, what is refused and how, which headers stand.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use futures::StreamExt;
use serde_json::{Value, json};
use svodka::app::App;
use svodka::office::{NewToken, NewUser, UserScope};
use tower::ServiceExt;

pub const PASSWORD: &str = "правильный пароль";

/// A site over an empty office with one user.
pub struct Stage {
    pub app: Arc<App>,
    /// The token of the user.
    pub token: String,
    router: Router,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = open(folder.path()).await;
        let user = NewUser::new(
            "methodist",
            "Смирнова Ольга Николаевна",
            "office",
            UserScope::Office,
        );
        let now = app.clock.now();
        let user = app.office.add_user(&user, "", now).await.expect("a user");
        app.office
            .set_password("methodist", PASSWORD, false, now)
            .await
            .expect("a password");
        let token = app
            .office
            .create_token(user.id, &NewToken::new("test", None), now)
            .await
            .expect("a token");
        let app = Arc::new(app);
        Self {
            router: svodka::web::router(app.clone()),
            app,
            token,
            _folder: folder,
        }
    }

    /// Adds somebody who signs in with the same password.
    pub async fn add(&self, user: NewUser) {
        let (office, now) = (&self.app.office, self.app.clock.now());
        let user = office.add_user(&user, "", now).await.expect("a user");
        let set = office.set_password(&user.login, PASSWORD, false, now).await;
        set.expect("a password");
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("a response");
        let (head, body) = response.into_parts();
        let mut bytes = Vec::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            bytes.extend_from_slice(&chunk.expect("a chunk"));
        }
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(empty(Request::get(path))).await
    }

    async fn get_signed_in(&self, path: &str) -> Answer {
        self.send(empty(Request::get(path).header(AUTHORIZATION, &self.token)))
            .await
    }

    /// Signs the user in by the form and returns the answer.
    async fn sign_in(&self, password: &str, next: &str) -> Answer {
        self.sign_in_as("methodist", password, next).await
    }

    pub async fn sign_in_as(&self, login: &str, password: &str, next: &str) -> Answer {
        let body = format!(
            "login={}&password={}&next={}",
            encoded(login),
            encoded(password),
            encoded(next)
        );
        let request =
            Request::post("/session").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).expect("a request"))
            .await
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl axum::http::header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.body))
    }
}

async fn open(folder: &std::path::Path) -> App {
    let config = svodka::config::Config::for_testing(folder);
    App::init(config)
        .await
        .expect("an application over an empty folder")
}

pub fn empty(request: Builder) -> Request<Body> {
    request.body(Body::empty()).expect("a request")
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn strangers_get_401_as_programs_and_the_sign_in_page_as_people() {
    let stage = Stage::new().await;
    for path in [
        "/api/v1/meta",
        "/api/v1/load?query={}",
        "/api/v1/values?member=school.name",
        "/api/v1/explain?measure=attendance.missed&school=s1",
        "/api/v1/releases",
        "/api/v1/terms",
    ] {
        let answer = stage.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
    let answer = stage.get("/?a=1").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(LOCATION), "/login?next=%2F%3Fa%3D1");
}

#[tokio::test]
async fn a_session_is_begun_by_the_form_and_ended() {
    let stage = Stage::new().await;
    let refused = stage.sign_in("wrong", "/").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.headers.get(SET_COOKIE).is_none());

    let answer = stage.sign_in(PASSWORD, "/loads?school=12").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(LOCATION), "/loads?school=12");
    let cookie = answer.header(SET_COOKIE).to_owned();
    assert!(cookie.starts_with("svodka_session="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let signed_in = |request: Builder| empty(request.header(COOKIE, &cookie));
    assert_eq!(
        stage
            .send(signed_in(Request::get("/api/v1/meta")))
            .await
            .status,
        StatusCode::OK
    );

    let ended = stage.send(signed_in(Request::delete("/session"))).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let after = stage.send(signed_in(Request::get("/api/v1/meta"))).await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_sends_a_form_after_the_session_has_ended_is_led_back_to_it() {
    let stage = Stage::new().await;
    let sent_from = async |page: &str| {
        let request = Request::post("/requests")
            .header("host", "svodka.local")
            .header("referer", page);
        stage.send(empty(request)).await
    };
    for (page, way) in [
        (
            "https://svodka.local/requests/new?title=a",
            "/login?next=%2Frequests%2Fnew%3Ftitle%3Da&ended=1",
        ),
        // Nothing can be read where the form itself was sent, and nowhere else are we at home.
        ("https://svodka.local/requests/7/steps", "/login?ended=1"),
        ("https://evil.example/requests/new", "/login?ended=1"),
        (
            "https://svodka.local.evil.example/requests/new",
            "/login?ended=1",
        ),
    ] {
        let answer = sent_from(page).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(answer.header(LOCATION), way, "{page}");
    }
    let forgotten = Request::get("/loads").header(COOKIE, "svodka_session=forgotten");
    let answer = stage.send(empty(forgotten)).await;
    assert_eq!(answer.header(LOCATION), "/login?next=%2Floads&ended=1");

    let told = stage.get("/login?ended=1").await.body;
    assert!(told.contains("Сеанс закончился"), "{told}");
    let first = stage.get("/login").await.body;
    assert!(!first.contains("Сеанс закончился"), "{first}");
}

#[tokio::test]
async fn sign_in_never_leads_to_a_foreign_host() {
    let stage = Stage::new().await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        assert_eq!(
            stage.sign_in(PASSWORD, next).await.header(LOCATION),
            "/",
            "{next}"
        );
    }
}

#[tokio::test]
async fn what_a_foreign_page_sends_is_refused() {
    let stage = Stage::new().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let request = Request::post("/session")
            .header("host", "svodka.local")
            .header(name, value);
        assert_eq!(
            stage.send(empty(request)).await.status,
            StatusCode::FORBIDDEN,
            "{name}"
        );
    }
}

#[tokio::test]
async fn tokens_are_taken_bare_and_as_bearer() {
    let stage = Stage::new().await;
    for value in [stage.token.clone(), format!("Bearer {}", stage.token)] {
        let request = empty(Request::get("/api/v1/meta").header(AUTHORIZATION, value));
        let answer = stage.send(request).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.json()["cubes"].is_array());
    }
    let forged = empty(Request::get("/api/v1/meta").header(AUTHORIZATION, "Bearer forged"));
    assert_eq!(stage.send(forged).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn security_headers_stand_on_every_answer() {
    let stage = Stage::new().await;
    for path in ["/login", "/", "/api/v1/meta", "/no-such-page", "/healthz"] {
        let answer = stage.get(path).await;
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn faults_are_told_as_json_or_as_a_page() {
    let stage = Stage::new().await;
    let page = stage.get("/no-such-page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("На главную"));
    assert!(!page.body.contains("reader-name"), "{}", page.body);
    // Who has signed in goes on by the menu.
    for path in ["/no-such-page", "/reports/no-such-report"] {
        let page = stage.get_signed_in(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.body.contains("На главную"), "{path}");
        assert!(page.body.contains("reader-name"), "{path}: {}", page.body);
    }
    let told = stage.get("/api/v1/no-such-thing").await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
    assert_eq!(told.json(), json!({"error": "Не найдено"}));
    let request = empty(Request::get("/no-such-page").header(ACCEPT, "application/json"));
    assert_eq!(
        stage.send(request).await.json(),
        json!({"error": "Не найдено"})
    );
    assert_eq!(
        stage.send(empty(Request::put("/login"))).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn bad_questions_are_refused_with_their_faults() {
    let stage = Stage::new().await;
    for path in [
        "/api/v1/load",
        "/api/v1/load?query=%7B",
        "/api/v1/load?query=%5B%5D",
    ] {
        let answer = stage.get_signed_in(path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.json()["diagnostics"][0]["path"], "query", "{path}");
    }
    let request = Request::post("/api/v1/export?format=docx").header(AUTHORIZATION, &stage.token);
    let answer = stage
        .send(request.body(Body::from("{}")).expect("a request"))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["diagnostics"][0]["path"], "format");
}

#[tokio::test]
async fn a_body_too_large_is_refused() {
    let stage = Stage::new().await;
    let request = Request::post("/api/v1/load").header(AUTHORIZATION, &stage.token);
    let answer = stage
        .send(
            request
                .body(Body::from(vec![b' '; 2 << 20]))
                .expect("a request"),
        )
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn before_the_first_release_pages_say_so_and_questions_wait() {
    let stage = Stage::new().await;
    let page = stage.get_signed_in("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Данных ещё нет"));
    let query = encoded(r#"{"measures": ["attendance.attendance_pct"]}"#);
    let answer = stage
        .get_signed_in(&format!("/api/v1/load?query={query}"))
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(
        stage.get_signed_in("/api/v1/releases").await.json(),
        json!({"releases": []})
    );
}

#[tokio::test]
async fn supervisors_and_programs_are_told_of_the_service() {
    let stage = Stage::new().await;
    assert_eq!(stage.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(stage.get("/readyz").await.status, StatusCode::OK);
    let metrics = stage.get("/metrics").await.body;
    assert!(
        metrics.contains(r#"svodka_requests_total{route="/healthz",status="200"} 1"#),
        "{metrics}"
    );
    assert!(metrics.contains("svodka_release 0"), "{metrics}");
    let description = stage.get("/api/v1/openapi.json").await.json();
    for path in [
        "/api/v1/load",
        "/api/v1/meta",
        "/api/v1/values",
        "/api/v1/explain",
        "/api/v1/export",
        "/api/v1/releases",
    ] {
        assert!(description["paths"][path].is_object(), "{path}");
    }
}

#[tokio::test]
async fn assets_named_by_a_page_are_kept_for_ever() {
    let stage = Stage::new().await;
    let page = stage.get("/login").await.body;
    let start = page.find("/assets/").expect("an asset");
    let address: String = page[start..]
        .chars()
        .take_while(|sign| *sign != '"')
        .collect();
    let asset = stage.get(&address).await;
    assert_eq!(asset.status, StatusCode::OK);
    assert!(asset.header("cache-control").contains("immutable"));
    assert_eq!(
        stage.get("/assets/0000000000000000/site.css").await.status,
        StatusCode::NOT_FOUND
    );
}
